/* Audit events: numbered without gaps, hashed into the tree, canonical as they are served. */
#include <sqlite3.h>

#include "audit_query.h"
#include "call.h"
#include "chance.h"
#include "clock.h"
#include "event.h"
#include "json.h"
#include "jsonw.h"
#include "merkle_definition.h"
#include "store_fixture.h"
#include "store_sqlite.h"

enum { EVENTS = 300 };

static void
set_up_call(struct call *c, struct fixture *f, const char *org_id)
{
	*c = (struct call){ .db = f->db,
		.id = OP_member_set_role,
		.op = &ops[OP_member_set_role],
		.caller = { .type = PRINCIPAL_user,
		    .id = "usr_1",
		    .name = "Ren\xc3\xa9"
		            "e \"R\" \\ O'Brien",
		    .email = "renee@example.com" },
		.place = { .org_id = org_id, .ws_id = "ws_1" },
		.request_id = "req.1-a_B",
		.ip = "2001:db8::1",
		.user_agent = "nexa/0.1 (\xe2\x82\xac; \"x\")" };
}

/* One event with what chance has it tell. */
static void
emit(struct call *c, struct chance *chance)
{
	static const char *const texts[] = { NULL, "as agreed",
		"\"quoted\" \\ \xf0\x9f\x98\x80 \xc2\x80", "" };
	enum event type = (enum event)(1 + chance_below(chance, EVENT_COUNT - 1));
	struct event_about about = {
		.target_type = "user",
		.target_id = chance_below(chance, 4) == 0 ? NULL : "usr_2",
		.target_name = "Ada \xe6\x9d\x8e",
		.before = chance_below(chance, 2) == 0 ? NULL : event_pair(c, "role", "viewer"),
		.after = chance_below(chance, 2) == 0
		    ? NULL
		    : event_pair(c, "role", texts[chance_below(chance, 4)]),
		.reason = texts[chance_below(chance, 4)],
		.batch_id = chance_below(chance, 3) == 0 ? "bat_1" : NULL,
		.level = (enum level)chance_below(chance, LEVEL_COUNT),
		.outcome = (enum outcome)chance_below(chance, OUTCOME_COUNT),
		.ws_id = chance_below(chance, 3) == 0 ? "" : NULL,
	};
	c->ip = chance_below(chance, 2) == 0 ? NULL : "2001:db8::1";
	if (event_emit(c, type, &about) != 0)
		fail_about("%s", c->err.text);
}

/* ---- checking a log ---- */

struct log {
	struct fixture *f;
	struct merkle tree;
	struct digest leaves[EVENTS + 10];
	int n;
	int64_t last_at;
};

/* The event without its leaf hash, exactly as the wire has it. */
static void
canonical_of(const struct audit_event *event, struct str *out)
{
	struct jsonw w = { .out = out };
	codec_write_without(&w, shape_fields(SHAPE_audit_event), event, "leaf_hash");
}

static void
assert_canonical(const char *text)
{
	struct json *json;
	struct str again = STR_INIT(1 << 20);
	struct err err;
	if (json_parse(text, strlen(text), &json, &err) != 0)
		fail_about("%s: %s", err.text, text);
	json_canonical(json, &again);
	assert_string_equal(str_text(&again), text);
	json_free(json);
	str_release(&again);
}

static int
check_event(const struct listed *listed, void *payload)
{
	struct log *log = payload;
	const struct audit_event *event = listed->row;
	struct str text = STR_INIT(1 << 20);
	char hex[DIGEST_HEX];
	assert_int_equal(event->seq, log->n + 1);
	assert_true(event->occurred_at >= log->last_at);
	log->last_at = event->occurred_at;
	canonical_of(event, &text);
	assert_canonical(str_text(&text));
	assert_canonical(event->details);
	struct digest leaf = merkle_leaf(str_text(&text), text.len);
	digest_hex(&leaf, hex);
	assert_string_equal(event->leaf_hash, hex);
	merkle_add(&log->tree, &leaf);
	log->leaves[log->n++] = leaf;
	str_release(&text);
	return 0;
}

/* Reads the whole log of an organization; the tree that is kept is the one that comes out. */
static void
check_log(struct fixture *f, const char *org_id, int n)
{
	static struct log log;
	struct tree_row kept;
	char frontier[MERKLE_FRONTIER_TEXT];
	bool found;
	log = (struct log){ .f = f };
	fixture_read_log(f, org_id, check_event, &log);
	assert_int_equal(log.n, n);
	assert_done(
	    f, db_get(f->db, QUERY_tree_get, WITH(V(org_id)), &f->arena, &kept, &found, &f->err));
	assert_int_equal(found, n > 0);
	if (n == 0)
		return;
	merkle_save(&log.tree, frontier);
	assert_int_equal(kept.size, n);
	assert_string_equal(kept.frontier, frontier);
	struct digest root = merkle_root(&log.tree);
	struct digest expected = root_by_definition(log.leaves, (size_t)n);
	assert_memory_equal(&root, &expected, sizeof(root));
}

