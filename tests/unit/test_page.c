/* Pages of a list as they are served: rows, cursors, totals, and what is refused. */
#include <stdlib.h>

#include "call.h"
#include "json.h"
#include "page.h"
#include "store_fixture.h"

enum { PEOPLE = 57 };

struct pages {
	struct fixture f;
	struct call call;
	struct member_list_args args;
	struct json *answer;
};

static int
set_up(void **state)
{
	struct pages *p = mem_new(1, sizeof(*p));
	struct fixture *f = &p->f;
	fixture_place(f);
	fixture_open(f);
	fixture_add_org(f, "org_1", "Acme");
	fixture_add_workspace(f, "ws_1", "org_1", "Production");
	assert_done(f, db_begin(f->db, &f->err));
	for (int i = 0; i < PEOPLE; i++) {
		const char *id = arena_printf(&f->arena, "usr_%02d", i);
		fixture_add_user(f, id, arena_printf(&f->arena, "p%d@example.com", (i * 31) % 100),
		    arena_printf(&f->arena, "Name %d \"q\" \xc3\xa9", i / 10), i);
		fixture_add_member(f, "ws_1", id,
		    i == 0           ? "owner"
		        : i % 3 == 0 ? "admin"
		                     : "viewer",
		    1000 + i / 7);
	}
	assert_done(f, db_commit(f->db, &f->err));
	*state = p;
	return 0;
}

static int
tear_down(void **state)
{
	struct pages *p = *state;
	/* What is left is the fixture's. */
	struct fixture *f = mem_new(1, sizeof(*f));
	json_free(p->answer);
	*f = p->f;
	free(p);
	*state = f;
	return fixture_tear_down(state);
}

/* Asks for a page of the members with the arguments as they are; 0 or the problem. */
static int
ask_list(
    struct pages *p, enum op_id op, enum list list, const struct value *values, int n, void *args)
{
	struct page page;
	p->call = (struct call){
		.db = p->f.db, .id = op, .op = &ops[op], .args = args, .out = STR_INIT(1 << 24)
	};
	page = (struct page){ .call = &p->call, .shape = ops[op].gives };
	int problem = page_list(&page, list, values, n, NULL);
	json_free(p->answer);
	p->answer = NULL;
	if (problem == 0 &&
	    json_parse(str_text(&p->call.out), p->call.out.len, &p->answer, &p->f.err) != 0)
		fail_about("%s", p->f.err.text);
	p->f.err = p->call.err;
	str_release(&p->call.out);
	arena_release(&p->call.arena);
	return problem;
}

static int
ask(struct pages *p)
{
	return ask_list(p, OP_member_list, LIST_members, WITH(V("ws_1")), &p->args);
}

static const struct json *
meta(const struct pages *p, const char *name)
{
	return json_get(json_get(p->answer, "meta"), name);
}

static const struct json *
row(const struct pages *p, size_t i)
{
	const struct json *at = json_first(json_get(p->answer, "data"));
	while (i-- > 0)
		at = json_next(at);
	return at;
}

static size_t
n_rows(const struct pages *p)
{
	return json_count(json_get(p->answer, "data"));
}

static const char *
id_at(const struct pages *p, size_t i)
{
	return json_text(json_get(row(p, i), "user_id"));
}

static void
set_cursor(struct pages *p, const char *cursor)
{
	p->args.has_cursor = cursor != NULL;
	p->args.cursor = arena_text(&p->f.arena, cursor);
}

static int64_t
number(const struct json *json)
{
	int64_t value = -1;
	(void)json_int(json, &value);
	return value;
}

/* ---- */

static void
test_first_page(void **state)
{
	struct pages *p = *state;
	assert_int_equal(ask(p), 0);
	assert_int_equal(n_rows(p), 50);
	assert_int_equal(number(meta(p, "limit")), 50);
	assert_int_equal(number(meta(p, "total")), PEOPLE);
	assert_null(meta(p, "total_at_least"));
	assert_non_null(json_text(meta(p, "next_cursor")));
	assert_int_equal(json_type(meta(p, "prev_cursor")), JSON_NULL);
	assert_string_equal(
	    json_text(json_get(row(p, 0), "display_name")), "Name 0 \"q\" \xc3\xa9");
	/* Counting again for each page would be paid for by everybody. */
	set_cursor(p, json_text(meta(p, "next_cursor")));
	assert_int_equal(ask(p), 0);
	assert_int_equal(n_rows(p), PEOPLE - 50);
	assert_int_equal(json_type(meta(p, "total")), JSON_NULL);
	assert_int_equal(number(meta(p, "total_at_least")), PEOPLE - 50);
	assert_int_equal(json_type(meta(p, "next_cursor")), JSON_NULL);
	assert_non_null(json_text(meta(p, "prev_cursor")));
}

