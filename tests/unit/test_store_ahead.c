/* The pages of the database's file that events stand on, as they are told to the system, against what is on them. */
#include <fcntl.h>

#include "chance.h"
#include "store_fixture.h"

enum { PAGE = 4096, LEAF = 13, AT_COUNT = 3, AT_CELLS = 8, EVENTS = 60000, STEP = 7, TRIED = 400 };

struct found {
	int file;
	int n;
	int64_t wanted[TRIED]; /* in this order */
};

static int
number_at(const uint8_t *bytes)
{
	return bytes[0] << 8 | bytes[1];
}

/* Behind a number of seven bits a byte; it is *number. */
static const uint8_t *
read_varint(const uint8_t *at, int64_t *number)
{
	*number = 0;
	do
		*number = *number << 7 | (*at & 0x7f);
	while ((*at++ & 0x80) != 0);
	return at;
}

static bool
has_row(const uint8_t *page, int64_t key)
{
	for (int i = 0; i < number_at(page + AT_COUNT); i++) {
		int64_t size;
		int64_t row;
		const uint8_t *cell = page + number_at(page + AT_CELLS + (size_t)2 * (size_t)i);
		(void)read_varint(read_varint(cell, &size), &row);
		if (row == key)
			return true;
	}
	return false;
}

static void
check_page(int64_t place, uint32_t page, void *payload)
{
	struct found *found = payload;
	uint8_t bytes[PAGE];
	assert_int_equal(place, found->wanted[found->n++]);
	assert_int_equal(pread(found->file, bytes, PAGE, (off_t)(page - 1) * PAGE), PAGE);
	assert_int_equal(bytes[0], LEAF);
	assert_true(has_row(bytes, place));
}

static void
none(int64_t place, uint32_t page, void *payload)
{
	(void)payload;
	fail_about("%lld on page %u", (long long)place, page);
}

/* Enough that pages lead to pages that lead to pages. */
static void
fill(struct fixture *f)
{
	char sql[600];
	(void)snprintf(sql, sizeof(sql),
	    "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
	    "INSERT INTO audit_events (at, occurred_at, type, failed, ws, actor, target, origin, id,"
	    " details, leaf) SELECT (1 << 40) + i * %d, 0, 0, 0, 0, 0, 0, 0, x'00', zeroblob(60),"
	    " zeroblob(32) FROM n",
	    EVENTS, STEP);
	assert_int_equal(sqlite3_exec(f->db->handle, sql, NULL, NULL, NULL), SQLITE_OK);
}

static void
test_pages(void **state)
{
	static struct found found;
	struct fixture *f = *state;
	struct chance chance = { .state = 31 };
	int64_t place = audit_store_place(1, 0);
	/* Nothing is in the file yet; then only the log has it. */
	sqlite_ahead_find(f->store, &place, 1, none, NULL);
	fill(f);
	fixture_fold(f);
	found.file = open(f->path, O_RDONLY | O_CLOEXEC);
	assert_true(found.file >= 0);
	/* Near to each other downwards, as a page of a list has them, then anywhere, then the ends. */
	for (int i = 0; i < TRIED; i++)
		found.wanted[i] = audit_store_place(1, 0) +
		    STEP *
		        (i < TRIED / 2 ? EVENTS - 100 * i : (int64_t)chance_below(&chance, EVENTS));
	found.wanted[TRIED - 1] = audit_store_place(1, (int64_t)EVENTS * STEP);
	found.wanted[TRIED - 2] = audit_store_place(1, 0);
	sqlite_ahead_find(f->store, found.wanted, TRIED, check_page, &found);
	assert_int_equal(found.n, TRIED);
	db_expect_events(f->db, found.wanted, TRIED);
	(void)close(found.file);
}

/* Whatever became of the file: advice is all that is given. */
static void
test_damaged(void **state)
{
	enum { ROUNDS = 300 };
	static const int64_t places[] = { INT64_MIN, 0, (INT64_C(1) << 40) + STEP, INT64_MAX };
	struct fixture *f = *state;
	struct chance chance = { .state = 8 };
	uint8_t kept[PAGE];
	uint8_t bytes[PAGE];
	fill(f);
	fixture_fold(f);
	int file = open(f->path, O_RDWR | O_CLOEXEC);
	off_t at = (off_t)(f->store->events - 1) * PAGE;
	assert_int_equal(pread(file, kept, PAGE, at), PAGE);
	for (int round = 0; round < ROUNDS; round++) {
		memcpy(bytes, kept, PAGE);
		for (int i = 0; i < 40; i++)
			bytes[1 + chance_below(&chance, round % 2 == 0 ? 30 : PAGE - 1)] =
			    (uint8_t)chance_below(&chance, 256);
		assert_int_equal(pwrite(file, bytes, PAGE, at), PAGE);
		db_expect_events(f->db, places, sizeof(places) / sizeof(places[0]));
	}
	assert_int_equal(pwrite(file, kept, PAGE, at), PAGE);
	(void)close(file);
}

#define in_store(test) cmocka_unit_test_setup_teardown((test), fixture_set_up, fixture_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = { in_store(test_pages), in_store(test_damaged) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
