/* Accepting an invitation, by its link: who is signed in is told what holds, and asked; others register with it, or
 * sign in. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "client.h"
#include "confirm.h"
#include "form.h"
#include "input.h"
#include "keys.h"
#include "mem.h"
#include "op.h"
#include "overlay.h"

enum { LINK_MAX = 2000, TITLE = 700, FORM_COLUMNS = 80, PROBLEM = 500 };
enum { FIELD_LINK, N_LINK_FIELDS };
enum { FIELD_NAME, FIELD_PASSWORD, FIELD_AGAIN, N_FIELDS };

struct join {
	struct overlay overlay;
	struct app *app;
	struct form form;
	bool knows; /* the invitation was looked up: who comes is asked now */
	bool named; /* they have an account, which is to get its first password */
	bool asks;  /* who is signed in can accept it: whether they want to is asked now */
	struct confirm confirm;
	struct client_call *call;
	char *token;
	char *email;
	char title[TITLE];
	char about[TITLE];
	char problem[PROBLEM];
};

static const struct form_field link_fields[N_LINK_FIELDS] = {
	{ .kind = FORM_SECRET,
	    .name = "token",
	    .label = "Link",
	    .hint = "paste the link or the token that you were sent",
	    .max = LINK_MAX,
	    .required = true },
};
static const struct form_field fields[N_FIELDS] = {
	{ .kind = FORM_TEXT,
	    .name = "display_name",
	    .label = "Your name",
	    .hint = "as others see it",
	    .max = 400,
	    .required = true },
	{ .kind = FORM_SECRET,
	    .name = "password",
	    .label = "A password",
	    .max = 1000,
	    .required = true },
	{ .kind = FORM_SECRET,
	    .name = "again",
	    .label = "The same again",
	    .max = 1000,
	    .required = true,
	    .again = true },
};

/* ---- what is typed ---- */

static bool
is_valid(struct join *join, enum kind kind, const char *name, const char *value, const char **out)
{
	struct arena arena = { NULL };
	struct err err;
	const char *stored = NULL;
	bool valid = kind_check(kind, name, value, &arena, &stored, &err) == 0;
	if (!valid)
		(void)snprintf(join->problem, sizeof(join->problem), "%.190s", err.text);
	else if (out != NULL)
		*out = mem_text(stored);
	arena_release(&arena);
	return valid;
}

/* Of the one that stands so far down: without a name the others are one higher. */
static size_t
field_of(const struct join *join, size_t shown)
{
	return shown + join->named;
}

static const char *
value_of(const struct join *join, size_t field)
{
	return form_value(&join->form, field - join->named);
}

static const char *
check(void *context, size_t field, const char *value)
{
	struct join *join = context;
	if (!join->knows)
		return is_valid(join, KIND_token, "it", value, NULL) ? NULL : join->problem;
	field = field_of(join, field);
	if (field == FIELD_AGAIN)
		return NULL;
	return is_valid(join, field == FIELD_NAME ? KIND_name : KIND_password, "it", value, NULL)
	    ? NULL
	    : join->problem;
}

static void
begin_form(struct join *join, const char *title, const struct form_field *from, size_t n)
{
	form_init(&join->form, title, from, n);
	join->form.least_columns = FORM_COLUMNS;
	form_set_check(&join->form, check, join);
}

/* ---- the daemon ---- */

/* Whoever has an account signs in, which accepts the invitation where it can be. */
static void
sign_in_instead(struct join *join, bool accepts, const char *why)
{
	struct app *app = join->app;
	char *email = mem_text(join->email);
	char *token = accepts ? mem_text(join->token) : NULL;
	overlay_remove(app, &join->overlay);
	sign_in_open_for(app, email, token, why);
	mem_wipe(token);
	free(email);
}

