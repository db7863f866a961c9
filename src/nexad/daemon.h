/* The daemon as a whole: what its parts share. */
#ifndef DAEMON_H
#define DAEMON_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "mail.h"
#include "op.h"

struct db;
struct routes;
struct sender;
struct err;
struct http_server;
struct simulator;
struct exporter;
struct slow;
struct sso_caches;
struct sso_flows;
struct store;
struct tail;
struct writer;

struct housekeeping;

/* Who issues invoices, and how; see config/options.def. */
struct supplier {
	const char *name;
	const char *gstin;   /* NULL: none */
	const char *address; /* NULL: none */
	const char *sac;
	int64_t tax;      /* hundredths of a percent */
	const char *font; /* a TrueType file */
};

struct daemon_settings {
	const char *database; /* "sqlite:PATH" */
	const char *socket_path;
	const char *listen;
	const char *tls_cert;
	const char *tls_key;
	const char *_Atomic base_url; /* forms links; NULL: there are none */
	const char *_Atomic regions;  /* names, separated by commas */
	gid_t operator_group;         /* (gid_t)-1: none */
	bool has_proxy;               /* on the Unix socket */
	uid_t proxy_user;             /* ... which runs as that */
	size_t body_limit;
	int64_t call_rate; /* 1/10,000 rupee a minute */
	struct supplier supplier;
	bool insecure_http; /* plain HTTP beyond loopback */
	_Atomic bool webhook_allow_private;
	const char *engine_url; /* NULL: no live calls */
	const char
	    *engine_token; /* what it and we prove ourselves to each other with; NULL: none */
	int64_t enterprise_calls;   /* at a time */
	const char *carrier_url;    /* NULL: the simulator is the carrier */
	const char *carrier_token;  /* NULL: none */
	const char *payment_url;    /* NULL: recharges are recorded by people */
	const char *payment_secret; /* "whsec_…", that its requests are signed with */
	struct mailer mailer;
	const char *sso_ca_file;     /* beside the system's certificates; NULL: none */
	unsigned char *audit_secret; /* NOTE_SECRET bytes that sign checkpoints; NULL: none */
	const char
	    *audit_key_directory; /* where that key is still to be made; NULL: there is one */
};

struct daemon {
	struct daemon_settings settings;
	char *directory; /* of the database, where large bodies are kept meanwhile */
	struct routes *routes;
	struct store *store;
	struct writer *writer;
	struct slow *slow;
	struct tail *tail;
	struct sender *delivery;
	struct simulator *simulator;
	struct exporter *exporter;
	struct housekeeping *housekeeping;
	struct sso_flows *sso_flows;
	struct sso_caches *sso_caches;
	struct call *buying; /* who waits for the carrier; carrier_orders.c has the lock */
	struct http_server *_Atomic http; /* NULL until it listens */
	int64_t started_at;
	atomic_bool stops; /* what takes long ends early */
	bool swept;        /* the housekeeper has looked for names and words that no event tells */
	atomic_bool deck_busy;       /* a deck is being read or taken over */
	_Atomic int64_t deck_staged; /* the number that it is written under; 0: none */
	_Atomic uint64_t n_requests[OP_COUNT];
	_Atomic uint64_t n_failures; /* answers of 500 and above */
};

/* Opens the store, starts the threads and listens. */
int daemon_start(const struct daemon_settings *settings, struct daemon **out, struct err *err);
/* The TCP port that was bound, for a setting that left it open (":0"); 0 without TCP. */
int daemon_port(const struct daemon *daemon);
/* Ends what is under way, within drain_ms, and frees all. */
void daemon_stop(struct daemon *daemon, int drain_ms);

/* Every thread that reads has a connection of its own, opened at first use; NULL when it cannot be. */
struct db *daemon_reader(struct daemon *daemon);
/* Closes the calling thread's connection, if it has one. */
void daemon_reader_close(void);
bool daemon_has_region(const struct daemon *daemon, const char *region);

#endif
