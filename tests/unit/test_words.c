#include "tests/unit/test_scanner.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/arena.h"
#include "scanner/chunk.h"
#ifdef CHUNK_AVX2_RUNS
#include "scanner/chunk_avx2.h"
#endif
#include "scanner/cue.h"
#include "scanner/word_patterns.h"
#include "tests/unit/unit_test.h"
#include "tests/unit/word_readers.h"

#ifdef __SSE2__
#define chunk_of chunk_of_any
#define chunk_having chunk_having_any
#define chunk_among chunk_among_any
#define chunk_letters chunk_letters_any
#define chunk_pairs chunk_pairs_any
#define chunk_equal chunk_equal_any
#define chunk_letter chunk_letter_any
#include "scanner/chunk_any.h"
#undef chunk_letter
#undef chunk_equal
#undef chunk_pairs
#undef chunk_letters
#undef chunk_among
#undef chunk_having
#undef chunk_of
#endif

/* The same sequence everywhere. */
static unsigned
draw(uint32_t *state, unsigned below)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 8) % below;
}

static void
text_fill(char *text, size_t size, const char *letters, uint32_t seed)
{
	size_t count = strlen(letters);

	for (size_t i = 0; i < size; i++)
		text[i] = letters[draw(&seed, (unsigned)count)];
}

/* ---- words ------------------------------------------------------------------------- */

static bool
in_word(struct bytes text, size_t at)
{
	return at < text.length && (byte_is_alnum(text.data[at]) || text.data[at] >= 0x80);
}

/* The next word from `from` on, read byte by byte; false when there is none. */
static bool
plain_next(struct bytes text, size_t from, size_t *start, size_t *end)
{
	for (*start = from; *start < text.length; *start = *end) {
		while (*start < text.length && !in_word(text, *start))
			++*start;
		for (*end = *start; in_word(text, *end);)
			++*end;
		bool possessive = *end - *start == 1 && (text.data[*start] | 0x20) == 's' && *start > 1 &&
		                  text.data[*start - 1] == '\'' && in_word(text, *start - 2);
		if (*end > *start && !possessive)
			return true;
	}
	return false;
}

static bool
plain_compound(struct bytes text, size_t start, size_t end)
{
	for (size_t i = start + 1; i < end; i++) {
		uint8_t c = text.data[i], before = text.data[i - 1];
		if ((byte_is_upper(c) && byte_is_lower(before)) || (byte_is_digit(c) && byte_is_alpha(before)))
			return true;
	}
	return false;
}

static void
check_words(struct bytes text)
{
	static const struct vocabulary nobody;
	struct word_block block = { .next = 0 };
	size_t start = 0, end = 0;

	while (block.next < text.length) {
		word_block_read(&nobody, text, block.next, &block);
		for (size_t i = 0; i < block.count; i++) {
			ck_assert(plain_next(text, end, &start, &end));
			ck_assert_uint_eq(block.starts[i], start);
			ck_assert_uint_eq(block.ends[i], end);
			ck_assert(block.hashes[i] == word_hash_singular(text, start, end - start));
			ck_assert_int_eq((block.interests[i] & WORD_COMPOUND) != 0, plain_compound(text, start, end));
			ck_assert_int_eq((block.interests[i] & WORD_DIGIT) != 0, byte_is_digit(text.data[start]));
		}
	}
	ck_assert(!plain_next(text, end, &start, &end));
}

START_TEST(blocks_hold_the_words_a_plain_reading_finds)
{
	static const char *const letters[] = { "a ", "aB1' s", "abcdefgh  ", "s's 's", "\xc3\xa9\x61\x31 -", "x", " ." };
	static char text[9000];

	for (size_t i = 0; i < ARRAY_LENGTH(letters); i++)
		for (size_t size = 0; size < sizeof(text); size = size * 2 + 1) {
			text_fill(text, size, letters[i], (uint32_t)size);
			check_words(bytes_make(text, size));
		}
}
END_TEST

/* Bits, of which about half are set; in each half of one third all upper ones are 0. */
static void
draw_all(uint32_t *state, uint64_t *items, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t high = draw(state, 1 << 16) << 16 | draw(state, 1 << 16), low = draw(state, 1 << 16) << 16 | draw(state, 1 << 16);
		high &= draw(state, 3) == 0 ? ~VOCABULARY_TAG : UINT32_MAX;
		low &= draw(state, 3) == 0 ? ~VOCABULARY_TAG : UINT32_MAX;
		items[i] = high << 32 | low;
	}
}

