/* Settings of workspaces, and what an organization's new ones start with. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "call.h"
#include "call_life.h"
#include "catalogue.h"
#include "clock.h"
#include "daemon.h"
#include "delivery_queue.h"
#include "difference.h"
#include "digest.h"
#include "event.h"
#include "settings.h"
#include "store_table.h"
#include "webhook_url.h"

/* ---- of a workspace ---- */

int
op_workspace_settings_get(
    struct call *c, const struct workspace_settings_get_args *args, struct workspace_settings *out)
{
	(void)args;
	return settings_of(c, c->place.ws_id, out);
}

/* RFC 7396: what is given replaces, null goes back to the platform's, what is absent stays. */
static void
merge_texts(struct settings_row *row, const struct workspace_settings_update_args *args)
{
	if (args->has_default_llm)
		row->default_llm = args->default_llm;
	if (args->has_default_transcriber)
		row->default_transcriber = args->default_transcriber;
	if (args->has_default_tts)
		row->default_tts = args->default_tts;
	if (args->has_notification_webhook_url)
		row->notification_webhook_url = args->notification_webhook_url;
	row->has_default_llm = row->default_llm != NULL;
	row->has_default_transcriber = row->default_transcriber != NULL;
	row->has_default_tts = row->default_tts != NULL;
	row->has_notification_webhook_url = row->notification_webhook_url != NULL;
}

static void
merge_number(bool given, bool null, int64_t number, bool *has, int64_t *at)
{
	if (!given)
		return;
	*has = !null;
	*at = number;
}

static void
merge_numbers(struct settings_row *row, const struct workspace_settings_update_args *args)
{
	merge_number(args->has_max_call_duration_sec, args->null_max_call_duration_sec,
	    args->max_call_duration_sec, &row->has_max_call_duration_sec,
	    &row->max_call_duration_sec);
	merge_number(args->has_retention_recordings_days, args->null_retention_recordings_days,
	    args->retention_recordings_days, &row->has_retention_recordings_days,
	    &row->retention_recordings_days);
	merge_number(args->has_retention_transcripts_days, args->null_retention_transcripts_days,
	    args->retention_transcripts_days, &row->has_retention_transcripts_days,
	    &row->retention_transcripts_days);
	if (args->has_recording_enabled) {
		row->has_recording_enabled = !args->null_recording_enabled;
		row->recording_enabled = args->recording_enabled;
	}
}

static int
check_url(struct call *c, const char *url)
{
	struct err err;
	if (url == NULL ||
	    webhook_url_check(url, c->daemon->settings.webhook_allow_private,
	        "notification_webhook_url", &err) == 0)
		return 0;
	return call_broken(c, err.problem, err.subject, "%s", err.text);
}

enum { DAY_MS = 24 * 60 * 60 * 1000 };

/* What is older than the settings would keep it. */
static int
count_affected(struct call *c, const struct workspace_settings *settings, struct affected_row *out)
{
	int64_t now = clock_now();
	if (call_need(c, QUERY_retention_affected,
	        WITH(V(c->place.ws_id), V(now - settings->retention_recordings_days.value * DAY_MS),
	            V(now - settings->retention_transcripts_days.value * DAY_MS)),
	        out, "workspace") != 0)
		return (int)c->err.problem;
	c->details = arena_printf(&c->arena,
	    "{\"affected\":{\"recordings\":%" PRId64 ",\"transcripts\":%" PRId64 "}}",
	    out->recordings, out->transcripts);
	return 0;
}

/* Shortening cannot be undone, so it is said twice. */
static int
check_shortening(struct call *c, const struct settings_row *before,
    const struct settings_row *after, bool confirmed)
{
	struct workspace_settings was;
	struct workspace_settings is;
	struct affected_row affected;
	settings_effective(before, &was);
	settings_effective(after, &is);
	bool shorter = is.retention_recordings_days.value < was.retention_recordings_days.value ||
	    is.retention_transcripts_days.value < was.retention_transcripts_days.value;
	if (!shorter || confirmed)
		return 0;
	if (count_affected(c, &is, &affected) != 0)
		return (int)c->err.problem;
	return call_broken(c, PROBLEM_confirmation_mismatch, "confirm_shortening",
	    "a shorter retention destroys %" PRId64 " recordings and %" PRId64
	    " transcripts at once and for ever; send confirm_shortening to go on",
	    affected.recordings, affected.transcripts);
}

/* The path of a webhook's address may be its secret: the log has the host, and a digest to tell two
 * addresses apart. */
static void
hide_path(struct call *c, struct settings_row *row)
{
	char hex[DIGEST_HEX];
	const char *url = row->notification_webhook_url;
	if (url == NULL)
		return;
	size_t host = strcspn(url, ":") + 3;
	size_t len = host + strcspn(url + host, "/?");
	struct digest digest = digest_of(url, strlen(url), "", 0);
	digest_hex(&digest, hex);
	row->notification_webhook_url = arena_printf(
	    &c->arena, "%.*s/\xe2\x80\xa6 (sha256 %.8s\xe2\x80\xa6)", (int)len, url, hex);
}

