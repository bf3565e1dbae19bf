/*
 * A store in a directory of its own below $TMPDIR, and records as an office's mail makes
 * them, for the benchmarks of the store. Whatever fails ends the program with a line.
 */
#ifndef PHIMILTER_BENCH_STORE_LOAD_H
#define PHIMILTER_BENCH_STORE_LOAD_H

#include <stdatomic.h>

#include "store/store.h"

#define STORE_LOAD_PATH_SIZE 1024

struct store_load {
	char directory[STORE_LOAD_PATH_SIZE];
	struct configuration *configuration;
	struct secret_key key;
	struct store *store; /* NULL when closed */
	atomic_ullong appended; /* by store_load_append(), in all */
};

/* Seconds of a clock that is not set. */
double store_load_now(void);

void store_load_fail(const char *what, int err);

void store_load_create(struct store_load *load, uint64_t map_bytes);
void store_load_open(struct store_load *load, enum store_mode mode);
void store_load_destroy(struct store_load *load);

/* What the records have in common: so many senders, and correspondents in so many domains. */
#define STORE_LOAD_SENDERS 400
#define STORE_LOAD_DOMAINS 3000
#define STORE_LOAD_VALUES 5

/* A usual record, about 330 bytes encoded, with its texts. The `number`-th has the
 * queue id "4Z" and 12 digits, from any thread. */
struct store_load_record {
	struct record record;
	struct record_recipient recipient;
	struct record_value values[STORE_LOAD_VALUES];
	char queue_id[32], message_id[64], sender[64], address[64];
};
void store_load_record(uint64_t number, struct store_load_record *out);

/* Appends until there are `total` records, with so many threads. */
void store_load_append(struct store_load *load, uint64_t total, unsigned threads);

/* Bytes of the file. */
uint64_t store_load_size(const struct store_load *load);

#endif
