/* Reading settings files, line by line. */
#include "settings_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "arena.h"
#include "err.h"
#include "mem.h"
#include "utf8.h"

enum { FILE_MAX = 1 << 20 };

static const char blanks[] = " \t\r";

struct reader {
	struct arena *arena;
	struct settings_file *out;
	const char *section;
	int number;
	struct err *err;
};

static int
refuse(const struct reader *reader, const char *what, const char *about)
{
	return fail(reader->err, PROBLEM_usage, about, "%s:%d: %s%s%s%s", reader->out->path,
	    reader->number, what, about[0] == '\0' ? "" : " '", about, about[0] == '\0' ? "" : "'");
}

/* Cuts the blanks off both ends, in place. */
static char *
trim(char *text)
{
	text += strspn(text, blanks);
	size_t len = strlen(text);
	while (len > 0 && strchr(blanks, text[len - 1]) != NULL)
		text[--len] = '\0';
	return text;
}

static int
read_value(const struct reader *reader, char *text, const char **out)
{
	if (text[0] == '"') {
		char *end = strchr(text + 1, '"');
		if (end == NULL)
			return refuse(reader, "the closing \" is missing", "");
		const char *rest = end + 1 + strspn(end + 1, blanks);
		if (*rest != '\0' && *rest != '#')
			return refuse(reader, "something follows the closing \"", "");
		*end = '\0';
		*out = text + 1;
		return 0;
	}
	for (char *c = text; *c != '\0'; c++)
		if (*c == '#' && (c == text || strchr(blanks, c[-1]) != NULL))
			*c-- = '\0';
	*out = trim(text);
	return 0;
}

static bool
stands_already(const struct settings_file *file, const char *section, const char *key)
{
	for (size_t i = 0; i < file->n; i++)
		if (strcmp(file->lines[i].section, section) == 0 &&
		    strcmp(file->lines[i].key, key) == 0)
			return true;
	return false;
}

static int
read_section(struct reader *reader, char *line)
{
	char *end = strchr(line, ']');
	if (end == NULL || end == line + 1)
		return refuse(reader, "a section is written [name]", "");
	const char *rest = end + 1 + strspn(end + 1, blanks);
	if (*rest != '\0' && *rest != '#')
		return refuse(reader, "something follows the section's ]", "");
	*end = '\0';
	reader->section = trim(line + 1);
	return 0;
}

static int
read_line(struct reader *reader, char *line)
{
	line = trim(line);
	if (*line == '\0' || *line == '#')
		return 0;
	if (*line == '[')
		return read_section(reader, line);
	char *equals = strchr(line, '=');
	if (equals == NULL || equals == line)
		return refuse(reader, "a setting is written key = value", "");
	*equals = '\0';
	const char *value = NULL;
	const char *key = trim(line);
	int problem = read_value(reader, trim(equals + 1), &value);
	if (problem != 0)
		return problem;
	if (stands_already(reader->out, reader->section, key))
		return refuse(reader, "there is a second", key);
	reader->out->lines[reader->out->n++] =
	    (struct settings_line){ reader->section, key, value, reader->number };
	return 0;
}

/* The whole file in the arena; *text stays NULL when it is missing and need not exist. */
static int
read_text(struct arena *arena, const char *path, bool must_exist, char **text, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0 && !must_exist && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (fd < 0)
		return fail(
		    err, PROBLEM_usage, path, "cannot open '%s': %s", path, strerror(errno));
	char *buffer = mem_new(FILE_MAX + 1, 1);
	size_t len = 0;
	ssize_t got;
	while ((got = read(fd, buffer + len, FILE_MAX + 1 - len)) > 0)
		len += (size_t)got;
	int number = errno;
	(void)close(fd);
	int problem = 0;
	if (got < 0)
		problem =
		    fail(err, PROBLEM_usage, path, "cannot read '%s': %s", path, strerror(number));
	else if (len > FILE_MAX)
		problem =
		    fail(err, PROBLEM_usage, path, "'%s' is longer than %d bytes", path, FILE_MAX);
	else if (!utf8_valid(buffer, len) || memchr(buffer, '\0', len) != NULL)
		problem = fail(err, PROBLEM_usage, path, "'%s' is not UTF-8 text", path);
	else
		*text = arena_text_n(arena, buffer, len);
	free(buffer);
	return problem;
}

static size_t
count_lines(const char *text)
{
	size_t n = 1;
	for (; *text != '\0'; text++)
		n += *text == '\n';
	return n;
}

int
settings_file_read(struct arena *arena, const char *path, bool must_exist,
    struct settings_file *out, struct err *err)
{
	char *text = NULL;
	*out = (struct settings_file){ .path = path };
	struct reader reader = { .arena = arena, .out = out, .section = "", .err = err };
	int problem = read_text(arena, path, must_exist, &text, err);
	if (problem != 0 || text == NULL)
		return problem;
	out->lines = arena_new(arena, count_lines(text) * sizeof(*out->lines));
	for (char *line; problem == 0 && (line = strsep(&text, "\n")) != NULL;) {
		reader.number++;
		problem = read_line(&reader, line);
	}
	return problem;
}

int
settings_file_text(struct arena *arena, const char *path, const char **out, struct err *err)
{
	char *text = NULL;
	int problem = read_text(arena, path, false, &text, err);
	*out = text == NULL ? "" : text;
	return problem;
}
