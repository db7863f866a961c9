/* Bytes to request, reply to bytes: HTTP/1.1 on a Unix socket and on TCP, with a limit on every
 * dimension.  Knows nothing of operations or tenants; the only user of libmicrohttpd. */
#ifndef HTTP_H
#define HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct arena;
struct err;
struct http_request; /* one exchange, from its headers to its reply */
struct http_server;
struct http_stream; /* a reply that is made while it is sent */
struct str;

enum { HTTP_GROUPS = 64, HTTP_ADDRESS = 48 };

/* Who is at the other end. */
struct http_peer {
	bool
	    local; /* over the Unix socket; uid, gid and groups are the kernel's word (SO_PEERCRED) */
	uid_t uid;
	gid_t gid;
	int n_groups;
	gid_t groups[HTTP_GROUPS]; /* SO_PEERGROUPS */
	bool tls;
	char address[HTTP_ADDRESS]; /* "203.0.113.7", "2001:db8::1", or "local" */
};

struct http_header {
	const char *name;
	const char *value;
};

struct http_handler {
	/* Called when the headers are here and announce a body, none of which is, on an HTTP thread.  Returns how many
	 * bytes of body are welcome; a longer body is refused with 413 before it is read. */
	size_t (*body_limit)(struct http_request *request, void *payload);
	/* Called when the whole request is here, on an HTTP thread.  It calls http_reply() before it
	 * returns, or http_defer() and lets another thread call http_reply() later, exactly once. */
	void (*handle)(struct http_request *request, void *payload);
	/* Makes the body of an error that arose below the handler (malformed request, limits):
	 * problem is an enum problem.  Appends JSON to body. */
	void (*refuse)(int problem, const char *text, const char *request_id, struct str *body);
	void *payload;
	/* Called after body_limit().  The directory where the body is kept in a file without a name until
	 * the reply, because it may be large; NULL: in memory.  The whole pointer may be NULL. */
	const char *(*spool)(struct http_request *request, void *payload);
};

struct http_settings {
	const char *socket_path; /* NULL: no Unix socket */
	gid_t socket_group;      /* (gid_t)-1: the process' own */
	const char *listen;      /* "ADDR:PORT" or "[ADDR]:PORT"; NULL: no TCP */
	const char *tls_cert;    /* PEM files; both or neither */
	const char *tls_key;
	unsigned n_threads;       /* per listener */
	unsigned max_connections; /* in all; a quarter is the Unix socket's if there are both */
	unsigned max_per_address; /* per IP address; the Unix socket is not counted */
	unsigned idle_seconds;    /* a connection that says nothing is closed */
	unsigned request_seconds; /* from a request's first byte to its last, or it is closed */
	struct http_handler handler;
};

/* Starts to listen and to answer.  *out is stopped and freed by http_stop(). */
int http_start(const struct http_settings *settings, struct http_server **out, struct err *err);
/* Stops accepting, waits up to drain_ms for the requests under way, closes everything and frees
 * the server.  Owners of deferred requests reply to all of them before or meanwhile; where one has
 * not, the server is left behind, deaf, so that the reply can still come.  Never call it from a
 * handler. */
void http_stop(struct http_server *server, int drain_ms);
/* The TCP port really bound (for ":0"); 0 without TCP. */
int http_port(const struct http_server *server);
unsigned http_n_connections(const struct http_server *server);

/* Everything below is borrowed from the request and lives until its reply. */
/* "GET" for HEAD too, whose reply loses its body on the way out. */
const char *http_method(const struct http_request *request);
/* Path as sent, percent-encoding untouched, without the query. */
const char *http_path(const struct http_request *request);
/* What follows '?', as sent; "" when there is none. */
const char *http_query(const struct http_request *request);
/* The value of a header, names compared without case; NULL when it was not sent. */
const char *http_header(const struct http_request *request, const char *name);
/* All lines of a header that is a list, in their order, joined by commas (RFC 9110, 5.3); NULL: none. */
const char *http_headers(const struct http_request *request, const char *name, struct arena *arena);
const char *http_body(const struct http_request *request, size_t *len);
/* Whether the body is a mapping of a file: what was read of it can be let go of by madvise(). */
bool http_body_is_mapped(const struct http_request *request);
const struct http_peer *http_peer(const struct http_request *request);
/* The X-Request-Id that was sent, if well-formed (1 to 64 of A-Za-z0-9._-), else one made here. */
const char *http_request_id(const struct http_request *request);
/* Whether the client has hung up; for a deferred request that waits. */
bool http_peer_gone(const struct http_request *request);

/* The reply will come later, from any thread.  Call it on the HTTP thread, inside handle(), before
 * any other thread can know the request. */
void http_defer(struct http_request *request);
/* For who has the request. */
bool http_is_deferred(const struct http_request *request);
/* Ends the exchange.  headers end with a NULL name or are NULL; X-Request-Id, Date, Content-Length
 * and, unless given, Content-Type: application/json, Cache-Control: no-store and
 * X-Content-Type-Options: nosniff are added here.  Takes body's memory over and leaves *body
 * empty.  Any thread. */
void http_reply(
    struct http_request *request, int status, const struct http_header *headers, struct str *body);

/* Has answer(payload) called on the request's HTTP thread, where it calls http_reply(): who has deferred the request goes
 * on with something else.  It is called exactly once, whatever became of the client; on the calling thread when the
 * request was not deferred or the server is closed.  Any thread. */
void http_answer(struct http_request *request, void (*answer)(void *payload), void *payload);

/* Called when the next piece of a stream is wanted, and when nobody reads on, from the HTTP thread and under the
 * stream's lock: it may not call the stream.  Never between a call of it and the next piece. */
typedef void http_wanted_fn(void *payload);

/* Answers a deferred request like http_reply(), with a body of no known length that follows in pieces, of
 * which the first is wanted at once.  The request is not the caller's any more; the stream is, until
 * http_stream_end(). */
struct http_stream *http_stream_open(struct http_request *request, int status,
    const struct http_header *headers, http_wanted_fn *wanted, void *payload);
/* Gives the piece that is wanted, taking its memory over, and never waits; an empty one leaves it wanted.
 * False when there is nobody to read on, the server stops, or the piece outgrew its limit. */
bool http_stream_write(struct http_stream *stream, struct str *piece);
/* Ends and frees; wanted() is not called any more.  whole false: the client sees that the body was cut
 * short. */
void http_stream_end(struct http_stream *stream, bool whole);

#endif
