/* Taking over a provider's rate deck from a file: the operator's. */
#include <stdio.h>

#include "act.h"
#include "app.h"
#include "arena.h"
#include "args.h"
#include "client.h"
#include "digits.h"
#include "import.h"

static struct client_call *
send(struct import *import, const struct client_with *with, client_done_fn *done)
{
	const struct deck_import_args args = { .provider = import->provider };
	return nexa_deck_import(import->app->client, with, &args, done, import);
}

static const struct many_import_rejection *
rejected(const void *result, int64_t *rows, int64_t *total)
{
	const struct deck_import_result *deck = result;
	*rows = deck->rows;
	*total = deck->rejected_total;
	return &deck->rejected;
}

static bool
does_something(const void *result)
{
	const struct deck_import_result *deck = result;
	return deck->groups_added + deck->groups_changed + deck->groups_removed > 0;
}

/* "changed  India - Mobile: 0.54 → 2.00 INR out" */
static void
draw_change(const struct deck_change *change, struct screen *screen, struct screen_place line)
{
	struct arena arena = { NULL };
	const char *before =
	    args_field(SHAPE_deck_change, change, "outbound_inr_per_min_before", &arena);
	const char *now = args_field(SHAPE_deck_change, change, "outbound_inr_per_min", &arena);
	bool both = before[0] != '\0' && now[0] != '\0';
	(void)screen_format(screen, line, STYLE_dim, "%-8s %s: %s%s%s INR out",
	    vocab_name(VOCAB_deck_fate, (int)change->fate), change->network_group, before,
	    both ? " → " : "", now);
	arena_release(&arena);
}

/* Counts, then what moves most, as far as there is room. */
static void
draw(const void *result, struct screen *screen, struct screen_rect *area)
{
	const struct deck_import_result *deck = result;
	const struct {
		int64_t count;
		enum style style;
		const char *what;
	} counts[] = {
		{ deck->groups_added, STYLE_grants, "network groups to add" },
		{ deck->groups_changed, STYLE_warning, "network groups to change" },
		{ deck->groups_removed, STYLE_error,
		    "network groups to remove, and their switches with them" },
		{ deck->prices_up, STYLE_warning, "network groups get dearer" },
		{ deck->prices_down, STYLE_normal, "network groups get cheaper" },
		{ deck->prefixes_added, STYLE_normal, "prefixes that are new" },
		{ deck->prefixes_removed, STYLE_normal, "prefixes that are no more" },
		{ deck->prefixes_moved, STYLE_warning, "prefixes change their network group" },
	};
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		import_draw_count(screen, area, counts[i].style, counts[i].count, counts[i].what);
	for (size_t i = 0; i < deck->changes.n && area->rows > 1; i++)
		draw_change(&deck->changes.items[i], screen, screen_take_row(area));
}

static void
done(struct app *app, const struct reply *reply, struct import *import)
{
	const struct deck_import_result *deck = reply->value;
	char prefixes[DIGITS_TEXT];
	char groups[DIGITS_TEXT];
	(void)import;
	app_say(app, STYLE_ok, "%s: %s prefixes in %s network groups are in force", deck->provider,
	    digits_text(deck->prefixes, prefixes), digits_text(deck->groups, groups));
	app_note_event(app, "telephony.rate_deck_imported", NULL);
	overlay_remove(app, &import->overlay);
	view_renew(app_view(app));
}

static const struct import_what rate_deck = {
	.op = OP_deck_import,
	.file_max = 256 << 20,
	.about =
	    "A CSV file whose first line names its columns, in any order: provider, country_iso2, "
	    "country_name, network_group, prefix, inbound_inr_per_min, outbound_inr_per_min, "
	    "default_enabled.  It is checked first; nothing changes before you say so.",
	.example = "~/rate-deck.csv, tab completes",
	.tells_all = "These are the first.  nexa deck import FILE --dry-run -o csv tells them all.",
	.send = send,
	.rejected = rejected,
	.does_something = does_something,
	.draw = draw,
	.done = done,
};

void
import_deck_open(struct app *app, const struct provider_deck *deck)
{
	struct import *import = import_start(app, &rate_deck);
	if (import == NULL)
		return;
	import->version = deck->version;
	(void)snprintf(import->provider, sizeof(import->provider), "%s", deck->id);
	(void)snprintf(
	    import->title, sizeof(import->title), "Take over a rate deck of %s", deck->name);
}

static void
decks_told(struct reply *reply, void *payload)
{
	struct app *app = payload;
	const struct provider_deck *decks = reply->value;
	const struct provider_deck *found = NULL;
	live_heard(app, reply);
	for (size_t i = 0; i < reply->n && found == NULL; i++)
		found = decks[i].is_default ? &decks[i] : NULL;
	if (reply->err.problem != PROBLEM_none)
		app_say_problem(app, reply);
	else if (found == NULL)
		app_say(app, STYLE_error, "there is no default provider");
	else if (app->overlay == NULL)
		import_deck_open(app, found);
	app->dirty = true;
	reply_free(reply);
}

void
import_deck_ask(struct app *app)
{
	char why[ACT_REFUSAL];
	if (act_refusal(app, OP_deck_import, NULL, why)[0] != '\0')
		app_say(app, STYLE_error, "%s", why);
	else
		(void)nexa_deck_list(app->client, &(struct client_with){ .dry_run = false },
		    &(struct deck_list_args){ .has_q = false }, decks_told, app);
}
