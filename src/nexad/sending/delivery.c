/* The thread that sends. */
#include "delivery.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "after_commit.h"
#include "attempt.h"
#include "call.h"
#include "carrier_http.h"
#include "carrier_orders.h"
#include "clock.h"
#include "daemon.h"
#include "delivery_queue.h"
#include "err.h"
#include "log.h"
#include "mail.h"
#include "mem.h"
#include "payment.h"
#include "stream.h"
#include "webhook_sign.h"
#include "writer.h"

enum {
	TIMEOUT_MS = 5000,
	PAYMENT_TIMEOUT_MS = 30000,
	CARRIER_TIMEOUT_MS = 15000,
	MAIL_TIMEOUT_MS = 60000,
	MAILS_MAX = 4, /* at a time: mail servers count connections */
	SENDING_MAX = 128,
	IDLE_MS = 30000,
	AFTER_FAULT_MS = 2000
};

/* Where what is sent comes from: what is due, when the next one will be, and who is told the outcome. */
struct source {
	enum query due;
	enum query when;
	int (*take)(const void *row, void *payload);
	int (*settle)(struct call *c, const struct attempt *attempt);
	int timeout_ms;
	bool anywhere;   /* whatever the address: the operator configured it */
	bool keyed;      /* with an Idempotency-Key */
	bool wants_body; /* of the answer */
};

/* A message on its way: sent, then its outcome written, then, when that failed, a pause. */
struct sending {
	struct writer_job job;
	struct sender *delivery;
	struct sending *next;
	struct arena arena; /* what due points to */
	const struct source *source;
	struct due_row due;        /* made of one of its rows */
	const char *authorization; /* a header; NULL: none */
	struct webhook_headers signed_by;
	char key_header[140];
	struct attempt attempt;
	char error[OUTGOING_ERROR];
	struct call call; /* in which the outcome is noted */
	/* Under the mutex, since the writer changes them. */
	bool noted;
	int64_t rests_until; /* monotonic; the outcome could not be written */
};

struct sender {
	struct daemon *daemon;
	struct outgoing *outgoing;
	struct streams *streams;
	pthread_t thread;
	pthread_mutex_t mutex;
	struct sending *first; /* of the thread */
	int n;
	/* Under the mutex. */
	struct delivery_ask *asks;
	bool stopping;
};

void
delivery_wake(struct sender *delivery)
{
	if (delivery != NULL)
		outgoing_wake(delivery->outgoing);
}

void
delivery_news(struct sender *delivery)
{
	if (delivery != NULL && streams_listen(delivery->streams))
		outgoing_wake(delivery->outgoing);
}

/* ---- outcomes ---- */

static bool
note(struct writer_job *job, struct db *db)
{
	struct sending *sending = (struct sending *)job;
	sending->call.db = db;
	return sending->source->settle(&sending->call, &sending->attempt) == 0;
}

static void
noted(struct writer_job *job, const struct err *err)
{
	struct sending *sending = (struct sending *)job;
	struct sender *delivery = sending->delivery;
	bool well =
	    after_own_commit(&sending->call, err, "the outcome of a delivery could not be noted");
	if (well && sending->call.then != NULL)
		sending->call.then(&sending->call);
	(void)pthread_mutex_lock(&delivery->mutex);
	sending->noted = true;
	sending->rests_until = well ? 0 : clock_monotonic() + AFTER_FAULT_MS;
	(void)pthread_mutex_unlock(&delivery->mutex);
	outgoing_wake(delivery->outgoing);
}

static void
note_later(struct sending *sending)
{
	struct sender *delivery = sending->delivery;
	sending->job = (struct writer_job){ .run = note, .finish = noted };
	sending->call.daemon = delivery->daemon;
	sending->call.caller = (struct caller){ .type = PRINCIPAL_system, .name = "nexad" };
	sending->call.standing.principal = PRINCIPAL_system;
	if (writer_submit(delivery->daemon->writer, &sending->job))
		return;
	(void)pthread_mutex_lock(&delivery->mutex);
	sending->noted = true;
	sending->rests_until = clock_monotonic() + AFTER_FAULT_MS;
	(void)pthread_mutex_unlock(&delivery->mutex);
}

static void
answered(const struct outgoing_answer *answer, void *payload)
{
	struct sending *sending = payload;
	(void)snprintf(sending->error, sizeof(sending->error), "%s", answer->error);
	sending->attempt = (struct attempt){ .destination_id = sending->due.destination_id,
		.seq = sending->due.seq,
		.at = clock_now(),
		.status = answer->status,
		.retry_after_s = answer->retry_after_s,
		.error = sending->error };
	if (sending->source->wants_body) {
		sending->attempt.body_len = answer->body.len;
		sending->attempt.body =
		    arena_text_n(&sending->arena, str_text(&answer->body), answer->body.len);
	}
	log_line(answer->status >= 200 && answer->status < 300 ? LOG_debug : LOG_warning,
	    "delivery", LOG_TEXT("to", sending->due.destination_id),
	    LOG_TEXT("message", sending->due.id), LOG_NUMBER("status", answer->status),
	    LOG_TEXT("why", sending->error), LOG_END);
	note_later(sending);
}

