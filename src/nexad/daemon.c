/* Putting the daemon together, and taking it apart in the right order. */
#include "daemon.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "audit_key.h"
#include "audit_tiles.h"
#include "call_simulator.h"
#include "carrier_orders.h"
#include "catalogue_files.h"
#include "clock.h"
#include "deck_import.h"
#include "delivery.h"
#include "dispatch.h"
#include "err.h"
#include "exporter.h"
#include "housekeeping.h"
#include "http.h"
#include "mem.h"
#include "reply.h"
#include "routes.h"
#include "slow.h"
#include "sso_exchange.h"
#include "sso_flow.h"
#include "store.h"
#include "tail.h"
#include "web.h"
#include "writer.h"

enum {
	READERS_MAX = 64,
	CONNECTIONS_MAX = 1024,
	CONNECTIONS_PER_ADDRESS = 128,
	IDLE_S = 75,
	REQUEST_S = 30
};

static _Thread_local struct db *reader;

/* HTTP threads do not tell when they end, so the store keeps a list of their connections. */
static struct db *readers[READERS_MAX];
static pthread_mutex_t readers_mutex = PTHREAD_MUTEX_INITIALIZER;

/* Puts one in the place of another; NULL is a free place. */
static void
replace_reader(const struct db *from, struct db *to)
{
	(void)pthread_mutex_lock(&readers_mutex);
	int at = 0;
	while (at < READERS_MAX && readers[at] != from)
		at++;
	if (at < READERS_MAX)
		readers[at] = to;
	(void)pthread_mutex_unlock(&readers_mutex);
}

struct db *
daemon_reader(struct daemon *daemon)
{
	struct err err;
	if (reader != NULL)
		return reader;
	if (db_open(daemon->store, false, &reader, &err) != 0)
		return NULL;
	replace_reader(NULL, reader);
	return reader;
}

void
daemon_reader_close(void)
{
	if (reader != NULL)
		replace_reader(reader, NULL);
	db_close(reader);
	reader = NULL;
}

/* The threads that did not close theirs have ended. */
static void
close_readers(void)
{
	for (int i = 0; i < READERS_MAX; i++) {
		db_close(readers[i]);
		readers[i] = NULL;
	}
	reader = NULL;
}

bool
daemon_has_region(const struct daemon *daemon, const char *region)
{
	size_t len = strlen(region);
	for (const char *at = daemon->settings.regions; *at != '\0';) {
		at += strspn(at, ", ");
		size_t word = strcspn(at, ", ");
		if (word == len && strncmp(at, region, len) == 0)
			return len > 0;
		at += word;
	}
	return false;
}

static void
handle(struct http_request *request, void *payload)
{
	if (web_takes(request))
		web_answer(request, payload);
	else
		dispatch(request, payload);
}

static size_t
body_limit(struct http_request *request, void *payload)
{
	return web_takes(request) ? WEB_BODY_MAX : dispatch_body_limit(request, payload);
}

static const char *
spool(struct http_request *request, void *payload)
{
	return dispatch_spool(request, payload);
}

/* "sqlite:/var/lib/nexad/nexad.db" is in "/var/lib/nexad". */
static char *
directory_of(const char *database)
{
	const char *path = strchr(database, ':') == NULL ? database : strchr(database, ':') + 1;
	const char *slash = strrchr(path, '/');
	if (slash == NULL)
		return mem_text(".");
	char *directory = mem_text(path);
	directory[slash == path ? 1 : slash - path] = '\0';
	return directory;
}

static int
start_http(struct daemon *daemon, struct err *err)
{
	const struct daemon_settings *settings = &daemon->settings;
	struct http_settings http = {
		.socket_path = settings->socket_path,
		.socket_group = settings->operator_group,
		.listen = settings->listen,
		.tls_cert = settings->tls_cert,
		.tls_key = settings->tls_key,
		.n_threads = 2,
		.max_connections = CONNECTIONS_MAX,
		.max_per_address = CONNECTIONS_PER_ADDRESS,
		.idle_seconds = IDLE_S,
		.request_seconds = REQUEST_S,
		.handler = { .body_limit = body_limit,
		    .handle = handle,
		    .refuse = reply_refuse,
		    .payload = daemon,
		    .spool = spool },
	};
	struct http_server *server;
	if (http_start(&http, &server, err) != 0)
		return (int)err->problem;
	/* Requests are answered already. */
	daemon->http = server;
	return 0;
}

/* Before anything is written, and only once in a database's life. */
static int
carry_over(struct store *store, struct err *err)
{
	struct db *db;
	if (db_open(store, true, &db, err) != 0)
		return (int)err->problem;
	int problem = audit_tiles_carry_over(db, err);
	db_close(db);
	return problem;
}

/* Not before the database is accepted: a start that is refused leaves nothing behind. */
static int
make_key(const struct daemon_settings *settings, struct err *err)
{
	if (settings->audit_key_directory == NULL)
		return 0;
	return audit_key_make(settings->audit_key_directory, settings->audit_secret, err);
}

int
daemon_start(const struct daemon_settings *settings, struct daemon **out, struct err *err)
{
	struct daemon *daemon = mem_new(1, sizeof(*daemon));
	daemon->settings = *settings;
	daemon->started_at = clock_monotonic();
	daemon->directory = directory_of(settings->database);
	daemon->routes = routes_new();
	web_start();
	daemon->sso_flows = sso_flows_new();
	daemon->sso_caches = sso_caches_new();
	if (store_open(settings->database, &daemon->store, err) != 0 ||
	    make_key(settings, err) != 0 || carry_over(daemon->store, err) != 0 ||
	    catalogue_load(daemon->store, err) != 0 ||
	    routes_start(daemon->routes, daemon->store, err) != 0 ||
	    writer_start(daemon->store, &daemon->writer, err) != 0 ||
	    slow_start(daemon, &daemon->slow, err) != 0 ||
	    tail_start(daemon, &daemon->tail, err) != 0 ||
	    delivery_start(daemon, &daemon->delivery, err) != 0 ||
	    simulator_start(daemon, &daemon->simulator, err) != 0 ||
	    exporter_start(daemon, &daemon->exporter, err) != 0 ||
	    housekeeping_start(daemon, &daemon->housekeeping, err) != 0 ||
	    start_http(daemon, err) != 0) {
		daemon_stop(daemon, 0);
		return (int)err->problem;
	}
	deck_sweep(daemon);
	*out = daemon;
	return 0;
}

int
daemon_port(const struct daemon *daemon)
{
	return http_port(daemon->http);
}

/* Whoever waits is answered, exports are cut short, then nothing new comes in, then what came in is finished. */
void
daemon_stop(struct daemon *daemon, int drain_ms)
{
	atomic_store(&daemon->stops, true);
	tail_stop(daemon->tail);
	exporter_stop(daemon->exporter);
	if (daemon->http != NULL)
		http_stop(daemon->http, drain_ms);
	housekeeping_stop(daemon->housekeeping);
	slow_stop(daemon->slow);
	simulator_stop(daemon->simulator);
	delivery_stop(daemon->delivery);
	/* The last connection to close folds the log into the database, and a reader cannot. */
	close_readers();
	writer_stop(daemon->writer);
	carrier_orders_stop(daemon);
	store_close(daemon->store);
	simulator_free(daemon->simulator);
	exporter_free(daemon->exporter);
	delivery_free(daemon->delivery);
	tail_free(daemon->tail);
	routes_free(daemon->routes);
	sso_flows_free(daemon->sso_flows);
	sso_caches_free(daemon->sso_caches);
	free(daemon->directory);
	free(daemon);
}
