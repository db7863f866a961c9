/* A new file, whole or not at all. */
#include "newfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
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
