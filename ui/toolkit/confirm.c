/* A question whose answer takes a moment's thought. */
#include "confirm.h"

#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "input.h"
#include "keys.h"
#include "utf8.h"

enum {
	NAME_MAX_BYTES = 512,
	COLUMNS = 60,
	FRAME_COLUMNS = 4,
	FRAME_ROWS = 2,
	FOOT_ROWS = 2, /* a blank line and the keys, or what is wrong */
	TYPED_ROWS = 3 /* a blank line, the request, the line to type on */
};

void
confirm_init(struct confirm *confirm, const char *question, const char *consequence,
    const char *name, uint32_t initiating)
{
	*confirm =
	    (struct confirm){ .question = question, .consequence = consequence, .name = name };
	lineedit_init(&confirm->typed, NAME_MAX_BYTES, false);
	if (name != NULL)
		confirm->key = initiating == KEY_enter ? KEY_CTRL | 'y' : (uint32_t)KEY_enter;
	else
		confirm->key = initiating == 'y' ? 'c' : 'y';
}

void
confirm_release(struct confirm *confirm)
{
	lineedit_release(&confirm->typed);
	*confirm = (struct confirm){ 0 };
}

/* A person's name is the person whatever keyboard it is typed on; a thing's is compared letter by letter. */
static bool
is_named(const struct confirm *confirm)
{
	const char *typed = confirm->typed.text;
	if (confirm->address == NULL)
		return strcmp(typed, confirm->name) == 0;
	struct arena arena = { NULL };
	const char *plain = utf8_plain(&arena, typed);
	const char *name = utf8_plain(&arena, confirm->name);
	const char *address = utf8_plain(&arena, confirm->address);
	bool is = plain != NULL &&
	    ((name != NULL && strcmp(plain, name) == 0) ||
	        (address != NULL && strcmp(plain, address) == 0));
	arena_release(&arena);
	return is;
}

static enum widget_answer
name_input(struct confirm *confirm, const struct input *input)
{
	if (input->kind == INPUT_PASTE) {
		confirm->problem = "type it, please: a pasted name shows no second thought";
		return WIDGET_USED;
	}
	if (input->kind == INPUT_KEY && input->key == confirm->key) {
		if (is_named(confirm))
			return WIDGET_DONE;
		confirm->problem = confirm->address != NULL
		    ? "that is neither the name nor the address"
		    : "that is not the name, letter by letter";
		return WIDGET_USED;
	}
	if (input->kind == INPUT_KEY && input->key == KEY_enter)
		return WIDGET_USED;
	return lineedit_input(&confirm->typed, input);
}

enum widget_answer
confirm_input(struct confirm *confirm, const struct input *input)
{
	confirm->problem = NULL;
	if (input->kind == INPUT_KEY && input->key == KEY_escape)
		return WIDGET_CANCELLED;
	if (confirm->name != NULL)
		return name_input(confirm, input);
	if (input->kind != INPUT_KEY)
		return WIDGET_IGNORED;
	if (input->key == 'n' || input->key == 'N')
		return WIDGET_CANCELLED;
	/* The others are for nobody, so that no habit of the pane below comes through. */
	return input->key == confirm->key ? WIDGET_DONE : WIDGET_USED;
}

static int
text_rows(const struct confirm *confirm, const struct screen *screen, int columns)
{
	int rows = screen_rows(screen, confirm->question, columns);
	if (confirm->consequence != NULL)
		rows += 1 + screen_rows(screen, confirm->consequence, columns);
	return rows;
}

void
confirm_size(const struct confirm *confirm, const struct screen *screen, int *columns, int *rows)
{
	int wide = screen->columns - FRAME_COLUMNS;
	if (wide > COLUMNS)
		wide = COLUMNS;
	*columns = wide + FRAME_COLUMNS;
	*rows = FRAME_ROWS + FOOT_ROWS + text_rows(confirm, screen, wide) +
	    (confirm->name == NULL ? 0 : TYPED_ROWS);
}

/* The texts at the top, in what the rows below leave. */
static void
draw_texts(const struct confirm *confirm, struct screen *screen, struct screen_rect area)
{
	screen_take_text(screen, &area, STYLE_title, confirm->question);
	(void)screen_take_row(&area);
	if (confirm->consequence != NULL)
		screen_text_wrapped(screen, area, STYLE_takes_away, confirm->consequence);
}

static void
draw_typed(const struct confirm *confirm, struct screen *screen, struct screen_place line)
{
	struct screen_place request = { line.row - 1, line.column, line.columns };
	int used = screen_text(screen, request, STYLE_normal, "Type ");
	request.column += used;
	request.columns -= used;
	used = screen_text(screen, request, STYLE_danger, confirm->name);
	request.column += used;
	request.columns -= used;
	if (confirm->address != NULL && strcmp(confirm->address, confirm->name) != 0)
		screen_text(screen, request, STYLE_normal, " or the e-mail address");
	lineedit_draw(&confirm->typed, screen, line, true, NULL);
}

void
confirm_draw(struct confirm *confirm, struct screen *screen, struct screen_rect rect)
{
	char key[KEYS_NAME_SIZE];
	struct screen_rect inside = screen_window(screen, rect, "Please confirm");
	struct screen_rect before = screen_clip(screen, inside);
	struct screen_place foot = { inside.row + inside.rows - 1, inside.column, inside.columns };
	if (confirm->problem != NULL)
		screen_text(screen, foot, STYLE_error, confirm->problem);
	else
		screen_format(screen, foot, STYLE_dim, "%s confirm  %s keep",
		    keys_name(confirm->key, key), confirm->name == NULL ? "n" : "esc");
	struct screen_rect texts = inside;
	texts.rows -= FOOT_ROWS + (confirm->name == NULL ? 0 : TYPED_ROWS);
	if (confirm->name != NULL) {
		struct screen_place line = { foot.row - FOOT_ROWS, inside.column, inside.columns };
		draw_typed(confirm, screen, line);
	}
	if (texts.rows > 0)
		draw_texts(confirm, screen, texts);
	screen_unclip(screen, before);
}
