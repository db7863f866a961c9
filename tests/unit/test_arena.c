/* The memory of one request. */
#include "arena.h"
#include "unit.h"

static void
test_memory(void **state)
{
	(void)state;
	static const unsigned char zeros[20000];
	struct arena arena = { 0 };
	/* Sizes around the alignment and around a block. */
	for (size_t size = 0; size < 20000; size += size < 100 ? 1 : 997) {
		unsigned char *memory = arena_new(&arena, size);
		assert_non_null(memory);
		assert_int_equal((uintptr_t)memory % 16, 0);
		assert_memory_equal(memory, zeros, size);
		memset(memory, 0xff, size);
	}
	arena_release(&arena);
}

static void
test_pieces_do_not_touch(void **state)
{
	(void)state;
	enum { N = 2000 };
	struct arena arena = { 0 };
	unsigned char *pieces[N];
	for (size_t i = 0; i < N; i++) {
		pieces[i] = arena_new(&arena, i % 70 + 1);
		memset(pieces[i], (int)(i % 251), i % 70 + 1);
	}
	for (size_t i = 0; i < N; i++)
		for (size_t j = 0; j < i % 70 + 1; j++)
			assert_int_equal(pieces[i][j], i % 251);
	arena_release(&arena);
}

static void
test_texts(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	const char *given = "given";
	char *copy = arena_text(&arena, given);
	assert_string_equal(copy, "given");
	assert_ptr_not_equal(copy, given);
	assert_null(arena_text(&arena, NULL));
	assert_string_equal(arena_text_n(&arena, "given", 3), "giv");
	assert_string_equal(arena_text_n(&arena, NULL, 0), "");
	assert_string_equal(arena_text(&arena, ""), "");
	arena_release(&arena);
}

static void
test_printf(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	char *text = arena_printf(&arena, "%*d|%s", 20000, 7, "end");
	assert_int_equal(strlen(text), 20004);
	assert_string_equal(text + 19999, "7|end");
	assert_string_equal(arena_printf(&arena, "%s", ""), "");
	arena_release(&arena);
}

static void
test_usable_again(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	arena_release(&arena);
	for (int i = 0; i < 3; i++) {
		assert_string_equal(arena_text(&arena, "again"), "again");
		(void)arena_new(&arena, 100000);
		arena_release(&arena);
		assert_null(arena.last);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_pieces_do_not_touch),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_printf),
		cmocka_unit_test(test_usable_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
