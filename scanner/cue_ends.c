#include "scanner/cue_ends.h"

#include <endian.h>

#include "scanner/byte_block.h"
#include "scanner/chunk.h"

/* What a byte is to cues; OTHER for those not named. */
enum kind {
	KIND_OTHER,
	KIND_SEPARATOR,
	KIND_DIGIT,
	KIND_LOWER,
	KIND_UPPER,
	KIND_HIGH, /* of a letter above ASCII, or not its first */
};

static const uint8_t kinds[256] = {
	['\t' ... '\r'] = KIND_SEPARATOR, [' '] = KIND_SEPARATOR, ['.'] = KIND_SEPARATOR,
	['_'] = KIND_SEPARATOR, ['#'] = KIND_SEPARATOR, ['-'] = KIND_SEPARATOR,
	['0' ... '9'] = KIND_DIGIT, ['a' ... 'z'] = KIND_LOWER, ['A' ... 'Z'] = KIND_UPPER,
	/* 0xc2 and 0xe2 lead U+0080-00BF and U+2000-2FFF: bullets and dashes, no letters. */
	[0x80 ... 0xc1] = KIND_HIGH, [0xc3 ... 0xe1] = KIND_HIGH, [0xe3 ... 0xff] = KIND_HIGH,
};

static bool
is_continuation(uint8_t c)
{
	return (c & 0xc0) == 0x80;
}

bool
cue_word_at(struct bytes text, size_t at)
{
	return at < text.length && kinds[text.data[at]] >= KIND_DIGIT;
}

bool
cue_word_before(struct bytes text, size_t end)
{
	size_t at = end;
	if (end > 0 && text.data[end - 1] < 0x80)
		return kinds[text.data[end - 1]] >= KIND_DIGIT;
	while (at > 0 && end - at < 3 && is_continuation(text.data[at - 1]))
		at--;
	return at > 0 && cue_word_at(text, at - 1);
}

bool
cue_case_changes(struct bytes text, size_t at)
{
	return at > 0 && at < text.length && byte_is_lower(text.data[at - 1]) &&
	       byte_is_upper(text.data[at]);
}

static bool
word_begins(struct bytes text, size_t at)
{
	return byte_is_alnum(text.data[at]) &&
	       (!cue_word_before(text, at) || cue_case_changes(text, at));
}

/* Where the space of a cue at `at` ends in the text; `at` itself when none is there. */
static size_t
gap_end(struct bytes text, size_t at)
{
	while (at < text.length && kinds[text.data[at]] == KIND_SEPARATOR)
		at++;
	return at;
}

/* Whether `c` is `wanted`, which is no capital, in either case. */
static inline bool
is_letter(uint8_t c, uint8_t wanted)
{
	return c == wanted || (byte_is_lower(wanted) && (c | 0x20) == wanted);
}

size_t
cue_at(struct bytes text, size_t begin, const char *cue)
{
	size_t at = begin;

	for (; *cue != '\0'; cue++) {
		if (*cue != ' ') {
			if (at >= text.length || !is_letter(text.data[at], (uint8_t)*cue))
				return 0;
			at++;
			continue;
		}
		size_t gap = gap_end(text, at);
		if (gap == at && !cue_case_changes(text, at))
			return 0;
		at = gap;
	}
	bool glued = at < text.length && byte_is_digit(text.data[at]);
	return glued || !cue_word_at(text, at) || cue_case_changes(text, at) ? at : 0;
}

/* ---- endings ------------------------------------------------------------------- */

/*
 * The last bytes before `end`, in lower case, the last one lowest; at a text's
 * beginning with anything above them.
 */
static inline uint32_t
tail_before(struct bytes text, size_t end)
{
	uint32_t tail = 0;

	if (end >= sizeof(tail)) {
		memcpy(&tail, text.data + end - sizeof(tail), sizeof(tail));
		tail = be32toh(tail);
	} else {
		for (size_t i = 0; i < end; i++)
			tail = tail << 8 | text.data[i];
	}
	return tail | UINT32_C(0x20202020);
}

