/* Talking to nexad: every operation as a typed call that never blocks its caller. */
#ifndef CLIENT_H
#define CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "codec.h"
#include "op.h"

struct client;      /* a daemon to talk to */
struct client_call; /* a request under way */
struct client_local;
struct json;
struct pollfd;

struct client_settings {
	const char *socket_path; /* the Unix socket; or NULL and */
	const char *url;         /* http:// or https:// */
	const char *ca_file;     /* NULL: the system's */
	const char *token;       /* session token or API key; NULL: none (the operator) */
	const char *user_agent;
	bool read_only; /* refuses every operation that writes, here where all requests pass */
	struct client_local
	    *local; /* answers instead of the daemon (local.h); borrowed; NULL: nobody */
	long
	    timeout_ms; /* for a whole exchange, a long poll's wait and a long body's way added; 0: 30 s */
};

/* Takes a piece of an answer's body; false gives the call up, whose problem is then cancelled.  What one that
 * broke off has given already is not given again. */
typedef bool client_sink_fn(const char *data, size_t len, void *payload);

/* What goes with a call besides its arguments. */
struct client_with {
	const char *org; /* ids for {org} and {ws} */
	const char *ws;
	bool dry_run;
	bool daemon_only;            /* no copy will do */
	int64_t if_match;            /* the version that it was made on; 0: none */
	const char *idempotency_key; /* NULL: none */
	const char *body;            /* of a CSV operation; borrowed until the call ends */
	const int *body_file;        /* or a file, which is read as it is sent; NULL: none */
	size_t body_len;
	/* Takes the body of an answer that is no shape, as it comes, from client_poll(); the reply has none
	 * then, and the time-out is that of silence.  NULL: the reply has the body. */
	client_sink_fn *sink;
	void *sink_payload;
	const char
	    *accept; /* a media type beside JSON that the operation is ALSO served as; NULL: none */
};

/* What came of a call.  Everything in it lives until reply_free(). */
struct reply {
	enum op_id op;
	struct err err; /* problem none when it was done; the message of the answer otherwise */
	bool in_doubt;  /* no answer came, but it may have been done */
	struct faults faults; /* each message, when there were several */
	int status;           /* HTTP status; 0 when there was no answer */
	char request_id[80];
	const void
	    *value; /* struct GIVES; for a list the first of n rows; NULL for other answers */
	size_t n;
	const char *next_cursor; /* NULL: no more */
	const char *prev_cursor;
	int64_t total; /* -1: not told */
	bool total_at_least;
	int retry_after_s;
	const char
	    *copy; /* "copy of 10:32, 1 203 events, verified"; NULL: the daemon itself answered */
	int64_t last_seq;        /* up to which an export goes; 0: not told */
	const struct json *json; /* the whole answer; NULL when it was no JSON */
	const char *body;        /* and as it came */
	size_t body_len;
	struct arena arena;
};

/* Called once per call from client_poll(); the receiver owns the reply.  It may start, cancel and
 * poll. */
typedef void client_done_fn(struct reply *reply, void *payload);

int client_open(const struct client_settings *settings, struct client **out, struct err *err);
/* Cancels what is under way (nothing is called) and frees.  Not from inside a done. */
void client_close(struct client *client);
/* The token to send from now on; copied, the old one wiped.  NULL: none. */
void client_set_token(struct client *client, const char *token);
/* "socket /run/nexa/nexad.sock" or the URL. */
const char *client_where(const struct client *client);
bool client_is_read_only(const struct client *client);

/* Starts an operation; args is its struct …_args and may go away at once.  Never fails: whatever
 * goes wrong reaches done through client_poll().  The call is borrowed and ends with done. */
struct client_call *client_start(struct client *client, enum op_id op,
    const struct client_with *with, const void *args, client_done_fn *done, void *payload);
/* Gives a call up: done is not called. */
void client_cancel(struct client *client, struct client_call *call);
/* Bytes sent and to send, for a progress bar. */
void client_progress(const struct client_call *call, int64_t *sent, int64_t *total);
/* Up to which event an export under way goes; 0: not known yet. */
int64_t client_last_seq(const struct client_call *call);
/* Waits until something happens on a call, on one of the caller's n_fds descriptors (at most 16;
 * revents is set) or timeout_ms passed (0: do not wait), moves calls on and delivers what ended.  Returns
 * how many calls are still under way. */
int client_poll(struct client *client, struct pollfd *fds, unsigned n_fds, int timeout_ms);
/* For programs that may wait: start, poll until done.  The caller frees the reply; never NULL. */
struct reply *client_run(
    struct client *client, enum op_id op, const struct client_with *with, const void *args);
void reply_free(struct reply *reply);
/* The same for one that holds a secret: nothing of it stays in memory. */
void reply_wipe(struct reply *reply);

/* nexa_member_list(client, &with, &(struct member_list_args){ … }, done, payload) and so on; an
 * answer of shape S arrives as (const struct S *)reply->value. */
#define OP(id, text, words)                                                                     \
	static inline struct client_call *nexa_##id(struct client *client,                      \
	    const struct client_with *with, const struct id##_args *args, client_done_fn *done, \
	    void *payload)                                                                      \
	{                                                                                       \
		return client_start(client, OP_##id, with, args, done, payload);                \
	}
#include "operations.def"

#endif
