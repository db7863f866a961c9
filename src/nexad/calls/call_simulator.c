/* One thread that waits for what is due next and has the writer do it; the rows remember the rest, so that
 * calls go on after a restart.  It also ends live calls of which no engine tells any more. */
#include "call_simulator.h"

#include <stdlib.h>
#include <string.h>

#include "after_commit.h"
#include "call.h"
#include "call_life.h"
#include "clock.h"
#include "daemon.h"
#include "mem.h"
#include "worker.h"
#include "writer.h"

enum { IDLE_MS = 60000, AFTER_FAULT_MS = 2000, STEPS = 6 };

struct simulator {
	struct daemon *daemon;
	struct worker worker;
	/* Under its lock. */
	bool news;
	bool busy; /* a job is with the writer */
};

struct round {
	struct writer_job job;
	struct simulator *simulator;
	struct call call;
};

/* What happens at each step of a call that is answered, and how long after it the next one does. */
static const struct {
	enum call_event report; /* unknown: the engine takes it */
	int64_t pause_ms;
} steps[STEPS] = {
	{ CALL_EVENT_unknown, 300 },
	{ CALL_EVENT_ringing, 400 },
	{ CALL_EVENT_started, 1200 },
	{ CALL_EVENT_ended, 200 },
	{ CALL_EVENT_transcript_ready, 200 },
	{ CALL_EVENT_analysis_ready, 0 },
};

/* Ends that numbers ask for. */
static const struct {
	const char *digits;
	enum call_status status;
} endings[] = {
	{ "0001", CALL_STATUS_busy },
	{ "0002", CALL_STATUS_no_answer },
	{ "0003", CALL_STATUS_did_not_pick },
	{ "0004", CALL_STATUS_failed },
	{ "0005", CALL_STATUS_cancelled },
};

static enum call_status
ending_of(const char *number)
{
	size_t len = strlen(number);
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (len > 4 && strcmp(number + len - 4, endings[i].digits) == 0)
			return endings[i].status;
	return CALL_STATUS_completed;
}

/* ---- one step, in the writer ---- */

static struct call_report
report_of(const struct due_call *due, int64_t step)
{
	enum call_status ending = ending_of(due->to_number);
	struct call_report report = { .type = steps[step].report,
		.transcript = "Agent: Hello, this is a simulated call.\nUser: Then all is well.",
		.analysis = "{\"sentiment\":\"positive\",\"summary\":\"A simulated call.\"}" };
	if (ending != CALL_STATUS_completed && report.type == CALL_EVENT_started)
		report.type = CALL_EVENT_ended;
	if (report.type == CALL_EVENT_ended)
		report.status = ending;
	return report;
}

static int
take_step(struct call *c, const struct due_call *due)
{
	struct phone_call call;
	bool found;
	if (calls_enter(c, due->id, &found) != 0 || !found)
		return (int)c->err.problem;
	if (due->mode == KEY_MODE_live)
		return calls_give_up(c, due->id);
	int64_t step = due->step < STEPS ? due->step : STEPS - 1;
	struct call_report report = report_of(due, step);
	int problem = report.type == CALL_EVENT_unknown ? calls_initiate(c, due->id)
	                                                : calls_report(c, due->id, &report, &call);
	bool over = problem == PROBLEM_conflict; /* somebody else ended it */
	bool last = over || step == STEPS - 1 ||
	    (report.type == CALL_EVENT_ended && report.status != CALL_STATUS_completed);
	if (problem != 0 && !over)
		return problem;
	c->err = (struct err){ .problem = PROBLEM_none };
	return call_run(c, QUERY_call_step,
	    WITH(V(due->id), V(step + 1),
	        last ? value_text(NULL) : V(clock_now() + steps[step].pause_ms)));
}

