/*
 * The inside of the lexicon: its words, its phrases, and the table that finds
 * a phrase by its first word. Filled by lexicon_file.c, read by
 * lexicon.c; lexicon_words.c splits texts.
 */
#ifndef PHIMILTER_SCANNER_LEXICON_TABLE_H
#define PHIMILTER_SCANNER_LEXICON_TABLE_H

#include <endian.h>

#include "scanner/lexicon.h"

/* A word of a text: a run of ASCII letters, digits and bytes above 0x7F. */
struct lexicon_word {
	size_t start;
	size_t length; /* without a plural s */
	size_t stop;   /* behind the whole word with its plural s and possessive 's */
	uint64_t hash; /* of the `length` bytes, case ignored */
};

/* The letters of a stem that it is looked up by. */
#define LEXICON_STEM_KEY 4

/* Shorter words keep their s: "gas", "AIDS". */
#define LEXICON_PLURAL_LENGTH 5

/* Letters in lower case, digits and bytes above 0x7F as they are, 0 for what separates words. */
extern const uint8_t lexicon_bytes[256];

/* Eight bytes of `text` from `at`, the first lowest; zeros behind its end. */
static inline uint64_t
lexicon_load(struct bytes text, size_t at)
{
	uint64_t bytes = 0;
	size_t left = text.length - at;

	if (left >= sizeof(bytes))
		memcpy(&bytes, text.data + at, sizeof(bytes));
	else
		memcpy(&bytes, text.data + at, left);
	return le64toh(bytes);
}

#define LEXICON_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* The top bit of each byte that is at least `low` and below `high`, for bytes below 0x80. */
static inline uint64_t
lexicon_between(uint64_t bytes, uint8_t low, uint8_t high)
{
	return (bytes + LEXICON_EACH(0x80 - low)) & ~(bytes + LEXICON_EACH(0x80 - high));
}

/*
 * How many bytes of a word stand at `at`. Eight at once: the end of a word
 * cannot be predicted, so a branch a byte would cost more than all the rest.
 */
static inline size_t
lexicon_word_length(struct bytes text, size_t at)
{
	for (size_t length = 0;; length += 8) {
		uint64_t bytes = lexicon_load(text, at + length);
		uint64_t low = bytes & LEXICON_EACH(0x7F);
		uint64_t inside = lexicon_between(low, '0', '9' + 1) |
		                  lexicon_between(low | LEXICON_EACH(0x20), 'a', 'z' + 1) | bytes;
		uint64_t outside = ~inside & LEXICON_EACH(0x80);
		if (outside != 0)
			return length + (size_t)__builtin_ctzll(outside) / 8;
	}
}

/* Spreads the letters over the upper and lower bits that filter and table use. */
static inline uint64_t
lexicon_hash_finish(uint64_t hash)
{
	hash *= UINT64_C(0x9E3779B97F4A7C15);
	return hash ^ hash >> 32;
}

/* Of `length` bytes from `at`, case ignored. */
static inline uint64_t
lexicon_hash(struct bytes text, size_t at, size_t length)
{
	uint64_t hash = 0;

	for (; length > 8; at += 8, length -= 8)
		hash = lexicon_hash_finish(hash ^ (lexicon_load(text, at) | LEXICON_EACH(0x20)));
	uint64_t last = (lexicon_load(text, at) | LEXICON_EACH(0x20)) & (UINT64_MAX >> (64 - 8 * length));
	return lexicon_hash_finish(hash ^ last);
}

static inline bool
lexicon_word_is_plural(const uint8_t *word, size_t length)
{
	if (length < LEXICON_PLURAL_LENGTH || (word[length - 1] | 0x20) != 's')
		return false;
	uint8_t before = word[length - 2] | 0x20;
	return before != 's' && before != 'u' && before != 'i';
}

/* Where a word that ends at `at` is left, its possessive 's included. */
static inline size_t
lexicon_word_stop(struct bytes text, size_t at)
{
	if (at + 1 < text.length && text.data[at] == '\'' && (text.data[at + 1] | 0x20) == 's' &&
	    (at + 2 == text.length || lexicon_bytes[text.data[at + 2]] == 0))
		return at + 2;
	return at;
}

/*
 * The first word that begins at `from` or later; false at the end of the text.
 * Inline, because all text goes through it.
 */
__attribute__((always_inline)) static inline bool
lexicon_word_next(struct bytes text, size_t from, struct lexicon_word *out)
{
	size_t at = from;

	while (at < text.length && lexicon_bytes[text.data[at]] == 0)
		at++;
	if (at >= text.length)
		return false;
	out->start = at;
	out->length = lexicon_word_length(text, at);
	out->stop = lexicon_word_stop(text, at + out->length);
	if (lexicon_word_is_plural(text.data + at, out->length))
		out->length--;
	out->hash = lexicon_hash(text, at, out->length);
	return true;
}

/* What stems are found by: unlike the hash of any word. */
static inline uint64_t
lexicon_stem_hash(struct bytes text, const struct lexicon_word *word)
{
	return ~lexicon_hash(text, word->start, LEXICON_STEM_KEY);
}

struct lexicon_term {
	struct bytes text; /* as spelled in the file, without a plural s */
	bool stem;         /* any word that begins like this */
};

struct lexicon_phrase {
	uint64_t hash; /* of the first word, or of its stem */
	struct lexicon_term terms[LEXICON_WORDS_LIMIT];
	uint8_t term_count;
	uint8_t kind; /* enum health_kind */
	uint8_t weight;
	bool exact_case;
	bool needs_neighbour;
	uint32_t order; /* later definitions win */
};

/*
 * What `word` stands for that speaks of health by its shape: an ICD-10-CM code
 * that is announced as one, an age as clinicians write it; NULL for all other
 * words. `stop` is then where it ends.
 */
const struct lexicon_phrase *lexicon_shape_at(struct bytes text, const struct lexicon_word *word,
                                              size_t *stop);

/* A set of hashes that fits the first-level cache; it may also answer yes for others. */
#define LEXICON_FILTER_BITS 16

struct lexicon_filter {
	uint64_t bits[(1u << LEXICON_FILTER_BITS) / 64];
};

static inline bool
lexicon_filter_has(const struct lexicon_filter *filter, uint64_t hash)
{
	uint64_t bit = hash >> (64 - LEXICON_FILTER_BITS);

	return filter->bits[bit / 64] >> (bit % 64) & 1;
}

/* A first word together with the first byte of the second, in any case. */
static inline uint64_t
lexicon_pair_hash(uint64_t first, uint8_t second)
{
	return lexicon_hash_finish(first + lexicon_bytes[second]);
}

/* Where the phrases with one first word begin. */
struct lexicon_slot {
	uint64_t hash;
	uint32_t first; /* index + 1; 0: empty */
};

struct lexicon {
	struct arena *arena;
	struct lexicon_phrase *phrases; /* ordered: equal hashes together, longer and later first */
	size_t phrase_count;
	size_t phrase_capacity;
	struct lexicon_slot *slots; /* open addressing */
	size_t slot_mask;
	/* In front of the slots: nearly every word is in neither. */
	struct lexicon_filter words; /* phrases of one word, stems */
	struct lexicon_filter pairs; /* longer phrases: common words begin many */
};

/*
 * Adds the phrases of one file's `content`; `name` stands for it in
 * complaints. Fails: ERROR_CONFIG, ERROR_MEMORY, ERROR_LIMIT.
 */
MUST_USE int lexicon_file_parse(struct lexicon *lexicon, struct bytes content, const char *name,
                                struct diagnostics *why);

#endif
