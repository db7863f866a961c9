/* A real HTTP server with a small handler, and a client that sends exactly the bytes it is told. */
#ifndef HTTP_FIXTURE_H
#define HTTP_FIXTURE_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "clock.h"
#include "err.h"
#include "http.h"
#include "log.h"
#include "mem.h"
#include "str.h"
#include "unit.h"

enum { PARKED = 64, SMALL_LIMIT = 100, PATIENCE_MS = 60000, BIG_REPLY = 3000000 };

#define MEBIBYTE ((size_t)1024 * 1024)

/* One server at a time; the handler leaves here what it saw. */
struct fixture {
	struct http_server *server;
	char dir[32];
	char path[64];
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct http_request *parked[PARKED]; /* deferred by GET /park, oldest first */
	int n_parked;
	atomic_int n_handled;
	atomic_int n_threads_in_handler;
	atomic_int n_answered; /* by answer_there() */
	_Atomic pthread_t answerer;
	atomic_int
	    n_faults; /* what the server's threads found wrong, for stop_server() to fail of */
	struct http_peer peer; /* of the last request handled */
};

static struct fixture fx = { .lock = PTHREAD_MUTEX_INITIALIZER,
	.changed = PTHREAD_COND_INITIALIZER };

/* An assertion on another thread than the test's. */
static inline void
expect_there(bool right)
{
	if (!right)
		atomic_fetch_add(&fx.n_faults, 1);
}

static inline size_t
fixture_body_limit(struct http_request *request, void *payload)
{
	(void)payload;
	if (strcmp(http_path(request), "/small") == 0)
		return SMALL_LIMIT;
	return strcmp(http_method(request), "GET") == 0 ? 0 : MEBIBYTE;
}

static inline void
reply_text(struct http_request *request, int status, const char *text)
{
	struct str body = STR_INIT(8192);
	str_add(&body, text);
	http_reply(request, status, NULL, &body);
	expect_there(body.data == NULL);
}

/* By http_answer(), whose answer leaves the thread that made it. */
static inline void
answer_there(void *request)
{
	atomic_store(&fx.answerer, pthread_self());
	atomic_fetch_add(&fx.n_answered, 1);
	reply_text(request, 200, "there");
}

/* What was understood: "METHOD PATH QUERY X-Test LENGTH\n" and the body. */
static inline void
reply_echo(struct http_request *request)
{
	struct str body = STR_INIT(2 * MEBIBYTE);
	size_t len = 0;
	const char *sent = http_body(request, &len);
	const char *test = http_header(request, "x-test");
	str_addf(&body, "%s %s %s %s %zu\n", http_method(request), http_path(request),
	    http_query(request), test == NULL ? "-" : test, len);
	str_add_n(&body, sent, len);
	http_reply(request, 200, NULL, &body);
}

static inline void
park(struct http_request *request)
{
	http_defer(request);
	(void)pthread_mutex_lock(&fx.lock);
	expect_there(fx.n_parked < PARKED);
	if (fx.n_parked < PARKED)
		fx.parked[fx.n_parked++] = request;
	(void)pthread_cond_broadcast(&fx.changed);
	(void)pthread_mutex_unlock(&fx.lock);
}

static inline void
fixture_handle(struct http_request *request, void *payload)
{
	static const struct http_header odd[] = { { "Location", "/a\r\nX-Evil: 1" },
		{ "Content-Type", "text/plain" }, { "Cache-Control", "max-age=1" },
		{ NULL, NULL } };
	const char *path = http_path(request);
	expect_there(payload == &fx);
	atomic_fetch_add(&fx.n_handled, 1);
	(void)pthread_mutex_lock(&fx.lock);
	fx.peer = *http_peer(request);
	(void)pthread_mutex_unlock(&fx.lock);
	if (strcmp(path, "/park") == 0) {
		park(request);
	} else if (strcmp(path, "/odd") == 0) {
		struct str body = STR_INIT(0);
		http_reply(request, 201, odd, &body);
	} else if (strcmp(path, "/overflow") == 0) {
		struct str body = STR_INIT(3);
		str_add(&body, "four");
		http_reply(request, 200, NULL, &body);
	} else if (strcmp(path, "/big") == 0) {
		struct str body = STR_INIT(BIG_REPLY);
		expect_there(str_reserve(&body, BIG_REPLY));
		memset(body.data, 'b', BIG_REPLY);
		body.len = BIG_REPLY;
		http_reply(request, 200, NULL, &body);
	} else if (strcmp(path, "/forget") != 0) {
		reply_echo(request);
	}
}

static inline void
fixture_refuse(int problem, const char *text, const char *request_id, struct str *body)
{
	str_addf(body, "{\"code\":\"%s\",\"message\":\"%s\",\"request_id\":\"%s\"}",
	    problem_code((enum problem)problem), text, request_id);
}

