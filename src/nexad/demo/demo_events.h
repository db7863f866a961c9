/* As many audit events as one wants, for measuring: told by nobody, but in the log and its tree as any other. */
#ifndef DEMO_EVENTS_H
#define DEMO_EVENTS_H

#include <stdint.h>

struct call;

struct demo_events {
	uint64_t chance;
	int64_t left;    /* how many are still to come */
	int64_t next_at; /* when the next one occurs, ms */
	int64_t until;   /* they end here */
	int64_t made;
	const char *org_id;
	const struct user *people;
	int64_t *signed_in_at; /* of each of them, kept up to date */
	unsigned n_people;
	const char *workspaces[8];
	const char *names[8];
	unsigned n_workspaces;
};

/* Writes those that are due before an instant; they commit now and then. */
int demo_events_until(struct call *c, struct demo_events *events, int64_t at_ms);

#endif
