/* How a phone number comes to a workspace, whoever it is from. */
#ifndef NUMBER_LIFE_H
#define NUMBER_LIFE_H

#include <stdbool.h>
#include <stdint.h>

#include "vocab.h"

struct call;
struct phone_number;

/* What a new number is to be. */
struct number_wish {
	const char *number; /* E.164 */
	const char *country;
	enum number_type type;
	const char *provider;
	const char *nickname; /* NULL: none */
	const char *trunk;    /* of a number that its owner brought; NULL: bought */
	int64_t rent;         /* 1/10,000 rupee a month; 0: nothing is billed */
};

/* Each answers 0 or the problem in c->err. */

/* not_found when the call's workspace has none such. */
int number_need(struct call *c, const char *id, struct phone_number *out);
/* Whether somebody of the installation has the number, or is buying it or giving it back. */
int number_taken(struct call *c, const char *number, bool *taken);
/* conflict when it is taken. */
int number_check_free(struct call *c, const char *number);
/* Puts it into the call's workspace, charges its first month and emits its event.  The first number of a
 * workspace is its default. */
int number_keep(
    struct call *c, const struct number_wish *wish, enum event type, struct phone_number *out);
/* An event about it; before and after as in event.h. */
int number_tell(struct call *c, enum event type, const struct phone_number *number,
    const char *before, const char *after);
/* What `q` looks into. */
const char *number_search_text(struct call *c, const char *number, const char *nickname);
/* Whether nothing is billed: to test keys. */
bool number_is_free_of_charge(const struct call *c);

#endif
