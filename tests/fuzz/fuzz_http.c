/* A connection's bytes against a real server.  What reaches the handler must be what a reader sees who
 * forgives nothing: the same requests in the same order, none made up from the bytes between.  How a
 * chunked body is cut is libmicrohttpd's alone, which takes a bare LF for the end of a chunk's line
 * (corpus/http/chunk-bare-lf), so after such a request nothing is compared. */
#include <poll.h>
#include <pthread.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "fuzz.h"
#include "http.h"
#include "log.h"
#include "str.h"

enum { BYTES_MAX = 8000, BODY_MAX = 4096, SEEN_MAX = 1 << 20, QUIET_MS = 10, PATIENCE = 100000 };

static char folder[] = "/tmp/nexa-fuzz-XXXXXX";
static char path[64];
static struct http_server *server;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct str seen = STR_INIT(SEEN_MAX);

/* ---- the server ---- */

static void
note(struct str *out, const char *method, const char *target, size_t target_len, bool chunked,
    size_t body)
{
	/* A HEAD is a GET whose reply loses its body. */
	str_addf(out, "%s %.*s %zu\n", strcmp(method, "HEAD") == 0 ? "GET" : method,
	    (int)target_len, target, chunked ? 0 : body);
}

static size_t
body_limit(struct http_request *request, void *payload)
{
	(void)request;
	(void)payload;
	return BODY_MAX;
}

static void
handle(struct http_request *request, void *payload)
{
	size_t len = 0;
	struct str target = STR_INIT(BYTES_MAX);
	struct str body = STR_INIT(0);
	(void)payload;
	(void)http_body(request, &len);
	str_addf(&target, "%s%s%s", http_path(request), http_query(request)[0] == '\0' ? "" : "?",
	    http_query(request));
	(void)pthread_mutex_lock(&lock);
	note(&seen, http_method(request), str_text(&target), target.len,
	    http_header(request, "Transfer-Encoding") != NULL, len);
	(void)pthread_mutex_unlock(&lock);
	str_release(&target);
	http_reply(request, 200, NULL, &body);
}

static void
refuse(int problem, const char *text, const char *request_id, struct str *body)
{
	(void)problem;
	(void)request_id;
	str_add(body, text);
}

static void
stop(void)
{
	http_stop(server, 1000);
	(void)unlink(path);
	(void)rmdir(folder);
	str_release(&seen);
}

static void
start(void)
{
	if (server != NULL)
		return;
	must(mkdtemp(folder) != NULL);
	(void)snprintf(path, sizeof(path), "%s/s", folder);
	log_setup(LOG_error, LOG_as_text);
	const struct http_settings settings = {
		.socket_path = path,
		.socket_group = (gid_t)-1,
		.n_threads = 1,
		.max_connections = 50,
		.max_per_address = 50,
		.idle_seconds = 5,
		.request_seconds = 5,
		.handler = { .body_limit = body_limit, .handle = handle, .refuse = refuse },
	};
	must(http_start(&settings, &server, NULL) == 0 && atexit(stop) == 0);
}

/* Says all of it, listens for as long as there are answers, and waits until the server has noticed. */
static void
converse(const uint8_t *data, size_t size)
{
	char answer[4096];
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	memcpy(address.sun_path, path, strlen(path) + 1);
	must(fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0);
	for (size_t at = 0; at < size;) {
		ssize_t sent = send(fd, data + at, size - at, MSG_NOSIGNAL);
		if (sent <= 0)
			break;
		at += (size_t)sent;
	}
	struct pollfd polled = { .fd = fd, .events = POLLIN };
	while (poll(&polled, 1, QUIET_MS) > 0 && recv(fd, answer, sizeof(answer), 0) > 0)
		;
	(void)close(fd);
	const struct timespec moment = { .tv_nsec = 100000 };
	for (int i = 0; i < PATIENCE && http_n_connections(server) > 0; i++)
		(void)nanosleep(&moment, NULL);
	must(http_n_connections(server) == 0);
}

/* ---- a reader who forgives nothing ---- */

struct reader {
	const char *at;
	const char *end;
};

