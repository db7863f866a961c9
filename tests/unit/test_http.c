/* The HTTP layer with clients that behave: exchanges, bodies, deferred replies, start and stop. */
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "http_fixture.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: a\r\n\r\n"

static void
test_get_over_both_listeners(void **state)
{
	(void)state;
	struct client clients[] = { connect_local(), connect_tcp() };
	for (int i = 0; i < 2; i++) {
		send_text(&clients[i],
		    "GET /a%2Fb?q=%20+x&y HTTP/1.1\r\nHost: a\r\n"
		    "X-TEST: v w \t\r\n\r\n");
		struct answer answer = read_answer(&clients[i], true);
		assert_int_equal(answer.status, 200);
		assert_string_equal(str_text(&answer.body), "GET /a%2Fb q=%20+x&y v w 0\n");
		assert_string_equal(answer_header(&answer, "Content-Type"), "application/json");
		assert_string_equal(answer_header(&answer, "Cache-Control"), "no-store");
		assert_string_equal(answer_header(&answer, "X-Content-Type-Options"), "nosniff");
		assert_non_null(answer_header(&answer, "Date"));
		release_answer(&answer);
	}
	assert_int_equal(http_n_connections(fx.server), 2);
	for (int i = 0; i < 2; i++)
		disconnect(&clients[i]);
}

static void
test_queries(void **state)
{
	(void)state;
	struct client client = connect_tcp();
	send_text(&client, GET("/?"));
	expect(&client, 200, "GET /  - 0\n");
	send_text(&client, GET("/a?b?c=d#e"));
	expect(&client, 200, "GET /a b?c=d#e - 0\n");
	/* Each would be an entry in libmicrohttpd's memory, more than that has. */
	struct str many = STR_INIT(8192);
	str_add(&many, "GET /?");
	for (int i = 0; i < 3000; i++)
		str_add(&many, "a&");
	str_add(&many, " HTTP/1.1\r\nHost: a\r\n\r\n");
	send_text(&client, str_text(&many));
	expect(&client, 200, NULL);
	str_release(&many);
	disconnect(&client);
}

static void
test_keep_alive_and_pipelining(void **state)
{
	(void)state;
	struct client client = connect_local();
	for (int i = 0; i < 3; i++) {
		send_text(&client, GET("/one"));
		expect(&client, 200, "GET /one  - 0\n");
	}
	send_text(&client,
	    GET("/1") "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" GET("/park")
	        GET("/4") GET("/park") GET("/6"));
	expect(&client, 200, "GET /1  - 0\n");
	expect(&client, 200, "POST /2  - 3\nabc");
	reply_text(take_parked(), 202, "third");
	expect(&client, 202, "third");
	expect(&client, 200, "GET /4  - 0\n");
	reply_text(take_parked(), 200, "fifth");
	expect(&client, 200, "fifth");
	expect(&client, 200, "GET /6  - 0\n");
	assert_int_equal(http_n_connections(fx.server), 1);
	send_text(&client, "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close \r\n\r\n");
	expect(&client, 200, "GET /last  - 0\n");
	assert_true(is_closed(&client));
	disconnect(&client);
}

static void
test_old_http(void **state)
{
	(void)state;
	struct client client = connect_tcp();
	send_text(&client, "GET /old HTTP/1.0\r\n\r\n");
	expect(&client, 200, "GET /old  - 0\n");
	assert_true(is_closed(&client));
	disconnect(&client);
}

static void
test_head_is_get_without_body(void **state)
{
	(void)state;
	struct client client = connect_tcp();
	send_text(&client, "HEAD /h HTTP/1.1\r\nHost: a\r\n\r\n");
	struct answer answer = read_answer(&client, false);
	assert_int_equal(answer.status, 200);
	assert_string_equal(answer_header(&answer, "Content-Length"), "12");
	release_answer(&answer);
	send_text(&client, GET("/next"));
	expect(&client, 200, "GET /next  - 0\n");
	disconnect(&client);
}

