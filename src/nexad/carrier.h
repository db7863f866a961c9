/* Where phone numbers come from: one interface, whoever is behind it.  Built in is a simulator with an
 * inventory that never runs out of sample numbers. */
#ifndef CARRIER_H
#define CARRIER_H

#include <stdbool.h>
#include <stdint.h>

#include "vocab.h"

struct err;

enum { CARRIER_NUMBER = 17 };

struct carrier_number {
	char number[CARRIER_NUMBER]; /* E.164 */
	const char *country;         /* ISO 3166 */
	enum number_type type;
	int64_t rent; /* 1/10 000 rupee a month */
};

struct carrier {
	const char *provider; /* its name in the API */
	/* Calls each() for numbers of a country (of one type; 0: of all; with these digits; NULL: any)
	 * until it returns false. */
	void (*offers)(const char *country, enum number_type type, const char *digits,
	    bool (*each)(const struct carrier_number *number, void *payload), void *payload);
	/* Whether the number is one of its own; fills *out. */
	bool (*has)(const char *number, struct carrier_number *out);
	/* Buys it, gives it back; 0 or a problem. */
	int (*buy)(const char *number, struct err *err);
	int (*release)(const char *number, struct err *err);
};

/* The carrier with that name; NULL when there is none. */
const struct carrier *carrier_find(const char *provider);
/* The one that is meant when none is named. */
const struct carrier *carrier_default(void);

#endif
