/* What every verb has at hand: settings, the daemon, and a way to speak to the person. */
#ifndef NEXA_H
#define NEXA_H

#include "arena.h"
#include "client.h"
#include "config.h"
#include "copy.h"
#include "credential.h"
#include "curl_late.h"
#include "print.h"

struct nexa {
	struct config *config; /* owned */
	int argc;
	char *const *argv;  /* of the program */
	struct arena arena; /* of the whole run */
	struct printer printer;
	struct client *client;        /* NULL until nexa_connect() */
	struct curl_late curl;        /* loaded beside what comes before the first request */
	struct copies *copies;        /* of audit logs, on this machine; likewise */
	struct credential credential; /* what the client signs its requests with */
	struct credential_slot slot;
	const char *where_from; /* who said where the daemon is */
	bool asks_later;        /* the OS keyring: the console does not wait for it */
	bool signing_in; /* a refusal is then of the password, not of a token that is missing */
	bool stays;      /* more verbs follow in this process: a token in memory is of use */
};

/* Hides the secrets in argv (hide.h) and reads the settings; nothing is connected yet.  Fails as config_load().  Ends with nexa_release(), also
 * after a failure. */
int nexa_init(struct nexa *nexa, int argc, char *const *argv, struct err *err);
/* The same program with another profile, signed in as that is: see config_load_profile().  The profile that it was
 * started with is as it was then. */
int nexa_init_profile(
    struct nexa *nexa, const struct nexa *now, const char *profile, struct err *err);
/* Takes another line of words as if they stood behind the program's arguments: settings among them
 * count from now on until the next line.  *rest are the words that are no settings; borrowed until
 * then.  The daemon stays the one that is connected. */
int nexa_take_line(
    struct nexa *nexa, int n, char *const *words, char *const **rest, int *n_rest, struct err *err);
void nexa_release(struct nexa *nexa);

/* Where the daemon is, by the settings: fills socket_path or url.  PROBLEM_usage when both are
 * given equally strongly, or when a token would travel in the clear. */
int nexa_find_daemon(struct nexa *nexa, struct client_settings *out, struct err *err);
/* Makes nexa->client, signed in when a token is at hand, unless there is one.  No request is
 * sent. */
int nexa_connect(struct nexa *nexa, struct err *err);

/* Says on standard error what went wrong, each fault on a line, and what may help.  Both return the
 * exit status that belongs to it: when a token was missing, by the state of the keyring. */
int nexa_complain(const struct err *err);
int nexa_complain_reply(const struct nexa *nexa, const struct reply *reply);
/* The same of the rules that a dry run found broken: the list that it answered. */
int nexa_complain_rules(const struct json *problems);
/* Whether a FILE of the line is one: not left out (NULL), nor - for standard output. */
bool nexa_saves(const char *file);
/* Puts an answer into the new file, that its owner alone can read, or onto standard output.  Returns the exit
 * status; why there is no file has been said. */
int nexa_deliver(struct nexa *nexa, const char *file, const char *bytes, size_t len);
/* Says something on standard error, made harmless for a terminal. */
void nexa_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
