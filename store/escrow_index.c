#include "store/escrow_index.h"

#include <endian.h>

#include "core/error.h"
#include "store/codec.h"
#include "store/escrow_files.h"
#include "store/escrow_state.h"
#include "store/slice.h"

#define POSITION_SIZE sizeof(uint32_t)
#define KEY_SIZE (ESCROW_ID_SIZE + POSITION_SIZE)

/* The three strings of a row, and ample room for its numbers. */
#define ROW_SIZE_LIMIT (3 * (size_t)CODEC_STRING_LIMIT + 1024)

struct index_key {
	uint8_t memory[KEY_SIZE];
};

/* A row of the table "escrow". */
struct index_row {
	uint8_t first_id[ESCROW_ID_SIZE];
	struct escrow_item item;
};

/* A row of the table "escrow item". */
struct item_row {
	uint8_t first_id[ESCROW_ID_SIZE];
	uint64_t last_sequence; /* the decision that sealed it last */
};

static void
index_row_walk(struct codec *codec, struct index_row *row)
{
	codec_raw(codec, row->first_id, sizeof(row->first_id));
	codec_string(codec, &row->item.message_id);
	codec_string(codec, &row->item.recipient);
	codec_string(codec, &row->item.sender);
	codec_i64(codec, &row->item.time);
	codec_i64(codec, &row->item.retain_until);
	codec_u64(codec, &row->item.size);
	codec_u64(codec, &row->item.sequence);
	/* Rows of version 0.1 end here. */
	if (!codec_goes_on(codec))
		return;
	codec_flag(codec, &row->item.has_sealed_digest);
	if (row->item.has_sealed_digest)
		codec_raw(codec, row->item.sealed_digest, sizeof(row->item.sealed_digest));
}

static void
item_row_walk(struct codec *codec, struct item_row *row)
{
	codec_raw(codec, row->first_id, sizeof(row->first_id));
	codec_u64(codec, &row->last_sequence);
}

static struct bytes
index_key_make(const uint8_t id[ESCROW_ID_SIZE], size_t position, struct index_key *out)
{
	uint32_t number = htobe32((uint32_t)position);

	memcpy(out->memory, id, ESCROW_ID_SIZE);
	memcpy(out->memory + ESCROW_ID_SIZE, &number, POSITION_SIZE);
	return bytes_make(out->memory, sizeof(out->memory));
}

/* ---- adding -------------------------------------------------------------- */

static bool
record_has_items(const struct record *record)
{
	return record->kind == RECORD_DECISION && record->escrow_id.length > 0;
}

/* The receivers got the message otherwise, or will: what was sealed is the officers'. */
static bool
is_kept(const struct record *record)
{
	return record->outcome == OUTCOME_PASS || record->outcome == OUTCOME_TLS ||
	       record->outcome == OUTCOME_HOLD;
}

int
escrow_index_check(const struct record *record)
{
	uint8_t id[ESCROW_ID_SIZE];
	bool claimed = is_kept(record);

	if (!record_has_items(record))
		return 0;
	for (size_t i = 0; i < record->recipient_count; i++)
		claimed = claimed || record->recipients[i].outcome == OUTCOME_PORTAL;
	return claimed ? escrow_id_decode(record->escrow_id, id) : ERROR_INVALID;
}

static void
row_put(struct database_transaction *transaction, const struct store_keys *keys,
        enum database_table table, struct bytes key, struct codec *codec, struct buffer *plain)
{
	struct buffer sealed = buffer_make(ROW_SIZE_LIMIT + CRYPTO_SEAL_OVERHEAD);

	int err = codec_finish(codec);
	if (err == 0)
		err = keyring_seal(keys, STORE_SEAL_ESCROW, key, buffer_bytes(plain), &sealed);
	database_fail(transaction, err);
	database_put(transaction, table, key, buffer_bytes(&sealed));
	buffer_release(&sealed);
}

static void
index_row_put(struct database_transaction *transaction, const struct store_keys *keys,
              struct bytes key, struct index_row *row)
{
	struct buffer plain = buffer_make(ROW_SIZE_LIMIT);
	struct codec codec = codec_writer(&plain);

	index_row_walk(&codec, row);
	row_put(transaction, keys, DATABASE_ESCROW, key, &codec, &plain);
	buffer_release(&plain);
}

