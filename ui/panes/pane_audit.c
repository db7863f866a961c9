/* Audit: what happened, newest first; enter shows before and after, u stages the inverse. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "arena.h"
#include "audit_undo.h"
#include "before_after.h"
#include "client.h"
#include "clock.h"
#include "digits.h"
#include "event_time.h"
#include "export.h"
#include "histogram.h"
#include "json.h"
#include "mem.h"
#include "overlay.h"

static const struct pane_column columns[] = {
	{ "occurred_at", { .title = "time (UTC)", .min = 11, .preferred = 16, .whole = true },
	    false },
	{ "actor.name", { .title = "actor", .min = 8, .preferred = 20, .priority = 1, .grow = 1 },
	    false },
	{ "type", { .title = "event", .min = 14, .preferred = 34, .whole = true }, false },
	{ "target.name", { .title = "target", .min = 8, .preferred = 24, .priority = 2, .grow = 2 },
	    false },
	/* "viewer → admin" */
	{ "details", { .title = "what", .min = 14, .preferred = 18, .priority = 3, .grow = 3 },
	    false },
};

enum {
	COLUMN_time,
	COLUMN_actor,
	COLUMN_type,
	COLUMN_what = 4,
	WHOLE_TYPES_FROM = 100,
	TYPE_COLUMNS = 25,
	NARROW_TYPE = 18,
	WHOLE_TIMES_FROM = 54,
	CHANGE_MAX = 1 << 16 /* bytes of what changed */
};

/* Who did it matters more than the minute, where there is no room for both. */
static bool
is_narrow(const struct view *view)
{
	return view->app->screen.columns < WHOLE_TIMES_FROM;
}

static void
look(const struct view *view, size_t column, struct table_column *look)
{
	if (!is_narrow(view))
		return;
	if (column == COLUMN_time) {
		look->min = look->preferred = 5;
	} else if (column == COLUMN_actor) {
		look->preferred = look->min;
	} else if (column == COLUMN_type) {
		look->whole = false;
		look->preferred = NARROW_TYPE;
	}
}

/* "12:00" of today, "11-20" of this year, "2025…" of another. */
static const char *
time_in_short(const char *text, struct arena *arena)
{
	char day[CLOCK_DAY_TEXT];
	clock_format_day(clock_now(), day);
	if (text[2] != '-')
		return text;
	return strncmp(text, day + 5, 5) == 0 ? text + 6 : arena_text_n(arena, text, 5);
}

/* Adds a text, the ids of whoever the event names as the names that it has for them. */
static void
add_named(const struct audit_event *event, const char *text, struct str *out)
{
	const struct {
		const char *id;
		const char *name;
	} known[] = { { event->target.id, event->target.name },
		{ event->actor.id, event->actor.name } };
	while (*text != '\0') {
		size_t len = 0;
		for (size_t i = 0; i < sizeof(known) / sizeof(known[0]) && len == 0; i++) {
			if (known[i].id == NULL || known[i].name == NULL ||
			    known[i].id[0] == '\0' || known[i].name[0] == '\0' ||
			    strncmp(text, known[i].id, strlen(known[i].id)) != 0)
				continue;
			len = strlen(known[i].id);
			str_add(out, known[i].name);
		}
		if (len == 0)
			str_add_n(out, text, len = 1);
		text += len;
	}
}

/* "viewer → admin  night shift" */
static void
summarise(const struct audit_event *event, struct str *out)
{
	struct json *details = audit_details(event);
	const char *reason = json_text(json_get(details, "reason"));
	struct str change = STR_INIT(CHANGE_MAX);
	before_after_add(details, false, &change);
	add_named(event, str_text(&change), out);
	str_release(&change);
	if (reason != NULL)
		str_addf(out, "%s%s", out->len > 0 ? "  " : "", reason);
	json_free(details);
}

/* "…network_group_disabled" where the whole of it would take the room of who did it: the end tells what happened. */
static const char *
type_in_short(const struct view *view, const char *type, struct arena *arena)
{
	const struct screen *screen = &view->app->screen;
	const char *dot = strchr(type, '.');
	size_t room = is_narrow(view) ? NARROW_TYPE : TYPE_COLUMNS;
	if (screen->columns >= WHOLE_TYPES_FROM || strlen(type) <= room || dot == NULL)
		return type;
	return arena_printf(arena, "%s%s", screen_pick(screen, "…", "~"), dot + 1);
}

static void
show(
    struct view *view, const void *row, size_t column, struct arena *arena, struct table_cell *cell)
{
	const struct audit_event *event = row;
	if (event->outcome == OUTCOME_failure)
		cell->style = STYLE_warning;
	/* Nobody was there to be told. */
	if (event->type == EVENT_audit_stream_paused)
		cell->style = STYLE_error;
	if (column == COLUMN_time && is_narrow(view) && strlen(cell->text) > 5)
		cell->text = time_in_short(cell->text, arena);
	if (column == COLUMN_type)
		cell->text = type_in_short(view, cell->text, arena);
	if (column != COLUMN_what)
		return;
	struct str text = STR_INIT(2000);
	summarise(event, &text);
	cell->text = arena_text(arena, str_text(&text));
	str_release(&text);
}

