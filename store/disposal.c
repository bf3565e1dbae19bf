#include "store/disposal.h"

#include "core/error.h"
#include "store/directory.h"
#include "store/disposal_table.h"
#include "store/store_state.h"

const char *
disposal_state_name(unsigned state)
{
	static const char *const names[DISPOSAL_STATE_LIMIT] = {
		[DISPOSAL_PROPOSED] = "proposed", [DISPOSAL_APPROVED] = "approved",
		[DISPOSAL_DONE] = "done", [DISPOSAL_WITHDRAWN] = "withdrawn",
	};

	return state < DISPOSAL_STATE_LIMIT ? names[state] : NULL;
}

const char *
disposal_fate_name(unsigned fate)
{
	static const char *const names[DISPOSAL_FATE_LIMIT] = {
		[DISPOSAL_WAITS] = "waits", [DISPOSAL_DOOMED] = "doomed",
		[DISPOSAL_DESTROYED] = "destroyed", [DISPOSAL_HELD] = "held",
		[DISPOSAL_NOT_DUE] = "not-due", [DISPOSAL_GONE] = "gone",
	};

	return fate < DISPOSAL_FATE_LIMIT ? names[fate] : NULL;
}

int
store_disposal_lock(struct store *store)
{
	if (store->disposal_lock >= 0)
		return 0;
	return directory_lock_file(store->directory, "disposal.lock", &store->disposal_lock);
}

/* ---- proposing ------------------------------------------------------------------ */

struct proposing {
	struct store *store;
	struct disposal *disposal;
	const uint64_t *sequences;
	size_t count;
};

static void
put_proposal(struct database_transaction *transaction, uint64_t sequence, void *context)
{
	struct proposing *proposing = context;
	struct disposal_chunk chunk = { .number = sequence };

	proposing->disposal->number = sequence;
	disposal_put(transaction, &proposing->store->keys, proposing->disposal);
	for (size_t i = 0; i < proposing->count && transaction->error == 0; i++) {
		chunk.items[chunk.count++] = (struct disposal_item){ .sequence = proposing->sequences[i],
		                                                     .fate = DISPOSAL_WAITS };
		if (chunk.count < DISPOSAL_CHUNK && i + 1 < proposing->count)
			continue;
		disposal_chunk_put(transaction, &proposing->store->keys, &chunk);
		chunk.count = 0;
	}
}

int
store_disposal_propose(struct store *store, struct disposal *disposal, const uint64_t *sequences,
                       size_t count, struct record *record)
{
	struct proposing proposing = { store, disposal, sequences, count };

	disposal->state = DISPOSAL_PROPOSED;
	disposal->items = count;
	return count > 0 ? store_append_with(store, record, put_proposal, &proposing) : ERROR_INVALID;
}

/* ---- moving from state to state ------------------------------------------------- */

struct moving {
	struct store *store;
	unsigned from;
	struct disposal *to;
	unsigned found; /* the state that the store has */
};

static void
put_move(struct database_transaction *transaction, uint64_t sequence, void *context)
{
	struct moving *moving = context;
	struct buffer plain = buffer_make(DISPOSAL_ROW_LIMIT);
	struct disposal now, *to = moving->to;

	int err = disposal_next(transaction, &moving->store->keys, to->number - 1, &plain, &now);
	if (err == 0 && now.number != to->number)
		err = ERROR_NOT_FOUND;
	if (err == 0) {
		moving->found = now.state;
		err = now.state == moving->from ? 0 : ERROR_STATE;
	}
	database_fail(transaction, err);
	if (to->state == DISPOSAL_DONE)
		to->completion = sequence;
	else
		to->decision = sequence;
	disposal_put(transaction, &moving->store->keys, to);
	buffer_release(&plain);
}

int
store_disposal_move(struct store *store, unsigned from, struct disposal *to, struct record *record)
{
	struct moving moving = { store, from, to, 0 };

	int err = store_append_with(store, record, put_move, &moving);
	if (err == ERROR_STATE && moving.found != 0)
		to->state = (uint8_t)moving.found;
	return err;
}

/* ---- listing -------------------------------------------------------------------- */

static int
read_next(struct store *store, uint64_t after, struct buffer *plain, struct disposal *out)
{
	struct database_transaction transaction;

	database_begin(store->database, DATABASE_READ, &transaction);
	int err = transaction.error != 0 ? transaction.error :
	          disposal_next(&transaction, &store->keys, after, plain, out);
	database_abort(&transaction);
	return err;
}

int
store_disposal_list(struct store *store, uint64_t number,
                    int (*each)(const struct disposal *disposal, void *context), void *context)
{
	struct buffer plain = buffer_make(DISPOSAL_ROW_LIMIT);
	uint64_t after = number > 0 ? number - 1 : 0;
	struct disposal disposal;
	int err;

	do {
		err = read_next(store, after, &plain, &disposal);
		after = disposal.number;
		if (err == 0 && number > 0 && disposal.number != number)
			err = ERROR_NOT_FOUND;
		if (err == 0)
			err = each(&disposal, context);
	} while (err == 0 && number == 0);
	buffer_release(&plain);
	return err == ERROR_NOT_FOUND && number == 0 ? 0 : err;
}

int
store_disposal_items(struct store *store, uint64_t number,
                     int (*each)(const struct disposal_item *item, void *context), void *context)
{
	struct database_transaction transaction;
	struct disposal_chunk chunk;
	uint64_t after = 0;
	int err;

	do {
		database_begin(store->database, DATABASE_READ, &transaction);
		err = transaction.error != 0 ? transaction.error :
		      disposal_chunk_next(&transaction, &store->keys, number, after, &chunk);
		database_abort(&transaction);
		for (size_t i = 0; i < chunk.count && err == 0; i++)
			err = each(&chunk.items[i], context);
		after = chunk.items[0].sequence;
	} while (err == 0);
	return err == ERROR_NOT_FOUND ? 0 : err;
}
