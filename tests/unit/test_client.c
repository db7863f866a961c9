/* The client against a tiny server: what it sends, what it makes of answers, and of none. */
#include "client.h"
#include "compose.h"
#include "json.h"
#include "mem.h"
#include "tiny_server.h"
#include "unit.h"

struct fixture {
	struct tiny_server *server;
	struct client *client;
};

/* What ends a test that hangs; nothing here waits for it to pass, on the slowest machine either. */
enum { PATIENCE_MS = 60000 };

static struct client *
open_client(const char *path, long timeout_ms, bool read_only)
{
	struct client *client = NULL;
	struct err err;
	const struct client_settings settings = { .socket_path = path,
		.token = "t0ken",
		.user_agent = "test",
		.timeout_ms = timeout_ms,
		.read_only = read_only };
	assert_int_equal(client_open(&settings, &client, &err), 0);
	return client;
}

static int
setup(void **state)
{
	struct fixture *fixture = mem_new(1, sizeof(*fixture));
	fixture->server = tiny_start();
	fixture->client = open_client(fixture->server->path, PATIENCE_MS, false);
	*state = fixture;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *fixture = *state;
	client_close(fixture->client);
	tiny_stop(fixture->server);
	free(fixture);
	return 0;
}

static void
will_say(struct fixture *fixture, const char *body)
{
	tiny_will(fixture->server, "200 OK", "X-Request-Id: req-7\r\n", body);
}

static const char *
body_of(const char *request)
{
	const char *end = strstr(request, "\r\n\r\n");
	return end == NULL ? "" : end + 4;
}

/* ---- what is sent ---- */

static void
test_sends_only_what_is_given(void **state)
{
	struct fixture *f = *state;
	const struct client_with with = { .org = "org_1", .if_match = 7, .idempotency_key = "k-1" };
	const struct org_update_args args = {
		.name = "Ac\"me", .has_name = true, .has_legal_name = true
	};
	will_say(f, "{}");
	reply_free(client_run(f->client, OP_org_update, &with, &args));
	const char *request = f->server->requests[0];
	assert_has(request, "PATCH /v1/organizations/org_1 HTTP/1.1\r\n");
	assert_has(request, "Authorization: Bearer t0ken\r\n");
	assert_has(request, "If-Match: \"7\"\r\n");
	assert_has(request, "Idempotency-Key: k-1\r\n");
	assert_has(request, "Content-Type: application/json\r\n");
	assert_string_equal(body_of(request), "{\"name\":\"Ac\\\"me\",\"legal_name\":null}");
}

static void
test_sends_required_lists_and_nested_shapes(void **state)
{
	struct fixture *f = *state;
	struct contact contact = { .email = "a@b.example", .has_email = true };
	const struct org_create_args args = {
		.name = "A", .plan = PLAN_starter, .contact = &contact, .has_contact = true
	};
	const struct invitation_create_args invite = { .email = "x@y.example",
		.role = ROLE_viewer };
	const struct client_with in = { .ws = "ws_1", .org = "org_1" };
	will_say(f, "{}");
	will_say(f, "{}");
	will_say(f, "{}");
	reply_free(client_run(f->client, OP_org_create, NULL, &args));
	reply_free(client_run(f->client, OP_invitation_create, &in, &invite));
	const struct org_invitation_create_args org_invite = { .email = "x@y.example",
		.role = ORG_ROLE_org_viewer };
	reply_free(client_run(f->client, OP_org_invitation_create, &in, &org_invite));
	assert_string_equal(body_of(f->server->requests[0]),
	    "{\"name\":\"A\",\"plan\":\"starter\",\"contact\":{\"email\":\"a@b.example\"}}");
	assert_string_equal(
	    body_of(f->server->requests[1]), "{\"email\":\"x@y.example\",\"role\":\"viewer\"}");
	assert_has(body_of(f->server->requests[2]), "\"workspaces\":[]");
}

