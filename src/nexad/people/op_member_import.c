/* Bringing people in from a CSV file: every row is judged before the first is taken. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "clock.h"
#include "csv.h"
#include "daemon.h"
#include "event.h"
#include "ident.h"
#include "invitation.h"
#include "jsonw.h"
#include "mail.h"
#include "mem.h"
#include "people.h"
#include "sso.h"
#include "utf8.h"

enum { COLUMN_name, COLUMN_email, COLUMN_role, N_COLUMNS };
enum { FIELDS_MAX = 16, ROWS_MAX = 20000, REJECTED_MAX = 1000, KEPT_MAX = 100, PEOPLE_TOLD = 10 };

static const char *const column_names[N_COLUMNS] = { "display_name", "email", "role" };

/* A row of the file. */
struct person {
	int line;
	const char *name;
	const char *email;
	const char *email_fold;
	enum role role;
};

struct import {
	struct call *call;
	struct member_import_result *out;
	int columns[N_COLUMNS]; /* where each stands in the file */
	size_t n_columns;
	struct person *people;
	size_t n;
	const char *reason;
	bool invites; /* new people are invited, whoever imports */
};

__attribute__((format(printf, 3, 4))) static void
reject(struct import *import, int line, const char *format, ...)
{
	struct many_import_rejection *rejected = &import->out->rejected;
	char text[400];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	import->out->rejected_total++;
	if (rejected->n < REJECTED_MAX)
		rejected->items[rejected->n++] = (struct import_rejection){ .line = line,
			.reason = arena_text(&import->call->arena, text) };
}

static bool
has_cr(const char *const *fields, size_t n)
{
	for (size_t i = 0; i < n && i < FIELDS_MAX; i++)
		if (strchr(fields[i], '\r') != NULL)
			return true;
	return false;
}

static int
read_header(struct import *import, struct csv *csv)
{
	const char *fields[FIELDS_MAX];
	size_t n = 0;
	if (!csv_next(csv, &import->call->arena, fields, FIELDS_MAX, &n))
		return call_refuse(
		    import->call, PROBLEM_invalid_field, "body", "the file is empty");
	for (int column = 0; column < N_COLUMNS; column++) {
		import->columns[column] = -1;
		for (size_t i = 0; i < n && i < FIELDS_MAX; i++)
			if (strcasecmp(fields[i], column_names[column]) == 0)
				import->columns[column] = (int)i;
		if (import->columns[column] < 0 && has_cr(fields, n))
			return call_refuse(import->call, PROBLEM_invalid_field, "body",
			    "its lines end as on old Macs, by CR alone; save it with LF or CRLF");
		if (import->columns[column] < 0)
			return call_refuse(import->call, PROBLEM_invalid_field, "body",
			    "the first line names no column '%s'; it must be display_name,email,role",
			    column_names[column]);
	}
	import->n_columns = n;
	return 0;
}

/* Checks a text of a kind; on a fault rejects the row and answers NULL. */
static const char *
checked(struct import *import, int line, enum kind kind, const char *field, const char *text)
{
	struct err err;
	const char *stored;
	if (text[0] == '\0')
		reject(import, line, "%s is missing", field);
	else if (kind_check(kind, field, text, &import->call->arena, &stored, &err) == 0)
		return stored;
	else
		reject(import, line, "%s", err.text);
	return NULL;
}

static enum role
checked_role(struct import *import, int line, const char *text)
{
	enum role role = (enum role)vocab_find_any_case(VOCAB_role, text);
	if (role == ROLE_unknown)
		reject(import, line,
		    "the role '%.*s' is unknown; it must be admin, member or viewer",
		    (int)utf8_cut(text, 40), text);
	return role;
}

