#include <check.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "core/error.h"
#include "store/writer.h"
#include "tests/unit/test_store.h"
#include "tests/unit/unit_test.h"

#define THREADS 32
#define ROUNDS 50
#define DEADLINE 60 /* seconds: more than any of these tests takes */

struct counting {
	unsigned batches;
	unsigned requests;
	unsigned largest;
	unsigned fail_every; /* batches; 0 for none */
	useconds_t pause;
};

static int
count_batch(struct writer_request *batch, void *context)
{
	struct counting *counting = context;
	unsigned size = 0;

	usleep(counting->pause);
	counting->batches++;
	for (struct writer_request *r = batch; r != NULL; r = r->next, size++)
		r->sequence = ++counting->requests;
	if (size > counting->largest)
		counting->largest = size;
	bool fails = counting->fail_every > 0 && counting->batches % counting->fail_every == 0;
	return fails ? ERROR_FULL : 0;
}

static void
begin_at_once(void *context)
{
	(void)context;
}

static const struct writer_operations counting_operations = { begin_at_once, count_batch };

struct submitter {
	struct writer *writer;
	atomic_uint good;
	atomic_uint failed;
	atomic_uint late; /* of those that failed */
	atomic_uint waited_to_begin;
	atomic_ullong sequences;
};

static void *
submit_many(void *argument)
{
	struct submitter *submitter = argument;

	for (int i = 0; i < ROUNDS; i++) {
		struct writer_request request = { 0 };
		int err = writer_submit(submitter->writer, &request);
		atomic_fetch_add(err == 0 ? &submitter->good : &submitter->failed, 1);
		atomic_fetch_add(&submitter->sequences, request.sequence);
	}
	return NULL;
}

static void
submit_from_threads(struct submitter *submitter)
{
	pthread_t threads[THREADS];

	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, submit_many, submitter), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
}

START_TEST(writer_commits_in_groups)
{
	struct counting counting = { .pause = 500 };
	struct submitter submitter = { 0 };

	ck_assert_int_eq(writer_create(&counting_operations, &counting, DEADLINE, &submitter.writer), 0);
	submit_from_threads(&submitter);
	writer_destroy(&submitter.writer);
	unsigned total = THREADS * ROUNDS;
	ck_assert_uint_eq(submitter.good, total);
	ck_assert_uint_eq(counting.requests, total);
	/* Each got its own sequence. */
	ck_assert_uint_eq(submitter.sequences, (unsigned long long)total * (total + 1) / 2);
	ck_assert_uint_lt(counting.batches, total);
	ck_assert_uint_le(counting.largest, THREADS);
}
END_TEST

/* A batch that fails, fails all of its own and none of the next. */
START_TEST(writer_goes_on_after_a_failed_batch)
{
	struct counting counting = { .fail_every = 3 };
	struct submitter submitter = { 0 };

	ck_assert_int_eq(writer_create(&counting_operations, &counting, DEADLINE, &submitter.writer), 0);
	submit_from_threads(&submitter);
	writer_destroy(&submitter.writer);
	ck_assert_uint_eq(submitter.good + submitter.failed, THREADS * ROUNDS);
	ck_assert_uint_ge(submitter.failed, counting.batches / 3);
	ck_assert_uint_gt(submitter.good, submitter.failed);
}
END_TEST

struct gate {
	struct counting counting;
	atomic_bool open;
};

static int
count_behind_gate(struct writer_request *batch, void *context)
{
	struct gate *gate = context;

	while (!atomic_load(&gate->open))
		usleep(100);
	return count_batch(batch, &gate->counting);
}

static const struct writer_operations gated_operations = { begin_at_once, count_behind_gate };

static void *
submit_one(void *argument)
{
	struct submitter *submitter = argument;
	struct writer_request request = { 0 };

	int err = writer_submit(submitter->writer, &request);
	atomic_fetch_add(err == 0 ? &submitter->good : &submitter->failed, 1);
	atomic_fetch_add(&submitter->late, err == ERROR_TIMEOUT);
	atomic_fetch_add(&submitter->waited_to_begin, request.waited_to_begin);
	return NULL;
}

#define CROWD (WRITER_BATCH_LIMIT + 50)

