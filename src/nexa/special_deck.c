/* nexa deck import: a rate deck judged as a whole, shown beside the one in force, taken over once that is
 * agreed to. */
#include <inttypes.h>
#include <string.h>

#include "csv_out.h"
#include "question.h"
#include "special.h"
#include "upload.h"
#include "verb.h"

enum {
	TOLD = 20, /* changes and moves that people are shown */
	PAGE_TEXT = 8 << 20
};

/* ---- whose deck ---- */

static bool
is_meant(const struct provider_deck *deck, const char *provider)
{
	return provider == NULL ? deck->is_default : strcmp(deck->id, provider) == 0;
}

/* The provider that is named, or the default one; the version that is shown is the one that is changed.  0,
 * or the exit status after complaining. */
static int
find_provider(struct upload *upload)
{
	struct deck_import_args *args = upload->verb->args;
	struct err err;
	struct nexa *nexa = upload->nexa;
	int status = 0;
	struct reply *reply =
	    client_run(nexa->client, OP_deck_list, &upload->with, &(struct deck_list_args){ 0 });
	const struct provider_deck *decks = reply->value;
	const struct provider_deck *found = NULL;
	for (size_t i = 0; i < reply->n && found == NULL; i++)
		found = is_meant(&decks[i], args->provider) ? &decks[i] : NULL;
	if (reply->err.problem != PROBLEM_none) {
		status = nexa_complain_reply(nexa, reply);
	} else if (found == NULL) {
		(void)fail(&err, PROBLEM_not_found, "provider",
		    "there is no telephony provider '%s'",
		    args->provider == NULL ? "" : args->provider);
		status = nexa_complain(&err);
	} else {
		args->provider = arena_text(&nexa->arena, found->id);
		if (upload->with.if_match == 0)
			upload->with.if_match = found->version;
	}
	reply_free(reply);
	return status;
}

/* ---- report ---- */

static void
tell_more(const char *what, size_t n, size_t all)
{
	if (all > n)
		nexa_note("%zu more %s; -o json has the first 1,000", all - n, what);
}

/* The counts, and what changes most. */
static void
tell_result(const struct printer *printer, const struct deck_import_result *result)
{
	struct deck_import_result told = *result;
	told.rejected.n = 0;
	told.changes.n = result->changes.n < TOLD ? result->changes.n : TOLD;
	told.moves.n = result->moves.n < TOLD ? result->moves.n : TOLD;
	print_value(printer, SHAPE_deck_import_result, &told);
	(void)print_finish(printer);
	tell_more("network groups change", told.changes.n,
	    (size_t)(result->groups_added + result->groups_changed + result->groups_removed));
	tell_more("prefixes move", told.moves.n, (size_t)result->prefixes_moved);
}

/* Lines of a page: as CSV where that is asked for, for people with what stands there. */
static void
tell_page(struct upload *upload, const struct deck_import_result *result, bool first)
{
	const struct printer *printer = &upload->nexa->printer;
	struct flat_column columns[FLAT_MAX];
	int n = flat_columns(SHAPE_import_rejection, FLAT_all, columns);
	struct str text = STR_INIT(PAGE_TEXT);
	if (printer->output == OUTPUT_csv && first)
		csv_out_titles(&text, columns, n);
	for (size_t i = 0; i < result->rejected.n; i++) {
		const struct import_rejection *each = &result->rejected.items[i];
		if (printer->output == OUTPUT_csv)
			csv_out_row(&text, columns, n, each);
		else
			upload_tell_rejection(upload, each->line, each->reason);
	}
	print_bytes(printer, text.data, text.len);
	str_release(&text);
}

/* Of an answer: which line is the last of its page, and how many it has. */
static size_t
pass(const struct deck_import_result *result, int64_t *last)
{
	size_t n = result->rejected.n;
	if (n > 0)
		*last = result->rejected.items[n - 1].line;
	return n;
}

