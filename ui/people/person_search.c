/* People who are found are chosen; an address that nobody here has may still be invited. */
#include "person_search.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "search.h"

enum { FOUND_MAX = 50, COLUMNS = 76 };

struct person_search {
	struct search search;
	bool invited_too;
	void (*chosen)(struct app *app, const char *id, const char *name, void *payload);
	void *payload;
	struct client_call *looks; /* whether the address that is typed is invited */
	struct reply *invited;     /* it is; NULL */
};

static struct person_search *
of(const struct search *search)
{
	return (struct person_search *)search;
}

/* The people who are here, and behind them who is only invited. */
static size_t
count(const struct search *search)
{
	return search->found->n + (of(search)->invited != NULL);
}

/* Whoever has a place here is found by the list. */
static void
told_of_address(struct reply *reply, void *payload)
{
	struct person_search *people = payload;
	const struct person_access *access = reply->value;
	people->looks = NULL;
	bool invited = reply->err.problem == PROBLEM_none && access->ways.n > 0 &&
	    access->ways.items[0].kind >= WAY_sent_invitation;
	people->invited = invited ? reply : NULL;
	if (!invited)
		reply_free(reply);
	search_count(&people->search);
}

static void
forget(struct search *search)
{
	struct person_search *people = of(search);
	if (people->looks != NULL)
		client_cancel(search->app->client, people->looks);
	people->looks = NULL;
	reply_free(people->invited);
	people->invited = NULL;
}

static void
ask_address(struct search *search, const struct client_with *with)
{
	struct person_search *people = of(search);
	const struct person_get_args args = { .person = search->query.text };
	const char *at = strchr(search->query.text, '@');
	forget(search);
	search_count(search);
	if (people->invited_too && at != NULL && at[1] != '\0')
		people->looks =
		    nexa_person_get(search->app->client, with, &args, told_of_address, people);
}

static struct client_call *
ask(struct search *search)
{
	struct app *app = search->app;
	const struct client_with with = { .org = app->place.org_id };
	const struct org_access_args args = { .q = search->query.text,
		.has_q = search->query.len > 0,
		.limit = FOUND_MAX,
		.has_limit = true };
	ask_address(search, &with);
	return nexa_org_access(app->client, &with, &args, search_told, search);
}

/* A person who is found, by id and name; who is only invited, by address. */
struct match {
	const char *id;
	const char *name;
	const char *email;
};

static struct match
match_at(const struct search *search, int64_t at)
{
	if (at >= (int64_t)search->found->n) {
		const struct person_access *access = of(search)->invited->value;
		return (struct match){ access->email, "(invited)", access->email };
	}
	const struct access_row *person = (const struct access_row *)search->found->value + at;
	return (struct match){ person->user_id, person->display_name, person->email };
}

static enum widget_answer
choose(struct search *search)
{
	struct person_search *people = of(search);
	struct app *app = search->app;
	void (*chosen)(struct app *, const char *, const char *, void *) = people->chosen;
	void *payload = people->payload;
	bool any = search->pos.total > 0;
	if (people->looks != NULL || (!any && strchr(search->query.text, '@') == NULL))
		return WIDGET_USED;
	const struct match typed = { search->query.text, search->query.text, NULL };
	const struct match match = any ? match_at(search, search->pos.cursor) : typed;
	char *id = mem_text(match.id);
	char *name = mem_text(match.name);
	overlay_pop(app);
	chosen(app, id, name, payload);
	free(id);
	free(name);
	return WIDGET_USED;
}

static void
draw_row(struct search *search, struct screen *screen, struct screen_place place, int64_t at,
    const struct screen_look *look)
{
	int half = place.columns / 2;
	struct screen_place email = { place.row, place.column + half, place.columns - half };
	struct screen_look quiet = *look;
	const struct match match = match_at(search, at);
	place.columns = half - 1;
	quiet.style = STYLE_dim;
	(void)screen_text_as(screen, place, look, match.name);
	(void)screen_text_as(screen, email, &quiet, match.email);
}

static const struct search_kind people_kind = { .hint = "a part of the name or the address",
	.keys = "enter choose  esc back",
	.columns = COLUMNS,
	.ask = ask,
	.count = count,
	.draw_row = draw_row,
	.choose = choose,
	.forget = forget };

void
person_search_open(struct app *app, const struct person_sought *sought,
    void (*chosen)(struct app *app, const char *id, const char *name, void *payload), void *payload)
{
	struct person_search *people = mem_new(1, sizeof(*people));
	people->invited_too = sought->invited;
	people->chosen = chosen;
	people->payload = payload;
	search_open(app, &people->search, &people_kind, sought->title, sought->typed);
}
