/* The window: opening, growing at its ends, renewing in place. */
#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "client.h"
#include "clock.h"
#include "mem.h"

enum asking { ASK_nothing, ASK_first, ASK_last, ASK_at, ASK_next, ASK_before, ASK_renew };

void
rows_init(
    struct rows *rows, struct client *client, enum op_id op, rows_news_fn *news, void *payload)
{
	*rows = (struct rows){
		.client = client, .op = op, .total = -1, .news = news, .payload = payload
	};
}

static void
free_page(struct rows_page *page)
{
	if (page->reply != NULL)
		reply_free(page->reply);
	free(page->from);
	*page = (struct rows_page){ .reply = NULL };
}

static void
drop_pages(struct rows *rows)
{
	while (rows->n_pages > 0)
		free_page(&rows->pages[--rows->n_pages]);
}

static void
give_up(struct rows *rows)
{
	if (rows->call != NULL)
		client_cancel(rows->client, rows->call);
	rows->call = NULL;
	rows->asking = ASK_nothing;
	free(rows->asking_from);
	rows->asking_from = NULL;
	free(rows->asking_at);
	rows->asking_at = NULL;
}

static void
set_at(struct rows *rows, char *at)
{
	free(rows->at);
	rows->at = at;
}

static void
set_missed(struct rows *rows, char *at)
{
	free(rows->missed_at);
	rows->missed_at = at;
}

static void
forget(struct rows *rows)
{
	give_up(rows);
	drop_pages(rows);
	set_at(rows, NULL);
	set_missed(rows, NULL);
	rows->base = 0;
	rows->total = -1;
	rows->least = 0;
	rows->err = (struct err){ .problem = PROBLEM_none };
}

void
rows_release(struct rows *rows)
{
	forget(rows);
	free(rows->org);
	free(rows->ws);
	free(rows->filter);
	for (int i = 0; i < ROWS_AIMS; i++)
		free(rows->aims[i].value);
	*rows = (struct rows){ .total = -1 };
}

static char *
copy_or_null(const char *text)
{
	return text == NULL ? NULL : mem_text(text);
}

void
rows_set_place(struct rows *rows, const char *org, const char *ws)
{
	forget(rows);
	free(rows->org);
	free(rows->ws);
	rows->org = copy_or_null(org);
	rows->ws = copy_or_null(ws);
}

void
rows_set_aim(struct rows *rows, const char *name, const char *value)
{
	int at = 0;
	while (at < ROWS_AIMS - 1 && rows->aims[at].name != NULL &&
	    strcmp(rows->aims[at].name, name) != 0)
		at++;
	char *copy = mem_text(value);
	forget(rows);
	free(rows->aims[at].value);
	rows->aims[at] = (struct rows_aim){ name, copy };
}

const char *
rows_aim(const struct rows *rows, const char *name)
{
	for (int i = 0; i < ROWS_AIMS && rows->aims[i].name != NULL; i++)
		if (strcmp(rows->aims[i].name, name) == 0)
			return rows->aims[i].value;
	return NULL;
}

bool
rows_are_aimed(const struct rows *rows)
{
	for (const struct field *param = op_params(rows->op); param->name != NULL; param++)
		if (op_in_path(&ops[rows->op], param->name) && rows_aim(rows, param->name) == NULL)
			return false;
	return true;
}

int
rows_take_aims(
    const struct rows *rows, enum op_id op, void *args, struct arena *arena, struct err *err)
{
	int problem = 0;
	for (int i = 0; i < ROWS_AIMS && rows->aims[i].name != NULL && problem == 0; i++)
		if (op_in_path(&ops[op], rows->aims[i].name))
			problem =
			    args_set(op, args, rows->aims[i].name, rows->aims[i].value, arena, err);
	return problem;
}

void
rows_set_filter(struct rows *rows, const char *filter)
{
	give_up(rows);
	free(rows->filter);
	size_t len = filter == NULL ? 0 : strlen(filter);
	while (len > 0 && filter[len - 1] == ' ')
		len--;
	rows->filter = len == 0 ? NULL : mem_text(filter);
	if (len > 0)
		rows->filter[len] = '\0';
}

void
rows_set_sort(struct rows *rows, const char *sort, bool descending)
{
	give_up(rows);
	rows->sort = sort;
	rows->descending = descending;
}

/* ---- asking ---- */

