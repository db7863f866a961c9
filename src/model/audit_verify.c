/* Events to leaves to root, and what to call a difference. */
#include "audit_verify.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "codec.h"
#include "json.h"
#include "jsonw.h"
#include "shape.h"
#include "str.h"

enum { EVENT_MAX = 1 << 22, EVENT_USUAL = 1023 };

static int
refuse(struct err *err, const char *what)
{
	return fail(err, PROBLEM_not_proven, "", "%s", what);
}

/* ---- one event ---- */

/* As served, without leaf_hash, in the form of RFC 8785. */
static void
print_event(const struct audit_event *event, struct str *out)
{
	struct jsonw w = { .out = out };
	codec_write_without(&w, shape_fields(SHAPE_audit_event), event, "leaf_hash");
}

struct digest
audit_leaf_hash(const struct audit_event *event)
{
	char room[EVENT_USUAL + 1];
	struct str text = { .data = room, .cap = sizeof(room), .limit = EVENT_USUAL };
	struct str longer = STR_INIT(EVENT_MAX);
	print_event(event, &text);
	if (text.failed)
		print_event(event, &longer);
	struct digest leaf =
	    text.failed ? merkle_leaf(str_text(&longer), longer.len) : merkle_leaf(room, text.len);
	str_release(&longer);
	return leaf;
}

static int
say_not_as_hashed(int64_t seq, const char *id, struct err *err)
{
	return fail(err, PROBLEM_not_proven, id,
	    "event %" PRId64 " (%s) was edited: it is not what its leaf_hash was made of", seq, id);
}

int
audit_leaf_judge(const struct audit_event *event, struct err *err)
{
	struct digest claimed;
	struct digest leaf = audit_leaf_hash(event);
	if (event->leaf_hash != NULL && digest_from_hex(event->leaf_hash, &claimed) == 0 &&
	    digest_same(&leaf, &claimed))
		return 0;
	return say_not_as_hashed(event->seq, event->id == NULL ? "" : event->id, err);
}

int
audit_leaf_read(const struct json *event, struct audit_leaf *out, struct err *err)
{
	const char *id = json_text(json_get(event, "id"));
	const char *claimed = json_text(json_get(event, "leaf_hash"));
	struct str text = STR_INIT(EVENT_MAX);
	*out = (struct audit_leaf){ .seq = 0 };
	if (!json_int(json_get(event, "seq"), &out->seq) || out->seq < 1 || id == NULL ||
	    claimed == NULL || digest_from_hex(claimed, &out->claimed) != 0)
		return refuse(
		    err, "this is no event of an audit log: id, seq or leaf_hash is missing");
	(void)snprintf(out->id, sizeof(out->id), "%s", id);
	(void)str_reserve(&text, EVENT_USUAL);
	json_canonical_without(event, "leaf_hash", &text);
	out->leaf = merkle_leaf(str_text(&text), text.len);
	str_release(&text);
	return 0;
}

int
audit_hashes_read(const struct json *answer, struct merkle_proof *out, struct err *err)
{
	const struct json *hashes = json_get(answer, "hashes");
	out->n = 0;
	if (hashes == NULL || json_type(hashes) != JSON_LIST ||
	    json_count(hashes) > MERKLE_PROOF_MAX)
		return refuse(err, "its hashes are no proof");
	for (const struct json *each = json_first(hashes); each != NULL; each = json_next(each))
		if (json_text(each) == NULL ||
		    digest_from_hex(json_text(each), &out->hashes[out->n++]) != 0)
			return refuse(err, "its hashes are no proof");
	return 0;
}

int
audit_proof_verify(const struct json *proof, const struct note_key *key, struct audit_leaf *event,
    struct checkpoint *checkpoint, struct err *err)
{
	struct merkle_proof path;
	struct digest root;
	const char *note = json_text(json_get(proof, "checkpoint"));
	if (note == NULL)
		return refuse(err, "this is no proof: it has no checkpoint");
	if (checkpoint_open(note, strlen(note), key, checkpoint, err) != 0 ||
	    audit_leaf_read(json_get(proof, "event"), event, err) != 0 ||
	    audit_hashes_read(proof, &path, err) != 0)
		return (int)err->problem;
	if (!digest_same(&event->leaf, &event->claimed))
		return say_not_as_hashed(event->seq, event->id, err);
	if (!merkle_root_of_leaf(
	        (uint64_t)event->seq - 1, checkpoint->head.size, &event->leaf, &path, &root) ||
	    !digest_same(&root, &checkpoint->head.root))
		return fail(err, PROBLEM_not_proven, event->id,
		    "event %" PRId64
		    " (%s) is not in the log that was signed: it, its leaf_hash or "
		    "the proof was changed",
		    event->seq, event->id);
	return 0;
}

/* ---- a whole log ---- */

static int
known(const struct audit_check *check, uint64_t seq, struct digest *out, struct err *err)
{
	return check->known(check->payload, seq, out, err);
}

/* As which event each of those that came last was logged, the suspect first; 0: as none. */
struct belongs {
	uint64_t own[1 + AUDIT_LOOK];
	size_t n;
};

