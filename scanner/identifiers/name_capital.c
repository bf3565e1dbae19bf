#include "scanner/identifiers/name_capital.h"

#include "scanner/dictionary.h"
#include "scanner/identifiers/name_word.h"

/* Bytes that are looked at behind a word's first letter. */
#define LETTERS_ROOM 32

static inline struct name_capital
capital_make(const struct detector_text *text, size_t start)
{
	struct bytes bytes = text->bytes;
	struct name_capital word = { .start = (uint32_t)start };
	uint32_t small;

	if (bytes.length - start < LETTERS_ROOM)
		return word;
	unsigned letters = (unsigned)__builtin_ctz(~chunk_letters(bytes.data + start, &small));
	word.letters = letters == 16 ? 0 : (uint8_t)letters;
	word.upper = letters > 1 && (small & ((UINT32_C(1) << letters) - 1)) == 0;
	word.hash = dictionary_hash_letters(bytes, start, letters);
	dictionary_prefetch(text->dictionary, word.hash);
	return word;
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
		uint64_t behind = chunks[i].alpha << 1 | capitals->joined;
		uint64_t begins = (chunks[i].alpha & ~chunks[i].small & ~behind) | chunks[i].high;
		for (; begins != 0; begins &= begins - 1) {
			size_t start = capitals->read + (size_t)__builtin_ctzll(begins);
			if (name_word_begins(text, start))
				capitals->words[count++] = capital_make(capitals->text, start);
		}
		capitals->joined = chunks[i].alpha >> (CHUNK_SIZE - 1);
		capitals->read += CHUNK_SIZE;
	}
	capitals->count = count;
	capitals->next = 0;
	return found > 0;
}
