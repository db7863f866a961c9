/* Invitations: issued, opened, taken. */
#include "invitation.h"

#include <string.h>

#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "event.h"
#include "ident.h"
#include "json.h"
#include "mail.h"
#include "people.h"
#include "utf8.h"

#define INVITATION_LIFE_MS (7 * CLOCK_DAY_MS)

static const char *
target_of(const struct call *c, enum level level)
{
	return level == LEVEL_workspace ? c->place.ws_id : c->place.org_id;
}

/* What is offered; and that its inviter was shown the link, where a mail would have proved whose the address is. */
static const char *
offered(struct call *c, const struct invitation_row *row)
{
	return row->delivery == DELIVERY_link && mail_is_used(&c->daemon->settings)
	    ? arena_printf(&c->arena, "{\"delivery\":\"link\",\"role\":\"%s\"}", row->role)
	    : event_pair(c, "role", row->role);
}

static int
emit(struct call *c, enum event type, const struct invitation_row *row, const char *batch_id,
    const char *reason)
{
	return event_emit(c, type,
	    &(struct event_about){ .target_type = "invitation",
	        .target_id = row->id,
	        .target_name = row->email,
	        .after = offered(c, row),
	        .batch_id = batch_id,
	        .reason = reason,
	        .level = row->level,
	        .granted_through = people_granted_through(c),
	        .org_id = row->org_id,
	        .ws_id = row->ws_id == NULL ? "" : row->ws_id });
}

static int
read_grants(struct call *c, const char *text, struct many_grant *out)
{
	struct json *json;
	struct faults faults = { .n = 0 };
	if (json_parse(text, strlen(text), &json, &c->err) != 0)
		return call_refuse(c, PROBLEM_internal, "grants", "the stored grants are damaged");
	out->items = arena_new(&c->arena, json_count(json) * sizeof(*out->items));
	for (const struct json *item = json_first(json); item != NULL; item = json_next(item))
		if (codec_read(item, shape_fields(SHAPE_grant), false, &c->arena,
		        &out->items[out->n], &faults))
			out->n++;
	json_free(json);
	return 0;
}

int
invitation_from_row(struct call *c, const struct invitation_row *row, struct invitation *out)
{
	bool overdue = row->status == INVITATION_STATUS_pending && row->expires_at <= clock_now();
	bool held = row->mail == MAIL_STATE_queued && !mail_is_used(&c->daemon->settings);
	*out = (struct invitation){ .id = row->id,
		.level = row->level,
		.email = row->email,
		.role = row->role,
		.status = overdue ? INVITATION_STATUS_expired : row->status,
		.delivery = row->delivery,
		.mail = held ? MAIL_STATE_held : row->mail,
		.mail_error = row->mail_error,
		.mail_at = row->mail_at,
		.has_mail_at = row->has_mail_at,
		.mail_next_at = held ? 0 : row->mail_next_at,
		.has_mail_next_at = row->has_mail_next_at && !held,
		.created_at = row->created_at,
		.expires_at = row->expires_at,
		.invited_by = row->invited_by,
		.version = row->version };
	return read_grants(c, row->grants, &out->workspaces);
}

const char *
invitation_link(struct arena *arena, const char *base_url, const char *token)
{
	return base_url == NULL ? NULL : arena_printf(arena, "%s/invite?token=%s", base_url, token);
}

static int
end(struct call *c, const struct invitation_row *row, const char *batch_id, const char *reason)
{
	if (call_run(c, QUERY_invitation_set_status,
	        WITH(V(row->id),
	            V(vocab_name(VOCAB_invitation_status, INVITATION_STATUS_cancelled)))) != 0)
		return (int)c->err.problem;
	if (mail_forget(c, row->id) != 0)
		return (int)c->err.problem;
	return emit(c, EVENT_member_invitation_cancelled, row, batch_id, reason);
}

int
invitation_end(struct call *c, const struct invitation_row *row)
{
	return end(c, row, NULL, NULL);
}

/* An invitation is worth what its inviter may do.  The operator's own need nobody's roles. */
static int
ask_inviter(struct call *c, const struct invitation_row *row, bool *may)
{
	bool workspace = row->level == LEVEL_workspace;
	struct place_row place;
	bool found;
	*may = true;
	if (row->inviter_id == NULL)
		return 0;
	if (call_get(c, workspace ? QUERY_place_workspace : QUERY_place_org,
	        WITH(V(workspace ? row->ws_id : row->org_id), V(row->inviter_id)), &place,
	        &found) != 0)
		return (int)c->err.problem;
	const struct standing standing = { .principal = PRINCIPAL_user,
		.org_role = found ? place.org_role : ORG_ROLE_unknown,
		.role = found ? place.role : ROLE_unknown };
	*may = permit(&standing, workspace ? ACTION_members_invite : ACTION_org_members_manage);
	return 0;
}

