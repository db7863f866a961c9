/* What the terminal can show is asked each time: nothing else of a verb depends on it. */
#include "qr_terminal.h"

#include <langinfo.h>
#include <locale.h>
#include <string.h>
#include <sys/ioctl.h>

#include "qr.h"
#include "str.h"
#include "visible.h"

enum { GAP = 2 };

/* As they are, so that the terminal breaks what is long and copies it whole. */
static void
add_words(const char *words, struct str *out)
{
	char line[2000];
	for (size_t len; *words != '\0'; words += len + (words[len] == '\n')) {
		len = strcspn(words, "\n");
		(void)snprintf(line, sizeof(line), "%.*s", (int)len, words);
		visible_add(out, line);
		str_add_char(out, '\n');
	}
	explicit_bzero(line, sizeof(line));
}

/* Draws the code into the left of a screen of its rows, and the words beside it where there are any. */
static void
print(const struct qr *qr, const char *words, struct screen *screen, struct screen_rect room,
    struct str *out)
{
	int columns;
	int rows;
	(void)qr_fits(qr, screen, room, &columns, &rows);
	screen_resize(screen, room.columns, rows);
	(void)qr_draw(qr, screen, (struct screen_rect){ 0, 0, rows, columns });
	const struct screen_rect beside = { 0, columns + GAP, rows, room.columns - columns - GAP };
	if (words != NULL)
		(void)screen_text_wrapped(screen, beside, STYLE_normal, words);
	qr_print(screen, out);
}

static bool
fits_beside(
    const struct qr *qr, const char *words, const struct screen *screen, struct screen_rect room)
{
	int columns;
	int rows;
	return qr_fits(qr, screen, room, &columns, &rows) && columns + GAP < room.columns &&
	    screen_rows(screen, words, room.columns - columns - GAP) <= rows;
}

void
qr_terminal(int fd, const char *code, const char *words, int below, struct str *out)
{
	struct winsize size = { .ws_row = 0 };
	bool ascii = setlocale(LC_CTYPE, "") == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	struct screen screen;
	struct qr qr;
	int columns;
	int rows;
	bool asked = ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0;
	bool made = qr_make(&qr, code);
	screen_init(&screen, 1, 1, ascii);
	struct screen_rect beside = { 0, 0, size.ws_row - below, size.ws_col };
	struct screen_rect under = beside;
	under.rows -= screen_rows(&screen, words, size.ws_col);
	if (asked && made && qr_fits(&qr, &screen, under, &columns, &rows)) {
		add_words(words, out);
		print(&qr, NULL, &screen, under, out);
	} else if (asked && made && fits_beside(&qr, words, &screen, beside)) {
		print(&qr, words, &screen, beside, out);
	} else {
		add_words(words, out);
		if (asked)
			str_add(out, "(for a QR code the terminal would have to be larger)\n");
	}
	explicit_bzero(
	    screen.cells, (size_t)screen.rows * (size_t)screen.columns * sizeof(screen.cells[0]));
	screen_release(&screen);
	qr_release(&qr);
}
