/* Cursor and scroll arithmetic. */
#include "listpos.h"

static int64_t
limited(int64_t value, int64_t low, int64_t high)
{
	if (value > high)
		value = high;
	return value < low ? low : value;
}

/* Sums that stay in range for any argument. */
static int64_t
plus(int64_t value, int64_t by)
{
	int64_t sum;
	if (__builtin_add_overflow(value, by, &sum))
		return by > 0 ? INT64_MAX : INT64_MIN;
	return sum;
}

/* Restores the promises of the header: the cursor in the list, the view around the cursor and no
 * emptier than the list makes it. */
static void
settle(struct listpos *pos)
{
	if (pos->rows < 1)
		pos->rows = 1;
	if (pos->total < 0)
		pos->total = 0;
	pos->cursor = limited(pos->cursor, 0, pos->total - 1);
	pos->top = limited(pos->top, plus(pos->cursor, 1 - (int64_t)pos->rows), pos->cursor);
	pos->top = limited(pos->top, 0, pos->total - pos->rows);
}

void
listpos_set_total(struct listpos *pos, int64_t total)
{
	pos->total = total;
	settle(pos);
}

void
listpos_set_rows(struct listpos *pos, int rows)
{
	pos->rows = rows;
	settle(pos);
}

void
listpos_inserted(struct listpos *pos, int64_t at, int64_t n)
{
	if (at <= pos->cursor && pos->total > 0) {
		pos->cursor = plus(pos->cursor, n);
		pos->top = plus(pos->top, n);
	}
	listpos_set_total(pos, plus(pos->total, n));
}

void
listpos_move(struct listpos *pos, int64_t by)
{
	pos->cursor = plus(pos->cursor, by);
	settle(pos);
}

static void
turn(struct listpos *pos, int64_t by)
{
	pos->top = limited(plus(pos->top, by), 0, pos->total - pos->rows);
	listpos_move(pos, by);
}

void
listpos_page(struct listpos *pos, int direction)
{
	turn(pos, direction * (int64_t)pos->rows);
}

void
listpos_half_page(struct listpos *pos, int direction)
{
	turn(pos, direction * (int64_t)((pos->rows + 1) / 2));
}

void
listpos_first(struct listpos *pos)
{
	pos->cursor = 0;
	settle(pos);
}

void
listpos_last(struct listpos *pos)
{
	pos->cursor = pos->total - 1;
	settle(pos);
}

void
listpos_go(struct listpos *pos, int64_t index)
{
	pos->cursor = limited(index, 0, pos->total - 1);
	if (pos->cursor < pos->top || pos->cursor >= plus(pos->top, pos->rows))
		pos->top = limited(pos->cursor - pos->rows / 2, 0, pos->total - pos->rows);
	settle(pos);
}

void
listpos_scroll(struct listpos *pos, int64_t by)
{
	pos->top = limited(plus(pos->top, by), 0, pos->total - pos->rows);
	pos->cursor = limited(pos->cursor, pos->top, plus(pos->top, pos->rows - 1));
	settle(pos);
}

int64_t
listpos_at(const struct listpos *pos, int row)
{
	if (row < 0 || row >= pos->rows || pos->total - pos->top <= row)
		return -1;
	return pos->top + row;
}
