/* nexa offboard and nexa why: a person's ways in, and why somebody may do something. */
#include <string.h>

#include "handed.h"
#include "lookup.h"
#include "nearest.h"
#include "nexa.h"
#include "place.h"
#include "question.h"
#include "run.h"
#include "special.h"
#include "verb.h"
#include "visible.h"
#include "why.h"

enum { TEXT_MAX = 1 << 20, WORKSPACES_SHOWN = 8, SLIP = 2 };

/* ---- offboarding ---- */

static void
note_person(struct nexa *nexa, struct verb *verb, const struct person_access *access)
{
	const char *name = access->display_name != NULL ? access->display_name : access->email;
	if (name != NULL)
		verb->question = arena_printf(&nexa->arena,
		    "Offboard %s?  They lose access at once, and it cannot be undone.", name);
	if (verb->if_match == 0)
		verb->if_match = access->version;
}

/* Who it is, for the question; and what is asked about is what is then done: a way in that appears meanwhile is a
 * conflict. */
static int
look_first(struct nexa *nexa, struct verb *verb, const struct client_with *with)
{
	const struct person_offboard_args *args = verb->args;
	const struct person_get_args look = { .person = args->person };
	struct client_with there = { .org = with->org };
	struct reply *reply = client_run(nexa->client, OP_person_get, &there, &look);
	int status = 0;
	if (reply->err.problem != PROBLEM_none)
		status = nexa_complain_reply(nexa, reply);
	else
		note_person(nexa, verb, reply->value);
	reply_free(reply);
	return status;
}

static void
tell_rotation(const struct way_in *key)
{
	bool org = key->workspace_id == NULL;
	nexa_note("'%s', in %s: nexa %s %s now", key->name,
	    org ? "every workspace" : key->workspace_name, org ? "org key-rotate" : "key rotate",
	    key->id);
}

/* "nothing is left", or what is; being signed in leads nowhere by itself. */
static void
tell_left(const struct offboarding *done)
{
	size_t n = 0;
	for (size_t i = 0; i < done->left.n; i++)
		n += done->left.items[i].kind < WAY_session;
	if (n == 0)
		nexa_note("nothing is left that leads in");
	else
		nexa_note("%zu way%s in %s left", n, n == 1 ? "" : "s", n == 1 ? "is" : "are");
	size_t handed = handed_keys(done);
	if (handed > 0)
		nexa_note("%zu API key%s handed over, whose secret they may still know; rotate %s:",
		    handed, handed == 1 ? "" : "s", handed == 1 ? "it" : "them");
	for (size_t i = 0; i < done->done.n; i++)
		if (handed_key(&done->done.items[i]))
			tell_rotation(&done->done.items[i]);
	for (size_t i = 0; i < done->elsewhere.n; i++)
		nexa_note("%s %s", done->elsewhere.items[i].name, handed_elsewhere(done));
}

static int
offboard(struct nexa *nexa, const struct verb *verb, const struct client_with *with)
{
	struct reply *reply = client_run(nexa->client, OP_person_offboard, with, verb->args);
	int status = 0;
	if (reply->err.problem != PROBLEM_none) {
		status = nexa_complain_reply(nexa, reply);
	} else if (with->dry_run) {
		status = print_rehearsal(&nexa->printer, reply) ? 1 : 0;
	} else {
		print_reply(&nexa->printer, reply);
		if (nexa->printer.output == OUTPUT_table)
			tell_left(reply->value);
	}
	reply_free(reply);
	return status != 0 ? status : print_finish(&nexa->printer) != 0;
}

int
special_offboard(struct nexa *nexa, const struct verb *line)
{
	struct verb verb = *line;
	struct client_with with = { .org = NULL };
	struct err err;
	((struct person_offboard_args *)verb.args)->person = line->words[0];
	if (run_prepare(nexa, &verb, &with, &err) != 0)
		return nexa_complain(&err);
	verb.question = ops[OP_person_offboard].ask;
	int status = verb.yes || verb.dry_run ? 0 : look_first(nexa, &verb, &with);
	with.if_match = verb.if_match;
	if (status == 0)
		status = question_ask(nexa, &verb, &with);
	return status != 0 ? status : offboard(nexa, &verb, &with);
}

/* ---- why ---- */

static int
read_action(struct nexa *nexa, const char *text, struct person_why_args *args, struct err *err)
{
	enum action action = op_action_meant(text);
	if (action != ACTION_none) {
		args->permission = action_row(action)->name;
		return 0;
	}
	struct nearest nearest = { .word = text };
	for (int i = ACTION_none + 1; i < ACTION_COUNT; i++)
		nearest_consider(&nearest, action_row((enum action)i)->name);
	const char *near = op_actions_near(text, &nexa->arena);
	bool slip = nearest.found != NULL && nearest.distance <= SLIP;
	if (slip || (nearest.found != NULL && near == NULL))
		near = arena_printf(&nexa->arena, " (is %s meant?)", nearest.found);
	else if (near != NULL)
		near = arena_printf(&nexa->arena, " (one of %s?)", near);
	return fail(err, PROBLEM_usage, "ACTION",
	    "'%s' is nothing that is permitted or not%s; nexa help why lists them", text,
	    near == NULL ? "" : near);
}

