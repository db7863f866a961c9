/* Masking, comparing, writing. */
#include "golden.h"

#include <dirent.h>
#include <string.h>

#include "mem.h"
#include "str.h"

#define FOLDER "tests/golden/screens"

enum { FILE_MAX = 1 << 20, SECRET_MIN = 24 };

static char **seen;
static size_t n_seen;

/* ---- masking ---- */

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

/* "usr_01kakbhrsg00000000000000fa", "req_ec7lqpctrabl2hxors4u", also cut short. */
static size_t
span_of_id(const char *text)
{
	size_t prefix = strspn(text, "abcdefghijklmnopqrstuvwxyz");
	size_t len =
	    prefix < 2 || text[prefix] != '_' ? 0 : strspn(text + prefix + 1, DIGITS LETTERS);
	bool is_id = len > 2 && strncmp(text + prefix, "_01", 3) == 0;
	bool is_request = len > 0 && strncmp(text, "req_", 4) == 0;
	return is_id || is_request ? prefix + 1 + len : 0;
}

/* The folder of a run. */
static size_t
span_of_folder(const char *text)
{
	static const char folder[] = "nexa-screens-";
	size_t len = sizeof(folder) - 1;
	return strncmp(text, folder, len) == 0 ? len + strspn(text + len, DIGITS LETTERS) : 0;
}

