/* The operations, and the arguments of each as a struct. */
#ifndef OP_H
#define OP_H

#include <stdbool.h>
#include <stddef.h>

#include "permit.h"
#include "shape.h"

/* struct member_set_role_args { const char *user; enum role role; … } for every operation. */
#define WORDS_AS_MEMBERS
#include "words.h"
#define OP(id, text, words) \
	struct id##_args {  \
		char first; \
		words       \
	};
#include "operations.def"
#undef WORDS_AS_MEMBERS

enum op_id {
	OP_none,
#define OP(id, text, words) OP_##id,
#include "operations.def"
	OP_COUNT
};

enum method { METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_PATCH, METHOD_DELETE };
enum place {
	PLACE_none,
	PLACE_self,
	PLACE_installation,
	PLACE_organization,
	PLACE_workspace,
	PLACE_context
};
enum layer { LAYER_not_needed, LAYER_for_all, LAYER_for_users };

struct op {
	const char *id;
	const char *summary;
	enum method method;
	const char *path;
	enum place place;
	enum action needs;
	enum action without_layer; /* enough, too, where the plan has no organization layer */
	enum shape gives;
	enum layer layer;
	const enum event *emits; /* ends with EVENT_unknown; NULL for none */
	const char *sorts;       /* field names, blanks between; NULL when it is no sorted list */
	const char *ask;         /* the question before a grave act, or NULL */
	const char
	    *serves;      /* media types, commas between, of an answer that is no shape, or NULL */
	const char *also; /* media types that the shape is served as beside JSON, or NULL */
	size_t args_size;
	int status;
	bool warns; /* ask only when a dry run foresees consequences */
	bool open, lists, even_archived, before, csv, spooled, waits, hidden, reads, traced;
};

struct arena;
struct str;
extern const struct op ops[OP_COUNT];

/* Its parameters, ended by one without a name. */
const struct field *op_params(enum op_id id);
const char *method_name(enum method method);
/* Whether the operation changes something: all but GET, and POSTs that only ask. */
bool op_writes(const struct op *op);
/* Whether its row says that it can cause such an event. */
bool op_emits(const struct op *op, enum event event);
/* Whether it happens in a workspace, named by the path or by the request. */
bool op_in_workspace(const struct op *op);
/* Whether its parameters stand in the query, not in a body: but for those that a DELETE takes as secrets, since
 * addresses are logged and remembered. */
bool op_in_query(const struct op *op);
/* Whether a parameter stands in the path. */
bool op_in_path(const struct op *op, const char *param);
/* The action that a person means: by its name, by what it is in words, or by the operation that needs it, with
 * blanks, dashes or dots between the words and in any case ("member remove").  ACTION_none: none such. */
enum action op_action_meant(const char *text);
/* The names of actions that something else than an action may have meant, commas between: those that need the scope
 * of that name ("agents.read"), else those about the same thing ("agents.destroy").  NULL: none. */
const char *op_actions_near(const char *text, struct arena *arena);
/* The operation called ID; OP_none when there is none such. */
enum op_id op_find(const char *id);

enum { OP_PATH_VALUES = 4 };

/* What a path held in place of {names}. */
struct op_match {
	enum op_id id; /* OP_none: no such path; then `allow` has the methods that the path knows */
	unsigned allow; /* bits 1 << METHOD_… */
	int n;
	struct {
		const char *name; /* not terminated; name_len long */
		size_t name_len;
		const char *value; /* as sent, percent-encoded, not terminated */
		size_t value_len;
	} values[OP_PATH_VALUES];
};

/* Which operation a method and a path mean. */
void op_route(const char *method, const char *path, struct op_match *out);
/* Where an operation shows what another, called by that path, made with that id: written to out.  False: none does. */
bool op_location(enum op_id made_by, const char *path, const char *id, struct str *out);

#endif
