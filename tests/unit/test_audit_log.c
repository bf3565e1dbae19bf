#include <check.h>
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/error.h"
#include "store/audit_log.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/test_store.h"
#include "tests/unit/unit_test.h"

#define RECORDS 10

/* ---- what an attacker with the disk and without the key can do ------------ */

struct row_copy {
	uint8_t bytes[4096];
	size_t length;
};

static struct bytes
key_of(uint64_t sequence, uint64_t *memory)
{
	*memory = htobe64(sequence);
	return bytes_make(memory, sizeof(*memory));
}

static struct row_copy
row_get(struct database_transaction *t, enum database_table table, struct bytes key)
{
	struct row_copy copy;
	struct bytes value;

	ck_assert(database_get(t, table, key, &value));
	ck_assert_uint_le(value.length, sizeof(copy.bytes));
	memcpy(copy.bytes, value.data, value.length);
	copy.length = value.length;
	return copy;
}

static struct row_copy
record_get(struct database_transaction *t, uint64_t sequence)
{
	uint64_t memory;
	return row_get(t, DATABASE_AUDIT, key_of(sequence, &memory));
}

static void
record_put(struct database_transaction *t, uint64_t sequence, const struct row_copy *row)
{
	uint64_t memory;
	database_put(t, DATABASE_AUDIT, key_of(sequence, &memory), bytes_make(row->bytes, row->length));
}

static void
record_delete(struct database_transaction *t, uint64_t sequence)
{
	uint64_t memory;
	database_delete(t, DATABASE_AUDIT, key_of(sequence, &memory));
}

static void
record_flip(struct database_transaction *t, uint64_t sequence, size_t offset)
{
	struct row_copy row = record_get(t, sequence);
	row.bytes[offset < row.length ? offset : row.length - 1] ^= 1;
	record_put(t, sequence, &row);
}

static void
flip_sealed(struct database_transaction *t)
{
	record_flip(t, 4, CRYPTO_DIGEST_SIZE + 40);
}

static void
flip_tag(struct database_transaction *t)
{
	record_flip(t, RECORDS, SIZE_MAX);
}

static void
flip_link(struct database_transaction *t)
{
	record_flip(t, 4, 0);
}

static void
cut_short(struct database_transaction *t)
{
	struct row_copy row = record_get(t, 3);
	row.length = CRYPTO_DIGEST_SIZE;
	record_put(t, 3, &row);
}

static void
cut_one_byte(struct database_transaction *t)
{
	struct row_copy row = record_get(t, 3);
	row.length--;
	record_put(t, 3, &row);
}

static void
cut_from_middle(struct database_transaction *t)
{
	record_delete(t, 5);
}

static void
cut_and_close_gap(struct database_transaction *t)
{
	for (uint64_t i = 5; i < RECORDS; i++) {
		struct row_copy next = record_get(t, i + 1);
		record_put(t, i, &next);
	}
	record_delete(t, RECORDS);
}

static void
cut_first(struct database_transaction *t)
{
	record_delete(t, 1);
}

static void
cut_tail(struct database_transaction *t)
{
	record_delete(t, RECORDS);
	record_delete(t, RECORDS - 1);
}

static void
cut_all(struct database_transaction *t)
{
	for (uint64_t i = 1; i <= RECORDS; i++)
		record_delete(t, i);
}

static void
swap_two(struct database_transaction *t)
{
	struct row_copy third = record_get(t, 3), seventh = record_get(t, 7);
	record_put(t, 3, &seventh);
	record_put(t, 7, &third);
}

static void
replay_at_end(struct database_transaction *t)
{
	struct row_copy row = record_get(t, 2);
	record_put(t, RECORDS + 1, &row);
}

static void
replay_in_place(struct database_transaction *t)
{
	struct row_copy row = record_get(t, 2);
	record_put(t, 6, &row);
}

static void
add_odd_key(struct database_transaction *t)
{
	database_put(t, DATABASE_AUDIT, bytes_of_string("x"), bytes_of_string("y"));
}

static void
add_row_zero(struct database_transaction *t)
{
	struct row_copy row = record_get(t, 1);
	record_put(t, 0, &row);
}

static void
flip_head(struct database_transaction *t)
{
	struct row_copy head = row_get(t, DATABASE_META, bytes_of_string("head"));
	head.bytes[head.length / 2] ^= 0x80;
	database_put(t, DATABASE_META, bytes_of_string("head"), bytes_make(head.bytes, head.length));
}

static void
delete_head(struct database_transaction *t)
{
	database_delete(t, DATABASE_META, bytes_of_string("head"));
}

static void
no_attack(struct database_transaction *t)
{
	(void)t;
}

