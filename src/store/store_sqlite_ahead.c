/* The pages that rows stand on, told to the system before SQLite reads them one after the other, so that the disk brings
 * them all at once: one person's events are far apart.  How a table leads to its pages is in sections 1.3 and 1.6 of
 * https://www.sqlite.org/fileformat2.html, a format that is kept for good.  What is found is advice and nothing else:
 * where the file is behind its log, or somebody has moved the table, the system reads a page in vain. */
#include <fcntl.h>
#include <unistd.h>

#include "store_sqlite.h"

enum {
	PAGE = 4096,         /* SQLite's own choice; of a file that has others nothing is told */
	FILE_PAGE_SIZE = 16, /* where the file's header has it */
	FILE_HEADER = 100,   /* on the first page, before that of the page */
	INTERIOR = 5,        /* a page that leads to others */
	AT_COUNT = 3,
	AT_RIGHT = 8, /* the page of what is behind the last key */
	AT_CELLS = 12,
	CELL_KEY = 4, /* in a cell, behind its page */
	VARINT_MOST = 9,
	DEEPEST = 16
};

/* Keys greater than `least`, up to `most`. */
struct keys {
	int64_t least;
	int64_t most;
};

/* The page above those that rows stand on, where the last row was found: the next is likely below it, too. */
struct lead {
	int file;
	uint32_t root;
	int depth;     /* pages from the root to a row's; 0: not known yet */
	uint32_t page; /* 0: none */
	struct keys keys;
	uint8_t bytes[PAGE + VARINT_MOST]; /* the last cell may end with the page */
};

static uint32_t
number_at(const uint8_t *bytes, int n)
{
	uint32_t number = 0;
	for (int i = 0; i < n; i++)
		number = number << 8 | bytes[i];
	return number;
}

static int64_t
varint_at(const uint8_t *bytes)
{
	uint64_t number = 0;
	for (int i = 0; i < VARINT_MOST - 1; i++) {
		number = number << 7 | (bytes[i] & 0x7f);
		if ((bytes[i] & 0x80) == 0)
			return (int64_t)number;
	}
	return (int64_t)(number << 8 | bytes[VARINT_MOST - 1]);
}

/* Where the page's own header begins. */
static uint32_t
start_of(const struct lead *lead)
{
	return lead->page == 1 ? FILE_HEADER : 0;
}

static bool
is_interior(const struct lead *lead)
{
	return lead->bytes[start_of(lead)] == INTERIOR;
}

/* The page below that has the key, and which others it has; 0: there is none. */
static uint32_t
below(const struct lead *lead, int64_t key, struct keys *keys)
{
	uint32_t start = start_of(lead);
	uint32_t cells = start + AT_CELLS;
	uint32_t low = 0;
	uint32_t high = number_at(lead->bytes + start + AT_COUNT, 2);
	uint32_t page = number_at(lead->bytes + start + AT_RIGHT, 4);
	if (cells + 2 * high > PAGE)
		return 0;
	while (low < high) {
		uint32_t middle = (low + high) / 2;
		uint32_t at = number_at(lead->bytes + cells + (size_t)2 * middle, 2);
		if (at + CELL_KEY >= PAGE)
			return 0;
		int64_t most = varint_at(lead->bytes + at + CELL_KEY);
		if (key > most) {
			low = middle + 1;
			keys->least = most;
		} else {
			high = middle;
			keys->most = most;
			page = number_at(lead->bytes + at, 4);
		}
	}
	return page;
}

static bool
read_page(struct lead *lead, uint32_t page)
{
	lead->page = page;
	return page > 0 && pread(lead->file, lead->bytes, PAGE, (off_t)(page - 1) * PAGE) == PAGE;
}

/* All rows' pages are as deep as each other; the first is read to know how deep, as SQLite will read it. */
static uint32_t
find_depth(struct lead *lead, int64_t key)
{
	struct keys keys = { 0 };
	uint32_t page = lead->root;
	for (int depth = 0; depth < DEEPEST && read_page(lead, page); depth++) {
		if (!is_interior(lead)) {
			lead->depth = depth;
			lead->page = 0;
			return page;
		}
		page = below(lead, key, &keys);
	}
	return 0;
}

/* The page that the row with the key stands on, if there is one; 0: not known. */
static uint32_t
find_page(struct lead *lead, int64_t key)
{
	struct keys keys = { INT64_MIN, INT64_MAX };
	uint32_t page = lead->root;
	if (lead->depth == 0)
		return find_depth(lead, key);
	if (lead->page != 0 && key > lead->keys.least && key <= lead->keys.most)
		return below(lead, key, &keys);
	for (int depth = 0; depth < lead->depth; depth++) {
		lead->keys = keys;
		if (!read_page(lead, page) || !is_interior(lead)) {
			lead->page = 0;
			return 0;
		}
		page = below(lead, key, &keys);
	}
	return page;
}

void
sqlite_ahead_open(struct store *store, sqlite3 *handle)
{
	sqlite3_stmt *statement = NULL;
	store->file = open(store->path, O_RDONLY | O_CLOEXEC);
	if (sqlite3_prepare_v2(handle,
	        "SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = 'audit_events'",
	        -1, &statement, NULL) == SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW)
		store->events = (uint32_t)sqlite3_column_int64(statement, 0);
	(void)sqlite3_finalize(statement);
}

/* A new file has nothing yet: all of it is in the log. */
static bool
has_pages(const struct lead *lead)
{
	uint8_t size[2];
	return pread(lead->file, size, sizeof(size), FILE_PAGE_SIZE) == (ssize_t)sizeof(size) &&
	    number_at(size, sizeof(size)) == PAGE;
}

void
sqlite_ahead_find(const struct store *store, const int64_t *places, int64_t n,
    void (*each)(int64_t place, uint32_t page, void *payload), void *payload)
{
	struct lead lead = { .file = store->file, .root = store->events };
	if (n == 0 || !has_pages(&lead))
		return;
	for (int64_t i = 0; i < n; i++) {
		uint32_t page = find_page(&lead, places[i]);
		if (page != 0)
			each(places[i], page, payload);
	}
}

struct advice {
	int file;
	uint32_t page; /* the last one told */
};

static void
advise(int64_t place, uint32_t page, void *payload)
{
	struct advice *advice = payload;
	(void)place;
	if (page != advice->page)
		(void)posix_fadvise(
		    advice->file, (off_t)(page - 1) * PAGE, PAGE, POSIX_FADV_WILLNEED);
	advice->page = page;
}

void
db_expect_events(const struct db *db, const int64_t *places, int64_t n)
{
	struct advice advice = { .file = db->store->file };
	sqlite_ahead_find(db->store, places, n, advise, &advice);
}
