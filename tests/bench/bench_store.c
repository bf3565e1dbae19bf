/*
 * Durable appends a second with 1, 8 and 32 threads, in groups as the daemon
 * commits them (STORE_WRITE) and one transaction each (STORE_APPEND), and what
 * a record costs in the file. Compare the ratios; the times are the disk's.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/error.h"
#include "store/store.h"

#define ROUNDS 3 /* of a second each, both ways in turn, as the machine's mood changes */
#define THREAD_LIMIT 32
#define PATH_SIZE 1024

struct bench {
	char directory[PATH_SIZE];
	struct configuration *configuration;
	struct secret_key key;
	struct store *store;
	atomic_bool stop;
	atomic_ullong appended;
	atomic_int error;
};

static double
now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void
fail(const char *what, int err)
{
	fprintf(stderr, "bench_store: %s: %s\n", what, error_text(err));
	exit(1);
}

static void
bench_open(struct bench *bench, enum store_mode mode)
{
	struct diagnostics why;

	diagnostics_init(&why);
	int err = store_open(bench->configuration, &bench->key, mode, &why, &bench->store);
	if (err != 0)
		fail(why.count > 0 ? diagnostics_line(&why, 0) : "opening", err);
}

static void
bench_create(struct bench *bench)
{
	char text[4 * PATH_SIZE];
	struct diagnostics why;
	const char *parent = getenv("TMPDIR");

	*bench = (struct bench){ 0 };
	snprintf(bench->directory, sizeof(bench->directory), "%s/phimilter-bench-XXXXXX",
	         parent != NULL ? parent : "/tmp");
	if (mkdtemp(bench->directory) == NULL)
		fail("making a directory", ERROR_IO);
	snprintf(text, sizeof(text),
	         "store: { directory = \"%s/store\"; map_bytes = 4294967296L; };\n"
	         "escrow: { directory = \"%s/escrow\"; };\n", bench->directory, bench->directory);
	diagnostics_init(&why);
	int err = configuration_parse(text, "bench", &why, &bench->configuration);
	if (err != 0)
		fail("configuration", err);
	bench_open(bench, STORE_WRITE);
	store_close(&bench->store);
}

/* What lies in the two directories is known; anything else is left. */
static void
bench_destroy(struct bench *bench)
{
	static const char *const names[] = {
		"store/data.mdb", "store/lock.mdb", "store/daemon.lock", "store", "escrow/store-id",
		"escrow",
	};
	int directory = open(bench->directory, O_RDONLY | O_DIRECTORY);

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		if (unlinkat(directory, names[i], 0) != 0)
			unlinkat(directory, names[i], AT_REMOVEDIR);
	close(directory);
	rmdir(bench->directory);
	configuration_release(&bench->configuration);
}

/* As a usual message of an office makes it: about 330 bytes encoded. */
static struct record
usual_record(void)
{
	static const struct record_recipient recipients[] = {
		{ { (const uint8_t *)"reception@clinic.example.net", 28 }, OUTCOME_TLS,
		  { (const uint8_t *)"phi-to-tls-domains", 18 } },
	};
	static const struct bytes rules[] = { { (const uint8_t *)"phi-to-tls-domains", 18 } };
	static const struct record_finding findings[] = {
		{ IDENTIFIER_PERSON_NAME, 70, 3, 1 }, { IDENTIFIER_BIRTH_DATE, 90, 1, 1 },
		{ IDENTIFIER_MRN, 85, 1, 1 },         { IDENTIFIER_PHONE, 60, 2, 2 },
	};
	struct record record = {
		.kind = RECORD_DECISION,
		.queue_id = bytes_of_string("4ZqPXk1Mz3zF2b"),
		.message_id = bytes_of_string("20260131120000.4ZqPXk1Mz3zF2b@mail.example.com"),
		.client_address = bytes_of_string("192.0.2.117"),
		.auth_user = bytes_of_string("nurse.jones"),
		.tls_version = bytes_of_string("TLSv1.3"),
		.sender = bytes_of_string("nurse.jones@hospital.example.com"),
		.recipients = recipients,
		.recipient_count = ARRAY_LENGTH(recipients),
		.direction = DIRECTION_OUTBOUND,
		.outcome = OUTCOME_TLS,
		.rules = rules,
		.rule_count = ARRAY_LENGTH(rules),
		.phi = true,
		.confidence = 93,
		.findings = findings,
		.finding_count = ARRAY_LENGTH(findings),
		.retention_class = bytes_of_string("phi"),
		.retain_until = 1959552000,
		.size = 23456,
	};
	record.health[HEALTH_CONDITION] = 2;
	record.health[HEALTH_PROVISION] = 1;
	return record;
}

/* The different values of the findings above, of a person nobody had before. */
#define USUAL_VALUES 5

static void
values_make(struct record_value values[USUAL_VALUES])
{
	for (size_t i = 0; i < USUAL_VALUES; i++) {
		values[i].type = IDENTIFIER_PERSON_NAME;
		if (crypto_random(values[i].token, sizeof(values[i].token)) != 0)
			fail("making values", ERROR_CRYPTO);
	}
}

static void *
append_until_stopped(void *argument)
{
	struct bench *bench = argument;

	while (!atomic_load(&bench->stop)) {
		struct record record = usual_record();
		struct record_value values[USUAL_VALUES];
		values_make(values);
		record.values = values;
		record.value_count = USUAL_VALUES;
		int err = store_append(bench->store, &record);
		if (err != 0) {
			atomic_store(&bench->error, err);
			break;
		}
		atomic_fetch_add(&bench->appended, 1);
	}
	return NULL;
}

static double
appends_a_second(struct bench *bench, enum store_mode mode, unsigned count)
{
	pthread_t threads[THREAD_LIMIT];

	bench_open(bench, mode);
	atomic_store(&bench->stop, false);
	atomic_store(&bench->appended, 0);
	double start = now();
	for (unsigned i = 0; i < count; i++)
		if (pthread_create(&threads[i], NULL, append_until_stopped, bench) != 0)
			fail("starting a thread", ERROR_MEMORY);
	sleep(1);
	atomic_store(&bench->stop, true);
	for (unsigned i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	double seconds = now() - start;
	store_close(&bench->store);
	if (atomic_load(&bench->error) != 0)
		fail("appending", atomic_load(&bench->error));
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

static double
file_size(struct bench *bench)
{
	char path[PATH_SIZE + 32];
	struct stat status;

	snprintf(path, sizeof(path), "%s/store/data.mdb", bench->directory);
	return stat(path, &status) == 0 ? (double)status.st_size : 0;
}

int
main(void)
{
	static const unsigned counts[] = { 1, 8, 32 };
	struct store_audit_result result;
	struct bench bench;

	bench_create(&bench);
	printf("store: durable appends a second\n%8s %12s %12s %8s\n", "threads", "one each", "grouped",
	       "ratio");
	for (size_t i = 0; i < ARRAY_LENGTH(counts); i++)
		compare(&bench, counts[i]);
	bench_open(&bench, STORE_READ);
	double start = now();
	int err = store_audit_verify(bench.store, NULL, NULL, &result);
	double seconds = now() - start;
	store_close(&bench.store);
	if (err != 0)
		fail("verifying", err);
	printf("store: %" PRIu64 " records in order, verified at %.0f a second; %.0f bytes a record\n",
	       result.records, (double)result.records / seconds,
	       file_size(&bench) / (double)result.records);
	bench_destroy(&bench);
	return 0;
}
