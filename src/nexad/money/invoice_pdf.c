/* Invoices as PDF; the only file that includes libharu.  It is given no error handler: a fault stays in the
 * document, every later call does nothing, and the document is asked once, at the end. */
#include <hpdf.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "clock.h"
#include "err.h"
#include "invoice_letters.h"
#include "invoice_print.h"
#include "mem.h"
#include "money.h"
#include "shape.h"
#include "str.h"
#include "utf8.h"

/* Points, from the lower left corner of an A4 page. */
enum {
	LEFT = 45,
	RIGHT = 550,
	TOP = 790,
	BOTTOM = 70, /* the footer is below */
	SIDE = 240,  /* the width of a party */
	FACTS = 310, /* where what is said beside them begins */
	LEADING = 3  /* between lines, beside the letters' own height */
};

static const float normal = 8.5f, small = 7.5f, large = 17.0f;
static const float black = 0.0f, grey = 0.45f, light = 0.8f;

enum { BLOCK_LINES = 5, NAME_LINES = 3 };

/* The table: where columns of text begin and columns of numbers end. */
enum { NAME_AT = LEFT, NAME_WIDTH = 185, CALLS_END = 278, MINUTES_END = 335 };
enum { CALLS_INR_END = 412, RENTALS_INR_END = 484, AMOUNT_END = RIGHT };

struct paper {
	HPDF_Doc doc;
	HPDF_Font font;
	HPDF_Page page;
	HPDF_Page *pages;
	size_t n_pages;
	float y; /* the base of the next line */
	bool unicode;
	bool hides; /* letters that cannot be shown stand as boxes somewhere */
	const struct invoice *invoice;
	struct arena arena;
};

/* ---- text ---- */

/* Any text in the encoding of the font, without what is no letter. */
static const char *
plain(struct paper *paper, const char *text)
{
	bool hides = false;
	const char *copy = invoice_letters(&paper->arena, text, paper->unicode, &hides);
	paper->hides = paper->hides || hides;
	return copy;
}

/* Bytes of the letter at the start of a text that plain() made. */
static size_t
letter(const struct paper *paper, const char *text)
{
	uint32_t code;
	size_t len = paper->unicode ? utf8_decode(text, strlen(text), &code) : 1;
	return len == 0 ? 1 : len;
}

/* Asked of the font, since the page would note each question in its contents. */
static float
width_of(struct paper *paper, const char *text, float size)
{
	HPDF_TextWidth width =
	    HPDF_Font_TextWidth(paper->font, (const HPDF_BYTE *)text, (HPDF_UINT)strlen(text));
	return (float)width.width * size / 1000;
}

/* How many bytes of a text fit; to the last blank when there is one among them. */
static size_t
fitting(struct paper *paper, const char *text, float size, float width)
{
	size_t blank = 0;
	float used = 0;
	for (size_t at = 0; text[at] != '\0';) {
		char one[8] = "";
		size_t len = letter(paper, text + at);
		memcpy(one, text + at, len < sizeof(one) ? len : sizeof(one) - 1);
		used += width_of(paper, one, size);
		if (used > width && at > 0)
			return blank > 0 ? blank : at;
		if (text[at] == ' ')
			blank = at;
		at += len;
	}
	return strlen(text);
}

static void
put(struct paper *paper, float x, float y, float size, float ink, const char *text)
{
	(void)HPDF_Page_BeginText(paper->page);
	(void)HPDF_Page_SetGrayFill(paper->page, ink);
	(void)HPDF_Page_SetFontAndSize(paper->page, paper->font, size);
	(void)HPDF_Page_TextOut(paper->page, x, y, text);
	(void)HPDF_Page_EndText(paper->page);
}

static void
put_right(struct paper *paper, float end, float y, float size, float ink, const char *text)
{
	put(paper, end - width_of(paper, text, size), y, size, ink, text);
}

/* Where a text of several lines stands. */
struct block {
	float x;
	float y; /* the base of the first line */
	float size;
	float width;
	int most; /* lines */
};

/* The last line that may be is cut.  Returns the base of the line after it. */
static float
put_block(struct paper *paper, const struct block *block, const char *words)
{
	const char *text = plain(paper, words);
	float y = block->y;
	for (int line = 1; text[0] != '\0' && line <= block->most; line++) {
		size_t len = fitting(paper, text, block->size, block->width);
		bool cut = line == block->most && text[len] != '\0';
		if (cut)
			len = fitting(paper, text, block->size, block->width - 3 * block->size);
		put(paper, block->x, y, block->size, black,
		    arena_printf(&paper->arena, "%.*s%s", (int)len, text, cut ? "..." : ""));
		text += len + strspn(text + len, " ");
		y -= block->size + LEADING;
	}
	return y;
}

