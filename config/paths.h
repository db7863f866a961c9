/* Places in the file system: the system's and the user's (XDG Base Directory Specification). */
#ifndef PATHS_H
#define PATHS_H

#include "config.h"

struct arena;

enum { PATHS_SOCKETS = 2 };

/* A default of options.def with its %t, %S or %E replaced, in the arena.  NULL when the user has no
 * such directory: no XDG_RUNTIME_DIR, or no HOME. */
const char *paths_expand(struct arena *arena, enum program program, const char *text);
/* $XDG_DATA_HOME/nexa/name and $XDG_STATE_HOME/nexa/name, in the arena; NULL as above. */
const char *paths_data(struct arena *arena, const char *name);
const char *paths_state(struct arena *arena, const char *name);
/* Makes the directories above a file, as far as they are missing, for oneself alone. */
void paths_make_parent(const char *path);
/* Where a daemon's socket may be, in order; how many.  The texts are in the arena. */
int paths_sockets(struct arena *arena, const char *out[PATHS_SOCKETS]);
/* The first of them that answers, else the first that exists, else the first. */
const char *paths_find_socket(struct arena *arena);

#endif
