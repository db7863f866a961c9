/* Strictness about request heads: what two readers could understand differently is refused.
 *
 * libmicrohttpd 0.9.75 is lenient: it takes bare line feeds for line ends, ends a value at a NUL,
 * joins a folded line to the header's *name*, takes a line ": x" for the end of the head, and uses
 * the first of two Content-Lengths.  But it parses in place and tells where the head began and how
 * long it was, so the head can be read again, by a parser that forgives nothing. */
#include <strings.h>

#include "http_internal.h"

/* RFC 9110, 5.6.2: what names of methods and headers are made of. */
static bool
is_token(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static bool
is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

static int
malformed(struct err *err, const char *sentence)
{
	return fail(err, PROBLEM_invalid_request, NULL, "%s", sentence);
}

static int
check_method(const char *method, struct err *err)
{
	size_t len = strlen(method);
	for (size_t i = 0; i < len; i++)
		if (!is_token(method[i]))
			return malformed(err, "the method contains a character that none can have");
	return len <= 32 ? 0 : malformed(err, "the method is longer than any");
}

/* In libmicrohttpd's memory the line reads method NUL target NUL version; more than one separator,
 * or a terminator inside the target, shows as a wrong distance. */
static int
check_request_line(
    const struct http_request *request, const char *target, const char *version, struct err *err)
{
	int problem = check_method(request->method, err);
	if (problem != 0)
		return problem;
	if (request->target_len > HTTP_TARGET_LIMIT)
		return fail(err, PROBLEM_uri_too_long, NULL,
		    "the path and query together have more than %d bytes", HTTP_TARGET_LIMIT);
	if (target != request->method + strlen(request->method) + 1 ||
	    version != target + request->target_len + 1)
		return malformed(err, "the request line is not METHOD TARGET HTTP/1.1");
	for (size_t i = 0; i < request->target_len; i++) {
		char c = request->target[i];
		/* The terminator is where the '?' was. */
		if ((is_control(c) && request->target + i + 1 != request->query) || c == ' ')
			return malformed(err, "the target has a blank or a control character");
	}
	if (request->target[0] != '/')
		return malformed(err, "the target is not a path");
	if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0)
		return malformed(err, "only HTTP/1.1 and HTTP/1.0 are spoken here");
	return 0;
}

/* Headers in libmicrohttpd's memory: it has put NULs for the first colon of a line and for CR and
 * LF, so that a bare LF is one NUL and CRLF two. */
static int
check_lines(const char *at, const char *end, struct err *err)
{
	while (end - at >= 2 && (at[0] != '\0' || at[1] != '\0')) {
		const char *p = at;
		while (p < end && is_token(*p))
			p++;
		if (p == at || p == end || *p != '\0')
			return malformed(err,
			    "a header line is folded, or its name is empty or has a character "
			    "that none can have");
		p++;
		while (p < end && (*p == '\t' || !is_control(*p)))
			p++;
		if (end - p < 2 || p[0] != '\0' || p[1] != '\0')
			return malformed(
			    err, "a header value has a control character, or its line no CRLF");
		at = p + 2;
	}
	if (end - at != 2)
		return malformed(err, "the lines of the head do not all end in CRLF");
	return 0;
}

static int
check_raw_head(const struct http_request *request, const char *version, struct err *err)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(request->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	if (info == NULL)
		return malformed(err, "the head cannot be read");
	if (info->header_size > HTTP_HEAD_LIMIT)
		return fail(err, PROBLEM_headers_too_large, NULL,
		    "the request line and headers together have more than %d bytes",
		    HTTP_HEAD_LIMIT);
	if (!request->connection->listener->server->reads_raw_head)
		return 0;
	const char *lines = version + strlen("HTTP/1.1");
	const char *end = request->method + info->header_size;
	if (end - lines < 4 || lines[0] != '\0' || lines[1] != '\0')
		return malformed(err, "the request line does not end in CRLF");
	return check_lines(lines + 2, end, err);
}

struct tally {
	unsigned n_headers;
	unsigned n_hosts;
	unsigned n_lengths;
	unsigned n_encodings;
	const char *length;
	const char *encoding;
	bool has_control;
};

static enum MHD_Result
count(void *payload, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct tally *tally = payload;
	(void)kind;
	tally->n_headers++;
	if (value == NULL)
		value = "";
	size_t len = strlen(value);
	for (size_t i = 0; i < len; i++)
		tally->has_control |= is_control(value[i]) && value[i] != '\t';
	/* libmicrohttpd leaves the blanks after a value in it.  The memory is the connection's, and
	 * it looks for "close" and "100-continue" in there only after us. */
	while (len > 0 && (value[len - 1] == ' ' || value[len - 1] == '\t'))
		((char *)value)[--len] = '\0';
	if (strcasecmp(name, "host") == 0) {
		tally->n_hosts++;
	} else if (strcasecmp(name, "content-length") == 0) {
		tally->n_lengths++;
		tally->length = value;
	} else if (strcasecmp(name, "transfer-encoding") == 0) {
		tally->n_encodings++;
		tally->encoding = value;
	}
	return MHD_YES;
}

static int
check_framing(const struct tally *tally, bool old, struct err *err)
{
	if (tally->n_lengths > 1)
		return malformed(err, "Content-Length was sent more than once");
	if (tally->n_encodings > 1)
		return malformed(err, "Transfer-Encoding was sent more than once");
	if (tally->n_lengths != 0 && tally->n_encodings != 0)
		return malformed(err, "Content-Length and Transfer-Encoding exclude each other");
	if (tally->n_encodings != 0 && (old || strcasecmp(tally->encoding, "chunked") != 0))
		return malformed(err, "the only Transfer-Encoding is chunked, from HTTP/1.1 on");
	if (tally->n_lengths != 0 &&
	    (tally->length[0] == '\0' || strlen(tally->length) > 18 ||
	        tally->length[strspn(tally->length, "0123456789")] != '\0'))
		return malformed(err, "Content-Length is not a number of bytes");
	return 0;
}

static int
check_headers(const struct http_request *request, bool old, struct err *err)
{
	struct tally tally = { .n_headers = 0 };
	(void)MHD_get_connection_values(request->mhd, MHD_HEADER_KIND, count, &tally);
	if (tally.n_headers > HTTP_HEADER_LIMIT)
		return fail(err, PROBLEM_headers_too_large, NULL, "there are more than %d headers",
		    HTTP_HEADER_LIMIT);
	if (tally.has_control)
		return malformed(err, "a header value has a control character");
	if (tally.n_hosts > 1)
		return malformed(err, "Host was sent more than once");
	if (tally.n_hosts == 0 && !old)
		return malformed(err, "HTTP/1.1 needs a Host header");
	return check_framing(&tally, old, err);
}

int
http_check_head(
    const struct http_request *request, const char *target, const char *version, struct err *err)
{
	int problem = check_request_line(request, target, version, err);
	if (problem == 0)
		problem = check_raw_head(request, version, err);
	if (problem == 0)
		problem = check_headers(request, version[7] == '0', err);
	return problem;
}
