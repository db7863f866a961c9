/* Copies of audit logs: events taken over and refused, and a client that is answered from one by its thread
 * (pthread). */
#include <dirent.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arena.h"
#include "audit_store.h"
#include "client.h"
#include "clock.h"
#include "copy_internal.h"
#include "json.h"
#include "jsonw.h"
#include "mem.h"
#include "unit.h"

enum { EVENTS = 7, PATH = 300 };

#define ORG "org_1"
#define START INT64_C(1795262400000)

struct fixture {
	char directory[PATH];
	struct copies *copies;
	struct client *client;
	struct shelf shelf;
	struct arena arena;
	unsigned char secret[crypto_sign_SECRETKEYBYTES];
	char key[NOTE_VKEY];
	struct err err;
};

/* ---- a log that a daemon might have ---- */

static struct audit_event
make_event(struct fixture *f, int seq)
{
	struct str text = STR_INIT(10000);
	struct jsonw w = { .out = &text };
	struct audit_event event = {
		.actor = { .id = "usr_1",
		    .name = seq % 2 == 0 ? "Ada" : "Wei",
		    .type = PRINCIPAL_user },
		.details = "{\"reason\":\"night shift\"}",
		.id = arena_printf(&f->arena, "evt_odd%d", seq),
		.occurred_at = START + seq * CLOCK_HOUR_MS,
		.organization_id = ORG,
		.outcome = OUTCOME_success,
		.seq = seq,
		.target = { .id = "usr_2", .name = "Noor", .type = "user" },
		.type = EVENT_member_added,
	};
	codec_write_without(&w, shape_fields(SHAPE_audit_event), &event, "leaf_hash");
	struct digest leaf = merkle_leaf(str_text(&text), text.len);
	char *hex = arena_new(&f->arena, DIGEST_HEX);
	digest_hex(&leaf, hex);
	event.leaf_hash = hex;
	str_release(&text);
	return event;
}

/* As it is served; `other`: its actor is, too. */
static struct json *
serve_page(const struct audit_event *events, int n, bool other)
{
	struct str text = STR_INIT(100000);
	struct jsonw w = { .out = &text };
	struct json *json;
	struct err err;
	jsonw_open(&w, '[');
	for (int i = 0; i < n; i++) {
		struct audit_event event = events[i];
		if (other && i == n - 1)
			event.actor.name = "Nobody";
		codec_write(&w, shape_fields(SHAPE_audit_event), &event);
	}
	jsonw_close(&w, ']');
	assert_int_equal(json_parse(str_text(&text), text.len, &json, &err), 0);
	str_release(&text);
	return json;
}

static const char *
sign(struct fixture *f, struct checkpoint *checkpoint, const struct merkle *tree)
{
	struct str note = STR_INIT(NOTE_MAX);
	*checkpoint = (struct checkpoint){ .origin = "nexad/audit/" ORG,
		.head = { tree->size, merkle_root(tree) } };
	checkpoint_sign(checkpoint, f->secret, &note);
	const char *text = arena_text(&f->arena, str_text(&note));
	str_release(&note);
	return text;
}

/* ---- taking it over ---- */

static struct copy_begin
begin_with(const struct fixture *f, const char *key)
{
	struct copy_begin begin = { .org_id = ORG,
		.daemon = "/run/nexad.sock",
		.key = key,
		.me = "{\"principal\":{\"type\":\"operator\",\"name\":\"root\"}}",
		.organization = "{\"id\":\"" ORG "\",\"name\":\"Acme\"}" };
	assert_true(copy_path(&f->copies->names, ORG, begin.path));
	return begin;
}

static int
take(struct fixture *f, struct copy_begin *begin, int from, int to, bool other)
{
	struct audit_event events[EVENTS];
	struct copy_open *copy;
	int n = to - from + 1;
	for (int i = 0; i < n; i++)
		events[i] = make_event(f, from + i);
	if (copy_take_begin(&f->shelf, begin, &f->err) != 0 ||
	    shelf_open(&f->shelf, begin->path, &copy, &f->err) != 0)
		return (int)f->err.problem;
	struct json *page = serve_page(events, n, other);
	int problem = copy_take(copy, page, events, (size_t)n, EVENTS, &f->err);
	json_free(page);
	return problem;
}

