/* Profiles in the settings file. */
#include "profile.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "err.h"
#include "newfile.h"
#include "paths.h"
#include "settings_file.h"
#include "str.h"
#include "value.h"

enum { NAME_MAX_LEN = 64, TEXT_MAX = 1 << 20 };

#define DEFAULT (config_option(OPTION_nexa_profile)->start)

bool
profile_is_name(const char *name)
{
	static const char known[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@";
	size_t len = strlen(name);
	return len > 0 && len <= NAME_MAX_LEN && strspn(name, known) == len && name[0] != '-' &&
	    name[0] != '.';
}

static const char *
path_of(const struct config *config)
{
	return config_text(config, OPTION_nexa_config);
}

/* ---- the list ---- */

static bool
says_yes(const char *text)
{
	struct err ignored;
	struct value value = { .number = 0 };
	return value_read(config_option(OPTION_nexa_read_only), text, "", &value, &ignored) == 0 &&
	    value.number != 0;
}

static void
take_line(struct profile *profile, const struct settings_line *line)
{
	const char *key = line->key;
	if (strcmp(key, config_option(OPTION_nexa_socket)->key) == 0) {
		profile->socket = line->value;
		profile->url = NULL;
	} else if (strcmp(key, config_option(OPTION_nexa_url)->key) == 0) {
		profile->url = line->value;
		profile->socket = NULL;
	} else if (strcmp(key, config_option(OPTION_nexa_organization)->key) == 0) {
		profile->organization = line->value;
	} else if (strcmp(key, config_option(OPTION_nexa_workspace)->key) == 0) {
		profile->workspace = line->value;
	} else if (strcmp(key, config_option(OPTION_nexa_read_only)->key) == 0) {
		profile->read_only = says_yes(line->value);
	}
}

static bool
is_known(const struct profile *profiles, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(profiles[i].name, name) == 0)
			return true;
	return false;
}

static void
take_section(struct profile *profile, const struct settings_file *file, const char *section)
{
	for (size_t i = 0; i < file->n; i++)
		if (strcmp(file->lines[i].section, section) == 0)
			take_line(profile, &file->lines[i]);
}

int
profile_list(const struct config *config, struct arena *arena, struct profile **out, size_t *n,
    struct err *err)
{
	struct settings_file file = { .n = 0 };
	const char *path = path_of(config);
	int problem = path == NULL ? 0 : settings_file_read(arena, path, false, &file, err);
	if (problem != 0)
		return problem;
	struct profile *profiles = arena_new(arena, (file.n + 1) * sizeof(*profiles));
	profiles[0] = (struct profile){ .name = DEFAULT };
	take_section(&profiles[0], &file, "");
	const struct profile common = profiles[0];
	take_section(&profiles[0], &file, DEFAULT);
	*n = 1;
	for (size_t i = 0; i < file.n; i++) {
		const char *section = file.lines[i].section;
		if (section[0] == '\0' || is_known(profiles, *n, section))
			continue;
		profiles[*n] = common;
		profiles[*n].name = section;
		take_section(&profiles[(*n)++], &file, section);
	}
	*out = profiles;
	return 0;
}

const char *
profile_daemon(const struct profile *profile)
{
	return profile->url != NULL   ? profile->url
	    : profile->socket != NULL ? profile->socket
	                              : "the socket that answers";
}

/* ---- editing: the text as a whole, line by line ---- */

/* The file's text while it is edited. */
struct edit {
	struct arena arena;
	char path[PATH_MAX];
	const char *text;
};

/* A link leads to the file that is meant, and stays one. */
static int
edit_begin(struct edit *edit, const struct config *config, struct err *err)
{
	*edit = (struct edit){ .text = "" };
	const char *path = path_of(config);
	if (path == NULL)
		return fail(err, PROBLEM_usage, "config",
		    "there is no home directory to keep profiles in: name a file with --config");
	if (realpath(path, edit->path) == NULL)
		newfile_path(path, edit->path, sizeof(edit->path));
	return settings_file_text(&edit->arena, edit->path, &edit->text, err);
}

