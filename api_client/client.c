/* Calls: each one from its arguments to its reply, delivered from client_poll() alone. */
#include "client.h"

#include <poll.h>
#include <string.h>
#include <sys/queue.h>

#include "answer.h"
#include "compose.h"
#include "json.h"
#include "local.h"
#include "mem.h"
#include "transport.h"

enum { TIMEOUT_MS = 30000, HEADERS_MAX = 8 };

struct client_call {
	struct client *client;
	TAILQ_ENTRY(client_call) entry;
	struct composed composed;
	struct transfer *transfer; /* NULL: not started or ended */
	struct local_call *local;  /* likewise */
	bool daemon_only;
	bool dry_run;
	bool as_is;           /* what is answered is no JSON to be read */
	client_sink_fn *sink; /* NULL: none */
	void *sink_payload;
	bool sunk;           /* something was given to it */
	struct reply *reply; /* given away when delivered */
	client_done_fn *done;
	void *payload;
};

TAILQ_HEAD(calls, client_call);

struct client {
	struct transport *transport;
	struct client_local *local; /* NULL: nobody answers but the daemon */
	bool away;                  /* the daemon could not be reached the last time */
	char *where;
	char *token;
	bool read_only;
	long timeout_ms;
	int n_calls;
	struct calls under_way;
	struct calls ended; /* done is not called yet */
	/* Done is called, perhaps not over: they stay in memory, so that no new call can have the address
	 * of one that its receiver may still name. */
	struct calls leaving;
	int depth; /* of client_poll() inside of done */
};

/* ---- a client ---- */

static void
forget_token(struct client *client)
{
	if (client->token != NULL)
		explicit_bzero(client->token, strlen(client->token));
	free(client->token);
	client->token = NULL;
}

int
client_open(const struct client_settings *settings, struct client **out, struct err *err)
{
	struct transport_settings to = {
		.socket_path = settings->socket_path,
		.url = settings->url,
		.ca_file = settings->ca_file,
		.user_agent = settings->user_agent,
	};
	struct transport *transport;
	int problem = transport_open(&to, &transport, err);
	if (problem != 0)
		return problem;
	struct client *client = mem_new(1, sizeof(*client));
	struct str where = STR_INIT(8192);
	str_add(&where, settings->socket_path != NULL ? "socket " : "");
	str_add(&where, transport_where(transport));
	client->transport = transport;
	client->where = mem_text(str_text(&where));
	client->local = settings->local;
	client->read_only = settings->read_only;
	client->timeout_ms = settings->timeout_ms > 0 ? settings->timeout_ms : TIMEOUT_MS;
	TAILQ_INIT(&client->under_way);
	TAILQ_INIT(&client->ended);
	TAILQ_INIT(&client->leaving);
	client_set_token(client, settings->token);
	str_release(&where);
	*out = client;
	return 0;
}

void
client_set_token(struct client *client, const char *token)
{
	char *copy = token == NULL ? NULL : mem_text(token);
	forget_token(client);
	client->token = copy;
}

const char *
client_where(const struct client *client)
{
	return client->where;
}

bool
client_is_read_only(const struct client *client)
{
	return client->read_only;
}

static void
call_free(struct client_call *call)
{
	if (call->transfer != NULL)
		transport_cancel(call->transfer);
	if (call->local != NULL)
		call->client->local->cancel(call->client->local, call->local);
	compose_release(&call->composed);
	reply_free(call->reply);
	free(call);
}

static void
free_all(const struct calls *list)
{
	struct client_call *next;
	for (struct client_call *call = TAILQ_FIRST(list); call != NULL; call = next) {
		next = TAILQ_NEXT(call, entry);
		call_free(call);
	}
}

static void
drop(struct calls *list, struct client_call *call)
{
	TAILQ_REMOVE(list, call, entry);
	call->client->n_calls--;
	call_free(call);
}

