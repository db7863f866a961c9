/* CSV: a table that was read can be written, cell by cell as the command line does, and read again. */
#include "arena.h"
#include "csv.h"
#include "fuzz.h"
#include "str.h"

enum { FIELDS_MAX = 16, OUT_MAX = 1 << 24 };

static size_t
kept(size_t n)
{
	return n < FIELDS_MAX ? n : FIELDS_MAX;
}

/* Writes the records; an empty one would be a blank line. */
static void
copy(struct csv *csv, struct arena *arena, struct str *out)
{
	const char *fields[FIELDS_MAX];
	size_t n;
	int line = 0;
	/* A mark of its own, or the first cell could begin with what looks like one. */
	str_add(out, "\xef\xbb\xbf");
	while (csv_next(csv, arena, fields, FIELDS_MAX, &n)) {
		must(n > 0 && csv->line > line && csv->at <= csv->end);
		line = csv->line;
		if (n == 1 && fields[0][0] == '\0')
			continue;
		for (size_t i = 0; i < kept(n); i++)
			csv_add_cell(out, fields[i], false, i == 0);
		str_add(out, "\r\n");
	}
	must(csv->at == csv->end);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { NULL };
	struct csv csv;
	struct str once = STR_INIT(OUT_MAX);
	struct str twice = STR_INIT(OUT_MAX);
	csv_init(&csv, (const char *)data, size);
	copy(&csv, &arena, &once);
	csv_init(&csv, str_text(&once), once.len);
	copy(&csv, &arena, &twice);
	must(strcmp(str_text(&once), str_text(&twice)) == 0);
	str_release(&once);
	str_release(&twice);
	arena_release(&arena);
	return 0;
}
