/* Names where ids belong: what was typed is looked up before it is sent.  And lists of records, typed as
 * "Production:viewer, Staging:member". */
#include <stdio.h>
#include <string.h>

#include "act.h"
#include "app.h"
#include "args.h"
#include "client.h"
#include "codec.h"
#include "str.h"
#include "utf8.h"

enum { ASKED_MAX = 50, NEAR_MAX = 3, PROBLEM_MAX = 190 };

/* A name, and the id that it turned out to have. */
struct act_ref {
	struct act_ref *next;
	enum kind kind;
	const char *text;
	const char *id;
};

/* Where people and things are found, in this order, as far as the caller may look there. */
static const struct {
	enum kind kind;
	enum op_id op;
	const char *id;
	const char *names[2]; /* fields that it may be called by; the first is shown */
} sources[] = {
	{ KIND_user_ref, OP_member_list, "user_id", { "email", "display_name" } },
	{ KIND_user_ref, OP_org_member_list, "user_id", { "email", "display_name" } },
	{ KIND_user_ref, OP_org_access, "user_id", { "email", "display_name" } },
	{ KIND_user_ref, OP_user_list, "id", { "email", "display_name" } },
	{ KIND_agent_ref, OP_agent_list, "id", { "title", "title" } },
};

enum { N_SOURCES = sizeof(sources) / sizeof(sources[0]) };

/* How the ids begin that a name can stand for; NULL: a name stands for none of the kind. */
static const char *
id_prefix(enum kind kind)
{
	switch (kind) {
	case KIND_user_ref:
		return "usr_";
	case KIND_ws_ref:
		return "ws_";
	case KIND_agent_ref:
		return "agent_";
	default:
		return NULL;
	}
}

bool
act_is_ref(const struct field *field)
{
	return field->word != FIELD_many && id_prefix(field->kind) != NULL;
}

static bool
is_id(enum kind kind, const char *text)
{
	return strncmp(text, id_prefix(kind), strlen(id_prefix(kind))) == 0;
}

static bool
is_same(struct arena *arena, const char *a, const char *b)
{
	return strcmp(utf8_fold(arena, a), utf8_fold(arena, b)) == 0;
}

const char *
act_ref_id(const struct act *act, enum kind kind, const char *text)
{
	for (const struct act_ref *ref = act->refs; ref != NULL; ref = ref->next)
		if (ref->kind == kind && strcmp(ref->text, text) == 0)
			return ref->id;
	return text;
}

void
act_ref_note(struct act *act, enum kind kind, const char *text, const char *id)
{
	struct act_ref *ref = arena_new(&act->arena, sizeof(*ref));
	*ref = (struct act_ref){ .next = act->refs,
		.kind = kind,
		.text = arena_text(&act->arena, text),
		.id = arena_text(&act->arena, id) };
	act->refs = ref;
	act->source = 0;
}

/* ---- lists of records ---- */

/* Records of two members are "name:word, name:word": a name may have commas, but no colon.  Those of more
 * are parted by semicolons, so that their texts may have commas. */
enum { PARTS_MAX = 8 };

static size_t
count_members(enum shape shape)
{
	const struct field *fields = shape_fields(shape);
	size_t n = 0;
	while (n < PARTS_MAX && fields[n].name != NULL)
		n++;
	return n;
}

static const char *
trimmed(const char *text, size_t len, struct arena *arena)
{
	size_t before = strspn(text, " ");
	before = before < len ? before : len;
	while (len > before && text[len - 1] == ' ')
		len--;
	return arena_text_n(arena, text + before, len - before);
}

/* The parts of the next record of a text, "" where there is none, in the arena; what follows it, NULL at
 * the end. */
static const char *
next_item(const char *text, size_t n, const char *parts[PARTS_MAX], struct arena *arena)
{
	const char *end = n > 2 ? ";" : ",";
	text += strspn(text, n > 2 ? " ;" : " ,");
	if (*text == '\0')
		return NULL;
	for (size_t i = 0; i < n; i++) {
		const char *stops = i + 1 == n ? end : i == 0 && n == 2 ? ":" : n > 2 ? ":;" : end;
		size_t len = strcspn(text, stops);
		parts[i] = trimmed(text, len, arena);
		text += len;
		text += i + 1 < n && *text == ':';
	}
	return text;
}

