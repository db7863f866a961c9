/* Ways in, found. */
#include "ways.h"

#include <inttypes.h>
#include <string.h>

#include "call.h"
#include "clock.h"
#include "digest.h"
#include "people.h"
#include "utf8.h"

int
ways_person(struct call *c, const char *text, struct person *out)
{
	bool found = false;
	*out = (struct person){ .by_address = strchr(text, '@') != NULL };
	int problem = out->by_address
	    ? people_find(c, text, &out->user, &found)
	    : call_get(c, QUERY_user_get, WITH(V(text)), &out->user, &found);
	if (problem != 0)
		return problem;
	if (found)
		out->user_id = out->user.id;
	if (found || out->by_address)
		out->email_fold = utf8_fold(&c->arena, found ? out->user.email : text);
	return 0;
}

/* A person is known where they have a place, a key that works, or somebody who is invited by them. */
static bool
is_known(const struct call *c, const struct way_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].kind <= WAY_sent_invitation)
			return true;
	return call_is_operator(c);
}

/* Any way in that comes, goes or changes makes another number; signing in does not, lest one could hold off
 * one's own end by it. */
static int64_t
version_of(const struct many_way_in *ways)
{
	enum { BITS = 52 };
	struct digest digest = digest_of("", 0, "", 0);
	uint64_t version = 0;
	for (size_t i = 0; i < ways->n; i++) {
		const struct way_in *way = &ways->items[i];
		char line[200];
		int len = snprintf(line, sizeof(line), "%d %s %" PRId64 " %s", (int)way->kind,
		    way->id, way->version, way->role == NULL ? "" : way->role);
		if (way->kind < WAY_session)
			digest = digest_of(digest.bytes, sizeof(digest.bytes), line, (size_t)len);
	}
	for (size_t i = 0; i < sizeof(version); i++)
		version = version << 8 | digest.bytes[i];
	return (int64_t)(version >> (64 - BITS)) + 1;
}

static int
find_elsewhere(struct call *c, const char *user_id, struct many_my_organization *out)
{
	struct my_organization *all;
	size_t n;
	if (user_id == NULL || !call_is_operator(c))
		return 0;
	if (call_all(c, QUERY_my_organizations, WITH(V(user_id), value_text(NULL)), &all, &n) != 0)
		return (int)c->err.problem;
	out->items = arena_new(&c->arena, (n + 1) * sizeof(*out->items));
	for (size_t i = 0; i < n; i++)
		if (strcmp(all[i].id, c->place.org_id) != 0)
			out->items[out->n++] = all[i];
	return 0;
}

/* A session ends with the last place that its person has anywhere; whether that is the last one is told to the
 * operator only. */
static enum way_fate
fate_of(const struct call *c, const struct way_row *row, const struct person_access *access)
{
	if (row->kind == WAY_session)
		return call_is_operator(c) && access->elsewhere.n == 0 ? WAY_FATE_end
		                                                       : WAY_FATE_lapse;
	bool owns =
	    row->kind == WAY_workspace_role && row->role != NULL && strcmp(row->role, "owner") == 0;
	return owns ? WAY_FATE_hand_over : WAY_FATE_end;
}

static void
add_way(const struct call *c, const struct way_row *row, struct person_access *out)
{
	out->ways.items[out->ways.n++] = (struct way_in){ .id = row->id,
		.kind = row->kind,
		.name = row->name,
		.workspace_id = row->ws_id,
		.has_workspace_id = row->ws_id != NULL,
		.workspace_name = row->ws_name,
		.has_workspace_name = row->ws_name != NULL,
		.role = row->role,
		.has_role = row->role != NULL,
		.since = row->since,
		.last_used_at = row->last_used_at,
		.has_last_used_at = row->has_last_used_at,
		.expires_at = row->expires_at,
		.has_expires_at = row->has_expires_at,
		.fate = fate_of(c, row, out),
		.version = row->version };
}

int
ways_find(struct call *c, const struct person *person, struct person_access *out)
{
	struct way_row *rows;
	size_t n;
	*out = (struct person_access){ .user_id = NULL };
	if (call_all(c, QUERY_person_ways,
	        WITH(V(c->place.org_id), V(person->user_id), V(person->email_fold), V(clock_now())),
	        &rows, &n) != 0 ||
	    find_elsewhere(c, person->user_id, &out->elsewhere) != 0)
		return (int)c->err.problem;
	bool known = person->user_id != NULL && is_known(c, rows, n);
	out->ways.items = arena_new(&c->arena, (n + 1) * sizeof(*out->ways.items));
	for (size_t i = 0; i < n; i++)
		if (known || (person->by_address && rows[i].kind == WAY_invitation))
			add_way(c, &rows[i], out);
	if (known) {
		out->user_id = person->user.id;
		out->display_name = person->user.display_name;
		out->status = person->user.status;
		out->has_status = true;
	}
	if (known || out->ways.n > 0)
		out->email = known ? person->user.email : person->email_fold;
	out->version = version_of(&out->ways);
	return 0;
}

const struct way_in *
ways_of_kind(const struct many_way_in *ways, enum way_kind kind)
{
	for (size_t i = 0; i < ways->n; i++)
		if (ways->items[i].kind == kind)
			return &ways->items[i];
	return NULL;
}
