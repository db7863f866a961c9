/* Reading CSV files, without understanding more of them than where rows end. */
#include "csv_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>

#include "err.h"
#include "mem.h"

enum { CHUNK = 1 << 16 };

static int64_t
count_rows(const char *bytes, size_t len)
{
	int64_t rows = 0;
	bool quoted = false;
	bool filled = false;
	for (size_t i = 0; i < len; i++) {
		quoted = quoted != (bytes[i] == '"');
		if (bytes[i] == '\n' && !quoted) {
			rows += filled;
			filled = false;
		} else if (bytes[i] != '\r') {
			filled = true;
		}
	}
	rows += filled;
	return rows > 0 ? rows - 1 : 0;
}

static int
read_all(int fd, const char *path, struct csv_file *out, struct err *err)
{
	size_t room = 0;
	ssize_t got;
	do {
		if (room - out->len < CHUNK) {
			room = room == 0 ? CHUNK : room * 2;
			out->bytes = mem_resize(out->bytes, room + 1, 1);
		}
		got = read(fd, out->bytes + out->len, room - out->len);
		if (got < 0 && errno != EINTR)
			return fail(err, PROBLEM_usage, path, "cannot read '%s': %s", path,
			    strerror(errno));
		out->len += got > 0 ? (size_t)got : 0;
		if (out->len > CSV_FILE_MAX)
			return fail(err, PROBLEM_usage, path, "'%s' is longer than %d MiB", path,
			    CSV_FILE_MAX >> 20);
	} while (got != 0);
	out->bytes[out->len] = '\0';
	return 0;
}

int
csv_file_read(const char *path, struct csv_file *out, struct err *err)
{
	bool standard_input = strcmp(path, "-") == 0;
	*out = (struct csv_file){ .len = 0 };
	int fd = standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail(
		    err, PROBLEM_usage, path, "cannot open '%s': %s", path, strerror(errno));
	int problem = read_all(fd, path, out, err);
	if (!standard_input)
		(void)close(fd);
	if (problem != 0)
		csv_file_release(out);
	else
		out->rows = count_rows(out->bytes, out->len);
	return problem;
}

void
csv_file_release(struct csv_file *file)
{
	free(file->bytes);
	*file = (struct csv_file){ .len = 0 };
}

void
csv_file_line(const struct csv_file *file, int64_t number, char out[CSV_FILE_LINE])
{
	const char *line = file->bytes;
	while (line != NULL && number-- > 1) {
		line = strchr(line, '\n');
		line = line == NULL ? NULL : line + 1;
	}
	int len = line == NULL ? 0 : (int)strcspn(line, "\r\n");
	bool cut = len > CSV_FILE_LINE - 4;
	if (cut)
		for (len = CSV_FILE_LINE - 4; ((unsigned char)line[len] & 0xc0) == 0x80;)
			len--;
	(void)snprintf(out, CSV_FILE_LINE, "%.*s%s", len, line == NULL ? "" : line, cut ? "…" : "");
}
