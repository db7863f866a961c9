/* The catalogue from the database: groups and prefixes of each provider, each read once, in order. */
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "err.h"
#include "mem.h"
#include "routes.h"
#include "store.h"

struct loading {
	struct routes_catalogue *catalogue;
	const struct routes_catalogue *known;
	const struct routes_fresh *fresh;
	struct db *db;
	struct err *err;
	/* Of the provider at hand. */
	struct arena texts;
	struct routes_group *groups; /* in the order of their nums */
	size_t n_groups;
	size_t groups_room;
	struct prefix_entry *entries;
	size_t n;
	size_t room;
};

static int
add_group(const void *row, void *payload)
{
	const struct route_group_row *group = row;
	struct loading *loading = payload;
	if (loading->n_groups == loading->groups_room) {
		loading->groups_room = loading->groups_room == 0 ? 256 : loading->groups_room * 2;
		loading->groups =
		    mem_resize(loading->groups, loading->groups_room, sizeof(*loading->groups));
	}
	loading->groups[loading->n_groups++] = (struct routes_group){ .num = (uint32_t)group->num,
		.risk = group->risk,
		.outbound = group->outbound_rate,
		.id = arena_text(&loading->texts, group->id),
		.name = arena_text(&loading->texts, group->name),
		.country = arena_text(&loading->texts, group->country),
		.country_name = arena_text(&loading->texts, group->country_name) };
	return 0;
}

static int
by_num(const void *key, const void *item)
{
	uint32_t num = *(const uint32_t *)key;
	uint32_t other = ((const struct routes_group *)item)->num;
	return (num > other) - (num < other);
}

static int
add_prefix(const void *row, void *payload)
{
	const struct prefix_row *prefix = row;
	struct loading *loading = payload;
	uint32_t num = (uint32_t)prefix->group_num;
	const struct routes_group *group =
	    bsearch(&num, loading->groups, loading->n_groups, sizeof(*loading->groups), by_num);
	if (group == NULL)
		return fail(loading->err, PROBLEM_internal, prefix->prefix,
		    "the prefix %s belongs to no network group", prefix->prefix);
	if (loading->n == loading->room) {
		loading->room = loading->room == 0 ? 4096 : loading->room * 2;
		loading->entries =
		    mem_resize(loading->entries, loading->room, sizeof(*loading->entries));
	}
	loading->entries[loading->n++] =
	    (struct prefix_entry){ .digits = prefix_pack(prefix->prefix, strlen(prefix->prefix)),
		    .value = (uint32_t)(group - loading->groups) };
	return 0;
}

struct providers {
	struct arena texts;
	struct routes_provider items[ROUTES_PROVIDERS];
	int n;
};

static int
add_provider(const void *row, void *payload)
{
	const struct provider_row *provider = row;
	struct providers *all = payload;
	if (all->n < ROUTES_PROVIDERS)
		all->items[all->n++] =
		    (struct routes_provider){ .id = arena_text(&all->texts, provider->id),
			    .name = arena_text(&all->texts, provider->name),
			    .flat = provider->kind == PROVIDER_KIND_flat,
			    .is_default = provider->is_default,
			    .version = provider->version,
			    .outbound = provider->outbound_rate };
	return 0;
}

/* The trie that is at hand; NULL: none. */
static struct prefix_trie *
known_trie(const struct loading *loading, const struct routes_provider *provider)
{
	const struct routes_fresh *fresh = loading->fresh;
	if (fresh != NULL && strcmp(fresh->provider, provider->id) == 0)
		return prefix_trie_hold(fresh->trie);
	int at = loading->known == NULL ? -1 : routes_provider_find(loading->known, provider->id);
	if (at < 0)
		return NULL;
	const struct routes_provider *known = routes_provider_at(loading->known, at);
	bool same = known->version == provider->version && known->trie != NULL;
	return same ? prefix_trie_hold(known->trie) : NULL;
}

static int
load_trie(struct loading *loading, struct routes_provider *provider)
{
	struct err *err = loading->err;
	provider->trie = known_trie(loading, provider);
	if (provider->trie != NULL || provider->flat)
		return 0;
	if (db_each(loading->db, QUERY_deck_known_prefixes, WITH(V(provider->id)), add_prefix,
	        loading, err) != 0)
		return (int)err->problem;
	provider->trie = prefix_trie_new(loading->entries, loading->n);
	return provider->trie != NULL ? 0
	                              : fail(err, PROBLEM_internal, provider->id,
	                                    "the prefixes of '%s' are not in order", provider->id);
}

static int
load_provider(struct loading *loading, struct routes_provider *provider)
{
	struct err *err = loading->err;
	loading->n = loading->n_groups = 0;
	if (db_each(loading->db, QUERY_routes_groups, WITH(V(provider->id)), add_group, loading,
	        err) != 0 ||
	    load_trie(loading, provider) != 0)
		return (int)err->problem;
	provider->groups = loading->groups;
	provider->n_groups = loading->n_groups;
	(void)routes_catalogue_add(loading->catalogue, provider);
	arena_release(&loading->texts);
	return 0;
}

int
routes_catalogue_load(struct db *db, const struct routes_catalogue *known,
    const struct routes_fresh *fresh, struct routes_catalogue **out, struct err *err)
{
	struct providers all = { .n = 0 };
	struct loading loading = { .catalogue = routes_catalogue_new(),
		.known = known,
		.fresh = fresh,
		.db = db,
		.err = err };
	int problem = db_each(db, QUERY_routes_providers, WITH_NONE, add_provider, &all, err);
	for (int i = 0; i < all.n && problem == 0; i++)
		problem = load_provider(&loading, &all.items[i]);
	arena_release(&loading.texts);
	arena_release(&all.texts);
	free(loading.groups);
	free(loading.entries);
	if (problem != 0)
		routes_catalogue_release(loading.catalogue);
	else
		*out = loading.catalogue;
	return problem;
}
