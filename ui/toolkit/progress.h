/* How far long work has got: a bar, rate and time left, from counts and a clock of the caller. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdint.h>

#include "screen.h"

struct progress {
	int64_t done;
	int64_t total; /* 0: not known */
	int64_t started_ms;
	int64_t measured_ms; /* when the rate was last looked at */
	int64_t measured;    /* and how much was done then */
	double rate;         /* a second, smoothed; 0 until known */
	int64_t now_ms;
};

enum { PROGRESS_TEXT = 96 };

/* Times are milliseconds of a clock that never jumps: clock_monotonic(). */
void progress_start(struct progress *progress, int64_t total, int64_t now_ms);
void progress_update(struct progress *progress, int64_t done, int64_t now_ms);
/* Milliseconds left, -1 while nobody can know. */
int64_t progress_left_ms(const struct progress *progress);
/* "1,203 of 9,000  13%  480/s  16 s left".  Returns out. */
const char *progress_text(const struct progress *progress, char out[PROGRESS_TEXT]);
/* The bar, and the text to the right of it where there is room. */
void progress_draw(
    const struct progress *progress, struct screen *screen, struct screen_place place);

#endif
