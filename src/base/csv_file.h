/* A CSV file to send, which is read as it is needed: its rows, a line of it for a message. */
#ifndef CSV_FILE_H
#define CSV_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

struct err;

enum { CSV_FILE_MAX = 256 << 20, CSV_FILE_LINE = 80 };

struct csv_file {
	int fd;
	size_t len;
	int64_t rows;            /* without the line of titles */
	struct timespec written; /* last, when its rows were counted */
	/* Where the line begins that was asked for last. */
	int64_t line;
	off_t line_at;
};

/* Opens a file, or takes standard input for "-"; what can be read only once is kept in a file without a name
 * meanwhile.  *out ends with csv_file_close(). */
int csv_file_open(const char *path, struct csv_file *out, struct err *err);
/* The same for a regular file that is open; it is the csv_file's from now on, also after a failure. */
int csv_file_take(int fd, const char *path, struct csv_file *out, struct err *err);
void csv_file_close(struct csv_file *file);
/* Whether somebody wrote to it since its rows were counted. */
bool csv_file_changed(const struct csv_file *file);
/* The beginning of a line, from 1, without its end.  Quickest in the order of the lines. */
void csv_file_line(struct csv_file *file, int64_t number, char out[CSV_FILE_LINE]);

#endif
