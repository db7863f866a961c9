/* Connecting by the settings, and complaining. */
#include "nexa.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>

#include "complaint.h"
#include "credential_file.h"
#include "hide.h"
#include "json.h"
#include "local.h"
#include "mem.h"
#include "newfile.h"
#include "paths.h"
#include "visible.h"

enum { REFUSAL_MAX = 1 << 20 };

static void
take_config(struct nexa *nexa, struct config *config)
{
	config_close(nexa->config);
	nexa->config = config;
	nexa->printer.output = (enum output)config_word(config, OPTION_nexa_output);
}

int
nexa_init(struct nexa *nexa, int argc, char *const *argv, struct err *err)
{
	struct config *config;
	struct winsize size;
	*nexa = (struct nexa){ .argc = argc };
	nexa->argv = hide_secrets(argc, argv, &nexa->arena);
	nexa->printer.file = stdout;
	nexa->printer.terminal = isatty(STDOUT_FILENO) != 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		nexa->printer.columns = size.ws_col;
	int problem = config_load(PROGRAM_nexa, argc, nexa->argv, &config, err);
	if (problem == 0)
		take_config(nexa, config);
	return problem;
}

int
nexa_init_profile(struct nexa *nexa, const struct nexa *now, const char *profile, struct err *err)
{
	struct config *config;
	*nexa = (struct nexa){ .argc = now->argc, .argv = now->argv, .printer = now->printer };
	int problem = config_load_profile(now->argc, now->argv, profile, &config, err);
	if (problem == 0)
		take_config(nexa, config);
	return problem;
}

int
nexa_take_line(
    struct nexa *nexa, int n, char *const *words, char *const **rest, int *n_rest, struct err *err)
{
	struct config *config;
	size_t before = (size_t)nexa->argc;
	char **all = mem_new(before + (size_t)n + 1, sizeof(*all));
	memcpy((void *)all, (const void *)nexa->argv, before * sizeof(*all));
	memcpy((void *)(all + before), (const void *)words, (size_t)n * sizeof(*all));
	int problem = config_load(PROGRAM_nexa, nexa->argc + n, all, &config, err);
	free((void *)all);
	if (problem != 0)
		return problem;
	config_keep_secrets(config, nexa->config);
	take_config(nexa, config);
	*rest = config_rest(config, n_rest);
	return 0;
}

void
nexa_release(struct nexa *nexa)
{
	client_close(nexa->client);
	curl_late_end(&nexa->curl);
	copies_free(nexa->copies);
	secret_release(&nexa->credential.token);
	config_close(nexa->config);
	arena_wipe(&nexa->arena); /* passwords were in it */
}

/* ---- where ---- */

static bool
starts_with(const char *text, const char *start)
{
	return strncasecmp(text, start, strlen(start)) == 0;
}

/* Whether a URL stays on this machine. */
static bool
is_local(const char *url)
{
	const char *host = url + strlen("http://");
	size_t len = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/");
	if (starts_with(host, "127."))
		return strspn(host, "0123456789.") == len;
	return (len == 9 && starts_with(host, "localhost")) ||
	    (len == 5 && starts_with(host, "[::1]"));
}

static int
check_url(const struct config *config, const char *url, struct err *err)
{
	if (starts_with(url, "http://") && !is_local(url) &&
	    !config_flag(config, OPTION_nexa_insecure_http))
		return fail(err, PROBLEM_usage, "url",
		    "%s: '%s' would send the token where others can read it; use https://, or say "
		    "--insecure-http",
		    config_from(config, OPTION_nexa_url), url);
	return 0;
}

int
nexa_find_daemon(struct nexa *nexa, struct client_settings *out, struct err *err)
{
	const struct config *config = nexa->config;
	const char *path = config_text(config, OPTION_nexa_socket);
	const char *url = config_text(config, OPTION_nexa_url);
	enum origin path_origin = config_origin(config, OPTION_nexa_socket);
	enum origin url_origin = config_origin(config, OPTION_nexa_url);
	if (path != NULL && url != NULL && path_origin == url_origin)
		return fail(err, PROBLEM_usage, "socket",
		    "%s and %s contradict each other: give a socket or a URL",
		    config_from(config, OPTION_nexa_socket), config_from(config, OPTION_nexa_url));
	if (url != NULL && (path == NULL || url_origin > path_origin)) {
		out->url = url;
		nexa->where_from = config_from(config, OPTION_nexa_url);
		return check_url(config, url, err);
	}
	nexa->where_from = path != NULL ? config_from(config, OPTION_nexa_socket) : "found";
	out->socket_path = path != NULL ? path : paths_find_socket(&nexa->arena);
	return 0;
}

