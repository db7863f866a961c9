/* Reading verbs: the words first, because they tell which flags there are, then all the rest. */
#include "verb.h"

#include <assert.h>
#include <string.h>

#include "arena.h"
#include "argument.h"
#include "command_line.h"
#include "nearest.h"
#include "reading.h"
#include "special.h"
#include "str.h"
#include "usage.h"

/* ---- names ---- */

static void
spell(const char *name, size_t len, char out[VERB_NAME])
{
	(void)snprintf(out, VERB_NAME, "%.*s", (int)len, name);
	for (char *c = out; *c != '\0'; c++)
		if (*c == '_')
			*c = '-';
}

void
verb_noun(enum op_id op, char out[VERB_NAME])
{
	spell(ops[op].id, strcspn(ops[op].id, "_"), out);
}

void
verb_word(enum op_id op, char out[VERB_NAME])
{
	const char *rest = ops[op].id + strcspn(ops[op].id, "_");
	rest += *rest == '_';
	spell(rest, strlen(rest), out);
}

bool
verb_is_shown(enum op_id op)
{
	return op != OP_none && !ops[op].hidden;
}

static int
add_noun(char nouns[VERB_NOUNS][VERB_NAME], int n, const char *noun)
{
	for (int i = 0; i < n; i++)
		if (strcmp(nouns[i], noun) == 0)
			return n;
	assert(n < VERB_NOUNS);
	(void)snprintf(nouns[n], VERB_NAME, "%s", noun);
	return n + 1;
}

int
verb_nouns(char out[VERB_NOUNS][VERB_NAME])
{
	char noun[VERB_NAME];
	int n = 0;
	for (int i = 1; i < OP_COUNT; i++) {
		verb_noun((enum op_id)i, noun);
		if (verb_is_shown((enum op_id)i))
			n = add_noun(out, n, noun);
	}
	for (int i = 0; i < SPECIAL_COUNT; i++)
		if (specials[i].noun != NULL)
			n = add_noun(out, n, specials[i].noun);
	return n;
}

bool
verb_takes_place(enum op_id op)
{
	char noun[VERB_NAME];
	verb_noun(op, noun);
	return (ops[op].place == PLACE_organization && strcmp(noun, "org") == 0) ||
	    (ops[op].place == PLACE_workspace && strcmp(noun, "workspace") == 0);
}

void
verb_flag(const char *param, const char *inner, char out[VERB_NAME])
{
	(void)snprintf(out, VERB_NAME, "--%s%s%s", argument_spelling(param),
	    inner == NULL ? "" : "-", inner == NULL ? "" : inner);
	for (char *c = out; *c != '\0'; c++)
		if (*c == '_')
			*c = '-';
}

/* ---- flags ---- */

static void
refuse_flag(struct reading *reading, const char *arg, size_t len)
{
	char name[VERB_NAME];
	struct nearest nearest = { .word = arena_text_n(reading->arena, arg, len) };
	enum op_id op = reading->verb->op;
	for (const struct field *param = op == OP_none ? NULL : op_params(op);
	     param != NULL && param->name != NULL; param++) {
		verb_flag(param->name, NULL, name);
		nearest_consider(&nearest, arena_text(reading->arena, name));
	}
	reading_consider_switches(&nearest);
	for (int i = 0; i < OPTION_COUNT; i++) {
		command_line_flag((enum option)i, name);
		if (config_option((enum option)i)->program == PROGRAM_nexa)
			nearest_consider(&nearest, arena_text(reading->arena, name));
	}
	reading_fault(reading, nearest.word, "there is no option '%s' here%s", nearest.word,
	    reading_hint(reading, &nearest));
}

/* The value of a flag: what stands behind its =, else the next argument; NULL when there is
 * none. */
static const char *
value_of(struct reading *reading, int *at, const char *attached, bool follows)
{
	if (attached != NULL)
		return attached;
	if (!follows)
		return NULL;
	if (*at + 1 < reading->n)
		return reading->args[++*at];
	reading_fault(reading, reading->args[*at], "%s needs a value", reading->args[*at]);
	return NULL;
}

static void
read_if_match(struct reading *reading, const char *text)
{
	char *end = NULL;
	if (text == NULL)
		return;
	reading->verb->if_match = strtoll(text, &end, 10);
	if (reading->verb->if_match <= 0 || *end != '\0')
		reading_fault(
		    reading, "if_match", "--if-match: '%s' is not the number of a version", text);
}

