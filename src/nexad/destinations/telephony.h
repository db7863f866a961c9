/* What operations of telephony share: how decisions are asked for, lists searched by prefixes. */
#ifndef TELEPHONY_H
#define TELEPHONY_H

#include <stdbool.h>

#include "store.h"

struct call;
struct route;
struct routes_catalogue;
struct routes_fresh;
struct routes_switches;

/* A search by prefix: groups with a prefix that begins so, and the one that has the number. */
struct telephony_digits {
	const char *from; /* NULL: no such search */
	const char *to;
	struct value group;
};

/* Takes the words that a list is searched for when they are digits; the list must not look for them. */
int telephony_take_digits(struct call *c, const char *provider, struct telephony_digits *out);
/* The same for a list of prefixes, which looks for the digits alone. */
void telephony_plain_digits(struct call *c);
/* Whether the caller is shown what destinations cost here. */
bool telephony_shows_rates(const struct call *c);
/* The catalogue anew from the database, for everybody after the commit; `fresh` as routes_catalogue_load(). */
int telephony_reload(struct call *c, const struct routes_fresh *fresh);

/* The default enabled groups of the default provider, for a new workspace. */
int telephony_start(struct call *c, const char *ws_id);

/* Catalogue and switches of the call's workspace, as the next decision is to be made from; release both. */
int telephony_take(
    struct call *c, struct routes_catalogue **catalogue, struct routes_switches **switches);
/* The provider that a call goes through: the named one, that of a number of the workspace, the default
 * one.  Its place in the catalogue. */
int telephony_provider(struct call *c, const struct routes_catalogue *catalogue,
    const char *provider, const char *from, int *out);
/* The decision for the call's workspace.  `to` may be anything. */
int telephony_decide(
    struct call *c, const char *provider, const char *from, const char *to, struct route *out);
/* destination_not_enabled, with the decision in the details, unless the decision allows it. */
int telephony_check(struct call *c, const char *provider, const char *to);

#endif