/* ---- */

static void
test_chain(void **state)
{
	struct fixture *f = *state;
	struct chance chance = { .state = 6962 };
	struct call c;
	set_up_call(&c, f, "org_1");
	assert_done(f, db_begin(f->db, &f->err));
	for (int i = 0; i < EVENTS; i++) {
		clock_set(INT64_C(1795304819123) + (int64_t)i * 977);
		emit(&c, &chance);
		/* Around powers of two, where subtrees join. */
		if (i < 20 || i == 127 || i == 128) {
			assert_done(f, db_commit(f->db, &f->err));
			check_log(f, "org_1", i + 1);
			assert_done(f, db_begin(f->db, &f->err));
		}
	}
	clock_set(0);
	assert_done(f, db_commit(f->db, &f->err));
	check_log(f, "org_1", EVENTS);
	arena_release(&c.arena);
}

/* The clock may be set back; the log's time is not. */
static void
test_clock_set_back(void **state)
{
	struct fixture *f = *state;
	struct chance chance = { .state = 4 };
	struct call c;
	set_up_call(&c, f, "org_1");
	for (int i = 0; i < 10; i++) {
		clock_set(INT64_C(1795304819123) + (i % 3 == 2 ? -CLOCK_HOUR_MS : i));
		emit(&c, &chance);
	}
	clock_set(0);
	check_log(f, "org_1", 10);
	arena_release(&c.arena);
}

/* Every organization has its own numbers and its own tree; so has the installation. */
static void
test_logs_are_apart(void **state)
{
	struct fixture *f = *state;
	struct chance chance = { .state = 1 };
	struct call a;
	struct call b;
	struct call none;
	set_up_call(&a, f, "org_a");
	set_up_call(&b, f, "org_b");
	set_up_call(&none, f, NULL);
	for (int i = 0; i < 12; i++) {
		emit(&a, &chance);
		if (i % 2 == 0)
			emit(&b, &chance);
		if (i % 3 == 0)
			emit(&none, &chance);
	}
	check_log(f, "org_a", 12);
	check_log(f, "org_b", 6);
	check_log(f, "", 4);
	check_log(f, "org_c", 0);
	arena_release(&a.arena);
	arena_release(&b.arena);
	arena_release(&none.arena);
}

/* No change, no event: what is undone leaves no number and no leaf. */
static void
test_undone(void **state)
{
	struct fixture *f = *state;
	struct chance chance = { .state = 2 };
	struct call c;
	set_up_call(&c, f, "org_1");
	assert_done(f, db_begin(f->db, &f->err));
	for (int i = 0; i < 20; i++) {
		assert_done(f, db_savepoint(f->db, &f->err));
		emit(&c, &chance);
		emit(&c, &chance);
		assert_done(f, db_release(f->db, i % 2 == 0, &f->err));
	}
	assert_done(f, db_commit(f->db, &f->err));
	check_log(f, "org_1", 20);
	arena_release(&c.arena);
}

/* Of several logs in one transaction, each has what was kept: of none of them when all is rolled back. */
static void
test_groups(void **state)
{
	struct fixture *f = *state;
	struct chance chance = { .state = 3 };
	struct call calls[2];
	int kept[2] = { 0, 0 };
	set_up_call(&calls[0], f, "org_a");
	set_up_call(&calls[1], f, "org_b");
	for (int group = 0; group < 12; group++) {
		int before[2] = { kept[0], kept[1] };
		assert_done(f, db_begin(f->db, &f->err));
		for (int i = 0; i < 9; i++) {
			bool keep = (group + i) % 3 != 0;
			int each = (group / 2 + i) % 2;
			assert_done(f, db_savepoint(f->db, &f->err));
			emit(&calls[each], &chance);
			if (i % 4 == 0)
				emit(&calls[1 - each], &chance);
			assert_done(f, db_release(f->db, keep, &f->err));
			kept[each] += keep;
			kept[1 - each] += keep && i % 4 == 0;
		}
		if (group % 4 == 3) {
			db_rollback(f->db);
			memcpy(kept, before, sizeof(kept));
		} else {
			assert_done(f, db_commit(f->db, &f->err));
		}
		check_log(f, "org_a", kept[0]);
		check_log(f, "org_b", kept[1]);
	}
	arena_release(&calls[0].arena);
	arena_release(&calls[1].arena);
}

