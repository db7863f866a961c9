/* nexa audit verify: a proof or a copy of a log, without a daemon; or the daemon's log. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "audit_log.h"
#include "bar.h"
#include "clock.h"
#include "json.h"
#include "mem.h"
#include "special.h"

enum {
	PROOF_MAX = 1 << 22,
	PAGE = 200,
	TILE = 256,
	SAMPLES = 64,
	SAMPLE_MOST = 1024,
	DAYS = 47482, /* until 2100 */
};

static int
say(struct nexa *nexa, const char *text)
{
	print_bytes(&nexa->printer, text, strlen(text));
	return print_finish(&nexa->printer) != 0;
}

static int
say_whole(struct nexa *nexa, const struct checkpoint *checkpoint, const struct audit_check *check)
{
	const char *gone = check->purged == 0
	    ? ""
	    : arena_printf(&nexa->arena,
	          check->kept == 0 && check->first_gap == check->purged
	              ? "; the first %" PRIu64 " are purged, their hashes are there"
	              : "; of the first %" PRIu64 " some are purged, their hashes are there",
	          check->purged);
	return say(nexa,
	    arena_printf(&nexa->arena, "%s is whole: %" PRIu64 " event%s, as signed%s\n",
	        checkpoint->origin, checkpoint->head.size, checkpoint->head.size == 1 ? "" : "s",
	        gone));
}

/* ---- a file ---- */

struct copy {
	struct nexa *nexa;
	const char *path;
	FILE *file;
	char *line;
	size_t room;
};

static int
verify_proof(struct copy *copy, const struct json *proof, struct err *err)
{
	struct nexa *nexa = copy->nexa;
	struct note_key key;
	struct audit_leaf event;
	struct checkpoint checkpoint;
	if (audit_key_choose(nexa, json_text(json_get(proof, "key")), &key, err) != 0 ||
	    audit_proof_verify(proof, &key, &event, &checkpoint, err) != 0)
		return (int)err->problem;
	audit_key_warn(nexa, &key);
	(void)say(nexa,
	    arena_printf(&nexa->arena,
	        "event %" PRId64 " (%s) is in %s, which had %" PRIu64 " events when signed\n",
	        event.seq, event.id, checkpoint.origin, checkpoint.head.size));
	return 0;
}

/* A checkpoint that is made after an export knows of more: at least of the export itself. */
static int
check_end(struct audit_check *check, const struct merkle_head *head, struct err *err)
{
	struct err why;
	uint64_t size = check->tree.size;
	if (audit_check_end(check, head, &why) == 0)
		return 0;
	if (check->suspicious || check->purged > 0 || size >= head->size) {
		*err = why;
		return (int)err->problem;
	}
	return fail(err, PROBLEM_not_proven, "",
	    "%s, or the checkpoint is younger than the events (an export is itself logged); "
	    "nexa audit sync, then both of them with --offline, gives those of one moment",
	    why.text);
}

/* The checkpoint at the end of a copy, and whether the events before it are all of it. */
static int
finish_copy(struct copy *copy, struct audit_check *check, const struct json *end, struct err *err)
{
	struct note_key key;
	struct checkpoint checkpoint;
	const char *note = json_text(json_get(end, "checkpoint"));
	if (audit_key_choose(copy->nexa, json_text(json_get(end, "key")), &key, err) != 0 ||
	    checkpoint_open(note, strlen(note), &key, &checkpoint, err) != 0 ||
	    check_end(check, &checkpoint.head, err) != 0)
		return (int)err->problem;
	audit_key_warn(copy->nexa, &key);
	(void)say_whole(copy->nexa, &checkpoint, check);
	return 0;
}

/* *json is NULL at the end of the file. */
static int
next_json(struct copy *copy, struct json **json, struct err *err)
{
	ssize_t len = getline(&copy->line, &copy->room, copy->file);
	*json = NULL;
	if (len < 0)
		return 0;
	return json_parse(copy->line, (size_t)len, json, err);
}

