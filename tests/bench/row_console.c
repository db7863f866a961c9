/* The rows of the console: the real program in a terminal, watched by tui_latency.py; with the tenant of the other rows,
 * then looking for destinations in the large rate deck. */
#include <cjson/cJSON.h>
#include <ctype.h>
#include <sys/stat.h>

#include "bench.h"
#include "err.h"
#include "str.h"

enum { TEXT_MAX = 1 << 20 };

#define RESULT "console.json"
#define SEARCH_DATA "search"
#define SEARCH_SOCKET "search.sock"

/* Each a figure of the tool's: where it stands and what console-lessons.md section 7 wants. */
struct measure {
	const char *id;
	const char *what;
	const char *unit;
	const char *path; /* in the tool's answer; a number goes into that element */
	double limit;     /* 0: it is told, not judged */
};

/* What is typed, where, and what is read off it. */
struct watching {
	const char *socket_path;
	const char *size;  /* of the terminal */
	const char *quiet; /* milliseconds after which nothing more comes of a key */
	const char *keys;
	const char *starts; /* a round; NULL: one */
	const char *data; /* the folder of the copies that it is to look at, offline; NULL: none */
	const struct measure *measures;
	size_t n;
};

enum { MEASURES_MAX = 16 };

static const struct measure start[] = {
	{ "paint", "console, start to first paint, median", "ms", "start.first_paint_ms.median",
	    15 },
	{ "paint_bytes", "  bytes", "B", "start.first_paint_bytes.median", 6144 },
};

static const struct measure usual[] = {
	{ "line", "console, line key, median", "ms", "groups.scroll.last_ms.median", 0.6 },
	{ "line_p95", "  p95", "ms", "groups.scroll.last_ms.p95", 1.5 },
	{ "line_bytes", "  bytes", "B", "groups.scroll.bytes.median", 160 },
	{ "page", "console, page key, median", "ms", "groups.page.last_ms.median", 2 },
	{ "page_bytes", "  bytes", "B", "groups.page.bytes.median", 4608 },
	{ "held", "console, lag after a held key", "ms", "holds.1.lag_ms", 5 },
	{ "held_detail", "  until the detail beside it follows", "ms", "holds.0.lag_ms", 0 },
	{ "idle_bytes", "console, idle with live refresh", "B/s", "idle.0.bytes_per_s", 200 },
	{ "idle_cpu", "  processor time", "%", "idle.0.cpu_percent", 0.3 },
};

/* A frame of a terminal that draws sixty a second. */
static const struct measure search[] = {
	{ "search_countries", "console, looking for a country, median", "ms",
	    "groups.countries.last_ms.median", 16 },
	{ "search_countries_p95", "  p95", "ms", "groups.countries.last_ms.p95", 0 },
	{ "search_groups", "console, looking for a network group, median", "ms",
	    "groups.groups.last_ms.median", 16 },
	{ "search_groups_p95", "  p95", "ms", "groups.groups.last_ms.p95", 0 },
};

/* From the start to rows of the copy on the screen, and what one looks for in it. */
static const struct measure copied[] = {
	{ "copy_open", "opening the copy, until its events are there", "ms",
	    "start.first_paint_ms.median", 100 },
	{ "copy_word", "  a filter entered, until it is answered", "ms", "waits.1.ms.median", 100 },
};

static const cJSON *
look_up(const cJSON *value, const char *path)
{
	char name[64];
	while (*path != '\0' && value != NULL) {
		size_t len = strcspn(path, ".");
		(void)snprintf(name, sizeof(name), "%.*s", (int)len, path);
		value = isdigit((unsigned char)name[0])
		    ? cJSON_GetArrayItem(value, name[0] - '0')
		    : cJSON_GetObjectItemCaseSensitive(value, name);
		path += len + (path[len] == '.');
	}
	return value;
}

static cJSON *
read_result(void)
{
	struct str text = STR_INIT(TEXT_MAX);
	process_output(RESULT, &text);
	cJSON *result = cJSON_Parse(str_text(&text));
	str_release(&text);
	return result;
}

/* A start of the console, or some one after the other, with all keys. */
static int
watch(const struct bench *bench, const struct watching *watching, cJSON **out, struct err *err)
{
	char tool[4096];
	char nexa[4096];
	char keys[BENCH_REQUEST];
	char socket_path[BENCH_TEXT];
	char data[4096];
	char size[16];
	char quiet[16];
	char starts[16];
	(void)snprintf(tool, sizeof(tool), "%s/tui_latency.py", bench->here);
	(void)snprintf(nexa, sizeof(nexa), "%s/nexa", bench->bin);
	(void)snprintf(keys, sizeof(keys), "%s", watching->keys);
	(void)snprintf(socket_path, sizeof(socket_path), "%s", watching->socket_path);
	(void)snprintf(
	    data, sizeof(data), "XDG_DATA_HOME=%s", watching->data == NULL ? "." : watching->data);
	(void)snprintf(size, sizeof(size), "%s", watching->size);
	(void)snprintf(quiet, sizeof(quiet), "%s", watching->quiet);
	(void)snprintf(
	    starts, sizeof(starts), "%s", watching->starts == NULL ? "1" : watching->starts);
	char *const argv[] = { "python3", tool, "--json", "--lock", "", "--runs", starts, "--size",
		size, "--quiet-ms", quiet, "--env", "HOME=.", "--env", "XDG_STATE_HOME=.", "--env",
		"XDG_CONFIG_HOME=.", "--env", data, "--keys", keys, "--", nexa, "--socket",
		socket_path, "--store", "memory", "--organization", "Acme Voice",
		watching->data == NULL ? "--workspace=Production" : "--offline", NULL };
	(void)unlink(RESULT);
	if (process_run(argv, RESULT, BENCH_LOG, err) != 0)
		return (int)err->problem;
	*out = read_result();
	return *out != NULL ? 0 : fail(err, PROBLEM_internal, "", "tui_latency.py prints no JSON");
}

