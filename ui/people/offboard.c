/* Offboarding: each way in is staged to end, to go to somebody else or to stay; then all of it is done at once. */
#include "offboard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act.h"
#include "app.h"
#include "args.h"
#include "client.h"
#include "input.h"
#include "json.h"
#include "keys.h"
#include "mem.h"
#include "offboard_internal.h"
#include "overlay_area.h"
#include "person_search.h"
#include "str.h"
#include "view_internal.h"

enum { REASON_MAX = 1000, TEXT_MAX = 1 << 18 };

const struct many_way_in *
offboard_ways(const struct offboard *offboard)
{
	return &((const struct person_access *)offboard->list->value)->ways;
}

const char *
offboard_name(const struct offboard *offboard)
{
	const struct person_access *access = offboard->list == NULL ? NULL : offboard->list->value;
	if (access != NULL && access->display_name != NULL)
		return access->display_name;
	return access != NULL && access->email != NULL ? access->email : offboard->person;
}

/* ---- wishes ---- */

static void
forget_wishes(struct offboard_wish *wishes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(wishes[i].id);
		free(wishes[i].blocker);
	}
	free(wishes);
}

static struct offboard_wish *
wish_of(struct offboard_wish *wishes, size_t n, const char *id)
{
	for (size_t i = 0; i < n && id != NULL; i++)
		if (strcmp(wishes[i].id, id) == 0)
			return &wishes[i];
	return NULL;
}

/* What was wanted of a way in stays wanted; what is new ends, and is pointed out. */
static void
take_list(struct offboard *offboard, struct reply *reply)
{
	bool again = offboard->list != NULL;
	reply_free(offboard->list);
	offboard->list = reply;
	const struct many_way_in *ways = offboard_ways(offboard);
	struct offboard_wish *wishes = mem_new(ways->n + 1, sizeof(*wishes));
	for (size_t i = 0; i < ways->n; i++) {
		const struct offboard_wish *before =
		    wish_of(offboard->wishes, offboard->n_wishes, ways->items[i].id);
		wishes[i] = (struct offboard_wish){ .id = mem_text(ways->items[i].id),
			.fate = before != NULL ? before->fate : ways->items[i].fate,
			.is_new = again && before == NULL };
	}
	forget_wishes(offboard->wishes, offboard->n_wishes);
	offboard->wishes = wishes;
	offboard->n_wishes = ways->n;
	listpos_set_total(&offboard->pos, (int64_t)ways->n);
	offboard->step = OFFBOARD_LIST;
}

/* ---- the daemon ---- */

static void
listed(struct reply *reply, void *payload)
{
	struct offboard *offboard = payload;
	struct app *app = offboard->app;
	offboard->call = NULL;
	app->dirty = true;
	live_heard(app, reply);
	if (reply->err.problem == PROBLEM_none) {
		take_list(offboard, reply);
		return;
	}
	app_say_problem(app, reply);
	reply_free(reply);
	if (offboard->list != NULL)
		offboard->step = OFFBOARD_LIST;
	else
		overlay_remove(app, &offboard->overlay);
}

static void
load(struct offboard *offboard)
{
	const struct client_with with = { .org = offboard->org_id };
	const struct person_get_args args = { .person = offboard->person };
	offboard->step = OFFBOARD_LOADING;
	offboard->call = nexa_person_get(offboard->app->client, &with, &args, listed, offboard);
}

/* What programs are told to send is a key here. */
static size_t
len_for_people(const char *text)
{
	const char *send = strstr(text, "; send ");
	return send == NULL ? strlen(text) : (size_t)(send - text);
}

