/* The console's settings, its state file and its keys. */
#include "fullscreen.h"

#include <string.h>
#include <sys/stat.h>

#include "console.h"
#include "curl_late.h"
#include "err.h"
#include "nexa.h"
#include "nexa_keeper.h"
#include "paths.h"
#include "term.h"

enum { KEY_LINES = 200 };

static const char *
state_file(struct nexa *nexa)
{
	const char *profile = config_text(nexa->config, OPTION_nexa_profile);
	const char *name = arena_printf(&nexa->arena, "console-%s", profile);
	/* A profile is a name, not a path. */
	if (strchr(profile, '/') != NULL)
		return NULL;
	const char *path = paths_state(&nexa->arena, name);
	if (path != NULL)
		paths_make_parent(path);
	return path;
}

/* "action = key key" lines of the file `keys` beside the settings; NULL: none. */
static const char *const *
read_keys(struct nexa *nexa)
{
	char line[300];
	const char *path = paths_expand(&nexa->arena, PROGRAM_nexa, "%E/nexa/keys");
	FILE *file = path == NULL ? NULL : fopen(path, "re");
	if (file == NULL)
		return NULL;
	const char **lines = arena_new(&nexa->arena, (KEY_LINES + 1) * sizeof(*lines));
	for (int n = 0; n < KEY_LINES && fgets(line, sizeof(line), file) != NULL; n++) {
		line[strcspn(line, "\n")] = '\0';
		lines[n] = arena_text(&nexa->arena, line);
	}
	(void)fclose(file);
	return lines;
}

int
fullscreen_run(struct nexa *nexa)
{
	struct err err;
	if (isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0) {
		nexa_note(
		    "the console needs a terminal; nexa --help lists the verbs for scripts, --plain "
		    "works line by line");
		return problem_exit_status(PROBLEM_usage);
	}
	nexa->asks_later = true;
	if (nexa_connect(nexa, &err) != 0)
		return nexa_complain(&err);
	struct curl_late curl;
	curl_late_begin(&curl);
	struct keeper keeper;
	struct nexa_keeper *kept = nexa_keeper_new(nexa, &keeper);
	bool url = strncmp(client_where(nexa->client), "http", 4) == 0;
	struct console_settings settings = {
		.client = nexa->client,
		.term = term_curses_new(),
		.org = config_text(nexa->config, OPTION_nexa_organization),
		.workspace = config_text(nexa->config, OPTION_nexa_workspace),
		.via = url ? client_where(nexa->client) : "socket",
		.state_file = state_file(nexa),
		.keeper = &keeper,
		.keys = read_keys(nexa),
	};
	int ended_by;
	int problem = console_run(&settings, &ended_by, &err);
	settings.term->free(settings.term);
	nexa_keeper_free(kept);
	curl_late_end(&curl);
	if (problem != 0)
		return nexa_complain(&err);
	/* As a shell tells of a program that the signal ended. */
	return ended_by == 0 ? 0 : 128 + ended_by;
}