static int
look_for(const struct audit_check *check, struct belongs *out, struct err *err)
{
	struct digest hash;
	*out = (struct belongs){ .n = 1 + check->n_behind };
	for (uint64_t seq = 1; seq <= check->n_known; seq++) {
		if (known(check, seq, &hash, err) != 0)
			return (int)err->problem;
		for (size_t i = 0; i < out->n; i++) {
			const struct digest *claimed =
			    i == 0 ? &check->suspect.claimed : &check->behind[i - 1];
			if (out->own[i] == 0 && digest_same(&hash, claimed))
				out->own[i] = seq;
		}
	}
	return 0;
}

static bool
belongs_to(const struct belongs *belongs, size_t i, uint64_t seq)
{
	return i < belongs->n && belongs->own[i] == seq;
}

static int
say_inserted(const struct audit_leaf *first, size_t n, uint64_t own, struct err *err)
{
	uint64_t place = (uint64_t)first->seq;
	if (n > 1)
		return fail(err, PROBLEM_not_proven, first->id,
		    "events %" PRIu64 " to %" PRIu64 " (%s first) were inserted: they were never "
		    "logged there",
		    place, place + n - 1, first->id);
	if (own > 0)
		return fail(err, PROBLEM_not_proven, first->id,
		    "event %" PRIu64 " (%s) was inserted: it is a copy of what was logged as event "
		    "%" PRIu64,
		    place, first->id, own);
	return fail(err, PROBLEM_not_proven, first->id,
	    "event %" PRIu64 " (%s) was inserted: it was never logged", place, first->id);
}

/* Nothing was logged with the hash that the suspect has. */
static int
say_edited(const struct audit_leaf *first, const struct belongs *belongs, struct err *err)
{
	uint64_t place = (uint64_t)first->seq;
	size_t n = 1;
	while (n < belongs->n && belongs->own[n] == 0)
		n++;
	if (n == 1)
		return fail(err, PROBLEM_not_proven, first->id,
		    "event %" PRIu64 " (%s) was edited, and its leaf_hash with it", place,
		    first->id);
	return fail(err, PROBLEM_not_proven, first->id,
	    "events %" PRIu64 " to %" PRIu64 " (%s first) were %s", place, place + n - 1, first->id,
	    belongs_to(belongs, n, place + n) ? "edited, and their leaf_hashes with them"
	                                      : "edited or inserted: they were never logged");
}

/* How an event came to stand in another one's place. */
static int
name_it(const struct audit_check *check, struct err *err)
{
	const struct audit_leaf *bad = &check->suspect;
	uint64_t place = (uint64_t)bad->seq;
	struct belongs belongs;
	size_t moved = 1; /* so many places behind its own is the event that belongs here */
	if (look_for(check, &belongs, err) != 0)
		return (int)err->problem;
	uint64_t own = belongs.own[0];
	while (moved < belongs.n && belongs.own[moved] != place)
		moved++;
	bool there = moved < belongs.n;
	bool exchanged =
	    there && own == place + moved && !belongs_to(&belongs, moved + 1, place + 1);
	if (there && !exchanged)
		return say_inserted(bad, moved, own, err);
	if (own == 0)
		return say_edited(bad, &belongs, err);
	if (own > place && (belongs.n == 1 || belongs.own[1] == own + 1))
		return fail(err, PROBLEM_not_proven, bad->id,
		    "events were removed from %" PRIu64 " on, and those behind numbered anew: "
		    "what stands there (%s) was logged as event %" PRIu64,
		    place, bad->id, own);
	if (own < place || belongs_to(&belongs, (size_t)(own - place), own))
		return fail(err, PROBLEM_not_proven, bad->id,
		    "event %" PRIu64 " was replaced: what stands there (%s) is a copy of what was "
		    "logged as event %" PRIu64,
		    place, bad->id, own);
	return fail(err, PROBLEM_not_proven, bad->id,
	    "event %" PRIu64 " was swapped: what stands there (%s) was logged as event %" PRIu64,
	    place, bad->id, own);
}

/* What comes behind a suspect, as long as its place tells how it came to be there. */
static int
look_behind(struct audit_check *check, const struct audit_leaf *event, struct err *err)
{
	if (event->seq != check->suspect.seq + 1 + (int64_t)check->n_behind)
		return name_it(check, err);
	check->behind[check->n_behind++] = event->claimed;
	return check->n_behind == AUDIT_LOOK ? name_it(check, err) : 0;
}

int
audit_say_missing(uint64_t from, uint64_t to, const char *how, struct err *err)
{
	if (from == to)
		return fail(
		    err, PROBLEM_not_proven, "", "event %" PRIu64 " is missing: %s", from, how);
	return fail(err, PROBLEM_not_proven, "",
	    "events %" PRIu64 " to %" PRIu64 " are missing: %s", from, to, how);
}

/* What is not there counts by its hashes; that it was let go, an event behind it has to say.  A copy may have events that
 * are older. */
