/* Looking names up, source by source. */
#include "lookup.h"

#include <string.h>

#include "argument.h"
#include "utf8.h"

enum { CANDIDATES_MAX = 8, PAGES_MAX = 10, QUERY_MAX = 200, SOURCES_MAX = 6 };

/* An operation that lists what can be named. */
struct source {
	enum op_id op;
	const char *id;       /* the field with the id */
	const char *names[2]; /* the fields that name a row; NULL: none */
};

struct kind_sources {
	enum kind kind;
	const char *prefix; /* NULL: an id looks like any word, and there are few */
	const char *what;
	struct source sources[SOURCES_MAX]; /* tried in this order; op 0 after the last */
};

static const struct kind_sources table[] = {
	{ KIND_org_ref, "org_", "organization", { { OP_org_list, "id", { "name", NULL } } } },
	{ KIND_ws_ref, "ws_", "workspace",
	    { { OP_workspace_list, "id", { "name", NULL } },
	        { OP_workspace_mine, "id", { "name", NULL } } } },
	{ KIND_user_ref, "usr_", "person",
	    { { OP_member_list, "user_id", { "email", "display_name" } },
	        { OP_org_member_list, "user_id", { "email", "display_name" } },
	        { OP_org_access, "user_id", { "email", "display_name" } },
	        { OP_user_list, "id", { "email", "display_name" } } } },
	{ KIND_person_ref, "usr_", "person",
	    { { OP_member_list, "user_id", { "email", "display_name" } },
	        { OP_org_member_list, "user_id", { "email", "display_name" } },
	        { OP_org_access, "user_id", { "email", "display_name" } },
	        { OP_user_list, "id", { "email", "display_name" } },
	        { OP_key_list, "id", { "name", "last4" } },
	        { OP_org_key_list, "id", { "name", "last4" } } } },
	{ KIND_inv_ref, "inv_", "invitation",
	    { { OP_invitation_list, "id", { "email", NULL } },
	        { OP_org_invitation_list, "id", { "email", NULL } } } },
	{ KIND_key_ref, "key_", "API key",
	    { { OP_key_list, "id", { "name", "last4" } },
	        { OP_org_key_list, "id", { "name", "last4" } } } },
	{ KIND_template_ref, "tpl_", "template", { { OP_template_list, "id", { "name", NULL } } } },
	{ KIND_number_ref, "phn_", "phone number",
	    { { OP_number_list, "id", { "phone_number", "nickname" } } } },
	{ KIND_provider_ref, NULL, "telephony provider",
	    { { OP_group_providers, "id", { "id", "name" } },
	        { OP_deck_list, "id", { "id", "name" } } } },
	{ KIND_agent_ref, "agent_", "agent", { { OP_agent_list, "id", { "title", NULL } } } },
	{ KIND_group_ref, "ng_", "network group",
	    { { OP_group_list, "id", { "name", NULL } },
	        { OP_deck_groups, "id", { "name", NULL } } } },
	{ KIND_country, NULL, "country",
	    { { OP_group_countries, "country", { "country", "name" } } } },
};

struct search {
	struct nexa *nexa;
	const struct client_with *with;
	const char *provider; /* through whom, of what is a provider's; NULL: it is not known */
	const char *text;
	const char *folded;
	bool people;    /* of whom an address tells more than the id */
	bool few;       /* all of them are asked for, so that those that there are can be told */
	const char *id; /* of the first match */
	int n_matches;
	const char *exact; /* of the first match that is written the same */
	int n_exact;
	const char *alive; /* of the first match that still counts */
	int n_alive;
	struct str near; /* rows that come near, for the sentence */
	int n_near;
	const char *near_ids[CANDIDATES_MAX]; /* the same row comes from several lists */
	struct str named;                     /* rows that have the name, when several do */
};

static const char *
text_of(const struct field *field, const void *row)
{
	if (field == NULL || kind_row(field->kind)->class != CLASS_text)
		return NULL;
	return *(const char *const *)(const void *)((const char *)row + field->offset);
}

