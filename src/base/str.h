/* Growing text with a limit from birth; it remembers that it overflowed: append often, ask once. */
#ifndef STR_H
#define STR_H

#include <stdbool.h>
#include <stddef.h>

struct str {
	char *data;
	size_t len;
	size_t cap;
	size_t limit; /* bytes, terminator not counted */
	bool failed;  /* something did not fit; the text stops before it */
};

#define STR_INIT(max)          \
	{                      \
		.limit = (max) \
	}

void str_add(struct str *str, const char *text);
void str_add_n(struct str *str, const char *text, size_t len);
void str_add_char(struct str *str, char c);
void str_addf(struct str *str, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Room for at least len more bytes at data + len; false when that would pass the limit. */
bool str_reserve(struct str *str, size_t len);
/* Where len more bytes go, and a terminator behind them; NULL when that would pass the limit. */
static inline char *
str_room(struct str *str, size_t len)
{
	bool there = !str->failed && len < str->cap - str->len && len <= str->limit - str->len;
	return there || str_reserve(str, len) ? str->data + str->len : NULL;
}
/* The text, terminated, never NULL; borrowed until the next change. */
const char *str_text(const struct str *str);
/* Cuts the next line off a text, which is changed: ended in place, without its newline.  *rest (may be NULL) is what
 * follows; NULL at its end. */
char *str_line(char **rest);
/* Whether two texts are the same; NULL is the same as NULL only. */
bool str_same(const char *a, const char *b);
/* Empty again, memory kept. */
void str_clear(struct str *str);
void str_release(struct str *str);

#endif
