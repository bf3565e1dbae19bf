#include <stdio.h>
#include <stdlib.h>

#include "core/error.h"
#include "scanner/builtin.h"
#include "scanner/dictionary.h"
#include "scanner/slot_group.h"
#include "tests/unit/test_scanner.h"

static struct dictionary *dictionary;

static void
setup(void)
{
	ck_assert_int_eq(dictionary_create(&dictionary), 0);
}

static void
teardown(void)
{
	dictionary_destroy(&dictionary);
	ck_assert_ptr_null(dictionary);
	dictionary_destroy(&dictionary);
}

static unsigned
flags_of(const char *word)
{
	return dictionary_lookup(dictionary, bytes_of_string(word));
}

struct known_word {
	const char *word;
	unsigned has;
	unsigned lacks;
};

static const struct known_word known_words[] = {
	{ "Margaret", WORD_GIVEN_NAME | WORD_FREQUENT, WORD_COMMON },
	{ "MARGARET", WORD_GIVEN_NAME, 0 },
	{ "margaret", WORD_GIVEN_NAME, 0 },
	{ "Okonkwo", WORD_SURNAME | WORD_FREQUENT, WORD_COMMON },
	{ "Will", WORD_GIVEN_NAME | WORD_COMMON, 0 },
	{ "Brown", WORD_SURNAME | WORD_COMMON, 0 },
	{ "Smith", WORD_SURNAME, WORD_COMMON },
	{ "table", WORD_COMMON, WORD_GIVEN_NAME | WORD_SURNAME },
	{ "Parkinson", WORD_MEDICAL | WORD_SURNAME, WORD_COMMON },
	{ "March", WORD_NOT_NAME, WORD_GIVEN_NAME },
	{ "Chicago", WORD_CITY | WORD_LARGE_CITY, WORD_GIVEN_NAME },
	{ "San Francisco", WORD_LARGE_CITY, 0 },
	{ "Walla Walla", WORD_CITY, 0 },
	{ "Cuyahoga", WORD_COUNTY, 0 },
	{ "North Carolina", WORD_STATE, 0 },
	{ "NC", WORD_STATE, 0 },
	{ "blvd", WORD_STREET_SUFFIX, 0 },
	{ "Jos\xc3\xa9", WORD_GIVEN_NAME, 0 },          /* accent */
	{ "M\xc3\x9cLLER", WORD_SURNAME, 0 },           /* accented capital */
	{ "\xc5\x81ukasz", WORD_GIVEN_NAME, 0 },        /* stroke, U+0141 */
	{ "Nguy\xe1\xbb\x85n", WORD_SURNAME, 0 },       /* U+1EC5 */
};

START_TEST(words_have_their_flags)
{
	for (size_t i = 0; i < ARRAY_LENGTH(known_words); i++) {
		const struct known_word *known = &known_words[i];
		unsigned flags = flags_of(known->word);
		ck_assert_msg((flags & known->has) == known->has && (flags & known->lacks) == 0,
		              "%s: flags %x, wanted %x without %x", known->word, flags, known->has,
		              known->lacks);
	}
}
END_TEST

START_TEST(unknown_words_have_none)
{
	static const char *const words[] = {
		"", "a1b2c3", "qzxvbn", "table ", "New  York", "\xc3", "\xe1\xbb", "\xff\xfe",
		"a word that goes on and on beyond any word that a list could ever hold",
	};

	for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
		ck_assert_msg(flags_of(words[i]) == 0, "\"%s\" has flags", words[i]);
}
END_TEST

struct word_list {
	struct bytes (*file)(void);
	unsigned flags;
};

static const struct word_list word_lists[] = {
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

struct listed_word {
	struct bytes word;
	unsigned flags;
};

#define LISTED_LIMIT 250000

static int
listed_compare(const void *left, const void *right)
{
	const struct listed_word *a = left, *b = right;

	return bytes_compare_nocase(a->word, b->word);
}

static size_t
list_collect(const struct word_list *list, struct listed_word *out, size_t count)
{
	struct bytes content = list->file();

	for (size_t at = 0; at < content.length;) {
		const uint8_t *newline = memchr(content.data + at, '\n', content.length - at);
		ck_assert_ptr_nonnull(newline);
		struct bytes line = bytes_slice(content, at, (size_t)(newline - content.data) - at);
		at += line.length + 1;
		ck_assert_uint_lt(count, LISTED_LIMIT);
		if (line.length > 0 && line.data[0] != '#')
			out[count++] = (struct listed_word){ line, list->flags };
	}
	return count;
}

START_TEST(both_ways_to_read_a_group_agree)
{
	_Alignas(16) uint32_t group[SLOT_GROUP_SIZE];

	for (uint32_t round = 0; round < 4096; round++) {
		/* Of each slot: the wanted bits or others, below them anything. */
		for (uint32_t i = 0; i < SLOT_GROUP_SIZE; i++)
			group[i] = (round >> i & 1 ? 0x80001200u : 0x80001400u) | (round * 7 + i) % 512;
		size_t slot = slot_group_find(group, 0x80001200u, ~UINT32_C(511));
		ck_assert_uint_eq(slot, slot_group_find_any(group, 0x80001200u, ~UINT32_C(511)));
		ck_assert_uint_eq(slot, __builtin_ctz((round & 255) | 128));
	}
}
END_TEST

/* Every word has the flags of the lists it is in and no others: no fingerprint shadows another. */
START_TEST(words_have_no_flags_of_others)
{
	struct listed_word *listed = calloc(LISTED_LIMIT, sizeof(*listed));
	size_t count = 0, others = 0, mistaken = 0;

	ck_assert_ptr_nonnull(listed);
	for (size_t i = 0; i < ARRAY_LENGTH(word_lists); i++)
		count = list_collect(&word_lists[i], listed, count);
	ck_assert_uint_gt(count, 150000);
	qsort(listed, count, sizeof(*listed), listed_compare);
	for (size_t i = 0; i < count;) {
		struct bytes word = listed[i].word;
		unsigned wanted = 0;
		while (i < count && bytes_equal_nocase(listed[i].word, word))
			wanted |= listed[i++].flags;
		unsigned flags = dictionary_lookup(dictionary, word);
		UNIT_EXPECT(flags == wanted, "%.*s: flags %x, wanted %x", (int)word.length,
		              (const char *)word.data, flags, wanted);
		bool begins = dictionary_may_begin_name(dictionary, dictionary_hash(word, 0, word.length));
		if (word_begins_name(wanted)) {
			UNIT_EXPECT(begins, "%.*s may not begin a name", (int)word.length,
			              (const char *)word.data);
		} else {
			others++;
			mistaken += begins;
		}
	}
	ck_assert_uint_lt(mistaken * 40, others);
	free(listed);
}
END_TEST

/* Words nobody has listed are unknown: a fingerprint that is too short would show here. */
START_TEST(made_up_words_are_unknown)
{
	char word[16];

	for (unsigned i = 0; i < 200000; i++) {
		snprintf(word, sizeof(word), "q%uz", i);
		UNIT_EXPECT(flags_of(word) == 0, "%s is known", word);
	}
}
END_TEST

Suite *
dictionary_suite(void)
{
	return UNIT_SUITE_WITH("dictionary", setup, teardown, words_have_their_flags,
	                       unknown_words_have_none, words_have_no_flags_of_others, both_ways_to_read_a_group_agree,
	                       made_up_words_are_unknown);
}
