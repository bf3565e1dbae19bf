/*
 * The inside of the lexicon: its words, its phrases, and the table that finds
 * a phrase by its first word. Filled by lexicon_file.c, read by lexicon.c.
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

/* The first word that begins at `from` or later; false at the end of the text. */
bool lexicon_word_next(struct bytes text, size_t from, struct lexicon_word *out);

/* The word of `length` bytes, plural s included, that begins at `start`. */
struct lexicon_word lexicon_word_make(struct bytes text, size_t start, size_t length);

struct lexicon_term {
	struct bytes text; /* as spelled in the file, without a plural s */
	bool stem;         /* any word that begins like this */
};

/* Small, as a text's phrases stand anywhere among thousands: what is looked at seldom stands elsewhere. */
struct lexicon_phrase {
	uint64_t hash;   /* of the first word, or of its stem */
	uint64_t second; /* of the second word, or of its stem */
	struct lexicon_term *terms;
	uint32_t order; /* later definitions win */
	uint8_t term_count;
	uint8_t open; /* bit for each term whose letters are compared: the hashes do not tell all of it */
	uint8_t kind; /* enum health_kind */
	uint8_t weight;
	uint8_t sensitive; /* bit for each enum sensitive_kind */
	uint8_t announces; /* bit for each enum lexicon_code */
	bool exact_case;
	bool needs_neighbour;
	bool is_owned; /* of which a person's name is neighbour enough, where it is said to be theirs */
	bool is_value; /* something that is measured, and */
	bool is_unit;  /* what it is measured in: together they need no neighbour */
	bool is_paired; /* the second word must have the hash `second` */
};

/* Where the phrases with one first word stand. */
struct lexicon_slot {
	uint32_t tag;      /* lexicon_tag() of the word's hash */
	uint32_t first;    /* index */
	uint32_t end;      /* 0: no such word */
	uint32_t unpaired; /* the first of those that pairs of words do not tell; `end` when there are none */
};

struct lexicon {
	struct arena *arena;
	struct lexicon_phrase *phrases; /* ordered: equal hashes together, longer and later first */
	size_t phrase_count;
	size_t phrase_capacity;
	struct lexicon_slot *slots; /* open addressing */
	size_t slot_mask;
};

/*
 * Adds the phrases of one file's `content`; `name` stands for it in
 * complaints. Fails: ERROR_CONFIG, ERROR_MEMORY, ERROR_LIMIT.
 */
MUST_USE int lexicon_file_parse(struct lexicon *lexicon, struct bytes content, const char *name,
                                struct diagnostics *why);

#endif