static void
test_bodies(void **state)
{
	(void)state;
	struct client client = connect_tcp();
	send_text(&client, "PUT /e HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
	expect(&client, 200, "PUT /e  - 5\nhello");
	send_text(&client,
	    "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"
	    "Expect: 100-continue\r\n\r\n");
	struct answer answer = read_answer(&client, false);
	assert_int_equal(answer.status, 100);
	release_answer(&answer);
	send_text(&client, "ok");
	expect(&client, 200, "POST /x  - 2\nok");
	size_t len = MEBIBYTE;
	char *big = mem_new(len, 1);
	memset(big, 'x', len);
	send_text(&client, "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n\r\n");
	send_bytes(&client, big, len);
	answer = read_answer(&client, true);
	assert_int_equal(answer.body.len, len + strlen("POST /b  - 1048576\n"));
	assert_memory_equal(answer.body.data + answer.body.len - len, big, len);
	release_answer(&answer);
	free(big);
	disconnect(&client);
}

static void
test_chunked_body(void **state)
{
	(void)state;
	struct client client = connect_tcp();
	send_text(&client,
	    "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
	    "3\r\nabc\r\n2;ext=1\r\nde\r\n0\r\nTrailer: t\r\n\r\n" GET("/behind"));
	struct answer answer = read_answer(&client, true);
	assert_int_equal(answer.status, 200);
	assert_string_equal(str_text(&answer.body), "POST /c  - 5\nabcde");
	assert_string_equal(answer_header(&answer, "Connection"), "close");
	release_answer(&answer);
	assert_true(is_closed(&client));
	assert_int_equal(atomic_load(&fx.n_handled), 1);
	disconnect(&client);
}

static void
test_body_too_large(void **state)
{
	(void)state;
	static const char *const heads[] = {
		"POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n",
		"POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999999999999\r\n\r\n",
		"POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n"
		"Expect: 100-continue\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx",
		"POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n"
		"0123456789012345678901234567890123456789012345678901234567890123456789"
		"012345678901234567890123456789\r\n1\r\nx\r\n",
	};
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		struct client client = i % 2 == 0 ? connect_local() : connect_tcp();
		send_text(&client, heads[i]);
		expect_refusal(&client, 413, "body_too_large");
		disconnect(&client);
	}
	assert_int_equal(atomic_load(&fx.n_handled), 0);
}

/* A client that sends first and reads afterwards still gets to read why. */
static void
test_refusal_survives_what_is_still_sent(void **state)
{
	(void)state;
	static const char *const heads[] = {
		"POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n",
		"POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3d0900\r\n",
	};
	size_t len = 4000000;
	char *big = mem_new(len, 1);
	for (int i = 0; i < 4; i++) {
		struct client client = i < 2 ? connect_local() : connect_tcp();
		send_text(&client, heads[i % 2]);
		send_bytes(&client, big, len);
		expect_refusal(&client, 413, "body_too_large");
		disconnect(&client);
	}
	free(big);
}

static void
test_replies(void **state)
{
	(void)state;
	struct client client = connect_tcp();
	send_text(&client, GET("/odd"));
	struct answer answer = read_answer(&client, true);
	assert_int_equal(answer.status, 201);
	assert_int_equal(answer.body.len, 0);
	assert_string_equal(answer_header(&answer, "Location"), "/a  X-Evil: 1");
	assert_string_equal(answer_header(&answer, "Content-Type"), "text/plain");
	assert_string_equal(answer_header(&answer, "Cache-Control"), "max-age=1");
	assert_null(answer_header(&answer, "X-Evil"));
	assert_null(strstr(answer.head, "no-store"));
	release_answer(&answer);
	send_text(&client, GET("/big"));
	answer = read_answer(&client, true);
	assert_int_equal(answer.body.len, BIG_REPLY);
	release_answer(&answer);
	log_setup(LOG_error, LOG_as_text);
	send_text(&client, GET("/forget"));
	expect(&client, 500, NULL);
	send_text(&client, GET("/overflow"));
	expect(&client, 500, NULL);
	send_text(&client, GET("/after"));
	expect(&client, 200, "GET /after  - 0\n");
	disconnect(&client);
}

