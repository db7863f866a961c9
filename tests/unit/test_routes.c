/* Routing decisions against a scan of all prefixes, and catalogues swapped under those who decide. */
#include <pthread.h>
#include <stdatomic.h>

#include "chance.h"
#include "routes.h"
#include "unit.h"

enum { GROUPS = 40, PREFIXES = 300, NUMBERS = 2000, READERS = 3, SWAPS = 200 };

struct world {
	char texts[PREFIXES][PREFIX_TEXT];
	struct prefix_entry entries[PREFIXES];
	size_t n;
	struct routes_group groups[GROUPS];
	char names[GROUPS][16];
	bool on[GROUPS];
};

static int
by_digits(const void *a, const void *b)
{
	uint64_t x = ((const struct prefix_entry *)a)->digits;
	uint64_t y = ((const struct prefix_entry *)b)->digits;
	return (x > y) - (x < y);
}

static void
draw(struct chance *chance, struct world *world)
{
	size_t kinds = 1 + chance_below(chance, 9);
	for (size_t i = 0; i < GROUPS; i++) {
		(void)snprintf(world->names[i], sizeof(world->names[i]), "group %zu", i);
		world->groups[i] = (struct routes_group){ .num = (uint32_t)(i * 7 + 1),
			.outbound = (int64_t)i,
			.id = world->names[i],
			.name = world->names[i],
			.country = "XX",
			.country_name = "Nowhere" };
		world->on[i] = chance_below(chance, 2) == 0;
	}
	struct prefix_entry all[PREFIXES];
	for (size_t i = 0; i < PREFIXES; i++) {
		size_t len = 1 + chance_below(chance, 10);
		for (size_t d = 0; d < len; d++)
			world->texts[i][d] = (char)('1' + chance_below(chance, kinds));
		world->texts[i][len] = '\0';
		all[i] = (struct prefix_entry){ prefix_pack(world->texts[i], len),
			(uint32_t)chance_below(chance, GROUPS) };
	}
	qsort(all, PREFIXES, sizeof(all[0]), by_digits);
	world->n = 0;
	for (size_t i = 0; i < PREFIXES; i++)
		if (world->n == 0 || by_digits(&world->entries[world->n - 1], &all[i]) != 0)
			world->entries[world->n++] = all[i];
}

static struct routes_catalogue *
catalogue_of(struct world *world)
{
	struct routes_catalogue *catalogue = routes_catalogue_new();
	const struct routes_provider flat = { .id = "flat", .name = "Flat", .flat = true };
	const struct routes_provider deck = { .id = "deck",
		.name = "Deck",
		.is_default = true,
		.groups = world->groups,
		.n_groups = GROUPS,
		.trie = prefix_trie_new(world->entries, world->n) };
	assert_non_null(deck.trie);
	assert_true(routes_catalogue_add(catalogue, &flat));
	assert_true(routes_catalogue_add(catalogue, &deck));
	return catalogue;
}

static struct routes_switches *
switches_of(const struct world *world)
{
	struct routes_switches *switches = routes_switches_new();
	for (size_t i = 0; i < GROUPS; i++)
		if (world->on[i])
			routes_switches_add(switches, world->groups[i].num);
	return switches;
}

static void
check(struct world *world, const struct routes_catalogue *catalogue,
    const struct routes_switches *switches, const char *number)
{
	const struct prefix_entry *best = NULL;
	char text[PREFIX_TEXT];
	int len = 0;
	for (size_t i = 0; i < world->n; i++) {
		int n = (int)strlen(prefix_unpack(world->entries[i].digits, text));
		if (strncmp(number, text, (size_t)n) == 0 && n > len) {
			best = &world->entries[i];
			len = n;
		}
	}
	struct routes_verdict verdict;
	routes_judge(catalogue, routes_provider_find(catalogue, NULL), switches, number, &verdict);
	if (best == NULL) {
		assert_int_equal(verdict.reason, ROUTE_REASON_no_group);
		assert_null(verdict.group);
		return;
	}
	assert_string_equal(verdict.group->name, world->names[best->value]);
	assert_int_equal(verdict.prefix, len);
	assert_int_equal(
	    verdict.reason, world->on[best->value] ? ROUTE_REASON_ok : ROUTE_REASON_group_off);
}

