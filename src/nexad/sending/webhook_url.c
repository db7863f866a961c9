/* The judgement of webhook addresses: a table of ranges, and a strict reading of URLs. */
#include "webhook_url.h"

#include <netdb.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "err.h"

enum { HOST_MAX = 253, MAPPED = 12, V4 = 4 };

/* ---- addresses ---- */

/* IPv4 that is not for the public internet: IANA's special-purpose registry (RFC 6890), multicast and
 * what is reserved. */
static const struct {
	uint8_t start[V4];
	int bits;
} special4[] = {
	{ { 0 }, 8 },
	{ { 10 }, 8 },
	{ { 100, 64 }, 10 },
	{ { 127 }, 8 },
	{ { 169, 254 }, 16 },
	{ { 172, 16 }, 12 },
	{ { 192, 0, 0 }, 24 },
	{ { 192, 0, 2 }, 24 },
	{ { 192, 88, 99 }, 24 },
	{ { 192, 168 }, 16 },
	{ { 198, 18 }, 15 },
	{ { 198, 51, 100 }, 24 },
	{ { 203, 0, 113 }, 24 },
	{ { 224 }, 3 },
};

static bool
starts_with(const uint8_t *bytes, const uint8_t *prefix, int bits)
{
	int whole = bits / 8;
	uint8_t mask = (uint8_t)(0xff00 >> bits % 8);
	return memcmp(bytes, prefix, (size_t)whole) == 0 &&
	    (bits % 8 == 0 || (bytes[whole] & mask) == (prefix[whole] & mask));
}

static bool
is_special4(const uint8_t *bytes)
{
	for (size_t i = 0; i < sizeof(special4) / sizeof(special4[0]); i++)
		if (starts_with(bytes, special4[i].start, special4[i].bits))
			return true;
	return false;
}

/* Public are the global unicast addresses 2000::/3, but for documentation and Teredo; an IPv4 address
 * in IPv6 clothes is judged as what it is. */
static bool
is_special6(const uint8_t *bytes)
{
	static const uint8_t mapped[MAPPED] = { [10] = 0xff, [11] = 0xff };
	static const uint8_t nat64[MAPPED] = { 0x00, 0x64, 0xff, 0x9b };
	static const uint8_t six_to_four[] = { 0x20, 0x02 };
	static const uint8_t documentation[] = { 0x20, 0x01, 0x0d, 0xb8 };
	static const uint8_t teredo[] = { 0x20, 0x01, 0x00, 0x00 };
	if (starts_with(bytes, mapped, 96) || starts_with(bytes, nat64, 96))
		return is_special4(bytes + MAPPED);
	if (starts_with(bytes, six_to_four, 16))
		return is_special4(bytes + sizeof(six_to_four));
	return (bytes[0] & 0xe0) != 0x20 || starts_with(bytes, documentation, 32) ||
	    starts_with(bytes, teredo, 32);
}

static bool
is_private(const struct sockaddr *address)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	uint8_t bytes[V4];
	if (address->sa_family == AF_INET6) {
		memcpy(&v6, address, sizeof(v6));
		return is_special6(v6.sin6_addr.s6_addr);
	}
	if (address->sa_family != AF_INET)
		return true;
	memcpy(&v4, address, sizeof(v4));
	memcpy(bytes, &v4.sin_addr, sizeof(bytes));
	return is_special4(bytes);
}

bool
webhook_address_allowed(const struct sockaddr *address, bool secure, bool allow_private)
{
	bool private = is_private(address);
	return private ? allow_private : secure;
}

/* ---- URLs ---- */

static const struct scheme {
	const char *start;
	bool secure;
	bool syslog;
} schemes[] = {
	{ "https://", true, false },
	{ "http://", false, false },
	{ "syslog+tls://", true, true },
	{ "syslog+tcp://", false, true },
};

static const struct scheme *
scheme_of(const char *url)
{
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (strncasecmp(url, schemes[i].start, strlen(schemes[i].start)) == 0)
			return &schemes[i];
	return NULL;
}

struct parts {
	const struct scheme *scheme;
	char host[HOST_MAX + 1]; /* without brackets and without a dot at its end */
	bool bracketed;
	const char *rest; /* from the port's colon on */
};

static bool
only(const char *text, const char *characters)
{
	return text[0] != '\0' && text[strspn(text, characters)] == '\0';
}

static const char *
scheme_fault(const char *url, bool or_syslog, struct parts *out)
{
	out->scheme = scheme_of(url);
	if (out->scheme == NULL || (out->scheme->syslog && !or_syslog))
		return or_syslog ? "must start with https://, syslog+tls:// or syslog+tcp://"
		                 : "must start with https://";
	out->rest = url + strlen(out->scheme->start);
	return NULL;
}