/* The next line without its CRLF; NULL when there is none or it holds a CR, LF or NUL of its own. */
static const char *
next_line(struct reader *reader, size_t *len)
{
	const char *start = reader->at;
	const char *p = start;
	while (p < reader->end && *p != '\r' && *p != '\n' && *p != '\0')
		p++;
	if (reader->end - p < 2 || p[0] != '\r' || p[1] != '\n')
		return NULL;
	*len = (size_t)(p - start);
	reader->at = p + 2;
	return start;
}

static bool
is_named(const char *line, size_t len, const char *name)
{
	size_t n = strlen(name);
	return len > n && strncasecmp(line, name, n) == 0 && line[n] == ':';
}

static const char *
value_of(const char *line, size_t len, size_t *value_len)
{
	const char *value = (const char *)memchr(line, ':', len) + 1;
	const char *end = line + len;
	while (value < end && (*value == ' ' || *value == '\t'))
		value++;
	while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	*value_len = (size_t)(end - value);
	return value;
}

/* Digits, and nothing else. */
static bool
read_size(const char *text, size_t len, size_t *out)
{
	*out = 0;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9' || *out > BYTES_MAX)
			return false;
		*out = *out * 10 + (size_t)(text[i] - '0');
	}
	return len > 0;
}

/* Headers up to the blank line, and the body that they announce. */
static bool
read_rest(struct reader *reader, size_t *body, bool *chunked)
{
	size_t n_lengths = 0;
	size_t n_chunked = 0;
	size_t len;
	const char *line;
	*body = 0;
	while ((line = next_line(reader, &len)) != NULL && len > 0) {
		size_t value_len;
		if (memchr(line, ':', len) == NULL || line[0] == ' ' || line[0] == '\t')
			return false;
		const char *value = value_of(line, len, &value_len);
		if (is_named(line, len, "Content-Length") &&
		    (n_lengths++ > 0 || !read_size(value, value_len, body)))
			return false;
		if (is_named(line, len, "Transfer-Encoding") &&
		    (n_chunked++ > 0 || value_len != 7 || strncasecmp(value, "chunked", 7) != 0))
			return false;
	}
	if (line == NULL || n_lengths + n_chunked > 1)
		return false;
	*chunked = n_chunked > 0;
	if (*chunked)
		return true;
	if (*body > (size_t)(reader->end - reader->at))
		return false;
	reader->at += *body;
	return true;
}

static bool
read_request(struct reader *reader, struct str *out, bool *chunked)
{
	char method[64];
	size_t body;
	size_t len = 0;
	/* Line ends before a request are passed over, of whichever kind. */
	while (reader->at < reader->end && (*reader->at == '\r' || *reader->at == '\n'))
		reader->at++;
	const char *line = next_line(reader, &len);
	const char *target = line == NULL ? NULL : memchr(line, ' ', len);
	if (target == NULL || (size_t)(target - line) >= sizeof(method))
		return false;
	(void)snprintf(method, sizeof(method), "%.*s", (int)(target - line), line);
	target++;
	const char *version = memchr(target, ' ', (size_t)(line + len - target));
	if (version == NULL || line + len - version != 9 || memcmp(version, " HTTP/1.", 8) != 0 ||
	    !read_rest(reader, &body, chunked))
		return false;
	size_t target_len = (size_t)(version - target);
	/* An empty query is none. */
	if (target_len > 0 && memchr(target, '?', target_len) == target + target_len - 1)
		target_len--;
	note(out, method, target, target_len, *chunked, body);
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str expected = STR_INIT(SEEN_MAX);
	struct reader reader = { (const char *)data, (const char *)data + size };
	if (size > BYTES_MAX)
		return 0;
	start();
	str_clear(&seen);
	converse(data, size);
	bool chunked = false;
	while (reader.at < reader.end && !chunked && read_request(&reader, &expected, &chunked))
		;
	(void)pthread_mutex_lock(&lock);
	size_t both = chunked && seen.len > expected.len ? expected.len : seen.len;
	bool same =
	    both <= expected.len && (both == 0 || memcmp(seen.data, expected.data, both) == 0);
	if (!same)
		(void)fprintf(
		    stderr, "handled:\n%swritten:\n%s", str_text(&seen), str_text(&expected));
	(void)pthread_mutex_unlock(&lock);
	must(same);
	str_release(&expected);
	return 0;
}
