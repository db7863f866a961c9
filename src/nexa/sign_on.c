/* Signing in by single sign-on from a terminal (RFC 8628): the person goes to the provider with any browser. */
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "nexa.h"
#include "prompt.h"
#include "qr_terminal.h"
#include "sign_in.h"

enum { SECOND_MS = 1000 };

/* Where to go, with which code; as a picture, too, for a telephone. */
static void
show(const struct sso_device *device)
{
	struct str text = STR_INIT(1 << 18);
	struct str words = STR_INIT(1 << 16);
	const char *whole = device->verification_uri_complete;
	const char *uri = whole != NULL ? whole : device->verification_uri;
	str_addf(&words, "open  %s\nand type  %s\n", device->verification_uri, device->user_code);
	if (whole != NULL)
		str_addf(&words, "or open  %s\n", whole);
	str_add(&words, "waiting until you have signed in there; ^C gives up\n");
	qr_terminal(STDERR_FILENO, uri, str_text(&words), 1, &text);
	(void)fwrite(text.data, 1, text.len, stderr);
	str_release(&words);
	str_release(&text);
}

/* Asks until it is over; the last answer, freed with reply_wipe(). */
static struct reply *
wait_for_it(struct nexa *nexa, const struct sso_device *device)
{
	struct auth_sso_poll_args args = { .handle = device->handle };
	int64_t interval_s = device->interval;
	for (;;) {
		(void)poll(NULL, 0, (int)interval_s * SECOND_MS);
		struct reply *reply = client_run(nexa->client, OP_auth_sso_poll, NULL, &args);
		const struct sso_progress *progress = reply->value;
		bool again = reply->err.problem == PROBLEM_sso_unavailable;
		if (!again &&
		    (reply->err.problem != PROBLEM_none || progress->state == SSO_STATE_done))
			return reply;
		if (!again)
			interval_s = progress->interval;
		reply_free(reply);
	}
}

int
sign_on(struct nexa *nexa, const char *email)
{
	struct err err;
	struct secret address = { .text = NULL };
	if (email == NULL && prompt_line("e-mail: ", &address, &err) != 0)
		return nexa_complain(&err);
	const struct auth_sso_device_args args = { .email = email != NULL ? email : address.text,
		.has_email = true };
	client_set_token(nexa->client, NULL);
	nexa->signing_in = true;
	struct reply *begun = client_run(nexa->client, OP_auth_sso_device, NULL, &args);
	struct reply *reply = NULL;
	int status = 0;
	if (begun->err.problem == PROBLEM_none) {
		show(begun->value);
		reply = wait_for_it(nexa, begun->value);
	}
	if (reply == NULL || reply->err.problem != PROBLEM_none)
		status = nexa_complain_reply(nexa, reply == NULL ? begun : reply);
	else if (!sign_in_keep(nexa, ((const struct sso_progress *)reply->value)->session))
		status = 1;
	reply_wipe(reply);
	reply_wipe(begun);
	secret_release(&address);
	return status;
}
