/* Routing decisions: the core and its memory in the daemon's code, the endpoint beside that of a session's check. */
#include <malloc.h>

#include "bench.h"
#include "csv.h"
#include "deck.h"
#include "err.h"
#include "inside.h"
#include "load.h"
#include "mem.h"
#include "prefix_trie.h"
#include "routes.h"
#include "str.h"
#include "telephony.h"

enum {
	TURNS = 8,
	REQUESTS = BENCH_CLIENTS * TURNS,
	PATH = 512,
	SAMPLES = 5,       /* a round */
	DECISIONS = 40000, /* a sample, at least */
	MANY = 100000,
	MANY_GROUPS = 15292 /* as many to a prefix as the large deck has */
};

/* What is decided about, and how many of its digits have to match. */
struct number {
	char digits[PREFIX_TEXT];
	int right;
};

struct numbers {
	struct number *items;
	size_t n;
};

static uint64_t
draw(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

/* ---- the numbers ---- */

/* +56981033945,Chile - Fixed/Mobile - Viva,5698103,... */
static int
read_vectors(const struct bench *bench, struct numbers *out, struct err *err)
{
	char path[4096];
	const char *fields[8];
	struct str text = STR_INIT(1 << 20);
	struct arena arena = { NULL };
	struct csv csv;
	size_t n;
	(void)snprintf(path, sizeof(path), "%s/../data/prefix-vectors.csv", bench->here);
	process_output(path, &text);
	out->items = mem_new(text.len + 1, sizeof(*out->items));
	csv_init(&csv, str_text(&text), text.len);
	while (csv_next(&csv, &arena, fields, 8, &n)) {
		if (n < 3 || fields[0][0] != '+')
			continue;
		struct number *number = &out->items[out->n++];
		number->right = (int)strlen(fields[2]);
		(void)snprintf(number->digits, sizeof(number->digits), "%s", fields[0] + 1);
	}
	arena_release(&arena);
	str_release(&text);
	return out->n > 0 ? 0 : fail(err, PROBLEM_internal, path, "there are no numbers");
}

/* A number of each prefix, in no order: the prefix, then nothing that another one has. */
static void
make_numbers(const struct deck *deck, struct numbers *out)
{
	uint64_t state = 20261122;
	out->items = mem_new(deck->n_prefixes + 1, sizeof(*out->items));
	out->n = deck->n_prefixes;
	for (size_t i = 0; i < out->n; i++) {
		struct number *number = &out->items[i];
		(void)prefix_unpack(deck->prefixes[i].digits, number->digits);
		number->right = -1;
		for (size_t at = strlen(number->digits); at < 12; at++)
			number->digits[at] = (char)('0' + draw(&state) % 10);
	}
	for (size_t i = out->n; i > 1; i--) {
		size_t other = draw(&state) % i;
		struct number kept = out->items[i - 1];
		out->items[i - 1] = out->items[other];
		out->items[other] = kept;
	}
}

/* ---- the core ---- */

/* What a request's handler holds while it decides. */
struct held {
	struct routes_catalogue *catalogue;
	struct routes_switches *switches;
	int provider;
};

static int
take(struct call *c, struct held *held)
{
	return telephony_take(c, &held->catalogue, &held->switches) != 0
	    ? (int)c->err.problem
	    : telephony_provider(c, held->catalogue, NULL, NULL, &held->provider);
}

static void
let_go(struct held *held)
{
	routes_switches_release(held->switches);
	routes_catalogue_release(held->catalogue);
}

/* Nanoseconds a decision; each: with all that it needs taken and let go of, as for a request.  Below zero when
 * one was wrong. */
static double
time_decisions(struct call *c, const struct numbers *numbers, bool each)
{
	struct held held;
	size_t n = 0;
	bool ok = true;
	if (take(c, &held) != 0)
		return -1;
	double start = load_now();
	while (n < DECISIONS)
		for (size_t i = 0; i < numbers->n; i++, n++) {
			struct routes_verdict verdict;
			if (each) {
				let_go(&held);
				ok = take(c, &held) == 0 && ok;
			}
			routes_judge(held.catalogue, held.provider, held.switches,
			    numbers->items[i].digits, &verdict);
			ok = ok &&
			    (numbers->items[i].right < 0
			            ? verdict.prefix > 0
			            : verdict.prefix == numbers->items[i].right);
		}
	double seconds = load_now() - start;
	let_go(&held);
	return ok ? seconds * 1e9 / (double)n : -1;
}

static int
time_core(struct bench *bench, struct call *c, const struct numbers *numbers, bool each,
    struct figure *figure)
{
	for (int i = 0; i < bench->rounds * SAMPLES; i++) {
		double ns = time_decisions(c, numbers, each);
		if (ns < 0)
			return call_refuse(c, PROBLEM_internal, "", "a decision was wrong");
		figure_single(figure, ns);
	}
	return 0;
}

static int
core(struct bench *bench, struct call *c, const struct numbers *vectors, const struct numbers *all)
{
	struct figures *figures = &bench->figures;
	struct figure *core = figures_add(figures,
	    &(struct figure){ .id = "route",
	        .what = "decision, 41,571 prefixes: group and switch",
	        .unit = "ns",
	        .goal = GOAL_at_most,
	        .limit = 100 });
	struct figure *core_all = figures_add(figures,
	    &(struct figure){ .id = "route_all",
	        .what = "  a number of each prefix, in no order",
	        .unit = "ns",
	        .goal = GOAL_at_most,
	        .limit = 100 });
	struct figure *taken = figures_add(figures,
	    &(struct figure){ .id = "route_taken",
	        .what = "  with catalogue and switches taken for each",
	        .unit = "ns" });
	return time_core(bench, c, vectors, false, core) != 0 ||
	        time_core(bench, c, all, false, core_all) != 0 ||
	        time_core(bench, c, vectors, true, taken) != 0
	    ? (int)c->err.problem
	    : 0;
}

/* The handler's view of what the daemon has. */
static int
row_core(
    struct bench *bench, const struct numbers *vectors, const struct numbers *all, struct err *err)
{
	struct inside inside;
	if (inside_open(&inside, BENCH_DATA "/nexad.db", OP_route_decide, false, err) != 0)
		return (int)err->problem;
	inside_as_owner(&inside, bench);
	inside.daemon.routes = routes_new();
	int problem = routes_start(inside.daemon.routes, inside.daemon.store, err);
	if (problem == 0)
		problem = db_begin(inside.call.db, err);
	if (problem == 0 && (problem = core(bench, &inside.call, vectors, all)) != 0)
		*err = inside.call.err;
	routes_free(inside.daemon.routes);
	inside_close(&inside);
	return problem;
}

/* ---- memory ---- */

static int
by_digits(const void *a, const void *b)
{
	uint64_t x = ((const struct prefix_entry *)a)->digits;
	uint64_t y = ((const struct prefix_entry *)b)->digits;
	return (x > y) - (x < y);
}

/* Of 15 random digits each: no deck of so many has more nodes. */
static struct prefix_trie *
make_trie(void)
{
	struct prefix_entry *entries = mem_new(MANY, sizeof(*entries));
	uint64_t state = 1;
	char digits[PREFIX_TEXT];
	for (uint32_t i = 0; i < MANY; i++) {
		(void)snprintf(digits, sizeof(digits), "%d%07d%07d", 1 + (int)(draw(&state) % 9),
		    (int)(draw(&state) % 10000000), (int)(draw(&state) % 10000000));
		entries[i] = (struct prefix_entry){ .digits = prefix_pack(digits, PREFIX_DIGITS),
			.value = i % MANY_GROUPS };
	}
	qsort(entries, MANY, sizeof(*entries), by_digits);
	struct prefix_trie *trie = prefix_trie_new(entries, MANY);
	free(entries);
	return trie;
}

static void
make_groups(struct arena *texts, struct routes_group *groups)
{
	for (uint32_t i = 0; i < MANY_GROUPS; i++)
		groups[i] = (struct routes_group){ .num = i + 1,
			.id = arena_printf(texts, "ng_%020u", i),
			.name =
			    arena_printf(texts, "Country %3u - Mobile - Carrier %5u", i / 26, i),
			.country =
			    arena_printf(texts, "%c%c", 'A' + i / 26 / 26 % 26, 'A' + i / 26 % 26),
			.country_name = arena_printf(texts, "Country %3u", i / 26) };
}

static size_t
in_use(void)
{
	struct mallinfo2 info = mallinfo2();
	return info.uordblks + info.hblkhd;
}

static int
row_size(struct bench *bench, struct err *err)
{
	struct routes_group *groups = mem_new(MANY_GROUPS, sizeof(*groups));
	struct arena texts = { NULL };
	make_groups(&texts, groups);
	size_t before = in_use();
	struct routes_catalogue *catalogue = routes_catalogue_new();
	struct routes_provider provider = { .id = "plivo",
		.name = "Plivo",
		.groups = groups,
		.n_groups = MANY_GROUPS,
		.trie = make_trie() };
	bool ok = provider.trie != NULL && routes_catalogue_add(catalogue, &provider);
	figure_single(figures_add(&bench->figures,
	                  &(struct figure){ .id = "route_memory",
	                      .what = "memory of 100,000 prefixes, 15 random digits",
	                      .unit = "MiB",
	                      .goal = GOAL_at_most,
	                      .limit = 20 }),
	    (double)(in_use() - before) / (1 << 20));
	routes_catalogue_release(catalogue);
	arena_release(&texts);
	free(groups);
	return ok ? 0 : fail(err, PROBLEM_internal, "", "there is no such deck");
}

/* ---- the endpoint ---- */

static int
row_endpoint(struct bench *bench, const struct numbers *numbers, struct err *err)
{
	static char requests[REQUESTS][BENCH_REQUEST];
	static const char *subjects[REQUESTS];
	char floor[BENCH_REQUEST];
	char path[PATH];
	const char *floors[] = { floor };
	struct figures *figures = &bench->figures;
	(void)snprintf(path, sizeof(path), "/v1/workspaces/%s", bench->ws_id);
	bench_print_get(bench, floor, path);
	for (size_t i = 0; i < REQUESTS && numbers->n > 0; i++) {
		(void)snprintf(path, sizeof(path), "/v1/telephony/decide?workspace=%s&to=%%2B%s",
		    bench->ws_id, numbers->items[i % numbers->n].digits);
		bench_print_get(bench, requests[i], path);
		subjects[i] = requests[i];
	}
	const struct bench_contest contest = {
		.floor = { &bench->daemon, BENCH_SOCKET, floors, 1, 1 },
		.subject = { &bench->daemon, BENCH_SOCKET, subjects, REQUESTS, TURNS },
		.rate = figures_add(figures,
		    &(struct figure){ .id = "route_http",
		        .what = "decision for a SIP proxy, 32 clients",
		        .floor = "nexad: session, permission, workspace, as in check",
		        .unit = "/s",
		        .goal = GOAL_at_least,
		        .limit = 0.8 }),
		.cpu = figures_add(figures,
		    &(struct figure){ .id = "route_http_cpu",
		        .what = "  processor time of the server",
		        .floor = "as above",
		        .unit = "us" }),
	};
	return bench_contend(bench, &contest, err);
}

int
row_route(struct bench *bench, struct err *err)
{
	struct str text = STR_INIT(64u << 20);
	struct numbers vectors = { NULL, 0 };
	struct numbers all = { NULL, 0 };
	double seconds;
	if (tenant_deck(bench, &text, err) == 0 &&
	    tenant_import(BENCH_SOCKET, &text, &seconds, err) == 0 &&
	    read_vectors(bench, &vectors, err) == 0) {
		struct deck *deck = deck_read(&(struct deck_source){ .text = text.data,
		    .len = text.len,
		    .provider = "plivo",
		    .provider_name = "Plivo" });
		make_numbers(deck, &all);
		deck_free(deck);
	}
	str_release(&text);
	int problem = (int)err->problem;
	if (problem == 0)
		problem = row_core(bench, &vectors, &all, err);
	if (problem == 0)
		problem = row_size(bench, err);
	if (problem == 0)
		problem = row_endpoint(bench, &vectors, err);
	free(vectors.items);
	free(all.items);
	return problem;
}
