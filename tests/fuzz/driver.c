/* Runs a fuzz target on the files of a folder, or on single files: the corpus as an ordinary test. */
#include <dirent.h>

#include "fuzz.h"

enum { INPUT_MAX = 1 << 20 };

static int n_run;

static int
run_file(const char *path)
{
	static uint8_t buffer[INPUT_MAX];
	FILE *file = fopen(path, "rbe");
	if (file == NULL) {
		perror(path);
		return 1;
	}
	size_t len = fread(buffer, 1, sizeof(buffer), file);
	(void)fclose(file);
	/* In memory of exactly its size, so that reading beyond it is noticed. */
	uint8_t *input = malloc(len + (len == 0));
	if (input == NULL)
		abort();
	memcpy(input, buffer, len);
	(void)fprintf(stderr, "%s\n", path);
	(void)LLVMFuzzerTestOneInput(input, len);
	free(input);
	n_run++;
	return 0;
}

static int
run_folder(DIR *folder, const char *path)
{
	int status = 0;
	const struct dirent *entry;
	while ((entry = readdir(folder)) != NULL) {
		char file[4096];
		(void)snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
		if (entry->d_name[0] != '.')
			status |= run_file(file);
	}
	return status;
}

int
main(int argc, char **argv)
{
	int status = 0;
	for (int i = 1; i < argc; i++) {
		DIR *folder = opendir(argv[i]);
		status |= folder != NULL ? run_folder(folder, argv[i]) : run_file(argv[i]);
		if (folder != NULL)
			(void)closedir(folder);
	}
	if (n_run == 0)
		(void)fprintf(stderr, "no input was run\n");
	return status != 0 || n_run == 0 ? 1 : 0;
}
