/* Storage: opening, migrating, transactions, and lists in every order. */
#include <poll.h>
#include <sys/stat.h>

#include "chance.h"
#include "clock.h"
#include "migration.h"
#include "store_fixture.h"
#include "store_sqlite.h"
#include "str.h"

/* ---- opening ---- */

static void
run_sql(const struct fixture *f, const char *sql)
{
	sqlite3 *handle;
	assert_int_equal(sqlite3_open(f->path, &handle), SQLITE_OK);
	assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
	(void)sqlite3_close(handle);
}

static void
test_migrates_once(void **state)
{
	struct fixture *f = *state;
	assert_string_equal(store_schema(f->store), migrations[n_migrations - 1].name);
	assert_int_equal(fixture_ask(f, "SELECT COUNT(*) FROM schema_migrations"), n_migrations);
	int64_t schema = fixture_ask(f, "SELECT COUNT(*) FROM sqlite_master");
	int64_t applied = fixture_ask(f, "SELECT SUM(applied_at) FROM schema_migrations");
	fixture_add_user(f, "usr_1", "ada@example.com", "Ada", 1);
	for (int i = 0; i < 3; i++) {
		fixture_close(f);
		fixture_open(f);
		assert_int_equal(
		    fixture_ask(f, "SELECT COUNT(*) FROM schema_migrations"), n_migrations);
		assert_int_equal(fixture_ask(f, "SELECT COUNT(*) FROM sqlite_master"), schema);
		assert_int_equal(
		    fixture_ask(f, "SELECT SUM(applied_at) FROM schema_migrations"), applied);
		assert_int_equal(fixture_ask(f, "SELECT COUNT(*) FROM users"), 1);
	}
}

static void
test_newer_is_refused(void **state)
{
	struct fixture *f = *state;
	fixture_add_user(f, "usr_1", "ada@example.com", "Ada", 1);
	fixture_close(f);
	run_sql(f, "INSERT INTO schema_migrations VALUES ('9999_later', 1)");
	struct err err;
	assert_int_equal(store_open(f->url, &f->store, &err), PROBLEM_storage_unavailable);
	assert_null(f->store);
	assert_has(err.text, "newer");
	assert_has(err.text, "9999_later");
	assert_int_equal(
	    fixture_ask(f, "SELECT COUNT(*) FROM schema_migrations"), n_migrations + 1);
	run_sql(f, "DELETE FROM schema_migrations WHERE name = '9999_later'");
	fixture_open(f);
	assert_int_equal(fixture_ask(f, "SELECT COUNT(*) FROM users"), 1);
}

/* As after an update that brings a migration with a lower number than the newest that was applied. */
static void
test_what_is_missing_is_applied(void **state)
{
	struct fixture *f = *state;
	fixture_close(f);
	run_sql(f, "UPDATE schema_migrations SET applied_at = 1");
	run_sql(f, "DROP TABLE templates");
	run_sql(f, "DELETE FROM schema_migrations WHERE name = '0012_templates'");
	run_sql(f, "DELETE FROM schema_digests WHERE name = '0012_templates'");
	fixture_open(f);
	assert_int_equal(fixture_ask(f, "SELECT COUNT(*) FROM schema_migrations"), n_migrations);
	assert_int_equal(
	    fixture_ask(f, "SELECT COUNT(*) FROM schema_migrations WHERE applied_at > 1"), 1);
}

/* A migration that a database has is never edited; should it be, the program does not touch the data. */
static void
test_other_contents_are_refused(void **state)
{
	struct fixture *f = *state;
	struct err err;
	fixture_close(f);
	assert_int_equal(fixture_ask(f, "SELECT COUNT(*) FROM schema_digests"), n_migrations);
	run_sql(f, "UPDATE schema_digests SET sha256 = 'f00d' WHERE name = '0001_foundation'");
	assert_int_equal(store_open(f->url, &f->store, &err), PROBLEM_storage_unavailable);
	assert_null(f->store);
	assert_has(err.text, "0001_foundation");
	assert_has(err.text, "other contents");
	/* Written before digests were kept. */
	run_sql(f, "DELETE FROM schema_digests WHERE name = '0001_foundation'");
	fixture_open(f);
}

