/* mdoc(7) with everything escaped that means something to it. */
#include "mdoc.h"

#include <string.h>

#include "utf8.h"

enum { LINE_WIDTH = 78 };

/* A character in an argument or in running text; what is beyond ASCII by its number, so that the
 * page is the same for every formatter and locale. */
static size_t
add_character(struct str *out, const char *text, bool literal)
{
	uint32_t code;
	size_t used = utf8_decode(text, strlen(text), &code);
	if (used == 0)
		return 1;
	if (code >= 0x80)
		str_addf(out, "\\[u%04X]", (unsigned)code);
	else if (code == '\\')
		str_add(out, "\\e");
	else if (code == '"' && literal)
		str_add(out, "\\(dq");
	else if (code == '-' && literal)
		str_add(out, "\\-");
	else
		str_add_char(out, (char)code);
	return used;
}

void
mdoc_macro(struct str *out, const char *words)
{
	str_add_char(out, '.');
	str_add(out, words);
}

void
mdoc_arg(struct str *out, const char *text)
{
	bool quoted = text[0] == '\0' || strchr(text, ' ') != NULL;
	str_add(out, quoted ? " \"" : " ");
	/* What is short may be the name of a macro, or punctuation. */
	if (strlen(text) <= 3)
		str_add(out, "\\&");
	while (*text != '\0')
		text += add_character(out, text, true);
	if (quoted)
		str_add_char(out, '"');
}

void
mdoc_name(struct str *out, const char *name)
{
	struct str spelled = STR_INIT(1000);
	for (; *name != '\0'; name++)
		str_add_n(&spelled, *name == '_' ? "-" : name, 1);
	mdoc_arg(out, str_text(&spelled));
	str_release(&spelled);
}

void
mdoc_end(struct str *out)
{
	str_add_char(out, '\n');
}

void
mdoc_line(struct str *out, const char *words, const char *text)
{
	mdoc_macro(out, words);
	mdoc_arg(out, text);
	mdoc_end(out);
}

void
mdoc_listed(struct str *out, const char *macro, const char *names)
{
	while (*names != '\0') {
		size_t len = strcspn(names, " ");
		bool more = names[len] != '\0';
		str_addf(out, ".%s %.*s %c\n", macro, (int)len, names, more ? ',' : ';');
		names += len + (more ? 1 : 0);
	}
}

/* Whether a line of the page has to end after the word: its sentence does. */
static bool
ends_sentence(const char *word, size_t len)
{
	return len > 1 && strchr(".?!", word[len - 1]) != NULL;
}

/* A word, not a name like org_admin or sqlite:PATH, whose case means something. */
static bool
is_word(const char *word, size_t len)
{
	size_t letters = strspn(word, "abcdefghijklmnopqrstuvwxyz'-");
	return letters > 0 && (letters >= len || (letters + 1 == len && ispunct(word[letters])));
}

static void
add_word(struct str *out, const char *word, size_t len, bool capital, bool starts_line)
{
	if (starts_line && (word[0] == '.' || word[0] == '\''))
		str_add(out, "\\&");
	for (size_t i = 0; i < len;) {
		bool small = capital && i == 0 && is_word(word, len);
		if (small)
			str_add_char(out, (char)(word[i++] - 'a' + 'A'));
		else
			i += add_character(out, word + i, false);
	}
}

/* Fills lines with words; whether the last one ends a sentence. */
static bool
add_words(struct str *out, const char *text, bool capital)
{
	size_t column = 0;
	bool ended = false;
	for (const char *word = text + strspn(text, " "); *word != '\0';) {
		size_t len = strcspn(word, " ");
		if (column > 0 && (ended || column + 1 + len > LINE_WIDTH)) {
			str_add_char(out, '\n');
			column = 0;
		}
		if (column > 0)
			str_add_char(out, ' ');
		add_word(out, word, len, capital && word == text, column == 0);
		column += len + 1;
		ended = ends_sentence(word, len);
		word += len;
		word += strspn(word, " ");
	}
	return ended;
}

void
mdoc_text(struct str *out, const char *text)
{
	(void)add_words(out, text, false);
	mdoc_end(out);
}

void
mdoc_sentence(struct str *out, const char *text)
{
	bool ended = add_words(out, text, true);
	str_add(out, ended ? "\n" : ".\n");
}
