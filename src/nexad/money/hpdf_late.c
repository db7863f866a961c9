/* libharu's functions, loaded with the first invoice that is printed (late.h).  Include <hpdf.h> as ever; a function
 * that is not here yet does not link, and gets its line.  Where the library is not installed HPDF_New() answers
 * NULL, as when there is no memory, and none of the others may be called. */
#include <hpdf.h>
#include <pthread.h>

#include "late.h"

/* NOLINTBEGIN(bugprone-macro-parentheses): words are not an expression */

/* name, parameters, arguments: those that answer a status */
#define STATUSES(X)                                                                               \
	X(HPDF_GetError, (HPDF_Doc pdf), (pdf))                                                   \
	X(HPDF_Page_BeginText, (HPDF_Page page), (page))                                          \
	X(HPDF_Page_EndText, (HPDF_Page page), (page))                                            \
	X(HPDF_Page_LineTo, (HPDF_Page page, HPDF_REAL x, HPDF_REAL y), (page, x, y))             \
	X(HPDF_Page_MoveTo, (HPDF_Page page, HPDF_REAL x, HPDF_REAL y), (page, x, y))             \
	X(HPDF_Page_SetFontAndSize, (HPDF_Page page, HPDF_Font font, HPDF_REAL size),             \
	    (page, font, size))                                                                   \
	X(HPDF_Page_SetGrayFill, (HPDF_Page page, HPDF_REAL gray), (page, gray))                  \
	X(HPDF_Page_SetGrayStroke, (HPDF_Page page, HPDF_REAL gray), (page, gray))                \
	X(HPDF_Page_SetLineWidth, (HPDF_Page page, HPDF_REAL line_width), (page, line_width))     \
	X(HPDF_Page_SetSize, (HPDF_Page page, HPDF_PageSizes size, HPDF_PageDirection direction), \
	    (page, size, direction))                                                              \
	X(HPDF_Page_Stroke, (HPDF_Page page), (page))                                             \
	X(HPDF_Page_TextOut, (HPDF_Page page, HPDF_REAL xpos, HPDF_REAL ypos, const char *text),  \
	    (page, xpos, ypos, text))                                                             \
	X(HPDF_ReadFromStream, (HPDF_Doc pdf, HPDF_BYTE * buf, HPDF_UINT32 * size),               \
	    (pdf, buf, size))                                                                     \
	X(HPDF_ResetStream, (HPDF_Doc pdf), (pdf))                                                \
	X(HPDF_SaveToStream, (HPDF_Doc pdf), (pdf))                                               \
	X(HPDF_SetCompressionMode, (HPDF_Doc pdf, HPDF_UINT mode), (pdf, mode))                   \
	X(HPDF_SetInfoAttr, (HPDF_Doc pdf, HPDF_InfoType type, const char *value),                \
	    (pdf, type, value))                                                                   \
	X(HPDF_SetInfoDateAttr, (HPDF_Doc pdf, HPDF_InfoType type, HPDF_Date value),              \
	    (pdf, type, value))                                                                   \
	X(HPDF_Stream_WriteStr, (HPDF_Stream stream, const char *value), (stream, value))         \
	X(HPDF_UseUTFEncodings, (HPDF_Doc pdf), (pdf))

/* result, name, parameters, arguments */
#define OTHERS(X)                                                                              \
	X(HPDF_Page, HPDF_AddPage, (HPDF_Doc pdf), (pdf))                                      \
	X(void *, HPDF_Dict_GetItem, (HPDF_Dict dict, const char *key, HPDF_UINT16 obj_class), \
	    (dict, key, obj_class))                                                            \
	X(HPDF_TextWidth, HPDF_Font_TextWidth,                                                 \
	    (HPDF_Font font, const HPDF_BYTE *text, HPDF_UINT len), (font, text, len))         \
	X(HPDF_Font, HPDF_GetFont,                                                             \
	    (HPDF_Doc pdf, const char *font_name, const char *encoding_name),                  \
	    (pdf, font_name, encoding_name))                                                   \
	X(const char *, HPDF_LoadTTFontFromFile,                                               \
	    (HPDF_Doc pdf, const char *file_name, HPDF_BOOL embedding),                        \
	    (pdf, file_name, embedding))

/* name, parameters, arguments */
#define PROCEDURES(X)                                              \
	X(HPDF_Free, (HPDF_Doc pdf), (pdf))                        \
	X(HPDF_MemStream_FreeData, (HPDF_Stream stream), (stream)) \
	X(HPDF_ResetError, (HPDF_Doc pdf), (pdf))

static struct {
	HPDF_Doc (*new)(HPDF_Error_Handler user_error_fn, void *user_data);
#define FIELD(name, parameters, arguments) HPDF_STATUS(*name) parameters;
	STATUSES(FIELD)
#undef FIELD
#define FIELD(result, name, parameters, arguments) result(*name) parameters;
	OTHERS(FIELD)
#undef FIELD
#define FIELD(name, parameters, arguments) void(*name) parameters;
	PROCEDURES(FIELD)
#undef FIELD
} real;

static bool loaded;

static void
load(void)
{
	static const char *const names[] = { "libhpdf-2.3.0.so", "libhpdf.so" };
	void *library = late_open(names, sizeof(names) / sizeof(names[0]));
	int missing = !late_find(library, "HPDF_New", &real.new);
#define FIND(name, parameters, arguments) missing += !late_find(library, #name, &real.name);
	STATUSES(FIND)
	PROCEDURES(FIND)
#undef FIND
#define FIND(result, name, parameters, arguments) missing += !late_find(library, #name, &real.name);
	OTHERS(FIND)
#undef FIND
	loaded = missing == 0;
}

HPDF_Doc
HPDF_New(HPDF_Error_Handler user_error_fn, void *user_data)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	(void)pthread_once(&once, load);
	return loaded ? real.new(user_error_fn, user_data) : NULL;
}

#define FORWARD(name, parameters, arguments) \
	HPDF_STATUS name parameters          \
	{                                    \
		return real.name arguments;  \
	}
STATUSES(FORWARD)
#undef FORWARD

#define FORWARD(result, name, parameters, arguments) \
	result name parameters                       \
	{                                            \
		return real.name arguments;          \
	}
OTHERS(FORWARD)
#undef FORWARD

#define FORWARD(name, parameters, arguments) \
	void name parameters                 \
	{                                    \
		real.name arguments;         \
	}
PROCEDURES(FORWARD)
#undef FORWARD
/* NOLINTEND(bugprone-macro-parentheses) */
