/* A key in hand: pasted without echo, told whose it is, and ended at once if that is wanted. */
#include "key_whois.h"

#include <stdlib.h>

#include "act.h"
#include "api_key.h"
#include "app.h"
#include "arena.h"
#include "client.h"
#include "form.h"
#include "mem.h"
#include "overlay.h"
#include "pane.h"
#include "str.h"

enum { FIELD_KEY, N_FIELDS };
enum { KEY_MAX = 200, TEXT_MAX = 1 << 14, FORM_COLUMNS = 70 };

struct key_whois {
	struct overlay overlay;
	struct app *app;
	struct form form;
	struct client_call *call;
};

static const struct form_field fields[N_FIELDS] = {
	{ .kind = FORM_SECRET,
	    .name = "key",
	    .label = "API key",
	    .hint = "paste it: it is not shown, and not kept",
	    .max = KEY_MAX,
	    .required = true },
};

/* A mistyped one is known without asking anybody. */
static const char *
check(void *context, size_t field, const char *value)
{
	(void)context, (void)field;
	return api_key_fault(value);
}

/* ---- what it is ---- */

void
key_act_open(struct app *app, const struct api_key *key, enum op_id of_workspace, enum op_id of_org,
    const char *takes, enum ui_action by)
{
	bool workspace = key->workspace_id != NULL;
	struct arena arena = { NULL };
	act_open(app, workspace ? of_workspace : of_org,
	    arena_printf(&arena, "%sorg=organization_id id=id%s%s",
	        workspace ? "ws=workspace_id " : "", takes[0] == '\0' ? "" : " ", takes),
	    SHAPE_api_key, key, by);
	arena_release(&arena);
}

static void
describe(const struct api_key *key, const char *why_not, struct str *out)
{
	str_addf(out, "%s\n%s\n\n", key->name, key->display);
	pane_line(out, "belongs to", key->organization_name);
	pane_line(out, "works in",
	    key->workspace_id == NULL ? "every workspace of it" : key->workspace_name);
	pane_line(out, "person", key->created_by_name);
	pane_line(out, "status", vocab_name(VOCAB_key_status, (int)key->status));
	pane_line(out, "reason", key->reason);
	pane_time(out, "made", key->created_at, NULL);
	pane_time(out, "last used", key->last_used_at, "never");
	pane_time(out, "expires", key->expires_at, "never");
	pane_time(out, "revoked", key->revoked_at, NULL);
	pane_line(out, "id", key->id);
	if (why_not[0] != '\0')
		str_addf(out, "\nIt is not revoked from here: %s\n", why_not);
}

/* What works is asked about, and all that is known of it stands in the question. */
static void
tell(struct app *app, const struct api_key *key)
{
	char why_not[ACT_REFUSAL] = "";
	bool lives = key->status == KEY_STATUS_active || key->status == KEY_STATUS_expiring;
	bool workspace = key->workspace_id != NULL;
	if (lives)
		(void)act_refusal(
		    app, workspace ? OP_key_revoke : OP_org_key_revoke, key->workspace_id, why_not);
	if (lives && why_not[0] == '\0') {
		key_act_open(app, key, OP_key_revoke, OP_org_key_revoke, "", UI_key_whois);
		return;
	}
	struct str text = STR_INIT(TEXT_MAX);
	describe(key, why_not, &text);
	overlay_text(app, "Whose key it is", str_text(&text));
	str_release(&text);
}

static void
told(struct reply *reply, void *payload)
{
	struct key_whois *whois = payload;
	struct app *app = whois->app;
	whois->call = NULL;
	app->dirty = true;
	live_heard(app, reply);
	if (reply->err.problem != PROBLEM_none) {
		form_set_problem(&whois->form, FIELD_KEY, reply->err.text);
	} else {
		overlay_remove(app, &whois->overlay);
		tell(app, &((const struct key_owner *)reply->value)->key);
	}
	reply_free(reply);
}

/* ---- the overlay ---- */

static enum widget_answer
input_of(struct app *app, struct overlay *overlay, const struct input *input)
{
	struct key_whois *whois = (struct key_whois *)overlay;
	enum widget_answer answer = form_input(&whois->form, input);
	if (answer != WIDGET_DONE)
		return answer;
	const struct client_with with = { .org = NULL };
	const struct key_whois_args args = { .key = form_value(&whois->form, FIELD_KEY) };
	if (whois->call == NULL)
		whois->call = nexa_key_whois(app->client, &with, &args, told, whois);
	return WIDGET_USED;
}

static void
draw(struct app *app, struct overlay *overlay, struct screen *screen)
{
	struct key_whois *whois = (struct key_whois *)overlay;
	int columns;
	int rows;
	(void)app;
	form_size(&whois->form, screen, &columns, &rows);
	form_draw(&whois->form, screen, screen_centre(screen_whole(screen), columns, rows));
}

static void
release(struct overlay *overlay)
{
	struct key_whois *whois = (struct key_whois *)overlay;
	if (whois->call != NULL)
		client_cancel(whois->app->client, whois->call);
	form_release(&whois->form);
	free(whois);
}

static const struct overlay_kind whois_kind = {
	.input = input_of, .draw = draw, .free = release, .hints = "enter tell  esc back"
};

void
key_whois_open(struct app *app)
{
	struct key_whois *whois = mem_new(1, sizeof(*whois));
	whois->overlay.kind = &whois_kind;
	whois->app = app;
	form_init(&whois->form, "Whose API key is it?", fields, N_FIELDS);
	whois->form.least_columns = FORM_COLUMNS;
	form_set_check(&whois->form, check, whois);
	overlay_push(app, &whois->overlay);
}
