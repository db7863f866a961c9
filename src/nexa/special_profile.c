/* nexa profile list|add|set|use|remove: the sections of the settings file. */
#include <string.h>

#include "csv.h"
#include "jsonw.h"
#include "nexa.h"
#include "profile.h"
#include "special.h"
#include "verb.h"
#include "visible.h"

enum { TEXT_MAX = 1 << 20, COLUMNS = 6 };

static const char *const titles[COLUMNS] = { "name", "daemon", "organization", "workspace",
	"read_only", "in_use" };

/* ---- the list ---- */

static void
cells_of(const struct nexa *nexa, const struct profile *profile, const char *cells[COLUMNS])
{
	bool in_use = strcmp(profile->name, config_text(nexa->config, OPTION_nexa_profile)) == 0;
	const char *const all[COLUMNS] = { profile->name, profile_daemon(profile),
		profile->organization, profile->workspace, profile->read_only ? "yes" : "no",
		in_use ? "yes" : "no" };
	memcpy((void *)cells, (const void *)all, sizeof(all));
}

static void
add_json(struct str *out, const struct nexa *nexa, const struct profile *profiles, size_t n)
{
	struct jsonw w = { .out = out };
	const char *cells[COLUMNS];
	jsonw_open(&w, '{');
	jsonw_key(&w, "data");
	jsonw_open(&w, '[');
	for (size_t i = 0; i < n; i++) {
		cells_of(nexa, &profiles[i], cells);
		jsonw_open(&w, '{');
		for (int column = 0; column < COLUMNS; column++) {
			jsonw_key(&w, titles[column]);
			if (column >= COLUMNS - 2)
				jsonw_bool(&w, cells[column][0] == 'y');
			else
				jsonw_text(&w, cells[column]);
		}
		jsonw_close(&w, '}');
	}
	jsonw_close(&w, ']');
	jsonw_close(&w, '}');
	str_add_char(out, '\n');
}

static void
add_csv_row(struct str *out, const char *const cells[COLUMNS])
{
	for (int column = 0; column < COLUMNS; column++)
		csv_add_cell(out, cells[column] == NULL ? "" : cells[column], true, column == 0);
	str_add(out, "\r\n");
}

static void
add_csv(struct str *out, const struct nexa *nexa, const struct profile *profiles, size_t n)
{
	const char *cells[COLUMNS];
	add_csv_row(out, titles);
	for (size_t i = 0; i < n; i++) {
		cells_of(nexa, &profiles[i], cells);
		add_csv_row(out, cells);
	}
}

/* One to a line: an arrow before the one in use, then the widest column last. */
static void
add_lines(struct str *out, const struct nexa *nexa, const struct profile *profiles, size_t n)
{
	const char *cells[COLUMNS];
	int width = 4;
	for (size_t i = 0; i < n; i++)
		if ((int)strlen(profiles[i].name) > width)
			width = (int)strlen(profiles[i].name);
	for (size_t i = 0; i < n; i++) {
		cells_of(nexa, &profiles[i], cells);
		str_addf(out, "%s %-*s  ", cells[5][0] == 'y' ? ">" : " ", width, cells[0]);
		visible_add(out, cells[1]);
		for (int column = 2; column < 4; column++)
			if (cells[column] != NULL) {
				str_add(out, column == 2 ? "  " : " / ");
				visible_add(out, cells[column]);
			}
		str_add(out, profiles[i].read_only ? "  read-only\n" : "\n");
	}
}

int
special_profile_list(struct nexa *nexa, const struct verb *line)
{
	size_t n;
	struct err err;
	struct profile *profiles;
	struct str text = STR_INIT(TEXT_MAX);
	(void)line;
	if (profile_list(nexa->config, &nexa->arena, &profiles, &n, &err) != 0)
		return nexa_complain(&err);
	if (nexa->printer.output == OUTPUT_json)
		add_json(&text, nexa, profiles, n);
	else if (nexa->printer.output == OUTPUT_csv)
		add_csv(&text, nexa, profiles, n);
	else
		add_lines(&text, nexa, profiles, n);
	print_bytes(&nexa->printer, text.data, text.len);
	str_release(&text);
	return 0;
}

