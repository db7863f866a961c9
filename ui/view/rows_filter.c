/* What a list is asked with: its filter as people type it, and when. */
#include <string.h>

#include "arena.h"
#include "args.h"
#include "rows.h"
#include "str.h"

bool
rows_can_filter(const struct rows *rows, const char *name)
{
	static const char *const others[] = { "q", "sort", "order", "limit", "cursor", "last", "at",
		"after_seq", "wait" };
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(name, others[i]) == 0)
			return false;
	return shape_field(op_params(rows->op), name) != NULL && !op_in_path(&ops[rows->op], name);
}

/* Whether it looks like what a list could be filtered by: "role", not "Sales" or "12". */
static bool
is_name(const char *text)
{
	return text[0] != '\0' && text[strspn(text, "abcdefghijklmnopqrstuvwxyz_")] == '\0';
}

/* The length of the next word; quotes hold one with blanks together: workspace:"US Support". */
static size_t
word_length(const char *at)
{
	size_t len = 0;
	for (bool quoted = false; at[len] != '\0' && (quoted || at[len] != ' '); len++)
		quoted = quoted != (at[len] == '"');
	return len;
}

/* What stands behind the colon, without the quotes around it; the one at the end may still be to come. */
static const char *
value_of(const char *text, size_t len, struct arena *arena)
{
	bool quoted = len > 0 && text[0] == '"';
	bool ended = quoted && len > 1 && text[len - 1] == '"';
	return arena_text_n(arena, text + quoted, len - quoted - ended);
}

/* A time as people type it: to the minute, in UTC. */
static const char *
whole_time(const char *text, struct arena *arena)
{
	enum { TO_MINUTE = 16, TO_SECOND = 19 };
	size_t len = strcspn(text, "Zz");
	if (strchr(text, 'T') == NULL || (len != TO_MINUTE && len != TO_SECOND) ||
	    strlen(text) > len + 1)
		return text;
	return arena_printf(arena, "%.*s%sZ", (int)len, text, len == TO_MINUTE ? ":00" : "");
}

/* A workspace is named, and its id sent. */
static int
set_workspace(const struct rows *rows, enum op_id op, const char *name, void *args,
    struct arena *arena, struct err *err)
{
	const char *id = rows->workspace == NULL ? NULL : rows->workspace(rows->payload, name);
	if (id == NULL)
		return fail(err, PROBLEM_invalid_query, "workspace",
		    "there is no workspace '%s' that you know of", name);
	return args_set(op, args, "workspace_id", id, arena, err);
}

/* Whether the list is filtered by event types, as the audit log is. */
static bool
has_types(const struct rows *rows)
{
	const struct field *type = shape_field(op_params(rows->op), "type");
	return type != NULL && type->kind == KIND_filter;
}

/* Whether a word is an event type, or all that begin alike ("telephony.*"). */
static bool
is_event_type(const char *word, size_t len)
{
	int count;
	const struct word *events = vocab_words(VOCAB_event, &count);
	bool all = len > 2 && strncmp(word + len - 2, ".*", 2) == 0;
	size_t least = all ? len - 1 : len;
	for (int i = 1; i < count; i++)
		if (strncmp(events[i].name, word, least) == 0 &&
		    (all || strlen(events[i].name) == len))
			return true;
	return false;
}

static int
set_types(enum op_id op, const char *types, void *args, struct arena *arena, struct err *err)
{
	for (const char *at = types; *at != '\0';) {
		size_t len = strcspn(at, ",");
		if (len > 0 && !is_event_type(at, len))
			return fail(err, PROBLEM_invalid_query, "type",
			    "there is no event type '%.*s'", (int)len, at);
		at += len + (at[len] == ',');
	}
	return args_set(op, args, "type", types, arena, err);
}

static int
set_field(const struct field *field, enum op_id op, const char *value, void *args,
    struct arena *arena, struct err *err)
{
	if (field->kind == KIND_ws_ref && strncmp(value, "ws_", 3) != 0)
		return fail(err, PROBLEM_invalid_query, field->name,
		    "%s takes an id, which '%s' is not; workspace:NAME takes a name", field->name,
		    value);
	if (field->kind == KIND_time)
		value = whole_time(value, arena);
	return args_set(op, args, field->name, value, arena, err);
}

/* A word with a colon in it. */
struct named {
	const char *name;
	const char *value;
};

