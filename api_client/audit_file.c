/* Exports in files.  The last event of the one that is there is found from its end; the daemon is then asked for that one
 * again, which shows that the file is of this log.  With which filters it was made, a file beside it says. */
#include "audit_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "codec.h"
#include "json.h"
#include "jsonw.h"
#include "mem.h"
#include "newfile.h"
#include "op.h"

enum { EVENT_MAX = 4 << 20, QUERY_MAX = 1 << 16 };

/* What every export in a format begins with. */
static const char *
beginning(enum export_format format)
{
	return format == EXPORT_FORMAT_csv ? "seq,occurred_at," : "{\"actor\":";
}

enum export_format
audit_file_format(const char *path)
{
	size_t len = strlen(path);
	for (int i = 1; i < EXPORT_FORMAT_COUNT; i++) {
		const char *name = vocab_name(VOCAB_export_format, i);
		size_t end = strlen(name);
		if (len > end + 1 && path[len - end - 1] == '.' &&
		    strcasecmp(path + len - end, name) == 0)
			return (enum export_format)i;
	}
	return EXPORT_FORMAT_unknown;
}

int64_t
audit_file_seq(const struct audit_file *file)
{
	struct json *json = NULL;
	struct err ignored;
	int64_t seq = 0;
	if (file->last.len == 0)
		return 0;
	if (file->format == EXPORT_FORMAT_csv)
		return strtoll(str_text(&file->last), NULL, 10);
	if (json_parse(str_text(&file->last), file->last.len, &json, &ignored) == 0)
		(void)json_int(json_get(json, "seq"), &seq);
	json_free(json);
	return seq;
}

/* ---- looking through ---- */

static void
end_line(struct audit_file *file)
{
	struct str line = file->line;
	file->len += (int64_t)line.len;
	if (file->format == EXPORT_FORMAT_csv && !file->titled) {
		file->titled = true;
	} else {
		file->line = file->last;
		file->last = line;
		file->n++;
	}
	str_clear(&file->line);
}

/* An event is a line: no text of the log holds an end of line.  False when one is longer than any. */
static bool
look_through(struct audit_file *file, const char *data, size_t len)
{
	while (len > 0 && !file->line.failed) {
		const char *end = memchr(data, '\n', len);
		size_t part = end == NULL ? len : (size_t)(end - data) + 1;
		str_add_n(&file->line, data, part);
		if (end != NULL && !file->line.failed)
			end_line(file);
		data += part;
		len -= part;
	}
	return !file->line.failed;
}

/* Finds the last whole line. */
static void
find_last(struct audit_file *file, off_t start, const char *tail, size_t len)
{
	const char *end = len == 0 ? NULL : memrchr(tail, '\n', len);
	if (end == NULL)
		return;
	const char *before = memrchr(tail, '\n', (size_t)(end - tail));
	const char *line = before == NULL ? tail : before + 1;
	/* After a seq from which it was to begin, the daemon leaves the titles out. */
	const char *titled = beginning(EXPORT_FORMAT_csv);
	bool titles = start == 0 && line == tail && file->format == EXPORT_FORMAT_csv &&
	    strncmp(line, titled, strlen(titled)) == 0;
	if (titles || (before == NULL && start > 0))
		return;
	str_add_n(&file->last, line, (size_t)(end - line) + 1);
	file->len = (int64_t)(start + (end - tail) + 1);
}

/* "12,2026-": an event in CSV, where the titles were left out. */
static bool
is_untitled(const char *text, size_t len)
{
	static const char digits[] = "0123456789";
	size_t seq = 0;
	while (seq < len && strchr(digits, text[seq]) != NULL)
		seq++;
	return seq > 0 && seq + 5 < len && text[seq] == ',' &&
	    strspn(text + seq + 1, digits) == 4 && text[seq + 5] == '-';
}

/* Whether it was written by an export, as far as that was got. */
static bool
is_export(const struct audit_file *file, off_t size)
{
	char text[32] = "";
	const char *start = beginning(file->format);
	ssize_t n = pread(file->fd, text, sizeof(text) - 1, 0);
	if (n < 0)
		return false;
	if (file->format == EXPORT_FORMAT_csv && file->last.len > 0 && is_untitled(text, (size_t)n))
		return audit_file_seq(file) > 0;
	if (strncmp(text, start, (size_t)n < strlen(start) ? (size_t)n : strlen(start)) != 0)
		return false;
	return audit_file_seq(file) > 0 || (file->last.len == 0 && size < EVENT_MAX);
}

