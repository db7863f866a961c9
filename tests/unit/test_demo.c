/* The demo tenant: a year that could have been, in the order of its log. */
#include "clock.h"
#include "demo.h"
#include "merkle.h"
#include "store_fixture.h"

#define NOW INT64_C(1795304819123)

enum { MANY = 27000 };

static char first_tree[MERKLE_FRONTIER_TEXT];

struct walk {
	int64_t n;
	int64_t first_at;
	int64_t last_at;
	int64_t longest_pause;
	bool rises;
};

static int
walk_event(const struct listed *listed, void *payload)
{
	struct walk *walk = payload;
	const struct audit_event *event = listed->row;
	if (walk->n++ == 0)
		walk->first_at = walk->last_at = event->occurred_at;
	int64_t pause = event->occurred_at - walk->last_at;
	walk->rises = walk->rises && pause >= 0 && event->seq == walk->n;
	if (pause > walk->longest_pause)
		walk->longest_pause = pause;
	walk->last_at = event->occurred_at;
	return 0;
}

/* The log of an organization, or "" for the installation's, oldest first. */
static struct walk
walk_log(struct fixture *f, const char *org_id)
{
	struct walk walk = { .rises = true };
	fixture_read_log(f, org_id, walk_event, &walk);
	return walk;
}

static int
name_organization(const void *row, void *payload)
{
	const struct my_organization *organization = row;
	if (strcmp(organization->name, "Acme Voice") == 0)
		(void)snprintf(payload, 40, "%s", organization->id);
	return 0;
}

static int64_t
number_of(struct fixture *f, enum query query, const struct value *values, int n)
{
	struct arena arena = { NULL };
	struct number_row row = { .number = -1 };
	bool found;
	assert_done(f, db_get(f->db, query, values, n, &arena, &row, &found, &f->err));
	arena_release(&arena);
	return row.number;
}

struct books {
	int64_t sum;
	int64_t balance;
	int n_charges;
	int n_recharges;
};

static int
add_entry(const struct listed *listed, void *payload)
{
	struct books *books = payload;
	const struct transaction *entry = listed->row;
	books->sum += entry->amount_inr;
	books->balance = entry->balance_after_inr;
	books->n_charges += entry->type == TRANSACTION_call_charge;
	books->n_recharges += entry->type == TRANSACTION_recharge;
	assert_true(entry->balance_after_inr > 0);
	return 0;
}

/* A few thousand calls, paid from what was paid in, and nothing that a daemon would go on with. */
static void
assert_usage(struct fixture *f, const char *org_id)
{
	struct books books = { 0 };
	struct value values[4] = { V(org_id) };
	struct listing listing = {
		.list = LIST_ledger, .values = values, .n_values = 4, .limit = 100000
	};
	assert_done(f, db_list(f->db, &listing, add_entry, &books, &f->err));
	assert_int_equal(books.sum, books.balance);
	assert_in_range(books.n_charges, 1000, 3000);
	assert_in_range(books.n_recharges, 3, 100);
	assert_int_equal(number_of(f, QUERY_calls_when, WITH_NONE), 0);
	assert_int_equal(number_of(f, QUERY_delivery_when, WITH(V(0))), 0);
}

static void
name_acme(struct fixture *f, char acme[40])
{
	assert_done(f,
	    db_each(f->db, QUERY_my_organizations, WITH(value_text(NULL)), name_organization, acme,
	        &f->err));
}

static const char *
tree_of(struct fixture *f, const char *org_id)
{
	struct tree_row tree = { .size = 0 };
	bool found = false;
	assert_done(
	    f, db_get(f->db, QUERY_tree_get, WITH(V(org_id)), &f->arena, &tree, &found, &f->err));
	assert_true(found);
	return tree.frontier;
}

static void
test_a_year(void **state)
{
	struct fixture *f = *state;
	char acme[40] = "";
	clock_set(NOW);
	assert_done(f, demo_fill(f->url, MANY, &f->err));
	name_acme(f, acme);
	(void)snprintf(first_tree, sizeof(first_tree), "%s", tree_of(f, acme));
	struct walk year = walk_log(f, acme);
	assert_true(year.rises);
	/* The year itself, what the workspaces were furnished with, three months of calls, and what was asked for. */
	assert_in_range(year.n, MANY - 1000, MANY + 999);
	assert_in_range(NOW - year.first_at, 364 * CLOCK_DAY_MS, 365 * CLOCK_DAY_MS);
	assert_in_range(NOW - year.last_at, 1, CLOCK_HOUR_MS);
	/* Somebody is at work every day. */
	assert_in_range(year.longest_pause, 0, 8 * CLOCK_HOUR_MS);
	assert_usage(f, acme);
	struct walk installation = walk_log(f, "");
	assert_true(installation.rises);
	assert_true(installation.n >= 240);
}

/* As many events as are asked for, the same each time. */
static void
test_again(void **state)
{
	struct fixture *f = *state;
	char acme[40] = "";
	clock_set(NOW);
	assert_done(f, demo_fill(f->url, MANY, &f->err));
	name_acme(f, acme);
	assert_string_equal(tree_of(f, acme), first_tree);
}

/* What is there is never painted over. */
static void
test_only_once(void **state)
{
	struct fixture *f = *state;
	fixture_add_org(f, "org_1", "Ours");
	assert_int_equal(demo_fill(f->url, 0, &f->err), PROBLEM_conflict);
}

#define in_store(test) cmocka_unit_test_setup_teardown((test), fixture_set_up, fixture_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_store(test_a_year),
		in_store(test_again),
		in_store(test_only_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