static int
lines_of(struct paper *paper, const struct block *block, const char *words)
{
	const char *text = plain(paper, words);
	int lines = 0;
	while (text[0] != '\0' && lines < block->most) {
		text += fitting(paper, text, block->size, block->width);
		text += strspn(text, " ");
		lines++;
	}
	return lines == 0 ? 1 : lines;
}

static void
rule(struct paper *paper, float y, float ink)
{
	(void)HPDF_Page_SetLineWidth(paper->page, 0.6f);
	(void)HPDF_Page_SetGrayStroke(paper->page, ink);
	(void)HPDF_Page_MoveTo(paper->page, LEFT, y);
	(void)HPDF_Page_LineTo(paper->page, RIGHT, y);
	(void)HPDF_Page_Stroke(paper->page);
}

/* ---- the head ---- */

static void
add_page(struct paper *paper)
{
	paper->pages = mem_resize(paper->pages, paper->n_pages + 1, sizeof(HPDF_Page));
	paper->page = HPDF_AddPage(paper->doc);
	(void)HPDF_Page_SetSize(paper->page, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT);
	paper->pages[paper->n_pages++] = paper->page;
	paper->y = TOP;
}

static const char *
day(struct paper *paper, int64_t at)
{
	char *text = arena_new(&paper->arena, CLOCK_DAY_TEXT);
	clock_format_day(at, text);
	return text;
}

static void
put_fact(struct paper *paper, float *y, const char *title, const char *value)
{
	const struct block block = { FACTS + 85, *y, normal, RIGHT - FACTS - 85, 2 };
	put(paper, FACTS, *y, normal, grey, title);
	*y = put_block(paper, &block, value);
}

static float
put_facts(struct paper *paper, float y)
{
	const struct invoice *invoice = paper->invoice;
	put_fact(paper, &y, "Invoice number", invoice->number);
	put_fact(paper, &y, "Date", day(paper, invoice->issued_at));
	put_fact(paper, &y, "Period",
	    arena_printf(&paper->arena, "%s to %s (UTC)", day(paper, invoice->period_from),
	        day(paper, invoice->period_to - CLOCK_DAY_MS)));
	if (invoice->place_of_supply != NULL)
		put_fact(paper, &y, "Place of supply", invoice->place_of_supply);
	put_fact(paper, &y, "SAC", invoice->sac);
	return y;
}

static float
put_party(struct paper *paper, float y, const char *title, const struct invoice_party *party)
{
	struct block block = { LEFT, y - 13, normal + 1, SIDE, BLOCK_LINES };
	const char *gstin =
	    party->gstin == NULL ? NULL : arena_printf(&paper->arena, "GSTIN %s", party->gstin);
	const char *rest[] = { gstin, party->address, party->contact };
	put(paper, LEFT, y, small, grey, title);
	block.y = put_block(paper, &block, party->name);
	block.size = normal;
	for (size_t i = 0; i < sizeof(rest) / sizeof(rest[0]); i++)
		if (rest[i] != NULL)
			block.y = put_block(paper, &block, rest[i]);
	return block.y;
}

static void
put_head(struct paper *paper)
{
	const struct invoice *invoice = paper->invoice;
	put(paper, LEFT, TOP, large, black, "Tax invoice");
	float facts = put_facts(paper, TOP - 30);
	float y = put_party(paper, TOP - 30, "SUPPLIER", &invoice->supplier);
	y = put_party(paper, y - 10, "CUSTOMER", &invoice->customer);
	paper->y = (y < facts ? y : facts) - 14;
}

/* ---- the table ---- */

static void
put_titles(struct paper *paper)
{
	float y = paper->y;
	put(paper, NAME_AT, y, small, grey, "Workspace");
	put_right(paper, CALLS_END, y, small, grey, "Calls");
	put_right(paper, MINUTES_END, y, small, grey, "Minutes");
	put_right(paper, CALLS_INR_END, y, small, grey, "Calls (INR)");
	put_right(paper, RENTALS_INR_END, y, small, grey, "Numbers (INR)");
	put_right(paper, AMOUNT_END, y, small, grey, "Amount (INR)");
	rule(paper, y - 5, grey);
	paper->y = y - 18;
}

/* Room for so much, on a page of its own when this one is full. */
static void
make_room(struct paper *paper, float height, bool titles)
{
	if (paper->y - height >= BOTTOM)
		return;
	add_page(paper);
	put(paper, LEFT, TOP, normal, grey,
	    arena_printf(&paper->arena, "Invoice %s, continued", paper->invoice->number));
	paper->y = TOP - 25;
	if (titles)
		put_titles(paper);
}

