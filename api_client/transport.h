/* Moving HTTP exchanges over a Unix socket or TCP without ever blocking; knows no operations. */
#ifndef TRANSPORT_H
#define TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "str.h"

struct pollfd;
struct transport; /* where to, and the connections kept open */
struct transfer;  /* one exchange under way */

enum {
	TRANSPORT_ANSWER_MAX = 64 << 20, /* bytes of an answer; a longer one is given up */
	TRANSPORT_FDS_MAX = 16           /* descriptors of the caller in one transport_poll() */
};

/* Texts are copied. */
struct transport_settings {
	const char *socket_path; /* the Unix socket; or NULL and */
	const char *url;         /* http:// or https://, with nothing behind host, port and path */
	const char *ca_file;     /* NULL: the system's */
	const char *user_agent;
};

/* Takes a piece of the body of a 200; false gives the exchange up, which then is cancelled. */
typedef bool transport_sink_fn(const char *data, size_t len, void *payload);

/* Everything but the body is copied; the body is borrowed until the transfer has ended. */
struct transport_request {
	const char *method;
	const char *target;         /* path and query, percent-encoded */
	const char *const *headers; /* "Name: value", ended by NULL; copies are wiped after use */
	const char *body;           /* NULL: none; with one, say its Content-Type */
	const int
	    *body_file; /* what the body is read from instead, from its beginning; NULL: none */
	size_t body_len;
	/* Takes the body as it comes; the time-out then is that of silence.  NULL: the answer has the body. */
	transport_sink_fn *sink;
	void *sink_payload;
	bool writes; /* a lost answer leaves it open whether it was done; the sentence says so */
	long timeout_ms;
};

/* What came back; it is the transport's and goes after the callback, but the body may be taken. */
struct transport_answer {
	struct err err; /* problem none when an HTTP answer came, of whatever status */
	bool in_doubt;  /* none came, but what the request wanted may have been done */
	int status;
	char request_id[80];
	int retry_after_s; /* 0: not told */
	char copy[120];    /* the copy that it is from, for people; "": the daemon itself */
	int64_t last_seq;  /* X-Last-Seq; 0: not told */
	struct str body;
};

/* Called once for each transfer from transport_poll(), which must not be called from inside it. */
typedef void transport_done_fn(struct transport_answer *answer, void *payload);

/* What stands before the target in the URL of each request, to be freed.  A path that is too
 * long, or a URL of another form, is PROBLEM_usage. */
int transport_base(const struct transport_settings *settings, char **out, struct err *err);
/* Connects nothing yet.  Fails as transport_base(). */
int transport_open(
    const struct transport_settings *settings, struct transport **out, struct err *err);
/* Gives up what is under way (done is not called), closes the connections, frees.  NULL is fine. */
void transport_close(struct transport *transport);
/* "/run/nexa/nexad.sock" or the URL; borrowed from the transport. */
const char *transport_where(const struct transport *transport);

/* Starts an exchange; it is borrowed and ends with done.  NULL and *err when it cannot even
 * start. */
struct transfer *transport_start(struct transport *transport,
    const struct transport_request *request, transport_done_fn *done, void *payload,
    struct err *err);
/* Gives an exchange up; done is not called. */
void transport_cancel(struct transfer *transfer);
/* Bytes of the body that have left. */
int64_t transport_sent(const struct transfer *transfer);
/* X-Last-Seq of an answer whose body is on its way; 0: not told (yet). */
int64_t transport_last_seq(const struct transfer *transfer);
/* Moves everything on; when nothing ended waits until something happens on a connection, on one of
 * the n_fds (their revents are set) or timeout_ms passed, and moves on again. */
void transport_poll(
    struct transport *transport, struct pollfd *fds, unsigned n_fds, int timeout_ms);

#endif
