/* Making invitations, shared by single ones, organization ones and imports. */
#ifndef INVITATION_H
#define INVITATION_H

#include <stdbool.h>

#include "vocab.h"

struct arena;
struct call;
struct invitation;
struct invitation_row;

/* Who is invited to what. */
struct invitee {
	enum level level;
	const char *email;
	const char *role;
	const char *grants;   /* workspace roles that come with it: a JSON list */
	const char *batch_id; /* NULL: none */
};

/* Invites an address to the call's place: replaces a pending invitation of the same address there,
 * writes the events, and fills *out with link and token, which are shown here only.  0 or a problem. */
int invitation_issue(struct call *c, const struct invitee *invitee, struct invitation *out);
/* The page that a token opens, in the arena.  Links are formed from base_url alone, never from a header: NULL without
 * it, rather than one that leads nowhere. */
const char *invitation_link(struct arena *arena, const char *base_url, const char *token);
/* Gives a pending or expired invitation a new token and seven new days, with its event.  by_link: no mail is sent, the
 * inviter passes the link on. */
int invitation_renew(struct call *c, const struct invitation_row *row, const char *target_id,
    bool by_link, struct invitation *out);
/* Withdraws a pending invitation, with its event. */
int invitation_end(struct call *c, const struct invitation_row *row);
/* Withdraws what a person sent in the call's organization and may not send any more, with the events: to be called
 * once their roles have changed.  0 or a problem. */
int invitation_end_sent(struct call *c, const char *user_id, const char *batch_id);
/* The wire form of a row; a pending one is expired from its last instant on, before it is swept up. */
int invitation_from_row(struct call *c, const struct invitation_row *row, struct invitation *out);
/* Accepts an invitation for a user who was found to be the right one, with its events. */
struct acceptance;
struct user;
int invitation_take(struct call *c, const struct invitation_row *row, const struct user *user,
    struct acceptance *out);
/* Whether an invitation is worth anything: its sender may still invite, and is not suspended.  0 or a problem. */
int invitation_counts(struct call *c, const struct invitation_row *row, bool *counts);
/* The pending invitation that a token opens; invitation_gone when there is none. */
int invitation_open(struct call *c, const char *token, struct invitation_row *row);

#endif
