/* nexa unlock, and what `nexa login` does where the keyring is closed. */
#include "unlock.h"

#include "err.h"
#include "nexa.h"
#include "prompt.h"
#include "special.h"
#include "verb.h"

enum { TRIES = 3 };

static void
ask(const struct nexa *nexa, enum keyring_act act, const char *password,
    struct os_keyring_answer *out)
{
	const struct os_keyring_request request = { .act = act,
		.server = nexa->slot.server,
		.profile = nexa->slot.profile,
		.password = password };
	os_keyring_ask(&request, out);
	secret_release(&out->secret);
}

static void
note(const struct os_keyring_answer *answer)
{
	struct str text = STR_INIT(2000);
	credential_tell_keyring(answer->state, answer->label, answer->detail, &text);
	nexa_note("%s", str_text(&text));
	str_release(&text);
}

static bool
is_closed(enum keyring_state state)
{
	return state == KEYRING_locked || state == KEYRING_no_collection;
}

/* Asks for the password and opens.  false: no password was given; else *answer has what came of it. */
static bool
try_once(const struct nexa *nexa, bool make, const char *instead, struct os_keyring_answer *answer)
{
	char question[120];
	struct secret password = { .text = NULL };
	struct err err;
	(void)snprintf(question, sizeof(question),
	    "%s%s: ", make ? "a password for a new one" : "its password", instead);
	int problem = make ? prompt_new_secret(question, &password, &err)
	                   : prompt_secret(question, &password, &err);
	bool given = problem == 0 && password.len > 0;
	if (problem != 0 && prompt_is_possible())
		nexa_note("%s", err.text);
	if (given)
		ask(nexa, make ? KEYRING_create : KEYRING_unlock, password.text, answer);
	secret_release(&password);
	return given;
}

/* Opens a keyring that is closed as *answer tells; false when it is not open afterwards. */
static bool
open_keyring(const struct nexa *nexa, const char *instead, struct os_keyring_answer *answer)
{
	bool make = answer->state == KEYRING_no_collection;
	note(answer);
	for (int i = 0; i < TRIES; i++) {
		if (!try_once(nexa, make, instead, answer) || answer->state == KEYRING_open)
			break;
		note(answer);
		if (answer->state != KEYRING_wrong_password || !prompt_is_possible())
			break;
	}
	return answer->state == KEYRING_open;
}

void
unlock_and_save(struct nexa *nexa, const char *token, int64_t expires_at, struct keeping *out)
{
	enum store store = (enum store)config_word(nexa->config, OPTION_nexa_store);
	struct os_keyring_answer answer = { .state = nexa->credential.keyring };
	memcpy(answer.label, nexa->credential.label, sizeof(answer.label));
	if (credential_asks_keyring(store) && is_closed(answer.state) && prompt_is_possible())
		(void)open_keyring(nexa, " (enter alone: leave it)", &answer);
	/* What did not answer a moment ago is not waited for again. */
	if (answer.state == KEYRING_no_answer)
		credential_settle(store, &nexa->slot, token, expires_at, &answer, out);
	else
		credential_save(store, &nexa->slot, token, expires_at, out);
}

int
special_unlock(struct nexa *nexa, const struct verb *line)
{
	struct err err;
	struct os_keyring_answer answer;
	(void)line;
	if (nexa_connect(nexa, &err) != 0)
		return nexa_complain(&err);
	answer = (struct os_keyring_answer){ .state = nexa->credential.keyring };
	memcpy(answer.label, nexa->credential.label, sizeof(answer.label));
	if (answer.state == KEYRING_not_asked)
		ask(nexa, KEYRING_load, NULL, &answer);
	if (is_closed(answer.state) && !open_keyring(nexa, "", &answer))
		return credential_exit_status(
		    answer.state == KEYRING_wrong_password ? KEYRING_refused : answer.state);
	if (answer.state != KEYRING_open) {
		note(&answer);
		return credential_exit_status(answer.state);
	}
	(void)fprintf(nexa->printer.file, "the OS keyring (%s) is open\n", answer.label);
	return 0;
}
