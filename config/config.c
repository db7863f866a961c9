/* Reading settings from everywhere, the weakest first. */
#include "config.h"

#include <assert.h>
#include <string.h>

#include "arena.h"
#include "columns.h"
#include "command_line.h"
#include "err.h"
#include "mem.h"
#include "nearest.h"
#include "paths.h"
#include "secret.h"
#include "settings_file.h"
#include "value.h"

struct config {
	enum program program;
	const char
	    *profile; /* that was switched to; NULL: the one that the program was started with */
	struct arena arena;
	struct value values[OPTION_COUNT];
	struct command_line line;
};

/* clang-format off */
static const struct option_row rows[OPTION_COUNT] = {
#define ALIAS(program, key, flag)
#define OPTION(program, key, kind, start, value, environment, where, text) \
	[OPTION_##program##_##key] = { PROGRAM_##program, #key, VALUE_##kind, (start), (value), \
		(environment), OPTION_##where, (text) },
#include "options.def"
};

static const char *const aliases[OPTION_COUNT] = {
#define ALIAS(program, key, flag) [OPTION_##program##_##key] = (flag),
#define OPTION(program, key, kind, start, value, environment, where, text)
#include "options.def"
};
/* clang-format on */

const struct option_row *
config_option(enum option option)
{
	return &rows[option];
}

const char *
config_alias(enum option option)
{
	return aliases[option];
}

/* ---- one source after the other ---- */

static const char *
without_slashes(struct arena *arena, const char *text)
{
	size_t len = strlen(text);
	while (len > 0 && text[len - 1] == '/')
		len--;
	return arena_text_n(arena, text, len);
}

static int
apply(struct config *config, enum option option, const char *text, enum origin origin,
    const char *from, struct err *err)
{
	if (rows[option].kind == VALUE_base)
		text = without_slashes(&config->arena, text);
	int problem = value_read(&rows[option], text, from, &config->values[option], err);
	if (problem == 0)
		config->values[option].origin = origin;
	return problem;
}

static int
apply_defaults(struct config *config, struct err *err)
{
	for (int i = 0; i < OPTION_COUNT; i++) {
		const char *text = rows[i].program == config->program
		    ? paths_expand(&config->arena, config->program, rows[i].start)
		    : NULL;
		int problem = text == NULL
		    ? 0
		    : apply(config, (enum option)i, text, ORIGIN_default, "default", err);
		if (problem != 0)
			return problem;
	}
	return 0;
}

/* Whether flags and environment may say it: not of a profile that was switched to. */
static bool
is_sayable(const struct config *config, int option)
{
	static const enum option of_profile[] = { OPTION_nexa_socket, OPTION_nexa_url,
		OPTION_nexa_ca_file, OPTION_nexa_insecure_http, OPTION_nexa_profile,
		OPTION_nexa_organization, OPTION_nexa_workspace, OPTION_nexa_token,
		OPTION_nexa_token_file, OPTION_nexa_audit_key };
	if (rows[option].program != config->program)
		return false;
	for (size_t i = 0; i < sizeof(of_profile) / sizeof(of_profile[0]); i++)
		if (config->profile != NULL && (int)of_profile[i] == option)
			return false;
	return true;
}

/* A secret must not stay where every child and /proc would show it. */
static const char *
take_from_environment(struct config *config, const struct option_row *row)
{
	char *value = row->environment == NULL ? NULL : getenv(row->environment);
	if (value == NULL || value[0] == '\0')
		return NULL;
	char *copy = arena_text(&config->arena, value);
	if (row->kind == VALUE_secret) {
		explicit_bzero(value, strlen(value));
		(void)unsetenv(row->environment);
	}
	return copy;
}

static int
apply_environment(struct config *config, struct err *err)
{
	for (int i = 0; i < OPTION_COUNT; i++) {
		const char *text =
		    is_sayable(config, i) ? take_from_environment(config, &rows[i]) : NULL;
		int problem = text == NULL ? 0
		                           : apply(config, (enum option)i, text, ORIGIN_environment,
		                                 rows[i].environment, err);
		if (problem != 0)
			return problem;
	}
	return 0;
}

static int
apply_flags(struct config *config, struct err *err)
{
	for (int i = 0; i < OPTION_COUNT; i++) {
		char flag[COMMAND_LINE_FLAG];
		const char *text = config->line.text[i];
		if (text == NULL || !is_sayable(config, i))
			continue;
		command_line_flag((enum option)i, flag);
		const char *from = arena_text(&config->arena, flag);
		int problem = apply(config, (enum option)i, text, ORIGIN_flag, from, err);
		if (problem != 0)
			return problem;
	}
	return 0;
}

/* ---- the file ---- */

static int
refuse_line(const struct settings_file *file, const struct settings_line *line, const char *what,
    const char *hint, struct err *err)
{
	return fail(err, PROBLEM_usage, line->key, "%s:%d: %s '%s'%s%s%s", file->path, line->number,
	    what, line->key, hint == NULL ? "" : "; do you mean '", hint == NULL ? "" : hint,
	    hint == NULL ? "" : "'?");
}

static int
apply_line(struct config *config, const struct settings_file *file,
    const struct settings_line *line, bool dry, struct err *err)
{
	struct nearest nearest = { .word = line->key };
	for (int i = 0; i < OPTION_COUNT; i++) {
		if (rows[i].program != config->program || rows[i].where != OPTION_everywhere)
			continue;
		nearest_consider(&nearest, rows[i].key);
		if (strcmp(rows[i].key, line->key) != 0)
			continue;
		struct value ignored;
		enum origin origin = line->section[0] == '\0' ? ORIGIN_file : ORIGIN_section;
		const char *from = arena_printf(&config->arena, "%s:%d", file->path, line->number);
		if (dry)
			return value_read(&rows[i], line->value, from, &ignored, err);
		return apply(config, (enum option)i, line->value, origin, from, err);
	}
	return refuse_line(file, line, "there is no setting", nearest.found, err);
}

/* Applies the lines of one section; those of others are only checked. */
static int
apply_section(
    struct config *config, const struct settings_file *file, const char *section, struct err *err)
{
	for (size_t i = 0; i < file->n; i++) {
		const struct settings_line *line = &file->lines[i];
		bool other = strcmp(line->section, section) != 0;
		int problem = apply_line(config, file, line, other, err);
		if (problem != 0)
			return problem;
	}
	return 0;
}

static bool
has_section(const struct settings_file *file, const char *section)
{
	for (size_t i = 0; i < file->n; i++)
		if (strcmp(file->lines[i].section, section) == 0)
			return true;
	return false;
}

static int
check_sections(const struct config *config, const struct settings_file *file, struct err *err)
{
	for (size_t i = 0; i < file->n; i++) {
		const struct settings_line *line = &file->lines[i];
		if (line->section[0] == '\0')
			continue;
		if (config->program != PROGRAM_nexa)
			return fail(err, PROBLEM_usage, line->section,
			    "%s:%d: there are no sections here, but '[%s]'", file->path,
			    line->number, line->section);
		if (strcmp(line->key, rows[OPTION_nexa_profile].key) == 0)
			return refuse_line(file, line, "a section cannot contain", NULL, err);
	}
	return 0;
}

/* The profile decides which section counts, so it must be known before. */
static int
apply_profile(struct config *config, const struct settings_file *file, struct err *err)
{
	const char *environment = getenv(rows[OPTION_nexa_profile].environment);
	const char *name = config->values[OPTION_nexa_profile].text;
	if (environment != NULL && environment[0] != '\0')
		name = environment;
	if (config->line.text[OPTION_nexa_profile] != NULL)
		name = config->line.text[OPTION_nexa_profile];
	if (config->profile != NULL)
		name = config->profile;
	bool wanted = strcmp(name, rows[OPTION_nexa_profile].start) != 0;
	if (wanted && name[0] != '\0' && !has_section(file, name))
		return fail(err, PROBLEM_usage, "profile",
		    "there is no profile '%s': no section [%s] in '%s'", name, name, file->path);
	return name[0] == '\0' ? 0 : apply_section(config, file, name, err);
}

static int
apply_file(struct config *config, struct err *err)
{
	enum option option =
	    config->program == PROGRAM_nexa ? OPTION_nexa_config : OPTION_nexad_config;
	const char *path = config->line.text[option];
	bool must_exist = path != NULL;
	if (path == NULL)
		path = config->values[option].text;
	if (path == NULL)
		return 0;
	struct settings_file file;
	int problem = settings_file_read(&config->arena, path, must_exist, &file, err);
	if (problem == 0)
		problem = check_sections(config, &file, err);
	if (problem == 0)
		problem = apply_section(config, &file, "", err);
	if (problem == 0 && config->program == PROGRAM_nexa)
		problem = apply_profile(config, &file, err);
	return problem;
}

/* ---- the whole ---- */

static int
load(struct config *config, int argc, char *const *argv, struct config **out, struct err *err)
{
	int problem =
	    command_line_read(config->program, argc, argv, &config->arena, &config->line, err);
	if (problem == 0)
		problem = apply_defaults(config, err);
	if (problem == 0)
		problem = apply_file(config, err);
	if (problem == 0)
		problem = apply_environment(config, err);
	if (problem == 0)
		problem = apply_flags(config, err);
	if (problem == 0)
		*out = config;
	else
		config_close(config);
	return problem;
}

int
config_load(enum program program, int argc, char *const *argv, struct config **out, struct err *err)
{
	struct config *config = mem_new(1, sizeof(*config));
	config->program = program;
	return load(config, argc, argv, out, err);
}

int
config_load_profile(
    int argc, char *const *argv, const char *profile, struct config **out, struct err *err)
{
	struct config *config = mem_new(1, sizeof(*config));
	config->program = PROGRAM_nexa;
	config->profile = arena_text(&config->arena, profile);
	int problem = load(config, argc, argv, out, err);
	if (problem == 0)
		config->values[OPTION_nexa_profile].text = config->profile;
	return problem;
}

void
config_keep_secrets(struct config *config, const struct config *before)
{
	for (int i = 0; i < OPTION_COUNT; i++) {
		const struct value *value = &before->values[i];
		if (rows[i].kind != VALUE_secret || value->text == NULL ||
		    config->values[i].text != NULL)
			continue;
		config->values[i] = *value;
		config->values[i].text = arena_text(&config->arena, value->text);
	}
}

void
config_close(struct config *config)
{
	if (config == NULL)
		return;
	for (int i = 0; i < OPTION_COUNT; i++)
		if (rows[i].kind == VALUE_secret && config->values[i].text != NULL)
			explicit_bzero(
			    (char *)config->values[i].text, strlen(config->values[i].text));
	arena_release(&config->arena);
	free(config);
}

char *const *
config_rest(const struct config *config, int *count)
{
	*count = config->line.n_rest;
	return config->line.rest;
}

/* ---- asking ---- */

const char *
config_given(const struct config *config, enum option option)
{
	return config->line.text[option];
}

const char *
config_text(const struct config *config, enum option option)
{
	return config->values[option].text;
}

bool
config_flag(const struct config *config, enum option option)
{
	assert(rows[option].kind == VALUE_flag);
	return config->values[option].number != 0;
}

int64_t
config_number(const struct config *config, enum option option)
{
	return config->values[option].number;
}

int
config_word(const struct config *config, enum option option)
{
	assert(rows[option].kind == VALUE_word);
	return (int)config->values[option].number;
}

/* The file that systemd made of a credential; NULL when there is none of that name. */
static const char *
credential_path(const char *key, char out[4096])
{
	const char *directory = getenv("CREDENTIALS_DIRECTORY");
	size_t len = strlen(key);
	if (len > 5 && strcmp(key + len - 5, "_file") == 0)
		len -= 5;
	if (directory == NULL || directory[0] != '/')
		return NULL;
	int written = snprintf(out, 4096, "%s/%.*s", directory, (int)len, key);
	return written > 0 && written < 4096 && access(out, F_OK) == 0 ? out : NULL;
}

int
config_secret(const struct config *config, enum option option, struct secret *out, struct err *err)
{
	const struct value *value = &config->values[option];
	char path[4096];
	*out = (struct secret){ .text = NULL };
	if (rows[option].kind == VALUE_secret) {
		if (value->text != NULL)
			secret_set(out, value->text);
		return 0;
	}
	assert(rows[option].kind == VALUE_secret_file);
	/* systemd guards these itself; their mode may tell of an access list instead of a group. */
	if (value->origin != ORIGIN_flag && credential_path(rows[option].key, path) != NULL)
		return secret_read(out, path, false, err);
	return value->text == NULL ? 0 : secret_read(out, value->text, true, err);
}

enum origin
config_origin(const struct config *config, enum option option)
{
	return config->values[option].origin;
}

const char *
config_from(const struct config *config, enum option option)
{
	const char *from = config->values[option].from;
	return from == NULL ? "default" : from;
}
