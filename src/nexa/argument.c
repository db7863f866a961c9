/* Values by the kinds of their fields. */
#include "argument.h"

#include <string.h>

#include "arena.h"
#include "clock.h"
#include "str.h"

/* Every list of a shape has the same layout. */
struct many {
	char *items;
	size_t n;
};

bool
argument_is_reference(enum kind kind)
{
	const char *name = kind_row(kind)->name;
	size_t len = strlen(name);
	return kind == KIND_country || (len > 4 && strcmp(name + len - 4, "_ref") == 0);
}

bool
argument_is_secret(enum kind kind)
{
	return kind == KIND_password || kind == KIND_secret;
}

bool
argument_has_value(const struct field *field)
{
	return field->word == FIELD_many || field->word == FIELD_texts ||
	    (kind_row(field->kind)->class != CLASS_flag && !argument_is_secret(field->kind));
}

const char *
argument_spelling(const char *param)
{
	return strcmp(param, "url") == 0 ? "address" : param;
}

/* Whether a flag, len bytes of it, spells a name with dashes. */
static bool
spells(const char *flag, size_t len, const char *param)
{
	const char *name = argument_spelling(param);
	size_t i = 0;
	for (; i < len && name[i] != '\0'; i++)
		if ((flag[i] == '-' ? '_' : flag[i]) != name[i] || flag[i] == '_')
			return false;
	return i == len && name[i] == '\0';
}

static const struct field *
find_inner(const struct field *param, const char *flag, size_t len)
{
	size_t before = strlen(param->name) + 1;
	if (param->word != FIELD_sub || len <= before || flag[before - 1] != '-' ||
	    !spells(flag, before - 1, param->name))
		return NULL;
	const struct field *inner = shape_fields(param->shape);
	for (; inner->name != NULL; inner++)
		if (spells(flag + before, len - before, inner->name))
			return inner;
	return NULL;
}

static struct argument
find(enum op_id op, const char *flag, size_t len)
{
	for (const struct field *param = op_params(op); param->name != NULL; param++) {
		if (param->word != FIELD_sub && spells(flag, len, param->name))
			return (struct argument){ .param = param };
		const struct field *inner = find_inner(param, flag, len);
		if (inner != NULL)
			return (struct argument){ .param = param, .inner = inner };
	}
	return (struct argument){ .param = NULL };
}

static enum kind
kind_of(const struct argument *argument)
{
	return argument->inner != NULL ? argument->inner->kind : argument->param->kind;
}

struct argument
argument_find(enum op_id op, const char *flag, size_t len)
{
	size_t end = strlen(ARGUMENT_FILE);
	struct argument found = find(op, flag, len);
	if (found.param != NULL || len <= end || strncmp(flag + len - end, ARGUMENT_FILE, end) != 0)
		return found;
	found = find(op, flag, len - end);
	if (found.param == NULL || !argument_is_secret(kind_of(&found)))
		return (struct argument){ .param = NULL };
	found.in_file = true;
	return found;
}

bool
argument_takes_value(const struct argument *argument)
{
	return argument->in_file ||
	    argument_has_value(argument->inner != NULL ? argument->inner : argument->param);
}

static void
give(const struct field *field, void *value)
{
	if (field->has != 0)
		*(bool *)((char *)value + field->has) = true;
}

static void
set_text(const struct field *field, void *value, const char *text)
{
	give(field, value);
	*(const char **)(void *)((char *)value + field->offset) = text;
}

static bool
fault(struct faults *faults, const char *subject, const char *text)
{
	struct err err;
	(void)fail(&err, PROBLEM_usage, subject, "%s", text);
	faults_add(faults, &err);
	return false;
}

/* "+254 712 345-678" as it is written on paper: what only parts the digits is left out. */
static const char *
dialled(const char *text, struct arena *arena)
{
	char *out = arena_text(arena, text);
	char *to = out;
	for (const char *at = out; *at != '\0'; at++)
		if (strchr(" -.()", *at) == NULL)
			*to++ = *at;
	*to = '\0';
	return out;
}

/* "90d" of what ends by itself is from now on, of all else ago. */
static const char *
instant(const struct field *field, const char *text, struct arena *arena)
{
	int64_t span;
	if (!clock_parse_span(text, &span))
		return text;
	char at[CLOCK_TEXT];
	bool ahead = field->name != NULL && strcmp(field->name, "expires_at") == 0;
	clock_format(clock_now() + (ahead ? span : -span), at);
	return arena_text(arena, at);
}

/* A word in any case, with dashes as everywhere on a command line. */
static int
find_word(enum vocab vocab, const char *text, struct arena *arena)
{
	int word = vocab_find_any_case(vocab, text);
	char *spelled = arena_text(arena, text);
	for (char *c = spelled; *c != '\0'; c++)
		if (*c == '-')
			*c = '_';
	return word != 0 ? word : vocab_find_any_case(vocab, spelled);
}

const char *
argument_yes_or_no(const char *text)
{
	static const char *const words[][2] = { { "true", "true" }, { "yes", "true" },
		{ "false", "false" }, { "no", "false" } };
	for (size_t i = 0; text != NULL && i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(text, words[i][0]) == 0)
			return words[i][1];
	return NULL;
}

