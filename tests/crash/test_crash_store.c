/*
 * The store under SIGKILL: whatever was acknowledged is there, whole, and the
 * chain is in order; nothing else of a record is to be seen.
 *
 * Two ways to die: at random, with many threads appending, and at each step (steps.h).
 */
#include <check.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "tests/crash/steps.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/unit_test.h"

#define THREADS 8
#define ROUNDS 25
#define ROUND_MICROSECONDS 60000
#define STEP_LIMIT 500

/* ---- the child ------------------------------------------------------------------- */

/* What the child tells as soon as a record is acknowledged. */
struct acknowledgement {
	uint64_t sequence;
	uint64_t size; /* the record's, which names it */
	char escrow_id[MESSAGE_ESCROW_ID_SIZE];
};

struct worker {
	struct store_fixture *fixture;
	int pipe;
	uint64_t number; /* tells its records from others' */
};

static const struct record_recipient portal_recipient[] = {
	{ .address = { (const uint8_t *)"c@example.net", 13 }, .outcome = OUTCOME_PORTAL },
};

/* A sealed original that its decision's size names. */
static struct bytes
sealed_of(uint64_t size, char text[64])
{
	return bytes_make(text, (size_t)snprintf(text, 64, "sealed original %llu",
	                                         (unsigned long long)size));
}

/* One message's life: the original sealed, the decision recorded, the answer given. */
static int
work_once(struct worker *worker, uint64_t size, bool with_escrow)
{
	struct acknowledgement done = { .size = size };
	struct record record = fixture_record("crash");
	char text[64];

	record.size = size;
	if (with_escrow) {
		int err = store_escrow_put(worker->fixture->store, sealed_of(size, text), done.escrow_id);
		if (err != 0)
			return err;
		record.recipients = portal_recipient;
		record.escrow_id = bytes_of_string(done.escrow_id);
	}
	int err = store_append(worker->fixture->store, &record);
	done.sequence = record.sequence;
	if (err == 0 && syscall(SYS_write, worker->pipe, &done, sizeof(done)) != sizeof(done))
		err = ERROR_IO;
	return err;
}

static void *
work_forever(void *argument)
{
	struct worker *worker = argument;

	for (uint64_t i = 1;; i++)
		if (work_once(worker, worker->number * 1000000 + i, i % 4 == 0) != 0)
			_exit(2);
	return NULL;
}

static bool
child_open(struct store_fixture *f)
{
	struct diagnostics why;

	diagnostics_init(&why);
	return store_open(f->configuration, &f->key, STORE_WRITE, &why, &f->store) == 0;
}

static void
child_until_killed(struct store_fixture *f, int pipe, unsigned round)
{
	struct worker workers[THREADS];
	pthread_t threads[THREADS];

	if (!child_open(f))
		_exit(3);
	for (unsigned i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){ f, pipe, (uint64_t)round * THREADS + i + 1 };
		if (pthread_create(&threads[i], NULL, work_forever, &workers[i]) != 0)
			_exit(4);
	}
	pthread_join(threads[0], NULL);
	_exit(5);
}

static void
child_steps(struct store_fixture *f, int pipe, unsigned step_number)
{
	struct worker worker = { f, pipe, 1 };

	steps_end_at(step_number, STEPS_KILL);
	if (!child_open(f))
		_exit(3);
	for (uint64_t i = 1; i <= 4; i++)
		if (work_once(&worker, 1000 * (step_number + 1) + i, i % 2 == 0) != 0)
			_exit(2);
	store_close(&f->store);
	_exit(0);
}

/* ---- the judge ------------------------------------------------------------------- */

struct judgement {
	struct store_fixture *fixture;
	const struct acknowledgement *acknowledged;
	size_t count;
	size_t found;
};

static int
judge_record(const struct record *record, void *context)
{
	struct judgement *judgement = context;
	struct buffer back = buffer_make(4096);
	char id[MESSAGE_ESCROW_ID_SIZE], text[64];

	/* Whatever record is there, its original is there too, and whole. */
	if (record->escrow_id.length > 0) {
		memcpy(id, record->escrow_id.data, record->escrow_id.length);
		id[record->escrow_id.length] = '\0';
		ck_assert_int_eq(store_escrow_get(judgement->fixture->store, id, &back), 0);
		ck_assert(bytes_equal(buffer_bytes(&back), sealed_of(record->size, text)));
		buffer_release(&back);
	}
	for (size_t i = 0; i < judgement->count; i++) {
		if (judgement->acknowledged[i].sequence != record->sequence)
			continue;
		ck_assert_uint_eq(judgement->acknowledged[i].size, record->size);
		judgement->found++;
	}
	return 0;
}

