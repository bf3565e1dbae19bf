/* Changing the key of a store, alone and while others use it. */
#include <check.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "store/disposal.h"
#include "store/hold_gate.h"
#include "store/key_change.h"
#include "store/store_care.h"
#include "store/tombstone.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/test_store.h"
#include "tests/unit/unit_test.h"

#define APPENDERS 6
#define ROTATIONS 4

/* What a store of layout 5 that is in the tests' data has of each. */
#define LAYOUT_5_RECORDS 14
#define LAYOUT_5_TOMBSTONES 3
#define LAYOUT_5_ITEMS 2

/* ---- helpers -------------------------------------------------------------------------- */

static void
path_of(const struct store_fixture *f, const char *name, char out[FIXTURE_PATH_SIZE])
{
	snprintf(out, FIXTURE_PATH_SIZE, "%s/%s", f->directory, name);
}

/* A store with rows in every table. */
static void
create_full(struct store_fixture *f)
{
	store_fixture_create(f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_unpack(f, 5);
	store_fixture_write_key(f);
	store_fixture_open(f, STORE_WRITE);
	store_close(&f->store);
}

/* Changes the key of the store, which nobody here has open, as phictl does. */
static int
change_key(struct store_fixture *f, struct store_key_change *out)
{
	struct record act = { .kind = RECORD_ACCESS, .actor = bytes_of_string("officer"),
	                      .reason = bytes_of_string("changed the store's key") };
	struct diagnostics why;

	store_fixture_read_key(f);
	store_fixture_open(f, STORE_APPEND);
	diagnostics_init(&why);
	int err = store_key_change(f->store, f->configuration, &act, 0, &why, out);
	ck_assert((err != 0) == (why.count > 0));
	diagnostics_release(&why);
	store_close(&f->store);
	store_fixture_read_key(f);
	return err;
}

static int
see_hold(const struct hold *hold, void *context)
{
	ck_assert(bytes_equal(hold->name, bytes_of_string("Doe v. Clinic")));
	++*(unsigned *)context;
	return 0;
}

static int
see_item(const struct escrow_item *item, void *context)
{
	ck_assert_int_eq(item->state.link_until, 1800000000);
	++*(unsigned *)context;
	return 0;
}

static int
see_fate(const struct disposal_item *item, void *context)
{
	ck_assert_uint_eq(item->fate, DISPOSAL_DESTROYED);
	++*(unsigned *)context;
	return 0;
}

struct disposals {
	struct store *store;
	unsigned items;
};

static int
see_disposal(const struct disposal *disposal, void *context)
{
	struct disposals *disposals = context;

	return store_disposal_items(disposals->store, disposal->number, see_fate, &disposals->items);
}

/* Everything of create_full() is there, and `more` records. */
static void
assert_full(struct store_fixture *f, uint64_t more)
{
	struct disposals disposals = { f->store, 0 };
	struct store_audit_result result;
	unsigned holds = 0, items = 0;

	int err = store_audit_verify(f->store, NULL, NULL, &result);
	ck_assert_msg(err == 0, "record %llu: %s", (unsigned long long)result.bad_sequence,
	              result.problem);
	ck_assert_uint_eq(result.records, LAYOUT_5_RECORDS + more);
	ck_assert_uint_eq(result.disposed, LAYOUT_5_TOMBSTONES);
	ck_assert_uint_eq(store_fixture_count(f), LAYOUT_5_RECORDS + more);
	ck_assert_int_eq(store_hold_list(f->store, see_hold, &holds), 0);
	ck_assert_uint_eq(holds, 1);
	ck_assert_int_eq(store_escrow_list(f->store, see_item, &items), 0);
	ck_assert_uint_eq(items, LAYOUT_5_ITEMS);
	ck_assert_int_eq(store_disposal_list(f->store, 0, see_disposal, &disposals), 0);
	ck_assert_uint_eq(disposals.items, 3);
}

static void
assert_found(struct store_fixture *f, const char *queue_id, size_t expected)
{
	struct search_term term;
	uint64_t found[64];
	size_t count;

	ck_assert_int_eq(store_search_term(f->store, SEARCH_QUEUE_ID, bytes_of_string(queue_id), &term),
	                 0);
	ck_assert_int_eq(store_search_find(f->store, &term, 1, 0, found, ARRAY_LENGTH(found), &count), 0);
	ck_assert_uint_eq(count, expected);
}

static struct store_key_state
state_of(struct store_fixture *f)
{
	struct store_key_state state;

	ck_assert_int_eq(store_key_state(f->store, &state), 0);
	return state;
}

/* ---- alone ----------------------------------------------------------------------------- */

START_TEST(the_new_key_opens_everything_and_the_old_one_nothing)
{
	struct store_key_change change;
	struct store_fixture f;
	struct secret_key old, before;
	char kept[FIXTURE_PATH_SIZE], *line;

	create_full(&f);
	old = f.key;
	ck_assert_int_eq(change_key(&f, &change), 0);
	ck_assert_uint_eq(change.number, 2);
	ck_assert_uint_eq(change.first, LAYOUT_5_RECORDS + 2); /* behind the record of the change */
	ck_assert(!change.resumed && !change.bridged);
	ck_assert_uint_eq(change.rows, 8); /* as many as the tables have */
	ck_assert_mem_ne(old.bytes, f.key.bytes, sizeof(old.bytes));
	store_fixture_open(&f, STORE_WRITE);
	assert_full(&f, 1);
	store_fixture_append(&f, 2);
	assert_full(&f, 3);
	assert_found(&f, "Q9", 1);
	assert_found(&f, "Q2", 1); /* the one of before was disposed of */
	struct store_key_state state = state_of(&f);
	ck_assert_uint_eq(state.count, 2);
	ck_assert_uint_eq(state.opened, 2);
	ck_assert(!state.unfinished && !state.bridged);
	ck_assert_uint_eq(state.epochs[0].last + 1, state.epochs[1].first);
	ck_assert_int_eq(state.epochs[0].made, 1700000000); /* as its first record */
	ck_assert_int_ne(state.epochs[1].made, 0);
	store_close(&f.store);
	before = f.key;
	f.key = old;
	ck_assert_int_eq(store_fixture_open_fails(&f, STORE_WRITE, &line), ERROR_KEY);
	ck_assert_ptr_nonnull(strstr(line, "is not the key that the store in "));
	free(line);
	f.key = before;
	path_of(&f, "store.key.1", kept);
	ck_assert_str_eq(change.kept, kept);
	ck_assert_int_eq(change_key(&f, &change), 0);
	ck_assert_uint_eq(change.number, 3);
	store_fixture_open(&f, STORE_READ);
	assert_full(&f, 4);
	store_fixture_destroy(&f);
}
END_TEST

START_TEST(proofs_and_checkpoints_go_on)
{
	struct checkpoint before, after;
	struct store_key_change change;
	struct store_audit_result result;
	struct audit_proof proof;
	struct store_fixture f;
	struct record record;
	struct arena *arena;

	create_full(&f);
	store_fixture_open(&f, STORE_READ);
	ck_assert_int_eq(store_checkpoint(f.store, &before), 0);
	store_close(&f.store);
	ck_assert_int_eq(change_key(&f, &change), 0);
	store_fixture_open(&f, STORE_WRITE);
	store_fixture_append(&f, 3);
	ck_assert_int_eq(store_checkpoint(f.store, &after), 0);
	ck_assert_int_eq(store_audit_verify_from(f.store, &before, NULL, NULL, &result), 0);
	ck_assert_int_eq(arena_create((size_t)1 << 20, &arena), 0);
	for (uint64_t i = LAYOUT_5_TOMBSTONES + 1; i <= after.size; i++) {
		ck_assert_int_eq(store_audit_prove(f.store, i, after.size, &proof), 0);
		ck_assert_int_eq(audit_proof_check(&proof, &after.root, arena, &record), 0);
		audit_proof_release(&proof);
	}
	ck_assert_int_eq(store_audit_prove(f.store, 9, before.size, &proof), 0);
	ck_assert_int_eq(audit_proof_check(&proof, &before.root, arena, &record), 0);
	audit_proof_release(&proof);
	arena_destroy(&arena);
	store_fixture_destroy(&f);
}
END_TEST

START_TEST(what_a_store_is_keyed_with_stays)
{
	struct store_names before, after;
	struct store_key_change change;
	struct store_fixture f;
	struct diagnostics why;

	create_full(&f);
	diagnostics_init(&why);
	ck_assert_int_eq(store_read_names(f.configuration, &f.key, &why, &before), 0);
	ck_assert_int_eq(change_key(&f, &change), 0);
	ck_assert_int_eq(store_read_names(f.configuration, &f.key, &why, &after), 0);
	ck_assert_mem_eq(&before, &after, sizeof(before));
	memset(f.key.bytes, 7, sizeof(f.key.bytes));
	ck_assert_int_eq(store_read_names(f.configuration, &f.key, &why, &after), ERROR_KEY);
	ck_assert_uint_eq(why.count, 1);
	diagnostics_release(&why);
	store_fixture_destroy(&f);
}
END_TEST

/* ---- beside others --------------------------------------------------------------------- */

static int
change_once(struct store_fixture *f)
{
	struct store_key_change change;

	return -change_key(f, &change);
}

struct appenders {
	struct store_fixture *fixture;
	atomic_bool stop;
	atomic_uint done, failed;
};

static void *
append_until_stopped(void *argument)
{
	struct appenders *appenders = argument;
	struct store_acquaintance whom = { .recipient = bytes_of_string("b@example.org") };

	while (!atomic_load(&appenders->stop)) {
		struct record record = fixture_record("busy");
		/* Reads records of every epoch, too. */
		if (store_append(appenders->fixture->store, &record) != 0 ||
		    store_acquaintances(appenders->fixture->store, bytes_of_string("a@example.com"), &whom,
		                        1) != 0 || whom.written == 0)
			atomic_fetch_add(&appenders->failed, 1);
		atomic_fetch_add(&appenders->done, 1);
	}
	return NULL;
}

static _Noreturn void
change_when_told(struct store_fixture *f, int go)
{
	struct store_key_change change;
	char byte;

	if (read(go, &byte, 1) != 1)
		_exit(1);
	for (int i = 0; i < ROTATIONS; i++)
		if (change_key(f, &change) != 0)
			_exit(2);
	_exit(0);
}

START_TEST(a_busy_daemon_goes_over_without_a_restart)
{
	struct store_audit_result result;
	pthread_t threads[APPENDERS];
	struct store_fixture f;
	struct appenders appenders = { .fixture = &f };
	int go[2], status;

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_write_key(&f);
	/* Forked before there are threads: one could hold a lock that the child then waits for. */
	ck_assert_int_eq(pipe(go), 0);
	pid_t child = fork();
	if (child == 0)
		change_when_told(&f, go[0]);
	store_fixture_open(&f, STORE_WRITE);
	for (int i = 0; i < APPENDERS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, append_until_stopped, &appenders), 0);
	ck_assert_int_eq(write(go[1], "", 1), 1);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	atomic_store(&appenders.stop, true);
	for (int i = 0; i < APPENDERS; i++)
		pthread_join(threads[i], NULL);
	ck_assert_uint_eq(appenders.failed, 0);
	store_fixture_append(&f, 1);
	struct store_key_state state = state_of(&f);
	ck_assert_uint_eq(state.count, ROTATIONS + 1);
	ck_assert(!state.unfinished && !state.bridged);
	ck_assert_int_eq(store_audit_verify(f.store, NULL, NULL, &result), 0);
	ck_assert_uint_eq(result.records, appenders.done + ROTATIONS + 1);
	store_close(&f.store);
	store_fixture_read_key(&f);
	store_fixture_open(&f, STORE_WRITE);
	ck_assert_int_eq(store_audit_verify(f.store, NULL, NULL, &result), 0);
	store_fixture_destroy(&f);
}
END_TEST

