/* Offboarding: every way in of a person ended or handed over, all or none. */
#ifndef LEAVING_H
#define LEAVING_H

#include "call.h"
#include "ways.h"

/* A person who goes, and what is to become of what they leave. */
struct leaving {
	struct call *call;
	const struct person *person;
	struct many_way_in *ways;                /* with their fates */
	const struct person_offboard_args *args; /* NULL: it is only looked at */
	struct user heir;                        /* id NULL: none was named */
};

/* Tells of each way in why the caller cannot end it, in its blocker.  0 or a problem. */
int leaving_judge(struct leaving *leaving);
/* Reads what is to become of each way in from the arguments.  0 or a problem. */
int leaving_decide(struct leaving *leaving);
/* In a dry run: what will end, go to somebody else and stay, by name. */
void leaving_foresee(const struct leaving *leaving);
/* Does it; the ways that cannot be ended as decided are told together, and then nothing was done.  0 or a
 * problem. */
int leaving_apply(struct leaving *leaving);

#endif