static int
end(struct fixture *f, const struct copy_begin *begin, char line[COPY_LINE])
{
	struct copy_open *copy;
	struct checkpoint checkpoint;
	struct merkle tree = { .size = 0 };
	assert_int_equal(shelf_open(&f->shelf, begin->path, &copy, &f->err), 0);
	for (int seq = 1; seq <= EVENTS; seq++) {
		struct audit_event event = make_event(f, seq);
		struct digest leaf;
		assert_int_equal(digest_from_hex(event.leaf_hash, &leaf), 0);
		merkle_add(&tree, &leaf);
	}
	const char *note = sign(f, &checkpoint, &tree);
	return copy_take_end(copy, begin, note, &checkpoint, line, &f->err);
}

static void
make_copy(struct fixture *f)
{
	char line[COPY_LINE];
	struct copy_begin begin = begin_with(f, f->key);
	assert_int_equal(take(f, &begin, 1, EVENTS, false), 0);
	assert_int_equal(end(f, &begin, line), 0);
	assert_string_equal(line, "copy of 10:32, 7 events, verified on arrival");
	shelf_clear(&f->shelf);
}

static int
setup(void **state)
{
	struct fixture *f = mem_new(1, sizeof(*f));
	struct err err;
	struct note_key key;
	unsigned char public[crypto_sign_PUBLICKEYBYTES];
	static const unsigned char seed[crypto_sign_SEEDBYTES];
	const char *parent = getenv("TMPDIR");
	clock_set(START + 22 * CLOCK_HOUR_MS + 32 * CLOCK_MINUTE_MS);
	(void)snprintf(f->directory, PATH, "%s/nexa-copy-XXXXXX", parent == NULL ? "/tmp" : parent);
	assert_non_null(mkdtemp(f->directory));
	(void)crypto_sign_seed_keypair(public, f->secret, seed);
	note_key_make("nexad/audit/" ORG, public, &key);
	note_key_print(&key, f->key);
	f->copies = copies_new(&(struct copies_settings){
	    .directory = f->directory, .daemon = "/run/nexad.sock", .only = true });
	const struct client_settings settings = { .socket_path = "/nowhere/nexad.sock",
		.local = copies_local(f->copies) };
	assert_int_equal(client_open(&settings, &f->client, &err), 0);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;
	char path[2 * PATH];
	client_close(f->client);
	copies_free(f->copies);
	shelf_clear(&f->shelf);
	arena_release(&f->arena);
	DIR *directory = opendir(f->directory);
	for (const struct dirent *each; (each = readdir(directory)) != NULL;) {
		(void)snprintf(path, sizeof(path), "%s/%s", f->directory, each->d_name);
		(void)unlink(path);
	}
	(void)closedir(directory);
	(void)rmdir(f->directory);
	clock_set(0);
	free(f);
	return 0;
}

/* ---- the tests ---- */

static void
test_goes_on_where_it_was(void **state)
{
	struct fixture *f = *state;
	char line[COPY_LINE];
	struct stat file;
	struct copy_open *copy;
	struct copy_begin begin = begin_with(f, f->key);
	assert_int_equal(take(f, &begin, 1, 3, false), 0);
	assert_int_equal(shelf_open(&f->shelf, begin.path, &copy, &f->err), 0);
	copy_take_stop(copy);
	assert_int_equal(stat(begin.path, &file), 0);
	assert_int_equal(file.st_mode & 0777, 0600);
	assert_int_equal(copy_line(copy, line, &f->err), 0);
	assert_string_equal(line, "copy broken off, 3 events, not verified yet");
	assert_int_equal(take(f, &begin, 4, EVENTS, false), 0);
	assert_int_equal(begin.size, 3);
	assert_int_equal(end(f, &begin, line), 0);
	assert_string_equal(line, "copy of 10:32, 7 events, verified on arrival");
}

