/* Counting failures in a fixed table: what is pushed out was the oldest, so memory stays bounded. */
#include "throttle.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "call.h"
#include "clock.h"
#include "digest.h"

enum { SLOTS = 4096, WAYS = 8 };

/* Failures of one account or address since a moment. */
struct slot {
	uint64_t who;
	int64_t since;
	int failures;
};

static struct slot slots[SLOTS];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static uint64_t
print_of(char sort, const char *name)
{
	uint64_t print;
	struct digest digest = digest_of(&sort, 1, name, strlen(name));
	memcpy(&print, digest.bytes, sizeof(print));
	return print;
}

/* Its slot among the few where it may stand; make: takes the oldest when it has none. */
static struct slot *
find(uint64_t who, bool make)
{
	struct slot *first = &slots[who % (SLOTS / WAYS) * WAYS];
	struct slot *oldest = first;
	int64_t now = clock_now();
	for (int i = 0; i < WAYS; i++) {
		if (first[i].who == who && now - first[i].since < THROTTLE_WINDOW_MS)
			return &first[i];
		if (first[i].since < oldest->since)
			oldest = &first[i];
	}
	if (!make)
		return NULL;
	*oldest = (struct slot){ .who = who, .since = now };
	return oldest;
}

/* What one visitor has: an address of IPv4, or the 2^64 of IPv6 that a network is given at least (RFC 6177). */
static uint64_t
print_of_visitor(const struct call *c)
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr address;
	if (c->ip == NULL)
		return print_of('i', "local");
	if (inet_pton(AF_INET6, c->ip, &address) != 1 || IN6_IS_ADDR_V4MAPPED(&address))
		return print_of('i', c->ip);
	memset(&address.s6_addr[8], 0, 8);
	return print_of('i', inet_ntop(AF_INET6, &address, text, sizeof(text)));
}

static int
check(struct call *c, uint64_t who, int most)
{
	(void)pthread_mutex_lock(&mutex);
	const struct slot *slot = find(who, false);
	bool over = slot != NULL && slot->failures >= most;
	int64_t left = slot == NULL ? 0 : slot->since + THROTTLE_WINDOW_MS - clock_now();
	(void)pthread_mutex_unlock(&mutex);
	if (!over)
		return 0;
	c->retry_after_s = left / 1000 + 1;
	c->rate_limit = most;
	return call_refuse(c, PROBLEM_rate_limited, "",
	    "too many failed sign-ins; try again in %lld minutes", (long long)left / 60000 + 1);
}

int
throttle_check(struct call *c, const char *account)
{
	int problem = check(c, print_of('a', account), THROTTLE_ACCOUNT_MOST);
	return problem != 0 ? problem : check(c, print_of_visitor(c), THROTTLE_ADDRESS_MOST);
}

void
throttle_failed(const struct call *c, const char *account)
{
	(void)pthread_mutex_lock(&mutex);
	find(print_of('a', account), true)->failures++;
	find(print_of_visitor(c), true)->failures++;
	(void)pthread_mutex_unlock(&mutex);
}

void
throttle_succeeded(const char *account)
{
	(void)pthread_mutex_lock(&mutex);
	struct slot *slot = find(print_of('a', account), false);
	if (slot != NULL)
		slot->failures = 0;
	(void)pthread_mutex_unlock(&mutex);
}
