/* Drawing a view: the table, with the detail beside it where there is room. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "act.h"
#include "app.h"
#include "args.h"
#include "client.h"
#include "clock.h"
#include "keys.h"
#include "view.h"
#include "view_internal.h"

struct drawing {
	struct view *view;
	bool widened;
	char unmatched[600]; /* that nothing matches the filter */
	struct arena arena;  /* of the row being drawn */
};

bool
view_is_time(const char *text)
{
	return strlen(text) == CLOCK_TEXT - 1 && text[10] == 'T';
}

/* A text in a list.  A time: "11-21 23:46:59" of this year, "2025-11-21 23:46" of another; a narrow screen
 * has no room for seconds. */
static const char *
cell_text(const struct view *view, const char *field, const char *text, struct arena *arena)
{
	enum { SECONDS_FROM = 60 };
	char now[CLOCK_TEXT];
	if (!view_is_time(text))
		return field_spoken(field, text);
	clock_format(clock_now(), now);
	if (strncmp(text, now, 4) != 0)
		return arena_printf(arena, "%.10s %.5s", text, text + 11);
	int len = view->app->screen.columns < SECONDS_FROM ? 5 : 8;
	return arena_printf(arena, "%.5s %.*s", text + 5, len, text + 11);
}

/* A column that is not cut takes note of what it needs. */
static void
note_width(struct drawing *drawing, size_t column, const char *text)
{
	struct view *view = drawing->view;
	int columns = screen_columns(&view->app->screen, text);
	if (columns <= view->widest[column])
		return;
	view->widest[column] = columns;
	drawing->widened = true;
}

static void
fill_row(void *context, int64_t index, struct table_row *out)
{
	struct drawing *drawing = context;
	struct view *view = drawing->view;
	const struct section *section = view->section;
	const void *row = rows_at(&view->rows, index);
	arena_release(&drawing->arena);
	if (row == NULL) {
		out->loading = true;
		return;
	}
	const char *id = view_field(view, row, section->id, &drawing->arena);
	const char *match = view->rows.filter != NULL && strchr(view->rows.filter, ':') == NULL
	    ? view->rows.filter
	    : NULL;
	size_t n_columns = section->count == NULL ? section->n_columns : section->count(view);
	out->marked = view->n_marks > 0 && view_is_marked(view, id);
	for (size_t i = 0; i < n_columns; i++) {
		struct table_cell *cell = &out->cells[i];
		const char *field = section->columns[i].field;
		cell->text = cell_text(view, field,
		    args_field_shown(view_shape(view), row, field, &drawing->arena),
		    &drawing->arena);
		cell->match = match;
		if (section->cell != NULL)
			section->cell(view, row, i, &drawing->arena, cell);
		if (section->columns[i].look.whole)
			note_width(drawing, i, cell->text);
		if (view_flashes(view, id, i))
			cell->style = STYLE_changed;
	}
}

const char *
view_loading(const struct view *view)
{
	if (view->app->live.state != LIVE_offline)
		return "loading …";
	struct live *live = &view->app->live;
	const char *fault = live->fault[0] == '\0' ? "the daemon cannot be reached" : live->fault;
	bool ended = strchr(".?", fault[strlen(fault) - 1]) != NULL;
	(void)snprintf(live->away, sizeof(live->away), "%s%s %s", fault, ended ? "" : ".",
	    view->section->away != NULL ? view->section->away
	                                : "Only Audit works, from a copy of the log.");
	live->away[0] = (char)(toupper)((unsigned char)live->away[0]); /* no macro */
	return live->away;
}

/* It may have been typed in another workspace, or last week: which filter it is, and what takes it away. */
static const char *
tell_unmatched(const struct view *view, struct drawing *drawing)
{
	const char *more = view->section->unmatched;
	(void)snprintf(drawing->unmatched, sizeof(drawing->unmatched),
	    "Nothing matches the filter /%.200s.  esc shows all.%s%s", view->rows.filter,
	    more == NULL ? "" : "  ", more == NULL ? "" : more);
	return drawing->unmatched;
}

static const char *
why_empty(const struct view *view, struct drawing *drawing)
{
	/* There is a copy, and it is damaged. */
	if (view->rows.n_pages == 0 && view->rows.err.problem == PROBLEM_storage_unavailable)
		return view->rows.err.text;
	if (view->app->live.state == LIVE_offline && view->rows.fetched_at == 0)
		return view_loading(view);
	if (view->rows.n_pages == 0 && !rows_are_aimed(&view->rows))
		return view->section->unaimed;
	if (view->rows.n_pages == 0)
		return sign_in_is_open(view->app) ? "" : "loading …";
	if (view->rows.filter == NULL || view->all == 0)
		return view->section->empty;
	return tell_unmatched(view, drawing);
}