static void
test_request_ids(void **state)
{
	(void)state;
	static const struct {
		const char *sent;
		bool taken;
	} cases[] = {
		{ "a", true },
		{ "AZaz09._-", true },
		{ "0123456789012345678901234567890123456789012345678901234567890123", true },
		{ "01234567890123456789012345678901234567890123456789012345678901234", false },
		{ "", false },
		{ "a b", false },
		{ "a/b", false },
		{ "\303\244", false },
	};
	char last[64] = "";
	struct client client = connect_local();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char request[256];
		(void)snprintf(request, sizeof(request),
		    "GET / HTTP/1.1\r\nHost: a\r\nx-request-id: %s\r\n\r\n", cases[i].sent);
		send_text(&client, request);
		struct answer answer = read_answer(&client, true);
		const char *id = answer_header(&answer, "X-Request-Id");
		if (cases[i].taken) {
			assert_string_equal(id, cases[i].sent);
		} else {
			assert_int_equal(strlen(id), 24);
			assert_memory_equal(id, "req_", 4);
			assert_int_equal(strspn(id + 4, "abcdefghijklmnopqrstuvwxyz234567"), 20);
			assert_string_not_equal(id, last);
			memcpy(last, id, 25);
		}
		release_answer(&answer);
	}
	disconnect(&client);
}

static void
test_peers(void **state)
{
	(void)state;
	struct client client = connect_local();
	send_text(&client, GET("/"));
	expect(&client, 200, NULL);
	gid_t groups[HTTP_GROUPS];
	int n = getgroups(HTTP_GROUPS, groups);
	assert_true(fx.peer.local && !fx.peer.tls);
	assert_int_equal(fx.peer.uid, getuid());
	assert_int_equal(fx.peer.gid, getgid());
	assert_int_equal(fx.peer.n_groups, n);
	assert_memory_equal(fx.peer.groups, groups, (size_t)n * sizeof(gid_t));
	assert_string_equal(fx.peer.address, "local");
	disconnect(&client);
	client = connect_tcp();
	send_text(&client, GET("/"));
	expect(&client, 200, NULL);
	assert_false(fx.peer.local);
	assert_int_equal(fx.peer.uid, (uid_t)-1);
	assert_string_equal(fx.peer.address, "127.0.0.1");
	disconnect(&client);
}

/* "[::]" takes IPv4 clients too and shows them as such. */
static void
test_version_six(void **state)
{
	(void)state;
	struct http_settings settings = fixture_settings();
	settings.listen = "[::]:0";
	settings.socket_path = NULL;
	start_server(&settings);
	struct client client = connect_tcp();
	send_text(&client, GET("/"));
	expect(&client, 200, NULL);
	assert_string_equal(fx.peer.address, "127.0.0.1");
	disconnect(&client);
	struct sockaddr_in6 address = { .sin6_family = AF_INET6,
		.sin6_port = htons((uint16_t)http_port(fx.server)),
		.sin6_addr = IN6ADDR_LOOPBACK_INIT };
	client = connected(AF_INET6, &address, sizeof(address));
	send_text(&client, GET("/"));
	expect(&client, 200, NULL);
	assert_string_equal(fx.peer.address, "::1");
	disconnect(&client);
}

static void
test_deferred(void **state)
{
	(void)state;
	struct client client = connect_tcp();
	send_text(&client, "GET /park?x HTTP/1.1\r\nHost: a\r\nX-Test: y\r\n\r\n");
	struct http_request *request = take_parked();
	/* Everything is still there, from this thread too. */
	assert_string_equal(http_query(request), "x");
	assert_string_equal(http_header(request, "X-Test"), "y");
	assert_false(http_peer_gone(request));
	reply_text(request, 200, "later");
	expect(&client, 200, "later");
	send_text(&client, GET("/after"));
	expect(&client, 200, "GET /after  - 0\n");
	disconnect(&client);
}