static void
test_what_is_no_database(void **state)
{
	struct fixture *f = *state;
	struct err err = { .problem = PROBLEM_none };
	struct store *store = NULL;
	char url[400];
	fixture_close(f);
	FILE *file = fopen(f->path, "w");
	for (int i = 0; i < 100; i++)
		(void)fputs("this is a letter, not a database\n", file);
	(void)fclose(file);
	assert_int_not_equal(store_open(f->url, &store, &err), 0);
	assert_has(err.text, f->path);
	(void)snprintf(url, sizeof(url), "sqlite:%s/none/test.db", f->directory);
	assert_int_equal(store_open(url, &store, &err), PROBLEM_storage_unavailable);
	assert_has(err.text, "/none/test.db");
	assert_int_equal(store_open("postgresql://x", &store, &err), PROBLEM_invalid_field);
	assert_int_equal(store_open("", &store, &err), PROBLEM_invalid_field);
	assert_null(store);
	store_close(NULL);
	db_close(NULL);
}

/* ---- statements ---- */

static void
test_rows(void **state)
{
	struct fixture *f = *state;
	struct user user = { 0 };
	struct user other;
	bool found;
	fixture_add_user(f, "usr_1", "Ada@Example.com", "Ada", 1001);
	fixture_add_user(f, "usr_2", "bob@example.com", "Bob", 1002);
	assert_done(
	    f, db_get(f->db, QUERY_user_get, WITH(V("usr_1")), &f->arena, &user, &found, &f->err));
	assert_true(found);
	/* The texts are copies: another statement does not disturb them. */
	assert_done(
	    f, db_get(f->db, QUERY_user_get, WITH(V("usr_2")), &f->arena, &other, &found, &f->err));
	assert_string_equal(user.id, "usr_1");
	assert_string_equal(user.email, "Ada@Example.com");
	assert_int_equal(user.status, USER_STATUS_active);
	assert_false(user.has_password);
	assert_int_equal(user.created_at, 1001);
	assert_int_equal(user.version, 1);
	assert_done(
	    f, db_get(f->db, QUERY_user_get, WITH(V("usr_3")), &f->arena, &user, &found, &f->err));
	assert_false(found);
	assert_done(f,
	    db_get(
	        f->db, QUERY_user_get, WITH(value_text(NULL)), &f->arena, &user, &found, &f->err));
	assert_false(found);
}

/* Null is told apart from what is there, also in an embedded shape. */
static void
test_null(void **state)
{
	struct fixture *f = *state;
	struct organization organization;
	struct member member;
	bool found;
	int64_t changed = -1;
	fixture_add_org(f, "org_1", "Acme");
	assert_done(f,
	    db_get(
	        f->db, QUERY_org_get, WITH(V("org_1")), &f->arena, &organization, &found, &f->err));
	assert_null(organization.legal_name);
	assert_false(organization.has_legal_name);
	assert_null(organization.contact.email);
	assert_false(organization.contact.has_email);
	fixture_add_workspace(f, "ws_1", "org_1", "Production");
	fixture_add_user(f, "usr_1", "ada@example.com", "Ada", 1);
	fixture_add_member(f, "ws_1", "usr_1", "owner", 1);
	assert_done(f,
	    db_run(f->db, QUERY_member_touch, WITH(V("ws_1"), V("usr_1"), V("2026-11-21")),
	        &changed, &f->err));
	assert_int_equal(changed, 1);
	assert_done(f,
	    db_run(f->db, QUERY_member_touch, WITH(V("ws_1"), V("usr_1"), V("2026-11-20")),
	        &changed, &f->err));
	assert_int_equal(changed, 0);
	assert_done(f,
	    db_get(f->db, QUERY_member_get, WITH(V("ws_1"), V("usr_1")), &f->arena, &member, &found,
	        &f->err));
	assert_true(member.has_last_active_on);
	assert_string_equal(member.last_active_on, "2026-11-21");
}

