/* What comes due by itself: invitations expire, invoices are issued, sessions and kept answers are purged. */
#ifndef HOUSEKEEPING_H
#define HOUSEKEEPING_H

struct daemon;
struct err;
struct housekeeping;

/* Looks once a minute, and at once at the start. */
int housekeeping_start(struct daemon *daemon, struct housekeeping **out, struct err *err);
void housekeeping_stop(struct housekeeping *housekeeping);

#endif
