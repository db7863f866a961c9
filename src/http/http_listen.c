/* The server: one libmicrohttpd daemon per listener, all with the same callbacks; start, drain,
 * stop. */
#include <signal.h>

#include "clock.h"
#include "http_internal.h"
#include "log.h"
#include "mem.h"

enum { PEM_LIMIT = 1024 * 1024, CLOSING_MS = 1000 };

/* The versions that we would want anyway; GnuTLS' NORMAL still has older ones. */
/* TLS 1.2 and later, keys that nobody can use afterwards (no RSA key exchange), and no cipher that has to be
 * guarded against padding oracles (RFC 9325). */
static const char tls_priorities[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-CIPHER-ALL:"
                                     "+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM";

/* Servers whose deferred exchanges were never replied to.  They are kept, because a reply may still
 * come, and are reachable from here so that no one takes them for a leak. */
static struct http_server *abandoned;

/* libmicrohttpd reports what clients did wrong, once per client: noise unless one looks for it, but
 * for one line, which is all that tells us of a request that it refuses without asking. */
static void __attribute__((format(printf, 2, 0)))
log_library(void *cls, const char *format, va_list args)
{
	static const char refuses[] = "Error processing request (HTTP response code is %u ";
	struct http_listener *listener = cls;
	if (log_shows(LOG_debug)) {
		char text[512];
		va_list copy;
		va_copy(copy, args);
		(void)vsnprintf(text, sizeof(text), format, copy);
		va_end(copy);
		text[strcspn(text, "\n")] = '\0';
		log_line(LOG_debug, "libmicrohttpd", LOG_TEXT("says", text), LOG_END);
	}
	if (strncmp(format, refuses, sizeof(refuses) - 1) == 0) {
		unsigned status = va_arg(args, unsigned);
		const char *page = va_arg(args, const char *);
		http_malformed(listener->server, status, page);
	}
}

/* A server that stops takes no more connections.  Not MHD_quiesce_daemon(): between two checks of
 * one of its threads it finds the socket removed from epoll and aborts the process (0.9.75). */
static enum MHD_Result
accept_policy(void *cls, const struct sockaddr *address, socklen_t len)
{
	const struct http_listener *listener = cls;
	(void)address;
	(void)len;
	return atomic_load(&listener->server->stops) ? MHD_NO : MHD_YES;
}

/* A crowd on TCP does not keep local clients out: the Unix socket has a quarter for itself. */
static unsigned
share_of_connections(const struct http_settings *settings, bool local)
{
	unsigned share = settings->max_connections;
	if (settings->socket_path != NULL && settings->listen != NULL)
		share = local ? share / 4 : share - share / 4;
	unsigned least = settings->n_threads > 0 ? settings->n_threads : 1;
	return share > least ? share : least;
}

struct options {
	struct MHD_OptionItem items[8];
	size_t n; /* the rest is zeros, which is MHD_OPTION_END */
};

static void
add_option(struct options *options, enum MHD_OPTION option, unsigned number, const char *text)
{
	struct MHD_OptionItem *item = &options->items[options->n++];
	/* The option's type has no const; libmicrohttpd only reads. */
	*item = (struct MHD_OptionItem){ option, (intptr_t)number, (void *)text };
}

static int
listen_on(struct http_listener *listener, int fd, const struct http_settings *settings,
    struct options *options, struct err *err)
{
	unsigned flags = MHD_USE_ERROR_LOG | MHD_USE_EPOLL_INTERNAL_THREAD |
	    MHD_ALLOW_SUSPEND_RESUME | (listener->tls ? MHD_USE_TLS : 0);
	if (settings->n_threads > 1)
		add_option(options, MHD_OPTION_THREAD_POOL_SIZE, settings->n_threads, NULL);
	add_option(options, MHD_OPTION_CONNECTION_LIMIT,
	    share_of_connections(settings, listener->local), NULL);
	add_option(options, MHD_OPTION_CONNECTION_TIMEOUT, settings->idle_seconds, NULL);
	/* MHD_OPTION_STRICT_FOR_CLIENT stays 0: at 1, all it does is to refuse a missing Host (with
	 * a head sent twice) and blanks in the target (without an answer), before http_check.c can. */
	listener->daemon = MHD_start_daemon(flags, 0, accept_policy, listener, http_request_access,
	    listener, MHD_OPTION_EXTERNAL_LOGGER, log_library, listener, MHD_OPTION_LISTEN_SOCKET,
	    fd, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_POOL, MHD_OPTION_URI_LOG_CALLBACK,
	    http_request_begin, listener, MHD_OPTION_UNESCAPE_CALLBACK, http_request_unescape,
	    listener, MHD_OPTION_NOTIFY_COMPLETED, http_request_completed, listener,
	    MHD_OPTION_NOTIFY_CONNECTION, http_connection_notify, listener, MHD_OPTION_ARRAY,
	    options->items, MHD_OPTION_END);
	/* It has closed fd on most of its ways to fail, not on all, and does not say which. */
	if (listener->daemon == NULL)
		return fail(err, PROBLEM_internal, "http", "libmicrohttpd does not start");
	return 0;
}

static int
start_local(struct http_server *server, const struct http_settings *settings, struct err *err)
{
	struct options options = { .n = 0 };
	int fd = -1;
	int problem = http_socket_local(
	    settings->socket_path, settings->socket_group, &server->socket, &fd, err);
	return problem != 0 ? problem : listen_on(&server->local, fd, settings, &options, err);
}

static int
start_tcp(struct http_server *server, const struct http_settings *settings, struct err *err)
{
	struct str cert = STR_INIT(PEM_LIMIT);
	struct str key = STR_INIT(PEM_LIMIT);
	struct options options = { .n = 0 };
	int fd = -1;
	int problem = 0;
	server->tcp.tls = settings->tls_cert != NULL || settings->tls_key != NULL;
	if (server->tcp.tls)
		problem = http_tls_load(settings->tls_cert, settings->tls_key, &cert, &key, err);
	if (problem == 0 && server->tcp.tls) {
		add_option(&options, MHD_OPTION_HTTPS_MEM_CERT, 0, str_text(&cert));
		add_option(&options, MHD_OPTION_HTTPS_MEM_KEY, 0, str_text(&key));
		add_option(&options, MHD_OPTION_HTTPS_PRIORITIES, 0, tls_priorities);
	}
	add_option(&options, MHD_OPTION_PER_IP_CONNECTION_LIMIT, settings->max_per_address, NULL);
	if (problem == 0)
		problem = http_socket_tcp(settings->listen, &server->port, &fd, err);
	if (problem == 0)
		problem = listen_on(&server->tcp, fd, settings, &options, err);
	if (key.data != NULL)
		explicit_bzero(key.data, key.cap);
	str_release(&key);
	str_release(&cert);
	return problem;
}

static struct http_server *
new_server(const struct http_settings *settings)
{
	struct http_server *server = mem_new(1, sizeof(*server));
	server->handler = settings->handler;
	server->local = (struct http_listener){ .server = server, .local = true };
	server->tcp = (struct http_listener){ .server = server };
	server->watch.wake = -1;
	server->idle_ms = settings->idle_seconds * CLOCK_SECOND_MS;
	server->request_ms = settings->request_seconds * CLOCK_SECOND_MS;
	server->reads_raw_head = strcmp(MHD_get_version(), "0.9.75") == 0;
	(void)pthread_mutex_init(&server->lock, NULL);
	pthread_condattr_t attributes;
	(void)pthread_condattr_init(&attributes);
	(void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&server->quiet, &attributes);
	(void)pthread_condattr_destroy(&attributes);
	return server;
}

static int
start(struct http_server *server, const struct http_settings *settings, struct err *err)
{
	if (!server->reads_raw_head)
		log_line(LOG_warning,
		    "this libmicrohttpd is not the one we know; folded headers "
		    "and bare line feeds are left to it",
		    LOG_TEXT("version", MHD_get_version()), LOG_END);
	int problem = http_watch_start(&server->watch, server->request_ms, err);
	if (problem == 0 && settings->socket_path != NULL)
		problem = start_local(server, settings, err);
	if (problem == 0 && settings->listen != NULL)
		problem = start_tcp(server, settings, err);
	return problem;
}

int
http_start(const struct http_settings *settings, struct http_server **out, struct err *err)
{
	struct http_server *server = new_server(settings);
	/* Signals are for the threads that expect them: ours inherit a mask that takes none. */
	sigset_t all;
	sigset_t before;
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	int problem = start(server, settings, err);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (problem != 0) {
		http_stop(server, 0);
		return problem;
	}
	*out = server;
	return 0;
}

void
http_listen_quiet(struct http_server *server)
{
	(void)pthread_mutex_lock(&server->lock);
	(void)pthread_cond_broadcast(&server->quiet);
	pthread_mutex_unlock(&server->lock);
}

/* Waits for a change of the counts, under lock; false when it is end. */
static bool
wait_until(struct http_server *server, int64_t end)
{
	struct timespec until = { .tv_sec = end / CLOCK_SECOND_MS,
		.tv_nsec = end % CLOCK_SECOND_MS * 1000000 };
	return pthread_cond_timedwait(&server->quiet, &server->lock, &until) == 0;
}

static void
drain(struct http_server *server, int drain_ms)
{
	int64_t end = clock_monotonic() + drain_ms;
	bool waits = true;
	(void)pthread_mutex_lock(&server->lock);
	while ((atomic_load(&server->n_requests) != 0 || server->n_deferred != 0) && waits)
		waits = wait_until(server, end);
	pthread_mutex_unlock(&server->lock);
}

/* Lets no request in any more; how many are still deferred then. */
static unsigned
close_server(struct http_server *server)
{
	atomic_store(&server->closed, true);
	(void)pthread_mutex_lock(&server->lock);
	while (atomic_load(&server->n_handling) != 0)
		(void)pthread_cond_wait(&server->quiet, &server->lock);
	unsigned n_deferred = server->n_deferred;
	pthread_mutex_unlock(&server->lock);
	return n_deferred;
}

/* libmicrohttpd must have nothing to do when it is stopped: a malformed request that it meets after
 * that makes it answer with a reply that it did not store (0.9.75 dies of that). */
static void
end_connections(struct http_server *server)
{
	int64_t end = clock_monotonic() + CLOSING_MS;
	(void)pthread_mutex_lock(&server->lock);
	while (atomic_load(&server->n_connections) != 0 && clock_monotonic() < end) {
		/* Again and again: one may just have been accepted. */
		http_watch_end_all(&server->watch);
		(void)wait_until(server, clock_monotonic() + CLOSING_MS / 100);
	}
	pthread_mutex_unlock(&server->lock);
}

void
http_stop(struct http_server *server, int drain_ms)
{
	if (server == NULL)
		return;
	atomic_store(&server->stops, true);
	http_socket_remove(&server->socket);
	drain(server, drain_ms);
	unsigned n_deferred = close_server(server);
	if (n_deferred != 0) {
		/* libmicrohttpd aborts when stopped with suspended connections, and the owner of a
		 * deferred request may use it any time.  So all of it stays, open to replies. */
		log_line(LOG_error, "requests were never replied to; their server is left behind",
		    LOG_NUMBER("n_requests", n_deferred), LOG_END);
		server->next_abandoned = abandoned;
		abandoned = server;
		return;
	}
	end_connections(server);
	if (server->local.daemon != NULL)
		MHD_stop_daemon(server->local.daemon);
	if (server->tcp.daemon != NULL)
		MHD_stop_daemon(server->tcp.daemon);
	http_watch_stop(&server->watch);
	while (server->threads != NULL) {
		struct http_thread *thread = server->threads;
		server->threads = thread->next;
		free(thread);
	}
	(void)pthread_cond_destroy(&server->quiet);
	(void)pthread_mutex_destroy(&server->lock);
	free(server);
}

int
http_port(const struct http_server *server)
{
	return server->port;
}

unsigned
http_n_connections(const struct http_server *server)
{
	return atomic_load(&server->n_connections);
}
