/* From a call that ended to an HTTP reply. */
#ifndef REPLY_H
#define REPLY_H

#include "http.h"

struct call;
struct err;
struct str;

/* Prints what the handler gave (out is the struct of the operation's shape) as the answer's body. */
void reply_print(struct call *c, const void *out);
/* Prints a dry run's answer: what would change and every rule it would break. */
void reply_print_dry_run(struct call *c, void *out);
/* Has the HTTP thread send c->out, or the error in c->err, log the request and free the call; one of a page goes to
 * c->answer there. */
void reply_send(struct call *c);
/* Sends the head of an answer whose body follows through the stream, and logs the request; the stream is
 * http_stream_open()'s, the call is the caller's to free after http_stream_end(). */
struct http_stream *reply_stream(struct call *c, http_wanted_fn *wanted, void *payload);
/* The body of an error that has no call. */
void reply_refuse(int problem, const char *text, const char *request_id, struct str *body);

#endif
