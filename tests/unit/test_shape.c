/* Shapes: what their descriptions say, and fields as cells of a table. */
#include "arena.h"
#include "shape.h"
#include "unit_fail.h"

static void
test_descriptions(void **state)
{
	(void)state;
	assert_string_equal(shape_row(SHAPE_member)->name, "member");
	assert_int_equal(shape_row(SHAPE_member)->size, sizeof(struct member));
	const struct field *fields = shape_fields(SHAPE_member);
	assert_string_equal(fields[0].name, "user_id");
	const struct field *role = shape_field(fields, "role");
	assert_int_equal(role->kind, KIND_role);
	assert_int_equal(role->word, FIELD_must);
	assert_int_equal(role->offset, offsetof(struct member, role));
	assert_int_equal(role->has, 0);
	const struct field *active = shape_field(fields, "last_active_on");
	assert_int_equal(active->word, FIELD_may);
	assert_int_equal(active->has, offsetof(struct member, has_last_active_on));
	const struct field *contact = shape_field(shape_fields(SHAPE_organization), "contact");
	assert_int_equal(contact->word, FIELD_embed);
	assert_int_equal(contact->shape, SHAPE_contact);
	assert_null(shape_field(fields, "nonsense"));
	assert_null(shape_field(fields, "rol"));
	assert_null(shape_field(fields, ""));
}

/* No two fields share memory, and all lie inside the struct. */
static void
test_layout(void **state)
{
	(void)state;
	for (int i = 1; i < SHAPE_COUNT; i++) {
		const struct shape_row *row = shape_row((enum shape)i);
		const struct field *fields = shape_fields((enum shape)i);
		for (const struct field *a = fields; a->name != NULL; a++) {
			assert_true(a->offset < row->size && a->has < row->size);
			for (const struct field *b = fields; b < a; b++)
				if (a->offset == b->offset || (a->has != 0 && a->has == b->has))
					fail_about("%s: %s and %s", row->name, a->name, b->name);
		}
	}
}

static const char *
cell(enum shape shape, const char *name, const void *value, struct arena *arena)
{
	return shape_cell(shape_field(shape_fields(shape), name), value, arena);
}

static void
test_cells(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	struct member member = { .user_id = "usr_1",
		.role = ROLE_admin,
		.joined_at = INT64_C(1795304819123),
		.version = 3 };
	assert_string_equal(cell(SHAPE_member, "user_id", &member, &arena), "usr_1");
	assert_string_equal(cell(SHAPE_member, "display_name", &member, &arena), "");
	assert_string_equal(cell(SHAPE_member, "role", &member, &arena), "admin");
	assert_string_equal(
	    cell(SHAPE_member, "joined_at", &member, &arena), "2026-11-21T23:46:59.123Z");
	assert_string_equal(cell(SHAPE_member, "version", &member, &arena), "3");
	assert_string_equal(cell(SHAPE_member, "last_active_on", &member, &arena), "");
	member.has_last_active_on = true;
	member.last_active_on = "2026-11-21";
	assert_string_equal(cell(SHAPE_member, "last_active_on", &member, &arena), "2026-11-21");
	member = (struct member){ .role = ROLE_unknown };
	assert_string_equal(cell(SHAPE_member, "role", &member, &arena), "");
	assert_string_equal(cell(SHAPE_member, "joined_at", &member, &arena), "");
	struct user user = { .has_password = true };
	assert_string_equal(cell(SHAPE_user, "has_password", &user, &arena), "yes");
	struct organization organization = { .workspace_limit = 3 };
	assert_string_equal(cell(SHAPE_organization, "workspace_limit", &organization, &arena), "");
	organization.has_workspace_limit = true;
	assert_string_equal(
	    cell(SHAPE_organization, "workspace_limit", &organization, &arena), "3");
	assert_string_equal(cell(SHAPE_organization, "contact", &organization, &arena), "");
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_descriptions),
		cmocka_unit_test(test_layout),
		cmocka_unit_test(test_cells),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
