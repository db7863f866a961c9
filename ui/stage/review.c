/* The review of staged changes: each line before → after, what it grants and takes away, a reason. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "input.h"
#include "keys.h"
#include "mem.h"
#include "review_internal.h"

/* Takes the other person's value as the new start of one's own change. */
static void
keep_mine(struct app *app, struct staged *item)
{
	if (!item->conflict)
		return;
	item->before = item->now;
	item->was_on = item->now_on;
	item->version = item->now_version;
	item->conflict = false;
	free(item->problem);
	item->problem = NULL;
	app_say(app, STYLE_normal, "kept, on the row as it is now");
}

/* The first line that stands in the way of all; stage->n when none does. */
static size_t
first_problem(const struct stage *stage)
{
	size_t i = 0;
	while (i < stage->n && stage->items[i].problem == NULL)
		i++;
	return i;
}

/* "Premium: premium rate …, Satellite …": the first few, and what each is aimed at for. */
static void
say_risks(const struct stage *stage, char *out, size_t size)
{
	enum { NAMED = 3 };
	size_t named = 0;
	size_t used = 0;
	for (size_t i = 0; i < stage->n && named < NAMED && used < size; i++)
		if (review_is_risky(&stage->items[i])) {
			named++;
			used += (size_t)snprintf(out + used, size - used, "%.60s: %s.  ",
			    stage->items[i].name, review_risk_of(&stage->items[i]));
		}
	if (stage_risky(stage) > named && used < size)
		(void)snprintf(
		    out + used, size - used, "And %zu more.", stage_risky(stage) - named);
}

/* What reaches far is asked once more; false when there is no need. */
static bool
ask_again(const struct stage *stage, struct review *review)
{
	bool risky = stage->of == STAGE_switches && stage_risky(stage) > 0;
	if (stage->in_doubt || review->confirming || (stage->of != STAGE_org_keys && !risky))
		return false;
	if (risky) {
		say_risks(stage, review->why, sizeof(review->why));
		confirm_init(&review->confirm, "Switch on what toll fraud aims at?", review->why,
		    NULL, KEY_enter);
	} else {
		confirm_init(&review->confirm, "Revoke keys of the organization?",
		    "They open every workspace: whatever uses them stops everywhere.",
		    stage->place_name, KEY_enter);
	}
	review->confirming = true;
	return true;
}

static enum widget_answer
apply(struct app *app, struct review *review)
{
	if (app->stage.call != NULL)
		return WIDGET_USED;
	size_t problem = first_problem(&app->stage);
	if (!app->stage.in_doubt && problem < app->stage.n) {
		if (app->stage.items[review->pos.cursor].problem == NULL)
			listpos_go(&review->pos, (int64_t)problem);
		app_say(app, STYLE_error, "decide this line first: d drops it%s",
		    app->stage.items[review->pos.cursor].conflict
		        ? ", m keeps yours on what is there now"
		        : "");
		return WIDGET_USED;
	}
	if (ask_again(&app->stage, review))
		return WIDGET_USED;
	app->stage.accepts_risk |= review->confirming;
	stage_apply(app, review->reason.text);
	return WIDGET_DONE;
}

/* The name is typed: then it is sent. */
static enum widget_answer
confirm(struct app *app, struct review *review, const struct input *input)
{
	enum widget_answer answer = confirm_input(&review->confirm, input);
	if (answer == WIDGET_DONE)
		return apply(app, review);
	if (answer == WIDGET_CANCELLED) {
		confirm_release(&review->confirm);
		review->confirming = false;
	}
	return WIDGET_USED;
}

