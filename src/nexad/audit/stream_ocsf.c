/* OCSF 1.2: which class and activity an event type is, and the objects of those classes. */
#include <string.h>

#include "clock.h"
#include "err.h"
#include "json.h"
#include "jsonw.h"
#include "str.h"
#include "stream_format.h"

enum {
	ACCOUNT_CHANGE = 3001,
	AUTHENTICATION = 3002,
	ENTITY_MANAGEMENT = 3004,
	USER_ACCESS = 3005,
	API_ACTIVITY = 6003,
	OTHER = 99,
	ACTIVITIES = 12
};

/* Activities by their numbers in the classes. */
enum {
	CREATE = 1,
	READ = 2,
	UPDATE = 3,
	DELETE = 4,
	PASSWORD_CHANGE = 3,
	MFA_ENABLE = 10,
	MFA_DISABLE = 11,
	LOGON = 1,
	LOGOFF = 2,
	ASSIGN = 1,
	REVOKE = 2
};

static const struct class_row {
	int uid;
	const char *name;
	const char *activities[ACTIVITIES]; /* those that the table below names */
} classes[] = {
	{ ACCOUNT_CHANGE, "Account Change",
	    { [CREATE] = "Create",
	        [PASSWORD_CHANGE] = "Password Change",
	        [MFA_ENABLE] = "MFA Factor Enable",
	        [MFA_DISABLE] = "MFA Factor Disable" } },
	{ AUTHENTICATION, "Authentication", { [LOGON] = "Logon", [LOGOFF] = "Logoff" } },
	{ ENTITY_MANAGEMENT, "Entity Management",
	    { [CREATE] = "Create", [UPDATE] = "Update", [DELETE] = "Delete" } },
	{ USER_ACCESS, "User Access Management",
	    { [ASSIGN] = "Assign Privileges", [REVOKE] = "Revoke Privileges" } },
	{ API_ACTIVITY, "API Activity",
	    { [CREATE] = "Create", [READ] = "Read", [UPDATE] = "Update", [DELETE] = "Delete" } },
};

