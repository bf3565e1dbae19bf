/* What the keyring holds, its rows, and going over to a newer one; sealing is keyring_seal.c. */
#include "store/keyring.h"

#include <stdlib.h>

#include "core/error.h"
#include "core/log.h"
#include "store/codec.h"
#include "store/keyring_state.h"

#define ROW_PREFIX "keyring"
#define ROW_PREFIX_SIZE (sizeof(ROW_PREFIX) - 1)
#define ROW_KEY_SIZE (ROW_PREFIX_SIZE + STORE_FILE_NAME_SIZE)

/* A full ring, with ample room for the numbers. */
#define CONTENT_SIZE_LIMIT (sizeof(struct keyring_content) + (size_t)4096)

#define CONTENT_VERSION 1

static const char crossed_key[] = "crossed";

struct row_key {
	uint8_t memory[ROW_KEY_SIZE];
};

static struct bytes
row_key_make(const uint8_t name[STORE_FILE_NAME_SIZE], struct row_key *memory)
{
	memcpy(memory->memory, ROW_PREFIX, ROW_PREFIX_SIZE);
	memcpy(memory->memory + ROW_PREFIX_SIZE, name, STORE_FILE_NAME_SIZE);
	return bytes_make(memory->memory, sizeof(memory->memory));
}

/* ---- a row -------------------------------------------------------------------------- */

static void
names_walk(struct codec *codec, struct store_names *names)
{
	codec_raw(codec, names->item, sizeof(names->item));
	codec_raw(codec, names->tree, sizeof(names->tree));
	codec_raw(codec, names->search, sizeof(names->search));
	codec_raw(codec, names->value, sizeof(names->value));
	codec_raw(codec, names->split, sizeof(names->split));
	codec_raw(codec, names->check, sizeof(names->check));
}

static void
epoch_walk(struct codec *codec, struct store_epoch *epoch)
{
	codec_u64(codec, &epoch->first);
	codec_i64(codec, &epoch->made);
	codec_i64(codec, &epoch->retired);
	if (epoch->retired != 0)
		return; /* what was erased is not kept as zeros that could be taken for a key */
	for (int seal = 0; seal < STORE_SEAL_COUNT; seal++)
		codec_raw(codec, epoch->seals.keys[seal], CRYPTO_KEY_SIZE);
}

static void
content_walk(struct codec *codec, struct keyring_content *content)
{
	uint64_t version = CONTENT_VERSION, count = content->count;

	codec_number(codec, CONTENT_VERSION, CONTENT_VERSION, &version);
	names_walk(codec, &content->names);
	codec_raw(codec, content->file_name, sizeof(content->file_name));
	codec_raw(codec, content->file_ring, sizeof(content->file_ring));
	codec_flag(codec, &content->unfinished);
	codec_number(codec, 1, STORE_EPOCH_LIMIT, &count);
	content->count = codec->error == 0 ? (size_t)count : 0;
	for (size_t i = 0; i < content->count; i++)
		epoch_walk(codec, &content->epochs[i]);
}

/* Reads the row for a key file. Fails: ERROR_NOT_FOUND (there is none), ERROR_CORRUPT ... */
static int
content_get(struct database_transaction *transaction, const uint8_t name[STORE_FILE_NAME_SIZE],
            const uint8_t ring[CRYPTO_KEY_SIZE], struct keyring_content *out)
{
	struct buffer plain = buffer_make(CONTENT_SIZE_LIMIT);
	struct row_key memory;
	struct bytes sealed, key = row_key_make(name, &memory);

	*out = (struct keyring_content){ .count = 0 };
	if (!database_get(transaction, DATABASE_META, key, &sealed))
		return transaction->error != 0 ? transaction->error : ERROR_NOT_FOUND;
	int err = store_row_open(ring, key, sealed, &plain);
	if (err == 0) {
		struct codec codec = codec_reader(buffer_bytes(&plain), NULL);
		content_walk(&codec, out);
		err = codec_finish(&codec);
	}
	if (plain.length > 0)
		explicit_bzero(plain.data, plain.length);
	buffer_release(&plain);
	return err == ERROR_LIMIT ? ERROR_CORRUPT : err;
}

void
keyring_get(struct database_transaction *transaction, const struct store_keys *keys,
            struct keyring_content *out)
{
	uint8_t name[STORE_FILE_NAME_SIZE], file_ring[CRYPTO_KEY_SIZE];
	int err;

