/* Setting up an authenticator: its secret as a QR code and as text, the first code, then recovery codes, shown once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act.h"
#include "app.h"
#include "client.h"
#include "form.h"
#include "mem.h"
#include "overlay.h"
#include "qr.h"
#include "str.h"
#include "term.h"

enum { BESIDE_COLUMNS = 32, GAP = 2, FOOT_ROWS = 2, LINES_MAX = 4096 };

struct setting_up {
	struct overlay overlay;
	struct app *app;
	struct form form;
	struct client_call *call;
	struct qr qr;
	bool required; /* the organization where one is wants it */
	char *secret;  /* in groups of four; NULL until it is told */
	char *uri;
};

static const struct form_field fields[] = {
	{ .kind = FORM_SECRET,
	    .name = "code",
	    .label = "Code",
	    .hint = "six digits",
	    .max = 64,
	    .required = true },
};

static const struct field codes_field = { .name = "recovery_codes",
	.text = "each signs in once in place of a code" };

/* ---- the daemon ---- */

static void
show_codes(struct app *app, const struct mfa_recovery *recovery)
{
	struct str text = STR_INIT(LINES_MAX);
	(void)str_reserve(&text, LINES_MAX - 1);
	for (size_t i = 0; i < recovery->recovery_codes.n; i++)
		str_addf(&text, "%s%s", i == 0 ? "" : "\n", recovery->recovery_codes.items[i]);
	act_show_text_once(app, &codes_field,
	    "Your authenticator is set up; other sessions are over", str_text(&text));
	explicit_bzero(text.data, text.cap);
	str_release(&text);
}

static void
confirmed(struct reply *reply, void *payload)
{
	struct setting_up *up = payload;
	struct app *app = up->app;
	up->call = NULL;
	app->dirty = true;
	live_heard(app, reply);
	if (reply->err.problem != PROBLEM_none) {
		form_set_value(&up->form, 0, "");
		form_set_problem(&up->form, 0, reply->err.text);
	} else {
		overlay_remove(app, &up->overlay);
		app->term->repaint(app->term);
		show_codes(app, reply->value);
		/* What was refused for want of it is open now. */
		live_all_stale(app);
	}
	reply_wipe(reply);
}

static void
enrolled(struct reply *reply, void *payload)
{
	struct setting_up *up = payload;
	struct app *app = up->app;
	const struct mfa_secret *secret = reply->value;
	up->call = NULL;
	app->dirty = true;
	live_heard(app, reply);
	if (reply->err.problem != PROBLEM_none) {
		app_say_problem(app, reply);
		overlay_remove(app, &up->overlay);
	} else {
		struct str groups = STR_INIT(LINES_MAX);
		(void)str_reserve(&groups, LINES_MAX - 1);
		qr_groups(secret->secret, &groups);
		up->secret = mem_text(str_text(&groups));
		up->uri = mem_text(secret->otpauth_uri);
		(void)qr_make(&up->qr, up->uri);
		explicit_bzero(groups.data, groups.cap);
		str_release(&groups);
	}
	reply_wipe(reply);
}

/* ---- the overlay ---- */

static enum widget_answer
input_of(struct app *app, struct overlay *overlay, const struct input *input)
{
	struct setting_up *up = (struct setting_up *)overlay;
	enum widget_answer answer = form_input(&up->form, input);
	if (answer == WIDGET_DONE && up->call == NULL && up->secret != NULL) {
		const struct client_with with = { .org = NULL };
		const struct mfa_confirm_args args = { .code = form_value(&up->form, 0) };
		up->call = nexa_mfa_confirm(app->client, &with, &args, confirmed, up);
	}
	if (answer == WIDGET_CANCELLED) {
		app->term->repaint(app->term);
		if (up->required)
			app_say(app, STYLE_warning,
			    "not set up: :authenticator begins again; it is required by %s",
			    app->place.org_name);
		return WIDGET_CANCELLED;
	}
	return WIDGET_USED;
}