/* It sees none of the changes but with its next record, over as many bridges. */
START_TEST(an_idle_daemon_goes_over_with_its_next_record)
{
	struct store_key_state state;
	struct store_fixture f;
	struct store_other officer;
	char *line;

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_write_key(&f);
	store_other_create(&officer, change_once, &f);
	store_fixture_open(&f, STORE_WRITE);
	store_fixture_append(&f, 1);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(store_other_ask(&officer), 0);
	ck_assert_uint_eq(store_fixture_count(&f), 4);
	state = state_of(&f);
	ck_assert(!state.unfinished && state.bridged);
	store_fixture_append(&f, 1);
	state = state_of(&f);
	ck_assert(!state.unfinished && !state.bridged);
	ck_assert_uint_eq(state.count, 4);
	store_close(&f.store);
	ck_assert_int_eq(store_fixture_open_fails(&f, STORE_WRITE, &line), ERROR_KEY);
	free(line);
	store_fixture_read_key(&f);
	store_fixture_open(&f, STORE_WRITE);
	ck_assert_uint_eq(store_fixture_count(&f), 5);
	store_other_destroy(&officer);
	store_fixture_destroy(&f);
}
END_TEST

/* A daemon that is started anew instead needs no bridge either. */
START_TEST(a_daemons_start_takes_the_bridge_away)
{
	struct store_fixture f;
	struct store_other officer;
	struct secret_key old;
	char *line;

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_write_key(&f);
	store_other_create(&officer, change_once, &f);
	old = f.key;
	store_fixture_open(&f, STORE_WRITE);
	ck_assert_int_eq(store_other_ask(&officer), 0);
	store_close(&f.store);
	store_fixture_open(&f, STORE_READ); /* over the bridge */
	ck_assert(state_of(&f).bridged);
	ck_assert_uint_eq(state_of(&f).opened, 1);
	store_close(&f.store);
	store_fixture_read_key(&f);
	store_fixture_open(&f, STORE_WRITE);
	ck_assert(!state_of(&f).bridged);
	store_close(&f.store);
	f.key = old;
	ck_assert_int_eq(store_fixture_open_fails(&f, STORE_READ, &line), ERROR_KEY);
	free(line);
	store_other_destroy(&officer);
	store_fixture_destroy(&f);
}
END_TEST

