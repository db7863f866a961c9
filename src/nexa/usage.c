/* Printing help: every word of it comes from a table. */
#include "usage.h"

#include <string.h>

#include "argument.h"
#include "columns.h"
#include "config.h"
#include "special.h"
#include "verb.h"

/* ---- pieces ---- */

void
usage_add_upper(struct str *out, const char *name)
{
	for (; *name != '\0'; name++)
		if (*name == '_')
			str_add_char(out, '-');
		else
			str_add_char(out, (char)toupper((unsigned char)*name));
}

/* What stands for a value: the words of a short list, "USER:ROLE", or the kind. */
static void
add_value(struct str *out, const struct field *field)
{
	int count;
	const struct kind_row *kind = kind_row(field->kind);
	if (field->word == FIELD_many) {
		for (const struct field *inner = shape_fields(field->shape); inner->name != NULL;
		     inner++) {
			str_add(out, inner == shape_fields(field->shape) ? "" : ":");
			usage_add_upper(out, inner->name);
		}
		return;
	}
	if (kind->class != CLASS_word) {
		size_t len = strcspn(kind->name, "_");
		for (size_t i = 0; i < len; i++)
			str_add_char(out, (char)toupper((unsigned char)kind->name[i]));
		return;
	}
	const struct word *words = kind_words(field->kind, &count);
	if (count > 6) {
		usage_add_upper(out, kind->name);
		return;
	}
	for (int i = 0; i < count; i++)
		str_addf(out, "%s%s", i > 0 ? "|" : "", words[i].name);
}

static void
add_flag(struct str *out, const struct field *param, const struct field *inner)
{
	char flag[VERB_NAME];
	const struct field *field = inner != NULL ? inner : param;
	verb_flag(param->name, inner == NULL ? NULL : inner->name, flag);
	str_add(out, flag);
	if (!argument_has_value(field))
		return;
	str_add_char(out, ' ');
	add_value(out, field);
}

static void
add_words(struct str *out, const struct verb *verb)
{
	char noun[VERB_NAME];
	char word[VERB_NAME];
	if (verb->special != NULL) {
		str_addf(out, "nexa %s%s%s", verb->special->noun == NULL ? "" : verb->special->noun,
		    verb->special->noun == NULL ? "" : " ", verb->special->verb);
		return;
	}
	verb_noun(verb->op, noun);
	verb_word(verb->op, word);
	str_addf(out, "nexa %s %s", noun, word);
}

/* A special verb has arguments of its own; what the operation lends it are flags. */
static bool
is_positional(const struct verb *verb, const struct field *param)
{
	return verb->special == NULL && (param->word == FIELD_aim || param->either);
}

static const char *
place_word(enum op_id op)
{
	return ops[op].place == PLACE_organization ? "ORG" : "WORKSPACE";
}

/* "PROVIDER", "[PROVIDER]" */
static void
add_positional(struct str *out, enum op_id op, const struct field *param)
{
	bool optional = verb_may_leave_out(op, param);
	str_add(out, optional ? "[" : "");
	usage_add_upper(out, param->name);
	str_add(out, optional ? "]" : "");
}

static void
add_synopsis(struct str *out, const struct verb *verb)
{
	bool options = false;
	add_words(out, verb);
	if (verb->special != NULL && verb->special->takes[0] != '\0')
		str_addf(out, " %s", verb->special->takes);
	if (verb->op == OP_none)
		return;
	if (verb_takes_place(verb->op))
		str_addf(out, " [%s]", place_word(verb->op));
	for (const struct field *param = op_params(verb->op); param->name != NULL; param++) {
		bool another = param->either && param > op_params(verb->op) && param[-1].either;
		if (is_positional(verb, param)) {
			str_add_char(out, another ? '|' : ' ');
			add_positional(out, verb->op, param);
		} else if (param->word != FIELD_aim && field_is_required(param) &&
		    !argument_is_secret(param->kind)) {
			str_add_char(out, ' ');
			add_flag(out, param, NULL);
		} else {
			options = true;
		}
	}
	str_add(out, options ? " [OPTION…]" : "");
}