/* clang-format off */
static const struct ocsf_class of_event[EVENT_COUNT] = {
	[EVENT_organization_created]       = { ENTITY_MANAGEMENT, CREATE },
	[EVENT_organization_updated]       = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_organization_deleted]       = { ENTITY_MANAGEMENT, DELETE },
	[EVENT_organization_plan_changed]  = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_organization_ownership_transferred] = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_workspace_created]          = { ENTITY_MANAGEMENT, CREATE },
	[EVENT_workspace_renamed]          = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_workspace_settings_updated] = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_workspace_archived]         = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_workspace_unarchived]       = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_workspace_deleted]          = { ENTITY_MANAGEMENT, DELETE },
	[EVENT_workspace_ownership_transferred] = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_member_added]               = { USER_ACCESS, ASSIGN },
	[EVENT_member_invited]             = { ENTITY_MANAGEMENT, CREATE },
	[EVENT_member_invitation_mailed]   = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_member_invitation_accepted] = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_member_invitation_cancelled] = { ENTITY_MANAGEMENT, DELETE },
	[EVENT_member_invitation_expired]  = { ENTITY_MANAGEMENT, DELETE },
	[EVENT_member_role_changed]        = { USER_ACCESS, ASSIGN },
	[EVENT_member_removed]             = { USER_ACCESS, REVOKE },
	[EVENT_person_offboarded]          = { USER_ACCESS, REVOKE },
	[EVENT_api_key_created]            = { ENTITY_MANAGEMENT, CREATE },
	[EVENT_api_key_renamed]            = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_api_key_handed_over]        = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_api_key_rotated]            = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_api_key_revoked]            = { ENTITY_MANAGEMENT, DELETE },
	[EVENT_api_key_expired]            = { ENTITY_MANAGEMENT, DELETE },
	[EVENT_agent_created]              = { ENTITY_MANAGEMENT, CREATE },
	[EVENT_agent_updated]              = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_agent_published]            = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_agent_unpublished]          = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_agent_deleted]              = { ENTITY_MANAGEMENT, DELETE },
	[EVENT_call_created]               = { API_ACTIVITY, CREATE },
	[EVENT_call_ended]                 = { API_ACTIVITY, UPDATE },
	[EVENT_call_deleted]               = { API_ACTIVITY, DELETE },
	[EVENT_call_retention_purged]      = { API_ACTIVITY, DELETE },
	[EVENT_webhook_created]            = { ENTITY_MANAGEMENT, CREATE },
	[EVENT_webhook_updated]            = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_webhook_tested]             = { API_ACTIVITY, OTHER },
	[EVENT_webhook_resent]             = { API_ACTIVITY, OTHER },
	[EVENT_webhook_deleted]            = { ENTITY_MANAGEMENT, DELETE },
	[EVENT_phone_number_purchased]     = { ENTITY_MANAGEMENT, CREATE },
	[EVENT_phone_number_linked_sip]    = { ENTITY_MANAGEMENT, CREATE },
	[EVENT_phone_number_assigned]      = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_phone_number_updated]       = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_phone_number_released]      = { ENTITY_MANAGEMENT, DELETE },
	[EVENT_template_created]           = { ENTITY_MANAGEMENT, CREATE },
	[EVENT_template_updated]           = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_template_deleted]           = { ENTITY_MANAGEMENT, DELETE },
	[EVENT_user_created]               = { ACCOUNT_CHANGE, CREATE },
	[EVENT_user_updated]               = { ACCOUNT_CHANGE, OTHER },
	[EVENT_billing_recharged]          = { API_ACTIVITY, CREATE },
	[EVENT_billing_auto_recharge_configured] = { API_ACTIVITY, UPDATE },
	[EVENT_billing_auto_recharged]     = { API_ACTIVITY, CREATE },
	[EVENT_billing_recharge_requested] = { API_ACTIVITY, CREATE },
	[EVENT_billing_recharge_failed]    = { API_ACTIVITY, UPDATE },
	[EVENT_billing_recharge_retried]   = { API_ACTIVITY, UPDATE },
	[EVENT_billing_recharge_cancelled] = { API_ACTIVITY, DELETE },
	[EVENT_billing_number_rented]      = { API_ACTIVITY, CREATE },
	[EVENT_billing_adjusted]           = { API_ACTIVITY, UPDATE },
	[EVENT_billing_invoice_issued]     = { API_ACTIVITY, CREATE },
	[EVENT_telephony_network_group_enabled]  = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_telephony_network_group_disabled] = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_telephony_network_group_marked]   = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_telephony_sip_byoc_enabled]       = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_telephony_sip_byoc_disabled]      = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_telephony_provider_enabled]       = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_telephony_provider_disabled]      = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_telephony_provider_updated]       = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_telephony_rate_deck_imported]     = { API_ACTIVITY, UPDATE },
	[EVENT_audit_exported]             = { API_ACTIVITY, READ },
	[EVENT_audit_retention_purged]     = { API_ACTIVITY, DELETE },
	[EVENT_audit_stream_configured]    = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_audit_stream_tested]        = { API_ACTIVITY, OTHER },
	[EVENT_audit_stream_paused]        = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_auth_login_succeeded]       = { AUTHENTICATION, LOGON },
	[EVENT_auth_login_failed]          = { AUTHENTICATION, LOGON },
	[EVENT_auth_logout]                = { AUTHENTICATION, LOGOFF },
	[EVENT_sso_configured]             = { ENTITY_MANAGEMENT, CREATE },
	[EVENT_sso_updated]                = { ENTITY_MANAGEMENT, UPDATE },
	[EVENT_sso_disabled]               = { ENTITY_MANAGEMENT, DELETE },
	[EVENT_sso_identity_bound]         = { ACCOUNT_CHANGE, OTHER },
	[EVENT_sso_identity_forgotten]     = { ACCOUNT_CHANGE, OTHER },
	[EVENT_auth_session_ended]         = { AUTHENTICATION, LOGOFF },
	[EVENT_security_password_changed]  = { ACCOUNT_CHANGE, PASSWORD_CHANGE },
	[EVENT_security_mfa_begun]         = { ACCOUNT_CHANGE, OTHER },
	[EVENT_security_mfa_enabled]       = { ACCOUNT_CHANGE, MFA_ENABLE },
	[EVENT_security_mfa_disabled]      = { ACCOUNT_CHANGE, MFA_DISABLE },
	[EVENT_security_recovery_code_used] = { AUTHENTICATION, OTHER },
};
/* clang-format on */

