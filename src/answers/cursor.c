/* Cursors: the list that one is of, then the place in it, as text that says nothing to others. */
#include "cursor.h"

#include <stdlib.h>
#include <string.h>

#include "base64.h"
#include "call.h"
#include "digest.h"
#include "jsonw.h"

enum { PARTS = 4, CURSOR_MAX = 5000, NAME_LEN = 16, QUESTION_MAX = 1 << 20 };

/* What is said of a page and not of the list; the order is said by how it is listed. */
static const char *const of_the_page[] = { "sort", "order", "limit", "cursor", "last", "at",
	"wait" };

static void
add_filters(struct call *c, struct str *out)
{
	struct jsonw w = { .out = out };
	char *args = arena_new(&c->arena, c->op->args_size);
	memcpy(args, c->args, c->op->args_size);
	for (size_t i = 0; i < sizeof(of_the_page) / sizeof(of_the_page[0]); i++) {
		const struct field *field = shape_field(op_params(c->id), of_the_page[i]);
		if (field != NULL)
			*(bool *)(args + field->has) = false;
	}
	codec_write_given(&w, op_params(c->id), args);
}

static const char *
or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

const char *
cursor_list(struct call *c, const struct listing *listing)
{
	char hex[DIGEST_HEX];
	struct str question = STR_INIT(QUESTION_MAX);
	str_addf(&question, "%s\n%d\n%s\n%s\n%s\n%c\n", c->op->id, (int)listing->list,
	    or_empty(c->place.org_id), or_empty(c->place.ws_id), or_empty(listing->sort),
	    listing->descending ? 'd' : 'a');
	if (c->args != NULL)
		add_filters(c, &question);
	struct digest digest = digest_of(str_text(&question), question.len, "", 0);
	str_release(&question);
	digest_hex(&digest, hex);
	return arena_text_n(&c->arena, hex, NAME_LEN);
}

void
cursor_print(struct jsonw *w, const char *list, const struct mark *mark, bool backwards)
{
	if (mark == NULL) {
		jsonw_null(w);
		return;
	}
	struct str text = STR_INIT(CURSOR_MAX);
	str_addf(&text, "%s\n%c\n", list, backwards ? 'p' : 'n');
	if (mark->key.type == VALUE_number)
		str_addf(&text, "i%lld", (long long)mark->key.number);
	else
		str_addf(&text, "t%s", or_empty(mark->key.text));
	str_addf(&text, "\n%s", or_empty(mark->tie));
	char cursor[BASE64_TEXT(CURSOR_MAX)];
	(void)base64_write(BASE64_URL, str_text(&text), text.len, cursor);
	jsonw_text(w, cursor);
	str_release(&text);
}

static bool
split(struct arena *arena, const char *cursor, char *parts[PARTS])
{
	size_t len;
	size_t room = strlen(cursor) + 1;
	unsigned char *text = arena_new(arena, room);
	if (!base64_read(BASE64_URL, cursor, text, room - 1, &len))
		return false;
	char *at = (char *)text;
	for (int i = 0; i < PARTS; i++) {
		if (at == NULL)
			return false;
		parts[i] = at;
		at = strchr(at, '\n');
		if (at != NULL)
			*at++ = '\0';
	}
	return at == NULL && parts[2][0] != '\0';
}

bool
cursor_read(
    struct arena *arena, const char *cursor, const char *list, struct mark *mark, bool *backwards)
{
	char *parts[PARTS];
	if (!split(arena, cursor, parts) || strcmp(parts[0], list) != 0)
		return false;
	*backwards = strcmp(parts[1], "p") == 0;
	mark->key = parts[2][0] == 'i' ? value_number(strtoll(parts[2] + 1, NULL, 10))
	                               : value_text(parts[2] + 1);
	mark->tie = parts[3];
	return *backwards || strcmp(parts[1], "n") == 0;
}
