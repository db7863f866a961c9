/* What is said on standard error beside an answer, so that nobody takes it for more than it is. */
#ifndef ASIDE_H
#define ASIDE_H

struct nexa;
struct reply;
struct verb;

/* Of an answer that was printed. */
void aside_tell(struct nexa *nexa, const struct verb *verb, const struct reply *reply);

#endif
