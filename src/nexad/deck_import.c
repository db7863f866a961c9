/* The deck that is there and the new one, both in order, are walked side by side: groups by their names,
 * prefixes by their digits. */
#include "deck_import.h"

#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "clock.h"
#include "deck.h"
#include "ident.h"
#include "mem.h"
#include "utf8.h"

enum { CHANGES_MAX = 1000, MOVES_MAX = 1000 };
enum fate { FATE_kept, FATE_added, FATE_moved };

/* A group of either deck or of both. */
struct pair {
	const struct deck_group_row *old; /* NULL: it is new */
	const struct deck_entry *new;     /* NULL: it is gone */
	int64_t num;
	int64_t prefixes_added;
	int64_t prefixes_removed;
};

struct import {
	struct call *c;
	const struct deck *deck;
	const char *provider;
	struct deck_import_result *out;
	struct deck_group_row *old;
	size_t n_old;
	struct pair *pairs;
	size_t n_pairs;
	struct pair **by_new; /* of each group of the deck */
	struct pair **by_num; /* of each group that is there, in the order of their nums */
	unsigned char *fates; /* of each prefix of the deck */
	size_t at;            /* in the deck's prefixes */
	uint64_t *gone;
	size_t n_gone;
	size_t gone_room;
};

/* ---- before the writer's turn ---- */

static void
forget(void *prepared)
{
	deck_free(prepared);
}

int
deck_before(struct call *c)
{
	const struct deck_import_args *args = c->args;
	struct provider_deck provider;
	if (call_need(
	        c, QUERY_deck_get, WITH(V(args->provider)), &provider, "telephony provider") != 0)
		return (int)c->err.problem;
	if (provider.kind != PROVIDER_KIND_deck)
		return call_refuse(c, PROBLEM_conflict, "provider",
		    "%s has one rate for all destinations, and no deck", provider.name);
	c->prepared =
	    deck_read(c->body, c->body_len, c->body_is_mapped, provider.id, provider.name);
	c->forget_prepared = forget;
	return 0;
}

/* ---- groups, side by side ---- */

static int
by_old_name(const void *a, const void *b)
{
	return strcmp((*(const struct deck_group_row *const *)a)->name,
	    (*(const struct deck_group_row *const *)b)->name);
}

static int
by_new_name(const void *a, const void *b)
{
	return strcmp((*(const struct deck_entry *const *)a)->name,
	    (*(const struct deck_entry *const *)b)->name);
}

/* Pointers to the items of an array, in an order. */
static void *
sorted(const void *items, size_t n, size_t size, int (*order)(const void *a, const void *b))
{
	const void **all = mem_new(n + 1, sizeof(*all));
	for (size_t i = 0; i < n; i++)
		all[i] = (const char *)items + i * size;
	qsort((void *)all, n, sizeof(*all), order);
	return (void *)all;
}

static void
add_pair(struct import *import, const struct deck_group_row *old, const struct deck_entry *new)
{
	struct pair *pair = &import->pairs[import->n_pairs++];
	*pair = (struct pair){ .old = old, .new = new, .num = old == NULL ? 0 : old->num };
	if (old != NULL)
		import->by_num[old - import->old] = pair;
	if (new != NULL)
		import->by_new[new - import->deck->groups] = pair;
}

static int
pair_groups(struct import *import)
{
	struct call *c = import->c;
	const struct deck *deck = import->deck;
	if (call_all(c, QUERY_deck_known_groups, WITH(V(import->provider)), &import->old,
	        &import->n_old) != 0)
		return (int)c->err.problem;
	const struct deck_group_row **olds =
	    sorted(import->old, import->n_old, sizeof(*import->old), by_old_name);
	const struct deck_entry **news =
	    sorted(deck->groups, deck->n_groups, sizeof(*deck->groups), by_new_name);
	import->pairs = mem_new(import->n_old + deck->n_groups + 1, sizeof(*import->pairs));
	import->by_num = mem_new(import->n_old + 1, sizeof(struct pair *));
	import->by_new = mem_new(deck->n_groups + 1, sizeof(struct pair *));
	for (size_t i = 0, j = 0; i < import->n_old || j < deck->n_groups;) {
		int order = i == import->n_old ? 1
		    : j == deck->n_groups      ? -1
		                               : strcmp(olds[i]->name, news[j]->name);
		add_pair(import, order <= 0 ? olds[i] : NULL, order >= 0 ? news[j] : NULL);
		i += order <= 0;
		j += order >= 0;
	}
	free((void *)olds);
	free((void *)news);
	return 0;
}

