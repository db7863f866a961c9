/* Cursors of a list: whatever one holds, the store makes a page of it or it is refused, and the answer is
 * JSON. */
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "call.h"
#include "cursor.h"
#include "fuzz.h"
#include "json.h"
#include "page.h"

static struct store *store;
static struct db *db;
static char folder[] = "/tmp/nexa-fuzz-XXXXXX";

static void
remove_store(void)
{
	static const char *const names[] = { "f.db", "f.db-wal", "f.db-shm" };
	char path[64];
	db_close(db);
	store_close(store);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		(void)unlink(path);
	}
	(void)rmdir(folder);
}

static void
open_store(void)
{
	char url[64];
	if (store != NULL)
		return;
	must(mkdtemp(folder) != NULL);
	(void)snprintf(url, sizeof(url), "sqlite:%s/f.db", folder);
	must(store_open(url, &store, NULL) == 0 && db_open(store, false, &db, NULL) == 0);
	must(atexit(remove_store) == 0);
}

/* A cursor of the list, with what is said of the place in it. */
static const char *
encode(struct call *c, enum list list, const char *place)
{
	const struct listing listing = { .list = list, .descending = c->op->sorts == NULL };
	const char *text = arena_printf(&c->arena, "%s\n%s", cursor_list(c, &listing), place);
	size_t room =
	    sodium_base64_encoded_len(strlen(text), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return sodium_bin2base64(arena_new(&c->arena, room), room, (const unsigned char *)text,
	    strlen(text), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

struct asked {
	const char *text;
	bool
	    place; /* the text is what is inside of a cursor of the list, else one as it was sent */
};

static void
check(enum op_id op, enum list list, const struct asked *asked, const struct value *values, int n)
{
	struct json *answer = NULL;
	struct call c = { .db = db, .id = op, .op = &ops[op], .out = STR_INIT(1 << 20) };
	c.args = arena_new(&c.arena, c.op->args_size);
	const struct field *cursor = shape_field(op_params(op), "cursor");
	*(bool *)((char *)c.args + cursor->has) = true;
	*(const char **)(void *)((char *)c.args + cursor->offset) =
	    asked->place ? encode(&c, list, asked->text) : asked->text;
	struct page page = { .call = &c, .shape = ops[op].gives };
	int problem = page_list(&page, list, values, n, NULL);
	must(problem == 0 || problem == PROBLEM_invalid_query);
	if (problem == 0) {
		must(json_parse(str_text(&c.out), c.out.len, &answer, NULL) == 0);
		must(json_type(json_get(answer, "data")) == JSON_LIST);
		json_free(answer);
	}
	str_release(&c.out);
	arena_release(&c.arena);
}

/* An even first byte: the rest is a cursor; an odd one: what is inside of one behind the list that it is of. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0 || size > 4000)
		return 0;
	open_store();
	char *text = fuzz_text(data + 1, size - 1);
	struct asked asked = { text, (data[0] & 1) != 0 };
	check(OP_member_list, LIST_members, &asked, WITH(V("ws_1")));
	check(OP_audit_installation, LIST_events, &asked, WITH(V(0), V(INT64_MAX)));
	free(text);
	return 0;
}
