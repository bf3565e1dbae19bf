/* Finds the phrases of the lexicon in a text, block by block of its words. */
#include "core/error.h"
#include "scanner/health_code.h"
#include "scanner/lexicon_table.h"
#include "scanner/score_bond.h"
#include "scanner/word_list.h"

/* ---- phrases ---------------------------------------------------------------- */

/* The most bytes between two words of a phrase, e.g. a line break and "> > ". */
#define LEXICON_GAP 6

static bool
gap_joins_long(struct bytes text, size_t from, size_t to)
{
	if (to - from > LEXICON_GAP)
		return false;
	for (size_t i = from; i < to; i++)
		if (memchr(" \t\r\n-/._>*'", text.data[i], 11) == NULL)
			return false;
	return true;
}

/* Nearly always it is one space. */
static inline bool
gap_joins(struct bytes text, size_t from, size_t to)
{
	return (to - from == 1 && text.data[from] == ' ') || gap_joins_long(text, from, to);
}

/* A word of `text`, which is word `i` of its block, or stands behind that. */
struct lexicon_cursor {
	struct bytes text;
	const struct word_block *block;
	size_t i;
	size_t start;
	size_t end; /* without a possessive 's */
	uint64_t hash;
};

static inline void
cursor_set(struct lexicon_cursor *cursor, size_t i)
{
	cursor->i = i;
	cursor->start = cursor->block->starts[i];
	cursor->end = cursor->block->ends[i];
	cursor->hash = cursor->block->hashes[i];
}

/* Moves to the next word, which begins at `stop` or later; false at the end of the text. */
static inline bool
cursor_next(struct lexicon_cursor *cursor, size_t stop)
{
	if (cursor->i < cursor->block->count && cursor->block->hashes[cursor->i + 1] != 0) {
		cursor_set(cursor, cursor->i + 1);
		return true;
	}
	cursor->i = cursor->block->count; /* the others are of another block */
	if (!lexicon_word_bounds(cursor->text, stop, &cursor->start, &cursor->end))
		return false;
	cursor->hash = word_hash_singular(cursor->text, cursor->start, cursor->end - cursor->start);
	return true;
}

/* Whether the word at `cursor` begins with the term, which is a stem. */
static bool
stem_fits(const struct lexicon_term *term, bool exact_case, const struct lexicon_cursor *cursor)
{
	const struct lexicon_word word = lexicon_word_make(cursor->text, cursor->start, cursor->end - cursor->start);
	size_t length = word.stop - word.start < term->text.length ? word.length : term->text.length;
	struct bytes seen = bytes_slice(cursor->text, word.start, length);

	return exact_case ? bytes_equal(seen, term->text) : bytes_equal_nocase(seen, term->text);
}

static inline bool
term_fits(const struct lexicon_phrase *phrase, const struct lexicon_term *term,
          const struct lexicon_cursor *cursor)
{
	if (term->stem)
		return stem_fits(term, phrase->exact_case, cursor);
	return term->hash == cursor->hash &&
	       (!phrase->exact_case ||
	        bytes_equal(bytes_slice(cursor->text, cursor->start, term->text.length), term->text));
}

/* Whether the words from `cursor` on are `phrase`, of which the hashes of two fit; `stop` is then where it ends. */
static inline bool
phrase_fits(const struct lexicon_phrase *phrase, struct lexicon_cursor cursor, size_t *stop)
{
	for (size_t i = 0;; i++) {
		if (phrase->open >> i & 1 && !term_fits(phrase, &phrase->terms[i], &cursor))
			return false;
		*stop = lexicon_word_stop(cursor.text, cursor.end);
		if (i + 1 == phrase->term_count)
			return true;
		if (!cursor_next(&cursor, *stop) || !gap_joins(cursor.text, *stop, cursor.start))
			return false;
	}
}

/* The phrase with `hash` that begins at `cursor`; when not `paired` none of two words that a vocabulary knows. */
static const struct lexicon_phrase *
phrase_find(const struct lexicon *lexicon, uint64_t hash, bool paired, const struct lexicon_cursor *cursor,
            size_t *stop)
{
	const struct lexicon_phrase *phrase = lexicon_place(lexicon, hash);
	const struct lexicon_phrase *end = lexicon->phrases + lexicon->phrase_count;
	uint64_t next = cursor->block->hashes[cursor->i + 1];

	while (phrase < end && phrase->hash < hash)
		phrase++;
	if (phrase < end && phrase->hash == hash && !paired)
		phrase += phrase->paired;
	for (; phrase < end && phrase->hash == hash; phrase++) {
		/* Spares most a comparison. */
		if (phrase->is_paired && phrase->second != next)
			continue;
		if (phrase_fits(phrase, *cursor, stop))
			return phrase;
	}
	return NULL;
}

/* Why a word may begin a phrase, alone or with the next one. */
#define WORD_SPELLED (WORD_LEXICON | WORD_LEXICON_PAIR)

