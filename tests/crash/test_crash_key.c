/*
 * Changing the store's key while a daemon writes: killed at each step, and with the disk
 * full from each step on. The key file that is there then opens the store, no record that
 * was acknowledged is lost, and doing it again brings it to its end.
 */
#include <check.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "store/key_change.h"
#include "tests/crash/steps.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/unit_test.h"

#define THREADS 2
#define STEP_LIMIT 500

/* What the store in the tests' data has: rows in each table, and 14 records. */
#define RECORDS 14
#define ITEMS 2

/* How a child ended that was not killed. */
enum { CHILD_DONE = 0, CHILD_REFUSED = 1 };

static void
prepare(struct store_fixture *f)
{
	store_fixture_create(f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_unpack(f, 5);
	store_fixture_write_key(f);
	store_fixture_open(f, STORE_WRITE);
	store_close(&f->store);
}

/* As phictl does it; waits a little for the daemon. */
static int
change(struct store_fixture *f, struct store_key_change *out)
{
	struct record act = { .kind = RECORD_ACCESS, .actor = bytes_of_string("officer"),
	                      .reason = bytes_of_string("changed the store's key") };
	struct store_fixture opened = *f;
	struct diagnostics why;

	diagnostics_init(&why);
	int err = secret_key_read(f->configuration, &why, &opened.key);
	if (err == 0)
		err = store_open(f->configuration, &opened.key, STORE_APPEND, &why, &opened.store);
	if (err == 0)
		err = store_key_change(opened.store, f->configuration, &act, 1, &why, out);
	store_close(&opened.store);
	diagnostics_release(&why);
	return err;
}

struct child {
	pid_t pid;
	int go; /* what is written there lets it begin */
};

/* Forked before there are threads: one could hold a lock that the child then waits for. */
static struct child
child_fork(struct store_fixture *f, unsigned step, enum steps_end end)
{
	struct store_key_change out;
	int ends[2];
	char byte;

	ck_assert_int_eq(pipe(ends), 0);
	struct child child = { fork(), ends[1] };
	ck_assert_int_ge(child.pid, 0);
	if (child.pid == 0) {
		close(ends[1]);
		if (read(ends[0], &byte, 1) != 1)
			_exit(CHILD_REFUSED);
		steps_end_at(step, end);
		_exit(change(f, &out) == 0 ? CHILD_DONE : CHILD_REFUSED);
	}
	close(ends[0]);
	return child;
}

/* Lets it begin; what became of it, negative when it was killed. */
static int
child_run(struct child *child, unsigned step)
{
	int status;

	ck_assert_int_eq(write(child->go, "", 1), 1);
	close(child->go);
	ck_assert_int_eq(waitpid(child->pid, &status, 0), child->pid);
	if (WIFSIGNALED(status))
		ck_assert_msg(WTERMSIG(status) == SIGKILL, "step %u: signal %d", step, WTERMSIG(status));
	return WIFSIGNALED(status) ? -1 : WEXITSTATUS(status);
}

/* ---- the daemon -------------------------------------------------------------------------- */

struct daemon {
	struct store_fixture *fixture;
	pthread_t threads[THREADS];
	atomic_bool stop;
	atomic_uint acknowledged, failed;
};

static void *
append_until_stopped(void *argument)
{
	struct daemon *daemon = argument;

	while (!atomic_load(&daemon->stop)) {
		struct record record = fixture_record("beside");
		if (store_append(daemon->fixture->store, &record) != 0)
			atomic_fetch_add(&daemon->failed, 1);
		else
			atomic_fetch_add(&daemon->acknowledged, 1);
	}
	return NULL;
}

static void
daemon_start(struct daemon *daemon, struct store_fixture *f)
{
	*daemon = (struct daemon){ .fixture = f };
	store_fixture_open(f, STORE_WRITE);
	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&daemon->threads[i], NULL, append_until_stopped, daemon), 0);
}

static void
daemon_stop(struct daemon *daemon)
{
	atomic_store(&daemon->stop, true);
	for (int i = 0; i < THREADS; i++)
		pthread_join(daemon->threads[i], NULL);
	ck_assert_uint_eq(daemon->failed, 0);
	store_close(&daemon->fixture->store);
}

