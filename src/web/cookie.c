/* Cookies. */
#include "cookie.h"

#include <string.h>

#include "arena.h"

static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

const char *
cookie_get(const char *header, const char *name, struct arena *arena)
{
	const char *found = NULL;
	size_t len = strlen(name);
	for (const char *at = header; at != NULL && *at != '\0';) {
		at += strspn(at, " \t;");
		size_t whole = strcspn(at, ";");
		if (strncmp(at, name, len) == 0 && at[len] == '=') {
			size_t value = whole - len - 1;
			if (found != NULL || strspn(at + len + 1, allowed) != value)
				return NULL;
			found = arena_text_n(arena, at + len + 1, value);
		}
		at += whole;
	}
	return found;
}

const char *
cookie_name(struct arena *arena, const char *name, bool secure)
{
	return arena_printf(arena, "%s%s", secure ? "__Host-" : "", name);
}

const char *
cookie_set(struct arena *arena, const char *name, const char *value, bool secure)
{
	return arena_printf(arena, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s",
	    cookie_name(arena, name, secure), value == NULL ? "" : value, secure ? "; Secure" : "",
	    value == NULL ? "; Max-Age=0" : "");
}
