/* Answering from a copy what the daemon answers from its database, by the same code. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "audit_export.h"
#include "audit_query.h"
#include "audit_store.h"
#include "audit_tiles.h"
#include "call.h"
#include "copy_internal.h"
#include "json.h"
#include "jsonw.h"
#include "mem.h"
#include "page.h"
#include "refusal.h"
#include "target.h"

enum { PARAMS = 64 };

/* What is answered from. */
struct serving {
	struct call *call;
	struct shelf *shelf;
	const struct copy_names *names;
	struct copy_open *copy;     /* NULL: none was opened yet */
	struct copy_export *export; /* NULL: it is none */
};

struct copy_export {
	struct call *call; /* texts live in its arena */
	struct audit_export export;
	char path[COPY_PATH];
	bool begun;
};

/* ---- the log ---- */

/* What is not as it was logged is not shown as if it were. */
static int
judge_event(const void *row, struct err *err)
{
	if (audit_leaf_judge(row, err) == 0)
		return 0;
	err->problem = PROBLEM_internal;
	return PROBLEM_internal;
}

static int
serve_list(struct serving *serving)
{
	struct call *c = serving->call;
	struct page page = { .call = c, .shape = c->op->gives, .judge = judge_event };
	return op_audit_list(c, c->args, &page);
}

static void
print(struct call *c, const void *value)
{
	struct jsonw w = { .out = &c->out };
	codec_write(&w, shape_fields(c->op->gives), value);
}

static int
serve_get(struct serving *serving)
{
	struct call *c = serving->call;
	struct audit_event event = { .id = NULL };
	int problem = op_audit_get(c, c->args, &event);
	if (problem == 0)
		problem = judge_event(&event, &c->err);
	if (problem == 0)
		print(c, &event);
	return problem;
}

static int
serve_histogram(struct serving *serving)
{
	struct call *c = serving->call;
	struct audit_histogram histogram = { .from = 0 };
	int problem = op_audit_histogram(c, c->args, &histogram);
	if (problem == 0)
		print(c, &histogram);
	return problem;
}

/* What is to be sent is settled; it is read afterwards. */
static int
serve_export(struct serving *serving)
{
	struct call *c = serving->call;
	const struct audit_export_args *args = c->args;
	struct copy_export *export = mem_new(1, sizeof(*export));
	memcpy(export->path, serving->copy->path, sizeof(export->path));
	if (audit_export_ask(c, c->args, &export->export) != 0) {
		free(export);
		return (int)c->err.problem;
	}
	struct audit_span *span = &export->export.span;
	export->export.judge = judge_event;
	export->export.gapless = export->export.match == NULL;
	/* From where it was asked, not from the first that is there. */
	if (export->export.gapless && span->log != 0 && !args->has_from)
		span->after =
		    audit_store_place(span->log, args->has_after_seq ? args->after_seq : 0);
	serving->export = export;
	return 0;
}

/* ---- what proves it ---- */

/* The checkpoint that the copy was compared with. */
static int
read_checkpoint(struct serving *serving, struct copy_row *row)
{
	struct call *c = serving->call;
	bool found;
	if (copy_row_read(c->db, &c->arena, row, &found, &c->err) != 0 ||
	    copy_head_read(serving->copy, row, &c->err) != 0)
		return (int)c->err.problem;
	if (!serving->copy->has_head)
		return call_refuse(c, PROBLEM_not_proven, "",
		    "the copy was broken off before it was complete; nexa audit sync goes on with it");
	return 0;
}

static int
serve_checkpoint(struct serving *serving)
{
	struct call *c = serving->call;
	struct copy_row row = { .org_id = NULL };
	char root[DIGEST_HEX];
	if (read_checkpoint(serving, &row) != 0)
		return (int)c->err.problem;
	const struct checkpoint *head = &serving->copy->head;
	digest_hex(&head->head.root, root);
	print(c,
	    &(struct audit_checkpoint){ .checkpoint = row.note,
	        .key = row.key,
	        .origin = head->origin,
	        .root = root,
	        .size = (int64_t)head->head.size });
	return 0;
}

static int
serve_key(struct serving *serving)
{
	struct copy_row row = { .org_id = NULL };
	if (read_checkpoint(serving, &row) != 0)
		return (int)serving->call->err.problem;
	print(serving->call, &(struct audit_key){ .key = row.key });
	return 0;
}

