/* The keeper's questions, and what follows from its news. */
#include "keeper.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "form.h"
#include "input.h"
#include "keys.h"
#include "mem.h"
#include "overlay.h"
#include "str.h"

enum { CHOICES = 6, COLUMNS = 66, FRAME_COLUMNS = 4, FRAME_ROWS = 2, NAME_SIZE = 60 };

struct question {
	struct overlay overlay;
	struct app *app;
	char *text;
	struct keeper_choice choices[CHOICES];
	char names[CHOICES][NAME_SIZE];
	size_t n_choices;
	int escape;
	const struct keeper_choice *chosen; /* whose password is being typed; NULL */
	struct form form;
};

/* ---- a password ---- */

static const struct form_field password_fields[] = {
	{ .kind = FORM_SECRET,
	    .name = "password",
	    .label = "Password",
	    .max = 1000,
	    .required = true },
	{ .kind = FORM_SECRET,
	    .name = "again",
	    .label = "Again",
	    .max = 1000,
	    .required = true,
	    .again = true },
};

static void
ask_password(struct question *question, const struct keeper_choice *choice)
{
	bool new = choice->password == KEEPER_NEW_PASSWORD;
	question->chosen = choice;
	form_init(&question->form, new ? "A password for the keyring" : "The keyring's password",
	    password_fields, new ? 2 : 1);
}

/* ---- the dialog ---- */

static void
choose(struct app *app, int act, const char *password)
{
	const struct keeper *keeper = app->settings.keeper;
	keeper->choose(act, password, keeper->payload);
	app->dirty = true;
}

static enum widget_answer
password_input(struct question *question, const struct input *input)
{
	enum widget_answer answer = form_input(&question->form, input);
	if (answer == WIDGET_DONE) {
		choose(question->app, question->chosen->act, form_value(&question->form, 0));
		return WIDGET_DONE;
	}
	if (answer == WIDGET_CANCELLED) {
		form_release(&question->form);
		question->chosen = NULL;
	}
	return WIDGET_USED;
}

/* The key of a choice, in either case of the letter. */
static bool
is_key(const struct keeper_choice *choice, uint32_t key)
{
	bool letter = key >= 'A' && key <= 'Z';
	return choice->key == (letter ? key - 'A' + 'a' : key);
}

static enum widget_answer
input(struct app *app, struct overlay *overlay, const struct input *input)
{
	struct question *question = (struct question *)overlay;
	if (question->chosen != NULL)
		return password_input(question, input);
	if (input->kind != INPUT_KEY)
		return WIDGET_USED;
	if (input->key == KEY_escape) {
		choose(app, question->escape, NULL);
		return WIDGET_CANCELLED;
	}
	for (size_t i = 0; i < question->n_choices; i++) {
		const struct keeper_choice *choice = &question->choices[i];
		if (!is_key(choice, input->key))
			continue;
		if (choice->password != KEEPER_NO_PASSWORD) {
			ask_password(question, choice);
			return WIDGET_USED;
		}
		choose(app, choice->act, NULL);
		return WIDGET_DONE;
	}
	return WIDGET_USED;
}

/* A line for each choice: no name is cut off. */
static void
draw_choices(
    const struct question *question, struct screen *screen, struct screen_rect inside, int row)
{
	char key[KEYS_NAME_SIZE];
	for (size_t i = 0; i < question->n_choices && row < inside.rows; i++, row++) {
		struct screen_place place = { inside.row + row, inside.column, inside.columns };
		int used =
		    screen_text(screen, place, STYLE_key, keys_name(question->choices[i].key, key));
		place.column += used + 2;
		place.columns -= used + 2;
		(void)screen_text(screen, place, STYLE_normal, question->choices[i].name);
	}
}