static void
put_money(struct paper *paper, float end, int64_t amount)
{
	char text[MONEY_TEXT];
	put_right(paper, end, paper->y, normal, black, money_format(amount, text));
}

static void
put_count(struct paper *paper, float end, int64_t number)
{
	char text[24];
	(void)snprintf(text, sizeof(text), "%lld", (long long)number);
	put_right(paper, end, paper->y, normal, black, text);
}

/* With the id of what the name does not tell apart. */
static const char *
name_of(struct paper *paper, const char *name, const char *id)
{
	bool hides = false;
	(void)invoice_letters(&paper->arena, name, paper->unicode, &hides);
	return hides ? arena_printf(&paper->arena, "%s (%s)", name, id) : name;
}

static void
put_line(struct paper *paper, const struct invoice_line *line)
{
	struct block name = { NAME_AT, 0, normal, NAME_WIDTH, NAME_LINES };
	const char *words = name_of(paper, line->name, line->workspace_id);
	make_room(paper, (float)lines_of(paper, &name, words) * (normal + LEADING), true);
	name.y = paper->y;
	put_count(paper, CALLS_END, line->calls);
	put_count(paper, MINUTES_END, line->minutes);
	put_money(paper, CALLS_INR_END, line->calls_inr);
	put_money(paper, RENTALS_INR_END, line->rentals_inr);
	put_money(paper, AMOUNT_END, line->amount_inr);
	float y = put_block(paper, &name, words);
	rule(paper, y + normal - 1, light);
	paper->y = y - 4;
	arena_release(&paper->arena);
}

/* ---- the sums ---- */

static void
put_sum(struct paper *paper, const char *title, int64_t amount)
{
	put_right(paper, RENTALS_INR_END, paper->y, normal, black, title);
	put_money(paper, AMOUNT_END, amount);
	paper->y -= normal + LEADING + 3;
}

/* "9.00" of the "18.00" that the whole tax is. */
static const char *
half_of(struct paper *paper, const char *percent)
{
	int64_t whole = 0;
	char *text = arena_new(&paper->arena, MONEY_TEXT);
	(void)money_parse(percent, &whole);
	return money_format(whole / 2, text);
}

static void
put_tax(struct paper *paper, const char *name, const char *percent, int64_t amount)
{
	put_sum(paper, arena_printf(&paper->arena, "%s %s %%", name, percent), amount);
}

static void
put_sums(struct paper *paper)
{
	const struct invoice *invoice = paper->invoice;
	make_room(paper, 130, false);
	paper->y -= 4;
	put_sum(paper, "Subtotal", invoice->subtotal_inr);
	if (invoice->cgst_inr != 0) {
		const char *half = half_of(paper, invoice->tax_percent);
		put_tax(paper, "CGST", half, invoice->cgst_inr);
		put_tax(paper, "SGST", half, invoice->sgst_inr);
	} else {
		put_tax(paper, "IGST", invoice->tax_percent, invoice->igst_inr);
	}
	rule(paper, paper->y + normal + 1, grey);
	paper->y -= 3;
	put_sum(paper, "Total (INR)", invoice->total_inr);
	put_sum(paper, "Paid from the wallet", invoice->paid_inr);
	put_sum(paper, "Due (INR)", invoice->due_inr);
	put(paper, LEFT, paper->y - 6, small, grey,
	    "The subtotal was paid from the prepaid wallet as it was used. The wallet does not pay "
	    "the tax: it is due on this invoice.");
	if (paper->hides)
		put(paper, LEFT, paper->y - 17, small, grey,
		    arena_printf(&paper->arena,
		        "A %s stands for a letter that cannot be printed here. The JSON and the CSV "
		        "of this invoice have every name in full.",
		        paper->unicode ? "\xe2\x96\xa1" : "?"));
}

/* Once it is known how many pages there are. */
static void
put_footers(struct paper *paper)
{
	for (size_t i = 0; i < paper->n_pages; i++) {
		paper->page = paper->pages[i];
		rule(paper, BOTTOM - 22, light);
		put(paper, LEFT, BOTTOM - 35, small, grey, paper->invoice->number);
		put_right(paper, RIGHT, BOTTOM - 35, small, grey,
		    arena_printf(&paper->arena, "Page %zu of %zu", i + 1, paper->n_pages));
	}
}

/* ---- the document ---- */

/* The table from which a reader takes the text: libharu's is one for printers, which readers complain of.  Its
 * codes are Unicode's, a range for each high byte, at most 100 in a block. */
