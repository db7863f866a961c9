/* Made-up values for property tests: the same in every run. */
#ifndef CHANCE_H
#define CHANCE_H

#include <stddef.h>
#include <stdint.h>

/* {.state = seed}, not 0.  xorshift64*. */
struct chance {
	uint64_t state;
};

static inline uint64_t
chance_next(struct chance *chance)
{
	chance->state ^= chance->state >> 12;
	chance->state ^= chance->state << 25;
	chance->state ^= chance->state >> 27;
	return chance->state * UINT64_C(0x2545f4914f6cdd1d);
}

/* 0 to below - 1. */
static inline size_t
chance_below(struct chance *chance, size_t below)
{
	return (size_t)(chance_next(chance) >> 20) % below;
}

#endif
