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

/* ---- where one can call, through the default provider ---- */

/* The country code that a prefix begins with, by the plan of E.164: one digit in the zones 1 and 7, two where
 * there are such, else three. */
static int
code_len(const char *prefix)
{
	static const char *const two[10] = { [2] = "07",
		[3] = "0123469",
		[4] = "013456789",
		[5] = "12345678",
		[6] = "0123456",
		[8] = "1246",
		[9] = "0123458" };
	const char *second = prefix[0] >= '0' && prefix[0] <= '9' ? two[prefix[0] - '0'] : NULL;
	if (prefix[0] == '1' || prefix[0] == '7')
		return 1;
	return second != NULL && prefix[1] != '\0' && strchr(second, prefix[1]) != NULL ? 2 : 3;
}

int
op_catalogue_countries(
    struct call *c, const struct catalogue_countries_args *args, struct country_rules *out)
{
	(void)args;
	if (call_all(c, QUERY_rules_countries, WITH_NONE, &out->data.items, &out->data.n) != 0)
		return (int)c->err.problem;
	for (size_t i = 0; i < out->data.n; i++)
		out->data.items[i].dialCode = arena_printf(&c->arena, "%.*s",
		    code_len(out->data.items[i].dialCode), out->data.items[i].dialCode);
	return 0;
}

/* Rows of one group follow one another, one a prefix. */
static void
add_rules(
    struct network_group_rules *out, const struct rule_row *rows, size_t n, struct arena *arena)
{
	struct many_network_group_rule *all = &out->data;
	const char **prefixes = arena_new(arena, (n + 1) * sizeof(*prefixes));
	all->items = arena_new(arena, (n + 1) * sizeof(*all->items));
	for (size_t i = 0; i < n; i++) {
		prefixes[i] = rows[i].prefix;
		if (i == 0 || rows[i].num != rows[i - 1].num)
			all->items[all->n++] =
			    (struct network_group_rule){ .countryISO = rows[i].country,
				    .name = rows[i].name,
				    .prefixes = { &prefixes[i], 0 } };
		all->items[all->n - 1].prefixes.n++;
	}
}

int
op_catalogue_network_groups(struct call *c, const struct catalogue_network_groups_args *args,
    struct network_group_rules *out)
{
	struct rule_row *rows;
	size_t n;
	if (call_all(c, QUERY_rules_groups, WITH(call_key_workspace(c), V(args->countryISO)), &rows,
	        &n) != 0)
		return (int)c->err.problem;
	add_rules(out, rows, n, &c->arena);
	return 0;
}
