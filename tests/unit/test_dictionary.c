#include <stdio.h>

#include "core/error.h"
#include "scanner/builtin.h"
#include "scanner/dictionary.h"
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

/* Every line of a list must be found with its own flags: no fingerprint shadows another. */
START_TEST(every_common_word_is_found)
{
	struct bytes list = builtin_common();
	size_t words = 0;

	for (size_t at = 0; at < list.length;) {
		const uint8_t *newline = memchr(list.data + at, '\n', list.length - at);
		ck_assert_ptr_nonnull(newline);
		struct bytes line = bytes_make(list.data + at, (size_t)(newline - list.data) - at);
		at += line.length + 1;
		if (line.data[0] == '#')
			continue;
		words++;
		ck_assert_uint_ne(dictionary_lookup(dictionary, line) & WORD_COMMON, 0);
	}
	ck_assert_uint_gt(words, 50000);
}
END_TEST

/* Words nobody has listed are unknown: a fingerprint that is too short would show here. */
START_TEST(made_up_words_are_unknown)
{
	char word[16];

	for (unsigned i = 0; i < 200000; i++) {
		snprintf(word, sizeof(word), "q%uz", i);
		ck_assert_uint_eq(flags_of(word), 0);
	}
}
END_TEST

Suite *
dictionary_suite(void)
{
	Suite *suite = suite_create("dictionary");
	TCase *tcase = tcase_create("dictionary");

	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, words_have_their_flags);
	tcase_add_test(tcase, unknown_words_have_none);
	tcase_add_test(tcase, every_common_word_is_found);
	tcase_add_test(tcase, made_up_words_are_unknown);
	suite_add_tcase(suite, tcase);
	return suite;
}
