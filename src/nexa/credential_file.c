/* $XDG_STATE_HOME/nexa/credentials: a line "server TAB profile TAB token" for each. */
#include "credential_file.h"

#include <errno.h>
#include <limits.h>
#include <sys/stat.h>

#include "arena.h"
#include "credential.h"
#include "err.h"
#include "newfile.h"
#include "paths.h"
#include "str.h"

const char *
credential_file_name(void)
{
	static char name[PATH_MAX];
	struct arena arena = { NULL };
	const char *home = getenv("HOME");
	const char *path = paths_state(&arena, "credentials");
	size_t len = home == NULL ? 0 : strlen(home);
	bool inside = path != NULL && len > 0 && strncmp(path, home, len) == 0 && path[len] == '/';
	(void)snprintf(name, sizeof(name), "%s%s", inside ? "~" : "",
	    path == NULL ? "nowhere: HOME is not set"
	        : inside ? path + len
	                 : path);
	arena_release(&arena);
	return name;
}

bool
credential_file_exists(void)
{
	struct arena arena = { NULL };
	const char *path = paths_state(&arena, "credentials");
	bool exists = path != NULL && access(path, F_OK) == 0;
	arena_release(&arena);
	return exists;
}

/* All lines; none when there is no file. */
static int
read_lines(const char *path, struct secret *out, struct err *err)
{
	*out = (struct secret){ .text = NULL };
	return access(path, F_OK) != 0 && errno == ENOENT ? 0 : secret_read(out, path, true, err);
}

/* The token of a line that is the slot's; NULL when it is another's.  len counts the line without its end. */
static const char *
token_of(const struct credential_slot *slot, const char *line, size_t len)
{
	size_t server = strlen(slot->server);
	size_t profile = strlen(slot->profile);
	bool is_mine = len > server + profile + 2 && strncmp(line, slot->server, server) == 0 &&
	    line[server] == '\t' && strncmp(line + server + 1, slot->profile, profile) == 0 &&
	    line[server + 1 + profile] == '\t';
	return is_mine ? line + server + profile + 2 : NULL;
}

int
credential_file_load(const struct credential_slot *slot, struct secret *out, struct err *err)
{
	struct arena arena = { NULL };
	struct secret lines = { .text = NULL };
	const char *path = paths_state(&arena, "credentials");
	int problem = path == NULL ? 0 : read_lines(path, &lines, err);
	for (char *line = lines.text; line != NULL && *line != '\0';) {
		size_t len = strcspn(line, "\n");
		const char *token = token_of(slot, line, len);
		char *next = line + len + (line[len] == '\n');
		line[len] = '\0';
		if (token != NULL)
			secret_set(out, token);
		line = next;
	}
	secret_release(&lines);
	arena_release(&arena);
	return problem;
}

/* In one step: who reads meanwhile sees the old lines or the new ones. */
static int
replace(struct arena *arena, const char *path, const struct str *lines, struct err *err)
{
	const char *fresh = arena_printf(arena, "%s.%d", path, (int)getpid());
	if (lines->len == 0)
		return unlink(path) == 0 || errno == ENOENT
		    ? 0
		    : fail(err, PROBLEM_internal, path, "cannot remove '%s': %s", path,
		          strerror(errno));
	int problem = newfile_write(fresh, lines->data, lines->len, err);
	if (problem != 0 || rename(fresh, path) == 0)
		return problem;
	problem =
	    fail(err, PROBLEM_internal, path, "cannot replace '%s': %s", path, strerror(errno));
	(void)unlink(fresh);
	return problem;
}

static void
add_others(const struct credential_slot *slot, const struct secret *lines, struct str *out)
{
	const char *line = lines->text == NULL ? "" : lines->text;
	while (*line != '\0') {
		size_t len = strcspn(line, "\n");
		if (token_of(slot, line, len) == NULL) {
			str_add_n(out, line, len);
			str_add_char(out, '\n');
		}
		line += len + (line[len] == '\n');
	}
}

int
credential_file_save(const struct credential_slot *slot, const char *token, struct err *err)
{
	struct arena arena = { NULL };
	struct secret old = { .text = NULL };
	struct str lines = STR_INIT(SECRET_MAX);
	const char *path = paths_state(&arena, "credentials");
	if (path == NULL)
		return fail(
		    err, PROBLEM_internal, "HOME", "there is no place for a file: HOME is not set");
	int problem = read_lines(path, &old, err);
	if (problem == 0 && (token != NULL || old.text != NULL)) {
		add_others(slot, &old, &lines);
		if (token != NULL)
			str_addf(&lines, "%s\t%s\t%s\n", slot->server, slot->profile, token);
		paths_make_parent(path);
		problem = lines.failed ? fail(err, PROBLEM_internal, path, "'%s' is full", path)
		                       : replace(&arena, path, &lines, err);
	}
	if (lines.data != NULL)
		explicit_bzero(lines.data, lines.cap);
	str_release(&lines);
	secret_release(&old);
	arena_release(&arena);
	return problem;
}
