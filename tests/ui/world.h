/* A daemon in this process with the demo tenant: the same names, dates and ids each time. */
#ifndef WORLD_H
#define WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct daemon;
struct err;
struct str;

enum { WORLD_PATH = 100 };

/* The moment at which everything happens: 2026-11-21T12:00:00Z. */
#define WORLD_NOW INT64_C(1795262400000)

struct world {
	char database[WORLD_PATH];
	char socket[WORLD_PATH];
	char copies[WORLD_PATH]; /* the directory of copies of audit logs */
	char states[WORLD_PATH]; /* the directory of the console's memory between runs */
	char state[WORLD_PATH];  /* its file there */
	struct daemon *daemon;   /* NULL: stopped */
};

/* Fixes clock and chance, and fills the database that every world begins with; once a process. */
int world_prepare(struct err *err);
/* Removes it. */
void world_forget(void);

int world_open(struct world *world, struct err *err);
void world_close(struct world *world);
int world_start(struct world *world, struct err *err);
void world_stop(struct world *world);

/* The session of one of the four people of the demo that have a password, by the beginning of the
 * e-mail address; NULL when there is none.  Borrowed. */
const char *world_token(const char *who);

/* What somebody does through the API: "operator" or as world_token() knows them. */
struct world_act {
	const char *who;
	const char *method;
	const char *path; /* <Acme_Voice>, <Production>, <wei.menon@acme.example> stand for ids */
	const char *body; /* NULL: none */
};

int world_do(
    const struct world *world, const struct world_act *act, struct str *out, struct err *err);
/* The number of the newest audit event of an organization, or (not NULL) of one of its workspaces; 0:
 * there is none; -1 when it cannot be told. */
int64_t world_newest(const struct world *world, const char *org_id, const char *ws_id);

#endif
