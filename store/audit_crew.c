#include "store/audit_crew.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/error.h"
#include "core/lock.h"
#include "core/thread.h"
#include "store/audit_log.h"
#include "store/audit_tree.h"
#include "store/record_codec.h"

/* Rows that a thread takes at a time: enough that taking them costs nothing. */
#define ROWS_AT_ONCE 16

/* What one thread opens rows with. */
struct opener {
	struct keyring_opener *audit;
	struct crypto_digest_context *digests;
	struct crypto_mac_context *salts;
	struct buffer encoded;
	struct arena *arena;
};

struct member {
	struct audit_crew *crew;
	struct opener opener;
	pthread_t thread; /* but of the first, who is the caller */
};

struct audit_crew {
	struct member members[AUDIT_CREW_LIMIT];
	unsigned count;
	pthread_cond_t begin, end;

	/* Of the slice at hand; set before a round begins. */
	const struct slice *slice;
	struct audit_opened *opened;
	atomic_size_t next; /* row that nobody has taken */

	struct lock lock;   /* guards what follows */
	unsigned round;
	unsigned busy;      /* members in it */
	bool stopping;
};

/* ---- one row ---------------------------------------------------------------- */

static void
opener_release(struct opener *opener)
{
	keyring_opener_destroy(&opener->audit);
	crypto_digest_destroy(&opener->digests);
	crypto_mac_destroy(&opener->salts);
	buffer_release(&opener->encoded);
	arena_destroy(&opener->arena);
}

static int
opener_init(struct opener *opener, const struct store_keys *keys)
{
	*opener = (struct opener){ .encoded = buffer_make(RECORD_SIZE_LIMIT) };
	int err = keyring_opener_create(keys, &opener->audit);
	if (err == 0)
		err = crypto_digest_create(&opener->digests);
	if (err == 0)
		err = crypto_mac_create(keys->names.tree, &opener->salts);
	if (err == 0)
		err = arena_create(RECORD_ARENA_LIMIT, &opener->arena);
	if (err != 0)
		opener_release(opener);
	return err;
}

static int
row_leaf(struct opener *opener, uint64_t sequence, struct merkle_hash *out)
{
	uint8_t salt[AUDIT_TREE_SALT_SIZE];

	int err = audit_tree_salt(opener->salts, sequence, salt);
	return err == 0 ? audit_tree_leaf(opener->digests, salt, buffer_bytes(&opener->encoded), out) :
	                  err;
}

static void
row_open(struct opener *opener, const struct slice_row *row, struct audit_opened *out)
{
	struct record record;

	out->good = false;
	out->sequence = audit_row_sequence(row->key);
	out->previous = audit_row_previous(row->value);
	if (out->sequence == 0 || out->previous == NULL)
		return;
	buffer_clear(&opener->encoded);
	arena_clear(opener->arena);
	int err = audit_row_open_with(opener->audit, out->sequence, out->previous, row->value,
	                              &opener->encoded);
	if (err == 0)
		err = record_decode(buffer_bytes(&opener->encoded), opener->arena, &record);
	if (err == 0)
		err = audit_row_hash_with(opener->digests, out->sequence, row->value, out->hash);
	if (err == 0)
		err = row_leaf(opener, out->sequence, &out->leaf);
	if (err == 0)
		out->time = record.time;
	/* What a tombstone has (tombstone.h) must not stand in a record's row. */
	out->good = err == 0 && record.kind != RECORD_DISPOSED;
}

/* ---- many ------------------------------------------------------------------- */

static void
rows_open(struct audit_crew *crew, struct opener *opener)
{
	const struct slice *slice = crew->slice;

	for (;;) {
		size_t first = atomic_fetch_add(&crew->next, ROWS_AT_ONCE);
		if (first >= slice->count)
			return;
		for (size_t i = first; i < first + ROWS_AT_ONCE && i < slice->count; i++)
			row_open(opener, &slice->rows[i], &crew->opened[i]);
	}
}

