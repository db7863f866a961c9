/* Why the daemon refused, in lines for a person. */
#ifndef COMPLAINT_H
#define COMPLAINT_H

struct json;
struct str;

/* Adds the sentence of a problem; where several changes were refused together, a line that says so and one for each
 * of them, from its details (may be NULL).  Lines end with a newline. */
void complaint_add(struct str *out, const char *sentence, const struct json *details);

#endif
