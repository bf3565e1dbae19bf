/*
 * Memory for one message after another: large pieces, and what malloc() keeps.
 *
 * Whoever gives a piece back has wiped it, so that it is zero when it is taken, as fresh
 * memory is: nothing of a message outlives it, and nothing is zeroed but what was used.
 *
 * Ownership: a pool outlives all that is taken from it. Threads: all calls from any thread.
 */
#ifndef PHIMILTER_CORE_MEMORY_POOL_H
#define PHIMILTER_CORE_MEMORY_POOL_H

#include <stddef.h>

#include "core/attributes.h"

/*
 * From now on malloc() keeps what messages of ordinary size give back for the next ones. By
 * itself glibc returns to the system what is more than 128 KB, and to fetch that again page
 * by page, for each message, costs a tenth of its scan. What is more than MEMORY_KEPT bytes, of one
 * thread, still goes back. To be called before there are threads.
 */
#define MEMORY_KEPT (4 * 1024 * 1024)
void memory_keep(void);

/* Bytes of every piece. Pages that nobody touches cost nothing. */
#define MEMORY_POOL_PIECE ((size_t)2 * 1024 * 1024)

struct memory_pool;

/* Fails: ERROR_MEMORY. */
MUST_USE int memory_pool_create(struct memory_pool **out);

/* Frees what was given back. Accepts NULL and a pointer to NULL. */
void memory_pool_destroy(struct memory_pool **pool);

/* A piece, zero and aligned to a page; NULL when memory is out. */
MUST_USE void *memory_pool_take(struct memory_pool *pool);

/* All of `piece` must be zero. */
void memory_pool_give(struct memory_pool *pool, void *piece);

#endif