/* --flag, --flag yes, --flag=no: "true" or "false"; what is neither stays as it is, and is refused. */
static const char *
flag_value(const struct reading *reading, int *at, const char *attached)
{
	const char *next = *at + 1 < reading->n ? reading->args[*at + 1] : NULL;
	const char *known = argument_yes_or_no(attached != NULL ? attached : next);
	if (attached == NULL && known != NULL)
		++*at;
	return known != NULL ? known : attached;
}

static void
read_param(struct reading *reading, int *at, size_t len, const char *attached)
{
	const char *arg = reading->args[*at];
	enum op_id op = reading->verb->op;
	struct argument found = { .param = NULL };
	if (op != OP_none)
		found = argument_find(op, arg + 2, len - 2);
	const struct field *param = found.param;
	if (param == NULL) {
		refuse_flag(reading, arg, len);
		return;
	}
	size_t i = (size_t)(param - op_params(op));
	enum kind kind = found.inner != NULL ? found.inner->kind : param->kind;
	bool list = param->word == FIELD_many || param->word == FIELD_texts;
	bool follows = argument_takes_value(&found);
	const char *value = value_of(reading, at, attached, follows);
	if (follows && value == NULL)
		return;
	if (!list && kind_row(kind)->class == CLASS_flag)
		value = flag_value(reading, at, value);
	if (value == NULL)
		value = argument_is_secret(kind) ? "" : "true";
	if (reading->given[i] && found.inner == NULL && !list)
		reading_fault(reading, param->name, "%.*s stands twice", (int)len, arg);
	reading->given[i] = true;
	(void)argument_set(reading->verb, &found, value, reading->arena, reading->faults);
}

static void
read_flag(struct reading *reading, int *at)
{
	const char *arg = reading->args[*at];
	size_t len = strcspn(arg, "=");
	const char *attached = arg[len] == '=' ? arg + len + 1 : NULL;
	if (reading_is_switch(arg))
		return; /* noted already */
	if (strncmp(arg, "--if-match", len) == 0 && len == 10)
		read_if_match(reading, value_of(reading, at, attached, true));
	else if (arg[1] != '-')
		refuse_flag(reading, arg, strlen(arg));
	else
		read_param(reading, at, len, attached);
}

static void
add_positional(struct reading *reading, const char *arg)
{
	if (reading->n_positionals < POSITIONALS_MAX)
		reading->positionals[reading->n_positionals++] = arg;
}

/* "-100": no option begins with a digit, so it is an amount. */
static bool
is_number(const char *arg)
{
	return arg[0] == '-' && arg[1] >= '0' && arg[1] <= '9';
}

static void
read_rest(struct reading *reading)
{
	bool flags = true;
	for (int i = 0; i < reading->n; i++) {
		const char *arg = reading->args[i];
		if (i == reading->word_at[0] || i == reading->word_at[1])
			continue;
		if (flags && strcmp(arg, "--") == 0)
			flags = false;
		else if (flags && arg[0] == '-' && arg[1] != '\0' && !is_number(arg))
			read_flag(reading, &i);
		else if (!(reading->verb->help && strcmp(arg, "help") == 0))
			add_positional(reading, arg);
	}
}

/* ---- positional arguments ---- */

/* One after the last of the parameters that i is one of, of which one is given; i + 1 when it stands alone. */
static size_t
end_of_choice(const struct field *params, size_t i)
{
	size_t end = i + 1;
	while (params[i].either && params[end].name != NULL && params[end].either)
		end++;
	return end;
}

/* Whether a positional argument is still to come for the parameters from i to end. */
static bool
is_missing(const struct reading *reading, size_t i, size_t end)
{
	const struct field *param = &op_params(reading->verb->op)[i];
	bool given = false;
	for (size_t each = i; each < end; each++)
		given = given || reading->given[each];
	return !given && (param->word == FIELD_aim || param->either);
}

bool
verb_may_leave_out(enum op_id op, const struct field *param)
{
	return param->kind == KIND_provider_ref && param->word == FIELD_aim &&
	    ops[op].method == METHOD_GET;
}

static int
count_missing(const struct reading *reading)
{
	const struct field *params = op_params(reading->verb->op);
	int n = 0;
	for (size_t i = 0, end; params[i].name != NULL; i = end) {
		end = end_of_choice(params, i);
		n += is_missing(reading, i, end);
	}
	return n;
}

/* An address is known by its @. */
static size_t
chosen(const struct field *params, size_t i, size_t end, const char *text)
{
	for (size_t each = i; each < end; each++)
		if ((params[each].kind == KIND_email) == (strchr(text, '@') != NULL))
			return each;
	return i;
}

static void
refuse_surplus(struct reading *reading, int from)
{
	if (from < reading->n_positionals)
		reading_fault(reading, reading->positionals[from],
		    "there is one argument too many: '%s'", reading->positionals[from]);
}

