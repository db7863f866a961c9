/* The tables checked as data: mistakes that no compiler can see. */
#include "arena.h"
#include "codec.h"
#include "err.h"
#include "json.h"
#include "mistakes.h"
#include "op.h"
#include "reply.h"
#include "store_table.h"
#include "str.h"

/* ---- sentences ---- */

static void
check_field_sentences(const char *of, const struct field *fields)
{
	for (; fields->name != NULL; fields++)
		check_sentence(of, fields->name, fields->text, 120);
}

static void
test_sentences(void **state)
{
	(void)state;
	for (int i = 1; i < OP_COUNT; i++) {
		check_sentence("operation", ops[i].id, ops[i].summary, 80);
		check_field_sentences(ops[i].id, op_params((enum op_id)i));
		if (ops[i].summary[0] < 'a' || ops[i].summary[0] > 'z')
			mistake("operation %s: starts with a capital", ops[i].id);
	}
	for (int i = 1; i < SHAPE_COUNT; i++) {
		const struct shape_row *row = shape_row((enum shape)i);
		check_sentence("shape", row->name, row->text, 120);
		check_field_sentences(row->name, shape_fields((enum shape)i));
	}
	for (int i = 1; i < KIND_COUNT; i++)
		check_sentence(
		    "kind", kind_row((enum kind)i)->name, kind_row((enum kind)i)->text, 120);
	for (int i = 1; i < ACTION_COUNT; i++)
		check_sentence("permission", action_row((enum action)i)->name,
		    action_row((enum action)i)->text, 80);
	for (int i = 1; i < PROBLEM_COUNT; i++)
		check_sentence(
		    "problem", problem_code((enum problem)i), problem_meaning((enum problem)i), 80);
	assert_int_equal(mistakes, 0);
}

static void
test_words(void **state)
{
	(void)state;
	for (int v = 1; v < VOCAB_COUNT; v++) {
		int count;
		const struct word *words = vocab_words((enum vocab)v, &count);
		check_sentence("list", "", vocab_meaning((enum vocab)v), 80);
		for (int i = 1; i < count; i++) {
			check_sentence("word", words[i].name, words[i].text, 120);
			if (vocab_find((enum vocab)v, words[i].name) != i)
				mistake("word %s: stands twice", words[i].name);
		}
	}
	assert_int_equal(mistakes, 0);
}

/* ---- names ---- */

/* "api_key_revoked" is "api_key.revoked" on the wire, "calls_read" is "calls:read". */
static void
test_wire_names(void **state)
{
	(void)state;
	static const char *const events[][2] = {
#define WORD(set, id, wire, text) { #set "_" #id, (wire) },
#define VOCAB(name, set, text, words) words
#include "vocab.def"
#undef WORD
	};
	static const char *const scopes[][2] = {
#define SCOPE(id, wire, by_default, text) { #id, (wire) },
#include "scopes.def"
	};
	for (size_t i = 0; i < N(events); i++) {
		char name[80];
		if (strncmp(events[i][0], "EVENT_", 6) != 0)
			continue;
		(void)snprintf(name, sizeof(name), "%s", events[i][1]);
		*strchr(name, '.') = '_';
		if (strcmp(name, events[i][0] + 6) != 0)
			mistake("event %s is '%s'", events[i][0], events[i][1]);
	}
	for (size_t i = 1; i < N(scopes); i++) {
		char name[80];
		(void)snprintf(name, sizeof(name), "%s", scopes[i][0]);
		*strrchr(name, '_') = ':';
		if (strcmp(name, scopes[i][1]) != 0)
			mistake("scope %s is '%s'", scopes[i][0], scopes[i][1]);
	}
	assert_int_equal(mistakes, 0);
}

static void
check_unique(const char *of, const struct field *fields)
{
	int n = 0;
	for (const struct field *a = fields; a->name != NULL; a++, n++)
		for (const struct field *b = fields; b < a; b++)
			if (strcmp(a->name, b->name) == 0)
				mistake("%s: '%s' stands twice", of, a->name);
	/* What readers keep a note of. */
	if (n > 64)
		mistake("%s: more than 64 fields", of);
}

