/* An HTTP server on a Unix socket for tests: one thread, one connection at a time, answers as
 * told. */
#ifndef TINY_SERVER_H
#define TINY_SERVER_H

#include <assert.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { TINY_ANSWERS = 8, TINY_REQUESTS = 8, TINY_REQUEST_MAX = 65536 };

/* What to do with a request. */
struct tiny_answer {
	char *bytes; /* sent as they are, then freed; NULL: nothing is ever sent */
	size_t len;
	bool hang_up; /* closes the connection afterwards */
};

struct tiny_server {
	char path[64];
	int listener;
	int stop[2]; /* closing the second one ends the thread */
	pthread_t thread;
	pthread_mutex_t lock;
	struct tiny_answer answers[TINY_ANSWERS];
	int n_answers;
	char requests[TINY_REQUESTS][TINY_REQUEST_MAX];
	int n_requests;
	int n_connections;
};

/* Waits for something to read; false when the test is over. */
static bool
tiny_wait(const struct tiny_server *server, int fd)
{
	struct pollfd fds[2] = { { .fd = fd, .events = POLLIN },
		{ .fd = server->stop[0], .events = POLLIN } };
	(void)poll(fds, 2, -1);
	return fds[1].revents == 0;
}

static bool
tiny_is_whole(const char *text, size_t len)
{
	const char *end = strstr(text, "\r\n\r\n");
	if (end == NULL)
		return false;
	const char *length = strcasestr(text, "Content-Length: ");
	size_t body = length == NULL || length > end ? 0 : (size_t)strtoul(length + 16, NULL, 10);
	return len >= (size_t)(end + 4 - text) + body;
}

/* Reads one request into the next place; false when the connection or the test ended. */
static bool
tiny_read(struct tiny_server *server, int fd)
{
	char *text = server->requests[server->n_requests % TINY_REQUESTS];
	size_t len = 0;
	memset(text, 0, TINY_REQUEST_MAX);
	while (!tiny_is_whole(text, len)) {
		ssize_t got =
		    tiny_wait(server, fd) ? read(fd, text + len, TINY_REQUEST_MAX - 1 - len) : 0;
		if (got <= 0)
			return false;
		len += (size_t)got;
	}
	return true;
}

static struct tiny_answer
tiny_next(struct tiny_server *server)
{
	static const struct tiny_answer none = { .bytes = NULL };
	(void)pthread_mutex_lock(&server->lock);
	int n = server->n_requests++;
	struct tiny_answer answer = n < server->n_answers ? server->answers[n] : none;
	(void)pthread_mutex_unlock(&server->lock);
	return answer;
}

static bool
tiny_send(int fd, const struct tiny_answer *answer)
{
	for (size_t at = 0; at < answer->len;) {
		ssize_t sent = send(fd, answer->bytes + at, answer->len - at, MSG_NOSIGNAL);
		if (sent <= 0)
			return false;
		at += (size_t)sent;
	}
	return true;
}

static void
tiny_serve(struct tiny_server *server, int fd)
{
	while (tiny_read(server, fd)) {
		struct tiny_answer answer = tiny_next(server);
		if (answer.bytes == NULL) {
			(void)tiny_wait(server, fd);
			return;
		}
		bool sent = tiny_send(fd, &answer);
		free(answer.bytes);
		if (!sent || answer.hang_up)
			return;
	}
}

static void *
tiny_run(void *payload)
{
	struct tiny_server *server = payload;
	while (tiny_wait(server, server->listener)) {
		int fd = accept(server->listener, NULL, NULL);
		if (fd < 0)
			continue;
		server->n_connections++;
		tiny_serve(server, fd);
		(void)close(fd);
	}
	return NULL;
}

static struct tiny_server *
tiny_start(void)
{
	struct tiny_server *server = calloc(1, sizeof(*server));
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	assert(server != NULL);
	(void)snprintf(server->path, sizeof(server->path), "/tmp/tiny-%ld.sock", (long)getpid());
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", server->path);
	(void)unlink(server->path);
	server->listener = socket(AF_UNIX, SOCK_STREAM, 0);
	int failed = bind(server->listener, (const struct sockaddr *)&address, sizeof(address));
	failed |= listen(server->listener, 8);
	failed |= pipe(server->stop);
	failed |= pthread_mutex_init(&server->lock, NULL);
	failed |= pthread_create(&server->thread, NULL, tiny_run, server);
	assert(failed == 0);
	return server;
}

/* What to do with the next request that has no answer yet; its bytes are taken. */
static void
tiny_will_send(struct tiny_server *server, struct tiny_answer answer)
{
	(void)pthread_mutex_lock(&server->lock);
	assert(server->n_answers < TINY_ANSWERS);
	server->answers[server->n_answers++] = answer;
	(void)pthread_mutex_unlock(&server->lock);
}

/* The same as a proper answer: "200 OK", further header lines, and a body. */
static void
tiny_will(struct tiny_server *server, const char *status, const char *headers, const char *body)
{
	char *bytes = NULL;
	int len = asprintf(&bytes, "HTTP/1.1 %s\r\n%sContent-Length: %zu\r\n\r\n%s", status,
	    headers, strlen(body), body);
	assert(len > 0);
	tiny_will_send(server, (struct tiny_answer){ bytes, (size_t)len, false });
}

static void
tiny_stop(struct tiny_server *server)
{
	(void)close(server->stop[1]);
	(void)pthread_join(server->thread, NULL);
	(void)close(server->stop[0]);
	(void)close(server->listener);
	(void)unlink(server->path);
	for (int i = server->n_requests; i < server->n_answers; i++)
		free(server->answers[i].bytes);
	free(server);
}

#endif
