/* The three steps of a chunk: decided, destroyed, buried (disposal.h). */
#include <stdlib.h>

#include "core/error.h"
#include "store/audit_log.h"
#include "store/disposal_table.h"
#include "store/escrow_index.h"
#include "store/record_codec.h"
#include "store/search_index.h"
#include "store/store_state.h"
#include "store/tombstone.h"

struct work {
	struct store *store;
	const struct disposal *disposal;
	const struct disposal_rules *rules;
	struct hold_gate gate;
	struct disposal_chunk chunk;
	/* Of each item that is doomed, or "" where nothing was sealed. */
	char originals[DISPOSAL_CHUNK][MESSAGE_ESCROW_ID_SIZE];
	size_t doomed;
	bool ended; /* there is no such chunk */
	struct buffer encoded;
	struct arena *arena;
};

/* Reads a record within the transaction; it lives until the next is read. Fails:
 * ERROR_NOT_FOUND (a tombstone is in its place), ERROR_CORRUPT ... */
static int
record_read(struct work *work, struct database_transaction *transaction, uint64_t sequence,
            struct record *out)
{
	struct audit_any_key key;
	struct slice_row row;
	uint64_t found;

	arena_destroy(&work->arena);
	buffer_clear(&work->encoded);
	if (!audit_row_find(transaction, sequence, &key, &row))
		return transaction->error != 0 ? transaction->error : ERROR_CORRUPT;
	if (tombstone_sequence(row.key) != 0)
		return ERROR_NOT_FOUND;
	int err = audit_any_open(&work->store->keys, NULL, &row, &found, &work->encoded);
	if (err == 0)
		err = arena_create(RECORD_ARENA_LIMIT, &work->arena);
	if (err == 0)
		err = record_decode(buffer_bytes(&work->encoded), work->arena, out);
	if (err == 0 && out->kind != RECORD_DECISION)
		err = ERROR_CORRUPT;
	out->sequence = sequence;
	return err;
}

/* ---- decided ------------------------------------------------------------------------ */

/* Whether the sealed original of a doomed record is no longer what it was. */
static bool
original_is_touched(struct work *work, struct database_transaction *transaction, const char *id)
{
	struct buffer sealed = buffer_make(SIZE_MAX);

	bool touched = id[0] != '\0' &&
	               (escrow_files_get(&work->store->escrow, id, &sealed) != 0 ||
	                escrow_index_check_file(transaction, &work->store->keys, id,
	                                        buffer_bytes(&sealed)) != 0);
	buffer_release(&sealed);
	return touched;
}

static int
note_original(const struct record *record, char out[MESSAGE_ESCROW_ID_SIZE])
{
	out[0] = '\0';
	if (record->escrow_id.length == 0)
		return 0;
	if (record->escrow_id.length >= MESSAGE_ESCROW_ID_SIZE)
		return ERROR_CORRUPT;
	memcpy(out, record->escrow_id.data, record->escrow_id.length);
	out[record->escrow_id.length] = '\0';
	return 0;
}

/* Asks for one record, anew where it was doomed before. */
static int
item_decide(struct work *work, struct database_transaction *transaction, struct disposal_item *item,
            char original[MESSAGE_ESCROW_ID_SIZE])
{
	char name[HOLD_NAME_SIZE];
	struct record record;

	int err = record_read(work, transaction, item->sequence, &record);
	if (err == ERROR_NOT_FOUND) {
		item->fate = DISPOSAL_GONE;
		return 0;
	}
	if (err == 0)
		err = note_original(&record, original);
	if (err != 0)
		return err;
	bool due = work->rules->end(work->rules->context, &record) <= work->disposal->at;
	bool held = hold_gate_ask(&work->gate, &record, name) == ERROR_HELD;
	bool too_late = item->fate == DISPOSAL_DOOMED && (held || !due) &&
	                original_is_touched(work, transaction, original);
	memcpy(item->hold, name, sizeof(item->hold));
	item->fate = too_late || (due && !held) ? DISPOSAL_DOOMED :
	             held ? DISPOSAL_HELD : DISPOSAL_NOT_DUE;
	work->doomed += item->fate == DISPOSAL_DOOMED;
	return 0;
}

