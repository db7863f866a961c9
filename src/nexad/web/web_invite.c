/* The page /invite: which of the five states holds, and what can be done about it.  The link's token goes from the
 * address into a cookie of the browser at once, and stays there; forms carry none of it. */
#include <sodium.h>
#include <string.h>

#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "dispatch.h"
#include "http.h"
#include "ident.h"
#include "request.h"
#include "sso.h"
#include "utf8.h"
#include "web.h"

#define COOKIE "nexa_invite"

enum { NONCE = 16, TOKEN_MAX = 200 };

/* What is known of the invitation, once it was looked up; all in the visit's arena. */
struct invite {
	const char *about; /* the cookie: a nonce, '.', the token */
	const char *token;
	enum invitation_state state;
	const char *email;
	const char *target;
	const char *role;
	const char *me; /* who is signed in; NULL: nobody */
	bool by_sso;    /* ... by single sign-on */
	bool sso;       /* which there is for the invited address */
	enum invitation_entry entry;
	const char *why; /* ... is not open */
};

static struct invite *
invite_of(const struct web_visit *visit)
{
	return visit->state;
}

static bool
is_post(const struct web_visit *visit)
{
	return strcmp(http_method(visit->request), "POST") == 0;
}

static void
put_fault(struct web_visit *visit, const char *field, const char *text)
{
	web_value(visit, "fault", text);
	web_value(visit, "fault_field", field);
	if (field != NULL)
		web_value(visit, arena_printf(&visit->arena, "bad_%s", field), "");
}

static void
show_gone(struct web_visit *visit, const char *why)
{
	web_value(visit, "why", why);
	web_page(visit, problem_http_status(PROBLEM_invitation_gone), "gone",
	    "This invitation cannot be used");
}

/* ---- the states of a living one ---- */

/* By single sign-on only, or not at all: nobody is asked for a password that would not be let in. */
static void
show_entry(struct web_visit *visit, int status)
{
	const struct invite *invite = invite_of(visit);
	bool shut = invite->entry == INVITATION_ENTRY_shut;
	const char *why = shut ? invite->why
	    : invite->sso
	    ? "The organization is entered by single sign-on only"
	    : "The organization is entered by single sign-on only, to which this page cannot "
	      "lead: the operator of this installation has to set base_url first";
	web_value(visit, "why", web_sentence(visit, why));
	web_page(visit, status, "entry",
	    shut ? "You cannot come in with this address"
	         : arena_printf(&visit->arena, "You are invited to %s", invite->target));
}

static void
show_sign_in(struct web_visit *visit, int status)
{
	const struct invite *invite = invite_of(visit);
	if (invite->sso)
		web_value(visit, "sso",
		    web_sso_link(
		        visit, invite->about, form_data_get(&visit->form, "another") != NULL));
	if (invite->entry == INVITATION_ENTRY_shut || invite->entry == INVITATION_ENTRY_sso) {
		show_entry(visit, status);
		return;
	}
	web_value(visit, "first", invite->entry == INVITATION_ENTRY_first_password ? "" : NULL);
	web_page(visit, status, "sign_in",
	    arena_printf(&visit->arena, "You are invited to %s", invite->target));
}

static void
show(struct web_visit *visit, int status)
{
	const struct invite *invite = invite_of(visit);
	web_value(visit, "csrf", web_csrf(visit, invite->about));
	web_value(visit, "me", invite->me);
	switch (invite->state) {
	case INVITATION_STATE_wrong_account:
		web_page(visit, status, "wrong_account", "This invitation is for another account");
		return;
	case INVITATION_STATE_already_member:
		web_value(visit, "where", invite->target);
		web_value(visit, "by_sso", invite->by_sso ? "" : NULL);
		web_page(visit, status, "member", "You are a member already");
		return;
	case INVITATION_STATE_acceptable:
		if (invite->entry == INVITATION_ENTRY_shut)
			show_entry(visit, status);
		else
			web_page(visit, status, "accept", "Accept the invitation?");
		return;
	default:
		show_sign_in(visit, status);
	}
}

