/* Reading requests. */
#include "request.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "accept.h"
#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "http.h"
#include "json.h"
#include "mem.h"
#include "session.h"
#include "target.h"
#include "utf8.h"

enum { IF_MATCH_MAX = 64, MEDIA_MAX = 4 };

/* ---- body ---- */

static bool
has_media_type(const struct call *c, const char *wanted)
{
	const char *type = http_header(c->request, "Content-Type");
	size_t len = strlen(wanted);
	return type != NULL && strncasecmp(type, wanted, len) == 0 &&
	    (type[len] == '\0' || type[len] == ';' || type[len] == ' ');
}

/* A JSON merge patch may travel under its own name. */
static bool
is_json(const struct call *c)
{
	return has_media_type(c, "application/json") ||
	    has_media_type(c, "application/merge-patch+json");
}

static bool
takes_body(const struct call *c)
{
	for (const struct field *field = op_params(c->id); field->name != NULL; field++)
		if (!op_in_path(c->op, field->name))
			return true;
	return false;
}

static bool
is_secret(const struct field *field)
{
	return field->kind == KIND_password || field->kind == KIND_secret ||
	    field->kind == KIND_token;
}

/* Whether what was sent is to be wiped. */
static bool
takes_secret(const struct call *c)
{
	for (const struct field *field = op_params(c->id); field->name != NULL; field++)
		if (is_secret(field))
			return true;
	return c->id == OP_org_create;
}

/* Whether the answer is: a token, a key, recovery codes. */
static bool
gives_secret(const struct call *c)
{
	if (c->op->gives == SHAPE_none)
		return false;
	for (const struct field *field = shape_fields(c->op->gives); field->name != NULL; field++)
		if (field->word == FIELD_once || is_secret(field))
			return true;
	return c->op->gives == SHAPE_mfa_recovery;
}

/* False when there are no fields to look for. */
static bool
take_json(struct call *c, const char *body, size_t len, bool *given)
{
	struct json *document = NULL;
	struct err err;
	const struct field *params = op_params(c->id);
	/* Nothing sent means no fields. */
	if (json_parse(len == 0 ? "{}" : body, len == 0 ? 2 : len, &document, &err) != 0) {
		faults_add(&c->faults, &err);
		return false;
	}
	if (json_type(document) != JSON_OBJECT) {
		(void)faults_addf(&c->faults, PROBLEM_malformed_json, "",
		    "the body must be a JSON object, not %s", json_type_name(json_type(document)));
		json_free(document);
		return false;
	}
	for (const struct json *m = json_first(document); m != NULL; m = json_next(m)) {
		const struct field *field = shape_field(params, json_name(m));
		if (field == NULL || op_in_path(c->op, json_name(m))) {
			(void)faults_addf(&c->faults, PROBLEM_unknown_field, json_name(m),
			    "there is no field '%s' here", json_name(m));
		} else {
			given[field - params] = true;
			(void)codec_read_member(m, field, &c->arena, c->args, &c->faults);
		}
	}
	(takes_secret(c) ? json_wipe : json_free)(document);
	return true;
}

/* False when the body is such that asking for single fields makes no sense. */
static bool
take_body(struct call *c, bool *given)
{
	size_t len;
	const char *body = http_body(c->request, &len);
	if (c->op->csv) {
		c->body = body;
		c->body_len = len;
		c->body_is_mapped = http_body_is_mapped(c->request);
		if (!has_media_type(c, "text/csv"))
			(void)faults_addf(&c->faults, PROBLEM_unsupported_media_type,
			    "Content-Type", "the body must be sent as Content-Type: text/csv");
	} else if (!target_has_params(c) && (len > 0 || takes_body(c))) {
		if (len > 0 && !is_json(c))
			(void)faults_addf(&c->faults, PROBLEM_unsupported_media_type,
			    "Content-Type",
			    "the body must be sent as Content-Type: application/json");
		else
			return take_json(c, body, len, given);
		return false;
	}
	return true;
}

/* ---- headers ---- */

