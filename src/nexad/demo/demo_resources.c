/* Resources of the demo, made by the operations that make real ones. */
#include "demo_resources.h"

#include <string.h>

#include "call.h"
#include "demo_calls.h"

/* An agent, and the number that it answers (NULL: none). */
static const struct sample {
	unsigned workspace;
	const char *title;
	const char *language;
	const char *llm;
	const char *prompt;
	const char *welcome;
	bool published;
	const char *number;
	const char *country;
	const char *nickname;
} samples[] = {
	{ 0, "Support desk", NULL, NULL,
	    "You are the support desk of Acme Voice.\nAnswer from the knowledge base; pass billing on.",
	    "Acme Voice, good morning. How can I help?", true, "+912268120042", "IN",
	    "Support Mumbai" },
	{ 0, "Order status", "hi-IN", "gpt-4-1-mini",
	    "Tell callers where their order is.  Ask for the order number, never for a card.",
	    "Namaste, Acme Voice. What is your order number?", true, "+918047180017", "IN",
	    "Orders Bengaluru" },
	{ 0, "Night watch", NULL, NULL, "Take messages outside business hours.",
	    "You have reached Acme Voice after hours.", true, NULL, NULL, NULL },
	{ 0, "Renewal offers", NULL, "gpt-4o", NULL, NULL, false, NULL, NULL, NULL },
	{ 1, "Support desk (next)", NULL, "gpt-4-1",
	    "You are the support desk of Acme Voice.\nTry the new returns policy.",
	    "Acme Voice, good morning. How can I help?", false, "+911140840003", "IN",
	    "Rehearsal" },
	{ 2, "Payment reminder", "hi-IN", NULL,
	    "Remind politely of an open invoice and offer instalments.  Never threaten.",
	    "Hello, this is Acme Voice about your invoice.", true, "+917971440125", "IN",
	    "Collections" },
	{ 2, "Promise to pay", "ta-IN", NULL, "Note the day on which the customer will pay.", NULL,
	    true, NULL, NULL, NULL },
	{ 3, "Prospecting Europe", "en-GB", "claude-sonnet-4",
	    "Find out whether a company answers more than 200 calls a day.",
	    "Good afternoon, Acme Voice here.", true, "+442079460123", "GB", "London" },
	{ 4, "Helpline", "en-US", NULL, "Help owners of Acme headsets.",
	    "Acme Voice support, this call may be recorded.", true, "+14155550104", "US",
	    "San Francisco" },
	{ 4, "Warranty", "en-US", NULL, "Check warranties by serial number.", NULL, false,
	    "+18005550197", "US", "Toll-free" },
};

/* A number of one's own, and SIP/BYOC switched on for its calls. */
static int
bring_number(struct call *c, const struct sample *sample, struct phone_number *number)
{
	struct telephony_provider sip;
	const struct group_provider_switch_args on = { .provider = "sip", .enabled = true };
	const struct number_link_sip_args link = { .phoneNumber = sample->number,
		.countryISO = sample->country,
		.sip_uri = "sips:trunk.acme.example:5061",
		.nickname = sample->nickname,
		.has_nickname = true };
	if (op_group_provider_switch(c, &on, &sip) != 0)
		return (int)c->err.problem;
	return op_number_link_sip(c, &link, number);
}

static int
make_number(struct call *c, const struct sample *sample, const char *agent_id)
{
	struct phone_number number;
	struct number_purchase_args purchase = { .phoneNumber = sample->number,
		.countryISO = sample->country,
		.nickname = sample->nickname,
		.has_nickname = true };
	if ((strcmp(sample->country, "GB") == 0 ? bring_number(c, sample, &number)
	                                        : op_number_purchase(c, &purchase, &number)) != 0)
		return (int)c->err.problem;
	struct number_update_args update = {
		.id = number.id, .inbound_agent_id = agent_id, .has_inbound_agent_id = true
	};
	return op_number_update(c, &update, &number);
}

/* Who is published and has a number calls from there. */
static void
add_desk(struct call *c, const struct sample *sample, const char *agent_id,
    const struct user *owner, struct demo_calls *calls)
{
	if (!sample->published || sample->number == NULL)
		return;
	calls->desks[calls->n_desks++] = (struct demo_desk){ .ws_id = c->place.ws_id,
		.ws_name = c->place.ws_name,
		.caller = *owner,
		.agent_id = agent_id,
		.number = sample->number };
}

static int
make_agent(
    struct call *c, const struct sample *sample, const struct user *owner, struct demo_calls *calls)
{
	struct agent agent;
	struct agent_prompts prompts = { .prompt_text = sample->prompt,
		.has_prompt_text = sample->prompt != NULL,
		.welcome_message = sample->welcome,
		.has_welcome_message = sample->welcome != NULL };
	struct choice language = { .id = sample->language, .has_id = true };
	struct choice llm = { .id = sample->llm, .has_id = true };
	struct agent_create_args args = { .title = sample->title,
		.language = &language,
		.has_language = true,
		.llm = &llm,
		.has_llm = true,
		.prompts = &prompts,
		.has_prompts = true,
		.is_published = sample->published };
	if (op_agent_create(c, &args, &agent) != 0)
		return (int)c->err.problem;
	add_desk(c, sample, agent.id, owner, calls);
	return sample->number == NULL ? 0 : make_number(c, sample, agent.id);
}

static int
make_template(struct call *c)
{
	struct template template;
	struct template_field fields[] = {
		{ .name = "reason", .type = FIELD_TYPE_string, .description = "Why they called" },
		{ .name = "mood", .type = FIELD_TYPE_choice, .options = "calm,annoyed,unknown" },
		{ .name = "call_back", .type = FIELD_TYPE_boolean, .description = "Asked for one" },
	};
	struct template_create_args args = { .name = "Call summary",
		.description = "What a call was about",
		.has_description = true,
		.fields = { fields, sizeof(fields) / sizeof(fields[0]) } };
	return op_template_create(c, &args, &template);
}

static int
make_key(struct call *c, const char *name, enum key_mode mode)
{
	struct api_key key;
	struct key_create_args args = { .name = name, .mode = mode, .has_mode = true };
	return op_key_create(c, &args, &key);
}

int
demo_resources(struct call *c, unsigned n, const struct user *owner, struct demo_calls *calls)
{
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		if (samples[i].workspace == n && make_agent(c, &samples[i], owner, calls) != 0)
			return (int)c->err.problem;
	/* The first two workspaces are where keys are made to be shown. */
	if (make_template(c) != 0 || (n > 1 && make_key(c, "CRM", KEY_MODE_live) != 0))
		return (int)c->err.problem;
	return n == 2 ? make_key(c, "Integration tests", KEY_MODE_test) : 0;
}
