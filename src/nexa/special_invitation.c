/* nexa invitation accept: whoever they are, the invited person ends up with their place. */
#include <string.h>

#include "clock.h"
#include "nexa.h"
#include "prompt.h"
#include "sign_in.h"
#include "special.h"
#include "verb.h"
#include "visible.h"

struct visit {
	struct nexa *nexa;
	const struct verb *line;
	struct secret secret;               /* as it was given */
	const char *token;                  /* in it */
	const struct invitation_view *view; /* what it opens */
};

/* From the line, else from the person, whose screen does not show it. */
static int
take_token(struct visit *visit, struct err *err)
{
	const char *word = visit->line->n_words > 0 ? visit->line->words[0] : "-";
	int problem = 0;
	if (strcmp(word, "-") == 0)
		problem = prompt_secret("the invitation's link or token: ", &visit->secret, err);
	else
		secret_set(&visit->secret, word);
	if (problem != 0)
		return problem;
	return kind_check(KIND_token, "the invitation", visit->secret.text, &visit->nexa->arena,
	    &visit->token, err);
}

static void
tell_invitation(const struct invitation_view *view)
{
	char until[CLOCK_TEXT];
	bool workspace = view->level == LEVEL_workspace;
	clock_format(view->expires_at, until);
	nexa_note("%s invites %s to the %s %s%s%s as %s, until %.16s UTC", view->inviter,
	    view->email, vocab_name(VOCAB_level, (int)view->level), view->target_name,
	    workspace ? " of " : "", workspace ? view->organization_name : "",
	    role_spoken(view->role), until);
}

static void
tell_accepted(const struct visit *visit, const struct reply *reply)
{
	const struct acceptance *acceptance = reply->value;
	const struct printer *printer = &visit->nexa->printer;
	if (printer->output != OUTPUT_table || acceptance == NULL) {
		print_reply(printer, reply);
		return;
	}
	struct str text = STR_INIT(8000);
	str_addf(&text, "accepted: you are %s in ", role_spoken(acceptance->role));
	visible_add(&text, visit->view->target_name);
	str_add(&text, " now\n");
	print_bytes(printer, text.data, text.len);
	str_release(&text);
	for (size_t i = 0; i < acceptance->skipped.n; i++)
		nexa_note("not given: %s: %s", acceptance->skipped.items[i].workspace_id,
		    acceptance->skipped.items[i].reason);
}

/* Accepts it for whom the client is signed in as. */
static int
accept(const struct visit *visit)
{
	const struct invitation_accept_args args = { .token = visit->token };
	const struct client_with with = { .dry_run = visit->line->dry_run };
	int status = 0;
	struct reply *reply = client_run(visit->nexa->client, OP_invitation_accept, &with, &args);
	if (reply->err.problem != PROBLEM_none)
		status = nexa_complain_reply(visit->nexa, reply);
	else if (with.dry_run)
		status = print_rehearsal(&visit->nexa->printer, reply) ? 1 : 0;
	else
		tell_accepted(visit, reply);
	reply_free(reply);
	return status;
}

static int
sign_in_and_accept(const struct visit *visit)
{
	struct err err;
	struct reply *reply = sign_in_ask(visit->nexa, visit->view->email, &err);
	if (reply == NULL)
		return nexa_complain(&err);
	if (reply->err.problem != PROBLEM_none) {
		int status = nexa_complain_reply(visit->nexa, reply);
		reply_free(reply);
		return status;
	}
	const struct session *session = reply->value;
	client_set_token(visit->nexa->client, session->token);
	int status = accept(visit);
	/* That the session ends with the command is said, and no fault: what was asked for is done. */
	(void)sign_in_keep(visit->nexa, session);
	reply_wipe(reply);
	return status;
}

/* ---- registering ---- */

static int
ask_password(const struct visit *visit, struct secret *password, struct err *err)
{
	enum { TRIES = 3 };
	const char *stored;
	int problem = 0;
	for (int i = 0; i < TRIES; i++) {
		problem = prompt_new_secret("a password for you: ", password, err);
		if (problem == 0)
			problem = kind_check(KIND_password, "password", password->text,
			    &visit->nexa->arena, &stored, err);
		if (problem == 0 || !prompt_is_possible())
			return problem;
		nexa_note("%s", err->text);
	}
	return problem;
}

