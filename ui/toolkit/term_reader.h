/* Standard input, read without ever waiting. */
#ifndef TERM_READER_H
#define TERM_READER_H

#include <stdbool.h>

#include "input_decoder.h"

struct term_reader {
	struct input_decoder decoder;
	bool lost; /* nobody is there any more: poll no longer */
};

/* capability answers for the strings of terminfo, NULL when an entry has none. */
void term_reader_init(struct term_reader *reader, const char *(*capability)(const char *name));
/* Wipes what was typed. */
void term_reader_release(struct term_reader *reader);
/* The next key, paste or click; INPUT_STOP, once, when the line is dead; false for none. */
bool term_reader_next(struct term_reader *reader, struct input *out);
/* See struct term. */
int term_reader_patience_ms(const struct term_reader *reader);

#endif
