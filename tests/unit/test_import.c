/* Bringing in people from a file: every row is judged before the first is taken. */
#include <sodium.h>

#include "call.h"
#include "daemon.h"
#include "json.h"
#include "jsonw.h"
#include "store_fixture.h"
#include "str.h"

struct importing {
	struct fixture f;
	struct daemon daemon;
	struct call call;
	struct member_import_result result;
	struct json *answer; /* the result as it is served */
};

static int
set_up(void **state)
{
	struct importing *i = mem_new(1, sizeof(*i));
	struct fixture *f = &i->f;
	fixture_place(f);
	fixture_open(f);
	fixture_add_org(f, "org_1", "Acme");
	fixture_add_workspace(f, "ws_1", "org_1", "Production");
	fixture_add_user(f, "usr_1", "owner@example.com", "Owner", 1);
	fixture_add_user(f, "usr_2", "Ada@Example.com", "Ada", 1);
	fixture_add_user(f, "usr_3", "bob@example.com", "Bob", 1);
	fixture_add_member(f, "ws_1", "usr_1", "owner", 1);
	fixture_add_member(f, "ws_1", "usr_2", "viewer", 1);
	*state = i;
	return 0;
}

static void
forget_answer(struct importing *i)
{
	json_free(i->answer);
	i->answer = NULL;
	arena_release(&i->call.arena);
}

static int
tear_down(void **state)
{
	struct importing *i = *state;
	struct fixture *f = mem_new(1, sizeof(*f));
	forget_answer(i);
	*f = i->f;
	free(i);
	*state = f;
	return fixture_tear_down(state);
}

static void
print_answer(struct importing *i)
{
	struct str text = STR_INIT(1 << 20);
	struct jsonw w = { .out = &text };
	codec_write(&w, shape_fields(SHAPE_member_import_result), &i->result);
	if (json_parse(str_text(&text), text.len, &i->answer, &i->f.err) != 0)
		fail_about("the answer is no JSON: %s", i->f.err.text);
	str_release(&text);
}

/* Imports as the caller; 0 or the problem. */
static int
import_as(struct importing *i, enum principal who, bool dry_run, const char *csv, size_t len)
{
	struct member_import_args args = { 0 };
	forget_answer(i);
	i->result = (struct member_import_result){ 0 };
	i->call = (struct call){ .daemon = &i->daemon,
		.db = i->f.db,
		.id = OP_member_import,
		.op = &ops[OP_member_import],
		.args = &args,
		.body = csv,
		.body_len = len,
		.dry_run = dry_run,
		.request_id = "req_1",
		.place = { .org_id = "org_1", .ws_id = "ws_1", .has_ws_id = true } };
	i->call.caller =
	    (struct caller){ .type = who, .id = "usr_1", .user_id = "usr_1", .name = "Owner" };
	i->call.standing = (struct standing){ .principal = who, .role = ROLE_owner };
	if (who == PRINCIPAL_operator)
		i->call.caller = (struct caller){ .type = who, .id = "uid:0", .name = "root" };
	int problem = op_member_import(&i->call, &args, &i->result);
	if (problem == 0)
		print_answer(i);
	return problem;
}

static int
import(struct importing *i, enum principal who, const char *csv)
{
	return import_as(i, who, false, csv, strlen(csv));
}

static bool
has_role(struct importing *i, const char *email, enum role role)
{
	struct importee_row row = { .role = ROLE_unknown };
	bool found;
	assert_done(&i->f,
	    db_get(i->f.db, QUERY_importee, WITH(V("ws_1"), V(email)), &i->f.arena, &row, &found,
	        &i->f.err));
	return found && row.role == role;
}

/* ---- */

static void
test_operator(void **state)
{
	struct importing *i = *state;
	assert_int_equal(import(i, PRINCIPAL_operator,
	                     "display_name,email,role\n"
	                     "Cara,cara@example.com,admin\n"
	                     "Bob,BOB@example.com,member\n"
	                     "Ada,ada@example.com,admin\n"
	                     "Owner,owner@example.com,viewer\n"),
	    0);
	assert_int_equal(i->result.rows, 4);
	assert_int_equal(i->result.added, 2);
	assert_int_equal(i->result.created, 1);
	assert_int_equal(i->result.invited, 0);
	assert_int_equal(i->result.unchanged, 2);
	assert_true(has_role(i, "cara@example.com", ROLE_admin));
	assert_true(has_role(i, "bob@example.com", ROLE_member));
	/* Who is there stays as they are, and the file's other wish is told. */
	assert_true(has_role(i, "ada@example.com", ROLE_viewer));
	assert_true(has_role(i, "owner@example.com", ROLE_owner));
	assert_int_equal(i->result.kept.n, 2);
	assert_int_equal(i->result.kept.items[0].line, 4);
	assert_int_equal(i->result.kept.items[0].role, ROLE_viewer);
	assert_int_equal(i->result.kept.items[1].line, 5);
}

