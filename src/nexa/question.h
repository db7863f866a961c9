/* The question before a grave act, the same for all of them. */
#ifndef QUESTION_H
#define QUESTION_H

struct client_with;
struct nexa;
struct verb;

/* Tells a person what the act would cause and asks: y, or the exact name where something is destroyed for ever.
 * A line has answered with --yes, or with --confirm NAME; what comes of it is then told all the same where that is
 * what the question is about.  A dry run needs no answer, and is given the name.
 * 0 to go ahead, else the exit status, and why stands on standard error. */
int question_ask(struct nexa *nexa, const struct verb *verb, const struct client_with *with);

/* Asks for a yes only, unless the line has it; what the act causes was told already. */
int question_yes(const struct verb *verb);
/* The same with another sentence than the operation's. */
int question_ask_yes(const struct verb *verb, const char *sentence);

#endif
