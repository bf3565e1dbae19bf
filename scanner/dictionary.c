#include "scanner/dictionary.h"

#include <stdlib.h>

#include "core/error.h"
#include "scanner/builtin.h"
#include "scanner/letter.h"
#include "scanner/slot_group.h"

/*
 * All is about cache misses: an entry has four bytes, and a word is found or
 * missed among neighbours. It is a word's fingerprint and its class, 0 for an
 * empty slot; a class stands for one combination of flags. Beside the 23 bits of
 * the fingerprint the slot's place says 15 more, so that among 150,000 words two
 * hardly ever meet by chance (a unit test looks), and an unknown word is taken
 * for another once in a million or two.
 *
 * Slots are in groups, which are filled from the front and looked at as a whole.
 * A full group is continued in the next one.
 */
#define LINE_SIZE ((size_t)64)
#define CLASS_BITS 9
#define CLASS_LIMIT ((size_t)1 << CLASS_BITS)
#define CLASS_MASK ((uint32_t)CLASS_LIMIT - 1)

/* A bloom filter of the words that begin names, with 20 bits each: 32 KB, which stay in the
 * first-level cache or next to it. */
#define BEGIN_WORDS ((size_t)1 << 12)

struct dictionary {
	uint32_t *slots;
	size_t mask; /* slots - 1, a power of two less one */
	uint16_t classes[CLASS_LIMIT]; /* enum word_flag; the first is none's */
	size_t class_count;
	uint64_t begins[BEGIN_WORDS];
};

struct word_source {
	struct bytes (*file)(void);
	unsigned flags;
};

static const struct word_source word_sources[] = {
	{ builtin_given_names, WORD_GIVEN_NAME | WORD_FREQUENT },
	{ builtin_surnames, WORD_SURNAME | WORD_FREQUENT },
	{ builtin_rare_names, WORD_SURNAME },
	{ builtin_common, WORD_COMMON },
	{ builtin_not_names, WORD_NOT_NAME },
	{ builtin_name_parts, WORD_NAME_PART },
	{ builtin_medical_names, WORD_MEDICAL },
	{ builtin_cities, WORD_CITY },
	{ builtin_large_cities, WORD_CITY | WORD_LARGE_CITY },
	{ builtin_counties, WORD_COUNTY },
	{ builtin_states, WORD_STATE },
	{ builtin_street_suffixes, WORD_STREET_SUFFIX },
};

/* ---- folding and hashing --------------------------------------------------- */

/* Whether one of the word's bytes is above 0x7F. */
static inline bool
word_is_foreign(struct bytes text, size_t start, size_t length)
{
	uint64_t seen = 0;

	for (size_t at = 0; at < length; at += 8) {
		size_t kept = length - at < 8 ? length - at : 8;
		seen |= eight_load_clipped(text, start + at) << (64 - 8 * kept);
	}
	return (seen & EIGHT_TOPS) != 0;
}

/* Accents fold to bytes of ASCII: the word is written anew. */
static uint64_t
hash_foreign(struct bytes word)
{
	uint8_t folded[DICTIONARY_WORD_LIMIT];
	size_t length = 0;

	for (size_t at = 0; at < word.length;) {
		struct letter letter = letter_at(word, at);
		bool latin = letter.length > 0 && letter.folded != 0;
		folded[length++] = latin ? letter.folded : word.data[at];
		at += latin ? letter.length : 1;
	}
	return word_hash(bytes_make(folded, length), 0, length);
}

/* Nobody gains by colliding: a collision only lends a word the flags of another. */
uint64_t
dictionary_hash(struct bytes text, size_t start, size_t length)
{
	if (word_is_foreign(text, start, length))
		return hash_foreign(bytes_slice(text, start, length));
	return word_hash(text, start, length);
}

static inline uint32_t
fingerprint(uint64_t hash)
{
	return (uint32_t)(hash >> 32) & ~CLASS_MASK;
}

/* Where the group of a word begins that has not been put into a later one. */
static inline size_t
group_of(const struct dictionary *dictionary, uint64_t hash)
{
	return hash & dictionary->mask & ~(SLOT_GROUP_SIZE - 1);
}

/* What is in the word's slot; 0 when there is none. */
static inline uint32_t
slot_find(const struct dictionary *dictionary, uint64_t hash)
{
	for (size_t at = group_of(dictionary, hash);; at = (at + SLOT_GROUP_SIZE) & dictionary->mask) {
		uint32_t slot = dictionary->slots[at + slot_group_find(&dictionary->slots[at], fingerprint(hash), ~CLASS_MASK)];
		if (slot == 0 || (slot & ~CLASS_MASK) == fingerprint(hash))
			return slot;
	}
}

/* The filter's word for a hash, and the bits that must be set in it. */
static inline size_t
begins_word(uint64_t hash)
{
	return hash >> 20 & (BEGIN_WORDS - 1);
}

static inline uint64_t
begins_bits(uint64_t hash)
{
	return (uint64_t)1 << (hash >> 40 & 63) | (uint64_t)1 << (hash >> 50 & 63);
}

/* ---- building ---------------------------------------------------------------- */

