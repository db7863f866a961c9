/* Tokens of events.  A filter's begins with '=', which no word has, and a letter for what it is of. */
#include "audit_words.h"

#include <string.h>

#include "arena.h"
#include "digest.h"
#include "err.h"
#include "store.h"
#include "str.h"
#include "utf8.h"

enum {
	VALUE_MOST = 150, /* bytes of a filter's value that stand as they are */
	WORD_MOST = 60,   /* bytes of a word; AUDIT_WORD_ROOM as add_word() has it */
	CODE_DIGITS = 7,  /* with so many a word is a code */
	CODE_BEGINS = 5,  /* bytes that the beginning of a code has to have */
	BEGINNINGS = 256, /* words that one beginning stands for, one by one */
	BEGINNING_LEAST = 2,
};

/* ---- a filter's tokens ---- */

static bool
is_plain_byte(unsigned char c)
{
	return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

/* What would part a token is a private character of its own. */
static void
add_value(struct str *out, const char *text, size_t len)
{
	char *at = str_room(out, 3 * len);
	if (at == NULL)
		return;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		if (is_plain_byte(c)) {
			*at++ = (char)c;
			continue;
		}
		*at++ = '\xee';
		*at++ = (char)(0x80 | c >> 6);
		*at++ = (char)(0x80 | (c & 0x3f));
	}
	*at = '\0';
	out->len = (size_t)(at - out->data);
}

/* Letters without regard to case; what is very long is cut and told apart by its hash. */
static void
add_filter(struct arena *arena, struct str *out, char of, const char *value)
{
	if (value == NULL || value[0] == '\0')
		return;
	const char *folded = utf8_fold(arena, value);
	if (folded == NULL)
		folded = value;
	size_t len = strlen(folded);
	size_t kept = len <= VALUE_MOST ? len : utf8_cut(folded, VALUE_MOST);
	str_add_char(out, '=');
	str_add_char(out, of);
	add_value(out, folded, kept);
	if (kept < len) {
		char hex[DIGEST_HEX];
		struct digest digest = digest_of(folded, len, NULL, 0);
		digest_hex(&digest, hex);
		str_add_n(out, hex, 16);
	}
	str_add_char(out, ' ');
}

/* ---- words ---- */

/* How long the word at the start of a text is, and what parts it from the next. */
static size_t
word_length(const char *text)
{
	size_t len = 0;
	while (text[len] != '\0') {
		unsigned char c = (unsigned char)text[len];
		uint32_t code;
		size_t step = 1;
		if (c < 0x80) {
			if (!is_plain_byte(c) && c != '_')
				break;
		} else {
			step = utf8_decode(text + len, strnlen(text + len, 4), &code);
			if (step == 0 || !utf8_is_word(code))
				break;
		}
		len += step;
	}
	return len;
}

/* '_' is a letter of a word here and none to the index: it stands as add_value() has it. */
static void
add_word(struct str *out, const char *word, size_t len)
{
	if (len > WORD_MOST)
		len = WORD_MOST;
	while (len > 0 && ((unsigned char)word[len] & 0xc0) == 0x80)
		len--;
	add_value(out, word, len);
	str_add_char(out, ' ');
}

static bool
has_marks(const char *word, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)word[i] >= 0x80)
			return true;
	return false;
}

/* The next word of a folded text, passing over escapes of JSON; NULL: no more. */
static const char *
next_word(const char **at, bool json, size_t *len)
{
	while (**at != '\0') {
		if (json && **at == '\\' && (*at)[1] != '\0') {
			size_t escape = (*at)[1] == 'u' ? 6 : 2;
			size_t left = strlen(*at);
			*at += escape < left ? escape : left;
			continue;
		}
		*len = word_length(*at);
		const char *word = *at;
		*at += *len > 0 ? *len : 1;
		if (*len > 0)
			return word;
	}
	return NULL;
}

/* A word with marks can also be found without them. */
static void
add_words(struct arena *arena, struct str *out, const char *text, bool json)
{
	if (text == NULL)
		return;
	const char *folded = utf8_fold(arena, text);
	const char *at = folded == NULL ? text : folded;
	size_t len;
	for (const char *word; (word = next_word(&at, json, &len)) != NULL;) {
		add_word(out, word, len);
		if (!has_marks(word, len))
			continue;
		const char *plain = utf8_plain(arena, arena_text_n(arena, word, len));
		if (plain != NULL && (strlen(plain) != len || memcmp(plain, word, len) != 0))
			add_word(out, plain, strlen(plain));
	}
}

/* member.role_changed: member, role_changed, and its parts. */
static void
add_type(struct str *out, const char *type)
{
	for (const char *at = type; *at != '\0';) {
		size_t len = strcspn(at, ".");
		size_t part = strcspn(at, "._");
		add_word(out, at, len);
		while (part < len) {
			add_word(out, at, part);
			at += part + 1;
			len -= part + 1;
			part = strcspn(at, "._");
			if (part == len)
				add_word(out, at, part);
		}
		at += len;
		at += *at == '.';
	}
}

