/* The database is filled once and copied for each world. */
#include "world.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>

#include "clock.h"
#include "daemon.h"
#include "demo.h"
#include "err.h"
#include "exchange.h"
#include "json.h"
#include "log.h"
#include "str.h"

enum { DRAIN_MS = 2000, TOKEN_SIZE = 128, BODY_MAX = 1 << 22 };

static struct {
	const char *email;
	char token[TOKEN_SIZE];
} people[] = {
	{ .email = "priya.sharma@acme.example" },   /* Org Owner */
	{ .email = "arjun.kowalski@acme.example" }, /* Org Admin */
	{ .email = "renee.nair@acme.example" },     /* Org Viewer */
	{ .email = "wei.menon@acme.example" },      /* Owner of Production */
};

enum { N_PEOPLE = sizeof(people) / sizeof(people[0]) };

static char directory[WORLD_PATH / 2];

/* ---- chance without chance: ids follow one another, so that ties sort the same way ---- */

static _Atomic uint64_t n_drawn;

static const char *
name_of_chance(void)
{
	return "a counter, for tests";
}

static void
draw(void *out, size_t len)
{
	unsigned char *bytes = out;
	uint64_t number = atomic_fetch_add(&n_drawn, 1);
	for (size_t i = len; i > 0; i--, number >>= 5)
		bytes[i - 1] = (unsigned char)(number & 31);
}

/* Scattered (Knuth's multiplier): the digits of two keys differ however many were drawn between them. */
static uint32_t
draw_number(void)
{
	uint32_t number = (uint32_t)atomic_fetch_add(&n_drawn, 1) * UINT32_C(2654435761);
	return number ^ number >> 15;
}

static struct randombytes_implementation counter = {
	.implementation_name = name_of_chance, .random = draw_number, .buf = draw
};

/* ---- life ---- */

int
world_start(struct world *world, struct err *err)
{
	char url[WORLD_PATH + 8];
	static const unsigned char seed[crypto_sign_SEEDBYTES];
	static unsigned char secret[crypto_sign_SECRETKEYBYTES];
	unsigned char public[crypto_sign_PUBLICKEYBYTES];
	(void)crypto_sign_seed_keypair(public, secret, seed);
	(void)snprintf(url, sizeof(url), "sqlite:%s", world->database);
	const struct daemon_settings settings = { .database = url,
		.socket_path = world->socket,
		.audit_secret = secret,
		.regions = "in us eu",
		.operator_group = (gid_t)-1,
		.call_rate = 15000,
		.enterprise_calls = 100,
		.body_limit = 1 << 20 };
	return daemon_start(&settings, &world->daemon, err);
}

void
world_stop(struct world *world)
{
	if (world->daemon != NULL)
		daemon_stop(world->daemon, DRAIN_MS);
	world->daemon = NULL;
}

static void
name_files(struct world *world, const char *name)
{
	*world = (struct world){ .daemon = NULL };
	(void)snprintf(world->database, WORLD_PATH, "%s/%s.db", directory, name);
	(void)snprintf(world->socket, WORLD_PATH, "%s/%s.sock", directory, name);
	(void)snprintf(world->states, WORLD_PATH, "%s/%s.state", directory, name);
	(void)snprintf(world->state, WORLD_PATH, "%s/%s.state/console", directory, name);
	(void)snprintf(world->copies, WORLD_PATH, "%s/%s.copies", directory, name);
}

static int
copy_file(const char *from, const char *to, struct err *err)
{
	char part[65536];
	ssize_t n = -1;
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	while (in >= 0 && out >= 0 && (n = read(in, part, sizeof(part))) > 0)
		if (write(out, part, (size_t)n) != n)
			break;
	int failed = n == 0 ? 0 : errno;
	if (in >= 0)
		(void)close(in);
	if (out >= 0 && close(out) != 0)
		failed = errno;
	return failed == 0 ? 0
	                   : fail(err, PROBLEM_storage_unavailable, to, "cannot copy '%s': %s",
	                         from, strerror(failed));
}

