/* What the files of the copies share.  A shelf and what is on it belong to one thread at a time. */
#ifndef COPY_INTERNAL_H
#define COPY_INTERNAL_H

#include <limits.h>
#include <sys/queue.h>

#include "audit_verify.h"
#include "copy.h"
#include "local.h"
#include "store.h"
#include "worker.h"

struct copy_export; /* an answer that is made in pieces */
struct json;

enum { COPY_PATH = 4096, COPY_ORG = 72, COPY_LINE = 120 };

/* ---- files ---- */

struct copy_names {
	char *directory; /* NULL: none */
	char daemon_hash[9];
	bool any_daemon;
};

/* The file that an organization's copy has, or would have; false: that is no id. */
bool copy_path(const struct copy_names *names, const char *org_id, char out[COPY_PATH]);
/* The file that is there to be read. */
bool copy_path_there(const struct copy_names *names, const char *org_id, char out[COPY_PATH]);
/* Calls each(path, org_id, payload) for all that may be read; returns how many. */
size_t copy_each_path(const struct copy_names *names,
    void (*each)(const char *path, const char *org_id, void *payload), void *payload);
/* Makes an empty one for nobody else's eyes, unless it is there. */
int copy_make_file(const char *path, struct err *err);

/* ---- an open copy ---- */

struct copy_open {
	LIST_ENTRY(copy_open) entry;
	char path[COPY_PATH];
	struct store *store;
	struct db *reader;
	struct db *writer; /* NULL: nothing is being taken */
	/* The checkpoint that it was compared with. */
	bool has_head;
	int64_t head_of; /* checked_at of the row that it was read from */
	struct checkpoint head;
	/* While it takes events: */
	char org_id[COPY_ORG];
	struct audit_check check;
	int64_t last_at;
	struct digest *leaves; /* whose events, or only whose hashes, are not committed */
	size_t n_leaves;
	size_t room;
};

LIST_HEAD(shelf, copy_open);

/* Opens a file that is there, or finds it open.  A damaged one is storage_unavailable with a sentence that
 * says what to do. */
int shelf_open(struct shelf *shelf, const char *path, struct copy_open **out, struct err *err);
/* Closes one (what waits is lost), or all of them. */
void shelf_drop(struct shelf *shelf, const char *path);
void shelf_clear(struct shelf *shelf);
/* A problem of the file, not of what was asked for: said as such; a full disk is none of the file's. */
int copy_damaged(const char *path, struct err *err);
bool copy_is_file_problem(enum problem problem);
/* Its row, *found false: it was only just made; texts in the arena. */
int copy_row_read(
    struct db *db, struct arena *arena, struct copy_row *row, bool *found, struct err *err);
/* What its organization is called. */
const char *copy_organization_name(struct arena *arena, const struct copy_row *row);
/* The size of its tree: how many events it has. */
int copy_tree_read(
    struct db *db, const char *org_id, struct merkle *tree, int64_t *last_at, struct err *err);
/* Whether the last event of its tree is the last that is there: internal, and which are missing. */
int copy_check_last(struct db *db, const struct copy_row *row, int64_t size, struct err *err);
/* Reads has_head and head anew when the row is another one; internal when that is no checkpoint of its key's. */
int copy_head_read(struct copy_open *copy, const struct copy_row *row, struct err *err);
/* "copy of 10:32, 1,203 events, verified on arrival"; in a transaction of the reader. */
int copy_line(struct copy_open *copy, char out[COPY_LINE], struct err *err);

/* ---- in the thread ---- */

/* Whether an operation is one of those that copies answer. */
bool copy_serves(enum op_id op);
/* Answers a target; never fails but by what it answers.  *export, when that is one, has what is to come; it is
 * the caller's. */
void copy_serve(struct shelf *shelf, const struct copy_names *names, const char *target,
    struct transport_answer *answer, struct copy_export **export);
/* Adds to the answer's body what comes next; *export is freed and NULL when that was the end, or failed. */
void copy_export_read(
    struct copy_export **export, struct shelf *shelf, struct transport_answer *answer);
void copy_export_free(struct copy_export *export);

/* What a copy is begun or continued with. */
struct copy_begin {
	char path[COPY_PATH];
	char org_id[COPY_ORG];
	const char *daemon;
	const char *key;
	const char *me;
	const char *organization;
	bool anew;
	/* What it found: */
	bool has_head;
	struct merkle_head head; /* that it was compared with the last time */
	uint64_t size;           /* events that it has */
};

int copy_take_begin(struct shelf *shelf, struct copy_begin *begin, struct err *err);
/* Takes events of a page, those up to a seq, and commits now and then. */
int copy_take(struct copy_open *copy, const struct json *data, const struct audit_event *events,
    size_t n, int64_t up_to, struct err *err);
/* Takes the hashes of events at the beginning of the log that the daemon has let go, up to a seq. */
int copy_take_hashes(
    struct copy_open *copy, const struct json *hashes, uint64_t up_to, struct err *err);
/* Compares what is there with a checkpoint, and keeps that. */
int copy_take_end(struct copy_open *copy, const struct copy_begin *begin, const char *note,
    const struct checkpoint *checkpoint, char line[COPY_LINE], struct err *err);
/* Commits what waits, if anything does, and lets others write. */
void copy_take_stop(struct copy_open *copy);

/* ---- the thread ---- */

/* Something for it to do; the first member of what is known about it. */
struct copy_job {
	TAILQ_ENTRY(copy_job) entry;
	void (*run)(struct copy_job *job, struct shelf *shelf); /* in the thread */
	void (*done)(struct copy_job
	        *job); /* where it was submitted; frees it.  Not called before submit returns */
	bool dropped;  /* nobody waits for it any more */
};

TAILQ_HEAD(copy_jobs, copy_job);

struct copies {
	struct client_local local; /* the first member: what the client holds */
	struct copy_names names;
	char *daemon;
	bool when_away;
	bool started;
	int fd; /* rung when a job is done */
	struct worker worker;
	struct copy_jobs due;  /* under the worker's lock */
	struct copy_jobs done; /* likewise */
};

/* False when no thread can be had: the job stays the caller's. */
bool copies_submit(struct copies *copies, struct copy_job *job);

#endif