/* Without a bridge nothing is written, and certainly not under the key of before. */
START_TEST(who_has_no_bridge_writes_nothing)
{
	struct store_audit_result result;
	struct store_fixture f;
	struct store_other officer;
	struct secret_key old;

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_write_key(&f);
	store_other_create(&officer, change_once, &f);
	store_fixture_open(&f, STORE_WRITE);
	store_fixture_append(&f, 2);
	store_close(&f.store);
	old = f.key;
	store_fixture_open(&f, STORE_APPEND);
	ck_assert_int_eq(store_other_ask(&officer), 0); /* sees no daemon, so takes the bridge away */
	struct record record = fixture_record("late");
	ck_assert_int_eq(store_append(f.store, &record), ERROR_KEY);
	ck_assert_int_eq(store_audit_verify(f.store, NULL, NULL, &result), ERROR_KEY);
	ck_assert_ptr_null(result.problem); /* that is no damage */
	store_close(&f.store);
	store_fixture_read_key(&f);
	ck_assert_mem_ne(old.bytes, f.key.bytes, sizeof(old.bytes));
	store_fixture_open(&f, STORE_READ);
	ck_assert_int_eq(store_audit_verify(f.store, NULL, NULL, &result), 0);
	ck_assert_uint_eq(result.records, 3);
	store_other_destroy(&officer);
	store_fixture_destroy(&f);
}
END_TEST