/* Waits for the round after `seen`; false when there is none. */
static bool
round_wait(struct audit_crew *crew, unsigned seen)
{
	lock_acquire(&crew->lock);
	while (crew->round == seen && !crew->stopping)
		lock_wait(&crew->lock, &crew->begin);
	bool goes_on = !crew->stopping;
	lock_release(&crew->lock);
	return goes_on;
}

static void
round_leave(struct audit_crew *crew)
{
	lock_acquire(&crew->lock);
	if (--crew->busy == 0)
		pthread_cond_signal(&crew->end);
	lock_release(&crew->lock);
}

static void *
member_run(void *argument)
{
	struct member *member = argument;

	/* Nobody misses a round: the next one begins when all have left this one. */
	for (unsigned seen = 0; round_wait(member->crew, seen); seen++) {
		rows_open(member->crew, &member->opener);
		round_leave(member->crew);
	}
	return NULL;
}

void
audit_crew_open(struct audit_crew *crew, const struct slice *slice, struct audit_opened *opened)
{
	crew->slice = slice;
	crew->opened = opened;
	atomic_store(&crew->next, 0);
	lock_acquire(&crew->lock);
	crew->round++;
	crew->busy = crew->count - 1;
	pthread_cond_broadcast(&crew->begin);
	lock_release(&crew->lock);
	rows_open(crew, &crew->members[0].opener);
	lock_acquire(&crew->lock);
	while (crew->busy > 0)
		lock_wait(&crew->lock, &crew->end);
	lock_release(&crew->lock);
}

/* ---- from beginning to end -------------------------------------------------- */

static unsigned
processors(void)
{
	long count = sysconf(_SC_NPROCESSORS_ONLN);

	return count < 1 ? 1 : count > AUDIT_CREW_LIMIT ? AUDIT_CREW_LIMIT : (unsigned)count;
}

/* Who cannot be hired is done without, but for the first. */
static int
crew_hire(struct audit_crew *crew, const struct store_keys *keys)
{
	unsigned wanted = processors();

	int err = opener_init(&crew->members[0].opener, keys);
	for (crew->count = err == 0; err == 0 && crew->count < wanted; crew->count++) {
		struct member *member = &crew->members[crew->count];
		member->crew = crew;
		if (opener_init(&member->opener, keys) != 0)
			break;
		if (thread_start(member_run, member, &member->thread) != 0) {
			opener_release(&member->opener);
			break;
		}
	}
	return err;
}

int
audit_crew_create(const struct store_keys *keys, struct audit_crew **out)
{
	struct audit_crew *crew = calloc(1, sizeof(*crew));

	*out = NULL;
	if (crew == NULL)
		return ERROR_MEMORY;
	int err = lock_create(&crew->lock, LOCK_RANK_STORE_CREW);
	if (err != 0)
		goto free_crew;
	if (pthread_cond_init(&crew->begin, NULL) != 0) {
		err = ERROR_MEMORY;
		goto free_lock;
	}
	if (pthread_cond_init(&crew->end, NULL) != 0) {
		err = ERROR_MEMORY;
		goto free_begin;
	}
	err = crew_hire(crew, keys);
	if (err == 0) {
		*out = crew;
		return 0;
	}
	pthread_cond_destroy(&crew->end);
free_begin:
	pthread_cond_destroy(&crew->begin);
free_lock:
	lock_destroy(&crew->lock);
free_crew:
	free(crew);
	return err;
}

void
audit_crew_destroy(struct audit_crew **crew)
{
	if (crew == NULL || *crew == NULL)
		return;
	lock_acquire(&(*crew)->lock);
	(*crew)->stopping = true;
	pthread_cond_broadcast(&(*crew)->begin);
	lock_release(&(*crew)->lock);
	for (unsigned i = 1; i < (*crew)->count; i++)
		pthread_join((*crew)->members[i].thread, NULL);
	for (unsigned i = 0; i < (*crew)->count; i++)
		opener_release(&(*crew)->members[i].opener);
	pthread_cond_destroy(&(*crew)->end);
	pthread_cond_destroy(&(*crew)->begin);
	lock_destroy(&(*crew)->lock);
	free(*crew);
	*crew = NULL;
}
