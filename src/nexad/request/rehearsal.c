/* A dry run for the sake of its rules. */
#include "rehearsal.h"

#include <string.h>

#include "call.h"
#include "request.h"

bool
rehearsal_makes_sense(const struct call *c)
{
	return op_writes(c->op) && !c->op->open && !c->op->before && !request_takes_secret(c) &&
	    c->faults.n == c->n_left_out && c->faults.n < FAULTS_MAX;
}

/* Whether a rule would have been judged otherwise with a field that was left out: then its sentence names that. */
static bool
is_about_left_out(const struct err *rule, const struct faults *faults, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *name = faults->items[i].subject;
		if (memmem(rule->text, strlen(rule->text), name, strcspn(name, ".")) != NULL)
			return true;
	}
	return false;
}

/* Whether the field was there and could be read; "owner.email" is of owner. */
static bool
was_read(const struct call *c, const char *name)
{
	const struct field *field = op_params(c->id);
	const size_t len = strcspn(name, ".");
	while (field->name != NULL &&
	    (strncmp(field->name, name, len) != 0 || field->name[len] != '\0'))
		field++;
	return field->name != NULL &&
	    (field->has == 0 || *(const bool *)((const char *)c->args + field->has));
}

static void
add(struct call *c, const struct err *rule, size_t n)
{
	if (rule->problem == PROBLEM_invalid_field && was_read(c, rule->subject) &&
	    !is_about_left_out(rule, &c->faults, n))
		faults_add(&c->faults, rule);
}

void
rehearsal_run(struct call *c, int (*handler)(struct call *c, void *out), void *out)
{
	const bool dry_run = c->dry_run;
	const size_t n = c->faults.n;
	c->dry_run = true;
	(void)handler(c, out);
	for (int i = 0; i < c->n_rules; i++)
		add(c, &c->rules[i], n);
	add(c, &c->err, n);
	c->dry_run = dry_run;
	c->n_rules = 0;
	c->details = NULL;
	c->media = NULL;
	c->location = NULL;
	c->version = 0;
	c->keep_on_failure = false;
	c->retry_after_s = 0;
	c->rate_limit = 0;
}
