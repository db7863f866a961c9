/* Reading CSV files, without understanding more of them than where rows end. */
#include "csv_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "err.h"
#include "newfile.h"
#include "utf8.h"

enum { CHUNK = 1 << 16 };

static int
cannot_read(const char *path, struct err *err)
{
	return fail(err, PROBLEM_usage, path, "cannot read '%s': %s", path, strerror(errno));
}

/* ---- what can be read only once ---- */

static int
copy(int from, int to, const char *path, struct err *err)
{
	char piece[CHUNK];
	size_t len = 0;
	ssize_t n;
	while ((n = read(from, piece, sizeof(piece))) != 0) {
		if (n < 0 && errno != EINTR)
			return cannot_read(path, err);
		if (n > 0 && !newfile_add(to, piece, (size_t)n))
			return fail(err, PROBLEM_usage, path,
			    "'%s' cannot be kept in a temporary file: %s", path, strerror(errno));
		len += n > 0 ? (size_t)n : 0;
		if (len > CSV_FILE_MAX)
			return 0; /* too long, which is told of all files alike */
	}
	return 0;
}

static int
keep(struct csv_file *file, const char *path, struct err *err)
{
	int from = file->fd;
	const char *folder = getenv("TMPDIR");
	file->fd = newfile_nameless(folder != NULL && folder[0] == '/' ? folder : "/tmp");
	int problem = file->fd < 0
	    ? fail(err, PROBLEM_usage, path, "there is no place for a temporary file: %s",
	          strerror(errno))
	    : copy(from, file->fd, path, err);
	if (from != STDIN_FILENO)
		(void)close(from);
	return problem;
}

/* ---- the file ---- */

struct counting {
	bool quoted;
	bool filled; /* there is something on the line */
	int64_t rows;
};

static void
count_lines(struct counting *counting, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		counting->quoted = counting->quoted != (bytes[i] == '"');
		bool ends = bytes[i] == '\n' && !counting->quoted;
		counting->rows += ends && counting->filled;
		counting->filled = !ends && (counting->filled || bytes[i] != '\r');
	}
}

static int
count_rows(struct csv_file *file, const char *path, struct err *err)
{
	char piece[CHUNK];
	struct counting counting = { .rows = 0 };
	ssize_t n;
	while ((n = pread(file->fd, piece, sizeof(piece), (off_t)file->len)) > 0) {
		count_lines(&counting, piece, (size_t)n);
		file->len += (size_t)n;
		if (file->len > CSV_FILE_MAX)
			return fail(err, PROBLEM_usage, path, "'%s' is longer than %d MiB", path,
			    CSV_FILE_MAX >> 20);
	}
	if (n < 0)
		return cannot_read(path, err);
	file->rows = counting.rows + counting.filled;
	file->rows -= file->rows > 0;
	return 0;
}

static int
begin(struct csv_file *file, const char *path, struct err *err)
{
	struct stat about = { .st_size = 0 };
	int problem = count_rows(file, path, err);
	if (problem == 0 && fstat(file->fd, &about) != 0)
		problem = cannot_read(path, err);
	file->written = about.st_mtim;
	if (problem != 0)
		csv_file_close(file);
	return problem;
}

int
csv_file_open(const char *path, struct csv_file *out, struct err *err)
{
	struct stat about;
	bool standard_input = strcmp(path, "-") == 0;
	*out = (struct csv_file){ .line = 1 };
	out->fd = standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (out->fd < 0)
		return fail(
		    err, PROBLEM_usage, path, "cannot open '%s': %s", path, strerror(errno));
	bool plain = !standard_input && fstat(out->fd, &about) == 0 && S_ISREG(about.st_mode);
	if (plain || keep(out, path, err) == 0)
		return begin(out, path, err);
	csv_file_close(out);
	return (int)err->problem;
}

int
csv_file_take(int fd, const char *path, struct csv_file *out, struct err *err)
{
	*out = (struct csv_file){ .fd = fd, .line = 1 };
	return begin(out, path, err);
}

void
csv_file_close(struct csv_file *file)
{
	if (file->fd > STDIN_FILENO)
		(void)close(file->fd);
	*file = (struct csv_file){ .fd = -1 };
}

bool
csv_file_changed(const struct csv_file *file)
{
	struct stat about;
	return fstat(file->fd, &about) != 0 || (size_t)about.st_size != file->len ||
	    about.st_mtim.tv_sec != file->written.tv_sec ||
	    about.st_mtim.tv_nsec != file->written.tv_nsec;
}

/* Where the next line begins, from a place in the file. */
static off_t
next_line(const struct csv_file *file, off_t at)
{
	char piece[4096];
	ssize_t n;
	while ((n = pread(file->fd, piece, sizeof(piece), at)) > 0) {
		const char *end = memchr(piece, '\n', (size_t)n);
		if (end != NULL)
			return at + (end - piece) + 1;
		at += n;
	}
	return at;
}

void
csv_file_line(struct csv_file *file, int64_t number, char out[CSV_FILE_LINE])
{
	char line[CSV_FILE_LINE + 1];
	if (number < file->line) {
		file->line = 1;
		file->line_at = 0;
	}
	for (; file->line < number && file->line_at < (off_t)file->len; file->line++)
		file->line_at = next_line(file, file->line_at);
	ssize_t n = file->line < number ? 0 : pread(file->fd, line, CSV_FILE_LINE, file->line_at);
	line[n > 0 ? n : 0] = '\0';
	size_t len = strcspn(line, "\r\n");
	line[len] = '\0';
	bool cut = len > CSV_FILE_LINE - 4;
	(void)snprintf(out, CSV_FILE_LINE, "%.*s%s",
	    (int)(cut ? utf8_cut(line, CSV_FILE_LINE - 4) : len), line, cut ? "…" : "");
}
