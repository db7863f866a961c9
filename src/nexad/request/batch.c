/* What batches of changes do alike. */
#include "batch.h"

#include "arena.h"
#include "call.h"
#include "codec.h"

enum { DETAILS_MAX = 8 << 20 };

int
batch_begin(struct batch *batch, struct call *c, const char *id_name, enum shape shape, size_t n)
{
	*batch = (struct batch){
		.call = c, .id_name = id_name, .shape = shape, .details = STR_INIT(DETAILS_MAX)
	};
	batch->w = (struct jsonw){ .out = &batch->details };
	jsonw_open(&batch->w, '{');
	jsonw_key(&batch->w, "changes");
	jsonw_open(&batch->w, '[');
	if (n == 0 || n > BATCH_MAX)
		return call_refuse(c, PROBLEM_invalid_field, "changes",
		    "changes must have 1 to %d entries", (int)BATCH_MAX);
	return 0;
}

void
batch_try(struct batch *batch)
{
	batch->n_rules = batch->call->n_rules;
}

int
batch_judged(struct batch *batch)
{
	struct call *c = batch->call;
	if (c->n_rules <= batch->n_rules)
		return 0;
	c->n_rules = batch->n_rules;
	c->err = c->rules[c->n_rules];
	return (int)c->err.problem;
}

/* One change that cannot be made, for the error's details. */
static void
print_failed(struct batch *batch, const char *id, const void *current)
{
	struct jsonw *w = &batch->w;
	const struct err *err = &batch->call->err;
	jsonw_open(w, '{');
	jsonw_key(w, batch->id_name);
	jsonw_text(w, id);
	jsonw_key(w, "code");
	jsonw_text(w, problem_code(err->problem));
	jsonw_key(w, "message");
	jsonw_text(w, err->text);
	jsonw_key(w, "current");
	if (current == NULL)
		jsonw_null(w);
	else
		codec_write(w, shape_fields(batch->shape), current);
	jsonw_close(w, '}');
}

bool
batch_tried(struct batch *batch, int problem, const char *id, const void *current)
{
	struct call *c = batch->call;
	if (problem == 0)
		return true;
	if (batch->n_failed++ == 0)
		batch->first = c->err;
	print_failed(batch, id, current);
	c->err = (struct err){ .problem = PROBLEM_none };
	return false;
}

int
batch_end(struct batch *batch)
{
	struct call *c = batch->call;
	const struct err *first = &batch->first;
	if (c->err.problem != PROBLEM_none || batch->n_failed == 0) {
		str_release(&batch->details);
		return (int)c->err.problem;
	}
	jsonw_close(&batch->w, ']');
	jsonw_close(&batch->w, '}');
	c->details = arena_text(&c->arena, str_text(&batch->details));
	str_release(&batch->details);
	if (batch->n_failed == 1)
		return call_broken(c, first->problem, first->subject, "%s", first->text);
	return call_broken(c, first->problem, first->subject,
	    "%d changes cannot be made, so none was; the first: %s", batch->n_failed, first->text);
}
