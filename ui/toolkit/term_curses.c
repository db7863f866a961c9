/* The terminal of standard input and output, through ncurses, which no other file includes.  Curses
 * only draws; keys are read and decoded here, so that nothing ever waits. */
#include <curses.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>

#include "err.h"
#include "glyph.h"
#include "input.h"
#include "mem.h"
#include "screen.h"
#include "str.h"
#include "term.h"
#include "term_frame.h"
#include "term_modes.h"
#include "term_names.h"
#include "term_reader.h"
#include "term_signals.h"

struct term_curses {
	struct term term; /* first, so that one pointer serves for both */
	SCREEN *handle;   /* NULL while the terminal is not ours */
	struct termios before;
	struct screen shown;  /* what present() got last */
	struct glyph *glyphs; /* one row of it */
	cchar_t *row;
	attr_t attributes[STYLE_COUNT];
	short pairs[STYLE_COUNT];
	bool everything; /* send all of it at the next present() */
	bool cursor_shown;
	struct term_frame frame;
	struct term_modes modes;
	struct term_reader reader;
};

/* The one that atexit() has to care for. */
static struct term_curses *in_use;

static void
choose_looks(struct term_curses *curses)
{
	const char *no_color = getenv("NO_COLOR");
	bool plain = no_color != NULL && no_color[0] != '\0';
	curses->term.colours = 0;
	if (!plain && has_colors() && start_color() == OK && use_default_colors() == OK &&
	    COLOR_PAIRS > STYLE_COUNT)
		curses->term.colours = COLORS;
	for (int style = 0; style < STYLE_COUNT; style++) {
		struct styles_look look = styles_look((enum style)style, curses->term.colours);
		curses->attributes[style] = (look.attributes & STYLES_BOLD ? A_BOLD : 0) |
		    (look.attributes & STYLES_DIM ? A_DIM : 0) |
		    (look.attributes & STYLES_UNDERLINE ? A_UNDERLINE : 0) |
		    (look.attributes & STYLES_REVERSE ? A_REVERSE : 0);
		curses->pairs[style] = 0;
		if (look.colour != STYLES_DEFAULT &&
		    init_extended_pair(style + 1, look.colour, look.background) == OK)
			curses->pairs[style] = (short)(style + 1);
	}
}

/* A string of terminfo, NULL when the entry has none. */
static const char *
capability(const char *name)
{
	const char *text = tigetstr(name);
	return (intptr_t)text == -1 ? NULL : text;
}

/* Prepares what a dying process writes: all that endwin() would, wherever the cursor is. */
static void
prepare_restore(const struct term_curses *curses)
{
	const char *position = capability("cup");
	const char *const capabilities[] = { capability("op"), capability("sgr0"),
		capability("cnorm"), position == NULL ? NULL : tiparm(position, LINES - 1, 0),
		capability("el"), capability("rmcup") };
	struct str out = STR_INIT(500);
	term_modes_write_off(&curses->modes, &out);
	for (size_t i = 0; i < sizeof capabilities / sizeof capabilities[0]; i++)
		if (capabilities[i] != NULL)
			term_modes_write_capability(&out, capabilities[i]);
	term_signals_set_restore(str_text(&out), out.len);
	str_release(&out);
}

/* Opens curses with the best entry that there is for TERM; false when none can place the cursor. */
static bool
open_entry(struct term_curses *curses)
{
	const char *names[TERM_NAMES_MAX];
	term_names(getenv("TERM"), names);
	use_env(FALSE);
	use_tioctl(TRUE);
	const char *name = "";
	if (term_frame_open(&curses->frame, STDOUT_FILENO) != 0)
		return false;
	for (size_t i = 0; names[i] != NULL && curses->handle == NULL; i++) {
		name = names[i];
		curses->handle = newterm(name, curses->frame.stream, stdin);
	}
	if (curses->handle == NULL)
		return false;
	const char *position = capability("cup");
	curses->modes = (struct term_modes){
		.ansi = position != NULL && strncmp(position, "\033[", 2) == 0,
		.console = strncmp(name, "linux", 5) == 0,
	};
	return position != NULL;
}

