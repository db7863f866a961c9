/* bench: measures nexad and nexa beside their floors; see README.md. */
#include <signal.h>
#include <sodium.h>
#include <sys/stat.h>

#include "bench.h"
#include "err.h"
#include "load.h"
#include "str.h"

/* Many short rounds: what else the machine does then hits floor and subject alike. */
enum { ROUNDS = 9 };

#define SECONDS 0.35

struct row {
	const char *name;
	int (*measure)(struct bench *bench, struct err *err);
	bool asks; /* needs the daemon running */
};

/* In this order: the first needs the data folder for itself, the memory has seen all loads. */
static const struct row rows[] = {
	{ "ready", row_ready, false },
	{ "check", row_check, true },
	{ "list", row_list, false },
	{ "list", row_list_http, true },
	{ "change", row_change, true },
	{ "audit", row_audit, true },
	{ "memory", row_memory, true },
	{ "append", row_append, false },
	{ "month", row_month, false },
	{ "console", row_console, true },
	{ "search", row_search, false },
	{ "route", row_route, true },
	{ "import", row_import, false },
	{ "deck-memory", row_deck_memory, false },
	{ "log", row_log, false },
	{ "export", row_export, false },
	{ "copy", row_copy, false },
	{ "better-auth", row_better_auth, true },
};

enum { N_ROWS = sizeof(rows) / sizeof(rows[0]), REST_S = 2 };

static int
start_daemon(struct bench *bench, struct err *err)
{
	static const char first[] = "GET /readyz HTTP/1.1\r\nHost: nexa\r\n\r\n";
	struct str body = STR_INIT(1 << 20);
	double ready_s;
	int status;
	int problem = tenant_serve(bench, &bench->daemon, &ready_s, err);
	if (problem == 0)
		problem = load_exchange(BENCH_SOCKET, first, &body, &status, err);
	(void)sleep(REST_S); /* what it does at a start is over */
	bench->idle_mib = process_memory(&bench->daemon, "VmRSS");
	str_release(&body);
	return problem == 0 ? tenant_sign_in(bench, err) : problem;
}

static bool
is_wanted(const char *name, char *const *wanted)
{
	bool any = false;
	for (; *wanted != NULL; wanted++) {
		if (strcmp(*wanted, name) == 0)
			return true;
		any = any || (*wanted)[0] != '-';
	}
	return !any;
}

static int
measure(struct bench *bench, char *const *wanted, struct err *err)
{
	int problem = tenant_make(bench, err);
	for (int i = 0; i < N_ROWS && problem == 0; i++) {
		if (!is_wanted(rows[i].name, wanted))
			continue;
		if (rows[i].asks && bench->daemon.pid == 0)
			problem = start_daemon(bench, err);
		if (problem == 0)
			problem = rows[i].measure(bench, err);
	}
	process_stop(&bench->daemon);
	return problem;
}

static int
print_help(void)
{
	(void)puts("usage: run [--json] [ROW...]\n\nRows:");
	for (int i = 0; i < N_ROWS; i++)
		if (i == 0 || strcmp(rows[i].name, rows[i - 1].name) != 0)
			(void)printf("  %s\n", rows[i].name);
	return 0;
}

static bool
has(char *const *args, const char *flag)
{
	for (; *args != NULL; args++)
		if (strcmp(*args, flag) == 0)
			return true;
	return false;
}

int
main(int argc, char **argv)
{
	struct err err = { .problem = PROBLEM_none };
	struct bench bench = { .bin = getenv("NEXA_BIN"),
		.here = getenv("NEXA_BENCH"),
		.rounds = ROUNDS,
		.seconds = SECONDS };
	(void)signal(SIGPIPE, SIG_IGN);
	(void)umask(077);
	if (argc > 1 && has(argv + 1, "--help"))
		return print_help();
	if (bench.bin == NULL || bench.here == NULL || sodium_init() < 0) {
		(void)fputs("bench: start it by ./dev bench\n", stderr);
		return 2;
	}
	int problem = measure(&bench, argv + 1, &err);
	/* Also of a run that one row ended: what was measured before it is not measured again. */
	if (has(argv + 1, "--json"))
		figures_print_json(&bench.figures);
	else
		figures_print(&bench.figures);
	if (problem != 0)
		(void)fprintf(stderr, "bench: %s\n", err.text);
	return problem != 0;
}
