/* Audit streams: an organization's log, sent to a receiver of its choice.  The events themselves are the queue; a
 * stream is a row that says how far its receiver has taken them. */
#ifndef STREAM_H
#define STREAM_H

#include <stdbool.h>
#include <stdint.h>

struct call;
struct daemon;
struct attempt;
struct outgoing;
struct stream_message;
struct stream_row;
struct streams;

enum { STREAM_TIMEOUT_MS = 5000 };

/* ---- outcomes, in a job of the writer ---- */

/* Notes how far a stream came and how its last attempt went (attempt->destination_id is the organization,
 * attempt->seq the newest event that was taken): active; failing, to be tried again after a pause; or paused, when
 * the receiver answered 410 or has taken nothing for three days, which becomes an event.  Nothing when the stream
 * was set anew meanwhile (another version).  0 or the problem in c->err. */
int stream_settle(struct call *c, const struct attempt *attempt, int64_t version);
/* "https://siem.example.com": of an address what no secret is in; in the call's arena. */
const char *stream_origin(struct call *c, const char *url);
/* The secret that signs beside the present one at an instant; NULL: none does any more. */
const char *stream_old_secret(const struct stream_row *row, int64_t now);

/* ---- sending, by the thread of delivery.h ---- */

struct streams *streams_new(struct daemon *daemon, struct outgoing *outgoing);
/* After the writer has stopped. */
void streams_free(struct streams *streams);
/* Sends what is due; answers for how many milliseconds nothing will be, at most most_ms. */
int64_t streams_send_due(struct streams *streams, int64_t most_ms);
/* From any thread: whether anybody wants to hear that events were committed. */
bool streams_listen(const struct streams *streams);

#endif
