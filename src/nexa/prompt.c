/* Questions and answers, one line each. */
#include "prompt.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <strings.h>
#include <termios.h>

#include "err.h"
#include "visible.h"

enum { LINE_MAX_BYTES = 4096 };

static const int deadly[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };
enum { N_DEADLY = sizeof(deadly) / sizeof(deadly[0]) };

static volatile sig_atomic_t caught;

bool
prompt_is_possible(void)
{
	return isatty(STDIN_FILENO) != 0 && isatty(STDERR_FILENO) != 0;
}

/* Unbuffered, so that what follows on standard input stays there.  Ends early at a signal. */
static bool
read_line(char line[LINE_MAX_BYTES], size_t *len)
{
	char c = '\0';
	ssize_t got = 0;
	*len = 0;
	while (caught == 0 && (got = read(STDIN_FILENO, &c, 1)) == 1 && c != '\n')
		if (*len < LINE_MAX_BYTES - 1)
			line[(*len)++] = c;
	if (*len > 0 && line[*len - 1] == '\r')
		(*len)--;
	line[*len] = '\0';
	return caught == 0 && (got == 1 || *len > 0);
}

static void
say(const char *question)
{
	struct str shown = STR_INIT(8192);
	visible_add(&shown, question);
	(void)fwrite(str_text(&shown), 1, shown.len, stderr);
	(void)fflush(stderr);
	str_release(&shown);
}

/* The answer to "password: ". */
static int
take_line(const char *question, struct secret *out, struct err *err)
{
	char line[LINE_MAX_BYTES];
	size_t len;
	bool done = read_line(line, &len);
	if (done)
		secret_set(out, line);
	explicit_bzero(line, sizeof(line));
	return done ? 0
	            : fail(err, PROBLEM_usage, "", "standard input has no answer to '%.*s'",
	                  (int)strcspn(question, ":?\n"), question);
}

int
prompt_line(const char *question, struct secret *out, struct err *err)
{
	if (prompt_is_possible())
		say(question);
	return take_line(question, out, err);
}

static void catch (int number)
{
	caught = number;
}

static void
watch_signals(struct sigaction before[N_DEADLY])
{
	struct sigaction action = { .sa_handler = catch };
	(void)sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < N_DEADLY; i++)
		(void)sigaction(deadly[i], &action, &before[i]);
}

static void
leave_signals(const struct sigaction before[N_DEADLY])
{
	for (size_t i = 0; i < N_DEADLY; i++)
		(void)sigaction(deadly[i], &before[i], NULL);
}

int
prompt_secret(const char *question, struct secret *out, struct err *err)
{
	struct termios shown;
	struct sigaction before[N_DEADLY];
	if (!prompt_is_possible() || tcgetattr(STDIN_FILENO, &shown) != 0)
		return take_line(question, out, err);
	struct termios hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
	/* A signal may end the program only after the echo is back. */
	watch_signals(before);
	say(question);
	(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
	int problem = take_line(question, out, err);
	(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
	(void)fputc('\n', stderr);
	leave_signals(before);
	int number = caught;
	caught = 0;
	if (number != 0)
		(void)raise(number);
	return problem;
}

int
prompt_new_secret(const char *question, struct secret *out, struct err *err)
{
	struct secret again = { .text = NULL };
	int problem = prompt_secret(question, out, err);
	if (problem != 0 || !prompt_is_possible())
		return problem;
	problem = prompt_secret("again: ", &again, err);
	if (problem == 0 && (again.text == NULL || strcmp(again.text, out->text) != 0))
		problem = fail(err, PROBLEM_usage, "", "the two differ");
	secret_release(&again);
	return problem;
}

bool
prompt_yes(const char *question)
{
	struct secret answer = { .text = NULL };
	struct err err;
	if (!prompt_is_possible() || prompt_line(question, &answer, &err) != 0 ||
	    answer.text == NULL)
		return false;
	bool yes = strcasecmp(answer.text, "y") == 0 || strcasecmp(answer.text, "yes") == 0;
	secret_release(&answer);
	return yes;
}
