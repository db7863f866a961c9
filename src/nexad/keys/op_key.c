/* API keys of workspaces and organizations. */
#include <string.h>

#include "api_key.h"
#include "batch.h"
#include "call.h"
#include "clock.h"
#include "event.h"
#include "ident.h"
#include "jsonw.h"
#include "key_heir.h"
#include "key_life.h"
#include "key_use.h"
#include "locate.h"
#include "page.h"
#include "people.h"
#include "utf8.h"

static int
add_row(struct page *page, const void *row)
{
	struct api_key key;
	int problem = keys_from_row(page->call, row, &key);
	if (problem == 0)
		page_add(page, &key);
	return problem;
}

int
op_key_list(struct call *c, const struct key_list_args *args, struct page *page)
{
	(void)args;
	return page_list(page, LIST_keys, WITH(V(c->place.ws_id), V(clock_now())), add_row);
}

int
op_org_key_list(struct call *c, const struct org_key_list_args *args, struct page *page)
{
	(void)args;
	return page_list(page, LIST_keys, WITH(V(c->place.org_id), V(clock_now())), add_row);
}

/* What of an organization is closed to the caller for the way they came in; see the statement. */
static int
openness(const struct call *c)
{
	bool password = c->caller.type == PRINCIPAL_user && c->caller.sso_org == NULL;
	if (!password)
		return 1;
	return c->caller.mfa_enabled ? 2 : 3;
}

/* Wherever they work: each is there that its own list would show to the caller. */
int
op_key_find(struct call *c, const struct key_find_args *args, struct page *page)
{
	const struct action_row *of_ws = action_row(ACTION_keys_view);
	const struct action_row *of_org = action_row(ACTION_org_keys_view);
	bool key = c->caller.key != NULL;
	(void)args;
	if (!key && !call_is_operator(c) && c->caller.type != PRINCIPAL_user)
		return call_refuse(c, PROBLEM_permission_denied, "",
		    "only people and API keys may %s", of_ws->text);
	if (!permit_scope(&c->standing, ACTION_keys_view))
		return call_refuse(c, PROBLEM_permission_denied, "scope",
		    "this API key may not %s: it lacks the scope %s", of_ws->text,
		    scope_name(of_ws->scope));
	return page_list(page, LIST_found_keys,
	    WITH(call_user(c), call_bound_org(c), call_key_workspace(c),
	        V(locate_granting(c, of_ws->workspace, VOCAB_role)),
	        V(locate_granting(c, of_ws->org, VOCAB_org_role)),
	        V(locate_granting(c, of_org->org, VOCAB_org_role)), V(call_is_operator(c) ? 1 : 0),
	        V(key ? 0 : 1), V(openness(c)), V(clock_now())),
	    add_row);
}

int
op_key_get(struct call *c, const struct key_get_args *args, struct api_key *out)
{
	return keys_need(c, LEVEL_workspace, args->id, out);
}

int
op_org_key_get(struct call *c, const struct org_key_get_args *args, struct api_key *out)
{
	return keys_need(c, LEVEL_organization, args->id, out);
}

/* ---- creating ---- */

/* {"mode":"live","scopes":"calls:read …"} */
static const char *
facts(struct call *c, const struct key_wish *wish)
{
	struct str text = STR_INIT(2048);
	struct jsonw w = { .out = &text };
	jsonw_open(&w, '{');
	jsonw_key(&w, "mode");
	jsonw_text(&w, vocab_name(VOCAB_key_mode, (int)wish->mode));
	jsonw_key(&w, "scopes");
	jsonw_text(&w, wish->scopes);
	jsonw_close(&w, '}');
	return call_keep(c, &text);
}

static int
create(struct call *c, struct key_wish *wish, const struct texts *scopes, struct api_key *out)
{
	if (wish->expires_at != 0 && wish->expires_at <= clock_now() &&
	    call_broken(
	        c, PROBLEM_invalid_field, "expires_at", "expires_at must be in the future") != 0)
		return (int)c->err.problem;
	if (wish->mode == KEY_MODE_unknown)
		wish->mode = KEY_MODE_live;
	if (keys_scopes(c, scopes, &wish->scopes) != 0 || keys_make(c, wish, out) != 0)
		return (int)c->err.problem;
	if (out->lapsed_scopes.n > 0)
		call_foresee(c, "%s", out->reason);
	return keys_emit(
	    c, EVENT_api_key_created, out, (struct event_about){ .after = facts(c, wish) });
}

