/* Calls one after another, reported on as an engine would, charged as they end. */
#include "demo_calls.h"

#include <string.h>

#include "agent.h"
#include "attempt.h"
#include "call.h"
#include "call_life.h"
#include "clock.h"
#include "delivery_queue.h"
#include "demo_cast.h"
#include "invoice.h"
#include "money.h"
#include "payment.h"
#include "rental.h"

enum { LONGEST_S = 720, SETTLED = 8 };

/* In a hundred calls. */
static const struct ending {
	enum call_status status;
	unsigned share;
	unsigned rings_s; /* at most */
} endings[] = {
	{ CALL_STATUS_completed, 63, 20 },
	{ CALL_STATUS_no_answer, 13, 45 },
	{ CALL_STATUS_busy, 9, 6 },
	{ CALL_STATUS_did_not_pick, 8, 40 },
	{ CALL_STATUS_failed, 4, 3 },
	{ CALL_STATUS_cancelled, 3, 15 },
};

static const struct talk {
	const char *transcript;
	const char *analysis;
} talks[] = {
	{ "Agent: Acme Voice, good morning. How can I help?\nUser: My headset does not pair.\n"
	  "Agent: Hold its button until the light turns blue.\nUser: Blue. It works, thank you.",
	    "{\"sentiment\":\"positive\",\"summary\":\"The headset was paired.\"}" },
	{ "Agent: Hello, this is Acme Voice about your invoice of the 3rd.\nUser: I paid it yesterday.\n"
	  "Agent: Thank you, I make a note of it.",
	    "{\"sentiment\":\"neutral\",\"summary\":\"Says that the invoice is paid.\"}" },
	{ "Agent: Namaste, Acme Voice. What is your order number?\nUser: Four, four, one, nine.\n"
	  "Agent: It is with the courier and comes tomorrow.\nUser: Theek hai, dhanyavaad.",
	    "{\"sentiment\":\"positive\",\"summary\":\"The order comes tomorrow.\"}" },
	{ "Agent: Good afternoon, Acme Voice here.\nUser: We have a supplier. Please do not call again.\n"
	  "Agent: Understood. Goodbye.",
	    "{\"sentiment\":\"negative\",\"summary\":\"Wants no more calls.\"}" },
	{ "Agent: Acme Voice support, this call may be recorded.\nUser: I was charged twice.\n"
	  "Agent: I see both charges. One goes back today.\nUser: How long does it take?\n"
	  "Agent: Three working days.",
	    "{\"sentiment\":\"neutral\",\"summary\":\"Charged twice; one charge goes back.\"}" },
};

/* ---- money ---- */

int
demo_pay(struct call *c, int64_t rupees, const char *reference)
{
	struct recharge recharge;
	struct billing_recharge_args args = {
		.amount_inr = rupees * MONEY_RUPEE, .reference = reference, .has_reference = true
	};
	return op_billing_recharge(c, &args, &recharge);
}

/* Somebody looks at the balance now and then. */
static int
pay_in_time(struct call *c, const struct demo_calls *calls)
{
	struct wallet_row wallet = { .balance = 0 };
	bool found;
	if (call_get(c, QUERY_wallet_balance, WITH(V(c->place.org_id)), &wallet, &found) != 0)
		return (int)c->err.problem;
	if (wallet.balance >= 2000 * MONEY_RUPEE)
		return 0;
	demo_act_as(c, &calls->payer);
	return demo_pay(
	    c, 2500, arena_printf(&c->arena, "NEFT HDFCN%09u", demo_chance(1000000000)));
}

/* It is to recharge itself, which takes a payment hook: one recharge waits for it, and fails. */
static int
ask_for_payment(struct call *c, const struct demo_calls *calls)
{
	struct wallet wallet;
	const char *id;
	struct billing_auto_recharge_args args = { .enabled = true,
		.threshold_inr = 500 * MONEY_RUPEE,
		.has_threshold_inr = true,
		.amount_inr = 2500 * MONEY_RUPEE,
		.has_amount_inr = true };
	demo_act_as(c, &calls->payer);
	if (op_billing_auto_recharge(c, &args, &wallet) != 0)
		return (int)c->err.problem;
	return payment_ask(c, TRANSACTION_recharge, 2500 * MONEY_RUPEE, "by card", &id);
}

