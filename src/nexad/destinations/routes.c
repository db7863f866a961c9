/* The catalogue in memory, and who shares it. */
#include "routes.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "call.h"
#include "daemon.h"
#include "mem.h"
#include "store.h"

enum { BUCKETS = 1024, SWITCHES_MAX = 16384, WORD_BITS = 64 };

struct routes_catalogue {
	atomic_uint holders;
	struct arena texts;
	struct routes_provider providers[ROUTES_PROVIDERS];
	int n;
};

struct routes_switches {
	atomic_uint holders;
	uint32_t decided;   /* providers that were switched, as bits */
	uint32_t providers; /* of them, those that are on */
	uint64_t *words;
	size_t n_words;
};

/* What is known of a workspace; held: of it nothing is kept, a change is under way. */
struct known {
	struct known *next;
	struct routes_switches *switches;
	unsigned held;
	char ws_id[];
};

struct routes {
	pthread_mutex_t lock;
	struct routes_catalogue *catalogue;
	struct known *buckets[BUCKETS];
	size_t n;
	uint64_t valid_from; /* commits that a reader must have seen for its switches to be kept */
	struct store *store;
};

/* ---- catalogues ---- */

struct routes_catalogue *
routes_catalogue_new(void)
{
	struct routes_catalogue *catalogue = mem_new(1, sizeof(*catalogue));
	catalogue->holders = 1;
	return catalogue;
}

bool
routes_catalogue_add(struct routes_catalogue *catalogue, const struct routes_provider *provider)
{
	if (catalogue->n == ROUTES_PROVIDERS) {
		prefix_trie_free(provider->trie);
		return false;
	}
	struct routes_provider *own = &catalogue->providers[catalogue->n++];
	*own = *provider;
	own->id = arena_text(&catalogue->texts, provider->id);
	own->name = arena_text(&catalogue->texts, provider->name);
	own->groups = mem_new(provider->n_groups + 1, sizeof(*own->groups));
	for (size_t i = 0; i < provider->n_groups; i++) {
		struct routes_group *group = &own->groups[i];
		*group = provider->groups[i];
		group->id = arena_text(&catalogue->texts, group->id);
		group->name = arena_text(&catalogue->texts, group->name);
		/* Neighbours mostly share their country. */
		bool same = i > 0 && strcmp(group->country, group[-1].country) == 0 &&
		    strcmp(group->country_name, group[-1].country_name) == 0;
		group->country =
		    same ? group[-1].country : arena_text(&catalogue->texts, group->country);
		group->country_name = same ? group[-1].country_name
		                           : arena_text(&catalogue->texts, group->country_name);
	}
	return true;
}

void
routes_catalogue_release(struct routes_catalogue *catalogue)
{
	if (catalogue == NULL || atomic_fetch_sub(&catalogue->holders, 1) != 1)
		return;
	for (int i = 0; i < catalogue->n; i++) {
		prefix_trie_free(catalogue->providers[i].trie);
		free(catalogue->providers[i].groups);
	}
	arena_release(&catalogue->texts);
	free(catalogue);
}

int
routes_provider_find(const struct routes_catalogue *catalogue, const char *id)
{
	for (int i = 0; i < catalogue->n; i++) {
		const struct routes_provider *provider = &catalogue->providers[i];
		if (id == NULL ? provider->is_default : strcmp(provider->id, id) == 0)
			return i;
	}
	return -1;
}

const struct routes_provider *
routes_provider_at(const struct routes_catalogue *catalogue, int at)
{
	assert(at >= 0 && at < catalogue->n);
	return &catalogue->providers[at];
}

/* ---- switches ---- */

struct routes_switches *
routes_switches_new(void)
{
	struct routes_switches *switches = mem_new(1, sizeof(*switches));
	switches->holders = 1;
	return switches;
}

void
routes_switches_release(struct routes_switches *switches)
{
	if (switches == NULL || atomic_fetch_sub(&switches->holders, 1) != 1)
		return;
	free(switches->words);
	free(switches);
}

void
routes_switches_add(struct routes_switches *switches, uint32_t num)
{
	size_t word = num / WORD_BITS;
	if (word >= switches->n_words) {
		size_t n = word + 16;
		switches->words = mem_resize(switches->words, n, sizeof(uint64_t));
		memset(switches->words + switches->n_words, 0,
		    (n - switches->n_words) * sizeof(uint64_t));
		switches->n_words = n;
	}
	switches->words[word] |= UINT64_C(1) << (num % WORD_BITS);
}

void
routes_switches_provider(struct routes_switches *switches, int provider, bool on)
{
	uint32_t bit = UINT32_C(1) << provider;
	switches->decided |= bit;
	switches->providers = on ? switches->providers | bit : switches->providers & ~bit;
}

static bool
is_on(const struct routes_switches *switches, uint32_t num)
{
	size_t word = num / WORD_BITS;
	return word < switches->n_words && (switches->words[word] >> (num % WORD_BITS) & 1) != 0;
}

static bool
provider_is_on(const struct routes_switches *switches, int at, bool flat)
{
	uint32_t bit = UINT32_C(1) << at;
	return (switches->decided & bit) != 0 ? (switches->providers & bit) != 0 : !flat;
}

