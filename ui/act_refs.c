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

/* Where people are found, in this order, as far as the caller may look there. */
static const struct {
	enum op_id op;
	const char *id;
} sources[] = {
	{ OP_member_list, "user_id" },
	{ OP_org_member_list, "user_id" },
	{ OP_org_access, "user_id" },
	{ OP_user_list, "id" },
};

enum { N_SOURCES = sizeof(sources) / sizeof(sources[0]) };

bool
act_is_ref(const struct field *field)
{
	return field->word != FIELD_many &&
	    (field->kind == KIND_user_ref || field->kind == KIND_ws_ref);
}

static bool
is_id(enum kind kind, const char *text)
{
	return kind == KIND_ws_ref ? strncmp(text, "ws_", 3) == 0 : strncmp(text, "usr_", 4) == 0;
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

/* The next "name:word" of a text, trimmed, in the arena; what follows it, NULL at the end.  A name may
 * have commas, but no colon. */
static const char *
next_item(const char *text, const char **name, const char **word, struct arena *arena)
{
	text += strspn(text, " ,");
	if (*text == '\0')
		return NULL;
	size_t name_len = strcspn(text, ":");
	const char *rest = text + name_len;
	rest += *rest == ':';
	rest += strspn(rest, " ");
	size_t word_len = strcspn(rest, ",");
	const char *end = rest + word_len;
	while (name_len > 0 && text[name_len - 1] == ' ')
		name_len--;
	while (word_len > 0 && rest[word_len - 1] == ' ')
		word_len--;
	*name = arena_text_n(arena, text, name_len);
	*word = arena_text_n(arena, rest, word_len);
	return end;
}

/* The word of the list that begins so: "v" is viewer; as it is when it is none. */
static const char *
whole_word(const struct field *field, const char *begun)
{
	int count;
	const struct word *words = vocab_words(kind_row(field->kind)->vocab, &count);
	for (int i = 1; i < count && begun[0] != '\0'; i++)
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
	const char *name;
	const char *word;
	struct faults faults = { .n = 0 };
	many.items = arena_new(arena, (strlen(text) + 1) * size);
	while ((text = next_item(text, &name, &word, arena)) != NULL) {
		char *item = many.items + many.n++ * size;
		const char *id = act_ref_id(act, fields[0].kind, name);
		if (name[0] == '\0' || word[0] == '\0')
			return fail(err, PROBLEM_invalid_field, param->name,
			    "'%.60s' is not of the form name:role", name);
		/* While it is typed, the name is not looked up yet. */
		if (args == NULL)
			id = "x";
		if (!codec_read_text(&fields[0], id, arena, item, &faults) ||
		    !codec_read_text(
		        &fields[1], whole_word(&fields[1], word), arena, item, &faults)) {
			*err = faults.items[0];
			return (int)err->problem;
		}
	}
	if (args != NULL)
		memcpy((char *)args + param->offset, &many, sizeof(many));
	return 0;
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
	const char *name = text;
	const char *word;
	bool many = field->word == FIELD_many;
	if (!many && !act_is_ref(field))
		return NULL;
	*kind = many ? shape_fields(field->shape)[0].kind : field->kind;
	while (many ? (text = next_item(text, &name, &word, arena)) != NULL : name[0] != '\0') {
		if (!is_id(*kind, name) && act_ref_id(act, *kind, name) == name)
			return name;
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
		const char *email = args_field(shape, row, "email", &arena);
		const char *shown = args_field(shape, row, "display_name", &arena);
		if (is_same(&arena, email, name) || is_same(&arena, shown, name)) {
			found->id = arena_text(
			    &act->arena, args_field(shape, row, sources[act->source].id, &arena));
			found->n++;
		}
		if (found->n_near++ < NEAR_MAX)
			str_addf(&found->near, "%s%s", found->near.len == 0 ? "" : ", ", email);
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
		    found.n > 1 ? "several are called that" : "nobody is called quite that",
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

/* Asks the next source that the caller may ask; false when there is none left. */
static bool
ask(struct act *act, const char *name)
{
	char why[ACT_REFUSAL];
	struct err err;
	struct client_with with = { .org = act->org, .ws = act->ws };
	for (; act->source < N_SOURCES; act->source++) {
		enum op_id op = sources[act->source].op;
		if (act_refusal(act->app, op, NULL, why)[0] != '\0')
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
	if (!act_go_on(act) && app->overlay == &act->overlay)
		overlay_pop(app);
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
	} else if (!ask(act, name)) {
		act->source = 0;
		complain(act, "nobody that you can see is called that");
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
