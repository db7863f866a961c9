/* A request as its handler sees it, and the prototype of every handler. */
#ifndef CALL_H
#define CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "codec.h"
#include "op.h"
#include "store.h"
#include "str.h"

struct daemon;
struct routes_catalogue;
struct http_request;
struct page;
struct web_visit;

enum { CALL_RULES = 16 };

/* Who asks. */
struct caller {
	enum principal type; /* PRINCIPAL_unknown: nobody signed in */
	const char *id;      /* a user's, a key's; "uid:0" for the operator */
	const char *name;
	const char *email;
	const char *session_id;
	const char
	    *user_id; /* whose roles count: the user, the person of the key; NULL: the operator */
	const struct key_caller *key; /* NULL: no API key */
	const char *sso_org; /* a session by single sign-on: all that it reaches; else NULL */
	bool mfa_enabled;    /* a user with an authenticator */
};

/* An audit event that the call caused; what a dry run lists. */
struct caused {
	enum event type;
	const char *org_id;
	const char *target_type;
	const char *target_id;
	const char *target_name;
	const char *ws_id;   /* NULL: the organization, or the installation */
	const char *ws_name; /* NULL: as above, or not at hand */
	const char *details;
	struct caused *next;
};

/* What else would come of a change; what a dry run tells beside the events. */
struct foreseen {
	const char *text;
	struct foreseen *next;
};

struct call {
	struct daemon *daemon;
	struct http_request *request; /* NULL for the daemon's own acts */
	struct arena arena;           /* dies with the call, and all texts with it */
	struct db *db;                /* the connection of the thread that runs it */

	enum op_id id;
	const struct op *op;
	void *args;      /* struct …_args of the operation */
	const char *org; /* {org} and {ws} of the path; NULL when there is none */
	const char *ws;
	const char *body; /* of a CSV operation */
	size_t body_len;
	bool body_is_mapped; /* http_body_is_mapped() */
	bool dry_run;
	const int64_t *if_match; /* versions that If-Match lists; NULL: any will do */
	int n_if_match;
	const char *idempotency_key;
	const char *request_id;
	const char *ip;
	const char *user_agent;

	struct caller caller;
	struct place_row place;   /* where, once dispatch has found it */
	struct standing standing; /* what the caller is there */

	/* Of a page's call alone. */
	struct web_visit *visit;
	const char *page_session;       /* the session that the page's cookie names; "": none */
	void (*answer)(struct call *c); /* takes the outcome and frees the call */

	struct err err;
	const char *details;       /* a JSON object for the error's details; NULL: {} */
	struct caused *caused;     /* newest first */
	struct foreseen *foreseen; /* newest first */
	const char *
	    granted_through; /* of roles that an organization invitation brings; NULL: by the caller's standing */
	const char
	    *batch_id; /* of events that tell none themselves: of an act with many; NULL: none */
	const char *reason; /* likewise */
	bool
	    reroutes; /* switches or the catalogue change: routes_settle() is due after the commit */
	struct routes_catalogue *catalogue; /* the one that the change makes; NULL: as it was */
	void *prepared;                     /* made before the writer's turn */
	void (*forget_prepared)(void *prepared);
	bool sends; /* messages were queued: the delivery is to be told after the commit */
	bool
	    simulates; /* a simulated call was made: the simulator is to be told after the commit */
	void (*then)(struct call
	        *c); /* after the commit (or the read), and answers; NULL: it is answered now */
	void (*then_not)(struct call *
	        c); /* instead, when it was refused or the commit failed; a change with a then has to have it */
	void *then_payload;
	bool answers_later;   /* the answer is known only then: nothing is printed or kept now */
	bool keep_on_failure; /* the refusal itself is recorded: commit what was written */

	const char *password_hash; /* made or checked before the writer's turn */
	bool password_ok;

	bool settled;       /* all that it tells is on the disk: a change, after its commit */
	const void *result; /* what the handler gave; NULL: a list, or nothing */
	bool prints_later;  /* the body is still to be printed from it */
	int64_t n_listed;   /* rows of a list */
	int status;
	struct str out;        /* the answer's body */
	const char *media;     /* of the body when it is none of JSON; NULL: the operation's */
	const char *location;  /* of a new object; of a refused method what is allowed */
	int64_t version;       /* for the ETag; 0: none */
	int64_t last_seq;      /* of the last event that an export has; 0: none */
	int64_t retry_after_s; /* 0: none */
	int rate_limit;        /* of a 429: attempts that the window has; 0: none */
	int64_t started_at;    /* monotonic, ms */
	struct call *next;     /* in a queue */
	int64_t wait_until;    /* of a long poll, monotonic */

	/* Large and mostly empty, so last: request_read() does not zero what is counted here. */
	int n_rules;
	struct faults faults;         /* what was wrong with the arguments */
	struct err rules[CALL_RULES]; /* what a dry run found broken */
	const char *rule_details[CALL_RULES];
};

/* int op_member_set_role(struct call *, const struct member_set_role_args *, struct member *out) and
 * so on: 0, or the problem that is in call->err.  GIVES fills out, LISTS adds to a page, SERVES appends
 * to a str. */
#define WORDS_AS_RESULT
#include "words.h"
#define OP(id, text, words) int op_##id(struct call *c, const struct id##_args *args words);
#include "operations.def"
#undef WORDS_AS_RESULT

/* Refuses: fills c->err and returns the problem. */
int call_refuse(struct call *c, enum problem problem, const char *subject, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* A rule is broken.  Like call_refuse(), but a dry run notes it and goes on: then 0. */
int call_broken(struct call *c, enum problem problem, const char *subject, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* A dry run tells this sentence among the consequences; nothing otherwise. */
void call_foresee(struct call *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* 412 version_conflict, with the current object in the details, when If-Match named other versions. */
int call_match(struct call *c, int64_t version, enum shape shape, const void *current);

/* Statements on the call's connection; problems land in c->err. */
int call_run(struct call *c, enum query query, const struct value *values, int n);
int call_get(
    struct call *c, enum query query, const struct value *values, int n, void *row, bool *found);
/* All rows of a statement, at most 10,000, as one array in the arena with texts copied. */
int call_all(struct call *c, enum query query, const struct value *values, int n, void *items,
    size_t *count);
/* Like call_get(), but no row is not_found: "there is no …". */
int call_need(struct call *c, enum query query, const struct value *values, int n, void *row,
    const char *what);

/* The text in the call's arena; releases the str. */
const char *call_keep(struct call *c, struct str *text);

bool call_is_operator(const struct call *c);
/* Whose roles count, for a statement; null for the operator and for keys that the operator made. */
struct value call_user(const struct call *c);
/* What an API key or a session by single sign-on is bound to, for a statement; null for others, and a workspace for
 * all but keys of one. */
struct value call_bound_org(const struct call *c);
struct value call_key_workspace(const struct call *c);

#endif
