/* The HTTP layer with clients that misbehave: heads with two meanings, excess, slowness, noise. */
#include "http_fixture.h"

struct shape {
	const char *name;
	const char *bytes;
	size_t len;
};

#define SHAPE(name, bytes)                         \
	{                                          \
		(name), (bytes), sizeof(bytes) - 1 \
	}
#define N_OF(list) (sizeof(list) / sizeof((list)[0]))
#define GET_X "GET /x HTTP/1.1\r\nHost: a\r\n"
#define POST_X "POST /x HTTP/1.1\r\nHost: a\r\n"
#define SMUGGLED "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"

/* Refused by our JSON. */
static const struct shape malformed[] = {
	SHAPE("length and encoding",
	    POST_X "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
	           "0\r\n\r\n" SMUGGLED),
	SHAPE("encoding and length",
	    POST_X "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"
	           "0\r\n\r\n" SMUGGLED),
	SHAPE("two lengths", POST_X "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab" SMUGGLED),
	SHAPE("two equal lengths", POST_X "Content-Length: 1\r\nCONTENT-LENGTH: 1\r\n\r\na"),
	SHAPE("bad length hidden by encoding",
	    POST_X "Content-Length: +1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
	SHAPE("two encodings",
	    POST_X "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"
	           "\r\n0\r\n\r\n"),
	SHAPE("unknown encoding", POST_X "Transfer-Encoding: gzip\r\n\r\n0\r\n\r\n"),
	SHAPE("list of encodings", POST_X "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
	SHAPE("identity", POST_X "Transfer-Encoding: identity\r\n\r\n"),
	SHAPE("empty encoding", POST_X "Transfer-Encoding:\r\n\r\n"),
	SHAPE("vertical tab encoding", POST_X "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n"),
	SHAPE("encoding in 1.0", "POST /x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
	SHAPE("two hosts", GET_X "Host: b\r\n\r\n"),
	SHAPE("two equal hosts", GET_X "host: a\r\n\r\n"),
	SHAPE("control character", GET_X "X-Test: a\001b\r\n\r\n"),
	SHAPE("escape", GET_X "X-Test: \033[2J\r\n\r\n"),
	SHAPE("DEL", GET_X "X-Test: a\177\r\n\r\n"),
	SHAPE("NUL in a value", GET_X "X-Test: a\0b\r\n\r\n"),
	SHAPE("NUL at the end of a value", GET_X "X-Test: a\0\r\n\r\n"),
	SHAPE("two NULs and a header", GET_X "X-Test: a\0\0B: c\r\n\r\n"),
	SHAPE("NUL in the target", "GET /x\0y HTTP/1.1\r\nHost: a\r\n\r\n"),
	SHAPE("NUL in the query", "GET /x?a\0b HTTP/1.1\r\nHost: a\r\n\r\n"),
	SHAPE("NUL in the method", "GE\0T /x HTTP/1.1\r\nHost: a\r\n\r\n"),
	SHAPE("control character in the target", "GET /x\001 HTTP/1.1\r\nHost: a\r\n\r\n"),
	SHAPE("tab in the target", "GET /x\ty HTTP/1.1\r\nHost: a\r\n\r\n"),
	SHAPE("return in the target", "GET /x\ry HTTP/1.1\r\nHost: a\r\n\r\n"),
	SHAPE("blank in the target", "GET /x y HTTP/1.1\r\nHost: a\r\n\r\n"),
	SHAPE("two blanks", "GET  /x HTTP/1.1\r\nHost: a\r\n\r\n"),
	SHAPE("two blanks later", "GET /x  HTTP/1.1\r\nHost: a\r\n\r\n"),
	SHAPE("method with a bracket", "GE(T /x HTTP/1.1\r\nHost: a\r\n\r\n"),
	SHAPE("long method", "GETGETGETGETGETGETGETGETGETGETGETGET /x HTTP/1.1\r\nHost: a\r\n\r\n"),
	SHAPE("authority for target", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n"),
	SHAPE("asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"),
	SHAPE("absolute target", "GET http://a/x HTTP/1.1\r\nHost: a\r\n\r\n"),
	SHAPE("folded", GET_X "X-Test: a\r\n b\r\n\r\n"),
	SHAPE("folded by tab", GET_X "X-Test: a\r\n\tb\r\nA: b\r\n\r\n"),
	SHAPE("folded into a length", POST_X "X: y\r\n Content-Length: 40\r\n\r\n"),
	SHAPE("first line folded", "GET /x HTTP/1.1\r\n Host: a\r\nHost: b\r\n\r\n"),
	SHAPE("bare LF", "GET /x HTTP/1.1\nHost: a\n\n"),
	SHAPE("bare LF after the request line", "GET /x HTTP/1.1\nHost: a\r\n\r\n"),
	SHAPE("bare LF after a header", GET_X "A: b\nC: d\r\n\r\n"),
	SHAPE("bare LF hides a header", GET_X "A: b\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
	SHAPE("bare LF, then the end", GET_X "A: b\n\r\n"),
	SHAPE("CRLF, then a bare LF", GET_X "A: b\r\n\n"),
	SHAPE("bare CR", GET_X "A: b\rC: d\r\n\r\n"),
	SHAPE("CR CR LF", GET_X "A: b\r\r\n\r\n"),
	SHAPE("blank before colon", POST_X "Content-Length : 5\r\n\r\nhello"),
	SHAPE("tab before colon", POST_X "Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n"),
	SHAPE("odd character in a name", GET_X "A(b): c\r\n\r\n"),
	SHAPE("name not ASCII", GET_X "\303\244: c\r\n\r\n"),
	SHAPE(
	    "empty name ends the head early", POST_X ": x\r\nContent-Length: 42\r\n\r\n" SMUGGLED),
	SHAPE("empty name and value", GET_X ":\r\n\r\n"),
	SHAPE("NUL for a name", POST_X "\0\r\nContent-Length: 42\r\n\r\n" SMUGGLED),
	SHAPE("no host", "GET /x HTTP/1.1\r\n\r\n"),
	SHAPE("version 1.2", "GET /x HTTP/1.2\r\nHost: a\r\n\r\n"),
	SHAPE("version 1.9", "GET /x HTTP/1.9\r\nHost: a\r\n\r\n"),
};

/* Found out by libmicrohttpd before it asks us, and answered by us in its place. */
static const struct shape beyond_us[] = {
	SHAPE("signed length", POST_X "Content-Length: +5\r\n\r\nhello" SMUGGLED),
	SHAPE("negative length", POST_X "Content-Length: -1\r\n\r\n" SMUGGLED),
	SHAPE("blank after length", POST_X "Content-Length: 5 \r\n\r\nhello" SMUGGLED),
	SHAPE("list of lengths", POST_X "Content-Length: 5, 5\r\n\r\nhello" SMUGGLED),
	SHAPE("hexadecimal length", POST_X "Content-Length: 0x5\r\n\r\nhello" SMUGGLED),
	SHAPE("empty length", POST_X "Content-Length:\r\n\r\n" SMUGGLED),
	SHAPE("folded name", POST_X "Content-\r\n Length: 5\r\n\r\nhello"),
	SHAPE("no colon", GET_X "A\r\n\r\n"),
	SHAPE("no colon first", "GET /x HTTP/1.1\r\nA\r\nHost: a\r\n\r\n"),
	SHAPE("NUL in a name", GET_X "A\0b: c\r\n\r\n"),
	SHAPE("version 0.9", "GET /x\r\n\r\n"),
	SHAPE("version 2.0", "GET /x HTTP/2.0\r\nHost: a\r\n\r\n"),
	SHAPE("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
	SHAPE("version in small letters", "GET /x http/1.1\r\nHost: a\r\n\r\n"),
	SHAPE("no version", "GET /x HTTP/\r\nHost: a\r\n\r\n"),
	SHAPE("long version", "GET /x HTTP/1.10\r\nHost: a\r\n\r\n"),
	SHAPE("blank after version", "GET /x HTTP/1.1 \r\nHost: a\r\n\r\n"),
	SHAPE("chunk size not hexadecimal",
	    POST_X "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n" SMUGGLED),
	SHAPE("chunk size with blank",
	    POST_X "Transfer-Encoding: chunked\r\n\r\n5 \r\nhello\r\n0\r\n\r\n"),
	SHAPE(
	    "chunk size 0x", POST_X "Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n"),
	SHAPE("chunk longer than its size",
	    POST_X "Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n"),
};

static const struct shape beyond_us_and_too_large[] = {
	SHAPE("length of 20 digits", POST_X "Content-Length: 18446744073709551621\r\n\r\nhello"),
	SHAPE("chunk size over 64 bits",
	    POST_X "Transfer-Encoding: chunked\r\n\r\n10000000000000005\r\nhello\r\n0\r\n\r\n"),
};

/* libmicrohttpd ends the connection without a word to anybody. */
static const struct shape silent[] = {
	SHAPE("NUL before the query", "GET /x\0?y HTTP/1.1\r\nHost: a\r\n\r\n"),
	SHAPE("tabs for blanks", "GET\t/x\tHTTP/1.1\r\nHost: a\r\n\r\n"),
	SHAPE("blank before method", " GET /x HTTP/1.1\r\nHost: a\r\n\r\n"),
	SHAPE("one word", "GET\r\n\r\n"),
};

static void
expect_refusals(const struct shape *shapes, size_t n, int status, const char *code)
{
	for (size_t i = 0; i < n; i++) {
		print_message("  %s\n", shapes[i].name);
		struct client client = connect_tcp();
		send_bytes(&client, shapes[i].bytes, shapes[i].len);
		expect_refusal(&client, status, code);
		disconnect(&client);
	}
	assert_int_equal(atomic_load(&fx.n_handled), 0);
}

static void
test_malformed_heads(void **state)
{
	(void)state;
	expect_refusals(malformed, N_OF(malformed), 400, "invalid_request");
}

static void
test_what_libmicrohttpd_refuses(void **state)
{
	(void)state;
	expect_refusals(beyond_us, N_OF(beyond_us), 400, "invalid_request");
	expect_refusals(
	    beyond_us_and_too_large, N_OF(beyond_us_and_too_large), 413, "body_too_large");
	for (size_t i = 0; i < N_OF(silent); i++) {
		print_message("  %s\n", silent[i].name);
		struct client client = connect_tcp();
		send_bytes(&client, silent[i].bytes, silent[i].len);
		assert_true(is_closed(&client));
		assert_int_equal(client.read.len, 0);
		disconnect(&client);
	}
	assert_int_equal(atomic_load(&fx.n_handled), 0);
}

/* With others in the same state nobody can say whose request libmicrohttpd refuses: its own page goes
 * out, and nothing to the others.  A wrong length, and the only upload in chunks, are never in doubt. */
static void
test_refusals_among_others(void **state)
{
	(void)state;
	struct client idle = connect_tcp();
	send_text(&idle, GET_X "\r\n");
	expect(&idle, 200, "GET /x  - 0\n");
	struct client half = connect_tcp();
	send_text(&half, GET_X "\r\n" GET_X);
	expect(&half, 200, "GET /x  - 0\n");
	for (size_t i = 0; i < N_OF(beyond_us); i++) {
		struct client client = connect_tcp();
		send_bytes(&client, beyond_us[i].bytes, beyond_us[i].len);
		if (strstr(beyond_us[i].name, "length") != NULL ||
		    strstr(beyond_us[i].name, "chunk") != NULL) {
			expect_refusal(&client, 400, "invalid_request");
		} else {
			struct answer answer = read_answer(&client, true);
			assert_true(answer.status == 400 || answer.status == 505);
			release_answer(&answer);
			assert_true(is_closed(&client));
			assert_int_equal(client.read.len, 0);
		}
		disconnect(&client);
	}
	send_text(&half, "X-Test: y\r\n\r\n");
	expect(&half, 200, "GET /x  y 0\n");
	send_text(&idle, GET_X "\r\n");
	expect(&idle, 200, "GET /x  - 0\n");
	disconnect(&half);
	disconnect(&idle);
}

static void
test_host_is_needed_locally(void **state)
{
	(void)state;
	struct client client = connect_local();
	send_text(&client, "GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
	expect(&client, 200, "GET /x  - 0\n");
	send_text(&client, "GET /x HTTP/1.1\r\n\r\n");
	expect_refusal(&client, 400, "invalid_request");
	disconnect(&client);
}

/* libmicrohttpd copies more of such an address than it has room for. */
static void
test_client_with_a_long_name(void **state)
{
	(void)state;
	struct sockaddr_un own = { .sun_family = AF_UNIX };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	memset(own.sun_path, 'x', sizeof(own.sun_path) - 1);
	memcpy(own.sun_path, fx.dir, strlen(fx.dir));
	own.sun_path[strlen(fx.dir)] = '/';
	memcpy(address.sun_path, fx.path, strlen(fx.path) + 1);
	struct client client = { .fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0),
		.read = STR_INIT(MEBIBYTE) };
	assert_int_equal(bind(client.fd, (struct sockaddr *)&own, sizeof(own)), 0);
	assert_int_equal(connect(client.fd, (struct sockaddr *)&address, sizeof(address)), 0);
	send_text(&client, GET_X "\r\n");
	expect(&client, 200, "GET /x  - 0\n");
	assert_string_equal(fx.peer.address, "local");
	assert_int_equal(unlink(own.sun_path), 0);
	disconnect(&client);
}

static void
add_filled(struct str *str, const char *before, char fill, int n, const char *after)
{
	str_add(str, before);
	for (int i = 0; i < n; i++)
		str_add_char(str, fill);
	str_add(str, after);
}

/* Sends in small pieces, so that libmicrohttpd's buffer grows under the head. */
static void
send_in_pieces(struct client *client, const struct str *text, size_t piece)
{
	int on = 1;
	(void)setsockopt(client->fd, IPPROTO_TCP, 1 /* TCP_NODELAY */, &on, sizeof(on));
	for (size_t at = 0; at < text->len; at += piece) {
		size_t left = text->len - at;
		send_bytes(client, text->data + at, left < piece ? left : piece);
		(void)poll(NULL, 0, 1);
	}
}

static void
test_big_heads(void **state)
{
	(void)state;
	struct str text = STR_INIT(65536);
	struct client client = connect_tcp();
	add_filled(&text, "GET /", 'x', 8191, " HTTP/1.1\r\nHost: a\r\n");
	add_filled(&text, "A: ", 'y', 3500, "\r\n");
	add_filled(&text, "B: ", 'y', 3500, "\r\nX-Test: last\r\n\r\n");
	for (size_t piece = 700; piece < 20000; piece *= 3) {
		send_in_pieces(&client, &text, piece);
		struct answer answer = read_answer(&client, true);
		assert_int_equal(answer.status, 200);
		assert_has(str_text(&answer.body), " last 0\n");
		release_answer(&answer);
	}
	str_clear(&text);
	add_filled(&text, "GET /", 'x', 8192, " HTTP/1.1\r\nHost: a\r\n\r\n");
	send_bytes(&client, text.data, text.len);
	expect_refusal(&client, 414, "uri_too_long");
	disconnect(&client);
	client = connect_tcp();
	str_clear(&text);
	add_filled(&text, GET_X "A: ", 'y', 16384, "\r\n\r\n");
	send_bytes(&client, text.data, text.len);
	expect_refusal(&client, 431, "headers_too_large");
	disconnect(&client);
	str_release(&text);
}

static void
test_many_headers(void **state)
{
	(void)state;
	for (int n = 63; n <= 64; n++) {
		struct str text = STR_INIT(65536);
		struct client client = connect_tcp();
		str_add(&text, GET_X);
		for (int i = 0; i < n; i++)
			str_add(&text, "A: b\r\n");
		str_add(&text, "\r\n");
		send_bytes(&client, text.data, text.len);
		if (n == 63)
			expect(&client, 200, NULL);
		else
			expect_refusal(&client, 431, "headers_too_large");
		disconnect(&client);
		str_release(&text);
	}
}

/* More than libmicrohttpd has memory for: it answers by itself or not at all, and goes on well. */
static void
test_excess(void **state)
{
	(void)state;
	struct str texts[6];
	for (int i = 0; i < 6; i++)
		texts[i] = (struct str)STR_INIT(262144);
	add_filled(&texts[0], "GET /", 'x', 100000, " HTTP/1.1\r\nHost: a\r\n\r\n");
	add_filled(&texts[1], GET_X "A: ", 'x', 100000, "\r\n\r\n");
	str_add(&texts[2], GET_X);
	for (int i = 0; i < 1000; i++)
		str_add(&texts[2], "A: b\r\n");
	str_add(&texts[2], "\r\n");
	str_add(&texts[3], GET_X "Cookie: ");
	for (int i = 0; i < 2000; i++)
		str_add(&texts[3], "a=b;");
	str_add(&texts[3], "\r\n\r\n");
	add_filled(&texts[4], POST_X "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nA: ", 'x',
	    100000, "\r\n\r\n");
	/* A NUL hides the query from us; libmicrohttpd would split it and spin. */
	str_add_n(&texts[5], "GET /\0HTTP/1.1\0?", 16);
	for (int i = 0; i < 3000; i++)
		str_add(&texts[5], "a&");
	str_add(&texts[5], " HTTP/1.1\r\nHost: a\r\n\r\n");
	for (int i = 0; i < 12; i++) {
		struct client client = i < 6 ? connect_tcp() : connect_local();
		send_bytes(&client, texts[i % 6].data, texts[i % 6].len);
		assert_true(is_closed(&client));
		if (client.read.len > 0)
			assert_memory_equal(client.read.data, "HTTP/1.1 4", 10);
		disconnect(&client);
	}
	for (int i = 0; i < 6; i++)
		str_release(&texts[i]);
	assert_int_equal(atomic_load(&fx.n_handled), 0);
	struct client client = connect_tcp();
	send_text(&client, GET_X "\r\n");
	expect(&client, 200, "GET /x  - 0\n");
	disconnect(&client);
}

/* What comes first, and what is sent over and over until the server has enough. */
struct dribble {
	const char *first;
	const char *then;
};

static const struct dribble dribbles[] = {
	{ "", "\r\n" },
	{ "", "G" },
	{ "GET /", "x" },
	{ "GET /x HTTP/1.1\r\nHost: ", "a" },
	{ GET_X, "A: b\r\n" },
	{ POST_X "Content-Length: 1000\r\n\r\n", "x" },
	{ POST_X "Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n" },
	{ POST_X "Transfer-Encoding: chunked\r\n\r\n0\r\n", "A: b\r\n" },
	{ GET_X "\r\n", "\r\n" },
	{ GET_X, "" },
	{ "", "" },
};

enum { DRIBBLERS = 2 * N_OF(dribbles) };

static bool
is_hung_up(const struct client *client)
{
	struct pollfd polled = { .fd = client->fd, .events = POLLRDHUP };
	return poll(&polled, 1, 0) > 0 && polled.revents != 0;
}

/* When each was hung up on. */
static void
dribble_on(const struct client *clients, int64_t *ended)
{
	int64_t start = clock_monotonic();
	int64_t now = 0;
	for (size_t n_open = DRIBBLERS; n_open > 0 && now < PATIENCE_MS;) {
		(void)poll(NULL, 0, 20);
		now = clock_monotonic() - start;
		for (size_t i = 0; i < DRIBBLERS; i++) {
			if (ended[i] != 0)
				continue;
			send_text(&clients[i], dribbles[i / 2].then);
			ended[i] = is_hung_up(&clients[i]) ? now : 0;
			n_open -= ended[i] != 0;
		}
	}
}

static void
test_slow_requests(void **state)
{
	(void)state;
	struct http_settings settings = fixture_settings();
	settings.idle_seconds = 1;
	settings.request_seconds = 1;
	start_server(&settings);
	struct client waiting = connect_tcp();
	send_text(&waiting, "GET /park HTTP/1.1\r\nHost: a\r\n\r\n");
	struct http_request *parked = take_parked();
	struct client clients[DRIBBLERS];
	int64_t ended[DRIBBLERS] = { 0 };
	for (size_t i = 0; i < DRIBBLERS; i++) {
		clients[i] = i % 2 == 0 ? connect_tcp() : connect_local();
		send_text(&clients[i], dribbles[i / 2].first);
	}
	/* Its end cannot reach a client that does not read: the server has to be asked. */
	struct client hungry = connect_tcp();
	send_text(&hungry, "GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
	dribble_on(clients, ended);
	for (size_t i = 0; i < DRIBBLERS; i++) {
		print_message("  %2zu: %4jd ms\n", i, (intmax_t)ended[i]);
		/* The last byte of idleness, and scheduling, come on top of 1 + 1 seconds. */
		assert_in_range(ended[i], 900, PATIENCE_MS);
		disconnect(&clients[i]);
	}
	/* The server counts a connection out a moment after its client sees the end. */
	for (int64_t start = clock_monotonic();
	     http_n_connections(fx.server) != 1 && clock_monotonic() - start < PATIENCE_MS;)
		(void)poll(NULL, 0, 5);
	assert_int_equal(http_n_connections(fx.server), 1);
	disconnect(&hungry);
	/* Who waits for a reply waits on. */
	assert_false(http_peer_gone(parked));
	reply_text(parked, 200, "long poll");
	expect(&waiting, 200, "long poll");
	disconnect(&waiting);
}

static void
test_connection_limits(void **state)
{
	(void)state;
	struct http_settings settings = fixture_settings();
	settings.max_per_address = 3;
	settings.max_connections = 8;
	start_server(&settings);
	struct client clients[5];
	for (int i = 0; i < 5; i++) {
		clients[i] = connect_tcp();
		send_text(&clients[i], GET_X "\r\n");
		if (i < 3)
			expect(&clients[i], 200, "GET /x  - 0\n");
		else
			assert_true(is_closed(&clients[i]));
	}
	struct client local[2] = { connect_local(), connect_local() };
	for (int i = 0; i < 2; i++) {
		send_text(&local[i], GET_X "\r\n");
		expect(&local[i], 200, "GET /x  - 0\n");
	}
	assert_int_equal(http_n_connections(fx.server), 5);
	for (int i = 0; i < 5; i++)
		disconnect(&clients[i]);
	for (int i = 0; i < 2; i++)
		disconnect(&local[i]);
}

static atomic_bool is_over;

/* Good requests, bad ones and deferred ones, over and over, and never mind the answers. */
static void *
be_nuisance(void *payload)
{
	static const char *const texts[] = { GET_X "\r\n" GET_X "\r\n",
		POST_X "Content-Length: +5\r\n\r\n", GET_X "A\r\n\r\n",
		"GET /park HTTP/1.1\r\n\r\n", "GET /x HTTP/3.0\r\n\r\n",
		POST_X "Content-Length: 5\r\n\r\nhel", "\r\n\r\n",
		POST_X "Transfer-Encoding: chunked\r\n\r\nzz\r\n" };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	memcpy(address.sun_path, fx.path, strlen(fx.path) + 1);
	for (size_t i = *(const size_t *)payload; !atomic_load(&is_over); i++) {
		char waste[4096];
		struct client client = { .fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) };
		struct pollfd polled = { .fd = client.fd, .events = POLLIN };
		if (connect(client.fd, (struct sockaddr *)&address, sizeof(address)) == 0) {
			send_text(&client, texts[i % N_OF(texts)]);
			if (poll(&polled, 1, 5) > 0)
				(void)recv(client.fd, waste, sizeof(waste), MSG_DONTWAIT);
		}
		(void)close(client.fd);
	}
	return NULL;
}

static void *
be_worker(void *payload)
{
	(void)payload;
	while (!atomic_load(&is_over)) {
		(void)pthread_mutex_lock(&fx.lock);
		struct http_request *request = fx.n_parked == 0 ? NULL : fx.parked[--fx.n_parked];
		(void)pthread_mutex_unlock(&fx.lock);
		if (request != NULL)
			reply_text(request, 200, "worked");
		else
			(void)poll(NULL, 0, 1);
	}
	return NULL;
}

/* libmicrohttpd has ways to abort when it is stopped in the middle of something. */
static void
test_stop_under_load(void **state)
{
	(void)state;
	enum { NUISANCES = 6, ROUNDS = 15 };
	pthread_t threads[NUISANCES + 1];
	struct http_settings settings = fixture_settings();
	settings.listen = NULL;
	atomic_store(&is_over, false);
	assert_int_equal(pthread_create(&threads[NUISANCES], NULL, be_worker, NULL), 0);
	size_t numbers[NUISANCES];
	for (size_t i = 0; i < NUISANCES; i++) {
		numbers[i] = i;
		assert_int_equal(pthread_create(&threads[i], NULL, be_nuisance, &numbers[i]), 0);
	}
	for (unsigned i = 0; i < ROUNDS; i++) {
		settings.n_threads = 1 + i % 2;
		start_server(&settings);
		int before = atomic_load(&fx.n_handled);
		while (atomic_load(&fx.n_handled) < before + 50)
			(void)poll(NULL, 0, 1);
		http_stop(fx.server, i % 3 == 0 ? PATIENCE_MS : 20);
		fx.server = NULL;
	}
	atomic_store(&is_over, true);
	for (int i = 0; i <= NUISANCES; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
}

/* A generator of its own, so that a failure can be repeated. */
static uint32_t
next_number(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

/* Valid requests with a few bytes changed: whatever they mean, the server answers or hangs up. */
static void
test_noise(void **state)
{
	(void)state;
	static const char seedling[] =
	    POST_X "X-Test: abc\r\nTransfer-Encoding: chunked\r\n"
	           "\r\n3\r\nabc\r\n0\r\nT: u\r\n\r\n" GET_X "Cookie: a=b; c=d\r\n\r\n" POST_X
	           "Content-Length: 4\r\n\r\nabcd";
	static const char favourites[] = "\0\n\r \t:;,=?&/1+\377";
	uint32_t seed = 2463534242U;
	for (int i = 0; i < 3000; i++) {
		char bytes[sizeof(seedling)];
		memcpy(bytes, seedling, sizeof(seedling));
		for (uint32_t n = 1 + next_number(&seed) % 4; n > 0; n--)
			bytes[next_number(&seed) % (sizeof(seedling) - 1)] =
			    favourites[next_number(&seed) % (sizeof(favourites) - 1)];
		struct client client = connect_local();
		send_bytes(&client, bytes, sizeof(bytes) - 1);
		assert_int_equal(shutdown(client.fd, SHUT_WR), 0);
		if (!is_closed(&client)) {
			print_error("round %d: not closed\n", i);
			assert_true(false);
		}
		disconnect(&client);
	}
}

#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)
#define OWN_SERVER(test) cmocka_unit_test_setup_teardown(test, fixture_prepare, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SERVER(test_malformed_heads),
		WITH_SERVER(test_what_libmicrohttpd_refuses),
		WITH_SERVER(test_refusals_among_others),
		WITH_SERVER(test_host_is_needed_locally),
		WITH_SERVER(test_client_with_a_long_name),
		WITH_SERVER(test_big_heads),
		WITH_SERVER(test_many_headers),
		WITH_SERVER(test_excess),
		OWN_SERVER(test_slow_requests),
		OWN_SERVER(test_connection_limits),
		OWN_SERVER(test_stop_under_load),
		WITH_SERVER(test_noise),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
