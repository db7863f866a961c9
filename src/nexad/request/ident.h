/* Ids and secrets: made here, and how a secret is stored. */
#ifndef IDENT_H
#define IDENT_H

#include <stdbool.h>
#include <stdint.h>

#include "ident_form.h"

struct arena;

/* "org_" and 26 characters: 10 of time, so that new rows lie together in an index, 16 of chance. */
const char *ident_new(struct arena *arena, const char *prefix);
/* The same, of an instant in milliseconds. */
const char *ident_new_at(struct arena *arena, const char *prefix, int64_t at_ms);
/* Ids, not secrets, are the same in each run from here on (0: by chance again): for made-up tenants. */
void ident_repeat(uint64_t state);
/* A secret of 256 random bits with a prefix that tells what it is for. */
const char *ident_secret(struct arena *arena, const char *prefix);
/* SHA-256 in hexadecimal: the form in which a secret is stored and looked up. */
const char *ident_hash(struct arena *arena, const char *secret);
/* Whether two secrets are the same; how long it takes tells nothing but their lengths. */
bool ident_same(const char *a, const char *b);

#endif
