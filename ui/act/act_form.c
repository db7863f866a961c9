/* The form of an operation, laid out from its parameters. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "act.h"
#include "app.h"
#include "args.h"
#include "client.h"
#include "mem.h"
#include "str.h"

enum { FORM_COLUMNS = 80, TEXT_MAX = 2000, NUMBER_MAX = 20, NAME_MAX_BYTES = 400, TIME_MAX = 40 };

/* Stands for "not given" among the words of an optional choice. */
static const char *const not_given = "-";

/* Whether a name is one of these, blanks between; "*" has them all. */
static bool
is_among(const char *names, const char *name)
{
	size_t len = strlen(name);
	while (*names != '\0') {
		size_t n = strcspn(names, " ");
		if (*names == '*' || (n == len && strncmp(names, name, n) == 0))
			return true;
		names += n + strspn(names + n, " ");
	}
	return false;
}

/* Parameters that nobody should be asked for here. */
static bool
is_left_out(const struct act *act, const struct field *param)
{
	static const struct {
		enum op_id op;
		const char *param;
		bool for_operator; /* asked of the operator all the same */
	} left_out[] = {
		{ OP_workspace_update, "region", false },                      /* never changes */
		{ OP_workspace_settings_update, "confirm_shortening", false }, /* asked when due */
		{ OP_org_update, "status", true },
		{ OP_member_add, "user_id", false }, /* the address says it */
	};
	bool is_operator = act->app->place.standing.principal == PRINCIPAL_operator;
	if (act->left_out != NULL && is_among(act->left_out, param->name))
		return true;
	for (size_t i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++)
		if (left_out[i].op == act->op && strcmp(left_out[i].param, param->name) == 0)
			return !(left_out[i].for_operator && is_operator);
	return false;
}

static bool
is_given(const struct act *act, const struct field *param)
{
	if (act->typed != NULL && strcmp(act->typed, param->name) == 0)
		return true;
	for (size_t i = 0; i < act->n_given; i++)
		if (strcmp(act->given[i].name, param->name) == 0)
			return true;
	return false;
}

bool
act_form_is_needed(enum op_id op, const struct field *param)
{
	if (field_is_required(param))
		return true;
	/* Reading needs no more; and a reason alone is no reason for a form. */
	if (ops[op].method == METHOD_GET || param->word > FIELD_sub)
		return false;
	return strcmp(param->name, "reason") != 0;
}

/* Whether the parameter is one that the form asks for, should there be a form. */
static bool
is_asked(const struct act *act, const struct field *param)
{
	if (is_given(act, param) || is_left_out(act, param) || param->word == FIELD_embed)
		return false;
	if (param->word == FIELD_many || param->word == FIELD_texts)
		return op_writes(&ops[act->op]);
	return strcmp(param->name, "reason") == 0 || act_form_is_needed(act->op, param);
}

/* ---- what a field shows ---- */

/* Org Owners are made by the operator and by each other only. */
static bool
may_promote(const struct app *app)
{
	const struct standing *who = &app->place.standing;
	return who->principal == PRINCIPAL_operator || who->org_role == ORG_ROLE_org_owner;
}

/* Where workspaces can run, as the daemon said; NULL: it has not yet. */
static const struct texts *
regions_of(const struct act *act)
{
	const struct version_info *version =
	    act->app->version == NULL ? NULL : act->app->version->value;
	return version == NULL || version->regions.n == 0 ? NULL : &version->regions;
}

static const char *const *
region_choices(struct act *act, bool may_be_empty)
{
	const struct texts *regions = regions_of(act);
	const char **choices = arena_new(&act->arena, (regions->n + 2) * sizeof(*choices));
	size_t n = 0;
	if (may_be_empty)
		choices[n++] = not_given;
	for (size_t i = 0; i < regions->n; i++)
		choices[n++] = arena_text(&act->arena, regions->items[i]);
	return choices;
}

