/* What routing decisions are made from, in memory: the catalogue as a snapshot that never changes, and of
 * each workspace that asks the set of groups that are switched on.  Both are swapped, not changed, so a
 * decision holds no lock. */
#ifndef ROUTES_H
#define ROUTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prefix_trie.h"
#include "vocab.h"

struct call;
struct db;
struct err;
struct routes; /* the catalogue of now, and switches that were asked for */
struct routes_catalogue;
struct routes_switches;
struct store;

enum { ROUTES_PROVIDERS = 32 };

struct routes_group {
	uint32_t num; /* its bit in a workspace's set */
	enum risk risk;
	int64_t outbound; /* 1/10,000 rupee a minute */
	const char *id;
	const char *name;
	const char *country;
	const char *country_name;
};

struct routes_provider {
	const char *id;
	const char *name;
	bool flat; /* one switch and one rate for all destinations */
	bool is_default;
	int64_t outbound;
	int64_t version; /* grows with each deck, and with it the trie */
	struct routes_group *groups;
	size_t n_groups;
	struct prefix_trie *trie; /* values are places in groups; may be other catalogues', too */
};

struct routes_verdict {
	enum route_reason reason;
	const struct routes_group *group; /* the longest match's; NULL: none */
	int prefix;                       /* its digits */
};

/* ---- a catalogue: whoever holds it may read it ---- */

struct routes_catalogue *routes_catalogue_new(void);
/* Adds a provider; texts are copied, the trie is the catalogue's from now on.  False when there are too many. */
bool routes_catalogue_add(
    struct routes_catalogue *catalogue, const struct routes_provider *provider);
/* The catalogue that the database has, as the connection's transaction sees it.  Tries are taken from one that
 * is known, NULL for none, as far as no other deck has come; `fresh`, NULL for none, is that of the provider
 * whose deck comes now. */
struct routes_fresh {
	const char *provider;
	struct prefix_trie *trie;
};
int routes_catalogue_load(struct db *db, const struct routes_catalogue *known,
    const struct routes_fresh *fresh, struct routes_catalogue **out, struct err *err);
/* NULL is none. */
void routes_catalogue_release(struct routes_catalogue *catalogue);
/* By id; NULL: the default one.  Its place among the providers, -1 when there is none such. */
int routes_provider_find(const struct routes_catalogue *catalogue, const char *id);
const struct routes_provider *routes_provider_at(const struct routes_catalogue *catalogue, int at);

/* ---- switches of a workspace ---- */

struct routes_switches *routes_switches_new(void);
void routes_switches_release(struct routes_switches *switches);
/* Before anybody else holds them. */
void routes_switches_add(struct routes_switches *switches, uint32_t num);
void routes_switches_provider(struct routes_switches *switches, int provider, bool on);

/* The decision itself: the longest match decides alone.  Digits: E.164 without the plus. */
void routes_judge(const struct routes_catalogue *catalogue, int provider,
    const struct routes_switches *switches, const char *digits, struct routes_verdict *out);

/* ---- what everybody shares ---- */

struct routes *routes_new(void);
/* Loads the catalogue. */
int routes_start(struct routes *routes, struct store *store, struct err *err);
void routes_free(struct routes *routes);
/* The catalogue of now, and the workspace's switches or NULL when they are not known here; released by
 * the caller. */
void routes_take(struct routes *routes, const char *ws_id, struct routes_catalogue **catalogue,
    struct routes_switches **switches);
/* Keeps switches that a reader loaded whose transaction began after `commits`, unless they may be old. */
void routes_keep(
    struct routes *routes, const char *ws_id, struct routes_switches *switches, uint64_t commits);
/* Puts a catalogue in the place of the one of now; takes it over. */
void routes_swap(struct routes *routes, struct routes_catalogue *catalogue);

/* A handler changes switches of a workspace: until routes_settle() everybody asks the database for them. */
void routes_change(struct call *c, const char *ws_id);
/* After the commit, or when there was none, of a call with c->reroutes. */
void routes_settle(struct routes *routes, struct call *c);

#endif