static void
test_others_invite(void **state)
{
	struct importing *i = *state;
	assert_int_equal(import(i, PRINCIPAL_user,
	                     "role,extra,EMAIL,Display_Name\r\n"
	                     "viewer,x,cara@example.com,Cara\r\n"
	                     "admin,\"a,b\",bob@example.com,Bob\r\n"),
	    0);
	assert_int_equal(i->result.added, 1);
	assert_int_equal(i->result.created, 0);
	assert_int_equal(i->result.invited, 1);
	assert_true(has_role(i, "bob@example.com", ROLE_admin));
	assert_false(has_role(i, "cara@example.com", ROLE_viewer));
}

/* One bad row, and nothing is done; all that is wrong is told, in the order of the file. */
static void
test_all_or_nothing(void **state)
{
	struct importing *i = *state;
	static const char csv[] = "display_name,email,role\n"
	                          "Cara,cara@example.com,viewer\n"
	                          "=SUM(A1),dora@example.com,viewer\n"
	                          ",emil@example.com,viewer\n"
	                          "Finn,no address,viewer\n"
	                          "Gita,gita@example.com,boss\n"
	                          "Hugo,hugo@example.com,owner\n"
	                          "Cara,CARA@example.com,viewer\n"
	                          "Ivan,ivan@example.com\n";
	static const int64_t lines[] = { 3, 4, 5, 6, 7, 8, 9 };
	assert_int_equal(import(i, PRINCIPAL_operator, csv), PROBLEM_invalid_field);
	assert_non_null(i->call.details);
	assert_has(i->call.details, "\"rejected\"");
	assert_has(i->call.err.text, "7 of 8 rows");
	assert_false(has_role(i, "cara@example.com", ROLE_viewer));
	/* A dry run tells the same without being an error. */
	assert_int_equal(import_as(i, PRINCIPAL_operator, true, csv, strlen(csv)), 0);
	assert_int_equal(i->result.rejected.n, sizeof(lines) / sizeof(lines[0]));
	for (size_t r = 0; r < i->result.rejected.n; r++)
		assert_int_equal(i->result.rejected.items[r].line, lines[r]);
}

static void
test_headers(void **state)
{
	struct importing *i = *state;
	static const char *const files[] = { "", "\n\n", "email,role\n",
		"display_name|email|role\n", "display_name,email\nx,y@example.com\n" };
	for (size_t f = 0; f < sizeof(files) / sizeof(files[0]); f++) {
		assert_int_equal(import(i, PRINCIPAL_operator, files[f]), PROBLEM_invalid_field);
		assert_string_equal(i->call.err.subject, "body");
	}
	assert_int_equal(import(i, PRINCIPAL_operator, "display_name,email,role\n"), 0);
	assert_int_equal(i->result.rows, 0);
	assert_int_equal(import(i, PRINCIPAL_operator,
	                     "\xef\xbb\xbf"
	                     "display_name,email,role\n"),
	    0);
}

/* Whether the file is refused as a whole, or its only row is. */
static bool
is_refused(struct importing *i, const char *csv, size_t len)
{
	int problem = import_as(i, PRINCIPAL_operator, true, csv, len);
	if (problem == 0)
		return i->result.rejected.n == 1;
	assert_int_equal(problem, PROBLEM_invalid_field);
	assert_true(utf8_valid(i->call.err.text, strlen(i->call.err.text)));
	return true;
}

/* Whatever bytes a file has, the answer is JSON. */
static void
test_any_bytes(void **state)
{
	struct importing *i = *state;
	static const char *const cells[] = { "\xff", "\xc3", "\xed\xa0\x80", "a\x01z", "\"a\nb\"",
		"\x1b[31m" };
	for (size_t c = 0; c < sizeof(cells) / sizeof(cells[0]); c++)
		for (int column = 0; column < 3; column++) {
			char csv[300];
			(void)snprintf(csv, sizeof(csv), "display_name,email,role\n%s,%s,%s\n",
			    column == 0 ? cells[c] : "Cara",
			    column == 1 ? cells[c] : "cara@example.com",
			    column == 2 ? cells[c] : "viewer");
			assert_true(is_refused(i, csv, strlen(csv)));
		}
}

/* A NUL ends no cell quietly. */
static void
test_nul(void **state)
{
	struct importing *i = *state;
	static const char csv[] = "display_name,email,role\nCara,cara@example.com,viewer\0boss\n";
	assert_true(is_refused(i, csv, sizeof(csv) - 1));
}

/* What is quoted in a reason is cut between characters. */
static void
test_cut_quotation(void **state)
{
	struct importing *i = *state;
	for (int n = 36; n < 44; n++) {
		char csv[200];
		(void)snprintf(csv, sizeof(csv),
		    "display_name,email,role\nCara,cara@example.com,%.*s\xc3\xa9\xe2\x82\xac\n", n,
		    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
		assert_true(is_refused(i, csv, strlen(csv)));
	}
}

#define importing(test) cmocka_unit_test_setup_teardown((test), set_up, tear_down)

int
main(void)
{
	if (sodium_init() < 0)
		return 1;
	const struct CMUnitTest tests[] = {
		importing(test_operator),
		importing(test_others_invite),
		importing(test_all_or_nothing),
		importing(test_headers),
		importing(test_any_bytes),
		importing(test_nul),
		importing(test_cut_quotation),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
