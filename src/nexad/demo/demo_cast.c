/* Chance and people. */
#include "demo_cast.h"

#include "call.h"
#include "ident.h"

/* xorshift64*: the same tenant each time. */
static uint64_t chance_state = 1;

unsigned
demo_chance(unsigned below)
{
	chance_state ^= chance_state >> 12;
	chance_state ^= chance_state << 25;
	chance_state ^= chance_state >> 27;
	return (unsigned)((chance_state * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % below;
}

uint64_t
demo_chance_swap(uint64_t state)
{
	uint64_t before = chance_state;
	chance_state = state;
	return before;
}

void
demo_act_as(struct call *c, const struct user *user)
{
	c->caller = (struct caller){ .type = PRINCIPAL_user,
		.id = user->id,
		.name = user->display_name,
		.email = user->email };
	c->standing =
	    (struct standing){ .principal = PRINCIPAL_user, .org_role = ORG_ROLE_org_owner };
	c->ip = arena_printf(&c->arena, "203.0.113.%u", 1 + demo_chance(250));
	c->user_agent = "nexa/" NEXA_VERSION;
	c->request_id = ident_new(&c->arena, "req");
}
