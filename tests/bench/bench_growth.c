/*
 * How a store grows from ten thousand records to a million, or to as many as
 * PHIMILTER_BENCH_RECORDS says (`make bench-large`: ten million, which take an hour and
 * 10 GB below $TMPDIR): bytes that a record adds with its indexes, how long a search by key
 * takes to its first record, how fast all are listed, as for what is due, and verified.
 *
 * Beside a rate stands the processor time that one record took, of all threads together:
 * it is the same on a machine that others use too.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/error.h"
#include "store/store_care.h"
#include "tests/bench/store_load.h"

#define FIRST_RECORDS 10000
#define USUAL_RECORDS 1000000
#define STEP 10
#define THREADS 256 /* larger groups than a daemon's, as it is not appending that is measured */
#define SEARCHES 700
#define MAP_BYTES_A_RECORD 2048

/* Appending goes in so many parts, so that progress can be said. */
#define PARTS 20

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

/* ---- how long something took -------------------------------------------------- */

struct stopwatch {
	double wall, processor; /* seconds */
};

static struct stopwatch
stopwatch_read(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (struct stopwatch){ store_load_now(), (double)time.tv_sec + (double)time.tv_nsec / 1e9 };
}

static struct stopwatch
stopwatch_since(struct stopwatch start)
{
	struct stopwatch now = stopwatch_read();

	return (struct stopwatch){ now.wall - start.wall, now.processor - start.processor };
}

static void
print_rate(uint64_t records, struct stopwatch took)
{
	printf(" %9.0f %6.2f", (double)records / took.wall, took.processor / (double)records * 1e6);
}

/* ---- searching ---------------------------------------------------------------- */

/* A record's keys, each its own search. */
struct keys {
	enum search_field field;
	uint8_t text[256];
	size_t length;
};

static int
take_key(const struct record *record, void *context)
{
	struct keys *keys = context;
	const struct bytes sender = record->sender;
	const uint8_t *at = memchr(sender.data, '@', sender.length);
	const struct bytes texts[] = {
		[SEARCH_QUEUE_ID] = record->queue_id,
		[SEARCH_MESSAGE_ID] = record->message_id,
		[SEARCH_SENDER] = sender,
		[SEARCH_SENDER_DOMAIN] = bytes_slice(sender, (size_t)(at - sender.data) + 1, SIZE_MAX),
		[SEARCH_RECIPIENT] = record->recipients[0].address,
		[SEARCH_DIGEST] = bytes_make(record->digest, sizeof(record->digest)),
		[SEARCH_VALUE] = bytes_make(record->values[0].token, sizeof(record->values[0].token)),
	};

	struct bytes text = bytes_slice(texts[keys->field], 0, sizeof(keys->text));
	memcpy(keys->text, text.data, text.length);
	keys->length = text.length;
	return 0;
}

static int
take_record(const struct record *record, void *context)
{
	*(uint64_t *)context = record->sequence;
	return 0;
}

/* From the question to its first record, opened and read. */
static double
search_once(struct store_load *load, uint64_t record, enum search_field field)
{
	struct keys keys = { .field = field };
	struct search_term term;
	uint64_t sequence, seen = 0;
	size_t found;

	int err = store_audit_get(load->store, record, take_key, &keys);
	if (err != 0)
		store_load_fail("reading", err);
	double start = store_load_now();
	err = store_search_term(load->store, field, bytes_make(keys.text, keys.length), &term);
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

static void
search_many(struct store_load *load, uint64_t records)
{
	static const enum search_field fields[] = {
		SEARCH_QUEUE_ID, SEARCH_MESSAGE_ID, SEARCH_SENDER, SEARCH_SENDER_DOMAIN, SEARCH_RECIPIENT,
		SEARCH_DIGEST, SEARCH_VALUE,
	};
	static double times[SEARCHES];

	for (size_t i = 0; i < SEARCHES; i++)
		times[i] = search_once(load, 1 + (i * 104729 + 13) % records,
		                       fields[i % ARRAY_LENGTH(fields)]);
	qsort(times, SEARCHES, sizeof(*times), compare_numbers);
	printf(" %8.3f %8.3f", times[SEARCHES / 2] * 1e3, times[SEARCHES - 1] * 1e3);
}

/* ---- walking over all --------------------------------------------------------- */

static int
count_due(const struct record *record, void *context)
{
	*(uint64_t *)context += record->kind == RECORD_DECISION && record->retain_until > 0;
	return 0;
}

static struct stopwatch
list_all(struct store_load *load, uint64_t records)
{
	uint64_t due = 0;
	struct stopwatch start = stopwatch_read();

	int err = store_audit_list(load->store, 0, count_due, &due);
	if (err != 0 || due != records)
		store_load_fail("listing", err);
	return stopwatch_since(start);
}

static struct stopwatch
verify_all(struct store_load *load)
{
	struct store_audit_result result;
	struct stopwatch start = stopwatch_read();

	int err = store_audit_verify(load->store, NULL, NULL, &result);
	if (err != 0)
		store_load_fail("verifying", err);
	return stopwatch_since(start);
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

/* ---- growing ------------------------------------------------------------------- */

/* What a store looked like at the step before. */
struct step {
	uint64_t records, size;
};

static struct stopwatch
grow(struct store_load *load, const struct step *step, uint64_t records)
{
	struct stopwatch start = stopwatch_read();

	store_load_open(load, STORE_WRITE);
	for (unsigned part = 1; part <= PARTS; part++) {
		store_load_append(load, step->records + (records - step->records) / PARTS * part, THREADS);
		fprintf(stderr, "\rappending: %" PRIu64 " of %" PRIu64 " ",
		        (uint64_t)atomic_load(&load->appended), records);
	}
	store_load_append(load, records, THREADS);
	store_close(&load->store);
	fprintf(stderr, "\r%60s\r", "");
	return stopwatch_since(start);
}

static void
measure(struct store_load *load, struct step *step, uint64_t records, struct stopwatch appending)
{
	uint64_t added = records - step->records;

	store_load_open(load, STORE_READ);
	printf("%9" PRIu64, records);
	print_rate(added, appending);
	uint64_t size = rows_size(load);
	printf(" %8.0f %8.0f %9.0f", (double)store_load_size(load) / (double)records,
	       (double)size / (double)records, (double)(size - step->size) / (double)added);
	search_many(load, records);
	print_rate(records, list_all(load, records));
	print_rate(records, verify_all(load));
	putchar('\n');
	fflush(stdout);
	store_close(&load->store);
	*step = (struct step){ records, size };
}

int
main(void)
{
	uint64_t total = wanted_records();
	struct store_load load;
	struct step step = { 0 };

	store_load_create(&load, total * MAP_BYTES_A_RECORD + ((uint64_t)64 << 20));
	printf("store: growth (us: of processor time for a record)\n"
	       "%9s %9s %6s %8s %8s %9s %8s %8s %9s %6s %9s %6s\n",
	       "records", "append/s", "us", "file/rec", "rows/rec", "added/rec", "find ms", "worst",
	       "list/s", "us", "verify/s", "us");
	for (uint64_t records = FIRST_RECORDS; step.records < total; records *= STEP) {
		records = records < total ? records : total;
		measure(&load, &step, records, grow(&load, &step, records));
	}
	store_load_destroy(&load);
	return 0;
}