static void
test_encodes_path_and_query(void **state)
{
	struct fixture *f = *state;
	const struct client_with with = { .ws = "ws/1 ?", .dry_run = true };
	const struct member_remove_args args = {
		.user = "..", .reason = "gone & away", .has_reason = true
	};
	will_say(f, "{}");
	reply_free(client_run(f->client, OP_member_remove, &with, &args));
	assert_has(f->server->requests[0],
	    "DELETE /v1/workspaces/ws%2F1%20%3F/members/..?reason=gone%20%26%20away&dry_run=true "
	    "HTTP/1.1\r\n");
	assert_null(strstr(f->server->requests[0], "Content-Type"));
}

static void
test_sends_csv_as_it_is(void **state)
{
	struct fixture *f = *state;
	const char *csv = "display_name,email,role\nA,a@b.example,viewer\n";
	const struct client_with with = {
		.ws = "ws_1", .dry_run = true, .body = csv, .body_len = strlen(csv)
	};
	const struct member_import_args args = { .reason = "spring", .has_reason = true };
	will_say(f, "{}");
	reply_free(client_run(f->client, OP_member_import, &with, &args));
	assert_has(f->server->requests[0],
	    "POST /v1/workspaces/ws_1/members/import?reason=spring&dry_run=true HTTP/1.1\r\n");
	assert_has(f->server->requests[0], "Content-Type: text/csv\r\n");
	assert_string_equal(body_of(f->server->requests[0]), csv);
}

static void
test_keeps_the_connection(void **state)
{
	struct fixture *f = *state;
	will_say(f, "{\"done\":true}");
	will_say(f, "{\"done\":true}");
	const struct auth_logout_args args = { 0 };
	reply_free(client_run(f->client, OP_auth_logout, NULL, &args));
	reply_free(client_run(f->client, OP_auth_logout, NULL, &args));
	assert_int_equal(f->server->n_requests, 2);
	assert_int_equal(f->server->n_connections, 1);
}

static void
test_changes_the_token(void **state)
{
	struct fixture *f = *state;
	const struct me_get_args args = { 0 };
	will_say(f, "{}");
	client_set_token(f->client, NULL);
	reply_free(client_run(f->client, OP_me_get, NULL, &args));
	assert_null(strstr(f->server->requests[0], "Authorization"));
	client_set_token(f->client, "bad\r\nX-Evil: 1");
	struct reply *reply = client_run(f->client, OP_me_get, NULL, &args);
	assert_int_equal(reply->err.problem, PROBLEM_unauthenticated);
	assert_int_equal(f->server->n_requests, 1);
	reply_free(reply);
}

/* ---- what is refused here ---- */

static void
test_read_only_lets_nothing_out(void **state)
{
	struct fixture *f = *state;
	struct client *client = open_client(f->server->path, PATIENCE_MS, true);
	const struct client_with with = { .ws = "ws_1", .dry_run = true };
	struct reply *reply = client_run(client, OP_workspace_archive, &with, NULL);
	assert_int_equal(reply->err.problem, PROBLEM_read_only);
	assert_int_equal(reply->status, 0);
	reply_free(reply);
	assert_true(client_is_read_only(client));
	assert_int_equal(f->server->n_requests, 0);
	client_close(client);
}

static void
test_misses_a_place(void **state)
{
	struct fixture *f = *state;
	struct reply *reply = client_run(f->client, OP_workspace_get, NULL, NULL);
	assert_int_equal(reply->err.problem, PROBLEM_workspace_context_required);
	reply_free(reply);
	const struct client_with with = { .ws = "ws_1" };
	const struct member_remove_args args = { .user = NULL };
	reply = client_run(f->client, OP_member_remove, &with, &args);
	assert_int_equal(reply->err.problem, PROBLEM_invalid_field);
	assert_string_equal(reply->err.subject, "user");
	reply_free(reply);
}