/* ---- detail ---- */

static const char *
value_text(const struct json *value, struct arena *arena)
{
	struct str text = STR_INIT(4000);
	if (value == NULL || json_type(value) == JSON_NULL)
		return "nothing";
	if (json_text(value) != NULL)
		return json_text(value);
	json_canonical(value, &text);
	const char *copy = arena_text(arena, str_text(&text));
	str_release(&text);
	return copy;
}

/* A line for each member that differs: "- role: viewer", "+ role: admin". */
static void
add_difference(const struct json *before, const struct json *after, struct str *out)
{
	struct arena arena = { NULL };
	for (const struct json *m = json_first(before); m != NULL; m = json_next(m)) {
		const char *was = value_text(m, &arena);
		const char *is = value_text(json_get(after, json_name(m)), &arena);
		if (after == NULL || strcmp(was, is) != 0)
			str_addf(out, "- %s: %s\n", json_name(m), was);
	}
	for (const struct json *m = json_first(after); m != NULL; m = json_next(m)) {
		const char *is = value_text(m, &arena);
		const char *was = value_text(json_get(before, json_name(m)), &arena);
		if (before == NULL || strcmp(was, is) != 0)
			str_addf(out, "+ %s: %s\n", json_name(m), is);
	}
	arena_release(&arena);
}

static void
add_line(struct str *out, const char *name, const char *text)
{
	if (text != NULL && text[0] != '\0')
		str_addf(out, "%-12s %s\n", name, text);
}

static void
detail(struct view *view, const void *row, struct str *out)
{
	const struct audit_event *event = row;
	struct json *details = audit_details(event);
	char at[CLOCK_TEXT];
	const char *ws = event->workspace_id;
	const char *ws_name = ws == NULL ? NULL : view_workspace_name(view->app, ws);
	clock_format(event->occurred_at, at);
	str_addf(out, "%s  %s\n\n", vocab_name(VOCAB_event, (int)event->type),
	    vocab_name(VOCAB_outcome, (int)event->outcome));
	add_line(out, "when", at);
	add_line(out, "actor", event->actor.name);
	add_line(out, "", event->actor.email);
	add_line(out, "as", vocab_name(VOCAB_principal, (int)event->actor.type));
	add_line(out, "target", event->target.name);
	add_line(out, "", event->target.type);
	add_line(out, "in", ws_name == ws ? NULL : ws_name);
	add_line(out, "reason", json_text(json_get(details, "reason")));
	add_line(out, "level", json_text(json_get(details, "level")));
	add_line(out, "through", json_text(json_get(details, "granted_through")));
	str_add(out, "\n");
	struct str changes = STR_INIT(CHANGE_MAX);
	add_difference(json_get(details, "before"), json_get(details, "after"), &changes);
	add_named(event, str_text(&changes), out);
	str_release(&changes);
	str_addf(out, "\n%-12s %lld\n", "seq", (long long)event->seq);
	add_line(out, "id", event->id);
	add_line(out, "actor id", event->actor.id);
	add_line(out, "target id", event->target.id);
	add_line(out, "workspace", ws);
	add_line(out, "batch", json_text(json_get(details, "batch_id")));
	add_line(out, "from", event->ip == NULL ? "the Unix socket" : event->ip);
	add_line(out, "client", event->user_agent);
	add_line(out, "request", event->request_id);
	add_line(out, "leaf hash", event->leaf_hash);
	json_free(details);
}

/* ---- above the list ---- */

enum { TROUBLE_FROM_ROWS = 5 };

/* More than a narrow screen has room for: neighbours are then drawn as one. */
static void
ask_histogram(const struct view *view, void *args)
{
	struct audit_histogram_args *histogram = args;
	(void)view;
	histogram->has_buckets = true;
	histogram->buckets = 120;
}

/* "stream failing since 11-22 14:05, 3 events behind: Could not resolve host: …"; "": nothing is wrong with it. */
static void
stream_trouble(const struct audit_stream *stream, char *out, size_t size)
{
	char since[CLOCK_TEXT + sizeof(" since ")] = "";
	char at[CLOCK_TEXT];
	char events[DIGITS_COUNTED];
	bool fails = stream != NULL && stream->status == STREAM_STATUS_failing;
	out[0] = '\0';
	if (stream == NULL || stream->status == STREAM_STATUS_active)
		return;
	if (fails && stream->failing_since != 0) {
		clock_format(stream->failing_since, at);
		(void)snprintf(since, sizeof(since), " since %.5s %.5s", at + 5, at + 11);
	}
	(void)snprintf(out, size, "stream %s%s, %s behind%s%s", fails ? "failing" : "stopped",
	    since, digits_counted(stream->lag, "event", "events", events),
	    stream->last_error == NULL ? "" : ": ",
	    stream->last_error == NULL ? "" : stream->last_error);
}

