/* The question before a grave act: what is concerned, and what is destroyed, in numbers. */
#include <string.h>

#include "act.h"
#include "app.h"
#include "client.h"
#include "str.h"

enum { LINES_MAX = 1000 };

static void
add_count(
    struct str *out, const struct act *act, const char *fact, const char *one, const char *many)
{
	const char *count = act_fact(act, fact);
	if (count[0] == '\0' || strcmp(count, "0") == 0)
		return;
	str_addf(
	    out, "%s%s %s", out->len == 0 ? "" : ", ", count, strcmp(count, "1") == 0 ? one : many);
}

/* What stops with a key: its person, when it was used last, what it may do. */
static void
add_use(struct str *out, const struct act *act)
{
	const char *used = act_fact(act, "last_used_at");
	str_addf(out, ", of %s", act_fact(act, "created_by_name"));
	if (used[0] == '\0')
		str_add(out, ": never used");
	else
		str_addf(out, ": last used %.10s at %.5s UTC", used, used + 11);
	str_addf(out, ".  What stops: %s", act_fact(act, "scopes"));
	const char *ws = act_fact(act, "workspace_name");
	const char *org = act_fact(act, "organization_name");
	str_addf(out, ", in %s", ws[0] == '\0' ? "every workspace" : ws);
	if (strcmp(act->org, act->app->place.org_id) != 0 && org[0] != '\0')
		str_addf(out, " of %s", org);
}

/* "Priya Sharma, priya@example.com, Org Admin": what is concerned. */
static void
add_facts(struct str *out, const struct act *act)
{
	static const char *const names[] = { "display_name", "name", "title", "phone_number",
		"to_number", "url", "display", "email", "role" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *text = field_spoken(names[i], act_fact(act, names[i]));
		if (text[0] != '\0')
			str_addf(out, "%s%s", out->len == 0 ? "" : ", ", text);
	}
	if (ops[act->op].method == METHOD_DELETE && act_fact(act, "display")[0] != '\0')
		add_use(out, act);
	if (act_fact(act, "amount_inr")[0] != '\0')
		str_addf(out, "%s%s INR", out->len == 0 ? "" : ", ", act_fact(act, "amount_inr"));
	if (ops[act->op].gives == SHAPE_webhook && act->asks)
		add_count(out, act, "dropped", "message that was given up",
		    "messages that were given up");
}

/* "amount (INR): 500.00, reference: UTR 1": what was typed. */
static void
add_typed(struct str *out, const struct act *act)
{
	for (size_t i = 0; i < act->n_fields; i++) {
		const char *value = form_spoken(&act->form, i);
		int label = (int)strcspn(act->fields[i].label, "*");
		if (value[0] == '\0' || act->fields[i].kind == FORM_SECRET)
			continue;
		while (label > 0 && act->fields[i].label[label - 1] == ' ')
			label--;
		str_addf(out, "%s%.*s: %s", out->len == 0 ? "" : ", ", label, act->fields[i].label,
		    value);
	}
}

static void
add_counts(struct str *out, const struct act *act)
{
	add_count(out, act, "workspace_count", "workspace", "workspaces");
	add_count(out, act, "member_count", "member", "members");
	if (ops[act->op].gives == SHAPE_sessions_ended)
		add_count(out, act, "sessions", "session", "sessions");
	add_count(out, act, "calls_30d", "call in the last 30 days", "calls in the last 30 days");
}

/* What is concerned or destroyed, in numbers where there are any. */
static const char *
consequence_of(struct act *act)
{
	struct str numbers = STR_INIT(LINES_MAX);
	struct str text = STR_INIT(LINES_MAX);
	if (act->foreseen == NULL)
		add_counts(&numbers, act);
	add_facts(&text, act);
	if (act->asks)
		add_typed(&text, act);
	/* Of a key's own end its name has been said. */
	if (act->ends != NULL && ops[act->op].gives != SHAPE_api_key)
		str_addf(&text, "%sAPI keys that end with it: %s", text.len == 0 ? "" : ".  ",
		    act->ends);
	if (act->foreseen != NULL)
		str_addf(&text, "%s%s", text.len == 0 ? "" : ".  ", act->foreseen);
	if (numbers.len > 0)
		str_addf(&text, "%s%s", text.len == 0 ? "" : ": ", str_text(&numbers));
	const char *copy = text.len == 0 ? NULL : arena_text(&act->arena, str_text(&text));
	str_release(&numbers);
	str_release(&text);
	return copy;
}

void
act_ask(struct act *act)
{
	const char *question = ops[act->op].ask;
	const char *consequence = consequence_of(act);
	/* The operation's own is about what is foreseen. */
	if (question == NULL || (ops[act->op].warns && act->foreseen == NULL))
		question = act_title(act, "?");
	act->brief = arena_printf(&act->arena, "%s%s%s", ops[act->op].summary,
	    consequence == NULL ? "" : ": ", consequence == NULL ? "" : consequence);
	confirm_init(&act->confirm, question, consequence, act->typed_text, act->key);
	act->confirming = true;
	act->step = ACT_CONFIRM;
}

bool
act_ask_again(struct act *act, const struct reply *reply)
{
	bool asks = shape_field(op_params(act->op), "confirm_shortening") != NULL;
	if (!asks || act->sure || reply->err.problem != PROBLEM_confirmation_mismatch)
		return false;
	act->sure = true;
	act->typed = "";
	act->typed_text = act->app->place.ws_name;
	act->brief = arena_printf(&act->arena,
	    "A shorter retention destroys what is older, at once and for ever, in %s",
	    act->typed_text);
	/* What follows the semicolon is for programs. */
	confirm_init(&act->confirm, "Shorten the retention?",
	    arena_printf(&act->arena, "%.*s", (int)strcspn(reply->err.text, ";"), reply->err.text),
	    act->typed_text, act->key);
	act->confirming = true;
	act->step = ACT_CONFIRM;
	act->app->status[0] = '\0';
	return true;
}
