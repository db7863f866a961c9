/* The closed lists, by number and by name. */
#include "vocab.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "arena.h"

struct list {
	const char *meaning;
	const struct word *words;
	int count;
};

/* clang-format off */
#define WORD(set, id, wire, text) { (wire), (text) },
#define VOCAB(name, set, text, words) \
	static const struct word name##_words[] = { { NULL, NULL }, words };
#include "vocab.def"
#undef WORD

#define WORD(set, id, wire, text)
static const struct list lists[VOCAB_COUNT] = {
#define VOCAB(name, set, text, words) \
	[VOCAB_##name] = { (text), name##_words, set##_COUNT },
#include "vocab.def"
};
#undef WORD
/* clang-format on */

const struct word *
vocab_words(enum vocab vocab, int *count)
{
	*count = lists[vocab].count;
	return lists[vocab].words;
}

const char *
vocab_meaning(enum vocab vocab)
{
	return lists[vocab].meaning;
}

const char *
vocab_name(enum vocab vocab, int word)
{
	return word > 0 && word < lists[vocab].count ? lists[vocab].words[word].name : "";
}

int
vocab_find_any_case(enum vocab vocab, const char *name)
{
	for (int i = 1; i < lists[vocab].count; i++)
		if (strcasecmp(lists[vocab].words[i].name, name) == 0)
			return i;
	return 0;
}

int
vocab_find(enum vocab vocab, const char *name)
{
	const struct word *words = lists[vocab].words;
	for (int i = 1; name != NULL && i < lists[vocab].count; i++)
		if (words[i].name[0] == name[0] && strcmp(words[i].name, name) == 0)
			return i;
	return 0;
}

const char *
role_spoken(const char *name)
{
	switch ((enum org_role)vocab_find(VOCAB_org_role, name)) {
	case ORG_ROLE_org_owner:
		return "Org Owner";
	case ORG_ROLE_org_admin:
		return "Org Admin";
	case ORG_ROLE_org_viewer:
		return "Org Viewer";
	default:
		return name;
	}
}

const char *
vocab_spoken(struct arena *arena, const char *name)
{
	char *words = arena_text(arena, role_spoken(name));
	for (char *at = words; *at != '\0'; at++)
		if (*at == '_')
			*at = ' ';
	return words;
}