static int
edit_end(struct edit *edit, struct err *err)
{
	paths_make_parent(edit->path);
	int problem = newfile_replace(edit->path, edit->text, strlen(edit->text), err);
	arena_release(&edit->arena);
	return problem;
}

static const char *
next_line(const char *line)
{
	line += strcspn(line, "\n");
	return *line == '\0' ? line : line + 1;
}

/* Whether the line begins a section, and that one (NULL: any). */
static bool
begins(const char *line, const char *section)
{
	line += strspn(line, " \t");
	if (*line++ != '[')
		return false;
	line += strspn(line, " \t");
	size_t len = section == NULL ? 0 : strlen(section);
	return section == NULL ||
	    (strncmp(line, section, len) == 0 && line[len + strspn(line + len, " \t")] == ']');
}

static bool
sets(const char *line, const char *key)
{
	size_t len = strlen(key);
	line += strspn(line, " \t");
	return strncmp(line, key, len) == 0 && line[len + strspn(line + len, " \t")] == '=';
}

/* Where a section begins ("": what stands before the first), and where the next one does; both at the end of the
 * text when there is none. */
static const char *
section_in(const char *text, const char *section, const char **end)
{
	const char *at = text;
	while (section[0] != '\0' && *at != '\0' && !begins(at, section))
		at = next_line(at);
	*end = section[0] == '\0' || *at == '\0' ? at : next_line(at);
	while (**end != '\0' && !begins(*end, NULL))
		*end = next_line(*end);
	return at;
}

/* Puts text in the place of what is there from `from` to `to`. */
static void
replace(struct edit *edit, const char *from, const char *to, const char *text)
{
	struct str out = STR_INIT(TEXT_MAX);
	str_add_n(&out, edit->text, (size_t)(from - edit->text));
	if (out.len > 0 && out.data[out.len - 1] != '\n' && text[0] != '\0')
		str_add_char(&out, '\n');
	str_add(&out, text);
	str_add(&out, to);
	edit->text = arena_text(&edit->arena, str_text(&out));
	str_release(&out);
}

/* Comments right above the next section are of that one. */
static const char *
before_comments(const char *at, const char *end)
{
	const char *last = end;
	for (; at < end; at = next_line(at)) {
		bool says_nothing = strchr("#\n", at[strspn(at, " \t\r")]) != NULL;
		if (!says_nothing)
			last = end;
		else if (last == end && at[strspn(at, " \t\r")] == '#')
			last = at;
	}
	return *end == '\0' ? end : last;
}

/* Sets a key of a section; line NULL takes it away. */
static void
edit_key(struct edit *edit, const char *section, const char *key, const char *line)
{
	const char *end;
	const char *at = section_in(edit->text, section, &end);
	const char *last = at; /* behind the last line that says something */
	end = before_comments(at, end);
	for (; at < end; at = next_line(at)) {
		if (sets(at, key)) {
			replace(edit, at, next_line(at), line == NULL ? "" : line);
			return;
		}
		if (at[strspn(at, " \t\r")] != '\n' && *at != '\0')
			last = next_line(at);
	}
	if (line != NULL)
		replace(edit, last, last, line);
}

static void
make_section(struct edit *edit, const char *section)
{
	const char *end;
	if (*section_in(edit->text, section, &end) == '\0')
		replace(edit, end, end,
		    arena_printf(
		        &edit->arena, "%s[%s]\n", edit->text[0] == '\0' ? "" : "\n", section));
}

/* A value as the file can hold it. */
static int
write_value(
    struct edit *edit, const char *key, const char *value, const char **line, struct err *err)
{
	bool quoted = value[0] == '"' || value[0] == ' ' || strstr(value, "#") != NULL ||
	    value[0] == '\0' || value[strlen(value) - 1] == ' ';
	if (strpbrk(value, "\r\n") != NULL || (quoted && strchr(value, '"') != NULL))
		return fail(err, PROBLEM_usage, key, "%s: the file cannot hold such a value", key);
	*line = arena_printf(&edit->arena, quoted ? "%s = \"%s\"\n" : "%s = %s\n", key, value);
	return 0;
}

