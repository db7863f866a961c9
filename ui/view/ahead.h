/* Keys typed ahead: those that need a row wait for the first ones, and what is typed after them waits too. */
#ifndef AHEAD_H
#define AHEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct app;
struct input;

enum { AHEAD_MAX = 64 };

struct ahead {
	uint32_t keys[AHEAD_MAX]; /* in the order they were typed */
	size_t n;
	int64_t since; /* monotonic: when the first one came */
	bool told;     /* that it waits has been shown */
};

/* Whether the daemon has yet to say who one is, or what the list under the filter and order now in
 * force holds. */
bool ahead_is_coming(struct app *app);
/* Whether input waits, or is given up with what waits (esc); false: it is to be taken now. */
bool ahead_takes(struct app *app, const struct input *input);
/* Gives what waited to `take`, as far as it can be done now.  Where there is no row to do it to, all of
 * it is dropped, and that is said. */
void ahead_resume(struct app *app, void (*take)(struct app *app, const struct input *input));
/* "r a: as soon as the list is here; esc gives it up"; "" while that is not worth saying. */
void ahead_text(const struct app *app, char *out, size_t size);
/* As view_tick(): when ahead_text() begins to say something. */
int ahead_tick(struct app *app);

#endif
