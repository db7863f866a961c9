/* Audit events and the Merkle tree that they move. */
#include "event.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "audit_store.h"
#include "audit_trees.h"
#include "audit_verify.h"
#include "call.h"
#include "clock.h"
#include "ident.h"
#include "jsonw.h"
#include "merkle.h"

/* Members in the order of RFC 8785. */
static const char *
details_of(struct call *c, const struct event_about *about)
{
	const struct {
		const char *name;
		const char *text;
		bool raw;
	} members[] = {
		{ "after", about->after, true },
		{ "batch_id", about->batch_id != NULL ? about->batch_id : c->batch_id, false },
		{ "before", about->before, true },
		{ "granted_through", about->granted_through, false },
		{ "level",
		    about->level == LEVEL_unknown ? NULL
		                                  : vocab_name(VOCAB_level, (int)about->level),
		    false },
		{ "reason", about->reason != NULL ? about->reason : c->reason, false },
	};
	struct str text = STR_INIT(1 << 16);
	struct jsonw w = { .out = &text };
	jsonw_open(&w, '{');
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		if (members[i].text == NULL)
			continue;
		jsonw_key(&w, members[i].name);
		if (members[i].raw)
			jsonw_raw(&w, members[i].text);
		else
			jsonw_text(&w, members[i].text);
	}
	jsonw_close(&w, '}');
	return call_keep(c, &text);
}

const char *
event_pair(struct call *c, const char *name, const char *value)
{
	struct str text = STR_INIT(4096);
	struct jsonw w = { .out = &text };
	jsonw_open(&w, '{');
	jsonw_key(&w, name);
	jsonw_text(&w, value);
	jsonw_close(&w, '}');
	return call_keep(c, &text);
}

static void
note_caused(struct call *c, const struct audit_event *event, const char *org_id)
{
	struct caused *caused = arena_new(&c->arena, sizeof(*caused));
	const char *ws_id = event->workspace_id;
	bool here = ws_id != NULL && c->place.ws_id != NULL && strcmp(ws_id, c->place.ws_id) == 0;
	*caused = (struct caused){ .type = event->type,
		.org_id = arena_text(&c->arena, org_id),
		.target_type = event->target.type,
		.target_id = arena_text(&c->arena, event->target.id),
		.target_name = arena_text(&c->arena, event->target.name),
		.ws_id = arena_text(&c->arena, ws_id),
		.ws_name = here ? c->place.ws_name : NULL,
		.details = event->details,
		.next = c->caused };
	c->caused = caused;
}

static const char *
or_place(const char *given, const char *place)
{
	if (given == NULL)
		return place;
	return given[0] == '\0' ? NULL : given;
}

/* Time rises with seq, so that an instant can be found by halving; a clock that was set back waits
 * for the log.  The id is of the same instant, and tells where the event stands. */
int
event_append(struct db *db, struct arena *arena, struct audit_event *event, struct err *err)
{
	struct audit_tree *tree;
	struct digest leaf;
	if (audit_tree_open(
	        db, event->organization_id == NULL ? "" : event->organization_id, &tree, err) != 0)
		return (int)err->problem;
	if (event->occurred_at == 0)
		event->occurred_at = clock_now();
	if (event->occurred_at < tree->last_at)
		event->occurred_at = tree->last_at;
	event->id = ident_new_at(arena, "evt", event->occurred_at);
	event->seq = (int64_t)tree->merkle.size + 1;
	char *hex = arena_new(arena, DIGEST_HEX);
	leaf = audit_leaf_hash(event);
	digest_hex(&leaf, hex);
	event->leaf_hash = hex;
	if (audit_store_add(db, event, err) != 0)
		return (int)err->problem;
	return audit_tree_add(db, tree, &leaf, event->occurred_at, err);
}

int
event_emit(struct call *c, enum event type, const struct event_about *about)
{
	const char *org_id = about->org_id != NULL ? about->org_id : c->place.org_id;
	if (org_id == NULL)
		org_id = "";
	struct audit_event event = {
		.actor = { .email = c->caller.email,
		    .id = c->caller.id,
		    .name = c->caller.name == NULL ? "nobody" : c->caller.name,
		    .type = c->caller.type == PRINCIPAL_unknown ? PRINCIPAL_user : c->caller.type },
		.details = details_of(c, about),
		.ip = c->ip,
		.organization_id = org_id[0] == '\0' ? NULL : org_id,
		.outcome = about->outcome == OUTCOME_unknown ? OUTCOME_success : about->outcome,
		.request_id = c->request_id,
		.target = { .id = about->target_id,
		    .name = about->target_name,
		    .type = about->target_type },
		.type = type,
		.user_agent = c->user_agent,
		.workspace_id = or_place(about->ws_id, c->place.ws_id),
	};
#ifdef NEXA_CHECKED
	/* Slips of the table of operations and of a handler show in what is built for tests: they are no reason to end
	 * a daemon that serves. */
	assert(about->target_type != NULL && about->target_name != NULL);
	assert(c->request == NULL || op_emits(c->op, type));
#endif
	if (event_append(c->db, &c->arena, &event, &c->err) != 0)
		return (int)c->err.problem;
	note_caused(c, &event, org_id);
	return 0;
}