static int
ask_person(const struct visit *visit, struct secret *name, struct secret *password, struct err *err)
{
	int problem = 0;
	/* An account that is there keeps its name. */
	if (visit->view->entry == INVITATION_ENTRY_first_password)
		secret_set(name, visit->view->email);
	else if (visit->line->n_words > 1)
		secret_set(name, visit->line->words[1]);
	else
		problem = prompt_line("your name, as others see it: ", name, err);
	return problem != 0 ? problem : ask_password(visit, password, err);
}

static int
tell_registered(const struct visit *visit, const struct reply *reply)
{
	if (visit->line->dry_run)
		return print_rehearsal(&visit->nexa->printer, reply) ? 1 : 0;
	nexa_note("registered: you are %s in %s now", role_spoken(visit->view->role),
	    visit->view->target_name);
	(void)sign_in_keep(visit->nexa, reply->value);
	return 0;
}

static int
register_person(const struct visit *visit)
{
	struct secret name = { .text = NULL };
	struct secret password = { .text = NULL };
	struct err err;
	struct reply *reply = NULL;
	const struct client_with with = { .dry_run = visit->line->dry_run };
	if (ask_person(visit, &name, &password, &err) == 0) {
		const struct auth_register_args args = { .email = visit->view->email,
			.display_name = name.text,
			.password = password.text,
			.invitation_token = visit->token };
		client_set_token(visit->nexa->client, NULL);
		reply = client_run(visit->nexa->client, OP_auth_register, &with, &args);
	}
	secret_release(&name);
	secret_release(&password);
	if (reply == NULL)
		return nexa_complain(&err);
	bool known = reply->err.problem == PROBLEM_conflict;
	int status = reply->err.problem == PROBLEM_none ? tell_registered(visit, reply)
	                                                : nexa_complain_reply(visit->nexa, reply);
	reply_wipe(reply);
	return known && prompt_is_possible() ? sign_in_and_accept(visit) : status;
}

static int
come_in(const struct visit *visit)
{
	struct err err;
	enum invitation_entry entry = visit->view->entry;
	if (entry == INVITATION_ENTRY_sso || entry == INVITATION_ENTRY_shut) {
		(void)fail(&err, PROBLEM_sso_required, "", "%s", visit->view->entry_why);
		return nexa_complain(&err);
	}
	if (entry == INVITATION_ENTRY_first_password)
		nexa_note("%s", visit->view->entry_why);
	if (visit->line->n_words > 1 || entry == INVITATION_ENTRY_first_password)
		return register_person(visit);
	if (!prompt_is_possible())
		return sign_in_and_accept(visit);
	return prompt_yes("Are you registered here already? [y/N] ") ? sign_in_and_accept(visit)
	                                                             : register_person(visit);
}

static int
go_on(struct visit *visit)
{
	tell_invitation(visit->view);
	switch (visit->view->state) {
	case INVITATION_STATE_sign_in_required:
		return come_in(visit);
	case INVITATION_STATE_wrong_account:
		nexa_note("you are signed in as somebody else: nexa logout, then accept it again");
		return accept(visit);
	default:
		return accept(visit);
	}
}

/* A session that is over is no reason not to look: one comes in anew. */
static struct reply *
look_up(struct nexa *nexa, const char *token)
{
	const struct invitation_look_up_args args = { .token = token };
	struct reply *reply = client_run(nexa->client, OP_invitation_look_up, NULL, &args);
	if (reply->err.problem != PROBLEM_unauthenticated)
		return reply;
	reply_free(reply);
	client_set_token(nexa->client, NULL);
	return client_run(nexa->client, OP_invitation_look_up, NULL, &args);
}

int
special_invitation_accept(struct nexa *nexa, const struct verb *line)
{
	struct err err;
	struct visit visit = { .nexa = nexa, .line = line };
	int status;
	if (nexa_connect(nexa, &err) != 0 || take_token(&visit, &err) != 0) {
		secret_release(&visit.secret);
		return nexa_complain(&err);
	}
	struct reply *reply = look_up(nexa, visit.token);
	visit.view = reply->value;
	status =
	    reply->err.problem == PROBLEM_none ? go_on(&visit) : nexa_complain_reply(nexa, reply);
	reply_free(reply);
	secret_release(&visit.secret);
	return status;
}