/* What each of them is, where the names do not tell: the limits of a plan. */
static const char *const *
details_of(struct act *act, const struct field *field, const char *const *choices)
{
	int count;
	size_t n = 0;
	const struct word *words = kind_words(field->kind, &count);
	if (kind_row(field->kind)->vocab != VOCAB_plan)
		return NULL;
	const char **details = arena_new(&act->arena, ((size_t)count + 2) * sizeof(*details));
	if (strcmp(choices[0], not_given) == 0)
		details[n++] = "";
	for (int i = 0; i < count; i++)
		details[n++] = words[i].text;
	return details;
}

static const char *const *
choices_of(struct act *act, const struct field *field, bool may_be_empty)
{
	int count;
	size_t n = 0;
	if (field->kind == KIND_region)
		return region_choices(act, may_be_empty);
	if (kind_row(field->kind)->class == CLASS_flag) {
		static const char *const flags[] = { "-", "yes", "no", NULL };
		return flags + !may_be_empty;
	}
	bool promotes = op_writes(&ops[act->op]) && field->kind == KIND_org_role;
	enum kind kind = promotes && !may_promote(act->app) ? KIND_offered_role : field->kind;
	const struct word *words = kind_words(kind, &count);
	const char **choices = arena_new(&act->arena, ((size_t)count + 2) * sizeof(*choices));
	if (may_be_empty)
		choices[n++] = not_given;
	for (int i = 0; i < count; i++)
		choices[n++] = words[i].name;
	return choices;
}

/* The id under the cursor, when the list shown is of such things. */
static const char *
id_at_cursor(struct act *act, const char *field, const char *prefix)
{
	struct view *view = app_view(act->app);
	const void *row = view_row(view);
	const char *id = row == NULL ? "" : view_field(view, row, field, &act->arena);
	return strncmp(id, prefix, strlen(prefix)) == 0 ? arena_text(&act->arena, id) : "";
}

/* The person under the cursor, by e-mail where the list has it. */
static const char *
person_at_cursor(struct act *act)
{
	const char *id = id_at_cursor(act, "user_id", "usr_");
	const char *email = id[0] == '\0' ? "" : id_at_cursor(act, "email", "");
	if (email[0] == '\0')
		return id;
	act_ref_note(act, KIND_user_ref, email, id);
	return email;
}

/* Of the person under the cursor whose role is changed, the one they have; else the least. */
static const char *
role_to_begin_with(struct act *act, const struct field *field, const char *least)
{
	int count;
	bool changes = act->op == OP_member_set_role || act->op == OP_org_member_set_role;
	const struct word *words = kind_words(field->kind, &count);
	if (!changes || act->words[0] != '\0' || id_at_cursor(act, "user_id", "usr_")[0] == '\0')
		return least;
	const char *now = id_at_cursor(act, "role", "");
	for (int i = 0; i < count; i++)
		if (strcmp(words[i].name, now) == 0)
			return words[i].name;
	return least;
}

/* The agent of an id by its name, which from here on stands for it. */
static const char *
name_of_agent(struct act *act, const char *id)
{
	const char *name = arena_text(&act->arena, pane_agent_name(act->app, id));
	if (strcmp(name, id) != 0)
		act_ref_note(act, KIND_agent_ref, name, id);
	return name;
}

/* The agent under the cursor, or the one of the call that is. */
static const char *
agent_at_cursor(struct act *act)
{
	const char *id = id_at_cursor(act, "id", "agent_");
	if (id[0] == '\0')
		id = id_at_cursor(act, "agent_id", "agent_");
	return id[0] == '\0' ? "" : name_of_agent(act, id);
}

/* A value to begin with where nothing is known: the least that can be given, what is under the
 * cursor, where one is. */
static const char *
suggestion(struct act *act, const struct field *field)
{
	switch (field->kind) {
	case KIND_given_role:
		return role_to_begin_with(act, field, "viewer");
	case KIND_org_role:
	case KIND_offered_role:
		return role_to_begin_with(act, field, "org_viewer");
	case KIND_region:
		return act->app->place.region;
	case KIND_user_ref:
		return field->word == FIELD_may ? "" : person_at_cursor(act);
	case KIND_key_mode:
		return "live";
	case KIND_key_expire:
		return "24h";
	case KIND_agent_ref:
		return field->word == FIELD_may ? "" : agent_at_cursor(act);
	case KIND_inv_ref:
		return id_at_cursor(act, "id", "inv_");
	default:
		return "";
	}
}

