/* Editing the settings file leaves alone what it is not about. */
#include <fcntl.h>
#include <string.h>

#include "arena.h"
#include "err.h"
#include "profile.h"
#include "unit.h"
#include "unit_fail.h"

static char path[] = "/tmp/nexa-profile-XXXXXX";

static const char before[] = "# ours\n"
                             "output = csv   # for scripts\n"
                             "\n"
                             "[first]  # one\n"
                             "url = https://first.example\n"
                             "read_only = yes\n"
                             "\n"
                             "# the second one\n"
                             "[ second ]\n"
                             "socket = \"/run/b.sock\"\n";

static void
put(const char *text)
{
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void
expect(const char *text)
{
	char is[2000] = "";
	FILE *file = fopen(path, "re");
	assert_non_null(file);
	is[fread(is, 1, sizeof(is) - 1, file)] = '\0';
	assert_int_equal(fclose(file), 0);
	assert_string_equal(is, text);
}

/* The settings of a command line, on the file. */
static struct config *
given(const char *one, const char *two, const char *three, const char *four)
{
	struct err err;
	struct config *config;
	char *argv[] = { "nexa", "--config", path, (char *)one, (char *)two, (char *)three,
		(char *)four, NULL };
	int argc = 3;
	while (argv[argc] != NULL)
		argc++;
	if (config_load(PROGRAM_nexa, argc, argv, &config, &err) != 0)
		fail_about("%s", err.text);
	return config;
}

static void
set(const char *name, const char *one, const char *two, const char *three, const char *four)
{
	struct err err;
	struct config *config = given(one, two, three, four);
	if (profile_set(config, name, &err) != 0)
		fail_about("%s", err.text);
	config_close(config);
}

static void
test_change(void **state)
{
	(void)state;
	put(before);
	set("first", "--socket", "/run/a.sock", "--organization", "A # \xc3\xa9");
	expect("# ours\noutput = csv   # for scripts\n\n[first]  # one\nread_only = yes\n"
	       "socket = /run/a.sock\norganization = \"A # \xc3\xa9\"\n\n"
	       "# the second one\n[ second ]\nsocket = \"/run/b.sock\"\n");
	set("second", "--url=https://b.example", NULL, NULL, NULL);
	expect("# ours\noutput = csv   # for scripts\n\n[first]  # one\nread_only = yes\n"
	       "socket = /run/a.sock\norganization = \"A # \xc3\xa9\"\n\n"
	       "# the second one\n[ second ]\nurl = https://b.example\n");
}

static void
test_add(void **state)
{
	(void)state;
	put("output = csv"); /* without an end of line */
	set("new", "--url", "https://new.example", "--read-only", NULL);
	expect("output = csv\n\n[new]\nurl = https://new.example\nread_only = true\n");
	put("");
	set("new", "--url", "https://new.example", NULL, NULL);
	expect("[new]\nurl = https://new.example\n");
}

static void
test_remove(void **state)
{
	struct err err;
	(void)state;
	put(before);
	struct config *config = given(NULL, NULL, NULL, NULL);
	assert_int_equal(profile_use(config, "first", &err), 0);
	expect("# ours\noutput = csv   # for scripts\nprofile = first\n\n[first]  # one\n"
	       "url = https://first.example\nread_only = yes\n\n"
	       "# the second one\n[ second ]\nsocket = \"/run/b.sock\"\n");
	assert_int_equal(profile_remove(config, "first", &err), 0);
	expect("# ours\noutput = csv   # for scripts\n\n"
	       "# the second one\n[ second ]\nsocket = \"/run/b.sock\"\n");
	assert_int_equal(profile_remove(config, "second", &err), 0);
	expect("# ours\noutput = csv   # for scripts\n\n# the second one\n");
	config_close(config);
}

static void
test_list(void **state)
{
	size_t n;
	struct err err;
	struct profile *profiles;
	struct arena arena = { NULL };
	(void)state;
	put("organization = Common\nsocket = /run/c.sock\n[b]\nurl = https://b.example\n"
	    "[a]\nread_only = true\n[b]\nworkspace = W\n");
	struct config *config = given(NULL, NULL, NULL, NULL);
	assert_int_equal(profile_list(config, &arena, &profiles, &n, &err), 0);
	assert_int_equal(n, 3);
	assert_string_equal(profiles[0].name, "default");
	assert_string_equal(profiles[0].socket, "/run/c.sock");
	assert_string_equal(profiles[1].name, "b");
	assert_string_equal(profiles[1].url, "https://b.example");
	assert_null(profiles[1].socket);
	assert_string_equal(profiles[1].organization, "Common");
	assert_string_equal(profiles[1].workspace, "W");
	assert_string_equal(profiles[2].name, "a");
	assert_string_equal(profiles[2].socket, "/run/c.sock");
	assert_true(profiles[2].read_only);
	arena_release(&arena);
	config_close(config);
}

/* What flags say of another daemon is not sent to the one of the profile; --read-only holds everywhere. */
static void
test_switch(void **state)
{
	struct err err;
	struct config *config;
	char *argv[] = { "nexa", "--config", path, "--socket", "/run/flag.sock", "--read-only",
		"--profile", "first", NULL };
	(void)state;
	put(before);
	assert_int_equal(setenv("NEXA_TOKEN", "nxs_secret", 1), 0);
	assert_int_equal(setenv("NEXA_URL", "https://env.example", 1), 0);
	assert_int_equal(config_load_profile(8, argv, "second", &config, &err), 0);
	assert_string_equal(config_text(config, OPTION_nexa_socket), "/run/b.sock");
	assert_null(config_text(config, OPTION_nexa_url));
	assert_null(config_text(config, OPTION_nexa_token));
	assert_string_equal(config_text(config, OPTION_nexa_profile), "second");
	assert_true(config_flag(config, OPTION_nexa_read_only));
	config_close(config);
	assert_int_equal(config_load_profile(8, argv, "third", &config, &err), PROBLEM_usage);
	assert_int_equal(unsetenv("NEXA_TOKEN"), 0);
	assert_int_equal(unsetenv("NEXA_URL"), 0);
}

static void
test_names(void **state)
{
	(void)state;
	assert_true(profile_is_name("acme-2.eu_x@y"));
	assert_false(profile_is_name(""));
	assert_false(profile_is_name("-a"));
	assert_false(profile_is_name(".a"));
	assert_false(profile_is_name("a/b"));
	assert_false(profile_is_name("a]b"));
	assert_false(profile_is_name("a b"));
}

static int
set_up(void **state)
{
	(void)state;
	int fd = mkostemp(path, O_CLOEXEC);
	return fd < 0 ? -1 : close(fd);
}

static int
tear_down(void **state)
{
	(void)state;
	return unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_change),
		cmocka_unit_test(test_add),
		cmocka_unit_test(test_remove),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_switch),
		cmocka_unit_test(test_names),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
