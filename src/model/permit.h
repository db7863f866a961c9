/* May this caller do this here?  Decided by the daemon, previewed by the console. */
#ifndef PERMIT_H
#define PERMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vocab.h"

enum scope {
#define SCOPE(id, wire, by_default, text) SCOPE_##id,
#include "scopes.def"
	SCOPE_COUNT
};

enum action {
	ACTION_none, /* needs nothing but to be signed in */
#define ACTION(id, text, workspace, org, scope) ACTION_##id,
#include "actions.def"
	ACTION_COUNT
};

struct action_row {
	const char *name;
	const char *text;
	const char *workspace; /* letters of OAMV, each in its column, '-' elsewhere */
	const char *org;       /* letters of OAV */
	enum scope scope;
};

/* What a caller is, in one place. */
struct standing {
	enum principal principal;
	enum org_role org_role; /* 0: none */
	enum role role;         /* in the workspace in question; 0: none */
	uint32_t scopes;        /* of an API key: bits 1 << SCOPE_... */
	bool by_operator;       /* an API key that the operator made */
};

const struct action_row *action_row(enum action action);
/* The action with that name; ACTION_none when there is none such. */
enum action action_find(const char *name);
const char *scope_name(enum scope scope);
/* The scope with that name; SCOPE_none when there is none such. */
enum scope scope_find(const char *name);
/* The scopes of a key for which none were chosen, as bits. */
uint32_t scope_defaults(void);

/* Whether the standing includes the scope that the action needs; true for all but an API key. */
bool permit_scope(const struct standing *standing, enum action action);

/* Whether the standing includes the action. */
bool permit(const struct standing *standing, enum action action);
/* Which of the caller's roles grants it: "operator", "org_owner", "admin" …; NULL when none does. */
const char *permit_through(const struct standing *standing, enum action action);

/* Whether a scope is of no use to whoever stands so, in one place or several: it allows something there, and they may
 * do none of that.  of_workspace: the places are workspaces, where what is the organization's does not count. */
bool permit_scope_idle(
    enum scope scope, const struct standing *standings, size_t n, bool of_workspace);

#endif
