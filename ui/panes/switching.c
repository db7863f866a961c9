/* Staging switches, one, many, or all of a country. */
#include "switching.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "arena.h"
#include "args.h"
#include "client.h"
#include "clock.h"
#include "digits.h"
#include "input.h"
#include "keys.h"
#include "mem.h"
#include "overlay.h"
#include "overlay_area.h"
#include "sweep.h"

enum { STAGED_MAX = 5000 };

/* How switches are turned, and what became of it. */
struct turning {
	enum ui_action action;
	bool spare_risky; /* what toll fraud aims at stays off */
	int staged;
	int already;
	int risky; /* spared */
	int taken_back;
};

const char *
switches_about(const struct network_group *group, struct arena *arena)
{
	const char *rate = args_field(SHAPE_network_group, group, "outbound_inr_per_min", arena);
	return arena_printf(arena, "calls to %s, %s prefix%s%s%s%s", group->country_name,
	    digits_new(arena, group->prefix_count), group->prefix_count == 1 ? "" : "es",
	    rate[0] == '\0' ? "" : ", carrier ", rate, rate[0] == '\0' ? "" : " INR a minute");
}

static bool
turn_on(const struct turning *turning)
{
	return turning->action == UI_group_on;
}

/* False when no more can be staged; why not has been said. */
static bool
turn(struct app *app, const struct stage_change *change, struct turning *turning)
{
	const struct staged *staged = stage_find(app, change->id);
	if (turning->action == UI_group_keep) {
		turning->taken_back += staged != NULL;
		stage_take_back(app, change->id);
		return true;
	}
	if (change->on && turning->spare_risky && change->risk > RISK_none && !change->was_on) {
		turning->risky++;
		return true;
	}
	if (change->was_on == change->on && staged == NULL) {
		turning->already++;
		return true;
	}
	if (app->stage.n >= STAGED_MAX && staged == NULL) {
		app_say(app, STYLE_error,
		    "%zu are staged, as many as one apply takes: w applies them first",
		    app->stage.n);
		return false;
	}
	turning->staged++;
	return stage_put(app, STAGE_switches, change);
}

/* "34 staged, 2 are on already, 3 that toll fraud aims at left off" */
static void
say_turned(struct app *app, const struct turning *turning)
{
	const char *state = turn_on(turning) ? "on" : "off";
	struct str text = STR_INIT(300);
	if (turning->action == UI_group_keep)
		str_addf(&text, "%d taken back", turning->taken_back);
	else
		str_addf(&text, "%d staged", turning->staged);
	if (turning->already > 0)
		str_addf(&text, ", %d %s %s already", turning->already,
		    turning->already == 1 ? "is" : "are", state);
	if (turning->risky > 0)
		str_addf(&text, ", %d that toll fraud aims at left as %s", turning->risky,
		    turning->risky == 1 ? "it is" : "they are");
	if (turning->staged > 0)
		str_add(&text, "; w reviews and applies");
	bool one = turning->staged + turning->taken_back == 1 && turning->already == 0;
	if (one && turning->risky == 0)
		app->status[0] = '\0';
	else
		app_say(app, turning->already + turning->risky > 0 ? STYLE_warning : STYLE_normal,
		    "%s", str_text(&text));
	str_release(&text);
}

/* ---- rows ---- */

static bool
turn_marked(struct view *view, const struct view_mark *mark, void *payload)
{
	struct turning *turning = payload;
	const struct stage_change change = { .id = mark->id,
		.name = mark->name,
		.about = mark->about,
		.was_on = mark->on,
		.on = turn_on(turning),
		.risk = mark->risk,
		.country = mark->country,
		.provider = switches_provider(view, mark),
		.version = mark->version };
	return turn(view->app, &change, turning);
}

static void
turn_rows(struct view *view, struct turning *turning)
{
	if (view_each_chosen(view, turn_marked, turning))
		say_turned(view->app, turning);
	if (turning->staged + turning->taken_back > 0)
		view_unmark_all(view);
}

/* Counts rows that would be switched on although toll fraud aims at them. */
static bool
count_risky(struct view *view, const struct view_mark *mark, void *payload)
{
	(void)view;
	*(int *)payload += mark->risk > RISK_none && !mark->on;
	return true;
}

enum { SPARE_RISKY, TAKE_RISKY };

