/* One exchange: from its head, which is checked, over its body, which is collected, to the handler,
 * which replies at once or later from another thread. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "arena.h"
#include "http_internal.h"
#include "log.h"
#include "mem.h"
#include "newfile.h"

enum {
	RESERVE_LIMIT = 64 * 1024, /* no more memory on the strength of a Content-Length alone */
	ID_RANDOM = 20,
	ID_BATCH = 12 /* getentropy() gives 256 bytes at most */
};

/* libmicrohttpd's first word of an exchange: the request line is here, nothing else. */
void *
http_request_begin(void *cls, const char *target, struct MHD_Connection *mhd)
{
	(void)cls;
	struct http_connection *connection = http_connection_of(mhd);
	http_request_end(connection->request);
	size_t len = strlen(target);
	struct http_request *request = mem_new(1, sizeof(*request) + len + 1);
	memcpy(request->target, target, len + 1);
	request->target_len = len;
	request->connection = connection;
	request->mhd = mhd;
	request->query = "";
	char *mark = strchr(request->target, '?');
	if (mark != NULL) {
		*mark = '\0';
		request->query = mark + 1;
		/* libmicrohttpd would split the query now and, when its memory does not hold all of
		 * it, spin until the connection times out.  It finds an empty query. */
		((char *)target)[request->query - request->target] = '\0';
	}
	connection->request = request;
	connection->target = target;
	http_watch_allow_request(connection);
	return request;
}

/* Leaves everything as sent.  It is asked about the target and, before that, about each parameter
 * of the query.  There are none, unless a NUL hid the '?' from http_request_begin(): then nobody
 * needs an answer. */
size_t
http_request_unescape(void *cls, struct MHD_Connection *mhd, char *text)
{
	(void)cls;
	const struct http_connection *connection = http_connection_of(mhd);
	if (text != connection->target)
		(void)shutdown(connection->fd, SHUT_RDWR);
	return strlen(text);
}

static bool
is_id(const char *text)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                              "0123456789._-";
	size_t len = strspn(text, allowed);
	return len >= 1 && len <= HTTP_ID_LIMIT && text[len] == '\0';
}

void
http_request_set_id(struct http_request *request)
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
	static _Thread_local unsigned char pool[ID_BATCH * ID_RANDOM];
	static _Thread_local size_t left;
	const char *sent = http_header(request, "X-Request-Id");
	if (sent != NULL && is_id(sent)) {
		memcpy(request->id, sent, strlen(sent) + 1);
		return;
	}
	/* A system call per request would be seen in the benchmarks. */
	if (left == 0) {
		int result = getentropy(pool, sizeof(pool));
		assert(result == 0);
		left = sizeof(pool);
	}
	memcpy(request->id, "req_", 4);
	for (size_t i = 0; i < ID_RANDOM; i++)
		request->id[4 + i] = alphabet[pool[--left] % 32];
	request->id[4 + ID_RANDOM] = '\0';
}

/* The length that the head announces; 0 for a chunked body, whose length nobody knows. */
static size_t
announced(const struct http_request *request)
{
	const char *length = http_header(request, "Content-Length");
	return length == NULL ? 0 : strtoull(length, NULL, 10);
}

static int
too_large(const struct http_request *request, struct err *err)
{
	return fail(err, PROBLEM_body_too_large, NULL,
	    "the body is too large: at most %zu bytes are taken here", request->body_limit);
}

/* Whether the handler may be called; leave() is due either way.  http_stop() sets closed and then
 * waits for n_handling, we count and then look at closed: whoever comes second sees the other. */
static bool
enter(struct http_server *server)
{
	atomic_fetch_add(&server->n_handling, 1);
	return !atomic_load(&server->closed);
}

static void
leave(struct http_server *server)
{
	if (atomic_fetch_sub(&server->n_handling, 1) == 1 && atomic_load(&server->closed))
		http_listen_quiet(server);
}

/* ---- bodies that are kept in a file ---- */

static int
spool_open(struct http_request *request, const char *directory, struct err *err)
{
	int fd = newfile_nameless(directory);
	if (fd < 0)
		return fail(err, PROBLEM_storage_unavailable, directory,
		    "cannot make a file for the body in '%s': %s", directory, strerror(errno));
	request->spool = fd;
	return 0;
}

static int
spool_add(struct http_request *request, const char *piece, size_t len, struct err *err)
{
	if (len > request->body_limit - request->spooled)
		return too_large(request, err);
	if (!newfile_add(request->spool, piece, len))
		return fail(err, PROBLEM_storage_unavailable, "body", "cannot keep the body: %s",
		    strerror(errno));
	request->spooled += len;
	return 0;
}

