/* Running operations. */
#include "run.h"

#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "argument.h"
#include "aside.h"
#include "json.h"
#include "lookup.h"
#include "place.h"
#include "prompt.h"
#include "question.h"

enum { ROWS_MAX = 10000, PAGE_ROWS = 200 };

int
run_prepare(struct nexa *nexa, const struct verb *verb, struct client_with *with, struct err *err)
{
	int problem = nexa_connect(nexa, err);
	if (problem == 0)
		problem = place_find(nexa, verb, with, err);
	if (problem == 0)
		problem = lookup_arguments(nexa, verb, with, err);
	with->dry_run = verb->dry_run;
	with->if_match = verb->if_match;
	return problem;
}

/* ---- passwords ---- */

static int
ask_secret(struct nexa *nexa, const struct verb_secret *wanted, struct err *err)
{
	struct secret secret = { .text = NULL };
	char question[200];
	const char *text;
	const struct field *field = wanted->field;
	(void)snprintf(question, sizeof(question), "%s (%s): ", field->name, field->text);
	int problem = wanted->file != NULL ? secret_read(&secret, wanted->file, true, err)
	    : field->kind == KIND_password ? prompt_new_secret(question, &secret, err)
	                                   : prompt_secret(question, &secret, err);
	if (problem == 0)
		problem =
		    kind_check(field->kind, field->name, secret.text, &nexa->arena, &text, err);
	if (problem == 0)
		*(const char **)(void *)((char *)wanted->value + field->offset) =
		    arena_text(&nexa->arena, secret.text);
	secret_release(&secret);
	return problem;
}

static int
ask_secrets(struct nexa *nexa, const struct verb *verb, struct err *err)
{
	for (int i = 0; i < verb->n_secrets; i++) {
		int problem = ask_secret(nexa, &verb->secrets[i], err);
		if (problem != 0)
			return problem;
	}
	return 0;
}

/* Somebody pipes a secret in and does not say which: it would be lost without a word. */
static void
tell_unread(const struct verb *verb)
{
	struct stat input;
	char flag[VERB_NAME];
	int waiting = 0;
	const struct field *param = op_params(verb->op);
	while (param->name != NULL && !argument_is_secret(param->kind))
		param++;
	if (verb->n_secrets > 0 || param->name == NULL || fstat(STDIN_FILENO, &input) != 0 ||
	    !S_ISFIFO(input.st_mode) || ioctl(STDIN_FILENO, FIONREAD, &waiting) != 0 ||
	    waiting == 0)
		return;
	verb_flag(param->name, NULL, flag);
	nexa_note("standard input was not read: %s takes a secret from it", flag);
}

/* ---- lists ---- */

static bool
is_given(const struct verb *verb, const char *name)
{
	const struct field *field = shape_field(op_params(verb->op), name);
	return field != NULL && field->has != 0 &&
	    *(const bool *)((const char *)verb->args + field->has);
}

static void
set_limit(const struct verb *verb, int64_t limit)
{
	const struct field *field = shape_field(op_params(verb->op), "limit");
	*(int64_t *)(void *)((char *)verb->args + field->offset) = limit;
	*(bool *)((char *)verb->args + field->has) = true;
}

static void
set_cursor(const struct verb *verb, const char *cursor)
{
	const struct field *field = shape_field(op_params(verb->op), "cursor");
	*(const char **)(void *)((char *)verb->args + field->offset) = cursor;
	*(bool *)((char *)verb->args + field->has) = true;
}

void
run_tell_copy(const struct reply *reply)
{
	if (reply->copy != NULL)
		nexa_note("%s", reply->copy);
}

/* What the line itself says of pages: read before the arguments are filled in for the first of them. */
struct paging {
	bool limited; /* so many rows are asked for */
	bool follow;  /* page after page */
};

/* The whole list, unless the line asks for a page of it; a log that never ends is read by the
 * page. */
static struct paging
read_paging(const struct verb *verb)
{
	const bool limited = is_given(verb, "limit");
	const bool whole = !ops[verb->op].waits && !limited && !is_given(verb, "cursor") &&
	    !is_given(verb, "last");
	return (struct paging){ .limited = limited, .follow = verb->all || whole };
}

static void
tell_of_more(const struct verb *verb, const struct paging *paging, const struct listing *listing,
    const char *cursor)
{
	bool log = verb->op == OP_audit_list || verb->op == OP_audit_installation;
	/* The log looks for words in its own way. */
	if (log && listing->n_rows == 0 && is_given(verb, "q"))
		nexa_note("no event has these words; each is found by its beginning, where what _ "
		          "joins is one");
	if (log && listing->n_rows == 0 && (is_given(verb, "actor") || is_given(verb, "target")))
		nexa_note("--actor and --target take an id, an address or all of a name");
	if (log && listing->n_rows == 0 && is_given(verb, "at"))
		nexa_note("no event is that old; --last shows the oldest");
	if (cursor != NULL && listing->printer->output == OUTPUT_table && !paging->limited)
		nexa_note("these are the first %zu rows; --all shows every one", listing->n_rows);
	else if (cursor != NULL && listing->printer->output != OUTPUT_json)
		nexa_note("more rows follow: --cursor %s", cursor);
}

