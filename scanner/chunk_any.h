/* chunk.h for any processor. */
#ifndef PHIMILTER_SCANNER_CHUNK_ANY_H
#define PHIMILTER_SCANNER_CHUNK_ANY_H

#include "scanner/eight_bytes.h"

/* The top bits of eight bytes as one byte. */
static inline uint64_t
chunk_gather(uint64_t tops)
{
	return ((tops & EIGHT_TOPS) >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

/* The ASCII letters among the sixteen bytes at `data`; `*small` has those in lower case and other bytes. */
static inline uint32_t
chunk_letters(const uint8_t *data, uint32_t *small)
{
	uint64_t first = eight_load(data), second = eight_load(data + 8);

	*small = (uint32_t)(chunk_gather(first << 2) | chunk_gather(second << 2) << 8); /* bit 5 */
	return (uint32_t)(chunk_gather(eight_letters(first)) | chunk_gather(eight_letters(second)) << 8);
}

/* The bytes of CHUNK_SIZE that are `first` and have `second` behind them; one byte more is read. Both are ASCII. */
static inline uint64_t
chunk_pairs(const uint8_t *data, uint8_t first, uint8_t second)
{
	uint64_t found = 0;

	for (unsigned i = 0; i < CHUNK_SIZE; i += 8)
		found |= chunk_gather(eight_between(eight_load(data + i), first, first) &
		                      eight_between(eight_load(data + i + 1), second, second)) << i;
	return found;
}

static inline uint64_t
chunk_equal(const uint8_t *data, uint8_t byte)
{
	uint64_t equal = 0;

	for (unsigned i = 0; i < CHUNK_SIZE; i += 8)
		equal |= chunk_gather(eight_between(eight_load(data + i), byte, byte)) << i;
	return equal;
}

static inline uint64_t
chunk_letter(const uint8_t *data, uint8_t small)
{
	uint64_t equal = 0;

	for (unsigned i = 0; i < CHUNK_SIZE; i += 8)
		equal |= chunk_gather(eight_between(eight_load(data + i) | EIGHT_EACH(0x20), small, small)) << i;
	return equal;
}

static inline struct chunk
chunk_of(const uint8_t *data)
{
	struct chunk chunk = { 0, 0, 0, 0, 0 };

	for (unsigned i = 0; i < CHUNK_SIZE; i += 8) {
		uint64_t bytes = eight_load(data + i);
		chunk.alpha |= chunk_gather(eight_letters(bytes)) << i;
		chunk.small |= chunk_gather(bytes << 2) << i; /* bit 5 */
		chunk.digit |= chunk_gather(eight_between(bytes, '0', '9')) << i;
		chunk.high |= chunk_gather(bytes) << i;
		chunk.mark |= chunk_gather(eight_between(bytes, '0', ':') | eight_between(bytes, '@', '@') |
		                           eight_between(bytes, '+', '+')) << i;
	}
	return chunk;
}

static inline uint64_t
chunk_having(const uint8_t *data, uint8_t bits)
{
	uint64_t having = 0;

	for (unsigned i = 0; i < CHUNK_SIZE; i += 8) {
		uint64_t had = eight_load(data + i) & EIGHT_EACH(bits);
		/* The top bit of each byte that is not 0. */
		having |= chunk_gather(had | ((had & ~EIGHT_TOPS) + ~EIGHT_TOPS)) << i;
	}
	return having;
}

static inline uint64_t
chunk_among(const uint8_t *data, const uint8_t bytes[4])
{
	uint64_t found = 0;

	for (unsigned i = 0; i < CHUNK_SIZE; i += 8) {
		uint64_t block = eight_load(data + i);
		uint64_t among = 0;
		for (unsigned j = 0; j < 4; j++)
			among |= eight_between(block, bytes[j], bytes[j]);
		found |= chunk_gather(among) << i;
	}
	return found;
}

#endif
