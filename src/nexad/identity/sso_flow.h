/* Sign-ins by single sign-on that have begun and are not over: in memory, since they are worth nothing after some
 * minutes and hold what nobody else should read.  A restart ends them. */
#ifndef SSO_FLOW_H
#define SSO_FLOW_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

enum { SSO_FLOWS = 1024, SSO_FLOWS_OF_ADDRESS = 20 };

struct sso_flow {
	const char *org_id;
	int64_t version;    /* of the organization's configuration when it began */
	const char *email;  /* who is to sign in; NULL: whoever does */
	const char *code;   /* RFC 8628's device_code */
	int64_t interval_s; /* between two questions */
	int64_t expires_at; /* clock_now() */
};

struct sso_flows;

struct sso_flows *sso_flows_new(void);
void sso_flows_free(struct sso_flows *flows);

/* Makes room for one that begins, and answers its place; -1 when the client at that address (NULL: the socket) has
 * too many that are not over, -2 when all have. */
int sso_flow_reserve(struct sso_flows *flows, const char *address);
/* It has begun: fills its place, from then on found by the handle. */
void sso_flow_begin(
    struct sso_flows *flows, int place, const char *handle, const struct sso_flow *flow);

enum sso_turn {
	SSO_TURN_mine,  /* ask now; nobody else does until sso_flow_wait() or sso_flow_end() */
	SSO_TURN_early, /* the interval is not over, or somebody asks already */
	SSO_TURN_gone   /* it never was, is over, or took too long */
};
/* Whose turn it is; copies the flow into the arena unless it is gone. */
enum sso_turn sso_flow_turn(
    struct sso_flows *flows, const char *handle, struct arena *arena, struct sso_flow *out);
/* It goes on, and may be asked about again after so many seconds. */
void sso_flow_wait(struct sso_flows *flows, const char *handle, int64_t interval_s);
/* It is over: the handle is worth nothing any more. */
void sso_flow_end(struct sso_flows *flows, const char *handle);

#endif
