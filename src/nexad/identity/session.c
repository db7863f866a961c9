/* Callers and sessions. */
#include "session.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "api_key.h"
#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "http.h"
#include "ident.h"

bool
session_is_proxy(const struct http_peer *peer, const struct daemon_settings *settings)
{
	return peer->local && settings->has_proxy && peer->uid == settings->proxy_user;
}

static bool
is_operator(const struct http_peer *peer, const struct daemon_settings *settings)
{
	gid_t operator_group = settings->operator_group;
	if (!peer->local || session_is_proxy(peer, settings))
		return false;
	if (peer->uid == 0 || peer->uid == geteuid())
		return true;
	if (operator_group == (gid_t)-1)
		return false;
	for (int i = 0; i < peer->n_groups; i++)
		if (peer->groups[i] == operator_group)
			return true;
	return peer->gid == operator_group;
}

/* RFC 6750: "Bearer", blanks, the token.  NULL when the header is something else. */
static const char *
bearer(const char *header)
{
	if (strncasecmp(header, "Bearer ", 7) != 0)
		return NULL;
	header += 7;
	header += strspn(header, " ");
	return *header == '\0' ? NULL : header;
}

static int
find_session(struct call *c, const char *token)
{
	struct caller_row row;
	bool found;
	if (call_get(c, QUERY_session_find, WITH(V(ident_hash(&c->arena, token))), &row, &found) !=
	    0)
		return (int)c->err.problem;
	if (!found || row.expires_at <= clock_now())
		return call_refuse(c, PROBLEM_unauthenticated, "",
		    "the session token is not valid (any more); sign in again");
	if (row.status != USER_STATUS_active)
		return call_refuse(c, PROBLEM_unauthenticated, "", "this user is suspended");
	c->caller = (struct caller){ .type = PRINCIPAL_user,
		.id = row.user_id,
		.name = row.display_name,
		.email = row.email,
		.session_id = row.session_id,
		.user_id = row.user_id,
		.sso_org = row.sso_org_id,
		.mfa_enabled = row.mfa_enabled };
	return 0;
}

/* Looked up anew with every request: a key that was revoked is dead for the next one. */
static int
find_key(struct call *c, const char *text)
{
	struct key_caller *key = arena_new(&c->arena, sizeof(*key));
	bool found = false;
	const char *fault = api_key_fault(text);
	if (fault != NULL)
		return call_refuse(c, PROBLEM_unauthenticated, "", "the bearer token %s", fault);
	if (call_get(c, QUERY_key_caller, WITH(V(ident_hash(&c->arena, text))), key, &found) != 0)
		return (int)c->err.problem;
	if (!found)
		return call_refuse(c, PROBLEM_unauthenticated, "", "there is no such API key");
	if (key->has_revoked_at)
		return call_refuse(
		    c, PROBLEM_key_revoked, "", "the API key '%s' was revoked", key->name);
	if (key->has_expires_at && key->expires_at <= clock_now())
		return call_refuse(
		    c, PROBLEM_key_expired, "", "the API key '%s' has expired", key->name);
	if (key->creator_id != NULL && key->creator_status != USER_STATUS_active)
		return call_refuse(c, PROBLEM_unauthenticated, "",
		    "%s is suspended, and so is every API key of theirs; hand the key to somebody else, "
		    "or ask the operator of this installation",
		    key->creator_name);
	c->caller = (struct caller){ .type = PRINCIPAL_api_key,
		.id = key->id,
		.name = key->name,
		.user_id = key->creator_id,
		.key = key };
	return 0;
}

static bool
is_engine(const struct call *c, const char *token)
{
	const char *own = c->daemon->settings.engine_token;
	return own != NULL && ident_same(own, token);
}

static int
find_bearer(struct call *c, const char *token)
{
	if (is_engine(c, token)) {
		c->caller = (struct caller){
			.type = PRINCIPAL_engine, .id = "engine", .name = "call engine"
		};
		return 0;
	}
	bool key = strncmp(token, "dnx_", 4) == 0;
	return key ? find_key(c, token) : find_session(c, token);
}

