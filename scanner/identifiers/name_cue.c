/* The words that say that a name follows, or came before. */
#include "scanner/identifiers/name_context.h"

/* How far before or behind a name its cue may stand. */
#define NAME_CUE_BEFORE 40
#define NAME_CUE_AFTER 16

#define NAME_CUES(CUE)                                                                            \
	CUE("patient", PATIENT, LABEL) CUE("patients", PATIENT, NEAR) CUE("pt", PATIENT, LABEL)    \
	CUE("patient name", PATIENT, LABEL) CUE("patient's name", PATIENT, LABEL)                  \
	CUE("patient full name", PATIENT, LABEL) CUE("name of patient", PATIENT, LABEL)            \
	CUE("pt name", PATIENT, LABEL) CUE("patient first name", PATIENT, LABEL)                   \
	CUE("patient last name", PATIENT, LABEL) CUE("client", PATIENT, LABEL)                     \
	CUE("client name", PATIENT, LABEL) CUE("resident", PATIENT, LABEL)                         \
	CUE("resident name", PATIENT, LABEL) CUE("member", PATIENT, LABEL)                         \
	CUE("member name", PATIENT, LABEL) CUE("subscriber", PATIENT, LABEL)                       \
	CUE("subscriber name", PATIENT, LABEL) CUE("insured", PATIENT, LABEL)                      \
	CUE("insured name", PATIENT, LABEL) CUE("insured's name", PATIENT, LABEL)                  \
	CUE("policyholder", PATIENT, LABEL) CUE("policy holder", PATIENT, LABEL)                   \
	CUE("beneficiary", PATIENT, LABEL) CUE("beneficiary name", PATIENT, LABEL)                 \
	CUE("guarantor", PATIENT, LABEL) CUE("guarantor name", PATIENT, LABEL)                     \
	CUE("guardian", PATIENT, LABEL) CUE("guardian name", PATIENT, LABEL)                       \
	CUE("claimant", PATIENT, LABEL) CUE("dependent", PATIENT, LABEL)                           \
	CUE("enrollee", PATIENT, LABEL) CUE("decedent", PATIENT, LABEL)                            \
	CUE("responsible party", PATIENT, LABEL) CUE("emergency contact", PATIENT, LABEL)          \
	CUE("next of kin", PATIENT, LABEL) CUE("maiden name", PATIENT, LABEL)                      \
	CUE("child's name", PATIENT, LABEL) CUE("caregiver", PATIENT, LABEL)                       \
	CUE("spouse", PATIENT, LABEL) CUE("mother", PATIENT, BESIDE) CUE("father", PATIENT, BESIDE) \
	CUE("son", PATIENT, BESIDE) CUE("daughter", PATIENT, BESIDE) CUE("wife", PATIENT, BESIDE)  \
	CUE("husband", PATIENT, BESIDE) CUE("brother", PATIENT, BESIDE)                            \
	CUE("sister", PATIENT, BESIDE) CUE("baby", PATIENT, BESIDE) CUE("infant", PATIENT, BESIDE) \
	CUE("partner", PATIENT, BESIDE) CUE("aunt", PATIENT, BESIDE) CUE("uncle", PATIENT, BESIDE) \
	CUE("child", PATIENT, BESIDE) CUE("year old", PATIENT, NEAR)                               \
	CUE("years old", PATIENT, NEAR) CUE("yr old", PATIENT, NEAR) CUE("y o", PATIENT, NEAR)     \
	CUE("yo", PATIENT, NEAR) CUE("male", PATIENT, NEAR) CUE("female", PATIENT, NEAR)           \
	CUE("man", PATIENT, NEAR) CUE("woman", PATIENT, NEAR) CUE("boy", PATIENT, NEAR)            \
	CUE("girl", PATIENT, NEAR) CUE("lady", PATIENT, NEAR) CUE("gentleman", PATIENT, NEAR)      \
	CUE("diagnosed", PATIENT, NEAR) CUE("admitted", PATIENT, NEAR)                             \
	CUE("discharged", PATIENT, NEAR) CUE("treated", PATIENT, NEAR)                             \
	CUE("treating", PATIENT, NEAR) CUE("examined", PATIENT, NEAR)                              \
	CUE("prescribed", PATIENT, NEAR) CUE("results for", PATIENT, NEAR)                         \
	CUE("appointment for", PATIENT, NEAR) CUE("specifically for", PATIENT, NEAR)               \
	CUE("case of", PATIENT, NEAR) CUE("chart of", PATIENT, NEAR)                                \
	CUE("regarding", PATIENT, NEAR) CUE("on behalf of", PATIENT, NEAR)                         \
	CUE("name", PERSON, LABEL) CUE("full name", PERSON, LABEL) CUE("legal name", PERSON, LABEL) \
	CUE("first name", PERSON, LABEL) CUE("firstname", PERSON, LABEL)                           \
	CUE("given name", PERSON, LABEL) CUE("given", PERSON, LABEL)                               \
	CUE("middle name", PERSON, LABEL) CUE("last name", PERSON, LABEL)                          \
	CUE("lastname", PERSON, LABEL) CUE("family name", PERSON, LABEL)                           \
	CUE("family", PERSON, LABEL) CUE("surname", PERSON, LABEL) CUE("forename", PERSON, LABEL)  \
	CUE("my name", PERSON, LABEL) CUE("his name", PERSON, LABEL) CUE("her name", PERSON, LABEL) \
	CUE("your name", PERSON, LABEL) CUE("their name", PERSON, LABEL)                           \
	CUE("the name", PERSON, LABEL) CUE("contact name", PERSON, LABEL)                          \
	CUE("customer name", PERSON, LABEL) CUE("employee name", PERSON, LABEL)                    \
	CUE("named", PERSON, BESIDE) CUE("called", PERSON, BESIDE) CUE("employee", PERSON, LABEL)  \
	CUE("attn", PERSON, LABEL) CUE("signed", PERSON, LABEL) CUE("i am", PERSON, BESIDE)        \
	CUE("i'm", PERSON, BESIDE) CUE("this is", PERSON, NEAR) CUE("contact", PERSON, LABEL) CUE("friend", PERSON, BESIDE)     \
	CUE("physician", PROVIDER, LABEL) CUE("attending", PROVIDER, LABEL)                        \
	CUE("attending physician", PROVIDER, LABEL) CUE("provider", PROVIDER, LABEL)               \
	CUE("provider name", PROVIDER, LABEL) CUE("physician name", PROVIDER, LABEL)               \
	CUE("referring physician", PROVIDER, LABEL) CUE("doctor", PROVIDER, LABEL)                 \
	CUE("surgeon", PROVIDER, LABEL) CUE("nurse", PROVIDER, LABEL)                              \
	CUE("therapist", PROVIDER, LABEL) CUE("dentist", PROVIDER, LABEL)                          \
	CUE("pharmacist", PROVIDER, LABEL) CUE("radiologist", PROVIDER, LABEL)                     \
	CUE("practitioner", PROVIDER, LABEL) CUE("clinician", PROVIDER, LABEL)                     \
	CUE("pcp", PROVIDER, LABEL) CUE("seen by", PROVIDER, NEAR) CUE("treated by", PROVIDER, NEAR) \
	CUE("referred by", PROVIDER, NEAR) CUE("referred to", PROVIDER, NEAR)                      \
	CUE("signed by", PROVIDER, NEAR) CUE("dictated by", PROVIDER, NEAR)                        \
	CUE("performed by", PROVIDER, NEAR) CUE("interpreted by", PROVIDER, NEAR)                  \
	CUE("consulted", PROVIDER, NEAR) CUE("consult with", PROVIDER, NEAR)                       \
	CUE("follow up with", PROVIDER, NEAR) CUE("appointment with", PROVIDER, NEAR)

