/* Page after page, until it is enough. */
#include "sweep.h"

#include <stdlib.h>

#include "client.h"
#include "mem.h"

static void
let_go(struct sweep *sweep)
{
	rows_release(&sweep->rows);
	free(sweep);
}

/* Whether more is wanted. */
static bool
read_page(struct sweep *sweep)
{
	const struct rows *rows = &sweep->rows;
	int64_t end = rows_end(rows);
	bool wanted = true;
	for (int64_t i = end - (int64_t)rows->pages[rows->n_pages - 1].reply->n; i < end && wanted;
	     i++)
		wanted = sweep->kind->row(rows_at(rows, i), sweep->payload);
	return wanted;
}

static void
page(struct rows *rows, enum rows_news news, const struct reply *old, int64_t shift, void *payload)
{
	struct sweep *sweep = payload;
	enum sweep_state state = SWEEP_failed;
	(void)old;
	(void)shift;
	sweep->reading = true;
	if (news != ROWS_FAILED) {
		bool wanted = read_page(sweep);
		bool more = rows->pages[rows->n_pages - 1].reply->next_cursor != NULL;
		state = wanted && more ? SWEEP_more : SWEEP_done;
	}
	if (!sweep->stopped)
		sweep->kind->told(sweep, state, sweep->payload);
	sweep->reading = false;
	if (sweep->stopped)
		let_go(sweep);
	else
		rows_near(rows, rows_end(rows) - 1);
}

struct sweep *
sweep_start(
    const struct rows *like, const char *filter, const struct sweep_kind *kind, void *payload)
{
	struct sweep *sweep = mem_new(1, sizeof(*sweep));
	sweep->kind = kind;
	sweep->payload = payload;
	rows_init(&sweep->rows, like->client, like->op, page, sweep);
	rows_set_place(&sweep->rows, like->org, like->ws);
	for (int i = 0; i < ROWS_AIMS && like->aims[i].name != NULL; i++)
		rows_set_aim(&sweep->rows, like->aims[i].name, like->aims[i].value);
	rows_set_filter(&sweep->rows, filter);
	rows_set_sort(&sweep->rows, like->sort, like->descending);
	rows_first(&sweep->rows);
	return sweep;
}

void
sweep_stop(struct sweep *sweep)
{
	if (sweep == NULL)
		return;
	sweep->stopped = true;
	if (!sweep->reading)
		let_go(sweep);
}