static int
set_arguments(const struct rows *rows, void *args, struct arena *arena, struct err *err)
{
	char limit[16];
	(void)snprintf(limit, sizeof(limit), "%d", ROWS_PAGE);
	int problem = args_set(rows->op, args, "limit", limit, arena, err);
	if (problem == 0)
		problem = rows_take_aims(rows, rows->op, args, arena, err);
	/* What reaches further than the organization in which one is shows what is there. */
	if (problem == 0 && ops[rows->op].place == PLACE_self && rows->org != NULL &&
	    rows_can_filter(rows, "organization_id"))
		problem = args_set(rows->op, args, "organization_id", rows->org, arena, err);
	if (problem == 0)
		problem = rows_take_filter(rows, rows->op, args, arena, err);
	if (problem == 0 && rows->sort != NULL)
		problem = args_set(rows->op, args, "sort", rows->sort, arena, err);
	if (problem == 0 && (rows->sort != NULL || rows->descending))
		problem = args_set(
		    rows->op, args, "order", rows->descending ? "desc" : "asc", arena, err);
	if (problem == 0 && rows->asking_from != NULL)
		problem = args_set(rows->op, args, "cursor", rows->asking_from, arena, err);
	if (problem == 0 && rows->asking == ASK_last)
		problem = args_set(rows->op, args, "last", "true", arena, err);
	if (problem == 0 && rows->asking_at != NULL)
		problem = rows_take_time(rows, rows->asking_at, args, arena, err);
	return problem;
}

static void answered(struct reply *reply, void *payload);

static bool
opens(enum asking asking)
{
	return asking == ASK_first || asking == ASK_last || asking == ASK_at;
}

/* From a cursor, or else at an instant, or where the list begins. */
static void
ask_from(struct rows *rows, enum asking asking, const char *from, const char *at)
{
	struct arena arena = { NULL };
	char *copy = copy_or_null(from);
	char *copy_at = copy_or_null(at);
	give_up(rows);
	if (opens(asking))
		set_missed(rows, NULL);
	rows->asking = (int)asking;
	rows->asking_from = copy;
	rows->asking_at = copy_at;
	rows->asked_at = clock_monotonic();
	void *args = args_new(&arena, rows->op);
	if (set_arguments(rows, args, &arena, &rows->err) != 0) {
		give_up(rows);
		rows->news(rows, ROWS_FAILED, NULL, 0, rows->payload);
	} else {
		struct client_with with = { .org = rows->org, .ws = rows->ws };
		rows->call = client_start(rows->client, rows->op, &with, args, answered, rows);
	}
	arena_release(&arena);
}

static void
ask(struct rows *rows, enum asking asking, const char *from)
{
	ask_from(rows, asking, from, NULL);
}

void
rows_first(struct rows *rows)
{
	ask(rows, ASK_first, NULL);
}

/* A list without `last` of its own stays where it is. */
void
rows_last(struct rows *rows)
{
	if (shape_field(op_params(rows->op), "last") != NULL)
		ask(rows, ASK_last, NULL);
}

void
rows_go_to(struct rows *rows, const char *at)
{
	ask_from(rows, ASK_at, NULL, at);
}

static int
page_of(const struct rows *rows, int64_t index)
{
	int64_t at = rows->base;
	for (int i = 0; i < rows->n_pages; i++) {
		at += (int64_t)rows->pages[i].reply->n;
		if (index < at)
			return i;
	}
	return rows->n_pages - 1;
}

static void
drop_first_page(struct rows *rows)
{
	rows->base += (int64_t)rows->pages[0].reply->n;
	free_page(&rows->pages[0]);
	memmove(
	    &rows->pages[0], &rows->pages[1], (size_t)(rows->n_pages - 1) * sizeof(rows->pages[0]));
	rows->pages[--rows->n_pages] = (struct rows_page){ .reply = NULL };
}

static void
ask_renewal(struct rows *rows, int page)
{
	rows->asking_page = page;
	const struct rows_page *old = &rows->pages[page];
	if (old->last)
		ask(rows, ASK_last, NULL);
	else
		ask_from(rows, ASK_renew, old->from, old->at ? rows->at : NULL);
}

void
rows_renew(struct rows *rows, int64_t first, int64_t last)
{
	if (rows_opening(rows))
		return;
	if (rows->missed_at != NULL) {
		rows_go_to(rows, rows->missed_at);
		return;
	}
	if (rows->n_pages == 0) {
		rows_first(rows);
		return;
	}
	rows->asking_row = first;
	int end = page_of(rows, last);
	while (rows->n_pages > end + 1)
		free_page(&rows->pages[--rows->n_pages]);
	for (int start = page_of(rows, first); start > 0; start--)
		drop_first_page(rows);
	ask_renewal(rows, 0);
}

