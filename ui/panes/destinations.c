/* Cells of providers, countries, network groups and prefixes, and the lines above their lists. */
#include "destinations.h"

#include <stdio.h>
#include <string.h>

#include "app.h"
#include "arena.h"
#include "args.h"
#include "client.h"
#include "digits.h"

/* ---- cells ---- */

static bool
is_archived(const struct view *view)
{
	return view->app->place.status == WORKSPACE_STATUS_archived;
}

/* "off → on" where that is staged, "≠" where somebody else was first. */
static void
show_switch(
    struct view *view, const char *id, bool on, struct arena *arena, struct table_cell *cell)
{
	const struct staged *staged = stage_find(view->app, id);
	cell->text = on ? "on" : "off";
	if (staged == NULL)
		return;
	cell->style = staged->problem != NULL ? STYLE_conflict : STYLE_staged;
	cell->text = arena_printf(arena, "%s %s %s", on ? "on" : "off",
	    staged->conflict ? "≠" : "→", staged->on ? "on" : "off");
}

static const char *
risk_mark(enum risk risk, struct arena *arena)
{
	if (risk <= RISK_none)
		return "";
	return arena_printf(arena, "! %s", vocab_spoken(arena, vocab_name(VOCAB_risk, (int)risk)));
}

static const char *
so_many_of(struct arena *arena, int64_t some, int64_t all)
{
	return arena_printf(arena, "%s of %s", digits_new(arena, some), digits_new(arena, all));
}

void
destinations_show_provider(
    struct view *view, const void *row, size_t column, struct arena *arena, struct table_cell *cell)
{
	const struct telephony_provider *provider = row;
	if (!provider->enabled || is_archived(view))
		cell->style = STYLE_dim;
	if (column == PROVIDER_status)
		show_switch(view, provider->id, provider->enabled, arena, cell);
	else if (column == PROVIDER_default)
		cell->text = provider->is_default ? "default" : "";
	else if (column == PROVIDER_groups && provider->kind == PROVIDER_KIND_flat)
		cell->text = "one flat rate";
	else if (column == PROVIDER_groups)
		cell->text =
		    so_many_of(arena, provider->network_groups_enabled, provider->network_groups);
}

/* "2 of 40", "2 of 40 +38" where so many are staged to be on, "2 of 40 -2" to be off. */
static void
show_counts(const struct view *view, const struct telephony_country *country, struct arena *arena,
    struct table_cell *cell)
{
	size_t on;
	size_t off;
	stage_in_country(view->app, country->country, &on, &off);
	if (on + off > 0)
		cell->style = STYLE_staged;
	cell->text = arena_printf(arena, "%s%s%s",
	    so_many_of(arena, country->network_groups_enabled, country->network_groups),
	    on == 0 ? "" : arena_printf(arena, " +%zu", on),
	    off == 0 ? "" : arena_printf(arena, " -%zu", off));
}

void
destinations_show_country(
    struct view *view, const void *row, size_t column, struct arena *arena, struct table_cell *cell)
{
	const struct telephony_country *country = row;
	if (country->network_groups_enabled == 0 || is_archived(view))
		cell->style = STYLE_dim;
	if (column == COUNTRY_on)
		show_counts(view, country, arena, cell);
	else if (column == COUNTRY_risky)
		cell->text = country->network_groups_risky == 0
		    ? ""
		    : arena_printf(arena, "! %s", digits_new(arena, country->network_groups_risky));
}

/* Among the groups of one country, its name need not stand before each. */
static const char *
name_of_group(const struct view *view, const struct network_group *group)
{
	static const char between[] = " - ";
	size_t len = strlen(group->country_name);
	if (!destinations_of_country(view) || strncmp(group->name, group->country_name, len) != 0 ||
	    strncmp(group->name + len, between, sizeof(between) - 1) != 0)
		return group->name;
	return group->name + len + sizeof(between) - 1;
}

void
destinations_show_group(
    struct view *view, const void *row, size_t column, struct arena *arena, struct table_cell *cell)
{
	const struct network_group *group = row;
	if (!group->enabled || is_archived(view))
		cell->style = STYLE_dim;
	if (column == GROUP_name)
		cell->text = name_of_group(view, group);
	else if (column == GROUP_status)
		show_switch(view, group->id, group->enabled, arena, cell);
	else if (column == GROUP_risk)
		cell->text = risk_mark(group->risk, arena);
}

void
destinations_show_catalogue(
    struct view *view, const void *row, size_t column, struct arena *arena, struct table_cell *cell)
{
	const struct deck_group *group = row;
	(void)view;
	if (column == CATALOGUE_default)
		cell->text = group->default_enabled ? "on" : "off";
	else if (column == CATALOGUE_risk)
		cell->text = risk_mark(group->risk, arena);
	if (column == CATALOGUE_default && !group->default_enabled)
		cell->style = STYLE_dim;
}