void
usage_line(const struct verb *verb, struct str *out)
{
	if (verb->op == OP_none && verb->special == NULL)
		return;
	str_add(out, "usage: ");
	add_synopsis(out, verb);
	str_add_char(out, '\n');
}

/* ---- one verb ---- */

static void
add_param_row(
    struct str *out, const struct verb *verb, const struct field *param, const struct field *inner)
{
	struct str left = STR_INIT(1000);
	struct str right = STR_INIT(2000);
	if (is_positional(verb, param))
		usage_add_upper(&left, param->name);
	else
		add_flag(&left, param, inner);
	str_add(&right, inner != NULL ? inner->text : param->text);
	if (is_positional(verb, param) && verb_may_leave_out(verb->op, param))
		str_add(&right, "; the default one when it is left out");
	if (param->word == FIELD_many)
		str_add(&right, "; may be given several times");
	if (argument_is_secret(inner != NULL ? inner->kind : param->kind))
		str_add(&right, "; it is asked for, or read from standard input");
	columns_row(out, str_text(&left), str_text(&right));
	if (argument_is_secret(inner != NULL ? inner->kind : param->kind)) {
		str_add(&left, ARGUMENT_FILE " FILE");
		columns_row(out, str_text(&left),
		    "the same, read from a file that nobody else can read; - is standard input");
	}
	str_release(&left);
	str_release(&right);
}

/* What is said of itself in other tables than the vocabulary: scopes of keys, permissions. */
static void
add_scopes(struct str *out, const struct field *field)
{
	str_addf(out, "\n%s: several with commas between; * when none is given\n", field->name);
	for (int i = SCOPE_none + 1; i < SCOPE_COUNT; i++)
		columns_row(out, scope_name((enum scope)i),
		    scope_defaults() >> i & 1 ? "*" : "only when it is named");
}

static void
add_permissions(struct str *out, const struct field *field)
{
	str_addf(out, "\n%s: what somebody may do\n", field->name);
	for (int i = ACTION_none + 1; i < ACTION_COUNT; i++)
		columns_row(
		    out, action_row((enum action)i)->name, action_row((enum action)i)->text);
}

/* The words that a parameter knows, each with its meaning. */
static void
add_known_words(struct str *out, const struct field *field)
{
	int count;
	enum kind kind = field->kind == KIND_call_type ? KIND_call_event : field->kind;
	if (field->kind == KIND_scope)
		add_scopes(out, field);
	if (field->kind == KIND_permission)
		add_permissions(out, field);
	if (kind_row(kind)->class != CLASS_word)
		return;
	const struct word *words = kind_words(kind, &count);
	str_addf(out, "\n%s: %s\n", field->name, vocab_meaning(kind_row(kind)->vocab));
	for (int i = 0; i < count; i++)
		columns_row(out, words[i].name, words[i].text);
}

static void
add_params(struct str *out, const struct verb *verb)
{
	for (const struct field *param = op_params(verb->op); param->name != NULL; param++) {
		if (param->word != FIELD_sub) {
			add_param_row(out, verb, param, NULL);
			continue;
		}
		const struct field *inner = shape_fields(param->shape);
		for (; inner->name != NULL; inner++)
			add_param_row(out, verb, param, inner);
	}
}

static void
add_place_row(struct str *out, enum op_id op)
{
	if (ops[op].place == PLACE_organization)
		columns_row(out, verb_takes_place(op) ? "ORG, --org ORG" : "--org ORG",
		    "the organization, by name or id; not needed when there is only one");
	if (op_in_workspace(&ops[op]))
		columns_row(out,
		    verb_takes_place(op) ? "WORKSPACE, --workspace WS" : "--workspace WS",
		    "the workspace, by name or id; not needed when there is only one");
}

