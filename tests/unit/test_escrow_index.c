#include <check.h>
#include <stdio.h>

#include "core/error.h"
#include "store/escrow_index.h"
#include "store/store_care.h"
#include "store/store_state.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/test_store.h"
#include "tests/unit/unit_test.h"

#define ID_A "0123456789abcdef0123456789abcde0"
#define ID_B "0123456789abcdef0123456789abcde1"
#define ID_C "0123456789abcdef0123456789abcde2"

#define RECIPIENT(text, result) \
	{ .address = { (const uint8_t *)(text), sizeof(text) - 1 }, .outcome = (result) }

static const struct record_recipient three[] = {
	RECIPIENT("pass@example.org", OUTCOME_TLS),
	RECIPIENT("one@example.net", OUTCOME_PORTAL),
	RECIPIENT("two@example.net", OUTCOME_PORTAL),
};

static const struct record_recipient twice[] = {
	RECIPIENT("one@example.net", OUTCOME_PORTAL),
	RECIPIENT("one@example.net", OUTCOME_PORTAL),
};

static struct record
portal_record(const char *escrow_id)
{
	struct record record = fixture_record("Q1");

	record.outcome = OUTCOME_PORTAL;
	record.recipients = three;
	record.recipient_count = ARRAY_LENGTH(three);
	record.escrow_id = bytes_of_string(escrow_id);
	return record;
}

struct seen_item {
	char escrow_id[MESSAGE_ESCROW_ID_SIZE];
	char first_escrow_id[MESSAGE_ESCROW_ID_SIZE];
	char recipient[64];
	uint64_t sequence;
	uint64_t size;
};

struct seen {
	struct seen_item items[8];
	size_t count;
};

static void
copy_text(struct bytes from, char *to, size_t size)
{
	ck_assert_uint_lt(from.length, size);
	memcpy(to, from.data, from.length);
	to[from.length] = '\0';
}

static int
see_item(const struct escrow_item *item, void *context)
{
	struct seen *seen = context;

	ck_assert_uint_lt(seen->count, ARRAY_LENGTH(seen->items));
	struct seen_item *into = &seen->items[seen->count++];
	copy_text(item->escrow_id, into->escrow_id, sizeof(into->escrow_id));
	copy_text(item->first_escrow_id, into->first_escrow_id, sizeof(into->first_escrow_id));
	copy_text(item->recipient, into->recipient, sizeof(into->recipient));
	into->sequence = item->sequence;
	into->size = item->size;
	ck_assert(bytes_equal(item->message_id, bytes_of_string("1@example.com")));
	ck_assert(bytes_equal(item->sender, bytes_of_string("a@example.com")));
	ck_assert_int_eq(item->time, 1700000000);
	ck_assert_int_eq(item->retain_until, 1900000000);
	return 0;
}

static struct seen
list_items(struct store_fixture *f)
{
	struct seen seen = { 0 };
	ck_assert_int_eq(store_escrow_list(f->store, see_item, &seen), 0);
	return seen;
}

