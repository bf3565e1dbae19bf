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

struct submitter {
	struct writer *writer;
	atomic_uint good;
	atomic_uint failed;
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

	ck_assert_int_eq(writer_create(count_batch, &counting, &submitter.writer), 0);
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

	ck_assert_int_eq(writer_create(count_batch, &counting, &submitter.writer), 0);
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

static void *
submit_one(void *argument)
{
	struct submitter *submitter = argument;
	struct writer_request request = { 0 };

	int err = writer_submit(submitter->writer, &request);
	atomic_fetch_add(err == 0 ? &submitter->good : &submitter->failed, 1);
	return NULL;
}

#define CROWD (WRITER_BATCH_LIMIT + 50)

START_TEST(writer_limits_its_batches)
{
	struct gate gate = { 0 };
	struct submitter submitter = { 0 };
	pthread_t threads[CROWD];

	ck_assert_int_eq(writer_create(count_behind_gate, &gate, &submitter.writer), 0);
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

	ck_assert_int_eq(writer_create(count_behind_gate, &gate, &submitter.writer), 0);
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

Suite *
writer_suite(void)
{
	return UNIT_SUITE("writer", writer_commits_in_groups, writer_goes_on_after_a_failed_batch,
	                  writer_limits_its_batches, writer_finishes_what_is_queued);
}
