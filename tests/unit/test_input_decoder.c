/* From bytes to keys: sequences of many terminals, split and broken ones, pastes, the mouse. */
#include "input_decoder.h"
#include "keys.h"
#include "unit.h"

static struct input_decoder decoder;
static int64_t now;

static int
set_up(void **state)
{
	(void)state;
	input_decoder_init(&decoder);
	now = 1000;
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	input_decoder_release(&decoder);
	return 0;
}

static void
feed_n(const char *bytes, size_t len)
{
	size_t room;
	void *to = input_decoder_room(&decoder, &room);
	assert_true(len <= room);
	memcpy(to, bytes, len);
	input_decoder_fed(&decoder, len, now);
}

static void
feed(const char *bytes)
{
	feed_n(bytes, strlen(bytes));
}

static struct input
take(void)
{
	struct input input;
	assert_true(input_decoder_next(&decoder, now, &input));
	return input;
}

static void
expect_none(void)
{
	struct input input;
	assert_false(input_decoder_next(&decoder, now, &input));
}

/* Bytes that are to be one key, at once and also when they come one by one. */
static void
expect_key(const char *bytes, uint32_t key)
{
	feed(bytes);
	struct input input = take();
	assert_int_equal(input.kind, INPUT_KEY);
	assert_int_equal(input.key, key);
	expect_none();
	for (; bytes[1] != '\0'; bytes++) {
		feed_n(bytes, 1);
		expect_none();
		assert_true(input_decoder_patience(&decoder, now) > 0);
	}
	feed(bytes);
	assert_int_equal(take().key, key);
	expect_none();
	assert_int_equal(input_decoder_patience(&decoder, now), -1);
}

static void
test_characters(void **state)
{
	(void)state;
	expect_key("j", 'j');
	expect_key(" ", ' ');
	expect_key("é", 0xe9);
	expect_key("漢", 0x6f22);
	expect_key("😀", 0x1f600);
	expect_key("\x04", KEY_CTRL | 'd');
	expect_key("\x13", KEY_CTRL | 's');
	expect_key("\x1c", KEY_CTRL | '\\');
	expect_key("\x1f", KEY_CTRL | '_');
	expect_key("\r", KEY_enter);
	expect_key("\n", KEY_enter);
	expect_key("\t", KEY_tab);
	expect_key("\x7f", KEY_backspace);
	expect_key("\b", KEY_backspace);
	feed_n("", 1);
	assert_int_equal(take().key, KEY_CTRL | ' ');
}

static void
test_sequences(void **state)
{
	(void)state;
	expect_key("\033[A", KEY_up);
	expect_key("\033OB", KEY_down);
	expect_key("\033[1;5C", KEY_CTRL | KEY_right);
	expect_key("\033[1;2A", KEY_SHIFT | KEY_up);
	expect_key("\033[1;3D", KEY_ALT | KEY_left);
	expect_key("\033[H", KEY_home);
	expect_key("\033[4~", KEY_end);
	expect_key("\033[5~", KEY_page_up);
	expect_key("\033[6;5~", KEY_CTRL | KEY_page_down);
	expect_key("\033[3~", KEY_delete);
	expect_key("\033OP", KEY_f1);
	expect_key("\033[12~", KEY_f2);
	expect_key("\033[15~", KEY_f5);
	expect_key("\033[24~", KEY_f12);
	expect_key("\033[1;2P", KEY_SHIFT | KEY_f1);
	expect_key("\033[[B", KEY_f2);
	expect_key("\033[Z", KEY_SHIFT | KEY_tab);
	expect_key("\033[7^", KEY_CTRL | KEY_home);
	expect_key("\033[8$", KEY_SHIFT | KEY_end);
	expect_key("\033[a", KEY_SHIFT | KEY_up);
	expect_key("\033Oa", KEY_CTRL | KEY_up);
	expect_key("\033OM", KEY_enter);
	expect_key("\033Oq", '1');
	expect_key("\033[97;5u", KEY_CTRL | 'a');
	expect_key("\033[97;2u", 'A');
	expect_key("\033[13;5u", KEY_CTRL | KEY_enter);
	expect_key("\033[27;5;9~", KEY_CTRL | KEY_tab);
}

static void
test_alt(void **state)
{
	(void)state;
	expect_key("\033x", KEY_ALT | 'x');
	expect_key("\033<", KEY_ALT | '<');
	expect_key("\033é", KEY_ALT | 0xe9);
	expect_key("\033\x7f", KEY_ALT | KEY_backspace);
	expect_key("\033\r", KEY_ALT | KEY_enter);
	expect_key("\033\x04", KEY_ALT | KEY_CTRL | 'd');
}

