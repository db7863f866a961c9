/* The wallet: every movement of money goes through billing_move(), in the transaction of what caused it. */
#ifndef BILLING_H
#define BILLING_H

#include <stdbool.h>
#include <stdint.h>

#include "vocab.h"

struct call;

/* A movement; texts may be NULL but for id and org_id.  Amounts are 1/10,000 rupee. */
struct billing_entry {
	const char *id; /* of the transaction that it becomes, "txn_…" */
	const char *org_id;
	int64_t at; /* ms; 0: now */
	enum transaction_type type;
	int64_t amount; /* below zero: out of the wallet */
	const char *ws_id;
	const char *ws_name;
	const char *call_id;
	const char *reference;
	const char *recorded_by; /* NULL: the caller */
};

/* Moves the balance of the organization of the call's place and writes the ledger's entry; when the balance
 * falls below the auto-recharge's threshold, that is asked for. */
int billing_move(struct call *c, const struct billing_entry *entry);

/* The event of a movement of the wallet of the call's place: amount, balance after it, reference.  id: of
 * the recharge or transaction.  reference and reason may be NULL. */
int billing_tell(struct call *c, enum event event, const char *id, int64_t amount,
    const char *reference, const char *reason);

/* A call that has ended. */
struct billed_call {
	const char *id;
	const char *org_id;
	const char *ws_id;
	const char *ws_name;
	enum plan plan;
	int64_t answered_at; /* ms; 0: nobody answered */
	int64_t ended_at;    /* ms */
	int64_t rate;        /* a minute; 0: the installation's */
	bool test;           /* simulated: neither charged nor counted */
};

/* What it costs: from answer to end, partial pulses in full. */
int64_t billing_price(const struct call *c, const struct billed_call *call);
/* Charges a call once, in the transaction in which it ends, and counts it as usage.  *charge (may be
 * NULL) is what it cost. */
int billing_charge(struct call *c, const struct billed_call *call, int64_t *charge);
/* Charges a month of a phone number, named by its id, to the workspace that has it. */
int billing_rent(struct call *c, const struct billing_entry *rental);
/* insufficient_balance unless there is something in the wallet, and at least that much; asked before a live
 * call is placed (0) and before a number is rented. */
int billing_check(struct call *c, const char *org_id, int64_t amount);

#endif
