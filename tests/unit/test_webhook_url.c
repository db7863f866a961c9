/* Where webhooks may go. */
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "err.h"
#include "unit_fail.h"
#include "webhook_url.h"

static bool
takes(const char *url, bool allow_private)
{
	struct err err;
	if (webhook_url_check(url, allow_private, "url", &err) == 0)
		return true;
	assert_int_equal(err.problem, PROBLEM_invalid_field);
	assert_string_equal(err.subject, "url");
	return false;
}

static void
test_taken(void **state)
{
	(void)state;
	static const char *const good[] = { "https://hooks.example.com",
		"https://hooks.example.com/", "HTTPS://hooks.example.com:8443/in?x=1&y=%20",
		"https://hooks.example.com.?q", "https://8.8.8.8/x",
		"https://[2606:4700::1111]:443/", "https://xn--bcher-kva.example/",
		"https://172.32.0.1", "https://100.128.0.1", "https://[64:ff9b::808:808]/",
		"https://a_b.example" };
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!takes(good[i], false) || !takes(good[i], true))
			fail_about("%s was refused", good[i]);
}

static void
test_malformed(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "hooks.example.com", "ftp://hooks.example.com",
		"https:/hooks.example.com", "https://", "https:///path", "https://:443",
		"https://user@hooks.example.com", "https://user:pw@hooks.example.com/",
		"https://hooks.example.com:0", "https://hooks.example.com:65536",
		"https://hooks.example.com:", "https://hooks.example.com:44x",
		"https://hooks.example.com:99999999999999999999", "https://hooks.example.com/#part",
		"https://hooks.example.com/a b", "https://hooks.example.com/\xc3\xa9",
		"https://\xc3\xa9.example", "https://[::1", "https://[::1]x", "https://[hooks]/",
		"https://[8.8.8.8]/", "https://1.2.3.4.5/", "https://8.8.8.256/",
		"https://hooks.example.com\\@10.0.0.1/", "https://hooks%2eexample.com/",
		"https://hooks..example.com/", "https://.example.com/", "https://example.com../",
		"http://8.8.8.8/" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (takes(bad[i], false) || takes(bad[i], true))
			fail_about("'%s' was taken", bad[i]);
}

/* In every spelling that a resolver takes. */
static void
test_private(void **state)
{
	(void)state;
	static const char *const hosts[] = { "127.0.0.1", "127.1", "2130706433", "0x7f000001",
		"0177.0.0.1", "127.0.0.1.", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255",
		"192.168.1.1", "169.254.169.254", "100.64.0.1", "198.18.0.1", "224.0.0.1",
		"255.255.255.255", "localhost", "LOCALHOST.", "a.localhost", "db", "db.internal",
		"printer.local", "nas.home.arpa", "[::1]", "[::]", "[fe80::1]", "[fc00::1]",
		"[ff02::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[2002:7f00:1::]",
		"[64:ff9b::10.0.0.1]", "[2001:db8::1]", "[2001::1]" };
	char url[100];
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		(void)snprintf(url, sizeof(url), "https://%s/in", hosts[i]);
		if (takes(url, false) || !takes(url, true))
			fail_about("%s is private", url);
		(void)snprintf(url, sizeof(url), "http://%s:8080/in", hosts[i]);
		if (takes(url, false) || !takes(url, true))
			fail_about("%s is private", url);
	}
	/* What a name means is found out when connecting. */
	assert_true(takes("http://receiver.example/", true));
	assert_false(takes("http://receiver.example/", false));
}

static bool
streams(const char *url, bool allow_private)
{
	struct err err;
	return stream_url_check(url, allow_private, "url", &err) == 0;
}

/* Streams may go to syslog, encrypted unless it is near; webhooks may not. */
static void
test_streams(void **state)
{
	(void)state;
	assert_true(streams("https://siem.example.com/in", false));
	assert_true(streams("syslog+tls://siem.example.com:6514", false));
	assert_true(streams("SYSLOG+TLS://8.8.8.8:1", false));
	assert_true(streams("syslog+tls://[2606:4700::1111]:6514", false));
	assert_false(streams("syslog+tls://siem.example.com", false));
	assert_false(streams("syslog+tls://siem.example.com:", false));
	assert_false(streams("syslog+tls://siem.example.com:6514/", false));
	assert_false(streams("syslog+tls://siem.example.com:6514?a", false));
	assert_false(streams("syslog+tls://user@siem.example.com:6514", false));
	assert_false(streams("syslog+tls://siem.example.com:65536", false));
	assert_false(streams("syslog+tls://10.0.0.1:6514", false));
	assert_true(streams("syslog+tls://10.0.0.1:6514", true));
	assert_false(streams("syslog+tcp://8.8.8.8:514", true));
	assert_true(streams("syslog+tcp://10.0.0.1:514", true));
	assert_false(streams("syslog+tcp://10.0.0.1:514", false));
	assert_false(streams("syslog://siem.example.com:514", true));
	assert_false(takes("syslog+tls://siem.example.com:6514", true));
	assert_true(stream_url_is_syslog("syslog+tcp://h:1"));
	assert_false(stream_url_is_syslog("https://h"));
	assert_true(stream_url_is_secure("syslog+tls://h:1"));
	assert_false(stream_url_is_secure("syslog+tcp://h:1"));
	assert_true(stream_url_is_secure("HTTPS://h"));
	assert_false(stream_url_is_secure("http://h"));
}

static bool
may_connect(const char *address, bool https, bool allow_private)
{
	struct addrinfo hints = { .ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM };
	struct addrinfo *found;
	assert_int_equal(getaddrinfo(address, "1", &hints, &found), 0);
	bool allowed = webhook_address_allowed(found->ai_addr, https, allow_private);
	freeaddrinfo(found);
	return allowed;
}

static void
test_connecting(void **state)
{
	(void)state;
	assert_true(may_connect("8.8.8.8", true, false));
	assert_true(may_connect("8.8.8.8", true, true));
	assert_false(may_connect("8.8.8.8", false, true));
	assert_false(may_connect("10.0.0.1", true, false));
	assert_true(may_connect("10.0.0.1", true, true));
	assert_true(may_connect("10.0.0.1", false, true));
	assert_false(may_connect("::ffff:10.0.0.1", true, false));
	assert_true(may_connect("2606:4700::1111", true, false));
	struct sockaddr elsewhere = { .sa_family = AF_UNIX };
	assert_false(webhook_address_allowed(&elsewhere, true, false));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_taken),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_private),
		cmocka_unit_test(test_streams),
		cmocka_unit_test(test_connecting),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
