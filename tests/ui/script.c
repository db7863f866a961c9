/* One function a command, one table of them. */
#include "script.h"

#include <dirent.h>
#include <liboath/oath.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "clock.h"
#include "daemon.h"
#include "err.h"
#include "golden.h"
#include "json.h"
#include "mem.h"
#include "provider.h"
#include "stand.h"
#include "str.h"
#include "term_memory.h"
#include "world.h"

enum { UNTIL_MS = 20000, TURN_MS = 10, LINE_MAX_BYTES = 4000, SECRET = 32, TOKEN = 100, CODE = 6 };

struct script {
	struct world world;
	struct stand stand;
	const char *path;
	int line;
	struct str *why;
	char secret[SECRET + 1]; /* of an authenticator, once it was on the screen */
	char token[TOKEN];       /* that an answer to the API told last */
	struct provider provider;
};

static bool
complain(struct script *script, const char *what, const char *about)
{
	str_addf(script->why, "%s:%d: %s %s\n", script->path, script->line, what, about);
	return false;
}

/* ---- how it is opened ---- */

static bool
do_who(struct script *script, const char *rest)
{
	(void)snprintf(script->stand.who, STAND_WORD, "%s", rest);
	bool known = strcmp(rest, "operator") == 0 || strcmp(rest, "nobody") == 0;
	return known || world_token(rest) != NULL || complain(script, "nobody is called", rest);
}

/* From here on invitations go by mail, to a server that is not there. */
static bool
do_mail(struct script *script, const char *rest)
{
	struct daemon_settings *settings = &script->world.daemon->settings;
	(void)rest;
	settings->mailer = (struct mailer){ .url = "smtp://127.0.0.1:9",
		.ehlo = "nexa.example",
		.from = "nexa@nexa.example",
		.plain = true };
	settings->base_url = "https://nexa.example";
	return true;
}

static bool
do_workspace(struct script *script, const char *rest)
{
	(void)snprintf(
	    script->stand.workspace, STAND_WORD, "%s", strcmp(rest, "-") == 0 ? "" : rest);
	return true;
}

static bool
do_terminal(struct script *script, const char *rest)
{
	struct stand *stand = &script->stand;
	char words[STAND_WORD];
	(void)snprintf(words, sizeof(words), "%s", rest);
	for (char *save = NULL, *word = strtok_r(words, " ", &save); word != NULL;
	     word = strtok_r(NULL, " ", &save)) {
		if (strcmp(word, "ascii") == 0)
			stand->ascii = true;
		else if (strcmp(word, "read-only") == 0)
			stand->read_only = true;
		else if (strcmp(word, "offline") == 0)
			stand->offline = true;
		else
			stand->colours = (int)strtol(word, NULL, 10);
	}
	return true;
}

static bool
do_bind(struct script *script, const char *rest)
{
	struct stand *stand = &script->stand;
	if (stand->n_keys == STAND_KEYS)
		return complain(script, "too many keys:", rest);
	(void)snprintf(stand->keys[stand->n_keys++], STAND_WORD, "%s", rest);
	return true;
}

static bool
be_open(struct script *script)
{
	struct err err;
	return script->stand.app != NULL || stand_open(&script->stand, &err) == 0 ||
	    complain(script, "cannot open the console:", err.text);
}

/* Opens the console, if it is not open, and lets everything arrive. */
static bool
be_ready(struct script *script)
{
	if (!be_open(script))
		return false;
	if (script->stand.left)
		return complain(script, "the console has ended", "");
	return stand_settle(&script->stand) ||
	    complain(script, "the console does not come to rest", "");
}

/* ---- what the person does ---- */

static bool
do_size(struct script *script, const char *rest)
{
	struct stand *stand = &script->stand;
	char *end = NULL;
	stand->columns = (int)strtol(rest, &end, 10);
	stand->rows = (int)strtol(end, NULL, 10);
	if (stand->app == NULL)
		return true;
	if (!be_ready(script))
		return false;
	term_memory_resize(stand->term, stand->columns, stand->rows);
	stand_step(stand, 0);
	return true;
}

