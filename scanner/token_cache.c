#include "scanner/token_cache.h"

static int
token_compute(struct token_cache *cache, struct arena *arena, struct bytes value,
              uint8_t out[VALUE_TOKEN_SIZE])
{
	uint8_t *scratch = arena_alloc(arena, value.length + 1);
	int err = cache->mac == NULL ? crypto_mac_copy(cache->source, &cache->mac) : 0;

	if (scratch == NULL)
		return arena_failure(arena);
	return err == 0 ? value_token_compute(cache->mac, value, scratch, out) : err;
}

int
token_cache_find(struct token_cache *cache, struct arena *arena, struct bytes value,
                 uint8_t out[VALUE_TOKEN_SIZE])
{
	uint64_t hash = keyed_hash_compute(cache->hash, value) | 1;
	size_t place = (size_t)(hash >> (64 - TOKEN_CACHE_BITS));

	if (cache->entries[place].hash == hash) {
		memcpy(out, cache->entries[place].token, VALUE_TOKEN_SIZE);
		return 0;
	}
	int err = token_compute(cache, arena, value, out);
	if (err != 0)
		return err;
	cache->entries[place].hash = hash;
	memcpy(cache->entries[place].token, out, VALUE_TOKEN_SIZE);
	return 0;
}

void
token_cache_release(struct token_cache *cache)
{
	crypto_mac_destroy(&cache->mac);
}
