/* Asking the daemon for what it has signed. */
#include "audit_log.h"

#include <string.h>

#include "json.h"
#include "run.h"

int
audit_key_choose(struct nexa *nexa, const char *found, struct note_key *out, struct err *err)
{
	const char *pinned = config_text(nexa->config, OPTION_nexa_audit_key);
	if (pinned == NULL && found == NULL)
		return fail(err, PROBLEM_not_proven, "key", "there is no key to check with");
	if (pinned != NULL && found != NULL && strcmp(pinned, found) != 0)
		return fail(err, PROBLEM_not_proven, "key",
		    "the key was changed, or this is another log: it is signed by %s and not by "
		    "the pinned %s",
		    found, pinned);
	return note_key_parse(pinned != NULL ? pinned : found, out, err);
}

void
audit_key_warn(struct nexa *nexa, const struct note_key *key)
{
	char text[NOTE_VKEY];
	if (config_text(nexa->config, OPTION_nexa_audit_key) != NULL)
		return;
	note_key_print(key, text);
	nexa_note("the key was taken as it was found; to pin it: --audit-key %s", text);
}

int
audit_log_open(struct nexa *nexa, const struct verb *line, struct audit_log *out, struct err *err)
{
	struct audit_checkpoint_args args = { .first = 0 };
	struct verb asked = *line;
	*out = (struct audit_log){ .nexa = nexa };
	asked.op = OP_audit_checkpoint;
	asked.args = &args;
	return run_prepare(nexa, &asked, &out->with, err);
}

int
/* NOLINTNEXTLINE(readability-function-size): an operation, its arguments, where the answer goes */
audit_log_ask(struct audit_log *log, enum op_id op, const void *args,
    int (*take)(const struct json *answer, void *payload, struct err *err), void *payload,
    struct err *err)
{
	struct reply *reply = client_run(log->nexa->client, op, &log->with, args);
	int problem = (int)reply->err.problem;
	if (problem != 0)
		*err = reply->err;
	else if (reply->json == NULL)
		problem = fail(err, PROBLEM_bad_answer, "", "the daemon's answer is no JSON");
	else
		problem = take(reply->json, payload, err);
	reply_free(reply);
	return problem;
}

struct taking {
	struct audit_log *log;
	const struct note_key *key;
};

static int
take_checkpoint(const struct json *answer, void *payload, struct err *err)
{
	const struct taking *taking = payload;
	struct audit_log *log = taking->log;
	const char *note = json_text(json_get(answer, "checkpoint"));
	const char *found = json_text(json_get(answer, "key"));
	if (note == NULL || found == NULL)
		return fail(err, PROBLEM_bad_answer, "", "the daemon's answer has no checkpoint");
	if (taking->key != NULL)
		log->key = *taking->key;
	else if (audit_key_choose(log->nexa, found, &log->key, err) != 0)
		return (int)err->problem;
	log->note = arena_text(&log->nexa->arena, note);
	return checkpoint_open(note, strlen(note), &log->key, &log->checkpoint, err);
}

int
audit_log_checkpoint(struct audit_log *log, const struct note_key *key, struct err *err)
{
	const struct audit_checkpoint_args args = { .first = 0 };
	struct taking taking = { log, key };
	return audit_log_ask(log, OP_audit_checkpoint, &args, take_checkpoint, &taking, err);
}
