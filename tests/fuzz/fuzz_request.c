/* Requests as the daemon reads them: "METHOD TARGET", header lines, a blank line, the body.  Arguments are
 * taken or there is a fault that can be told.  http.h is played by this file. */
#include "call.h"
#include "fuzz.h"
#include "http.h"
#include "json.h"
#include "reply.h"
#include "request.h"
#include "utf8.h"

enum { HEADERS_MAX = 16, REFUSAL_MAX = 1 << 20 };

struct http_request {
	const char *method;
	const char *path;
	const char *query;
	const char *names[HEADERS_MAX];
	const char *values[HEADERS_MAX];
	size_t n_headers;
	const char *body;
	size_t body_len;
};

/* clang-format off */
/* NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the linker's */
const char *__wrap_http_method(const struct http_request *request);
const char *__wrap_http_path(const struct http_request *request);
const char *__wrap_http_query(const struct http_request *request);
const char *__wrap_http_header(const struct http_request *request, const char *name);
const char *__wrap_http_headers(
    const struct http_request *request, const char *name, struct arena *arena);
const char *__wrap_http_body(const struct http_request *request, size_t *len);
const struct http_peer *__wrap_http_peer(const struct http_request *request);
const char *__wrap_http_request_id(const struct http_request *request);
/* clang-format on */

const char *
__wrap_http_method(const struct http_request *request)
{
	return request->method;
}

const char *
__wrap_http_path(const struct http_request *request)
{
	return request->path;
}

const char *
__wrap_http_query(const struct http_request *request)
{
	return request->query;
}

const char *
__wrap_http_header(const struct http_request *request, const char *name)
{
	for (size_t i = 0; i < request->n_headers; i++)
		if (strcasecmp(request->names[i], name) == 0)
			return request->values[i];
	return NULL;
}

const char *
__wrap_http_headers(const struct http_request *request, const char *name, struct arena *arena)
{
	(void)arena;
	return __wrap_http_header(request, name);
}

const char *
__wrap_http_body(const struct http_request *request, size_t *len)
{
	*len = request->body_len;
	return request->body;
}

const struct http_peer *
__wrap_http_peer(const struct http_request *request)
{
	static const struct http_peer peer = { .address = "192.0.2.1" };
	(void)request;
	return &peer;
}

const char *
__wrap_http_request_id(const struct http_request *request)
{
	(void)request;
	return "req_1";
}
/* NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming) */

/* Cuts the head into its parts, in place; what http_check.c would not let through is not there. */
static bool
read_head(char *head, struct http_request *out)
{
	char *line = strsep(&head, "\n");
	char *target = strchr(line, ' ');
	if (target == NULL || target[1] != '/' ||
	    strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != (size_t)(target - line))
		return false;
	*target++ = '\0';
	char *query = strchr(target, '?');
	if (query != NULL)
		*query++ = '\0';
	*out = (struct http_request){
		.method = line, .path = target, .query = query == NULL ? "" : query
	};
	while (head != NULL && out->n_headers < HEADERS_MAX) {
		line = strsep(&head, "\n");
		char *value = strstr(line, ": ");
		if (value == NULL)
			return false;
		*value = '\0';
		out->names[out->n_headers] = line;
		out->values[out->n_headers++] = value + 2;
	}
	return true;
}

static void
check_fault(const struct err *fault)
{
	struct json *json = NULL;
	struct str body = STR_INIT(REFUSAL_MAX);
	int status = problem_http_status(fault->problem);
	must(status >= 400 && status < 500 && fault->text[0] != '\0');
	must(utf8_valid(fault->text, strlen(fault->text)));
	must(utf8_valid(fault->subject, strlen(fault->subject)));
	reply_refuse((int)fault->problem, fault->text, "req_1", &body);
	must(json_parse(str_text(&body), body.len, &json, NULL) == 0);
	json_free(json);
	str_release(&body);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct http_request request;
	const uint8_t *blank = memmem(data, size, "\n\n", 2);
	size_t head_len = blank == NULL ? size : (size_t)(blank - data);
	char *head = fuzz_text(data, head_len);
	if (read_head(head, &request)) {
		request.body = blank == NULL ? "" : (const char *)blank + 2;
		request.body_len = blank == NULL ? 0 : size - head_len - 2;
		struct call *c = request_read(&request, NULL);
		if (c->op == NULL)
			check_fault(&c->err);
		for (size_t i = 0; i < c->faults.n; i++)
			check_fault(&c->faults.items[i]);
		request_free(c);
	}
	free(head);
	return 0;
}
