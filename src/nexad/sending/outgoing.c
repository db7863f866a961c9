/* Requests and connections over libcurl, for which outgoing_internal.h is the daemon's door (base/curl_late.c
 * loads it). */
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "err.h"
#include "mem.h"
#include "outgoing_internal.h"
#include "webhook_url.h"

enum { FDS_MAX = 130, URL_MAX = 2100 };

struct outgoing {
	int bell; /* rung by outgoing_wake() */
	CURLM *
	    multi; /* NULL until the first request: most daemons send nothing, and libcurl is large */
	struct exchange *first;
};

CURLM *
outgoing_multi(const struct outgoing *outgoing)
{
	return outgoing->multi;
}

int
outgoing_open(struct outgoing **out, struct err *err)
{
	int bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (bell < 0)
		return fail(
		    err, PROBLEM_internal, "", "no descriptor is left for what is sent out");
	*out = mem_new(1, sizeof(**out));
	(*out)->bell = bell;
	return 0;
}

static bool
have_curl(struct outgoing *outgoing)
{
	if (outgoing->multi == NULL && curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK &&
	    (outgoing->multi = curl_multi_init()) != NULL)
		(void)curl_multi_setopt(outgoing->multi, CURLMOPT_MAXCONNECTS, 32L);
	return outgoing->multi != NULL;
}

void
exchange_free(struct exchange *exchange)
{
	struct outgoing *outgoing = exchange->outgoing;
	if (exchange->before != NULL)
		exchange->before->next = exchange->next;
	else
		outgoing->first = exchange->next;
	if (exchange->next != NULL)
		exchange->next->before = exchange->before;
	bytes_release(exchange);
	if (exchange->easy != NULL) {
		(void)curl_multi_remove_handle(outgoing->multi, exchange->easy);
		curl_easy_cleanup(exchange->easy);
	}
	if (exchange->ca >= 0)
		(void)close(exchange->ca);
	curl_slist_free_all(exchange->headers);
	str_release(&exchange->answer.body);
	free(exchange);
}

void
outgoing_close(struct outgoing *outgoing)
{
	if (outgoing == NULL)
		return;
	for (struct exchange *exchange = outgoing->first; exchange != NULL;) {
		struct exchange *next = exchange->next;
		exchange_free(exchange);
		exchange = next;
	}
	if (outgoing->multi != NULL) {
		(void)curl_multi_cleanup(outgoing->multi);
		curl_global_cleanup();
	}
	(void)close(outgoing->bell);
	free(outgoing);
}

/* ---- one exchange ---- */

/* What is longer is nobody's business: its beginning is kept, and the rest ends the exchange. */
static size_t
take_body(char *data, size_t size, size_t n, void *payload)
{
	struct exchange *exchange = payload;
	struct str *body = &exchange->answer.body;
	size_t room = OUTGOING_ANSWER - body->len;
	str_add_n(body, data, size * n < room ? size * n : room);
	return size * n <= room ? size * n : 0;
}

/* Called with the address that a name came to mean, just before it is connected to. */
static curl_socket_t
open_socket(void *payload, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct exchange *exchange = payload;
	(void)purpose;
	exchange->refused = !exchange->anywhere &&
	    !webhook_address_allowed(&address->addr, exchange->secure, exchange->allow_private);
	if (exchange->refused)
		return CURL_SOCKET_BAD;
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* Called with the address of a connection, also of one that another exchange has made, perhaps one that may go
 * anywhere. */
static int
/* NOLINTNEXTLINE(readability-non-const-parameter): the type is curl's */
about_to_send(void *payload, char *address, char *own_address, int port, int own_port)
{
	struct exchange *exchange = payload;
	struct addrinfo hints = { .ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	(void)own_address, (void)port, (void)own_port;
	exchange->refused = !exchange->anywhere &&
	    (getaddrinfo(address, NULL, &hints, &found) != 0 ||
	        !webhook_address_allowed(
	            found->ai_addr, exchange->secure, exchange->allow_private));
	if (found != NULL)
		freeaddrinfo(found);
	return exchange->refused ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

static bool
add_file(int to, const char *path)
{
	int from = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = from < 0 ? -1 : 1;
	while (got > 0)
		got = sendfile(to, from, NULL, 1 << 20);
	if (from >= 0)
		(void)close(from);
	return got == 0;
}

/* Curl with GnuTLS reads certificates from a file alone, and from no second one: those of the post, else the system's
 * and those beside them. */
static bool
set_ca(struct exchange *exchange, const struct outgoing_post *post)
{
	char path[40];
	const char *system = NULL;
	const char *own = post->ca == NULL ? "" : post->ca;
	if (post->ca == NULL && post->also_ca_file == NULL)
		return true;
	exchange->ca = memfd_create("ca", MFD_CLOEXEC);
	if (exchange->ca < 0 || write(exchange->ca, own, strlen(own)) != (ssize_t)strlen(own))
		return false;
	if (post->ca == NULL) {
		(void)curl_easy_getinfo(exchange->easy, CURLINFO_CAINFO, &system);
		if (system != NULL)
			(void)add_file(exchange->ca, system);
		if (!add_file(exchange->ca, post->also_ca_file))
			return false;
	}
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", exchange->ca);
	return curl_easy_setopt(exchange->easy, CURLOPT_CAINFO, path) == CURLE_OK;
}

/* What is sent once the connection is there. */
static void
set_body(struct exchange *exchange, const struct outgoing_post *post)
{
	CURL *easy = exchange->easy;
	/* Of which certificates one that is kept was judged by is not known later. */
	bool keeps =
	    post->anywhere || (post->keeps && post->ca == NULL && post->also_ca_file == NULL);
	if (exchange->phase == EXCHANGE_CONNECT) {
		curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
		curl_easy_setopt(easy, CURLOPT_SSL_ENABLE_ALPN, 0L);
		return;
	}
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, exchange);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, exchange->headers);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "nexad/" NEXA_VERSION);
	if (post->get) {
		curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
	} else {
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)post->body_len);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, post->body);
	}
	curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, about_to_send);
	curl_easy_setopt(easy, CURLOPT_PREREQDATA, exchange);
	curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, keeps ? 0L : 1L);
	curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, keeps ? 0L : 1L);
}

