/*
 * The words that somebody wants, and the pairs of words, by their hashes
 * (scanner/word_hash.h): nearly all of a text are told with one look to be of no
 * interest. It may answer yes for others too, though seldom.
 *
 * Threads: pure functions; what is filled once may be read by any.
 */
#ifndef PHIMILTER_SCANNER_VOCABULARY_H
#define PHIMILTER_SCANNER_VOCABULARY_H

#include "scanner/word_hash.h"

/* Why a word, or it and the next one, is wanted: bits. */
enum word_want {
	WORD_LEXICON = 1,                 /* a phrase of the lexicon, or the beginning of one */
	WORD_LEXICON_PAIR = 2,            /* the same, of pairs */
	WORD_PATTERN = 4,                 /* a pattern's words begin with it; of one word: where it is no plural */
	WORD_PATTERN_PLURAL = 8,          /* where it is one */
	WORD_PATTERN_CAPITAL = 16,        /* where it begins with a capital */
	WORD_PATTERN_BEFORE_CAPITAL = 32, /* where the next word does */
	WORD_PATTERN_MARKED = 64,         /* where what is no blank stands before or behind it */
};

/* Those that what stands around a word decides. */
#define WORD_PATTERN_STANDING (WORD_PATTERN_CAPITAL | WORD_PATTERN_BEFORE_CAPITAL | WORD_PATTERN_MARKED)

/*
 * Half a place: in its lower bits the pairs that begin with a word, by
 * vocabulary_follower() of their second words, then why it is wanted, above them
 * the bits of its hash that tell it from others of its place: 0 where they are
 * too many to be told apart.
 */
#define VOCABULARY_FOLLOWERS 16
#define VOCABULARY_WANTS_BITS 7
#define VOCABULARY_WANTS ((1u << VOCABULARY_WANTS_BITS) - 1)
#define VOCABULARY_CONTENT_BITS (VOCABULARY_FOLLOWERS + VOCABULARY_WANTS_BITS)
#define VOCABULARY_TAG (UINT32_MAX << VOCABULARY_CONTENT_BITS)

/* The upper bits of a hash that number the places of words: 256 KB, which second-level caches have room for. */
#define VOCABULARY_BITS 15

/* Places of the set of pairs: small enough to stay at hand, as pairs are many and seldom known. */
#define VOCABULARY_PAIRS 1024

/* Who wants a pair. */
enum vocabulary_pair {
	VOCABULARY_PAIR_LEXICON,
	VOCABULARY_PAIR_PATTERN,
	VOCABULARY_PAIR_LIMIT
};

/* The upper bits of a hash that number the places of the set of stems, which are few: it fits two registers. */
#define VOCABULARY_STEMS_BITS 4

struct vocabulary {
	uint64_t places[1u << VOCABULARY_BITS]; /* of words: a place has room for two, one in each half */
	uint64_t pairs[VOCABULARY_PAIRS][VOCABULARY_PAIR_LIMIT]; /* vocabulary_pair_bits() of each */
	uint64_t stems[1u << VOCABULARY_STEMS_BITS];
};

/* ---- places ----------------------------------------------------------------------- */

static inline uint32_t
vocabulary_tag(uint64_t hash)
{
	return (uint32_t)hash & VOCABULARY_TAG;
}

/* Adds `content` for what has `hash`. */
static inline void
vocabulary_place_add(uint64_t *place, uint64_t hash, uint32_t content)
{
	uint32_t tag = vocabulary_tag(hash), low = (uint32_t)*place, high = (uint32_t)(*place >> 32);

	if (low == 0 || (low & VOCABULARY_TAG) == tag)
		low |= tag | content;
	else if (high == 0 || (high & VOCABULARY_TAG) == tag)
		high |= tag | content;
	else
		high = (high & ~VOCABULARY_TAG) | content;
	*place = (uint64_t)high << 32 | low;
}

/* What half a place has for a word with `tag`. */
static inline uint32_t
vocabulary_half_content(uint32_t half, uint32_t tag)
{
	uint32_t own = half & VOCABULARY_TAG;

	/* No branch: which of its place a word meets cannot be predicted. */
	return half & ~VOCABULARY_TAG & -(uint32_t)((own == tag) | (own == 0));
}

static inline uint32_t
vocabulary_place_content(uint64_t place, uint64_t hash)
{
	uint32_t tag = vocabulary_tag(hash);

	return vocabulary_half_content((uint32_t)place, tag) | vocabulary_half_content((uint32_t)(place >> 32), tag);
}

/* The place of what has `hash`. */
static inline const uint64_t *
vocabulary_place(const struct vocabulary *vocabulary, uint64_t hash)
{
	return &vocabulary->places[hash >> (64 - VOCABULARY_BITS)];
}

