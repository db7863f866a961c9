/* Group commit: who is kept, who is not, and what happens when the disk is full. */
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>

#include "store_fixture.h"
#include "writer.h"

enum { JOBS = 300, THREADS = 4 };

/* What a job is to do, and what became of it. */
struct task {
	struct writer_job job;
	struct fixture *f;
	const char *workspace; /* made by the job */
	bool keep;
	bool breaks;           /* runs a statement that the schema refuses, before it */
	pthread_mutex_t *held; /* waited for, to fill the queue meanwhile */
	bool began;
	bool ran;
	bool finished;
	int problem;
	int order;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t change = PTHREAD_COND_INITIALIZER;
static int n_ran;
static int n_finished;

static bool
run(struct writer_job *job, struct db *db)
{
	struct task *task = (struct task *)job;
	struct err err;
	(void)pthread_mutex_lock(&lock);
	task->began = true;
	(void)pthread_cond_broadcast(&change);
	(void)pthread_mutex_unlock(&lock);
	if (task->held != NULL) {
		(void)pthread_mutex_lock(task->held);
		(void)pthread_mutex_unlock(task->held);
	}
	(void)pthread_mutex_lock(&lock);
	task->ran = true;
	task->order = n_ran++;
	(void)pthread_cond_broadcast(&change);
	(void)pthread_mutex_unlock(&lock);
	if (task->breaks &&
	    db_run(db, QUERY_workspace_insert,
	        WITH(V("ws_x"), V("no such org"), V("x"), V("x"), value_text(NULL), V("in"), V(1),
	            V("x")),
	        NULL, &err) != PROBLEM_internal)
		return true;
	return db_run(db, QUERY_workspace_insert,
	           WITH(V(task->workspace), V("org_1"), V(task->workspace), V(task->workspace),
	               value_text(NULL), V("in"), V(1), V(task->workspace)),
	           NULL, &err) == 0 &&
	    task->keep;
}

static void
finish(struct writer_job *job, const struct err *err)
{
	struct task *task = (struct task *)job;
	(void)pthread_mutex_lock(&lock);
	task->finished = true;
	task->problem = (int)err->problem;
	n_finished++;
	(void)pthread_cond_broadcast(&change);
	(void)pthread_mutex_unlock(&lock);
}

static void
wait_for(int n)
{
	(void)pthread_mutex_lock(&lock);
	while (n_finished < n)
		(void)pthread_cond_wait(&change, &lock);
	(void)pthread_mutex_unlock(&lock);
}

static bool
is_finished(const struct task *task)
{
	(void)pthread_mutex_lock(&lock);
	bool finished = task->finished;
	(void)pthread_mutex_unlock(&lock);
	return finished;
}

static void
set_up_tasks(struct fixture *f, struct task *tasks, int n)
{
	n_ran = n_finished = 0;
	for (int i = 0; i < n; i++)
		tasks[i] = (struct task){ .job = { .run = run, .finish = finish },
			.f = f,
			.workspace = arena_printf(&f->arena, "ws_%04d", i),
			.keep = true };
}

static bool
is_there(struct fixture *f, const char *workspace)
{
	struct blocker_row row;
	bool found;
	assert_done(f,
	    db_get(f->db, QUERY_workspace_named, WITH(V("org_1"), V(workspace)), &f->arena, &row,
	        &found, &f->err));
	return found;
}

static int64_t
count_all(struct fixture *f)
{
	return fixture_number(f, f->db, QUERY_org_active_workspaces, WITH(V("org_1")));
}

/* ---- */

static void
test_one(void **state)
{
	struct fixture *f = *state;
	struct writer *writer;
	struct task task;
	fixture_add_org(f, "org_1", "Acme");
	assert_done(f, writer_start(f->store, &writer, &f->err));
	set_up_tasks(f, &task, 1);
	assert_true(writer_submit(writer, &task.job));
	wait_for(1);
	assert_int_equal(task.problem, 0);
	assert_true(is_there(f, task.workspace));
	writer_stop(writer);
	writer_stop(NULL);
}

/* All in one group: those that fail leave nothing, the others stay, in the order they came. */
static void
test_failures_in_the_middle(void **state)
{
	struct fixture *f = *state;
	struct writer *writer;
	static struct task tasks[JOBS];
	pthread_mutex_t held = PTHREAD_MUTEX_INITIALIZER;
	fixture_add_org(f, "org_1", "Acme");
	assert_done(f, writer_start(f->store, &writer, &f->err));
	set_up_tasks(f, tasks, JOBS);
	tasks[0].held = &held;
	for (int i = 0; i < JOBS; i++) {
		tasks[i].keep = i % 7 != 3;
		tasks[i].breaks = i % 11 == 5;
	}
	(void)pthread_mutex_lock(&held);
	for (int i = 0; i < JOBS; i++)
		assert_true(writer_submit(writer, &tasks[i].job));
	(void)pthread_mutex_unlock(&held);
	wait_for(JOBS);
	for (int i = 0; i < JOBS; i++) {
		assert_int_equal(tasks[i].problem, 0);
		assert_int_equal(tasks[i].order, i);
		assert_int_equal(is_there(f, tasks[i].workspace), tasks[i].keep);
	}
	writer_stop(writer);
}

/* Nothing is seen before its commit. */
static void
test_isolation(void **state)
{
	struct fixture *f = *state;
	struct writer *writer;
	static struct task tasks[3];
	pthread_mutex_t held = PTHREAD_MUTEX_INITIALIZER;
	fixture_add_org(f, "org_1", "Acme");
	assert_done(f, writer_start(f->store, &writer, &f->err));
	set_up_tasks(f, tasks, 3);
	tasks[2].held = &held;
	(void)pthread_mutex_lock(&held);
	for (int i = 0; i < 3; i++)
		assert_true(writer_submit(writer, &tasks[i].job));
	for (int i = 0; i < 3; i++)
		if (is_finished(&tasks[i]))
			assert_true(is_there(f, tasks[i].workspace));
	assert_in_range(count_all(f), 0, 2);
	(void)pthread_mutex_unlock(&held);
	wait_for(3);
	assert_int_equal(count_all(f), 3);
	writer_stop(writer);
}

struct crowd {
	struct writer *writer;
	struct task *tasks;
	int n;
};

static void *
submit_all(void *payload)
{
	struct crowd *crowd = payload;
	for (int i = 0; i < crowd->n; i++)
		while (!writer_submit(crowd->writer, &crowd->tasks[i].job))
			(void)sched_yield();
	return NULL;
}

static void
test_crowd(void **state)
{
	struct fixture *f = *state;
	struct writer *writer;
	static struct task tasks[THREADS * JOBS];
	pthread_t threads[THREADS];
	struct crowd crowds[THREADS];
	fixture_add_org(f, "org_1", "Acme");
	assert_done(f, writer_start(f->store, &writer, &f->err));
	set_up_tasks(f, tasks, THREADS * JOBS);
	for (int i = 0; i < THREADS; i++) {
		crowds[i] = (struct crowd){ writer, tasks + (size_t)i * JOBS, JOBS };
		assert_int_equal(pthread_create(&threads[i], NULL, submit_all, &crowds[i]), 0);
	}
	for (int i = 0; i < THREADS; i++)
		(void)pthread_join(threads[i], NULL);
	wait_for(THREADS * JOBS);
	assert_int_equal(count_all(f), THREADS * JOBS);
	/* Each thread's own jobs in their order. */
	for (int i = 0; i < THREADS; i++)
		for (int j = 1; j < JOBS; j++)
			assert_true(tasks[i * JOBS + j].order > tasks[i * JOBS + j - 1].order);
	writer_stop(writer);
}

/* A queue that is full refuses, and calls nothing of what it refused. */
static void
test_full_queue(void **state)
{
	enum { MOST = 5000 };
	struct fixture *f = *state;
	struct writer *writer;
	static struct task tasks[MOST];
	pthread_mutex_t held = PTHREAD_MUTEX_INITIALIZER;
	int n = 0;
	fixture_add_org(f, "org_1", "Acme");
	assert_done(f, writer_start(f->store, &writer, &f->err));
	set_up_tasks(f, tasks, MOST);
	tasks[0].held = &held;
	(void)pthread_mutex_lock(&held);
	while (n < MOST && writer_submit(writer, &tasks[n].job))
		n++;
	assert_in_range(n, 256, MOST - 1);
	(void)pthread_mutex_unlock(&held);
	wait_for(n);
	assert_false(tasks[n].ran || tasks[n].finished);
	assert_int_equal(count_all(f), n);
	/* And there is room again. */
	assert_true(writer_submit(writer, &tasks[n].job));
	wait_for(n + 1);
	writer_stop(writer);
}

/* Stopping finishes what was accepted. */
static void
test_stop(void **state)
{
	struct fixture *f = *state;
	struct writer *writer;
	static struct task tasks[JOBS];
	fixture_add_org(f, "org_1", "Acme");
	assert_done(f, writer_start(f->store, &writer, &f->err));
	set_up_tasks(f, tasks, JOBS);
	for (int i = 0; i < JOBS; i++)
		assert_true(writer_submit(writer, &tasks[i].job));
	writer_stop(writer);
	assert_int_equal(n_finished, JOBS);
	assert_int_equal(count_all(f), JOBS);
}

/* ---- the disk ---- */

/* What store_settle() calls, and SQLite perhaps: only the former's file is slow. */
static bool is_slow; /* the disk; under the lock */
static bool is_syncing;
static int slow_file;

int
fdatasync(int fildes)
{
	(void)pthread_mutex_lock(&lock);
	while (is_slow && fildes == slow_file) {
		is_syncing = true;
		(void)pthread_cond_broadcast(&change);
		(void)pthread_cond_wait(&change, &lock);
	}
	is_syncing = false;
	(void)pthread_mutex_unlock(&lock);
	return 0;
}

static void
let_disk(bool slow)
{
	(void)pthread_mutex_lock(&lock);
	is_slow = slow;
	(void)pthread_cond_broadcast(&change);
	(void)pthread_mutex_unlock(&lock);
}

/* Until *one of what is under the lock. */
static void
wait_until(const bool *one)
{
	(void)pthread_mutex_lock(&lock);
	while (!*one)
		(void)pthread_cond_wait(&change, &lock);
	(void)pthread_mutex_unlock(&lock);
}

/* The first of three is committed while two wait for their turn, and is not yet on the disk. */
static void
begin_three(struct fixture *f, struct writer *writer, struct task tasks[3])
{
	pthread_mutex_t held = PTHREAD_MUTEX_INITIALIZER;
	set_up_tasks(f, tasks, 3);
	tasks[0].held = &held;
	slow_file = f->store->log;
	let_disk(true);
	(void)pthread_mutex_lock(&held);
	assert_true(writer_submit(writer, &tasks[0].job));
	wait_until(&tasks[0].began);
	assert_true(writer_submit(writer, &tasks[1].job));
	assert_true(writer_submit(writer, &tasks[2].job));
	(void)pthread_mutex_unlock(&held);
	wait_until(&is_syncing);
	wait_until(&tasks[2].ran);
}

/* A change can be read before it is on the disk, and nobody is told before that: neither who made it nor who read it.
 * The next ones run meanwhile, unseen. */
static void
test_settling(void **state)
{
	struct fixture *f = *state;
	struct writer *writer;
	static struct task tasks[3];
	struct task reader = { .job = { .finish = finish } };
	fixture_add_org(f, "org_1", "Acme");
	assert_done(f, writer_start(f->store, &writer, &f->err));
	assert_true(writer_is_settled(writer));
	assert_false(writer_holds(writer, &reader.job));
	begin_three(f, writer, tasks);
	assert_true(is_there(f, tasks[0].workspace));
	assert_false(is_there(f, tasks[1].workspace));
	assert_false(writer_is_settled(writer));
	assert_true(writer_holds(writer, &reader.job));
	assert_false(is_finished(&tasks[0]) || is_finished(&tasks[1]) || is_finished(&reader));
	let_disk(false);
	writer_settled(writer);
	assert_true(is_finished(&tasks[0]));
	wait_for(4);
	assert_int_equal(count_all(f), 3);
	assert_false(tasks[0].problem || tasks[1].problem || reader.problem);
	writer_settled(writer);
	assert_true(writer_is_settled(writer));
	writer_stop(writer);
}

static void *
free_disk(void *payload)
{
	(void)payload;
	let_disk(false);
	return NULL;
}

/* Stopping waits for the disk, and who is held is told. */
static void
test_stop_settling(void **state)
{
	struct fixture *f = *state;
	struct writer *writer;
	static struct task tasks[3];
	struct task reader = { .job = { .finish = finish } };
	pthread_t disk;
	fixture_add_org(f, "org_1", "Acme");
	assert_done(f, writer_start(f->store, &writer, &f->err));
	begin_three(f, writer, tasks);
	assert_true(writer_holds(writer, &reader.job));
	assert_int_equal(pthread_create(&disk, NULL, free_disk, NULL), 0);
	writer_stop(writer);
	(void)pthread_join(disk, NULL);
	assert_int_equal(n_finished, 4);
	assert_int_equal(count_all(f), 3);
}

/* ---- a full disk ---- */

static rlim_t unlimited;

static void
limit_files(rlim_t bytes)
{
	struct rlimit limit;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void
run_all(struct writer *writer, struct task *tasks, int n)
{
	for (int i = 0; i < n; i++)
		assert_true(writer_submit(writer, &tasks[i].job));
	wait_for(n);
}

/* No file may grow: whoever wants to write is told so, nothing is half there, and it passes. */
static void
test_full_disk(void **state)
{
	struct fixture *f = *state;
	struct writer *writer;
	static struct task tasks[JOBS];
	fixture_add_org(f, "org_1", "Acme");
	assert_done(f, writer_start(f->store, &writer, &f->err));
	set_up_tasks(f, tasks, 20);
	run_all(writer, tasks, 20);
	assert_int_equal(count_all(f), 20);
	for (int round = 0; round < 3; round++) {
		static struct task refused[JOBS];
		set_up_tasks(f, refused, JOBS);
		for (int i = 0; i < JOBS; i++)
			refused[i].workspace = arena_printf(&f->arena, "no_%d_%04d", round, i);
		limit_files(1024);
		run_all(writer, refused, JOBS);
		limit_files(unlimited);
		for (int i = 0; i < JOBS; i++)
			assert_int_equal(refused[i].problem, PROBLEM_storage_unavailable);
		assert_int_equal(count_all(f), 20 + round);
		/* There is room again, and the next change is as good as any. */
		struct task after;
		set_up_tasks(f, &after, 1);
		after.workspace = arena_printf(&f->arena, "after_%d", round);
		run_all(writer, &after, 1);
		assert_int_equal(after.problem, 0);
		assert_true(is_there(f, after.workspace));
	}
	writer_stop(writer);
	fixture_close(f);
	fixture_open(f);
	assert_int_equal(count_all(f), 23);
}

#define in_store(test) cmocka_unit_test_setup_teardown((test), fixture_set_up, fixture_tear_down)

int
main(void)
{
	struct rlimit limit;
	(void)getrlimit(RLIMIT_FSIZE, &limit);
	unlimited = limit.rlim_cur;
	(void)signal(SIGXFSZ, SIG_IGN);
	const struct CMUnitTest tests[] = {
		in_store(test_one),
		in_store(test_failures_in_the_middle),
		in_store(test_isolation),
		in_store(test_crowd),
		in_store(test_full_queue),
		in_store(test_stop),
		in_store(test_settling),
		in_store(test_stop_settling),
		in_store(test_full_disk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
