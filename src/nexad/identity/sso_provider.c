/* Reading what a provider answers. */
#include "sso_provider.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "err.h"
#include "json.h"
#include "str.h"
#include "webhook_url.h"

enum { TEXT_MOST = 2000, CODE_MOST = 64, TOKEN_MOST = 8192, WORD_MOST = 40 };

static int __attribute__((format(printf, 2, 3))) unfit(struct err *err, const char *format, ...)
{
	char text[sizeof(err->text)];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return fail(err, PROBLEM_sso_unavailable, "", "the identity provider%s", text);
}

/* Documents of providers have more members than one would think, and texts without limits. */
static struct json *
parse(const char *text, struct err *err)
{
	struct json *json;
	if (json_parse(text, strlen(text), &json, NULL) != 0) {
		(void)unfit(err, " answers what is no JSON");
		return NULL;
	}
	if (json_type(json) == JSON_OBJECT)
		return json;
	json_free(json);
	(void)unfit(err, " answers JSON that is no object");
	return NULL;
}

static bool
lists(const struct json *list, const char *word)
{
	for (const struct json *each = json_first(list); each != NULL; each = json_next(each))
		if (json_text(each) != NULL && strcmp(json_text(each), word) == 0)
			return true;
	return false;
}

/* An address that may be asked, or shown to people; NULL when it is absent. */
static int
read_url(const struct json *json, const char *name, bool allow_private, struct arena *arena,
    const char **out, struct err *err)
{
	struct err fault;
	const struct json *value = json_get(json, name);
	*out = arena_text(arena, json_text(value));
	if (value == NULL)
		return 0;
	if (*out == NULL || strlen(*out) > TEXT_MOST)
		return unfit(err, "'s %s is no address", name);
	if (webhook_url_check(*out, allow_private, name, &fault) != 0)
		return unfit(err, "'s %s", fault.text);
	return 0;
}

static int
read_endpoints(const struct json *json, bool allow_private, struct arena *arena,
    struct sso_provider *out, struct err *err)
{
	const struct {
		const char *name;
		const char **out;
	} urls[] = {
		{ "authorization_endpoint", &out->authorization },
		{ "token_endpoint", &out->token },
		{ "device_authorization_endpoint", &out->device },
		{ "userinfo_endpoint", &out->userinfo },
		{ "jwks_uri", &out->keys },
	};
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
		if (read_url(json, urls[i].name, allow_private, arena, urls[i].out, err) != 0)
			return (int)err->problem;
	if (out->token == NULL)
		return unfit(err, " has no %s", "token_endpoint");
	return out->keys != NULL ? 0 : unfit(err, " has no %s", "jwks_uri");
}

/* What a provider says that it takes, or else what each has to: "login", which Google alone does not. */
static const char *
prompt_of(const struct json *json, const char *issuer)
{
	bool chooses = lists(json_get(json, "prompt_values_supported"), "select_account") ||
	    strcmp(issuer, "https://accounts.google.com") == 0;
	return chooses ? "select_account" : "login";
}

int
sso_provider_read(const char *text, const char *issuer, bool allow_private, struct arena *arena,
    struct sso_provider *out, struct err *err)
{
	struct json *json = parse(text, err);
	*out = (struct sso_provider){ .token = NULL };
	if (json == NULL)
		return (int)err->problem;
	const char *named = json_text(json_get(json, "issuer"));
	const struct json *methods = json_get(json, "token_endpoint_auth_methods_supported");
	int problem;
	if (named == NULL || strcmp(named, issuer) != 0)
		problem = unfit(err, " names itself differently: its issuer is not '%s'", issuer);
	else
		problem = read_endpoints(json, allow_private, arena, out, err);
	/* Basic is what a provider does that says nothing of it. */
	out->basic = methods == NULL || lists(methods, "client_secret_basic");
	out->prompt = prompt_of(json, issuer);
	out->pkce = lists(json_get(json, "code_challenge_methods_supported"), "S256");
	const struct json *names = json_get(json, "authorization_response_iss_parameter_supported");
	out->names_self = names != NULL && json_type(names) == JSON_BOOL && json_bool(names);
	json_free(json);
	return problem;
}

const char *
sso_provider_address(struct arena *arena, const char *issuer)
{
	size_t len = strlen(issuer);
	bool slash = len > 0 && issuer[len - 1] == '/';
	return arena_printf(
	    arena, "%s%s.well-known/openid-configuration", issuer, slash ? "" : "/");
}

/* ---- a grant ---- */

/* What is shown to people: without anything that a terminal acts on. */
static bool
is_shown_well(const char *text, size_t most)
{
	if (text == NULL || text[0] == '\0' || strlen(text) > most)
		return false;
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || (unsigned char)*text > '~')
			return false;
	return true;
}

static int64_t
within(const struct json *number, int64_t otherwise, int64_t least, int64_t most)
{
	int64_t value;
	if (!json_int(number, &value))
		value = otherwise;
	return value < least ? least : value > most ? most : value;
}

