/* Settings: who wins, what is refused and in which words, secrets, places. */
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "arena.h"
#include "columns.h"
#include "config.h"
#include "err.h"
#include "mem.h"
#include "nearest.h"
#include "paths.h"
#include "secret.h"
#include "unit.h"

struct fixture {
	char directory[64];
	char path[128];
	struct config *config;
	struct err err;
};

static int
setup(void **state)
{
	struct fixture *f = mem_new(1, sizeof(*f));
	(void)snprintf(f->directory, sizeof(f->directory), "/tmp/test-config-XXXXXX");
	assert_non_null(mkdtemp(f->directory));
	(void)snprintf(f->path, sizeof(f->path), "%s/settings", f->directory);
	static const char *const unset[] = { "NEXA_SOCKET", "NEXA_URL", "NEXA_PROFILE",
		"NEXA_TOKEN", "NEXA_TOKEN_FILE", "NEXA_ORG", "NEXA_WORKSPACE", "NEXA_READ_ONLY",
		"NEXA_CA_FILE", "CREDENTIALS_DIRECTORY", "RUNTIME_DIRECTORY", "STATE_DIRECTORY",
		"XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_DATA_HOME" };
	for (size_t i = 0; i < sizeof(unset) / sizeof(unset[0]); i++)
		assert_int_equal(unsetenv(unset[i]), 0);
	assert_int_equal(setenv("XDG_CONFIG_HOME", f->directory, 1), 0);
	assert_int_equal(setenv("HOME", f->directory, 1), 0);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;
	config_close(f->config);
	(void)unlink(f->path);
	assert_int_equal(rmdir(f->directory), 0);
	free(f);
	return 0;
}

