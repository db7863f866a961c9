/* What proves the audit log: signed checkpoints, proofs, and the tiles that anybody can check them by. */
#include <string.h>

#include "audit_hex.h"
#include "audit_query.h"
#include "audit_store.h"
#include "audit_tiles.h"
#include "audit_trees.h"
#include "call.h"
#include "daemon.h"
#include "note.h"

/* The log's tree as the call's transaction sees it, signed. */
static int
take_checkpoint(struct call *c, struct checkpoint *out, const char **note, const char **key)
{
	const unsigned char *secret = c->daemon->settings.audit_secret;
	struct tree_row row = { .frontier = "" };
	struct merkle tree;
	struct note_key signer;
	int64_t log = 0;
	bool found;
	if (call_get(c, QUERY_tree_get, WITH(V(c->place.org_id)), &row, &found) != 0 ||
	    (!found && audit_store_log(c->db, c->place.org_id, &log, &c->err) != 0))
		return (int)c->err.problem;
	if (log != 0)
		return call_refuse(
		    c, PROBLEM_not_proven, c->place.org_id, AUDIT_TREE_REMOVED, c->place.org_id);
	if (merkle_load((uint64_t)row.size, row.frontier, &tree) != 0)
		return call_refuse(
		    c, PROBLEM_not_proven, c->place.org_id, AUDIT_TREE_DAMAGED, c->place.org_id);
	if (secret == NULL)
		return call_refuse(
		    c, PROBLEM_internal, "", "this daemon has no key to sign checkpoints with");
	*out = (struct checkpoint){ .head = { tree.size, merkle_root(&tree) } };
	(void)snprintf(out->origin, sizeof(out->origin), "nexad/audit/%s", c->place.org_id);
	struct str text = STR_INIT(NOTE_MAX);
	checkpoint_sign(out, secret, &text);
	*note = call_keep(c, &text);
	note_key_make(out->origin, secret + NOTE_SECRET - NOTE_PUBLIC, &signer);
	char *printed = arena_new(&c->arena, NOTE_VKEY);
	note_key_print(&signer, printed);
	*key = printed;
	return 0;
}

int
op_audit_checkpoint(
    struct call *c, const struct audit_checkpoint_args *args, struct audit_checkpoint *out)
{
	struct checkpoint checkpoint = { .origin = "" };
	(void)args;
	if (take_checkpoint(c, &checkpoint, &out->checkpoint, &out->key) != 0)
		return (int)c->err.problem;
	out->origin = arena_text(&c->arena, checkpoint.origin);
	out->root = audit_hex(c, &checkpoint.head.root);
	out->size = (int64_t)checkpoint.head.size;
	if (c->media == NULL)
		return 0;
	str_add(&c->out, out->checkpoint);
	c->media = "text/plain; charset=utf-8";
	return 0;
}

int
op_audit_key(struct call *c, const struct audit_key_args *args, struct audit_key *out)
{
	struct checkpoint checkpoint = { .origin = "" };
	const char *note;
	(void)args;
	if (take_checkpoint(c, &checkpoint, &note, &out->key) != 0)
		return (int)c->err.problem;
	if (c->media == NULL)
		return 0;
	str_addf(&c->out, "%s\n", out->key);
	c->media = "text/plain; charset=utf-8";
	return 0;
}

int
op_audit_prove(struct call *c, const struct audit_prove_args *args, struct audit_proof *out)
{
	struct checkpoint checkpoint = { .origin = "" };
	if (take_checkpoint(c, &checkpoint, &out->checkpoint, &out->key) != 0 ||
	    audit_find(c, c->place.org_id, args->id, &out->event) != 0)
		return (int)c->err.problem;
	if ((uint64_t)out->event.seq > checkpoint.head.size)
		return call_refuse(c, PROBLEM_not_proven, args->id,
		    "the event is not in the tree of the audit log of '%s'", c->place.org_id);
	return audit_prove_seq(c, out->event.seq, checkpoint.head.size, &out->hashes);
}

int
op_audit_consistency(
    struct call *c, const struct audit_consistency_args *args, struct audit_consistency *out)
{
	struct checkpoint checkpoint = { .origin = "" };
	struct merkle_proof proof = { .n = 0 };
	if (take_checkpoint(c, &checkpoint, &out->checkpoint, &out->key) != 0)
		return (int)c->err.problem;
	int64_t size = (int64_t)checkpoint.head.size;
	out->from = args->from;
	out->to = args->has_to ? args->to : size;
	if (out->to > size)
		return call_refuse(c, PROBLEM_invalid_query, args->has_to ? "to" : "from",
		    "the log has %lld events", (long long)size);
	if (out->from > out->to)
		return call_refuse(c, PROBLEM_invalid_query, "from",
		    "from must not be greater than to, and the log has %lld events",
		    (long long)size);
	struct audit_source *source = arena_new(&c->arena, sizeof(*source));
	audit_source_init(source, c->db, c->place.org_id, &c->err);
	if (merkle_prove_prefix(&source->source, (uint64_t)out->from, (uint64_t)out->to, &proof) !=
	    0)
		return (int)c->err.problem;
	out->hashes = audit_hex_list(c, proof.hashes, proof.n);
	return 0;
}