static void
open_store(struct store_fixture *f)
{
	store_fixture_create(f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_open(f, STORE_WRITE);
}

START_TEST(portal_recipients_get_items)
{
	struct store_fixture f;

	open_store(&f);
	struct record record = portal_record(ID_A);
	ck_assert_int_eq(store_append(f.store, &record), 0);
	struct seen seen = list_items(&f);
	ck_assert_uint_eq(seen.count, 2);
	ck_assert_str_eq(seen.items[0].recipient, "one@example.net");
	ck_assert_str_eq(seen.items[1].recipient, "two@example.net");
	for (size_t i = 0; i < seen.count; i++) {
		ck_assert_str_eq(seen.items[i].escrow_id, ID_A);
		ck_assert_str_eq(seen.items[i].first_escrow_id, ID_A);
		ck_assert_uint_eq(seen.items[i].sequence, 1);
		ck_assert_uint_eq(seen.items[i].size, 2048);
	}
	store_fixture_destroy(&f);
}
END_TEST

/* A client that sends again gets a second link to the same item; another
 * message under the same Message-ID is another item. */
START_TEST(retry_adds_a_sealing)
{
	struct store_fixture f;

	open_store(&f);
	struct record first = portal_record(ID_B), again = portal_record(ID_A);
	struct record other = portal_record(ID_C);
	other.digest[0] ^= 1;
	ck_assert_int_eq(store_append(f.store, &first), 0);
	ck_assert_int_eq(store_append(f.store, &again), 0);
	ck_assert_int_eq(store_append(f.store, &other), 0);
	struct seen seen = list_items(&f);
	ck_assert_uint_eq(seen.count, 6);
	ck_assert_str_eq(seen.items[0].escrow_id, ID_A);
	ck_assert_str_eq(seen.items[0].first_escrow_id, ID_B);
	ck_assert_str_eq(seen.items[2].escrow_id, ID_B);
	ck_assert_str_eq(seen.items[2].first_escrow_id, ID_B);
	ck_assert_str_eq(seen.items[4].escrow_id, ID_C);
	ck_assert_str_eq(seen.items[4].first_escrow_id, ID_C);
	store_fixture_destroy(&f);
}
END_TEST

START_TEST(recipient_named_twice_is_one_item)
{
	struct store_fixture f;

	open_store(&f);
	struct record record = portal_record(ID_A);
	record.recipients = twice;
	record.recipient_count = ARRAY_LENGTH(twice);
	ck_assert_int_eq(store_append(f.store, &record), 0);
	ck_assert_uint_eq(list_items(&f).count, 1);
	store_fixture_destroy(&f);
}
END_TEST

START_TEST(decision_that_nobody_can_claim_is_refused)
{
	struct store_fixture f;

	open_store(&f);
	struct record nobody = portal_record(ID_A), malformed = portal_record("xyz");
	nobody.recipient_count = 1;
	ck_assert_int_eq(store_append(f.store, &nobody), ERROR_INVALID);
	ck_assert_int_eq(store_append(f.store, &malformed), ERROR_INVALID);
	ck_assert_uint_eq(list_items(&f).count, 0);
	ck_assert_uint_eq(store_fixture_count(&f), 0);
	store_fixture_destroy(&f);
}
END_TEST

/* Opening escrow is recorded with its id, and makes no item. */
START_TEST(access_makes_no_item)
{
	struct store_fixture f;

	open_store(&f);
	struct record access = portal_record(ID_A);
	access.kind = RECORD_ACCESS;
	ck_assert_int_eq(store_append(f.store, &access), 0);
	ck_assert_uint_eq(list_items(&f).count, 0);
	store_fixture_destroy(&f);
}
END_TEST

START_TEST(tampered_row_is_found)
{
	struct database_transaction t;
	struct database_cursor cursor;
	struct database *database;
	char path[FIXTURE_PATH_SIZE];
	uint8_t key[64], row[4096];
	struct seen seen = { 0 };
	struct store_fixture f;

	open_store(&f);
	struct record record = portal_record(ID_A);
	ck_assert_int_eq(store_append(f.store, &record), 0);
	store_close(&f.store);
	snprintf(path, sizeof(path), "%s/store", f.directory);
	ck_assert_int_eq(database_open(path, 0, DATABASE_WRITE, &database), 0);
	database_begin(database, DATABASE_WRITE, &t);
	ck_assert(database_seek(&t, DATABASE_ESCROW, bytes_make(NULL, 0), &cursor));
	struct bytes copy = bytes_make(row, cursor.value.length);
	struct bytes moved = bytes_make(key, cursor.key.length);
	memcpy(row, cursor.value.data, copy.length);
	memcpy(key, cursor.key.data, moved.length);
	database_cursor_close(&cursor);
	/* The same row under another receiver's position. */
	key[moved.length - 1] = 9;
	database_put(&t, DATABASE_ESCROW, moved, copy);
	ck_assert_int_eq(database_commit(&t), 0);
	database_close(&database);
	store_fixture_open(&f, STORE_READ);
	ck_assert_int_eq(store_escrow_list(f.store, see_item, &seen), ERROR_CORRUPT);
	ck_assert_uint_eq(seen.count, 2);
	store_fixture_destroy(&f);
}
END_TEST

/* ---- rows of version 0.1 ----------------------------------------------------- */

/* Rewrites the only row as it was before the digest of the sealed form was kept. */
static void
age_row(struct store_fixture *f)
{
	struct buffer plain = buffer_make(4096), sealed = buffer_make(4096);
	struct database_transaction t;
	struct database_cursor cursor;
	struct database *database;
	struct store_file_key file;
	uint8_t key_memory[64];

	ck_assert_int_eq(store_file_key_derive(&f->key, &file), 0);
	ck_assert_int_eq(database_open(f->configuration->store.directory, 0, DATABASE_WRITE, &database), 0);
	database_begin(database, DATABASE_WRITE, &t);
	ck_assert(database_seek(&t, DATABASE_ESCROW, bytes_make(NULL, 0), &cursor));
	memcpy(key_memory, cursor.key.data, cursor.key.length);
	struct bytes key = bytes_make(key_memory, cursor.key.length);
	ck_assert_int_eq(store_row_open(file.seals.keys[STORE_SEAL_ESCROW], key, cursor.value, &plain), 0);
	database_cursor_close(&cursor);
	plain.length -= 1; /* the flag that says there is none */
	ck_assert_int_eq(store_row_seal(file.seals.keys[STORE_SEAL_ESCROW], key, buffer_bytes(&plain), &sealed), 0);
	database_put(&t, DATABASE_ESCROW, key, buffer_bytes(&sealed));
	ck_assert_int_eq(database_commit(&t), 0);
	database_close(&database);
	buffer_release(&plain);
	buffer_release(&sealed);
}

static int
check_digest_kept(const struct escrow_item *item, void *context)
{
	ck_assert_int_eq(store_escrow_check(item, bytes_of_string("sealed")), *(int *)context);
	ck_assert_uint_eq(item->sequence, 1);
	return 0;
}

START_TEST(rows_with_and_without_a_digest)
{
	struct bytes sealed = bytes_of_string("sealed"), other = bytes_of_string("sealeD");
	uint8_t digest[CRYPTO_DIGEST_SIZE];
	static const struct record_recipient one[] = { RECIPIENT("one@example.net", OUTCOME_PORTAL) };
	const struct {
		struct bytes of; /* nothing: no digest is kept */
		bool aged;
		int expected;
	} cases[] = {
		{ sealed, false, 0 }, { other, false, ERROR_CORRUPT },
		{ bytes_make(NULL, 0), false, ERROR_NOT_FOUND }, { bytes_make(NULL, 0), true, ERROR_NOT_FOUND },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct store_fixture f;
		open_store(&f);
		struct record record = portal_record(ID_A);
		record.recipients = one;
		record.recipient_count = 1;
		ck_assert_int_eq(crypto_digest(&cases[i].of, 1, digest), 0);
		record.sealed_digest = cases[i].of.length > 0 ? digest : NULL;
		ck_assert_int_eq(store_append(f.store, &record), 0);
		store_close(&f.store);
		if (cases[i].aged)
			age_row(&f);
		store_fixture_open(&f, STORE_READ);
		int expected = cases[i].expected;
		ck_assert_int_eq(store_escrow_list(f.store, check_digest_kept, &expected), 0);
		ck_assert_uint_eq(list_items(&f).count, 1);
		store_fixture_destroy(&f);
	}
}
END_TEST

/* Each original counts once, since when it is asked for, and of the newest items alone. */
START_TEST(growth_of_originals)
{
	static const struct {
		int64_t since;
		size_t limit;
		uint64_t originals;
		int64_t from;
	} cases[] = {
		{ 0, 100, 3, 0 },       { 1700000001, 100, 2, 1700000001 }, { 1700000002, 100, 1, 1700000002 },
		{ 1700000003, 100, 0, 1700000003 }, { 0, 6, 3, 1700000000 }, { 0, 3, 2, 1700000001 },
		{ 0, 2, 1, 1700000002 }, { 0, 1, 1, 1700000002 },
	};
	static const char *const ids[] = { ID_A, ID_B, ID_C };
	struct database_transaction transaction;
	struct store_fixture f;
	uint64_t bytes;
	int64_t from;

	open_store(&f);
	for (size_t i = 0; i < ARRAY_LENGTH(ids); i++) {
		struct record record = portal_record(ids[i]);
		record.time += (int64_t)i;
		record.digest[0] = (uint8_t)i;
		ck_assert_int_eq(store_append(f.store, &record), 0);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		database_begin(f.store->database, DATABASE_READ, &transaction);
		escrow_index_growth(&transaction, &f.store->keys, cases[i].limit, cases[i].since, &bytes, &from);
		database_abort(&transaction);
		ck_assert_int_eq(transaction.error, 0);
		ck_assert_msg(bytes == 2048 * cases[i].originals, "case %zu: %lu bytes", i, (unsigned long)bytes);
		ck_assert_int_eq(from, cases[i].from);
	}
	ck_assert_int_eq(store_escrow_growth(f.store, 1700000001, &bytes, &from), 0);
	ck_assert_uint_eq(bytes, 2 * 2048);
	ck_assert_int_eq(from, 1700000001);
	store_fixture_destroy(&f);
}
END_TEST

Suite *
escrow_index_suite(void)
{
	return UNIT_SUITE("escrow-index", portal_recipients_get_items, retry_adds_a_sealing,
	                  recipient_named_twice_is_one_item, decision_that_nobody_can_claim_is_refused,
	                  access_makes_no_item, tampered_row_is_found,
	                  rows_with_and_without_a_digest, growth_of_originals);
}
