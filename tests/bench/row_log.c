/* The audit log of 10,000,000 events, kept beside the build: starting on it, pages of every filter, exports, the copy. */
#include <glob.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "bench.h"
#include "clock.h"
#include "err.h"
#include "load.h"
#include "mem.h"
#include "str.h"

enum {
	EVENTS = 10000000,
	EXPORTED = 1000000, /* the newest */
	EXPORTS = 3,
	STARTS = 7,
	QUERIES = 240, /* of a kind, in a round */
	PATH = 4096,
	PEOPLE = 40,
	WORKSPACES = 6
};

#define SOCKET "log.sock"

struct log {
	struct bench *bench;
	char folder[PATH]; /* kept from one run to the next */
	struct process daemon;
	char org_id[BENCH_TEXT];
	char people[PEOPLE][BENCH_TEXT];
	char ids[PEOPLE][BENCH_TEXT]; /* of the same, as targets have them */
	char workspaces[WORKSPACES][BENCH_TEXT];
	int64_t first_at; /* of its events, ms */
	int64_t last_at;
	int64_t first_seq; /* those before are older than a log is kept */
	int64_t last_seq;
	double bytes; /* an event */
};

/* ---- making it, once ---- */

static void
path_of(const struct log *log, const char *name, char out[PATH + 80])
{
	(void)snprintf(out, PATH + 80, "%s/%s", log->folder, name);
}

static int
make_log(const struct log *log, struct err *err)
{
	char data[PATH + 80];
	char fresh[PATH + 80];
	char program[PATH];
	char events[24];
	path_of(log, "data", data);
	path_of(log, "data.new", fresh);
	if (access(data, F_OK) == 0)
		return 0;
	(void)fprintf(
	    stderr, "bench: making an audit log of %d events in %s, once\n", EVENTS, data);
	(void)mkdir(log->folder, 0700);
	(void)snprintf(program, sizeof(program), "%s/nexad", log->bench->bin);
	(void)snprintf(events, sizeof(events), "%d", EVENTS);
	char *const remove[] = { "rm", "-rf", fresh, NULL };
	char *const make[] = { program, "demo", "--config", "/dev/null", "--data-dir", fresh,
		"--events", events, NULL };
	if (process_run(remove, BENCH_LOG, BENCH_LOG, err) != 0 ||
	    process_run(make, BENCH_LOG, BENCH_LOG, err) != 0)
		return (int)err->problem;
	return rename(fresh, data) == 0
	    ? 0
	    : fail(err, PROBLEM_internal, data, "cannot keep the log in '%s'", data);
}

/* The first column of each row. */
static int
read_texts(sqlite3 *handle, const char *sql, char (*out)[BENCH_TEXT], int n)
{
	sqlite3_stmt *statement = NULL;
	int i = 0;
	if (sqlite3_prepare_v2(handle, sql, -1, &statement, NULL) == SQLITE_OK)
		while (i < n && sqlite3_step(statement) == SQLITE_ROW)
			(void)snprintf(out[i++], BENCH_TEXT, "%s",
			    (const char *)sqlite3_column_text(statement, 0));
	(void)sqlite3_finalize(statement);
	return i == n ? 0 : -1;
}

#define OF_ACME \
	"(SELECT no FROM audit_logs l JOIN organizations o ON o.id = l.org_id WHERE o.name = 'Acme Voice')"