void
client_close(struct client *client)
{
	if (client == NULL)
		return;
	free_all(&client->under_way);
	free_all(&client->ended);
	transport_close(client->transport);
	forget_token(client);
	free(client->where);
	free(client);
}

/* ---- a call ---- */

static void
end(struct client_call *call)
{
	TAILQ_REMOVE(&call->client->under_way, call, entry);
	TAILQ_INSERT_TAIL(&call->client->ended, call, entry);
}

static void
keep_body(const struct str *body, struct reply *reply)
{
	reply->body = arena_text_n(&reply->arena, str_text(body), body->len);
	reply->body_len = body->len;
}

static void
take_answer(struct transport_answer *answer, struct client_call *call)
{
	struct reply *reply = call->reply;
	reply->status = answer->status;
	reply->retry_after_s = answer->retry_after_s;
	reply->last_seq = answer->last_seq;
	reply->in_doubt = answer->in_doubt;
	if (answer->copy[0] != '\0')
		reply->copy = arena_text(&reply->arena, answer->copy);
	memcpy(reply->request_id, answer->request_id, sizeof(reply->request_id));
	if (answer->err.problem != PROBLEM_none)
		reply->err = answer->err;
	else if (call->as_is && answer->status == 200)
		keep_body(&answer->body, reply);
	else
		answer_read(str_text(&answer->body), answer->body.len, call->dry_run,
		    call->client->where, reply);
	end(call);
}

static void
local_told(struct transport_answer *answer, void *payload)
{
	struct client_call *call = payload;
	call->local = NULL;
	take_answer(answer, call);
}

static bool
sink_piece(const char *data, size_t len, void *payload)
{
	struct client_call *call = payload;
	call->sunk = true;
	return call->sink(data, len, call->sink_payload);
}

/* Whether a copy answers, which then is asked. */
static bool
ask_local(struct client_call *call)
{
	struct client_local *local = call->client->local;
	const char *target = str_text(&call->composed.target);
	const struct local_request request = { .target = target,
		.sink = call->sink == NULL ? NULL : sink_piece,
		.sink_payload = call };
	bool as_is = call->as_is && call->sink == NULL;
	if (local == NULL || call->daemon_only || as_is || call->sunk ||
	    !local->answers(local, call->reply->op, target))
		return false;
	call->local = local->start(local, &request, local_told, call);
	return call->local != NULL;
}

static void
daemon_told(struct transport_answer *answer, void *payload)
{
	struct client_call *call = payload;
	call->transfer = NULL;
	call->client->away = answer->err.problem == PROBLEM_unreachable;
	if (!call->client->away || !ask_local(call))
		take_answer(answer, call);
}

/* Whether a text can stand in a header: printable ASCII without blanks. */
static bool
fits_header(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text <= ' ' || *text > '~')
			return false;
	return true;
}

/* One that signs in or out changes nothing but the caller's own session. */
static bool
is_refused(const struct client *client, enum op_id op)
{
	return client->read_only && op_writes(&ops[op]) && op != OP_auth_login &&
	    op != OP_auth_logout;
}

static int
check(
    const struct client_call *call, enum op_id op, const struct client_with *with, struct err *err)
{
	const struct client *client = call->client;
	if (is_refused(client, op))
		return fail(err, PROBLEM_read_only, "",
		    "this is read-only: '%s' would change something", ops[op].summary);
	if (client->token != NULL && !fits_header(client->token))
		return fail(err, PROBLEM_unauthenticated, "token",
		    "the token contains characters that no token has");
	if (with->idempotency_key != NULL && !fits_header(with->idempotency_key))
		return fail(err, PROBLEM_invalid_field, "idempotency_key",
		    "an idempotency key is printable ASCII without blanks");
	return 0;
}

/* The headers of a request, as texts that together end with one str_release(). */
struct headers {
	struct str text;
	size_t starts[HEADERS_MAX];
	size_t n;
};

