/* The rows that are measured over the Unix socket, beside bare libmicrohttpd. */
#include "bench.h"
#include "clock.h"
#include "err.h"
#include "load.h"
#include "mem.h"
#include "store.h"
#include "str.h"

enum { PATH = 1024 };

int
bench_load(
    const struct load *load, const struct process *server, struct bench_run *out, struct err *err)
{
	struct load_result result;
	double before = process_cpu(server);
	if (load_run(load, &result, err) != 0)
		return (int)err->problem;
	if (result.n_refused > 0)
		return fail(err, PROBLEM_internal, "", "%llu answers had status %d or the like",
		    (unsigned long long)result.n_refused, result.refused_status);
	double n = result.rate * load->seconds;
	*out = (struct bench_run){ .rate = result.rate,
		.cpu_us = n == 0 ? 0 : (process_cpu(server) - before) * 1e6 / n,
		.median_us = result.median_us,
		.p99_us = result.p99_us };
	return 0;
}

void
bench_print_get(const struct bench *bench, char out[BENCH_REQUEST], const char *path)
{
	(void)snprintf(out, BENCH_REQUEST,
	    "GET %s HTTP/1.1\r\nHost: nexa\r\nAuthorization: Bearer %s\r\n"
	    "User-Agent: nexa-bench\r\n\r\n",
	    path, bench->token);
}

static int
load_side(const struct bench *bench, const struct bench_side *side, struct bench_run *out,
    struct err *err)
{
	const struct load load = { .socket_path = side->socket_path,
		.n_connections = BENCH_CLIENTS,
		.seconds = bench->seconds,
		.requests = side->requests,
		.n_requests = side->n_requests,
		.turns = side->turns };
	return bench_load(&load, side->server, out, err);
}

int
bench_contend(struct bench *bench, const struct bench_contest *contest, struct err *err)
{
	for (int i = 0; i < bench->rounds; i++) {
		struct bench_run floor = { 0 };
		struct bench_run subject = { 0 };
		if (load_side(bench, &contest->floor, &floor, err) != 0 ||
		    load_side(bench, &contest->subject, &subject, err) != 0)
			return (int)err->problem;
		figure_pair(contest->rate, floor.rate, subject.rate);
		figure_pair(contest->cpu, floor.cpu_us, subject.cpu_us);
	}
	return 0;
}

/* A GET of nexad beside a GET of the bare server. */
struct contest {
	const char *floor_path;
	const char *path;
	struct figure *rate;
	struct figure *cpu;
};

static int
contend(struct bench *bench, const struct contest *contest, struct err *err)
{
	char floor[BENCH_REQUEST];
	char subject[BENCH_REQUEST];
	const char *floors[] = { floor };
	const char *subjects[] = { subject };
	struct process bare = { 0 };
	bench_print_get(bench, floor, contest->floor_path);
	bench_print_get(bench, subject, contest->path);
	if (process_fork(&bare, bare_serve, BENCH_BARE, err) != 0)
		return (int)err->problem;
	int problem = bench_contend(bench,
	    &(struct bench_contest){ .floor = { &bare, BENCH_BARE, floors, 1, 1 },
	        .subject = { &bench->daemon, BENCH_SOCKET, subjects, 1, 1 },
	        .rate = contest->rate,
	        .cpu = contest->cpu },
	    err);
	process_stop(&bare);
	return problem;
}

int
row_check(struct bench *bench, struct err *err)
{
	char path[PATH];
	struct figures *figures = &bench->figures;
	(void)snprintf(path, sizeof(path), "/v1/workspaces/%s", bench->ws_id);
	struct contest contest = { .floor_path = "/",
		.path = path,
		.rate = figures_add(figures,
		    &(struct figure){ .id = "check",
		        .what = "session, permission, workspace, 32 clients",
		        .floor = "libmicrohttpd answers 1 KB, set up as nexad's, Unix socket",
		        .unit = "/s",
		        .goal = GOAL_at_least,
		        .limit = 0.5 }),
		.cpu = figures_add(figures,
		    &(struct figure){ .id = "check_cpu",
		        .what = "  processor time of the server",
		        .floor = "as above",
		        .unit = "us" }) };
	return contend(bench, &contest, err);
}

