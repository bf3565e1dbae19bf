/* Who a name is in its text, what a sentence says of whose health, and what is nobody's. */
#include <stdio.h>

#include "core/attributes.h"
#include "scanner/score_having.h"
#include "scanner/score_matter.h"
#include "scanner/score_role.h"
#include "scanner/score_sample.h"
#include "scanner/score_sentence.h"
#include "tests/unit/test_scanner.h"

static const struct {
	const char *text;
	const char *name;
	enum score_role role;
} role_cases[] = {
	{ "Ingrid Dubois (12/24/99) is on gabapentin", "Ingrid Dubois", SCORE_ROLE_SUBJECT },
	{ "LAYLA HASSAN 86F LAP CHOLE", "LAYLA HASSAN", SCORE_ROLE_SUBJECT },
	{ "Nguyen, T. - 54 F - biopsy", "Nguyen", SCORE_ROLE_SUBJECT },
	{ "Esperanza Reyes (8) came", "Esperanza Reyes", SCORE_ROLE_SUBJECT },
	{ "Owen Grantham, age 4", "Owen Grantham", SCORE_ROLE_SUBJECT },
	{ "Jung, Jaehyun 1999-11-19", "Jung, Jaehyun", SCORE_ROLE_SUBJECT },
	{ "VALUE: Roberts, Linda B8831104 K 6.7", "Roberts, Linda", SCORE_ROLE_NUMBERED },
	{ "Ann Lee 03/31/2026 expires", "Ann Lee", SCORE_ROLE_UNKNOWN },
	{ "ask Ann Lee 850-695-2888", "Ann Lee", SCORE_ROLE_OFFICE },
	{ "Hassan Ali 555-0161", "Hassan Ali", SCORE_ROLE_LISTED },
	{ "Victor Osei, pager 2217", "Victor Osei", SCORE_ROLE_LISTED },
	{ "Bo Hart (ICU) and Mina Farah (psychiatry) are on the ballot", "Mina Farah", SCORE_ROLE_LISTED },
	{ "Mina Farah (psychiatry) is on haloperidol", "Mina Farah", SCORE_ROLE_UNKNOWN },
	{ "Contact Ann Lee, 850 695 2888", "Ann Lee", SCORE_ROLE_OFFICE },
	{ "Questions: Ann Lee", "Ann Lee", SCORE_ROLE_OFFICE },
	{ "call and ask for Ann Lee.", "Ann Lee", SCORE_ROLE_OFFICE },
	{ "today named Ann Lee its president", "Ann Lee", SCORE_ROLE_OFFICE },
	{ "Ann Lee, school nurse, 405", "Ann Lee", SCORE_ROLE_OFFICE },
	{ "Ann Lee\nNurse visit", "Ann Lee", SCORE_ROLE_UNKNOWN },
	{ "Ann Lee, head injury", "Ann Lee", SCORE_ROLE_UNKNOWN },
	{ "Ann Lee will report on sepsis", "Ann Lee", SCORE_ROLE_OFFICE },
	{ "the order set (Ann Lee)", "Ann Lee", SCORE_ROLE_OFFICE },
	{ "Dear Ms. Lee,\n", "Lee", SCORE_ROLE_READER },
	{ "Mr. Lee,\nplease", "Lee", SCORE_ROLE_READER },
	{ "Mr. Lee in 412 needs his warfarin held", "Lee", SCORE_ROLE_UNKNOWN },
	{ "Good morning, Ann Lee (grade 4) had a seizure", "Ann Lee", SCORE_ROLE_UNKNOWN },
	{ "impressed. Warm regards, Ann Lee", "Ann Lee", SCORE_ROLE_WRITER },
	{ "Questions to Ann Lee.", "Ann Lee", SCORE_ROLE_OFFICE },
	{ "insulin to Ann Lee.", "Ann Lee", SCORE_ROLE_UNKNOWN },
	{ "Senator Ann Lee has had flu", "Senator Ann Lee", SCORE_ROLE_OFFICE },
	{ "Ann says the report is due", "Ann", SCORE_ROLE_OFFICE },
	{ "Ann says that her hip hurts", "Ann", SCORE_ROLE_UNKNOWN },
	{ "Our cat Rosie has a rash", "Rosie", SCORE_ROLE_OFFICE },
	{ "Rosie the old beagle has a rash", "Rosie", SCORE_ROLE_OFFICE },
	{ "Can I move it? - Ann\n", "Ann", SCORE_ROLE_WRITER },
	{ "rooms 4 - Ann has asthma", "Ann", SCORE_ROLE_UNKNOWN },
	{ "Sign up with Ann Lee.", "Ann Lee", SCORE_ROLE_OFFICE },
	{ "rode up with the son of Ann Lee", "Ann Lee", SCORE_ROLE_UNKNOWN },
	{ "Senator Ann Lee fell", "Ann Lee", SCORE_ROLE_OFFICE },
	{ "\nAnn,\nhere it is", "Ann", SCORE_ROLE_READER },
	{ "Grace, your prescription", "Grace", SCORE_ROLE_READER },
	{ "Jo Ann Lee, seen today", "Jo Ann Lee", SCORE_ROLE_UNKNOWN },
	{ "report to the Privacy Officer, Ann Lee, at extension 4", "Ann Lee", SCORE_ROLE_OFFICE },
	{ "seen after the fall, Ann Lee", "Ann Lee", SCORE_ROLE_UNKNOWN },
	{ "his nurse is Ann Lee and", "Ann Lee", SCORE_ROLE_OFFICE },
	{ "the patient is Ann Lee and", "Ann Lee", SCORE_ROLE_UNKNOWN },
	{ "Ann Lee, device rep, asked", "Ann Lee", SCORE_ROLE_OFFICE },
	{ "Award nominees: Ann Lee (dialysis)", "Ann Lee", SCORE_ROLE_OFFICE },
	{ "Ann Lee (Dietary), Bo Reed (CT), Cy Dunn (Transport).", "Ann Lee", SCORE_ROLE_LISTED },
	{ "Ann Lee (infection prevention), Bo Reed", "Ann Lee", SCORE_ROLE_LISTED },
	{ "Ann Lee (ICU) septic overnight", "Ann Lee", SCORE_ROLE_UNKNOWN },
	{ "Ann Lee (sepsis), Bo Reed (CHF)", "Ann Lee", SCORE_ROLE_UNKNOWN },
	{ "Ann Lee, epilepsy monitoring tech;", "Ann Lee", SCORE_ROLE_OFFICE },
	{ "Ann Lee, nephrologist", "Ann Lee", SCORE_ROLE_OFFICE },
	{ "Ann Lee teaches the class on asthma", "Ann Lee", SCORE_ROLE_OFFICE },
	{ "Ann Lee presents with chest pain", "Ann Lee", SCORE_ROLE_UNKNOWN },
	{ "gives up on a patient,\" said colleague Ann Lee.", "Ann Lee", SCORE_ROLE_OFFICE },
	{ "Mother said Ann Lee has a rash", "Ann Lee", SCORE_ROLE_UNKNOWN },
	{ "Mom (Ann Lee) lost her hearing aid", "Ann Lee", SCORE_ROLE_UNKNOWN },
	{ "The order set (Ann Lee) is out", "Ann Lee", SCORE_ROLE_OFFICE },
	{ "a soup from chef Ann Lee", "Ann Lee", SCORE_ROLE_OFFICE },
	{ "we saw Ann Lee today", "Ann Lee", SCORE_ROLE_UNKNOWN },
	{ "Ann Lee", "Ann Lee", SCORE_ROLE_UNKNOWN },
};

