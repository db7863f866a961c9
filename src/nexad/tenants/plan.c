/* The table of plans: domain.md, section 2. */
#include "plan.h"

#include "call.h"

static const struct plan_row plans[PLAN_COUNT] = {
	[PLAN_standard] = { .workspaces = 1, .calls = 5, .rates = false, .pulse_s = 60 },
	[PLAN_starter] = { .workspaces = 3, .calls = 5, .rates = true, .pulse_s = 60 },
	[PLAN_professional] = { .workspaces = 10, .calls = 25, .rates = true, .pulse_s = 60 },
	[PLAN_enterprise] = { .workspaces = 0, .calls = 0, .rates = true, .pulse_s = 60 },
};

const struct plan_row *
plan_row(enum plan plan)
{
	return &plans[plan];
}

void
plan_add_limit(struct organization *organization)
{
	organization->workspace_limit = plans[organization->plan].workspaces;
	organization->has_workspace_limit = organization->workspace_limit > 0;
}

int
plan_organization(struct call *c, const char *org_id, struct organization *out)
{
	if (call_need(c, QUERY_org_get, WITH(V(org_id)), out, "organization") != 0)
		return (int)c->err.problem;
	plan_add_limit(out);
	return 0;
}

int
plan_check_room(struct call *c, const char *org_id, enum plan plan, int64_t more)
{
	struct number_row active;
	bool found;
	int64_t limit = plans[plan].workspaces;
	if (limit == 0)
		return 0;
	if (call_get(c, QUERY_org_active_workspaces, WITH(V(org_id)), &active, &found) != 0)
		return (int)c->err.problem;
	if (active.number + more <= limit)
		return 0;
	return call_broken(c, PROBLEM_plan_limit, "plan",
	    "the %s plan has room for %lld active workspaces and %lld are in use; archive one or take a "
	    "larger plan",
	    vocab_name(VOCAB_plan, (int)plan), (long long)limit, (long long)active.number);
}
