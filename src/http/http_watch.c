/* The watch: ends connections whose request does not get complete in time, however busily they
 * dribble, and lets refused clients read their refusal.  libmicrohttpd only ends silent ones. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include "clock.h"
#include "http_internal.h"

enum {
	LINGER_MS = 2000,
	LINGER_PIECES = 64 /* reads of a turn, so that one client cannot hold the lock */
};

void
http_watch_allow(struct http_connection *connection, int64_t span_ms)
{
	int64_t deadline = span_ms == 0 ? 0 : clock_monotonic() + span_ms;
	atomic_store_explicit(&connection->deadline, deadline, memory_order_relaxed);
}

void
http_watch_allow_idle(struct http_connection *connection)
{
	/* libmicrohttpd closes a connection that was silent for idle_ms.  One that is still here
	 * request_ms later has been sending all the time and has not got one line complete. */
	const struct http_server *server = connection->listener->server;
	bool limited = server->idle_ms != 0 && server->request_ms != 0;
	http_watch_allow(connection, limited ? server->idle_ms + server->request_ms : 0);
}

void
http_watch_allow_request(struct http_connection *connection)
{
	/* The line may have taken long already: what is left of that is the limit then. */
	int64_t span = connection->listener->server->request_ms;
	int64_t deadline = atomic_load_explicit(&connection->deadline, memory_order_relaxed);
	if (deadline == 0 || deadline > clock_monotonic() + span)
		http_watch_allow(connection, span);
}

static void
wake(const struct http_watch *watch)
{
	eventfd_t one = 1;
	(void)eventfd_write(watch->wake, one);
}

void
http_watch_add(struct http_watch *watch, struct http_connection *connection)
{
	(void)pthread_mutex_lock(&watch->lock);
	connection->next = watch->connections;
	if (connection->next != NULL)
		connection->next->previous = connection;
	watch->connections = connection;
	pthread_mutex_unlock(&watch->lock);
}

void
http_watch_remove(struct http_watch *watch, struct http_connection *connection)
{
	(void)pthread_mutex_lock(&watch->lock);
	if (connection->next != NULL)
		connection->next->previous = connection->previous;
	if (connection->previous != NULL)
		connection->previous->next = connection->next;
	else
		watch->connections = connection->next;
	pthread_mutex_unlock(&watch->lock);
}

void
http_watch_linger(struct http_watch *watch, int fd)
{
	(void)pthread_mutex_lock(&watch->lock);
	bool room = watch->n_leftovers < HTTP_LEFTOVERS && !watch->stops;
	int copy = room ? fcntl(fd, F_DUPFD_CLOEXEC, 3) : -1;
	if (copy >= 0) {
		struct http_leftover *leftover = &watch->leftovers[watch->n_leftovers++];
		*leftover = (struct http_leftover){ copy, clock_monotonic() + LINGER_MS };
	}
	pthread_mutex_unlock(&watch->lock);
	if (copy >= 0)
		wake(watch);
}

/* shutdown() makes libmicrohttpd close the connection itself.  The lock keeps fd from being closed,
 * and its number from being used again, under our hands. */
static int64_t
end_overdue(struct http_watch *watch, int64_t now)
{
	int64_t next = now + watch->nap_ms;
	for (struct http_connection *c = watch->connections; c != NULL; c = c->next) {
		int64_t deadline = atomic_load_explicit(&c->deadline, memory_order_relaxed);
		if (deadline == 0)
			continue;
		if (deadline > now) {
			next = deadline < next ? deadline : next;
			continue;
		}
		(void)shutdown(c->fd, SHUT_RDWR);
		http_watch_allow(c, 0);
	}
	return next;
}

void
http_watch_end_all(struct http_watch *watch)
{
	(void)pthread_mutex_lock(&watch->lock);
	for (struct http_connection *c = watch->connections; c != NULL; c = c->next)
		(void)shutdown(c->fd, SHUT_RDWR);
	pthread_mutex_unlock(&watch->lock);
}

/* True when fd is to be closed. */
static bool
drain(const struct http_leftover *leftover, int64_t now)
{
	char waste[16384];
	ssize_t n = 1;
	for (int i = 0; i < LINGER_PIECES && n > 0; i++)
		n = recv(leftover->fd, waste, sizeof(waste), MSG_DONTWAIT);
	return now >= leftover->until || n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
}

static int64_t
drain_leftovers(struct http_watch *watch, int64_t now, int64_t next)
{
	for (size_t i = watch->n_leftovers; i-- > 0;) {
		struct http_leftover *leftover = &watch->leftovers[i];
		if (drain(leftover, now)) {
			(void)close(leftover->fd);
			*leftover = watch->leftovers[--watch->n_leftovers];
		} else if (leftover->until < next) {
			next = leftover->until;
		}
	}
	return next;
}

static void *
keep_watch(void *payload)
{
	struct http_watch *watch = payload;
	struct pollfd polled[1 + HTTP_LEFTOVERS];
	(void)pthread_mutex_lock(&watch->lock);
	while (!watch->stops) {
		int64_t now = clock_monotonic();
		int64_t next = drain_leftovers(watch, now, end_overdue(watch, now));
		nfds_t n = 0;
		polled[n++] = (struct pollfd){ .fd = watch->wake, .events = POLLIN };
		for (size_t i = 0; i < watch->n_leftovers; i++)
			polled[n++] =
			    (struct pollfd){ .fd = watch->leftovers[i].fd, .events = POLLIN };
		pthread_mutex_unlock(&watch->lock);
		eventfd_t waste;
		if (poll(polled, n, (int)(next - now)) > 0 && polled[0].revents != 0)
			(void)eventfd_read(watch->wake, &waste);
		(void)pthread_mutex_lock(&watch->lock);
	}
	for (size_t i = 0; i < watch->n_leftovers; i++)
		(void)close(watch->leftovers[i].fd);
	watch->n_leftovers = 0;
	pthread_mutex_unlock(&watch->lock);
	return NULL;
}

int
http_watch_start(struct http_watch *watch, int64_t nap_ms, struct err *err)
{
	enum { HOUR_MS = 3600 * 1000 };
	/* A deadline that is set while the watch sleeps lies at least request_ms ahead, so sleeping
	 * no longer than that misses none. */
	watch->nap_ms = nap_ms == 0 || nap_ms > HOUR_MS ? HOUR_MS : (int)nap_ms;
	(void)pthread_mutex_init(&watch->lock, NULL);
	watch->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (watch->wake >= 0 && pthread_create(&watch->thread, NULL, keep_watch, watch) == 0)
		return 0;
	if (watch->wake >= 0)
		(void)close(watch->wake);
	watch->wake = -1;
	(void)pthread_mutex_destroy(&watch->lock);
	return fail(
	    err, PROBLEM_internal, "http", "cannot start the thread that ends slow requests");
}

void
http_watch_stop(struct http_watch *watch)
{
	if (watch->wake < 0)
		return;
	(void)pthread_mutex_lock(&watch->lock);
	watch->stops = true;
	pthread_mutex_unlock(&watch->lock);
	wake(watch);
	(void)pthread_join(watch->thread, NULL);
	(void)close(watch->wake);
	watch->wake = -1;
	(void)pthread_mutex_destroy(&watch->lock);
}