static const struct attack {
	const char *name;
	void (*run)(struct database_transaction *t);
	uint64_t bad_sequence;
	const char *problem; /* what it begins with; NULL when all is well */
} attacks[] = {
	{ "none", no_attack, 0, NULL },
	{ "flip a sealed byte", flip_sealed, 4, "the record's bytes were changed" },
	{ "flip the last byte", flip_tag, RECORDS, "the record's bytes were changed" },
	{ "flip the link", flip_link, 4, "the record's bytes were changed: its link" },
	{ "cut a row short", cut_short, 3, "the record's bytes were changed: cut short" },
	{ "cut a byte", cut_one_byte, 3, "the record's bytes were changed" },
	{ "cut from the middle", cut_from_middle, 5, "the record is missing" },
	{ "cut and close the gap", cut_and_close_gap, 5, "the record belongs in another place" },
	{ "cut the first", cut_first, 1, "the record is missing" },
	{ "cut the tail", cut_tail, RECORDS - 1, "records are missing at the end" },
	{ "cut everything", cut_all, 1, "records are missing at the end" },
	{ "swap two", swap_two, 3, "the record belongs in another place" },
	{ "replay at the end", replay_at_end, RECORDS + 1, "the record belongs in another place" },
	{ "replay in place", replay_in_place, 6, "the record belongs in another place" },
	{ "add a row with an odd key", add_odd_key, RECORDS + 1, "a row has a key that is no" },
	{ "add row 0", add_row_zero, 1, "a row has a key that is no sequence number" },
	{ "flip the head", flip_head, 1, "the head is missing or was changed" },
	{ "delete the head", delete_head, 1, "the head is missing or was changed" },
};

static void
tamper(struct store_fixture *f, void (*run)(struct database_transaction *t))
{
	struct database_transaction t;
	struct database *database;
	char path[FIXTURE_PATH_SIZE];

	store_close(&f->store);
	snprintf(path, sizeof(path), "%s/store", f->directory);
	ck_assert_int_eq(database_open(path, 0, DATABASE_WRITE, &database), 0);
	database_begin(database, DATABASE_WRITE, &t);
	run(&t);
	ck_assert_int_eq(database_commit(&t), 0);
	database_close(&database);
}

static void
assert_verify(struct store_fixture *f, const struct attack *attack)
{
	struct store_audit_result result;

	int err = store_audit_verify(f->store, NULL, NULL, &result);
	ck_assert_msg(err == (attack->problem ? ERROR_CORRUPT : 0), "%s: result %d", attack->name, err);
	ck_assert_msg(result.bad_sequence == attack->bad_sequence, "%s: bad sequence %llu (%s)",
	              attack->name, (unsigned long long)result.bad_sequence, result.problem);
	if (attack->problem == NULL)
		ck_assert_ptr_null(result.problem);
	else
		ck_assert_msg(strncmp(result.problem, attack->problem, strlen(attack->problem)) == 0,
		              "%s: %s", attack->name, result.problem);
}

START_TEST(attack_is_found)
{
	struct store_fixture f;

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_open(&f, STORE_WRITE);
	store_fixture_append(&f, RECORDS);
	tamper(&f, attacks[_i].run);
	store_fixture_open(&f, STORE_READ);
	assert_verify(&f, &attacks[_i]);
	store_fixture_destroy(&f);
}
END_TEST

/* A daemon does not continue a record whose end was tampered with. */
START_TEST(writer_refuses_tampered_end)
{
	static void (*const runs[])(struct database_transaction *) = {
		cut_tail, cut_all, replay_at_end, flip_head, delete_head, flip_tag, add_odd_key,
	};
	struct store_fixture f;

	for (size_t i = 0; i < ARRAY_LENGTH(runs); i++) {
		char *line;
		store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
		store_fixture_open(&f, STORE_WRITE);
		store_fixture_append(&f, RECORDS);
		tamper(&f, runs[i]);
		ck_assert_int_eq(store_fixture_open_fails(&f, STORE_WRITE, &line), ERROR_CORRUPT);
		ck_assert_ptr_nonnull(strstr(line, "audit verify"));
		free(line);
		store_fixture_destroy(&f);
	}
}
END_TEST

/* ---- restoring old copies -------------------------------------------------- */

static struct row_copy kept_head; /* by keep_head(), for the test below; a test is a process */

static void
keep_head(struct database_transaction *t)
{
	kept_head = row_get(t, DATABASE_META, bytes_of_string("head"));
}

static void
restore_head(struct database_transaction *t)
{
	database_put(t, DATABASE_META, bytes_of_string("head"),
	             bytes_make(kept_head.bytes, kept_head.length));
}

START_TEST(old_head_restored)
{
	const struct attack attack = { "restore the head", restore_head, RECORDS + 1,
		                       "the head is older than the records" };
	struct store_fixture f;

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_open(&f, STORE_WRITE);
	store_fixture_append(&f, RECORDS);
	tamper(&f, keep_head);
	store_fixture_open(&f, STORE_WRITE);
	store_fixture_append(&f, 3);
	tamper(&f, restore_head);
	store_fixture_open(&f, STORE_READ);
	assert_verify(&f, &attack);
	/* Nobody can append behind it either. */
	store_close(&f.store);
	store_fixture_open(&f, STORE_APPEND);
	struct record record = fixture_record("Q");
	ck_assert_int_eq(store_append(f.store, &record), ERROR_CORRUPT);
	store_fixture_destroy(&f);
}
END_TEST

