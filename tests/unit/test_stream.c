/* How an audit stream writes events. */
#include <sodium.h>
#include <string.h>

#include "err.h"
#include "json.h"
#include "str.h"
#include "stream_format.h"
#include "unit_fail.h"

static const struct audit_event example = {
	.actor = { .id = "usr_1", .name = "A \"quoted\" ]name\\", .type = PRINCIPAL_user },
	.details = "{\"after\":{\"role\":\"admin\"},\"before\":{\"role\":\"viewer\"}}",
	.id = "evt_1",
	.leaf_hash = "00",
	.occurred_at = INT64_C(1795390000123),
	.organization_id = "org_1",
	.outcome = OUTCOME_success,
	.seq = 7,
	.target = { .id = "usr_2", .name = "Divya\nIyer", .type = "user" },
	.type = EVENT_member_role_changed,
};

/* ---- formats ---- */

static void
test_syslog(void **state)
{
	(void)state;
	struct str text = STR_INIT(10000);
	stream_format(STREAM_FORMAT_syslog, &example, &text);
	const char *message = strchr(str_text(&text), ' ') + 1;
	/* The count in front is that of the octets after it. */
	assert_int_equal(strtol(str_text(&text), NULL, 10), strlen(message));
	assert_memory_equal(message, "<110>1 2026-11-22T", 18);
	assert_non_null(strstr(message, " nexad - member.role_changed [nexa@32473 seq=\"7\" "));
	assert_non_null(strstr(message, " actor=\"A \\\"quoted\\\" \\]name\\\\\" "));
	/* A line break would end the message for those who count lines. */
	assert_non_null(strstr(message, " target=\"Divya Iyer\" "));
	assert_null(strchr(message, '\n'));
	assert_null(strstr(message, "ip="));
	assert_non_null(strstr(message, "] {\"actor\":{"));
	str_clear(&text);
	struct audit_event failed = example;
	failed.outcome = OUTCOME_failure;
	stream_format(STREAM_FORMAT_syslog, &failed, &text);
	assert_non_null(strstr(str_text(&text), " <108>1 "));
	str_release(&text);
}

static int64_t
number_in(const struct json *object, const char *name)
{
	int64_t number = -1;
	assert_true(json_int(json_get(object, name), &number));
	return number;
}

static void
test_ocsf(void **state)
{
	(void)state;
	struct str text = STR_INIT(10000);
	struct json *json;
	struct err err;
	stream_format(STREAM_FORMAT_ocsf, &example, &text);
	assert_int_equal(json_parse(str_text(&text), text.len, &json, &err), 0);
	assert_int_equal(number_in(json, "type_uid"), 300501);
	assert_int_equal(number_in(json, "time"), example.occurred_at);
	assert_string_equal(json_text(json_first(json_get(json, "privileges"))), "admin");
	assert_string_equal(
	    json_text(json_get(json_get(json, "src_endpoint"), "name")), "the Unix socket");
	json_free(json);
	str_release(&text);
}

/* Of each event type there is a row; its activity is one that the class has. */
static void
test_all_events_have_classes(void **state)
{
	(void)state;
	for (int type = 1; type < EVENT_COUNT; type++) {
		struct ocsf_class class = stream_ocsf_class((enum event)type);
		struct audit_event event = example;
		struct str text = STR_INIT(10000);
		event.type = (enum event)type;
		if (class.class_uid == 0)
			fail_about(
			    "%s: stream_ocsf.c has no row for it", vocab_name(VOCAB_event, type));
		stream_format(STREAM_FORMAT_ocsf, &event, &text);
		assert_non_null(strstr(str_text(&text), "\"activity_name\":\""));
		str_release(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_syslog),
		cmocka_unit_test(test_ocsf),
		cmocka_unit_test(test_all_events_have_classes),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
