/*
 * Words and what they may be: given name, surname, place, ordinary English.
 * One open-addressed hash of a megabyte, built once from the built-in word lists
 * (data/), looked up at tens of millions of tokens a second.
 *
 * Threads: read-only after creation, any thread.
 */
#ifndef PHIMILTER_SCANNER_DICTIONARY_H
#define PHIMILTER_SCANNER_DICTIONARY_H

#include "core/attributes.h"
#include "core/diagnostics.h"
#include "scanner/words.h"

enum word_flag {
	WORD_GIVEN_NAME = 1 << 0,
	WORD_SURNAME = 1 << 1,
	WORD_COMMON = 1 << 2,      /* an ordinary English word, in lower case */
	WORD_CITY = 1 << 3,
	WORD_COUNTY = 1 << 4,
	WORD_STATE = 1 << 5,       /* a state's name or its two letters */
	WORD_STREET_SUFFIX = 1 << 6,
	WORD_MEDICAL = 1 << 7,     /* an eponym or drug that looks like a name */
	WORD_FREQUENT = 1 << 8,    /* a given name or surname from the hand-written lists */
	WORD_NOT_NAME = 1 << 9,    /* capitalised, but no person: month, country, product, label */
	WORD_LARGE_CITY = 1 << 10, /* a city whose name alone says that it is one */
	WORD_NAME_PART = 1 << 11,  /* a title, suffix or particle of names */
};

/* Longer words are unknown. */
#define DICTIONARY_WORD_LIMIT 48

struct dictionary;

/* Fails: ERROR_MEMORY, ERROR_INTERNAL (built-in data unreadable). */
MUST_USE int dictionary_create(struct dictionary **out);
void dictionary_destroy(struct dictionary **dictionary);

/* Whether a word with such flags is a given name, and no ordinary word or place besides. */
static inline bool
word_is_given_name(unsigned flags)
{
	const unsigned name = WORD_GIVEN_NAME | WORD_FREQUENT;
	const unsigned others = WORD_NOT_NAME | WORD_STATE | WORD_COMMON | WORD_LARGE_CITY;

	return (flags & (name | others)) == name;
}

/* Whether such a word alone is of interest to who looks for names. */
static inline bool
word_begins_name(unsigned flags)
{
	return word_is_given_name(flags) || flags & WORD_NAME_PART;
}

/*
 * The flags of `word`; 0 when unknown. Case and accents of Latin letters are
 * ignored (scanner/letter.h), all else must be as in the lists: one space
 * between the words of a city, no dots.
 */
unsigned dictionary_lookup(const struct dictionary *dictionary, struct bytes word);

/*
 * The same for who looks more than once, or has found the word in a text that
 * goes on behind it: what the `length` bytes at `start` are looked up by, which
 * are DICTIONARY_WORD_LIMIT at most.
 */
uint64_t dictionary_hash(struct bytes text, size_t start, size_t length);
unsigned dictionary_flags(const struct dictionary *dictionary, uint64_t hash);

/* Says that dictionary_flags() will be asked soon: its answer is seldom in a near cache. */
void dictionary_prefetch(const struct dictionary *dictionary, uint64_t hash);

/* dictionary_hash() of a word of ASCII letters. */
static inline uint64_t
dictionary_hash_letters(struct bytes text, size_t start, size_t length)
{
	const uint8_t *word = text.data + start;

	if (length > WORD_HASH_BYTES || text.length - start < WORD_HASH_BYTES)
		return dictionary_hash(text, start, length);
	return word_hash_finish(word_hash_short(eight_load(word), eight_load(word + 8), length));
}

/*
 * Never false when word_begins_name() is true for the flags of the word, and true
 * for few other words. Far cheaper than dictionary_flags(): for who asks of every
 * word of a text.
 */
bool dictionary_may_begin_name(const struct dictionary *dictionary, uint64_t hash);

#endif
