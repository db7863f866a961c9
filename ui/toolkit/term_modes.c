/* Private modes, and what the environment says about the line to the terminal. */
#include "term_modes.h"

#include <langinfo.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>

#include "newfile.h"
#include "osc52.h"
#include "str.h"

#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
#define MOUSE_ON "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"

/* Curses' own buffer is empty whenever we get here, so the order is right. */
static void
send(const char *bytes, size_t len)
{
	(void)newfile_add(STDOUT_FILENO, bytes, len);
}

static void
send_text(const char *text)
{
	send(text, strlen(text));
}

void
term_modes_set(const struct term_modes *modes, bool on)
{
	if (!modes->ansi)
		return;
	send_text(on ? PASTE_ON : PASTE_OFF);
	if (modes->mouse_on)
		send_text(on ? MOUSE_ON : MOUSE_OFF);
}

void
term_modes_write_off(const struct term_modes *modes, struct str *out)
{
	if (modes->ansi)
		str_add(out, PASTE_OFF MOUSE_OFF);
}

void
term_modes_write_capability(struct str *out, const char *capability)
{
	while (*capability != '\0') {
		const char *close =
		    strncmp(capability, "$<", 2) == 0 ? strchr(capability, '>') : NULL;
		if (close != NULL)
			capability = close + 1;
		else
			str_add_char(out, *capability++);
	}
}

void
term_modes_mouse(struct term_modes *modes, bool on)
{
	if (!modes->ansi || modes->console)
		return;
	modes->mouse_on = on;
	send_text(on ? MOUSE_ON : MOUSE_OFF);
}

void
term_modes_bell(struct term *term)
{
	(void)term;
	send_text("\a");
}

enum term_copy
term_modes_copy(const struct term_modes *modes, const char *text, size_t len)
{
	const char *name = getenv("TERM");
	enum term_copy route =
	    osc52_route(name == NULL ? "" : name, getenv("TMUX") != NULL, getenv("STY") != NULL);
	if (!modes->ansi || route == TERM_COPY_IMPOSSIBLE)
		return TERM_COPY_IMPOSSIBLE;
	if (len > TERM_COPY_MAX)
		return TERM_COPY_TOO_LONG;
	struct str bytes = STR_INIT(OSC52_LIMIT);
	osc52_write(&bytes, route, text, len);
	send(bytes.data, bytes.len);
	explicit_bzero(bytes.data, bytes.len);
	str_release(&bytes);
	return route;
}

void
term_modes_size(struct term *term, int *columns, int *rows)
{
	(void)term;
	struct winsize window;
	*columns = 80;
	*rows = 24;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0 &&
	    window.ws_row > 0) {
		*columns = window.ws_col;
		*rows = window.ws_row;
	}
}

bool
term_modes_utf8_locale(void)
{
	if (setlocale(LC_CTYPE, "") == NULL) {
		/* Ssh likes to send a locale that the machine lacks: its characters still count. */
		static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
		const char *wanted = NULL;
		for (size_t i = 0; i < 3 && (wanted == NULL || wanted[0] == '\0'); i++)
			wanted = getenv(names[i]);
		if (wanted != NULL &&
		    (strcasestr(wanted, "utf-8") != NULL || strcasestr(wanted, "utf8") != NULL))
			(void)setlocale(LC_CTYPE, "C.UTF-8");
	}
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}
