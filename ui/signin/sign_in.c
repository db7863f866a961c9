/* Signing in: the form that stands before everything else when the daemon does not know the caller; and out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "client.h"
#include "form.h"
#include "input.h"
#include "keys.h"
#include "mem.h"
#include "overlay.h"

enum { FIELD_EMAIL, FIELD_PASSWORD, N_FIELDS };

struct sign_in {
	struct overlay overlay;
	struct app *app;
	struct form form;
	struct form code; /* what is asked for where the password was right, once asks_code */
	bool asks_code;
	struct client_call *call;
	bool needed;      /* the daemon asked who one is */
	bool signs_on;    /* single sign-on was asked for before there was an address */
	char *invitation; /* to be accepted once one is in; NULL: none */
};

static const struct form_field fields[N_FIELDS] = {
	{ .kind = FORM_TEXT,
	    .name = "email",
	    .label = "E-mail",
	    .hint = "you@example.com",
	    .max = 254,
	    .required = true },
	{ .kind = FORM_SECRET,
	    .name = "password",
	    .label = "Password",
	    .max = 1000,
	    .required = true },
};

static const struct form_field code_fields[] = {
	{ .kind = FORM_SECRET,
	    .name = "totp",
	    .label = "Code",
	    .hint = "six digits, or a recovery code",
	    .max = 64,
	    .required = true },
};

/* ---- in ---- */

/* Nothing of who was here before stays. */
static void
forget(struct app *app)
{
	state_save(app);
	stage_stop(app);
	stage_release(&app->stage);
	/* Who one was is no answer any more. */
	if (app->me_call != NULL)
		client_cancel(app->client, app->me_call);
	app->me_call = NULL;
	reply_free(app->me);
	app->me = NULL;
	app_enter(app, "", "", PLAN_unknown, NULL, NULL);
	live_stop(app);
	app->mfa_offered = false;
}

/* From now on the requests are the person's. */
static void
take(struct app *app, const struct session *session)
{
	const struct keeper *keeper = app->settings.keeper;
	if (app->me != NULL)
		forget(app);
	client_set_token(app->client, session->token);
	if (keeper == NULL) {
		app_say(app, STYLE_ok, "signed in, kept in memory, for this run only");
	} else {
		app_say(app, STYLE_ok, "signed in");
		keeper->save(session->token, session->expires_at, keeper->payload);
	}
}

static void
look_around(struct app *app)
{
	app_reload_me(app);
	live_start(app);
}

void
sign_in_found(struct app *app, const char *token)
{
	if (app->me_call != NULL)
		client_cancel(app->client, app->me_call);
	app->me_call = NULL;
	client_set_token(app->client, token);
	sign_in_close(app);
	app_reload_me(app);
}

void
sign_in_done(struct app *app, const struct session *session)
{
	take(app, session);
	look_around(app);
}

static void
accepted(struct reply *reply, void *payload)
{
	struct app *app = payload;
	const struct acceptance *acceptance = reply->value;
	live_heard(app, reply);
	if (reply->err.problem != PROBLEM_none)
		app_say_problem(app, reply);
	else
		app_say(app, STYLE_ok, "signed in, and accepted: you are %s there now",
		    role_spoken(acceptance->role));
	reply_free(reply);
	look_around(app);
}

static void
told(struct reply *reply, void *payload)
{
	struct sign_in *sign_in = payload;
	struct app *app = sign_in->app;
	sign_in->call = NULL;
	live_heard(app, reply);
	if (reply->err.problem == PROBLEM_mfa_required) {
		sign_in->asks_code = true;
		form_init(&sign_in->code, "The second step", code_fields, 1);
		app->dirty = true;
	} else if (reply->err.problem != PROBLEM_none && sign_in->asks_code) {
		form_set_value(&sign_in->code, 0, "");
		form_set_problem(&sign_in->code, 0, reply->err.text);
		app->dirty = true;
	} else if (reply->err.problem != PROBLEM_none) {
		form_set_value(&sign_in->form, FIELD_PASSWORD, "");
		form_set_problem(&sign_in->form, FIELD_PASSWORD, reply->err.text);
		app->dirty = true;
	} else if (sign_in->invitation != NULL) {
		struct client_with with = { .org = NULL };
		struct invitation_accept_args args = { .token = sign_in->invitation };
		take(app, reply->value);
		(void)nexa_invitation_accept(app->client, &with, &args, accepted, app);
		overlay_remove(app, &sign_in->overlay);
	} else {
		overlay_remove(app, &sign_in->overlay);
		sign_in_done(app, reply->value);
	}
	reply_wipe(reply);
}

/* A link where the address belongs is an invitation. */
static bool
is_link(const char *text)
{
	return strstr(text, "token=") != NULL || strncmp(text, "nxi_", 4) == 0;
}

