/*
 * A region of memory that lives as long as one message and is wiped when it
 * dies, so that no message text outlives its transaction (45 CFR 164.312(a)).
 *
 * Ownership: whoever creates an arena destroys it; everything allocated from
 * it dies with it and is never freed on its own.
 * Threads: an arena belongs to one thread at a time.
 */
#ifndef PHIMILTER_CORE_ARENA_H
#define PHIMILTER_CORE_ARENA_H

#include "core/attributes.h"
#include "core/bytes.h"
#include "core/memory_pool.h"

struct arena;

/* `limit` caps the sum of all allocations in bytes. Fails: ERROR_MEMORY. */
MUST_USE int arena_create(size_t limit, struct arena **out);

/* From now on larger blocks are pieces of `pool`, which outlives the arena. */
void arena_use_pool(struct arena *arena, struct memory_pool *pool);

/* Overwrites and frees everything. Accepts NULL and a pointer to NULL. */
void arena_destroy(struct arena **arena);

/* Overwrites and frees all but a first block, as if it had just been made. */
void arena_clear(struct arena *arena);

/*
 * `size` zeroed bytes aligned for any type. Returns NULL when memory is out or
 * the limit is reached; arena_failure() then tells which.
 */
MUST_USE void *arena_alloc(struct arena *arena, size_t size);

/* `count` elements of `size` bytes, with the overflow check. */
MUST_USE void *arena_alloc_array(struct arena *arena, size_t count, size_t size);

/* A NUL-terminated copy. NULL as arena_alloc(). */
MUST_USE char *arena_copy_string(struct arena *arena, struct bytes string);

/* 0, or ERROR_MEMORY or ERROR_LIMIT once any allocation has failed (sticky). */
int arena_failure(const struct arena *arena);

/*
 * Grows the array `*items` of `size`-byte elements so that one more fits after
 * `count`; doubles, starting at 8. Fails as arena_failure().
 */
MUST_USE int arena_array_grow(struct arena *arena, void **items, size_t count,
                              size_t *capacity, size_t size);

#endif
