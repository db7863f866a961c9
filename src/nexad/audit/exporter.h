/* Exports, written while they are sent: on threads of their own that wait for no reader, in constant memory, without a
 * transaction that lasts. */
#ifndef EXPORTER_H
#define EXPORTER_H

#include <stdbool.h>
#include <stddef.h>

struct call;
struct daemon;
struct db;
struct err;
struct exporter;
struct str;

/* What is exported, a piece at a time.  The pieces have to make one whole, whatever is changed between them. */
struct export_source {
	const char *media;
	size_t piece_max; /* bytes */
	/* Adds the next piece, which may be empty; 0, or why the export is cut short. */
	int (*read)(struct db *db, void *payload, struct str *piece, struct err *err);
	bool (*has_more)(const void *payload);
	void *payload; /* in the call's arena */
};

int exporter_start(struct daemon *daemon, struct exporter **out, struct err *err);
/* Cuts short what is under way; what comes later is refused.  Before the HTTP server stops. */
void exporter_stop(struct exporter *exporter);
void exporter_free(struct exporter *exporter);

/* Takes the export on: it begins after the call's commit and is the call's answer, so nothing may fail after
 * this.  Refuses when too many are under way, of this organization or at all (overloaded). */
int exporter_take(struct call *c, const struct export_source *source);

#endif
