/* A row for each answer that something is said beside. */
#include "aside.h"

#include <strings.h>

#include "import_links.h"
#include "nexa.h"
#include "verb.h"

/* What a new key was given that is of no use to it is no surprise later. */
static void
tell_lapsed(struct nexa *nexa, const struct verb *verb, const void *answer)
{
	const struct api_key *key = answer;
	(void)nexa;
	if (op_writes(&ops[verb->op]) && key->lapsed_scopes.n > 0)
		nexa_note("%s", key->reason);
}

/* Two prices side by side are taken for one another. */
static void
tell_prices(struct nexa *nexa, const struct verb *verb, const void *answer)
{
	const struct route *route = answer;
	(void)verb;
	if (nexa->printer.output == OUTPUT_table && route->has_outbound_inr_per_min &&
	    route->has_call_rate_inr)
		nexa_note("outbound_inr_per_min is what the carrier takes, by its rate deck; the "
		          "wallet is charged call_rate_inr");
}

/* An owner who was made with the organization cannot come in yet: nothing is sent to them. */
static void
tell_owner(struct nexa *nexa, const struct verb *verb, const void *answer)
{
	const struct org_create_args *args = verb->args;
	(void)answer;
	if (verb->op != OP_org_create || args->owner == NULL || args->owner->email == NULL)
		return;
	const struct user_list_args look = { .email = args->owner->email, .has_email = true };
	struct reply *reply = client_run(nexa->client, OP_user_list, NULL, &look);
	const struct user *users = reply->value;
	for (size_t i = 0; i < reply->n; i++)
		if (strcasecmp(users[i].email, args->owner->email) == 0 && !users[i].has_password)
			nexa_note("%s has no password and no invitation, and cannot sign in yet: "
			          "nexa user update %s --password",
			    users[i].email, users[i].email);
	reply_free(reply);
}

static void
tell_unpaid(struct nexa *nexa, const struct verb *verb, const void *answer)
{
	const struct wallet *wallet = answer;
	(void)nexa;
	if (verb->op == OP_billing_auto_recharge && wallet->auto_recharge.enabled &&
	    !wallet->payment_hook)
		nexa_note(
		    "nothing is paid in by itself: no payment hook is configured (payment_url in "
		    "nexad.conf)");
}

static void
tell_token_use(struct nexa *nexa, const struct verb *verb, const void *answer)
{
	const struct invitation *invitation = answer;
	(void)nexa;
	(void)verb;
	if (invitation->token != NULL && invitation->link == NULL)
		nexa_note("%s", import_links_token_use);
}

static const struct {
	enum shape answer;
	void (*tell)(struct nexa *nexa, const struct verb *verb, const void *answer);
} asides[] = {
	{ SHAPE_api_key, tell_lapsed },
	{ SHAPE_route, tell_prices },
	{ SHAPE_organization, tell_owner },
	{ SHAPE_wallet, tell_unpaid },
	{ SHAPE_invitation, tell_token_use },
};

void
aside_tell(struct nexa *nexa, const struct verb *verb, const struct reply *reply)
{
	for (size_t i = 0; i < sizeof(asides) / sizeof(asides[0]); i++)
		if (asides[i].answer == ops[verb->op].gives && reply->value != NULL)
			asides[i].tell(nexa, verb, reply->value);
}
