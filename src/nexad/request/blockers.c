/* deletion_blocked, with what stands against it. */
#include "blockers.h"

#include "call.h"
#include "jsonw.h"

enum { NAMED = 4 };

/* "Support desk, +918012345678 and 3 more". */
static const char *
some_names(struct call *c, const struct blocker_row *blockers, size_t n)
{
	const char *names = blockers[0].name;
	for (size_t i = 1; i < n && i < NAMED; i++)
		names = arena_printf(
		    &c->arena, "%s%s%s", names, i + 1 == n ? " and " : ", ", blockers[i].name);
	return n <= NAMED ? names : arena_printf(&c->arena, "%s and %zu more", names, n - NAMED);
}

int
blockers_refuse(struct call *c, const struct blocker_row *blockers, size_t n, const char *sentence)
{
	if (n == 0)
		return 0;
	struct str text = STR_INIT(1u << 20);
	struct jsonw w = { .out = &text };
	jsonw_open(&w, '{');
	jsonw_key(&w, "blockers");
	jsonw_open(&w, '[');
	for (size_t i = 0; i < n; i++) {
		jsonw_open(&w, '{');
		jsonw_key(&w, "type");
		jsonw_text(&w, blockers[i].type);
		jsonw_key(&w, "id");
		jsonw_text(&w, blockers[i].id);
		jsonw_key(&w, "name");
		jsonw_text(&w, blockers[i].name);
		jsonw_close(&w, '}');
	}
	jsonw_close(&w, ']');
	jsonw_close(&w, '}');
	c->details = call_keep(c, &text);
	return call_broken(c, PROBLEM_deletion_blocked, blockers[0].type, "%s: %s", sentence,
	    some_names(c, blockers, n));
}
