/* Entries of catalogues by id. */
#include "catalogue.h"

#include "call.h"

static int
check(struct call *c, enum query query, const char *list, const char *field, const char *id)
{
	struct text_row row;
	bool found;
	if (id == NULL)
		return 0;
	if (call_get(c, query, WITH(V(list), V(id)), &row, &found) != 0)
		return (int)c->err.problem;
	return found ? 0
	             : call_broken(c, PROBLEM_invalid_field, field,
	                   "%s: the catalogue of %ss has no '%s'", field, list, id);
}

int
catalogue_check(struct call *c, const char *list, const char *field, const char *id)
{
	return check(c, QUERY_catalogue_has, list, field, id);
}

int
catalogue_check_provider(struct call *c, const char *list, const char *field, const char *id)
{
	return check(c, QUERY_catalogue_provider, list, field, id);
}

int
catalogue_default(struct call *c, const char *list, const char *provider, const char **out)
{
	struct text_row row;
	if (call_need(c, QUERY_catalogue_default, WITH(V(list), V(provider)), &row, list) != 0)
		return (int)c->err.problem;
	*out = row.text;
	return 0;
}