int
invitation_end_sent(struct call *c, const char *user_id, const char *batch_id)
{
	struct invitation_row *rows;
	size_t n;
	if (call_all(c, QUERY_invitations_sent,
	        WITH(V(c->place.org_id), V(user_id), V(clock_now())), &rows, &n) != 0)
		return (int)c->err.problem;
	for (size_t i = 0; i < n; i++) {
		bool may;
		if (ask_inviter(c, &rows[i], &may) != 0 ||
		    (!may &&
		        end(c, &rows[i], batch_id, "who sent it may not invite any more") != 0))
			return (int)c->err.problem;
	}
	return 0;
}

/* *id is the invitation that was pending until now; NULL: none was. */
static int
cancel_pending(struct call *c, const char *target_id, const char *email_fold, const char **id)
{
	struct invitation_row row;
	bool found;
	*id = NULL;
	if (call_get(
	        c, QUERY_invitation_pending, WITH(V(target_id), V(email_fold)), &row, &found) != 0)
		return (int)c->err.problem;
	if (found)
		*id = row.id;
	return found ? invitation_end(c, &row) : 0;
}

static int
finish(struct call *c, const char *target_id, const char *id, const char *token,
    const char *batch_id, struct invitation *out)
{
	struct invitation_row row;
	if (call_need(c, QUERY_invitation_get, WITH(V(target_id), V(id)), &row, "invitation") !=
	        0 ||
	    emit(c, EVENT_member_invited, &row, batch_id, NULL) != 0 ||
	    invitation_from_row(c, &row, out) != 0)
		return (int)c->err.problem;
	if (row.delivery == DELIVERY_mail) {
		out->has_mail_next_at = true;
		return mail_queue(c, &row, token, batch_id != NULL, &out->mail_next_at);
	}
	out->token = token;
	out->link = invitation_link(&c->arena, c->daemon->settings.base_url, token);
	return 0;
}

static struct value
delivery_of(bool by_mail)
{
	return V(vocab_name(VOCAB_delivery, by_mail ? DELIVERY_mail : DELIVERY_link));
}

/* Of one that was made just now; null: none is sent. */
static struct value
mail_of(bool by_mail)
{
	return value_text(by_mail ? vocab_name(VOCAB_mail_state, MAIL_STATE_queued) : NULL);
}

int
invitation_issue(struct call *c, const struct invitee *invitee, struct invitation *out)
{
	bool workspace = invitee->level == LEVEL_workspace;
	const char *target_id = target_of(c, invitee->level);
	const char *email_fold = utf8_fold(&c->arena, invitee->email);
	const char *id = ident_new(&c->arena, "inv");
	const char *token = ident_secret(&c->arena, "nxi");
	const char *replaced;
	bool by_mail = mail_is_used(&c->daemon->settings);
	int64_t now = clock_now();
	if (cancel_pending(c, target_id, email_fold, &replaced) != 0)
		return (int)c->err.problem;
	if (call_run(c, QUERY_invitation_insert,
	        WITH(V(id), V(c->place.org_id), V(workspace ? c->place.ws_id : NULL),
	            V(vocab_name(VOCAB_level, (int)invitee->level)), V(target_id),
	            V(invitee->email), V(email_fold), V(invitee->role), V(invitee->grants),
	            V(ident_hash(&c->arena, token)), V(c->caller.name), call_user(c), V(now),
	            V(now + INVITATION_LIFE_MS), delivery_of(by_mail), mail_of(by_mail))) != 0)
		return (int)c->err.problem;
	if (finish(c, target_id, id, token, invitee->batch_id, out) != 0)
		return (int)c->err.problem;
	out->replaced = replaced;
	out->has_replaced = replaced != NULL;
	return 0;
}

int
invitation_renew(struct call *c, const struct invitation_row *row, const char *target_id,
    bool by_link, struct invitation *out)
{
	const char *token = ident_secret(&c->arena, "nxi");
	bool by_mail = !by_link && mail_is_used(&c->daemon->settings);
	/* A mail of before has a token that opens nothing any more. */
	if (!by_mail && mail_forget(c, row->id) != 0)
		return (int)c->err.problem;
	if (call_run(c, QUERY_invitation_renew,
	        WITH(V(row->id), V(ident_hash(&c->arena, token)),
	            V(clock_now() + INVITATION_LIFE_MS), delivery_of(by_mail), mail_of(by_mail),
	            V(c->caller.name), call_user(c))) != 0)
		return (int)c->err.problem;
	return finish(c, target_id, row->id, token, NULL, out);
}

/* When it is used as well: nobody comes in by the word of somebody who is suspended. */
int
invitation_counts(struct call *c, const struct invitation_row *row, bool *counts)
{
	struct user user;
	*counts = true;
	if (row->inviter_id == NULL)
		return 0;
	if (ask_inviter(c, row, counts) != 0 || people_get(c, row->inviter_id, &user) != 0)
		return (int)c->err.problem;
	*counts = *counts && user.status == USER_STATUS_active;
	return 0;
}

