/* Roles and switches, staged backwards. */
#include "audit_undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "arena.h"
#include "client.h"
#include "json.h"
#include "mem.h"
#include "switching.h"

struct json *
audit_details(const struct audit_event *event)
{
	struct json *json = NULL;
	struct err err;
	if (event->details == NULL ||
	    json_parse(event->details, strlen(event->details), &json, &err) != 0)
		return NULL;
	return json;
}

/* ---- roles ---- */

static enum role
role_of(const struct json *details, const char *when)
{
	return (enum role)vocab_find(
	    VOCAB_role, json_text(json_get(json_get(details, when), "role")));
}

/* What is to be staged once the row as it is now is known. */
struct inverse {
	struct app *app;
	enum role before;
	enum role after;
	char ws_id[72];
};

static void
row_told(struct reply *reply, void *payload)
{
	struct inverse *inverse = payload;
	struct app *app = inverse->app;
	const struct member *member = reply->value;
	live_heard(app, reply);
	if (reply->err.problem != PROBLEM_none)
		app_say_problem(app, reply);
	else if (strcmp(inverse->ws_id, app->place.ws_id) != 0 || reply->n == 0)
		app_say(app, STYLE_error, "that person is no member here any more");
	else if (stage_put(app, STAGE_members,
	             &(struct stage_change){ .id = member->user_id,
	                 .name = member->display_name,
	                 .about = member->email,
	                 .before = member->role,
	                 .after = inverse->before,
	                 .version = member->version }))
		app_say(app, STYLE_warning,
		    "staged: %s from %s back to %s%s; w reviews and applies it",
		    member->display_name, role_name(member->role), role_name(inverse->before),
		    member->role == inverse->after ? "" : " (changed again since)");
	reply_free(reply);
	free(inverse);
}

static void
ask_row(struct app *app, const struct audit_event *event, enum role before, enum role after)
{
	struct inverse *inverse = mem_new(1, sizeof(*inverse));
	struct client_with with = { .ws = app->place.ws_id };
	struct member_list_args args = { .user_id = event->target.id, .has_user_id = true };
	*inverse = (struct inverse){ .app = app, .before = before, .after = after };
	(void)snprintf(inverse->ws_id, sizeof(inverse->ws_id), "%s", app->place.ws_id);
	(void)nexa_member_list(app->client, &with, &args, row_told, inverse);
}

/* ---- switches ---- */

enum { PROVIDERS_MAX = 16, ID_TEXT = 72 };

/* A switch that is to be as it was, once it is known as it is now.  An event does not tell whose network group it is: the
 * providers are asked one after the other. */
struct back {
	struct app *app;
	bool on;
	char id[ID_TEXT];
	char ws_id[ID_TEXT];
	char providers[PROVIDERS_MAX][ID_TEXT];
	size_t n;
	size_t at;
};

static void
put_back(struct back *back, const struct stage_change *change)
{
	struct app *app = back->app;
	if (strcmp(back->ws_id, app->place.ws_id) != 0)
		return;
	if (change->was_on == change->on)
		app_say(app, STYLE_warning, "%s is %s already", change->name,
		    change->on ? "on" : "off");
	else if (stage_put(app, STAGE_switches, change))
		app_say(app, STYLE_warning,
		    "staged: %s from %s back to %s; w reviews and applies it", change->name,
		    change->was_on ? "on" : "off", change->on ? "on" : "off");
}

static void
provider_told(struct reply *reply, void *payload)
{
	struct back *back = payload;
	const struct telephony_provider *provider = reply->value;
	live_heard(back->app, reply);
	if (reply->err.problem != PROBLEM_none)
		app_say_problem(back->app, reply);
	else
		put_back(back,
		    &(struct stage_change){ .id = provider->id,
		        .name = provider->name,
		        .about = "calls through it",
		        .was_on = provider->enabled,
		        .on = back->on,
		        .provider = provider->id,
		        .version = provider->version });
	back->app->dirty = true;
	reply_free(reply);
	free(back);
}

