#include "store/audit_log.h"

#include <endian.h>

#include "core/error.h"
#include "store/record_codec.h"
#include "store/tombstone.h"

#define SEQUENCE_SIZE sizeof(uint64_t)
#define HEAD_SIZE (SEQUENCE_SIZE + CRYPTO_DIGEST_SIZE)

/* previous | nonce | version and kind at least | tag */
#define ROW_SIZE_MINIMUM (CRYPTO_DIGEST_SIZE + CRYPTO_SEAL_OVERHEAD + 1)
#define ROW_SIZE_LIMIT (CRYPTO_DIGEST_SIZE + CRYPTO_SEAL_OVERHEAD + RECORD_SIZE_LIMIT)

static const char head_key[] = "head";

/* A row's place in the chain, which its seal is bound to. */
struct row_place {
	uint8_t memory[SEQUENCE_SIZE + CRYPTO_DIGEST_SIZE];
};

static void
sequence_encode(uint64_t sequence, uint8_t out[SEQUENCE_SIZE])
{
	uint64_t number = htobe64(sequence);
	memcpy(out, &number, SEQUENCE_SIZE);
}

static uint64_t
sequence_decode(const uint8_t in[SEQUENCE_SIZE])
{
	uint64_t number;
	memcpy(&number, in, SEQUENCE_SIZE);
	return be64toh(number);
}

static struct bytes
row_place_make(uint64_t sequence, const uint8_t previous[CRYPTO_DIGEST_SIZE], struct row_place *out)
{
	sequence_encode(sequence, out->memory);
	memcpy(out->memory + SEQUENCE_SIZE, previous, CRYPTO_DIGEST_SIZE);
	return bytes_make(out->memory, sizeof(out->memory));
}

/* ---- head ---------------------------------------------------------------- */

void
audit_head_init(const uint8_t id[CRYPTO_DIGEST_SIZE], struct store_audit_head *out)
{
	out->sequence = 0;
	memcpy(out->hash, id, sizeof(out->hash));
}

/* How a sealed row is opened. */
typedef int (*row_opener)(const struct store_keys *keys, enum store_seal seal, struct bytes place,
                          struct bytes sealed, struct buffer *out);

static void
head_load(struct database_transaction *transaction, const struct store_keys *keys, row_opener open,
          struct store_audit_head *out)
{
	struct buffer plain = buffer_make(HEAD_SIZE);
	struct bytes sealed;

	*out = (struct store_audit_head){ 0 };
	if (!database_get(transaction, DATABASE_META, bytes_of_string(head_key), &sealed)) {
		database_fail(transaction, ERROR_CORRUPT);
		return;
	}
	int err = ERROR_CORRUPT;
	if (sealed.length == HEAD_SIZE + CRYPTO_SEAL_OVERHEAD)
		err = open(keys, STORE_SEAL_AUDIT, bytes_of_string(head_key), sealed, &plain);
	if (err == 0) {
		out->sequence = sequence_decode(plain.data);
		memcpy(out->hash, plain.data + SEQUENCE_SIZE, sizeof(out->hash));
	}
	database_fail(transaction, err);
	buffer_release(&plain);
}

void
audit_head_load(struct database_transaction *transaction, const struct store_keys *keys,
                struct store_audit_head *out)
{
	head_load(transaction, keys, keyring_open, out);
}

void
audit_head_load_newest(struct database_transaction *transaction, const struct store_keys *keys,
                       struct store_audit_head *out)
{
	head_load(transaction, keys, keyring_open_newest, out);
}

void
audit_head_save(struct database_transaction *transaction, const struct store_keys *keys,
                const struct store_audit_head *head)
{
	struct buffer sealed = buffer_make(HEAD_SIZE + CRYPTO_SEAL_OVERHEAD);
	uint8_t plain[HEAD_SIZE];

	sequence_encode(head->sequence, plain);
	memcpy(plain + SEQUENCE_SIZE, head->hash, sizeof(head->hash));
	database_fail(transaction, keyring_seal(keys, STORE_SEAL_AUDIT, bytes_of_string(head_key),
	                                        bytes_make(plain, sizeof(plain)), &sealed));
	database_put(transaction, DATABASE_META, bytes_of_string(head_key), buffer_bytes(&sealed));
	buffer_release(&sealed);
}

void
audit_head_check(struct database_transaction *transaction, const struct store_audit_head *head)
{
	struct database_cursor cursor;
	uint8_t hash[CRYPTO_DIGEST_SIZE];

	bool any = database_seek_last(transaction, DATABASE_AUDIT, &cursor);
	bool good = transaction->error == 0 && any == (head->sequence > 0);
	if (good && any) {
		uint64_t sequence = audit_row_sequence(cursor.key);
		good = sequence == head->sequence &&
		       audit_row_hash(sequence, cursor.value, hash) == 0 &&
		       memcmp(hash, head->hash, sizeof(hash)) == 0;
	}
	database_cursor_close(&cursor);
	if (!good)
		database_fail(transaction, ERROR_CORRUPT);
}

