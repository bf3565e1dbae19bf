/*
 * Large pieces of memory for one message after another. Whoever gives one back has wiped it,
 * so that it is zero when it is taken, as fresh memory is: nothing of a message outlives it,
 * and nothing is zeroed but what was used.
 *
 * Ownership: a pool outlives all that is taken from it. Threads: all calls from any thread.
 */
#ifndef PHIMILTER_CORE_MEMORY_POOL_H
#define PHIMILTER_CORE_MEMORY_POOL_H

#include <stddef.h>

#include "core/attributes.h"

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
