/* The transport over libcurl's multi interface; the only file of the client that includes curl. */
#include <assert.h>
#include <curl/curl.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <strings.h>

#include "clock.h"
#include "failure.h"
#include "mem.h"
#include "transport.h"

enum { CONNECT_MS = 10000 };

struct transport {
	CURLM *multi;      /* NULL until the first request */
	char *socket_path; /* NULL: TCP */
	char *base;        /* what stands before a target */
	char *ca_file;
	char *user_agent;
	struct transfer *first;
};

struct transfer {
	struct transport *transport;
	struct transfer *next;
	struct transfer *before;
	CURL *easy;
	struct curl_slist *headers;
	transport_done_fn *done;
	void *payload;
	bool (*sink)(const char *data, size_t len, void *sink_payload);
	void *sink_payload;
	bool sink_refused;
	bool writes;
	long timeout_ms;
	int body_file;
	off_t body_at; /* what is read next of it */
	off_t body_end;
	struct transport_answer answer;
	char error[CURL_ERROR_SIZE];
};

/* ---- where to ---- */

int
transport_open(const struct transport_settings *settings, struct transport **out, struct err *err)
{
	char *base;
	int problem = transport_base(settings, &base, err);
	if (problem != 0)
		return problem;
	struct transport *transport = mem_new(1, sizeof(*transport));
	transport->base = base;
	transport->user_agent =
	    mem_text(settings->user_agent == NULL ? "nexa" : settings->user_agent);
	if (settings->socket_path != NULL)
		transport->socket_path = mem_text(settings->socket_path);
	if (settings->ca_file != NULL)
		transport->ca_file = mem_text(settings->ca_file);
	*out = transport;
	return 0;
}

/* libcurl takes longer to load than the console to paint, so it comes with the first request. */
static bool
have_curl(struct transport *transport)
{
	if (transport->multi == NULL && curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		transport->multi = curl_multi_init();
	return transport->multi != NULL;
}

const char *
transport_where(const struct transport *transport)
{
	return transport->socket_path != NULL ? transport->socket_path : transport->base;
}

/* ---- one exchange ---- */

/* The list may hold a token. */
static void
wipe_headers(struct curl_slist *headers)
{
	for (struct curl_slist *item = headers; item != NULL; item = item->next)
		explicit_bzero(item->data, strlen(item->data));
	curl_slist_free_all(headers);
}

static void
transfer_free(struct transfer *transfer)
{
	(void)curl_multi_remove_handle(transfer->transport->multi, transfer->easy);
	curl_easy_cleanup(transfer->easy);
	wipe_headers(transfer->headers);
	/* An answer may hold a secret that is told only once. */
	if (transfer->answer.body.data != NULL)
		explicit_bzero(transfer->answer.body.data, transfer->answer.body.cap);
	str_release(&transfer->answer.body);
	free(transfer);
}

static void
end_transfer(struct transfer *transfer)
{
	if (transfer->before != NULL)
		transfer->before->next = transfer->next;
	else
		transfer->transport->first = transfer->next;
	if (transfer->next != NULL)
		transfer->next->before = transfer->before;
	transfer_free(transfer);
}

void
transport_close(struct transport *transport)
{
	if (transport == NULL)
		return;
	for (struct transfer *transfer = transport->first, *next; transfer != NULL;
	     transfer = next) {
		next = transfer->next;
		transfer_free(transfer);
	}
	if (transport->multi != NULL) {
		(void)curl_multi_cleanup(transport->multi);
		curl_global_cleanup();
	}
	free(transport->socket_path);
	free(transport->base);
	free(transport->ca_file);
	free(transport->user_agent);
	free(transport);
}

static size_t
take_body(char *data, size_t size, size_t n, void *payload)
{
	struct transfer *transfer = payload;
	long status = 0;
	if (transfer->sink != NULL)
		(void)curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	if (status == 200) {
		transfer->sink_refused = !transfer->sink(data, size * n, transfer->sink_payload);
		return transfer->sink_refused ? 0 : size * n;
	}
	str_add_n(&transfer->answer.body, data, size * n);
	/* curl keeps its buffer, but has done with what it handed over. */
	explicit_bzero(data, size * n);
	return transfer->answer.body.failed ? 0 : size * n;
}

/* The value of a header line when it has this name; NULL otherwise.  *len without blanks around. */
static const char *
header_value(const char *line, size_t line_len, const char *name, size_t *len)
{
	size_t name_len = strlen(name);
	if (line_len <= name_len || strncasecmp(line, name, name_len) != 0 || line[name_len] != ':')
		return NULL;
	const char *value = line + name_len + 1;
	const char *end = line + line_len;
	while (value < end && (*value == ' ' || *value == '\t'))
		value++;
	while (end > value && strchr(" \t\r\n", end[-1]) != NULL)
		end--;
	*len = (size_t)(end - value);
	return value;
}

/* The number that a text begins with; 0 when it begins with none. */
static int64_t
digits(const char *text, size_t len)
{
	int64_t number = 0;
	for (size_t i = 0; i < len && text[i] >= '0' && text[i] <= '9'; i++)
		number = number * 10 + (text[i] - '0');
	return number;
}

static size_t
take_header(char *data, size_t size, size_t n, void *payload)
{
	struct transport_answer *answer = &((struct transfer *)payload)->answer;
	size_t len;
	const char *value = header_value(data, size * n, "X-Request-Id", &len);
	if (value != NULL)
		(void)snprintf(
		    answer->request_id, sizeof(answer->request_id), "%.*s", (int)len, value);
	value = header_value(data, size * n, "Retry-After", &len);
	if (value != NULL && len > 0 && len < 7)
		answer->retry_after_s = (int)digits(value, len);
	value = header_value(data, size * n, "X-Last-Seq", &len);
	if (value != NULL && len < 19)
		answer->last_seq = digits(value, len);
	return size * n;
}

static void
set_connection(CURL *easy, const struct transport *transport)
{
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L); /* a value may be ".." */
	curl_easy_setopt(easy, CURLOPT_USERAGENT, transport->user_agent);
	/* In the clear, a proxy would see the token: only TLS goes through one. */
	if (strncasecmp(transport->base, "https:", 6) != 0)
		curl_easy_setopt(easy, CURLOPT_PROXY, "");
	if (transport->socket_path != NULL)
		curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, transport->socket_path);
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	if (transport->ca_file != NULL)
		curl_easy_setopt(easy, CURLOPT_CAINFO, transport->ca_file);
}

