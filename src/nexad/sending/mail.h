/* Invitations by mail: queued in the transaction of the invitation, sent at least once by the delivery thread over
 * SMTP, tried again as long as the server says "not now", and given up when it says "never". */
#ifndef MAIL_H
#define MAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct call;
struct config;
struct daemon_settings;
struct attempt;
struct err;
struct invitation_row;
struct mail_row;
struct secret;

enum { MAIL_HOST = 256, MAIL_FROM = 700 };

/* The mail server; see config/options.def. */
struct mailer {
	const char *url;           /* NULL: none, and invitations are delivered by links */
	char ehlo[MAIL_HOST];      /* what the daemon calls itself there: the host of base_url */
	char from[MAIL_FROM];      /* an address */
	char from_name[MAIL_FROM]; /* "": none */
	const char *user;          /* NULL: nobody signs in */
	const char *password;
	const char *ca_file; /* NULL: the system's certificates */
	bool plain;          /* without TLS, which is for loopback alone */
};

/* Reads and checks them; the texts are the config's, the password is *password's.  0 or usage. */
int mail_settings_read(
    const struct config *config, struct mailer *out, struct secret *password, struct err *err);
/* Whether invitations go by mail. */
bool mail_is_used(const struct daemon_settings *settings);
/* How many mails with invitations an address is sent by an organization within an hour, and how many an organization
 * sends to addresses that had one before: what can be told often can be used to pester. */
enum { MAIL_ADDRESS_MOST = 5, MAIL_AGAIN_MOST = 200 };
/* Queues the mail with an invitation's token, which is kept sealed until it was sent; what waited of the same
 * invitation is gone.  *turn is when it leaves: later than now where the organization has sent its share.  many: one of
 * an import, which waits for its address, too.  0, or a problem: rate_limited. */
int mail_queue(
    struct call *c, const struct invitation_row *row, const char *token, bool many, int64_t *turn);
/* The invitation has ended: what waits of it is not sent. */
int mail_forget(struct call *c, const char *invitation_id);
/* Notes how sending it ended, in the invitation and, once that is settled, in the audit log. */
int mail_settle(struct call *c, const struct attempt *attempt);

/* A mail as it is sent: RFC 5322, lines ended by CR LF, no line longer than 78 characters. */
struct mail_facts {
	const char *id; /* of the mail: a repetition has the same */
	int64_t at;
	const char *to;
	const char *inviter;
	bool by_operator;
	const char *level; /* "workspace" or "organization" */
	const char *target;
	const char *organization;
	const char *role;
	int64_t until;
	const char *base; /* base_url */
	const char *token;
};
/* In the arena, whose owner wipes it: it has the token. */
const char *mail_compose(
    struct arena *arena, const struct mailer *mailer, const struct mail_facts *facts);
/* The mail of a row; NULL when its token cannot be opened any more. */
const char *mail_of_row(
    struct arena *arena, const struct daemon_settings *settings, const struct mail_row *row);

#endif