START_TEST(a_name_has_a_part_in_its_text)
{
	for (size_t i = 0; i < ARRAY_LENGTH(role_cases); i++) {
		const char *name = strstr(role_cases[i].text, role_cases[i].name);
		size_t start = (size_t)(name - role_cases[i].text);
		enum score_role role = score_role_find(bytes_of_string(role_cases[i].text), start,
		                                       start + strlen(role_cases[i].name));
		ck_assert_msg(role == role_cases[i].role, "%s: %d", role_cases[i].text, role);
	}
}
END_TEST

START_TEST(a_name_is_known_in_the_address_fields)
{
	struct bytes line = bytes_of_string("To: \"Wei Li\" <wei.li@h.example>, jdoe@h.example");

	ck_assert(score_role_named_in(bytes_of_string("Wei Li"), line));
	ck_assert(score_role_named_in(bytes_of_string("wei"), line));
	ck_assert(!score_role_named_in(bytes_of_string("Wei Chen"), line));
	ck_assert(!score_role_named_in(bytes_of_string("Li"), line)); /* too short to tell */
}
END_TEST

static const struct {
	const char *text;
	const char *at;
	const char *sentence;
	bool person, writer, reader, many;
} sentence_cases[] = {
	{ "It rains. She has strep and stays home. We wait.", "strep", " She has strep and stays home", true, false,
	  false, false },
	{ "one\nTwo has\nasthma today\nThree", "asthma", "Two has\nasthma today", false, false, false, false },
	{ "My knee hurts", "knee", "My knee hurts", false, true, false, false },
	{ "I had surgery", "surgery", "I had surgery", false, true, false, false },
	{ "I gave vaccines", "vaccines", "I gave vaccines", false, false, false, false },
	{ "Who put me on statins", "statins", "Who put me on statins", false, true, false, false },
	{ "They started me on it", "it", "They started me on it", false, true, false, false },
	{ "Call me on statins", "statins", "Call me on statins", false, false, false, false },
	{ "I put statins on it", "statins", "I put statins on it", false, false, false, false },
	{ "Seen by Dr. Ann for 5.6 asthma.", "asthma", "Seen by Dr. Ann for 5.6 asthma", false, false, false, false },
	{ "86F with asthma", "asthma", "86F with asthma", true, false, false, false },
	{ "your asthma", "asthma", "your asthma", false, false, true, false },
	{ "many patients have asthma", "asthma", "many patients have asthma", false, false, false, true },
};

