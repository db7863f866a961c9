/* The floors: libmicrohttpd and SQLite with nothing on top. */
#include <microhttpd.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "bench.h"
#include "clock.h"
#include "deck.h"
#include "load.h"
#include "mem.h"
#include "prefix_trie.h"
#include "store_table.h"
#include "str.h"

enum {
	KILOBYTE = 1024,
	TEXT_MAX = 1 << 20,
	ROWS = 50,
	THREADS = 2,
	POOL = 24 * 1024,
	BACKLOG = 128
};

/* ---- SQLite ---- */

struct bare {
	sqlite3 *handle;
	sqlite3_stmt *list;
	sqlite3_stmt *change;
	sqlite3_stmt *event;
	int64_t seq;
};

static sqlite3_stmt *
prepare(sqlite3 *handle, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v3(handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
	    SQLITE_OK) {
		(void)fprintf(stderr, "bench: %s: %s\n", sql, sqlite3_errmsg(handle));
		abort();
	}
	return statement;
}

/* An event as it comes to mind: a table of texts, an index over ids. */
static sqlite3_stmt *
prepare_event(sqlite3 *handle)
{
	(void)sqlite3_exec(handle,
	    "CREATE TABLE IF NOT EXISTS bare_events (org_id TEXT, seq BIGINT, id TEXT UNIQUE, "
	    "occurred_at BIGINT, ws_id TEXT, type TEXT, actor_type TEXT, actor_id TEXT, "
	    "actor_name TEXT, actor_email TEXT, target_type TEXT, target_id TEXT, "
	    "target_name TEXT, outcome TEXT, ip TEXT, user_agent TEXT, request_id TEXT, "
	    "details TEXT, leaf_hash TEXT, search TEXT, PRIMARY KEY (org_id, seq))",
	    NULL, NULL, NULL);
	return prepare(handle,
	    "INSERT INTO bare_events VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
	    "?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)");
}

struct bare *
bare_open(const char *path, bool writer)
{
	struct bare *bare = mem_new(1, sizeof(*bare));
	int flags = SQLITE_OPEN_NOMUTEX | (writer ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
	if (sqlite3_open_v2(path, &bare->handle, flags, NULL) != SQLITE_OK)
		abort();
	if (writer)
		(void)sqlite3_exec(bare->handle,
		    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
		    NULL, NULL, NULL);
	struct list_shape shape = { .list = LIST_members, .n_values = 1 };
	struct str sql = STR_INIT(TEXT_MAX);
	(void)store_compose(&shape, &sql);
	bare->list = prepare(bare->handle, str_text(&sql));
	str_release(&sql);
	bare->change = prepare(bare->handle, store_statement(QUERY_member_set_role)->sql);
	if (writer)
		bare->event = prepare_event(bare->handle);
	return bare;
}

void
bare_close(struct bare *bare)
{
	(void)sqlite3_finalize(bare->list);
	(void)sqlite3_finalize(bare->change);
	(void)sqlite3_finalize(bare->event);
	(void)sqlite3_close(bare->handle);
	free(bare);
}

/* What a text needs at the least: a look at each byte for what JSON escapes. */
static void
print_text(struct str *out, const char *name, const char *text)
{
	str_add(out, name);
	if (text == NULL) {
		str_add(out, "null");
		return;
	}
	str_add_char(out, '"');
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text < 0x20 || *text == '"' || *text == '\\')
			str_addf(out, "\\u%04x", (unsigned char)*text);
		else if (str_reserve(out, 1))
			out->data[out->len++] = *text;
	}
	str_add_char(out, '"');
}

static void
print_member(sqlite3_stmt *row, struct str *out)
{
	char joined[CLOCK_TEXT];
	clock_format(sqlite3_column_int64(row, 4), joined);
	print_text(out, "{\"user_id\":", (const char *)sqlite3_column_text(row, 0));
	print_text(out, ",\"display_name\":", (const char *)sqlite3_column_text(row, 1));
	print_text(out, ",\"email\":", (const char *)sqlite3_column_text(row, 2));
	print_text(out, ",\"role\":", (const char *)sqlite3_column_text(row, 3));
	print_text(out, ",\"joined_at\":", joined);
	print_text(out, ",\"last_active_on\":", (const char *)sqlite3_column_text(row, 5));
	str_addf(out, ",\"version\":%lld}", (long long)sqlite3_column_int64(row, 6));
}