static void
write_file(const struct fixture *f, const char *text, mode_t mode)
{
	(void)unlink(f->path);
	int fd = open(f->path, O_WRONLY | O_CREAT | O_TRUNC, mode);
	assert_true(fd >= 0);
	assert_int_equal(fchmod(fd, mode), 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(close(fd), 0);
}

enum { ARGS_MAX = 12 };

/* Loads with the arguments of a line, blanks between; returns the problem. */
static int
load(struct fixture *f, enum program program, const char *line)
{
	static char copy[1000];
	static char *argv[ARGS_MAX + 1];
	int argc = 0;
	(void)snprintf(copy, sizeof(copy), "program %s", line);
	char *rest = copy;
	for (char *word; argc < ARGS_MAX && (word = strsep(&rest, " ")) != NULL;)
		if (*word != '\0')
			argv[argc++] = word;
	argv[argc] = NULL;
	config_close(f->config);
	f->config = NULL;
	f->err = (struct err){ .problem = PROBLEM_none };
	return config_load(program, argc, argv, &f->config, &f->err);
}

/* Loads nexad with the file. */
static int
load_file(struct fixture *f, const char *text)
{
	char line[200];
	write_file(f, text, 0644);
	(void)snprintf(line, sizeof(line), "--config %s", f->path);
	return load(f, PROGRAM_nexad, line);
}

static void
assert_refused(struct fixture *f, const char *text, const char *sentence)
{
	char wanted[600];
	assert_int_equal(load_file(f, text), PROBLEM_usage);
	(void)snprintf(wanted, sizeof(wanted), "%s%s", f->path, sentence);
	assert_string_equal(f->err.text, wanted);
}

/* ---- who wins ---- */

static void
test_the_strongest_wins(void **state)
{
	struct fixture *f = *state;
	char line[200];
	assert_int_equal(load(f, PROGRAM_nexa, ""), 0);
	assert_null(config_text(f->config, OPTION_nexa_socket));
	assert_int_equal(config_origin(f->config, OPTION_nexa_socket), ORIGIN_default);
	assert_string_equal(config_from(f->config, OPTION_nexa_socket), "default");
	write_file(f, "socket = /from/file\n", 0644);
	(void)snprintf(line, sizeof(line), "--config %s", f->path);
	assert_int_equal(load(f, PROGRAM_nexa, line), 0);
	assert_string_equal(config_text(f->config, OPTION_nexa_socket), "/from/file");
	assert_has(config_from(f->config, OPTION_nexa_socket), "/settings:1");
	assert_int_equal(setenv("NEXA_SOCKET", "/from/environment", 1), 0);
	assert_int_equal(load(f, PROGRAM_nexa, line), 0);
	assert_string_equal(config_text(f->config, OPTION_nexa_socket), "/from/environment");
	assert_string_equal(config_from(f->config, OPTION_nexa_socket), "NEXA_SOCKET");
	(void)snprintf(line, sizeof(line), "--config %s --socket=/from/flag", f->path);
	assert_int_equal(load(f, PROGRAM_nexa, line), 0);
	assert_string_equal(config_text(f->config, OPTION_nexa_socket), "/from/flag");
	assert_string_equal(config_from(f->config, OPTION_nexa_socket), "--socket");
	assert_int_equal(config_origin(f->config, OPTION_nexa_socket), ORIGIN_flag);
}

static void
test_kinds(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(load_file(f,
	                     "# a comment\n\n  log_level=debug   # and why\r\n"
	                     "body_limit = 64 KiB\ninsecure_http = yes\n"
	                     "regions = \"in # us\" # kept\nbase_url = https://x/#part\n"),
	    0);
	assert_int_equal(config_word(f->config, OPTION_nexad_log_level), 3);
	assert_int_equal(config_number(f->config, OPTION_nexad_body_limit), 65536);
	assert_true(config_flag(f->config, OPTION_nexad_insecure_http));
	assert_string_equal(config_text(f->config, OPTION_nexad_regions), "in # us");
	assert_string_equal(config_text(f->config, OPTION_nexad_base_url), "https://x/#part");
	assert_int_equal(config_word(f->config, OPTION_nexad_log_format), 0);
}

static void
test_flags_and_the_rest(void **state)
{
	struct fixture *f = *state;
	int n;
	assert_int_equal(load(f, PROGRAM_nexad, "demo --data-dir /d -h"), 0);
	assert_string_equal(config_text(f->config, OPTION_nexad_data_dir), "/d");
	assert_true(config_flag(f->config, OPTION_nexad_help));
	char *const *rest = config_rest(f->config, &n);
	assert_int_equal(n, 1);
	assert_string_equal(rest[0], "demo");
	assert_null(rest[1]);
	assert_int_equal(
	    load(f, PROGRAM_nexa, "member -ojson add --email a@b --org Acme - -x -- --url"), 0);
	assert_int_equal(config_word(f->config, OPTION_nexa_output), 1);
	assert_string_equal(config_text(f->config, OPTION_nexa_organization), "Acme");
	rest = config_rest(f->config, &n);
	assert_int_equal(n, 8);
	assert_string_equal(rest[2], "--email");
	assert_string_equal(rest[4], "-");
	assert_string_equal(rest[7], "--url");
	assert_int_equal(load(f, PROGRAM_nexa, "-o csv --read-only=false"), 0);
	assert_int_equal(config_word(f->config, OPTION_nexa_output), 2);
	assert_false(config_flag(f->config, OPTION_nexa_read_only));
}

static void
test_sections_are_profiles(void **state)
{
	struct fixture *f = *state;
	char line[200];
	write_file(f,
	    "organization = Acme\nsocket = /top\n[prod]\nurl = https://prod\nsocket = /prod\n"
	    "[test] # the other\nurl = https://test\n",
	    0644);
	(void)snprintf(line, sizeof(line), "--config %s --profile prod", f->path);
	assert_int_equal(load(f, PROGRAM_nexa, line), 0);
	assert_string_equal(config_text(f->config, OPTION_nexa_url), "https://prod");
	assert_string_equal(config_text(f->config, OPTION_nexa_socket), "/prod");
	assert_string_equal(config_text(f->config, OPTION_nexa_organization), "Acme");
	assert_int_equal(setenv("NEXA_PROFILE", "test", 1), 0);
	(void)snprintf(line, sizeof(line), "--config %s", f->path);
	assert_int_equal(load(f, PROGRAM_nexa, line), 0);
	assert_string_equal(config_text(f->config, OPTION_nexa_url), "https://test");
	assert_string_equal(config_text(f->config, OPTION_nexa_profile), "test");
	(void)snprintf(line, sizeof(line), "--config %s --profile prdo", f->path);
	assert_int_equal(load(f, PROGRAM_nexa, line), PROBLEM_usage);
	assert_has(f->err.text, "there is no profile 'prdo': no section [prdo] in");
}

/* ---- what is refused ---- */

static void
test_refuses_lines(void **state)
{
	struct fixture *f = *state;
	assert_refused(
	    f, "sokcet = /x\n", ":1: there is no setting 'sokcet'; do you mean 'socket'?");
	assert_refused(
	    f, "\nlog_level = loud\n", ":2: 'loud' is not one of: error, warning, info, debug");
	assert_refused(f, "body_limit = 1T\n", ":1: '1T' is not a size like 65536, 64K or 1M");
	assert_refused(f, "insecure_http = 1\n", ":1: '1' is not true or false");
	assert_refused(f, "socket = /a\n# x\nsocket = /b\n", ":3: there is a second 'socket'");
	assert_refused(f, "socket /a\n", ":1: a setting is written key = value");
	assert_refused(f, "socket =\n", ":1: the value is empty");
	assert_refused(f, "socket = \"/a\n", ":1: the closing \" is missing");
	assert_refused(f, "socket = \"/a\" b\n", ":1: something follows the closing \"");
	assert_refused(f, "[prod]\nsocket = /a\n", ":2: there are no sections here, but '[prod]'");
	assert_refused(f, "config = /a\n", ":1: there is no setting 'config'");
	assert_refused(f, "socket = /a\tb\033\n", ":1: the value contains a control character");
	assert_int_equal(load_file(f, "socket = \xff\n"), PROBLEM_usage);
	assert_has(f->err.text, "is not UTF-8 text");
}

static void
test_refuses_flags(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(load(f, PROGRAM_nexad, "--dta-dir /d"), PROBLEM_usage);
	assert_string_equal(
	    f->err.text, "there is no option '--dta-dir'; do you mean '--data-dir'?");
	assert_int_equal(load(f, PROGRAM_nexad, "--data-dir"), PROBLEM_usage);
	assert_string_equal(f->err.text, "--data-dir needs a value");
	assert_int_equal(load(f, PROGRAM_nexad, "--log-level=loud"), PROBLEM_usage);
	assert_has(f->err.text, "--log-level: 'loud' is not one of");
	assert_int_equal(load(f, PROGRAM_nexad, "--config /does/not/exist"), PROBLEM_usage);
	assert_has(f->err.text, "cannot open '/does/not/exist'");
	assert_int_equal(load(f, PROGRAM_nexa, "--token abc"), PROBLEM_usage);
	assert_has(f->err.text, "use NEXA_TOKEN");
	assert_int_equal(load(f, PROGRAM_nexa, "-o xml"), PROBLEM_usage);
	assert_has(f->err.text, "'xml' is not one of: table, json, csv");
	assert_null(f->config);
}

/* ---- secrets ---- */

static void
test_a_secret_leaves_the_environment(void **state)
{
	struct fixture *f = *state;
	struct secret secret;
	assert_int_equal(setenv("NEXA_TOKEN", "t0ken", 1), 0);
	assert_int_equal(load(f, PROGRAM_nexa, ""), 0);
	assert_null(getenv("NEXA_TOKEN"));
	assert_int_equal(config_secret(f->config, OPTION_nexa_token, &secret, &f->err), 0);
	assert_string_equal(secret.text, "t0ken");
	secret_release(&secret);
	assert_null(secret.text);
}

static void
test_secret_files(void **state)
{
	struct fixture *f = *state;
	struct secret secret;
	char line[200];
	assert_int_equal(load(f, PROGRAM_nexa, ""), 0);
	assert_int_equal(config_secret(f->config, OPTION_nexa_token_file, &secret, &f->err), 0);
	assert_null(secret.text);
	(void)snprintf(line, sizeof(line), "--token-file %s", f->path);
	assert_int_equal(load(f, PROGRAM_nexa, line), 0);
	write_file(f, "s3cret\n", 0640);
	assert_int_equal(
	    config_secret(f->config, OPTION_nexa_token_file, &secret, &f->err), PROBLEM_usage);
	assert_has(f->err.text, "holds a secret that others can read; try: chmod 600");
	write_file(f, "s3cret\n", 0600);
	assert_int_equal(config_secret(f->config, OPTION_nexa_token_file, &secret, &f->err), 0);
	assert_string_equal(secret.text, "s3cret");
	secret_release(&secret);
	write_file(f, "\n", 0600);
	assert_int_equal(
	    config_secret(f->config, OPTION_nexa_token_file, &secret, &f->err), PROBLEM_usage);
	assert_has(f->err.text, "is empty");
	(void)unlink(f->path);
	assert_int_equal(
	    config_secret(f->config, OPTION_nexa_token_file, &secret, &f->err), PROBLEM_usage);
	assert_has(f->err.text, "No such file");
}

static void
test_credentials_of_systemd(void **state)
{
	struct fixture *f = *state;
	struct secret secret;
	(void)snprintf(f->path, sizeof(f->path), "%s/token", f->directory);
	write_file(f, "from-systemd", 0440);
	assert_int_equal(setenv("CREDENTIALS_DIRECTORY", f->directory, 1), 0);
	assert_int_equal(load(f, PROGRAM_nexa, ""), 0);
	assert_int_equal(config_secret(f->config, OPTION_nexa_token_file, &secret, &f->err), 0);
	assert_string_equal(secret.text, "from-systemd");
	secret_release(&secret);
}

/* ---- places ---- */

static void
test_places(void **state)
{
	struct fixture *f = *state;
	struct arena arena = { 0 };
	const char *sockets[PATHS_SOCKETS];
	assert_int_equal(paths_sockets(&arena, sockets), 1);
	assert_string_equal(sockets[0], "/run/nexa/nexad.sock");
	assert_int_equal(setenv("XDG_RUNTIME_DIR", f->directory, 1), 0);
	assert_int_equal(paths_sockets(&arena, sockets), 2);
	assert_has(sockets[1], "/nexa/nexad.sock");
	assert_int_equal(setenv("XDG_STATE_HOME", "relative/is/ignored", 1), 0);
	assert_has(paths_state(&arena, "tokens"), "/.local/state/nexa/tokens");
	assert_has(paths_data(&arena, "audit.db"), "/.local/share/nexa/audit.db");
	assert_string_equal(paths_expand(&arena, PROGRAM_nexad, "/plain"), "/plain");
	assert_int_equal(setenv("RUNTIME_DIRECTORY", "/run/nexa", 1), 0);
	assert_string_equal(
	    paths_expand(&arena, PROGRAM_nexad, "%t/nexa/nexad.sock"), "/run/nexa/nexad.sock");
	assert_string_equal(paths_expand(&arena, PROGRAM_nexad, "%S/nexad"), "/var/lib/nexad");
	assert_int_equal(unsetenv("HOME"), 0);
	assert_null(paths_data(&arena, "audit.db"));
	arena_release(&arena);
}

static void
test_finds_the_socket_that_answers(void **state)
{
	struct fixture *f = *state;
	struct arena arena = { 0 };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	char directory[80];
	(void)snprintf(directory, sizeof(directory), "%s/nexa", f->directory);
	assert_int_equal(mkdir(directory, 0700), 0);
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s/nexad.sock", directory);
	assert_int_equal(setenv("XDG_RUNTIME_DIR", f->directory, 1), 0);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 1), 0);
	/* Unless a daemon of the system runs on this very machine. */
	if (access("/run/nexa/nexad.sock", F_OK) != 0)
		assert_string_equal(paths_find_socket(&arena), address.sun_path);
	(void)close(fd);
	assert_int_equal(unlink(address.sun_path), 0);
	assert_int_equal(rmdir(directory), 0);
	arena_release(&arena);
}