static bool
do_hurry(struct script *script, const char *rest)
{
	if (!be_open(script))
		return false;
	term_memory_type(script->stand.term, rest);
	stand_step(&script->stand, 0);
	return true;
}

static bool
do_type(struct script *script, const char *rest)
{
	return be_ready(script) && do_hurry(script, rest);
}

static bool
do_paste(struct script *script, const char *rest)
{
	if (!be_ready(script))
		return false;
	struct term *term = script->stand.term;
	const char *text = rest[0] == '\0' ? term_memory_copied(term) : rest;
	term_memory_paste(term, text, strlen(text));
	stand_step(&script->stand, 0);
	return true;
}

static bool
do_click(struct script *script, const char *rest)
{
	char *end = NULL;
	if (!be_ready(script))
		return false;
	long row = strtol(rest, &end, 10);
	term_memory_click(script->stand.term, (int)row, (int)strtol(end, NULL, 10));
	stand_step(&script->stand, 0);
	return true;
}

static bool
do_wheel(struct script *script, const char *rest)
{
	if (!be_ready(script))
		return false;
	term_memory_wheel(script->stand.term, strcmp(rest, "up") == 0 ? -1 : 1);
	stand_step(&script->stand, 0);
	return true;
}

static bool
do_wait(struct script *script, const char *rest)
{
	return (be_open(script) && stand_wait(&script->stand, rest, true)) ||
	    complain(script, "never shown:", rest);
}

static bool
do_gone(struct script *script, const char *rest)
{
	return (be_ready(script) && stand_wait(&script->stand, rest, false)) ||
	    complain(script, "still shown:", rest);
}

static bool
do_pass(struct script *script, const char *rest)
{
	if (!be_ready(script))
		return false;
	stand_pass(&script->stand, (int)strtol(rest, NULL, 10));
	return true;
}

static bool
do_close(struct script *script, const char *rest)
{
	(void)rest;
	stand_close(&script->stand);
	return true;
}

/* ---- what is seen ---- */

static bool
do_shot(struct script *script, const char *rest)
{
	if (!be_ready(script))
		return false;
	struct term *term = script->stand.term;
	char *text = golden_mask_paper(term_memory_text(term), term_memory_styles(term));
	golden_mask(text);
	struct str why = STR_INIT(1 << 20);
	bool same = golden_check(rest, text, term_memory_styles(term), &why);
	if (!same)
		(void)complain(script, "another screen than", rest);
	str_add(script->why, str_text(&why));
	str_release(&why);
	free(text);
	return same;
}

/* What an authenticator makes of the secret that was shown last. */
static bool
type_code(struct script *script, int64_t at_ms)
{
	char *key = NULL;
	size_t len = 0;
	char code[CODE + 1];
	bool ok =
	    oath_base32_decode(script->secret, strlen(script->secret), &key, &len) == OATH_OK &&
	    oath_totp_generate(key, len, (time_t)(at_ms / 1000), 30, 0, CODE, code) == OATH_OK;
	free(key);
	if (!ok)
		return complain(script, "no secret was shown", "");
	term_memory_type(script->stand.term, code);
	stand_step(&script->stand, 0);
	return true;
}

static bool
do_code(struct script *script, const char *rest)
{
	if (!be_ready(script))
		return false;
	size_t n = 0;
	char found[SECRET + 1] = "";
	for (const char *at = term_memory_text(script->stand.term); *at != '\0';) {
		size_t word = strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
		if (word == 4 && n + 4 <= SECRET) {
			memcpy(found + n, at, 4);
			n += 4;
		}
		at += word > 0 ? word : 1;
	}
	if (n == SECRET)
		memcpy(script->secret, found, sizeof(found));
	return type_code(script, clock_now() + (strcmp(rest, "next") == 0 ? 30000 : 0));
}

static bool
do_copied(struct script *script, const char *rest)
{
	if (!be_ready(script))
		return false;
	char *text = mem_text(term_memory_copied(script->stand.term));
	golden_mask(text);
	bool same = strcmp(text, rest) == 0 || complain(script, "copied was", text);
	free(text);
	return same;
}

