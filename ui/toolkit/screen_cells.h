/* What the files of the screen share: putting one harmless cluster into the grid. */
#ifndef SCREEN_CELLS_H
#define SCREEN_CELLS_H

#include "screen.h"

/* One cluster of a text, made harmless. */
struct screen_piece {
	char text[SCREEN_CLUSTER];
	size_t len;   /* bytes of the source that it stands for */
	int width;    /* columns, 1 to 4 */
	bool suspect; /* stands for something else or is not all there: STYLE_control */
	bool rtl;
};

/* The first cluster of a text that is not empty, as this screen can show it. */
struct screen_piece screen_piece(const struct screen *screen, const char *text, size_t len);
/* A cell of one column with a text of ours, shorter than SCREEN_CLUSTER. */
struct screen_cell screen_cell_of(const char *text, enum style style);
/* Puts a cell with the text, style and flags given, clipped; wide cells that lose a part of
 * themselves become blank. */
void screen_put(struct screen *screen, int row, int column, const struct screen_cell *cell);

#endif