static bool
is_secret(enum kind kind)
{
	return kind == KIND_password || kind == KIND_secret || kind == KIND_token;
}

bool
act_takes_words(const struct field *param)
{
	return (param->word == FIELD_aim || param->either) && !is_secret(param->kind);
}

bool
act_can_be_typed(enum op_id op)
{
	const struct field *param = op_params(op);
	while (param->name != NULL && !act_takes_words(param))
		param++;
	return param->name != NULL;
}

static enum form_kind
form_kind_of(const struct act *act, const struct field *field)
{
	if (field->kind == KIND_region)
		return regions_of(act) == NULL ? FORM_TEXT : FORM_CHOICE;
	if (field->kind == KIND_scope)
		return FORM_SET;
	if (field->word == FIELD_many)
		return FORM_TEXT;
	if (is_secret(field->kind))
		return FORM_SECRET;
	enum kind_class class = kind_row(field->kind)->class;
	return class == CLASS_word || class == CLASS_flag ? FORM_CHOICE : FORM_TEXT;
}

static size_t
max_of(const struct field *field)
{
	const struct kind_row *kind = kind_row(field->kind);
	if (field->word == FIELD_many || field->word == FIELD_texts)
		return TEXT_MAX;
	if (act_is_ref(field))
		return NAME_MAX_BYTES;
	if (kind->class == CLASS_number)
		return NUMBER_MAX;
	if (kind->class != CLASS_text)
		return TIME_MAX;
	return kind->limit > TEXT_MAX ? TEXT_MAX : (size_t)kind->limit;
}

/* "contact e-mail *" for contact.email, which is needed. */
static const char *
label_of(struct act *act, const struct field *param, const struct field *inner, bool required)
{
	char outer_label[FIELD_LABEL];
	char inner_label[FIELD_LABEL];
	(void)field_label(param, outer_label);
	return arena_printf(&act->arena, "%s%s%s%s", outer_label, inner == NULL ? "" : " ",
	    inner == NULL ? "" : field_label(inner, inner_label), required ? " *" : "");
}

/* What the field is for; that null clears it is not said to people, who empty it. */
static const char *
hint_of(struct act *act, const struct field *field)
{
	const char *null = strstr(field->text, "; null");
	if (field->word == FIELD_many && field->shape == SHAPE_template_field)
		return "name:type:what to look for; name:enum::one,two";
	if (field->word == FIELD_many)
		return shape_fields(field->shape)[0].kind == KIND_ws_ref
		    ? "workspace:role, workspace:role"
		    : "e-mail:role, e-mail:role";
	if (act_is_ref(field) && field->kind != KIND_ws_ref)
		return arena_printf(&act->arena, "%s: %s",
		    field->kind == KIND_user_ref ? "e-mail or name" : "its name", field->text);
	if (null == NULL)
		return field->text;
	return arena_text_n(&act->arena, field->text, (size_t)(null - field->text));
}

/* A value may be one's own or come from elsewhere: "voice.source" says which for "voice.id". */
static const char *
fact_beside(const struct act *act, const char *path, const char *which)
{
	char name[100];
	int len = (int)strlen(path);
	const char *dot = strrchr(path, '.');
	(void)snprintf(
	    name, sizeof(name), "%.*s.%s", dot == NULL ? len : (int)(dot - path), path, which);
	return act_fact(act, name);
}

static bool
may_inherit(const struct act *act, const char *path)
{
	return fact_beside(act, path, "source")[0] != '\0';
}

