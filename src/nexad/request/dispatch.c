/* Dispatch: see the header for the line that every request walks. */
#include "dispatch.h"

#include <assert.h>
#include <string.h>

#include "after_commit.h"
#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "http.h"
#include "idempotency.h"
#include "jsonw.h"
#include "locate.h"
#include "page.h"
#include "reply.h"
#include "request.h"
#include "session.h"
#include "slow.h"
#include "tail.h"
#include "touch.h"
#include "writer.h"

enum { SPOOLED_MAX = 256 << 20 };

/* run_ID(): the typed handler behind one signature. */
#define WORDS_AS_PASSED
#include "words.h"
#define OP(id, text, words)                            \
	static int run_##id(struct call *c, void *out) \
	{                                              \
		(void)out;                             \
		return op_##id(c, c->args words);      \
	}
#include "operations.def"
#undef WORDS_AS_PASSED

static int (*const handlers[OP_COUNT])(struct call *c, void *out) = {
#define OP(id, text, words) [OP_##id] = run_##id,
#include "operations.def"
};

/* ---- the place ---- */

/* The workspace is the path's, the API key's, or the one that the request names. */
static const char *
workspace_of(const struct call *c)
{
	if (c->ws == NULL && c->caller.key != NULL)
		return c->caller.key->ws_id;
	return c->ws;
}

static int
find_place(struct call *c)
{
	bool workspace = op_in_workspace(c->op);
	const char *id = workspace ? workspace_of(c) : c->org;
	if (id == NULL && c->op->place == PLACE_context)
		return call_refuse(c, PROBLEM_workspace_context_required, "X-Workspace-Id",
		    "Workspace context could not be resolved.");
	return locate(c, workspace, id, &c->place, &c->standing);
}

/* {"needs":"members_invite","scope":"members:write"}; the scope only when it is what is missing. */
static const char *
what_is_missing(struct call *c, const struct action_row *row, bool scope)
{
	struct str text = STR_INIT(200);
	struct jsonw w = { .out = &text };
	jsonw_open(&w, '{');
	jsonw_key(&w, "needs");
	jsonw_text(&w, row->name);
	if (scope && row->scope != SCOPE_none) {
		jsonw_key(&w, "scope");
		jsonw_text(&w, scope_name(row->scope));
	}
	jsonw_close(&w, '}');
	return call_keep(c, &text);
}

/* Without the organization layer, what a workspace's Owner may do there they may do for all of it. */
static bool
permit_without_layer(const struct call *c)
{
	struct standing owner = c->standing;
	owner.role = c->place.owner_role;
	return c->op->without_layer != ACTION_none && c->place.plan != PLAN_enterprise &&
	    permit(&owner, c->op->without_layer);
}

/* Everybody whose org role stops at the organization's list can see that a workspace is there; a member
 * of another workspace cannot (the query does not reach it). */
static int
check_permission(struct call *c)
{
	const struct action_row *row = action_row(c->op->needs);
	if (permit(&c->standing, c->op->needs) || permit_without_layer(c))
		return 0;
	bool scope = !permit_scope(&c->standing, c->op->needs);
	c->details = what_is_missing(c, row, scope);
	if (scope)
		return call_refuse(c, PROBLEM_permission_denied, "scope",
		    "this API key may not %s%s%s", row->text,
		    row->scope == SCOPE_none ? ", and no API key may" : ": it lacks the scope ",
		    row->scope == SCOPE_none ? "" : scope_name(row->scope));
	const char *role = c->standing.role != ROLE_unknown ? role_name(c->standing.role)
	                                                    : org_role_name(c->standing.org_role);
	bool key = c->caller.key != NULL;
	if (key && c->caller.key->ws_id != NULL && c->op->place == PLACE_organization)
		return call_refuse(c, PROBLEM_permission_denied, "organization",
		    "this API key works in its workspace only; to %s takes a key of the organization",
		    row->text);
	if (role[0] == '\0')
		return call_refuse(c, PROBLEM_permission_denied, "",
		    "%s no role here and may not %s",
		    key ? "the person of this API key has" : "you have", row->text);
	return call_refuse(c, PROBLEM_permission_denied, "", "%s role here (%s) may not %s",
	    key ? "the API key's person's" : "your", role_spoken(role), row->text);
}