/* ---- prefixes, side by side ---- */

static struct pair *
pair_of_num(const struct import *import, int64_t num)
{
	size_t from = 0;
	size_t to = import->n_old;
	while (from < to) {
		size_t middle = (from + to) / 2;
		if (import->old[middle].num < num)
			from = middle + 1;
		else
			to = middle;
	}
	return import->by_num[from];
}

static void
add_prefix(struct import *import)
{
	import->by_new[import->deck->prefixes[import->at].group]->prefixes_added++;
	import->out->prefixes_added++;
	import->fates[import->at++] = FATE_added;
}

static void
remove_prefix(struct import *import, uint64_t digits, struct pair *old)
{
	if (import->n_gone == import->gone_room) {
		import->gone_room = import->gone_room == 0 ? 1024 : import->gone_room * 2;
		import->gone = mem_resize(import->gone, import->gone_room, sizeof(*import->gone));
	}
	import->gone[import->n_gone++] = digits;
	import->out->prefixes_removed++;
	old->prefixes_removed++;
}

static void
move_prefix(struct import *import, const char *prefix, struct pair *old, struct pair *new)
{
	struct many_deck_move *moves = &import->out->moves;
	old->prefixes_removed++;
	new->prefixes_added++;
	import->out->prefixes_moved++;
	import->fates[import->at] = FATE_moved;
	if (moves->n < MOVES_MAX)
		moves->items[moves->n++] =
		    (struct deck_move){ .prefix = arena_text(&import->c->arena, prefix),
			    .from = old->old->name,
			    .to = new->new->name };
}

static int
meet_prefix(const void *row, void *payload)
{
	const struct prefix_row *known = row;
	struct import *import = payload;
	const struct deck *deck = import->deck;
	uint64_t digits = deck_pack(known->prefix, strlen(known->prefix));
	struct pair *old = pair_of_num(import, known->group_num);
	while (import->at < deck->n_prefixes && deck->prefixes[import->at].digits < digits)
		add_prefix(import);
	if (import->at == deck->n_prefixes || deck->prefixes[import->at].digits > digits) {
		remove_prefix(import, digits, old);
		return 0;
	}
	struct pair *new = import->by_new[deck->prefixes[import->at].group];
	if (new != old)
		move_prefix(import, known->prefix, old, new);
	import->at++;
	return 0;
}

static int
meet_prefixes(struct import *import)
{
	struct call *c = import->c;
	import->fates = mem_new(import->deck->n_prefixes + 1, 1);
	import->out->moves.items =
	    arena_new(&c->arena, MOVES_MAX * sizeof(*import->out->moves.items));
	if (db_each(c->db, QUERY_deck_known_prefixes, WITH(V(import->provider)), meet_prefix,
	        import, &c->err) != 0)
		return (int)c->err.problem;
	while (import->at < import->deck->n_prefixes)
		add_prefix(import);
	return 0;
}

/* ---- what is told ---- */

static bool
marked(const struct pair *pair)
{
	if (pair->new->mark == DECK_MARK_none)
		return pair->old != NULL && pair->old->default_enabled;
	return pair->new->mark == DECK_MARK_on;
}