/* A piece of the body; a file that has become shorter is given up. */
static size_t
give_body(char *data, size_t size, size_t n, void *payload)
{
	struct transfer *transfer = payload;
	off_t left = transfer->body_end - transfer->body_at;
	size_t room = size * n;
	if (left == 0)
		return 0;
	ssize_t got = pread(
	    transfer->body_file, data, (off_t)room < left ? room : (size_t)left, transfer->body_at);
	if (got <= 0)
		return CURL_READFUNC_ABORT;
	transfer->body_at += got;
	return (size_t)got;
}

/* When a connection that was kept open breaks, curl sends again. */
static int
rewind_body(void *payload, curl_off_t offset, int origin)
{
	if (origin != SEEK_SET)
		return CURL_SEEKFUNC_CANTSEEK;
	((struct transfer *)payload)->body_at = (off_t)offset;
	return CURL_SEEKFUNC_OK;
}

static void
set_body_file(struct transfer *transfer, const struct transport_request *request)
{
	CURL *easy = transfer->easy;
	transfer->body_file = *request->body_file;
	transfer->body_end = (off_t)request->body_len;
	curl_easy_setopt(easy, CURLOPT_POST, 1L);
	curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_len);
	curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_body);
	curl_easy_setopt(easy, CURLOPT_READDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, rewind_body);
	curl_easy_setopt(easy, CURLOPT_SEEKDATA, transfer);
}

static void
set_request(struct transfer *transfer, const struct transport_request *request)
{
	CURL *easy = transfer->easy;
	long connect_ms = request->timeout_ms < CONNECT_MS ? request->timeout_ms : CONNECT_MS;
	curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->error);
	if (request->sink == NULL) {
		curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, request->timeout_ms);
	} else {
		curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
		curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME,
		    (request->timeout_ms + CLOCK_SECOND_MS - 1) / CLOCK_SECOND_MS);
	}
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, connect_ms);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->headers);
	if (request->body_file != NULL) {
		set_body_file(transfer, request);
	} else if (request->body != NULL) {
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_len);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body);
	}
	curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
}

