/*
 * Walking the chain of audit_log.h from its first row to its head. A crew opens the rows
 * of a slice beforehand; what is left is to see that each follows the one before it. A
 * row that does not, or that did not open, is opened again here to say what is wrong.
 */
#include "store/audit_log.h"

#include "core/error.h"
#include "store/audit_crew.h"
#include "store/audit_tree.h"
#include "store/record_codec.h"
#include "store/tombstone.h"

/* How many bytes are tried at other places to tell a moved row from a changed one. */
#define PLACE_SEARCH_LIMIT ((uint64_t)1 << 30)

/* Records are dated when their message came in, so somewhat earlier than their neighbours. */
#define TIME_BACK_SECONDS 3600

struct verification {
	struct database *database;
	struct database_transaction transaction; /* of the slice at hand */
	const struct store_keys *keys;
	struct crypto_mac_context *salts;
	struct crypto_digest_context *digests;
	struct merkle_frontier tree;     /* over the rows so far */
	int64_t latest;                  /* the latest date so far */
	struct store_audit_head head;    /* as the store says */
	struct store_audit_head reached; /* as the rows so far say */
	const struct store_audit_head *noted; /* by the operator, earlier; or NULL */
	struct buffer encoded;
	struct audit_crew *crew;
	struct audit_opened opened[SLICE_ROW_LIMIT]; /* the rows of the slice at hand */
	struct slice leaves;             /* of the tree, for those rows */
	struct store_audit_result *result;
};

static int
verify_bad(struct verification *v, uint64_t sequence, const char *problem)
{
	v->result->bad_sequence = sequence;
	v->result->problem = problem;
	return ERROR_CORRUPT;
}

static bool
row_opens(struct verification *v, uint64_t sequence, const uint8_t *previous, struct bytes row)
{
	buffer_clear(&v->encoded);
	return audit_row_open(v->keys, sequence, previous, row, &v->encoded) == 0;
}

/* Whether the row was written for another place than `sequence`. */
static bool
row_is_moved(struct verification *v, uint64_t sequence, struct bytes row)
{
	const uint8_t *previous = audit_row_previous(row);
	uint64_t places = PLACE_SEARCH_LIMIT / row.length;

	for (uint64_t place = 1; place <= v->head.sequence && places > 0; place++, places--)
		if (place != sequence && row_opens(v, place, previous, row))
			return true;
	return false;
}

/* A row that does not open behind the one before it: why not? */
static int
verify_explain(struct verification *v, uint64_t sequence, struct bytes row)
{
	const uint8_t *previous = audit_row_previous(row);

	if (previous == NULL)
		return verify_bad(v, sequence, "the record's bytes were changed: cut short");
	if (row_opens(v, sequence, previous, row))
		return verify_bad(v, sequence, "the record does not follow the one before it: "
		                               "an earlier record was exchanged");
	if (row_is_moved(v, sequence, row))
		return verify_bad(v, sequence, "the record belongs in another place: wrong order");
	return verify_bad(v, sequence, "the record's bytes were changed");
}

/* What was noted of the record that was just reached must be true of it still. */
static int
verify_noted(struct verification *v)
{
	if (v->noted == NULL || v->noted->sequence != v->reached.sequence ||
	    memcmp(v->noted->hash, v->reached.hash, sizeof(v->reached.hash)) == 0)
		return 0;
	return verify_bad(v, v->reached.sequence, "the record is not the one whose head was noted: "
	                                          "it or one before was written anew");
}

/* Whether the leaf of a record stands where it should among those read with its slice: one
 * walk along the table instead of a search for each. What is not there may yet be elsewhere. */
static bool
leaf_is_beside(const struct verification *v, uint64_t index, const struct merkle_hash *hash)
{
	uint64_t first = v->leaves.count > 0 ? audit_row_sequence(v->leaves.rows[0].key) : 0;

	if (first == 0 || index + 1 < first || index + 1 - first >= v->leaves.count)
		return false;
	const struct slice_row *row = &v->leaves.rows[index + 1 - first];
	return audit_row_sequence(row->key) == index + 1 && row->value.length == sizeof(hash->bytes) &&
	       memcmp(row->value.data, hash->bytes, sizeof(hash->bytes)) == 0;
}