/* Of what replaces a part: the field in that part, "auto_recharge.enabled" where …/auto-recharge is put. */
static const char *
fact_of_part(const struct act *act, const char *path)
{
	char name[100];
	const char *part = strrchr(ops[act->op].path, '/');
	(void)snprintf(name, sizeof(name), "%s.%s", part == NULL ? "" : part + 1, path);
	for (char *at = name; (at = strchr(at, '-')) != NULL;)
		*at = '_';
	return act_fact(act, name);
}

/* What holds now. */
static const char *
in_force(const struct act *act, const char *path)
{
	const char *fact = act_fact(act, path);
	if (fact[0] == '\0')
		fact = fact_beside(act, path, "value");
	return fact[0] == '\0' ? fact_of_part(act, path) : fact;
}

/* What the field has of its own: what comes from elsewhere is no value to edit. */
static const char *
present(const struct act *act, const char *path)
{
	const char *source = fact_beside(act, path, "source");
	const char *own = ops[act->op].gives == SHAPE_workspace_settings ? "workspace" : "agent";
	return source[0] != '\0' && strcmp(source, own) != 0 ? "" : in_force(act, path);
}

/* "600, from the platform" where that holds as long as the field is empty. */
static const char *
hint_over(struct act *act, const char *path, const char *hint)
{
	const char *value = in_force(act, path);
	if (!may_inherit(act, path) || present(act, path)[0] != '\0' || value[0] == '\0')
		return hint;
	return arena_printf(
	    &act->arena, "%s, from the %s", value, fact_beside(act, path, "source"));
}

/* The scopes that are of no use to the caller where the key is to work, as bits. */
static uint32_t
idle_scopes(const struct act *act)
{
	const struct app *app = act->app;
	const struct me *me = app->me == NULL ? NULL : app->me->value;
	bool of_workspace = op_in_workspace(&ops[act->op]);
	size_t most = me == NULL || of_workspace ? 1 : me->workspaces.n + 1;
	struct standing *standings = mem_new(most, sizeof(*standings));
	uint32_t idle = 0;
	for (size_t i = 0; i < most; i++)
		standings[i] = app->place.standing;
	for (size_t i = 1; i < most; i++)
		standings[i].role =
		    strcmp(me->workspaces.items[i - 1].organization_id, app->place.org_id) == 0
		    ? me->workspaces.items[i - 1].role
		    : ROLE_unknown;
	for (int i = SCOPE_none + 1; i < SCOPE_COUNT; i++)
		if (permit_scope_idle((enum scope)i, standings, most, of_workspace))
			idle |= UINT32_C(1) << i;
	free(standings);
	return idle;
}

/* The scopes of a key: those of a usual one to begin with, but for what would be of no use. */
static void
offer_scopes(struct act *act, struct form_field *shown)
{
	static const char *const texts[SCOPE_COUNT] = {
#define SCOPE(id, wire, by_default, text) [SCOPE_##id] = (text),
#include "scopes.def"
	};
	struct str usual = STR_INIT(TEXT_MAX);
	struct str left_out = STR_INIT(TEXT_MAX);
	uint32_t idle = idle_scopes(act);
	const char **choices = arena_new(&act->arena, (SCOPE_COUNT + 1) * sizeof(*choices));
	const char **details = arena_new(&act->arena, SCOPE_COUNT * sizeof(*details));
	for (int i = SCOPE_none + 1; i < SCOPE_COUNT; i++) {
		bool useless = (idle >> i & 1) != 0;
		struct str *list = useless ? &left_out : &usual;
		choices[i - 1] = scope_name((enum scope)i);
		details[i - 1] =
		    useless ? arena_printf(&act->arena, "not yours: %s", texts[i]) : texts[i];
		if (scope_defaults() >> i & 1)
			str_addf(list, "%s%s", list->len == 0 ? "" : " ", choices[i - 1]);
	}
	shown->choices = choices;
	shown->details = details;
	if (shown->value[0] == '\0')
		shown->value = arena_text(&act->arena, str_text(&usual));
	if (left_out.len > 0)
		app_say(act->app, STYLE_normal, "left out, since you may do nothing of it: %s",
		    str_text(&left_out));
	str_release(&usual);
	str_release(&left_out);
}