static void
test_client_gone_while_deferred(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		struct client client = i % 2 == 0 ? connect_local() : connect_tcp();
		send_text(&client, GET("/park") GET("/never"));
		struct http_request *request = take_parked();
		assert_false(http_peer_gone(request));
		disconnect(&client);
		assert_true(is_gone_soon(request));
		if (i < 2)
			reply_text(request, 200, "to nobody");
		else
			http_answer(request, answer_there, request);
	}
	for (int i = 0; http_n_connections(fx.server) > 0 && i < PATIENCE_MS; i++)
		(void)poll(NULL, 0, 1);
	assert_int_equal(http_n_connections(fx.server), 0);
	assert_int_equal(atomic_load(&fx.n_answered), 2);
}

enum { CLIENTS = 24, ROUNDS = 40, WORKERS = 4 };

static void *
be_client(void *payload)
{
	int number = *(const int *)payload;
	struct client client = number % 2 == 0 ? connect_local() : connect_tcp();
	for (int i = 0; i < ROUNDS; i++) {
		if (i % 5 == 4) {
			disconnect(&client);
			client = number % 2 == 0 ? connect_local() : connect_tcp();
		}
		if ((i + number) % 3 == 0) {
			send_text(&client, GET("/park"));
			expect(&client, 200, "worked");
		} else {
			send_text(&client,
			    "POST /n HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"
			    "\r\nhi");
			expect(&client, 200, "POST /n  - 2\nhi");
		}
	}
	disconnect(&client);
	return NULL;
}

static void
answer_worked(void *request)
{
	reply_text(request, 200, "worked");
}

static void *
be_worker(void *payload)
{
	const int *n = payload;
	for (int i = 0; i < *n; i++) {
		struct http_request *request = take_parked();
		if (i % 2 == 0)
			http_answer(request, answer_worked, request);
		else
			answer_worked(request);
	}
	return NULL;
}

static void
test_many_clients(void **state)
{
	(void)state;
	struct http_settings settings = fixture_settings();
	settings.n_threads = 2;
	start_server(&settings);
	pthread_t clients[CLIENTS];
	pthread_t workers[WORKERS];
	/* Of all rounds of all clients a third is deferred, and the workers share those. */
	int n = CLIENTS * ROUNDS / 3 / WORKERS;
	for (int i = 0; i < WORKERS; i++)
		assert_int_equal(pthread_create(&workers[i], NULL, be_worker, &n), 0);
	int numbers[CLIENTS];
	for (int i = 0; i < CLIENTS; i++) {
		numbers[i] = i;
		assert_int_equal(pthread_create(&clients[i], NULL, be_client, &numbers[i]), 0);
	}
	for (int i = 0; i < CLIENTS; i++)
		assert_int_equal(pthread_join(clients[i], NULL), 0);
	for (int i = 0; i < WORKERS; i++)
		assert_int_equal(pthread_join(workers[i], NULL), 0);
	assert_int_equal(atomic_load(&fx.n_handled), CLIENTS * ROUNDS);
}

static void
test_stop_waits_for_deferred(void **state)
{
	(void)state;
	int drain_ms = PATIENCE_MS;
	pthread_t stopper;
	struct client client = connect_local();
	struct client idle = connect_tcp();
	struct client late = connect_tcp();
	send_text(&idle, GET("/"));
	expect(&idle, 200, NULL);
	send_text(&client, GET("/park"));
	struct http_request *request = take_parked();
	assert_int_equal(pthread_create(&stopper, NULL, stop_soon, &drain_ms), 0);
	assert_true(is_stopping());
	/* Newcomers are turned away; who is here is served, but not kept. */
	struct client newcomer = connect_tcp();
	send_text(&newcomer, GET("/new"));
	assert_true(is_closed(&newcomer));
	assert_int_equal(newcomer.read.len, 0);
	send_text(&late, GET("/late"));
	struct answer answer = read_answer(&late, true);
	assert_int_equal(answer.status, 200);
	assert_string_equal(answer_header(&answer, "Connection"), "close");
	release_answer(&answer);
	http_answer(request, answer_there, request);
	expect(&client, 200, "there");
	assert_true(is_closed(&client));
	assert_int_equal(pthread_join(stopper, NULL), 0);
	assert_true(is_closed(&idle));
	fx.server = NULL;
	disconnect(&client);
	disconnect(&idle);
	disconnect(&late);
	disconnect(&newcomer);
}

