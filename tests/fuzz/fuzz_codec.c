/* Shapes ("member") and arguments ("op member_add"), named by the first line; the rest is JSON.  What was
 * read can be written, and read and written again the same. */
#include "arena.h"
#include "codec.h"
#include "fuzz.h"
#include "json.h"
#include "jsonw.h"
#include "op.h"
#include "utf8.h"

enum { OUT_MAX = 1 << 24 };

struct about {
	const struct field *fields;
	size_t size;
	bool strict; /* a request; else an answer */
};

/* Nothing when there is none such. */
static struct about
choose(const char *line)
{
	enum op_id op = strncmp(line, "op ", 3) == 0 ? op_find(line + 3) : OP_none;
	if (op != OP_none)
		return (struct about){ op_params(op), ops[op].args_size, true };
	for (enum shape i = SHAPE_none + 1; i < SHAPE_COUNT; i++)
		if (strcmp(shape_row(i)->name, line) == 0)
			return (struct about){ shape_fields(i), shape_row(i)->size, false };
	return (struct about){ NULL, 0, false };
}

static bool
read_and_write(const struct about *about, const void *text, size_t len, struct str *out)
{
	struct json *json = NULL;
	struct arena arena = { NULL };
	struct faults faults = { .n = 0 };
	struct jsonw w = { .out = out };
	if (json_parse(text, len, &json, NULL) != 0)
		return false;
	void *value = arena_new(&arena, about->size);
	bool read = json_type(json) == JSON_OBJECT &&
	    codec_read(json, about->fields, about->strict, &arena, value, &faults);
	if (read && about->strict)
		codec_write_given(&w, about->fields, value);
	else if (read)
		codec_write(&w, about->fields, value);
	for (size_t i = 0; i < faults.n; i++)
		must(utf8_valid(faults.items[i].text, strlen(faults.items[i].text)));
	json_free(json);
	arena_release(&arena);
	return read;
}

/* One text as each kind of field reads it, and as part of a path. */
static void
check_text(const struct about *about, const char *text)
{
	struct arena arena = { NULL };
	struct str escaped = STR_INIT(OUT_MAX);
	void *value = arena_new(&arena, about->size);
	for (const struct field *field = about->fields; field->name != NULL; field++) {
		struct faults faults = { .n = 0 };
		if (field->word < FIELD_embed && kind_row(field->kind)->class != CLASS_raw)
			must(codec_read_text(field, text, &arena, value, &faults) ==
			    (faults.n == 0));
	}
	codec_escape(&escaped, text);
	const char *back = codec_unescape(&arena, str_text(&escaped), escaped.len, false);
	must(back != NULL && strcmp(back, text) == 0);
	(void)codec_unescape(&arena, text, strlen(text), true);
	str_release(&escaped);
	arena_release(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str once = STR_INIT(OUT_MAX);
	struct str twice = STR_INIT(OUT_MAX);
	const uint8_t *end = memchr(data, '\n', size);
	if (end == NULL)
		return 0;
	size_t len = size - (size_t)(++end - data);
	char *line = fuzz_text(data, size - len - 1);
	char *text = fuzz_text(end, len);
	struct about about = choose(line);
	if (about.fields != NULL && read_and_write(&about, end, len, &once)) {
		must(read_and_write(&about, str_text(&once), once.len, &twice));
		must(strcmp(str_text(&once), str_text(&twice)) == 0);
	}
	if (about.fields != NULL)
		check_text(&about, text);
	free(line);
	free(text);
	str_release(&once);
	str_release(&twice);
	return 0;
}