static int
verify_node(unsigned level, uint64_t index, const struct merkle_hash *hash, void *context)
{
	struct verification *v = context;

	if (level == 0 && leaf_is_beside(v, index, hash))
		return 0;
	return audit_tree_has(&v->transaction, level, index, hash) ? 0 : ERROR_CORRUPT;
}

/* The leaf of a record must be what the tree has in its place. */
static int
verify_leaf(struct verification *v, uint64_t sequence, const struct merkle_hash *leaf)
{
	int err = merkle_append(&v->tree, leaf, verify_node, v);
	if (err != ERROR_CORRUPT)
		return err;
	return verify_bad(v, sequence, "the tree over the records has another one in its place");
}

/*
 * The same for the record whose encoding was just opened. In the place of one that was
 * disposed of the tree's own leaf stands, for which its root speaks.
 */
static int
verify_encoded(struct verification *v, uint64_t sequence, bool disposed)
{
	uint8_t salt[AUDIT_TREE_SALT_SIZE];
	struct merkle_hash leaf = { 0 };

	int err = disposed ? audit_tree_leaf_at(&v->transaction, sequence, &leaf) :
	                     audit_tree_salt(v->salts, sequence, salt);
	if (err == 0 && !disposed)
		err = audit_tree_leaf(NULL, salt, buffer_bytes(&v->encoded), &leaf);
	/* Without a leaf of its own the tree has none there that could be right. */
	return err == 0 || err == ERROR_CORRUPT ? verify_leaf(v, sequence, &leaf) : err;
}

static void
note_time(struct verification *v, uint64_t sequence, int64_t time)
{
	if (v->latest - time > TIME_BACK_SECONDS && v->result->time_back_sequence == 0) {
		v->result->time_back_sequence = sequence;
		v->result->time_back_seconds = v->latest - time;
	}
	if (time > v->latest)
		v->latest = time;
}

/* Opens the record in its place behind the one before it, and goes on to its hash. */
static int
verify_record(struct verification *v, uint64_t sequence, struct bytes row)
{
	if (!row_opens(v, sequence, v->reached.hash, row))
		return verify_explain(v, sequence, row);
	if (memcmp(audit_row_previous(row), v->reached.hash, CRYPTO_DIGEST_SIZE) != 0)
		return verify_bad(v, sequence, "the record's bytes were changed: its link to the one before");
	return audit_row_hash(sequence, row, v->reached.hash);
}

/* The same for what is left of a record. */
static int
verify_tombstone(struct verification *v, uint64_t sequence, struct bytes row)
{
	buffer_clear(&v->encoded);
	int err = tombstone_open(v->keys, sequence, row, &v->encoded);
	if (err == ERROR_CORRUPT)
		return verify_bad(v, sequence, "the tombstone of a record was changed");
	if (err != 0)
		return err;
	if (memcmp(audit_row_previous(row), v->reached.hash, CRYPTO_DIGEST_SIZE) != 0)
		return verify_bad(v, sequence, "the tombstone does not follow the record before it: "
		                               "that one was exchanged");
	memcpy(v->reached.hash, tombstone_hash(row), sizeof(v->reached.hash));
	v->result->disposed++;
	return 0;
}

/* The same for a record that was sealed anew; the tree speaks for what it says. */
static int
verify_resealed(struct verification *v, uint64_t sequence, struct bytes row)
{
	buffer_clear(&v->encoded);
	int err = resealed_open(v->keys, sequence, row, &v->encoded);
	if (err == ERROR_CORRUPT)
		return verify_bad(v, sequence, "the bytes of a record that was sealed anew were changed");
	if (err != 0)
		return err;
	if (memcmp(audit_row_previous(row), v->reached.hash, CRYPTO_DIGEST_SIZE) != 0)
		return verify_bad(v, sequence, "the record, which was sealed anew, does not follow the one "
		                               "before it: that one was exchanged");
	memcpy(v->reached.hash, tombstone_hash(row), sizeof(v->reached.hash));
	return 0;
}

/* Reads what was just opened. */
static int
verify_content(struct verification *v, uint64_t sequence, bool disposed)
{
	struct record record;
	struct arena *arena;

	int err = arena_create(RECORD_ARENA_LIMIT, &arena);
	if (err != 0)
		return err;
	err = record_decode(buffer_bytes(&v->encoded), arena, &record);
	if (err == 0 && disposed != (record.kind == RECORD_DISPOSED))
		err = ERROR_INVALID;
	if (err == 0)
		note_time(v, sequence, record.time);
	arena_destroy(&arena);
	if (err == ERROR_CORRUPT || err == ERROR_INVALID)
		return verify_bad(v, sequence, "the record is whole but of an unknown form");
	return err;
}

