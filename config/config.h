/* Settings of both programs: who wins is flags, then environment, then file, then default. */
#ifndef CONFIG_H
#define CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct config;
struct err;
struct secret;
struct str;

/* clang-format off */
enum program { PROGRAM_nexad, PROGRAM_nexa };

enum option {
#define ALIAS(program, key, flag)
#define OPTION(program, key, kind, start, value, environment, where, text) OPTION_##program##_##key,
#include "options.def"
	OPTION_COUNT
};

enum value_kind {
	VALUE_text, VALUE_base, VALUE_path, VALUE_flag, VALUE_size, VALUE_count,
	VALUE_word, VALUE_secret, VALUE_secret_file
};

enum option_where { OPTION_everywhere, OPTION_command_line, OPTION_environment };
/* clang-format on */

/* From weak to strong; a section is the one of the profile. */
enum origin { ORIGIN_default, ORIGIN_file, ORIGIN_section, ORIGIN_environment, ORIGIN_flag };

struct option_row {
	enum program program;
	const char *key;
	enum value_kind kind;
	const char *start;       /* the default as the table has it; NULL: none */
	const char *value;       /* its name in help, or the words; NULL for a flag */
	const char *environment; /* NULL: none */
	enum option_where where;
	const char *text;
};

const struct option_row *config_option(enum option option);
/* Another spelling of its flag, without dashes; NULL: none. */
const char *config_alias(enum option option);

/* Reads everything.  nexad refuses an argument that starts with - and is no setting of its own;
 * nexa leaves it among the rest, for the verb.  A secret in the environment is taken out of it.
 * The problem is PROBLEM_usage and the sentence names the flag, the variable, or file and line.
 * *out is freed by config_close(). */
int config_load(
    enum program program, int argc, char *const *argv, struct config **out, struct err *err);
/* nexa's settings for another profile than the program was started with: of flags and environment counts only what
 * does not belong to one (where the daemon is, who one is there), so that no token goes to another daemon. */
int config_load_profile(
    int argc, char *const *argv, const char *profile, struct config **out, struct err *err);
/* Gives a later reading the secrets of an earlier one that came from the environment, where they are no more. */
void config_keep_secrets(struct config *config, const struct config *before);
/* Wipes what is secret and frees.  NULL is fine. */
void config_close(struct config *config);

/* The arguments that are no settings, in order and ended by NULL; borrowed.  A "--" and all
 * after it is among them. */
char *const *config_rest(const struct config *config, int *count);

/* What the command line gives, as it was written; NULL: nothing. */
const char *config_given(const struct config *config, enum option option);

/* Values, borrowed from the config.  A text or path is NULL when nobody set it. */
const char *config_text(const struct config *config, enum option option);
bool config_flag(const struct config *config, enum option option);
int64_t config_number(const struct config *config, enum option option);
/* The place of the word in the list of its row, from 0. */
int config_word(const struct config *config, enum option option);
/* A secret or the content of a secret's file: what a flag says, else KEY (without _file) in
 * $CREDENTIALS_DIRECTORY, else what is set otherwise.  out->text is NULL when there is none.  Fails
 * when the file cannot be read or others can read it. */
int config_secret(
    const struct config *config, enum option option, struct secret *out, struct err *err);
/* Who set it, and that in words: "--socket", "NEXA_SOCKET", "/etc/nexa/nexad.conf:12",
 * "default". */
enum origin config_origin(const struct config *config, enum option option);
const char *config_from(const struct config *config, enum option option);

/* Adds a line of help for each flag of a program. */
void config_help(enum program program, struct str *out);

#endif