void
destinations_show_prefix(
    struct view *view, const void *row, size_t column, struct arena *arena, struct table_cell *cell)
{
	(void)view;
	(void)column;
	cell->text = arena_printf(arena, "+%s", ((const struct group_prefix *)row)->prefix);
}

/* A plan that shows no rates has no columns for them. */
size_t
destinations_count_providers(const struct view *view)
{
	bool hidden = rows_end(&view->rows) > view->rows.base;
	for (int64_t i = view->rows.base; i < rows_end(&view->rows); i++) {
		const struct telephony_provider *each = rows_at(&view->rows, i);
		hidden = hidden && (each == NULL || !each->has_outbound_inr_per_min);
	}
	return view->section->n_columns - (hidden ? DESTINATIONS_RATES : 0);
}

size_t
destinations_count_countries(const struct view *view)
{
	const struct telephony_country *first = rows_at(&view->rows, view->rows.base);
	bool hidden = first != NULL && !first->has_lowest_inr_per_min;
	return view->section->n_columns - (hidden ? DESTINATIONS_RATES : 0);
}

size_t
destinations_count_groups(const struct view *view)
{
	const struct network_group *first = rows_at(&view->rows, view->rows.base);
	bool hidden = first != NULL && !first->has_outbound_inr_per_min;
	return view->section->n_columns - (hidden ? DESTINATIONS_RATES : 0);
}

/* ---- what stands above ---- */

enum { ABOVE_FROM_ROWS = 6 };

static int
draw_line(
    struct view *view, struct screen *screen, struct screen_rect area, bool off, const char *text)
{
	struct screen_place line = { area.row, area.column, area.columns };
	if (area.rows < ABOVE_FROM_ROWS)
		return 0;
	if (is_archived(view))
		(void)screen_text(screen, line, STYLE_warning,
		    "archived: no call is placed from here, and nothing can be switched");
	else
		(void)screen_text(screen, line, off ? STYLE_warning : STYLE_normal, text);
	return 1;
}

/* Providers stand for themselves, unless there is a reason that none of them helps. */
int
destinations_draw_reason(
    struct view *view, const void *object, struct screen *screen, struct screen_rect area)
{
	(void)object;
	return is_archived(view) ? draw_line(view, screen, area, false, "") : 0;
}

/* "Plivo: on, 433 of 449 network groups on" */
int
destinations_draw_provider(
    struct view *view, const void *object, struct screen *screen, struct screen_rect area)
{
	const struct telephony_provider *provider = object;
	struct arena arena = { NULL };
	destinations_settle(view);
	const char *text = "";
	if (provider != NULL && provider->kind == PROVIDER_KIND_flat)
		text = arena_printf(&arena, "%s: %s, one rate for all destinations", provider->name,
		    provider->enabled ? "on" : "off");
	else if (provider != NULL && provider->enabled)
		text = arena_printf(&arena, "%s: on, %s network groups on", provider->name,
		    so_many_of(&arena, provider->network_groups_enabled, provider->network_groups));
	else if (provider != NULL)
		text = arena_printf(&arena,
		    "%s is off here: no call goes out through it, whatever is switched on below",
		    provider->name);
	int used = draw_line(view, screen, area, provider != NULL && !provider->enabled, text);
	arena_release(&arena);
	return used;
}

/* "India - Mobile, off, ! premium: 2420 prefixes" */
int
destinations_draw_group(
    struct view *view, const void *object, struct screen *screen, struct screen_rect area)
{
	const struct network_group *group = object;
	struct arena arena = { NULL };
	struct table_cell cell = { .text = "" };
	const char *text = "";
	if (group != NULL) {
		const char *rate =
		    args_field(SHAPE_network_group, group, "outbound_inr_per_min", &arena);
		show_switch(view, group->id, group->enabled, &arena, &cell);
		text = arena_printf(&arena, "%s: %s%s%s, %s prefixes%s%s%s", group->name, cell.text,
		    group->risk > RISK_none ? ", " : "", risk_mark(group->risk, &arena),
		    digits_new(&arena, group->prefix_count), rate[0] == '\0' ? "" : ", out ", rate,
		    rate[0] == '\0' ? "" : " INR");
	}
	int used = draw_line(view, screen, area, false, text);
	arena_release(&arena);
	return used;
}

int
destinations_draw_catalogue(
    struct view *view, const void *object, struct screen *screen, struct screen_rect area)
{
	const struct provider_deck *deck = object;
	struct arena arena = { NULL };
	const char *text = "";
	destinations_settle(view);
	if (deck != NULL)
		text = arena_printf(&arena,
		    "%s, whole installation: %s network groups, %s prefixes", deck->name,
		    digits_new(&arena, deck->network_groups), digits_new(&arena, deck->prefixes));
	struct screen_place line = { area.row, area.column, area.columns };
	int used = area.rows < ABOVE_FROM_ROWS ? 0 : 1;
	if (used > 0)
		(void)screen_text(screen, line, STYLE_normal, text);
	arena_release(&arena);
	return used;
}
