/* Where phone numbers come from: one interface, whoever is behind it.  Built in is a simulator with an
 * inventory that never runs out of sample numbers; carrier_url puts a service behind HTTP in its place. */
#ifndef CARRIER_H
#define CARRIER_H

struct call;
struct number_available_args;
struct number_offers;
struct number_purchase_args;
struct phone_number;

/* Its name in the API, whichever it is. */
#define CARRIER_PROVIDER "plivo"

enum { CARRIER_OFFERS = 20 };

/* Each answers 0 or the problem in c->err; search and buy may have c answered later (call.h).  What buy,
 * configure and release do of ours is in the transaction of the call. */
struct carrier {
	int (*search)(
	    struct call *c, const struct number_available_args *args, struct number_offers *out);
	int (*buy)(
	    struct call *c, const struct number_purchase_args *args, struct phone_number *out);
	/* After a number of its own has changed, or has been deleted. */
	int (*configure)(struct call *c, const struct phone_number *number);
	int (*release)(struct call *c, const struct phone_number *number);
};

/* The carrier of this installation. */
const struct carrier *carrier_of(const struct call *c);

#endif
