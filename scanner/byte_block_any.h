/* byte_block.h for any processor. */
#ifndef PHIMILTER_SCANNER_BYTE_BLOCK_ANY_H
#define PHIMILTER_SCANNER_BYTE_BLOCK_ANY_H

static inline uint64_t
byte_flags_bits(byte_flags flags)
{
	byte_block bytes = (byte_block)flags;
	uint64_t bits = 0;

	for (unsigned i = 0; i < BYTE_BLOCK_SIZE; i++)
		bits |= (uint64_t)(bytes[i] & 1) << i;
	return bits;
}

static inline byte_block
byte_block_min(byte_block a, byte_block b)
{
	byte_block less = (byte_block)(a < b);

	return (a & less) | (b & ~less);
}

static inline byte_block
byte_block_max(byte_block a, byte_block b)
{
	byte_block less = (byte_block)(a < b);

	return (b & less) | (a & ~less);
}

static inline unsigned
byte_block_sum(byte_block block)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < BYTE_BLOCK_SIZE; i++)
		sum += block[i];
	return sum;
}

#endif