/* payload is freed, as overlay_pick() does. */
static void
ask_about_risk(struct app *app, const char *all,
    void (*chosen)(struct app *app, size_t index, void *payload), void *payload)
{
	const struct picker_choice choices[] = {
		{ .key = 'e',
		    .name = "all but the risky",
		    .detail = "premium, shared-cost, personal, satellite stay off" },
		{ .key = 'a', .name = all, .detail = "the review asks once more" },
	};
	overlay_pick(app, "Some are aimed at by toll fraud", choices, 2, 0, chosen, payload);
}

static void
rows_chosen(struct app *app, size_t index, void *payload)
{
	struct turning turning = { .action = UI_group_on, .spare_risky = index == SPARE_RISKY };
	(void)payload;
	turn_rows(app_view(app), &turning);
}

void
switches_of_rows(struct view *view, enum ui_action action)
{
	struct turning turning = { .action = action };
	int risky = 0;
	if (action == UI_group_on && view->n_marks > 1)
		(void)view_each_chosen(view, count_risky, &risky);
	if (risky > 0 && (size_t)risky < view->n_marks)
		ask_about_risk(view->app, "all that are marked", rows_chosen, NULL);
	else
		turn_rows(view, &turning);
}

static bool
turn_group(struct app *app, const char *provider, const struct network_group *group,
    struct turning *turning)
{
	struct arena arena = { NULL };
	const struct stage_change change = { .id = group->id,
		.name = group->name,
		.about = switches_about(group, &arena),
		.was_on = group->enabled,
		.on = turn_on(turning),
		.risk = group->risk,
		.country = group->country,
		.provider = provider,
		.version = group->version };
	bool went_on = turn(app, &change, turning);
	arena_release(&arena);
	return went_on;
}

/* One of its prefixes was pointed at. */
static void
say_whole_group(struct app *app, const struct network_group *group)
{
	char prefixes[DIGITS_TEXT];
	app_say(app, STYLE_warning,
	    "staged the whole group, %s prefixes: one prefix is not switched alone",
	    digits_text(group->prefix_count, prefixes));
}

void
switches_of_group(struct view *view, const struct network_group *group, enum ui_action action)
{
	struct turning turning = { .action = action };
	const char *provider = rows_aim(&view->rows, "provider");
	if (group == NULL || provider == NULL || !turn_group(view->app, provider, group, &turning))
		return;
	say_turned(view->app, &turning);
	if (turning.staged > 0 && group->prefix_count > 1)
		say_whole_group(view->app, group);
}

/* ---- countries ---- */

/* Their groups are read one country after the other; nothing is shown of it unless it takes a while. */
struct bulk {
	struct overlay overlay;
	struct app *app;
	struct view *view; /* of countries */
	const struct rows *groups;
	char *provider;
	struct turning turning;
	struct view_mark *countries; /* id and name */
	size_t n;
	size_t at;
	struct sweep *sweep;
	int64_t began;
	bool over; /* it goes as soon as it is on top */
};

static void
release_bulk(struct overlay *overlay)
{
	struct bulk *bulk = (struct bulk *)overlay;
	sweep_stop(bulk->sweep);
	for (size_t i = 0; i < bulk->n; i++) {
		free(bulk->countries[i].id);
		free(bulk->countries[i].name);
	}
	free(bulk->countries);
	free(bulk->provider);
	free(bulk);
}

/* Says what it came to, and goes. */
static void
end_bulk(struct bulk *bulk, bool complete)
{
	struct app *app = bulk->app;
	if (complete)
		say_turned(app, &bulk->turning);
	if (bulk->turning.staged + bulk->turning.taken_back > 0)
		view_unmark_all(bulk->view);
	app->dirty = true;
	bulk->over = true;
	if (app->overlay == &bulk->overlay)
		overlay_pop(app);
}

static bool
turn_row(const void *row, void *payload)
{
	struct bulk *bulk = payload;
	return turn_group(bulk->app, bulk->provider, row, &bulk->turning);
}

static void read_next(struct bulk *bulk);

static void
country_read(struct sweep *sweep, enum sweep_state state, void *payload)
{
	struct bulk *bulk = payload;
	struct err err = sweep->rows.err;
	bool all = sweep->rows.n_pages > 0 &&
	    sweep->rows.pages[sweep->rows.n_pages - 1].reply->next_cursor == NULL;
	bulk->app->dirty = true;
	if (state == SWEEP_more)
		return;
	sweep_stop(sweep);
	bulk->sweep = NULL;
	if (state == SWEEP_failed) {
		app_say(
		    bulk->app, STYLE_error, "%d staged, then: %s", bulk->turning.staged, err.text);
		live_heard(bulk->app, &(struct reply){ .err = err });
		end_bulk(bulk, false);
	} else if (!all) {
		/* One could not be staged, which was said. */
		end_bulk(bulk, false);
	} else {
		bulk->at++;
		read_next(bulk);
	}
}

