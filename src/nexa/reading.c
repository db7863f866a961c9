/* The words of a command line: which noun, which verb, and what was probably meant. */
#include "reading.h"

#include <stdarg.h>
#include <string.h>

#include "arena.h"
#include "argument.h"
#include "nearest.h"
#include "special.h"
#include "str.h"

void
reading_fault(struct reading *reading, const char *subject, const char *format, ...)
{
	char text[sizeof(((struct err *)0)->text)];
	struct err err;
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	(void)fail(&err, PROBLEM_usage, subject, "%s", text);
	faults_add(reading->faults, &err);
}

const char *
reading_hint(const struct reading *reading, const struct nearest *nearest)
{
	if (nearest->found == NULL)
		return "";
	return arena_printf(reading->arena, "; do you mean '%s'?", nearest->found);
}

/* ---- noun and verb ---- */

static const char *const switches[] = { "--help", "-h", "--dry-run", "--yes", "-y", "--all" };

bool
reading_is_switch(const char *arg)
{
	for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++)
		if (strcmp(arg, switches[i]) == 0)
			return true;
	return false;
}

/* Whether the argument after this one is its value.  The verb may not be known yet: then a flag of
 * any operation counts. */
static bool
is_followed_by_value(const char *arg, const char *next)
{
	if (arg[0] != '-' || arg[1] != '-' || strchr(arg, '=') != NULL || reading_is_switch(arg))
		return false;
	if (strcmp(arg, "--if-match") == 0)
		return true;
	for (int i = 1; i < OP_COUNT; i++) {
		const struct argument found =
		    argument_find((enum op_id)i, arg + 2, strlen(arg + 2));
		if (found.param != NULL)
			return argument_takes_value(&found) || argument_yes_or_no(next) != NULL;
	}
	return false;
}

static void
find_words(struct reading *reading)
{
	int found = 0;
	reading->word_at[0] = -1;
	reading->word_at[1] = -1;
	for (int i = 0; i < reading->n && found < 2; i++) {
		const char *arg = reading->args[i];
		if (strcmp(arg, "--") == 0)
			return;
		if (is_followed_by_value(arg, i + 1 < reading->n ? reading->args[i + 1] : NULL))
			i++;
		else if (found == 0 && strcmp(arg, "help") == 0)
			reading->verb->help = true;
		else if (arg[0] != '-')
			reading->word_at[found++] = i;
	}
}

static const char *
word(const struct reading *reading, int i)
{
	return reading->word_at[i] < 0 ? NULL : reading->args[reading->word_at[i]];
}

static bool
find_special(struct reading *reading, const char *noun, const char *verb)
{
	for (int i = 0; i < SPECIAL_COUNT; i++) {
		const struct special *special = &specials[i];
		bool alone = special->noun == NULL && strcmp(special->verb, noun) == 0;
		bool both = special->noun != NULL && verb != NULL &&
		    strcmp(special->noun, noun) == 0 && strcmp(special->verb, verb) == 0;
		if (!alone && !both)
			continue;
		reading->verb->special = special;
		reading->verb->op = special->op;
		if (alone)
			reading->word_at[1] = -1;
		return true;
	}
	return false;
}

/* What one can type after a noun, or instead of one. */
static void
consider_verbs(struct nearest *nearest, const char *noun, struct str *list, struct arena *arena)
{
	char name[VERB_NAME];
	for (int i = 1; i < OP_COUNT; i++) {
		verb_noun((enum op_id)i, name);
		if (!verb_is_shown((enum op_id)i) || strcmp(name, noun) != 0)
			continue;
		verb_word((enum op_id)i, name);
		str_addf(list, "%s%s", list->len == 0 ? "" : ", ", name);
		nearest_consider(nearest, arena_text(arena, name));
	}
	for (int i = 0; i < SPECIAL_COUNT; i++)
		if (specials[i].noun != NULL && strcmp(specials[i].noun, noun) == 0) {
			str_addf(list, "%s%s", list->len == 0 ? "" : ", ", specials[i].verb);
			nearest_consider(nearest, specials[i].verb);
		}
}

