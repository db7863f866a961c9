/* From the bytes that a terminal sends to what the person did.  Knows xterm's family, VT220, rxvt,
 * the Linux console and, when told, what terminfo says; asks no clock and reads no file. */
#ifndef INPUT_DECODER_H
#define INPUT_DECODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "input.h"
#include "str.h"

enum {
	INPUT_DECODER_BYTES = 4096,
	INPUT_DECODER_LEARNED = 48,
	INPUT_DECODER_SEQUENCE = 12,
	INPUT_DECODER_ESCAPE_MS = 25,    /* an ESC followed by nothing for so long is the key */
	INPUT_DECODER_SEQUENCE_MS = 500, /* half a sequence is forgotten after so long */
	INPUT_DECODER_PASTE_MS = 3000, /* a paste of which nothing more came for so long is over */
	INPUT_DECODER_PAUSE_MS = 200 /* C-c after so long is a key, and no part of what is pasted */
};

struct input_decoder {
	unsigned char bytes[INPUT_DECODER_BYTES];
	size_t len;
	int64_t fed_ms; /* when bytes came last */
	bool pasting;
	bool paste_done; /* the paste was handed out: to be wiped */
	bool paste_cut;
	bool paste_broken; /* C-c was pressed: its end is not waited for */
	bool paste_lost;   /* the last one had no end: its rest may still come */
	struct str paste;
	struct {
		char sequence[INPUT_DECODER_SEQUENCE];
		uint32_t key;
	} learned[INPUT_DECODER_LEARNED];
	size_t n_learned;
};

void input_decoder_init(struct input_decoder *decoder);
/* Wipes what was typed and pasted. */
void input_decoder_release(struct input_decoder *decoder);
/* A sequence beginning with ESC that means a key; ignored when it is too long or one too many. */
void input_decoder_learn(struct input_decoder *decoder, const char *sequence, uint32_t key);
/* Where to read bytes to, and how many there is room for; then tell how many came, and when. */
void *input_decoder_room(struct input_decoder *decoder, size_t *room);
void input_decoder_fed(struct input_decoder *decoder, size_t len, int64_t now_ms);
/* The next key, paste or mouse click; false when there is none, or none yet.  What comes after a paste was given up is
 * its rest, not keys, unless it comes as one key does. */
bool input_decoder_next(struct input_decoder *decoder, int64_t now_ms, struct input *out);
/* Milliseconds until what is held back is decided; -1 when nothing is. */
int input_decoder_patience(const struct input_decoder *decoder, int64_t now_ms);

#endif
