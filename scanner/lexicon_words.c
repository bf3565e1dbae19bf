/* A text's words as the lexicon takes them, and those that speak of health by their shape. */
#include "scanner/cue.h"
#include "scanner/lexicon_table.h"

struct lexicon_word
lexicon_word_make(struct bytes text, size_t start, size_t length)
{
	size_t end = start + length;
	bool possessive = end + 1 < text.length && text.data[end] == '\'' &&
	                  (text.data[end + 1] | 0x20) == 's' &&
	                  (end + 2 == text.length || word_bytes[text.data[end + 2]] == 0);

	return (struct lexicon_word){
		.start = start,
		.length = length - word_is_plural(text.data + start, length),
		.stop = possessive ? end + 2 : end,
	};
}

bool
lexicon_word_next(struct bytes text, size_t from, struct lexicon_word *out)
{
	size_t start = from;

	while (start < text.length && word_bytes[text.data[start]] == 0)
		start++;
	if (start >= text.length)
		return false;
	size_t end = start + 1;
	while (end < text.length && word_bytes[text.data[end]] != 0)
		end++;
	*out = lexicon_word_make(text, start, end - start);
	return true;
}

/* ---- ICD-10-CM ------------------------------------------------------------------ */

#define CODE_CUE_WINDOW 40
#define CODE_CATEGORY 3 /* letter, digit, digit or A or B (ICD-10-CM Official Guidelines) */
#define CODE_TAIL 4     /* most characters behind the dot */

static const struct cue code_cues[] = {
	CUE("icd"), CUE("icd10"), CUE("icd 10"), CUE("icd 10 cm"), CUE("icd code"), CUE("icd 10 code"),
	CUE("dx"), CUE("dx code"), CUE("diagnosis"), CUE("diagnoses"), CUE("diagnosis code"),
	CUE("diagnosis codes"), CUE("primary diagnosis"), CUE("secondary diagnosis"),
};

static const struct cue_table code_cue_table = CUE_TABLE(code_cues);

static const struct lexicon_phrase code_phrase = { .kind = HEALTH_CONDITION, .weight = 60 };

static size_t
code_tail(struct bytes text, size_t at)
{
	size_t length = 0;

	while (at + length < text.length && byte_is_alnum(text.data[at + length]))
		length++;
	return length;
}

static bool
code_at(struct bytes text, const struct lexicon_word *word, size_t *stop)
{
	const uint8_t *code = text.data + word->start;
	size_t length = word->stop - word->start;

	if (length < CODE_CATEGORY || length > CODE_CATEGORY + CODE_TAIL || !byte_is_digit(code[1]) ||
	    !byte_is_upper(code[0]) || !(byte_is_digit(code[2]) || code[2] == 'A' || code[2] == 'B'))
		return false;
	*stop = word->stop;
	if (length == CODE_CATEGORY && *stop < text.length && text.data[*stop] == '.') {
		size_t tail = code_tail(text, *stop + 1);
		if (tail > CODE_TAIL)
			return false;
		*stop += tail > 0 ? 1 + tail : 0;
	}
	return cue_before(text, word->start, CODE_CUE_WINDOW, &code_cue_table) != NULL;
}

/* ---- ages as clinicians write them: "72yo", "6mo" -------------------------------- */

#define AGE_DIGITS 3

static const char *const age_units[] = { "yo", "yof", "yom", "yr", "y", "mo" };

static const struct lexicon_phrase age_phrase = {
	.kind = HEALTH_CONDITION, .weight = 60, .needs_neighbour = true,
};

static bool
age_at(struct bytes text, const struct lexicon_word *word)
{
	size_t digits = 0;

	while (digits < word->length && byte_is_digit(text.data[word->start + digits]))
		digits++;
	if (digits == 0 || digits > AGE_DIGITS || digits == word->length)
		return false;
	struct bytes unit = bytes_slice(text, word->start + digits, word->length - digits);
	for (size_t i = 0; i < ARRAY_LENGTH(age_units); i++)
		if (bytes_equal_nocase(unit, bytes_of_string(age_units[i])))
			return true;
	return false;
}

const struct lexicon_phrase *
lexicon_shape_at(struct bytes text, const struct lexicon_word *word, size_t *stop)
{
	*stop = word->stop;
	if (word->length < 2)
		return NULL;
	if (byte_is_digit(text.data[word->start]))
		return age_at(text, word) ? &age_phrase : NULL;
	return byte_is_digit(text.data[word->start + 1]) && code_at(text, word, stop) ? &code_phrase : NULL;
}
