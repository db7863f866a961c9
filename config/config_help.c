/* Help on settings, from their table. */
#include <string.h>

#include "arena.h"
#include "columns.h"
#include "command_line.h"
#include "config.h"
#include "paths.h"

/* "--socket PATH", "-o, --output table|json|csv". */
static void
add_left(struct str *out, enum option option)
{
	const struct option_row *row = config_option(option);
	const char *alias = config_alias(option);
	char flag[COMMAND_LINE_FLAG];
	command_line_flag(option, flag);
	if (alias != NULL)
		str_addf(out, "-%s%s, ", alias[1] == '\0' ? "" : "-", alias);
	str_add(out, flag);
	if (row->value == NULL)
		return;
	str_add_char(out, ' ');
	for (const char *c = row->value; *c != '\0'; c++)
		str_add_n(out, *c == ' ' ? "|" : c, 1);
}

static void
add_right(struct str *out, const struct option_row *row)
{
	struct arena arena = { 0 };
	const char *start = paths_expand(&arena, row->program, row->start);
	bool told = start != NULL && row->kind != VALUE_flag;
	str_add(out, row->text);
	if (told || row->environment != NULL)
		str_addf(out, " (%s%s%s%s)", told ? "default " : "", told ? start : "",
		    told && row->environment != NULL ? ", " : "",
		    row->environment == NULL ? "" : row->environment);
	arena_release(&arena);
}

void
config_help(enum program program, struct str *out)
{
	for (int i = 0; i < OPTION_COUNT; i++) {
		const struct option_row *row = config_option((enum option)i);
		struct str left = STR_INIT(200);
		struct str right = STR_INIT(1000);
		if (row->program != program || row->where == OPTION_environment)
			continue;
		add_left(&left, (enum option)i);
		add_right(&right, row);
		columns_row(out, str_text(&left), str_text(&right));
		str_release(&left);
		str_release(&right);
	}
}
