/* Whose a health phrase is, by the words between it and a name. */
#include <stdio.h>

#include "scanner/score_bond.h"
#include "tests/unit/test_scanner.h"

static const struct {
	const char *text;
	const char *name;
	const char *phrase;
	bool holds;
} bond_cases[] = {
	{ "Ann's asthma is worse", "Ann", "asthma", true },
	{ "Ann's bad left ear infection", "Ann", "ear infection", true },
	{ "Ann's talk on asthma", "Ann", "asthma", false },
	{ "Ann's asthma class", "Ann", "asthma", false },
	{ "Ann's car, the seizure of it", "Ann", "seizure", false },
	{ "Ann. She teaches people with asthma", "Ann", "asthma", false },
	{ "Ann wants more overdose beds", "Ann", "overdose", false },
	{ "his wife Ann have a four-year-old", "Ann", "year-old", false },
	{ "Ann is a four-year-old", "Ann", "year-old", true },
	{ "Ann - sugar free brownies", "Ann", "sugar", false },
	{ "Ann needs her insulin teaching", "Ann", "insulin", true },
	{ "Ann's husband was diagnosed with lupus", "Ann", "lupus", true },
	{ "Ann's son's autism", "Ann", "autism", true },
	{ "Ann has a new rash", "Ann", "rash", true },
	{ "Ann and Bob discuss asthma", "Ann", "asthma", false },
	{ "Ann called. She has been coughing all night", "Ann", "coughing", true },
	{ "Ann cannot find her insulin", "Ann", "insulin", true },
	{ "Ann says her talk about insulin went well", "Ann", "insulin", false },
	{ "Ann left her keys here. Is the insulin in?", "Ann", "insulin", false },
	{ "Lee colonoscopy at 9", "Lee", "colonoscopy", true },
	{ "Lee COPD on 2L", "Lee", "COPD", true },
	{ "Lee Cancer Center", "Lee", "Cancer", false },
	{ "Bed 4, Lee, COPD", "Lee", "COPD", true },
	{ "re Lee - strep positive", "Lee", "strep", true },
	{ "insulin for Ann", "Ann", "insulin", true },
	{ "HIV test on Mr. Lee is back", "Lee", "HIV test", true },
	{ "strep results are back for little Ann", "Ann", "strep", true },
	{ "asthma brochure for Ann", "Ann", "asthma", false },
	{ "asthma in the news, from Ann", "Ann", "asthma", false },
	{ "asthma. For Ann", "Ann", "asthma", true },
	{ "Ann from accounting had a stroke", "Ann", "stroke", true },
	{ "Ann from accounting ran the stroke numbers", "Ann", "stroke", false },
	{ "Ann's mother thinks the asthma is worse", "Ann", "asthma", true },
	{ "Ann's mother called. The asthma class is full", "Ann", "asthma", false },
	{ "Please see Ann today, suicidal ideation", "Ann", "suicidal ideation", true },
	{ "Ann needs to know about his Risperdal", "Ann", "Risperdal", true },
	{ "Ann has 3 weeks of insulin", "Ann", "insulin", true },
	/* Whatever else is told of, as of the manager: */
	{ "Lee, 71, room 9, UTI; the manager knows", "Lee", "UTI", true },
	{ "Lee in 12 - UTI; the manager knows", "Lee", "UTI", true },
	{ "Lee, stage 3 melanoma; the manager knows", "Lee", "melanoma", true },
	{ "Lee 2 naloxone; the manager knows", "Lee", "naloxone", false },
	{ "Lee, room 9, has the manager's key; UTI", "Lee", "UTI", false },
	{ "Lee, refuses dialysis; the manager knows", "Lee", "dialysis", true },
	{ "Lee, is the insulin in? The manager knows", "Lee", "insulin", false },
	{ "Lee, who vomited at noon; the manager knows", "Lee", "vomited", true },
	{ "Lee, who has asthma; the manager knows", "Lee", "asthma", true },
	{ "Lee, who teaches asthma; the manager knows", "Lee", "asthma", false },
	{ "Lee, who treated asthma; the manager knows", "Lee", "asthma", false },
	{ "Lee, who has asthma patients; the manager knows", "Lee", "asthma", false },
	{ "Lee, whose depression is worse; the manager knows", "Lee", "depression", true },
	/* In few words: */
	{ "Ann on line 2 - chest tightness, told her 911", "Ann", "chest tightness", true },
	{ "Ann cancelled again, panic attack on the bus", "Ann", "panic attack", true },
	{ "Ann called: stitches look red", "Ann", "stitches", true },
	{ "Ann 22 today (was 14), increasing sertraline", "Ann", "sertraline", true },
	{ "Ann vitals q15, MAP 58", "Ann", "vitals", true },
	{ "Ana de 3er grado tiene varicela hoy", "Ana", "varicela", true },
	{ "asthma notes on Ann", "Ann", "asthma", true },
	{ "receta de insulin para Ana", "Ana", "insulin", true },
	{ "Ann, the insulin is in the other fridge", "Ann", "insulin", false },
	{ "you saw him for the hernia (Lee) on Tuesday", "Lee", "hernia", true },
	{ "the hernia (Lee 2019) trial", "Lee", "hernia", false },
	{ "call Ann back re: rash spreading", "Ann", "rash", true },
	{ "Ann will bring the insulin syringes", "Ann", "insulin", false },
	{ "Ann covers: stroke until noon", "Ann", "stroke", false },
	{ "Ann has the pager for stroke tonight", "Ann", "stroke", false },
	{ "Ann told Bob Lee - asthma", "Ann", "asthma", false },
	{ "Ann put the strep kits on the shelf", "Ann", "strep", false },
	{ "Ann found more boxes of expired naloxone", "Ann", "naloxone", false },
	{ "Ann sat here\nand there: asthma", "Ann", "asthma", false },
};