int
op_key_create(struct call *c, const struct key_create_args *args, struct api_key *out)
{
	return create(c,
	    &(struct key_wish){ .level = LEVEL_workspace,
	        .name = args->name,
	        .mode = args->mode,
	        .expires_at = args->expires_at },
	    &args->scopes, out);
}

int
op_org_key_create(struct call *c, const struct org_key_create_args *args, struct api_key *out)
{
	return create(c,
	    &(struct key_wish){ .level = LEVEL_organization,
	        .name = args->name,
	        .mode = args->mode,
	        .expires_at = args->expires_at },
	    &args->scopes, out);
}

/* ---- renaming, handing over ---- */

/* What a PATCH says of a key. */
struct key_patch {
	const char *id;
	bool has_name, has_created_by;
	const char *name;
	const char *created_by;
};

static bool
nulls(const struct key_patch *change)
{
	return (change->has_name && change->name == NULL) ||
	    (change->has_created_by && change->created_by == NULL);
}

static bool
hands_over(const struct key_patch *change, const struct api_key *before)
{
	return change->has_created_by &&
	    (before->created_by == NULL || strcmp(change->created_by, before->created_by) != 0);
}

static int
update(struct call *c, enum level level, const struct key_patch *change, struct api_key *out)
{
	struct api_key before;
	struct user heir = { .id = NULL };
	if (keys_need(c, level, change->id, &before) != 0 ||
	    call_match(c, before.version, SHAPE_api_key, &before) != 0)
		return (int)c->err.problem;
	if (nulls(change))
		return call_refuse(c, PROBLEM_invalid_field, "",
		    "a key has a name and a person; neither can be null");
	const char *name = change->has_name ? change->name : before.name;
	bool renamed = strcmp(name, before.name) != 0;
	bool handed = hands_over(change, &before);
	if (!renamed && !handed)
		return keys_need(c, level, change->id, out);
	if (handed && key_heir_take(c, level, &before, change->created_by, &heir) != 0)
		return (int)c->err.problem;
	if (call_run(c, QUERY_key_update,
	        WITH(V(before.id), V(name), V(utf8_sort_key(&c->arena, name)),
	            V(handed ? heir.id : before.created_by),
	            V(handed ? heir.display_name : before.created_by_name))) != 0 ||
	    keys_need(c, level, change->id, out) != 0)
		return (int)c->err.problem;
	return !renamed ? 0
	                : keys_emit(c, EVENT_api_key_renamed, out,
	                      (struct event_about){ .before = event_pair(c, "name", before.name),
	                          .after = event_pair(c, "name", name) });
}

int
op_key_update(struct call *c, const struct key_update_args *args, struct api_key *out)
{
	return update(c, LEVEL_workspace,
	    &(struct key_patch){
	        args->id, args->has_name, args->has_created_by, args->name, args->created_by },
	    out);
}

int
op_org_key_update(struct call *c, const struct org_key_update_args *args, struct api_key *out)
{
	return update(c, LEVEL_organization,
	    &(struct key_patch){
	        args->id, args->has_name, args->has_created_by, args->name, args->created_by },
	    out);
}

/* ---- ending ---- */

static int
check_lives(struct call *c, const struct api_key *key)
{
	if (key->status == KEY_STATUS_active || key->status == KEY_STATUS_expiring)
		return 0;
	return call_broken(c, PROBLEM_conflict, "status", "the key '%s' is %s already", key->name,
	    vocab_name(VOCAB_key_status, (int)key->status));
}

/* What a rotation is to be. */
struct key_turn {
	const char *id;
	enum key_expire expire;
	bool has_expires_at;
	int64_t expires_at; /* of the successor; 0: never */
};

/* Only the named predecessor ends with a rotation: rotated twice, a key would leave two successors, one of them
 * unseen.  So what has a successor that works, or whose successor has one, is not rotated again.  *end: when the
 * last of them was to end by itself, which the rotation of one that has a successor has changed. */
