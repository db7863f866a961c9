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

static int
deliver(struct nexa *nexa, const char *path, const struct str *text)
{
	struct err err;
	if (path == NULL) {
		print_bytes(&nexa->printer, text->data, text->len);
		return print_finish(&nexa->printer) != 0;
	}
	if (newfile_write(path, text->data, text->len, &err) != 0)
		return nexa_complain(&err);
	nexa_note("saved in '%s', which only you can read", path);
	return 0;
}

int
special_deck_export(struct nexa *nexa, const struct verb *line)
{
	struct str text = STR_INIT(DECK_MAX);
	struct client_with with = { .org = NULL };
	struct err err;
	const char *path = line->n_words > 0 ? line->words[0] : NULL;
	if (path != NULL && strcmp(path, "-") == 0)
		path = NULL;
	if (path != NULL && newfile_is_there(path)) {
		(void)fail(&err, PROBLEM_usage, path, "'%s' is there already", path);
		return nexa_complain(&err);
	}
	if (run_prepare(nexa, line, &with, &err) != 0)
		return nexa_complain(&err);
	with.sink = keep;
	with.sink_payload = &text;
	struct reply *reply = client_run(nexa->client, OP_deck_export, &with, line->args);
	int status = reply->err.problem != PROBLEM_none ? nexa_complain_reply(nexa, reply)
	                                                : deliver(nexa, path, &text);
	reply_free(reply);
	str_release(&text);
	return status;
}
