/* What verbs share that send a CSV file: sending it with a bar, telling the lines that are wrong. */
#ifndef UPLOAD_H
#define UPLOAD_H

#include "csv_file.h"
#include "nexa.h"

struct verb;

struct upload {
	struct nexa *nexa;
	const struct verb *verb;
	enum op_id op;
	struct client_with with;
	struct csv_file file;
};

/* Opens the file that the line names first and finds the place.  0, or the exit status after complaining.
 * *upload ends with upload_close(). */
int upload_open(struct upload *upload, struct nexa *nexa, const struct verb *verb, enum op_id op);
void upload_close(struct upload *upload);

/* Sends the file as a dry run, or for good under a key that makes it safe to send again what may have
 * arrived.  Shows how far it got, where somebody looks; C-c gives it up.  The caller frees the reply. */
struct reply *upload_check(const struct upload *upload, const char *phase);
struct reply *upload_apply(const struct upload *upload, const char *phase);

/* Tells a line that is wrong, with its beginning. */
void upload_tell_rejection(struct upload *upload, int64_t line, const char *reason);
/* Tells what a dry run found that stands against it, lines apart; whether there was something. */
bool upload_tell_problem(const struct reply *reply);
/* Complains about an answer; one that refuses lines has them among its details.  The exit status. */
int upload_complain(struct upload *upload, const struct reply *reply);

#endif
