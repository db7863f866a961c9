/* JSON: what is taken has a canonical form, which is taken again and is its own canonical form. */
#include "err.h"
#include "fuzz.h"
#include "json.h"
#include "str.h"
#include "utf8.h"

enum { CANONICAL_MAX = 1 << 24 };

/* Whether all numbers are integers, which the canonical form asks for; judges the rest on the way. */
static bool
is_whole(const struct json *value)
{
	int64_t number;
	const char *text = json_text(value);
	const char *name = json_name(value);
	size_t n = 0;
	bool whole = json_type(value) != JSON_NUMBER || json_int(value, &number);
	must(text == NULL || utf8_valid(text, strlen(text)));
	must(name == NULL || utf8_valid(name, strlen(name)));
	for (const struct json *each = json_first(value); each != NULL; each = json_next(each)) {
		if (json_type(value) == JSON_OBJECT)
			must(json_get(value, json_name(each)) == each);
		whole = is_whole(each) && whole;
		n++;
	}
	must(json_count(value) == n);
	return whole;
}

static void
check_canonical(const struct json *document)
{
	struct str once = STR_INIT(CANONICAL_MAX);
	struct str twice = STR_INIT(CANONICAL_MAX);
	struct json *again = NULL;
	json_canonical(document, &once);
	must(!once.failed);
	must(json_parse(str_text(&once), once.len, &again, NULL) == 0);
	json_canonical(again, &twice);
	must(once.len == twice.len && memcmp(once.data, twice.data, once.len) == 0);
	json_free(again);
	str_release(&once);
	str_release(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json *document = NULL;
	struct err err = { .problem = PROBLEM_none };
	if (json_parse((const char *)data, size, &document, &err) != 0) {
		must(document == NULL && err.problem == PROBLEM_malformed_json &&
		    err.text[0] != '\0');
		must(utf8_valid(err.text, strlen(err.text)));
		return 0;
	}
	if (is_whole(document))
		check_canonical(document);
	json_free(document);
	return 0;
}