void
routes_judge(const struct routes_catalogue *catalogue, int provider,
    const struct routes_switches *switches, const char *digits, struct routes_verdict *out)
{
	const struct routes_provider *through = &catalogue->providers[provider];
	struct prefix_match match;
	*out = (struct routes_verdict){ .reason = ROUTE_REASON_no_group };
	if (through->trie != NULL && prefix_trie_find(through->trie, digits, &match)) {
		out->group = &through->groups[match.value];
		out->prefix = match.len;
		out->reason =
		    is_on(switches, out->group->num) ? ROUTE_REASON_ok : ROUTE_REASON_group_off;
	}
	if (!provider_is_on(switches, provider, through->flat))
		out->reason = ROUTE_REASON_provider_off;
	else if (through->flat)
		out->reason = ROUTE_REASON_ok;
}

/* ---- shared ---- */

struct routes *
routes_new(void)
{
	struct routes *routes = mem_new(1, sizeof(*routes));
	(void)pthread_mutex_init(&routes->lock, NULL);
	routes->catalogue = routes_catalogue_new();
	return routes;
}

int
routes_start(struct routes *routes, struct store *store, struct err *err)
{
	struct routes_catalogue *catalogue;
	struct db *db;
	routes->store = store;
	if (db_open(store, false, &db, err) != 0)
		return (int)err->problem;
	int problem = routes_catalogue_load(db, NULL, NULL, &catalogue, err);
	db_close(db);
	if (problem == 0)
		routes_swap(routes, catalogue);
	return problem;
}

static struct known **
place_of(struct routes *routes, const char *ws_id)
{
	uint32_t hash = 2166136261u;
	for (const char *at = ws_id; *at != '\0'; at++)
		hash = (hash ^ (unsigned char)*at) * 16777619u;
	struct known **place = &routes->buckets[hash % BUCKETS];
	while (*place != NULL && strcmp((*place)->ws_id, ws_id) != 0)
		place = &(*place)->next;
	return place;
}

/* Under the lock. */
static struct known *
know(struct routes *routes, const char *ws_id)
{
	struct known **place = place_of(routes, ws_id);
	if (*place == NULL) {
		size_t len = strlen(ws_id) + 1;
		*place = mem_new(1, sizeof(**place) + len);
		memcpy((*place)->ws_id, ws_id, len);
		routes->n++;
	}
	return *place;
}

/* Under the lock: all switches but of those workspaces that are being changed. */
static void
forget_all(struct routes *routes)
{
	for (int i = 0; i < BUCKETS; i++)
		for (struct known **place = &routes->buckets[i]; *place != NULL;) {
			struct known *known = *place;
			routes_switches_release(known->switches);
			known->switches = NULL;
			if (known->held > 0) {
				place = &known->next;
				continue;
			}
			*place = known->next;
			free(known);
			routes->n--;
		}
}

void
routes_free(struct routes *routes)
{
	if (routes == NULL)
		return;
	for (int i = 0; i < BUCKETS; i++)
		for (struct known *known = routes->buckets[i]; known != NULL; known = known->next)
			known->held = 0;
	forget_all(routes);
	routes_catalogue_release(routes->catalogue);
	(void)pthread_mutex_destroy(&routes->lock);
	free(routes);
}

void
routes_take(struct routes *routes, const char *ws_id, struct routes_catalogue **catalogue,
    struct routes_switches **switches)
{
	(void)pthread_mutex_lock(&routes->lock);
	*catalogue = routes->catalogue;
	(void)atomic_fetch_add(&(*catalogue)->holders, 1);
	struct known *known = *place_of(routes, ws_id);
	*switches = known == NULL ? NULL : known->switches;
	if (*switches != NULL)
		(void)atomic_fetch_add(&(*switches)->holders, 1);
	(void)pthread_mutex_unlock(&routes->lock);
}

void
routes_keep(
    struct routes *routes, const char *ws_id, struct routes_switches *switches, uint64_t commits)
{
	(void)pthread_mutex_lock(&routes->lock);
	if (routes->n >= SWITCHES_MAX)
		forget_all(routes);
	if (commits >= routes->valid_from) {
		struct known *known = know(routes, ws_id);
		if (known->held == 0 && known->switches == NULL) {
			known->switches = switches;
			(void)atomic_fetch_add(&switches->holders, 1);
		}
	}
	(void)pthread_mutex_unlock(&routes->lock);
}

void
routes_swap(struct routes *routes, struct routes_catalogue *catalogue)
{
	(void)pthread_mutex_lock(&routes->lock);
	struct routes_catalogue *old = routes->catalogue;
	routes->catalogue = catalogue;
	forget_all(routes);
	if (routes->store != NULL)
		routes->valid_from = store_commits(routes->store);
	(void)pthread_mutex_unlock(&routes->lock);
	routes_catalogue_release(old);
}

void
routes_change(struct call *c, const char *ws_id)
{
	struct routes *routes = c->daemon->routes;
	if (c->reroutes || routes == NULL)
		return;
	c->reroutes = true;
	(void)pthread_mutex_lock(&routes->lock);
	struct known *known = know(routes, ws_id);
	routes_switches_release(known->switches);
	known->switches = NULL;
	known->held++;
	(void)pthread_mutex_unlock(&routes->lock);
}

void
routes_settle(struct routes *routes, struct call *c)
{
	if (c->catalogue != NULL) {
		if (c->err.problem == PROBLEM_none && !c->dry_run)
			routes_swap(routes, c->catalogue);
		else
			routes_catalogue_release(c->catalogue);
		c->catalogue = NULL;
		return;
	}
	(void)pthread_mutex_lock(&routes->lock);
	struct known *known = know(routes, c->place.ws_id);
	known->held -= known->held > 0;
	routes->valid_from = store_commits(routes->store);
	(void)pthread_mutex_unlock(&routes->lock);
}