static void
read_person(struct import *import, int line, const char **fields, size_t n)
{
	if (n != import->n_columns) {
		reject(import, line, "it has %zu columns where the first line has %zu", n,
		    import->n_columns);
		return;
	}
	const char *name = fields[import->columns[COLUMN_name]];
	struct person *person = &import->people[import->n];
	*person = (struct person){ .line = line };
	if (csv_is_formula(name)) {
		reject(import, line, "display_name starts like a spreadsheet formula");
		return;
	}
	person->name = checked(import, line, KIND_name, "display_name", name);
	if (person->name == NULL)
		return;
	person->email =
	    checked(import, line, KIND_email, "email", fields[import->columns[COLUMN_email]]);
	if (person->email == NULL)
		return;
	person->role = checked_role(import, line, fields[import->columns[COLUMN_role]]);
	if (person->role == ROLE_unknown)
		return;
	person->email_fold = utf8_fold(&import->call->arena, person->email);
	import->n++;
}

/* The file as a whole must be text; which line is not, is told. */
static int
check_text(struct call *c, const char *text, size_t len)
{
	int line = 1;
	for (size_t at = 0; at < len; line++) {
		const char *end = memchr(text + at, '\n', len - at);
		size_t row = end == NULL ? len - at : (size_t)(end - (text + at)) + 1;
		if (!utf8_valid(text + at, row))
			return call_refuse(c, PROBLEM_invalid_field, "body",
			    "line %d is not valid UTF-8; save the file as UTF-8", line);
		if (memchr(text + at, '\0', row) != NULL)
			return call_refuse(c, PROBLEM_invalid_field, "body",
			    "line %d holds a NUL: this is no text file", line);
		at += row;
	}
	return 0;
}

static int
read_people(struct import *import, const char *text, size_t len)
{
	struct csv csv;
	const char *fields[FIELDS_MAX];
	size_t n;
	csv_init(&csv, text, len);
	if (check_text(import->call, text, len) != 0)
		return (int)import->call->err.problem;
	if (read_header(import, &csv) != 0)
		return (int)import->call->err.problem;
	while (csv_next(&csv, &import->call->arena, fields, FIELDS_MAX, &n)) {
		if (++import->out->rows > ROWS_MAX)
			return call_refuse(import->call, PROBLEM_invalid_field, "body",
			    "the file has more than %d rows; split it", ROWS_MAX);
		if (csv.open)
			reject(import, csv.line, "a quote (\") begins in it and never ends");
		else
			read_person(import, csv.line, fields, n);
	}
	return 0;
}

static int
by_email_then_line(const void *a, const void *b)
{
	const struct person *x = *(const struct person *const *)a;
	const struct person *y = *(const struct person *const *)b;
	int order = strcmp(x->email_fold, y->email_fold);
	return order != 0 ? order : x->line - y->line;
}

static int
by_line(const void *a, const void *b)
{
	int64_t x = ((const struct import_rejection *)a)->line;
	int64_t y = ((const struct import_rejection *)b)->line;
	return (x > y) - (x < y);
}

static void
reject_doubles(struct import *import)
{
	const struct person **sorted = mem_new(import->n, sizeof(const struct person *));
	for (size_t i = 0; i < import->n; i++)
		sorted[i] = &import->people[i];
	qsort((void *)sorted, import->n, sizeof(const struct person *), by_email_then_line);
	const struct person *first = NULL;
	for (size_t i = 0; i < import->n; i++) {
		if (first != NULL && strcmp(first->email_fold, sorted[i]->email_fold) == 0)
			reject(import, sorted[i]->line,
			    "the address '%s' stands in line %d already", sorted[i]->email,
			    first->line);
		else
			first = sorted[i];
	}
	free((void *)sorted);
}

static void
sort_rejected(struct import *import)
{
	struct many_import_rejection *rejected = &import->out->rejected;
	qsort(rejected->items, rejected->n, sizeof(*rejected->items), by_line);
}

/* A list of members that is imported again has its owner, who stays what they are; it makes nobody one. */
static int
reject_owners(struct import *import)
{
	struct call *c = import->call;
	for (size_t i = 0; i < import->n; i++) {
		const struct person *person = &import->people[i];
		struct importee_row row;
		bool known;
		if (person->role != ROLE_owner)
			continue;
		if (call_get(c, QUERY_importee, WITH(V(c->place.ws_id), V(person->email_fold)),
		        &row, &known) != 0)
			return (int)c->err.problem;
		if (!known || row.role == ROLE_unknown)
			reject(import, person->line,
			    "the role 'owner' is never given by an import; transfer the ownership "
			    "instead");
	}
	return 0;
}

