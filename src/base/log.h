/* One event per line on stderr, key=value or JSON; programs log, libraries do not. */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>
#include <stdint.h>

enum log_level { LOG_error, LOG_warning, LOG_info, LOG_debug };
enum log_format { LOG_as_text, LOG_as_json };

/* What follows the sentence on the line: a name and a text or, when text is NULL, a number. */
struct log_field {
	const char *name;
	const char *text;
	int64_t number;
};

#define LOG_TEXT(field, value) ((struct log_field){ .name = (field), .text = (value) })
#define LOG_NUMBER(field, value) ((struct log_field){ .name = (field), .number = (value) })
#define LOG_END ((struct log_field){ .name = NULL })

/* What log_line() shows from now on; call before threads start. */
void log_setup(enum log_level level, enum log_format format);
bool log_shows(enum log_level level);
/* Writes one line; fields end with LOG_END.  Control characters in values are escaped. */
void log_fields(enum log_level level, const char *sentence, const struct log_field *fields);

#define log_line(level, sentence, ...) \
	log_fields((level), (sentence), (const struct log_field[]){ __VA_ARGS__ })

#endif
