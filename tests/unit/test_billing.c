/* The wallet: what a call costs, and that the balance is the ledger's sum whoever writes. */
#include <pthread.h>

#include "billing.h"
#include "call.h"
#include "chance.h"
#include "clock.h"
#include "daemon.h"
#include "ident.h"
#include "money.h"
#include "store_fixture.h"
#include "writer.h"

#define RATE INT64_C(15000) /* a minute */

enum { WRITERS = 8, ORGS = 3, JOBS_AT_LEAST = 200 };

static struct daemon the_daemon = { .settings = { .call_rate = RATE } };

static void
set_up_call(struct call *c, struct db *db)
{
	*c = (struct call){ .daemon = &the_daemon,
		.db = db,
		.id = OP_billing_recharge,
		.op = &ops[OP_billing_recharge],
		.caller = { .type = PRINCIPAL_system, .name = "nexad" } };
}

static struct billed_call
ended_after(int64_t ms)
{
	return (struct billed_call){ .id = "call_1",
		.org_id = "org_1",
		.ws_id = "ws_1",
		.ws_name = "Production",
		.plan = PLAN_enterprise,
		.answered_at = 1000,
		.ended_at = 1000 + ms };
}

/* ---- what a call costs ---- */

/* From answer to end, partial pulses of 60 s rounded up. */
static void
test_price(void **state)
{
	static const struct {
		int64_t ms;
		int64_t price;
	} cases[] = { { 0, 0 }, { 1, RATE }, { 59999, RATE }, { 60000, RATE }, { 60001, 2 * RATE },
		{ 3600000, 60 * RATE }, { 5400001, 91 * RATE } };
	struct call c;
	(void)state;
	set_up_call(&c, NULL);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct billed_call call = ended_after(cases[i].ms);
		if (billing_price(&c, &call) != cases[i].price)
			fail_about("%lld ms", (long long)cases[i].ms);
	}
	struct billed_call call = ended_after(61000);
	call.rate = 4001;
	assert_int_equal(billing_price(&c, &call), 8002);
	call.test = true;
	assert_int_equal(billing_price(&c, &call), 0);
	call = ended_after(61000);
	call.answered_at = 0;
	assert_int_equal(billing_price(&c, &call), 0);
	call = ended_after(-5);
	assert_int_equal(billing_price(&c, &call), 0);
}

static int64_t
balance_of(struct fixture *f, struct db *db, const char *org_id)
{
	struct wallet_row row = { .balance = 0 };
	bool found;
	assert_done(
	    f, db_get(db, QUERY_wallet_balance, WITH(V(org_id)), &f->arena, &row, &found, &f->err));
	return row.balance;
}

static struct usage_row
usage_of(struct fixture *f, const char *org_id)
{
	struct usage_row row = { .calls = 0 };
	bool found;
	assert_done(f,
	    db_get(f->db, QUERY_usage_workspaces,
	        WITH(V(org_id), V(0), V(INT64_MAX), value_text(NULL)), &f->arena, &row, &found,
	        &f->err));
	return row;
}

static void
charge(struct fixture *f, const struct billed_call *call)
{
	struct call c;
	set_up_call(&c, f->db);
	if (billing_charge(&c, call, NULL) != 0)
		fail_about("%s", c.err.text);
	arena_release(&c.arena);
}

/* An answered call is charged and counted, an unanswered one only counted, a test call neither. */
static void
test_charge(void **state)
{
	struct fixture *f = *state;
	struct billed_call call = ended_after(61000);
	charge(f, &call);
	call.id = "call_2";
	call.answered_at = 0;
	charge(f, &call);
	call.test = true;
	charge(f, &call);
	assert_int_equal(balance_of(f, f->db, "org_1"), -2 * RATE);
	struct usage_row used = usage_of(f, "org_1");
	assert_int_equal(used.calls, 2);
	assert_int_equal(used.answered, 1);
	assert_int_equal(used.minutes, 2);
	assert_int_equal(used.amount_inr, 2 * RATE);
}

