/* Handlers that do nothing but what is allowed in one. */
#include "term_signals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "err.h"
#include "mem.h"

enum { RESTORE_MAX = 512, STACK_SIZE = 64 * 1024 };

/* For the loop, in the order in which it learns of them. */
static const int polite[] = { SIGTERM, SIGHUP, SIGINT, SIGWINCH, SIGTSTP, SIGCONT };
/* For nobody. */
static const int deadly[] = { SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGPIPE,
	SIGALRM, SIGUSR1, SIGUSR2, SIGSYS, SIGXCPU, SIGXFSZ };

enum { N_POLITE = sizeof polite / sizeof polite[0], N_DEADLY = sizeof deadly / sizeof deadly[0] };

struct restore {
	char bytes[RESTORE_MAX];
	size_t len;
};

static struct {
	int fd;
	struct termios before;
	struct restore restores[2]; /* one in force, one to be filled */
	_Atomic(struct restore *) restore;
	int pipe[2];
	void *stack;
	struct sigaction old_polite[N_POLITE];
	struct sigaction old_deadly[N_DEADLY];
} state = { .fd = -1, .pipe = { -1, -1 } };

static volatile sig_atomic_t waiting[N_POLITE];
static volatile sig_atomic_t asked_to_end;

/* Async-signal-safe: poll, write, tcflush and tcsetattr are. */
static void
restore_terminal(void)
{
	const struct restore *restore = atomic_load(&state.restore);
	size_t at = 0;
	/* A terminal that takes nothing any more must not keep us from dying. */
	struct pollfd out = { .fd = state.fd, .events = POLLOUT };
	while (restore != NULL && at < restore->len && poll(&out, 1, 200) > 0) {
		ssize_t n = write(state.fd, restore->bytes + at, restore->len - at);
		if (n <= 0)
			break;
		at += (size_t)n;
	}
	/* What was typed or pasted for us is not for the shell. */
	(void)tcflush(state.fd, TCIFLUSH);
	(void)tcsetattr(state.fd, TCSANOW, &state.before);
}

/* The old action gets the signal as soon as the handler returns. */
static void
die_of(int signal)
{
	restore_terminal();
	struct sigaction plain = { .sa_handler = SIG_DFL };
	const struct sigaction *old = &plain;
	for (size_t i = 0; i < N_DEADLY; i++)
		if (deadly[i] == signal)
			old = &state.old_deadly[i];
	(void)sigaction(signal, old, NULL);
	(void)raise(signal);
}

static void
on_deadly(int signal)
{
	int saved = errno;
	die_of(signal);
	errno = saved;
}

static void
on_polite(int signal)
{
	int saved = errno;
	bool ends = signal == SIGTERM || signal == SIGHUP || signal == SIGINT;
	if (ends && asked_to_end++ > 0)
		die_of(signal);
	for (size_t i = 0; i < N_POLITE; i++)
		if (polite[i] == signal)
			waiting[i] = 1;
	/* A full pipe is as good as a byte in it. */
	ssize_t n = write(state.pipe[1], "", 1);
	(void)n;
	errno = saved;
}

static void
install(int signal, void (*handler)(int), struct sigaction *old)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = SA_RESTART | SA_ONSTACK };
	(void)sigemptyset(&action.sa_mask);
	/* Lets tcsetattr() work from the background, too. */
	(void)sigaddset(&action.sa_mask, SIGTTOU);
	if (sigaction(signal, NULL, old) == 0 && old->sa_handler != SIG_IGN)
		(void)sigaction(signal, &action, NULL);
}

int
term_signals_begin(int fd, const struct termios *before, struct err *err)
{
	if (pipe2(state.pipe, O_CLOEXEC | O_NONBLOCK) != 0)
		return fail(err, PROBLEM_internal, "", "cannot make a pipe: %s", strerror(errno));
	state.fd = fd;
	state.before = *before;
	asked_to_end = 0;
	/* A stack that overflowed has no room for a handler. */
	stack_t stack = { .ss_size = STACK_SIZE };
	state.stack = stack.ss_sp = mem_new(1, STACK_SIZE);
	stack_t present;
	if (sigaltstack(NULL, &present) == 0 && (present.ss_flags & SS_DISABLE) != 0)
		(void)sigaltstack(&stack, NULL);
	for (size_t i = 0; i < N_POLITE; i++) {
		waiting[i] = 0;
		install(polite[i], on_polite, &state.old_polite[i]);
	}
	for (size_t i = 0; i < N_DEADLY; i++)
		install(deadly[i], on_deadly, &state.old_deadly[i]);
	return 0;
}

void
term_signals_set_restore(const char *bytes, size_t len)
{
	struct restore *in_force = atomic_load(&state.restore);
	struct restore *next =
	    in_force == &state.restores[0] ? &state.restores[1] : &state.restores[0];
	next->len = len < RESTORE_MAX ? len : RESTORE_MAX;
	memcpy(next->bytes, bytes, next->len);
	atomic_store(&state.restore, next);
}

int
term_signals_fd(void)
{
	return state.pipe[0];
}

int
term_signals_next(void)
{
	char bytes[64];
	while (read(state.pipe[0], bytes, sizeof bytes) > 0)
		continue;
	for (size_t i = 0; i < N_POLITE; i++) {
		if (!waiting[i])
			continue;
		waiting[i] = 0;
		return polite[i];
	}
	return 0;
}

void
term_signals_stop(void)
{
	struct sigaction plain = { .sa_handler = SIG_DFL };
	struct sigaction ours;
	(void)sigaction(SIGTSTP, &plain, &ours);
	(void)kill(0, SIGTSTP);
	(void)sigaction(SIGTSTP, &ours, NULL);
	(void)raise(SIGCONT);
}

void
term_signals_end(void)
{
	if (state.pipe[0] < 0)
		return;
	for (size_t i = 0; i < N_POLITE; i++)
		(void)sigaction(polite[i], &state.old_polite[i], NULL);
	for (size_t i = 0; i < N_DEADLY; i++)
		(void)sigaction(deadly[i], &state.old_deadly[i], NULL);
	stack_t present;
	if (sigaltstack(NULL, &present) == 0 && present.ss_sp == state.stack) {
		stack_t none = { .ss_flags = SS_DISABLE };
		(void)sigaltstack(&none, NULL);
	}
	free(state.stack);
	(void)close(state.pipe[0]);
	(void)close(state.pipe[1]);
	state.stack = NULL;
	state.pipe[0] = state.pipe[1] = -1;
	atomic_store(&state.restore, NULL);
}