static void
test_escape_by_time(void **state)
{
	(void)state;
	feed("\033");
	expect_none();
	assert_int_equal(input_decoder_patience(&decoder, now), INPUT_DECODER_ESCAPE_MS);
	now += INPUT_DECODER_ESCAPE_MS;
	assert_int_equal(input_decoder_patience(&decoder, now), 0);
	assert_int_equal(take().key, KEY_escape);
	assert_int_equal(input_decoder_patience(&decoder, now), -1);
	/* Twice: the first needs no waiting. */
	feed("\033\033");
	assert_int_equal(take().key, KEY_escape);
	expect_none();
	now += INPUT_DECODER_ESCAPE_MS;
	assert_int_equal(take().key, KEY_escape);
	feed("\033O");
	now += INPUT_DECODER_ESCAPE_MS;
	assert_int_equal(take().key, KEY_ALT | 'O');
}

static void
test_half_a_sequence_is_no_command(void **state)
{
	(void)state;
	feed("\033[1;");
	expect_none();
	now += INPUT_DECODER_ESCAPE_MS;
	expect_none();
	now += INPUT_DECODER_SEQUENCE_MS;
	expect_none();
	feed("x");
	assert_int_equal(take().key, 'x');
	expect_none();
}

static void
test_answers_are_ignored(void **state)
{
	(void)state;
	/* Cursor report, device attributes, mode report, colour, DCS, focus: nobody asked. */
	feed("\033[12;40R\033[?62;22c\033[?2026;2$y\033]11;rgb:1e1e/1e1e/1e1e\033\\"
	     "\033]10;rgb:ff/ff/ff\a\033P>|xterm(380)\033\\\033[I\033[O\033[201~q");
	assert_int_equal(take().key, 'q');
	expect_none();
}

static void
test_broken_bytes(void **state)
{
	(void)state;
	feed("\xff\xc3(\x80\xc2\x9bq");
	assert_int_equal(take().key, '(');
	assert_int_equal(take().key, 'q');
	expect_none();
	feed("\xe6\xbc");
	expect_none();
	now += INPUT_DECODER_SEQUENCE_MS;
	expect_none();
	feed("x");
	assert_int_equal(take().key, 'x');
	/* A sequence broken off by another one. */
	feed("\033[1;\033[A");
	assert_int_equal(take().key, KEY_up);
	expect_none();
}

static void
test_learned_keys(void **state)
{
	(void)state;
	input_decoder_learn(&decoder, "\033[9z", KEY_f9);
	input_decoder_learn(&decoder, "\x7f", KEY_delete);
	input_decoder_learn(&decoder, "\033[123456789012345z", KEY_f10);
	expect_key("\033[9z", KEY_f9);
	expect_key("\x7f", KEY_backspace);
}

static void
test_paste(void **state)
{
	(void)state;
	feed("a\033[200~dd\r\033[31m:quit\n\033[201~b");
	assert_int_equal(take().key, 'a');
	struct input input = take();
	assert_int_equal(input.kind, INPUT_PASTE);
	assert_string_equal(input.text, "dd\r\033[31m:quit\n");
	assert_int_equal(input.len, 14);
	assert_false(input.cut);
	const char *lent = input.text;
	assert_int_equal(take().key, 'b');
	/* Wiped when the next one was asked for. */
	for (int i = 0; i < 14; i++)
		assert_int_equal(lent[i], 0);
}

static void
test_paste_in_pieces(void **state)
{
	(void)state;
	static const char bytes[] = "\033[200~x\033[201y\033[201~";
	struct input input = { 0 };
	for (size_t i = 0; i < sizeof bytes - 1; i++) {
		feed_n(bytes + i, 1);
		now += 1000;
		if (i < 6)
			now -= 1000;
		bool got = input_decoder_next(&decoder, now, &input);
		assert_int_equal(got, i == sizeof bytes - 2);
		assert_int_equal(input_decoder_patience(&decoder, now) >= 0, i < sizeof bytes - 2);
	}
	assert_int_equal(input.kind, INPUT_PASTE);
	assert_string_equal(input.text, "x\033[201y");
	feed("\033[200~\033[201~");
	input = take();
	assert_int_equal(input.kind, INPUT_PASTE);
	assert_int_equal(input.len, 0);
}

static void
test_paste_over_the_limit(void **state)
{
	(void)state;
	char block[1000];
	memset(block, 'x', sizeof block);
	feed("\033[200~");
	for (int i = 0; i < 100; i++) {
		expect_none();
		feed_n(block, sizeof block);
	}
	expect_none();
	feed("\033[201~q");
	struct input input = take();
	assert_int_equal(input.len, INPUT_PASTE_MAX);
	assert_true(input.cut);
	assert_int_equal(take().key, 'q');
}

