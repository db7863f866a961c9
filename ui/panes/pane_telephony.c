/* What the workspace may call: providers, countries, network groups and their prefixes, each group with a
 * switch that is staged here; and the operator's catalogue of them. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "act.h"
#include "app.h"
#include "arena.h"
#include "args.h"
#include "client.h"
#include "destinations.h"
#include "digits.h"
#include "import.h"
#include "mem.h"
#include "overlay.h"
#include "prefix_trie.h"
#include "saving.h"
#include "switching.h"

enum { SECTION_providers, SECTION_countries, SECTION_groups, SECTION_prefixes, SECTION_catalogue };

enum { SWITCH = 9 }; /* columns of "off -> on", which is longer than "off → on" */

static const struct pane_column provider_columns[] = {
	{ "name", { .title = "provider", .min = 12, .preferred = 24, .grow = 1 }, true },
	{ "enabled", { .title = "status", .min = SWITCH, .preferred = SWITCH }, false },
	{ "is_default", { .title = "default", .min = 7, .preferred = 7, .priority = 3 }, false },
	{ "network_groups_enabled",
	    { .title = "groups on", .min = 13, .preferred = 15, .priority = 1 }, false },
	{ "inbound_inr_per_min",
	    { .title = "INR in", .min = 8, .preferred = 8, .priority = 2, .right = true }, false },
	{ "outbound_inr_per_min",
	    { .title = "INR out", .min = 8, .preferred = 8, .priority = 1, .right = true }, false },
};

static const struct pane_column country_columns[] = {
	{ "name", { .title = "country", .min = 14, .preferred = 30, .grow = 1 }, true },
	{ "country", { .title = "code", .min = 4, .preferred = 4, .priority = 4 }, true },
	{ "network_groups_enabled", { .title = "groups on", .min = 10, .preferred = 15 }, true },
	{ "network_groups_risky",
	    { .title = "risky", .min = 5, .preferred = 6, .priority = 3, .right = true }, false },
	{ "lowest_inr_per_min",
	    { .title = "from INR", .min = 8, .preferred = 9, .priority = 2, .right = true }, true },
	{ "highest_inr_per_min",
	    { .title = "to INR", .min = 8, .preferred = 9, .priority = 1, .right = true }, true },
};

static const struct pane_column group_columns[] = {
	{ "name", { .title = "network group", .min = 23, .preferred = 34, .grow = 1 }, true },
	{ "enabled", { .title = "status", .min = SWITCH, .preferred = SWITCH }, true },
	{ "risk", { .title = "risk", .min = 4, .preferred = 13, .priority = 2, .whole = true },
	    false },
	{ "prefix_count",
	    { .title = "prefixes", .min = 8, .preferred = 8, .priority = 4, .right = true }, true },
	{ "inbound_inr_per_min",
	    { .title = "INR in", .min = 8, .preferred = 8, .priority = 3, .right = true }, true },
	{ "outbound_inr_per_min",
	    { .title = "INR out", .min = 8, .preferred = 8, .priority = 1, .right = true }, true },
};

static const struct pane_column prefix_columns[] = {
	{ "prefix", { .title = "prefix", .min = 10, .preferred = 20, .grow = 1 }, true },
};
static const struct pane_column catalogue_columns[] = {
	{ "name", { .title = "network group", .min = 16, .preferred = 30, .grow = 1 }, true },
	{ "default_enabled", { .title = "default", .min = 7, .preferred = 7 }, false },
	{ "risk", { .title = "risk", .min = 4, .preferred = 13, .whole = true }, false },
	{ "country", { .title = "code", .min = 4, .preferred = 4, .priority = 5 }, true },
	{ "prefix_count",
	    { .title = "prefixes", .min = 8, .preferred = 8, .priority = 4, .right = true }, true },
	{ "inbound_inr_per_min",
	    { .title = "INR in", .min = 8, .preferred = 8, .priority = 3, .right = true }, true },
	{ "outbound_inr_per_min",
	    { .title = "INR out", .min = 8, .preferred = 8, .priority = 2, .right = true }, true },
};

static const struct pane_act catalogue_acts[] = {
	{ UI_group_mark, OP_deck_mark, "provider=provider id=id", true },
	{ UI_ACTION_COUNT, OP_none, NULL, false },
};

/* ---- through whom ---- */

static struct view *
view_of(struct app *app, size_t section)
{
	return &app->views[PANE_telephony][section];
}

