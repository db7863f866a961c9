/* Bytes over TCP or TLS to a receiver that answers nothing (syslog, RFC 6587 and 5425).  Nobody says that they
 * were taken, so the connection says it: once all is written this end closes its half, and a receiver that has
 * read everything closes the other.  One that dies before resets the connection, because its kernel does so where
 * bytes are left unread. */
#include <errno.h>
#include <linux/sockios.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "outgoing_internal.h"

enum { AT_ONCE = 1 << 16, LOOK_MS = 10, STATUS_TAKEN = 200 };

void
bytes_begin(struct exchange *exchange)
{
	curl_socket_t fd = CURL_SOCKET_BAD;
	(void)curl_easy_getinfo(exchange->easy, CURLINFO_ACTIVESOCKET, &fd);
	exchange->fd = fd;
	exchange->phase = EXCHANGE_WRITE;
}

static bool
end(struct exchange *exchange, const char *why)
{
	(void)snprintf(exchange->answer.error, sizeof(exchange->answer.error), "%s", why);
	exchange->answer.status = why[0] == '\0' ? STATUS_TAKEN : 0;
	return true;
}

/* Has curl say goodbye, which TLS wants, and closes this half of the connection. */
static bool
close_half(struct exchange *exchange)
{
	exchange->fd = dup(exchange->fd);
	(void)curl_multi_remove_handle(outgoing_multi(exchange->outgoing), exchange->easy);
	curl_easy_cleanup(exchange->easy);
	exchange->easy = NULL;
	exchange->phase = EXCHANGE_CLOSE;
	return exchange->fd >= 0 && shutdown(exchange->fd, SHUT_WR) == 0;
}

/* True when all is written, or nothing more can be; then the answer says why. */
static bool
write_on(struct exchange *exchange)
{
	CURLcode code = CURLE_OK;
	while (code == CURLE_OK && exchange->written < exchange->len) {
		size_t n = 0;
		size_t left = exchange->len - exchange->written;
		code = curl_easy_send(exchange->easy, exchange->bytes + exchange->written,
		    left < AT_ONCE ? left : AT_ONCE, &n);
		exchange->written += n;
	}
	if (code == CURLE_AGAIN)
		return false;
	if (code != CURLE_OK)
		return end(exchange, "the connection broke while it was written to");
	if (!close_half(exchange))
		return end(exchange, "the connection broke before it was closed");
	return true;
}

/* What the receiver says is nobody's business; that it is over is. */
static bool
read_on(struct exchange *exchange)
{
	char ignored[4096];
	int unacknowledged = 0;
	ssize_t n = 1;
	for (int i = 0; i < 16 && n > 0 && !exchange->read_all; i++)
		n = recv(exchange->fd, ignored, sizeof(ignored), MSG_DONTWAIT);
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		return end(
		    exchange, "the receiver closed the connection without having read it all");
	exchange->read_all = exchange->read_all || n == 0;
	if (!exchange->read_all)
		return false;
	/* A receiver that was closed already resets what comes after that, a moment later. */
	int fault = 0;
	socklen_t size = sizeof(fault);
	if (getsockopt(exchange->fd, SOL_SOCKET, SO_ERROR, &fault, &size) != 0 || fault != 0)
		return end(
		    exchange, "the receiver closed the connection without having read it all");
	return ioctl(exchange->fd, SIOCOUTQ, &unacknowledged) == 0 && unacknowledged == 0 &&
	    end(exchange, "");
}

bool
bytes_move_on(struct exchange *exchange)
{
	if (exchange->phase == EXCHANGE_WRITE && write_on(exchange) &&
	    exchange->phase != EXCHANGE_CLOSE)
		return true;
	if (exchange->phase == EXCHANGE_CLOSE && exchange->answer.error[0] != '\0')
		return true;
	if (exchange->phase == EXCHANGE_CLOSE && read_on(exchange))
		return true;
	if (clock_monotonic() < exchange->ends_at)
		return false;
	return end(exchange,
	    exchange->phase == EXCHANGE_WRITE ? "the receiver does not read"
	                                      : "the receiver does not close the connection");
}

bool
bytes_wait(const struct exchange *exchange, struct curl_waitfd *out, int *timeout_ms)
{
	int64_t left = exchange->ends_at - clock_monotonic();
	*timeout_ms = left < 0 ? 0 : (int)left;
	if (exchange->read_all && *timeout_ms > LOOK_MS)
		*timeout_ms = LOOK_MS;
	*out = (struct curl_waitfd){ .fd = exchange->fd,
		.events =
		    exchange->phase == EXCHANGE_WRITE ? CURL_WAIT_POLLOUT : CURL_WAIT_POLLIN };
	return !exchange->read_all;
}

void
bytes_release(struct exchange *exchange)
{
	if (exchange->phase == EXCHANGE_CLOSE && exchange->fd >= 0)
		(void)close(exchange->fd);
}
