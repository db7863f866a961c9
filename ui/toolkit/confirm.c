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

/* Whether it is a key that scrolls, and there is something to scroll. */
static bool
scroll(struct confirm *confirm, uint32_t key)
{
	int page = confirm->rows > 1 ? confirm->rows - 1 : 1;
	int by = key == KEY_down ? 1 : key == KEY_up ? -1 : 0;
	if (key == KEY_page_down || key == KEY_page_up)
		by = key == KEY_page_down ? page : -page;
	if (by == 0 || confirm->hidden == 0)
		return false;
	int top = confirm->top + by;
	confirm->top = top < 0 ? 0 : top > confirm->hidden ? confirm->hidden : top;
	return true;
}

enum widget_answer
confirm_input(struct confirm *confirm, const struct input *input)
{
	confirm->problem = NULL;
	if (input->kind == INPUT_KEY && input->key == KEY_escape)
		return WIDGET_CANCELLED;
	if (input->kind == INPUT_KEY && scroll(confirm, input->key))
		return WIDGET_USED;
	if (confirm->name != NULL)
		return name_input(confirm, input);
	if (input->kind != INPUT_KEY)
		return WIDGET_IGNORED;
	if (input->key == 'n' || input->key == 'N')
		return WIDGET_CANCELLED;
	/* The others are for nobody, so that no habit of the pane below comes through. */
	return input->key == confirm->key ? WIDGET_DONE : WIDGET_USED;
}

/* The rows of the texts, with `gap` between them. */
static int
text_rows(const struct confirm *confirm, const struct screen *screen, int columns, int gap)
{
	int rows = screen_rows(screen, confirm->question, columns);
	if (confirm->consequence != NULL)
		rows += gap + screen_rows(screen, confirm->consequence, columns);
	return rows;
}

void
confirm_size(const struct confirm *confirm, const struct screen *screen, int *columns, int *rows)
{
	int wide = screen->columns - FRAME_COLUMNS;
	if (wide > COLUMNS)
		wide = COLUMNS;
	*columns = wide + FRAME_COLUMNS;
	*rows = FRAME_ROWS + FOOT_ROWS + text_rows(confirm, screen, wide, 1) +
	    (confirm->name == NULL ? 0 : TYPED_ROWS);
}

/* The texts at the top, in what the rows below leave, from the row on to which they were scrolled. */
static void
draw_texts(struct confirm *confirm, struct screen *screen, struct screen_rect area)
{
	int gap = text_rows(confirm, screen, area.columns, 0) < area.rows ? 1 : 0;
	int rows = text_rows(confirm, screen, area.columns, gap);
	struct screen_rect before = screen_clip(screen, area);
	confirm->rows = area.rows;
	confirm->hidden = rows > area.rows ? rows - area.rows : 0;
	if (confirm->top > confirm->hidden)
		confirm->top = confirm->hidden;
	area.row -= confirm->top;
	area.rows = rows;
	screen_take_text(screen, &area, STYLE_title, confirm->question);
	area.row += gap;
	area.rows -= gap;
	if (confirm->consequence != NULL)
		screen_text_wrapped(screen, area, STYLE_takes_away, confirm->consequence);
	screen_unclip(screen, before);
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

static void
draw_foot(const struct confirm *confirm, struct screen *screen, struct screen_place foot)
{
	char key[KEYS_NAME_SIZE];
	if (confirm->problem != NULL)
		screen_text(screen, foot, STYLE_error, confirm->problem);
	else
		screen_format(screen, foot, STYLE_dim, "%s confirm  %s keep%s",
		    keys_name(confirm->key, key), confirm->name == NULL ? "n" : "esc",
		    confirm->hidden == 0                 ? ""
		        : confirm->top < confirm->hidden ? "  down more"
		                                         : "  up back");
}

void
confirm_draw(struct confirm *confirm, struct screen *screen, struct screen_rect rect)
{
	struct screen_rect inside = screen_window(screen, rect, "Please confirm");
	struct screen_rect before = screen_clip(screen, inside);
	struct screen_place foot = { inside.row + inside.rows - 1, inside.column, inside.columns };
	int typed = confirm->name == NULL ? 0 : TYPED_ROWS;
	/* Blank lines go before anything else does. */
	int needed = FOOT_ROWS + typed + text_rows(confirm, screen, inside.columns, 1);
	int gap = needed > inside.rows ? 0 : 1;
	struct screen_rect texts = inside;
	texts.rows -= 1 + gap + (typed == 0 ? 0 : typed - 1 + gap);
	if (confirm->name != NULL) {
		struct screen_place line = { foot.row - 1 - gap, inside.column, inside.columns };
		draw_typed(confirm, screen, line);
	}
	if (texts.rows > 0)
		draw_texts(confirm, screen, texts);
	draw_foot(confirm, screen, foot);
	screen_unclip(screen, before);
}