/* What is not taken leaves the copy as it was. */
static void
test_refuses_what_is_not_the_log(void **state)
{
	struct fixture *f = *state;
	char line[COPY_LINE];
	struct copy_open *copy;
	struct copy_begin begin = begin_with(f, f->key);
	assert_int_equal(take(f, &begin, 1, 3, true), PROBLEM_not_proven);
	assert_has(f->err.text, "event 3 (evt_odd3) was edited");
	shelf_clear(&f->shelf);
	assert_int_equal(take(f, &begin, 2, 3, false), PROBLEM_not_proven);
	assert_has(f->err.text, "event 1 is missing");
	shelf_clear(&f->shelf);
	/* Less than what was signed. */
	assert_int_equal(take(f, &begin, 1, 3, false), 0);
	assert_int_equal(end(f, &begin, line), PROBLEM_not_proven);
	assert_has(f->err.text, "events 4 to 7 are missing: the tail was cut");
	assert_int_equal(shelf_open(&f->shelf, begin.path, &copy, &f->err), 0);
	assert_null(copy->writer);
	make_copy(f);
	begin = begin_with(f, "nexad/audit/" ORG "+00000000+AAAA");
	assert_int_equal(take(f, &begin, 1, 1, false), PROBLEM_not_proven);
	assert_has(f->err.text, "the key was changed, or this is another log");
}

/* What the daemon has let go counts by its hashes, and an event has to say that it was let go. */
static void
test_takes_a_log_without_its_beginning(void **state)
{
	struct fixture *f = *state;
	char line[COPY_LINE];
	char hashes[4 * DIGEST_HEX];
	struct json *json;
	struct copy_open *copy;
	struct copy_begin begin = begin_with(f, f->key);
	const char *first = make_event(f, 1).leaf_hash;
	(void)snprintf(
	    hashes, sizeof(hashes), "[\"%s\",\"%s\"]", first, make_event(f, 2).leaf_hash);
	assert_int_equal(json_parse(hashes, strlen(hashes), &json, &f->err), 0);
	assert_int_equal(copy_take_begin(&f->shelf, &begin, &f->err), 0);
	assert_int_equal(shelf_open(&f->shelf, begin.path, &copy, &f->err), 0);
	assert_int_equal(copy_take_hashes(copy, json, 1, &f->err), 0);
	assert_int_equal(copy->check.tree.size, 1);
	copy_take_stop(copy);
	assert_int_equal(copy_take_begin(&f->shelf, &begin, &f->err), 0);
	assert_int_equal(begin.size, 1);
	assert_int_equal(copy_take_hashes(copy, json, 2, &f->err), 0);
	assert_int_equal(copy->check.tree.size, 2);
	copy_take_stop(copy);
	assert_int_equal(take(f, &begin, 3, EVENTS, false), 0);
	copy->check.purged = 2;
	assert_int_equal(end(f, &begin, line), PROBLEM_not_proven);
	assert_has(f->err.text, "events 1 to 2 are missing: removed");
	assert_int_equal(take(f, &begin, 3, EVENTS, false), 0);
	copy->check.purged = copy->check.said = 2;
	assert_int_equal(end(f, &begin, line), 0);
	assert_string_equal(line, "copy of 10:32, 5 events, verified on arrival");
	json_free(json);
}

static void
test_answers_a_client(void **state)
{
	struct fixture *f = *state;
	const struct client_with with = { .org = ORG };
	const struct client_with elsewhere = { .org = "org_2" };
	make_copy(f);
	struct audit_list_args list = { .q = "ada", .has_q = true, .limit = 2, .has_limit = true };
	struct reply *reply = client_run(f->client, OP_audit_list, &with, &list);
	assert_int_equal(reply->err.problem, PROBLEM_none);
	assert_string_equal(reply->copy, "copy of 10:32, 7 events, verified on arrival");
	assert_int_equal(reply->n, 2);
	assert_int_equal(reply->total, 3);
	assert_int_equal(((const struct audit_event *)reply->value)->seq, 6);
	list.cursor = arena_text(&f->arena, reply->next_cursor);
	list.has_cursor = true;
	reply_free(reply);
	reply = client_run(f->client, OP_audit_list, &with, &list);
	assert_int_equal(reply->n, 1);
	assert_int_equal(((const struct audit_event *)reply->value)->seq, 2);
	reply_free(reply);
	reply = client_run(
	    f->client, OP_audit_get, &with, &(struct audit_get_args){ .id = "evt_odd5" });
	assert_int_equal(((const struct audit_event *)reply->value)->seq, 5);
	reply_free(reply);
	list = (struct audit_list_args){ .at = START + 3 * CLOCK_HOUR_MS, .has_at = true };
	reply = client_run(f->client, OP_audit_list, &with, &list);
	assert_int_equal(((const struct audit_event *)reply->value)->seq, 3);
	assert_non_null(reply->prev_cursor);
	reply_free(reply);
	reply = client_run(f->client, OP_audit_histogram, &with,
	    &(struct audit_histogram_args){ .buckets = 8, .has_buckets = true });
	assert_int_equal(((const struct audit_histogram *)reply->value)->total, EVENTS);
	reply_free(reply);
	reply = client_run(
	    f->client, OP_audit_get, &with, &(struct audit_get_args){ .id = "evt_odd8" });
	assert_int_equal(reply->err.problem, PROBLEM_not_found);
	reply_free(reply);
	reply = client_run(f->client, OP_audit_list, &elsewhere, &list);
	assert_int_equal(reply->err.problem, PROBLEM_unreachable);
	reply_free(reply);
	reply = client_run(f->client, OP_org_get, &with, &(struct org_get_args){ .first = 0 });
	assert_string_equal(((const struct organization *)reply->value)->name, "Acme");
	reply_free(reply);
}

