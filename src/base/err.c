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