/* The oldest deferred request; waits for one. */
static inline struct http_request *
take_parked(void)
{
	struct timespec until;
	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += PATIENCE_MS / 1000;
	int result = 0;
	(void)pthread_mutex_lock(&fx.lock);
	while (fx.n_parked == 0 && result == 0)
		result = pthread_cond_timedwait(&fx.changed, &fx.lock, &until);
	struct http_request *request = fx.n_parked == 0 ? NULL : fx.parked[0];
	for (int i = 1; i < fx.n_parked; i++)
		fx.parked[i - 1] = fx.parked[i];
	fx.n_parked -= request != NULL;
	(void)pthread_mutex_unlock(&fx.lock);
	assert_non_null(request);
	return request;
}

static inline bool
is_gone_soon(const struct http_request *request)
{
	for (int i = 0; i < PATIENCE_MS; i++) {
		if (http_peer_gone(request))
			return true;
		(void)poll(NULL, 0, 1);
	}
	return false;
}

static inline struct http_settings
fixture_settings(void)
{
	return (struct http_settings){
		.socket_path = fx.path,
		.socket_group = (gid_t)-1,
		.listen = "127.0.0.1:0",
		.n_threads = 1,
		.max_connections = 200,
		.max_per_address = 100,
		.idle_seconds = 30,
		.request_seconds = 30,
		.handler = { .body_limit = fixture_body_limit,
		    .handle = fixture_handle,
		    .refuse = fixture_refuse,
		    .payload = &fx },
	};
}

static inline void
start_server(const struct http_settings *settings)
{
	struct err err = { .text = "" };
	(void)http_start(settings, &fx.server, &err);
	assert_string_equal(err.text, "");
}

static inline void
stop_server(void)
{
	http_stop(fx.server, PATIENCE_MS);
	fx.server = NULL;
	assert_int_equal(atomic_exchange(&fx.n_faults, 0), 0);
}

static inline int
fixture_prepare(void **state)
{
	(void)state;
	/* Once: a server that was left behind may still have something to say. */
	static bool is_set_up;
	if (!is_set_up)
		log_setup(LOG_error, LOG_as_text);
	is_set_up = true;
	(void)snprintf(fx.dir, sizeof(fx.dir), "/tmp/nexa-http-XXXXXX");
	assert_non_null(mkdtemp(fx.dir));
	(void)snprintf(fx.path, sizeof(fx.path), "%s/nexad.sock", fx.dir);
	fx.server = NULL;
	fx.n_parked = 0;
	atomic_store(&fx.n_handled, 0);
	atomic_store(&fx.n_answered, 0);
	return 0;
}

/* Before most tests: both listeners, generous limits. */
static inline int
fixture_open(void **state)
{
	(void)fixture_prepare(state);
	struct http_settings settings = fixture_settings();
	start_server(&settings);
	return 0;
}

static inline int
fixture_close(void **state)
{
	(void)state;
	stop_server();
	(void)unlink(fx.path);
	return rmdir(fx.dir);
}

/* A connection and what was read from it but not yet looked at. */
struct client {
	int fd;
	struct str read;
};

struct answer {
	int status;
	char head[2048];
	struct str body;
};

static inline struct client
connected(int family, const void *address, socklen_t len)
{
	struct client client = { .fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0),
		.read = STR_INIT(8 * MEBIBYTE) };
	struct timeval patience = { .tv_sec = PATIENCE_MS / 1000 };
	assert_true(client.fd >= 0);
	(void)setsockopt(client.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	(void)setsockopt(client.fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	assert_int_equal(connect(client.fd, address, len), 0);
	return client;
}

static inline struct client
connect_tcp(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)http_port(fx.server)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	return connected(AF_INET, &address, sizeof(address));
}

static inline struct client
connect_local(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	memcpy(address.sun_path, fx.path, strlen(fx.path) + 1);
	return connected(AF_UNIX, &address, sizeof(address));
}

static inline void
disconnect(struct client *client)
{
	(void)close(client->fd);
	str_release(&client->read);
}

/* A server that has refused may stop to listen: not being able to send all is no failure. */
static inline void
send_bytes(const struct client *client, const void *bytes, size_t len)
{
	const char *p = bytes;
	while (len > 0) {
		ssize_t n = send(client->fd, p, len, MSG_NOSIGNAL);
		if (n <= 0)
			return;
		p += n;
		len -= (size_t)n;
	}
}

static inline void
send_text(const struct client *client, const char *text)
{
	send_bytes(client, text, strlen(text));
}

