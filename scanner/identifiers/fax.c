/*
 * Fax numbers, 45 CFR 164.514(b)(2)(i)(E), from their labels; the detector of
 * telephone numbers reports those found by their shape.
 */
#include "scanner/identifiers/phone_number.h"
#include "scanner/identifiers/segment.h"

enum { PATTERN_LABEL, PATTERN_LETTER, PATTERN_LETTER_DOT, PATTERN_SEGMENT };

static const struct detector_pattern patterns[] = {
	[PATTERN_LABEL] = { .words = &phone_number_fax_labels },
	[PATTERN_LETTER] = { .shape = "\\bFX?:" },
	[PATTERN_LETTER_DOT] = { .shape = "\\bFX?\\.[ (+]{0,3}\\d" },
	[PATTERN_SEGMENT] = SEGMENT_PATTERN,
};

static int
take(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	return phone_number_take(text, value, IDENTIFIER_FAX, end);
}

static int
confirm(const struct detector_text *text, unsigned pattern, size_t end)
{
	if (pattern == PATTERN_SEGMENT)
		return segment_read(text, end, detector_fax.category);
	while (!byte_is_alpha(text->bytes.data[end - 1]))
		end--; /* the cue is the letter, not its colon */
	return label_read(text, end, &phone_number_fax_cues, take);
}

#define GOOD(text, found) { (text), IDENTIFIER_FAX, (found) }
#define BAD(text) { (text), IDENTIFIER_FAX, NULL }

static const struct detector_case cases[] = {
	GOOD("PER*IC*FRONT DESK*TE*3126427719*FX*3126427720~", "3126427720"),
	GOOD("Fax: (312) 642-7720", "(312) 642-7720"),
	GOOD("Please fax the records to 312-642-7720", "312-642-7720"),
	GOOD("F: 312-642-7720", "312-642-7720"),
	GOOD("facsimile number 3126427720", "3126427720"),
	GOOD("312-642-7720 (fax)", "312-642-7720"),
	GOOD("312-642-7720-Fax", "312-642-7720"),
	GOOD("Phone: 312-642-7719 Fax: 312-642-7720", "312-642-7720"),
	GOOD("P: 312-642-7719 | F: 312-642-7720", "312-642-7720"),
	GOOD("Fax\n312-642-7720", "312-642-7720"),
	GOOD("Clinic,Phone,Fax\nNorth,312-642-7719,312-642-7720\n", "312-642-7720"),
	GOOD("My fax at home is 312-642-7720", "312-642-7720"),
	GOOD("Requesting: the office of Dr. Ronald Lee in Toledo, phone 312-642-7719, fax\n312-642-7720", "312-642-7720"),
	GOOD("fax +44 20 7946 0958", "+44 20 7946 0958"),
	GOOD("001-312-642-7720x12-Fax", "001-312-642-7720x12"),
	GOOD("166-684-7720 fax\n", "166-684-7720"),
	BAD("Phone: 312-642-7719"),
	BAD("Phone: 312-642-7719 Fax: none"),
	BAD("I sent 12 faxes in 2021"),
	BAD("faxing 3126427720"),
	BAD("312-642-7719"),
	BAD("Ann Lee, F, lives in Oslo, 312-642-7719"),
};

const struct detector detector_fax = {
	.name = "fax",
	.category = 5,
	.patterns = patterns,
	.pattern_count = ARRAY_LENGTH(patterns),
	.confirm = confirm,
	.cases = cases,
	.case_count = ARRAY_LENGTH(cases),
};