static int
check_ca_file(const struct config *config, struct err *err)
{
	const char *path = config_text(config, OPTION_nexa_ca_file);
	if (path == NULL || access(path, R_OK) == 0)
		return 0;
	return fail(err, PROBLEM_usage, "ca_file", "%s: cannot read '%s': %s",
	    config_from(config, OPTION_nexa_ca_file), path, strerror(errno));
}

/* The console reads copies by itself when the daemon is away; a line has to say --offline, so that a script
 * never takes what was for what is. */
static struct copies *
open_copies(struct nexa *nexa)
{
	char *file = (char *)paths_data(&nexa->arena, "audit");
	const struct copies_settings settings = {
		.directory = file,
		.daemon = nexa->slot.server,
		.any_daemon = strcmp(nexa->where_from, "found") == 0,
		.only = config_flag(nexa->config, OPTION_nexa_offline),
		.when_away = nexa->asks_later,
	};
	if (file != NULL)
		*strrchr(file, '/') = '\0';
	return copies_new(&settings);
}

int
nexa_connect(struct nexa *nexa, struct err *err)
{
	struct client_settings settings = {
		.ca_file = config_text(nexa->config, OPTION_nexa_ca_file),
		.user_agent = "nexa/" NEXA_VERSION,
		.read_only = config_flag(nexa->config, OPTION_nexa_read_only),
		.timeout_ms = (long)config_number(nexa->config, OPTION_nexa_timeout) * 1000,
	};
	if (nexa->client != NULL)
		return 0;
	int problem = nexa_find_daemon(nexa, &settings, err);
	if (problem == 0)
		problem = check_ca_file(nexa->config, err);
	if (problem != 0)
		return problem;
	/* Copies, because another line of a plain console brings other settings. */
	nexa->slot.server =
	    arena_text(&nexa->arena, settings.url != NULL ? settings.url : settings.socket_path);
	nexa->slot.profile =
	    arena_text(&nexa->arena, config_text(nexa->config, OPTION_nexa_profile));
	nexa->where_from = arena_text(&nexa->arena, nexa->where_from);
	nexa->copies = open_copies(nexa);
	settings.local = copies_local(nexa->copies);
	/* Looking for a sign-in may take as long. */
	if (!settings.local->only)
		curl_late_begin(&nexa->curl);
	problem = nexa->asks_later || settings.local->only
	    ? credential_given(nexa->config, &nexa->credential, err)
	    : credential_load(nexa->config, &nexa->slot, &nexa->credential, err);
	if (problem != 0)
		return problem;
	nexa->credential.from = arena_text(&nexa->arena, nexa->credential.from);
	settings.token = nexa->credential.token.text;
	return client_open(&settings, &nexa->client, err);
}

/* ---- speaking ---- */

void
nexa_note(const char *format, ...)
{
	char text[2000];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	struct str line = STR_INIT(16000);
	str_add(&line, "nexa: ");
	visible_add(&line, text);
	str_add_char(&line, '\n');
	(void)fwrite(line.data, 1, line.len, stderr);
	str_release(&line);
}

/* What may help, beyond what the sentence says; NULL: nothing. */
static const char *
advice(enum problem problem)
{
	switch (problem) {
	case PROBLEM_unauthenticated:
		return "sign in with: nexa login";
	case PROBLEM_version_conflict:
		return "look at it again, then repeat with --if-match and its new version";
	case PROBLEM_workspace_context_required:
		return "say which with --workspace";
	case PROBLEM_read_only:
		return "leave out --read-only to change things";
	default:
		return NULL;
	}
}

static int
advise(enum problem problem)
{
	const char *text = advice(problem);
	if (text != NULL)
		(void)fprintf(stderr, "hint: %s\n", text);
	return problem_exit_status(problem);
}

