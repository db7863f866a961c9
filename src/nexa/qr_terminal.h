/* A QR code among the lines of a verb. */
#ifndef QR_TERMINAL_H
#define QR_TERMINAL_H

struct str;

/* Adds the code of a text, and words, lines ended by newlines, so that the terminal that fd is shows all of them above
 * `below` rows more: the words above the code, else beside it.  Where there is room for neither, or fd is no terminal,
 * the words alone; a terminal is told why. */
void qr_terminal(int fd, const char *code, const char *words, int below, struct str *out);

#endif
