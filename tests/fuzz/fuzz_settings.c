/* Settings files: both programs take or refuse any, and what was read can be written and read again. */
#include <sys/mman.h>
#include <unistd.h>

#include "arena.h"
#include "config.h"
#include "err.h"
#include "fuzz.h"
#include "settings_file.h"
#include "str.h"

enum { PATH_ROOM = 40, OUT_MAX = 1 << 22 };

/* A file in memory; its path in path.  Closed by the caller. */
static int
file_with(const void *bytes, size_t len, char path[PATH_ROOM])
{
	int fd = memfd_create("settings", MFD_CLOEXEC);
	must(fd >= 0 && write(fd, bytes, len) == (ssize_t)len);
	(void)snprintf(path, PATH_ROOM, "/proc/self/fd/%d", fd);
	return fd;
}

static bool
write_again(const struct settings_file *file, struct str *out)
{
	const char *section = "";
	for (size_t i = 0; i < file->n; i++) {
		const struct settings_line *line = &file->lines[i];
		must(strpbrk(line->key, "\n=") == NULL && strchr(line->value, '\n') == NULL);
		/* What has no other spelling. */
		if (strchr(line->value, '"') != NULL)
			return false;
		if (strcmp(section, line->section) != 0)
			str_addf(out, "[%s]\n", line->section);
		section = line->section;
		str_addf(out, "%s = \"%s\"\n", line->key, line->value);
	}
	return true;
}

static void
check_again(const struct settings_file *file)
{
	char path[PATH_ROOM];
	struct arena arena = { NULL };
	struct settings_file again;
	struct str out = STR_INIT(OUT_MAX);
	if (write_again(file, &out)) {
		int fd = file_with(str_text(&out), out.len, path);
		must(settings_file_read(&arena, path, true, &again, NULL) == 0 &&
		    again.n == file->n);
		for (size_t i = 0; i < again.n; i++) {
			must(strcmp(again.lines[i].section, file->lines[i].section) == 0);
			must(strcmp(again.lines[i].key, file->lines[i].key) == 0);
			must(strcmp(again.lines[i].value, file->lines[i].value) == 0);
		}
		(void)close(fd);
	}
	str_release(&out);
	arena_release(&arena);
}

static void
load(enum program program, char *path)
{
	static char name[] = "program";
	static char flag[] = "--config";
	char *argv[] = { name, flag, path, NULL };
	struct config *config = NULL;
	struct err err = { .problem = PROBLEM_none };
	if (config_load(program, 3, argv, &config, &err) != 0)
		must(err.problem == PROBLEM_usage && err.text[0] != '\0');
	else
		config_close(config);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[PATH_ROOM];
	struct arena arena = { NULL };
	struct settings_file file;
	struct err err = { .problem = PROBLEM_none };
	int fd = file_with(data, size, path);
	if (settings_file_read(&arena, path, true, &file, &err) == 0)
		check_again(&file);
	else
		must(err.problem == PROBLEM_usage && err.text[0] != '\0');
	load(PROGRAM_nexad, path);
	load(PROGRAM_nexa, path);
	(void)close(fd);
	arena_release(&arena);
	return 0;
}
