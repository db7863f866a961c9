/* Command lines: what they mean, and in which words they are refused. */
#include "arena.h"
#include "argument.h"
#include "command_line.h"
#include "special.h"
#include "str.h"
#include "unit.h"
#include "usage.h"
#include "verb.h"

enum { WORDS_MAX = 24 };

struct fixture {
	struct arena arena;
	struct verb verb;
	struct faults faults;
};

static int
setup(void **state)
{
	static struct fixture fixture;
	fixture = (struct fixture){ .faults = { .n = 0 } };
	*state = &fixture;
	return 0;
}

static int
teardown(void **state)
{
	arena_release(&((struct fixture *)*state)->arena);
	return 0;
}

/* Reads a line, blanks between arguments, a tilde for a blank inside one. */
static bool
read_line(struct fixture *f, const char *line)
{
	char **args = arena_new(&f->arena, WORDS_MAX * sizeof(*args));
	char *rest = arena_text(&f->arena, line);
	int n = 0;
	f->faults.n = 0;
	for (char *word; n < WORDS_MAX && (word = strsep(&rest, " ")) != NULL;) {
		for (char *c = word; *c != '\0'; c++)
			if (*c == '~')
				*c = ' ';
		args[n++] = word;
	}
	return verb_read(n, args, &f->arena, &f->verb, &f->faults);
}

static void
assert_refused(struct fixture *f, const char *line, const char *sentence)
{
	assert_false(read_line(f, line));
	assert_true(f->faults.n > 0);
	enum problem problem = f->faults.items[0].problem;
	assert_true(problem == PROBLEM_usage || problem == PROBLEM_invalid_field);
	assert_string_equal(f->faults.items[0].text, sentence);
}

static void
test_positional_arguments(void **state)
{
	struct fixture *f = *state;
	assert_true(read_line(f, "member set-role Priya~Sharma admin --reason asked"));
	const struct member_set_role_args *args = f->verb.args;
	assert_int_equal(f->verb.op, OP_member_set_role);
	assert_string_equal(args->user, "Priya Sharma"); /* looked up later */
	assert_int_equal(args->role, ROLE_admin);
	assert_true(args->has_reason);
	assert_string_equal(args->reason, "asked");
	assert_null(f->verb.place);
}

/* One of two stands first, and which of them shows by itself; words are known in any case. */
static void
test_either(void **state)
{
	struct fixture *f = *state;
	assert_true(read_line(f, "member add ada@example.com Viewer"));
	const struct member_add_args *args = f->verb.args;
	assert_string_equal(args->email, "ada@example.com");
	assert_false(args->has_user_id);
	assert_int_equal(args->role, ROLE_viewer);
	assert_true(read_line(f, "member add Ada~Love ADMIN"));
	args = f->verb.args;
	assert_string_equal(args->user_id, "Ada Love");
	assert_false(args->has_email);
	assert_int_equal(args->role, ROLE_admin);
	assert_true(read_line(f, "member add --email ada@example.com member"));
	args = f->verb.args;
	assert_string_equal(args->email, "ada@example.com");
	assert_int_equal(args->role, ROLE_member);
	assert_refused(f, "member add a@x.example b@x.example viewer",
	    "role is not one of the known words: admin, member, viewer");
	assert_refused(f, "member add --role viewer", "USER-ID or EMAIL is missing: whom, by id");
}

/* A secret does not have to stand where others can read it. */
static void
test_token_from_input(void **state)
{
	struct fixture *f = *state;
	assert_true(read_line(f, "invitation look-up -"));
	assert_int_equal(f->verb.n_secrets, 1);
	assert_true(read_line(f, "invitation accept"));
	assert_int_equal(f->verb.n_words, 0);
	assert_true(read_line(f, "invitation accept - Ada~Lovelace"));
	assert_int_equal(f->verb.n_words, 2);
	assert_string_equal(f->verb.words[1], "Ada Lovelace");
	assert_refused(f, "invitation accept a b c", "there is one argument too many: 'c'");
}

static void
test_flags_anywhere(void **state)
{
	struct fixture *f = *state;
	assert_true(read_line(
	    f, "--dry-run --reason=why member --if-match 4 set-role -y --role viewer p@x.example"));
	const struct member_set_role_args *args = f->verb.args;
	assert_true(f->verb.dry_run);
	assert_true(f->verb.yes);
	assert_false(f->verb.all);
	assert_int_equal(f->verb.if_match, 4);
	assert_int_equal(args->role, ROLE_viewer);
	assert_string_equal(args->user, "p@x.example");
	assert_string_equal(args->reason, "why");
	/* Before the verb is known, a flag with a value is one of any operation. */
	assert_true(read_line(f, "--status pending invitation list"));
	assert_int_equal(f->verb.op, OP_invitation_list);
	assert_true(read_line(f, "--all member list"));
	assert_int_equal(f->verb.op, OP_member_list);
	assert_true(read_line(f, "member set-role -- --odd admin"));
	assert_string_equal(((const struct member_set_role_args *)f->verb.args)->user, "--odd");
}