static void
set_order(struct pages *p, int way)
{
	static const char *const sorts[] = { NULL, "email", "role", "joined_at", "last_active_on" };
	p->args = (struct member_list_args){ .limit = 1 + way % 13, .has_limit = true };
	p->args.sort = sorts[way % 5];
	p->args.has_sort = p->args.sort != NULL;
	p->args.has_order = way % 2 == 0;
	p->args.order = way % 4 == 0 ? ORDER_desc : ORDER_asc;
}

/* Follows next_cursor to the end; how many rows there were. */
static size_t
read_forwards(struct pages *p, const char *seen[PEOPLE])
{
	size_t n = 0;
	for (const char *next = NULL;; set_cursor(p, next)) {
		assert_int_equal(ask(p), 0);
		assert_true(n + n_rows(p) <= PEOPLE);
		for (size_t i = 0; i < n_rows(p); i++)
			seen[n++] = arena_text(&p->f.arena, id_at(p, i));
		next = json_text(meta(p, "next_cursor"));
		if (next == NULL)
			return n;
	}
}

/* Forwards to the end, then backwards to the start: the same rows in the same order. */
static void
test_there_and_back(void **state)
{
	struct pages *p = *state;
	for (int way = 0; way < 40; way++) {
		const char *seen[PEOPLE];
		set_order(p, way);
		size_t n = read_forwards(p, seen);
		assert_int_equal(n, PEOPLE);
		n -= n_rows(p);
		while (json_text(meta(p, "prev_cursor")) != NULL) {
			set_cursor(p, json_text(meta(p, "prev_cursor")));
			assert_int_equal(ask(p), 0);
			assert_true(n >= n_rows(p));
			n -= n_rows(p);
			for (size_t i = 0; i < n_rows(p); i++)
				assert_string_equal(id_at(p, i), seen[n + i]);
		}
		assert_int_equal(n, 0);
	}
}

struct instants {
	bool seen[PEOPLE];
	size_t n;
	int64_t last;
};

/* Nobody stands twice, and the order is kept over the end of the page before. */
static void
check_instants(const struct pages *p, bool forwards, struct instants *met)
{
	for (size_t i = 0; i < n_rows(p); i++, met->n++) {
		const char *id = json_text(json_get(row(p, i), "id"));
		int64_t who = strtol(id + strlen("usr_"), NULL, 10);
		int64_t at = who < 10 ? 0 : 5000 + who / 12;
		assert_true(met->n == 0 || (forwards ? at >= met->last : at <= met->last));
		assert_false(met->seen[who]);
		met->seen[who] = true;
		met->last = at;
	}
}

/* Many who never signed in, and many who did at the same instant, over the ends of pages. */
static void
test_equal_instants(void **state)
{
	struct pages *p = *state;
	struct fixture *f = &p->f;
	for (int i = 10; i < PEOPLE; i++)
		assert_done(f,
		    db_run(f->db, QUERY_user_signed_in,
		        WITH(V(arena_printf(&f->arena, "usr_%02d", i)), V((int64_t)5000 + i / 12)),
		        NULL, &f->err));
	for (int way = 0; way < 2; way++) {
		struct instants met = { .n = 0 };
		struct user_list_args args = { .has_limit = true,
			.limit = 5,
			.has_sort = true,
			.sort = "signed_in_at",
			.has_order = true,
			.order = way == 0 ? ORDER_asc : ORDER_desc };
		do {
			assert_int_equal(ask_list(p, OP_user_list, LIST_users, NULL, 0, &args), 0);
			check_instants(p, way == 0, &met);
			args.has_cursor = true;
			args.cursor = arena_text(&f->arena, json_text(meta(p, "next_cursor")));
		} while (args.cursor != NULL);
		assert_int_equal(met.n, PEOPLE);
	}
}