static int
read_all(struct log *log, sqlite3 *handle)
{
	char numbers[4][BENCH_TEXT];
	struct stat status;
	char path[PATH + 80];
	path_of(log, "data/nexad.db", path);
	if (read_texts(handle, "SELECT id FROM organizations WHERE name = 'Acme Voice'",
	        &log->org_id, 1) != 0 ||
	    read_texts(handle, "SELECT email FROM users ORDER BY id", log->people, PEOPLE) != 0 ||
	    read_texts(handle, "SELECT id FROM users ORDER BY id", log->ids, PEOPLE) != 0 ||
	    read_texts(handle,
	        "SELECT w.id FROM workspaces w JOIN organizations o ON o.id = w.org_id "
	        "WHERE o.name = 'Acme Voice' ORDER BY w.id",
	        log->workspaces, WORKSPACES) != 0 ||
	    read_texts(handle,
	        "SELECT * FROM (SELECT occurred_at FROM audit_events WHERE at > " OF_ACME
	        " << 40 ORDER BY at LIMIT 1) UNION ALL SELECT * FROM (SELECT occurred_at FROM "
	        "audit_events WHERE at < (" OF_ACME
	        " + 1) << 40 ORDER BY at DESC LIMIT 1) UNION ALL "
	        "SELECT * FROM (SELECT at & ((1 << 40) - 1) FROM audit_events WHERE at > " OF_ACME
	        " << 40 ORDER BY at LIMIT 1) UNION ALL "
	        "SELECT * FROM (SELECT at & ((1 << 40) - 1) FROM audit_events WHERE at < (" OF_ACME
	        " + 1) << 40 ORDER BY at DESC LIMIT 1)",
	        numbers, 4) != 0 ||
	    stat(path, &status) != 0)
		return -1;
	log->first_at = strtoll(numbers[0], NULL, 10);
	log->last_at = strtoll(numbers[1], NULL, 10);
	log->first_seq = strtoll(numbers[2], NULL, 10);
	log->last_seq = strtoll(numbers[3], NULL, 10);
	log->bytes = (double)status.st_size / EVENTS;
	return log->last_seq > EXPORTED ? 0 : -1;
}

/* What is in it now: the daemon's chores and each export add an event. */
static int
look_into(struct log *log, struct err *err)
{
	char path[PATH + 80];
	sqlite3 *handle = NULL;
	path_of(log, "data/nexad.db", path);
	int code =
	    sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	bool read = code == SQLITE_OK && read_all(log, handle) == 0;
	(void)sqlite3_close(handle);
	if (!read)
		return fail(err, PROBLEM_internal, path,
		    "the log kept in '%s' is not as expected; remove that folder", log->folder);
	return 0;
}

static int
open_log(struct log *log, struct bench *bench, struct err *err)
{
	*log = (struct log){ .bench = bench };
	(void)snprintf(log->folder, sizeof(log->folder), "%s/../bench-log", bench->bin);
	return make_log(log, err) != 0 ? (int)err->problem : look_into(log, err);
}

static int
serve(struct log *log, double *ready_s, struct err *err)
{
	char data[PATH + 80];
	path_of(log, "data", data);
	return tenant_serve_at(log->bench, &log->daemon, data, SOCKET, ready_s, err);
}

/* ---- starting ---- */

static int
measure_start(struct log *log, struct err *err)
{
	double ready_s;
	struct figure *ready = figures_add(&log->bench->figures,
	    &(struct figure){ .id = "log_ready",
	        .what = "nexad ready, 10,000,000 events",
	        .unit = "ms",
	        .goal = GOAL_at_most,
	        .limit = 40 });
	figure_single(figures_add(&log->bench->figures,
	                  &(struct figure){ .id = "log_bytes",
	                      .what = "bytes on disk, an event",
	                      .unit = "B",
	                      .goal = GOAL_at_most,
	                      .limit = 220 }),
	    log->bytes);
	/* The first may have migrations to run. */
	for (int i = 0; i <= STARTS; i++) {
		if (serve(log, &ready_s, err) != 0)
			return (int)err->problem;
		if (i > 0)
			figure_single(ready, ready_s * 1000);
		process_stop(&log->daemon);
	}
	return serve(log, &ready_s, err);
}

/* ---- pages ---- */

enum part {
	PART_type = 1,
	PART_actor = 2,
	PART_target = 4,
	PART_workspace = 8,
	PART_outcome = 16,
	PART_word = 32,
	PART_rare = 64,
	PART_to = 128,
	PART_from = 256,
	PART_at = 512
};

static const enum part one[] = { PART_type, PART_actor, PART_target, PART_workspace, PART_outcome,
	PART_word };
