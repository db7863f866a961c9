/* Sending CSV files. */
#include "upload.h"

#include <inttypes.h>
#include <string.h>
#include <sys/random.h>

#include "bar.h"
#include "json.h"
#include "mem.h"
#include "run.h"
#include "verb.h"

enum { KEY_TEXT = 33 };

int
upload_open(struct upload *upload, struct nexa *nexa, const struct verb *verb, enum op_id op)
{
	struct err err;
	*upload = (struct upload){ .nexa = nexa, .verb = verb, .op = op };
	if (csv_file_open(verb->words[0], &upload->file, &err) != 0)
		return nexa_complain(&err);
	if (run_prepare(nexa, verb, &upload->with, &err) != 0) {
		csv_file_close(&upload->file);
		return nexa_complain(&err);
	}
	upload->with.dry_run = false;
	upload->with.body_file = &upload->file.fd;
	upload->with.body_len = upload->file.len;
	return 0;
}

void
upload_close(struct upload *upload)
{
	csv_file_close(&upload->file);
}

static struct reply *
reply_of_stop(const struct upload *upload, bool arrived)
{
	struct reply *reply = mem_new(1, sizeof(*reply));
	reply->op = upload->op;
	reply->in_doubt = arrived;
	(void)fail(&reply->err, PROBLEM_cancelled, "", "%s",
	    arrived ? "given up, but the daemon had the whole file already: it may do it all"
	            : "given up; nothing was done");
	return reply;
}

/* What was judged, and agreed to, is what is applied. */
static struct reply *
reply_of_change(const struct upload *upload)
{
	struct reply *reply = mem_new(1, sizeof(*reply));
	reply->op = upload->op;
	(void)fail(&reply->err, PROBLEM_usage, "",
	    "somebody wrote to the file since it was checked; nothing was done");
	return reply;
}

/* ---- sending ---- */

static void
keep_reply(struct reply *reply, void *payload)
{
	*(struct reply **)payload = reply;
}

static struct reply *
send_file(const struct upload *upload, const char *phase, const struct client_with *with)
{
	struct reply *reply = NULL;
	struct bar bar;
	struct client *client = upload->nexa->client;
	int64_t rows = upload->file.rows;
	int64_t sent = 0;
	int64_t total = 0;
	bar_begin(&bar, phase, rows, true);
	struct client_call *call =
	    client_start(client, upload->op, with, upload->verb->args, keep_reply, &reply);
	while (!bar_is_stopped() && client_poll(client, NULL, 0, BAR_MS) > 0) {
		client_progress(call, &sent, &total);
		if (total > 0 && sent == total)
			bar_wait(&bar);
		else
			bar_show(&bar, total > 0 ? rows * sent / total : 0);
	}
	if (reply == NULL) {
		client_cancel(client, call);
		bool changes = op_writes(&ops[upload->op]) && !with->dry_run;
		reply = reply_of_stop(upload, changes && sent == total);
	}
	bar_end(&bar);
	return reply;
}

struct reply *
upload_check(const struct upload *upload, const char *phase)
{
	struct client_with dry = upload->with;
	dry.dry_run = op_writes(&ops[upload->op]);
	return send_file(upload, phase, &dry);
}

struct reply *
upload_apply(const struct upload *upload, const char *phase)
{
	char key[KEY_TEXT];
	unsigned char bytes[(KEY_TEXT - 1) / 2];
	struct client_with with = upload->with;
	if (csv_file_changed(&upload->file))
		return reply_of_change(upload);
	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		abort();
	for (size_t i = 0; i < sizeof(bytes); i++)
		(void)snprintf(key + 2 * i, 3, "%02x", bytes[i]);
	with.idempotency_key = key;
	return send_file(upload, phase, &with);
}

/* ---- lines that are wrong ---- */

void
upload_tell_rejection(struct upload *upload, int64_t line, const char *reason)
{
	char text[CSV_FILE_LINE];
	csv_file_line(&upload->file, line, text);
	nexa_note("line %" PRId64 ": %s (%s)", line, reason, text);
}

bool
upload_tell_problem(const struct reply *reply)
{
	const struct json *problem = json_first(json_get(reply->json, "problems"));
	const char *message = json_text(json_get(problem, "message"));
	if (problem != NULL)
		nexa_note("%s", message == NULL ? "the daemon would refuse it" : message);
	return problem != NULL;
}

int
upload_complain(struct upload *upload, const struct reply *reply)
{
	const struct json *rejected = json_get(json_get(reply->json, "details"), "rejected");
	const struct json *row = json_type(rejected) == JSON_LIST ? json_first(rejected) : NULL;
	for (; row != NULL; row = json_next(row)) {
		int64_t line = 0;
		const char *reason = json_text(json_get(row, "reason"));
		(void)json_int(json_get(row, "line"), &line);
		upload_tell_rejection(upload, line, reason == NULL ? "" : reason);
	}
	return nexa_complain_reply(upload->nexa, reply);
}
