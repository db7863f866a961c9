/* What the daemon sends: requests, and bytes for syslog, over libcurl's multi interface, none of which blocks.  All
 * but outgoing_wake() belong to one thread. */
#ifndef OUTGOING_H
#define OUTGOING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "str.h"

struct err;
struct outgoing;

enum { OUTGOING_ERROR = 256, OUTGOING_ANSWER = 65536, OUTGOING_TYPE = 64 };

struct outgoing_post {
	const char *
	    url; /* syslog+tls:// and syslog+tcp:// get the body as it is, over a connection of its own */
	const char *const *headers; /* "Name: value" …, ended by NULL; copied */
	bool get;                   /* a GET, which has no body */
	const char *body;           /* borrowed until the end */
	size_t body_len;
	int64_t timeout_ms;
	bool allow_private; /* private addresses, and unencrypted to those */
	bool anywhere;      /* whatever the address: the operator configured it */
	bool keeps;         /* a connection that is there may be used, and this one later */
	const char
	    *ca; /* certificates in PEM that judge the receiver's; NULL: the system's; copied */
	const char *also_ca_file; /* a file with such, beside the system's; NULL: none */
};

/* A mail to one person, over SMTP. */
struct outgoing_mail {
	const char *url;  /* smtp://HOST[:PORT], smtps://…, without a path */
	const char *ehlo; /* what the sender calls itself */
	const char *user; /* NULL: nobody signs in */
	const char *password;
	const char *ca_file; /* NULL: the system's certificates */
	bool plain;          /* without TLS; else smtp:// needs STARTTLS */
	const char *from;
	const char *to;
	const char *message; /* borrowed until the end, as the password is */
	int64_t timeout_ms;
};

struct outgoing_answer {
	int status; /* 0: none came; of bytes 200: all were taken; of a mail 0, too, when it may be tried again */
	int64_t retry_after_s;      /* 0: not asked for */
	char error[OUTGOING_ERROR]; /* why none came */
	char type[OUTGOING_TYPE];   /* its Content-Type, as far as it fits */
	struct str body;            /* its first OUTGOING_ANSWER bytes */
};

typedef void outgoing_done_fn(const struct outgoing_answer *answer, void *payload);

int outgoing_open(struct outgoing **out, struct err *err);
/* Ends what is under way without calling anybody. */
void outgoing_close(struct outgoing *outgoing);
/* Starts a request; done is called once, from outgoing_poll().  False when it cannot start. */
bool outgoing_post(struct outgoing *outgoing, const struct outgoing_post *post,
    outgoing_done_fn *done, void *payload);
/* The same of a mail; an address that could be more than one is refused. */
bool outgoing_mail(struct outgoing *outgoing, const struct outgoing_mail *mail,
    outgoing_done_fn *done, void *payload);
/* Waits at most timeout_ms for something to happen, and lets it. */
void outgoing_poll(struct outgoing *outgoing, int timeout_ms);
/* Ends the wait; from any thread. */
void outgoing_wake(struct outgoing *outgoing);

#endif
