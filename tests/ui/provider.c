/* Its first line is its issuer; it goes on until it is killed. */
#include "provider.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "err.h"

static int
spawn(struct provider *provider, int out)
{
	static char *const words[] = { "node", "tests/tty/lib/identity.mjs",
		"nobody@nowhere.example", "/nonexistent", NULL };
	posix_spawn_file_actions_t actions;
	(void)posix_spawn_file_actions_init(&actions);
	(void)posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	int failed = posix_spawnp(&provider->pid, words[0], &actions, NULL, words, environ);
	(void)posix_spawn_file_actions_destroy(&actions);
	return failed;
}

int
provider_start(struct provider *provider, struct err *err)
{
	int ends[2];
	provider->issuer[0] = '\0';
	if (pipe2(ends, O_CLOEXEC) != 0)
		return fail(err, PROBLEM_internal, "", "no pipe");
	if (spawn(provider, ends[1]) != 0)
		provider->pid = 0;
	(void)close(ends[1]);
	FILE *told = fdopen(ends[0], "r");
	if (told != NULL && fgets(provider->issuer, PROVIDER_ISSUER, told) != NULL)
		provider->issuer[strcspn(provider->issuer, "\n")] = '\0';
	if (told != NULL)
		(void)fclose(told);
	return provider->issuer[0] != '\0'
	    ? 0
	    : fail(err, PROBLEM_internal, "", "the identity provider does not start");
}

void
provider_stop(struct provider *provider)
{
	if (provider->pid == 0)
		return;
	(void)kill(provider->pid, SIGKILL);
	(void)waitpid(provider->pid, NULL, 0);
	provider->pid = 0;
}
