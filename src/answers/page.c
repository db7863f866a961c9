/* Lists: arguments to a listing, rows to JSON, places to cursors. */
#include "page.h"

#include <assert.h>
#include <string.h>

#include "call.h"
#include "cursor.h"
#include "jsonw.h"
#include "utf8.h"

enum {
	LIMIT_DEFAULT = 50,
	COUNT_MOST = 10000,
	USUAL_ROW = 300,   /* bytes: room taken at once */
	AROUND_ROWS = 1000 /* for what stands around them */
};

/* The rows as they come, so that a page read backwards can be turned round. */
struct reading {
	struct page *page;
	const struct listing *listing;
	const char *list; /* its name in cursors */
	int (*each)(struct page *page, const void *row);
	struct str rows;
	struct str *out;
	size_t ends[201];
	int64_t n;
	int64_t limit;  /* the statement reads one more, to see whether there is more */
	int64_t beyond; /* rows that were read behind the page */
	struct mark first;
	struct mark last;
};

void
page_add(struct page *page, const void *row)
{
	codec_write(page->w, shape_fields(page->shape), row);
	page->n++;
}

/* ---- arguments by name ---- */

static const char *
given(const struct call *c, const char *name, const struct field **field)
{
	const char *args = c->args;
	*field = shape_field(op_params(c->id), name);
	if (args == NULL || *field == NULL || !*(const bool *)(args + (*field)->has))
		return NULL;
	return args + (*field)->offset;
}

static const char *
given_text(const struct call *c, const char *name)
{
	const struct field *field;
	const char *at = given(c, name, &field);
	return at == NULL ? NULL : *(const char *const *)at;
}

static int64_t
given_number(const struct call *c, const char *name, int64_t otherwise)
{
	const struct field *field;
	const char *at = given(c, name, &field);
	return at == NULL ? otherwise : *(const int64_t *)at;
}

static int
given_word(const struct call *c, const char *name)
{
	const struct field *field;
	const char *at = given(c, name, &field);
	return at == NULL ? 0 : *(const int *)at;
}

static struct value
filter_value(struct call *c, const struct field *field, const char *at)
{
	const struct kind_row *kind = kind_row(field->kind);
	if (field->kind == KIND_query)
		return value_text(utf8_fold(&c->arena, *(const char *const *)at));
	if (kind->class == CLASS_flag)
		return value_number(*(const bool *)at);
	return value_text(kind->class == CLASS_word ? vocab_name(kind->vocab, *(const int *)at)
	                                            : *(const char *const *)at);
}

static void
take_filters(struct call *c, struct listing *listing)
{
	for (const struct field *field = op_params(c->id); field->name != NULL; field++) {
		const struct field *same;
		const char *at = field->has == 0 ? NULL : given(c, field->name, &same);
		if (at == NULL || !store_can_filter(listing->list, field->name))
			continue;
		assert(listing->n_filters < LIST_FILTERS); /* test_tables sees to it */
		listing->filters[listing->n_filters++] =
		    (struct filter){ .name = field->name, .value = filter_value(c, field, at) };
	}
}

/* ---- cursors ---- */

/* A cursor belongs to one list in one order with its filters; any other is refused. */
static int
take_cursor(const struct page *page, const char *cursor, const char *list, struct listing *listing)
{
	struct call *c = page->call;
	struct mark mark;
	bool ok = cursor_read(&c->arena, cursor, list, &mark, &listing->backwards);
	if (ok && page->key_after != page->key_before)
		ok = mark.key.type == VALUE_number && mark.key.number >= page->key_after &&
		    mark.key.number < page->key_before;
	if (!ok)
		return call_refuse(c, PROBLEM_invalid_query, "cursor",
		    "cursor is not one of this list with these filters in this order; ask as for "
		    "the page that it is from, or start again without it");
	listing->has_start = true;
	listing->start_key = mark.key;
	listing->start_tie = mark.tie;
	return 0;
}

