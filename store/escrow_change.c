#include "store/escrow_change.h"

#include <time.h>

#include "core/error.h"
#include "store/escrow_state.h"
#include "store/store_state.h"

struct changing {
	struct store *store;
	struct escrow_change *change;
	uint8_t digest[CRYPTO_DIGEST_SIZE]; /* of the new form */
	bool replaces;
};

/* Whether the file may take the place of the old one. Fails: ERROR_STATE ... */
static int
ask_holds(struct database_transaction *transaction, struct changing *changing)
{
	struct escrow_change *change = changing->change;
	struct hold_gate gate;

	change->hold[0] = '\0';
	changing->replaces = change->sealed.length > 0;
	if (!change->removes || !changing->replaces)
		return 0;
	int err = hold_gate_open(transaction, &changing->store->keys, change->witness, &gate);
	if (err != 0 || hold_gate_ask(&gate, change->decision, change->hold) == 0)
		return err;
	/* A link can end while its key stays, but no other can take its place. */
	changing->replaces = false;
	return change->link == ESCROW_LINK_OPEN ? ERROR_HELD : 0;
}

static void
note_change(struct database_transaction *transaction, uint64_t sequence, void *context)
{
	struct changing *changing = context;
	const struct escrow_change *change = changing->change;
	struct bytes id = bytes_of_string(change->id);
	struct escrow_state state;

	(void)sequence;
	int err = escrow_state_load(transaction, &changing->store->keys, id, &state);
	if (err == 0)
		err = ask_holds(transaction, changing);
	database_fail(transaction, err);
	if (state.link != change->link)
		state.changed = (int64_t)time(NULL);
	state.link = change->link;
	state.link_until = change->link_until;
	if (changing->replaces) {
		state.has_next = true;
		memcpy(state.next, changing->digest, sizeof(state.next));
	}
	if (transaction->error == 0)
		escrow_state_save(transaction, &changing->store->keys, id, &state);
}

static void
note_done(struct database_transaction *transaction, struct changing *changing)
{
	struct bytes id = bytes_of_string(changing->change->id);
	struct escrow_state state;

	database_fail(transaction,
	              escrow_state_load(transaction, &changing->store->keys, id, &state));
	state.has_next = false;
	state.has_digest = true;
	memcpy(state.digest, changing->digest, sizeof(state.digest));
	state.key_removed = changing->change->removes;
	if (transaction->error == 0)
		escrow_state_save(transaction, &changing->store->keys, id, &state);
}

int
store_escrow_change(struct store *store, struct escrow_change *change, struct record *record)
{
	struct changing changing = { .store = store, .change = change };
	struct database_transaction transaction;

	int err = crypto_digest(&change->sealed, 1, changing.digest);
	if (err != 0)
		return err;
	if (record != NULL) {
		err = store_append_with(store, record, note_change, &changing);
	} else {
		store_begin_sealing(store, &transaction);
		note_change(&transaction, 0, &changing);
		err = database_commit(&transaction);
	}
	if (err != 0)
		return err;
	if (change->hold[0] != '\0')
		return ERROR_HELD;
	if (!changing.replaces)
		return 0;
	err = escrow_files_replace(&store->escrow, change->id, change->sealed);
	if (err != 0)
		return err;
	store_begin_sealing(store, &transaction);
	note_done(&transaction, &changing);
	return database_commit(&transaction);
}

int
store_escrow_size(struct store *store, const char *id, uint64_t *out)
{
	return escrow_files_size(&store->escrow, id, out);
}