static int
verify_row(struct verification *v, const struct slice_row *row)
{
	uint64_t buried = tombstone_sequence(row->key), anew = resealed_sequence(row->key);
	uint64_t sequence = audit_any_sequence(row->key);
	uint64_t expected = v->reached.sequence + 1;

	v->result->records++;
	if (sequence < expected)
		return verify_bad(v, expected, "a row has a key that is no sequence number");
	if (sequence > expected)
		return verify_bad(v, expected, "the record is missing");
	int err = buried != 0 ? verify_tombstone(v, sequence, row->value) :
	          anew != 0 ? verify_resealed(v, sequence, row->value) :
	                      verify_record(v, sequence, row->value);
	if (err == 0)
		err = verify_content(v, sequence, buried != 0);
	if (err == 0)
		err = verify_encoded(v, sequence, buried != 0);
	if (err != 0)
		return err;
	v->reached.sequence = sequence;
	return verify_noted(v);
}

/* Whether a row that the crew opened is the next of the chain. */
static bool
opened_follows(const struct verification *v, const struct audit_opened *opened)
{
	return opened->good && opened->sequence == v->reached.sequence + 1 &&
	       memcmp(opened->previous, v->reached.hash, sizeof(v->reached.hash)) == 0;
}

static int
verify_opened(struct verification *v, const struct audit_opened *opened)
{
	v->result->records++;
	note_time(v, opened->sequence, opened->time);
	int err = verify_leaf(v, opened->sequence, &opened->leaf);
	if (err != 0)
		return err;
	v->reached.sequence = opened->sequence;
	memcpy(v->reached.hash, opened->hash, sizeof(v->reached.hash));
	return verify_noted(v);
}

static int
verify_rows(struct verification *v, const struct slice *slice)
{
	int err = 0;

	audit_crew_open(v->crew, slice, v->opened);
	for (size_t i = 0; i < slice->count && err == 0; i++)
		err = opened_follows(v, &v->opened[i]) ? verify_opened(v, &v->opened[i]) :
		                                         verify_row(v, &slice->rows[i]);
	return err;
}

/* The tree must end where the records do. */
static int
verify_frontier(struct verification *v, const struct merkle_frontier *stored)
{
	struct merkle_hash root, stored_root;

	int err = merkle_root(&v->tree, &root);
	if (err == 0)
		err = merkle_root(stored, &stored_root);
	if (err != 0)
		return err;
	if (stored->size == v->tree.size && memcmp(&root, &stored_root, sizeof(root)) == 0)
		return 0;
	return verify_bad(v, v->reached.sequence, "the root of the tree does not match the records: "
	                                          "an old copy of it was put back");
}

static int
verify_head(struct verification *v)
{
	uint64_t reached = v->reached.sequence;

	if (reached < v->head.sequence)
		return verify_bad(v, reached + 1, "records are missing at the end: the tail was cut off");
	if (reached > v->head.sequence)
		return verify_bad(v, v->head.sequence + 1, "the head is older than the records: "
		                                           "an old copy of it was put back");
	if (memcmp(v->reached.hash, v->head.hash, sizeof(v->head.hash)) != 0)
		return verify_bad(v, reached, "the head does not match the last record: "
		                              "one of them was exchanged");
	if (v->noted != NULL && v->noted->sequence > reached)
		return verify_bad(v, reached + 1, "the record ends before the head that was noted: "
		                                  "an old copy of the store was put back");
	v->result->head = v->head;
	return 0;
}

