/* Validity of each kind of text. */
#include "kind.h"

#include <string.h>

#include "api_key.h"
#include "arena.h"
#include "clock.h"
#include "err.h"
#include "password.h"
#include "permit.h"
#include "utf8.h"

const struct kind_row kind_rows[KIND_COUNT] = {
#define KIND(name, class, c_type, list, least, limit, example, text) \
	[KIND_##name] = { #name, CLASS_##class, VOCAB_##list, (least), (limit), (example), (text) },
#include "kinds.def"
};

const struct word *
kind_words(enum kind kind, int *count)
{
	const struct word *words = vocab_words(kind_rows[kind].vocab, count);
	int first = (int)kind_rows[kind].limit + 1;
	*count -= first;
	return words + first;
}

/* What is wrong with the characters of a text; NULL when nothing is. */
static const char *
characters_fault(const char *text, bool lines)
{
	size_t len = strlen(text);
	uint32_t code;
	for (size_t at = 0; at < len;) {
		size_t used = utf8_decode(text + at, len - at, &code);
		if (used == 0)
			return "is not valid UTF-8";
		if (utf8_is_control(code) && !(lines && (code == '\n' || code == '\t')))
			return "contains a control character";
		if (utf8_is_bidi_control(code))
			return "contains a character that changes the direction of text";
		at += used;
	}
	return NULL;
}

static bool
blank_at_the_ends(const char *text)
{
	uint32_t code;
	size_t len = strlen(text);
	if (utf8_decode(text, len, &code) > 0 && utf8_is_space(code))
		return true;
	size_t last = len;
	while (last > 0 && ((unsigned char)text[last - 1] & 0xc0) == 0x80)
		last--;
	if (last == 0)
		return false;
	return utf8_decode(text + last - 1, len - last + 1, &code) > 0 && utf8_is_space(code);
}

static const char *
name_fault(const char *text)
{
	if (text[0] == '\0')
		return "is empty";
	if (utf8_count(text) > 100)
		return "is longer than 100 characters";
	return blank_at_the_ends(text) ? "starts or ends with a blank" : NULL;
}

static bool
is_one_of(char c, const char *others)
{
	bool alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
	return alnum || (c != '\0' && strchr(others, c) != NULL);
}

/* Dots neither first nor last nor doubled, every other character from the set or beyond ASCII. */
static bool
dotted(const char *text, size_t len, const char *others)
{
	if (len == 0 || text[0] == '.' || text[len - 1] == '.')
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '.' && text[i + 1] == '.')
			return false;
		if (text[i] != '.' && (unsigned char)text[i] < 0x80 && !is_one_of(text[i], others))
			return false;
	}
	return true;
}

/* RFC 5321 addresses without quoted local parts and address literals, which nobody has; RFC 6531
 * lets both sides be UTF-8. */
static const char *
email_fault(const char *text)
{
	const char *at = strrchr(text, '@');
	if (at == NULL)
		return "is not an e-mail address: it has no @";
	size_t local = (size_t)(at - text);
	if (local > 64 || !dotted(text, local, "!#$%&'*+-/=?^_`{|}~"))
		return "is not an e-mail address: the part before the @ is malformed";
	size_t domain = strlen(at + 1);
	if (!dotted(at + 1, domain, "-") || memchr(at + 1, '.', domain) == NULL || at[1] == '-')
		return "is not an e-mail address: the part after the @ is no domain name";
	return NULL;
}

static const char *
domain_fault(const char *text)
{
	bool ok = dotted(text, strlen(text), "-") && strchr(text, '.') != NULL && text[0] != '-';
	return ok ? NULL : "is no domain name like acme.example";
}

static const char *
phone_fault(const char *text)
{
	const char *number = text + (text[0] == '+');
	bool only_these = number[strspn(number, "0123456789 -()")] == '\0';
	return only_these && strpbrk(number, "0123456789") != NULL ? NULL : "is not a phone number";
}

static const char *
e164_fault(const char *text)
{
	size_t digits = text[0] == '+' ? strspn(text + 1, "0123456789") : 0;
	if (digits < 7 || digits > 15 || text[1 + digits] != '\0' || text[1] == '0')
		return "is not a phone number in international form like +912268120042";
	return NULL;
}

static const char *
country_fault(const char *text)
{
	if (strlen(text) != 2 || strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 2)
		return "is not a country by two capital letters like IN";
	return NULL;
}

/* RFC 3261 without users, passwords and headers, which a trunk's address does not need. */
static const char *
sip_uri_fault(const char *text)
{
	static const char fault[] =
	    "is not the address of a SIP trunk like sip:trunk.example.com:5060";
	const char *host = strncmp(text, "sip:", 4) == 0 ? text + 4 : text + 5;
	if (strncmp(text, "sip:", 4) != 0 && strncmp(text, "sips:", 5) != 0)
		return fault;
	size_t len = strcspn(host, ":;");
	if (!dotted(host, len, "-") || host[0] == '-')
		return fault;
	const char *port = host + len;
	if (*port == ':') {
		size_t digits = strspn(++port, "0123456789");
		if (digits == 0 || digits > 5)
			return fault;
		port += digits;
	}
	bool ends = *port == '\0' || strcmp(port, ";transport=udp") == 0 ||
	    strcmp(port, ";transport=tcp") == 0 || strcmp(port, ";transport=tls") == 0;
	return ends ? NULL : fault;
}

