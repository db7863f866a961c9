/* The table of operations in C: by id, by route. */
#include "op.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#include "str.h"

#define WORDS_AS_OP
#include "words.h"
const struct op ops[OP_COUNT] = {
	[OP_none] = { .id = "none", .path = "" },
#define OP(name, about, words)                                                                  \
	[OP_##name] = {                                                                         \
		.id = #name, .summary = (about), .args_size = sizeof(struct name##_args), words \
	},
#include "operations.def"
};
#undef WORDS_AS_OP

/* A function per operation, so that the words can say offsetof(self, …). */
#define WORDS_AS_FIELDS
#include "words.h"
/* NOLINTBEGIN(bugprone-macro-parentheses): words are not an expression */
#define OP(id, text, words)                                                               \
	static const struct field *id##_params(void)                                      \
	{                                                                                 \
		typedef struct id##_args self;                                            \
		static const struct field params[] = { words{ .offset = sizeof(self) } }; \
		return params;                                                            \
	}
/* NOLINTEND(bugprone-macro-parentheses) */
#include "operations.def"
#undef WORDS_AS_FIELDS

static const struct field *(*const params_of[OP_COUNT])(void) = {
#define OP(id, text, words) [OP_##id] = id##_params,
#include "operations.def"
};

static const char *const method_names[] = { "GET", "POST", "PUT", "PATCH", "DELETE" };

const struct field *
op_params(enum op_id id)
{
	return params_of[id]();
}

const char *
method_name(enum method method)
{
	return method_names[method];
}

bool
op_writes(const struct op *op)
{
	return op->method != METHOD_GET && !op->reads;
}

bool
op_emits(const struct op *op, enum event event)
{
	for (const enum event *at = op->emits; at != NULL && *at != EVENT_unknown; at++)
		if (*at == event)
			return true;
	return false;
}

bool
op_in_workspace(const struct op *op)
{
	return op->place == PLACE_workspace || op->place == PLACE_context;
}

bool
op_in_query(const struct op *op)
{
	if (op->csv || op->method != METHOD_DELETE)
		return op->csv || op->method == METHOD_GET;
	for (const struct field *param = op_params((enum op_id)(op - ops)); param->name != NULL;
	     param++)
		if (param->kind == KIND_secret)
			return false;
	return true;
}

bool
op_in_path(const struct op *op, const char *param)
{
	size_t len = strlen(param);
	for (const char *at = strchr(op->path, '{'); at != NULL; at = strchr(at + 1, '{'))
		if (strncmp(at + 1, param, len) == 0 && at[1 + len] == '}')
			return true;
	return false;
}

enum op_id
op_find(const char *id)
{
	for (int i = 1; i < OP_COUNT; i++)
		if (strcmp(ops[i].id, id) == 0)
			return (enum op_id)i;
	return OP_none;
}

/* ---- routing ---- */

enum { METHODS = METHOD_DELETE + 1, NODES = OP_COUNT * 4 };

/* The paths as a tree of their segments, so that a request is compared with the few that begin as it
 * does.  Literal segments stand before {name}: the first operation found is the closest one,
 * /members/batch and not a member called "batch". */
struct node {
	const char *segment; /* into a pattern, without its slash */
	size_t len;
	struct node *next; /* another one at this place */
	struct node *below;
	enum op_id ops[METHODS]; /* those whose path ends here */
};

static struct node nodes[NODES];
static pthread_once_t nodes_made = PTHREAD_ONCE_INIT;

/* The place of the segment among its siblings, made when it is missing. */
static struct node *
node_for(struct node **first, const char *segment, size_t len)
{
	static int n_nodes = 1;
	struct node **at = first;
	for (; *at != NULL; at = &(*at)->next)
		if ((*at)->len == len && strncmp((*at)->segment, segment, len) == 0)
			return *at;
	assert(n_nodes < NODES);
	struct node *node = &nodes[n_nodes++];
	node->segment = segment;
	node->len = len;
	if (segment[0] != '{')
		at = first;
	node->next = *at;
	*at = node;
	return node;
}

static void
make_nodes(void)
{
	for (int i = 1; i < OP_COUNT; i++) {
		struct node *node = &nodes[0];
		for (const char *at = ops[i].path; *at == '/';) {
			size_t len = strcspn(++at, "/");
			node = node_for(&node->below, at, len);
			at += len;
		}
		node->ops[ops[i].method] = (enum op_id)i;
	}
}

