/* Replies: the handler's, and the refusals of this layer, which look the same to a client. */
#include <assert.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "http_internal.h"
#include "log.h"
#include "mem.h"

enum {
	SHORT_ANSWER = 8 * 1024,
	REFUSAL_LIMIT = 8 * 1024,
	REFUSAL_HEAD = 1024,
	SLOWEST_BYTES_PER_MS = 4
};

static bool
is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

/* A line break in a value would begin another header, or the body. */
static void
add_header(struct MHD_Response *reply, const char *name, const char *value)
{
	size_t clean = 0;
	while (value[clean] != '\0' && !is_control(value[clean]))
		clean++;
	if (value[clean] == '\0') {
		(void)MHD_add_response_header(reply, name, value);
		return;
	}
	char *copy = mem_text(value);
	for (char *p = copy + clean; *p != '\0'; p++)
		if (is_control(*p))
			*p = ' ';
	(void)MHD_add_response_header(reply, name, copy);
	free(copy);
}

static void
add_headers(struct MHD_Response *reply, const char *id, const struct http_header *headers)
{
	static const struct http_header usual[] = {
		{ "Content-Type", "application/json" },
		{ "Cache-Control", "no-store" },
		{ "X-Content-Type-Options", "nosniff" },
	};
	enum { N_USUAL = sizeof(usual) / sizeof(usual[0]) };
	bool given[N_USUAL] = { false };
	add_header(reply, "X-Request-Id", id);
	for (; headers != NULL && headers->name != NULL; headers++) {
		for (size_t i = 0; i < N_USUAL; i++)
			given[i] |= strcasecmp(headers->name, usual[i].name) == 0;
		add_header(reply, headers->name, headers->value);
	}
	for (size_t i = 0; i < N_USUAL; i++)
		if (!given[i])
			(void)MHD_add_response_header(reply, usual[i].name, usual[i].value);
}

/* Tokens and keys are in short answers; a long one is a list. */
static void
free_answer(void *body)
{
	size_t room = malloc_usable_size(body);
	if (room <= SHORT_ANSWER)
		explicit_bzero(body, room);
	free(body);
}

static struct MHD_Response *
new_response(struct str *body)
{
	struct MHD_Response *reply = NULL;
	if (body->len > 0) {
		reply = MHD_create_response_from_buffer_with_free_callback(
		    body->len, body->data, free_answer);
		if (reply != NULL)
			body->data = NULL;
	} else {
		reply = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
	}
	str_release(body);
	return reply;
}

void
http_response_store(struct http_request *request, int status, const struct http_header *headers,
    struct MHD_Response *reply)
{
	assert(!request->replied);
	assert(status >= 200 && status <= 599);
	request->replied = true;
	request->status = status;
	request->reply = reply;
	if (reply != NULL)
		add_headers(reply, request->id, headers);
}

/* Stores the reply without telling anyone. */
static void
store_reply(
    struct http_request *request, int status, const struct http_header *headers, struct str *body)
{
	request->reply_len = body->len;
	http_response_store(request, status, headers, new_response(body));
}

static void
print_problem(
    const struct http_request *request, enum problem problem, const char *text, struct str *body)
{
	request->connection->listener->server->handler.refuse(
	    (int)problem, text, request->id, body);
}

static void
store_problem(struct http_request *request, enum problem problem, const char *text)
{
	struct str body = STR_INIT(REFUSAL_LIMIT);
	print_problem(request, problem, text, &body);
	store_reply(request, problem_http_status(problem), NULL, &body);
}

/* The connection ends with this. */
static void
note_refusal(struct http_request *request, const struct err *err)
{
	request->phase = HTTP_REFUSED;
	request->connection->lingers = true;
	log_line(LOG_info, "request refused", LOG_TEXT("request_id", request->id),
	    LOG_TEXT("client", request->connection->peer.address),
	    LOG_TEXT("code", problem_code(err->problem)), LOG_TEXT("reason", err->text), LOG_END);
}

void
http_response_fault(struct http_request *request, const char *what)
{
	log_line(LOG_error, what, LOG_TEXT("request_id", request->id),
	    LOG_TEXT("path", request->target), LOG_END);
	store_problem(request, PROBLEM_internal, problem_meaning(PROBLEM_internal));
}

enum MHD_Result
http_response_queue(struct http_request *request)
{
	const struct http_server *server = request->connection->listener->server;
	struct MHD_Response *reply = request->reply;
	if (reply == NULL)
		return MHD_NO;
	request->reply = NULL;
	if (request->ends_connection || atomic_load(&server->stops))
		(void)MHD_add_response_header(reply, "Connection", "close");
	/* A client that reads a byte now and then would hold the reply's memory for ever. */
	if (server->request_ms != 0)
		http_watch_allow(request->connection,
		    server->request_ms + (int64_t)(request->reply_len / SLOWEST_BYTES_PER_MS));
	enum MHD_Result result = MHD_queue_response(request->mhd, (unsigned)request->status, reply);
	MHD_destroy_response(reply);
	return result;
}

/* A reply to a head only makes libmicrohttpd close the connection after it. */
enum MHD_Result
http_response_refuse(struct http_request *request, const struct err *err)
{
	note_refusal(request, err);
	store_problem(request, err->problem, err->text);
	return http_response_queue(request);
}

static void
send_raw(const struct http_request *request, const struct str *text)
{
	if (request->connection->listener->tls) {
		http_tls_send(
		    MHD_get_connection_info(request->mhd, MHD_CONNECTION_INFO_GNUTLS_SESSION)
		        ->tls_session,
		    text->data, text->len);
		return;
	}
	ssize_t sent =
	    send(request->connection->fd, text->data, text->len, MSG_DONTWAIT | MSG_NOSIGNAL);
	(void)sent;
}

void
http_response_refuse_raw(struct http_request *request, const struct err *err)
{
	struct str body = STR_INIT(REFUSAL_LIMIT);
	struct str text = STR_INIT(REFUSAL_LIMIT + REFUSAL_HEAD);
	int status = problem_http_status(err->problem);
	note_refusal(request, err);
	print_problem(request, err->problem, err->text, &body);
	str_addf(&text,
	    "HTTP/1.1 %d %s\r\nConnection: close\r\nX-Request-Id: %s\r\n"
	    "Content-Type: application/json\r\nCache-Control: no-store\r\n"
	    "X-Content-Type-Options: nosniff\r\nContent-Length: %zu\r\n\r\n",
	    status, MHD_get_reason_phrase_for((unsigned)status), request->id, body.len);
	str_add_n(&text, str_text(&body), body.len);
	if (!text.failed)
		send_raw(request, &text);
	str_release(&text);
	str_release(&body);
}

void
http_reply(
    struct http_request *request, int status, const struct http_header *headers, struct str *body)
{
	if (body->failed) {
		str_release(body);
		http_response_fault(request, "the reply was longer than its limit");
	} else {
		store_reply(request, status, headers, body);
	}
	if (!request->deferred)
		return;
	/* From here on the request is the HTTP thread's, which may end it at any moment. */
	struct http_server *server = request->connection->listener->server;
	MHD_resume_connection(request->mhd);
	http_response_settled(server);
}

void
http_response_settled(struct http_server *server)
{
	(void)pthread_mutex_lock(&server->lock);
	server->n_deferred--;
	if (server->n_deferred == 0)
		(void)pthread_cond_broadcast(&server->quiet);
	pthread_mutex_unlock(&server->lock);
}
