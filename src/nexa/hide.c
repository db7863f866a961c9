/* A secret is known by what it begins with, wherever in an argument: a link has it in its middle. */
#include "hide.h"

#include <string.h>

#include "arena.h"

static char *
secret_in(char *argument)
{
	static const char *const beginnings[] = { "nxi_", "nxs_", "dnx_live_", "dnx_test_",
		"token=" };
	char *first = NULL;
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++) {
		char *at = strstr(argument, beginnings[i]);
		if (at != NULL && (first == NULL || at < first))
			first = at;
	}
	return first;
}

char *const *
hide_secrets(int argc, char *const *argv, struct arena *arena)
{
	char **out = arena_new(arena, ((size_t)argc + 1) * sizeof(*out));
	for (int i = 0; i < argc; i++) {
		char *secret = secret_in(argv[i]);
		out[i] = secret == NULL ? argv[i] : arena_text(arena, argv[i]);
		if (secret != NULL)
			memset(secret, 'x', strlen(secret));
	}
	return out;
}