int
nexa_complain(const struct err *err)
{
	nexa_note("%s", err->text);
	return advise(err->problem);
}

bool
nexa_saves(const char *file)
{
	return file != NULL && strcmp(file, "-") != 0;
}

int
nexa_deliver(struct nexa *nexa, const char *file, const char *bytes, size_t len)
{
	struct err err;
	if (nexa_saves(file))
		return newfile_write(file, bytes, len, &err) == 0 ? 0 : nexa_complain(&err);
	print_bytes(&nexa->printer, bytes, len);
	return print_finish(&nexa->printer) != 0;
}

/* "…; send confirm_shortening to go on" is said to programs: here each such option is named. */
static void
say_as_flags(const char *text)
{
	static const char before[] = "; send ";
	struct str said = STR_INIT(2000);
	for (const char *at; (at = strstr(text, before)) != NULL;) {
		str_add_n(&said, text, (size_t)(at - text));
		str_add(&said, "; say --");
		for (text = at + sizeof(before) - 1; *text != ' ' && *text != '\0'; text++)
			str_add_char(&said, (char)(*text == '_' ? '-' : *text));
	}
	str_add(&said, text);
	nexa_note("%s", str_text(&said));
	str_release(&said);
}

/* Only whether it is there: it is read by those who choose it. */
static void
advise_file(const struct config *config)
{
	if (config_word(config, OPTION_nexa_store) != STORE_file && credential_file_exists())
		(void)fprintf(stderr,
		    "hint: sign-ins are kept in %s, too, which only --store file reads\n",
		    credential_file_name());
}

/* No token was found: a keyring that is closed is no "not signed in". */
static int
tell_missing(const struct credential *credential, const struct config *config)
{
	switch (credential->keyring) {
	case KEYRING_locked:
		nexa_note("keyring locked; unlock it (nexa unlock) or set NEXA_TOKEN_FILE");
		break;
	case KEYRING_no_answer:
		nexa_note("the keyring does not answer; try again, or set NEXA_TOKEN_FILE");
		break;
	case KEYRING_refused:
	case KEYRING_failed:
		nexa_note(
		    "the keyring cannot be used (%s); set NEXA_TOKEN_FILE", credential->detail);
		break;
	default:
		(void)advise(PROBLEM_unauthenticated);
		advise_file(config);
	}
	return credential_exit_status(credential->keyring);
}

/* A line each. */
static void
say_refusal(const char *sentence, const struct json *details)
{
	struct str lines = STR_INIT(REFUSAL_MAX);
	complaint_add(&lines, sentence == NULL ? "refused" : sentence, details);
	char *rest = lines.data;
	for (char *line; (line = str_line(&rest)) != NULL;)
		say_as_flags(line);
	str_release(&lines);
}

int
nexa_complain_rules(const struct json *problems)
{
	const char *code = json_text(json_get(json_first(problems), "code"));
	for (const struct json *each = json_first(problems); each != NULL; each = json_next(each))
		say_refusal(json_text(json_get(each, "message")), json_get(each, "details"));
	return advise(problem_find(code == NULL ? "" : code));
}

int
nexa_complain_reply(const struct nexa *nexa, const struct reply *reply)
{
	bool no_token = nexa->credential.place == CREDENTIAL_nowhere && !nexa->signing_in;
	bool given = nexa->credential.from != NULL && !nexa->signing_in;
	for (size_t i = 0; i < reply->faults.n; i++)
		say_refusal(reply->faults.items[i].text, json_get(reply->json, "details"));
	if (reply->faults.n == 0)
		say_refusal(reply->err.text, json_get(reply->json, "details"));
	if (reply->err.problem == PROBLEM_internal)
		nexa_note("the daemon's log has it under the request id %s", reply->request_id);
	if (reply->retry_after_s > 0)
		nexa_note("try again in %d s", reply->retry_after_s);
	if (reply->err.problem == PROBLEM_unauthenticated && no_token)
		return tell_missing(&nexa->credential, nexa->config);
	if (reply->err.problem == PROBLEM_unauthenticated && given) {
		(void)fprintf(stderr,
		    "hint: the token or API key of %s is not valid, or not any more\n",
		    nexa->credential.from);
		return problem_exit_status(reply->err.problem);
	}
	return advise(reply->err.problem);
}
