/* Editing of one line of text. */
#include "lineedit.h"

#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "keys.h"
#include "mem.h"
#include "utf8.h"

void
lineedit_init(struct lineedit *edit, size_t max, bool secret)
{
	*edit = (struct lineedit){ .max = max, .secret = secret };
	edit->text = mem_new(max + 1, 1);
}

void
lineedit_release(struct lineedit *edit)
{
	if (edit->text != NULL)
		explicit_bzero(edit->text, edit->max + 1);
	free(edit->text);
	*edit = (struct lineedit){ 0 };
}

void
lineedit_clear(struct lineedit *edit)
{
	explicit_bzero(edit->text, edit->max + 1);
	edit->len = edit->cursor = 0;
	edit->dropped = false;
}

void
lineedit_set(struct lineedit *edit, const char *text)
{
	lineedit_clear(edit);
	lineedit_insert(edit, text, strlen(text));
}

/* Puts bytes at the cursor and the cursor behind them; notes when there is no room. */
static void
put(struct lineedit *edit, const char *bytes, size_t len)
{
	if (len > edit->max - edit->len) {
		edit->dropped = true;
		return;
	}
	char *at = edit->text + edit->cursor;
	memmove(at + len, at, edit->len - edit->cursor + 1);
	memcpy(at, bytes, len);
	edit->len += len;
	edit->cursor += len;
}

void
lineedit_insert(struct lineedit *edit, const char *text, size_t len)
{
	uint32_t code;
	for (size_t at = 0, used; at < len && !edit->dropped; at += used) {
		used = utf8_decode(text + at, len - at, &code);
		if (used > 0 && (code == '\n' || code == '\r' || code == '\t'))
			put(edit, " ", 1);
		else if (used > 0 && !utf8_is_control(code) && !utf8_is_bidi_control(code))
			put(edit, text + at, used);
		used += used == 0;
	}
}

/* Takes out the bytes between two offsets, in either order, and leaves the cursor there. */
static void
cut(struct lineedit *edit, size_t from, size_t to)
{
	size_t first = from < to ? from : to;
	size_t last = from < to ? to : from;
	memmove(edit->text + first, edit->text + last, edit->len - last + 1);
	size_t len = edit->len;
	edit->len -= last - first;
	edit->cursor = first;
	explicit_bzero(edit->text + edit->len, len - edit->len);
}

static size_t
after(const struct lineedit *edit, size_t at)
{
	return at + utf8_cluster(edit->text + at, edit->len - at).len;
}

static size_t
before(const struct lineedit *edit, size_t at)
{
	size_t last = 0;
	for (size_t next = 0; next < at; next = after(edit, next))
		last = next;
	return last;
}

static bool
is_word(const struct lineedit *edit, size_t at)
{
	unsigned char c = (unsigned char)edit->text[at];
	return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z');
}

/* Secrets have no words: where they begin and end is part of the secret. */
static size_t
word_before(const struct lineedit *edit, size_t at)
{
	if (edit->secret)
		return 0;
	while (at > 0 && !is_word(edit, before(edit, at)))
		at = before(edit, at);
	while (at > 0 && is_word(edit, before(edit, at)))
		at = before(edit, at);
	return at;
}

static size_t
word_after(const struct lineedit *edit, size_t at)
{
	if (edit->secret)
		return edit->len;
	while (at < edit->len && !is_word(edit, at))
		at = after(edit, at);
	while (at < edit->len && is_word(edit, at))
		at = after(edit, at);
	return at;
}

/* Keys that move the cursor; false for others. */
static bool
move_key(struct lineedit *edit, uint32_t key)
{
	switch (key) {
	case KEY_left:
	case KEY_CTRL | 'b':
		edit->cursor = before(edit, edit->cursor);
		return true;
	case KEY_right:
	case KEY_CTRL | 'f':
		edit->cursor = after(edit, edit->cursor);
		return true;
	case KEY_home:
	case KEY_CTRL | 'a':
		edit->cursor = 0;
		return true;
	case KEY_end:
	case KEY_CTRL | 'e':
		edit->cursor = edit->len;
		return true;
	case KEY_ALT | 'b':
	case KEY_CTRL | KEY_left:
	case KEY_ALT | KEY_left:
		edit->cursor = word_before(edit, edit->cursor);
		return true;
	case KEY_ALT | 'f':
	case KEY_CTRL | KEY_right:
	case KEY_ALT | KEY_right:
		edit->cursor = word_after(edit, edit->cursor);
		return true;
	default:
		return false;
	}
}