/* What a paste without an end leaves behind it is nothing, and above all no keys. */
static void
test_paste_without_an_end(void **state)
{
	(void)state;
	struct input input;
	feed("\033[200~:quit\r");
	expect_none();
	assert_int_equal(input_decoder_patience(&decoder, now), INPUT_DECODER_PASTE_MS);
	now += INPUT_DECODER_PASTE_MS - 1;
	expect_none();
	now++;
	assert_int_equal(input_decoder_patience(&decoder, now), 0);
	assert_int_equal(take().kind, INPUT_BROKEN);
	expect_none();
	assert_int_equal(input_decoder_patience(&decoder, now), -1);
	assert_int_equal(decoder.paste.len, 0);
	/* Its rest, late. */
	feed("dd:quit\r");
	expect_none();
	now += 10;
	feed("Q\033[201~j");
	assert_int_equal(take().kind, INPUT_BROKEN);
	assert_int_equal(take().key, 'j');
	expect_none();
	feed("kk");
	assert_int_equal(take().key, 'k');
	assert_int_equal(take().key, 'k');
	/* A person's keys come one by one. */
	feed("\033[200~:quit");
	now += INPUT_DECODER_PASTE_MS;
	while (!input_decoder_next(&decoder, now, &input))
		continue;
	assert_int_equal(input.kind, INPUT_BROKEN);
	feed("\033[A");
	assert_int_equal(take().key, KEY_up);
	feed("jé");
	assert_int_equal(take().key, 'j');
	assert_int_equal(take().key, 0xe9);
}

static void
test_paste_is_interrupted(void **state)
{
	(void)state;
	feed("\033[200~a");
	expect_none();
	/* Part of what is pasted: it comes with the rest. */
	feed("\003");
	expect_none();
	feed("b\003");
	expect_none();
	now += INPUT_DECODER_PAUSE_MS;
	feed("\003");
	assert_int_equal(take().kind, INPUT_BROKEN);
	expect_none();
	feed("Qd");
	expect_none();
	now += INPUT_DECODER_PASTE_MS;
	assert_int_equal(take().kind, INPUT_BROKEN);
	feed("q");
	assert_int_equal(take().key, 'q');
	expect_none();
}

static void
test_mouse(void **state)
{
	(void)state;
	feed("\033[<0;12;5M\033[<0;12;5m\033[<32;13;5M\033[<64;1;1M\033[<2;300;200M\033[M !!");
	struct input input = take();
	assert_int_equal(input.kind, INPUT_MOUSE);
	assert_int_equal(input.mouse, INPUT_MOUSE_LEFT);
	assert_int_equal(input.row, 4);
	assert_int_equal(input.column, 11);
	assert_int_equal(take().mouse, INPUT_WHEEL_UP);
	input = take();
	assert_int_equal(input.mouse, INPUT_MOUSE_RIGHT);
	assert_int_equal(input.column, 299);
	expect_none();
}

/* Whatever comes, the decoder neither hangs nor hands out a control. */
static void
test_any_bytes(void **state)
{
	(void)state;
	uint32_t seed = 3;
	for (int i = 0; i < 20000; i++) {
		static const char often[] = "\033[[O;0123456789<?M~]P\\\a\xe2\x80";
		char bytes[8];
		for (size_t k = 0; k < sizeof bytes; k++) {
			seed = seed * 1664525 + 1013904223;
			uint32_t pick = seed >> 24;
			bytes[k] = pick < 200 ? often[pick % (sizeof often - 1)] : (char)pick;
		}
		feed_n(bytes, 1 + seed % sizeof bytes);
		struct input input;
		while (input_decoder_next(&decoder, now, &input)) {
			uint32_t code = input.key & ~KEY_MODIFIERS;
			assert_true(
			    input.kind != INPUT_KEY || (code >= 0x20 && code < KEY_SPECIAL_END));
		}
		now += (int64_t)(seed >> 16) % 600;
		if (decoder.pasting)
			feed("\033[201~");
		size_t room;
		input_decoder_room(&decoder, &room);
		assert_true(room > 2000);
	}
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_characters),
		TEST(test_sequences),
		TEST(test_alt),
		TEST(test_escape_by_time),
		TEST(test_half_a_sequence_is_no_command),
		TEST(test_answers_are_ignored),
		TEST(test_broken_bytes),
		TEST(test_learned_keys),
		TEST(test_paste),
		TEST(test_paste_in_pieces),
		TEST(test_paste_over_the_limit),
		TEST(test_paste_without_an_end),
		TEST(test_paste_is_interrupted),
		TEST(test_mouse),
		TEST(test_any_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
