/* From a call that ended to an HTTP reply. */
#ifndef REPLY_H
#define REPLY_H

struct call;
struct err;
struct str;

/* Prints what the handler gave (out is the struct of the operation's shape) as the answer's body. */
void reply_print(struct call *c, const void *out);
/* Prints a dry run's answer: what would change and every rule it would break. */
void reply_print_dry_run(struct call *c, void *out);
/* Sends c->out, or the error in c->err, logs the request and frees the call. */
void reply_send(struct call *c);
/* The body of an error that has no call. */
void reply_refuse(int problem, const char *text, const char *request_id, struct str *body);

#endif