/* Wants about every second word for something. */
static const struct vocabulary *
somebody(void)
{
	static struct vocabulary vocabulary;
	uint32_t state = 7;

	draw_all(&state, vocabulary.places, ARRAY_LENGTH(vocabulary.places));
	draw_all(&state, vocabulary.pairs[0], ARRAY_LENGTH(vocabulary.pairs) * ARRAY_LENGTH(vocabulary.pairs[0]));
	draw_all(&state, vocabulary.stems, ARRAY_LENGTH(vocabulary.stems));
	return &vocabulary;
}

static unsigned
wants_of(const struct vocabulary *vocabulary, uint64_t hash)
{
	return vocabulary_wants(vocabulary_content(vocabulary, hash));
}

START_TEST(vocabularies_keep_words_of_one_place_apart)
{
	struct vocabulary *vocabulary = calloc(1, sizeof(*vocabulary));
	const uint64_t place = UINT64_C(0x1234) << 48, one = place | UINT64_C(3) << 23, other = place | UINT64_C(7) << 23;
	const uint64_t third = place | UINT64_C(9) << 23, fourth = place | UINT64_C(17) << 23;

	ck_assert_ptr_nonnull(vocabulary);
	vocabulary_add(vocabulary, one, WORD_LEXICON);
	vocabulary_add(vocabulary, one, WORD_PATTERN);
	vocabulary_add(vocabulary, other, WORD_PATTERN_CAPITAL);
	ck_assert_uint_eq(wants_of(vocabulary, one), WORD_LEXICON | WORD_PATTERN);
	ck_assert_uint_eq(wants_of(vocabulary, other), WORD_PATTERN_CAPITAL);
	ck_assert_uint_eq(wants_of(vocabulary, third), 0);
	/* There is room for two: from the third on all are taken for each of those behind the first. */
	vocabulary_add(vocabulary, third, WORD_PATTERN_MARKED);
	ck_assert_uint_eq(wants_of(vocabulary, one) & (WORD_LEXICON | WORD_PATTERN), WORD_LEXICON | WORD_PATTERN);
	ck_assert_uint_eq(wants_of(vocabulary, other) & WORD_PATTERN_CAPITAL, WORD_PATTERN_CAPITAL);
	ck_assert_uint_eq(wants_of(vocabulary, fourth) & WORD_PATTERN_MARKED, WORD_PATTERN_MARKED);
	free(vocabulary);
}
END_TEST

START_TEST(vocabularies_know_pairs_and_stems)
{
	struct vocabulary *vocabulary = calloc(1, sizeof(*vocabulary));
	uint32_t state = 5;
	size_t others = 0;

	ck_assert_ptr_nonnull(vocabulary);
	for (uint64_t i = 1; i <= 100; i++) {
		uint64_t first = word_hash_finish(i), second = word_hash_finish(i << 20);
		vocabulary_add_pair(vocabulary, first, second, WORD_LEXICON_PAIR);
		ck_assert_uint_eq(wants_of(vocabulary, first), 0);
		ck_assert(vocabulary_may_pair(vocabulary_content(vocabulary, first), second));
		ck_assert_uint_eq(vocabulary_pair_wants(vocabulary, first, second), WORD_LEXICON_PAIR);
		others += vocabulary_pair_wants(vocabulary, second, first) != 0;
		if (i > 20)
			continue;
		vocabulary_add_stem(vocabulary, first);
		ck_assert(vocabulary_has_stem(vocabulary, first));
	}
	for (size_t i = 0; i < 1000; i++)
		others += vocabulary_has_stem(vocabulary, word_hash_finish(draw(&state, 1 << 24) | 1u << 30));
	ck_assert_uint_lt(others, 20);
	free(vocabulary);
}
END_TEST

START_TEST(pairs_are_known_by_both_words)
{
	static const char text[] = "member id, member numbers, member of, a member number123 and memberNumber";
	struct bytes bytes = bytes_of_string(text);
	struct vocabulary *vocabulary = calloc(1, sizeof(*vocabulary));
	struct word_block block = { .next = 0 };
	uint64_t member = word_hash(bytes, 0, strlen("member"));
	char seen[64] = "";

	ck_assert_ptr_nonnull(vocabulary);
	vocabulary_add_pair(vocabulary, member, word_hash_singular(bytes_of_string("number"), 0, 6), WORD_PATTERN);
	word_block_read(vocabulary, bytes, 0, &block);
	for (size_t i = 0; i < block.count; i++)
		if (block.interests[i] & WORD_PATTERN)
			snprintf(seen + strlen(seen), sizeof(seen) - strlen(seen), "%u ", block.starts[i]);
	ck_assert_str_eq(seen, "11 40 ");
	free(vocabulary);
}
END_TEST

