/* The table of panes. */
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "arena.h"
#include "bindings.h"
#include "clock.h"
#include "pane.h"

static const struct pane *const panes[PANE_COUNT] = {
#define PANE(id, number, title, narrow) [PANE_##id] = &pane_##id,
#include "panes.def"
};

static const struct pane_tab tabs[PANE_COUNT] = {
#define PANE(id, number, title, narrow) [PANE_##id] = { number, UI_pane_##number, title, narrow },
#include "panes.def"
};

const struct pane_column pane_invitations[PANE_INVITATIONS] = {
	{ "email", { .title = "e-mail", .min = 16, .preferred = 36, .grow = 2 }, true },
	{ "role", { .title = "role", .min = 8, .preferred = 12 }, false },
	{ "status", { .title = "status", .min = 8, .preferred = 10 }, false },
	{ "expires_at",
	    { .title = "expires", .min = 11, .preferred = 16, .priority = 2, .whole = true },
	    true },
	{ "invited_by", { .title = "invited by", .min = 10, .preferred = 20, .priority = 3 },
	    false },
};

void
pane_invitation_cell(
    struct view *view, const void *row, size_t column, struct arena *arena, struct table_cell *cell)
{
	const struct invitation *invitation = row;
	(void)view, (void)arena;
	if (strcmp(pane_invitations[column].field, "status") != 0 ||
	    invitation->status != INVITATION_STATUS_pending)
		return;
	if (invitation->mail == MAIL_STATE_queued && invitation->mail_error == NULL) {
		cell->text = "sending";
	} else if (invitation->mail == MAIL_STATE_queued) {
		cell->text = "trying";
		cell->style = STYLE_warning;
	} else if (invitation->mail == MAIL_STATE_failed || invitation->mail == MAIL_STATE_held) {
		cell->text = "not sent";
		cell->style = STYLE_error;
	}
}

enum op_id
section_op(const struct section *section)
{
	return section->list != OP_none ? section->list : section->get;
}

bool
section_is_of_workspace(const struct section *section)
{
	return op_in_workspace(&ops[section_op(section)]);
}

const struct pane_tab *
pane_tab(enum pane_id id)
{
	return &tabs[id];
}

void
pane_line(struct str *out, const char *label, const char *text)
{
	if (text != NULL && text[0] != '\0')
		str_addf(out, "%-10s %s\n", label, text);
}

void
pane_time(struct str *out, const char *label, int64_t at, const char *otherwise)
{
	char text[CLOCK_TEXT];
	clock_format(at, text);
	if (at != 0)
		str_addf(out, "%-10s %.10s %.8s UTC\n", label, text, text + 11);
	else
		pane_line(out, label, otherwise);
}

void
pane_go_to_log(
    struct app *app, const char *field, const char *id, const char *name, const char *what)
{
	char filter[100];
	char copy[404];
	(void)snprintf(filter, sizeof(filter), "%s:%.64s", field, id);
	(void)snprintf(copy, sizeof(copy), "%s", name);
	if (!app_go(app, PANE_audit))
		return;
	view_set_filter(app_view(app), filter);
	app_say(app, STYLE_normal, "%s %.80s; esc shows all, - returns", what, copy);
}

enum pane_id
pane_of_key(enum ui_action key)
{
	int id = 0;
	while (id < PANE_COUNT && tabs[id].key != key)
		id++;
	return (enum pane_id)id;
}

const struct pane *
pane_get(enum pane_id id)
{
	return panes[id];
}
