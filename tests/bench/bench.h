/* What the rows of the bench share: the tenant that all is measured on, and the running daemon. */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>

#include "figures.h"
#include "process.h"

struct deck;
struct err;
struct str;

enum { BENCH_CLIENTS = 32, BENCH_TEXT = 200 };

struct bench {
	const char *bin;  /* the folder of nexad and nexa */
	const char *here; /* tests/bench */
	int rounds;
	double seconds; /* of one load of a round */
	struct figures figures;
	struct process daemon;
	double idle_mib; /* the daemon's, REST_S after its first request */
	/* Of the demo tenant: */
	char org_id[BENCH_TEXT];
	char ws_id[BENCH_TEXT];
	char owner[BENCH_TEXT]; /* user id of the workspace's Owner */
	char owner_email[BENCH_TEXT];
	char token[BENCH_TEXT]; /* of the Owner's session */
	char members[BENCH_CLIENTS][BENCH_TEXT];
};

/* File names in the folder that the bench works in. */
#define BENCH_DATA "data"
#define BENCH_SOCKET "nexad.sock"
#define BENCH_BARE "bare.sock"
#define BENCH_LOG "log"

/* tenant.c */
/* Makes the demo tenant with nexad and reads the facts above. */
int tenant_make(struct bench *bench, struct err *err);
/* A fresh copy of the demo database, as path. */
int tenant_copy(const char *path, struct err *err);
/* Starts nexad on a data folder; *ready_s as process_start(). */
int tenant_serve(struct bench *bench, struct process *process, double *ready_s, struct err *err);
/* The same with a data folder and a socket of one's own. */
int tenant_serve_at(struct bench *bench, struct process *process, const char *data,
    const char *socket_path, double *ready_s, struct err *err);
/* Signs the Owner in at the running daemon. */
int tenant_sign_in(struct bench *bench, struct err *err);
/* The large rate deck, as CSV. */
int tenant_deck(const struct bench *bench, struct str *out, struct err *err);
/* Imports a deck at a daemon as its operator; *seconds from the first byte of the request to the answer. */
int tenant_import(
    const char *socket_path, const struct str *deck, double *seconds, struct err *err);

/* How a server did under a load; any answer but 2xx is a problem. */
struct bench_run {
	double rate;
	double cpu_us; /* of the server, an answer */
	double median_us;
	double p99_us;
};
struct load;
int bench_load(
    const struct load *load, const struct process *server, struct bench_run *out, struct err *err);
enum { BENCH_REQUEST = 2048 };
/* Requests to a server; those of the clients are taken as load.h tells. */
struct bench_side {
	const struct process *server;
	const char *socket_path;
	const char *const *requests;
	int n_requests;
	int turns;
};
/* Two sides, each round both in turn, with BENCH_CLIENTS clients. */
struct bench_contest {
	struct bench_side floor;
	struct bench_side subject;
	struct figure *rate;
	struct figure *cpu;
};
int bench_contend(struct bench *bench, const struct bench_contest *contest, struct err *err);
/* GET path at nexad, with the Owner's token. */
void bench_print_get(const struct bench *bench, char out[BENCH_REQUEST], const char *path);
/* Each client changes the role of a member of its own at nexad, to and fro: two requests a client. */
void bench_print_changes(const struct bench *bench, char *requests[BENCH_CLIENTS * 2]);

/* row_console.c: the console, offline, until it has painted rows of the copy in a folder. */
int bench_open_copy(
    struct bench *bench, const char *socket_path, const char *folder, struct err *err);

/* The rows; each adds its figures. */
int row_ready(struct bench *bench, struct err *err);
int row_check(struct bench *bench, struct err *err);
int row_list(struct bench *bench, struct err *err);
int row_list_http(struct bench *bench, struct err *err);
int row_change(struct bench *bench, struct err *err);
int row_append(struct bench *bench, struct err *err);
int row_audit(struct bench *bench, struct err *err);
int row_memory(struct bench *bench, struct err *err);
int row_month(struct bench *bench, struct err *err);
int row_console(struct bench *bench, struct err *err);
int row_search(struct bench *bench, struct err *err);
int row_route(struct bench *bench, struct err *err);
int row_import(struct bench *bench, struct err *err);
int row_deck_memory(struct bench *bench, struct err *err);
int row_log(struct bench *bench, struct err *err);
int row_export(struct bench *bench, struct err *err);
int row_copy(struct bench *bench, struct err *err);
int row_better_auth(struct bench *bench, struct err *err);

/* bare.c: what is left when nexad's own work is taken away. */
/* Serves GET / with 1 KB, and GET /list with bare_list(), by libmicrohttpd as nexad sets it up. */
void bare_serve(const char *socket_path);

struct bare; /* SQLite, used directly */
/* A database file, opened as nexad opens it. */
struct bare *bare_open(const char *path, bool writer);
void bare_close(struct bare *bare);
/* The members of a workspace, 50 of them: nexad's statement, printed straight to JSON. */
bool bare_list(struct bare *bare, const char *ws_id, struct str *out);
/* Takes each column of each row of a statement, ?1 and ?2 being given; how many rows there were. */
int64_t bare_read(struct bare *bare, const char *sql, int64_t number, const char *text);
/* Changes a role, with its audit event, in a transaction of its own. */
bool bare_change(struct bare *bare, const struct bench *bench, int member, const char *role);

/* What nexad makes of a group's texts before it inserts it. */
struct bare_group {
	const char *id;
	const char *country_sort;
	const char *name_sort;
	const char *search;
};
/* Inserts a deck's groups, which have more in `made`, and its prefixes into a database without any, by nexad's
 * statements in one transaction.  Its seconds; 0 when it went wrong. */
double bare_import(const char *path, const struct deck *deck, const struct bare_group *made);

#endif