static void
test_last_page(void **state)
{
	struct pages *p = *state;
	p->args = (struct member_list_args){ .limit = 10,
		.has_limit = true,
		.last = true,
		.has_last = true,
		.sort = "email",
		.has_sort = true };
	assert_int_equal(ask(p), 0);
	assert_int_equal(n_rows(p), 10);
	assert_int_equal(number(meta(p, "total")), PEOPLE);
	assert_int_equal(json_type(meta(p, "next_cursor")), JSON_NULL);
	const char *last = arena_text(&p->f.arena, id_at(p, 9));
	set_cursor(p, json_text(meta(p, "prev_cursor")));
	assert_int_equal(ask(p), 0);
	assert_int_equal(n_rows(p), 10);
	/* The same as the first page the other way round. */
	p->args = (struct member_list_args){ .limit = 1,
		.has_limit = true,
		.sort = "email",
		.has_sort = true,
		.order = ORDER_desc,
		.has_order = true };
	assert_int_equal(ask(p), 0);
	assert_string_equal(id_at(p, 0), last);
}

static void
test_filters(void **state)
{
	struct pages *p = *state;
	p->args = (struct member_list_args){ .role = ROLE_owner, .has_role = true };
	assert_int_equal(ask(p), 0);
	assert_int_equal(n_rows(p), 1);
	assert_int_equal(number(meta(p, "total")), 1);
	p->args = (struct member_list_args){ .q = "P3", .has_q = true };
	assert_int_equal(ask(p), 0);
	assert_true(n_rows(p) > 0);
	for (size_t i = 0; i < n_rows(p); i++)
		assert_has(json_text(json_get(row(p, i), "email")), "p3");
	p->args = (struct member_list_args){ .q = "nobody", .has_q = true };
	assert_int_equal(ask(p), 0);
	assert_int_equal(n_rows(p), 0);
	assert_int_equal(number(meta(p, "total")), 0);
	assert_int_equal(json_type(meta(p, "next_cursor")), JSON_NULL);
	assert_int_equal(json_type(meta(p, "prev_cursor")), JSON_NULL);
	p->args = (struct member_list_args){ .q = "", .has_q = true };
	assert_int_equal(ask(p), 0);
	assert_int_equal(number(meta(p, "total")), PEOPLE);
}

static void
assert_refused(struct pages *p, const char *subject)
{
	if (ask(p) != PROBLEM_invalid_query)
		fail_about("taken: sort %s, cursor %s", p->args.sort, p->args.cursor);
	assert_string_equal(p->f.err.subject, subject);
	assert_int_not_equal(p->f.err.text[0], '\0');
}

static void
test_refused_sorts(void **state)
{
	struct pages *p = *state;
	static const char *const sorts[] = { "", "nonsense", "-email", "email,role", "version",
		"EMAIL", "user_id", "m.email_fold" };
	for (size_t i = 0; i < sizeof(sorts) / sizeof(sorts[0]); i++) {
		p->args = (struct member_list_args){ .sort = sorts[i], .has_sort = true };
		assert_refused(p, "sort");
	}
}

