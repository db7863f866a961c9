/* Finding events: places in a log by time, questions to its index, counts. */
#ifndef AUDIT_QUERY_H
#define AUDIT_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "audit_words.h"
#include "shape.h"

struct call;

/* Which events of a log are looked through. */
struct audit_range {
	const char *org_id; /* "": the installation's log */
	bool has_after;
	int64_t after_seq;
	bool has_from;
	int64_t from;
	bool has_to;
	int64_t to;
};

/* Their places (audit_store.h), both bounds left out. */
struct audit_span {
	int64_t log; /* 0: it has no event yet */
	int64_t after;
	int64_t before;
};

/* Refuses a range whose end is not behind its beginning: invalid_query. */
int audit_find_span(struct call *c, const struct audit_range *range, struct audit_span *out);
/* The place of the first event of a log at or after an instant; one after the last when there is none. */
int audit_find_instant(struct call *c, int64_t log, int64_t at_ms, int64_t *place);
/* What the index is to be asked. */
struct audit_match {
	const struct audit_question *question; /* borrowed */
	const char *all;                       /* NULL: nothing was asked for */
	const char *seldom; /* the same in two: what few events are likely to meet, */
	const char
	    *rest; /* and what each of those has to meet too; NULL: it is not worth parting */
};
/* In the arena. */
int audit_match(struct call *c, const struct audit_question *question, struct audit_match *match);
/* The same with the types as they are written: "member.*,auth.logout"; invalid_query when there is none such. */
int audit_match_types(
    struct call *c, struct audit_question *question, const char *types, struct audit_match *match);
/* How many events of a span match, counted up to most; match NULL: all, exactly. */
int audit_count(
    struct call *c, const struct audit_span *span, const char *match, int64_t most, int64_t *count);

/* Since when something is looked for. */
struct audit_effort {
	int64_t wall_us;
	int64_t own_us;
};
void audit_effort_begin(struct audit_effort *effort);
/* How long it has taken, us: what this thread has done, so that an answer is the same whoever else wants the
 * processors; but a sixteenth of all the time at least, which bounds waiting for a disk. */
int64_t audit_effort_us(const struct audit_effort *effort);

/* A way through places in parts, each as large as what the one before has cost allows: so words that are never
 * in the same event hold up nobody. */
struct audit_pace {
	struct audit_span part; /* to be looked through now */
	const char *match;      /* with this question */
	const char *rest; /* and this one to each event that is found (events_places); NULL: none */
	const char *token; /* which it has before it; NULL: it is the one that was given */
	struct audit_span left;
	const struct audit_match *asked;
	bool parted; /* the question is put in two */
	bool descending;
	enum audit_block first; /* the size of a part that nothing is known about */
	struct audit_effort effort;
	int64_t spent; /* when the part began; -1: there was none */
};
void audit_pace_begin(struct audit_pace *pace, const struct audit_span *span,
    const struct audit_match *asked, bool descending, enum audit_block first);
/* The next part; false: there is none, or it has taken longer than the patience, us.  The first comes always. */
bool audit_pace_next(struct call *c, struct audit_pace *pace, int64_t patience);
/* How many events of the part are asked for, counted up to most.  Where more than a few meet what was taken to be
 * seldom, the part is given back, n is 0, and from there on the index is asked everything. */
int audit_pace_count(struct call *c, struct audit_pace *pace, int64_t most, int64_t *n);
bool audit_pace_has_more(const struct audit_pace *pace);

/* What a page of a filter needs to know, from where it begins. */
struct audit_walk {
	struct audit_span span; /* what is looked through; then where the page's rows are */
	const struct audit_match *asked;
	const char *match; /* then: what the index is asked for the page's rows, */
	const char *rest;  /* and what each of them has to meet; NULL: nothing */
	bool descending;
	enum audit_block first; /* as in audit_pace */
	int64_t wanted;         /* rows: one more than the page has */
	int64_t most;           /* rows that are counted; 0: none beyond those wanted */
	int64_t
	    patience; /* us for those wanted, five times that for the first; for those only counted less */
	int64_t found;
	bool ended; /* found are all that there are */
	int64_t
	    further; /* not 0: fewer than wanted, since it took too long: it has come to this place */
};
int audit_walk(struct call *c, struct audit_walk *walk);
/* The event with an id, or not_found. */
int audit_find(struct call *c, const char *org_id, const char *id, struct audit_event *out);
/* The hashes that lead from the event of a seq to the root of its log's tree of `size` events, seq <= size; in the
 * call's arena.  internal when hashes are missing. */
int audit_prove_seq(struct call *c, int64_t seq, uint64_t size, struct texts *hashes);

#endif