static void
write_to_unicode(HPDF_Font font)
{
	enum { BLOCK = 64, HIGH_BYTES = 256 };
	HPDF_Dict map = HPDF_Dict_GetItem(font, "ToUnicode", HPDF_OCLASS_DICT);
	char line[60];
	if (map == NULL)
		return;
	HPDF_MemStream_FreeData(map->stream);
	(void)HPDF_Stream_WriteStr(map->stream,
	    "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
	    "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
	    "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
	    "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
	for (unsigned high = 0; high < HIGH_BYTES; high++) {
		if (high % BLOCK == 0)
			(void)HPDF_Stream_WriteStr(map->stream, "64 beginbfrange\n");
		(void)snprintf(
		    line, sizeof(line), "<%02X00> <%02XFF> <%02X00>\n", high, high, high);
		(void)HPDF_Stream_WriteStr(map->stream, line);
		if (high % BLOCK == BLOCK - 1)
			(void)HPDF_Stream_WriteStr(map->stream, "endbfrange\n");
	}
	(void)HPDF_Stream_WriteStr(
	    map->stream, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
}

static void
load_font(struct paper *paper, const char *file)
{
	(void)HPDF_UseUTFEncodings(paper->doc);
	const char *name = HPDF_LoadTTFontFromFile(paper->doc, file, HPDF_TRUE);
	paper->unicode = name != NULL;
	HPDF_ResetError(paper->doc);
	paper->font = paper->unicode ? HPDF_GetFont(paper->doc, name, "UTF-8")
	                             : HPDF_GetFont(paper->doc, "Helvetica", "WinAnsiEncoding");
	if (paper->unicode && paper->font != NULL)
		write_to_unicode(paper->font);
}

/* The day of issue in place of the day of printing, so that the bytes are the same each time. */
static void
describe(struct paper *paper)
{
	int64_t at = paper->invoice->issued_at;
	HPDF_Date date = { .ind = 'Z' };
	const char *text = day(paper, at);
	date.year = (int)strtol(text, NULL, 10);
	date.month = (int)strtol(text + 5, NULL, 10);
	date.day = (int)strtol(text + 8, NULL, 10);
	date.hour = (int)(at % CLOCK_DAY_MS / CLOCK_HOUR_MS);
	date.minutes = (int)(at % CLOCK_HOUR_MS / CLOCK_MINUTE_MS);
	date.seconds = (int)(at % CLOCK_MINUTE_MS / CLOCK_SECOND_MS);
	(void)HPDF_SetInfoDateAttr(paper->doc, HPDF_INFO_CREATION_DATE, date);
	(void)HPDF_SetInfoAttr(paper->doc, HPDF_INFO_TITLE,
	    arena_printf(&paper->arena, "Invoice %s", paper->invoice->number));
	(void)HPDF_SetInfoAttr(paper->doc, HPDF_INFO_CREATOR, "nexad");
}

static void
copy_out(HPDF_Doc doc, struct str *out)
{
	HPDF_UINT32 size = 1;
	HPDF_BYTE bytes[16384];
	(void)HPDF_SaveToStream(doc);
	(void)HPDF_ResetStream(doc);
	while (HPDF_GetError(doc) == HPDF_OK && size > 0) {
		size = sizeof(bytes);
		HPDF_STATUS status = HPDF_ReadFromStream(doc, bytes, &size);
		str_add_n(out, (const char *)bytes, size);
		if (status != HPDF_OK)
			break;
	}
}

static void
draw(struct paper *paper)
{
	add_page(paper);
	put_head(paper);
	put_titles(paper);
	for (size_t i = 0; i < paper->invoice->lines.n; i++)
		put_line(paper, &paper->invoice->lines.items[i]);
	put_sums(paper);
	put_footers(paper);
}

int
invoice_pdf(const struct invoice *invoice, const char *font, struct str *out, struct err *err)
{
	struct paper paper = { .doc = HPDF_New(NULL, NULL), .invoice = invoice };
	if (paper.doc == NULL)
		return fail(err, PROBLEM_internal, invoice->number,
		    "no PDF can be made: libharu is not installed, or there is no memory");
	(void)HPDF_SetCompressionMode(paper.doc, HPDF_COMP_ALL);
	load_font(&paper, font);
	describe(&paper);
	draw(&paper);
	copy_out(paper.doc, out);
	HPDF_STATUS status = HPDF_GetError(paper.doc);
	HPDF_Free(paper.doc);
	free(paper.pages);
	arena_release(&paper.arena);
	if (out->failed || (status != HPDF_OK && status != HPDF_STREAM_EOF))
		return fail(err, PROBLEM_internal, invoice->number,
		    "the PDF of an invoice could not be made: libharu says %lx",
		    (unsigned long)status);
	return 0;
}
