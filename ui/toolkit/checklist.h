/* A list of words of which any number may be chosen. */
#ifndef CHECKLIST_H
#define CHECKLIST_H

#include <stdbool.h>
#include <stddef.h>

#include "listpos.h"
#include "screen.h"
#include "widget.h"

struct input;
struct str;

struct checklist {
	const char *title;
	const char *const *words;   /* ended by NULL */
	const char *const *details; /* what each means; NULL for none */
	size_t n;
	bool *on;
	struct listpos pos;
};

/* Texts are borrowed.  chosen has the words that are on at the start, blanks between. */
void checklist_init(struct checklist *list, const char *title, const char *const *words,
    const char *const *details, const char *chosen);
void checklist_release(struct checklist *list);
/* How many are on. */
size_t checklist_count(const struct checklist *list);
/* Those that are on, in the order of the list, blanks between. */
void checklist_text(const struct checklist *list, struct str *out);
/* Space turns one on or off, a all, n none; enter is WIDGET_DONE, Esc WIDGET_CANCELLED. */
enum widget_answer checklist_input(struct checklist *list, const struct input *input);
/* The size that shows all of it, frame included. */
void checklist_size(
    const struct checklist *list, const struct screen *screen, int *columns, int *rows);
void checklist_draw(struct checklist *list, struct screen *screen, struct screen_rect rect);

#endif