static void
item_row_put(struct database_transaction *transaction, const struct store_keys *keys,
             struct bytes key, struct item_row *row)
{
	struct buffer plain = buffer_make(ROW_SIZE_LIMIT);
	struct codec codec = codec_writer(&plain);

	item_row_walk(&codec, row);
	row_put(transaction, keys, DATABASE_ESCROW_ITEM, key, &codec, &plain);
	buffer_release(&plain);
}

/* False when there is none, and after a failure. */
static bool
item_row_get(struct database_transaction *transaction, const struct store_keys *keys,
             struct bytes key, struct item_row *out)
{
	struct buffer plain = buffer_make(ROW_SIZE_LIMIT);
	struct bytes sealed;

	if (!database_get(transaction, DATABASE_ESCROW_ITEM, key, &sealed))
		return false;
	int err = keyring_open(keys, STORE_SEAL_ESCROW, key, sealed, &plain);
	if (err == 0) {
		struct codec codec = codec_reader(buffer_bytes(&plain), NULL);
		item_row_walk(&codec, out);
		err = codec_finish(&codec);
	}
	database_fail(transaction, err);
	buffer_release(&plain);
	return err == 0;
}

static int
item_name(const struct store_keys *keys, const struct record *record, struct bytes recipient,
          uint8_t out[CRYPTO_DIGEST_SIZE])
{
	struct bytes separator = bytes_make("", 1);
	struct bytes parts[] = {
		record->message_id, separator, recipient, separator,
		bytes_make(record->digest, sizeof(record->digest)),
	};
	return crypto_mac(keys->names.item, parts, ARRAY_LENGTH(parts), out);
}

static void
escrow_index_add_one(struct database_transaction *transaction, const struct store_keys *keys,
                     const struct record *record, uint64_t sequence, size_t position,
                     struct bytes recipient)
{
	struct item_row item = { 0 };
	struct index_key key;
	uint8_t name_memory[CRYPTO_DIGEST_SIZE], id[ESCROW_ID_SIZE];
	struct bytes name = bytes_make(name_memory, sizeof(name_memory));

	int err = item_name(keys, record, recipient, name_memory);
	if (err == 0)
		err = escrow_id_decode(record->escrow_id, id);
	if (err != 0) {
		database_fail(transaction, err);
		return;
	}
	if (!item_row_get(transaction, keys, name, &item))
		memcpy(item.first_id, id, sizeof(id));
	else if (item.last_sequence == sequence)
		return; /* the envelope names this recipient twice */
	item.last_sequence = sequence;
	item_row_put(transaction, keys, name, &item);

	struct index_row row = {
		.item = {
			.message_id = record->message_id,
			.recipient = recipient,
			.sender = record->sender,
			.time = record->time,
			.retain_until = record->retain_until,
			.size = record->size,
			.sequence = sequence,
			.has_sealed_digest = record->sealed_digest != NULL,
		},
	};
	if (record->sealed_digest != NULL)
		memcpy(row.item.sealed_digest, record->sealed_digest, sizeof(row.item.sealed_digest));
	memcpy(row.first_id, item.first_id, sizeof(row.first_id));
	index_row_put(transaction, keys, index_key_make(id, position, &key), &row);
}

/* Whether the decision has an item at `position`, and whose. */
static bool
has_item_at(const struct record *record, size_t position, struct bytes *recipient)
{
	*recipient = bytes_make(NULL, 0);
	if (is_kept(record))
		return position == 0;
	if (position < record->recipient_count)
		*recipient = record->recipients[position].address;
	return position < record->recipient_count &&
	       record->recipients[position].outcome == OUTCOME_PORTAL;
}

void
escrow_index_add(struct database_transaction *transaction, const struct store_keys *keys,
                 const struct record *record, uint64_t sequence)
{
	struct bytes recipient;

	if (!record_has_items(record))
		return;
	for (size_t i = 0; i <= record->recipient_count && transaction->error == 0; i++)
		if (has_item_at(record, i, &recipient))
			escrow_index_add_one(transaction, keys, record, sequence, i, recipient);
	escrow_state_add(transaction, keys, record);
}

/* ---- removing ------------------------------------------------------------- */