/* The name that goes with a uid; asked once per thread and uid, since it reads files. */
static const char *
login_name(uid_t uid)
{
	static _Thread_local struct {
		uid_t uid;
		char name[64];
	} known = { .uid = (uid_t)-1 };
	if (known.uid != uid) {
		char buffer[4096];
		struct passwd entry;
		struct passwd *found = NULL;
		(void)getpwuid_r(uid, &entry, buffer, sizeof(buffer), &found);
		(void)snprintf(known.name, sizeof(known.name), "%s",
		    found == NULL ? "unknown" : entry.pw_name);
		known.uid = uid;
	}
	return known.name;
}

bool
session_is_operator(const struct http_request *request, const struct daemon *daemon)
{
	return http_header(request, "Authorization") == NULL &&
	    is_operator(http_peer(request), &daemon->settings);
}

static int
identify(struct call *c)
{
	const char *header = http_header(c->request, "Authorization");
	const struct http_peer *peer = http_peer(c->request);
	/* Who looks at a page is who the page's cookie says, and nobody else: not the operator, either. */
	if (c->page_session != NULL)
		return c->page_session[0] != '\0'
		    ? find_session(c, c->page_session)
		    : call_refuse(c, PROBLEM_unauthenticated, "", "nobody is signed in");
	if (header != NULL) {
		const char *token = bearer(header);
		if (token == NULL)
			return call_refuse(c, PROBLEM_unauthenticated, "",
			    "the Authorization header must be 'Bearer' and a token");
		return find_bearer(c, token);
	}
	if (session_is_operator(c->request, c->daemon)) {
		c->caller = (struct caller){ .type = PRINCIPAL_operator,
			.id = arena_printf(&c->arena, "uid:%u", (unsigned)peer->uid),
			.name = arena_text(&c->arena, login_name(peer->uid)) };
		return 0;
	}
	return call_refuse(c, PROBLEM_unauthenticated, "",
	    "sign in, or connect over the Unix socket as root, the daemon's user or a member of the "
	    "operator group");
}

int
session_identify(struct call *c)
{
	if (c->caller.type != PRINCIPAL_unknown)
		return 0;
	int problem = identify(c);
	bool nobody = problem == PROBLEM_unauthenticated || problem == PROBLEM_key_revoked ||
	    problem == PROBLEM_key_expired;
	if (nobody && c->op->open) {
		c->err = (struct err){ .problem = PROBLEM_none };
		return 0;
	}
	return problem;
}

int
session_need_user(struct call *c)
{
	if (c->caller.type == PRINCIPAL_user && c->caller.sso_org == NULL)
		return 0;
	if (c->caller.type == PRINCIPAL_user)
		return call_refuse(c, PROBLEM_permission_denied, "",
		    "a session by single sign-on reaches its organization only; sign in with your "
		    "password to see what is yours everywhere");
	return call_refuse(c, PROBLEM_permission_denied, "",
	    c->caller.type == PRINCIPAL_operator ? "only a user has this; the operator is none"
	                                         : "only a user has this; sign in as a person");
}

int
session_begin(struct call *c, const char *user_id, const char *sso_org, struct session *out)
{
	int64_t now = clock_now();
	const char *token = ident_secret(&c->arena, "nxs");
	if (call_run(c, QUERY_session_insert,
	        WITH(V(ident_hash(&c->arena, token)), V(ident_new(&c->arena, "ses")), V(user_id),
	            V(now), V(now + SESSION_LIFE_MS), V(c->ip), V(c->user_agent), V(sso_org))) != 0)
		return (int)c->err.problem;
	if (call_run(c, QUERY_user_signed_in, WITH(V(user_id), V(now))) != 0)
		return (int)c->err.problem;
	out->token = token;
	out->expires_at = now + SESSION_LIFE_MS;
	return call_need(c, QUERY_user_get, WITH(V(user_id)), &out->user, "user");
}