/* Above when the events occurred, that they do not reach who wants them. */
static int
draw_above_log(
    struct view *view, const void *object, struct screen *screen, struct screen_rect area)
{
	char trouble[400];
	stream_trouble(view->facts == NULL ? NULL : view->facts->value, trouble, sizeof(trouble));
	int used = trouble[0] == '\0' || area.rows <= TROUBLE_FROM_ROWS ? 0 : 1;
	if (used > 0)
		(void)screen_text(screen,
		    (struct screen_place){ area.row, area.column, area.columns }, STYLE_warning,
		    trouble);
	area.row += used;
	area.rows -= used;
	return used + histogram_draw(object, screen, area);
}

/* ---- keys ---- */

static bool
run(struct view *view, enum ui_action action, const void *row)
{
	if (action == UI_event_time)
		event_time_pick(view);
	if (action == UI_copy_sync)
		copier_begin(view->app);
	if (action == UI_event_export)
		export_open(view);
	if (action != UI_event_undo || row == NULL)
		return action == UI_event_time || action == UI_copy_sync ||
		    action == UI_event_export;
	audit_undo(view->app, row);
	return true;
}

/* Events are numbered without gaps, and the newest one comes first. */
static int64_t
all_events(const void *first)
{
	return ((const struct audit_event *)first)->seq;
}

/* ---- where it is streamed to ---- */

static const struct pane_act stream_acts[] = {
	{ UI_stream_set, OP_audit_stream_set, "-enabled", false },
	{ UI_stream_test, OP_audit_stream_test, NULL, true },
	{ UI_stream_replay, OP_audit_stream_replay, NULL, true },
	{ UI_stream_pause, OP_audit_stream_set, "url=url format=format enabled='false -*", true },
	{ UI_stream_secret, OP_audit_stream_rotate, NULL, true },
	{ UI_stream_delete, OP_audit_stream_delete, NULL, true },
	{ UI_ACTION_COUNT, OP_none, NULL, false },
};

static void
describe_stream(struct view *view, const void *row, struct str *out)
{
	const struct audit_stream *stream = row;
	int n;
	const struct word *words = vocab_words(VOCAB_stream_status, &n);
	char far[80];
	char seq[DIGITS_TEXT];
	char lag[DIGITS_TEXT];
	(void)snprintf(far, sizeof(far), "up to event %s, %s behind",
	    digits_text(stream->delivered_seq, seq), digits_text(stream->lag, lag));
	pane_line(out, "to", stream->url);
	pane_line(out, "format", vocab_name(VOCAB_stream_format, (int)stream->format));
	str_addf(out, "\n");
	pane_line(out, "status", words[stream->status].name);
	pane_line(out, "", words[stream->status].text);
	pane_line(out, "delivered", far);
	pane_time(out, "last sent", stream->last_attempt_at, "nothing yet");
	pane_line(out, "last fault", stream->last_error);
	pane_time(out, "failing", stream->failing_since, NULL);
	pane_time(out, "next sent", stream->next_attempt_at, NULL);
	str_addf(out, "\n");
	pane_time(out, "old secret", stream->old_secret_until, NULL);
	pane_line(out, "own CA", stream->own_ca ? "yes" : "no");
	pane_time(out, "changed", stream->updated_at, NULL);
	/* Nothing tells how far it comes: it is asked. */
	if (stream->lag > 0 && stream->status != STREAM_STATUS_paused)
		view_moves(view);
}

static const struct section sections[] = {
	{ .title = "Audit",
	    .context = "audit",
	    .list = OP_audit_list,
	    .above = OP_audit_histogram,
	    .above_filtered = true,
	    .spelt_out = true,
	    .ask = ask_histogram,
	    .get = OP_audit_stream,
	    .draw_above = draw_above_log,
	    .id = "id",
	    PANE_COLUMNS(columns),
	    .stale = "*",
	    .look = look,
	    .cell = show,
	    .run = run,
	    .detail = detail,
	    .all = all_events,
	    .empty = "Nothing happened yet.",
	    .unmatched =
	        "A word is found by its beginning, where what _ joins is one; actor: and target: take an id, an address or all of a "
	        "name.",
	    .away = "There is no copy of this log (A makes one)." },
	{ .title = "Stream",
	    .context = "stream",
	    .list = OP_none,
	    .get = OP_audit_stream,
	    .acts = stream_acts,
	    .stale = "*",
	    .detail = describe_stream,
	    .empty = "The audit log is not streamed anywhere.  e says where to." },
};

const struct pane pane_audit = { .name = "audit", PANE_SECTIONS_OF(sections) };
