/* The form of a settings file: key = value, # comments, [sections]. */
#ifndef SETTINGS_FILE_H
#define SETTINGS_FILE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct err;

struct settings_line {
	const char *section; /* "" before the first */
	const char *key;
	const char *value; /* without the blanks and quotes around it */
	int number;        /* from 1 */
};

struct settings_file {
	const char *path;
	struct settings_line *lines;
	size_t n;
};

/* Reads a file into the arena.  A value in double quotes is taken as it stands between them;
 * from any other one a comment is cut off at a # after a blank.  A file that is missing and need
 * not exist is empty.  PROBLEM_usage names file and line of what cannot be read, or stands twice
 * in a section. */
int settings_file_read(struct arena *arena, const char *path, bool must_exist,
    struct settings_file *out, struct err *err);
/* The text as it stands, in the arena; "" when there is no such file. */
int settings_file_text(struct arena *arena, const char *path, const char **out, struct err *err);

#endif