static int
verify_events(struct copy *copy, struct json *first, struct err *err)
{
	struct audit_check check = { .known = NULL };
	struct json *json = first;
	int problem = 0;
	bool ended = false;
	while (problem == 0 && json != NULL && !ended) {
		ended = json_text(json_get(json, "checkpoint")) != NULL;
		problem = ended ? finish_copy(copy, &check, json, err)
		                : audit_check_event(&check, json, err);
		json_free(json);
		json = NULL;
		if (problem == 0)
			problem = next_json(copy, &json, err);
	}
	if (problem == 0 && (!ended || json != NULL))
		problem = fail(err, PROBLEM_not_proven, copy->path,
		    ended ? "something follows the checkpoint at the end"
		          : "the checkpoint at the end is missing, so that nothing tells whether "
		            "these are all events");
	json_free(json);
	return problem;
}

/* A proof need not be on one line. */
static int
read_rest(struct copy *copy, struct json **json, struct err *err)
{
	struct str text = STR_INIT(PROOF_MAX);
	str_add(&text, copy->line);
	while (!text.failed && getline(&copy->line, &copy->room, copy->file) >= 0)
		str_add(&text, copy->line);
	int problem = json_parse(str_text(&text), text.len, json, err);
	str_release(&text);
	return problem;
}

static int
verify_opened(struct copy *copy, struct err *err)
{
	static const char sqlite[] = "SQLite format 3";
	static const char csv[] = "seq,occurred_at,";
	struct json *json;
	int problem = next_json(copy, &json, err);
	if (copy->line != NULL && strncmp(copy->line, sqlite, strlen(sqlite)) == 0)
		return fail(err, PROBLEM_not_proven, copy->path,
		    "'%s' is a database; the copy that nexa audit sync keeps is checked by "
		    "nexa audit verify --offline",
		    copy->path);
	if (copy->line != NULL && strncmp(copy->line, csv, strlen(csv)) == 0)
		return fail(err, PROBLEM_not_proven, copy->path,
		    "'%s' is CSV, for spreadsheets; NDJSON can be verified: nexa audit export "
		    "FILE.ndjson",
		    copy->path);
	if (problem != 0 && read_rest(copy, &json, err) != 0)
		return (int)err->problem;
	if (json == NULL)
		return fail(err, PROBLEM_not_proven, copy->path, "'%s' is empty", copy->path);
	if (json_get(json, "event") == NULL)
		return verify_events(copy, json, err);
	problem = verify_proof(copy, json, err);
	json_free(json);
	return problem;
}

static int
verify_file(struct nexa *nexa, const char *path)
{
	struct err err = { .problem = PROBLEM_none };
	bool piped = strcmp(path, "-") == 0;
	struct copy copy = {
		.nexa = nexa, .path = path, .file = piped ? stdin : fopen(path, "re")
	};
	if (copy.file == NULL) {
		(void)fail(
		    &err, PROBLEM_usage, "FILE", "cannot open '%s': %s", path, strerror(errno));
		return nexa_complain(&err);
	}
	int problem = verify_opened(&copy, &err);
	free(copy.line);
	if (!piped)
		(void)fclose(copy.file);
	return problem == 0 ? print_finish(&nexa->printer) != 0 : nexa_complain(&err);
}

/* ---- the daemon's log ---- */

struct live {
	struct audit_log log;
	struct merkle_head head; /* of the checkpoint that it is checked against */
	struct digest tile[TILE];
	uint64_t number; /* which tile that is */
	uint64_t n_tile; /* hashes that it has; 0: none was fetched */
	struct audit_check check;
	int64_t behind; /* seq of an event behind the last; 0: none */
	int64_t n;      /* events that were checked */
	size_t n_page;
	struct bar bar;
};

static int
take_tile(const struct json *answer, void *payload, struct err *err)
{
	struct live *live = payload;
	const struct json *each = json_first(json_get(answer, "hashes"));
	for (; each != NULL && live->n_tile < TILE; each = json_next(each)) {
		const char *hex = json_text(each);
		if (hex == NULL || digest_from_hex(hex, &live->tile[live->n_tile++]) != 0)
			return fail(err, PROBLEM_bad_answer, "", "a tile of the log is no tile");
	}
	return 0;
}