static void
add_general_rows(struct str *out, enum op_id op)
{
	if (op_writes(&ops[op]))
		columns_row(out, "--dry-run", "tell what would happen, and change nothing");
	if (op_writes(&ops[op]) && ops[op].method != METHOD_POST)
		columns_row(out, "--if-match N", "only if nobody changed it since version N");
	if (ops[op].ask != NULL)
		columns_row(out, "-y, --yes", "do not ask first");
	if (ops[op].lists)
		columns_row(out, "--all", "every row, not only the first 10,000");
	columns_row(out, "-o table|json|csv", "how the answer is printed");
}

static void
help_on_verb(const struct verb *verb, struct str *out)
{
	usage_line(verb, out);
	str_add_char(out, '\n');
	columns_text(
	    out, 2, verb->special != NULL ? verb->special->summary : ops[verb->op].summary);
	str_add_char(out, '\n');
	if (verb->op == OP_none)
		return;
	add_place_row(out, verb->op);
	add_params(out, verb);
	add_general_rows(out, verb->op);
	for (const struct field *param = op_params(verb->op); param->name != NULL; param++) {
		if (strcmp(param->name, "order") != 0)
			add_known_words(out, param);
		const struct field *inner =
		    param->word == FIELD_many ? shape_fields(param->shape) : NULL;
		for (; inner != NULL && inner->name != NULL; inner++)
			add_known_words(out, inner);
	}
}

/* ---- one noun, everything ---- */

static void
add_verb_row(struct str *out, const struct verb *verb)
{
	struct str left = STR_INIT(200);
	add_words(&left, verb);
	columns_row(out, str_text(&left) + strlen("nexa "),
	    verb->special != NULL ? verb->special->summary : ops[verb->op].summary);
	str_release(&left);
}

static void
add_noun(struct str *out, const char *noun)
{
	char name[VERB_NAME];
	for (int i = 1; i < OP_COUNT; i++) {
		verb_noun((enum op_id)i, name);
		if (verb_is_shown((enum op_id)i) && strcmp(name, noun) == 0)
			add_verb_row(out, &(struct verb){ .op = (enum op_id)i });
	}
	for (int i = 0; i < SPECIAL_COUNT; i++)
		if (specials[i].noun != NULL && strcmp(specials[i].noun, noun) == 0)
			add_verb_row(out, &(struct verb){ .special = &specials[i] });
}

static void
help_on_everything(struct str *out)
{
	char nouns[VERB_NOUNS][VERB_NAME];
	int n = verb_nouns(nouns);
	str_add(out,
	    "usage: nexa                      the console\n"
	    "       nexa NOUN VERB [ARGUMENT…] [OPTION…]\n\n"
	    "nexa VERB --help tells more about a verb.\n\n");
	for (int i = 0; i < SPECIAL_COUNT; i++)
		if (specials[i].noun == NULL)
			add_verb_row(out, &(struct verb){ .special = &specials[i] });
	for (int i = 0; i < n; i++) {
		str_add_char(out, '\n');
		add_noun(out, nouns[i]);
	}
	str_add(out, "\nOptions, anywhere on the line:\n");
	config_help(PROGRAM_nexa, out);
	columns_row(out, "--dry-run", "tell what would happen, and change nothing");
	columns_row(out, "-y, --yes", "do not ask before grave acts");
	columns_row(out, "-h, --help", "this help, or help on a noun or a verb");
	str_add(out,
	    "\nExit status: 0 done, 1 refused or failed, 2 wrong usage, 3 cannot reach the\n"
	    "daemon, 4 not signed in or not permitted.\n");
}

void
usage_help(const struct verb *verb, struct str *out)
{
	if (verb->op != OP_none || verb->special != NULL) {
		help_on_verb(verb, out);
	} else if (verb->noun != NULL) {
		str_addf(out, "usage: nexa %s VERB [ARGUMENT…] [OPTION…]\n\n", verb->noun);
		add_noun(out, verb->noun);
	} else {
		help_on_everything(out);
	}
}
