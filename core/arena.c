#include "core/arena.h"

#include <stdalign.h>
#include <stdlib.h>

#include "core/error.h"

/* Small messages fit the first block; larger needs get blocks of their own. */
#define ARENA_BLOCK_SIZE ((size_t)64 * 1024)

struct arena_block {
	struct arena_block *next;
	size_t size; /* usable bytes */
	size_t used;
	bool pooled; /* a piece of the arena's pool: zero where it was not used */
	alignas(max_align_t) uint8_t memory[];
};

struct arena {
	struct arena_block *blocks; /* newest first */
	size_t limit;
	size_t total; /* bytes handed out */
	int failure;
	struct memory_pool *pool; /* or NULL */
};

int
arena_create(size_t limit, struct arena **out)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return ERROR_MEMORY;
	(*out)->limit = limit;
	return 0;
}

void
arena_use_pool(struct arena *arena, struct memory_pool *pool)
{
	arena->pool = pool;
}

static void
blocks_free(struct memory_pool *pool, struct arena_block *block)
{
	while (block != NULL) {
		struct arena_block *next = block->next;
		explicit_bzero(block->memory, block->used);
		if (block->pooled) {
			memset(block, 0, sizeof(*block));
			memory_pool_give(pool, block);
		} else {
			free(block);
		}
		block = next;
	}
}

void
arena_destroy(struct arena **arena)
{
	if (arena == NULL || *arena == NULL)
		return;
	blocks_free((*arena)->pool, (*arena)->blocks);
	free(*arena);
	*arena = NULL;
}

void
arena_clear(struct arena *arena)
{
	struct arena_block *kept = arena->blocks;

	if (kept != NULL) {
		blocks_free(arena->pool, kept->next);
		explicit_bzero(kept->memory, kept->used);
		kept->next = NULL;
		kept->used = 0;
	}
	arena->total = 0;
	arena->failure = 0;
}

static struct arena_block *
arena_block_create(struct arena *arena, size_t need)
{
	const size_t room = MEMORY_POOL_PIECE - sizeof(struct arena_block);
	bool pooled = arena->pool != NULL && need > ARENA_BLOCK_SIZE && need <= room;
	size_t size = pooled ? room : need > ARENA_BLOCK_SIZE ? need : ARENA_BLOCK_SIZE;
	struct arena_block *block = pooled ? memory_pool_take(arena->pool) : malloc(sizeof(*block) + size);

	if (block != NULL)
		*block = (struct arena_block){ .size = size, .pooled = pooled };
	return block;
}

static struct arena_block *
arena_block_add(struct arena *arena, size_t need)
{
	struct arena_block *block = arena_block_create(arena, need);
	if (block == NULL)
		return NULL;
	/* A block of its own for a large need must not hide the free space of
	 * the current one. */
	if (need > ARENA_BLOCK_SIZE && arena->blocks != NULL) {
		block->next = arena->blocks->next;
		arena->blocks->next = block;
	} else {
		block->next = arena->blocks;
		arena->blocks = block;
	}
	return block;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	if (size > arena->limit || arena->total > arena->limit - size) {
		arena->failure = ERROR_LIMIT;
		return NULL;
	}
	size_t need = (size + align - 1) / align * align;
	struct arena_block *block = arena->blocks;
	if (block == NULL || block->size - block->used < need) {
		block = arena_block_add(arena, need);
		if (block == NULL) {
			arena->failure = ERROR_MEMORY;
			return NULL;
		}
	}
	void *memory = block->memory + block->used;
	block->used += need;
	arena->total += size;
	return block->pooled ? memory : memset(memory, 0, size);
}

void *
arena_alloc_array(struct arena *arena, size_t count, size_t size)
{
	size_t total;
	if (__builtin_mul_overflow(count, size, &total)) {
		arena->failure = ERROR_LIMIT;
		return NULL;
	}
	return arena_alloc(arena, total);
}

char *
arena_copy_string(struct arena *arena, struct bytes string)
{
	char *copy = arena_alloc(arena, string.length + 1);
	if (copy != NULL && string.length > 0)
		memcpy(copy, string.data, string.length);
	return copy;
}

int
arena_failure(const struct arena *arena)
{
	return arena->failure;
}

int
arena_array_grow(struct arena *arena, void **items, size_t count, size_t *capacity, size_t size)
{
	if (count < *capacity)
		return 0;
	size_t wanted = *capacity ? *capacity * 2 : 8;
	void *grown = arena_alloc_array(arena, wanted, size);
	if (grown == NULL)
		return arena->failure;
	if (count > 0)
		memcpy(grown, *items, count * size);
	*items = grown;
	*capacity = wanted;
	return 0;
}