int
world_open(struct world *world, struct err *err)
{
	struct world template;
	char from[WORLD_PATH + 8];
	char to[WORLD_PATH + 8];
	name_files(&template, "template");
	name_files(world, "world");
	/* The daemon may leave its last changes in the log. */
	(void)snprintf(from, sizeof(from), "%s-wal", template.database);
	(void)snprintf(to, sizeof(to), "%s-wal", world->database);
	if ((access(from, F_OK) == 0 && copy_file(from, to, err) != 0) ||
	    copy_file(template.database, world->database, err) != 0)
		return (int)err->problem;
	(void)mkdir(world->copies, 0700);
	(void)mkdir(world->states, 0700);
	return world_start(world, err);
}

static void
remove_directory(const char *path)
{
	char file[WORLD_PATH + 300];
	DIR *found = opendir(path);
	for (const struct dirent *each; found != NULL && (each = readdir(found)) != NULL;) {
		(void)snprintf(file, sizeof(file), "%s/%s", path, each->d_name);
		(void)unlink(file);
	}
	if (found != NULL)
		(void)closedir(found);
	(void)rmdir(path);
}

static void
remove_files(const struct world *world)
{
	static const char *const endings[] = { "", "-wal", "-shm" };
	char path[WORLD_PATH + 8];
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s%s", world->database, endings[i]);
		(void)unlink(path);
	}
	(void)unlink(world->socket);
	remove_directory(world->states);
	remove_directory(world->copies);
}

void
world_close(struct world *world)
{
	world_stop(world);
	remove_files(world);
}

/* ---- people ---- */

const char *
world_token(const char *who)
{
	for (size_t i = 0; i < N_PEOPLE; i++)
		if (strncmp(people[i].email, who, strlen(who)) == 0)
			return people[i].token;
	return NULL;
}

static int
send(const struct world *world, const struct world_act *act, struct str *out, struct err *err)
{
	const struct exchange exchange = { .socket = world->socket,
		.token = strcmp(act->who, "operator") == 0 ? NULL : world_token(act->who),
		.method = act->method,
		.path = act->path,
		.body = act->body };
	return exchange_run(&exchange, out, err);
}

/* A text of an answer, found by a path of member names and, for lists, by a member's value. */
static int
ask(const struct world *world, const struct world_act *act, struct json **out, struct err *err)
{
	struct str body = STR_INIT(BODY_MAX);
	int problem = send(world, act, &body, err);
	if (problem == 0)
		problem = json_parse(str_text(&body), body.len, out, err);
	str_release(&body);
	return problem;
}

/* Copies the id of the element whose member says so; false when there is none. */
static bool
find_id(const struct json *list, const char *member, const char *text, char out[WORLD_PATH])
{
	for (const struct json *each = json_first(list); each != NULL; each = json_next(each)) {
		const char *value = json_text(json_get(each, member));
		if (value == NULL || strcmp(value, text) != 0)
			continue;
		(void)snprintf(out, WORLD_PATH, "%s", json_text(json_get(each, "id")));
		return true;
	}
	return false;
}

static int
find_named(const struct world *world, const char *name, char out[WORLD_PATH], struct err *err)
{
	char path[200];
	struct json *json = NULL;
	bool is_person = strchr(name, '@') != NULL;
	(void)snprintf(path, sizeof(path), is_person ? "/v1/users?q=%s" : "/v1/me", name);
	const struct world_act act = { .who = "operator", .method = "GET", .path = path };
	int problem = ask(world, &act, &json, err);
	if (problem != 0)
		return problem;
	bool found = is_person ? find_id(json_get(json, "data"), "email", name, out)
	                       : find_id(json_get(json, "organizations"), "name", name, out) ||
	        find_id(json_get(json, "workspaces"), "name", name, out);
	json_free(json);
	return found ? 0 : fail(err, PROBLEM_not_found, name, "the demo has no '%s'", name);
}

