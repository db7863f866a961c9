/* The clipboard of whoever sits at the terminal, by escape sequence: works over SSH. */
#ifndef OSC52_H
#define OSC52_H

#include <stdbool.h>
#include <stddef.h>

#include "term.h"

struct str;

/* By which way a copy has to go on a terminal of that type; in_tmux and in_screen when TMUX or STY
 * are in the environment.  TERM_COPY_IMPOSSIBLE where the sequence would be shown or ignored. */
enum term_copy osc52_route(const char *term, bool in_tmux, bool in_screen);
/* The bytes to send for a copy by that way, appended to out, which needs a limit of OSC52_LIMIT.
 * The buffer never moves, so that it can be wiped. */
void osc52_write(struct str *out, enum term_copy route, const char *text, size_t len);

enum { OSC52_LIMIT = TERM_COPY_MAX * 3 + 1024 };

#endif