/* The version that one entity-tag (RFC 9110, 8.8.3) names, and what follows it; 0 for one that never
 * matches: a weak one, since If-Match compares strongly, or none that was made here.  NULL when it is
 * no entity-tag. */
static const char *
take_entity_tag(const char *text, int64_t *version)
{
	bool weak = strncmp(text, "W/", 2) == 0;
	const char *opaque = text + (weak ? 2 : 0);
	const char *end = *opaque == '"' ? strchr(opaque + 1, '"') : NULL;
	if (end == NULL)
		return NULL;
	for (const char *at = opaque + 1; at < end; at++)
		if ((unsigned char)*at <= ' ' || *at == 0x7f)
			return NULL;
	size_t digits = strspn(opaque + 1, "0123456789");
	bool ours = opaque[1] != '0' && digits < 19 && opaque + 1 + digits == end;
	*version = ours && !weak ? strtoll(opaque + 1, NULL, 10) : 0;
	return end + 1;
}

/* RFC 9110, 13.1.1 and 5.6.1: "*", or entity-tags with commas between them, some of which are empty. */
static bool
take_entity_tags(const char *value, int64_t versions[IF_MATCH_MAX], int *n)
{
	bool after_tag = false;
	while (value != NULL && *value != '\0') {
		if (*value == ' ' || *value == '\t' || *value == ',') {
			after_tag = after_tag && *value != ',';
			value++;
		} else if (after_tag || *n == IF_MATCH_MAX) {
			return false;
		} else {
			value = take_entity_tag(value, &versions[(*n)++]);
			after_tag = true;
		}
	}
	return value != NULL && *n > 0;
}

static void
take_if_match(struct call *c, const char *value)
{
	if (strcmp(value, "*") == 0)
		return;
	int64_t *versions = arena_new(&c->arena, IF_MATCH_MAX * sizeof(*versions));
	c->if_match = versions;
	if (!take_entity_tags(value, versions, &c->n_if_match))
		(void)faults_addf(&c->faults, PROBLEM_invalid_request, "If-Match",
		    "If-Match must be ETags like \"3\", separated by commas, or *");
}

/* JSON is the first of what is offered, so that it is what who does not care gets. */
static void
take_accept(struct call *c)
{
	const char *offered[MEDIA_MAX + 2] = { "application/json" };
	int n = 1;
	for (const char *at = c->op->also; *at != '\0' && n <= MEDIA_MAX; at += *at == ' ') {
		size_t len = strcspn(at, " ");
		offered[n++] = arena_text_n(&c->arena, at, len);
		at += len;
	}
	int chosen = accept_choose(http_headers(c->request, "Accept", &c->arena), offered);
	if (chosen < 0)
		(void)faults_addf(&c->faults, PROBLEM_not_acceptable, "Accept",
		    "this is served as application/json %s, and Accept allows none of them",
		    c->op->also);
	else if (chosen > 0)
		c->media = offered[chosen];
}

static void
take_user_agent(struct call *c)
{
	const char *agent = http_header(c->request, "User-Agent");
	if (agent != NULL && utf8_valid(agent, strlen(agent)))
		c->user_agent = arena_text_n(&c->arena, agent, strnlen(agent, 255));
	if (c->user_agent != NULL && !utf8_valid(c->user_agent, strlen(c->user_agent)))
		c->user_agent = NULL;
}

static void
take_headers(struct call *c)
{
	const char *if_match = http_headers(c->request, "If-Match", &c->arena);
	const char *key = http_header(c->request, "Idempotency-Key");
	if (c->op->place == PLACE_context)
		c->ws = arena_text(&c->arena, http_header(c->request, "X-Workspace-Id"));
	if (if_match != NULL && op_writes(c->op))
		take_if_match(c, if_match);
	if (key != NULL && c->op->method == METHOD_POST && op_writes(c->op) && !c->op->open) {
		if (key[0] == '\0' || strlen(key) > 255)
			(void)faults_addf(&c->faults, PROBLEM_invalid_request, "Idempotency-Key",
			    "Idempotency-Key must have 1 to 255 characters");
		c->idempotency_key = key;
	}
	if (c->op->also != NULL)
		take_accept(c);
	take_user_agent(c);
}