/* What the rules of the schema refuse leaves nothing.  What is there already is a conflict, in a sentence that may be
 * sent; anything else is the daemon's own fault. */
static void
test_constraints(void **state)
{
	struct fixture *f = *state;
	fixture_add_org(f, "org_1", "Acme");
	fixture_add_workspace(f, "ws_1", "org_1", "Production");
	fixture_add_user(f, "usr_1", "ada@example.com", "Ada", 1);
	fixture_add_user(f, "usr_2", "bob@example.com", "Bob", 1);
	fixture_add_member(f, "ws_1", "usr_1", "owner", 1);
	const struct {
		enum query query;
		struct value values[8];
		int n;
		enum problem problem;
	} cases[] = {
		{ QUERY_user_insert,
		    { V("usr_3"), V("ADA@example.com"), V("ada@example.com"), V("x"), V("x"),
		        value_text(NULL), V(1) },
		    7, PROBLEM_conflict },
		{ QUERY_workspace_insert,
		    { V("ws_2"), V("org_1"), V("PRODUCTION"), V("production"), value_text(NULL),
		        V("in"), V(1), V("production") },
		    8, PROBLEM_conflict },
		{ QUERY_workspace_insert,
		    { V("ws_2"), V("org_9"), V("x"), V("x"), value_text(NULL), V("in"), V(1),
		        V("x") },
		    8, PROBLEM_internal },
		{ QUERY_workspace_insert,
		    { V("ws_2"), V("org_1"), value_text(NULL), V("x"), value_text(NULL), V("in"),
		        V(1), V("x") },
		    8, PROBLEM_internal },
		{ QUERY_member_insert,
		    { V("ws_1"), V("usr_1"), V("viewer"), V(1), value_text(NULL) }, 5,
		    PROBLEM_conflict },
		/* Exactly one Owner. */
		{ QUERY_member_insert,
		    { V("ws_1"), V("usr_2"), V("owner"), V(1), value_text(NULL) }, 5,
		    PROBLEM_conflict },
		{ QUERY_org_delete, { V("org_1") }, 1, PROBLEM_internal },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
		    db_run(f->db, cases[i].query, cases[i].values, cases[i].n, NULL, &f->err),
		    cases[i].problem);
		if (cases[i].problem == PROBLEM_conflict)
			assert_string_equal(f->err.text, "it is there already");
	}
	assert_int_equal(
	    fixture_number(f, f->db, QUERY_org_active_workspaces, WITH(V("org_1"))), 1);
}

static void
test_readers_only_read(void **state)
{
	struct fixture *f = *state;
	struct db *reader;
	assert_done(f, db_open(f->store, false, &reader, &f->err));
	assert_int_not_equal(
	    db_run(reader, QUERY_session_delete, WITH(V("ses_1")), NULL, &f->err), 0);
	db_close(reader);
}

static int
stop_at_second(const void *row, void *payload)
{
	(void)row;
	return ++*(int *)payload == 2 ? PROBLEM_cancelled : 0;
}

static void
test_walk_ends_early(void **state)
{
	struct fixture *f = *state;
	int n = 0;
	fixture_add_org(f, "org_1", "Acme");
	for (int i = 0; i < 5; i++)
		fixture_add_workspace(f, arena_printf(&f->arena, "ws_%d", i), "org_1",
		    arena_printf(&f->arena, "W%d", i));
	f->err = (struct err){ .problem = PROBLEM_none };
	assert_int_equal(
	    db_each(f->db, QUERY_org_workspaces, WITH(V("org_1")), stop_at_second, &n, &f->err),
	    PROBLEM_cancelled);
	assert_int_equal(n, 2);
	/* The statement is free again. */
	n = 10;
	assert_done(
	    f, db_each(f->db, QUERY_org_workspaces, WITH(V("org_1")), stop_at_second, &n, &f->err));
	assert_int_equal(n, 15);
}

