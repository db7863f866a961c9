/* Secrets sealed for one place. */
#include <sodium.h>
#include <string.h>

#include "arena.h"
#include "daemon.h"
#include "seal.h"
#include "unit.h"

static unsigned char keys[2][crypto_sign_SECRETKEYBYTES] = { "a key", "another key" };
static const struct daemon_settings settings = { .audit_secret = keys[0] };
static const struct daemon_settings other = { .audit_secret = keys[1] };
static const struct daemon_settings none = { .audit_secret = NULL };

static void
comes_back(void **state)
{
	struct arena arena = { NULL };
	(void)state;
	const char *sealed = seal(&arena, &settings, "purpose", "org_1", "s3cret");
	assert_null(strstr(sealed, "s3cret"));
	assert_string_equal(unseal(&arena, &settings, "purpose", "org_1", sealed), "s3cret");
	assert_string_not_equal(sealed, seal(&arena, &settings, "purpose", "org_1", "s3cret"));
	sealed = seal(&arena, &settings, "purpose", "org_1", "");
	assert_string_equal(unseal(&arena, &settings, "purpose", "org_1", sealed), "");
	arena_release(&arena);
}

static void
only_in_its_place(void **state)
{
	struct arena arena = { NULL };
	(void)state;
	const char *sealed = seal(&arena, &settings, "purpose", "org_1", "s3cret");
	assert_null(unseal(&arena, &settings, "purpose", "org_2", sealed));
	assert_null(unseal(&arena, &settings, "another", "org_1", sealed));
	assert_null(unseal(&arena, &other, "purpose", "org_1", sealed));
	assert_null(unseal(&arena, &none, "purpose", "org_1", sealed));
	assert_null(seal(&arena, &none, "purpose", "org_1", "s3cret"));
	arena_release(&arena);
}

static void
whole_or_not_at_all(void **state)
{
	struct arena arena = { NULL };
	(void)state;
	const char *sealed = seal(&arena, &settings, "purpose", "org_1", "s3cret");
	for (size_t i = 0; i < strlen(sealed); i++) {
		char *changed = arena_text(&arena, sealed);
		changed[i] = changed[i] == 'A' ? 'B' : 'A';
		if (strcmp(changed, sealed) != 0 && sealed[i] != '=')
			assert_null(unseal(&arena, &settings, "purpose", "org_1", changed));
		changed[i] = '\0';
		assert_null(unseal(&arena, &settings, "purpose", "org_1", changed));
	}
	assert_null(unseal(&arena, &settings, "purpose", "org_1", "nothing of the kind"));
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_back),
		cmocka_unit_test(only_in_its_place),
		cmocka_unit_test(whole_or_not_at_all),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
