#include "core/memory_pool.h"

#include <malloc.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "core/error.h"
#include "core/lock.h"

/* Pieces that wait for the next message; more than that are the kernel's again. */
#define IDLE_LIMIT 16

/* What malloc() takes from the system, and gives back, by itself: larger than this. */
#define OWN_PAGES_FROM (1024 * 1024)

struct memory_pool {
	struct lock lock; /* guards what follows */
	void *idle[IDLE_LIMIT];
	size_t idle_count;
};

void
memory_keep(void)
{
	/* Where it is refused, as under a sanitizer's malloc(), all works as before. */
	(void)mallopt(M_MMAP_THRESHOLD, OWN_PAGES_FROM);
	(void)mallopt(M_TRIM_THRESHOLD, MEMORY_KEPT);
}

int
memory_pool_create(struct memory_pool **out)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return ERROR_MEMORY;
	int err = lock_create(&(*out)->lock, LOCK_RANK_MEMORY);
	if (err != 0) {
		free(*out);
		*out = NULL;
	}
	return err;
}

void
memory_pool_destroy(struct memory_pool **pool)
{
	if (pool == NULL || *pool == NULL)
		return;
	while ((*pool)->idle_count > 0)
		(void)munmap((*pool)->idle[--(*pool)->idle_count], MEMORY_POOL_PIECE);
	lock_destroy(&(*pool)->lock);
	free(*pool);
	*pool = NULL;
}

void *
memory_pool_take(struct memory_pool *pool)
{
	void *piece = NULL;

	lock_acquire(&pool->lock);
	if (pool->idle_count > 0)
		piece = pool->idle[--pool->idle_count];
	lock_release(&pool->lock);
	if (piece != NULL)
		return piece;
	piece = mmap(NULL, MEMORY_POOL_PIECE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return piece != MAP_FAILED ? piece : NULL;
}

void
memory_pool_give(struct memory_pool *pool, void *piece)
{
	lock_acquire(&pool->lock);
	bool kept = pool->idle_count < IDLE_LIMIT;
	if (kept)
		pool->idle[pool->idle_count++] = piece;
	lock_release(&pool->lock);
	if (!kept)
		(void)munmap(piece, MEMORY_POOL_PIECE);
}
