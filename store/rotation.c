#include "store/rotation.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "core/error.h"
#include "store/audit_log.h"
#include "store/audit_tree.h"
#include "store/directory.h"
#include "store/disposal.h"
#include "store/record_codec.h"
#include "store/restored.h"
#include "store/rotation_rows.h"
#include "store/search_index.h"
#include "store/store_state.h"

/* How often it is looked whether the daemon has taken the new key. */
#define POLLS_A_SECOND 10

int
store_key_lock(struct store *store)
{
	return store_disposal_lock(store);
}

/* ---- what there is -------------------------------------------------------------------- */

static int
take_time(const struct record *record, void *context)
{
	*(int64_t *)context = record->time;
	return 0;
}

static void
list_epochs(const struct keyring_content *content, struct store_key_state *out)
{
	out->count = content->count;
	for (size_t i = 0; i < content->count; i++)
		out->epochs[i] = (struct store_key_epoch){
			.first = content->epochs[i].first,
			.last = i + 1 < content->count ? content->epochs[i + 1].first - 1 : 0,
			.made = content->epochs[i].made,
			.retired = content->epochs[i].retired,
		};
}

int
store_key_state(struct store *store, struct store_key_state *out)
{
	struct database_transaction transaction;
	struct keyring_content content;

	*out = (struct store_key_state){ .count = 0 };
	database_begin(store->database, DATABASE_READ, &transaction);
	keyring_get(&transaction, &store->keys, &content);
	list_epochs(&content, out);
	out->unfinished = content.unfinished;
	out->bridged = keyring_has_bridge(&transaction, &content);
	for (size_t i = 0; i < content.count; i++)
		if (memcmp(&content.epochs[i].seals, &store->file.seals, sizeof(store->file.seals)) == 0)
			out->opened = i + 1;
	database_abort(&transaction);
	explicit_bzero(&content, sizeof(content));
	if (transaction.error != 0)
		return transaction.error;
	/* A store of an earlier layout did not say; its key is as old as its records. */
	if (out->epochs[0].made != 0)
		return 0;
	int err = store_audit_get(store, 1, take_time, &out->epochs[0].made);
	return err == ERROR_NOT_FOUND ? 0 : err;
}

int
store_key_is_newest(struct store *store, const struct secret_key *key, bool *out)
{
	struct keyring_content content;
	struct store_file_key file;

	int err = store_file_key_derive(key, &file);
	keyring_read(&store->keys, &content);
	*out = err == 0 && memcmp(file.name, content.file_name, sizeof(file.name)) == 0;
	explicit_bzero(&content, sizeof(content));
	store_file_key_wipe(&file);
	return err;
}

/* ---- going over ----------------------------------------------------------------------- */

struct switching {
	struct store *store;
	const struct store_file_key *next;
	struct writer_request *act;
	struct store_keys keys; /* with the new epoch */
};

/* What every commit writes anew, and what is as small. */
static void
head_reseal(struct database_transaction *transaction, const struct store_keys *from,
            const struct store_keys *to)
{
	struct store_audit_head head;
	struct merkle_frontier tree;

	audit_head_load(transaction, from, &head);
	audit_tree_load(transaction, from, &tree);
	uint64_t indexed = search_index_load(transaction, from);
	int64_t restored = restored_load(transaction, from);
	audit_head_save(transaction, to, &head);
	audit_tree_save(transaction, to, &tree);
	search_index_save(transaction, to, indexed);
	if (restored != 0)
		restored_save(transaction, to, restored);
}

/* Whoever can open the store now gets at the new epoch. */
static void
rings_put(struct switching *s, struct database_transaction *transaction,
          const struct keyring_content *now, const struct keyring_content *newer)
{
	const struct store_file_key *opened = &s->store->file;

	keyring_put(transaction, newer, s->next->name, s->next->ring);
	keyring_put(transaction, newer, now->file_name, now->file_ring);
	/* The file of a change that was begun and never came to its place. */
	if (memcmp(opened->name, now->file_name, sizeof(opened->name)) != 0)
		keyring_put(transaction, newer, opened->name, opened->ring);
}