/* ---- the judge --------------------------------------------------------------------------- */

static int
see_item(const struct escrow_item *item, void *context)
{
	ck_assert_int_eq(item->state.link_until, 1800000000);
	++*(unsigned *)context;
	return 0;
}

static int
see_hold(const struct hold *hold, void *context)
{
	(void)hold;
	++*(unsigned *)context;
	return 0;
}

/* All that there was opens with the key file of now; the records are returned. */
static uint64_t
judge(struct store_fixture *f, unsigned step)
{
	struct store_audit_result result;
	unsigned items = 0, holds = 0;

	store_fixture_read_key(f);
	store_fixture_open(f, STORE_WRITE);
	int err = store_audit_verify(f->store, NULL, NULL, &result);
	ck_assert_msg(err == 0, "step %u: record %llu: %s", step,
	              (unsigned long long)result.bad_sequence, result.problem);
	ck_assert_int_eq(store_escrow_list(f->store, see_item, &items), 0);
	ck_assert_uint_eq(items, ITEMS);
	ck_assert_int_eq(store_hold_list(f->store, see_hold, &holds), 0);
	ck_assert_uint_eq(holds, 1);
	store_close(&f->store);
	return result.records;
}

/* It is done again, to the end; the old file then opens nothing. */
static void
judge_again(struct store_fixture *f, const struct secret_key *old, unsigned step)
{
	struct store_key_change out;
	struct store_key_state state;
	char next[FIXTURE_PATH_SIZE], *line;

	ck_assert_int_eq(change(f, &out), 0);
	judge(f, step);
	store_fixture_open(f, STORE_READ);
	ck_assert_int_eq(store_key_state(f->store, &state), 0);
	ck_assert(!state.unfinished && !state.bridged);
	ck_assert_uint_eq(state.opened, state.count);
	ck_assert_uint_eq(state.count, out.number);
	ck_assert_uint_le(state.count, 3);
	store_close(&f->store);
	snprintf(next, sizeof(next), "%s/store.key.next", f->directory);
	ck_assert_int_ne(access(next, F_OK), 0);
	f->key = *old;
	ck_assert_int_eq(store_fixture_open_fails(f, STORE_READ, &line), ERROR_KEY);
	free(line);
}

/* Until a child comes to its end by itself: how many steps there are. */
static unsigned
change_at_each_step(bool beside, enum steps_end end)
{
	unsigned step = 0, refused = 0;
	int ended;

	do {
		struct store_fixture f;
		struct daemon daemon = { .fixture = NULL };
		prepare(&f);
		const struct secret_key old = f.key;
		struct child child = child_fork(&f, ++step, end);
		if (beside)
			daemon_start(&daemon, &f);
		ended = child_run(&child, step);
		refused += ended == CHILD_REFUSED;
		if (beside)
			daemon_stop(&daemon);
		uint64_t records = judge(&f, step);
		ck_assert_uint_ge(records, RECORDS + daemon.acknowledged);
		ck_assert_uint_le(records, RECORDS + daemon.acknowledged + 1);
		if (ended == CHILD_DONE)
			ck_assert_uint_eq(records, RECORDS + daemon.acknowledged + 1);
		judge_again(&f, &old, step);
		store_fixture_destroy(&f);
		ck_assert_uint_lt(step, STEP_LIMIT);
	} while (ended != CHILD_DONE);
	ck_assert_uint_eq(refused, end == STEPS_FULL ? step - 1 : 0);
	return step;
}

START_TEST(killed_at_each_step)
{
	ck_assert_uint_gt(change_at_each_step(false, STEPS_KILL), 20);
}
END_TEST

START_TEST(with_a_full_disk)
{
	ck_assert_uint_gt(change_at_each_step(false, STEPS_FULL), 10);
}
END_TEST

START_TEST(killed_at_each_step_beside_a_daemon)
{
	ck_assert_uint_gt(change_at_each_step(true, STEPS_KILL), 20);
}
END_TEST

