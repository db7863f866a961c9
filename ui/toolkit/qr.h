/* A QR code on a terminal: dark modules on a light quiet zone whatever the colours of the theme, two modules a cell
 * where half blocks can be shown, two columns a module in ASCII. */
#ifndef QR_H
#define QR_H

#include <stdbool.h>

#include "screen.h"

struct str;

struct qr {
	int modules;         /* of one side; 0: none was made */
	unsigned char *dark; /* modules * modules, by rows: 1 or 0 */
};

/* Encodes a text, terminated; false when it is longer than a QR code holds, or there is no libqrencode.  qr_release() wipes what it tells. */
bool qr_make(struct qr *qr, const char *text);
void qr_release(struct qr *qr);
/* The cells that it takes with the widest quiet zone that these have room for, 4 modules down to 2; false when there
 * is none: then the text itself is to be shown. */
bool qr_fits(const struct qr *qr, const struct screen *screen, struct screen_rect room,
    int *columns, int *rows);
/* Draws it in the middle of a rectangle; false, and nothing is drawn, when it does not fit. */
bool qr_draw(const struct qr *qr, struct screen *screen, struct screen_rect room);
/* What was drawn, codes and texts in the normal style, as lines for a terminal that obeys SGR, each ended by a
 * newline. */
void qr_print(const struct screen *screen, struct str *out);
/* Appends a text in groups of four with blanks between, for those who type it. */
void qr_groups(const char *text, struct str *out);

#endif