static int
content_extend(const struct switching *s, const struct keyring_content *now,
               struct keyring_content *out)
{
	*out = *now;
	if (now->count == STORE_EPOCH_LIMIT)
		return ERROR_LIMIT;
	for (size_t i = 0; i < now->count; i++)
		if (memcmp(&now->epochs[i].seals, &s->next->seals, sizeof(s->next->seals)) == 0)
			return ERROR_EXISTS;
	out->epochs[out->count++] = (struct store_epoch){
		.first = s->act->sequence + 1, .made = (int64_t)time(NULL), .seals = s->next->seals,
	};
	memcpy(out->file_name, s->next->name, sizeof(out->file_name));
	memcpy(out->file_ring, s->next->ring, sizeof(out->file_ring));
	out->unfinished = true;
	return 0;
}

static void
switch_within(struct switching *s, struct database_transaction *transaction)
{
	struct keyring_content now, newer;

	store_put_records(s->store, transaction, s->act);
	keyring_get(transaction, &s->store->keys, &now);
	int err = transaction->error != 0 ? transaction->error : content_extend(s, &now, &newer);
	if (err == 0)
		err = keyring_of_content(&newer, &s->keys);
	database_fail(transaction, err);
	if (err == 0) {
		head_reseal(transaction, &s->store->keys, &s->keys);
		rings_put(s, transaction, &now, &newer);
	}
	explicit_bzero(&now, sizeof(now));
	explicit_bzero(&newer, sizeof(newer));
}

static int
switch_once(struct switching *s)
{
	struct database_transaction transaction;

	keyring_release(&s->keys);
	database_begin(s->store->database, DATABASE_WRITE, &transaction);
	switch_within(s, &transaction);
	return database_commit(&transaction);
}

int
store_key_switch(struct store *store, const struct secret_key *next, struct record *act)
{
	struct buffer encoded = buffer_make(RECORD_SIZE_LIMIT);
	struct writer_request request;
	struct store_file_key file;
	struct switching s = { store, &file, &request, { .ring = NULL } };

	if (store->mode != STORE_APPEND)
		return ERROR_STATE;
	int err = store_file_key_derive(next, &file);
	if (err == 0)
		err = store_request_make(act, &encoded, &request);
	if (err == 0)
		err = switch_once(&s);
	/* A reader that was killed keeps old pages from being reused. */
	if (err == ERROR_FULL && database_clear_readers(store->database) > 0)
		err = switch_once(&s);
	if (err == 0) {
		act->sequence = request.sequence;
		keyring_release(&store->keys);
		store->keys = s.keys;
		keyring_watch(&store->keys, store->database);
	} else {
		keyring_release(&s.keys);
	}
	store_file_key_wipe(&file);
	buffer_release(&encoded);
	return err;
}

int
store_key_reseal(struct store *store, uint64_t *rows)
{
	return rotation_reseal_tables(store, rows);
}

/* ---- ending it ------------------------------------------------------------------------ */

/* Whether the daemon has the new key, or there is none: `*lock` then keeps one from starting. */
static int
daemon_is_over(struct store *store, bool *over, int *lock)
{
	struct database_transaction transaction;
	struct keyring_content content;

	int err = directory_lock(store->directory, lock);
	*over = err == 0;
	if (err != ERROR_EXISTS)
		return err;
	keyring_read(&store->keys, &content);
	database_begin(store->database, DATABASE_READ, &transaction);
	*over = keyring_is_crossed(&transaction, &content);
	database_abort(&transaction);
	explicit_bzero(&content, sizeof(content));
	return transaction.error;
}