/* By its name a later retry would be known as one; of the last sealing nothing is left. */
static void
item_row_remove(struct database_transaction *transaction, const struct store_keys *keys,
                const struct record *record, struct bytes recipient)
{
	struct item_row item = { 0 };
	uint8_t name_memory[CRYPTO_DIGEST_SIZE];
	struct bytes name = bytes_make(name_memory, sizeof(name_memory));

	database_fail(transaction, item_name(keys, record, recipient, name_memory));
	if (transaction->error == 0 && item_row_get(transaction, keys, name, &item) &&
	    item.last_sequence == record->sequence)
		database_delete(transaction, DATABASE_ESCROW_ITEM, name);
}

void
escrow_index_remove(struct database_transaction *transaction, const struct store_keys *keys,
                    const struct record *record)
{
	struct index_key key;
	struct bytes recipient;
	uint8_t id[ESCROW_ID_SIZE];

	if (!record_has_items(record))
		return;
	database_fail(transaction, escrow_id_decode(record->escrow_id, id));
	for (size_t i = 0; i <= record->recipient_count && transaction->error == 0; i++) {
		if (!has_item_at(record, i, &recipient))
			continue;
		item_row_remove(transaction, keys, record, recipient);
		database_delete(transaction, DATABASE_ESCROW, index_key_make(id, i, &key));
	}
	escrow_state_remove(transaction, record->escrow_id);
}

/* ---- looking up ---------------------------------------------------------- */

/* Whether the envelope named a recipient before, who then has his item there. */
static bool
is_named_before(const struct record *record, size_t position, struct bytes recipient)
{
	struct bytes other;

	for (size_t i = 0; i < position; i++)
		if (has_item_at(record, i, &other) && bytes_equal(other, recipient))
			return true;
	return false;
}

bool
escrow_index_has_all(struct database_transaction *transaction, const struct record *record)
{
	struct bytes recipient, value;
	struct index_key key;
	uint8_t id[ESCROW_ID_SIZE];

	if (!record_has_items(record))
		return true;
	if (escrow_id_decode(record->escrow_id, id) != 0)
		return false;
	for (size_t i = 0; i <= record->recipient_count && transaction->error == 0; i++)
		if (has_item_at(record, i, &recipient) &&
		    !database_get(transaction, DATABASE_ESCROW, index_key_make(id, i, &key), &value) &&
		    !is_named_before(record, i, recipient))
			return false;
	return true;
}

/* Sets `cursor` on the first row of the id; close it in any case. */
static bool
index_find(struct database_transaction *transaction, const char *id, struct database_cursor *cursor)
{
	struct index_key key;
	uint8_t bytes[ESCROW_ID_SIZE];

	*cursor = (struct database_cursor){ .transaction = transaction };
	if (escrow_id_decode(bytes_of_string(id), bytes) != 0)
		return false;
	return database_seek(transaction, DATABASE_ESCROW, index_key_make(bytes, 0, &key), cursor) &&
	       bytes_equal(bytes_slice(cursor->key, 0, sizeof(bytes)), bytes_make(bytes, sizeof(bytes)));
}

bool
escrow_index_has(struct database_transaction *transaction, const char *id)
{
	struct database_cursor cursor;

	bool found = index_find(transaction, id, &cursor);
	database_cursor_close(&cursor);
	return found;
}

static int
index_row_read(const struct store_keys *keys, const struct slice_row *from, struct buffer *plain,
               struct index_row *out)
{
	buffer_clear(plain);
	if (from->key.length != KEY_SIZE)
		return ERROR_CORRUPT;
	int err = keyring_open(keys, STORE_SEAL_ESCROW, from->key, from->value, plain);
	if (err != 0)
		return err;
	struct codec codec = codec_reader(buffer_bytes(plain), NULL);
	index_row_walk(&codec, out);
	return codec_finish(&codec);
}

/* What became of it since it was sealed. */
static int
item_set_state(struct database_transaction *transaction, const struct store_keys *keys,
               struct bytes id, struct escrow_item *item)
{
	int err = escrow_state_load(transaction, keys, id, &item->state);

	if (err == 0 && item->state.has_digest) {
		item->has_sealed_digest = true;
		memcpy(item->sealed_digest, item->state.digest, sizeof(item->sealed_digest));
	}
	return err;
}

