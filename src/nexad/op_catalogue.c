/* Catalogues: what agents can be made of, and where they can call. */
#include <string.h>

#include "call.h"
#include "page.h"

int
op_catalogue_llms(struct call *c, const struct catalogue_llms_args *args, struct page *page)
{
	(void)c;
	(void)args;
	return page_list(page, LIST_llms, WITH_NONE, NULL);
}

int
op_catalogue_transcribers(
    struct call *c, const struct catalogue_transcribers_args *args, struct page *page)
{
	(void)c;
	(void)args;
	return page_list(page, LIST_transcribers, WITH_NONE, NULL);
}

int
op_catalogue_voices(struct call *c, const struct catalogue_voices_args *args, struct page *page)
{
	(void)c;
	(void)args;
	return page_list(page, LIST_voices, WITH_NONE, NULL);
}

int
op_catalogue_languages(
    struct call *c, const struct catalogue_languages_args *args, struct page *page)
{
	(void)c;
	(void)args;
	return page_list(page, LIST_languages, WITH_NONE, NULL);
}

/* ---- countries and network groups, until a catalogue of destinations is imported ---- */

enum { PREFIXES_MAX = 8, GROUPS_MAX = 4 };

static const struct destination {
	struct country_rule country;
	struct {
		const char *name;
		const char *prefixes[PREFIXES_MAX];
	} groups[GROUPS_MAX];
} destinations[] = {
	{ { "AU", "Australia", "61" },
	    { { "Australia Mobile", { "614" } },
	        { "Australia Landline", { "612", "613", "617", "618" } } } },
	{ { "GB", "Great Britain", "44" },
	    { { "Great Britain Mobile", { "447" } },
	        { "Great Britain Landline", { "441", "442" } } } },
	{ { "IN", "India", "91" },
	    { { "India Mobile", { "916", "917", "918", "919" } },
	        { "India Landline", { "9111", "9122", "9133", "9140", "9144", "9180" } } } },
	{ { "AE", "United Arab Emirates", "971" },
	    { { "United Arab Emirates Mobile", { "9715" } },
	        { "United Arab Emirates Landline", { "9712", "9714" } } } },
	{ { "US", "United States", "1" }, { { "United States", { "1" } } } },
};

enum { N_DESTINATIONS = sizeof(destinations) / sizeof(destinations[0]) };

int
op_catalogue_countries(
    struct call *c, const struct catalogue_countries_args *args, struct country_rules *out)
{
	(void)args;
	out->data.items = arena_new(&c->arena, N_DESTINATIONS * sizeof(*out->data.items));
	out->data.n = N_DESTINATIONS;
	for (size_t i = 0; i < N_DESTINATIONS; i++)
		out->data.items[i] = destinations[i].country;
	return 0;
}

static struct texts
prefixes_of(struct call *c, const char *const *prefixes)
{
	struct texts texts = { arena_new(&c->arena, PREFIXES_MAX * sizeof(*texts.items)), 0 };
	while (texts.n < PREFIXES_MAX && prefixes[texts.n] != NULL) {
		texts.items[texts.n] = prefixes[texts.n];
		texts.n++;
	}
	return texts;
}

int
op_catalogue_network_groups(struct call *c, const struct catalogue_network_groups_args *args,
    struct network_group_rules *out)
{
	struct many_network_group_rule *all = &out->data;
	all->items = arena_new(&c->arena, sizeof(*all->items) * N_DESTINATIONS * GROUPS_MAX);
	all->n = 0;
	for (const struct destination *d = destinations; d < destinations + N_DESTINATIONS; d++) {
		if (args->countryISO != NULL &&
		    strcmp(args->countryISO, d->country.countryISO) != 0)
			continue;
		for (int i = 0; i < GROUPS_MAX && d->groups[i].name != NULL; i++)
			all->items[all->n++] =
			    (struct network_group_rule){ .countryISO = d->country.countryISO,
				    .name = d->groups[i].name,
				    .prefixes = prefixes_of(c, d->groups[i].prefixes) };
	}
	return 0;
}
