/* Cursors of a list: whatever one holds, the store makes a page of it or it is refused, and the answer is
 * JSON. */
#include <sodium.h>
#include <unistd.h>

#include "call.h"
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

static void
check(enum op_id op, enum list list, void *args, const struct value *values, int n)
{
	struct json *answer = NULL;
	struct call c = {
		.db = db, .id = op, .op = &ops[op], .args = args, .out = STR_INIT(1 << 20)
	};
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

/* An even first byte: the rest is a cursor; an odd one: what is inside of one. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char encoded[8192];
	if (size == 0 || size > 4000)
		return 0;
	open_store();
	char *text = fuzz_text(data + 1, size - 1);
	if ((data[0] & 1) != 0)
		(void)sodium_bin2base64(encoded, sizeof(encoded), data + 1, size - 1,
		    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	const char *cursor = (data[0] & 1) != 0 ? encoded : text;
	struct member_list_args members = { .cursor = cursor, .has_cursor = true };
	struct audit_installation_args events = { .cursor = cursor, .has_cursor = true };
	check(OP_member_list, LIST_members, &members, WITH(V("ws_1")));
	check(OP_audit_installation, LIST_events, &events, WITH(V(0), V(INT64_MAX)));
	free(text);
	return 0;
}
