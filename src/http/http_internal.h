/* What the http_*.c files share and nobody else sees: server, listener, connection, exchange. */
#ifndef HTTP_INTERNAL_H
#define HTTP_INTERNAL_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "err.h"
#include "http.h"
#include "str.h"

enum {
	HTTP_HEAD_LIMIT = 16 * 1024, /* request line and headers */
	HTTP_TARGET_LIMIT = 8 * 1024,
	HTTP_HEADER_LIMIT = 64,
	/* libmicrohttpd's memory of a connection: the head, its table of headers, and what is left
	 * for the head of the reply.  It is cleared after every request, so not a page too many. */
	HTTP_POOL = 24 * 1024,
	HTTP_ID_LIMIT = 64
};

/* A socket that was closed on a client that may still be sending; see http_watch_linger(). */
struct http_leftover {
	int fd;
	int64_t until;
};

enum { HTTP_LEFTOVERS = 32 };

/* The thread that ends what libmicrohttpd would let live: requests that never get complete. */
struct http_watch {
	pthread_mutex_t lock;
	pthread_t thread;
	struct http_connection *connections;
	struct http_leftover leftovers[HTTP_LEFTOVERS];
	size_t n_leftovers;
	int wake; /* an eventfd; -1: not started */
	int nap_ms;
	bool stops;
};

struct http_listener {
	struct http_server *server;
	struct MHD_Daemon *daemon; /* NULL: does not listen */
	bool local;
	bool tls;
};

/* Where the Unix socket is and which file it was when we made it. */
struct http_socket {
	char *path; /* NULL: none */
	dev_t device;
	ino_t inode;
};

/* One of libmicrohttpd's threads, from its first connection on. */
struct http_thread {
	pthread_t id;
	struct http_thread *next;
	/* Under the server's lock. */
	struct http_request *due; /* answers that it is to make, once it is awake */
	bool woken;               /* by the first of them */
};

struct http_server {
	struct http_handler handler;
	struct http_listener local;
	struct http_listener tcp;
	struct http_socket socket;
	struct http_watch watch;
	int port;
	int64_t idle_ms;
	int64_t request_ms;
	bool reads_raw_head; /* this libmicrohttpd leaves the head as http_check.c knows it */

	atomic_uint n_connections;
	atomic_uint n_requests; /* between their headers and the last byte of their reply */
	atomic_uint n_handling; /* threads inside the handler, and answers that wait for one */
	atomic_bool stops;      /* no new connections, none is kept alive */
	atomic_bool closed;     /* no new requests */

	pthread_mutex_t lock;
	pthread_cond_t quiet;        /* a count reached zero while the server stops */
	unsigned n_deferred;         /* under lock: exchanges whose http_reply() has not returned */
	struct http_thread *threads; /* under lock */

	struct http_server *next_abandoned;
};

struct http_connection {
	struct http_listener *listener;
	struct MHD_Connection *mhd;
	struct http_thread *thread;              /* libmicrohttpd's, from the first to the last */
	struct http_connection *next, *previous; /* under watch.lock */
	struct http_request *request;            /* the exchange under way */
	const char *target; /* where libmicrohttpd has the request's target; to compare only */
	_Atomic int64_t deadline; /* when the watch ends it, by clock_monotonic(); 0: never */
	int fd;
	bool lingers; /* it was refused with bytes unread */
	struct http_peer peer;
};

enum http_phase { HTTP_HEAD, HTTP_BODY, HTTP_HANDED, HTTP_REFUSED };

struct http_request {
	struct http_connection *connection;
	struct MHD_Connection *mhd;
	enum http_phase phase;
	const char *method;
	const char *query; /* into target */
	size_t body_limit;
	struct str body;
	int spool;                     /* the file that has the body instead; 0: none */
	size_t spooled;                /* bytes in it */
	void *spool_bytes;             /* mapped once it is whole; NULL: not yet */
	void (*answer)(void *payload); /* http_answer()'s; NULL: none is due */
	void *answer_payload;
	struct http_request *next_due;
	bool counted;  /* in server.n_requests */
	bool deferred; /* set on the HTTP thread before anyone else knows the request */
	bool replied;
	bool ends_connection;
	int status;
	size_t reply_len;
	struct MHD_Response *reply;
	char id[HTTP_ID_LIMIT + 1];
	size_t target_len;
	char target[]; /* as sent, its first '?' replaced by a terminator */
};