/* Opening for writing collects orphans, refuses a wrong head, and must work. */
static void
judge(struct store_fixture *f, const struct acknowledgement *acknowledged, size_t count)
{
	struct judgement judgement = { f, acknowledged, count, 0 };
	struct store_audit_result result;

	store_fixture_open(f, STORE_WRITE);
	int err = store_audit_verify(f->store, NULL, NULL, &result);
	ck_assert_msg(err == 0, "record %llu: %s", (unsigned long long)result.bad_sequence,
	              result.problem);
	ck_assert_int_eq(store_audit_list(f->store, 1, judge_record, &judgement), 0);
	ck_assert_uint_eq(judgement.found, count);
	store_close(&f->store);
}

/* Reads what the child acknowledged, until its end of the pipe closes. */
static size_t
read_acknowledgements(int pipe, struct acknowledgement *out, size_t limit)
{
	size_t count = 0;

	while (read(pipe, &out[count], sizeof(*out)) == sizeof(*out))
		ck_assert_uint_lt(++count, limit);
	return count;
}

#define ACKNOWLEDGEMENT_LIMIT 100000
#define WORKING_SECONDS 60 /* until a child has kept its first record, on a busy machine */

/* Half of the children die somewhere in their work. The others may while they open the store,
 * which can take longer than a round. */
static void
wait_for_work(int pipe, unsigned round)
{
	struct pollfd acknowledgement = { .fd = pipe, .events = POLLIN };

	if (round % 2 == 1)
		ck_assert_int_eq(poll(&acknowledgement, 1, WORKING_SECONDS * 1000), 1);
}

START_TEST(killed_at_random)
{
	static struct acknowledgement acknowledged[ACKNOWLEDGEMENT_LIMIT];
	unsigned seed = (unsigned)getpid();
	struct store_fixture f;
	size_t total = 0;

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	for (unsigned round = 0; round < ROUNDS; round++) {
		int ends[2], status;
		ck_assert_int_eq(pipe(ends), 0);
		/* As large as the kernel allows, so that the child need not wait for us. */
		fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
		pid_t child = fork();
		if (child == 0)
			child_until_killed(&f, ends[1], round);
		close(ends[1]);
		wait_for_work(ends[0], round);
		usleep((useconds_t)(rand_r(&seed) % ROUND_MICROSECONDS));
		ck_assert_int_eq(kill(child, SIGKILL), 0);
		ck_assert_int_eq(waitpid(child, &status, 0), child);
		ck_assert_msg(WIFSIGNALED(status), "child ended with %d", WEXITSTATUS(status));
		total += read_acknowledgements(ends[0], acknowledged + total, ACKNOWLEDGEMENT_LIMIT - total);
		close(ends[0]);
		judge(&f, acknowledged, total);
	}
	ck_assert_uint_ge(total, ROUNDS / 2);
	store_fixture_destroy(&f);
}
END_TEST

/* Runs a child that dies before its n-th step; false when it came to its end. */
static bool
run_child(struct store_fixture *f, unsigned step_number, struct acknowledgement *acknowledged,
          size_t *count)
{
	int ends[2], status;

	ck_assert_int_eq(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0)
		child_steps(f, ends[1], step_number);
	close(ends[1]);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_msg(WIFSIGNALED(status) || WEXITSTATUS(status) == 0, "step %u: child ended with %d",
	              step_number, WEXITSTATUS(status));
	*count += read_acknowledgements(ends[0], acknowledged + *count, STEP_LIMIT);
	close(ends[0]);
	return WIFSIGNALED(status);
}

/* In a new store each time: from the first file made to the last record kept. */
START_TEST(killed_at_each_step)
{
	unsigned step_number = 0;
	bool killed;

	do {
		struct acknowledgement acknowledged[2 * STEP_LIMIT];
		struct store_fixture f;
		size_t count = 0;
		store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
		killed = run_child(&f, ++step_number, acknowledged, &count);
		ck_assert_uint_le(count, 4);
		judge(&f, acknowledged, count);
		ck_assert(!run_child(&f, 0, acknowledged, &count));
		judge(&f, acknowledged, count);
		store_fixture_destroy(&f);
		ck_assert_uint_lt(step_number, STEP_LIMIT);
	} while (killed);
	/* Making the store, four commits and two sealed files are not few steps. */
	ck_assert_uint_gt(step_number, 30);
}
END_TEST

static Suite *
crash_suite(void)
{
	return UNIT_SUITE("crash", killed_at_random, killed_at_each_step);
}

UNIT_TEST_MAIN(crash_suite)
