/* What readers of the store remember until the next commit: rows, and how many a list has. */
#include "store_fixture.h"
#include "store_recall.h"
#include "unit.h"

/* What a reader remembers is old after the next commit, and never older than its own transaction. */
static void
test_recall(void **state)
{
	struct fixture *f = *state;
	struct db *reader;
	struct workspace workspace;
	bool found;
	fixture_add_org(f, "org_1", "Acme");
	fixture_add_workspace(f, "ws_1", "org_1", "One");
	assert_done(f, db_open(f->store, false, &reader, &f->err));
	for (int i = 0; i < 3; i++) {
		assert_done(f,
		    db_get(reader, QUERY_workspace_get, WITH(V("ws_1")), &f->arena, &workspace,
		        &found, &f->err));
		assert_true(found);
		assert_string_equal(workspace.name, "One");
		assert_null(workspace.description);
		assert_false(workspace.has_description);
	}
	assert_done(f,
	    db_get(reader, QUERY_workspace_get, WITH(V("ws_2")), &f->arena, &workspace, &found,
	        &f->err));
	assert_false(found);
	fixture_add_workspace(f, "ws_2", "org_1", "Two");
	assert_done(f,
	    db_get(reader, QUERY_workspace_get, WITH(V("ws_2")), &f->arena, &workspace, &found,
	        &f->err));
	assert_true(found);
	/* Inside a transaction of the writer nothing is told yet. */
	assert_done(f, db_begin(f->db, &f->err));
	assert_done(f,
	    db_run(f->db, QUERY_workspace_update,
	        WITH(V("ws_2"), V("Three"), V("three"), V("as agreed"), V(1), V("three")), NULL,
	        &f->err));
	assert_done(f,
	    db_get(reader, QUERY_workspace_get, WITH(V("ws_2")), &f->arena, &workspace, &found,
	        &f->err));
	assert_string_equal(workspace.name, "Two");
	assert_done(f, db_commit(f->db, &f->err));
	assert_done(f, db_begin(reader, &f->err));
	assert_done(f,
	    db_get(reader, QUERY_workspace_get, WITH(V("ws_2")), &f->arena, &workspace, &found,
	        &f->err));
	assert_string_equal(workspace.name, "Three");
	assert_string_equal(workspace.description, "as agreed");
	assert_done(f, db_commit(reader, &f->err));
	db_close(reader);
}

/* Whatever the ids are, what one request asks does not push itself out; with more there is room for most. */
static void
test_room(void **state)
{
	enum { GROUPS = 3000, GROUP = 4, MANY = 128 };
	char text[40];
	int64_t number = 0;
	int kept = 0;
	(void)state;
	for (int group = 0; group < GROUPS; group++) {
		struct recall *recall = recall_new();
		for (int i = 0; i < 2 * GROUP; i++) {
			(void)snprintf(text, sizeof(text), "ws_%d_%d", group, i % GROUP);
			const struct value value = V((const char *)text);
			const struct recall_key key = { RECALL_COUNT + i % GROUP, &value, 1, 9 };
			if (i < GROUP)
				recall_put_number(recall, &key, i);
			else if (!recall_get_number(recall, &key, &number) || number != i - GROUP)
				fail_about("%s was pushed out", text);
		}
		recall_free(recall);
	}
	struct recall *recall = recall_new();
	for (int i = 0; i < 2 * MANY; i++) {
		const struct value value = V(i % MANY);
		/* What is of other commits makes room first. */
		const struct recall_key old = { RECALL_COUNT + 1, &value, 1, 8 };
		const struct recall_key key = { RECALL_COUNT + 1, &value, 1, 9 };
		if (i < MANY) {
			recall_put_number(recall, &old, -1);
			recall_put_number(recall, &key, i);
		} else if (recall_get_number(recall, &key, &number)) {
			assert_int_equal(number, i - MANY);
			kept++;
		}
		assert_false(i >= MANY && recall_get_number(recall, &old, &number));
	}
	assert_true(kept > MANY * 9 / 10);
	recall_free(recall);
}

static int64_t
counted(struct fixture *f, struct db *db, const struct listing *listing)
{
	int64_t count = -1;
	assert_done(f, db_count(db, listing, 100, &count, &f->err));
	return count;
}

/* So are counts, each of its list with its filters, words and bound. */
static void
test_recalled_counts(void **state)
{
	struct fixture *f = *state;
	struct db *reader;
	const struct value of_org[] = { V("org_1"), V(0) };
	const struct value of_other[] = { V("org_2"), V(0) };
	struct listing all = { .list = LIST_workspaces, .values = of_org, .n_values = 2 };
	struct listing archived = all;
	struct listing found = all;
	struct listing other = all;
	archived.filters[archived.n_filters++] = (struct filter){ "status", V("archived") };
	found.search = "tw";
	other.values = of_other;
	fixture_add_org(f, "org_1", "Acme");
	fixture_add_org(f, "org_2", "Other");
	fixture_add_workspace(f, "ws_1", "org_1", "One");
	assert_done(f, db_open(f->store, false, &reader, &f->err));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(counted(f, reader, &all), 1);
		assert_int_equal(counted(f, reader, &archived), 0);
		assert_int_equal(counted(f, reader, &found), 0);
		assert_int_equal(counted(f, reader, &other), 0);
	}
	fixture_add_workspace(f, "ws_2", "org_1", "Two");
	for (int i = 0; i < 2; i++) {
		int64_t bounded = -1;
		assert_int_equal(counted(f, reader, &all), 2);
		assert_int_equal(counted(f, reader, &archived), 0);
		assert_int_equal(counted(f, reader, &found), 1);
		assert_int_equal(counted(f, reader, &other), 0);
		assert_done(f, db_count(reader, &all, 0, &bounded, &f->err));
		assert_int_equal(bounded, 1);
	}
	/* What is remembered begins no transaction: the first statement does, after the change. */
	assert_done(f, db_begin(reader, &f->err));
	assert_int_equal(counted(f, reader, &all), 2);
	fixture_add_workspace(f, "ws_3", "org_1", "Three");
	assert_int_equal(
	    fixture_number(f, reader, QUERY_org_active_workspaces, WITH(V("org_1"))), 3);
	assert_done(f, db_commit(reader, &f->err));
	assert_int_equal(counted(f, reader, &all), 3);
	/* The writer sees what it has not committed yet. */
	assert_done(f, db_begin(f->db, &f->err));
	assert_done(f,
	    db_run(f->db, QUERY_workspace_update,
	        WITH(V("ws_1"), V("Twin"), V("twin"), V("the second"), V(1), V("twin")), NULL,
	        &f->err));
	assert_int_equal(counted(f, f->db, &found), 2);
	assert_int_equal(counted(f, reader, &found), 1);
	assert_done(f, db_commit(f->db, &f->err));
	assert_int_equal(counted(f, reader, &found), 2);
	db_close(reader);
}

#define in_store(test) cmocka_unit_test_setup_teardown((test), fixture_set_up, fixture_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_store(test_recall),
		in_store(test_recalled_counts),
		cmocka_unit_test(test_room),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