/* The next rows behind those reached, and head and tree as they were when they were read. */
static int
verify_slice(struct verification *v, struct slice *slice)
{
	struct merkle_frontier tree;
	struct audit_key memory;
	struct bytes after = audit_key_behind(v->reached.sequence, &memory);

	if (v->reached.sequence == 0)
		after.length = 0; /* from the very first row, which may be one that should not be */
	audit_head_load(&v->transaction, v->keys, &v->head);
	if (v->transaction.error == ERROR_CORRUPT)
		return verify_bad(v, v->reached.sequence + 1, "the head is missing or was changed");
	audit_tree_load(&v->transaction, v->keys, &tree);
	if (v->transaction.error == ERROR_CORRUPT)
		return verify_bad(v, v->reached.sequence + 1, "the root of the tree was changed");
	slice_look(slice, &v->transaction, DATABASE_AUDIT, after);
	slice_look(&v->leaves, &v->transaction, DATABASE_TREE_LEAF,
	           audit_key_make(v->reached.sequence, &memory));
	int err = v->transaction.error;
	if (err == 0)
		err = verify_rows(v, slice);
	if (err == 0 && slice->last)
		err = verify_head(v);
	if (err == 0 && slice->last)
		err = verify_frontier(v, &tree);
	return err;
}

static int
verify_walk(struct verification *v, void (*progress)(uint64_t done, uint64_t total, void *context),
            void *context)
{
	struct slice slice;
	int err = 0;

	slice_init(&slice);
	while (err == 0 && !slice.last) {
		database_begin(v->database, DATABASE_READ, &v->transaction);
		err = v->transaction.error;
		if (err == 0)
			err = verify_slice(v, &slice);
		database_abort(&v->transaction);
		if (err == 0 && progress != NULL)
			progress(v->reached.sequence, v->head.sequence, context);
	}
	slice_release(&slice);
	return err;
}

/* ---- from a checkpoint on ---------------------------------------------------- */

/* Sets what was reached to the checkpoint, after checking that the tree has its root. */
static int
verify_resume(struct verification *v, const struct checkpoint *from, const uint8_t *id)
{
	struct merkle_frontier tree;
	struct merkle_hash root;

	if (memcmp(from->origin, id, sizeof(from->origin)) != 0)
		return verify_bad(v, 0, "the checkpoint is of another store");
	if (from->size == 0)
		return 0;
	database_begin(v->database, DATABASE_READ, &v->transaction);
	audit_tree_load(&v->transaction, v->keys, &tree);
	int err = v->transaction.error;
	if (err == 0 && tree.size < from->size)
		err = verify_bad(v, tree.size + 1, "the record ends before the checkpoint: its tail was cut "
		                                   "off, or an old copy of the store was put back");
	if (err == 0)
		err = audit_tree_frontier_at(&v->transaction, from->size, &v->tree);
	database_abort(&v->transaction);
	if (err == 0)
		err = merkle_root(&v->tree, &root);
	if (err == 0 && memcmp(&root, &from->root, sizeof(root)) != 0)
		err = verify_bad(v, 0, "the records up to the checkpoint are not those that it was made of");
	v->reached.sequence = from->size;
	memcpy(v->reached.hash, from->head, sizeof(v->reached.hash));
	return err;
}

static int
verification_begin(struct verification *v, const struct audit_verify_start *start)
{
	audit_head_init(start->id, &v->reached);
	slice_init(&v->leaves);
	int err = crypto_mac_create(v->keys->names.tree, &v->salts);
	if (err == 0)
		err = crypto_digest_create(&v->digests);
	if (err == 0)
		err = audit_crew_create(v->keys, &v->crew);
	if (err == 0)
		err = start->from != NULL ? verify_resume(v, start->from, start->id) : verify_noted(v);
	v->tree.digests = v->digests;
	return err;
}

int
audit_log_verify(struct database *database, const struct store_keys *keys,
                 const struct audit_verify_start *start,
                 void (*progress)(uint64_t done, uint64_t total, void *context), void *context,
                 struct store_audit_result *out)
{
	struct verification v = {
		.database = database,
		.keys = keys,
		.noted = start->noted,
		.encoded = buffer_make(RECORD_SIZE_LIMIT),
		.result = out,
	};

	*out = (struct store_audit_result){ 0 };
	int err = verification_begin(&v, start);
	if (err == 0)
		err = verify_walk(&v, progress, context);
	if (err == ERROR_CORRUPT && out->problem == NULL)
		err = verify_bad(&v, v.reached.sequence + 1, "the database file is damaged");
	audit_crew_destroy(&v.crew);
	slice_release(&v.leaves);
	crypto_digest_destroy(&v.digests);
	crypto_mac_destroy(&v.salts);
	buffer_release(&v.encoded);
	return err;
}