static void
close_entry(struct term_curses *curses)
{
	if (curses->handle != NULL) {
		(void)endwin();
		delscreen(curses->handle);
		curses->handle = NULL;
	}
	term_frame_close(&curses->frame);
}

static void
end(struct term *term)
{
	struct term_curses *curses = (struct term_curses *)term;
	if (curses->handle == NULL)
		return;
	term_modes_set(&curses->modes, false);
	close_entry(curses);
	(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &curses->before);
	term_signals_end();
	term_reader_release(&curses->reader);
	in_use = NULL;
}

static void
end_at_exit(void)
{
	if (in_use != NULL)
		end(&in_use->term);
}

static void
prepare_drawing(struct term_curses *curses)
{
	(void)raw();
	(void)noecho();
	(void)nonl();
	(void)typeahead(-1);
	(void)idlok(stdscr, TRUE);
	(void)set_escdelay(25);
	(void)curs_set(0);
	choose_looks(curses);
	curses->everything = true;
	curses->cursor_shown = false;
}

static int
begin(struct term *term, struct err *err)
{
	struct term_curses *curses = (struct term_curses *)term;
	bool usable = isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0;
	if (!usable || tcgetattr(STDIN_FILENO, &curses->before) != 0)
		return fail(err, PROBLEM_usage, "",
		    "standard input and output are not both a terminal; try --plain");
	term->ascii = !term_modes_utf8_locale();
	/* Before curses, so that it leaves the signals alone. */
	int problem = term_signals_begin(STDOUT_FILENO, &curses->before, err);
	if (problem != 0)
		return problem;
	if (!open_entry(curses)) {
		close_entry(curses);
		(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &curses->before);
		term_signals_end();
		const char *name = getenv("TERM");
		return fail(err, PROBLEM_usage, "TERM",
		    "terminal '%s' cannot place its cursor; try --plain", name == NULL ? "" : name);
	}
	prepare_drawing(curses);
	term_reader_init(&curses->reader, capability);
	prepare_restore(curses);
	static bool registered;
	if (!registered)
		registered = atexit(end_at_exit) == 0;
	in_use = curses;
	term_modes_set(&curses->modes, true);
	return 0;
}

static void
set_cursor(struct term_curses *curses, const struct screen *screen)
{
	if (screen->cursor_shown != curses->cursor_shown) {
		(void)curs_set(screen->cursor_shown ? 1 : 0);
		curses->cursor_shown = screen->cursor_shown;
	}
	/* A hidden cursor may stay where the last change left it. */
	(void)leaveok(stdscr, !screen->cursor_shown);
	if (screen->cursor_shown)
		(void)move(screen->cursor_row, screen->cursor_column);
}

/* Makes room for screens of that size, here and in curses. */
static void
fit(struct term_curses *curses, const struct screen *screen)
{
	struct screen *shown = &curses->shown;
	if (shown->rows == screen->rows && shown->columns == screen->columns &&
	    LINES == screen->rows && COLS == screen->columns)
		return;
	if (LINES != screen->rows || COLS != screen->columns)
		(void)resizeterm(screen->rows, screen->columns);
	screen_release(shown);
	screen_init(shown, screen->columns, screen->rows, screen->ascii);
	curses->glyphs = mem_resize(curses->glyphs, (size_t)screen->columns, sizeof(struct glyph));
	curses->row = mem_resize(curses->row, (size_t)screen->columns, sizeof(cchar_t));
	curses->everything = true;
	prepare_restore(curses);
}

static void
put_row(struct term_curses *curses, const struct screen *screen, int row)
{
	int n = 0;
	glyph_row(screen, row, !curses->modes.console, curses->glyphs);
	for (int column = 0; column < screen->columns; column++) {
		const struct glyph *glyph = &curses->glyphs[column];
		int style = screen_at(screen, row, column)->style;
		if (glyph->len > 0 &&
		    setcchar(&curses->row[n], glyph->text, curses->attributes[style],
		        curses->pairs[style], NULL) == OK)
			n++;
	}
	(void)mvadd_wchnstr(row, 0, curses->row, n);
}