static int
take_arguments(const struct page *page, struct listing *listing, const char **list)
{
	struct call *c = page->call;
	const struct field *field;
	const char *q = given_text(c, "q");
	const char *cursor = given_text(c, "cursor");
	const char *last = given(c, "last", &field);
	bool newest_first = c->op->sorts == NULL;
	int order = given_word(c, "order");
	listing->sort = given_text(c, "sort");
	listing->descending = order == ORDER_desc || (order == ORDER_unknown && newest_first);
	listing->limit = given_number(c, "limit", LIMIT_DEFAULT);
	if (listing->sort != NULL && !store_can_sort(listing->list, listing->sort))
		return call_refuse(c, PROBLEM_invalid_query, "sort", "sort must be one of: %s",
		    c->op->sorts == NULL ? "" : c->op->sorts);
	if (q != NULL && q[0] != '\0' && store_can_search(listing->list))
		listing->search = utf8_fold(&c->arena, q);
	take_filters(c, listing);
	*list = cursor_list(c, listing);
	if (cursor != NULL)
		return take_cursor(page, cursor, *list, listing);
	listing->backwards = last != NULL && *(const bool *)last;
	listing->has_start = page->begins;
	listing->start_key = value_number(page->begin_key);
	listing->start_tie = "";
	return 0;
}

/* ---- rows ---- */

/* The place of a row, whose texts do not last. */
static struct mark
mark_of(const struct reading *r, const struct listed *listed)
{
	struct arena *arena = &r->page->call->arena;
	struct mark mark = { listed->key, arena_text(arena, listed->tie) };
	mark.key.text = arena_text(arena, listed->key.text);
	return mark;
}

static int
take_row(const struct listed *listed, void *payload)
{
	struct reading *r = payload;
	if (r->n == r->limit) {
		r->beyond++;
		return 0;
	}
	if (r->n == 0)
		r->first = mark_of(r, listed);
	/* A page that is not full is the end of the list: no cursor leads there. */
	if (r->n == r->limit - 1)
		r->last = mark_of(r, listed);
	struct jsonw w = { .out = &r->rows, .comma = r->n > 0 };
	r->page->w = &w;
	int problem = 0;
	if (r->page->judge != NULL)
		problem = r->page->judge(listed->row, &r->page->call->err);
	if (problem != 0)
		return problem;
	if (r->each != NULL)
		problem = r->each(r->page, listed->row);
	else
		page_add(r->page, listed->row);
	r->ends[r->n++] = r->rows.len;
	return problem;
}

static void
print_rows(struct reading *r)
{
	const char *rows = str_text(&r->rows);
	(void)str_reserve(r->out, r->rows.len + AROUND_ROWS);
	str_add_char(r->out, '[');
	if (!r->listing->backwards)
		str_add_n(r->out, rows, r->rows.len);
	/* The first of them as it was read has no comma before it. */
	for (int64_t i = r->n - 1; i >= 0 && r->listing->backwards; i--) {
		size_t start = i == 0 ? 0 : r->ends[i - 1] + 1;
		str_add_n(r->out, rows + start, r->ends[i] - start);
		if (i > 0)
			str_add_char(r->out, ',');
	}
	str_add_char(r->out, ']');
}

static void
print_total(const struct reading *r, struct jsonw *w, int64_t count)
{
	jsonw_key(w, "total");
	if (r->page->has_total || (count >= 0 && count <= COUNT_MOST)) {
		jsonw_int(w, r->page->has_total ? r->page->total : count);
		return;
	}
	jsonw_null(w);
	jsonw_key(w, "total_at_least");
	int64_t seen = r->n + (r->beyond > 0 ? 1 : 0);
	int64_t known = count > COUNT_MOST ? COUNT_MOST : r->page->at_least;
	jsonw_int(w, known > seen ? known : seen);
}

