/* The large rate deck taken over, beside SQLite inserting its rows. */
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"
#include "deck.h"
#include "err.h"
#include "ident.h"
#include "load.h"
#include "mem.h"
#include "str.h"
#include "utf8.h"

#define IMPORT_DATA "import"
#define IMPORT_DB IMPORT_DATA "/nexad.db"
#define IMPORT_SOCKET "import.sock"
#define EMPTY_DB "empty.db"
#define FLOOR_DB "floor.db"

/* The demo's database without its catalogue. */
static int
make_empty(struct err *err)
{
	sqlite3 *handle = NULL;
	if (tenant_copy(EMPTY_DB, err) != 0)
		return (int)err->problem;
	int code =
	    sqlite3_open_v2(EMPTY_DB, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_exec(handle,
		    "DELETE FROM network_group_switches; DELETE FROM network_prefixes;"
		    "DELETE FROM network_groups; PRAGMA wal_checkpoint(TRUNCATE)",
		    NULL, NULL, NULL);
	(void)sqlite3_close(handle);
	return code == SQLITE_OK
	    ? 0
	    : fail(err, PROBLEM_internal, EMPTY_DB, "cannot empty the catalogue");
}

static int
copy_empty(const char *path, struct err *err)
{
	char target[BENCH_TEXT];
	(void)snprintf(target, sizeof(target), "%s", path);
	char *const argv[] = { "cp", EMPTY_DB, target, NULL };
	return process_run(argv, BENCH_LOG, BENCH_LOG, err);
}

static struct bare_group *
make_texts(struct deck *deck)
{
	struct bare_group *made = mem_new(deck->n_groups, sizeof(*made));
	struct arena *arena = &deck->arena;
	for (size_t i = 0; i < deck->n_groups; i++) {
		const struct deck_entry *group = &deck->groups[i];
		made[i] = (struct bare_group){ .id = ident_new(arena, "ng"),
			.country_sort = utf8_sort_key(arena, group->country_name),
			.name_sort = utf8_sort_key(arena, group->name),
			.search = utf8_plain(arena,
			    arena_printf(arena, "%s %s %s", group->name, group->country_name,
			        group->country)) };
	}
	return made;
}

/* What nexad took is what SQLite was given. */
static int
check_rows(const struct deck *deck, struct err *err)
{
	static const char sql[] =
	    "SELECT (SELECT COUNT(*) FROM network_groups), COUNT(*) FROM network_prefixes x"
	    " JOIN telephony_providers p ON p.deck = x.deck WHERE p.id = 'plivo'";
	sqlite3 *handle = NULL;
	sqlite3_stmt *row = NULL;
	bool ok = sqlite3_open_v2(IMPORT_DB, &handle, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
	    sqlite3_prepare_v2(handle, sql, -1, &row, NULL) == SQLITE_OK &&
	    sqlite3_step(row) == SQLITE_ROW &&
	    (size_t)sqlite3_column_int64(row, 0) == deck->n_groups &&
	    (size_t)sqlite3_column_int64(row, 1) == deck->n_prefixes;
	(void)sqlite3_finalize(row);
	(void)sqlite3_close(handle);
	return ok ? 0 : fail(err, PROBLEM_internal, IMPORT_DB, "not all of the deck is there");
}

/* Small changes one after the other beside an import: how long the slowest of them took. */
struct beside {
	atomic_bool over;
	double worst_s;
	int changes;
	struct err err;
};

static void *
change_on(void *payload)
{
	static const char request[] = "PATCH /v1/telephony/providers/sip HTTP/1.1\r\nHost: nexa\r\n"
	                              "Content-Type: application/json\r\nContent-Length: 31\r\n\r\n"
	                              "{\"outbound_inr_per_min\":\"%d.00\"}";
	struct beside *beside = payload;
	struct str body = STR_INIT(1 << 20);
	char text[sizeof(request)];
	while (!atomic_load(&beside->over) && beside->err.problem == PROBLEM_none) {
		int status = 0;
		(void)snprintf(text, sizeof(text), request, 1 + beside->changes++ % 2);
		double start = load_now();
		if (load_exchange(IMPORT_SOCKET, text, &body, &status, &beside->err) == 0 &&
		    status != 200)
			(void)fail(&beside->err, PROBLEM_internal, "",
			    "a change is refused: %.200s", str_text(&body));
		double took = load_now() - start;
		beside->worst_s = took > beside->worst_s ? took : beside->worst_s;
	}
	str_release(&body);
	return NULL;
}

static int
wait_beside(struct bench *bench, const struct str *text, struct figure *figure, struct err *err)
{
	struct beside beside = { .worst_s = 0 };
	struct process daemon = { 0 };
	pthread_t thread;
	double seconds;
	if (copy_empty(IMPORT_DB, err) != 0 ||
	    tenant_serve_at(bench, &daemon, IMPORT_DATA, IMPORT_SOCKET, &seconds, err) != 0)
		return (int)err->problem;
	if (pthread_create(&thread, NULL, change_on, &beside) != 0)
		abort();
	int problem = tenant_import(IMPORT_SOCKET, text, &seconds, err);
	atomic_store(&beside.over, true);
	(void)pthread_join(thread, NULL);
	process_stop(&daemon);
	figure_single(figure, beside.worst_s * 1000);
	if (problem == 0 && beside.err.problem != PROBLEM_none)
		*err = beside.err;
	return (int)err->problem;
}

/* A fresh daemon each round: neither takes a deck over that is there already. */
static int
import_once(struct bench *bench, const struct str *text, double *seconds, struct err *err)
{
	struct process daemon = { 0 };
	double ready_s;
	if (copy_empty(IMPORT_DB, err) != 0 ||
	    tenant_serve_at(bench, &daemon, IMPORT_DATA, IMPORT_SOCKET, &ready_s, err) != 0)
		return (int)err->problem;
	int problem = tenant_import(IMPORT_SOCKET, text, seconds, err);
	process_stop(&daemon);
	return problem;
}

static int
import(struct bench *bench, const struct str *text, const struct deck *deck,
    const struct bare_group *made, struct err *err)
{
	struct figure *figure = figures_add(&bench->figures,
	    &(struct figure){ .id = "import",
	        .what = "rate deck of 41,571 prefixes taken over",
	        .floor =
	            "SQLite: its 6,357 groups and its prefixes, ready made, in one transaction",
	        .unit = "ms",
	        .goal = GOAL_at_most,
	        .limit = 3 });
	struct figure *wait = figures_add(&bench->figures,
	    &(struct figure){ .id = "import_wait",
	        .what = "  the longest that a change beside it waits",
	        .unit = "ms" });
	for (int i = 0; i < bench->rounds; i++) {
		double seconds = 0;
		if (copy_empty(FLOOR_DB, err) != 0)
			return (int)err->problem;
		double floor = bare_import(FLOOR_DB, deck, made);
		if (floor == 0)
			return fail(err, PROBLEM_internal, FLOOR_DB, "SQLite inserts nothing");
		if (import_once(bench, text, &seconds, err) != 0 || check_rows(deck, err) != 0)
			return (int)err->problem;
		figure_pair(figure, floor * 1000, seconds * 1000);
		if (wait_beside(bench, text, wait, err) != 0)
			return (int)err->problem;
	}
	return 0;
}

int
row_import(struct bench *bench, struct err *err)
{
	struct str text = STR_INIT(64u << 20);
	(void)mkdir(IMPORT_DATA, 0700);
	int problem = make_empty(err);
	if (problem == 0)
		problem = tenant_deck(bench, &text, err);
	if (problem == 0) {
		struct deck *deck = deck_read(&(struct deck_source){ .text = text.data,
		    .len = text.len,
		    .provider = "plivo",
		    .provider_name = "Plivo" });
		struct bare_group *made = make_texts(deck);
		problem = import(bench, &text, deck, made, err);
		free(made);
		deck_free(deck);
	}
	str_release(&text);
	return problem;
}
