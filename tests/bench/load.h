/* A load generator: clients that each keep one request under way over a Unix socket. */
#ifndef LOAD_H
#define LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct str;

enum { LOAD_CONNECTIONS = 256 };

struct load {
	const char *socket_path;
	int n_connections;
	double seconds;
	/* Client k sends requests k × turns to k × turns + turns - 1, over and over. */
	const char *const *requests;
	int n_requests;
	int turns;
};

struct load_result {
	double rate; /* answers of 2xx a second */
	double median_us;
	double p99_us;
	uint64_t n_refused; /* other answers */
	int refused_status; /* of the last of them */
};

/* Seconds of a clock that never jumps. */
double load_now(void);
/* Runs the load; the requests under way at its end are waited for and timed, but not counted. */
int load_run(const struct load *load, struct load_result *out, struct err *err);
/* One request, its answer's body (after the headers); *status is its status. */
int load_exchange(
    const char *socket_path, const char *request, struct str *body, int *status, struct err *err);

#endif