static bool
set_address(struct transfer *transfer, const char *target)
{
	struct str url = STR_INIT(1 << 20);
	str_add(&url, transfer->transport->base);
	str_add(&url, target);
	bool done = !url.failed &&
	    curl_easy_setopt(transfer->easy, CURLOPT_URL, str_text(&url)) == CURLE_OK;
	str_release(&url);
	return done;
}

static bool
add_headers(struct transfer *transfer, const char *const *headers)
{
	for (; *headers != NULL; headers++) {
		struct curl_slist *longer = curl_slist_append(transfer->headers, *headers);
		if (longer == NULL)
			return false;
		transfer->headers = longer;
	}
	return true;
}

struct transfer *
transport_start(struct transport *transport, const struct transport_request *request,
    transport_done_fn *done, void *payload, struct err *err)
{
	if (!have_curl(transport)) {
		(void)fail(err, PROBLEM_internal, "", "libcurl is missing or cannot be set up");
		return NULL;
	}
	struct transfer *transfer = mem_new(1, sizeof(*transfer));
	transfer->transport = transport;
	transfer->done = done;
	transfer->payload = payload;
	transfer->sink = request->sink;
	transfer->sink_payload = request->sink_payload;
	transfer->writes = request->writes;
	transfer->timeout_ms = request->timeout_ms;
	transfer->answer.body = (struct str)STR_INIT(TRANSPORT_ANSWER_MAX);
	transfer->next = transport->first;
	if (transfer->next != NULL)
		transfer->next->before = transfer;
	transport->first = transfer;
	transfer->easy = curl_easy_init();
	if (transfer->easy != NULL && add_headers(transfer, request->headers) &&
	    set_address(transfer, request->target)) {
		set_connection(transfer->easy, transport);
		set_request(transfer, request);
		if (curl_multi_add_handle(transport->multi, transfer->easy) == CURLM_OK)
			return transfer;
	}
	end_transfer(transfer);
	(void)fail(err, PROBLEM_internal, "", "libcurl cannot start a request");
	return NULL;
}

void
transport_cancel(struct transfer *transfer)
{
	end_transfer(transfer);
}

int64_t
transport_sent(const struct transfer *transfer)
{
	curl_off_t sent = 0;
	(void)curl_easy_getinfo(transfer->easy, CURLINFO_SIZE_UPLOAD_T, &sent);
	return (int64_t)sent;
}

int64_t
transport_last_seq(const struct transfer *transfer)
{
	return transfer->answer.last_seq;
}

/* ---- what went wrong ---- */

/* What is wrong with a certificate, in the words of GnuTLS (bits) or of OpenSSL (a number below them all). */
enum {
	GNUTLS_NOT_YET_VALID = 1 << 9,
	GNUTLS_EXPIRED = 1 << 10,
	OPENSSL_NOT_CHECKED = 1,
	OPENSSL_NOT_YET_VALID = 9,
	OPENSSL_EXPIRED = 10
};

static enum failure
distrust_of(CURL *easy)
{
	long result = 0;
	(void)curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &result);
	if (result == OPENSSL_EXPIRED || (result & GNUTLS_EXPIRED) != 0)
		return FAILURE_EXPIRED;
	if (result == OPENSSL_NOT_YET_VALID || (result & GNUTLS_NOT_YET_VALID) != 0)
		return FAILURE_NOT_YET_VALID;
	/* Nothing but the name is wrong. */
	return result <= OPENSSL_NOT_CHECKED ? FAILURE_OTHER_NAME : FAILURE_NOT_TRUSTED;
}

static enum failure
failure_of(CURL *easy, CURLcode code)
{
	switch (code) {
	case CURLE_COULDNT_CONNECT:
		return FAILURE_NO_CONNECTION;
	case CURLE_COULDNT_RESOLVE_HOST:
		return FAILURE_NO_HOST;
	case CURLE_OPERATION_TIMEDOUT:
		return FAILURE_TIMED_OUT;
	case CURLE_PEER_FAILED_VERIFICATION:
		return distrust_of(easy);
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_ISSUER_ERROR:
		return FAILURE_NO_TLS;
	case CURLE_GOT_NOTHING:
	case CURLE_PARTIAL_FILE:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
		return FAILURE_BROKEN;
	case CURLE_WRITE_ERROR:
		return FAILURE_TOO_LONG;
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_UNSUPPORTED_PROTOCOL:
		return FAILURE_NOT_HTTP;
	default:
		return FAILURE_OTHER;
	}
}

