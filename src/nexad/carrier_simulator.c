/* Ranges of sample numbers, bought and given back without anybody noticing. */
#include "carrier_simulator.h"

#include <stdio.h>
#include <string.h>

#include "err.h"

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

static void
make(const struct range *range, int n, struct carrier_number *out)
{
	*out = (struct carrier_number){
		.country = range->country, .type = range->type, .rent = range->rent
	};
	(void)snprintf(out->number, sizeof(out->number), "%s%0*d", range->prefix, range->digits, n);
}

static void
offers(const char *country, enum number_type type, const char *digits,
    bool (*each)(const struct carrier_number *number, void *payload), void *payload)
{
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		const struct range *range = &ranges[i];
		if (strcmp(range->country, country) != 0 ||
		    (type != NUMBER_TYPE_unknown && type != range->type))
			continue;
		for (int n = 0; n < size_of(range); n++) {
			struct carrier_number number;
			make(range, n, &number);
			if (digits != NULL && strstr(number.number, digits) == NULL)
				continue;
			if (!each(&number, payload))
				return;
		}
	}
}

static bool
has(const char *number, struct carrier_number *out)
{
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		const struct range *range = &ranges[i];
		size_t len = strlen(range->prefix);
		const char *rest = number + len;
		if (strncmp(number, range->prefix, len) != 0 ||
		    strlen(rest) != (size_t)range->digits)
			continue;
		int n = 0;
		for (; *rest != '\0'; rest++)
			n = n * 10 + (*rest - '0');
		make(range, n, out);
		return true;
	}
	return false;
}

static int
nothing(const char *number, struct err *err)
{
	(void)number;
	(void)err;
	return 0;
}

const struct carrier carrier_simulator = { "plivo", offers, has, nothing, nothing };