/* In a long paragraph nothing is left out, and nothing taken for granted. */
START_TEST(a_long_text_is_not_terse)
{
	char text[400];
	size_t length = 0;
	const struct score_tie tie = { 0, strlen("Ann"), strlen("Ann on line 2 - "), strlen("Ann on line 2 - asthma") };

	while (length + 40 < sizeof(text))
		length += (size_t)snprintf(text + length, sizeof(text) - length, "Ann on line 2 - asthma. ");
	ck_assert(score_bond_holds(bytes_make(text, 100), &tie));
	ck_assert(!score_bond_holds(bytes_make(text, length), &tie));
}
END_TEST

static const struct {
	const char *text;
	const char *phrase;
	bool writers;
} writers_cases[] = {
	{ "can you look at my left knee", "knee", true },
	{ "my talk on the knee", "knee", false },
	{ "my knee brochure", "knee", false },
	{ "Mom's surgery went well", "surgery", true },
	{ "My husband is having surgery", "surgery", true },
	{ "the husband of the surgery nurse", "surgery", false },
	{ "We moved. Dad drove. The surgery is shut", "surgery", false },
};

START_TEST(a_phrase_is_the_writers)
{
	for (size_t i = 0; i < ARRAY_LENGTH(writers_cases); i++) {
		const char *text = writers_cases[i].text;
		const char *phrase = strstr(text, writers_cases[i].phrase);
		ck_assert_ptr_nonnull(phrase);
		size_t start = (size_t)(phrase - text);
		ck_assert_msg(score_bond_is_writers(bytes_of_string(text), start,
		                                    start + strlen(writers_cases[i].phrase)) ==
		              writers_cases[i].writers, "%s", text);
	}
}
END_TEST

START_TEST(a_phrase_is_what_something_is_about)
{
	struct bytes text = bytes_of_string("the stroke center, asthma class; a stroke");

	ck_assert(score_bond_is_attribute(text, strlen("the stroke")));
	ck_assert(score_bond_is_attribute(text, strlen("the stroke center, asthma")));
	ck_assert(!score_bond_is_attribute(text, strlen("the stroke center")));
	ck_assert(!score_bond_is_attribute(text, text.length));
}
END_TEST

START_TEST(a_phrase_is_somebodys)
{
	for (size_t i = 0; i < ARRAY_LENGTH(bond_cases); i++) {
		const char *text = bond_cases[i].text;
		const char *name = strstr(text, bond_cases[i].name), *phrase = strstr(text, bond_cases[i].phrase);
		ck_assert_ptr_nonnull(name);
		ck_assert_ptr_nonnull(phrase);
		const struct score_tie tie = {
			.name_start = (size_t)(name - text),
			.name_end = (size_t)(name - text) + strlen(bond_cases[i].name),
			.start = (size_t)(phrase - text),
			.end = (size_t)(phrase - text) + strlen(bond_cases[i].phrase),
		};
		ck_assert_msg(score_bond_holds(bytes_of_string(text), &tie) == bond_cases[i].holds, "%s", text);
	}
}
END_TEST

Suite *
score_bond_suite(void)
{
	return UNIT_SUITE("score bond", a_phrase_is_what_something_is_about, a_phrase_is_somebodys, a_phrase_is_the_writers, a_long_text_is_not_terse);
}