static int
check_inviter(struct call *c, const struct invitation_row *row)
{
	bool counts;
	if (invitation_counts(c, row, &counts) != 0)
		return (int)c->err.problem;
	if (counts)
		return 0;
	return call_refuse(c, PROBLEM_invitation_gone, "token",
	    "%s, who sent the invitation, may not invite to it any more; ask for a new one",
	    row->invited_by);
}

int
invitation_open(struct call *c, const char *token, struct invitation_row *row)
{
	bool found;
	if (call_get(c, QUERY_invitation_by_token, WITH(V(ident_hash(&c->arena, token))), row,
	        &found) != 0)
		return (int)c->err.problem;
	if (!found)
		return call_refuse(c, PROBLEM_invitation_gone, "token",
		    "no such invitation: the link is not whole, or a newer one was sent");
	if (row->status != INVITATION_STATUS_pending || row->expires_at <= clock_now())
		return call_refuse(c, PROBLEM_invitation_gone, "token",
		    "the invitation was used, cancelled or has expired; ask for a new one");
	return check_inviter(c, row);
}

/* ---- taking ---- */

static int
take_workspace(struct call *c, const struct invitation_row *row, const struct user *user)
{
	enum role role = (enum role)vocab_find(VOCAB_role, row->role);
	struct workspace workspace;
	if (call_need(c, QUERY_workspace_get, WITH(V(row->ws_id)), &workspace, "workspace") != 0)
		return (int)c->err.problem;
	if (workspace.status == WORKSPACE_STATUS_archived)
		return call_broken(c, PROBLEM_workspace_archived, "workspace",
		    "the workspace is archived; it must be unarchived first");
	return people_seat(c, user, role, row->ws_id, NULL, NULL);
}

/* A grant for a workspace that went away meanwhile is passed over and reported. */
static const char *
why_skipped(struct call *c, const struct grant *grant, const struct user *user, const char *org_id)
{
	struct workspace workspace;
	struct member member;
	bool found;
	if (call_get(c, QUERY_workspace_get, WITH(V(grant->workspace_id)), &workspace, &found) != 0)
		return "it cannot be read";
	if (!found || strcmp(workspace.organization_id, org_id) != 0)
		return "the workspace is gone";
	if (workspace.status == WORKSPACE_STATUS_archived)
		return "the workspace is archived";
	if (call_get(c, QUERY_member_get, WITH(V(grant->workspace_id), V(user->id)), &member,
	        &found) != 0)
		return "it cannot be read";
	return found ? "you are a member there already" : NULL;
}

static int
take_organization(struct call *c, const struct invitation_row *row, const struct user *user,
    struct acceptance *out)
{
	struct many_grant grants = { 0 };
	c->granted_through = "organization";
	enum org_role role = (enum org_role)vocab_find(VOCAB_org_role, row->role);
	if (people_org_seat(c, user, role, row->org_id) != 0 ||
	    read_grants(c, row->grants, &grants) != 0)
		return (int)c->err.problem;
	out->skipped.items = arena_new(&c->arena, grants.n * sizeof(*out->skipped.items));
	for (size_t i = 0; i < grants.n; i++) {
		const struct grant *grant = &grants.items[i];
		const char *reason = why_skipped(c, grant, user, row->org_id);
		if (reason != NULL)
			out->skipped.items[out->skipped.n++] =
			    (struct skipped_grant){ .workspace_id = grant->workspace_id,
				    .reason = reason };
		else if (people_seat(c, user, grant->role, grant->workspace_id, NULL, NULL) != 0)
			return (int)c->err.problem;
	}
	return 0;
}

int
invitation_take(struct call *c, const struct invitation_row *row, const struct user *user,
    struct acceptance *out)
{
	*out = (struct acceptance){ .level = row->level,
		.organization_id = row->org_id,
		.workspace_id = row->ws_id,
		.has_workspace_id = row->ws_id != NULL,
		.role = row->role };
	struct place_row place;
	bool found;
	if (call_get(c, QUERY_place_org, WITH(V(row->org_id), V(user->id)), &place, &found) != 0)
		return (int)c->err.problem;
	if (found && place.org_status == ORG_STATUS_suspended)
		return call_refuse(c, PROBLEM_permission_denied, "organization",
		    "the organization is suspended; ask the operator of this installation");
	/* The events of what follows belong to the invitation's organization. */
	c->place.org_id = row->org_id;
	if (call_run(c, QUERY_invitation_set_status,
	        WITH(V(row->id),
	            V(vocab_name(VOCAB_invitation_status, INVITATION_STATUS_accepted)))) != 0 ||
	    mail_forget(c, row->id) != 0 ||
	    emit(c, EVENT_member_invitation_accepted, row, NULL, NULL) != 0)
		return (int)c->err.problem;
	/* Who has what was mailed has the address; a link that was passed on shows nothing of the kind. */
	if (row->delivery == DELIVERY_mail &&
	    call_run(c, QUERY_user_verified, WITH(V(user->id), V(clock_now()))) != 0)
		return (int)c->err.problem;
	if (row->level == LEVEL_workspace)
		return take_workspace(c, row, user);
	return take_organization(c, row, user, out);
}
