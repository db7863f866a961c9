/* What curses sends for one repaint, gathered and written at once: curses itself writes at each move of
 * the cursor, over a hundred times for a full screen, and each of these may become a packet of SSH. */
#ifndef TERM_FRAME_H
#define TERM_FRAME_H

#include <stddef.h>
#include <stdio.h>

struct term_frame {
	FILE *stream; /* what curses writes to: the terminal's, but between begin and end */
	int terminal; /* borrowed */
	int gathered; /* the memory; -1 where there is none, then nothing is gathered */
};

/* Makes the stream.  terminal must stay open until close().  -1 when no descriptor is left. */
int term_frame_open(struct term_frame *frame, int terminal);
void term_frame_begin(struct term_frame *frame);
/* Writes what came since begin(): with one call, where it is not unusually long. */
void term_frame_end(struct term_frame *frame);
void term_frame_close(struct term_frame *frame);

#endif