/* Shows the page as it was, and what went wrong. */
static void
show_again(struct web_visit *visit, enum problem problem, const char *field, const char *text)
{
	int status = problem_http_status(problem);
	put_fault(visit, field, text);
	/* 401 would ask the browser for a password of its own. */
	show(visit, status == 401 ? 403 : status);
}

static void
show_joined(struct web_visit *visit, const char *me, const char *role, const char *skipped)
{
	const struct invite *invite = invite_of(visit);
	visit->n_values = 0;
	web_value(visit, "csrf", web_csrf(visit, invite->about));
	web_value(visit, "joined", "");
	web_value(visit, "by_sso", invite->by_sso ? "" : NULL);
	web_value(visit, "me", me);
	web_value(visit, "role", vocab_spoken(&visit->arena, role));
	web_value(visit, "where", invite->target);
	web_value(visit, "skipped", skipped);
	web_page(visit, 200, "member", "Welcome");
}

/* ---- what its forms do ---- */

static void
signed_out(struct call *c)
{
	struct web_visit *visit = c->visit;
	enum problem problem = c->err.problem;
	const char *text = web_sentence(visit, c->err.text);
	request_free(c);
	if (problem != PROBLEM_none && problem != PROBLEM_unauthenticated) {
		show_again(visit, problem, "", text);
		return;
	}
	web_set_session(visit, NULL);
	web_redirect(visit, "invite");
}

static void
signed_in(struct call *c)
{
	struct web_visit *visit = c->visit;
	if (c->err.problem == PROBLEM_none) {
		const struct session *session = c->result;
		web_set_session(visit, arena_text(&visit->arena, session->token));
		request_free(c);
		web_redirect(visit, "invite");
		return;
	}
	enum problem problem = c->err.problem;
	const char *text = web_sentence(visit, c->err.text);
	request_free(c);
	show_again(visit, problem, problem == PROBLEM_mfa_required ? "totp" : "password", text);
}

static void
sign_in(struct web_visit *visit)
{
	const char *password = form_data_get(&visit->form, "password");
	const char *code = form_data_get(&visit->form, "totp");
	struct call *c = web_call(visit, OP_auth_login, signed_in);
	web_argument(c, "email", invite_of(visit)->email);
	web_argument(c, "password", password == NULL ? "" : password);
	if (code != NULL && code[0] != '\0')
		web_argument(c, "totp", code);
	dispatch_call(c);
}

static void
registered(struct call *c)
{
	struct web_visit *visit = c->visit;
	const struct invite *invite = invite_of(visit);
	const struct session *session = c->result;
	enum problem problem = c->err.problem;
	if (problem == PROBLEM_none) {
		visit->session = arena_text(&visit->arena, session->token);
		request_free(c);
		web_set_session(visit, visit->session);
		show_joined(visit, invite->email, invite->role, NULL);
		return;
	}
	bool name = strcmp(c->err.subject, "display_name") == 0;
	const char *text = web_sentence(visit, c->err.text);
	if (problem == PROBLEM_invalid_field)
		text = arena_printf(&visit->arena, "%s%s.", name ? "Your name" : "The password",
		    c->err.text + strlen(c->err.subject));
	request_free(c);
	if (problem == PROBLEM_conflict)
		show_again(visit, problem, "password",
		    "You have an account here already. Sign in with its password.");
	else if (problem == PROBLEM_invalid_field)
		show_again(visit, problem, name ? "display_name" : "new_password", text);
	else
		show_again(visit, problem, NULL, text);
}

static void
sign_up(struct web_visit *visit)
{
	const struct invite *invite = invite_of(visit);
	const char *name = form_data_get(&visit->form, "display_name");
	const char *password = form_data_get(&visit->form, "new_password");
	const char *again = form_data_get(&visit->form, "again");
	web_value(visit, "display_name", name);
	if (password == NULL || again == NULL || strcmp(password, again) != 0) {
		show_again(visit, PROBLEM_invalid_field, "again",
		    "The password was not typed the same way twice.");
		return;
	}
	struct call *c = web_call(visit, OP_auth_register, registered);
	web_argument(c, "email", invite->email);
	/* An account that is there has a name, which stays. */
	bool first = invite->entry == INVITATION_ENTRY_first_password;
	web_argument(c, "display_name", first ? "-" : name == NULL ? "" : name);
	web_argument(c, "password", password);
	web_argument(c, "invitation_token", invite->token);
	dispatch_call(c);
}