/* A parameter `workspace` names it as the header does, for clients that can only send addresses. */
static void
take_workspace(struct call *c)
{
	const struct field *field = shape_field(op_params(c->id), "workspace");
	const char *args = c->args;
	if (field != NULL && *(const bool *)(args + field->has))
		c->ws = *(const char *const *)(args + field->offset);
}

/* ---- all of it ---- */

static void
refuse_route(struct call *c, const struct op_match *match, const char *method)
{
	if (match->allow == 0) {
		(void)call_refuse(c, PROBLEM_not_found, "path", "there is nothing at this path");
		return;
	}
	struct str allow = STR_INIT(100);
	for (int i = 0; i <= METHOD_DELETE; i++)
		if (match->allow & (1u << i))
			str_addf(&allow, "%s%s", allow.len == 0 ? "" : ", ",
			    method_name((enum method)i));
	c->location = call_keep(c, &allow);
	(void)call_refuse(c, PROBLEM_method_not_allowed, "method",
	    "%s is not allowed here, only %s", method, c->location);
}

/* What a proxy says of who asks: the address that it put at the end itself; before it stands what anybody may write. */
static const char *
address_told(struct call *c)
{
	unsigned char bytes[sizeof(struct in6_addr)];
	const char *told = http_headers(c->request, "X-Forwarded-For", &c->arena);
	const char *comma = told == NULL ? NULL : strrchr(told, ',');
	if (comma != NULL)
		told = comma + 1;
	if (told == NULL)
		return NULL;
	told += strspn(told, " \t");
	char *address = arena_text_n(&c->arena, told, strcspn(told, " \t"));
	bool valid =
	    inet_pton(AF_INET, address, bytes) == 1 || inet_pton(AF_INET6, address, bytes) == 1;
	return valid ? address : NULL;
}

/* NULL: somebody on this machine. */
static const char *
address_of(struct call *c)
{
	const struct http_peer *peer = http_peer(c->request);
	if (!peer->local)
		return peer->address;
	return session_is_proxy(peer, &c->daemon->settings) ? address_told(c) : NULL;
}

static struct call *
begin(struct http_request *request, struct daemon *daemon)
{
	struct call *c = mem_resize(NULL, 1, sizeof(*c));
	memset(c, 0, offsetof(struct call, faults.items));
	c->daemon = daemon;
	c->request = request;
	c->out = (struct str)STR_INIT(64u << 20);
	c->request_id = http_request_id(request);
	c->ip = address_of(c);
	c->started_at = clock_monotonic();
	return c;
}

static void
set_op(struct call *c, enum op_id id)
{
	c->id = id;
	c->op = &ops[id];
	c->args = arena_new(&c->arena, c->op->args_size);
}

struct call *
request_inner(struct http_request *request, struct daemon *daemon, enum op_id id)
{
	struct call *c = begin(request, daemon);
	set_op(c, id);
	take_user_agent(c);
	return c;
}

struct call *
request_read(struct http_request *request, struct daemon *daemon)
{
	struct call *c = begin(request, daemon);
	struct op_match match;
	bool given[64] = { false };
	op_route(http_method(request), http_path(request), &match);
	if (match.id == OP_none) {
		refuse_route(c, &match, http_method(request));
		return c;
	}
	set_op(c, match.id);
	target_take_path(c, &match);
	take_headers(c);
	target_take_query(c, http_query(request), given);
	if (c->op->place == PLACE_context)
		take_workspace(c);
	bool readable = take_body(c, given);
	target_mark_path(c, given);
	if (readable)
		codec_require(op_params(c->id), given, &c->faults);
	return c;
}

void
request_forget(struct call *c)
{
	if (c->forget_prepared != NULL)
		c->forget_prepared(c->prepared);
	c->forget_prepared = NULL;
	c->prepared = NULL;
}

void
request_free(struct call *c)
{
	str_release(&c->out);
	request_forget(c);
	if (c->op != NULL && (takes_secret(c) || gives_secret(c)))
		arena_wipe(&c->arena);
	else
		arena_release(&c->arena);
	free(c);
}