static const enum part two[] = { PART_type | PART_actor, PART_type | PART_target,
	PART_type | PART_workspace, PART_type | PART_outcome, PART_type | PART_word,
	PART_actor | PART_target, PART_actor | PART_workspace, PART_actor | PART_outcome,
	PART_actor | PART_word, PART_target | PART_workspace, PART_target | PART_outcome,
	PART_target | PART_word, PART_workspace | PART_outcome, PART_workspace | PART_word,
	PART_outcome | PART_word };
static const enum part timed[] = { PART_to | PART_type, PART_to | PART_actor, PART_to | PART_target,
	PART_to | PART_workspace, PART_to | PART_outcome, PART_to | PART_word,
	PART_from | PART_actor, PART_from | PART_word };
static const enum part all[] = { PART_type | PART_actor | PART_target | PART_workspace |
	PART_outcome | PART_word | PART_to };
static const enum part nothing[] = { 0 };
static const enum part date[] = { PART_at, PART_at | PART_outcome };
static const enum part rare[] = { PART_rare };

struct kind {
	const char *id, *p99_id, *what, *path;
	const enum part *parts; /* in turn */
	size_t n;
	double median; /* ms, at most */
};

#define PARTS(parts) (parts), sizeof(parts) / sizeof((parts)[0])

static const struct kind kinds[] = {
	{ "log_newest", "log_newest_p99", "10 M events: newest page, median", "?", PARTS(nothing),
	    3 },
	{ "log_one", "log_one_p99", "  page of one filter, each in turn", "?", PARTS(one), 3 },
	{ "log_two", "log_two_p99", "  of two filters, each pair", "?", PARTS(two), 3 },
	{ "log_timed", "log_timed_p99", "  of a filter and a time", "?", PARTS(timed), 3 },
	{ "log_all", "log_all_p99", "  of all filters together", "?", PARTS(all), 3 },
	{ "log_rare", "log_rare_p99", "  with a rare word", "?", PARTS(rare), 3 },
	{ "log_date", "log_date_p99", "  at a date", "?", PARTS(date), 3 },
	{ "log_histogram", "log_histogram_p99", "  histogram of one filter", "/histogram?",
	    PARTS(one), 16 },
};

static unsigned
scatter(unsigned n)
{
	return n * 2654435761u >> 8;
}

static const char *
pick(const char *const *words, size_t n, unsigned chance)
{
	return words[chance % n];
}

#define PICK(words, chance) pick(words, sizeof(words) / sizeof((words)[0]), chance)

static void
add_parts(const struct log *log, enum part parts, unsigned chance, struct str *out)
{
	static const char *const types[] = { "auth.login_succeeded", "member.*", "agent.updated",
		"billing.recharged", "api_key.*", "auth.*", "webhook.updated", "organization.*",
		"telephony.*", "member.role_changed,member.removed" };
	static const char *const words[] = { "night", "shift", "production", "review", "priya",
		"role", "acme", "member", "login", "quarterly", "audit+finding", "training+week",
		"viewer", "cu", "ni", "agent", "nova" };
	static const char *const rare_words[] = { "quokka", "zebra", "quok", "council+quokka",
		"xylophone", "nosuchword+production" };
	char at[CLOCK_TEXT];
	int64_t span = log->last_at - log->first_at;
	clock_format(log->first_at + span / 1000 * (scatter(chance + 7) % 1000), at);
	if (parts & PART_type)
		str_addf(out, "&type=%s", PICK(types, scatter(chance + 1)));
	if (parts & PART_actor)
		str_addf(out, "&actor=%s", log->people[scatter(chance + 2) % PEOPLE]);
	if (parts & PART_target)
		str_addf(out, "&target=%s", log->ids[scatter(chance + 3) % PEOPLE]);
	if (parts & PART_workspace)
		str_addf(
		    out, "&workspace_id=%s", log->workspaces[scatter(chance + 4) % WORKSPACES]);
	if (parts & PART_outcome)
		str_addf(out, "&outcome=%s", scatter(chance + 5) % 2 == 0 ? "success" : "failure");
	if (parts & PART_word)
		str_addf(out, "&q=%s", PICK(words, scatter(chance + 6)));
	if (parts & PART_rare)
		str_addf(out, "&q=%s", PICK(rare_words, chance));
	if (parts & PART_to)
		str_addf(out, "&to=%s", at);
	if (parts & PART_from)
		str_addf(out, "&from=%s", at);
	if (parts & PART_at)
		str_addf(out, "&at=%s", at);
}

