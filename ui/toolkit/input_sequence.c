/* CSI, SS3 and the strings that terminals answer with: those that are keys, or must be skipped. */
#include "input_sequence.h"

#include <stdbool.h>
#include <string.h>

#include "input.h"
#include "keys.h"
#include "utf8.h"

enum { PARAMS_MAX = 4, PARAM_MAX = 0x10ffff, STRING_MAX = 1024 };

/* ESC [ prefix numbers final */
struct csi {
	unsigned char prefix; /* '<', '?', '>' or 0 */
	uint32_t params[PARAMS_MAX];
	size_t n_params;
	unsigned char final;
	size_t len;
};

static uint32_t
modifiers_of(uint32_t param)
{
	uint32_t bits = param > 0 ? param - 1 : 0;
	return ((bits & 1) != 0 ? KEY_SHIFT : 0) | ((bits & 2) != 0 ? KEY_ALT : 0) |
	    ((bits & 4) != 0 ? KEY_CTRL : 0);
}

/* Keys by the letter that ends CSI or SS3. */
static uint32_t
letter_key(unsigned char letter)
{
	switch (letter) {
	case 'A':
		return KEY_up;
	case 'B':
		return KEY_down;
	case 'C':
		return KEY_right;
	case 'D':
		return KEY_left;
	case 'F':
		return KEY_end;
	case 'H':
		return KEY_home;
	case 'M':
		return KEY_enter;
	case 'P':
	case 'Q':
	case 'R':
	case 'S':
		return KEY_f1 + (uint32_t)(letter - 'P');
	default:
		return 0;
	}
}

/* Keys by the number before '~'. */
static uint32_t
number_key(uint32_t number)
{
	static const uint32_t keys[] = { 0, KEY_home, KEY_insert, KEY_delete, KEY_end, KEY_page_up,
		KEY_page_down, KEY_home, KEY_end, 0, 0, KEY_f1, KEY_f2, KEY_f3, KEY_f4, KEY_f5, 0,
		KEY_f6, KEY_f7, KEY_f8, KEY_f9, KEY_f10, 0, KEY_f11, KEY_f12 };
	return number < sizeof keys / sizeof keys[0] ? keys[number] : 0;
}

/* A key that the terminal spells out as a code point and modifiers. */
static uint32_t
spelled_key(uint32_t code, uint32_t modifiers)
{
	char name[5];
	switch (code) {
	case 9:
		return KEY_tab | modifiers;
	case 13:
		return KEY_enter | modifiers;
	case 27:
		return KEY_escape | modifiers;
	case 8:
	case 127:
		return KEY_backspace | modifiers;
	default:
		/* keys.h: shift is part of the character, and control has no case. */
		if ((modifiers & KEY_SHIFT) != 0 && code >= 'a' && code <= 'z')
			code -= 'a' - 'A';
		if ((modifiers & KEY_CTRL) != 0 && code >= 'A' && code <= 'Z')
			code += 'a' - 'A';
		return keys_text(code, name) == 0 ? 0 : code | (modifiers & ~KEY_SHIFT);
	}
}

/* Takes in one byte of the numbers of a CSI. */
static void
add_number(struct csi *csi, unsigned char byte)
{
	bool digit = byte >= '0' && byte <= '9';
	if (digit && csi->n_params == 0)
		csi->n_params = 1;
	if (digit && csi->n_params <= PARAMS_MAX) {
		uint32_t *param = &csi->params[csi->n_params - 1];
		*param = *param > PARAM_MAX / 10 ? PARAM_MAX : *param * 10 + byte - '0';
	} else if (byte == ';' || byte == ':') {
		csi->n_params += csi->n_params == 0 ? 2 : 1;
	}
}

static bool
ends_csi(const struct csi *csi, unsigned char byte)
{
	bool letter = byte >= 0x40 && byte < 0x7f;
	bool rxvt = byte == '$' && csi->prefix == 0;
	/* A control breaks it off. */
	return letter || rxvt || byte < 0x20;
}