static int
check_layer(struct call *c)
{
	bool exempt = c->op->layer == LAYER_for_users && call_is_operator(c);
	if (c->op->layer == LAYER_not_needed || exempt || c->place.plan == PLAN_enterprise)
		return 0;
	return call_refuse(c, PROBLEM_plan_required, "plan",
	    "the %s plan has no organization layer; the enterprise plan includes it",
	    vocab_name(VOCAB_plan, (int)c->place.plan));
}

/* An archived workspace is read-only for people and closed to keys. */
static int
check_archived(struct call *c)
{
	if (!c->place.has_ws_id || c->place.ws_status != WORKSPACE_STATUS_archived)
		return 0;
	if (c->caller.key != NULL)
		return call_refuse(c, PROBLEM_workspace_archived, "workspace",
		    "the workspace is archived and its API keys rest");
	if (!op_writes(c->op) || c->op->even_archived)
		return 0;
	return call_refuse(c, PROBLEM_workspace_archived, "workspace",
	    "the workspace is archived and read-only; unarchive it first");
}

static int
check_open_for_change(struct call *c)
{
	if (!call_is_operator(c) && c->place.org_status == ORG_STATUS_suspended)
		return call_refuse(c, PROBLEM_permission_denied, "organization",
		    "the organization is suspended; ask the operator of this installation");
	return check_archived(c);
}

/* What of oneself a session by single sign-on reaches, too: its own end, and what else came by the same. */
static bool
is_of_sso(enum op_id id)
{
	return id == OP_auth_logout || id == OP_invitation_accept || id == OP_session_revoke ||
	    id == OP_session_revoke_others;
}

/* What concerns oneself is a person's to change. */
static int
check_self(struct call *c)
{
	if (c->op->place != PLACE_self || !op_writes(c->op))
		return 0;
	/* What is one's own everywhere is not the business of one organization's identity provider. */
	if (c->caller.sso_org != NULL && !is_of_sso(c->id))
		return call_refuse(c, PROBLEM_permission_denied, "",
		    "a session by single sign-on reaches its organization only; sign in with your "
		    "password for what is yours everywhere");
	if (c->caller.key == NULL)
		return 0;
	return call_refuse(
	    c, PROBLEM_permission_denied, "", "an API key cannot do this; sign in as a person");
}

/* Who signs in with a password alone is let in where that is enough; keys are no sign-ins, and an identity provider
 * has its own second factor. */
static int
check_mfa(struct call *c)
{
	if (c->caller.type != PRINCIPAL_user || !c->place.mfa_required || c->caller.mfa_enabled ||
	    c->caller.sso_org != NULL)
		return 0;
	return call_refuse(c, PROBLEM_mfa_enrolment_required, "mfa",
	    "%s is for people with an authenticator: set one up first, with nexa mfa enroll or, in the "
	    "console, the command authenticator",
	    c->place.org_name);
}

static int
check_place(struct call *c)
{
	bool somewhere = c->op->place == PLACE_organization || op_in_workspace(c->op);
	c->standing = locate_nowhere(c);
	if (somewhere && find_place(c) != 0)
		return (int)c->err.problem;
	if (c->op->place != PLACE_none && check_permission(c) != 0)
		return (int)c->err.problem;
	touch_key(c);
	touch_session(c);
	if (!somewhere)
		return check_self(c);
	if (check_mfa(c) != 0 || check_layer(c) != 0 || check_open_for_change(c) != 0)
		return (int)c->err.problem;
	touch_member(c);
	return 0;
}

int
dispatch_check(struct call *c)
{
	c->caller = (struct caller){ .type = PRINCIPAL_unknown };
	if (session_identify(c) != 0 || check_place(c) != 0)
		return (int)c->err.problem;
	return faults_fail(&c->faults, &c->err);
}

/* ---- running ---- */

static void *
new_out(struct call *c, struct page *page)
{
	*page = (struct page){ .call = c, .shape = c->op->gives };
	if (c->op->lists)
		return page;
	if (c->op->serves != NULL)
		return &c->out;
	return arena_new(&c->arena, shape_row(c->op->gives)->size);
}

/* Whoever waits for the writer's turn does not wait for JSON, unless a repeated request is to find it, the answer
 * changes after the commit, or it tells of what is gone by then: what was prepared, a catalogue that another follows. */
