/* nexa deck export: the rate deck that is in force, whole or not at all. */
#include <string.h>

#include "newfile.h"
#include "run.h"
#include "special.h"
#include "verb.h"

enum { DECK_MAX = 256 << 20 }; /* what an import takes */

static bool
keep(const char *data, size_t len, void *payload)
{
	struct str *text = payload;
	str_add_n(text, data, len);
	return !text->failed;
}

int
special_deck_export(struct nexa *nexa, const struct verb *line)
{
	struct str text = STR_INIT(DECK_MAX);
	struct client_with with = { .org = NULL };
	struct err err;
	const char *path = line->n_words > 0 ? line->words[0] : NULL;
	/* Before the daemon reads all of it. */
	if (nexa_saves(path) && newfile_is_there(path)) {
		(void)fail(&err, PROBLEM_usage, path, "'%s' is there already", path);
		return nexa_complain(&err);
	}
	if (run_prepare(nexa, line, &with, &err) != 0)
		return nexa_complain(&err);
	with.sink = keep;
	with.sink_payload = &text;
	struct reply *reply = client_run(nexa->client, OP_deck_export, &with, line->args);
	int status = reply->err.problem != PROBLEM_none
	    ? nexa_complain_reply(nexa, reply)
	    : nexa_deliver(nexa, path, text.data, text.len);
	if (status == 0 && nexa_saves(path))
		nexa_note("saved in '%s', which only you can read", path);
	reply_free(reply);
	str_release(&text);
	return status;
}