/* The ending at `end`; bits 0 to 2 of `word` tell of the three bytes before the last whether they are of one. */
static inline struct cue_end
ending_whole(struct bytes text, size_t end, unsigned word)
{
	/* What of a tail belongs to the last word. */
	static const uint32_t kept[8] = { 0xff, 0xff, 0xff, 0xff, 0xffff, 0xffff, 0xffffff, 0xffffffff };
	static const uint8_t lengths[8] = { 1, 1, 1, 1, 2, 2, 3, 4 };

	return (struct cue_end){ (uint32_t)end, CUE_ENDING(tail_before(text, end) & kept[word]), lengths[word] };
}

/* Puts the endings of the parts that begin where bits 0 to 2 tell of the last three bytes that the case `changed`. */
static size_t
endings_of_parts(struct bytes text, size_t end, unsigned changed, struct cue_end *items)
{
	uint32_t tail = tail_before(text, end);
	size_t count = 0;

	for (unsigned length = CUE_TAIL_LENGTH - 1; changed != 0; length--, changed >>= 1)
		if (changed & 1)
			items[count++] = (struct cue_end){ (uint32_t)end, CUE_ENDING(tail & ~(UINT32_MAX << length * 8)), length };
	return count;
}

/* What bytes are to cues, as bits, the first byte's lowest. */
struct word_bits {
	uint64_t word;    /* letters and digits of any script */
	uint64_t end;     /* ASCII ones with which a word ends that a cue may end with */
	uint64_t changed; /* capitals behind a small letter */
};

/* Bytes read at once: there is room for three bits below the first one's and one above the last. */
#define PIECE_LENGTH (CHUNK_SIZE - CUE_TAIL_LENGTH)

/* Of the bytes above ASCII those that are of a letter; not those of bullets and dashes. */
static uint64_t
letters_among(struct bytes text, size_t from, uint64_t high)
{
	uint64_t letters = high;

	for (; high != 0; high &= high - 1) {
		size_t i = (size_t)__builtin_ctzll(high);
		if (!cue_word_before(text, from + i + 1))
			letters ^= UINT64_C(1) << i;
	}
	return letters;
}

/* Of `count` bytes from `from`, at most PIECE_LENGTH; as cue_ends_collect() for `glued`. */
static struct word_bits
word_bits_read(struct bytes text, size_t from, size_t count, bool glued)
{
	struct chunk chunk = chunk_read(text, from);
	uint64_t plain = chunk.alpha | chunk.digit;
	uint64_t small = chunk.alpha & chunk.small;
	uint64_t behind = UINT64_MAX << count;
	struct word_bits bits = { .word = plain | chunk.high,
		                  .changed = chunk.alpha & ~chunk.small & small << 1 };

	if (chunk.high != 0)
		bits.word = plain | letters_among(text, from, chunk.high);
	if (glued) {
		bits.word &= ~behind;
		bits.changed &= ~behind;
	}
	bits.end = ((plain & ~(bits.word >> 1)) | (small & bits.changed >> 1)) & ~behind;
	return bits;
}

/* The most endings in one piece: two of three bytes may end words, as in "aB aB". */
#define PIECE_ENDINGS ((PIECE_LENGTH * 2 / 3 + 1) * CUE_ENDINGS_MOST)

/* Puts the endings of the words that end where `left` has bits, for bytes from `from` on, the last first. */
static struct cue_end *
endings_of_piece(struct bytes text, size_t from, const struct word_bits *bits, uint64_t left,
                 struct cue_end *item)
{
	while (left != 0) {
		size_t at = 63 - (size_t)__builtin_clzll(left);
		unsigned changed = bits->changed << 2 >> at & 7;
		left ^= UINT64_C(1) << at;
		*item++ = ending_whole(text, from + at + 1, bits->word << 3 >> at & 7);
		if (changed != 0)
			item += endings_of_parts(text, from + at + 1, changed, item);
	}
	return item;
}

