/* One HTTP exchange over the daemon's Unix socket, for what somebody else does meanwhile. */
#ifndef EXCHANGE_H
#define EXCHANGE_H

struct err;
struct str;

struct exchange {
	const char *socket;
	const char *token; /* NULL: the operator */
	const char *method;
	const char *path;
	const char *body; /* JSON; NULL: none */
};

/* Sends it and appends the answer's body.  A problem when there is no answer, or none of 200 to 299. */
int exchange_run(const struct exchange *exchange, struct str *out, struct err *err);

#endif
