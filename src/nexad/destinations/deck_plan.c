/* The deck that is in force and the new one, both in order, are walked side by side: groups by their names,
 * prefixes by their digits. */
#include "deck_plan.h"

#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "ident.h"
#include "mem.h"
#include "prefix_trie.h"
#include "utf8.h"

enum { CHANGES_MAX = 1000, MOVES_MAX = 1000 };

/* What a walk over the prefixes in force needs. */
struct meeting {
	struct call *c;
	struct deck_plan *plan;
	size_t at; /* in the deck's prefixes */
};

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
add_pair(struct deck_plan *plan, const struct deck_group_row *old, const struct deck_entry *new)
{
	struct deck_pair *pair = &plan->pairs[plan->n_pairs++];
	*pair = (struct deck_pair){ .old = old, .new = new, .num = old == NULL ? 0 : old->num };
	if (old != NULL)
		plan->by_num[old - plan->old] = pair;
	if (new != NULL)
		plan->by_new[new - plan->deck->groups] = pair;
}

static int
keep_old(const void *row, void *payload)
{
	struct deck_plan *plan = payload;
	if (plan->n_old == plan->old_room) {
		plan->old_room = plan->old_room == 0 ? 512 : plan->old_room * 2;
		plan->old = mem_resize(plan->old, plan->old_room, sizeof(*plan->old));
	}
	struct deck_group_row *old = &plan->old[plan->n_old++];
	*old = *(const struct deck_group_row *)row;
	old->id = NULL;
	old->name = arena_text(&plan->texts, old->name);
	old->country = arena_text(&plan->texts, old->country);
	old->country_name = arena_text(&plan->texts, old->country_name);
	return 0;
}

/* Those that stay keep their nums, new ones follow: so the order of the nums is known before they are. */
static void
number_pairs(struct deck_plan *plan)
{
	uint32_t place = 0;
	int64_t num = plan->last_num;
	for (size_t i = 0; i < plan->n_old; i++)
		if (plan->by_num[i]->new != NULL)
			plan->by_num[i]->place = place++;
	for (size_t i = 0; i < plan->n_pairs; i++) {
		struct deck_pair *pair = &plan->pairs[i];
		if (pair->old != NULL)
			continue;
		pair->num = ++num;
		pair->place = place++;
	}
}

static void
pair_groups(struct deck_plan *plan)
{
	const struct deck *deck = plan->deck;
	const struct deck_group_row **olds =
	    sorted(plan->old, plan->n_old, sizeof(*plan->old), by_old_name);
	const struct deck_entry **news =
	    sorted(deck->groups, deck->n_groups, sizeof(*deck->groups), by_new_name);
	plan->pairs = mem_new(plan->n_old + deck->n_groups + 1, sizeof(*plan->pairs));
	plan->by_num = mem_new(plan->n_old + 1, sizeof(struct deck_pair *));
	plan->by_new = mem_new(deck->n_groups + 1, sizeof(struct deck_pair *));
	for (size_t i = 0, j = 0; i < plan->n_old || j < deck->n_groups;) {
		int order = i == plan->n_old ? 1
		    : j == deck->n_groups    ? -1
		                             : strcmp(olds[i]->name, news[j]->name);
		add_pair(plan, order <= 0 ? olds[i] : NULL, order >= 0 ? news[j] : NULL);
		i += order <= 0;
		j += order >= 0;
	}
	free((void *)olds);
	free((void *)news);
	number_pairs(plan);
}

/* ---- prefixes, side by side ---- */

static struct deck_pair *
pair_of_num(const struct deck_plan *plan, int64_t num)
{
	size_t from = 0;
	size_t to = plan->n_old;
	while (from < to) {
		size_t middle = (from + to) / 2;
		if (plan->old[middle].num < num)
			from = middle + 1;
		else
			to = middle;
	}
	return plan->by_num[from];
}

static void
add_prefix(struct meeting *meeting)
{
	struct deck_plan *plan = meeting->plan;
	plan->by_new[plan->deck->prefixes[meeting->at].group]->prefixes_added++;
	plan->result.prefixes_added++;
	plan->fates[meeting->at++] = DECK_PREFIX_added;
}

