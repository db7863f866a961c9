/* The columns of the lists of sessions: one's own, and those of somebody else. */
#ifndef PANE_SESSIONS_H
#define PANE_SESSIONS_H

#include "pane.h"

/* The last of them, which marks the session one asks with, is one's own list's alone. */
enum { SESSION_COLUMNS_OWN = 5, SESSION_COLUMNS = SESSION_COLUMNS_OWN - 1 };

extern const struct pane_column pane_session_columns[SESSION_COLUMNS_OWN];

#endif