static void
test_fields(void **state)
{
	(void)state;
	for (int i = 1; i < SHAPE_COUNT; i++)
		check_unique(shape_row((enum shape)i)->name, shape_fields((enum shape)i));
	for (int i = 1; i < OP_COUNT; i++)
		check_unique(ops[i].id, op_params((enum op_id)i));
	for (int i = 0; i < LIST_COUNT; i++)
		if (store_list((enum list)i)->row_size > STORE_ROW_BYTES)
			mistake("list %s: its rows are too large", store_list((enum list)i)->id);
	assert_int_equal(mistakes, 0);
}

/* A shape or kind that nothing reaches is a leftover. */
static void
reach(const struct field *fields, bool *shapes, bool *kinds)
{
	for (; fields->name != NULL; fields++) {
		kinds[fields->kind] = true;
		if (fields->shape == SHAPE_none || shapes[fields->shape])
			continue;
		shapes[fields->shape] = true;
		reach(shape_fields(fields->shape), shapes, kinds);
	}
}

static void
test_everything_is_used(void **state)
{
	(void)state;
	bool shapes[SHAPE_COUNT] = { false };
	bool kinds[KIND_COUNT] = { false };
	for (int i = 1; i < OP_COUNT; i++) {
		reach(op_params((enum op_id)i), shapes, kinds);
		if (ops[i].gives == SHAPE_none || shapes[ops[i].gives])
			continue;
		shapes[ops[i].gives] = true;
		reach(shape_fields(ops[i].gives), shapes, kinds);
	}
	for (int i = 1; i < SHAPE_COUNT; i++)
		if (!shapes[i])
			mistake(
			    "shape %s: nothing gives or takes it", shape_row((enum shape)i)->name);
	for (int i = 1; i < KIND_COUNT; i++)
		if (!kinds[i])
			mistake("kind %s: no field has it", kind_row((enum kind)i)->name);
	assert_int_equal(mistakes, 0);
}

/* ---- operations ---- */

static bool
is_place(const struct op *op, const char *name, size_t len)
{
	return (len == 3 && strncmp(name, "org", 3) == 0 && op->place == PLACE_organization) ||
	    (len == 2 && strncmp(name, "ws", 2) == 0 && op->place == PLACE_workspace);
}

static const struct field *
param_called(enum op_id id, const char *name, size_t len)
{
	const struct field *field = op_params(id);
	while (field->name != NULL &&
	    (strncmp(field->name, name, len) != 0 || field->name[len] != '\0'))
		field++;
	return field->name == NULL ? NULL : field;
}

/* {org} and {ws} are the place; any other {name} is a required parameter of a kind of text, because
 * what a path holds is text. */
static void
test_path_variables(void **state)
{
	(void)state;
	for (int i = 1; i < OP_COUNT; i++) {
		const struct op *op = &ops[i];
		bool placed = op->place != PLACE_organization && op->place != PLACE_workspace;
		for (const char *at = strchr(op->path, '{'); at != NULL; at = strchr(at + 1, '{')) {
			size_t len = strcspn(at + 1, "}");
			const struct field *field = param_called((enum op_id)i, at + 1, len);
			if (is_place(op, at + 1, len))
				placed = true;
			else if (field == NULL)
				mistake("%s: {%.*s} is neither the place nor a parameter", op->id,
				    (int)len, at + 1);
			else if (field->word != FIELD_aim ||
			    kind_row(field->kind)->class != CLASS_text)
				mistake("%s: {%.*s} must be an AIM of a kind of text", op->id,
				    (int)len, at + 1);
		}
		if (!placed)
			mistake("%s: its place is not in its path", op->id);
		if (op->path[0] != '/' || strchr(op->path, ' ') != NULL)
			mistake("%s: '%s' is no path", op->id, op->path);
	}
	assert_int_equal(mistakes, 0);
}

/* Paths are the same when they differ in the names between braces only. */
static bool
same_pattern(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		if (*a == '{') {
			a += strcspn(a, "}");
			b += strcspn(b, "}");
		} else {
			a++;
			b++;
		}
	}
	return *a == *b;
}

static void
test_routes_differ(void **state)
{
	(void)state;
	for (int i = 1; i < OP_COUNT; i++)
		for (int j = 1; j < i; j++) {
			bool same = same_pattern(ops[i].path, ops[j].path);
			if (same && ops[i].method == ops[j].method)
				mistake("%s and %s have one route", ops[i].id, ops[j].id);
			if (same && strcmp(ops[i].path, ops[j].path) != 0)
				mistake(
				    "%s and %s name one path differently", ops[i].id, ops[j].id);
		}
	assert_int_equal(mistakes, 0);
}

