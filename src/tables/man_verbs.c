/* The verbs of the command line as a chapter of nexa(1). */
#include <string.h>

#include "argument.h"
#include "mdoc.h"
#include "special.h"
#include "tables.h"
#include "verb.h"

/* ---- values ---- */

/* What stands for a value: the words of a short list, "user_id:role" of a list, or the kind. */
static void
add_value(struct str *out, const struct field *field)
{
	int count;
	const struct kind_row *kind = kind_row(field->kind);
	struct str text = STR_INIT(400);
	if (field->word == FIELD_many) {
		const struct field *first = shape_fields(field->shape);
		for (const struct field *inner = first; inner->name != NULL; inner++)
			str_addf(&text, "%s%s", inner == first ? "" : ":", inner->name);
	} else if (kind->class == CLASS_word) {
		const struct word *words = kind_words(field->kind, &count);
		for (int i = 0; i < count && count <= 6; i++)
			str_addf(&text, "%s%s", i > 0 ? "|" : "", words[i].name);
	}
	if (text.len == 0)
		str_add_n(&text, kind->name, strcspn(kind->name, "_"));
	str_add(out, " Ar");
	mdoc_arg(out, str_text(&text));
	str_release(&text);
}

/* "Fl -reason Ar text"; mdoc's Fl sets the first hyphen. */
static void
add_flag(struct str *out, const struct field *param, const struct field *inner)
{
	char flag[VERB_NAME];
	const struct field *field = inner != NULL ? inner : param;
	verb_flag(param->name, inner == NULL ? NULL : inner->name, flag);
	str_add(out, " Fl");
	mdoc_arg(out, flag + 1);
	if (argument_has_value(field))
		add_value(out, field);
}

/* ---- the line ---- */

static const char *
place_word(enum op_id op)
{
	return ops[op].place == PLACE_organization ? "org" : "workspace";
}

/* What a sorted list takes is told once, in a section of its own. */
static bool
is_of_every_list(enum op_id op, const char *name)
{
	static const char *const names[] = { "q", "sort", "order", "limit", "cursor", "last" };
	for (size_t i = 0; ops[op].sorts != NULL && i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static void
add_positionals(struct str *out, enum op_id op)
{
	if (verb_takes_place(op)) {
		str_add(out, " Oo Ar");
		mdoc_arg(out, place_word(op));
		str_add(out, " Oc");
	}
	for (const struct field *param = op_params(op); param->name != NULL; param++) {
		bool another = param->either && param > op_params(op) && param[-1].either;
		if (param->word == FIELD_aim || param->either) {
			str_add(out, another ? " | Ar" : " Ar");
			mdoc_name(out, param->name);
		} else if (field_is_required(param) && !argument_is_secret(param->kind)) {
			add_flag(out, param, NULL);
		}
	}
}

static bool
has_options(enum op_id op)
{
	for (const struct field *param = op_params(op); param->name != NULL; param++)
		if (!field_is_required(param) && !param->either)
			return true;
	return false;
}

static void
add_line(struct str *out, const struct verb *verb)
{
	char noun[VERB_NAME];
	char word[VERB_NAME];
	mdoc_macro(out, "It Cm");
	if (verb->special != NULL) {
		if (verb->special->noun != NULL)
			mdoc_arg(out, verb->special->noun);
		mdoc_arg(out, verb->special->verb);
		if (verb->special->takes[0] != '\0') {
			str_add(out, " Ar");
			mdoc_arg(out, verb->special->takes);
		}
	} else {
		verb_noun(verb->op, noun);
		verb_word(verb->op, word);
		mdoc_arg(out, noun);
		mdoc_arg(out, word);
		add_positionals(out, verb->op);
	}
	if (verb->op != OP_none && has_options(verb->op))
		str_add(out, " Op Ar option ...");
	mdoc_end(out);
}

/* ---- parameters ---- */

static void
add_param(
    struct str *out, const struct verb *verb, const struct field *param, const struct field *inner)
{
	const struct field *field = inner != NULL ? inner : param;
	mdoc_macro(out, "It");
	/* A special verb has arguments of its own; what the operation lends it are flags. */
	if (verb->special == NULL && (param->word == FIELD_aim || param->either)) {
		str_add(out, " Ar");
		mdoc_name(out, param->name);
	} else {
		add_flag(out, param, inner);
	}
	mdoc_end(out);
	mdoc_text(out, field->text);
	if (param->word == FIELD_many)
		mdoc_text(out, "(may be given several times)");
	if (argument_is_secret(field->kind))
		mdoc_text(out,
		    "(asked for, or read from standard input; with " ARGUMENT_FILE
		    " behind the flag from the file that follows)");
}

static void
add_params(struct str *out, const struct verb *verb)
{
	enum op_id op = verb->op;
	bool any = false;
	for (const struct field *param = op_params(op); param->name != NULL; param++) {
		if (is_of_every_list(op, param->name))
			continue;
		if (!any)
			str_add(out, ".Bl -tag -width Ds -compact\n");
		any = true;
		if (param->word != FIELD_sub) {
			add_param(out, verb, param, NULL);
			continue;
		}
		for (const struct field *inner = shape_fields(param->shape); inner->name != NULL;
		     inner++)
			add_param(out, verb, param, inner);
	}
	if (any)
		str_add(out, ".El\n");
}

static void
add_verb(struct str *out, const struct verb *verb)
{
	add_line(out, verb);
	mdoc_sentence(out, verb->special != NULL ? verb->special->summary : ops[verb->op].summary);
	if (verb->op == OP_none)
		return;
	if (ops[verb->op].sorts != NULL) {
		str_add(out, "Sorted by\n");
		mdoc_listed(out, "Cm", ops[verb->op].sorts);
		str_add(out, "see\n.Sx Lists .\n");
	}
	add_params(out, verb);
}

/* ---- all of them ---- */

static void
add_specials(struct str *out, const char *noun)
{
	for (int i = 0; i < SPECIAL_COUNT; i++) {
		const struct special *special = &specials[i];
		bool same = noun == NULL || special->noun == NULL
		    ? noun == special->noun
		    : strcmp(noun, special->noun) == 0;
		if (same)
			add_verb(out, &(struct verb){ .special = special, .op = special->op });
	}
}

static void
add_noun(struct str *out, const char *noun)
{
	char name[VERB_NAME];
	mdoc_line(out, "Ss", noun);
	str_add(out, ".Bl -tag -width Ds\n");
	for (int i = 1; i < OP_COUNT; i++) {
		verb_noun((enum op_id)i, name);
		if (verb_is_shown((enum op_id)i) && strcmp(name, noun) == 0)
			add_verb(out, &(struct verb){ .op = (enum op_id)i });
	}
	add_specials(out, noun);
	str_add(out, ".El\n");
}

bool
tables_man_verbs(struct str *out, const char *argument)
{
	char nouns[VERB_NOUNS][VERB_NAME];
	int n = verb_nouns(nouns);
	(void)argument;
	str_add(out, ".Bl -tag -width Ds\n");
	add_specials(out, NULL);
	str_add(out, ".El\n");
	for (int i = 0; i < n; i++)
		add_noun(out, nouns[i]);
	return true;
}
