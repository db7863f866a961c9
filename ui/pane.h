/* A pane as facts: its lists, their columns, what keys do in them, and the few functions that differ. */
#ifndef PANE_H
#define PANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bindings.h"
#include "op.h"
#include "str.h"
#include "table.h"

struct app;
struct arena;
struct view;
struct view_mark;

/* The columns of a section; the sections of a pane, which are called so. */
#define PANE_COLUMNS(table) .columns = (table), .n_columns = sizeof(table) / sizeof((table)[0])
#define PANE_SECTIONS_OF(table) \
	.sections = (table), .n_sections = sizeof(table) / sizeof((table)[0])

/* A column: a field of the list's shape. */
struct pane_column {
	const char *field; /* "actor.name" for a member of an embedded shape */
	struct table_column look;
	bool sorts; /* the server can sort by it */
};

/* A key that runs an operation: what the row gives to it. */
struct pane_act {
	enum ui_action key;
	enum op_id op;
	const char
	    *takes; /* "user=user_id confirm=?name -reason": argument=field of the row; =?field is
	                     * typed by the person as confirmation, and sent where an argument is
	                     * named; ='text is
	                     * that text; ? alone asks once more, with what was typed; -argument is not asked for, -* nothing is; NULL: nothing
	                     * from the row */
	bool needs_row;
};

/* One list of a pane (or the fields of one object). */
struct section {
	const char *title;
	const char *context; /* of keys, beside "list" */
	const char *also;    /* a second one: keys that other lists of the pane have, too; NULL */
	enum op_id list;     /* OP_none: shows the fields of */
	enum op_id get;      /* of a list: an object that draw_above looks at, in view->facts */
	enum op_id above;    /* an object that stands above all of it; OP_none */
	bool above_filtered; /* it is of what the filter in force shows */
	const char *id;      /* the field that names a row */
	const struct pane_column *columns;
	size_t n_columns;
	const struct pane_act *acts; /* ended by UI_ACTION_COUNT */
	const char
	    *stale; /* beginnings of event types that make it stale, blanks between; "*": all */
	const char *empty;
	const char *
	    unmatched; /* where nothing matches the filter, what may be wrong with it; NULL: nothing is told */
	const char *looks_for; /* what can be typed into the filter; NULL: what the list takes */
	const char
	    *away; /* what is said with nothing loaded and no daemon; NULL: what holds for all */
	const char
	    *unaimed; /* of a list whose path names more than the place: how one comes to it */
	bool instant; /* what is typed into the filter is asked for at once */
	const char *filter; /* in force until the person takes it away; NULL: none */
	bool sided;         /* columns without room are told of at the right: all mean the same */
	bool spelt_out;    /* what is cut of the row under the cursor stands whole below the list */
	bool newest_first; /* begins sorted by its first column, descending */
	bool stand_in;     /* of less, for whom the first list of the pane is not to be seen */
	bool
	    gathers; /* what the lists before it have, of every place: seen by whom one of them is */
	/* NULL: the shared behaviour. */
	size_t (*count)(const struct view *view); /* how many of the columns there are now */
	void (*look)(const struct view *view, size_t column, struct table_column *look);
	void (*cell)(struct view *view, const void *row, size_t column, struct arena *arena,
	    struct table_cell *cell);
	bool (*run)(struct view *view, enum ui_action action, const void *row);
	/* What a mark keeps of a row besides its id, name, role and version. */
	void (*mark)(const struct view *view, const void *row, struct view_mark *mark);
	void (*detail)(struct view *view, const void *row, struct str *out);
	/* What is asked for the object with (the one above, where that is filtered); NULL: nothing. */
	void (*ask)(const struct view *view, void *args);
	/* Instead of the fields of the object. */
	void (*draw)(
	    struct view *view, const void *object, struct screen *screen, struct screen_rect area);
	/* The object above, in at most area.rows - 3 rows (NULL: not here yet); how many it took. */
	int (*draw_above)(
	    struct view *view, const void *object, struct screen *screen, struct screen_rect area);
	/* What is said while a filter is in force; NULL: what esc does to filters. */
	const char *(*in_force)(const struct view *view);
	/* How many rows there are, by the first one, of a list that the daemon does not count. */
	int64_t (*all)(const void *first);
};

struct pane {
	const char *name; /* as in `:members` and the state file */
	const struct section *sections;
	size_t n_sections;
};

enum { PANE_SECTIONS = 7 };

enum pane_id {
#define PANE(id, number, title, narrow) PANE_##id,
#include "panes.def"
	PANE_COUNT
};

/* The columns of pending invitations, to a workspace and to an organization alike. */
enum { PANE_INVITATIONS = 5 };
extern const struct pane_column pane_invitations[PANE_INVITATIONS];
/* In place of "pending", that its mail was not sent, or not yet. */
void pane_invitation_cell(struct view *view, const void *row, size_t column, struct arena *arena,
    struct table_cell *cell);

const struct pane *pane_get(enum pane_id id);
/* What it shows: the list, or the object where there is none. */
enum op_id section_op(const struct section *section);
/* Whether it shows the active workspace, not the organization. */
bool section_is_of_workspace(const struct section *section);

/* What stands for a pane in the row of tabs, and leads to it. */
struct pane_tab {
	int number;
	enum ui_action key;
	const char *title;
	const char *narrow;
};

const struct pane_tab *pane_tab(enum pane_id id);
/* An agent of the active workspace by its name, where the list of agents holds it; else its id. */
const char *pane_agent_name(struct app *app, const char *id);
/* Lines of a detail, "status     active": nothing for an empty text; for an instant that is 0 the text
 * that stands for it, NULL: nothing. */
void pane_line(struct str *out, const char *label, const char *text);
void pane_time(struct str *out, const char *label, int64_t at, const char *otherwise);
/* The audit log with a filter already set: the events whose actor or target is an id. */
void pane_go_to_log(
    struct app *app, const char *field, const char *id, const char *name, const char *what);
/* The pane that a key goes to; PANE_COUNT when it goes to none. */
enum pane_id pane_of_key(enum ui_action key);

#define PANE(id, number, title, narrow) extern const struct pane pane_##id;
#include "panes.def"

#endif
