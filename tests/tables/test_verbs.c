/* The tables of the client checked as data: verbs, settings, and what is shown of a row. */
#include "argument.h"
#include "config.h"
#include "mistakes.h"
#include "op.h"
#include "special.h"
#include "verb.h"

/* ---- verbs ---- */

static void
verb_text(enum op_id op, const struct special *special, char out[2 * VERB_NAME + 2])
{
	char noun[VERB_NAME] = "";
	char word[VERB_NAME];
	if (special != NULL) {
		(void)snprintf(
		    noun, sizeof(noun), "%s", special->noun == NULL ? "" : special->noun);
		(void)snprintf(word, sizeof(word), "%s", special->verb);
	} else {
		verb_noun(op, noun);
		verb_word(op, word);
	}
	(void)snprintf(out, 2 * VERB_NAME + 2, "%s %s", noun, word);
}

static void
test_verbs_differ(void **state)
{
	(void)state;
	static char verbs[OP_COUNT + SPECIAL_COUNT][2 * VERB_NAME + 2];
	size_t n = 0;
	for (int i = 1; i < OP_COUNT; i++)
		if (verb_is_shown((enum op_id)i))
			verb_text((enum op_id)i, NULL, verbs[n++]);
	for (int i = 0; i < SPECIAL_COUNT; i++)
		verb_text(OP_none, &specials[i], verbs[n++]);
	for (size_t i = 0; i < n; i++) {
		if (verbs[i][strlen(verbs[i]) - 1] == ' ')
			mistake("'%s' is no verb", verbs[i]);
		for (size_t j = 0; j < i; j++)
			if (strcmp(verbs[i], verbs[j]) == 0)
				mistake("'%s' stands twice", verbs[i]);
	}
	assert_int_equal(mistakes, 0);
}

static bool
is_noun(const char *word)
{
	char noun[VERB_NAME];
	for (int i = 1; i < OP_COUNT; i++) {
		verb_noun((enum op_id)i, noun);
		if (verb_is_shown((enum op_id)i) && strcmp(noun, word) == 0)
			return true;
	}
	return false;
}

/* A verb that stands alone must not hide a noun. */
static void
test_verbs_alone(void **state)
{
	(void)state;
	for (int i = 0; i < SPECIAL_COUNT; i++)
		if (specials[i].noun == NULL && is_noun(specials[i].verb))
			mistake("'%s' is a noun too", specials[i].verb);
	assert_int_equal(mistakes, 0);
}

/* ---- settings ---- */

static bool
has_word(const char *words, const char *word)
{
	char one[64];
	while (next_name(&words, " ", " ", one))
		if (strcmp(one, word) == 0)
			return true;
	return false;
}

static void
check_option(const struct option_row *row)
{
	if ((row->value == NULL) != (row->kind == VALUE_flag))
		mistake("option %s: what is no flag has a value", row->key);
	if (row->kind == VALUE_word && (row->start == NULL || !has_word(row->value, row->start)))
		mistake("option %s: its default is none of its words", row->key);
	if (row->environment != NULL && strncmp(row->environment, "NEXA_", 5) != 0)
		mistake("option %s: %s is not ours", row->key, row->environment);
	if (row->kind == VALUE_secret && row->where != OPTION_environment)
		mistake("option %s: a secret on a command line", row->key);
	if (row->start != NULL && row->start[0] == '%' && strchr("tSE", row->start[1]) == NULL)
		mistake("option %s: an unknown directory in '%s'", row->key, row->start);
	if (strspn(row->key, "abcdefghijklmnopqrstuvwxyz_") != strlen(row->key))
		mistake("option %s: is no key", row->key);
}

static void
test_options(void **state)
{
	(void)state;
	for (int i = 0; i < OPTION_COUNT; i++) {
		const struct option_row *a = config_option((enum option)i);
		check_option(a);
		for (int j = 0; j < i; j++) {
			const struct option_row *b = config_option((enum option)j);
			if (a->program == b->program && strcmp(a->key, b->key) == 0)
				mistake("option %s: stands twice", a->key);
		}
	}
	assert_int_equal(mistakes, 0);
}

/* A flag that is a setting is not a parameter too: it would never arrive. */
static void
test_flags_differ(void **state)
{
	(void)state;
	for (int i = 1; i < OP_COUNT; i++)
		for (const struct field *param = op_params((enum op_id)i); param->name != NULL;
		     param++)
			for (int j = 0; verb_is_shown((enum op_id)i) && j < OPTION_COUNT; j++) {
				const struct option_row *row = config_option((enum option)j);
				const char *alias = config_alias((enum option)j);
				/* Positional ones have no need of their flag. */
				if (row->program != PROGRAM_nexa || param->word == FIELD_aim ||
				    param->word == FIELD_sub)
					continue;
				const char *name = argument_spelling(param->name);
				if (strcmp(row->key, name) == 0 ||
				    (alias != NULL && strcmp(alias, name) == 0))
					mistake("%s: --%s is a setting", ops[i].id, param->name);
			}
	assert_int_equal(mistakes, 0);
}

/* ---- what people see of a row ---- */

static void
test_brief(void **state)
{
	(void)state;
	static const struct {
		enum shape shape;
		const char *fields;
	} rows[] = {
#define BRIEF(shape, fields) { SHAPE_##shape, (fields) },
#include "brief.def"
	};
	for (size_t i = 0; i < N(rows); i++) {
		const char *at = rows[i].fields;
		char name[64];
		while (next_name(&at, " ", " ", name))
			if (shape_field(shape_fields(rows[i].shape), name) == NULL)
				mistake("brief %s: '%s' is no field",
				    shape_row(rows[i].shape)->name, name);
	}
	assert_int_equal(mistakes, 0);
}

static void
test_sentences(void **state)
{
	(void)state;
	for (int i = 0; i < OPTION_COUNT; i++)
		check_sentence("option", config_option((enum option)i)->key,
		    config_option((enum option)i)->text, 120);
	for (int i = 0; i < SPECIAL_COUNT; i++)
		check_sentence("verb", specials[i].verb, specials[i].summary, 160);
	assert_int_equal(mistakes, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		of_tables(test_verbs_differ),
		of_tables(test_verbs_alone),
		of_tables(test_options),
		of_tables(test_flags_differ),
		of_tables(test_brief),
		of_tables(test_sentences),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
