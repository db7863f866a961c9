/* The catalogues, for those who take ids of theirs. */
#ifndef CATALOGUE_H
#define CATALOGUE_H

struct call;

/* Whether a list ("llm", "transcriber", "voice", "language") has an entry; NULL is one.  A broken rule
 * about `field` when it has not. */
int catalogue_check(struct call *c, const char *list, const char *field, const char *id);
/* The same of those who provide voices. */
int catalogue_check_provider(struct call *c, const char *list, const char *field, const char *id);
/* The entry that stands where none was chosen; the provider's, when it has one. */
int catalogue_default(struct call *c, const char *list, const char *provider, const char **out);

#endif