int
escrow_index_check_file(struct database_transaction *transaction, const struct store_keys *keys,
                        const char *id, struct bytes sealed)
{
	struct buffer plain = buffer_make(ROW_SIZE_LIMIT);
	struct index_row row = { 0 };
	struct database_cursor cursor;
	int err = ERROR_NOT_FOUND;

	if (index_find(transaction, id, &cursor)) {
		const struct slice_row from = { cursor.key, cursor.value };
		err = index_row_read(keys, &from, &plain, &row);
		if (err == 0)
			err = item_set_state(transaction, keys, bytes_of_string(id), &row.item);
		if (err == 0)
			err = store_escrow_check(&row.item, sealed);
		if (err == ERROR_NOT_FOUND)
			err = 0;
	}
	database_cursor_close(&cursor);
	buffer_release(&plain);
	return err;
}

struct listing {
	struct database *database;
	const struct store_keys *keys;
	struct buffer plain;
	int (*each)(const struct escrow_item *item, void *context);
	void *context;
};

/* Reads one row and hands it out, with its ids as digits. */
static int
listing_show(const struct slice_row *from, void *context)
{
	char id[MESSAGE_ESCROW_ID_SIZE], first_id[MESSAGE_ESCROW_ID_SIZE];
	struct listing *listing = context;
	struct database_transaction transaction;
	struct index_row row = { 0 };

	int err = index_row_read(listing->keys, from, &listing->plain, &row);
	if (err != 0)
		return err;
	hex_encode(bytes_slice(from->key, 0, ESCROW_ID_SIZE), id);
	hex_encode(bytes_make(row.first_id, sizeof(row.first_id)), first_id);
	row.item.escrow_id = bytes_of_string(id);
	row.item.first_escrow_id = bytes_of_string(first_id);
	database_begin(listing->database, DATABASE_READ, &transaction);
	err = item_set_state(&transaction, listing->keys, row.item.escrow_id, &row.item);
	database_abort(&transaction);
	if (err == 0)
		err = transaction.error;
	return err == 0 ? listing->each(&row.item, listing->context) : err;
}

int
escrow_index_list(struct database *database, const struct store_keys *keys,
                  int (*each)(const struct escrow_item *item, void *context), void *context)
{
	struct listing listing = { database, keys, buffer_make(ROW_SIZE_LIMIT), each, context };

	int err = slice_each(database, DATABASE_ESCROW, bytes_make(NULL, 0), listing_show, &listing);
	buffer_release(&listing.plain);
	return err;
}

/* The size and the time of the item a cursor is on. */
static int
growth_read(const struct database_cursor *cursor, const struct store_keys *keys,
            struct buffer *plain, struct escrow_item *out)
{
	const struct slice_row from = { cursor->key, cursor->value };
	struct index_row row = { 0 };

	int err = index_row_read(keys, &from, plain, &row);
	*out = row.item;
	return err;
}

void
escrow_index_growth(struct database_transaction *transaction, const struct store_keys *keys,
                    size_t limit, int64_t since, uint64_t *bytes, int64_t *from)
{
	struct buffer plain = buffer_make(ROW_SIZE_LIMIT);
	uint8_t last_id[ESCROW_ID_SIZE] = { 0 };
	struct database_cursor cursor;
	struct escrow_item item;

	*bytes = 0;
	*from = since;
	bool more = database_seek_last(transaction, DATABASE_ESCROW, &cursor);
	for (; more; more = database_previous(&cursor)) {
		database_fail(transaction, growth_read(&cursor, keys, &plain, &item));
		if (transaction->error != 0 || item.time < since)
			break;
		/* Receivers of one message stand together and share its original. */
		if (memcmp(cursor.key.data, last_id, sizeof(last_id)) != 0)
			*bytes += item.size;
		memcpy(last_id, cursor.key.data, sizeof(last_id));
		if (--limit == 0) {
			*from = item.time;
			break;
		}
	}
	database_cursor_close(&cursor);
	buffer_release(&plain);
}

int
store_escrow_check(const struct escrow_item *item, struct bytes sealed)
{
	uint8_t digest[CRYPTO_DIGEST_SIZE];

	if (!item->has_sealed_digest)
		return ERROR_NOT_FOUND;
	int err = crypto_digest(&sealed, 1, digest);
	if (err != 0 || memcmp(digest, item->sealed_digest, sizeof(digest)) == 0)
		return err;
	/* A change that was noted, and ended before it was done or just after. */
	return item->state.has_next && memcmp(digest, item->state.next, sizeof(digest)) == 0 ?
	       0 : ERROR_CORRUPT;
}
