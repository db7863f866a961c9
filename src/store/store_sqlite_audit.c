/* The functions of SQL that the audit log's rows and its migration are written with. */
#include <string.h>

#include "arena.h"
#include "audit_pack.h"
#include "audit_store.h"
#include "audit_words.h"
#include "digest.h"
#include "shape.h"
#include "store_sqlite.h"
#include "str.h"

enum { PACKED_MOST = 1 << 21, WORDS_MOST = 1 << 22 };

static const char *
text_of(sqlite3_value *value)
{
	return (const char *)sqlite3_value_text(value);
}

/* nexa_pack(text): compressed bytes. */
static void
pack(sqlite3_context *context, int n, sqlite3_value **values)
{
	(void)n;
	struct str out = STR_INIT(PACKED_MOST);
	const char *text = text_of(values[0]);
	if (text == NULL)
		return;
	audit_pack(sqlite3_user_data(context), text, (size_t)sqlite3_value_bytes(values[0]), &out);
	sqlite3_result_blob(context, str_text(&out), (int)out.len, SQLITE_TRANSIENT);
	str_release(&out);
}

/* nexa_unpack(bytes): the text.  What is damaged is served as such: the log around it can be read, and the
 * event's hash tells that it was changed. */
static void
unpack(sqlite3_context *context, int n, sqlite3_value **values)
{
	(void)n;
	struct str out = STR_INIT(PACKED_MOST);
	const void *bytes = sqlite3_value_blob(values[0]);
	size_t len = (size_t)sqlite3_value_bytes(values[0]);
	if (bytes != NULL && audit_unpack(sqlite3_user_data(context), bytes, len, &out))
		sqlite3_result_text(context, str_text(&out), (int)out.len, SQLITE_TRANSIENT);
	else
		sqlite3_result_text(context, "{\"damaged\":true}", -1, SQLITE_STATIC);
	str_release(&out);
}

/* nexa_pack_id(id, prefix, instant): bytes, or the id as it is. */
static void
pack_id(sqlite3_context *context, int n, sqlite3_value **values)
{
	(void)n;
	unsigned char bytes[AUDIT_ID_BYTES];
	const char *id = text_of(values[0]);
	if (id == NULL)
		return;
	size_t len = audit_pack_id(id, text_of(values[1]), sqlite3_value_int64(values[2]), bytes);
	if (len == 0)
		sqlite3_result_value(context, values[0]);
	else
		sqlite3_result_blob(context, bytes, (int)len, SQLITE_TRANSIENT);
}

/* nexa_unpack_id(bytes or id, prefix, instant): the id; an empty one when it is damaged. */
static void
unpack_id(sqlite3_context *context, int n, sqlite3_value **values)
{
	(void)n;
	char id[IDENT_TEXT];
	if (sqlite3_value_type(values[0]) != SQLITE_BLOB)
		sqlite3_result_value(context, values[0]);
	else if (audit_unpack_id(sqlite3_value_blob(values[0]),
	             (size_t)sqlite3_value_bytes(values[0]), text_of(values[1]),
	             sqlite3_value_int64(values[2]), id))
		sqlite3_result_text(context, id, -1, SQLITE_TRANSIENT);
	else
		sqlite3_result_text(context, "", -1, SQLITE_STATIC);
}

/* nexa_bytes(hexadecimal digits of a hash): its bytes; none when it is no hash, as somebody may have left it. */
static void
bytes_of(sqlite3_context *context, int n, sqlite3_value **values)
{
	(void)n;
	struct digest digest;
	const char *hex = text_of(values[0]);
	if (hex != NULL && digest_from_hex(hex, &digest) == 0)
		sqlite3_result_blob(context, digest.bytes, DIGEST_LEN, SQLITE_TRANSIENT);
	else
		sqlite3_result_zeroblob(context, 0);
}

/* nexa_party(text, …): what an index finds them by. */
static void
party(sqlite3_context *context, int n, sqlite3_value **values)
{
	const char *texts[4] = { NULL };
	for (int i = 0; i < n && i < 4; i++)
		texts[i] = text_of(values[i]);
	sqlite3_result_int64(context, (sqlite3_int64)audit_store_hash(texts, n < 4 ? n : 4));
}

/* nexa_event_words(type, outcome, workspace, actor's id, name, address, target's id, name, details) */
static void
event_words(sqlite3_context *context, int n, sqlite3_value **values)
{
	(void)n;
	struct arena arena = { NULL };
	struct str out = STR_INIT(WORDS_MOST);
	const struct audit_event event = {
		.type = (enum event)vocab_find(VOCAB_event, text_of(values[0])),
		.outcome = (enum outcome)vocab_find(VOCAB_outcome, text_of(values[1])),
		.workspace_id = text_of(values[2]),
		.actor = { .id = text_of(values[3]),
		    .name = text_of(values[4]),
		    .email = text_of(values[5]) },
		.target = { .id = text_of(values[6]), .name = text_of(values[7]) },
		.details = text_of(values[8]),
	};
	audit_words(&arena, &event, &out);
	sqlite3_result_text(context, str_text(&out), (int)out.len, SQLITE_TRANSIENT);
	str_release(&out);
	arena_release(&arena);
}

/* nexa_fits(question, words): whether an event that has these words is asked for. */
static void
fits(sqlite3_context *context, int n, sqlite3_value **values)
{
	(void)n;
	const char *question = text_of(values[0]);
	const char *words = text_of(values[1]);
	sqlite3_result_int(
	    context, question != NULL && words != NULL && audit_words_fit(question, words));
}

/* nexa_is_word(token): whether the vocabulary has it. */
static void
is_word(sqlite3_context *context, int n, sqlite3_value **values)
{
	(void)n;
	const char *token = text_of(values[0]);
	sqlite3_result_int(context, token != NULL && audit_words_is_plain(token));
}

static void
free_packer(void *packer)
{
	audit_packer_free(packer);
}

int
sqlite_audit_functions(sqlite3 *handle, struct err *err)
{
	static const struct {
		const char *name;
		int n;
		void (*function)(sqlite3_context *context, int n, sqlite3_value **values);
	} functions[] = {
		{ "nexa_pack", 1, pack },
		{ "nexa_unpack", 1, unpack },
		{ "nexa_pack_id", 3, pack_id },
		{ "nexa_unpack_id", 3, unpack_id },
		{ "nexa_bytes", 1, bytes_of },
		{ "nexa_party", -1, party },
		{ "nexa_event_words", 9, event_words },
		{ "nexa_fits", 2, fits },
		{ "nexa_is_word", 1, is_word },
	};
	const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		/* Of its own each: SQLite frees it with the function. */
		if (sqlite3_create_function_v2(handle, functions[i].name, functions[i].n, flags,
		        audit_packer_new(), functions[i].function, NULL, NULL,
		        free_packer) != SQLITE_OK)
			return sqlite_fail(handle, "preparing the audit log", err);
	}
	return 0;
}