/* Notes what stands against single ways in, and lists it; of how many. */
static size_t
note_blockers(struct offboard *offboard, const struct json *details, struct str *all)
{
	size_t n = 0;
	const struct json *list = json_get(details, "changes");
	for (const struct json *each = json_first(list); each != NULL; each = json_next(each)) {
		const char *text = json_text(json_get(each, "message"));
		struct offboard_wish *wish =
		    wish_of(offboard->wishes, offboard->n_wishes, json_text(json_get(each, "id")));
		if (wish == NULL)
			continue;
		text = text == NULL ? "refused" : text;
		free(wish->blocker);
		wish->blocker = mem_text(text);
		wish->blocker[len_for_people(text)] = '\0';
		if (n++ == 0)
			listpos_go(&offboard->pos, wish - offboard->wishes);
		bool unheard = wish->fate == WAY_FATE_hand_over && offboard->to_id == NULL;
		offboard_add_way(&offboard_ways(offboard)->items[wish - offboard->wishes], all);
		str_addf(all, "\n  %s%s\n\n", wish->blocker, unheard ? OFFBOARD_PICKS : "");
	}
	return n;
}

/* What stands against it: shown with the ways in that it is about, all of it at once.  The list that was changed
 * meanwhile is read anew. */
static void
refused(
    struct offboard *offboard, const char *code, const char *message, const struct json *details)
{
	struct app *app = offboard->app;
	struct str all = STR_INIT(TEXT_MAX);
	offboard->step = OFFBOARD_LIST;
	if (code != NULL && strcmp(code, "version_conflict") == 0) {
		app_say(app, STYLE_error,
		    "somebody changed it meanwhile: look at the list again, what is new is marked");
		load(offboard);
		return;
	}
	size_t n = note_blockers(offboard, details, &all);
	message = message == NULL ? "refused" : message;
	if (n > 0)
		app_say(app, STYLE_error, "nothing was done: %zu thing%s against it", n,
		    n == 1 ? " stands" : "s stand");
	else
		app_say(app, STYLE_error, "%.*s", (int)len_for_people(message), message);
	/* One alone stands below the list, where that has the room. */
	if (n > 1 || (n == 1 && overlay_is_small(&app->screen)))
		overlay_text(app, "What stands against it", str_text(&all));
	str_release(&all);
}

static struct client_call *
send(struct offboard *offboard, bool dry, client_done_fn *done)
{
	struct arena arena = { NULL };
	const struct many_way_in *ways = offboard_ways(offboard);
	const struct person_access *access = offboard->list->value;
	const struct client_with with = {
		.org = offboard->org_id, .dry_run = dry, .if_match = access->version
	};
	struct person_offboard_args args = { .person = offboard->person,
		.to = offboard->to_id,
		.has_to = offboard->to_id != NULL,
		.reason = offboard->reason.text,
		.has_reason = offboard->reason.len > 0 };
	args.keep.items = arena_new(&arena, (ways->n + 1) * sizeof(*args.keep.items));
	args.hand_over.items = arena_new(&arena, (ways->n + 1) * sizeof(*args.keep.items));
	for (size_t i = 0; i < ways->n; i++) {
		const struct offboard_wish *wish = &offboard->wishes[i];
		if (wish->fate == WAY_FATE_keep)
			args.keep.items[args.keep.n++] = wish->id;
		else if (wish->fate == WAY_FATE_hand_over && ways->items[i].kind == WAY_api_key)
			args.hand_over.items[args.hand_over.n++] = wish->id;
	}
	struct client_call *call =
	    nexa_person_offboard(offboard->app->client, &with, &args, done, offboard);
	arena_release(&arena);
	return call;
}

static void
applied(struct reply *reply, void *payload)
{
	struct offboard *offboard = payload;
	struct app *app = offboard->app;
	offboard->call = NULL;
	app->dirty = true;
	live_heard(app, reply);
	if (reply->in_doubt) {
		app_say(app, STYLE_error, "the answer was lost: this is what there is now");
		load(offboard);
	} else if (reply->err.problem != PROBLEM_none) {
		refused(offboard, problem_code(reply->err.problem), reply->err.text,
		    json_get(reply->json, "details"));
	} else {
		offboard->done = reply;
		offboard->step = OFFBOARD_DONE;
		listpos_first(&offboard->pos);
		app->stage.later = ops[OP_person_offboard].summary;
		for (const enum event *event = ops[OP_person_offboard].emits;
		     *event != EVENT_unknown; event++)
			app_note_event(app, vocab_name(VOCAB_event, (int)*event), NULL);
		view_renew(app_view(app));
		app_say(app, STYLE_ok, "offboarded %s", offboard_name(offboard));
		return;
	}
	reply_free(reply);
}