static void
set_provider(struct app *app, const char *provider)
{
	view_aim(view_of(app, SECTION_countries), "provider", provider);
	view_aim(view_of(app, SECTION_groups), "provider", provider);
	view_aim(view_of(app, SECTION_catalogue), "provider", provider);
}

void
destinations_settle(struct view *view)
{
	struct app *app = view->app;
	struct view *providers = view_of(app, SECTION_providers);
	if (rows_are_aimed(&view->rows))
		return;
	view_show(providers);
	for (int64_t i = providers->rows.base; i < rows_end(&providers->rows); i++) {
		const struct telephony_provider *each = rows_at(&providers->rows, i);
		if (each == NULL || !each->is_default)
			continue;
		set_provider(app, each->id);
		view_show(view);
		return;
	}
}

const char *
switches_provider(struct view *view, const struct view_mark *mark)
{
	if (view->section == view_of(view->app, SECTION_providers)->section)
		return mark->id;
	return rows_aim(&view->rows, "provider");
}

bool
destinations_of_country(const struct view *view)
{
	const char *filter = view->rows.filter;
	if (filter == NULL || strncmp(filter, "country:", 8) != 0)
		return false;
	filter += strcspn(filter, " ");
	return filter[strspn(filter, " ")] == '\0';
}

/* ---- going down and up ---- */

static void
open_provider(struct app *app, const struct telephony_provider *provider)
{
	if (provider->kind == PROVIDER_KIND_flat) {
		app_say(app, STYLE_normal,
		    "%s has one rate for all destinations and this one switch: e on, d off",
		    provider->name);
		return;
	}
	set_provider(app, provider->id);
	app_go_section(app, SECTION_countries);
}

/* The groups of a country; a prefix that is looked for is looked for there, too. */
static void
open_country(struct view *view, const struct telephony_country *country)
{
	struct app *app = view->app;
	char filter[100];
	char digits[PREFIX_TEXT];
	bool looks = view->rows.filter != NULL && prefix_typed(view->rows.filter, digits);
	(void)snprintf(filter, sizeof(filter), "country:%.8s%s%s", country->country,
	    looks ? " " : "", looks ? digits : "");
	app_go_section(app, SECTION_groups);
	view_set_filter(app_view(app), filter);
}

static void
open_group(struct view *view, const struct network_group *group)
{
	struct app *app = view->app;
	struct view *prefixes = view_of(app, SECTION_prefixes);
	char id[80];
	(void)snprintf(id, sizeof(id), "%s", group->id);
	view_aim(prefixes, "provider", rows_aim(&view->rows, "provider"));
	if (rows_aim(&prefixes->rows, "id") == NULL ||
	    strcmp(rows_aim(&prefixes->rows, "id"), id) != 0) {
		view_aim(prefixes, "id", id);
		lineedit_set(&prefixes->filter, "");
		rows_set_filter(&prefixes->rows, NULL);
	}
	app_go_section(app, SECTION_prefixes);
}

static const char *
groups_in_force(const struct view *view)
{
	return destinations_of_country(view)
	    ? "the groups of one country: esc goes back, / looks among them"
	    : NULL;
}

static bool
open_row(struct view *view, const void *row)
{
	switch ((size_t)(view - view->app->views[PANE_telephony])) {
	case SECTION_providers:
		open_provider(view->app, row);
		return true;
	case SECTION_countries:
		open_country(view, row);
		return true;
	case SECTION_groups:
		open_group(view, row);
		return true;
	default:
		return false;
	}
}

/* With nothing else to step back from, to the list that led here. */
static bool
step_up(struct view *view)
{
	struct app *app = view->app;
	size_t section = (size_t)(view - app->views[PANE_telephony]);
	if (view->n_marks > 0 || view->marking != NULL || section == SECTION_providers ||
	    app->status_style == STYLE_error)
		return false;
	if (section == SECTION_groups && destinations_of_country(view))
		view_set_filter(view, "");
	else if (view->rows.filter != NULL)
		return false;
	app_go_section(app, section - 1);
	return true;
}

void
switches_show(struct app *app, const char *provider, const char *filter)
{
	char copy[80];
	(void)snprintf(copy, sizeof(copy), "%s", filter);
	set_provider(app, provider);
	app->section[PANE_telephony] = SECTION_groups;
	if (!app_go(app, PANE_telephony))
		return;
	view_set_filter(app_view(app), copy);
}

