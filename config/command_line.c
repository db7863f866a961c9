/* Flags out of argv: --key VALUE, --key=VALUE, -k VALUE, -kVALUE. */
#include "command_line.h"

#include <string.h>

#include "arena.h"
#include "err.h"
#include "nearest.h"

struct reading {
	enum program program;
	int argc;
	char *const *argv;
	int at;
	struct command_line *out;
	struct err *err;
};

void
command_line_flag(enum option option, char out[COMMAND_LINE_FLAG])
{
	(void)snprintf(out, COMMAND_LINE_FLAG, "--%s", config_option(option)->key);
	for (char *c = out; *c != '\0'; c++)
		if (*c == '_')
			*c = '-';
}

/* Whether name, len bytes after the dashes, is a spelling of the option. */
static bool
is_named(enum option option, const char *name, size_t len, bool short_form)
{
	char flag[COMMAND_LINE_FLAG];
	const char *alias = config_alias(option);
	command_line_flag(option, flag);
	if (alias != NULL && strlen(alias) == len && strncmp(alias, name, len) == 0)
		return (len == 1) == short_form;
	return !short_form && strlen(flag + 2) == len && strncmp(flag + 2, name, len) == 0;
}

static enum option
find(enum program program, const char *name, size_t len, bool short_form)
{
	for (int i = 0; i < OPTION_COUNT; i++)
		if (config_option((enum option)i)->program == program &&
		    is_named((enum option)i, name, len, short_form))
			return (enum option)i;
	return OPTION_COUNT;
}

static int
refuse_unknown(const struct reading *reading, const char *arg, size_t len)
{
	char word[COMMAND_LINE_FLAG];
	char names[OPTION_COUNT][COMMAND_LINE_FLAG];
	(void)snprintf(word, sizeof(word), "%.*s", (int)len, arg);
	struct nearest nearest = { .word = word };
	for (int i = 0; i < OPTION_COUNT; i++) {
		command_line_flag((enum option)i, names[i]);
		if (config_option((enum option)i)->program == reading->program)
			nearest_consider(&nearest, names[i]);
	}
	return fail(reading->err, PROBLEM_usage, word, "there is no option '%s'%s%s%s", word,
	    nearest.found == NULL ? "" : "; do you mean '",
	    nearest.found == NULL ? "" : nearest.found, nearest.found == NULL ? "" : "'?");
}

/* Takes the value that follows or is attached; attached NULL: the next argument. */
static int
take_value(struct reading *reading, enum option option, const char *attached)
{
	const struct option_row *row = config_option(option);
	const char *arg = reading->argv[reading->at];
	if (row->where == OPTION_environment)
		return fail(reading->err, PROBLEM_usage, row->key,
		    "'%s' is no option, because others can read a command line; use %s", arg,
		    row->environment);
	if (attached == NULL && row->kind == VALUE_flag)
		attached = "true";
	if (attached == NULL && reading->at + 1 < reading->argc)
		attached = reading->argv[++reading->at];
	if (attached == NULL)
		return fail(reading->err, PROBLEM_usage, row->key, "%s needs a value", arg);
	reading->out->text[option] = attached;
	return 0;
}

static void
leave(struct reading *reading)
{
	reading->out->rest[reading->out->n_rest++] = reading->argv[reading->at];
}

static int
read_argument(struct reading *reading)
{
	const char *arg = reading->argv[reading->at];
	bool short_form = arg[0] == '-' && arg[1] != '-';
	const char *name = arg + (short_form ? 1 : 2);
	if (arg[0] != '-' || arg[1] == '\0') {
		leave(reading);
		return 0;
	}
	size_t len = short_form ? 1 : strcspn(name, "=");
	const char *attached = name[len] == '\0' ? NULL : name + len + (name[len] == '=');
	enum option option = find(reading->program, name, len, short_form);
	if (option != OPTION_COUNT)
		return take_value(reading, option, attached);
	if (reading->program != PROGRAM_nexa)
		return refuse_unknown(reading, arg, len + (short_form ? 1 : 2));
	leave(reading);
	return 0;
}

int
command_line_read(enum program program, int argc, char *const *argv, struct arena *arena,
    struct command_line *out, struct err *err)
{
	struct reading reading = { program, argc, argv, 1, out, err };
	*out = (struct command_line){ .n_rest = 0 };
	out->rest = arena_new(arena, ((size_t)argc + 1) * sizeof(*out->rest));
	for (; reading.at < argc && strcmp(argv[reading.at], "--") != 0; reading.at++) {
		int problem = read_argument(&reading);
		if (problem != 0)
			return problem;
	}
	for (; reading.at < argc; reading.at++)
		leave(&reading);
	return 0;
}
