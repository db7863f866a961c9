/* A rate deck going out: the prefixes of a group stand in one row, those of a large one in several. */
#include "deck_export.h"

#include <string.h>

#include "call.h"
#include "csv.h"
#include "err.h"
#include "exporter.h"
#include "money.h"
#include "store.h"
#include "str.h"

enum {
	PIECE_PREFIXES = 5000,
	PIECE_MAX = 16 << 20,
	ROW_PREFIXES = 1000, /* a spreadsheet's cell holds 32,767 characters */
	PREFIX_TEXT = 16
};

struct deck_export {
	const char *provider; /* its id, and its name */
	const char *name;
	int64_t version; /* grows with each deck */
	int64_t left;    /* prefixes still to come */
	bool begun;
	struct str *out; /* the piece at hand */
	/* The row at hand. */
	int in_row;                      /* its prefixes; 0: there is none */
	char rates[2 * MONEY_TEXT + 16]; /* with which it ends */
	bool mark; /* of its group when that began: rows of a group have to be of one mind */
	/* The prefix that was read last. */
	int64_t group;
	char prefix[PREFIX_TEXT];
};

static void
end_row(struct deck_export *export)
{
	if (export->in_row > 0)
		str_add(export->out, export->rates);
	export->in_row = 0;
}

static void
begin_row(struct deck_export *export, const struct deck_row *row)
{
	char inbound[MONEY_TEXT];
	char outbound[MONEY_TEXT];
	csv_add_cell(export->out, export->name, true, true);
	csv_add_cell(export->out, row->country, true, false);
	csv_add_cell(export->out, row->country_name, true, false);
	csv_add_cell(export->out, row->name, true, false);
	str_add_char(export->out, ',');
	(void)snprintf(export->rates, sizeof(export->rates), ",%s,%s,%s\r\n",
	    money_format(row->inbound_rate, inbound), money_format(row->outbound_rate, outbound),
	    export->mark ? "true" : "false");
}

static int
add_prefix(const void *item, void *payload)
{
	const struct deck_row *row = item;
	struct deck_export *export = payload;
	bool same = row->group_num == export->group;
	if (!same || export->in_row == ROW_PREFIXES)
		end_row(export);
	if (!same)
		export->mark = row->default_enabled;
	if (export->in_row++ == 0)
		begin_row(export, row);
	else
		str_add_char(export->out, ' ');
	str_add(export->out, row->prefix);
	export->group = row->group_num;
	(void)snprintf(export->prefix, sizeof(export->prefix), "%s", row->prefix);
	if (--export->left == 0)
		end_row(export);
	return 0;
}

static int
read_piece(struct db *db, void *payload, struct str *piece, struct err *err)
{
	struct deck_export *export = payload;
	int64_t left = export->left;
	export->out = piece;
	if (!export->begun)
		str_add(piece,
		    "provider,country_iso2,country_name,network_group,prefix,inbound_inr_per_min,"
		    "outbound_inr_per_min,default_enabled\r\n");
	export->begun = true;
	if (db_each(db, QUERY_deck_rows,
	        WITH(V(export->provider), V(export->version), V(export->group), V(export->prefix),
	            V((int64_t)PIECE_PREFIXES)),
	        add_prefix, export, err) != 0)
		return (int)err->problem;
	return export->left < left
	    ? 0
	    : fail(err, PROBLEM_conflict, "provider", "another deck came into force meanwhile");
}

static bool
has_more(const void *payload)
{
	return ((const struct deck_export *)payload)->left > 0;
}

int
deck_export_take(struct call *c, const struct provider_deck *deck)
{
	struct deck_export *export = arena_new(&c->arena, sizeof(*export));
	*export = (struct deck_export){ .provider = deck->id,
		.name = deck->name,
		.version = deck->version,
		.left = deck->prefixes };
	return exporter_take(c,
	    &(struct export_source){ .media = "text/csv; charset=utf-8; header=present",
	        .piece_max = PIECE_MAX,
	        .read = read_piece,
	        .has_more = has_more,
	        .payload = export });
}
