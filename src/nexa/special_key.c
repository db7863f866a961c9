/* nexa key check and nexa key whois: an API key in hand, read without echo; nexa key find: by what is left of it. */
#include <string.h>

#include "api_key.h"
#include "jsonw.h"
#include "nexa.h"
#include "prompt.h"
#include "run.h"
#include "special.h"
#include "verb.h"

enum { EVENTS_SHOWN = 10 };

/* Reads a key and judges it by its checksum; usage when it is none. */
static int
read_key(struct secret *key, struct err *err)
{
	if (prompt_secret("API key: ", key, err) != 0)
		return (int)err->problem;
	const char *fault = api_key_fault(key->text);
	return fault == NULL ? 0 : fail(err, PROBLEM_invalid_field, "key", "this %s", fault);
}

int
special_key_check(struct nexa *nexa, const struct verb *line)
{
	struct secret key = { .text = NULL };
	struct err err;
	(void)line;
	int problem = read_key(&key, &err);
	if (problem == 0) {
		const char *mode = strncmp(key.text, "dnx_test_", 9) == 0 ? "test" : "live";
		(void)fprintf(nexa->printer.file,
		    nexa->printer.output == OUTPUT_json
		        ? "{\"mode\":\"%s\",\"well_formed\":true}\n"
		        : "a %s key, typed right; whether it still works, nexa key whois tells\n",
		    mode);
	}
	secret_release(&key);
	return problem == 0 ? print_finish(&nexa->printer) != 0 : nexa_complain(&err);
}

/* What the key did, newest first; NULL when the caller may not read the log or there is none. */
static struct reply *
ask_events(struct nexa *nexa, const struct api_key *key)
{
	const struct client_with with = { .org = key->organization_id };
	const struct audit_list_args args = {
		.actor = key->id, .has_actor = true, .limit = EVENTS_SHOWN, .has_limit = true
	};
	struct reply *reply = client_run(nexa->client, OP_audit_list, &with, &args);
	if (reply->err.problem == PROBLEM_none)
		return reply;
	nexa_note("what it did is in the audit log, which you may not read: %s", reply->err.text);
	reply_free(reply);
	return NULL;
}

static void
print_json(struct nexa *nexa, const struct key_owner *owner, const struct reply *events)
{
	struct str text = STR_INIT(1 << 20);
	struct jsonw w = { .out = &text };
	const struct audit_event *event = events == NULL ? NULL : events->value;
	jsonw_open(&w, '{');
	jsonw_key(&w, "owner");
	codec_write(&w, shape_fields(SHAPE_key_owner), owner);
	jsonw_key(&w, "events");
	jsonw_open(&w, '[');
	for (size_t i = 0; events != NULL && i < events->n; i++)
		codec_write(&w, shape_fields(SHAPE_audit_event), &event[i]);
	jsonw_close(&w, ']');
	jsonw_close(&w, '}');
	str_add_char(&text, '\n');
	print_bytes(&nexa->printer, text.data, text.len);
	str_release(&text);
}

/* Its events under what it is; what the form or the log leaves out is said. */
static void
tell_events(struct nexa *nexa, const struct api_key *key, const struct reply *events)
{
	struct listing listing;
	if (events == NULL)
		return;
	if (nexa->printer.output == OUTPUT_table && events->n > 0) {
		print_bytes(&nexa->printer, "\n", 1);
		print_list_begin(&listing, &nexa->printer, OP_audit_list);
		print_list_page(&listing, events, false);
		print_list_end(&listing, NULL);
	}
	if (events->n == 0)
		nexa_note("it changed nothing; what a key only reads is not in the audit log");
	else if (nexa->printer.output == OUTPUT_csv)
		nexa_note("what it did: nexa audit list --actor %s -o csv --org %s", key->id,
		    key->organization_id);
	else
		nexa_note("what a key only reads is not in the audit log");
}

static void
print_owner(struct nexa *nexa, const struct reply *whois)
{
	const struct key_owner *owner = whois->value;
	struct reply *events = ask_events(nexa, &owner->key);
	if (nexa->printer.output == OUTPUT_json) {
		print_json(nexa, owner, events);
	} else {
		print_value(&nexa->printer, SHAPE_key_owner, owner);
		tell_events(nexa, &owner->key, events);
	}
	reply_free(events);
}

int
special_key_whois(struct nexa *nexa, const struct verb *line)
{
	struct secret key = { .text = NULL };
	struct err err;
	(void)line;
	if (nexa_connect(nexa, &err) != 0 || read_key(&key, &err) != 0) {
		secret_release(&key);
		return nexa_complain(&err);
	}
	const struct key_whois_args args = { .key = key.text };
	struct reply *reply = client_run(nexa->client, OP_key_whois, NULL, &args);
	secret_release(&key);
	int exit_status = 0;
	if (reply->err.problem != PROBLEM_none)
		exit_status = nexa_complain_reply(nexa, reply);
	else
		print_owner(nexa, reply);
	reply_free(reply);
	return exit_status != 0 ? exit_status : print_finish(&nexa->printer) != 0;
}

/* What is shown of a key, "dnx_live_…9OCg", by its end; a whole key is none of this command's business. */
static int
set_words(struct key_find_args *args, const char *words, struct err *err)
{
	static const char cut[] = "\xe2\x80\xa6";
	const char *at = strstr(words, cut);
	if (at != NULL)
		words = at + strlen(cut);
	else if (strncmp(words, "dnx_", 4) == 0)
		return fail(err, PROBLEM_usage, "WORDS",
		    "a key itself does not belong on a command line: nexa key whois reads it without "
		    "echo, and tells whose it is");
	args->q = words;
	args->has_q = true;
	return 0;
}

int
special_key_find(struct nexa *nexa, const struct verb *line)
{
	struct verb verb = *line;
	struct err err;
	if (line->n_words > 0 && set_words(verb.args, line->words[0], &err) != 0)
		return nexa_complain(&err);
	return run_verb(nexa, &verb);
}
