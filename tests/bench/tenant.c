/* The demo tenant, and nexad running on it. */
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"
#include "err.h"
#include "json.h"
#include "load.h"
#include "str.h"

/* The first column of the first rows, as texts. */
static int
read_facts(sqlite3 *handle, const char *sql, char (*out)[BENCH_TEXT], int n)
{
	sqlite3_stmt *statement;
	int i = 0;
	if (sqlite3_prepare_v2(handle, sql, -1, &statement, NULL) != SQLITE_OK)
		return -1;
	while (i < n && sqlite3_step(statement) == SQLITE_ROW)
		(void)snprintf(
		    out[i++], BENCH_TEXT, "%s", (const char *)sqlite3_column_text(statement, 0));
	(void)sqlite3_finalize(statement);
	return i == n ? 0 : -1;
}

static int
read_all_facts(struct bench *bench, sqlite3 *handle)
{
	static const char here[] = "ws_id = (SELECT id FROM workspaces WHERE name = 'Production')";
	char sql[400];
	if (read_facts(handle, "SELECT id FROM organizations WHERE name = 'Acme Voice'",
	        &bench->org_id, 1) != 0 ||
	    read_facts(handle, "SELECT id FROM workspaces WHERE name = 'Production'", &bench->ws_id,
	        1) != 0)
		return -1;
	(void)snprintf(
	    sql, sizeof(sql), "SELECT user_id FROM members WHERE role = 'owner' AND %s", here);
	if (read_facts(handle, sql, &bench->owner, 1) != 0)
		return -1;
	(void)snprintf(sql, sizeof(sql), "SELECT email FROM users WHERE id = '%s'", bench->owner);
	if (read_facts(handle, sql, &bench->owner_email, 1) != 0)
		return -1;
	(void)snprintf(sql, sizeof(sql),
	    "SELECT user_id FROM members WHERE role <> 'owner' AND %s ORDER BY user_id", here);
	return read_facts(handle, sql, bench->members, BENCH_CLIENTS);
}

int
tenant_make(struct bench *bench, struct err *err)
{
	char program[4096];
	sqlite3 *handle = NULL;
	(void)snprintf(program, sizeof(program), "%s/nexad", bench->bin);
	char *const argv[] = { program, "demo", "--config", "/dev/null", "--data-dir", BENCH_DATA,
		NULL };
	if (process_run(argv, BENCH_LOG, BENCH_LOG, err) != 0)
		return (int)err->problem;
	/* Not read-only: closing the last connection leaves the file whole, without its log. */
	int code = sqlite3_open_v2(
	    BENCH_DATA "/nexad.db", &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (code == SQLITE_OK)
		code = read_all_facts(bench, handle) == 0 ? SQLITE_OK : SQLITE_ERROR;
	(void)sqlite3_close(handle);
	if (code != SQLITE_OK)
		return fail(err, PROBLEM_internal, "", "the demo tenant is not as expected");
	char *const copy[] = { "cp", BENCH_DATA "/nexad.db", "demo.db", NULL };
	return process_run(copy, BENCH_LOG, BENCH_LOG, err);
}

int
tenant_copy(const char *path, struct err *err)
{
	char target[BENCH_TEXT];
	(void)snprintf(target, sizeof(target), "%s", path);
	char *const copy[] = { "cp", "demo.db", target, NULL };
	return process_run(copy, BENCH_LOG, BENCH_LOG, err);
}

int
tenant_serve_at(struct bench *bench, struct process *process, const char *data,
    const char *socket_path, double *ready_s, struct err *err)
{
	char program[4096];
	char folder[BENCH_TEXT];
	char path[BENCH_TEXT];
	(void)snprintf(program, sizeof(program), "%s/nexad", bench->bin);
	(void)snprintf(folder, sizeof(folder), "%s", data);
	(void)snprintf(path, sizeof(path), "%s", socket_path);
	char *const argv[] = { program, "--config", "/dev/null", "--data-dir", folder, "--socket",
		path, NULL };
	return process_start(process, argv, BENCH_LOG, ready_s, err);
}

int
tenant_serve(struct bench *bench, struct process *process, double *ready_s, struct err *err)
{
	return tenant_serve_at(bench, process, BENCH_DATA, BENCH_SOCKET, ready_s, err);
}

static int
take_token(struct bench *bench, const struct str *body, struct err *err)
{
	struct json *document;
	if (json_parse(str_text(body), body->len, &document, err) != 0)
		return (int)err->problem;
	const char *token = json_text(json_get(document, "token"));
	(void)snprintf(bench->token, sizeof(bench->token), "%s", token == NULL ? "" : token);
	json_free(document);
	return 0;
}

int
tenant_sign_in(struct bench *bench, struct err *err)
{
	char credentials[BENCH_TEXT * 2];
	char request[BENCH_TEXT * 4];
	struct str body = STR_INIT(1 << 20);
	int status;
	int len = snprintf(credentials, sizeof(credentials),
	    "{\"email\":\"%s\",\"password\":\"demo-Pass-1\"}", bench->owner_email);
	(void)snprintf(request, sizeof(request),
	    "POST /v1/auth/login HTTP/1.1\r\nHost: nexa\r\nContent-Type: application/json\r\n"
	    "Content-Length: %d\r\n\r\n%s",
	    len, credentials);
	int problem = load_exchange(BENCH_SOCKET, request, &body, &status, err);
	if (problem == 0)
		problem = take_token(bench, &body, err);
	if (problem == 0 && bench->token[0] == '\0')
		problem = fail(err, PROBLEM_internal, "", "cannot sign in: %s", str_text(&body));
	str_release(&body);
	return problem;
}

/* ---- a rate deck ---- */

int
tenant_deck(const struct bench *bench, struct str *out, struct err *err)
{
	char packed[4096];
	(void)snprintf(packed, sizeof(packed), "%s/../data/rate-deck-large.csv.gz", bench->here);
	(void)unlink("deck.csv");
	char *const argv[] = { "gzip", "-dc", packed, NULL };
	if (process_run(argv, "deck.csv", BENCH_LOG, err) != 0)
		return (int)err->problem;
	process_output("deck.csv", out);
	return 0;
}

int
tenant_import(const char *socket_path, const struct str *deck, double *seconds, struct err *err)
{
	struct str request = STR_INIT(64u << 20);
	struct str body = STR_INIT(1 << 20);
	int status;
	str_addf(&request,
	    "POST /v1/telephony/providers/plivo/rate-deck HTTP/1.1\r\nHost: nexa\r\n"
	    "Content-Type: text/csv\r\nContent-Length: %zu\r\n\r\n",
	    deck->len);
	str_add_n(&request, deck->data, deck->len);
	double start = load_now();
	int problem = load_exchange(socket_path, str_text(&request), &body, &status, err);
	*seconds = load_now() - start;
	if (problem == 0 && status != 200)
		problem = fail(
		    err, PROBLEM_internal, "", "the deck is not taken: %.300s", str_text(&body));
	str_release(&request);
	str_release(&body);
	return problem;
}