static int
pass_over_purged(struct audit_check *check, uint64_t seq, struct err *err)
{
	struct digest hash;
	if (seq <= check->tree.size + 1 || check->known == NULL || seq > check->n_known)
		return 0;
	check->last_kept = check->tree.size;
	if (check->first_gap == 0) {
		check->kept = check->tree.size;
		check->first_gap = seq - 1;
	}
	while (check->tree.size + 1 < seq) {
		if (known(check, check->tree.size + 1, &hash, err) != 0)
			return (int)err->problem;
		merkle_add(&check->tree, &hash);
	}
	check->purged = check->tree.size;
	return 0;
}

static void
hear_of_purge(struct audit_check *check, const struct json *event)
{
	const char *type = json_text(json_get(event, "type"));
	int64_t to;
	if (type != NULL && strcmp(type, "audit.retention_purged") == 0 &&
	    json_int(json_get(json_get(json_get(event, "details"), "after"), "to_seq"), &to) &&
	    to > 0 && (uint64_t)to > check->said)
		check->said = (uint64_t)to;
}

static int
check_place(const struct audit_check *check, const struct audit_leaf *event, struct err *err)
{
	uint64_t place = check->tree.size + 1;
	uint64_t seq = (uint64_t)event->seq;
	if (seq > place)
		return audit_say_missing(place, seq - 1, "removed", err);
	if (seq < place)
		return fail(err, PROBLEM_not_proven, event->id,
		    "event %" PRIu64 " (%s) was inserted: there is one of that seq", seq,
		    event->id);
	if (check->known != NULL && seq > check->n_known)
		return fail(err, PROBLEM_not_proven, event->id,
		    "event %" PRIu64 " (%s) was inserted at the end: it was never logged", seq,
		    event->id);
	return 0;
}

int
audit_check_event(struct audit_check *check, const struct json *event, struct err *err)
{
	struct audit_leaf read;
	if (audit_leaf_read(event, &read, err) != 0)
		return (int)err->problem;
	if (check->suspicious)
		return look_behind(check, &read, err);
	struct digest wanted = read.claimed;
	if (pass_over_purged(check, (uint64_t)read.seq, err) != 0 ||
	    check_place(check, &read, err) != 0 ||
	    (check->known != NULL && known(check, check->tree.size + 1, &wanted, err) != 0))
		return (int)err->problem;
	bool right = digest_same(&read.leaf, &wanted);
	if (check->known == NULL && !right)
		return say_not_as_hashed(read.seq, read.id, err);
	if (!right && digest_same(&read.claimed, &wanted))
		return fail(err, PROBLEM_not_proven, read.id,
		    "event %" PRId64 " (%s) was edited: it is not what was logged", read.seq,
		    read.id);
	if (right && !digest_same(&read.claimed, &wanted))
		return fail(err, PROBLEM_not_proven, read.id,
		    "the leaf_hash of event %" PRId64 " (%s) was changed", read.seq, read.id);
	check->suspicious = !right;
	check->suspect = read;
	if (right) {
		merkle_add(&check->tree, &read.leaf);
		hear_of_purge(check, event);
	}
	return 0;
}

/* No event says that those behind the kept ones were let go. */
static int
say_removed(const struct audit_check *check, uint64_t kept, uint64_t to, struct err *err)
{
	return audit_say_missing((kept > check->said ? kept : check->said) + 1, to, "removed", err);
}

int
audit_check_end(struct audit_check *check, const struct merkle_head *head, struct err *err)
{
	struct digest root;
	if (check->suspicious)
		return name_it(check, err);
	if (check->first_gap > check->said)
		return say_removed(check, check->kept, check->first_gap, err);
	if (check->purged > check->said)
		return say_removed(check, check->last_kept, check->purged, err);
	if (check->tree.size < head->size)
		return audit_say_missing(check->tree.size + 1, head->size, "the tail was cut", err);
	root = merkle_root(&check->tree);
	if (check->tree.size > head->size || !digest_same(&root, &head->root))
		return refuse(err,
		    "the events are not those that were signed: one was changed together with its "
		    "leaf_hash, or events were added or left out and the others numbered anew");
	return 0;
}

/* ---- a log that was seen before ---- */

int
audit_check_head(const struct merkle_head *was, const struct merkle_head *now, struct err *err)
{
	if (now->size < was->size)
		return fail(err, PROBLEM_not_proven, "",
		    "the log has %" PRIu64 " events and had %" PRIu64
		    ": its tail was cut, or an old backup was restored",
		    now->size, was->size);
	if (now->size == was->size && !digest_same(&now->root, &was->root))
		return fail(err, PROBLEM_not_proven, "",
		    "the log has %" PRIu64
		    " events as before, but not the same: they were changed, "
		    "or an old backup was restored and has gone on",
		    now->size);
	return 0;
}

int
audit_check_prefix(const struct merkle_head *was, const struct merkle_head *now,
    const struct merkle_proof *proof, struct err *err)
{
	if (merkle_extends(was, now, proof))
		return 0;
	return fail(err, PROBLEM_not_proven, "",
	    "the log of %" PRIu64 " events does not begin with the %" PRIu64
	    " that were seen: events were edited, removed or inserted, or an old backup was "
	    "restored and has gone on",
	    now->size, was->size);
}
