/* Log lines: one event a line, whatever is in it. */
#include <fcntl.h>

#include "clock.h"
#include "json.h"
#include "log.h"
#include "unit.h"

/* What a call writes to standard error. */
static const char *
written_by(void (*write_lines)(void))
{
	static char text[20000];
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	int before = dup(STDERR_FILENO);
	assert_true(dup2(ends[1], STDERR_FILENO) >= 0);
	write_lines();
	assert_true(dup2(before, STDERR_FILENO) >= 0);
	(void)close(before);
	(void)close(ends[1]);
	ssize_t len = read(ends[0], text, sizeof(text) - 1);
	(void)close(ends[0]);
	text[len < 0 ? 0 : len] = '\0';
	return text;
}

static void
some_fields(void)
{
	log_line(LOG_warning, "request", LOG_TEXT("op", "member_list"), LOG_NUMBER("ms", -3),
	    LOG_TEXT("who", "Ada \"L\"\n\033[31m"), LOG_TEXT("none", ""), LOG_END);
}

static void
test_text(void **state)
{
	(void)state;
	(void)unsetenv("JOURNAL_STREAM");
	log_setup(LOG_info, LOG_as_text);
	assert_string_equal(written_by(some_fields),
	    "warning: request op=member_list ms=-3 who=\"Ada \\\"L\\\"\\n\\u001b[31m\" none=\"\"\n");
	(void)setenv("JOURNAL_STREAM", "8:1", 1);
	assert_memory_equal(written_by(some_fields), "<4>warning: request", 19);
	(void)unsetenv("JOURNAL_STREAM");
}

static void
test_json(void **state)
{
	(void)state;
	struct json *json;
	log_setup(LOG_info, LOG_as_json);
	clock_set(INT64_C(1795304819123));
	const char *line = written_by(some_fields);
	clock_set(0);
	assert_int_equal(json_parse(line, strlen(line), &json, NULL), 0);
	assert_string_equal(json_text(json_get(json, "time")), "2026-11-21T23:46:59.123Z");
	assert_string_equal(json_text(json_get(json, "level")), "warning");
	assert_string_equal(json_text(json_get(json, "message")), "request");
	assert_string_equal(json_text(json_get(json, "who")), "Ada \"L\"\n\033[31m");
	assert_int_equal(strchr(line, '\n') - line, (long)strlen(line) - 1);
	json_free(json);
}

static void
each_level(void)
{
	log_line(LOG_error, "e", LOG_END);
	log_line(LOG_warning, "w", LOG_END);
	log_line(LOG_info, "i", LOG_END);
	log_line(LOG_debug, "d", LOG_END);
}

static void
test_levels(void **state)
{
	(void)state;
	static const char *const expected[] = { "error: e\n", "error: e\nwarning: w\n",
		"error: e\nwarning: w\ninfo: i\n", "error: e\nwarning: w\ninfo: i\ndebug: d\n" };
	for (int level = LOG_error; level <= LOG_debug; level++) {
		log_setup((enum log_level)level, LOG_as_text);
		assert_string_equal(written_by(each_level), expected[level]);
	}
}

static void
a_long_one(void)
{
	char text[10000];
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	log_line(LOG_info, "long", LOG_TEXT("text", text), LOG_TEXT("after", "it"), LOG_END);
	log_line(LOG_info, "next", LOG_END);
}

/* A line that is too long is cut, but remains a line. */
static void
test_too_long(void **state)
{
	(void)state;
	log_setup(LOG_info, LOG_as_text);
	assert_has(written_by(a_long_one), "\ninfo: next\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_levels),
		cmocka_unit_test(test_too_long),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
