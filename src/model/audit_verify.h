/* Checking an audit log, or one event of it, by what was signed: neither daemon nor database is asked. */
#ifndef AUDIT_VERIFY_H
#define AUDIT_VERIFY_H

#include <stdbool.h>

#include "err.h"
#include "note.h"

struct audit_event;
struct json;

enum {
	AUDIT_ID = 80,
	AUDIT_LOOK = 64 /* events behind a wrong one that are looked at to name what was done */
};

/* The hash of an event: of what it says, but for its leaf_hash. */
struct digest audit_leaf_hash(const struct audit_event *event);
/* Fails with not_proven when it is not the one that its leaf_hash tells. */
int audit_leaf_judge(const struct audit_event *event, struct err *err);

/* An event as it was served, hashed again. */
struct audit_leaf {
	int64_t seq;
	char id[AUDIT_ID];
	struct digest leaf;    /* of what it says now */
	struct digest claimed; /* what it says that its hash is */
};

/* Fails with not_proven when it is no event. */
int audit_leaf_read(const struct json *event, struct audit_leaf *out, struct err *err);

/* Checks an answer of …/audit-events/ID/proof against the checkpoint in it, which the key must have signed.
 * not_proven says what is wrong. */
int audit_proof_verify(const struct json *proof, const struct note_key *key,
    struct audit_leaf *event, struct checkpoint *checkpoint, struct err *err);
/* Reads "hashes" of an answer into a proof. */
int audit_hashes_read(const struct json *answer, struct merkle_proof *out, struct err *err);

/* ---- a whole log, event after event ---- */

/* Zeroed, but for what is said at a member. */
struct audit_check {
	/* Gives the hash of a leaf that is known to be the log's, of seq 1 to n_known, by which the first wrong
	 * event is named, and how: asked in order as long as nothing is wrong, then once more from the
	 * beginning.  0, or what the check then fails with.  NULL: each event's own leaf_hash, and in the end
	 * only the root, tell. */
	int (*known)(void *payload, uint64_t seq, struct digest *out, struct err *err);
	void *payload; /* borrowed */
	uint64_t n_known;
	struct merkle tree; /* of what was checked */
	uint64_t
	    purged; /* of so many at the beginning some are not there: their hashes alone count */
	uint64_t kept;      /* of those so many before the first that is not there are */
	uint64_t last_kept; /* and so many before the last ones that are not */
	uint64_t first_gap; /* the last one of the first that are not there; 0: all are */
	uint64_t said;      /* up to which seq an event of the log says that they were let go */
	bool suspicious;    /* an event is not the one it should be; those behind it tell how */
	struct audit_leaf suspect;
	struct digest behind[AUDIT_LOOK]; /* the hashes that they say they have */
	size_t n_behind;
};

/* The next event in order of seq, beginning with 1.  not_proven names the first wrong one; what is wrong
 * may come out some events later, AUDIT_LOOK at most. */
int audit_check_event(struct audit_check *check, const struct json *event, struct err *err);
/* After the last: whether these are all the events of the checkpoint. */
int audit_check_end(struct audit_check *check, const struct merkle_head *head, struct err *err);

/* Fails with not_proven: the events from one seq to another are missing, and how that came. */
int audit_say_missing(uint64_t from, uint64_t to, const char *how, struct err *err);

/* ---- a log that was seen before ---- */

/* Whether the log may have become what it is now from what it was: not_proven when it has become shorter, or is
 * another of the same size. */
int audit_check_head(const struct merkle_head *was, const struct merkle_head *now, struct err *err);
/* And whether the proof shows that it did; not_proven. */
int audit_check_prefix(const struct merkle_head *was, const struct merkle_head *now,
    const struct merkle_proof *proof, struct err *err);

#endif