/* All faulty lines: the file is judged again until none is left untold. */
static int
tell_rejected(struct upload *upload, const struct deck_import_result *result)
{
	struct deck_import_args *args = upload->verb->args;
	const int64_t total = result->rejected_total;
	const int64_t rows = result->rows;
	size_t told = pass(result, &args->rejected_after);
	size_t n = told;
	tell_page(upload, result, true);
	args->has_rejected_after = true;
	while (n > 0 && (int64_t)told < total && !print_has_failed()) {
		struct reply *reply = upload_check(upload, "looking for more");
		if (reply->err.problem != PROBLEM_none || reply->value == NULL) {
			int status = upload_complain(upload, reply);
			reply_free(reply);
			return status;
		}
		tell_page(upload, reply->value, false);
		n = pass(reply->value, &args->rejected_after);
		told += n;
		reply_free(reply);
	}
	nexa_note(
	    "%" PRId64 " lines of %" PRId64 " rows cannot be taken; nothing was done", total, rows);
	return 1;
}

static bool
changes_something(const struct deck_import_result *result)
{
	return result->groups_added + result->groups_changed + result->groups_removed > 0;
}

/* ---- both steps ---- */

/* What a person has to see before saying yes; who only asked gets it as the answer. */
static void
show(const struct upload *upload, const struct reply *reply)
{
	const struct printer *printer = &upload->nexa->printer;
	const struct printer to_person = { .file = stderr, .terminal = true };
	const struct deck_import_result *result = reply->value;
	if (upload->verb->dry_run && printer->output == OUTPUT_json)
		print_reply(printer, reply);
	else if (upload->verb->dry_run && printer->output == OUTPUT_csv)
		print_value(printer, SHAPE_deck_import_result, result);
	else
		tell_result(upload->verb->dry_run ? printer : &to_person, result);
}

/* A deck replaces the provider's whole catalogue, also when it is only a part of one. */
static void
warn_of_removal(const struct deck_import_result *result)
{
	if (result->groups_removed > 0)
		nexa_note("%" PRId64 " network groups are not in this deck: they go, and with them "
		          "whether they are switched on, in every workspace; a group that comes "
		          "back later starts switched off",
		    result->groups_removed);
}

/* Whether it is to be taken over; *status is the exit status otherwise. */
static bool
check(struct upload *upload, int *status)
{
	struct reply *reply = upload_check(upload, "checking");
	const struct deck_import_result *result = reply->value;
	bool goes_on = false;
	*status = 0;
	if (reply->err.problem != PROBLEM_none) {
		*status = upload_complain(upload, reply);
	} else if (upload_tell_problem(reply) || result == NULL) {
		*status = 1;
	} else if (result->rejected_total > 0) {
		if (upload->nexa->printer.output == OUTPUT_json)
			print_reply(&upload->nexa->printer, reply);
		*status = tell_rejected(upload, result);
	} else {
		show(upload, reply);
		warn_of_removal(result);
		goes_on = !upload->verb->dry_run;
		if (goes_on && !changes_something(result))
			nexa_note("this is the deck that is in force");
		else if (goes_on)
			*status = question_yes(upload->verb);
	}
	reply_free(reply);
	return goes_on && *status == 0;
}

static int
apply(struct upload *upload)
{
	int status = 0;
	const struct printer *printer = &upload->nexa->printer;
	struct reply *reply = upload_apply(upload, "applying");
	const struct deck_import_result *result = reply->value;
	if (reply->err.problem != PROBLEM_none)
		status = upload_complain(upload, reply);
	else if (printer->output != OUTPUT_table || result == NULL)
		print_reply(printer, reply);
	else
		(void)fprintf(printer->file,
		    "%s: %" PRId64 " prefixes in %" PRId64 " network groups are in force; %" PRId64
		    " added, %" PRId64 " changed, %" PRId64 " removed\n",
		    result->provider, result->prefixes, result->groups, result->groups_added,
		    result->groups_changed, result->groups_removed);
	reply_free(reply);
	return status;
}

int
special_deck_import(struct nexa *nexa, const struct verb *line)
{
	struct upload upload;
	int status = upload_open(&upload, nexa, line, OP_deck_import);
	if (status != 0)
		return status;
	status = find_provider(&upload);
	if (status == 0 && check(&upload, &status))
		status = apply(&upload);
	upload_close(&upload);
	return status;
}