/* The next line of `rest` that is a word: no comment, not empty; false when there is none. */
static bool
word_next(struct bytes *rest, struct bytes *word)
{
	do {
		if (rest->length == 0)
			return false;
		const uint8_t *newline = memchr(rest->data, '\n', rest->length);
		size_t length = newline == NULL ? rest->length : (size_t)(newline - rest->data);
		*word = bytes_slice(*rest, 0, length);
		*rest = bytes_slice(*rest, length + 1, SIZE_MAX);
	} while (word->length == 0 || word->data[0] == '#');
	return true;
}

/* The class of words with `flags`; CLASS_LIMIT when there are too many. */
static size_t
class_of(struct dictionary *dictionary, unsigned flags)
{
	size_t class = 0;

	while (class < dictionary->class_count && dictionary->classes[class] != flags)
		class++;
	if (class == dictionary->class_count && class < CLASS_LIMIT)
		dictionary->classes[dictionary->class_count++] = (uint16_t)flags;
	return class;
}

/* The slot that has the word, or the empty one where it belongs. */
static uint32_t *
slot_for(struct dictionary *dictionary, uint64_t hash)
{
	for (size_t i = group_of(dictionary, hash);; i = (i + 1) & dictionary->mask) {
		uint32_t *slot = &dictionary->slots[i];
		if (*slot == 0 || (*slot & ~CLASS_MASK) == fingerprint(hash))
			return slot;
	}
}

static int
dictionary_add(struct dictionary *dictionary, struct bytes word, unsigned flags)
{
	if (word.length > DICTIONARY_WORD_LIMIT)
		return ERROR_INTERNAL;
	uint64_t hash = dictionary_hash(word, 0, word.length);
	uint32_t *slot = slot_for(dictionary, hash);
	size_t class = class_of(dictionary, flags | dictionary->classes[*slot & CLASS_MASK]);
	if (class == CLASS_LIMIT)
		return ERROR_INTERNAL;
	*slot = fingerprint(hash) | (uint32_t)class;
	return 0;
}

static int
list_add(struct dictionary *dictionary, const struct word_source *list)
{
	struct bytes rest = list->file();
	struct bytes word;
	int err = 0;

	while (err == 0 && word_next(&rest, &word))
		err = dictionary_add(dictionary, word, list->flags);
	return err;
}

/* Puts those that begin names into the filter, once the flags of all words are known. */
static void
list_filter(struct dictionary *dictionary, const struct word_source *list)
{
	struct bytes rest = list->file();
	struct bytes word;

	while (word_next(&rest, &word)) {
		uint64_t hash = dictionary_hash(word, 0, word.length);
		if (word_begins_name(dictionary_flags(dictionary, hash)))
			dictionary->begins[begins_word(hash)] |= begins_bits(hash);
	}
}

static int
dictionary_fill(struct dictionary *dictionary)
{
	int err = 0;

	(void)class_of(dictionary, 0);
	for (size_t i = 0; i < ARRAY_LENGTH(word_sources) && err == 0; i++)
		err = list_add(dictionary, &word_sources[i]);
	for (size_t i = 0; i < ARRAY_LENGTH(word_sources) && err == 0; i++)
		if (word_sources[i].flags & (WORD_GIVEN_NAME | WORD_NAME_PART))
			list_filter(dictionary, &word_sources[i]);
	return err;
}

/* A power of two that holds the words of all lists with room to spare. */
static size_t
slots_wanted(void)
{
	size_t words = 0;
	size_t slots = 1024;

	for (size_t i = 0; i < ARRAY_LENGTH(word_sources); i++) {
		struct bytes rest = word_sources[i].file();
		struct bytes word;
		while (word_next(&rest, &word))
			words++;
	}
	while (slots < words + words / 2)
		slots *= 2;
	return slots;
}

int
dictionary_create(struct dictionary **out)
{
	size_t slots = slots_wanted();
	struct dictionary *dictionary = calloc(1, sizeof(*dictionary));
	int err = ERROR_MEMORY;

	*out = NULL;
	if (dictionary == NULL)
		return ERROR_MEMORY;
	dictionary->mask = slots - 1;
	/* No group lies in two lines of the cache. */
	dictionary->slots = aligned_alloc(LINE_SIZE, slots * sizeof(*dictionary->slots));
	if (dictionary->slots != NULL) {
		memset(dictionary->slots, 0, slots * sizeof(*dictionary->slots));
		err = dictionary_fill(dictionary);
	}
	if (err != 0)
		dictionary_destroy(&dictionary);
	*out = dictionary;
	return err;
}

void
dictionary_destroy(struct dictionary **dictionary)
{
	if (dictionary == NULL || *dictionary == NULL)
		return;
	free((*dictionary)->slots);
	free(*dictionary);
	*dictionary = NULL;
}

unsigned
dictionary_flags(const struct dictionary *dictionary, uint64_t hash)
{
	return dictionary->classes[slot_find(dictionary, hash) & CLASS_MASK];
}

void
dictionary_prefetch(const struct dictionary *dictionary, uint64_t hash)
{
	__builtin_prefetch(&dictionary->slots[group_of(dictionary, hash)]);
}

unsigned
dictionary_lookup(const struct dictionary *dictionary, struct bytes word)
{
	if (word.length > DICTIONARY_WORD_LIMIT)
		return 0;
	return dictionary_flags(dictionary, dictionary_hash(word, 0, word.length));
}

bool
dictionary_may_begin_name(const struct dictionary *dictionary, uint64_t hash)
{
	return (begins_bits(hash) & ~dictionary->begins[begins_word(hash)]) == 0;
}
