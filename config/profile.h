/* Profiles: the sections of the console's settings file, and editing them with all else in it left alone. */
#ifndef PROFILE_H
#define PROFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "config.h"

struct arena;
struct err;

/* What one is, with what stands before the first section for every profile.  Texts are in the arena; NULL: not set. */
struct profile {
	const char *name;
	const char *socket;
	const char *url;
	const char *organization;
	const char *workspace;
	bool read_only;
};

/* Its URL, else its socket, else words. */
const char *profile_daemon(const struct profile *profile);

/* All of the file that config was read from: "default", which needs no section, then in the order of the file.  A
 * file that is not there has the default only. */
int profile_list(const struct config *config, struct arena *arena, struct profile **out, size_t *n,
    struct err *err);

/* Whether the text can be the name of a profile: letters, digits, . _ - @, at most 64, and no - or . first. */
bool profile_is_name(const char *name);

/* Writes the settings that the command line gives into the section NAME, which is made when it is not there; a
 * socket takes the place of a URL, and the other way round.  Paths are made absolute.  PROBLEM_usage when nothing
 * was given. */
int profile_set(const struct config *config, const char *name, struct err *err);
/* Takes the section away, and "profile = NAME" above all sections. */
int profile_remove(const struct config *config, const char *name, struct err *err);
/* Makes it the one that counts when no other is named. */
int profile_use(const struct config *config, const char *name, struct err *err);

#endif
