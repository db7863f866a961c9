/* Bringing people into the workspace from a file. */
#include <stdio.h>
#include <stdlib.h>

#include "app.h"
#include "digits.h"
#include "import.h"
#include "mem.h"
#include "str.h"

static struct client_call *
send(struct import *import, const struct client_with *with, client_done_fn *done)
{
	const struct member_import_args args = { .invite = import->invites,
		.has_invite = import->invites };
	return nexa_member_import(import->app->client, with, &args, done, import);
}

static const struct many_import_rejection *
rejected(const void *result, int64_t *rows, int64_t *total)
{
	const struct member_import_result *people = result;
	*rows = people->rows;
	*total = people->rejected_total;
	return &people->rejected;
}

static bool
does_something(const void *result)
{
	const struct member_import_result *people = result;
	return people->added + people->invited > 0;
}

static void
add_count(struct str *out, int64_t count, const char *what)
{
	char digits[DIGITS_TEXT];
	if (count > 0)
		str_addf(
		    out, "%s%s %s", out->len == 0 ? "" : ", ", digits_text(count, digits), what);
}

static void
say_outcome(struct app *app, const struct member_import_result *result)
{
	struct str text = STR_INIT(300);
	add_count(&text, result->added, "added");
	add_count(&text, result->created, "of them new here");
	add_count(&text, result->invited, "invited");
	add_count(&text, result->unchanged, "had a place or an invitation already");
	app_say(app, STYLE_ok, "%s", str_text(&text));
	str_release(&text);
}

/* What is told once takes the window's place. */
static void
done(struct app *app, const struct reply *reply, struct import *import)
{
	const struct member_import_result *result = reply->value;
	char *path = mem_text(import->path.text);
	say_outcome(app, result);
	app_note_event(app, "member.added", import->ws_id);
	app_note_event(app, "member.invited", import->ws_id);
	overlay_remove(app, &import->overlay);
	view_renew(app_view(app));
	if (result->invitations.n > 0 && result->invitations.items[0].token != NULL)
		import_links_open(app, &result->invitations, path);
	free(path);
}

static const struct import_what people = {
	.op = OP_member_import,
	.file_max = 16 << 20,
	.about =
	    "A CSV file whose first line is display_name,email,role; the role is admin, member or "
	    "viewer.  It is checked first; nothing changes before you say so.",
	.example = "~/people.csv, tab completes",
	.send = send,
	.rejected = rejected,
	.does_something = does_something,
	.draw = import_draw_people,
	.done = done,
};

bool
import_can_switch(const struct import *import)
{
	return import->what == &people &&
	    (import->invites ||
	        ((const struct member_import_result *)import->checked->value)->created > 0);
}

void
import_open(struct app *app)
{
	struct import *import = import_start(app, &people);
	if (import != NULL)
		(void)snprintf(import->title, sizeof(import->title), "Bring people into %s",
		    app->place.ws_name);
}