/* ---- retiring ---------------------------------------------------------------------------- */

static int
retire(struct store_fixture *f)
{
	struct record act = { .kind = RECORD_ACCESS, .reason = bytes_of_string("retired a key") };
	struct diagnostics why;
	uint64_t rows;

	diagnostics_init(&why);
	int err = store_open(f->configuration, &f->key, STORE_APPEND, &why, &f->store);
	if (err == 0)
		err = store_append(f->store, &act);
	if (err == 0)
		err = store_key_retire(f->store, 1, NULL, NULL, &rows);
	store_close(&f->store);
	return err;
}

START_TEST(retiring_killed_at_each_step)
{
	unsigned step = 0;
	int status;

	do {
		struct store_key_change out;
		struct store_key_state state;
		struct store_fixture f;
		prepare(&f);
		ck_assert_int_eq(change(&f, &out), 0);
		store_fixture_read_key(&f);
		pid_t child = fork();
		if (child == 0) {
			steps_end_at(++step, STEPS_KILL);
			_exit(retire(&f) == 0 ? CHILD_DONE : CHILD_REFUSED);
		}
		step++;
		ck_assert_int_eq(waitpid(child, &status, 0), child);
		uint64_t records = judge(&f, step);
		ck_assert_uint_ge(records, RECORDS + 1);
		ck_assert_uint_le(records, RECORDS + 2);
		int err = retire(&f);
		ck_assert_int_eq(err, WIFSIGNALED(status) && err == 0 ? 0 : ERROR_EXISTS);
		judge(&f, step);
		store_fixture_open(&f, STORE_READ);
		ck_assert_int_eq(store_key_state(f.store, &state), 0);
		ck_assert_int_ne(state.epochs[0].retired, 0);
		store_fixture_destroy(&f);
		ck_assert_uint_lt(step, STEP_LIMIT);
	} while (WIFSIGNALED(status));
	ck_assert_int_eq(WEXITSTATUS(status), CHILD_DONE);
	ck_assert_uint_gt(step, 5);
}
END_TEST

#define SMALLEST_MAP ((int64_t)1 << 20)

START_TEST(with_a_full_map)
{
	struct store_audit_result result;
	struct store_key_change out;
	struct store_fixture f;
	uint64_t records = 0;
	int err;

	store_fixture_create(&f, NULL, SMALLEST_MAP);
	store_fixture_write_key(&f);
	store_fixture_open(&f, STORE_WRITE);
	/* Until there is no room for the smallest either. */
	for (int small = 0; small < 2; small++) {
		do {
			struct record record = fixture_record("filler");
			struct record least = { .kind = RECORD_ACCESS };
			err = store_append(f.store, small ? &least : &record);
			records += err == 0;
		} while (err == 0);
		ck_assert_int_eq(err, ERROR_FULL);
	}
	store_close(&f.store);
	const struct secret_key old = f.key;
	ck_assert_int_eq(change(&f, &out), ERROR_FULL);
	store_fixture_read_key(&f);
	ck_assert_mem_eq(old.bytes, f.key.bytes, sizeof(old.bytes));
	store_fixture_configure(&f, 2 * SMALLEST_MAP);
	store_fixture_open(&f, STORE_WRITE);
	store_fixture_append(&f, 1); /* a commit makes the larger map known to others */
	records++;
	store_close(&f.store);
	ck_assert_int_eq(change(&f, &out), 0);
	ck_assert_uint_ge(out.first, records + 2);
	store_fixture_read_key(&f);
	store_fixture_open(&f, STORE_WRITE);
	ck_assert_int_eq(store_audit_verify(f.store, NULL, NULL, &result), 0);
	ck_assert_uint_ge(result.records, records + 1); /* besides what is noticed of the map */
	store_fixture_destroy(&f);
}
END_TEST

static Suite *
crash_key_suite(void)
{
	return UNIT_SUITE("crash in a change of keys", killed_at_each_step, with_a_full_disk,
	                  killed_at_each_step_beside_a_daemon, retiring_killed_at_each_step,
	                  with_a_full_map);
}

UNIT_TEST_MAIN(crash_key_suite)