static void
add_header(struct headers *headers, const char *name, const char *before, const char *value,
    const char *after)
{
	headers->starts[headers->n++] = headers->text.len;
	str_add(&headers->text, name);
	str_add(&headers->text, ": ");
	str_add(&headers->text, before);
	str_add(&headers->text, value);
	str_add(&headers->text, after);
	str_add_char(&headers->text, '\0');
}

static void
fill_headers(const struct client_call *call, enum op_id op, const struct client_with *with,
    struct headers *headers)
{
	char version[24];
	const char *served = ops[op].serves != NULL ? ops[op].serves : "application/json";
	const char *accept = with->accept != NULL ? with->accept : served;
	(void)str_reserve(&headers->text, 8192); /* no copy of the token is left when it grows */
	add_header(headers, "Accept", "", accept, "");
	if (call->client->token != NULL)
		add_header(headers, "Authorization", "Bearer ", call->client->token, "");
	if (call->composed.content_type != NULL)
		add_header(headers, "Content-Type", "", call->composed.content_type, "");
	if (ops[op].place == PLACE_context && with->ws != NULL)
		add_header(headers, "X-Workspace-Id", "", with->ws, "");
	if (with->idempotency_key != NULL)
		add_header(headers, "Idempotency-Key", "", with->idempotency_key, "");
	if (with->if_match != 0) {
		(void)snprintf(version, sizeof(version), "%lld", (long long)with->if_match);
		add_header(headers, "If-Match", "\"", version, "\"");
	}
}

static int
send_call(struct client_call *call, enum op_id op, const struct client_with *with, struct err *err)
{
	struct headers headers = { .text = STR_INIT(65536) };
	const char *list[HEADERS_MAX + 1] = { NULL };
	fill_headers(call, op, with, &headers);
	for (size_t i = 0; i < headers.n; i++)
		list[i] = str_text(&headers.text) + headers.starts[i];
	const struct transport_request request = {
		.method = method_name(ops[op].method),
		.target = str_text(&call->composed.target),
		.headers = list,
		.body = call->composed.body,
		.body_file = with->body_file,
		.body_len = call->composed.body_len,
		.sink = call->sink == NULL ? NULL : sink_piece,
		.sink_payload = call,
		.writes = op_writes(&ops[op]) && !with->dry_run,
		.timeout_ms = call->client->timeout_ms + call->composed.wait_ms,
	};
	if (headers.text.failed)
		(void)fail(err, PROBLEM_headers_too_large, "", "the token or a key is too long");
	else
		call->transfer =
		    transport_start(call->client->transport, &request, daemon_told, call, err);
	explicit_bzero(headers.text.data, headers.text.cap);
	str_release(&headers.text);
	return call->transfer == NULL ? (int)err->problem : 0;
}

/* To the daemon, or to a copy when that is known to be in vain or not wanted. */
static int
place_call(struct client_call *call, enum op_id op, const struct client_with *with, struct err *err)
{
	const struct client_local *local = call->client->local;
	bool only = local != NULL && local->only;
	if ((only || call->client->away) && ask_local(call))
		return 0;
	if (only)
		return fail(err, PROBLEM_unreachable, "",
		    "this is offline, and only an audit log that was copied (nexa audit sync) can be "
		    "read");
	return send_call(call, op, with, err);
}

struct client_call *
client_start(struct client *client, enum op_id op, const struct client_with *with, const void *args,
    client_done_fn *done, void *payload)
{
	static const struct client_with nothing = { .org = NULL };
	if (with == NULL)
		with = &nothing;
	struct client_call *call = mem_new(1, sizeof(*call));
	call->client = client;
	call->dry_run = with->dry_run;
	call->as_is = with->accept != NULL || with->sink != NULL;
	call->sink = with->sink;
	call->sink_payload = with->sink_payload;
	call->daemon_only = with->daemon_only;
	call->done = done;
	call->payload = payload;
	call->reply = mem_new(1, sizeof(*call->reply));
	call->reply->op = op;
	call->reply->total = -1;
	TAILQ_INSERT_TAIL(&client->under_way, call, entry);
	client->n_calls++;
	struct err *err = &call->reply->err;
	if (check(call, op, with, err) != 0 || compose(op, with, args, &call->composed, err) != 0 ||
	    place_call(call, op, with, err) != 0)
		end(call);
	return call;
}

