/* nexa login and nexa logout: a session, and where it is kept. */
#include <string.h>

#include "credential_file.h"
#include "json.h"
#include "jsonw.h"
#include "nexa.h"
#include "prompt.h"
#include "sign_in.h"
#include "special.h"
#include "unlock.h"
#include "verb.h"
#include "visible.h"

enum { TRIES = 3 };

struct answers {
	struct secret email;
	struct secret password;
	struct secret code;
};

static void
forget_answers(struct answers *answers)
{
	secret_release(&answers->email);
	secret_release(&answers->password);
	secret_release(&answers->code);
}

static struct reply *
log_in(struct nexa *nexa, const struct answers *answers)
{
	const struct auth_login_args args = {
		.email = answers->email.text,
		.password = answers->password.text,
		.totp = answers->code.text,
		.has_totp = answers->code.text != NULL,
	};
	return client_run(nexa->client, OP_auth_login, NULL, &args);
}

static void
tell_json(struct nexa *nexa, const struct session *session, enum credential_place kept)
{
	struct str text = STR_INIT(65536);
	struct jsonw w = { .out = &text };
	jsonw_open(&w, '{');
	jsonw_key(&w, "user");
	codec_write(&w, shape_fields(SHAPE_user), &session->user);
	jsonw_key(&w, "expires_at");
	jsonw_time(&w, session->expires_at);
	jsonw_key(&w, "kept_in");
	jsonw_text(&w, credential_place_name(kept));
	jsonw_close(&w, '}');
	(void)fprintf(nexa->printer.file, "%s\n", str_text(&text));
	str_release(&text);
}

static void
tell(struct nexa *nexa, const struct session *session, enum credential_place kept,
    const char *sentence)
{
	struct str text = STR_INIT(65536);
	if (nexa->printer.output == OUTPUT_json) {
		tell_json(nexa, session, kept);
		return;
	}
	str_add(&text, "signed in as ");
	visible_add(&text, session->user.display_name);
	str_add(&text, " <");
	visible_add(&text, session->user.email);
	str_addf(&text, ">, at %s\n%s\n", client_where(nexa->client), sentence);
	print_bytes(&nexa->printer, text.data, text.len);
	str_release(&text);
}

/* A sign-in that ends with this program is of no use to the next one: it is ended at once. */
static void
give_back(struct nexa *nexa, const struct session *session, const char *sentence)
{
	client_set_token(nexa->client, session->token);
	reply_free(client_run(nexa->client, OP_auth_logout, NULL, NULL));
	nexa_note("you were let in, but the sign-in would end with this command: %s", sentence);
	nexa_note("use an API key or a token with NEXA_TOKEN_FILE or NEXA_TOKEN instead");
}

bool
sign_in_keep(struct nexa *nexa, const struct session *session)
{
	struct keeping keeping;
	struct str sentence = STR_INIT(2000);
	unlock_and_save(nexa, session->token, session->expires_at, &keeping);
	credential_tell(&keeping, &sentence);
	bool lost = keeping.place == CREDENTIAL_memory && !nexa->stays;
	if (lost)
		give_back(nexa, session, str_text(&sentence));
	else
		tell(nexa, session, keeping.place, str_text(&sentence));
	str_release(&sentence);
	if (lost)
		return false;
	if (nexa->credential.from != NULL)
		nexa_note("but %s names another token, which is stronger", nexa->credential.from);
	client_set_token(nexa->client, session->token);
	secret_set(&nexa->credential.token, session->token);
	nexa->credential.place = keeping.place;
	nexa->credential.from = NULL;
	return true;
}

/* Asks for what was wrong, or is missing; false when there is nothing to ask for, or nobody to ask. */
static bool
ask_again(const struct reply *reply, struct answers *answers, struct err *err)
{
	static const char question[] = "code from your authenticator: ";
	if (reply->err.problem == PROBLEM_mfa_required)
		return prompt_secret(question, &answers->code, err) == 0;
	if (reply->err.problem != PROBLEM_invalid_credentials || !prompt_is_possible())
		return false;
	nexa_note("%s", reply->err.text);
	/* The password was right, and is kept. */
	if (json_get(json_get(reply->json, "details"), "factor") != NULL)
		return prompt_secret(question, &answers->code, err) == 0;
	return prompt_secret("password: ", &answers->password, err) == 0;
}

struct reply *
sign_in_ask(struct nexa *nexa, const char *email, struct err *err)
{
	struct reply *reply = NULL;
	struct answers answers = { .code = { .text = NULL } };
	int problem = config_secret(nexa->config, OPTION_nexa_totp_file, &answers.code, err);
	if (email != NULL)
		secret_set(&answers.email, email);
	else if (problem == 0)
		problem = prompt_line("e-mail: ", &answers.email, err);
	if (problem == 0)
		problem = prompt_secret("password: ", &answers.password, err);
	if (problem == 0) {
		client_set_token(nexa->client, NULL);
		nexa->signing_in = true;
		reply = log_in(nexa, &answers);
	}
	for (int tries = 1; reply != NULL && tries < TRIES && ask_again(reply, &answers, err);) {
		tries += reply->err.problem != PROBLEM_mfa_required;
		reply_free(reply);
		reply = log_in(nexa, &answers);
	}
	forget_answers(&answers);
	return reply;
}