static int
missing_hashes(uint64_t seq, struct err *err)
{
	return fail(err, PROBLEM_not_proven, "",
	    "the hashes that are kept of the events are missing from event %" PRIu64
	    " on: they were removed, or the size of the tree was changed",
	    seq);
}

/* The kept hash of an event's leaf.  One tile is held: memory does not grow with the log. */
static int
known_leaf(void *payload, uint64_t seq, struct digest *out, struct err *err)
{
	struct live *live = payload;
	uint64_t index = seq - 1;
	char number[24];
	const struct audit_tile_args args = { .level = "0", .number = number };
	if (live->n_tile == 0 || live->number != index / TILE) {
		live->number = index / TILE;
		live->n_tile = 0;
		(void)snprintf(number, sizeof(number), "%" PRIu64, live->number);
		int problem = audit_log_ask(&live->log, OP_audit_tile, &args, take_tile, live, err);
		if (problem == PROBLEM_not_found)
			return missing_hashes(seq, err);
		if (problem != 0)
			return problem;
	}
	if (index % TILE >= live->n_tile)
		return missing_hashes(seq, err);
	*out = live->tile[index % TILE];
	return 0;
}

/* Whether the kept hashes, by which a wrong event is named, are the log's: they give the root that was signed. */
static int
check_leaves(struct live *live, struct err *err)
{
	struct merkle tree = { .size = 0 };
	struct digest hash;
	while (tree.size < live->head.size) {
		if (known_leaf(live, tree.size + 1, &hash, err) != 0)
			return (int)err->problem;
		merkle_add(&tree, &hash);
	}
	struct digest root = merkle_root(&tree);
	if (!digest_same(&root, &live->head.root))
		return fail(err, PROBLEM_not_proven, "",
		    "the hashes that are kept of the events do not give the root that was signed: "
		    "they, or the tree's size or root, were changed");
	return 0;
}

static int
take_events(const struct json *answer, void *payload, struct err *err)
{
	struct live *live = payload;
	const struct json *data = json_get(answer, "data");
	live->n_page = json_count(data);
	for (const struct json *each = json_first(data); each != NULL; each = json_next(each)) {
		int64_t seq = 0;
		(void)json_int(json_get(each, "seq"), &seq);
		if (live->check.tree.size == live->head.size && !live->check.suspicious) {
			live->behind = seq;
			return 0;
		}
		if (audit_check_event(&live->check, each, err) != 0)
			return (int)err->problem;
		live->n++;
	}
	return 0;
}

static int
fetch_events(struct live *live, struct err *err)
{
	struct audit_list_args args = {
		.limit = PAGE, .has_limit = true, .has_after_seq = true, .after_seq = 0
	};
	do {
		if (bar_is_stopped())
			return fail(err, PROBLEM_cancelled, "",
			    "stopped: the log was verified up to event %" PRIu64 " of %" PRIu64,
			    live->check.tree.size, live->head.size);
		if (audit_log_ask(&live->log, OP_audit_list, &args, take_events, live, err) != 0)
			return (int)err->problem;
		bar_show(&live->bar, (int64_t)live->check.tree.size);
		args.after_seq = (int64_t)live->check.tree.size + live->check.suspicious +
		    (int64_t)live->check.n_behind;
	} while (live->n_page == PAGE && live->behind == 0);
	return audit_check_end(&live->check, &live->head, err);
}

/* All hashes are fetched once when nothing is wrong; what then is wrong is told by them only when they are right. */
static int
check_events(struct live *live, struct err *err)
{
	struct err why;
	bar_begin(&live->bar, "Verifying", (int64_t)live->head.size, true);
	int problem = fetch_events(live, err);
	bar_end(&live->bar);
	if (problem == PROBLEM_not_proven && check_leaves(live, &why) != 0)
		*err = why;
	return problem == 0 ? 0 : (int)err->problem;
}

