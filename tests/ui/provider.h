/* An identity provider beside a world, on loopback: tests/tty/lib/identity.mjs. */
#ifndef PROVIDER_H
#define PROVIDER_H

#include <sys/types.h>

struct err;

enum { PROVIDER_ISSUER = 100 };

struct provider {
	pid_t pid; /* 0: none was started */
	char issuer[PROVIDER_ISSUER];
};

/* Starts one and waits until it tells its issuer. */
int provider_start(struct provider *provider, struct err *err);
/* Ends it; one that was never started is fine. */
void provider_stop(struct provider *provider);

#endif