START_TEST(two_changes_at_once_are_refused)
{
	struct store_key_change change;
	struct store_fixture f;
	struct store_other officer;

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_write_key(&f);
	store_other_create(&officer, change_once, &f);
	store_fixture_open(&f, STORE_WRITE);
	store_close(&f.store);
	store_fixture_open(&f, STORE_APPEND);
	ck_assert_int_eq(store_key_lock(f.store), 0);
	ck_assert_int_eq(store_other_ask(&officer), -ERROR_EXISTS);
	ck_assert_uint_eq(store_fixture_count(&f), 0);
	store_close(&f.store);
	ck_assert_int_eq(change_key(&f, &change), 0);
	store_other_destroy(&officer);
	store_fixture_destroy(&f);
}
END_TEST

/* ---- files ------------------------------------------------------------------------------- */

START_TEST(files_in_the_way)
{
	char kept[FIXTURE_PATH_SIZE], next[FIXTURE_PATH_SIZE];
	struct store_key_change change;
	struct store_fixture f;
	struct stat status;

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_write_key(&f);
	store_fixture_open(&f, STORE_WRITE);
	store_close(&f.store);
	path_of(&f, "store.key.1", kept);
	path_of(&f, "store.key.next", next);
	ck_assert_int_eq(secret_key_create(kept), 0);
	ck_assert_int_eq(change_key(&f, &change), ERROR_EXISTS);
	ck_assert_int_ne(stat(next, &status), 0);
	ck_assert_int_eq(unlink(kept), 0);
	/* Of somebody who was stopped before the store had the key. */
	ck_assert_int_eq(secret_key_create(next), 0);
	ck_assert_int_eq(change_key(&f, &change), 0);
	ck_assert(!change.resumed);
	ck_assert_int_ne(stat(next, &status), 0);
	ck_assert_int_eq(stat(kept, &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0600);
	store_fixture_destroy(&f);
}
END_TEST

/* ---- retiring ------------------------------------------------------------------------------ */

/* Retires a key of the store, which nobody has open, as phictl does. */
static int
retire(struct store_fixture *f, size_t number)
{
	struct record act = { .kind = RECORD_ACCESS, .reason = bytes_of_string("retired a key") };
	uint64_t rows;

	store_fixture_open(f, STORE_APPEND);
	ck_assert_int_eq(store_key_lock(f->store), 0);
	int err = store_key_may_retire(f->store, number);
	if (err == 0)
		err = store_append(f->store, &act);
	if (err == 0)
		err = store_key_retire(f->store, number, NULL, NULL, &rows);
	store_close(&f->store);
	return err;
}

static void
assert_proved(struct store_fixture *f, const struct checkpoint *checkpoint)
{
	struct store_audit_result result;
	struct audit_proof proof;
	struct record record;
	struct arena *arena;

	ck_assert_int_eq(store_audit_verify_from(f->store, checkpoint, NULL, NULL, &result), 0);
	ck_assert_int_eq(arena_create((size_t)1 << 20, &arena), 0);
	for (uint64_t i = LAYOUT_5_TOMBSTONES + 1; i <= checkpoint->size; i++) {
		ck_assert_int_eq(store_audit_prove(f->store, i, checkpoint->size, &proof), 0);
		ck_assert_int_eq(audit_proof_check(&proof, &checkpoint->root, arena, &record), 0);
		audit_proof_release(&proof);
	}
	arena_destroy(&arena);
}

static int64_t
long_ago(const void *context, const struct record *record)
{
	(void)context, (void)record;
	return 1;
}

static const char *
no_hold(const void *context, const struct record *record)
{
	(void)context, (void)record;
	return NULL;
}

/* Destroys one record, as an officer does. */
static void
dispose_of(struct store_fixture *f, uint64_t sequence)
{
	struct record act = { .kind = RECORD_ACCESS, .reason = bytes_of_string("disposed") };
	struct disposal disposal = { .at = 1900000001 };
	struct hold_witness witness = { .find = no_hold };
	const struct disposal_rules rules = { long_ago, NULL, &witness };
	uint64_t after = 0;
	bool more = true;

	ck_assert_int_eq(store_disposal_propose(f->store, &disposal, &sequence, 1, &act), 0);
	disposal.state = DISPOSAL_APPROVED;
	ck_assert_int_eq(store_disposal_move(f->store, DISPOSAL_PROPOSED, &disposal, &act), 0);
	ck_assert_int_eq(store_hold_stamp(f->store, witness.stamp), 0);
	while (more)
		ck_assert_int_eq(store_disposal_work(f->store, &disposal, &rules, &after, &more), 0);
	disposal.state = DISPOSAL_DONE;
	ck_assert_int_eq(store_disposal_move(f->store, DISPOSAL_APPROVED, &disposal, &act), 0);
}

START_TEST(a_record_sealed_anew_can_be_destroyed)
{
	struct store_audit_result result;
	struct store_key_change change;
	struct audit_proof proof;
	struct store_fixture f;

	create_full(&f);
	ck_assert_int_eq(change_key(&f, &change), 0);
	ck_assert_int_eq(retire(&f, 1), 0);
	store_fixture_open(&f, STORE_APPEND);
	dispose_of(&f, 5);
	ck_assert_int_eq(store_audit_verify(f.store, NULL, NULL, &result), 0);
	ck_assert_uint_eq(result.disposed, LAYOUT_5_TOMBSTONES + 1);
	assert_found(&f, "Q5", 0);
	ck_assert_int_eq(store_audit_prove(f.store, 5, 6, &proof), ERROR_NOT_FOUND);
	audit_proof_release(&proof);
	store_fixture_destroy(&f);
}
END_TEST

START_TEST(a_retired_key_leaves_everything_in_order)
{
	struct store_audit_head noted;
	struct store_audit_result result;
	struct store_key_change change;
	struct checkpoint checkpoint;
	struct store_fixture f;

	create_full(&f);
	store_fixture_open(&f, STORE_READ);
	ck_assert_int_eq(store_checkpoint(f.store, &checkpoint), 0);
	ck_assert_int_eq(store_audit_verify(f.store, NULL, NULL, &result), 0);
	noted = result.head;
	store_close(&f.store);
	ck_assert_int_eq(retire(&f, 1), ERROR_INVALID);
	ck_assert_int_eq(retire(&f, 2), ERROR_NOT_FOUND);
	ck_assert_int_eq(change_key(&f, &change), 0);
	ck_assert_int_eq(retire(&f, 1), 0);
	ck_assert_int_eq(retire(&f, 1), ERROR_EXISTS);
	store_fixture_open(&f, STORE_WRITE);
	assert_full(&f, 2);
	assert_proved(&f, &checkpoint);
	ck_assert_int_eq(store_audit_verify_since(f.store, &noted, NULL, NULL, &result), 0);
	assert_found(&f, "Q9", 1);
	struct store_key_state state = state_of(&f);
	ck_assert_int_ne(state.epochs[0].retired, 0);
	store_fixture_append(&f, 1);
	store_close(&f.store);
	/* What the second key sealed in the first one's place goes with the second. */
	ck_assert_int_eq(change_key(&f, &change), 0);
	ck_assert_int_eq(retire(&f, 2), 0);
	store_fixture_open(&f, STORE_WRITE);
	assert_full(&f, 5);
	assert_proved(&f, &checkpoint);
	store_fixture_destroy(&f);
}
END_TEST

/* In the place of record 5, which was sealed anew. */
static void
change_resealed(struct database_transaction *t, size_t at)
{
	struct tombstone_key key;
	struct bytes value;
	uint8_t copy[4096];

	ck_assert(database_get(t, DATABASE_AUDIT, resealed_key_make(5, &key), &value));
	ck_assert_uint_lt(value.length, sizeof(copy));
	memcpy(copy, value.data, value.length);
	copy[at < value.length ? at : value.length - 1] ^= 1;
	database_put(t, DATABASE_AUDIT, resealed_key_make(5, &key), bytes_make(copy, value.length));
}

/* A byte of the link, of the kept hash, of what is sealed; and none: the row is gone. */
static const size_t changed_bytes[] = { 3, CRYPTO_DIGEST_SIZE + 3, 2 * CRYPTO_DIGEST_SIZE + 20, 4095, 0 };

START_TEST(a_change_of_what_was_sealed_anew_is_found)
{
	struct store_audit_result result;
	struct store_key_change change;
	struct database_transaction t;
	struct database *database;
	struct tombstone_key key;
	struct store_fixture f;

	create_full(&f);
	ck_assert_int_eq(change_key(&f, &change), 0);
	ck_assert_int_eq(retire(&f, 1), 0);
	ck_assert_int_eq(database_open(f.configuration->store.directory, 0, DATABASE_WRITE, &database), 0);
	database_begin(database, DATABASE_WRITE, &t);
	if (changed_bytes[_i] != 0)
		change_resealed(&t, changed_bytes[_i]);
	else
		database_delete(&t, DATABASE_AUDIT, resealed_key_make(5, &key));
	ck_assert_int_eq(database_commit(&t), 0);
	database_close(&database);
	store_fixture_open(&f, STORE_READ);
	ck_assert_int_eq(store_audit_verify(f.store, NULL, NULL, &result), ERROR_CORRUPT);
	ck_assert_uint_eq(result.bad_sequence, 5);
	store_fixture_destroy(&f);
}
END_TEST

/* ---- copies of before ---------------------------------------------------------------------- */

START_TEST(a_backup_of_before_needs_the_key_of_before)
{
	struct store_care_watch watch = { .progress = NULL };
	struct store_key_change change;
	struct store_restore *restore;
	char backup[FIXTURE_PATH_SIZE];
	struct diagnostics why;
	struct store_fixture f;
	struct secret_key old;

	create_full(&f);
	old = f.key;
	path_of(&f, "backup", backup);
	store_fixture_open(&f, STORE_READ);
	ck_assert_int_eq(store_backup(f.store, backup), 0);
	store_close(&f.store);
	ck_assert_int_eq(change_key(&f, &change), 0);
	path_of(&f, "backup/data.mdb", backup);
	diagnostics_init(&why);
	ck_assert_int_eq(store_restore_begin(f.configuration, &f.key, backup, &watch, &why, &restore),
	                 ERROR_KEY);
	store_restore_end(&restore);
	ck_assert_int_eq(store_restore_begin(f.configuration, &old, backup, &watch, &why, &restore), 0);
	ck_assert_uint_eq(watch.result.records, LAYOUT_5_RECORDS);
	store_restore_end(&restore);
	diagnostics_release(&why);
	store_fixture_destroy(&f);
}
END_TEST

Suite *
rotation_suite(void)
{
	Suite *suite = UNIT_SUITE("rotation", the_new_key_opens_everything_and_the_old_one_nothing,
	                          proofs_and_checkpoints_go_on, what_a_store_is_keyed_with_stays,
	                          a_busy_daemon_goes_over_without_a_restart,
	                          an_idle_daemon_goes_over_with_its_next_record,
	                          a_daemons_start_takes_the_bridge_away,
	                          who_has_no_bridge_writes_nothing, two_changes_at_once_are_refused,
	                          files_in_the_way, a_record_sealed_anew_can_be_destroyed,
	                          a_retired_key_leaves_everything_in_order,
	                          a_backup_of_before_needs_the_key_of_before);
	TCase *tcase = tcase_create("attacks on what was sealed anew");

	tcase_add_loop_test(tcase, a_change_of_what_was_sealed_anew_is_found, 0,
	                    ARRAY_LENGTH(changed_bytes));
	suite_add_tcase(suite, tcase);
	return suite;
}
