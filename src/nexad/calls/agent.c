/* Agents: rows to resources, and what is in force where they say nothing. */
#include "agent.h"

#include "call.h"
#include "catalogue.h"
#include "settings.h"

int
agent_defaults(struct call *c, struct agent_defaults *out)
{
	if (settings_of(c, c->place.ws_id, &out->settings) != 0 ||
	    catalogue_default(c, "language", NULL, &out->language) != 0)
		return (int)c->err.problem;
	return catalogue_default(c, "voice", out->settings.default_tts.value, &out->voice);
}

static struct chosen
choose(const char *own, const char *other, enum setting_source source)
{
	return own != NULL ? (struct chosen){ own, SETTING_SOURCE_agent }
	                   : (struct chosen){ other, source };
}

void
agent_from_row(
    const struct agent_row *row, const struct agent_defaults *defaults, struct agent *out)
{
	const struct workspace_settings *s = &defaults->settings;
	bool published = row->has_published_number;
	struct chosen transcriber = choose(
	    row->transcriber_id, s->default_transcriber.value, s->default_transcriber.source);
	*out = (struct agent){ .id = row->id,
		.title = row->title,
		.status = published ? AGENT_STATUS_published : AGENT_STATUS_draft,
		.version_number = row->version_number,
		.is_published = published && row->published_number == row->version_number,
		.published_version_number = row->published_number,
		.has_published_version_number = published,
		.language = choose(row->language_id, defaults->language, SETTING_SOURCE_platform),
		.conversation_start_type = row->conversation_start_type,
		.allow_interruptions = row->allow_interruptions,
		.prompts = { .prompt_text = row->prompt_text,
		    .welcome_message = row->welcome_message },
		.llm = choose(row->llm_id, s->default_llm.value, s->default_llm.source),
		.voice = choose(row->voice_id, defaults->voice, s->default_tts.source),
		.speech = { transcriber.id, transcriber.source },
		.telephony = { s->max_call_duration_sec.value, s->max_call_duration_sec.source },
		.recording = { s->recording_enabled.value, s->recording_enabled.source },
		.created_at = row->created_at,
		.updated_at = row->updated_at,
		.version = row->version };
	if (row->has_max_call_duration_sec)
		out->telephony =
		    (struct agent_telephony){ row->max_call_duration_sec, SETTING_SOURCE_agent };
	if (row->has_recording)
		out->recording = (struct agent_recording){ row->recording, SETTING_SOURCE_agent };
}

int
agent_need(struct call *c, const char *id, int64_t number, struct agent *out)
{
	struct agent_row row;
	struct agent_defaults defaults;
	struct value wanted = number == 0 ? value_text(NULL) : V(number);
	if (call_need(c, QUERY_agent_get, WITH(V(c->place.ws_id), V(id), wanted), &row,
	        number == 0 ? "agent" : "version of an agent") != 0 ||
	    agent_defaults(c, &defaults) != 0)
		return (int)c->err.problem;
	agent_from_row(&row, &defaults, out);
	return 0;
}

int
agent_to_call(struct call *c, const char *id, int64_t number, struct agent *out)
{
	if (agent_need(c, id, number, out) != 0)
		return (int)c->err.problem;
	if (number != 0 || out->is_published)
		return 0;
	if (!out->has_published_version_number)
		return call_refuse(c, PROBLEM_conflict, "agent_id",
		    "the agent '%s' is a draft; publish it first", out->title);
	return agent_need(c, id, out->published_version_number, out);
}
