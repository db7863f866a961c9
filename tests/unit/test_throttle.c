/* Failed sign-ins are counted, and forgotten in time. */
#include "arena.h"
#include "call.h"
#include "clock.h"
#include "throttle.h"
#include "unit_fail.h"

#define START INT64_C(1795304819123)

static struct call
call_from(const char *ip)
{
	return (struct call){ .ip = ip };
}

static int
check(struct call *c, const char *account)
{
	c->err = (struct err){ .problem = PROBLEM_none };
	c->retry_after_s = 0;
	return throttle_check(c, account);
}

static int
begin(void **state)
{
	static int n;
	(void)state;
	/* Each test long after the one before it. */
	clock_set(START + ++n * CLOCK_DAY_MS);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	clock_set(0);
	return 0;
}

static void
test_account(void **state)
{
	(void)state;
	int64_t now = clock_now();
	for (int i = 0; i < THROTTLE_ACCOUNT_MOST; i++) {
		/* From everywhere: it is the account that counts. */
		char ip[40];
		(void)snprintf(ip, sizeof(ip), "203.0.113.%d", i);
		struct call c = call_from(ip);
		assert_int_equal(check(&c, "ada@example.com"), 0);
		throttle_failed(&c, "ada@example.com");
	}
	struct call c = call_from("198.51.100.1");
	assert_int_equal(check(&c, "ada@example.com"), PROBLEM_rate_limited);
	assert_in_range(c.retry_after_s, 1, 15 * 60 + 1);
	assert_int_equal(c.rate_limit, THROTTLE_ACCOUNT_MOST);
	assert_int_equal(check(&c, "bob@example.com"), 0);
	/* It is over when it was said to be. */
	clock_set(now + THROTTLE_WINDOW_MS - 1);
	assert_int_equal(check(&c, "ada@example.com"), PROBLEM_rate_limited);
	clock_set(now + c.retry_after_s * 1000 + THROTTLE_WINDOW_MS - 1);
	assert_int_equal(check(&c, "ada@example.com"), 0);
}

static void
test_success_forgets(void **state)
{
	(void)state;
	struct call c = call_from("203.0.113.1");
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < THROTTLE_ACCOUNT_MOST - 1; i++)
			throttle_failed(&c, "ada@example.com");
		assert_int_equal(check(&c, "ada@example.com"), 0);
		throttle_succeeded("ada@example.com");
	}
	throttle_succeeded("nobody@example.com");
}

static void
test_address(void **state)
{
	(void)state;
	static const char *const addresses[] = { "203.0.113.1", NULL };
	for (size_t a = 0; a < 2; a++) {
		struct call c = call_from(addresses[a]);
		for (int i = 0; i < THROTTLE_ADDRESS_MOST; i++) {
			char account[40];
			(void)snprintf(account, sizeof(account), "p%zu-%d@example.com", a, i);
			assert_int_equal(check(&c, account), 0);
			throttle_failed(&c, account);
		}
		assert_int_equal(check(&c, "fresh@example.com"), PROBLEM_rate_limited);
		assert_int_equal(c.rate_limit, THROTTLE_ADDRESS_MOST);
		struct call other = call_from("203.0.113.2");
		assert_int_equal(check(&other, "fresh@example.com"), 0);
	}
}

/* A network of IPv6 is one visitor, however many addresses it takes; its neighbour is another. */
static void
test_network(void **state)
{
	(void)state;
	for (int i = 0; i < THROTTLE_ADDRESS_MOST; i++) {
		char ip[40];
		char account[40];
		(void)snprintf(ip, sizeof(ip), "2001:db8:1:2:%x::%x", i + 1, i);
		(void)snprintf(account, sizeof(account), "v6-%d@example.com", i);
		struct call c = call_from(ip);
		assert_int_equal(check(&c, account), 0);
		throttle_failed(&c, account);
	}
	struct call same = call_from("2001:db8:1:2::ffff");
	assert_int_equal(check(&same, "fresh@example.com"), PROBLEM_rate_limited);
	struct call other = call_from("2001:db8:1:3::1");
	assert_int_equal(check(&other, "fresh@example.com"), 0);
}

/* A crowd larger than the table pushes out what is old; nothing breaks, and the newest are known. */
static void
test_crowd(void **state)
{
	(void)state;
	for (int i = 0; i < 50000; i++) {
		char text[40];
		(void)snprintf(text, sizeof(text), "10.%d.%d.%d", i >> 16, i >> 8 & 255, i & 255);
		struct call c = call_from(text);
		clock_set(clock_now() + 1);
		throttle_failed(&c, text);
	}
	struct call c = call_from("203.0.113.9");
	for (int i = 0; i < THROTTLE_ACCOUNT_MOST; i++)
		throttle_failed(&c, "ada@example.com");
	assert_int_equal(check(&c, "ada@example.com"), PROBLEM_rate_limited);
}

#define counted(test) cmocka_unit_test_setup_teardown((test), begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		counted(test_account),
		counted(test_success_forgets),
		counted(test_address),
		counted(test_network),
		counted(test_crowd),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