static void
explain(struct transfer *transfer, CURLcode code)
{
	const struct transport *transport = transfer->transport;
	long number = 0;
	if (transfer->sink_refused) {
		(void)fail(&transfer->answer.err, PROBLEM_cancelled, "", "given up");
		return;
	}
	(void)curl_easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &number);
	/* curl sends again by itself when a connection that was kept open breaks: then it is the
	 * first try that may have arrived. */
	long sent = 0;
	(void)curl_easy_getinfo(transfer->easy, CURLINFO_REQUEST_SIZE, &sent);
	enum failure failure = failure_of(transfer->easy, code);
	if (failure == FAILURE_NO_CONNECTION && sent > 0)
		failure = FAILURE_BROKEN;
	const struct failure_facts facts = {
		.failure = failure,
		.where = transport_where(transport),
		.socket = transport->socket_path != NULL,
		.writes = transfer->writes,
		.timeout_ms = transfer->timeout_ms,
		.number = (int)number,
		.told = transfer->error[0] != '\0' ? transfer->error : curl_easy_strerror(code),
	};
	transfer->answer.in_doubt = failure_leaves_doubt(&facts);
	(void)failure_explain(&facts, &transfer->answer.err);
}

/* ---- moving on ---- */

static void
finish(struct transfer *transfer, CURLcode code)
{
	long status = 0;
	(void)curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	if (code == CURLE_OK)
		transfer->answer.status = (int)status;
	else
		explain(transfer, code);
	transfer->done(&transfer->answer, transfer->payload);
	end_transfer(transfer);
}

/* Lets curl work and ends what is done; returns how many. */
static int
move_on(struct transport *transport)
{
	int running;
	int ended = 0;
	int waiting;
	CURLMsg *message;
	if (transport->multi == NULL)
		return 0;
	(void)curl_multi_perform(transport->multi, &running);
	while ((message = curl_multi_info_read(transport->multi, &waiting)) != NULL) {
		struct transfer *transfer = NULL;
		CURLcode code = message->data.result;
		if (message->msg != CURLMSG_DONE)
			continue;
		(void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
		finish(transfer, code);
		ended++;
	}
	return ended;
}

static void
wait_for_something(struct transport *transport, struct pollfd *fds, unsigned n_fds, int timeout_ms)
{
	struct curl_waitfd also[TRANSPORT_FDS_MAX];
	assert(n_fds <= TRANSPORT_FDS_MAX);
	for (unsigned i = 0; i < n_fds; i++) {
		also[i] = (struct curl_waitfd){ .fd = fds[i].fd };
		if ((fds[i].events & POLLIN) != 0)
			also[i].events |= CURL_WAIT_POLLIN;
		if ((fds[i].events & POLLPRI) != 0)
			also[i].events |= CURL_WAIT_POLLPRI;
		if ((fds[i].events & POLLOUT) != 0)
			also[i].events |= CURL_WAIT_POLLOUT;
	}
	if (transport->multi == NULL)
		(void)poll(fds, n_fds, timeout_ms);
	else
		(void)curl_multi_poll(
		    transport->multi, also, n_fds, timeout_ms < 0 ? 3600000 : timeout_ms, NULL);
}

void
transport_poll(struct transport *transport, struct pollfd *fds, unsigned n_fds, int timeout_ms)
{
	if (move_on(transport) > 0)
		timeout_ms = 0;
	if (timeout_ms != 0) {
		wait_for_something(transport, fds, n_fds, timeout_ms);
		(void)move_on(transport);
	}
	/* curl keeps hang-ups and errors of foreign descriptors to itself: the caller would
	 * spin. */
	if (n_fds > 0 && poll(fds, n_fds, 0) < 0)
		for (unsigned i = 0; i < n_fds; i++)
			fds[i].revents = 0;
}