static bool
prints_later(const struct call *c)
{
	return op_writes(c->op) && c->result != NULL && c->op->serves == NULL &&
	    c->idempotency_key == NULL && c->then == NULL && c->prepared == NULL && !c->reroutes;
}

static int
run_checked(struct call *c)
{
	struct page page;
	void *out = new_out(c, &page);
	int problem = handlers[c->id](c, out);
	c->n_listed = page.n;
	/* A dry run goes on over a broken rule, and what follows from that is no news. */
	if (c->dry_run && (problem == 0 || c->n_rules > 0)) {
		c->err = (struct err){ .problem = PROBLEM_none };
		reply_print_dry_run(c, problem == 0 ? out : NULL);
		return 0;
	}
	c->result = c->op->lists ? NULL : out;
	c->prints_later = problem == 0 && !c->answers_later && prints_later(c);
	if (problem == 0 && !c->answers_later && !c->prints_later)
		reply_print(c, out);
	return problem;
}

int
dispatch_run(struct call *c)
{
	return dispatch_check(c) != 0 ? (int)c->err.problem : run_checked(c);
}

static void
run_read(struct call *c)
{
	struct err ignored;
	c->db = daemon_reader(c->daemon);
	if (c->db == NULL || db_begin(c->db, &c->err) != 0) {
		(void)call_refuse(c, PROBLEM_storage_unavailable, "", "cannot open the database");
	} else {
		(void)dispatch_run(c);
		if (db_commit(c->db, &ignored) != 0)
			db_rollback(c->db);
	}
	if (c->op->waits && tail_takes(c->daemon->tail, c))
		return;
	if (c->then != NULL && c->err.problem == PROBLEM_none) {
		http_defer(c->request);
		c->then(c);
		return;
	}
	reply_send(c);
}

/* ---- the writer's turn ---- */

struct write_job {
	struct writer_job job;
	struct call *call;
};

static bool
run_write(struct writer_job *job, struct db *db)
{
	struct call *c = ((struct write_job *)job)->call;
	c->db = db;
	/* Who asks decides which answers are theirs; nobody gets an answer without standing. */
	if (dispatch_check(c) != 0 || idempotency_answers(c))
		return false;
	if (run_checked(c) != 0)
		return c->keep_on_failure && idempotency_keeps(c);
	return !c->dry_run && (c->answers_later || idempotency_keeps(c));
}

static void
finish_write(struct writer_job *job, const struct err *err)
{
	struct call *c = ((struct write_job *)job)->call;
	bool well = after_commit(c, err);
	assert(c->then == NULL || c->then_not != NULL);
	if (c->then != NULL && well) {
		c->then(c);
		return;
	}
	if (c->then != NULL)
		c->then_not(c);
	reply_send(c);
}

void
dispatch_write(struct call *c)
{
	/* Gone with the call. */
	struct write_job *job = arena_new(&c->arena, sizeof(*job));
	*job = (struct write_job){ .job = { .run = run_write, .finish = finish_write }, .call = c };
	if (writer_submit(c->daemon->writer, &job->job))
		return;
	c->retry_after_s = 1;
	(void)call_refuse(
	    c, PROBLEM_overloaded, "", "too many changes are waiting; try again shortly");
	reply_send(c);
}

/* ---- from HTTP ---- */

unsigned long
dispatch_body_limit(struct http_request *request, const struct daemon *daemon)
{
	struct op_match match;
	op_route(http_method(request), http_path(request), &match);
	if (ops[match.id].spooled)
		return session_is_operator(request, daemon) ? SPOOLED_MAX
		                                            : daemon->settings.body_limit;
	return ops[match.id].csv ? 16 * daemon->settings.body_limit : daemon->settings.body_limit;
}

const char *
dispatch_spool(struct http_request *request, const struct daemon *daemon)
{
	struct op_match match;
	op_route(http_method(request), http_path(request), &match);
	return ops[match.id].spooled && session_is_operator(request, daemon) ? daemon->directory
	                                                                     : NULL;
}

void
dispatch_call(struct call *c)
{
	if (c->op == NULL) {
		reply_send(c);
	} else if (!op_writes(c->op) && !c->op->traced) {
		run_read(c);
	} else {
		http_defer(c->request);
		if (c->op->before)
			slow_submit(c->daemon->slow, c);
		else
			dispatch_write(c);
	}
}

void
dispatch(struct http_request *request, struct daemon *daemon)
{
	dispatch_call(request_read(request, daemon));
}