START_TEST(a_sentence_tells_of_whom_it_is)
{
	for (size_t i = 0; i < ARRAY_LENGTH(sentence_cases); i++) {
		struct bytes text = bytes_of_string(sentence_cases[i].text);
		size_t at = (size_t)(strstr(sentence_cases[i].text, sentence_cases[i].at) - sentence_cases[i].text);
		struct score_sentence sentence = score_sentence_read(text, at);
		struct bytes got = bytes_slice(text, sentence.start, sentence.end - sentence.start);
		ck_assert_msg(bytes_equal(got, bytes_of_string(sentence_cases[i].sentence)), "%zu: '%.*s'", i,
		              (int)got.length, got.data);
		ck_assert_msg(sentence.person == sentence_cases[i].person && sentence.writer == sentence_cases[i].writer &&
		              sentence.reader == sentence_cases[i].reader && sentence.many == sentence_cases[i].many,
		              "%s", sentence_cases[i].text);
	}
	ck_assert_uint_eq(score_sentence_read(bytes_make(NULL, 0), 7).end, 0);
}
END_TEST

static const struct {
	const char *between;
	bool ends;
} end_cases[] = {
	{ " seen by ", false },
	{ ", Dr. ", false },
	{ " by E. ", false },
	{ " again. ", true },
	{ " again? ", true },
	{ "\n\n", true },
	{ "\nwith ", false },
	{ " 5.6 ", false },
	{ "", false },
};

START_TEST(a_sentence_ends_between_two_places)
{
	for (size_t i = 0; i < ARRAY_LENGTH(end_cases); i++) {
		char text[64];
		int length = snprintf(text, sizeof(text), "rash%sAnn", end_cases[i].between);
		ck_assert_msg(score_sentence_ends_between(bytes_make(text, (size_t)length), strlen("rash"),
		                                          (size_t)length - strlen("Ann")) == end_cases[i].ends,
		              "%s", text);
	}
}
END_TEST

static const struct {
	const char *text;
	const char *at;
	bool readers;
} reader_cases[] = {
	{ "Please pick up your new inhaler.", "inhaler", true },
	{ "Your prescription is ready.", "Your", true },
	{ "We would like you to stop the apixaban.", "apixaban", true },
	{ "If you have asthma, call.", "asthma", false },
	{ "Do you have asthma?", "asthma", false },
	{ "You will see how the scribe writes a note on asthma.", "asthma", false },
	{ "Stop the apixaban.", "apixaban", false },
};