static const int block_bits[] = {
	[AUDIT_BLOCK_small] = 10, [AUDIT_BLOCK_middle] = 15, [AUDIT_BLOCK_large] = 19
};

int64_t
audit_block_end(enum audit_block block, int64_t place)
{
	return ((place >> block_bits[block]) + 1) << block_bits[block];
}

int64_t
audit_block_size(enum audit_block block)
{
	return INT64_C(1) << block_bits[block];
}

int64_t
audit_block_start(enum audit_block block, int64_t place)
{
	return place >> block_bits[block] << block_bits[block];
}

static void
add_block(struct str *out, enum audit_block block, int64_t place)
{
	str_addf(out, "=%c%llx", "xyz"[block], (unsigned long long)place >> block_bits[block]);
}

void
audit_words_of_place(int64_t place, struct str *out)
{
	for (int block = 0; block < AUDIT_BLOCK_COUNT; block++) {
		add_block(out, (enum audit_block)block, place);
		str_add_char(out, ' ');
	}
}

/* No token has capitals. */
bool
audit_match_is_single(const char *match)
{
	return strstr(match, " AND ") == NULL;
}

const char *
audit_block_token(struct arena *arena, enum audit_block block, int64_t place)
{
	struct str token = STR_INIT(64);
	add_block(&token, block, place);
	const char *quoted = arena_printf(arena, "\"%s\"", str_text(&token));
	str_release(&token);
	return quoted;
}

void
audit_block_or(struct str *tokens, struct arena *arena, enum audit_block block, int64_t place)
{
	str_addf(
	    tokens, "%s%s", tokens->len == 0 ? "" : " OR ", audit_block_token(arena, block, place));
}

void
audit_words(struct arena *arena, const struct audit_event *event, struct str *out)
{
	const char *type = vocab_name(VOCAB_event, (int)event->type);
	add_filter(arena, out, 't', type);
	add_filter(arena, out, 'o', vocab_name(VOCAB_outcome, (int)event->outcome));
	add_filter(arena, out, 'w', event->workspace_id);
	add_filter(arena, out, 'a', event->actor.id);
	add_filter(arena, out, 'a', event->actor.name);
	add_filter(arena, out, 'a', event->actor.email);
	add_filter(arena, out, 'g', event->target.id);
	add_filter(arena, out, 'g', event->target.name);
	add_type(out, type);
	add_words(arena, out, event->actor.name, false);
	add_words(arena, out, event->actor.email, false);
	add_words(arena, out, event->target.name, false);
	add_words(arena, out, event->details, true);
}

static bool
is_code(const char *word)
{
	size_t digits = 0;
	for (const char *c = word; *c != '\0'; c++)
		digits += *c >= '0' && *c <= '9';
	/* '_' as add_value() has it. */
	return digits >= CODE_DIGITS || (digits > 0 && strstr(word, "\xee\x81\x9f") != NULL);
}

bool
audit_words_is_plain(const char *token)
{
	return token[0] != '=' && !is_code(token);
}

/* ---- questions ---- */

bool
audit_question_asks(const struct audit_question *question)
{
	const char *const all[] = { question->workspace_id, question->actor, question->target,
		question->types, question->outcome, question->q };
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i] != NULL && all[i][0] != '\0')
			return true;
	return false;
}

static void
add_and(struct str *out)
{
	if (out->len > 0)
		str_add(out, " AND ");
}

static void
match_filter(struct arena *arena, struct str *out, char of, const char *value)
{
	if (value == NULL || value[0] == '\0')
		return;
	add_and(out);
	str_add_char(out, '"');
	add_filter(arena, out, of, value);
	str_add_char(out, '"');
}

static void
match_types(struct arena *arena, struct str *out, const char *types)
{
	bool first = true;
	if (types == NULL)
		return;
	add_and(out);
	str_add_char(out, '(');
	for (types += strspn(types, ","); *types != '\0'; types += strspn(types, ",")) {
		size_t len = strcspn(types, ",");
		str_add(out, first ? "\"" : " OR \"");
		add_filter(arena, out, 't', arena_text_n(arena, types, len));
		str_add_char(out, '"');
		types += len;
		first = false;
	}
	str_add_char(out, ')');
}

struct beginning {
	struct str *out;
	int n;
};

static int
add_beginning(const void *row, void *payload)
{
	struct beginning *beginning = payload;
	if (++beginning->n <= BEGINNINGS)
		str_addf(beginning->out, " OR \"%s\"", ((const struct text_row *)row)->text);
	return 0;
}

/* A word, or any that it begins: those of the vocabulary one by one, so that the index gives the newest
 * without having looked for all; by the index' own means when there are very many, or it is a code. */