/* The end of a call that is reported twice cannot be charged twice. */
static void
test_charged_once(void **state)
{
	struct fixture *f = *state;
	struct billed_call call = ended_after(61000);
	struct call c;
	charge(f, &call);
	set_up_call(&c, f->db);
	assert_int_equal(db_begin(f->db, &f->err), 0);
	assert_int_equal(db_savepoint(f->db, &f->err), 0);
	assert_int_equal(billing_charge(&c, &call, NULL), PROBLEM_conflict);
	assert_int_equal(db_release(f->db, false, &f->err), 0);
	assert_int_equal(db_commit(f->db, &f->err), 0);
	arena_release(&c.arena);
	assert_int_equal(balance_of(f, f->db, "org_1"), -2 * RATE);
}

/* A rental is charged to its workspace beside the calls. */
static void
test_rent(void **state)
{
	struct fixture *f = *state;
	struct call c;
	set_up_call(&c, f->db);
	assert_int_equal(billing_rent(&c,
	                     &(struct billing_entry){ .id = "txn_1",
	                         .org_id = "org_1",
	                         .type = TRANSACTION_number_rental,
	                         .amount = -250 * MONEY_RUPEE,
	                         .ws_id = "ws_1",
	                         .ws_name = "Production",
	                         .call_id = "phn_1" }),
	    0);
	arena_release(&c.arena);
	struct usage_row used = usage_of(f, "org_1");
	assert_int_equal(used.rentals_inr, 250 * MONEY_RUPEE);
	assert_int_equal(used.calls, 0);
	assert_int_equal(balance_of(f, f->db, "org_1"), -250 * MONEY_RUPEE);
}

/* A live call needs something in the wallet. */
static void
test_check(void **state)
{
	struct fixture *f = *state;
	struct call c;
	set_up_call(&c, f->db);
	assert_int_equal(billing_check(&c, "org_1", 0), PROBLEM_insufficient_balance);
	assert_string_equal(c.err.text, "Insufficient billing wallet balance");
	struct billing_entry entry = {
		.id = "txn_1", .org_id = "org_1", .type = TRANSACTION_recharge, .amount = 1
	};
	assert_int_equal(billing_move(&c, &entry), 0);
	assert_int_equal(billing_check(&c, "org_1", 0), 0);
	entry.id = "txn_2";
	entry.amount = -1;
	assert_int_equal(billing_move(&c, &entry), 0);
	assert_int_equal(billing_check(&c, "org_1", 0), PROBLEM_insufficient_balance);
	arena_release(&c.arena);
}

/* ---- the balance is the ledger's sum ---- */

static const char *const orgs[ORGS] = { "org_1", "org_2", "org_3" };

struct movement {
	struct writer_job job;
	int64_t amount; /* above zero: a recharge; else a call of so many ms */
	const char *org_id;
	bool keep;
	struct race *race;
};

struct race {
	struct fixture *f;
	struct writer *writer;
	int64_t until; /* monotonic */
	pthread_mutex_t mutex;
	pthread_cond_t done;
	int under_way;
	int n_done;
	int64_t kept[ORGS]; /* what the balances have to be */
};

static bool
move(struct writer_job *job, struct db *db)
{
	struct movement *m = (struct movement *)job;
	struct call c;
	int64_t amount = m->amount;
	int problem;
	set_up_call(&c, db);
	if (m->amount > 0) {
		problem = billing_move(&c,
		    &(struct billing_entry){ .id = ident_new(&c.arena, "txn"),
		        .org_id = m->org_id,
		        .type = TRANSACTION_recharge,
		        .amount = amount });
	} else {
		struct billed_call call = ended_after(1 - m->amount);
		call.id = ident_new(&c.arena, "call");
		call.org_id = m->org_id;
		problem = billing_charge(&c, &call, &amount);
		amount = -amount;
	}
	bool keep = problem == 0 && m->keep;
	(void)pthread_mutex_lock(&m->race->mutex);
	for (int i = 0; i < ORGS && keep; i++)
		if (m->org_id == orgs[i])
			m->race->kept[i] += amount;
	(void)pthread_mutex_unlock(&m->race->mutex);
	arena_release(&c.arena);
	return keep;
}