static void ask_group(struct back *back);

static void
group_told(struct reply *reply, void *payload)
{
	struct back *back = payload;
	const struct network_group *group = reply->value;
	struct arena arena = { NULL };
	live_heard(back->app, reply);
	back->app->dirty = true;
	if (reply->err.problem == PROBLEM_not_found && ++back->at < back->n) {
		ask_group(back);
		reply_free(reply);
		return;
	}
	if (reply->err.problem != PROBLEM_none)
		app_say_problem(back->app, reply);
	else
		put_back(back,
		    &(struct stage_change){ .id = group->id,
		        .name = group->name,
		        .about = switches_about(group, &arena),
		        .was_on = group->enabled,
		        .on = back->on,
		        .risk = group->risk,
		        .country = group->country,
		        .provider = back->providers[back->at],
		        .version = group->version });
	arena_release(&arena);
	reply_free(reply);
	free(back);
}

static void
ask_group(struct back *back)
{
	const struct client_with with = { .ws = back->ws_id };
	const struct group_get_args args = { .provider = back->providers[back->at],
		.id = back->id };
	(void)nexa_group_get(back->app->client, &with, &args, group_told, back);
}

static void
providers_told(struct reply *reply, void *payload)
{
	struct back *back = payload;
	const struct telephony_provider *providers = reply->value;
	live_heard(back->app, reply);
	for (size_t i = 0; i < reply->n && back->n < PROVIDERS_MAX; i++)
		if (providers[i].kind == PROVIDER_KIND_deck)
			(void)snprintf(back->providers[back->n++], ID_TEXT, "%s", providers[i].id);
	if (reply->err.problem != PROBLEM_none)
		app_say_problem(back->app, reply);
	if (back->n > 0)
		ask_group(back);
	else
		free(back);
	reply_free(reply);
}

static void
ask_switch(struct app *app, const struct audit_event *event, bool on)
{
	const struct client_with with = { .ws = app->place.ws_id };
	struct back *back = mem_new(1, sizeof(*back));
	back->app = app;
	back->on = on;
	(void)snprintf(back->id, sizeof(back->id), "%s", event->target.id);
	(void)snprintf(back->ws_id, sizeof(back->ws_id), "%s", app->place.ws_id);
	if (event->type == EVENT_telephony_network_group_enabled ||
	    event->type == EVENT_telephony_network_group_disabled)
		(void)nexa_group_providers(app->client, &with,
		    &(struct group_providers_args){ .has_q = false }, providers_told, back);
	else
		(void)nexa_group_provider_get(app->client, &with,
		    &(struct group_provider_get_args){ .provider = back->id }, provider_told, back);
}

/* ---- all ---- */

void
audit_undo(struct app *app, const struct audit_event *event)
{
	struct json *details = audit_details(event);
	enum role before = role_of(details, "before");
	enum role after = role_of(details, "after");
	const char *status = json_text(json_get(json_get(details, "before"), "status"));
	char type[80];
	(void)snprintf(type, sizeof(type), " %s ", vocab_name(VOCAB_event, (int)event->type));
	bool role = event->type == EVENT_member_role_changed;
	bool removal = event->type == EVENT_member_removed && before != ROLE_unknown;
	bool known = role ? before != ROLE_unknown && after != ROLE_unknown : status != NULL;
	if (removal)
		app_say(app, STYLE_warning,
		    "a removal is not undone from here: a in Members adds them again, as %s",
		    role_name(before));
	else if (strstr(AUDIT_UNDO_TYPES, type) == NULL || !known)
		app_say(app, STYLE_warning,
		    "only a change of a workspace role or a switch can be staged backwards from here");
	else if (event->workspace_id == NULL || strcmp(event->workspace_id, app->place.ws_id) != 0)
		app_say(app, STYLE_error, "that was in another workspace; switch to it (W) first");
	else if (role)
		ask_row(app, event, before, after);
	else
		ask_switch(app, event, strcmp(status, "enabled") == 0);
	json_free(details);
}
