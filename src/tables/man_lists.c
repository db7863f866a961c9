/* Failures, events, permissions and scopes as chapters of the manual. */
#include <string.h>

#include "err.h"
#include "mdoc.h"
#include "op.h"
#include "tables.h"

/* ---- failures ---- */

bool
tables_man_problems(struct str *out, const char *argument)
{
	(void)argument;
	str_add(out, ".Bl -tag -width Ds\n");
	for (int i = 1; i < PROBLEM_COUNT; i++) {
		if (problem_http_status((enum problem)i) == 0)
			continue;
		mdoc_macro(out, "It Sy");
		str_addf(out, " %d Cm", problem_http_status((enum problem)i));
		mdoc_arg(out, problem_code((enum problem)i));
		mdoc_end(out);
		mdoc_sentence(out, problem_meaning((enum problem)i));
	}
	str_add(out, ".El\n");
	return true;
}

static void
add_exit(struct str *out, int status, const char *meaning)
{
	int n = 0;
	str_addf(out, ".It %d\n", status);
	mdoc_sentence(out, meaning);
	for (int i = 1; i < PROBLEM_COUNT; i++) {
		if (problem_exit_status((enum problem)i) != status)
			continue;
		str_add(out, n++ == 0 ? "Codes:\n" : " ,\n");
		str_addf(out, ".Cm %s", problem_code((enum problem)i));
	}
	str_add(out, n == 0 ? "" : " .\n");
}

bool
tables_man_exits(struct str *out, const char *argument)
{
	static const char *const meanings[] = { "it is done",
		"refused or failed, or the answer to its question was no",
		("the command line or a settings file is wrong; also, where nobody is at a terminal: "
		 "what asks first needs --yes, what destroys needs --confirm"),
		"the daemon cannot be reached", "not signed in, or not permitted" };
	(void)argument;
	str_add(out, ".Bl -tag -width Ds -compact\n");
	for (int status = 0; status < (int)(sizeof(meanings) / sizeof(meanings[0])); status++)
		add_exit(out, status, meanings[status]);
	str_add(out, ".El\n");
	return true;
}

/* ---- events ---- */

static void
add_causes(struct str *out, enum event event)
{
	int n = 0;
	for (int i = 1; i < OP_COUNT; i++) {
		if (!op_emits(&ops[i], event))
			continue;
		str_add(out, n++ == 0 ? "Caused by\n" : " ,\n");
		str_addf(out, ".Sy %s", ops[i].id);
	}
	str_add(out, n == 0 ? "Caused by the daemon itself.\n" : " .\n");
}

bool
tables_man_events(struct str *out, const char *argument)
{
	int count;
	const struct word *words = vocab_words(VOCAB_event, &count);
	(void)argument;
	str_add(out, ".Bl -tag -width Ds\n");
	for (int i = 1; i < count; i++) {
		mdoc_line(out, "It Cm", words[i].name);
		mdoc_sentence(out, words[i].text);
		add_causes(out, (enum event)i);
	}
	str_add(out, ".El\n");
	return true;
}

/* ---- permissions ---- */

static void
add_matrix(struct str *out)
{
	str_add(out,
	    ".Bl -column workspace_transfer_ workspace orgx phone_numbers:write\n"
	    ".It Sy permission Ta Sy workspace Ta Sy org Ta Sy scope\n");
	for (int i = 1; i < ACTION_COUNT; i++) {
		const struct action_row *row = action_row((enum action)i);
		mdoc_macro(out, "It Cm");
		mdoc_arg(out, row->name);
		str_add(out, " Ta");
		mdoc_arg(out, row->workspace);
		str_add(out, " Ta");
		mdoc_arg(out, row->org);
		str_add(out, " Ta");
		mdoc_arg(out, row->scope == SCOPE_none ? "-" : scope_name(row->scope));
		mdoc_end(out);
	}
	str_add(out, ".El\n");
}

bool
tables_man_permissions(struct str *out, const char *argument)
{
	(void)argument;
	add_matrix(out);
	str_add(out, ".Pp\nWhat they are:\n.Pp\n.Bl -tag -width workspace_transfer_ -compact\n");
	for (int i = 1; i < ACTION_COUNT; i++) {
		mdoc_line(out, "It Cm", action_row((enum action)i)->name);
		mdoc_text(out, action_row((enum action)i)->text);
	}
	str_add(out, ".El\n");
	return true;
}

struct scope_row {
	const char *name;
	bool by_default;
	const char *text;
};

static const struct scope_row scopes[] = {
#define SCOPE(id, wire, by_default, text) { (wire), (by_default), (text) },
#include "scopes.def"
};

bool
tables_man_scopes(struct str *out, const char *argument)
{
	(void)argument;
	str_add(out, ".Bl -tag -width phone_numbers:write_ -compact\n");
	for (size_t i = 1; i < sizeof(scopes) / sizeof(scopes[0]); i++) {
		mdoc_line(out, "It Cm", scopes[i].name);
		mdoc_text(out, scopes[i].text);
		str_add(out, scopes[i].by_default ? ".Pq default\n" : "");
	}
	str_add(out, ".El\n");
	return true;
}
