/* What pending invitations would give a person, were they accepted. */
#ifndef OFFERS_H
#define OFFERS_H

#include <stdbool.h>
#include <stddef.h>

struct call;
struct invitation_row;
struct standing;

/* Invitations of an address to the call's organization and its workspaces, the oldest first; in the call's arena. */
struct offers {
	struct invitation_row *items;
	size_t n;
};

/* Finds those that are pending and whose senders may still invite.  0 or a problem. */
int offers_find(struct call *c, const char *email_fold, struct offers *out);
/* Adds the roles that an offer would give in a workspace (ws_id NULL: in the organization) to a standing that has
 * none there.  0 or a problem. */
int offers_add(struct call *c, const struct invitation_row *offer, const char *ws_id,
    struct standing *standing);
/* "Priya Sharma, until 2026-11-29", in the call's arena. */
const char *offers_sent_by(struct call *c, const struct invitation_row *offer);

#endif
