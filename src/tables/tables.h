/* What nexa-tables can print, each from the tables alone. */
#ifndef TABLES_H
#define TABLES_H

#include <stdbool.h>

#include "str.h"

struct tables_kind {
	const char *name;
	const char *argument; /* "nexad|nexa"; NULL: none */
	const char *text;
	/* Appends it; false when the argument is not one of those. */
	bool (*print)(struct str *out, const char *argument);
};

/* clang-format off */
#define PRINTS(id, name, takes, about) bool tables_##id(struct str *out, const char *argument);
#include "prints.def"
/* clang-format on */

/* The kinds, ended by one without a name. */
extern const struct tables_kind tables_kinds[];

#endif
