/* Agents: rows to resources, and what is in force where they say nothing. */
#include "agent.h"

#include "call.h"

/* ---- what is in force ---- */

static struct chosen
choose(const char *own, const char *platform)
{
	if (own != NULL)
		return (struct chosen){ own, SETTING_SOURCE_agent };
	return (struct chosen){ platform, SETTING_SOURCE_platform };
}

static enum setting_source
source_of(bool own)
{
	return own ? SETTING_SOURCE_agent : SETTING_SOURCE_platform;
}

void
agent_from_row(const struct agent_row *row, struct agent *out)
{
	bool published = row->has_published_number;
	struct chosen transcriber = choose(row->transcriber_id, AGENT_TRANSCRIBER);
	*out = (struct agent){ .id = row->id,
		.title = row->title,
		.status = published ? AGENT_STATUS_published : AGENT_STATUS_draft,
		.version_number = row->version_number,
		.is_published = published && row->published_number == row->version_number,
		.published_version_number = row->published_number,
		.has_published_version_number = published,
		.language = choose(row->language_id, AGENT_LANGUAGE),
		.conversation_start_type = row->conversation_start_type,
		.allow_interruptions = row->allow_interruptions,
		.prompts = { .prompt_text = row->prompt_text,
		    .welcome_message = row->welcome_message },
		.llm = choose(row->llm_id, AGENT_LLM),
		.voice = choose(row->voice_id, AGENT_VOICE),
		.speech = { transcriber.id, transcriber.source },
		.telephony = { row->has_max_call_duration_sec ? row->max_call_duration_sec
		                                              : AGENT_CALL_SECONDS,
		    source_of(row->has_max_call_duration_sec) },
		.recording = { !row->has_recording || row->recording,
		    source_of(row->has_recording) },
		.created_at = row->created_at,
		.updated_at = row->updated_at,
		.version = row->version };
}

int
agent_need(struct call *c, const char *id, int64_t number, struct agent *out)
{
	struct agent_row row;
	struct value wanted = number == 0 ? value_text(NULL) : V(number);
	if (call_need(c, QUERY_agent_get, WITH(V(c->place.ws_id), V(id), wanted), &row,
	        number == 0 ? "agent" : "version of an agent") != 0)
		return (int)c->err.problem;
	agent_from_row(&row, out);
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