static bool
differs(const struct pair *pair)
{
	const struct deck_group_row *old = pair->old;
	const struct deck_entry *new = pair->new;
	return old == NULL || new == NULL || old->inbound_rate != new->inbound ||
	    old->outbound_rate != new->outbound || strcmp(old->country, new->country) != 0 ||
	    strcmp(old->country_name, new->country_name) != 0 ||
	    old->default_enabled != marked(pair) || pair->prefixes_added > 0 ||
	    pair->prefixes_removed > 0;
}

static int64_t
move_of(const struct pair *pair)
{
	if (pair->old == NULL || pair->new == NULL)
		return 0;
	return llabs(pair->new->outbound - pair->old->outbound_rate);
}

static int
by_move(const void *a, const void *b)
{
	const struct pair *x = *(const struct pair *const *)a;
	const struct pair *y = *(const struct pair *const *)b;
	if (move_of(x) != move_of(y))
		return move_of(x) > move_of(y) ? -1 : 1;
	return (x > y) - (x < y);
}

static struct deck_change
change_of(const struct pair *pair)
{
	const struct deck_group_row *old = pair->old;
	const struct deck_entry *new = pair->new;
	struct deck_change change = { .fate = DECK_FATE_changed,
		.prefixes_added = pair->prefixes_added,
		.prefixes_removed = pair->prefixes_removed };
	if (old == NULL)
		change.fate = DECK_FATE_added;
	if (new == NULL)
		change.fate = DECK_FATE_removed;
	if (old != NULL) {
		change.network_group = old->name;
		change.country = old->country;
		change.has_outbound_inr_per_min_before = change.has_inbound_inr_per_min_before =
		    true;
		change.outbound_inr_per_min_before = old->outbound_rate;
		change.inbound_inr_per_min_before = old->inbound_rate;
	}
	if (old != NULL && new != NULL) {
		change.has_outbound_inr_per_min_move = true;
		change.outbound_inr_per_min_move = new->outbound - old->outbound_rate;
	}
	if (new != NULL) {
		change.network_group = new->name;
		change.country = new->country;
		change.has_outbound_inr_per_min = change.has_inbound_inr_per_min = true;
		change.outbound_inr_per_min = new->outbound;
		change.inbound_inr_per_min = new->inbound;
	}
	return change;
}

static void
count_prices(struct deck_import_result *out, const struct pair *pair)
{
	const struct deck_group_row *old = pair->old;
	const struct deck_entry *new = pair->new;
	out->prices_up += new->outbound > old->outbound_rate || new->inbound > old->inbound_rate;
	out->prices_down += new->outbound < old->outbound_rate || new->inbound < old->inbound_rate;
}

static void
tell(struct import *import)
{
	struct deck_import_result *out = import->out;
	const struct pair **changed = mem_new(import->n_pairs + 1, sizeof(struct pair *));
	size_t n = 0;
	for (size_t i = 0; i < import->n_pairs; i++) {
		const struct pair *pair = &import->pairs[i];
		if (!differs(pair))
			continue;
		changed[n++] = pair;
		if (pair->old == NULL) {
			out->groups_added++;
		} else if (pair->new == NULL) {
			out->groups_removed++;
		} else {
			out->groups_changed++;
			count_prices(out, pair);
		}
	}
	qsort((void *)changed, n, sizeof(*changed), by_move);
	out->changes.n = n < CHANGES_MAX ? n : CHANGES_MAX;
	out->changes.items =
	    arena_new(&import->c->arena, (out->changes.n + 1) * sizeof(*out->changes.items));
	for (size_t i = 0; i < out->changes.n; i++)
		out->changes.items[i] = change_of(changed[i]);
	free((void *)changed);
}

/* ---- the change itself ---- */

static const char *
search_of(struct arena *arena, const struct deck_entry *entry)
{
	return utf8_plain(arena,
	    arena_printf(arena, "%s %s %s", entry->name, entry->country_name, entry->country));
}

