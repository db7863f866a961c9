/* Numbers and names of what goes with a place. */
#include "foresee.h"

#include <stdio.h>

#include "call.h"
#include "clock.h"
#include "money.h"

enum { NAMED = 6, COUNTED = 100000, SENTENCE = 600 };

const char *
foresee_names(struct call *c, const struct text_row *names, size_t n)
{
	const char *list = n == 0 ? "" : names[0].text;
	for (size_t i = 1; i < n && i < NAMED; i++)
		list = arena_printf(
		    &c->arena, "%s%s%s", list, i + 1 == n ? " and " : ", ", names[i].text);
	return n <= NAMED ? list : arena_printf(&c->arena, "%s and %zu more", list, n - NAMED);
}

/* A kind of thing with how many there are. */
struct counted {
	int64_t n;
	const char *one;
	const char *many;
};

/* "212 members, 2 API keys"; "" for nothing at all. */
static const char *
list_of(struct call *c, const struct counted *counted, size_t n)
{
	const char *list = "";
	for (size_t i = 0; i < n; i++)
		if (counted[i].n > 0)
			list = arena_printf(&c->arena, "%s%s%s%lld %s", list,
			    list[0] == '\0' ? "" : ", ", counted[i].n > COUNTED ? "more than " : "",
			    (long long)(counted[i].n > COUNTED ? COUNTED : counted[i].n),
			    counted[i].n == 1 ? counted[i].one : counted[i].many);
	return list;
}

static int
workspace_contents(struct call *c, const char *ws_id, struct contents_row *out)
{
	return call_need(c, QUERY_workspace_contents,
	    WITH(V(ws_id), V(clock_now()), V((int64_t)COUNTED + 1)), out, "workspace");
}

int
foresee_workspace_end(struct call *c, const char *ws_id)
{
	struct contents_row row;
	if (!c->dry_run || workspace_contents(c, ws_id, &row) != 0)
		return (int)c->err.problem;
	const struct counted counted[] = { { row.members, "member", "members" },
		{ row.invitations, "pending invitation", "pending invitations" },
		{ row.keys, "API key that works", "API keys that work" },
		{ row.agents, "agent", "agents" }, { row.numbers, "phone number", "phone numbers" },
		{ row.calls, "call", "calls" }, { row.templates, "template", "templates" },
		{ row.webhooks, "webhook", "webhooks" } };
	const char *list = list_of(c, counted, sizeof(counted) / sizeof(counted[0]));
	if (list[0] != '\0')
		call_foresee(c, "Destroyed with it: %s", list);
	return 0;
}

int
foresee_workspace_archived(struct call *c, const char *ws_id)
{
	struct contents_row row;
	if (!c->dry_run || workspace_contents(c, ws_id, &row) != 0)
		return (int)c->err.problem;
	const struct counted stopped[] = {
		{ row.keys, "API key", "API keys" },
		{ row.agents, "agent", "agents" },
	};
	const struct counted rented[] = { { row.numbers, "phone number", "phone numbers" } };
	const char *stops = list_of(c, stopped, sizeof(stopped) / sizeof(stopped[0]));
	const char *stays = list_of(c, rented, sizeof(rented) / sizeof(rented[0]));
	call_foresee(c, "Nobody can change anything in it until it is brought back");
	if (stops[0] != '\0')
		call_foresee(c, "Stopped meanwhile: %s", stops);
	const struct counted going_on[] = { { row.calls_under_way, "call", "calls" } };
	const char *calls = list_of(c, going_on, sizeof(going_on) / sizeof(going_on[0]));
	if (calls[0] != '\0')
		call_foresee(c, "Under way, to their end and charged: %s", calls);
	if (stays[0] != '\0')
		call_foresee(c, "Still rented by the month: %s", stays);
	return 0;
}

int
foresee_org_end(struct call *c, const char *org_id)
{
	struct contents_row row;
	struct wallet wallet;
	char money[MONEY_TEXT];
	if (!c->dry_run ||
	    call_need(c, QUERY_org_contents, WITH(V(org_id), V(clock_now())), &row,
	        "organization") != 0 ||
	    call_need(c, QUERY_wallet_get, WITH(V(org_id)), &wallet, "organization") != 0)
		return (int)c->err.problem;
	const struct counted counted[] = {
		{ row.members, "person with a role in it", "people with a role in it" },
		{ row.invitations, "pending invitation", "pending invitations" },
		{ row.keys, "API key that works", "API keys that work" },
	};
	const char *list = list_of(c, counted, sizeof(counted) / sizeof(counted[0]));
	if (list[0] != '\0')
		call_foresee(c, "Destroyed with it: %s", list);
	if (wallet.balance_inr != 0)
		call_foresee(
		    c, "Its wallet still has INR %s", money_format(wallet.balance_inr, money));
	return 0;
}
