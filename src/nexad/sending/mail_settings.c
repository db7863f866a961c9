/* The settings smtp_…: what is wrong with them is told at the start, not by mails that do not arrive. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "config.h"
#include "err.h"
#include "kind.h"
#include "mail.h"
#include "secret.h"

/* The host of a URL, without its port, brackets left on. */
static bool
take_host(const char *url, char host[MAIL_HOST])
{
	const char *at = strstr(url, "://");
	if (at == NULL)
		return false;
	at += 3;
	size_t len = at[0] == '[' ? strcspn(at, "]") + 1 : strcspn(at, ":/?#");
	if (len == 0 || len >= MAIL_HOST ||
	    strspn(at, "[]:.-_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") <
	        len)
		return false;
	(void)snprintf(host, MAIL_HOST, "%.*s", (int)len, at);
	return true;
}

static bool
is_this_machine(const char *host)
{
	struct in_addr address;
	return strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
	    (inet_pton(AF_INET, host, &address) == 1 && ntohl(address.s_addr) >> 24 == 127);
}

static int
check_url(const struct mailer *mailer, struct err *err)
{
	char host[MAIL_HOST];
	const char *url = mailer->url;
	bool tls = strncmp(url, "smtps://", 8) == 0;
	if ((!tls && strncmp(url, "smtp://", 7) != 0) || !take_host(url, host))
		return fail(err, PROBLEM_usage, "smtp_url",
		    "smtp_url has to be smtp://HOST[:PORT] or smtps://HOST[:PORT]");
	const char *port = strstr(url, "://") + 3 + strlen(host);
	if (*port != '\0' &&
	    (*port != ':' || port[1] == '\0' || strspn(port + 1, "0123456789") != strlen(port + 1)))
		return fail(err, PROBLEM_usage, "smtp_url",
		    "smtp_url has to end with the host or its port; who signs in is told by smtp_user");
	if (mailer->plain && (tls || !is_this_machine(host)))
		return fail(err, PROBLEM_usage, "smtp_tls",
		    "smtp_tls = off is for smtp:// to this machine alone: localhost, 127.0.0.1 or [::1]");
	return 0;
}

static int
check_text(enum kind kind, const char *text, struct err *err)
{
	struct arena arena = { NULL };
	const char *ignored;
	int problem = kind_check(kind, "smtp_from", text, &arena, &ignored, err);
	arena_release(&arena);
	if (problem != 0)
		err->problem = PROBLEM_usage;
	return (int)(problem == 0 ? PROBLEM_none : err->problem);
}

/* ADDRESS, or NAME <ADDRESS>. */
static int
take_sender(const char *text, struct mailer *out, struct err *err)
{
	const char *open = strrchr(text, '<');
	size_t len = strlen(text);
	bool named = open != NULL && text[len - 1] == '>';
	size_t name = named ? (size_t)(open - text) : 0;
	while (name > 0 && text[name - 1] == ' ')
		name--;
	if (len >= MAIL_FROM)
		return fail(err, PROBLEM_usage, "smtp_from", "smtp_from is too long");
	(void)snprintf(out->from_name, MAIL_FROM, "%.*s", (int)name, text);
	(void)snprintf(out->from, MAIL_FROM, "%.*s",
	    (int)(named ? text + len - open - 2 : (ptrdiff_t)len), named ? open + 1 : text);
	if (name > 0 && check_text(KIND_name, out->from_name, err) != 0)
		return (int)err->problem;
	return check_text(KIND_email, out->from, err);
}

static int
check_whole(const struct mailer *mailer, const char *from, struct err *err)
{
	if (from == NULL)
		return fail(err, PROBLEM_usage, "smtp_from",
		    "smtp_url needs smtp_from: whom mails are from");
	if ((mailer->user == NULL) != (mailer->password == NULL))
		return fail(err, PROBLEM_usage, "smtp_user",
		    "smtp_user and smtp_password_file go together");
	if (mailer->ca_file != NULL && access(mailer->ca_file, R_OK) != 0)
		return fail(
		    err, PROBLEM_usage, "smtp_ca_file", "cannot read '%s'", mailer->ca_file);
	return 0;
}

int
mail_settings_read(
    const struct config *config, struct mailer *out, struct secret *password, struct err *err)
{
	const char *base = config_text(config, OPTION_nexad_base_url);
	const char *from = config_text(config, OPTION_nexad_smtp_from);
	*out = (struct mailer){ .url = config_text(config, OPTION_nexad_smtp_url),
		.user = config_text(config, OPTION_nexad_smtp_user),
		.ca_file = config_text(config, OPTION_nexad_smtp_ca_file),
		.plain = config_word(config, OPTION_nexad_smtp_tls) == 1 };
	if (out->url == NULL)
		return 0;
	if (config_secret(config, OPTION_nexad_smtp_password_file, password, err) != 0)
		return (int)err->problem;
	out->password = password->text;
	if (base == NULL || !take_host(base, out->ehlo))
		return fail(err, PROBLEM_usage, "base_url",
		    "smtp_url needs base_url, which links in mails begin with");
	if (check_url(out, err) != 0 || check_whole(out, from, err) != 0)
		return (int)err->problem;
	return take_sender(from, out, err);
}
