/* Failures: making one, and what the table says of it. */
#include "err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct row {
	const char *code;
	int http_status;
	int exit_status;
	const char *meaning;
};

static const struct row rows[PROBLEM_COUNT] = {
	[PROBLEM_none] = { "none", 200, 0, "no failure" },
#define PROBLEM(id, http, exit_status, text) \
	[PROBLEM_##id] = { #id, (http), (exit_status), (text) },
#include "problems.def"
};

/* A text that did not fit may end inside a character; then that character goes. */
static void
cut_between_characters(char *text)
{
	size_t len = strlen(text);
	size_t last = len;
	while (last > 0 && ((unsigned char)text[last - 1] & 0xc0) == 0x80)
		last--;
	if (last == 0 || ((unsigned char)text[last - 1] & 0xc0) != 0xc0)
		return;
	unsigned char lead = (unsigned char)text[last - 1];
	size_t need = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
	if (len - (last - 1) < need)
		text[last - 1] = '\0';
}

int
fail(struct err *err, enum problem problem, const char *subject, const char *format, ...)
{
	if (err == NULL)
		return (int)problem;
	err->problem = problem;
	(void)snprintf(err->subject, sizeof(err->subject), "%s", subject == NULL ? "" : subject);
	va_list args;
	va_start(args, format);
	(void)vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	cut_between_characters(err->subject);
	cut_between_characters(err->text);
	return (int)problem;
}

const char *
problem_code(enum problem problem)
{
	return rows[problem].code;
}

int
problem_http_status(enum problem problem)
{
	return rows[problem].http_status;
}

int
problem_exit_status(enum problem problem)
{
	return rows[problem].exit_status;
}

const char *
problem_meaning(enum problem problem)
{
	return rows[problem].meaning;
}

enum problem
problem_find(const char *code)
{
	for (int i = 1; i < PROBLEM_COUNT; i++)
		if (strcmp(rows[i].code, code) == 0)
			return (enum problem)i;
	return PROBLEM_none;
}
