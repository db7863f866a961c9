/* A window on a list of the server: pages around the cursor, fetched as one scrolls, memory flat. */
#ifndef ROWS_H
#define ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "op.h"

struct arena;
struct client;
struct client_call;
struct reply;

enum { ROWS_PAGE = 100, ROWS_PAGES = 10, ROWS_AIMS = 2 };

/* What a change of the window means for whoever shows it. */
enum rows_news {
	ROWS_RESET,   /* other rows: the list was opened anew */
	ROWS_GROWN,   /* more rows at an end; `shift` came in before the others */
	ROWS_RENEWED, /* the same place with fresh rows; `old` is what they replace */
	ROWS_FAILED   /* rows->err */
};

struct rows;

typedef void rows_news_fn(
    struct rows *rows, enum rows_news news, const struct reply *old, int64_t shift, void *payload);

struct rows_page {
	struct reply *reply;
	char *from; /* the cursor that it was asked with; NULL: the first page */
	bool last;  /* asked for as the last page */
	bool at;    /* asked for as what was at an instant, unless there is a cursor */
};

/* What the path of the list names besides organization and workspace. */
struct rows_aim {
	const char *name; /* of the argument; NULL: none */
	char *value;
};

struct rows {
	struct client *client;
	enum op_id op;
	char *org; /* the place; NULL */
	char *ws;
	struct rows_aim aims[ROWS_AIMS];
	char *filter;     /* as typed: words and name:value; NULL: none */
	const char *sort; /* NULL: the list's own order */
	bool descending;
	struct rows_page pages[ROWS_PAGES];
	int n_pages;
	int64_t base;  /* index of the first row held, as far as known */
	char *at;      /* the instant that it was opened at; NULL: at an end */
	int64_t total; /* -1: not known */
	int64_t least; /* where it is not: there are as many at least, as the first page tells */
	struct client_call *call; /* one at a time */
	int asking;               /* what for: enum in rows.c */
	int asking_page;
	int64_t asking_row; /* which row is looked at, should the cursor lead nowhere */
	char *asking_from;
	char *asking_at;
	char *
	    missed_at; /* the instant that it was to be opened at, when the daemon was lost; NULL */
	int64_t asked_at;   /* monotonic; for the spinner */
	int64_t fetched_at; /* clock of the newest answer; 0: none yet */
	struct err err;     /* of the last answer; problem none when it went well */
	rows_news_fn *news;
	void *payload;
	/* The id of a workspace by its name, for `workspace:NAME`; NULL: there is none such. */
	const char *(*workspace)(const void *payload, const char *name);
};

/* The copy that the rows are from, for people; NULL: the daemon's own. */
const char *rows_copy(const struct rows *rows);
/* Begins with nothing held; rows_release() also gives up what is under way. */
void rows_init(
    struct rows *rows, struct client *client, enum op_id op, rows_news_fn *news, void *payload);
void rows_release(struct rows *rows);
/* Another place, filter or order: forgets all; rows_first() fetches. */
void rows_set_place(struct rows *rows, const char *org, const char *ws);
/* Another thing that the path names: forgets all. */
void rows_set_aim(struct rows *rows, const char *name, const char *value);
/* What it is; NULL: nothing yet. */
const char *rows_aim(const struct rows *rows, const char *name);
/* Whether all that the path names is known; until then nothing can be asked for. */
bool rows_are_aimed(const struct rows *rows);
/* Sets what an operation takes of the aims; 0 or a problem. */
int rows_take_aims(
    const struct rows *rows, enum op_id op, void *args, struct arena *arena, struct err *err);
/* Sets what the filter in force says, of an operation that takes what the list does. */
int rows_take_filter(
    const struct rows *rows, enum op_id op, void *args, struct arena *arena, struct err *err);
void rows_set_filter(struct rows *rows, const char *filter);
/* Whether a filter says what the list understands; if not, the problem and why. */
int rows_check_filter(const struct rows *rows, const char *filter, struct err *err);
/* Whether the list takes NAME:value in a filter. */
bool rows_can_filter(const struct rows *rows, const char *name);
void rows_set_sort(struct rows *rows, const char *sort, bool descending);
/* Opens the list at its start or its end; what is held stays until the answer. */
void rows_first(struct rows *rows);
void rows_last(struct rows *rows);
/* Opens a list of events at an instant, or at a day's end, the newer ones before it; at the oldest where none is as
 * old as that. */
void rows_go_to(struct rows *rows, const char *at);
/* Sets that instant of the list's arguments; 0 or a problem. */
int rows_take_time(
    const struct rows *rows, const char *at, void *args, struct arena *arena, struct err *err);
/* Whether that is an instant or a day. */
bool rows_is_time(const struct rows *rows, const char *at);
/* Fetches the pages that show rows first to last anew; opens the list at the instant that the daemon was lost over. */
void rows_renew(struct rows *rows, int64_t first, int64_t last);
/* Fetches ahead when the rows around `index` come near an end of what is held. */
void rows_near(struct rows *rows, int64_t index);

/* The row at an index; NULL when it is not held.  Borrowed until the next news. */
const void *rows_at(const struct rows *rows, int64_t index);
/* Whether the first row of the list is held, as far as known. */
bool rows_begin(const struct rows *rows);
/* How many rows there are as far as known; the first and one past the last that are held. */
int64_t rows_count(const struct rows *rows);
/* As many there are at least: more than the first where the daemon counted on, but not to the end. */
int64_t rows_least(const struct rows *rows);
int64_t rows_end(const struct rows *rows);
bool rows_loading(const struct rows *rows);
/* Whether it is being opened: what it holds is not what was asked for last. */
bool rows_opening(const struct rows *rows);
/* The index of the row whose field has that text; -1 when it is not held. */
int64_t rows_find(const struct rows *rows, const char *field, const char *text);

#endif
