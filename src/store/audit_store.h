/* Events as they are kept: what many tell alike once, and an index of their words.  The index and the
 * counts of hours and days are written once before a commit, whatever the number of events. */
#ifndef AUDIT_STORE_H
#define AUDIT_STORE_H

#include <stdint.h>

#include "shape.h"

struct db;
struct err;

enum { AUDIT_SEQ_BITS = 40 };

/* Keeps an event, complete with its leaf hash. */
int audit_store_add(struct db *db, const struct audit_event *event, struct err *err);
/* Lets go some, `most` of each at most, of the names that people (and things) had and of the addresses that they came
 * from which only events told that are not there any more: of all logs together, of days before the oldest event that
 * is kept.  *more: there may be others.  For the connection that adds events. */
int audit_store_forget_people(struct db *db, int64_t most, bool *more, struct err *err);
/* Lets go those of the next `most` words behind `after` ("": the first) that no event has any more, so that none is
 * found by its beginning; `after`, of AUDIT_WORD_ROOM bytes, becomes the last of them.  *more: there may be others.
 * For the connection that adds events. */
int audit_store_forget_words(struct db *db, char *after, int64_t most, bool *more, struct err *err);
/* Merges pieces of the index of words: each commit adds one, and each of them is looked into for each word that is asked
 * for.  Writes some `pages` of 4 KiB, and ends with a word: one that a large part of 10 M events has takes 70 ms.  *more:
 * there may be others to be merged.  For the connection that adds events. */
int audit_store_merge(struct db *db, int64_t pages, bool *more, struct err *err);
/* All that there is, in transactions of its own; for who has no changes that wait. */
int audit_store_merge_all(struct db *db, struct err *err);
/* The number of an organization's log ("": the installation's); 0: it has no event yet. */
int audit_store_log(struct db *db, const char *org_id, int64_t *log, struct err *err);
/* What texts, one of them perhaps NULL, are found by. */
uint64_t audit_store_hash(const char *const *texts, int n);
/* Where an event stands among all. */
int64_t audit_store_place(int64_t log, int64_t seq);

#endif
