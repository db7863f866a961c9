/* Organizations: the tenants, their plans and their end. */
#include <string.h>

#include "blockers.h"
#include "call.h"
#include "clock.h"
#include "event.h"
#include "foresee.h"
#include "ident.h"
#include "invoice.h"
#include "jsonw.h"
#include "locate.h"
#include "page.h"
#include "people.h"
#include "plan.h"
#include "utf8.h"

/* Whoever may not view the organization sees its name and plan only. */
static void
hide_settings(struct organization *organization)
{
	organization->legal_name = NULL;
	organization->gstin = NULL;
	organization->contact = (struct contact){ .person = NULL };
}

static int
add_row(struct page *page, const void *row)
{
	struct call *c = page->call;
	struct organization organization = *(const struct organization *)row;
	struct place_row place;
	struct standing standing;
	if (locate(c, false, organization.id, &place, &standing) != 0)
		return (int)c->err.problem;
	if (!permit(&standing, ACTION_org_view))
		hide_settings(&organization);
	plan_add_limit(&organization);
	page_add(page, &organization);
	return 0;
}

int
op_org_list(struct call *c, const struct org_list_args *args, struct page *page)
{
	(void)args;
	return page_list(page, LIST_organizations, WITH(call_user(c), call_bound_org(c)), add_row);
}

int
op_org_get(struct call *c, const struct org_get_args *args, struct organization *out)
{
	(void)args;
	if (plan_organization(c, c->place.org_id, out) != 0)
		return (int)c->err.problem;
	if (!permit(&c->standing, ACTION_org_view))
		hide_settings(out);
	return 0;
}

/* ---- creating ---- */

static int
find_or_make_owner(struct call *c, const struct new_owner *owner, struct user *out)
{
	bool found;
	if (people_find(c, owner->email, out, &found) != 0)
		return (int)c->err.problem;
	if (found)
		return 0;
	if (!owner->has_display_name)
		return call_refuse(c, PROBLEM_invalid_field, "owner.display_name",
		    "owner.display_name is missing: nobody here has the address '%s' yet, and a new "
		    "person needs a name",
		    owner->email);
	return people_create(c, owner->email, owner->display_name, c->password_hash, out);
}

int
op_org_create(struct call *c, const struct org_create_args *args, struct organization *out)
{
	static const struct contact nobody = { .person = NULL };
	const struct contact *contact = args->contact == NULL ? &nobody : args->contact;
	struct user owner;
	const char *id = ident_new(&c->arena, "org");
	if (args->owner == NULL)
		return call_refuse(c, PROBLEM_invalid_field, "owner",
		    "owner is missing: an organization always has an Org Owner");
	if (find_or_make_owner(c, args->owner, &owner) != 0)
		return (int)c->err.problem;
	if (call_run(c, QUERY_org_insert,
	        WITH(V(id), V(args->name), V(utf8_sort_key(&c->arena, args->name)),
	            V(args->legal_name), V(contact->person), V(contact->email), V(contact->phone),
	            V(contact->address), V(vocab_name(VOCAB_plan, (int)args->plan)),
	            V(clock_now()))) != 0)
		return (int)c->err.problem;
	if (event_emit(c, EVENT_organization_created,
	        &(struct event_about){ .target_type = "organization",
	            .target_id = id,
	            .target_name = args->name,
	            .after = event_pair(c, "plan", vocab_name(VOCAB_plan, (int)args->plan)),
	            .org_id = id }) != 0 ||
	    people_org_seat(c, &owner, ORG_ROLE_org_owner, id) != 0)
		return (int)c->err.problem;
	return plan_organization(c, id, out);
}

/* ---- changing ---- */

static void
fact(struct jsonw *w, const char *name, const char *text, const char *other, bool all)
{
	bool same = text == NULL || other == NULL ? text == other : strcmp(text, other) == 0;
	if (same && !all)
		return;
	jsonw_key(w, name);
	jsonw_text(w, text);
}