static int
end_now(struct store *store, bool remove)
{
	struct database_transaction transaction;
	struct keyring_content content;

	store_begin_sealing(store, &transaction);
	keyring_get(&transaction, &store->keys, &content);
	content.unfinished = false;
	if (transaction.error == 0)
		keyring_put(&transaction, &content, content.file_name, content.file_ring);
	if (remove)
		keyring_remove_bridges(&transaction, &content);
	explicit_bzero(&content, sizeof(content));
	return database_commit(&transaction);
}

int
store_key_settle(struct store *store)
{
	struct database_transaction transaction;
	struct keyring_content content;

	database_begin(store->database, DATABASE_READ, &transaction);
	keyring_get(&transaction, &store->keys, &content);
	bool newest = memcmp(store->file.name, content.file_name, sizeof(content.file_name)) == 0;
	bool settled = content.unfinished || !newest || !keyring_has_bridge(&transaction, &content);
	database_abort(&transaction);
	explicit_bzero(&content, sizeof(content));
	if (transaction.error != 0)
		return transaction.error;
	return settled ? 0 : end_now(store, true);
}

int
store_key_finish(struct store *store, int64_t seconds, bool *bridged)
{
	const struct timespec pause = { .tv_nsec = 1000000000 / POLLS_A_SECOND };
	bool over = false;
	int lock = -1;

	int err = daemon_is_over(store, &over, &lock);
	for (int64_t left = seconds * POLLS_A_SECOND; err == 0 && !over && left > 0; left--) {
		nanosleep(&pause, NULL);
		err = daemon_is_over(store, &over, &lock);
	}
	if (err == 0)
		err = end_now(store, over);
	if (lock >= 0)
		close(lock);
	*bridged = !over;
	return err;
}

int
store_key_give(struct store *store, const struct secret_key *next, struct record *act)
{
	uint64_t rows;

	int err = store_key_switch(store, next, act);
	if (err == 0)
		err = store_key_reseal(store, &rows);
	return err == 0 ? end_now(store, true) : err;
}

/* ---- retiring ---------------------------------------------------------------------------- */

static int
judge_retirement(const struct store_key_state *state, size_t number)
{
	if (number == 0 || number > state->count)
		return ERROR_NOT_FOUND;
	if (number == state->count)
		return ERROR_INVALID;
	if (state->epochs[number - 1].retired != 0)
		return ERROR_EXISTS;
	return state->unfinished || state->bridged ? ERROR_STATE : 0;
}

int
store_key_may_retire(struct store *store, size_t number)
{
	struct store_key_state state;

	int err = store_key_state(store, &state);
	return err == 0 ? judge_retirement(&state, number) : err;
}

static int
key_erase(struct store *store, size_t number)
{
	struct database_transaction transaction;
	struct keyring_content content;

	store_begin_sealing(store, &transaction);
	keyring_get(&transaction, &store->keys, &content);
	if (transaction.error == 0) {
		struct store_epoch *epoch = &content.epochs[number - 1];
		explicit_bzero(&epoch->seals, sizeof(epoch->seals));
		epoch->retired = (int64_t)time(NULL);
		keyring_put(&transaction, &content, content.file_name, content.file_ring);
	}
	explicit_bzero(&content, sizeof(content));
	return database_commit(&transaction);
}

int
store_key_retire(struct store *store, size_t number,
                 void (*progress)(uint64_t done, uint64_t total, void *context), void *context,
                 uint64_t *rows)
{
	struct store_key_state state;
	uint64_t records = 0;

	*rows = 0;
	int err = store_key_state(store, &state);
	if (err == 0)
		err = judge_retirement(&state, number);
	if (err == 0)
		err = rotation_reseal_tables(store, rows);
	if (err == 0)
		err = rotation_reseal_records(store, state.epochs[number - 1].first,
		                              state.epochs[number - 1].last, progress, context, &records);
	*rows += records;
	return err == 0 ? key_erase(store, number) : err;
}
