/* What a click does: tabs, titles and headings are buttons, a row is chosen, then opened. */
#include "act.h"
#include "app.h"
#include "app_internal.h"
#include "input.h"

enum { WHEEL_ROWS = 3 };

static void
click_view(struct app *app, int row, int column)
{
	struct view *view = app_view(app);
	struct view_spot spot = view_spot_at(view, row, column);
	if (spot.heading >= 0)
		view_sort(view, (size_t)spot.heading);
	else if (spot.index >= 0 && spot.index == view->pos.cursor)
		(void)app_run(app, UI_open);
	else if (spot.index >= 0)
		view_point(view, spot.index);
}

static void
click(struct app *app, int row, int column)
{
	int pane = app_tab_at(app, row, column);
	int section = app_section_at(app, row, column);
	if (app->status_until != 0)
		app->status[0] = '\0';
	if (pane >= 0)
		(void)app_go(app, (enum pane_id)pane);
	else if (section >= 0)
		app_go_section(app, (size_t)section);
	else
		click_view(app, row, column);
}

void
app_take_mouse(struct app *app, const struct input *input)
{
	if (app_is_too_small(app))
		return;
	if (input->mouse == INPUT_WHEEL_UP || input->mouse == INPUT_WHEEL_DOWN)
		view_wheel(
		    app_view(app), input->mouse == INPUT_WHEEL_UP ? -WHEEL_ROWS : WHEEL_ROWS);
	else if (input->mouse == INPUT_MOUSE_LEFT)
		click(app, input->row, input->column);
}
