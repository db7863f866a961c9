/* What verbs share that send a CSV file: sending it with a bar, telling the lines that are wrong. */
#ifndef IMPORT_H
#define IMPORT_H

#include "csv_file.h"
#include "nexa.h"

struct verb;

struct import {
	struct nexa *nexa;
	const struct verb *verb;
	enum op_id op;
	struct client_with with;
	struct csv_file file;
};

/* Opens the file that the line names first and finds the place.  0, or the exit status after complaining.
 * *import ends with import_close(). */
int import_open(struct import *import, struct nexa *nexa, const struct verb *verb, enum op_id op);
void import_close(struct import *import);

/* Sends the file as a dry run, or for good under a key that makes it safe to send again what may have
 * arrived.  Shows how far it got, where somebody looks; C-c gives it up.  The caller frees the reply. */
struct reply *import_check(const struct import *import, const char *phase);
struct reply *import_apply(const struct import *import, const char *phase);

/* Tells a line that is wrong, with its beginning. */
void import_tell_rejection(struct import *import, int64_t line, const char *reason);
/* Tells what a dry run found that stands against it, lines apart; whether there was something. */
bool import_tell_problem(const struct reply *reply);
/* Complains about an answer; one that refuses lines has them among its details.  The exit status. */
int import_complain(struct import *import, const struct reply *reply);

#endif