	keyring_read(keys, out);
	do { /* each bridge leads to a later key file */
		memcpy(name, out->file_name, sizeof(name));
		memcpy(file_ring, out->file_ring, sizeof(file_ring));
		err = content_get(transaction, name, file_ring, out);
	} while (err == 0 && memcmp(name, out->file_name, sizeof(name)) != 0);
	database_fail(transaction, err == ERROR_NOT_FOUND ? ERROR_KEY : err);
	explicit_bzero(file_ring, sizeof(file_ring));
}

void
keyring_put(struct database_transaction *transaction, const struct keyring_content *content,
            const uint8_t name[STORE_FILE_NAME_SIZE], const uint8_t ring[CRYPTO_KEY_SIZE])
{
	struct buffer plain = buffer_make(CONTENT_SIZE_LIMIT);
	struct buffer sealed = buffer_make(CONTENT_SIZE_LIMIT + CRYPTO_SEAL_OVERHEAD);
	struct codec codec = codec_writer(&plain);
	struct row_key memory;
	struct bytes key = row_key_make(name, &memory);

	content_walk(&codec, (struct keyring_content *)content);
	int err = codec_finish(&codec);
	if (err == 0)
		err = store_row_seal(ring, key, buffer_bytes(&plain), &sealed);
	database_fail(transaction, err);
	database_put(transaction, DATABASE_META, key, buffer_bytes(&sealed));
	if (plain.length > 0)
		explicit_bzero(plain.data, plain.length);
	buffer_release(&plain);
	buffer_release(&sealed);
}

/* ---- making and releasing ----------------------------------------------------------- */

int
keyring_of_content(const struct keyring_content *content, struct store_keys *out)
{
	struct keyring *ring = calloc(1, sizeof(*ring));

	*out = (struct store_keys){ .ring = NULL };
	if (ring == NULL)
		return ERROR_MEMORY;
	int err = lock_create(&ring->lock, LOCK_RANK_STORE_KEYRING);
	if (err != 0) {
		free(ring);
		return err;
	}
	ring->content = *content;
	atomic_init(&ring->count, (unsigned)content->count);
	atomic_init(&ring->told, (unsigned)content->count);
	*out = (struct store_keys){ content->names, ring };
	return 0;
}

int
keyring_make(const struct store_file_key *file, int64_t made, struct store_keys *out)
{
	struct keyring_content content = {
		.names = file->names, .count = 1,
		.epochs = { { .first = 1, .made = made, .seals = file->seals } },
	};

	memcpy(content.file_name, file->name, sizeof(content.file_name));
	memcpy(content.file_ring, file->ring, sizeof(content.file_ring));
	int err = keyring_of_content(&content, out);
	explicit_bzero(&content, sizeof(content));
	return err;
}

int
keyring_load(struct database_transaction *transaction, const struct store_file_key *file,
             struct store_keys *out)
{
	struct keyring_content content;

	*out = (struct store_keys){ .ring = NULL };
	int err = content_get(transaction, file->name, file->ring, &content);
	if (err == 0)
		err = keyring_of_content(&content, out);
	/* Who was started with the key file of before came over the bridge as well. */
	if (err == 0 && memcmp(file->name, content.file_name, sizeof(file->name)) != 0)
		atomic_init(&out->ring->told, 0);
	explicit_bzero(&content, sizeof(content));
	return err == ERROR_NOT_FOUND ? ERROR_KEY : err;
}

void
keyring_release(struct store_keys *keys)
{
	if (keys->ring != NULL) {
		lock_destroy(&keys->ring->lock);
		explicit_bzero(keys->ring, sizeof(*keys->ring));
		free(keys->ring);
	}
	explicit_bzero(keys, sizeof(*keys));
}

void
keyring_watch(const struct store_keys *keys, struct database *database)
{
	keys->ring->database = database;
}

void
keyring_read(const struct store_keys *keys, struct keyring_content *out)
{
	lock_acquire(&keys->ring->lock);
	*out = keys->ring->content;
	lock_release(&keys->ring->lock);
}

size_t
keyring_count(const struct store_keys *keys)
{
	return atomic_load(&keys->ring->count);
}

/* ---- going over to a newer one --------------------------------------------------------- */

/* Other threads look at the epochs meanwhile, but only at those counted. */
static void
ring_take_over(struct keyring *ring, const struct keyring_content *newer)
{
	struct keyring_content *content = &ring->content;

	lock_acquire(&ring->lock);
	bool goes_on = newer->count > content->count;
	for (size_t i = content->count; i < newer->count; i++)
		content->epochs[i] = newer->epochs[i];
	if (goes_on) {
		memcpy(content->file_name, newer->file_name, sizeof(content->file_name));
		memcpy(content->file_ring, newer->file_ring, sizeof(content->file_ring));
		content->count = newer->count;
		atomic_store(&ring->count, (unsigned)newer->count);
	}
	lock_release(&ring->lock);
	if (goes_on)
		log_event(LOG_SEVERITY_NOTICE, "store-key-changed",
		          log_number("key", (int64_t)newer->count));
}

