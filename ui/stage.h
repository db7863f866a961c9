/* Changes that are staged and not yet sent: role edits and removals of one workspace. */
#ifndef STAGE_H
#define STAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vocab.h"

struct app;
struct client_call;

/* One staged change; role unknown before: the person is added, after: removed. */
struct staged {
	char *user_id;
	char *name;
	enum role before;
	enum role after;
	int64_t version; /* of the row that it was made on; 0: there is none */
	char *problem;   /* why the daemon refused it; NULL */
	bool conflict;   /* somebody else changed the row: `now` and `now_version` hold */
	enum role now;
	int64_t now_version;
};

struct stage {
	char *ws_id; /* NULL: nothing is staged */
	char *ws_name;
	struct staged *items;
	size_t n;
	size_t room;
	struct client_call *call; /* the batch under way */
	struct stage *undo;       /* the inverse of what was applied last; NULL: none */
};

/* Stages a change; back to `before` drops it.  False when changes of another workspace are staged. */
bool stage_put(struct app *app, const char *user_id, const char *name, enum role before,
    enum role after, int64_t version);
/* What is staged for a person in the active workspace; NULL: nothing. */
const struct staged *stage_find(const struct app *app, const char *user_id);
void stage_drop(struct stage *stage, size_t at);
void stage_clear(struct stage *stage);
void stage_release(struct stage *stage);
/* Sends all, all or nothing; the outcome comes to the status line, conflicts into the items. */
void stage_apply(struct app *app, const char *reason);
/* Stages the inverse of what was applied last; false when there is none. */
bool stage_undo(struct app *app);

/* The review of what is staged: an overlay. */
void review_open(struct app *app);

#endif
