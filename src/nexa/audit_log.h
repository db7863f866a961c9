/* The daemon's audit log as the verbs that check it see it: nothing of it is believed that is not signed. */
#ifndef AUDIT_LOG_H
#define AUDIT_LOG_H

#include "audit_verify.h"
#include "nexa.h"
#include "verb.h"

struct json;

struct audit_log {
	struct nexa *nexa;
	struct client_with with;
	struct note_key key;
	struct checkpoint checkpoint; /* the newest that was asked for */
	const char *note;             /* as it came, in the run's arena */
};

/* The key to check with: the one that is pinned, or else `found`, which then is believed.  not_proven when
 * found is another one than the pinned. */
int audit_key_choose(struct nexa *nexa, const char *found, struct note_key *out, struct err *err);
/* Says that nobody vouches for the key when none is pinned. */
void audit_key_warn(struct nexa *nexa, const struct note_key *key);

/* Finds daemon and organization as the verb says. */
int audit_log_open(
    struct nexa *nexa, const struct verb *line, struct audit_log *out, struct err *err);
/* Asks for the newest checkpoint; key: what has to have signed it, or NULL, which lets
 * audit_key_choose() decide. */
int audit_log_checkpoint(struct audit_log *log, const struct note_key *key, struct err *err);
/* Asks, takes the answer over into the run's arena, and fails with what the answer fails with. */
int audit_log_ask(struct audit_log *log, enum op_id op, const void *args,
    int (*take)(const struct json *answer, void *payload, struct err *err), void *payload,
    struct err *err);

#endif
