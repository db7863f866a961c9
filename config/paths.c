/* Directories by the environment and by who runs the program. */
#include "paths.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "arena.h"

/* A variable that is set to an absolute path; the specification tells to ignore any other. */
static const char *
absolute(const char *variable)
{
	const char *value = getenv(variable);
	return value != NULL && value[0] == '/' ? value : NULL;
}

/* A daemon that root started, or systemd for the system. */
static bool
is_system(enum program program)
{
	return program == PROGRAM_nexad &&
	    (geteuid() == 0 || absolute("RUNTIME_DIRECTORY") != NULL ||
	        absolute("STATE_DIRECTORY") != NULL);
}

static const char *
of_home(struct arena *arena, const char *variable, const char *in_home)
{
	const char *set = absolute(variable);
	const char *home = absolute("HOME");
	if (set != NULL)
		return set;
	return home == NULL ? NULL : arena_printf(arena, "%s/%s", home, in_home);
}

static const char *
directory(struct arena *arena, bool system, char letter)
{
	switch (letter) {
	case 't':
		return system ? "/run" : absolute("XDG_RUNTIME_DIR");
	case 'S':
		return system ? "/var/lib" : of_home(arena, "XDG_STATE_HOME", ".local/state");
	default:
		return system ? "/etc" : of_home(arena, "XDG_CONFIG_HOME", ".config");
	}
}

const char *
paths_expand(struct arena *arena, enum program program, const char *text)
{
	if (text == NULL || text[0] != '%')
		return text;
	const char *start = directory(arena, is_system(program), text[1]);
	return start == NULL ? NULL : arena_printf(arena, "%s%s", start, text + 2);
}

const char *
paths_data(struct arena *arena, const char *name)
{
	const char *start = of_home(arena, "XDG_DATA_HOME", ".local/share");
	return start == NULL ? NULL : arena_printf(arena, "%s/nexa/%s", start, name);
}

const char *
paths_state(struct arena *arena, const char *name)
{
	const char *start = of_home(arena, "XDG_STATE_HOME", ".local/state");
	return start == NULL ? NULL : arena_printf(arena, "%s/nexa/%s", start, name);
}

void
paths_make_parent(const char *path)
{
	char part[4096];
	size_t len = strlen(path);
	for (size_t i = 1; i < len && i < sizeof(part); i++) {
		if (path[i] != '/')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		(void)mkdir(part, 0700);
	}
}

int
paths_sockets(struct arena *arena, const char *out[PATHS_SOCKETS])
{
	int n = 0;
	out[n++] = "/run/nexa/nexad.sock";
	const char *mine = paths_expand(arena, PROGRAM_nexa, "%t/nexa/nexad.sock");
	if (mine != NULL)
		out[n++] = mine;
	return n;
}

/* Whether somebody takes connections; a full queue is an answer too. */
static bool
answers(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(address.sun_path))
		return false;
	memcpy(address.sun_path, path, strlen(path));
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return false;
	bool done =
	    connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0 || errno == EAGAIN;
	(void)close(fd);
	return done;
}

const char *
paths_find_socket(struct arena *arena)
{
	const char *sockets[PATHS_SOCKETS];
	int n = paths_sockets(arena, sockets);
	for (int i = 0; i < n; i++)
		if (answers(sockets[i]))
			return sockets[i];
	for (int i = 0; i < n; i++)
		if (access(sockets[i], F_OK) == 0)
			return sockets[i];
	return sockets[0];
}
