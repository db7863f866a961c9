/* What the terminal can show is asked each time: nothing else of a verb depends on it. */
#include "qr_terminal.h"

#include <langinfo.h>
#include <locale.h>
#include <string.h>
#include <sys/ioctl.h>

#include "qr.h"

bool
qr_terminal(int fd, const char *text, struct str *out)
{
	struct winsize size = { .ws_row = 0 };
	struct screen_rect room = { 0, 0, 0, 0 };
	struct screen screen = { .ascii = setlocale(LC_CTYPE, "") == NULL ||
		    strcmp(nl_langinfo(CODESET), "UTF-8") != 0 };
	struct qr qr;
	int columns;
	int rows;
	if (ioctl(fd, TIOCGWINSZ, &size) == 0)
		room = (struct screen_rect){ 0, 0, size.ws_row - 1, size.ws_col };
	if (!qr_make(&qr, text))
		return false;
	bool fits = qr_fits(&qr, &screen, room, &columns, &rows);
	if (fits)
		qr_print(&qr, screen.ascii, room, out);
	qr_release(&qr);
	return fits;
}
