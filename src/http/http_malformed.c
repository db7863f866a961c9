/* What libmicrohttpd finds wrong before it asks us, answered in our shape.
 *
 * It refuses some requests by pages of its own, and one whose Content-Length is not a number by two heads
 * (0.9.75: it goes on with the request, and the page's head is written a second time).  There is no callback for
 * that, but it logs first, on the connection's own thread and before it writes, without saying which
 * connection.  So we look for it: where it cannot be but one, we answer there and close its way out, so that
 * the page has nowhere to go.
 *
 * With a Content-Length it is certain: no other connection whose head is complete can be unknown to
 * http_request_access().  For the rest (no version, another HTTP, a line without colon, bad chunks)
 * there may be others of the same thread in the same state, idle ones or uploads: then the library's page,
 * one head and the end of the connection, is what the client gets.  A line without any blank, and a head that takes too
 * long, are never answered: the connection ends. */
#include <sys/socket.h>

#include "http_internal.h"

/* What it knows of the request that it refuses, by what it says. */
enum stage { ANY_STAGE, NO_REQUEST, IN_REQUEST, IN_CHUNKS };

struct refusal {
	unsigned status;
	const char *page; /* a part of its page; NULL: any */
	enum stage stage;
	enum problem problem;
	const char *text;
};

static const struct refusal refusals[] = {
	{ 400, "chunk", IN_CHUNKS, PROBLEM_invalid_request,
	    "the body is not made of proper chunks" },
	{ 400, NULL, ANY_STAGE, PROBLEM_invalid_request,
	    "the request is not made of METHOD TARGET HTTP/1.1 and of lines NAME: VALUE" },
	{ 413, "chunk", IN_CHUNKS, PROBLEM_body_too_large,
	    "a chunk of the body is longer than any body may be" },
	{ 414, NULL, NO_REQUEST, PROBLEM_uri_too_long,
	    "the request line is longer than any may be" },
	{ 431, NULL, IN_REQUEST, PROBLEM_headers_too_large,
	    "the headers are longer than they may be" },
	{ 505, NULL, NO_REQUEST, PROBLEM_invalid_request,
	    "only HTTP/1.1 and HTTP/1.0 are spoken here" },
};

/* Its head is complete, and http_request_access() was not called: it is being refused. */
static const struct refusal lengths[] = {
	{ 400, NULL, IN_REQUEST, PROBLEM_invalid_request,
	    "Content-Length is not a number of bytes" },
	{ 413, NULL, IN_REQUEST, PROBLEM_body_too_large,
	    "Content-Length is more than any body may have" },
	{ 431, NULL, IN_REQUEST, PROBLEM_headers_too_large,
	    "the headers are longer than they may be" },
};

#define N_OF(list) (sizeof(list) / sizeof((list)[0]))

static const struct refusal *
find_refusal(const struct refusal *list, size_t n, unsigned status, const char *page)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].status == status &&
		    (list[i].page == NULL || strstr(page, list[i].page) != NULL))
			return &list[i];
	return NULL;
}

static bool
has_whole_head(const struct http_connection *connection)
{
	const struct http_request *request = connection->request;
	return request != NULL && request->phase == HTTP_HEAD &&
	    MHD_get_connection_info(request->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE) != NULL;
}

static bool
fits(const struct http_connection *connection, enum stage stage)
{
	const struct http_request *request = connection->request;
	if (request == NULL)
		return stage == ANY_STAGE || stage == NO_REQUEST;
	if (request->phase != HTTP_HEAD && request->phase != HTTP_BODY)
		return false;
	return stage == IN_CHUNKS ? request->phase == HTTP_BODY && request->ends_connection
	                          : stage != NO_REQUEST;
}

/* The connection of this thread that is refused; NULL: it could be more than one. */
static struct http_connection *
find_refused(
    struct http_watch *watch, unsigned status, const char *page, const struct refusal **out)
{
	const struct refusal *usual = find_refusal(refusals, N_OF(refusals), status, page);
	struct http_connection *only = NULL;
	struct http_connection *certain = NULL;
	size_t n = 0;
	(void)pthread_mutex_lock(&watch->lock);
	for (struct http_connection *c = watch->connections; c != NULL && certain == NULL;
	     c = c->next) {
		if (!pthread_equal(c->thread->id, pthread_self()) || c->lingers)
			continue;
		if (has_whole_head(c))
			certain = c;
		if (usual != NULL && fits(c, usual->stage)) {
			only = c;
			n++;
		}
	}
	pthread_mutex_unlock(&watch->lock);
	*out = certain == NULL ? usual : find_refusal(lengths, N_OF(lengths), status, page);
	if (certain != NULL)
		return certain;
	return n == 1 ? only : NULL;
}

void
http_malformed(struct http_server *server, unsigned status, const char *page)
{
	/* Another version may write its pages at other moments. */
	if (!server->reads_raw_head)
		return;
	const struct refusal *refusal = NULL;
	struct http_connection *connection = find_refused(&server->watch, status, page, &refusal);
	if (connection == NULL || refusal == NULL)
		return;
	struct http_request *request = connection->request;
	if (request == NULL)
		request = http_request_begin(connection->listener, "", connection->mhd);
	struct err err;
	(void)fail(&err, refusal->problem, NULL, "%s", refusal->text);
	http_request_set_id(request);
	http_response_refuse_raw(request, &err);
	(void)shutdown(connection->fd, SHUT_WR);
}
