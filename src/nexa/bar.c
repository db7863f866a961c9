/* Drawing the bar. */
#include "bar.h"

#include <stdio.h>
#include <unistd.h>

#include "progress.h"

enum { BAR_WIDTH = 24 };

bool
bar_is_seen(void)
{
	return isatty(STDERR_FILENO) != 0;
}

void
bar_draw(const char *phase, const struct progress *progress, const char *after)
{
	char text[PROGRESS_TEXT];
	char bar[BAR_WIDTH + 1];
	int64_t total = progress->total > 0 ? progress->total : 1;
	int full = (int)(progress->done * BAR_WIDTH / total);
	for (int i = 0; i < BAR_WIDTH; i++)
		bar[i] = i < full ? '#' : '.';
	bar[BAR_WIDTH] = '\0';
	(void)fprintf(
	    stderr, "\r\033[K%s [%s] %s%s", phase, bar, progress_text(progress, text), after);
	(void)fflush(stderr);
}

void
bar_wipe(void)
{
	(void)fputs("\r\033[K", stderr);
}
