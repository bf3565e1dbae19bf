#include "scanner/text_signs_parts.h"

#include "scanner/eight_bytes.h"

/* Controls behind the white space; the separators of X12 and NIST records follow them. */
#define FIRST_CONTROL 0x0E
#define CONTROL_COUNT 0x0E

/* What the chunk before says of this one. */
struct carried {
	uint64_t blanks; /* blanks, controls and bytes above ASCII */
	uint64_t alike;  /* bytes that are the same as the next but one */
	size_t row;      /* bytes since the last blank */
};

/* What one look at a chunk tells. */
struct chunk_look {
	byte_block highest; /* bytes as they count up from the tab */
	byte_block lowest;  /* and from the first control behind the white space */
	byte_flags escape;
	byte_flags number;  /* a digit before a line's end or a hyphen */
	byte_block digits;  /* how many in each column */
	uint64_t blanks;
	uint64_t alike;
};

/* Looks at the block from byte `i` of the chunk on. */
static inline void
look_take(struct chunk_look *look, const uint8_t *chunk, unsigned i)
{
	byte_block c = byte_block_load(chunk + i), next = byte_block_load(chunk + i + 1);

	look->highest = byte_block_max(look->highest, c - '\t');
	look->lowest = byte_block_min(look->lowest, c - FIRST_CONTROL);
	/* % &, + and < = \ with ] | } */
	look->escape |= byte_block_is((c + 1) & 0xFE, 0x26) | byte_block_is(c, '+') | byte_block_is(c & 0x9E, 0x1C);
	byte_flags digits = byte_block_between(c, '0', '9');
	look->digits -= (byte_block)digits;
	look->number |= digits & (byte_block_is(next, '\n') | byte_block_is(next, '-'));
	look->blanks |= byte_flags_bits((byte_flags)((byte_mask)c < '!')) << i;
	look->alike |= byte_flags_bits(byte_block_same(c, byte_block_load(chunk + i + 2))) << i;
}

/* Whether any byte is above ASCII or a control but white space and separators. */
static inline bool
look_has_fold(const struct chunk_look *look)
{
	byte_flags fine = byte_block_same(byte_block_max(look->highest, BYTE_BLOCK_OF('~' - '\t')),
	                                  BYTE_BLOCK_OF('~' - '\t')) &
	                  byte_block_same(byte_block_min(look->lowest, BYTE_BLOCK_OF(CONTROL_COUNT)),
	                                  BYTE_BLOCK_OF(CONTROL_COUNT));

	return byte_flags_any(~fine);
}

/* The signs of a chunk; `*earlier` is those that this one tells of the chunk before. */
static inline unsigned
chunk_signs(const uint8_t *chunk, struct carried *carried, unsigned *earlier)
{
	struct chunk_look look = { .lowest = BYTE_BLOCK_OF(UINT8_MAX) };
	look_take(&look, chunk, 0);
	look_take(&look, chunk, BYTE_BLOCK_SIZE);
	look_take(&look, chunk, 2 * BYTE_BLOCK_SIZE);
	look_take(&look, chunk, 3 * BYTE_BLOCK_SIZE);
	uint64_t blank_before = look.blanks << 1 | carried->blanks >> (TEXT_SIGNS_SIZE - 1);
	/* Told at the middle one of three that are alike. */
	uint64_t thrice = look.alike & (look.alike << 2 | carried->alike >> (TEXT_SIGNS_SIZE - 2)) & ~blank_before;
	unsigned signs = 0;

	if (look_has_fold(&look))
		signs |= TEXT_SIGN_FOLD;
	if (byte_flags_any(look.escape))
		signs |= TEXT_SIGN_ESCAPE;
	if (thrice != 0 || byte_flags_any(look.number))
		signs |= TEXT_SIGN_SPACING;
	if (byte_block_sum(look.digits) >= TEXT_SIGNS_DIGITS)
		signs |= TEXT_SIGN_CODES;
	if (text_signs_row_gets_long(look.blanks, &carried->row))
		signs |= TEXT_SIGN_ROW;
	*earlier = (thrice & 3) != 0 ? TEXT_SIGN_SPACING : 0;
	carried->blanks = look.blanks;
	carried->alike = look.alike;
	return signs;
}

void
text_signs_tell_plain(struct text_signs *signs)
{
	struct carried carried = { .row = 0 };
	struct text_signs_tail tail;
	unsigned earlier, all = 0;

	for (size_t i = 0; i < signs->count; i++) {
		unsigned told = chunk_signs(text_signs_chunk(signs->text, i, &tail), &carried, &earlier);
		signs->chunks[i] = (uint8_t)told;
		all |= told;
		if (earlier != 0 && i > 0) {
			signs->chunks[i - 1] |= (uint8_t)earlier;
			all |= earlier;
		}
	}
	signs->all = all;
}

int
text_signs_read(struct arena *arena, struct bytes text, struct text_signs *out)
{
	size_t count = text.length / TEXT_SIGNS_SIZE + (text.length % TEXT_SIGNS_SIZE != 0);

	/* Eight more, so that eight can be looked at together. */
	*out = (struct text_signs){ .text = text, .count = count, .chunks = arena_alloc(arena, count + 8) };
	if (out->chunks == NULL)
		return arena_failure(arena);
	memset(out->chunks + count, 0, 8);
#ifdef TEXT_SIGNS_AVX512
	if (TEXT_SIGNS_AVX512_RUNS()) {
		text_signs_tell_avx512(out);
		return 0;
	}
#endif
	text_signs_tell_plain(out);
	return 0;
}

size_t
text_signs_find(const struct text_signs *signs, enum text_sign sign, size_t chunk)
{
	if ((signs->all & sign) == 0)
		return signs->count;
	for (; chunk < signs->count; chunk += 8) {
		uint64_t found = eight_load(signs->chunks + chunk) & EIGHT_EACH((unsigned)sign);
		if (found != 0)
			return chunk + eight_first(found);
	}
	return signs->count;
}