static void
check_readings(const struct vocabulary *vocabulary, struct bytes text, size_t from, size_t *next)
{
	static struct word_block plain, block;
	word_reader *readers[WORD_READERS_MOST];
	size_t count = word_readers(readers);

	readers[0](vocabulary, text, from, &plain);
	for (size_t i = 1; i < count; i++) {
		memset(&block, 0xFF, sizeof(block)); /* nothing of what it had before may matter */
		readers[i](vocabulary, text, from, &block);
		ck_assert_uint_eq(block.count, plain.count);
		ck_assert_uint_eq(block.next, plain.next);
		ck_assert_mem_eq(block.starts, plain.starts, (plain.count + 1) * sizeof(plain.starts[0]));
		ck_assert_mem_eq(block.ends, plain.ends, plain.count * sizeof(plain.ends[0]));
		ck_assert_mem_eq(block.hashes, plain.hashes, (plain.count + 1) * sizeof(plain.hashes[0]));
		ck_assert_mem_eq(block.interests, plain.interests, plain.count + 1);
	}
	*next = plain.next;
}

START_TEST(all_readings_of_a_block_are_alike)
{
	static const char *const letters[] = {
		"a ", "aB1' s", "abcdefgh  ", "s's 's", "\xc3\xa9\x61\x31 -", "abcdefghijklmnopqrstuvwxyzsSsSsuiABC129 ",
	};
	static char text[9000];

	/* Each length that chunks, sixteen bytes and words may end at, then a few long ones. */
	for (size_t i = 0; i < ARRAY_LENGTH(letters); i++)
		for (size_t size = 1; size < sizeof(text); size = size < 3 * CHUNK_SIZE ? size + 1 : size * 2 + 3) {
			text_fill(text, size, letters[i], (uint32_t)size);
			for (size_t at = 0; at < size;)
				check_readings(somebody(), bytes_make(text, size), at, &at);
		}
}
END_TEST

START_TEST(walks_find_the_words_of_interest)
{
	struct word_block block = { .count = 0 };
	uint32_t state = 3;

	for (size_t i = 0; i < WORD_BLOCK_ROOM; i++)
		block.interests[i] = (uint8_t)(draw(&state, 3) == 0 ? draw(&state, 256) : 0);
	for (block.count = 0; block.count < WORD_BLOCK_LIMIT; block.count += 1 + block.count / 8) {
		struct word_walk walk = { .block = &block, .interests = WORD_PATTERN | WORD_COMPOUND };
		for (size_t i = 0, found; i < block.count; i++)
			if (block.interests[i] & walk.interests) {
				ck_assert(word_walk_next(&walk, &found));
				ck_assert_uint_eq(found, i);
			}
		size_t beyond;
		ck_assert(!word_walk_next(&walk, &beyond));
	}
}
END_TEST

static void
check_chunks(const struct chunk *one, const struct chunk *other)
{
	ck_assert(one->alpha == other->alpha && one->digit == other->digit && one->high == other->high &&
	          one->mark == other->mark && (one->small & one->alpha) == (other->small & other->alpha));
}

#ifdef CHUNK_AVX2_RUNS
static CHUNK_AVX2 struct chunk
chunk_avx2(const uint8_t *data)
{
	return chunk_of_avx2(chunk_load_avx2(data));
}

START_TEST(chunks_are_alike_read_with_avx2)
{
	uint8_t data[CHUNK_SIZE];

	for (unsigned byte = 0; CHUNK_AVX2_RUNS() && byte < 256; byte++)
		for (unsigned at = 0; at < CHUNK_SIZE; at++) {
			memset(data, byte % 3 == 0 ? ' ' : 'x', sizeof(data));
			data[at] = (uint8_t)byte;
			struct chunk one = chunk_of(data), other = chunk_avx2(data);
			check_chunks(&one, &other);
		}
}
END_TEST
#endif

START_TEST(chunks_are_alike_read_together_or_alone)
{
	static uint8_t data[CHUNK_SIZE * 5];
	struct chunk chunks[8];
	uint32_t state = 11;

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)draw(&state, 256);
	for (size_t length = 1; length <= sizeof(data); length += 7)
		for (size_t at = 0; at < length; at += 31) {
			struct bytes text = bytes_make(data, length);
			size_t count = chunks_read(text, at, chunks, ARRAY_LENGTH(chunks));
			ck_assert_uint_eq(count, (length - at + CHUNK_SIZE - 1) / CHUNK_SIZE);
			for (size_t i = 0; i < count; i++) {
				struct chunk alone = chunk_read(text, at + i * CHUNK_SIZE);
				check_chunks(&chunks[i], &alone);
			}
		}
	ck_assert_uint_eq(chunks_read(bytes_make(data, sizeof(data)), 0, chunks, 2), 2);
	ck_assert_uint_eq(chunks_read(bytes_make(data, sizeof(data)), sizeof(data), chunks, 2), 0);
}
END_TEST

