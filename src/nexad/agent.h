/* What handlers that need agents share. */
#ifndef AGENT_H
#define AGENT_H

#include <stdint.h>

struct agent;
struct agent_row;
struct call;

/* What an agent has where neither it nor its workspace says otherwise. */
#define AGENT_LANGUAGE "en-IN"
#define AGENT_LLM "gpt-4o-mini"
#define AGENT_VOICE "elevenlabs-monika"
#define AGENT_TRANSCRIBER "deepgram-nova-2"
enum { AGENT_CALL_SECONDS = 600 };

/* An agent of the call's workspace in one of its versions (0: the newest), with what is in force and
 * where that comes from; not_found when there is none. */
int agent_need(struct call *c, const char *id, int64_t number, struct agent *out);
/* The same for a call: the published version when number is 0; conflict when there is none. */
int agent_to_call(struct call *c, const char *id, int64_t number, struct agent *out);
/* A row as its resource. */
void agent_from_row(const struct agent_row *row, struct agent *out);

#endif
