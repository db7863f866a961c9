/* Finding a person of the organization by name or address. */
#ifndef PERSON_SEARCH_H
#define PERSON_SEARCH_H

#include <stdbool.h>

struct app;

/* Whom the search is for. */
struct person_sought {
	const char *title;
	const char *typed; /* what stands on the line; NULL: nothing */
	bool invited;      /* an address that is invited and nobody here yet is found, too */
};

/* Opens a line to type on; the daemon is asked as one types.  chosen is called with the person's id and name, or
 * with an address for both when nobody has it, once the search is closed; payload and the title are borrowed. */
void person_search_open(struct app *app, const struct person_sought *sought,
    void (*chosen)(struct app *app, const char *id, const char *name, void *payload),
    void *payload);

#endif
