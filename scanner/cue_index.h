/*
 * What the cues of a table end with, made at build time: nearly every word of a
 * text is known by one look to end none of them, however many they are.
 *
 * An ending is the last letters and digits, at most four, of a cue's or a text's
 * last word, hashed; its lead is the one letter that stands before them, in the same
 * word or in the one before. The words of a table are a macro, which is expanded once for
 * the cues and once for each part of their index:
 *
 *	#define MEMBER_WORDS(CUE) \
 *		CUE("member id") CUE("member number")
 *	CUE_ARRAY(member_words, MEMBER_WORDS);
 *	static const struct cue_table member_cues = CUE_TABLE_INDEXED(member_words);
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_CUE_INDEX_H
#define PHIMILTER_SCANNER_CUE_INDEX_H

#include "core/bytes.h"

/*
 * The upper bits of an ending tell its bit in the filter, the lower ones are its key,
 * for which the filter has a bit as well, in its last words.
 */
#define CUE_ENDING_BITS 17
#define CUE_KEY_BITS 8
#define CUE_FILTER_WORDS 10
#define CUE_KEY_WORDS 2

/* Letters that make an ending. */
#define CUE_TAIL_LENGTH 4

/* Keys are compared sixteen at a time. */
#define CUE_KEYS_ROOM(count) ((count) + 15)

/* Of the last letters of a word, the last lowest, in lower case; zeros where it has fewer. */
#define CUE_ENDING(tail) \
	((uint32_t)((uint64_t)(tail) * UINT64_C(0x9E3779B97F4A7C15) >> (64 - CUE_ENDING_BITS)))

#define CUE_ENDING_WORD(ending) ((ending) >> (CUE_KEY_BITS + 6))
#define CUE_ENDING_BIT(ending) (UINT64_C(1) << ((ending) >> CUE_KEY_BITS & 63))
#define CUE_ENDING_KEY(ending) ((uint8_t)((ending) & 0xff))
#define CUE_KEY_WORD(ending) (CUE_FILTER_WORDS - CUE_KEY_WORDS + ((ending) >> 6) % CUE_KEY_WORDS)
#define CUE_KEY_BIT(ending) (UINT64_C(1) << ((ending) & 63))

/* Character number `k` from the end of a string constant, and whether that one is of its last word. */
#define CUE_BYTE(s, k) ((uint8_t)(s)[sizeof(s) > (k) ? sizeof(s) - 1 - (k) : 0])
#define CUE_LAST(s, k) (CUE_BYTE(s, k) | 0x20u)
#define CUE_HAS(s, k) (sizeof(s) > (k) && CUE_LAST(s, k) >= '0')
#define CUE_TAIL(s) \
	(CUE_LAST(s, 1) | (!CUE_HAS(s, 2) ? 0 : CUE_LAST(s, 2) << 8 | \
	(!CUE_HAS(s, 3) ? 0 : CUE_LAST(s, 3) << 16 | (!CUE_HAS(s, 4) ? 0 : CUE_LAST(s, 4) << 24))))
#define CUE_ENDING_OF(s) CUE_ENDING(CUE_TAIL(s))

/* The lead of an ending by the byte that stands right before it, or before the space there; 0 for none. */
#define CUE_LEAD(byte) ((uint8_t)((byte) | 0x20u))
#define CUE_LEAD_SPACED(byte) ((uint8_t)((byte) | 0xa0u))
#define CUE_LEAD_AT(s, k) \
	(sizeof(s) <= (k) ? 0 : CUE_BYTE(s, k) == ' ' ? CUE_LEAD_SPACED(CUE_LAST(s, (k) + 1)) \
	                                               : CUE_LEAD(CUE_LAST(s, k)))
#define CUE_LEAD_OF(s) \
	(!CUE_HAS(s, 2) ? CUE_LEAD_AT(s, 2) : !CUE_HAS(s, 3) ? CUE_LEAD_AT(s, 3) : \
	 !CUE_HAS(s, 4) ? CUE_LEAD_AT(s, 4) : CUE_LEAD_AT(s, 5))

/* The same for a cue that is known at run time only, which begins with a letter or digit. */
uint32_t cue_ending_of(struct bytes cue);
uint8_t cue_lead_of(struct bytes cue);

#define CUE_BIT_OF(s, word) \
	(CUE_ENDING_WORD(CUE_ENDING_OF(s)) == (word) ? CUE_ENDING_BIT(CUE_ENDING_OF(s)) : 0)
#define CUE_BIT_0(s, ...) | CUE_BIT_OF(s, 0)
#define CUE_BIT_1(s, ...) | CUE_BIT_OF(s, 1)
#define CUE_BIT_2(s, ...) | CUE_BIT_OF(s, 2)
#define CUE_BIT_3(s, ...) | CUE_BIT_OF(s, 3)
#define CUE_BIT_4(s, ...) | CUE_BIT_OF(s, 4)
#define CUE_BIT_5(s, ...) | CUE_BIT_OF(s, 5)
#define CUE_BIT_6(s, ...) | CUE_BIT_OF(s, 6)
#define CUE_BIT_7(s, ...) | CUE_BIT_OF(s, 7)
#define CUE_KEY_BIT_OF(s, word) \
	(CUE_KEY_WORD(CUE_ENDING_OF(s)) == (word) ? CUE_KEY_BIT(CUE_ENDING_OF(s)) : 0)
#define CUE_BIT_8(s, ...) | CUE_KEY_BIT_OF(s, 8)
#define CUE_BIT_9(s, ...) | CUE_KEY_BIT_OF(s, 9)
#define CUE_ITEM(s, ...) CUE(s),
#define CUE_KEY_ITEM(s, ...) CUE_ENDING_KEY(CUE_ENDING_OF(s)),
#define CUE_LEAD_ITEM(s, ...) CUE_LEAD_OF(s),

/* The cues of a list, which may have more beside each, and their index, for CUE_TABLE_INDEXED(). */
#define CUE_ARRAY(array, LIST) \
	static const struct cue array[] = { LIST(CUE_ITEM) }; \
	static const uint8_t array##_keys[CUE_KEYS_ROOM(ARRAY_LENGTH(array))] = { LIST(CUE_KEY_ITEM) }; \
	static const uint8_t array##_leads[CUE_KEYS_ROOM(ARRAY_LENGTH(array))] = { LIST(CUE_LEAD_ITEM) }; \
	static const uint64_t array##_filter[CUE_FILTER_WORDS] = { \
		0 LIST(CUE_BIT_0), 0 LIST(CUE_BIT_1), 0 LIST(CUE_BIT_2), 0 LIST(CUE_BIT_3), \
		0 LIST(CUE_BIT_4), 0 LIST(CUE_BIT_5), 0 LIST(CUE_BIT_6), 0 LIST(CUE_BIT_7), \
		0 LIST(CUE_BIT_8), 0 LIST(CUE_BIT_9), \
	}

#endif
