/* Reading a rate deck: rows into groups and prefixes, every faulty line noted. */
#include "deck.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

#include "csv.h"
#include "err.h"
#include "kind.h"
#include "mem.h"
#include "money.h"
#include "prefix_trie.h"
#include "utf8.h"

enum column {
	COLUMN_provider,
	COLUMN_country,
	COLUMN_country_name,
	COLUMN_group,
	COLUMN_prefix,
	COLUMN_inbound,
	COLUMN_outbound,
	COLUMN_mark,
	N_COLUMNS
};

/* What a column may be called; the first is what messages call it. */
static const struct {
	const char *names[4];
	bool needed;
} columns[N_COLUMNS] = {
	[COLUMN_provider] = { { "provider" }, false },
	[COLUMN_country] = { { "country_iso2", "country_iso", "iso2", "countryISO" }, true },
	[COLUMN_country_name] = { { "country_name", "country" }, true },
	[COLUMN_group] = { { "network_group", "group_name", "group" }, true },
	[COLUMN_prefix] = { { "prefix", "prefixes" }, true },
	[COLUMN_inbound] = { { "inbound_inr_per_min", "inbound" }, true },
	[COLUMN_outbound] = { { "outbound_inr_per_min", "outbound" }, true },
	[COLUMN_mark] = { { "default_enabled" }, false },
};

enum { FIELDS_MAX = 64, RELEASE_ROWS = 256, LET_GO_BYTES = 8 << 20, BUCKETS = 1 << 18 };

struct reading {
	struct deck *deck;
	struct arena row; /* of what is read at the moment */
	int at[N_COLUMNS];
	size_t n_columns;
	const char *provider;
	const char *provider_name;
	uint32_t *buckets; /* groups + 1 by the hash of their names; 0: none */
	size_t room;       /* of prefixes */
	size_t groups_room;
	bool full;
};

/* ---- prefixes ---- */

static void
add_prefix(struct reading *reading, uint64_t digits, uint32_t group, int line)
{
	struct deck *deck = reading->deck;
	if (deck->n_prefixes == DECK_PREFIXES_MAX) {
		reading->full = true;
		return;
	}
	if (deck->n_prefixes == reading->room) {
		reading->room = reading->room == 0 ? 4096 : reading->room * 2;
		deck->prefixes = mem_resize(deck->prefixes, reading->room, sizeof(*deck->prefixes));
	}
	deck->prefixes[deck->n_prefixes++] = (struct deck_prefix){ digits, group, (uint32_t)line };
	deck->groups[group].prefixes++;
}

/* All prefixes of a cell, or, after a fault, no more of them: the deck is refused then. */
static void
read_prefixes(struct reading *reading, const char *cell, uint32_t group, int line)
{
	static const char separators[] = ",;| \t\r\n";
	size_t n = 0;
	for (cell += strspn(cell, separators); *cell != '\0'; cell += strspn(cell, separators)) {
		size_t len = strcspn(cell, separators);
		uint64_t digits = prefix_pack(cell, len);
		if (digits == 0 || cell[0] == '0') {
			deck_fault(&reading->deck->faults, line,
			    "the prefix '%.*s' must be 1 to 15 digits, country code first, without a plus",
			    (int)utf8_cut(cell, len < 40 ? len : 40), cell);
			return;
		}
		add_prefix(reading, digits, group, line);
		cell += len;
		n++;
	}
	if (n == 0)
		deck_fault(&reading->deck->faults, line, "the prefix is missing");
}

static int
by_digits(const void *a, const void *b)
{
	const struct deck_prefix *x = a;
	const struct deck_prefix *y = b;
	if (x->digits != y->digits)
		return x->digits < y->digits ? -1 : 1;
	return (x->line > y->line) - (x->line < y->line);
}

/* ---- groups ---- */

static uint32_t
hash(const char *text)
{
	uint32_t h = 2166136261u;
	for (; *text != '\0'; text++)
		h = (h ^ (unsigned char)*text) * 16777619u;
	return h;
}

