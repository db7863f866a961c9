/* nexa audit export: the audit log as a file that can be gone on with. */
#include <inttypes.h>
#include <string.h>

#include "audit_file.h"
#include "bar.h"
#include "run.h"
#include "special.h"

struct exporting {
	struct nexa *nexa;
	const struct verb *line;
	struct client_with with;
	struct audit_file file;
	bool was_there;
};

/* What --format says, or else the end of the file's name, or else -o. */
static enum export_format
choose_format(const struct nexa *nexa, const struct audit_export_args *args, const char *path)
{
	if (args->has_format)
		return args->format;
	enum export_format format = path == NULL ? EXPORT_FORMAT_unknown : audit_file_format(path);
	if (format != EXPORT_FORMAT_unknown)
		return format;
	if (nexa->printer.output == OUTPUT_csv)
		return EXPORT_FORMAT_csv;
	if (path != NULL && nexa->printer.output == OUTPUT_table)
		nexa_note("%s ends in neither .csv nor .ndjson: it gets NDJSON, an event a line; "
		          "--format csv says otherwise",
		    path);
	return EXPORT_FORMAT_ndjson;
}

static void
keep_reply(struct reply *reply, void *payload)
{
	*(struct reply **)payload = reply;
}

/* NULL: C-c. */
static struct reply *
fetch(struct exporting *exporting)
{
	struct reply *reply = NULL;
	struct bar bar;
	struct client *client = exporting->nexa->client;
	const struct audit_export_args *args = exporting->line->args;
	int64_t begins = args->has_after_seq ? args->after_seq : 0;
	bool beside = exporting->file.path != NULL || isatty(STDOUT_FILENO) == 0;
	bar_begin(&bar, "exporting", 0, beside);
	struct client_call *call =
	    client_start(client, OP_audit_export, &exporting->with, args, keep_reply, &reply);
	while (!bar_is_stopped() && client_poll(client, NULL, 0, BAR_MS) > 0) {
		int64_t seq = audit_file_seq(&exporting->file);
		int64_t last = client_last_seq(call);
		bar.progress.total = last > begins ? last - begins : 0;
		bar_show(&bar, seq > begins ? seq - begins : 0);
	}
	if (reply == NULL)
		client_cancel(client, call);
	bar_end(&bar);
	return reply;
}

static const char *
plural(int64_t n)
{
	return n == 1 ? "" : "s";
}

/* How to get the rest of what was cut short. */
static void
tell_rest(const struct audit_file *file)
{
	int64_t seq = audit_file_seq(file);
	if (file->path != NULL && seq > 0)
		nexa_note("'%s' goes up to seq %" PRId64 "; the same command goes on from there",
		    file->path, seq);
}

static void
tell_saved(const struct audit_file *file, bool was_there)
{
	int64_t seq = audit_file_seq(file);
	if (file->path == NULL)
		return;
	if (file->unsure)
		nexa_note(
		    "with which filters '%s' was made is not known: '%s.query' is not there; only "
		    "its last event was compared",
		    file->path, file->path);
	if (was_there)
		nexa_note("added %" PRId64 " event%s to '%s', which now goes up to seq %" PRId64,
		    file->n, plural(file->n), file->path, seq);
	else
		nexa_note("saved %" PRId64 " event%s in '%s', which only you can read", file->n,
		    plural(file->n), file->path);
}

static int
deliver(struct exporting *exporting, struct reply *reply)
{
	struct audit_file *file = &exporting->file;
	struct err err;
	int status = 0;
	if (reply != NULL)
		run_tell_copy(reply);
	if (reply == NULL) {
		(void)fail(&err, PROBLEM_cancelled, "", "given up");
		status = nexa_complain(&err);
	} else if (file->err.problem != PROBLEM_none) {
		status = nexa_complain(&file->err);
	} else if (reply->err.problem != PROBLEM_none) {
		status = nexa_complain_reply(exporting->nexa, reply);
	} else if (audit_file_finish(file, &err) != 0) {
		status = nexa_complain(&err);
	}
	if (status == 0)
		tell_saved(file, exporting->was_there);
	else if (file->err.problem == PROBLEM_none)
		tell_rest(file);
	return status;
}

int
special_audit_export(struct nexa *nexa, const struct verb *line)
{
	struct err err;
	struct exporting exporting = { .nexa = nexa, .line = line };
	struct audit_export_args *args = line->args;
	const char *path = line->n_words > 0 ? line->words[0] : NULL;
	if (path != NULL && strcmp(path, "-") == 0)
		path = NULL;
	if (run_prepare(nexa, line, &exporting.with, &err) != 0)
		return nexa_complain(&err);
	int problem = audit_file_open(&exporting.file, path, choose_format(nexa, args, path), &err);
	exporting.was_there = exporting.file.goes_on;
	if (problem == 0)
		problem = audit_file_ask(&exporting.file, args, &err);
	if (problem != 0) {
		audit_file_close(&exporting.file);
		return nexa_complain(&err);
	}
	exporting.with.sink = audit_file_take;
	exporting.with.sink_payload = &exporting.file;
	struct reply *reply = fetch(&exporting);
	int status = deliver(&exporting, reply);
	reply_free(reply);
	audit_file_close(&exporting.file);
	return status;
}
