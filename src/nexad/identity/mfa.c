/* Authenticators: secrets sealed, codes taken once, recovery codes as hashes. */
#include "mfa.h"

#include <ctype.h>
#include <sodium.h>
#include <string.h>

#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "event.h"
#include "ident.h"
#include "people.h"
#include "seal.h"
#include "totp.h"

enum { CODES = 10, CODE_LETTERS = 16, CODE_GROUP = 4, TYPED_MAX = 64 };

static const char purpose[] = "authenticator";

/* What waits for its first code, or was confirmed; *found false: neither. */
static int
find(struct call *c, const char *user_id, struct authenticator_row *row, bool *found)
{
	return call_get(c, QUERY_authenticator_get, WITH(V(user_id)), row, found);
}

int
mfa_is_enabled(struct call *c, const char *user_id, bool *out)
{
	struct authenticator_row row;
	bool found;
	if (find(c, user_id, &row, &found) != 0)
		return (int)c->err.problem;
	*out = found && row.has_confirmed_at;
	return 0;
}

int
mfa_codes_left(struct call *c, const char *user_id, int64_t *out)
{
	struct number_row row;
	bool found;
	if (call_get(c, QUERY_recovery_codes_left, WITH(V(user_id)), &row, &found) != 0)
		return (int)c->err.problem;
	*out = row.number;
	return 0;
}

/* ---- recovery codes ---- */

/* As it was typed, without what only helps to read it, in lower case; false when it is too long. */
static bool
squeeze(const char *typed, char out[TYPED_MAX])
{
	size_t n = 0;
	for (; *typed != '\0'; typed++) {
		if (*typed == ' ' || *typed == '-')
			continue;
		if (n == TYPED_MAX - 1)
			return false;
		out[n++] = (char)tolower((unsigned char)*typed);
	}
	out[n] = '\0';
	return true;
}

/* 80 bits each: a hash of them tells nothing, however fast it is. */
static const char *
new_code(struct call *c)
{
	unsigned char chance[CODE_LETTERS];
	char *text = arena_new(&c->arena, CODE_LETTERS + CODE_LETTERS / CODE_GROUP);
	char *at = text;
	randombytes_buf(chance, sizeof(chance));
	for (int i = 0; i < CODE_LETTERS; i++) {
		if (i > 0 && i % CODE_GROUP == 0)
			*at++ = '-';
		*at++ = ident_digits[chance[i] & 31];
	}
	*at = '\0';
	sodium_memzero(chance, sizeof(chance));
	return text;
}

static const char *
hash_of(struct call *c, const char *user_id, const char *squeezed)
{
	return ident_hash(&c->arena, arena_printf(&c->arena, "%s %s", user_id, squeezed));
}

static int
make_codes(struct call *c, const char *user_id, struct texts *out)
{
	const char **items = arena_new(&c->arena, CODES * sizeof(*items));
	if (call_run(c, QUERY_recovery_codes_delete, WITH(V(user_id))) != 0)
		return (int)c->err.problem;
	for (int i = 0; i < CODES; i++) {
		char squeezed[TYPED_MAX];
		items[i] = new_code(c);
		(void)squeeze(items[i], squeezed);
		int problem = call_run(
		    c, QUERY_recovery_code_put, WITH(V(user_id), V(hash_of(c, user_id, squeezed))));
		sodium_memzero(squeezed, sizeof(squeezed));
		if (problem != 0)
			return problem;
	}
	/* Codes that a dry run made will never be valid. */
	*out = (struct texts){ .items = items, .n = c->dry_run ? 0 : CODES };
	return 0;
}

static int
use_recovery_code(struct call *c, const char *user_id, const char *squeezed, const char **fault)
{
	struct text_row row;
	bool found;
	const char *hash = hash_of(c, user_id, squeezed);
	if (call_get(c, QUERY_recovery_code_find, WITH(V(user_id), V(hash)), &row, &found) != 0)
		return (int)c->err.problem;
	*fault = found ? NULL : "neither a code nor an unused recovery code";
	if (!found)
		return 0;
	int64_t left = 0;
	if (call_run(c, QUERY_recovery_code_delete, WITH(V(user_id), V(hash))) != 0 ||
	    mfa_codes_left(c, user_id, &left) != 0)
		return (int)c->err.problem;
	return people_emit(c, EVENT_security_recovery_code_used, user_id,
	    &(struct event_about){ .target_type = "user",
	        .target_id = user_id,
	        .target_name = c->caller.name,
	        .after = arena_printf(&c->arena, "{\"left\":%lld}", (long long)left) });
}