/* ---- rows ---------------------------------------------------------------- */

struct bytes
audit_key_make(uint64_t sequence, struct audit_key *memory)
{
	sequence_encode(sequence, memory->memory);
	return bytes_make(memory->memory, SEQUENCE_SIZE);
}

struct bytes
audit_key_behind(uint64_t sequence, struct audit_key *memory)
{
	sequence_encode(sequence, memory->memory);
	memory->memory[SEQUENCE_SIZE] = UINT8_MAX;
	return bytes_make(memory->memory, sizeof(memory->memory));
}

uint64_t
audit_row_sequence(struct bytes key)
{
	return key.length == SEQUENCE_SIZE ? sequence_decode(key.data) : 0;
}

int
audit_row_hash_with(struct crypto_digest_context *digests, uint64_t sequence, struct bytes row,
                    uint8_t out[CRYPTO_DIGEST_SIZE])
{
	uint8_t number[SEQUENCE_SIZE];

	if (row.length < ROW_SIZE_MINIMUM)
		return ERROR_CORRUPT;
	sequence_encode(sequence, number);
	struct bytes parts[] = {
		bytes_slice(row, 0, CRYPTO_DIGEST_SIZE),
		bytes_make(number, sizeof(number)),
		bytes_slice(row, CRYPTO_DIGEST_SIZE, SIZE_MAX),
	};
	return crypto_digest_compute(digests, parts, ARRAY_LENGTH(parts), out);
}

int
audit_row_hash(uint64_t sequence, struct bytes row, uint8_t out[CRYPTO_DIGEST_SIZE])
{
	return audit_row_hash_with(NULL, sequence, row, out);
}

const uint8_t *
audit_row_previous(struct bytes row)
{
	return row.length < ROW_SIZE_MINIMUM ? NULL : row.data;
}

int
audit_row_open_with(struct keyring_opener *opener, uint64_t sequence,
                    const uint8_t previous[CRYPTO_DIGEST_SIZE], struct bytes row, struct buffer *out)
{
	struct row_place place;

	if (row.length < ROW_SIZE_MINIMUM)
		return ERROR_CORRUPT;
	return keyring_opener_open(opener, sequence, row_place_make(sequence, previous, &place),
	                           bytes_slice(row, CRYPTO_DIGEST_SIZE, SIZE_MAX), out);
}

int
audit_row_open(const struct store_keys *keys, uint64_t sequence,
               const uint8_t previous[CRYPTO_DIGEST_SIZE], struct bytes row, struct buffer *out)
{
	struct keyring_opener *opener;
	int err = keyring_opener_create(keys, &opener);

	if (err == 0)
		err = audit_row_open_with(opener, sequence, previous, row, out);
	keyring_opener_destroy(&opener);
	return err;
}

void
audit_log_append(struct database_transaction *transaction, const struct store_keys *keys,
                 struct bytes encoded, struct store_audit_head *head)
{
	struct buffer row = buffer_make(ROW_SIZE_LIMIT);
	struct row_place place;
	struct audit_key key;
	uint64_t sequence = head->sequence + 1;

	int err = buffer_append(&row, bytes_make(head->hash, sizeof(head->hash)));
	if (err == 0)
		err = keyring_seal(keys, STORE_SEAL_AUDIT, row_place_make(sequence, head->hash, &place),
		                   encoded, &row);
	if (err == 0)
		err = audit_row_hash(sequence, buffer_bytes(&row), head->hash);
	database_fail(transaction, err);
	database_put_last(transaction, DATABASE_AUDIT, audit_key_make(sequence, &key),
	                  buffer_bytes(&row));
	head->sequence = sequence;
	buffer_release(&row);
}

/* ---- rows of any form ----------------------------------------------------- */

bool
audit_row_find(struct database_transaction *transaction, uint64_t sequence,
               struct audit_any_key *memory, struct slice_row *out)
{
	struct tombstone_key anew, buried;
	struct audit_key own;
	const struct bytes keys[] = {
		audit_key_make(sequence, &own),
		resealed_key_make(sequence, &anew),
		tombstone_key_make(sequence, &buried),
	};

	for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
		memcpy(memory->memory, keys[i].data, keys[i].length);
		out->key = bytes_make(memory->memory, keys[i].length);
		if (database_get(transaction, DATABASE_AUDIT, out->key, &out->value))
			return true;
	}
	return false;
}

