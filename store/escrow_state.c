#include "store/escrow_state.h"

#include "core/error.h"
#include "store/codec.h"
#include "store/escrow_files.h"

#define STATE_SIZE_LIMIT ((size_t)256)

#define PLACE_PREFIX_SIZE (sizeof(ESCROW_STATE_PLACE) - 1)

struct state_place {
	uint8_t memory[PLACE_PREFIX_SIZE + ESCROW_ID_SIZE];
};

static struct bytes
place_make(const uint8_t id[ESCROW_ID_SIZE], struct state_place *memory)
{
	memcpy(memory->memory, ESCROW_STATE_PLACE, PLACE_PREFIX_SIZE);
	memcpy(memory->memory + PLACE_PREFIX_SIZE, id, ESCROW_ID_SIZE);
	return bytes_make(memory->memory, sizeof(memory->memory));
}

static void
digest_walk(struct codec *codec, bool *has, uint8_t digest[CRYPTO_DIGEST_SIZE])
{
	codec_flag(codec, has);
	if (*has)
		codec_raw(codec, digest, CRYPTO_DIGEST_SIZE);
}

static void
state_walk(struct codec *codec, struct escrow_state *state)
{
	codec_u8(codec, ESCROW_LINK_LIMIT - 1, &state->link);
	codec_flag(codec, &state->key_removed);
	codec_i64(codec, &state->link_until);
	codec_i64(codec, &state->changed);
	digest_walk(codec, &state->has_digest, state->digest);
	digest_walk(codec, &state->has_next, state->next);
}

int
escrow_state_load(struct database_transaction *transaction, const struct store_keys *keys,
                  struct bytes id, struct escrow_state *out)
{
	struct buffer plain = buffer_make(STATE_SIZE_LIMIT);
	uint8_t key[ESCROW_ID_SIZE];
	struct state_place place;
	struct bytes sealed;

	*out = (struct escrow_state){ .link = ESCROW_LINK_OPEN };
	int err = escrow_id_decode(id, key);
	if (err != 0 || !database_get(transaction, DATABASE_ESCROW_STATE,
	                              bytes_make(key, sizeof(key)), &sealed))
		return err != 0 ? err : transaction->error;
	err = keyring_open(keys, STORE_SEAL_ESCROW, place_make(key, &place), sealed, &plain);
	if (err == 0) {
		struct codec codec = codec_reader(buffer_bytes(&plain), NULL);
		state_walk(&codec, out);
		err = codec_finish(&codec);
	}
	buffer_release(&plain);
	return err == ERROR_LIMIT ? ERROR_CORRUPT : err;
}

void
escrow_state_save(struct database_transaction *transaction, const struct store_keys *keys,
                  struct bytes id, const struct escrow_state *state)
{
	struct buffer plain = buffer_make(STATE_SIZE_LIMIT);
	struct buffer sealed = buffer_make(STATE_SIZE_LIMIT + CRYPTO_SEAL_OVERHEAD);
	struct codec codec = codec_writer(&plain);
	struct escrow_state walked = *state;
	uint8_t key[ESCROW_ID_SIZE];
	struct state_place place;

	state_walk(&codec, &walked);
	int err = codec_finish(&codec);
	if (err == 0)
		err = escrow_id_decode(id, key);
	if (err == 0)
		err = keyring_seal(keys, STORE_SEAL_ESCROW, place_make(key, &place), buffer_bytes(&plain), &sealed);
	database_fail(transaction, err);
	if (err == 0)
		database_put(transaction, DATABASE_ESCROW_STATE, bytes_make(key, sizeof(key)),
		             buffer_bytes(&sealed));
	buffer_release(&sealed);
	buffer_release(&plain);
}

void
escrow_state_add(struct database_transaction *transaction, const struct store_keys *keys,
                 const struct record *record)
{
	const struct escrow_state state = { .link = ESCROW_LINK_OPEN, .link_until = record->link_until };

	if (record->link_until != 0 && transaction->error == 0)
		escrow_state_save(transaction, keys, record->escrow_id, &state);
}

void
escrow_state_remove(struct database_transaction *transaction, struct bytes id)
{
	uint8_t key[ESCROW_ID_SIZE];

	database_fail(transaction, escrow_id_decode(id, key));
	if (transaction->error == 0)
		database_delete(transaction, DATABASE_ESCROW_STATE, bytes_make(key, sizeof(key)));
}
