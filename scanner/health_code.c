#include "scanner/health_code.h"

#include "scanner/lexicon_table.h"

/* How far behind what announces it a code begins, and behind the code before it in a list:
 * diagnoses have their names between them, numbers of five digits are many things. */
#define ANNOUNCED_REACH 40
#define LIST_REACH_ICD 40
#define LIST_REACH 8

void
health_code_announce(struct lexicon_reading *reading, const struct lexicon_phrase *phrase, size_t stop)
{
	for (unsigned code = 0; code < LEXICON_CODE_LIMIT; code++)
		if (phrase->announces >> code & 1)
			reading->announced[code] = stop + ANNOUNCED_REACH;
}

static bool
is_announced(const struct lexicon_reading *reading, enum lexicon_code code, size_t start)
{
	return start < reading->announced[code];
}

bool
health_code_announced(const struct lexicon_reading *reading, size_t start)
{
	bool announced = false;

	for (unsigned code = 0; code < LEXICON_CODE_LIMIT; code++)
		announced |= is_announced(reading, code, start);
	return announced;
}

static size_t
run_of(struct bytes text, size_t at, bool (*takes)(uint8_t))
{
	size_t length = 0;

	while (at + length < text.length && takes(text.data[at + length]))
		length++;
	return length;
}

static bool
is_digit(uint8_t c)
{
	return byte_is_digit(c);
}

static bool
is_alnum(uint8_t c)
{
	return byte_is_alnum(c);
}

/* ---- ICD-10-CM ------------------------------------------------------------------ */

#define ICD_CATEGORY 3 /* letter, digit, digit or A or B (ICD-10-CM Official Guidelines) */
#define ICD_TAIL 4     /* most characters behind the dot */

#define CONDITION_PHRASE(strength, marks, near)                                                    \
	{ .kind = HEALTH_CONDITION, .weight = (strength), .sensitive = (marks), .needs_neighbour = (near) }
#define ICD_PHRASES(marks) { CONDITION_PHRASE(60, marks, false), CONDITION_PHRASE(30, marks, true) }

/* Of two, for a code that is announced and for one that is not. */
static const struct lexicon_phrase icd_plain[] = ICD_PHRASES(0);
static const struct lexicon_phrase icd_mental_health[] = ICD_PHRASES(1u << SENSITIVE_MENTAL_HEALTH);
static const struct lexicon_phrase icd_substance_use[] = ICD_PHRASES(1u << SENSITIVE_SUBSTANCE_USE);
static const struct lexicon_phrase icd_hiv[] = ICD_PHRASES(1u << SENSITIVE_HIV);
static const struct lexicon_phrase icd_reproductive[] = ICD_PHRASES(1u << SENSITIVE_REPRODUCTIVE);
static const struct lexicon_phrase icd_genetic[] = ICD_PHRASES(1u << SENSITIVE_GENETIC);

/*
 * Ranges of categories that are more sensitive than others, in order (ICD-10-CM
 * chapters 1, 5, 14, 15, 17, 18, 19 and 21, a work of the U.S. government).
 */
static const struct {
	char first[ICD_CATEGORY + 1], last[ICD_CATEGORY + 1];
	const struct lexicon_phrase *phrases;
} icd_ranges[] = {
	{ "B20", "B20", icd_hiv },
	{ "F01", "F09", icd_mental_health },
	{ "F10", "F16", icd_substance_use },
	{ "F18", "F19", icd_substance_use },
	{ "F20", "F99", icd_mental_health },
	{ "N46", "N46", icd_reproductive },
	{ "N80", "N80", icd_reproductive },
	{ "N91", "N98", icd_reproductive },
	{ "O00", "O9A", icd_reproductive },
	{ "Q90", "Q99", icd_genetic },
	{ "R75", "R75", icd_hiv },
	{ "T40", "T40", icd_substance_use },
	{ "Z14", "Z15", icd_genetic },
	{ "Z21", "Z21", icd_hiv },
	{ "Z30", "Z3A", icd_reproductive },
};

static const struct lexicon_phrase *
icd_phrases_of(const uint8_t *code)
{
	for (size_t i = 0; i < ARRAY_LENGTH(icd_ranges); i++)
		if (memcmp(code, icd_ranges[i].first, ICD_CATEGORY) >= 0 &&
		    memcmp(code, icd_ranges[i].last, ICD_CATEGORY) <= 0)
			return icd_ranges[i].phrases;
	return icd_plain;
}

/* Of chapter 22, codes for special purposes, only these are in use. */
static bool
icd_category_used(const uint8_t *code)
{
	return code[0] != 'U' || memcmp(code, "U07", ICD_CATEGORY) == 0 ||
	       memcmp(code, "U09", ICD_CATEGORY) == 0;
}

/* Whether the word is a category, alone or with its tail; `dotted` when a dot divides them. */
static bool
icd_shape(struct bytes text, const struct lexicon_word *word, bool *dotted, size_t *stop)
{
	const uint8_t *code = text.data + word->start;
	size_t length = word->stop - word->start;

	*dotted = false;
	*stop = word->stop;
	if (length < ICD_CATEGORY || length > ICD_CATEGORY + ICD_TAIL || !byte_is_upper(code[0]) ||
	    !byte_is_digit(code[1]) || !(byte_is_digit(code[2]) || code[2] == 'A' || code[2] == 'B') ||
	    !icd_category_used(code))
		return false;
	if (length > ICD_CATEGORY || *stop >= text.length || text.data[*stop] != '.')
		return true;
	size_t tail = run_of(text, *stop + 1, is_alnum);
	*dotted = tail > 0 && tail <= ICD_TAIL;
	*stop += *dotted ? 1 + tail : 0;
	return tail <= ICD_TAIL;
}

