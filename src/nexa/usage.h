/* Help for the command line, made of the tables. */
#ifndef USAGE_H
#define USAGE_H

struct str;
struct verb;

/* Adds help on what the verb is about: one verb, one noun, or everything. */
void usage_help(const struct verb *verb, struct str *out);
/* Adds "usage: nexa member set-role USER ROLE [--reason TEXT]" and a line end, when there is a
 * verb. */
void usage_line(const struct verb *verb, struct str *out);
/* Adds a parameter's name as an argument is written: USER-ID. */
void usage_add_upper(struct str *out, const char *name);

#endif
