/* Signatures of what is sent, and the pauses after failures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <sodium.h>
#include <string.h>

#include "arena.h"
#include "attempt.h"
#include "webhook_sign.h"

/* The example of the specification, and the body's own HMAC by another program:
 * openssl dgst -sha256 -mac HMAC -macopt hexkey:… */
static void
test_signature(void **state)
{
	(void)state;
	char out[WEBHOOK_SIGNATURE];
	char body_out[WEBHOOK_BODY_SIGNATURE];
	const char *body = "{\"test\": 2432232314}";
	webhook_sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
	    1614265330, body, out, body_out);
	assert_string_equal(out, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
	assert_string_equal(
	    body_out, "sha256=e2cb4f5251572539d458bfb8a7adb533b08801e6a794467e06f771debbb0818b");
}

static void
test_secrets(void **state)
{
	(void)state;
	struct arena arena = { NULL };
	const char *one = webhook_secret_new(&arena);
	assert_int_equal(strlen(one), 6 + 44);
	assert_true(webhook_secret_valid(one));
	assert_string_not_equal(one, webhook_secret_new(&arena));
	assert_true(webhook_secret_valid("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
	assert_false(webhook_secret_valid("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
	assert_false(webhook_secret_valid("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS"));
	assert_false(webhook_secret_valid("whsec_c2hvcnQ="));
	assert_false(webhook_secret_valid("whsec_"));
	assert_false(webhook_secret_valid(""));
	arena_release(&arena);
}

/* 1 s, 2 s, 4 s … 1 h, up to a quarter more, and never before the receiver wants it. */
static void
test_pauses(void **state)
{
	(void)state;
	assert_int_equal(attempt_pause_ms(1, 0, 0), 1000);
	assert_int_equal(attempt_pause_ms(2, 0, 0), 2000);
	assert_int_equal(attempt_pause_ms(3, 0, 0), 4000);
	assert_int_equal(attempt_pause_ms(12, 0, 0), 2048000);
	assert_int_equal(attempt_pause_ms(13, 0, 0), 3600000);
	assert_int_equal(attempt_pause_ms(INT64_MAX, 0, 0), 3600000);
	assert_in_range(attempt_pause_ms(1, 0, 255), 1240, 1250);
	assert_int_equal(attempt_pause_ms(1, 7, 0), 7000);
	assert_int_equal(attempt_pause_ms(5, 7, 0), 16000);
	assert_int_equal(attempt_pause_ms(1, 7200, 0), 7200000);
	assert_int_equal(attempt_pause_ms(20, 86400, 0), 86400000);
	assert_int_equal(attempt_pause_ms(1, INT64_MAX, 0), 86400000);
	assert_int_equal(attempt_pause_ms(INT64_MAX, 1, 0), 3600000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signature),
		cmocka_unit_test(test_secrets),
		cmocka_unit_test(test_pauses),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
