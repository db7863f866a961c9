/* Searches, which are asked and answered; what is ordered is carrier_orders.c. */
#include "carrier_http.h"

#include <string.h>

#include "call.h"
#include "carrier_orders.h"
#include "daemon.h"
#include "delivery.h"
#include "json.h"
#include "jsonw.h"
#include "number_life.h"
#include "reply.h"

enum { SEARCH_TIMEOUT_MS = 10000, RETRY_AFTER_S = 10 };

const char *
carrier_address(struct arena *arena, const struct daemon_settings *settings, const char *kind)
{
	return arena_printf(arena, "%s/%s", settings->carrier_url, kind);
}

const char *
carrier_authorization(struct arena *arena, const struct daemon_settings *settings)
{
	if (settings->carrier_token == NULL)
		return NULL;
	return arena_printf(arena, "Authorization: Bearer %s", settings->carrier_token);
}

int
carrier_unavailable(struct call *c, const char *why)
{
	c->retry_after_s = RETRY_AFTER_S;
	return call_refuse(c, PROBLEM_carrier_unavailable, "carrier", "%s", why);
}

/* ---- what it offers ---- */

bool
carrier_read_offer(struct call *c, const struct json *json, struct number_offer *out)
{
	static const char *const names[] = { "phone_number", "country", "type", "rent_inr" };
	struct faults faults = { .n = 0 };
	*out = (struct number_offer){ .provider = CARRIER_PROVIDER };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct json *member = json_get(json, names[i]);
		if (member == NULL ||
		    !codec_read_member(member,
		        shape_field(shape_fields(SHAPE_number_offer), names[i]), &c->arena, out,
		        &faults))
			return false;
	}
	return out->rent_inr >= 0;
}

struct search {
	struct delivery_ask ask;
	const char *headers[4];
};

static int
take_offers(struct call *c, const struct json *list, struct number_offers *out)
{
	const struct number_available_args *args = c->args;
	out->data.items = arena_new(&c->arena, CARRIER_OFFERS * sizeof(*out->data.items));
	for (const struct json *at = json_first(list); at != NULL && out->data.n < CARRIER_OFFERS;
	     at = json_next(at)) {
		struct number_offer *offer = &out->data.items[out->data.n];
		bool taken;
		if (!carrier_read_offer(c, at, offer) ||
		    strcmp(offer->country, args->countryISO) != 0)
			continue;
		if (number_taken(c, offer->phone_number, &taken) != 0)
			return (int)c->err.problem;
		out->data.n += !taken;
	}
	return 0;
}

static int
read_search(struct call *c, const struct outgoing_answer *answer)
{
	struct number_offers offers = { .data = { .n = 0 } };
	struct json *json;
	struct err ignored;
	if (answer->status == 0)
		return carrier_unavailable(
		    c, arena_printf(&c->arena, "the carrier: %s", answer->error));
	if (answer->status != 200 ||
	    json_parse(str_text(&answer->body), answer->body.len, &json, &ignored) != 0)
		return carrier_unavailable(c,
		    arena_printf(&c->arena, "the carrier answered %d%s", answer->status,
		        answer->status == 200 ? " with something that is no JSON" : ""));
	const struct json *list = json_get(json, "data");
	c->db = daemon_reader(c->daemon);
	if (list == NULL || json_type(list) != JSON_LIST)
		(void)carrier_unavailable(c, "the carrier answered without a list of numbers");
	else if (c->db == NULL)
		(void)call_refuse(c, PROBLEM_storage_unavailable, "", "cannot open the database");
	else if (take_offers(c, list, &offers) == 0)
		reply_print(c, &offers);
	json_free(json);
	return (int)c->err.problem;
}

static void
searched(const struct outgoing_answer *answer, void *payload)
{
	struct call *c = payload;
	(void)read_search(c, answer);
	reply_send(c);
}

static void
send_search(struct call *c)
{
	delivery_ask(c->daemon->delivery, c->then_payload);
}

static const char *
search_body(struct call *c, const struct number_available_args *args)
{
	struct str text = STR_INIT(1 << 12);
	struct jsonw w = { .out = &text };
	jsonw_open(&w, '{');
	jsonw_key(&w, "country");
	jsonw_text(&w, args->countryISO);
	jsonw_key(&w, "type");
	jsonw_text(&w,
	    args->has_number_type ? vocab_name(VOCAB_number_type, (int)args->number_type) : NULL);
	jsonw_key(&w, "q");
	jsonw_text(&w, args->q);
	jsonw_key(&w, "limit");
	jsonw_int(&w, CARRIER_OFFERS);
	jsonw_close(&w, '}');
	return call_keep(c, &text);
}

static int
search(struct call *c, const struct number_available_args *args, struct number_offers *out)
{
	const struct daemon_settings *settings = &c->daemon->settings;
	struct search *search = arena_new(&c->arena, sizeof(*search));
	const char *body = search_body(c, args);
	(void)out;
	search->headers[0] = "Content-Type: application/json";
	search->headers[1] = "Expect:";
	search->headers[2] = carrier_authorization(&c->arena, settings);
	search->ask =
	    (struct delivery_ask){ .post = { .url = carrier_address(&c->arena, settings, "search"),
		                       .headers = search->headers,
		                       .body = body,
		                       .body_len = strlen(body),
		                       .timeout_ms = SEARCH_TIMEOUT_MS,
		                       .allow_private = settings->webhook_allow_private },
		    .done = searched,
		    .payload = c };
	c->then = send_search;
	c->then_payload = &search->ask;
	c->answers_later = true;
	return 0;
}

const struct carrier carrier_http = { search, carrier_order_buy, carrier_order_configure,
	carrier_order_release };
