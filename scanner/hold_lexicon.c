#include "scanner/hold_lexicon.h"

#include <stdlib.h>

#include "core/crypto.h"
#include "core/error.h"
#include "core/keyed_hash.h"
#include "scanner/chunk.h"
#include "scanner/deadline.h"
#include "scanner/eight_bytes.h"
#include "scanner/words.h"

/* Between two looks at the clock. */
#define BYTES_AT_ONCE ((size_t)64 * 1024)

#define FILTER_BITS 14

/* How first words begin: nearly all words of a text are told with one look to be of no
 * interest. It may answer yes for others too. */
struct first_words {
	uint64_t bits[(1u << FILTER_BITS) / 64];
};

/* One phrase that stands for a keyword. */
struct entry {
	uint64_t first;  /* keyed hash of its first word */
	uint64_t phrase; /* of all of it */
	uint32_t words;
	uint32_t keyword;
};

struct hold_lexicon {
	struct keyed_hash hash;
	struct first_words first_words;
	struct entry *entries;        /* by first word, then by how many words */
	size_t entry_count, entry_capacity;
	struct keyword_match *keywords;
	size_t keyword_count, keyword_capacity;
};

/* The look at one message. */
struct matching {
	const struct hold_lexicon *lexicon;
	bool *found; /* of each keyword */
	size_t found_count;
	struct deadline deadline;
};

int
hold_lexicon_create(struct hold_lexicon **out)
{
	uint8_t key[KEYED_HASH_KEY_SIZE];

	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return ERROR_MEMORY;
	int err = crypto_random(key, sizeof(key));
	(*out)->hash = keyed_hash_make(key);
	explicit_bzero(key, sizeof(key));
	if (err != 0)
		hold_lexicon_destroy(out);
	return err;
}

void
hold_lexicon_destroy(struct hold_lexicon **lexicon)
{
	if (lexicon == NULL || *lexicon == NULL)
		return;
	free((*lexicon)->entries);
	free((*lexicon)->keywords);
	explicit_bzero(*lexicon, sizeof(**lexicon));
	free(*lexicon);
	*lexicon = NULL;
}

size_t
hold_lexicon_count(const struct hold_lexicon *lexicon)
{
	return lexicon->keyword_count;
}

/* ---- first words ---------------------------------------------------------------- */

/* The place in the filter of the word that begins at `at`, by eight letters and without case. */
static inline size_t
filter_place(struct bytes text, size_t at)
{
	uint64_t eight = eight_load_clipped(text, at);
	uint64_t others = EIGHT_TOPS & ~(eight_letters(eight) | eight_between(eight, '0', '9') | eight);
	size_t length = eight_first(others);
	uint64_t letters = (eight | EIGHT_EACH(0x20)) << (8 - length) % 8 * 8;

	return (size_t)(letters * UINT64_C(0x9E3779B97F4A7C15) >> (64 - FILTER_BITS));
}

static inline bool
filter_has(const struct first_words *filter, size_t place)
{
	return filter->bits[place / 64] >> place % 64 & 1;
}

/* ---- filling -------------------------------------------------------------------- */

static int
array_grow(void **items, size_t count, size_t *capacity, size_t size)
{
	if (count < *capacity)
		return 0;
	size_t wanted = *capacity > 0 ? 2 * *capacity : 16;
	void *grown = reallocarray(*items, wanted, size);
	if (grown == NULL)
		return ERROR_MEMORY;
	*items = grown;
	*capacity = wanted;
	return 0;
}

static int
keyword_find(struct hold_lexicon *lexicon, const uint8_t token[FINDING_VALUE_HASH_SIZE],
             uint32_t *out)
{
	for (*out = 0; *out < lexicon->keyword_count; ++*out)
		if (memcmp(lexicon->keywords[*out].token, token, FINDING_VALUE_HASH_SIZE) == 0)
			return 0;
	if (lexicon->keyword_count == HOLD_LEXICON_LIMIT)
		return ERROR_LIMIT;
	int err = array_grow((void **)&lexicon->keywords, lexicon->keyword_count,
	                     &lexicon->keyword_capacity, sizeof(*lexicon->keywords));
	if (err == 0)
		memcpy(lexicon->keywords[lexicon->keyword_count++].token, token, FINDING_VALUE_HASH_SIZE);
	return err;
}

