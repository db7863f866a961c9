/* Running operations. */
#include "run.h"

#include <string.h>

#include "json.h"
#include "lookup.h"
#include "place.h"
#include "prompt.h"

enum { ROWS_MAX = 10000, PAGE_ROWS = 200 };

int
run_prepare(struct nexa *nexa, const struct verb *verb, struct client_with *with, struct err *err)
{
	int problem = nexa_connect(nexa, err);
	if (problem == 0)
		problem = place_find(nexa, verb, with, err);
	if (problem == 0)
		problem = lookup_arguments(nexa, verb, with, err);
	with->dry_run = verb->dry_run;
	with->if_match = verb->if_match;
	return problem;
}

/* ---- passwords ---- */

/* A new one is typed twice, where somebody types. */
static int
ask_twice(struct secret *secret, struct err *err)
{
	struct secret again = { .text = NULL };
	if (!prompt_is_possible())
		return 0;
	int problem = prompt_secret("again: ", &again, err);
	if (problem == 0 && strcmp(again.text, secret->text) != 0)
		problem = fail(err, PROBLEM_usage, "", "the two differ");
	secret_release(&again);
	return problem;
}

static int
ask_secret(struct nexa *nexa, const struct verb_secret *wanted, struct err *err)
{
	struct secret secret = { .text = NULL };
	char question[200];
	const char *text;
	const struct field *field = wanted->field;
	(void)snprintf(question, sizeof(question), "%s (%s): ", field->name, field->text);
	int problem = prompt_secret(question, &secret, err);
	if (problem == 0 && field->kind == KIND_password)
		problem = ask_twice(&secret, err);
	if (problem == 0)
		problem =
		    kind_check(field->kind, field->name, secret.text, &nexa->arena, &text, err);
	if (problem == 0)
		*(const char **)(void *)((char *)wanted->value + field->offset) =
		    arena_text(&nexa->arena, secret.text);
	secret_release(&secret);
	return problem;
}

static int
ask_secrets(struct nexa *nexa, const struct verb *verb, struct err *err)
{
	for (int i = 0; i < verb->n_secrets; i++) {
		int problem = ask_secret(nexa, &verb->secrets[i], err);
		if (problem != 0)
			return problem;
	}
	return 0;
}

/* ---- the question before a grave act ---- */

/* The text that `confirm` is to have, when the operation wants one and the line gives none. */
static const char **
missing_confirmation(const struct verb *verb)
{
	const struct field *field = shape_field(op_params(verb->op), "confirm");
	if (field == NULL)
		return NULL;
	const char **text = (const char **)(void *)((char *)verb->args + field->offset);
	return *text == NULL ? text : NULL;
}

static int
ask_for_name(struct nexa *nexa, const char *question, const char **name, struct err *err)
{
	struct secret answer = { .text = NULL };
	char text[300];
	(void)snprintf(text, sizeof(text), "%s\nIts exact name: ", question);
	(void)fprintf(stderr, "%s", text);
	int problem = prompt_line("", &answer, err);
	if (problem == 0)
		*name = arena_text(&nexa->arena, answer.text);
	secret_release(&answer);
	return problem;
}

static int
ask_first(struct nexa *nexa, const struct verb *verb, struct err *err)
{
	char question[300];
	const char *ask = ops[verb->op].ask;
	const char **name = missing_confirmation(verb);
	if (ask == NULL || (verb->yes && name == NULL))
		return 0;
	if (verb->dry_run && name == NULL)
		return 0;
	if (name != NULL && (verb->yes || !prompt_is_possible()))
		return fail(err, PROBLEM_usage, "confirm", "--confirm is missing: its exact name");
	if (name != NULL)
		return ask_for_name(nexa, ask, name, err);
	if (!prompt_is_possible())
		return fail(err, PROBLEM_usage, "yes",
		    "this asks first, and nobody is at a terminal to answer; "
		    "say --yes to go ahead");
	(void)snprintf(question, sizeof(question), "%s [y/N] ", ask);
	if (prompt_yes(question))
		return 0;
	return fail(err, PROBLEM_cancelled, "", "nothing was done");
}

/* Tells what a grave act would cause, before the question; whether it would be refused. */
static bool
rehearse(struct nexa *nexa, const struct verb *verb, const struct client_with *with, int *status)
{
	const struct printer to_person = { .file = stderr, .terminal = true };
	struct client_with dry = *with;
	dry.dry_run = true;
	if (ops[verb->op].ask == NULL || verb->yes || verb->dry_run || !prompt_is_possible() ||
	    missing_confirmation(verb) != NULL)
		return false;
	struct reply *reply = client_run(nexa->client, verb->op, &dry, verb->args);
	if (reply->err.problem != PROBLEM_none)
		*status = nexa_complain_reply(reply);
	else
		*status = print_rehearsal(&to_person, reply) ? 1 : 0;
	reply_free(reply);
	return *status != 0;
}