/* A cursor holds for its list in its order, and for nothing else. */
static void
test_refused_cursors(void **state)
{
	struct pages *p = *state;
	static const char *const nonsense[] = { "x", "====", "bWVtYmVy", "!!!!", "MQo",
		"MAoKYW4KaTEKdQ" };
	p->args = (struct member_list_args){
		.limit = 5, .has_limit = true, .sort = "email", .has_sort = true
	};
	assert_int_equal(ask(p), 0);
	char *cursor = arena_text(&p->f.arena, json_text(meta(p, "next_cursor")));
	set_cursor(p, cursor);
	assert_int_equal(ask(p), 0);
	p->args.sort = "role";
	assert_refused(p, "cursor");
	p->args.sort = "email";
	p->args.order = ORDER_desc;
	p->args.has_order = true;
	assert_refused(p, "cursor");
	p->args.order = ORDER_asc;
	p->args.has_order = false;
	p->args.q = "p";
	p->args.has_q = true;
	assert_refused(p, "cursor");
	p->args.has_q = false;
	p->args.role = ROLE_viewer;
	p->args.has_role = true;
	assert_refused(p, "cursor");
	assert_has(p->f.err.text, "start again without it");
	p->args.has_role = false;
	/* How long a page is belongs to no list. */
	p->args.limit = 3;
	assert_int_equal(ask(p), 0);
	struct user_list_args users = {
		.sort = "email", .has_sort = true, .cursor = cursor, .has_cursor = true
	};
	assert_int_equal(
	    ask_list(p, OP_user_list, LIST_users, WITH_NONE, &users), PROBLEM_invalid_query);
	for (size_t i = 0; i < sizeof(nonsense) / sizeof(nonsense[0]); i++) {
		set_cursor(p, nonsense[i]);
		assert_refused(p, "cursor");
	}
	set_cursor(p, "");
	assert_refused(p, "cursor");
	/* Cut off anywhere, it is refused or still names a place, but nothing else happens. */
	for (size_t len = strlen(cursor) - 1; len > 0; len--) {
		cursor[len] = '\0';
		set_cursor(p, cursor);
		int problem = ask(p);
		assert_true(problem == 0 || problem == PROBLEM_invalid_query);
	}
}

/* Rows that come and go between two pages are neither repeated nor do they hide others. */
static void
test_changes_between_pages(void **state)
{
	struct pages *p = *state;
	struct fixture *f = &p->f;
	p->args = (struct member_list_args){
		.limit = 10, .has_limit = true, .sort = "email", .has_sort = true
	};
	assert_int_equal(ask(p), 0);
	const char *last = arena_text(&f->arena, id_at(p, 9));
	const char *cursor = arena_text(&f->arena, json_text(meta(p, "next_cursor")));
	set_cursor(p, cursor);
	assert_int_equal(ask(p), 0);
	const char *expected = arena_text(&f->arena, id_at(p, 0));
	/* The row that the cursor stands on goes, and one before it comes. */
	assert_done(f, db_run(f->db, QUERY_member_delete, WITH(V("ws_1"), V(last)), NULL, &f->err));
	fixture_add_user(f, "usr_new", "a@example.com", "New", 1);
	fixture_add_member(f, "ws_1", "usr_new", "viewer", 1);
	assert_int_equal(ask(p), 0);
	assert_string_equal(id_at(p, 0), expected);
}

/* A name of a hundred characters that fold to eighteen each is a name like any other. */
static void
test_names_that_grow(void **state)
{
	struct pages *p = *state;
	struct fixture *f = &p->f;
	static const char *const characters[] = { "x", "\xf0\x9f\x98\x80", "\xef\xb7\xba",
		"\xef\xac\x83" };
	for (size_t c = 0; c < sizeof(characters) / sizeof(characters[0]); c++) {
		char name[401] = "";
		for (int i = 0; i < 100; i++)
			memcpy(name + (size_t)i * strlen(characters[c]), characters[c],
			    strlen(characters[c]) + 1);
		const char *id = arena_printf(&f->arena, "usr_long_%zu", c);
		fixture_add_user(f, id, arena_printf(&f->arena, "long%zu@example.com", c), name, 1);
		fixture_add_member(f, "ws_1", id, "viewer", 1);
	}
	p->args = (struct member_list_args){ .limit = 1, .has_limit = true };
	int n = 0;
	for (;; n++) {
		if (ask(p) != 0)
			fail_about("after %d rows: %s", n, f->err.text);
		const char *next = json_text(meta(p, "next_cursor"));
		if (next == NULL)
			break;
		assert_true(strlen(next) <= (size_t)kind_row(KIND_cursor)->limit);
		set_cursor(p, next);
	}
	assert_int_equal(n + 1, PEOPLE + (int)(sizeof(characters) / sizeof(characters[0])));
}

#define on_pages(test) cmocka_unit_test_setup_teardown((test), set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		on_pages(test_first_page),
		on_pages(test_there_and_back),
		on_pages(test_equal_instants),
		on_pages(test_last_page),
		on_pages(test_filters),
		on_pages(test_refused_sorts),
		on_pages(test_refused_cursors),
		on_pages(test_changes_between_pages),
		on_pages(test_names_that_grow),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
