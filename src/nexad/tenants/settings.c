/* Settings: a workspace's own values over the platform's. */
#include "settings.h"

#include "call.h"

/* The platform's values; ids of its catalogues. */
static const struct settings_row platform = {
	.default_llm = "gpt-4o-mini",
	.default_transcriber = "deepgram-nova-2",
	.default_tts = "elevenlabs",
	.max_call_duration_sec = 600,
	.recording_enabled = true,
	.retention_recordings_days = 90,
	.retention_transcripts_days = 365,
};

/* A single period for both kinds of record is taken as far as each may go. */
enum { RECORDINGS_MOST = 90, TRANSCRIPTS_LEAST = 30 };

static struct text_setting
text_setting(const char *own, const char *of_platform)
{
	const char *value = own != NULL ? own : of_platform;
	return (struct text_setting){ .value = value,
		.has_value = value != NULL,
		.source = own != NULL ? SETTING_SOURCE_workspace : SETTING_SOURCE_platform };
}

static struct number_setting
number_setting(bool has, int64_t own, int64_t of_platform)
{
	return (struct number_setting){ .value = has ? own : of_platform,
		.source = has ? SETTING_SOURCE_workspace : SETTING_SOURCE_platform };
}

void
settings_effective(const struct settings_row *own, struct workspace_settings *out)
{
	*out = (struct workspace_settings){
		.default_llm = text_setting(own->default_llm, platform.default_llm),
		.default_transcriber =
		    text_setting(own->default_transcriber, platform.default_transcriber),
		.default_tts = text_setting(own->default_tts, platform.default_tts),
		.max_call_duration_sec = number_setting(own->has_max_call_duration_sec,
		    own->max_call_duration_sec, platform.max_call_duration_sec),
		.recording_enabled = { own->has_recording_enabled ? own->recording_enabled
		                                                  : platform.recording_enabled,
		    own->has_recording_enabled ? SETTING_SOURCE_workspace
		                               : SETTING_SOURCE_platform },
		.retention_recordings_days = number_setting(own->has_retention_recordings_days,
		    own->retention_recordings_days, platform.retention_recordings_days),
		.retention_transcripts_days = number_setting(own->has_retention_transcripts_days,
		    own->retention_transcripts_days, platform.retention_transcripts_days),
		.notification_webhook_url = { own->notification_webhook_url,
		    own->notification_webhook_url != NULL,
		    own->notification_webhook_url != NULL ? SETTING_SOURCE_workspace
		                                          : SETTING_SOURCE_platform },
		.version = own->version,
	};
}

int
settings_of(struct call *c, const char *ws_id, struct workspace_settings *out)
{
	struct settings_row own;
	if (call_need(c, QUERY_settings_get, WITH(V(ws_id)), &own, "workspace") != 0)
		return (int)c->err.problem;
	settings_effective(&own, out);
	return 0;
}

static struct value
number_or_null(bool has, int64_t number)
{
	return has ? value_number(number) : value_text(NULL);
}

int
settings_put(struct call *c, const char *ws_id, const struct settings_row *row)
{
	return call_run(c, QUERY_settings_put,
	    WITH(V(ws_id), V(row->default_llm), V(row->default_transcriber), V(row->default_tts),
	        number_or_null(row->has_max_call_duration_sec, row->max_call_duration_sec),
	        V(row->notification_webhook_url),
	        number_or_null(row->has_recording_enabled, row->recording_enabled),
	        number_or_null(row->has_retention_recordings_days, row->retention_recordings_days),
	        number_or_null(
	            row->has_retention_transcripts_days, row->retention_transcripts_days),
	        V(row->version)));
}

int
settings_start(struct call *c, const char *ws_id)
{
	struct org_defaults defaults;
	if (c->place.plan != PLAN_enterprise)
		return 0;
	if (call_need(c, QUERY_defaults_get, WITH(V(c->place.org_id)), &defaults, "organization") !=
	    0)
		return (int)c->err.problem;
	int64_t days = defaults.retention_days;
	bool recorded = defaults.recording_policy != RECORDING_POLICY_unknown;
	return settings_put(c, ws_id,
	    &(struct settings_row){ .default_llm = defaults.llm,
	        .default_transcriber = defaults.transcriber,
	        .has_recording_enabled = recorded,
	        .recording_enabled = defaults.recording_policy == RECORDING_POLICY_always,
	        .has_retention_recordings_days = defaults.has_retention_days,
	        .retention_recordings_days = days > RECORDINGS_MOST ? RECORDINGS_MOST : days,
	        .has_retention_transcripts_days = defaults.has_retention_days,
	        .retention_transcripts_days = days < TRANSCRIPTS_LEAST ? TRANSCRIPTS_LEAST : days,
	        .version = 1 });
}