static int
read_grant(const struct json *json, bool allow_private, struct arena *arena, struct sso_grant *out,
    struct err *err)
{
	const char *device_code = json_text(json_get(json, "device_code"));
	const char *user_code = json_text(json_get(json, "user_code"));
	const struct json *expires = json_get(json, "expires_in");
	const struct json *interval = json_get(json, "interval");
	if (device_code == NULL || device_code[0] == '\0' || strlen(device_code) > TEXT_MOST)
		return unfit(err, " answers without a %s", "device_code");
	if (!is_shown_well(user_code, CODE_MOST))
		return unfit(err, " answers without a %s that can be typed", "user_code");
	if (read_url(json, "verification_uri", allow_private, arena, &out->uri, err) != 0 ||
	    read_url(json, "verification_uri_complete", allow_private, arena, &out->uri_complete,
	        err) != 0)
		return (int)err->problem;
	if (out->uri == NULL)
		return unfit(err, " answers without a %s", "verification_uri");
	out->device_code = arena_text(arena, device_code);
	out->user_code = arena_text(arena, user_code);
	/* "If no value is provided, clients MUST use 5 as the default." */
	out->interval_s =
	    interval == NULL ? SSO_POLL_S : within(interval, SSO_POLL_S, 1, SSO_POLL_MOST_S);
	out->expires_s =
	    expires == NULL ? SSO_LONGEST_S : within(expires, SSO_LONGEST_S, 1, SSO_LONGEST_S);
	return 0;
}

int
sso_grant_read(const char *text, bool allow_private, struct arena *arena, struct sso_grant *out,
    struct err *err)
{
	struct json *json = parse(text, err);
	*out = (struct sso_grant){ .uri = NULL };
	if (json == NULL)
		return (int)err->problem;
	int problem = read_grant(json, allow_private, arena, out, err);
	json_free(json);
	return problem;
}

/* ---- tokens ---- */

const char *
sso_word(const char *word, struct arena *arena)
{
	size_t len = word == NULL
	    ? 0
	    : strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
	return len == 0 || word[len] != '\0' || len > WORD_MOST ? NULL : arena_text(arena, word);
}

static const char *
error_of(const struct json *json, struct arena *arena)
{
	return sso_word(json_text(json_get(json, "error")), arena);
}

const char *
sso_error_word(const char *text, struct arena *arena)
{
	struct json *json;
	if (json_parse(text, strlen(text), &json, NULL) != 0)
		return NULL;
	const char *word = error_of(json, arena);
	json_free(json);
	return word;
}

static enum sso_verdict
read_error(const struct json *json, struct arena *arena, struct err *err)
{
	static const struct {
		const char *word;
		enum sso_verdict verdict;
	} words[] = {
		{ "authorization_pending", SSO_PENDING }, { "slow_down", SSO_SLOW_DOWN },
		{ "access_denied", SSO_DENIED }, { "expired_token", SSO_EXPIRED },
		{ "invalid_grant", SSO_EXPIRED }, /* used or unknown: as good as over */
	};
	const char *word = error_of(json, arena);
	for (size_t i = 0; word != NULL && i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(word, words[i].word) == 0)
			return words[i].verdict;
	(void)unfit(
	    err, " refuses this installation: %s", word == NULL ? "it does not say why" : word);
	return SSO_FAULT;
}

static enum sso_verdict
read_tokens(const struct json *json, struct arena *arena, struct sso_tokens *out, struct err *err)
{
	const char *id_token = json_text(json_get(json, "id_token"));
	const char *access_token = json_text(json_get(json, "access_token"));
	if (id_token == NULL) {
		(void)unfit(err, " answers without an %s", "ID token");
		return SSO_FAULT;
	}
	/* It goes into a header. */
	if (access_token != NULL && !is_shown_well(access_token, TOKEN_MOST)) {
		(void)unfit(err, " answers with a malformed %s", "access token");
		return SSO_FAULT;
	}
	out->id_token = arena_text(arena, id_token);
	out->access_token = arena_text(arena, access_token);
	return SSO_TOKENS;
}

enum sso_verdict
sso_tokens_read(
    const char *text, int status, struct arena *arena, struct sso_tokens *out, struct err *err)
{
	struct json *json = parse(text, err);
	*out = (struct sso_tokens){ .id_token = NULL };
	if (json == NULL)
		return SSO_FAULT;
	enum sso_verdict verdict =
	    status == 200 ? read_tokens(json, arena, out, err) : read_error(json, arena, err);
	json_free(json);
	return verdict;
}

/* ---- forms ---- */

void
sso_form_add(struct str *out, const char *name, const char *value)
{
	static const char plain[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
	str_addf(out, "%s%s=", out->len > 0 ? "&" : "", name);
	for (; *value != '\0'; value++) {
		if (strchr(plain, *value) != NULL)
			str_add_char(out, *value);
		else
			str_addf(out, "%%%02X", (unsigned)(unsigned char)*value);
	}
}
