/* From an HTTP request to a call: path, query, body and headers into the operation's arguments. */
#ifndef REQUEST_H
#define REQUEST_H

#include "op.h"

struct call;
struct daemon;
struct http_request;

/* The call that a request means; faults of its arguments are in call->faults, a path or method that
 * nothing answers to in call->err (then call->op is NULL).  Freed with request_free(). */
struct call *request_read(struct http_request *request, struct daemon *daemon);
/* A call of an operation that a page makes for a request; its arguments are the caller's to set. */
struct call *request_inner(struct http_request *request, struct daemon *daemon, enum op_id id);
void request_free(struct call *c);
/* Lets go of what was prepared before the writer's turn: before the answer, so that who has it can ask again. */
void request_forget(struct call *c);

#endif
