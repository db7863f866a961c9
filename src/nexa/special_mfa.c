/* nexa mfa enroll: an authenticator is set up in one go, its secret on the terminal and nowhere else. */
#include <string.h>
#include <unistd.h>

#include "nexa.h"
#include "prompt.h"
#include "qr.h"
#include "qr_terminal.h"
#include "special.h"
#include "verb.h"
#include "visible.h"

enum { TRIES = 3, TEXT_MAX = 1 << 16 };

/* Prints a text that is a secret, and forgets it. */
static void
show(const struct nexa *nexa, struct str *text)
{
	print_bytes(&nexa->printer, text->data, text->len);
	(void)fflush(nexa->printer.file);
	explicit_bzero(text->data, text->cap);
	str_release(text);
}

static void
show_codes(const struct nexa *nexa, const struct mfa_recovery *recovery)
{
	struct str text = STR_INIT(TEXT_MAX);
	(void)str_reserve(&text, TEXT_MAX / 2);
	nexa_note("the authenticator is set up, and your other sessions are over; keep these "
	          "recovery codes, each signs in once in place of a code:");
	for (size_t i = 0; i < recovery->recovery_codes.n; i++) {
		visible_add(&text, recovery->recovery_codes.items[i]);
		str_add_char(&text, '\n');
	}
	show(nexa, &text);
}

static void
show_secret(const struct nexa *nexa, const struct mfa_secret *secret)
{
	enum { ASKED_BELOW = 1 };
	struct str text = STR_INIT(TEXT_MAX);
	struct str words = STR_INIT(TEXT_MAX);
	/* From the start, so that no copy is left behind when it grows. */
	(void)str_reserve(&text, TEXT_MAX / 2);
	(void)str_reserve(&words, TEXT_MAX / 2);
	str_add(&words,
	    "Give an authenticator the secret, or scan the code; then type its six digits.\n"
	    "secret  ");
	qr_groups(secret->secret, &words);
	str_addf(&words, "\n%s\n", secret->otpauth_uri);
	qr_terminal(STDOUT_FILENO, secret->otpauth_uri, str_text(&words), ASKED_BELOW, &text);
	show(nexa, &text);
	explicit_bzero(words.data, words.cap);
	str_release(&words);
}

/* Asks for the first code until it is right; the answer with the recovery codes, or NULL and *err. */
static struct reply *
confirm(struct nexa *nexa, struct err *err)
{
	struct reply *reply = NULL;
	for (int i = 0; i < TRIES; i++) {
		struct secret code = { .text = NULL };
		reply_wipe(reply);
		if (prompt_secret("code: ", &code, err) != 0)
			return NULL;
		const struct mfa_confirm_args args = { .code = code.text };
		reply = client_run(nexa->client, OP_mfa_confirm, NULL, &args);
		secret_release(&code);
		if (reply->err.problem != PROBLEM_invalid_credentials || !prompt_is_possible())
			return reply;
		nexa_note("%s", reply->err.text);
	}
	return reply;
}

static int
finish(struct nexa *nexa)
{
	struct err err;
	struct reply *reply = confirm(nexa, &err);
	if (reply == NULL)
		return nexa_complain(&err);
	int status = 0;
	if (reply->err.problem != PROBLEM_none) {
		status = nexa_complain_reply(nexa, reply);
	} else {
		show_codes(nexa, reply->value);
	}
	reply_wipe(reply);
	return status != 0 ? status : print_finish(&nexa->printer) != 0;
}

int
special_mfa_enroll(struct nexa *nexa, const struct verb *line)
{
	struct err err;
	bool json = nexa->printer.output == OUTPUT_json;
	if (!json && !nexa->printer.terminal) {
		(void)fail(&err, PROBLEM_usage, "",
		    "the secret is shown on a terminal only; -o json prints it for a program, which "
		    "goes on with nexa mfa confirm");
		return nexa_complain(&err);
	}
	if (nexa_connect(nexa, &err) != 0)
		return nexa_complain(&err);
	const struct client_with with = { .dry_run = line->dry_run };
	struct reply *reply = client_run(nexa->client, OP_mfa_enroll, &with, NULL);
	int status = 0;
	bool goes_on = false;
	if (reply->err.problem != PROBLEM_none) {
		status = nexa_complain_reply(nexa, reply);
	} else if (line->dry_run) {
		status = print_rehearsal(&nexa->printer, reply) ? 1 : 0;
	} else if (json) {
		print_reply(&nexa->printer, reply);
	} else {
		show_secret(nexa, reply->value);
		goes_on = true;
	}
	reply_wipe(reply);
	return goes_on ? finish(nexa) : status;
}
