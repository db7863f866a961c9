/* Staging, applying, undoing. */
#include "stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "clock.h"
#include "digits.h"
#include "mem.h"
#include "overlay.h"
#include "stage_internal.h"

static void
free_item(struct staged *item)
{
	free(item->id);
	free(item->name);
	free(item->about);
	free(item->problem);
	free(item->told);
	free(item->by);
	free(item->revokes);
}

void
stage_forget_sent(struct stage *stage)
{
	free(stage->key);
	free(stage->reason);
	stage->key = NULL;
	stage->reason = NULL;
	stage->in_doubt = false;
}

void
stage_clear(struct stage *stage)
{
	while (stage->n > 0)
		free_item(&stage->items[--stage->n]);
	free(stage->org_id);
	free(stage->ws_id);
	free(stage->place_name);
	free(stage->provider);
	stage->provider = NULL;
	stage->org_id = NULL;
	stage->ws_id = NULL;
	stage->place_name = NULL;
	stage->accepts_risk = false;
	stage_forget_sent(stage);
}

void
stage_release(struct stage *stage)
{
	stage_clear(stage);
	free(stage->items);
	stage->items = NULL;
	stage->room = 0;
	if (stage->undo != NULL)
		stage_release(stage->undo);
	free(stage->undo);
	stage->undo = NULL;
}

void
stage_drop(struct stage *stage, size_t at)
{
	free_item(&stage->items[at]);
	memmove(
	    &stage->items[at], &stage->items[at + 1], (--stage->n - at) * sizeof(*stage->items));
	if (stage->n == 0)
		stage_clear(stage);
}

void
stage_append(struct stage *stage, struct staged item)
{
	if (stage->n == stage->room) {
		stage->room = stage->room == 0 ? 16 : stage->room * 2;
		stage->items = mem_resize(stage->items, stage->room, sizeof(*stage->items));
	}
	stage->items[stage->n++] = item;
}

size_t
stage_at(const struct stage *stage, const char *id)
{
	size_t i = 0;
	while (i < stage->n && strcmp(stage->items[i].id, id) != 0)
		i++;
	return i;
}

/* Whether it is staged where one is. */
static bool
is_here(const struct app *app, const struct stage *stage)
{
	if (stage->org_id == NULL || stage->ws_id == NULL ||
	    strcmp(stage->org_id, app->place.org_id) != 0)
		return false;
	return stage->ws_id[0] == '\0' || strcmp(stage->ws_id, app->place.ws_id) == 0;
}

const struct staged *
stage_find(const struct app *app, const char *id)
{
	const struct stage *stage = &app->stage;
	size_t at = is_here(app, stage) ? stage_at(stage, id) : stage->n;
	return at < stage->n ? &stage->items[at] : NULL;
}

bool
stage_is_frozen(struct app *app)
{
	const struct stage *stage = &app->stage;
	if (stage->call == NULL && !stage->in_doubt)
		return false;
	app_say(app, STYLE_error, "%s",
	    stage->call != NULL ? "what is staged is being applied; one moment"
	                        : "what became of what was sent is not known yet; w asks again");
	return true;
}

static void
discard(struct app *app)
{
	struct stage *stage = &app->stage;
	char text[DIGITS_COUNTED];
	if (stage->call != NULL && stage_is_frozen(app))
		return;
	if (stage->in_doubt)
		app_say(app, STYLE_warning,
		    "%s discarded; whether they were applied is not known: the Audit pane tells",
		    digits_text((int64_t)stage->n, text));
	else if (stage->n > 0)
		app_say(app, STYLE_ok, "%s discarded; nothing was sent",
		    digits_counted((int64_t)stage->n, "staged change", "staged changes", text));
	stage_clear(stage);
	review_settle(app);
}

static void
discard_chosen(struct app *app, size_t index, void *payload)
{
	(void)payload;
	if (index == 0)
		discard(app);
}

void
stage_discard(struct app *app)
{
	static const struct picker_choice choices[] = {
		{ .key = 'd', .name = "discard them" },
		{ .key = 'k', .name = "keep them staged" },
	};
	const struct stage *stage = &app->stage;
	char counted[DIGITS_COUNTED];
	char title[DIGITS_COUNTED + 20];
	if (stage->n < 2 || stage->call != NULL) {
		discard(app);
		return;
	}
	(void)snprintf(title, sizeof(title), "Discard %s?",
	    digits_counted((int64_t)stage->n, "staged change", "staged changes", counted));
	overlay_pick(app, title, choices, 2, 1, discard_chosen, NULL);
}

void
stage_note_author(struct app *app, const char *id, const char *name)
{
	struct stage *stage = &app->stage;
	size_t at = id == NULL || name == NULL ? stage->n : stage_at(stage, id);
	if (at == stage->n)
		return;
	free(stage->items[at].by);
	stage->items[at].by = mem_text(name);
}

void
stage_text(const struct stage *stage, char *out, size_t size)
{
	char digits[DIGITS_TEXT];
	(void)snprintf(out, size, "%s %s", digits_text((int64_t)stage->n, digits),
	    stage->in_doubt           ? "sent, outcome not known yet: asked when the daemon is back"
	        : stage->call != NULL ? "staged: applying"
	                              : "staged: w review  U discard");
}

