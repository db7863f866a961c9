/* nexa invoice download: an invoice as a file. */
#include <string.h>
#include <strings.h>

#include "arena.h"
#include "nexa.h"
#include "run.h"
#include "special.h"
#include "verb.h"

struct form {
	const char *end; /* of a file's name */
	const char *media;
	enum output output; /* that asks for it */
};

/* The first is what who names none gets; JSON needs no other Accept. */
static const struct form forms[] = {
	{ ".pdf", "application/pdf", OUTPUT_table },
	{ ".csv", "text/csv", OUTPUT_csv },
	{ ".json", NULL, OUTPUT_json },
};

enum { FORMS = sizeof(forms) / sizeof(forms[0]) };

struct download {
	const struct form *form;
	const char *path; /* NULL: standard output */
};

static bool
ends_with(const char *text, const char *end)
{
	size_t len = strlen(text);
	size_t end_len = strlen(end);
	return len > end_len && strcasecmp(text + len - end_len, end) == 0;
}

static int
choose(struct nexa *nexa, const struct verb *line, struct download *out, struct err *err)
{
	const char *number = line->words[0];
	const char *file = line->n_words > 1 ? line->words[1] : NULL;
	bool piped = file != NULL && strcmp(file, "-") == 0;
	bool told = file == NULL;
	*out = (struct download){ .form = &forms[0], .path = piped ? NULL : file };
	for (int i = 0; i < FORMS && file != NULL; i++) {
		bool is =
		    piped ? forms[i].output == nexa->printer.output : ends_with(file, forms[i].end);
		out->form = is ? &forms[i] : out->form;
		told = told || is;
	}
	if (!told)
		return fail(err, PROBLEM_usage, "FILE",
		    "the end of '%s' does not tell a form: .pdf, .csv or .json", file);
	if (piped && nexa->printer.terminal)
		return fail(err, PROBLEM_usage, "FILE",
		    "this is for a file or a pipe; nexa invoice get shows it here");
	if (file == NULL && strchr(number, '/') != NULL)
		return fail(
		    err, PROBLEM_usage, "NUMBER", "'%s' is no number of an invoice", number);
	if (file == NULL)
		out->path = arena_printf(&nexa->arena, "%s%s", number, forms[0].end);
	return 0;
}

static int
deliver(struct nexa *nexa, const struct download *download, const struct reply *reply)
{
	int status = nexa_deliver(nexa, download->path, reply->body, reply->body_len);
	if (status == 0 && download->path != NULL)
		nexa_note("saved in '%s', which only you can read", download->path);
	return status;
}

int
special_invoice_download(struct nexa *nexa, const struct verb *line)
{
	struct download download;
	struct err err;
	struct client_with with = { .org = NULL };
	struct invoice_get_args args = { .number = line->words[0] };
	struct verb asked = *line;
	asked.op = OP_invoice_get;
	asked.args = &args;
	if (choose(nexa, line, &download, &err) != 0 || run_prepare(nexa, &asked, &with, &err) != 0)
		return nexa_complain(&err);
	with.accept = download.form->media;
	struct reply *reply = client_run(nexa->client, OP_invoice_get, &with, &args);
	int status = reply->err.problem != PROBLEM_none ? nexa_complain_reply(nexa, reply)
	                                                : deliver(nexa, &download, reply);
	reply_free(reply);
	return status;
}
