/* A CSV file to send: its bytes, its rows, a line of it for a message. */
#ifndef CSV_FILE_H
#define CSV_FILE_H

#include <stddef.h>
#include <stdint.h>

struct err;

enum { CSV_FILE_MAX = 256 << 20, CSV_FILE_LINE = 80 };

struct csv_file {
	char *bytes;
	size_t len;
	int64_t rows; /* without the line of titles */
};

/* Reads a file, or standard input for "-".  *out ends with csv_file_release(). */
int csv_file_read(const char *path, struct csv_file *out, struct err *err);
void csv_file_release(struct csv_file *file);
/* The beginning of a line, from 1, without its end. */
void csv_file_line(const struct csv_file *file, int64_t number, char out[CSV_FILE_LINE]);

#endif