struct ocsf_class
stream_ocsf_class(enum event type)
{
	return of_event[type];
}

static void
add_text(struct jsonw *w, const char *name, const char *text)
{
	if (text == NULL)
		return;
	jsonw_key(w, name);
	jsonw_text(w, text);
}

static void
add_number(struct jsonw *w, const char *name, int64_t number)
{
	jsonw_key(w, name);
	jsonw_int(w, number);
}

static void
open_object(struct jsonw *w, const char *name)
{
	jsonw_key(w, name);
	jsonw_open(w, '{');
}

/* ---- what every class has ---- */

static void
add_classification(struct jsonw *w, struct ocsf_class class)
{
	const struct class_row *row = classes;
	while (row->uid != class.class_uid)
		row++;
	const char *activity =
	    class.activity_id < ACTIVITIES ? row->activities[class.activity_id] : "Other";
	bool iam = class.class_uid < 4000;
	add_number(w, "activity_id", class.activity_id);
	add_text(w, "activity_name", activity);
	add_number(w, "category_uid", class.class_uid / 1000);
	add_text(w, "category_name", iam ? "Identity & Access Management" : "Application Activity");
	add_number(w, "class_uid", class.class_uid);
	add_text(w, "class_name", row->name);
	add_number(w, "type_uid", (int64_t) class.class_uid * 100 + class.activity_id);
}

static void
add_outcome(struct jsonw *w, const struct audit_event *event)
{
	bool failed = event->outcome == OUTCOME_failure;
	add_number(w, "severity_id", failed ? 3 : 1);
	add_text(w, "severity", failed ? "Medium" : "Informational");
	add_number(w, "status_id", failed ? 2 : 1);
	add_text(w, "status", failed ? "Failure" : "Success");
	add_number(w, "time", event->occurred_at);
}

static void
add_metadata(struct jsonw *w, const struct audit_event *event)
{
	char at[CLOCK_TEXT];
	clock_format(event->occurred_at, at);
	open_object(w, "metadata");
	add_text(w, "version", "1.2.0");
	open_object(w, "product");
	add_text(w, "name", "nexad");
	add_text(w, "vendor_name", "DialNexa");
	add_text(w, "version", NEXA_VERSION);
	jsonw_close(w, '}');
	add_text(w, "uid", event->id);
	add_number(w, "sequence", event->seq);
	add_text(w, "event_code", vocab_name(VOCAB_event, (int)event->type));
	add_text(w, "log_name", "audit");
	add_text(w, "original_time", at);
	add_text(w, "tenant_uid", event->organization_id);
	add_text(w, "correlation_uid", event->request_id);
	jsonw_close(w, '}');
}

static void
add_actor(struct jsonw *w, const struct audit_actor *actor)
{
	static const int types[PRINCIPAL_COUNT] = {
		[PRINCIPAL_user] = 1, [PRINCIPAL_operator] = 2, [PRINCIPAL_system] = 3
	};
	open_object(w, "actor");
	open_object(w, "user");
	add_text(w, "uid", actor->id);
	add_text(w, "name", actor->name);
	add_text(w, "email_addr", actor->email);
	add_number(w, "type_id", types[actor->type] == 0 ? OTHER : types[actor->type]);
	add_text(w, "type", vocab_name(VOCAB_principal, (int)actor->type));
	jsonw_close(w, '}');
	jsonw_close(w, '}');
}

