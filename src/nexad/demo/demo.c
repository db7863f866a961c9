/* The demo tenant: made through the same functions as real ones, with the clock set back. */
#include "demo.h"

#include <stdlib.h>
#include <string.h>

#include "audit_store.h"
#include "audit_trees.h"
#include "call.h"
#include "catalogue_files.h"
#include "clock.h"
#include "daemon.h"
#include "deck_plan.h"
#include "demo_calls.h"
#include "demo_cast.h"
#include "demo_events.h"
#include "demo_resources.h"
#include "event.h"
#include "ident.h"
#include "invitation.h"
#include "mem.h"
#include "money.h"
#include "password_ops.h"
#include "people.h"
#include "routes.h"
#include "telephony.h"
#include "utf8.h"

enum { N_PEOPLE = 240, N_EVENTS = 20000, N_YEAR = 25000, N_WORKSPACES = 6, N_INVITATIONS = 14 };
enum { CALLS_DAYS = 90, ASKS_DAYS = 20, WEBHOOKS_DAYS = 3 };

/* What a minute costs where nothing is configured. */
#define CALL_RATE (3 * MONEY_RUPEE / 2)
/* And who says so. */
#define SUPPLIER                                               \
	{                                                      \
		.name = "DialNexa", .sac = "9984", .tax = 1800 \
	}

static const char *const given_names[] = { "Priya", "Arjun", "Renée", "Wei", "Fatima", "José",
	"Anjali", "Tomasz", "Yuki", "Olga", "Kwame", "Lakshmi", "Søren", "Chinedu", "Meera",
	"Łukasz", "Noor", "Ravi", "Zoë", "Haruto", "Ivana", "Deepika", "Omar", "Siân", "Vikram",
	"Mónica", "Tanvi", "Ahmed", "Ingrid", "Rohan", "Sofía", "Kavya", "Björn", "Aditya", "Nadia",
	"Pradeep", "Élodie", "Sunita", "Marek", "Divya" };
static const char *const family_names[] = { "Sharma", "Nkosi", "Müller", "Chen", "Al-Farsi",
	"García", "Iyer", "Kowalski", "Tanaka", "Petrova", "Mensah", "Reddy", "Jørgensen", "Okafor",
	"Nair", "Wójcik", "Hussain", "Patel", "O'Brien", "Satō", "Horvat", "Menon", "Haddad",
	"Pryce", "Singh", "Núñez", "Rao", "Khan", "Lindqvist", "Desai", "Fernández", "Joshi",
	"Ström", "Kulkarni", "Volkova", "Banerjee", "Lefèvre", "Gupta", "Novák", "Pillai" };

enum {
	N_GIVEN = sizeof(given_names) / sizeof(given_names[0]),
	N_FAMILY = sizeof(family_names) / sizeof(family_names[0])
};

struct branch {
	const char *name;
	const char *region;
	const char *description;
	unsigned members; /* besides the Owner */
	unsigned first;   /* of the people, to be a member; the others follow */
	const char *id;
	struct user owner;
};

/* Whoever is not in Production is in US Support, so that all N_PEOPLE have a place. */
static struct branch acme[N_WORKSPACES] = {
	{ .name = "Production",
	    .region = "in",
	    .description = "Live campaigns",
	    .members = 211,
	    .first = 4 },
	{ .name = "Staging",
	    .region = "in",
	    .description = "Dress rehearsal",
	    .members = 38,
	    .first = 44 },
	{ .name = "Collections",
	    .region = "in",
	    .description = "Payment reminders",
	    .members = 64,
	    .first = 84 },
	{ .name = "Sales EMEA",
	    .region = "eu",
	    .description = "Outbound, Europe",
	    .members = 45,
	    .first = 124 },
	{ .name = "US Support",
	    .region = "us",
	    .description = "Inbound, North America",
	    .members = 52,
	    .first = N_PEOPLE - 52 },
	{ .name = "Research",
	    .region = "eu",
	    .description = "Experiments, closed in spring",
	    .members = 9,
	    .first = 204 },
};
static struct branch clinic[] = {
	{ .name = "Reception", .region = "in", .description = "Appointments", .members = 6 },
	{ .name = "Reminders", .region = "in", .description = "Evening calls", .members = 3 },
};

