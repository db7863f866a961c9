/* Ids and secrets: made here, and how a secret is stored. */
#ifndef IDENT_H
#define IDENT_H

struct arena;

/* "org_" and 26 characters: 10 of time, so that new rows lie together in an index, 16 of chance. */
const char *ident_new(struct arena *arena, const char *prefix);
/* A secret of 256 random bits with a prefix that tells what it is for. */
const char *ident_secret(struct arena *arena, const char *prefix);
/* SHA-256 in hexadecimal: the form in which a secret is stored and looked up. */
const char *ident_hash(struct arena *arena, const char *secret);

#endif
