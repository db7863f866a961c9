/* The console's loop: key, answer or tick, then draw. */
#include "app.h"

#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act.h"
#include "app_internal.h"
#include "client.h"
#include "clock.h"
#include "input.h"
#include "key_whois.h"
#include "keys.h"
#include "mem.h"
#include "offboard.h"
#include "overlay.h"
#include "state.h"
#include "term.h"
#include "why.h"

enum { SAY_MS = 6000, TOGETHER_MS = 20 };

struct view *
app_view(struct app *app)
{
	return &app->views[app->pane][app->section[app->pane]];
}

void
app_say(struct app *app, enum style style, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	(void)vsnprintf(app->status, sizeof(app->status), format, args);
	va_end(args);
	app->status_style = style;
	app->status_until = clock_monotonic() + SAY_MS;
	app->dirty = true;
	if (style == STYLE_error)
		app->term->bell(app->term);
}

const char *
app_key_of(const struct app *app, enum ui_action action, char out[KEYS_NAME_SIZE])
{
	if (keys_name(keymap_key(&app->keymap, (size_t)action), out)[0] == '\0')
		(void)snprintf(out, KEYS_NAME_SIZE, ":%s", action_bindings[action].action);
	return out;
}

void
app_say_problem(struct app *app, const struct reply *reply)
{
	char key[KEYS_NAME_SIZE];
	if (reply->err.problem == PROBLEM_unreachable)
		app_say(app, STYLE_error, "not done: %s", reply->err.text);
	else if (reply->err.problem == PROBLEM_sso_required)
		app_say(app, STYLE_error, "entered by single sign-on only: %s signs in by it",
		    app_key_of(app, UI_sign_on, key));
	else
		app_say(app, STYLE_error, "%s", reply->err.text);
}

/* ---- panes and news ---- */

static void
note_visit(struct app *app)
{
	const struct app_visit now = { app->pane, app->section[app->pane] };
	const struct app_visit *last = &app->visits[app->visit];
	if (app->n_visits > 0 && last->pane == now.pane && last->section == now.section)
		return;
	app->n_visits = app->n_visits == 0 ? 0 : app->visit + 1;
	if (app->n_visits == APP_VISITS) {
		memmove(app->visits, app->visits + 1, (APP_VISITS - 1) * sizeof(app->visits[0]));
		app->n_visits--;
	}
	app->visit = app->n_visits++;
	app->visits[app->visit] = now;
}

static bool
may_see(const struct app *app, size_t section)
{
	char why[ACT_REFUSAL];
	const struct section *sections = pane_get(app->pane)->sections;
	return act_refusal_to_see(app, &sections[section], why)[0] == '\0';
}

void
app_settle(struct app *app)
{
	/* That of oneself is everybody's. */
	for (int i = 0; i < PANE_COUNT && act_hides_pane(app, app->pane); i++)
		app->pane = (enum pane_id)i;
	size_t n = pane_get(app->pane)->n_sections;
	if (app->me == NULL || may_see(app, app->section[app->pane]))
		return;
	for (size_t i = 0; i < n; i++)
		if (may_see(app, i)) {
			app->section[app->pane] = i;
			return;
		}
}

static void
show(struct app *app)
{
	view_show(app_view(app));
	app->dirty = true;
}

bool
app_go(struct app *app, enum pane_id pane)
{
	char why[ACT_REFUSAL];
	if (pane != app->pane && act_hides_pane(app, pane)) {
		const struct section *first = &pane_get(pane)->sections[0];
		app_say(app, STYLE_error, "%s", act_refusal_to_see(app, first, why));
		return false;
	}
	if (pane != app->pane)
		app->pane_before = app->pane;
	app->pane = pane;
	app_settle(app);
	note_visit(app);
	show(app);
	return true;
}

/* Through the lists as they were shown, one back or forward. */
static void
turn_history(struct app *app, bool back)
{
	if (back ? app->visit == 0 : app->visit + 1 >= app->n_visits) {
		app_say(app, STYLE_dim,
		    back ? "no list was shown before this one" : "this list was shown last");
		return;
	}
	app->visit += back ? (size_t)-1 : 1;
	const struct app_visit *to = &app->visits[app->visit];
	if (to->pane != app->pane)
		app->pane_before = app->pane;
	app->pane = to->pane;
	app->section[to->pane] = to->section;
	show(app);
}

