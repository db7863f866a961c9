/* Taking a rate deck over. */
#include "deck_import.h"

#include <stdlib.h>

#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "deck_plan.h"
#include "log.h"
#include "mem.h"
#include "prefix_trie.h"
#include "routes.h"
#include "telephony.h"
#include "writer.h"

/* How long others wait for a piece; how many prefixes may change in the one transaction. */
enum { PIECE_MS = 10, LOOK_ROWS = 64, IN_PLACE_MAX = 1000 };

/* Faulty lines of an answer; of one to somebody who asks for the rest. */
enum { FAULTS_FIRST = 1000, FAULTS_MORE = 10000 };

/* ---- beside the deck in force, a piece at a time ---- */

struct staging {
	struct daemon *daemon;
	struct deck_plan *plan;
	struct arena arena;
	size_t at; /* in the deck's prefixes */
};

/* No sweep takes what has this number. */
static int
take_number(struct staging *staging, struct db *db, struct err *err)
{
	struct number_row next;
	bool found;
	if (db_get(db, QUERY_deck_new, WITH_NONE, &staging->arena, &next, &found, err) != 0)
		return (int)err->problem;
	staging->plan->staged = next.number;
	atomic_store(&staging->daemon->deck_staged, next.number);
	return 0;
}

static int
stage_piece(struct db *db, void *payload, struct err *err)
{
	struct staging *staging = payload;
	struct deck_plan *plan = staging->plan;
	const struct deck *deck = plan->deck;
	char digits[PREFIX_TEXT];
	int64_t until = clock_monotonic() + PIECE_MS;
	if (plan->staged == 0 && take_number(staging, db, err) != 0)
		return (int)err->problem;
	for (size_t n = 1; staging->at < deck->n_prefixes; staging->at++, n++) {
		const struct deck_prefix *prefix = &deck->prefixes[staging->at];
		if (n % LOOK_ROWS == 0 && clock_monotonic() >= until)
			break;
		if (db_run(db, QUERY_deck_prefix_insert,
		        WITH(V(plan->staged), V(prefix_unpack(prefix->digits, digits)),
		            V(plan->by_new[prefix->group]->num)),
		        NULL, err) != 0)
			return (int)err->problem;
	}
	return 0;
}

/* All prefixes under a number that no provider has, so that nobody sees them yet. */
static int
stage(struct call *c, struct deck_plan *plan)
{
	struct staging staging = { .daemon = c->daemon, .plan = plan };
	int problem = 0;
	while (staging.at < plan->deck->n_prefixes && problem == 0)
		problem = atomic_load(&c->daemon->stops)
		    ? call_refuse(c, PROBLEM_overloaded, "",
		          "the daemon is stopping; nothing of the deck was taken")
		    : writer_run(c->daemon->writer, stage_piece, &staging, &c->err);
	arena_release(&staging.arena);
	return problem;
}

/* ---- what is in force nowhere ---- */

struct sweeping {
	struct writer_job job;
	struct daemon *daemon;
	struct err err;
	bool more;
};

/* A deck that is to go; 0: there is none. */
static int
find_stray(const struct sweeping *sweeping, struct db *db, int64_t *deck, struct err *err)
{
	struct stray_row row = { .deck = 0 };
	struct arena arena = { NULL };
	int64_t staged = atomic_load(&sweeping->daemon->deck_staged);
	bool found = true;
	bool stays = true;
	while (found && stays && err->problem == PROBLEM_none) {
		(void)db_get(db, QUERY_deck_after, WITH(V(row.deck)), &arena, &row, &found, err);
		stays = row.in_force || row.deck == staged;
	}
	arena_release(&arena);
	*deck = found ? row.deck : 0;
	return (int)err->problem;
}

static bool
sweep(struct writer_job *job, struct db *db)
{
	struct sweeping *sweeping = (struct sweeping *)job;
	struct err *err = &sweeping->err;
	int64_t until = clock_monotonic() + PIECE_MS;
	int64_t changed = 1;
	int64_t deck;
	if (find_stray(sweeping, db, &deck, err) != 0 || deck == 0)
		return false;
	while (changed > 0 && clock_monotonic() < until)
		if (db_run(db, QUERY_deck_clear, WITH(V(deck)), &changed, err) != 0)
			return false;
	sweeping->more = true;
	return true;
}

static void
end_sweep(struct writer_job *job, const struct err *err)
{
	struct sweeping *sweeping = (struct sweeping *)job;
	const struct err *why = err->problem != PROBLEM_none ? err : &sweeping->err;
	if (why->problem != PROBLEM_none)
		log_line(LOG_error, "an old deck cannot be cleared away",
		    LOG_TEXT("why", why->text), LOG_END);
	else if (sweeping->more)
		deck_sweep(sweeping->daemon);
	free(sweeping);
}

void
deck_sweep(struct daemon *daemon)
{
	struct sweeping *sweeping = mem_new(1, sizeof(*sweeping));
	sweeping->job = (struct writer_job){ .run = sweep, .finish = end_sweep };
	sweeping->daemon = daemon;
	if (!writer_submit(daemon->writer, &sweeping->job))
		free(sweeping);
}

/* ---- before the writer's turn ---- */

static void
forget(void *prepared)
{
	struct deck_plan *plan = prepared;
	struct daemon *daemon = plan->daemon;
	bool staged = plan->staged != 0;
	deck_plan_free(plan);
	atomic_store(&daemon->deck_staged, 0);
	atomic_store(&daemon->deck_busy, false);
	if (staged)
		deck_sweep(daemon);
}