static void
assign_positionals(struct reading *reading)
{
	struct verb *verb = reading->verb;
	const struct field *params = op_params(verb->op);
	int at = 0;
	if (verb_takes_place(verb->op) && reading->n_positionals == count_missing(reading) + 1)
		verb->place = reading->positionals[at++];
	int missing = count_missing(reading);
	for (size_t i = 0, end; params[i].name != NULL && at < reading->n_positionals; i = end) {
		end = end_of_choice(params, i);
		if (!is_missing(reading, i, end) ||
		    (verb_may_leave_out(verb->op, &params[i]) && reading->n_positionals < missing))
			continue;
		const char *text = reading->positionals[at++];
		size_t which = chosen(params, i, end, text);
		reading->given[which] = true;
		const struct argument argument = { .param = &params[which] };
		(void)argument_set(verb, &argument, text, reading->arena, reading->faults);
	}
	refuse_surplus(reading, at);
}

/* The exact name before a grave act is asked for later, together with the question. */
static bool
may_be_missing(enum op_id op, const struct field *param)
{
	return ops[op].ask != NULL && strcmp(param->name, "confirm") == 0;
}

/* "USER-ID or EMAIL is missing: whom, by id" */
static void
refuse_choice(struct reading *reading, const struct field *params, size_t n)
{
	struct str names = STR_INIT(200);
	for (size_t i = 0; i < n; i++) {
		str_add(&names, i > 0 ? " or " : "");
		usage_add_upper(&names, params[i].name);
	}
	reading_fault(
	    reading, params[0].name, "%s is missing: %s", str_text(&names), params[0].text);
	str_release(&names);
}

static void
refuse_missing(struct reading *reading)
{
	enum op_id op = reading->verb->op;
	const struct field *params = op_params(op);
	char name[VERB_NAME];
	for (size_t i = 0, end; params[i].name != NULL; i = end) {
		end = end_of_choice(params, i);
		if (params[i].either && is_missing(reading, i, end))
			refuse_choice(reading, &params[i], end - i);
		if (reading->given[i] || may_be_missing(op, &params[i]) ||
		    verb_may_leave_out(op, &params[i]))
			continue;
		verb_flag(params[i].name, NULL, name);
		if (params[i].word == FIELD_aim) {
			for (char *c = name; *c != '\0'; c++)
				*c = (char)toupper((unsigned char)*c);
			reading_fault(
			    reading, params[i].name, "%s is missing: %s", name + 2, params[i].text);
		} else if (params[i].word == FIELD_must && argument_is_secret(params[i].kind)) {
			const struct argument argument = { .param = &params[i] };
			(void)argument_set(
			    reading->verb, &argument, "", reading->arena, reading->faults);
		} else if (field_is_required(&params[i])) {
			reading_fault(
			    reading, params[i].name, "%s is missing: %s", name, params[i].text);
		}
	}
}

/* A change of nothing is a slip. */
static void
refuse_nothing(struct reading *reading)
{
	enum op_id op = reading->verb->op;
	const struct field *params = op_params(op);
	bool any = ops[op].method != METHOD_PATCH;
	for (size_t i = 0; params[i].name != NULL; i++)
		any = any || (reading->given[i] && !op_in_path(&ops[op], params[i].name));
	if (!any && reading->faults->n == 0)
		reading_fault(reading, "", "nothing to change was given");
}

static void
assign_words(struct reading *reading)
{
	struct verb *verb = reading->verb;
	int most = 0;
	for (const char *at = verb->special->takes; *at != '\0'; at += strspn(at, " ")) {
		int len = (int)strcspn(at, " ");
		if (most < reading->n_positionals)
			verb->words[verb->n_words++] = reading->positionals[most];
		else if (*at != '[')
			reading_fault(reading, at, "%.*s is missing", len, at);
		most++;
		at += len;
	}
	refuse_surplus(reading, most);
}

bool
verb_read(int n, char *const *args, struct arena *arena, struct verb *out, struct faults *faults)
{
	size_t before = faults->n;
	struct reading reading = {
		.n = n, .args = args, .verb = out, .arena = arena, .faults = faults
	};
	*out = (struct verb){ .op = OP_none };
	reading_switches(&reading);
	if (!reading_find_verb(&reading))
		return faults->n == before;
	if (out->op != OP_none)
		out->args = arena_new(arena, ops[out->op].args_size);
	if (out->help)
		return true;
	read_rest(&reading);
	if (out->special != NULL) {
		assign_words(&reading);
	} else {
		assign_positionals(&reading);
		refuse_missing(&reading);
		refuse_nothing(&reading);
	}
	return faults->n == before;
}
