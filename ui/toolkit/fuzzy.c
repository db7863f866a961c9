/* The best way to find one text's characters in another, by dynamic programming. */
#include "fuzzy.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#include "utf8.h"

enum {
	SCORE_MATCH = 16,
	SCORE_START = 16,     /* of the text */
	SCORE_WORD = 12,      /* at the beginning of a word */
	SCORE_NEIGHBOUR = 10, /* right behind the character matched before */
	LENGTH_WEIGHT = 16    /* characters of the text that cost a point */
};

struct characters {
	uint32_t lower[FUZZY_TEXT];
	uint32_t codes[FUZZY_TEXT];
	size_t offsets[FUZZY_TEXT];
	size_t n;
};

/* The letter that is typed for a character: without its case and its marks. */
static uint32_t
plain(const char *text, size_t len, uint32_t code)
{
	char ascii[5];
	bool marked = code >= 0x80 && iswalnum((wint_t)code) && utf8_ascii(text, len, ascii) &&
	    ascii[1] == '\0';
	return (uint32_t)towlower(marked ? (wint_t)(unsigned char)ascii[0] : (wint_t)code);
}

static void
read_characters(struct characters *out, const char *text, size_t max, bool skip_gaps)
{
	size_t len = strlen(text);
	out->n = 0;
	for (size_t at = 0, used; at < len && out->n < max; at += used) {
		uint32_t code;
		used = utf8_decode(text + at, len - at, &code);
		if (used == 0) {
			used = 1;
			code = 0xfffd;
		}
		if (skip_gaps && (code == ' ' || code == '-' || code == '_'))
			continue;
		out->codes[out->n] = code;
		out->lower[out->n] = plain(text + at, used, code);
		out->offsets[out->n++] = at;
	}
}

/* What a match of the text's character j is worth by itself. */
static int
worth(const struct characters *text, size_t j)
{
	if (j == 0)
		return SCORE_MATCH + SCORE_START;
	bool before = iswalnum((wint_t)text->codes[j - 1]) != 0;
	bool hump = iswlower((wint_t)text->codes[j - 1]) && iswupper((wint_t)text->codes[j]);
	bool starts = iswalnum((wint_t)text->codes[j]) && (!before || hump);
	return SCORE_MATCH + (starts ? SCORE_WORD : 0);
}

static bool
is_subsequence(const struct characters *pattern, const struct characters *text)
{
	size_t found = 0;
	for (size_t j = 0; j < text->n && found < pattern->n; j++)
		found += pattern->lower[found] == text->lower[j];
	return found == pattern->n;
}

/* scores[j]: the best score of a match whose last character is j; FUZZY_NO_MATCH when there is
 * none.  One step takes another character of the pattern in and notes where the one before was. */
static void
extend(const struct characters *text, uint32_t wanted, int scores[FUZZY_TEXT],
    uint16_t before[FUZZY_TEXT])
{
	int best = FUZZY_NO_MATCH; /* of those that end before j - 1 */
	size_t best_at = 0;
	int left = FUZZY_NO_MATCH; /* the one that ends at j - 1 */
	for (size_t j = 0; j < text->n; j++) {
		int here = scores[j];
		int from = best;
		before[j] = (uint16_t)best_at;
		if (left != FUZZY_NO_MATCH && left + SCORE_NEIGHBOUR >= best) {
			from = left + SCORE_NEIGHBOUR;
			before[j] = (uint16_t)(j - 1);
		}
		scores[j] = FUZZY_NO_MATCH;
		if (from != FUZZY_NO_MATCH && text->lower[j] == wanted)
			scores[j] = from + worth(text, j);
		if (left > best) {
			best = left;
			best_at = j - 1;
		}
		left = here;
	}
}

int
fuzzy_match(const char *pattern_text, const char *text_text, struct fuzzy_match *out)
{
	struct characters pattern, text;
	int scores[FUZZY_TEXT];
	uint16_t before[FUZZY_PATTERN][FUZZY_TEXT];
	struct fuzzy_match unused;
	if (out == NULL)
		out = &unused;
	out->score = FUZZY_NO_MATCH;
	out->n_positions = 0;
	read_characters(&pattern, pattern_text, FUZZY_PATTERN, true);
	read_characters(&text, text_text, FUZZY_TEXT, false);
	if (pattern.n == 0)
		return out->score = 0;
	if (!is_subsequence(&pattern, &text))
		return FUZZY_NO_MATCH;
	assert(text.n > 0);
	for (size_t j = 0; j < text.n; j++)
		scores[j] = text.lower[j] == pattern.lower[0] ? worth(&text, j) : FUZZY_NO_MATCH;
	for (size_t i = 1; i < pattern.n; i++)
		extend(&text, pattern.lower[i], scores, before[i]);
	size_t last = 0;
	for (size_t j = 1; j < text.n; j++)
		if (scores[j] > scores[last])
			last = j;
	int score = scores[last] - (int)(text.n / LENGTH_WEIGHT);
	out->score = score < 0 ? 0 : score;
	out->n_positions = pattern.n;
	for (size_t i = pattern.n; i-- > 0; last = i > 0 ? before[i][last] : 0)
		out->positions[i] = text.offsets[last];
	return out->score;
}

static int
better_first(const void *one, const void *other)
{
	const struct fuzzy_found *a = one;
	const struct fuzzy_found *b = other;
	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

void
fuzzy_sort(struct fuzzy_found *found, size_t n)
{
	qsort(found, n, sizeof *found, better_first);
}
