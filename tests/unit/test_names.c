/* What names are looked for with at little cost says what looking closer says. */
#include <stdio.h>

#include "scanner/dictionary.h"
#include "scanner/identifiers/name_run.h"
#include "scanner/identifiers/name_verb.h"
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
}

/* ---- where words begin ---------------------------------------------------------------- */

/* Every place of a text where name_word_begins() says so, and no other. */
static void
capitals_check(struct bytes bytes)
{
	const struct detector_text text = { .bytes = bytes, .dictionary = dictionary };
	struct name_capitals capitals;

	name_capitals_begin(&capitals, &text);
	for (size_t at = 0; at < bytes.length; at++) {
		if (!name_word_begins(bytes, at))
			continue;
		const struct name_capital *word = name_capitals_next(&capitals, at);
		UNIT_EXPECT(word != NULL && word->start == at, "%zu of %.*s", at, (int)bytes.length,
		            (const char *)bytes.data);
	}
	UNIT_EXPECT(name_capitals_next(&capitals, bytes.length) == NULL, "one behind the end");
}

START_TEST(capitals_are_found_wherever_they_stand)
{
	static const char pieces[] = "AbZz 09_@'-.\n\xc3\x89\xc3\xa9\xe1\xba\xa0\xd0\x90";
	uint8_t text[1400];
	uint32_t state = 1;

	for (size_t length = 0; length < sizeof(text); length += 1 + length / 16) {
		for (size_t i = 0; i < length; i++) {
			state = state * 1664525 + 1013904223;
			text[i] = (uint8_t)pieces[state >> 16 & 31 ? (state >> 20) % (sizeof(pieces) - 1) : 4];
		}
		capitals_check(bytes_make(text, length));
	}
}
END_TEST

/* ---- words that stand alone ----------------------------------------------------------------- */

/* Several words are passed over when reading them tells no name, and not one that something is said of. */
static void
pass_several_check(const struct detector_text *text, const struct name_capitals *capitals, size_t end)
{
	struct name_run run;
	bool names = true;

	name_run_read_capitals(text, capitals, &run);
	for (size_t i = 0; i < run.count; i++)
		names &= run.words[i].kind == NAME_WORD &&
		         !(run.words[i].flags & (WORD_NOT_NAME | WORD_MEDICAL | WORD_STATE | WORD_COMMON));
	UNIT_EXPECT(run.end == end && !run.known && !names, "%.*s: ends at %zu, not %zu", (int)text->bytes.length,
	            (const char *)text->bytes.data, run.end, end);
}

/*
 * What is passed over at a glance is what would be passed over by looking
 * closer; but for an ordinary word before a dot, which reading would drop as well.
 */
static void
pass_check(const char *string)
{
	const struct detector_text text = { .bytes = bytes_of_string(string), .dictionary = dictionary };
	struct name_capitals capitals;

	name_capitals_begin(&capitals, &text);
	UNIT_EXPECT(name_capitals_next(&capitals, 0) != NULL, "%s", string);
	struct name_capital *word = &capitals.words[capitals.next];
	size_t end = word->start + word->letters, passed = name_run_pass(&text, &capitals);
	if (passed > end && strchr(" ,\n", string[end]) != NULL) {
		pass_several_check(&text, &capitals, passed);
		return;
	}
	bool dot = word->letters > 1 && string[end] == '.';
	word->letters = 0;
	bool idle = name_run_pass(&text, &capitals) != 0;
	UNIT_EXPECT((passed != 0) == idle || (passed != 0 && dot), "%s: %zu and %d", string, passed, idle);
}

