/* API keys that somebody else has now, and places elsewhere. */
#include "handed.h"

size_t
handed_keys(const struct offboarding *done)
{
	size_t n = 0;
	for (size_t i = 0; i < done->done.n; i++)
		n += done->done.items[i].kind == WAY_api_key &&
		    done->done.items[i].fate == WAY_FATE_hand_over;
	return n;
}

const char *
handed_elsewhere(const struct offboarding *done)
{
	return done->has_status && done->status == USER_STATUS_suspended
	    ? "keeps them, closed while they are suspended"
	    : "is open to them as before";
}
