/* Pickers, forms and confirmations: what keys do, what is drawn, at 80x24 and at 40x10. */
#include <stdlib.h>

#include "confirm.h"
#include "form.h"
#include "input.h"
#include "keys.h"
#include "picker.h"
#include "term_memory.h"
#include "unit.h"

static struct term *term;
static struct screen screen;

static int
set_up(void **state)
{
	(void)state;
	term = term_memory_new(40, 10);
	assert_int_equal(term->begin(term, NULL), 0);
	screen_init(&screen, 40, 10, false);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	screen_release(&screen);
	term->free(term);
	return 0;
}

static void
expect_screen(const char *text)
{
	char *dump = screen_dump_text(&screen);
	assert_string_equal(dump, text);
	free(dump);
}

static void
expect_on_screen(const char *part)
{
	char *dump = screen_dump_text(&screen);
	assert_has(dump, part);
	free(dump);
}

/* --- pickers --- */

static const struct picker_choice roles[] = {
	{ .key = 'a', .name = "admin", .detail = "everything but billing" },
	{ .key = 'm', .name = "member", .detail = "calls and agents" },
	{ .key = 'v', .name = "viewer", .detail = "looks only" },
	{ .key = 'o', .name = "owner", .refusal = "only by a transfer" },
};

static const struct picker_choice workspaces[] = {
	{ .name = "Production" },
	{ .name = "Staging" },
	{ .name = "Product tests" },
	{ .name = "Sandbox", .detail = "for Proving things" },
};

static struct picker picker;

static enum widget_answer
pick(const char *keys)
{
	struct input input;
	enum widget_answer answer = WIDGET_IGNORED;
	term_memory_type(term, keys);
	while (term->next(term, &input))
		answer = picker_input(&picker, &input);
	return answer;
}

static void
draw_picker(void)
{
	int columns, rows;
	screen_clear(&screen);
	picker_size(&picker, &screen, &columns, &rows);
	picker_draw(&picker, &screen, screen_centre(screen_whole(&screen), columns, rows));
}

static void
test_pick_by_letter(void **state)
{
	(void)state;
	picker_init(&picker, "Role", roles, 4, 1);
	assert_int_equal(pick("x"), WIDGET_IGNORED);
	assert_int_equal(pick("v"), WIDGET_DONE);
	assert_int_equal(picker.chosen, 2);
	assert_int_equal(pick("o"), WIDGET_USED);
	assert_string_equal(picker.refusal, "only by a transfer");
	draw_picker();
	expect_on_screen("only by a transfer");
	assert_int_equal(pick("q"), WIDGET_CANCELLED);
	picker_release(&picker);
}

static void
test_pick_by_arrows(void **state)
{
	(void)state;
	picker_init(&picker, "Role", roles, 4, 1);
	draw_picker();
	expect_screen("\n┌─ Role ──────────────────────────────┐\n"
	              "│   a  admin   everything but billing │\n"
	              "│ > m  member  calls and agents       │\n"
	              "│   v  viewer  looks only             │\n"
	              "│   o  owner                          │\n"
	              "│ enter choose  / filter  esc back    │\n"
	              "└─────────────────────────────────────┘\n\n\n");
	assert_int_equal(pick("j<down><up>k<up>"), WIDGET_USED);
	assert_int_equal(pick("<enter>"), WIDGET_DONE);
	assert_int_equal(picker.chosen, 0);
	picker_release(&picker);
}

static void
test_pick_by_typing(void **state)
{
	(void)state;
	picker_init(&picker, "Workspace", workspaces, 4, 0);
	assert_int_equal(pick("prodt"), WIDGET_USED);
	assert_int_equal(picker.pos.total, 2);
	assert_int_equal(picker.shown[0], 2);
	assert_int_equal(pick("<backspace><backspace>"), WIDGET_USED);
	/* By its detail, behind those found by name. */
	assert_int_equal(picker.pos.total, 3);
	assert_int_equal(picker.shown[2], 3);
	assert_int_equal(pick("<down><down><enter>"), WIDGET_DONE);
	assert_int_equal(picker.chosen, 3);
	assert_int_equal(pick("zzz<enter>"), WIDGET_USED);
	assert_int_equal(picker.pos.total, 0);
	draw_picker();
	assert_int_equal(pick("<esc>"), WIDGET_USED);
	assert_int_equal(picker.pos.total, 4);
	assert_int_equal(pick("<esc>"), WIDGET_CANCELLED);
	picker_release(&picker);
}

