/* The console's tables checked as data: keys, panes, their columns and what their keys run. */
#include "keymap.h"
#include "keys.h"
#include "mistakes.h"
#include "pane.h"

/* ---- keys ---- */

static void
test_keys(void **state)
{
	(void)state;
	struct keymap keymap;
	struct keymap_conflict conflict;
	size_t at = 0;
	keymap_init(&keymap, action_bindings, UI_ACTION_COUNT);
	while (keymap_conflict(&keymap, &at, &conflict)) {
		char key[KEYS_NAME_SIZE];
		mistake("%s: the key of %s and of %s", keys_name(conflict.key, key),
		    action_bindings[conflict.first].action,
		    action_bindings[conflict.second].action);
	}
	for (size_t i = 0; i < UI_ACTION_COUNT; i++)
		check_sentence("key", action_bindings[i].action, action_bindings[i].sentence, 80);
	keymap_release(&keymap);
	assert_int_equal(mistakes, 0);
}

/* ---- panes ---- */

/* A field of a shape, or of a shape inside it: "email", "actor.name". */
static bool
has_field(enum shape shape, const char *name)
{
	char outer[64];
	const char *dot = strchr(name, '.');
	(void)snprintf(outer, sizeof(outer), "%.*s", (int)strcspn(name, "."), name);
	const struct field *field = shape_field(shape_fields(shape), outer);
	if (field == NULL || dot == NULL)
		return field != NULL;
	return field->word == FIELD_embed &&
	    shape_field(shape_fields(field->shape), dot + 1) != NULL;
}

static enum op_id
operation_of(const struct section *section)
{
	return section->list != OP_none ? section->list : section->get;
}

static bool
can_sort(enum op_id op, const char *name)
{
	const char *sorts = ops[op].sorts == NULL ? "" : ops[op].sorts;
	char sort[64];
	while (next_name(&sorts, " ", " ", sort))
		if (strcmp(sort, name) == 0)
			return true;
	return false;
}

static void
check_columns(const struct pane *pane, const struct section *section)
{
	enum op_id op = operation_of(section);
	for (size_t i = 0; i < section->n_columns; i++) {
		const struct pane_column *column = &section->columns[i];
		/* What a pane draws itself need not be a field. */
		if (section->cell == NULL && !has_field(ops[op].gives, column->field))
			mistake(
			    "%s, %s: '%s' is no field", pane->name, section->title, column->field);
		if (column->sorts && !can_sort(op, column->field))
			mistake("%s, %s: cannot be sorted by '%s'", pane->name, section->title,
			    column->field);
	}
	if (section->id != NULL && !has_field(ops[op].gives, section->id))
		mistake("%s, %s: its id '%s' is no field", pane->name, section->title, section->id);
}

static void
test_panes(void **state)
{
	(void)state;
	for (int i = 0; i < PANE_COUNT; i++) {
		const struct pane *pane = pane_get((enum pane_id)i);
		if (pane->n_sections == 0 || pane->n_sections > PANE_SECTIONS)
			mistake("%s: %zu sections", pane->name, pane->n_sections);
		for (size_t s = 0; s < pane->n_sections; s++)
			if (operation_of(&pane->sections[s]) == OP_none)
				mistake(
				    "%s, %s: shows nothing", pane->name, pane->sections[s].title);
			else
				check_columns(pane, &pane->sections[s]);
	}
	assert_int_equal(mistakes, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		of_tables(test_keys),
		of_tables(test_panes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
