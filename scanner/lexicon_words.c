/* What words are made of, and those that speak of health by their shape. */
#include "scanner/cue.h"
#include "scanner/lexicon_table.h"

const uint8_t lexicon_bytes[256] = {
	['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4',
	['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9',
#define LETTER(upper, lower) [upper] = (lower), [lower] = (lower)
	LETTER('A', 'a'), LETTER('B', 'b'), LETTER('C', 'c'), LETTER('D', 'd'), LETTER('E', 'e'),
	LETTER('F', 'f'), LETTER('G', 'g'), LETTER('H', 'h'), LETTER('I', 'i'), LETTER('J', 'j'),
	LETTER('K', 'k'), LETTER('L', 'l'), LETTER('M', 'm'), LETTER('N', 'n'), LETTER('O', 'o'),
	LETTER('P', 'p'), LETTER('Q', 'q'), LETTER('R', 'r'), LETTER('S', 's'), LETTER('T', 't'),
	LETTER('U', 'u'), LETTER('V', 'v'), LETTER('W', 'w'), LETTER('X', 'x'), LETTER('Y', 'y'),
	LETTER('Z', 'z'),
#undef LETTER
#define HIGH(c) [c] = (c), [c + 1] = (c) + 1, [c + 2] = (c) + 2, [c + 3] = (c) + 3
#define HIGH16(c) HIGH(c), HIGH((c) + 4), HIGH((c) + 8), HIGH((c) + 12)
	HIGH16(0x80), HIGH16(0x90), HIGH16(0xA0), HIGH16(0xB0),
	HIGH16(0xC0), HIGH16(0xD0), HIGH16(0xE0), HIGH16(0xF0),
#undef HIGH16
#undef HIGH
};

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