size_t
cue_ends_collect(struct cue_ends *ends, struct bytes text, size_t lowest, size_t limit, bool glued)
{
	struct cue_end *item = ends->items + ends->count;
	const struct cue_end *full = ends->items + CUE_ENDS_LIMIT - PIECE_ENDINGS;

	while (limit > lowest && item <= full) {
		size_t from = limit < PIECE_LENGTH ? 0 : limit - PIECE_LENGTH;
		/* What stands before the piece's own first bytes is not seen. */
		size_t floor = from > 0 && lowest < from + CUE_TAIL_LENGTH - 1 ? from + CUE_TAIL_LENGTH - 1 : lowest;
		struct word_bits bits = word_bits_read(text, from, limit - from, glued);
		item = endings_of_piece(text, from, &bits, bits.end & UINT64_MAX << (floor - from), item);
		limit = floor;
		glued = false;
	}
	ends->count = (size_t)(item - ends->items);
	return limit;
}

static size_t
tail_length(struct bytes cue)
{
	size_t length = 0;

	while (length < CUE_TAIL_LENGTH && length < cue.length && cue_word_before(cue, cue.length - length))
		length++;
	return length;
}

uint32_t
cue_ending_of(struct bytes cue)
{
	uint32_t tail = 0;

	for (size_t i = tail_length(cue); i > 0; i--)
		tail = tail << 8 | cue.data[cue.length - i] | 0x20;
	return CUE_ENDING(tail);
}

uint8_t
cue_lead_of(struct bytes cue)
{
	size_t at = cue.length - tail_length(cue);

	if (at == 0)
		return 0;
	return cue.data[at - 1] == ' ' ? CUE_LEAD_SPACED(cue.data[at - 2]) : CUE_LEAD(cue.data[at - 1]);
}

/* ---- cues ----------------------------------------------------------------------- */

/* Whether `cue` ends at `end` and begins, whole, at or after `floor`: where. */
static bool
stands_at(struct bytes text, size_t floor, size_t end, const struct cue *cue, size_t *begin)
{
	size_t at = end;

	for (size_t i = cue->length; i > 0; i--) {
		uint8_t wanted = (uint8_t)cue->text[i - 1];
		size_t gap = at;
		if (wanted != ' ') {
			if (at <= floor || !is_letter(text.data[at - 1], wanted))
				return false;
			at--;
			continue;
		}
		while (gap > floor && kinds[text.data[gap - 1]] == KIND_SEPARATOR)
			gap--;
		if (gap == at && !cue_case_changes(text, at))
			return false;
		at = gap;
	}
	*begin = at;
	return word_begins(text, at);
}

/* A cue of a table that was found to stand in a text. */
struct found {
	const struct cue *cue; /* NULL: none */
	uint32_t start;
	uint32_t end;
};

static const struct found nothing = { NULL, 0, 0 };

static struct cue_match
match_of(struct found found)
{
	return (struct cue_match){ found.cue != NULL ? found.cue->text : NULL, found.start, found.end };
}

static inline bool
table_has_ending(const struct cue_table *table, uint32_t ending)
{
	const uint64_t *filter = table->filter;

	return filter == NULL || ((filter[CUE_ENDING_WORD(ending)] & CUE_ENDING_BIT(ending)) != 0 &&
	                          (filter[CUE_KEY_WORD(ending)] & CUE_KEY_BIT(ending)) != 0);
}

/* An ending as cues of a table are compared with it. */
struct ending {
	uint8_t key;
	uint8_t lead;   /* of the byte right before it */
	uint8_t spaced; /* of the one before the space there, or 0 */
};

static struct ending
ending_of(const struct cue_end *end, struct bytes text, size_t floor)
{
	size_t at = end->at - end->tail, gap = at;
	struct ending ending = { .key = CUE_ENDING_KEY(end->ending) };

	if (at > floor)
		ending.lead = CUE_LEAD(text.data[at - 1]);
	while (gap > floor && kinds[text.data[gap - 1]] == KIND_SEPARATOR)
		gap--;
	if (gap > floor && (gap < at || cue_case_changes(text, at)))
		ending.spaced = CUE_LEAD_SPACED(text.data[gap - 1]);
	return ending;
}