static bool
can_wait(enum op_id id)
{
	const struct field *params = op_params(id);
	return ops[id].lists && shape_field(params, "wait") != NULL &&
	    shape_field(params, "after_seq") != NULL;
}

static void
must_be(const struct op *op, bool right, const char *rule)
{
	if (!right)
		mistake("%s: %s", op->id, rule);
}

/* What the words of a row say must go together. */
static void
check_words_of(enum op_id id)
{
	const struct op *op = &ops[id];
	bool writes = op_writes(op);
	must_be(op, (op->emits != NULL) == (writes || op->traced),
	    "what changes something is recorded, and only that");
	must_be(
	    op, !op->reads || op->method == METHOD_POST, "only a POST needs to say that it reads");
	must_be(op, !op->traced || op->method == METHOD_GET,
	    "only a GET needs to say that it is traced");
	must_be(op, op->ask == NULL || writes, "asks before nothing");
	must_be(op, op->method != METHOD_DELETE || op->ask != NULL, "deletes without a question");
	must_be(op, op->status == 0 || (op->status == 201 && op->method == METHOD_POST),
	    "only a POST answers 201");
	must_be(
	    op, !op->lists || (op->gives != SHAPE_none && op->method == METHOD_GET), "is no list");
	must_be(op, (op->gives == SHAPE_none) == (op->serves != NULL),
	    "gives a shape or serves a media type");
	must_be(op,
	    op->also == NULL || (op->method == METHOD_GET && op->gives != SHAPE_none && !op->lists),
	    "only what is shown is served otherwise, too");
	must_be(op, !op->csv || op->method == METHOD_POST, "CSV is posted");
	must_be(op, !op->before || writes, "slow work is for changes");
	must_be(op, !op->waits || can_wait(id), "a long poll needs wait and after_seq");
	for (const struct field *field = op_params(id); field->name != NULL; field++)
		if (op_in_query(op) && field->word >= FIELD_embed)
			mistake("%s: '%s' does not fit into a query", op->id, field->name);
}

static void
test_operation_words(void **state)
{
	(void)state;
	for (int i = 1; i < OP_COUNT; i++)
		check_words_of((enum op_id)i);
	assert_int_equal(mistakes, 0);
}

/* What answers 201 has a path of its own, to be told in Location, and an operation that shows it there. */
static void
check_location(enum op_id id)
{
	struct op_match match;
	struct str called = STR_INIT(1000);
	struct str made = STR_INIT(1000);
	for (const char *at = ops[id].path; *at != '\0';) {
		size_t len = strcspn(at, "{");
		str_add_n(&called, at, len);
		at += len + strcspn(at + len, "}") + (at[len] == '{');
		str_add(&called, at[-1] == '}' ? "old" : "");
	}
	if (op_location(id, str_text(&called), "new", &made)) {
		op_route("GET", str_text(&made), &match);
		if (ops[match.id].gives != ops[id].gives || ops[match.id].lists ||
		    strncmp(match.values[match.n - 1].value, "new", 3) != 0)
			mistake("%s: its Location is %s, which %s answers", ops[id].id,
			    str_text(&made), ops[match.id].id);
	} else if (id != OP_billing_adjust) { /* a line of the ledger is shown in its list only */
		mistake("%s: no operation shows what it makes", ops[id].id);
	}
	str_release(&called);
	str_release(&made);
}

static void
test_created_have_locations(void **state)
{
	(void)state;
	for (int i = 1; i < OP_COUNT; i++) {
		const struct field *fields =
		    ops[i].status == 201 ? shape_fields(ops[i].gives) : NULL;
		/* A session is its token; where it is stays its owner's secret. */
		if (fields == NULL || ops[i].gives == SHAPE_session)
			continue;
		if (shape_field(fields, "id") == NULL && shape_field(fields, "user_id") == NULL)
			mistake("%s: what it makes has no id", ops[i].id);
		else
			check_location((enum op_id)i);
	}
	assert_int_equal(mistakes, 0);
}

/* ---- who may ---- */

static bool
any(const char *letters)
{
	return letters[strspn(letters, "-")] != '\0';
}

