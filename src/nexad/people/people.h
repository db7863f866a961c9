/* What handlers for people share: users, seats, and who may give them. */
#ifndef PEOPLE_H
#define PEOPLE_H

#include <stdbool.h>
#include <stdint.h>

#include "vocab.h"

struct call;
struct event_about;
struct user;

/* A user by id; not_found when there is none. */
int people_get(struct call *c, const char *user_id, struct user *out);
/* A user by address, *found tells whether there is one. */
int people_find(struct call *c, const char *email, struct user *out, bool *found);
/* Makes a user (password_hash may be NULL) with its event, and fills *out. */
int people_create(struct call *c, const char *email, const char *display_name,
    const char *password_hash, struct user *out);
/* Renames a user or changes their state, with its event, and fills *out; suspending ends sessions. */
int people_update(struct call *c, const struct user *before, const char *display_name,
    enum user_status status, struct user *out);

/* Emits an event that concerns a person wherever they have something: in each organization; of nobody known
 * (user_id NULL), or of somebody without any, in the installation. */
int people_emit(
    struct call *c, enum event type, const char *user_id, const struct event_about *about);
/* The same in the installation too: what was done to an account is the operator's business and that of each organization
 * that lets it in. */
int people_emit_everywhere(
    struct call *c, enum event type, const char *user_id, const struct event_about *about);
/* The same of the caller, about themself; after as in struct event_about. */
int people_emit_self(struct call *c, enum event type, const char *after);

/* Refuses what the caller wants to do to themself with a secret that is not right: somebody at an open session may be
 * guessing, so that it is told in the log as a failure, and counted. */
int people_refuse_self(struct call *c, enum event type, const char *subject, const char *sentence);

/* The event of a session, or of several, that ended from elsewhere; before as in struct event_about. */
int people_tell_session(struct call *c, const struct user *user, const char *before);
/* Ends a user's sessions but for one ("": none is left), with one event that counts them when there were any; *n
 * is how many.  0 or a problem. */
int people_end_sessions(struct call *c, const struct user *user, const char *but, int64_t *n);
/* The same of those by an organization's single sign-on only; NULL: of all. */
int people_end_sessions_by(
    struct call *c, const struct user *user, const char *but, const char *sso_org, int64_t *n);
/* Ends the sessions by an organization's single sign-on, of a user (NULL: everybody), with an event in that
 * organization for each person who had any.  0 or a problem. */
int people_end_sso_sessions(struct call *c, const char *org_id, const char *user_id);
/* Like people_end_sessions(), of a caller who is signed in, but for the session that the call came by. */
int people_end_own_others(struct call *c);

/* Only an active user can be made an owner. */
int people_check_active(struct call *c, const char *user_id);
/* The rules for giving, changing and taking a workspace role, beyond the matrix: an Org Admin acts on
 * others only and never on an Org Owner. */
int people_check_assignment(struct call *c, const char *user_id);
/* "organization" when the caller acts by an Org Admin's right, for the event; else NULL. */
const char *people_granted_through(const struct call *c);
/* Owner is never given like another role. */
int people_check_role(struct call *c, enum role role);

/* Gives a seat in a workspace, with its event. */
int people_seat(struct call *c, const struct user *user, enum role role, const char *ws_id,
    const char *reason, const char *batch_id);
/* Gives an organization role, with its event. */
int people_org_seat(
    struct call *c, const struct user *user, enum org_role role, const char *org_id);

#endif