static void
set_options(struct exchange *exchange, const struct outgoing_post *post)
{
	CURL *easy = exchange->easy;
	curl_easy_setopt(easy, CURLOPT_PRIVATE, exchange);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, exchange->error);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)post->timeout_ms);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)post->timeout_ms);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, exchange);
	set_body(exchange, post);
}

static bool
add_headers(struct exchange *exchange, const char *const *headers)
{
	for (; headers != NULL && *headers != NULL; headers++) {
		struct curl_slist *longer = curl_slist_append(exchange->headers, *headers);
		if (longer == NULL)
			return false;
		exchange->headers = longer;
	}
	return true;
}

/* To curl syslog+tls://HOST:PORT is a connection that https://HOST:PORT begins with. */
static bool
address_of(const char *url, char out[URL_MAX])
{
	if (!stream_url_is_syslog(url))
		return snprintf(out, URL_MAX, "%s", url) < URL_MAX;
	return snprintf(out, URL_MAX, "%s%s", stream_url_is_secure(url) ? "https" : "http",
	           strchr(url, ':')) < URL_MAX;
}

struct exchange *
exchange_new(struct outgoing *outgoing, outgoing_done_fn *done, void *payload, int64_t timeout_ms)
{
	CURL *easy = have_curl(outgoing) ? curl_easy_init() : NULL;
	if (easy == NULL)
		return NULL;
	struct exchange *exchange = mem_new(1, sizeof(*exchange));
	exchange->outgoing = outgoing;
	exchange->easy = easy;
	exchange->done = done;
	exchange->payload = payload;
	exchange->ca = -1;
	exchange->fd = -1;
	exchange->ends_at = clock_monotonic() + timeout_ms;
	exchange->answer.body = (struct str)STR_INIT(OUTGOING_ANSWER);
	exchange->next = outgoing->first;
	if (exchange->next != NULL)
		exchange->next->before = exchange;
	outgoing->first = exchange;
	return exchange;
}

bool
exchange_begin(struct exchange *exchange)
{
	return curl_multi_add_handle(exchange->outgoing->multi, exchange->easy) == CURLM_OK;
}

bool
outgoing_post(struct outgoing *outgoing, const struct outgoing_post *post, outgoing_done_fn *done,
    void *payload)
{
	char address[URL_MAX];
	struct exchange *exchange = address_of(post->url, address)
	    ? exchange_new(outgoing, done, payload, post->timeout_ms)
	    : NULL;
	if (exchange == NULL)
		return false;
	exchange->anywhere = post->anywhere;
	exchange->allow_private = post->allow_private;
	exchange->secure = stream_url_is_secure(post->url);
	exchange->phase = stream_url_is_syslog(post->url) ? EXCHANGE_CONNECT : EXCHANGE_ANSWER;
	exchange->bytes = post->body;
	exchange->len = post->body_len;
	if (add_headers(exchange, post->headers) && set_ca(exchange, post) &&
	    curl_easy_setopt(exchange->easy, CURLOPT_URL, address) == CURLE_OK) {
		set_options(exchange, post);
		if (exchange_begin(exchange))
			return true;
	}
	exchange_free(exchange);
	return false;
}