static const char *
field_text(enum op_id op, const char *name, const void *row)
{
	return name == NULL ? NULL : text_of(shape_field(shape_fields(ops[op].gives), name), row);
}

/* *exact: to the letter. */
static bool
is_named(const struct search *search, const struct source *source, const void *row, bool *exact)
{
	*exact = false;
	for (int i = 0; i < 2; i++) {
		const char *name = field_text(source->op, source->names[i], row);
		if (name != NULL && strcmp(name, search->text) == 0)
			*exact = true;
	}
	for (int i = 0; i < 2 && !*exact; i++) {
		const char *name = field_text(source->op, source->names[i], row);
		const char *folded = name == NULL ? NULL : utf8_fold(&search->nexa->arena, name);
		if (folded != NULL && strcmp(folded, search->folded) == 0)
			return true;
	}
	return *exact;
}

/* A list over all organizations is narrowed to the one that was named. */
static bool
is_elsewhere(const struct search *search, const struct source *source, const void *row)
{
	const char *org = field_text(source->op, "organization_id", row);
	return org != NULL && search->with->org != NULL && strcmp(org, search->with->org) != 0;
}

/* "pending", "revoked"; "": it has none. */
static const char *
status_of(const struct source *source, const void *row, struct arena *arena)
{
	const struct field *field = shape_field(shape_fields(ops[source->op].gives), "status");
	return field == NULL ? "" : shape_cell(field, row, arena);
}

/* "priya@acme.example (Priya Sharma)", and the id where it alone tells rows apart: id is not NULL. */
static void
add_row(struct str *out, const struct source *source, const char *id, const void *row)
{
	const char *first = field_text(source->op, source->names[0], row);
	const char *second = field_text(source->op, source->names[1], row);
	if (first == NULL)
		return;
	str_add(out, out->len == 0 ? "" : ", ");
	str_add(out, first);
	if (second != NULL)
		str_addf(out, " (%s)", second);
	if (id != NULL)
		str_addf(out, " %s", id);
}

static void
note_near(struct search *search, const struct source *source, const char *id, const void *row)
{
	for (int i = 0; i < search->n_near && i < CANDIDATES_MAX; i++)
		if (strcmp(search->near_ids[i], id) == 0)
			return;
	if (search->n_near < CANDIDATES_MAX) {
		search->near_ids[search->n_near] = arena_text(&search->nexa->arena, id);
		add_row(&search->near, source, NULL, row);
	}
	search->n_near++;
}

/* A pending invitation, a key that works: of several with one name it is the one that is meant. */
static bool
is_alive(const struct source *source, const void *row)
{
	const struct field *field = shape_field(shape_fields(ops[source->op].gives), "status");
	if (field == NULL)
		return false;
	int status = *(const int *)(const void *)((const char *)row + field->offset);
	if (field->kind == KIND_key_status)
		return status == KEY_STATUS_active || status == KEY_STATUS_expiring;
	return field->kind == KIND_invitation_status && status == INVITATION_STATUS_pending;
}

static void
add_match(struct search *search, const struct source *source, const char *id, const void *row)
{
	add_row(&search->named, source, search->people ? NULL : id, row);
	const char *status = search->people ? "" : status_of(source, row, &search->nexa->arena);
	str_addf(&search->named, "%s%s", status[0] == '\0' ? "" : " ", status);
}

static void
look_at(struct search *search, const struct source *source, const void *row)
{
	const char *id = field_text(source->op, source->id, row);
	if (id == NULL || is_elsewhere(search, source, row))
		return;
	bool exact;
	if (!is_named(search, source, row, &exact)) {
		note_near(search, source, id, row);
		return;
	}
	if (search->n_matches < CANDIDATES_MAX)
		add_match(search, source, id, row);
	if (search->n_matches++ == 0)
		search->id = arena_text(&search->nexa->arena, id);
	if (exact && search->n_exact++ == 0)
		search->exact = arena_text(&search->nexa->arena, id);
	if (is_alive(source, row) && search->n_alive++ == 0)
		search->alive = arena_text(&search->nexa->arena, id);
}