static void
refuse_noun(struct reading *reading, const char *noun)
{
	char nouns[VERB_NOUNS][VERB_NAME];
	int n = verb_nouns(nouns);
	struct nearest nearest = { .word = noun };
	for (int i = 0; i < n; i++)
		nearest_consider(&nearest, arena_text(reading->arena, nouns[i]));
	for (int i = 0; i < SPECIAL_COUNT; i++)
		if (specials[i].noun == NULL)
			nearest_consider(&nearest, specials[i].verb);
	reading_fault(reading, noun, "there is no 'nexa %s'%s", noun,
	    nearest.found == NULL ? "; nexa --help lists what there is"
	                          : reading_hint(reading, &nearest));
}

/* The noun is known when it has verbs; then help can be given on it. */
static void
refuse_verb(struct reading *reading, const char *noun, const char *verb)
{
	struct str list = STR_INIT(400);
	struct nearest nearest = { .word = verb == NULL ? "" : verb };
	consider_verbs(&nearest, noun, &list, reading->arena);
	if (list.len == 0) {
		refuse_noun(reading, noun);
	} else {
		reading->verb->noun = noun;
		if (verb != NULL)
			reading_fault(reading, verb, "there is no 'nexa %s %s'%s", noun, verb,
			    nearest.found == NULL
			        ? arena_printf(
			              reading->arena, "; nexa %s --help lists what there is", noun)
			        : reading_hint(reading, &nearest));
		else if (!reading->verb->help)
			reading_fault(
			    reading, noun, "'nexa %s' needs a verb: %s", noun, str_text(&list));
	}
	str_release(&list);
}

bool
reading_find_verb(struct reading *reading)
{
	char name[VERB_NAME];
	find_words(reading);
	const char *noun = word(reading, 0);
	const char *verb = word(reading, 1);
	if (noun == NULL) {
		if (!reading->verb->help)
			reading_fault(reading, "", "there is no verb; nexa --help lists them");
		return false;
	}
	if (find_special(reading, noun, verb))
		return true;
	/* nexa route +E164 needs no verb: a number is none, also without its plus, which is then missed. */
	if (strcmp(noun, "route") == 0 && verb != NULL &&
	    (verb[0] == '+' || (verb[0] >= '0' && verb[0] <= '9'))) {
		reading->word_at[1] = -1;
		reading->verb->op = OP_route_explain;
		return true;
	}
	for (int i = 1; i < OP_COUNT && verb != NULL; i++) {
		verb_noun((enum op_id)i, name);
		if (!verb_is_shown((enum op_id)i) || strcmp(name, noun) != 0)
			continue;
		verb_word((enum op_id)i, name);
		if (strcmp(name, verb) == 0)
			reading->verb->op = (enum op_id)i;
	}
	if (reading->verb->op == OP_none)
		refuse_verb(reading, noun, verb);
	return reading->verb->op != OP_none;
}

static void
set_switch(struct verb *verb, const char *arg)
{
	verb->help = verb->help || strcmp(arg, "--help") == 0 || strcmp(arg, "-h") == 0;
	verb->dry_run = verb->dry_run || strcmp(arg, "--dry-run") == 0;
	verb->yes = verb->yes || strcmp(arg, "--yes") == 0 || strcmp(arg, "-y") == 0;
	verb->all = verb->all || strcmp(arg, "--all") == 0;
}

void
reading_switches(struct reading *reading)
{
	for (int i = 0; i < reading->n && strcmp(reading->args[i], "--") != 0; i++)
		if (reading_is_switch(reading->args[i]))
			set_switch(reading->verb, reading->args[i]);
}

void
reading_consider_switches(struct nearest *nearest)
{
	for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++)
		if (switches[i][1] == '-')
			nearest_consider(nearest, switches[i]);
}