/* ---- help ---- */

static const char *
meant(const char *word)
{
	struct nearest nearest = { .word = word };
	nearest_consider(&nearest, "workspace");
	nearest_consider(&nearest, "member");
	nearest_consider(&nearest, "org");
	return nearest.found;
}

static void
test_nearest(void **state)
{
	(void)state;
	assert_string_equal(meant("wrokspace"), "workspace");
	assert_string_equal(meant("membre"), "member");
	assert_string_equal(meant("mem"), "member");
	assert_string_equal(meant("og"), "org");
	assert_null(meant("banana"));
	assert_null(meant(""));
}

static void
test_help(void **state)
{
	(void)state;
	struct str out = STR_INIT(100000);
	config_help(PROGRAM_nexa, &out);
	assert_has(str_text(&out), "  --socket PATH           ");
	assert_has(str_text(&out), "  -o, --output table|json|csv\n");
	assert_has(str_text(&out), "(NEXA_URL)");
	assert_null(strstr(str_text(&out), "--token "));
	for (const char *line = str_text(&out); *line != '\0'; line = strchr(line, '\n') + 1)
		assert_true(strcspn(line, "\n") <= COLUMNS_WIDTH);
	str_release(&out);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_the_strongest_wins),
		TEST(test_kinds),
		TEST(test_flags_and_the_rest),
		TEST(test_sections_are_profiles),
		TEST(test_refuses_lines),
		TEST(test_refuses_flags),
		TEST(test_a_secret_leaves_the_environment),
		TEST(test_secret_files),
		TEST(test_credentials_of_systemd),
		TEST(test_places),
		TEST(test_finds_the_socket_that_answers),
		TEST(test_nearest),
		TEST(test_help),
	};
	return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
