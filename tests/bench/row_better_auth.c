/* The rows beside better-auth: the same questions, put to both by the same clients. */
#include <cjson/cJSON.h>

#include "bench.h"
#include "err.h"
#include "load.h"
#include "mem.h"
#include "str.h"

enum { ROUNDS = 5, TEXT_MAX = 1 << 20 };

#define SOCKET "better-auth.sock"
#define FACTS "better-auth.json"

/* What requests to better-auth need; borrowed from the parsed facts. */
struct facts {
	const char *cookie;
	const char *organization;
	const char *key;
	const cJSON *members;
};

static const char *
text_of(const cJSON *document, const char *name)
{
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(document, name));
	return text == NULL ? "" : text;
}

static struct facts
facts_of(const cJSON *document)
{
	return (struct facts){ .cookie = text_of(document, "cookie"),
		.organization = text_of(document, "organization"),
		.key = text_of(document, "key"),
		.members = cJSON_GetObjectItemCaseSensitive(document, "members") };
}

static void
print_post(const struct facts *facts, char out[BENCH_REQUEST], const char *what, const char *body)
{
	(void)snprintf(out, BENCH_REQUEST,
	    "POST /api/auth/organization/%s HTTP/1.1\r\nHost: localhost\r\nCookie: %s\r\n"
	    "Origin: http://localhost\r\nContent-Type: application/json\r\n"
	    "Content-Length: %zu\r\n\r\n%s",
	    what, facts->cookie, strlen(body), body);
}

/* nexad beside better-auth, in turn. */
struct contest {
	struct figure figure;
	struct load floor;
	struct load subject;
};

static int
contend(struct bench *bench, struct contest *contest, const struct process *server, struct err *err)
{
	struct figure *figure = figures_add(&bench->figures, &contest->figure);
	contest->floor.socket_path = SOCKET;
	contest->subject.socket_path = BENCH_SOCKET;
	contest->floor.n_connections = contest->subject.n_connections = BENCH_CLIENTS;
	contest->floor.seconds = contest->subject.seconds = bench->seconds;
	for (int i = 0; i < ROUNDS; i++) {
		struct bench_run floor = { 0 };
		struct bench_run subject = { 0 };
		if (bench_load(&contest->floor, server, &floor, err) != 0 ||
		    bench_load(&contest->subject, &bench->daemon, &subject, err) != 0)
			return (int)err->problem;
		figure_pair(figure, floor.rate, subject.rate);
	}
	return 0;
}

/* One request of each, over and over. */
static int
contend_single(struct bench *bench, const struct figure *figure, const char *floor,
    const char *path, const struct process *server, struct err *err)
{
	char subject[BENCH_REQUEST];
	const char *floors[] = { floor };
	const char *subjects[] = { subject };
	struct contest contest = { .figure = *figure,
		.floor = { .requests = floors, .n_requests = 1, .turns = 1 },
		.subject = { .requests = subjects, .n_requests = 1, .turns = 1 } };
	bench_print_get(bench, subject, path);
	return contend(bench, &contest, server, err);
}

static int
check(struct bench *bench, const struct facts *facts, const struct process *server, struct err *err)
{
	char path[BENCH_TEXT * 2];
	char body[BENCH_TEXT * 2];
	char request[BENCH_REQUEST];
	(void)snprintf(path, sizeof(path), "/v1/workspaces/%s", bench->ws_id);
	(void)snprintf(body, sizeof(body),
	    "{\"organizationId\":\"%s\",\"permissions\":{\"member\":[\"update\"]}}",
	    facts->organization);
	print_post(facts, request, "has-permission", body);
	if (contend_single(bench,
	        &(struct figure){ .id = "better_auth_check",
	            .what = "session and permission, beside better-auth",
	            .floor = "better-auth 1.7.5: organization/has-permission with a session",
	            .unit = "/s",
	            .goal = GOAL_at_least,
	            .limit = 100 },
	        request, path, server, err) != 0)
		return (int)err->problem;
	(void)snprintf(request, sizeof(request),
	    "GET /key HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: %s\r\n\r\n", facts->key);
	return contend_single(bench,
	    &(struct figure){ .id = "better_auth_key",
	        .what = "  and its check of a key",
	        .floor = "better-auth 1.7.5: verifyApiKey with a permission",
	        .unit = "/s",
	        .goal = GOAL_at_least,
	        .limit = 100 },
	    request, path, server, err);
}

