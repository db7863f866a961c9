/* Finding a person of the organization by name or address. */
#ifndef PERSON_SEARCH_H
#define PERSON_SEARCH_H

struct app;

/* Opens a line to type on, with `typed` in it; the daemon is asked as one types.  chosen is called with the
 * person's id and name, or with an address for both when nobody has it, once the search is closed; payload is
 * borrowed. */
void person_search_open(struct app *app, const char *title, const char *typed,
    void (*chosen)(struct app *app, const char *id, const char *name, void *payload),
    void *payload);

#endif
