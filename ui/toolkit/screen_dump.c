/* The screen as text: for golden screens, and to look at in a debugger. */
#include <string.h>

#include "mem.h"
#include "screen.h"
#include "str.h"

/* Ends a line, without the fillers at its end. */
static void
end_line(struct str *out, size_t line, char filler)
{
	while (out->len > line && out->data[out->len - 1] == filler)
		out->data[--out->len] = '\0';
	str_add_char(out, '\n');
}

static struct str
dump_for(const struct screen *screen)
{
	size_t cells = (size_t)screen->rows * ((size_t)screen->columns + 1);
	return (struct str)STR_INIT(cells * (SCREEN_CLUSTER + 8));
}

char *
screen_dump_text(const struct screen *screen)
{
	struct str out = dump_for(screen);
	for (int row = 0; row < screen->rows; row++) {
		size_t line = out.len;
		for (int column = 0; column < screen->columns; column++) {
			char bytes[SCREEN_CLUSTER + 8];
			str_add_n(&out, bytes, screen_bytes(screen, row, column, bytes));
		}
		end_line(&out, line, ' ');
	}
	return out.data;
}

char *
screen_dump_styles(const struct screen *screen)
{
	struct str out = dump_for(screen);
	for (int row = 0; row < screen->rows; row++) {
		size_t line = out.len;
		for (int column = 0; column < screen->columns; column++) {
			enum style style = (enum style)screen_at(screen, row, column)->style;
			str_add_char(&out, styles_letter(style));
		}
		end_line(&out, line, '.');
	}
	return out.data;
}