/* A password nobody can see is typed twice. */
static void
add_again(struct act *act, const struct form_field *first, const struct act_field *behind)
{
	act->fields[act->n_fields] = (struct form_field){ .kind = FORM_SECRET,
		.name = arena_printf(&act->arena, "%s.again", first->name),
		.label = "the same again",
		.max = first->max,
		.required = first->required,
		.again = true };
	act->behind[act->n_fields] = *behind;
	act->behind[act->n_fields++].again = true;
}

static void
add_field(struct act *act, const struct field *param, const struct field *inner)
{
	const struct field *field = inner == NULL ? param : inner;
	struct form_field *shown = &act->fields[act->n_fields];
	struct act_field *behind = &act->behind[act->n_fields++];
	bool edits = ops[act->op].method == METHOD_PATCH || ops[act->op].method == METHOD_PUT;
	/* The one member of an object that may be left out may be so too. */
	bool alone = inner != NULL && shape_fields(param->shape)[1].name == NULL;
	bool required = !alone && field_is_required(field);
	const char *path = param->name;
	if (inner != NULL)
		path = arena_printf(&act->arena, "%s.%s", param->name, inner->name);
	*behind = (struct act_field){
		.param = param, .inner = inner, .original = edits ? present(act, path) : ""
	};
	/* A person is shown by name and given by another one: the field begins empty. */
	if (field->kind == KIND_user_ref)
		behind->original = "";
	if (field->kind == KIND_agent_ref && behind->original[0] != '\0')
		behind->original = name_of_agent(act, behind->original);
	*shown = (struct form_field){ .kind = form_kind_of(act, field),
		.name = path,
		.label = label_of(act, param, alone ? NULL : inner, required),
		.hint = edits ? hint_over(act, path, hint_of(act, field)) : hint_of(act, field),
		.max = max_of(field),
		.required = required,
		.value = behind->original };
	if (behind->original[0] == '\0' && (required || !edits))
		shown->value = suggestion(act, field);
	if (shown->kind == FORM_CHOICE) {
		shown->spoken = role_spoken;
		shown->choices = choices_of(act, field,
		    !required && (behind->original[0] == '\0' || may_inherit(act, path)));
		shown->details = details_of(act, field, shown->choices);
	}
	if (shown->kind == FORM_SET)
		offer_scopes(act, shown);
	if (field->kind == KIND_password)
		add_again(act, shown, behind);
}

static size_t
count_fields(const struct act *act, bool *needed)
{
	size_t n = 0;
	*needed = false;
	for (const struct field *param = op_params(act->op); param->name != NULL; param++) {
		if (!is_asked(act, param))
			continue;
		*needed = *needed || act_form_is_needed(act->op, param);
		n += param->kind == KIND_password ? 2 : 1;
		for (const struct field *inner =
		         param->word != FIELD_sub ? NULL : shape_fields(param->shape);
		     inner != NULL && inner->name != NULL; inner++)
			n += inner->kind == KIND_password ? 2 : 1;
	}
	return n;
}

/* "invite a person to a workspace" with the name of the place: "invite a person to Production". */
static const char *
name_place(struct act *act, const char *summary)
{
	static const char *const words[] = { " a workspace", " the organization" };
	const struct app_place *place = &act->app->place;
	bool in_workspace = ops[act->op].place == PLACE_workspace;
	const char *name = in_workspace ? place->ws_name : place->org_name;
	const char *word = words[!in_workspace];
	if ((!in_workspace && ops[act->op].place != PLACE_organization) || name[0] == '\0')
		return summary;
	const char *at = strstr(summary, word);
	if (at == NULL)
		return arena_printf(&act->arena, "%s in %s", summary, name);
	return arena_printf(
	    &act->arena, "%.*s %s%s", (int)(at - summary), summary, name, at + strlen(word));
}

