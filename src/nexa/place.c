/* Finding the place. */
#include "place.h"

#include <string.h>

#include "lookup.h"

enum { SHOWN = 8, LISTED = 200 };

/* The only row of a list, or a sentence about how many there are. */
static int
only_row(const struct reply *reply, const char *what, const char *flag, struct arena *arena,
    const char **id, struct err *err)
{
	const struct field *fields = shape_fields(ops[reply->op].gives);
	size_t size = shape_row(ops[reply->op].gives)->size;
	size_t id_at = shape_field(fields, "id")->offset;
	size_t name_at = shape_field(fields, "name")->offset;
	const char *rows = reply->value;
	if (reply->n == 1) {
		*id = arena_text(arena, *(const char *const *)(const void *)(rows + id_at));
		return 0;
	}
	if (reply->n == 0)
		return fail(err, PROBLEM_usage, flag, "no %s is open to you here", what);
	struct str names = STR_INIT(250);
	for (size_t i = 0; i < reply->n; i++)
		str_addf(&names, "%s%s", i > 0 ? ", " : "",
		    *(const char *const *)(const void *)(rows + i * size + name_at));
	int problem = fail(err, PROBLEM_usage, flag, "say which %s with %s: %s%s", what, flag,
	    str_text(&names), reply->next_cursor != NULL || names.failed ? " …" : "");
	str_release(&names);
	return problem;
}

static int
only_organization(struct nexa *nexa, const char **id, struct err *err)
{
	const struct org_list_args args = { .limit = SHOWN, .has_limit = true };
	struct reply *reply = client_run(nexa->client, OP_org_list, NULL, &args);
	int problem = (int)reply->err.problem;
	if (problem == 0)
		problem = only_row(reply, "organization", "--org", &nexa->arena, id, err);
	else
		*err = reply->err;
	reply_free(reply);
	return problem;
}

static bool
is_closed(enum problem problem)
{
	return problem == PROBLEM_permission_denied || problem == PROBLEM_plan_required;
}

/* Of workspaces of several organizations those of one. */
static void
keep_there(struct reply *reply, const char *org_id)
{
	const struct workspace *rows = reply->value;
	struct workspace *there = arena_new(&reply->arena, (reply->n + 1) * sizeof(*there));
	size_t n = 0;
	for (size_t i = 0; i < reply->n; i++)
		if (strcmp(rows[i].organization_id, org_id) == 0)
			there[n++] = rows[i];
	reply->value = there;
	reply->n = n;
}

int
place_only_workspace(
    struct nexa *nexa, const struct client_with *with, const char **id, struct err *err)
{
	const struct workspace_mine_args mine = { .limit = SHOWN, .has_limit = true };
	const struct workspace_mine_args mine_there = { .limit = LISTED, .has_limit = true };
	const struct workspace_list_args listed = { .limit = SHOWN, .has_limit = true };
	struct reply *reply = with->org != NULL
	    ? client_run(nexa->client, OP_workspace_list, with, &listed)
	    : client_run(nexa->client, OP_workspace_mine, with, &mine);
	/* Who may not see the organization's list is asked for nothing but what is open to them. */
	if (with->org != NULL && is_closed(reply->err.problem)) {
		reply_free(reply);
		reply = client_run(nexa->client, OP_workspace_mine, with, &mine_there);
		keep_there(reply, with->org);
	}
	int problem = (int)reply->err.problem;
	if (problem == 0)
		problem = only_row(reply, "workspace", "--workspace", &nexa->arena, id, err);
	else
		*err = reply->err;
	reply_free(reply);
	return problem;
}

static int
find_organization(
    struct nexa *nexa, const char *text, bool needed, struct client_with *with, struct err *err)
{
	if (text != NULL)
		return lookup_id(nexa, KIND_org_ref, text, with, &with->org, err);
	return needed ? only_organization(nexa, &with->org, err) : 0;
}

static int
find_workspace(struct nexa *nexa, const char *text, struct client_with *with, struct err *err)
{
	if (text != NULL)
		return lookup_id(nexa, KIND_ws_ref, text, with, &with->ws, err);
	return place_only_workspace(nexa, with, &with->ws, err);
}

/* A list of what is everywhere shows what is in the organization that was typed. */
static int
narrow_to_org(struct nexa *nexa, const struct verb *verb, struct client_with *with, struct err *err)
{
	const char *flag = config_from(nexa->config, OPTION_nexa_organization);
	const char *text = config_text(nexa->config, OPTION_nexa_organization);
	const struct field *field = shape_field(op_params(verb->op), "organization_id");
	if (text == NULL || strncmp(flag, "--", 2) != 0 || field == NULL || !ops[verb->op].lists ||
	    field->kind != KIND_org_ref)
		return 0;
	bool *given = (bool *)((char *)verb->args + field->has);
	if (*given)
		return fail(
		    err, PROBLEM_usage, flag, "%s and --organization-id both name one", flag);
	*given = true;
	if (lookup_id(nexa, KIND_org_ref, text, with, &with->org, err) != 0)
		return (int)err->problem;
	*(const char **)(void *)((char *)verb->args + field->offset) = with->org;
	return 0;
}