static void
send(struct sign_in *sign_in)
{
	struct client_with with = { .org = NULL };
	struct auth_login_args args = { .email = form_value(&sign_in->form, FIELD_EMAIL),
		.password = form_value(&sign_in->form, FIELD_PASSWORD),
		.totp = sign_in->asks_code ? form_value(&sign_in->code, 0) : NULL,
		.has_totp = sign_in->asks_code };
	if (sign_in->call == NULL)
		sign_in->call = nexa_auth_login(sign_in->app->client, &with, &args, told, sign_in);
}

/* The address tells whose single sign-on it is. */
static void
sign_on_begin(struct sign_in *sign_in)
{
	const char *email = form_value(&sign_in->form, FIELD_EMAIL);
	if (strchr(email, '@') != NULL)
		sign_on_open(sign_in->app, email);
	else
		form_set_problem(&sign_in->form, FIELD_EMAIL, "your address, for single sign-on");
	sign_in->signs_on = strchr(email, '@') == NULL;
	sign_in->form.current = sign_in->signs_on ? FIELD_EMAIL : sign_in->form.current;
}

/* Esc goes back to the first step, and the password is typed again. */
static void
input_code(struct sign_in *sign_in, const struct input *input)
{
	enum widget_answer answer = form_input(&sign_in->code, input);
	if (answer == WIDGET_DONE)
		send(sign_in);
	if (answer != WIDGET_CANCELLED)
		return;
	if (sign_in->call != NULL)
		client_cancel(sign_in->app->client, sign_in->call);
	sign_in->call = NULL;
	sign_in->asks_code = false;
	form_release(&sign_in->code);
	form_set_value(&sign_in->form, FIELD_PASSWORD, "");
}

/* Back to the invitation that led here. */
static void
go_back(struct sign_in *sign_in)
{
	char *link = sign_in->invitation;
	sign_in->invitation = NULL;
	form_set_value(&sign_in->form, FIELD_PASSWORD, "");
	form_set_problem(&sign_in->form, FIELD_PASSWORD, "");
	join_open(sign_in->app, link);
	mem_wipe(link);
}

/* Enter behind the address, once single sign-on has asked for it. */
static bool
goes_on_to_sign_on(struct sign_in *sign_in, const struct input *input)
{
	if (sign_in->form.current != FIELD_EMAIL)
		sign_in->signs_on = false;
	return sign_in->signs_on && input->kind == INPUT_KEY && input->key == KEY_enter;
}

/* Esc leaves: without signing in there is nothing to see. */
static enum widget_answer
input(struct app *app, struct overlay *overlay, const struct input *input)
{
	struct sign_in *sign_in = (struct sign_in *)overlay;
	if (sign_in->asks_code) {
		input_code(sign_in, input);
		return WIDGET_USED;
	}
	if (input->kind == INPUT_KEY && input->key == (KEY_CTRL | 'r')) {
		join_open(app, NULL);
		return WIDGET_USED;
	}
	if (input->kind == INPUT_KEY && input->key == (KEY_CTRL | 'o')) {
		sign_on_begin(sign_in);
		return WIDGET_USED;
	}
	if (goes_on_to_sign_on(sign_in, input)) {
		sign_on_begin(sign_in);
		return WIDGET_USED;
	}
	enum widget_answer answer = form_input(&sign_in->form, input);
	form_set_secret(
	    &sign_in->form, FIELD_EMAIL, is_link(form_value(&sign_in->form, FIELD_EMAIL)));
	/* Not before all of it is there. */
	bool whole = input->kind == INPUT_PASTE || sign_in->form.current != FIELD_EMAIL;
	if (whole && is_link(form_value(&sign_in->form, FIELD_EMAIL))) {
		join_open(app, form_value(&sign_in->form, FIELD_EMAIL));
		form_set_value(&sign_in->form, FIELD_EMAIL, "");
		form_set_secret(&sign_in->form, FIELD_EMAIL, false);
		sign_in->form.current = FIELD_EMAIL;
		return WIDGET_USED;
	}
	if (answer == WIDGET_DONE)
		send(sign_in);
	if (answer == WIDGET_CANCELLED && sign_in->invitation != NULL)
		go_back(sign_in);
	else if (answer == WIDGET_CANCELLED)
		app->leaving = true;
	return WIDGET_USED;
}

static void
draw(struct app *app, struct overlay *overlay, struct screen *screen)
{
	struct sign_in *sign_in = (struct sign_in *)overlay;
	int columns;
	int rows;
	(void)app;
	struct form *form = sign_in->asks_code ? &sign_in->code : &sign_in->form;
	form_size(form, screen, &columns, &rows);
	if (columns < 50)
		columns = 50;
	form_draw(form, screen, screen_centre(screen_whole(screen), columns, rows));
}

static void
release(struct overlay *overlay)
{
	struct sign_in *sign_in = (struct sign_in *)overlay;
	if (sign_in->call != NULL)
		client_cancel(sign_in->app->client, sign_in->call);
	form_release(&sign_in->form);
	if (sign_in->asks_code)
		form_release(&sign_in->code);
	mem_wipe(sign_in->invitation);
	free(sign_in);
}