/* The change that it was read from has an end of its own, which is to come before what follows from this. */
static void
cannot_send(struct sending *sending, const struct outgoing_answer *why)
{
	writer_settled(sending->delivery->daemon->writer);
	answered(why, sending);
}

/* ---- sending ---- */

static bool
is_under_way(const struct sender *delivery, const char *destination_id)
{
	for (const struct sending *at = delivery->first; at != NULL; at = at->next)
		if (strcmp(at->due.destination_id, destination_id) == 0)
			return true;
	return false;
}

static void
start(struct sending *sending)
{
	const struct source *source = sending->source;
	const struct due_row *due = &sending->due;
	const char *headers[10] = { "Content-Type: application/json", "Expect:" };
	int n = 2;
	if (due->secret != NULL) {
		webhook_sign_request(
		    due->secret, NULL, due->id, due->body, &sending->signed_by, headers + n);
		n += WEBHOOK_HEADERS;
	}
	if (sending->authorization != NULL)
		headers[n++] = sending->authorization;
	(void)snprintf(
	    sending->key_header, sizeof(sending->key_header), "Idempotency-Key: %s", due->id);
	headers[n] = source->keyed ? sending->key_header : NULL;
	const struct outgoing_post post = { .url = due->url,
		.headers = headers,
		.body = due->body,
		.body_len = strlen(due->body),
		.timeout_ms = source->timeout_ms,
		.anywhere = source->anywhere,
		.allow_private = sending->delivery->daemon->settings.webhook_allow_private };
	if (!outgoing_post(sending->delivery->outgoing, &post, answered, sending)) {
		const struct outgoing_answer none = { .error = "the request could not be made" };
		cannot_send(sending, &none);
	}
}

static int take_due(const void *row, void *payload);
static int take_payment(const void *row, void *payload);
static int take_order(const void *row, void *payload);
static int take_mail(const void *row, void *payload);

static const struct source messages = { .due = QUERY_deliveries_due,
	.when = QUERY_delivery_when,
	.take = take_due,
	.settle = delivery_settle,
	.timeout_ms = TIMEOUT_MS };
static const struct source payments = { .due = QUERY_payments_due,
	.when = QUERY_payments_when,
	.take = take_payment,
	.settle = payment_settle,
	.timeout_ms = PAYMENT_TIMEOUT_MS,
	.anywhere = true,
	.keyed = true };
static const struct source orders = { .due = QUERY_orders_due,
	.when = QUERY_orders_when,
	.take = take_order,
	.settle = carrier_settle,
	.timeout_ms = CARRIER_TIMEOUT_MS,
	.keyed = true,
	.wants_body = true };

static const struct source mails = {
	.due = QUERY_mails_due, .when = QUERY_mails_when, .take = take_mail, .settle = mail_settle
};

static struct sending *
sending_new(struct sender *delivery, const struct source *source)
{
	struct sending *sending = mem_new(1, sizeof(*sending));
	sending->delivery = delivery;
	sending->source = source;
	sending->next = delivery->first;
	delivery->first = sending;
	delivery->n++;
	return sending;
}

/* A row of the statement: its texts are borrowed. */
static int
take_due(const void *row, void *payload)
{
	struct sender *delivery = payload;
	const struct due_row *due = row;
	if (delivery->n == SENDING_MAX || is_under_way(delivery, due->destination_id))
		return 0;
	struct sending *sending = sending_new(delivery, &messages);
	struct arena *arena = &sending->arena;
	sending->due = (struct due_row){ .destination_id = arena_text(arena, due->destination_id),
		.url = arena_text(arena, due->url),
		.secret = arena_text(arena, due->secret),
		.seq = due->seq,
		.id = arena_text(arena, due->id),
		.body = arena_text(arena, due->body) };
	start(sending);
	return 0;
}

/* The same of a recharge that is to be paid. */
static int
take_payment(const void *row, void *payload)
{
	struct sender *delivery = payload;
	const struct payment_row *payment = row;
	const struct daemon_settings *settings = &delivery->daemon->settings;
	if (delivery->n == SENDING_MAX || is_under_way(delivery, payment->id))
		return 0;
	struct sending *sending = sending_new(delivery, &payments);
	struct arena *arena = &sending->arena;
	const char *id = arena_text(arena, payment->id);
	sending->due = (struct due_row){ .destination_id = id,
		.url = settings->payment_url,
		.secret = settings->payment_secret,
		.id = id,
		.body = payment_body(arena, payment) };
	start(sending);
	return 0;
}

