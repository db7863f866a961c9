/* What a person means by the words for an action. */
#include <string.h>

#include "arena.h"
#include "op.h"

static char
plain(char c)
{
	if (c == ' ' || c == '-' || c == '.' || c == ':')
		return '_';
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The same words, whatever stands between them. */
static bool
same_words(const char *a, const char *b)
{
	while (*a != '\0' && plain(*a) == plain(*b)) {
		a++;
		b++;
	}
	return *a == *b;
}

enum action
op_action_meant(const char *text)
{
	for (int i = ACTION_none + 1; i < ACTION_COUNT; i++) {
		const struct action_row *row = action_row((enum action)i);
		if (same_words(text, row->name) || same_words(text, row->text))
			return (enum action)i;
	}
	for (int i = 1; i < OP_COUNT; i++)
		if (same_words(text, ops[i].id))
			return ops[i].needs;
	return ACTION_none;
}

/* "agents" of "agents.read" is that of agents_view, and so is "agent". */
static bool
same_noun(const char *text, const char *name)
{
	size_t len = strcspn(name, "_");
	size_t at = 0;
	while (at < len && plain(text[at]) == name[at])
		at++;
	bool singular = at + 1 == len && name[at] == 's';
	char next = plain(text[at]);
	return at > 0 && (at == len || singular) && (next == '\0' || next == '_');
}

const char *
op_actions_near(const char *text, struct arena *arena)
{
	const char *list = NULL;
	enum scope scope = SCOPE_none;
	for (int i = SCOPE_none + 1; i < SCOPE_COUNT; i++)
		if (same_words(text, scope_name((enum scope)i)))
			scope = (enum scope)i;
	for (int i = ACTION_none + 1; i < ACTION_COUNT; i++) {
		const struct action_row *row = action_row((enum action)i);
		if (scope != SCOPE_none ? row->scope == scope : same_noun(text, row->name))
			list = list == NULL ? row->name
			                    : arena_printf(arena, "%s, %s", list, row->name);
	}
	return list;
}