static void
check_place_of(const struct op *op)
{
	const struct action_row *row = action_row(op->needs);
	bool somewhere = op->place >= PLACE_installation;
	if (somewhere != (op->needs != ACTION_none))
		mistake("%s: a place needs a permission, and only a place", op->id);
	if (op->open != (op->place == PLACE_none))
		mistake("%s: what happens nowhere is open to everybody", op->id);
	if (op->layer != LAYER_not_needed && op->place != PLACE_organization)
		mistake("%s: the layer is the organization's", op->id);
	if (op->even_archived && (!op_in_workspace(op) || !op_writes(op)))
		mistake("%s: only changes in a workspace mind the archive", op->id);
	if (op->place == PLACE_installation && op->needs != ACTION_installation_manage &&
	    op->needs != ACTION_calls_report)
		mistake("%s: the installation is the operator's", op->id);
	if (op->needs == ACTION_none || op->needs == ACTION_installation_manage)
		return;
	if (op_in_workspace(op) && !any(row->workspace))
		mistake("%s: no workspace role has %s", op->id, row->name);
	if (op->place == PLACE_organization && (any(row->workspace) || !any(row->org)))
		mistake("%s: %s is no permission of an organization", op->id, row->name);
}

static void
test_places(void **state)
{
	(void)state;
	for (int i = 1; i < OP_COUNT; i++)
		check_place_of(&ops[i]);
	assert_int_equal(mistakes, 0);
}

/* Each letter in its column or a hyphen; and as in the published matrices, nobody lacks what somebody
 * below has. */
static void
check_letters(const char *name, const char *letters, const char *columns)
{
	size_t n = strspn(columns, letters);
	if (strlen(letters) != strlen(columns) || strncmp(letters, columns, n) != 0 ||
	    strspn(letters + n, "-") != strlen(columns) - n)
		mistake("permission %s: '%s' does not fit '%s'", name, letters, columns);
}

static void
test_permissions(void **state)
{
	(void)state;
	for (int i = 1; i < ACTION_COUNT; i++) {
		const struct action_row *row = action_row((enum action)i);
		check_letters(row->name, row->workspace, "OAMV");
		check_letters(row->name, row->org, "OAV");
		bool apart = i == ACTION_installation_manage || i == ACTION_calls_report;
		if (!apart && !any(row->workspace) && !any(row->org))
			mistake("permission %s: nobody has it", row->name);
		if (any(row->workspace) && row->org[0] != 'O')
			mistake("permission %s: an Org Owner acts as the Owner would", row->name);
		if (action_find(row->name) != (enum action)i)
			mistake("permission %s: stands twice", row->name);
	}
	/* The columns are in the order of the words. */
	static const char *const roles[] = { "owner", "admin", "member", "viewer" };
	static const char *const org_roles[] = { "org_owner", "org_admin", "org_viewer" };
	for (int i = 0; i < ROLE_COUNT - 1; i++)
		assert_string_equal(role_name(i + 1), roles[i]);
	for (int i = 0; i < ORG_ROLE_COUNT - 1; i++)
		assert_string_equal(org_role_name(i + 1), org_roles[i]);
	assert_int_equal(mistakes, 0);
}

static void
test_scopes(void **state)
{
	(void)state;
	for (int scope = 1; scope < SCOPE_COUNT; scope++) {
		bool needed = false;
		for (int i = 1; i < ACTION_COUNT; i++)
			needed = needed || action_row((enum action)i)->scope == (enum scope)scope;
		if (!needed)
			mistake("scope %s: nothing needs it", scope_name((enum scope)scope));
	}
	assert_int_equal(mistakes, 0);
}

/* ---- events ---- */

/* What the daemon records by itself. */
static const enum event own_events[] = { EVENT_member_invitation_expired, EVENT_api_key_expired,
	EVENT_billing_auto_recharged, EVENT_billing_recharge_failed, EVENT_billing_number_rented,
	EVENT_audit_stream_paused, EVENT_member_invitation_mailed };

