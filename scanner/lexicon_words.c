/* What words are made of, and those among them that are codes of a diagnosis. */
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

static const char *const code_cues[] = {
	"icd", "icd10", "icd 10", "icd 10 cm", "icd code", "icd 10 code", "dx", "dx code", "diagnosis",
	"diagnoses", "diagnosis code", "diagnosis codes", "primary diagnosis", "secondary diagnosis",
};

static const struct cue_table code_cue_table = CUE_TABLE(code_cues);

const struct lexicon_phrase lexicon_code_phrase = { .kind = HEALTH_CONDITION, .weight = 60 };

static size_t
code_tail(struct bytes text, size_t at)
{
	size_t length = 0;

	while (at + length < text.length && byte_is_alnum(text.data[at + length]))
		length++;
	return length;
}

bool
lexicon_code_at(struct bytes text, const struct lexicon_word *word, size_t *stop)
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