START_TEST(a_reader_is_told_of_their_own_care)
{
	for (size_t i = 0; i < ARRAY_LENGTH(reader_cases); i++) {
		struct bytes text = bytes_of_string(reader_cases[i].text);
		size_t at = (size_t)(strstr(reader_cases[i].text, reader_cases[i].at) - reader_cases[i].text);
		struct score_sentence sentence = score_sentence_read(text, at);
		ck_assert_msg(score_sentence_is_readers(text, &sentence, at) == reader_cases[i].readers, "%s",
		              reader_cases[i].text);
	}
}
END_TEST

static const struct {
	const char *text;
	const char *at;
	bool writers;
} writer_cases[] = {
	{ "My doctor says the rash is back.", "rash", true },
	{ "I stopped the sertraline.", "sertraline", true },
	{ "I've had asthma.", "asthma", true },
	{ "I'm running for asthma research.", "asthma", false },
	{ "I gave asthma talks.", "asthma", false },
	{ "You put me on statins.", "statins", true },
	{ "They started me on statins.", "statins", true },
	{ "Call me about statins, I'll wait.", "statins", false },
	{ "I have your asthma results.", "asthma", false },
	{ "I quit the statins.", "statins", true },
	{ "I thank you, my friend; asthma", "asthma", false },
	{ "Asthma is back.", "Asthma", false },
};

START_TEST(a_writer_tells_of_their_own_care)
{
	for (size_t i = 0; i < ARRAY_LENGTH(writer_cases); i++) {
		struct bytes text = bytes_of_string(writer_cases[i].text);
		size_t at = (size_t)(strstr(writer_cases[i].text, writer_cases[i].at) - writer_cases[i].text);
		struct score_sentence sentence = score_sentence_read(text, at);
		ck_assert_msg(score_sentence_is_writers(text, &sentence, at) == writer_cases[i].writers, "%s",
		              writer_cases[i].text);
	}
}
END_TEST

static const struct {
	const char *text; /* of Ann Lee, and depression */
	bool given;
} given_cases[] = {
	{ "Ann Lee has depression", true },
	{ "Ann Lee (room 4) is being treated for her depression", true },
	{ "Ann Lee can't have any more depression", true },
	{ "Ann Lee, depression", false },
	{ "Ann Lee wrote a book on depression", false },
	{ "Ann Lee was here. For depression", false },
	{ "Ann Lee has\ndepression", false },
	{ "Ann Lee (depression", false },
	{ "depression of Ann Lee", false },
};

START_TEST(a_sentence_says_what_somebody_has)
{
	for (size_t i = 0; i < ARRAY_LENGTH(given_cases); i++) {
		const char *text = given_cases[i].text;
		size_t end = (size_t)(strstr(text, "Ann Lee") - text) + strlen("Ann Lee");
		size_t start = (size_t)(strstr(text, "depression") - text);
		ck_assert_msg(score_having_holds(bytes_of_string(text), end, start) == given_cases[i].given,
		              "%s", text);
	}
}
END_TEST

START_TEST(a_text_may_be_of_others)
{
	ck_assert(score_matter_is_public(bytes_of_string("\nDear valued customers,\n")));
	ck_assert(score_matter_is_public(bytes_of_string("Subject: x\nHello neighbors!")));
	ck_assert(!score_matter_is_public(bytes_of_string("Dear Ann,\nDear parents asked")));
	ck_assert(!score_matter_is_public(bytes_of_string("Dear colleagues,\n")));
	ck_assert(!score_matter_is_public(bytes_make(NULL, 0)));
	struct part parts[] = { { .text = bytes_of_string("Her rabies shot; no fetch") },
		                { .text = bytes_of_string("Dr. Ann Lee, DVM, DVM") } };
	struct message m = { .parts = parts, .part_count = 1 };
	ck_assert_int_eq(score_matter_find(&m), SCORE_MATTER_CARE);
	m.part_count = 2;
	ck_assert_int_eq(score_matter_find(&m), SCORE_MATTER_ANIMALS);
	parts[0].text = bytes_of_string("Biscuit is a patient of Lakeside Animal Hospital: rabies");
	m.part_count = 1;
	ck_assert_int_eq(score_matter_find(&m), SCORE_MATTER_ANIMALS);
	parts[0].text = bytes_of_string("the club picked a memoir");
	ck_assert_int_eq(score_matter_find(&m), SCORE_MATTER_LEISURE);
	parts[0].text = bytes_of_string("I watched that film: his character has dementia");
	ck_assert_int_eq(score_matter_find(&m), SCORE_MATTER_LEISURE);
	parts[0].text = bytes_of_string("Scenario: Rosa has diabetes. Facilitators, debrief");
	ck_assert_int_eq(score_matter_find(&m), SCORE_MATTER_LESSON);
	parts[0].text = bytes_of_string("Please welcome Jo, who joins the stroke team as coordinator");
	ck_assert_int_eq(score_matter_find(&m), SCORE_MATTER_NOTICE);
	parts[0].text = bytes_of_string("To: undisclosed-recipients:;\nJoin us for the flu event");
	ck_assert_int_eq(score_matter_find(&m), SCORE_MATTER_NOTICE);
	parts[0].text = bytes_of_string("dog dog dog dog, a book, the hospital");
	m.part_count = 1;
	ck_assert_int_eq(score_matter_find(&m), SCORE_MATTER_CARE);
}
END_TEST

