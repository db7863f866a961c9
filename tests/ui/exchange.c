/* A connection an exchange: written whole, read to its end. */
#include "exchange.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "err.h"
#include "str.h"

enum { ANSWER_MAX = 1 << 22 };

static int
connect_to(const char *path, struct err *err)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	(void)fail(err, PROBLEM_unreachable, path, "cannot connect: %s", strerror(errno));
	(void)close(fd);
	return -1;
}

static void
compose(const struct exchange *exchange, struct str *out)
{
	size_t len = exchange->body == NULL ? 0 : strlen(exchange->body);
	str_addf(out, "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n",
	    exchange->method, exchange->path);
	if (exchange->token != NULL)
		str_addf(out, "Authorization: Bearer %s\r\n", exchange->token);
	if (exchange->body != NULL)
		str_addf(out, "Content-Type: application/json\r\nContent-Length: %zu\r\n", len);
	str_add(out, "\r\n");
	str_add_n(out, exchange->body == NULL ? "" : exchange->body, len);
}

/* The answer with its head; it ends where the daemon closes. */
static void
converse(int fd, const struct str *request, struct str *answer)
{
	char part[16384];
	size_t sent = 0;
	ssize_t n = 1;
	while (sent < request->len && n > 0) {
		n = write(fd, request->data + sent, request->len - sent);
		sent += n > 0 ? (size_t)n : 0;
	}
	while (n > 0 && (n = read(fd, part, sizeof(part))) > 0)
		str_add_n(answer, part, (size_t)n);
}

static int
understand(const struct exchange *exchange, const char *answer, struct str *out, struct err *err)
{
	const char *body = strstr(answer, "\r\n\r\n");
	if (strncmp(answer, "HTTP/1.1 2", 10) != 0 || body == NULL)
		return fail(err, PROBLEM_internal, exchange->path, "%s %s was answered: %.300s",
		    exchange->method, exchange->path, body == NULL ? answer : body + 4);
	str_add(out, body + 4);
	return 0;
}

int
exchange_run(const struct exchange *exchange, struct str *out, struct err *err)
{
	struct str request = STR_INIT(1 << 20);
	struct str answer = STR_INIT(ANSWER_MAX);
	int fd = connect_to(exchange->socket, err);
	if (fd < 0)
		return (int)err->problem;
	compose(exchange, &request);
	converse(fd, &request, &answer);
	(void)close(fd);
	int problem = understand(exchange, str_text(&answer), out, err);
	str_release(&request);
	str_release(&answer);
	return problem;
}
