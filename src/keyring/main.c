/* nexa-keyring: what nexa wants of the OS keyring, in a process of its own.  GLib and its threads stay out of the
 * console, what a library or its window writes cannot tear the screen, and a hang is killed by nexa. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "keyring_wire.h"
#include "secret_service.h"
#include "str.h"

static bool
read_all(int fd, struct str *out)
{
	ssize_t got = -1;
	while (str_reserve(out, 4096) && (got = read(fd, out->data + out->len, 4096)) > 0)
		out->len += (size_t)got;
	return got == 0;
}

static bool
write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t done = write(fd, bytes, len);
		if (done <= 0)
			return false;
		bytes += done;
		len -= (size_t)done;
	}
	return true;
}

static bool
understand(const struct str *request, struct asked *out)
{
	const char *texts[ASKED_COUNT];
	if (!keyring_wire_read(request->data, request->len, texts, ASKED_COUNT))
		return false;
	*out = (struct asked){ .act = keyring_act_find(texts[ASKED_act]),
		.server = texts[ASKED_server],
		.profile = texts[ASKED_profile],
		.secret = texts[ASKED_secret],
		.password = texts[ASKED_password] };
	return out->act != KEYRING_ACT_COUNT;
}

int
main(void)
{
	struct str request = STR_INIT(KEYRING_WIRE_MAX);
	struct str reply = STR_INIT(KEYRING_WIRE_MAX);
	struct asked asked;
	struct answered answered = { .state = KEYRING_failed };
	/* No core dump and no debugger sees a secret; and nobody is left to answer when nexa has gone. */
	if (prctl(PR_SET_DUMPABLE, 0) != 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
		return 1;
	/* Another backend than the keyring would only say that it is none. */
	(void)unsetenv("SECRET_BACKEND");
	if (!read_all(STDIN_FILENO, &request) || !understand(&request, &asked))
		return 2;
	secret_service_ask(&asked, &answered);
	const char *const texts[ANSWERED_COUNT] = { keyring_state_name(answered.state),
		answered.label, answered.secret, answered.detail };
	keyring_wire_add(&reply, texts, ANSWERED_COUNT);
	bool done = write_all(STDOUT_FILENO, reply.data, reply.len);
	explicit_bzero(request.data, request.len);
	explicit_bzero(reply.data, reply.len);
	/* Not exit(): what the libraries do at their end takes time and helps nobody. */
	_exit(done ? 0 : 1);
}