/* ---- the question ---- */

static size_t
count(const struct offboard *offboard, enum way_kind kind, enum way_fate fate)
{
	const struct many_way_in *ways = offboard_ways(offboard);
	size_t n = 0;
	for (size_t i = 0; i < ways->n; i++)
		n += (kind == WAY_unknown || ways->items[i].kind == kind) &&
		    ways->items[i].kind < WAY_session && offboard->wishes[i].fate == fate;
	return n;
}

/* What the daemon foresees, a line each. */
static void
make_consequence(struct offboard *offboard, const struct json *foreseen)
{
	char *out = offboard->consequence;
	size_t size = sizeof(offboard->consequence);
	size_t len = 0;
	out[0] = '\0';
	for (const struct json *each = json_first(foreseen); each != NULL && len < size;
	     each = json_next(each))
		if (json_text(each) != NULL)
			len += (size_t)snprintf(out + len, size - len, "%s\n", json_text(each));
	if (len < size)
		(void)snprintf(out + len, size - len, "It cannot be undone.");
}

/* The name is typed where the last access goes. */
static void
open_question(struct offboard *offboard, const struct json *foreseen)
{
	bool last = count(offboard, WAY_unknown, WAY_FATE_keep) == 0;
	make_consequence(offboard, foreseen);
	offboard->app->status[0] = '\0';
	(void)snprintf(offboard->question, sizeof(offboard->question), "Offboard %.200s?",
	    offboard_name(offboard));
	confirm_init(&offboard->confirm, offboard->question, offboard->consequence,
	    last ? offboard_name(offboard) : NULL, 'w');
	offboard->confirm.address = ((const struct person_access *)offboard->list->value)->email;
	offboard->confirming = true;
}

static void
rehearsed(struct reply *reply, void *payload)
{
	struct offboard *offboard = payload;
	struct app *app = offboard->app;
	offboard->call = NULL;
	offboard->step = OFFBOARD_LIST;
	app->dirty = true;
	live_heard(app, reply);
	const struct json *problem = json_first(json_get(reply->json, "problems"));
	if (reply->err.problem != PROBLEM_none)
		app_say_problem(app, reply);
	else if (problem != NULL)
		refused(offboard, json_text(json_get(problem, "code")),
		    json_text(json_get(problem, "message")), json_get(problem, "details"));
	else
		open_question(offboard, json_get(reply->json, "consequences"));
	reply_free(reply);
}

static void
review(struct offboard *offboard)
{
	char why[ACT_REFUSAL];
	struct app *app = offboard->app;
	size_t n = count(offboard, WAY_unknown, WAY_FATE_end) +
	    count(offboard, WAY_unknown, WAY_FATE_hand_over);
	if (act_refusal(app, OP_person_offboard, NULL, why)[0] != '\0') {
		app_say(app, STYLE_error, "%s", why);
	} else if (n == 0) {
		app_say(app, STYLE_warning, "nothing of it is to end");
	} else {
		for (size_t i = 0; i < offboard->n_wishes; i++) {
			free(offboard->wishes[i].blocker);
			offboard->wishes[i].blocker = NULL;
		}
		offboard->step = OFFBOARD_ASKED;
		offboard->call = send(offboard, true, rehearsed);
	}
}