/* What an event tells of the organization: what is not as in other; all of it when that is NULL. */
static const char *
facts(struct call *c, const struct organization *o, const struct organization *other)
{
	struct str text = STR_INIT(1 << 14);
	struct jsonw w = { .out = &text };
	bool all = other == NULL;
	const struct organization *than = all ? o : other;
	jsonw_open(&w, '{');
	fact(&w, "contact_address", o->contact.address, than->contact.address, all);
	fact(&w, "contact_email", o->contact.email, than->contact.email, all);
	fact(&w, "contact_person", o->contact.person, than->contact.person, all);
	fact(&w, "contact_phone", o->contact.phone, than->contact.phone, all);
	fact(&w, "gstin", o->gstin, than->gstin, all);
	fact(&w, "legal_name", o->legal_name, than->legal_name, all);
	if (all || o->mfa_required != than->mfa_required) {
		jsonw_key(&w, "mfa_required");
		jsonw_bool(&w, o->mfa_required);
	}
	fact(&w, "name", o->name, than->name, all);
	fact(&w, "status", vocab_name(VOCAB_org_status, (int)o->status),
	    vocab_name(VOCAB_org_status, (int)than->status), all);
	jsonw_close(&w, '}');
	return call_keep(c, &text);
}

/* RFC 7396: what is given replaces, null clears, what is absent stays. */
static void
merge(struct organization *o, const struct org_update_args *args)
{
	const struct contact *contact = args->contact;
	if (args->has_name)
		o->name = args->name;
	if (args->has_legal_name)
		o->legal_name = args->legal_name;
	if (args->has_gstin)
		o->gstin = args->gstin;
	if (args->has_status)
		o->status = args->status;
	if (args->has_mfa_required)
		o->mfa_required = args->mfa_required;
	if (args->has_contact && contact == NULL)
		o->contact = (struct contact){ .person = NULL };
	if (contact == NULL)
		return;
	if (contact->has_person)
		o->contact.person = contact->person;
	if (contact->has_email)
		o->contact.email = contact->email;
	if (contact->has_phone)
		o->contact.phone = contact->phone;
	if (contact->has_address)
		o->contact.address = contact->address;
}

static int
check_update(struct call *c, const struct org_update_args *args)
{
	if (args->has_name && args->name == NULL)
		return call_refuse(c, PROBLEM_invalid_field, "name", "name cannot be null");
	if (args->has_status && args->status == ORG_STATUS_unknown)
		return call_refuse(c, PROBLEM_invalid_field, "status", "status cannot be null");
	if (args->has_status && !call_is_operator(c))
		return call_refuse(c, PROBLEM_permission_denied, "status",
		    "only the operator of this installation suspends and reactivates organizations");
	if (args->has_mfa_required && !permit(&c->standing, ACTION_org_delete))
		return call_refuse(c, PROBLEM_permission_denied, "mfa_required",
		    "only an Org Owner says whether people need an authenticator");
	return 0;
}

/* Who is refused from the next request on. */
static int
foresee_mfa(struct call *c, const struct organization *before, const struct organization *after)
{
	struct number_row row;
	struct sso_row sso;
	bool found;
	bool by_sso;
	if (!after->mfa_required || before->mfa_required)
		return 0;
	if (call_get(c, QUERY_org_without_mfa, WITH(V(after->id)), &row, &found) != 0 ||
	    call_get(c, QUERY_sso_get, WITH(V(after->id)), &sso, &by_sso) != 0)
		return (int)c->err.problem;
	if (by_sso)
		call_foresee(c,
		    "this binds sign-ins by password; whoever comes by single sign-on shows a second "
		    "factor only where the identity provider asks for one");
	if (row.number > 0)
		call_foresee(c,
		    "%lld %s no authenticator and cannot enter the organization until one is set up%s",
		    (long long)row.number, row.number == 1 ? "person has" : "people have",
		    c->caller.type == PRINCIPAL_user && !c->caller.mfa_enabled
		        ? "; you are one of them"
		        : "");
	return 0;
}