static bool
contains(const struct calls *list, const struct client_call *call)
{
	const struct client_call *at = TAILQ_FIRST(list);
	while (at != NULL && at != call)
		at = TAILQ_NEXT(at, entry);
	return at != NULL;
}

void
client_cancel(struct client *client, struct client_call *call)
{
	if (contains(&client->under_way, call))
		drop(&client->under_way, call);
	else if (contains(&client->ended, call))
		drop(&client->ended, call);
}

void
client_progress(const struct client_call *call, int64_t *sent, int64_t *total)
{
	*total = (int64_t)call->composed.body_len;
	*sent = call->transfer != NULL ? transport_sent(call->transfer) : *total;
}

int64_t
client_last_seq(const struct client_call *call)
{
	if (call->local != NULL)
		return call->client->local->last_seq(call->local);
	return call->transfer == NULL ? 0 : transport_last_seq(call->transfer);
}

/* Each call that had ended by now; what done starts waits for the next round, so that a call that
 * is started again each time it fails does not keep the program here. */
static void
deliver(struct client *client)
{
	struct client_call *call;
	int n = 0;
	client->depth++;
	for (call = TAILQ_FIRST(&client->ended); call != NULL; call = TAILQ_NEXT(call, entry))
		n++;
	while (n-- > 0 && !TAILQ_EMPTY(&client->ended)) {
		call = TAILQ_FIRST(&client->ended);
		struct reply *reply = call->reply;
		TAILQ_REMOVE(&client->ended, call, entry);
		TAILQ_INSERT_TAIL(&client->leaving, call, entry);
		client->n_calls--;
		call->reply = NULL;
		call->done(reply, call->payload);
	}
	if (--client->depth == 0) {
		free_all(&client->leaving);
		TAILQ_INIT(&client->leaving);
	}
}

int
client_poll(struct client *client, struct pollfd *fds, unsigned n_fds, int timeout_ms)
{
	struct client_local *local = client->local;
	struct pollfd all[TRANSPORT_FDS_MAX];
	unsigned n = n_fds;
	int fd = local == NULL ? -1 : local->fd(local);
	if (n_fds > 0)
		memcpy(all, fds, n_fds * sizeof(*fds));
	if (fd >= 0 && n < TRANSPORT_FDS_MAX)
		all[n++] = (struct pollfd){ .fd = fd, .events = POLLIN };
	transport_poll(client->transport, all, n, TAILQ_EMPTY(&client->ended) ? timeout_ms : 0);
	if (n_fds > 0)
		memcpy(fds, all, n_fds * sizeof(*fds));
	if (fd >= 0)
		local->hear(local);
	deliver(client);
	return client->n_calls;
}

static void
keep_reply(struct reply *reply, void *payload)
{
	*(struct reply **)payload = reply;
}

struct reply *
client_run(struct client *client, enum op_id op, const struct client_with *with, const void *args)
{
	struct reply *reply = NULL;
	(void)client_start(client, op, with, args, keep_reply, &reply);
	while (reply == NULL)
		(void)client_poll(client, NULL, 0, 1000);
	return reply;
}

void
reply_wipe(struct reply *reply)
{
	if (reply == NULL)
		return;
	json_wipe((struct json *)reply->json);
	arena_wipe(&reply->arena);
	free(reply);
}

void
reply_free(struct reply *reply)
{
	if (reply == NULL)
		return;
	json_free((struct json *)reply->json);
	arena_release(&reply->arena);
	free(reply);
}