static void
add_source(struct jsonw *w, const struct audit_event *event)
{
	open_object(w, "src_endpoint");
	if (event->ip != NULL)
		add_text(w, "ip", event->ip);
	else
		add_text(
		    w, "name", event->actor.type == PRINCIPAL_system ? "nexad" : "the Unix socket");
	jsonw_close(w, '}');
	if (event->user_agent == NULL)
		return;
	open_object(w, "http_request");
	add_text(w, "user_agent", event->user_agent);
	jsonw_close(w, '}');
}

/* ---- what some have ---- */

static void
add_target(struct jsonw *w, const char *name, const struct audit_target *target)
{
	open_object(w, name);
	add_text(w, "uid", target->id);
	add_text(w, "name", target->name);
	if (strcmp(name, "user") != 0)
		add_text(w, "type", target->type);
	jsonw_close(w, '}');
}

/* The role that was given, else the one that was taken, else that it is a member. */
static void
add_privileges(struct jsonw *w, const char *details)
{
	struct json *json = NULL;
	struct err ignored;
	if (details != NULL)
		(void)json_parse(details, strlen(details), &json, &ignored);
	const char *role = json_text(json_get(json_get(json, "after"), "role"));
	if (role == NULL)
		role = json_text(json_get(json_get(json, "before"), "role"));
	jsonw_key(w, "privileges");
	jsonw_open(w, '[');
	jsonw_text(w, role == NULL ? "member" : role);
	jsonw_close(w, ']');
	json_free(json);
}

static void
add_own(struct jsonw *w, const struct audit_event *event, int class_uid)
{
	switch (class_uid) {
	case ENTITY_MANAGEMENT:
		add_target(w, "entity", &event->target);
		break;
	case API_ACTIVITY:
		open_object(w, "api");
		add_text(w, "operation", vocab_name(VOCAB_event, (int)event->type));
		jsonw_close(w, '}');
		jsonw_key(w, "resources");
		jsonw_open(w, '[');
		jsonw_open(w, '{');
		add_text(w, "uid", event->target.id);
		add_text(w, "name", event->target.name);
		add_text(w, "type", event->target.type);
		jsonw_close(w, '}');
		jsonw_close(w, ']');
		break;
	case AUTHENTICATION:
		add_target(w, "user", &event->target);
		open_object(w, "service");
		add_text(w, "name", "nexad");
		jsonw_close(w, '}');
		break;
	default:
		add_target(w, "user", &event->target);
		if (class_uid == USER_ACCESS)
			add_privileges(w, event->details);
	}
}

/* What OCSF has no place for. */
static void
add_unmapped(struct jsonw *w, const struct audit_event *event)
{
	open_object(w, "unmapped");
	jsonw_key(w, "details");
	jsonw_raw(w, event->details);
	add_text(w, "leaf_hash", event->leaf_hash);
	add_text(w, "target_type", event->target.type);
	add_text(w, "workspace_id", event->workspace_id);
	jsonw_close(w, '}');
}

void
stream_ocsf(struct jsonw *w, const struct audit_event *event)
{
	int n;
	const struct word *words = vocab_words(VOCAB_event, &n);
	struct ocsf_class class = of_event[event->type];
	/* An event of a newer daemon that this one does not know by name. */
	if (class.class_uid == 0)
		class = (struct ocsf_class){ API_ACTIVITY, OTHER };
	jsonw_open(w, '{');
	add_classification(w, class);
	add_outcome(w, event);
	add_text(w, "message", words[event->type].text);
	add_metadata(w, event);
	add_actor(w, &event->actor);
	add_source(w, event);
	add_own(w, event, class.class_uid);
	add_unmapped(w, event);
	jsonw_close(w, '}');
}
