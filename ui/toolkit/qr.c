/* QR codes by libqrencode, which stands here alone, loaded with the first of them. */
#include "qr.h"

#include <pthread.h>
#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

#include "late.h"
#include "mem.h"
#include "screen_cells.h"
#include "str.h"

/* ISO 18004 wants 4; readers take 2 where there is no more room. */
enum { QUIET_MOST = 4, QUIET_LEAST = 2 };

static struct {
	QRcode *(*encode)(
	    const char *text, int version, QRecLevel level, QRencodeMode mode, int case_sensitive);
	void (*release)(QRcode *code);
} real;

static bool loaded;

static void
load(void)
{
	static const char *const names[] = { "libqrencode.so.4" };
	void *library = late_open(names, sizeof(names) / sizeof(names[0]));
	loaded = late_find(library, "QRcode_encodeString", &real.encode) &&
	    late_find(library, "QRcode_free", &real.release);
}

bool
qr_make(struct qr *qr, const char *text)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	*qr = (struct qr){ .modules = 0 };
	(void)pthread_once(&once, load);
	if (!loaded)
		return false;
	/* The lowest level of repair: a screen is not torn, and each module counts in 24 rows. */
	QRcode *code = real.encode(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1);
	if (code == NULL)
		return false;
	size_t n = (size_t)code->width * (size_t)code->width;
	qr->modules = code->width;
	qr->dark = mem_new(n, 1);
	for (size_t i = 0; i < n; i++)
		qr->dark[i] = code->data[i] & 1;
	explicit_bzero(code->data, n);
	real.release(code);
	return true;
}

void
qr_release(struct qr *qr)
{
	if (qr->dark != NULL)
		explicit_bzero(qr->dark, (size_t)qr->modules * (size_t)qr->modules);
	free(qr->dark);
	*qr = (struct qr){ .modules = 0 };
}

/* Coordinates of the code's own; around it all is light. */
static bool
is_dark(const struct qr *qr, int row, int column)
{
	return row >= 0 && row < qr->modules && column >= 0 && column < qr->modules &&
	    qr->dark[row * qr->modules + column] != 0;
}

static void
size_with(const struct qr *qr, bool ascii, int quiet, int *columns, int *rows)
{
	int side = qr->modules + 2 * quiet;
	*columns = ascii ? 2 * side : side;
	*rows = ascii ? side : (side + 1) / 2;
}

static int
quiet_for(const struct qr *qr, bool ascii, struct screen_rect room)
{
	int columns;
	int rows;
	for (int quiet = qr->modules == 0 ? 0 : QUIET_MOST; quiet >= QUIET_LEAST; quiet--) {
		size_with(qr, ascii, quiet, &columns, &rows);
		if (columns <= room.columns && rows <= room.rows)
			return quiet;
	}
	return 0;
}

bool
qr_fits(const struct qr *qr, const struct screen *screen, struct screen_rect room, int *columns,
    int *rows)
{
	int quiet = quiet_for(qr, screen->ascii, room);
	if (quiet == 0)
		return false;
	size_with(qr, screen->ascii, quiet, columns, rows);
	return true;
}

/* Two modules, one above the other; the ink is the foreground. */
static const char *
halves(const struct qr *qr, int row, int column)
{
	static const char *const blocks[] = { " ", "▀", "▄", "█" };
	return blocks[is_dark(qr, row, column) + 2 * is_dark(qr, row + 1, column)];
}

bool
qr_draw(const struct qr *qr, struct screen *screen, struct screen_rect room)
{
	int columns;
	int rows;
	int quiet = quiet_for(qr, screen->ascii, room);
	if (!qr_fits(qr, screen, room, &columns, &rows))
		return false;
	struct screen_rect at = screen_centre(room, columns, rows);
	for (int row = 0; row < rows; row++)
		for (int column = 0; column < columns; column++) {
			bool ink = screen->ascii && is_dark(qr, row - quiet, column / 2 - quiet);
			const char *text =
			    screen->ascii ? " " : halves(qr, 2 * row - quiet, column - quiet);
			struct screen_cell cell =
			    screen_cell_of(text, ink ? STYLE_ink : STYLE_paper);
			screen_put(screen, at.row + row, at.column + column, &cell);
		}
	return true;
}

/* Black on white, and white on black, in the 8 colours that every terminal has. */
#define SGR_PAPER "\x1b[30;47m"
#define SGR_INK "\x1b[37;40m"
#define SGR_END "\x1b[0m"

/* The columns of a row up to the last that is not blank. */
static int
used_columns(const struct screen *screen, int row)
{
	int used = screen->columns;
	while (used > 0 && screen_at(screen, row, used - 1)->style == STYLE_normal &&
	    strcmp(screen_at(screen, row, used - 1)->text, " ") == 0)
		used--;
	return used;
}

static const char *
sgr_of(enum style style)
{
	return style == STYLE_paper ? SGR_PAPER : style == STYLE_ink ? SGR_INK : SGR_END;
}

void
qr_print(const struct screen *screen, struct str *out)
{
	char text[SCREEN_CLUSTER + 8];
	for (int row = 0; row < screen->rows; row++) {
		enum style style = STYLE_normal;
		int used = used_columns(screen, row);
		for (int column = 0; column < used; column++) {
			enum style next = (enum style)screen_at(screen, row, column)->style;
			if (next != style)
				str_add(out, sgr_of(next));
			style = next;
			(void)screen_bytes(screen, row, column, text);
			str_add(out, text);
		}
		str_add(out, style == STYLE_normal ? "\n" : SGR_END "\n");
	}
}

void
qr_groups(const char *text, struct str *out)
{
	for (size_t i = 0; text[i] != '\0'; i++) {
		if (i > 0 && i % 4 == 0)
			str_add_char(out, ' ');
		str_add_char(out, text[i]);
	}
}
