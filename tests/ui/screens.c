/* Golden screens: each tests/ui/NAME.keys is run against the console, a daemon and a demo of its own.
 * GENERATE=1 writes what is seen into tests/golden/screens.  screens NAME… runs only those. */
#include <dirent.h>
#include <string.h>

#include "clock.h"
#include "err.h"
#include "golden.h"
#include "script.h"
#include "str.h"
#include "world.h"

#define FOLDER "tests/ui"

static int
is_script(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);
	return len > 5 && strcmp(entry->d_name + len - 5, ".keys") == 0;
}

static bool
run_one(const char *file)
{
	char path[300];
	struct str why = STR_INIT(1 << 22);
	int64_t began = clock_monotonic();
	(void)snprintf(path, sizeof(path), FOLDER "/%s", file);
	bool ok = script_run(path, &why);
	(void)printf("%s %s (%lld ms)\n%s", ok ? "ok    " : "FAILED", file,
	    (long long)(clock_monotonic() - began), ok ? "" : str_text(&why));
	(void)fflush(stdout);
	str_release(&why);
	return ok;
}

static int
run_all(void)
{
	int n_failed = 0;
	struct dirent **entries = NULL;
	struct str why = STR_INIT(1 << 16);
	int n = scandir(FOLDER, &entries, is_script, alphasort);
	for (int i = 0; i < n; i++) {
		n_failed += !run_one(entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	if (!golden_is_complete(&why))
		n_failed++;
	(void)printf("%s%d scripts, %d failed\n", str_text(&why), n, n_failed);
	str_release(&why);
	return n > 0 ? n_failed : 1;
}

int
main(int argc, char **argv)
{
	struct err err;
	struct str ignored = STR_INIT(1 << 16);
	char file[200];
	int n_failed = 0;
	if (world_prepare(&err) != 0) {
		(void)fprintf(stderr, "screens: %s\n", err.text);
		world_forget();
		return 1;
	}
	for (int i = 1; i < argc; i++) {
		(void)snprintf(file, sizeof(file), "%s.keys", argv[i]);
		n_failed += !run_one(file);
	}
	if (argc == 1)
		n_failed = run_all();
	else
		(void)golden_is_complete(&ignored);
	str_release(&ignored);
	world_forget();
	return n_failed > 0 ? 1 : 0;
}