static const struct {
	const char *old;
	const char *new;
} aliases[] = {
#define ALIAS(old, new) { (old), (new) },
#include "aliases.def"
};

/* The node of a path of literal segments, which is some operation's. */
static const struct node *
node_at(const char *path)
{
	const struct node *node = &nodes[0];
	while (*path == '/') {
		size_t len = strcspn(++path, "/");
		for (node = node->below;
		     node->len != len || strncmp(node->segment, path, len) != 0;)
			node = node->next;
		path += len;
	}
	return node;
}

/* What is looked for, and the values on the way to where the search is. */
struct search {
	int method; /* METHODS: one that nobody knows */
	struct op_match on_the_way;
	struct op_match *out;
};

static void
note_operations(struct search *search, const struct node *node)
{
	for (int i = 0; i < METHODS; i++)
		if (node->ops[i] != OP_none)
			search->out->allow |= 1u << i;
	if (search->method == METHODS || search->out->id != OP_none ||
	    node->ops[search->method] == OP_none)
		return;
	unsigned allow = search->out->allow;
	*search->out = search->on_the_way;
	search->out->id = node->ops[search->method];
	search->out->allow = allow;
}

/* path: what is left of it behind this node, "" or from a slash on. */
static void
look_below(struct search *search, const struct node *node, const char *path)
{
	if (*path == '\0')
		note_operations(search, node);
	if (*path != '/')
		return;
	size_t len = strcspn(++path, "/");
	struct op_match *way = &search->on_the_way;
	for (node = node->below; node != NULL; node = node->next) {
		if (node->segment[0] != '{') {
			if (node->len == len && memcmp(node->segment, path, len) == 0)
				look_below(search, node, path + len);
		} else if (len > 0 && way->n < OP_PATH_VALUES) {
			way->values[way->n].name = node->segment + 1;
			way->values[way->n].name_len = node->len - 2;
			way->values[way->n].value = path;
			way->values[way->n++].value_len = len;
			look_below(search, node, path + len);
			way->n--;
		}
	}
}

static int
find_method(const char *name)
{
	int method = 0;
	if (strcmp(name, "HEAD") == 0)
		return METHOD_GET;
	while (method < METHODS && strcmp(method_names[method], name) != 0)
		method++;
	return method;
}

void
op_route(const char *method, const char *path, struct op_match *out)
{
	(void)pthread_once(&nodes_made, make_nodes);
	struct search search = { .method = find_method(method), .out = out };
	*out = (struct op_match){ .id = OP_none };
	const char *rest = path;
	const struct node *root = &nodes[0];
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
		size_t len = strlen(aliases[i].old);
		if (strncmp(path, aliases[i].old, len) == 0 &&
		    (path[len] == '/' || path[len] == '\0')) {
			root = node_at(aliases[i].new);
			rest = path + len;
		}
	}
	look_below(&search, root, rest);
}

static bool
shows(enum op_id id, enum shape shape)
{
	return ops[id].method == METHOD_GET && ops[id].gives == shape && !ops[id].lists;
}

/* Beside what was called, or further up: …/api-keys/OLD/rotate makes …/api-keys/NEW. */
static bool
location_above(enum shape shape, const char *path, const char *id, struct str *out)
{
	struct op_match match;
	for (size_t len = strlen(path); len > 0;) {
		str_clear(out);
		str_add_n(out, path, len);
		str_addf(out, "/%s", id);
		op_route("GET", str_text(out), &match);
		if (shows(match.id, shape))
			return true;
		while (path[--len] != '/' && len > 0)
			continue;
	}
	return false;
}

bool
op_location(enum op_id made_by, const char *path, const char *id, struct str *out)
{
	enum shape shape = ops[made_by].gives;
	for (int i = 1; i < OP_COUNT; i++) {
		size_t len = strcspn(ops[i].path, "{");
		if (!shows((enum op_id)i, shape) || ops[i].path[len] == '\0' ||
		    strchr(ops[i].path + len, '/') != NULL)
			continue;
		str_clear(out);
		str_addf(out, "%.*s%s", (int)len, ops[i].path, id);
		return true;
	}
	return location_above(shape, path, id, out);
}
