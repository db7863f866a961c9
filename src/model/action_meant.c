/* What a person means by the words for an action. */
#include "op.h"

static char
plain(char c)
{
	if (c == ' ' || c == '-' || c == '.')
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
