/* Invoices: the tax in its parts, and that whatever was used stands on one invoice, once. */
#include "billing.h"
#include "call.h"
#include "chance.h"
#include "clock.h"
#include "daemon.h"
#include "ident.h"
#include "invoice.h"
#include "invoice_tax.h"
#include "money.h"
#include "store_fixture.h"

enum { ORGS = 3, WORKSPACES = 4, MONTHS = 5, MOVEMENTS = 600 };

static struct daemon the_daemon = { .settings = { .call_rate = 15000,
	                                .supplier = { .name = "Supplier",
	                                    .gstin = "27AAPFU0939F1ZV",
	                                    .sac = "9984",
	                                    .tax = 1800 } } };

static const char *const orgs[ORGS] = { "org_1", "org_2", "org_3" };
static const char *const workspaces[WORKSPACES] = { "ws_1", "ws_2", "ws_3", "ws_4" };

/* ---- the tax ---- */

static void
test_tax(void **state)
{
	static const char here[] = "27AAPFU0939F1ZV";
	static const struct {
		int64_t subtotal;
		int64_t rate;
		const char *customer;
		struct invoice_tax tax; /* in paise */
	} cases[] = {
		{ 100 * MONEY_RUPEE, 1800, "27AABCU9603R1ZN", { 900, 900, 0 } },
		{ 100 * MONEY_RUPEE, 1800, "29AABCU9603R1ZJ", { 0, 0, 1800 } },
		{ 100 * MONEY_RUPEE, 1800, NULL, { 0, 0, 1800 } },
		/* 9 % of 13.50 is 1.215, so that both halves are more than 18 % is. */
		{ 135000, 1800, "27AABCU9603R1ZN", { 122, 122, 0 } },
		{ 135000, 1800, "07AABCU9603R1ZN", { 0, 0, 243 } },
		/* 0.0555: 9 % is 0.004995, 18 % is 0.00999. */
		{ 555, 1800, "27AABCU9603R1ZN", { 0, 0, 0 } },
		{ 555, 1800, "29AABCU9603R1ZJ", { 0, 0, 1 } },
		{ 0, 1800, "27AABCU9603R1ZN", { 0, 0, 0 } },
		{ 100 * MONEY_RUPEE, 0, "29AABCU9603R1ZJ", { 0, 0, 0 } },
		{ INT64_C(999999999999) * MONEY_RUPEE, 1800, "29AABCU9603R1ZJ",
		    { 0, 0, INT64_C(17999999999982) } },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct invoice_tax tax;
		invoice_tax(cases[i].subtotal, cases[i].rate, here, cases[i].customer, &tax);
		if (tax.cgst != cases[i].tax.cgst * MONEY_PAISA ||
		    tax.sgst != cases[i].tax.sgst * MONEY_PAISA ||
		    tax.igst != cases[i].tax.igst * MONEY_PAISA)
			fail_about("case %zu: %lld %lld %lld", i, (long long)tax.cgst,
			    (long long)tax.sgst, (long long)tax.igst);
	}
	struct invoice_tax tax;
	invoice_tax(100 * MONEY_RUPEE, 1800, NULL, here, &tax);
	assert_int_equal(tax.igst, 18 * MONEY_RUPEE);
}

static void
test_states(void **state)
{
	(void)state;
	assert_string_equal(invoice_state("27AAPFU0939F1ZV"), "Maharashtra");
	assert_string_equal(invoice_state("38AAPFU0939F1ZV"), "Ladakh");
	assert_null(invoice_state("00AAPFU0939F1ZV"));
	assert_null(invoice_state(NULL));
}

/* ---- issuing ---- */

static void
set_up_call(struct call *c, struct db *db, const char *org_id)
{
	*c = (struct call){ .daemon = &the_daemon,
		.db = db,
		.id = OP_org_delete,
		.op = &ops[OP_org_delete],
		.caller = { .type = PRINCIPAL_system, .name = "nexad" },
		.place = { .org_id = org_id } };
}

static int
set_up_orgs(void **state)
{
	int problem = fixture_set_up(state);
	struct fixture *f = *state;
	for (int i = 0; i < ORGS; i++)
		fixture_add_org(f, orgs[i], orgs[i]);
	return problem;
}

