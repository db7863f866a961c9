/* nexa-keyring: started, listened to, killed. */
#include "os_keyring.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "clock.h"
#include "mem.h"
#include "str.h"

struct os_keyring {
	pid_t pid; /* 0: none */
	int fd;    /* -1: none */
	int64_t until;
	struct str heard;
	enum keyring_state state; /* found without asking; KEYRING_not_asked: the answer tells */
};

/* ---- where it is ---- */

static bool
is_my_socket(const char *path)
{
	struct stat info;
	return stat(path, &info) == 0 && S_ISSOCK(info.st_mode) && info.st_uid == geteuid();
}

/* The session bus that others have left here, when the environment names none: then GLib must not be left to start
 * one, because it would never end. */
static bool
find_bus(char *out, size_t size)
{
	static const char name[] = "DBUS_SESSION_BUS_ADDRESS=unix:path=";
	const char *set = getenv("DBUS_SESSION_BUS_ADDRESS");
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	out[0] = '\0'; /* nothing to add */
	if (set != NULL && set[0] != '\0')
		return true;
	if (runtime != NULL && runtime[0] == '/')
		(void)snprintf(out, size, "%s%s/bus", name, runtime);
	else
		(void)snprintf(out, size, "%s/run/user/%u/bus", name, (unsigned)geteuid());
	return is_my_socket(out + strlen(name));
}

/* Beside nexa itself. */
static bool
find_program(char *out, size_t size)
{
	static const char name[] = "nexa-keyring";
	ssize_t len = readlink("/proc/self/exe", out, size - sizeof(name));
	if (len <= 0)
		return false;
	out[len] = '\0';
	char *end = strrchr(out, '/');
	if (end == NULL || (size_t)(end + 1 - out) + sizeof(name) > size)
		return false;
	memcpy(end + 1, name, sizeof(name));
	return access(out, X_OK) == 0;
}

/* ---- start ---- */

/* The environment of nexa, and the bus when it is not in there. */
static char **
environment_with(char *bus)
{
	size_t n = 0;
	size_t kept = 0;
	while (environ[n] != NULL)
		n++;
	char **out = mem_new(n + 2, sizeof(*out));
	for (size_t i = 0; i < n; i++)
		if (bus[0] == '\0' || strncmp(environ[i], "DBUS_SESSION_BUS_ADDRESS=", 25) != 0)
			out[kept++] = environ[i];
	if (bus[0] != '\0')
		out[kept++] = bus;
	out[kept] = NULL;
	return out;
}

/* In a session of its own, with nothing of the console's but one end of the pair: whatever it, a library or a window
 * writes does not reach the terminal. */
static int
spawn(struct os_keyring *keyring, const char *program, char *bus, int its_end)
{
	static char name[] = "nexa-keyring";
	char *const argv[] = { name, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	(void)sigemptyset(&none);
	char **environment = environment_with(bus);
	(void)posix_spawn_file_actions_init(&actions);
	(void)posix_spawnattr_init(&attributes);
	(void)posix_spawn_file_actions_adddup2(&actions, its_end, STDIN_FILENO);
	(void)posix_spawn_file_actions_adddup2(&actions, its_end, STDOUT_FILENO);
	(void)posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	(void)posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
	(void)posix_spawnattr_setsigmask(&attributes, &none);
	(void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK);
	int number = posix_spawn(&keyring->pid, program, &actions, &attributes, argv, environment);
	(void)posix_spawn_file_actions_destroy(&actions);
	(void)posix_spawnattr_destroy(&attributes);
	free((void *)environment);
	if (number != 0)
		keyring->pid = 0;
	return number;
}

/* The request fits into the socket, so that nobody waits for it to be read. */
static bool
send_request(int fd, const struct os_keyring_request *request)
{
	struct str text = STR_INIT(KEYRING_WIRE_MAX);
	const char *const texts[ASKED_COUNT] = { keyring_act_name(request->act), request->server,
		request->profile, request->secret, request->password };
	keyring_wire_add(&text, texts, ASKED_COUNT);
	bool done = !text.failed &&
	    send(fd, text.data, text.len, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)text.len &&
	    shutdown(fd, SHUT_WR) == 0;
	if (text.data != NULL)
		explicit_bzero(text.data, text.cap);
	str_release(&text);
	return done;
}

struct os_keyring *
os_keyring_begin(const struct os_keyring_request *request, int64_t ms)
{
	char program[PATH_MAX];
	char bus[PATH_MAX + 64];
	int pair[2];
	struct os_keyring *keyring = mem_new(1, sizeof(*keyring));
	*keyring = (struct os_keyring){ .fd = -1, .heard = STR_INIT(KEYRING_WIRE_MAX) };
	keyring->until = clock_monotonic() + ms;
	if (!find_bus(bus, sizeof(bus))) {
		keyring->state = KEYRING_no_bus;
	} else if (!find_program(program, sizeof(program))) {
		keyring->state = KEYRING_no_helper;
	} else if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		keyring->state = KEYRING_failed;
	} else {
		keyring->fd = pair[0];
		if (spawn(keyring, program, bus, pair[1]) != 0)
			keyring->state = KEYRING_no_helper;
		(void)close(pair[1]);
		if (keyring->pid != 0 && !send_request(keyring->fd, request))
			keyring->state = KEYRING_failed;
	}
	return keyring;
}