static int
prepare(struct call *c, struct deck_plan *plan, const struct provider_deck *provider)
{
	const struct deck_import_args *args = c->args;
	struct deck *deck = deck_read(&(struct deck_source){ .text = c->body,
	    .len = c->body_len,
	    .mapped = c->body_is_mapped,
	    .provider = provider->id,
	    .provider_name = provider->name,
	    .faults_after = args->rejected_after,
	    .faults_max = args->has_rejected_after ? FAULTS_MORE : FAULTS_FIRST });
	if (db_begin(c->db, &c->err) != 0) {
		deck_free(deck);
		return (int)c->err.problem;
	}
	int problem = deck_plan_make(c, deck, provider, plan);
	struct err ignored;
	if (db_commit(c->db, &ignored) != 0)
		db_rollback(c->db);
	if (problem != 0 || deck->faults.total > 0 || c->dry_run)
		return problem;
	deck_plan_prepare(plan);
	return deck_plan_changes(plan) > IN_PLACE_MAX ? stage(c, plan) : 0;
}

/* One at a time: a deck takes memory, and it is compared with the one in force. */
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
	if (atomic_exchange(&c->daemon->deck_busy, true)) {
		c->retry_after_s = 5;
		return call_refuse(c, PROBLEM_conflict, "provider",
		    "another deck is being read; try again shortly");
	}
	struct deck_plan *plan = mem_new(1, sizeof(*plan));
	plan->daemon = c->daemon;
	c->prepared = plan;
	c->forget_prepared = forget;
	return prepare(c, plan, &provider);
}

/* ---- the change itself ---- */

static int
write_group(struct call *c, const struct deck_plan *plan, const struct deck_pair *pair)
{
	const struct deck_entry *new = pair->new;
	if (pair->old == NULL) {
		enum risk risk = deck_risk(new->name, new->country, new->country_name);
		return call_run(c, QUERY_deck_group_insert,
		    WITH(V(pair->num), V(pair->id), V(plan->provider), V(new->country),
		        V(new->country_name), V(pair->country_sort), V(new->name),
		        V(pair->name_sort), V(pair->search), V(new->inbound), V(new->outbound),
		        V(vocab_name(VOCAB_risk, (int)risk)),
		        V((int64_t)(new->mark == DECK_MARK_on)), V(new->prefixes)));
	}
	if (deck_pair_travels(pair) &&
	    call_run(c, QUERY_deck_group_travel,
	        WITH(V(pair->num), V(new->country), V(new->country_name), V(pair->country_sort),
	            V(pair->search))) != 0)
		return (int)c->err.problem;
	return call_run(c, QUERY_deck_group_change,
	    WITH(V(pair->num), V(new->inbound), V(new->outbound), deck_pair_mark(pair),
	        V(new->prefixes)));
}

/* New groups before old ones go, so that no num is given to another group at once. */
static int
write_groups(struct call *c, const struct deck_plan *plan)
{
	for (size_t i = 0; i < plan->n_pairs; i++)
		if (plan->pairs[i].new != NULL && deck_pair_differs(&plan->pairs[i]) &&
		    write_group(c, plan, &plan->pairs[i]) != 0)
			return (int)c->err.problem;
	for (size_t i = 0; i < plan->n_pairs; i++)
		if (plan->pairs[i].new == NULL &&
		    call_run(c, QUERY_deck_group_delete, WITH(V(plan->pairs[i].num))) != 0)
			return (int)c->err.problem;
	return plan->result.groups_removed == 0 ? 0
	                                        : call_run(c, QUERY_deck_group_forget, WITH_NONE);
}

static int
write_prefixes(struct call *c, const struct deck_plan *plan)
{
	static const enum query queries[] = { [DECK_PREFIX_added] = QUERY_deck_prefix_insert,
		[DECK_PREFIX_moved] = QUERY_deck_prefix_move };
	const struct deck *deck = plan->deck;
	char digits[PREFIX_TEXT];
	for (size_t i = 0; i < plan->n_gone; i++)
		if (call_run(c, QUERY_deck_prefix_delete,
		        WITH(V(plan->in_force), V(prefix_unpack(plan->gone[i], digits)))) != 0)
			return (int)c->err.problem;
	for (size_t i = 0; i < deck->n_prefixes; i++)
		if (plan->fates[i] != DECK_PREFIX_kept &&
		    call_run(c, queries[plan->fates[i]],
		        WITH(V(plan->in_force), V(prefix_unpack(deck->prefixes[i].digits, digits)),
		            V(plan->by_new[deck->prefixes[i].group]->num))) != 0)
			return (int)c->err.problem;
	return 0;
}

/* Nothing of what the plan was made from may be other by now. */
static int
check(struct call *c, const struct deck_plan *plan)
{
	struct provider_deck provider;
	struct number_row last;
	bool found;
	if (call_need(
	        c, QUERY_deck_get, WITH(V(plan->provider)), &provider, "telephony provider") != 0 ||
	    call_get(c, QUERY_deck_last_num, WITH_NONE, &last, &found) != 0)
		return (int)c->err.problem;
	if (provider.version == plan->version && last.number == plan->last_num)
		return 0;
	return call_refuse(c, PROBLEM_conflict, "provider",
	    "another deck came into force meanwhile; look at what changes again");
}

int
deck_apply(struct call *c, struct deck_plan *plan)
{
	int64_t number = plan->staged != 0 ? plan->staged : plan->in_force;
	if (check(c, plan) != 0 || c->dry_run)
		return (int)c->err.problem;
	const struct routes_fresh fresh = { plan->provider, plan->trie };
	if (write_groups(c, plan) != 0 || (plan->staged == 0 && write_prefixes(c, plan) != 0) ||
	    call_run(c, QUERY_deck_imported, WITH(V(plan->provider), V(clock_now()), V(number))) !=
	        0)
		return (int)c->err.problem;
	return telephony_reload(c, &fresh);
}