/* For the list over HTTP: the bare server reads and prints the same list. */
int
row_list_http(struct bench *bench, struct err *err)
{
	char path[PATH];
	char floor_path[PATH];
	struct figures *figures = &bench->figures;
	(void)snprintf(path, sizeof(path), "/v1/workspaces/%s/members?limit=50", bench->ws_id);
	(void)snprintf(floor_path, sizeof(floor_path), "/list/%s", bench->ws_id);
	struct contest contest = { .floor_path = floor_path,
		.path = path,
		.rate = figures_add(figures,
		    &(struct figure){ .id = "list_http",
		        .what = "  the whole request, 32 clients",
		        .floor = "libmicrohttpd and the statement, nobody asked who it is",
		        .unit = "/s" }),
		.cpu = figures_add(figures,
		    &(struct figure){ .id = "list_http_cpu",
		        .what = "  processor time of the server",
		        .floor = "as above",
		        .unit = "us" }) };
	return contend(bench, &contest, err);
}

/* ---- role changes ---- */

void
bench_print_changes(const struct bench *bench, char *requests[BENCH_CLIENTS * 2])
{
	static const char *const roles[] = { "viewer", "member" };
	for (int i = 0; i < BENCH_CLIENTS * 2; i++) {
		requests[i] = mem_new(1, BENCH_REQUEST);
		(void)snprintf(requests[i], BENCH_REQUEST,
		    "PATCH /v1/workspaces/%s/members/%s HTTP/1.1\r\nHost: nexa\r\n"
		    "Authorization: Bearer %s\r\nUser-Agent: nexa-bench\r\n"
		    "Content-Type: application/json\r\nContent-Length: 17\r\n\r\n"
		    "{\"role\":\"%s\"}",
		    bench->ws_id, bench->members[i / 2], bench->token, roles[i % 2]);
	}
}

/* Changes a second, an fsync each. */
static double
bare_rate(struct bare *bare, const struct bench *bench)
{
	static const char *const roles[] = { "viewer", "member" };
	double start = load_now();
	double now = start;
	int n = 0;
	while (now < start + bench->seconds) {
		if (!bare_change(bare, bench, n % BENCH_CLIENTS, roles[n / BENCH_CLIENTS % 2]))
			return 0;
		n++;
		now = load_now();
	}
	return n / (now - start);
}

static int
change_roles(struct bench *bench, struct bare *bare, const struct load *load, struct err *err)
{
	struct figures *figures = &bench->figures;
	struct figure *rate = figures_add(figures,
	    &(struct figure){ .id = "change",
	        .what = "role change, durable, 32 clients",
	        .floor = "SQLite: the role and its event, a transaction and an fsync each",
	        .unit = "/s",
	        .goal = GOAL_at_least,
	        .limit = 4 });
	struct figure *median = figures_add(figures,
	    &(struct figure){
	        .id = "change_median", .what = "  until the answer, median", .unit = "ms" });
	struct figure *p99 = figures_add(figures,
	    &(struct figure){
	        .id = "change_p99", .what = "  until the answer, p99", .unit = "ms" });
	struct figure *cpu = figures_add(figures,
	    &(struct figure){
	        .id = "change_cpu", .what = "  processor time of the server", .unit = "us" });
	for (int i = 0; i < bench->rounds; i++) {
		struct bench_run run = { 0 };
		double floor = bare_rate(bare, bench);
		if (floor == 0)
			return fail(err, PROBLEM_internal, "", "SQLite changes nothing");
		if (bench_load(load, &bench->daemon, &run, err) != 0)
			return (int)err->problem;
		figure_pair(rate, floor, run.rate);
		figure_single(median, run.median_us / 1000);
		figure_single(p99, run.p99_us / 1000);
		figure_single(cpu, run.cpu_us);
	}
	return 0;
}