int
op_org_update(struct call *c, const struct org_update_args *args, struct organization *out)
{
	struct organization before;
	if (plan_organization(c, c->place.org_id, &before) != 0 ||
	    call_match(c, before.version, SHAPE_organization, &before) != 0 ||
	    check_update(c, args) != 0)
		return (int)c->err.problem;
	struct organization o = before;
	merge(&o, args);
	const char *was = facts(c, &before, &o);
	const char *is = facts(c, &o, &before);
	if (strcmp(was, is) == 0)
		return plan_organization(c, o.id, out);
	if (foresee_mfa(c, &before, &o) != 0 ||
	    call_run(c, QUERY_org_update,
	        WITH(V(o.id), V(o.name), V(utf8_sort_key(&c->arena, o.name)), V(o.legal_name),
	            V(o.contact.person), V(o.contact.email), V(o.contact.phone),
	            V(o.contact.address), V(o.gstin),
	            V(vocab_name(VOCAB_org_status, (int)o.status)), V(clock_now()),
	            V(o.mfa_required ? 1 : 0))) != 0 ||
	    event_emit(c, EVENT_organization_updated,
	        &(struct event_about){ .target_type = "organization",
	            .target_id = o.id,
	            .target_name = o.name,
	            .before = was,
	            .after = is }) != 0)
		return (int)c->err.problem;
	return plan_organization(c, o.id, out);
}

int
op_org_set_plan(struct call *c, const struct org_set_plan_args *args, struct organization *out)
{
	struct organization before;
	if (plan_organization(c, c->place.org_id, &before) != 0 ||
	    call_match(c, before.version, SHAPE_organization, &before) != 0)
		return (int)c->err.problem;
	if (before.plan == args->plan)
		return plan_organization(c, before.id, out);
	if (plan_check_room(c, before.id, args->plan, 0) != 0 ||
	    call_run(c, QUERY_org_set_plan,
	        WITH(V(before.id), V(vocab_name(VOCAB_plan, (int)args->plan)), V(clock_now()))) !=
	        0 ||
	    event_emit(c, EVENT_organization_plan_changed,
	        &(struct event_about){ .target_type = "organization",
	            .target_id = before.id,
	            .target_name = before.name,
	            .before = event_pair(c, "plan", vocab_name(VOCAB_plan, (int)before.plan)),
	            .after = event_pair(c, "plan", vocab_name(VOCAB_plan, (int)args->plan)) }) != 0)
		return (int)c->err.problem;
	return plan_organization(c, before.id, out);
}

/* ---- ending ---- */

int
op_org_delete(struct call *c, const struct org_delete_args *args, struct done *out)
{
	struct organization before;
	struct blocker_row *workspaces;
	size_t n;
	out->done = true;
	if (plan_organization(c, c->place.org_id, &before) != 0 ||
	    call_match(c, before.version, SHAPE_organization, &before) != 0 ||
	    call_all(c, QUERY_org_workspaces, WITH(V(before.id)), &workspaces, &n) != 0)
		return (int)c->err.problem;
	if (strcmp(args->confirm, before.name) != 0 &&
	    call_broken(c, PROBLEM_confirmation_mismatch, "confirm",
	        "confirm must be the organization's exact name") != 0)
		return (int)c->err.problem;
	if (n > 0)
		return blockers_refuse(
		    c, workspaces, n, "the organization still has workspaces; delete them first");
	if (foresee_org_end(c, before.id) != 0 || invoice_close(c) != 0 ||
	    event_emit(c, EVENT_organization_deleted,
	        &(struct event_about){ .target_type = "organization",
	            .target_id = before.id,
	            .target_name = before.name,
	            .before = facts(c, &before, NULL) }) != 0)
		return (int)c->err.problem;
	/* Its own log cannot be asked for any more, so the installation's tells it too. */
	if (event_emit(c, EVENT_organization_deleted,
	        &(struct event_about){ .target_type = "organization",
	            .target_id = before.id,
	            .target_name = before.name,
	            .before = facts(c, &before, NULL),
	            .org_id = "" }) != 0)
		return (int)c->err.problem;
	return call_run(c, QUERY_org_delete, WITH(V(before.id)));
}