const char *
act_title(struct act *act, const char *end)
{
	/* A key that does one part of the operation says which. */
	const char *summary =
	    act->left_out == NULL ? ops[act->op].summary : action_bindings[act->by].sentence;
	const char *name = act_fact(act, "display_name");
	if (name[0] == '\0')
		name = act_fact(act, "name");
	char *title = arena_printf(&act->arena, "%.*s", (int)strcspn(summary, ";"), summary);
	title = name[0] == '\0' ? arena_printf(&act->arena, "%s%s", name_place(act, title), end)
	                        : arena_printf(&act->arena, "%s: %s%s", title, name, end);
	if (title[0] >= 'a' && title[0] <= 'z')
		title[0] = (char)(title[0] - 'a' + 'A');
	return title;
}

static const char *
check(void *context, size_t field, const char *value)
{
	struct act *act = context;
	struct arena arena = { NULL };
	struct err err = { .problem = PROBLEM_none };
	const struct act_field *behind = &act->behind[field];
	bool many = behind->param->word == FIELD_many;
	if (behind->again || value[0] == '\0' || act->fields[field].kind == FORM_CHOICE ||
	    behind->param->word == FIELD_texts ||
	    act_is_ref(behind->inner == NULL ? behind->param : behind->inner))
		return NULL;
	void *args = args_new(&arena, act->op);
	int problem = many
	    ? act_list_read(act, behind->param, value, &arena, NULL, &err)
	    : args_set_member(act->op, args, act->fields[field].name, value, &arena, &err);
	(void)snprintf(
	    act->problem, sizeof(act->problem), "%.190s", act_without_name(act, field, err.text));
	arena_release(&arena);
	return problem == 0 ? NULL : act->problem;
}

/* The next of the words, which stand in quotes where they have blanks; NULL: there is none. */
static const char *
next_word(struct act *act, const char **words)
{
	const char *at = *words + strspn(*words, " ");
	bool quoted = *at == '"';
	at += quoted;
	size_t len = strcspn(at, quoted ? "\"" : " ");
	*words = at + len + (quoted && at[len] == '"');
	return len == 0 ? NULL : arena_text_n(&act->arena, at, len);
}

/* The choice with which the words begin, as it is shown (Org Admin) or as it is sent; NULL: none. */
static const char *
next_choice(const struct form_field *field, const char **words)
{
	const char *at = *words + strspn(*words, " ");
	for (const char *const *choice = field->choices; *choice != NULL; choice++) {
		const char *const names[] = { form_choice_spoken(field, *choice), *choice };
		for (size_t i = 0; i < 2; i++) {
			size_t len = strlen(names[i]);
			if (strncasecmp(at, names[i], len) != 0 || strchr(" ", at[len]) == NULL)
				continue;
			*words = at + len;
			return *choice;
		}
	}
	return NULL;
}

/* A word for a choice may be begun only: "adm". */
static void
choose_by_word(struct act *act, size_t at, const char *word)
{
	const struct form_field *field = &act->fields[at];
	const char *const *choice = field->choices;
	while (*choice != NULL && strncasecmp(*choice, word, strlen(word)) != 0 &&
	    strncasecmp(form_choice_spoken(field, *choice), word, strlen(word)) != 0)
		choice++;
	if (*choice != NULL)
		form_set_value(&act->form, at, *choice);
	else
		form_set_problem(
		    &act->form, at, arena_printf(&act->arena, "'%s' is not to be chosen", word));
}

/* False when no word is left. */
static bool
type_word(struct act *act, size_t at, const char **words)
{
	const bool chosen = act->fields[at].kind == FORM_CHOICE;
	const char *choice = chosen ? next_choice(&act->fields[at], words) : NULL;
	const char *word = choice == NULL ? next_word(act, words) : choice;
	if (word == NULL)
		return false;
	if (chosen && choice == NULL)
		choose_by_word(act, at, word);
	else
		form_set_value(&act->form, at, word);
	return true;
}