/* Reads what follows ESC [; false when it goes on. */
static bool
read_csi(const unsigned char *bytes, size_t len, struct csi *csi)
{
	size_t at = 2;
	*csi = (struct csi){ 0 };
	if (at < len && bytes[at] >= '<' && bytes[at] <= '?')
		csi->prefix = bytes[at++];
	for (; at < len && at < STRING_MAX; at++) {
		if (ends_csi(csi, bytes[at])) {
			csi->final = bytes[at];
			csi->len = at + 1;
			return true;
		}
		add_number(csi, bytes[at]);
	}
	/* Nothing real is that long. */
	csi->len = at;
	return at >= STRING_MAX;
}

static void
read_mouse(const struct csi *csi, struct input *out)
{
	uint32_t button = csi->params[0];
	bool moved = (button & 32) != 0;
	if (csi->final != 'M' || csi->n_params < 3 || moved)
		return;
	switch (button & ~(uint32_t)(4 | 8 | 16)) {
	case 0:
		out->mouse = INPUT_MOUSE_LEFT;
		break;
	case 1:
		out->mouse = INPUT_MOUSE_MIDDLE;
		break;
	case 2:
		out->mouse = INPUT_MOUSE_RIGHT;
		break;
	case 64:
		out->mouse = INPUT_WHEEL_UP;
		break;
	case 65:
		out->mouse = INPUT_WHEEL_DOWN;
		break;
	default:
		return;
	}
	out->kind = INPUT_MOUSE;
	out->column = (int)csi->params[1] - 1;
	out->row = (int)csi->params[2] - 1;
}

/* CSI number ~ and its relatives of rxvt, which end in ^ for control, $ for shift, @ for both. */
static void
read_numbered(const struct csi *csi, struct input *out)
{
	uint32_t modifiers = modifiers_of(csi->params[1]);
	if (csi->final == '^' || csi->final == '@')
		modifiers |= KEY_CTRL;
	if (csi->final == '$' || csi->final == '@')
		modifiers |= KEY_SHIFT;
	uint32_t key = number_key(csi->params[0]);
	if (csi->params[0] == 200)
		out->kind = INPUT_PASTE;
	else if (csi->params[0] == 27 && csi->n_params >= 3)
		out->key = spelled_key(csi->params[2], modifiers);
	else if (key != 0)
		out->key = key | modifiers;
}

static void
read_key(const struct csi *csi, struct input *out)
{
	uint32_t key;
	switch (csi->final) {
	case '~':
	case '^':
	case '$':
	case '@':
		read_numbered(csi, out);
		break;
	case 'u':
		out->key = spelled_key(csi->params[0], modifiers_of(csi->params[1]));
		break;
	case 'Z':
		out->key = KEY_tab | KEY_SHIFT;
		break;
	case 'a':
	case 'b':
	case 'c':
	case 'd':
		/* rxvt: arrows with shift; but CSI numbers c is an answer. */
		if (csi->n_params == 0)
			out->key = letter_key((unsigned char)(csi->final - 'a' + 'A')) | KEY_SHIFT;
		break;
	default:
		/* CSI row ; column R is an answer; with 1 first it is F3 with a modifier. */
		key = letter_key(csi->final);
		if (key != 0 && csi->params[0] <= 1)
			out->key = key | modifiers_of(csi->params[1]);
		break;
	}
}

