/* Replies that are made while they are sent: to clients that read, that stop, that leave. */
#include "http_fixture.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: a\r\n\r\n"

enum { PIECES = 40, PIECE = 100000 };

static struct str
piece_of(char letter)
{
	struct str piece = STR_INIT(PIECE);
	expect_there(str_reserve(&piece, PIECE));
	memset(piece.data, letter, PIECE);
	piece.len = PIECE;
	return piece;
}

/* A stream and its owner, who is told from the HTTP thread. */
struct writing {
	struct http_stream *stream;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool wanted;
};

static void
piece_wanted(void *payload)
{
	struct writing *writing = payload;
	(void)pthread_mutex_lock(&writing->lock);
	expect_there(!writing->wanted);
	writing->wanted = true;
	(void)pthread_cond_signal(&writing->changed);
	pthread_mutex_unlock(&writing->lock);
}

static void
open_stream(struct writing *writing, const struct http_header *headers)
{
	*writing = (struct writing){ .wanted = true };
	(void)pthread_mutex_init(&writing->lock, NULL);
	(void)pthread_cond_init(&writing->changed, NULL);
	writing->stream = http_stream_open(take_parked(), 200, headers, piece_wanted, writing);
}

static void
end_stream(struct writing *writing, bool whole)
{
	http_stream_end(writing->stream, whole);
	(void)pthread_cond_destroy(&writing->changed);
	(void)pthread_mutex_destroy(&writing->lock);
}

/* Once it is wanted. */
static bool
write_piece(struct writing *writing, char letter)
{
	struct str piece = piece_of(letter);
	(void)pthread_mutex_lock(&writing->lock);
	while (!writing->wanted)
		(void)pthread_cond_wait(&writing->changed, &writing->lock);
	writing->wanted = false;
	pthread_mutex_unlock(&writing->lock);
	bool taken = http_stream_write(writing->stream, &piece);
	expect_there(piece.data == NULL);
	return taken;
}

/* Larger than what two pieces and the socket hold. */
static void *
write_pieces(void *payload)
{
	struct writing *writing = payload;
	struct str nothing = STR_INIT(PIECE);
	expect_there(http_stream_write(writing->stream, &nothing));
	for (int i = 0; i < PIECES; i++)
		expect_there(write_piece(writing, (char)('a' + i % 26)));
	end_stream(writing, true);
	return NULL;
}

static void
test_stream(void **state)
{
	static const struct http_header kind[] = { { "Content-Type", "text/csv" }, { NULL, NULL } };
	(void)state;
	struct client clients[] = { connect_local(), connect_tcp() };
	for (int i = 0; i < 2; i++) {
		pthread_t writer;
		struct writing writing;
		send_text(&clients[i], GET("/park"));
		open_stream(&writing, kind);
		assert_int_equal(pthread_create(&writer, NULL, write_pieces, &writing), 0);
		struct answer answer = read_answer(&clients[i], true);
		assert_int_equal(answer.status, 200);
		assert_string_equal(answer_header(&answer, "Content-Type"), "text/csv");
		assert_int_equal(answer.body.len, PIECES * PIECE);
		for (size_t at = 0; at < answer.body.len; at += 5000)
			assert_int_equal(answer.body.data[at], 'a' + (int)(at / PIECE % 26));
		release_answer(&answer);
		assert_int_equal(pthread_join(writer, NULL), 0);
		/* The connection lives on. */
		send_text(&clients[i], GET("/one"));
		expect(&clients[i], 200, "GET /one  - 0\n");
		disconnect(&clients[i]);
	}
}

/* Nobody waits for who does not read: no more is wanted then. */
static void
test_stream_unread(void **state)
{
	(void)state;
	struct client slow = connect_local();
	struct client other = connect_local();
	struct writing writing;
	send_text(&slow, GET("/park"));
	open_stream(&writing, NULL);
	int n = 0;
	bool wanted = true;
	for (int quiet = 0; quiet < 20; quiet++) {
		(void)pthread_mutex_lock(&writing.lock);
		wanted = writing.wanted;
		pthread_mutex_unlock(&writing.lock);
		if (wanted) {
			assert_true(write_piece(&writing, 'a'));
			quiet = 0;
			n++;
		}
		assert_true(n < PIECES);
		send_text(&other, GET("/one"));
		expect(&other, 200, "GET /one  - 0\n");
	}
	end_stream(&writing, true);
	struct answer answer = read_answer(&slow, true);
	assert_int_equal(answer.status, 200);
	assert_int_equal(answer.body.len, (size_t)n * PIECE);
	release_answer(&answer);
	disconnect(&slow);
	disconnect(&other);
}

static void
test_stream_cut_short(void **state)
{
	(void)state;
	struct client client = connect_local();
	struct writing writing;
	send_text(&client, GET("/park"));
	open_stream(&writing, NULL);
	assert_true(write_piece(&writing, 'a'));
	end_stream(&writing, false);
	struct answer answer = read_answer(&client, true);
	assert_int_equal(answer.status, 0);
	assert_int_equal(answer.body.len, PIECE);
	assert_true(is_closed(&client));
	release_answer(&answer);
	disconnect(&client);
}

static void
test_stream_nobody_reads(void **state)
{
	(void)state;
	struct client client = connect_local();
	struct writing writing;
	send_text(&client, GET("/park"));
	open_stream(&writing, NULL);
	assert_true(write_piece(&writing, 'a'));
	disconnect(&client);
	while (write_piece(&writing, 'b'))
		continue;
	end_stream(&writing, true);
}

/* One that has a piece under way and one that waits for more. */
static void
test_stop_ends_streams(void **state)
{
	(void)state;
	struct client clients[] = { connect_local(), connect_local() };
	struct writing writings[2];
	int drain_ms = PATIENCE_MS;
	pthread_t stopper;
	for (int i = 0; i < 2; i++) {
		send_text(&clients[i], GET("/park"));
		open_stream(&writings[i], NULL);
	}
	assert_true(write_piece(&writings[0], 'a'));
	assert_int_equal(pthread_create(&stopper, NULL, stop_soon, &drain_ms), 0);
	assert_true(is_stopping());
	struct str piece = piece_of('b');
	assert_false(http_stream_write(writings[1].stream, &piece));
	for (int i = 0; i < 2; i++)
		end_stream(&writings[i], false);
	assert_int_equal(pthread_join(stopper, NULL), 0);
	fx.server = NULL;
	for (int i = 0; i < 2; i++)
		disconnect(&clients[i]);
}

#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SERVER(test_stream),
		WITH_SERVER(test_stream_unread),
		WITH_SERVER(test_stream_cut_short),
		WITH_SERVER(test_stream_nobody_reads),
		WITH_SERVER(test_stop_ends_streams),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