static int
emit_settings(struct call *c, struct settings_row before, struct settings_row after, bool *changed)
{
	static const char *const names[] = { "default_llm", "default_transcriber", "default_tts",
		"max_call_duration_sec", "notification_webhook_url", "recording_enabled",
		"retention_recordings_days", "retention_transcripts_days", NULL };
	hide_path(c, &before);
	hide_path(c, &after);
	struct event_about about = { .target_type = "workspace",
		.target_id = c->place.ws_id,
		.target_name = c->place.ws_name };
	difference(
	    c, store_statement(QUERY_settings_get)->fields(), names, &before, &after, &about);
	*changed = about.before != NULL;
	return *changed ? event_emit(c, EVENT_workspace_settings_updated, &about) : 0;
}

/* What is given must be in its catalogue. */
static int
check_choices(struct call *c, const struct workspace_settings_update_args *args)
{
	if (catalogue_check(c, "llm", "default_llm", args->default_llm) != 0 ||
	    catalogue_check(c, "transcriber", "default_transcriber", args->default_transcriber) !=
	        0)
		return (int)c->err.problem;
	return catalogue_check_provider(c, "voice", "default_tts", args->default_tts);
}

int
op_workspace_settings_update(struct call *c, const struct workspace_settings_update_args *args,
    struct workspace_settings *out)
{
	struct settings_row before;
	bool changed;
	if (call_need(c, QUERY_settings_get, WITH(V(c->place.ws_id)), &before, "workspace") != 0)
		return (int)c->err.problem;
	settings_effective(&before, out);
	struct settings_row after = before;
	merge_texts(&after, args);
	merge_numbers(&after, args);
	after.version++;
	if (call_match(c, before.version, SHAPE_workspace_settings, out) != 0 ||
	    (args->has_notification_webhook_url &&
	        check_url(c, args->notification_webhook_url) != 0) ||
	    check_choices(c, args) != 0 ||
	    check_shortening(c, &before, &after, args->confirm_shortening) != 0 ||
	    emit_settings(c, before, after, &changed) != 0)
		return (int)c->err.problem;
	if (changed && settings_put(c, c->place.ws_id, &after) != 0)
		return (int)c->err.problem;
	if (changed && args->has_notification_webhook_url &&
	    delivery_follow(c, c->place.ws_id, after.notification_webhook_url) != 0)
		return (int)c->err.problem;
	if (changed && calls_retain(c, c->place.ws_id) != 0)
		return (int)c->err.problem;
	return settings_of(c, c->place.ws_id, out);
}

/* ---- of an organization, for its new workspaces ---- */

static int
get_defaults(struct call *c, struct org_defaults *out)
{
	return call_need(c, QUERY_defaults_get, WITH(V(c->place.org_id)), out, "organization");
}

int
op_org_defaults_get(
    struct call *c, const struct org_defaults_get_args *args, struct org_defaults *out)
{
	(void)args;
	return get_defaults(c, out);
}

static void
merge_defaults(struct org_defaults *d, const struct org_defaults_update_args *args)
{
	if (args->has_llm)
		d->llm = args->llm;
	if (args->has_transcriber)
		d->transcriber = args->transcriber;
	if (args->has_recording_policy)
		d->recording_policy = args->recording_policy;
	d->has_llm = d->llm != NULL;
	d->has_transcriber = d->transcriber != NULL;
	d->has_recording_policy = d->recording_policy != RECORDING_POLICY_unknown;
	merge_number(args->has_retention_days, args->null_retention_days, args->retention_days,
	    &d->has_retention_days, &d->retention_days);
}

int
op_org_defaults_update(
    struct call *c, const struct org_defaults_update_args *args, struct org_defaults *out)
{
	static const char *const names[] = { "llm", "recording_policy", "retention_days",
		"transcriber", NULL };
	struct org_defaults before;
	struct event_about about = { .target_type = "organization",
		.target_id = c->place.org_id,
		.target_name = c->place.org_name };
	if (get_defaults(c, &before) != 0 ||
	    call_match(c, before.version, SHAPE_org_defaults, &before) != 0 ||
	    catalogue_check(c, "llm", "llm", args->llm) != 0 ||
	    catalogue_check(c, "transcriber", "transcriber", args->transcriber) != 0)
		return (int)c->err.problem;
	struct org_defaults after = before;
	merge_defaults(&after, args);
	difference(c, shape_fields(SHAPE_org_defaults), names, &before, &after, &about);
	if (about.before == NULL)
		return get_defaults(c, out);
	if (event_emit(c, EVENT_organization_updated, &about) != 0 ||
	    call_run(c, QUERY_defaults_put,
	        WITH(V(c->place.org_id), V(after.llm),
	            V(after.recording_policy == RECORDING_POLICY_unknown
	                    ? NULL
	                    : vocab_name(VOCAB_recording_policy, (int)after.recording_policy)),
	            after.has_retention_days ? V(after.retention_days) : value_text(NULL),
	            V(after.transcriber), V(after.version + 1))) != 0)
		return (int)c->err.problem;
	return get_defaults(c, out);
}
