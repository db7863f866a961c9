/* Distance between words: letters added, left out, changed, or swapped with their neighbour. */
#include "nearest.h"

#include <string.h>

enum { LONGEST = 40 };

static int
least(int a, int b)
{
	return a < b ? a : b;
}

static int
distance(const char *a, const char *b)
{
	int rows[3][LONGEST + 1];
	int a_len = (int)strlen(a);
	int b_len = (int)strlen(b);
	int *before = rows[0];
	int *last = rows[1];
	int *now = rows[2];
	for (int j = 0; j <= b_len; j++)
		last[j] = j;
	for (int i = 1; i <= a_len; i++) {
		now[0] = i;
		for (int j = 1; j <= b_len; j++) {
			int changed = last[j - 1] + (a[i - 1] != b[j - 1]);
			now[j] = least(changed, least(last[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
		int *free_row = before;
		before = last;
		last = now;
		now = free_row;
	}
	return last[b_len];
}

void
nearest_consider(struct nearest *nearest, const char *candidate)
{
	size_t len = strlen(candidate);
	size_t word_len = strlen(nearest->word);
	if (len > LONGEST || word_len > LONGEST || len == 0 || word_len == 0)
		return;
	int allowed = len < 6 ? 1 : (int)(len / 3);
	int found = distance(nearest->word, candidate);
	if (len >= 3 && strncmp(candidate, nearest->word, word_len) == 0 && word_len >= 3)
		found = least(found, allowed); /* the beginning of a word stands for it */
	if (found > allowed || (nearest->found != NULL && nearest->distance <= found))
		return;
	nearest->found = candidate;
	nearest->distance = found;
}