/* ---- asking the daemon ---- */

static void
set_text(enum op_id op, void *args, const char *name, const char *text)
{
	const struct field *field = shape_field(op_params(op), name);
	if (field == NULL || text == NULL)
		return;
	*(const char **)(void *)((char *)args + field->offset) = text;
	if (field->has != 0)
		*(bool *)((char *)args + field->has) = true;
}

static void
set_limit(enum op_id op, void *args, int64_t limit)
{
	const struct field *field = shape_field(op_params(op), "limit");
	if (field == NULL)
		return;
	*(int64_t *)(void *)((char *)args + field->offset) = limit;
	*(bool *)((char *)args + field->has) = true;
}

/* A source that this caller may not ask, or not for this organization, is passed over. */
static bool
is_closed(enum problem problem)
{
	return problem == PROBLEM_permission_denied || problem == PROBLEM_not_found ||
	    problem == PROBLEM_plan_required || problem == PROBLEM_workspace_archived;
}

static int
ask(struct search *search, const struct source *source, struct err *err)
{
	struct arena *arena = &search->nexa->arena;
	const struct op *op = &ops[source->op];
	void *args = arena_new(arena, op->args_size);
	size_t size = shape_row(op->gives)->size;
	int problem = 0;
	set_limit(source->op, args, 200);
	set_text(source->op, args, "provider", search->provider);
	if (!search->few && strlen(search->text) <= QUERY_MAX)
		set_text(source->op, args, "q", search->text);
	for (int page = 0; page < PAGES_MAX; page++) {
		struct reply *reply =
		    client_run(search->nexa->client, source->op, search->with, args);
		const char *next = arena_text(arena, reply->next_cursor);
		for (size_t i = 0; i < reply->n; i++)
			look_at(search, source, (const char *)reply->value + i * size);
		problem = (int)reply->err.problem;
		if (problem != 0)
			*err = reply->err;
		reply_free(reply);
		if (next == NULL || problem != 0)
			break;
		set_text(source->op, args, "cursor", next);
	}
	return problem != 0 && is_closed((enum problem)problem) ? 0 : problem;
}

static bool
has_place(enum op_id op, const struct client_with *with, const char *provider)
{
	if (provider == NULL && shape_field(op_params(op), "provider") != NULL)
		return false;
	if (ops[op].place == PLACE_organization)
		return with->org != NULL;
	return !op_in_workspace(&ops[op]) || with->ws != NULL;
}

static int
run_search(struct search *search, const struct kind_sources *row, struct err *err)
{
	for (int i = 0; i < SOURCES_MAX && row->sources[i].op != OP_none; i++) {
		if (search->n_matches > 0 ||
		    !has_place(row->sources[i].op, search->with, search->provider))
			continue;
		int problem = ask(search, &row->sources[i], err);
		if (problem != 0)
			return problem;
	}
	return 0;
}

static bool
names_person(enum kind kind)
{
	return kind == KIND_user_ref || kind == KIND_person_ref;
}

static int
conclude(
    const struct search *search, const struct kind_sources *row, const char **id, struct err *err)
{
	if (search->n_matches == 1 || search->n_exact == 1 || search->n_alive == 1) {
		*id = search->n_matches == 1 ? search->id
		    : search->n_exact == 1   ? search->exact
		                             : search->alive;
		return 0;
	}
	if (search->n_matches > 1)
		return fail(err, PROBLEM_usage, search->text,
		    "'%s' names %d of them: %s%s; say which %s by %s", search->text,
		    search->n_matches, str_text(&search->named),
		    search->n_matches > CANDIDATES_MAX ? " …" : "", row->what,
		    names_person(row->kind) ? "its address" : "its id");
	/* Of what cannot be listed here, it may be the id: the daemon knows. */
	if (search->n_near == 0 && row->prefix == NULL)
		return 0;
	if (search->n_near == 0)
		return fail(err, PROBLEM_not_found, search->text, "no %s here is called '%s'",
		    row->what, search->text);
	return fail(err, PROBLEM_not_found, search->text,
	    "no %s here is called '%s'; there is %s%s", row->what, search->text,
	    str_text(&search->near), search->n_near > CANDIDATES_MAX ? " and more" : "");
}