struct demo {
	struct call *call;
	struct user people[N_PEOPLE];
	enum role roles[N_WORKSPACES][N_PEOPLE]; /* the roles as they stand */
	int64_t signed_in_at[N_PEOPLE];          /* by the log; 0: never */
	struct demo_calls calls;
	struct demo_events events;
};

static void
act_as_operator(struct call *c)
{
	c->caller = (struct caller){ .type = PRINCIPAL_operator, .id = "uid:0", .name = "root" };
	c->standing = (struct standing){ .principal = PRINCIPAL_operator };
	c->ip = NULL;
	c->user_agent = "nexa/" NEXA_VERSION;
	c->request_id = ident_new(&c->arena, "req");
}

/* The clock goes forward only: whoever looks for an instant relies on the log being in its order. */
static void
later(int64_t ms)
{
	clock_set(clock_now() + ms);
}

static void
later_until(int64_t ms, int64_t until)
{
	int64_t at = clock_now() + ms;
	clock_set(at < until ? at : until);
}

/* "Renée Al-Farsi" becomes renee.al-farsi: marks are taken off letters, what is left is dropped. */
static const char *
address(struct call *c, const char *given, const char *family, unsigned i, const char *domain)
{
	struct str text = STR_INIT(100);
	const char *parts[] = { given, ".", family };
	for (size_t p = 0; p < 3; p++)
		for (const char *at = utf8_plain(&c->arena, parts[p]); *at != '\0'; at++)
			if ((*at >= 'a' && *at <= 'z') || *at == '.' || *at == '-')
				str_add_char(&text, *at);
	const char *result = i == 0
	    ? arena_printf(&c->arena, "%s@%s", str_text(&text), domain)
	    : arena_printf(&c->arena, "%s%u@%s", str_text(&text), i, domain);
	str_release(&text);
	return result;
}

static int
make_people(struct demo *demo)
{
	struct call *c = demo->call;
	act_as_operator(c);
	for (unsigned i = 0; i < N_PEOPLE; i++) {
		const char *given = given_names[i % N_GIVEN];
		const char *family = family_names[(i * 7 + i / N_GIVEN) % N_FAMILY];
		const char *name = arena_printf(&c->arena, "%s %s", given, family);
		if (people_create(c, address(c, given, family, i / N_GIVEN, "acme.example"), name,
		        c->password_hash, &demo->people[i]) != 0)
			return (int)c->err.problem;
		later(demo_chance(60) * CLOCK_SECOND_MS);
	}
	return 0;
}

/* What the demo's tenants can call, and at which rates. */
static int
import_deck(struct demo *demo)
{
	struct call *c = demo->call;
	struct deck_import_result result = { .rows = 0 };
	const struct deck_import_args args = { .provider = "plivo" };
	const struct deck_update_args flat = { .provider = "sip",
		.inbound_inr_per_min = 2500,
		.has_inbound_inr_per_min = true,
		.outbound_inr_per_min = 3500,
		.has_outbound_inr_per_min = true };
	struct provider_deck sip;
	struct deck *deck = deck_read(&(struct deck_source){ .text = demo_deck,
	    .len = strlen(demo_deck),
	    .provider = "plivo",
	    .provider_name = "Plivo" });
	struct deck_plan *plan = mem_new(1, sizeof(*plan));
	struct provider_deck provider;
	act_as_operator(c);
	c->prepared = plan;
	int problem = op_deck_get(c, &(struct deck_get_args){ .provider = "plivo" }, &provider);
	if (problem == 0)
		problem = deck_plan_make(c, deck, &provider, plan);
	if (problem == 0)
		deck_plan_prepare(plan);
	if (problem == 0)
		problem = op_deck_import(c, &args, &result);
	c->prepared = NULL;
	deck_plan_free(plan);
	routes_catalogue_release(c->catalogue);
	c->catalogue = NULL;
	if (problem != 0 || op_deck_update(c, &flat, &sip) != 0)
		return (int)c->err.problem;
	routes_swap(c->daemon->routes, c->catalogue);
	c->catalogue = NULL;
	return 0;
}

