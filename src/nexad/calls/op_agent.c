/* Agents: made, edited as drafts, published as versions. */
#include <string.h>

#include "agent.h"
#include "blockers.h"
#include "call.h"
#include "catalogue.h"
#include "clock.h"
#include "difference.h"
#include "event.h"
#include "ident.h"
#include "page.h"
#include "store_table.h"
#include "utf8.h"

static int
add_row(struct page *page, const void *row)
{
	struct call *c = page->call;
	struct agent_defaults *defaults = page->payload;
	struct agent agent;
	if (defaults == NULL) {
		page->payload = defaults = arena_new(&c->arena, sizeof(*defaults));
		if (agent_defaults(c, defaults) != 0)
			return (int)c->err.problem;
	}
	agent_from_row(row, defaults, &agent);
	page_add(page, &agent);
	return 0;
}

int
op_agent_list(struct call *c, const struct agent_list_args *args, struct page *page)
{
	(void)args;
	return page_list(page, LIST_agents, WITH(V(c->place.ws_id)), add_row);
}

int
op_agent_get(struct call *c, const struct agent_get_args *args, struct agent *out)
{
	return agent_need(c, args->id, args->has_version_number ? args->version_number : 0, out);
}

static int
get_row(struct call *c, const char *id, int64_t number, struct agent_row *out)
{
	struct value wanted = number == 0 ? value_text(NULL) : V(number);
	return call_need(c, QUERY_agent_get, WITH(V(c->place.ws_id), V(id), wanted), out, "agent");
}

static int
emit(struct call *c, enum event type, const struct agent_row *row, const char *before,
    const char *after)
{
	return event_emit(c, type,
	    &(struct event_about){ .target_type = "agent",
	        .target_id = row->id,
	        .target_name = row->title,
	        .before = before,
	        .after = after });
}

/* What is new must be in its catalogue; what went from there since stays. */
static int
check_choices(struct call *c, const struct agent_row *before, const struct agent_row *row)
{
	const struct {
		const char *list;
		const char *field;
		const char *was;
		const char *is;
	} choices[] = { { "language", "language", before->language_id, row->language_id },
		{ "llm", "llm", before->llm_id, row->llm_id },
		{ "voice", "voice", before->voice_id, row->voice_id },
		{ "transcriber", "speech", before->transcriber_id, row->transcriber_id } };
	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++)
		if (choices[i].is != choices[i].was &&
		    catalogue_check(c, choices[i].list, choices[i].field, choices[i].is) != 0)
			return (int)c->err.problem;
	return 0;
}

static int
put_version(struct call *c, const struct agent_row *row)
{
	return call_run(c, QUERY_agent_version_put,
	    WITH(V(row->id), V(row->version_number), V(row->language_id),
	        V(vocab_name(VOCAB_start_type, (int)row->conversation_start_type)),
	        V((int64_t)row->allow_interruptions), V(row->prompt_text), V(row->welcome_message),
	        V(row->llm_id), V(row->voice_id), V(row->transcriber_id),
	        row->has_max_call_duration_sec ? V(row->max_call_duration_sec) : value_text(NULL),
	        row->has_recording ? V((int64_t)row->recording) : value_text(NULL)));
}

/* ---- merging: RFC 7396, what is given replaces, null clears, what is absent stays ---- */

static void
take_text(bool given, const char *text, const char **to, bool *has)
{
	if (!given)
		return;
	*to = text;
	*has = text != NULL;
}

/* A null object clears what is inside it. */
static void
take_choice(bool given, const struct choice *choice, const char **to, bool *has)
{
	take_text(given && (choice == NULL || choice->has_id), choice == NULL ? NULL : choice->id,
	    to, has);
}

static void
merge_prompts(struct agent_row *row, const struct agent_prompts *prompts)
{
	take_text(prompts == NULL || prompts->has_prompt_text,
	    prompts == NULL ? NULL : prompts->prompt_text, &row->prompt_text,
	    &row->has_prompt_text);
	take_text(prompts == NULL || prompts->has_welcome_message,
	    prompts == NULL ? NULL : prompts->welcome_message, &row->welcome_message,
	    &row->has_welcome_message);
}

