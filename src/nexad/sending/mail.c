/* The queue of mails.  The rows are the state; nothing here remembers anything. */
#include "mail.h"

#include <sodium.h>
#include <string.h>

#include "attempt.h"
#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "event.h"
#include "ident.h"
#include "seal.h"

#define PURPOSE "mailed token"
#define PATIENCE_MS (3 * CLOCK_DAY_MS)

bool
mail_is_used(const struct daemon_settings *settings)
{
	return settings->mailer.url != NULL && settings->base_url != NULL;
}

int
mail_forget(struct call *c, const char *invitation_id)
{
	return call_run(c, QUERY_mail_forget, WITH(V(invitation_id)));
}

/* Over the limit until the first of the mails is an hour old. */
static int
refuse_pestering(struct call *c, const struct invitation_row *row, int64_t until)
{
	int64_t left = until - clock_now();
	int64_t minutes = left / CLOCK_MINUTE_MS + 1;
	c->retry_after_s = left / CLOCK_SECOND_MS + 1;
	c->rate_limit = MAIL_ADDRESS_MOST;
	return call_broken(c, PROBLEM_rate_limited, "email",
	    "%s was sent %d mails within an hour; send it again in %lld minutes, or pass its link "
	    "on yourself",
	    row->email, MAIL_ADDRESS_MOST, (long long)minutes);
}

/* When the mail may leave: at once, or when so many of those before it are an hour old.  One of many at once waits for
 * that, one alone is refused. */
static int
find_turn(struct call *c, const struct invitation_row *row, bool many, int64_t *turn)
{
	int64_t now = clock_now();
	int64_t since = now - CLOCK_HOUR_MS;
	struct mailings_row sent;
	struct number_row again;
	bool found;
	*turn = now;
	if (call_get(c, QUERY_mailings_of, WITH(V(row->org_id), V(row->email_fold), V(since)),
	        &sent, &found) != 0)
		return (int)c->err.problem;
	if (sent.n == 0)
		return 0;
	bool pesters = sent.n >= MAIL_ADDRESS_MOST;
	/* Whose turn would come after the invitation's end gets no mail either. */
	if (pesters && (!many || sent.last + CLOCK_HOUR_MS >= row->expires_at))
		return refuse_pestering(c, row, sent.first + CLOCK_HOUR_MS);
	if (call_get(c, QUERY_mailings_again, WITH(V(row->org_id), V(since), V(MAIL_AGAIN_MOST)),
	        &again, &found) != 0)
		return (int)c->err.problem;
	if (found && again.number + CLOCK_HOUR_MS > *turn)
		*turn = again.number + CLOCK_HOUR_MS;
	if (pesters && sent.last + CLOCK_HOUR_MS > *turn)
		*turn = sent.last + CLOCK_HOUR_MS;
	return 0;
}

int
mail_queue(
    struct call *c, const struct invitation_row *row, const char *token, bool many, int64_t *turn)
{
	const char *id = ident_new(&c->arena, "mail");
	const char *sealed = seal(&c->arena, &c->daemon->settings, PURPOSE, id, token);
	if (sealed == NULL)
		return call_refuse(
		    c, PROBLEM_internal, "", "there is no key to keep the token with");
	c->sends = true;
	if (find_turn(c, row, many, turn) != 0 ||
	    call_run(c, QUERY_mailing_put, WITH(V(row->org_id), V(row->email_fold), V(*turn))) !=
	        0 ||
	    mail_forget(c, row->id) != 0)
		return (int)c->err.problem;
	return call_run(
	    c, QUERY_mail_insert, WITH(V(id), V(row->id), V(sealed), V(*turn), V(*turn)));
}

const char *
mail_of_row(struct arena *arena, const struct daemon_settings *settings, const struct mail_row *row)
{
	const char *base = settings->base_url;
	const char *token = unseal(arena, settings, PURPOSE, row->id, row->sealed);
	if (token == NULL || base == NULL)
		return NULL;
	return mail_compose(arena, &settings->mailer,
	    &(struct mail_facts){ .id = row->id,
	        .at = row->queued_at,
	        .to = row->email,
	        .inviter = row->invited_by,
	        .by_operator = row->inviter_id == NULL,
	        .level = vocab_name(VOCAB_level, (int)row->level),
	        .target = row->target_name,
	        .organization = row->org_name,
	        .role = row->role,
	        .until = row->expires_at,
	        .base = base,
	        .token = token });
}

/* ---- outcomes ---- */

static int
tell(struct call *c, const struct mail_row *row, enum mail_state state, const char *error,
    int64_t at)
{
	return call_run(c, QUERY_mail_tell,
	    WITH(V(row->invitation_id), V(vocab_name(VOCAB_mail_state, (int)state)), V(error),
	        V(at)));
}

static int
settle_for_good(
    struct call *c, const struct mail_row *row, const char *error, const struct attempt *attempt)
{
	bool sent = error == NULL;
	if (tell(c, row, sent ? MAIL_STATE_sent : MAIL_STATE_failed, error, attempt->at) != 0 ||
	    mail_forget(c, row->invitation_id) != 0)
		return (int)c->err.problem;
	return event_emit(c, EVENT_member_invitation_mailed,
	    &(struct event_about){ .target_type = "invitation",
	        .target_id = row->invitation_id,
	        .target_name = row->email,
	        .outcome = sent ? OUTCOME_success : OUTCOME_failure,
	        .reason = error,
	        .level = row->level,
	        .org_id = row->org_id,
	        .ws_id = row->ws_id == NULL ? "" : row->ws_id });
}

int
mail_settle(struct call *c, const struct attempt *attempt)
{
	struct mail_row row;
	bool found;
	/* The invitation may have ended, or been sent anew, while the mail was on its way. */
	if (call_get(c, QUERY_mail_get, WITH(V(attempt->destination_id)), &row, &found) != 0)
		return (int)c->err.problem;
	if (!found)
		return 0;
	if (attempt->status >= 200 && attempt->status < 300)
		return settle_for_good(c, &row, NULL, attempt);
	if (attempt->status >= 500 || attempt->at >= row.queued_at + PATIENCE_MS)
		return settle_for_good(c, &row, attempt->error, attempt);
	int64_t pause = attempt_pause_ms(row.attempts + 1, 0, randombytes_uniform(256));
	if (call_run(c, QUERY_mail_later, WITH(V(row.id), V(attempt->at + pause))) != 0)
		return (int)c->err.problem;
	return tell(c, &row, MAIL_STATE_queued, attempt->error, attempt->at);
}
