/* What identity providers answer: whatever it is, endpoints are addresses that may be asked, what is shown to people
 * cannot act on a terminal, and nobody is vouched for without a signature. */
#include "arena.h"
#include "err.h"
#include "fuzz.h"
#include "id_token.h"
#include "json.h"
#include "sso_provider.h"
#include "webhook_url.h"

static const char issuer[] = "https://id.example.com";

static void
check_url(const char *url)
{
	struct err err;
	must(url == NULL || webhook_url_check(url, false, "url", &err) == 0);
}

static void
check_document(const char *text, struct arena *arena)
{
	struct sso_provider provider;
	struct err err = { .problem = PROBLEM_none };
	if (sso_provider_read(text, issuer, false, arena, &provider, &err) != 0) {
		must(err.problem == PROBLEM_sso_unavailable && err.text[0] != '\0');
		return;
	}
	must(provider.token != NULL && provider.keys != NULL);
	check_url(provider.token);
	check_url(provider.keys);
	check_url(provider.device);
	check_url(provider.userinfo);
	check_url(provider.authorization);
}

static void
check_grant(const char *text, struct arena *arena)
{
	struct sso_grant grant;
	struct err err = { .problem = PROBLEM_none };
	if (sso_grant_read(text, false, arena, &grant, &err) != 0) {
		must(err.problem == PROBLEM_sso_unavailable && err.text[0] != '\0');
		return;
	}
	check_url(grant.uri);
	check_url(grant.uri_complete);
	must(grant.device_code[0] != '\0' && grant.user_code[0] != '\0');
	for (const char *c = grant.user_code; *c != '\0'; c++)
		must(*c >= ' ' && *c <= '~');
	must(grant.interval_s >= 1 && grant.interval_s <= SSO_POLL_MOST_S);
	must(grant.expires_s >= 1 && grant.expires_s <= SSO_LONGEST_S);
}

static void
check_tokens(const char *text, struct arena *arena)
{
	struct sso_tokens tokens;
	struct err err = { .problem = PROBLEM_none };
	if (sso_tokens_read(text, 200, arena, &tokens, &err) != SSO_TOKENS) {
		must(err.text[0] != '\0');
		return;
	}
	must(tokens.id_token != NULL);
	for (const char *c = tokens.access_token; c != NULL && *c != '\0'; c++)
		must(*c >= ' ' && *c <= '~');
	const char *word = sso_error_word(text, arena);
	must(word == NULL || strlen(word) <= 40);
}

/* The keys are the input's own, too: "KEYS\nTOKEN", signed by nobody. */
static void
check_token(const char *text, struct arena *arena)
{
	const struct id_token_rules rules = {
		.issuer = issuer, .client_id = "nexa", .now_s = 1764000000
	};
	const char *line = strchr(text, '\n');
	struct id_token token = { .subject = NULL };
	struct err err = { .problem = PROBLEM_none };
	struct json *jwks;
	if (line == NULL || json_parse(text, (size_t)(line - text), &jwks, NULL) != 0)
		return;
	must(id_token_count_keys(jwks) <= ID_TOKEN_KEYS);
	if (id_token_verify(&rules, jwks, line + 1, arena, &token, &err) == 0)
		must(token.subject != NULL && token.subject[0] != '\0');
	else
		must(err.problem == PROBLEM_sso_refused &&
		    strncmp(err.text, "the ID token ", 13) == 0);
	json_free(jwks);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { NULL };
	char *text = fuzz_text(data, size);
	check_document(text, &arena);
	check_grant(text, &arena);
	check_tokens(text, &arena);
	check_token(text, &arena);
	arena_release(&arena);
	free(text);
	return 0;
}