/* As the daemon proves it, by the checkpoint that the copy was compared with; events behind it wait for the next. */
static int
serve_proof(struct serving *serving)
{
	struct call *c = serving->call;
	const struct audit_prove_args *args = c->args;
	struct audit_proof proof = { .key = NULL };
	struct copy_row row = { .org_id = NULL };
	if (read_checkpoint(serving, &row) != 0 ||
	    audit_find(c, c->place.org_id, args->id, &proof.event) != 0 ||
	    judge_event(&proof.event, &c->err) != 0)
		return (int)c->err.problem;
	uint64_t size = serving->copy->head.head.size;
	if ((uint64_t)proof.event.seq > size)
		return call_refuse(c, PROBLEM_not_proven, args->id,
		    "only the first %" PRIu64 " events of the copy are verified yet, and this is "
		    "event %" PRId64 "; nexa audit sync goes on with it",
		    size, proof.event.seq);
	proof.checkpoint = row.note;
	proof.key = row.key;
	if (audit_prove_seq(c, proof.event.seq, size, &proof.hashes) != 0)
		return (int)c->err.problem;
	print(c, &proof);
	return 0;
}

/* Of an event that is there the hash that it has; the kept one where only that is left. */
static int
serve_tile(struct serving *serving)
{
	struct call *c = serving->call;
	const struct audit_tile_args *args = c->args;
	struct audit_tile tile = { .level = -1 };
	struct leaf_row *leaves = NULL;
	size_t n = 0;
	if (op_audit_tile(c, args, &tile) != 0)
		return (int)c->err.problem;
	int64_t before = tile.number * TILE_WIDTH;
	if (tile.level == 0 &&
	    call_all(c, QUERY_event_leaves, WITH(V(c->place.org_id), V(before), V(TILE_WIDTH)),
	        (void *)&leaves, &n) != 0)
		return (int)c->err.problem;
	for (size_t i = 0; i < n; i++) {
		int64_t at = leaves[i].seq - before - 1;
		if (at >= 0 && at < (int64_t)tile.hashes.n)
			tile.hashes.items[at] = leaves[i].leaf_hash;
	}
	print(c, &tile);
	return 0;
}

/* ---- who and where, as it was told when the copy was made ---- */

struct places {
	struct serving *serving;
	struct jsonw w;
	const char *me;
	int64_t newest;
	struct err err;
	int n;
};

static int
read_row_of(struct serving *serving, const char *path, struct copy_row *row, struct err *err)
{
	bool found = false;
	if (shelf_open(serving->shelf, path, &serving->copy, err) != 0)
		return (int)err->problem;
	if (copy_row_read(serving->copy->reader, &serving->call->arena, row, &found, err) != 0)
		return copy_damaged(path, err);
	return found
	    ? 0
	    : fail(err, PROBLEM_storage_unavailable, path,
	          "the copy is empty; nexa audit sync fills it (A in the console): '%.180s'", path);
}

static void
add_place(const char *path, const char *org_id, void *payload)
{
	struct places *places = payload;
	struct copy_row row = { .org_id = NULL };
	(void)org_id;
	if (read_row_of(places->serving, path, &row, &places->err) != 0)
		return;
	places->n++;
	jsonw_raw(&places->w, row.organization);
	if (places->me == NULL || row.checked_at > places->newest) {
		places->me = row.me;
		places->newest = row.checked_at;
	}
}

/* Organizations that there are copies of; one that is damaged is left out, but for when all are. */
static int
serve_organizations(struct serving *serving)
{
	struct call *c = serving->call;
	struct places places = { .serving = serving, .w = { .out = &c->out } };
	jsonw_open(&places.w, '{');
	jsonw_key(&places.w, "data");
	jsonw_open(&places.w, '[');
	(void)copy_each_path(serving->names, add_place, &places);
	jsonw_close(&places.w, ']');
	jsonw_key(&places.w, "meta");
	jsonw_raw(&places.w, "{\"limit\":200,\"next_cursor\":null,\"prev_cursor\":null}");
	jsonw_close(&places.w, '}');
	if (places.n == 0 && places.err.problem != PROBLEM_none)
		c->err = places.err;
	return (int)c->err.problem;
}

static int
serve_me(struct serving *serving)
{
	struct call *c = serving->call;
	struct places places = { .serving = serving, .w = { .out = &c->out } };
	(void)copy_each_path(serving->names, add_place, &places);
	str_clear(&c->out);
	if (places.me == NULL) {
		c->err = places.err;
		return (int)c->err.problem;
	}
	str_add(&c->out, places.me);
	return 0;
}