/* ---- lists ---- */

static bool
is_given(const struct verb *verb, const char *name)
{
	const struct field *field = shape_field(op_params(verb->op), name);
	return field != NULL && field->has != 0 &&
	    *(const bool *)((const char *)verb->args + field->has);
}

static void
set_limit(const struct verb *verb, int64_t limit)
{
	const struct field *field = shape_field(op_params(verb->op), "limit");
	*(int64_t *)(void *)((char *)verb->args + field->offset) = limit;
	*(bool *)((char *)verb->args + field->has) = true;
}

static void
set_cursor(const struct verb *verb, const char *cursor)
{
	const struct field *field = shape_field(op_params(verb->op), "cursor");
	*(const char **)(void *)((char *)verb->args + field->offset) = cursor;
	*(bool *)((char *)verb->args + field->has) = true;
}

/* The whole list, unless the line asks for a page of it; a log that never ends is read by the
 * page. */
static bool
follows_pages(const struct verb *verb)
{
	if (verb->all)
		return true;
	return !ops[verb->op].waits && !is_given(verb, "limit") && !is_given(verb, "cursor") &&
	    !is_given(verb, "last");
}

static void
tell_of_more(const struct verb *verb, const struct listing *listing, const char *cursor)
{
	if (cursor != NULL && listing->printer->output == OUTPUT_table && !is_given(verb, "limit"))
		nexa_note("these are the first %zu rows; --all shows every one", listing->n_rows);
	else if (cursor != NULL && listing->printer->output != OUTPUT_json)
		nexa_note("more rows follow: --cursor %s", cursor);
}

/* One person's access is told with all its permissions; as a row they would only be counted. */
static bool
tells_one(const struct nexa *nexa, const struct verb *verb, const struct reply *reply)
{
	return verb->op == OP_org_access && is_given(verb, "user") && reply->n == 1 &&
	    nexa->printer.output == OUTPUT_table;
}

static int
run_list(struct nexa *nexa, const struct verb *verb, const struct client_with *with)
{
	struct listing listing;
	bool follow = follows_pages(verb);
	const char *cursor = NULL;
	int status = 0;
	if (follow && !is_given(verb, "limit"))
		set_limit(verb, PAGE_ROWS);
	print_list_begin(&listing, &nexa->printer, verb->op);
	do {
		struct reply *reply = client_run(nexa->client, verb->op, with, verb->args);
		if (reply->err.problem != PROBLEM_none) {
			status = nexa_complain_reply(reply);
			reply_free(reply);
			break;
		}
		cursor = arena_text(&nexa->arena, reply->next_cursor);
		if (tells_one(nexa, verb, reply)) {
			print_value(&nexa->printer, ops[verb->op].gives, reply->value);
			reply_free(reply);
			grid_release(&listing.grid);
			return 0;
		}
		bool full = !verb->all && listing.n_rows + reply->n >= ROWS_MAX;
		bool more = follow && cursor != NULL && !full;
		print_list_page(&listing, reply, more);
		follow = more;
		reply_free(reply);
		if (more)
			set_cursor(verb, cursor);
	} while (follow && !print_has_failed());
	if (status == 0 || listing.n_pages > 0)
		print_list_end(&listing, cursor);
	else
		grid_release(&listing.grid);
	if (status == 0 && !print_has_failed())
		tell_of_more(verb, &listing, cursor);
	return status;
}

/* ---- the rest ---- */

static int
run_call(struct nexa *nexa, const struct verb *verb, const struct client_with *with)
{
	int status = 0;
	struct reply *reply = client_run(nexa->client, verb->op, with, verb->args);
	if (reply->err.problem != PROBLEM_none)
		status = nexa_complain_reply(reply);
	else if (with->dry_run && op_writes(&ops[verb->op]))
		status = print_rehearsal(&nexa->printer, reply) ? 1 : 0;
	else
		print_reply(&nexa->printer, reply);
	reply_free(reply);
	return status;
}

int
run_verb(struct nexa *nexa, struct verb *verb)
{
	struct err err = { .problem = PROBLEM_none };
	struct client_with with = { .org = NULL };
	int status = 0;
	if (run_prepare(nexa, verb, &with, &err) != 0)
		return nexa_complain(&err);
	if (rehearse(nexa, verb, &with, &status))
		return status;
	if (ask_first(nexa, verb, &err) != 0 || ask_secrets(nexa, verb, &err) != 0)
		return nexa_complain(&err);
	return ops[verb->op].lists ? run_list(nexa, verb, &with) : run_call(nexa, verb, &with);
}
