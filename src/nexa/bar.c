/* Bars of the command line. */
#include "bar.h"

#include <stdio.h>
#include <unistd.h>

#include "clock.h"
#include "digits.h"

enum { WIDTH = 24 };

static volatile sig_atomic_t stopped;

static void
stop(int number)
{
	(void)number;
	stopped = 1;
}

void
bar_begin(struct bar *bar, const char *phase, int64_t total, bool wanted)
{
	struct sigaction action = { .sa_handler = stop };
	*bar = (struct bar){ .phase = phase, .watched = wanted && isatty(STDERR_FILENO) != 0 };
	progress_start(&bar->progress, total, clock_monotonic());
	(void)sigemptyset(&action.sa_mask);
	stopped = 0;
	(void)sigaction(SIGINT, NULL, &bar->before);
	if (bar->before.sa_handler != SIG_IGN)
		(void)sigaction(SIGINT, &action, NULL);
}

bool
bar_is_stopped(void)
{
	return stopped != 0;
}

void
bar_show(struct bar *bar, int64_t done)
{
	char text[PROGRESS_TEXT];
	char cells[WIDTH + 1];
	progress_update(&bar->progress, done, clock_monotonic());
	if (!bar->watched)
		return;
	int64_t total = bar->progress.total > 0 ? bar->progress.total : 1;
	int full = (int)(bar->progress.done * WIDTH / total);
	for (int i = 0; i < WIDTH; i++)
		cells[i] = i < full ? '#' : '.';
	cells[WIDTH] = '\0';
	(void)fprintf(
	    stderr, "\r\033[K%s [%s] %s", bar->phase, cells, progress_text(&bar->progress, text));
	(void)fflush(stderr);
}

void
bar_wait(struct bar *bar)
{
	char rows[DIGITS_TEXT];
	if (bar->watched && !bar->waits)
		(void)fprintf(stderr, "\r\033[K%s: all %s rows are sent, the daemon is at it",
		    bar->phase, digits_text(bar->progress.total, rows));
	bar->waits = true;
	(void)fflush(stderr);
}

void
bar_end(struct bar *bar)
{
	(void)sigaction(SIGINT, &bar->before, NULL);
	if (bar->watched)
		(void)fprintf(stderr, "\r\033[K");
}