START_TEST(writer_limits_its_batches)
{
	struct gate gate = { 0 };
	struct submitter submitter = { 0 };
	pthread_t threads[CROWD];

	ck_assert_int_eq(writer_create(&gated_operations, &gate, DEADLINE, &submitter.writer), 0);
	for (int i = 0; i < CROWD; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, submit_one, &submitter), 0);
	usleep(200000); /* until all are queued; too short only makes the test weaker */
	atomic_store(&gate.open, true);
	for (int i = 0; i < CROWD; i++)
		pthread_join(threads[i], NULL);
	writer_destroy(&submitter.writer);
	ck_assert_uint_eq(submitter.good, CROWD);
	ck_assert_uint_le(gate.counting.largest, WRITER_BATCH_LIMIT);
}
END_TEST


START_TEST(writer_finishes_what_is_queued)
{
	struct gate gate = { 0 };
	struct submitter submitter = { 0 };
	pthread_t threads[THREADS];

	ck_assert_int_eq(writer_create(&gated_operations, &gate, DEADLINE, &submitter.writer), 0);
	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, submit_one, &submitter), 0);
	usleep(100000);
	atomic_store(&gate.open, true);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	writer_destroy(&submitter.writer);
	ck_assert_ptr_null(submitter.writer);
	ck_assert_uint_eq(gate.counting.requests, THREADS);
	writer_destroy(&submitter.writer);
	writer_destroy(NULL);
}
END_TEST

/* ---- deadline ---------------------------------------------------------------- */

static void
begin_behind_gate(void *context)
{
	struct gate *gate = context;

	while (!atomic_load(&gate->open))
		usleep(100);
}

/* Counts as no batch what everybody has left. */
static int
count_if_any(struct writer_request *batch, void *context)
{
	struct gate *gate = context;

	return batch == NULL ? 0 : count_batch(batch, &gate->counting);
}

START_TEST(who_waits_too_long_to_begin_leaves_the_queue)
{
	static const struct writer_operations operations = { begin_behind_gate, count_if_any };
	struct gate gate = { 0 };
	struct submitter submitter = { 0 };
	pthread_t threads[THREADS];

	ck_assert_int_eq(writer_create(&operations, &gate, 1, &submitter.writer), 0);
	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, submit_one, &submitter), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	ck_assert_uint_eq(submitter.late, THREADS);
	ck_assert_uint_eq(submitter.waited_to_begin, THREADS);
	/* It goes on afterwards, and commits none of those that left. */
	atomic_store(&gate.open, true);
	submit_one(&submitter);
	writer_destroy(&submitter.writer);
	ck_assert_uint_eq(submitter.good, 1);
	ck_assert_uint_eq(gate.counting.requests, 1);
}
END_TEST

/* What a commit has taken up may be durable already, so its outcome is waited for. */
START_TEST(what_is_being_committed_is_waited_for)
{
	struct gate gate = { 0 };
	struct submitter submitter = { 0 };
	pthread_t first, second;

	ck_assert_int_eq(writer_create(&gated_operations, &gate, 1, &submitter.writer), 0);
	ck_assert_int_eq(pthread_create(&first, NULL, submit_one, &submitter), 0);
	usleep(300000); /* until it is taken */
	ck_assert_int_eq(pthread_create(&second, NULL, submit_one, &submitter), 0);
	pthread_join(second, NULL);
	ck_assert_uint_eq(submitter.late, 1);
	ck_assert_uint_eq(submitter.waited_to_begin, 0);
	ck_assert_uint_eq(submitter.good, 0);
	atomic_store(&gate.open, true);
	pthread_join(first, NULL);
	writer_destroy(&submitter.writer);
	ck_assert_uint_eq(submitter.good, 1);
	ck_assert_uint_eq(gate.counting.requests, 1);
}
END_TEST

Suite *
writer_suite(void)
{
	return UNIT_SUITE("writer", writer_commits_in_groups, writer_goes_on_after_a_failed_batch,
	                  writer_limits_its_batches, writer_finishes_what_is_queued,
	                  who_waits_too_long_to_begin_leaves_the_queue,
	                  what_is_being_committed_is_waited_for);
}
