#include <stdio.h>

#include "core/error.h"
#include "scanner/score.h"
#include "scanner/score_explain.h"
#include "scanner/score_refused.h"
#include "tests/unit/test_scanner.h"

#define THRESHOLD 50
#define FAR 5000 /* bytes away in the same part */

/* A message of a header section and a body, made of identifiers and health words. */
struct piece {
	enum identifier_type type; /* 0: a health phrase */
	enum finding_subject subject;
	uint32_t part;
	uint32_t start;
	uint8_t value; /* confidence, or weight */
};

#define IDENTIFIER_AT(type, start, confidence) { IDENTIFIER_##type, SUBJECT_UNKNOWN, 1, start, confidence }
#define SUBJECT_AT(type, subject, start, confidence) \
	{ IDENTIFIER_##type, SUBJECT_##subject, 1, start, confidence }
#define HEALTH_AT(start, weight) { 0, 0, 1, start, weight }

static const char header_text[] = "Subject: 23456789 12345\nReceived: 23456789 12345\nTo: 23456789\nList-Id: 12345\n";
#define IN_SUBJECT 10
#define IN_RECEIVED 36
#define IN_LIST_ID 77

struct message_case {
	const char *name;
	bool phi;
	struct piece pieces[8];
};

static const struct message_case message_cases[] = {
	{ "nothing", false, { { 0 } } },
	{ "a record number and a diagnosis", true, { IDENTIFIER_AT(MRN, 10, 95), HEALTH_AT(30, 70) } },
	{ "an SSN without health", false, { IDENTIFIER_AT(SSN, 10, 95) } },
	{ "an SSN and one ambiguous word", false, { IDENTIFIER_AT(SSN, 10, 95), HEALTH_AT(30, 10) } },
	{ "an SSN and a diagnosis", true, { IDENTIFIER_AT(SSN, 10, 95), HEALTH_AT(30, 70) } },
	{ "health without anybody", false, { HEALTH_AT(30, 70), HEALTH_AT(60, 70), HEALTH_AT(90, 70) } },
	{ "a patient's name, birth date and disease", true,
	  { SUBJECT_AT(PERSON_NAME, PATIENT, 10, 85), IDENTIFIER_AT(BIRTH_DATE, 40, 95), HEALTH_AT(60, 40) } },
	{ "a patient's name in an article's words", true,
	  { SUBJECT_AT(PERSON_NAME, PATIENT, 10, 85), HEALTH_AT(60, 40), HEALTH_AT(80, 40), HEALTH_AT(90, 40) } },
	{ "somebody's name in an article", false,
	  { IDENTIFIER_AT(PERSON_NAME, 10, 70), HEALTH_AT(60, 40), HEALTH_AT(80, 40), HEALTH_AT(90, 40) } },
	{ "an organisation's address and phone in an article", false,
	  { IDENTIFIER_AT(STREET_ADDRESS, 10, 85), IDENTIFIER_AT(PHONE, 50, 85), IDENTIFIER_AT(ZIP_CODE, 40, 85),
	    IDENTIFIER_AT(CITY, 30, 70), HEALTH_AT(60, 40), HEALTH_AT(80, 40), HEALTH_AT(90, 40) } },
	{ "a provider and health", false,
	  { SUBJECT_AT(PERSON_NAME, PROVIDER, 10, 95), IDENTIFIER_AT(NPI, 40, 95), HEALTH_AT(60, 90) } },
	{ "the sender's signature and health", false,
	  { SUBJECT_AT(PERSON_NAME, SENDER, 10, 95), SUBJECT_AT(PHONE, SENDER, 40, 95), HEALTH_AT(60, 90) } },
	{ "numbers that name nobody", false,
	  { IDENTIFIER_AT(NPI, 10, 95), IDENTIFIER_AT(DEA_NUMBER, 30, 95), IDENTIFIER_AT(ABA_ROUTING, 50, 95),
	    IDENTIFIER_AT(PROFESSIONAL_LICENSE, 70, 95), HEALTH_AT(60, 90) } },
	{ "a date alone in a visit note", false, { IDENTIFIER_AT(DATE, 10, 85), HEALTH_AT(30, 70), HEALTH_AT(60, 70) } },
	{ "name and date far from health", false,
	  { IDENTIFIER_AT(PERSON_NAME, 10, 70), IDENTIFIER_AT(DATE, 40, 70), HEALTH_AT(FAR, 40) } },
	{ "SSN far from a diagnosis", true, { IDENTIFIER_AT(SSN, 10, 95), HEALTH_AT(FAR, 70), HEALTH_AT(FAR + 9, 70) } },
	{ "SSN in the subject, diagnosis in the body", true,
	  { { IDENTIFIER_SSN, SUBJECT_UNKNOWN, 0, IN_SUBJECT, 95 }, HEALTH_AT(10, 70) } },
	{ "SSN in the body, diagnosis in the subject", true,
	  { IDENTIFIER_AT(SSN, 10, 95), { 0, 0, 0, IN_SUBJECT, 70 } } },
	{ "a number in a machine's header field", false,
	  { { IDENTIFIER_SSN, SUBJECT_UNKNOWN, 0, IN_RECEIVED, 95 }, HEALTH_AT(10, 70) } },
	{ "a health word in a machine's header field", false,
	  { IDENTIFIER_AT(SSN, 10, 95), { 0, 0, 0, IN_RECEIVED, 70 } } },
	{ "a number and a health word in a machine's header field", true,
	  { { IDENTIFIER_SSN, SUBJECT_UNKNOWN, 0, IN_RECEIVED, 95 }, { 0, 0, 0, IN_RECEIVED + 9, 70 } } },
	{ "a loose number and a health word there", false,
	  { { IDENTIFIER_SSN, SUBJECT_UNKNOWN, 0, IN_RECEIVED, 50 }, { 0, 0, 0, IN_RECEIVED + 9, 70 } } },
	{ "a number and a health word in two such fields", false,
	  { { IDENTIFIER_SSN, SUBJECT_UNKNOWN, 0, IN_RECEIVED, 95 }, { 0, 0, 0, IN_LIST_ID, 70 } } },
	{ "the number of somebody's prescription, and care", true,
	  { SUBJECT_AT(OTHER_ID, PATIENT, 10, 70), HEALTH_AT(30, 70), HEALTH_AT(50, 70) } },
	{ "anybody's unique number, and care", false, { IDENTIFIER_AT(OTHER_ID, 10, 70), HEALTH_AT(30, 70), HEALTH_AT(50, 70) } },
	{ "a record number and a name, no other health", true,
	  { IDENTIFIER_AT(MRN, 10, 95), SUBJECT_AT(PERSON_NAME, PATIENT, 40, 85) } },
};

/* Rows of one letter, so that no two pieces share a sentence. */
static struct bytes
body_text(void)
{
	static const char row[] = "A\n";
	static char text[FAR + 1000];

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = row[i % 2];
	return bytes_make(text, sizeof(text));
}

static void
piece_add(struct message *m, const struct piece *piece)
{
	struct finding *finding;
	struct health_finding *health;

	if (piece->type == 0) {
		ck_assert_int_eq(message_health_add(m, &health), 0);
		*health = (struct health_finding){ .kind = HEALTH_CONDITION, .part = piece->part,
			.start = piece->start, .length = 5, .weight = piece->value };
		return;
	}
	ck_assert_int_eq(message_finding_add(m, &finding), 0);
	finding->type = piece->type;
	finding->subject = piece->subject;
	finding->part = piece->part;
	finding->start = piece->start;
	finding->length = 5;
	finding->confidence = piece->value;
}

static struct message *
message_make(const struct piece *pieces, size_t count)
{
	struct message *m;
	struct part *part;

	ck_assert_int_eq(message_create(1000, 1000000, &m), 0);
	ck_assert_int_eq(message_part_add(m, &part), 0);
	part->kind = PART_HEADERS;
	part->text = bytes_of_string(header_text);
	ck_assert_int_eq(message_part_add(m, &part), 0);
	part->kind = PART_TEXT;
	part->text = body_text();
	for (size_t i = 0; i < count && pieces[i].value > 0; i++)
		piece_add(m, &pieces[i]);
	return m;
}

START_TEST(phi_is_an_identifier_and_health_context)
{
	for (size_t i = 0; i < ARRAY_LENGTH(message_cases); i++) {
		struct message *m = message_make(message_cases[i].pieces, 8);
		ck_assert_int_eq(score_assess(m, THRESHOLD), 0);
		ck_assert_msg(m->assessment.phi == message_cases[i].phi, "%s: %u%%", message_cases[i].name,
		              m->assessment.confidence);
		message_destroy(&m);
	}
}
END_TEST

START_TEST(the_threshold_decides)
{
	const struct piece pieces[] = { IDENTIFIER_AT(SSN, 10, 95), HEALTH_AT(30, 50) };
	struct message *m = message_make(pieces, 2);

	ck_assert_int_eq(score_assess(m, 100), 0);
	ck_assert(!m->assessment.phi);
	uint8_t confidence = m->assessment.confidence;
	ck_assert_int_eq(score_assess(m, confidence), 0);
	ck_assert(m->assessment.phi);
	ck_assert_int_eq(score_assess(m, confidence + 1), 0);
	ck_assert(!m->assessment.phi);
	message_destroy(&m);
}
END_TEST

START_TEST(reasons_name_the_strongest_first)
{
	const struct piece pieces[] = { IDENTIFIER_AT(PHONE, 10, 85), IDENTIFIER_AT(SSN, 40, 95),
	                                HEALTH_AT(60, 70) };
	struct message *m = message_make(pieces, 3);

	ck_assert_int_eq(score_assess(m, THRESHOLD), 0);
	ck_assert_uint_eq(m->assessment.reason_count, 3);
	ck_assert_str_eq(m->assessment.reasons[0], "Social Security number near health context");
	ck_assert_str_eq(m->assessment.reasons[1], "telephone number near health context");
	ck_assert_str_eq(m->assessment.reasons[2], "health condition");
	message_destroy(&m);
}
END_TEST

/* Every type of identifier is weighed knowingly: one that were forgotten would count nothing. */
START_TEST(every_type_counts_unless_it_never_names_a_patient)
{
	for (unsigned type = 1; type < IDENTIFIER_TYPE_LIMIT; type++) {
		const struct piece pieces[] = { { type, SUBJECT_UNKNOWN, 1, 10, 95 }, HEALTH_AT(30, 90) };
		bool silent = type == IDENTIFIER_NPI || type == IDENTIFIER_DEA_NUMBER ||
		              type == IDENTIFIER_ABA_ROUTING || type == IDENTIFIER_PROFESSIONAL_LICENSE;
		struct message *m = message_make(pieces, 2);
		ck_assert_int_eq(score_assess(m, THRESHOLD), 0);
		ck_assert_msg((m->assessment.confidence == 0) == silent, "%s", identifier_type_name(type));
		message_destroy(&m);
	}
}
END_TEST

/* What became of each piece that is an identifier, in their order. */
static const struct explained_case {
	const char *name;
	struct piece pieces[8];
	enum score_ground grounds[8];
} explained_cases[] = {
	{ "the better of two counts",
	  { IDENTIFIER_AT(PHONE, 10, 50), IDENTIFIER_AT(PHONE, 40, 85), HEALTH_AT(60, 70) },
	  { SCORE_WEAKER, SCORE_COUNTS } },
	{ "of each type one", { IDENTIFIER_AT(SSN, 10, 95), IDENTIFIER_AT(PHONE, 40, 85), HEALTH_AT(60, 70) },
	  { SCORE_COUNTS, SCORE_COUNTS } },
	{ "whose it is", { SUBJECT_AT(PERSON_NAME, PROVIDER, 10, 95), SUBJECT_AT(PHONE, SENDER, 40, 95),
	                   HEALTH_AT(60, 90) },
	  { SCORE_PROVIDERS, SCORE_SENDERS } },
	{ "nobody's", { IDENTIFIER_AT(NPI, 10, 95), HEALTH_AT(60, 90) }, { SCORE_NAMES_NOBODY } },
	{ "no health", { IDENTIFIER_AT(SSN, 10, 95) }, { SCORE_WITHOUT_HEALTH } },
	{ "a machine's field", { { IDENTIFIER_SSN, SUBJECT_UNKNOWN, 0, IN_RECEIVED, 95 }, HEALTH_AT(10, 70) },
	  { SCORE_MACHINES } },
	{ "hardly any evidence", { IDENTIFIER_AT(URL, 10, 15), HEALTH_AT(60, 10) }, { SCORE_FAINT } },
};

static const char eighty_bytes[] = "a line and\nanother\n                                                            ";

START_TEST(each_finding_is_explained)
{
	for (size_t i = 0; i < ARRAY_LENGTH(explained_cases); i++) {
		const struct explained_case *one = &explained_cases[i];
		struct score_explanation why;
		struct message *m = message_make(one->pieces, 8);
		m->parts[1].text = bytes_of_string(eighty_bytes);
		for (size_t j = 0; j < m->finding_count; j++)
			m->findings[j].value_hash[0] = (uint8_t)j;
		ck_assert_int_eq(score_assess(m, THRESHOLD), 0);
		ck_assert_int_eq(score_explain(m, &why), 0);
		for (size_t j = 0; j < m->finding_count; j++)
			ck_assert_msg(why.reasons[j].ground == one->grounds[j], "%s: %zu: %s", one->name, j,
			              score_ground_name(why.reasons[j].ground));
		message_destroy(&m);
	}
}
END_TEST

static const char distance_text[] = "Subject line\nann lee has had asthma since\nspring\nthen 123456 and none\n";

/* Of a name at 13, a number at 54, and asthma at 29. */
START_TEST(an_explanation_has_the_figures)
{
	const struct piece pieces[] = { SUBJECT_AT(PERSON_NAME, PATIENT, 13, 85), IDENTIFIER_AT(MRN, 54, 70),
	                                SUBJECT_AT(PERSON_NAME, PATIENT, 21, 70), HEALTH_AT(29, 60) };
	struct message *m = message_make(pieces, 4);
	struct score_explanation why;

	m->parts[1].text = bytes_of_string(distance_text);
	ck_assert_int_eq(score_explain(m, &why), 0);
	const struct score_reason *name = &why.reasons[0], *number = &why.reasons[1];
	ck_assert_uint_eq(name->copies, 2);
	ck_assert_int_eq(why.reasons[2].ground, SCORE_REPEATS);
	ck_assert(name->personal && !name->is_context && name->same_line);
	ck_assert_uint_eq(name->health, 29);
	ck_assert_uint_eq(name->distance, 3);
	ck_assert_int_eq(name->reach, SCORE_REACH_NEAR);
	ck_assert_int_eq(name->place, SCORE_PLACE_TEXT);
	ck_assert(number->is_context && !number->same_line);
	ck_assert_uint_eq(number->distance, 4);
	ck_assert_uint_ge(name->strength, name->evidence);
	ck_assert_uint_ge(why.who, name->evidence);
	ck_assert(!why.nameless);
	message_destroy(&m);
}
END_TEST

static const struct {
	const char *text;
	const char *refused; /* NULL: nothing */
	enum refusal_ground ground;
	const char *word;
} refused_cases[] = {
	{ "order 44812934", "44812934", REFUSED_WORD, "order" },
	{ "version 2.4.1 is out", "2.4.1", REFUSED_WORD, "version" },
	{ "runs 10.4.1 now", "10.4.1", REFUSED_VERSION, NULL },
	{ "see https://a.example/t/88213388", "a.example/t/88213388", REFUSED_ADDRESS, NULL },
	{ "Name: ________ here", "________", REFUSED_BLANK, NULL },
	{ "it is 000000000", "000000000", REFUSED_PLACEHOLDER, NULL },
	{ "then 8812345 came", "8812345", REFUSED_UNANNOUNCED, NULL },
	{ "room 1234 on 3/4/2024 at 10:30, e.g. a_b", NULL, 0, NULL },
};

START_TEST(what_was_no_identifier_is_explained)
{
	for (size_t i = 0; i < ARRAY_LENGTH(refused_cases); i++) {
		struct message *m = message_make(NULL, 0);
		struct bytes text = bytes_of_string(refused_cases[i].text);
		const struct refusal *refusals;
		size_t count;
		m->parts[1].text = text;
		ck_assert_int_eq(score_refused_find(m, &refusals, &count), 0);
		ck_assert_msg(count == (refused_cases[i].refused != NULL), "%s: %zu", refused_cases[i].text, count);
		if (count > 0) {
			ck_assert(bytes_equal(bytes_slice(text, refusals->start, refusals->length),
			                      bytes_of_string(refused_cases[i].refused)));
			ck_assert_msg(refusals->ground == refused_cases[i].ground, "%s", refused_cases[i].text);
			ck_assert_pstr_eq(refusals->word, refused_cases[i].word);
		}
		message_destroy(&m);
	}
}
END_TEST

/* What a finding covers was taken. */
START_TEST(what_was_taken_was_not_refused)
{
	const struct piece pieces[] = { IDENTIFIER_AT(ACCOUNT_NUMBER, 8, 70) };
	struct message *m = message_make(pieces, 1);
	const struct refusal *refusals;
	size_t count;

	m->parts[1].text = bytes_of_string("account 12345678, 87654321");
	ck_assert_int_eq(score_refused_find(m, &refusals, &count), 0);
	ck_assert_uint_eq(count, 1);
	ck_assert_uint_eq(refusals[0].start, 18);
	message_destroy(&m);
}
END_TEST

Suite *
score_suite(void)
{
	return UNIT_SUITE("score", phi_is_an_identifier_and_health_context, the_threshold_decides,
	                  reasons_name_the_strongest_first,
	                  every_type_counts_unless_it_never_names_a_patient, each_finding_is_explained,
	                  an_explanation_has_the_figures, what_was_no_identifier_is_explained,
	                  what_was_taken_was_not_refused);
}