static bool
begins_with_one_of(const char *type, const char *beginnings)
{
	if (beginnings != NULL && *beginnings == '*')
		return true;
	while (beginnings != NULL && *beginnings != '\0') {
		size_t len = strcspn(beginnings, " ");
		if (strncmp(type, beginnings, len) == 0)
			return true;
		beginnings += len + (beginnings[len] == ' ');
	}
	return false;
}

static bool
changes_what_is_mine(const char *type)
{
	return begins_with_one_of(type, "workspace. organization. member.");
}

void
app_note_event(struct app *app, const char *type, const char *ws_id)
{
	for (int id = 0; id < PANE_COUNT; id++) {
		const struct pane *pane = pane_get((enum pane_id)id);
		bool elsewhere = ws_id != NULL && strcmp(ws_id, app->place.ws_id) != 0;
		for (size_t i = 0; i < pane->n_sections; i++)
			if (begins_with_one_of(type, pane->sections[i].stale) &&
			    !(elsewhere && section_is_of_workspace(&pane->sections[i])))
				app->views[id][i].stale = true;
	}
	/* Its name and state stand on top. */
	if (begins_with_one_of(type, "workspace.") && ws_id != NULL &&
	    strcmp(ws_id, app->place.ws_id) == 0)
		app_ask_workspace(app);
	if (changes_what_is_mine(type))
		app_reload_me(app);
}

/* ---- actions ---- */

void
app_leave(struct app *app, int profile)
{
	if (app->stage.n > 0 && !app->asked_to_leave) {
		app->asked_to_leave = true;
		app_say(app, STYLE_warning, "%zu staged and not sent; %s again leaves, w reviews",
		    app->stage.n, profile < 0 ? "Q" : "the same");
		return;
	}
	app->end.profile = profile;
	app->leaving = true;
}

void
app_go_section(struct app *app, size_t section)
{
	app->section[app->pane] = section;
	note_visit(app);
	show(app);
}

static void
turn_section(struct app *app, int by)
{
	size_t n = pane_get(app->pane)->n_sections;
	size_t to = app->section[app->pane];
	for (size_t i = 0; i < n; i++) {
		to = (to + n + (size_t)by) % n;
		if (!act_hides(app, app->pane, to))
			break;
	}
	app_go_section(app, to);
}

static void
say_how_to_leave(struct app *app, const char *before)
{
	char quit[KEYS_NAME_SIZE];
	char history[KEYS_NAME_SIZE];
	if (app->overlay != NULL)
		app_say(app, STYLE_dim, "%sesc steps back", before);
	else
		app_say(app, STYLE_dim, "%s%s leaves the console, %s goes to the list before",
		    before, app_key_of(app, UI_quit, quit),
		    app_key_of(app, UI_history_back, history));
}

/* One thing at a time; with nothing left, one stays where one is. */
static void
step_back(struct app *app)
{
	bool told = app->status[0] != '\0' && app->status_style == STYLE_error;
	if (told)
		app->status[0] = '\0';
	if (!view_back(app_view(app)) && !told)
		say_how_to_leave(app, "nothing to step back from: ");
}

/* A list of a pane, by the context of its keys. */
static void
show_list(struct app *app, enum pane_id id, const char *context)
{
	const struct pane *pane = pane_get(id);
	for (size_t i = 0; i < pane->n_sections; i++)
		if (strcmp(pane->sections[i].context, context) == 0)
			app->section[id] = i;
	(void)app_go(app, id);
}

const struct me *
app_person(const struct app *app)
{
	const struct me *me = app->me == NULL ? NULL : app->me->value;
	return me != NULL && me->principal.type == PRINCIPAL_user ? me : NULL;
}

