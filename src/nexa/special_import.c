/* nexa member import: a CSV file judged as a whole, then taken as a whole. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/random.h>

#include "clock.h"
#include "csv_file.h"
#include "import_links.h"
#include "json.h"
#include "nexa.h"
#include "progress.h"
#include "run.h"
#include "special.h"
#include "verb.h"

enum { BAR_WIDTH = 24, BAR_MS = 100, KEY_TEXT = 33 };

struct import {
	struct nexa *nexa;
	const struct verb *verb;
	struct client_with with;
	struct csv_file file;
	const char *links_path; /* where links of invitations go; NULL: standard output */
	FILE *links;
};

/* ---- progress ---- */

static void
draw_bar(const char *phase, const struct progress *progress, bool sent)
{
	char text[PROGRESS_TEXT];
	char bar[BAR_WIDTH + 1];
	int64_t total = progress->total > 0 ? progress->total : 1;
	int full = (int)(progress->done * BAR_WIDTH / total);
	for (int i = 0; i < BAR_WIDTH; i++)
		bar[i] = i < full ? '#' : '.';
	bar[BAR_WIDTH] = '\0';
	(void)fprintf(stderr, "\r\033[K%s [%s] %s%s", phase, bar, progress_text(progress, text),
	    sent ? ", waiting for the daemon" : "");
	(void)fflush(stderr);
}

static void
keep_reply(struct reply *reply, void *payload)
{
	*(struct reply **)payload = reply;
}

/* Sends the file and shows how far it got, where somebody looks. */
static struct reply *
send_file(const struct import *import, const char *phase, const struct client_with *with)
{
	struct reply *reply = NULL;
	struct progress progress;
	struct client *client = import->nexa->client;
	bool watched = isatty(STDERR_FILENO) != 0;
	int64_t sent;
	int64_t total;
	progress_start(&progress, import->file.rows, clock_monotonic());
	struct client_call *call =
	    client_start(client, OP_member_import, with, import->verb->args, keep_reply, &reply);
	while (client_poll(client, NULL, 0, BAR_MS) > 0) {
		client_progress(call, &sent, &total);
		progress_update(
		    &progress, total > 0 ? import->file.rows * sent / total : 0, clock_monotonic());
		if (watched)
			draw_bar(phase, &progress, sent == total);
	}
	if (watched)
		(void)fprintf(stderr, "\r\033[K");
	return reply;
}

/* ---- report ---- */

static void
tell_rejection(const struct import *import, int64_t number, const char *reason)
{
	char line[CSV_FILE_LINE];
	csv_file_line(&import->file, number, line);
	nexa_note("line %" PRId64 ": %s (%s)", number, reason, line);
}

static int
tell_rejected(const struct import *import, const struct member_import_result *result)
{
	for (size_t i = 0; i < result->rejected.n; i++)
		tell_rejection(
		    import, result->rejected.items[i].line, result->rejected.items[i].reason);
	nexa_note("%s%zu of %" PRId64 " rows cannot be taken; nothing was done",
	    result->rejected.n == 1000 ? "at least " : "", result->rejected.n, result->rows);
	return 1;
}

/* An answer that refuses rows has them among its details. */
static int
complain(const struct import *import, const struct reply *reply)
{
	const struct json *rejected = json_get(json_get(reply->json, "details"), "rejected");
	const struct json *row = json_type(rejected) == JSON_LIST ? json_first(rejected) : NULL;
	for (; row != NULL; row = json_next(row)) {
		int64_t line = 0;
		const char *reason = json_text(json_get(row, "reason"));
		(void)json_int(json_get(row, "line"), &line);
		tell_rejection(import, line, reason == NULL ? "" : reason);
	}
	return nexa_complain_reply(reply);
}

/* ---- links ---- */

/* A new file that nobody else can read: it is made before anything is done, so that no link is lost. */
static int
open_links(struct import *import, struct err *err)
{
	const char *path = import->verb->n_words > 1 ? import->verb->words[1] : NULL;
	if (path == NULL || import->verb->dry_run)
		return 0;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	import->links = fd < 0 ? NULL : fdopen(fd, "w");
	if (import->links == NULL)
		return fail(err, PROBLEM_usage, path, "cannot make the file '%s': %s", path,
		    strerror(errno));
	import->links_path = path;
	return 0;
}

/* Without a link in it, the file is nothing to keep. */
static void
close_links(struct import *import, bool used)
{
	if (import->links == NULL)
		return;
	bool failed = fclose(import->links) != 0;
	import->links = NULL;
	if (!used)
		(void)unlink(import->links_path);
	else if (failed)
		nexa_note("the links could not all be written to '%s': resend the invitations",
		    import->links_path);
}

