/* SHA-256: FIPS 180-4's examples, two pieces, hexadecimal both ways. */
#include "digest.h"
#include "unit.h"

static void
test_known(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char hex[DIGEST_HEX];
		size_t len = strlen(cases[i][0]);
		for (size_t cut = 0; cut <= len; cut++) {
			struct digest digest =
			    digest_of(cases[i][0], cut, cases[i][0] + cut, len - cut);
			digest_hex(&digest, hex);
			assert_string_equal(hex, cases[i][1]);
		}
	}
}

static void
test_hex(void **state)
{
	(void)state;
	struct digest digest = digest_of("x", 1, NULL, 0);
	struct digest back;
	char hex[DIGEST_HEX];
	digest_hex(&digest, hex);
	assert_int_equal(strlen(hex), 64);
	assert_int_equal(digest_from_hex(hex, &back), 0);
	assert_memory_equal(&digest, &back, sizeof(digest));
	for (char *c = hex; *c != '\0'; c++)
		if (*c >= 'a')
			*c = (char)(*c - 'a' + 'A');
	assert_int_equal(digest_from_hex(hex, &back), 0);
	assert_memory_equal(&digest, &back, sizeof(digest));
	hex[10] = 'g';
	assert_int_equal(digest_from_hex(hex, &back), -1);
	hex[10] = '\0';
	assert_int_equal(digest_from_hex(hex, &back), -1);
	assert_int_equal(digest_from_hex("", &back), -1);
	char longer[DIGEST_HEX + 1] = { 0 };
	memset(longer, '0', 65);
	assert_int_equal(digest_from_hex(longer, &back), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_hex),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