static void
remove_prefix(struct deck_plan *plan, uint64_t digits, struct deck_pair *old)
{
	if (plan->n_gone == plan->gone_room) {
		plan->gone_room = plan->gone_room == 0 ? 1024 : plan->gone_room * 2;
		plan->gone = mem_resize(plan->gone, plan->gone_room, sizeof(*plan->gone));
	}
	plan->gone[plan->n_gone++] = digits;
	plan->result.prefixes_removed++;
	old->prefixes_removed++;
}

static void
move_prefix(
    struct meeting *meeting, const char *prefix, struct deck_pair *old, struct deck_pair *new)
{
	struct deck_plan *plan = meeting->plan;
	struct many_deck_move *moves = &plan->result.moves;
	old->prefixes_removed++;
	new->prefixes_added++;
	plan->result.prefixes_moved++;
	plan->fates[meeting->at] = DECK_PREFIX_moved;
	if (moves->n < MOVES_MAX)
		moves->items[moves->n++] =
		    (struct deck_move){ .prefix = arena_text(&meeting->c->arena, prefix),
			    .from = old->old->name,
			    .to = new->new->name };
}

static int
meet_prefix(const void *row, void *payload)
{
	const struct prefix_row *known = row;
	struct meeting *meeting = payload;
	struct deck_plan *plan = meeting->plan;
	const struct deck *deck = plan->deck;
	uint64_t digits = prefix_pack(known->prefix, strlen(known->prefix));
	struct deck_pair *old = pair_of_num(plan, known->group_num);
	while (meeting->at < deck->n_prefixes && deck->prefixes[meeting->at].digits < digits)
		add_prefix(meeting);
	if (meeting->at == deck->n_prefixes || deck->prefixes[meeting->at].digits > digits) {
		remove_prefix(plan, digits, old);
		return 0;
	}
	struct deck_pair *new = plan->by_new[deck->prefixes[meeting->at].group];
	if (new != old)
		move_prefix(meeting, known->prefix, old, new);
	meeting->at++;
	return 0;
}

static int
meet_prefixes(struct call *c, struct deck_plan *plan)
{
	struct meeting meeting = { .c = c, .plan = plan };
	plan->fates = mem_new(plan->deck->n_prefixes + 1, 1);
	plan->result.moves.items =
	    arena_new(&c->arena, MOVES_MAX * sizeof(*plan->result.moves.items));
	if (db_each(c->db, QUERY_deck_known_prefixes, WITH(V(plan->provider)), meet_prefix,
	        &meeting, &c->err) != 0)
		return (int)c->err.problem;
	while (meeting.at < plan->deck->n_prefixes)
		add_prefix(&meeting);
	return 0;
}

/* ---- what is told ---- */

struct value
deck_pair_mark(const struct deck_pair *pair)
{
	enum deck_mark mark = pair->new->mark;
	return mark == DECK_MARK_none ? value_text(NULL) : value_number(mark == DECK_MARK_on);
}

bool
deck_pair_differs(const struct deck_pair *pair)
{
	const struct deck_group_row *old = pair->old;
	const struct deck_entry *new = pair->new;
	return old == NULL || new == NULL || old->inbound_rate != new->inbound ||
	    old->outbound_rate != new->outbound || strcmp(old->country, new->country) != 0 ||
	    strcmp(old->country_name, new->country_name) != 0 ||
	    (new->mark != DECK_MARK_none && old->default_enabled != (new->mark == DECK_MARK_on)) ||
	    pair->prefixes_added > 0 || pair->prefixes_removed > 0;
}

static int64_t
move_of(const struct deck_pair *pair)
{
	if (pair->old == NULL || pair->new == NULL)
		return 0;
	return llabs(pair->new->outbound - pair->old->outbound_rate);
}

static int
by_move(const void *a, const void *b)
{
	const struct deck_pair *x = *(const struct deck_pair *const *)a;
	const struct deck_pair *y = *(const struct deck_pair *const *)b;
	if (move_of(x) != move_of(y))
		return move_of(x) > move_of(y) ? -1 : 1;
	return (x > y) - (x < y);
}

static struct deck_change
change_of(const struct deck_pair *pair)
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
count_prices(struct deck_import_result *out, const struct deck_pair *pair)
{
	const struct deck_group_row *old = pair->old;
	const struct deck_entry *new = pair->new;
	out->prices_up += new->outbound > old->outbound_rate || new->inbound > old->inbound_rate;
	out->prices_down += new->outbound < old->outbound_rate || new->inbound < old->inbound_rate;
}