static void
test_null_and_flags_without_value(void **state)
{
	struct fixture *f = *state;
	assert_true(read_line(f, "workspace update --description="));
	const struct workspace_update_args *update = f->verb.args;
	assert_true(update->has_description);
	assert_null(update->description);
	assert_false(update->has_name);
	assert_true(read_line(f, "member list --last --limit 5"));
	const struct member_list_args *list = f->verb.args;
	assert_true(list->has_last && list->last);
	assert_int_equal(list->limit, 5);
	assert_true(read_line(f, "member list --last=false"));
	assert_false(((const struct member_list_args *)f->verb.args)->last);
}

static void
test_nested_values(void **state)
{
	struct fixture *f = *state;
	assert_true(read_line(f,
	    "org create Acme starter --owner-email o@x.example --owner-display-name O~P "
	    "--owner-password"));
	const struct org_create_args *org = f->verb.args;
	assert_true(org->has_owner);
	assert_string_equal(org->owner->email, "o@x.example");
	assert_string_equal(org->owner->display_name, "O P");
	assert_false(org->has_contact);
	assert_int_equal(f->verb.n_secrets, 1);
	assert_ptr_equal(f->verb.secrets[0].value, org->owner);
	assert_true(read_line(f,
	    "org invitation-create a@x.example org_viewer --workspaces EU:West:viewer "
	    "--workspaces ws_1:admin"));
	const struct org_invitation_create_args *invitation = f->verb.args;
	assert_int_equal(invitation->workspaces.n, 2);
	assert_string_equal(invitation->workspaces.items[0].workspace_id, "EU:West");
	assert_int_equal(invitation->workspaces.items[1].role, ROLE_admin);
}

static void
test_lists(void **state)
{
	struct fixture *f = *state;
	assert_true(read_line(
	    f, "workspace create EU eu --members a@x.example:admin --members A:B:viewer"));
	const struct workspace_create_args *args = f->verb.args;
	assert_int_equal(args->members.n, 2);
	assert_string_equal(args->members.items[0].user_id, "a@x.example");
	assert_int_equal(args->members.items[0].role, ROLE_admin);
	assert_string_equal(args->members.items[1].user_id, "A:B");
	assert_refused(f, "workspace create EU eu --members a@x.example",
	    "'a@x.example' is not of the form user_id:role");
}

static void
test_the_place_may_stand_first(void **state)
{
	struct fixture *f = *state;
	assert_true(read_line(f, "workspace archive Production"));
	assert_string_equal(f->verb.place, "Production");
	assert_true(read_line(f, "workspace archive"));
	assert_null(f->verb.place);
	assert_true(read_line(f, "org set-plan Acme enterprise"));
	assert_string_equal(f->verb.place, "Acme");
	assert_int_equal(((const struct org_set_plan_args *)f->verb.args)->plan, PLAN_enterprise);
	assert_refused(f, "member list Production", "there is one argument too many: 'Production'");
}

static void
test_refuses_words(void **state)
{
	struct fixture *f = *state;
	assert_refused(f, "membr list", "there is no 'nexa membr'; do you mean 'member'?");
	assert_refused(f, "member lst", "there is no 'nexa member lst'; do you mean 'list'?");
	assert_refused(f, "banana", "there is no 'nexa banana'; nexa --help lists what there is");
	assert_refused(f, "member banana",
	    "there is no 'nexa member banana'; nexa member --help lists what there is");
	assert_refused(f, "auth login", "there is no 'nexa auth'; nexa --help lists what there is");
	assert_refused(f, "route", "'nexa route' needs a verb: explain, rehearse");
	assert_refused(f, "--yes", "there is no verb; nexa --help lists them");
	assert_refused(f, "stauts", "there is no 'nexa stauts'; do you mean 'status'?");
}

static void
test_refuses_arguments(void **state)
{
	struct fixture *f = *state;
	assert_refused(f, "member set-role", "USER is missing: whose role");
	assert_int_equal(f->faults.n, 2);
	assert_refused(f, "member add", "USER-ID or EMAIL is missing: whom, by id");
	assert_refused(f, "member set-role a boss",
	    "role is not one of the known words: admin, member, viewer");
	assert_refused(f, "member set-role a admin --rol x",
	    "there is no option '--rol' here; do you mean '--role'?");
	assert_refused(f, "member list -x", "there is no option '-x' here");
	assert_refused(f, "member list --limit", "--limit needs a value");
	assert_refused(f, "member list --limit 0", "limit must be from 1 to 200");
	assert_refused(f, "member list --q a --q b", "--q stands twice");
	assert_refused(
	    f, "member remove a --if-match x", "--if-match: 'x' is not the number of a version");
	assert_refused(f, "user update a", "nothing to change was given");
	assert_false(read_line(f, "user update a --password=Secret-1"));
	assert_has(f->faults.items[0].text, "a secret does not stand on the command line");
}

