/*
 * Durable appends a second with 1, 8 and 32 threads, in groups as the daemon
 * commits them (STORE_WRITE) and one transaction each (STORE_APPEND). Compare the
 * ratios; the times are the disk's.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/error.h"
#include "tests/bench/store_load.h"

#define ROUNDS 3 /* of a second each, both ways in turn, as the machine's mood changes */
#define THREAD_LIMIT 32
#define MAP_BYTES ((uint64_t)4 << 30)

struct bench {
	struct store_load load;
	atomic_bool stop;
	atomic_ullong appended;
};

static void *
append_until_stopped(void *argument)
{
	struct bench *bench = argument;
	struct store_load_record one;

	while (!atomic_load(&bench->stop)) {
		store_load_record(atomic_load(&bench->appended), &one);
		int err = store_append(bench->load.store, &one.record);
		if (err != 0)
			store_load_fail("appending", err);
		atomic_fetch_add(&bench->appended, 1);
	}
	return NULL;
}

static double
appends_a_second(struct bench *bench, enum store_mode mode, unsigned count)
{
	pthread_t threads[THREAD_LIMIT];

	store_load_open(&bench->load, mode);
	atomic_store(&bench->stop, false);
	atomic_store(&bench->appended, 0);
	double start = store_load_now();
	for (unsigned i = 0; i < count; i++)
		if (pthread_create(&threads[i], NULL, append_until_stopped, bench) != 0)
			store_load_fail("starting a thread", ERROR_MEMORY);
	sleep(1);
	atomic_store(&bench->stop, true);
	for (unsigned i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	double seconds = store_load_now() - start;
	store_close(&bench->load.store);
	return (double)atomic_load(&bench->appended) / seconds;
}

static int
compare_numbers(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;
	return (left > right) - (left < right);
}

static double
median(double numbers[ROUNDS])
{
	qsort(numbers, ROUNDS, sizeof(*numbers), compare_numbers);
	return numbers[ROUNDS / 2];
}

static void
compare(struct bench *bench, unsigned threads)
{
	double single[ROUNDS], grouped[ROUNDS];

	for (size_t i = 0; i < ROUNDS; i++) {
		single[i] = appends_a_second(bench, STORE_APPEND, threads);
		grouped[i] = appends_a_second(bench, STORE_WRITE, threads);
	}
	printf("%8u %12.0f %12.0f %8.2f\n", threads, median(single), median(grouped),
	       median(grouped) / median(single));
}

int
main(void)
{
	static const unsigned counts[] = { 1, 8, 32 };
	struct bench bench = { 0 };

	store_load_create(&bench.load, MAP_BYTES);
	printf("store: durable appends a second\n%8s %12s %12s %8s\n", "threads", "one each", "grouped",
	       "ratio");
	for (size_t i = 0; i < ARRAY_LENGTH(counts); i++)
		compare(&bench, counts[i]);
	store_load_destroy(&bench.load);
	return 0;
}
