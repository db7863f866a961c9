/* Password hashing and checking. */
#include "password_ops.h"

#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <string.h>

#include "call.h"
#include "clock.h"
#include "event.h"
#include "password.h"
#include "people.h"
#include "throttle.h"
#include "utf8.h"

/* quality.md: 19 MiB and two passes take 20 ms here (OWASP's first choice for argon2id). */
enum { MEMORY_BYTES = 19 << 20, PASSES = 2 };

/* One at a time: two would be 38 MiB of the 48 that the daemon may have under load, and the second processor is for those
 * who are in.  That is fifty sign-ins a second. */
static pthread_mutex_t hashing = PTHREAD_MUTEX_INITIALIZER;

int
password_hash(struct call *c, const char *password)
{
	char *text = arena_new(&c->arena, crypto_pwhash_STRBYTES);
	(void)pthread_mutex_lock(&hashing);
	const int problem = crypto_pwhash_str_alg(
	    text, password, strlen(password), PASSES, MEMORY_BYTES, crypto_pwhash_ALG_ARGON2ID13);
	(void)pthread_mutex_unlock(&hashing);
	if (problem != 0)
		return call_refuse(
		    c, PROBLEM_overloaded, "", "no memory to hash a password; try again shortly");
	c->password_hash = text;
	return 0;
}

/* Of 256 random bits that nobody has kept, by MEMORY_BYTES and PASSES: an address that is unknown, or has no password,
 * costs the same work as another, from the first time on. */
static const char decoy[crypto_pwhash_STRBYTES] =
    "$argon2id$v=19$m=19456,t=2,p=1$Iv0vid8QSu/I6FpCPGaU+g$"
    "a9oYdGzzqXDUV0yHSiNLMw2f+evVgHfUDxHk79vrAyw";

static _Atomic uint64_t n_checks;

uint64_t
password_checks(void)
{
	return atomic_load_explicit(&n_checks, memory_order_relaxed);
}

static int
verify(struct call *c, enum query query, const char *who, const char *password)
{
	struct credential_row row;
	bool found;
	if (call_get(c, query, WITH(V(who)), &row, &found) != 0)
		return (int)c->err.problem;
	bool usable = found && row.password_hash != NULL;
	atomic_fetch_add_explicit(&n_checks, 1, memory_order_relaxed);
	(void)pthread_mutex_lock(&hashing);
	const int wrong = crypto_pwhash_str_verify(
	    usable ? row.password_hash : decoy, password, strlen(password));
	(void)pthread_mutex_unlock(&hashing);
	c->password_ok = usable && wrong == 0;
	/* The writer checks that it is still this one that was verified. */
	c->password_hash = usable ? row.password_hash : NULL;
	return 0;
}

/* A password that somebody is to have, hashed unless it is no secret. */
static int
hash_new(struct call *c, const char *field, const char *password, const char *email)
{
	const char *fault = password_own_fault(password, email);
	if (fault != NULL)
		return call_refuse(c, PROBLEM_invalid_field, field, "%s %s", field, fault);
	return password_hash(c, password);
}

static int
sign_in(struct call *c, const struct auth_login_args *args)
{
	const char *account = utf8_fold(&c->arena, args->email);
	/* It would tell whether a password is right without leaving a trace: the handler tells nothing. */
	if (c->dry_run)
		return 0;
	if (throttle_check(c, account) != 0)
		return (int)c->err.problem;
	return verify(c, QUERY_credential_by_email, account, args->password);
}

static int
change(struct call *c, const struct me_password_args *args)
{
	/* The operator has no password; the handler says so. */
	if (c->caller.type != PRINCIPAL_user)
		return 0;
	if (throttle_check(c, utf8_fold(&c->arena, c->caller.email)) != 0 ||
	    verify(c, QUERY_credential_by_id, c->caller.id, args->current_password) != 0)
		return (int)c->err.problem;
	if (!c->password_ok)
		return 0;
	if (strcmp(args->current_password, args->new_password) == 0)
		return call_refuse(c, PROBLEM_invalid_field, "new_password",
		    "new_password is the one that you have");
	return hash_new(c, "new_password", args->new_password, c->caller.email);
}

int
password_before(struct call *c)
{
	const struct auth_login_args *login = c->args;
	const struct auth_register_args *joining = c->args;
	const struct user_create_args *created = c->args;
	const struct user_update_args *updated = c->args;
	const struct org_create_args *founded = c->args;
	switch (c->id) {
	case OP_auth_login:
		return sign_in(c, login);
	case OP_auth_register:
		return hash_new(c, "password", joining->password, joining->email);
	case OP_me_password:
		return change(c, c->args);
	case OP_user_create:
		return created->has_password && created->password != NULL
		    ? hash_new(c, "password", created->password, created->email)
		    : 0;
	case OP_user_update:
		return updated->has_password && updated->password != NULL
		    ? password_hash(c, updated->password)
		    : 0;
	case OP_org_create:
		if (founded->owner != NULL && founded->owner->has_password &&
		    founded->owner->password != NULL)
			return hash_new(
			    c, "owner.password", founded->owner->password, founded->owner->email);
		return 0;
	default:
		return 0;
	}
}

int
password_set(struct call *c, const struct user *user, const char *after)
{
	int64_t ended;
	if (call_run(c, QUERY_user_set_password,
	        WITH(V(user->id), V(c->password_hash), V(clock_now()))) != 0 ||
	    people_emit_everywhere(c, EVENT_security_password_changed, user->id,
	        &(struct event_about){ .target_type = "user",
	            .target_id = user->id,
	            .target_name = user->display_name,
	            .after = after }) != 0)
		return (int)c->err.problem;
	return people_end_sessions(c, user, "", &ended);
}
