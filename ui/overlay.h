/* What lies over the pane and takes the keys: dialogs, pickers, texts. */
#ifndef OVERLAY_H
#define OVERLAY_H

#include <stddef.h>

#include "picker.h"
#include "widget.h"

struct app;
struct confirm;
struct input;
struct lineedit;
struct overlay;
struct screen;
struct str;

/* A key of an overlay, as its help tells it: { "d", "drop the change" }. */
struct overlay_key {
	const char *key;
	const char *does;
};

struct overlay_kind {
	/* DONE and CANCELLED close it; whatever follows from DONE has been started by then. */
	enum widget_answer (*input)(
	    struct app *app, struct overlay *overlay, const struct input *input);
	void (*draw)(struct app *app, struct overlay *overlay, struct screen *screen);
	/* Frees all, the overlay too. */
	void (*free)(struct overlay *overlay);
	const char *hints; /* for the key line */
	const char *(*hints_now)(
	    const struct app *app, struct overlay *overlay); /* instead; NULL */
	/* The keys that work now, for the key of the help; with none added those of the hints are told.  False: something is
	 * typed, and the key is part of it.  NULL: so it is always. */
	bool (*keys)(const struct overlay *overlay, struct str *out);
	/* Keys that it has no use for close it and do what they do behind it. */
	bool steps_aside;
	/* Does what is due; how long it may sleep, in ms (-1: for ever).  NULL: nothing. */
	int (*tick)(struct app *app, struct overlay *overlay);
};

/* The first member of every overlay's own struct. */
struct overlay {
	const struct overlay_kind *kind;
	struct overlay *below;
};

/* Puts an overlay on top; it belongs to the app now. */
void overlay_push(struct app *app, struct overlay *overlay);
/* Closes the one on top. */
void overlay_pop(struct app *app);
/* The topmost of a kind, wherever in the stack it is; NULL: none is open. */
struct overlay *overlay_find(const struct app *app, const struct overlay_kind *kind);
/* Closes this one, wherever in the stack it is: an answer comes when something else may lie over what asked. */
void overlay_remove(struct app *app, struct overlay *overlay);
/* The same, but it stays, and whoever calls frees it; false: it is not in the stack. */
bool overlay_detach(struct app *app, struct overlay *overlay);
void overlay_close_all(struct app *app);

/* Tells what works in the overlay on top, over it; false: something is typed there. */
bool overlay_help(struct app *app);
/* What stands in the line of keys for the overlay on top; NULL: nothing. */
const char *overlay_hints(struct app *app);
/* Adds keys to such a help, up to the row without one. */
void overlay_add_keys(struct str *out, const struct overlay_key *keys);
extern const struct overlay_key overlay_text_keys[];
/* `keys` of a kind in which nothing is ever typed, and whose hints are all its keys. */
bool overlay_keys_of_hints(const struct overlay *overlay, struct str *out);
/* Adds those of a question; false: a name is typed. */
bool overlay_keys_of_confirm(const struct confirm *confirm, struct str *out);

/* A text to read, copied. */
void overlay_text(struct app *app, const char *title, const char *text);
/* What is typed on a line of an overlay, as a reason is; says when part of it is left out.  False: the line is done with. */
bool overlay_line_input(struct app *app, struct lineedit *line, const struct input *input);

/* Why something is not done, in full; only enter and esc close it, and no other key does anything behind it. */
void overlay_refusal(struct app *app, const char *text);
/* A picker; choices are copied.  chosen is called with the index once it is closed; payload is freed
 * with free() afterwards (NULL is fine). */
void overlay_pick(struct app *app, const char *title, const struct picker_choice *choices, size_t n,
    size_t current, void (*chosen)(struct app *app, size_t index, void *payload), void *payload);

enum { OVERLAY_PICK_TYPED = 80 };

/* Whether the overlay on top is a picker that calls `chosen`, and what was typed there to filter it. */
bool overlay_picks(const struct app *app,
    void (*chosen)(struct app *app, size_t index, void *payload), char typed[OVERLAY_PICK_TYPED]);
/* Types it into the picker on top. */
void overlay_pick_type(struct app *app, const char *typed);

#endif