/* ---- webhooks ---- */

static int
make_webhooks(struct call *c, const struct demo_calls *calls)
{
	const struct {
		const char *url;
		enum call_event event; /* unknown: all */
		bool is_active;
	} samples[] = { { "https://hooks.acme.example/nexa/calls", CALL_EVENT_unknown, true },
		{ "https://crm.acme.example/api/call-ended", CALL_EVENT_ended, true },
		{ "https://old-crm.acme.example/hook", CALL_EVENT_ended, false } };
	c->place.ws_id = calls->desks[0].ws_id;
	c->place.ws_name = calls->desks[0].ws_name;
	demo_act_as(c, &calls->desks[0].caller);
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		struct webhook webhook;
		const char *event = vocab_name(VOCAB_call_event, (int)samples[i].event);
		struct webhook_create_args args = { .url = samples[i].url,
			.events = { &event, samples[i].event != CALL_EVENT_unknown },
			.is_active = samples[i].is_active,
			.has_is_active = true };
		if (op_webhook_create(c, &args, &webhook) != 0)
			return (int)c->err.problem;
	}
	return 0;
}

static int
add_due(const void *row, void *payload)
{
	const struct due_row *due = row;
	struct call *c = payload;
	return delivery_settle(c,
	    &(const struct attempt){ .destination_id = due->destination_id,
	        .seq = due->seq,
	        .at = clock_now(),
	        .status = 200 });
}

/* Their receivers take everything at once. */
static int
deliver(struct call *c)
{
	return db_each(
	    c->db, QUERY_deliveries_due, WITH(V(clock_now()), V(SETTLED)), add_due, c, &c->err);
}

/* ---- one call ---- */

static const struct ending *
some_ending(void)
{
	unsigned n = demo_chance(100);
	const struct ending *ending = endings;
	while (n >= ending->share)
		n -= ending++->share;
	return ending;
}

/* Most are short. */
static unsigned
some_length_s(void)
{
	unsigned s = 15 + demo_chance(180);
	return demo_chance(5) == 0 ? s + demo_chance(LONGEST_S - 195) : s;
}

static const char *
some_number(struct call *c, const char *from)
{
	unsigned n = demo_chance(100000000);
	if (strncmp(from, "+44", 3) == 0)
		return arena_printf(&c->arena, "+44770090%04u", n % 10000);
	if (strncmp(from, "+1", 2) == 0)
		return arena_printf(&c->arena, "+1%u5550%03u", 202 + n % 700, 100 + n % 100);
	return arena_printf(&c->arena, "+9198%08u", n);
}

static int
report(struct call *c, struct phone_call *call, unsigned after_s, struct call_report report)
{
	clock_set(clock_now() + after_s * CLOCK_SECOND_MS + demo_chance(1000));
	return calls_report(c, call->id, &report, call) != 0 ? (int)c->err.problem : deliver(c);
}

static int
talk(struct call *c, struct phone_call *call)
{
	const struct talk *said = &talks[demo_chance(sizeof(talks) / sizeof(talks[0]))];
	const char *recording =
	    arena_printf(&c->arena, "https://recordings.acme.example/%s.mp3", call->id);
	if (report(c, call, 1, (struct call_report){ .type = CALL_EVENT_started }) != 0 ||
	    report(c, call, some_length_s(),
	        (struct call_report){ .type = CALL_EVENT_ended,
	            .status = CALL_STATUS_completed,
	            .end_reason = demo_chance(3) == 0 ? "agent_hung_up" : "user_hung_up",
	            .recording_url = recording }) != 0 ||
	    report(c, call, 4,
	        (struct call_report){
	            .type = CALL_EVENT_transcript_ready, .transcript = said->transcript }) != 0)
		return (int)c->err.problem;
	return report(c, call, 3,
	    (struct call_report){ .type = CALL_EVENT_analysis_ready, .analysis = said->analysis });
}