/* ---- settings that were given ---- */

static bool
is_kept(enum option option)
{
	const struct option_row *row = config_option(option);
	return row->program == PROGRAM_nexa && row->where == OPTION_everywhere &&
	    option != OPTION_nexa_profile;
}

static int
set_given(struct edit *edit, const struct config *config, const char *section, enum option option,
    struct err *err)
{
	char path[PATH_MAX];
	const char *line = NULL;
	const struct option_row *row = config_option(option);
	const char *value = config_given(config, option);
	if (row->kind == VALUE_path || row->kind == VALUE_secret_file) {
		newfile_path(value, path, sizeof(path));
		value = path;
	}
	int problem = write_value(edit, row->key, value, &line, err);
	if (problem != 0)
		return problem;
	edit_key(edit, section, row->key, line);
	enum option other = option == OPTION_nexa_url ? OPTION_nexa_socket
	    : option == OPTION_nexa_socket            ? OPTION_nexa_url
	                                              : OPTION_COUNT;
	if (other != OPTION_COUNT)
		edit_key(edit, section, config_option(other)->key, NULL);
	return 0;
}

int
profile_set(const struct config *config, const char *name, struct err *err)
{
	struct edit edit;
	int n = 0;
	int problem = edit_begin(&edit, config, err);
	if (problem == 0)
		make_section(&edit, name);
	for (int i = 0; problem == 0 && i < OPTION_COUNT; i++)
		if (is_kept((enum option)i) && config_given(config, (enum option)i) != NULL) {
			problem = set_given(&edit, config, name, (enum option)i, err);
			n++;
		}
	if (problem == 0 && n == 0)
		problem = fail(err, PROBLEM_usage, "profile",
		    "say what profile %s has: --url or --socket, --organization, --read-only …",
		    name);
	if (problem == 0)
		return edit_end(&edit, err);
	arena_release(&edit.arena);
	return problem;
}

int
profile_use(const struct config *config, const char *name, struct err *err)
{
	struct edit edit;
	const char *key = config_option(OPTION_nexa_profile)->key;
	int problem = edit_begin(&edit, config, err);
	if (problem != 0) {
		arena_release(&edit.arena);
		return problem;
	}
	bool standard = strcmp(name, DEFAULT) == 0;
	edit_key(
	    &edit, "", key, standard ? NULL : arena_printf(&edit.arena, "%s = %s\n", key, name));
	return edit_end(&edit, err);
}

/* Whether the file says that this profile counts when no other is named. */
static int
names_profile(struct edit *edit, const char *name, bool *out, struct err *err)
{
	struct settings_file file;
	int problem = settings_file_read(&edit->arena, edit->path, false, &file, err);
	for (size_t i = 0; problem == 0 && i < file.n; i++)
		*out = *out ||
		    (file.lines[i].section[0] == '\0' &&
		        strcmp(file.lines[i].key, config_option(OPTION_nexa_profile)->key) == 0 &&
		        strcmp(file.lines[i].value, name) == 0);
	return problem;
}

int
profile_remove(const struct config *config, const char *name, struct err *err)
{
	struct edit edit;
	const char *end;
	bool is_in_use = false;
	int problem = edit_begin(&edit, config, err);
	if (problem == 0)
		problem = names_profile(&edit, name, &is_in_use, err);
	if (problem != 0) {
		arena_release(&edit.arena);
		return problem;
	}
	const char *at = section_in(edit.text, name, &end);
	replace(&edit, at, before_comments(at, end), "");
	if (is_in_use)
		edit_key(&edit, "", config_option(OPTION_nexa_profile)->key, NULL);
	return edit_end(&edit, err);
}