static void
test_pick_with_keys_and_filter(void **state)
{
	(void)state;
	picker_init(&picker, "Role", roles, 4, 0);
	assert_int_equal(pick("/v"), WIDGET_USED);
	/* A v in the filter is no choice yet. */
	assert_int_equal(picker.shown[0], 2);
	assert_int_equal(pick("<esc>"), WIDGET_USED);
	assert_false(picker.filtering);
	assert_int_equal(pick("/vw<enter>"), WIDGET_DONE);
	assert_int_equal(picker.chosen, 2);
	picker_release(&picker);
}

static void
test_pick_by_mouse(void **state)
{
	(void)state;
	struct input input;
	picker_init(&picker, "Role", roles, 4, 0);
	draw_picker();
	term_memory_click(term, picker.list.row + 1, picker.list.column + 3);
	assert_true(term->next(term, &input));
	assert_int_equal(picker_input(&picker, &input), WIDGET_DONE);
	assert_int_equal(picker.chosen, 1);
	term_memory_click(term, 0, 0);
	assert_true(term->next(term, &input));
	assert_int_equal(picker_input(&picker, &input), WIDGET_IGNORED);
	picker_release(&picker);
}

/* --- forms --- */

static const char *const modes[] = { "live", "test", NULL };
static const struct form_field fields[] = {
	{ .kind = FORM_TEXT,
	    .name = "email",
	    .label = "E-mail",
	    .hint = "ada@x.org",
	    .max = 20,
	    .required = true },
	{ .kind = FORM_SECRET, .name = "password", .label = "Password" },
	{ .kind = FORM_CHOICE, .name = "mode", .label = "Mode", .choices = modes, .value = "test" },
};

static struct form form;

static const char *
check(void *context, size_t field, const char *value)
{
	(void)context;
	return field == 0 && strchr(value, '@') == NULL ? "has no @" : NULL;
}

static enum widget_answer
fill_in(const char *keys)
{
	struct input input;
	enum widget_answer answer = WIDGET_IGNORED;
	term_memory_type(term, keys);
	while (term->next(term, &input))
		answer = form_input(&form, &input);
	return answer;
}

static void
draw_form(void)
{
	int columns, rows;
	screen_clear(&screen);
	form_size(&form, &screen, &columns, &rows);
	form_draw(&form, &screen, screen_centre(screen_whole(&screen), columns, rows));
}

static void
test_form(void **state)
{
	(void)state;
	form_init(&form, "Sign in", fields, 3);
	form_set_check(&form, check, NULL);
	assert_string_equal(form_value(&form, 2), "test");
	/* Nothing is complained about before it was typed. */
	assert_int_equal(fill_in("<tab><S-tab>"), WIDGET_USED);
	assert_string_equal(form_problem(&form, 0), "");
	assert_int_equal(fill_in("ada<enter>"), WIDGET_USED);
	assert_string_equal(form_problem(&form, 0), "has no @");
	assert_int_equal(form.current, 1);
	/* Finishing goes to the first field that is wrong. */
	assert_int_equal(fill_in("pw<C-s>"), WIDGET_USED);
	assert_int_equal(form.current, 0);
	assert_int_equal(fill_in("@x<enter><enter><left>"), WIDGET_USED);
	assert_string_equal(form_value(&form, 2), "live");
	assert_int_equal(fill_in("t"), WIDGET_USED);
	assert_string_equal(form_value(&form, 2), "test");
	assert_int_equal(fill_in("<enter>"), WIDGET_DONE);
	assert_string_equal(form_value(&form, 0), "ada@x");
	assert_string_equal(form_value(&form, 1), "pw");
	assert_int_equal(fill_in("<esc>"), WIDGET_CANCELLED);
	form_release(&form);
}

static const char *
said(const char *value)
{
	return strcmp(value, "org_owner") == 0 ? "Org Owner"
	    : strcmp(value, "org_viewer") == 0 ? "Org Viewer"
	                                       : value;
}