/* The word of the list that begins so: "v" is viewer; as it is when it is none. */
static const char *
whole_word(const struct field *field, const char *begun)
{
	int count;
	const struct word *words = kind_words(field->kind, &count);
	for (int i = 0; i < count && begun[0] != '\0'; i++)
		if (strncasecmp(words[i].name, begun, strlen(begun)) == 0)
			return words[i].name;
	return begun;
}

/* Every list of a shape has the same layout. */
struct many {
	char *items;
	size_t n;
};

int
act_list_read(const struct act *act, const struct field *param, const char *text,
    struct arena *arena, void *args, struct err *err)
{
	const struct field *fields = shape_fields(param->shape);
	struct many many = { NULL, 0 };
	size_t size = shape_row(param->shape)->size;
	size_t n = count_members(param->shape);
	const char *parts[PARTS_MAX];
	struct faults faults = { .n = 0 };
	many.items = arena_new(arena, (strlen(text) + 1) * size);
	while ((text = next_item(text, n, parts, arena)) != NULL) {
		char *item = many.items + many.n++ * size;
		if (parts[0][0] == '\0' || parts[1][0] == '\0')
			return fail(err, PROBLEM_invalid_field, param->name,
			    "'%.60s' is not of the form name:%s", parts[0], fields[1].name);
		/* While it is typed, the name is not looked up yet. */
		bool looked_up = id_prefix(fields[0].kind) != NULL;
		if (looked_up)
			parts[0] = args == NULL ? "x" : act_ref_id(act, fields[0].kind, parts[0]);
		parts[1] = whole_word(&fields[1], parts[1]);
		for (size_t i = 0; i < n; i++)
			if (parts[i][0] != '\0' &&
			    !codec_read_text(&fields[i], parts[i], arena, item, &faults)) {
				*err = faults.items[0];
				return (int)err->problem;
			}
	}
	if (args != NULL)
		memcpy((char *)args + param->offset, &many, sizeof(many));
	return 0;
}

const char *
act_list_text(const struct field *field, const void *value, struct arena *arena)
{
	const struct field *fields = shape_fields(field->shape);
	size_t size = shape_row(field->shape)->size;
	size_t n = count_members(field->shape);
	struct many many;
	const char *all = "";
	memcpy(&many, (const char *)value + field->offset, sizeof(many));
	for (size_t i = 0; i < many.n; i++) {
		const char *item = many.items + i * size;
		const char *gap = "";
		all = arena_printf(arena, "%s%s", all, i == 0 ? "" : n > 2 ? "; " : ", ");
		for (size_t k = 0; k < n; k++) {
			const char *text = fields[k].word >= FIELD_embed
			    ? ""
			    : shape_cell(&fields[k], item, arena);
			if (text[0] != '\0')
				all = arena_printf(arena, "%s%s%s", all, gap, text);
			gap = text[0] != '\0' ? ":" : arena_printf(arena, "%s:", gap);
		}
	}
	return all;
}

/* ---- looking up ---- */

/* The workspace of the organization that is called so, or whose name alone begins so. */
static const char *
find_workspace(struct act *act, const char *text)
{
	const struct me *me = act->app->me->value;
	const char *begins = NULL;
	int n = 0;
	for (size_t i = 0; i < me->workspaces.n; i++) {
		const struct my_workspace *each = &me->workspaces.items[i];
		if (strcmp(each->organization_id, act->org) != 0)
			continue;
		if (is_same(&act->arena, each->name, text))
			return each->id;
		if (strncasecmp(each->name, text, strlen(text)) != 0)
			continue;
		begins = each->id;
		n++;
	}
	return n == 1 ? begins : NULL;
}

/* The first name of a field that has no id yet; NULL when there is none. */
static const char *
unknown_name(const struct act *act, size_t at, enum kind *kind, struct arena *arena)
{
	const struct act_field *behind = &act->behind[at];
	const struct field *field = behind->inner == NULL ? behind->param : behind->inner;
	const char *text = form_value(&act->form, at);
	const char *parts[PARTS_MAX] = { text };
	bool many = field->word == FIELD_many;
	*kind = many ? shape_fields(field->shape)[0].kind : field->kind;
	if (id_prefix(*kind) == NULL)
		return NULL;
	size_t n = many ? count_members(field->shape) : 1;
	while (many ? (text = next_item(text, n, parts, arena)) != NULL : text[0] != '\0') {
		if (!is_id(*kind, parts[0]) && act_ref_id(act, *kind, parts[0]) == parts[0])
			return parts[0];
		if (!many)
			break;
	}
	return NULL;
}

