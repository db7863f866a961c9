/* The console's actions, by number. */
#ifndef BINDINGS_H
#define BINDINGS_H

#include "keymap.h"

enum ui_action {
#define BINDING(id, keys, context, label, sentence) UI_##id,
#include "bindings.def"
	UI_ACTION_COUNT
};

/* The table as the keymap wants it, and the labels of the key line ("" for none); borrowed. */
extern const struct binding action_bindings[UI_ACTION_COUNT];
const char *binding_label(enum ui_action action);

#endif
