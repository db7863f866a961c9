/* Single sign-on by OpenID Connect.  An organization names a provider, which vouches for its people; the session that
 * comes of it reaches that organization and nothing else, since whoever owns an organization chooses its provider,
 * and could have it vouch for anybody. */
#ifndef SSO_H
#define SSO_H

#include <stdbool.h>

#include "slow.h"

struct arena;
struct call;
struct err;
struct place_row;
struct sso_client;
struct sso_exchange;
struct sso_row;
struct sso_set_args;
struct session;
struct texts;
struct user;

/* What the exchange needs of a configuration, in its arena.  0, or conflict when the secret cannot be
 * unsealed. */
int sso_client_read(struct call *c, const struct sso_row *row, struct sso_exchange *exchange);
/* The client's secret as the database keeps it. */
const char *sso_client_seal(struct call *c, const char *org_id, const char *secret);

/* The domains of a configuration, and the other way round: as it is kept, blanks between. */
void sso_domains_read(struct call *c, const char *domains, struct texts *out);
const char *sso_domains_print(struct call *c, const struct texts *domains);

/* An organization as its people find it: *place, without anybody's roles in it. */
int sso_place(
    struct call *c, const char *org_id, const char *user_id, struct place_row *place, bool *found);

/* Where a provider sends browsers back to, in the arena; NULL: there is no base_url. */
const char *sso_redirect_uri(struct arena *arena, const char *base_url);

/* The domain of an address, folded; whether the provider may vouch for it. */
const char *sso_domain_of(struct call *c, const char *email);
bool sso_is_allowed(struct call *c, const struct sso_row *row, const char *email);

/* How whoever has an address comes into an organization. */
enum sso_door {
	SSO_DOOR_password, /* single sign-on is not for them, if there is any */
	SSO_DOOR_either,
	SSO_DOOR_sso, /* it is enforced */
	SSO_DOOR_shut /* ... and its provider may not vouch for the address */
};
int sso_door(struct call *c, const char *org_id, const char *email, enum sso_door *out);
/* Why it is shut: "Acme is entered by single sign-on only, and …". */
const char *sso_why_shut(struct call *c, const char *org_name, const char *email);
/* Whoever is invited or added to the call's organization could come in: 0, or a broken rule. */
int sso_check_invited(struct call *c, const char *email);
/* Tells a dry run whom the settings that it has just put would shut out, Org Owners aside. */
int sso_foresee_shut(struct call *c, bool enforced);
/* The same for one person, whose place there has just been changed. */
int sso_foresee_shut_to(struct call *c, const char *name, const char *email);

/* The single sign-on of the organization of an invitation, when it may vouch for the invited address; *found tells
 * whether there is one. */
int sso_of_invitation(struct call *c, const char *token, struct sso_row *out, bool *found);

/* A provider has vouched for somebody: in the writer's turn, judges who that is here, and begins a session.  Whom
 * nobody knows yet and who came with an invitation is made a user, and accepts it.  0, or sso_refused; what is
 * refused leaves its event all the same. */
int sso_sign_in(struct call *c, const struct sso_exchange *exchange, struct session *out);

/* The configuration of the call's organization; not_found when there is none. */
int sso_need(struct call *c, struct sso_row *out);
/* Whether an issuer's address may be asked: 0, or invalid_field. */
int sso_issuer_check(const struct call *c, const char *issuer, struct err *err);
/* Before the writer's turn: asks the provider of settings that lock people out if it is not fit, and of each dry
 * run's. */
enum before sso_set_before(struct call *c);
/* What came of that, in the writer's turn: 0, or sso_unavailable when people would be locked out.  A dry run is told
 * what else is wrong.  before: as it is; NULL: there is no single sign-on yet. */
int sso_check_fit(struct call *c, const struct sso_set_args *args, const struct sso_row *before);

/* Forgets who a person is at the provider of the call's organization, and ends their sessions by it, with its
 * event; not_found when they never signed in by it.  0 or a problem. */
int sso_forget(struct call *c, const struct user *user);

/* Before the writer's turn: asks the provider whether a sign-in is finished, or for the tokens of the code that a
 * browser brought, when the call has its exchange already. */
enum before sso_before(struct call *c);

#endif