static void
test_stop_forces_slow_clients(void **state)
{
	(void)state;
	struct client client = connect_tcp();
	send_text(&client, "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab");
	for (int i = 0; http_n_connections(fx.server) == 0 && i < PATIENCE_MS; i++)
		(void)poll(NULL, 0, 1);
	int64_t before = clock_monotonic();
	http_stop(fx.server, 50);
	fx.server = NULL;
	assert_true(clock_monotonic() - before < PATIENCE_MS);
	assert_true(is_closed(&client));
	disconnect(&client);
}

/* An owner that never replied may still do so: nothing of the request is gone. */
static void
test_stop_without_the_reply(void **state)
{
	(void)state;
	log_setup(LOG_error, LOG_as_text);
	struct client client = connect_tcp();
	struct client second = connect_tcp();
	struct client other = connect_tcp();
	send_text(&other, GET("/"));
	expect(&other, 200, NULL);
	send_text(&client, GET("/park"));
	struct http_request *request = take_parked();
	send_text(&second, GET("/park"));
	struct http_request *answered = take_parked();
	http_stop(fx.server, 1);
	fx.server = NULL;
	int handled = atomic_load(&fx.n_handled);
	send_text(&other, GET("/too-late"));
	assert_true(is_closed(&other));
	assert_int_equal(other.read.len, 0);
	assert_int_equal(atomic_load(&fx.n_handled), handled);
	reply_text(request, 200, "after the end");
	expect(&client, 200, "after the end");
	assert_true(is_closed(&client));
	/* Nothing of the handler's is touched by a thread that nobody waits for. */
	http_answer(answered, answer_there, answered);
	assert_true(pthread_equal(atomic_load(&fx.answerer), pthread_self()));
	expect(&second, 200, "there");
	disconnect(&client);
	disconnect(&second);
	disconnect(&other);
}

static void
assert_refused(const struct http_settings *settings, const char *subject, const char *text)
{
	struct http_server *server = NULL;
	struct err err = { .problem = PROBLEM_none };
	int problem = http_start(settings, &server, &err);
	assert_int_not_equal(problem, 0);
	assert_int_equal(problem, err.problem);
	assert_null(server);
	assert_string_equal(err.subject, subject);
	assert_has(err.text, text);
}

static void
test_live_and_stale_sockets(void **state)
{
	(void)state;
	struct http_settings settings = fixture_settings();
	settings.listen = NULL;
	start_server(&settings);
	struct stat status;
	assert_int_equal(stat(fx.path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0660);
	assert_refused(&settings, fx.path, "another server answers");
	struct client client = connect_local();
	send_text(&client, GET("/still"));
	expect(&client, 200, "GET /still  - 0\n");
	disconnect(&client);
	stop_server();
	assert_int_not_equal(access(fx.path, F_OK), 0);
	/* What a killed server leaves behind. */
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	memcpy(address.sun_path, fx.path, strlen(fx.path) + 1);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 1), 0);
	(void)close(fd);
	assert_int_equal(access(fx.path, F_OK), 0);
	start_server(&settings);
	client = connect_local();
	send_text(&client, GET("/again"));
	expect(&client, 200, "GET /again  - 0\n");
	disconnect(&client);
	/* A socket that has taken our place is not ours to remove. */
	assert_int_equal(unlink(fx.path), 0);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	stop_server();
	assert_int_equal(access(fx.path, F_OK), 0);
	(void)close(fd);
}