START_TEST(words_are_passed_over_as_a_closer_look_would)
{
	static const char *const words[] = {
		"The", "Margaret", "Okonkwo", "Quillfeather", "MARGARET", "I", "A", "Dr", "Mrs", "Will", "Baker",
		"Chicago", "It's", "I'm", "They've", "IT's", "IT'S", "Okonkwo's", "I's", "Margaret's", "OKONKWO'S", "Anna-Maria", "O'Brien", "Exmh-workers", "Wobblequinisations",
		"\xc3\x89lodie", "AT", "Re",
	};
	static const char *const behind[] = {
		" ", "  ", ", ", ",", "\n", "\n\n", "\n> ", ".", ". ", ".\n", ":", ": ", "; ", "? ", "'s ", "' ",
		"-", "@", "_", "9", "^", "\t", " \n", "\n>> ", " \n> ", " \n  ", "\n      ", "'s, ", "'s\n", " (", " -", "\xe2\x80\x94", "/",
	};
	static const char *const next[] = {
		"was intubated", "needs a refill", "is", "the house", "and Wobblequin", "de la Cruz", "Smith",
		"Smith, MD", "The Next Page", "Next, A\nPage",
		"54F", "54", "denies any", "will be", "isn't", "issued it", "drinks", "during it", "MRI", "bin", "big",
	};
	char text[120];

	for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
		for (size_t j = 0; j < ARRAY_LENGTH(behind); j++) {
			for (size_t k = 0; k < ARRAY_LENGTH(next); k++) {
				snprintf(text, sizeof(text), "as %s%s%s, which is all there is to say here",
				         words[i], behind[j], next[k]);
				pass_check(text);
			}
		}
	}
}
END_TEST

START_TEST(contractions_are_no_names)
{
	static const char *const contractions[] = {
		"Aren't", "Can't", "Couldn't", "Don't", "Didn't", "Doesn't", "He'd", "He'll", "Haven't", "Hasn't",
		"Hadn't", "I'd", "I'll", "I'm", "I've", "Isn't", "It'd", "It'll", "She'd", "She'll", "Shouldn't", "They'd",
		"They'll", "They're", "They've", "That'll", "There'll", "We'd", "We'll", "We're", "We've", "Won't",
		"Wouldn't", "Wasn't", "Weren't", "Who'd", "Who'll", "You'd", "You'll", "You're", "You've",
	};

	for (size_t i = 0; i < ARRAY_LENGTH(contractions); i++) {
		const struct detector_text text = { .bytes = bytes_of_string(contractions[i]), .dictionary = dictionary };
		struct name_word word;
		UNIT_EXPECT(name_word_extent(text.bytes, 0, &word) && name_word_is_contraction(text.bytes, &word) &&
		            name_word_is_idle(&text, &word) && !name_word_is_family(&text, &word),
		            "%s", contractions[i]);
	}
}
END_TEST

/* ---- first letters --------------------------------------------------------------------------- */

static void
may_begin_check(const struct word_list *list)
{
	for (unsigned c = 'a'; c <= 'z'; c++) {
		const char *const *words = word_list_letter(list, (uint8_t)c);
		for (; words != NULL && *words != NULL; words++) {
			uint8_t text[64] = { 0 };
			memcpy(text, *words, strlen(*words));
			UNIT_EXPECT(name_verb_may_begin(text), "%s", *words);
			text[strlen(*words)] = ' ';
			UNIT_EXPECT(name_verb_may_begin(text) && word_list_may_begin(list, text), "%s ", *words);
		}
	}
}

START_TEST(no_verb_is_ruled_out)
{
	may_begin_check(&name_verb_auxiliaries);
	may_begin_check(&name_verb_patient);
	may_begin_check(&name_verb_person);
	ck_assert_uint_eq(word_list_may_begin(&name_verb_person, (const uint8_t *)"the"), 0);
	ck_assert_uint_eq(word_list_may_begin(&name_verb_person, (const uint8_t *)"with"), 0);
	ck_assert_uint_eq(word_list_may_begin(&name_verb_person, (const uint8_t *)"9th"), 0);
}
END_TEST

Suite *
names_suite(void)
{
	return UNIT_SUITE_WITH("names", setup, teardown, capitals_are_found_wherever_they_stand,
	                       words_are_passed_over_as_a_closer_look_would, contractions_are_no_names,
	                       no_verb_is_ruled_out);
}
