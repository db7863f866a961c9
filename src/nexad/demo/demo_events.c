/* Events by chance, the same each time. */
#include "demo_events.h"

#include <string.h>

#include "call.h"
#include "demo_cast.h"
#include "event.h"
#include "ident.h"

enum { EVENTS_A_COMMIT = 20000, RARELY = 1000000, DETAILS = 400 };

/* What is done, how often of 1000, to what, and what is told of it: %s is a word by chance. */
static const struct act {
	enum event type;
	unsigned share;
	const char *target; /* its type; "user": one of the people, "self": who does it */
	const char *details;
} acts[] = {
	{ EVENT_auth_login_succeeded, 300, "self", "{}" },
	{ EVENT_auth_logout, 190, "self", "{}" },
	{ EVENT_auth_login_failed, 40, "self", "{}" },
	{ EVENT_member_role_changed, 120, "user",
	    "{\"after\":{\"role\":\"viewer\"},\"before\":{\"role\":\"member\"},\"level\":\"workspace\","
	    "\"reason\":\"%s\"}" },
	{ EVENT_member_added, 40, "user",
	    "{\"after\":{\"role\":\"viewer\"},\"level\":\"workspace\",\"reason\":\"%s\"}" },
	{ EVENT_member_removed, 30, "user",
	    "{\"before\":{\"role\":\"member\"},\"level\":\"workspace\",\"reason\":\"%s\"}" },
	{ EVENT_agent_updated, 90, "agent",
	    "{\"after\":{\"llm_id\":\"llm_small\",\"name\":\"%s\"},\"before\":{\"llm_id\":\"llm_large\"}}" },
	{ EVENT_agent_published, 40, "agent", "{\"after\":{\"published_number\":7}}" },
	{ EVENT_api_key_created, 25, "api_key",
	    "{\"after\":{\"mode\":\"live\",\"scopes\":[\"calls:read\",\"calls:write\"]}}" },
	{ EVENT_api_key_revoked, 20, "api_key", "{\"reason\":\"%s\"}" },
	{ EVENT_telephony_network_group_enabled, 45, "network_group",
	    "{\"after\":{\"enabled\":true},\"before\":{\"enabled\":false},\"reason\":\"%s\"}" },
	{ EVENT_webhook_updated, 20, "webhook",
	    "{\"after\":{\"status\":\"active\"},\"before\":{\"status\":\"paused\"}}" },
	{ EVENT_workspace_settings_updated, 30, "workspace",
	    "{\"after\":{\"description\":\"%s\"},\"before\":{\"description\":\"as it was\"}}" },
	{ EVENT_billing_recharged, 10, "organization",
	    "{\"after\":{\"amount_inr\":25000000,\"reference\":\"%s\"}}" },
};

static const char *const words[] = { "night shift", "as agreed with the team lead",
	"moved to another team", "access review", "probation over", "audit finding",
	"holiday cover", "customer request", "new campaign", "end of contract", "training",
	"incident review", "weekly rotation", "quarterly clean-up", "pilot project",
	"asked for by the works council" };

enum { N_ACTS = sizeof(acts) / sizeof(acts[0]), N_WORDS = sizeof(words) / sizeof(words[0]) };

static const struct act *
some_act(void)
{
	unsigned n = demo_chance(1000);
	size_t i = 0;
	for (; i + 1 < N_ACTS && n >= acts[i].share; i++)
		n -= acts[i].share;
	return &acts[i];
}

static const char *
some_details(struct call *c, const struct act *act, int64_t made)
{
	const char *place = strstr(act->details, "%s");
	if (place == NULL)
		return act->details;
	/* One word in a million events, to be found among all others. */
	const char *word = made % RARELY == RARELY / 2 ? "quokka" : words[demo_chance(N_WORDS)];
	return arena_printf(
	    &c->arena, "%.*s%s%s", (int)(place - act->details), act->details, word, place + 2);
}

/* A resource of a workspace: each has a few hundred of a kind. */
static struct audit_target
some_target(struct call *c, const struct demo_events *events, const struct act *act,
    const struct user *self, unsigned ws)
{
	const struct user *person = &events->people[demo_chance(events->n_people)];
	if (strcmp(act->target, "self") == 0)
		person = self;
	if (strcmp(act->target, "self") == 0 || strcmp(act->target, "user") == 0)
		return (struct audit_target){
			.id = person->id, .name = person->display_name, .type = "user"
		};
	if (strcmp(act->target, "workspace") == 0)
		return (struct audit_target){
			.id = events->workspaces[ws], .name = events->names[ws], .type = act->target
		};
	unsigned n = demo_chance(300);
	return (struct audit_target){
		.id = arena_printf(&c->arena, "%.3s_%02u%024u", act->target, ws, n),
		.name = arena_printf(&c->arena, "%s %s %u", events->names[ws], act->target, n),
		.type = act->target,
	};
}

static int
emit(struct call *c, struct demo_events *events)
{
	const struct act *act = some_act();
	const struct user *self = &events->people[demo_chance(events->n_people)];
	unsigned ws = demo_chance(events->n_workspaces);
	if (act->type == EVENT_auth_login_succeeded)
		events->signed_in_at[self - events->people] = events->next_at;
	bool signs = strncmp(vocab_name(VOCAB_event, (int)act->type), "auth.", 5) == 0;
	struct audit_event event = {
		.actor = { .email = self->email,
		    .id = self->id,
		    .name = self->display_name,
		    .type = PRINCIPAL_user },
		.details = some_details(c, act, events->made),
		.ip = arena_printf(&c->arena, "203.0.113.%u", 1 + demo_chance(250)),
		.occurred_at = events->next_at,
		.organization_id = events->org_id,
		.outcome = act->type == EVENT_auth_login_failed ? OUTCOME_failure : OUTCOME_success,
		.request_id = ident_new_at(&c->arena, "req", events->next_at),
		.target = some_target(c, events, act, self, ws),
		.type = act->type,
		.user_agent = "nexa/" NEXA_VERSION,
		.workspace_id = signs ? NULL : events->workspaces[ws],
	};
	return event_append(c->db, &c->arena, &event, &c->err);
}

static int
commit_now_and_then(struct call *c, struct demo_events *events)
{
	if (++events->made % EVENTS_A_COMMIT != 0)
		return 0;
	if (db_commit(c->db, &c->err) != 0 || db_fold(c->db, &c->err) != 0)
		return (int)c->err.problem;
	return db_begin(c->db, &c->err);
}

int
demo_events_until(struct call *c, struct demo_events *events, int64_t at_ms)
{
	uint64_t kept = demo_chance_swap(events->chance);
	struct arena arena = c->arena;
	int problem = 0;
	c->arena = (struct arena){ NULL };
	while (problem == 0 && events->left > 0 && events->next_at < at_ms) {
		int64_t step = (events->until - events->next_at) / events->left--;
		problem = emit(c, events);
		problem = problem != 0 ? problem : commit_now_and_then(c, events);
		events->next_at += step / 2 + demo_chance((unsigned)(step > 0 ? step + 1 : 1));
		arena_release(&c->arena);
	}
	c->arena = arena;
	events->chance = demo_chance_swap(kept);
	return problem;
}