static void
draw(struct app *app, struct overlay *overlay, struct screen *screen)
{
	struct question *question = (struct question *)overlay;
	int wide =
	    screen->columns - FRAME_COLUMNS < COLUMNS ? screen->columns - FRAME_COLUMNS : COLUMNS;
	int columns;
	int rows;
	(void)app;
	if (question->chosen != NULL) {
		form_size(&question->form, screen, &columns, &rows);
		form_draw(&question->form, screen,
		    screen_centre(screen_whole(screen), columns < 50 ? 50 : columns, rows));
		return;
	}
	rows = screen_rows(screen, question->text, wide) + 1 + (int)question->n_choices;
	struct screen_rect inside = screen_window(screen,
	    screen_centre(screen_whole(screen), wide + FRAME_COLUMNS, rows + FRAME_ROWS),
	    "Your sign-in");
	struct screen_rect before = screen_clip(screen, inside);
	int used = screen_text_wrapped(screen, inside, STYLE_normal, question->text);
	draw_choices(question, screen, inside, used + 1);
	screen_unclip(screen, before);
}

static void
release(struct overlay *overlay)
{
	struct question *question = (struct question *)overlay;
	if (question->chosen != NULL)
		form_release(&question->form);
	free(question->text);
	free(question);
}

static bool
keys(const struct overlay *overlay, struct str *out)
{
	const struct question *question = (const struct question *)overlay;
	char key[KEYS_NAME_SIZE];
	for (size_t i = 0; i < question->n_choices; i++)
		str_addf(out, "%-12s %s\n", keys_name(question->choices[i].key, key),
		    question->choices[i].name);
	str_addf(out, "%-12s %s\n", "esc", "without");
	return question->chosen == NULL;
}

static const struct overlay_kind question_kind = {
	.input = input, .draw = draw, .free = release, .keys = keys, .hints = "esc without"
};

static struct question *
make(struct app *app, const struct keeper_news *news)
{
	struct question *question = mem_new(1, sizeof(*question));
	question->overlay.kind = &question_kind;
	question->app = app;
	question->text = mem_text(news->question);
	question->escape = news->escape;
	question->n_choices = news->n_choices < CHOICES ? news->n_choices : CHOICES;
	for (size_t i = 0; i < question->n_choices; i++) {
		question->choices[i] = news->choices[i];
		(void)snprintf(question->names[i], NAME_SIZE, "%s", news->choices[i].name);
		question->choices[i].name = question->names[i];
	}
	return question;
}

/* ---- news ---- */

int
keeper_wait(struct app *app, struct pollfd *fds, int n, int *wait)
{
	const struct keeper *keeper = app->settings.keeper;
	if (keeper == NULL)
		return n;
	int ms = keeper->wait_ms(keeper->payload);
	if (ms >= 0 && (*wait < 0 || ms < *wait))
		*wait = ms;
	int fd = keeper->fd(keeper->payload);
	if (fd < 0)
		return n;
	fds[n] = (struct pollfd){ .fd = fd, .events = POLLIN };
	return n + 1;
}

/* One that tells of waiting is answered by the news that follow. */
static void
close_question(struct app *app)
{
	struct overlay *question = overlay_find(app, &question_kind);
	if (question != NULL)
		overlay_remove(app, question);
}

static void
take(struct app *app, const struct keeper_news *news)
{
	keeper_release(app);
	close_question(app);
	app->status[0] = '\0';
	if (news->said != NULL)
		app_say(app, news->warning ? STYLE_warning : STYLE_ok, "%s", news->said);
	if (news->question != NULL && news->can_wait)
		app->later = &make(app, news)->overlay;
	else if (news->question != NULL)
		overlay_push(app, &make(app, news)->overlay);
	/* What was looked for is there, or is not: the daemon is asked who one is. */
	if (news->token != NULL)
		sign_in_found(app, news->token);
	else if (app->me == NULL && app->me_call == NULL)
		app_reload_me(app);
}

void
keeper_hear(struct app *app)
{
	const struct keeper *keeper = app->settings.keeper;
	struct keeper_news news;
	while (keeper != NULL && keeper->poll(&news, keeper->payload))
		take(app, &news);
}

void
keeper_ask_now(struct app *app)
{
	if (app->later != NULL)
		overlay_push(app, app->later);
	app->later = NULL;
}

void
keeper_show(struct app *app)
{
	const struct keeper *keeper = app->settings.keeper;
	if (keeper == NULL)
		app_say(app, STYLE_normal, "sign-ins are kept in memory, for this run only");
	else
		keeper->show(keeper->payload);
}

void
keeper_release(struct app *app)
{
	if (app->later != NULL)
		app->later->kind->free(app->later);
	app->later = NULL;
}