static char *
print_query(const struct log *log, const struct kind *kind, unsigned chance)
{
	struct str request = STR_INIT(BENCH_REQUEST);
	str_addf(&request, "GET /v1/organizations/%s/audit-events%sx=", log->org_id, kind->path);
	/* The parts begin with "&": what stands before the first is cut off. */
	request.len -= 2;
	size_t start = request.len;
	add_parts(log, kind->parts[chance % kind->n], chance, &request);
	if (request.len > start)
		memmove(request.data + start, request.data + start + 1, request.len - start);
	request.len -= request.len > start;
	str_add(&request, " HTTP/1.1\r\nHost: nexa\r\n\r\n");
	char *copy = mem_text(str_text(&request));
	str_release(&request);
	return copy;
}

/* Each round asks what none before it did. */
static int
measure_kind(struct log *log, const struct kind *kind, struct err *err)
{
	struct bench *bench = log->bench;
	char *requests[QUERIES];
	struct figure *median = figures_add(&bench->figures,
	    &(struct figure){ .id = kind->id,
	        .what = kind->what,
	        .unit = "ms",
	        .goal = GOAL_at_most,
	        .limit = kind->median });
	struct figure *p99 = figures_add(&bench->figures,
	    &(struct figure){ .id = kind->p99_id,
	        .what = "    p99",
	        .unit = "ms",
	        .goal = GOAL_at_most,
	        .limit = 16 });
	struct load load = { .socket_path = SOCKET,
		.n_connections = 1,
		.seconds = bench->seconds,
		.requests = (const char *const *)requests,
		.n_requests = QUERIES,
		.turns = QUERIES };
	int problem = 0;
	for (int round = 0; round < bench->rounds && problem == 0; round++) {
		struct bench_run run = { 0 };
		for (unsigned i = 0; i < QUERIES; i++)
			requests[i] = print_query(log, kind, (unsigned)round * QUERIES + i);
		problem = bench_load(&load, &log->daemon, &run, err);
		figure_single(median, run.median_us / 1000);
		figure_single(p99, run.p99_us / 1000);
		for (unsigned i = 0; i < QUERIES; i++)
			free(requests[i]);
	}
	return problem;
}

int
row_log(struct bench *bench, struct err *err)
{
	struct log log;
	if (open_log(&log, bench, err) != 0 || measure_start(&log, err) != 0)
		return (int)err->problem;
	int problem = 0;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]) && problem == 0; i++)
		problem = measure_kind(&log, &kinds[i], err);
	process_stop(&log.daemon);
	return problem;
}

/* ---- exports ---- */

/* What SQLite alone reads of the same events, as they are kept: nothing is unpacked or printed. */
static const char bare_events[] =
    "SELECT e.at, e.occurred_at, t.name, e.failed, w.name, a.type, a.id, a.name, a.email, g.type, "
    "g.id, g.name, o.ip, o.user_agent, e.id, e.request, e.details, e.leaf FROM audit_events e "
    "JOIN audit_names t ON t.no = e.type JOIN audit_names w ON w.no = e.ws "
    "JOIN audit_parties a ON a.no = e.actor JOIN audit_parties g ON g.no = e.target "
    "JOIN audit_origins o ON o.no = e.origin WHERE e.at & ((1 << 40) - 1) > ?1 "
    "AND e.at > (SELECT no FROM audit_logs WHERE org_id = ?2) << 40 "
    "AND e.at < ((SELECT no FROM audit_logs WHERE org_id = ?2) + 1) << 40 ORDER BY e.at";