static void
present(struct term *term, const struct screen *screen)
{
	struct term_curses *curses = (struct term_curses *)term;
	if (curses->handle == NULL)
		return;
	fit(curses, screen);
	size_t columns = (size_t)screen->columns;
	for (int row = 0; row < screen->rows; row++) {
		struct screen_cell *shown = &curses->shown.cells[columns * (size_t)row];
		const struct screen_cell *wanted = screen_at(screen, row, 0);
		size_t len = columns * sizeof *wanted;
		if (!curses->everything && memcmp(shown, wanted, len) == 0)
			continue;
		memcpy(shown, wanted, len);
		put_row(curses, screen, row);
	}
	curses->everything = false;
	term_frame_begin(&curses->frame);
	set_cursor(curses, screen);
	(void)wnoutrefresh(stdscr);
	(void)doupdate();
	term_frame_end(&curses->frame);
}

static void
repaint(struct term *term)
{
	struct term_curses *curses = (struct term_curses *)term;
	curses->everything = true;
	if (curses->handle != NULL)
		(void)clearok(curscr, TRUE);
}

static void
suspend(struct term *term)
{
	struct term_curses *curses = (struct term_curses *)term;
	if (curses->handle == NULL)
		return;
	term_modes_set(&curses->modes, false);
	(void)endwin();
	(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &curses->before);
	term_signals_stop();
}

/* The terminal may have been used by others while we were stopped. */
static void
take_over_again(struct term_curses *curses)
{
	(void)reset_prog_mode();
	term_modes_set(&curses->modes, true);
	repaint(&curses->term);
}

/* Deals with the signals that came; true when one of them is something for the loop. */
static bool
next_signal(struct term_curses *curses, struct input *out)
{
	int signal;
	while ((signal = term_signals_next()) != 0) {
		*out = (struct input){ .signal = signal };
		switch (signal) {
		case SIGWINCH:
			out->kind = INPUT_RESIZE;
			return true;
		case SIGTSTP:
			suspend(&curses->term);
			break;
		case SIGCONT:
			take_over_again(curses);
			out->kind = INPUT_RESUME;
			return true;
		default:
			out->kind = INPUT_STOP;
			return true;
		}
	}
	return false;
}

static bool
next(struct term *term, struct input *out)
{
	struct term_curses *curses = (struct term_curses *)term;
	if (curses->handle == NULL)
		return false;
	if (next_signal(curses, out))
		return true;
	return term_reader_next(&curses->reader, out);
}

static int
poll_fds(struct term *term, struct pollfd *fds)
{
	const struct term_curses *curses = (const struct term_curses *)term;
	if (curses->handle == NULL)
		return 0;
	fds[0] = (struct pollfd){ .fd = term_signals_fd(), .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = STDIN_FILENO, .events = POLLIN };
	return curses->reader.lost ? 1 : 2;
}

static int
patience_ms(struct term *term)
{
	const struct term_curses *curses = (const struct term_curses *)term;
	if (curses->handle == NULL)
		return -1;
	return term_reader_patience_ms(&curses->reader);
}

static enum term_copy
copy(struct term *term, const char *text, size_t len)
{
	const struct term_curses *curses = (const struct term_curses *)term;
	if (curses->handle == NULL)
		return TERM_COPY_IMPOSSIBLE;
	return term_modes_copy(&curses->modes, text, len);
}

static void
mouse(struct term *term, bool on)
{
	struct term_curses *curses = (struct term_curses *)term;
	if (curses->handle != NULL)
		term_modes_mouse(&curses->modes, on);
}

static void
release(struct term *term)
{
	struct term_curses *curses = (struct term_curses *)term;
	end(term);
	screen_release(&curses->shown);
	free(curses->glyphs);
	free(curses->row);
	free(curses);
}

struct term *
term_curses_new(void)
{
	struct term_curses *curses = mem_new(1, sizeof *curses);
	curses->term = (struct term){
		.begin = begin,
		.end = end,
		.size = term_modes_size,
		.present = present,
		.repaint = repaint,
		.next = next,
		.poll_fds = poll_fds,
		.patience_ms = patience_ms,
		.bell = term_modes_bell,
		.copy = copy,
		.mouse = mouse,
		.suspend = suspend,
		.free = release,
	};
	return &curses->term;
}
