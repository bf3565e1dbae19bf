/* The tree over the records, checkpoints, proofs, and stores of before there were any. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "store/audit_log.h"
#include "store/audit_tree.h"
#include "store/disposal.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/test_store.h"
#include "tests/unit/unit_test.h"

/* More than two nodes of the first stored level. */
#define MANY 600

static void
open_with(struct store_fixture *f, unsigned records)
{
	store_fixture_create(f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_open(f, STORE_WRITE);
	store_fixture_append(f, records);
}

static void
assert_intact(struct store_fixture *f)
{
	struct store_audit_result result;
	int err = store_audit_verify(f->store, NULL, NULL, &result);
	ck_assert_msg(err == 0, "record %llu: %s", (unsigned long long)result.bad_sequence,
	              result.problem);
}

/* ---- tampering with the tree ------------------------------------------------- */

static void
flip_row(struct database_transaction *t, enum database_table table, struct bytes key)
{
	uint8_t copy[4096];
	struct bytes value;

	ck_assert(database_get(t, table, key, &value));
	memcpy(copy, value.data, value.length);
	copy[value.length - 1] ^= 1;
	database_put(t, table, key, bytes_make(copy, value.length));
}

static void
flip_leaf(struct database_transaction *t)
{
	struct audit_key key;
	flip_row(t, DATABASE_TREE_LEAF, audit_key_make(5, &key));
}

static void
delete_leaf(struct database_transaction *t)
{
	struct audit_key key;
	database_delete(t, DATABASE_TREE_LEAF, audit_key_make(7, &key));
}

static void
flip_node(struct database_transaction *t)
{
	flip_row(t, DATABASE_TREE_NODE, bytes_make("\x08\0\0\0\0\0\0\0\1", 9));
}

static void
flip_frontier(struct database_transaction *t)
{
	flip_row(t, DATABASE_META, bytes_of_string("tree"));
}

static void
delete_frontier(struct database_transaction *t)
{
	database_delete(t, DATABASE_META, bytes_of_string("tree"));
}

static const struct {
	const char *name;
	void (*run)(struct database_transaction *t);
	uint64_t bad_sequence;
	const char *problem;
} attacks[] = {
	{ "flip a leaf", flip_leaf, 5, "the tree over the records has another one" },
	{ "delete a leaf", delete_leaf, 7, "the tree over the records has another one" },
	{ "flip a node", flip_node, 512, "the tree over the records has another one" },
	{ "flip the frontier", flip_frontier, 1, "the root of the tree was changed" },
	{ "delete the frontier", delete_frontier, MANY, "the root of the tree does not match" },
};

static struct database *
raw_open(struct store_fixture *f)
{
	struct database *database;
	char path[FIXTURE_PATH_SIZE];

	store_close(&f->store);
	snprintf(path, sizeof(path), "%s/store", f->directory);
	ck_assert_int_eq(database_open(path, 0, DATABASE_WRITE, &database), 0);
	return database;
}

START_TEST(an_attack_on_the_tree_is_found)
{
	struct database_transaction t;
	struct store_audit_result result;
	struct store_fixture f;

	open_with(&f, MANY);
	assert_intact(&f);
	struct database *database = raw_open(&f);
	database_begin(database, DATABASE_WRITE, &t);
	attacks[_i].run(&t);
	ck_assert_int_eq(database_commit(&t), 0);
	database_close(&database);
	store_fixture_open(&f, STORE_READ);
	ck_assert_int_eq(store_audit_verify(f.store, NULL, NULL, &result), ERROR_CORRUPT);
	ck_assert_msg(strncmp(result.problem, attacks[_i].problem, strlen(attacks[_i].problem)) == 0,
	              "%s: %s", attacks[_i].name, result.problem);
	ck_assert_msg(result.bad_sequence == attacks[_i].bad_sequence, "%s: record %llu",
	              attacks[_i].name, (unsigned long long)result.bad_sequence);
	store_fixture_destroy(&f);
}
END_TEST

/* ---- checkpoints --------------------------------------------------------------- */

static int
verify_from(struct store_fixture *f, const struct checkpoint *from, const char *problem)
{
	struct store_audit_result result;

	int err = store_audit_verify_from(f->store, from, NULL, NULL, &result);
	if (problem != NULL)
		ck_assert_msg(result.problem != NULL && strstr(result.problem, problem) != NULL,
		              "says %s", result.problem);
	return err;
}

START_TEST(what_came_after_a_checkpoint_is_verified)
{
	struct store_fixture f;
	struct checkpoint none, some, all;

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_open(&f, STORE_WRITE);
	ck_assert_int_eq(store_checkpoint(f.store, &none), 0);
	ck_assert_uint_eq(none.size, 0);
	ck_assert_int_eq(verify_from(&f, &none, NULL), 0);
	store_fixture_append(&f, 300);
	ck_assert_int_eq(store_checkpoint(f.store, &some), 0);
	store_fixture_append(&f, 50);
	ck_assert_int_eq(store_checkpoint(f.store, &all), 0);
	ck_assert_uint_eq(all.size, 350);
	ck_assert_int_eq(verify_from(&f, &none, NULL), 0);
	ck_assert_int_eq(verify_from(&f, &some, NULL), 0);
	ck_assert_int_eq(verify_from(&f, &all, NULL), 0);

	struct checkpoint wrong = some;
	wrong.root.bytes[0] ^= 1;
	ck_assert_int_eq(verify_from(&f, &wrong, "are not those that it was made of"), ERROR_CORRUPT);
	wrong = some;
	wrong.origin[0] ^= 1;
	ck_assert_int_eq(verify_from(&f, &wrong, "of another store"), ERROR_CORRUPT);
	wrong = all;
	wrong.size++;
	ck_assert_int_eq(verify_from(&f, &wrong, "ends before the checkpoint"), ERROR_CORRUPT);
	wrong = some;
	wrong.head[0] ^= 1;
	ck_assert_int_eq(verify_from(&f, &wrong, NULL), ERROR_CORRUPT);
	store_fixture_destroy(&f);
}
END_TEST

/* An old copy that is in order by itself. */
START_TEST(a_restored_backup_shows_against_a_checkpoint)
{
	struct store_fixture f;
	struct checkpoint before, after;
	char command[4 * FIXTURE_PATH_SIZE];

	open_with(&f, 20);
	ck_assert_int_eq(store_checkpoint(f.store, &before), 0);
	store_close(&f.store);
	snprintf(command, sizeof(command), "cp %s/store/data.mdb %s/backup", f.directory, f.directory);
	ck_assert_int_eq(system(command), 0);
	store_fixture_open(&f, STORE_WRITE);
	store_fixture_append(&f, 5);
	ck_assert_int_eq(store_checkpoint(f.store, &after), 0);
	store_close(&f.store);
	snprintf(command, sizeof(command), "cp %s/backup %s/store/data.mdb", f.directory, f.directory);
	ck_assert_int_eq(system(command), 0);
	store_fixture_open(&f, STORE_WRITE);
	assert_intact(&f);
	ck_assert_int_eq(verify_from(&f, &before, NULL), 0);
	ck_assert_int_eq(verify_from(&f, &after, "an old copy of the store"), ERROR_CORRUPT);
	/* Written on, it is a fork. */
	struct record record = fixture_record("fork");
	for (int i = 0; i < 6; i++)
		ck_assert_int_eq(store_append(f.store, &record), 0);
	ck_assert_int_eq(verify_from(&f, &after, "are not those that it was made of"), ERROR_CORRUPT);
	store_fixture_destroy(&f);
}
END_TEST

START_TEST(a_clock_set_back_is_noticed)
{
	struct store_fixture f;
	struct store_audit_result result;

	open_with(&f, 3);
	struct record record = fixture_record("early");
	record.time -= 1000; /* a message that took long */
	ck_assert_int_eq(store_append(f.store, &record), 0);
	ck_assert_int_eq(store_audit_verify(f.store, NULL, NULL, &result), 0);
	ck_assert_uint_eq(result.time_back_sequence, 0);
	record.time -= 86400;
	ck_assert_int_eq(store_append(f.store, &record), 0);
	ck_assert_int_eq(store_audit_verify(f.store, NULL, NULL, &result), 0);
	ck_assert_uint_eq(result.time_back_sequence, 5);
	ck_assert_int_eq(result.time_back_seconds, 87400);
	store_fixture_destroy(&f);
}
END_TEST

/* ---- proofs -------------------------------------------------------------------- */

START_TEST(a_record_is_proved_without_the_store)
{
	struct store_fixture f;
	struct checkpoint checkpoint;
	struct audit_proof proof;
	struct record record;
	struct arena *arena;

	open_with(&f, MANY);
	ck_assert_int_eq(store_checkpoint(f.store, &checkpoint), 0);
	store_fixture_append(&f, 10);
	ck_assert_int_eq(arena_create((size_t)1 << 20, &arena), 0);
	for (uint64_t i = 1; i <= MANY; i += 13) {
		ck_assert_int_eq(store_audit_prove(f.store, i, MANY, &proof), 0);
		ck_assert_int_eq(audit_proof_check(&proof, &checkpoint.root, arena, &record), 0);
		ck_assert_uint_eq(record.sequence, i);
		char queue_id[16];
		snprintf(queue_id, sizeof(queue_id), "Q%u", (unsigned)i);
		ck_assert(bytes_equal(record.queue_id, bytes_of_string(queue_id)));
		proof.encoded.data[proof.encoded.length / 2] ^= 1;
		ck_assert_int_eq(audit_proof_check(&proof, &checkpoint.root, arena, &record), ERROR_CORRUPT);
		proof.encoded.data[proof.encoded.length / 2] ^= 1;
		proof.sequence++;
		ck_assert_int_eq(audit_proof_check(&proof, &checkpoint.root, arena, &record), ERROR_CORRUPT);
		audit_proof_release(&proof);
	}
	ck_assert_int_eq(store_audit_prove(f.store, MANY + 1, MANY, &proof), ERROR_NOT_FOUND);
	ck_assert_int_eq(store_audit_prove(f.store, 0, MANY, &proof), ERROR_NOT_FOUND);
	ck_assert_int_eq(store_audit_prove(f.store, 1, MANY + 11, &proof), ERROR_NOT_FOUND);
	audit_proof_release(&proof);
	arena_destroy(&arena);
	store_fixture_destroy(&f);
}
END_TEST

/* ---- stores of earlier layouts --------------------------------------------------- */

#define LAYOUT_1_RECORDS 12

static void
unpack_layout(struct store_fixture *f, unsigned layout)
{
	store_fixture_create(f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_unpack(f, layout);
}

static int
see_kind(const struct record *record, void *context)
{
	unsigned *kinds = context;

	ck_assert_uint_lt(record->kind, 8);
	kinds[record->kind]++;
	return 0;
}

START_TEST(a_store_of_layout_1_is_brought_to_this_one)
{
	unsigned kinds[8] = { 0 };
	struct checkpoint checkpoint;
	struct audit_proof proof;
	struct arena *arena;
	struct record record;
	struct store_fixture f;
	char *line;

	unpack_layout(&f, 1);
	ck_assert_int_eq(store_fixture_open_fails(&f, STORE_APPEND, &line), ERROR_CONFIG);
	ck_assert_ptr_nonnull(strstr(line, "the daemon brings it to layout"));
	free(line);
	store_fixture_open(&f, STORE_WRITE);
	assert_intact(&f);
	ck_assert_int_eq(store_audit_list(f.store, 1, see_kind, kinds), 0);
	ck_assert_uint_eq(kinds[RECORD_DECISION], 10);
	ck_assert_uint_eq(kinds[RECORD_ACCESS], 1);
	ck_assert_uint_eq(kinds[RECORD_EDIT_FAILURE], 1);
	ck_assert_int_eq(store_checkpoint(f.store, &checkpoint), 0);
	ck_assert_uint_eq(checkpoint.size, LAYOUT_1_RECORDS);
	ck_assert_int_eq(arena_create((size_t)1 << 20, &arena), 0);
	ck_assert_int_eq(store_audit_prove(f.store, 9, LAYOUT_1_RECORDS, &proof), 0);
	ck_assert_int_eq(audit_proof_check(&proof, &checkpoint.root, arena, &record), 0);
	audit_proof_release(&proof);
	arena_destroy(&arena);
	store_fixture_append(&f, 2);
	store_close(&f.store);
	store_fixture_open(&f, STORE_READ);
	assert_intact(&f);
	struct search_term term;
	uint64_t found[4];
	size_t count;
	ck_assert_int_eq(store_search_term(f.store, SEARCH_QUEUE_ID, bytes_of_string("Q3"), &term), 0);
	ck_assert_int_eq(store_search_find(f.store, &term, 1, 0, found, ARRAY_LENGTH(found), &count), 0);
	ck_assert_uint_eq(count, 2); /* the decision and the failure of its edits */
	ck_assert_uint_eq(found[0], 3);
	ck_assert_uint_eq(found[1], 12);
	ck_assert_int_eq(store_search_last(f.store, &term, &found[0]), 0);
	ck_assert_uint_eq(found[0], 12);
	ck_assert_int_eq(store_search_term(f.store, SEARCH_QUEUE_ID, bytes_of_string("none"), &term), 0);
	ck_assert_int_eq(store_search_last(f.store, &term, &found[0]), 0);
	ck_assert_uint_eq(found[0], 0);
	store_fixture_destroy(&f);
}
END_TEST

static int
see_hold(const struct hold *hold, void *context)
{
	ck_assert(bytes_equal(hold->name, bytes_of_string("Doe v. Clinic")));
	ck_assert_int_eq(hold->released, 0);
	++*(unsigned *)context;
	return 0;
}

static int
see_item(const struct escrow_item *item, void *context)
{
	ck_assert_uint_eq(item->sequence, 10);
	ck_assert(item->has_sealed_digest);
	++*(unsigned *)context;
	return 0;
}

START_TEST(a_store_of_layout_4_is_brought_to_this_one)
{
	unsigned kinds[8] = { 0 }, holds = 0, items = 0;
	struct store_fixture f;
	char *line;

	unpack_layout(&f, 4);
	ck_assert_int_eq(store_fixture_open_fails(&f, STORE_READ, &line), ERROR_CONFIG);
	ck_assert_ptr_nonnull(strstr(line, "has layout 4 of an earlier version"));
	free(line);
	store_fixture_open(&f, STORE_WRITE);
	assert_intact(&f);
	ck_assert_int_eq(store_audit_list(f.store, 1, see_kind, kinds), 0);
	ck_assert_uint_eq(kinds[RECORD_DECISION], 10);
	ck_assert_uint_eq(kinds[RECORD_ACCESS], 2);
	ck_assert_int_eq(store_hold_list(f.store, see_hold, &holds), 0);
	ck_assert_uint_eq(holds, 1);
	ck_assert_int_eq(store_escrow_list(f.store, see_item, &items), 0);
	ck_assert_uint_eq(items, 2);
	store_fixture_append(&f, 2);
	store_close(&f.store);
	store_fixture_open(&f, STORE_READ);
	assert_intact(&f);
	store_fixture_destroy(&f);
}
END_TEST

static int
see_disposal(const struct disposal *disposal, void *context)
{
	ck_assert_uint_eq(disposal->state, DISPOSAL_DONE);
	ck_assert_uint_eq(disposal->items, 3);
	++*(unsigned *)context;
	return 0;
}

static int
see_link(const struct escrow_item *item, void *context)
{
	ck_assert_int_eq(item->state.link_until, 1800000000);
	return see_item(item, context);
}

/* The names that the daemon compiles with must be those that the store goes on with. */
static void
assert_names(struct store_fixture *f)
{
	uint8_t token[VALUE_TOKEN_SIZE], again[VALUE_TOKEN_SIZE], scratch[8];
	struct bytes value = bytes_of_string("123");
	struct crypto_mac_context *mac;
	struct store_names names;
	struct diagnostics why;

	diagnostics_init(&why);
	ck_assert_int_eq(store_read_names(f->configuration, &f->key, &why, &names), 0);
	ck_assert_int_eq(crypto_mac_create(names.value, &mac), 0);
	ck_assert_int_eq(value_token_compute(mac, value, scratch, token), 0);
	crypto_mac_destroy(&mac);
	store_fixture_open(f, STORE_WRITE);
	ck_assert_int_eq(store_search_token(f->store, value, again), 0);
	ck_assert_mem_eq(token, again, sizeof(token));
}

START_TEST(a_store_of_layout_5_is_brought_to_this_one)
{
	unsigned kinds[8] = { 0 }, holds = 0, items = 0, disposals = 0;
	struct store_audit_result result;
	struct store_fixture f;
	char *line;

	unpack_layout(&f, 5);
	memset(f.key.bytes, 8, sizeof(f.key.bytes));
	ck_assert_int_eq(store_fixture_open_fails(&f, STORE_WRITE, &line), ERROR_KEY);
	free(line);
	memset(f.key.bytes, 7, sizeof(f.key.bytes));
	assert_names(&f); /* opens it */
	assert_intact(&f);
	ck_assert_int_eq(store_audit_list(f.store, 1, see_kind, kinds), 0);
	ck_assert_uint_eq(kinds[RECORD_DECISION], 7);
	ck_assert_uint_eq(kinds[RECORD_DISPOSED], 3);
	ck_assert_uint_eq(kinds[RECORD_ACCESS], 4);
	ck_assert_int_eq(store_audit_verify(f.store, NULL, NULL, &result), 0);
	ck_assert_uint_eq(result.disposed, 3);
	ck_assert_int_eq(store_hold_list(f.store, see_hold, &holds), 0);
	ck_assert_uint_eq(holds, 1);
	ck_assert_int_eq(store_escrow_list(f.store, see_link, &items), 0);
	ck_assert_uint_eq(items, 2);
	ck_assert_int_eq(store_disposal_list(f.store, 0, see_disposal, &disposals), 0);
	ck_assert_uint_eq(disposals, 1);
	store_fixture_append(&f, 2);
	store_close(&f.store);
	assert_names(&f);
	assert_intact(&f);
	store_fixture_destroy(&f);
}
END_TEST

/* ---- a map that is too small for a later layout ----------------------------------- */

static uint64_t
count_records(struct store_fixture *f)
{
	struct store_audit_result result;

	ck_assert_int_eq(store_audit_verify(f->store, NULL, NULL, &result), 0);
	return result.records;
}

/*
 * However far it comes, the daemon does not start, says in one line what it needs, and goes
 * on from there when the map is a page larger.
 */
START_TEST(a_full_map_keeps_a_store_from_a_later_layout)
{
	static const struct {
		unsigned layout;
		uint64_t records;
		unsigned refused; /* at least: layout 5 has hardly anything to add */
	} stores[] = { { 1, LAYOUT_1_RECORDS, 2 }, { 4, 12, 2 }, { 5, 14, 0 } };
	struct diagnostics why;
	struct store_fixture f;
	unsigned refused = 0;
	int err;

	unpack_layout(&f, stores[_i].layout);
	store_fixture_fill_map(&f);
	for (;;) {
		diagnostics_init(&why);
		err = store_open(f.configuration, &f.key, STORE_WRITE, &why, &f.store);
		if (err == 0)
			break;
		ck_assert_msg(err == ERROR_FULL, "%s", error_text(err));
		ck_assert_uint_eq(why.count, 1);
		const char *line = diagnostics_line(&why, 0);
		ck_assert_msg(strstr(line, "store.map_bytes") != NULL && strstr(line, "goes on") != NULL,
		              "says: %s", line);
		diagnostics_release(&why);
		f.configuration->store.map_bytes += FIXTURE_PAGE;
		ck_assert_uint_lt(++refused, 200);
	}
	ck_assert_uint_ge(refused, stores[_i].refused);
	ck_assert_uint_eq(count_records(&f), stores[_i].records);
	assert_intact(&f);
	store_close(&f.store);
	store_fixture_configure(&f, FIXTURE_MAP_BYTES);
	store_fixture_open(&f, STORE_WRITE);
	store_fixture_append(&f, 3);
	ck_assert_uint_eq(count_records(&f), stores[_i].records + 3);
	store_fixture_destroy(&f);
}
END_TEST

Suite *
audit_tree_suite(void)
{
	Suite *suite = UNIT_SUITE("audit-tree", what_came_after_a_checkpoint_is_verified,
	                          a_restored_backup_shows_against_a_checkpoint,
	                          a_clock_set_back_is_noticed, a_record_is_proved_without_the_store,
	                          a_store_of_layout_1_is_brought_to_this_one,
	                          a_store_of_layout_4_is_brought_to_this_one,
	                          a_store_of_layout_5_is_brought_to_this_one);
	TCase *tcase = tcase_create("attacks on the tree");

	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, an_attack_on_the_tree_is_found, 0, ARRAY_LENGTH(attacks));
	tcase_add_loop_test(tcase, a_full_map_keeps_a_store_from_a_later_layout, 0, 3);
	suite_add_tcase(suite, tcase);
	return suite;
}