/* Keys that delete; false for others. */
static bool
delete_key(struct lineedit *edit, uint32_t key)
{
	switch (key) {
	case KEY_backspace:
		cut(edit, before(edit, edit->cursor), edit->cursor);
		return true;
	case KEY_delete:
	case KEY_CTRL | 'd':
		cut(edit, edit->cursor, after(edit, edit->cursor));
		return true;
	case KEY_CTRL | 'w':
	case KEY_ALT | KEY_backspace:
		cut(edit, word_before(edit, edit->cursor), edit->cursor);
		return true;
	case KEY_ALT | 'd':
		cut(edit, edit->cursor, word_after(edit, edit->cursor));
		return true;
	case KEY_CTRL | 'u':
		cut(edit, 0, edit->cursor);
		return true;
	case KEY_CTRL | 'k':
		cut(edit, edit->cursor, edit->len);
		return true;
	default:
		return false;
	}
}

enum widget_answer
lineedit_input(struct lineedit *edit, const struct input *input)
{
	edit->dropped = false;
	if (input->kind == INPUT_PASTE) {
		lineedit_insert(edit, input->text, input->len);
		edit->dropped = edit->dropped || input->cut;
		return WIDGET_USED;
	}
	if (input->kind != INPUT_KEY)
		return WIDGET_IGNORED;
	if (input->key == KEY_enter)
		return WIDGET_DONE;
	if (input->key == KEY_escape)
		return WIDGET_CANCELLED;
	if (move_key(edit, input->key) || delete_key(edit, input->key))
		return WIDGET_USED;
	char text[5];
	size_t len = keys_text(input->key, text);
	if (len == 0)
		return WIDGET_IGNORED;
	lineedit_insert(edit, text, len);
	return WIDGET_USED;
}

/* The columns of the text between two offsets, as drawn. */
static int
columns_between(const struct lineedit *edit, const struct screen *screen, size_t from, size_t to)
{
	int columns = 0;
	for (size_t at = from; at < to; at = after(edit, at)) {
		size_t len = after(edit, at) - at;
		columns += edit->secret ? 1 : screen_columns_n(screen, edit->text + at, len);
	}
	return columns;
}

static void
draw_secret(
    const struct lineedit *edit, struct screen *screen, struct screen_place place, size_t from)
{
	int dots = columns_between(edit, screen, from, edit->len);
	for (int i = 0; i < dots && i < place.columns; i++) {
		struct screen_place dot = { place.row, place.column + i, 1 };
		screen_text(screen, dot, STYLE_input, "•");
	}
}

void
lineedit_draw(const struct lineedit *edit, struct screen *screen, struct screen_place place,
    bool focused, const char *hint)
{
	struct screen_rect all = { place.row, place.column, 1, place.columns };
	if (place.columns <= 0)
		return;
	screen_fill(screen, all, STYLE_input);
	if (focused)
		screen_cursor(screen, place.row, place.column);
	if (edit->len == 0) {
		if (hint != NULL)
			screen_text(screen, place, STYLE_hint, hint);
		return;
	}
	/* The line slides left until the cursor, which stands behind the text at its end, shows. */
	size_t from = 0;
	int columns = columns_between(edit, screen, 0, edit->cursor);
	while (from < edit->cursor && columns >= place.columns) {
		size_t next = after(edit, from);
		columns -= columns_between(edit, screen, from, next);
		from = next;
	}
	if (edit->secret)
		draw_secret(edit, screen, place, from);
	else
		screen_text(screen, place, STYLE_input, edit->text + from);
	if (focused)
		screen_cursor(screen, place.row, place.column + columns);
}