/* http_socket.c: listening sockets.  Each result is a PROBLEM_… or 0. */
int http_socket_local(
    const char *path, gid_t group, struct http_socket *made, int *out, struct err *err);
int http_socket_tcp(const char *text, int *port, int *out, struct err *err);
/* Removes the file if it is still the one that was made; forgets it. */
void http_socket_remove(struct http_socket *made);

/* http_tls.c: PEM texts, found fit for each other.  Release both, whatever the result. */
int http_tls_load(const char *cert_file, const char *key_file, struct str *cert, struct str *key,
    struct err *err);
/* Sends on an established session without waiting; what does not fit is lost. */
void http_tls_send(void *session, const char *data, size_t len);

/* http_connection.c: libmicrohttpd's word that a connection came or went; cls is the listener. */
void http_connection_notify(void *cls, struct MHD_Connection *mhd, void **context,
    enum MHD_ConnectionNotificationCode code);
struct http_connection *http_connection_of(struct MHD_Connection *mhd);

/* http_watch.c */
int http_watch_start(struct http_watch *watch, int64_t nap_ms, struct err *err);
void http_watch_stop(struct http_watch *watch);
void http_watch_add(struct http_watch *watch, struct http_connection *connection);
void http_watch_remove(struct http_watch *watch, struct http_connection *connection);
/* Ends every connection, whatever it is doing. */
void http_watch_end_all(struct http_watch *watch);
/* The connection is ended unless this is called again within span_ms; 0: it may live. */
void http_watch_allow(struct http_connection *connection, int64_t span_ms);
/* A client is between requests: silence is libmicrohttpd's to end, dribble is ours. */
void http_watch_allow_idle(struct http_connection *connection);
/* The first line of a request is here. */
void http_watch_allow_request(struct http_connection *connection);
/* Reads what a refused client still sends, for a moment, so that closing fd does not reset the
 * connection before the refusal was read.  Works on a copy of fd. */
void http_watch_linger(struct http_watch *watch, int fd);

/* http_check.c: refuses a head that two readers could understand differently, or over a limit. */
int http_check_head(
    const struct http_request *request, const char *target, const char *version, struct err *err);

/* http_request.c: libmicrohttpd's callbacks; cls is the listener. */
void *http_request_begin(void *cls, const char *target, struct MHD_Connection *mhd);
size_t http_request_unescape(void *cls, struct MHD_Connection *mhd, char *text);
enum MHD_Result http_request_access(void *cls, struct MHD_Connection *mhd, const char *target,
    const char *method, const char *version, const char *upload, size_t *upload_len,
    void **context);
void http_request_completed(
    void *cls, struct MHD_Connection *mhd, void **context, enum MHD_RequestTerminationCode code);
/* Takes the id that the client sent, or makes one. */
void http_request_set_id(struct http_request *request);
/* Frees an exchange, whatever its state. */
void http_request_end(struct http_request *request);

/* http_malformed.c: libmicrohttpd is about to refuse a request of the calling thread by a page of its
 * own, with this status; answers instead of it where it is certain which request that is. */
void http_malformed(struct http_server *server, unsigned status, const char *page);

/* http_response.c */
/* Makes the reply for an error of this layer and queues it: headers only were read so far. */
enum MHD_Result http_response_refuse(struct http_request *request, const struct err *err);
/* Writes the refusal past libmicrohttpd, which takes no reply in the middle of a body. */
void http_response_refuse_raw(struct http_request *request, const struct err *err);
/* Hands the reply made by http_reply() to libmicrohttpd. */
enum MHD_Result http_response_queue(struct http_request *request);
/* Adds the headers to a reply and keeps it for http_response_queue(); NULL: there was no memory. */
void http_response_store(struct http_request *request, int status,
    const struct http_header *headers, struct MHD_Response *reply);
/* A deferred exchange needs its thread no more. */
void http_response_settled(struct http_server *server);
/* The handler broke its promise. */
void http_response_fault(struct http_request *request, const char *what);

/* http_listen.c: wakes http_stop(). */
void http_listen_quiet(struct http_server *server);

#endif