static void
merge(struct agent_row *row, const struct agent_update_args *args)
{
	const struct speech_choice *speech = args->speech;
	if (args->has_title)
		row->title = args->title;
	if (args->has_conversation_start_type)
		row->conversation_start_type = args->conversation_start_type;
	if (args->has_allow_interruptions)
		row->allow_interruptions = args->allow_interruptions;
	if (args->has_prompts)
		merge_prompts(row, args->prompts);
	take_choice(args->has_language, args->language, &row->language_id, &row->has_language_id);
	take_choice(args->has_llm, args->llm, &row->llm_id, &row->has_llm_id);
	take_choice(args->has_voice, args->voice, &row->voice_id, &row->has_voice_id);
	take_text(args->has_speech && (speech == NULL || speech->has_transcriber_id),
	    speech == NULL ? NULL : speech->transcriber_id, &row->transcriber_id,
	    &row->has_transcriber_id);
	if (args->has_telephony) {
		row->has_max_call_duration_sec = args->telephony != NULL;
		row->max_call_duration_sec =
		    args->telephony == NULL ? 0 : args->telephony->max_call_duration_sec;
	}
	if (args->has_recording) {
		row->has_recording = args->recording != NULL;
		row->recording = args->recording != NULL && args->recording->enabled;
	}
}

/* ---- publishing ---- */

static int
check_publishable(struct call *c, const struct agent_row *row)
{
	if (row->prompt_text != NULL && row->prompt_text[0] != '\0')
		return 0;
	return call_broken(c, PROBLEM_invalid_field, "prompts",
	    "the agent '%s' has no prompt_text; it is not published without", row->title);
}

/* The version becomes the one that calls use, and is kept as it is from now on. */
static int
publish(struct call *c, struct agent_row *row, int64_t number)
{
	struct agent_row version = *row;
	if (number != row->version_number && get_row(c, row->id, number, &version) != 0)
		return (int)c->err.problem;
	if (row->has_published_number && row->published_number == number)
		return 0;
	if (check_publishable(c, &version) != 0 ||
	    call_run(c, QUERY_agent_version_publish, WITH(V(row->id), V(number), V(clock_now()))) !=
	        0)
		return (int)c->err.problem;
	const char *was = row->has_published_number
	    ? arena_printf(&c->arena, "{\"version_number\":%lld}", (long long)row->published_number)
	    : NULL;
	row->has_published_number = true;
	row->published_number = number;
	return emit(c, EVENT_agent_published, row, was,
	    arena_printf(&c->arena, "{\"version_number\":%lld}", (long long)number));
}

static int
take_back(struct call *c, struct agent_row *row, const struct agent_update_args *args)
{
	if (!row->has_published_number)
		return 0;
	if (args->has_version_number && args->version_number != row->published_number)
		return call_broken(c, PROBLEM_conflict, "version_number",
		    "version %lld is not the published one; that is version %lld",
		    (long long)args->version_number, (long long)row->published_number);
	const char *was =
	    arena_printf(&c->arena, "{\"version_number\":%lld}", (long long)row->published_number);
	row->has_published_number = false;
	return emit(c, EVENT_agent_unpublished, row, was, NULL);
}

static int
set_published(struct call *c, struct agent_row *row, const struct agent_update_args *args)
{
	if (!args->has_is_published)
		return 0;
	if (!args->is_published)
		return take_back(c, row, args);
	return publish(
	    c, row, args->has_version_number ? args->version_number : row->version_number);
}

/* ---- the operations ---- */

static int
save(struct call *c, const struct agent_row *row)
{
	return call_run(c, QUERY_agent_update,
	    WITH(V(row->id), V(row->title), V(utf8_sort_key(&c->arena, row->title)),
	        V(row->draft_number),
	        row->has_published_number ? V(row->published_number) : value_text(NULL),
	        V(clock_now())));
}

int
op_agent_create(struct call *c, const struct agent_create_args *args, struct agent *out)
{
	struct agent_row row = { .id = ident_new(&c->arena, "agent"),
		.draft_number = 1,
		.version_number = 1,
		.allow_interruptions = true,
		.conversation_start_type = START_TYPE_agent };
	struct agent_update_args given = { .title = args->title,
		.has_title = true,
		.language = args->language,
		.has_language = args->has_language,
		.conversation_start_type = args->conversation_start_type,
		.has_conversation_start_type = args->conversation_start_type != START_TYPE_unknown,
		.allow_interruptions = args->allow_interruptions,
		.has_allow_interruptions = args->has_allow_interruptions,
		.prompts = args->prompts,
		.has_prompts = args->has_prompts,
		.llm = args->llm,
		.has_llm = args->has_llm,
		.voice = args->voice,
		.has_voice = args->has_voice,
		.speech = args->speech,
		.has_speech = args->has_speech,
		.telephony = args->telephony,
		.has_telephony = args->has_telephony,
		.recording = args->recording,
		.has_recording = args->has_recording };
	merge(&row, &given);
	if (check_choices(c, &(struct agent_row){ .id = NULL }, &row) != 0 ||
	    call_run(c, QUERY_agent_insert,
	        WITH(V(row.id), V(c->place.ws_id), V(row.title),
	            V(utf8_sort_key(&c->arena, row.title)), V(clock_now()))) != 0 ||
	    put_version(c, &row) != 0 || emit(c, EVENT_agent_created, &row, NULL, NULL) != 0)
		return (int)c->err.problem;
	if (args->is_published && (publish(c, &row, 1) != 0 || save(c, &row) != 0))
		return (int)c->err.problem;
	return agent_need(c, row.id, 0, out);
}