static int
write_group(struct import *import, struct pair *pair, int64_t *last)
{
	struct call *c = import->c;
	const struct deck_entry *new = pair->new;
	struct arena texts = { NULL };
	const char *country_sort = utf8_sort_key(&texts, new->country_name);
	const char *search = search_of(&texts, new);
	int problem;
	if (pair->old == NULL) {
		pair->num = ++*last;
		enum risk risk = deck_risk(new->name, new->country, new->country_name);
		problem = call_run(c, QUERY_deck_group_insert,
		    WITH(V(pair->num), V(ident_new(&texts, "ng")), V(import->provider),
		        V(new->country), V(new->country_name), V(country_sort), V(new->name),
		        V(utf8_sort_key(&texts, new->name)), V(search), V(new->inbound),
		        V(new->outbound), V(vocab_name(VOCAB_risk, (int)risk)),
		        V((int64_t)marked(pair)), V(new->prefixes)));
	} else {
		problem = call_run(c, QUERY_deck_group_change,
		    WITH(V(pair->num), V(new->country), V(new->country_name), V(country_sort),
		        V(search), V(new->inbound), V(new->outbound), V((int64_t)marked(pair)),
		        V(new->prefixes)));
	}
	arena_release(&texts);
	return problem;
}

/* New groups before old ones go, so that no num is given to another group at once. */
static int
write_groups(struct import *import)
{
	struct call *c = import->c;
	struct number_row last;
	bool found;
	if (call_get(c, QUERY_deck_last_num, WITH_NONE, &last, &found) != 0)
		return (int)c->err.problem;
	for (size_t i = 0; i < import->n_pairs; i++)
		if (import->pairs[i].new != NULL && differs(&import->pairs[i]) &&
		    write_group(import, &import->pairs[i], &last.number) != 0)
			return (int)c->err.problem;
	for (size_t i = 0; i < import->n_pairs; i++)
		if (import->pairs[i].new == NULL &&
		    call_run(c, QUERY_deck_group_delete, WITH(V(import->pairs[i].num))) != 0)
			return (int)c->err.problem;
	return import->out->groups_removed == 0 ? 0
	                                        : call_run(c, QUERY_deck_group_forget, WITH_NONE);
}

static int
write_prefixes(struct import *import)
{
	struct call *c = import->c;
	const struct deck *deck = import->deck;
	char digits[DECK_DIGITS];
	for (size_t i = 0; i < import->n_gone; i++)
		if (call_run(c, QUERY_deck_prefix_delete,
		        WITH(V(import->provider),
		            V((const char *)deck_unpack(import->gone[i], digits)))) != 0)
			return (int)c->err.problem;
	for (size_t i = 0; i < deck->n_prefixes; i++) {
		const struct deck_prefix *prefix = &deck->prefixes[i];
		if (import->fates[i] == FATE_kept)
			continue;
		enum query query = import->fates[i] == FATE_added ? QUERY_deck_prefix_insert
		                                                  : QUERY_deck_prefix_move;
		if (call_run(c, query,
		        WITH(V(import->provider), V(deck_unpack(prefix->digits, digits)),
		            V(import->by_new[prefix->group]->num))) != 0)
			return (int)c->err.problem;
	}
	return 0;
}

static int
run(struct import *import)
{
	struct call *c = import->c;
	if (pair_groups(import) != 0 || meet_prefixes(import) != 0)
		return (int)c->err.problem;
	tell(import);
	if (c->dry_run)
		return 0;
	if (write_groups(import) != 0 || write_prefixes(import) != 0)
		return (int)c->err.problem;
	return call_run(c, QUERY_deck_imported, WITH(V(import->provider), V(clock_now())));
}

int
deck_import(
    struct call *c, const struct deck *deck, const char *provider, struct deck_import_result *out)
{
	struct import import = { .c = c, .deck = deck, .provider = provider, .out = out };
	int problem = run(&import);
	free(import.pairs);
	free((void *)import.by_new);
	free((void *)import.by_num);
	free(import.fates);
	free(import.gone);
	return problem;
}
