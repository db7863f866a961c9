/* The plain console: a prompt, a verb, its answer. */
#include "plain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nexa.h"
#include "run.h"
#include "special.h"
#include "usage.h"
#include "verb.h"

enum { WORDS_MAX = 64 };

/* Cuts a line into words in place: blanks separate, quotes of either kind hold together, a backslash
 * takes the next character as it is.  How many; -1 when a quote is not closed or there are too many. */
static int
split(char *line, char *words[WORDS_MAX + 1])
{
	int n = 0;
	char *from = line;
	while (*(from += strspn(from, " \t\r\n")) != '\0') {
		char quote = '\0';
		char *to = from;
		if (n == WORDS_MAX)
			return -1;
		words[n++] = to;
		for (; *from != '\0' && (quote != '\0' || strchr(" \t\r\n", *from) == NULL);
		     from++) {
			if (*from == quote)
				quote = '\0';
			else if (quote == '\0' && (*from == '"' || *from == '\''))
				quote = *from;
			else if (*from == '\\' && from[1] != '\0' && quote != '\'')
				*to++ = *++from;
			else
				*to++ = *from;
		}
		if (quote != '\0')
			return -1;
		from += *from != '\0';
		*to = '\0';
	}
	words[n] = NULL;
	return n;
}

static int
run_words(struct nexa *nexa, int n, char **words)
{
	struct arena arena = { NULL };
	struct verb verb;
	struct faults faults = { .n = 0 };
	int status = problem_exit_status(PROBLEM_usage);
	struct err err;
	char *const *rest;
	if (nexa_take_line(nexa, n, words, &rest, &n, &err) != 0)
		return nexa_complain(&err);
	if (!verb_read(n, rest, &arena, &verb, &faults)) {
		for (size_t i = 0; i < faults.n; i++)
			nexa_note("%s", faults.items[i].text);
	} else if (verb.help) {
		struct str text = STR_INIT(1 << 20);
		usage_help(&verb, &text);
		(void)fputs(str_text(&text), stdout);
		str_release(&text);
		status = 0;
	} else {
		status =
		    verb.special != NULL ? verb.special->run(nexa, &verb) : run_verb(nexa, &verb);
	}
	(void)fflush(stdout);
	arena_release(&arena);
	return status;
}

int
plain_run(struct nexa *nexa)
{
	static char help_flag[] = "--help";
	char *line = NULL;
	size_t room = 0;
	int status = 0;
	bool asks = isatty(STDIN_FILENO) != 0;
	if (asks)
		(void)puts(
		    "nexa " NEXA_VERSION ", plain.  Verbs as on the command line; help, quit.");
	for (;;) {
		char *words[WORDS_MAX + 1];
		if (asks && (fputs("nexa> ", stdout) < 0 || fflush(stdout) != 0))
			break;
		if (getline(&line, &room, stdin) < 0)
			break;
		int n = split(line, words);
		if (n < 0) {
			nexa_note("a quote is not closed, or there are too many words");
			status = problem_exit_status(PROBLEM_usage);
			continue;
		}
		if (n == 0)
			continue;
		if (n == 1 && (strcmp(words[0], "quit") == 0 || strcmp(words[0], "exit") == 0))
			break;
		if (n == 1 && strcmp(words[0], "help") == 0)
			words[0] = help_flag;
		status = run_words(nexa, n, words);
	}
	free(line);
	return status;
}
