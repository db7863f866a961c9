/* Paths of files to import, and files made beside them. */
#include "import_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "csv_file.h"
#include "err.h"
#include "mem.h"
#include "str.h"

enum { PATH_LIMIT = 4096, NAMES_SHOWN = 12 };

/* The path that is meant: terminals paste one in quotes or with a blank behind it. */
static void
expand(const char *typed, struct str *out)
{
	const char *home = getenv("HOME");
	size_t len;
	typed += strspn(typed, " ");
	len = strlen(typed);
	while (len > 0 && typed[len - 1] == ' ')
		len--;
	if (len >= 2 && (typed[0] == '\'' || typed[0] == '"') && typed[len - 1] == typed[0]) {
		typed++;
		len -= 2;
	}
	bool at_home = len > 0 && typed[0] == '~' && (len == 1 || typed[1] == '/');
	if (at_home && home != NULL) {
		str_add(out, home);
		typed++;
		len--;
	}
	str_add_n(out, typed, len);
}

/* ---- opening ---- */

static int
check(const char *path, const struct stat *stat, size_t max, struct err *err)
{
	if (S_ISDIR(stat->st_mode))
		return fail(err, PROBLEM_invalid_field, path, "that is a directory, not a file");
	if (!S_ISREG(stat->st_mode))
		return fail(err, PROBLEM_invalid_field, path, "that is no regular file");
	if (stat->st_size == 0)
		return fail(err, PROBLEM_invalid_field, path, "the file is empty");
	if ((size_t)stat->st_size > max)
		return fail(err, PROBLEM_invalid_field, path,
		    "the file is longer than %zu MiB; split it", max >> 20);
	return 0;
}

int
import_file_open(const char *typed, size_t max, struct csv_file *out, struct err *err)
{
	struct str path = STR_INIT(PATH_LIMIT);
	struct stat status = { .st_size = 0 };
	int problem = 0;
	*out = (struct csv_file){ .fd = -1 };
	expand(typed, &path);
	/* Not waiting for a writer of a pipe before it is known to be one. */
	int fd = open(str_text(&path), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &status) != 0)
		problem = fail(err, PROBLEM_invalid_field, str_text(&path),
		    "it cannot be opened: %s", strerror(errno));
	if (problem == 0)
		problem = check(str_text(&path), &status, max, err);
	if (problem == 0)
		problem = csv_file_take(fd, str_text(&path), out, err);
	else if (fd >= 0)
		(void)close(fd);
	str_release(&path);
	return problem;
}

/* ---- writing ---- */

static bool
write_all(int fd, const char *bytes, size_t len)
{
	for (size_t done = 0; done < len;) {
		ssize_t put = write(fd, bytes + done, len - done);
		if (put < 0 && errno != EINTR)
			return false;
		done += put > 0 ? (size_t)put : 0;
	}
	return fsync(fd) == 0;
}

int
import_file_write_beside(const char *typed, const char *end, const char *bytes, size_t len,
    struct str *path, struct err *err)
{
	expand(typed, path);
	str_add(path, end);
	int fd = open(str_text(path), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return fail(err, PROBLEM_invalid_field, "path", "%.200s cannot be made: %s",
		    str_text(path), strerror(errno));
	bool written = write_all(fd, bytes, len);
	int why = errno;
	(void)close(fd);
	if (written)
		return 0;
	(void)unlink(str_text(path));
	return fail(err, PROBLEM_invalid_field, "path", "%.200s cannot be written: %s",
	    str_text(path), strerror(why));
}

/* ---- completing ---- */

struct names {
	char **items;
	size_t n;
};

static int
by_text(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

/* The entries of a directory that begin like that, sorted; hidden ones only when asked for. */
static void
list(const char *directory, const char *start, struct arena *arena, struct names *out)
{
	DIR *dir = opendir(directory);
	size_t len = strlen(start);
	if (dir == NULL)
		return;
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread, one DIR */
	for (struct dirent *each = readdir(dir); each != NULL; each = readdir(dir)) {
		const char *name = each->d_name;
		bool hidden = name[0] == '.' && start[0] != '.';
		if (hidden || strncmp(name, start, len) != 0 || strcmp(name, ".") == 0 ||
		    strcmp(name, "..") == 0)
			continue;
		out->items = mem_resize((void *)out->items, out->n + 1, sizeof(*out->items));
		out->items[out->n++] = arena_text(arena, name);
	}
	(void)closedir(dir);
	if (out->n > 1)
		qsort((void *)out->items, out->n, sizeof(*out->items), by_text);
}

/* Bytes at the start of all the names; whole characters. */
static size_t
common(const struct names *names)
{
	const char *first = names->items[0];
	const char *last = names->items[names->n - 1];
	size_t len = 0;
	while (first[len] != '\0' && first[len] == last[len])
		len++;
	while (len > 0 && ((unsigned char)first[len] & 0xc0) == 0x80)
		len--;
	return len;
}

static bool
is_directory(const char *directory, const char *name)
{
	struct stat status;
	struct str path = STR_INIT(PATH_LIMIT);
	str_addf(&path, "%s/%s", directory, name);
	bool is = stat(str_text(&path), &status) == 0 && S_ISDIR(status.st_mode);
	str_release(&path);
	return is;
}

static void
add_names(const struct names *names, struct str *others)
{
	for (size_t i = 0; i < names->n && i < NAMES_SHOWN; i++)
		str_addf(others, "%s%s", i == 0 ? "" : "  ", names->items[i]);
	if (names->n > NAMES_SHOWN)
		str_addf(others, "  and %zu more", names->n - NAMES_SHOWN);
}

void
import_file_complete(const char *typed, struct str *completed, struct str *others)
{
	struct str path = STR_INIT(PATH_LIMIT);
	struct arena arena = { NULL };
	struct names names = { NULL, 0 };
	expand(typed, &path);
	const char *slash = strrchr(str_text(&path), '/');
	size_t len = slash == NULL ? 0 : (size_t)(slash - str_text(&path)) + 1;
	const char *directory = len == 0 ? "." : arena_text_n(&arena, str_text(&path), len);
	list(directory, str_text(&path) + len, &arena, &names);
	if (names.n == 0) {
		str_add(completed, typed);
	} else {
		str_add_n(completed, str_text(&path), len);
		str_add_n(completed, names.items[0], common(&names));
	}
	if (names.n == 1 && is_directory(directory, names.items[0]))
		str_add_char(completed, '/');
	if (names.n > 1)
		add_names(&names, others);
	free((void *)names.items);
	arena_release(&arena);
	str_release(&path);
}