/* ---- keys ---- */

static void
explain(struct view *view)
{
	const struct view *groups = view_of(view->app, SECTION_groups);
	const char *filter = groups->rows.filter;
	char number[PREFIX_TEXT + 1] = "+";
	if (filter != NULL)
		(void)prefix_typed(filter, number + 1);
	explain_open(view->app, rows_aim(&groups->rows, "provider"), number);
}

/* Switches are looked for among the groups. */
static bool
filter_groups(struct view *view)
{
	struct app *app = view->app;
	app_go_section(app, SECTION_groups);
	app_view(app)->filtering = true;
	return true;
}

/* Among the groups of a country what is typed stands behind it. */
static void
filter_country(struct view *view)
{
	char filter[100];
	(void)snprintf(filter, sizeof(filter), "%s ", view->rows.filter);
	lineedit_set(&view->filter, filter);
}

static void
ask_deck(struct saving *saving)
{
	const struct client_with with = saving_with(saving);
	const struct deck_export_args args = { .provider = saving->subject };
	(void)nexa_deck_export(saving->app->client, &with, &args, saving_told, saving);
}

static void
save_deck(struct app *app, const struct provider_deck *deck)
{
	struct saving wish = { .app = app, .ask = ask_deck };
	char why[ACT_REFUSAL];
	char name[90];
	if (act_refusal(app, OP_deck_export, NULL, why)[0] != '\0') {
		app_say(app, STYLE_error, "%s", why);
		return;
	}
	(void)snprintf(wish.subject, sizeof(wish.subject), "%s", deck->id);
	(void)snprintf(name, sizeof(name), "deck-%s.csv", deck->id);
	/* It becomes the name of a file, whatever the daemon calls it. */
	for (char *at = name; (at = strpbrk(at, "/\\")) != NULL;)
		*at = '-';
	saving_begin(&wish, name);
}

/* What was done to a switch, whose row goes when the list does. */
static void
show_story(struct view *view, const void *row)
{
	struct arena arena = { NULL };
	pane_go_to_log(view->app, "target", view_field(view, row, "id", &arena),
	    view_field(view, row, "name", &arena), "what was done to");
	arena_release(&arena);
}

static bool
run_deck(const struct view *view, enum ui_action action)
{
	if (view->above == NULL)
		return false;
	if (action == UI_deck_save)
		save_deck(view->app, view->above->value);
	else
		import_deck_open(view->app, view->above->value);
	return true;
}

static bool
run(struct view *view, enum ui_action action, const void *row)
{
	size_t section = (size_t)(view - view->app->views[PANE_telephony]);
	switch (action) {
	case UI_group_on:
	case UI_group_off:
	case UI_group_keep:
		if (section == SECTION_countries)
			switches_of_countries(view, view_of(view->app, SECTION_groups), action);
		else if (section == SECTION_prefixes)
			switches_of_group(
			    view, view->above == NULL ? NULL : view->above->value, action);
		else
			switches_of_rows(view, action);
		return true;
	case UI_route_try:
		explain(view);
		return true;
	case UI_deck_save:
	case UI_import_deck:
		return section == SECTION_catalogue && run_deck(view, action);
	case UI_group_story:
		if (row != NULL && section != SECTION_countries && section != SECTION_prefixes)
			show_story(view, row);
		return true;
	case UI_filter:
		if (section == SECTION_groups && destinations_of_country(view))
			filter_country(view);
		return section == SECTION_providers && filter_groups(view);
	case UI_open:
		return row != NULL && open_row(view, row);
	case UI_back:
		return step_up(view);
	default:
		return false;
	}
}

/* ---- marks and details ---- */

static void
mark_provider(const struct view *view, const void *row, struct view_mark *out)
{
	const struct telephony_provider *provider = row;
	(void)view;
	out->on = provider->enabled;
	out->about = mem_text(provider->kind == PROVIDER_KIND_flat
	        ? "calls to every destination, at one rate"
	        : "calls through it, to the network groups that are on");
}

/* Of a country it matters only whether any of its groups is risky. */
static void
mark_country(const struct view *view, const void *row, struct view_mark *out)
{
	const struct telephony_country *country = row;
	(void)view;
	out->risk = country->network_groups_risky > 0 ? RISK_premium : RISK_none;
}