static uint32_t *
bucket_of(const struct reading *reading, const char *name)
{
	uint32_t at = hash(name) % BUCKETS;
	while (reading->buckets[at] != 0 &&
	    strcmp(reading->deck->groups[reading->buckets[at] - 1].name, name) != 0)
		at = (at + 1) % BUCKETS;
	return &reading->buckets[at];
}

static const char *
checked(struct reading *reading, int line, const char *field, const char *text)
{
	struct err err;
	const char *stored;
	if (text[0] == '\0')
		deck_fault(&reading->deck->faults, line, "%s is missing", field);
	else if (kind_check(KIND_name, field, text, &reading->deck->arena, &stored, &err) == 0)
		return stored;
	else
		deck_fault(&reading->deck->faults, line, "%s", err.text);
	return NULL;
}

static bool
add_group(struct reading *reading, const struct deck_entry *entry)
{
	struct deck *deck = reading->deck;
	if (deck->n_groups == DECK_GROUPS_MAX) {
		reading->full = true;
		return false;
	}
	if (deck->n_groups == reading->groups_room) {
		reading->groups_room = reading->groups_room == 0 ? 512 : reading->groups_room * 2;
		deck->groups =
		    mem_resize(deck->groups, reading->groups_room, sizeof(*deck->groups));
	}
	deck->groups[deck->n_groups++] = *entry;
	return true;
}

static bool
same_name(struct reading *reading, const char *known, const char *text)
{
	if (strcmp(known, text) == 0)
		return true;
	const char *nfc = utf8_nfc(&reading->row, text);
	return nfc != NULL && strcmp(known, nfc) == 0;
}

/* Rows of a group that are not of one mind. */
static bool
agrees(struct reading *reading, int line, const struct deck_entry *known,
    const struct deck_entry *entry)
{
	const char *what = NULL;
	if (known->inbound != entry->inbound || known->outbound != entry->outbound)
		what = "other rates";
	else if (strcmp(known->country, entry->country) != 0 ||
	    !same_name(reading, known->country_name, entry->country_name))
		what = "another country";
	else if (known->mark != entry->mark)
		what = "another default_enabled";
	if (what != NULL)
		deck_fault(&reading->deck->faults, line, "'%s' has %s in line %d", known->name,
		    what, known->line);
	return what == NULL;
}

/* The group of a row; -1 when it cannot be one.  Texts of the entry are the row's. */
static int64_t
find_group(struct reading *reading, struct deck_entry *entry, int line)
{
	struct deck *deck = reading->deck;
	uint32_t *bucket = bucket_of(reading, entry->name);
	if (*bucket == 0) {
		entry->name = checked(reading, line, "network_group", entry->name);
		if (entry->name == NULL)
			return -1;
		bucket = bucket_of(reading, entry->name);
	}
	if (*bucket != 0)
		return agrees(reading, line, &deck->groups[*bucket - 1], entry)
		    ? (int64_t)*bucket - 1
		    : -1;
	entry->country_name = checked(reading, line, "country_name", entry->country_name);
	if (entry->country_name == NULL)
		return -1;
	entry->country = arena_text(&deck->arena, entry->country);
	entry->line = line;
	if (!add_group(reading, entry))
		return -1;
	*bucket = (uint32_t)deck->n_groups;
	return (int64_t)deck->n_groups - 1;
}

/* ---- rows ---- */

static const char *
cell(const struct reading *reading, const char **fields, enum column column)
{
	return reading->at[column] < 0 ? "" : csv_disarmed(fields[reading->at[column]]);
}

static bool
read_rate(struct reading *reading, int line, const char *name, const char *text, int64_t *out)
{
	if (money_parse(text, out) && *out >= 0)
		return true;
	if (text[0] == '\0')
		deck_fault(&reading->deck->faults, line, "%s is missing", name);
	else
		deck_fault(&reading->deck->faults, line,
		    "%s must be rupees with up to four decimals, not '%.*s'", name,
		    (int)utf8_cut(text, 40), utf8_valid(text, strlen(text)) ? text : "?");
	return false;
}

