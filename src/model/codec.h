/* Any shape or argument struct, to and from JSON; one table of fields serves both directions. */
#ifndef CODEC_H
#define CODEC_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "shape.h"

struct arena;
struct json;
struct jsonw;
struct str;

enum { FAULTS_MAX = 32, CODEC_LIST_MAX = 10000 };

/* Everything wrong with one request, reported at once. */
struct faults {
	size_t n;
	struct err items[FAULTS_MAX]; /* only n of them mean anything */
};

/* Adds a fault; past FAULTS_MAX they are dropped. */
void faults_add(struct faults *faults, const struct err *err);
/* The same, made of a sentence about a field.  Returns false, for those that give up with it. */
__attribute__((format(printf, 4, 5))) bool faults_addf(
    struct faults *faults, enum problem problem, const char *field, const char *format, ...);
/* The faults as one failure: the first one's problem and subject, the first one's sentence. */
int faults_fail(const struct faults *faults, struct err *err);

/* Prints a value as a JSON object. */
void codec_write(struct jsonw *w, const struct field *fields, const void *value);
/* The same without the MAYs and SUBs whose has_ flag is not set, at every depth: a request. */
void codec_write_given(struct jsonw *w, const struct field *fields, const void *value);
/* The same without the member called left_out. */
void codec_write_without(
    struct jsonw *w, const struct field *fields, const void *value, const char *left_out);

/* Reads an object into value, which is zeroed before; texts go to the arena.  strict: unknown members
 * and missing MUSTs are faults (a request); else they are passed over (an answer by a newer daemon).
 * Returns whether there was no fault. */
bool codec_read(const struct json *object, const struct field *fields, bool strict,
    struct arena *arena, void *value, struct faults *faults);
/* Reads one member into the value's field, strictly. */
bool codec_read_member(const struct json *json, const struct field *field, struct arena *arena,
    void *value, struct faults *faults);
/* Reads one field from text (a path, a query, a command line); false and a fault when it is bad. */
bool codec_read_text(const struct field *field, const char *text, struct arena *arena, void *value,
    struct faults *faults);
/* Adds a fault for each MUST and AIM that is not set in given (a bit a field, in order). */
void codec_require(const struct field *fields, const bool *given, struct faults *faults);

/* Undoes percent-encoding; plus_is_blank for a query.  NULL when malformed or when it hides a NUL. */
char *codec_unescape(struct arena *arena, const char *text, size_t len, bool plus_is_blank);
/* Adds text percent-encoded: all but RFC 3986's unreserved characters. */
void codec_escape(struct str *out, const char *text);

#endif