static bool
spool_map(struct http_request *request)
{
	if (request->spool == 0 || request->spooled == 0)
		return true;
	void *bytes = mmap(NULL, request->spooled, PROT_READ, MAP_PRIVATE, request->spool, 0);
	if (bytes == MAP_FAILED)
		return false;
	request->spool_bytes = bytes;
	return true;
}

static void
spool_close(struct http_request *request)
{
	if (request->spool_bytes != NULL)
		(void)munmap(request->spool_bytes, request->spooled);
	if (request->spool != 0)
		(void)close(request->spool);
}

static enum MHD_Result
on_head(struct http_request *request, const char *target, const char *method, const char *version)
{
	struct http_server *server = request->connection->listener->server;
	struct err err = { .problem = PROBLEM_none };
	request->method = method;
	request->counted = true;
	atomic_fetch_add(&server->n_requests, 1);
	int problem = http_check_head(request, target, version, &err);
	http_request_set_id(request);
	if (problem != 0)
		return http_response_refuse(request, &err);
	size_t len = announced(request);
	/* libmicrohttpd is lenient about the lines between chunks, too, and asks nobody.  Whatever
	 * another reader makes of them: no second request is read from behind them. */
	request->ends_connection = http_header(request, "Transfer-Encoding") != NULL;
	const char *directory = NULL;
	bool open = enter(server);
	bool has_body = len > 0 || request->ends_connection;
	if (open && has_body)
		request->body_limit = server->handler.body_limit(request, server->handler.payload);
	if (open && has_body && server->handler.spool != NULL)
		directory = server->handler.spool(request, server->handler.payload);
	leave(server);
	if (!open)
		return MHD_NO;
	if (len > request->body_limit) {
		(void)too_large(request, &err);
		return http_response_refuse(request, &err);
	}
	if (directory != NULL && spool_open(request, directory, &err) != 0)
		return http_response_refuse(request, &err);
	request->body = (struct str)STR_INIT(request->body_limit);
	if (len > 0 && directory == NULL)
		(void)str_reserve(&request->body, len < RESERVE_LIMIT ? len : RESERVE_LIMIT);
	request->phase = HTTP_BODY;
	return MHD_YES;
}

static enum MHD_Result
on_body(struct http_request *request, const char *piece, size_t *len)
{
	struct err err;
	int problem = 0;
	if (request->spool != 0)
		problem = spool_add(request, piece, *len, &err);
	else
		str_add_n(&request->body, piece, *len);
	if (request->body.failed)
		problem = too_large(request, &err);
	if (problem != 0) {
		http_response_refuse_raw(request, &err);
		return MHD_NO;
	}
	*len = 0;
	return MHD_YES;
}

static enum MHD_Result
on_complete(struct http_request *request)
{
	struct http_server *server = request->connection->listener->server;
	http_watch_allow(request->connection, 0);
	request->phase = HTTP_HANDED;
	if (!spool_map(request))
		return MHD_NO;
	bool open = enter(server);
	if (open)
		server->handler.handle(request, server->handler.payload);
	leave(server);
	if (!open)
		return MHD_NO;
	/* A deferred request may be another thread's already: nothing but the flag is ours. */
	if (request->deferred)
		return MHD_YES;
	if (!request->replied)
		http_response_fault(request, "the handler neither replied nor deferred");
	return http_response_queue(request);
}

/* Goes on with what came due since the thread was woken. */
static void
resume_due(struct http_server *server, struct http_thread *thread)
{
	(void)pthread_mutex_lock(&server->lock);
	struct http_request *due = thread->due;
	thread->due = NULL;
	thread->woken = false;
	pthread_mutex_unlock(&server->lock);
	while (due != NULL) {
		struct http_request *request = due;
		due = request->next_due;
		MHD_resume_connection(request->mhd);
	}
}

/* What http_answer() left to be done here. */
static void
make_answer(struct http_request *request)
{
	struct http_server *server = request->connection->listener->server;
	void (*answer)(void *payload) = request->answer;
	if (answer == NULL)
		return;
	request->answer = NULL;
	resume_due(server, request->connection->thread);
	request->deferred = false;
	answer(request->answer_payload);
	leave(server);
}

void
http_answer(struct http_request *request, void (*answer)(void *payload), void *payload)
{
	struct http_server *server = request->connection->listener->server;
	bool there = request->deferred && enter(server);
	if (!there) {
		if (request->deferred)
			leave(server);
		answer(payload);
		return;
	}
	request->answer = answer;
	request->answer_payload = payload;
	struct http_thread *thread = request->connection->thread;
	(void)pthread_mutex_lock(&server->lock);
	/* To wake a thread takes a system call: the first of many does. */
	bool wakes = !thread->woken;
	thread->woken = true;
	if (!wakes) {
		request->next_due = thread->due;
		thread->due = request;
	}
	pthread_mutex_unlock(&server->lock);
	/* From here on the request is the HTTP thread's, as after http_reply(). */
	if (wakes)
		MHD_resume_connection(request->mhd);
	http_response_settled(server);
}

