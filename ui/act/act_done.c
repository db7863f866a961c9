/* What became of an operation: a sentence, the lists that are stale, the place, what is to be read. */
#include <stdio.h>
#include <string.h>

#include "act.h"
#include "app.h"
#include "args.h"
#include "client.h"
#include "clock.h"
#include "str.h"

enum { SENTENCE_MAX = 380, TEXT_MAX = 1 << 20 };

/* Words in braces are fields of the answer, else of what it was done to. */
static const struct {
	enum op_id op;
	const char *text;
} sentences[] = {
	{ OP_me_password, "your password is changed; your other sessions are over" },
	{ OP_mfa_remove, "your authenticator is taken away: the password alone signs in" },
	{ OP_session_revoke, "the session is over" },
	{ OP_session_revoke_others, "your other sessions are over" },
	{ OP_user_session_revoke, "the session is over" },
	{ OP_user_session_revoke_all, "sessions that are over now: {ended}" },
	{ OP_me_update, "your name is {display_name} now" },
	{ OP_user_create, "created the user {display_name}, {email}" },
	{ OP_user_update, "saved {display_name}" },
	{ OP_org_create, "created {name}; O switches to it" },
	{ OP_org_update, "saved {name}" },
	{ OP_org_delete, "deleted {name} for ever" },
	{ OP_org_set_plan, "{name} has the plan {plan} now" },
	{ OP_org_member_set_role, "{display_name} is {role} now" },
	{ OP_org_member_remove, "{display_name} has no role in the organization any more" },
	{ OP_org_transfer_ownership, "handed {name} over to {display_name}" },
	{ OP_org_invitation_create, "invited {email} as {role}, by {delivery}" },
	{ OP_org_invitation_resend, "invited {email} again, by {delivery}" },
	{ OP_org_invitation_cancel, "withdrew the invitation of {email}" },
	{ OP_workspace_create, "created {name}; you are in it now, W switches back" },
	{ OP_workspace_update, "saved {name}" },
	{ OP_workspace_delete, "deleted {name} and all that was in it" },
	{ OP_workspace_archive, "archived {name}: it is read-only now" },
	{ OP_workspace_unarchive, "{name} is back in use" },
	{ OP_workspace_transfer_ownership, "{name} belongs to {display_name} now" },
	{ OP_member_add, "{display_name} is {role} here now" },
	{ OP_member_set_role, "{display_name} is {role} now" },
	{ OP_member_remove, "removed {display_name}" },
	{ OP_invitation_create, "invited {email} as {role}, by {delivery}" },
	{ OP_invitation_resend, "invited {email} again, by {delivery}" },
	{ OP_invitation_cancel, "withdrew the invitation of {email}" },
	{ OP_invitation_accept, "accepted: you are {role} there now" },
	{ OP_workspace_settings_update, "saved the settings" },
	{ OP_org_defaults_update, "saved: new workspaces start with this" },
	{ OP_agent_create, "created {title}; p publishes it" },
	{ OP_agent_update, "saved {title}" },
	{ OP_agent_delete, "deleted {title} and all its versions" },
	{ OP_call_create, "calling {to_number} as {agent_title}" },
	{ OP_call_delete, "deleted the call to {to_number}" },
	{ OP_template_create, "made the template {name}" },
	{ OP_template_update, "saved {name}" },
	{ OP_template_delete, "deleted the template {name}" },
	{ OP_number_purchase, "bought {phone_number}" },
	{ OP_number_link_sip, "linked {phone_number}" },
	{ OP_number_update, "saved {phone_number}" },
	{ OP_number_release, "gave {phone_number} back" },
	{ OP_webhook_create, "made the webhook of {url}" },
	{ OP_webhook_update, "saved the webhook of {url}" },
	{ OP_webhook_delete, "deleted the webhook of {url}" },
	{ OP_webhook_test, "sent webhook.test; m shows what became of it" },
	{ OP_webhook_resend, "waiting to be sent to {url}: {waiting}" },
	{ OP_sso_set, "people sign in at {issuer}" },
	{ OP_sso_remove, "nobody signs in by single sign-on any more" },
	{ OP_sso_forget, "who it is at the identity provider is told anew" },
	{ OP_audit_stream_set, "the log is streamed to {url}: {status}" },
	{ OP_audit_stream_rotate, "the stream has another secret" },
	{ OP_audit_stream_replay, "the stream is set behind event {delivered_seq}" },
	{ OP_audit_stream_delete, "the log is streamed no more" },
	{ OP_billing_recharge_retry, "the payment hook is asked for {amount_inr} INR again" },
	{ OP_billing_recharge_cancel, "took the recharge of {amount_inr} INR back" },
	{ OP_billing_auto_recharge, "saved when the wallet recharges itself" },
	{ OP_billing_recharge, "recharge of {amount_inr} INR: {status}" },
	{ OP_deck_mark, "saved {name}" },
	{ OP_key_create, "made the key {name}" },
	{ OP_key_update, "{name} is the key of {created_by_name}" },
	{ OP_key_rotate, "made a successor of {name}" },
	{ OP_key_revoke, "revoked {name}: what uses it is refused from now on" },
	{ OP_org_key_create, "made the key {name}" },
	{ OP_org_key_update, "{name} is the key of {created_by_name}" },
	{ OP_org_key_rotate, "made a successor of {name}" },
	{ OP_org_key_revoke, "revoked {name}: what uses it is refused from now on" },
};

