/* Disposal within the store: the holds that are asked, the tombstones that remain. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <utime.h>

#include "core/error.h"
#include "store/audit_log.h"
#include "store/disposal.h"
#include "store/tombstone.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/test_store.h"
#include "tests/unit/unit_test.h"

#define DUE_AT 1900000001 /* after what the fixture's records are kept until */
#define RECORDS 600       /* more than two chunks */
#define HELD 300

static struct record
act(const char *reason)
{
	return (struct record){ .kind = RECORD_ACCESS, .actor = bytes_of_string("officer"),
	                        .reason = bytes_of_string(reason) };
}

static int64_t
end_of(const void *context, const struct record *record)
{
	(void)context;
	return record->retain_until;
}

/* Knows one matter, about the record HELD. */
static const char *
find_hold(const void *context, const struct record *record)
{
	(void)context;
	return record->sequence == HELD ? "Doe v. Clinic" : NULL;
}

static struct hold_witness
witness_of(struct store_fixture *f)
{
	struct hold_witness witness = { .find = find_hold };

	ck_assert_int_eq(store_hold_stamp(f->store, witness.stamp), 0);
	return witness;
}

static void
put_hold(struct store_fixture *f, int64_t released)
{
	const struct bytes question = bytes_of_string("queue-id:Q1");
	const struct hold hold = { .name = bytes_of_string("Doe v. Clinic"), .placed = 1,
	                           .released = released, .questions = &question, .question_count = 1 };
	struct record record = act("placed or released a hold");

	ck_assert_int_eq(store_hold_put(f->store, &hold, &record), 0);
}