static void
test_settings(void **state)
{
	(void)state;
	struct client *client;
	struct err err;
	static const char *const bad[] = { "ftp://x", "https://", "https://u:p@host", "http://h/?q",
		"http:///x" };
	char path[200];
	memset(path, 'x', sizeof(path));
	path[sizeof(path) - 1] = '\0';
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(
		    client_open(&(struct client_settings){ .url = bad[i] }, &client, &err),
		    PROBLEM_usage);
	assert_int_equal(
	    client_open(&(struct client_settings){ .socket_path = path }, &client, &err),
	    PROBLEM_usage);
	assert_int_equal(client_open(&(struct client_settings){ 0 }, &client, &err), PROBLEM_usage);
	const struct client_settings good = { .url = "https://nexa.example/base//" };
	assert_int_equal(client_open(&good, &client, &err), 0);
	assert_string_equal(client_where(client), "https://nexa.example/base");
	client_close(client);
	client_close(NULL);
}

/* ---- what comes back ---- */

static void
test_reads_an_object(void **state)
{
	struct fixture *f = *state;
	const struct client_with with = { .ws = "ws_1" };
	will_say(f,
	    "{\"id\":\"ws_1\",\"name\":\"P\xc3\xa9\",\"status\":\"frozen\",\"version\":3,"
	    "\"owner_user_id\":null,\"shiny\":[1],\"member_count\":2}   ");
	struct reply *reply = client_run(f->client, OP_workspace_get, &with, NULL);
	const struct workspace *workspace = reply->value;
	assert_int_equal(reply->err.problem, PROBLEM_none);
	assert_int_equal(reply->status, 200);
	assert_string_equal(reply->request_id, "req-7");
	assert_string_equal(workspace->name, "P\xc3\xa9");
	assert_string_equal(workspace->region, ""); /* not sent: empty rather than NULL */
	assert_null(workspace->owner_user_id);
	assert_int_equal(workspace->status, WORKSPACE_STATUS_unknown);
	assert_int_equal(workspace->version, 3);
	assert_int_equal(json_count(json_get(reply->json, "shiny")), 1);
	reply_free(reply);
}

static void
test_reads_a_list(void **state)
{
	struct fixture *f = *state;
	const struct client_with with = { .ws = "ws_1" };
	const struct member_list_args args = { .limit = 2, .has_limit = true };
	will_say(f,
	    "{\"data\":[{\"user_id\":\"usr_1\",\"email\":\"a@b.example\",\"role\":\"admin\"},"
	    "{\"user_id\":\"usr_2\",\"role\":\"viewer\"}],\"meta\":{\"limit\":2,"
	    "\"next_cursor\":\"abc\",\"prev_cursor\":null,\"total\":null,"
	    "\"total_at_least\":100}}");
	struct reply *reply = client_run(f->client, OP_member_list, &with, &args);
	const struct member *members = reply->value;
	assert_int_equal(reply->err.problem, PROBLEM_none);
	assert_int_equal(reply->n, 2);
	assert_int_equal(members[0].role, ROLE_admin);
	assert_string_equal(members[1].user_id, "usr_2");
	assert_string_equal(reply->next_cursor, "abc");
	assert_null(reply->prev_cursor);
	assert_int_equal(reply->total, 100);
	assert_true(reply->total_at_least);
	reply_free(reply);
}

static void
test_reads_a_rehearsal(void **state)
{
	struct fixture *f = *state;
	const struct client_with with = { .ws = "ws_1", .dry_run = true };
	will_say(f,
	    "{\"dry_run\":true,\"problems\":[],\"events\":[],\"result\":{\"id\":\"ws_1\","
	    "\"name\":\"P\"}}     ");
	will_say(f,
	    "{\"dry_run\":true,\"problems\":[{\"code\":\"conflict\"}],\"events\":[],"
	    "\"result\":null}");
	struct reply *reply = client_run(f->client, OP_workspace_archive, &with, NULL);
	assert_string_equal(((const struct workspace *)reply->value)->name, "P");
	reply_free(reply);
	reply = client_run(f->client, OP_workspace_archive, &with, NULL);
	assert_int_equal(reply->err.problem, PROBLEM_none);
	assert_null(reply->value);
	assert_int_equal(json_count(json_get(reply->json, "problems")), 1);
	reply_free(reply);
}