static void
registered(struct reply *reply, void *payload)
{
	struct join *join = payload;
	struct app *app = join->app;
	join->call = NULL;
	app->dirty = true;
	live_heard(app, reply);
	if (reply->err.problem == PROBLEM_conflict) {
		sign_in_instead(join, true, "registered already: sign in to accept");
	} else if (reply->err.problem != PROBLEM_none) {
		form_set_problem(&join->form, FIELD_PASSWORD - join->named, reply->err.text);
	} else {
		/* The sign-in form below it, too. */
		overlay_close_all(app);
		sign_in_done(app, reply->value);
	}
	reply_wipe(reply);
}

static void
send_person(struct join *join)
{
	struct client_with with = { .org = NULL };
	struct auth_register_args args = { .email = join->email,
		.display_name = join->named ? join->email : value_of(join, FIELD_NAME),
		.password = value_of(join, FIELD_PASSWORD),
		.invitation_token = join->token };
	if (join->call == NULL)
		join->call = nexa_auth_register(join->app->client, &with, &args, registered, join);
}

static void
accepted(struct reply *reply, void *payload)
{
	struct join *join = payload;
	struct app *app = join->app;
	const struct acceptance *acceptance = reply->value;
	join->call = NULL;
	app->dirty = true;
	live_heard(app, reply);
	if (reply->err.problem != PROBLEM_none) {
		app_say_problem(app, reply);
	} else {
		app_say(app, STYLE_ok, "accepted: you are %s there now%s",
		    role_spoken(acceptance->role),
		    acceptance->skipped.n > 0 ? "; not every workspace could be given" : "");
		app_reload_me(app);
	}
	overlay_remove(app, &join->overlay);
	reply_free(reply);
}

static void
send_acceptance(struct join *join)
{
	struct client_with with = { .org = NULL };
	struct invitation_accept_args args = { .token = join->token };
	if (join->call == NULL)
		join->call =
		    nexa_invitation_accept(join->app->client, &with, &args, accepted, join);
}

static void
ask_whether(struct join *join, const struct invitation_view *view)
{
	bool workspace = view->level == LEVEL_workspace;
	(void)snprintf(join->title, sizeof(join->title), "Join %s as %s?", view->target_name,
	    role_spoken(view->role));
	(void)snprintf(join->about, sizeof(join->about), "%s invites %s to the %s%s%s",
	    view->inviter, view->email, vocab_name(VOCAB_level, (int)view->level),
	    workspace ? ", of " : "", workspace ? view->organization_name : "");
	confirm_init(&join->confirm, join->title, join->about, NULL, 0);
	join->asks = true;
}

/* Whoever comes, as far as they can by a password, is asked for. */
static void
ask_who(struct join *join, const struct invitation_view *view)
{
	bool workspace = view->level == LEVEL_workspace;
	join->email = mem_text(view->email);
	if (view->entry == INVITATION_ENTRY_sso || view->entry == INVITATION_ENTRY_shut) {
		sign_in_instead(join, false, view->entry_why);
		return;
	}
	(void)snprintf(join->title, sizeof(join->title), "Join %s%s%s as %s, %s, invited by %s",
	    view->target_name, workspace ? " of " : "", workspace ? view->organization_name : "",
	    role_spoken(view->role), view->email, view->inviter);
	join->knows = true;
	join->named = view->entry == INVITATION_ENTRY_first_password;
	form_release(&join->form);
	begin_form(join, join->title, fields + join->named, N_FIELDS - join->named);
}

/* Where it cannot be accepted, why not; else whoever comes is asked for. */
static void
tell_state(struct join *join, const struct invitation_view *view)
{
	switch (view->state) {
	case INVITATION_STATE_wrong_account:
		(void)snprintf(join->problem, sizeof(join->problem),
		    "is for %s, and you are signed in as somebody else: sign out, then come back with it",
		    view->email);
		form_set_problem(&join->form, FIELD_LINK, join->problem);
		break;
	case INVITATION_STATE_already_member:
		(void)snprintf(join->problem, sizeof(join->problem),
		    "is used no more: you have a place in %s already", view->target_name);
		form_set_problem(&join->form, FIELD_LINK, join->problem);
		break;
	case INVITATION_STATE_acceptable:
		ask_whether(join, view);
		break;
	default:
		ask_who(join, view);
	}
}

