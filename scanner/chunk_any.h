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

#endif
