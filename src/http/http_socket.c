/* Listening sockets: a path that only its owner and group may use, or an address and port. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "http_internal.h"
#include "mem.h"

enum { BACKLOG = 512 };

static int
cannot(struct err *err, const char *subject, const char *what, int number)
{
	enum problem problem = number == EADDRINUSE ? PROBLEM_conflict : PROBLEM_invalid_field;
	char reason[128];
	return fail(err, problem, subject, "cannot %s: %s", what,
	    strerror_r(number, reason, sizeof(reason)));
}

static int
open_socket(int family)
{
	return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

/* What connect() says tells a live socket from the file of a dead one. */
static int
probe(const struct sockaddr_un *address)
{
	int fd = open_socket(AF_UNIX);
	if (fd < 0)
		return errno;
	int number = 0;
	if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) != 0)
		number = errno;
	(void)close(fd);
	return number;
}

static int
remove_stale(const struct sockaddr_un *address, struct err *err)
{
	const char *path = address->sun_path;
	struct stat status;
	if (lstat(path, &status) != 0)
		return errno == ENOENT ? 0 : cannot(err, path, "look at the socket's path", errno);
	if (!S_ISSOCK(status.st_mode))
		return fail(err, PROBLEM_conflict, path,
		    "'%s' exists and is not a socket; remove it or name another path", path);
	int number = probe(address);
	if (number == 0 || number == EAGAIN)
		return fail(err, PROBLEM_conflict, path, "another server answers on '%s'", path);
	if (number != ECONNREFUSED && number != ENOENT)
		return cannot(err, path, "tell whether the socket is in use", number);
	if (unlink(path) != 0 && errno != ENOENT)
		return cannot(err, path, "remove the socket of a server that is gone", errno);
	return 0;
}

/* Nobody can connect before listen(), so it does not matter that the mode comes after bind(). */
static int
publish(int fd, const struct sockaddr_un *address, gid_t group, struct err *err)
{
	const char *path = address->sun_path;
	if (bind(fd, (const struct sockaddr *)address, sizeof(*address)) != 0)
		return cannot(err, path, "bind the socket", errno);
	if (group != (gid_t)-1 && chown(path, (uid_t)-1, group) != 0)
		return cannot(err, path, "give the socket to its group", errno);
	if (chmod(path, 0660) != 0)
		return cannot(err, path, "set the mode of the socket", errno);
	if (listen(fd, BACKLOG) != 0)
		return cannot(err, path, "listen on the socket", errno);
	return 0;
}

int
http_socket_local(
    const char *path, gid_t group, struct http_socket *made, int *out, struct err *err)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t len = strlen(path);
	if (len == 0 || len >= sizeof(address.sun_path))
		return fail(err, PROBLEM_invalid_field, path,
		    "the path of a socket has 1 to %zu bytes", sizeof(address.sun_path) - 1);
	memcpy(address.sun_path, path, len + 1);
	int problem = remove_stale(&address, err);
	if (problem != 0)
		return problem;
	int fd = open_socket(AF_UNIX);
	if (fd < 0)
		return cannot(err, path, "make a socket", errno);
	problem = publish(fd, &address, group, err);
	struct stat status;
	if (problem == 0 && lstat(path, &status) != 0)
		problem = cannot(err, path, "look at the socket", errno);
	if (problem != 0) {
		(void)close(fd);
		return problem;
	}
	made->path = mem_text(path);
	made->device = status.st_dev;
	made->inode = status.st_ino;
	*out = fd;
	return 0;
}

void
http_socket_remove(struct http_socket *made)
{
	struct stat status;
	if (made->path != NULL && lstat(made->path, &status) == 0 &&
	    status.st_dev == made->device && status.st_ino == made->inode)
		(void)unlink(made->path);
	free(made->path);
	*made = (struct http_socket){ .path = NULL };
}

/* "ADDR:PORT" or "[ADDR]:PORT" in two texts; false when it is neither. */
static bool
split_listen(const char *text, char host[64], char port[6])
{
	const char *colon = strrchr(text, ':');
	if (colon == NULL || strlen(colon + 1) > 5 || colon[1] == '\0' ||
	    colon[1 + strspn(colon + 1, "0123456789")] != '\0')
		return false;
	const char *start = text;
	const char *end = colon;
	if (text[0] == '[') {
		if (end[-1] != ']')
			return false;
		start++;
		end--;
	} else if (memchr(start, ':', (size_t)(end - start)) != NULL) {
		return false;
	}
	if (end <= start || end - start > 63)
		return false;
	memcpy(host, start, (size_t)(end - start));
	host[end - start] = '\0';
	memcpy(port, colon + 1, strlen(colon + 1) + 1);
	return strtoul(port, NULL, 10) <= UINT16_MAX;
}

static int
bound_port(int fd)
{
	union {
		struct sockaddr any;
		struct sockaddr_in four;
		struct sockaddr_in6 six;
	} bound = { .six = { .sin6_family = AF_UNSPEC } };
	socklen_t len = sizeof(bound);
	if (getsockname(fd, &bound.any, &len) != 0)
		return 0;
	return ntohs(bound.any.sa_family == AF_INET6 ? bound.six.sin6_port : bound.four.sin_port);
}

static int
bind_tcp(int fd, const struct addrinfo *address, const char *text, struct err *err)
{
	int on = 1;
	int off = 0;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	/* "[::]" means every address, IPv4 ones too, whatever the system's default is. */
	if (address->ai_family == AF_INET6)
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	if (bind(fd, address->ai_addr, address->ai_addrlen) != 0)
		return cannot(err, text, "bind the address", errno);
	if (listen(fd, BACKLOG) != 0)
		return cannot(err, text, "listen on the address", errno);
	return 0;
}

int
http_socket_tcp(const char *text, int *port, int *out, struct err *err)
{
	char host[64];
	char service[6];
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE };
	struct addrinfo *address = NULL;
	if (!split_listen(text, host, service) || getaddrinfo(host, service, &hints, &address) != 0)
		return fail(err, PROBLEM_invalid_field, "listen",
		    "'%s' is not ADDR:PORT or [ADDR]:PORT with a numeric address", text);
	int problem = 0;
	int fd = open_socket(address->ai_family);
	if (fd < 0)
		problem = cannot(err, text, "make a socket", errno);
	else
		problem = bind_tcp(fd, address, text, err);
	freeaddrinfo(address);
	if (problem != 0) {
		if (fd >= 0)
			(void)close(fd);
		return problem;
	}
	*port = bound_port(fd);
	*out = fd;
	return 0;
}