static const struct {
	enum identifier_type type;
	const char *value;
	bool sample;
} sample_cases[] = {
	{ IDENTIFIER_SSN, "000-00-0000", true },
	{ IDENTIFIER_MRN, "12345", true },
	{ IDENTIFIER_MRN, "00123456", true },
	{ IDENTIFIER_MRN, "0000001", true },
	{ IDENTIFIER_PHONE, "555-555-5555", true },
	{ IDENTIFIER_MRN, "00459124", false },
	{ IDENTIFIER_MRN, "4471829", false },
	{ IDENTIFIER_SSN, "219-09-9998", false },
	{ IDENTIFIER_BIRTH_DATE, "01/01/1900", true },
	{ IDENTIFIER_BIRTH_DATE, "01/01/1935", false },
	{ IDENTIFIER_PERSON_NAME, "Test, Patient", true },
	{ IDENTIFIER_PERSON_NAME, "Ann Lee", false },
	{ IDENTIFIER_ZIP_CODE, "12345", false },
};

START_TEST(a_value_that_nobody_has_is_a_sample)
{
	for (size_t i = 0; i < ARRAY_LENGTH(sample_cases); i++) {
		const struct finding finding = { .type = sample_cases[i].type,
			                         .length = (uint32_t)strlen(sample_cases[i].value) };
		ck_assert_msg(score_sample_value(bytes_of_string(sample_cases[i].value), &finding) ==
		              sample_cases[i].sample, "%s", sample_cases[i].value);
	}
	static const char *const nobodys[] = { "XYZ", "abcd", "XXXX" };
	for (size_t i = 0; i < ARRAY_LENGTH(nobodys); i++) {
		const struct finding finding = { .type = IDENTIFIER_PERSON_NAME,
			                         .length = (uint32_t)strlen(nobodys[i]) };
		ck_assert(score_sample_nobody(bytes_of_string(nobodys[i]), &finding));
	}
	struct bytes made_up = bytes_of_string("a made-up patient, Ann Lee; her fake tan, I told the real Ann Lee");
	const struct finding nobody = { .type = IDENTIFIER_PERSON_NAME, .start = 19, .length = 7 };
	const struct finding real = { .type = IDENTIFIER_PERSON_NAME, .start = 58, .length = 7 };
	ck_assert(score_sample_nobody(made_up, &nobody));
	ck_assert(!score_sample_nobody(made_up, &real));
	const struct finding ann = { .type = IDENTIFIER_PERSON_NAME, .length = 7 };
	ck_assert(!score_sample_nobody(bytes_of_string("Ann Lee"), &ann));
	ck_assert(score_sample_said(bytes_of_string("Use this SAMPLE form.")));
	ck_assert(!score_sample_said(bytes_of_string("Ann Lee was seen today.")));
}
END_TEST

Suite *
score_role_suite(void)
{
	return UNIT_SUITE("score role", a_name_has_a_part_in_its_text, a_name_is_known_in_the_address_fields,
	                  a_sentence_tells_of_whom_it_is, a_sentence_ends_between_two_places,
	                  a_reader_is_told_of_their_own_care, a_writer_tells_of_their_own_care, a_sentence_says_what_somebody_has,
	                  a_text_may_be_of_others, a_value_that_nobody_has_is_a_sample);
}
