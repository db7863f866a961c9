/* Running an operation: what is missing is asked for, a grave act is confirmed, then it is sent. */
#include "act.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "args.h"
#include "client.h"
#include "input.h"
#include "json.h"
#include "keys.h"
#include "mem.h"
#include "overlay_area.h"

enum { FACTS_MAX = 64 };

static void answered(struct reply *reply, void *payload);
static void loaded(struct reply *reply, void *payload);

/* ---- what it is done to ---- */

const char *
act_fact(const struct act *act, const char *name)
{
	for (size_t i = 0; i < act->n_facts; i++)
		if (strcmp(act->facts[i].name, name) == 0)
			return act->facts[i].text;
	return "";
}

/* The words of a list, blanks between. */
static const char *
all_texts(const struct field *field, const char *value, struct arena *arena)
{
	const struct texts *texts = (const void *)(value + field->offset);
	const char *all = "";
	for (size_t i = 0; i < texts->n; i++)
		all = arena_printf(arena, "%s%s%s", all, i == 0 ? "" : " ", texts->items[i]);
	return all;
}

static void
note_fields(struct act *act, const struct field *fields, const char *value, const char *prefix)
{
	struct arena *arena = &act->arena;
	for (const struct field *field = fields; field->name != NULL; field++) {
		const char *name = arena_printf(arena, "%s%s", prefix, field->name);
		if (field->word == FIELD_embed)
			note_fields(act, shape_fields(field->shape), value + field->offset,
			    arena_printf(arena, "%s.", name));
		if (act->n_facts == FACTS_MAX)
			continue;
		if (field->word == FIELD_texts)
			act->facts[act->n_facts++] =
			    (struct act_text){ name, all_texts(field, value, arena) };
		if (field->word == FIELD_many)
			act->facts[act->n_facts++] =
			    (struct act_text){ name, act_list_text(field, value, arena) };
		if (field->word >= FIELD_embed)
			continue;
		act->facts[act->n_facts++] =
		    (struct act_text){ name, arena_text(arena, shape_cell(field, value, arena)) };
	}
}

void
act_note_facts(struct act *act, enum shape shape, const void *value)
{
	if (act->facts == NULL)
		act->facts = arena_new(&act->arena, FACTS_MAX * sizeof(*act->facts));
	act->n_facts = 0;
	note_fields(act, shape_fields(shape), value, "");
}

/* What the path of the list that is shown names is known of each of its rows; behind an @ it is not what the row
 * itself calls so. */
static void
note_aims(struct act *act, const struct rows *rows)
{
	if (act->facts == NULL)
		act->facts = arena_new(&act->arena, FACTS_MAX * sizeof(*act->facts));
	for (int i = 0; i < ROWS_AIMS && rows->aims[i].name != NULL; i++) {
		const char *value = arena_text(&act->arena, rows->aims[i].value);
		const char *name = arena_printf(&act->arena, "@%s", rows->aims[i].name);
		for (int k = 0; k < 2 && act->n_facts < FACTS_MAX; k++)
			act->facts[act->n_facts++] = (struct act_text){ name + k, value };
	}
}

static void
note_version(struct act *act)
{
	act->version = strtoll(act_fact(act, "version"), NULL, 10);
}

static void
leave_out(struct act *act, const char *name, size_t len)
{
	act->left_out =
	    arena_printf(&act->arena, "%s%s%.*s", act->left_out == NULL ? "" : act->left_out,
	        act->left_out == NULL ? "" : " ", (int)len, name);
}

/* "NAME=FACT", "NAME=?FACT" that is typed again, "NAME='WORD"; true when it names the thing by a path. */
static bool
take_one(struct act *act, const char *at, size_t len)
{
	size_t name_len = strcspn(at, "=");
	const char *name = arena_text_n(&act->arena, at, name_len);
	bool typed = at[name_len + 1] == '?';
	bool literal = at[name_len + 1] == '\'';
	size_t skip = name_len + 1 + (typed || literal);
	const char *text = arena_text_n(&act->arena, at + skip, len - skip);
	if (!literal)
		text = act_fact(act, text);
	if (typed) {
		act->typed = name;
		act->typed_text = text;
		return false;
	}
	if (strcmp(name, "ws") == 0) {
		(void)snprintf(act->ws, sizeof(act->ws), "%s", text);
		return true;
	}
	if (strcmp(name, "org") == 0) {
		(void)snprintf(act->org, sizeof(act->org), "%s", text);
		return true;
	}
	act->given[act->n_given++] = (struct act_text){ name, text };
	return op_in_path(&ops[act->op], name);
}

