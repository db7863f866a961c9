/* API keys that somebody else has now. */
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