static struct reply *
answered(struct fixture *f, const char *status, const char *headers, const char *body)
{
	const struct me_get_args args = { 0 };
	tiny_will(f->server, status, headers, body);
	return client_run(f->client, OP_me_get, NULL, &args);
}

static void
test_reads_errors(void **state)
{
	struct fixture *f = *state;
	struct reply *reply = answered(f, "400 Bad Request", "Retry-After: 12\r\n",
	    "{\"statusCode\":400,\"error\":\"Bad Request\",\"message\":[\"a is bad\",\"b is bad\"],"
	    "\"code\":\"invalid_field\",\"request_id\":\"r-1\",\"details\":{\"fields\":["
	    "{\"field\":\"a\",\"code\":\"invalid_field\",\"message\":\"a is bad\"},"
	    "{\"field\":\"b\",\"code\":\"unknown_field\",\"message\":\"b is bad\"}]}}");
	assert_int_equal(reply->err.problem, PROBLEM_invalid_field);
	assert_string_equal(reply->err.text, "a is bad");
	assert_int_equal(reply->faults.n, 2);
	assert_string_equal(reply->faults.items[1].text, "b is bad");
	assert_string_equal(reply->faults.items[1].subject, "b");
	assert_int_equal(reply->faults.items[1].problem, PROBLEM_unknown_field);
	assert_string_equal(reply->request_id, "r-1");
	assert_int_equal(reply->retry_after_s, 12);
	reply_free(reply);
	reply = answered(
	    f, "403 Forbidden", "", "{\"message\":\"not today\",\"code\":\"quiet_hours\"}");
	assert_int_equal(reply->err.problem, PROBLEM_permission_denied);
	assert_string_equal(reply->err.text, "not today");
	reply_free(reply);
}

static void
test_reads_nonsense(void **state)
{
	struct fixture *f = *state;
	static const char *const nonsense[][2] = {
		{ "502 Bad Gateway", "<html>" },
		{ "302 Found", "" },
		{ "200 OK", "[1]" },
		{ "200 OK", "{\"a\":nul}" },
		{ "200 OK", "" },
	};
	for (size_t i = 0; i < sizeof(nonsense) / sizeof(*nonsense); i++) {
		struct reply *reply = answered(f, nonsense[i][0], "", nonsense[i][1]);
		assert_int_equal(reply->err.problem, PROBLEM_bad_answer);
		assert_null(reply->value);
		reply_free(reply);
	}
	const struct me_get_args args = { 0 };
	tiny_will_send(
	    f->server, (struct tiny_answer){ mem_text("SSH-2.0-OpenSSH_9.2\r\n\r\n"), 23, true });
	struct reply *reply = client_run(f->client, OP_me_get, NULL, &args);
	assert_int_equal(reply->err.problem, PROBLEM_bad_answer);
	reply_free(reply);
}