static void
complain(struct act *act, const char *problem)
{
	form_set_problem(&act->form, act->looking_for, problem);
	act->step = ACT_FORM;
	act->app->status[0] = '\0';
}

struct found {
	const char *id;
	int n;
	int n_near;
	struct str near;
};

static void
look_through(struct act *act, const struct reply *reply, const char *name, struct found *found)
{
	enum shape shape = ops[reply->op].gives;
	struct arena arena = { NULL };
	for (size_t i = 0; i < reply->n; i++) {
		const char *row = (const char *)reply->value + i * shape_row(shape)->size;
		const char *const *names = sources[act->source].names;
		const char *first = args_field(shape, row, names[0], &arena);
		const char *second = args_field(shape, row, names[1], &arena);
		if (is_same(&arena, first, name) || is_same(&arena, second, name)) {
			found->id = arena_text(
			    &act->arena, args_field(shape, row, sources[act->source].id, &arena));
			found->n++;
		}
		if (found->n_near++ < NEAR_MAX)
			str_addf(&found->near, "%s%s", found->near.len == 0 ? "" : ", ", first);
	}
	arena_release(&arena);
}

static void look_on(struct act *act);

static void
told(struct reply *reply, void *payload)
{
	struct act *act = payload;
	enum kind kind = KIND_none;
	struct arena arena = { NULL };
	struct found found = { .near = STR_INIT(1000) };
	char problem[PROBLEM_MAX];
	act->call = NULL;
	act->app->dirty = true;
	live_heard(act->app, reply);
	const char *name = unknown_name(act, act->looking_for, &kind, &arena);
	if (reply->err.problem == PROBLEM_none && name != NULL)
		look_through(act, reply, name, &found);
	if (found.n == 1) {
		act_ref_note(act, kind, name, found.id);
		look_on(act);
	} else if (found.n_near > 0) {
		(void)snprintf(problem, sizeof(problem), "%s: %s",
		    found.n > 1                 ? "several are called that"
		        : kind == KIND_user_ref ? "nobody is called quite that"
		                                : "none is called quite that",
		    str_text(&found.near));
		complain(act, problem);
	} else {
		act->source++;
		look_on(act);
	}
	str_release(&found.near);
	arena_release(&arena);
	reply_free(reply);
}

/* Asks the next source of the kind that the caller may ask; false when there is none left. */
static bool
ask(struct act *act, enum kind kind, const char *name)
{
	char why[ACT_REFUSAL];
	struct err err;
	struct client_with with = { .org = act->org, .ws = act->ws };
	for (; act->source < N_SOURCES; act->source++) {
		enum op_id op = sources[act->source].op;
		if (sources[act->source].kind != kind ||
		    act_refusal(act->app, op, NULL, why)[0] != '\0')
			continue;
		struct arena arena = { NULL };
		void *args = args_new(&arena, op);
		if (args_set(op, args, "q", name, &arena, &err) == 0)
			act->call = client_start(act->app->client, op, &with, args, told, act);
		arena_release(&arena);
		if (act->call != NULL)
			return true;
	}
	return false;
}

/* Goes on where an answer has told something; the overlay ends when there is no more to do. */
static void
look_on(struct act *act)
{
	struct app *app = act->app;
	if (!act_go_on(act))
		overlay_remove(app, &act->overlay);
}

/* One name: true when it is known at once, false when it is asked about or complained of. */
static bool
look_up(struct act *act, enum kind kind, const char *name)
{
	const char *id = kind == KIND_ws_ref ? find_workspace(act, name) : NULL;
	if (id != NULL) {
		act_ref_note(act, kind, name, id);
		return true;
	}
	if (kind == KIND_ws_ref) {
		complain(act, "names a workspace that is not there");
	} else if (!ask(act, kind, name)) {
		act->source = 0;
		complain(act,
		    kind == KIND_user_ref ? "nobody that you can see is called that"
		                          : "there is none that is called that");
	}
	return false;
}

bool
act_look_up(struct act *act)
{
	enum kind kind;
	const char *name = NULL;
	struct arena arena = { NULL };
	bool busy = false;
	for (size_t i = 0; i < act->n_fields && !busy; i++) {
		while (!busy && (name = unknown_name(act, i, &kind, &arena)) != NULL) {
			if (act->looking_for != i)
				act->source = 0;
			act->looking_for = i;
			busy = !look_up(act, kind, name);
		}
	}
	arena_release(&arena);
	return busy;
}
