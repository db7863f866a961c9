/* The console's actions, by number. */
#ifndef ACTIONS_H
#define ACTIONS_H

#include "keymap.h"

enum ui_action {
#define ACTION(id, keys, context, label, sentence) UI_##id,
#include "actions.def"
	UI_ACTION_COUNT
};

/* The table as the keymap wants it, and the labels of the key line ("" for none); borrowed. */
extern const struct binding action_bindings[UI_ACTION_COUNT];
const char *actions_label(enum ui_action action);

#endif
