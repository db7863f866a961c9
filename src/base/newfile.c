/* A new file, whole or not at all. */
#include "newfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "err.h"

int
newfile_write(const char *path, const void *data, size_t len, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
	if (file == NULL)
		return fail(err, PROBLEM_usage, path, "cannot make the file '%s': %s", path,
		    strerror(errno));
	bool whole = fwrite(data, 1, len, file) == len;
	int why = errno;
	if (fclose(file) == 0 && whole)
		return 0;
	(void)unlink(path);
	return fail(err, PROBLEM_bad_answer, path, "cannot write '%s': %s", path,
	    strerror(whole ? errno : why));
}

int
newfile_replace(const char *path, const void *data, size_t len, struct err *err)
{
	char beside[PATH_MAX];
	int n = snprintf(beside, sizeof(beside), "%s.part", path);
	if (n < 0 || (size_t)n >= sizeof(beside))
		return fail(err, PROBLEM_usage, path, "the path '%s' is too long", path);
	(void)unlink(beside);
	if (newfile_write(beside, data, len, err) != 0)
		return (int)err->problem;
	if (rename(beside, path) == 0)
		return 0;
	int why = errno;
	(void)unlink(beside);
	return fail(err, PROBLEM_bad_answer, path, "cannot replace '%s': %s", path, strerror(why));
}

void
newfile_path(const char *name, char *out, size_t size)
{
	char here[PATH_MAX];
	bool known = name[0] != '/' && getcwd(here, sizeof(here)) != NULL;
	int n = known ? snprintf(out, size, "%s%s%s", here, strcmp(here, "/") == 0 ? "" : "/", name)
	              : -1;
	if (n < 0 || (size_t)n >= size)
		(void)snprintf(out, size, "%s", name);
}

bool
newfile_is_there(const char *path)
{
	struct stat status;
	return lstat(path, &status) == 0;
}

int
newfile_nameless(const char *directory)
{
	int fd = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd >= 0)
		return fd;
	char path[4096];
	(void)snprintf(path, sizeof(path), "%s/body-XXXXXX", directory);
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		(void)unlink(path);
	return fd;
}

bool
newfile_add(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}
