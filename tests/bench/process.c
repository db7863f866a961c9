/* Starting, watching and ending processes; none outlives the bench. */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "err.h"
#include "load.h"
#include "str.h"

/* A log of ten million events from before may have to be migrated first. */
enum { READY_MS = 120000, LOOK_US = 1000 };

/* The abstract name that the child is told as $NOTIFY_SOCKET. */
static int
open_notify(char name[64])
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	(void)snprintf(name, 64, "@nexa-bench-%ld", (long)getpid());
	size_t len = strlen(name);
	memcpy(at.sun_path, name, len);
	at.sun_path[0] = '\0';
	if (fd < 0 ||
	    bind(fd, (const struct sockaddr *)&at,
	        (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)) != 0) {
		if (fd >= 0)
			(void)close(fd);
		return -1;
	}
	return fd;
}

static void
redirect(const char *path, int to)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	if (fd < 0 || dup2(fd, to) < 0)
		_exit(126);
	(void)close(fd);
}

_Noreturn static void
become(char *const argv[], const char *out, const char *log)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	redirect("/dev/null", STDIN_FILENO);
	redirect(out, STDOUT_FILENO);
	redirect(log, STDERR_FILENO);
	(void)execvp(argv[0], argv);
	_exit(127);
}

int
process_start(
    struct process *process, char *const argv[], const char *log, double *ready_s, struct err *err)
{
	char name[64];
	char word[64];
	int fd = open_notify(name);
	double start = load_now();
	if (fd < 0)
		return fail(err, PROBLEM_internal, "", "cannot listen for a child's readiness");
	process->pid = fork();
	if (process->pid == 0) {
		(void)setenv("NOTIFY_SOCKET", name, 1);
		become(argv, log, log);
	}
	struct pollfd polled = { .fd = fd, .events = POLLIN };
	bool ready = process->pid > 0 && poll(&polled, 1, READY_MS) > 0 &&
	    recv(fd, word, sizeof(word), 0) > 0;
	*ready_s = load_now() - start;
	(void)close(fd);
	if (ready)
		return 0;
	process_stop(process);
	return fail(err, PROBLEM_internal, argv[0], "'%s' does not start; see %s", argv[0], log);
}

/* The socket is made by the last step of starting. */
static int
await_socket(struct process *process, const char *socket_path, struct err *err)
{
	struct stat ignored;
	for (int i = 0; i < READY_MS && process->pid > 0; i++) {
		if (stat(socket_path, &ignored) == 0)
			return 0;
		if (waitpid(process->pid, NULL, WNOHANG) != 0)
			process->pid = 0;
		(void)usleep(LOOK_US);
	}
	process_stop(process);
	return fail(err, PROBLEM_internal, socket_path, "nobody listens on '%s'", socket_path);
}

int
process_spawn(struct process *process, char *const argv[], const char *socket_path, const char *log,
    struct err *err)
{
	(void)unlink(socket_path);
	process->pid = fork();
	if (process->pid == 0)
		become(argv, log, log);
	return await_socket(process, socket_path, err);
}

int
process_fork(struct process *process, void (*serve)(const char *socket_path),
    const char *socket_path, struct err *err)
{
	(void)fflush(stdout);
	(void)unlink(socket_path);
	process->pid = fork();
	if (process->pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		serve(socket_path);
		_exit(0);
	}
	return await_socket(process, socket_path, err);
}

int
process_run_watched(
    char *const argv[], const char *out, const char *log, double *most_mib, struct err *err)
{
	struct rusage used = { .ru_maxrss = 0 };
	int status = -1;
	pid_t pid = fork();
	if (pid == 0)
		become(argv, out, log);
	if (pid > 0)
		(void)wait4(pid, &status, 0, &used);
	*most_mib = (double)used.ru_maxrss / 1024;
	if (status == 0)
		return 0;
	return fail(err, PROBLEM_internal, argv[0], "'%s' failed; see %s", argv[0], log);
}

int
process_run(char *const argv[], const char *out, const char *log, struct err *err)
{
	double ignored;
	return process_run_watched(argv, out, log, &ignored, err);
}

void
process_output(const char *path, struct str *out)
{
	char piece[4096];
	size_t n;
	FILE *file = fopen(path, "re");
	str_clear(out);
	while (file != NULL && (n = fread(piece, 1, sizeof(piece), file)) > 0)
		str_add_n(out, piece, n);
	if (file != NULL)
		(void)fclose(file);
}

void
process_stop(struct process *process)
{
	if (process->pid <= 0)
		return;
	(void)kill(process->pid, SIGTERM);
	(void)waitpid(process->pid, NULL, 0);
	process->pid = 0;
}

double
process_cpu(const struct process *process)
{
	clockid_t clock;
	struct timespec used;
	if (process->pid <= 0 || clock_getcpuclockid(process->pid, &clock) != 0 ||
	    clock_gettime(clock, &used) != 0)
		return 0;
	return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

double
process_memory(const struct process *process, const char *line)
{
	char path[64];
	char text[256];
	double kib = 0;
	size_t len = strlen(line);
	(void)snprintf(path, sizeof(path), "/proc/%ld/status", (long)process->pid);
	FILE *file = fopen(path, "re");
	while (file != NULL && fgets(text, sizeof(text), file) != NULL)
		if (strncmp(text, line, len) == 0 && text[len] == ':')
			kib = strtod(text + len + 1, NULL);
	if (file != NULL)
		(void)fclose(file);
	return kib / 1024;
}
