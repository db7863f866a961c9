/* Printing errors. */
#include "refusal.h"

#include "call.h"
#include "jsonw.h"

static const char *
reason_phrase(int status)
{
	static const struct {
		int status;
		const char *phrase;
	} phrases[] = { { 400, "Bad Request" }, { 401, "Unauthorized" },
		{ 402, "Payment Required" }, { 403, "Forbidden" }, { 404, "Not Found" },
		{ 405, "Method Not Allowed" }, { 406, "Not Acceptable" }, { 409, "Conflict" },
		{ 410, "Gone" }, { 412, "Precondition Failed" }, { 413, "Payload Too Large" },
		{ 414, "URI Too Long" }, { 415, "Unsupported Media Type" },
		{ 422, "Unprocessable Entity" }, { 429, "Too Many Requests" },
		{ 431, "Request Header Fields Too Large" }, { 500, "Internal Server Error" },
		{ 503, "Service Unavailable" } };
	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	return "Error";
}

void
/* NOLINTNEXTLINE(readability-function-size): the members of the one form of errors */
refusal_print(enum problem problem, const char *request_id, const char *details,
    const struct faults *faults, const char *text, struct str *out)
{
	struct jsonw writer = { .out = out };
	struct jsonw *w = &writer;
	jsonw_open(w, '{');
	jsonw_key(w, "statusCode");
	jsonw_int(w, problem_http_status(problem));
	jsonw_key(w, "error");
	jsonw_text(w, reason_phrase(problem_http_status(problem)));
	jsonw_key(w, "message");
	if (faults != NULL && faults->n > 1) {
		jsonw_open(w, '[');
		for (size_t i = 0; i < faults->n; i++)
			jsonw_text(w, faults->items[i].text);
		jsonw_close(w, ']');
	} else {
		jsonw_text(w, text);
	}
	jsonw_key(w, "code");
	jsonw_text(w, problem_code(problem));
	jsonw_key(w, "request_id");
	jsonw_text(w, request_id);
	jsonw_key(w, "details");
	jsonw_raw(w, details == NULL ? "{}" : details);
	jsonw_close(w, '}');
}

const char *
refusal_fields(struct call *c, const struct err *errs, size_t n)
{
	struct str text = STR_INIT(1 << 16);
	struct jsonw w = { .out = &text };
	jsonw_open(&w, '{');
	jsonw_key(&w, "fields");
	jsonw_open(&w, '[');
	for (size_t i = 0; i < n; i++) {
		jsonw_open(&w, '{');
		jsonw_key(&w, "field");
		jsonw_text(&w, errs[i].subject);
		jsonw_key(&w, "code");
		jsonw_text(&w, problem_code(errs[i].problem));
		jsonw_key(&w, "message");
		jsonw_text(&w, errs[i].text);
		jsonw_close(&w, '}');
	}
	jsonw_close(&w, ']');
	jsonw_close(&w, '}');
	return call_keep(c, &text);
}
