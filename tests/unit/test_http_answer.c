/* Answers that are made on the HTTP thread once another thread has what they tell. */
#include "http_fixture.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: a\r\n\r\n"

/* Who has deferred the request goes on, and the reply is made by the thread that sends it. */
static void
test_answered_on_the_http_thread(void **state)
{
	(void)state;
	struct client client = connect_local();
	for (int i = 1; i <= 3; i++) {
		send_text(&client, GET("/park"));
		struct http_request *request = take_parked();
		http_answer(request, answer_there, request);
		expect(&client, 200, "there");
		assert_int_equal(atomic_load(&fx.n_answered), i);
		assert_false(pthread_equal(atomic_load(&fx.answerer), pthread_self()));
	}
	disconnect(&client);
}

/* The first wakes the HTTP thread for all of them, also when its own client is gone. */
static void
test_many_answered_at_once(void **state)
{
	(void)state;
	enum { MANY = 12, TIMES = 6 };
	struct client clients[MANY];
	struct http_request *requests[MANY];
	for (int i = 0; i < MANY; i++)
		clients[i] = i % 2 == 0 ? connect_local() : connect_tcp();
	for (int round = 1; round <= TIMES; round++) {
		for (int i = 0; i < MANY; i++) {
			send_text(&clients[i], GET("/park"));
			requests[i] = take_parked();
		}
		if (round == TIMES)
			for (int i = 0; i < 2; i++) {
				disconnect(&clients[i]);
				assert_true(is_gone_soon(requests[i]));
			}
		for (int i = 0; i < MANY; i++)
			http_answer(requests[i], answer_there, requests[i]);
		for (int i = round == TIMES ? 2 : 0; i < MANY; i++)
			expect(&clients[i], 200, "there");
	}
	for (int i = 2; i < MANY; i++)
		disconnect(&clients[i]);
	for (int i = 0; http_n_connections(fx.server) > 0 && i < PATIENCE_MS; i++)
		(void)poll(NULL, 0, 1);
	assert_int_equal(atomic_load(&fx.n_answered), MANY * TIMES);
}

#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SERVER(test_answered_on_the_http_thread),
		WITH_SERVER(test_many_answered_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
