/* Base64 without padding: RFC 4648's examples, libsodium's of bytes by chance, and what is none. */
#include <sodium.h>

#include "base64.h"
#include "chance.h"
#include "unit.h"

enum { MOST = 200 };

/* RFC 4648, 10, without the padding. */
static void
test_known(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "", "" },
		{ "f", "Zg" },
		{ "fo", "Zm8" },
		{ "foo", "Zm9v" },
		{ "foob", "Zm9vYg" },
		{ "fooba", "Zm9vYmE" },
		{ "foobar", "Zm9vYmFy" },
		{ "\xfb\xff\xbf", "+/+/" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[BASE64_TEXT(MOST)];
		size_t len = strlen(cases[i][0]);
		size_t n = base64_write(BASE64_STANDARD, cases[i][0], len, text);
		assert_string_equal(text, cases[i][1]);
		assert_int_equal(n, strlen(text));
	}
}

/* Both ways as libsodium has it, in exactly the room that there has to be. */
static void
test_like_sodium(void **state)
{
	static const int variants[] = { [BASE64_STANDARD] =
		                            sodium_base64_VARIANT_ORIGINAL_NO_PADDING,
		[BASE64_URL] = sodium_base64_VARIANT_URLSAFE_NO_PADDING };
	struct chance chance = { .state = 7 };
	(void)state;
	for (size_t len = 0; len <= MOST; len++)
		for (int alphabet = BASE64_STANDARD; alphabet <= BASE64_URL; alphabet++) {
			unsigned char bytes[MOST + 1];
			unsigned char back[MOST];
			char wanted[BASE64_TEXT(MOST) + 4];
			size_t n;
			for (size_t i = 0; i < len; i++)
				bytes[i] = (unsigned char)chance_next(&chance);
			(void)sodium_bin2base64(
			    wanted, sizeof(wanted), bytes, len, variants[alphabet]);
			char *text = malloc(BASE64_TEXT(len));
			assert_int_equal(base64_write((enum base64)alphabet, bytes, len, text),
			    BASE64_TEXT(len) - 1);
			assert_string_equal(text, wanted);
			assert_true(base64_read((enum base64)alphabet, text, back, len, &n));
			assert_int_equal(n, len);
			assert_memory_equal(back, bytes, len);
			if (len > 0)
				assert_false(
				    base64_read((enum base64)alphabet, text, back, len - 1, &n));
			free(text);
		}
}

/* What libsodium refuses, and nothing else but bytes that are no ASCII: each byte at each place of texts of all
 * lengths. */
static void
test_refused(void **state)
{
	(void)state;
	for (size_t len = 1; len <= 9; len++)
		for (size_t at = 0; at < len; at++)
			for (int c = 1; c < 256; c++) {
				char text[10] = "AAAAAAAAA";
				unsigned char ours[9];
				unsigned char theirs[9];
				size_t n;
				size_t n_theirs;
				text[at] = (char)c;
				text[len] = '\0';
				bool wanted = c < 128 &&
				    sodium_base642bin(theirs, sizeof(theirs), text, len, NULL,
				        &n_theirs, NULL,
				        sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0;
				assert_int_equal(
				    base64_read(BASE64_STANDARD, text, ours, sizeof(ours), &n),
				    wanted);
				if (wanted) {
					assert_int_equal(n, n_theirs);
					assert_memory_equal(ours, theirs, n);
				}
			}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_like_sodium),
		cmocka_unit_test(test_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
