/* A rate deck: a CSV file judged as a whole, and what it says in memory.  Knows no database. */
#ifndef DECK_H
#define DECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "deck_faults.h"
#include "vocab.h"

enum { DECK_PREFIXES_MAX = 2000000, DECK_GROUPS_MAX = 100000 };

enum deck_mark { DECK_MARK_none, DECK_MARK_off, DECK_MARK_on }; /* none: the file does not say */

struct deck_entry {
	const char *name;
	const char *country; /* ISO 3166 */
	const char *country_name;
	int64_t inbound; /* 1/10,000 rupee a minute */
	int64_t outbound;
	enum deck_mark mark;
	int line;          /* where it stands first */
	uint32_t prefixes; /* how many are its */
};

struct deck_prefix {
	uint64_t digits; /* prefix_pack() */
	uint32_t group;  /* in groups */
	uint32_t line;
};

struct deck {
	struct arena arena; /* of all texts */
	struct deck_entry *groups;
	size_t n_groups;
	struct deck_prefix *prefixes; /* in the order of their digits */
	size_t n_prefixes;
	size_t rows;
	struct deck_faults faults; /* with one, the deck is good for nothing */
	const char *ignored[16];   /* columns that mean nothing here */
	size_t n_ignored;
};

/* A deck's file. */
struct deck_source {
	const char *text;
	size_t len;
	bool mapped;          /* text is a mapping: what is read is let go of as it goes */
	const char *provider; /* what its column of that name may say: the id, or the name */
	const char *provider_name;
	int64_t faults_after; /* as deck_faults_init() */
	size_t faults_max;
};

/* Reads a file.  Ends with deck_free(), which takes NULL. */
struct deck *deck_read(const struct deck_source *source);
void deck_free(struct deck *deck);

/* What the name of a group says of it: the part after "Country - ", up to the next " - ". */
enum risk deck_risk(const char *name, const char *country, const char *country_name);

#endif