static int
check_unrotated(struct call *c, enum level level, const struct api_key *key, int64_t *end)
{
	struct api_key next = *key;
	while (next.successor_id != NULL)
		if (keys_need(c, level, next.successor_id, &next) != 0)
			return (int)c->err.problem;
	*end = next.expires_at;
	if (next.id == key->id ||
	    (next.status != KEY_STATUS_active && next.status != KEY_STATUS_expiring))
		return 0;
	return call_broken(c, PROBLEM_conflict, "successor_id",
	    "the key '%s' was rotated already, and %s has taken its place; rotate that one, or revoke it first",
	    key->name, next.display);
}

/* The successor ends when its predecessor would have, unless something else is said. */
static int
check_end(struct call *c, const struct key_turn *turn, int64_t end, struct key_wish *wish)
{
	char text[CLOCK_TEXT];
	wish->expires_at = turn->has_expires_at ? turn->expires_at : end;
	if (wish->expires_at == 0)
		return 0;
	clock_format(wish->expires_at, text);
	if (wish->expires_at <= clock_now())
		return call_broken(c, PROBLEM_invalid_field, "expires_at",
		    "the successor would have ended at %s; expires_at must be in the future", text);
	if (!turn->has_expires_at)
		call_foresee(c, "the successor ends at %s, as this key was to", text);
	return 0;
}

/* Ends the predecessor, which never lives longer than it would have. */
static int
end_before(struct call *c, const struct api_key *before, enum key_expire expire)
{
	static const char why[] = "a successor has taken its place";
	int64_t end = clock_now() + (expire == KEY_EXPIRE_now ? 0 : CLOCK_DAY_MS);
	if (before->expires_at != 0 && before->expires_at < end)
		end = before->expires_at;
	return expire == KEY_EXPIRE_now
	    ? call_run(c, QUERY_key_revoke, WITH(V(before->id), V(end), value_text(why)))
	    : call_run(c, QUERY_key_set_expiry, WITH(V(before->id), V(end)));
}

static int
rotate(struct call *c, enum level level, const struct key_turn *turn, struct api_key *out)
{
	struct api_key before;
	int64_t end = 0;
	if (keys_need(c, level, turn->id, &before) != 0 ||
	    call_match(c, before.version, SHAPE_api_key, &before) != 0 ||
	    check_lives(c, &before) != 0 || check_unrotated(c, level, &before, &end) != 0)
		return (int)c->err.problem;
	struct key_wish wish = { .level = level, .name = before.name, .mode = before.mode };
	if (check_end(c, turn, end, &wish) != 0 ||
	    keys_scopes(c, &before.scopes, &wish.scopes) != 0 || keys_make(c, &wish, out) != 0 ||
	    end_before(c, &before, turn->expire) != 0 ||
	    call_run(c, QUERY_key_succeed, WITH(V(before.id), V(out->id))) != 0)
		return (int)c->err.problem;
	return keys_emit(c, EVENT_api_key_rotated, out,
	    (struct event_about){
	        .before = event_pair(c, "id", before.id), .after = event_pair(c, "id", out->id) });
}

int
op_key_rotate(struct call *c, const struct key_rotate_args *args, struct api_key *out)
{
	return rotate(c, LEVEL_workspace,
	    &(struct key_turn){ args->id, args->expire, args->has_expires_at, args->expires_at },
	    out);
}

int
op_org_key_rotate(struct call *c, const struct org_key_rotate_args *args, struct api_key *out)
{
	return rotate(c, LEVEL_organization,
	    &(struct key_turn){ args->id, args->expire, args->has_expires_at, args->expires_at },
	    out);
}

static int
end_key(struct call *c, enum level level, const char *id, const char *reason, struct api_key *out)
{
	struct api_key before;
	if (keys_need(c, level, id, &before) != 0 ||
	    call_match(c, before.version, SHAPE_api_key, &before) != 0 ||
	    check_lives(c, &before) != 0 ||
	    call_run(c, QUERY_key_revoke, WITH(V(before.id), V(clock_now()), V(reason))) != 0 ||
	    keys_emit(
	        c, EVENT_api_key_revoked, &before, (struct event_about){ .reason = reason }) != 0)
		return (int)c->err.problem;
	return keys_need(c, level, id, out);
}