static void
test_gives_up_an_answer_that_never_ends(void **state)
{
	struct fixture *f = *state;
	size_t len = (64u << 20) + 200;
	char *bytes = mem_new(len, 1);
	memset(bytes, ' ', len);
	int head = snprintf(bytes, 100, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", len);
	bytes[head] = ' ';
	tiny_will_send(f->server, (struct tiny_answer){ bytes, len, true });
	struct reply *reply = client_run(f->client, OP_system_version, NULL, NULL);
	assert_int_equal(reply->err.problem, PROBLEM_bad_answer);
	reply_free(reply);
}

/* ---- what does not come back ---- */

static void
test_truncated_answer(void **state)
{
	struct fixture *f = *state;
	static const char part[] = "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"da";
	tiny_will_send(f->server, (struct tiny_answer){ mem_text(part), sizeof(part) - 1, true });
	const struct client_with with = { .ws = "ws_1" };
	struct reply *reply = client_run(f->client, OP_workspace_archive, &with, NULL);
	assert_int_equal(reply->err.problem, PROBLEM_unreachable);
	assert_has(reply->err.text, "whether it was done is not known");
	assert_int_equal(reply->status, 0);
	reply_free(reply);
}

static void
test_unreachable(void **state)
{
	struct fixture *f = *state;
	char path[80];
	(void)snprintf(path, sizeof(path), "%s.gone", f->server->path);
	struct client *client = open_client(path, PATIENCE_MS, false);
	struct reply *reply = client_run(client, OP_system_version, NULL, NULL);
	assert_int_equal(reply->err.problem, PROBLEM_unreachable);
	assert_has(reply->err.text, path);
	assert_has(reply->err.text, "no such socket; is nexad running?");
	reply_free(reply);
	client_close(client);
	struct err err;
	const struct client_settings tcp = { .url = "http://127.0.0.1:1" };
	assert_int_equal(client_open(&tcp, &client, &err), 0);
	reply = client_run(client, OP_system_version, NULL, NULL);
	assert_int_equal(reply->err.problem, PROBLEM_unreachable);
	assert_has(reply->err.text, "connection refused");
	reply_free(reply);
	client_close(client);
}

static void
test_slow_answer(void **state)
{
	struct fixture *f = *state;
	struct client *client = open_client(f->server->path, 60, false);
	struct reply *reply = client_run(client, OP_system_version, NULL, NULL);
	assert_int_equal(reply->err.problem, PROBLEM_unreachable);
	assert_has(reply->err.text, "did not answer within 0.0 s");
	reply_free(reply);
	client_close(client);
}

/* ---- several at once ---- */

struct seen {
	struct client *client;
	struct client_call *other;
	int n;
	enum problem problem;
};

static void
count(struct reply *reply, void *payload)
{
	struct seen *seen = payload;
	seen->n++;
	seen->problem = reply->err.problem;
	reply_free(reply);
}

static void
test_cancel(void **state)
{
	struct fixture *f = *state;
	struct seen seen = { .n = 0 };
	struct client_call *call =
	    client_start(f->client, OP_system_version, NULL, NULL, count, &seen);
	for (int i = 0; i < 100 && f->server->n_requests == 0; i++)
		assert_int_equal(client_poll(f->client, NULL, 0, 10), 1);
	client_cancel(f->client, call);
	assert_int_equal(client_poll(f->client, NULL, 0, 0), 0);
	assert_int_equal(seen.n, 0);
	/* Refused at once, not delivered yet: it can be given up all the same. */
	call = client_start(f->client, OP_workspace_get, NULL, NULL, count, &seen);
	client_cancel(f->client, call);
	assert_int_equal(client_poll(f->client, NULL, 0, 0), 0);
	assert_int_equal(seen.n, 0);
	client_cancel(f->client, NULL);
}

static void
start_more(struct reply *reply, void *payload)
{
	struct seen *seen = payload;
	count(reply, payload);
	client_cancel(seen->client, seen->other);
	seen->other = client_start(seen->client, OP_system_version, NULL, NULL, count, seen);
	while (seen->n < 2)
		(void)client_poll(seen->client, NULL, 0, 50);
	reply_free(client_run(seen->client, OP_system_version, NULL, NULL));
}

static void
test_calls_from_done(void **state)
{
	struct fixture *f = *state;
	struct seen seen = { .client = f->client };
	will_say(f, "{}");
	will_say(f, "{}");
	/* Both are refused at once; the first one's done cancels the second, then starts
	 * another. */
	(void)client_start(f->client, OP_workspace_get, NULL, NULL, start_more, &seen);
	seen.other = client_start(f->client, OP_workspace_get, NULL, NULL, count, &seen);
	assert_int_equal(client_poll(f->client, NULL, 0, 1000), 0);
	assert_int_equal(seen.n, 2);
	assert_int_equal(f->server->n_requests, 2);
}

static void
start_again(struct reply *reply, void *payload)
{
	struct seen *seen = payload;
	count(reply, payload);
	(void)client_start(seen->client, OP_workspace_get, NULL, NULL, start_again, seen);
}

static void
test_a_round_ends(void **state)
{
	struct fixture *f = *state;
	struct seen seen = { .client = f->client };
	(void)client_start(f->client, OP_workspace_get, NULL, NULL, start_again, &seen);
	for (int i = 1; i <= 3; i++) {
		assert_int_equal(client_poll(f->client, NULL, 0, 1000), 1);
		assert_int_equal(seen.n, i);
	}
	assert_int_equal(seen.problem, PROBLEM_workspace_context_required);
}

static void
test_waits_for_descriptors_too(void **state)
{
	struct fixture *f = *state;
	int ends[2];
	struct seen seen = { .n = 0 };
	assert_int_equal(pipe(ends), 0);
	struct pollfd fd = { .fd = ends[0], .events = POLLIN };
	(void)client_start(f->client, OP_system_version, NULL, NULL, count, &seen);
	(void)client_poll(f->client, &fd, 1, 0);
	assert_int_equal(fd.revents, 0);
	assert_int_equal(write(ends[1], "x", 1), 1);
	while (fd.revents == 0)
		(void)client_poll(f->client, &fd, 1, PATIENCE_MS);
	assert_int_equal(fd.revents, POLLIN);
	char c;
	assert_int_equal(read(ends[0], &c, 1), 1);
	(void)close(ends[1]);
	while (fd.revents != POLLHUP)
		(void)client_poll(f->client, &fd, 1, PATIENCE_MS);
	(void)close(ends[0]);
}

static void
test_progress(void **state)
{
	struct fixture *f = *state;
	struct seen seen = { .n = 0 };
	const struct client_with with = { .ws = "w", .body = "abc", .body_len = 3 };
	const struct member_import_args args = { 0 };
	int64_t sent = -1;
	int64_t total = -1;
	struct client_call *call =
	    client_start(f->client, OP_member_import, &with, &args, count, &seen);
	client_progress(call, &sent, &total);
	assert_int_equal(sent, 0);
	assert_int_equal(total, 3);
	for (int i = 0; i < 100 && sent < 3; i++) {
		(void)client_poll(f->client, NULL, 0, 10);
		client_progress(call, &sent, &total);
	}
	assert_int_equal(sent, 3);
}

/* The instant 0 goes along, and what is not given does not. */
static void
test_first_instant(void **state)
{
	(void)state;
	const struct client_with with = { .org = "org_1" };
	const struct audit_histogram_args args = { .has_from = true, .from = 0, .to = 5 };
	struct composed composed;
	struct err err;
	assert_int_equal(compose(OP_audit_histogram, &with, &args, &composed, &err), 0);
	assert_string_equal(str_text(&composed.target),
	    "/v1/organizations/org_1/audit-events/histogram?from=1970-01-01T00%3A00%3A00.000Z");
	compose_release(&composed);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_sends_only_what_is_given),
		TEST(test_sends_required_lists_and_nested_shapes),
		TEST(test_encodes_path_and_query),
		TEST(test_sends_csv_as_it_is),
		TEST(test_keeps_the_connection),
		TEST(test_changes_the_token),
		TEST(test_read_only_lets_nothing_out),
		TEST(test_misses_a_place),
		TEST(test_settings),
		TEST(test_reads_an_object),
		TEST(test_reads_a_list),
		TEST(test_reads_a_rehearsal),
		TEST(test_reads_errors),
		TEST(test_reads_nonsense),
		TEST(test_gives_up_an_answer_that_never_ends),
		TEST(test_truncated_answer),
		TEST(test_unreachable),
		TEST(test_slow_answer),
		TEST(test_cancel),
		TEST(test_calls_from_done),
		TEST(test_a_round_ends),
		TEST(test_waits_for_descriptors_too),
		TEST(test_progress),
		TEST(test_first_instant),
	};
	return cmocka_run_group_tests_name("client", tests, NULL, NULL);
}
