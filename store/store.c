#include "store/store.h"

#include <stdlib.h>
#include <time.h>

#include "core/error.h"
#include "core/log.h"
#include "store/audit_log.h"
#include "store/audit_tree.h"
#include "store/escrow_index.h"
#include "store/escrow_state.h"
#include "store/hold_gate.h"
#include "store/hold_table.h"
#include "store/record_codec.h"
#include "store/search_index.h"
#include "store/store_state.h"

/* ---- appending ----------------------------------------------------------- */

/* Waits for the write lock, which phictl holds for a moment and something stuck for ever. */
static void
store_begin(void *context)
{
	struct store *store = context;

	database_begin(store->database, DATABASE_WRITE, &store->transaction);
}

void
store_begin_sealing(struct store *store, struct database_transaction *transaction)
{
	struct store_audit_head head;

	database_begin(store->database, DATABASE_WRITE, transaction);
	audit_head_load_newest(transaction, &store->keys, &head);
}

void
store_put_records(struct store *store, struct database_transaction *transaction,
                  struct writer_request *batch)
{
	struct store_audit_head head;
	struct merkle_frontier tree;

	audit_head_load_newest(transaction, &store->keys, &head);
	audit_tree_load(transaction, &store->keys, &tree);
	if (tree.size != head.sequence ||
	    search_index_load(transaction, &store->keys) != head.sequence)
		database_fail(transaction, ERROR_CORRUPT);
	for (struct writer_request *r = batch; r != NULL && transaction->error == 0; r = r->next) {
		audit_log_append(transaction, &store->keys, r->encoded, &head);
		audit_tree_append(transaction, store->writing.salts, r->encoded, &tree);
		escrow_index_add(transaction, &store->keys, r->record, head.sequence);
		search_index_add(transaction, store->writing.terms, r->record, head.sequence);
		if (r->change != NULL)
			r->change(transaction, head.sequence, r->change_context);
		r->sequence = head.sequence;
	}
	audit_head_save(transaction, &store->keys, &head);
	audit_tree_save(transaction, &store->keys, &tree);
	search_index_save(transaction, &store->keys, head.sequence);
}

static int
store_commit_once(struct store *store, struct database_transaction *transaction,
                  struct writer_request *batch)
{
	store_put_records(store, transaction, batch);
	size_t crossed = store->writer != NULL ? keyring_cross(transaction, &store->keys) : 0;
	int err = database_commit(transaction);
	if (err == 0 && crossed > 0)
		keyring_note_crossed(&store->keys, crossed);
	return err;
}

/* In the transaction that was begun. */
static int
store_commit_batch(struct store *store, struct database_transaction *transaction,
                   struct writer_request *batch)
{
	int err = store_commit_once(store, transaction, batch);
	/* A reader that was killed keeps old pages from being reused. */
	if (err == ERROR_FULL && database_clear_readers(store->database) > 0) {
		database_begin(store->database, DATABASE_WRITE, transaction);
		err = store_commit_once(store, transaction, batch);
	}
	return err;
}

static int
store_commit(struct writer_request *batch, void *context)
{
	struct store *store = context;

	if (batch != NULL)
		return store_commit_batch(store, &store->transaction, batch);
	database_abort(&store->transaction);
	return 0;
}

const struct writer_operations store_operations = { store_begin, store_commit };

/* What keeps every record from being written; NULL where the error says all there is. */
static const char *
store_trouble(struct store *store, const struct writer_request *request, int err)
{
	if (err == ERROR_TIMEOUT)
		return request->waited_to_begin ? "another process holds the store's write lock" :
		                                  "the disk does not finish a commit";
	if (err == ERROR_CORRUPT && database_is_cut(store->database))
		return "data.mdb was cut short: stop the daemon and put the store back from a backup";
	if (err == ERROR_NOT_FOUND)
		return "the store's files were removed or exchanged: restart the daemon";
	if (err == ERROR_KEY)
		return "the store's key was changed: restart the daemon";
	return NULL;
}

/* Every message that fails meanwhile is logged by itself; why they all do is said once. */
static void
store_note_trouble(struct store *store, const struct writer_request *request, int err)
{
	const char *trouble = store_trouble(store, request, err);

	if (trouble != NULL && !atomic_exchange(&store->troubled, true))
		log_event(LOG_SEVERITY_ERROR, "store-stands-still", log_name("why", trouble));
	else if (err == 0 && atomic_load(&store->troubled) && atomic_exchange(&store->troubled, false))
		log_event(LOG_SEVERITY_NOTICE, "store-goes-on",
		          log_number("record", (int64_t)request->sequence));
}

static int
store_submit(struct store *store, struct writer_request *request)
{
	if (store->writer == NULL) {
		struct database_transaction transaction;
		database_begin(store->database, DATABASE_WRITE, &transaction);
		return store_commit_batch(store, &transaction, request);
	}
	int err = writer_submit(store->writer, request);
	store_note_trouble(store, request, err);
	return err;
}