static int
make_org(struct call *c, const char *name, enum plan plan, const struct user *owner)
{
	const char *id = ident_new(&c->arena, "org");
	c->place = (struct place_row){ .org_id = id, .org_name = name, .plan = plan };
	if (call_run(c, QUERY_org_insert,
	        WITH(V(id), V(name), V(utf8_sort_key(&c->arena, name)),
	            V(arena_printf(&c->arena, "%s Pvt. Ltd.", name)), V(owner->display_name),
	            V(owner->email), V("+912212345678"), V("14 Marine Drive, Mumbai 400020"),
	            V(vocab_name(VOCAB_plan, (int)plan)), V(clock_now()))) != 0 ||
	    event_emit(c, EVENT_organization_created,
	        &(struct event_about){ .target_type = "organization",
	            .target_id = id,
	            .target_name = name,
	            .after = event_pair(c, "plan", vocab_name(VOCAB_plan, (int)plan)) }) != 0)
		return (int)c->err.problem;
	return people_org_seat(c, owner, ORG_ROLE_org_owner, id);
}

static int
make_workspace(struct call *c, struct branch *place, const struct user *owner)
{
	place->id = ident_new(&c->arena, "ws");
	place->owner = *owner;
	if (call_run(c, QUERY_workspace_insert,
	        WITH(V(place->id), V(c->place.org_id), V(place->name),
	            V(utf8_fold(&c->arena, place->name)), V(place->description), V(place->region),
	            V(clock_now()), V(utf8_sort_key(&c->arena, place->name)))) != 0 ||
	    event_emit(c, EVENT_workspace_created,
	        &(struct event_about){ .target_type = "workspace",
	            .target_id = place->id,
	            .target_name = place->name,
	            .after = event_pair(c, "region", place->region),
	            .ws_id = place->id }) != 0)
		return (int)c->err.problem;
	if (telephony_start(c, place->id) != 0)
		return (int)c->err.problem;
	return people_seat(c, owner, ROLE_owner, place->id, NULL, NULL);
}

static enum role
some_role(void)
{
	unsigned n = demo_chance(20);
	if (n < 2)
		return ROLE_admin;
	return n < 8 ? ROLE_member : ROLE_viewer;
}

static int
seat_people(struct demo *demo, int w)
{
	struct call *c = demo->call;
	struct branch *place = &acme[w];
	for (unsigned i = 0; i < place->members; i++) {
		unsigned who = (place->first + i) % N_PEOPLE;
		if (demo->roles[w][who] != ROLE_unknown)
			continue;
		demo->roles[w][who] = some_role();
		if (people_seat(
		        c, &demo->people[who], demo->roles[w][who], place->id, NULL, NULL) != 0)
			return (int)c->err.problem;
		later(demo_chance(90) * CLOCK_SECOND_MS);
	}
	return 0;
}

static int
make_acme(struct demo *demo)
{
	struct call *c = demo->call;
	if (make_org(c, "Acme Voice", PLAN_enterprise, &demo->people[0]) != 0 ||
	    people_org_seat(c, &demo->people[1], ORG_ROLE_org_admin, c->place.org_id) != 0 ||
	    people_org_seat(c, &demo->people[2], ORG_ROLE_org_viewer, c->place.org_id) != 0 ||
	    people_org_seat(c, &demo->people[5], ORG_ROLE_org_admin, c->place.org_id) != 0)
		return (int)c->err.problem;
	demo_act_as(c, &demo->people[0]);
	for (int w = 0; w < N_WORKSPACES; w++) {
		unsigned owner = (unsigned)w * 3 + 3;
		demo->roles[w][owner] = ROLE_owner;
		if (make_workspace(c, &acme[w], &demo->people[owner]) != 0 ||
		    seat_people(demo, w) != 0)
			return (int)c->err.problem;
		later(CLOCK_HOUR_MS);
	}
	return 0;
}

