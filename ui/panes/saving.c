/* Saving an answer: it is kept until it is whole. */
#include "saving.h"

#include <stdio.h>
#include <stdlib.h>

#include "app.h"
#include "mem.h"
#include "newfile.h"
#include "overlay.h"

enum { ANSWER_MAX = 256 << 20 };

static bool
keep(const char *data, size_t len, void *payload)
{
	struct saving *saving = payload;
	str_add_n(&saving->text, data, len);
	return !saving->text.failed;
}

struct client_with
saving_with(struct saving *saving)
{
	return (struct client_with){ .org = saving->org[0] == '\0' ? NULL : saving->org,
		.accept = saving->media,
		.sink = keep,
		.sink_payload = saving };
}

void
saving_told(struct reply *reply, void *payload)
{
	struct saving *saving = payload;
	struct app *app = saving->app;
	struct err err = { .problem = PROBLEM_none };
	live_heard(app, reply);
	app->dirty = true;
	if (reply->err.problem != PROBLEM_none)
		app_say_problem(app, reply);
	else if ((saving->replaces ? newfile_replace : newfile_write)(
	             saving->path, saving->text.data, saving->text.len, &err) != 0)
		app_say(app, STYLE_error, "%s", err.text);
	else
		app_say(app, STYLE_ok, "saved in %s, which only you can read", saving->path);
	reply_free(reply);
	str_release(&saving->text);
	free(saving);
}

static struct saving *
copy_of(const struct saving *wish)
{
	struct saving *saving = mem_new(1, sizeof(*saving));
	*saving = *wish;
	saving->text = (struct str)STR_INIT(ANSWER_MAX);
	return saving;
}

static void
replacing_chosen(struct app *app, size_t index, void *payload)
{
	if (index != 0) {
		app_say(app, STYLE_normal, "nothing was saved");
		return;
	}
	struct saving *saving = copy_of(payload);
	saving->replaces = true;
	saving->ask(saving);
}

void
saving_begin(const struct saving *wish, const char *name)
{
	static const struct picker_choice choices[] = {
		{ .key = 'r', .name = "replace it" },
		{ .key = 'k', .name = "keep it, save nothing" },
	};
	struct saving *saving = copy_of(wish);
	struct str title = STR_INIT(SAVING_PATH);
	newfile_path(name, saving->path, sizeof(saving->path));
	if (!newfile_is_there(saving->path)) {
		saving->ask(saving);
		return;
	}
	str_addf(&title, "%s is there already", name);
	overlay_pick(saving->app, str_text(&title), choices, 2, 1, replacing_chosen, saving);
	str_release(&title);
}