/* What has to do with the person at the keys. */
static bool
run_oneself(struct app *app, enum ui_action action)
{
	switch (action) {
	case UI_who:
		show_list(app, PANE_organization, "oneself");
		return true;
	case UI_sessions:
		show_list(app, PANE_organization, "sessions");
		return true;
	case UI_users:
		show_list(app, PANE_access, "users");
		return true;
	case UI_authenticator:
		mfa_open(app);
		return true;
	case UI_profile:
		place_pick_profile(app);
		return true;
	case UI_password:
		if (app_person(app) != NULL)
			act_open(app, OP_me_password, NULL, SHAPE_none, NULL, UI_ACTION_COUNT);
		else
			app_say(
			    app, STYLE_warning, "only a person who has signed in has a password");
		return true;
	case UI_accept_invitation:
		join_open(app, NULL);
		return true;
	case UI_store:
		keeper_show(app);
		return true;
	case UI_sign_on:
		sign_on_again(app);
		return true;
	case UI_sign_out:
		sign_out(app);
		return true;
	case UI_interrupt:
		say_how_to_leave(app, "");
		return true;
	default:
		return false;
	}
}

static bool
run_global(struct app *app, enum ui_action action)
{
	switch (action) {
	case UI_quit:
		app_leave(app, -1);
		break;
	case UI_back:
		step_back(app);
		break;
	case UI_help:
		help_open(app);
		break;
	case UI_palette:
		palette_open(app);
		break;
	case UI_switch_place:
		place_pick_workspace(app);
		break;
	case UI_switch_org:
		place_pick_org(app);
		break;
	case UI_saved_views:
		saved_pick(app);
		break;
	case UI_review:
		review_open(app);
		break;
	case UI_discard:
		stage_discard(app);
		break;
	case UI_undo:
		if (!stage_is_frozen(app) && !stage_undo(app))
			app_say(app, STYLE_warning, "there is nothing to undo: %s",
			    app->stage.later == NULL ? "no change was applied from here"
			                             : "u is for roles, removals and switches");
		break;
	case UI_import_deck:
		import_deck_ask(app);
		break;
	case UI_offboard:
		offboard_here(app);
		break;
	case UI_why:
		why_here(app);
		break;
	case UI_key_whois:
		key_whois_open(app);
		break;
	default:
		return false;
	}
	return true;
}

static bool
run_screen(struct app *app, enum ui_action action)
{
	switch (action) {
	case UI_mouse:
		app->mouse = !app->mouse;
		app->term->mouse(app->term, app->mouse);
		app_say(app, STYLE_normal, "mouse %s",
		    app->mouse ? "on: clicks act" : "off: your terminal selects");
		break;
	case UI_redraw:
		app->term->repaint(app->term);
		break;
	case UI_suspend:
		app->term->suspend(app->term);
		break;
	case UI_reload:
		app_reload_me(app);
		view_renew(app_view(app));
		break;
	case UI_section_next:
		turn_section(app, 1);
		break;
	case UI_section_before:
		turn_section(app, -1);
		break;
	case UI_pane_before:
		(void)app_go(app, app->pane_before);
		break;
	case UI_history_back:
	case UI_history_forward:
		turn_history(app, action == UI_history_back);
		break;
	default:
		if (pane_of_key(action) == PANE_COUNT)
			return false;
		(void)app_go(app, pane_of_key(action));
	}
	return true;
}

bool
app_run(struct app *app, enum ui_action action)
{
	char why[ACT_REFUSAL];
	app->dirty = true;
	/* The palette may be the way to the second `quit`. */
	if (action != UI_quit && action != UI_palette && action != UI_profile)
		app->asked_to_leave = false;
	if (act_refusal_of_key(app, action, why)[0] != '\0') {
		app_say(app, STYLE_error, "%s", why);
		return true;
	}
	return view_run(app_view(app), action) || run_global(app, action) ||
	    run_oneself(app, action) || run_screen(app, action);
}

void
app_contexts(const struct app *app, const char *contexts[APP_CONTEXTS])
{
	const struct section *section = &pane_get(app->pane)->sections[app->section[app->pane]];
	size_t n = 0;
	contexts[n++] = section->context;
	if (section->also != NULL)
		contexts[n++] = section->also;
	contexts[n++] = "item";
	if (section->list != OP_none)
		contexts[n++] = "list";
	contexts[n++] = "";
	contexts[n] = NULL;
}

/* ---- input ---- */

/* Too small to see what a key does: then only leaving works. */
bool
app_is_too_small(const struct app *app)
{
	return app->screen.columns < 40 || app->screen.rows < 10;
}

