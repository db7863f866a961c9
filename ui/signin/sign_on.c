/* Signing in by single sign-on: a code, where to go with it, and the waiting for what is done there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "client.h"
#include "clock.h"
#include "input.h"
#include "keys.h"
#include "mem.h"
#include "overlay.h"
#include "qr.h"

enum { WORDS = 40, ROWS = 11, GAP = 2, FRAME_COLUMNS = 4, FRAME_ROWS = 2 };

struct sign_on {
	struct overlay overlay;
	struct app *app;
	struct client_call *call;
	struct reply *begun; /* NULL: not yet, or in vain */
	struct qr qr;
	int64_t asks_at; /* monotonic; 0: not again */
	char problem[416];
};

static const struct sso_device *
device_of(const struct sign_on *sign_on)
{
	return sign_on->begun == NULL ? NULL : sign_on->begun->value;
}

/* ---- the daemon ---- */

static void
fail_with(struct sign_on *sign_on, const struct reply *reply)
{
	(void)snprintf(sign_on->problem, sizeof(sign_on->problem), "%s", reply->err.text);
	sign_on->asks_at = 0;
	sign_on->app->dirty = true;
}

static void
told(struct reply *reply, void *payload)
{
	struct sign_on *sign_on = payload;
	struct app *app = sign_on->app;
	const struct sso_progress *progress = reply->value;
	sign_on->call = NULL;
	live_heard(app, reply);
	if (reply->err.problem == PROBLEM_none && progress->state == SSO_STATE_done) {
		/* The sign-in form below it, too. */
		overlay_close_all(app);
		sign_in_done(app, progress->session);
	} else if (reply->err.problem == PROBLEM_none) {
		sign_on->asks_at = clock_monotonic() + progress->interval * CLOCK_SECOND_MS;
	} else if (reply->err.problem == PROBLEM_sso_unavailable) {
		sign_on->asks_at =
		    clock_monotonic() + device_of(sign_on)->interval * CLOCK_SECOND_MS;
	} else {
		fail_with(sign_on, reply);
	}
	reply_wipe(reply);
}

static void
begun(struct reply *reply, void *payload)
{
	struct sign_on *sign_on = payload;
	const struct sso_device *device = reply->value;
	sign_on->call = NULL;
	sign_on->app->dirty = true;
	live_heard(sign_on->app, reply);
	if (reply->err.problem != PROBLEM_none) {
		fail_with(sign_on, reply);
		reply_free(reply);
		return;
	}
	sign_on->begun = reply;
	sign_on->asks_at = clock_monotonic() + device->interval * CLOCK_SECOND_MS;
	(void)qr_make(&sign_on->qr,
	    device->verification_uri_complete != NULL ? device->verification_uri_complete
	                                              : device->verification_uri);
}

static int
tick(struct app *app, struct overlay *overlay)
{
	struct sign_on *sign_on = (struct sign_on *)overlay;
	struct client_with with = { .org = NULL };
	if (sign_on->asks_at == 0 || sign_on->call != NULL)
		return -1;
	int64_t wait = sign_on->asks_at - clock_monotonic();
	if (wait > 0)
		return (int)wait;
	struct auth_sso_poll_args args = { .handle = device_of(sign_on)->handle };
	sign_on->call = nexa_auth_sso_poll(app->client, &with, &args, told, sign_on);
	return -1;
}

/* ---- the overlay ---- */

static enum widget_answer
input_of(struct app *app, struct overlay *overlay, const struct input *input)
{
	(void)app, (void)overlay;
	return input->kind == INPUT_KEY && input->key == KEY_escape ? WIDGET_CANCELLED
	                                                            : WIDGET_USED;
}

static void
draw_words(const struct sign_on *sign_on, struct screen *screen, struct screen_rect area)
{
	const struct sso_device *device = device_of(sign_on);
	if (sign_on->problem[0] != '\0') {
		screen_take_text(screen, &area, STYLE_error, sign_on->problem);
		(void)screen_take_row(&area);
		screen_take_text(screen, &area, STYLE_dim, "esc goes back");
		return;
	}
	if (device == NULL) {
		screen_take_text(screen, &area, STYLE_dim, "asking the identity provider …");
		return;
	}
	screen_take_text(screen, &area, STYLE_normal, "Open this page in any browser:");
	screen_take_text(screen, &area, STYLE_title, device->verification_uri);
	(void)screen_take_row(&area);
	screen_take_text(screen, &area, STYLE_normal, "and type this code there:");
	screen_take_text(screen, &area, STYLE_title, device->user_code);
	(void)screen_take_row(&area);
	screen_take_text(
	    screen, &area, STYLE_dim, "Waiting until you have signed in there; esc gives up.");
}

/* The words, and beside them the page as a picture for a telephone where there is room. */
static void
draw(struct app *app, struct overlay *overlay, struct screen *screen)
{
	struct sign_on *sign_on = (struct sign_on *)overlay;
	struct screen_rect whole = screen_whole(screen);
	struct screen_rect room = whole;
	int columns = 0;
	int rows = 0;
	(void)app;
	room.columns -= WORDS + GAP + FRAME_COLUMNS;
	room.rows -= FRAME_ROWS;
	bool picture = sign_on->begun != NULL && sign_on->problem[0] == '\0' && room.columns > 0 &&
	    room.rows > 0 && qr_fits(&sign_on->qr, screen, room, &columns, &rows);
	int wide = picture ? WORDS + GAP + columns : WORDS + WORDS / 2;
	struct screen_rect rect = screen_centre(
	    whole, wide + FRAME_COLUMNS, (picture && rows > ROWS ? rows : ROWS) + FRAME_ROWS);
	struct screen_rect inside = screen_window(screen, rect, "Single sign-on");
	struct screen_rect before = screen_clip(screen, inside);
	struct screen_rect words = inside;
	if (picture) {
		words.columns = WORDS;
		inside.column += WORDS + GAP;
		inside.columns -= WORDS + GAP;
		(void)qr_draw(&sign_on->qr, screen, inside);
	}
	draw_words(sign_on, screen, words);
	screen_unclip(screen, before);
}

static void
release(struct overlay *overlay)
{
	struct sign_on *sign_on = (struct sign_on *)overlay;
	if (sign_on->call != NULL)
		client_cancel(sign_on->app->client, sign_on->call);
	qr_release(&sign_on->qr);
	reply_wipe(sign_on->begun);
	free(sign_on);
}

static const struct overlay_kind kind = { .input = input_of,
	.draw = draw,
	.free = release,
	.keys = overlay_keys_of_hints,
	.tick = tick,
	.hints = "esc back" };

void
sign_on_open(struct app *app, const char *email)
{
	struct client_with with = { .org = NULL };
	struct auth_sso_device_args args = { .email = email, .has_email = true };
	struct sign_on *sign_on = mem_new(1, sizeof(*sign_on));
	sign_on->overlay.kind = &kind;
	sign_on->app = app;
	overlay_push(app, &sign_on->overlay);
	sign_on->call = nexa_auth_sso_device(app->client, &with, &args, begun, sign_on);
}
