/* Answers as they come out: tables, JSON, CSV, dry runs, and nothing that a terminal would obey. */
#include "answer.h"
#include "csv.h"
#include "json.h"
#include "mem.h"
#include "print.h"
#include "unit.h"
#include "utf8.h"
#include "visible.h"

struct fixture {
	struct printer printer;
	char *text; /* what was printed; valid after done() */
	size_t len;
};

static int
setup(void **state)
{
	struct fixture *f = mem_new(1, sizeof(*f));
	f->printer.file = open_memstream(&f->text, &f->len);
	assert_non_null(f->printer.file);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;
	(void)fclose(f->printer.file);
	free(f->text);
	free(f);
	return 0;
}

static const char *
printed(struct fixture *f)
{
	(void)fflush(f->printer.file);
	return f->text;
}

static int
parse(struct fixture *f, struct json **out)
{
	struct err err;
	const char *text = printed(f);
	return json_parse(text, f->len, out, &err);
}

static struct reply *
reply_of(enum op_id op, bool dry_run, const char *body)
{
	struct reply *reply = mem_new(1, sizeof(*reply));
	reply->op = op;
	reply->status = 200;
	answer_read(body, strlen(body), dry_run, "here", reply);
	assert_int_equal(reply->err.problem, PROBLEM_none);
	return reply;
}

static void
print_one(struct fixture *f, enum op_id op, enum output output, const char *body)
{
	struct reply *reply = reply_of(op, false, body);
	f->printer.output = output;
	print_reply(&f->printer, reply);
	reply_free(reply);
}

/* Prints pages, the last one ended by NULL, as one list. */
static void
print_pages(struct fixture *f, enum op_id op, enum output output, const char *const *bodies)
{
	struct listing listing;
	f->printer.output = output;
	print_list_begin(&listing, &f->printer, op);
	for (; *bodies != NULL; bodies++) {
		struct reply *reply = reply_of(op, false, *bodies);
		print_list_page(&listing, reply, bodies[1] != NULL);
		reply_free(reply);
	}
	print_list_end(&listing, NULL);
}

static const char *const pages[] = {
	"{\"data\":[{\"name\":\"日本\",\"plan\":\"starter\",\"workspace_count\":7,\"extra\":1.5,"
	"\"id\":\"org_1\"}],\"meta\":{\"next_cursor\":\"c\",\"total\":2}}",
	"{\"meta\":{\"note\":\"]}\\\"data\\\"\",\"next_cursor\":null},\"data\":[{\"name\":\"Acme, "
	"Inc\",\"plan\":\"professional\",\"workspace_count\":12,\"id\":\"org_2\"}]}",
	NULL,
};

static void
test_table_of_a_list(void **state)
{
	struct fixture *f = *state;
	print_pages(f, OP_org_list, OUTPUT_table, pages);
	assert_string_equal(printed(f),
	    "NAME       PLAN          STATUS  WORKSPACE_COUNT  MEMBER_COUNT  CREATED_AT  ID\n"
	    "日本       starter                             7             0              org_1\n"
	    "Acme, Inc  professional                       12             0              org_2\n");
}

/* What is too wide for the terminal is cut where names are; ids and addresses are typed again. */
static void
test_table_that_fits(void **state)
{
	static const char *const wide[] = {
		"{\"data\":[{\"display_name\":\"Priya Sharma of the night shift in the second "
		"building\",\"email\":\"priya.sharma@a-long-domain.acme.example\",\"role\":"
		"\"org_viewer\",\"user_id\":\"usr_1\"}],\"meta\":{\"next_cursor\":null,\"total\":1}}",
		NULL,
	};
	struct fixture *f = *state;
	f->printer.columns = 100;
	print_pages(f, OP_org_member_list, OUTPUT_table, wide);
	assert_non_null(strstr(printed(f), "Priya Sharma of the nigh"));
	assert_non_null(
	    strstr(printed(f), "…  priya.sharma@a-long-domain.acme.example  org_viewer"));
	assert_non_null(strstr(printed(f), "usr_1\n"));
	for (const char *at = printed(f); *at != '\0'; at += strcspn(at, "\n") + 1) {
		char line[300];
		(void)snprintf(line, sizeof(line), "%.*s", (int)strcspn(at, "\n"), at);
		assert_true(utf8_width(line) <= 100);
	}
}

static void
test_json_of_several_pages(void **state)
{
	struct fixture *f = *state;
	print_pages(f, OP_org_list, OUTPUT_json, pages);
	struct json *json = NULL;
	assert_int_equal(parse(f, &json), 0);
	const struct json *data = json_get(json, "data");
	assert_int_equal(json_count(data), 2);
	assert_has(printed(f), "\"extra\":1.5"); /* as it was served */
	int64_t total;
	assert_true(json_int(json_get(json_get(json, "meta"), "total"), &total));
	assert_int_equal(total, 2);
	json_free(json);
}

