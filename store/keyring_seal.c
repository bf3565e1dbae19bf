/* Sealing and opening rows with the keys of the keyring. */
#include <stdlib.h>

#include "core/error.h"
#include "store/keyring_state.h"

int
keyring_seal(const struct store_keys *keys, enum store_seal seal, struct bytes place,
             struct bytes plain, struct buffer *out)
{
	const struct keyring *ring = keys->ring;

	return store_row_seal(ring->content.epochs[atomic_load(&ring->count) - 1].seals.keys[seal],
	                      place, plain, out);
}

/* Tries the epochs `first` .. `count` - 1, the newest first. */
static int
try_epochs(const struct keyring *ring, size_t first, size_t count, enum store_seal seal,
           struct bytes place, struct bytes sealed, struct buffer *out)
{
	int err = ERROR_CORRUPT;

	for (size_t i = count; i > first && err == ERROR_CORRUPT; i--)
		if (ring->content.epochs[i - 1].retired == 0)
			err = store_row_open(ring->content.epochs[i - 1].seals.keys[seal], place, sealed, out);
	return err;
}

int
keyring_open(const struct store_keys *keys, enum store_seal seal, struct bytes place,
             struct bytes sealed, struct buffer *out)
{
	const struct keyring *ring = keys->ring;
	size_t known = 0, count = atomic_load(&ring->count);

	for (;;) {
		int err = try_epochs(ring, known, count, seal, place, sealed, out);
		if (err != ERROR_CORRUPT)
			return err;
		err = keyring_look(keys, count);
		if (err != 0)
			return err;
		known = count;
		count = atomic_load(&ring->count);
	}
}

int
keyring_open_newest(const struct store_keys *keys, enum store_seal seal, struct bytes place,
                    struct bytes sealed, struct buffer *out)
{
	const struct keyring *ring = keys->ring;

	for (;;) {
		size_t count = atomic_load(&ring->count);
		int err = try_epochs(ring, count - 1, count, seal, place, sealed, out);
		if (err != ERROR_CORRUPT)
			return err;
		err = keyring_look(keys, count);
		if (err != 0)
			return err;
	}
}

/* ---- records ------------------------------------------------------------------------- */

struct keyring_opener {
	const struct store_keys *keys;
	struct crypto_opener *epochs[STORE_EPOCH_LIMIT];
};

static size_t
epoch_of(const struct keyring *ring, size_t count, uint64_t sequence)
{
	size_t epoch = count - 1;

	while (epoch > 0 && ring->content.epochs[epoch].first > sequence)
		epoch--;
	return epoch;
}

int
keyring_opener_create(const struct store_keys *keys, struct keyring_opener **out)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return ERROR_MEMORY;
	(*out)->keys = keys;
	return 0;
}

void
keyring_opener_destroy(struct keyring_opener **opener)
{
	if (opener == NULL || *opener == NULL)
		return;
	for (size_t i = 0; i < STORE_EPOCH_LIMIT; i++)
		crypto_opener_destroy(&(*opener)->epochs[i]);
	free(*opener);
	*opener = NULL;
}

static int
opener_try(struct keyring_opener *opener, size_t epoch, struct bytes place, struct bytes sealed,
           struct buffer *out)
{
	const struct store_epoch *keys = &opener->keys->ring->content.epochs[epoch];
	int err = keys->retired == 0 ? 0 : ERROR_CORRUPT;

	if (err == 0 && opener->epochs[epoch] == NULL)
		err = crypto_opener_create(keys->seals.keys[STORE_SEAL_AUDIT], &opener->epochs[epoch]);
	return err == 0 ? store_row_open_with(opener->epochs[epoch], place, sealed, out) : err;
}

int
keyring_opener_open(struct keyring_opener *opener, uint64_t sequence, struct bytes place,
                    struct bytes sealed, struct buffer *out)
{
	const struct keyring *ring = opener->keys->ring;
	size_t count = atomic_load(&ring->count);

	for (;;) {
		size_t epoch = epoch_of(ring, count, sequence);
		int err = opener_try(opener, epoch, place, sealed, out);
		/* Only a record of the newest epoch can be of a newer one than that. */
		if (err != ERROR_CORRUPT || epoch + 1 < count)
			return err;
		err = keyring_look(opener->keys, count);
		if (err != 0)
			return err;
		count = atomic_load(&ring->count);
	}
}

int
keyring_open_record(const struct store_keys *keys, uint64_t sequence, struct bytes place,
                    struct bytes sealed, struct buffer *out)
{
	struct keyring_opener *opener;

	int err = keyring_opener_create(keys, &opener);
	if (err == 0)
		err = keyring_opener_open(opener, sequence, place, sealed, out);
	keyring_opener_destroy(&opener);
	return err;
}