int
row_change(struct bench *bench, struct err *err)
{
	char *requests[BENCH_CLIENTS * 2];
	struct load load = { .socket_path = BENCH_SOCKET,
		.n_connections = BENCH_CLIENTS,
		.seconds = bench->seconds,
		.requests = (const char *const *)requests,
		.n_requests = BENCH_CLIENTS * 2,
		.turns = 2 };
	if (tenant_copy("bare.db", err) != 0)
		return (int)err->problem;
	bench_print_changes(bench, requests);
	struct bare *bare = bare_open("bare.db", true);
	int problem = change_roles(bench, bare, &load, err);
	bare_close(bare);
	for (int i = 0; i < BENCH_CLIENTS * 2; i++)
		free(requests[i]);
	return problem;
}

/* ---- the audit log ---- */

static int
read_page(struct bench *bench, const char *query, struct figure *median, struct figure *p99,
    struct err *err)
{
	char path[PATH];
	char request[BENCH_REQUEST];
	const char *requests[] = { request };
	struct bench_run run = { 0 };
	(void)snprintf(
	    path, sizeof(path), "/v1/organizations/%s/audit-events?%s", bench->org_id, query);
	/* Without a token: over the socket this process is the operator. */
	(void)snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: nexa\r\n\r\n", path);
	struct load load = { .socket_path = BENCH_SOCKET,
		.n_connections = 1,
		.seconds = bench->seconds / 2,
		.requests = requests,
		.n_requests = 1,
		.turns = 1 };
	for (int i = 0; i < bench->rounds; i++) {
		if (bench_load(&load, &bench->daemon, &run, err) != 0)
			return (int)err->problem;
		figure_single(median, run.median_us / 1000);
		figure_single(p99, run.p99_us / 1000);
	}
	return 0;
}

int
row_audit(struct bench *bench, struct err *err)
{
	char from[PATH] = "limit=50&order=asc&from=";
	clock_format_day(clock_now() - 180 * CLOCK_DAY_MS, from + strlen(from));
	const struct {
		const char *id, *p99_id, *what, *query;
	} pages[] = {
		{ "audit_newest", "audit_newest_p99", "audit, newest page, median", "limit=50" },
		{ "audit_type", "audit_type_p99", "audit, page of a type, median",
		    "limit=50&type=member.role_changed" },
		{ "audit_word", "audit_word_p99", "audit, page with a rare word, median",
		    "limit=50&q=quokka" },
		{ "audit_date", "audit_date_p99", "audit, page from a date, median", from },
	};
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		struct figure *median = figures_add(&bench->figures,
		    &(struct figure){ .id = pages[i].id,
		        .what = pages[i].what,
		        .unit = "ms",
		        .goal = GOAL_at_most,
		        .limit = 3 });
		struct figure *p99 = figures_add(&bench->figures,
		    &(struct figure){ .id = pages[i].p99_id,
		        .what = "  p99",
		        .unit = "ms",
		        .goal = GOAL_at_most,
		        .limit = 16 });
		if (read_page(bench, pages[i].query, median, p99, err) != 0)
			return (int)err->problem;
	}
	return 0;
}

/* ---- starting, and memory ---- */

int
row_ready(struct bench *bench, struct err *err)
{
	struct figure *figure = figures_add(&bench->figures,
	    &(struct figure){ .id = "ready",
	        .what = "nexad ready, 20,000 events",
	        .unit = "ms",
	        .goal = GOAL_at_most,
	        .limit = 40 });
	for (int i = 0; i < bench->rounds + 2; i++) {
		struct process process = { 0 };
		double ready_s;
		if (tenant_serve(bench, &process, &ready_s, err) != 0)
			return (int)err->problem;
		process_stop(&process);
		figure_single(figure, ready_s * 1000);
	}
	return 0;
}

int
row_memory(struct bench *bench, struct err *err)
{
	(void)err;
	figure_single(figures_add(&bench->figures,
	                  &(struct figure){ .id = "memory_idle",
	                      .what = "nexad memory, a rest after its first request",
	                      .unit = "MiB",
	                      .goal = GOAL_at_most,
	                      .limit = 12 }),
	    bench->idle_mib);
	figure_single(figures_add(&bench->figures,
	                  &(struct figure){ .id = "memory_load",
	                      .what = "nexad memory, most under the loads above",
	                      .unit = "MiB",
	                      .goal = GOAL_at_most,
	                      .limit = 48 }),
	    process_memory(&bench->daemon, "VmHWM"));
	return 0;
}