static int
tear_down_orgs(void **state)
{
	clock_set(0);
	return fixture_tear_down(state);
}

static int64_t
at(const char *text)
{
	int64_t instant;
	assert_true(clock_parse(text, &instant));
	return instant;
}

/* A call of so many ms that ends now; 0: that nobody answered. */
static void
charge(struct fixture *f, const char *org_id, const char *ws_id, int64_t ms)
{
	struct call c;
	set_up_call(&c, f->db, org_id);
	struct billed_call call = { .id = ident_new(&c.arena, "call"),
		.org_id = org_id,
		.ws_id = ws_id,
		.ws_name = ws_id,
		.plan = PLAN_enterprise,
		.answered_at = ms == 0 ? 0 : clock_now() - ms,
		.ended_at = clock_now() };
	if (billing_charge(&c, &call, NULL) != 0)
		fail_about("%s", c.err.text);
	arena_release(&c.arena);
}

static void
rent(struct fixture *f, const char *org_id, const char *ws_id, int64_t amount)
{
	struct call c;
	set_up_call(&c, f->db, org_id);
	if (billing_rent(&c,
	        &(struct billing_entry){ .id = ident_new(&c.arena, "txn"),
	            .org_id = org_id,
	            .type = TRANSACTION_number_rental,
	            .amount = -amount,
	            .ws_id = ws_id,
	            .ws_name = ws_id,
	            .call_id = "phn_1" }) != 0)
		fail_about("%s", c.err.text);
	arena_release(&c.arena);
}

/* Issues all that is due now; how many there were. */
static int
issue_all(struct fixture *f)
{
	int n = -1;
	for (bool issued = true; issued; n++) {
		struct call c;
		set_up_call(&c, f->db, NULL);
		if (invoice_issue_next(&c, clock_month(clock_now(), 0), &issued) != 0)
			fail_about("%s", c.err.text);
		arena_release(&c.arena);
	}
	return n;
}

static int
gather_number(const struct listed *listed, void *payload)
{
	const struct invoice_row *row = listed->row;
	char **to = payload;
	while (*to != NULL)
		to++;
	*to = strdup(row->number);
	return 0;
}

enum { INVOICES_MOST = 2 * MONTHS };

/* The invoices of an organization, the oldest first, in the call's arena. */
static size_t
read_all(struct fixture *f, struct call *c, const char *org_id, struct invoice *out)
{
	char *numbers[INVOICES_MOST + 1] = { NULL };
	const struct value values[] = { V(org_id) };
	const struct listing listing = { .list = LIST_invoices,
		.values = values,
		.n_values = 1,
		.sort = "period_from",
		.limit = INVOICES_MOST };
	set_up_call(c, f->db, org_id);
	assert_done(f, db_list(f->db, &listing, gather_number, numbers, &f->err));
	size_t n = 0;
	for (; numbers[n] != NULL; n++) {
		assert_int_equal(invoice_need(c, org_id, numbers[n], &out[n]), 0);
		free(numbers[n]);
	}
	return n;
}

/* What the ledger says was taken out in a time, and why. */
struct taken {
	int64_t from;
	int64_t to;
	int64_t calls;
	int64_t rentals;
};

static int
add_taken(const struct listed *listed, void *payload)
{
	const struct transaction *row = listed->row;
	struct taken *taken = payload;
	if (row->created_at < taken->from || row->created_at >= taken->to)
		return 0;
	if (row->type == TRANSACTION_call_charge)
		taken->calls -= row->amount_inr;
	if (row->type == TRANSACTION_number_rental)
		taken->rentals -= row->amount_inr;
	return 0;
}

static struct taken
taken_between(struct fixture *f, const char *org_id, int64_t from, int64_t to)
{
	const struct value values[] = { V(org_id) };
	const struct listing listing = {
		.list = LIST_ledger, .values = values, .n_values = 1, .limit = INT32_MAX
	};
	struct taken taken = { .from = from, .to = to };
	assert_done(f, db_list(f->db, &listing, add_taken, &taken, &f->err));
	return taken;
}

