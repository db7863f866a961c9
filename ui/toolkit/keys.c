/* The names of keys, both ways. */
#include "keys.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "utf8.h"

static const char *const special_names[] = {
#define KEY(id, name) [KEY_##id - KEY_SPECIAL - 1] = (name),
#include "special_keys.def"
};

/* The prefixes, in the order in which keys_name() writes them. */
static const struct {
	uint32_t modifier;
	char letter;
} prefixes[] = { { KEY_CTRL, 'C' }, { KEY_ALT, 'M' }, { KEY_SHIFT, 'S' } };

const char *
keys_name(uint32_t key, char out[KEYS_NAME_SIZE])
{
	uint32_t base = key & ~KEY_MODIFIERS;
	char text[5];
	const char *name = text;
	if (base > KEY_SPECIAL && base < KEY_SPECIAL_END)
		name = special_names[base - KEY_SPECIAL - 1];
	else if (base == ' ')
		name = "space";
	else if (keys_text(base, text) == 0)
		name = NULL;
	out[0] = '\0';
	if (name == NULL)
		return out;
	size_t at = 0;
	for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
		if ((key & prefixes[i].modifier) == 0)
			continue;
		out[at++] = prefixes[i].letter;
		out[at++] = '-';
	}
	(void)snprintf(out + at, KEYS_NAME_SIZE - at, "%s", name);
	return out;
}

static uint32_t
modifier_of(char letter)
{
	switch (letter) {
	case 'C':
	case 'c':
		return KEY_CTRL;
	case 'M':
	case 'm':
	case 'A':
	case 'a':
		return KEY_ALT;
	case 'S':
	case 's':
		return KEY_SHIFT;
	default:
		return 0;
	}
}

static uint32_t
base_of(const char *name)
{
	if (strcasecmp(name, "space") == 0)
		return ' ';
	for (uint32_t i = 0; i < sizeof special_names / sizeof special_names[0]; i++)
		if (strcasecmp(name, special_names[i]) == 0)
			return KEY_SPECIAL + 1 + i;
	uint32_t code;
	size_t len = strlen(name);
	if (utf8_decode(name, len, &code) != len || utf8_is_control(code))
		return 0;
	return code;
}

/* The key as a terminal reports it: control has no case, and some of its letters are other keys. */
static uint32_t
as_typed(uint32_t base, uint32_t modifiers)
{
	if ((modifiers & KEY_CTRL) != 0 && base >= 'A' && base <= 'Z')
		base += 'a' - 'A';
	if ((modifiers & KEY_SHIFT) != 0 && base < KEY_SPECIAL) {
		modifiers &= ~KEY_SHIFT;
		if (base >= 'a' && base <= 'z' && (modifiers & KEY_CTRL) == 0)
			base -= 'a' - 'A';
	}
	if ((modifiers & KEY_CTRL) == 0)
		return base | modifiers;
	static const struct {
		char letter;
		uint32_t key;
	} same[] = { { 'i', KEY_tab }, { 'm', KEY_enter }, { 'j', KEY_enter }, { '[', KEY_escape },
		{ 'h', KEY_backspace } };
	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
		if (base == (uint32_t)same[i].letter)
			return same[i].key | (modifiers & ~KEY_CTRL);
	return base | modifiers;
}

uint32_t
keys_parse(const char *name)
{
	uint32_t modifiers = 0;
	while (name[0] != '\0' && name[1] == '-' && name[2] != '\0') {
		uint32_t modifier = modifier_of(name[0]);
		if (modifier == 0 || (modifiers & modifier) != 0)
			return 0;
		modifiers |= modifier;
		name += 2;
	}
	uint32_t base = base_of(name);
	return base == 0 ? 0 : as_typed(base, modifiers);
}

bool
keys_is_text(uint32_t key)
{
	return key >= 0x20 && key < KEY_SPECIAL && !utf8_is_control(key);
}

size_t
keys_text(uint32_t key, char out[5])
{
	size_t len = 0;
	if (!keys_is_text(key) || (key >= 0xd800 && key < 0xe000)) {
		out[0] = '\0';
		return 0;
	}
	if (key < 0x80) {
		out[len++] = (char)key;
	} else if (key < 0x800) {
		out[len++] = (char)(0xc0 | (key >> 6));
		out[len++] = (char)(0x80 | (key & 0x3f));
	} else if (key < 0x10000) {
		out[len++] = (char)(0xe0 | (key >> 12));
		out[len++] = (char)(0x80 | ((key >> 6) & 0x3f));
		out[len++] = (char)(0x80 | (key & 0x3f));
	} else {
		out[len++] = (char)(0xf0 | (key >> 18));
		out[len++] = (char)(0x80 | ((key >> 12) & 0x3f));
		out[len++] = (char)(0x80 | ((key >> 6) & 0x3f));
		out[len++] = (char)(0x80 | (key & 0x3f));
	}
	out[len] = '\0';
	return len;
}