/* ---- transactions ---- */

static int64_t
count_workspaces(struct fixture *f, struct db *db)
{
	return fixture_number(f, db, QUERY_org_active_workspaces, WITH(V("org_1")));
}

static void
test_rollback(void **state)
{
	struct fixture *f = *state;
	struct db *reader;
	fixture_add_org(f, "org_1", "Acme");
	assert_done(f, db_open(f->store, false, &reader, &f->err));
	assert_done(f, db_begin(f->db, &f->err));
	fixture_add_workspace(f, "ws_1", "org_1", "One");
	assert_int_equal(count_workspaces(f, f->db), 1);
	assert_int_equal(count_workspaces(f, reader), 0);
	db_rollback(f->db);
	db_rollback(f->db);
	assert_int_equal(count_workspaces(f, f->db), 0);
	db_close(reader);
}

static void
add_in_savepoint(struct fixture *f, const char *id, bool keep)
{
	assert_done(f, db_savepoint(f->db, &f->err));
	fixture_add_workspace(f, id, "org_1", id);
	assert_done(f, db_release(f->db, keep, &f->err));
}

static void
test_savepoints(void **state)
{
	struct fixture *f = *state;
	struct db *reader;
	fixture_add_org(f, "org_1", "Acme");
	assert_done(f, db_open(f->store, false, &reader, &f->err));
	assert_done(f, db_begin(f->db, &f->err));
	add_in_savepoint(f, "ws_1", true);
	add_in_savepoint(f, "ws_2", false);
	add_in_savepoint(f, "ws_3", true);
	assert_done(f, db_commit(f->db, &f->err));
	assert_int_equal(count_workspaces(f, reader), 2);
	db_close(reader);
}

/* What was committed moves from the log into the file while the store is open, not only when it closes. */
static void
test_checkpoints(void **state)
{
	struct fixture *f = *state;
	enum { LONG = 1 << 20, FOLDED = 4 * LONG };
	char *name = mem_new(LONG + 1, 1);
	struct stat file = { .st_size = 0 };
	memset(name, 'x', LONG);
	for (int i = 0; i < 6; i++) {
		char id[20];
		(void)snprintf(id, sizeof(id), "org_%d", i);
		fixture_add_org(f, id, name);
	}
	for (int tries = 0; tries < 20000 && file.st_size < FOLDED; tries++) {
		assert_int_equal(stat(f->path, &file), 0);
		(void)poll(NULL, 0, 1);
	}
	assert_true(file.st_size >= FOLDED);
	free(name);
}

/* Also while somebody writes all the time: the log is written from its beginning again, it does not grow for ever. */
static void
test_log_begins_anew(void **state)
{
	struct fixture *f = *state;
	int64_t patience = clock_monotonic() + CLOCK_MINUTE_MS;
	int most = 0;
	int i = 0;
	while (f->db->pages >= most) {
		char id[20];
		(void)snprintf(id, sizeof(id), "org_%d", i++);
		assert_true(clock_monotonic() < patience);
		most = f->db->pages;
		assert_done(f, db_begin(f->db, &f->err));
		fixture_add_org(f, id, "Acme");
		assert_done(f, db_commit(f->db, &f->err));
	}
	assert_true(most >= 1000);
	assert_int_equal(fixture_ask(f, "SELECT COUNT(*) FROM organizations"), i);
}