int
store_request_make(struct record *record, struct buffer *encoded, struct writer_request *out)
{
	*out = (struct writer_request){ .record = record };
	if (record->time == 0)
		record->time = (int64_t)time(NULL);
	int err = record->kind == RECORD_DISPOSED ? ERROR_INVALID : escrow_index_check(record);
	if (err == 0)
		err = record_encode(record, encoded);
	out->encoded = buffer_bytes(encoded);
	return err;
}

int
store_append_with(struct store *store, struct record *record, store_change change, void *context)
{
	struct buffer encoded = buffer_make(RECORD_SIZE_LIMIT);
	struct writer_request request;

	if (store->mode == STORE_READ)
		return ERROR_STATE;
	int err = store_request_make(record, &encoded, &request);
	request.change = change;
	request.change_context = context;
	if (err == 0)
		err = store_submit(store, &request);
	if (err == 0)
		record->sequence = request.sequence;
	buffer_release(&encoded);
	if (err == 0 && store->writer != NULL)
		room_watch(store);
	return err;
}

int
store_append(struct store *store, struct record *record)
{
	return store_append_with(store, record, NULL, NULL);
}

struct hold_change {
	struct store *store;
	const struct hold *hold;
};

static void
hold_change_make(struct database_transaction *transaction, uint64_t sequence, void *context)
{
	const struct hold_change *change = context;

	(void)sequence;
	hold_table_put(transaction, &change->store->keys, change->store->writing.terms, change->hold);
}

int
store_hold_put(struct store *store, const struct hold *hold, struct record *record)
{
	struct hold_change change = { store, hold };

	return store_append_with(store, record, hold_change_make, &change);
}

struct removal {
	struct store *store;
	const struct hold_witness *witness;
	const struct record *decision;
	char *name;
};

static void
removal_ask(struct database_transaction *transaction, uint64_t sequence, void *context)
{
	const struct removal *removal = context;
	struct hold_gate gate;

	(void)sequence;
	int err = hold_gate_open(transaction, &removal->store->keys, removal->witness, &gate);
	if (err == 0)
		err = hold_gate_ask(&gate, removal->decision, removal->name);
	database_fail(transaction, err);
}

int
store_append_removal(struct store *store, struct record *record, const struct hold_witness *witness,
                     const struct record *decision, char name[HOLD_NAME_SIZE])
{
	struct removal removal = { store, witness, decision, name };

	name[0] = '\0';
	return store_append_with(store, record, removal_ask, &removal);
}

int
store_hold_stamp(struct store *store, uint8_t out[CRYPTO_DIGEST_SIZE])
{
	struct database_transaction transaction;

	database_begin(store->database, DATABASE_READ, &transaction);
	hold_gate_stamp(&transaction, out);
	database_abort(&transaction);
	return transaction.error;
}

int
store_hold_list(struct store *store, int (*each)(const struct hold *hold, void *context),
                void *context)
{
	return hold_table_list(store->database, &store->keys, each, context);
}

int
store_hold_get(struct store *store, struct bytes name,
               int (*each)(const struct hold *hold, void *context), void *context)
{
	struct database_transaction transaction;
	struct crypto_mac_context *terms;

	int err = crypto_mac_create(store->keys.names.search, &terms);
	if (err != 0)
		return err;
	database_begin(store->database, DATABASE_READ, &transaction);
	err = hold_table_get(&transaction, &store->keys, terms, name, each, context);
	database_abort(&transaction);
	crypto_mac_destroy(&terms);
	return err;
}

/* ---- escrow and audit ---------------------------------------------------- */

int
store_keeps_file(const char *id, void *context)
{
	struct store *store = context;
	struct database_transaction transaction;

	database_begin(store->database, DATABASE_READ, &transaction);
	bool kept = escrow_index_has(&transaction, id);
	database_abort(&transaction);
	return transaction.error != 0 ? transaction.error : kept;
}

int
store_escrow_put(struct store *store, struct bytes sealed, char id[MESSAGE_ESCROW_ID_SIZE])
{
	return store->mode == STORE_WRITE ? escrow_files_put(&store->escrow, sealed, id) : ERROR_STATE;
}

int
store_ask_for_orphans(struct store *store)
{
	struct database_transaction transaction;
	char name[HOLD_NAME_SIZE];
	struct hold_gate gate;

	database_begin(store->database, DATABASE_READ, &transaction);
	int err = hold_gate_open(&transaction, &store->keys, NULL, &gate);
	database_abort(&transaction);
	return err == 0 ? hold_gate_ask(&gate, NULL, name) : err;
}

void
store_escrow_discard(struct store *store, const char *id)
{
	/* What cannot be looked up or removed now is collected at a later start. */
	if (store->mode != STORE_WRITE || store_keeps_file(id, store) != 0)
		return;
	int err = store_ask_for_orphans(store);
	if (err == 0)
		err = escrow_files_remove(&store->escrow, id);
	if (err != 0)
		log_event(LOG_SEVERITY_WARNING, "escrow-not-discarded", log_id("escrow-id", id),
		          log_name("why", error_text(err)));
}

int
store_escrow_get(struct store *store, const char *id, struct buffer *out)
{
	return escrow_files_get(&store->escrow, id, out);
}

