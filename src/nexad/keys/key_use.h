/* What an API key can be used for now: it may do no more than its person, where it works. */
#ifndef KEY_USE_H
#define KEY_USE_H

#include <stdbool.h>

struct api_key;
struct call;
struct texts;

/* Fills usable, reason, lapsed_scopes and the names of the place by the key's other fields and by what its person
 * and the place are now.  0 or a problem. */
int key_use_judge(struct call *c, struct api_key *key);
/* Whether a text is among texts. */
bool key_use_has(const struct texts *texts, const char *text);
/* Foretells, in a dry run, which keys stop with their person, in every organization.  0 or a problem. */
int key_use_foresee_end(struct call *c, const char *user_id, const char *name);

#endif
