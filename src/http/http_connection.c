/* Connections: who is at the other end, asked once, and an entry with the watch. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "http_internal.h"
#include "log.h"
#include "mem.h"

static void
read_groups(int fd, struct http_peer *peer)
{
	socklen_t len = sizeof(peer->groups);
	gid_t *all = NULL;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, peer->groups, &len) != 0) {
		/* ERANGE: a member of more groups than we keep; the kernel has said how many. */
		if (errno != ERANGE)
			return;
		all = mem_new(len, 1);
		if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, all, &len) != 0)
			len = 0;
		log_line(LOG_warning, "a local user has more groups than are looked at",
		    LOG_NUMBER("uid", peer->uid), LOG_NUMBER("looked_at", HTTP_GROUPS), LOG_END);
		len = len > sizeof(peer->groups) ? (socklen_t)sizeof(peer->groups) : len;
		memcpy(peer->groups, all, len);
		free(all);
	}
	peer->n_groups = (int)(len / sizeof(gid_t));
}

static void
read_local_peer(int fd, struct http_peer *peer)
{
	struct ucred credentials = { .uid = (uid_t)-1, .gid = (gid_t)-1 };
	socklen_t len = sizeof(credentials);
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &len) != 0)
		credentials = (struct ucred){ .uid = (uid_t)-1, .gid = (gid_t)-1 };
	peer->uid = credentials.uid;
	peer->gid = credentials.gid;
	read_groups(fd, peer);
	(void)snprintf(peer->address, sizeof(peer->address), "local");
}

static void
read_tcp_peer(const struct sockaddr *address, struct http_peer *peer)
{
	peer->uid = (uid_t)-1;
	peer->gid = (gid_t)-1;
	const void *bytes = NULL;
	int family = address->sa_family;
	if (family == AF_INET) {
		bytes = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
	} else if (family == AF_INET6) {
		const struct in6_addr *six =
		    &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
		bytes = six;
		if (IN6_IS_ADDR_V4MAPPED(six)) {
			family = AF_INET;
			bytes = &six->s6_addr[12];
		}
	}
	if (bytes == NULL || inet_ntop(family, bytes, peer->address, HTTP_ADDRESS) == NULL)
		(void)snprintf(peer->address, sizeof(peer->address), "unknown");
}

/* The calling one. */
static struct http_thread *
thread_of(struct http_server *server)
{
	pthread_t self = pthread_self();
	(void)pthread_mutex_lock(&server->lock);
	struct http_thread *thread = server->threads;
	while (thread != NULL && !pthread_equal(thread->id, self))
		thread = thread->next;
	if (thread == NULL) {
		thread = mem_new(1, sizeof(*thread));
		*thread = (struct http_thread){ .id = self, .next = server->threads };
		server->threads = thread;
	}
	pthread_mutex_unlock(&server->lock);
	return thread;
}

static struct http_connection *
begin(struct http_listener *listener, struct MHD_Connection *mhd)
{
	struct http_connection *connection = mem_new(1, sizeof(*connection));
	connection->listener = listener;
	connection->mhd = mhd;
	connection->thread = thread_of(listener->server);
	connection->fd =
	    MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
	connection->peer.local = listener->local;
	connection->peer.tls = listener->tls;
	/* libmicrohttpd's copy of a Unix address is cut short: look at it for TCP only. */
	if (listener->local)
		read_local_peer(connection->fd, &connection->peer);
	else
		read_tcp_peer(
		    MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr,
		    &connection->peer);
	http_watch_allow_idle(connection);
	http_watch_add(&listener->server->watch, connection);
	atomic_fetch_add(&listener->server->n_connections, 1);
	return connection;
}

static void
end(struct http_connection *connection)
{
	struct http_server *server = connection->listener->server;
	if (connection->lingers)
		http_watch_linger(&server->watch, connection->fd);
	http_watch_remove(&server->watch, connection);
	/* Left over where libmicrohttpd lost its way and forgot to say that a request ended. */
	http_request_end(connection->request);
	free(connection);
	if (atomic_fetch_sub(&server->n_connections, 1) == 1 && atomic_load(&server->stops))
		http_listen_quiet(server);
}

void
http_connection_notify(
    void *cls, struct MHD_Connection *mhd, void **context, enum MHD_ConnectionNotificationCode code)
{
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		*context = begin(cls, mhd);
	} else {
		end(*context);
		*context = NULL;
	}
}

struct http_connection *
http_connection_of(struct MHD_Connection *mhd)
{
	return MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}