enum MHD_Result /* NOLINTNEXTLINE(readability-function-size): the library's parameters */
http_request_access(void *cls, struct MHD_Connection *mhd, const char *target, const char *method,
    const char *version, const char *upload, size_t *upload_len, void **context)
{
	(void)cls;
	(void)mhd;
	struct http_request *request = *context;
	switch (request->phase) {
	case HTTP_HEAD:
		return on_head(request, target, method, version);
	case HTTP_BODY:
		if (*upload_len > 0)
			return on_body(request, upload, upload_len);
		return on_complete(request);
	case HTTP_HANDED:
		make_answer(request);
		return http_response_queue(request);
	case HTTP_REFUSED:
		break;
	}
	*upload_len = 0;
	return MHD_YES;
}

void
http_request_completed(
    void *cls, struct MHD_Connection *mhd, void **context, enum MHD_RequestTerminationCode code)
{
	(void)cls;
	(void)mhd;
	(void)code;
	http_request_end(*context);
	*context = NULL;
}

void
http_request_end(struct http_request *request)
{
	if (request == NULL)
		return;
	make_answer(request);
	struct http_connection *connection = request->connection;
	struct http_server *server = connection->listener->server;
	bool counted = request->counted;
	connection->request = NULL;
	http_watch_allow_idle(connection);
	if (request->reply != NULL)
		MHD_destroy_response(request->reply);
	/* Passwords travel in bodies. */
	if (request->body.data != NULL)
		explicit_bzero(request->body.data, request->body.cap);
	str_release(&request->body);
	spool_close(request);
	free(request);
	if (counted && atomic_fetch_sub(&server->n_requests, 1) == 1 && atomic_load(&server->stops))
		http_listen_quiet(server);
}

void
http_defer(struct http_request *request)
{
	struct http_server *server = request->connection->listener->server;
	assert(request->phase == HTTP_HANDED && !request->deferred && !request->replied);
	request->deferred = true;
	(void)pthread_mutex_lock(&server->lock);
	server->n_deferred++;
	pthread_mutex_unlock(&server->lock);
	MHD_suspend_connection(request->mhd);
}

bool
http_is_deferred(const struct http_request *request)
{
	return request->deferred;
}

const char *
http_method(const struct http_request *request)
{
	/* libmicrohttpd leaves the body of the reply out by itself. */
	return strcmp(request->method, "HEAD") == 0 ? "GET" : request->method;
}

const char *
http_path(const struct http_request *request)
{
	return request->target;
}

const char *
http_query(const struct http_request *request)
{
	return request->query;
}

const char *
http_header(const struct http_request *request, const char *name)
{
	return MHD_lookup_connection_value(request->mhd, MHD_HEADER_KIND, name);
}

struct joining {
	const char *name;
	struct arena *arena;
	const char *text;
};

static enum MHD_Result
join(void *payload, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct joining *joining = payload;
	(void)kind;
	if (strcasecmp(name, joining->name) != 0)
		return MHD_YES;
	value = value == NULL ? "" : value;
	joining->text = joining->text == NULL
	    ? value
	    : arena_printf(joining->arena, "%s, %s", joining->text, value);
	return MHD_YES;
}

const char *
http_headers(const struct http_request *request, const char *name, struct arena *arena)
{
	struct joining joining = { name, arena, NULL };
	(void)MHD_get_connection_values(request->mhd, MHD_HEADER_KIND, join, &joining);
	return joining.text;
}

const char *
http_body(const struct http_request *request, size_t *len)
{
	if (len != NULL)
		*len = request->spool != 0 ? request->spooled : request->body.len;
	return request->spool_bytes != NULL ? request->spool_bytes : str_text(&request->body);
}

bool
http_body_is_mapped(const struct http_request *request)
{
	return request->spool_bytes != NULL;
}

const struct http_peer *
http_peer(const struct http_request *request)
{
	return &request->connection->peer;
}

const char *
http_request_id(const struct http_request *request)
{
	return request->id;
}

bool
http_peer_gone(const struct http_request *request)
{
	/* POLLRDHUP sees the end of the stream even behind bytes that were not read yet. */
	struct pollfd polled = { .fd = request->connection->fd, .events = POLLRDHUP };
	return poll(&polled, 1, 0) > 0 &&
	    (polled.revents & (POLLRDHUP | POLLHUP | POLLERR | POLLNVAL)) != 0;
}
