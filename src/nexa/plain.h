/* The same commands line by line, without redrawing: for screen readers, serial lines and scripts. */
#ifndef PLAIN_H
#define PLAIN_H

struct nexa;

/* Reads verbs from standard input until its end or `quit`; the exit status of the last one. */
int plain_run(struct nexa *nexa);

#endif