CUE_ARRAY(cue_words, NAME_CUES);
static const struct cue_table cues = CUE_TABLE_INDEXED(cue_words);

#define CUE_MEANING(word, role, use) { word, NAME_ROLE_##role, NAME_CUE_##use },
static const struct name_cue meanings[] = { NAME_CUES(CUE_MEANING) };

/* Behind a name all of them speak of a patient. */
#define CUE_WORDS_AFTER(CUE) \
	CUE("year old") CUE("years old") CUE("yr old") CUE("yo") CUE("y o") CUE("dob") CUE("d o b") \
	CUE("date of birth") CUE("mrn") CUE("ssn") CUE("was admitted") CUE("is admitted") \
	CUE("admitted") CUE("was diagnosed") CUE("was discharged") CUE("was seen") \
	CUE("is a patient") CUE("presents") CUE("presented") CUE("complains") \
	CUE("has been diagnosed") CUE("was hospitalized") CUE("was born") CUE("born") CUE("born on") \
	CUE("aged") CUE("m dob")
CUE_ARRAY(cue_words_after, CUE_WORDS_AFTER);
static const struct cue_table cues_after = CUE_TABLE_INDEXED(cue_words_after);

/* Heads of columns. */
#define COLUMN_WORDS(CUE) \
	CUE("patient") CUE("patient name") CUE("patients") CUE("name") CUE("full name") \
	CUE("first name") CUE("last name") CUE("first") CUE("last") CUE("surname") CUE("given name") \
	CUE("family name") CUE("member") CUE("member name") CUE("client") CUE("client name") \
	CUE("insured") CUE("subscriber") CUE("resident") CUE("guarantor") CUE("pt") CUE("pt name") \
	CUE("employee") CUE("provider") CUE("physician") CUE("attending") CUE("first_name") \
	CUE("last_name") CUE("firstname") CUE("lastname")