int
op_key_revoke(struct call *c, const struct key_revoke_args *args, struct api_key *out)
{
	return end_key(c, LEVEL_workspace, args->id, args->reason, out);
}

int
op_org_key_revoke(struct call *c, const struct org_key_revoke_args *args, struct api_key *out)
{
	return end_key(c, LEVEL_organization, args->id, args->reason, out);
}

/* ---- ending several ---- */

static bool
stands_before(const struct many_key_change *changes, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (strcmp(changes->items[j].id, changes->items[i].id) == 0)
			return true;
	return false;
}

/* Ends one key, or tells why not in c->err. */
static int
end_one(struct batch *batch, enum level level, const struct key_change *wanted, const char *reason,
    const char *batch_id, struct api_key *key)
{
	struct call *c = batch->call;
	if (keys_need(c, level, wanted->id, key) != 0)
		return (int)c->err.problem;
	if (wanted->has_version && wanted->version != key->version)
		return call_refuse(c, PROBLEM_version_conflict, "version",
		    "somebody changed the key '%s' meanwhile: now %s", key->name,
		    vocab_name(VOCAB_key_status, (int)key->status));
	if (check_lives(c, key) != 0 || batch_judged(batch) != 0 ||
	    call_run(c, QUERY_key_revoke, WITH(V(key->id), V(clock_now()), V(reason))) != 0)
		return (int)c->err.problem;
	return keys_emit(c, EVENT_api_key_revoked, key,
	    (struct event_about){ .reason = reason, .batch_id = batch_id });
}

static int
end_keys(struct call *c, enum level level, const struct many_key_change *wanted, const char *reason,
    struct key_batch *out)
{
	struct batch batch;
	if (batch_begin(&batch, c, "id", SHAPE_api_key, wanted->n) != 0)
		return batch_end(&batch);
	out->batch_id = ident_new(&c->arena, "bat");
	out->revoked_keys.items =
	    arena_new(&c->arena, wanted->n * sizeof(*out->revoked_keys.items));
	for (size_t i = 0; i < wanted->n; i++) {
		struct api_key key = { .id = NULL };
		batch_try(&batch);
		int problem = stands_before(wanted, i)
		    ? call_refuse(c, PROBLEM_invalid_field, "id", "the key stands twice")
		    : end_one(&batch, level, &wanted->items[i], reason, out->batch_id, &key);
		if (batch_tried(&batch, problem, wanted->items[i].id, key.id == NULL ? NULL : &key))
			out->revoked_keys.items[out->revoked_keys.n++] =
			    (struct revoked_key){ key.id, key.name, key.last4 };
	}
	return batch_end(&batch);
}

int
op_key_batch(struct call *c, const struct key_batch_args *args, struct key_batch *out)
{
	return end_keys(c, LEVEL_workspace, &args->changes, args->reason, out);
}

int
op_org_key_batch(struct call *c, const struct org_key_batch_args *args, struct key_batch *out)
{
	return end_keys(c, LEVEL_organization, &args->changes, args->reason, out);
}

/* ---- whose it is ---- */

/* Told to those who may see the key in its list; to others there is no such key. */
int
op_key_whois(struct call *c, const struct key_whois_args *args, struct key_owner *out)
{
	struct key_row row;
	struct place_row place;
	struct standing standing;
	bool found;
	if (call_get(c, QUERY_key_by_secret,
	        WITH(V(ident_hash(&c->arena, args->key)), V(clock_now())), &row, &found) != 0)
		return (int)c->err.problem;
	bool workspace = found && row.ws_id != NULL;
	if (found &&
	    locate(c, workspace, workspace ? row.ws_id : row.org_id, &place, &standing) != 0)
		found = false;
	if (!found || !permit(&standing, workspace ? ACTION_keys_view : ACTION_org_keys_view))
		return call_refuse(c, PROBLEM_not_found, "key", "there is no such API key");
	out->organization_name = place.org_name;
	out->workspace_name = place.ws_name;
	return keys_from_row(c, &row, &out->key);
}
