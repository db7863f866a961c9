/* Many switches of a provider turned as one, each on what it was decided on. */
#include <string.h>

#include "batch.h"
#include "call.h"
#include "ident.h"
#include "routes.h"
#include "switches.h"

/* What is switched, before and after. */
struct switching {
	struct batch batch;
	const char *provider;
	struct switches_turn turn;
	const void *current; /* what stands there; NULL: nothing */
};

static int
check_version(struct call *c, const struct switch_change *wanted, const char *name, bool enabled,
    int64_t version)
{
	if (!wanted->has_version || wanted->version == version)
		return 0;
	return call_refuse(c, PROBLEM_version_conflict, "version",
	    "somebody switched '%s' meanwhile: now %s", name, enabled ? "on" : "off");
}

static int
switch_provider(
    struct switching *at, const struct switch_change *wanted, struct switch_changed *out)
{
	struct call *c = at->batch.call;
	struct telephony_provider *provider = arena_new(&c->arena, sizeof(*provider));
	at->batch.shape = SHAPE_telephony_provider;
	if (switches_need_provider(c, at->provider, provider) != 0)
		return (int)c->err.problem;
	at->current = provider;
	*out = (struct switch_changed){ provider->id, provider->enabled, wanted->enabled,
		provider->version };
	if (check_version(c, wanted, provider->name, provider->enabled, provider->version) != 0)
		return (int)c->err.problem;
	if (provider->enabled == wanted->enabled)
		return 0;
	out->version++;
	return switches_turn_provider(c, provider, &at->turn);
}

static int
switch_group(struct switching *at, const struct switch_change *wanted, struct switch_changed *out)
{
	struct call *c = at->batch.call;
	struct network_group *group = arena_new(&c->arena, sizeof(*group));
	at->batch.shape = SHAPE_network_group;
	if (switches_need_group(c, at->provider, wanted->id, group) != 0)
		return (int)c->err.problem;
	at->current = group;
	*out =
	    (struct switch_changed){ group->id, group->enabled, wanted->enabled, group->version };
	if (check_version(c, wanted, group->name, group->enabled, group->version) != 0 ||
	    switches_check_risk(c, group, 1, &at->turn) != 0 || batch_judged(&at->batch) != 0)
		return (int)c->err.problem;
	if (group->enabled == wanted->enabled)
		return 0;
	out->version++;
	return switches_turn_group(c, group, &at->turn);
}

static bool
is_same(const struct switch_change *a, const struct switch_change *b)
{
	if (!a->has_id || !b->has_id)
		return a->has_id == b->has_id;
	return strcmp(a->id, b->id) == 0;
}

static bool
stands_before(const struct many_switch_change *changes, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (is_same(&changes->items[j], &changes->items[i]))
			return true;
	return false;
}

static int
switch_one(struct switching *at, const struct many_switch_change *changes, size_t i,
    struct switch_changed *out)
{
	const struct switch_change *wanted = &changes->items[i];
	at->current = NULL;
	at->turn.enabled = wanted->enabled;
	if (stands_before(changes, i))
		return call_refuse(
		    at->batch.call, PROBLEM_invalid_field, "id", "the switch stands twice");
	return wanted->has_id ? switch_group(at, wanted, out) : switch_provider(at, wanted, out);
}

int
op_group_switches(struct call *c, const struct group_switches_args *args, struct switch_batch *out)
{
	const struct many_switch_change *changes = &args->changes;
	struct telephony_provider provider;
	struct switching at = { .provider = args->provider,
		.turn = { .accept_risk = args->accept_risk,
		    .reason = args->reason,
		    .batch_id = ident_new(&c->arena, "bat") } };
	if (switches_need_provider(c, args->provider, &provider) != 0)
		return (int)c->err.problem;
	if (batch_begin(&at.batch, c, "id", SHAPE_network_group, changes->n) != 0)
		return batch_end(&at.batch);
	routes_change(c, c->place.ws_id);
	out->batch_id = at.turn.batch_id;
	out->changes.items = arena_new(&c->arena, changes->n * sizeof(*out->changes.items));
	for (size_t i = 0; i < changes->n; i++) {
		struct switch_changed changed = { .id = NULL };
		batch_try(&at.batch);
		int problem = switch_one(&at, changes, i, &changed);
		const char *id = changes->items[i].has_id ? changes->items[i].id : args->provider;
		if (batch_tried(&at.batch, problem, id, at.current))
			out->changes.items[out->changes.n++] = changed;
	}
	return batch_end(&at.batch);
}