static int
read_end(struct audit_file *file, off_t size, struct err *err)
{
	off_t start = size > EVENT_MAX ? size - EVENT_MAX : 0;
	size_t len = (size_t)(size - start);
	char *tail = mem_new(1, len + 1);
	bool whole = pread(file->fd, tail, len, start) == (ssize_t)len;
	if (whole)
		find_last(file, start, tail, len);
	free(tail);
	if (!whole)
		return fail(err, PROBLEM_usage, file->path, "cannot read '%s': %s", file->path,
		    strerror(errno));
	if (!is_export(file, size))
		return fail(err, PROBLEM_usage, file->path,
		    "'%s' is there already, and is no export of the audit log as %s", file->path,
		    vocab_name(VOCAB_export_format, (int)file->format));
	return 0;
}

/* ---- the file ---- */

/* Has the file to itself: one's own, and unreadable for others while nothing is in it.  What another export has just
 * added is part of its size only once that has ended. */
static int
lock(const struct audit_file *file, struct stat *status, struct err *err)
{
	const char *path = file->path;
	if (fstat(file->fd, status) != 0)
		return fail(err, PROBLEM_usage, path, "cannot open the file '%s': %s", path,
		    strerror(errno));
	if (!S_ISREG(status->st_mode))
		return fail(err, PROBLEM_usage, path, "'%s' is no file", path);
	if (status->st_uid != geteuid())
		return fail(err, PROBLEM_usage, path, "'%s' is somebody else's", path);
	if (flock(file->fd, LOCK_EX | LOCK_NB) != 0)
		return fail(
		    err, PROBLEM_usage, path, "'%s' is being written by another export", path);
	if (fstat(file->fd, status) != 0 ||
	    (status->st_size == 0 && fchmod(file->fd, S_IRUSR | S_IWUSR) != 0))
		return fail(err, PROBLEM_usage, path, "cannot keep the file '%s' for you alone: %s",
		    path, strerror(errno));
	return 0;
}

int
audit_file_open(
    struct audit_file *file, const char *path, enum export_format format, struct err *err)
{
	struct stat status;
	*file = (struct audit_file){ .path = path,
		.fd = STDOUT_FILENO,
		.format = format,
		.last = STR_INIT(EVENT_MAX),
		.line = STR_INIT(EVENT_MAX) };
	if (path == NULL)
		return 0;
	file->fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NONBLOCK, 0600);
	file->made = file->fd >= 0;
	if (!file->made && errno == EEXIST)
		file->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
	if (file->fd < 0)
		return fail(err, PROBLEM_usage, path, "cannot open the file '%s': %s", path,
		    strerror(errno));
	if (lock(file, &status, err) != 0 || read_end(file, status.st_size, err) != 0)
		return (int)err->problem;
	file->goes_on = file->last.len > 0;
	return 0;
}

static void
name_query(const struct audit_file *file, struct str *out)
{
	str_addf(out, "%s.query", file->path);
}

/* An export of which nothing came leaves nothing of its own behind: it goes before others can lock it. */
static void
take_away(const struct audit_file *file)
{
	struct stat status;
	struct str query = STR_INIT(QUERY_MAX);
	if (file->whole || fstat(file->fd, &status) != 0 || status.st_size > 0)
		return;
	name_query(file, &query);
	if (file->made_query)
		(void)unlink(str_text(&query));
	if (file->made)
		(void)unlink(file->path);
	str_release(&query);
}

void
audit_file_close(struct audit_file *file)
{
	if (file->path != NULL && file->fd >= 0) {
		take_away(file);
		(void)close(file->fd);
	}
	file->fd = -1;
	str_release(&file->last);
	str_release(&file->line);
}

/* ---- with which filters it was made ---- */

/* An object in the order of RFC 8785; nothing when it is none. */
static void
add_canonical(const char *text, size_t len, struct str *out)
{
	struct json *json = NULL;
	struct err ignored;
	if (json_parse(text, len, &json, &ignored) == 0 && json_type(json) == JSON_OBJECT)
		json_canonical(json, out);
	json_free(json);
}

/* {"type":"member.*"} */
static void
print_query(const struct audit_export_args *args, struct str *out)
{
	struct audit_export_args which = *args;
	struct str text = STR_INIT(QUERY_MAX);
	struct jsonw w = { .out = &text };
	which.has_format = false;
	which.has_to = false;
	codec_write_given(&w, op_params(OP_audit_export), &which);
	add_canonical(str_text(&text), text.len, out);
	str_release(&text);
}