static void
mark_group(const struct view *view, const void *row, struct view_mark *out)
{
	const struct network_group *group = row;
	struct arena arena = { NULL };
	(void)view;
	out->on = group->enabled;
	out->risk = group->risk;
	(void)snprintf(out->country, sizeof(out->country), "%s", group->country);
	out->about = mem_text(switches_about(group, &arena));
	arena_release(&arena);
}

static void
detail_group(struct view *view, const void *row, struct str *out)
{
	const struct network_group *group = row;
	struct arena arena = { NULL };
	int count;
	str_addf(out, "%s\n%s\n\n", group->name, group->country_name);
	pane_line(out, "status", group->enabled ? "on" : "off");
	if (group->risk > RISK_none)
		pane_line(out, "risk", vocab_words(VOCAB_risk, &count)[group->risk].text);
	pane_line(out, "prefixes", digits_new(&arena, group->prefix_count));
	pane_line(out, "INR in", view_field(view, row, "inbound_inr_per_min", &arena));
	pane_line(out, "INR out", view_field(view, row, "outbound_inr_per_min", &arena));
	pane_line(out, "country", group->country);
	pane_line(out, "version", arena_printf(&arena, "%" PRId64, group->version));
	pane_line(out, "id", group->id);
	str_add(out,
	    group->enabled ? "\nIts numbers may be called from this workspace.\n"
	                   : "\nIts numbers may not be called from this workspace.\n");
	str_add(out, "\nenter: its prefixes\n");
	arena_release(&arena);
}

static const char search_hint[] = "a country, a network group, or digits of a prefix";

static const struct section sections[] = {
	{ .title = "Providers",
	    .context = "switches",
	    .list = OP_group_providers,
	    .id = "id",
	    PANE_COLUMNS(provider_columns),
	    .stale = "telephony.",
	    .count = destinations_count_providers,
	    .cell = destinations_show_provider,
	    .run = run,
	    .mark = mark_provider,
	    .draw_above = destinations_draw_reason,
	    .empty = "There is no telephony provider." },
	{ .title = "Countries",
	    .context = "switches",
	    .list = OP_group_countries,
	    .above = OP_group_provider_get,
	    .id = "country",
	    PANE_COLUMNS(country_columns),
	    .stale = "telephony.",
	    .instant = true,
	    .looks_for = search_hint,
	    .count = destinations_count_countries,
	    .cell = destinations_show_country,
	    .run = run,
	    .mark = mark_country,
	    .draw_above = destinations_draw_provider,
	    .unaimed = "loading …",
	    .empty = "This provider has no rate deck yet: the operator imports one." },
	{ .title = "Groups",
	    .spelt_out = true,
	    .context = "switches",
	    .list = OP_group_list,
	    .above = OP_group_provider_get,
	    .id = "id",
	    PANE_COLUMNS(group_columns),
	    .stale = "telephony.",
	    .instant = true,
	    .looks_for = search_hint,
	    .count = destinations_count_groups,
	    .cell = destinations_show_group,
	    .run = run,
	    .mark = mark_group,
	    .detail = detail_group,
	    .in_force = groups_in_force,
	    .draw_above = destinations_draw_provider,
	    .unaimed = "loading …",
	    .empty = "This provider has no rate deck yet: the operator imports one." },
	{ .title = "Prefixes",
	    .context = "switches",
	    .list = OP_group_prefixes,
	    .above = OP_group_get,
	    .id = "prefix",
	    PANE_COLUMNS(prefix_columns),
	    .stale = "telephony.",
	    .instant = true,
	    .looks_for = "digits of the prefix",
	    .cell = destinations_show_prefix,
	    .run = run,
	    .draw_above = destinations_draw_group,
	    .unaimed = "enter on a network group shows its prefixes here.",
	    .empty = "It has no prefix." },
	{ .title = "Catalogue",
	    .spelt_out = true,
	    .context = "catalogue",
	    .list = OP_deck_groups,
	    .above = OP_deck_get,
	    .id = "id",
	    PANE_COLUMNS(catalogue_columns),
	    .acts = catalogue_acts,
	    .stale = "telephony.",
	    .instant = true,
	    .looks_for = search_hint,
	    .cell = destinations_show_catalogue,
	    .run = run,
	    .draw_above = destinations_draw_catalogue,
	    .unaimed = "loading …",
	    .empty = "No rate deck was imported yet: `nexa deck import` does that." },
};

const struct pane pane_telephony = { .name = "telephony", PANE_SECTIONS_OF(sections) };