static void
test_events(void **state)
{
	(void)state;
	bool emitted[EVENT_COUNT] = { false };
	for (size_t i = 0; i < N(own_events); i++)
		emitted[own_events[i]] = true;
	for (int i = 1; i < OP_COUNT; i++)
		for (const enum event *a = ops[i].emits; a != NULL && *a != EVENT_unknown; a++) {
			emitted[*a] = true;
			for (const enum event *b = ops[i].emits; b < a; b++)
				if (*a == *b)
					mistake("%s: emits %s twice", ops[i].id,
					    vocab_name(VOCAB_event, (int)*a));
		}
	for (int i = 1; i < EVENT_COUNT; i++)
		if (!emitted[i])
			mistake("event %s: nothing emits it", vocab_name(VOCAB_event, i));
	assert_int_equal(mistakes, 0);
}

/* In the order of RFC 8785, an event prints canonically. */
static void
test_audit_order(void **state)
{
	(void)state;
	static const enum shape shapes[] = { SHAPE_audit_actor, SHAPE_audit_target,
		SHAPE_audit_event };
	for (size_t i = 0; i < N(shapes); i++) {
		const struct field *fields = shape_fields(shapes[i]);
		for (const struct field *f = fields + 1; f->name != NULL; f++)
			if (strcmp(f[-1].name, f->name) >= 0)
				mistake("%s: %s stands before %s", shape_row(shapes[i])->name,
				    f[-1].name, f->name);
	}
	assert_int_equal(mistakes, 0);
}

/* ---- lists ---- */

/* Which statements answer which operation. */
static const struct {
	enum op_id op;
	enum list list;
} lists[] = {
	{ OP_user_list, LIST_users },
	{ OP_session_list, LIST_sessions },
	{ OP_user_session_list, LIST_sessions },
	{ OP_org_list, LIST_organizations },
	{ OP_org_member_list, LIST_org_members },
	{ OP_org_invitation_list, LIST_invitations },
	{ OP_org_access, LIST_access },
	{ OP_workspace_mine, LIST_my_workspaces },
	{ OP_workspace_list, LIST_workspaces },
	{ OP_member_list, LIST_members },
	{ OP_member_list, LIST_my_membership },
	{ OP_invitation_list, LIST_invitations },
	{ OP_key_list, LIST_keys },
	{ OP_org_key_list, LIST_keys },
	{ OP_key_find, LIST_found_keys },
	{ OP_agent_list, LIST_agents },
	{ OP_call_list, LIST_calls },
	{ OP_webhook_list, LIST_webhooks },
	{ OP_webhook_messages, LIST_webhook_messages },
	{ OP_catalogue_llms, LIST_llms },
	{ OP_catalogue_transcribers, LIST_transcribers },
	{ OP_catalogue_voices, LIST_voices },
	{ OP_catalogue_languages, LIST_languages },
	{ OP_number_list, LIST_numbers },
	{ OP_deck_list, LIST_decks },
	{ OP_deck_groups, LIST_deck_groups },
	{ OP_group_providers, LIST_telephony_providers },
	{ OP_group_countries, LIST_telephony_countries },
	{ OP_group_list, LIST_network_groups },
	{ OP_group_prefixes, LIST_group_prefixes },
	{ OP_billing_transactions, LIST_ledger },
	{ OP_billing_recharges, LIST_recharges },
	{ OP_invoice_list, LIST_invoices },
	{ OP_invoice_list_all, LIST_invoices_all },
	{ OP_template_list, LIST_templates },
	{ OP_audit_list, LIST_events },
	{ OP_workspace_changes, LIST_changes },
	{ OP_audit_list, LIST_events_found },
	{ OP_audit_installation, LIST_events },
	{ OP_audit_installation, LIST_events_found },
};

/* The names of an operation are fields of its rows and sorts of its statement, in the same order, so
 * that the first is the default of both. */
static void
check_sorts(const struct op *op, const struct list_row *row, enum list list)
{
	const char *named = op->sorts;
	const char *known = row->sorts;
	char name[64];
	char sort[64];
	while (next_name(&named, " ", " ", name)) {
		const struct field *field = shape_field(shape_fields(op->gives), name);
		if (field == NULL || field->word >= FIELD_embed)
			mistake("%s: '%s' is no field to sort by", op->id, name);
		if (!store_can_sort(list, name))
			mistake("%s: the list %s has no order '%s'", op->id, row->id, name);
		if (!next_name(&known, "=", ";", sort) || strcmp(sort, name) != 0)
			mistake("%s: '%s' stands elsewhere in the list %s", op->id, name, row->id);
	}
	if (next_name(&known, "=", ";", sort))
		mistake("%s: nobody can ask the list %s for '%s'", op->id, row->id, sort);
}

