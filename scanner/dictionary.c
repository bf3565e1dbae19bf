#include "scanner/dictionary.h"

#include <stdlib.h>

#include "core/error.h"
#include "scanner/builtin.h"
#include "scanner/eight_bytes.h"
#include "scanner/letter.h"

/*
 * An entry is a word's fingerprint and its flags; 0 is an empty slot. Of 64
 * bits the fingerprint has 48 and the slot's place says more, so that among
 * 200,000 words two never meet by chance (a unit test looks).
 */
#define FLAG_BITS 16
#define FLAG_MASK (((uint64_t)1 << FLAG_BITS) - 1)

/* About 7 bits a word, two of them in one cache line: one unknown word in ten reaches the table. */
#define BLOOM_WORDS ((size_t)1 << 14)

/* The same for the words that begin names, about 20 bits each: it stays in the first-level cache. */
#define BEGIN_WORDS ((size_t)1 << 11)

struct dictionary {
	uint64_t *slots;
	size_t mask; /* slots - 1, a power of two less one */
	uint64_t bloom[BLOOM_WORDS];
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

/* Multiply and fold. Nobody gains by colliding: a collision only lends a word the flags of
 * another. */
static inline uint64_t
hash_piece(uint64_t hash, uint64_t piece)
{
	hash = (hash ^ piece) * 0xff51afd7ed558ccdu;
	return hash ^ hash >> 29;
}

/* The last eight bytes of a word, or all of a shorter one: some of them twice, so that no
 * byte is read that is not the word's. Together with the length they are the word. */
static inline uint64_t
word_tail(struct bytes word)
{
	uint32_t first, last;

	if (word.length >= sizeof(uint64_t))
		return eight_load(word.data + word.length - sizeof(uint64_t));
	if (word.length >= sizeof(first)) {
		memcpy(&first, word.data, sizeof(first));
		memcpy(&last, word.data + word.length - sizeof(last), sizeof(last));
		return (uint64_t)le32toh(last) << 32 | le32toh(first);
	}
	if (word.length == 0)
		return 0;
	return (uint64_t)word.data[0] << 16 | (uint64_t)word.data[word.length / 2] << 8 |
	       word.data[word.length - 1];
}

/* Of `word` without its ASCII case; true when that is all there is to fold. */
static inline bool
word_hash_ascii(struct bytes word, uint64_t *out)
{
	uint64_t hash = 0x9e3779b97f4a7c15u * (word.length + 1);
	uint64_t seen = word_tail(word);
	uint64_t tail = eight_lower(seen);

	for (size_t at = 0; at + sizeof(uint64_t) < word.length; at += sizeof(uint64_t)) {
		uint64_t piece = eight_load(word.data + at);
		seen |= piece;
		hash = hash_piece(hash, eight_lower(piece));
	}
	hash = hash_piece(hash, tail) * 0xc4ceb9fe1a85ec53u;
	*out = hash ^ hash >> 32;
	return (seen & EIGHT_TOPS) == 0;
}

/* Accents fold to bytes of ASCII: the word is written anew. */
static uint64_t
word_hash_accented(struct bytes word)
{
	uint8_t folded[DICTIONARY_WORD_LIMIT];
	size_t length = 0;
	uint64_t hash;

	for (size_t at = 0; at < word.length;) {
		struct letter letter = letter_at(word, at);
		bool latin = letter.length > 0 && letter.folded != 0;
		folded[length++] = latin ? letter.folded : word.data[at];
		at += latin ? letter.length : 1;
	}
	(void)word_hash_ascii(bytes_make(folded, length), &hash);
	return hash;
}

/* Of a word of at most DICTIONARY_WORD_LIMIT bytes. */
static inline uint64_t
word_hash(struct bytes word)
{
	uint64_t hash;

	return word_hash_ascii(word, &hash) ? hash : word_hash_accented(word);
}

/* The word of a bloom filter for a hash, and the bits that must be set in it. */
static inline size_t
bloom_word(uint64_t hash, size_t words)
{
	return hash >> 20 & (words - 1);
}

static inline uint64_t
bloom_bits(uint64_t hash)
{
	return (uint64_t)1 << (hash >> 40 & 63) | (uint64_t)1 << (hash >> 50 & 63);
}

static inline bool
bloom_has(const uint64_t *bloom, size_t words, uint64_t hash)
{
	return (bloom_bits(hash) & ~bloom[bloom_word(hash, words)]) == 0;
}

/* The slot that has the word, or the empty one where it belongs. */
static uint64_t *
slot_find(const struct dictionary *dictionary, uint64_t hash)
{
	for (size_t i = hash & dictionary->mask;; i = (i + 1) & dictionary->mask) {
		uint64_t *slot = &dictionary->slots[i];
		if (*slot == 0 || (*slot & ~FLAG_MASK) == (hash & ~FLAG_MASK))
			return slot;
	}
}

/* ---- building ---------------------------------------------------------------- */

/* The next line of `rest` without its end; false when there is none. */
static bool
line_next(struct bytes *rest, struct bytes *line)
{
	if (rest->length == 0)
		return false;
	const uint8_t *newline = memchr(rest->data, '\n', rest->length);
	size_t length = newline == NULL ? rest->length : (size_t)(newline - rest->data);
	*line = bytes_slice(*rest, 0, length);
	*rest = bytes_slice(*rest, length + 1, SIZE_MAX);
	return true;
}

static int
dictionary_add(struct dictionary *dictionary, struct bytes word, unsigned flags)
{
	if (word.length > DICTIONARY_WORD_LIMIT)
		return ERROR_INTERNAL;
	uint64_t hash = word_hash(word);
	uint64_t *slot = slot_find(dictionary, hash);
	*slot = (hash & ~FLAG_MASK) | (*slot & FLAG_MASK) | flags;
	dictionary->bloom[bloom_word(hash, BLOOM_WORDS)] |= bloom_bits(hash);
	return 0;
}

static int
dictionary_read(struct dictionary *dictionary, const struct word_source *list)
{
	struct bytes rest = list->file();
	struct bytes line;
	int err = 0;

	while (err == 0 && line_next(&rest, &line))
		if (line.length > 0 && line.data[0] != '#')
			err = dictionary_add(dictionary, line, list->flags);
	return err;
}

/* Once all flags are known. The filter's bits do not depend on those of a hash that slots lack. */
static void
dictionary_fill_begins(struct dictionary *dictionary)
{
	for (size_t i = 0; i <= dictionary->mask; i++) {
		uint64_t slot = dictionary->slots[i];
		if (word_begins_name((unsigned)(slot & FLAG_MASK)))
			dictionary->begins[bloom_word(slot, BEGIN_WORDS)] |= bloom_bits(slot);
	}
}

/* A power of two that holds all lines of all lists with room to spare. */
static size_t
slots_wanted(void)
{
	size_t lines = 0;
	size_t slots = 1024;

	for (size_t i = 0; i < ARRAY_LENGTH(word_sources); i++) {
		struct bytes rest = word_sources[i].file();
		struct bytes line;
		while (line_next(&rest, &line))
			lines++;
	}
	while (slots < lines + lines / 2)
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
	dictionary->slots = calloc(slots, sizeof(*dictionary->slots));
	if (dictionary->slots != NULL)
		err = 0;
	for (size_t i = 0; i < ARRAY_LENGTH(word_sources) && err == 0; i++)
		err = dictionary_read(dictionary, &word_sources[i]);
	if (err == 0)
		dictionary_fill_begins(dictionary);
	else
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
dictionary_lookup(const struct dictionary *dictionary, struct bytes word)
{
	if (word.length > DICTIONARY_WORD_LIMIT)
		return 0;
	uint64_t hash = word_hash(word);
	if (!bloom_has(dictionary->bloom, BLOOM_WORDS, hash))
		return 0;
	return (unsigned)(*slot_find(dictionary, hash) & FLAG_MASK);
}

bool
dictionary_may_begin_name(const struct dictionary *dictionary, struct bytes word)
{
	return word.length <= DICTIONARY_WORD_LIMIT &&
	       bloom_has(dictionary->begins, BEGIN_WORDS, word_hash(word));
}
