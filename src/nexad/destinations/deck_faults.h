/* Lines of a rate deck that are wrong: all counted, a page of them told.  Each is named once, with the first that is
 * wrong with it, so that the number of the last one says where the next page begins. */
#ifndef DECK_FAULTS_H
#define DECK_FAULTS_H

#include <stddef.h>
#include <stdint.h>

struct deck;

struct deck_fault {
	int line;
	char *reason;
};

struct deck_faults {
	int64_t after;            /* the line behind which the page begins; 0: all */
	size_t max;               /* how many the page has at most */
	struct deck_fault *items; /* by line */
	size_t n;
	size_t total; /* on all pages */
	size_t cap;   /* of items for now */
	size_t room;
	unsigned char *lines; /* a bit for each that was named */
	size_t lines_len;
};

void deck_faults_init(struct deck_faults *faults, int64_t after, size_t max);
void deck_faults_release(struct deck_faults *faults);
/* Names a line, in the order of the lines.  Only what is wrong with the titles, line 1, may be several things. */
void deck_fault(struct deck_faults *faults, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Names the lines of prefixes that stand twice in a deck, whose prefixes are in order, both lines when two groups claim
 * one; no more are named afterwards. */
void deck_faults_doubles(struct deck_faults *faults, const struct deck *deck);

#endif
