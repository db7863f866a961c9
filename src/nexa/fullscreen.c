/* The console's settings, its state file and its keys. */
#include "fullscreen.h"

#include <string.h>
#include <sys/stat.h>

#include "console.h"
#include "digest.h"
#include "err.h"
#include "nexa.h"
#include "nexa_copier.h"
#include "nexa_keeper.h"
#include "paths.h"
#include "profile.h"
#include "term.h"

enum { KEY_LINES = 200 };

/* One for each daemon that a profile's name stands for; daemon NULL: for all of them, as it once was. */
static const char *
state_file(struct nexa *nexa, const char *daemon)
{
	char hex[DIGEST_HEX] = "";
	const char *profile = config_text(nexa->config, OPTION_nexa_profile);
	struct digest digest =
	    digest_of(daemon == NULL ? "" : daemon, daemon == NULL ? 0 : strlen(daemon), "", 0);
	digest_hex(&digest, hex);
	const char *name = arena_printf(&nexa->arena, "console-%s%s%.16s", profile,
	    daemon == NULL ? "" : "-", daemon == NULL ? "" : hex);
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

/* The profiles of the file, for the picker. */
static int
list_profiles(struct nexa *nexa, struct console_settings *settings, struct err *err)
{
	struct profile *profiles;
	int problem =
	    profile_list(nexa->config, &nexa->arena, &profiles, &settings->n_profiles, err);
	if (problem != 0)
		return problem;
	const char *name = config_text(nexa->config, OPTION_nexa_profile);
	struct console_profile *out = arena_new(&nexa->arena, settings->n_profiles * sizeof(*out));
	for (size_t i = 0; i < settings->n_profiles; i++) {
		bool in_use = strcmp(profiles[i].name, name) == 0;
		const char *org = profiles[i].organization;
		out[i] = (struct console_profile){ profiles[i].name,
			arena_printf(&nexa->arena, "%s%s%s",
			    in_use ? client_where(nexa->client) : profile_daemon(&profiles[i]),
			    org == NULL ? "" : ", ", org == NULL ? "" : org) };
		settings->profile = in_use ? i : settings->profile;
	}
	settings->profiles = out;
	return 0;
}

/* A console and what it was opened with. */
struct opened {
	struct nexa *nexa;
	struct console_settings settings;
};

static const struct console_settings *
profiles_again(void *payload)
{
	struct opened *opened = payload;
	/* A file that cannot be read leaves what was known. */
	(void)list_profiles(opened->nexa, &opened->settings, NULL);
	return &opened->settings;
}

/* "socket", "https://nexa.example"; of a profile that has a name "NAME, socket". */
static const char *
way_of(struct nexa *nexa)
{
	const char *name = config_text(nexa->config, OPTION_nexa_profile);
	const char *where = client_where(nexa->client);
	const char *way = strncmp(where, "http", 4) == 0 ? where : "socket";
	bool standard = strcmp(name, config_option(OPTION_nexa_profile)->start) == 0;
	return standard ? way : arena_printf(&nexa->arena, "%s, %s", name, way);
}

/* A console with one profile, until it ends. */
static int
run_profile(struct nexa *nexa, const char **next, int *ended_by, struct err *err)
{
	struct keeper keeper;
	struct console_end end = { .profile = -1 };
	*next = NULL;
	*ended_by = 0;
	nexa->asks_later = true;
	if (nexa_connect(nexa, err) != 0)
		return (int)err->problem;
	struct nexa_keeper *kept = nexa_keeper_new(nexa, &keeper);
	struct copier copier;
	const struct nexa_copier_settings copying = {
		.copies = nexa->copies,
		.client = nexa->client,
		.key = config_text(nexa->config, OPTION_nexa_audit_key),
		.file = paths_data(&nexa->arena, "audit"),
	};
	struct nexa_copier *own = nexa_copier_new(&copying, &copier);
	struct opened opened = { .nexa = nexa };
	struct console_settings *settings = &opened.settings;
	*settings = (struct console_settings){
		.client = nexa->client,
		.term = term_curses_new(),
		.org = config_text(nexa->config, OPTION_nexa_organization),
		.workspace = config_text(nexa->config, OPTION_nexa_workspace),
		.via = way_of(nexa),
		.state_file = state_file(nexa, nexa->slot.server),
		.state_before = state_file(nexa, NULL),
		.copier = &copier,
		.offline = config_flag(nexa->config, OPTION_nexa_offline),
		.keeper = &keeper,
		.keys = read_keys(nexa),
		.profiles_again = profiles_again,
		.profiles_payload = &opened,
	};
	int problem = list_profiles(nexa, settings, err);
	if (problem == 0)
		problem = console_run(settings, &end, err);
	settings->term->free(settings->term);
	nexa_copier_free(own);
	nexa_keeper_free(kept);
	*ended_by = end.signal;
	*next = end.profile < 0 ? NULL : settings->profiles[end.profile].name;
	return problem;
}

/* One after the other; the one that the program was started with keeps what flags and environment say of it. */
static int
run_profiles(struct nexa *nexa, int *ended_by, struct err *err)
{
	const char *next;
	int problem = run_profile(nexa, &next, ended_by, err);
	while (problem == 0 && next != NULL) {
		struct nexa other;
		if (strcmp(next, config_text(nexa->config, OPTION_nexa_profile)) == 0) {
			problem = run_profile(nexa, &next, ended_by, err);
			continue;
		}
		problem = nexa_init_profile(&other, nexa, next, err);
		if (problem == 0)
			problem = run_profile(&other, &next, ended_by, err);
		next = next == NULL || problem != 0 ? NULL : arena_text(&nexa->arena, next);
		nexa_release(&other);
	}
	return problem;
}

int
fullscreen_run(struct nexa *nexa)
{
	struct err err;
	int ended_by;
	if (isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0) {
		nexa_note(
		    "the console needs a terminal; nexa --help lists the verbs for scripts, --plain "
		    "works line by line");
		return problem_exit_status(PROBLEM_usage);
	}
	int problem = run_profiles(nexa, &ended_by, &err);
	if (problem != 0)
		return nexa_complain(&err);
	/* As a shell tells of a program that the signal ended. */
	return ended_by == 0 ? 0 : 128 + ended_by;
}
