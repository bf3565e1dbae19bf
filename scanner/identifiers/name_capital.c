#include "scanner/identifiers/name_capital.h"

#include "scanner/dictionary.h"
#include "scanner/identifiers/name_word.h"

/* Bytes that are looked at behind a word's first letter. */
#define LETTERS_ROOM 32

/* Sets what the letters of a word say that has LETTERS_ROOM; returns what the dictionary knows it by. */
static inline uint64_t
capital_read(const uint8_t *start, struct name_capital *word)
{
	uint32_t small;
	unsigned letters = (unsigned)__builtin_ctz(~chunk_letters(start, &small));

	word->letters = letters == 16 ? 0 : (uint8_t)letters;
	word->upper = (letters > 1) & ((small & ((UINT32_C(1) << letters) - 1)) == 0);
	return word_hash_finish(word_hash_short(eight_load(start), eight_load(start + 8), letters));
}

/* Reads the words, and what the dictionary has of them. */
static void
capitals_look_up(struct name_capitals *capitals)
{
	const struct dictionary *dictionary = capitals->text->dictionary;
	struct bytes text = capitals->text->bytes;
	uint64_t hashes[NAME_CAPITAL_LIMIT];
	size_t whole = capitals->count; /* words that have room */

	for (; whole > 0 && text.length - capitals->words[whole - 1].start < LETTERS_ROOM; whole--)
		capitals->words[whole - 1].letters = 0;
	for (size_t i = 0; i < whole; i++) {
		hashes[i] = capital_read(text.data + capitals->words[i].start, &capitals->words[i]);
		dictionary_prefetch(dictionary, hashes[i]);
	}
	for (size_t i = 0; i < whole; i++)
		capitals->words[i].flags = (uint16_t)dictionary_flags(dictionary, hashes[i]);
}

void
name_capitals_begin(struct name_capitals *capitals, const struct detector_text *text)
{
	capitals->text = text;
	capitals->read = capitals->count = capitals->next = 0;
	capitals->joined = 0;
}

bool
name_capitals_read(struct name_capitals *capitals)
{
	struct bytes text = capitals->text->bytes;
	struct chunk chunks[NAME_CAPITAL_CHUNKS];
	size_t found = chunks_read(text, capitals->read, chunks, NAME_CAPITAL_CHUNKS), count = 0;

	for (size_t i = 0; i < found; i++) {
		uint64_t joins = chunks[i].alpha | chunks[i].digit, behind = joins << 1 | capitals->joined;
		uint64_t begins = (chunks[i].alpha & ~chunks[i].small & ~behind) | chunks[i].high;
		for (; begins != 0; begins &= begins - 1) {
			size_t start = capitals->read + (size_t)__builtin_ctzll(begins);
			capitals->words[count].start = (uint32_t)start;
			count += name_word_begins(text, start);
		}
		capitals->joined = joins >> (CHUNK_SIZE - 1);
		capitals->read += CHUNK_SIZE;
	}
	capitals->count = count;
	capitals->next = 0;
	if (count > 0)
		capitals_look_up(capitals);
	return found > 0;
}