static enum widget_answer
confirm(struct offboard *offboard, const struct input *input)
{
	enum widget_answer answer = confirm_input(&offboard->confirm, input);
	if (answer == WIDGET_USED || answer == WIDGET_IGNORED)
		return WIDGET_USED;
	confirm_release(&offboard->confirm);
	offboard->confirming = false;
	if (answer == WIDGET_DONE) {
		offboard->step = OFFBOARD_SENT;
		offboard->call = send(offboard, false, applied);
	}
	return WIDGET_USED;
}

/* ---- keys ---- */

/* Ends or keeps; hands over or ends. */
static void
turn(struct offboard *offboard, bool hand_over)
{
	struct app *app = offboard->app;
	const struct many_way_in *ways = offboard_ways(offboard);
	if (ways->n == 0)
		return;
	const struct way_in *way = &ways->items[offboard->pos.cursor];
	struct offboard_wish *wish = &offboard->wishes[offboard->pos.cursor];
	enum way_fate other = hand_over ? WAY_FATE_hand_over : WAY_FATE_keep;
	if (way->kind >= WAY_session) {
		app_say(app, STYLE_warning,
		    "being signed in opens what the roles open; it is not kept by itself");
	} else if (hand_over && way->kind != WAY_api_key) {
		app_say(app, STYLE_warning,
		    "API keys can be handed over, and workspaces that the person owns are");
	} else {
		wish->fate = wish->fate == other ? way->fate : other;
		free(wish->blocker);
		wish->blocker = NULL;
		if (wish->fate == WAY_FATE_hand_over && offboard->to_id == NULL)
			app_say(app, STYLE_normal, "T picks who takes over");
	}
}

static void
successor_chosen(struct app *app, const char *id, const char *name, void *payload)
{
	struct offboard *offboard = payload;
	if (strncmp(id, "usr_", 4) != 0) {
		app_say(app, STYLE_error, "nobody here has that address");
		return;
	}
	free(offboard->to_id);
	free(offboard->to_name);
	offboard->to_id = mem_text(id);
	offboard->to_name = mem_text(name);
	for (size_t i = 0; i < offboard->n_wishes; i++) {
		free(offboard->wishes[i].blocker);
		offboard->wishes[i].blocker = NULL;
	}
}

/* Whether anything was decided that leaving would forget. */
static bool
is_begun(const struct offboard *offboard)
{
	const struct many_way_in *ways = offboard_ways(offboard);
	bool begun = offboard->to_id != NULL || offboard->reason.len > 0;
	for (size_t i = 0; i < ways->n; i++)
		begun = begun || offboard->wishes[i].fate != ways->items[i].fate;
	return begun;
}

static enum widget_answer
leave(struct offboard *offboard)
{
	if (offboard->leaving || !is_begun(offboard))
		return WIDGET_CANCELLED;
	offboard->leaving = true;
	app_say(offboard->app, STYLE_warning,
	    "esc once more leaves: nothing was done, and what you chose is forgotten");
	return WIDGET_USED;
}

static enum widget_answer
take_key(struct offboard *offboard, uint32_t key)
{
	if (key == KEY_escape || key == 'q')
		return leave(offboard);
	offboard->leaving = false;
	switch (key) {
	case 'j':
	case KEY_down:
		listpos_move(&offboard->pos, 1);
		break;
	case 'k':
	case KEY_up:
		listpos_move(&offboard->pos, -1);
		break;
	case KEY_page_down:
		listpos_page(&offboard->pos, 1);
		break;
	case KEY_page_up:
		listpos_page(&offboard->pos, -1);
		break;
	case ' ':
		turn(offboard, false);
		break;
	case 'h':
		turn(offboard, true);
		break;
	case 'e':
		offboard->typing = true;
		break;
	case 'R':
		load(offboard);
		break;
	case 'T':
		person_search_open(offboard->app,
		    &(const struct person_sought){ .title = "Who takes over?" }, successor_chosen,
		    offboard);
		break;
	case 'w':
		review(offboard);
		break;
	default:
		return WIDGET_IGNORED;
	}
	return WIDGET_USED;
}