/* Takes "user=user_id ws=id confirm=?name -reason" from the row.  The row's version is what the operation was
 * made on when the row is the thing that its path names. */
static void
take(struct act *act, const char *takes, bool same_shape)
{
	bool names_it = same_shape;
	act->given = arena_new(&act->arena, (strlen(takes) / 2 + 1) * sizeof(*act->given));
	for (const char *at = takes; *at != '\0';) {
		size_t len = strcspn(at, " ");
		if (*at == '-')
			leave_out(act, at + 1, len - 1);
		else if (*at == '?')
			act->asks = true;
		else if (take_one(act, at, len))
			names_it = true;
		at += len + strspn(at + len, " ");
	}
	if (names_it)
		note_version(act);
}

/* ---- sending ---- */

static int
fill_given(const struct act *act, void *args, struct arena *arena, struct err *err)
{
	int problem = 0;
	for (size_t i = 0; i < act->n_given && problem == 0; i++)
		problem =
		    args_set(act->op, args, act->given[i].name, act->given[i].text, arena, err);
	if (problem == 0 && act->sure)
		problem = args_set(act->op, args, "confirm_shortening", "true", arena, err);
	if (problem == 0 && act->typed != NULL && act->typed[0] != '\0')
		problem = args_set(act->op, args, act->typed, act->typed_text, arena, err);
	return problem;
}

int
act_fill(struct act *act, void *args, struct arena *arena, size_t *changes, struct err *err)
{
	int problem = fill_given(act, args, arena, err);
	return problem == 0 ? act_form_fill(act, args, arena, changes, err) : problem;
}

static bool
send_it(struct act *act)
{
	struct app *app = act->app;
	struct arena arena = { NULL };
	struct err err = { .problem = PROBLEM_none };
	struct client_with with = { .org = act->org, .ws = act->ws, .if_match = act->version };
	void *args = args_new(&arena, act->op);
	size_t changes = 0;
	int problem = act_fill(act, args, &arena, &changes, &err);
	bool nothing = act->n_fields > 0 && ops[act->op].method == METHOD_PATCH && changes == 0;
	if (problem == 0 && !nothing) {
		app_say(app, STYLE_dim, "%s …", ops[act->op].summary);
		act->call = client_start(app->client, act->op, &with, args, answered, act);
		act->sent = true;
	} else if (problem != 0) {
		app_say(app, STYLE_error, "%s", err.text);
	} else {
		app_say(app, STYLE_normal, "nothing was changed, so nothing was sent");
	}
	arena_release(&arena);
	return act->call != NULL;
}

/* ---- the steps ---- */

bool
act_go_on(struct act *act)
{
	if (act_look_up(act) || act_rehearse(act))
		return true;
	bool grave = ops[act->op].ask != NULL && (!ops[act->op].warns || act->foreseen != NULL);
	if ((grave || act->typed != NULL || act->asks) && !act->confirming) {
		act_ask(act);
		return true;
	}
	if (act->step == ACT_LOADING)
		act->step = ACT_SENDING;
	return send_it(act);
}

static bool
begin(struct act *act)
{
	act_form_build(act);
	if (act->n_fields == 0)
		return act_go_on(act);
	act->step = ACT_FORM;
	return true;
}

/* Whether a path is that of what an operation changes: its own, or of what a PUT replaces a part of. */
static bool
is_path_of(const char *path, const struct op *op)
{
	size_t len = strlen(path);
	return strncmp(path, op->path, len) == 0 &&
	    (op->path[len] == '\0' || (op->method == METHOD_PUT && op->path[len] == '/'));
}

/* The operation that shows what this one changes. */
static enum op_id
op_that_shows(const struct act *act)
{
	const struct op *op = &ops[act->op];
	for (int i = 1; i < OP_COUNT; i++) {
		bool same = op->method == METHOD_DELETE || ops[i].gives == op->gives;
		if (ops[i].method == METHOD_GET && !ops[i].lists && same &&
		    is_path_of(ops[i].path, op))
			return (enum op_id)i;
	}
	return OP_none;
}