static void
moved(struct writer_job *job, const struct err *err)
{
	struct race *race = ((struct movement *)job)->race;
	(void)err;
	(void)pthread_mutex_lock(&race->mutex);
	race->under_way--;
	race->n_done++;
	(void)pthread_cond_broadcast(&race->done);
	(void)pthread_mutex_unlock(&race->mutex);
	free(job);
}

/* Each writer keeps a few movements under way; one in eight is rolled back after it was made. */
static void *
write_much(void *payload)
{
	struct race *race = payload;
	struct chance chance = { .state = (uint64_t)(uintptr_t)&chance | 1 };
	for (int n = 0; n < JOBS_AT_LEAST / WRITERS || clock_monotonic() < race->until; n++) {
		struct movement *m = mem_new(1, sizeof(*m));
		bool recharge = chance_below(&chance, 3) == 0;
		int64_t size = 1 + (int64_t)chance_below(&chance, 400000);
		*m = (struct movement){ .job = { .run = move, .finish = moved },
			.amount = recharge ? size : -size,
			.org_id = orgs[chance_below(&chance, ORGS)],
			.keep = chance_below(&chance, 8) != 0,
			.race = race };
		(void)pthread_mutex_lock(&race->mutex);
		while (race->under_way >= 4 * WRITERS)
			(void)pthread_cond_wait(&race->done, &race->mutex);
		race->under_way++;
		(void)pthread_mutex_unlock(&race->mutex);
		if (!writer_submit(race->writer, &m->job))
			moved(&m->job, NULL);
	}
	return NULL;
}

/* As a reader sees it at any instant, in one transaction. */
static void
check_sums(struct race *race, struct db *reader)
{
	struct fixture *f = race->f;
	assert_done(f, db_begin(reader, &f->err));
	for (int i = 0; i < ORGS; i++) {
		int64_t sum = fixture_number(f, reader, QUERY_ledger_sum, WITH(V(orgs[i])));
		int64_t balance = balance_of(f, reader, orgs[i]);
		if (sum != balance)
			fail_about("%s has %lld, its ledger says %lld", orgs[i], (long long)balance,
			    (long long)sum);
	}
	assert_done(f, db_commit(reader, &f->err));
	arena_release(&f->arena);
}

/* NEXA_SOAK_S: for how many seconds. */
static void
test_sum(void **state)
{
	struct fixture *f = *state;
	const char *seconds = getenv("NEXA_SOAK_S");
	pthread_t writers[WRITERS];
	struct db *reader;
	struct race race = { .f = f,
		.until =
		    clock_monotonic() + (seconds == NULL ? 0 : strtoll(seconds, NULL, 10) * 1000),
		.mutex = PTHREAD_MUTEX_INITIALIZER,
		.done = PTHREAD_COND_INITIALIZER };
	db_close(f->db);
	f->db = NULL;
	assert_done(f, db_open(f->store, false, &reader, &f->err));
	assert_done(f, writer_start(f->store, &race.writer, &f->err));
	for (int i = 0; i < WRITERS; i++)
		assert_int_equal(pthread_create(&writers[i], NULL, write_much, &race), 0);
	do
		check_sums(&race, reader);
	while (clock_monotonic() < race.until);
	for (int i = 0; i < WRITERS; i++)
		assert_int_equal(pthread_join(writers[i], NULL), 0);
	writer_stop(race.writer);
	check_sums(&race, reader);
	for (int i = 0; i < ORGS; i++)
		assert_int_equal(balance_of(f, reader, orgs[i]), race.kept[i]);
	assert_true(race.n_done >= JOBS_AT_LEAST);
	db_close(reader);
	assert_done(f, db_open(f->store, true, &f->db, &f->err));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_price),
		cmocka_unit_test_setup_teardown(test_charge, fixture_set_up, fixture_tear_down),
		cmocka_unit_test_setup_teardown(
		    test_charged_once, fixture_set_up, fixture_tear_down),
		cmocka_unit_test_setup_teardown(test_rent, fixture_set_up, fixture_tear_down),
		cmocka_unit_test_setup_teardown(test_check, fixture_set_up, fixture_tear_down),
		cmocka_unit_test_setup_teardown(test_sum, fixture_set_up, fixture_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