/* Events go on while this one looks; but what stands behind the log is not in its next checkpoint. */
static int
check_behind(struct live *live, struct err *err)
{
	if (live->behind == 0)
		return 0;
	/* A copy that was broken off while it was gone on with: it is opened only when its last event is there. */
	if (config_flag(live->log.nexa->config, OPTION_nexa_offline)) {
		nexa_note("the events of the copy from %" PRId64
		          " on are not verified yet; nexa audit sync goes on with it",
		    live->behind);
		return 0;
	}
	if (audit_log_checkpoint(&live->log, &live->log.key, err) != 0)
		return (int)err->problem;
	if ((uint64_t)live->behind > live->log.checkpoint.head.size)
		return fail(err, PROBLEM_not_proven, "",
		    "event %" PRId64 " was inserted at the end: it was never logged", live->behind);
	return 0;
}

static int
take_first(const struct json *answer, void *payload, struct err *err)
{
	(void)err;
	(void)json_int(json_get(json_first(json_get(answer, "data")), "seq"), payload);
	return 0;
}

/* The seq of the first event that was not let go. */
static int
find_beginning(struct live *live, int64_t *seq, struct err *err)
{
	const struct audit_list_args args = {
		.limit = 1, .has_limit = true, .has_after_seq = true, .after_seq = 0
	};
	*seq = 0;
	return audit_log_ask(&live->log, OP_audit_list, &args, take_first, seq, err);
}

/* ---- what a copy finds events by ---- */

struct sample {
	int64_t seq; /* 0: there is none */
	char type[64];
	char actor[AUDIT_ID];
	char target[AUDIT_ID];
};

static void
take_text(const struct json *json, char *out, size_t size)
{
	const char *text = json_text(json);
	(void)snprintf(out, size, "%s", text == NULL || strlen(text) >= size ? "" : text);
}

static int
take_sample(const struct json *answer, void *payload, struct err *err)
{
	struct sample *sample = payload;
	const struct json *event = json_first(json_get(answer, "data"));
	(void)err;
	*sample = (struct sample){ .seq = 0 };
	(void)json_int(json_get(event, "seq"), &sample->seq);
	take_text(json_get(event, "type"), sample->type, sizeof(sample->type));
	take_text(json_get(json_get(event, "actor"), "id"), sample->actor, sizeof(sample->actor));
	take_text(
	    json_get(json_get(event, "target"), "id"), sample->target, sizeof(sample->target));
	return 0;
}

/* "": it has none. */
static int
find_sample(struct live *live, const struct sample *sample, const char *by,
    struct audit_list_args *args, struct err *err)
{
	struct sample found;
	args->limit = 1;
	args->has_limit = args->has_after_seq = true;
	args->after_seq = sample->seq - 1;
	if (by[0] == '\0')
		return 0;
	if (audit_log_ask(&live->log, OP_audit_list, args, take_sample, &found, err) != 0)
		return (int)err->problem;
	if (found.seq == sample->seq)
		return 0;
	return fail(
	    err, PROBLEM_not_proven, "", "event %" PRId64 " is not found by '%s'", sample->seq, by);
}

/* Whether the next event is found by what it has. */
static int
check_sample(struct live *live, int64_t after, struct sample *sample, struct err *err)
{
	struct audit_list_args next = {
		.limit = 1, .has_limit = true, .has_after_seq = true, .after_seq = after
	};
	struct audit_list_args type = { .has_type = true, .type = sample->type };
	struct audit_list_args actor = { .has_actor = true, .actor = sample->actor };
	struct audit_list_args target = { .has_target = true, .target = sample->target };
	if (audit_log_ask(&live->log, OP_audit_list, &next, take_sample, sample, err) != 0)
		return (int)err->problem;
	if (sample->seq == 0 ||
	    (find_sample(live, sample, sample->type, &type, err) == 0 &&
	        find_sample(live, sample, sample->actor, &actor, err) == 0 &&
	        find_sample(live, sample, sample->target, &target, err) == 0))
		return 0;
	return (int)err->problem;
}

static int
check_samples(struct live *live, struct err *err)
{
	struct sample sample = { .seq = 0 };
	int64_t step = live->n / SAMPLES;
	step = step < 1 ? 1 : step > SAMPLE_MOST ? SAMPLE_MOST : step;
	do {
		int64_t after = sample.seq == 0 ? 0 : sample.seq + step - 1;
		if (check_sample(live, after, &sample, err) != 0)
			return (int)err->problem;
	} while (sample.seq != 0);
	return 0;
}