static void
print_links(FILE *file, const struct many_import_invitation *made)
{
	struct str text = STR_INIT(16 << 20);
	import_links_add(made, &text);
	(void)fwrite(str_text(&text), 1, text.len, file);
	explicit_bzero(text.data, text.len);
	str_release(&text);
}

static void
tell_links(struct import *import, const struct many_import_invitation *made)
{
	size_t replaced = 0;
	for (size_t i = 0; i < made->n; i++)
		replaced += made->items[i].replaced;
	if (replaced > 0)
		nexa_note("%zu of those invited had an invitation pending: its link is dead now",
		    replaced);
	bool secrets = made->n > 0 && made->items[0].token != NULL;
	if (!secrets)
		return;
	if (import->links == NULL) {
		nexa_note("pass the links on now: they are not shown again");
		if (import->nexa->printer.output == OUTPUT_table)
			print_links(import->nexa->printer.file, made);
		return;
	}
	print_links(import->links, made);
	nexa_note("the links are in '%s', which only you can read", import->links_path);
	close_links(import, true);
}

static void
tell_counts(const struct import *import, const struct member_import_result *result)
{
	const char *would = import->verb->dry_run ? "would be " : "";
	for (size_t i = 0; i < result->kept.n; i++)
		nexa_note("line %" PRId64 ": %s keeps the role %s", result->kept.items[i].line,
		    result->kept.items[i].email, role_name(result->kept.items[i].role));
	(void)fprintf(import->nexa->printer.file,
	    "%" PRId64 " rows: %" PRId64 " %sadded (%" PRId64 " of them new here), %" PRId64
	    " %sinvited, %" PRId64 " had a place already\n",
	    result->rows, result->added, would, result->created, result->invited, would,
	    result->unchanged);
}

static void
tell(struct import *import, const struct reply *reply)
{
	const struct member_import_result *result = reply->value;
	if (import->nexa->printer.output == OUTPUT_table && result != NULL)
		tell_counts(import, result);
	else
		print_reply(&import->nexa->printer, reply);
	if (result == NULL)
		return;
	if (result->created > 0)
		nexa_note("the %" PRId64
		          " new here %s no password and cannot sign in: give them one "
		          "(nexa user update EMAIL --password), or %s --invite",
		    result->created, import->verb->dry_run ? "would have" : "have",
		    import->verb->dry_run ? "import with" : "next time import with");
	if (!import->verb->dry_run)
		tell_links(import, &result->invitations);
}

/* ---- both steps ---- */

/* Whether the daemon would take it; *status is the exit status otherwise. */
static bool
check(struct import *import, int *status)
{
	struct client_with dry = import->with;
	dry.dry_run = true;
	struct reply *reply = send_file(import, "checking", &dry);
	const struct member_import_result *result = reply->value;
	const struct json *problem = json_first(json_get(reply->json, "problems"));
	*status = 0;
	if (reply->err.problem != PROBLEM_none) {
		*status = complain(import, reply);
	} else if (result != NULL && result->rejected.n > 0) {
		*status = tell_rejected(import, result);
	} else if (problem != NULL) {
		const char *message = json_text(json_get(problem, "message"));
		nexa_note("%s", message == NULL ? "the daemon would refuse it" : message);
		*status = 1;
	}
	bool json = import->nexa->printer.output == OUTPUT_json;
	bool last = import->verb->dry_run ? *status == 0 || json : *status != 0 && json;
	if (last && reply->err.problem == PROBLEM_none)
		tell(import, reply);
	reply_free(reply);
	return *status == 0;
}

/* Makes it safe to send again what may have arrived. */
static void
make_key(char out[KEY_TEXT])
{
	unsigned char bytes[(KEY_TEXT - 1) / 2];
	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		abort();
	for (size_t i = 0; i < sizeof(bytes); i++)
		(void)snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

static int
apply(struct import *import)
{
	char key[KEY_TEXT];
	int status = 0;
	struct client_with with = import->with;
	make_key(key);
	with.idempotency_key = key;
	struct reply *reply = send_file(import, "applying", &with);
	if (reply->err.problem != PROBLEM_none)
		status = complain(import, reply);
	else
		tell(import, reply);
	reply_free(reply);
	return status;
}

int
special_member_import(struct nexa *nexa, const struct verb *line)
{
	struct err err;
	struct import import = { .nexa = nexa, .verb = line };
	int status;
	if (csv_file_read(line->words[0], &import.file, &err) != 0)
		return nexa_complain(&err);
	if (run_prepare(nexa, line, &import.with, &err) != 0 || open_links(&import, &err) != 0) {
		csv_file_release(&import.file);
		return nexa_complain(&err);
	}
	import.with.dry_run = false;
	import.with.body = import.file.bytes;
	import.with.body_len = import.file.len;
	if (check(&import, &status) && !line->dry_run)
		status = apply(&import);
	close_links(&import, false);
	csv_file_release(&import.file);
	return status;
}
