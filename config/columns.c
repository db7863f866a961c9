/* Wrapping text for help. */
#include "columns.h"

#include <string.h>

#include "utf8.h"

static int
width_of(const char *text, size_t len)
{
	int width = 0;
	for (size_t at = 0; at < len;) {
		struct utf8_cluster cluster = utf8_cluster(text + at, len - at);
		width += cluster.width;
		at += cluster.len;
	}
	return width;
}

/* Adds words from column `at` on; later lines start in column `indent`. */
static void
wrap(struct str *out, int at, int indent, const char *text)
{
	bool first = true;
	text += strspn(text, " ");
	while (*text != '\0') {
		size_t len = strcspn(text, " ");
		int width = width_of(text, len);
		if (!first && at + 1 + width > COLUMNS_WIDTH) {
			str_addf(out, "\n%*s", indent, "");
			at = indent;
			first = true;
		}
		if (!first)
			str_add_char(out, ' ');
		str_add_n(out, text, len);
		at += width + !first;
		first = false;
		text += len;
		text += strspn(text, " ");
	}
	str_add_char(out, '\n');
}

void
columns_row(struct str *out, const char *left, const char *right)
{
	int width = 2 + utf8_width(left);
	str_addf(out, "  %s", left);
	if (width + 2 > COLUMNS_LEFT)
		str_addf(out, "\n%*s", COLUMNS_LEFT, "");
	else
		str_addf(out, "%*s", COLUMNS_LEFT - width, "");
	wrap(out, COLUMNS_LEFT, COLUMNS_LEFT, right);
}

void
columns_text(struct str *out, int indent, const char *text)
{
	str_addf(out, "%*s", indent, "");
	wrap(out, indent, indent, text);
}