/* What was typed behind the command goes into the fields that a command line takes there. */
static void
type_words(struct act *act)
{
	const char *rest = act->words;
	bool chosen = false; /* one of those of which one is to be given */
	for (size_t i = 0; i < act->n_fields; i++) {
		const struct field *param = act->behind[i].param;
		if (!act_takes_words(param) || (param->either && chosen))
			continue;
		if (!type_word(act, i, &rest))
			break;
		chosen = chosen || param->either;
	}
	if (rest[strspn(rest, " ")] != '\0')
		app_say(act->app, STYLE_warning, "not in the form: %s", rest + strspn(rest, " "));
}

void
act_form_build(struct act *act)
{
	bool needed;
	size_t n = count_fields(act, &needed);
	if (!needed)
		return;
	act->fields = arena_new(&act->arena, n * sizeof(*act->fields));
	act->behind = arena_new(&act->arena, n * sizeof(*act->behind));
	for (const struct field *param = op_params(act->op); param->name != NULL; param++) {
		if (!is_asked(act, param))
			continue;
		if (param->word != FIELD_sub) {
			add_field(act, param, NULL);
			continue;
		}
		for (const struct field *inner = shape_fields(param->shape); inner->name != NULL;
		     inner++)
			add_field(act, param, inner);
	}
	form_init(&act->form, act_title(act, ""), act->fields, act->n_fields);
	act->form.least_columns = FORM_COLUMNS;
	form_set_check(&act->form, check, act);
	type_words(act);
}

/* ---- from the form to arguments ---- */

/* Sends null: the field is to be emptied. */
static void
set_null(const struct act_field *behind, void *args, struct arena *arena)
{
	const struct field *field = behind->param;
	char *at = args;
	if (behind->inner != NULL) {
		void **sub = (void **)(void *)(at + field->offset);
		if (*sub == NULL)
			*sub = arena_new(arena, shape_row(field->shape)->size);
		*(bool *)(at + field->has) = true;
		at = *sub;
		field = behind->inner;
	}
	if (field->has != 0)
		*(bool *)(at + field->has) = true;
	if (field->null != 0)
		*(bool *)(at + field->null) = true;
}

/* "calls:read calls:write" as a list. */
static void
read_words(const char *text, struct arena *arena, struct texts *out)
{
	out->items = arena_new(arena, (strlen(text) / 2 + 1) * sizeof(*out->items));
	for (; *text != '\0'; text += strspn(text, " ")) {
		size_t len = strcspn(text, " ");
		out->items[out->n++] = arena_text_n(arena, text, len);
		text += len;
	}
}

static int
set_value(const struct act *act, size_t i, void *args, const char *value, struct arena *arena,
    struct err *err)
{
	const struct act_field *behind = &act->behind[i];
	const struct field *field = behind->inner == NULL ? behind->param : behind->inner;
	if (field->word == FIELD_many)
		return act_list_read(act, field, value, arena, args, err);
	if (field->word == FIELD_texts) {
		read_words(value, arena, (struct texts *)(void *)((char *)args + field->offset));
		return 0;
	}
	if (act_is_ref(field))
		value = act_ref_id(act, field->kind, value);
	if (kind_row(field->kind)->class == CLASS_flag)
		value = strcmp(value, "yes") == 0 ? "true" : "false";
	return args_set_member(act->op, args, act->fields[i].name, value, arena, err);
}

int
act_form_fill(struct act *act, void *args, struct arena *arena, size_t *n, struct err *err)
{
	bool patch = ops[act->op].method == METHOD_PATCH;
	*n = 0;
	for (size_t i = 0; i < act->n_fields; i++) {
		const struct act_field *behind = &act->behind[i];
		const char *value = form_value(&act->form, i);
		if (behind->again)
			continue;
		bool same = patch && strcmp(value, behind->original) == 0;
		if (act->fields[i].kind == FORM_CHOICE && strcmp(value, not_given) == 0)
			value = "";
		if (value[0] == '\0' && (same || !patch))
			continue;
		*n += !same;
		if (value[0] == '\0')
			set_null(behind, args, arena);
		else if (same && !act->fields[i].required)
			continue;
		else if (set_value(act, i, args, value, arena, err) != 0)
			return (int)err->problem;
	}
	return 0;
}
