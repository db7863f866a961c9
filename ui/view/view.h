/* A list of a pane while it is shown: its window of rows, cursor, marks, filter, order. */
#ifndef VIEW_H
#define VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "lineedit.h"
#include "listpos.h"
#include "pane.h"
#include "rows.h"
#include "screen.h"
#include "table.h"

struct input;
struct sweep;

enum { VIEW_CHANGED = 64, VIEW_MARKS_MAX = 5000 };

/* A marked row, by id: marks outlive the window of rows. */
struct view_mark {
	char *id;
	char *name;
	enum role role;
	bool on; /* of a switch: how it stands */
	enum risk risk;
	char *about;     /* what hangs on it, in a line; NULL */
	char country[4]; /* where what is switched is; "" for what has no country */
	int64_t version;
};

/* A cell that somebody else changed a moment ago. */
struct view_changed {
	char id[72];
	size_t column;
	int64_t until; /* monotonic */
};

struct view {
	struct app *app;
	const struct section *section;
	struct rows rows;
	struct listpos pos;
	struct screen_rect table;  /* where the list was drawn last */
	int widest[TABLE_COLUMNS]; /* what was shown there, of columns that are shown whole */
	bool opened;               /* asked for since the place was entered */
	bool stale;
	int64_t renew_due; /* monotonic: when it is stale by itself; 0: never */
	char *anchor;      /* id of the row under the cursor */
	struct view_mark *marks;
	size_t n_marks;
	struct lineedit filter;
	bool filtering;     /* the filter line has the keys */
	int64_t filter_due; /* monotonic: when what was typed is asked for; 0: nothing */
	char *filter_good;  /* the newest filter that the daemon has answered; NULL: none */
	struct err refused; /* why what was typed is not in force */
	int64_t all;        /* rows without a filter, as far as known; -1 */
	bool all_at_least;  /* it is a lower bound */
	bool recount;       /* it may have changed */
	struct client_call *count_call;
	struct sweep *marking; /* marking all rows, under way; NULL */
	size_t sort;           /* column; n_columns: the list's own order */
	bool descending;
	int skipped;   /* columns scrolled away */
	int64_t fresh; /* rows that came in at the top unseen */
	struct view_changed changed[VIEW_CHANGED];
	size_t next_changed;
	char *detail;       /* of the row that the cursor rested on last; NULL */
	int64_t detail_due; /* monotonic: when that of the row under it is drawn; 0: it is */
	int64_t detail_top; /* where the list began then */
	int64_t month; /* of a section whose object is of a month: its first instant; 0: none */
	struct reply *facts; /* the section's object; NULL */
	bool none;           /* the object is not there */
	struct err fault;    /* why it could not be had the last time; problem none: it could */
	struct client_call *facts_call;
	struct reply *above; /* the object above; NULL */
	struct client_call *above_call;
};

/* Of memory that is all zeros, and stays so where nothing is to be said yet: there are sixty views, and few are shown. */
void view_init(struct view *view, struct app *app, const struct section *section);
/* The order and filter that the list begins with. */
void view_begin_anew(struct view *view);
void view_release(struct view *view);
/* Another place: forgets rows and marks, keeps filter and order. */
void view_enter(struct view *view);
/* What the path of the list names besides the place: another one forgets as another place does. */
void view_aim(struct view *view, const char *name, const char *value);
/* Loads what is not loaded or stale; called when the view is shown. */
void view_show(struct view *view);
/* Whether what it shows is still on its way: its first rows, those of another filter or order, or its
 * object. */
bool view_is_coming(const struct view *view);
/* Whether an action is about the rows that are shown: there is nothing to be done without them. */
bool view_needs_rows(const struct view *view, enum ui_action action);
/* The object of another month (its first instant; 0: of the usual time). */
void view_set_month(struct view *view, int64_t month);
/* Fetches what is shown anew. */
void view_renew(struct view *view);
/* The object that a list has beside it, where there is one, may have changed without an event: it is asked again. */
void view_look(struct view *view);
/* What is shown changes without anybody being told: it is fetched anew a moment later. */
void view_moves(struct view *view);
/* Does what is due; returns how long it may sleep, in ms (-1: for ever). */
int view_tick(struct view *view);

void view_draw(struct view *view, struct screen *screen, struct screen_rect area);
/* "Members ── 37 of 212 ── /india ── 175 hidden", as much of it as so many columns hold: names of the
 * pane's lists, how much of the one shown there is, its filter, marks, what is new. */
void view_title(const struct view *view, int columns, struct str *out);
/* Another filter, asked for at the next tick; nothing where there is no list. */
void view_set_filter(struct view *view, const char *filter);
/* Shows what a list of events was at an instant, the newer ones above; "2026-03-01", "2026-03-01T14:30". */
void view_go_to(struct view *view, const char *at);
/* The name of a workspace that one may enter; its id, where it is another one. */
const char *view_workspace_name(const struct app *app, const char *id);
/* What can be typed into the filter, by what the list takes: "words, or role:admin". */
void view_filter_offer(const struct view *view, char *out, size_t size);
/* What stands where nothing has been fetched yet: that it is on its way, or that the daemon is away, and why;
 * borrowed until it is asked again. */
const char *view_loading(const struct view *view);
/* What the key line says while the filter is typed: the keys, or why it cannot be. */
const char *view_filter_hint(const struct view *view, enum style *style);
/* Opens the line of the filter with what is in force, to be gone on with by another word. */
void view_filter_open(struct view *view);
/* Keys of the filter line, when it is open; whether the key was used. */
bool view_filter_input(struct view *view, const struct input *input);
/* What was drawn at a place of the screen: a row's index, or the column whose heading it is; -1. */
struct view_spot {
	int64_t index;
	int heading;
};
struct view_spot view_spot_at(struct view *view, int row, int column);
/* The cursor to a row; the view by so many rows, as the wheel does. */
void view_point(struct view *view, int64_t index);
void view_wheel(struct view *view, int rows);
/* Sorts by a column, the other way round when it is sorted by that already; says so when it cannot. */
void view_sort(struct view *view, size_t column);
/* Runs an action of the list; false: it is not one. */
bool view_run(struct view *view, enum ui_action action);
/* A step back inside the view (marks, filter); false when there is none. */
bool view_back(struct view *view);

/* The row under the cursor; NULL when there is none. */
const void *view_row(const struct view *view);
/* The person of the row under the cursor: an id, or the address of who is invited; NULL when it has none. */
const char *view_person(const struct view *view, struct arena *arena);
/* A field of a row as text, in the arena. */
const char *view_field(
    const struct view *view, const void *row, const char *field, struct arena *arena);
/* Whether the cursor is on that row. */
bool view_is_at(const struct view *view, const char *id);
bool view_is_marked(const struct view *view, const char *id);
void view_unmark_all(struct view *view);
/* What is meant by a key: every marked row, else the one under the cursor.  Copied for the call, which may
 * change the marks only by ending them; false from it ends it.  False: there is none, or one said so. */
bool view_each_chosen(struct view *view,
    bool (*take)(struct view *view, const struct view_mark *mark, void *payload), void *payload);
/* An event that the list, newest first, would show came in. */
void view_event_came(struct view *view);

#endif
