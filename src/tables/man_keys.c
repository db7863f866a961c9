/* The console's keys as a chapter of nexa(1). */
#include <string.h>

#include "bindings.h"
#include "mdoc.h"
#include "tables.h"

/* "j down C-n" as j, down, C-n; what has no key is run from the palette. */
static void
add_keys(struct str *out, const struct binding *binding)
{
	const char *keys = binding->keys;
	char key[KEYMAP_TEXT];
	const char *between = "";
	mdoc_macro(out, "It");
	while (*keys != '\0') {
		size_t len = strcspn(keys, " ");
		(void)snprintf(key, sizeof(key), "%.*s", (int)len, keys);
		str_addf(out, "%s Cm", between);
		mdoc_arg(out, key);
		between = " ,";
		keys += len;
		keys += strspn(keys, " ");
	}
	if (binding->keys[0] == '\0') {
		str_add(out, " Cm");
		mdoc_arg(out, ":");
	}
	mdoc_end(out);
}

static void
add_context(struct str *out, const char *context)
{
	if (context[0] == '\0')
		str_add(out, ".Pp\nEverywhere:\n");
	else
		str_addf(out, ".Pp\nIn\n.Sy %s :\n", context);
	str_add(out, ".Pp\n.Bl -tag -width home_M-<_g_ -compact\n");
	for (size_t i = 0; i < UI_ACTION_COUNT; i++) {
		const struct binding *binding = &action_bindings[i];
		if (strcmp(binding->context, context) != 0)
			continue;
		add_keys(out, binding);
		mdoc_text(out, binding->sentence);
		str_add(out, ".Pq");
		mdoc_name(out, binding->action);
		mdoc_end(out);
	}
	str_add(out, ".El\n");
}

static bool
is_new_context(size_t action)
{
	for (size_t i = 0; i < action; i++)
		if (strcmp(action_bindings[i].context, action_bindings[action].context) == 0)
			return false;
	return true;
}

bool
tables_man_keys(struct str *out, const char *argument)
{
	(void)argument;
	for (size_t i = 0; i < UI_ACTION_COUNT; i++)
		if (is_new_context(i))
			add_context(out, action_bindings[i].context);
	return true;
}