uint64_t
audit_any_sequence(struct bytes key)
{
	uint64_t sequence = audit_row_sequence(key);

	if (sequence == 0)
		sequence = tombstone_sequence(key);
	return sequence != 0 ? sequence : resealed_sequence(key);
}

int
audit_any_hash(const struct slice_row *row, uint8_t out[CRYPTO_DIGEST_SIZE])
{
	uint64_t own = audit_row_sequence(row->key);
	const uint8_t *hash = tombstone_hash(row->value);

	if (own != 0)
		return audit_row_hash(own, row->value, out);
	if (hash == NULL)
		return ERROR_CORRUPT;
	memcpy(out, hash, CRYPTO_DIGEST_SIZE);
	return 0;
}

int
audit_any_open(const struct store_keys *keys, struct keyring_opener *opener,
               const struct slice_row *row, uint64_t *sequence, struct buffer *out)
{
	const uint8_t *previous = audit_row_previous(row->value);

	*sequence = audit_any_sequence(row->key);
	if (*sequence == 0 || previous == NULL)
		return ERROR_CORRUPT;
	if (tombstone_sequence(row->key) != 0)
		return tombstone_open(keys, *sequence, row->value, out);
	if (resealed_sequence(row->key) != 0)
		return resealed_open(keys, *sequence, row->value, out);
	return opener != NULL ? audit_row_open_with(opener, *sequence, previous, row->value, out) :
	                        audit_row_open(keys, *sequence, previous, row->value, out);
}

/* ---- listing ------------------------------------------------------------- */

/* What one record needs to be opened and read; reused from record to record. */
struct record_reader {
	const struct store_keys *keys;
	struct keyring_opener *opener;
	struct buffer encoded;
	struct arena *arena;
};

static void
record_reader_release(struct record_reader *reader)
{
	keyring_opener_destroy(&reader->opener);
	arena_destroy(&reader->arena);
	buffer_release(&reader->encoded);
}

/* Release it in any case. */
static int
record_reader_init(struct record_reader *reader, const struct store_keys *keys)
{
	*reader = (struct record_reader){ .keys = keys, .encoded = buffer_make(RECORD_SIZE_LIMIT) };
	int err = keyring_opener_create(keys, &reader->opener);
	return err == 0 ? arena_create(RECORD_ARENA_LIMIT, &reader->arena) : err;
}

static int
record_reader_read(struct record_reader *reader, const struct slice_row *row, struct record *out)
{
	uint64_t sequence;

	buffer_clear(&reader->encoded);
	arena_clear(reader->arena);
	int err = audit_any_open(reader->keys, reader->opener, row, &sequence, &reader->encoded);
	if (err == 0)
		err = record_decode(buffer_bytes(&reader->encoded), reader->arena, out);
	if (err == 0)
		out->sequence = sequence;
	return err;
}

struct listing {
	struct record_reader reader;
	int (*each)(const struct record *record, void *context);
	void *context;
};

static int
listing_show(const struct slice_row *row, void *context)
{
	struct listing *listing = context;
	struct record record;

	int err = record_reader_read(&listing->reader, row, &record);
	return err == 0 ? listing->each(&record, listing->context) : err;
}

int
audit_log_list(struct database *database, const struct store_keys *keys, uint64_t from,
               int (*each)(const struct record *record, void *context), void *context)
{
	struct listing listing = { .each = each, .context = context };
	struct audit_key memory;
	struct bytes after = audit_key_behind(from > 0 ? from - 1 : 0, &memory);

	int err = record_reader_init(&listing.reader, keys);
	if (err == 0)
		err = slice_each(database, DATABASE_AUDIT, after, listing_show, &listing);
	record_reader_release(&listing.reader);
	return err;
}

int
audit_log_get(struct database *database, const struct store_keys *keys, uint64_t sequence,
              int (*each)(const struct record *record, void *context), void *context)
{
	struct record_reader reader;
	struct buffer row = buffer_make(ROW_SIZE_LIMIT);
	struct database_transaction transaction;
	struct audit_any_key key;
	struct slice_row found;
	struct record record;

	int err = record_reader_init(&reader, keys);
	database_begin(database, DATABASE_READ, &transaction);
	bool there = audit_row_find(&transaction, sequence, &key, &found);
	if (err == 0)
		err = there ? buffer_append(&row, found.value) : ERROR_NOT_FOUND;
	database_abort(&transaction);
	if (transaction.error != 0)
		err = transaction.error;
	found.value = buffer_bytes(&row);
	if (err == 0)
		err = record_reader_read(&reader, &found, &record);
	if (err == 0)
		err = each(&record, context);
	record_reader_release(&reader);
	buffer_release(&row);
	return err;
}