/* Nobody is brought in who could not come in, but who is here already stays. */
static int
reject_shut(struct import *import)
{
	struct call *c = import->call;
	for (size_t i = 0; i < import->n; i++) {
		const struct person *person = &import->people[i];
		struct importee_row row;
		enum sso_door door;
		bool known = false;
		if (sso_door(c, c->place.org_id, person->email, &door) != 0 ||
		    (door == SSO_DOOR_shut &&
		        call_get(c, QUERY_importee, WITH(V(c->place.ws_id), V(person->email_fold)),
		            &row, &known) != 0))
			return (int)c->err.problem;
		if (door == SSO_DOOR_shut && !(known && row.role != ROLE_unknown))
			reject(import, person->line, "%s could not come in: %s", person->email,
			    sso_why_shut(c, c->place.org_name, person->email));
	}
	sort_rejected(import);
	return 0;
}

/* ---- taking them ---- */

static void
keep(struct import *import, const struct person *person, enum role role)
{
	import->out->unchanged++;
	if (role != person->role && import->out->kept.n < KEPT_MAX)
		import->out->kept.items[import->out->kept.n++] = (struct import_kept){
			.line = person->line, .email = person->email, .role = role
		};
}

/* The link or token stands in the answer once, as that of a single invitation does. */
static int
invite(struct import *import, const struct person *person)
{
	struct invitation made = { 0 };
	struct many_import_invitation *told = &import->out->invitations;
	import->out->invited++;
	if (invitation_issue(import->call,
	        &(struct invitee){ .level = LEVEL_workspace,
	            .email = person->email,
	            .role = role_name(person->role),
	            .grants = "[]",
	            .batch_id = import->out->batch_id },
	        &made) != 0)
		return (int)import->call->err.problem;
	told->items[told->n++] = (struct import_invitation){ .line = person->line,
		.email = person->email,
		.replaced = made.has_replaced,
		.link = made.link,
		.token = made.token };
	return 0;
}

static int
seat(struct import *import, const struct person *person, const struct user *user)
{
	import->out->added++;
	return people_seat(import->call, user, person->role, import->call->place.ws_id,
	    import->reason, import->out->batch_id);
}

/* Whether they have a link, or a mail is about to bring it: a file that is imported once more tells nobody twice, and ends
 * no link that was passed on. */
static int
is_told(struct import *import, const struct person *person, bool *told)
{
	struct call *c = import->call;
	struct invitation_row row;
	if (call_get(c, QUERY_invitation_pending, WITH(V(c->place.ws_id), V(person->email_fold)),
	        &row, told) != 0)
		return (int)c->err.problem;
	*told = *told && row.expires_at > clock_now() &&
	    (row.delivery == DELIVERY_link || row.mail == MAIL_STATE_sent ||
	        (row.mail == MAIL_STATE_queued && mail_is_used(&c->daemon->settings))) &&
	    strcmp(row.role, role_name(person->role)) == 0;
	return 0;
}

/* The operator makes an account for a new address, unless told to invite it as anybody else can only. */
static int
take_stranger(struct import *import, const struct person *person, enum import_fate *fate)
{
	struct call *c = import->call;
	struct user user;
	if (import->invites) {
		bool told;
		if (is_told(import, person, &told) != 0)
			return (int)c->err.problem;
		*fate = told ? IMPORT_FATE_unchanged : IMPORT_FATE_invited;
		import->out->unchanged += told;
		return told ? 0 : invite(import, person);
	}
	*fate = IMPORT_FATE_created;
	if (people_create(c, person->email, person->name, NULL, &user) != 0)
		return (int)c->err.problem;
	import->out->created++;
	return seat(import, person, &user);
}