static int
list(struct bench *bench, const struct facts *facts, const struct process *server, struct err *err)
{
	char path[BENCH_TEXT * 2];
	char request[BENCH_REQUEST];
	(void)snprintf(path, sizeof(path), "/v1/workspaces/%s/members?limit=50", bench->ws_id);
	(void)snprintf(request, sizeof(request),
	    "GET /api/auth/organization/list-members?organizationId=%s&limit=50 HTTP/1.1\r\n"
	    "Host: localhost\r\nCookie: %s\r\n\r\n",
	    facts->organization, facts->cookie);
	return contend_single(bench,
	    &(struct figure){ .id = "better_auth_list",
	        .what = "list of 50 members, beside better-auth",
	        .floor = "better-auth 1.7.5: organization/list-members",
	        .unit = "/s",
	        .goal = GOAL_at_least,
	        .limit = 60 },
	    request, path, server, err);
}

static int
change(
    struct bench *bench, const struct facts *facts, const struct process *server, struct err *err)
{
	enum { N = BENCH_CLIENTS * 2 };
	static const char *const roles[] = { "admin", "member" };
	char *floors[N];
	char *subjects[N];
	char body[BENCH_TEXT * 2];
	struct contest contest = { .figure = { .id = "better_auth_change",
		                       .what = "role change, beside better-auth",
		                       .floor =
		                           "better-auth 1.7.5: organization/update-member-role",
		                       .unit = "/s",
		                       .goal = GOAL_at_least,
		                       .limit = 30 },
		.floor = { .requests = (const char *const *)floors, .n_requests = N, .turns = 2 },
		.subject = {
		    .requests = (const char *const *)subjects, .n_requests = N, .turns = 2 } };
	for (int i = 0; i < N; i++) {
		const char *member =
		    cJSON_GetStringValue(cJSON_GetArrayItem(facts->members, i / 2));
		(void)snprintf(body, sizeof(body),
		    "{\"organizationId\":\"%s\",\"memberId\":\"%s\",\"role\":\"%s\"}",
		    facts->organization, member == NULL ? "" : member, roles[i % 2]);
		floors[i] = mem_new(1, BENCH_REQUEST);
		print_post(facts, floors[i], "update-member-role", body);
	}
	bench_print_changes(bench, subjects);
	int problem = contend(bench, &contest, server, err);
	for (int i = 0; i < N; i++) {
		free(floors[i]);
		free(subjects[i]);
	}
	return problem;
}

int
row_better_auth(struct bench *bench, struct err *err)
{
	const char *folder = getenv("BENCH_BETTER_AUTH");
	char program[4096];
	struct process server = { 0 };
	struct str text = STR_INIT(TEXT_MAX);
	if (folder == NULL) {
		figures_note(&bench->figures,
		    "Not measured: better-auth, which needs Node.js 20 and what npm installs.");
		return 0;
	}
	(void)snprintf(program, sizeof(program), "%s/better_auth.mjs", folder);
	char *const argv[] = { "node", program, SOCKET, "better-auth.db", FACTS, NULL };
	int problem = process_spawn(&server, argv, SOCKET, BENCH_LOG, err);
	process_output(FACTS, &text);
	cJSON *document = cJSON_Parse(str_text(&text));
	struct facts facts = facts_of(document);
	if (problem == 0)
		problem = check(bench, &facts, &server, err);
	if (problem == 0)
		problem = list(bench, &facts, &server, err);
	if (problem == 0)
		problem = change(bench, &facts, &server, err);
	process_stop(&server);
	cJSON_Delete(document);
	str_release(&text);
	return problem;
}
