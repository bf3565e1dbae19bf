/*
 * The inside of the lexicon: its words, its phrases, and the table that finds
 * a phrase by its first word. Filled by lexicon_file.c and lexicon.c, read by
 * lexicon_read.c and lexicon_keep.c.
 */
#ifndef PHIMILTER_SCANNER_LEXICON_TABLE_H
#define PHIMILTER_SCANNER_LEXICON_TABLE_H

#include "scanner/lexicon.h"
#include "scanner/words.h"

/* A word of a text (scanner/words.h). */
struct lexicon_word {
	size_t start;
	size_t length; /* without a plural s */
	size_t stop;   /* behind the whole word with its plural s and possessive 's */
};

/* Where a word ends that ends at `end` without its possessive 's. */
static inline size_t
lexicon_word_stop(struct bytes text, size_t end)
{
	bool possessive = end + 1 < text.length && text.data[end] == '\'' &&
	                  (text.data[end + 1] | 0x20) == 's' &&
	                  (end + 2 == text.length || word_bytes[text.data[end + 2]] == 0);

	return possessive ? end + 2 : end;
}

/* The word of `length` bytes, plural s included, that begins at `start`. */
static inline struct lexicon_word
lexicon_word_make(struct bytes text, size_t start, size_t length)
{
	return (struct lexicon_word){
		.start = start,
		.length = length - word_is_plural(text.data + start, length),
		.stop = lexicon_word_stop(text, start + length),
	};
}

/* Where the first word that begins at `from` or later begins and ends, without a possessive 's;
 * false at the end of the text. */
bool lexicon_word_bounds(struct bytes text, size_t from, size_t *start, size_t *end);

/* That word; false at the end of the text. */
bool lexicon_word_next(struct bytes text, size_t from, struct lexicon_word *out);

struct lexicon_term {
	struct bytes text; /* as spelled in the file, without a plural s */
	uint64_t hash;     /* of the word, or of its stem */
	bool stem;         /* any word that begins like this */
};

/* Small, as a text's phrases stand anywhere among thousands: what is looked at seldom stands elsewhere. */
struct lexicon_phrase {
	uint64_t hash;   /* of the first word, or of its stem */
	uint64_t second; /* of the second word, or of its stem */
	struct lexicon_term *terms;
	uint32_t order; /* later definitions win */
	uint32_t paired; /* of the first with a hash: how many come before those that pairs of words do not tell */
	uint8_t term_count;
	uint8_t open; /* bit for each term whose letters are compared: the hashes do not tell all of it */
	uint8_t kind; /* enum health_kind */
	uint8_t weight;
	uint8_t sensitive; /* bit for each enum sensitive_kind */
	uint8_t announces; /* bit for each enum lexicon_code */
	bool exact_case : 1;
	bool needs_neighbour : 1;
	bool is_owned : 1; /* of which a person's name is neighbour enough, where it is said to be theirs */
	bool is_value : 1; /* something that is measured, and */
	bool is_unit : 1;  /* what it is measured in: together they need no neighbour */
	bool is_paired : 1; /* the second word must have the hash `second` */
};

struct lexicon {
	struct arena *arena;
	struct lexicon_phrase *phrases; /* ascending by hash; of one hash the longer and later first */
	size_t phrase_count;
	size_t phrase_capacity;
	uint32_t *places; /* by a hash's upper bits: the first phrase whose hash has these, or more */
	unsigned place_shift;
};

/* Where the phrases whose first word has `hash` are to be looked for from on. */
static inline const struct lexicon_phrase *
lexicon_place(const struct lexicon *lexicon, uint64_t hash)
{
	return &lexicon->phrases[lexicon->places[hash >> lexicon->place_shift]];
}

/* What was found in a text, before phrases without a neighbour are dropped. */
struct lexicon_hit {
	uint32_t start;
	uint32_t stop;
	const struct lexicon_phrase *phrase;
	bool needs_neighbour;
	bool others; /* no word before it makes it the writer's */
};

/*
 * Adds the phrases of one file's `content`; `name` stands for it in
 * complaints. Fails: ERROR_CONFIG, ERROR_MEMORY, ERROR_LIMIT.
 */
MUST_USE int lexicon_file_parse(struct lexicon *lexicon, struct bytes content, const char *name,
                                struct diagnostics *why);

#endif