/* Where an entry is, or belongs. */
static size_t
entry_place(const struct hold_lexicon *lexicon, uint64_t first, uint32_t words)
{
	size_t low = 0, high = lexicon->entry_count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct entry *entry = &lexicon->entries[middle];
		if (entry->first < first || (entry->first == first && entry->words < words))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int
entry_add(struct hold_lexicon *lexicon, const struct hold_phrase *phrase, uint32_t keyword)
{
	struct bytes text = hold_phrase_bytes(phrase);
	const uint8_t *space = memchr(text.data, ' ', text.length);
	size_t first = space != NULL ? (size_t)(space - text.data) : text.length;
	const struct entry entry = {
		.first = keyed_hash_compute(&lexicon->hash, bytes_slice(text, 0, first)),
		.phrase = keyed_hash_compute(&lexicon->hash, text),
		.words = phrase->words,
		.keyword = keyword,
	};
	size_t place = entry_place(lexicon, entry.first, entry.words);

	for (size_t i = place; i < lexicon->entry_count && lexicon->entries[i].words == entry.words; i++)
		if (lexicon->entries[i].phrase == entry.phrase)
			return 0;
	int err = array_grow((void **)&lexicon->entries, lexicon->entry_count,
	                     &lexicon->entry_capacity, sizeof(*lexicon->entries));
	if (err != 0)
		return err;
	memmove(&lexicon->entries[place + 1], &lexicon->entries[place],
	        (lexicon->entry_count++ - place) * sizeof(*lexicon->entries));
	lexicon->entries[place] = entry;
	size_t bit = filter_place(text, 0);
	lexicon->first_words.bits[bit / 64] |= UINT64_C(1) << bit % 64;
	return 0;
}

int
hold_lexicon_add(struct hold_lexicon *lexicon, const struct hold_keyword *keyword,
                 const uint8_t token[FINDING_VALUE_HASH_SIZE])
{
	uint32_t number;

	int err = keyword_find(lexicon, token, &number);
	if (err == 0)
		err = entry_add(lexicon, &keyword->plain, number);
	return err == 0 ? entry_add(lexicon, &keyword->viewed, number) : err;
}

/* ---- matching ------------------------------------------------------------------- */

/* Looks at what begins with the word at `at`. */
static void
phrases_match(struct matching *matching, struct bytes text, size_t at)
{
	const struct hold_lexicon *lexicon = matching->lexicon;
	struct hold_phrase phrase = { .length = 0 };

	if (!hold_phrase_add(&phrase, text, &at))
		return;
	uint64_t first = keyed_hash_compute(&lexicon->hash, hold_phrase_bytes(&phrase));
	for (size_t i = entry_place(lexicon, first, 0); i < lexicon->entry_count; i++) {
		const struct entry *entry = &lexicon->entries[i];
		if (entry->first != first)
			return;
		while (phrase.words < entry->words)
			if (!hold_phrase_add(&phrase, text, &at))
				return;
		if (entry->phrase != keyed_hash_compute(&lexicon->hash, hold_phrase_bytes(&phrase)))
			continue;
		matching->found_count += !matching->found[entry->keyword];
		matching->found[entry->keyword] = true;
	}
}

/* Looks at the words that begin in [from, end), a whole number of chunks but at the text's end. */
static void
words_match(struct matching *matching, struct bytes text, size_t from, size_t end)
{
	const struct first_words *filter = &matching->lexicon->first_words;
	uint64_t inside = from > 0 && word_bytes[text.data[from - 1]] != 0;

	for (size_t at = from; at < end; at += CHUNK_SIZE) {
		struct chunk chunk = chunk_read(text, at);
		uint64_t word = chunk.alpha | chunk.digit | chunk.high;
		uint64_t starts = word & ~(word << 1 | inside);
		for (; starts != 0; starts &= starts - 1) {
			size_t start = at + (size_t)__builtin_ctzll(starts);
			if (filter_has(filter, filter_place(text, start)))
				phrases_match(matching, text, start);
		}
		inside = word >> 63;
	}
}

static int
folded_match(struct matching *matching, struct bytes text)
{
	int err = 0;

	for (size_t from = 0; from < text.length && err == 0; from += BYTES_AT_ONCE) {
		size_t left = text.length - from;
		words_match(matching, text, from, from + (left < BYTES_AT_ONCE ? left : BYTES_AT_ONCE));
		if (deadline_passed(matching->deadline))
			err = ERROR_TIMEOUT;
	}
	return err;
}

static int
text_match(struct matching *matching, struct bytes text)
{
	if (!hold_text_needs_folding(text))
		return folded_match(matching, text);
	struct buffer folded = buffer_make(HOLD_FOLD_EXPANSION * text.length);
	int err = buffer_reserve(&folded, text.length);
	if (err == 0)
		err = hold_text_fold(text, &folded);
	if (err == 0)
		err = folded_match(matching, buffer_bytes(&folded));
	buffer_release(&folded);
	return err;
}

static int
part_match(struct matching *matching, const struct part *part)
{
	int err = text_match(matching, part->view);

	return err != 0 ? err : text_match(matching, bytes_of_string(part->file_name));
}

static int
found_keep(const struct matching *matching, struct message *m)
{
	struct keyword_match *keywords;

	if (matching->found_count == 0)
		return 0;
	keywords = arena_alloc_array(m->arena, matching->found_count, sizeof(*keywords));
	if (keywords == NULL)
		return arena_failure(m->arena);
	for (size_t i = 0; i < matching->lexicon->keyword_count; i++)
		if (matching->found[i])
			keywords[m->keyword_count++] = matching->lexicon->keywords[i];
	m->keywords = keywords;
	return 0;
}

int
hold_lexicon_match(const struct hold_lexicon *lexicon, int64_t seconds, struct message *m)
{
	struct matching matching = { .lexicon = lexicon, .deadline = deadline_in(seconds) };
	int err = 0;

	m->keywords = NULL;
	m->keyword_count = 0;
	if (lexicon->keyword_count == 0)
		return 0;
	matching.found = arena_alloc_array(m->arena, lexicon->keyword_count, sizeof(*matching.found));
	if (matching.found == NULL)
		return arena_failure(m->arena);
	for (size_t i = 0; i < m->part_count && err == 0; i++)
		err = part_match(&matching, &m->parts[i]);
	return err == 0 ? found_keep(&matching, m) : err;
}
