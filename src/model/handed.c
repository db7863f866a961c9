/* API keys that somebody else has now, and places elsewhere. */
#include "handed.h"

bool
handed_key(const struct way_in *way)
{
	return way->kind == WAY_api_key && way->fate == WAY_FATE_hand_over;
}

size_t
handed_keys(const struct offboarding *done)
{
	size_t n = 0;
	for (size_t i = 0; i < done->done.n; i++)
		n += handed_key(&done->done.items[i]);
	return n;
}

const char *
handed_elsewhere(const struct offboarding *done)
{
	return done->has_status && done->status == USER_STATUS_suspended
	    ? "keeps them, closed while they are suspended"
	    : "is open to them as before";
}