static void
draw_words(const struct setting_up *up, struct screen *screen, struct screen_rect area)
{
	bool roomy = area.rows >= 10;
	if (up->secret == NULL) {
		screen_take_text(screen, &area, STYLE_dim, "asking for a secret …");
		return;
	}
	if (roomy) {
		screen_take_text(screen, &area, STYLE_normal,
		    "Scan it with your authenticator, or type this secret, then type the code that it shows.");
		(void)screen_take_row(&area);
	}
	screen_take_text(screen, &area, STYLE_title, up->secret);
	if (roomy) {
		(void)screen_take_row(&area);
	}
	screen_take_text(screen, &area, STYLE_dim, up->uri);
}

/* The QR code on the left where there is room for it and for the words beside it. */
static void
draw(struct app *app, struct overlay *overlay, struct screen *screen)
{
	struct setting_up *up = (struct setting_up *)overlay;
	struct screen_rect whole = screen_whole(screen);
	int columns = 0;
	int rows = 0;
	whole.rows--;
	char title[sizeof(app->place.org_name) + 40] = "An authenticator for you";
	if (up->required)
		(void)snprintf(
		    title, sizeof(title), "An authenticator, required by %s", app->place.org_name);
	struct screen_rect inside = screen_window(screen, whole, title);
	struct screen_rect before = screen_clip(screen, inside);
	struct screen_rect room = { inside.row, inside.column, inside.rows,
		inside.columns - BESIDE_COLUMNS - GAP };
	struct screen_rect words = inside;
	if (up->secret != NULL && qr_fits(&up->qr, screen, room, &columns, &rows)) {
		room.columns = columns;
		(void)qr_draw(&up->qr, screen, room);
		words.column += columns + GAP;
		words.columns -= columns + GAP;
	}
	/* On a small terminal the form goes without its foot. */
	int below;
	form_size(&up->form, screen, &columns, &below);
	if (words.rows < below + 2)
		below -= FOOT_ROWS;
	if (below > words.rows)
		below = words.rows;
	struct screen_rect at = { words.row + words.rows - below, words.column, below,
		words.columns };
	words.rows -= below;
	draw_words(up, screen, words);
	form_draw(&up->form, screen, at);
	screen_unclip(screen, before);
}

static void
release(struct overlay *overlay)
{
	struct setting_up *up = (struct setting_up *)overlay;
	if (up->call != NULL)
		client_cancel(up->app->client, up->call);
	form_release(&up->form);
	qr_release(&up->qr);
	mem_wipe(up->secret);
	mem_wipe(up->uri);
	free(up);
}

static const struct overlay_kind setting_up_kind = { .input = input_of,
	.draw = draw,
	.free = release,
	.hints = "enter confirm the code  esc not now" };

static void
open_form(struct app *app, bool required)
{
	const struct client_with with = { .org = NULL };
	const struct mfa_enroll_args args = { 0 };
	struct setting_up *up = mem_new(1, sizeof(*up));
	up->overlay.kind = &setting_up_kind;
	up->app = app;
	up->required = required;
	form_init(&up->form, "Its first code", fields, 1);
	overlay_push(app, &up->overlay);
	up->call = nexa_mfa_enroll(app->client, &with, &args, enrolled, up);
}

void
mfa_open(struct app *app)
{
	const struct me *person = app_person(app);
	if (person == NULL)
		app_say(app, STYLE_warning, "only a person who has signed in has an authenticator");
	else if (person->mfa_enabled)
		act_open(app, OP_mfa_remove, NULL, SHAPE_none, NULL, UI_ACTION_COUNT);
	else if (overlay_find(app, &setting_up_kind) == NULL)
		open_form(app, false);
}

void
mfa_needed(struct app *app)
{
	const struct me *me = app->me == NULL ? NULL : app->me->value;
	if (app->mfa_offered || me == NULL || me->mfa_enabled || app->overlay != NULL ||
	    client_is_read_only(app->client))
		return;
	app->mfa_offered = true;
	open_form(app, true);
}