/* What it says, if the list takes it. */
static int
set_named(const struct rows *rows, enum op_id op, const struct named *word, void *args,
    struct arena *arena, struct err *err)
{
	const char *name = word->name;
	const char *value = word->value;
	bool searched = strcmp(name, "name") == 0 || strcmp(name, "email") == 0;
	if (strcmp(name, "workspace") == 0 && rows_can_filter(rows, "workspace_id"))
		return set_workspace(rows, op, value, args, arena, err);
	if (strcmp(name, "type") == 0 && has_types(rows))
		return set_types(op, value, args, arena, err);
	if (rows_can_filter(rows, name))
		return set_field(
		    shape_field(op_params(rows->op), name), op, value, args, arena, err);
	return fail(err, PROBLEM_invalid_query, name, "this list is not filtered by %s%s", name,
	    searched && shape_field(op_params(op), "q") != NULL ? "; words alone look for it" : "");
}

static void
add_word(struct str *words, const char *word, size_t len, char between)
{
	str_addf(words, "%.*s%.*s", words->len > 0, &between, (int)len, word);
}

/* The log knows what quotes hold together; a list looks for all of its words as they stand. */
static void
add_words(const struct rows *rows, const char *at, size_t len, struct arena *arena, struct str *out)
{
	const char *words =
	    has_types(rows) ? arena_text_n(arena, at, len) : value_of(at, len, arena);
	add_word(out, words, strlen(words), ' ');
}

/* "priya role:admin" sets role and puts the other words into q. */
static int
set_filter(const struct rows *rows, enum op_id op, const char *filter, void *args,
    struct arena *arena, struct err *err)
{
	struct str words = STR_INIT(300);
	struct str types = STR_INIT(300);
	int problem = 0;
	for (const char *at = filter; problem == 0 && *at != '\0';) {
		size_t len = word_length(at);
		const char *colon = memchr(at, ':', len);
		struct named word = { "", "" };
		/* "http://127" is a word. */
		if (colon != NULL && strncmp(colon + 1, "//", 2) != 0)
			word = (struct named){ arena_text_n(arena, at, (size_t)(colon - at)),
				value_of(colon + 1, len - (size_t)(colon + 1 - at), arena) };
		if (rows_can_filter(rows, word.name) || is_name(word.name))
			problem = set_named(rows, op, &word, args, arena, err);
		else if (at[0] == '!' && len > 1)
			problem = fail(err, PROBLEM_invalid_query, "q",
			    "! leaves nothing out: only what fits can be asked for");
		else if (has_types(rows) && memchr(at, '.', len) != NULL && is_event_type(at, len))
			add_word(&types, at, len, ',');
		else if (len > 0)
			add_words(rows, at, len, arena, &words);
		at += len + (at[len] == ' ');
	}
	if (problem == 0 && words.len > 0)
		problem = args_set(op, args, "q", str_text(&words), arena, err);
	if (problem == 0 && types.len > 0)
		problem = args_set(op, args, "type", str_text(&types), arena, err);
	str_release(&types);
	str_release(&words);
	return problem;
}

int
rows_check_filter(const struct rows *rows, const char *filter, struct err *err)
{
	struct arena arena = { NULL };
	*err = (struct err){ .problem = PROBLEM_none };
	int problem = set_filter(rows, rows->op, filter, args_new(&arena, rows->op), &arena, err);
	arena_release(&arena);
	return problem;
}

int
rows_take_filter(
    const struct rows *rows, enum op_id op, void *args, struct arena *arena, struct err *err)
{
	return rows->filter == NULL ? 0 : set_filter(rows, op, rows->filter, args, arena, err);
}

/* Who goes to a day wants to see it: its end, where the newest come first. */
int
rows_take_time(
    const struct rows *rows, const char *at, void *args, struct arena *arena, struct err *err)
{
	enum { TO_DAY = 10 };
	if (args_set(rows->op, args, "at", whole_time(at, arena), arena, err) != 0)
		return (int)err->problem;
	if (strlen(at) > TO_DAY)
		return 0;
	return args_set(
	    rows->op, args, "at", arena_printf(arena, "%sT23:59:59.999Z", at), arena, err);
}

bool
rows_is_time(const struct rows *rows, const char *at)
{
	struct err ignored;
	struct arena arena = { NULL };
	int problem = rows_take_time(rows, at, args_new(&arena, rows->op), &arena, &ignored);
	arena_release(&arena);
	return problem == 0;
}
