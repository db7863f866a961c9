/* The table of what can be printed. */
#include "tables.h"

const struct tables_kind tables_kinds[] = {
#define PRINTS(id, name, argument, text) { (name), (argument), (text), tables_##id },
#include "prints.def"
	{ .name = NULL },
};