/* Asks for it: all places are too many for the first-level cache. */
static inline void
vocabulary_prefetch(const struct vocabulary *vocabulary, uint64_t hash)
{
	__builtin_prefetch(vocabulary_place(vocabulary, hash));
}

/* ---- words -------------------------------------------------------------------------- */

/* What is known of the word with `hash`: vocabulary_wants(), vocabulary_may_pair() of it. */
static inline uint32_t
vocabulary_content(const struct vocabulary *vocabulary, uint64_t hash)
{
	return vocabulary_place_content(*vocabulary_place(vocabulary, hash), hash);
}

/* enum word_want */
static inline unsigned
vocabulary_wants(uint32_t content)
{
	return content >> VOCABULARY_FOLLOWERS & VOCABULARY_WANTS;
}

static inline unsigned
vocabulary_follower(uint64_t second)
{
	return second % VOCABULARY_FOLLOWERS;
}

/* Whether there may be a pair with the word `second` behind it: spares most a look at the pairs. */
static inline bool
vocabulary_may_pair(uint32_t content, uint64_t second)
{
	return content >> vocabulary_follower(second) & 1;
}

static inline void
vocabulary_content_add(struct vocabulary *vocabulary, uint64_t hash, uint32_t content)
{
	vocabulary_place_add(&vocabulary->places[hash >> (64 - VOCABULARY_BITS)], hash, content);
}

static inline void
vocabulary_add(struct vocabulary *vocabulary, uint64_t hash, unsigned wants)
{
	vocabulary_content_add(vocabulary, hash, wants << VOCABULARY_FOLLOWERS);
}

/* ---- pairs ---------------------------------------------------------------------------- */

/* The place of a pair in the set, and its bits there. */
static inline size_t
vocabulary_pair_place(uint64_t pair)
{
	return pair / (UINT64_MAX / VOCABULARY_PAIRS + 1);
}

static inline uint64_t
vocabulary_pair_bits(uint64_t pair)
{
	return UINT64_C(1) << (pair & 63) | UINT64_C(1) << (pair >> 6 & 63);
}

/* Of `wants` only whether it is the lexicon or a pattern matters. */
static inline void
vocabulary_add_pair(struct vocabulary *vocabulary, uint64_t first, uint64_t second, unsigned wants)
{
	uint64_t pair = word_hash_pair(first, second);
	enum vocabulary_pair who = wants & WORD_LEXICON_PAIR ? VOCABULARY_PAIR_LEXICON : VOCABULARY_PAIR_PATTERN;

	vocabulary_content_add(vocabulary, first, 1u << vocabulary_follower(second));
	vocabulary->pairs[vocabulary_pair_place(pair)][who] |= vocabulary_pair_bits(pair);
}

/* WORD_LEXICON_PAIR and WORD_PATTERN of two words that follow one another. */
static inline unsigned
vocabulary_pair_wants(const struct vocabulary *vocabulary, uint64_t first, uint64_t second)
{
	uint64_t pair = word_hash_pair(first, second), bits = vocabulary_pair_bits(pair);
	const uint64_t *place = vocabulary->pairs[vocabulary_pair_place(pair)];
	bool lexicon = (place[VOCABULARY_PAIR_LEXICON] & bits) == bits;
	bool pattern = (place[VOCABULARY_PAIR_PATTERN] & bits) == bits;

	return lexicon * WORD_LEXICON_PAIR | pattern * WORD_PATTERN;
}

/* ---- stems -------------------------------------------------------------------------- */

/* From these bits of a stem on are the numbers of its two bits in its place; those of the place itself are above. */
#define VOCABULARY_STEM_ONE 54
#define VOCABULARY_STEM_OTHER 48

/* The place of a stem, by word_hash_stem(), and its bits there. */
static inline size_t
vocabulary_stem_place(uint64_t stem)
{
	return stem >> (64 - VOCABULARY_STEMS_BITS);
}

static inline uint64_t
vocabulary_stem_bits(uint64_t stem)
{
	return UINT64_C(1) << (stem >> VOCABULARY_STEM_ONE & 63) | UINT64_C(1) << (stem >> VOCABULARY_STEM_OTHER & 63);
}

static inline void
vocabulary_add_stem(struct vocabulary *vocabulary, uint64_t stem)
{
	vocabulary->stems[vocabulary_stem_place(stem)] |= vocabulary_stem_bits(stem);
}

static inline bool
vocabulary_has_stem(const struct vocabulary *vocabulary, uint64_t stem)
{
	uint64_t bits = vocabulary_stem_bits(stem);

	return (vocabulary->stems[vocabulary_stem_place(stem)] & bits) == bits;
}

#endif
