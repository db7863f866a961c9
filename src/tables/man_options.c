/* Settings as flags, as keys of a file and as variables: chapters of nexa(1), nexad(8), both conf(5). */
#include <string.h>

#include "command_line.h"
#include "config.h"
#include "mdoc.h"
#include "tables.h"

static bool
find_program(const char *name, enum program *out)
{
	static const char *const names[] = { [PROGRAM_nexad] = "nexad", [PROGRAM_nexa] = "nexa" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], name) == 0) {
			*out = (enum program)i;
			return true;
		}
	return false;
}

/* ---- values and defaults ---- */

/* "error warning" is shown as error|warning, FILE as file. */
static char
as_shown(char c)
{
	if (c == ' ')
		return '|';
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return c;
}

static void
add_value(struct str *out, const struct option_row *row)
{
	struct str text = STR_INIT(200);
	if (row->kind == VALUE_flag)
		str_add(&text, "true|false");
	else
		for (const char *c = row->value; *c != '\0'; c++)
			str_add_char(&text, as_shown(*c));
	str_add(out, " Ar");
	mdoc_arg(out, str_text(&text));
	str_release(&text);
}

/* The directories that a default's first two characters stand for: paths.h. */
static const struct directory {
	char letter;
	const char *of_system;
	const char *of_user;
} directories[] = { { 't', "/run", "$XDG_RUNTIME_DIR" }, { 'S', "/var/lib", "$XDG_STATE_HOME" },
	{ 'E', "/etc", "$XDG_CONFIG_HOME" } };

static void
add_path_default(struct str *out, const struct option_row *row)
{
	struct str path = STR_INIT(400);
	const struct directory *directory = directories;
	while (directory->letter != row->start[1])
		directory++;
	str_addf(&path, "%s%s", directory->of_user, row->start + 2);
	if (row->program == PROGRAM_nexad) {
		str_addf(out, "The default is\n.Pa %s%s\n", directory->of_system, row->start + 2);
		str_add(out, "for a daemon of the system, otherwise\n");
	} else {
		str_add(out, "The default is\n");
	}
	mdoc_macro(out, "Pa");
	mdoc_arg(out, str_text(&path));
	str_add(out, " .\n");
	str_release(&path);
}

static void
add_default(struct str *out, const struct option_row *row)
{
	if (row->start == NULL || row->kind == VALUE_flag)
		return;
	if (row->start[0] == '%') {
		add_path_default(out, row);
		return;
	}
	str_add(out, "The default is\n");
	mdoc_macro(out, "Ql");
	mdoc_arg(out, row->start);
	str_add(out, " .\n");
}

/* ---- flags ---- */

static void
add_flag(struct str *out, enum option option)
{
	const struct option_row *row = config_option(option);
	const char *alias = config_alias(option);
	char flag[COMMAND_LINE_FLAG];
	command_line_flag(option, flag);
	mdoc_macro(out, "It");
	if (alias != NULL) {
		str_addf(out, " Fl %s", alias[1] == '\0' ? "" : "-");
		str_add(out, alias);
		str_add(out, " ,");
	}
	str_add(out, " Fl");
	mdoc_arg(out, flag + 1);
	if (row->kind != VALUE_flag)
		add_value(out, row);
	mdoc_end(out);
	mdoc_sentence(out, row->text);
	add_default(out, row);
}

bool
tables_man_options(struct str *out, const char *argument)
{
	enum program program;
	if (!find_program(argument, &program))
		return false;
	str_add(out, ".Bl -tag -width Ds\n");
	for (int i = 0; i < OPTION_COUNT; i++) {
		const struct option_row *row = config_option((enum option)i);
		if (row->program == program && row->where != OPTION_environment)
			add_flag(out, (enum option)i);
	}
	str_add(out, ".El\n");
	return true;
}

/* ---- keys ---- */

bool
tables_man_settings(struct str *out, const char *argument)
{
	enum program program;
	if (!find_program(argument, &program))
		return false;
	str_add(out, ".Bl -tag -width Ds\n");
	for (int i = 0; i < OPTION_COUNT; i++) {
		const struct option_row *row = config_option((enum option)i);
		if (row->program != program || row->where != OPTION_everywhere)
			continue;
		mdoc_macro(out, "It Cm");
		mdoc_arg(out, row->key);
		str_add(out, " No =");
		add_value(out, row);
		mdoc_end(out);
		mdoc_sentence(out, row->text);
		if (row->kind == VALUE_flag)
			str_add(out, "The default is false.\n");
		add_default(out, row);
	}
	str_add(out, ".El\n");
	return true;
}

/* ---- variables ---- */

static void
add_variable(struct str *out, enum option option)
{
	const struct option_row *row = config_option(option);
	char flag[COMMAND_LINE_FLAG];
	command_line_flag(option, flag);
	mdoc_line(out, "It Ev", row->environment);
	mdoc_sentence(out, row->text);
	if (row->where == OPTION_environment)
		return;
	str_add(out, "The same as\n");
	mdoc_macro(out, "Fl");
	mdoc_arg(out, flag + 1);
	str_add(out, " .\n");
}

bool
tables_man_environment(struct str *out, const char *argument)
{
	enum program program;
	if (!find_program(argument, &program))
		return false;
	str_add(out, ".Bl -tag -width Ds\n");
	for (int i = 0; i < OPTION_COUNT; i++) {
		const struct option_row *row = config_option((enum option)i);
		if (row->program == program && row->environment != NULL)
			add_variable(out, (enum option)i);
	}
	str_add(out, ".El\n");
	return true;
}