int
keyring_look(const struct store_keys *keys, size_t known)
{
	uint8_t name[STORE_FILE_NAME_SIZE], file_ring[CRYPTO_KEY_SIZE];
	struct database_transaction transaction;
	struct keyring *ring = keys->ring;
	struct keyring_content newer;

	if (atomic_load(&ring->count) > known)
		return 0;
	if (ring->database == NULL)
		return ERROR_CORRUPT;
	lock_acquire(&ring->lock);
	memcpy(name, ring->content.file_name, sizeof(name));
	memcpy(file_ring, ring->content.file_ring, sizeof(file_ring));
	lock_release(&ring->lock);
	database_begin(ring->database, DATABASE_READ, &transaction);
	int err = content_get(&transaction, name, file_ring, &newer);
	database_abort(&transaction);
	if (err == 0)
		ring_take_over(ring, &newer);
	explicit_bzero(&newer, sizeof(newer));
	explicit_bzero(file_ring, sizeof(file_ring));
	if (err != 0)
		return err == ERROR_NOT_FOUND ? ERROR_KEY : err;
	return atomic_load(&ring->count) > known ? 0 : ERROR_CORRUPT;
}

/* ---- bridges ------------------------------------------------------------------------- */

/* Sets `cursor` on the first row of the ring; close it in any case. */
static bool
rows_begin(struct database_transaction *transaction, struct database_cursor *cursor)
{
	return database_seek(transaction, DATABASE_META, bytes_make(ROW_PREFIX, ROW_PREFIX_SIZE), cursor);
}

/* The name of the key file whose row the cursor is on; NULL behind the last one. */
static const uint8_t *
row_name(const struct database_cursor *cursor)
{
	if (cursor->key.length != ROW_KEY_SIZE ||
	    memcmp(cursor->key.data, ROW_PREFIX, ROW_PREFIX_SIZE) != 0)
		return NULL;
	return cursor->key.data + ROW_PREFIX_SIZE;
}

/* Copies the name of a key file that opens the store besides the newest; false without any. */
static bool
bridge_find(struct database_transaction *transaction, const struct keyring_content *content,
            uint8_t out[STORE_FILE_NAME_SIZE])
{
	struct database_cursor cursor;
	const uint8_t *name = NULL;

	bool more = rows_begin(transaction, &cursor);
	for (; more && (name = row_name(&cursor)) != NULL; more = database_next(&cursor))
		if (memcmp(name, content->file_name, STORE_FILE_NAME_SIZE) != 0)
			break;
	bool found = more && name != NULL;
	if (found)
		memcpy(out, name, STORE_FILE_NAME_SIZE);
	database_cursor_close(&cursor);
	return found;
}

bool
keyring_has_bridge(struct database_transaction *transaction, const struct keyring_content *content)
{
	uint8_t name[STORE_FILE_NAME_SIZE];

	return bridge_find(transaction, content, name);
}

void
keyring_remove_bridges(struct database_transaction *transaction,
                       const struct keyring_content *content)
{
	uint8_t name[STORE_FILE_NAME_SIZE];
	struct row_key memory;

	while (transaction->error == 0 && bridge_find(transaction, content, name))
		database_delete(transaction, DATABASE_META, row_key_make(name, &memory));
	database_delete(transaction, DATABASE_META, bytes_of_string(crossed_key));
}

size_t
keyring_cross(struct database_transaction *transaction, const struct store_keys *keys)
{
	struct keyring_content stored;

	size_t count = keyring_count(keys);

	if (count == atomic_load(&keys->ring->told))
		return 0;
	keyring_get(transaction, keys, &stored);
	if (stored.unfinished)
		database_put(transaction, DATABASE_META, bytes_of_string(crossed_key),
		             bytes_make(stored.file_name, sizeof(stored.file_name)));
	else if (transaction->error == 0)
		keyring_remove_bridges(transaction, &stored);
	explicit_bzero(&stored, sizeof(stored));
	return count;
}

void
keyring_note_crossed(const struct store_keys *keys, size_t count)
{
	atomic_store(&keys->ring->told, (unsigned)count);
}

bool
keyring_is_crossed(struct database_transaction *transaction, const struct keyring_content *content)
{
	struct bytes value;

	return database_get(transaction, DATABASE_META, bytes_of_string(crossed_key), &value) &&
	       bytes_equal(value, bytes_make(content->file_name, sizeof(content->file_name)));
}