static void
test_refused_settings(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "x", "127.0.0.1", ":80", "127.0.0.1:", "::1:80",
		"[::1]", "[::1", "localhost:80", "127.0.0.1:65536", "127.0.0.1:8o", "[]:80" };
	struct http_settings settings = fixture_settings();
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		settings.listen = bad[i];
		assert_refused(&settings, "listen", "is not ADDR:PORT");
		assert_int_not_equal(access(fx.path, F_OK), 0);
	}
	settings = fixture_settings();
	start_server(&settings);
	char taken[32];
	(void)snprintf(taken, sizeof(taken), "127.0.0.1:%d", http_port(fx.server));
	settings.socket_path = NULL;
	settings.listen = taken;
	assert_refused(&settings, taken, "cannot bind the address: Address already in use");
	stop_server();
	settings = fixture_settings();
	settings.socket_path = fx.dir;
	assert_refused(&settings, fx.dir, "is not a socket");
	settings.socket_path = "/nonexistent/directory/nexad.sock";
	assert_refused(&settings, settings.socket_path, "No such file or directory");
	char longer[200];
	memset(longer, 'x', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';
	settings.socket_path = longer;
	assert_refused(&settings,
	    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
	    "1 to 107 bytes");
	settings = fixture_settings();
	settings.tls_cert = "/nonexistent.pem";
	assert_refused(&settings, "tls_key", "both");
	settings.tls_key = "/nonexistent.pem";
	assert_refused(&settings, "/nonexistent.pem", "No such file");
	settings.tls_cert = settings.tls_key = "/etc/passwd";
	assert_refused(&settings, "tls_cert", "cannot use");
}

/* Nothing of GnuTLS is there for a server without TLS, before somebody asks for it.  The first of all tests. */
static void
test_tls_waits(void **state)
{
	gnutls_x509_crt_t cert;
	(void)state;
	assert_int_not_equal(gnutls_x509_crt_init(&cert), 0);
	assert_int_equal(gnutls_global_init(), 0);
	assert_int_equal(gnutls_x509_crt_init(&cert), 0);
	gnutls_x509_crt_deinit(cert);
}

static void
write_pem(const char *name, char path[64], const gnutls_datum_t *pem)
{
	(void)snprintf(path, 64, "%s/%s", fx.dir, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(pem->data, 1, pem->size, file), pem->size);
	assert_int_equal(fclose(file), 0);
}

/* A certificate of its own for a key of its own. */
static void
make_pems(char cert_path[64], char key_path[64])
{
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t cert;
	gnutls_datum_t pem;
	assert_int_equal(gnutls_x509_privkey_init(&key), 0);
	assert_int_equal(gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
	                     GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0),
	    0);
	assert_int_equal(gnutls_x509_crt_init(&cert), 0);
	assert_int_equal(gnutls_x509_crt_set_version(cert, 3), 0);
	assert_int_equal(gnutls_x509_crt_set_serial(cert, "\1", 1), 0);
	assert_int_equal(gnutls_x509_crt_set_activation_time(cert, time(NULL) - 60), 0);
	assert_int_equal(gnutls_x509_crt_set_expiration_time(cert, time(NULL) + 3600), 0);
	assert_int_equal(gnutls_x509_crt_set_key(cert, key), 0);
	assert_int_equal(gnutls_x509_crt_sign2(cert, cert, key, GNUTLS_DIG_SHA256, 0), 0);
	assert_int_equal(gnutls_x509_crt_export2(cert, GNUTLS_X509_FMT_PEM, &pem), 0);
	write_pem("cert.pem", cert_path, &pem);
	gnutls_free(pem.data);
	assert_int_equal(gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &pem), 0);
	write_pem("key.pem", key_path, &pem);
	gnutls_free(pem.data);
	gnutls_x509_crt_deinit(cert);
	gnutls_x509_privkey_deinit(key);
}