static const char *
host_fault(struct parts *out)
{
	static const char name[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
	const char *authority = out->rest;
	size_t authority_len = strcspn(authority, "/?#");
	if (memchr(authority, '@', authority_len) != NULL)
		return "must not hold a user name or a password";
	out->bracketed = authority[0] == '[';
	size_t len = strcspn(authority + out->bracketed, out->bracketed ? "]/?#" : ":/?#");
	if (len > HOST_MAX)
		return "has a host that is too long";
	memcpy(out->host, authority + out->bracketed, len);
	out->host[len] = '\0';
	out->rest = authority + out->bracketed + len;
	if (out->bracketed && *out->rest++ != ']')
		return "has an address without its closing bracket";
	if (out->host[0] == '.' || strstr(out->host, "..") != NULL)
		return "has a malformed host";
	if (!out->bracketed && len > 1 && out->host[len - 1] == '.')
		out->host[len - 1] = '\0';
	if (out->bracketed && strchr(out->host, ':') == NULL)
		return "has brackets around what is no IPv6 address";
	if (!only(out->host, out->bracketed ? "0123456789abcdefABCDEF:." : name))
		return out->host[0] == '\0' ? "has no host" : "has a malformed host";
	return NULL;
}

static const char *
rest_fault(const struct parts *parts)
{
	const char *at = parts->rest;
	if (*at == ':') {
		int port = 0;
		for (at++; *at >= '0' && *at <= '9' && port <= 65535; at++)
			port = port * 10 + (*at - '0');
		if (port < 1 || port > 65535)
			return "has a malformed port";
	} else if (parts->scheme->syslog) {
		return "must end with a port";
	}
	if (*at != '\0' && parts->scheme->syslog)
		return "must end with its port";
	if (*at != '\0' && strchr("/?#", *at) == NULL)
		return "has something after its host that is no port";
	for (; *at != '\0'; at++) {
		if (*at == '#')
			return "must not have a fragment";
		if ((unsigned char)*at <= ' ' || (unsigned char)*at >= 0x7f)
			return "holds a character that must be percent-encoded";
	}
	return NULL;
}

/* Names that never mean a host on the public internet. */
static bool
is_private_name(const char *host)
{
	static const char *const ends[] = { ".localhost", ".local", ".internal", ".home.arpa" };
	size_t len = strlen(host);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t end = strlen(ends[i]);
		if (len > end && strcasecmp(host + len - end, ends[i]) == 0)
			return true;
	}
	return strchr(host, '.') == NULL;
}

/* What is wrong with the host.  Every spelling of an address that the resolver takes is one: 127.1,
 * 0x7f000001, 2130706433. */
static const char *
reach_fault(const struct parts *parts, bool allow_private)
{
	struct addrinfo hints = { .ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	bool numeric = getaddrinfo(parts->host, NULL, &hints, &found) == 0;
	bool private = numeric ? is_private(found->ai_addr) : is_private_name(parts->host);
	if (numeric)
		freeaddrinfo(found);
	const char *last = strrchr(parts->host, '.');
	if (!numeric &&
	    (parts->bracketed || only(last == NULL ? parts->host : last + 1, "0123456789")))
		return "has a malformed address as its host";
	if (private && !allow_private)
		return "leads to a private address, which this installation does not allow";
	/* A name may turn out to be private when it is resolved. */
	if (!parts->scheme->secure && (!allow_private || (numeric && !private)))
		return parts->scheme->syslog ? "must start with syslog+tls://"
		                             : "must start with https://";
	return NULL;
}

static int
check(const char *url, bool or_syslog, bool allow_private, const char *field, struct err *err)
{
	struct parts parts;
	const char *fault = scheme_fault(url, or_syslog, &parts);
	if (fault == NULL)
		fault = host_fault(&parts);
	if (fault == NULL)
		fault = rest_fault(&parts);
	if (fault == NULL)
		fault = reach_fault(&parts, allow_private);
	return fault == NULL ? 0 : fail(err, PROBLEM_invalid_field, field, "%s %s", field, fault);
}

int
webhook_url_check(const char *url, bool allow_private, const char *field, struct err *err)
{
	return check(url, false, allow_private, field, err);
}

int
stream_url_check(const char *url, bool allow_private, const char *field, struct err *err)
{
	return check(url, true, allow_private, field, err);
}

bool
stream_url_is_syslog(const char *url)
{
	const struct scheme *scheme = scheme_of(url);
	return scheme != NULL && scheme->syslog;
}

bool
stream_url_is_secure(const char *url)
{
	const struct scheme *scheme = scheme_of(url);
	return scheme != NULL && scheme->secure;
}
