/* A session is told by where it came from, by what, and when. */
#include "pane_sessions.h"

const struct pane_column pane_session_columns[] = {
	{ "from", { .title = "from", .min = 12, .preferred = 20, .grow = 1 }, false },
	{ "client", { .title = "program", .min = 10, .preferred = 24, .priority = 2, .grow = 2 },
	    false },
	{ "last_used_at", { .title = "last used", .min = 16, .preferred = 16, .whole = true },
	    true },
	{ "created_at",
	    { .title = "since", .min = 11, .preferred = 16, .priority = 3, .whole = true }, true },
	{ "current", { .title = "this one", .min = 8, .preferred = 8, .priority = 1 }, false },
};