/* One person's access is told with all its permissions; as a row they would only be counted. */
static bool
tells_one(const struct nexa *nexa, const struct verb *verb, const struct reply *reply)
{
	return verb->op == OP_org_access && is_given(verb, "user") && reply->n == 1 &&
	    nexa->printer.output == OUTPUT_table;
}

/* Calls are looked at from the newest on, as recharges and transactions are. */
static void
newest_first(struct call_list_args *args)
{
	args->order = ORDER_desc;
	args->has_order = true;
}

/* What the line leaves open. */
static void
fill_in(const struct verb *verb, const struct paging *paging)
{
	if (paging->follow && !paging->limited)
		set_limit(verb, PAGE_ROWS);
	if (verb->op == OP_call_list && !is_given(verb, "order") && !is_given(verb, "sort"))
		newest_first(verb->args);
}

/* What is listed and does not let one in. */
static void
tell_closed(struct nexa *nexa)
{
	const struct me_get_args args = { .first = 0 };
	struct reply *reply = client_run(nexa->client, OP_me_get, NULL, &args);
	const struct me *me = reply->value;
	for (size_t i = 0; me != NULL && i < me->organizations.n; i++)
		if (me->organizations.items[i].sso_required)
			nexa_note(
			    "'%s' is entered by single sign-on only, and you signed in with a "
			    "password: nexa login --sso %s",
			    me->organizations.items[i].name, me->principal.email);
	reply_free(reply);
}

/* Whether another page is asked for behind this one; a search that has found nothing yet goes on. */
static bool
goes_on(const struct verb *verb, const struct paging *paging, const struct listing *listing,
    const struct reply *reply)
{
	size_t n = listing->n_rows + reply->n;
	if (reply->next_cursor == NULL || (!verb->all && n >= ROWS_MAX))
		return false;
	return n == 0 || paging->follow;
}

static int
run_list(struct nexa *nexa, const struct verb *verb, const struct client_with *with)
{
	const struct paging paging = read_paging(verb);
	struct listing listing;
	bool more = false;
	const char *cursor = NULL;
	int status = 0;
	fill_in(verb, &paging);
	print_list_begin(&listing, &nexa->printer, verb->op);
	do {
		struct reply *reply = client_run(nexa->client, verb->op, with, verb->args);
		if (reply->err.problem != PROBLEM_none) {
			status = nexa_complain_reply(nexa, reply);
			reply_free(reply);
			break;
		}
		cursor = arena_text(&nexa->arena, reply->next_cursor);
		if (listing.n_pages == 0)
			run_tell_copy(reply);
		if (tells_one(nexa, verb, reply)) {
			print_value(&nexa->printer, ops[verb->op].gives, reply->value);
			reply_free(reply);
			grid_release(&listing.grid);
			return 0;
		}
		more = goes_on(verb, &paging, &listing, reply);
		print_list_page(&listing, reply, more);
		reply_free(reply);
		if (more)
			set_cursor(verb, cursor);
	} while (more && !print_has_failed());
	if (status == 0 || listing.n_pages > 0)
		print_list_end(&listing, cursor);
	else
		grid_release(&listing.grid);
	if (status == 0 && !print_has_failed())
		tell_of_more(verb, &paging, &listing, cursor);
	if (status == 0 && (verb->op == OP_workspace_mine || verb->op == OP_org_list))
		tell_closed(nexa);
	return status;
}

/* ---- the rest ---- */

static int
run_call(struct nexa *nexa, const struct verb *verb, const struct client_with *with)
{
	int status = 0;
	struct reply *reply = client_run(nexa->client, verb->op, with, verb->args);
	if (reply->err.problem != PROBLEM_none)
		status = nexa_complain_reply(nexa, reply);
	else if (with->dry_run && op_writes(&ops[verb->op]))
		status = print_rehearsal(&nexa->printer, reply) ? 1 : 0;
	else {
		print_reply(&nexa->printer, reply);
		aside_tell(nexa, verb, reply);
	}
	if (status == 0)
		run_tell_copy(reply);
	if (reply->value != NULL && ops[verb->op].gives == SHAPE_sso_check)
		status = ((const struct sso_check *)reply->value)->ok ? 0 : 1;
	reply_free(reply);
	return status;
}

int
run_verb(struct nexa *nexa, struct verb *verb)
{
	struct err err = { .problem = PROBLEM_none };
	struct client_with with = { .org = NULL };
	if (run_prepare(nexa, verb, &with, &err) != 0)
		return nexa_complain(&err);
	/* Before the question, which a rehearsal of the whole precedes. */
	if (ask_secrets(nexa, verb, &err) != 0)
		return nexa_complain(&err);
	int status = question_ask(nexa, verb, &with);
	if (status != 0)
		return status;
	status = ops[verb->op].lists ? run_list(nexa, verb, &with) : run_call(nexa, verb, &with);
	tell_unread(verb);
	return status;
}
