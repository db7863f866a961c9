/* A way through the audit log for what few events may have: parts of it, in time. */
#ifndef AUDIT_WALK_H
#define AUDIT_WALK_H

#include "audit_query.h"

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
	const char *rest;       /* and this one to each event that is found; NULL: none */
	struct audit_span left;
	const struct audit_match *asked;
	bool parted;  /* the question is put in two */
	bool weighed; /* whether what is left is cheap has been looked at */
	bool found;   /* something */
	bool descending;
	enum audit_block first; /* the size of a part that nothing is known about */
	struct audit_effort effort;
	int parts;     /* so far */
	int64_t spent; /* when the last of them began, us */
};
void audit_pace_begin(struct audit_pace *pace, const struct audit_span *span,
    const struct audit_match *asked, bool descending, enum audit_block first);
/* The next part; false: there is none, or it has taken longer than the patience, us.  The first comes always. */
bool audit_pace_next(struct call *c, struct audit_pace *pace, int64_t patience);
bool audit_pace_has_more(const struct audit_pace *pace);
/* Gives the places of the part's events that are asked for, `most` at most, in the order in which it is gone through.
 * Where more than a few meet what was taken to be seldom, it gives none, the part comes again, and from there on the
 * index is asked everything. */
int audit_pace_places(struct call *c, struct audit_pace *pace, int64_t most,
    void (*take)(int64_t place, void *payload), void *payload);

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
	    patience; /* us for those wanted, six times that for the first; for those only counted less */
	int64_t found;
	bool ended; /* found are all that there are */
	int64_t
	    further; /* not 0: fewer than wanted, since it took too long: it has come to this place */
};
int audit_walk(struct call *c, struct audit_walk *walk);

#endif
