/* Audit events and the Merkle tree that they move. */
#include "event.h"

#include <stdbool.h>
#include <string.h>

#include "audit_trees.h"
#include "call.h"
#include "clock.h"
#include "ident.h"
#include "jsonw.h"
#include "merkle.h"
#include "utf8.h"

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
		{ "batch_id", about->batch_id, false },
		{ "before", about->before, true },
		{ "granted_through", about->granted_through, false },
		{ "level",
		    about->level == LEVEL_unknown ? NULL
		                                  : vocab_name(VOCAB_level, (int)about->level),
		    false },
		{ "reason", about->reason, false },
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

enum { EVENT_TEXT = 1023 }; /* most events are shorter */

/* The leaf: the event as served, without leaf_hash, in the form of RFC 8785. */
static void
hash_event(struct audit_event *event, struct digest *leaf, char hex[DIGEST_HEX])
{
	struct str text = STR_INIT(1 << 17);
	struct jsonw w = { .out = &text };
	(void)str_reserve(&text, EVENT_TEXT);
	codec_write_without(&w, shape_fields(SHAPE_audit_event), event, "leaf_hash");
	*leaf = merkle_leaf(str_text(&text), text.len);
	digest_hex(leaf, hex);
	event->leaf_hash = hex;
	str_release(&text);
}

/* What `q` looks into: names, addresses, type and details, folded. */
static const char *
search_text(struct call *c, const struct audit_event *e)
{
	const char *text = arena_printf(&c->arena, "%s %s %s %s %s", e->actor.name,
	    e->actor.email == NULL ? "" : e->actor.email, e->target.name,
	    vocab_name(VOCAB_event, (int)e->type), e->details);
	const char *folded = utf8_fold(&c->arena, text);
	return folded == NULL ? text : folded;
}

static int
insert(struct call *c, const char *org_id, const struct audit_event *e)
{
	return call_run(c, QUERY_event_insert,
	    WITH(V(org_id), V(e->seq), V(e->id), V(e->occurred_at), V(e->workspace_id),
	        V(vocab_name(VOCAB_event, (int)e->type)),
	        V(vocab_name(VOCAB_principal, (int)e->actor.type)), V(e->actor.id),
	        V(e->actor.name), V(e->actor.email), V(e->target.type), V(e->target.id),
	        V(e->target.name), V(vocab_name(VOCAB_outcome, (int)e->outcome)), V(e->ip),
	        V(e->user_agent), V(e->request_id), V(e->details), V(e->leaf_hash),
	        V(search_text(c, e))));
}

static void
note_caused(struct call *c, const struct audit_event *event, const char *org_id)
{
	struct caused *caused = arena_new(&c->arena, sizeof(*caused));
	*caused = (struct caused){ .type = event->type,
		.org_id = arena_text(&c->arena, org_id),
		.target_type = event->target.type,
		.target_id = arena_text(&c->arena, event->target.id),
		.target_name = arena_text(&c->arena, event->target.name),
		.details = event->details,
		.next = c->caused };
	c->caused = caused;
}

/* Time rises with seq, so that an instant can be found by halving; a clock that was set back waits
 * for the log. */
static int64_t
time_after(int64_t last_at)
{
	int64_t now = clock_now();
	return now < last_at ? last_at : now;
}

static const char *
or_place(const char *given, const char *place)
{
	if (given == NULL)
		return place;
	return given[0] == '\0' ? NULL : given;
}

int
event_emit(struct call *c, enum event type, const struct event_about *about)
{
	const char *org_id = about->org_id != NULL ? about->org_id : c->place.org_id;
	if (org_id == NULL)
		org_id = "";
	struct audit_tree *tree;
	if (audit_tree_open(c->db, org_id, &tree, &c->err) != 0)
		return (int)c->err.problem;
	struct audit_event event = {
		.actor = { .email = c->caller.email,
		    .id = c->caller.id,
		    .name = c->caller.name == NULL ? "nobody" : c->caller.name,
		    .type = c->caller.type == PRINCIPAL_unknown ? PRINCIPAL_user : c->caller.type },
		.details = details_of(c, about),
		.id = ident_new(&c->arena, "evt"),
		.ip = c->ip,
		.occurred_at = time_after(tree->last_at),
		.organization_id = org_id[0] == '\0' ? NULL : org_id,
		.outcome = about->outcome == OUTCOME_unknown ? OUTCOME_success : about->outcome,
		.request_id = c->request_id,
		.seq = (int64_t)tree->merkle.size + 1,
		.target = { .id = about->target_id,
		    .name = about->target_name,
		    .type = about->target_type },
		.type = type,
		.user_agent = c->user_agent,
		.workspace_id = or_place(about->ws_id, c->place.ws_id),
	};
	struct digest leaf;
	char hex[DIGEST_HEX];
	hash_event(&event, &leaf, hex);
	if (insert(c, org_id, &event) != 0)
		return (int)c->err.problem;
	if (audit_tree_add(c->db, tree, &leaf, event.occurred_at, &c->err) != 0)
		return (int)c->err.problem;
	note_caused(c, &event, org_id);
	return 0;
}