/* Whatever only a daemon can do, and what only it may answer, fails at once. */
static void
test_leaves_the_rest_to_the_daemon(void **state)
{
	struct fixture *f = *state;
	const struct client_with with = { .org = ORG, .ws = "ws_1" };
	const struct client_with tail = { .org = ORG, .daemon_only = true };
	const struct audit_list_args list = { .has_limit = false };
	make_copy(f);
	struct reply *reply = client_run(
	    f->client, OP_member_list, &with, &(struct member_list_args){ .has_limit = false });
	assert_int_equal(reply->err.problem, PROBLEM_unreachable);
	assert_has(reply->err.text, "this is offline");
	reply_free(reply);
	reply = client_run(f->client, OP_audit_list, &tail, &list);
	assert_int_equal(reply->err.problem, PROBLEM_unreachable);
	reply_free(reply);
}

static void
not_told(struct reply *reply, void *payload)
{
	(void)payload;
	assert_null(reply); /* a call that was given up */
}

static void
test_forgets_what_is_given_up(void **state)
{
	struct fixture *f = *state;
	const struct client_with with = { .org = ORG };
	const struct audit_list_args list = { .has_limit = false };
	make_copy(f);
	client_cancel(f->client, nexa_audit_list(f->client, &with, &list, not_told, NULL));
	/* One after the other: the first is over when the second is answered. */
	struct reply *reply = client_run(f->client, OP_audit_list, &with, &list);
	assert_int_equal(reply->n, EVENTS);
	reply_free(reply);
	(void)nexa_audit_list(f->client, &with, &list, not_told, NULL);
}

/* Asked first, the daemon is away: then it is the copy that answers, without being asked for. */
static void
test_stands_in_for_a_daemon_that_is_away(void **state)
{
	struct fixture *f = *state;
	const struct client_with with = { .org = ORG };
	const struct audit_list_args list = { .has_limit = false };
	make_copy(f);
	f->copies->local.only = false;
	struct reply *reply = client_run(f->client, OP_audit_list, &with, &list);
	assert_int_equal(reply->err.problem, PROBLEM_unreachable);
	assert_null(reply->copy);
	reply_free(reply);
	f->copies->when_away = true;
	for (int i = 0; i < 2; i++) {
		reply = client_run(f->client, OP_audit_list, &with, &list);
		assert_non_null(reply->copy);
		assert_int_equal(reply->n, EVENTS);
		reply_free(reply);
	}
}

static void
test_says_that_a_file_is_damaged(void **state)
{
	struct fixture *f = *state;
	const struct client_with with = { .org = ORG };
	const struct audit_list_args list = { .has_limit = false };
	struct copy_begin begin = begin_with(f, f->key);
	struct copy_found *found;
	make_copy(f);
	assert_int_equal(copies_list(f->copies, &f->arena, &found), 1);
	assert_string_equal(found->org_name, "Acme");
	assert_int_equal(found->events, EVENTS);
	FILE *file = fopen(begin.path, "r+e");
	for (int i = 0; i < 4096; i++)
		(void)fputc('x', file);
	(void)fclose(file);
	struct reply *reply = client_run(f->client, OP_audit_list, &with, &list);
	assert_int_equal(reply->err.problem, PROBLEM_storage_unavailable);
	assert_has(reply->err.text, "nexa audit sync --anew fetches it again");
	reply_free(reply);
	assert_int_equal(copies_list(f->copies, &f->arena, &found), 1);
	assert_null(found->org_name);
	begin.anew = true;
	assert_int_equal(take(f, &begin, 1, EVENTS, false), 0);
}

