/* Signing in: the form that stands before everything else when the daemon does not know the caller. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "client.h"
#include "form.h"
#include "input.h"
#include "mem.h"
#include "overlay.h"

enum { FIELD_EMAIL, FIELD_PASSWORD, N_FIELDS };

struct sign_in {
	struct overlay overlay;
	struct app *app;
	struct form form;
	struct client_call *call;
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

static void
told(struct reply *reply, void *payload)
{
	struct sign_in *sign_in = payload;
	struct app *app = sign_in->app;
	sign_in->call = NULL;
	live_heard(app, reply);
	if (reply->err.problem != PROBLEM_none) {
		form_set_value(&sign_in->form, FIELD_PASSWORD, "");
		form_set_problem(&sign_in->form, FIELD_PASSWORD, reply->err.text);
		app->dirty = true;
	} else {
		const struct session *session = reply->value;
		const struct console_settings *settings = &app->settings;
		const char *kept = settings->keep_token == NULL
		    ? "kept in memory, for this run only"
		    : settings->keep_token(
		          session->token, session->expires_at, settings->keep_token_payload);
		client_set_token(app->client, session->token);
		app_say(app, STYLE_ok, "signed in, %s", kept);
		overlay_pop(app);
		app_reload_me(app);
		live_start(app);
	}
	reply_free(reply);
}

static void
send(struct sign_in *sign_in)
{
	struct client_with with = { .org = NULL };
	struct auth_login_args args = { .email = form_value(&sign_in->form, FIELD_EMAIL),
		.password = form_value(&sign_in->form, FIELD_PASSWORD) };
	if (sign_in->call == NULL)
		sign_in->call = nexa_auth_login(sign_in->app->client, &with, &args, told, sign_in);
}

/* Esc leaves: without signing in there is nothing to see. */
static enum widget_answer
input(struct app *app, struct overlay *overlay, const struct input *input)
{
	struct sign_in *sign_in = (struct sign_in *)overlay;
	enum widget_answer answer = form_input(&sign_in->form, input);
	if (answer == WIDGET_DONE)
		send(sign_in);
	if (answer == WIDGET_CANCELLED)
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
	form_size(&sign_in->form, screen, &columns, &rows);
	if (columns < 50)
		columns = 50;
	form_draw(&sign_in->form, screen, screen_centre(screen_whole(screen), columns, rows));
}

static void
release(struct overlay *overlay)
{
	struct sign_in *sign_in = (struct sign_in *)overlay;
	if (sign_in->call != NULL)
		client_cancel(sign_in->app->client, sign_in->call);
	form_release(&sign_in->form);
	free(sign_in);
}

static const struct overlay_kind sign_in_kind = { .input = input,
	.draw = draw,
	.free = release,
	.hints = "tab next field  enter sign in  esc leave" };

void
sign_in_open(struct app *app)
{
	if (app->overlay != NULL)
		return;
	struct sign_in *sign_in = mem_new(1, sizeof(*sign_in));
	sign_in->overlay.kind = &sign_in_kind;
	sign_in->app = app;
	form_init(&sign_in->form, "Sign in", fields, N_FIELDS);
	overlay_push(app, &sign_in->overlay);
}
