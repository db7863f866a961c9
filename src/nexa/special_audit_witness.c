/* nexa audit witness: today's log against what it was the last time. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "audit_log.h"
#include "json.h"
#include "jsonw.h"
#include "newfile.h"
#include "paths.h"
#include "special.h"

enum { STATE_MAX = 1 << 17 };

struct witness {
	struct audit_log log;
	const char *path; /* of what is kept */
	bool has_seen;    /* something is kept, namely this: */
	struct note_key key;
	struct checkpoint seen;
	struct merkle_proof proof;
};

/* ---- what is kept: an answer of …/audit-checkpoint ---- */

static int
damaged(const struct witness *witness, const struct err *why, struct err *err)
{
	return fail(err, PROBLEM_not_proven, witness->path,
	    "'%s', which is kept of the last time, cannot be used: %s", witness->path, why->text);
}

static int
take_seen(struct witness *witness, const struct json *json, struct err *err)
{
	const char *note = json_text(json_get(json, "checkpoint"));
	const char *found = json_text(json_get(json, "key"));
	if (note == NULL || found == NULL)
		return fail(err, PROBLEM_not_proven, "", "it has no checkpoint");
	if (note_key_parse(found, &witness->key, err) != 0)
		return (int)err->problem;
	witness->has_seen = true;
	return checkpoint_open(note, strlen(note), &witness->key, &witness->seen, err);
}

static int
read_seen(struct witness *witness, struct err *err)
{
	struct json *json = NULL;
	struct err why = { .text = "" };
	static char text[STATE_MAX];
	FILE *file = fopen(witness->path, "re");
	if (file == NULL && errno == ENOENT)
		return 0;
	if (file == NULL)
		return fail(err, PROBLEM_usage, witness->path, "cannot open '%s': %s",
		    witness->path, strerror(errno));
	size_t len = fread(text, 1, sizeof(text), file);
	(void)fclose(file);
	int problem = json_parse(text, len, &json, &why);
	if (problem == 0)
		problem = take_seen(witness, json, &why);
	json_free(json);
	return problem == 0 ? 0 : damaged(witness, &why, err);
}

/* Whole or not at all: what was seen before is of use as long as this is not on the disk. */
static int
keep(struct witness *witness, struct err *err)
{
	struct str text = STR_INIT(STATE_MAX);
	struct jsonw w = { .out = &text };
	char key[NOTE_VKEY];
	char part[4200];
	note_key_print(&witness->log.key, key);
	jsonw_open(&w, '{');
	jsonw_key(&w, "checkpoint");
	jsonw_text(&w, witness->log.note);
	jsonw_key(&w, "key");
	jsonw_text(&w, key);
	jsonw_close(&w, '}');
	str_add_char(&text, '\n');
	(void)snprintf(part, sizeof(part), "%s.new", witness->path);
	paths_make_parent(witness->path);
	(void)unlink(part);
	int problem = newfile_write(part, text.data, text.len, err);
	if (problem == 0 && rename(part, witness->path) != 0)
		problem = fail(err, PROBLEM_usage, witness->path, "cannot write '%s': %s",
		    witness->path, strerror(errno));
	str_release(&text);
	return problem;
}

/* ---- comparing ---- */

static int
take_proof(const struct json *answer, void *payload, struct err *err)
{
	struct witness *witness = payload;
	return audit_hashes_read(answer, &witness->proof, err);
}

static int
check_key(const struct witness *witness, const struct json *answer, struct err *err)
{
	char seen[NOTE_VKEY];
	const char *found = json_text(json_get(answer, "key"));
	note_key_print(&witness->key, seen);
	if (found != NULL && strcmp(found, seen) != 0)
		return fail(err, PROBLEM_not_proven, "key",
		    "the key was changed, or this is another log: it is signed by %s, and was by %s",
		    found, seen);
	return 0;
}

static int
take_key(const struct json *answer, void *payload, struct err *err)
{
	return check_key(payload, answer, err);
}

/* The proof is asked for only when there is something to prove. */
static int
compare(struct witness *witness, struct err *err)
{
	const struct merkle_head *was = &witness->seen.head;
	const struct merkle_head *is = &witness->log.checkpoint.head;
	const struct audit_consistency_args args = {
		.from = (int64_t)was->size, .to = (int64_t)is->size, .has_to = true
	};
	if (audit_check_head(was, is, err) != 0)
		return (int)err->problem;
	if (is->size > was->size &&
	    audit_log_ask(&witness->log, OP_audit_consistency, &args, take_proof, witness, err) !=
	        0)
		return (int)err->problem;
	return audit_check_prefix(was, is, &witness->proof, err);
}

static int
look(struct witness *witness, struct err *err)
{
	const struct audit_key_args args = { .first = 0 };
	if (witness->has_seen &&
	    audit_log_ask(&witness->log, OP_audit_key, &args, take_key, witness, err) != 0)
		return (int)err->problem;
	if (audit_log_checkpoint(&witness->log, NULL, err) != 0)
		return (int)err->problem;
	return witness->has_seen ? compare(witness, err) : 0;
}

static int
tell(struct witness *witness)
{
	struct nexa *nexa = witness->log.nexa;
	const struct checkpoint *now = &witness->log.checkpoint;
	const char *text = witness->has_seen
	    ? arena_printf(&nexa->arena,
	          "%s has %" PRIu64 " events and begins with the %" PRIu64 " of the last time\n",
	          now->origin, now->head.size, witness->seen.head.size)
	    : arena_printf(&nexa->arena,
	          "%s has %" PRIu64 " events; from now on they are watched\n", now->origin,
	          now->head.size);
	if (!witness->has_seen)
		audit_key_warn(nexa, &witness->log.key);
	print_bytes(&nexa->printer, text, strlen(text));
	return print_finish(&nexa->printer) != 0;
}

int
special_audit_witness(struct nexa *nexa, const struct verb *line)
{
	struct err err = { .problem = PROBLEM_none };
	struct witness witness = { .path = config_text(nexa->config, OPTION_nexa_witness_state) };
	if (witness.path == NULL) {
		(void)fail(&err, PROBLEM_usage, "witness_state",
		    "there is no home directory to keep what was seen in; give --witness-state");
		return nexa_complain(&err);
	}
	if (read_seen(&witness, &err) != 0 || audit_log_open(nexa, line, &witness.log, &err) != 0 ||
	    look(&witness, &err) != 0 || keep(&witness, &err) != 0)
		return nexa_complain(&err);
	return tell(&witness);
}
