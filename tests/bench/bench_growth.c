/*
 * How a store grows from ten thousand records to a million, or to as many as
 * PHIMILTER_BENCH_RECORDS says (ten million take half an hour and 10 GB): bytes that a
 * record adds with its indexes, how long a search by key takes to its first row, and how
 * fast the whole is verified.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/error.h"
#include "store/store_care.h"
#include "tests/bench/store_load.h"

#define FIRST_RECORDS 10000
#define USUAL_RECORDS 1000000
#define STEP 10
#define THREADS 32
#define SEARCHES 1000
#define MAP_BYTES_A_RECORD 2048

static uint64_t
wanted_records(void)
{
	const char *text = getenv("PHIMILTER_BENCH_RECORDS");
	uint64_t records = text != NULL ? strtoull(text, NULL, 10) : USUAL_RECORDS;

	return records < FIRST_RECORDS ? FIRST_RECORDS : records;
}

static int
compare_numbers(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;
	return (left > right) - (left < right);
}

static int
take_record(const struct record *record, void *context)
{
	*(uint64_t *)context = record->sequence;
	return 0;
}

/* From the question to its first record, opened and read. */
static double
search_once(struct store_load *load, uint64_t number)
{
	struct search_term term;
	char text[32];
	uint64_t sequence, seen = 0;
	size_t found;

	snprintf(text, sizeof(text), "4Z%012" PRIu64, number);
	double start = store_load_now();
	int err = store_search_term(load->store, SEARCH_QUEUE_ID, bytes_of_string(text), &term);
	if (err == 0)
		err = store_search_find(load->store, &term, 1, 0, &sequence, 1, &found);
	if (err == 0 && found == 0)
		err = ERROR_NOT_FOUND;
	if (err == 0)
		err = store_audit_get(load->store, sequence, take_record, &seen);
	if (err != 0 || seen != sequence)
		store_load_fail("searching", err);
	return store_load_now() - start;
}

/* What the rows take: pages that are free at this moment are filled next. */
static uint64_t
rows_size(struct store_load *load)
{
	struct store_usage usage;

	int err = store_usage(load->store, &usage);
	if (err != 0)
		store_load_fail("measuring", err);
	return usage.used_bytes - usage.free_bytes;
}

static double
verify_seconds(struct store_load *load)
{
	struct store_audit_result result;

	double start = store_load_now();
	int err = store_audit_verify(load->store, NULL, NULL, &result);
	if (err != 0)
		store_load_fail("verifying", err);
	return store_load_now() - start;
}

/* What a store looked like at the step before. */
struct step {
	uint64_t records, size;
};

static void
measure(struct store_load *load, struct step *step, uint64_t records, double append_seconds)
{
	static double searches[SEARCHES];

	store_load_open(load, STORE_READ);
	for (size_t i = 0; i < SEARCHES; i++)
		searches[i] = search_once(load, 1 + (i * 7919 + 13) % records);
	qsort(searches, SEARCHES, sizeof(*searches), compare_numbers);
	double seconds = verify_seconds(load);
	uint64_t size = rows_size(load), added = records - step->records;
	store_close(&load->store);
	printf("%10" PRIu64 " %10.0f %10.0f %10.0f %10.0f %10.3f %10.3f %10.0f\n", records,
	       (double)added / append_seconds, (double)store_load_size(load) / (double)records,
	       (double)size / (double)records, (double)(size - step->size) / (double)added,
	       searches[SEARCHES / 2] * 1e3, searches[SEARCHES - 1] * 1e3, (double)records / seconds);
	fflush(stdout);
	*step = (struct step){ records, size };
}

int
main(void)
{
	uint64_t total = wanted_records();
	struct store_load load;
	struct step step = { 0 };

	store_load_create(&load, total * MAP_BYTES_A_RECORD + ((uint64_t)64 << 20));
	printf("store: growth\n%10s %10s %10s %10s %10s %10s %10s %10s\n", "records", "appended/s",
	       "file/rec", "rows/rec", "added/rec", "search ms", "worst ms", "verified/s");
	for (uint64_t records = FIRST_RECORDS; step.records < total; records *= STEP) {
		records = records < total ? records : total;
		store_load_open(&load, STORE_WRITE);
		double start = store_load_now();
		store_load_append(&load, records, THREADS);
		double seconds = store_load_now() - start;
		store_close(&load.store);
		measure(&load, &step, records, seconds);
	}
	store_load_destroy(&load);
	return 0;
}
