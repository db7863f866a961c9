/* The straight line from a request to its answer: find the operation, identify the caller, find the
 * place, permit, check the arguments, run the handler, print. */
#ifndef DISPATCH_H
#define DISPATCH_H

struct call;
struct daemon;
struct http_request;

/* Takes a whole request; answers it, now or later. */
void dispatch(struct http_request *request, struct daemon *daemon);
/* Takes a call that request_inner() made, on the HTTP thread and before the request's answer; once deferred, the
 * request takes no other. */
void dispatch_call(struct call *c);
/* How many bytes of body the operation of a request takes. */
unsigned long dispatch_body_limit(struct http_request *request, const struct daemon *daemon);
/* Where the body of a request is kept in a file; NULL: it is not. */
const char *dispatch_spool(struct http_request *request, const struct daemon *daemon);
/* Runs a call on a connection: everything but the reply.  0 or the problem in c->err. */
int dispatch_run(struct call *c);
/* The part of it before the handler: caller, place, permission, arguments. */
int dispatch_check(struct call *c);

/* Hands a deferred call to the writer, which runs and answers it. */
void dispatch_write(struct call *c);

#endif
