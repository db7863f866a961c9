/* Going to a time in the audit log: some while ago, or as typed. */
#include "event_time.h"

#include <stdio.h>
#include <stdlib.h>

#include "app.h"
#include "clock.h"
#include "form.h"
#include "mem.h"
#include "overlay.h"
#include "overlay_area.h"

/* ---- as typed ---- */

struct asking {
	struct overlay overlay;
	struct view *view;
	struct form form;
};

static const struct form_field fields[] = { { .name = "at",
    .label = "To",
    .hint = "2026-10-01 or 2026-10-01T14:30 (UTC)",
    .max = 40,
    .required = true } };

static const char *
check(void *context, size_t field, const char *value)
{
	const struct view *view = context;
	(void)field;
	return rows_is_time(&view->rows, value) ? NULL : "no date, nor a time behind one";
}

static enum widget_answer
input(struct app *app, struct overlay *overlay, const struct input *input)
{
	struct asking *asking = (struct asking *)overlay;
	(void)app;
	enum widget_answer answer = form_input(&asking->form, input);
	if (answer == WIDGET_DONE)
		view_go_to(asking->view, form_value(&asking->form, 0));
	return answer;
}

static void
draw(struct app *app, struct overlay *overlay, struct screen *screen)
{
	struct asking *asking = (struct asking *)overlay;
	int columns;
	int rows;
	form_size(&asking->form, screen, &columns, &rows);
	form_draw(&asking->form, screen, overlay_area(app, screen, columns, rows));
}

static void
release(struct overlay *overlay)
{
	struct asking *asking = (struct asking *)overlay;
	form_release(&asking->form);
	free(asking);
}

static const struct overlay_kind asking_kind = {
	.input = input, .draw = draw, .free = release, .hints = "enter go there  esc back"
};

static void
ask(struct view *view)
{
	struct asking *asking = mem_new(1, sizeof(*asking));
	asking->overlay.kind = &asking_kind;
	asking->view = view;
	form_init(&asking->form, "Go to a time", fields, sizeof(fields) / sizeof(fields[0]));
	form_set_check(&asking->form, check, view);
	overlay_push(view->app, &asking->overlay);
}

/* ---- some while ago ---- */

static const struct {
	const char *name;
	int64_t ago_ms;
} times[] = { { "an hour ago", CLOCK_HOUR_MS }, { "yesterday, this time", CLOCK_DAY_MS },
	{ "a week ago", 7 * CLOCK_DAY_MS }, { "30 days ago", 30 * CLOCK_DAY_MS },
	{ "90 days ago", 90 * CLOCK_DAY_MS } };

enum { TIMES = sizeof(times) / sizeof(times[0]), TO_DAY = 10, TO_MINUTE = 16 };

static void
chosen(struct app *app, size_t index, void *payload)
{
	char at[CLOCK_TEXT];
	(void)payload;
	if (index == TIMES) {
		ask(app_view(app));
		return;
	}
	int64_t ago = times[index].ago_ms;
	clock_format(clock_now() - ago, at);
	at[ago >= 7 * CLOCK_DAY_MS ? TO_DAY : TO_MINUTE] = '\0';
	view_go_to(app_view(app), at);
}

void
event_time_pick(struct view *view)
{
	struct picker_choice choices[TIMES + 1];
	for (size_t i = 0; i < TIMES; i++)
		choices[i] = (struct picker_choice){ .name = times[i].name };
	choices[TIMES] = (struct picker_choice){
		.name = "a date or time", .detail = fields[0].hint, .key = 't'
	};
	overlay_pick(view->app, "Go to a time", choices, TIMES + 1, TIMES, chosen, NULL);
}