bool
bare_list(struct bare *bare, const char *ws_id, struct str *out)
{
	int n = 0;
	str_add(out, "{\"data\":[");
	(void)sqlite3_bind_text(bare->list, 1, ws_id, -1, SQLITE_STATIC);
	(void)sqlite3_bind_int64(bare->list, 2, ROWS);
	while (sqlite3_step(bare->list) == SQLITE_ROW) {
		if (n++ > 0)
			str_add_char(out, ',');
		print_member(bare->list, out);
	}
	(void)sqlite3_reset(bare->list);
	str_add(out, "]}");
	return n == ROWS;
}

int64_t
bare_read(struct bare *bare, const char *sql, int64_t number, const char *text)
{
	int64_t n = 0;
	sqlite3_stmt *statement = prepare(bare->handle, sql);
	(void)sqlite3_bind_int64(statement, 1, number);
	(void)sqlite3_bind_text(statement, 2, text, -1, SQLITE_STATIC);
	while (sqlite3_step(statement) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(statement); i++)
			(void)sqlite3_column_blob(statement, i);
		n++;
	}
	(void)sqlite3_finalize(statement);
	return n;
}

static void
bind_texts(sqlite3_stmt *statement, int first, const char *const *texts, int n)
{
	for (int i = 0; i < n; i++)
		(void)sqlite3_bind_text(statement, first + i, texts[i], -1, SQLITE_STATIC);
}

static bool
run(sqlite3_stmt *statement)
{
	bool done = sqlite3_step(statement) == SQLITE_DONE;
	return sqlite3_reset(statement) == SQLITE_OK && done;
}

static bool
add_event(struct bare *bare, const struct bench *bench, const char *user_id, const char *role)
{
	char id[40];
	char details[200];
	int64_t seq = ++bare->seq;
	/* As unordered as a random id, which is what its index has to bear. */
	(void)snprintf(
	    id, sizeof(id), "evt_%016llx", (unsigned long long)seq * 0x9e3779b97f4a7c15ULL);
	(void)snprintf(details, sizeof(details),
	    "{\"after\":{\"role\":\"%s\"},\"before\":{\"role\":\"admin\"},\"level\":\"workspace\"}",
	    role);
	const char *const texts[] = { bench->ws_id, "member.role_changed", "user", bench->owner,
		"Somebody Somewhere", bench->owner_email, "user", user_id, "Somebody Else",
		"success", NULL, NULL, "req_aaaaaaaaaaaaaaaaaaaa", details,
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
		"somebody somewhere somebody@somewhere.example somebody else member.role_changed" };
	(void)sqlite3_bind_text(bare->event, 1, bench->org_id, -1, SQLITE_STATIC);
	(void)sqlite3_bind_int64(bare->event, 2, seq);
	(void)sqlite3_bind_text(bare->event, 3, id, -1, SQLITE_STATIC);
	(void)sqlite3_bind_int64(bare->event, 4, clock_now());
	bind_texts(bare->event, 5, texts, (int)(sizeof(texts) / sizeof(texts[0])));
	return run(bare->event);
}