/* More bytes; false at the end of the stream or after PATIENCE_MS. */
static inline bool
read_more(struct client *client)
{
	assert_true(str_reserve(&client->read, 65536));
	ssize_t n = recv(client->fd, client->read.data + client->read.len, 65536, 0);
	if (n <= 0)
		return false;
	client->read.len += (size_t)n;
	client->read.data[client->read.len] = '\0';
	return true;
}

/* The server has hung up, and within PATIENCE_MS. */
static inline bool
is_closed(struct client *client)
{
	while (read_more(client))
		;
	char c = 0;
	ssize_t n = recv(client->fd, &c, 1, MSG_DONTWAIT);
	return n == 0 || (n < 0 && errno == ECONNRESET);
}

/* The value of a header in an answer's head, in a buffer that the next call reuses. */
static inline const char *
answer_header(const struct answer *answer, const char *name)
{
	static _Thread_local char value[512];
	char line[80];
	(void)snprintf(line, sizeof(line), "\r\n%s: ", name);
	const char *found = strcasestr(answer->head, line);
	if (found == NULL)
		return NULL;
	found += strlen(line);
	(void)snprintf(value, sizeof(value), "%.*s", (int)strcspn(found, "\r"), found);
	return value;
}

/* Forgets the first len bytes read. */
static inline void
drop(struct client *client, size_t len)
{
	client->read.len -= len;
	memmove(client->read.data, client->read.data + len, client->read.len + 1);
}

/* A body in chunks (RFC 9112, 7.1); false when the connection ended before its end. */
static inline bool
read_chunks(struct client *client, struct str *body)
{
	for (;;) {
		char *line = NULL;
		while ((line = strstr(client->read.data, "\r\n")) == NULL)
			if (!read_more(client))
				return false;
		size_t size = strtoul(client->read.data, NULL, 16);
		size_t head = (size_t)(line - client->read.data) + 2;
		while (client->read.len < head + size + 2)
			if (!read_more(client))
				return false;
		str_add_n(body, client->read.data + head, size);
		drop(client, head + size + 2);
		if (size == 0)
			return true;
	}
}

/* The next answer; status 0 when the connection ended before one was complete. */
static inline struct answer
read_answer(struct client *client, bool has_body)
{
	struct answer answer = { .body = STR_INIT(8 * MEBIBYTE) };
	char *end = NULL;
	while ((end = client->read.len == 0 ? NULL : strstr(client->read.data, "\r\n\r\n")) == NULL)
		if (!read_more(client))
			return answer;
	size_t head = (size_t)(end - client->read.data) + 4;
	assert_true(head < sizeof(answer.head));
	memcpy(answer.head, client->read.data, head);
	assert_memory_equal(answer.head, "HTTP/1.1 ", 9);
	const char *coding = answer_header(&answer, "Transfer-Encoding");
	if (coding != NULL && has_body) {
		assert_string_equal(coding, "chunked");
		drop(client, head);
		if (read_chunks(client, &answer.body))
			answer.status = (int)strtol(answer.head + 9, NULL, 10);
		return answer;
	}
	const char *length = answer_header(&answer, "Content-Length");
	size_t len = has_body && length != NULL ? strtoul(length, NULL, 10) : 0;
	while (client->read.len < head + len)
		if (!read_more(client))
			return answer;
	str_add_n(&answer.body, client->read.data + head, len);
	drop(client, head + len);
	answer.status = (int)strtol(answer.head + 9, NULL, 10);
	return answer;
}

static inline void
release_answer(struct answer *answer)
{
	str_release(&answer->body);
}

/* Reads an answer and holds it against what is expected; body NULL: any. */
static inline void
expect(struct client *client, int status, const char *body)
{
	struct answer answer = read_answer(client, true);
	assert_int_equal(answer.status, status);
	if (body != NULL)
		assert_string_equal(str_text(&answer.body), body);
	release_answer(&answer);
}

/* The same for a refusal of the HTTP layer: our JSON, and the connection ends. */
static inline void
expect_refusal(struct client *client, int status, const char *code)
{
	char quoted[64];
	struct answer answer = read_answer(client, true);
	(void)snprintf(quoted, sizeof(quoted), "{\"code\":\"%s\"", code);
	assert_has(str_text(&answer.body), quoted);
	assert_int_equal(answer.status, status);
	assert_string_equal(answer_header(&answer, "Connection"), "close");
	assert_non_null(answer_header(&answer, "X-Request-Id"));
	release_answer(&answer);
	assert_true(is_closed(client));
}

static inline void *
stop_soon(void *payload)
{
	http_stop(fx.server, *(const int *)payload);
	return NULL;
}

/* True once the socket's file is gone, which is the first thing that http_stop() does. */
static inline bool
is_stopping(void)
{
	for (int i = 0; i < PATIENCE_MS; i++) {
		if (access(fx.path, F_OK) != 0)
			return true;
		(void)poll(NULL, 0, 1);
	}
	return false;
}

#endif