static const char *
sentence_of(enum op_id op)
{
	for (size_t i = 0; i < sizeof(sentences) / sizeof(sentences[0]); i++)
		if (sentences[i].op == op)
			return sentences[i].text;
	return NULL;
}

/* Fills the braces; false when nothing is known for one of them. */
static bool
fill(struct str *out, const char *text, const struct act *act, const struct reply *reply)
{
	struct arena arena = { NULL };
	bool complete = true;
	while (*text != '\0') {
		size_t len = strcspn(text, "{");
		str_add_n(out, text, len);
		text += len;
		if (*text == '\0')
			break;
		len = strcspn(text, "}");
		const char *name = arena_text_n(&arena, text + 1, len - 1);
		const char *found = args_field(ops[act->op].gives, reply->value, name, &arena);
		if (found[0] == '\0')
			found = act_fact(act, name);
		complete = complete && found[0] != '\0';
		str_add(out, field_spoken(name, found));
		text += len + 1;
	}
	arena_release(&arena);
	return complete;
}

static void
make_sentence(struct str *out, const struct act *act, const struct reply *reply)
{
	const struct stream_test *test = reply->value;
	const struct sso_check *check = reply->value;
	const char *text = sentence_of(act->op);
	if (ops[act->op].gives == SHAPE_sso_check) {
		if (check->ok)
			str_addf(out, "people can sign in there; it took %lld ms",
			    (long long)check->took_ms);
		else
			str_add(out, check->error);
		return;
	}
	if (ops[act->op].gives == SHAPE_stream_test) {
		if (test->delivered)
			str_addf(out, "the receiver took it in %lld ms", (long long)test->took_ms);
		else
			str_addf(out, "the receiver did not take it: %s", test->error);
		return;
	}
	if (text == NULL || !fill(out, text, act, reply)) {
		str_clear(out);
		str_addf(out, "done: %s", ops[act->op].summary);
	}
	if (ops[act->op].gives == SHAPE_invitation &&
	    ((const struct invitation *)reply->value)->replaced != NULL)
		str_add(out, "; the one before is dead now");
}

/* ---- the place ---- */

/* The header shows a name that was just changed. */
static void
follow(struct app *app, enum op_id op, const struct reply *reply)
{
	struct app_place *place = &app->place;
	if (ops[op].gives == SHAPE_workspace) {
		const struct workspace *workspace = reply->value;
		if (strcmp(workspace->id, place->ws_id) != 0)
			return;
		(void)snprintf(place->ws_name, sizeof(place->ws_name), "%s", workspace->name);
		place->status = workspace->status;
	} else if (ops[op].gives == SHAPE_organization) {
		const struct organization *organization = reply->value;
		if (strcmp(organization->id, place->org_id) != 0)
			return;
		(void)snprintf(place->org_name, sizeof(place->org_name), "%s", organization->name);
		place->plan = organization->plan;
	}
}

/* Out of a place that is no more. */
static void
leave_deleted(struct app *app, enum op_id op, const char *org_id, const char *ws_id)
{
	const struct me *me = app->me == NULL ? NULL : app->me->value;
	struct app_place old = app->place;
	if (op == OP_workspace_delete && strcmp(ws_id, old.ws_id) == 0)
		app_enter(app, old.org_id, old.org_name, old.plan, NULL, NULL);
	if (op != OP_org_delete || strcmp(org_id, old.org_id) != 0)
		return;
	for (size_t i = 0; me != NULL && i < me->organizations.n; i++) {
		const struct my_organization *other = &me->organizations.items[i];
		if (strcmp(other->id, old.org_id) == 0)
			continue;
		app_enter(app, other->id, other->name, other->plan, NULL, NULL);
		return;
	}
	app_enter(app, "", "", PLAN_unknown, NULL, NULL);
}