bool
bare_change(struct bare *bare, const struct bench *bench, int member, const char *role)
{
	const char *const texts[] = { bench->ws_id, bench->members[member], role };
	bind_texts(bare->change, 1, texts, 3);
	bool ok = sqlite3_exec(bare->handle, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK &&
	    run(bare->change) && add_event(bare, bench, bench->members[member], role);
	return sqlite3_exec(bare->handle, "COMMIT", NULL, NULL, NULL) == SQLITE_OK && ok;
}

/* ---- a rate deck ---- */

static void
bind_numbers(sqlite3_stmt *statement, int first, const int64_t *numbers, int n)
{
	for (int i = 0; i < n; i++)
		(void)sqlite3_bind_int64(statement, first + i, numbers[i]);
}

static bool
insert_groups(sqlite3_stmt *statement, const struct deck *deck, const struct bare_group *made)
{
	bool ok = true;
	for (size_t i = 0; i < deck->n_groups && ok; i++) {
		const struct deck_entry *group = &deck->groups[i];
		const char *const texts[] = { made[i].id, "plivo", group->country,
			group->country_name, made[i].country_sort, group->name, made[i].name_sort,
			made[i].search };
		const int64_t rates[] = { group->inbound, group->outbound };
		const int64_t counts[] = { 0, group->prefixes };
		(void)sqlite3_bind_int64(statement, 1, (int64_t)i + 1);
		bind_texts(statement, 2, texts, 8);
		bind_numbers(statement, 10, rates, 2);
		(void)sqlite3_bind_text(statement, 12, "none", -1, SQLITE_STATIC);
		bind_numbers(statement, 13, counts, 2);
		ok = run(statement);
	}
	return ok;
}

static bool
insert_prefixes(sqlite3_stmt *statement, const struct deck *deck)
{
	char digits[PREFIX_TEXT];
	bool ok = true;
	for (size_t i = 0; i < deck->n_prefixes && ok; i++) {
		const struct deck_prefix *prefix = &deck->prefixes[i];
		(void)sqlite3_bind_int64(statement, 1, 1);
		(void)sqlite3_bind_text(
		    statement, 2, prefix_unpack(prefix->digits, digits), -1, SQLITE_STATIC);
		(void)sqlite3_bind_int64(statement, 3, (int64_t)prefix->group + 1);
		ok = run(statement);
	}
	return ok;
}

double
bare_import(const char *path, const struct deck *deck, const struct bare_group *made)
{
	struct bare *bare = bare_open(path, true);
	sqlite3_stmt *group = prepare(bare->handle, store_statement(QUERY_deck_group_insert)->sql);
	sqlite3_stmt *prefix =
	    prepare(bare->handle, store_statement(QUERY_deck_prefix_insert)->sql);
	double start = load_now();
	bool ok = sqlite3_exec(bare->handle, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK &&
	    insert_groups(group, deck, made) && insert_prefixes(prefix, deck);
	ok = sqlite3_exec(bare->handle, "COMMIT", NULL, NULL, NULL) == SQLITE_OK && ok;
	double seconds = load_now() - start;
	(void)sqlite3_finalize(group);
	(void)sqlite3_finalize(prefix);
	bare_close(bare);
	return ok ? seconds : 0;
}

/* ---- libmicrohttpd ---- */

static enum MHD_Result
answer_list(struct MHD_Connection *connection, const char *ws_id)
{
	static _Thread_local struct bare *bare;
	struct str body = STR_INIT(TEXT_MAX);
	if (bare == NULL)
		bare = bare_open(BENCH_DATA "/nexad.db", false);
	(void)bare_list(bare, ws_id, &body);
	struct MHD_Response *reply =
	    MHD_create_response_from_buffer(body.len, body.data, MHD_RESPMEM_MUST_FREE);
	(void)MHD_add_response_header(reply, "Content-Type", "application/json");
	enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_OK, reply);
	MHD_destroy_response(reply);
	return result;
}

static enum MHD_Result /* NOLINTNEXTLINE(readability-function-size): the library's parameters */
answer(void *payload, struct MHD_Connection *connection, const char *path, const char *method,
    const char *version, const char *upload, size_t *upload_len, void **context)
{
	static int seen;
	(void)method;
	(void)version;
	(void)upload;
	*upload_len = 0;
	/* The first call tells of the headers, the second that all is here. */
	if (*context == NULL) {
		*context = &seen;
		return MHD_YES;
	}
	if (strncmp(path, "/list/", 6) == 0)
		return answer_list(connection, path + 6);
	return MHD_queue_response(connection, MHD_HTTP_OK, payload);
}

static int
listen_at(const char *socket_path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	(void)snprintf(at.sun_path, sizeof(at.sun_path), "%s", socket_path);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&at, sizeof(at)) != 0 ||
	    listen(fd, BACKLOG) != 0)
		abort();
	return fd;
}

void
bare_serve(const char *socket_path)
{
	static char text[KILOBYTE];
	sigset_t end;
	int number;
	(void)sigemptyset(&end);
	(void)sigaddset(&end, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &end, NULL);
	memset(text, 'x', sizeof(text));
	text[0] = text[sizeof(text) - 1] = '"';
	struct MHD_Response *reply =
	    MHD_create_response_from_buffer(sizeof(text), text, MHD_RESPMEM_PERSISTENT);
	(void)MHD_add_response_header(reply, "Content-Type", "application/json");
	unsigned flags =
	    MHD_USE_ERROR_LOG | MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
	struct MHD_Daemon *server = MHD_start_daemon(flags, 0, NULL, NULL, answer, reply,
	    MHD_OPTION_LISTEN_SOCKET, listen_at(socket_path), MHD_OPTION_CONNECTION_MEMORY_LIMIT,
	    (size_t)POOL, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)THREADS,
	    MHD_OPTION_CONNECTION_LIMIT, 1024U, MHD_OPTION_CONNECTION_TIMEOUT, 75U, MHD_OPTION_END);
	if (server == NULL)
		abort();
	(void)sigwait(&end, &number);
	MHD_stop_daemon(server);
	MHD_destroy_response(reply);
}