static const char *
list_skipped(struct web_visit *visit, const struct acceptance *acceptance)
{
	const char *list = NULL;
	for (size_t i = 0; i < acceptance->skipped.n; i++)
		list = arena_printf(&visit->arena, "%s%s%s: %s", list == NULL ? "" : list,
		    list == NULL ? "" : "; ", acceptance->skipped.items[i].workspace_id,
		    acceptance->skipped.items[i].reason);
	return list;
}

static void
accepted(struct call *c)
{
	struct web_visit *visit = c->visit;
	const struct acceptance *acceptance = c->result;
	enum problem problem = c->err.problem;
	if (problem == PROBLEM_none) {
		const char *role = arena_text(&visit->arena, acceptance->role);
		const char *skipped = list_skipped(visit, acceptance);
		const struct invite *invite = invite_of(visit);
		request_free(c);
		show_joined(visit, invite->me, role, skipped);
		return;
	}
	const char *text = web_sentence(visit, c->err.text);
	request_free(c);
	/* Another state holds by now: the page tells which. */
	if (problem == PROBLEM_invitation_gone || problem == PROBLEM_wrong_account ||
	    problem == PROBLEM_already_member || problem == PROBLEM_unauthenticated)
		web_redirect(visit, "invite");
	else
		show_again(visit, problem, NULL, text);
}

static void
accept(struct web_visit *visit)
{
	struct call *c = web_call(visit, OP_invitation_accept, accepted);
	web_argument(c, "token", invite_of(visit)->token);
	dispatch_call(c);
}

static void
sign_out(struct web_visit *visit)
{
	dispatch_call(web_call(visit, OP_auth_logout, signed_out));
}

static const struct {
	const char *name;
	void (*run)(struct web_visit *visit);
} acts[] = {
	{ "sign_in", sign_in },
	{ "register", sign_up },
	{ "accept", accept },
};

static void
act(struct web_visit *visit)
{
	const char *name = form_data_get(&visit->form, "do");
	for (size_t i = 0; name != NULL && i < sizeof(acts) / sizeof(acts[0]); i++)
		if (strcmp(acts[i].name, name) == 0) {
			acts[i].run(visit);
			return;
		}
	show_again(visit, PROBLEM_invalid_request, NULL, "This form is none of this page's.");
}

/* ---- looking it up ---- */

/* One that was used by who is signed in has made them a member. */
static bool
was_mine(struct call *c, struct invitation_row *row)
{
	bool found = false;
	c->err = (struct err){ .problem = PROBLEM_none };
	return c->caller.type == PRINCIPAL_user &&
	    call_get(c, QUERY_invitation_by_token,
	        WITH(V(ident_hash(&c->arena, invite_of(c->visit)->token))), row, &found) == 0 &&
	    found && row->status == INVITATION_STATUS_accepted &&
	    strcmp(utf8_fold(&c->arena, c->caller.email), row->email_fold) == 0;
}

static void
looked_up_in_vain(struct call *c)
{
	struct web_visit *visit = c->visit;
	struct invitation_row row;
	enum problem problem = c->err.problem;
	const char *text = web_sentence(visit, c->err.text);
	bool mine = problem == PROBLEM_invitation_gone && was_mine(c, &row);
	const char *me = arena_text(&visit->arena, c->caller.email);
	const char *role = mine ? arena_text(&visit->arena, row.role) : NULL;
	invite_of(visit)->by_sso = c->caller.sso_org != NULL;
	invite_of(visit)->target = mine ? arena_text(&visit->arena, row.target_name) : NULL;
	request_free(c);
	if (mine) {
		show_joined(visit, me, role, NULL);
	} else if (problem == PROBLEM_invitation_gone) {
		show_gone(visit, text);
	} else {
		put_fault(visit, NULL, "It cannot be looked up now. Try again in a moment.");
		web_page(visit, problem_http_status(problem), "fault", "Something went wrong here");
	}
}

