/* Panes, actions, operations and places as entries of the palette. */
#include <stdio.h>
#include <string.h>

#include "act.h"
#include "app.h"
#include "client.h"
#include "keys.h"
#include "palette.h"

/* The order of an empty palette. */
enum rank {
	RANK_of_this_list,
	RANK_pane,
	RANK_everywhere,
	RANK_operation,
	RANK_place,
	RANK_movement,
	RANK_elsewhere,
	RANK_refused
};

/* What people call it who know it from elsewhere. */
static const char *
other_words(enum palette_what what, int which)
{
	static const struct {
		enum palette_what what;
		int which;
		const char *words;
	} also[] = {
		{ PALETTE_PANE, PANE_organization, "company tenant" },
		{ PALETTE_PANE, PANE_workspaces, "spaces projects" },
		{ PALETTE_PANE, PANE_members, "people team" },
		{ PALETTE_PANE, PANE_keys, "api tokens" },
		{ PALETTE_PANE, PANE_telephony, "routes rates carriers" },
		{ PALETTE_PANE, PANE_audit, "log logs history events" },
		{ PALETTE_PANE, PANE_billing, "wallet money payments" },
		{ PALETTE_PANE, PANE_access, "permissions rights roles" },
		{ PALETTE_ACTION, UI_quit, "exit leave" },
		{ PALETTE_ACTION, UI_help, "manual shortcuts bindings" },
		{ PALETTE_ACTION, UI_switch_place, "ws use cd" },
		{ PALETTE_ACTION, UI_review, "apply commit plan" },
		{ PALETTE_ACTION, UI_discard, "reset" },
		{ PALETTE_ACTION, UI_undo, "revert" },
		{ PALETTE_ACTION, UI_saved_views, "bookmarks" },
		{ PALETTE_ACTION, UI_offboard, "leaver deprovision" },
		{ PALETTE_ACTION, UI_key_whois, "leaked token secret" },
		{ PALETTE_ACTION, UI_reload, "refresh" },
		{ PALETTE_ACTION, UI_redraw, "repaint" },
		{ PALETTE_ACTION, UI_who, "whoami me" },
		{ PALETTE_ACTION, UI_profile, "server connect" },
		{ PALETTE_ACTION, UI_password, "passwd" },
		{ PALETTE_ACTION, UI_authenticator, "mfa 2fa totp otp enroll two-factor" },
		{ PALETTE_ACTION, UI_sessions, "devices logins" },
		{ PALETTE_ACTION, UI_users, "accounts" },
		{ PALETTE_ACTION, UI_accept_invitation, "join" },
		{ PALETTE_ACTION, UI_store, "keyring" },
		{ PALETTE_ACTION, UI_sign_out, "logout signout logoff" },
		{ PALETTE_ACTION, UI_import, "csv upload" },
		{ PALETTE_ACTION, UI_sso_set, "oidc single-sign-on" },
	};
	for (size_t i = 0; i < sizeof(also) / sizeof(also[0]); i++)
		if (also[i].what == what && also[i].which == which)
			return also[i].words;
	return "";
}

static const char *
with_dashes(struct arena *arena, const char *text)
{
	char *copy = arena_text(arena, text);
	for (char *c = copy; *c != '\0'; c++)
		if (*c == '_')
			*c = '-';
	return copy;
}

static struct palette_entry *
add(struct palette_entries *out, enum palette_what what, int which, enum rank rank)
{
	struct palette_entry *entry = &out->items[out->n++];
	*entry = (struct palette_entry){ .what = what,
		.which = which,
		.rank = (int)rank,
		.keys = "",
		.also = other_words(what, which) };
	return entry;
}

static void
refuse(struct palette_entries *out, struct palette_entry *entry, const char *why)
{
	if (why[0] == '\0')
		return;
	entry->refusal = arena_text(&out->arena, why);
	entry->rank += RANK_refused;
}

/* ---- panes ---- */

static const char *
keys_of(const struct app *app, struct palette_entries *out, size_t action)
{
	char text[KEYMAP_TEXT];
	return arena_text(&out->arena, keymap_text(&app->keymap, action, text));
}

static void
add_panes(struct app *app, struct palette_entries *out)
{
	for (int i = 0; i < PANE_COUNT; i++) {
		struct palette_entry *entry = add(out, PALETTE_PANE, i, RANK_pane);
		entry->name = pane_get((enum pane_id)i)->name;
		entry->sentence = arena_printf(
		    &out->arena, "go there; `%s /word` shows only what has the word", entry->name);
		entry->keys = keys_of(app, out, (size_t)pane_tab((enum pane_id)i)->key);
	}
}

/* ---- actions ---- */

/* Where an action of another list works: "works in Members: 3". */
static const char *
elsewhere(const struct app *app, struct palette_entries *out, const char *context)
{
	char key[KEYS_NAME_SIZE];
	for (int i = 0; i < PANE_COUNT; i++) {
		const struct pane *pane = pane_get((enum pane_id)i);
		for (size_t s = 0; s < pane->n_sections; s++) {
			if (strcmp(pane->sections[s].context, context) != 0)
				continue;
			return arena_printf(&out->arena, "works in the list %s: %s",
			    pane->sections[s].title,
			    keys_name(
			        keymap_key(&app->keymap, (size_t)pane_tab((enum pane_id)i)->key),
			        key));
		}
	}
	return "works in lists";
}

static bool
works_here(const struct app *app, const char *context)
{
	const char *contexts[APP_CONTEXTS];
	app_contexts(app, contexts);
	for (size_t i = 0; contexts[i] != NULL; i++)
		if (strcmp(contexts[i], context) == 0)
			return true;
	return false;
}

