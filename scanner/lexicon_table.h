/*
 * The inside of the lexicon: its words, its phrases, and the table that finds
 * a phrase by its first word. Filled by lexicon_file.c, read by
 * lexicon.c; lexicon_words.c splits texts.
 */
#ifndef PHIMILTER_SCANNER_LEXICON_TABLE_H
#define PHIMILTER_SCANNER_LEXICON_TABLE_H

#include "scanner/lexicon.h"

/* A word of a text: a run of ASCII letters, digits and bytes above 0x7F. */
struct lexicon_word {
	size_t start;
	size_t length; /* without a plural s */
	size_t stop;   /* behind the whole word with its plural s and possessive 's */
	uint64_t hash; /* of the `length` bytes, case ignored */
};

/* The first word that begins at `from` or later; false at the end of the text. */
bool lexicon_word_next(struct bytes text, size_t from, struct lexicon_word *out);

/* What stems are found by: the first LEXICON_STEM_KEY letters of a word, case ignored. */
#define LEXICON_STEM_KEY 4
uint64_t lexicon_stem_hash(struct bytes text, size_t start);

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
 * Whether `word` begins an ICD-10-CM code that is announced as one; `stop` is
 * then where it ends. It counts as lexicon_code_phrase.
 */
bool lexicon_code_at(struct bytes text, const struct lexicon_word *word, size_t *stop);
extern const struct lexicon_phrase lexicon_code_phrase;

/* A filter in front of the table that fits the first-level cache. */
#define LEXICON_FILTER_BITS 16
#define LEXICON_FILTER_WORDS ((1u << LEXICON_FILTER_BITS) / 64)

struct lexicon {
	struct arena *arena;
	struct lexicon_phrase *phrases; /* ordered: equal hashes together, longer and later first */
	size_t phrase_count;
	size_t phrase_capacity;
	uint32_t *slots; /* open addressing: index + 1 of the first phrase with a hash */
	size_t slot_mask;
	uint64_t filter[LEXICON_FILTER_WORDS];
};

static inline bool
lexicon_filter_passes(const struct lexicon *lexicon, uint64_t hash)
{
	uint64_t bit = hash >> (64 - LEXICON_FILTER_BITS);

	return lexicon->filter[bit / 64] >> (bit % 64) & 1;
}

/*
 * Adds the phrases of one file's `content`; `name` stands for it in
 * complaints. Fails: ERROR_CONFIG, ERROR_MEMORY, ERROR_LIMIT.
 */
MUST_USE int lexicon_file_parse(struct lexicon *lexicon, struct bytes content, const char *name,
                                struct diagnostics *why);

#endif
