/* Texts between nexa and nexa-keyring: whole or refused. */
#include "keyring_wire.h"
#include "str.h"
#include "unit.h"

static void
there_and_back(void **state)
{
	static const char *const texts[ANSWERED_COUNT] = { "open", "Login", NULL, "a\nb\xff" };
	const char *back[ANSWERED_COUNT];
	struct str wire = STR_INIT(100);
	(void)state;
	keyring_wire_add(&wire, texts, ANSWERED_COUNT);
	assert_true(keyring_wire_read(wire.data, wire.len, back, ANSWERED_COUNT));
	assert_string_equal(back[ANSWERED_label], "Login");
	assert_string_equal(back[ANSWERED_secret], "");
	assert_string_equal(back[ANSWERED_detail], "a\nb\xff");
	str_release(&wire);
}

static void
other_lengths_are_refused(void **state)
{
	static const char wire[] = "open\0Login\0secret\0"; /* and one NUL of C */
	const char *back[ANSWERED_COUNT];
	(void)state;
	assert_true(keyring_wire_read(wire, sizeof(wire), back, ANSWERED_COUNT));
	for (size_t len = 0; len < sizeof(wire); len++)
		assert_false(keyring_wire_read(wire, len, back, ANSWERED_COUNT));
	assert_false(keyring_wire_read(wire, sizeof(wire), back, ANSWERED_COUNT - 1));
}

static void
every_word_is_known_again(void **state)
{
	(void)state;
	for (int i = 0; i < KEYRING_STATE_COUNT; i++)
		assert_int_equal(keyring_state_find(keyring_state_name((enum keyring_state)i)), i);
	for (int i = 0; i < KEYRING_ACT_COUNT; i++)
		assert_int_equal(keyring_act_find(keyring_act_name((enum keyring_act)i)), i);
	assert_int_equal(keyring_state_find("shut"), KEYRING_STATE_COUNT);
	assert_int_equal(keyring_act_find(""), KEYRING_ACT_COUNT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(other_lengths_are_refused),
		cmocka_unit_test(every_word_is_known_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