/* Fetches what will be changed, where the row tells too little of it; false when there is no need. */
static bool
load(struct act *act, enum shape shape)
{
	const struct op *op = &ops[act->op];
	bool edits = (op->method == METHOD_PATCH || op->method == METHOD_PUT) && shape != op->gives;
	bool destroys = shape_field(op_params(act->op), "confirm") != NULL && act->typed == NULL;
	struct client_with with = { .org = act->org, .ws = act->ws };
	struct arena arena = { NULL };
	struct err err;
	enum op_id shows = op_that_shows(act);
	if ((!edits && !destroys) || shows == OP_none)
		return false;
	void *args = args_new(&arena, shows);
	bool complete = true;
	for (const struct field *param = op_params(shows); param->name != NULL; param++)
		complete = complete && param->word == FIELD_may;
	for (size_t i = 0; i < act->n_given && !complete; i++)
		complete = args_set(shows, args, act->given[i].name, act->given[i].text, &arena,
		               &err) == 0;
	if (complete)
		act->call = client_start(act->app->client, shows, &with, args, loaded, act);
	arena_release(&arena);
	return complete;
}

/* ---- answers ---- */

static void
loaded(struct reply *reply, void *payload)
{
	struct act *act = payload;
	struct app *app = act->app;
	act->call = NULL;
	live_heard(app, reply);
	app->dirty = true;
	/* What a PUT sets may not be there yet. */
	bool absent = reply->err.problem == PROBLEM_not_found && ops[act->op].method == METHOD_PUT;
	if (reply->err.problem != PROBLEM_none && !absent) {
		app_say_problem(app, reply);
		reply_free(reply);
		overlay_remove(app, &act->overlay);
		return;
	}
	if (!absent) {
		act_note_facts(act, ops[reply->op].gives, reply->value);
		note_version(act);
	}
	reply_free(reply);
	if (act->typed == NULL && shape_field(op_params(act->op), "confirm") != NULL) {
		act->typed = "confirm";
		act->typed_text = act_fact(act, "name");
	}
	if (!begin(act))
		overlay_remove(app, &act->overlay);
}

/* A sentence that the status line has no room for can be read in full. */
static void
say_all(struct app *app, const struct reply *reply)
{
	app_say_problem(app, reply);
	if (screen_columns(&app->screen, app->status) > app->screen.columns)
		overlay_refusal(app, reply->err.text);
}

/* The form stays, with what is wrong in it; all else closes. */
static void
refused(struct act *act, const struct reply *reply)
{
	struct app *app = act->app;
	bool conflict = reply->err.problem == PROBLEM_version_conflict;
	if (act_ask_again(act, reply))
		return;
	bool has_form = act->n_fields > 0;
	if (has_form)
		act->step = ACT_FORM;
	if (has_form && act->confirming)
		confirm_release(&act->confirm);
	act->confirming = act->confirming && !has_form;
	if (has_form && conflict)
		act_form_take_current(act, json_get(json_get(reply->json, "details"), "current"));
	if (has_form && !conflict)
		act_form_show_faults(act, reply);
	if (!has_form)
		overlay_remove(app, &act->overlay);
	if (conflict)
		view_renew(app_view(app));
	if (conflict && has_form)
		app_say(app, STYLE_error,
		    "somebody changed it meanwhile: look at what is marked, then finish again");
	else if (conflict)
		app_say(app, STYLE_error,
		    "nothing was done: somebody changed it meanwhile; what is shown is loaded anew");
	else
		say_all(app, reply);
}

static void
answered(struct reply *reply, void *payload)
{
	struct act *act = payload;
	struct app *app = act->app;
	act->call = NULL;
	live_heard(app, reply);
	app->dirty = true;
	if (reply->err.problem != PROBLEM_none)
		refused(act, reply);
	else
		act_done(app, act, reply);
	reply_free(reply);
}

/* ---- the overlay ---- */

/* While an answer is awaited only giving up works. */
static enum widget_answer
wait_input(struct act *act, const struct input *input)
{
	struct app *app = act->app;
	if (input->kind != INPUT_KEY || input->key != KEY_escape)
		return WIDGET_USED;
	client_cancel(app->client, act->call);
	act->call = NULL;
	if (act->sent && op_writes(&ops[act->op])) {
		app_say(app, STYLE_warning, "given up: it may have been done all the same");
		view_renew(app_view(app));
	} else {
		app_say(app, STYLE_normal, "given up");
	}
	return WIDGET_CANCELLED;
}

