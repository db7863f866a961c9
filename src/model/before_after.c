/* Before and after, member by member. */
#include "before_after.h"

#include <string.h>

#include "json.h"
#include "shape.h"
#include "str.h"

enum { VALUE_MAX = 4000 };

static void
add_value(const struct json *value, struct str *out)
{
	struct str text = STR_INIT(VALUE_MAX);
	if (value == NULL || json_type(value) == JSON_NULL) {
		str_add(out, "nothing");
	} else if (json_text(value) != NULL) {
		str_add(out, field_spoken(json_name(value), json_text(value)));
	} else {
		json_canonical(value, &text);
		str_add(out, text.failed ? "…" : str_text(&text));
	}
	str_release(&text);
}

static bool
is_same(const struct json *one, const struct json *other)
{
	struct str a = STR_INIT(VALUE_MAX);
	struct str b = STR_INIT(VALUE_MAX);
	add_value(one, &a);
	add_value(other, &b);
	bool same = !a.failed && !b.failed && strcmp(str_text(&a), str_text(&b)) == 0;
	str_release(&a);
	str_release(&b);
	return same;
}

struct pair {
	const struct json *before; /* the objects; NULL: none */
	const struct json *after;
	bool named;
};

static void
add_member(const struct pair *pair, const char *name, struct str *out)
{
	const struct json *was = json_get(pair->before, name);
	const struct json *is = json_get(pair->after, name);
	if (pair->before != NULL && pair->after != NULL && is_same(was, is))
		return;
	str_add(out, out->len > 0 ? ", " : "");
	if (pair->named)
		str_addf(out, "%s ", name);
	if (pair->after == NULL)
		str_add(out, "was ");
	if (pair->before != NULL)
		add_value(was, out);
	if (pair->before != NULL && pair->after != NULL)
		str_add(out, " → ");
	if (pair->after != NULL)
		add_value(is, out);
}

void
before_after_add(const struct json *details, bool named, struct str *out)
{
	struct str text = STR_INIT(1 << 16);
	struct pair pair = { json_get(details, "before"), json_get(details, "after"), true };
	pair.named = named || json_count(pair.before) > 1 || json_count(pair.after) > 1;
	for (const struct json *m = json_first(pair.before); m != NULL; m = json_next(m))
		add_member(&pair, json_name(m), &text);
	for (const struct json *m = json_first(pair.after); m != NULL; m = json_next(m))
		if (json_get(pair.before, json_name(m)) == NULL)
			add_member(&pair, json_name(m), &text);
	str_add_n(out, text.data, text.len);
	str_release(&text);
}
