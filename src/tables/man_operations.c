/* The operations as a chapter of nexa-api(7): what each takes, answers, asks of the caller, causes. */
#include <assert.h>
#include <string.h>

#include "fields.h"
#include "mdoc.h"
#include "op.h"
#include "rights.h"
#include "tables.h"

struct noun {
	const char *word;
	const char *heading;
};

static const struct noun nouns[] = {
#define NOUN(word, heading) { #word, (heading) },
#include "nouns.def"
};

static bool
has_noun(const struct op *op, const struct noun *noun)
{
	size_t len = strlen(noun->word);
	return strncmp(op->id, noun->word, len) == 0 && op->id[len] == '_';
}

/* ---- parameters ---- */

/* What PAGED gives to every sorted list is told once, in a section of its own. */
static bool
is_of_every_list(const struct op *op, const char *name)
{
	static const char *const names[] = { "q", "sort", "order", "limit", "cursor", "last" };
	for (size_t i = 0; op->sorts != NULL && i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static const char *
travels_in(const struct op *op, const struct field *param)
{
	if (op_in_path(op, param->name))
		return "path";
	return op_in_query(op) ? "query" : "body";
}

static void
add_param(struct str *out, const struct op *op, const struct field *param)
{
	mdoc_line(out, "It Va", param->name);
	mdoc_text(out, param->text);
	mdoc_macro(out, "Pq");
	str_addf(out, " %s, ", travels_in(op, param));
	fields_add_type(out, param);
	str_add(out, field_is_required(param) ? ", required" : "");
	mdoc_end(out);
}

static void
add_params(struct str *out, const struct op *op, const struct field *params)
{
	bool any = false;
	for (; params->name != NULL; params++) {
		if (is_of_every_list(op, params->name))
			continue;
		if (!any)
			str_add(out, ".Bl -tag -width Ds -compact\n");
		any = true;
		add_param(out, op, params);
	}
	if (any)
		str_add(out, ".El\n.Pp\n");
}

/* ---- the answer ---- */

static void
add_answer(struct str *out, const struct op *op)
{
	str_addf(out, "Answers %d with\n", op->status == 0 ? 200 : op->status);
	if (op->serves != NULL) {
		str_addf(out, ".Cm %.*s .\n", (int)strcspn(op->serves, ";"), op->serves);
		return;
	}
	str_add(out, op->lists ? "a list of\n" : "");
	str_addf(out, ".Sy %s .\n", shape_row(op->gives)->name);
	if (op->also != NULL) {
		str_add(out, "It is served as\n.Cm application/json ,\n");
		mdoc_listed(out, "Cm", op->also);
		str_add(out, "the header\n.Ql Accept\nchooses.\n");
	}
	if (op->sorts != NULL) {
		str_add(out, "It can be sorted by\n");
		mdoc_listed(out, "Va", op->sorts);
		str_add(out, "see\n.Sx Lists .\n");
	}
}

/* ---- who may ---- */

static const char *
who_without_permission(const struct op *op)
{
	if (op->open)
		return "Open to everybody.";
	return "Open to whoever is signed in.";
}

static void
add_who(struct str *out, const struct op *op)
{
	if (op->needs == ACTION_none) {
		mdoc_text(out, who_without_permission(op));
	} else {
		str_add(out, "Needs\n");
		str_addf(out, ".Cm %s :\n", action_row(op->needs)->name);
		rights_add(out, op->needs);
	}
	if (op->without_layer != ACTION_none)
		str_addf(out,
		    "Without the organization layer,\n.Cm %s\nin one of its workspaces is enough, too.\n",
		    action_row(op->without_layer)->name);
	if (op->layer == LAYER_for_all)
		mdoc_text(out, "Only on a plan with the organization layer.");
	if (op->layer == LAYER_for_users)
		mdoc_text(out,
		    "Only on a plan with the organization layer, but for the operator, who may on "
		    "every plan.");
	if (op->even_archived)
		mdoc_text(out, "Also in an archived workspace.");
}

static void
add_events(struct str *out, const enum event *emits)
{
	if (emits == NULL)
		return;
	str_add(out, "Events:\n");
	for (; *emits != EVENT_unknown; emits++)
		str_addf(out, ".Cm %s %c\n", vocab_name(VOCAB_event, (int)*emits),
		    emits[1] == EVENT_unknown ? '.' : ',');
}

/* ---- all of it ---- */

static void
add_operation(struct str *out, enum op_id id)
{
	const struct op *op = &ops[id];
	mdoc_macro(out, "It Sy");
	mdoc_arg(out, method_name(op->method));
	str_add(out, " Pa");
	mdoc_arg(out, op->path);
	mdoc_end(out);
	mdoc_sentence(out, op->summary);
	str_addf(out, ".Pq %s\n", op->id);
	if (op->csv)
		mdoc_text(out, "The body is sent as text/csv.");
	if (op->waits)
		str_add(out, "It may be a long poll, see\n.Sx Long polls .\n");
	add_params(out, op, op_params(id));
	add_answer(out, op);
	add_who(out, op);
	add_events(out, op->emits);
}

bool
tables_man_operations(struct str *out, const char *argument)
{
	int n = 1;
	(void)argument;
	for (size_t i = 0; i < sizeof(nouns) / sizeof(nouns[0]); i++) {
		mdoc_line(out, "Ss", nouns[i].heading);
		str_add(out, ".Bl -tag -width Ds\n");
		for (int op = 1; op < OP_COUNT; op++)
			if (has_noun(&ops[op], &nouns[i])) {
				add_operation(out, (enum op_id)op);
				n++;
			}
		str_add(out, ".El\n");
	}
	/* An operation whose noun has no heading would be missing from the manual. */
	assert(n == OP_COUNT);
	return true;
}