/* Lines add up to the subtotal, with the taxes to the total, and to what the ledger has for the month. */
static void
check_invoice(struct fixture *f, const struct invoice *invoice)
{
	struct taken taken =
	    taken_between(f, invoice->organization_id, invoice->period_from, invoice->period_to);
	int64_t calls = 0;
	int64_t rentals = 0;
	for (size_t i = 0; i < invoice->lines.n; i++) {
		const struct invoice_line *line = &invoice->lines.items[i];
		assert_int_equal(line->amount_inr, line->calls_inr + line->rentals_inr);
		calls += line->calls_inr;
		rentals += line->rentals_inr;
	}
	assert_int_equal(calls, taken.calls);
	assert_int_equal(rentals, taken.rentals);
	assert_int_equal(invoice->subtotal_inr, calls + rentals);
	assert_int_equal(invoice->total_inr,
	    invoice->subtotal_inr + invoice->cgst_inr + invoice->sgst_inr + invoice->igst_inr);
	assert_int_equal(invoice->igst_inr, money_percent(invoice->subtotal_inr, 1800));
	assert_int_equal(invoice->period_from, clock_month(invoice->period_from, 0));
	assert_int_equal(invoice->period_to, clock_month(invoice->period_from, 1));
}

/* Numbers without a gap, one for a month, in the order of the months. */
static void
check_series(const struct invoice *invoices, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(
		    strtol(invoices[i].number + strlen("INV-00001-"), NULL, 10), i + 1);
		assert_memory_equal(invoices[i].number, invoices[0].number, strlen("INV-00001"));
		if (i > 0 && invoices[i].period_from < invoices[i - 1].period_to)
			fail_about(
			    "%s begins before %s ends", invoices[i].number, invoices[i - 1].number);
	}
}

/* Whatever the instants, the daemon being away for some months: sums are those of the ledger. */
static void
test_sums(void **state)
{
	struct fixture *f = *state;
	struct chance chance = { .state = 20261121 };
	int64_t now = at("2026-01-31T22:00:00Z");
	int64_t end = clock_month(now, MONTHS);
	int64_t step = (end - now) / MOVEMENTS;
	assert_int_equal(db_begin(f->db, &f->err), 0);
	for (int i = 0; i < MOVEMENTS; i++) {
		const char *org_id = orgs[chance_below(&chance, ORGS - 1)];
		const char *ws_id = workspaces[chance_below(&chance, WORKSPACES)];
		now += (int64_t)chance_below(&chance, (unsigned)(2 * step));
		clock_set(now < end ? now : end - 1);
		if (chance_below(&chance, 8) == 0)
			rent(f, org_id, ws_id, 1 + (int64_t)chance_below(&chance, 5000000));
		else
			charge(f, org_id, ws_id, (int64_t)chance_below(&chance, 900000));
		/* In the middle of it now and then, and in the end after two months of silence. */
		if (chance_below(&chance, 200) == 0)
			(void)issue_all(f);
	}
	clock_set(clock_month(end, 2));
	(void)issue_all(f);
	assert_int_equal(issue_all(f), 0);
	for (int i = 0; i < ORGS; i++) {
		struct invoice invoices[INVOICES_MOST] = { { .number = NULL } };
		struct call c;
		size_t n = read_all(f, &c, orgs[i], invoices);
		struct taken taken = taken_between(f, orgs[i], 0, INT64_MAX);
		check_series(invoices, n);
		for (size_t k = 0; k < n; k++) {
			check_invoice(f, &invoices[k]);
			taken.calls -= invoices[k].subtotal_inr;
		}
		assert_int_equal(taken.calls + taken.rentals, 0);
		/* The third organization used nothing. */
		if (i == ORGS - 1)
			assert_int_equal(n, 0);
		else
			assert_in_range(n, 2, MONTHS + 1);
		arena_release(&c.arena);
	}
	assert_done(f, db_commit(f->db, &f->err));
}

