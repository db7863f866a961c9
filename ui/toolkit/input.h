/* What the person at the terminal did, and the few other things that a terminal reports. */
#ifndef INPUT_H
#define INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum input_kind {
	INPUT_NONE,
	INPUT_KEY,    /* key */
	INPUT_PASTE,  /* text, len, cut: never to be taken for commands */
	INPUT_BROKEN, /* a paste that began and did not end: nothing of it is left */
	INPUT_RESIZE, /* ask the terminal for its size and draw again */
	INPUT_MOUSE,  /* mouse, row, column */
	INPUT_RESUME, /* back from being stopped: like INPUT_RESIZE */
	INPUT_STOP    /* signal: SIGTERM, SIGHUP or SIGINT asks to end; a second one ends for us */
};

enum input_mouse {
	INPUT_MOUSE_LEFT,
	INPUT_MOUSE_MIDDLE,
	INPUT_MOUSE_RIGHT,
	INPUT_WHEEL_UP,
	INPUT_WHEEL_DOWN
};

struct input {
	enum input_kind kind;
	uint32_t key;     /* see keys.h */
	const char *text; /* what was pasted, as it came, terminated; borrowed from the terminal
	                    * until its next call and wiped then */
	size_t len;       /* bytes of it; there may be NULs inside */
	bool cut;         /* it was over INPUT_PASTE_MAX and the rest is dropped */
	enum input_mouse mouse;
	int row, column;
	int signal;
};

enum { INPUT_PASTE_MAX = 64 * 1024 };

#endif