/* Research has nothing, so that it can be closed.  What follows is left to the same chance. */
static int
furnish(struct demo *demo)
{
	struct call *c = demo->call;
	uint64_t kept = demo_chance_swap(UINT64_C(0x2b992ddfa23249d6));
	demo->calls.payer = demo->people[0];
	demo_act_as(c, &demo->people[0]);
	if (demo_pay(c, 3000, "NEFT HDFCN000000001") != 0)
		return (int)c->err.problem;
	for (unsigned w = 0; w < N_WORKSPACES - 1; w++) {
		demo_act_as(c, &acme[w].owner);
		c->caller.user_id = acme[w].owner.id;
		c->place.ws_id = acme[w].id;
		c->place.ws_name = acme[w].name;
		if (demo_resources(c, w, &acme[w].owner, &demo->calls) != 0)
			return (int)c->err.problem;
	}
	c->place.ws_id = c->place.ws_name = NULL;
	(void)demo_chance_swap(kept);
	return 0;
}

/* ---- a year of work ---- */

static int
sign_in(struct demo *demo, bool fails)
{
	struct call *c = demo->call;
	unsigned who = demo_chance(N_PEOPLE);
	const struct user *user = &demo->people[who];
	if (!fails)
		demo->signed_in_at[who] = clock_now();
	demo_act_as(c, user);
	return event_emit(c, fails ? EVENT_auth_login_failed : EVENT_auth_login_succeeded,
	    &(struct event_about){ .target_type = "user",
	        .target_id = user->id,
	        .target_name = user->display_name,
	        .outcome = fails ? OUTCOME_failure : OUTCOME_success,
	        .ws_id = "" });
}

static int
sign_out(struct demo *demo)
{
	struct call *c = demo->call;
	const struct user *user = &demo->people[demo_chance(N_PEOPLE)];
	demo_act_as(c, user);
	return event_emit(c, EVENT_auth_logout,
	    &(struct event_about){ .target_type = "user",
	        .target_id = user->id,
	        .target_name = user->display_name,
	        .ws_id = "" });
}

static int
change_role(struct demo *demo)
{
	static const char *const reasons[] = { NULL, NULL, NULL, "moved to another team",
		"night shift", "as agreed with the team lead", "probation over", "access review" };
	struct call *c = demo->call;
	unsigned w = demo_chance(N_WORKSPACES - 1);
	unsigned who = demo_chance(N_PEOPLE);
	enum role before = demo->roles[w][who];
	enum role after = some_role();
	if (before == ROLE_unknown || before == ROLE_owner || before == after)
		return sign_in(demo, false);
	demo->roles[w][who] = after;
	demo_act_as(c, &acme[w].owner);
	if (call_run(c, QUERY_member_set_role,
	        WITH(V(acme[w].id), V(demo->people[who].id), V(role_name(after)),
	            value_text(NULL))) != 0)
		return (int)c->err.problem;
	return event_emit(c, EVENT_member_role_changed,
	    &(struct event_about){ .target_type = "user",
	        .target_id = demo->people[who].id,
	        .target_name = demo->people[who].display_name,
	        .before = event_pair(c, "role", role_name(before)),
	        .after = event_pair(c, "role", role_name(after)),
	        .reason = reasons[demo_chance(sizeof(reasons) / sizeof(reasons[0]))],
	        .level = LEVEL_workspace,
	        .ws_id = acme[w].id });
}

static int
one_act(struct demo *demo)
{
	unsigned n = demo_chance(100);
	if (n < 22)
		return change_role(demo);
	if (n < 28)
		return sign_in(demo, true);
	return n < 66 ? sign_in(demo, false) : sign_out(demo);
}

static int
count_events(struct call *c, int64_t *n)
{
	struct audit_tree *tree;
	if (audit_tree_open(c->db, c->place.org_id, &tree, &c->err) != 0)
		return (int)c->err.problem;
	*n = (int64_t)tree->merkle.size;
	return 0;
}

/* done: events until now, but for what the workspaces were furnished with.  Texts pile up in the arena, so
 * a year of work takes a fresh one each day. */
