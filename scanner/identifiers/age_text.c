#include "scanner/identifiers/age_text.h"

#include "scanner/cue.h"

#define AGE_OVER 89
#define AGE_LIMIT 125

/* Around the place where a pattern matched. */
#define AGE_REACH 24

/* Between "age" and its number. */
#define AGE_CUE_REACH 8

/* Between a bound and its number, and between a person and both. */
#define BOUND_REACH 2
#define PERSON_REACH 24

#define CUE_WORDS(CUE) \
	CUE("age") CUE("aged") CUE("ages") CUE("turning") CUE("turned") CUE("turns") CUE("turn") \
	CUE("pt age") CUE("patient age") CUE("current age") CUE("age at death") CUE("aged of")
CUE_ARRAY(cue_words, CUE_WORDS);
static const struct cue_table cues = CUE_TABLE_INDEXED(cue_words);

static bool
text_is(struct bytes text, size_t at, const char *word)
{
	return bytes_equal_nocase(bytes_slice(text, at, strlen(word)), bytes_of_string(word));
}

/* What follows an age. The longest is tried first; 0 when none does. */
static size_t
unit_length(struct bytes text, size_t at)
{
	static const char *const units[] = {
		"-year-old", " year-old", "-year old", " years old", " year old", " years of age", "-years-old",
		" yrs old", " yr old", "-yr-old", " years-old", "-yo", " yo", "yo", "-y/o", " y/o", "y/o", " y.o.",
		"y.o.", "yr old", "yrs old", " yr/o", "yrs", "th birthday", "st birthday", "nd birthday",
		"rd birthday", "-years old", "year old",
	};
	size_t longest = 0;

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		size_t length = strlen(units[i]);
		bool whole = at + length >= text.length || !byte_is_alnum(text.data[at + length]);
		if (length > longest && whole && text_is(text, at, units[i]))
			longest = length;
	}
	return longest;
}

/* "ninety", "ninety-two", "one hundred": where it ends; `start` when there is none. */
static size_t
words_end(struct bytes text, size_t start)
{
	static const char *const ones[] = { "one", "two", "three", "four", "five", "six", "seven", "eight",
	                                    "nine" };

	if (!text_is(text, start, "ninety"))
		return start;
	size_t end = start + strlen("ninety");
	if (end + 1 < text.length && (text.data[end] == '-' || text.data[end] == ' '))
		for (size_t i = 0; i < sizeof(ones) / sizeof(ones[0]); i++)
			if (text_is(text, end + 1, ones[i]))
				return end + 1 + strlen(ones[i]);
	return end;
}

static size_t
digits_end(struct bytes text, size_t start)
{
	unsigned age = 0;
	size_t end = start;

	while (end < text.length && byte_is_digit(text.data[end]) && end - start < 4)
		age = age * 10 + (text.data[end++] - 48u);
	return age > AGE_OVER && age < AGE_LIMIT ? end : start;
}

/* A number of its own: no decimal, percentage, amount, range or count. */
static bool
stands_alone(struct bytes text, size_t start, size_t end)
{
	uint8_t before = start > 0 ? text.data[start - 1] : ' ';
	uint8_t after = end < text.length ? text.data[end] : ' ';
	uint8_t next = end + 1 < text.length ? text.data[end + 1] : ' ';

	if (byte_is_alnum(before) || before == '$' || before == '.' || before == '/' || before == '#')
		return false;
	if (after == '%' || after == '/' || byte_is_digit(after))
		return after == '/' && byte_is_alpha(next);
	return !((after == '.' || after == ',') && byte_is_digit(next));
}

/* "92M with", "a 95 F": how clinicians note age and sex. */
static bool
sex_follows(struct bytes text, size_t end)
{
	static const char *const behind[] = { " with", " w/", " who", " pt", " presents", " presenting",
	                                      " admitted", " c/o", " s/p", ",", " here", " hx" };
	size_t at = end < text.length && text.data[end] == ' ' ? end + 1 : end;

	if (at >= text.length || (text.data[at] != 'M' && text.data[at] != 'F'))
		return false;
	for (size_t i = 0; i < sizeof(behind) / sizeof(behind[0]); i++)
		if (text_is(text, at + 1, behind[i]))
			return true;
	return false;
}

#define BOUND_WORDS(CUE) \
	CUE("over") CUE("above") CUE("than") CUE("least") CUE("under") CUE("below") CUE("between")
CUE_ARRAY(bound_words, BOUND_WORDS);
static const struct cue_table bound_cues = CUE_TABLE_INDEXED(bound_words);

#define PERSON_WORDS(CUE) \
	CUE("he") CUE("she") CUE("is") CUE("was") CUE("patient") CUE("i am") CUE("i'm") \
	CUE("mother") CUE("father") CUE("who") CUE("man") CUE("woman") CUE("he's") CUE("she's")
CUE_ARRAY(person_words, PERSON_WORDS);
static const struct cue_table person_cues = CUE_TABLE_INDEXED(person_words);

/* "375 were over 90 years of age": a bound for many, unless somebody is said to be beyond it. */
static bool
is_of_many(struct bytes text, size_t start)
{
	return cue_before(text, start, BOUND_REACH, &bound_cues) != NULL &&
	       cue_before(text, start, PERSON_REACH, &person_cues) == NULL;
}

static bool
age_at(struct bytes text, size_t start, size_t *end)
{
	size_t number = byte_is_digit(text.data[start]) ? digits_end(text, start) : words_end(text, start);

	if (number == start || !stands_alone(text, start, number))
		return false;
	size_t unit = unit_length(text, number);
	*end = number + unit;
	if (is_of_many(text, start))
		return false;
	return unit > 0 || sex_follows(text, number) ||
	       cue_before(text, start, AGE_CUE_REACH, &cues) != NULL;
}

bool
age_text_bare(struct bytes text, size_t start, size_t *end)
{
	static const char *const behind[] = { ",", ";", "\n", " male", " female", " years", " yrs", " of ", " m,", " f," };
	size_t number = digits_end(text, start);

	if (number == start || !stands_alone(text, start, number))
		return false;
	*end = number;
	for (size_t i = 0; i < sizeof(behind) / sizeof(behind[0]); i++)
		if (text_is(text, number, behind[i]))
			return true;
	return number == text.length;
}

bool
age_text_over_89(struct bytes text, size_t at, size_t *start, size_t *end)
{
	size_t from = at > AGE_REACH ? at - AGE_REACH : 0;

	for (size_t i = at < text.length ? at : text.length; i-- > from;) {
		uint8_t c = text.data[i];
		bool begins = i == 0 || !byte_is_alnum(text.data[i - 1]);
		if (begins && (byte_is_digit(c) || byte_lower(c) == 'n') && age_at(text, i, end)) {
			*start = i;
			return true;
		}
	}
	return false;
}
