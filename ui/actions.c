/* The console's actions as tables. */
#include "actions.h"

const struct binding action_bindings[UI_ACTION_COUNT] = {
#define ACTION(id, keys, context, label, sentence) \
	[UI_##id] = { #id, (keys), (sentence), (context) },
#include "actions.def"
};

static const char *const labels[UI_ACTION_COUNT] = {
#define ACTION(id, keys, context, label, sentence) [UI_##id] = (label),
#include "actions.def"
};

const char *
actions_label(enum ui_action action)
{
	return labels[action];
}