static int
serve_organization(struct serving *serving)
{
	struct call *c = serving->call;
	struct copy_row row = { .org_id = NULL };
	bool found;
	if (copy_row_read(c->db, &c->arena, &row, &found, &c->err) != 0)
		return (int)c->err.problem;
	str_add(&c->out, row.organization);
	return 0;
}

/* ---- all of them ---- */

static int (*const served[OP_COUNT])(struct serving *serving) = {
	[OP_audit_list] = serve_list,
	[OP_audit_export] = serve_export,
	[OP_audit_get] = serve_get,
	[OP_audit_histogram] = serve_histogram,
	[OP_audit_checkpoint] = serve_checkpoint,
	[OP_audit_key] = serve_key,
	[OP_audit_prove] = serve_proof,
	[OP_audit_tile] = serve_tile,
	[OP_org_get] = serve_organization,
	[OP_org_list] = serve_organizations,
	[OP_me_get] = serve_me,
};

bool
copy_serves(enum op_id op)
{
	return served[op] != NULL;
}

/* An operation with a place is in the copy of that. */
static int
find_copy(struct serving *serving)
{
	struct call *c = serving->call;
	char path[COPY_PATH];
	if (c->op->place != PLACE_organization)
		return 0;
	if (c->org == NULL || !copy_path_there(serving->names, c->org, path))
		return call_refuse(c, PROBLEM_not_found, "org", "there is no copy of it");
	c->place.org_id = c->org;
	/* What is in a file that does not say what it is a copy of is not an empty log. */
	struct copy_row row = { .org_id = NULL };
	if (read_row_of(serving, path, &row, &c->err) != 0)
		return (int)c->err.problem;
	c->db = serving->copy->reader;
	return 0;
}

/* What can be told of a copy at once; in a transaction. */
static int
check_copy(struct serving *serving)
{
	struct call *c = serving->call;
	struct copy_row row = { .org_id = NULL };
	struct merkle tree;
	int64_t last_at;
	bool found;
	if (copy_row_read(c->db, &c->arena, &row, &found, &c->err) != 0 ||
	    copy_tree_read(c->db, row.org_id, &tree, &last_at, &c->err) != 0)
		return (int)c->err.problem;
	return copy_check_last(c->db, &row, (int64_t)tree.size, &c->err);
}

static int
run_in_copy(struct serving *serving)
{
	struct call *c = serving->call;
	struct err ignored;
	if (c->db == NULL)
		return served[c->id](serving);
	if (db_begin(c->db, &c->err) != 0)
		return copy_damaged(serving->copy->path, &c->err);
	int problem = check_copy(serving);
	if (problem == 0)
		problem = served[c->id](serving);
	if (db_commit(c->db, &ignored) != 0)
		db_rollback(c->db);
	return problem != 0 && copy_is_file_problem((enum problem)problem)
	    ? copy_damaged(serving->copy->path, &c->err)
	    : problem;
}

static int
read_target(struct call *c, const char *target)
{
	bool given[PARAMS] = { false };
	struct op_match match;
	size_t len = strcspn(target, "?");
	op_route("GET", arena_text_n(&c->arena, target, len), &match);
	c->id = match.id;
	c->op = &ops[match.id];
	if (!copy_serves(c->id))
		return call_refuse(c, PROBLEM_not_found, "path", "no copy answers this");
	c->args = arena_new(&c->arena, c->op->args_size);
	target_take_path(c, &match);
	target_take_query(c, target[len] == '?' ? target + len + 1 : "", given);
	target_mark_path(c, given);
	codec_require(op_params(c->id), given, &c->faults);
	return faults_fail(&c->faults, &c->err);
}

static void
print_refusal(struct call *c, struct transport_answer *answer)
{
	answer->status = problem_http_status(c->err.problem);
	if (answer->status == 0)
		answer->err = c->err;
	if (c->faults.n > 0)
		c->details = refusal_fields(c, c->faults.items, c->faults.n);
	str_clear(&c->out);
	refusal_print(c->err.problem, "", c->details, c->faults.n > 0 ? &c->faults : NULL,
	    c->err.text, &c->out);
}

/* In the place of the line that says how good it is. */
static void
say_damaged(struct transport_answer *answer)
{
	(void)snprintf(answer->copy, sizeof(answer->copy), "damaged copy");
}

