/* Exports of the audit log, written while they are sent: on threads of their own that wait for no reader, in
 * constant memory, without a transaction that lasts. */
#ifndef EXPORTER_H
#define EXPORTER_H

struct audit_export;
struct call;
struct daemon;
struct err;
struct exporter;

int exporter_start(struct daemon *daemon, struct exporter **out, struct err *err);
/* Cuts short what is under way; what comes later is refused.  Before the HTTP server stops. */
void exporter_stop(struct exporter *exporter);
void exporter_free(struct exporter *exporter);

/* Takes the export on: it begins after the call's commit and is the call's answer, so nothing may fail after
 * this.  Refuses when too many are under way, of this organization or at all (overloaded). */
int exporter_take(struct call *c, const struct audit_export *export);

#endif