static enum widget_answer
input_of(struct app *app, struct overlay *overlay, const struct input *input)
{
	struct offboard *offboard = (struct offboard *)overlay;
	if (offboard->confirming)
		return confirm(offboard, input);
	if (offboard->typing) {
		offboard->typing = overlay_line_input(app, &offboard->reason, input);
		return WIDGET_USED;
	}
	uint32_t key = input->kind == INPUT_KEY ? input->key : 0;
	if (offboard->step == OFFBOARD_LIST && key != 0)
		return take_key(offboard, key);
	bool ends = key == KEY_escape || key == 'q' ||
	    (offboard->step == OFFBOARD_DONE && key == KEY_enter);
	/* What is sent is waited for. */
	if (!ends || offboard->step == OFFBOARD_SENT)
		return WIDGET_USED;
	return WIDGET_CANCELLED;
}

static void
release(struct overlay *overlay)
{
	struct offboard *offboard = (struct offboard *)overlay;
	if (offboard->call != NULL)
		client_cancel(offboard->app->client, offboard->call);
	if (offboard->confirming)
		confirm_release(&offboard->confirm);
	forget_wishes(offboard->wishes, offboard->n_wishes);
	reply_free(offboard->list);
	reply_free(offboard->done);
	lineedit_release(&offboard->reason);
	free(offboard->person);
	free(offboard->to_id);
	free(offboard->to_name);
	free(offboard);
}

static const char *
hints(const struct app *app, struct overlay *overlay)
{
	const struct offboard *offboard = (const struct offboard *)overlay;
	(void)app;
	if (offboard->step == OFFBOARD_LIST && !offboard->confirming)
		return "w review  space end/keep  h hand over  T successor  e reason  ? help  esc back";
	return offboard->step == OFFBOARD_DONE ? "enter close" : "esc back";
}

static bool
keys(const struct overlay *overlay, struct str *out)
{
	static const struct overlay_key list[] = {
		{ "j k, arrows", "the way in before or behind" },
		{ "PgUp PgDn", "a page of them" },
		{ "space", "ends it, or keeps it" },
		{ "h", "hands a key or a workspace over" },
		{ "T", "picks who takes over" },
		{ "e", "writes the reason, for the audit log" },
		{ "R", "asks the daemon anew" },
		{ "w", "asks the daemon what comes of it, then you" },
		{ "esc, q", "back: nothing is done" },
		{ NULL, NULL },
	};
	const struct offboard *offboard = (const struct offboard *)overlay;
	if (offboard->step == OFFBOARD_LIST)
		overlay_add_keys(out, list);
	/* The name is typed as the confirmation. */
	return !offboard->typing && !offboard->confirming;
}

static const struct overlay_kind offboard_kind = {
	.input = input_of, .draw = offboard_draw, .free = release, .keys = keys, .hints_now = hints
};

void
offboard_open(struct app *app, const char *person)
{
	struct offboard *offboard = mem_new(1, sizeof(*offboard));
	offboard->overlay.kind = &offboard_kind;
	offboard->app = app;
	offboard->person = mem_text(person);
	(void)snprintf(offboard->org_id, sizeof(offboard->org_id), "%s", app->place.org_id);
	lineedit_init(&offboard->reason, REASON_MAX, false);
	listpos_set_rows(&offboard->pos, 1);
	overlay_push(app, &offboard->overlay);
	load(offboard);
}

static void
person_chosen(struct app *app, const char *id, const char *name, void *payload)
{
	(void)name;
	(void)payload;
	offboard_open(app, id);
}

void
offboard_ask(struct app *app, const char *typed)
{
	const struct person_sought whom = {
		.title = "Offboard whom?", .typed = typed, .invited = true
	};
	person_search_open(app, &whom, person_chosen, NULL);
}

void
offboard_here(struct app *app)
{
	struct arena arena = { NULL };
	const char *person = view_person(app_view(app), &arena);
	if (person == NULL)
		offboard_ask(app, NULL);
	else
		offboard_open(app, person);
	arena_release(&arena);
}