static void
call_free(struct call *c)
{
	arena_release(&c->arena);
	free(c);
}

void
copy_serve(struct shelf *shelf, const struct copy_names *names, const char *target,
    struct transport_answer *answer, struct copy_export **export)
{
	struct err ignored;
	struct call *c = mem_new(1, sizeof(*c));
	struct serving serving = { .call = c, .shelf = shelf, .names = names };
	c->out = (struct str)STR_INIT(TRANSPORT_ANSWER_MAX);
	answer->status = 200;
	if (read_target(c, target) != 0 || find_copy(&serving) != 0 || run_in_copy(&serving) != 0)
		print_refusal(c, answer);
	if (serving.copy == NULL || copy_line(serving.copy, answer->copy, &ignored) != 0)
		(void)snprintf(answer->copy, sizeof(answer->copy), "copy");
	else if (c->err.problem == PROBLEM_storage_unavailable)
		say_damaged(answer);
	answer->body = c->out;
	answer->last_seq = c->last_seq;
	*export = serving.export;
	if (*export != NULL)
		(*export)->call = c;
	else
		call_free(c);
}

/* ---- an export ---- */

void
copy_export_free(struct copy_export *export)
{
	if (export == NULL)
		return;
	call_free(export->call);
	free(export);
}

static int
take_gone(const struct listed *listed, void *payload)
{
	const struct audit_event *event = listed->row;
	struct json *json = NULL;
	struct err ignored;
	if (json_parse(event->details, strlen(event->details), &json, &ignored) == 0)
		(void)json_int(json_get(json_get(json, "after"), "to_seq"), payload);
	json_free(json);
	return 0;
}

/* Up to which seq the newest event that tells of it says that events were let go; 0: none does. */
static int
read_gone(struct call *c, int64_t log, int64_t *seq)
{
	struct audit_question question = { .types = NULL };
	struct audit_match match;
	*seq = 0;
	if (audit_match_types(
	        c, &question, vocab_name(VOCAB_event, EVENT_audit_retention_purged), &match) != 0)
		return (int)c->err.problem;
	const struct value values[] = { V(audit_store_place(log, 0)),
		V(audit_store_place(log + 1, 0)), V(match.all), value_text(NULL) };
	const struct listing listing = { .list = LIST_events_found,
		.values = values,
		.n_values = 4,
		.descending = true,
		.limit = 1 };
	return db_list(c->db, &listing, take_gone, seq, &c->err);
}

/* Events that are not there were let go by the daemon before they could be copied, or the copy is damaged. */
static int
pass_gap(struct copy_export *export, struct db *db, struct err *err)
{
	struct call *c = export->call;
	struct audit_span *span = &export->export.span;
	int64_t start = audit_store_place(span->log, 0);
	int64_t to = export->export.behind_gap - start - 1;
	int64_t gone;
	c->db = db;
	if (read_gone(c, span->log, &gone) != 0) {
		*err = c->err;
		return copy_damaged(export->path, err);
	}
	if (gone < to) {
		(void)audit_say_missing(
		    (uint64_t)(span->after - start) + 1, (uint64_t)to, "removed", err);
		return copy_damaged(export->path, err);
	}
	span->after = export->export.behind_gap - 1;
	export->export.behind_gap = 0;
	return 0;
}

/* The copy may have been closed since, or be gone. */
static int
read_piece(struct copy_export *export, struct shelf *shelf, struct str *piece, struct err *err)
{
	struct copy_open *copy;
	if (shelf_open(shelf, export->path, &copy, err) != 0)
		return (int)err->problem;
	if (!export->begun)
		audit_export_begin(&export->export, piece);
	export->begun = true;
	int problem = audit_export_read(copy->reader, &export->export, piece, err);
	if (problem == 0 && export->export.behind_gap != 0)
		return pass_gap(export, copy->reader, err);
	return problem != 0 && copy_is_file_problem((enum problem)problem)
	    ? copy_damaged(export->path, err)
	    : problem;
}

void
copy_export_read(struct copy_export **export, struct shelf *shelf, struct transport_answer *answer)
{
	bool read = read_piece(*export, shelf, &answer->body, &answer->err) == 0;
	if (!read)
		say_damaged(answer);
	if (read && audit_export_has_more(&(*export)->export))
		return;
	copy_export_free(*export);
	*export = NULL;
}
