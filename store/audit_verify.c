/* Walking the chain of audit_log.h from its first row to its head. */
#include "store/audit_log.h"

#include "core/error.h"
#include "store/record_codec.h"

/* How many bytes are tried at other places to tell a moved row from a changed one. */
#define PLACE_SEARCH_LIMIT ((uint64_t)1 << 30)

struct verification {
	struct database *database;
	const struct store_keys *keys;
	struct store_audit_head head;    /* as the store says */
	struct store_audit_head reached; /* as the rows so far say */
	const struct store_audit_head *noted; /* by the operator, earlier; or NULL */
	struct buffer encoded;
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

static int
verify_row(struct verification *v, const struct slice_row *row)
{
	uint64_t sequence = audit_row_sequence(row->key);
	uint64_t expected = v->reached.sequence + 1;
	struct record record;
	struct arena *arena;

	v->result->records++;
	if (sequence < expected)
		return verify_bad(v, expected, "a row has a key that is no sequence number");
	if (sequence > expected)
		return verify_bad(v, expected, "the record is missing");
	if (!row_opens(v, sequence, v->reached.hash, row->value))
		return verify_explain(v, sequence, row->value);
	if (memcmp(audit_row_previous(row->value), v->reached.hash, CRYPTO_DIGEST_SIZE) != 0)
		return verify_bad(v, sequence, "the record's bytes were changed: its link to the one before");
	int err = arena_create(RECORD_ARENA_LIMIT, &arena);
	if (err != 0)
		return err;
	err = record_decode(buffer_bytes(&v->encoded), arena, &record);
	arena_destroy(&arena);
	if (err == ERROR_CORRUPT || err == ERROR_INVALID)
		return verify_bad(v, sequence, "the record is whole but of an unknown form");
	if (err == 0)
		err = audit_row_hash(sequence, row->value, v->reached.hash);
	if (err != 0)
		return err;
	v->reached.sequence = sequence;
	return verify_noted(v);
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

/* The next rows, and the head as it was when they were read. */
static int
verify_read(struct verification *v, struct slice *slice, struct bytes after)
{
	struct database_transaction transaction;

	database_begin(v->database, DATABASE_READ, &transaction);
	int err = transaction.error;
	if (err == 0) {
		audit_head_load(&transaction, v->keys, &v->head);
		err = transaction.error;
		if (err == ERROR_CORRUPT)
			err = verify_bad(v, v->reached.sequence + 1, "the head is missing or was changed");
	}
	slice_read(slice, &transaction, DATABASE_AUDIT, after);
	database_abort(&transaction);
	return err != 0 ? err : transaction.error;
}

int
audit_log_verify(struct database *database, const struct store_keys *keys,
                 const uint8_t id[CRYPTO_DIGEST_SIZE], const struct store_audit_head *noted,
                 void (*progress)(uint64_t done, uint64_t total, void *context), void *context,
                 struct store_audit_result *out)
{
	struct verification v = {
		.database = database,
		.keys = keys,
		.noted = noted,
		.encoded = buffer_make(RECORD_SIZE_LIMIT),
		.result = out,
	};
	struct slice slice;
	struct bytes after = bytes_make(NULL, 0);

	*out = (struct store_audit_result){ 0 };
	audit_head_init(id, &v.reached);
	slice_init(&slice);
	int err = verify_noted(&v);
	while (err == 0 && !slice.last) {
		err = verify_read(&v, &slice, after);
		for (size_t i = 0; i < slice.count && err == 0; i++)
			err = verify_row(&v, &slice.rows[i]);
		if (err == 0 && progress != NULL)
			progress(v.reached.sequence, v.head.sequence, context);
		if (slice.count > 0)
			after = slice.rows[slice.count - 1].key;
	}
	if (err == 0)
		err = verify_head(&v);
	if (err == ERROR_CORRUPT && out->problem == NULL)
		err = verify_bad(&v, v.reached.sequence + 1, "the database file is damaged");
	slice_release(&slice);
	buffer_release(&v.encoded);
	return err;
}