/* The last event is not there: nothing is answered as if all were. */
static void
test_says_that_the_last_event_is_gone(void **state)
{
	struct fixture *f = *state;
	const struct client_with with = { .org = ORG };
	const struct audit_list_args list = { .has_limit = false };
	struct copy_begin begin = begin_with(f, f->key);
	struct copy_open *copy;
	make_copy(f);
	assert_int_equal(copy_take_begin(&f->shelf, &begin, &f->err), 0);
	assert_int_equal(shelf_open(&f->shelf, begin.path, &copy, &f->err), 0);
	assert_int_equal(
	    db_run(copy->writer, QUERY_purge_events,
	        WITH(V(audit_store_place(1, EVENTS - 1)), V(audit_store_place(1, EVENTS))), NULL,
	        &f->err),
	    0);
	assert_int_equal(db_commit(copy->writer, &f->err), 0);
	shelf_clear(&f->shelf);
	struct reply *reply = client_run(f->client, OP_audit_list, &with, &list);
	assert_int_equal(reply->err.problem, PROBLEM_storage_unavailable);
	assert_has(reply->err.text, "event 7 is missing");
	assert_string_equal(reply->copy, "damaged copy");
	reply_free(reply);
	assert_int_equal(copy_take_begin(&f->shelf, &begin, &f->err), PROBLEM_storage_unavailable);
	assert_has(f->err.text, "nexa audit sync --anew fetches it again");
}

static void
test_says_that_the_disk_is_full(void **state)
{
	struct err err;
	(void)state;
	(void)fail(&err, PROBLEM_storage_unavailable, "COMMIT", "COMMIT: database or disk is full");
	assert_false(copy_is_file_problem((enum problem)copy_damaged("/var/copy.db", &err)));
	assert_has(err.text, "the disk is full; nexa audit sync goes on with the copy");
	(void)fail(&err, PROBLEM_storage_unavailable, "COMMIT", "COMMIT: disk I/O error");
	assert_true(copy_is_file_problem((enum problem)copy_damaged("/var/copy.db", &err)));
	assert_has(err.text, "the copy is damaged");
}

/* Whether another process finds the file in use: SQLite's own shared lock (its os.h). */
static bool
is_locked(const char *path)
{
	enum { SHARED_FIRST = 0x40000002, SHARED_SIZE = 510 };
	struct flock lock = { .l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = SHARED_FIRST,
		.l_len = SHARED_SIZE };
	int status = 0;
	pid_t child = fork();
	if (child == 0) {
		int file = open(path, O_RDWR | O_CLOEXEC);
		_exit(fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) && WEXITSTATUS(status) == 1;
}

/* Going on with a copy that is open takes nothing from it: else another nexa would take its log away as the last one. */
static void
test_stays_locked(void **state)
{
	struct fixture *f = *state;
	struct copy_begin begin = begin_with(f, f->key);
	struct copy_open *copy;
	assert_int_equal(take(f, &begin, 1, 3, false), 0);
	assert_int_equal(shelf_open(&f->shelf, begin.path, &copy, &f->err), 0);
	copy_take_stop(copy);
	assert_true(is_locked(begin.path));
	assert_int_equal(take(f, &begin, 4, 5, false), 0);
	copy_take_stop(copy);
	assert_true(is_locked(begin.path));
	shelf_clear(&f->shelf);
	assert_false(is_locked(begin.path));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_goes_on_where_it_was, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refuses_what_is_not_the_log, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    test_takes_a_log_without_its_beginning, setup, teardown),
		cmocka_unit_test_setup_teardown(test_stays_locked, setup, teardown),
		cmocka_unit_test_setup_teardown(test_answers_a_client, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    test_leaves_the_rest_to_the_daemon, setup, teardown),
		cmocka_unit_test_setup_teardown(test_forgets_what_is_given_up, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    test_stands_in_for_a_daemon_that_is_away, setup, teardown),
		cmocka_unit_test_setup_teardown(test_says_that_a_file_is_damaged, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    test_says_that_the_last_event_is_gone, setup, teardown),
		cmocka_unit_test(test_says_that_the_disk_is_full),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
