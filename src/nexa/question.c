/* Telling, asking, and what counts as an answer. */
#include "question.h"

#include <string.h>

#include "json.h"
#include "nexa.h"
#include "prompt.h"
#include "verb.h"

/* The text that `confirm` is to have, when the operation wants one and the line gives none. */
static const char **
missing_name(const struct verb *verb)
{
	const struct field *field = shape_field(op_params(verb->op), "confirm");
	if (field == NULL)
		return NULL;
	const char **text = (const char **)(void *)((char *)verb->args + field->offset);
	return *text == NULL ? text : NULL;
}

/* The operation that shows what this one destroys. */
static enum op_id
op_that_shows(enum op_id op)
{
	for (int i = 1; i < OP_COUNT; i++)
		if (ops[i].method == METHOD_GET && !ops[i].lists &&
		    strcmp(ops[i].path, ops[op].path) == 0)
			return (enum op_id)i;
	return OP_none;
}

/* The name of what is to be destroyed; 0, or the exit status. */
static int
find_name(
    struct nexa *nexa, const struct verb *verb, const struct client_with *with, const char **name)
{
	enum op_id shows = op_that_shows(verb->op);
	struct client_with there = { .org = with->org, .ws = with->ws };
	struct reply *reply = client_run(
	    nexa->client, shows, &there, arena_new(&nexa->arena, ops[shows].args_size + 1));
	const struct field *field = shape_field(shape_fields(ops[shows].gives), "name");
	int status = 0;
	if (reply->err.problem != PROBLEM_none)
		status = nexa_complain_reply(nexa, reply);
	else
		*name = arena_text(&nexa->arena,
		    *(const char *const *)(const void *)((const char *)reply->value +
		        field->offset));
	reply_free(reply);
	return status;
}

/* What the act causes, to whoever said yes beforehand, where that is what the question is about.  What stands against it is told when it is tried. */
static int
tell(struct nexa *nexa, const struct verb *verb, const struct client_with *with)
{
	if (verb->dry_run || (!ops[verb->op].warns && verb->question == NULL))
		return 0;
	struct client_with dry = *with;
	dry.dry_run = true;
	struct reply *reply = client_run(nexa->client, verb->op, &dry, verb->args);
	const struct printer to_person = { .file = stderr, .terminal = true };
	if (reply->err.problem == PROBLEM_none)
		print_consequences(&to_person, reply);
	reply_free(reply);
	return 0;
}

/* What the act would cause; the exit status when it is refused.  *quiet: nothing that needs to be asked about, and
 * nothing was printed. */
static int
rehearse(struct nexa *nexa, const struct verb *verb, const struct client_with *with, bool *quiet)
{
	const struct printer to_person = { .file = stderr, .terminal = true };
	struct client_with dry = *with;
	int status = 0;
	dry.dry_run = true;
	struct reply *reply = client_run(nexa->client, verb->op, &dry, verb->args);
	*quiet = ops[verb->op].warns && reply->err.problem == PROBLEM_none &&
	    json_count(json_get(reply->json, "problems")) == 0 &&
	    json_count(json_get(reply->json, "consequences")) == 0;
	const struct json *problems = json_get(reply->json, "problems");
	if (reply->err.problem != PROBLEM_none)
		status = nexa_complain_reply(nexa, reply);
	else if (json_count(problems) > 0)
		status = nexa_complain_rules(problems);
	else if (!*quiet)
		(void)print_rehearsal(&to_person, reply);
	reply_free(reply);
	return status;
}

static int
complain(enum problem problem, const char *sentence)
{
	struct err err;
	(void)fail(&err, problem, "", "%s", sentence);
	return nexa_complain(&err);
}

static int
nobody_there(const char *question)
{
	struct err err;
	(void)fail(&err, PROBLEM_usage, "",
	    "nobody is at a terminal to answer '%s'; say --yes to go ahead", question);
	return nexa_complain(&err);
}

int
question_yes(const struct verb *verb)
{
	return question_ask_yes(verb, verb->question != NULL ? verb->question : ops[verb->op].ask);
}

int
question_ask_yes(const struct verb *verb, const char *sentence)
{
	char question[700];
	if (verb->yes)
		return 0;
	if (!prompt_is_possible())
		return nobody_there(sentence);
	(void)snprintf(question, sizeof(question), "%s [y/N] ", sentence);
	return prompt_yes(question) ? 0 : complain(PROBLEM_cancelled, "nothing was done");
}

static int
ask_name(const struct verb *verb, const char *name)
{
	struct secret answer = { .text = NULL };
	struct err err;
	char question[300];
	(void)snprintf(
	    question, sizeof(question), "%s\nType its exact name to go on: ", ops[verb->op].ask);
	int problem = prompt_line(question, &answer, &err);
	bool same =
	    problem == 0 && answer.text != NULL && name != NULL && strcmp(answer.text, name) == 0;
	secret_release(&answer);
	return same ? 0 : complain(PROBLEM_cancelled, "that is not its name; nothing was done");
}

int
question_ask(struct nexa *nexa, const struct verb *verb, const struct client_with *with)
{
	const char **name = missing_name(verb);
	const char *found = NULL;
	bool quiet = false;
	bool answered = name == NULL && (verb->yes || verb->dry_run);
	if (ops[verb->op].ask == NULL)
		return 0;
	if (answered)
		return tell(nexa, verb, with);
	if (name != NULL && !verb->dry_run && (verb->yes || !prompt_is_possible()))
		return complain(PROBLEM_usage, "--confirm is missing: its exact name");
	bool may_be_quiet = ops[verb->op].warns && !verb->dry_run;
	if (!verb->dry_run && !may_be_quiet && !prompt_is_possible())
		return nobody_there(ops[verb->op].ask);
	int status = name == NULL ? 0 : find_name(nexa, verb, with, &found);
	if (name != NULL)
		*name = found;
	if (status != 0 || verb->dry_run)
		return status;
	status = rehearse(nexa, verb, with, &quiet);
	if (status != 0 || quiet)
		return status;
	if (!prompt_is_possible())
		return nobody_there(ops[verb->op].ask);
	return name == NULL ? question_yes(verb) : ask_name(verb, found);
}
