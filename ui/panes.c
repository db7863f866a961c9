/* The table of panes. */
#include "arena.h"
#include "bindings.h"
#include "pane.h"

static const struct pane *const panes[PANE_COUNT] = {
#define PANE(id, number, title, narrow) [PANE_##id] = &pane_##id,
#include "panes.def"
};

static const struct pane_tab tabs[PANE_COUNT] = {
#define PANE(id, number, title, narrow) [PANE_##id] = { number, UI_pane_##number, title, narrow },
#include "panes.def"
};

bool
section_is_of_workspace(const struct section *section)
{
	return op_in_workspace(&ops[section->list != OP_none ? section->list : section->get]);
}

const struct pane_tab *
pane_tab(enum pane_id id)
{
	return &tabs[id];
}

const char *
pane_words(const char *word, struct arena *arena)
{
	char *text = arena_text(arena, word);
	for (char *at = text; *at != '\0'; at++)
		*at = *at == '_' ? ' ' : *at;
	return text;
}

enum pane_id
pane_of_key(enum ui_action key)
{
	int id = 0;
	while (id < PANE_COUNT && tabs[id].key != key)
		id++;
	return (enum pane_id)id;
}

const struct pane *
pane_get(enum pane_id id)
{
	return panes[id];
}