CUE_ARRAY(column_words, COLUMN_WORDS);
static const struct cue_table columns = CUE_TABLE_INDEXED(column_words);

static struct name_cue
cue_meaning(const char *word)
{
	for (size_t i = 0; word != NULL && i < ARRAY_LENGTH(meanings); i++)
		if (cue_words[i].text == word)
			return meanings[i];
	return (struct name_cue){ NULL, NAME_ROLE_NONE, NAME_CUE_NEAR };
}

struct name_cue
name_context_cue_ending(struct bytes text, size_t end)
{
	return cue_meaning(cue_ending(text, end, &cues).cue);
}

static struct name_cue
column_meaning(const char *word)
{
	static const char *const patients[] = { "patient", "patient name", "patients", "member",
	                                        "member name", "client", "client name", "insured",
	                                        "subscriber", "resident", "guarantor", "pt", "pt name" };
	static const char *const providers[] = { "provider", "physician", "attending" };
	struct name_cue cue = { word, NAME_ROLE_PERSON, NAME_CUE_LABEL };

	for (size_t i = 0; i < ARRAY_LENGTH(patients); i++)
		if (strcmp(word, patients[i]) == 0)
			cue.role = NAME_ROLE_PATIENT;
	for (size_t i = 0; i < ARRAY_LENGTH(providers); i++)
		if (strcmp(word, providers[i]) == 0)
			cue.role = NAME_ROLE_PROVIDER;
	return cue;
}

/* Looking for a column's head costs many lines: only where a cell may begin. */
static bool
begins_cell(struct bytes text, size_t start, size_t end)
{
	uint8_t before = start > 0 ? text.data[start - 1] : '\n';
	uint8_t after = end < text.length ? text.data[end] : '\n';

	if (before == '\t' || before == '|')
		return true;
	if ((before == ' ' && start > 1 && (text.data[start - 2] == '|' || text.data[start - 2] == ' ')))
		return true;
	bool delimited = after == '\t' || after == '|' || after == ',' || after == ';' || after == '\n';
	if (before == '\n' || before == ',' || before == ';' || before == '"')
		return delimited || after == ' ' || after == '"';
	return false;
}

struct name_cue
name_context_cue(struct bytes text, size_t start, size_t end)
{
	struct name_cue before = cue_meaning(cue_before(text, start, NAME_CUE_BEFORE, &cues));

	if (before.cue != NULL && before.role != NAME_ROLE_PERSON)
		return before;
	const char *after = cue_after(text, end, NAME_CUE_AFTER, &cues_after);
	if (after != NULL)
		return (struct name_cue){ after, NAME_ROLE_PATIENT, NAME_CUE_NEAR };
	if (before.cue == NULL && begins_cell(text, start, end)) {
		const char *head = cue_column(text, start, &columns);
		if (head != NULL)
			return column_meaning(head);
	}
	return before;
}