START_TEST(hashes_ignore_case_and_plural)
{
	static const char *const same[][2] = {
		{ "Patient", "PATIENTS" }, { "identification", "IDENTIFICATIONs" }, { "x", "X" },
		{ "electroencephalographs", "ElectroEncephaloGraph" },
	};
	static const char *const different[][2] = {
		{ "gas", "ga" }, { "status", "statu" }, { "abcdefgh1", "abcdefgh2" },
		{ "abcdefghijklmnop1", "abcdefghijklmnop2" }, { "ab", "abc" },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(same); i++)
		ck_assert(word_hash_singular(bytes_of_string(same[i][0]), 0, strlen(same[i][0])) ==
		          word_hash_singular(bytes_of_string(same[i][1]), 0, strlen(same[i][1])));
	for (size_t i = 0; i < ARRAY_LENGTH(different); i++)
		ck_assert(word_hash_singular(bytes_of_string(different[i][0]), 0, strlen(different[i][0])) !=
		          word_hash_singular(bytes_of_string(different[i][1]), 0, strlen(different[i][1])));
}
END_TEST

#ifdef __SSE2__
START_TEST(both_ways_to_read_a_chunk_agree)
{
	uint8_t data[CHUNK_SIZE + 1];

	for (unsigned byte = 0; byte < 256; byte++) {
		memset(data, ' ', sizeof(data));
		data[byte % CHUNK_SIZE] = (uint8_t)byte;
		struct chunk one = chunk_of(data), other = chunk_of_any(data);
		check_chunks(&one, &other);
		for (unsigned bit = 1; bit < 256; bit *= 2)
			ck_assert(chunk_having(data, (uint8_t)(bit | 3)) == chunk_having_any(data, (uint8_t)(bit | 3)));
		uint32_t small, small_any, place = byte % CHUNK_SIZE & ~15u;
		for (unsigned letter = 0; letter < 0x80; letter++)
			ck_assert(chunk_equal(data, (uint8_t)letter) == chunk_equal_any(data, (uint8_t)letter));
		for (uint8_t letter = 'a'; letter <= 'z'; letter++)
			ck_assert(chunk_letter(data, letter) == chunk_letter_any(data, letter));
		for (unsigned letter = 0; letter < 0x80; letter++)
			ck_assert(chunk_pairs(data, (uint8_t)letter, ' ') == chunk_pairs_any(data, (uint8_t)letter, ' '));
		ck_assert(chunk_letters(data + place, &small) == chunk_letters_any(data + place, &small_any));
		ck_assert_uint_eq(small, small_any);
		const uint8_t four[] = { '\n', '.', (uint8_t)(byte & 0x7F), 0 };
		ck_assert(chunk_among(data, four) == chunk_among_any(data, four));
	}
}
END_TEST
#endif

/* ---- patterns of words ------------------------------------------------------------------ */

static const struct cue anywhere_words[] = { CUE("member"), CUE("member id"), CUE("ssn") };
static const struct cue_table anywhere = CUE_TABLE(anywhere_words);
static const struct cue place_words[] = { CUE("or") };
static const struct cue_table places = CUE_TABLE(place_words);
static const struct cue bare_words[] = { CUE("policy") };
static const struct cue_table bare = CUE_TABLE(bare_words);

static const struct cue single_words[] = { CUE("doctor") };
static const struct cue_table singles = CUE_TABLE(single_words);
static const struct cue plural_words[] = { CUE("nurses") };
static const struct cue_table plurals = CUE_TABLE(plural_words);
static const struct cue office_words[] = { CUE("office") };
static const struct cue_table offices = CUE_TABLE(office_words);
static const struct cue domain_words[] = { CUE("com") };
static const struct cue_table domains = CUE_TABLE(domain_words);
static const struct cue marked_words[] = { CUE("here's"), CUE("s/n") };
static const struct cue_table marked = CUE_TABLE(marked_words);

enum { ANYWHERE, CAPITAL, BEFORE_CAPITAL, NUMBERED, BEFORE_NUMBER, SINGLE, PLURAL, BEFORE_COLON, BEHIND_DOT, MARKED };