static bool
do_bells(struct script *script, const char *rest)
{
	char count[32];
	if (!be_ready(script))
		return false;
	(void)snprintf(count, sizeof(count), "%d", term_memory_bells(script->stand.term));
	return strcmp(count, rest) == 0 || complain(script, "bells so far:", count);
}

static bool
do_drawn(struct script *script, const char *rest)
{
	char count[20];
	int drawn = term_memory_presents(script->stand.term);
	(void)snprintf(count, sizeof(count), "%d", drawn);
	return drawn <= (int)strtol(rest, NULL, 10) || complain(script, "drawn so far:", count);
}

static bool
do_left(struct script *script, const char *rest)
{
	(void)rest;
	for (int turns = 0; turns < 100 && !script->stand.left; turns++)
		stand_step(&script->stand, 1);
	return script->stand.left || complain(script, "the console goes on", "");
}

/* ---- what happens meanwhile ---- */

static bool
do_daemon(struct script *script, const char *rest)
{
	struct err err;
	if (strcmp(rest, "stop") == 0)
		world_stop(&script->world);
	else if (world_start(&script->world, &err) != 0)
		return complain(script, "the daemon does not start:", err.text);
	return true;
}

static void
keep_token(struct script *script, const struct str *answer)
{
	struct json *json = NULL;
	struct err err;
	if (json_parse(str_text(answer), answer->len, &json, &err) != 0)
		return;
	const char *token = json_text(json_get(json, "token"));
	if (token != NULL)
		(void)snprintf(script->token, TOKEN, "%s", token);
	json_free(json);
}

/* What begins a copy's file is overwritten. */
static bool
do_damage(struct script *script, const char *rest)
{
	char path[2 * WORLD_PATH];
	char noise[LINE_MAX_BYTES] = "";
	const char *copies = script->world.copies;
	DIR *directory = opendir(copies);
	(void)rest;
	for (const struct dirent *entry;
	     directory != NULL && (entry = readdir(directory)) != NULL;) {
		(void)snprintf(path, sizeof(path), "%s/%.90s", copies, entry->d_name);
		FILE *file = strstr(path, ".db") == NULL ? NULL : fopen(path, "r+e");
		if (file == NULL)
			continue;
		(void)fwrite(noise, sizeof(noise), 1, file);
		(void)fclose(file);
	}
	if (directory != NULL)
		(void)closedir(directory);
	return directory != NULL || complain(script, "there is no copy to damage:", copies);
}

static bool
do_api(struct script *script, const char *rest)
{
	struct err err;
	struct str answer = STR_INIT(1 << 22);
	char *save = NULL;
	char words[LINE_MAX_BYTES];
	(void)snprintf(words, sizeof(words), "%s", rest);
	struct world_act act = { .who = strtok_r(words, " ", &save),
		.method = strtok_r(NULL, " ", &save),
		.path = strtok_r(NULL, " ", &save) };
	act.body = save == NULL || *save == '\0' ? NULL : save;
	if (act.path == NULL)
		return complain(script, "api WHO METHOD PATH [BODY]", "");
	int problem = world_do(&script->world, &act, &answer, &err);
	if (problem == 0)
		keep_token(script, &answer);
	str_release(&answer);
	return problem == 0 || complain(script, "the daemon refuses it:", err.text);
}

/* The invitation whose answer was the last. */
static bool
do_link(struct script *script, const char *rest)
{
	char link[TOKEN + 50];
	(void)rest;
	(void)snprintf(link, sizeof(link), "https://nexa.example/invite?token=%s", script->token);
	return do_paste(script, link);
}

/* Acme Voice is entered by single sign-on only, for addresses of a domain. */
static bool
do_identity(struct script *script, const char *rest)
{
	struct err err;
	char line[LINE_MAX_BYTES];
	if (script->provider.pid == 0 && provider_start(&script->provider, &err) != 0)
		return complain(script, "no provider:", err.text);
	script->world.daemon->settings.webhook_allow_private = true;
	(void)snprintf(line, sizeof(line),
	    "priya PUT /v1/organizations/<Acme_Voice>/sso {\"issuer\":\"%s\",\"client_id\":"
	    "\"nexa\",\"allowed_domains\":[\"%s\"],\"enforced\":true}",
	    script->provider.issuer, rest);
	return do_api(script, line);
}