static size_t
read_bracket(const unsigned char *bytes, size_t len, struct input *out)
{
	/* The Linux console has F1 to F5 as ESC [ [ A to E; the old mouse has three bytes more. */
	if (len > 2 && bytes[2] == '[') {
		if (len < 4)
			return 0;
		if (bytes[3] >= 'A' && bytes[3] <= 'E')
			out->key = KEY_f1 + (uint32_t)(bytes[3] - 'A');
		return 4;
	}
	if (len > 2 && bytes[2] == 'M')
		return len < 6 ? 0 : 6;
	struct csi csi;
	if (!read_csi(bytes, len, &csi))
		return 0;
	if (csi.final < 0x20) {
		/* Broken off by another sequence or a control key. */
		return csi.len - 1;
	}
	if (csi.prefix == '<')
		read_mouse(&csi, out);
	else if (csi.prefix == 0)
		read_key(&csi, out);
	return csi.len;
}

/* The length of an answer nobody asked us for (OSC, DCS), which ends in BEL or ESC \. */
static size_t
skip_string(const unsigned char *bytes, size_t len)
{
	for (size_t at = 2; at < len; at++) {
		if (bytes[at] == '\a')
			return at + 1;
		if (bytes[at] == 0x1b && at + 1 < len)
			return bytes[at + 1] == '\\' ? at + 2 : at;
	}
	return len >= STRING_MAX ? len : 0;
}

/* ESC O letter, with rxvt's lower case for control and the keypad of the VT100. */
static size_t
read_ss3(const unsigned char *bytes, size_t len, struct input *out)
{
	static const char keypad[] = "*+,-./0123456789";
	size_t at = 2;
	uint32_t modifiers = 0;
	if (len > 3 && bytes[2] >= '1' && bytes[2] <= '8')
		modifiers = modifiers_of((uint32_t)(bytes[at++] - '0'));
	else if (len == 3 && bytes[2] >= '1' && bytes[2] <= '8')
		return 0;
	if (at >= len)
		return 0;
	unsigned char letter = bytes[at];
	if (letter >= 'a' && letter <= 'd')
		out->key = letter_key((unsigned char)(letter - 'a' + 'A')) | KEY_CTRL;
	else if (letter >= 'j' && letter <= 'y')
		out->key = (uint32_t)keypad[letter - 'j'] | modifiers;
	else if (letter_key(letter) != 0)
		out->key = letter_key(letter) | modifiers;
	return at + 1;
}

static bool
starts_string(const unsigned char *bytes, size_t len)
{
	if (len < 3)
		return false;
	bool digit = bytes[2] >= '0' && bytes[2] <= '9';
	return (bytes[1] == ']' && digit) ||
	    (bytes[1] == 'P' && (digit || (bytes[2] != 0 && strchr(">!$|", bytes[2]) != NULL)));
}

uint32_t
input_sequence_control(unsigned char byte)
{
	switch (byte) {
	case '\t':
		return KEY_tab;
	case '\r':
	case '\n':
		return KEY_enter;
	case 0x1b:
		return KEY_escape;
	case 0x08:
	case 0x7f:
		return KEY_backspace;
	case 0:
		return KEY_CTRL | ' ';
	default:
		return KEY_CTRL | (uint32_t)(byte < 0x1b ? byte + 0x60 : byte + 0x40);
	}
}

size_t
input_sequence(const unsigned char *bytes, size_t len, struct input *out)
{
	if (len < 2)
		return 0;
	unsigned char second = bytes[1];
	if (starts_string(bytes, len))
		return skip_string(bytes, len);
	if (second == '[')
		return len < 3 ? 0 : read_bracket(bytes, len, out);
	if (second == 'O')
		return len < 3 ? 0 : read_ss3(bytes, len, out);
	if ((second == ']' || second == 'P') && len < 3)
		return 0;
	if (second == 0x1b) {
		out->key = KEY_escape;
		return 1;
	}
	if (second < 0x20 || second == 0x7f) {
		out->key = KEY_ALT | input_sequence_control(second);
		return 2;
	}
	uint32_t code;
	size_t used = utf8_decode((const char *)bytes + 1, len - 1, &code);
	if (used == 0)
		return len < 5 && second >= 0xc2 ? 0 : 2;
	out->key = utf8_is_control(code) ? 0 : KEY_ALT | code;
	return 1 + used;
}
