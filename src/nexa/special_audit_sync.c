/* nexa audit sync and forget: the copy of an audit log on this machine. */
#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "audit_log.h"
#include "bar.h"
#include "clock.h"
#include "local.h"
#include "lookup.h"
#include "paths.h"
#include "prompt.h"
#include "question.h"
#include "special.h"

/* ---- sync ---- */

/* Until it is done, or C-c was pressed. */
static void
watch(struct nexa *nexa, const struct copy_progress *copy)
{
	struct bar bar;
	bool known = false;
	bar_begin(&bar, "Copying", 0, true);
	while (copy->running && !bar_is_stopped()) {
		(void)client_poll(nexa->client, NULL, 0, BAR_MS);
		if (!known && copy->total > 0)
			progress_start(&bar.progress, copy->total - copy->had, clock_monotonic());
		known = copy->total > 0;
		if (known)
			bar_show(&bar, copy->done - copy->had);
	}
	bar_end(&bar);
}

static int
tell(struct nexa *nexa, const struct copy_progress *copy)
{
	int64_t before = copy->had + copy->gone;
	const char *text = arena_printf(&nexa->arena, "%s; %" PRId64 " new\n", copy->line,
	    copy->done > before ? copy->done - before : 0);
	if (copy->had == 0 && config_text(nexa->config, OPTION_nexa_audit_key) == NULL)
		nexa_note(
		    "the copy keeps the key as it was found; to pin it: --audit-key %s", copy->key);
	print_bytes(&nexa->printer, text, strlen(text));
	return print_finish(&nexa->printer) != 0;
}

/* *damaged: the file is at fault, and to fetch it anew would help. */
static int
sync_once(struct nexa *nexa, const struct client_with *with, bool anew, bool *damaged)
{
	const struct copy_wanted wanted = {
		.org_id = with->org,
		.key = config_text(nexa->config, OPTION_nexa_audit_key),
		.anew = anew,
	};
	struct copy_sync *sync = copy_sync_start(nexa->copies, nexa->client, &wanted);
	const struct copy_progress *copy = copy_sync_progress(sync);
	watch(nexa, copy);
	*damaged = copy->damaged;
	int status = 128 + SIGINT;
	if (copy->running)
		nexa_note("stopped; the same command goes on from here");
	else
		status = copy->err.problem == PROBLEM_none ? tell(nexa, copy)
		                                           : nexa_complain(&copy->err);
	copy_sync_free(sync);
	return status;
}

int
special_audit_sync(struct nexa *nexa, const struct verb *line)
{
	struct err err = { .problem = PROBLEM_none };
	struct audit_log log;
	bool damaged;
	bool anew = config_flag(nexa->config, OPTION_nexa_anew);
	const char *file = paths_data(&nexa->arena, "audit");
	if (audit_log_open(nexa, line, &log, &err) != 0)
		return nexa_complain(&err);
	if (file != NULL)
		paths_make_parent(file);
	int status = sync_once(nexa, &log.with, anew, &damaged);
	if (damaged && !anew && prompt_is_possible() && prompt_yes("Fetch it anew? [y/N] "))
		status = sync_once(nexa, &log.with, true, &damaged);
	return status;
}

/* ---- forget ---- */

static bool
is_meant(const struct copy_found *copy, const char *org)
{
	return org == NULL || strcmp(copy->org_id, org) == 0 ||
	    (copy->org_name != NULL && strcasecmp(copy->org_name, org) == 0);
}

/* How many are meant; the first of them in *chosen. */
static size_t
find_meant(
    const struct copy_found *copies, size_t n, const char *org, const struct copy_found **chosen)
{
	size_t meant = 0;
	for (size_t i = 0; i < n; i++)
		if (is_meant(&copies[i], org) && meant++ == 0)
			*chosen = &copies[i];
	return meant;
}

static bool
any_is_damaged(const struct copy_found *copies, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (copies[i].org_name == NULL)
			return true;
	return false;
}

/* "Acme, Kiran Clinic", and how one that is damaged is named; in the run's arena. */
static const char *
names_of(struct nexa *nexa, const struct copy_found *copies, size_t n)
{
	struct str names = STR_INIT(350);
	for (size_t i = 0; i < n; i++)
		if (copies[i].org_name != NULL)
			str_addf(&names, "%s%s", i > 0 ? ", " : "", copies[i].org_name);
		else
			str_addf(&names, "%sa damaged one, --org %s", i > 0 ? ", " : "",
			    copies[i].org_id);
	const char *text = arena_text(&nexa->arena, str_text(&names));
	str_release(&names);
	return text;
}

/* The copy that is meant; NULL and a sentence.  Of one that is damaged only the id is known here; the daemon may know
 * what it is called. */
static const struct copy_found *
choose(struct nexa *nexa, struct err *err)
{
	struct copy_found *copies;
	struct err ignored;
	const struct copy_found *chosen = NULL;
	const struct client_with nowhere = { .org = NULL };
	const char *id;
	const char *org = config_text(nexa->config, OPTION_nexa_organization);
	size_t n = copies_list(nexa->copies, &nexa->arena, &copies);
	size_t meant = find_meant(copies, n, org, &chosen);
	if (meant == 0 && any_is_damaged(copies, n) &&
	    lookup_id(nexa, KIND_org_ref, org, &nowhere, &id, &ignored) == 0)
		meant = find_meant(copies, n, id, &chosen);
	if (n == 0)
		(void)fail(err, PROBLEM_not_found, "org", "there is no copy of an audit log here");
	else if (meant == 0)
		(void)fail(err, PROBLEM_not_found, "org",
		    "there is no copy of the audit log of '%s' here; there is one of %s", org,
		    names_of(nexa, copies, n));
	else if (meant > 1)
		(void)fail(err, PROBLEM_usage, "org", "say which with --org: %s",
		    names_of(nexa, copies, n));
	return meant == 1 ? chosen : NULL;
}

int
special_audit_forget(struct nexa *nexa, const struct verb *line)
{
	struct err err = { .problem = PROBLEM_none };
	if (nexa_connect(nexa, &err) != 0)
		return nexa_complain(&err);
	const struct copy_found *copy = choose(nexa, &err);
	if (copy == NULL)
		return nexa_complain(&err);
	const char *name = copy->org_name == NULL ? copy->org_id : copy->org_name;
	const char *what = copy->org_name == NULL
	    ? arena_printf(
	          &nexa->arena, "the damaged copy of %s's audit log (%s)", name, copy->path)
	    : arena_printf(&nexa->arena, "the copy of %s's audit log: %" PRId64 " events, %s", name,
	          copy->events, copy->path);
	int status = question_ask_yes(line, arena_printf(&nexa->arena, "Remove %s?", what));
	if (status != 0)
		return status;
	if (copies_remove(copy->path, &err) != 0)
		return nexa_complain(&err);
	what = arena_printf(&nexa->arena, "removed %s\n", what);
	print_bytes(&nexa->printer, what, strlen(what));
	return print_finish(&nexa->printer) != 0;
}