/* Of the cues from number `i` on, as many as a block has bytes, those that may end so. */
static inline uint64_t
cues_ending(const struct cue_table *table, size_t i, const struct ending *ending)
{
	if (table->keys == NULL)
		return (UINT64_C(1) << BYTE_BLOCK_SIZE) - 1;
	byte_flags keys = byte_block_is(byte_block_load(table->keys + i), ending->key);
	byte_block leads = byte_block_load(table->leads + i);
	byte_flags fit = byte_block_is(leads, 0) | byte_block_is(leads, ending->lead) |
	                 byte_block_is(leads, ending->spaced);

	return byte_flags_bits(keys & fit);
}

/* Of two cues that stand in a text the one that begins first, of equal ones the table's first. */
static inline struct found
earlier(struct found one, struct found other)
{
	bool first = one.cue != NULL && (other.cue == NULL || one.start < other.start ||
	                                 (one.start == other.start && one.cue < other.cue));

	return first ? one : other;
}

/* The cue that ends as `end` says and begins before all others that do. */
static struct found
earliest_at(const struct cue_end *end, struct bytes text, size_t floor, const struct cue_table *table)
{
	const struct ending ending = ending_of(end, text, floor);
	struct found best = nothing;

	for (size_t i = 0; i < table->count; i += BYTE_BLOCK_SIZE) {
		for (uint64_t fit = cues_ending(table, i, &ending); fit != 0; fit &= fit - 1) {
			size_t number = i + (size_t)__builtin_ctzll(fit);
			size_t begin;
			if (number >= table->count)
				return best;
			const struct cue *cue = &table->cues[number];
			if (stands_at(text, floor, end->at, cue, &begin))
				best = earlier(best, (struct found){ cue, (uint32_t)begin, end->at });
		}
	}
	return best;
}

struct cue_match
cue_ends_nearest(const struct cue_ends *ends, struct bytes text, size_t floor, size_t lowest,
                 const struct cue_table *table)
{
	struct found best = nothing;

	for (size_t i = 0; i < ends->count && ends->items[i].at > lowest; i++) {
		if (!table_has_ending(table, ends->items[i].ending))
			continue;
		if (ends->items[i].at < best.end)
			break;
		best = earlier(best, earliest_at(&ends->items[i], text, floor, table));
	}
	return match_of(best);
}

struct cue_match
cue_ends_first(const struct cue_ends *ends, struct bytes text, size_t floor,
               const struct cue_table *table)
{
	struct found best = nothing;

	for (size_t i = 0; i < ends->count; i++)
		if (table_has_ending(table, ends->items[i].ending))
			best = earlier(best, earliest_at(&ends->items[i], text, floor, table));
	return match_of(best);
}

struct cue_endings
cue_endings_at(struct bytes text, size_t end)
{
	struct cue_endings endings;
	unsigned word = 0, changed = 0;

	for (size_t i = 0; i < CUE_TAIL_LENGTH - 1 && i < end; i++) {
		changed |= (unsigned)cue_case_changes(text, end - 1 - i) << (2 - i);
		word |= (unsigned)cue_word_before(text, end - 1 - i) << (2 - i);
	}
	endings.items[0] = ending_whole(text, end, word);
	endings.count = 1;
	if (changed != 0)
		endings.count += endings_of_parts(text, end, changed, endings.items + 1);
	return endings;
}

struct cue_match
cue_endings_longest(const struct cue_endings *endings, struct bytes text, size_t floor,
                    const struct cue_table *table)
{
	struct found best = nothing;

	for (size_t i = 0; i < endings->count; i++)
		if (table_has_ending(table, endings->items[i].ending))
			best = earlier(best, earliest_at(&endings->items[i], text, floor, table));
	return match_of(best);
}

struct cue_match
cue_ends_longest(struct bytes text, size_t floor, size_t end, const struct cue_table *table)
{
	struct cue_endings endings;

	if (end <= floor)
		return match_of(nothing);
	endings = cue_endings_at(text, end);
	return cue_endings_longest(&endings, text, floor, table);
}

bool
cue_is(struct bytes word, const struct cue_table *table)
{
	struct cue_match match = cue_ends_longest(word, 0, word.length, table);

	return match.cue != NULL && match.start == 0;
}