static void
test_as_a_scan(void **state)
{
	(void)state;
	static struct world world;
	struct chance chance = { .state = 4 };
	for (int round = 0; round < 20; round++) {
		draw(&chance, &world);
		struct routes_catalogue *catalogue = catalogue_of(&world);
		struct routes_switches *switches = switches_of(&world);
		for (int i = 0; i < NUMBERS; i++) {
			char number[PREFIX_TEXT] = "";
			for (size_t d = 0; d < 12; d++)
				number[d] = (char)('1' + chance_below(&chance, 9));
			check(&world, catalogue, switches, number);
			check(&world, catalogue, switches,
			    world.texts[chance_below(&chance, PREFIXES)]);
		}
		routes_switches_release(switches);
		routes_catalogue_release(catalogue);
	}
}

static void
test_providers(void **state)
{
	(void)state;
	static struct world world;
	struct chance chance = { .state = 5 };
	struct routes_verdict verdict;
	draw(&chance, &world);
	struct routes_catalogue *catalogue = catalogue_of(&world);
	struct routes_switches *switches = switches_of(&world);
	int flat = routes_provider_find(catalogue, "flat");
	int deck = routes_provider_find(catalogue, "deck");
	assert_int_equal(routes_provider_find(catalogue, "none"), -1);
	assert_int_equal(routes_provider_find(catalogue, NULL), deck);
	/* A flat one is off until it is switched on, a deck's on until it is switched off. */
	routes_judge(catalogue, flat, switches, "0", &verdict);
	assert_int_equal(verdict.reason, ROUTE_REASON_provider_off);
	routes_switches_provider(switches, flat, true);
	routes_judge(catalogue, flat, switches, "0", &verdict);
	assert_int_equal(verdict.reason, ROUTE_REASON_ok);
	routes_switches_provider(switches, deck, false);
	routes_judge(catalogue, deck, switches, world.texts[0], &verdict);
	assert_int_equal(verdict.reason, ROUTE_REASON_provider_off);
	routes_switches_release(switches);
	routes_catalogue_release(catalogue);
}

/* ---- swapping ---- */

struct shared {
	struct routes *routes;
	struct world *world;
	atomic_bool over;
	atomic_int decided;
};

/* Whichever catalogue it got, a decision is one of it. */
static void *
decide(void *payload)
{
	struct shared *shared = payload;
	struct chance chance = { .state = 6 };
	while (!atomic_load(&shared->over)) {
		struct routes_catalogue *catalogue;
		struct routes_switches *switches;
		struct routes_verdict verdict;
		routes_take(shared->routes, "ws", &catalogue, &switches);
		if (switches == NULL) {
			switches = switches_of(shared->world);
			routes_keep(shared->routes, "ws", switches, 0);
		}
		int deck = routes_provider_find(catalogue, NULL);
		if (deck >= 0) {
			routes_judge(catalogue, deck, switches,
			    shared->world->texts[chance_below(&chance, PREFIXES)], &verdict);
			if (verdict.group == NULL || strncmp(verdict.group->name, "group ", 6) != 0)
				abort();
			(void)atomic_fetch_add(&shared->decided, 1);
		}
		routes_switches_release(switches);
		routes_catalogue_release(catalogue);
	}
	return NULL;
}

static void
test_swapped_under_readers(void **state)
{
	(void)state;
	static struct world world;
	struct chance chance = { .state = 7 };
	struct shared shared = { .routes = routes_new(), .world = &world };
	pthread_t readers[READERS];
	draw(&chance, &world);
	routes_swap(shared.routes, catalogue_of(&world));
	for (int i = 0; i < READERS; i++)
		assert_int_equal(pthread_create(&readers[i], NULL, decide, &shared), 0);
	for (int i = 0; i < SWAPS || atomic_load(&shared.decided) < SWAPS; i++)
		routes_swap(shared.routes, catalogue_of(&world));
	atomic_store(&shared.over, true);
	for (int i = 0; i < READERS; i++)
		assert_int_equal(pthread_join(readers[i], NULL), 0);
	routes_free(shared.routes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_as_a_scan),
		cmocka_unit_test(test_providers), cmocka_unit_test(test_swapped_under_readers) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
