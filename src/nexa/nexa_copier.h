/* The console's copier: copies of audit logs by the copy layer. */
#ifndef NEXA_COPIER_H
#define NEXA_COPIER_H

#include "copier.h"

struct client;
struct copies;
struct nexa_copier;

struct nexa_copier_settings {
	struct copies *copies; /* borrowed, as all of it */
	struct client *client;
	const char *key; /* that is pinned; NULL: none */
	const char *
	    file; /* in the directory of copies, which is made with the first; NULL: there is none */
};

struct nexa_copier *nexa_copier_new(
    const struct nexa_copier_settings *settings, struct copier *copier);
/* Before client and copies go. */
void nexa_copier_free(struct nexa_copier *own);

#endif
