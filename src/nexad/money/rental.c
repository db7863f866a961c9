/* Months of phone numbers. */
#include "rental.h"

#include "billing.h"
#include "call.h"
#include "clock.h"
#include "event.h"
#include "ident.h"
#include "money.h"

int
rental_check(struct call *c, const struct number_purchase_args *wish, int64_t rent)
{
	char now[MONEY_TEXT];
	char most[MONEY_TEXT];
	if (wish->has_max_rent_inr && rent > wish->max_rent_inr &&
	    call_broken(c, PROBLEM_conflict, "max_rent_inr",
	        "%s costs INR %s a month, and at most INR %s was wanted", wish->phoneNumber,
	        money_format(rent, now), money_format(wish->max_rent_inr, most)) != 0)
		return (int)c->err.problem;
	return rent == 0 ? 0 : billing_check(c, c->place.org_id, rent);
}

/* The month after those that are paid. */
static int
charge_month(struct call *c, struct rental_row *row)
{
	char until[CLOCK_DAY_TEXT];
	row->months_rented++;
	row->rented_until = clock_months_after(row->created_at, (int)row->months_rented);
	clock_format_day(row->rented_until, until);
	if (billing_rent(c,
	        &(struct billing_entry){ .id = ident_new(&c->arena, "txn"),
	            .org_id = c->place.org_id,
	            .type = TRANSACTION_number_rental,
	            .amount = -row->rent,
	            .ws_id = c->place.ws_id,
	            .ws_name = c->place.ws_name,
	            .call_id = row->id,
	            .reference =
	                arena_printf(&c->arena, "%s until %s", row->phone_number, until) }) != 0)
		return (int)c->err.problem;
	return call_run(
	    c, QUERY_number_rented, WITH(V(row->id), V(row->months_rented), V(row->rented_until)));
}

int
rental_begin(struct call *c, const char *number_id)
{
	struct rental_row row;
	if (call_need(c, QUERY_rental_get, WITH(V(number_id)), &row, "phone number") != 0)
		return (int)c->err.problem;
	return row.rent == 0 ? 0 : charge_month(c, &row);
}

static int
go_on(struct call *c, struct rental_row *row, int64_t now)
{
	bool found;
	if (call_get(c, QUERY_place_workspace, WITH(V(row->ws_id), V((const char *)NULL)),
	        &c->place, &found) != 0 ||
	    !found)
		return (int)c->err.problem;
	while (row->rented_until <= now)
		if (charge_month(c, row) != 0 ||
		    billing_tell(c, EVENT_billing_number_rented, row->id, -row->rent,
		        row->phone_number, NULL) != 0)
			return (int)c->err.problem;
	return 0;
}

int
rental_go_on(struct call *c)
{
	struct rental_row *rows;
	size_t n;
	int64_t now = clock_now();
	if (call_all(c, QUERY_rentals_due, WITH(V(now)), &rows, &n) != 0)
		return (int)c->err.problem;
	for (size_t i = 0; i < n; i++)
		if (go_on(c, &rows[i], now) != 0)
			return (int)c->err.problem;
	c->place = (struct place_row){ .org_id = NULL };
	return 0;
}