void
rows_near(struct rows *rows, int64_t index)
{
	/* What failed is not asked again and again: renewing does that, when there is reason to. */
	if (rows->call != NULL || rows->n_pages == 0 || rows->err.problem != PROBLEM_none)
		return;
	const struct reply *first = rows->pages[0].reply;
	const struct reply *last = rows->pages[rows->n_pages - 1].reply;
	rows->asking_row = index;
	if (index >= rows_end(rows) - ROWS_PAGE / 2 && last->next_cursor != NULL)
		ask(rows, ASK_next, last->next_cursor);
	else if (index < rows->base + ROWS_PAGE / 2 && first->prev_cursor != NULL)
		ask(rows, ASK_before, first->prev_cursor);
}

const char *
rows_copy(const struct rows *rows)
{
	return rows->n_pages == 0 ? NULL : rows->pages[0].reply->copy;
}

/* ---- answers ---- */

/* With what an answer was asked for. */
struct asked {
	enum asking asking;
	char *from;
	char *at;
};

/* Of a first page: what it does not tell stays. */
static void
take_total(struct rows *rows, const struct reply *reply)
{
	if (reply->total >= 0 && reply->total_at_least)
		rows->least = reply->total;
	else if (reply->total >= 0)
		rows->total = reply->total;
}

static void
open_with(struct rows *rows, struct reply *reply, struct asked *asked)
{
	bool last = asked->asking == ASK_last;
	drop_pages(rows);
	rows->total = -1;
	rows->least = 0;
	take_total(rows, reply);
	rows->pages[0] = (struct rows_page){
		.reply = reply, .from = asked->from, .last = last, .at = asked->at != NULL
	};
	rows->n_pages = 1;
	rows->base = last && rows->total >= 0 ? rows->total - (int64_t)reply->n : 0;
	set_at(rows, asked->at);
	rows->news(rows, ROWS_RESET, NULL, 0, rows->payload);
}

/* append(), prepend() and renew_with() take the reply and the cursor that it was asked with. */
static void
/* NOLINTNEXTLINE(readability-non-const-parameter): it becomes the page's */
append(struct rows *rows, struct reply *reply, char *from)
{
	if (rows->n_pages == ROWS_PAGES)
		drop_first_page(rows);
	rows->pages[rows->n_pages++] = (struct rows_page){ .reply = reply, .from = from };
	rows->news(rows, ROWS_GROWN, NULL, 0, rows->payload);
}

static void
/* NOLINTNEXTLINE(readability-non-const-parameter): it becomes the page's */
prepend(struct rows *rows, struct reply *reply, char *from)
{
	int64_t shift = 0;
	if (rows->n_pages == ROWS_PAGES)
		free_page(&rows->pages[--rows->n_pages]);
	memmove(&rows->pages[1], &rows->pages[0], (size_t)rows->n_pages * sizeof(rows->pages[0]));
	rows->pages[0] = (struct rows_page){ .reply = reply, .from = from };
	rows->n_pages++;
	rows->base -= (int64_t)reply->n;
	/* Rows that nobody counted came in at the top: what is shown moves down. */
	if (rows->base < 0 || reply->prev_cursor == NULL) {
		shift = -rows->base;
		rows->base = 0;
		rows->total += rows->total < 0 ? 0 : shift;
	}
	/* The list begins here: what it is renewed with is what comes first then. */
	if (reply->prev_cursor == NULL) {
		free(from);
		rows->pages[0].from = NULL;
	}
	rows->news(rows, ROWS_GROWN, NULL, shift, rows->payload);
}

static void
renew_with(struct rows *rows, struct reply *reply, char *from)
{
	struct rows_page *page = &rows->pages[rows->asking_page];
	struct reply *old = page->reply;
	if (from == NULL)
		take_total(rows, reply);
	page->reply = reply;
	free(page->from);
	page->from = from;
	rows->news(rows, ROWS_RENEWED, old, 0, rows->payload);
	reply_free(old);
	/* The page after begins where this one now ends. */
	int next = rows->asking_page + 1;
	if (next >= rows->n_pages)
		return;
	if (reply->next_cursor == NULL) {
		while (rows->n_pages > next)
			free_page(&rows->pages[--rows->n_pages]);
		return;
	}
	free(rows->pages[next].from);
	rows->pages[next].from = mem_text(reply->next_cursor);
	rows->pages[next].last = false;
	rows->pages[next].at = false;
	ask_renewal(rows, next);
}

/* A search that has found nothing until now. */
static bool
is_underway(const struct reply *reply, enum asking asking)
{
	return reply->n == 0 && reply->next_cursor != NULL &&
	    (asking == ASK_first || asking == ASK_at || asking == ASK_next);
}