static int
check_update(struct call *c, const struct agent_update_args *args)
{
	if (args->has_title && args->title == NULL)
		return call_refuse(c, PROBLEM_invalid_field, "title", "title cannot be null");
	if (args->has_conversation_start_type &&
	    args->conversation_start_type == START_TYPE_unknown)
		return call_refuse(c, PROBLEM_invalid_field, "conversation_start_type",
		    "conversation_start_type cannot be null");
	if (args->has_version_number && !args->has_is_published)
		return call_refuse(c, PROBLEM_invalid_field, "version_number",
		    "version_number says which version is_published is about; it is not given");
	return 0;
}

/* What changes of a version, in the order of RFC 8785; the title is the agent's. */
static const char *const members[] = { "allow_interruptions", "conversation_start_type",
	"language_id", "llm_id", "max_call_duration_sec", "prompt_text", "recording", "title",
	"transcriber_id", "voice_id", "welcome_message", NULL };

/* A version that was ever published stays as it was: the edit goes into a new one. */
static int
edit(struct call *c, const struct agent_row *before, struct agent_row *row, bool *changed)
{
	const struct field *fields = store_statement(QUERY_agent_get)->fields();
	struct event_about told = { .before = NULL };
	struct event_about more = { .before = NULL };
	difference(c, fields, members, before, row, &told);
	*changed = told.before != NULL;
	if (!*changed)
		return 0;
	struct agent_row titled = *before;
	titled.title = row->title;
	difference(c, fields, members, &titled, row, &more);
	if (more.after != NULL && before->has_published_at)
		row->version_number = ++row->draft_number;
	if (more.after != NULL && put_version(c, row) != 0)
		return (int)c->err.problem;
	return emit(c, EVENT_agent_updated, row, told.before, told.after);
}

int
op_agent_update(struct call *c, const struct agent_update_args *args, struct agent *out)
{
	struct agent_row before;
	struct agent current;
	bool edited;
	if (get_row(c, args->id, 0, &before) != 0 || agent_need(c, args->id, 0, &current) != 0)
		return (int)c->err.problem;
	if (call_match(c, before.version, SHAPE_agent, &current) != 0 || check_update(c, args) != 0)
		return (int)c->err.problem;
	struct agent_row row = before;
	merge(&row, args);
	if (check_choices(c, &before, &row) != 0 || edit(c, &before, &row, &edited) != 0 ||
	    set_published(c, &row, args) != 0)
		return (int)c->err.problem;
	bool republished = row.has_published_number != before.has_published_number ||
	    row.published_number != before.published_number;
	if ((edited || republished) && save(c, &row) != 0)
		return (int)c->err.problem;
	return agent_need(c, row.id, 0, out);
}

int
op_agent_delete(struct call *c, const struct agent_delete_args *args, struct done *out)
{
	struct agent_row before;
	struct agent current;
	struct blocker_row *numbers;
	size_t n;
	out->done = true;
	if (get_row(c, args->id, 0, &before) != 0 || agent_need(c, args->id, 0, &current) != 0)
		return (int)c->err.problem;
	if (call_match(c, before.version, SHAPE_agent, &current) != 0 ||
	    call_all(c, QUERY_numbers_of_agent, WITH(V(before.id)), &numbers, &n) != 0)
		return (int)c->err.problem;
	if (n > 0)
		return blockers_refuse(
		    c, numbers, n, "phone numbers still have this agent; give them another first");
	if (emit(c, EVENT_agent_deleted, &before, NULL, NULL) != 0)
		return (int)c->err.problem;
	return call_run(c, QUERY_agent_delete, WITH(V(before.id)));
}