/* What is staged there, for whoever would stage something else. */
static const char *
what_is_staged(const struct stage *stage)
{
	switch (stage->of) {
	case STAGE_members:
		return ", of members";
	case STAGE_switches:
		return ", of switches";
	default:
		return ", of API keys";
	}
}

static bool
is_of(const struct stage *stage, enum stage_of of, const char *provider)
{
	if (stage->of != of)
		return false;
	return provider == NULL || strcmp(stage->provider, provider) == 0;
}

/* Only one batch is sent, all or nothing: of one kind, in one place, through one provider. */
static bool
is_something_else(struct app *app, enum stage_of of, const char *provider)
{
	const struct stage *stage = &app->stage;
	if (stage->n == 0 || (is_here(app, stage) && is_of(stage, of, provider)))
		return false;
	char n[DIGITS_TEXT];
	bool other = stage->of == of && is_here(app, stage);
	app_say(app, STYLE_error,
	    "%s staged in %s%s%s: w reviews and applies, U discards; then this",
	    digits_text((int64_t)stage->n, n), stage->place_name,
	    is_here(app, stage) ? what_is_staged(stage) : "", other ? " of another provider" : "");
	return true;
}

static char *
copy_or_null(const char *text)
{
	return text == NULL ? NULL : mem_text(text);
}

static struct staged
copy_of(const struct stage_change *change)
{
	struct staged staged = { .id = mem_text(change->id),
		.name = mem_text(change->name),
		.about = copy_or_null(change->about),
		.before = change->before,
		.after = change->after,
		.was_on = change->was_on,
		.on = change->on,
		.risk = change->risk,
		.version = change->version };
	(void)snprintf(staged.country, sizeof(staged.country), "%s",
	    change->country == NULL ? "" : change->country);
	return staged;
}

/* Whether it would change nothing. */
static bool
is_as_before(enum stage_of of, const struct stage_change *change)
{
	if (of == STAGE_switches)
		return change->was_on == change->on;
	return of == STAGE_members && change->before == change->after;
}

bool
stage_put(struct app *app, enum stage_of of, const struct stage_change *change)
{
	struct stage *stage = &app->stage;
	const struct app_place *place = &app->place;
	if (stage_is_frozen(app) || is_something_else(app, of, change->provider))
		return false;
	struct staged item = copy_of(change);
	size_t at = stage_at(stage, item.id);
	if (at < stage->n)
		stage_drop(stage, at);
	if (is_as_before(of, change)) {
		free_item(&item);
		return true;
	}
	if (stage->org_id == NULL) {
		bool of_org = of == STAGE_org_keys;
		stage->of = of;
		stage->org_id = mem_text(place->org_id);
		stage->ws_id = mem_text(of_org ? "" : place->ws_id);
		stage->place_name = mem_text(of_org ? place->org_name : place->ws_name);
		stage->provider = copy_or_null(change->provider);
	}
	stage_append(stage, item);
	return true;
}

size_t
stage_risky(const struct stage *stage)
{
	size_t n = 0;
	for (size_t i = 0; i < stage->n; i++)
		n += stage->items[i].on && stage->items[i].risk > RISK_none;
	return n;
}

void
stage_in_country(const struct app *app, const char *country, size_t *on, size_t *off)
{
	const struct stage *stage = &app->stage;
	*on = *off = 0;
	for (size_t i = 0; stage->of == STAGE_switches && i < stage->n; i++)
		if (is_here(app, stage) && strcmp(stage->items[i].country, country) == 0)
			*(stage->items[i].on ? on : off) += 1;
}

void
stage_take_back(struct app *app, const char *id)
{
	if (stage_find(app, id) != NULL && !stage_is_frozen(app))
		stage_drop(&app->stage, stage_at(&app->stage, id));
}

/* ---- undoing ---- */

/* Which changes it brings back, and what was done since and stays. */
static void
say_inverse(struct app *app)
{
	const struct stage *stage = &app->stage;
	char at[CLOCK_TEXT];
	char what[DIGITS_COUNTED];
	clock_format(stage->applied_at, at);
	(void)digits_counted((int64_t)stage->n, "change", "changes", what);
	if (stage->later == NULL)
		app_say(app, STYLE_warning,
		    "the inverse of %s of %.5s is staged: w reviews and applies it", what, at + 11);
	else
		app_say(app, STYLE_warning, "inverse of %s of %.5s staged; not undone: %.*s", what,
		    at + 11, (int)strcspn(stage->later, ",;"), stage->later);
}

bool
stage_undo(struct app *app)
{
	struct stage *stage = &app->stage;
	struct stage *undo = stage->undo;
	if (undo == NULL || undo->n == 0)
		return false;
	if (stage->n > 0) {
		app_say(app, STYLE_error, "apply (w) or discard (U) what is staged first");
		return true;
	}
	for (size_t i = 0; i < undo->n; i++)
		stage_append(stage, undo->items[i]);
	stage->of = undo->of;
	stage->org_id = undo->org_id;
	stage->ws_id = undo->ws_id;
	stage->place_name = undo->place_name;
	stage->provider = undo->provider;
	*undo = (struct stage){ .items = undo->items, .room = undo->room };
	say_inverse(app);
	return true;
}
