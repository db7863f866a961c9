/* What nexad and nexa need of memory for a deck of a million prefixes, and for one of which each line is wrong. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "bench.h"
#include "err.h"
#include "str.h"

#define DATA "million"
#define SOCKET "million.sock"
#define DECK "million.csv"
#define FAULTS_TOLD "million.faults"

enum {
	PREFIXES = 1000000,
	PER_COUNTRY = 11111, /* one with three digits, ten with four, up to 10,000 with seven */
	GROUPS = 220,        /* a country */
	PRICES = 900000,
	FAULTS = 200000
};

struct deck_file {
	FILE *file;
	int shift; /* what the second deck has other than the first: prices, and some prefixes' groups */
	long written;
};

static unsigned
scatter(unsigned n)
{
	return n * 2654435761u >> 7;
}

static void
write_prefix(struct deck_file *out, int country, const char *rest)
{
	char code[3] = { (char)('A' + country / 26), (char)('A' + country % 26), '\0' };
	unsigned moved = out->shift > 0 && out->written % 50 == 0 ? 1 : 0;
	unsigned kind =
	    (unsigned)(rest[0] == '\0' ? 0 : (rest[0] - '0') * 7) + (unsigned)strlen(rest);
	unsigned group =
	    ((out->written % 10 == 0 ? scatter((unsigned)out->written) : kind) + moved) % GROUPS;
	unsigned price = scatter((unsigned)country * 1000 + group) % PRICES + 1000;
	price += (unsigned)out->shift;
	(void)fprintf(out->file, "Plivo,%s,Land %s,Land %s - Carrier %u,%d%s,0.1007,%u.%04u\n",
	    code, code, code, group, 100 + country, rest, price / 10000, price % 10000);
	out->written++;
}

static void
write_country(struct deck_file *out, int country)
{
	char rest[12] = "";
	write_prefix(out, country, rest);
	for (int digits = 1, n_of = 10; digits <= 4; digits++, n_of *= 10)
		for (int n = 0; n < n_of && out->written < PREFIXES; n++) {
			(void)snprintf(rest, sizeof(rest), "%0*d", digits, n);
			write_prefix(out, country, rest);
		}
}

static int
write_deck(int shift, struct err *err)
{
	struct deck_file out = { .file = fopen(DECK, "we"), .shift = shift };
	if (out.file == NULL)
		return fail(err, PROBLEM_internal, DECK, "cannot make the deck: %d", errno);
	(void)fputs("provider,country_iso2,country_name,network_group,prefix,inbound_inr_per_min,"
	            "outbound_inr_per_min\n",
	    out.file);
	for (int country = 0; out.written < PREFIXES; country++)
		write_country(&out, country);
	return fclose(out.file) == 0 ? 0
	                             : fail(err, PROBLEM_internal, DECK, "cannot write the deck");
}

static int
take_over(struct bench *bench, struct figure *sender, struct err *err)
{
	char program[4096];
	double most = 0;
	(void)snprintf(program, sizeof(program), "%s/nexa", bench->bin);
	char *const argv[] = { program, "--socket", SOCKET, "deck", "import", DECK, "--yes", NULL };
	int problem = process_run_watched(argv, BENCH_LOG, BENCH_LOG, &most, err);
	if (problem == 0)
		figure_single(sender, most);
	return problem;
}

/* All lines are told, a page at a time. */
static int
tell_faults(struct bench *bench, struct figure *sender, struct err *err)
{
	char command[4200];
	struct str told = STR_INIT(64u << 20);
	double most = 0;
	size_t lines = 0;
	FILE *file = fopen(DECK, "we");
	if (file == NULL)
		return fail(err, PROBLEM_internal, DECK, "cannot make the deck: %d", errno);
	(void)fputs("country,iso2,group,prefixes,inbound,outbound\n", file);
	for (int i = 0; i < FAULTS; i++)
		(void)fputs("India,IN,India - Mobile,+91 98,1,1\n", file);
	(void)fclose(file);
	(void)snprintf(command, sizeof(command),
	    "'%s/nexa' --socket %s deck import %s --dry-run -o csv; [ $? = 1 ]", bench->bin, SOCKET,
	    DECK);
	char *const argv[] = { "/bin/sh", "-c", command, NULL };
	if (process_run_watched(argv, FAULTS_TOLD, BENCH_LOG, &most, err) != 0)
		return (int)err->problem;
	process_output(FAULTS_TOLD, &told);
	for (size_t i = 0; i < told.len; i++)
		lines += told.data[i] == '\n';
	str_release(&told);
	figure_single(sender, most);
	return lines == FAULTS + 1
	    ? 0
	    : fail(err, PROBLEM_internal, DECK, "%zu lines tell of the faults", lines);
}

static struct figure *
add(struct bench *bench, const char *id, const char *what, double limit)
{
	return figures_add(&bench->figures,
	    &(struct figure){
	        .id = id, .what = what, .unit = "MiB", .goal = GOAL_at_most, .limit = limit });
}

static int
measure(struct bench *bench, const struct process *daemon, struct err *err)
{
	struct figure *first =
	    add(bench, "deck_memory", "nexad memory, deck of 1,000,000 prefixes", 200);
	struct figure *again = add(bench, "deck_memory_again", "  another in its place", 240);
	struct figure *faults =
	    add(bench, "deck_memory_faults", "  one of 200,000 faulty lines, all told", 240);
	struct figure *sender = add(bench, "deck_memory_nexa", "  nexa, which sends them", 24);
	if (write_deck(0, err) != 0 || take_over(bench, sender, err) != 0)
		return (int)err->problem;
	figure_single(first, process_memory(daemon, "VmHWM"));
	if (write_deck(100, err) != 0 || take_over(bench, sender, err) != 0)
		return (int)err->problem;
	figure_single(again, process_memory(daemon, "VmHWM"));
	if (tell_faults(bench, sender, err) != 0)
		return (int)err->problem;
	figure_single(faults, process_memory(daemon, "VmHWM"));
	return 0;
}

int
row_deck_memory(struct bench *bench, struct err *err)
{
	struct process daemon = { 0 };
	double ready_s;
	(void)mkdir(DATA, 0700);
	if (tenant_copy(DATA "/nexad.db", err) != 0 ||
	    tenant_serve_at(bench, &daemon, DATA, SOCKET, &ready_s, err) != 0)
		return (int)err->problem;
	int problem = measure(bench, &daemon, err);
	process_stop(&daemon);
	return problem;
}