static int
take_known(struct import *import, const struct person *person, const struct importee_row *row,
    enum import_fate *fate)
{
	struct call *c = import->call;
	struct user user;
	*fate = IMPORT_FATE_unchanged;
	if (row->role != ROLE_unknown) {
		keep(import, person, row->role);
		return 0;
	}
	*fate = IMPORT_FATE_added;
	if (people_check_assignment(c, row->user_id) != 0 ||
	    people_get(c, row->user_id, &user) != 0)
		return (int)c->err.problem;
	return seat(import, person, &user);
}

static int
take(struct import *import, const struct person *person)
{
	struct call *c = import->call;
	struct importee_row row;
	enum import_fate fate = IMPORT_FATE_unchanged;
	bool found;
	if (call_get(c, QUERY_importee, WITH(V(c->place.ws_id), V(person->email_fold)), &row,
	        &found) != 0)
		return (int)c->err.problem;
	int problem =
	    found ? take_known(import, person, &row, &fate) : take_stranger(import, person, &fate);
	struct many_import_person *told = &import->out->people;
	if (problem == 0 && told->n < PEOPLE_TOLD)
		told->items[told->n++] = (struct import_person){ .line = person->line,
			.display_name = person->name,
			.email = person->email,
			.role = person->role,
			.fate = fate };
	return problem;
}

static int
refuse_rejected(struct import *import)
{
	struct call *c = import->call;
	const struct many_import_rejection *rejected = &import->out->rejected;
	struct str text = STR_INIT(1u << 20);
	struct jsonw w = { .out = &text };
	jsonw_open(&w, '{');
	jsonw_key(&w, "rejected");
	jsonw_open(&w, '[');
	for (size_t i = 0; i < rejected->n; i++)
		codec_write(&w, shape_fields(SHAPE_import_rejection), &rejected->items[i]);
	jsonw_close(&w, ']');
	jsonw_key(&w, "rejected_total");
	jsonw_int(&w, import->out->rejected_total);
	jsonw_close(&w, '}');
	c->details = call_keep(c, &text);
	return call_refuse(c, PROBLEM_invalid_field, "body",
	    "%lld of %lld rows cannot be taken, so none was; the first is line %lld: %s%s",
	    (long long)import->out->rejected_total, (long long)import->out->rows,
	    (long long)rejected->items[0].line, rejected->items[0].reason,
	    import->out->rejected_total > (int64_t)rejected->n ? "; only the first 1,000 are told"
	                                                       : "");
}

int
op_member_import(
    struct call *c, const struct member_import_args *args, struct member_import_result *out)
{
	struct import import = { .call = c,
		.out = out,
		.reason = args->reason,
		.invites = !call_is_operator(c) || args->invite };
	size_t most = c->body_len / 2 + 2;
	out->batch_id = ident_new(&c->arena, "bat");
	out->rejected.items = arena_new(&c->arena, REJECTED_MAX * sizeof(*out->rejected.items));
	out->kept.items = arena_new(&c->arena, KEPT_MAX * sizeof(*out->kept.items));
	out->people.items = arena_new(&c->arena, PEOPLE_TOLD * sizeof(*out->people.items));
	import.people =
	    arena_new(&c->arena, (most < ROWS_MAX ? most : ROWS_MAX + 1) * sizeof(*import.people));
	if (read_people(&import, c->body, c->body_len) != 0)
		return (int)c->err.problem;
	reject_doubles(&import);
	if (reject_owners(&import) != 0 || reject_shut(&import) != 0)
		return (int)c->err.problem;
	/* A dry run tells all that is wrong; the real run does nothing then. */
	if (out->rejected.n > 0)
		return c->dry_run ? 0 : refuse_rejected(&import);
	out->invitations.items = arena_new(&c->arena, import.n * sizeof(*out->invitations.items));
	for (size_t i = 0; i < import.n; i++)
		if (take(&import, &import.people[i]) != 0)
			return (int)c->err.problem;
	return 0;
}
