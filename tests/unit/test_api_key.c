/* The text of an API key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <string.h>

#include "api_key.h"

/* Computed by another program: python3 -c 'import zlib; zlib.crc32(b"dnx_live_" + b"0" * 26)'. */
static void
test_checksum(void **state)
{
	(void)state;
	char text[API_KEY_TEXT] = "dnx_live_00000000000000000000000000";
	api_key_seal(text);
	assert_string_equal(text, "dnx_live_000000000000000000000000004b3csJ");
	char other[API_KEY_TEXT] = "dnx_test_Zz9Aa0Zz9Aa0Zz9Aa0Zz9Aa0Zz";
	api_key_seal(other);
	assert_string_equal(other, "dnx_test_Zz9Aa0Zz9Aa0Zz9Aa0Zz9Aa0Zz0Lab2W");
	assert_null(api_key_fault(other));
}

/* One character wrong, two swapped, one too few or too many: all are found. */
static void
test_mistyped(void **state)
{
	(void)state;
	char good[API_KEY_TEXT] = "dnx_live_8Zq0Tn4VbJ2xWc6RmYd1LfKp3H";
	char bad[API_KEY_TEXT + 1];
	api_key_seal(good);
	assert_null(api_key_fault(good));
	for (size_t i = API_KEY_PREFIX; i < API_KEY_TEXT - 1; i++) {
		memcpy(bad, good, sizeof(good));
		bad[i] = bad[i] == 'x' ? 'y' : 'x';
		assert_non_null(api_key_fault(bad));
	}
	for (size_t i = API_KEY_PREFIX; i + 2 < API_KEY_TEXT; i++) {
		memcpy(bad, good, sizeof(good));
		bad[i] = good[i + 1];
		bad[i + 1] = good[i];
		assert_true(good[i] == good[i + 1] || api_key_fault(bad) != NULL);
	}
	memcpy(bad, good, sizeof(good));
	bad[API_KEY_TEXT - 2] = '\0';
	assert_non_null(api_key_fault(bad));
	memcpy(bad, good, sizeof(good));
	memcpy(bad + API_KEY_TEXT - 1, "0", 2);
	assert_non_null(api_key_fault(bad));
	assert_non_null(api_key_fault(""));
	assert_non_null(api_key_fault("dnx_live"));
	assert_non_null(api_key_fault("sk_live_8Zq0Tn4VbJ2xWc6RmYd1LfKp3H000000"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_checksum),
		cmocka_unit_test(test_mistyped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