/* Puts the ids of what stands in angle brackets in its place. */
static int
resolve(const struct world *world, const char *text, struct str *out, struct err *err)
{
	char name[WORLD_PATH];
	char id[WORLD_PATH];
	while (text != NULL && *text != '\0') {
		size_t len = strcspn(text, "<");
		str_add_n(out, text, len);
		text += len;
		const char *end = strchr(text, '>');
		if (end == NULL) {
			str_add(out, text);
			break;
		}
		(void)snprintf(name, sizeof(name), "%.*s", (int)(end - text - 1), text + 1);
		for (char *at = strchr(name, '@') == NULL ? name : ""; *at != '\0'; at++)
			if (*at == '_')
				*at = ' ';
		if (find_named(world, name, id, err) != 0)
			return (int)err->problem;
		str_add(out, id);
		text = end + 1;
	}
	return 0;
}

int
world_do(const struct world *world, const struct world_act *act, struct str *out, struct err *err)
{
	struct str path = STR_INIT(1000);
	struct str body = STR_INIT(BODY_MAX);
	int problem = resolve(world, act->path, &path, err);
	if (problem == 0)
		problem = resolve(world, act->body, &body, err);
	struct world_act resolved = *act;
	resolved.path = str_text(&path);
	resolved.body = act->body == NULL ? NULL : str_text(&body);
	if (problem == 0)
		problem = send(world, &resolved, out, err);
	str_release(&path);
	str_release(&body);
	return problem;
}

int64_t
world_newest(const struct world *world, const char *org_id, const char *ws_id)
{
	char path[300];
	int64_t seq = -1;
	struct err err;
	struct json *json = NULL;
	(void)snprintf(path, sizeof(path), "/v1/organizations/%s/audit-events?limit=1%s%s", org_id,
	    ws_id == NULL ? "" : "&workspace_id=", ws_id == NULL ? "" : ws_id);
	const struct world_act act = { .who = "operator", .method = "GET", .path = path };
	if (ask(world, &act, &json, &err) != 0)
		return -1;
	if (json_count(json_get(json, "data")) == 0)
		seq = 0;
	else if (!json_int(json_get(json_first(json_get(json, "data")), "seq"), &seq))
		seq = -1;
	json_free(json);
	return seq;
}

/* ---- the template ---- */

/* Signs in, and is seen in Production: the first request of a day is what writes "last seen". */
static int
sign_in(const struct world *world, size_t who, struct err *err)
{
	char body[200];
	struct json *json = NULL;
	struct str members = STR_INIT(BODY_MAX);
	(void)snprintf(body, sizeof(body), "{\"email\":\"%s\",\"password\":\"demo-Pass-1\"}",
	    people[who].email);
	const struct world_act login = {
		.who = "operator", .method = "POST", .path = "/v1/auth/login", .body = body
	};
	if (ask(world, &login, &json, err) != 0)
		return (int)err->problem;
	(void)snprintf(people[who].token, TOKEN_SIZE, "%s", json_text(json_get(json, "token")));
	json_free(json);
	const struct world_act look = { .who = people[who].email,
		.method = "GET",
		.path = "/v1/workspaces/<Production>/members?limit=1" };
	struct err ignored; /* an Org Viewer may not */
	(void)world_do(world, &look, &members, &ignored);
	str_release(&members);
	return 0;
}

int
world_prepare(struct err *err)
{
	char url[WORLD_PATH + 8];
	struct world template;
	/* Not in TMPDIR: its path stands on screens. */
	(void)snprintf(directory, sizeof(directory), "/tmp/nexa-screens-XXXXXX");
	if (randombytes_set_implementation(&counter) != 0 || sodium_init() < 0 ||
	    mkdtemp(directory) == NULL)
		return fail(
		    err, PROBLEM_storage_unavailable, directory, "cannot make '%s'", directory);
	log_setup(LOG_error, LOG_as_text);
	clock_set(WORLD_NOW);
	name_files(&template, "template");
	(void)snprintf(url, sizeof(url), "sqlite:%s", template.database);
	int problem = demo_fill(url, 0, err);
	clock_set(WORLD_NOW);
	if (problem == 0)
		problem = world_start(&template, err);
	for (size_t i = 0; i < N_PEOPLE && problem == 0; i++)
		problem = sign_in(&template, i, err);
	world_stop(&template);
	return problem;
}

void
world_forget(void)
{
	struct world template;
	name_files(&template, "template");
	remove_files(&template);
	(void)rmdir(directory);
}