static bool
read_mark(struct reading *reading, int line, const char *text, enum deck_mark *out)
{
	static const char *const yes[] = { "true", "yes", "1", "on" };
	static const char *const no[] = { "false", "no", "0", "off" };
	*out = DECK_MARK_none;
	if (reading->at[COLUMN_mark] < 0)
		return true;
	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
		if (strcasecmp(text, yes[i]) == 0)
			*out = DECK_MARK_on;
		else if (strcasecmp(text, no[i]) == 0)
			*out = DECK_MARK_off;
	}
	if (*out == DECK_MARK_none)
		deck_fault(&reading->deck->faults, line, "default_enabled must be true or false");
	return *out != DECK_MARK_none;
}

static bool
check_provider(struct reading *reading, int line, const char *text)
{
	if (reading->at[COLUMN_provider] < 0 || strcasecmp(text, reading->provider) == 0 ||
	    strcasecmp(text, reading->provider_name) == 0)
		return true;
	deck_fault(
	    &reading->deck->faults, line, "the provider must be %s here", reading->provider_name);
	return false;
}

static bool
check_country(struct reading *reading, int line, const char *text)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	if (strlen(text) == 2 && strspn(text, letters) == 2)
		return true;
	deck_fault(&reading->deck->faults, line, "country_iso2 must be two capital letters");
	return false;
}

static void
read_row(struct reading *reading, int line, const char **fields, size_t n)
{
	struct deck_entry entry = { .name = NULL };
	if (n != reading->n_columns) {
		deck_fault(&reading->deck->faults, line,
		    "it has %zu columns where the first line has %zu", n, reading->n_columns);
		return;
	}
	entry.name = cell(reading, fields, COLUMN_group);
	entry.country = cell(reading, fields, COLUMN_country);
	entry.country_name = cell(reading, fields, COLUMN_country_name);
	if (!check_provider(reading, line, cell(reading, fields, COLUMN_provider)) ||
	    !check_country(reading, line, entry.country) ||
	    !read_rate(reading, line, "inbound_inr_per_min", cell(reading, fields, COLUMN_inbound),
	        &entry.inbound) ||
	    !read_rate(reading, line, "outbound_inr_per_min",
	        cell(reading, fields, COLUMN_outbound), &entry.outbound) ||
	    !read_mark(reading, line, cell(reading, fields, COLUMN_mark), &entry.mark))
		return;
	int64_t group = find_group(reading, &entry, line);
	if (group >= 0)
		read_prefixes(reading, cell(reading, fields, COLUMN_prefix), (uint32_t)group, line);
}

static bool
is_called(enum column column, const char *name)
{
	for (size_t i = 0; i < 4 && columns[column].names[i] != NULL; i++)
		if (strcasecmp(columns[column].names[i], name) == 0)
			return true;
	return false;
}

static void
read_title(struct reading *reading, const char *title, int at)
{
	struct deck *deck = reading->deck;
	for (int column = 0; column < N_COLUMNS; column++) {
		if (!is_called((enum column)column, title))
			continue;
		if (reading->at[column] >= 0)
			deck_fault(&deck->faults, 1, "two columns are called '%s'",
			    columns[column].names[0]);
		reading->at[column] = at;
		return;
	}
	if (deck->n_ignored < sizeof(deck->ignored) / sizeof(deck->ignored[0]))
		deck->ignored[deck->n_ignored++] = utf8_valid(title, strlen(title))
		    ? arena_text_n(&deck->arena, title, utf8_cut(title, 100))
		    : "?";
}

static bool
read_header(struct reading *reading, struct csv *csv)
{
	const char *fields[FIELDS_MAX];
	for (int column = 0; column < N_COLUMNS; column++)
		reading->at[column] = -1;
	if (!csv_next(csv, &reading->row, fields, FIELDS_MAX, &reading->n_columns)) {
		deck_fault(&reading->deck->faults, 1, "the file is empty");
		return false;
	}
	if (reading->n_columns > FIELDS_MAX)
		deck_fault(&reading->deck->faults, 1, "it has more than %d columns", FIELDS_MAX);
	for (size_t i = 0; i < reading->n_columns && i < FIELDS_MAX; i++)
		read_title(reading, fields[i], (int)i);
	for (int column = 0; column < N_COLUMNS; column++)
		if (columns[column].needed && reading->at[column] < 0)
			deck_fault(&reading->deck->faults, 1, "no column is called '%s'",
			    columns[column].names[0]);
	return reading->deck->faults.total == 0;
}

