/* nexa audit prove: an event, its way into the tree and the signed checkpoint in one file. */
#include <string.h>

#include "audit_log.h"
#include "json.h"
#include "special.h"

struct proving {
	struct nexa *nexa;
	struct str text; /* the proof as it was served */
};

/* What does not convince here convinces nowhere. */
static int
take(const struct json *answer, void *payload, struct err *err)
{
	struct proving *proving = payload;
	struct note_key key;
	struct audit_leaf event;
	struct checkpoint checkpoint;
	if (audit_key_choose(proving->nexa, json_text(json_get(answer, "key")), &key, err) != 0 ||
	    audit_proof_verify(answer, &key, &event, &checkpoint, err) != 0)
		return (int)err->problem;
	json_canonical(answer, &proving->text);
	str_add_char(&proving->text, '\n');
	return 0;
}

static int
deliver(struct nexa *nexa, const char *path, const struct str *text)
{
	int status = nexa_deliver(nexa, path, text->data, text->len);
	if (status == 0 && nexa_saves(path))
		nexa_note("saved in '%s'; anybody can check it: nexa audit verify %s", path, path);
	return status;
}

int
special_audit_prove(struct nexa *nexa, const struct verb *line)
{
	struct err err = { .problem = PROBLEM_none };
	struct audit_log log;
	struct proving proving = { .nexa = nexa, .text = STR_INIT(1 << 24) };
	const struct audit_prove_args args = { .id = line->words[0] };
	int problem = audit_log_open(nexa, line, &log, &err);
	if (problem == 0)
		problem = audit_log_ask(&log, OP_audit_prove, &args, take, &proving, &err);
	int status = problem != 0
	    ? nexa_complain(&err)
	    : deliver(nexa, line->n_words > 1 ? line->words[1] : NULL, &proving.text);
	str_release(&proving.text);
	return status;
}
