/* Secrets from files. */
#include "secret.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "err.h"
#include "mem.h"

void
secret_set(struct secret *secret, const char *text)
{
	secret_release(secret);
	secret->text = mem_text(text);
	secret->len = strlen(text);
}

void
secret_release(struct secret *secret)
{
	if (secret->text != NULL)
		explicit_bzero(secret->text, secret->len);
	free(secret->text);
	*secret = (struct secret){ .text = NULL };
}

static int
check_file(int fd, const char *path, bool private_only, struct err *err)
{
	struct stat info;
	if (fstat(fd, &info) != 0)
		return fail(
		    err, PROBLEM_usage, path, "cannot look at '%s': %s", path, strerror(errno));
	if (!S_ISREG(info.st_mode) && !S_ISFIFO(info.st_mode))
		return fail(err, PROBLEM_usage, path, "'%s' is not a file", path);
	if (private_only && (info.st_mode & (S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH)) != 0)
		return fail(err, PROBLEM_usage, path,
		    "'%s' holds a secret that others can read; try: chmod 600 '%s'", path, path);
	return 0;
}

static int
read_all(int fd, const char *path, char *text, size_t *len, struct err *err)
{
	ssize_t got;
	*len = 0;
	while (*len <= SECRET_MAX && (got = read(fd, text + *len, SECRET_MAX + 1 - *len)) != 0) {
		if (got < 0 && errno != EINTR)
			return fail(err, PROBLEM_usage, path, "cannot read '%s': %s", path,
			    strerror(errno));
		*len += got > 0 ? (size_t)got : 0;
	}
	if (*len > SECRET_MAX)
		return fail(
		    err, PROBLEM_usage, path, "'%s' is longer than %d bytes", path, SECRET_MAX);
	if (*len > 0 && text[*len - 1] == '\n')
		text[--*len] = '\0';
	if (*len > 0 && text[*len - 1] == '\r')
		text[--*len] = '\0';
	if (*len == 0)
		return fail(err, PROBLEM_usage, path, "'%s' is empty", path);
	if (memchr(text, '\0', *len) != NULL)
		return fail(err, PROBLEM_usage, path, "'%s' contains a NUL byte", path);
	return 0;
}

int
secret_read(struct secret *secret, const char *path, bool private_only, struct err *err)
{
	/* Without waiting for the writer of a pipe that nobody writes. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return fail(
		    err, PROBLEM_usage, path, "cannot open '%s': %s", path, strerror(errno));
	char *text = mem_new(SECRET_MAX + 2, 1);
	size_t len = 0;
	int problem = check_file(fd, path, private_only, err);
	if (problem == 0 && fcntl(fd, F_SETFL, 0) == 0)
		problem = read_all(fd, path, text, &len, err);
	(void)close(fd);
	if (problem == 0)
		secret_set(secret, text);
	explicit_bzero(text, SECRET_MAX + 2);
	free(text);
	return problem;
}