/* Letters are those that are seen: of the beginning, and else of any word. */
static void
test_form_spoken(void **state)
{
	(void)state;
	static const char *const three[] = { "org_owner", "org_viewer", "visitor", NULL };
	static const struct form_field role = { .kind = FORM_CHOICE,
		.name = "role",
		.label = "Role",
		.choices = three,
		.spoken = said };
	form_init(&form, "Role", &role, 1);
	static const char *const typed[][2] = { { "o", "org_viewer" }, { "o", "org_owner" },
		{ "v", "visitor" }, { "v", "visitor" }, { "O", "org_owner" }, { "g", "org_owner" },
		{ "_", "org_owner" } };
	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++) {
		(void)fill_in(typed[i][0]);
		assert_string_equal(form_value(&form, 0), typed[i][1]);
	}
	form_release(&form);
	static const char *const two[] = { "org_owner", "org_viewer", NULL };
	const struct form_field org_role = {
		.kind = FORM_CHOICE, .name = "role", .label = "Role", .choices = two, .spoken = said
	};
	form_init(&form, "Role", &org_role, 1);
	(void)fill_in("v");
	assert_string_equal(form_value(&form, 0), "org_viewer");
	form_release(&form);
}

static void
test_form_on_screen(void **state)
{
	(void)state;
	form_init(&form, "Sign in", fields, 3);
	fill_in("<tab>secret");
	form_set_problem(&form, 0, "no such person");
	draw_form();
	expect_screen("\n┌─ Sign in ────────────────────────────┐\n"
	              "│ E-mail    ada@x.org                  │\n"
	              "│           no such person             │\n"
	              "│ Password  ••••••                     │\n"
	              "│ Mode      ‹ test ›                   │\n"
	              "│                                      │\n"
	              "│ enter next  C-s finish  esc cancel   │\n"
	              "└──────────────────────────────────────┘\n\n");
	form_release(&form);
}

static void
test_form_scrolls_to_the_current_field(void **state)
{
	(void)state;
	screen_resize(&screen, 40, 6);
	form_init(&form, "Sign in", fields, 3);
	fill_in("<tab><tab>");
	draw_form();
	expect_on_screen("Mode");
	fill_in("<tab>");
	draw_form();
	expect_on_screen("E-mail");
	screen_resize(&screen, 3, 2);
	draw_form();
	form_release(&form);
}

static void
test_form_says_what_did_not_fit(void **state)
{
	(void)state;
	form_init(&form, "Sign in", fields, 3);
	fill_in("123456789012345678901");
	assert_string_equal(form_value(&form, 0), "12345678901234567890");
	assert_has(form_problem(&form, 0), "too long");
	form_release(&form);
}

static void
test_form_sends_nothing_that_was_cut(void **state)
{
	(void)state;
	form_init(&form, "Sign in", fields, 3);
	/* The first 20 bytes would be an address. */
	assert_int_equal(fill_in("ada@example.organization<C-s>"), WIDGET_USED);
	assert_string_equal(form_problem(&form, 0), "too long: the rest was left out");
	assert_int_equal(fill_in("<C-s>"), WIDGET_USED);
	assert_int_equal(fill_in("<backspace><C-s>"), WIDGET_DONE);
	form_release(&form);
}

/* --- confirmations --- */

static struct confirm confirm;

static enum widget_answer
answer_by(const char *keys)
{
	struct input input;
	enum widget_answer answer = WIDGET_IGNORED;
	term_memory_type(term, keys);
	while (term->next(term, &input))
		answer = confirm_input(&confirm, &input);
	return answer;
}

static void
draw_confirm(void)
{
	int columns, rows;
	screen_clear(&screen);
	confirm_size(&confirm, &screen, &columns, &rows);
	confirm_draw(&confirm, &screen, screen_centre(screen_whole(&screen), columns, rows));
}

static void
test_confirm_by_key(void **state)
{
	(void)state;
	confirm_init(&confirm, "Remove 3 people?", NULL, NULL, 'd');
	assert_int_equal(answer_by("d<enter> <C-y>Y"), WIDGET_USED);
	assert_int_equal(answer_by("y"), WIDGET_DONE);
	assert_int_equal(answer_by("n"), WIDGET_CANCELLED);
	assert_int_equal(answer_by("<esc>"), WIDGET_CANCELLED);
	confirm_release(&confirm);
	/* The key that led here never confirms. */
	confirm_init(&confirm, "Copy?", NULL, NULL, 'y');
	assert_int_equal(answer_by("yyyy"), WIDGET_USED);
	assert_int_equal(answer_by("c"), WIDGET_DONE);
	confirm_release(&confirm);
}