/* ---- moving on ---- */

static void
explain(struct exchange *exchange, CURLcode code)
{
	struct outgoing_answer *answer = &exchange->answer;
	const char *what = exchange->error[0] != '\0' ? exchange->error : curl_easy_strerror(code);
	if (exchange->refused)
		what =
		    "the host has an address that is not to be sent to: a private one, or unencrypted to a public one";
	else if (code == CURLE_OPERATION_TIMEDOUT)
		what = "no answer in time";
	/* There is always memory (mem.h): curl says so of a header of more than 100 KB. */
	else if (code == CURLE_OUT_OF_MEMORY)
		what = "a header of the answer is too long";
	(void)snprintf(answer->error, sizeof(answer->error), "%s", what);
}

static void
end(struct exchange *exchange)
{
	exchange->done(&exchange->answer, exchange->payload);
	exchange_free(exchange);
}

static void
finish(struct exchange *exchange, CURLcode code)
{
	long status = 0;
	curl_off_t retry_after = 0;
	const char *type = NULL;
	(void)curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
	(void)curl_easy_getinfo(exchange->easy, CURLINFO_RETRY_AFTER, &retry_after);
	(void)curl_easy_getinfo(exchange->easy, CURLINFO_CONTENT_TYPE, &type);
	(void)snprintf(
	    exchange->answer.type, sizeof(exchange->answer.type), "%s", type == NULL ? "" : type);
	/* Too long an answer is an answer. */
	if (exchange->phase == EXCHANGE_MAIL)
		mail_end(exchange, code, status);
	else if (code == CURLE_OK || (code == CURLE_WRITE_ERROR && status != 0))
		exchange->answer.status = (int)status;
	else
		explain(exchange, code);
	exchange->answer.retry_after_s = retry_after;
	end(exchange);
}

static bool
has_bytes(const struct exchange *exchange)
{
	return exchange->phase == EXCHANGE_WRITE || exchange->phase == EXCHANGE_CLOSE;
}

static int
move_bytes(struct outgoing *outgoing)
{
	int ended = 0;
	for (struct exchange *exchange = outgoing->first; exchange != NULL;) {
		struct exchange *next = exchange->next;
		if (has_bytes(exchange) && bytes_move_on(exchange)) {
			end(exchange);
			ended++;
		}
		exchange = next;
	}
	return ended;
}

/* Lets curl work and ends what is done; returns how many. */
static int
move_on(struct outgoing *outgoing)
{
	int running;
	int ended = 0;
	int waiting;
	CURLMsg *message;
	if (outgoing->multi == NULL)
		return 0;
	(void)curl_multi_perform(outgoing->multi, &running);
	while ((message = curl_multi_info_read(outgoing->multi, &waiting)) != NULL) {
		struct exchange *exchange = NULL;
		CURLcode code = message->data.result;
		if (message->msg != CURLMSG_DONE)
			continue;
		(void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &exchange);
		if (exchange->phase == EXCHANGE_CONNECT && code == CURLE_OK) {
			bytes_begin(exchange);
			continue;
		}
		finish(exchange, code);
		ended++;
	}
	return ended + move_bytes(outgoing);
}

static void
wait_for_something(struct outgoing *outgoing, int timeout_ms)
{
	struct pollfd bell = { .fd = outgoing->bell, .events = POLLIN };
	struct curl_waitfd also[FDS_MAX] = { { .fd = outgoing->bell, .events = CURL_WAIT_POLLIN } };
	unsigned n = 1;
	eventfd_t rung;
	for (struct exchange *at = outgoing->first; at != NULL && n < FDS_MAX; at = at->next) {
		int most;
		if (!has_bytes(at))
			continue;
		n += bytes_wait(at, &also[n], &most);
		timeout_ms = most < timeout_ms ? most : timeout_ms;
	}
	if (outgoing->multi != NULL)
		(void)curl_multi_poll(outgoing->multi, also, n, timeout_ms, NULL);
	else
		(void)poll(&bell, 1, timeout_ms);
	(void)eventfd_read(outgoing->bell, &rung);
}

void
outgoing_poll(struct outgoing *outgoing, int timeout_ms)
{
	/* What ends at once leaves nothing to wait for. */
	if (move_on(outgoing) > 0)
		return;
	wait_for_something(outgoing, timeout_ms);
	(void)move_on(outgoing);
}

void
outgoing_wake(struct outgoing *outgoing)
{
	(void)eventfd_write(outgoing->bell, 1);
}
