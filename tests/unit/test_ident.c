/* Ids and secrets. */
#include <sodium.h>

#include "arena.h"
#include "clock.h"
#include "ident.h"
#include "kind.h"
#include "unit.h"

enum { MANY = 5000 };

static void
test_ids(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	const char *before = "";
	for (int i = 0; i < 1000; i++) {
		const char *out;
		clock_set(INT64_C(1795304819123) + i);
		const char *id = ident_new(&arena, "ws");
		assert_int_equal(strlen(id), 3 + 26);
		assert_memory_equal(id, "ws_", 3);
		assert_int_equal(strspn(id + 3, "0123456789abcdefghjkmnpqrstvwxyz"), 26);
		assert_int_equal(kind_check(KIND_ws_ref, "id", id, &arena, &out, NULL), 0);
		/* Later ids stand behind earlier ones. */
		assert_true(strcmp(before, id) < 0);
		before = id;
	}
	clock_set(0);
	arena_release(&arena);
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* At one instant, chance keeps them apart. */
static void
test_ids_differ(void **state)
{
	(void)state;
	static const char *ids[MANY];
	struct arena arena = { 0 };
	clock_set(INT64_C(1795304819123));
	for (int i = 0; i < MANY; i++)
		ids[i] = ident_new(&arena, "evt");
	clock_set(0);
	qsort((void *)ids, MANY, sizeof(ids[0]), compare);
	for (int i = 1; i < MANY; i++)
		assert_string_not_equal(ids[i - 1], ids[i]);
	arena_release(&arena);
}

static void
test_secrets(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	const char *secret = ident_secret(&arena, "nxs");
	const char *other = ident_secret(&arena, "nxs");
	assert_memory_equal(secret, "nxs_", 4);
	/* 256 bits in base64. */
	assert_int_equal(strlen(secret), 4 + 43);
	assert_int_equal(
	    strspn(secret, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), 47);
	assert_string_not_equal(secret, other);
	arena_release(&arena);
}

static void
test_hash(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	assert_string_equal(ident_hash(&arena, "abc"),
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	arena_release(&arena);
}

int
main(void)
{
	if (sodium_init() < 0)
		return 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_ids_differ),
		cmocka_unit_test(test_secrets),
		cmocka_unit_test(test_hash),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
