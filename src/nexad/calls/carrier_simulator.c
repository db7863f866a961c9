/* Ranges of sample numbers, bought and given back without anybody noticing. */
#include "carrier_simulator.h"

#include <stdio.h>
#include <string.h>

#include "call.h"
#include "number_life.h"
#include "rental.h"
#include "telephony.h"

/* A hundred to ten thousand numbers each: the prefix and as many digits as make the length. */
static const struct range {
	const char *country;
	enum number_type type;
	const char *prefix;
	int digits;
	int64_t rent;
} ranges[] = {
	{ "IN", NUMBER_TYPE_local, "+91226812", 4, 2500000 },
	{ "IN", NUMBER_TYPE_local, "+91804718", 4, 2500000 },
	{ "IN", NUMBER_TYPE_local, "+91114084", 4, 2500000 },
	{ "IN", NUMBER_TYPE_mobile, "+917971440", 3, 4500000 },
	{ "IN", NUMBER_TYPE_toll_free, "+91180030902", 2, 12000000 },
	/* 555-0100 to 0199, 020 7946 0000 to 0999 and their like are set aside for fiction. */
	{ "US", NUMBER_TYPE_local, "+1415555010", 1, 900000 },
	{ "US", NUMBER_TYPE_local, "+1212555010", 1, 900000 },
	{ "US", NUMBER_TYPE_toll_free, "+1800555019", 1, 1800000 },
	{ "GB", NUMBER_TYPE_local, "+44207946", 4, 1100000 },
	{ "GB", NUMBER_TYPE_mobile, "+447700900", 3, 1400000 },
	{ "AE", NUMBER_TYPE_local, "+97145550", 3, 6500000 },
	{ "AU", NUMBER_TYPE_local, "+6125550", 4, 1300000 },
};

static int
size_of(const struct range *range)
{
	int size = 1;
	for (int i = 0; i < range->digits; i++)
		size *= 10;
	return size;
}

struct sample {
	const struct range *range;
	char number[17]; /* E.164 */
};

static struct sample
make(const struct range *range, int n)
{
	struct sample sample = { .range = range };
	(void)snprintf(
	    sample.number, sizeof(sample.number), "%s%0*d", range->prefix, range->digits, n);
	return sample;
}

/* Adds it unless it is somebody's. */
static int
offer(struct call *c, const struct sample *sample, struct number_offers *out)
{
	bool taken;
	if (number_taken(c, sample->number, &taken) != 0 || taken)
		return (int)c->err.problem;
	out->data.items[out->data.n++] =
	    (struct number_offer){ .phone_number = arena_text(&c->arena, sample->number),
		    .country = sample->range->country,
		    .type = sample->range->type,
		    .provider = CARRIER_PROVIDER,
		    .rent_inr = sample->range->rent };
	return 0;
}

static int
search(struct call *c, const struct number_available_args *args, struct number_offers *out)
{
	out->data.items = arena_new(&c->arena, CARRIER_OFFERS * sizeof(*out->data.items));
	out->data.n = 0;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		const struct range *range = &ranges[i];
		if (strcmp(range->country, args->countryISO) != 0 ||
		    (args->number_type != NUMBER_TYPE_unknown && args->number_type != range->type))
			continue;
		for (int n = 0; n < size_of(range) && out->data.n < CARRIER_OFFERS; n++) {
			struct sample sample = make(range, n);
			if ((args->q == NULL || strstr(sample.number, args->q) != NULL) &&
			    offer(c, &sample, out) != 0)
				return (int)c->err.problem;
		}
	}
	return 0;
}

/* The range that a number is of; NULL: it is none of its own. */
static const struct range *
range_of(const char *number)
{
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		const struct range *range = &ranges[i];
		size_t len = strlen(range->prefix);
		if (strncmp(number, range->prefix, len) == 0 &&
		    strlen(number) == len + (size_t)range->digits)
			return range;
	}
	return NULL;
}

static int
buy(struct call *c, const struct number_purchase_args *args, struct phone_number *out)
{
	const struct range *range = range_of(args->phoneNumber);
	if (range == NULL)
		return call_refuse(c, PROBLEM_invalid_field, "phoneNumber", "%s does not offer %s",
		    CARRIER_PROVIDER, args->phoneNumber);
	if (strcmp(range->country, args->countryISO) != 0)
		return call_refuse(c, PROBLEM_invalid_field, "countryISO", "%s belongs to %s",
		    args->phoneNumber, range->country);
	const struct number_wish wish = { .number = args->phoneNumber,
		.country = range->country,
		.type = range->type,
		.provider = CARRIER_PROVIDER,
		.nickname = args->nickname,
		.rent = number_is_free_of_charge(c) ? 0 : range->rent };
	if (number_check_free(c, args->phoneNumber) != 0 ||
	    telephony_check(c, CARRIER_PROVIDER, args->phoneNumber) != 0 ||
	    rental_check(c, args, wish.rent) != 0)
		return (int)c->err.problem;
	return number_keep(c, &wish, EVENT_phone_number_purchased, out);
}

static int
nothing(struct call *c, const struct phone_number *number)
{
	(void)c;
	(void)number;
	return 0;
}

const struct carrier carrier_simulator = { search, buy, nothing, nothing };
