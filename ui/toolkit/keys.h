/* A key as one number: a character or a special key, and the modifiers held with it. */
#ifndef KEYS_H
#define KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A key is a code point (0x20 to 0x10ffff; a capital letter is its own code point, without
 * KEY_SHIFT) or one of the special keys below, or'ed with modifiers.  0 is no key.
 * Control with a letter is KEY_CTRL | 'd', lower case; enter is KEY_enter, never '\r' or '\n'. */
enum {
	KEY_SPECIAL = 0x110000, /* the first number after the code points */
#define KEY(id, name) KEY_##id,
#include "special_keys.def"
	KEY_SPECIAL_END
};

#define KEY_CTRL (UINT32_C(1) << 28)
#define KEY_ALT (UINT32_C(1) << 29)
#define KEY_SHIFT (UINT32_C(1) << 30)
#define KEY_MODIFIERS (KEY_CTRL | KEY_ALT | KEY_SHIFT)

enum {
	KEYS_NAME_SIZE = 32 /* room for any name, terminator included */
};

/* The name of a key: "j", "G", "space", "enter", "f2", "C-d", "M-x", "S-tab", "C-M-left"; "" for
 * no key.  Returns out. */
const char *keys_name(uint32_t key, char out[KEYS_NAME_SIZE]);
/* The key of that name, 0 when there is none.  Names of special keys and the modifiers C-, M-
 * (or A-) and S- are read in either case, and S-x is X; keys_parse(keys_name(key)) is key. */
uint32_t keys_parse(const char *name);
/* True for a key that types a character: no control, no alt, nothing special. */
bool keys_is_text(uint32_t key);
/* The character that such a key types, as UTF-8 with its terminator; its length, 0 for others. */
size_t keys_text(uint32_t key, char out[5]);

#endif