/* Not part of a path, a version or a longer number. */
static bool
stands_alone(struct bytes text, size_t start, size_t stop)
{
	static const char joints[] = "-_./\\@#$%=+*";

	if (start > 0 && text.data[start - 1] != '\0' && strchr(joints, text.data[start - 1]) != NULL)
		return false;
	if (stop >= text.length || text.data[stop] == '\0' || strchr(joints, text.data[stop]) == NULL)
		return true;
	return text.data[stop] == '.' && (stop + 1 == text.length || byte_is_space(text.data[stop + 1]));
}

static const struct lexicon_phrase *
icd_at(struct lexicon_reading *reading, struct bytes text, const struct lexicon_word *word, size_t *stop)
{
	bool dotted;

	if (!icd_shape(text, word, &dotted, stop))
		return NULL;
	const struct lexicon_phrase *phrases = icd_phrases_of(text.data + word->start);
	if (is_announced(reading, LEXICON_CODE_ICD, word->start)) {
		reading->announced[LEXICON_CODE_ICD] = *stop + LIST_REACH_ICD;
		return &phrases[0];
	}
	return dotted && stands_alone(text, word->start, *stop) ? &phrases[1] : NULL;
}

/* ---- CPT and HCPCS level II ------------------------------------------------------- */

#define PROCEDURE_LENGTH 5

static const struct lexicon_phrase procedure_phrase = { .kind = HEALTH_PROVISION, .weight = 60 };

/* NNNNN, NNNNF, NNNNT, NNNNU, NNNNM; A-V and four digits. */
static bool
procedure_shape(const uint8_t *code)
{
	for (size_t i = 1; i + 1 < PROCEDURE_LENGTH; i++)
		if (!byte_is_digit(code[i]))
			return false;
	uint8_t first = code[0], last = code[PROCEDURE_LENGTH - 1];
	if (first >= 'A' && first <= 'V')
		return byte_is_digit(last);
	return byte_is_digit(first) && (byte_is_digit(last) || last == 'F' || last == 'T' || last == 'U' ||
	                                last == 'M');
}

static const struct lexicon_phrase *
procedure_at(struct lexicon_reading *reading, struct bytes text, const struct lexicon_word *word,
             size_t *stop)
{
	*stop = word->stop;
	if (word->stop - word->start != PROCEDURE_LENGTH ||
	    !is_announced(reading, LEXICON_CODE_CPT, word->start) ||
	    !procedure_shape(text.data + word->start))
		return NULL;
	reading->announced[LEXICON_CODE_CPT] = *stop + LIST_REACH;
	return &procedure_phrase;
}

/* ---- NDC ---------------------------------------------------------------------------- */

static const struct lexicon_phrase drug_phrase = { .kind = HEALTH_CONDITION, .weight = 60 };

/* 4-4-2, 5-3-2, 5-4-1; in billing 5-4-2; from 2033 6-4-2 (21 CFR 207.33); ten or eleven digits. */
static const struct lexicon_phrase *
drug_at(struct lexicon_reading *reading, struct bytes text, const struct lexicon_word *word, size_t *stop)
{
	size_t segments[3] = { 0 }, at = word->start;

	if (!is_announced(reading, LEXICON_CODE_NDC, word->start))
		return NULL;
	for (unsigned i = 0; i < ARRAY_LENGTH(segments); i++) {
		segments[i] = run_of(text, at, is_digit);
		at += segments[i];
		if (i + 1 == ARRAY_LENGTH(segments) || at >= text.length || text.data[at] != '-')
			break;
		at++;
	}
	size_t digits = segments[0] + segments[1] + segments[2];
	bool whole = segments[1] == 0 && (digits == 10 || digits == 11);
	bool divided = segments[0] >= 4 && segments[0] <= 6 && segments[1] >= 3 && segments[1] <= 4 &&
	               segments[2] >= 1 && segments[2] <= 2 && digits >= 10;
	if (!whole && !divided)
		return NULL;
	*stop = at;
	reading->announced[LEXICON_CODE_NDC] = at + LIST_REACH;
	return &drug_phrase;
}

/* ---- ages as clinicians write them: "72yo", "6mo" -------------------------------- */

#define AGE_DIGITS 3

static const char *const age_units[] = { "yo", "yof", "yom", "yr", "y", "mo" };

static const struct lexicon_phrase age_phrase = {
	.kind = HEALTH_CONDITION, .weight = 60, .needs_neighbour = true,
};

static const struct lexicon_phrase *
age_at(struct bytes text, const struct lexicon_word *word, size_t *stop)
{
	size_t digits = run_of(bytes_slice(text, 0, word->start + word->length), word->start, is_digit);

	*stop = word->stop;
	if (digits == 0 || digits > AGE_DIGITS || digits == word->length)
		return NULL;
	struct bytes unit = bytes_slice(text, word->start + digits, word->length - digits);
	for (size_t i = 0; i < ARRAY_LENGTH(age_units); i++)
		if (bytes_equal_nocase(unit, bytes_of_string(age_units[i])))
			return &age_phrase;
	return NULL;
}

const struct lexicon_phrase *
health_code_at(struct lexicon_reading *reading, struct bytes text, const struct lexicon_word *word,
               size_t *stop)
{
	bool number = byte_is_digit(text.data[word->start]);
	const struct lexicon_phrase *found = NULL;

	if (word->length < 2)
		return NULL;
	found = number ? age_at(text, word, stop) : icd_at(reading, text, word, stop);
	if (found == NULL)
		found = procedure_at(reading, text, word, stop);
	if (found == NULL && number)
		found = drug_at(reading, text, word, stop);
	return found;
}
