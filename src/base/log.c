/* Log lines, written whole in one write(2) so that threads do not mix. */
#include "log.h"

#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "jsonw.h"
#include "str.h"

/* A daemon that reads its settings anew changes them while others write. */
static _Atomic enum log_level shown = LOG_info;
static _Atomic enum log_format form = LOG_as_text;

static const char *const level_names[] = { "error", "warning", "info", "debug" };
/* sd-daemon(3): journald reads the priority off the start of a line. */
static const char *const journal_prefixes[] = { "<3>", "<4>", "<6>", "<7>" };

void
log_setup(enum log_level level, enum log_format format)
{
	shown = level;
	form = format;
}

bool
log_shows(enum log_level level)
{
	return level <= shown;
}

static void
add_field(struct jsonw *w, const struct log_field *field)
{
	if (form == LOG_as_json) {
		jsonw_key(w, field->name);
	} else {
		str_add_char(w->out, ' ');
		str_add(w->out, field->name);
		str_add_char(w->out, '=');
		w->comma = false;
		if (field->text != NULL && field->text[0] != '\0' &&
		    strpbrk(field->text, " \"\\=\t\r\n\033") == NULL) {
			str_add(w->out, field->text);
			return;
		}
	}
	if (field->text != NULL)
		jsonw_text(w, field->text);
	else
		jsonw_int(w, field->number);
}

void
log_fields(enum log_level level, const char *sentence, const struct log_field *fields)
{
	if (!log_shows(level))
		return;
	struct str line = STR_INIT(8192);
	struct jsonw w = { .out = &line };
	if (form == LOG_as_json) {
		char now[CLOCK_TEXT];
		clock_format(clock_now(), now);
		jsonw_open(&w, '{');
		add_field(&w, &LOG_TEXT("time", now));
		add_field(&w, &LOG_TEXT("level", level_names[level]));
		add_field(&w, &LOG_TEXT("message", sentence));
	} else {
		if (getenv("JOURNAL_STREAM") != NULL)
			str_add(&line, journal_prefixes[level]);
		str_addf(&line, "%s: %s", level_names[level], sentence);
	}
	for (; fields->name != NULL; fields++)
		add_field(&w, fields);
	if (form == LOG_as_json)
		jsonw_close(&w, '}');
	/* What does not fit is cut; the line remains a line. */
	line.failed = false;
	line.limit++;
	str_add_char(&line, '\n');
	ssize_t written = write(STDERR_FILENO, str_text(&line), line.len);
	(void)written;
	str_release(&line);
}
