/* The CSV reader. */
#include "csv.h"

#include <string.h>

#include "arena.h"
#include "str.h"

/* What parts the fields of the first line that is not blank; quotes may hold anything. */
static char
delimiter_of(const struct csv *csv)
{
	bool quoted = false;
	bool filled = false;
	char found = ',';
	for (const char *c = csv->at; c < csv->end && (*c != '\n' || quoted || !filled); c++) {
		quoted = quoted != (*c == '"');
		filled = filled || (*c != '\r' && *c != '\n');
		if (*c == ',' && !quoted)
			return ',';
		if ((*c == ';' || *c == '\t') && !quoted && found == ',')
			found = *c;
	}
	return found;
}

void
csv_init(struct csv *csv, const char *text, size_t len)
{
	*csv = (struct csv){ .at = text, .end = text + len, .line = 0, .next_line = 1 };
	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		csv->at += 3;
	csv->delimiter = delimiter_of(csv);
}

bool
csv_is_formula(const char *text)
{
	/* In full width: U+FF1D, U+FF0B, U+FF0D, U+FF20. */
	if (strncmp(text, "\xef\xbc", 2) == 0)
		return text[2] != '\0' && strchr("\x9d\x8b\x8d\xa0", text[2]) != NULL;
	return text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
}

/* A formula, or what would be read back as one. */
static bool
is_armed(const char *text)
{
	return csv_is_formula(text + strspn(text, "'"));
}

const char *
csv_disarmed(const char *text)
{
	return text[0] == '\'' && is_armed(text) ? text + 1 : text;
}

void
csv_add_cell(struct str *out, const char *text, bool is_text, bool first)
{
	bool formula = is_text && is_armed(text);
	bool quoted = strpbrk(text, ",;\"\t\r\n") != NULL;
	if (!first)
		str_add_char(out, ',');
	if (quoted)
		str_add_char(out, '"');
	if (formula)
		str_add_char(out, '\'');
	if (!quoted) {
		str_add(out, text);
		return;
	}
	/* A stretch ends with a quote, which stands twice. */
	for (const char *from = text; *from != '\0';) {
		size_t len = strcspn(from, "\"");
		len += from[len] == '"';
		str_add_n(out, from, len);
		if (from[len - 1] == '"')
			str_add_char(out, '"');
		from += len;
	}
	str_add_char(out, '"');
}

/* A field in quotes: "" stands for one.  What follows the closing quote is kept as it is. */
static char *
quoted(struct csv *csv, struct arena *arena)
{
	size_t room = 0;
	for (const char *c = csv->at + 1;
	     c < csv->end && !(*c == '"' && (c + 1 == csv->end || c[1] != '"'));
	     c += *c == '"' ? 2 : 1)
		room++;
	char *out = arena_new(arena, room + 1);
	size_t len = 0;
	for (csv->at++; csv->at < csv->end; csv->at++) {
		if (*csv->at == '"') {
			if (csv->at + 1 == csv->end || csv->at[1] != '"')
				break;
			csv->at++;
		}
		if (*csv->at == '\n')
			csv->next_line++;
		out[len++] = *csv->at;
	}
	csv->open = csv->at == csv->end;
	if (!csv->open)
		csv->at++;
	return out;
}

static size_t
rest_of_field(const struct csv *csv)
{
	size_t len = 0;
	while (csv->at + len < csv->end && csv->at[len] != csv->delimiter && csv->at[len] != '\n')
		len++;
	return len;
}

static const char *
field(struct csv *csv, struct arena *arena)
{
	const char *start = "";
	if (csv->at < csv->end && *csv->at == '"')
		start = quoted(csv, arena);
	size_t len = rest_of_field(csv);
	const char *rest = csv->at;
	csv->at += len;
	/* The CR of CRLF belongs to the line's end. */
	bool at_line_end = csv->at == csv->end || *csv->at == '\n';
	if (at_line_end && len > 0 && rest[len - 1] == '\r')
		len--;
	if (len == 0)
		return start;
	if (start[0] == '\0')
		return arena_text_n(arena, rest, len);
	return arena_printf(arena, "%s%.*s", start, (int)len, rest);
}

static void
skip_blank_lines(struct csv *csv)
{
	while (csv->at < csv->end) {
		size_t cr = *csv->at == '\r' ? 1 : 0;
		if (csv->at + cr == csv->end || csv->at[cr] != '\n')
			return;
		csv->at += cr + 1;
		csv->next_line++;
	}
}

bool
csv_next(struct csv *csv, struct arena *arena, const char **fields, size_t max, size_t *n)
{
	skip_blank_lines(csv);
	if (csv->at >= csv->end)
		return false;
	csv->line = csv->next_line;
	*n = 0;
	for (;;) {
		const char *text = field(csv, arena);
		if (*n < max)
			fields[*n] = text;
		(*n)++;
		if (csv->at == csv->end)
			return true;
		if (*csv->at++ == '\n') {
			csv->next_line++;
			return true;
		}
	}
}