/* Into a workspace that was just made. */
static void
enter_created(struct app *app, enum op_id op, const struct reply *reply)
{
	struct app_place *place = &app->place;
	const struct workspace *made = reply->value;
	if (op != OP_workspace_create || strcmp(made->organization_id, place->org_id) != 0)
		return;
	app_enter(app, place->org_id, place->org_name, place->plan, made->id, made->name);
	/* Who is no member of it is not told the rest. */
	(void)snprintf(place->region, sizeof(place->region), "%s", made->region);
	place->status = made->status;
}

/* The audit tail will say it too; not everybody may listen to it, and it takes a moment. */
static void
note_events(struct app *app, enum op_id op, const char *ws_id)
{
	const char *where = op_in_workspace(&ops[op]) ? ws_id : NULL;
	for (const enum event *event = ops[op].emits; event != NULL && *event != EVENT_unknown;
	     event++)
		app_note_event(app, vocab_name(VOCAB_event, (int)*event), where);
	view_renew(app_view(app));
}

/* ---- what is to be read ---- */

static bool
has_once(const struct reply *reply)
{
	for (const struct field *field = shape_fields(ops[reply->op].gives); field->name != NULL;
	     field++)
		if (field->word == FIELD_once &&
		    *(const char *const *)(const void *)((const char *)reply->value +
		        field->offset) != NULL)
			return true;
	return false;
}

/* What outlives a removal; nothing to read when there is nothing. */
static void
show_remaining(struct app *app, const struct act *act, const struct reply *reply)
{
	const struct org_member_removal *removal = reply->value;
	struct str text = STR_INIT(TEXT_MAX);
	if (removal->remaining_workspaces.n == 0)
		return;
	str_addf(&text, "%s has no role in the organization any more, and still reaches:\n\n",
	    act_fact(act, "display_name"));
	for (size_t i = 0; i < removal->remaining_workspaces.n; i++) {
		const struct remaining_workspace *each = &removal->remaining_workspaces.items[i];
		str_addf(&text, "  %s, as %s\n", each->name, role_name(each->role));
	}
	str_add(&text, "\nTo end that too, remove the person in each of these workspaces.\n");
	overlay_text(app, "Access that remains", str_text(&text));
	str_release(&text);
}

static void
show_answer(struct app *app, const struct reply *reply)
{
	struct str text = STR_INIT(TEXT_MAX);
	struct str title = STR_INIT(SENTENCE_MAX);
	size_t size =
	    ops[reply->op].gives == SHAPE_none ? 0 : shape_row(ops[reply->op].gives)->size;
	for (size_t i = 0; i < reply->n; i++) {
		if (i > 0)
			str_add_char(&text, '\n');
		act_describe(&text, shape_fields(ops[reply->op].gives),
		    (const char *)reply->value + i * size, 0);
	}
	if (size == 0)
		str_add_n(&text, reply->body, reply->body_len);
	if (text.len == 0)
		str_add(&text, "nothing\n");
	if (reply->next_cursor != NULL)
		str_addf(&text, "\nThe first %zu; there are more.\n", reply->n);
	str_addf(&title, "%s", ops[reply->op].summary);
	title.data[0] = (char)toupper((unsigned char)title.data[0]);
	overlay_text(app, str_text(&title), str_text(&text));
	str_release(&title);
	str_release(&text);
}

void
act_done(struct app *app, struct act *act, const struct reply *reply)
{
	enum op_id op = act->op;
	struct str sentence = STR_INIT(SENTENCE_MAX);
	char org_id[72];
	char ws_id[72];
	(void)snprintf(org_id, sizeof(org_id), "%s", act->org);
	(void)snprintf(ws_id, sizeof(ws_id), "%s", act->ws);
	if (!op_writes(&ops[op])) {
		/* What it is done to is told with the answer. */
		struct overlay *own = &act->overlay;
		app->status[0] = '\0';
		(void)overlay_detach(app, own);
		show_answer(app, reply);
		own->kind->free(own);
		return;
	}
	make_sentence(&sentence, act, reply);
	app->stage.later = ops[op].summary;
	/* Before the facts of the act go with its overlay. */
	struct overlay *own = &act->overlay;
	(void)overlay_detach(app, own);
	if (op == OP_org_member_remove)
		show_remaining(app, act, reply);
	own->kind->free(own);
	follow(app, op, reply);
	leave_deleted(app, op, org_id, ws_id);
	enter_created(app, op, reply);
	note_events(app, op, ws_id);
	app_say(app, STYLE_ok, "%s", str_text(&sentence));
	str_release(&sentence);
	if (has_once(reply))
		act_show_once(app, reply);
}
