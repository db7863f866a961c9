/* Handing a live call to the engine, in two phases, so that no HTTP is ever waited for in the writer:
 * first the call is made, with its place among the calls at a time; then, after the commit, it is sent to
 * the engine; then the writer notes the engine's answer, and only then is the caller answered.  An engine
 * that refuses or does not answer within 5 seconds leaves a call that has failed, and the caller gets 503.
 * It is never sent twice, because a person's phone would ring twice: when the daemon dies in between, the
 * call fails a minute later, and an engine that reports on it is told by 409 that it is over. */
#ifndef CALL_ENGINE_H
#define CALL_ENGINE_H

struct agent;
struct call;
struct phone_call;

/* call_engine_unavailable when none is configured. */
int engine_check(struct call *c);
/* Has the call handed over after the commit of what c does now, which is answered then. */
void engine_hand_over(struct call *c, const struct phone_call *call, const struct agent *agent);

#endif