static int
match_word(struct arena *arena, struct db *db, const char *word, struct str *out, struct err *err)
{
	size_t len = strlen(word);
	const char *end = arena_printf(arena, "%s\xf4\x8f\xbf\xbf", word);
	size_t before = out->len;
	struct beginning beginning = { .out = out };
	bool counts = is_code(word) || (len >= CODE_BEGINS && strpbrk(word, "0123456789") != NULL);
	str_addf(out, "(\"%s\"", word);
	if (len >= BEGINNING_LEAST && !counts &&
	    db_each(db, QUERY_audit_vocabulary, WITH(V(word), V(end), V(BEGINNINGS + 1)),
	        add_beginning, &beginning, err) != 0)
		return (int)err->problem;
	str_add_char(out, ')');
	if (!counts && beginning.n <= BEGINNINGS)
		return 0;
	out->len = before;
	str_addf(out, "\"%s\" *", word);
	return 0;
}

/* The types of events that a piece like member.role begins, as match_types() wants them; NULL: none. */
static const char *
types_of(struct arena *arena, const char *piece)
{
	struct str types = STR_INIT(1 << 14);
	for (int i = 1; i < EVENT_COUNT && strchr(piece, '.') != NULL; i++) {
		const char *name = vocab_name(VOCAB_event, i);
		if (strncmp(name, piece, strlen(piece)) == 0)
			str_addf(&types, ",%s", name);
	}
	const char *found = types.len == 0 ? NULL : arena_text(arena, str_text(&types));
	str_release(&types);
	return found;
}

/* One piece of what was typed, without blanks: *any tells whether it had a word. */
static int
match_piece(struct arena *arena, struct db *db, const char *piece, bool *any, struct str *out,
    struct err *err)
{
	const char *types = types_of(arena, piece);
	size_t len;
	if (types != NULL) {
		*any = true;
		match_types(arena, out, types);
		return 0;
	}
	for (const char *word; (word = next_word(&piece, false, &len)) != NULL; *any = true) {
		struct str token = STR_INIT(AUDIT_WORD_ROOM);
		add_word(&token, word, len);
		const char *text = arena_text_n(arena, str_text(&token), token.len - 1);
		str_release(&token);
		add_and(out);
		if (match_word(arena, db, text, out, err) != 0)
			return (int)err->problem;
	}
	return 0;
}

static int
match_words(struct arena *arena, struct db *db, const char *q, struct str *out, struct err *err)
{
	const char *at = q == NULL ? "" : q;
	const char *folded = utf8_fold(arena, at);
	if (folded != NULL)
		at = folded;
	bool any = false;
	for (at += strspn(at, " "); *at != '\0'; at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");
		if (match_piece(arena, db, arena_text_n(arena, at, len), &any, out, err) != 0)
			return (int)err->problem;
		at += len;
	}
	/* Nothing but signs: no event has that word. */
	if (!any && q != NULL && q[0] != '\0') {
		add_and(out);
		str_add(out, "\"==\"");
	}
	return 0;
}

int
audit_question_match(struct arena *arena, struct db *db, const struct audit_question *question,
    struct str *out, struct err *err)
{
	match_filter(arena, out, 'w', question->workspace_id);
	match_filter(arena, out, 'o', question->outcome);
	match_filter(arena, out, 'a', question->actor);
	match_filter(arena, out, 'g', question->target);
	match_types(arena, out, question->types);
	return match_words(arena, db, question->q, out, err);
}

/* ---- a question put to one event ---- */

/* Whether a word is among others with blanks between; beginning: or begins one of them. */
static bool
has_token(const char *words, const char *token, size_t len, bool beginning)
{
	for (const char *at = words; *at != '\0';) {
		size_t length = strcspn(at, " ");
		if ((beginning ? length >= len : length == len) && memcmp(at, token, len) == 0)
			return true;
		at += length;
		at += *at == ' ';
	}
	return false;
}

/* What stands in quotes and perhaps a star behind it; *at comes to be behind them. */
static bool
fits_quoted(const char **at, const char *words)
{
	const char *token = *at + 1;
	size_t len = strcspn(token, "\"");
	*at = token + len + (token[len] == '"');
	bool beginning = strncmp(*at, " *", 2) == 0;
	*at += beginning ? 2 : 0;
	while (len > 0 && token[len - 1] == ' ')
		len--;
	return has_token(words, token, len, beginning);
}

bool
audit_words_fit(const char *question, const char *words)
{
	bool fits = false;
	for (const char *at = question; *at != '\0';) {
		if (*at == '"') {
			fits = fits_quoted(&at, words) || fits;
		} else if (strncmp(at, " AND ", 5) == 0) {
			if (!fits)
				return false;
			fits = false;
			at += 5;
		} else {
			at++;
		}
	}
	return fits;
}