/* The month's last millisecond is of the month, the next one of the next. */
static void
test_month_ends(void **state)
{
	struct fixture *f = *state;
	struct invoice invoices[INVOICES_MOST] = { { .number = NULL } };
	struct call c;
	clock_set(at("2026-02-28T23:59:59.999Z"));
	charge(f, "org_1", "ws_1", 61000);
	assert_int_equal(issue_all(f), 0);
	clock_set(at("2026-03-01T00:00:00Z"));
	charge(f, "org_1", "ws_1", 1000);
	assert_int_equal(issue_all(f), 1);
	clock_set(at("2026-04-01T00:00:00Z"));
	assert_int_equal(issue_all(f), 1);
	assert_int_equal(read_all(f, &c, "org_1", invoices), 2);
	assert_int_equal(invoices[0].subtotal_inr, 30000);
	assert_int_equal(invoices[0].lines.items[0].minutes, 2);
	assert_int_equal(invoices[1].subtotal_inr, 15000);
	assert_int_equal(invoices[1].period_from, at("2026-03-01T00:00:00Z"));
	arena_release(&c.arena);
}

/* What was counted in a month that is invoiced already, because the clock went back, stands on the next
 * invoice; what others are due does not wait for it. */
static void
test_clock_went_back(void **state)
{
	struct fixture *f = *state;
	struct invoice invoices[INVOICES_MOST] = { { .number = NULL } };
	struct call c;
	clock_set(at("2026-02-10T12:00:00Z"));
	charge(f, "org_1", "ws_1", 1000);
	clock_set(at("2026-03-01T00:00:00Z"));
	assert_int_equal(issue_all(f), 1);
	clock_set(at("2026-02-28T23:59:58Z"));
	charge(f, "org_1", "ws_2", 1000);
	charge(f, "org_2", "ws_3", 1000);
	clock_set(at("2026-03-01T00:00:10Z"));
	assert_int_equal(issue_all(f), 1);
	assert_int_equal(read_all(f, &c, "org_2", invoices), 1);
	arena_release(&c.arena);
	clock_set(at("2026-04-01T00:00:10Z"));
	assert_int_equal(issue_all(f), 1);
	assert_int_equal(read_all(f, &c, "org_1", invoices), 2);
	assert_int_equal(invoices[1].period_from, at("2026-03-01T00:00:00Z"));
	assert_int_equal(invoices[1].lines.n, 1);
	assert_string_equal(invoices[1].lines.items[0].workspace_id, "ws_2");
	arena_release(&c.arena);
}

/* Before an organization goes everything is invoiced, each month for itself, the last one unfinished. */
static void
test_close(void **state)
{
	struct fixture *f = *state;
	struct invoice invoices[INVOICES_MOST] = { { .number = NULL } };
	struct call c;
	clock_set(at("2026-02-10T12:00:00Z"));
	charge(f, "org_1", "ws_1", 1000);
	clock_set(at("2026-04-10T12:00:00Z"));
	charge(f, "org_1", "ws_1", 1000);
	charge(f, "org_2", "ws_1", 1000);
	set_up_call(&c, f->db, "org_1");
	assert_int_equal(invoice_close(&c), 0);
	arena_release(&c.arena);
	assert_int_equal(read_all(f, &c, "org_1", invoices), 2);
	assert_int_equal(invoices[1].period_from, at("2026-04-01T00:00:00Z"));
	assert_int_equal(invoices[1].period_to, at("2026-05-01T00:00:00Z"));
	arena_release(&c.arena);
	assert_int_equal(read_all(f, &c, "org_2", invoices), 0);
	arena_release(&c.arena);
	set_up_call(&c, f->db, "org_1");
	assert_int_equal(invoice_close(&c), 0);
	assert_null(c.caused);
	arena_release(&c.arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tax),
		cmocka_unit_test(test_states),
		cmocka_unit_test_setup_teardown(test_sums, set_up_orgs, tear_down_orgs),
		cmocka_unit_test_setup_teardown(test_month_ends, set_up_orgs, tear_down_orgs),
		cmocka_unit_test_setup_teardown(test_clock_went_back, set_up_orgs, tear_down_orgs),
		cmocka_unit_test_setup_teardown(test_close, set_up_orgs, tear_down_orgs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
