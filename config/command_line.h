/* The flags of a command line that are settings, and what is left. */
#ifndef COMMAND_LINE_H
#define COMMAND_LINE_H

#include "config.h"

struct arena;

enum { COMMAND_LINE_FLAG = 64 };

struct command_line {
	const char *text[OPTION_COUNT]; /* borrowed from argv; NULL: not given */
	char **rest;                    /* ended by NULL; in the arena */
	int n_rest;
};

/* Of a flag that stands twice the last one counts.  See config_load() for what is refused. */
int command_line_read(enum program program, int argc, char *const *argv, struct arena *arena,
    struct command_line *out, struct err *err);
/* "--data-dir". */
void command_line_flag(enum option option, char out[COMMAND_LINE_FLAG]);

#endif
