/* A window on a list of events whose daemon goes away under it. */
#include "client.h"
#include "mem.h"
#include "rows.h"
#include "str.h"
#include "tiny_server.h"
#include "unit.h"

enum { PATIENCE_MS = 60000 };

struct fixture {
	struct tiny_server *server;
	struct client *client;
	struct rows rows;
	int told;
	enum rows_news news;
};

static void
take_news(
    struct rows *rows, enum rows_news news, const struct reply *old, int64_t shift, void *payload)
{
	struct fixture *f = payload;
	(void)rows;
	(void)old;
	(void)shift;
	f->told++;
	f->news = news;
}

static int
setup(void **state)
{
	struct fixture *f = mem_new(1, sizeof(*f));
	struct err err;
	f->server = tiny_start();
	const struct client_settings settings = {
		.socket_path = f->server->path, .user_agent = "test", .timeout_ms = PATIENCE_MS
	};
	assert_int_equal(client_open(&settings, &f->client, &err), 0);
	rows_init(&f->rows, f->client, OP_audit_list, take_news, f);
	rows_set_place(&f->rows, "org_1", NULL);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;
	rows_release(&f->rows);
	client_close(f->client);
	tiny_stop(f->server);
	free(f);
	return 0;
}

/* Until what is under way has been told of. */
static enum rows_news
hear(struct fixture *f)
{
	int told = f->told;
	while (f->told == told)
		(void)client_poll(f->client, NULL, 0, PATIENCE_MS);
	return f->news;
}

static const char *
target(const struct fixture *f, int request)
{
	return f->server->requests[request];
}

#define EVENT(at)                                                                               \
	"{\"id\":\"evt_1\",\"seq\":1,\"occurred_at\":\"" at "\",\"organization_id\":\"org_1\"," \
	"\"workspace_id\":null,\"type\":\"auth.logout\",\"outcome\":\"success\",\"ip\":null,"   \
	"\"user_agent\":null,\"request_id\":\"r\",\"details\":{},\"leaf_hash\":\"\","           \
	"\"actor\":{\"type\":\"user\",\"id\":\"u\",\"name\":\"n\",\"email\":\"e@b.example\"},"  \
	"\"target\":{\"type\":\"user\",\"id\":\"u\",\"name\":\"n\"}}"
#define META "],\"meta\":{\"limit\":100,\"next_cursor\":null,\"prev_cursor\":null,\"total\":1}}"

/* A page with one event.  Its connection is not used again: where such a one breaks, the client asks twice. */
static void
will_page(struct fixture *f, const char *event)
{
	struct str body = STR_INIT(4000);
	str_addf(&body, "{\"data\":[%s" META, event);
	tiny_will(f->server, "200 OK", "Connection: close\r\n", str_text(&body));
	str_release(&body);
}

/* The daemon is lost over the question: it is asked that once it is back, not for what was there before. */
static void
test_goes_to_the_time_that_the_daemon_was_lost_over(void **state)
{
	struct fixture *f = *state;
	will_page(f, EVENT("2026-11-01T00:00:00.000Z"));
	rows_first(&f->rows);
	assert_int_equal(hear(f), ROWS_RESET);
	tiny_will_send(f->server, (struct tiny_answer){ mem_text("HTTP/1.1"), 8, true });
	rows_go_to(&f->rows, "2026-03-01");
	assert_int_equal(hear(f), ROWS_FAILED);
	assert_int_equal(f->rows.err.problem, PROBLEM_unreachable);
	int asked = f->server->n_requests;
	will_page(f, EVENT("2026-02-01T00:00:00.000Z"));
	rows_renew(&f->rows, 0, 10);
	assert_int_equal(hear(f), ROWS_RESET);
	assert_has(target(f, asked), "at=2026-03-01T23%3A59%3A59.999Z");
	assert_string_equal(f->rows.at, "2026-03-01");
	/* It is once: then it is renewed where it is. */
	will_page(f, EVENT("2026-02-01T00:00:00.000Z"));
	rows_renew(&f->rows, 0, 10);
	assert_int_equal(hear(f), ROWS_RENEWED);
}

/* Who has gone elsewhere since does not want it any more. */
static void
test_gives_up_that_time_for_another_place(void **state)
{
	struct fixture *f = *state;
	tiny_will_send(f->server, (struct tiny_answer){ mem_text("HTTP/1.1"), 8, true });
	rows_go_to(&f->rows, "2026-03-01");
	assert_int_equal(hear(f), ROWS_FAILED);
	int asked = f->server->n_requests;
	will_page(f, EVENT("2026-11-01T00:00:00.000Z"));
	rows_first(&f->rows);
	assert_int_equal(hear(f), ROWS_RESET);
	will_page(f, EVENT("2026-11-01T00:00:00.000Z"));
	rows_renew(&f->rows, 0, 10);
	assert_int_equal(hear(f), ROWS_RENEWED);
	assert_null(strstr(target(f, asked), "at=2026"));
	assert_null(strstr(target(f, asked + 1), "at=2026"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    test_goes_to_the_time_that_the_daemon_was_lost_over, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    test_gives_up_that_time_for_another_place, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
