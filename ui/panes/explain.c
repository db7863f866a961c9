/* A number as one types it, and what routing decides on it: why, which switch, at what price. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act.h"
#include "app.h"
#include "args.h"
#include "client.h"
#include "input.h"
#include "keys.h"
#include "mem.h"
#include "overlay_area.h"
#include "switching.h"

enum { TYPED_MAX = 60, NUMBER_MAX = 17, DIGITS_LEAST = 7, COLUMNS = 76, ROWS = 13 };

struct explain {
	struct overlay overlay;
	struct app *app;
	char *provider; /* NULL: the default one */
	struct lineedit typed;
	char number[NUMBER_MAX]; /* asked about last; "": what is typed is none */
	struct client_call *call;
	struct reply *told; /* the decision on `number`; NULL */
	char problem[200];
};

/* ---- asking ---- */

/* Writes "+919876543210" for "+91 98765-43210"; "" when it is no number in international form. */
static void
read_number(const char *typed, char out[NUMBER_MAX])
{
	size_t n = 0;
	out[n++] = '+';
	for (typed += strspn(typed, " +"); *typed != '\0' && n < NUMBER_MAX; typed++) {
		if (strchr(" -().", *typed) != NULL)
			continue;
		if (*typed < '0' || *typed > '9' || n == NUMBER_MAX - 1) {
			n = 0;
			break;
		}
		out[n++] = *typed;
	}
	if (n <= DIGITS_LEAST || out[1] == '0')
		n = 0;
	out[n] = '\0';
}

static void
told(struct reply *reply, void *payload)
{
	struct explain *explain = payload;
	explain->call = NULL;
	explain->app->dirty = true;
	live_heard(explain->app, reply);
	if (reply->err.problem != PROBLEM_none) {
		(void)snprintf(
		    explain->problem, sizeof(explain->problem), "%.190s", reply->err.text);
		reply_free(reply);
		return;
	}
	reply_free(explain->told);
	explain->told = reply;
}

static void
ask(struct explain *explain)
{
	struct client *client = explain->app->client;
	struct client_with with = { .ws = explain->app->place.ws_id };
	char number[NUMBER_MAX];
	read_number(explain->typed.text, number);
	if (strcmp(number, explain->number) == 0)
		return;
	(void)snprintf(explain->number, sizeof(explain->number), "%s", number);
	if (explain->call != NULL)
		client_cancel(client, explain->call);
	explain->call = NULL;
	explain->problem[0] = '\0';
	if (number[0] == '\0') {
		reply_free(explain->told);
		explain->told = NULL;
		return;
	}
	const struct route_explain_args args = { .to = number,
		.provider = explain->provider,
		.has_provider = explain->provider != NULL };
	explain->call = nexa_route_explain(client, &with, &args, told, explain);
}

/* ---- what it means ---- */

static const char *
why(const struct route *route)
{
	int count;
	if (route->reason == ROUTE_REASON_group_off)
		return "the network group of the longest prefix is off here";
	if (route->reason != ROUTE_REASON_ok)
		return vocab_words(VOCAB_route_reason, &count)[route->reason].text;
	return route->network_group == NULL ? "the provider is on here, and has no network groups"
	                                    : "the network group of the longest prefix is on here";
}

/* What would have to be done so that it may be called; or what allows it. */
static void
add_remedy(const struct route *route, struct str *out)
{
	switch (route->reason) {
	case ROUTE_REASON_group_off:
		str_add(out, "that of the network group: enter goes there, e switches it on\n");
		break;
	case ROUTE_REASON_provider_off:
		str_addf(out, "that of the provider %s: enter goes there, e switches it on\n",
		    route->provider);
		break;
	case ROUTE_REASON_ok:
		if (route->network_group != NULL)
			str_add(out, "that of the network group: enter goes there\n");
		else
			str_addf(out, "that of the provider %s\n", route->provider);
		break;
	case ROUTE_REASON_workspace_archived:
		str_add(out, "none: the workspace has to be taken out of the archive\n");
		break;
	default:
		str_add(out, "none: only another rate deck of the operator would help\n");
		break;
	}
}

static void
add_staged(const struct explain *explain, const struct route *route, struct str *out)
{
	const struct staged *staged = route->network_group_id == NULL
	    ? NULL
	    : stage_find(explain->app, route->network_group_id);
	if (staged != NULL)
		str_addf(out, "\nStaged, and not applied yet: %s → %s.\n",
		    staged->was_on ? "on" : "off", staged->on ? "on" : "off");
}

