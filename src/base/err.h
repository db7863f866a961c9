/* A failure as a value: which problem, about what, in a sentence that a person can act on. */
#ifndef ERR_H
#define ERR_H

enum problem {
	PROBLEM_none,
#define PROBLEM(id, http, exit_status, text) PROBLEM_##id,
#include "problems.def"
	PROBLEM_COUNT
};

struct err {
	enum problem problem;
	char subject[96]; /* the field, file or option that it is about; "" for none */
	char text[416];   /* the sentence: lower case, no full stop */
};

/* Fills *err and returns the problem, so that `return fail(…)` ends a function.  err may be NULL. */
int fail(struct err *err, enum problem problem, const char *subject, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The wire code ("not_found"), HTTP status, exit status and meaning of a problem; borrowed. */
const char *problem_code(enum problem problem);
int problem_http_status(enum problem problem);
int problem_exit_status(enum problem problem);
const char *problem_meaning(enum problem problem);

/* The problem with this wire code; PROBLEM_none when there is no such row (a newer server's). */
enum problem problem_find(const char *code);

#endif