/* Who did it and where, when the call does not say otherwise. */
static void
test_what_it_tells(void **state)
{
	struct fixture *f = *state;
	struct call c;
	set_up_call(&c, f, "org_1");
	assert_int_equal(event_emit(&c, EVENT_member_role_changed,
	                     &(struct event_about){ .target_type = "user",
	                         .target_id = "usr_2",
	                         .target_name = "Ada",
	                         .before = event_pair(&c, "role", "viewer"),
	                         .after = event_pair(&c, "role", "admin"),
	                         .reason = "on call",
	                         .level = LEVEL_workspace }),
	    0);
	assert_non_null(c.caused);
	assert_int_equal(c.caused->type, EVENT_member_role_changed);
	assert_string_equal(c.caused->target_id, "usr_2");
	check_log(f, "org_1", 1);
	assert_string_equal(c.caused->details,
	    "{\"after\":{\"role\":\"admin\"},\"before\":{\"role\":\"viewer\"},\"level\":\"workspace\",\"reason\":\"on call\"}");
	arena_release(&c.arena);
}

/* A frontier that does not fit its size is not built upon. */
static void
test_damaged_tree(void **state)
{
	struct fixture *f = *state;
	struct chance chance = { .state = 3 };
	struct call c;
	set_up_call(&c, f, "org_1");
	emit(&c, &chance);
	assert_done(f,
	    db_run(f->db, QUERY_tree_put, WITH(V("org_1"), V(3), V(0), V("00ff"), V(0)), NULL,
	        &f->err));
	assert_int_equal(event_emit(&c, EVENT_auth_logout,
	                     &(struct event_about){ .target_type = "user", .target_name = "x" }),
	    PROBLEM_not_proven);
	arena_release(&c.arena);
}

/* How many events of an organization have words in them. */
static int
n_with(struct fixture *f, const char *org_id, const char *words)
{
	struct call c = { .db = f->db };
	const struct audit_question question = { .q = words };
	const struct audit_range range = { .org_id = org_id };
	struct audit_span span;
	struct audit_match match;
	int64_t n = 0;
	if (audit_match(&c, &question, &match) != 0 || audit_find_span(&c, &range, &span) != 0 ||
	    audit_count(&c, &span, match.all, 100, &n) != 0)
		fail_about("%s", c.err.text);
	arena_release(&c.arena);
	return (int)n;
}

/* Words are found whatever their case, in every script. */
static void
test_words_are_found(void **state)
{
	struct fixture *f = *state;
	static const char *const words[] = { "ada", "ADA", "Lovelace", "member.role", "reason: x",
		"\xc3\x89lodie", "\xc3\xa9LODIE", "\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd",
		"\xd0\xb8\xd0\x92\xd0\x90\xd0\x9d" };
	struct call c;
	set_up_call(&c, f, "org_1");
	c.caller.name = "\xc3\x89lodie";
	assert_int_equal(event_emit(&c, EVENT_member_role_changed,
	                     &(struct event_about){ .target_type = "user",
	                         .target_name = "Ada Lovelace \xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd",
	                         .reason = "Reason: X" }),
	    0);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (n_with(f, "org_1", words[i]) != 1)
			fail_about("not found: %s", words[i]);
	assert_int_equal(n_with(f, "org_1", "nobody"), 0);
	assert_int_equal(n_with(f, "org_2", "ada"), 0);
	arena_release(&c.arena);
}

/* ---- names that no event tells any more ---- */

static void
act(struct fixture *f, const char *org_id, const char *name)
{
	struct call c;
	set_up_call(&c, f, org_id);
	c.caller.name = name;
	c.ip = name; /* whatever it is */
	assert_int_equal(event_emit(&c, EVENT_member_role_changed,
	                     &(struct event_about){ .target_type = "user", .target_name = "Ada" }),
	    0);
	arena_release(&c.arena);
}

/* As retention does it. */
static void
let_go(struct fixture *f, const char *org_id, int64_t seq)
{
	static const enum query queries[] = { QUERY_purge_words, QUERY_purge_events };
	int64_t log;
	assert_done(f, audit_store_log(f->db, org_id, &log, &f->err));
	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++)
		assert_done(f,
		    db_run(f->db, queries[i],
		        WITH(V(audit_store_place(log, seq - 1)), V(audit_store_place(log, seq))),
		        NULL, &f->err));
}

