/* The text of an invitation's mail: what foreign names cannot do to it. */
#include "arena.h"
#include "mail.h"
#include "unit.h"

static struct arena arena;

static const struct mailer mailer = {
	.ehlo = "nexa.example", .from = "nexa@nexa.example", .from_name = "Nexa"
};

static struct mail_facts
facts_of(const char *inviter, const char *target)
{
	return (struct mail_facts){ .id = "mail_1",
		.at = 1764000000000,
		.to = "ada@example.org",
		.inviter = inviter,
		.level = "workspace",
		.target = target,
		.organization = "Acme",
		.role = "org_viewer",
		.until = 1764604800000,
		.base = "https://nexa.example",
		.token = "nxi_secret" };
}

static void
test_plain(void **state)
{
	(void)state;
	const struct mail_facts facts = facts_of("Priya", "Production");
	const char *mail = mail_compose(&arena, &mailer, &facts);
	assert_has(mail,
	    "Date: Mon, 24 Nov 2025 16:00:00 +0000\r\nFrom: \"Nexa\"\r\n <nexa@nexa.example>\r\n");
	assert_has(mail, "To: <ada@example.org>\r\nSubject: Priya invites you to Production\r\n");
	assert_has(mail, "Message-ID: <mail_1@nexa.example>\r\nAuto-Submitted: auto-generated\r\n");
	assert_has(mail, "\r\nhttps://nexa.example/invite?token=3Dnxi_secret\r\n");
	assert_has(mail, "Your role there would be: Org Viewer.");
	assert_has(mail, "until 2025-12-01, 16:00 UTC");
	arena_release(&arena);
}

static void
test_the_operator_is_named(void **state)
{
	(void)state;
	struct mail_facts facts = facts_of("root", "Production");
	facts.by_operator = true;
	assert_has(mail_compose(&arena, &mailer, &facts),
	    "The operator of nexa.example (root) invites you");
	arena_release(&arena);
}

/* Whatever a name is, the mail has the lines and headers that it has, in ASCII, none too long. */
static void
test_foreign_names(void **state)
{
	(void)state;
	char long_name[401];
	memset(long_name, 'x', 400);
	long_name[400] = '\0';
	/* NOLINTNEXTLINE(misc-misleading-bidirectional): that is the point */
	const char *const names[] = { "A\r\nBcc: evil@example.org", "\xe2\x80\xaezoo",
		"=?UTF-8?B?QQ==?=",
		"\xf0\x9f\x8d\x8e\xf0\x9f\x8d\x8e\xf0\x9f\x8d\x8e\xf0\x9f\x8d\x8e\xf0\x9f\x8d\x8e\xf0\x9f\x8d\x8e\xf0\x9f\x8d\x8e\xf0\x9f\x8d\x8e\xf0\x9f\x8d\x8e\xf0\x9f\x8d\x8e\xf0\x9f\x8d\x8e",
		"\xff\xfe", long_name, "a\nb", ".\r\n.\r\n" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct mail_facts facts = facts_of(names[i], names[i]);
		const char *mail = mail_compose(&arena, &mailer, &facts);
		const char *end = strstr(mail, "\r\n\r\n");
		int headers = 0;
		for (const char *line = mail; *line != '\0'; line = strstr(line, "\r\n") + 2) {
			size_t len = strcspn(line, "\r\n");
			assert_in_range(len, 0, 78);
			assert_int_equal(line[len], '\r');
			assert_int_equal(line[len + 1], '\n');
			for (size_t j = 0; j < len; j++)
				assert_in_range(line[j], ' ', '~');
			headers += line < end && line[0] != ' ';
		}
		assert_int_equal(headers, 10);
		assert_null(strstr(mail, "\r\nBcc:"));
		arena_release(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_the_operator_is_named),
		cmocka_unit_test(test_foreign_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