static void
tell(struct call *c, struct deck_plan *plan)
{
	struct deck_import_result *out = &plan->result;
	const struct deck_pair **changed = mem_new(plan->n_pairs + 1, sizeof(struct deck_pair *));
	size_t n = 0;
	for (size_t i = 0; i < plan->n_pairs; i++) {
		const struct deck_pair *pair = &plan->pairs[i];
		if (!deck_pair_differs(pair))
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
	qsort((void *)changed, n, sizeof(struct deck_pair *), by_move);
	out->changes.n = n < CHANGES_MAX ? n : CHANGES_MAX;
	out->changes.items =
	    arena_new(&c->arena, (out->changes.n + 1) * sizeof(*out->changes.items));
	for (size_t i = 0; i < out->changes.n; i++)
		out->changes.items[i] = change_of(changed[i]);
	free((void *)changed);
}

/* ---- all of it ---- */

static int
compare(struct call *c, struct deck_plan *plan)
{
	struct number_row last;
	struct number_row in_force;
	bool found;
	if (call_get(c, QUERY_deck_last_num, WITH_NONE, &last, &found) != 0 ||
	    call_get(c, QUERY_deck_in_force, WITH(V(plan->provider)), &in_force, &found) != 0 ||
	    db_each(c->db, QUERY_deck_known_groups, WITH(V(plan->provider)), keep_old, plan,
	        &c->err) != 0)
		return (int)c->err.problem;
	plan->last_num = last.number;
	plan->in_force = in_force.number;
	pair_groups(plan);
	if (meet_prefixes(c, plan) != 0)
		return (int)c->err.problem;
	tell(c, plan);
	return 0;
}

int
deck_plan_make(
    struct call *c, struct deck *deck, const struct provider_deck *provider, struct deck_plan *plan)
{
	plan->deck = deck;
	plan->provider = arena_text(&c->arena, provider->id);
	plan->version = provider->version;
	return deck->faults.total > 0 ? 0 : compare(c, plan);
}

void
deck_plan_free(struct deck_plan *plan)
{
	deck_free(plan->deck);
	arena_release(&plan->texts);
	prefix_trie_free(plan->trie);
	free(plan->old);
	free(plan->pairs);
	free((void *)plan->by_new);
	free((void *)plan->by_num);
	free(plan->fates);
	free(plan->gone);
	free(plan);
}

bool
deck_pair_travels(const struct deck_pair *pair)
{
	return pair->old != NULL && pair->new != NULL &&
	    (strcmp(pair->old->country, pair->new->country) != 0 ||
	        strcmp(pair->old->country_name, pair->new->country_name) != 0);
}

static void
make_texts(struct deck_plan *plan)
{
	struct arena *arena = &plan->texts;
	for (size_t i = 0; i < plan->n_pairs; i++) {
		struct deck_pair *pair = &plan->pairs[i];
		const struct deck_entry *new = pair->new;
		if (new == NULL || (pair->old != NULL && !deck_pair_travels(pair)))
			continue;
		pair->id = ident_new(arena, "ng");
		pair->name_sort = utf8_sort_key(arena, new->name);
		pair->country_sort = utf8_sort_key(arena, new->country_name);
		pair->search = utf8_plain(arena,
		    arena_printf(arena, "%s %s %s", new->name, new->country_name, new->country));
	}
}

size_t
deck_plan_changes(const struct deck_plan *plan)
{
	const struct deck_import_result *result = &plan->result;
	return (size_t)(result->prefixes_added + result->prefixes_removed + result->prefixes_moved);
}

static void
make_trie(struct deck_plan *plan)
{
	const struct deck *deck = plan->deck;
	struct prefix_entry *entries = mem_new(deck->n_prefixes + 1, sizeof(*entries));
	for (size_t i = 0; i < deck->n_prefixes; i++)
		entries[i] = (struct prefix_entry){ .digits = deck->prefixes[i].digits,
			.value = plan->by_new[deck->prefixes[i].group]->place };
	plan->trie = prefix_trie_new(entries, deck->n_prefixes);
	free(entries);
}

void
deck_plan_prepare(struct deck_plan *plan)
{
	make_trie(plan);
	make_texts(plan);
}