static int
place(struct call *c, const struct demo_desk *desk, struct phone_call *call)
{
	struct agent agent;
	struct call_wish wish = { .from = desk->number,
		.to = some_number(c, desk->number),
		.agent = &agent,
		.mode = demo_chance(20) == 0 ? KEY_MODE_test : KEY_MODE_live,
		.metadata =
		    arena_printf(&c->arena, "{\"customer\":\"C-%05u\"}", demo_chance(100000)) };
	demo_act_as(c, &desk->caller);
	c->place.ws_id = desk->ws_id;
	c->place.ws_name = desk->ws_name;
	if (agent_to_call(c, desk->agent_id, 0, &agent) != 0 || calls_place(c, &wish, call) != 0)
		return (int)c->err.problem;
	c->caller =
	    (struct caller){ .type = PRINCIPAL_engine, .id = "engine", .name = "call engine" };
	c->standing = (struct standing){ .principal = PRINCIPAL_engine };
	c->ip = c->user_agent = NULL;
	return calls_initiate(c, call->id);
}

static int
make_call(struct call *c, const struct demo_desk *desk)
{
	struct phone_call call = { .id = NULL };
	const struct ending *ending = some_ending();
	if (place(c, desk, &call) != 0)
		return (int)c->err.problem;
	if (ending->status != CALL_STATUS_failed &&
	    report(c, &call, 2, (struct call_report){ .type = CALL_EVENT_ringing }) != 0)
		return (int)c->err.problem;
	clock_set(clock_now() + demo_chance(ending->rings_s) * CLOCK_SECOND_MS);
	if (ending->status == CALL_STATUS_completed)
		return talk(c, &call);
	return report(c, &call, 1,
	    (struct call_report){ .type = CALL_EVENT_ended, .status = ending->status });
}

/* ---- their times ---- */

/* By day in India more than by night, on Sundays few. */
static int64_t
some_pause(void)
{
	int64_t india = clock_now() + 11 * CLOCK_HOUR_MS / 2;
	int64_t hour = india / CLOCK_HOUR_MS % 24;
	bool sunday = (india / CLOCK_DAY_MS + 4) % 7 == 0;
	bool busy = hour >= 9 && hour < 20 && !sunday;
	return (int64_t)(demo_chance(busy ? 24 : 240) + 2) * CLOCK_MINUTE_MS;
}

/* Of the months that are over. */
static int
issue_invoices(struct call *c)
{
	bool issued = true;
	while (issued)
		if (invoice_issue_next(c, clock_month(clock_now(), 0), &issued) != 0)
			return (int)c->err.problem;
	return 0;
}

/* What a daemon does of its own. */
static int
do_chores(struct call *c, struct demo_calls *calls)
{
	struct place_row place = c->place;
	if (clock_now() < calls->chores_at)
		return 0;
	calls->chores_at = clock_now() + CLOCK_DAY_MS;
	if (pay_in_time(c, calls) != 0)
		return (int)c->err.problem;
	c->caller = (struct caller){ .type = PRINCIPAL_system, .name = "nexad" };
	c->ip = c->user_agent = c->request_id = NULL;
	if (payment_give_up(c) != 0 || issue_invoices(c) != 0 || rental_go_on(c) != 0)
		return (int)c->err.problem;
	c->place = place;
	return 0;
}

static int
catch_up(struct call *c, struct demo_calls *calls, int64_t at)
{
	struct place_row place = c->place;
	int problem = do_chores(c, calls);
	while (problem == 0 && calls->next_at < calls->until &&
	    calls->next_at + INT64_C(2) * LONGEST_S * CLOCK_SECOND_MS < at) {
		if (clock_now() < calls->next_at)
			clock_set(calls->next_at);
		if (calls->webhooks_at <= clock_now()) {
			problem = make_webhooks(c, calls);
			calls->webhooks_at = INT64_MAX;
		}
		if (problem == 0 && calls->asks_at <= clock_now()) {
			problem = ask_for_payment(c, calls);
			calls->asks_at = INT64_MAX;
		}
		/* The first desks call more than the last. */
		unsigned desk = demo_chance(calls->n_desks);
		if (demo_chance(2) == 0)
			desk /= 2;
		if (problem == 0)
			problem = make_call(c, &calls->desks[desk]);
		c->place = place;
		if (problem == 0)
			problem = do_chores(c, calls);
		calls->next_at = clock_now() + some_pause();
	}
	return problem;
}

int
demo_calls_until(struct call *c, struct demo_calls *calls, int64_t at)
{
	uint64_t kept = demo_chance_swap(calls->chance);
	int problem = catch_up(c, calls, at);
	calls->chance = demo_chance_swap(kept);
	return problem;
}