static int
work_a_year(struct demo *demo, int64_t done, int64_t until)
{
	struct call *c = demo->call;
	struct arena kept = c->arena;
	c->arena = (struct arena){ NULL };
	int problem = 0;
	for (int64_t left = N_EVENTS - N_INVITATIONS - 1 - done; left > 0 && problem == 0; left--) {
		int64_t step = (until - clock_now()) / left;
		int64_t at = clock_now() + step / 2 + demo_chance((unsigned)(step > 0 ? step : 1));
		problem = demo_calls_until(c, &demo->calls, at < until ? at : until);
		if (problem == 0)
			problem = demo_events_until(c, &demo->events, clock_now());
		later_until(at - clock_now(), until);
		problem = problem != 0 ? problem : one_act(demo);
		arena_release(&c->arena);
		c->caused = NULL;
	}
	c->arena = kept;
	return problem;
}

/* What there are more of than a year of work leaves, spread over it. */
static void
plan_events(struct demo *demo, int64_t until)
{
	struct demo_events *events = &demo->events;
	events->left -= N_YEAR;
	events->chance = UINT64_C(0xbb67ae8584caa73b);
	events->next_at = clock_now();
	events->until = until;
	events->org_id = demo->call->place.org_id;
	events->people = demo->people;
	events->signed_in_at = demo->signed_in_at;
	events->n_people = N_PEOPLE;
	events->n_workspaces = N_WORKSPACES - 1;
	for (int w = 0; w < N_WORKSPACES - 1; w++) {
		events->workspaces[w] = acme[w].id;
		events->names[w] = acme[w].name;
	}
}

static int
leave_traces(struct demo *demo)
{
	struct call *c = demo->call;
	char day[CLOCK_DAY_TEXT];
	for (unsigned who = 0; who < N_PEOPLE; who++)
		if (demo->signed_in_at[who] != 0 &&
		    call_run(c, QUERY_user_signed_in,
		        WITH(V(demo->people[who].id), V(demo->signed_in_at[who]))) != 0)
			return (int)c->err.problem;
	for (int w = 0; w < N_WORKSPACES; w++)
		for (unsigned who = 0; who < N_PEOPLE; who++) {
			if (demo->roles[w][who] == ROLE_unknown || demo_chance(12) == 0)
				continue;
			clock_format_day(clock_now() -
			        (int64_t)(demo_chance(30) * demo_chance(12)) * CLOCK_DAY_MS,
			    day);
			if (call_run(c, QUERY_member_touch,
			        WITH(V(acme[w].id), V(demo->people[who].id), V(day))) != 0)
				return (int)c->err.problem;
		}
	return 0;
}

static int
invite_people(struct demo *demo)
{
	struct call *c = demo->call;
	for (unsigned i = 0; i < N_INVITATIONS; i++) {
		struct branch *place = &acme[i % 5];
		struct invitation invitation = { 0 };
		demo_act_as(c, &place->owner);
		c->place.ws_id = place->id;
		later(CLOCK_MINUTE_MS);
		struct invitee invitee = { .level = LEVEL_workspace,
			.email = address(c, given_names[(i * 5 + 3) % N_GIVEN],
			    family_names[(i * 11) % N_FAMILY], i + 7, "partner.example"),
			.role = role_name(some_role()),
			.grants = "[]" };
		if (invitation_issue(c, &invitee, &invitation) != 0)
			return (int)c->err.problem;
	}
	c->place.ws_id = NULL;
	return 0;
}

static int
close_research(struct call *c)
{
	demo_act_as(c, &acme[5].owner);
	if (call_run(c, QUERY_workspace_set_status,
	        WITH(V(acme[5].id), V("archived"), V(clock_now()))) != 0)
		return (int)c->err.problem;
	return event_emit(c, EVENT_workspace_archived,
	    &(struct event_about){ .target_type = "workspace",
	        .target_id = acme[5].id,
	        .target_name = acme[5].name,
	        .ws_id = acme[5].id });
}

