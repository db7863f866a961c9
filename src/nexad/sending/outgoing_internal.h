/* What outgoing.c (requests, connections) and outgoing_bytes.c (bytes over a connection) share. */
#ifndef OUTGOING_INTERNAL_H
#define OUTGOING_INTERNAL_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "outgoing.h"

/* What it is waiting for. */
enum exchange_phase {
	EXCHANGE_ANSWER,  /* an HTTP request: its answer */
	EXCHANGE_MAIL,    /* a mail: that it is taken */
	EXCHANGE_CONNECT, /* bytes: the connection */
	EXCHANGE_WRITE,   /* bytes: room for more of them */
	EXCHANGE_CLOSE    /* bytes: that the receiver closes, too */
};

struct exchange {
	struct outgoing *outgoing;
	struct exchange *next;
	struct exchange *before;
	CURL *easy; /* NULL: curl has let go of the connection */
	struct curl_slist *headers;
	outgoing_done_fn *done;
	void *payload;
	bool anywhere;
	bool allow_private;
	bool secure;
	bool refused; /* the address was */
	int ca;       /* a file in memory; -1: none */
	char error[CURL_ERROR_SIZE];
	struct outgoing_answer answer;
	enum exchange_phase phase;
	/* Of a mail. */
	const char *secret;        /* that nobody is shown; NULL: none */
	char said[OUTGOING_ERROR]; /* the server's last line */
	/* Of a mail and of bytes. */
	const char *bytes;
	size_t len;
	size_t written;
	int fd;          /* curl's, then a copy of it */
	bool read_all;   /* the receiver has closed */
	int64_t ends_at; /* monotonic */
};

/* Curl's handle of all of them. */
CURLM *outgoing_multi(const struct outgoing *outgoing);

/* An exchange with a handle of its own, to be begun or freed; NULL without curl or memory for it. */
struct exchange *exchange_new(
    struct outgoing *outgoing, outgoing_done_fn *done, void *payload, int64_t timeout_ms);
/* Hands it to curl; false: it cannot. */
bool exchange_begin(struct exchange *exchange);
void exchange_free(struct exchange *exchange);

/* Fills in the answer to a mail. */
void mail_end(struct exchange *exchange, CURLcode code, long status);

/* The connection is there: bytes are written from now on. */
void bytes_begin(struct exchange *exchange);
/* Goes on as far as it can without waiting; true when it has ended, and the answer says how. */
bool bytes_move_on(struct exchange *exchange);
/* What is to be waited for, and for how long at most, ms; false when it is time alone. */
bool bytes_wait(const struct exchange *exchange, struct curl_waitfd *out, int *timeout_ms);
/* Lets go of its own descriptor. */
void bytes_release(struct exchange *exchange);

#endif