static const char *
field_name_fault(const char *text)
{
	bool letter = is_one_of(text[0], "") && (text[0] < '0' || text[0] > '9');
	for (; letter && *text != '\0'; text++)
		letter = is_one_of(*text, "_");
	return letter ? NULL : "is not a name of letters, digits and underscores";
}

static const char *
gstin_fault(const char *text)
{
	if (strlen(text) != 15 || strspn(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 15)
		return "is not a GSTIN: 15 digits and capital letters";
	return NULL;
}

static const char *
region_fault(const char *text)
{
	if (text[0] == '\0' ||
	    strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(text))
		return "is not the name of a region";
	return NULL;
}

static const char *
day_fault(const char *text)
{
	int64_t at;
	return strlen(text) == 10 && clock_parse(text, &at) ? NULL : "is not a day like 2026-11-21";
}

static const char *
id_fault(const char *text)
{
	if (text[0] == '\0')
		return "is empty";
	for (; *text != '\0'; text++)
		if (!is_one_of(*text, "_-"))
			return "is not an id: only letters, digits, _ and -";
	return NULL;
}

/* Ids that say of what they are: "ws_". */
static bool
is_ref(enum kind kind)
{
	switch (kind) {
	case KIND_org_ref:
	case KIND_ws_ref:
	case KIND_user_ref:
	case KIND_inv_ref:
	case KIND_key_ref:
	case KIND_agent_ref:
	case KIND_webhook_ref:
	case KIND_number_ref:
	case KIND_call_ref:
	case KIND_group_ref:
	case KIND_session_ref:
	case KIND_template_ref:
		return true;
	default:
		return false;
	}
}

size_t
kind_id_prefix(enum kind kind)
{
	return is_ref(kind) ? strcspn(kind_row(kind)->example, "_") + 1 : 0;
}

static const char *
fault_of(enum kind kind, const char *text)
{
	switch (kind) {
	case KIND_id:
		return id_fault(text);
	case KIND_person_ref:
		return strchr(text, '@') == NULL ? id_fault(text) : email_fault(text);
	case KIND_name:
		return name_fault(text);
	case KIND_email:
		return email_fault(text);
	case KIND_domain:
		return domain_fault(text);
	case KIND_phone:
		return phone_fault(text);
	case KIND_e164:
		return e164_fault(text);
	case KIND_country:
		return country_fault(text);
	case KIND_sip_uri:
		return sip_uri_fault(text);
	case KIND_field_name:
		return field_name_fault(text);
	case KIND_gstin:
		return gstin_fault(text);
	case KIND_region:
		return region_fault(text);
	case KIND_day:
		return day_fault(text);
	case KIND_password:
		return password_fault(text);
	case KIND_api_key:
		return api_key_fault(text);
	case KIND_call_type:
		return vocab_find(VOCAB_call_event, text) == 0 ? "is nothing that a webhook tells"
		                                               : NULL;
	case KIND_scope:
		return scope_find(text) == SCOPE_none ? "is no scope" : NULL;
	case KIND_permission:
		return action_find(text) == ACTION_none
		    ? "must be a permission of nexa-api(7), as keys_create"
		    : NULL;
	default:
		return is_ref(kind) ? id_fault(text) : NULL;
	}
}

/* A link to an invitation stands for the token in it: people paste what they were sent, with the ends of lines that a
 * terminal or a mail has put into it, and what stood around it. */
static const char *
token_of(const char *pasted, struct arena *arena)
{
	static const char around[] = " \t\r\n<>\"";
	char *text = arena_text(arena, pasted);
	size_t len = 0;
	for (const char *at = pasted; *at != '\0'; at++)
		if (strchr(around, *at) == NULL)
			text[len++] = *at;
	text[len] = '\0';
	const char *query = strchr(text, '?');
	for (const char *at = query; at != NULL; at = strpbrk(at + 1, "&#"))
		if (*at != '#' && strncmp(at + 1, "token=", 6) == 0)
			return arena_text_n(arena, at + 7, strcspn(at + 7, "&#"));
	return text;
}

int
kind_check(enum kind kind, const char *field, const char *text, struct arena *arena,
    const char **out, struct err *err)
{
	if (kind == KIND_token)
		text = token_of(text, arena);
	const char *fault = characters_fault(text, kind == KIND_prompt || kind == KIND_note);
	const char *stored = text;
	if (fault == NULL && kind != KIND_password && kind != KIND_secret)
		stored = utf8_nfc(arena, text);
	if (fault == NULL && stored == NULL)
		fault = "is not valid UTF-8";
	if (fault == NULL && strlen(stored) > (size_t)kind_rows[kind].limit)
		return fail(err, PROBLEM_invalid_field, field, "%s is longer than %d bytes", field,
		    (int)kind_rows[kind].limit);
	if (fault == NULL)
		fault = fault_of(kind, stored);
	if (fault != NULL && kind == KIND_scope)
		return fail(err, PROBLEM_invalid_field, field, "%s has '%s', which %s", field,
		    stored, fault);
	if (fault != NULL)
		return fail(err, PROBLEM_invalid_field, field, "%s %s", field, fault);
	/* The text may go away with the document that it was read from. */
	*out = stored == text ? arena_text(arena, text) : stored;
	return 0;
}
