/* Routes: from method and path to operation. */
#include "op.h"
#include "str.h"
#include "unit_fail.h"

/* A path with something in place of each {name}. */
static void
add_path(struct str *out, const char *pattern, const char *value)
{
	while (*pattern != '\0') {
		if (*pattern == '{') {
			str_add(out, value);
			pattern += strcspn(pattern, "}") + 1;
		} else {
			str_add_char(out, *pattern++);
		}
	}
}

static void
test_every_operation(void **state)
{
	(void)state;
	static const char *const values[] = { "ws_01jd8m3x5kq0v7w2", "x", "a%20b", ".", "members" };
	for (int i = 1; i < OP_COUNT; i++)
		for (size_t v = 0; v < sizeof(values) / sizeof(values[0]); v++) {
			struct str path = STR_INIT(1000);
			struct op_match match;
			add_path(&path, ops[i].path, values[v]);
			op_route(method_name(ops[i].method), str_text(&path), &match);
			if (match.id != (enum op_id)i)
				fail_about("%s %s is %s", method_name(ops[i].method),
				    str_text(&path), ops[match.id].id);
			assert_true(match.allow & (1u << ops[i].method));
			for (int j = 0; j < match.n; j++) {
				assert_int_equal(match.values[j].value_len, strlen(values[v]));
				assert_memory_equal(
				    match.values[j].value, values[v], match.values[j].value_len);
			}
			str_release(&path);
		}
}

static void
test_values(void **state)
{
	(void)state;
	struct op_match match;
	op_route("PATCH", "/v1/workspaces/ws_1/members/usr_2", &match);
	assert_int_equal(match.id, OP_member_set_role);
	assert_int_equal(match.n, 2);
	assert_int_equal(match.values[0].name_len, 2);
	assert_memory_equal(match.values[0].name, "ws", 2);
	assert_memory_equal(match.values[0].value, "ws_1", match.values[0].value_len);
	assert_memory_equal(match.values[1].name, "user", match.values[1].name_len);
	assert_int_equal(match.values[1].value_len, 5);
	assert_memory_equal(match.values[1].value, "usr_2", 5);
}

static void
test_actions_meant(void **state)
{
	(void)state;
	assert_int_equal(op_action_meant("agents_delete"), ACTION_agents_delete);
	assert_int_equal(op_action_meant("agents-delete"), ACTION_agents_delete);
	assert_int_equal(op_action_meant("Delete Agents"), ACTION_agents_delete);
	assert_int_equal(op_action_meant("agent delete"), ACTION_agents_delete);
	assert_int_equal(op_action_meant("member.set-role"), ACTION_members_change_role);
	assert_int_equal(op_action_meant("key create"), ACTION_keys_create);
	assert_int_equal(op_action_meant("agents"), ACTION_none);
	assert_int_equal(op_action_meant("agents_delete_all"), ACTION_none);
	assert_int_equal(op_action_meant(""), ACTION_none);
}

/* /members/batch is an operation, not a member called "batch". */
static void
test_words_before_values(void **state)
{
	(void)state;
	struct op_match match;
	op_route("POST", "/v1/workspaces/ws_1/members/batch", &match);
	assert_int_equal(match.id, OP_member_batch);
	assert_int_equal(match.n, 1);
	op_route("DELETE", "/v1/workspaces/ws_1/members/batch", &match);
	assert_int_equal(match.id, OP_member_remove);
}

static void
test_nothing_there(void **state)
{
	(void)state;
	static const char *const paths[] = { "", "/", "//", "/v1", "/v1/", "/v2/me", "/v1/mee",
		"/v1/m", "/v1/me/", "/V1/me", "/v1//me", "v1/me", "/v1/workspaces/",
		"/v1/workspaces//", "/v1/workspaces/x/", "/v1/workspaces/x/y",
		"/v1/workspaces//members", "/healthz/", "/v1/workspaces/x/members/y/z",
		"/v1/me?x" };
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct op_match match;
		op_route("GET", paths[i], &match);
		if (match.id != OP_none || match.allow != 0)
			fail_about("'%s' is %s", paths[i], ops[match.id].id);
	}
}

static void
test_other_methods(void **state)
{
	(void)state;
	struct op_match match;
	op_route("DELETE", "/v1/me", &match);
	assert_int_equal(match.id, OP_none);
	assert_int_equal(match.allow, 1u << METHOD_GET | 1u << METHOD_PATCH);
	op_route("get", "/v1/me", &match);
	assert_int_equal(match.id, OP_none);
	op_route("", "/v1/me", &match);
	assert_int_equal(match.id, OP_none);
	op_route("TRACE", "/healthz", &match);
	assert_int_equal(match.id, OP_none);
	assert_int_equal(match.allow, 1u << METHOD_GET);
	op_route("HEAD", "/healthz", &match);
	assert_int_equal(match.id, OP_system_health);
	op_route("HEAD", "/v1/auth/login", &match);
	assert_int_equal(match.id, OP_none);
}

static void
test_by_id(void **state)
{
	(void)state;
	for (int i = 1; i < OP_COUNT; i++)
		assert_int_equal(op_find(ops[i].id), i);
	assert_int_equal(op_find("none"), OP_none);
	assert_int_equal(op_find("member"), OP_none);
	assert_int_equal(op_find(""), OP_none);
}

static void
test_questions(void **state)
{
	(void)state;
	assert_false(op_writes(&ops[OP_member_list]));
	assert_true(op_writes(&ops[OP_member_remove]));
	assert_true(op_writes(&ops[OP_org_set_plan]));
	assert_true(op_in_path(&ops[OP_member_remove], "user"));
	assert_true(op_in_path(&ops[OP_member_remove], "ws"));
	assert_false(op_in_path(&ops[OP_member_remove], "use"));
	assert_false(op_in_path(&ops[OP_member_remove], "users"));
	assert_false(op_in_path(&ops[OP_member_remove], "members"));
	assert_false(op_in_path(&ops[OP_member_remove], "reason"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_operation),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_words_before_values),
		cmocka_unit_test(test_nothing_there),
		cmocka_unit_test(test_other_methods),
		cmocka_unit_test(test_by_id),
		cmocka_unit_test(test_questions),
		cmocka_unit_test(test_actions_meant),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
