/* An export of the audit log on its way into a file: what is there already is gone on with, so that an export that
 * was cut short, or one of last week, grows instead of beginning again. */
#ifndef AUDIT_FILE_H
#define AUDIT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "str.h"
#include "vocab.h"

struct audit_export_args;

struct audit_file {
	const char *path; /* borrowed; NULL: standard output */
	int fd;
	enum export_format format;
	int64_t n;       /* whole events that came */
	int64_t len;     /* bytes up to the end of the last whole event */
	struct str last; /* that event */
	struct str line; /* what there is of the next one */
	bool titled;     /* CSV: the titles are there */
	bool goes_on;    /* the answer has to begin with the last event that was there */
	bool unsure;     /* and nothing but that tells that it was made with these filters */
	size_t same;     /* how much of it has come again */
	bool begun;      /* something was written */
	bool whole;      /* the answer ended, and went on with what was there */
	bool made;       /* it was not there before */
	bool made_query; /* nor was PATH.query */
	struct err err;  /* why audit_file_take() said no */
};

/* By the end of a path; unknown when it tells neither. */
enum export_format audit_file_format(const char *path);
/* Makes the file, for its owner only, or reads the one that is there; what is not whole at its end is cut off
 * before something is added.  0; usage when it is no export in that format, or cannot be had, or
 * is being written.  Ends with audit_file_close(), also after a failure. */
int audit_file_open(
    struct audit_file *file, const char *path, enum export_format format, struct err *err);
/* Adds to the arguments where to go on, and keeps in PATH.query which events they ask for.  0; usage when what is
 * there was made by asking for others (up to when is no matter: what came later is added), or when that cannot be
 * kept. */
int audit_file_ask(struct audit_file *file, struct audit_export_args *args, struct err *err);
/* A client_sink_fn; the payload is the file.  False with file->err when it cannot be written, or goes on with
 * another log or other filters. */
bool audit_file_take(const char *data, size_t len, void *payload);
/* After a whole answer: whether it went on with what was there.  0, or usage. */
int audit_file_finish(struct audit_file *file, struct err *err);
/* seq of the last event; 0: none. */
int64_t audit_file_seq(const struct audit_file *file);
/* What was made for an answer of which nothing came is taken away again. */
void audit_file_close(struct audit_file *file);

#endif