static bool
has_entry(const char *entries, const char *name)
{
	char entry[64];
	while (next_name(&entries, "=", ";", entry))
		if (strcmp(entry, name) == 0)
			return true;
	return false;
}

/* What handlers pass on themselves, as ?1 … of the statement, and what page.c takes from every list's. */
static bool
is_passed_on(enum op_id op, const char *name)
{
	static const char *const of_all[] = { "sort", "order", "limit", "cursor", "last" };
	static const struct {
		enum op_id op;
		const char *name;
	} passed_on[] = {
		{ OP_call_list, "from" },
		{ OP_call_list, "to" },
		{ OP_workspace_changes, "after_seq" },
		{ OP_workspace_changes, "wait" },
	};
	for (size_t i = 0; i < N(of_all); i++)
		if (strcmp(of_all[i], name) == 0)
			return true;
	for (size_t i = 0; i < N(passed_on); i++)
		if (passed_on[i].op == op && strcmp(passed_on[i].name, name) == 0)
			return true;
	return false;
}

static void
check_filters(enum op_id id, const struct list_row *row)
{
	int n = 0;
	for (const struct field *field = op_params(id); field->name != NULL; field++) {
		enum kind_class class = kind_row(field->kind)->class;
		if (ops[id].gives == SHAPE_audit_event)
			continue; /* the index answers all its filters */
		if (strcmp(field->name, "q") == 0) {
			if (row->search == NULL)
				mistake("%s: the list %s cannot be searched", ops[id].id, row->id);
		} else if (id != OP_org_access && /* its own are values of the statement */
		    class != CLASS_flag &&        /* and so are flags */
		    !is_passed_on(id, field->name) && !op_in_path(&ops[id], field->name)) {
			if (!has_entry(row->filters, field->name))
				mistake(
				    "%s: the list %s has no filter '%s', and is_passed_on() in %s "
				    "no row of it",
				    ops[id].id, row->id, field->name, __FILE__);
			else if (++n > LIST_FILTERS)
				mistake("%s: more filters than LIST_FILTERS", ops[id].id);
			if (field->word != FIELD_may ||
			    (class != CLASS_word && class != CLASS_text))
				mistake("%s: '%s' cannot be a filter", ops[id].id, field->name);
		}
	}
}

static void
test_lists(void **state)
{
	(void)state;
	bool known[OP_COUNT] = { false };
	bool answers[LIST_COUNT] = { false };
	for (size_t i = 0; i < N(lists); i++) {
		const struct list_row *row = store_list(lists[i].list);
		known[lists[i].op] = true;
		answers[lists[i].list] = true;
		if (ops[lists[i].op].sorts != NULL)
			check_sorts(&ops[lists[i].op], row, lists[i].list);
		check_filters(lists[i].op, row);
	}
	for (int i = 1; i < OP_COUNT; i++) {
		bool paged = shape_field(op_params((enum op_id)i), "sort") != NULL;
		if (known[i] != ops[i].lists)
			mistake("%s: which list answers it?  (lists[] in %s)", ops[i].id, __FILE__);
		if (paged != (ops[i].sorts != NULL))
			mistake("%s: PAGED and SORTS go together", ops[i].id);
	}
	for (int i = 0; i < LIST_COUNT; i++)
		if (!answers[i])
			mistake("list %s: answers nothing", store_list((enum list)i)->id);
	assert_int_equal(mistakes, 0);
}

/* ---- kinds ---- */

static void
check_example(enum kind kind)
{
	const struct kind_row *row = kind_row(kind);
	const struct field field = { .name = row->name, .kind = kind, .word = FIELD_must };
	_Alignas(16) char value[16] = { 0 };
	struct arena arena = { 0 };
	struct faults faults = { .n = 0 };
	struct json *json;
	if (!codec_read_text(&field, row->example, &arena, value, &faults))
		mistake("kind %s: its example '%s' is refused: %s", row->name, row->example,
		    faults.items[0].text);
	if (row->class == CLASS_raw) {
		if (json_parse(row->example, strlen(row->example), &json, NULL) != 0)
			mistake("kind %s: its example is no JSON", row->name);
		else
			json_free(json);
	}
	if ((row->class == CLASS_word) != (row->vocab != VOCAB_none))
		mistake("kind %s: words, and only words, come from a list", row->name);
	if (row->limit <= 0 && row->class != CLASS_word && row->class != CLASS_time)
		mistake("kind %s: has no limit", row->name);
	arena_release(&arena);
}

