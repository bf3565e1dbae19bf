#include "tests/bench/store_load.h"

#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/error.h"

#define THREAD_LIMIT 256

double
store_load_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

void
store_load_fail(const char *what, int err)
{
	fprintf(stderr, "store benchmark: %s: %s\n", what, error_text(err));
	exit(1);
}

void
store_load_open(struct store_load *load, enum store_mode mode)
{
	struct diagnostics why;

	diagnostics_init(&why);
	int err = store_open(load->configuration, &load->key, mode, &why, &load->store);
	if (err != 0)
		store_load_fail(why.count > 0 ? diagnostics_line(&why, 0) : "opening", err);
}

void
store_load_create(struct store_load *load, uint64_t map_bytes)
{
	char text[4 * STORE_LOAD_PATH_SIZE];
	struct diagnostics why;
	const char *parent = getenv("TMPDIR");

	*load = (struct store_load){ 0 };
	snprintf(load->directory, sizeof(load->directory), "%s/phimilter-bench-XXXXXX",
	         parent != NULL ? parent : "/tmp");
	if (mkdtemp(load->directory) == NULL)
		store_load_fail("making a directory", ERROR_IO);
	snprintf(text, sizeof(text),
	         "store: { directory = \"%s/store\"; map_bytes = %" PRIu64 "L; };\n"
	         "escrow: { directory = \"%s/escrow\"; };\n", load->directory, map_bytes,
	         load->directory);
	diagnostics_init(&why);
	int err = configuration_parse(text, "bench", &why, &load->configuration);
	if (err != 0)
		store_load_fail("configuration", err);
	store_load_open(load, STORE_WRITE);
	store_close(&load->store);
}

/* What lies in the two directories is known; anything else is left. */
void
store_load_destroy(struct store_load *load)
{
	static const char *const names[] = {
		"store/data.mdb", "store/lock.mdb", "store/daemon.lock", "store", "escrow/store-id",
		"escrow",
	};
	int directory = open(load->directory, O_RDONLY | O_DIRECTORY);

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		if (unlinkat(directory, names[i], 0) != 0)
			unlinkat(directory, names[i], AT_REMOVEDIR);
	close(directory);
	rmdir(load->directory);
	configuration_release(&load->configuration);
}

static const struct bytes rules[] = { { (const uint8_t *)"phi-to-tls-domains", 18 } };
static const struct record_finding findings[] = {
	{ IDENTIFIER_PERSON_NAME, 70, 3, 1 }, { IDENTIFIER_BIRTH_DATE, 90, 1, 1 },
	{ IDENTIFIER_MRN, 85, 1, 1 },         { IDENTIFIER_PHONE, 60, 2, 2 },
};

static const struct record_tally tallies[] = {
	{ IDENTIFIER_PERSON_NAME, false, 70, 3, 1 }, { IDENTIFIER_BIRTH_DATE, false, 90, 1, 1 },
	{ IDENTIFIER_MRN, false, 85, 1, 1 },         { IDENTIFIER_PHONE, false, 60, 2, 2 },
};

static void
make_texts(uint64_t number, struct store_load_record *out)
{
	uint32_t some[4];

	if (crypto_random(some, sizeof(some)) != 0)
		store_load_fail("making a record", ERROR_CRYPTO);
	snprintf(out->queue_id, sizeof(out->queue_id), "4Z%012" PRIu64, number);
	snprintf(out->message_id, sizeof(out->message_id), "20260131120000.%08x%08x@mail.example.com",
	         some[0], some[1]);
	snprintf(out->sender, sizeof(out->sender), "nurse.jones%u@hospital.example.com",
	         some[2] % STORE_LOAD_SENDERS);
	snprintf(out->address, sizeof(out->address), "reception@clinic%u.example.net",
	         some[3] % STORE_LOAD_DOMAINS);
}

/* The values of a person nobody had before. */
static void
make_values(struct record_value values[STORE_LOAD_VALUES])
{
	for (size_t i = 0; i < STORE_LOAD_VALUES; i++) {
		values[i].type = IDENTIFIER_PERSON_NAME;
		if (crypto_random(values[i].token, sizeof(values[i].token)) != 0)
			store_load_fail("making values", ERROR_CRYPTO);
	}
}

void
store_load_record(uint64_t number, struct store_load_record *out)
{
	make_texts(number, out);
	make_values(out->values);
	out->recipient = (struct record_recipient){
		.address = bytes_of_string(out->address), .outcome = OUTCOME_TLS, .rule = rules[0],
	};
	out->record = (struct record){
		.kind = RECORD_DECISION,
		.queue_id = bytes_of_string(out->queue_id),
		.message_id = bytes_of_string(out->message_id),
		.client_address = bytes_of_string("192.0.2.117"),
		.auth_user = bytes_of_string("nurse.jones"),
		.tls_version = bytes_of_string("TLSv1.3"),
		.sender = bytes_of_string(out->sender),
		.recipients = &out->recipient,
		.recipient_count = 1,
		.direction = DIRECTION_OUTBOUND,
		.outcome = OUTCOME_TLS,
		.rules = rules,
		.rule_count = ARRAY_LENGTH(rules),
		.phi = true,
		.confidence = 93,
		.findings = findings,
		.finding_count = ARRAY_LENGTH(findings),
		.retention_class = bytes_of_string("phi"),
		.retention_basis = bytes_of_string("phi: 45 CFR 164.316(b)(2)(i)"),
		.retain_until = 1959552000,
		.size = 23456,
		.values = out->values,
		.value_count = STORE_LOAD_VALUES,
		.tallies = tallies,
		.tally_count = ARRAY_LENGTH(tallies),
	};
	out->record.health[HEALTH_CONDITION] = 2;
	out->record.health[HEALTH_PROVISION] = 1;
	memcpy(out->record.digest, out->values[0].token, sizeof(out->values[0].token));
}

/* ---- many of them ------------------------------------------------------------- */

struct appending {
	struct store_load *load;
	uint64_t total;
};

static void *
append_run(void *argument)
{
	struct appending *appending = argument;
	struct store_load_record one;

	for (;;) {
		uint64_t number = atomic_fetch_add(&appending->load->appended, 1) + 1;
		if (number > appending->total)
			break;
		store_load_record(number, &one);
		int err = store_append(appending->load->store, &one.record);
		if (err != 0)
			store_load_fail("appending", err);
	}
	return NULL;
}

void
store_load_append(struct store_load *load, uint64_t total, unsigned threads)
{
	pthread_t handles[THREAD_LIMIT];
	struct appending appending = { load, total };

	for (unsigned i = 0; i < threads; i++)
		if (pthread_create(&handles[i], NULL, append_run, &appending) != 0)
			store_load_fail("starting a thread", ERROR_MEMORY);
	for (unsigned i = 0; i < threads; i++)
		pthread_join(handles[i], NULL);
	atomic_store(&load->appended, total);
}

uint64_t
store_load_size(const struct store_load *load)
{
	char path[STORE_LOAD_PATH_SIZE + 32];
	struct stat status;

	snprintf(path, sizeof(path), "%s/store/data.mdb", load->directory);
	return stat(path, &status) == 0 ? (uint64_t)status.st_size : 0;
}