static int
watch_rounds(struct bench *bench, const struct watching *watching, struct err *err)
{
	enum { ROUNDS = 3 };
	struct figure *figures[MEASURES_MAX];
	for (size_t i = 0; i < watching->n; i++)
		figures[i] = figures_add(&bench->figures,
		    &(struct figure){ .id = watching->measures[i].id,
		        .what = watching->measures[i].what,
		        .unit = watching->measures[i].unit,
		        .goal = watching->measures[i].limit > 0 ? GOAL_at_most : GOAL_none,
		        .limit = watching->measures[i].limit });
	for (int round = 0; round < ROUNDS; round++) {
		cJSON *result = NULL;
		if (watch(bench, watching, &result, err) != 0)
			return (int)err->problem;
		for (size_t i = 0; i < watching->n; i++) {
			const cJSON *value = look_up(result, watching->measures[i].path);
			if (cJSON_IsNumber(value))
				figure_single(figures[i], value->valuedouble);
		}
		cJSON_Delete(result);
	}
	return 0;
}

static bool
has_python(struct bench *bench, struct err *err)
{
	char *const python[] = { "python3", "-c", "", NULL };
	if (process_run(python, BENCH_LOG, BENCH_LOG, err) == 0)
		return true;
	figures_note(&bench->figures, "Not measured: the console, which needs python3.");
	return false;
}

int
row_console(struct bench *bench, struct err *err)
{
	const struct watching starting = { .socket_path = BENCH_SOCKET,
		.size = "120x36",
		.quiet = "10",
		.keys = "@sleep:1",
		.starts = "7",
		.measures = start,
		.n = sizeof(start) / sizeof(start[0]) };
	const struct watching watching = { .socket_path = BENCH_SOCKET,
		.size = "120x36",
		.quiet = "10",
		.keys = "@label:scroll Down*24 Up*12 @label:page PgDn*4 PgUp*4 "
		        "@hold:Down*30/30 @resize:119x36 @hold:Up*30/30 @idle:2",
		.measures = usual,
		.n = sizeof(usual) / sizeof(usual[0]) };
	if (!has_python(bench, err))
		return 0;
	int problem = watch_rounds(bench, &starting, err);
	return problem == 0 ? watch_rounds(bench, &watching, err) : problem;
}

/* In a terminal too narrow for the detail beside a list, which follows later by design. */
int
row_search(struct bench *bench, struct err *err)
{
	const struct watching watching = { .socket_path = SEARCH_SOCKET,
		.size = "100x36",
		.quiet = "80",
		.keys = "@wait:Members @done:300 5 @wait:Providers Tab @wait:Afghan @label:open / "
		        "@label:countries =ind BS*3 =919 BS*3 @label:open Esc @done:100 "
		        "Tab @wait:Badghis / @label:groups =voda BS*4 =919 BS*3",
		.measures = search,
		.n = sizeof(search) / sizeof(search[0]) };
	struct process daemon = { 0 };
	struct str text = STR_INIT(64u << 20);
	double seconds;
	if (!has_python(bench, err))
		return 0;
	(void)mkdir(SEARCH_DATA, 0700);
	if (tenant_copy(SEARCH_DATA "/nexad.db", err) != 0 ||
	    tenant_serve_at(bench, &daemon, SEARCH_DATA, SEARCH_SOCKET, &seconds, err) != 0)
		return (int)err->problem;
	int problem = tenant_deck(bench, &text, err);
	if (problem == 0)
		problem = tenant_import(SEARCH_SOCKET, &text, &seconds, err);
	if (problem == 0)
		problem = watch_rounds(bench, &watching, err);
	process_stop(&daemon);
	str_release(&text);
	return problem;
}

int
bench_open_copy(struct bench *bench, const char *socket_path, const char *folder, struct err *err)
{
	const struct watching watching = { .socket_path = socket_path,
		.size = "100x36",
		.quiet = "80",
		.keys = "@wait:verified / =quokka Enter @wait:hidden",
		.data = folder,
		.measures = copied,
		.n = sizeof(copied) / sizeof(copied[0]) };
	return has_python(bench, err) ? watch_rounds(bench, &watching, err) : 0;
}
