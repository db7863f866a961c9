/* The matrix, read row by row. */
#include "rights.h"

#include <string.h>

struct holders {
	const char *of; /* "workspace" */
	const char *letters;
	enum vocab vocab; /* its words stand in the order of the columns */
};

static bool
any(const char *letters)
{
	return letters[strspn(letters, "-")] != '\0';
}

static void
add_holders(struct str *out, const struct holders *holders)
{
	const char *between = "";
	str_addf(out, "%s role ", holders->of);
	for (int i = 0; holders->letters[i] != '\0'; i++) {
		if (holders->letters[i] == '-')
			continue;
		str_addf(out, "%s%s", between, vocab_name(holders->vocab, i + 1));
		between = ", ";
	}
}

void
rights_add(struct str *out, enum action action)
{
	const struct action_row *row = action_row(action);
	const struct holders all[] = { { "workspace", row->workspace, VOCAB_role },
		{ "organization", row->org, VOCAB_org_role } };
	const char *between = "";
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (!any(all[i].letters))
			continue;
		str_add(out, between);
		add_holders(out, &all[i]);
		between = ";\n";
	}
	if (row->scope != SCOPE_none)
		str_addf(out, "%sscope %s", between, scope_name(row->scope));
	else if (*between == '\0')
		str_add(out, "the operator only");
	str_add(out, ".\n");
}
