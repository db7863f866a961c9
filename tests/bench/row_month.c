/* A month of calls, charged as they end and invoiced when it is over, with memory flat. */
#include <unistd.h>

#include "agent.h"
#include "bench.h"
#include "call_life.h"
#include "clock.h"
#include "err.h"
#include "inside.h"
#include "invoice.h"
#include "invoice_print.h"
#include "money.h"

enum { CALLS = 200000, GROUP = 250, WORKSPACES = 6, WARM = CALLS / 10 };

struct month {
	struct inside inside;
	int64_t from;
	int64_t to;
	const char *number; /* of the invoice */
	int64_t calls_charged;
	int64_t amount_charged;
	double warm_mib;
	double end_mib;     /* after the last call */
	double invoice_mib; /* after the invoice and its PDF */
	double seconds;
};

static double
own_mib(void)
{
	return process_memory(&(const struct process){ .pid = getpid() }, "VmRSS");
}

static int
issue_due(struct call *c)
{
	bool issued = true;
	while (issued)
		if (invoice_issue_next(c, clock_month(clock_now(), 0), &issued) != 0)
			return (int)c->err.problem;
	return 0;
}

/* ---- the calls ---- */

static const char *
workspace_id(struct call *c, int i)
{
	return arena_printf(&c->arena, "ws_bench%d", i % WORKSPACES);
}

static const char *
workspace_name(struct call *c, int i)
{
	return arena_printf(&c->arena, "Bench %d", i % WORKSPACES);
}

static int
make_workspaces(struct call *c)
{
	for (int i = 0; i < WORKSPACES; i++) {
		const char *name = workspace_name(c, i);
		if (call_run(c, QUERY_workspace_insert,
		        WITH(V(workspace_id(c, i)), V(c->place.org_id), V(name), V(name),
		            value_text(NULL), V("in"), V(clock_now()), V(name))) != 0)
			return (int)c->err.problem;
	}
	return 0;
}

/* From a second to six minutes, as an engine would report it. */
static int
make_call(struct call *c, const struct month *month, int i)
{
	const struct agent agent = { .id = "agent_bench", .title = "Bench", .version_number = 1 };
	const struct call_wish wish = {
		.to = "+919812345678", .agent = &agent, .mode = KEY_MODE_live
	};
	const struct call_report started = { .type = CALL_EVENT_started };
	const struct call_report ended = { .type = CALL_EVENT_ended };
	struct phone_call call;
	int64_t room = month->to - month->from - CLOCK_HOUR_MS;
	clock_set(month->from + room / CALLS * i);
	c->place.ws_id = workspace_id(c, i);
	c->place.ws_name = workspace_name(c, i);
	if (calls_place(c, &wish, &call) != 0 || calls_initiate(c, call.id) != 0 ||
	    calls_report(c, call.id, &started, &call) != 0)
		return (int)c->err.problem;
	clock_set(clock_now() + 1 + (int64_t)i * 7919 % 360000);
	return calls_report(c, call.id, &ended, &call);
}

static int
make_calls(struct month *month)
{
	struct call *c = &month->inside.call;
	int64_t start = clock_monotonic();
	for (int i = 0; i < CALLS; i++) {
		if (i == WARM)
			month->warm_mib = own_mib();
		if ((i % GROUP == 0 && db_begin(c->db, &c->err) != 0) ||
		    make_call(c, month, i) != 0 ||
		    (i % GROUP == GROUP - 1 && db_commit(c->db, &c->err) != 0))
			return (int)c->err.problem;
		arena_release(&c->arena);
		c->caused = NULL;
	}
	month->seconds = (double)(clock_monotonic() - start) / 1000;
	return 0;
}

/* ---- the invoice ---- */

static int
add_charge(const struct listed *listed, void *payload)
{
	const struct transaction *row = listed->row;
	struct month *month = payload;
	if (row->type == TRANSACTION_call_charge && row->created_at >= month->from &&
	    row->created_at < month->to) {
		month->calls_charged++;
		month->amount_charged -= row->amount_inr;
	}
	return 0;
}