/* Rows a second; 0 and *err when there are none. */
static double
read_bare(const struct log *log, const char *path, int64_t after_seq, struct err *err)
{
	struct bare *bare = bare_open(path, false);
	double start = load_now();
	int64_t n = bare_read(bare, bare_events, after_seq, log->org_id);
	double spent = load_now() - start;
	bare_close(bare);
	if (n == log->last_seq - after_seq)
		return (double)n / spent;
	(void)fail(err, PROBLEM_internal, path, "SQLite reads %lld events", (long long)n);
	return 0;
}

/* Reads an answer to its end, as a client does that has nothing else to do; bytes a second. */
static int
drain(const char *request, double *seconds, double *bytes, struct err *err)
{
	static char piece[1 << 18];
	struct sockaddr_un at = { .sun_family = AF_UNIX, .sun_path = SOCKET };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ssize_t n = 0;
	double start = load_now();
	*bytes = 0;
	bool asked = fd >= 0 && connect(fd, (const struct sockaddr *)&at, sizeof(at)) == 0 &&
	    send(fd, request, strlen(request), MSG_NOSIGNAL) == (ssize_t)strlen(request);
	while (asked && (n = read(fd, piece, sizeof(piece))) > 0)
		*bytes += (double)n;
	*seconds = load_now() - start;
	if (fd >= 0)
		(void)close(fd);
	return asked && n == 0 && *bytes > EXPORTED
	    ? 0
	    : fail(err, PROBLEM_internal, SOCKET, "an export was cut short");
}

static int
export_as(struct log *log, const char *format, struct figure *figure, struct err *err)
{
	char data[PATH + 80];
	char request[BENCH_REQUEST];
	double seconds;
	double bytes;
	path_of(log, "data/nexad.db", data);
	for (int i = 0; i < EXPORTS; i++) {
		if (look_into(log, err) != 0)
			return (int)err->problem;
		int64_t after = log->last_seq - EXPORTED;
		(void)snprintf(request, sizeof(request),
		    "GET /v1/organizations/%s/audit-events/export?format=%s&after_seq=%lld HTTP/1.1"
		    "\r\nHost: nexa\r\nConnection: close\r\n\r\n",
		    log->org_id, format, (long long)after);
		double floor = read_bare(log, data, after, err);
		if (floor == 0 || drain(request, &seconds, &bytes, err) != 0)
			return (int)err->problem;
		figure_pair(figure, floor, EXPORTED / seconds);
	}
	return 0;
}

static int
measure_exports(struct log *log, struct err *err)
{
	static const struct {
		const char *id, *what, *format;
	} forms[] = { { "export_ndjson", "export as NDJSON", "ndjson" },
		{ "export_csv", "export as CSV", "csv" } };
	double ready_s;
	if (serve(log, &ready_s, err) != 0)
		return (int)err->problem;
	double before = process_memory(&log->daemon, "VmRSS");
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct figure *figure = figures_add(&log->bench->figures,
		    &(struct figure){ .id = forms[i].id,
		        .what = forms[i].what,
		        .floor = "SQLite reads the same 1,000,000 events as they are kept",
		        .unit = "/s",
		        .goal = GOAL_at_least,
		        .limit = 0.5 });
		if (export_as(log, forms[i].format, figure, err) != 0)
			return (int)err->problem;
	}
	struct figure *memory = figures_add(&log->bench->figures,
	    &(struct figure){ .id = "export_memory",
	        .what = "  nexad memory, the most meanwhile",
	        .floor = "as it was started",
	        .unit = "MiB" });
	figure_pair(memory, before, process_memory(&log->daemon, "VmHWM"));
	return 0;
}

int
row_export(struct bench *bench, struct err *err)
{
	struct log log;
	int problem = open_log(&log, bench, err);
	if (problem == 0)
		problem = measure_exports(&log, err);
	process_stop(&log.daemon);
	return problem;
}

/* ---- the copy ---- */

