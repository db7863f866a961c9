/* What the lists of the pane Telephony show, and what they have in common. */
#ifndef DESTINATIONS_H
#define DESTINATIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "table.h"

struct arena;
struct screen;
struct screen_rect;
struct view;

/* Columns of the lists that are more than a field. */
enum { PROVIDER_status = 1, PROVIDER_default, PROVIDER_groups };
enum { COUNTRY_on = 2, COUNTRY_risky };
enum { GROUP_name, GROUP_status, GROUP_risk };
enum { CATALOGUE_default = 1, CATALOGUE_risk };

enum { DESTINATIONS_RATES = 2 }; /* columns at the end, which not every plan shows */

/* ---- pane_telephony.c ---- */

/* Until a provider was chosen it is the default one, once the list of them tells which that is. */
void destinations_settle(struct view *view);
/* Whether the filter is what a country led here with. */
bool destinations_of_country(const struct view *view);

/* ---- destinations.c: cells, as section.cell; how many columns a plan has; what stands above a list ---- */

void destinations_show_provider(struct view *view, const void *row, size_t column,
    struct arena *arena, struct table_cell *cell);
void destinations_show_country(struct view *view, const void *row, size_t column,
    struct arena *arena, struct table_cell *cell);
void destinations_show_group(struct view *view, const void *row, size_t column, struct arena *arena,
    struct table_cell *cell);
void destinations_show_prefix(struct view *view, const void *row, size_t column,
    struct arena *arena, struct table_cell *cell);
void destinations_show_catalogue(struct view *view, const void *row, size_t column,
    struct arena *arena, struct table_cell *cell);

size_t destinations_count_providers(const struct view *view);
size_t destinations_count_countries(const struct view *view);
size_t destinations_count_groups(const struct view *view);

int destinations_draw_reason(
    struct view *view, const void *object, struct screen *screen, struct screen_rect area);
int destinations_draw_provider(
    struct view *view, const void *object, struct screen *screen, struct screen_rect area);
int destinations_draw_group(
    struct view *view, const void *object, struct screen *screen, struct screen_rect area);
int destinations_draw_catalogue(
    struct view *view, const void *object, struct screen *screen, struct screen_rect area);

#endif
