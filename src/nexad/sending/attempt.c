/* What an attempt's end means, the same for whatever was sent. */
#include "attempt.h"

#include "arena.h"
#include "clock.h"

enum { PAUSE_MOST_S = 3600, ASKED_MOST_S = 86400 };

int64_t
attempt_pause_ms(int64_t failures, int64_t retry_after_s, unsigned chance)
{
	int64_t s = 1;
	for (int64_t i = 1; i < failures && s < PAUSE_MOST_S; i++)
		s *= 2;
	if (s > PAUSE_MOST_S)
		s = PAUSE_MOST_S;
	if (s < retry_after_s)
		s = retry_after_s < ASKED_MOST_S ? retry_after_s : ASKED_MOST_S;
	return s * CLOCK_SECOND_MS + s * CLOCK_SECOND_MS * (int64_t)(chance & 255) / 1024;
}

const char *
attempt_why(struct arena *arena, const struct attempt *attempt)
{
	if (attempt->status == 0)
		return attempt->error;
	if (attempt->status >= 300 && attempt->status < 400)
		return arena_printf(arena,
		    "the receiver answered %d, and redirects are not followed", attempt->status);
	return arena_printf(arena, "the receiver answered %d", attempt->status);
}