/* Sends text over TLS and collects what comes until the end; false when there is no agreement. */
static bool
talk_tls(const char *versions, const char *text, struct str *out)
{
	gnutls_session_t session;
	gnutls_certificate_credentials_t credentials;
	struct client client = connect_tcp();
	assert_int_equal(gnutls_certificate_allocate_credentials(&credentials), 0);
	assert_int_equal(gnutls_init(&session, GNUTLS_CLIENT | GNUTLS_NO_SIGNAL), 0);
	assert_int_equal(gnutls_priority_set_direct(session, versions, NULL), 0);
	assert_int_equal(gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials), 0);
	gnutls_transport_set_int(session, client.fd);
	int result = 0;
	do
		result = gnutls_handshake(session);
	while (result < 0 && gnutls_error_is_fatal(result) == 0);
	char piece[4096];
	ssize_t n = 0;
	if (result == 0) {
		assert_int_equal(gnutls_record_send(session, text, strlen(text)), strlen(text));
		while ((n = gnutls_record_recv(session, piece, sizeof(piece))) > 0 ||
		    n == GNUTLS_E_AGAIN)
			str_add_n(out, piece, n > 0 ? (size_t)n : 0);
	}
	gnutls_deinit(session);
	gnutls_certificate_free_credentials(credentials);
	disconnect(&client);
	return result == 0;
}

static void
test_tls(void **state)
{
	(void)state;
	char cert[64];
	char key[64];
	make_pems(cert, key);
	struct http_settings settings = fixture_settings();
	settings.tls_cert = cert;
	settings.tls_key = key;
	start_server(&settings);
	static const char *const versions[] = { "NORMAL:-VERS-ALL:+VERS-TLS1.3",
		"NORMAL:-VERS-ALL:+VERS-TLS1.2" };
	for (int i = 0; i < 2; i++) {
		struct str out = STR_INIT(65536);
		assert_true(talk_tls(versions[i],
		    GET("/one") "GET /two HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", &out));
		assert_non_null(strstr(str_text(&out), "GET /one  - 0\n"));
		assert_non_null(strstr(str_text(&out), "GET /two  - 0\n"));
		assert_true(fx.peer.tls && !fx.peer.local);
		str_clear(&out);
		/* The refusal that is written past libmicrohttpd. */
		assert_true(talk_tls(versions[i],
		    "POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
		    "6\r\n012345\r\n80\r\n0123456789012345678901234567890123456789012345678901234"
		    "0123456789012345678901234567890123456789012345678901234567890123456789012\r\n",
		    &out));
		assert_memory_equal(str_text(&out), "HTTP/1.1 413 ", 13);
		str_clear(&out);
		assert_true(talk_tls(versions[i],
		    "POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", &out));
		assert_memory_equal(str_text(&out), "HTTP/1.1 400 ", 13);
		assert_non_null(strstr(str_text(&out), "invalid_request"));
		assert_null(strstr(str_text(&out) + 1, "HTTP/1.1 4"));
		str_release(&out);
	}
	struct str none = STR_INIT(65536);
	assert_false(talk_tls("NORMAL:-VERS-ALL:+VERS-TLS1.1:+VERS-TLS1.0", "", &none));
	assert_int_equal(none.len, 0);
	assert_int_equal(unlink(cert), 0);
	assert_int_equal(unlink(key), 0);
}

#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)
#define OWN_SERVER(test) cmocka_unit_test_setup_teardown(test, fixture_prepare, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SERVER(test_tls_waits),
		WITH_SERVER(test_get_over_both_listeners),
		WITH_SERVER(test_queries),
		WITH_SERVER(test_keep_alive_and_pipelining),
		WITH_SERVER(test_old_http),
		WITH_SERVER(test_head_is_get_without_body),
		WITH_SERVER(test_bodies),
		WITH_SERVER(test_chunked_body),
		WITH_SERVER(test_body_too_large),
		WITH_SERVER(test_refusal_survives_what_is_still_sent),
		WITH_SERVER(test_replies),
		WITH_SERVER(test_request_ids),
		WITH_SERVER(test_peers),
		OWN_SERVER(test_version_six),
		WITH_SERVER(test_deferred),
		WITH_SERVER(test_client_gone_while_deferred),
		OWN_SERVER(test_many_clients),
		WITH_SERVER(test_stop_waits_for_deferred),
		WITH_SERVER(test_stop_forces_slow_clients),
		WITH_SERVER(test_stop_without_the_reply),
		OWN_SERVER(test_live_and_stale_sockets),
		OWN_SERVER(test_refused_settings),
		OWN_SERVER(test_tls),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
