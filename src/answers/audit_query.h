/* Finding events: places in a log by time, questions to its index, counts. */
#ifndef AUDIT_QUERY_H
#define AUDIT_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "audit_words.h"
#include "shape.h"
#include "store.h"

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
/* What the index is to be asked; seldom and rest are the same in two: what few events are likely to meet, and what each
 * of those has to meet too. */
struct audit_match {
	const struct audit_question *question; /* borrowed */
	const char *all;                       /* NULL: nothing was asked for */
	const char *seldom;                    /* NULL: it is not worth parting */
	const char *rest;
	bool few; /* are expected: who did something to whom was asked */
};
/* In the arena. */
int audit_match(struct call *c, const struct audit_question *question, struct audit_match *match);
/* The same with the types as they are written: "member.*,auth.logout"; invalid_query when there is none such. */
int audit_match_types(
    struct call *c, struct audit_question *question, const char *types, struct audit_match *match);
/* How many events of a span match, counted up to most; match NULL: all, exactly. */
int audit_count(
    struct call *c, const struct audit_span *span, const char *match, int64_t most, int64_t *count);

/* Numbers for what a question names; what no event ever had is none of them. */
struct audit_names {
	struct value ws;
	struct value failed;
	const char *types; /* commas between and around; NULL: any */
};
/* Hours or days, each `span` ms long, from the first since 1970 to before the end. */
struct audit_counted {
	int64_t span;
	int64_t first;
	int64_t end;
};
/* Whether hours and days have counts of what is asked: types, a workspace, an outcome. */
bool audit_is_counted(const struct audit_question *question);
int audit_find_names(
    struct call *c, const struct audit_question *question, struct audit_names *names);
/* Calls for each span_row that has some, in order. */
int audit_counts(struct call *c, int64_t log, const struct audit_names *names,
    const struct audit_counted *counted, int (*each)(const void *row, void *payload),
    void *payload);
/* The event with an id, or not_found. */
int audit_find(struct call *c, const char *org_id, const char *id, struct audit_event *out);
/* The hashes that lead from the event of a seq to the root of its log's tree of `size` events, seq <= size; in the
 * call's arena.  internal when hashes are missing. */
int audit_prove_seq(struct call *c, int64_t seq, uint64_t size, struct texts *hashes);

#endif
