/* Words and texts between nexa and nexa-keyring. */
#include "keyring_wire.h"

#include "str.h"

static const char *const acts[KEYRING_ACT_COUNT] = {
	[KEYRING_load] = "load",
	[KEYRING_save] = "save",
	[KEYRING_forget] = "forget",
	[KEYRING_unlock] = "unlock",
	[KEYRING_window] = "window",
	[KEYRING_create] = "create",
};

static const char *const states[KEYRING_STATE_COUNT] = {
	[KEYRING_not_asked] = "not-asked",
	[KEYRING_open] = "open",
	[KEYRING_no_bus] = "no-bus",
	[KEYRING_no_service] = "no-service",
	[KEYRING_no_collection] = "no-collection",
	[KEYRING_locked] = "locked",
	[KEYRING_wrong_password] = "wrong-password",
	[KEYRING_own_window] = "own-window",
	[KEYRING_refused] = "refused",
	[KEYRING_failed] = "failed",
	[KEYRING_no_helper] = "no-helper",
	[KEYRING_no_answer] = "no-answer",
};

static size_t
find(const char *const *names, size_t n, const char *name)
{
	size_t i = 0;
	while (i < n && strcmp(names[i], name) != 0)
		i++;
	return i;
}

const char *
keyring_act_name(enum keyring_act act)
{
	return acts[act];
}

const char *
keyring_state_name(enum keyring_state state)
{
	return states[state];
}

enum keyring_act
keyring_act_find(const char *name)
{
	return (enum keyring_act)find(acts, KEYRING_ACT_COUNT, name);
}

enum keyring_state
keyring_state_find(const char *name)
{
	return (enum keyring_state)find(states, KEYRING_STATE_COUNT, name);
}

void
keyring_wire_add(struct str *out, const char *const *texts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		str_add(out, texts[i] == NULL ? "" : texts[i]);
		str_add_char(out, '\0');
	}
}

bool
keyring_wire_read(const char *bytes, size_t len, const char **texts, size_t n)
{
	size_t at = 0;
	for (size_t i = 0; i < n; i++) {
		const char *end = at < len ? memchr(bytes + at, '\0', len - at) : NULL;
		if (end == NULL)
			return false;
		texts[i] = bytes + at;
		at = (size_t)(end - bytes) + 1;
	}
	return at == len;
}