/* When the row that is looked at was, of a list of events; else when the list was opened at.  NULL: at an end. */
static char *
place_in_time(const struct rows *rows)
{
	struct arena arena = { NULL };
	const void *row = rows_at(rows, rows->asking_row);
	const char *at = row == NULL || shape_field(op_params(rows->op), "at") == NULL
	    ? ""
	    : args_field(ops[rows->op].gives, row, "occurred_at", &arena);
	char *copy = at[0] == '\0' ? copy_or_null(rows->at) : mem_text(at);
	arena_release(&arena);
	return copy;
}

/* What to ask instead, when the answer is none that can be shown; false: it can, or it says what is wrong. */
static bool
ask_again(struct rows *rows, const struct reply *reply, const struct asked *asked)
{
	enum problem problem = reply->err.problem;
	/* A cursor of the daemon's says nothing to a copy, nor the other way round. */
	if (problem == PROBLEM_invalid_query && asked->from != NULL) {
		char *at = place_in_time(rows);
		ask_from(rows, at == NULL ? ASK_first : ASK_at, NULL, at);
		free(at);
	} else if (problem == PROBLEM_none && is_underway(reply, asked->asking)) {
		ask_from(rows, asked->asking, reply->next_cursor, asked->at);
	} else if (problem == PROBLEM_none && asked->asking == ASK_at && reply->n == 0 &&
	    reply->prev_cursor != NULL) {
		/* Nothing is as old as that: the oldest that there is. */
		rows_last(rows);
	} else {
		return false;
	}
	return true;
}

static void
take(struct rows *rows, struct reply *reply, struct asked *asked)
{
	rows->fetched_at = clock_now();
	switch (asked->asking) {
	case ASK_first:
	case ASK_last:
	case ASK_at:
		open_with(rows, reply, asked);
		return;
	case ASK_next:
		append(rows, reply, asked->from);
		break;
	case ASK_before:
		prepend(rows, reply, asked->from);
		break;
	default:
		renew_with(rows, reply, asked->from);
		break;
	}
	free(asked->at);
}

static void
answered(struct reply *reply, void *payload)
{
	struct rows *rows = payload;
	struct asked asked = { (enum asking)rows->asking, rows->asking_from, rows->asking_at };
	rows->call = NULL;
	rows->asking = ASK_nothing;
	rows->asking_from = NULL;
	rows->asking_at = NULL;
	rows->err = reply->err;
	bool again = ask_again(rows, reply, &asked);
	if (!again && reply->err.problem == PROBLEM_none) {
		take(rows, reply, &asked);
		return;
	}
	if (asked.asking == ASK_at && reply->err.problem == PROBLEM_unreachable)
		set_missed(rows, mem_text(asked.at));
	reply_free(reply);
	free(asked.from);
	free(asked.at);
	if (!again)
		rows->news(rows, ROWS_FAILED, NULL, 0, rows->payload);
}

/* ---- looking ---- */

const void *
rows_at(const struct rows *rows, int64_t index)
{
	int64_t at = index - rows->base;
	size_t size = shape_row(ops[rows->op].gives)->size;
	for (int i = 0; at >= 0 && i < rows->n_pages; i++) {
		const struct reply *reply = rows->pages[i].reply;
		if (at < (int64_t)reply->n)
			return (const char *)reply->value + (size_t)at * size;
		at -= (int64_t)reply->n;
	}
	return NULL;
}

bool
rows_begin(const struct rows *rows)
{
	return rows->n_pages > 0 && rows->base == 0 && rows->pages[0].reply->prev_cursor == NULL;
}

int64_t
rows_end(const struct rows *rows)
{
	int64_t end = rows->base;
	for (int i = 0; i < rows->n_pages; i++)
		end += (int64_t)rows->pages[i].reply->n;
	return end;
}

int64_t
rows_count(const struct rows *rows)
{
	int64_t end = rows_end(rows);
	return rows->total > end ? rows->total : end;
}

int64_t
rows_least(const struct rows *rows)
{
	int64_t count = rows_count(rows);
	return rows->total < 0 && rows->least > count ? rows->least : count;
}

bool
rows_loading(const struct rows *rows)
{
	return rows->call != NULL;
}

bool
rows_opening(const struct rows *rows)
{
	return rows->call != NULL && opens((enum asking)rows->asking);
}

int64_t
rows_find(const struct rows *rows, const char *field, const char *text)
{
	struct arena arena = { NULL };
	int64_t found = -1;
	for (int64_t i = rows->base; i < rows_end(rows) && found < 0; i++)
		if (strcmp(args_field(ops[rows->op].gives, rows_at(rows, i), field, &arena),
		        text) == 0)
			found = i;
	arena_release(&arena);
	return found;
}
