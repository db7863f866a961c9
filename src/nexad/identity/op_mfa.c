/* A second factor: setting up an authenticator, and taking it away. */
#include "call.h"
#include "clock.h"
#include "codec.h"
#include "event.h"
#include "mfa.h"
#include "people.h"
#include "session.h"
#include "throttle.h"
#include "utf8.h"

/* As authenticators read it; short, so that its QR code fits a small screen. */
static const char *
otpauth_uri(struct call *c, const char *secret)
{
	struct str text = STR_INIT(4096);
	str_add(&text, "otpauth://totp/Nexa:");
	codec_escape(&text, c->caller.email);
	str_addf(&text, "?secret=%s&issuer=Nexa", secret);
	return call_keep(c, &text);
}

int
op_mfa_enroll(struct call *c, const struct mfa_enroll_args *args, struct mfa_secret *out)
{
	(void)args;
	const char *secret = "";
	if (session_need_user(c) != 0 || mfa_begin(c, c->caller.id, &secret) != 0)
		return (int)c->err.problem;
	out->secret = secret;
	out->otpauth_uri = otpauth_uri(c, secret);
	return people_emit_self(c, EVENT_security_mfa_begun, NULL);
}

/* Sessions that began with a password alone are over: from now on whoever has one has shown a code. */
int
op_mfa_confirm(struct call *c, const struct mfa_confirm_args *args, struct mfa_recovery *out)
{
	if (session_need_user(c) != 0 ||
	    mfa_confirm(c, c->caller.id, args->code, &out->recovery_codes) != 0 ||
	    call_run(c, QUERY_user_touch, WITH(V(c->caller.id), V(clock_now()))) != 0 ||
	    people_emit_self(c, EVENT_security_mfa_enabled, NULL) != 0)
		return (int)c->err.problem;
	return people_end_own_others(c);
}

/* It takes a code, not the password: against who knows the password the authenticator is there.  A dry run tries no
 * code, since that would be guessing without being counted. */
int
op_mfa_remove(struct call *c, const struct mfa_remove_args *args, struct done *out)
{
	const char *fault = NULL;
	out->done = true;
	if (session_need_user(c) != 0)
		return (int)c->err.problem;
	if (!c->caller.mfa_enabled)
		return call_broken(c, PROBLEM_conflict, "mfa", "there is no authenticator");
	if (!c->dry_run &&
	    (throttle_check(c, utf8_fold(&c->arena, c->caller.email)) != 0 ||
	        mfa_check(c, c->caller.id, args->code, &fault) != 0))
		return (int)c->err.problem;
	if (fault != NULL)
		return people_refuse_self(c, EVENT_security_mfa_disabled, "code", fault);
	call_foresee(c, "the code is tried only when it is sent for good");
	if (mfa_forget(c, c->caller.id) != 0 ||
	    call_run(c, QUERY_user_touch, WITH(V(c->caller.id), V(clock_now()))) != 0)
		return (int)c->err.problem;
	return people_emit_self(c, EVENT_security_mfa_disabled, NULL);
}
