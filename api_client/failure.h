/* Why an exchange came to nothing, in a sentence that says what to do about it. */
#ifndef FAILURE_H
#define FAILURE_H

#include <stdbool.h>

struct err;

enum failure {
	FAILURE_NO_CONNECTION,
	FAILURE_NO_HOST,
	FAILURE_TIMED_OUT,
	FAILURE_NOT_TRUSTED, /* its certificate */
	FAILURE_EXPIRED,
	FAILURE_NOT_YET_VALID,
	FAILURE_OTHER_NAME,
	FAILURE_NO_TLS,
	FAILURE_BROKEN, /* it broke off in the middle */
	FAILURE_TOO_LONG,
	FAILURE_NOT_HTTP,
	FAILURE_OTHER
};

struct failure_facts {
	enum failure failure;
	const char *where;
	bool socket; /* a Unix socket */
	bool writes; /* the request is one that changes something */
	long timeout_ms;
	int number;       /* errno, or 0 */
	const char *told; /* what the library says */
};

/* Whether the daemon may have done it all the same. */
bool failure_leaves_doubt(const struct failure_facts *facts);
/* Fills *err: PROBLEM_unreachable, or PROBLEM_bad_answer when something did answer. */
int failure_explain(const struct failure_facts *facts, struct err *err);

#endif