static const struct detector_pattern patterns[] = {
	[ANYWHERE] = { .words = &anywhere },
	[CAPITAL] = { .words = &places, .place = WORD_CAPITAL },
	[BEFORE_CAPITAL] = { .words = &places, .place = WORD_BEFORE_CAPITAL },
	[NUMBERED] = { .words = &bare, .place = WORD_NUMBERED },
	[BEFORE_NUMBER] = { .words = &bare, .place = WORD_BEFORE_NUMBER },
	[SINGLE] = { .words = &singles },
	[PLURAL] = { .words = &plurals },
	[BEFORE_COLON] = { .words = &offices, .place = WORD_BEFORE_COLON },
	[BEHIND_DOT] = { .words = &domains, .place = WORD_BEHIND_DOT },
	[MARKED] = { .words = &marked },
};

struct seen {
	char text[64]; /* "pattern@end ..." */
};

static int
match_note(void *context, const struct detector *detector, unsigned pattern, size_t end)
{
	struct seen *seen = context;
	size_t used = strlen(seen->text);

	ck_assert_str_eq(detector->name, "sample");
	snprintf(seen->text + used, sizeof(seen->text) - used, "%u@%zu ", pattern, end);
	return 0;
}

static const struct {
	const char *text;
	const char *seen;
} word_cases[] = {
	{ "Member ID is", "0@9 " },      { "your member card", "0@11 " }, { "remember it", "" },
	{ "memberId: 4", "0@8 " },       { "the SSN123 of", "0@7 " },     { "patientSsn", "0@10 " },
	{ "Springfield, OR 97", "1@15 " }, { "this or that", "" },        { "this or That", "2@7 " },
	{ "policy #4", "3@6 4@6 " },     { "policy 40382811", "4@6 " },   { "policy AB-40382", "4@6 " },
	{ "policy of 2024", "" },        { "policy 4038", "" },
	{ "Doctors say", "" },           { "his doctor says", "5@10 " },  { "a nurse, nurses", "6@15 " },
	{ "call office: 1", "7@11 " },   { "office 1", "" },              { "b.com com", "8@5 " },
	{ "here is", "" },               { "here's s/n s / n", "9@6 9@10 " },
	{ "member\nid", "0@9 " },         { "an or\nX", "2@5 " },
};

START_TEST(words_are_found_where_they_are_wanted)
{
	static const struct detector detector = {
		.name = "sample", .category = 9, .patterns = patterns, .pattern_count = ARRAY_LENGTH(patterns),
	};
	const struct detector *const table[] = { NULL, &detector };
	struct bytes text = bytes_of_string(word_cases[_i].text);
	struct vocabulary vocabulary = { .places = { 0 } };
	struct word_patterns *words;
	struct word_reading reading;
	struct arena *arena;
	struct seen seen = { "" };
	struct word_block block = { .next = 0 };

	ck_assert_int_eq(arena_create(1 << 20, &arena), 0);
	ck_assert_int_eq(word_patterns_create(table, ARRAY_LENGTH(table), &words), 0);
	word_patterns_enrol(words, &vocabulary);
	ck_assert_int_eq(word_reading_begin(words, arena, &reading), 0);
	while (block.next < text.length) {
		word_block_read(&vocabulary, text, block.next, &block);
		ck_assert_int_eq(word_patterns_visit(&reading, text, &block, match_note, &seen), 0);
	}
	ck_assert_str_eq(seen.text, word_cases[_i].seen);
	word_patterns_destroy(&words);
	arena_destroy(&arena);
}
END_TEST

Suite *
words_suite(void)
{
	Suite *suite = UNIT_SUITE("words", blocks_hold_the_words_a_plain_reading_finds,
	                          vocabularies_keep_words_of_one_place_apart, vocabularies_know_pairs_and_stems,
	                          pairs_are_known_by_both_words, all_readings_of_a_block_are_alike, walks_find_the_words_of_interest,
	                          chunks_are_alike_read_together_or_alone,
	                          hashes_ignore_case_and_plural);
	TCase *tcase = tcase_create("cases");

#ifdef CHUNK_AVX2_RUNS
	tcase_add_test(tcase, chunks_are_alike_read_with_avx2);
#endif
#ifdef __SSE2__
	tcase_add_test(tcase, both_ways_to_read_a_chunk_agree);
#endif
	tcase_add_loop_test(tcase, words_are_found_where_they_are_wanted, 0, ARRAY_LENGTH(word_cases));
	suite_add_tcase(suite, tcase);
	return suite;
}
