#include "store/disposal_table.h"

#include <endian.h>
#include <stdio.h>

#include "core/error.h"
#include "store/codec.h"

#define NUMBER_SIZE sizeof(uint64_t)

#define PLACE_PREFIX_SIZE (sizeof(DISPOSAL_PLACE) - 1)

struct disposal_key {
	uint8_t memory[2 * NUMBER_SIZE];
	size_t length;
};

struct disposal_place {
	uint8_t memory[PLACE_PREFIX_SIZE + 2 * NUMBER_SIZE];
};

static struct bytes
key_bytes(const struct disposal_key *key)
{
	return bytes_make(key->memory, key->length);
}

static void
key_add(struct disposal_key *key, uint64_t number)
{
	uint64_t big = htobe64(number);

	memcpy(key->memory + key->length, &big, NUMBER_SIZE);
	key->length += NUMBER_SIZE;
}

static struct bytes
place_make(struct bytes key, struct disposal_place *memory)
{
	memcpy(memory->memory, DISPOSAL_PLACE, PLACE_PREFIX_SIZE);
	memcpy(memory->memory + PLACE_PREFIX_SIZE, key.data, key.length);
	return bytes_make(memory->memory, PLACE_PREFIX_SIZE + key.length);
}

static uint64_t
number_at(struct bytes key, size_t at)
{
	uint64_t number;

	memcpy(&number, key.data + at, NUMBER_SIZE);
	return be64toh(number);
}

/* ---- what a row holds --------------------------------------------------------- */

static void
disposal_walk(struct codec *codec, struct disposal *disposal)
{
	codec_u8(codec, DISPOSAL_STATE_LIMIT - 1, &disposal->state);
	codec_i64(codec, &disposal->at);
	codec_u64(codec, &disposal->items);
	codec_raw(codec, disposal->items_digest, sizeof(disposal->items_digest));
	codec_i64(codec, &disposal->proposed);
	codec_string(codec, &disposal->proposed_by);
	codec_u64(codec, &disposal->decision);
	codec_i64(codec, &disposal->decided);
	codec_string(codec, &disposal->decided_by);
	codec_string(codec, &disposal->reason);
	codec_u64(codec, &disposal->completion);
	codec_i64(codec, &disposal->completed);
	codec_u64(codec, &disposal->destroyed);
	codec_raw(codec, disposal->list_digest, sizeof(disposal->list_digest));
}

static void
item_walk(struct codec *codec, struct disposal_item *item)
{
	struct bytes hold = bytes_of_string(item->hold);

	codec_u64(codec, &item->sequence);
	codec_u8(codec, DISPOSAL_FATE_LIMIT - 1, &item->fate);
	codec_string(codec, &hold);
	if (codec_reads(codec))
		snprintf(item->hold, sizeof(item->hold), "%.*s", (int)hold.length,
		         (const char *)hold.data);
}

static void
chunk_walk(struct codec *codec, struct disposal_chunk *chunk)
{
	uint64_t count = chunk->count;

	codec_number(codec, 1, DISPOSAL_CHUNK, &count);
	chunk->count = codec->error == 0 ? (size_t)count : 0;
	for (size_t i = 0; i < chunk->count; i++)
		item_walk(codec, &chunk->items[i]);
}

/* ---- putting ------------------------------------------------------------------ */

static void
row_put(struct database_transaction *transaction, const struct store_keys *keys,
        enum database_table table, const struct disposal_key *key, struct codec *codec,
        struct buffer *plain)
{
	struct buffer sealed = buffer_make(DISPOSAL_ROW_LIMIT + CRYPTO_SEAL_OVERHEAD);
	struct disposal_place place;

	int err = codec_finish(codec);
	if (err == 0)
		err = keyring_seal(keys, STORE_SEAL_AUDIT, place_make(key_bytes(key), &place),
		                     buffer_bytes(plain), &sealed);
	database_fail(transaction, err);
	database_put(transaction, table, key_bytes(key), buffer_bytes(&sealed));
	buffer_release(&sealed);
}