static void
test_kinds(void **state)
{
	(void)state;
	for (int i = 1; i < KIND_COUNT; i++)
		check_example((enum kind)i);
	assert_int_equal(mistakes, 0);
}

/* ---- problems ---- */

/* The wire form of a problem, with the reason phrase of RFC 9110. */
static void
check_answer(enum problem problem)
{
	struct str body = STR_INIT(10000);
	struct json *json;
	int64_t status = 0;
	reply_refuse((int)problem, "a sentence", "req_1", &body);
	assert_int_equal(json_parse(str_text(&body), body.len, &json, NULL), 0);
	const char *reason = json_text(json_get(json, "error"));
	if (!json_int(json_get(json, "statusCode"), &status) ||
	    status != problem_http_status(problem))
		mistake("problem %s: answers %d", problem_code(problem), (int)status);
	if (reason == NULL || strcmp(reason, "Error") == 0)
		mistake("problem %s: no reason phrase for %d", problem_code(problem), (int)status);
	assert_string_equal(json_text(json_get(json, "code")), problem_code(problem));
	json_free(json);
	str_release(&body);
}

static void
test_problems(void **state)
{
	(void)state;
	for (int i = 1; i < PROBLEM_COUNT; i++) {
		int status = problem_http_status((enum problem)i);
		int exit_status = problem_exit_status((enum problem)i);
		const char *code = problem_code((enum problem)i);
		if (status != 0 && (status < 400 || status > 599))
			mistake("problem %s: %d is no failure", code, status);
		if (exit_status < 1 || exit_status > 4)
			mistake("problem %s: exit status %d", code, exit_status);
		if (status == 401 && exit_status != 4)
			mistake("problem %s: not signed in is 4", code);
		if (status != 0 && (exit_status == 2 || exit_status == 3))
			mistake(
			    "problem %s: an answer is neither wrong usage nor unreachable", code);
		if (problem_find(code) != (enum problem)i)
			mistake("problem %s: stands twice", code);
		if (status != 0)
			check_answer((enum problem)i);
	}
	assert_int_equal(mistakes, 0);
}

/* ---- labels ---- */

static bool
has_field(const struct field *fields, const char *name)
{
	return fields != NULL && shape_field(fields, name) != NULL;
}

static void
check_label(const char *name)
{
	for (int i = 1; i < SHAPE_COUNT; i++)
		if (has_field(shape_fields((enum shape)i), name))
			return;
	for (int i = 1; i < OP_COUNT; i++)
		if (has_field(op_params((enum op_id)i), name))
			return;
	mistake("label %s: nothing is called so", name);
}

static void
test_labels(void **state)
{
	(void)state;
#define LABEL_IN(shape, name, label) \
	assert_non_null(shape_field(shape_fields(SHAPE_##shape), #name));
#define LABEL(name, label) check_label(#name);
#include "labels.def"
	char label[FIELD_LABEL];
	const struct field *fields = shape_fields(SHAPE_organization);
	assert_string_equal(field_label(shape_field(fields, "legal_name"), label), "legal name");
	assert_string_equal(field_label(shape_field(fields, "gstin"), label), "GSTIN");
	assert_string_equal(field_label(shape_field(fields, "member_count"), label), "org members");
	fields = shape_fields(SHAPE_workspace);
	assert_string_equal(field_label(shape_field(fields, "member_count"), label), "members");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		of_tables(test_sentences),
		of_tables(test_words),
		of_tables(test_wire_names),
		of_tables(test_fields),
		of_tables(test_everything_is_used),
		of_tables(test_path_variables),
		of_tables(test_routes_differ),
		of_tables(test_operation_words),
		of_tables(test_created_have_locations),
		of_tables(test_places),
		of_tables(test_permissions),
		of_tables(test_scopes),
		of_tables(test_events),
		of_tables(test_audit_order),
		of_tables(test_lists),
		of_tables(test_kinds),
		of_tables(test_problems),
		of_tables(test_labels),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
