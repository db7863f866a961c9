/* API keys: made, shown, ended.  Only the hash of a secret is stored (domain.md, section 5). */
#include "key_life.h"

#include <sodium.h>
#include <string.h>

#include "api_key.h"
#include "call.h"
#include "clock.h"
#include "event.h"
#include "ident.h"
#include "key_use.h"
#include "locate.h"
#include "utf8.h"

static const char *
target_of(const struct call *c, enum level level)
{
	return level == LEVEL_workspace ? c->place.ws_id : c->place.org_id;
}

/* ---- scopes ---- */

static const char *
scopes_text(struct call *c, uint32_t bits)
{
	struct str text = STR_INIT(1024);
	for (int i = SCOPE_none + 1; i < SCOPE_COUNT; i++)
		if (bits >> i & 1)
			str_addf(
			    &text, "%s%s", text.len == 0 ? "" : " ", scope_name((enum scope)i));
	return call_keep(c, &text);
}

int
keys_scopes(struct call *c, const struct texts *chosen, const char **out)
{
	uint32_t bits = chosen->n == 0 ? scope_defaults() : 0;
	for (size_t i = 0; i < chosen->n; i++)
		bits |= UINT32_C(1) << scope_find(chosen->items[i]);
	uint32_t beyond = c->caller.key == NULL ? 0 : bits & ~c->standing.scopes;
	*out = scopes_text(c, bits);
	if (beyond == 0)
		return 0;
	return call_broken(c, PROBLEM_permission_denied, "scopes",
	    "an API key cannot give scopes that it lacks: %s", scopes_text(c, beyond));
}

/* ---- one key ---- */

static void
split_scopes(struct call *c, const char *scopes, struct texts *out)
{
	out->items = arena_new(&c->arena, SCOPE_COUNT * sizeof(*out->items));
	while (*scopes != '\0' && out->n < SCOPE_COUNT) {
		size_t len = strcspn(scopes, " ");
		out->items[out->n++] = arena_text_n(&c->arena, scopes, len);
		scopes += len + strspn(scopes + len, " ");
	}
}

int
keys_from_row(struct call *c, const struct key_row *row, struct api_key *out)
{
	*out = (struct api_key){ .id = row->id,
		.name = row->name,
		.mode = row->mode,
		.last4 = row->last4,
		.display = arena_printf(&c->arena, "dnx_%s_\xe2\x80\xa6%s",
		    vocab_name(VOCAB_key_mode, (int)row->mode), row->last4),
		.workspace_id = row->ws_id,
		.organization_id = row->org_id,
		.created_by = row->creator_id,
		.created_by_name = row->creator_name,
		.created_at = row->created_at,
		.last_used_at = row->last_used_at,
		.expires_at = row->expires_at,
		.revoked_at = row->revoked_at,
		.successor_id = row->successor_id,
		.status = row->status,
		.version = row->version };
	split_scopes(c, row->scopes, &out->scopes);
	if (key_use_judge(c, out) != 0)
		return (int)c->err.problem;
	if (row->status == KEY_STATUS_revoked && row->end_reason != NULL)
		out->reason = arena_printf(&c->arena, "%s: %s", out->reason, row->end_reason);
	return 0;
}

int
keys_need(struct call *c, enum level level, const char *id, struct api_key *out)
{
	struct key_row row;
	if (call_need(c, QUERY_key_get, WITH(V(target_of(c, level)), V(clock_now()), V(id)), &row,
	        "API key") != 0)
		return (int)c->err.problem;
	return keys_from_row(c, &row, out);
}

int
keys_emit(struct call *c, enum event type, const struct api_key *key, struct event_about about)
{
	bool workspace = key->workspace_id != NULL;
	about.target_type = "api_key";
	about.target_id = key->id;
	about.target_name = key->name;
	about.level = workspace ? LEVEL_workspace : LEVEL_organization;
	about.org_id = key->organization_id;
	about.ws_id = workspace ? key->workspace_id : "";
	return event_emit(c, type, &about);
}

/* ---- making ---- */

static const char *
new_secret(struct call *c, enum key_mode mode)
{
	char text[API_KEY_TEXT];
	memcpy(text, mode == KEY_MODE_test ? "dnx_test_" : "dnx_live_", API_KEY_PREFIX);
	for (int i = 0; i < API_KEY_CHANCE; i++)
		text[API_KEY_PREFIX + i] = api_key_digits[randombytes_uniform(62)];
	api_key_seal(text);
	const char *secret = arena_text(&c->arena, text);
	sodium_memzero(text, sizeof(text));
	return secret;
}

/* Whose rights bound the new key: the caller's, or those of the person of the calling key. */
static int
find_creator(struct call *c, const char **name)
{
	struct user user;
	*name = c->caller.name;
	if (c->caller.key == NULL || c->caller.user_id == NULL)
		return 0;
	if (call_need(c, QUERY_user_get, WITH(call_user(c)), &user, "user") != 0)
		return (int)c->err.problem;
	*name = user.display_name;
	return 0;
}

int
keys_make(struct call *c, const struct key_wish *wish, struct api_key *out)
{
	const char *creator;
	if (find_creator(c, &creator) != 0)
		return (int)c->err.problem;
	const char *secret = new_secret(c, wish->mode);
	const char *id = ident_new(&c->arena, "key");
	bool workspace = wish->level == LEVEL_workspace;
	struct value expires = wish->expires_at == 0 ? value_text(NULL) : V(wish->expires_at);
	if (call_run(c, QUERY_key_insert,
	        WITH(V(id), V(c->place.org_id), V(workspace ? c->place.ws_id : NULL),
	            V(target_of(c, wish->level)), V(wish->name),
	            V(utf8_sort_key(&c->arena, wish->name)),
	            V(vocab_name(VOCAB_key_mode, (int)wish->mode)),
	            V(secret + API_KEY_TEXT - 1 - API_KEY_LAST), V(ident_hash(&c->arena, secret)),
	            V(wish->scopes), call_user(c), V(creator), V(clock_now()), expires)) != 0 ||
	    keys_need(c, wish->level, id, out) != 0)
		return (int)c->err.problem;
	out->key = secret;
	return 0;
}

/* ---- ending ---- */

int
keys_revoke_of(struct call *c, enum level level, const char *user_id, const char *batch_id,
    struct many_revoked_key *out)
{
	struct key_row *rows;
	size_t n;
	static const char why[] = "the person who made it was removed";
	int64_t now = clock_now();
	if (call_all(c, QUERY_keys_of_person, WITH(V(target_of(c, level)), V(user_id), V(now)),
	        &rows, &n) != 0)
		return (int)c->err.problem;
	if (out != NULL)
		*out =
		    (struct many_revoked_key){ arena_new(&c->arena, n * sizeof(*out->items)), n };
	for (size_t i = 0; i < n; i++) {
		if (out != NULL)
			out->items[i] =
			    (struct revoked_key){ rows[i].id, rows[i].name, rows[i].last4 };
		if (call_run(c, QUERY_key_revoke, WITH(V(rows[i].id), V(now), value_text(why))) !=
		        0 ||
		    event_emit(c, EVENT_api_key_revoked,
		        &(struct event_about){ .target_type = "api_key",
		            .target_id = rows[i].id,
		            .target_name = rows[i].name,
		            .reason = why,
		            .batch_id = batch_id,
		            .level = level,
		            .ws_id = level == LEVEL_workspace ? NULL : "" }) != 0)
			return (int)c->err.problem;
	}
	return 0;
}
