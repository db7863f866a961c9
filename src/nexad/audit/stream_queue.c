/* How far a stream is, and when it goes on. */
#include <sodium.h>
#include <string.h>

#include "attempt.h"
#include "call.h"
#include "clock.h"
#include "event.h"
#include "stream.h"

enum { STATUS_GONE = 410 };

#define PATIENCE_MS (3 * CLOCK_DAY_MS)

const char *
stream_origin(struct call *c, const char *url)
{
	const char *host = strstr(url, "://");
	size_t before = host == NULL ? 0 : (size_t)(host - url) + 3;
	return arena_text_n(&c->arena, url, before + strcspn(url + before, "/?#"));
}

const char *
stream_old_secret(const struct stream_row *row, int64_t now)
{
	return row->has_old_until && now < row->old_until ? row->old_secret : NULL;
}

/* What the row becomes. */
struct verdict {
	enum stream_status status;
	int64_t failures;
	int64_t failing_since; /* 0: it does not */
	int64_t due_at;        /* 0: no more */
	const char *error;
};

static struct verdict
judge(struct call *c, const struct stream_row *row, const struct attempt *attempt)
{
	if (attempt->status >= 200 && attempt->status < 300)
		return (struct verdict){ .status = STREAM_STATUS_active, .due_at = attempt->at };
	bool goes_on = row->has_failing_since && attempt->seq <= row->delivered_seq;
	struct verdict out = { .status = STREAM_STATUS_failing,
		.failures = goes_on ? row->failures + 1 : 1,
		.failing_since = goes_on ? row->failing_since : attempt->at,
		.error = attempt_why(&c->arena, attempt) };
	bool gone = attempt->status == STATUS_GONE;
	if (!gone && attempt->at - out.failing_since < PATIENCE_MS) {
		out.due_at = attempt->at +
		    attempt_pause_ms(
		        out.failures, attempt->retry_after_s, randombytes_uniform(256));
		return out;
	}
	out.status = STREAM_STATUS_paused;
	out.error = gone
	    ? "the receiver answered 410 Gone: it wants no more"
	    : arena_printf(&c->arena, "nothing was taken for three days: %s", out.error);
	return out;
}

static struct value
or_null(int64_t at)
{
	return at == 0 ? value_text(NULL) : V(at);
}

static int
tell_pause(struct call *c, const struct stream_row *row, const char *why)
{
	return event_emit(c, EVENT_audit_stream_paused,
	    &(struct event_about){ .target_type = "audit_stream",
	        .target_id = row->org_id,
	        .target_name = stream_origin(c, row->url),
	        .before =
	            event_pair(c, "status", vocab_name(VOCAB_stream_status, (int)row->status)),
	        .after = event_pair(c, "status", "paused"),
	        .reason = why,
	        .org_id = row->org_id,
	        .ws_id = "" });
}

int
stream_settle(struct call *c, const struct attempt *attempt, int64_t version)
{
	struct stream_row row;
	bool found;
	if (call_get(c, QUERY_stream_get, WITH(V(attempt->destination_id)), &row, &found) != 0)
		return (int)c->err.problem;
	if (!found || row.version != version || row.status == STREAM_STATUS_paused)
		return 0;
	struct verdict out = judge(c, &row, attempt);
	int64_t reached = attempt->seq > row.delivered_seq ? attempt->seq : row.delivered_seq;
	if (call_run(c, QUERY_stream_settle,
	        WITH(V(row.org_id), V(reached), V(vocab_name(VOCAB_stream_status, (int)out.status)),
	            V(out.failures), or_null(out.failing_since), or_null(out.due_at),
	            V(attempt->at), V(out.error))) != 0)
		return (int)c->err.problem;
	return out.status == STREAM_STATUS_paused ? tell_pause(c, &row, out.error) : 0;
}