int
store_escrow_list(struct store *store,
                  int (*each)(const struct escrow_item *item, void *context), void *context)
{
	return escrow_index_list(store->database, &store->keys, each, context);
}

int
store_escrow_state(struct store *store, const char *id, struct escrow_state *out)
{
	struct database_transaction transaction;

	database_begin(store->database, DATABASE_READ, &transaction);
	int err = escrow_state_load(&transaction, &store->keys, bytes_of_string(id), out);
	database_abort(&transaction);
	return err;
}

int
store_audit_list(struct store *store, uint64_t from,
                 int (*each)(const struct record *record, void *context), void *context)
{
	return audit_log_list(store->database, &store->keys, from, each, context);
}

int
store_audit_get(struct store *store, uint64_t sequence,
                int (*each)(const struct record *record, void *context), void *context)
{
	return audit_log_get(store->database, &store->keys, sequence, each, context);
}

int
store_audit_verify(struct store *store,
                   void (*progress)(uint64_t done, uint64_t total, void *context), void *context,
                   struct store_audit_result *out)
{
	return store_audit_verify_since(store, NULL, progress, context, out);
}

int
store_audit_verify_since(struct store *store, const struct store_audit_head *noted,
                         void (*progress)(uint64_t done, uint64_t total, void *context),
                         void *context, struct store_audit_result *out)
{
	const struct audit_verify_start start = { .id = store->id, .noted = noted };

	return audit_log_verify(store->database, &store->keys, &start, progress, context, out);
}

/* ---- checkpoints and proofs ------------------------------------------------ */

void
store_origin(const struct store *store, uint8_t out[CHECKPOINT_ORIGIN_SIZE])
{
	memcpy(out, store->id, CHECKPOINT_ORIGIN_SIZE);
}

int
store_checkpoint(struct store *store, struct checkpoint *out)
{
	struct database_transaction transaction;
	struct store_audit_head head;
	struct merkle_frontier tree;

	*out = (struct checkpoint){ .time = (int64_t)time(NULL) };
	store_origin(store, out->origin);
	database_begin(store->database, DATABASE_READ, &transaction);
	audit_head_load(&transaction, &store->keys, &head);
	audit_tree_load(&transaction, &store->keys, &tree);
	if (tree.size != head.sequence)
		database_fail(&transaction, ERROR_CORRUPT);
	database_abort(&transaction);
	if (transaction.error != 0)
		return transaction.error;
	out->size = head.sequence;
	memcpy(out->head, head.hash, sizeof(out->head));
	return merkle_root(&tree, &out->root);
}

int
store_audit_verify_from(struct store *store, const struct checkpoint *from,
                        void (*progress)(uint64_t done, uint64_t total, void *context),
                        void *context, struct store_audit_result *out)
{
	const struct audit_verify_start start = { .id = store->id, .from = from };

	return audit_log_verify(store->database, &store->keys, &start, progress, context, out);
}

int
store_audit_prove(struct store *store, uint64_t sequence, uint64_t size, struct audit_proof *out)
{
	audit_proof_init(out);
	return audit_proof_make(store->database, &store->keys, sequence, size, out);
}

/* ---- search ---------------------------------------------------------------- */

int
store_search_term(struct store *store, enum search_field field, struct bytes text,
                  struct search_term *out)
{
	struct crypto_mac_context *terms;

	int err = crypto_mac_create(store->keys.names.search, &terms);
	if (err == 0)
		err = search_term_make(terms, field, text, out);
	crypto_mac_destroy(&terms);
	return err;
}

int
store_search_token(struct store *store, struct bytes value, uint8_t out[VALUE_TOKEN_SIZE])
{
	struct crypto_mac_context *mac;
	uint8_t *scratch = malloc(value.length + 1);

	if (scratch == NULL)
		return ERROR_MEMORY;
	int err = crypto_mac_create(store->keys.names.value, &mac);
	if (err == 0)
		err = value_token_compute(mac, value, scratch, out);
	crypto_mac_destroy(&mac);
	explicit_bzero(scratch, value.length);
	free(scratch);
	return err;
}

int
store_keyword_token(struct store *store, struct bytes normal, uint8_t out[VALUE_TOKEN_SIZE])
{
	struct crypto_mac_context *mac;

	int err = crypto_mac_create(store->keys.names.value, &mac);
	if (err == 0)
		err = value_token_keyword(mac, normal, out);
	crypto_mac_destroy(&mac);
	return err;
}

int
store_search_find(struct store *store, const struct search_term *terms, size_t count,
                  uint64_t after, uint64_t *out, size_t limit, size_t *found)
{
	struct database_transaction transaction;

	database_begin(store->database, DATABASE_READ, &transaction);
	*found = search_index_find(&transaction, terms, count, after, out, limit);
	database_abort(&transaction);
	return transaction.error;
}

int
store_search_last(struct store *store, const struct search_term *term, uint64_t *out)
{
	struct database_transaction transaction;

	database_begin(store->database, DATABASE_READ, &transaction);
	*out = search_index_last(&transaction, term);
	database_abort(&transaction);
	return transaction.error;
}
