/* Audit events as CSV (RFC 4180): the names are those of `nexa audit list -o csv`. */
#include "audit_csv.h"

#include <stdio.h>

#include "clock.h"
#include "csv.h"
#include "shape.h"
#include "str.h"
#include "vocab.h"

void
audit_csv_titles(struct str *out)
{
	str_add(out,
	    "seq,occurred_at,type,outcome,actor.type,actor.id,actor.name,actor.email,target.type,"
	    "target.id,target.name,workspace_id,details,ip,user_agent,request_id,organization_id,id,"
	    "leaf_hash\r\n");
}

static void
text(struct str *out, const char *cell)
{
	csv_add_cell(out, cell == NULL ? "" : cell, true, false);
}

static void
actor(struct str *out, const struct audit_actor *actor)
{
	text(out, vocab_name(VOCAB_principal, (int)actor->type));
	text(out, actor->id);
	text(out, actor->name);
	text(out, actor->email);
}

void
audit_csv_row(struct str *out, const struct audit_event *event)
{
	char cell[CLOCK_TEXT];
	(void)snprintf(cell, sizeof(cell), "%lld", (long long)event->seq);
	csv_add_cell(out, cell, false, true);
	clock_format(event->occurred_at, cell);
	csv_add_cell(out, cell, false, false);
	text(out, vocab_name(VOCAB_event, (int)event->type));
	text(out, vocab_name(VOCAB_outcome, (int)event->outcome));
	actor(out, &event->actor);
	text(out, event->target.type);
	text(out, event->target.id);
	text(out, event->target.name);
	text(out, event->workspace_id);
	text(out, event->details);
	text(out, event->ip);
	text(out, event->user_agent);
	text(out, event->request_id);
	text(out, event->organization_id);
	text(out, event->id);
	text(out, event->leaf_hash);
	str_add(out, "\r\n");
}