/* Another store's row, even under the same key, fits nowhere. */
static struct row_copy foreign_row;

static void
keep_row(struct database_transaction *t)
{
	foreign_row = record_get(t, 2);
}

static void
put_foreign_row(struct database_transaction *t)
{
	record_put(t, 2, &foreign_row);
}

START_TEST(row_of_another_store)
{
	const struct attack attack = { "another store's row", put_foreign_row, 2,
		                       "the record does not follow" };
	struct store_fixture a, b;

	store_fixture_create(&a, NULL, FIXTURE_MAP_BYTES);
	store_fixture_open(&a, STORE_WRITE);
	store_fixture_append(&a, 3);
	tamper(&a, keep_row);
	store_fixture_destroy(&a);
	store_fixture_create(&b, NULL, FIXTURE_MAP_BYTES);
	store_fixture_open(&b, STORE_WRITE);
	store_fixture_append(&b, 3);
	tamper(&b, put_foreign_row);
	store_fixture_open(&b, STORE_READ);
	assert_verify(&b, &attack);
	store_fixture_destroy(&b);
}
END_TEST

/* ---- in order --------------------------------------------------------------- */

struct progress_seen {
	uint64_t calls, done, total;
};

static void
note_progress(uint64_t done, uint64_t total, void *context)
{
	struct progress_seen *seen = context;
	ck_assert_uint_ge(done, seen->done);
	*seen = (struct progress_seen){ seen->calls + 1, done, total };
}

/* More records than a slice has rows. */
START_TEST(long_chain)
{
	enum { COUNT = 3 * SLICE_ROW_LIMIT + 1 };
	struct progress_seen seen = { 0 };
	struct store_audit_result result;
	struct store_fixture f;

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_open(&f, STORE_WRITE);
	store_fixture_append(&f, COUNT);
	ck_assert_int_eq(store_audit_verify(f.store, note_progress, &seen, &result), 0);
	ck_assert_uint_eq(result.records, COUNT);
	ck_assert_uint_eq(result.head.sequence, COUNT);
	ck_assert_uint_ge(seen.calls, 4);
	ck_assert_uint_eq(seen.done, COUNT);
	ck_assert_uint_eq(seen.total, COUNT);
	ck_assert_uint_eq(store_fixture_count(&f), COUNT);
	store_fixture_destroy(&f);
}
END_TEST

START_TEST(empty_chain)
{
	struct store_audit_result result;
	struct store_fixture f;

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_open(&f, STORE_WRITE);
	ck_assert_int_eq(store_audit_verify(f.store, NULL, NULL, &result), 0);
	ck_assert_uint_eq(result.records, 0);
	ck_assert_uint_eq(result.head.sequence, 0);
	ck_assert_uint_eq(store_fixture_count(&f), 0);
	store_fixture_destroy(&f);
}
END_TEST

struct listing {
	uint64_t expected;
	unsigned count;
	unsigned stop_after;
};

static int
check_listed(const struct record *record, void *context)
{
	struct listing *listing = context;
	char queue_id[16];

	ck_assert_uint_eq(record->sequence, listing->expected++);
	snprintf(queue_id, sizeof(queue_id), "Q%llu", (unsigned long long)record->sequence);
	ck_assert(bytes_equal(record->queue_id, bytes_of_string(queue_id)));
	return ++listing->count == listing->stop_after ? 42 : 0;
}

START_TEST(list_from_and_stop)
{
	static const struct {
		uint64_t from;
		unsigned stop_after, count;
		int result;
	} cases[] = {
		{ 0, 0, RECORDS, 0 }, { 1, 0, RECORDS, 0 },  { 4, 0, RECORDS - 3, 0 },
		{ RECORDS, 0, 1, 0 }, { RECORDS + 1, 0, 0, 0 }, { UINT64_MAX, 0, 0, 0 },
		{ 1, 3, 3, 42 },      { RECORDS, 1, 1, 42 },
	};
	struct store_fixture f;

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_open(&f, STORE_WRITE);
	store_fixture_append(&f, RECORDS);
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct listing listing = { .expected = cases[i].from > 0 ? cases[i].from : 1,
			                   .stop_after = cases[i].stop_after };
		int result = store_audit_list(f.store, cases[i].from, check_listed, &listing);
		ck_assert_int_eq(result, cases[i].result);
		ck_assert_uint_eq(listing.count, cases[i].count);
	}
	store_fixture_destroy(&f);
}
END_TEST

Suite *
audit_log_suite(void)
{
	Suite *suite = UNIT_SUITE("audit-log", writer_refuses_tampered_end, old_head_restored,
	                          row_of_another_store, long_chain, empty_chain, list_from_and_stop);
	TCase *tcase = tcase_create("attacks");
	tcase_add_loop_test(tcase, attack_is_found, 0, ARRAY_LENGTH(attacks));
	suite_add_tcase(suite, tcase);
	return suite;
}
