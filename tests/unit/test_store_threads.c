/* Threads that share a store: those that append, and those that ask beside the writer. */

#include <check.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "store/store_care.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/test_store.h"
#include "tests/unit/unit_test.h"

#define THREADS 32
#define READERS 4
#define APPENDS 25

static void
open_store(struct store_fixture *f)
{
	store_fixture_create(f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_open(f, STORE_WRITE);
}

/* ---- many append -------------------------------------------------------------- */

struct appender {
	struct store_fixture *fixture;
	int number;
	int error;
	uint64_t sequences[APPENDS];
};

static void *
append_many(void *argument)
{
	struct appender *appender = argument;
	char queue_id[32];

	for (int i = 0; i < APPENDS && appender->error == 0; i++) {
		snprintf(queue_id, sizeof(queue_id), "T%d-%d", appender->number, i);
		struct record record = fixture_record(queue_id);
		appender->error = store_append(appender->fixture->store, &record);
		appender->sequences[i] = record.sequence;
	}
	return NULL;
}

/* By sequence, which thread's which append it must be; filled before listing. */
struct expected {
	int thread[THREADS * APPENDS + 1];
	int index[THREADS * APPENDS + 1];
};

static int
check_expected(const struct record *record, void *context)
{
	struct expected *expected = context;
	char queue_id[32];

	ck_assert_uint_le(record->sequence, THREADS * APPENDS);
	snprintf(queue_id, sizeof(queue_id), "T%d-%d", expected->thread[record->sequence],
	         expected->index[record->sequence]);
	ck_assert(bytes_equal(record->queue_id, bytes_of_string(queue_id)));
	return 0;
}

static void
append_from_threads(struct store_fixture *f, struct appender *appenders)
{
	pthread_t threads[THREADS];

	for (int i = 0; i < THREADS; i++) {
		appenders[i] = (struct appender){ .fixture = f, .number = i };
		ck_assert_int_eq(pthread_create(&threads[i], NULL, append_many, &appenders[i]), 0);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
}

START_TEST(many_threads_append)
{
	static struct appender appenders[THREADS];
	static struct expected expected;
	struct store_audit_result result;
	struct store_fixture f;

	open_store(&f);
	append_from_threads(&f, appenders);
	for (int i = 0; i < THREADS; i++) {
		ck_assert_int_eq(appenders[i].error, 0);
		for (int j = 0; j < APPENDS; j++) {
			expected.thread[appenders[i].sequences[j]] = i;
			expected.index[appenders[i].sequences[j]] = j;
		}
	}
	store_close(&f.store);
	store_fixture_open(&f, STORE_READ);
	ck_assert_int_eq(store_audit_verify(f.store, NULL, NULL, &result), 0);
	ck_assert_uint_eq(result.head.sequence, THREADS * APPENDS);
	ck_assert_int_eq(store_audit_list(f.store, 1, check_expected, &expected), 0);
	store_fixture_destroy(&f);
}
END_TEST

/* ---- some ask meanwhile -------------------------------------------------------- */

struct reader {
	struct store *store;
	const struct search_term *first; /* of the first record, made while nobody else was there */
	const atomic_bool *done;
	const char *wrong; /* what was answered wrongly; NULL when nothing */
};

static int
is_first(const struct record *record, void *context)
{
	(void)context;
	return bytes_equal(record->queue_id, bytes_of_string("Q1")) ? 1 : 2;
}

static int
is_matter(const struct hold *hold, void *context)
{
	(void)context;
	return bytes_equal(hold->name, bytes_of_string("Doe")) ? 1 : 2;
}

/* All that a daemon asks its store for; NULL or what was answered wrongly. */
static const char *
read_all(struct store *store, const struct search_term *first)
{
	const struct bytes queue_id = bytes_of_string("Q1"), name = bytes_of_string("Doe");
	struct store_acquaintance known = { .recipient = bytes_of_string("doctor@clinic.example") };
	uint8_t token[VALUE_TOKEN_SIZE], stamp[CRYPTO_DIGEST_SIZE];
	struct store_usage usage;
	struct checkpoint checkpoint;
	struct search_term term;
	uint64_t sequence;

	if (store_search_term(store, SEARCH_QUEUE_ID, queue_id, &term) != 0 ||
	    memcmp(&term, first, sizeof(term)) != 0)
		return "term";
	if (store_search_last(store, &term, &sequence) != 0 || sequence != 1)
		return "search";
	if (store_audit_get(store, sequence, is_first, NULL) != 1)
		return "record";
	if (store_hold_get(store, name, is_matter, NULL) != 1 ||
	    store_hold_list(store, is_matter, NULL) != 1 || store_hold_stamp(store, stamp) != 0)
		return "hold";
	if (store_keyword_token(store, name, token) != 0 || store_search_token(store, name, token) != 0)
		return "token";
	if (store_acquaintances(store, bytes_of_string("nurse@example.com"), &known, 1) != 0)
		return "acquaintance";
	if (store_checkpoint(store, &checkpoint) != 0 || checkpoint.size == 0)
		return "checkpoint";
	return store_usage(store, &usage) != 0 || usage.records == 0 ? "usage" : NULL;
}

static void *
read_until_done(void *argument)
{
	struct reader *reader = argument;

	while (reader->wrong == NULL && !atomic_load(reader->done))
		reader->wrong = read_all(reader->store, reader->first);
	return NULL;
}

/* A reload asks for the last configuration while the writer commits. */
START_TEST(many_ask_while_many_append)
{
	static struct appender appenders[THREADS];
	const struct hold hold = { .name = bytes_of_string("Doe"), .placed = 1 };
	struct record record = { .kind = RECORD_ACCESS };
	struct reader readers[READERS];
	pthread_t threads[READERS];
	struct search_term first;
	struct store_fixture f;
	atomic_bool done = false;

	open_store(&f);
	store_fixture_append(&f, 1);
	ck_assert_int_eq(store_hold_put(f.store, &hold, &record), 0);
	ck_assert_int_eq(store_search_term(f.store, SEARCH_QUEUE_ID, bytes_of_string("Q1"), &first), 0);
	for (int i = 0; i < READERS; i++) {
		readers[i] = (struct reader){ .store = f.store, .first = &first, .done = &done };
		ck_assert_int_eq(pthread_create(&threads[i], NULL, read_until_done, &readers[i]), 0);
	}
	append_from_threads(&f, appenders);
	atomic_store(&done, true);
	for (int i = 0; i < READERS; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_msg(readers[i].wrong == NULL, "wrong: %s", readers[i].wrong);
	}
	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(appenders[i].error, 0);
	store_fixture_destroy(&f);
}
END_TEST

Suite *
store_threads_suite(void)
{
	return UNIT_SUITE("store_threads", many_threads_append, many_ask_while_many_append);
}
