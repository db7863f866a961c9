/* Exports of the audit log, a piece at a time: whoever sends one asks for the next piece when there is room. */
#ifndef AUDIT_EXPORT_H
#define AUDIT_EXPORT_H

#include "audit_query.h"
#include "vocab.h"

struct audit_export_args;
struct call;
struct db;
struct err;
struct str;

enum { AUDIT_EXPORT_PIECE_MAX = 16 << 20 };

/* What is exported: places are frozen, so what happens meanwhile is not in it. */
struct audit_export {
	enum export_format format;
	bool goes_on;           /* with what has its titles already */
	struct audit_span span; /* after: the place of the last event that was read */
	const char *match;      /* audit_match()'s; NULL: all */
	bool gapless;           /* it stops before a place that is not there */
	int64_t behind_gap;     /* the place behind that; 0: there was none, or set so to go on */
	/* Judges each event before it is written, or fails; NULL: nobody does. */
	int (*judge)(const void *event, struct err *err);
};

/* What was asked for; c->last_seq is the newest event then.  Texts live in the call's arena. */
int audit_export_ask(
    struct call *c, const struct audit_export_args *args, struct audit_export *out);
/* Titles, where the format has any and they are not there yet. */
void audit_export_begin(const struct audit_export *export, struct str *piece);
/* Reads on, in a transaction of its own: since events never change, the pieces make one whole.  A question that
 * few events answer may find none among those that it was put to.  0, or what the store or the judge fails with. */
int audit_export_read(
    struct db *db, struct audit_export *export, struct str *piece, struct err *err);
bool audit_export_has_more(const struct audit_export *export);

#endif