static void
read_rows(struct reading *reading, struct csv *csv, const char *text, bool mapped)
{
	const char *fields[FIELDS_MAX];
	const char *let_go = text;
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t n;
	const char *from = csv->at;
	while (!reading->full && csv_next(csv, &reading->row, fields, FIELDS_MAX, &n)) {
		if (memchr(from, '\0', (size_t)(csv->at - from)) != NULL)
			deck_fault(&reading->deck->faults, csv->line,
			    "it holds a NUL: this is no text file");
		else if (csv->open)
			deck_fault(&reading->deck->faults, csv->line,
			    "a quote (\") begins in it and never ends");
		else
			read_row(reading, csv->line, fields, n);
		from = csv->at;
		if (++reading->deck->rows % RELEASE_ROWS != 0)
			continue;
		arena_release(&reading->row);
		if (!mapped || csv->at - let_go < LET_GO_BYTES)
			continue;
		/* Pages that were read are the file's again, not our memory. */
		size_t done = (size_t)(csv->at - let_go) / page * page;
		(void)madvise((char *)let_go, done, MADV_DONTNEED);
		let_go += done;
	}
	if (reading->full)
		deck_fault(&reading->deck->faults, csv->line,
		    "the deck has more than %d prefixes or %d network groups; that is too many",
		    DECK_PREFIXES_MAX, DECK_GROUPS_MAX);
	else if (reading->deck->rows == 0)
		deck_fault(&reading->deck->faults, 1, "there is no row after the titles");
}

struct deck *
deck_read(const struct deck_source *source)
{
	struct deck *deck = mem_new(1, sizeof(*deck));
	struct reading reading = { .deck = deck,
		.provider = source->provider,
		.provider_name = source->provider_name,
		.buckets = mem_new(BUCKETS, sizeof(uint32_t)) };
	struct csv csv;
	deck_faults_init(&deck->faults, source->faults_after, source->faults_max);
	csv_init(&csv, source->text, source->len);
	if (read_header(&reading, &csv)) {
		read_rows(&reading, &csv, source->text, source->mapped);
		if (deck->n_prefixes > 0)
			qsort(deck->prefixes, deck->n_prefixes, sizeof(*deck->prefixes), by_digits);
		deck_faults_doubles(&deck->faults, deck);
	}
	arena_release(&reading.row);
	free(reading.buckets);
	return deck;
}

void
deck_free(struct deck *deck)
{
	if (deck == NULL)
		return;
	deck_faults_release(&deck->faults);
	arena_release(&deck->arena);
	free(deck->groups);
	free(deck->prefixes);
	free(deck);
}

/* ---- risk ---- */

static bool
has_word(const char *text, size_t len, const char *word)
{
	size_t n = strlen(word);
	for (size_t i = 0; i + n <= len; i++)
		if (strncasecmp(text + i, word, n) == 0)
			return true;
	return false;
}

enum risk
deck_risk(const char *name, const char *country, const char *country_name)
{
	size_t len = strlen(country_name);
	if (strncmp(name, country_name, len) == 0 && strncmp(name + len, " - ", 3) == 0)
		name += len + 3;
	const char *end = strstr(name, " - ");
	size_t kind = end == NULL ? strlen(name) : (size_t)(end - name);
	if (has_word(name, kind, "premium"))
		return RISK_premium;
	if (has_word(name, kind, "shared cost"))
		return RISK_shared_cost;
	if (has_word(name, kind, "personal"))
		return RISK_personal;
	bool global = strcmp(country, "XS") == 0;
	return global || has_word(name, kind, "satellite") ? RISK_satellite : RISK_none;
}