static int
add_total(const struct json *answer, void *payload, struct err *err)
{
	int64_t total = 0;
	(void)err;
	(void)json_int(json_get(answer, "total"), &total);
	*(int64_t *)payload += total;
	return 0;
}

/* The counts of days, which an outcome is asked of, have as many events as there are. */
static int
check_counts(struct live *live, struct err *err)
{
	static const enum outcome outcomes[] = { OUTCOME_success, OUTCOME_failure };
	struct audit_histogram_args args = { .has_from = true,
		.has_to = true,
		.to = DAYS * CLOCK_DAY_MS,
		.has_buckets = true,
		.buckets = 1,
		.has_outcome = true };
	int64_t total = 0;
	for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++) {
		args.outcome = outcomes[i];
		if (audit_log_ask(&live->log, OP_audit_histogram, &args, add_total, &total, err) !=
		    0)
			return (int)err->problem;
	}
	if (live->behind != 0 || total == live->n)
		return 0;
	return fail(err, PROBLEM_not_proven, "",
	    "%" PRId64 " event%s counted by day, and there are %" PRId64, total,
	    total == 1 ? " is" : "s are", live->n);
}

/* What is not signed, of a copy: by a sample of the events. */
static int
check_finding(struct live *live, struct err *err)
{
	struct err why;
	if (!config_flag(live->log.nexa->config, OPTION_nexa_offline) ||
	    (check_samples(live, &why) == 0 && check_counts(live, &why) == 0))
		return 0;
	return fail(err, why.problem, why.subject,
	    "the events of the copy are whole, but not the index that they are found by: %.280s",
	    why.text);
}

/* A copy can be had again. */
static int
say_anew(const struct live *live, struct err *err)
{
	struct err why = *err;
	if (err->problem != PROBLEM_not_proven ||
	    !config_flag(live->log.nexa->config, OPTION_nexa_offline))
		return (int)err->problem;
	return fail(err, PROBLEM_not_proven, why.subject,
	    "%.320s; nexa audit sync --anew fetches the copy again", why.text);
}

/* As audit_log_checkpoint() has the key. */
static int
verify_once(
    struct live *live, const struct note_key *key, struct checkpoint *checked, struct err *err)
{
	if (audit_log_checkpoint(&live->log, key, err) != 0)
		return (int)err->problem;
	*checked = live->log.checkpoint;
	live->head = checked->head;
	live->n_tile = 0;
	live->behind = 0;
	live->n = 0;
	live->check = (struct audit_check){
		.known = known_leaf, .payload = live, .n_known = live->head.size
	};
	if (check_events(live, err) != 0 || check_behind(live, err) != 0 ||
	    check_finding(live, err) != 0)
		return say_anew(live, err);
	return 0;
}

/* What the daemon lets go meanwhile is missing, though nobody has removed it: then once more. */
static int
verify_log(struct live *live, struct checkpoint *checked, struct err *err)
{
	int64_t begins;
	int64_t now;
	struct err ignored;
	const struct note_key *key = NULL;
	int problem = find_beginning(live, &begins, err);
	while (problem == 0) {
		problem = verify_once(live, key, checked, err);
		if (problem != PROBLEM_not_proven || find_beginning(live, &now, &ignored) != 0 ||
		    now <= begins)
			break;
		problem = 0;
		begins = now;
		key = &live->log.key;
	}
	return problem;
}

static int
verify_daemon(struct nexa *nexa, const struct verb *line)
{
	struct err err = { .problem = PROBLEM_none };
	struct checkpoint checked = { .origin = "" };
	struct live *live = mem_new(1, sizeof(*live));
	int problem = audit_log_open(nexa, line, &live->log, &err);
	if (problem == 0)
		problem = verify_log(live, &checked, &err);
	if (problem == 0)
		audit_key_warn(nexa, &live->log.key);
	int status = problem == 0 ? say_whole(nexa, &checked, &live->check) : nexa_complain(&err);
	free(live);
	return status;
}

int
special_audit_verify(struct nexa *nexa, const struct verb *line)
{
	return line->n_words > 0 ? verify_file(nexa, line->words[0]) : verify_daemon(nexa, line);
}