static int
read_ledger(struct month *month)
{
	struct call *c = &month->inside.call;
	const struct value values[] = { V(c->place.org_id) };
	const struct listing listing = {
		.list = LIST_ledger, .values = values, .n_values = 1, .limit = INT32_MAX
	};
	return db_list(c->db, &listing, add_charge, month, &c->err);
}

static int
keep_number(const struct listed *listed, void *payload)
{
	struct month *month = payload;
	const struct invoice_row *row = listed->row;
	month->number = arena_text(&month->inside.call.arena, row->number);
	return 0;
}

/* The newest invoice is the month's, and what the ledger has. */
static int
check_invoice(struct month *month)
{
	struct call *c = &month->inside.call;
	const struct value values[] = { V(c->place.org_id) };
	const struct listing listing = { .list = LIST_invoices,
		.values = values,
		.n_values = 1,
		.descending = true,
		.limit = 1 };
	struct invoice invoice;
	struct str pdf = STR_INIT(64u << 20);
	int64_t calls = 0;
	if (read_ledger(month) != 0 || db_list(c->db, &listing, keep_number, month, &c->err) != 0 ||
	    invoice_need(c, c->place.org_id, month->number, &invoice) != 0 ||
	    invoice_pdf(&invoice, "", &pdf, &c->err) != 0)
		return (int)c->err.problem;
	str_release(&pdf);
	for (size_t i = 0; i < invoice.lines.n; i++)
		calls += invoice.lines.items[i].calls;
	if (invoice.period_from == month->from && calls == CALLS && invoice.lines.n == WORKSPACES &&
	    month->calls_charged == CALLS && invoice.subtotal_inr == month->amount_charged)
		return 0;
	return call_refuse(c, PROBLEM_internal, "",
	    "the invoice has %lld calls for %lld, the ledger %lld for %lld", (long long)calls,
	    (long long)invoice.subtotal_inr, (long long)month->calls_charged,
	    (long long)month->amount_charged);
}

static int
run(struct month *month)
{
	struct call *c = &month->inside.call;
	int64_t now = clock_now();
	month->from = clock_month(now, 1);
	month->to = clock_month(now, 2);
	clock_set(month->from);
	if (db_begin(c->db, &c->err) != 0 || issue_due(c) != 0 || make_workspaces(c) != 0 ||
	    db_commit(c->db, &c->err) != 0 || make_calls(month) != 0)
		return (int)c->err.problem;
	month->end_mib = own_mib();
	clock_set(month->to);
	if (db_begin(c->db, &c->err) != 0 || issue_due(c) != 0 || check_invoice(month) != 0 ||
	    db_commit(c->db, &c->err) != 0)
		return (int)c->err.problem;
	month->invoice_mib = own_mib();
	return 0;
}

int
row_month(struct bench *bench, struct err *err)
{
	struct month month = { .from = 0 };
	struct figure *figure = figures_add(&bench->figures,
	    &(struct figure){ .id = "month",
	        .what = "memory after 200,000 calls, charged",
	        .floor = "after the first 20,000",
	        .unit = "MiB",
	        .goal = GOAL_at_most,
	        .limit = 1.2 });
	if (tenant_copy("month.db", err) != 0 ||
	    inside_open(&month.inside, "month.db", OP_call_create, true, err) != 0)
		return (int)err->problem;
	inside_as_owner(&month.inside, bench);
	month.inside.call.place.plan = PLAN_enterprise;
	month.inside.call.place.org_name = "Acme Voice";
	month.inside.daemon.settings.call_rate = 3 * MONEY_RUPEE / 2;
	month.inside.daemon.settings.supplier =
	    (struct supplier){ .name = "Bench", .sac = "9984", .tax = 1800 };
	int problem = run(&month);
	if (problem != 0)
		*err = month.inside.call.err;
	figure_pair(figure, month.warm_mib, month.end_mib);
	figures_note(&bench->figures,
	    "month: 200,000 calls in %.0f s; invoiced, the sum being the ledger's, and printed, "
	    "with %.1f MiB",
	    month.seconds, month.invoice_mib);
	clock_set(0);
	inside_close(&month.inside);
	return problem;
}