static const char *
hints(const struct app *app, struct overlay *overlay)
{
	(void)app;
	const struct sign_in *sign_in = (struct sign_in *)overlay;
	if (sign_in->asks_code)
		return "enter sign in  esc back";
	return sign_in->invitation != NULL
	    ? "enter sign in and accept  C-o single sign-on  esc back to the invitation"
	    : overlay->kind->hints;
}

static const struct overlay_kind sign_in_kind = { .input = input,
	.draw = draw,
	.free = release,
	.hints_now = hints,
	.hints = "enter sign in  C-o single sign-on  C-r register: you are invited  esc leave" };

static struct sign_in *
open_form(struct app *app)
{
	struct sign_in *sign_in = mem_new(1, sizeof(*sign_in));
	sign_in->overlay.kind = &sign_in_kind;
	sign_in->app = app;
	form_init(&sign_in->form, "Sign in", fields, N_FIELDS);
	overlay_push(app, &sign_in->overlay);
	return sign_in;
}

/* The form, whatever it led to stands over it; NULL: it is not open. */
static struct sign_in *
opened(const struct app *app)
{
	return (struct sign_in *)overlay_find(app, &sign_in_kind);
}

bool
sign_in_is_open(const struct app *app)
{
	return opened(app) != NULL;
}

/* Whose address is known types the password. */
static void
fill_in(struct sign_in *sign_in, const char *email, const char *why)
{
	form_set_value(&sign_in->form, FIELD_EMAIL, email);
	form_set_problem(&sign_in->form, FIELD_PASSWORD, why);
	sign_in->form.current = FIELD_PASSWORD;
}

void
sign_in_open(struct app *app)
{
	if (opened(app) == NULL)
		open_form(app)->needed = true;
	keeper_ask_now(app);
}

void
sign_in_again(struct app *app)
{
	static const char ended[] = "your session has ended";
	const struct me *person = app_person(app);
	if (app->me == NULL) {
		sign_in_open(app);
		return;
	}
	/* What waits for news hears of the end before whoever has asked for it. */
	if (app->signed_out)
		return;
	char *email = person == NULL ? NULL : mem_text(person->principal.email);
	overlay_close_all(app);
	forget(app);
	sign_in_open(app);
	if (email != NULL)
		fill_in(opened(app), email, ended);
	else
		form_set_problem(&opened(app)->form, FIELD_EMAIL, ended);
	app_say(app, STYLE_warning, "%s (its time is over, or somebody ended it)", ended);
	free(email);
}

void
sign_in_close(struct app *app)
{
	struct sign_in *sign_in = opened(app);
	if (sign_in != NULL && sign_in->needed)
		overlay_remove(app, &sign_in->overlay);
}

void
sign_in_open_for(struct app *app, const char *email, const char *invitation, const char *why)
{
	struct sign_in *sign_in = opened(app);
	if (sign_in == NULL)
		sign_in = open_form(app);
	fill_in(sign_in, email, why);
	mem_wipe(sign_in->invitation);
	sign_in->invitation = invitation == NULL ? NULL : mem_text(invitation);
	app->dirty = true;
}

/* ---- out ---- */

static void
signed_out(struct reply *reply, void *payload)
{
	struct app *app = payload;
	const struct keeper *keeper = app->settings.keeper;
	enum problem problem = reply->err.problem;
	live_heard(app, reply);
	if (problem != PROBLEM_none && problem != PROBLEM_unauthenticated) {
		app->signed_out = false;
		app_say_problem(app, reply);
		reply_free(reply);
		return;
	}
	reply_free(reply);
	if (keeper != NULL)
		keeper->forget(keeper->payload);
	client_set_token(app->client, NULL);
	forget(app);
	app_say(app, STYLE_ok, "signed out");
	app_reload_me(app);
}

/* Whether a sign-in is at hand that can be ended now; says why not. */
static bool
may_leave(struct app *app, const char *then)
{
	const struct me *me = app->me == NULL ? NULL : app->me->value;
	if (app_person(app) == NULL)
		app_say(app, STYLE_warning, "nobody is signed in: %s",
		    me == NULL ? "the daemon has not said who you are"
		               : "you are here as the operator or with an API key");
	else if (app->stage.n > 0)
		app_say(app, STYLE_warning,
		    "%zu staged and not sent: w reviews, U discards; then %s", app->stage.n, then);
	else
		return true;
	return false;
}

void
sign_on_again(struct app *app)
{
	const struct me *person = app_person(app);
	if (may_leave(app, "sign in") && person != NULL)
		sign_on_open(app, person->principal.email);
}

void
sign_out(struct app *app)
{
	struct client_with with = { .org = NULL };
	struct auth_logout_args args = { 0 };
	if (!may_leave(app, "sign out"))
		return;
	app->signed_out = true;
	(void)nexa_auth_logout(app->client, &with, &args, signed_out, app);
}