static void
test_json_of_one_page_is_as_served(void **state)
{
	struct fixture *f = *state;
	const char *const one[] = { "{\"data\":[],  \"meta\":{}}", NULL };
	print_pages(f, OP_org_list, OUTPUT_json, one);
	assert_string_equal(printed(f), "{\"data\":[],  \"meta\":{}}\n");
}

static void
test_json_of_empty_pages(void **state)
{
	struct fixture *f = *state;
	const char *const empty[] = { "{\"data\":[],\"meta\":{\"next_cursor\":\"a\"}}",
		"{\"data\":[ ],\"meta\":{\"next_cursor\":\"b\"}}",
		"{\"data\":[{\"id\":\"org_1\"}],\"meta\":{}}", NULL };
	print_pages(f, OP_org_list, OUTPUT_json, empty);
	struct json *json = NULL;
	assert_int_equal(parse(f, &json), 0);
	assert_int_equal(json_count(json_get(json, "data")), 1);
	json_free(json);
}

static void
test_csv_of_a_list(void **state)
{
	struct fixture *f = *state;
	const char *const members[] = {
		"{\"data\":[{\"user_id\":\"usr_1\",\"display_name\":\"=1+\\\"1\",\"email\":\"a@b.example\","
		"\"role\":\"admin\",\"version\":3},{\"user_id\":\"usr_2\",\"display_name\":\"A, B\"}],"
		"\"meta\":{}}",
		NULL,
	};
	print_pages(f, OP_member_list, OUTPUT_csv, members);
	assert_string_equal(printed(f),
	    "user_id,display_name,email,role,joined_at,last_active_on,granted_through,version\r\n"
	    "usr_1,\"'=1+\"\"1\",a@b.example,admin,,,,3\r\n"
	    "usr_2,\"A, B\",,,,,,0\r\n");
}

static void
test_csv_cells(void **state)
{
	static const char *const cells[][2] = { { "plain", "plain" }, { "=1", "'=1" },
		{ "+91", "'+91" }, { "-x", "'-x" }, { "@SUM(A1)", "'@SUM(A1)" },
		{ "\tx", "\"'\tx\"" }, { "a;b", "\"a;b\"" }, { "\rx", "\"'\rx\"" },
		{ "a\nb", "\"a\nb\"" }, { "a\"b", "\"a\"\"b\"" }, { "=\"x\"", "\"'=\"\"x\"\"\"" },
		{ "", "" } };
	(void)state;
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		struct str out = STR_INIT(100);
		csv_add_cell(&out, cells[i][0], true, true);
		assert_string_equal(str_text(&out), cells[i][1]);
		str_release(&out);
	}
	struct str out = STR_INIT(100);
	csv_add_cell(&out, "-1", false, false); /* a number is no formula */
	assert_string_equal(str_text(&out), ",-1");
	str_release(&out);
}

static void
test_object(void **state)
{
	struct fixture *f = *state;
	const char *body =
	    "{\"principal\":{\"type\":\"operator\",\"id\":null,\"name\":\"root\"},"
	    "\"organizations\":[{\"id\":\"org_1\",\"name\":\"A\",\"plan\":\"starter\"}],"
	    "\"workspaces\":[],\"permissions\":[\"a\",\"b\"]}";
	print_one(f, OP_me_get, OUTPUT_table, body);
	assert_string_equal(printed(f),
	    "principal.type       operator\n"
	    "principal.name       root\n"
	    "mfa_enabled          no\n"
	    "recovery_codes_left  0\n"
	    "permissions          a b\n"
	    "\n"
	    "organizations:\n"
	    "  ID     NAME  PLAN     ROLE  MFA_REQUIRED  SSO_REQUIRED\n"
	    "  org_1  A     starter        no            no\n");
}

static void
test_object_as_json_and_csv(void **state)
{
	struct fixture *f = *state;
	print_one(f, OP_system_health, OUTPUT_json, "{ \"status\" : \"ok\" }");
	print_one(f, OP_system_health, OUTPUT_csv, "{\"status\":\"ok\"}");
	print_one(f, OP_workspace_delete, OUTPUT_table, "{\"done\":true}");
	assert_string_equal(printed(f), "{ \"status\" : \"ok\" }\nstatus\r\nok\r\ndone\n");
}