/* What the page before begins behind; an empty page leads there, too, where it began inside of the list. */
static const struct mark *
before_page(const struct reading *r, struct mark *begin)
{
	const struct listing *listing = r->listing;
	bool has_prev = listing->backwards ? r->beyond > 0 : listing->has_start;
	if (!has_prev || (r->n == 0 && !r->page->begins))
		return NULL;
	if (r->n > 0)
		return listing->backwards ? &r->last : &r->first;
	begin->key = value_number(r->page->begin_key + (listing->descending ? -1 : 1));
	return begin;
}

static void
print_meta(const struct reading *r, struct jsonw *w, int64_t count)
{
	const struct listing *listing = r->listing;
	const struct mark cut = { .key = value_number(r->page->further) };
	bool has_next = listing->backwards ? listing->has_start : r->beyond > 0;
	struct mark begin = { .tie = "" };
	const struct mark *bottom = listing->backwards ? &r->first : &r->last;
	jsonw_open(w, '{');
	jsonw_key(w, "limit");
	jsonw_int(w, listing->limit);
	jsonw_key(w, "next_cursor");
	if (!has_next && r->page->further != 0)
		cursor_print(w, r->list, &cut, false);
	else
		cursor_print(w, r->list, has_next && r->n > 0 ? bottom : NULL, false);
	jsonw_key(w, "prev_cursor");
	cursor_print(w, r->list, before_page(r, &begin), true);
	print_total(r, w, count);
	jsonw_close(w, '}');
}

/* How many there are in all, with the first page only, where the list is one that counting does not scan; a page that
 * holds them all has counted them.  -1: it is not told. */
static int
count(struct call *c, const struct reading *r, struct listing *listing, int64_t *out)
{
	*out = -1;
	if (c->op->sorts == NULL || listing->has_start)
		return 0;
	*out = r->n + r->beyond;
	return r->beyond == 0 || r->page->counts_as_read
	    ? 0
	    : db_count(c->db, listing, COUNT_MOST, out, &c->err);
}

static int
read_and_print(struct call *c, struct reading *r, struct listing *listing)
{
	int64_t counted = -1;
	r->limit = listing->limit;
	listing->limit = r->page->counts_as_read && !listing->has_start ? COUNT_MOST : r->limit + 1;
	if (r->page->has_most && r->page->most < listing->limit)
		listing->limit = r->page->most;
	int problem = 0;
	if (listing->limit > 0)
		problem = db_list(c->db, listing, take_row, r, &c->err);
	listing->limit = r->limit;
	if (problem == 0)
		problem = count(c, r, listing, &counted);
	if (problem != 0)
		return problem;
	struct jsonw w = { .out = r->out };
	jsonw_open(&w, '{');
	jsonw_key(&w, "data");
	print_rows(r);
	w.comma = true;
	jsonw_key(&w, "meta");
	print_meta(r, &w, counted);
	jsonw_close(&w, '}');
	if (r->rows.failed || r->out->failed)
		return call_refuse(
		    c, PROBLEM_internal, "", "a page of '%s' is too large", c->op->id);
	return 0;
}

int
page_list(struct page *page, enum list list, const struct value *values, int n,
    int (*each)(struct page *page, const void *row))
{
	struct call *c = page->call;
	struct listing listing = { .list = list, .values = values, .n_values = n };
	const char *name = NULL;
	if (take_arguments(page, &listing, &name) != 0 ||
	    (page->narrow != NULL && page->narrow(page, &listing) != 0))
		return (int)c->err.problem;
	struct reading r = { .page = page,
		.listing = &listing,
		.list = name,
		.each = each,
		.out = &c->out,
		.rows = STR_INIT(16u << 20) };
	(void)str_reserve(&r.rows, (size_t)listing.limit * USUAL_ROW);
	int problem = read_and_print(c, &r, &listing);
	str_release(&r.rows);
	return problem;
}
