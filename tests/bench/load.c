/* The load generator: one thread, epoll, keep-alive. */
#include "load.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "err.h"
#include "mem.h"
#include "str.h"

enum { BUFFER = 1 << 20, PATIENCE_S = 10, SAMPLES_MAX = 1 << 21 };

struct connection {
	int fd;
	int number;
	int turn;
	double sent_at; /* 0: nothing is under way */
	size_t n;
	char *in;
};

struct run {
	const struct load *load;
	int epoll;
	struct connection *connections;
	double end;
	int n_under_way;
	uint64_t n_done;
	struct load_result *out;
	uint32_t *ns; /* of each answer; in tenths of a microsecond */
	size_t n_ns;
};

double
load_now(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int
connect_to(const char *path, struct err *err)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(to.sun_path))
		return -(int)fail(err, PROBLEM_usage, "socket", "'%s' is too long", path);
	memcpy(to.sun_path, path, strlen(path));
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	(void)fail(
	    err, PROBLEM_internal, path, "cannot connect to '%s': %s", path, strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	return -1;
}

static bool
send_all(int fd, const char *text)
{
	size_t len = strlen(text);
	return send(fd, text, len, MSG_NOSIGNAL) == (ssize_t)len;
}

/* Where the body of an answer starts and how long it all is; 0 when it is not complete. */
static size_t
answer_length(const char *text, size_t n, size_t *body_at)
{
	static const char name[] = "\r\nContent-Length: ";
	const char *end = memmem(text, n, "\r\n\r\n", 4);
	if (end == NULL)
		return 0;
	const char *length = memmem(text, (size_t)(end - text), name, sizeof(name) - 1);
	*body_at = (size_t)(end - text) + 4;
	size_t len = length == NULL ? 0 : strtoul(length + sizeof(name) - 1, NULL, 10);
	return n < *body_at + len ? 0 : *body_at + len;
}

/* "HTTP/1.1 200 OK" */
static int
answer_status(const char *text, size_t n)
{
	return n < 12 ? 0 : (int)strtol(text + 9, NULL, 10);
}

static int
send_next(struct run *run, struct connection *c, struct err *err)
{
	const struct load *load = run->load;
	int at = (c->number * load->turns + c->turn++ % load->turns) % load->n_requests;
	c->n = 0;
	c->sent_at = load_now();
	if (!send_all(c->fd, load->requests[at]))
		return fail(err, PROBLEM_internal, "", "cannot send: %s", strerror(errno));
	run->n_under_way++;
	return 0;
}

static void
note_answer(struct run *run, struct connection *c, double now)
{
	int status = answer_status(c->in, c->n);
	run->n_under_way--;
	if (status < 200 || status > 299) {
		run->out->n_refused++;
		run->out->refused_status = status;
		return;
	}
	run->n_done += now <= run->end;
	if (run->n_ns < SAMPLES_MAX)
		run->ns[run->n_ns++] = (uint32_t)((now - c->sent_at) * 1e7);
}

static int
read_some(struct run *run, struct connection *c, struct err *err)
{
	size_t body_at;
	ssize_t n = recv(c->fd, c->in + c->n, BUFFER - c->n, MSG_DONTWAIT);
	if (n <= 0)
		return fail(err, PROBLEM_internal, "", "the server closed a connection");
	c->n += (size_t)n;
	if (answer_length(c->in, c->n, &body_at) == 0)
		return 0;
	double now = load_now();
	note_answer(run, c, now);
	return now < run->end ? send_next(run, c, err) : 0;
}

static int
open_connections(struct run *run, struct err *err)
{
	for (int i = 0; i < run->load->n_connections; i++) {
		struct connection *c = &run->connections[i];
		struct epoll_event event = { .events = EPOLLIN, .data.ptr = c };
		c->number = i;
		c->fd = connect_to(run->load->socket_path, err);
		if (c->fd < 0)
			return (int)err->problem;
		c->in = mem_new(1, BUFFER);
		(void)epoll_ctl(run->epoll, EPOLL_CTL_ADD, c->fd, &event);
	}
	return 0;
}

static int
converse(struct run *run, struct err *err)
{
	struct epoll_event events[LOAD_CONNECTIONS];
	for (int i = 0; i < run->load->n_connections; i++)
		if (send_next(run, &run->connections[i], err) != 0)
			return (int)err->problem;
	while (run->n_under_way > 0) {
		int n = epoll_wait(run->epoll, events, LOAD_CONNECTIONS, PATIENCE_S * 1000);
		if (n == 0)
			return fail(err, PROBLEM_internal, "", "the server does not answer");
		for (int i = 0; i < n; i++)
			if (read_some(run, events[i].data.ptr, err) != 0)
				return (int)err->problem;
	}
	return 0;
}

static int
compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a;
	uint32_t y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

static void
finish(struct run *run)
{
	for (int i = 0; i < run->load->n_connections; i++) {
		if (run->connections[i].fd > 0)
			(void)close(run->connections[i].fd);
		free(run->connections[i].in);
	}
	run->out->rate = (double)run->n_done / run->load->seconds;
	qsort(run->ns, run->n_ns, sizeof(*run->ns), compare);
	if (run->n_ns > 0) {
		size_t middle = run->n_ns / 2;
		size_t late = run->n_ns * 99 / 100;
		run->out->median_us = (double)run->ns[middle] / 10;
		run->out->p99_us = (double)run->ns[late] / 10;
	}
}

int
load_run(const struct load *load, struct load_result *out, struct err *err)
{
	struct run run = { .load = load,
		.epoll = epoll_create1(EPOLL_CLOEXEC),
		.connections = mem_new((size_t)load->n_connections, sizeof(struct connection)),
		.ns = mem_new(SAMPLES_MAX, sizeof(uint32_t)),
		.out = out };
	*out = (struct load_result){ .rate = 0 };
	int problem = open_connections(&run, err);
	run.end = load_now() + load->seconds;
	if (problem == 0)
		problem = converse(&run, err);
	finish(&run);
	free(run.ns);
	free(run.connections);
	(void)close(run.epoll);
	return problem;
}

int
load_exchange(
    const char *socket_path, const char *request, struct str *body, int *status, struct err *err)
{
	int fd = connect_to(socket_path, err);
	if (fd < 0)
		return (int)err->problem;
	char *in = mem_new(1, BUFFER);
	size_t n = 0;
	size_t len = 0;
	size_t body_at = 0;
	ssize_t got = send_all(fd, request) ? 1 : -1;
	while (got > 0 && len == 0) {
		got = recv(fd, in + n, BUFFER - n, 0);
		n += got > 0 ? (size_t)got : 0;
		len = answer_length(in, n, &body_at);
	}
	*status = answer_status(in, n);
	str_clear(body);
	if (len > 0)
		str_add_n(body, in + body_at, len - body_at);
	free(in);
	(void)close(fd);
	return len > 0
	    ? 0
	    : fail(err, PROBLEM_internal, socket_path, "no answer from '%s'", socket_path);
}