static void
chunk_decide(struct work *work, struct database_transaction *transaction, uint64_t after)
{
	struct disposal_chunk *chunk = &work->chunk;

	int err = disposal_chunk_next(transaction, &work->store->keys, work->disposal->number, after,
	                              chunk);
	work->ended = err == ERROR_NOT_FOUND;
	if (err == 0)
		err = hold_gate_open(transaction, &work->store->keys, work->rules->witness, &work->gate);
	work->doomed = 0;
	for (size_t i = 0; i < chunk->count && err == 0; i++)
		if (chunk->items[i].fate <= DISPOSAL_DOOMED)
			err = item_decide(work, transaction, &chunk->items[i], work->originals[i]);
	database_fail(transaction, err);
	if (transaction->error == 0)
		disposal_chunk_put(transaction, &work->store->keys, chunk);
}

/* ---- destroyed, and buried ----------------------------------------------------------- */

static int
originals_destroy(struct work *work)
{
	const struct disposal_chunk *chunk = &work->chunk;
	int err = 0;

	for (size_t i = 0; i < chunk->count && err == 0; i++)
		if (chunk->items[i].fate == DISPOSAL_DOOMED && work->originals[i][0] != '\0')
			err = escrow_files_destroy(&work->store->escrow, work->originals[i]);
	return err;
}

static struct record
tombstone_of(const struct record *record, const struct disposal *disposal)
{
	struct record tombstone = {
		.kind = RECORD_DISPOSED,
		.sequence = record->sequence,
		.time = record->time,
		.about = disposal->decision,
		.retention_class = record->retention_class,
		.retain_until = record->retain_until,
		.size = record->size,
		.escrow_id = record->escrow_id,
	};

	memcpy(tombstone.digest, record->digest, sizeof(tombstone.digest));
	return tombstone;
}

static int
item_bury(struct work *work, struct database_transaction *transaction, struct disposal_item *item)
{
	const struct store_keys *keys = &work->store->keys;
	struct record record;

	int err = record_read(work, transaction, item->sequence, &record);
	if (err != 0)
		return err;
	struct record tombstone = tombstone_of(&record, work->disposal);
	search_index_remove(transaction, work->store->writing.terms, &record, record.sequence);
	escrow_index_remove(transaction, keys, &record);
	tombstone_put(transaction, keys, &tombstone);
	item->fate = DISPOSAL_DESTROYED;
	return 0;
}

static void
chunk_bury(struct work *work, struct database_transaction *transaction)
{
	struct disposal_chunk *chunk = &work->chunk;
	int err = 0;

	for (size_t i = 0; i < chunk->count && err == 0; i++)
		if (chunk->items[i].fate == DISPOSAL_DOOMED)
			err = item_bury(work, transaction, &chunk->items[i]);
	database_fail(transaction, err);
	disposal_chunk_put(transaction, &work->store->keys, chunk);
}

static int
chunk_work(struct work *work, uint64_t after)
{
	struct database_transaction transaction;

	store_begin_sealing(work->store, &transaction);
	chunk_decide(work, &transaction, after);
	int err = database_commit(&transaction);
	if (work->ended)
		return 0;
	if (err != 0 || work->doomed == 0)
		return err;
	err = originals_destroy(work);
	if (err != 0)
		return err;
	store_begin_sealing(work->store, &transaction);
	chunk_bury(work, &transaction);
	return database_commit(&transaction);
}

int
store_disposal_work(struct store *store, const struct disposal *disposal,
                    const struct disposal_rules *rules, uint64_t *after, bool *more)
{
	struct work *work = calloc(1, sizeof(*work));

	if (work == NULL)
		return ERROR_MEMORY;
	*work = (struct work){ .store = store, .disposal = disposal, .rules = rules,
	                       .encoded = buffer_make(RECORD_SIZE_LIMIT) };
	int err = chunk_work(work, *after);
	*more = !work->ended;
	if (err == 0 && *more)
		*after = work->chunk.items[0].sequence;
	arena_destroy(&work->arena);
	buffer_release(&work->encoded);
	free(work);
	return err;
}