static enum widget_answer
input_of(struct app *app, struct overlay *overlay, const struct input *input)
{
	struct act *act = (struct act *)overlay;
	enum widget_answer answer;
	(void)app;
	if (act->call != NULL)
		return wait_input(act, input);
	if (input->kind == INPUT_KEY)
		act->key = input->key;
	answer =
	    act->confirming ? confirm_input(&act->confirm, input) : form_input(&act->form, input);
	if (answer != WIDGET_DONE)
		return answer;
	return act_go_on(act) ? WIDGET_USED : WIDGET_CANCELLED;
}

static void
draw(struct app *app, struct overlay *overlay, struct screen *screen)
{
	struct act *act = (struct act *)overlay;
	int columns;
	int rows;
	if (act->step == ACT_FORM) {
		form_size(&act->form, screen, &columns, &rows);
		form_draw(&act->form, screen, overlay_area(app, screen, columns, rows));
	} else if (act->step == ACT_CONFIRM) {
		struct confirm shown = act->confirm;
		/* Where there is no room for a question with its consequence, one sentence has both. */
		if (overlay_is_small(screen)) {
			shown.question = act->brief;
			shown.consequence = NULL;
		}
		confirm_size(&shown, screen, &columns, &rows);
		confirm_draw(&shown, screen, overlay_area(app, screen, columns, rows));
		act->confirm.top = shown.top;
		act->confirm.rows = shown.rows;
		act->confirm.hidden = shown.hidden;
	}
}

static void
release(struct overlay *overlay)
{
	struct act *act = (struct act *)overlay;
	if (act->call != NULL)
		client_cancel(act->app->client, act->call);
	if (act->n_fields > 0)
		form_release(&act->form);
	if (act->confirming)
		confirm_release(&act->confirm);
	arena_release(&act->arena);
	free(act);
}

static bool
keys(const struct overlay *overlay, struct str *out)
{
	static const struct overlay_key form[] = {
		{ "tab, arrows", "the field before or behind" },
		{ "left right", "the choice before or behind" },
		{ "letters", "the choice that begins so" },
		{ "space", "opens a list of words" },
		{ "enter", "goes on, and in the last field sends it" },
		{ "C-s", "sends it" },
		{ "esc", "back: nothing is done" },
		{ NULL, NULL },
	};
	const struct act *act = (const struct act *)overlay;
	if (act->call != NULL)
		return false;
	if (act->confirming)
		return overlay_keys_of_confirm(&act->confirm, out);
	overlay_add_keys(out, form);
	return !form_is_typed(&act->form);
}

static const struct overlay_kind act_kind = {
	.input = input_of, .draw = draw, .free = release, .keys = keys, .hints = "esc cancel"
};

static struct act *
new_act(struct app *app, enum op_id op, enum ui_action by, const char *words)
{
	struct act *act = mem_new(1, sizeof(*act));
	act->overlay.kind = &act_kind;
	act->app = app;
	act->op = op;
	act->by = by;
	act->key = by == UI_ACTION_COUNT ? 0 : keymap_key(&app->keymap, (size_t)by);
	act->words = arena_text(&act->arena, words);
	(void)snprintf(act->org, sizeof(act->org), "%s", app->place.org_id);
	(void)snprintf(act->ws, sizeof(act->ws), "%s", app->place.ws_id);
	return act;
}

static void
open_act(struct act *act, const char *takes, enum shape shape, const void *row)
{
	char why[ACT_REFUSAL];
	struct app *app = act->app;
	enum op_id op = act->op;
	if (row != NULL)
		act_note_facts(act, shape, row);
	note_aims(act, &app_view(app)->rows);
	take(act, takes == NULL ? "" : takes, row != NULL && shape == ops[op].gives);
	if (act_refusal(app, op, act->ws[0] == '\0' ? NULL : act->ws, why)[0] != '\0') {
		app_say(app, STYLE_error, "%s", why);
		release(&act->overlay);
		return;
	}
	overlay_push(app, &act->overlay);
	if (!load(act, row == NULL ? SHAPE_none : shape) && !begin(act))
		overlay_pop(app);
}

void
act_open(struct app *app, enum op_id op, const char *takes, enum shape shape, const void *row,
    enum ui_action by)
{
	open_act(new_act(app, op, by, ""), takes, shape, row);
}

void
act_open_typed(struct app *app, enum op_id op, const char *words)
{
	open_act(new_act(app, op, UI_ACTION_COUNT, words), NULL, SHAPE_none, NULL);
}