static void
looked_up(struct reply *reply, void *payload)
{
	struct join *join = payload;
	struct app *app = join->app;
	join->call = NULL;
	app->dirty = true;
	live_heard(app, reply);
	if (reply->err.problem != PROBLEM_none) {
		form_set_problem(&join->form, FIELD_LINK, reply->err.text);
	} else {
		tell_state(join, reply->value);
	}
	reply_free(reply);
}

static void
look_up(struct join *join, const char *link)
{
	struct client_with with = { .org = NULL };
	if (join->call != NULL)
		return;
	mem_wipe(join->token);
	join->token = NULL;
	if (!is_valid(join, KIND_token, "it", link, (const char **)(void *)&join->token))
		return;
	struct invitation_look_up_args args = { .token = join->token };
	join->call = nexa_invitation_look_up(join->app->client, &with, &args, looked_up, join);
}

/* ---- the overlay ---- */

static enum widget_answer
input_of(struct app *app, struct overlay *overlay, const struct input *input)
{
	struct join *join = (struct join *)overlay;
	(void)app;
	if (join->asks) {
		enum widget_answer asked = confirm_input(&join->confirm, input);
		if (asked == WIDGET_DONE)
			send_acceptance(join);
		return asked == WIDGET_DONE ? WIDGET_USED : asked;
	}
	if (join->knows && input->kind == INPUT_KEY && input->key == (KEY_CTRL | 'r')) {
		sign_in_instead(join, true, "");
		return WIDGET_USED;
	}
	enum widget_answer answer = form_input(&join->form, input);
	if (answer != WIDGET_DONE)
		return answer;
	if (join->knows)
		send_person(join);
	else
		look_up(join, form_value(&join->form, FIELD_LINK));
	return WIDGET_USED;
}

static void
draw(struct app *app, struct overlay *overlay, struct screen *screen)
{
	struct join *join = (struct join *)overlay;
	int columns;
	int rows;
	(void)app;
	if (join->asks) {
		confirm_size(&join->confirm, screen, &columns, &rows);
		confirm_draw(
		    &join->confirm, screen, screen_centre(screen_whole(screen), columns, rows));
		return;
	}
	form_size(&join->form, screen, &columns, &rows);
	form_draw(&join->form, screen, screen_centre(screen_whole(screen), columns, rows));
}

static void
release(struct overlay *overlay)
{
	struct join *join = (struct join *)overlay;
	if (join->call != NULL)
		client_cancel(join->app->client, join->call);
	form_release(&join->form);
	if (join->asks)
		confirm_release(&join->confirm);
	mem_wipe(join->token);
	free(join->email);
	free(join);
}

static const char *
hints(const struct app *app, struct overlay *overlay)
{
	(void)app;
	return ((struct join *)overlay)->knows
	    ? "enter go on  C-r sign in: you have an account  esc back"
	    : overlay->kind->hints;
}

/* Its form is all text. */
static bool
keys(const struct overlay *overlay, struct str *out)
{
	const struct join *join = (const struct join *)overlay;
	return join->asks && overlay_keys_of_confirm(&join->confirm, out);
}

static const struct overlay_kind join_kind = { .input = input_of,
	.draw = draw,
	.free = release,
	.keys = keys,
	.hints_now = hints,
	.hints = "tab next field  enter go on  esc back" };

void
join_open(struct app *app, const char *link)
{
	struct join *join = mem_new(1, sizeof(*join));
	join->overlay.kind = &join_kind;
	join->app = app;
	begin_form(join,
	    app_person(app) != NULL ? "Accept an invitation" : "Register with an invitation",
	    link_fields, N_LINK_FIELDS);
	overlay_push(app, &join->overlay);
	if (link != NULL) {
		form_set_value(&join->form, FIELD_LINK, link);
		look_up(join, link);
	}
}
