/* nexa-tables: prints the product's surface from its tables, for the manual, reviews and tests. */
#include <string.h>

#include "tables.h"

static int
usage(void)
{
	(void)fputs("usage: nexa-tables KIND [ARGUMENT]\n\n", stderr);
	for (const struct tables_kind *kind = tables_kinds; kind->name != NULL; kind++)
		(void)fprintf(stderr, "  %-16s %-11s %s\n", kind->name,
		    kind->argument == NULL ? "" : kind->argument, kind->text);
	return 2;
}

static const struct tables_kind *
find(const char *name)
{
	for (const struct tables_kind *kind = tables_kinds; kind->name != NULL; kind++)
		if (strcmp(kind->name, name) == 0)
			return kind;
	return NULL;
}

int
main(int argc, char **argv)
{
	const struct tables_kind *kind = argc > 1 ? find(argv[1]) : NULL;
	if (kind == NULL || argc != (kind->argument == NULL ? 2 : 3))
		return usage();
	struct str out = STR_INIT(16u << 20);
	bool known = kind->print(&out, argv[2]);
	bool written = fwrite(str_text(&out), 1, out.len, stdout) == out.len;
	written = fflush(stdout) == 0 && written && !out.failed;
	str_release(&out);
	if (!known)
		return usage();
	if (!written)
		(void)fputs("nexa-tables: cannot write all of it\n", stderr);
	return written ? 0 : 1;
}
