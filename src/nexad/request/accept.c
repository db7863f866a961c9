/* The header Accept. */
#include "accept.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

enum { QUALITY_FULL = 1000 };

/* One media range: "text/csv", "text" followed by a star, a star for all; its quality in thousandths. */
struct range {
	const char *type;
	size_t len;
	int quality;
};

static const char *
skip_blanks(const char *at)
{
	return at + strspn(at, " \t");
}

/* "0", "0.5", "1.000"; -1 for anything else. */
static int
read_quality(const char *at)
{
	int quality = (*at - '0') * QUALITY_FULL;
	if (*at != '0' && *at != '1')
		return -1;
	if (*++at != '.')
		return quality;
	for (int scale = QUALITY_FULL / 10; *++at >= '0' && *at <= '9'; scale /= 10)
		quality += (*at - '0') * scale;
	return quality > QUALITY_FULL ? -1 : quality;
}

/* Parameters other than q narrow a type down; none that is served has any, so that they are passed over. */
static const char *
take_parameters(const char *at, struct range *range)
{
	while (*(at = skip_blanks(at)) == ';') {
		at = skip_blanks(at + 1);
		if (strncasecmp(at, "q=", 2) == 0)
			range->quality = read_quality(at + 2);
		bool quoted = false;
		for (; *at != '\0' && (quoted || (*at != ';' && *at != ',')); at++) {
			if (quoted && *at == '\\' && at[1] != '\0')
				at++;
			else if (*at == '"')
				quoted = !quoted;
		}
	}
	return at;
}

/* Takes a range off the list; NULL at its end. */
static const char *
take_range(const char *at, struct range *range)
{
	at += strspn(at, " \t,");
	if (*at == '\0')
		return NULL;
	*range = (struct range){ .type = at, .len = strcspn(at, " \t;,"), .quality = QUALITY_FULL };
	at = take_parameters(at + range->len, range);
	return at + strcspn(at, ",");
}

/* How closely a range names a type: 0 not at all, 3 exactly. */
static int
fit(const struct range *range, const char *type)
{
	size_t family = strcspn(type, "/") + 1;
	if (range->len == strlen(type) && strncasecmp(range->type, type, range->len) == 0)
		return 3;
	if (range->len == family + 1 && strncasecmp(range->type, type, family) == 0 &&
	    range->type[family] == '*')
		return 2;
	return range->len == 3 && strncmp(range->type, "*/*", 3) == 0;
}

/* The quality of a type is that of the range that names it most closely. */
static int
quality_of(const char *accept, const char *type)
{
	struct range range;
	int closest = 0;
	int quality = 0;
	for (const char *at = accept; (at = take_range(at, &range)) != NULL;) {
		int how = range.quality < 0 ? 0 : fit(&range, type);
		if (how > closest) {
			closest = how;
			quality = range.quality;
		}
	}
	return quality;
}

int
accept_choose(const char *accept, const char *const *offered)
{
	int best = -1;
	int highest = 0;
	if (accept == NULL || accept[strspn(accept, " \t")] == '\0')
		return 0;
	for (int i = 0; offered[i] != NULL; i++) {
		int quality = quality_of(accept, offered[i]);
		if (quality > highest) {
			highest = quality;
			best = i;
		}
	}
	return best;
}
