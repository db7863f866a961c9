/* The text of an invitation's mail.  Names are other people's: none of them can begin a header, hide in another
 * direction, or be longer than a name. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "arena.h"
#include "clock.h"
#include "invitation.h"
#include "mail.h"
#include "str.h"
#include "utf8.h"
#include "vocab.h"

enum {
	MESSAGE_MAX = 1 << 16,
	NAME_BYTES = 400,
	LINE = 76, /* of quoted-printable, RFC 2045, 6.7 */
	WORD =
	    42 /* bytes of an encoded word: 75 characters with what is around them, RFC 2047, 2 */
};

/* ---- foreign text ---- */

static const char *
harmless(struct arena *arena, const char *text)
{
	size_t len = utf8_cut(text, NAME_BYTES);
	struct str out = STR_INIT(NAME_BYTES);
	for (size_t at = 0; at < len;) {
		uint32_t code;
		size_t used = utf8_decode(text + at, len - at, &code);
		if (used > 0 && !utf8_is_control(code) && !utf8_is_bidi_control(code))
			str_add_n(&out, text + at, used);
		at += used == 0 ? 1 : used;
	}
	const char *copy = arena_text(arena, str_text(&out));
	str_release(&out);
	return copy;
}

/* ---- headers ---- */

static bool
is_plain(const char *text)
{
	for (const char *at = text; *at != '\0'; at++)
		if (*at < ' ' || *at > '~')
			return false;
	return strlen(text) <= WORD && strstr(text, "=?") == NULL;
}

static void
add_encoded(struct str *out, const char *text)
{
	char word[sodium_base64_ENCODED_LEN(WORD, sodium_base64_VARIANT_ORIGINAL)];
	for (size_t left = strlen(text); left > 0;) {
		size_t len = left <= WORD ? left : utf8_cut(text, WORD);
		(void)sodium_bin2base64(word, sizeof(word), (const unsigned char *)text, len,
		    sodium_base64_VARIANT_ORIGINAL);
		str_addf(out, "=?UTF-8?B?%s?=", word);
		text += len;
		left -= len;
		if (left > 0)
			str_add(out, "\r\n ");
	}
}

static void
add_subject(struct str *out, const char *text)
{
	str_add(out, "Subject: ");
	if (is_plain(text))
		str_add(out, text);
	else
		add_encoded(out, text);
	str_add(out, "\r\n");
}

static void
add_from(struct str *out, const struct mailer *mailer)
{
	const char *name = mailer->from_name;
	str_add(out, "From: ");
	if (name[0] != '\0' && is_plain(name) && strpbrk(name, "\"\\") == NULL)
		str_addf(out, "\"%s\"\r\n ", name);
	else if (name[0] != '\0') {
		add_encoded(out, name);
		str_add(out, "\r\n ");
	}
	str_addf(out, "<%s>\r\n", mailer->from);
}

static void
add_date(struct str *out, int64_t at_ms)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
		"Aug", "Sep", "Oct", "Nov", "Dec" };
	struct tm tm;
	time_t at = (time_t)(at_ms / 1000);
	(void)gmtime_r(&at, &tm);
	str_addf(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[tm.tm_wday], tm.tm_mday,
	    months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* ---- the body ---- */

static void
add_quoted(struct str *out, const char *text)
{
	int column = 0;
	for (const char *at = text; *at != '\0'; at++) {
		unsigned char c = (unsigned char)*at;
		bool blank_at_end = c == ' ' && (at[1] == '\n' || at[1] == '\0');
		bool plain = c >= ' ' && c <= '~' && c != '=' && !blank_at_end;
		if (c == '\n') {
			str_add(out, "\r\n");
			column = 0;
			continue;
		}
		if (column + (plain ? 1 : 3) > LINE - 1) {
			str_add(out, "=\r\n");
			column = 0;
		}
		if (plain)
			str_add_char(out, (char)c);
		else
			str_addf(out, "=%02X", (unsigned)c);
		column += plain ? 1 : 3;
	}
}

static const char *
body_of(struct arena *arena, const struct mail_facts *facts, const char *who)
{
	char until[CLOCK_TEXT];
	bool workspace = strcmp(facts->level, "workspace") == 0;
	clock_format(facts->until, until);
	const char *where = workspace
	    ? arena_printf(arena, "the workspace \"%s\" of %s", harmless(arena, facts->target),
	          harmless(arena, facts->organization))
	    : arena_printf(arena, "the organization \"%s\"", harmless(arena, facts->target));
	return arena_printf(arena,
	    "Hello,\n\n"
	    "%s invites you, %s, to %s.\n"
	    "Your role there would be: %s.\n\n"
	    "To accept, open this link until %.10s, %.5s UTC, and sign in or register:\n\n"
	    "%s\n\n"
	    "The link is for you alone and works once; do not pass this mail on.\n"
	    "In a terminal, this does the same:\n\n"
	    "nexa --url %s invitation accept\n\n"
	    "Did you not expect this, or do you not know who invites you?  Then do nothing:\n"
	    "unless you accept it, the invitation ends by itself.\n",
	    who, facts->to, where, vocab_spoken(arena, facts->role), until, until + 11,
	    invitation_link(arena, facts->base, facts->token), facts->base);
}

const char *
mail_compose(struct arena *arena, const struct mailer *mailer, const struct mail_facts *facts)
{
	struct str out = STR_INIT(MESSAGE_MAX);
	const char *inviter = harmless(arena, facts->inviter);
	const char *who = facts->by_operator
	    ? arena_printf(arena, "The operator of %s (%s)", mailer->ehlo, inviter)
	    : inviter;
	add_date(&out, facts->at);
	add_from(&out, mailer);
	str_addf(&out, "To: <%s>\r\n", facts->to);
	add_subject(
	    &out, arena_printf(arena, "%s invites you to %s", who, harmless(arena, facts->target)));
	str_addf(&out, "Message-ID: <%s@%s>\r\n", facts->id, mailer->ehlo);
	str_add(&out,
	    "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\nContent-Language: en\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
	add_quoted(&out, body_of(arena, facts, who));
	const char *message = arena_text(arena, str_text(&out));
	if (out.data != NULL)
		sodium_memzero(out.data, out.cap);
	str_release(&out);
	return message;
}