static int
make_clinic(struct call *c)
{
	struct user people[9];
	act_as_operator(c);
	for (unsigned i = 0; i < 9; i++) {
		const char *name =
		    arena_printf(&c->arena, "%s %s", given_names[(i * 3 + 1) % N_GIVEN], "Kiran");
		const char *email =
		    address(c, given_names[(i * 3 + 1) % N_GIVEN], "kiran", 0, "clinic.example");
		if (people_create(c, email, name, i == 0 ? c->password_hash : NULL, &people[i]) !=
		    0)
			return (int)c->err.problem;
	}
	if (make_org(c, "Kiran Clinic", PLAN_starter, &people[0]) != 0)
		return (int)c->err.problem;
	for (int w = 0; w < 2; w++) {
		demo_act_as(c, &people[0]);
		if (make_workspace(c, &clinic[w], &people[0]) != 0)
			return (int)c->err.problem;
		for (unsigned i = 0; i < clinic[w].members; i++)
			if (people_seat(c, &people[1 + i + (unsigned)w * 3], some_role(),
			        clinic[w].id, NULL, NULL) != 0)
				return (int)c->err.problem;
	}
	return 0;
}

static int
fill(struct demo *demo)
{
	struct call *c = demo->call;
	struct my_organization *organizations;
	size_t n;
	int64_t done = 0;
	int64_t now = clock_now();
	if (call_all(c, QUERY_my_organizations, WITH(V((const char *)NULL)), &organizations, &n) !=
	    0)
		return (int)c->err.problem;
	if (n > 0)
		return call_refuse(c, PROBLEM_conflict, "data_dir",
		    "the database has an organization already; the demo goes into an empty one");
	if (password_hash(c, "demo-Pass-1") != 0)
		return (int)c->err.problem;
	// Half a day less than a year: retention has nothing to take from a demo that was just made.
	clock_set(now - 365 * CLOCK_DAY_MS + 12 * CLOCK_HOUR_MS);
	if (make_people(demo) != 0 || import_deck(demo) != 0 || make_acme(demo) != 0 ||
	    count_events(c, &done) != 0 || furnish(demo) != 0)
		return (int)c->err.problem;
	demo->calls.next_at = now - CALLS_DAYS * CLOCK_DAY_MS;
	demo->calls.asks_at = now - ASKS_DAYS * CLOCK_DAY_MS;
	demo->calls.webhooks_at = now - WEBHOOKS_DAYS * CLOCK_DAY_MS;
	demo->calls.until = now - CLOCK_HOUR_MS;
	demo->calls.chance = UINT64_C(0x6a09e667f3bcc909);
	plan_events(demo, now - CLOCK_HOUR_MS);
	if (work_a_year(demo, done, now - CLOCK_HOUR_MS) != 0 || close_research(c) != 0)
		return (int)c->err.problem;
	clock_set(now - CLOCK_HOUR_MS);
	if (leave_traces(demo) != 0 || invite_people(demo) != 0)
		return (int)c->err.problem;
	return make_clinic(c);
}

static int
fill_in_transaction(struct store *store, int64_t events, struct err *err)
{
	struct daemon daemon = { .store = store,
		.settings = { .call_rate = CALL_RATE, .supplier = SUPPLIER } };
	struct call call = { .daemon = &daemon, .op = &ops[OP_member_add], .id = OP_member_add };
	struct demo *demo = mem_new(1, sizeof(*demo));
	demo->call = &call;
	demo->events.left = events;
	(void)demo_chance_swap(UINT64_C(0x9e3779b97f4a7c15));
	daemon.routes = routes_new();
	if (events > 0)
		ident_repeat(UINT64_C(0x3c6ef372fe94f82b));
	int problem = db_open(store, true, &call.db, err);
	if (problem == 0 && (problem = db_begin(call.db, err)) == 0) {
		problem = fill(demo);
		if (problem != 0) {
			*err = call.err;
			db_rollback(call.db);
		} else {
			problem = db_commit(call.db, err);
			/* As a daemon's hours of rest would have done. */
			problem = problem != 0 ? problem : audit_store_merge_all(call.db, err);
		}
	}
	clock_set(0);
	ident_repeat(0);
	db_close(call.db);
	routes_free(daemon.routes);
	arena_release(&call.arena);
	free(demo);
	return problem;
}

int
demo_fill(const char *database, int64_t events, struct err *err)
{
	struct store *store;
	if (store_open(database, &store, err) != 0)
		return (int)err->problem;
	int problem = catalogue_load(store, err) != 0 ? (int)err->problem
	                                              : fill_in_transaction(store, events, err);
	store_close(store);
	return problem;
}