/* Nobody is sent to a browser for a sign-in that is of no use. */
static bool
ends_at_once(const struct nexa *nexa, struct err *err)
{
	bool memory = config_word(nexa->config, OPTION_nexa_store) == STORE_memory;
	if (memory && !nexa->stays)
		(void)fail(err, PROBLEM_usage, "store",
		    "%s: a sign-in in memory ends with this command; choose another store",
		    config_from(nexa->config, OPTION_nexa_store));
	return memory && !nexa->stays;
}

int
special_login(struct nexa *nexa, const struct verb *line)
{
	struct err err;
	const char *email = line->n_words > 0 ? line->words[0] : NULL;
	if (nexa_connect(nexa, &err) != 0)
		return nexa_complain(&err);
	if (config_flag(nexa->config, OPTION_nexa_sso))
		return ends_at_once(nexa, &err) ? nexa_complain(&err) : sign_on(nexa, email);
	struct reply *reply = sign_in_ask(nexa, email, &err);
	if (reply == NULL)
		return nexa_complain(&err);
	int status = 0;
	if (reply->err.problem != PROBLEM_none)
		status = nexa_complain_reply(nexa, reply);
	else if (!sign_in_keep(nexa, reply->value))
		status = 1;
	reply_wipe(reply);
	return status;
}

/* The file is read only by those who choose it, so what it keeps is easily forgotten. */
static void
tell_of_file(const struct nexa *nexa)
{
	struct secret kept = { .text = NULL };
	struct err ignored;
	if (credential_file_load(&nexa->slot, &kept, &ignored) == 0 && kept.text != NULL)
		nexa_note("a token is still kept in %s: nexa logout --store file ends its session",
		    credential_file_name());
	secret_release(&kept);
}

/* Over the socket, whom the daemon knows by their user goes on as the operator. */
static bool
is_operator_now(struct nexa *nexa)
{
	const struct me_get_args args = { .first = 0 };
	struct reply *reply = client_run(nexa->client, OP_me_get, NULL, &args);
	const struct me *me = reply->value;
	bool operator= me != NULL && me->principal.type == PRINCIPAL_operator;
	reply_free(reply);
	return operator;
}

/* What is kept in the OS keyring, too, but cannot be read: its session goes on.  Nothing to tell where it can be. */
static bool
tell_unread(const struct nexa *nexa, const char *outcome)
{
	const struct credential *credential = &nexa->credential;
	bool unread = credential_exit_status(credential->keyring) !=
	    credential_exit_status(KEYRING_not_asked);
	struct str sentence = STR_INIT(2000);
	if (unread) {
		credential_tell_keyring(
		    credential->keyring, credential->label, credential->detail, &sentence);
		nexa_note("%s", str_text(&sentence));
		nexa_note("%s: a sign-in that is kept there is there still%s", outcome,
		    credential->keyring == KEYRING_locked ? "; nexa unlock, then nexa logout" : "");
	}
	str_release(&sentence);
	return unread;
}

/* No sign-in was found: that is nobody, or a keyring that cannot be looked into. */
static int
tell_nobody(const struct nexa *nexa)
{
	if (tell_unread(nexa, "nobody was signed out"))
		return credential_exit_status(nexa->credential.keyring);
	nexa_note("nobody is signed in here");
	tell_of_file(nexa);
	return 0;
}

/* Ends the session of the client's token; the exit status. */
static int
end_session(struct nexa *nexa)
{
	struct reply *reply = client_run(nexa->client, OP_auth_logout, NULL, NULL);
	enum problem problem = reply->err.problem;
	bool over = problem == PROBLEM_none || problem == PROBLEM_unauthenticated;
	int status = over ? 0 : nexa_complain_reply(nexa, reply);
	reply_free(reply);
	return status;
}

/* Another sign-in that a store has of the same profile is forgotten with this one: its session ends, too. */
static int
end_other(struct nexa *nexa, enum store store)
{
	struct credential other;
	int status = 0;
	credential_find(store, &nexa->slot, NULL, &other);
	if (other.token.text != NULL &&
	    strcmp(other.token.text, nexa->credential.token.text) != 0) {
		client_set_token(nexa->client, other.token.text);
		status = end_session(nexa);
		if (status == 0)
			nexa_note("the session of the token in %s is over, too",
			    credential_place_name(other.place));
	}
	secret_release(&other.token);
	return status;
}

int
special_logout(struct nexa *nexa, const struct verb *line)
{
	struct err err;
	(void)line;
	if (nexa_connect(nexa, &err) != 0)
		return nexa_complain(&err);
	if (nexa->credential.token.text == NULL)
		return tell_nobody(nexa);
	int status = end_session(nexa);
	bool kept = nexa->credential.from == NULL;
	if (kept && status == 0)
		status = end_other(nexa, STORE_kernel);
	if (kept && status == 0)
		status = end_other(nexa, STORE_file);
	/* Whatever the daemon said, the person wants it gone from here. */
	if (nexa->credential.place == CREDENTIAL_keyring)
		credential_forget(&nexa->slot);
	else if (kept)
		credential_forget_here(&nexa->slot);
	client_set_token(nexa->client, NULL);
	secret_release(&nexa->credential.token);
	nexa->credential.place = CREDENTIAL_nowhere;
	if (status == 0 && nexa->credential.from != NULL)
		nexa_note("the session is over; its token is still in %s", nexa->credential.from);
	else if (status == 0)
		(void)fprintf(nexa->printer.file, "signed out%s\n",
		    is_operator_now(nexa)
		        ? "; you are the operator here now, by the socket's peer credentials"
		        : "");
	if (kept)
		(void)tell_unread(nexa, "only what could be read is over");
	return status;
}
