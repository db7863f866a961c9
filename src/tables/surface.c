/* The product's surface as plain text, so that a change of it shows as a readable diff. */
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "op.h"
#include "openapi.h"
#include "special.h"
#include "tables.h"
#include "usage.h"
#include "verb.h"

/* ---- OpenAPI ---- */

static void
break_line(struct str *out, int depth)
{
	str_add_char(out, '\n');
	for (int i = 0; i < depth; i++)
		str_add(out, "  ");
}

/* A text from its quote to its quote. */
static size_t
text_length(const char *at)
{
	size_t len = 1;
	while (at[len] != '"')
		len += at[len] == '\\' ? 2 : 1;
	return len + 1;
}

/* Printed JSON again, a member a line.  Containers without members stay as they are. */
static void
indent(struct str *out, const char *json)
{
	int depth = 0;
	while (*json != '\0') {
		size_t len = *json == '"' ? text_length(json) : 1;
		bool opens = *json == '{' || *json == '[';
		bool empty = opens && (json[1] == '}' || json[1] == ']');
		len += empty ? 1 : 0;
		if (*json == '}' || *json == ']')
			break_line(out, --depth);
		str_add_n(out, json, len);
		if (opens && !empty)
			depth++;
		if ((opens && !empty) || *json == ',')
			break_line(out, depth);
		if (*json == ':')
			str_add_char(out, ' ');
		json += len;
	}
	str_add_char(out, '\n');
}

bool
tables_openapi(struct str *out, const char *argument)
{
	struct str text = STR_INIT(8u << 20);
	(void)argument;
	openapi_print(&text);
	indent(out, str_text(&text));
	bool whole = !text.failed;
	str_release(&text);
	out->failed = out->failed || !whole;
	return true;
}

/* ---- routes ---- */

bool
tables_routes(struct str *out, const char *argument)
{
	(void)argument;
	for (int i = 1; i < OP_COUNT; i++)
		str_addf(
		    out, "%-6s %-62s %s\n", method_name(ops[i].method), ops[i].path, ops[i].id);
	return true;
}

/* ---- help ---- */

/* Help shows defaults, which depend on who asks: here it is always the same nobody. */
static void
become_nobody(void)
{
	static const char *const variables[] = { "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR",
		"XDG_STATE_HOME", "XDG_DATA_HOME" };
	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++)
		(void)unsetenv(variables[i]);
	(void)setenv("HOME", "/home/nobody", 1);
}

static void
add_help(struct str *out, const struct verb *verb)
{
	str_add(out, "--------\n");
	usage_help(verb, out);
}

bool
tables_help(struct str *out, const char *argument)
{
	(void)argument;
	become_nobody();
	usage_help(&(struct verb){ .op = OP_none }, out);
	for (int i = 0; i < SPECIAL_COUNT; i++)
		add_help(out, &(struct verb){ .special = &specials[i], .op = specials[i].op });
	for (int i = 1; i < OP_COUNT; i++)
		if (verb_is_shown((enum op_id)i))
			add_help(out, &(struct verb){ .op = (enum op_id)i });
	return true;
}