static enum widget_answer
take_key(struct app *app, struct review *review, uint32_t key)
{
	struct stage *stage = &app->stage;
	size_t at = (size_t)review->pos.cursor;
	switch (key) {
	case KEY_escape:
	case 'q':
		return WIDGET_CANCELLED;
	case KEY_enter:
		return apply(app, review);
	case 'j':
	case KEY_down:
		listpos_move(&review->pos, 1);
		break;
	case 'k':
	case KEY_up:
		listpos_move(&review->pos, -1);
		break;
	case KEY_page_down:
		listpos_page(&review->pos, 1);
		break;
	case KEY_page_up:
		listpos_page(&review->pos, -1);
		break;
	case 'J':
		textview_scroll(&review->meaning, 1);
		break;
	case 'K':
		textview_scroll(&review->meaning, -1);
		break;
	case 'e':
		review->typing = true;
		break;
	case 'm':
		if (at < stage->n)
			keep_mine(app, &stage->items[at]);
		break;
	case 'd':
		if (at < stage->n && !stage_is_frozen(app)) {
			stage_drop(stage, at);
			app->status[0] = '\0';
		}
		return stage->n == 0 ? WIDGET_CANCELLED : WIDGET_USED;
	default:
		return WIDGET_IGNORED;
	}
	return WIDGET_USED;
}

static enum widget_answer
input(struct app *app, struct overlay *overlay, const struct input *input)
{
	struct review *review = (struct review *)overlay;
	if (review->confirming)
		return confirm(app, review, input);
	if (review->typing) {
		review->typing = overlay_line_input(app, &review->reason, input);
		return WIDGET_USED;
	}
	return input->kind == INPUT_KEY ? take_key(app, review, input->key) : WIDGET_IGNORED;
}

static void
release(struct overlay *overlay)
{
	struct review *review = (struct review *)overlay;
	lineedit_release(&review->reason);
	if (review->confirming)
		confirm_release(&review->confirm);
	textview_release(&review->meaning);
	free(review);
}

static bool
keys(const struct overlay *overlay, struct str *out)
{
	static const struct overlay_key keys[] = {
		{ "enter", "applies all of it, or nothing" },
		{ "j k, arrows", "the change before or behind" },
		{ "PgUp PgDn", "a page of them" },
		{ "J K", "scroll what the change means" },
		{ "e", "writes the reason, for the audit log" },
		{ "m", "keeps yours, where somebody changed it meanwhile" },
		{ "d", "drops the change" },
		{ "esc, q", "back: all stays staged" },
		{ NULL, NULL },
	};
	const struct review *review = (const struct review *)overlay;
	overlay_add_keys(out, keys);
	return !review->typing && !review->confirming;
}

/* Only where somebody changed the row is there anything to keep against it. */
static const char *
hints(const struct app *app, struct overlay *overlay)
{
	const struct review *review = (const struct review *)overlay;
	size_t at = (size_t)review->pos.cursor;
	if (at < app->stage.n && app->stage.items[at].conflict)
		return "enter apply  esc back  d drop  m keep mine  e reason  ? help";
	return "enter apply  esc back  d drop  e reason  ? help";
}

static const struct overlay_kind review_kind = {
	.input = input, .draw = review_draw, .free = release, .keys = keys, .hints_now = hints
};

/* Which keys stage something in the list that is shown. */
static const char *
how_here(const struct app *app)
{
	static const struct {
		const char *context;
		const char *how;
	} lists[] = {
		{ "members", "; r stages a role, d a removal" },
		{ "keys", "; d stages the end of a key" },
		{ "switches", "; e stages switching on, d switching off" },
	};
	const char *contexts[APP_CONTEXTS];
	app_contexts(app, contexts);
	for (size_t c = 0; contexts[c] != NULL; c++)
		for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
			if (strcmp(contexts[c], lists[i].context) == 0)
				return lists[i].how;
	return ": roles and removals (3), ends of keys (4), switches (5) are";
}

void
review_open(struct app *app)
{
	if (app->stage.n == 0) {
		app_say(app, STYLE_warning, "nothing is staged%s", how_here(app));
		return;
	}
	struct review *review = mem_new(1, sizeof(*review));
	review->overlay.kind = &review_kind;
	listpos_set_rows(&review->pos, 1);
	lineedit_init(&review->reason, 1000, false);
	overlay_push(app, &review->overlay);
	/* What ends with a removal is told by the daemon. */
	for (size_t i = 0; i < app->stage.n; i++)
		if (app->stage.items[i].after == ROLE_unknown) {
			stage_rehearse(app);
			break;
		}
}

void
review_settle(struct app *app)
{
	struct overlay *review = overlay_find(app, &review_kind);
	if (review != NULL && app->stage.n == 0)
		overlay_remove(app, review);
}
