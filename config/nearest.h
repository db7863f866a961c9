/* The known word that somebody probably meant. */
#ifndef NEAREST_H
#define NEAREST_H

/* {.word = …} to begin with; then `found` is the best candidate so far, NULL while none is near. */
struct nearest {
	const char *word;
	const char *found;
	int distance;
};

/* Considers a candidate, borrowed: near is what differs by a third of its letters at most. */
void nearest_consider(struct nearest *nearest, const char *candidate);

#endif