/* A reader in a transaction sees one state of things. */
static void
test_snapshot(void **state)
{
	struct fixture *f = *state;
	struct db *reader;
	fixture_add_org(f, "org_1", "Acme");
	assert_done(f, db_open(f->store, false, &reader, &f->err));
	assert_done(f, db_begin(reader, &f->err));
	assert_int_equal(count_workspaces(f, reader), 0);
	fixture_add_workspace(f, "ws_1", "org_1", "One");
	assert_int_equal(count_workspaces(f, reader), 0);
	assert_done(f, db_commit(reader, &f->err));
	assert_int_equal(count_workspaces(f, reader), 1);
	db_close(reader);
}

/* ---- lists ---- */

enum { VALUES_MOST = 9 };

static int
count_rows(const struct listed *listed, void *payload)
{
	(void)listed;
	++*(int *)payload;
	return 0;
}

/* How many ?N of its own a list has. */
static int
values_of(const struct list_row *row)
{
	int most = 0;
	for (const char *text = row->columns; text != NULL;
	     text = text == row->columns ? row->from : NULL)
		for (const char *at = strchr(text, '?'); at != NULL; at = strchr(at + 1, '?'))
			if (at[1] - '0' > most)
				most = at[1] - '0';
	for (const char *at = strchr(row->filters, '?'); at != NULL; at = strchr(at + 1, '?'))
		if (at[1] - '0' > most)
			most = at[1] - '0';
	return most;
}

/* Calls each() with every name of "name=column; name=column". */
static void
each_name(const char *entries, void (*each)(const char *name, void *payload), void *payload)
{
	while (*entries != '\0') {
		char name[64];
		(void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(entries, "="), entries);
		each(name, payload);
		entries += strcspn(entries, ";");
		entries += strspn(entries, "; ");
	}
}

struct trial {
	struct fixture *f;
	struct listing listing;
	struct value values[VALUES_MOST];
};

static void
try_listing(struct trial *trial)
{
	int n = 0;
	int64_t count = 0;
	assert_done(
	    trial->f, db_list(trial->f->db, &trial->listing, count_rows, &n, &trial->f->err));
	assert_done(trial->f, db_count(trial->f->db, &trial->listing, 10, &count, &trial->f->err));
}

static void
try_sort(const char *name, void *payload)
{
	struct trial *trial = payload;
	assert_true(store_can_sort(trial->listing.list, name));
	for (int way = 0; way < 16; way++) {
		trial->listing.sort = name;
		trial->listing.descending = way & 1;
		trial->listing.backwards = way & 2;
		trial->listing.has_start = way & 4;
		trial->listing.start_key = value_text("m");
		trial->listing.start_tie = "m";
		trial->listing.search =
		    (way & 8) != 0 && store_list(trial->listing.list)->search != NULL ? "50%_\\"
		                                                                      : NULL;
		try_listing(trial);
	}
	trial->listing.search = NULL;
	trial->listing.has_start = false;
}

static void
try_filter(const char *name, void *payload)
{
	struct trial *trial = payload;
	trial->listing.sort = NULL;
	trial->listing.n_filters = 1;
	trial->listing.filters[0] = (struct filter){ name, value_text("x") };
	try_listing(trial);
	trial->listing.n_filters = 0;
}

/* The statements that store_open() does not compose. */
static void
test_every_list(void **state)
{
	for (int i = 0; i < LIST_COUNT; i++) {
		const struct list_row *row = store_list((enum list)i);
		struct trial trial = { .f = *state };
		trial.listing = (struct listing){ .list = (enum list)i,
			.values = trial.values,
			.n_values = values_of(row),
			.limit = 10 };
		if (strstr(row->from, "MATCH ?3") != NULL)
			trial.values[2] = V("x");
		each_name(row->sorts, try_sort, &trial);
		each_name(row->filters, try_filter, &trial);
	}
}