static void
test_special_verbs(void **state)
{
	struct fixture *f = *state;
	assert_true(read_line(f, "login priya@x.example"));
	assert_ptr_equal(f->verb.special, &specials[SPECIAL_login]);
	assert_string_equal(f->verb.words[0], "priya@x.example");
	assert_true(read_line(f, "login"));
	assert_true(read_line(f, "member import people.csv --reason x --dry-run"));
	assert_ptr_equal(f->verb.special, &specials[SPECIAL_member_import]);
	assert_int_equal(f->verb.op, OP_member_import);
	assert_true(((const struct member_import_args *)f->verb.args)->has_reason);
	assert_true(read_line(f, "member import -"));
	assert_string_equal(f->verb.words[0], "-");
	assert_refused(f, "member import", "FILE is missing");
	assert_refused(f, "status now", "there is one argument too many: 'now'");
	assert_refused(f, "status --limit 3", "there is no option '--limit' here");
}

static void
test_help(void **state)
{
	struct fixture *f = *state;
	struct str text = STR_INIT(100000);
	assert_true(read_line(f, "member set-role --help"));
	assert_true(f->verb.help);
	usage_help(&f->verb, &text);
	assert_has(str_text(&text), "usage: nexa member set-role USER ROLE [OPTION…]\n");
	assert_has(str_text(&text), "  change a member's role\n");
	assert_has(
	    str_text(&text), "  viewer                  looks at agents, calls and numbers\n");
	str_clear(&text);
	assert_true(read_line(f, "help member"));
	usage_help(&f->verb, &text);
	assert_has(str_text(&text), "  member import ");
	assert_null(strstr(str_text(&text), "batch"));
	str_clear(&text);
	assert_true(read_line(f, "-h"));
	usage_help(&f->verb, &text);
	assert_has(str_text(&text), "  workspace archive       make a workspace read-only\n");
	assert_has(str_text(&text), "--socket PATH");
	str_clear(&text);
	assert_false(read_line(f, "membr --help"));
	str_release(&text);
}

/* ---- the tables against each other ---- */

static bool
is_setting(const char *flag)
{
	char name[COMMAND_LINE_FLAG];
	for (int i = 0; i < OPTION_COUNT; i++) {
		const struct option_row *row = config_option((enum option)i);
		const char *alias = config_alias((enum option)i);
		command_line_flag((enum option)i, name);
		if (row->program == PROGRAM_nexa &&
		    (strcmp(flag, name) == 0 || (alias != NULL && strcmp(flag + 2, alias) == 0)))
			return true;
	}
	return false;
}

/* A setting's flag is taken before the verb is read, so no parameter may have its name. */
static void
test_no_parameter_hides_a_setting(void **state)
{
	static const char *const own[] = { "--help", "--dry-run", "--yes", "--all", "--if-match" };
	char flag[VERB_NAME];
	(void)state;
	for (int op = 1; op < OP_COUNT; op++)
		for (const struct field *p = op_params((enum op_id)op); p->name != NULL; p++) {
			verb_flag(p->name, NULL, flag);
			/* One is given by its place, what is hidden by nobody. */
			if (p->word == FIELD_aim || !verb_is_shown((enum op_id)op))
				continue;
			if (is_setting(flag))
				print_error("%s of %s is a setting\n", flag, ops[op].id);
			assert_false(is_setting(flag));
			for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
				assert_string_not_equal(flag, own[i]);
		}
}

static void
test_every_verb_has_help(void **state)
{
	(void)state;
	for (int op = 1; op < OP_COUNT; op++) {
		struct str text = STR_INIT(100000);
		usage_help(&(struct verb){ .op = (enum op_id)op }, &text);
		assert_false(text.failed);
		assert_has(str_text(&text), "usage: nexa ");
		str_release(&text);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_positional_arguments),
		TEST(test_either),
		TEST(test_token_from_input),
		TEST(test_flags_anywhere),
		TEST(test_null_and_flags_without_value),
		TEST(test_nested_values),
		TEST(test_lists),
		TEST(test_the_place_may_stand_first),
		TEST(test_refuses_words),
		TEST(test_refuses_arguments),
		TEST(test_special_verbs),
		TEST(test_help),
		TEST(test_no_parameter_hides_a_setting),
		TEST(test_every_verb_has_help),
	};
	return cmocka_run_group_tests_name("verb", tests, NULL, NULL);
}
