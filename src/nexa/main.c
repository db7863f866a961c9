/* nexa: a verb does its work and ends; without one there is the console. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#include "fullscreen.h"
#include "nexa.h"
#include "plain.h"
#include "run.h"
#include "special.h"
#include "usage.h"
#include "verb.h"

/* How the line is to look helps where it did not, and not where a value is wrong. */
static bool
is_of_form(const struct faults *faults)
{
	for (size_t i = 0; i < faults->n; i++)
		if (faults->items[i].problem == PROBLEM_usage)
			return true;
	return false;
}

static int
refuse(const struct verb *verb, const struct faults *faults)
{
	struct str usage = STR_INIT(4096);
	for (size_t i = 0; i < faults->n; i++)
		nexa_note("%s", faults->items[i].text);
	if (is_of_form(faults))
		usage_line(verb, &usage);
	(void)fputs(str_text(&usage), stderr);
	str_release(&usage);
	return problem_exit_status(PROBLEM_usage);
}

static int
help(const struct verb *verb)
{
	struct str text = STR_INIT(1 << 20);
	usage_help(verb, &text);
	(void)fputs(str_text(&text), stdout);
	str_release(&text);
	return 0;
}

static int
run_console(struct nexa *nexa)
{
	if (!config_flag(nexa->config, OPTION_nexa_plain))
		return fullscreen_run(nexa);
	nexa->stays = true;
	/* A password that a verb reads may follow its line. */
	(void)setvbuf(stdin, NULL, _IONBF, 0);
	return plain_run(nexa);
}

static int
run(struct nexa *nexa)
{
	int n;
	struct verb verb;
	struct faults faults = { .n = 0 };
	char *const *rest = config_rest(nexa->config, &n);
	if (config_flag(nexa->config, OPTION_nexa_version)) {
		(void)puts("nexa " NEXA_VERSION);
		return 0;
	}
	if (n == 0)
		return run_console(nexa);
	if (!verb_read(n, rest, &nexa->arena, &verb, &faults))
		return refuse(&verb, &faults);
	if (verb.help)
		return help(&verb);
	return verb.special != NULL ? verb.special->run(nexa, &verb) : run_verb(nexa, &verb);
}

/* What could not be written was not done; a reader who has seen enough needs no message. */
static int
finish_output(const struct nexa *nexa, int status)
{
	int number = print_finish(&nexa->printer);
	if (number == 0)
		return status;
	if (number != EPIPE)
		nexa_note("cannot write the answer: %s", strerror(number));
	return status == 0 ? 1 : status;
}

int
main(int argc, char **argv)
{
	struct err err;
	struct nexa nexa;
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	(void)sigaction(SIGPIPE, &ignore, NULL);
	/* Passwords and tokens are in here: no core dump, and no look from the user's other processes. */
	(void)prctl(PR_SET_DUMPABLE, 0);
	int problem = nexa_init(&nexa, argc, argv, &err);
	int status = problem == 0 ? finish_output(&nexa, run(&nexa)) : nexa_complain(&err);
	nexa_release(&nexa);
	return status;
}
