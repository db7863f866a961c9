/* nexad's code on a database, without HTTP and without threads. */
#ifndef INSIDE_H
#define INSIDE_H

#include "call.h"
#include "daemon.h"

struct bench;

/* A daemon that is only a database. */
struct inside {
	struct daemon daemon;
	struct call call;
};

/* Opens the database at a path for calls of an operation; writer: to change it. */
int inside_open(
    struct inside *inside, const char *path, enum op_id id, bool writer, struct err *err);
void inside_close(struct inside *inside);
/* What follows is done by the Owner of the tenant's workspace, there. */
void inside_as_owner(struct inside *inside, const struct bench *bench);

#endif