static bool
set_scalar(const struct field *field, const char *text, struct arena *arena, void *value,
    struct faults *faults)
{
	enum kind_class class = kind_row(field->kind)->class;
	bool nullable = field->word == FIELD_may && !kind_needs_flag(class);
	if (text[0] == '\0' && (nullable || field->null != 0)) {
		give(field, value);
		if (field->null != 0)
			*(bool *)((char *)value + field->null) = true;
		return true;
	}
	if (argument_is_reference(field->kind) && text[0] != '\0') {
		set_text(field, value, text);
		return true;
	}
	if (class == CLASS_flag && argument_yes_or_no(text) != NULL)
		text = argument_yes_or_no(text);
	if (field->kind == KIND_e164 && text[0] == '+')
		text = dialled(text, arena);
	if (class == CLASS_time)
		text = instant(field, text, arena);
	enum vocab vocab = kind_row(field->kind)->vocab;
	int word = class == CLASS_word ? find_word(vocab, text, arena) : 0;
	if (word != 0)
		text = vocab_name(vocab, word);
	return codec_read_text(field, text, arena, value, faults);
}

static bool
set_secret(struct verb *verb, const struct field *field, bool in_file, const char *text,
    void *value, struct faults *faults)
{
	bool typed = in_file && strcmp(text, "-") == 0;
	if (text[0] != '\0' && !in_file)
		return fault(faults, field->name,
		    "a secret does not stand on the command line, where others can read it; "
		    "leave the value out and it is asked for, or end the flag in " ARGUMENT_FILE
		    " and name a file");
	if (text[0] == '\0' && in_file)
		return fault(faults, field->name, "the name of the file is empty");
	if (verb->n_secrets == VERB_SECRETS)
		return fault(faults, field->name, "there are too many secrets");
	give(field, value);
	verb->secrets[verb->n_secrets++] =
	    (struct verb_secret){ field, value, in_file && !typed ? text : NULL };
	return true;
}

static bool
refuse_item(const struct field *param, const char *text, struct arena *arena, struct faults *faults)
{
	struct str form = STR_INIT(200);
	for (const struct field *field = shape_fields(param->shape); field->name != NULL; field++)
		str_addf(&form, "%s%s", form.len > 0 ? ":" : "", field->name);
	bool never = fault(faults, param->name,
	    arena_printf(arena, "'%s' is not of the form %s", text, str_text(&form)));
	str_release(&form);
	return never;
}

/* "priya@example.com:viewer": the fields of the shape in order, colons between; the last colons
 * count, because a name may contain one. */
static bool
set_item(const struct field *param, const char *text, struct arena *arena, void *item,
    struct faults *faults)
{
	const struct field *fields = shape_fields(param->shape);
	char *rest = arena_text(arena, text);
	size_t n = 0;
	while (fields[n].name != NULL)
		n++;
	while (n-- > 1) {
		char *colon = strrchr(rest, ':');
		if (colon == NULL)
			return refuse_item(param, text, arena, faults);
		*colon = '\0';
		if (!set_scalar(&fields[n], colon + 1, arena, item, faults))
			return false;
	}
	return set_scalar(&fields[0], rest, arena, item, faults);
}

static bool
add_item(const struct field *param, const char *text, struct arena *arena, void *args,
    struct faults *faults)
{
	struct many *many = (struct many *)(void *)((char *)args + param->offset);
	size_t size = shape_row(param->shape)->size;
	char *items = arena_new(arena, (many->n + 1) * size);
	if (many->n > 0)
		memcpy(items, many->items, many->n * size);
	many->items = items;
	return set_item(param, text, arena, items + many->n++ * size, faults);
}

static bool
add_texts(const struct field *param, const char *text, struct arena *arena, void *args,
    struct faults *faults)
{
	struct texts *texts = (struct texts *)(void *)((char *)args + param->offset);
	size_t most = texts->n + strlen(text) + 1;
	const char **items = arena_new(arena, most * sizeof(*items));
	if (texts->n > 0)
		memcpy((void *)items, (const void *)texts->items, texts->n * sizeof(*items));
	texts->items = items;
	char *rest = arena_text(arena, text);
	struct field scalar = { .name = param->name, .kind = param->kind, .word = FIELD_must };
	for (char *item; (item = strsep(&rest, ",")) != NULL;)
		if (*item != '\0' && !set_scalar(&scalar, item, arena, &items[texts->n++], faults))
			return false;
	return true;
}

bool
argument_set(struct verb *verb, const struct argument *argument, const char *text,
    struct arena *arena, struct faults *faults)
{
	const struct field *param = argument->param;
	const struct field *field = param;
	void *value = verb->args;
	if (param->word == FIELD_many)
		return add_item(param, text, arena, value, faults);
	if (param->word == FIELD_texts)
		return add_texts(param, text, arena, value, faults);
	if (argument->inner != NULL) {
		void **sub = (void **)(void *)((char *)value + param->offset);
		give(param, value);
		if (*sub == NULL)
			*sub = arena_new(arena, shape_row(param->shape)->size);
		value = *sub;
		field = argument->inner;
	}
	if (argument_is_secret(field->kind))
		return set_secret(verb, field, argument->in_file, text, value, faults);
	if (field->kind == KIND_token && strcmp(text, "-") == 0)
		return set_secret(verb, field, false, "", value, faults);
	return set_scalar(field, text, arena, value, faults);
}
