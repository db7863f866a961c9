/* The rows of the console: the real program in a terminal, watched by tui_latency.py. */
#include <cjson/cJSON.h>
#include <ctype.h>

#include "bench.h"
#include "err.h"
#include "str.h"

enum { TEXT_MAX = 1 << 20 };

#define RESULT "console.json"

/* Each a figure of the tool's: where it stands and what console-lessons.md section 7 wants. */
struct measure {
	const char *id;
	const char *what;
	const char *unit;
	const char *path; /* in the tool's answer; a number goes into that element */
	double limit;     /* 0: it is told, not judged */
};

static const struct measure measures[] = {
	{ "paint", "console, start to first paint, median", "ms", "start.first_paint_ms.median",
	    15 },
	{ "paint_bytes", "  bytes", "B", "start.first_paint_bytes.median", 6144 },
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

/* One start of the console, with all keys. */
static int
watch(const struct bench *bench, cJSON **out, struct err *err)
{
	char tool[4096];
	char nexa[4096];
	(void)snprintf(tool, sizeof(tool), "%s/tui_latency.py", bench->here);
	(void)snprintf(nexa, sizeof(nexa), "%s/nexa", bench->bin);
	char keys[] = "@label:scroll Down*24 Up*12 @label:page PgDn*4 PgUp*4 "
	              "@hold:Down*30/30 @resize:119x36 @hold:Up*30/30 @idle:2";
	char *const argv[] = { "python3", tool, "--json", "--lock", "", "--env", "HOME=.", "--env",
		"XDG_STATE_HOME=.", "--env", "XDG_CONFIG_HOME=.", "--keys", keys, "--", nexa,
		"--socket", BENCH_SOCKET, "--store", "memory", "--organization", "Acme Voice",
		"--workspace", "Production", NULL };
	(void)unlink(RESULT);
	if (process_run(argv, RESULT, BENCH_LOG, err) != 0)
		return (int)err->problem;
	*out = read_result();
	return *out != NULL ? 0 : fail(err, PROBLEM_internal, "", "tui_latency.py prints no JSON");
}

static int
watch_rounds(struct bench *bench, struct figure *figures[], struct err *err)
{
	enum { ROUNDS = 3 };
	for (int round = 0; round < ROUNDS; round++) {
		cJSON *result = NULL;
		if (watch(bench, &result, err) != 0)
			return (int)err->problem;
		for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++) {
			const cJSON *value = look_up(result, measures[i].path);
			if (cJSON_IsNumber(value))
				figure_single(figures[i], value->valuedouble);
		}
		cJSON_Delete(result);
	}
	return 0;
}

int
row_console(struct bench *bench, struct err *err)
{
	enum { N_MEASURES = sizeof(measures) / sizeof(measures[0]) };
	struct figure *figures[N_MEASURES];
	char *const python[] = { "python3", "-c", "", NULL };
	if (process_run(python, BENCH_LOG, BENCH_LOG, err) != 0) {
		figures_note(&bench->figures, "Not measured: the console, which needs python3.");
		return 0;
	}
	for (size_t i = 0; i < N_MEASURES; i++)
		figures[i] = figures_add(&bench->figures,
		    &(struct figure){ .id = measures[i].id,
		        .what = measures[i].what,
		        .unit = measures[i].unit,
		        .goal = measures[i].limit > 0 ? GOAL_at_most : GOAL_none,
		        .limit = measures[i].limit });
	return watch_rounds(bench, figures, err);
}
