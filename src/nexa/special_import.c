/* nexa member import: a CSV file judged as a whole, then taken as a whole. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>

#include "import_links.h"
#include "nexa.h"
#include "question.h"
#include "special.h"
#include "upload.h"
#include "verb.h"

enum { REPLACED_TOLD = 8 };

/* Bringing in people. */
struct people {
	struct upload common;   /* the file and where it goes */
	const char *links_path; /* where links of invitations go; NULL: standard output */
	FILE *links;
};

/* ---- report ---- */

static int
tell_rejected(struct people *people, const struct member_import_result *result)
{
	for (size_t i = 0; i < result->rejected.n; i++)
		upload_tell_rejection(&people->common, result->rejected.items[i].line,
		    result->rejected.items[i].reason);
	nexa_note("%" PRId64 " of %" PRId64 " rows cannot be taken; nothing was done%s",
	    result->rejected_total, result->rows,
	    result->rejected_total > (int64_t)result->rejected.n ? "; only the first 1,000 are told"
	                                                         : "");
	return 1;
}

/* ---- links ---- */

/* A new file that nobody else can read: it is made before anything is done, so that no link is lost. */
static int
open_links(struct people *people, struct err *err)
{
	const char *path = people->common.verb->n_words > 1 ? people->common.verb->words[1] : NULL;
	if (path == NULL || people->common.verb->dry_run)
		return 0;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	people->links = fd < 0 ? NULL : fdopen(fd, "w");
	if (people->links == NULL)
		return fail(err, PROBLEM_usage, path, "cannot make the file '%s': %s", path,
		    strerror(errno));
	people->links_path = path;
	return 0;
}

/* Without a link in it, the file is nothing to keep. */
static void
close_links(struct people *people, bool used)
{
	if (people->links == NULL)
		return;
	bool failed = fclose(people->links) != 0;
	people->links = NULL;
	if (!used)
		(void)unlink(people->links_path);
	else if (failed)
		nexa_note("the links could not all be written to '%s': resend the invitations",
		    people->links_path);
}

static void
print_links(FILE *file, const struct many_import_invitation *made)
{
	struct str text = STR_INIT(16 << 20);
	import_links_add(made, &text);
	(void)fwrite(str_text(&text), 1, text.len, file);
	explicit_bzero(text.data, text.len);
	str_release(&text);
}

/* Whose invitation to another role is replaced; how many they are. */
static size_t
tell_replaced(const struct many_import_invitation *made, const char *what)
{
	struct str names = STR_INIT(1 << 12);
	size_t n = 0;
	for (size_t i = 0; i < made->n; i++) {
		if (made->items[i].replaced && n++ < REPLACED_TOLD)
			str_addf(&names, "%s%s", n == 1 ? "" : ", ", made->items[i].email);
	}
	if (n > 0)
		nexa_note("%zu of those invited %s an invitation to another role pending, whose "
		          "link %s: %s%s",
		    n, n == 1 ? "has" : "have", what, str_text(&names),
		    n > REPLACED_TOLD ? " …" : "");
	str_release(&names);
	return n;
}

static void
tell_links(struct people *people, const struct many_import_invitation *made)
{
	bool secrets = made->n > 0 && made->items[0].token != NULL;
	if (!secrets)
		return;
	if (made->items[0].link == NULL)
		nexa_note("%s", import_links_token_use);
	if (people->links == NULL) {
		nexa_note("pass the links on now: they are not shown again");
		if (people->common.nexa->printer.output == OUTPUT_table)
			print_links(people->common.nexa->printer.file, made);
		return;
	}
	print_links(people->links, made);
	nexa_note("the links are in '%s', which only you can read", people->links_path);
	close_links(people, true);
}

static void
tell_counts(const struct people *people, const struct member_import_result *result)
{
	const char *would = people->common.verb->dry_run ? "would be " : "";
	for (size_t i = 0; i < result->kept.n; i++)
		nexa_note("line %" PRId64 ": %s keeps the role %s", result->kept.items[i].line,
		    result->kept.items[i].email, role_name(result->kept.items[i].role));
	(void)fprintf(people->common.nexa->printer.file,
	    "%" PRId64 " row%s: %" PRId64 " %sadded (%" PRId64 " of them new here), %" PRId64
	    " %sinvited, %" PRId64 " had a place or an invitation already\n",
	    result->rows, result->rows == 1 ? "" : "s", result->added, would, result->created,
	    result->invited, would, result->unchanged);
}

static void
tell(struct people *people, const struct reply *reply)
{
	const struct member_import_result *result = reply->value;
	if (people->common.nexa->printer.output == OUTPUT_table && result != NULL)
		tell_counts(people, result);
	else
		print_reply(&people->common.nexa->printer, reply);
	if (result == NULL)
		return;
	if (result->created > 0)
		nexa_note("the %" PRId64
		          " new here %s no password and cannot sign in: give them one "
		          "(nexa user update EMAIL --password), or %s --invite",
		    result->created, people->common.verb->dry_run ? "would have" : "have",
		    people->common.verb->dry_run ? "import with" : "next time import with");
	if (!people->common.verb->dry_run)
		tell_links(people, &result->invitations);
	else
		(void)tell_replaced(&result->invitations, "would die");
}

/* A link that somebody has in hand does not end unasked. */
static int
ask(const struct people *people, const struct member_import_result *result)
{
	if (people->common.verb->dry_run || result == NULL ||
	    tell_replaced(&result->invitations, "dies") == 0)
		return 0;
	return question_ask_yes(people->common.verb, "Replace these invitations by new ones?");
}

/* ---- both steps ---- */

/* Whether the daemon would take it; *status is the exit status otherwise. */
static bool
check(struct people *people, int *status)
{
	struct reply *reply = upload_check(&people->common, "checking");
	const struct member_import_result *result = reply->value;
	*status = 0;
	if (reply->err.problem != PROBLEM_none) {
		*status = upload_complain(&people->common, reply);
	} else if (result != NULL && result->rejected.n > 0) {
		*status = tell_rejected(people, result);
	} else if (upload_tell_problem(reply)) {
		*status = 1;
	} else {
		*status = ask(people, result);
	}
	bool json = people->common.nexa->printer.output == OUTPUT_json;
	bool last = people->common.verb->dry_run ? *status == 0 || json : *status != 0 && json;
	if (last && reply->err.problem == PROBLEM_none)
		tell(people, reply);
	reply_free(reply);
	return *status == 0;
}

static int
apply(struct people *people)
{
	int status = 0;
	struct reply *reply = upload_apply(&people->common, "applying");
	if (reply->err.problem != PROBLEM_none)
		status = upload_complain(&people->common, reply);
	else
		tell(people, reply);
	reply_free(reply);
	return status;
}

int
special_member_import(struct nexa *nexa, const struct verb *line)
{
	struct err err;
	struct people people = { .links = NULL };
	int status = upload_open(&people.common, nexa, line, OP_member_import);
	if (status != 0)
		return status;
	if (open_links(&people, &err) != 0)
		status = nexa_complain(&err);
	else if (check(&people, &status) && !line->dry_run)
		status = apply(&people);
	close_links(&people, false);
	upload_close(&people.common);
	return status;
}
