/* Actions by key and context, and keys by action. */
#include "keymap.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "keys.h"
#include "mem.h"

/* Reads names separated by blanks into keys; false, with the culprit in word, when one of them is
 * none or there are too many. */
static bool
parse_keys(const char *names, uint32_t keys[KEYMAP_KEYS], char word[KEYS_NAME_SIZE])
{
	size_t n = 0;
	memset(keys, 0, KEYMAP_KEYS * sizeof keys[0]);
	names += strspn(names, " \t\r\n");
	if (strncmp(names, "none", 4) == 0 && names[4 + strspn(names + 4, " \t\r\n")] == '\0')
		return true;
	while (*(names += strspn(names, " \t\r\n")) != '\0') {
		size_t len = strcspn(names, " \t\r\n");
		(void)snprintf(word, KEYS_NAME_SIZE, "%.*s", (int)(len > 64 ? 64 : len), names);
		uint32_t key = len < KEYS_NAME_SIZE ? keys_parse(word) : 0;
		if (key == 0 || n == KEYMAP_KEYS)
			return false;
		keys[n++] = key;
		names += len;
	}
	return true;
}

void
keymap_init(struct keymap *keymap, const struct binding *bindings, size_t n_bindings)
{
	*keymap = (struct keymap){ .bindings = bindings, .n_bindings = n_bindings };
	keymap->keys = mem_new(n_bindings, sizeof keymap->keys[0]);
	keymap_reset(keymap);
}

void
keymap_release(struct keymap *keymap)
{
	free(keymap->keys);
	*keymap = (struct keymap){ 0 };
}

void
keymap_reset(struct keymap *keymap)
{
	for (size_t i = 0; i < keymap->n_bindings; i++) {
		char word[KEYS_NAME_SIZE];
		bool fine = parse_keys(keymap->bindings[i].keys, keymap->keys[i], word);
		assert(fine);
		(void)fine;
	}
}

static bool
has_key(const uint32_t keys[KEYMAP_KEYS], uint32_t key)
{
	for (size_t i = 0; i < KEYMAP_KEYS && keys[i] != 0; i++)
		if (keys[i] == key)
			return true;
	return false;
}

int
keymap_find_in(const struct keymap *keymap, uint32_t key, const char *context)
{
	for (size_t i = 0; key != 0 && i < keymap->n_bindings; i++)
		if (has_key(keymap->keys[i], key) &&
		    strcmp(keymap->bindings[i].context, context) == 0)
			return (int)i;
	return KEYMAP_NONE;
}

int
keymap_find(const struct keymap *keymap, uint32_t key, const char *const *contexts)
{
	for (; *contexts != NULL; contexts++) {
		int action = keymap_find_in(keymap, key, *contexts);
		if (action != KEYMAP_NONE)
			return action;
	}
	return keymap_find_in(keymap, key, "");
}

/* "pane-before" and "pane_before" are one name. */
static bool
is_named(const char *action, const char *name)
{
	while (*action != '\0' && (*action == *name || (*action == '_' && *name == '-'))) {
		action++;
		name++;
	}
	return *action == '\0' && *name == '\0';
}

int
keymap_action(const struct keymap *keymap, const char *name)
{
	for (size_t i = 0; i < keymap->n_bindings; i++)
		if (is_named(keymap->bindings[i].action, name))
			return (int)i;
	return KEYMAP_NONE;
}

static void
remove_key(uint32_t keys[KEYMAP_KEYS], uint32_t key)
{
	size_t kept = 0;
	for (size_t i = 0; i < KEYMAP_KEYS; i++)
		if (keys[i] != key)
			keys[kept++] = keys[i];
	while (kept < KEYMAP_KEYS)
		keys[kept++] = 0;
}

int
keymap_set(struct keymap *keymap, const char *action, const char *keys, struct err *err)
{
	int index = keymap_action(keymap, action);
	if (index == KEYMAP_NONE)
		return fail(err, PROBLEM_invalid_field, action, "there is no action '%s'", action);
	uint32_t wanted[KEYMAP_KEYS];
	char word[KEYS_NAME_SIZE] = "";
	if (!parse_keys(keys, wanted, word))
		return fail(err, PROBLEM_invalid_field, action,
		    "'%s' cannot be a key of '%s': no such key, or one too many", word, action);
	const char *context = keymap->bindings[index].context;
	for (size_t i = 0; i < keymap->n_bindings; i++) {
		if (strcmp(keymap->bindings[i].context, context) != 0)
			continue;
		for (size_t k = 0; k < KEYMAP_KEYS && wanted[k] != 0; k++)
			remove_key(keymap->keys[i], wanted[k]);
	}
	memcpy(keymap->keys[index], wanted, sizeof wanted);
	return 0;
}

int
keymap_read(struct keymap *keymap, const char *line, struct err *err)
{
	line += strspn(line, " \t\r\n");
	if (*line == '\0' || *line == '#')
		return 0;
	const char *equals = strchr(line, '=');
	size_t len = equals == NULL ? 0 : (size_t)(equals - line);
	while (len > 0 && (line[len - 1] == ' ' || line[len - 1] == '\t'))
		len--;
	char action[64];
	if (len == 0 || len >= sizeof action)
		return fail(
		    err, PROBLEM_invalid_field, "", "'%.60s' is not 'action = key key'", line);
	memcpy(action, line, len);
	action[len] = '\0';
	return keymap_set(keymap, action, equals + 1, err);
}

const char *
keymap_text(const struct keymap *keymap, size_t action, char out[KEYMAP_TEXT])
{
	size_t at = 0;
	out[0] = '\0';
	for (size_t i = 0; i < KEYMAP_KEYS && keymap->keys[action][i] != 0; i++) {
		char name[KEYS_NAME_SIZE];
		keys_name(keymap->keys[action][i], name);
		size_t need = strlen(name) + (i > 0 ? 2 : 0);
		if (at + need >= KEYMAP_TEXT)
			break;
		(void)snprintf(out + at, KEYMAP_TEXT - at, "%s%s", i > 0 ? ", " : "", name);
		at += need;
	}
	return out;
}

uint32_t
keymap_key(const struct keymap *keymap, size_t action)
{
	return keymap->keys[action][0];
}

/* The key that two actions of one context share, 0 when there is none. */
static uint32_t
shared_key(const struct keymap *keymap, size_t first, size_t second)
{
	if (strcmp(keymap->bindings[first].context, keymap->bindings[second].context) != 0)
		return 0;
	for (size_t i = 0; i < KEYMAP_KEYS && keymap->keys[first][i] != 0; i++)
		if (has_key(keymap->keys[second], keymap->keys[first][i]))
			return keymap->keys[first][i];
	return 0;
}

bool
keymap_conflict(const struct keymap *keymap, size_t *at, struct keymap_conflict *out)
{
	/* *at counts pairs, so that every conflicting pair is told once. */
	size_t n = keymap->n_bindings;
	for (; n > 0 && *at < n * n; (*at)++) {
		size_t first = *at / n;
		size_t second = *at % n;
		uint32_t key = first < second ? shared_key(keymap, first, second) : 0;
		if (key == 0)
			continue;
		*out = (struct keymap_conflict){ .key = key, .first = first, .second = second };
		(*at)++;
		return true;
	}
	return false;
}
