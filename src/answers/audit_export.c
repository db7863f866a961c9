/* Exports of the audit log, a piece at a time. */
#include "audit_export.h"

#include "audit_csv.h"
#include "audit_store.h"
#include "call.h"
#include "jsonw.h"

enum {
	PIECE_ROWS = 500,
	PIECE_PLACES = 1 << 18, /* that a question is put to at a time */
};

/* ---- what is asked for ---- */

/* The end is the newest event that there is now, so that an export ends however many events come. */
static int
freeze(struct call *c, struct audit_span *span)
{
	struct number_row newest = { 0 };
	bool found;
	if (call_get(c, QUERY_event_last, WITH(V(span->before)), &newest, &found) != 0)
		return (int)c->err.problem;
	bool some = found && newest.number > span->after;
	c->last_seq = some ? newest.number - audit_store_place(span->log, 0) : 0;
	span->before = some ? newest.number + 1 : span->after + 1;
	return 0;
}

int
audit_export_ask(struct call *c, const struct audit_export_args *args, struct audit_export *out)
{
	struct audit_range range = { c->place.org_id, args->has_after_seq, args->after_seq,
		args->has_from, args->from, args->has_to, args->to };
	struct audit_question question = { .workspace_id = args->workspace_id,
		.actor = args->actor,
		.target = args->target,
		.outcome = args->has_outcome ? vocab_name(VOCAB_outcome, (int)args->outcome) : NULL,
		.q = args->q };
	struct audit_match match;
	*out = (struct audit_export){
		.format = args->has_format ? args->format : EXPORT_FORMAT_ndjson,
		.goes_on = args->has_after_seq,
	};
	if (audit_match_types(c, &question, args->type, &match) != 0 ||
	    audit_find_span(c, &range, &out->span) != 0)
		return (int)c->err.problem;
	out->match = match.all;
	return freeze(c, &out->span);
}

/* ---- a piece ---- */

void
audit_export_begin(const struct audit_export *export, struct str *piece)
{
	if (export->format == EXPORT_FORMAT_csv && !export->goes_on)
		audit_csv_titles(piece);
}

struct reading {
	struct audit_export *export;
	struct str *piece;
	int n;
	struct err *err;
};

static int
add_row(const struct listed *listed, void *payload)
{
	struct reading *reading = payload;
	struct audit_export *export = reading->export;
	if (export->behind_gap != 0)
		return 0;
	if (export->gapless && listed->key.number != export->span.after + 1) {
		export->behind_gap = listed->key.number;
		return 0;
	}
	if (export->judge != NULL && export->judge(listed->row, reading->err) != 0)
		return (int)reading->err->problem;
	export->span.after = listed->key.number;
	reading->n++;
	if (export->format == EXPORT_FORMAT_csv) {
		audit_csv_row(reading->piece, listed->row);
		return 0;
	}
	struct jsonw w = { .out = reading->piece };
	codec_write(&w, shape_fields(SHAPE_audit_event), listed->row);
	str_add_char(reading->piece, '\n');
	return 0;
}

int
audit_export_read(struct db *db, struct audit_export *export, struct str *piece, struct err *err)
{
	struct reading reading = { .export = export, .piece = piece, .err = err };
	int64_t before = export->span.before;
	if (export->match != NULL && before - export->span.after > PIECE_PLACES)
		before = export->span.after + PIECE_PLACES;
	const struct value values[] = { V(export->span.after), V(before), V(export->match),
		value_text(NULL) };
	const struct listing listing = { .list = export->match == NULL ? LIST_events
		                                                       : LIST_events_found,
		.values = values,
		.n_values = export->match == NULL ? 2 : 4,
		.limit = PIECE_ROWS };
	struct err ignored;
	if (db_begin(db, err) != 0)
		return (int)err->problem;
	int problem = db_list(db, &listing, add_row, &reading, err);
	if (db_commit(db, &ignored) != 0)
		db_rollback(db);
	if (problem == 0 && export->behind_gap == 0 && reading.n < PIECE_ROWS)
		export->span.after = before - 1;
	return problem;
}

bool
audit_export_has_more(const struct audit_export *export)
{
	return export->span.after + 1 < export->span.before;
}