/* What is said of the file that is there; nothing when nothing is.  0, or usage: that is another file. */
static int
read_query(const char *path, struct str *out, struct err *err)
{
	char text[QUERY_MAX];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0 && errno == ENOENT)
		return 0;
	ssize_t n = fd < 0 ? -1 : pread(fd, text, sizeof(text), 0);
	if (fd >= 0)
		(void)close(fd);
	if (n > 0)
		add_canonical(text, (size_t)n, out);
	return out->len > 0
	    ? 0
	    : fail(err, PROBLEM_usage, path,
	          "'%s' is there already, and does not say what was exported", path);
}

static int
check_query(struct audit_file *file, const struct audit_export_args *args, struct err *err)
{
	struct str wanted = STR_INIT(QUERY_MAX);
	struct str made = STR_INIT(QUERY_MAX);
	struct str path = STR_INIT(QUERY_MAX);
	print_query(args, &wanted);
	name_query(file, &path);
	int problem = read_query(str_text(&path), &made, err);
	file->unsure = file->goes_on && made.len == 0;
	if (problem == 0 && !file->goes_on) {
		problem = newfile_replace(str_text(&path), wanted.data, wanted.len, err);
		file->made_query = problem == 0 && made.len == 0;
	} else if (problem == 0 && !file->unsure &&
	    strcmp(str_text(&made), str_text(&wanted)) != 0) {
		problem = fail(err, PROBLEM_usage, file->path,
		    "no beginning of this export: '%s' was made with the filters %.200s and not with "
		    "%.200s; export into another file",
		    file->path, str_text(&made), str_text(&wanted));
	}
	str_release(&wanted);
	str_release(&made);
	str_release(&path);
	return problem;
}

int
audit_file_ask(struct audit_file *file, struct audit_export_args *args, struct err *err)
{
	if (file->path != NULL && check_query(file, args, err) != 0)
		return (int)err->problem;
	/* The daemon leaves the titles out then. */
	file->titled = file->titled || args->has_after_seq;
	args->format = file->format;
	args->has_format = true;
	if (!file->goes_on)
		return 0;
	args->has_after_seq = true;
	args->after_seq = audit_file_seq(file) - 1;
	return 0;
}

/* ---- what comes ---- */

static int
differs(const struct audit_file *file, struct err *err)
{
	return fail(err, PROBLEM_usage, file->path,
	    "no beginning of this export: the last event of '%s' is none that the daemon has for "
	    "these filters",
	    file->path);
}

/* Cuts off what was not whole. */
static bool
begin(struct audit_file *file)
{
	file->begun = true;
	return file->path == NULL ||
	    (ftruncate(file->fd, (off_t)file->len) == 0 &&
	        lseek(file->fd, 0, SEEK_END) == (off_t)file->len);
}

static bool
add(struct audit_file *file, const char *data, size_t len)
{
	if ((!file->begun && !begin(file)) || !newfile_add(file->fd, data, len)) {
		const char *name = file->path == NULL ? "standard output" : file->path;
		(void)fail(&file->err, PROBLEM_bad_answer, name, "cannot write %s: %s", name,
		    strerror(errno));
		return false;
	}
	if (look_through(file, data, len))
		return true;
	(void)fail(&file->err, PROBLEM_bad_answer, "", "an event in the answer has no end");
	return false;
}

bool
audit_file_take(const char *data, size_t len, void *payload)
{
	struct audit_file *file = payload;
	if (file->goes_on && file->same < file->last.len) {
		size_t left = file->last.len - file->same;
		size_t n = len < left ? len : left;
		if (memcmp(file->last.data + file->same, data, n) != 0) {
			(void)differs(file, &file->err);
			return false;
		}
		file->same += n;
		data += n;
		len -= n;
	}
	/* From here on `last` is of what comes. */
	if (len > 0)
		file->goes_on = false;
	return len == 0 || add(file, data, len);
}

int
audit_file_finish(struct audit_file *file, struct err *err)
{
	if (file->goes_on && file->same < file->last.len)
		return differs(file, err);
	/* Nothing came, but the end of what was there may not have been whole. */
	if (!file->begun && !begin(file))
		return fail(err, PROBLEM_bad_answer, file->path, "cannot write '%s': %s",
		    file->path, strerror(errno));
	file->whole = true;
	return 0;
}