static void
add_action(struct app *app, struct palette_entries *out, size_t action)
{
	const struct binding *binding = &action_bindings[action];
	char why[ACT_REFUSAL];
	/* People and rate decks are brought in from anywhere: a pane only has the key. */
	bool anywhere =
	    binding->context[0] == '\0' || action == UI_import || action == UI_import_deck;
	bool here = anywhere || works_here(app, binding->context);
	bool list = strcmp(binding->context, "list") == 0 || strcmp(binding->context, "item") == 0;
	enum rank rank = RANK_of_this_list;
	if (anywhere)
		rank = binding_label((enum ui_action)action)[0] == '\0' ? RANK_movement
		                                                        : RANK_everywhere;
	else if (!here)
		rank = RANK_elsewhere;
	else if (list)
		rank = RANK_movement;
	struct palette_entry *entry = add(out, PALETTE_ACTION, (int)action, rank);
	entry->name = with_dashes(&out->arena, binding->action);
	entry->sentence = binding->sentence;
	entry->keys = keys_of(app, out, action);
	if (!here)
		refuse(out, entry, elsewhere(app, out, binding->context));
	else
		refuse(out, entry, act_refusal_of_key(app, (enum ui_action)action, why));
}

static void
add_actions(struct app *app, struct palette_entries *out)
{
	for (size_t i = 0; i < UI_ACTION_COUNT; i++) {
		bool is_pane = pane_of_key((enum ui_action)i) != PANE_COUNT;
		if (!is_pane && i != UI_palette)
			add_action(app, out, i);
	}
}

/* ---- operations ---- */

/* "member set-role", as the command line has it. */
static const char *
verb_of(struct arena *arena, enum op_id op)
{
	const char *id = ops[op].id;
	size_t noun = strcspn(id, "_");
	const char *rest = id[noun] == '_' ? id + noun + 1 : "";
	return arena_printf(arena, "%.*s %s", (int)noun, id, with_dashes(arena, rest));
}

static void
add_operations(struct app *app, struct palette_entries *out)
{
	char why[ACT_REFUSAL];
	for (int i = 1; i < OP_COUNT; i++) {
		if (ops[i].hidden)
			continue;
		struct palette_entry *entry = add(out, PALETTE_OPERATION, i, RANK_operation);
		entry->name = verb_of(&out->arena, (enum op_id)i);
		entry->sentence = ops[i].summary;
		refuse(out, entry, act_refusal(app, (enum op_id)i, NULL, why));
	}
}

/* ---- saved views ---- */

static void
add_saved(struct app *app, struct palette_entries *out)
{
	char text[SAVED_TEXT];
	struct palette_entry *entry = add(out, PALETTE_SAVE, 0, RANK_everywhere);
	entry->name = "view save";
	entry->sentence = "keep list, filter and order: `view save NAME`";
	for (size_t i = 0; i < app->saved.n; i++) {
		const struct saved_view *view = &app->saved.views[i];
		entry = add(out, PALETTE_SAVED, (int)i, RANK_everywhere);
		entry->name = arena_printf(&out->arena, "view %s", view->name);
		entry->sentence = arena_printf(&out->arena, "show %s", saved_text(view, text));
		entry = add(out, PALETTE_DROP, (int)i, RANK_elsewhere);
		entry->name = arena_printf(&out->arena, "view drop %s", view->name);
		entry->sentence = "forget the saved view";
	}
}

/* ---- places ---- */

static void
add_place(struct palette_entries *out, const struct my_organization *org,
    const struct my_workspace *workspace)
{
	struct arena *arena = &out->arena;
	struct palette_entry *entry = add(out, PALETTE_PLACE, 0, RANK_place);
	entry->org_id = arena_text(arena, org->id);
	entry->org_name = arena_text(arena, org->name);
	entry->plan = org->plan;
	if (workspace == NULL) {
		entry->name = arena_printf(arena, "org %s", org->name);
		entry->sentence = "go to the organization";
		return;
	}
	entry->ws_id = arena_text(arena, workspace->id);
	entry->ws_name = arena_text(arena, workspace->name);
	entry->name = arena_printf(arena, "workspace %s", workspace->name);
	entry->sentence = arena_printf(arena, "go to the workspace of %s", org->name);
}

static void
add_places(const struct me *me, struct palette_entries *out)
{
	for (size_t i = 0; i < me->workspaces.n; i++)
		for (size_t o = 0; o < me->organizations.n; o++)
			if (strcmp(me->workspaces.items[i].organization_id,
			        me->organizations.items[o].id) == 0)
				add_place(
				    out, &me->organizations.items[o], &me->workspaces.items[i]);
	for (size_t i = 0; i < me->organizations.n; i++)
		add_place(out, &me->organizations.items[i], NULL);
}

void
palette_collect(struct app *app, struct palette_entries *out)
{
	const struct me *me = app->me == NULL ? NULL : app->me->value;
	size_t most = (size_t)PANE_COUNT + UI_ACTION_COUNT + OP_COUNT + 1 + 2 * app->saved.n;
	if (me != NULL)
		most += me->workspaces.n + me->organizations.n;
	*out = (struct palette_entries){ .n = 0 };
	out->items = arena_new(&out->arena, most * sizeof(*out->items));
	add_panes(app, out);
	add_actions(app, out);
	add_operations(app, out);
	add_saved(app, out);
	if (me != NULL)
		add_places(me, out);
}