/* A token of base64 or a hash: long, without blanks, with digits or capitals among the letters. */
static size_t
span_of_secret(const char *text)
{
	size_t len = strspn(text, DIGITS LETTERS "-_");
	size_t odd = 0;
	for (size_t i = 0; i < len; i++)
		odd += strchr(DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZ", text[i]) != NULL;
	return len >= SECRET_MIN && odd >= 4 ? len : 0;
}

/* "0k4p-9q2x-wm7c-5t3a": a recovery code. */
static size_t
span_of_code(const char *text)
{
	enum { GROUP = 4, GROUPS = 4 };
	for (size_t i = 0; i < GROUPS; i++, text += GROUP + 1)
		if (strspn(text, DIGITS LETTERS) != GROUP || (i < GROUPS - 1 && text[GROUP] != '-'))
			return 0;
	return GROUPS * (GROUP + 1) - 1;
}

/* "JBSW Y3DP EHPK 3PXP": some groups of the secret of an authenticator, which may go on in the next line. */
static size_t
span_of_groups(const char *text)
{
	size_t len = 0;
	while (strspn(text + len, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == 4)
		len += text[len + 4] == ' ' ? 5 : 4;
	return len >= 9 ? len : 0;
}

/* "secret=JBSW…&" of a URI, over the end of a line, too. */
static size_t
mask_uri(char *text)
{
	char *at = text + strlen("secret=");
	if (strncmp(text, "secret=", strlen("secret=")) != 0)
		return 0;
	for (; *at != '\0' && *at != '&'; at++)
		if (strchr(DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZ", *at) != NULL)
			*at = 'x';
	return (size_t)(at - text);
}

/* "…nQsC": the end of a key. */
static size_t
span_of_end(const char *text)
{
	size_t dots = strlen("…");
	bool is_end = strncmp(text, "…", dots) == 0 && strspn(text + dots, DIGITS LETTERS) == 4;
	return is_end ? dots + 4 : 0;
}

/* Where the text of a line begins that stands before its last border. */
static char *
last_part(char *line, const char *end)
{
	char *part = line;
	char *next = line;
	for (char *at = line; at < end; at++) {
		size_t bar = strncmp(at, "│", 3) == 0 ? 3 : *at == '|' ? 1 : 0;
		if (bar > 0) {
			part = next;
			next = at + bar;
		}
	}
	return part + strspn(part, " ");
}

/* What was masked up to the border goes on in the next line, if that has nothing else. */
static void
mask_rest(char *at)
{
	char *line = strchr(at, '\n');
	at += strspn(at, " ") <= 2 ? strspn(at, " ") : 0;
	bool fills = line != NULL && (strncmp(at, "│\n", 4) == 0 || strncmp(at, "|\n", 2) == 0);
	if (!fills)
		return;
	line++;
	char *part = last_part(line, line + strcspn(line, "\n"));
	size_t len = strspn(part, DIGITS LETTERS "-_");
	const char *after = part + len + strspn(part + len, " ");
	if (*after == '|' || strncmp(after, "│", 3) == 0)
		memset(part, 'x', len);
}

/* How long what changes from run to run is at this place, 0: nothing does; *from: what of it is masked. */
static size_t
span_to_mask(char *at, char **from)
{
	size_t len = span_of_id(at);
	*from = at;
	if (len > 0) {
		*from = strchr(at, '_') + 1;
		return len;
	}
	if ((len = span_of_folder(at)) > 0)
		return len;
	if ((len = span_of_end(at)) > 0) {
		*from = at + len - 4;
		return len;
	}
	if ((len = span_of_code(at)) > 0 || (len = span_of_groups(at)) > 0)
		return len;
	return span_of_secret(at);
}

char *
golden_mask_paper(const char *text, const char *styles)
{
	struct str out = STR_INIT(FILE_MAX);
	for (; *text != '\0'; text++) {
		bool inside = *styles != '\0' && *styles != '\n';
		if (*text == '\n') {
			styles += strcspn(styles, "\n");
			styles += *styles == '\n';
			str_add_char(&out, '\n');
		} else if (((unsigned char)*text & 0xc0) == 0x80) {
			continue; /* of the letter before */
		} else if (inside && *styles == 'p') {
			str_add_char(&out, ':');
			styles++;
		} else {
			size_t len = 1;
			while (((unsigned char)text[len] & 0xc0) == 0x80)
				len++;
			str_add_n(&out, text, len);
			styles += inside;
		}
	}
	char *masked = mem_text(str_text(&out));
	str_release(&out);
	return masked;
}

void
golden_mask(char *text)
{
	for (char *at = text; *at != '\0';) {
		char *from;
		size_t len = span_to_mask(at, &from);
		size_t uri = len > 0 ? 0 : mask_uri(at);
		if (uri > 0) {
			at += uri;
			continue;
		}
		if (len > 0) {
			memset(from, 'x', (size_t)(at + len - from));
			mask_rest(at + len);
			at += len;
			continue;
		}
		size_t word = strspn(at, DIGITS LETTERS "_");
		at += word > 0 ? word : 1;
	}
}

/* ---- files ---- */

static void
path_of(const char *name, const char *ending, char out[300])
{
	(void)snprintf(out, 300, FOLDER "/%s.%s", name, ending);
}

static char *
read_whole(const char *path)
{
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return NULL;
	char *text = mem_new(FILE_MAX + 1, 1);
	size_t len = fread(text, 1, FILE_MAX, file);
	text[len] = '\0';
	(void)fclose(file);
	return text;
}

static bool
write_whole(const char *path, const char *text, struct str *why)
{
	FILE *file = fopen(path, "we");
	bool ok = file != NULL && fputs(text, file) >= 0;
	if (file != NULL && fclose(file) != 0)
		ok = false;
	if (!ok)
		str_addf(why, "  cannot write %s\n", path);
	return ok;
}

/* ---- comparing ---- */

static size_t
line_length(const char *text)
{
	return text == NULL ? 0 : strcspn(text, "\n");
}

static const char *
line_after(const char *text)
{
	const char *end = text == NULL ? NULL : strchr(text, '\n');
	return end == NULL || end[1] == '\0' ? NULL : end + 1;
}

/* The lines that differ, wanted and got, by number. */
static void
add_difference(const char *wanted, const char *got, struct str *why)
{
	for (int line = 1; wanted != NULL || got != NULL; line++) {
		size_t wanted_len = line_length(wanted);
		size_t got_len = line_length(got);
		bool same = wanted_len == got_len && wanted != NULL && got != NULL &&
		    strncmp(wanted, got, wanted_len) == 0;
		if (!same && wanted != NULL)
			str_addf(why, "  %3d - %.*s\n", line, (int)wanted_len, wanted);
		if (!same && got != NULL)
			str_addf(why, "  %3d + %.*s\n", line, (int)got_len, got);
		wanted = line_after(wanted);
		got = line_after(got);
	}
}

static bool
check_file(const char *name, const char *ending, const char *got, struct str *why)
{
	char path[300];
	const char *generate = getenv("GENERATE");
	path_of(name, ending, path);
	if (generate != NULL && strcmp(generate, "1") == 0)
		return write_whole(path, got, why);
	char *wanted = read_whole(path);
	bool same = wanted != NULL && strcmp(wanted, got) == 0;
	if (wanted == NULL)
		str_addf(why, "  %s is not there; GENERATE=1 writes it\n", path);
	else if (!same)
		add_difference(wanted, got, why);
	free(wanted);
	return same;
}

static void
note(const char *name)
{
	seen = mem_resize(seen, n_seen + 1, sizeof(*seen));
	seen[n_seen++] = mem_text(name);
}

static bool
was_seen(const char *file)
{
	size_t len = strcspn(file, ".");
	for (size_t i = 0; i < n_seen; i++)
		if (strlen(seen[i]) == len && strncmp(seen[i], file, len) == 0)
			return true;
	return false;
}

bool
golden_check(const char *name, const char *text, const char *styles, struct str *why)
{
	if (was_seen(name)) {
		str_addf(why, "  there are two shots '%s'\n", name);
		return false;
	}
	note(name);
	/* Where the text differs, so do the styles: that would only be noise. */
	bool generates = getenv("GENERATE") != NULL;
	bool ok = check_file(name, "txt", text, why);
	return (ok || generates) && check_file(name, "styles", styles, why) && ok;
}

bool
golden_is_complete(struct str *why)
{
	bool complete = true;
	DIR *folder = opendir(FOLDER);
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): nobody else reads this folder */
	for (const struct dirent *each; folder != NULL && (each = readdir(folder)) != NULL;) {
		if (each->d_name[0] == '.' || was_seen(each->d_name))
			continue;
		str_addf(why, "  " FOLDER "/%s: no script takes this shot\n", each->d_name);
		complete = false;
	}
	if (folder != NULL)
		(void)closedir(folder);
	for (size_t i = 0; i < n_seen; i++)
		free(seen[i]);
	free(seen);
	seen = NULL;
	n_seen = 0;
	return complete;
}