/* A store with `count` records that are due, and their disposal proposed. */
static struct disposal
propose(struct store_fixture *f, size_t count)
{
	struct disposal disposal = { .at = DUE_AT };
	struct record record = act("proposed");
	uint64_t sequences[RECORDS];

	store_fixture_create(f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_open(f, STORE_WRITE);
	store_fixture_append(f, (unsigned)count);
	for (size_t i = 0; i < count; i++)
		sequences[i] = i + 1;
	ck_assert_int_eq(store_disposal_propose(f->store, &disposal, sequences, count, &record), 0);
	return disposal;
}

static int
move(struct store_fixture *f, struct disposal *disposal, unsigned from, unsigned to)
{
	struct record record = act("moved");

	disposal->state = (uint8_t)to;
	return store_disposal_move(f->store, from, disposal, &record);
}

static int
work(struct store_fixture *f, const struct disposal *disposal, const struct hold_witness *witness)
{
	const struct disposal_rules rules = { end_of, NULL, witness };
	uint64_t after = 0;
	bool more = true;
	int err = 0;

	while (err == 0 && more)
		err = store_disposal_work(f->store, disposal, &rules, &after, &more);
	return err;
}

/* With `count` records disposed of. */
static void
dispose(struct store_fixture *f, size_t count)
{
	struct disposal disposal = propose(f, count);
	struct hold_witness witness = witness_of(f);

	ck_assert_int_eq(move(f, &disposal, DISPOSAL_PROPOSED, DISPOSAL_APPROVED), 0);
	ck_assert_int_eq(work(f, &disposal, &witness), 0);
	ck_assert_int_eq(move(f, &disposal, DISPOSAL_APPROVED, DISPOSAL_DONE), 0);
}

/* ---- fates -------------------------------------------------------------------------- */

struct fates {
	size_t counts[DISPOSAL_FATE_LIMIT];
	uint64_t last;
};

static int
count_fate(const struct disposal_item *item, void *context)
{
	struct fates *fates = context;

	ck_assert_uint_eq(item->sequence, ++fates->last);
	fates->counts[item->fate]++;
	return 0;
}

START_TEST(many_chunks_are_worked_on)
{
	struct fates fates = { .last = 0 };
	struct store_audit_result result;
	struct store_fixture f;

	struct disposal disposal = propose(&f, RECORDS);
	put_hold(&f, 0);
	struct hold_witness witness = witness_of(&f);
	ck_assert_int_eq(move(&f, &disposal, DISPOSAL_PROPOSED, DISPOSAL_APPROVED), 0);
	ck_assert_int_eq(work(&f, &disposal, &witness), 0);
	ck_assert_int_eq(work(&f, &disposal, &witness), 0); /* once more changes nothing */
	ck_assert_int_eq(store_disposal_items(f.store, disposal.number, count_fate, &fates), 0);
	ck_assert_uint_eq(fates.counts[DISPOSAL_DESTROYED], RECORDS - 1);
	ck_assert_uint_eq(fates.counts[DISPOSAL_HELD], 1);
	ck_assert_int_eq(store_audit_verify(f.store, NULL, NULL, &result), 0);
	ck_assert_uint_eq(result.disposed, RECORDS - 1);
	ck_assert_uint_eq(store_fixture_count(&f), RECORDS + 3);
	store_fixture_destroy(&f);
}
END_TEST

START_TEST(a_disposal_moves_once)
{
	struct store_fixture f;

	struct disposal disposal = propose(&f, 3), other = disposal;
	ck_assert_int_eq(move(&f, &disposal, DISPOSAL_PROPOSED, DISPOSAL_APPROVED), 0);
	ck_assert_int_eq(move(&f, &other, DISPOSAL_PROPOSED, DISPOSAL_WITHDRAWN), ERROR_STATE);
	ck_assert_uint_eq(other.state, DISPOSAL_APPROVED);
	other.number = 2;
	ck_assert_int_eq(move(&f, &other, DISPOSAL_PROPOSED, DISPOSAL_APPROVED), ERROR_NOT_FOUND);
	struct record record = fixture_record("lost");
	record.kind = RECORD_DISPOSED;
	ck_assert_int_eq(store_append(f.store, &record), ERROR_INVALID);
	store_fixture_destroy(&f);
}
END_TEST

/* ---- the question ------------------------------------------------------------------- */

/* Nothing is decided by holds that are not those any more. */
START_TEST(a_hold_placed_meanwhile_is_asked)
{
	struct store_fixture f;

	struct disposal disposal = propose(&f, 3);
	struct hold_witness witness = witness_of(&f);
	ck_assert_int_eq(move(&f, &disposal, DISPOSAL_PROPOSED, DISPOSAL_APPROVED), 0);
	put_hold(&f, 0);
	ck_assert_int_eq(work(&f, &disposal, &witness), ERROR_STATE);
	struct fates fates = { .last = 0 };
	ck_assert_int_eq(store_disposal_items(f.store, disposal.number, count_fate, &fates), 0);
	ck_assert_uint_eq(fates.counts[DISPOSAL_WAITS], 3);
	/* Who cannot tell what a matter is about may remove nothing. */
	ck_assert_int_eq(work(&f, &disposal, NULL), 0);
	fates = (struct fates){ .last = 0 };
	ck_assert_int_eq(store_disposal_items(f.store, disposal.number, count_fate, &fates), 0);
	ck_assert_uint_eq(fates.counts[DISPOSAL_HELD], 3);
	store_fixture_destroy(&f);
}
END_TEST

static bool
file_is_there(struct store_fixture *f, const char *id)
{
	struct buffer back = buffer_make(64);
	int err = store_escrow_get(f->store, id, &back);

	buffer_release(&back);
	return err == 0;
}

static void
make_old(const struct store_fixture *f, const char *id)
{
	const struct utimbuf old = { 1000, 1000 };
	char path[FIXTURE_PATH_SIZE];

	snprintf(path, sizeof(path), "%s/escrow/%.4s/%.2s/%s", f->directory, id, id + 4, id);
	ck_assert_int_eq(utime(path, &old), 0);
}

/* The two paths that no person takes: an original whose message failed, and orphans. */
START_TEST(what_nobody_can_name_stays_while_a_hold_stands)
{
	char id[MESSAGE_ESCROW_ID_SIZE], other[MESSAGE_ESCROW_ID_SIZE];
	struct store_fixture f;

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_open(&f, STORE_WRITE);
	ck_assert_int_eq(store_escrow_put(f.store, bytes_of_string("x"), other), 0);
	store_escrow_discard(f.store, other);
	ck_assert(!file_is_there(&f, other));
	ck_assert_int_eq(store_escrow_put(f.store, bytes_of_string("x"), id), 0);
	put_hold(&f, 0);
	store_escrow_discard(f.store, id);
	ck_assert(file_is_there(&f, id));
	make_old(&f, id);
	store_close(&f.store);
	store_fixture_open(&f, STORE_WRITE);
	ck_assert(file_is_there(&f, id));
	put_hold(&f, 2);
	store_close(&f.store);
	store_fixture_open(&f, STORE_WRITE);
	ck_assert(!file_is_there(&f, id));
	store_fixture_destroy(&f);
}
END_TEST

/* ---- tombstones ----------------------------------------------------------------------- */

#define BURIED 5

static void
change_tombstone(struct database_transaction *t, uint64_t sequence, size_t at)
{
	struct tombstone_key key;
	struct bytes value;
	uint8_t copy[4096];

	ck_assert(database_get(t, DATABASE_AUDIT, tombstone_key_make(sequence, &key), &value));
	memcpy(copy, value.data, value.length);
	copy[at < value.length ? at : value.length - 1] ^= 1;
	database_put(t, DATABASE_AUDIT, tombstone_key_make(sequence, &key), bytes_make(copy, value.length));
}

static void
change_previous(struct database_transaction *t)
{
	change_tombstone(t, 3, 0);
}

static void
change_hash(struct database_transaction *t)
{
	change_tombstone(t, 3, CRYPTO_DIGEST_SIZE);
}

static void
change_seal(struct database_transaction *t)
{
	change_tombstone(t, 3, SIZE_MAX);
}

static void
cut_tombstone(struct database_transaction *t)
{
	struct tombstone_key key;

	database_put(t, DATABASE_AUDIT, tombstone_key_make(3, &key), bytes_of_string("short"));
}

static void
remove_tombstone(struct database_transaction *t)
{
	struct tombstone_key key;

	database_delete(t, DATABASE_AUDIT, tombstone_key_make(3, &key));
}

static void
exchange_tombstone(struct database_transaction *t)
{
	struct tombstone_key key;
	struct bytes value;
	uint8_t copy[4096];

	ck_assert(database_get(t, DATABASE_AUDIT, tombstone_key_make(4, &key), &value));
	memcpy(copy, value.data, value.length);
	database_put(t, DATABASE_AUDIT, tombstone_key_make(3, &key), bytes_make(copy, value.length));
}

/* A record that stays gets another's tombstone besides. */
static void
add_tombstone(struct database_transaction *t)
{
	struct tombstone_key key;
	struct bytes value;
	uint8_t copy[4096];

	ck_assert(database_get(t, DATABASE_AUDIT, tombstone_key_make(4, &key), &value));
	memcpy(copy, value.data, value.length);
	database_put(t, DATABASE_AUDIT, tombstone_key_make(BURIED + 1, &key), bytes_make(copy, value.length));
}

static void
remove_leaf(struct database_transaction *t)
{
	struct audit_key key;

	database_delete(t, DATABASE_TREE_LEAF, audit_key_make(2, &key));
}

static const struct {
	const char *name;
	void (*run)(struct database_transaction *t);
	uint64_t bad_sequence;
	const char *problem;
} attacks[] = {
	{ "change its link", change_previous, 3, "the tombstone of a record was changed" },
	{ "change its hash", change_hash, 3, "the tombstone of a record was changed" },
	{ "change its seal", change_seal, 3, "the tombstone of a record was changed" },
	{ "cut it", cut_tombstone, 3, "the tombstone of a record was changed" },
	{ "remove it", remove_tombstone, 3, "the record is missing" },
	{ "exchange it", exchange_tombstone, 3, "the tombstone of a record was changed" },
	{ "add one", add_tombstone, BURIED + 2, "a row has a key that is no sequence number" },
	{ "remove its leaf", remove_leaf, 2, "the tree over the records has another one" },
};

START_TEST(an_attack_on_a_tombstone_is_found)
{
	struct database_transaction t;
	struct store_audit_result result;
	struct database *database;
	struct store_fixture f;
	char path[FIXTURE_PATH_SIZE];

	dispose(&f, BURIED);
	store_close(&f.store);
	snprintf(path, sizeof(path), "%s/store", f.directory);
	ck_assert_int_eq(database_open(path, 0, DATABASE_WRITE, &database), 0);
	database_begin(database, DATABASE_WRITE, &t);
	attacks[_i].run(&t);
	ck_assert_int_eq(database_commit(&t), 0);
	database_close(&database);
	store_fixture_open(&f, STORE_READ);
	ck_assert_int_eq(store_audit_verify(f.store, NULL, NULL, &result), ERROR_CORRUPT);
	ck_assert_msg(result.problem != NULL && strstr(result.problem, attacks[_i].problem) != NULL,
	              "%s: %llu: %s", attacks[_i].name, (unsigned long long)result.bad_sequence,
	              result.problem);
	ck_assert_uint_eq(result.bad_sequence, attacks[_i].bad_sequence);
	store_fixture_destroy(&f);
}
END_TEST

/* What was signed before, and what was proved, holds as it did. */
START_TEST(checkpoints_and_proofs_of_before_hold)
{
	struct checkpoint before, after;
	struct store_audit_result result;
	struct audit_proof proof, none;
	struct arena *arena;
	struct record record;
	struct store_fixture f;

	struct disposal disposal = propose(&f, BURIED);
	ck_assert_int_eq(store_checkpoint(f.store, &before), 0);
	ck_assert_int_eq(store_audit_prove(f.store, 2, before.size, &proof), 0);
	struct hold_witness witness = witness_of(&f);
	ck_assert_int_eq(move(&f, &disposal, DISPOSAL_PROPOSED, DISPOSAL_APPROVED), 0);
	ck_assert_int_eq(work(&f, &disposal, &witness), 0);
	ck_assert_int_eq(store_audit_verify_from(f.store, &before, NULL, NULL, &result), 0);
	ck_assert_int_eq(store_checkpoint(f.store, &after), 0);
	ck_assert_int_eq(store_audit_verify_from(f.store, &after, NULL, NULL, &result), 0);
	ck_assert_int_eq(arena_create((size_t)1 << 20, &arena), 0);
	ck_assert_int_eq(audit_proof_check(&proof, &before.root, arena, &record), 0);
	ck_assert(bytes_equal(record.queue_id, bytes_of_string("Q2")));
	ck_assert_int_eq(store_audit_prove(f.store, 2, before.size, &none), ERROR_NOT_FOUND);
	/* Of its neighbours all can be proved still. */
	audit_proof_release(&none);
	ck_assert_int_eq(store_audit_prove(f.store, BURIED + 1, after.size, &none), 0);
	ck_assert_int_eq(audit_proof_check(&none, &after.root, arena, &record), 0);
	audit_proof_release(&none);
	audit_proof_release(&proof);
	arena_destroy(&arena);
	store_fixture_destroy(&f);
}
END_TEST

Suite *
disposal_suite(void)
{
	Suite *suite = UNIT_SUITE("disposal", many_chunks_are_worked_on, a_disposal_moves_once,
	                          a_hold_placed_meanwhile_is_asked,
	                          what_nobody_can_name_stays_while_a_hold_stands,
	                          checkpoints_and_proofs_of_before_hold);
	TCase *loop = tcase_create("attacks");

	tcase_add_loop_test(loop, an_attack_on_a_tombstone_is_found, 0, ARRAY_LENGTH(attacks));
	suite_add_tcase(suite, loop);
	return suite;
}