/* The same of what the carrier is asked for. */
static int
take_order(const void *row, void *payload)
{
	struct sender *delivery = payload;
	const struct carrier_order *order = row;
	const struct daemon_settings *settings = &delivery->daemon->settings;
	if (delivery->n == SENDING_MAX || is_under_way(delivery, order->id))
		return 0;
	struct sending *sending = sending_new(delivery, &orders);
	struct arena *arena = &sending->arena;
	const char *id = arena_text(arena, order->id);
	sending->authorization = carrier_authorization(arena, settings);
	sending->due = (struct due_row){ .destination_id = id,
		.url = carrier_address(arena, settings, order->kind),
		.id = id,
		.body = arena_text(arena, order->body) };
	start(sending);
	return 0;
}

static int
mails_under_way(const struct sender *delivery)
{
	int n = 0;
	for (const struct sending *at = delivery->first; at != NULL; at = at->next)
		n += at->source == &mails;
	return n;
}

/* The same of a mail, which is no request. */
static int
take_mail(const void *row, void *payload)
{
	struct sender *delivery = payload;
	const struct mail_row *mail = row;
	const struct daemon_settings *settings = &delivery->daemon->settings;
	const struct mailer *mailer = &settings->mailer;
	if (mails_under_way(delivery) == MAILS_MAX || is_under_way(delivery, mail->id))
		return 0;
	struct sending *sending = sending_new(delivery, &mails);
	const char *id = arena_text(&sending->arena, mail->id);
	sending->due = (struct due_row){
		.destination_id = id, .id = id, .body = mail_of_row(&sending->arena, settings, mail)
	};
	const struct outgoing_mail out = { .url = mailer->url,
		.ehlo = mailer->ehlo,
		.user = mailer->user,
		.password = mailer->password,
		.ca_file = mailer->ca_file,
		.plain = mailer->plain,
		.from = mailer->from,
		.to = mail->email,
		.message = sending->due.body,
		.timeout_ms = MAIL_TIMEOUT_MS };
	/* What cannot be sent now will not be later, either. */
	const struct outgoing_answer none = { .status = 550,
		.error = "the mail cannot be made; send the invitation again" };
	if (out.message == NULL || !outgoing_mail(delivery->outgoing, &out, answered, sending))
		cannot_send(sending, &none);
	return 0;
}

/* Sends it; answers for how many milliseconds nothing will be. */
static int64_t
send_due(struct sender *delivery, const struct source *source)
{
	struct err err = { .problem = PROBLEM_none };
	struct number_row next = { .number = 0 };
	struct arena arena = { NULL };
	bool found = false;
	int64_t now = clock_now();
	struct db *db = daemon_reader(delivery->daemon);
	if (db == NULL)
		return AFTER_FAULT_MS;
	if (db_each(db, source->due, WITH(V(now), V((int64_t)delivery->n + SENDING_MAX)),
	        source->take, delivery, &err) != 0 ||
	    db_get(db, source->when, WITH(V(now)), &arena, &next, &found, &err) != 0) {
		log_line(
		    LOG_error, "cannot look for deliveries", LOG_TEXT("why", err.text), LOG_END);
		return AFTER_FAULT_MS;
	}
	arena_release(&arena);
	if (!found || next.number == 0)
		return IDLE_MS;
	int64_t wait = next.number - clock_now();
	if (wait < 0)
		wait = 0;
	return wait < IDLE_MS ? wait : IDLE_MS;
}

static int64_t
send_all_due(struct sender *delivery)
{
	const struct daemon_settings *settings = &delivery->daemon->settings;
	const struct {
		const struct source *source;
		bool wanted;
	} sources[] = { { &messages, true }, { &payments, settings->payment_url != NULL },
		{ &orders, settings->carrier_url != NULL }, { &mails, mail_is_used(settings) } };
	int64_t wait = IDLE_MS;
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		int64_t other = sources[i].wanted ? send_due(delivery, sources[i].source) : IDLE_MS;
		wait = other < wait ? other : wait;
	}
	return wait;
}

static void
sending_free(struct sending *sending)
{
	arena_wipe(&sending->arena);
	arena_release(&sending->call.arena);
	free(sending);
}

/* Lets go of what is settled; answers for how many milliseconds one of the others rests. */
static int64_t
forget_noted(struct sender *delivery)
{
	int64_t wait = IDLE_MS;
	int64_t now = clock_monotonic();
	(void)pthread_mutex_lock(&delivery->mutex);
	for (struct sending **at = &delivery->first; *at != NULL;) {
		struct sending *sending = *at;
		int64_t rest = sending->rests_until - now;
		if (!sending->noted || rest > 0) {
			if (sending->noted && rest < wait)
				wait = rest;
			at = &sending->next;
			continue;
		}
		*at = sending->next;
		delivery->n--;
		sending_free(sending);
	}
	(void)pthread_mutex_unlock(&delivery->mutex);
	return wait;
}