static void
test_list_refuses(void **state)
{
	struct fixture *f = *state;
	int n = 0;
	struct value none = value_text(NULL);
	struct listing listing = { .list = LIST_organizations,
		.values = &none,
		.n_values = 1,
		.limit = 10,
		.sort = "nonsense" };
	assert_false(store_can_sort(LIST_organizations, "nonsense"));
	assert_false(store_can_sort(LIST_organizations, "nam"));
	assert_false(store_can_sort(LIST_organizations, "names"));
	assert_false(store_can_sort(LIST_organizations, ""));
	assert_int_equal(db_list(f->db, &listing, count_rows, &n, &f->err), PROBLEM_invalid_query);
	listing.sort = NULL;
	listing.n_filters = 1;
	listing.filters[0] = (struct filter){ "nonsense", V("x") };
	assert_int_equal(db_list(f->db, &listing, count_rows, &n, &f->err), PROBLEM_invalid_query);
	assert_int_equal(n, 0);
}

/* The name of a sort belongs to the request that asked: the store must not lean on it afterwards. */
static void
test_sort_is_borrowed(void **state)
{
	struct fixture *f = *state;
	for (int i = 0; i < 3; i++) {
		int n = 0;
		char *sort = mem_text(i == 1 ? "created_at" : "email");
		struct listing listing = { .list = LIST_users, .limit = 10, .sort = sort };
		assert_done(f, db_list(f->db, &listing, count_rows, &n, &f->err));
		memset(sort, 'x', strlen(sort));
		free(sort);
	}
}

/* ---- pages ---- */

enum { PEOPLE = 173 };

struct seen {
	struct arena *arena;
	const char *ids[PEOPLE + 1];
	int n;
	struct value key;
	const char *tie;
};

static int
see(const struct listed *listed, void *payload)
{
	struct seen *seen = payload;
	const struct user *user = listed->row;
	assert_true(seen->n <= PEOPLE);
	assert_string_equal(listed->tie, user->id);
	seen->ids[seen->n++] = arena_text(seen->arena, user->id);
	seen->key = listed->key;
	seen->key.text = arena_text(seen->arena, listed->key.text);
	seen->tie = arena_text(seen->arena, listed->tie);
	return 0;
}

/* Page after page, each from where the last one ended. */
static void
walk_pages(struct fixture *f, const struct listing *start, int64_t limit, struct seen *seen)
{
	struct listing listing = *start;
	listing.limit = limit;
	for (int before = -1; before < seen->n;) {
		before = seen->n;
		assert_done(f, db_list(f->db, &listing, see, seen, &f->err));
		assert_true(seen->n - before <= limit);
		listing.has_start = true;
		listing.start_key = seen->key;
		listing.start_tie = seen->tie;
	}
}

static void
add_people(struct fixture *f)
{
	struct chance chance = { .state = 17 };
	assert_done(f, db_begin(f->db, &f->err));
	for (int i = 0; i < PEOPLE; i++)
		/* Names and times that many share, so that the tie decides. */
		fixture_add_user(f, arena_printf(&f->arena, "usr_%05d", (i * 7919) % 10007),
		    arena_printf(&f->arena, "%c%d@example.com", 'A' + i % 3, i),
		    arena_printf(&f->arena, "N%zu", chance_below(&chance, 9)),
		    (int64_t)chance_below(&chance, 5));
	assert_done(f, db_commit(f->db, &f->err));
}

/* Orders one to sixteen: every sort, both directions, read from either end. */
static struct listing
order_number(int way)
{
	static const char *const sorts[] = { "display_name", "email", "created_at", NULL };
	return (struct listing){ .list = LIST_users,
		.sort = sorts[way % 4],
		.descending = way & 4,
		.backwards = way & 8,
		.limit = 1000 };
}

static void
read_whole(struct fixture *f, const struct listing *listing, struct seen *seen)
{
	*seen = (struct seen){ .arena = &f->arena };
	assert_done(f, db_list(f->db, listing, see, seen, &f->err));
	assert_int_equal(seen->n, PEOPLE);
}

