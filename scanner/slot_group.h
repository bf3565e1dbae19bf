/*
 * Slots of a table that are looked at together: how many come before the one that
 * is wanted cannot be predicted, so that a branch for each would cost more than
 * the look.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_SLOT_GROUP_H
#define PHIMILTER_SCANNER_SLOT_GROUP_H

#include "core/bytes.h"

#define SLOT_GROUP_SIZE ((size_t)8)

/*
 * The first slot of a group of which the bits of `mask` are `wanted`; the last one
 * when none is so. For any processor.
 */
static inline size_t
slot_group_find_any(const uint32_t *group, uint32_t wanted, uint32_t mask)
{
	size_t slot = 0;

	while (slot < SLOT_GROUP_SIZE - 1 && (group[slot] & mask) != wanted)
		slot++;
	return slot;
}

/* The same of a group that begins at a multiple of sixteen bytes. */
#ifdef __SSE2__
#include <emmintrin.h>

static inline size_t
slot_group_find(const uint32_t *group, uint32_t wanted, uint32_t mask)
{
	__m128i wanteds = _mm_set1_epi32((int)wanted), masks = _mm_set1_epi32((int)mask);
	__m128i first = _mm_load_si128((const __m128i *)(const void *)group);
	__m128i second = _mm_load_si128((const __m128i *)(const void *)(group + SLOT_GROUP_SIZE / 2));
	first = _mm_cmpeq_epi32(_mm_and_si128(first, masks), wanteds);
	second = _mm_cmpeq_epi32(_mm_and_si128(second, masks), wanteds);
	/* two bits a slot */
	unsigned found = (unsigned)_mm_movemask_epi8(_mm_packs_epi32(first, second));

	return (unsigned)__builtin_ctz(found | 1u << (2 * SLOT_GROUP_SIZE - 1)) / 2;
}
#else
#define slot_group_find slot_group_find_any
#endif

#endif
