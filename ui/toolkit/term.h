/* A terminal as an interface: what the console needs of one, be it real or in memory. */
#ifndef TERM_H
#define TERM_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct input;
struct pollfd;
struct screen;

enum {
	TERM_POLL_FDS = 2,    /* what poll_fds() fills at most */
	TERM_COPY_MAX = 56000 /* bytes that copy() takes; terminals cut longer ones silently */
};

/* What became of a copy.  A terminal never tells whether it obeyed, so "sent" is all we know. */
enum term_copy {
	TERM_COPY_SENT,        /* asked the terminal (OSC 52) */
	TERM_COPY_SENT_TMUX,   /* asked tmux and, through it, the terminal outside */
	TERM_COPY_SENT_SCREEN, /* asked the terminal outside of GNU screen */
	TERM_COPY_TOO_LONG,    /* over TERM_COPY_MAX: nothing was sent */
	TERM_COPY_IMPOSSIBLE   /* this terminal has no clipboard: nothing was sent */
};

/* Every function takes the terminal itself.  The first thing is begin(), the last free(). */
struct term {
	bool ascii;  /* from begin() on: only ASCII can be shown */
	int colours; /* from begin() on: 0 (none or NO_COLOR), 8, 16, 256 or 2^24 */

	/* Takes the terminal over.  PROBLEM_usage, with the terminal untouched and a sentence that
	 * names --plain, when it cannot be used. */
	int (*begin)(struct term *term, struct err *err);
	/* Gives it back as it was; does nothing when it is not ours. */
	void (*end)(struct term *term);
	void (*size)(struct term *term, int *columns, int *rows);
	/* Makes the terminal look like the screen, sending only what differs. */
	void (*present)(struct term *term, const struct screen *screen);
	/* Sends everything again at the next present(), for when something else wrote on it. */
	void (*repaint)(struct term *term);
	/* Takes the next thing that happened, without ever waiting; false when there is none.
	 * After poll(), ask until it is false: one wake-up may stand for several. */
	bool (*next)(struct term *term, struct input *out);
	/* What to wait for with poll(): fills fds and returns how many. */
	int (*poll_fds)(struct term *term, struct pollfd *fds);
	/* The longest that poll() may wait before next() is asked again, in ms; -1 is for ever.  It
	 * is short only while an ESC may be the start of a key's sequence. */
	int (*patience_ms)(struct term *term);
	void (*bell)(struct term *term);
	/* Puts a text on the clipboard of the person, over SSH too; nothing is kept of it. */
	enum term_copy (*copy)(struct term *term, const char *text, size_t len);
	/* Mouse reports; off after begin(), so that the terminal's own selection works. */
	void (*mouse)(struct term *term, bool on);
	/* ^Z: gives the terminal back, stops the process group and takes it over again when
	 * continued; INPUT_RESUME follows. */
	void (*suspend)(struct term *term);
	/* end(), then its memory. */
	void (*free)(struct term *term);
};

/* The terminal of standard input and output, as TERM, NO_COLOR and the locale describe it.  Sets
 * the locale of the process for characters (LC_CTYPE).  There is one at a time. */
struct term *term_curses_new(void);

/* The outcome of a copy of len bytes, in words for the status line: "asked the terminal
 * to copy 24 bytes".  Writes into out and returns it. */
const char *term_copy_text(enum term_copy copy, size_t len, char out[128]);

#endif