static void
take_key(struct app *app, uint32_t key)
{
	const char *contexts[APP_CONTEXTS];
	app_contexts(app, contexts);
	int action = keymap_find(&app->keymap, key, contexts);
	if (app_is_too_small(app) && action != UI_quit)
		return;
	if (action == KEYMAP_NONE)
		app->asked_to_leave = false;
	if (app->status_until != 0 && action != UI_quit)
		app->status[0] = '\0';
	if (action != KEYMAP_NONE)
		(void)app_run(app, (enum ui_action)action);
}

/* Whether it is the key that does this everywhere. */
static bool
is_key_of(const struct app *app, const struct input *input, enum ui_action action)
{
	static const char *const everywhere[] = { "", NULL };
	return input->kind == INPUT_KEY &&
	    keymap_find(&app->keymap, input->key, everywhere) == (int)action;
}

/* Whether the key works everywhere, and what is open lets it: `w` in a detail reviews. */
static bool
steps_aside(const struct app *app, const struct input *input)
{
	static const char *const everywhere[] = { "", NULL };
	return app->overlay->kind->steps_aside && app->overlay->below == NULL &&
	    input->kind == INPUT_KEY &&
	    keymap_find(&app->keymap, input->key, everywhere) != KEYMAP_NONE;
}

static void
take_overlay_input(struct app *app, const struct input *input)
{
	struct overlay *overlay = app->overlay;
	if (is_key_of(app, input, UI_interrupt)) {
		say_how_to_leave(app, "");
		return;
	}
	if (is_key_of(app, input, UI_help) && overlay_help(app))
		return;
	enum widget_answer answer = overlay->kind->input(app, overlay, input);
	if (answer == WIDGET_IGNORED && steps_aside(app, input)) {
		overlay_pop(app);
		take_key(app, input->key);
		return;
	}
	if ((answer == WIDGET_DONE || answer == WIDGET_CANCELLED) && app->overlay == overlay)
		overlay_pop(app);
}

/* A key, a paste or the mouse.  Nothing is typed, pasted or confirmed that cannot be seen. */
static void
take_now(struct app *app, const struct input *input)
{
	bool seen = !app_is_too_small(app);
	if (seen && app->overlay != NULL)
		take_overlay_input(app, input);
	else if (seen && view_filter_input(app_view(app), input))
		return;
	else if (input->kind == INPUT_KEY)
		take_key(app, input->key);
	else if (seen && input->kind == INPUT_MOUSE)
		app_take_mouse(app, input);
}

static void
take_input(struct app *app, const struct input *input)
{
	int columns;
	int rows;
	app->dirty = true;
	app->at_once = true;
	switch (input->kind) {
	case INPUT_RESIZE:
	case INPUT_RESUME:
		app->term->size(app->term, &columns, &rows);
		screen_resize(&app->screen, columns, rows);
		return;
	case INPUT_STOP:
		app->leaving = true;
		app->end.signal = input->signal;
		return;
	case INPUT_BROKEN:
		app_say(
		    app, STYLE_warning, "a paste began and did not end: nothing of it is taken");
		return;
	default:
		break;
	}
	bool opened = app->overlay != NULL || app_view(app)->filtering || app_is_too_small(app);
	if (opened || !ahead_takes(app, input))
		take_now(app, input);
}

/* ---- the loop ---- */

static int
shorter(int a, int b)
{
	if (a < 0 || b < 0)
		return a < 0 ? b : a;
	return a < b ? a : b;
}

static int
tick(struct app *app)
{
	int wait = shorter(live_tick(app), view_tick(app_view(app)));
	wait = shorter(wait, ahead_tick(app));
	wait = shorter(wait, copier_tick(app));
	int64_t now = clock_monotonic();
	if (app->status_until != 0 && app->status[0] != '\0') {
		if (now >= app->status_until) {
			app->status[0] = '\0';
			app->dirty = true;
		} else {
			wait = shorter(wait, (int)(app->status_until - now));
		}
	}
	if (app->overlay != NULL && app->overlay->kind->tick != NULL)
		wait = shorter(wait, app->overlay->kind->tick(app, app->overlay));
	return shorter(wait, app->term->patience_ms(app->term));
}

/* Answers that come one after the other are drawn together: a list does not stand there empty for a moment.  How long
 * the drawing waits for those that are on their way, in ms; 0: it does not. */