/* A workspace that was typed narrows a list that can be narrowed, and is refused by what knows none:
 * it must not look as if it had been heard. */
static int
narrow(struct nexa *nexa, const struct verb *verb, struct client_with *with, struct err *err)
{
	const char *flag = config_from(nexa->config, OPTION_nexa_workspace);
	const char *text = config_text(nexa->config, OPTION_nexa_workspace);
	const struct field *field = shape_field(op_params(verb->op), "workspace_id");
	if (text == NULL || strncmp(flag, "--", 2) != 0)
		return 0;
	if (field == NULL || field->word != FIELD_may)
		return fail(err, PROBLEM_usage, flag, "%s says nothing to this command", flag);
	bool *given = (bool *)((char *)verb->args + field->has);
	if (*given)
		return fail(err, PROBLEM_usage, flag, "%s and --workspace-id both name one", flag);
	*given = true;
	return lookup_id(nexa, KIND_ws_ref, text, with,
	    (const char **)(void *)((char *)verb->args + field->offset), err);
}

/* The id of the API key that the line is about; NULL: it is about none, or names it otherwise. */
static const char *
key_of(const struct verb *verb)
{
	const struct field *field = shape_field(op_params(verb->op), "id");
	if (field == NULL || field->kind != KIND_key_ref || field->word != FIELD_aim)
		return NULL;
	const char *id =
	    *(const char *const *)(const void *)((const char *)verb->args + field->offset);
	return id != NULL && strncmp(id, "key_", 4) == 0 ? id : NULL;
}

/* Where a key works, as far as the caller may see it. */
static int
take_place(struct nexa *nexa, const struct verb *verb, const struct api_key *key,
    struct client_with *with, struct err *err)
{
	with->org = arena_text(&nexa->arena, key->organization_id);
	with->ws = arena_text(&nexa->arena, key->workspace_id);
	if (op_in_workspace(&ops[verb->op]) && with->ws == NULL)
		return fail(err, PROBLEM_usage, key->id,
		    "%s is a key of all of '%s': its verbs are those of nexa org, such as org key-revoke",
		    key->id, key->organization_name);
	if (!op_in_workspace(&ops[verb->op]) && with->ws != NULL)
		return fail(err, PROBLEM_usage, key->id,
		    "%s is a key of the workspace '%s': its verbs are those of nexa key", key->id,
		    key->workspace_name);
	return 0;
}

/* A key's id is enough to know its place, where the line names none.  *found: so it was. */
static int
find_by_key(struct nexa *nexa, const struct verb *verb, struct client_with *with, bool *found,
    struct err *err)
{
	enum option named =
	    op_in_workspace(&ops[verb->op]) ? OPTION_nexa_workspace : OPTION_nexa_organization;
	const char *key =
	    verb->place != NULL || strncmp(config_from(nexa->config, named), "--", 2) == 0
	    ? NULL
	    : key_of(verb);
	*found = false;
	if (key == NULL)
		return 0;
	const struct key_find_args args = { .id = key, .has_id = true };
	struct reply *reply = client_run(nexa->client, OP_key_find, NULL, &args);
	int problem = 0;
	*found = reply->n == 1;
	if (*found)
		problem = take_place(nexa, verb, reply->value, with, err);
	reply_free(reply);
	return problem;
}

int
place_find(struct nexa *nexa, const struct verb *verb, struct client_with *with, struct err *err)
{
	const char *org = config_text(nexa->config, OPTION_nexa_organization);
	const char *ws = config_text(nexa->config, OPTION_nexa_workspace);
	enum place place = ops[verb->op].place;
	bool found;
	int by_key = find_by_key(nexa, verb, with, &found, err);
	if (found)
		return by_key;
	if (place == PLACE_organization &&
	    find_organization(nexa, verb->place != NULL ? verb->place : org, true, with, err) != 0)
		return (int)err->problem;
	if (!op_in_workspace(&ops[verb->op]))
		return narrow_to_org(nexa, verb, with, err) != 0 ? (int)err->problem
		                                                 : narrow(nexa, verb, with, err);
	if (verb->place != NULL)
		ws = verb->place;
	/* An id needs no organization to be found in. */
	bool named = ws == NULL || strncmp(ws, "ws_", 3) != 0;
	int problem = named ? find_organization(nexa, org, false, with, err) : 0;
	return problem != 0 ? problem : find_workspace(nexa, ws, with, err);
}