/* nexa audit VERB for the organization, with the copies that are kept beside the log; what it took. */
static int
run_nexa(const struct log *log, const char *verb, const char *flag, double *seconds,
    double *most_mib, struct err *err)
{
	char home[PATH + 80];
	char command[3 * PATH];
	path_of(log, "home", home);
	(void)snprintf(command, sizeof(command),
	    "HOME='%s' XDG_DATA_HOME='%s' exec '%s/nexa' --socket %s audit %s --org %s %s", home,
	    home, log->bench->bin, SOCKET, verb, log->org_id, flag);
	char *const argv[] = { "/bin/sh", "-c", command, NULL };
	double start = load_now();
	int problem = process_run_watched(argv, BENCH_LOG, BENCH_LOG, most_mib, err);
	*seconds = load_now() - start;
	return problem;
}

/* The one file that is there. */
static int
find_copy(const struct log *log, char out[2 * PATH], struct err *err)
{
	char home[PATH + 80];
	glob_t found = { .gl_pathc = 0 };
	path_of(log, "home/nexa/audit-*.db", home);
	bool one_is = glob(home, 0, NULL, &found) == 0 && found.gl_pathc == 1;
	(void)snprintf(out, (size_t)2 * PATH, "%s", one_is ? found.gl_pathv[0] : "");
	globfree(&found);
	return one_is
	    ? 0
	    : fail(err, PROBLEM_internal, home, "there is not one copy in '%s'", log->folder);
}

static int
bring_copy(struct log *log, struct err *err)
{
	char home[PATH + 80];
	char path[2 * PATH];
	struct stat before = { .st_size = 0 };
	double seconds;
	double most;
	path_of(log, "home", home);
	(void)mkdir(home, 0700);
	bool is_there = find_copy(log, path, err) == 0 && stat(path, &before) == 0;
	if (!is_there)
		(void)fprintf(stderr, "bench: copying that log, once\n");
	if (serve(log, &seconds, err) != 0 || run_nexa(log, "sync", "", &seconds, &most, err) != 0)
		return (int)err->problem;
	process_stop(&log->daemon);
	if (!is_there) {
		figure_single(figures_add(&log->bench->figures,
		                  &(struct figure){ .id = "copy_sync",
		                      .what = "copying the whole log, verified",
		                      .unit = "/s" }),
		    (double)(log->last_seq - log->first_seq + 1) / seconds);
		figure_single(
		    figures_add(&log->bench->figures,
		        &(struct figure){
		            .id = "copy_memory", .what = "  nexa's memory", .unit = "MiB" }),
		    most);
	}
	return 0;
}

static int
verify_copy(struct log *log, struct err *err)
{
	char path[2 * PATH];
	double seconds;
	double most;
	if (find_copy(log, path, err) != 0)
		return (int)err->problem;
	double floor = read_bare(log, path, log->first_seq - 1, err);
	if (floor == 0 || run_nexa(log, "verify", "--offline", &seconds, &most, err) != 0)
		return (int)err->problem;
	figure_pair(figures_add(&log->bench->figures,
	                &(struct figure){ .id = "verify",
	                    .what = "verifying all of the copy",
	                    .floor = "SQLite reads its 10,000,000 events as they are kept",
	                    .unit = "/s" }),
	    floor, (double)(log->last_seq - log->first_seq + 1) / seconds);
	figure_single(figures_add(&log->bench->figures,
	                  &(struct figure){
	                      .id = "verify_memory", .what = "  nexa's memory", .unit = "MiB" }),
	    most);
	return 0;
}

int
row_copy(struct bench *bench, struct err *err)
{
	struct log log;
	char home[PATH + 80];
	int problem = open_log(&log, bench, err);
	if (problem == 0)
		problem = bring_copy(&log, err);
	process_stop(&log.daemon);
	if (problem == 0)
		problem = verify_copy(&log, err);
	path_of(&log, "home", home);
	return problem == 0 ? bench_open_copy(bench, SOCKET, home, err) : problem;
}