/* ---- changing them ---- */

static int
find(struct nexa *nexa, const char *name, bool *found, struct err *err)
{
	size_t n;
	struct profile *profiles;
	int problem = profile_list(nexa->config, &nexa->arena, &profiles, &n, err);
	*found = false;
	for (size_t i = 0; problem == 0 && i < n; i++)
		*found = *found || strcmp(profiles[i].name, name) == 0;
	return problem;
}

static int
must_be(struct nexa *nexa, const char *name, bool wanted, struct err *err)
{
	bool found;
	int problem = find(nexa, name, &found, err);
	if (problem == 0 && found && !wanted)
		return fail(err, PROBLEM_usage, "profile",
		    "there is a profile '%s' already; nexa profile set %s … changes it", name,
		    name);
	if (problem == 0 && !found && wanted)
		return fail(err, PROBLEM_usage, "profile",
		    "there is no profile '%s'; nexa profile list shows them", name);
	return problem;
}

static int
say(struct nexa *nexa, int problem, const struct err *err, const char *name, const char *what)
{
	if (problem != 0)
		return nexa_complain(err);
	nexa_note("profile %s %s in %s", name, what, config_text(nexa->config, OPTION_nexa_config));
	return 0;
}

static int
write_profile(struct nexa *nexa, const char *name, bool exists)
{
	struct err err;
	struct client_settings where;
	int problem = must_be(nexa, name, exists, &err);
	if (problem == 0 && !profile_is_name(name))
		problem = fail(&err, PROBLEM_usage, "profile",
		    "'%s' cannot be a profile's name: letters, digits and . _ - @, at most 64",
		    name);
	if (problem == 0)
		problem = nexa_find_daemon(nexa, &where, &err);
	if (problem == 0)
		problem = profile_set(nexa->config, name, &err);
	return say(nexa, problem, &err, name, "is");
}

int
special_profile_add(struct nexa *nexa, const struct verb *line)
{
	int status = write_profile(nexa, line->words[0], false);
	if (status == 0)
		nexa_note("sign in with: nexa login --profile %s", line->words[0]);
	return status;
}

int
special_profile_set(struct nexa *nexa, const struct verb *line)
{
	return write_profile(nexa, line->words[0], true);
}

int
special_profile_use(struct nexa *nexa, const struct verb *line)
{
	struct err err;
	int problem = must_be(nexa, line->words[0], true, &err);
	if (problem == 0)
		problem = profile_use(nexa->config, line->words[0], &err);
	return say(nexa, problem, &err, line->words[0], "is the one from now on,");
}

/* A sign-in without its profile could be found by nobody, and not be ended. */
static int
check_signed_out(struct nexa *nexa, const char *name, struct err *err)
{
	struct nexa of_profile;
	int problem = nexa_init_profile(&of_profile, nexa, name, err);
	if (problem == 0)
		problem = nexa_connect(&of_profile, err);
	bool kept = problem == 0 && of_profile.credential.place != CREDENTIAL_nowhere &&
	    of_profile.credential.from == NULL;
	nexa_release(&of_profile);
	if (kept)
		return fail(err, PROBLEM_usage, "profile",
		    "you are signed in with it: nexa logout --profile %s, then remove it", name);
	return problem;
}

int
special_profile_remove(struct nexa *nexa, const struct verb *line)
{
	struct err err;
	const char *name = line->words[0];
	int problem = must_be(nexa, name, true, &err);
	if (problem == 0 && strcmp(name, config_option(OPTION_nexa_profile)->start) == 0)
		problem =
		    fail(&err, PROBLEM_usage, "profile", "the profile %s cannot be removed", name);
	if (problem == 0)
		problem = check_signed_out(nexa, name, &err);
	if (problem == 0)
		problem = profile_remove(nexa->config, name, &err);
	return say(nexa, problem, &err, name, "is no more");
}