/* The columns of the longest word of a heading, and of the mark that it is cut behind one. */
static int
longest_word(const struct screen *screen, const char *title)
{
	int longest = 0;
	for (size_t len; *title != '\0'; title += len) {
		len = strcspn(title, " ");
		int columns = screen_columns_n(screen, title, len) + (title[len] == ' ');
		longest = columns > longest ? columns : longest;
		len += title[len] == ' ';
	}
	return longest;
}

static int
within(int low, int value, int high)
{
	if (value > high)
		value = high;
	return value < low ? low : value;
}

/* A column as it is drawn: as wide as what it shows, where that is not to be cut. */
static struct table_column
column_look(const struct view *view, size_t i)
{
	const struct section *section = view->section;
	const struct screen *screen = &view->app->screen;
	struct table_column look = section->columns[i].look;
	if (section->look != NULL)
		section->look(view, i, &look);
	if (look.whole) {
		int most = look.preferred;
		int least = within(look.min, longest_word(screen, look.title), most);
		look.min = within(least, view->widest[i], most);
		look.preferred = within(look.min, screen_columns(screen, look.title), most);
	}
	return look;
}

/* The table as it is drawn; columns and drawing are room for what it borrows. */
static struct table
make_table(struct view *view, struct table_column columns[TABLE_COLUMNS], struct drawing *drawing)
{
	const struct section *section = view->section;
	size_t n_columns = section->count == NULL ? section->n_columns : section->count(view);
	for (size_t i = 0; i < n_columns; i++)
		columns[i] = column_look(view, i);
	*drawing = (struct drawing){ .view = view };
	return (struct table){ .columns = columns,
		.n_columns = n_columns,
		.pos = &view->pos,
		.row = fill_row,
		.context = drawing,
		.empty = why_empty(view, drawing),
		.sorted = view->sort < n_columns ? (int)view->sort : -1,
		.descending = view->descending,
		.current = -1,
		.sided = section->sided,
		.skipped = view->skipped };
}

static void
draw_table(struct view *view, struct screen *screen, struct screen_rect area)
{
	struct table_column columns[TABLE_COLUMNS];
	struct drawing drawing;
	if (view->table.columns != area.columns)
		memset(view->widest, 0, sizeof(view->widest));
	struct table table = make_table(view, columns, &drawing);
	listpos_set_total(&view->pos, rows_count(&view->rows));
	table_draw(&table, screen, area);
	if (drawing.widened) {
		arena_release(&drawing.arena);
		table = make_table(view, columns, &drawing);
		screen_fill(screen, area, STYLE_normal);
		table_draw(&table, screen, area);
	}
	view->table = area;
	arena_release(&drawing.arena);
	rows_near(&view->rows, view->pos.cursor);
}

void
view_cut(struct view *view, struct str *out)
{
	struct table_column columns[TABLE_COLUMNS];
	struct table_row row = { 0 };
	struct drawing drawing;
	int widths[TABLE_COLUMNS];
	struct table table = make_table(view, columns, &drawing);
	table_layout(
	    columns, table.n_columns, table.skipped, view->table.columns - TABLE_GUTTER, widths);
	fill_row(&drawing, view->pos.cursor, &row);
	for (size_t i = 0; i < table.n_columns && !row.loading; i++) {
		const char *text = row.cells[i].text;
		if (widths[i] > 0 && text != NULL &&
		    screen_columns(&view->app->screen, text) > widths[i])
			str_addf(out, "%s%s", out->len > 0 ? "  " : "", text);
	}
	arena_release(&drawing.arena);
}

struct view_spot
view_spot_at(struct view *view, int row, int column)
{
	struct table_column columns[TABLE_COLUMNS];
	struct drawing drawing;
	struct screen_rect area = view->table;
	struct view_spot spot = { .index = -1, .heading = -1 };
	bool inside = row >= area.row && row < area.row + area.rows && column >= area.column &&
	    column < area.column + area.columns;
	if (view->section->list == OP_none || !inside)
		return spot;
	struct table table = make_table(view, columns, &drawing);
	if (row == area.row)
		spot.heading = table_column_at(&table, area, column);
	else
		spot.index = table_item_at(&table, area, row);
	return spot;
}

/* ---- the whole ---- */

