/* nexad's code on a database, without a daemon around it. */
#include "inside.h"

#include "bench.h"
#include "err.h"

int
inside_open(struct inside *inside, const char *path, enum op_id id, bool writer, struct err *err)
{
	char url[BENCH_TEXT];
	(void)snprintf(url, sizeof(url), "sqlite:%s", path);
	memset(inside, 0, sizeof(*inside));
	inside->call.daemon = &inside->daemon;
	inside->call.id = id;
	inside->call.op = &ops[id];
	inside->call.request_id = "req_aaaaaaaaaaaaaaaaaaaa";
	if (store_open(url, &inside->daemon.store, err) != 0)
		return (int)err->problem;
	return db_open(inside->daemon.store, writer, &inside->call.db, err);
}

void
inside_close(struct inside *inside)
{
	arena_release(&inside->call.arena);
	str_release(&inside->call.out);
	db_close(inside->call.db);
	store_close(inside->daemon.store);
}

void
inside_as_owner(struct inside *inside, const struct bench *bench)
{
	struct call *c = &inside->call;
	c->caller = (struct caller){ .type = PRINCIPAL_user,
		.id = bench->owner,
		.name = "Somebody Somewhere",
		.email = bench->owner_email };
	c->standing = (struct standing){ .principal = PRINCIPAL_user, .role = ROLE_owner };
	c->place.org_id = bench->org_id;
	c->place.ws_id = bench->ws_id;
}
