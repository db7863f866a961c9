/* Words with a box before each. */
#include "checklist.h"

#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "keys.h"
#include "mem.h"
#include "str.h"

enum { FRAME_COLUMNS = 4, FRAME_ROWS = 2, FOOT_ROWS = 1, BOX_COLUMNS = 4, GAP = 2 };

static bool
has_word(const char *words, const char *word)
{
	size_t len = strlen(word);
	while (*words != '\0') {
		size_t n = strcspn(words, " ");
		if (n == len && strncmp(words, word, len) == 0)
			return true;
		words += n;
		words += strspn(words, " ");
	}
	return false;
}

void
checklist_init(struct checklist *list, const char *title, const char *const *words,
    const char *const *details, const char *chosen)
{
	*list = (struct checklist){ .title = title, .words = words, .details = details };
	while (words[list->n] != NULL)
		list->n++;
	list->on = mem_new(list->n + 1, sizeof(*list->on));
	for (size_t i = 0; i < list->n; i++)
		list->on[i] = has_word(chosen, words[i]);
	listpos_set_rows(&list->pos, 1);
	listpos_set_total(&list->pos, (int64_t)list->n);
}

void
checklist_release(struct checklist *list)
{
	free(list->on);
	*list = (struct checklist){ 0 };
}

size_t
checklist_count(const struct checklist *list)
{
	size_t n = 0;
	for (size_t i = 0; i < list->n; i++)
		n += list->on[i];
	return n;
}

void
checklist_text(const struct checklist *list, struct str *out)
{
	const char *between = "";
	for (size_t i = 0; i < list->n; i++) {
		if (!list->on[i])
			continue;
		str_addf(out, "%s%s", between, list->words[i]);
		between = " ";
	}
}

static void
set_all(struct checklist *list, bool on)
{
	for (size_t i = 0; i < list->n; i++)
		list->on[i] = on;
}

enum widget_answer
checklist_input(struct checklist *list, const struct input *input)
{
	size_t at = (size_t)list->pos.cursor;
	switch (input->kind == INPUT_KEY ? input->key : 0) {
	case KEY_escape:
		return WIDGET_CANCELLED;
	case KEY_enter:
		return WIDGET_DONE;
	case ' ':
		if (at < list->n)
			list->on[at] = !list->on[at];
		listpos_move(&list->pos, 1);
		break;
	case 'a':
		set_all(list, true);
		break;
	case 'n':
		set_all(list, false);
		break;
	case 'j':
	case KEY_down:
		listpos_move(&list->pos, 1);
		break;
	case 'k':
	case KEY_up:
		listpos_move(&list->pos, -1);
		break;
	case KEY_page_down:
		listpos_page(&list->pos, 1);
		break;
	case KEY_page_up:
		listpos_page(&list->pos, -1);
		break;
	case 'g':
	case KEY_home:
		listpos_first(&list->pos);
		break;
	case 'G':
	case KEY_end:
		listpos_last(&list->pos);
		break;
	default:
		return WIDGET_IGNORED;
	}
	return WIDGET_USED;
}

/* The widest of the texts. */
static int
widest(const struct checklist *list, const struct screen *screen, const char *const *texts)
{
	int most = 0;
	for (size_t i = 0; texts != NULL && i < list->n; i++) {
		int columns = screen_columns(screen, texts[i]);
		most = columns > most ? columns : most;
	}
	return most;
}

void
checklist_size(const struct checklist *list, const struct screen *screen, int *columns, int *rows)
{
	*columns = FRAME_COLUMNS + 2 + BOX_COLUMNS + widest(list, screen, list->words) + GAP +
	    widest(list, screen, list->details);
	*rows = FRAME_ROWS + FOOT_ROWS + (int)list->n;
}

static void
draw_row(const struct checklist *list, struct screen *screen, struct screen_place place, size_t i)
{
	bool current = (int64_t)i == list->pos.cursor;
	int words = widest(list, screen, list->words);
	struct screen_place word = { place.row, place.column + 2 + BOX_COLUMNS, words };
	struct screen_place detail = { place.row, word.column + words + GAP,
		place.columns - 2 - BOX_COLUMNS - words - GAP };
	(void)screen_text(screen, place, STYLE_key, current ? ">" : " ");
	place.column += 2;
	place.columns -= 2;
	(void)screen_text(
	    screen, place, list->on[i] ? STYLE_ok : STYLE_dim, list->on[i] ? "[x]" : "[ ]");
	(void)screen_text(screen, word, current ? STYLE_selected : STYLE_normal, list->words[i]);
	if (list->details != NULL && detail.columns > 0)
		(void)screen_text(screen, detail, STYLE_dim, list->details[i]);
}

void
checklist_draw(struct checklist *list, struct screen *screen, struct screen_rect rect)
{
	struct screen_rect inside = screen_window(screen, rect, list->title);
	struct screen_rect before = screen_clip(screen, inside);
	struct screen_place foot = { inside.row + inside.rows - 1, inside.column, inside.columns };
	listpos_set_rows(&list->pos, inside.rows - FOOT_ROWS);
	for (int row = 0; row < inside.rows - FOOT_ROWS; row++) {
		int64_t at = listpos_at(&list->pos, row);
		struct screen_place place = { inside.row + row, inside.column, inside.columns };
		if (at >= 0)
			draw_row(list, screen, place, (size_t)at);
	}
	(void)screen_format(screen, foot, STYLE_dim, "%zu of %zu  space on or off  a all  n none",
	    checklist_count(list), list->n);
	screen_unclip(screen, before);
}