static void
test_confirm_by_name(void **state)
{
	(void)state;
	struct input input;
	confirm_init(&confirm, "Delete?", "412 agents go.", "Acme GmbH", 'D');
	assert_int_equal(answer_by("acme gmbh<enter>"), WIDGET_USED);
	assert_non_null(confirm.problem);
	answer_by("<C-u>");
	term_memory_paste(term, "Acme GmbH", 9);
	assert_true(term->next(term, &input));
	assert_int_equal(confirm_input(&confirm, &input), WIDGET_USED);
	assert_has(confirm.problem, "paste");
	assert_int_equal(confirm.typed.len, 0);
	assert_int_equal(answer_by("Acme GmbH"), WIDGET_USED);
	assert_int_equal(answer_by("<enter>"), WIDGET_DONE);
	confirm_release(&confirm);
	confirm_init(&confirm, "Delete?", NULL, "Acme", KEY_enter);
	assert_int_equal(answer_by("Acme<enter>"), WIDGET_USED);
	assert_int_equal(answer_by("<C-y>"), WIDGET_DONE);
	confirm_release(&confirm);
}

static void
test_confirm_on_screen(void **state)
{
	(void)state;
	confirm_init(&confirm, "Delete the workspace Acme?",
	    "12 agents and 3 phone numbers are destroyed; 2 keys stop working.", "Acme", 'D');
	answer_by("Ac");
	draw_confirm();
	expect_screen("┌─ Please confirm ─────────────────────┐\n"
	              "│ Delete the workspace Acme?           │\n"
	              "│                                      │\n"
	              "│ 12 agents and 3 phone numbers are    │\n"
	              "│ destroyed; 2 keys stop working.      │\n"
	              "│                                      │\n"
	              "│ Type Acme                            │\n"
	              "│ Ac                                   │\n"
	              "│ enter confirm  esc keep              │\n"
	              "└──────────────────────────────────────┘\n");
	assert_true(screen.cursor_shown);
	assert_int_equal(screen.cursor_row, 7);
	assert_int_equal(screen.cursor_column, 4);
	confirm_release(&confirm);
}

/* What is longer than the screen is scrolled, and said to go on. */
static void
test_confirm_scrolls(void **state)
{
	(void)state;
	confirm_init(
	    &confirm, "Offboard Ada?", "one\ntwo\nthree\nfour\nfive\nsix\nseven", "Ada", 'w');
	draw_confirm();
	expect_screen("┌─ Please confirm ─────────────────────┐\n"
	              "│ Offboard Ada?                        │\n"
	              "│ one                                  │\n"
	              "│ two                                  │\n"
	              "│ three                                │\n"
	              "│ four                                 │\n"
	              "│ Type Ada                             │\n"
	              "│                                      │\n"
	              "│ enter confirm  esc keep  down more   │\n"
	              "└──────────────────────────────────────┘\n");
	answer_by("<up><down><pgdn><down>Ada");
	draw_confirm();
	expect_screen("┌─ Please confirm ─────────────────────┐\n"
	              "│ three                                │\n"
	              "│ four                                 │\n"
	              "│ five                                 │\n"
	              "│ six                                  │\n"
	              "│ seven                                │\n"
	              "│ Type Ada                             │\n"
	              "│ Ada                                  │\n"
	              "│ enter confirm  esc keep  up back     │\n"
	              "└──────────────────────────────────────┘\n");
	assert_int_equal(answer_by("<enter>"), WIDGET_DONE);
	confirm_release(&confirm);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_pick_by_letter),
		TEST(test_pick_by_arrows),
		TEST(test_pick_by_typing),
		TEST(test_pick_with_keys_and_filter),
		TEST(test_pick_by_mouse),
		TEST(test_form),
		TEST(test_form_spoken),
		TEST(test_form_on_screen),
		TEST(test_form_scrolls_to_the_current_field),
		TEST(test_form_says_what_did_not_fit),
		TEST(test_form_sends_nothing_that_was_cut),
		TEST(test_confirm_by_key),
		TEST(test_confirm_by_name),
		TEST(test_confirm_on_screen),
		TEST(test_confirm_scrolls),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