/* The organization of a workspace, where several organizations are open. */
static int
find_by_workspace(struct nexa *nexa, const char *text, struct client_with *with, struct err *err)
{
	struct client_with there = { .org = NULL };
	const struct workspace_get_args args = { 0 };
	if (lookup_id(nexa, KIND_ws_ref, text, &there, &there.ws, err) != 0)
		return (int)err->problem;
	struct reply *reply = client_run(nexa->client, OP_workspace_get, &there, &args);
	int problem = (int)reply->err.problem;
	if (problem == 0)
		with->org = arena_text(
		    &nexa->arena, ((const struct workspace *)reply->value)->organization_id);
	else
		*err = reply->err;
	reply_free(reply);
	return problem;
}

/* An organization was named where it takes a workspace: which it has. */
static int
say_which_workspace(
    struct nexa *nexa, const char *where, const char *org, enum action action, struct err *err)
{
	const struct client_with with = { .org = org };
	const struct workspace_list_args args = { .limit = 200, .has_limit = true };
	struct reply *reply = client_run(nexa->client, OP_workspace_list, &with, &args);
	const struct workspace_row *rows = reply->value;
	const char *names = "";
	for (size_t i = 0; i < reply->n && i < WORKSPACES_SHOWN; i++)
		names =
		    arena_printf(&nexa->arena, "%s%s%s", names, i == 0 ? ": " : ", ", rows[i].name);
	int problem = fail(err, PROBLEM_usage, "WHERE",
	    "'%s' is an organization, and one may %s in a workspace; name one of its workspaces%s%s",
	    where, action_row(action)->text, names, reply->n > WORKSPACES_SHOWN ? " …" : "");
	reply_free(reply);
	return problem;
}

static int
find_workspace(struct nexa *nexa, const char *where, const struct client_with *with,
    struct person_why_args *args, struct err *err)
{
	struct err no_org;
	const char *org;
	args->has_workspace_id = true;
	if (lookup_id(nexa, KIND_ws_ref, where, with, &args->workspace_id, err) == 0)
		return 0;
	if (lookup_id(nexa, KIND_org_ref, where, with, &org, &no_org) == 0)
		return say_which_workspace(nexa, where, org, action_find(args->permission), err);
	return (int)err->problem;
}

/* WHERE is a workspace, or an organization where what is asked about is one's. */
static int
find_where(struct nexa *nexa, const struct verb *line, struct client_with *with,
    struct person_why_args *args, struct err *err)
{
	const char *where = line->n_words > 2 ? line->words[2] : NULL;
	const char *usual = config_text(nexa->config, OPTION_nexa_workspace);
	bool of_workspace =
	    strcmp(action_row(action_find(args->permission))->workspace, "----") != 0;
	bool typed = strncmp(config_from(nexa->config, OPTION_nexa_workspace), "--", 2) == 0;
	if (where != NULL && usual != NULL && typed)
		return fail(err, PROBLEM_usage, "WHERE", "WHERE and --workspace both name one");
	if (where == NULL && of_workspace)
		where = usual;
	if (where == NULL && place_find(nexa, line, with, err) != 0)
		return (int)err->problem;
	if (where == NULL) {
		args->has_workspace_id = args->has_workspace_id || of_workspace;
		return of_workspace ? place_only_workspace(nexa, with, &args->workspace_id, err)
		                    : 0;
	}
	if (!of_workspace && lookup_id(nexa, KIND_org_ref, where, with, &with->org, err) == 0)
		return 0;
	/* Several organizations may be open: then it is the workspace's. */
	if (place_find(nexa, line, with, err) != 0)
		(void)find_by_workspace(nexa, where, with, err);
	return find_workspace(nexa, where, with, args, err);
}

static void
explain(const struct printer *printer, const struct why *why)
{
	struct str text = STR_INIT(TEXT_MAX);
	struct str shown = STR_INIT(TEXT_MAX);
	why_describe(why, &text);
	char *rest = text.data;
	for (char *line; (line = str_line(&rest)) != NULL; str_add_char(&shown, '\n'))
		visible_add(&shown, line);
	print_bytes(printer, shown.data, shown.len);
	str_release(&shown);
	str_release(&text);
}

int
special_why(struct nexa *nexa, const struct verb *line)
{
	struct person_why_args *args = line->args;
	struct client_with with = { .org = NULL };
	struct err err;
	if (nexa_connect(nexa, &err) != 0 || read_action(nexa, line->words[1], args, &err) != 0 ||
	    find_where(nexa, line, &with, args, &err) != 0 ||
	    lookup_id(nexa, KIND_person_ref, line->words[0], &with, &args->person, &err) != 0)
		return nexa_complain(&err);
	struct reply *reply = client_run(nexa->client, OP_person_why, &with, args);
	int status = 0;
	if (reply->err.problem != PROBLEM_none)
		status = nexa_complain_reply(nexa, reply);
	else if (nexa->printer.output == OUTPUT_table)
		explain(&nexa->printer, reply->value);
	else
		print_reply(&nexa->printer, reply);
	reply_free(reply);
	return status != 0 ? status : print_finish(&nexa->printer) != 0;
}
