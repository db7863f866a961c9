/* The audit log, as it is exported: what is asked for is settled here, exporter.c sends it. */
#include "audit_export.h"
#include "call.h"
#include "event.h"
#include "exporter.h"
#include "jsonw.h"

static void
tell_text(struct jsonw *w, const char *name, const char *value)
{
	if (value == NULL)
		return;
	jsonw_key(w, name);
	jsonw_text(w, value);
}

static void
tell_seq(struct jsonw *w, const char *name, bool given, int64_t seq)
{
	if (!given)
		return;
	jsonw_key(w, name);
	jsonw_int(w, seq);
}

static void
tell_time(struct jsonw *w, const char *name, bool given, int64_t at_ms)
{
	if (!given)
		return;
	jsonw_key(w, name);
	jsonw_time(w, at_ms);
}

static const char *
outcome_of(const struct audit_export_args *args)
{
	return args->has_outcome ? vocab_name(VOCAB_outcome, (int)args->outcome) : NULL;
}

/* What was exported: the filter, the form, and up to where. */
static const char *
tell_export(struct call *c, const struct audit_export_args *args, enum export_format format)
{
	struct str text = STR_INIT(1 << 16);
	struct jsonw w = { .out = &text };
	jsonw_open(&w, '{');
	tell_text(&w, "actor", args->actor);
	tell_seq(&w, "after_seq", args->has_after_seq, args->after_seq);
	tell_text(&w, "format", vocab_name(VOCAB_export_format, (int)format));
	tell_time(&w, "from", args->has_from, args->from);
	tell_seq(&w, "last_seq", true, c->last_seq);
	tell_text(&w, "outcome", outcome_of(args));
	tell_text(&w, "q", args->q);
	tell_text(&w, "target", args->target);
	tell_time(&w, "to", args->has_to, args->to);
	tell_text(&w, "type", args->type);
	tell_text(&w, "workspace_id", args->workspace_id);
	jsonw_close(&w, '}');
	return call_keep(c, &text);
}

/* ---- while it is sent ---- */

struct sent {
	struct audit_export events;
	bool begun;
};

static int
read_piece(struct db *db, void *payload, struct str *piece, struct err *err)
{
	struct sent *sent = payload;
	if (!sent->begun)
		audit_export_begin(&sent->events, piece);
	sent->begun = true;
	return audit_export_read(db, &sent->events, piece, err);
}

static bool
has_more(const void *payload)
{
	return audit_export_has_more(&((const struct sent *)payload)->events);
}

static const char *
media_of(const struct audit_export *events)
{
	if (events->format != EXPORT_FORMAT_csv)
		return "application/x-ndjson";
	return events->goes_on ? "text/csv; charset=utf-8; header=absent"
	                       : "text/csv; charset=utf-8; header=present";
}

int
op_audit_export(struct call *c, const struct audit_export_args *args, struct str *out)
{
	struct sent *sent = arena_new(&c->arena, sizeof(*sent));
	(void)out; /* it is written while it is sent */
	if (audit_export_ask(c, args, &sent->events) != 0 ||
	    event_emit(c, EVENT_audit_exported,
	        &(struct event_about){ .target_type = "organization",
	            .target_id = c->place.org_id,
	            .target_name = c->place.org_name,
	            .after = tell_export(c, args, sent->events.format) }) != 0)
		return (int)c->err.problem;
	return exporter_take(c,
	    &(struct export_source){ .media = media_of(&sent->events),
	        .piece_max = AUDIT_EXPORT_PIECE_MAX,
	        .read = read_piece,
	        .has_more = has_more,
	        .payload = sent });
}
