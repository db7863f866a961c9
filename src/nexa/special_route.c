/* nexa route rehearse: a list of numbers before it is called, with what is blocked, by which switch, and what
 * the rest costs. */
#include <inttypes.h>

#include "csv_out.h"
#include "special.h"
#include "upload.h"
#include "verb.h"

enum { TOLD = 20, TEXT_MAX = 16 << 20 }; /* refusals that people are shown */

/* A line for each network group: that is what a campaign is cut down by. */
static void
print_groups(const struct printer *printer, const struct rehearsal *rehearsal)
{
	struct str text = STR_INIT(TEXT_MAX);
	struct flat_column columns[FLAT_MAX];
	int n = flat_columns(SHAPE_rehearsed_group, FLAT_all, columns);
	csv_out_titles(&text, columns, n);
	for (size_t i = 0; i < rehearsal->groups.n; i++)
		csv_out_row(&text, columns, n, &rehearsal->groups.items[i]);
	print_bytes(printer, text.data, text.len);
	str_release(&text);
}

static bool
has_groups_off(const struct rehearsal *rehearsal)
{
	for (size_t i = 0; i < rehearsal->groups.n; i++)
		if (rehearsal->groups.items[i].reason == ROUTE_REASON_group_off)
			return true;
	return false;
}

static void
tell(const struct printer *printer, const struct rehearsal *rehearsal)
{
	struct rehearsal told = *rehearsal;
	told.refusals.n = rehearsal->refusals.n < TOLD ? rehearsal->refusals.n : TOLD;
	print_value(printer, SHAPE_rehearsal, &told);
	(void)print_finish(printer);
	if (rehearsal->refused > (int64_t)told.refusals.n)
		nexa_note("%" PRId64 " more numbers are refused; -o json has the first 1,000",
		    rehearsal->refused - (int64_t)told.refusals.n);
	if (has_groups_off(rehearsal))
		nexa_note("to switch a network group on: nexa group switch %s ID true",
		    rehearsal->provider);
}

int
special_route_rehearse(struct nexa *nexa, const struct verb *line)
{
	struct upload upload;
	int status = upload_open(&upload, nexa, line, OP_route_rehearse);
	if (status != 0)
		return status;
	struct reply *reply = upload_check(&upload, "rehearsing");
	if (reply->err.problem != PROBLEM_none)
		status = upload_complain(&upload, reply);
	else if (nexa->printer.output == OUTPUT_csv && reply->value != NULL)
		print_groups(&nexa->printer, reply->value);
	else if (nexa->printer.output == OUTPUT_table && reply->value != NULL)
		tell(&nexa->printer, reply->value);
	else
		print_reply(&nexa->printer, reply);
	reply_free(reply);
	upload_close(&upload);
	return status;
}