/* ---- asking ---- */

static void
asked(const struct outgoing_answer *answer, void *payload)
{
	struct delivery_ask *ask = payload;
	struct delivery_ask **at = &ask->delivery->asks;
	(void)pthread_mutex_lock(&ask->delivery->mutex);
	while (*at != ask)
		at = &(*at)->next;
	*at = ask->next;
	(void)pthread_mutex_unlock(&ask->delivery->mutex);
	ask->done(answer, ask->payload);
}

void
delivery_ask(struct sender *delivery, struct delivery_ask *ask)
{
	ask->delivery = delivery;
	ask->started = false;
	(void)pthread_mutex_lock(&delivery->mutex);
	bool stopping = delivery->stopping;
	if (!stopping) {
		ask->next = delivery->asks;
		delivery->asks = ask;
	}
	(void)pthread_mutex_unlock(&delivery->mutex);
	const struct outgoing_answer none = { .error = "the daemon is stopping" };
	if (stopping)
		ask->done(&none, ask->payload);
	else
		outgoing_wake(delivery->outgoing);
}

/* One that was not started, or none; stopping: any. */
static struct delivery_ask *
next_ask(struct sender *delivery, bool any)
{
	(void)pthread_mutex_lock(&delivery->mutex);
	struct delivery_ask *ask = delivery->asks;
	while (ask != NULL && ask->started && !any)
		ask = ask->next;
	if (ask != NULL)
		ask->started = true;
	(void)pthread_mutex_unlock(&delivery->mutex);
	return ask;
}

static void
start_asks(struct sender *delivery)
{
	const struct outgoing_answer none = { .error = "the request could not be made" };
	struct delivery_ask *ask;
	while ((ask = next_ask(delivery, false)) != NULL)
		if (!outgoing_post(delivery->outgoing, &ask->post, asked, ask))
			asked(&none, ask);
}

static void
end_asks(struct sender *delivery)
{
	const struct outgoing_answer none = { .error = "the daemon is stopping" };
	struct delivery_ask *ask;
	while ((ask = next_ask(delivery, true)) != NULL)
		asked(&none, ask);
}

/* ---- the thread ---- */

static bool
is_stopping(struct sender *delivery)
{
	(void)pthread_mutex_lock(&delivery->mutex);
	bool stopping = delivery->stopping;
	(void)pthread_mutex_unlock(&delivery->mutex);
	return stopping;
}

static void *
loop(void *payload)
{
	struct sender *delivery = payload;
	while (!is_stopping(delivery)) {
		int64_t rest = forget_noted(delivery);
		start_asks(delivery);
		int64_t wait = streams_send_due(delivery->streams, send_all_due(delivery));
		/* What they begin to send goes out in here. */
		writer_settled(delivery->daemon->writer);
		outgoing_poll(delivery->outgoing, (int)(wait < rest ? wait : rest));
	}
	end_asks(delivery);
	daemon_reader_close();
	return NULL;
}

int
delivery_start(struct daemon *daemon, struct sender **out, struct err *err)
{
	struct sender *delivery = mem_new(1, sizeof(*delivery));
	delivery->daemon = daemon;
	(void)pthread_mutex_init(&delivery->mutex, NULL);
	if (outgoing_open(&delivery->outgoing, err) != 0) {
		free(delivery);
		return (int)err->problem;
	}
	delivery->streams = streams_new(daemon, delivery->outgoing);
	/* The thread may ask for it at once. */
	*out = delivery;
	if (pthread_create(&delivery->thread, NULL, loop, delivery) != 0) {
		outgoing_close(delivery->outgoing);
		streams_free(delivery->streams);
		free(delivery);
		*out = NULL;
		return fail(err, PROBLEM_internal, "", "cannot start the delivery thread");
	}
	return 0;
}

void
delivery_stop(struct sender *delivery)
{
	if (delivery == NULL)
		return;
	(void)pthread_mutex_lock(&delivery->mutex);
	delivery->stopping = true;
	(void)pthread_mutex_unlock(&delivery->mutex);
	outgoing_wake(delivery->outgoing);
	(void)pthread_join(delivery->thread, NULL);
}

void
delivery_free(struct sender *delivery)
{
	if (delivery == NULL)
		return;
	outgoing_close(delivery->outgoing);
	streams_free(delivery->streams);
	while (delivery->first != NULL) {
		struct sending *sending = delivery->first;
		delivery->first = sending->next;
		sending_free(sending);
	}
	(void)pthread_mutex_destroy(&delivery->mutex);
	free(delivery);
}
