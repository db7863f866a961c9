/* What the palette offers. */
#ifndef PALETTE_H
#define PALETTE_H

#include <stddef.h>

#include "arena.h"
#include "vocab.h"

struct app;

enum palette_what {
	PALETTE_PANE,
	PALETTE_ACTION,
	PALETTE_OPERATION,
	PALETTE_PLACE,
	PALETTE_SAVE,
	PALETTE_SAVED,
	PALETTE_DROP
};

struct palette_entry {
	enum palette_what what;
	int which; /* enum pane_id, enum ui_action, enum op_id, index of a saved view */
	const char *name;
	const char *sentence;
	const char *also;    /* other words for it, blanks between; "" for none */
	const char *keys;    /* "" for none */
	const char *refusal; /* why it cannot be run; NULL */
	int rank;            /* the most useful have the lowest */
	const char *org_id;  /* of a place */
	const char *org_name;
	enum plan plan;
	const char *ws_id; /* NULL: an organization */
	const char *ws_name;
};

struct palette_entries {
	struct palette_entry *items;
	size_t n;
	struct arena arena; /* all texts */
};

/* Everything that there is to run now; freed by arena_release(). */
void palette_collect(struct app *app, struct palette_entries *out);

#endif