/* The phrase that begins at `cursor`: one that spells its word, else one with a stem of it. */
static const struct lexicon_phrase *
phrase_at(const struct lexicon *lexicon, const struct lexicon_cursor *cursor, size_t *stop)
{
	unsigned interests = cursor->block->interests[cursor->i];
	bool paired = interests & WORD_LEXICON_PAIR;
	const struct lexicon_phrase *found = NULL;

	if (interests & WORD_SPELLED)
		found = phrase_find(lexicon, cursor->block->hashes[cursor->i], paired, cursor, stop);
	if (found == NULL && interests & WORD_LEXICON_STEM)
		found = phrase_find(lexicon, word_hash_stem(cursor->text, cursor->start), false, cursor, stop);
	return found;
}

/* ---- one text ------------------------------------------------------------------ */

/* Between what is measured and the unit: "potassium, serum: 4.1 mmol/L". */
#define MEASURE_REACH 24

/* What is measured, a number and its unit are a result and stand by themselves. */
static void
hit_measure(struct lexicon_reading *reading, struct bytes text, struct lexicon_hit *unit)
{
	struct lexicon_hit *value = reading->count > 0 ? &reading->hits[reading->count - 1] : NULL;

	if (value == NULL || !value->phrase->is_value || unit->start - value->stop > MEASURE_REACH)
		return;
	for (size_t i = value->stop; i < unit->start; i++)
		if (byte_is_digit(text.data[i])) {
			value->needs_neighbour = unit->needs_neighbour = false;
			return;
		}
}

static int
hit_add(struct lexicon_reading *reading, const struct lexicon_hit *hit)
{
	if (reading->count == reading->capacity) {
		void *hits = reading->hits;
		int err = arena_array_grow(reading->arena, &hits, reading->count, &reading->capacity, sizeof(*hit));
		if (err != 0)
			return err;
		reading->hits = hits;
	}
	reading->hits[reading->count++] = *hit;
	return 0;
}

/* The code or age at `cursor`, if it is one of those that health_code_at() knows. */
static const struct lexicon_phrase *
code_at(struct lexicon_reading *reading, const struct lexicon_cursor *cursor, size_t *stop)
{
	size_t start = cursor->start, end = cursor->end;
	const uint8_t *bytes = cursor->text.data;

	/* All have a digit among their first two bytes; what ends with one as well must be announced. */
	if (end - start < 2 || (!byte_is_digit(bytes[start]) && !byte_is_digit(bytes[start + 1])))
		return NULL;
	if (byte_is_digit(bytes[start]) && byte_is_digit(bytes[end - 1]) && !health_code_announced(reading, start))
		return NULL;
	const struct lexicon_word word = lexicon_word_make(cursor->text, start, end - start);
	return health_code_at(reading, cursor->text, &word, stop);
}

/* Notes how far the words at `cursor` may make a phrase the writer's. */
static inline void
writers_note(struct lexicon_reading *reading, const struct lexicon_cursor *cursor)
{
	struct bytes word = bytes_slice(cursor->text, cursor->start, cursor->end - cursor->start);

	if (cursor->block->interests[cursor->i] & WORD_SPELLED && word_list_has(&score_bond_writers, word))
		reading->writers_until = cursor->start + SCORE_WRITERS_REACH;
}

/* Looks at the word at `cursor`, unless it belongs to the phrase found before. */
static int
hit_collect(struct lexicon_reading *reading, const struct lexicon_cursor *cursor)
{
	size_t stop;

	writers_note(reading, cursor);
	if (cursor->start < reading->stop)
		return 0;
	const struct lexicon_phrase *phrase = phrase_at(reading->lexicon, cursor, &stop);
	if (phrase == NULL)
		phrase = code_at(reading, cursor, &stop);
	if (phrase == NULL)
		return 0;
	reading->stop = stop;
	if (phrase->announces != 0)
		health_code_announce(reading, phrase, stop);
	struct lexicon_hit hit = {
		.start = (uint32_t)cursor->start,
		.stop = (uint32_t)stop,
		.phrase = phrase,
		.needs_neighbour = phrase->needs_neighbour,
		.others = cursor->start > reading->writers_until,
	};
	if (phrase->is_unit)
		hit_measure(reading, cursor->text, &hit);
	return phrase->weight > 0 ? hit_add(reading, &hit) : 0;
}

/* Asks for the phrases of a block's words: they stand anywhere among thousands, and seldom at hand. */
static void
phrases_prefetch(const struct lexicon *lexicon, const struct word_block *block)
{
	struct word_walk walk = { .block = block, .interests = WORD_SPELLED };

	for (size_t i; word_walk_next(&walk, &i);)
		__builtin_prefetch(lexicon_place(lexicon, block->hashes[i]));
}

int
lexicon_read(struct lexicon_reading *reading, struct bytes text, const struct word_block *block)
{
	struct word_walk walk = {
		.block = block,
		.interests = WORD_SPELLED | WORD_LEXICON_STEM | WORD_DIGIT | WORD_COMPOUND,
	};
	struct lexicon_cursor cursor = { .text = text, .block = block };
	int err = 0;

	phrases_prefetch(reading->lexicon, block);
	for (size_t i; err == 0 && reading->count < LEXICON_FINDINGS_LIMIT && word_walk_next(&walk, &i);) {
		cursor_set(&cursor, i);
		err = hit_collect(reading, &cursor);
	}
	return err;
}