/* What the object has beside its lists stands in each row, also when there is no item. */
static void
test_lists_in_csv_are_rows(void **state)
{
	struct fixture *f = *state;
	print_one(f, OP_member_remove, OUTPUT_csv,
	    "{\"removed\":true,\"revoked_keys\":[{\"id\":\"key_1\",\"name\":\"k\",\"last4\":\"abcd\"},"
	    "{\"id\":\"key_2\",\"name\":\"=l\",\"last4\":\"efgh\"}]}");
	print_one(f, OP_member_remove, OUTPUT_csv, "{\"removed\":true,\"revoked_keys\":[]}");
	print_one(f, OP_org_member_remove, OUTPUT_csv,
	    "{\"removed\":true,\"remaining_workspaces\":[{\"workspace_id\":\"ws_1\",\"name\":\"W\",\"role\":"
	    "\"admin\"}],\"revoked_keys\":[{\"id\":\"key_1\",\"name\":\"k\",\"last4\":\"abcd\"}]}");
	assert_string_equal(printed(f),
	    "removed,revoked_keys.id,revoked_keys.name,revoked_keys.last4\r\n"
	    "yes,key_1,k,abcd\r\n"
	    "yes,key_2,'=l,efgh\r\n"
	    "removed,revoked_keys.id,revoked_keys.name,revoked_keys.last4\r\n"
	    "yes,,,\r\n"
	    "removed,remaining_workspaces.workspace_id,remaining_workspaces.name,"
	    "remaining_workspaces.role,revoked_keys.id,revoked_keys.name,revoked_keys.last4\r\n"
	    "yes,ws_1,W,admin,,,\r\n"
	    "yes,,,,key_1,k,abcd\r\n");
}

static void
test_dry_run(void **state)
{
	struct fixture *f = *state;
	struct reply *reply = reply_of(OP_member_remove, true,
	    "{\"dry_run\":true,\"problems\":[],\"events\":[{\"type\":\"member.removed\","
	    "\"target_type\":\"user\",\"target_id\":\"usr_1\",\"target_name\":\"P\\u001b[2J\"}],"
	    "\"result\":{\"removed\":true}}");
	assert_false(print_rehearsal(&f->printer, reply));
	reply_free(reply);
	reply = reply_of(OP_member_remove, true,
	    "{\"dry_run\":true,\"problems\":[{\"code\":\"last_owner\",\"message\":\"no\"}],"
	    "\"events\":[],\"result\":null}");
	assert_true(print_rehearsal(&f->printer, reply));
	reply_free(reply);
	assert_string_equal(printed(f),
	    "this would happen:\n  member.removed  user P\\x1b[2J\n"
	    "this would be refused:\n  last_owner: no\n");
}

static void
test_nothing_is_obeyed(void **state)
{
	static const char override[] = { '\xe2', '\x80', '\xae', '\0' }; /* U+202E */
	char text[100];
	struct str out = STR_INIT(1000);
	(void)state;
	(void)snprintf(
	    text, sizeof(text), "a\033[31m\r\n\tb%s%sd%sé日", "\xc2\x9b", override, "\xff");
	visible_add(&out, text);
	assert_string_equal(str_text(&out), "a\\x1b[31m\\x0d\\n\\tb\\x9b<U+202E>d\\xffé日");
	str_clear(&out);
	(void)snprintf(
	    text, sizeof(text), "{\"a\":\"%s\x7f%s\",\n\"b\":\"é\"}", "\xc2\x9b", override);
	visible_add_json(&out, text, strlen(text));
	assert_string_equal(str_text(&out), "{\"a\":\"\\u009b\\u007f\\u202e\",\n\"b\":\"é\"}");
	str_release(&out);
}

static void
test_what_a_table_shows_exists(void **state)
{
	static const struct {
		enum shape shape;
		const char *fields;
	} rows[] = {
#define BRIEF(name, list) { SHAPE_##name, (list) },
#include "brief.def"
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct flat_column columns[FLAT_MAX];
		int words = 1;
		for (const char *c = rows[i].fields; *c != '\0'; c++)
			words += *c == ' ';
		assert_int_equal(flat_columns(rows[i].shape, FLAT_brief, columns), words);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_table_of_a_list),
		TEST(test_json_of_several_pages),
		TEST(test_json_of_one_page_is_as_served),
		TEST(test_json_of_empty_pages),
		TEST(test_table_that_fits),
		TEST(test_csv_of_a_list),
		TEST(test_csv_cells),
		TEST(test_object),
		TEST(test_object_as_json_and_csv),
		TEST(test_lists_in_csv_are_rows),
		TEST(test_dry_run),
		TEST(test_nothing_is_obeyed),
		TEST(test_what_a_table_shows_exists),
	};
	return cmocka_run_group_tests_name("print", tests, NULL, NULL);
}