/* ---- and end ---- */

void
os_keyring_end(struct os_keyring *keyring)
{
	if (keyring == NULL)
		return;
	/* gnome-keyring takes back its window when the one who asked is gone. */
	if (keyring->pid != 0)
		(void)kill(keyring->pid, SIGKILL);
	while (keyring->pid != 0 && waitpid(keyring->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	if (keyring->fd >= 0)
		(void)close(keyring->fd);
	if (keyring->heard.data != NULL)
		explicit_bzero(keyring->heard.data, keyring->heard.cap);
	str_release(&keyring->heard);
	free(keyring);
}

int
os_keyring_fd(const struct os_keyring *keyring)
{
	return keyring->state == KEYRING_not_asked ? keyring->fd : -1;
}

int
os_keyring_wait_ms(const struct os_keyring *keyring)
{
	int64_t left = keyring->until - clock_monotonic();
	return keyring->state != KEYRING_not_asked || left < 0 ? 0 : (int)left;
}

static void
copy_text(char out[OS_KEYRING_TEXT], const char *text)
{
	(void)snprintf(out, OS_KEYRING_TEXT, "%s", text);
}

static void
understand(const struct os_keyring *keyring, struct os_keyring_answer *out)
{
	const char *texts[ANSWERED_COUNT];
	out->state = KEYRING_failed;
	if (!keyring_wire_read(keyring->heard.data, keyring->heard.len, texts, ANSWERED_COUNT)) {
		copy_text(out->detail, "nexa-keyring ended without an answer");
		return;
	}
	enum keyring_state state = keyring_state_find(texts[ANSWERED_state]);
	if (state != KEYRING_STATE_COUNT)
		out->state = state;
	copy_text(out->label, texts[ANSWERED_label]);
	copy_text(out->detail, texts[ANSWERED_detail]);
	if (texts[ANSWERED_secret][0] != '\0')
		secret_set(&out->secret, texts[ANSWERED_secret]);
}

bool
os_keyring_poll(struct os_keyring *keyring, struct os_keyring_answer *out)
{
	ssize_t got = -1;
	*out = (struct os_keyring_answer){ .state = keyring->state };
	if (keyring->state != KEYRING_not_asked)
		return true;
	while (str_reserve(&keyring->heard, 4096) &&
	    (got = recv(
	         keyring->fd, keyring->heard.data + keyring->heard.len, 4096, MSG_DONTWAIT)) > 0)
		keyring->heard.len += (size_t)got;
	bool over =
	    got == 0 || keyring->heard.failed || (got < 0 && errno != EAGAIN && errno != EINTR);
	if (over)
		understand(keyring, out);
	else if (clock_monotonic() >= keyring->until)
		out->state = KEYRING_no_answer;
	return over || out->state == KEYRING_no_answer;
}

void
os_keyring_ask(const struct os_keyring_request *request, struct os_keyring_answer *out)
{
	int64_t ms = request->act == KEYRING_window ? OS_KEYRING_WINDOW_MS : OS_KEYRING_MS;
	struct os_keyring *keyring = os_keyring_begin(request, ms);
	while (!os_keyring_poll(keyring, out)) {
		struct pollfd fd = { .fd = os_keyring_fd(keyring), .events = POLLIN };
		(void)poll(&fd, 1, os_keyring_wait_ms(keyring));
	}
	os_keyring_end(keyring);
}