/* Whoever is signed in. */
static int
find_self(struct nexa *nexa, const char **id, struct err *err)
{
	const struct me_get_args args = { 0 };
	struct reply *reply = client_run(nexa->client, OP_me_get, NULL, &args);
	const struct me *me = reply->value;
	int problem = (int)reply->err.problem;
	if (problem != 0)
		*err = reply->err;
	else if (me->principal.type == PRINCIPAL_operator)
		problem = fail(err, PROBLEM_usage, "PERSON",
		    "you are the operator here, who may do everything; say who is meant");
	else
		*id = arena_text(&nexa->arena, me->principal.id);
	reply_free(reply);
	return problem;
}

/* What is copied of an organization tells no names. */
static int
say_by_id(const struct kind_sources *row, const char *text, struct err *err)
{
	return fail(err, PROBLEM_usage, text,
	    "'%s': the copy of an audit log has no list of names; --offline, the %s is told by its "
	    "id%s%s",
	    text, row->what, row->prefix == NULL ? "" : ", ",
	    row->prefix == NULL ? "" : row->prefix);
}

/* What is looked up, and where. */
struct wanted {
	enum kind kind;
	const char *text;
	const char *provider; /* as in struct search */
};

static int
find_id(struct nexa *nexa, const struct wanted *wanted, const struct client_with *with,
    const char **id, struct err *err)
{
	enum kind kind = wanted->kind;
	const char *text = wanted->text;
	const struct kind_sources *row = table;
	const struct kind_sources *end = table + sizeof(table) / sizeof(table[0]);
	while (row < end && row->kind != kind)
		row++;
	*id = text;
	if (row == end ||
	    (row->prefix != NULL && strncmp(text, row->prefix, strlen(row->prefix)) == 0))
		return 0;
	if (kind == KIND_country && strlen(text) == 2)
		return 0;
	/* An address names a person by itself: somebody may be invited and nobody here yet. */
	if (kind == KIND_person_ref && (strchr(text, '@') != NULL || strncmp(text, "key_", 4) == 0))
		return 0;
	if (text[0] == '\0')
		return fail(
		    err, PROBLEM_usage, "", "which %s?  A name, or an id, is empty", row->what);
	if (config_flag(nexa->config, OPTION_nexa_offline) && kind != KIND_org_ref)
		return say_by_id(row, text, err);
	if (kind == KIND_person_ref && strcmp(text, "me") == 0)
		return find_self(nexa, id, err);
	struct search search = { .nexa = nexa,
		.with = with,
		.provider = wanted->provider,
		.text = text,
		.people = names_person(kind),
		.few = row->prefix == NULL,
		.near = STR_INIT(300),
		.named = STR_INIT(600) };
	search.folded = utf8_fold(&nexa->arena, text);
	if (search.folded == NULL)
		return fail(err, PROBLEM_usage, "", "a name is not valid UTF-8");
	int problem = run_search(&search, row, err);
	if (problem == 0)
		problem = conclude(&search, row, id, err);
	str_release(&search.near);
	str_release(&search.named);
	return problem;
}

int
lookup_id(struct nexa *nexa, enum kind kind, const char *text, const struct client_with *with,
    const char **id, struct err *err)
{
	const struct wanted wanted = { .kind = kind, .text = text };
	return find_id(nexa, &wanted, with, id, err);
}

/* ---- all arguments ---- */

struct walk {
	struct nexa *nexa;
	const struct client_with *with;
	struct err *err;
	const char *provider; /* that the arguments name; NULL: none yet */
};