static void
read_next(struct bulk *bulk)
{
	static const struct sweep_kind kind = { turn_row, country_read };
	char filter[40];
	struct err err;
	if (bulk->at == bulk->n) {
		end_bulk(bulk, true);
		return;
	}
	(void)snprintf(filter, sizeof(filter), "country:%.8s", bulk->countries[bulk->at].id);
	if (rows_check_filter(bulk->groups, filter, &err) != 0) {
		app_say(bulk->app, STYLE_error, "%s", err.text);
		end_bulk(bulk, false);
		return;
	}
	bulk->sweep = sweep_start(bulk->groups, filter, &kind, bulk);
}

static enum widget_answer
input_bulk(struct app *app, struct overlay *overlay, const struct input *input)
{
	const struct bulk *bulk = (const struct bulk *)overlay;
	if (input->kind != INPUT_KEY || input->key != KEY_escape)
		return WIDGET_USED;
	app_say(app, STYLE_warning, "stopped: %d staged; U discards", bulk->turning.staged);
	return WIDGET_CANCELLED;
}

static void
draw_bulk(struct app *app, struct overlay *overlay, struct screen *screen)
{
	enum { QUIET_MS = 150, COLUMNS = 60, ROWS = 4 };
	const struct bulk *bulk = (const struct bulk *)overlay;
	if (clock_monotonic() - bulk->began < QUIET_MS || bulk->at == bulk->n)
		return;
	struct screen_rect area = screen_window(
	    screen, overlay_area(app, screen, COLUMNS, ROWS), "Reading network groups");
	struct screen_place line = { area.row, area.column, area.columns };
	(void)screen_format(screen, line, STYLE_normal, "%zu of %zu: %s", bulk->at + 1, bulk->n,
	    bulk->countries[bulk->at].name);
	line.row++;
	(void)screen_format(screen, line, STYLE_dim, "%d staged so far", bulk->turning.staged);
}

static int
tick_bulk(struct app *app, struct overlay *overlay)
{
	app->dirty = true;
	if (!((struct bulk *)overlay)->over)
		return 200;
	overlay_pop(app);
	return -1;
}

static bool
take_country(struct view *view, const struct view_mark *mark, void *payload)
{
	struct bulk *bulk = payload;
	(void)view;
	bulk->countries = mem_resize(bulk->countries, bulk->n + 1, sizeof(*bulk->countries));
	bulk->countries[bulk->n++] =
	    (struct view_mark){ .id = mem_text(mark->id), .name = mem_text(mark->name) };
	return true;
}

static void
begin_bulk(struct view *view, const struct view *groups, const struct turning *turning)
{
	static const struct overlay_kind kind = { .input = input_bulk,
		.draw = draw_bulk,
		.free = release_bulk,
		.tick = tick_bulk,
		.keys = overlay_keys_of_hints,
		.hints = "esc stop" };
	struct bulk *bulk = mem_new(1, sizeof(*bulk));
	bulk->overlay.kind = &kind;
	bulk->app = view->app;
	bulk->view = view;
	bulk->groups = &groups->rows;
	bulk->provider = mem_text(rows_aim(&view->rows, "provider"));
	bulk->turning = *turning;
	bulk->began = clock_monotonic();
	(void)view_each_chosen(view, take_country, bulk);
	overlay_push(view->app, &bulk->overlay);
	read_next(bulk);
}

static void
countries_chosen(struct app *app, size_t index, void *payload)
{
	const struct turning turning = { .action = UI_group_on,
		.spare_risky = index == SPARE_RISKY };
	begin_bulk(app_view(app), *(const struct view **)payload, &turning);
}

void
switches_of_countries(struct view *view, const struct view *groups, enum ui_action action)
{
	const struct turning turning = { .action = action };
	int risky = 0;
	if (view_row(view) == NULL && view->n_marks == 0)
		return;
	if (action == UI_group_on)
		(void)view_each_chosen(view, count_risky, &risky);
	if (risky == 0) {
		begin_bulk(view, groups, &turning);
		return;
	}
	const struct view **payload = mem_new(1, sizeof(const struct view *));
	*payload = groups;
	ask_about_risk(view->app, "all network groups", countries_chosen, payload);
}