/* ---- codes ---- */

static int
unsealed(
    struct call *c, const char *user_id, const struct authenticator_row *row, const char **secret)
{
	*secret = unseal(&c->arena, &c->daemon->settings, purpose, user_id, row->secret);
	if (*secret != NULL)
		return 0;
	return call_refuse(c, PROBLEM_conflict, "mfa",
	    "the authenticator was set up with another audit.key than this daemon has; a recovery code "
	    "works, or the operator takes the authenticator away");
}

/* A step is used up by its code, and all before it: who looked over a shoulder has nothing. */
static int
use_code(struct call *c, const char *user_id, const struct authenticator_row *row,
    const char *digits, const char **fault)
{
	const char *secret;
	if (unsealed(c, user_id, row, &secret) != 0)
		return (int)c->err.problem;
	int64_t step = totp_step(secret, digits, clock_now());
	*fault = NULL;
	if (step == 0)
		*fault = "not the code shown now";
	else if (step <= row->last_step)
		*fault = "used already: wait for the next code";
	if (*fault != NULL)
		return 0;
	return call_run(c, QUERY_authenticator_step, WITH(V(user_id), V(step)));
}

int
mfa_check(struct call *c, const char *user_id, const char *code, const char **fault)
{
	struct authenticator_row row;
	char squeezed[TYPED_MAX];
	bool found;
	if (find(c, user_id, &row, &found) != 0)
		return (int)c->err.problem;
	*fault = "no code at all";
	if (!found || !row.has_confirmed_at || !squeeze(code, squeezed))
		return 0;
	bool digits = strlen(squeezed) == 6 && strspn(squeezed, "0123456789") == 6;
	int problem = digits ? use_code(c, user_id, &row, squeezed, fault)
	                     : use_recovery_code(c, user_id, squeezed, fault);
	sodium_memzero(squeezed, sizeof(squeezed));
	return problem;
}

/* ---- setting one up ---- */

int
mfa_begin(struct call *c, const char *user_id, const char **secret)
{
	struct authenticator_row row;
	bool found;
	if (find(c, user_id, &row, &found) != 0)
		return (int)c->err.problem;
	if (found && row.has_confirmed_at)
		return call_broken(c, PROBLEM_conflict, "mfa",
		    "an authenticator is set up already; take it away first, with one of its codes");
	char *made = arena_new(&c->arena, TOTP_SECRET);
	totp_secret_new(made);
	const char *sealed = seal(&c->arena, &c->daemon->settings, purpose, user_id, made);
	if (sealed == NULL)
		return call_refuse(c, PROBLEM_internal, "", "there is no key to seal secrets with");
	*secret = made;
	if (call_run(c, QUERY_authenticator_delete, WITH(V(user_id))) != 0)
		return (int)c->err.problem;
	return call_run(c, QUERY_authenticator_put, WITH(V(user_id), V(sealed), V(clock_now())));
}

int
mfa_confirm(struct call *c, const char *user_id, const char *code, struct texts *recovery_codes)
{
	struct authenticator_row row;
	char squeezed[TYPED_MAX] = "";
	const char *fault = NULL;
	bool found;
	if (find(c, user_id, &row, &found) != 0)
		return (int)c->err.problem;
	if (!found || row.has_confirmed_at)
		return call_broken(c, PROBLEM_conflict, "mfa", "%s",
		    found
		        ? "the authenticator is set up already"
		        : "there is no authenticator to confirm; begin with POST /v1/me/mfa/enroll");
	(void)squeeze(code, squeezed);
	int problem = use_code(c, user_id, &row, squeezed, &fault);
	sodium_memzero(squeezed, sizeof(squeezed));
	if (problem != 0)
		return problem;
	if (fault != NULL)
		return call_broken(c, PROBLEM_invalid_credentials, "code", "%s", fault);
	if (call_run(c, QUERY_authenticator_confirm, WITH(V(user_id), V(clock_now()))) != 0)
		return (int)c->err.problem;
	return make_codes(c, user_id, recovery_codes);
}

int
mfa_forget(struct call *c, const char *user_id)
{
	if (call_run(c, QUERY_authenticator_delete, WITH(V(user_id))) != 0)
		return (int)c->err.problem;
	return call_run(c, QUERY_recovery_codes_delete, WITH(V(user_id)));
}