/* Whatever the order and the size of the pages: every row once, in the order of the whole. */
static void
test_pages(void **state)
{
	struct fixture *f = *state;
	add_people(f);
	for (int way = 0; way < 16; way++) {
		struct listing listing = order_number(way);
		struct seen whole;
		read_whole(f, &listing, &whole);
		for (int64_t limit = 1; limit < PEOPLE + 10; limit = limit * 3 + 1) {
			struct seen paged = { .arena = &f->arena };
			walk_pages(f, &listing, limit, &paged);
			assert_int_equal(paged.n, PEOPLE);
			for (int i = 0; i < PEOPLE; i++)
				assert_string_equal(paged.ids[i], whole.ids[i]);
		}
	}
}

static void
test_backwards_is_turned_round(void **state)
{
	struct fixture *f = *state;
	add_people(f);
	for (int way = 0; way < 8; way++) {
		struct listing listing = order_number(way);
		struct seen whole;
		struct seen turned;
		read_whole(f, &listing, &whole);
		listing.backwards = true;
		read_whole(f, &listing, &turned);
		for (int i = 0; i < PEOPLE; i++)
			assert_string_equal(turned.ids[i], whole.ids[PEOPLE - 1 - i]);
	}
}

static int64_t
found_by(struct fixture *f, const char *search)
{
	int64_t count;
	struct listing listing = { .list = LIST_users, .search = search };
	assert_done(f, db_count(f->db, &listing, 100, &count, &f->err));
	return count;
}

/* What is searched for is text, not a pattern. */
static void
test_search(void **state)
{
	struct fixture *f = *state;
	fixture_add_user(f, "usr_1", "ada_l@example.com", "Ada 100%", 1);
	fixture_add_user(f, "usr_2", "bob@example.com", "Bob \\ Co", 1);
	fixture_add_user(f, "usr_3", "e@example.com", "\xc3\x89lodie", 1);
	assert_int_equal(found_by(f, "example"), 3);
	assert_int_equal(found_by(f, "%"), 1);
	assert_int_equal(found_by(f, "_"), 1);
	assert_int_equal(found_by(f, "a_l"), 1);
	assert_int_equal(found_by(f, "0%"), 1);
	assert_int_equal(found_by(f, "\\"), 1);
	assert_int_equal(found_by(f, utf8_fold(&f->arena, "\xc3\x89LODIE")), 1);
	assert_int_equal(found_by(f, "'"), 0);
}

static void
test_count_is_bounded(void **state)
{
	struct fixture *f = *state;
	int64_t count;
	struct listing listing = { .list = LIST_users };
	for (int i = 0; i < 7; i++)
		fixture_add_user(f, arena_printf(&f->arena, "usr_%d", i),
		    arena_printf(&f->arena, "u%d@example.com", i), "U", 1);
	assert_done(f, db_count(f->db, &listing, 10, &count, &f->err));
	assert_int_equal(count, 7);
	assert_done(f, db_count(f->db, &listing, 7, &count, &f->err));
	assert_int_equal(count, 7);
	assert_done(f, db_count(f->db, &listing, 3, &count, &f->err));
	assert_int_equal(count, 4);
}

#define in_store(test) cmocka_unit_test_setup_teardown((test), fixture_set_up, fixture_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_store(test_migrates_once),
		in_store(test_newer_is_refused),
		in_store(test_what_is_missing_is_applied),
		in_store(test_other_contents_are_refused),
		in_store(test_what_is_no_database),
		in_store(test_rows),
		in_store(test_null),
		in_store(test_constraints),
		in_store(test_readers_only_read),
		in_store(test_walk_ends_early),
		in_store(test_rollback),
		in_store(test_savepoints),
		in_store(test_checkpoints),
		in_store(test_log_begins_anew),
		in_store(test_snapshot),
		in_store(test_every_list),
		in_store(test_list_refuses),
		in_store(test_sort_is_borrowed),
		in_store(test_pages),
		in_store(test_backwards_is_turned_round),
		in_store(test_search),
		in_store(test_count_is_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