static int walk_fields(const struct walk *walk, const struct field *fields, void *value);

static int
walk_items(const struct walk *walk, const struct field *field, const void *at)
{
	struct many_done many;
	memcpy(&many, at, sizeof(many)); /* every list has this layout */
	for (size_t i = 0; i < many.n; i++) {
		int problem = walk_fields(walk, shape_fields(field->shape),
		    (char *)many.items + i * shape_row(field->shape)->size);
		if (problem != 0)
			return problem;
	}
	return 0;
}

static int
walk_text(const struct walk *walk, const struct field *field, const char **text)
{
	const struct wanted wanted = { field->kind, *text, walk->provider };
	return *text == NULL ? 0 : find_id(walk->nexa, &wanted, walk->with, text, walk->err);
}

static int
walk_texts(const struct walk *walk, const struct field *field, const struct texts *texts)
{
	for (size_t i = 0; i < texts->n; i++) {
		int problem = walk_text(walk, field, (const char **)&texts->items[i]);
		if (problem != 0)
			return problem;
	}
	return 0;
}

static int
walk_field(const struct walk *walk, const struct field *field, void *at)
{
	if (field->word == FIELD_many)
		return walk_items(walk, field, at);
	if (field->word == FIELD_sub) {
		void *sub = *(void **)at;
		return sub == NULL ? 0 : walk_fields(walk, shape_fields(field->shape), sub);
	}
	if (!argument_is_reference(field->kind))
		return 0;
	if (field->word == FIELD_texts)
		return walk_texts(walk, field, at);
	return field->word >= FIELD_embed ? 0 : walk_text(walk, field, at);
}

static int
walk_fields(const struct walk *walk, const struct field *fields, void *value)
{
	for (; fields->name != NULL; fields++) {
		int problem = walk_field(walk, fields, (char *)value + fields->offset);
		if (problem != 0)
			return problem;
	}
	return 0;
}

/* The id of the default telephony provider, in the run's arena. */
static int
default_provider(const struct walk *walk, enum op_id list, const char **id)
{
	const struct field *is_default = shape_field(shape_fields(ops[list].gives), "is_default");
	void *args = arena_new(&walk->nexa->arena, ops[list].args_size);
	struct reply *reply = client_run(walk->nexa->client, list, walk->with, args);
	int problem = (int)reply->err.problem;
	if (problem != 0)
		*walk->err = reply->err;
	for (size_t i = 0; i < reply->n && problem == 0; i++) {
		const char *row = (const char *)reply->value + i * shape_row(ops[list].gives)->size;
		if (*(const bool *)(row + is_default->offset))
			*id = arena_text(&walk->nexa->arena, field_text(list, "id", row));
	}
	reply_free(reply);
	if (problem == 0 && *id == NULL)
		problem = fail(walk->err, PROBLEM_usage, "PROVIDER",
		    "no telephony provider is the default one");
	return problem;
}

int
lookup_arguments(
    struct nexa *nexa, const struct verb *verb, const struct client_with *with, struct err *err)
{
	struct walk walk = { .nexa = nexa, .with = with, .err = err };
	const struct field *provider = shape_field(op_params(verb->op), "provider");
	enum op_id providers =
	    ops[verb->op].place == PLACE_workspace ? OP_group_providers : OP_deck_list;
	int problem = 0;
	for (const struct field *param = op_params(verb->op); problem == 0 && param->name != NULL;
	     param++) {
		const char **text = (const char **)(void *)((char *)verb->args + param->offset);
		if (verb_may_leave_out(verb->op, param) && *text == NULL)
			problem = default_provider(&walk, providers, text);
	}
	if (problem == 0 && provider != NULL)
		problem = walk_field(&walk, provider, (char *)verb->args + provider->offset);
	if (problem == 0 && provider != NULL)
		walk.provider = *(
		    const char *const *)(const void *)((const char *)verb->args + provider->offset);
	return problem != 0 ? problem : walk_fields(&walk, op_params(verb->op), verb->args);
}
