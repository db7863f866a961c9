/* The escape sequences that keyboards and mice send. */
#ifndef INPUT_SEQUENCE_H
#define INPUT_SEQUENCE_H

#include <stddef.h>
#include <stdint.h>

struct input;

/* Reads the sequence at the start of bytes, of which the first is ESC.  Returns its length, or 0
 * when it may go on.  Fills out: a key (0 for a sequence that is none and to be ignored), a mouse
 * report, or INPUT_PASTE for the announcement of a paste. */
size_t input_sequence(const unsigned char *bytes, size_t len, struct input *out);
/* The key of a control character (below 0x20, or DEL). */
uint32_t input_sequence_control(unsigned char byte);

#endif