/* What the file has, as another program reads it. */
static void
assert_reads(struct fixture *f, const char *ask, const char *answer)
{
	sqlite3 *handle;
	sqlite3_stmt *rows;
	assert_int_equal(sqlite3_open(f->path, &handle), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(handle, ask, -1, &rows, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(rows), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(rows, 0), answer);
	(void)sqlite3_finalize(rows);
	assert_int_equal(sqlite3_close(handle), SQLITE_OK);
}

/* The names that are kept, and what they came from. */
static void
assert_kept(struct fixture *f, const char *names, const char *origins)
{
	assert_reads(f, "SELECT GROUP_CONCAT(name) FROM audit_parties", names);
	assert_reads(f, "SELECT GROUP_CONCAT(ip) FROM audit_origins", origins);
}

/* The words, but for those that every event has. */
static void
assert_spelled(struct fixture *f, const char *words)
{
	assert_reads(f,
	    "SELECT GROUP_CONCAT(word) FROM (SELECT word FROM audit_vocabulary"
	    " WHERE word IN ('bob', 'eve', 'mallory') ORDER BY word)",
	    words);
}

/* Goes through all words, two at a time. */
static void
forget_words(struct fixture *f)
{
	char after[AUDIT_WORD_ROOM] = "";
	bool more = true;
	while (more)
		assert_done(f, audit_store_forget_words(f->db, after, 2, &more, &f->err));
}

static int
check_actor(const struct listed *listed, void *payload)
{
	const char **last = payload;
	const struct audit_event *event = listed->row;
	*last =
	    strcmp(event->actor.name, "Bob") == 0 && strcmp(event->ip, "Bob") == 0 ? "Bob" : "?";
	return 0;
}

static void
test_names_go(void **state)
{
	struct fixture *f = *state;
	const int64_t day = INT64_C(1800000000000);
	const char *last = "nobody";
	bool more;
	clock_set(day);
	act(f, "org_1", "Bob");
	act(f, "org_2", "Eve");
	act(f, "org_1", "Mallory");
	/* Who is known from another day is so from this one, too. */
	clock_set(day + 400 * CLOCK_DAY_MS);
	act(f, "org_1", "Mallory");
	let_go(f, "org_1", 1);
	let_go(f, "org_1", 2);
	/* Another log still has that day. */
	assert_done(f, audit_store_forget_people(f->db, 1, &more, &f->err));
	assert_false(more);
	assert_kept(f, "Bob,Ada,Eve,Mallory", "Bob,Eve,Mallory");
	/* A log in the same transaction, not indexed yet, begins with today. */
	let_go(f, "org_2", 1);
	assert_done(f, db_begin(f->db, &f->err));
	act(f, "org_3", "Mallory");
	assert_done(f, audit_store_forget_people(f->db, 1, &more, &f->err));
	assert_true(more);
	assert_done(f, audit_store_forget_people(f->db, 10, &more, &f->err));
	assert_false(more);
	assert_done(f, db_commit(f->db, &f->err));
	assert_kept(f, "Ada,Mallory", "Mallory");
	/* Nothing is remembered of who went: as they come again they are there again. */
	act(f, "org_4", "Bob");
	assert_kept(f, "Ada,Mallory,Bob", "Mallory,Bob");
	fixture_read_log(f, "org_4", check_actor, &last);
	assert_string_equal(last, "Bob");
	clock_set(0);
}

static void
test_words_go(void **state)
{
	struct fixture *f = *state;
	act(f, "org_1", "Bob");
	act(f, "org_1", "Eve");
	forget_words(f);
	assert_spelled(f, "bob,eve");
	assert_int_equal(n_with(f, "org_1", "ev"), 1);
	let_go(f, "org_1", 1);
	/* One that is not indexed yet is there afterwards, and one of the past can come again. */
	assert_done(f, db_begin(f->db, &f->err));
	act(f, "org_1", "Mallory");
	forget_words(f);
	assert_done(f, db_commit(f->db, &f->err));
	assert_spelled(f, "eve,mallory");
	act(f, "org_1", "Bob");
	assert_spelled(f, "bob,eve,mallory");
	assert_int_equal(n_with(f, "org_1", "bo"), 1);
	assert_int_equal(n_with(f, "org_1", "mall"), 1);
}

/* The database as it was before 0021_audit_store, which later migrations came before: a text for each thing
 * that an event tells. */
static const char as_it_was[] =
    "CREATE TABLE was (org_id TEXT NOT NULL, seq BIGINT NOT NULL, id TEXT NOT NULL UNIQUE, occurred_at BIGINT NOT NULL, "
    "ws_id TEXT, type TEXT NOT NULL, actor_type TEXT NOT NULL, actor_id TEXT, actor_name TEXT NOT NULL, "
    "actor_email TEXT, target_type TEXT NOT NULL, target_id TEXT, target_name TEXT NOT NULL, outcome TEXT NOT NULL, "
    "ip TEXT, user_agent TEXT, request_id TEXT, details TEXT NOT NULL, search TEXT NOT NULL, leaf_hash TEXT NOT NULL, "
    "PRIMARY KEY (org_id, seq));"
    "INSERT INTO was SELECT org_id, seq, id, occurred_at, ws_id, type, actor_type, actor_id, actor_name, "
    "actor_email, target_type, target_id, target_name, outcome, ip, user_agent, request_id, details, '', leaf_hash "
    "FROM audit_log ORDER BY id DESC;"
    /* An id of another time, and a hash that somebody has changed. */
    "INSERT INTO was SELECT 'org_9', seq, 'evt_01arz3ndektsv4rrffq69g5fav', occurred_at, ws_id, type, actor_type, "
    "NULL, 'Nobody', NULL, target_type, NULL, '', outcome, NULL, NULL, 'asked.by/hand', details, '', 'gone' "
    "FROM was WHERE org_id = 'org_1' AND seq = 1;"
    "DROP VIEW audit_log; DROP TABLE audit_events; DROP TABLE audit_logs; DROP TABLE audit_names; "
    "DROP TABLE audit_parties; DROP TABLE audit_origins; DROP TABLE audit_index; DROP TABLE audit_vocabulary; "
    "DROP TABLE audit_counts; DROP TABLE audit_odd_ids; ALTER TABLE was RENAME TO audit_events;"
    "DELETE FROM schema_migrations WHERE name IN ('0021_audit_store', '0029_audit_blocks', '0040_audit_last_day');"
    "DELETE FROM schema_digests WHERE name IN ('0021_audit_store', '0029_audit_blocks', '0040_audit_last_day')";

static void
make_it_as_it_was(struct fixture *f)
{
	sqlite3 *handle;
	fixture_close(f);
	assert_int_equal(sqlite3_open(f->path, &handle), SQLITE_OK);
	assert_int_equal(sqlite_audit_functions(handle, &f->err), 0);
	if (sqlite3_exec(handle, as_it_was, NULL, NULL, NULL) != SQLITE_OK)
		fail_about("%s", sqlite3_errmsg(handle));
	assert_int_equal(sqlite3_close(handle), SQLITE_OK);
	fixture_open(f);
}

/* Events of a database from before are what they were, are found, and go on. */
static void
test_carried_over(void **state)
{
	struct fixture *f = *state;
	struct chance chance = { .state = 11 };
	struct audit_event event;
	struct call c;
	for (int i = 0; i < EVENTS; i++) {
		set_up_call(&c, f, i % 3 == 0 ? "" : i % 3 == 1 ? "org_1" : "org_2");
		c.caller.name = i % 2 == 0 ? "Ada"
		                           : "Ren\xc3\xa9"
		                             "e";
		emit(&c, &chance);
		arena_release(&c.arena);
	}
	int with_ada = n_with(f, "org_1", "ada renee");
	make_it_as_it_was(f);
	check_log(f, "", EVENTS / 3);
	check_log(f, "org_1", EVENTS / 3);
	check_log(f, "org_2", EVENTS / 3);
	assert_true(with_ada > 0);
	assert_int_equal(n_with(f, "org_1", "ada renee"), with_ada);
	set_up_call(&c, f, "org_9");
	assert_int_equal(audit_find(&c, "org_9", "evt_01arz3ndektsv4rrffq69g5fav", &event), 0);
	assert_string_equal(event.id, "evt_01arz3ndektsv4rrffq69g5fav");
	assert_string_equal(event.request_id, "asked.by/hand");
	assert_string_equal(event.target.name, "");
	assert_null(event.target.id);
	assert_string_equal(event.leaf_hash, "");
	assert_int_equal(audit_find(&c, "org_1", event.id, &event), PROBLEM_not_found);
	arena_release(&c.arena);
	set_up_call(&c, f, "org_1");
	emit(&c, &chance);
	check_log(f, "org_1", EVENTS / 3 + 1);
	arena_release(&c.arena);
}

#define in_store(test) cmocka_unit_test_setup_teardown((test), fixture_set_up, fixture_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_store(test_chain),
		in_store(test_clock_set_back),
		in_store(test_logs_are_apart),
		in_store(test_groups),
		in_store(test_undone),
		in_store(test_what_it_tells),
		in_store(test_damaged_tree),
		in_store(test_words_are_found),
		in_store(test_names_go),
		in_store(test_words_go),
		in_store(test_carried_over),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
