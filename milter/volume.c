#include "milter/volume.h"

#include <stdlib.h>

#include "core/crypto.h"
#include "core/error.h"
#include "core/keyed_hash.h"
#include "core/lock.h"

#define STEP_SECONDS 300
#define STEPS 12 /* of an hour */

#define BUCKETS 4096
#define WAYS 4 /* senders of one bucket */

/* Longer senders count as what they begin with. */
#define SENDER_LIMIT 320

struct sender_volume {
	uint64_t sender; /* hash; 0 where nobody is */
	int64_t step;    /* of the latest count */
	uint32_t counts[STEPS]; /* by step modulo STEPS */
};

struct volume {
	struct lock lock;       /* guards `senders` */
	struct keyed_hash hash; /* nobody outside can choose who shares a bucket */
	struct sender_volume senders[BUCKETS][WAYS];
};

int
volume_create(struct volume **out)
{
	uint8_t key[KEYED_HASH_KEY_SIZE];

	*out = NULL;
	int err = crypto_random(key, sizeof(key));
	if (err != 0)
		return err;
	struct volume *volume = calloc(1, sizeof(*volume));
	if (volume == NULL)
		return ERROR_MEMORY;
	volume->hash = keyed_hash_make(key);
	err = lock_create(&volume->lock, LOCK_RANK_VOLUME);
	if (err != 0)
		free(volume);
	else
		*out = volume;
	return err;
}

void
volume_destroy(struct volume **volume)
{
	if (volume == NULL || *volume == NULL)
		return;
	lock_destroy(&(*volume)->lock);
	free(*volume);
	*volume = NULL;
}

static uint64_t
sender_hash(const struct volume *volume, struct bytes sender)
{
	uint8_t lower[SENDER_LIMIT];
	size_t length = sender.length < SENDER_LIMIT ? sender.length : SENDER_LIMIT;

	for (size_t i = 0; i < length; i++)
		lower[i] = byte_lower(sender.data[i]);
	uint64_t hash = keyed_hash_compute(&volume->hash, bytes_make(lower, length));
	return hash != 0 ? hash : 1;
}

/* The sender's place, or that of who has not sent for longest; NULL for a stranger who adds nothing. */
static struct sender_volume *
sender_find(struct volume *volume, uint64_t sender, bool make)
{
	struct sender_volume *bucket = volume->senders[sender % BUCKETS], *oldest = &bucket[0];

	for (size_t i = 0; i < WAYS; i++) {
		if (bucket[i].sender == sender)
			return &bucket[i];
		if (bucket[i].sender == 0 || (oldest->sender != 0 && bucket[i].step < oldest->step))
			oldest = &bucket[i];
	}
	if (!make)
		return NULL;
	*oldest = (struct sender_volume){ .sender = sender };
	return oldest;
}

/* Forgets the steps that are more than an hour ago; returns the present one. */
static int64_t
sender_advance(struct sender_volume *sender, int64_t step)
{
	if (step <= sender->step)
		return sender->step;
	for (int64_t i = 0; i < STEPS && i < step - sender->step; i++)
		sender->counts[(step - i) % STEPS] = 0;
	sender->step = step;
	return step;
}

uint64_t
volume_add(struct volume *volume, struct bytes sender, int64_t now, uint32_t count)
{
	uint64_t hash = sender_hash(volume, sender), sum = 0;
	int64_t step = now > 0 ? now / STEP_SECONDS : 0;

	lock_acquire(&volume->lock);
	struct sender_volume *place = sender_find(volume, hash, count > 0);
	if (place != NULL) {
		uint32_t *present = &place->counts[sender_advance(place, step) % STEPS];
		*present = *present < UINT32_MAX - count ? *present + count : UINT32_MAX;
		for (size_t i = 0; i < STEPS; i++)
			sum += place->counts[i];
	}
	lock_release(&volume->lock);
	return sum;
}
