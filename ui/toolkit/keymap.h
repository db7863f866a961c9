/* Which key does what: actions declared in a table, found by context, rebound while running. */
#ifndef KEYMAP_H
#define KEYMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;

/* One action, as its row in a .def table says.  All texts are borrowed and outlive the keymap. */
struct binding {
	const char *action;   /* its name in settings, palette and help: "row-down" */
	const char *keys;     /* default keys, separated by a blank: "j down C-n"; "" for none */
	const char *sentence; /* what it does, for help: "one row down" */
	const char *context;  /* where it works: "list", "audit"; "" is everywhere */
};

enum {
	KEYMAP_KEYS = 8,  /* keys an action can have */
	KEYMAP_NONE = -1, /* no action */
	KEYMAP_TEXT = 96  /* room for keymap_text() */
};

/* The bindings in force.  Actions are named by their index in the table. */
struct keymap {
	const struct binding *bindings; /* borrowed */
	size_t n_bindings;
	uint32_t (*keys)[KEYMAP_KEYS]; /* of each action; 0 ends them */
};

/* Two actions that want one key in the same context. */
struct keymap_conflict {
	uint32_t key;
	size_t first, second; /* the actions */
};

/* Starts with the default keys of the table, which is borrowed.  A default that is no key name is
 * the table's mistake: an assertion. */
void keymap_init(struct keymap *keymap, const struct binding *bindings, size_t n_bindings);
void keymap_release(struct keymap *keymap);

/* The action of a key: the first context of the list, which NULL ends, that binds it; innermost
 * first.  The context "" is asked last without being listed.  KEYMAP_NONE if none binds it. */
int keymap_find(const struct keymap *keymap, uint32_t key, const char *const *contexts);
/* Like keymap_find() in a single context, and nowhere else. */
int keymap_find_in(const struct keymap *keymap, uint32_t key, const char *context);
/* The index of the action with this name, dashes standing for underscores too; KEYMAP_NONE when
 * there is none. */
int keymap_action(const struct keymap *keymap, const char *name);

/* Gives an action exactly these keys ("j down", separated by blanks; "" or "none" unbinds it).  A
 * key that another action of the same context had is taken from it.
 * PROBLEM_invalid_field, with nothing changed: no such action, no such key, too many keys. */
int keymap_set(struct keymap *keymap, const char *action, const char *keys, struct err *err);
/* The same from a line of settings, "action = key key"; empty lines and # comments do nothing. */
int keymap_read(struct keymap *keymap, const char *line, struct err *err);
/* The default keys again. */
void keymap_reset(struct keymap *keymap);

/* The live keys of an action for help: "j, down, C-n"; "" when unbound.  Returns out. */
const char *keymap_text(const struct keymap *keymap, size_t action, char out[KEYMAP_TEXT]);
/* Its first key, for the key line; 0 when unbound. */
uint32_t keymap_key(const struct keymap *keymap, size_t action);

/* Looks for two actions with one key in one context, from *at on; true and *out filled when one
 * was found, and *at is where to go on.  Start with *at = 0. */
bool keymap_conflict(const struct keymap *keymap, size_t *at, struct keymap_conflict *out);

#endif