enum { DETAIL_FROM = 120, DETAIL_COLUMNS = 44, RULE_FROM_ROWS = 8 };

bool
view_has_beside(const struct view *view)
{
	return view->app->screen.columns >= DETAIL_FROM;
}

/* What stands above the rest, with a rule below it where there is room; the area is what is left. */
static void
draw_above(struct view *view, struct screen *screen, struct screen_rect *area)
{
	const struct section *section = view->section;
	if (section->draw_above == NULL)
		return;
	const void *object = view->above == NULL ? NULL : view->above->value;
	int used = section->draw_above(view, object, screen, *area);
	if (used > 0 && area->rows >= RULE_FROM_ROWS) {
		struct screen_place rule = { area->row + used, area->column - 2,
			area->columns + 4 };
		screen_rule(screen, rule, STYLE_border);
		used++;
	}
	area->row += used;
	area->rows -= used;
}

/* The detail, where the right of the area is; the list has what is left. */
static void
draw_beside(struct view *view, struct screen *screen, struct screen_rect *area)
{
	struct screen_rect rule = { area->row - 1, area->column + area->columns - DETAIL_COLUMNS,
		area->rows + 2, 1 };
	/* A title that is longer than the list is not cut through. */
	const struct screen_cell *top = screen_at(screen, rule.row, rule.column);
	if (top != NULL && top->style != STYLE_border) {
		rule.row++;
		rule.rows--;
	}
	struct screen_rect detail = { area->row, rule.column + 2, area->rows, DETAIL_COLUMNS - 2 };
	screen_column_rule(screen, rule, STYLE_border);
	area->columns -= DETAIL_COLUMNS + 1;
	view_draw_detail(view, screen, detail);
}

/* Why there is nothing to be seen, if so. */
static bool
draw_refusal(const struct view *view, struct screen *screen, struct screen_rect area)
{
	char why[ACT_REFUSAL] = "";
	if (view->app->me != NULL)
		(void)act_refusal_to_see(view->app, view->section, why);
	if (why[0] == '\0')
		return false;
	why[0] = (char)(toupper)((unsigned char)why[0]); /* no macro */
	(void)screen_text_wrapped(screen, area, STYLE_dim, why);
	return true;
}

/* Why there is nothing, and what to do about it; false: there is something, or it is on its way. */
static bool
draw_fault(const struct view *view, struct screen *screen, struct screen_rect area)
{
	bool list = view->section->list != OP_none;
	const struct err *err = list ? &view->rows.err : &view->fault;
	bool nothing = list ? view->rows.n_pages == 0 : view->facts == NULL && !view->none;
	if (!nothing || err->problem == PROBLEM_none || err->problem == PROBLEM_unreachable)
		return false;
	struct str text = STR_INIT(2 * sizeof(err->text));
	char key[KEYS_NAME_SIZE];
	str_addf(&text, "%s.\n", err->text);
	text.data[0] = (char)(toupper)((unsigned char)text.data[0]); /* no macro */
	if (err->problem == PROBLEM_sso_required)
		str_addf(&text, "\n%s signs in by single sign-on.",
		    app_key_of(view->app, UI_sign_on, key));
	(void)screen_text_wrapped(screen, area, STYLE_error, str_text(&text));
	str_release(&text);
	return true;
}

/* What cannot be asked for shows no rows, which would look as if it had let all of them pass. */
static void
draw_refused_filter(const struct view *view, struct screen *screen, struct screen_rect area)
{
	bool kept = view->rows.filter != NULL;
	screen_take_text(screen, &area, STYLE_error, view->refused.text);
	(void)screen_take_row(&area);
	(void)screen_text_wrapped(screen, area, STYLE_dim,
	    kept ? "Nothing is shown: this is no filter yet.  esc goes back to the one before."
	         : "Nothing is shown: this is no filter yet.  esc shows all.");
}

void
view_draw(struct view *view, struct screen *screen, struct screen_rect area)
{
	if (draw_refusal(view, screen, area) || draw_fault(view, screen, area))
		return;
	draw_above(view, screen, &area);
	if (view->section->draw != NULL) {
		view->section->draw(view, view_row(view), screen, area);
		return;
	}
	if (view->section->list == OP_none) {
		view_draw_fields(view, screen, area);
		return;
	}
	if (view->filtering && view->refused.problem != PROBLEM_none) {
		draw_refused_filter(view, screen, area);
		return;
	}
	if (view_has_beside(view))
		draw_beside(view, screen, &area);
	draw_table(view, screen, area);
}
