/* What handlers for API keys, of workspaces and organizations alike, share. */
#ifndef KEY_LIFE_H
#define KEY_LIFE_H

#include "event.h"
#include "vocab.h"

struct api_key;
struct call;
struct key_row;
struct many_revoked_key;
struct texts;

/* What a new key is to be. */
struct key_wish {
	enum level level;
	const char *name;
	enum key_mode mode;
	const char *scopes; /* wire names, blanks between */
	int64_t expires_at; /* 0: never */
};

/* Scopes as they were chosen, or the usual ones, in one text, each once; a key cannot give what it does not have.  0
 * or a problem. */
int keys_scopes(struct call *c, const struct texts *chosen, const char **out);
/* Makes a key of the caller's in the call's place, without its event, and shows its secret in *out. */
int keys_make(struct call *c, const struct key_wish *wish, struct api_key *out);
/* A key of the call's place by id; not_found when there is none. */
int keys_need(struct call *c, enum level level, const char *id, struct api_key *out);
/* A row as its resource, and what it can be used for now.  0 or a problem. */
int keys_from_row(struct call *c, const struct key_row *row, struct api_key *out);
/* The event of something done to a key of the call's place. */
int keys_emit(struct call *c, enum event type, const struct api_key *key, struct event_about about);
/* Ends the keys that a person has in the call's workspace, or as an organization's, with an event
 * each; fills *out (may be NULL) with those that worked until now. */
int keys_revoke_of(struct call *c, enum level level, const char *user_id, const char *batch_id,
    struct many_revoked_key *out);

#endif