static int
draw_waits(struct app *app)
{
	bool connecting = app->live.state == LIVE_connecting && app->live.call != NULL;
	int64_t now = clock_monotonic();
	if (app->at_once || !(connecting || ahead_is_coming(app)))
		return 0;
	if (app->dirty_from == 0)
		app->dirty_from = now;
	int64_t waited = now - app->dirty_from;
	return waited < TOGETHER_MS ? (int)(TOGETHER_MS - waited) : 0;
}

/* Returns how long it may sleep, in ms (-1: for ever). */
static int
draw_if_needed(struct app *app)
{
	if (!app->dirty)
		return -1;
	int wait = draw_waits(app);
	if (wait > 0)
		return wait;
	app->dirty = false;
	app->at_once = false;
	app->dirty_from = 0;
	app_draw(app);
	app->term->present(app->term, &app->screen);
	return -1;
}

bool
console_step(struct app *app, int timeout_ms)
{
	struct pollfd fds[TERM_POLL_FDS + 1];
	struct input input;
	int wait = tick(app);
	wait = shorter(wait, draw_if_needed(app));
	int n = keeper_wait(app, fds, app->term->poll_fds(app->term, fds), &wait);
	(void)client_poll(
	    app->client, fds, (unsigned)n, timeout_ms < 0 ? wait : shorter(wait, timeout_ms));
	keeper_hear(app);
	ahead_resume(app, take_now);
	/* All that has come in is taken before drawing: a held key never queues repaints. */
	while (!app->leaving && app->term->next(app->term, &input))
		take_input(app, &input);
	return !app->leaving;
}

static void
read_keys(struct app *app)
{
	struct err err;
	for (const char *const *line = app->settings.keys; line != NULL && *line != NULL; line++)
		if (keymap_read(&app->keymap, *line, &err) != 0)
			app_say(app, STYLE_warning, "keys: %s", err.text);
}

struct app *
console_open(const struct console_settings *settings, struct err *err)
{
	struct app *app = mem_new(1, sizeof(*app));
	int columns;
	int rows;
	app->settings = *settings;
	app->client = settings->client;
	app->term = settings->term;
	app->end.profile = -1;
	if (app->term->begin(app->term, err) != 0) {
		free(app);
		return NULL;
	}
	app->term->size(app->term, &columns, &rows);
	screen_init(&app->screen, columns, rows, app->term->ascii);
	keymap_init(&app->keymap, action_bindings, UI_ACTION_COUNT);
	for (int pane = 0; pane < PANE_COUNT; pane++)
		for (size_t i = 0; i < pane_get((enum pane_id)pane)->n_sections; i++)
			view_init(
			    &app->views[pane][i], app, &pane_get((enum pane_id)pane)->sections[i]);
	app->pane = PANE_members;
	app->live.seq = -1;
	app->dirty = true;
	state_load(app);
	if (settings->offline)
		app->pane = PANE_audit;
	app->pane_before = app->pane;
	note_visit(app);
	read_keys(app);
	/* The frame stands before anything is asked. */
	(void)draw_if_needed(app);
	const struct keeper *keeper = settings->keeper;
	if (keeper == NULL || !keeper->load(keeper->payload))
		app_reload_me(app);
	else
		app_say(app, STYLE_dim, "looking for your sign-in");
	return app;
}

void
console_close(struct app *app)
{
	state_save(app);
	overlay_close_all(app);
	keeper_release(app);
	live_stop(app);
	if (app->me_call != NULL)
		client_cancel(app->client, app->me_call);
	for (int pane = 0; pane < PANE_COUNT; pane++)
		for (size_t i = 0; i < pane_get((enum pane_id)pane)->n_sections; i++)
			view_release(&app->views[pane][i]);
	stage_stop(app);
	stage_release(&app->stage);
	why_free(app);
	reply_free(app->me);
	reply_free(app->version);
	keymap_release(&app->keymap);
	screen_release(&app->screen);
	app->term->end(app->term);
	state_release(app);
	free(app);
}

int
console_run(const struct console_settings *settings, struct console_end *end, struct err *err)
{
	struct app *app = console_open(settings, err);
	*end = (struct console_end){ .profile = -1 };
	if (app == NULL)
		return (int)err->problem;
	while (console_step(app, -1))
		continue;
	*end = app->end;
	console_close(app);
	return 0;
}
