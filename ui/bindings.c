/* The console's actions as tables. */
#include "bindings.h"

const struct binding action_bindings[UI_ACTION_COUNT] = {
#define BINDING(id, keys, context, label, sentence) \
	[UI_##id] = { #id, (keys), (sentence), (context) },
#include "bindings.def"
};

static const char *const labels[UI_ACTION_COUNT] = {
#define BINDING(id, keys, context, label, sentence) [UI_##id] = (label),
#include "bindings.def"
};

const char *
binding_label(enum ui_action action)
{
	return labels[action];
}
