/* Audit logs keep their events for 365 days.  What goes is first said in the log, with a checkpoint; then events,
 * their words and their counts go a few at a time.  The hashes of all leaves stay, so that the log can be proved. */
#ifndef RETENTION_H
#define RETENTION_H

struct audit_retention;
struct call;
struct daemon;

/* Marks what is old enough in every log and was delivered by the log's stream, if there is one, each with its
 * event; out may be NULL.  0 or the problem in c->err. */
int retention_mark(struct call *c, struct audit_retention *out);
/* Lets go what is marked, in transactions of the writer that are over in a moment, for some seconds; the rest has
 * its turn at the next call.  Not for the writer. */
void retention_sweep(struct daemon *daemon);

#endif
