/* What "the last 30 days" are wherever usage is counted without a period being named. */
#ifndef USAGE_PERIOD_H
#define USAGE_PERIOD_H

#include <stdint.h>

/* From when on, for what ends before `to` (ms): 30 days of UTC, the last one the day that it ends in. */
int64_t usage_since(int64_t to);

#endif