/* What the daemon does by itself takes its own time. */
static bool
do_until(struct script *script, const char *rest)
{
	struct err err;
	char *save = NULL;
	char words[LINE_MAX_BYTES];
	(void)snprintf(words, sizeof(words), "%s", rest);
	struct world_act act = { .who = strtok_r(words, " ", &save),
		.method = "GET",
		.path = strtok_r(NULL, " ", &save) };
	if (act.path == NULL || save == NULL || !be_open(script))
		return complain(script, "until WHO PATH TEXT", "");
	int64_t end = clock_monotonic() + UNTIL_MS;
	for (bool found = false; !found; stand_step(&script->stand, TURN_MS)) {
		struct str answer = STR_INIT(1 << 22);
		int problem = world_do(&script->world, &act, &answer, &err);
		found = problem == 0 && strstr(str_text(&answer), save) != NULL;
		str_release(&answer);
		if (problem != 0 || clock_monotonic() > end)
			return complain(script, "the daemon never tells:", save);
	}
	return true;
}

static const struct command {
	const char *name;
	bool (*run)(struct script *script, const char *rest);
} commands[] = {
	{ "who", do_who },
	{ "workspace", do_workspace },
	{ "mail", do_mail },
	{ "terminal", do_terminal },
	{ "bind", do_bind },
	{ "size", do_size },
	{ "type", do_type },
	{ "hurry", do_hurry },
	{ "paste", do_paste },
	{ "click", do_click },
	{ "wheel", do_wheel },
	{ "wait", do_wait },
	{ "gone", do_gone },
	{ "pass", do_pass },
	{ "close", do_close },
	{ "shot", do_shot },
	{ "code", do_code },
	{ "copied", do_copied },
	{ "bells", do_bells },
	{ "drawn", do_drawn },
	{ "left", do_left },
	{ "daemon", do_daemon },
	{ "damage", do_damage },
	{ "api", do_api },
	{ "identity", do_identity },
	{ "link", do_link },
	{ "until", do_until },
};

/* ---- running ---- */

static bool
run_line(struct script *script, char *line)
{
	line[strcspn(line, "\n")] = '\0';
	if (line[0] == '\0' || line[0] == '#')
		return true;
	char *rest = line + strcspn(line, " ");
	if (*rest != '\0')
		*rest++ = '\0';
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(commands[i].name, line) == 0)
			return commands[i].run(script, rest);
	return complain(script, "no such command:", line);
}

static void
add_screen(struct script *script)
{
	if (script->stand.term != NULL)
		str_addf(script->why, "---- the screen ----\n%s--------------------\n",
		    term_memory_text(script->stand.term));
}

/* A shot that differs does not end a script: the next may show more. */
static bool
run_file(struct script *script, FILE *file)
{
	char line[LINE_MAX_BYTES];
	bool ok = true;
	while (fgets(line, sizeof(line), file) != NULL) {
		script->line++;
		bool is_shot = strncmp(line, "shot ", 5) == 0;
		if (run_line(script, line))
			continue;
		ok = false;
		if (is_shot && script->stand.app != NULL && !script->stand.left)
			continue;
		add_screen(script);
		break;
	}
	stand_close(&script->stand);
	return ok;
}

bool
script_run(const char *path, struct str *why)
{
	struct err err;
	struct script script = { .path = path, .why = why };
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return complain(&script, "cannot be read", "");
	bool ok = world_open(&script.world, &err) == 0 || complain(&script, "no world:", err.text);
	if (ok) {
		stand_init(&script.stand, &script.world);
		ok = run_file(&script, file);
		world_close(&script.world);
	}
	provider_stop(&script.provider);
	(void)fclose(file);
	return ok;
}