static bool
run(struct writer_job *job, struct db *db)
{
	struct call *c = &((struct round *)job)->call;
	struct due_call *due;
	size_t n;
	c->db = db;
	if (call_all(c, QUERY_calls_due, WITH(V(clock_now())), &due, &n) != 0)
		return false;
	for (size_t i = 0; i < n; i++)
		if (take_step(c, &due[i]) != 0)
			return false;
	return true;
}

static void
finish(struct writer_job *job, const struct err *err)
{
	struct round *round = (struct round *)job;
	struct simulator *simulator = round->simulator;
	struct call *c = &round->call;
	bool well = after_own_commit(c, err, "a simulated call cannot go on");
	arena_release(&c->arena);
	free(round);
	worker_lock(&simulator->worker);
	simulator->busy = false;
	simulator->news = well;
	worker_ring(&simulator->worker);
	worker_unlock(&simulator->worker);
}

/* ---- the thread ---- */

/* For how many milliseconds nothing is due. */
static int64_t
until_due(struct simulator *simulator)
{
	struct err err;
	struct arena arena = { NULL };
	struct number_row next = { .number = 0 };
	bool found = false;
	struct db *db = daemon_reader(simulator->daemon);
	if (db == NULL || db_get(db, QUERY_calls_when, WITH_NONE, &arena, &next, &found, &err) != 0)
		return AFTER_FAULT_MS;
	int64_t wait = next.number - clock_now();
	if (!found || next.number == 0 || wait > IDLE_MS)
		return IDLE_MS;
	return wait < 0 ? 0 : wait;
}

static void
submit(struct simulator *simulator)
{
	struct round *round = mem_new(1, sizeof(*round));
	round->job = (struct writer_job){ .run = run, .finish = finish };
	round->simulator = simulator;
	round->call.daemon = simulator->daemon;
	round->call.caller = (struct caller){ .type = PRINCIPAL_system, .name = "nexad" };
	round->call.standing.principal = PRINCIPAL_system;
	simulator->busy = true;
	if (writer_submit(simulator->daemon->writer, &round->job))
		return;
	simulator->busy = false;
	free(round);
}

/* Until something may be due, there is news, or the daemon stops; false when it stops. */
static bool
wait_for(struct simulator *simulator, int64_t ms)
{
	int64_t until = clock_monotonic() + ms;
	while (!simulator->worker.stopping && simulator->busy)
		worker_wait(&simulator->worker);
	if (!simulator->worker.stopping && !simulator->news)
		(void)worker_wait_until(&simulator->worker, until);
	simulator->news = false;
	return !simulator->worker.stopping;
}

static void *
loop(void *payload)
{
	struct simulator *simulator = payload;
	bool going = true;
	while (going) {
		int64_t ms = until_due(simulator);
		if (ms == IDLE_MS)
			daemon_reader_close(); /* who rests keeps none */
		worker_lock(&simulator->worker);
		if (ms == 0 && !simulator->busy) {
			submit(simulator);
			ms = AFTER_FAULT_MS;
		}
		going = wait_for(simulator, ms);
		worker_unlock(&simulator->worker);
	}
	daemon_reader_close();
	return NULL;
}

void
simulator_wake(struct simulator *simulator)
{
	worker_lock(&simulator->worker);
	simulator->news = true;
	worker_ring(&simulator->worker);
	worker_unlock(&simulator->worker);
}

int
simulator_start(struct daemon *daemon, struct simulator **out, struct err *err)
{
	struct simulator *simulator = mem_new(1, sizeof(*simulator));
	simulator->daemon = daemon;
	if (worker_start(&simulator->worker, 1, loop, simulator, "simulated calls", err) != 0) {
		free(simulator);
		return (int)err->problem;
	}
	*out = simulator;
	return 0;
}

void
simulator_stop(struct simulator *simulator)
{
	if (simulator == NULL)
		return;
	worker_stop(&simulator->worker);
}

void
simulator_free(struct simulator *simulator)
{
	if (simulator == NULL)
		return;
	worker_free(&simulator->worker);
	free(simulator);
}