static void
describe(const struct explain *explain, const struct route *route, struct str *out)
{
	struct arena arena = { NULL };
	int count;
	const char *rate = args_field(SHAPE_route, route, "outbound_inr_per_min", &arena);
	const char *charge = args_field(SHAPE_route, route, "call_rate_inr", &arena);
	str_addf(out, "%-10s %s\n", "why", why(route));
	str_addf(out, "%-10s ", "switch");
	add_remedy(route, out);
	pane_line(out, "group", route->network_group);
	if (route->prefix != NULL)
		str_addf(out, "%-10s +%s\n", "prefix", route->prefix);
	if (route->has_risk && route->risk > RISK_none)
		str_addf(
		    out, "%-10s ! %s\n", "risk", vocab_words(VOCAB_risk, &count)[route->risk].text);
	if (rate[0] != '\0')
		str_addf(out, "%-10s %s INR a minute, by its rate deck\n", "carrier", rate);
	if (charge[0] != '\0')
		str_addf(out, "%-10s %s INR a minute, charged\n", "wallet", charge);
	pane_line(out, "country", route->country_name);
	add_staged(explain, route, out);
	arena_release(&arena);
}

/* ---- the overlay ---- */

/* Goes where the switch is; false when there is none to go to. */
static bool
go_there(struct explain *explain)
{
	struct app *app = explain->app;
	const struct route *route = explain->told == NULL ? NULL : explain->told->value;
	if (route == NULL || explain->call != NULL)
		return false;
	if (route->network_group_id == NULL && route->reason != ROUTE_REASON_provider_off) {
		app_say(app, STYLE_warning, "no network group decides on it");
		return false;
	}
	if (route->reason == ROUTE_REASON_provider_off) {
		app->section[PANE_telephony] = 0;
		(void)app_go(app, PANE_telephony);
	} else {
		switches_show(app, route->provider, explain->number);
	}
	return true;
}

static enum widget_answer
input_of(struct app *app, struct overlay *overlay, const struct input *input)
{
	struct explain *explain = (struct explain *)overlay;
	(void)app;
	enum widget_answer answer = lineedit_input(&explain->typed, input);
	if (answer == WIDGET_USED)
		ask(explain);
	if (answer == WIDGET_DONE)
		return go_there(explain) ? WIDGET_DONE : WIDGET_USED;
	return answer == WIDGET_IGNORED ? WIDGET_USED : answer;
}

static void
draw_decision(const struct explain *explain, struct screen *screen, struct screen_rect area)
{
	const struct route *route = explain->told->value;
	struct str text = STR_INIT(4000);
	(void)screen_format(screen, screen_take_row(&area), route->allowed ? STYLE_ok : STYLE_error,
	    "%s %s: %s",
	    route->allowed ? screen_pick(screen, "✓", "ok") : screen_pick(screen, "✗", "no"),
	    explain->number, route->allowed ? "may be called" : "may not be called");
	describe(explain, route, &text);
	(void)screen_text_wrapped(screen, area, STYLE_normal, str_text(&text));
	str_release(&text);
}

static void
draw(struct app *app, struct overlay *overlay, struct screen *screen)
{
	struct explain *explain = (struct explain *)overlay;
	struct screen_rect area =
	    screen_window(screen, overlay_area(app, screen, COLUMNS, ROWS), "May it be called?");
	bool roomy = area.rows > 8;
	struct screen_place line = screen_take_row(&area);
	int used = screen_text(screen, line, STYLE_title, "Number ");
	line.column += used;
	line.columns -= used;
	lineedit_draw(&explain->typed, screen, line, true, "+919876543210");
	if (roomy)
		(void)screen_take_row(&area);
	if (explain->problem[0] != '\0')
		(void)screen_text_wrapped(screen, area, STYLE_error, explain->problem);
	else if (explain->told != NULL)
		draw_decision(explain, screen, area);
	else
		(void)screen_text_wrapped(screen, area, STYLE_dim,
		    "A number in international form: + and 7 to 15 digits.  What is said here is what "
		    "calls get.");
}

static void
release(struct overlay *overlay)
{
	struct explain *explain = (struct explain *)overlay;
	if (explain->call != NULL)
		client_cancel(explain->app->client, explain->call);
	reply_free(explain->told);
	lineedit_release(&explain->typed);
	free(explain->provider);
	free(explain);
}

static const struct overlay_kind explain_kind = { .input = input_of,
	.draw = draw,
	.free = release,
	.hints = "enter go to the switch  esc back" };

void
explain_open(struct app *app, const char *provider, const char *number)
{
	char why[ACT_REFUSAL];
	if (act_refusal(app, OP_route_explain, NULL, why)[0] != '\0') {
		app_say(app, STYLE_error, "%s", why);
		return;
	}
	struct explain *explain = mem_new(1, sizeof(*explain));
	explain->overlay.kind = &explain_kind;
	explain->app = app;
	explain->provider = provider == NULL ? NULL : mem_text(provider);
	lineedit_init(&explain->typed, TYPED_MAX, false);
	lineedit_set(&explain->typed, number);
	overlay_push(app, &explain->overlay);
	ask(explain);
}