void
disposal_put(struct database_transaction *transaction, const struct store_keys *keys,
             const struct disposal *disposal)
{
	struct buffer plain = buffer_make(DISPOSAL_ROW_LIMIT);
	struct codec codec = codec_writer(&plain);
	struct disposal walked = *disposal;
	struct disposal_key key = { .length = 0 };

	key_add(&key, disposal->number);
	disposal_walk(&codec, &walked);
	row_put(transaction, keys, DATABASE_DISPOSAL, &key, &codec, &plain);
	buffer_release(&plain);
}

void
disposal_chunk_put(struct database_transaction *transaction, const struct store_keys *keys,
                   const struct disposal_chunk *chunk)
{
	struct buffer plain = buffer_make(DISPOSAL_ROW_LIMIT);
	struct codec codec = codec_writer(&plain);
	struct disposal_key key = { .length = 0 };

	key_add(&key, chunk->number);
	key_add(&key, chunk->items[0].sequence);
	/* Writing leaves what it walks over as it is. */
	chunk_walk(&codec, (struct disposal_chunk *)chunk);
	row_put(transaction, keys, DATABASE_DISPOSAL_ITEM, &key, &codec, &plain);
	buffer_release(&plain);
}

/* ---- reading ------------------------------------------------------------------ */

/* Opens the first row behind `after` whose key is `length` long; `key` is the row's. */
static int
row_next(struct database_transaction *transaction, const struct store_keys *keys,
         enum database_table table, const struct disposal_key *after, struct buffer *plain,
         struct disposal_key *key)
{
	struct database_cursor cursor;
	struct disposal_place place;
	int err = ERROR_NOT_FOUND;

	bool more = database_seek(transaction, table, key_bytes(after), &cursor);
	if (more && bytes_equal(cursor.key, key_bytes(after)))
		more = database_next(&cursor);
	if (more)
		err = cursor.key.length == after->length ? 0 : ERROR_CORRUPT;
	if (err == 0) {
		memcpy(key->memory, cursor.key.data, cursor.key.length);
		key->length = cursor.key.length;
		err = keyring_open(keys, STORE_SEAL_AUDIT, place_make(cursor.key, &place), cursor.value, plain);
	}
	database_cursor_close(&cursor);
	return transaction->error != 0 ? transaction->error : err;
}

int
disposal_next(struct database_transaction *transaction, const struct store_keys *keys,
              uint64_t after, struct buffer *plain, struct disposal *out)
{
	struct disposal_key behind = { .length = 0 }, key;

	*out = (struct disposal){ 0 };
	buffer_clear(plain);
	key_add(&behind, after);
	int err = row_next(transaction, keys, DATABASE_DISPOSAL, &behind, plain, &key);
	if (err != 0)
		return err;
	struct codec codec = codec_reader(buffer_bytes(plain), NULL);
	out->number = number_at(key_bytes(&key), 0);
	disposal_walk(&codec, out);
	return codec_finish(&codec);
}

int
disposal_chunk_next(struct database_transaction *transaction, const struct store_keys *keys,
                    uint64_t number, uint64_t after, struct disposal_chunk *out)
{
	struct buffer plain = buffer_make(DISPOSAL_ROW_LIMIT);
	struct disposal_key behind = { .length = 0 }, key;

	*out = (struct disposal_chunk){ .number = number };
	key_add(&behind, number);
	key_add(&behind, after);
	int err = row_next(transaction, keys, DATABASE_DISPOSAL_ITEM, &behind, &plain, &key);
	if (err == 0 && number_at(key_bytes(&key), 0) != number)
		err = ERROR_NOT_FOUND;
	if (err == 0) {
		struct codec codec = codec_reader(buffer_bytes(&plain), NULL);
		chunk_walk(&codec, out);
		err = codec_finish(&codec);
	}
	buffer_release(&plain);
	return err;
}
