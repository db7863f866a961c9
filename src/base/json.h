/* Reading JSON from people who may be hostile: strict RFC 8259, valid UTF-8, no duplicate names, no
 * NUL in texts, bounded depth. */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct str;
struct json; /* a value of a parsed document; borrowed from it */

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_TEXT, JSON_LIST, JSON_OBJECT };

enum { JSON_DEPTH = 32, JSON_MEMBERS = 256 };

/* *out is freed with json_free().  Problem malformed_json names line and column. */
int json_parse(const char *text, size_t len, struct json **out, struct err *err);
void json_free(struct json *document);
/* The same, and nothing of its texts stays in memory. */
void json_wipe(struct json *document);

enum json_type json_type(const struct json *value);
/* The name of the type for a sentence: "a text", "an object" … */
const char *json_type_name(enum json_type type);
/* A member by name; NULL when object has none or is not an object. */
const struct json *json_get(const struct json *object, const char *name);
/* The first element or member, and the one after; NULL at the end. */
const struct json *json_first(const struct json *parent);
const struct json *json_next(const struct json *value);
size_t json_count(const struct json *parent);
/* The name under which a value stands in its object; NULL in a list. */
const char *json_name(const struct json *value);
/* The text of a text; NULL for any other type. */
const char *json_text(const struct json *value);
bool json_bool(const struct json *value);
/* False when it is no number, has a fraction, or is beyond ±2^53. */
bool json_int(const struct json *value, int64_t *out);
/* The value in the form of RFC 8785: members sorted, no blanks, numbers as ECMAScript writes them. */
void json_canonical(const struct json *value, struct str *out);
/* An object in that form without the member called left_out. */
void json_canonical_without(const struct json *object, const char *left_out, struct str *out);

#endif
