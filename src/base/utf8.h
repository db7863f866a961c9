/* Unicode: validity for the wire, normal forms for comparing, clusters and widths for the screen. */
#ifndef UTF8_H
#define UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* One code point off the start of text; its length in bytes, or 0 when it is not valid UTF-8
 * (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF). */
size_t utf8_decode(const char *text, size_t len, uint32_t *code);
bool utf8_valid(const char *text, size_t len);
/* How many bytes of a text to keep so that at most `most` stay and no character is cut. */
size_t utf8_cut(const char *text, size_t most);
/* The code points of a valid text. */
size_t utf8_count(const char *text);
/* NFC, in the arena; NULL when text is not valid UTF-8. */
char *utf8_nfc(struct arena *arena, const char *text);
/* The form that names and addresses are compared by: full case folding, NFKC; NULL as above. */
char *utf8_fold(struct arena *arena, const char *text);
/* The folded form without the marks of Latin, Greek and Cyrillic letters and with plain letters for those
 * that only look marked (ł, ø, æ), for making an address or a file name of a name; NULL as above. */
char *utf8_plain(struct arena *arena, const char *text);
/* A cluster in ASCII that readers of Latin script take for it: its letters without marks, "ae" for æ,
 * "..." for an ellipsis; at most four printable characters.  Empty, and false, when there is none. */
bool utf8_ascii(const char *cluster, size_t len, char out[5]);
/* What names are sorted by, bytewise: the plain form, then, where it differs, U+0001 and the folded one,
 * so that Jose stands before José, and both before Jose A; NULL as above. */
char *utf8_sort_key(struct arena *arena, const char *text);
/* C0, DEL, C1, line and paragraph separators. */
bool utf8_is_control(uint32_t code);
/* Marks that reorder their neighbours: U+061C, U+200E/F, U+202A-E, U+2066-9. */
bool utf8_is_bidi_control(uint32_t code);
/* Letters of a right-to-left script. */
bool utf8_is_rtl(uint32_t code);
bool utf8_is_space(uint32_t code);
/* Letters, marks and numbers: what words are made of. */
bool utf8_is_word(uint32_t code);

/* What a terminal shows in one place: a base character and whatever combines with it. */
struct utf8_cluster {
	size_t len; /* bytes; 0 at the end of the text */
	int width;  /* columns: 0, 1 or 2 */
	uint32_t first;
	bool valid; /* false: one byte that is not UTF-8 */
};

/* The cluster at the start of text (UAX #29). */
struct utf8_cluster utf8_cluster(const char *text, size_t len);
/* Columns that a text takes, clusters of controls counted as one. */
int utf8_width(const char *text);

#endif
