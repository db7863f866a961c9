/* Faulty lines, and prefixes that are claimed twice. */
#include "deck_faults.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deck.h"
#include "mem.h"
#include "prefix_trie.h"
#include "utf8.h"

enum { REASON_TEXT = 400, ROOM = 64, TITLES = 1 };

void
deck_faults_init(struct deck_faults *faults, int64_t after, size_t max)
{
	*faults = (struct deck_faults){ .after = after, .max = max, .cap = max };
}

static void
cut(struct deck_faults *faults, size_t max)
{
	while (faults->n > max)
		free(faults->items[--faults->n].reason);
}

void
deck_faults_release(struct deck_faults *faults)
{
	cut(faults, 0);
	free(faults->items);
	free(faults->lines);
}

/* Whether a line was named before; it is from now on. */
static bool
was_named(struct deck_faults *faults, int line)
{
	size_t byte = (size_t)line / 8;
	unsigned char bit = (unsigned char)(1u << (line % 8));
	if (line == TITLES)
		return false;
	if (byte >= faults->lines_len) {
		size_t len = (byte + 1) * 2;
		faults->lines = mem_resize(faults->lines, len, 1);
		memset(faults->lines + faults->lines_len, 0, len - faults->lines_len);
		faults->lines_len = len;
	}
	bool was = (faults->lines[byte] & bit) != 0;
	faults->lines[byte] |= bit;
	return was;
}

void
deck_fault(struct deck_faults *faults, int line, const char *format, ...)
{
	char text[REASON_TEXT];
	va_list args;
	if (was_named(faults, line))
		return;
	faults->total++;
	if (line <= faults->after || faults->n == faults->cap)
		return;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	text[utf8_cut(text, sizeof(text) - 4)] = '\0';
	if (faults->n == faults->room) {
		faults->room = faults->room == 0 ? ROOM : faults->room * 2;
		faults->items = mem_resize(faults->items, faults->room, sizeof(*faults->items));
	}
	faults->items[faults->n++] = (struct deck_fault){ .line = line, .reason = mem_text(text) };
}

/* ---- prefixes that stand twice ---- */

/* Two places of a prefix, one of which is the line's. */
struct twice {
	uint32_t line;
	uint32_t first; /* in the deck's prefixes */
	uint32_t again;
};

struct twices {
	struct twice *items;
	size_t n;
	size_t room;
};

static void
add_twice(struct twices *twices, uint32_t line, size_t first, size_t again)
{
	if (twices->n == twices->room) {
		twices->room = twices->room == 0 ? ROOM : twices->room * 2;
		twices->items = mem_resize(twices->items, twices->room, sizeof(*twices->items));
	}
	twices->items[twices->n++] =
	    (struct twice){ .line = line, .first = (uint32_t)first, .again = (uint32_t)again };
}

static void
find(const struct deck *deck, struct twices *out)
{
	for (size_t i = 1, first = 0; i < deck->n_prefixes; i++) {
		const struct deck_prefix *a = &deck->prefixes[first];
		const struct deck_prefix *b = &deck->prefixes[i];
		if (a->digits != b->digits) {
			first = i;
			continue;
		}
		add_twice(out, b->line, first, i);
		if (a->group != b->group)
			add_twice(out, a->line, first, i);
	}
}

static int
by_line(const void *one, const void *other)
{
	const struct twice *x = one;
	const struct twice *y = other;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return (x->again > y->again) - (x->again < y->again);
}

static void
name(struct deck_faults *faults, const struct deck *deck, const struct twice *twice)
{
	char text[PREFIX_TEXT];
	const struct deck_prefix *a = &deck->prefixes[twice->first];
	const struct deck_prefix *b = &deck->prefixes[twice->again];
	const char *name = deck->groups[b->group].name;
	(void)prefix_unpack(b->digits, text);
	if (a->group == b->group)
		deck_fault(faults, (int)twice->line,
		    "the prefix %s of '%s' stands in line %u already", text, name, a->line);
	else
		deck_fault(faults, (int)twice->line,
		    "two network groups claim the prefix %s: '%s' in line %u and '%s' in line %u",
		    text, deck->groups[a->group].name, a->line, name, b->line);
}

static int
by_number(const void *one, const void *other)
{
	int x = ((const struct deck_fault *)one)->line;
	int y = ((const struct deck_fault *)other)->line;
	return (x > y) - (x < y);
}

void
deck_faults_doubles(struct deck_faults *faults, const struct deck *deck)
{
	struct twices twices = { NULL, 0, 0 };
	find(deck, &twices);
	if (twices.n == 0)
		return;
	/* A page of these beside a page of the others; both in order, the first of both are kept. */
	faults->cap = faults->n + faults->max;
	qsort(twices.items, twices.n, sizeof(*twices.items), by_line);
	for (size_t i = 0; i < twices.n; i++)
		name(faults, deck, &twices.items[i]);
	free(twices.items);
	if (faults->n > 0)
		qsort(faults->items, faults->n, sizeof(*faults->items), by_number);
	cut(faults, faults->max);
}