static void
keep_view(struct web_visit *visit, struct call *c)
{
	struct sso_row sso;
	const struct invitation_view *view = c->result;
	struct invite *invite = invite_of(visit);
	struct arena *arena = &visit->arena;
	char *until = arena_new(arena, CLOCK_TEXT);
	clock_format(view->expires_at, until);
	invite->state = view->state;
	invite->email = arena_text(arena, view->email);
	invite->target = arena_text(arena, view->target_name);
	invite->role = arena_text(arena, view->role);
	invite->me = c->caller.type == PRINCIPAL_user ? arena_text(arena, c->caller.email) : NULL;
	invite->by_sso = c->caller.sso_org != NULL;
	invite->entry = view->entry;
	invite->why = arena_text(arena, view->entry_why);
	/* The provider sends the browser back to base_url. */
	if (visit->base == NULL || sso_of_invitation(c, invite->token, &sso, &invite->sso) != 0)
		invite->sso = false;
	web_value(visit, "inviter", arena_text(arena, view->inviter));
	web_value(visit, "email", invite->email);
	web_value(visit, "level", vocab_name(VOCAB_level, (int)view->level));
	if (view->state != INVITATION_STATE_already_member)
		web_value(visit, "target", invite->target);
	if (view->level == LEVEL_workspace)
		web_value(visit, "organization", arena_text(arena, view->organization_name));
	web_value(visit, "role", vocab_spoken(&visit->arena, invite->role));
	web_value(visit, "until_exact", until);
	web_value(visit, "until", arena_printf(arena, "%.10s, %.5s UTC", until, until + 11));
}

static void
looked_up(struct call *c)
{
	struct web_visit *visit = c->visit;
	if (c->err.problem != PROBLEM_none) {
		looked_up_in_vain(c);
		return;
	}
	keep_view(visit, c);
	request_free(c);
	if (is_post(visit))
		act(visit);
	else
		show(visit, 200);
}

static void
look_up(struct web_visit *visit)
{
	struct call *c = web_call(visit, OP_invitation_look_up, looked_up);
	web_argument(c, "token", invite_of(visit)->token);
	dispatch_call(c);
}

/* ---- the link ---- */

static bool
is_token(const char *text)
{
	static const char allowed[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
	size_t len = strspn(text, allowed);
	return len > 0 && len <= TOKEN_MAX && text[len] == '\0';
}

static void
take_link(struct web_visit *visit, const char *token)
{
	unsigned char nonce[NONCE];
	char text[2 * NONCE + 1];
	if (!is_token(token)) {
		show_gone(
		    visit, "The link is not whole. Open it from the mail, or copy all of it.");
		return;
	}
	randombytes_buf(nonce, sizeof(nonce));
	(void)sodium_bin2hex(text, sizeof(text), nonce, sizeof(nonce));
	web_set_cookie(visit, COOKIE, arena_printf(&visit->arena, "%s.%s", text, token));
	web_redirect(visit, "invite");
}

const char *
web_invitation(struct web_visit *visit, const char **token)
{
	const char *about = web_cookie(visit, COOKIE);
	const char *dot = about == NULL ? NULL : strchr(about, '.');
	*token = dot == NULL ? NULL : dot + 1;
	return dot == NULL ? NULL : about;
}

void
web_invite(struct web_visit *visit)
{
	const char *link = is_post(visit) ? NULL : form_data_get(&visit->form, "token");
	if (link != NULL) {
		take_link(visit, link);
		return;
	}
	const char *token;
	const char *about = web_invitation(visit, &token);
	if (about == NULL) {
		show_gone(visit,
		    "Open the link that you were sent. If you just did, allow this page to keep a cookie.");
		return;
	}
	struct invite *invite = arena_new(&visit->arena, sizeof(*invite));
	invite->about = about;
	invite->token = token;
	visit->state = invite;
	if (is_post(visit) && !web_form_is_ours(visit, about)) {
		put_fault(visit, NULL,
		    "Nothing was done: the page was open for too long, or the form came from elsewhere.");
		web_page(visit, problem_http_status(PROBLEM_permission_denied), "fault",
		    "Please try again");
		return;
	}
	/* Whatever became of the invitation. */
	const char *name = form_data_get(&visit->form, "do");
	if (is_post(visit) && name != NULL && strcmp(name, "sign_out") == 0)
		sign_out(visit);
	else
		look_up(visit);
}
