/* The catalogues as data, and what is not taken for one. */
#include "catalogue_files.h"
#include "kind.h"
#include "store_fixture.h"

#define HEAD "id,name,provider,language,gender,default\n"

static int64_t
ask(struct fixture *f, enum query query, const struct value *values, int n)
{
	struct text_row row;
	struct arena arena = { NULL };
	bool found;
	assert_done(f, db_get(f->db, query, values, n, &arena, &row, &found, &f->err));
	arena_release(&arena);
	return found;
}

static bool
has(struct fixture *f, const char *list, const char *id)
{
	return ask(f, QUERY_catalogue_has, WITH(V(list), V(id)));
}

static int
note_language(const struct listed *listed, void *payload)
{
	struct fixture *f = payload;
	const struct voice *voice = listed->row;
	assert_true(has(f, "language", voice->language));
	return 0;
}

/* Every list has something that stands where nothing was chosen, and voices speak languages that there are. */
static void
test_files(void **state)
{
	struct fixture *f = *state;
	static const char *const known[] = { "language", "llm", "transcriber", "voice" };
	assert_int_equal(n_catalogue_files, 4);
	db_close(f->db);
	assert_done(f, catalogue_load(f->store, &f->err));
	assert_done(f, db_open(f->store, true, &f->db, &f->err));
	for (int i = 0; i < n_catalogue_files; i++) {
		assert_string_equal(catalogue_files[i].list, known[i]);
		assert_true(ask(f, QUERY_catalogue_default, WITH(V(known[i]), value_text(NULL))));
	}
	struct value values[4] = { V(0) };
	struct listing listing = {
		.list = LIST_voices, .values = values, .n_values = 0, .limit = 1000
	};
	assert_done(f, db_list(f->db, &listing, note_language, f, &f->err));
}

static int
take(struct fixture *f, const char *sha256, const char *text)
{
	const struct catalogue_file file = { "voice", sha256, text };
	return catalogue_take(f->db, &file, &f->err);
}

/* What went is gone, what came is there. */
static void
test_replaced(void **state)
{
	struct fixture *f = *state;
	assert_done(
	    f, take(f, "1", HEAD "a,Ada,x,en-IN,female,yes\nb,\"Ben, Jr.\",x,en-IN,male,\n"));
	assert_true(has(f, "voice", "a") && has(f, "voice", "b"));
	assert_done(f, take(f, "2", HEAD "b,Ben,x,en-IN,male,yes\n"));
	assert_true(!has(f, "voice", "a") && has(f, "voice", "b"));
}

static void
test_mistakes(void **state)
{
	static const struct {
		const char *text;
		const char *told;
	} rows[] = {
		{ "id,name,provider,default\n", "line 1: the columns" },
		{ "id,name,provider,gender,language,default\n", "line 1: the columns" },
		{ "", "the columns" },
		{ HEAD "a,Ada,x,en-IN,female\n", "line 2: another number of cells" },
		{ HEAD "a,Ada,x,en-IN,female,yes\nb,Ben,x,en-IN,boy,\n", "line 3: gender" },
		{ HEAD "a,Ada,x,en-IN,female,no\n", "line 2: default" },
		{ HEAD "a,,x,en-IN,female,\n", "line 2: only default" },
		{ HEAD "a,Ada,x,en-IN,female,\na,Abe,x,en-IN,male,\n", "line 3: the id" },
	};
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_not_equal(take(f, "3", rows[i].text), 0);
		assert_non_null(strstr(f->err.text, "catalogue/voice.csv"));
		assert_non_null(strstr(f->err.text, rows[i].told));
	}
}

#define in_store(test) cmocka_unit_test_setup_teardown((test), fixture_set_up, fixture_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_store(test_files),
		in_store(test_replaced),
		in_store(test_mistakes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
