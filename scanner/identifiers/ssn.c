/* Social Security numbers, 45 CFR 164.514(b)(2)(i)(G); ranges by the SSA (POMS RM 10201.035). */
#include "scanner/digits.h"
#include "scanner/identifiers/segment.h"
#include "scanner/identifiers/report.h"
#include "scanner/value.h"

/* Between the groups of a number behind its label, and between cue and number in an address. */
#define DIVIDER_LIMIT 5
#define CUE_BESIDE 2

#define SSN_DIGITS 9
/* Of which so many must be digits where letters stand for the others. */
#define REAL_DIGITS 4

enum { PATTERN_DIVIDED, PATTERN_DIVIDED_WIDE, PATTERN_HALF_DIVIDED, PATTERN_MASKED, PATTERN_LAST_FOUR, PATTERN_SEGMENT,
       PATTERN_LABELS };

/* No labels by themselves. */
#define WORDS_ALONE(CUE) \
	CUE("ss") CUE("social")
#define CUE_WORDS(CUE) \
	CUE("ssn") CUE("s s n") CUE("ssns") CUE("social security number") CUE("social security no") \
	CUE("social security num") CUE("social security") CUE("soc sec") CUE("soc sec no") \
	CUE("soc sec number") CUE("soc sec num") CUE("ss no") CUE("ss number") CUE("ssan") \
	CUE("tax id") CUE("social security nbr") CUE("ss num") \
	WORDS_ALONE(CUE)
CUE_ARRAY(cue_words, CUE_WORDS);
static const struct cue_table cues = CUE_TABLE_INDEXED(cue_words);

/* "The last four of her social are 8876." */
#define LAST_WORDS(CUE) \
	CUE("last four") CUE("last 4") CUE("last four digits") CUE("last 4 digits")
CUE_ARRAY(last_words, LAST_WORDS);
static const struct cue_table last_cues = CUE_TABLE_INDEXED(last_words);
#define LAST_FOUR_REACH 32
static const struct cue_table labels = CUE_TABLE_LESS(cue_words, WORDS_ALONE);
static const struct cue_table words_alone = CUE_TABLE_LAST(cue_words, WORDS_ALONE);

static const struct detector_pattern patterns[] = {
	[PATTERN_DIVIDED] = { .shape = "\\d{3}[-. ]\\d{2}[-. ]\\d{4}" },
	[PATTERN_DIVIDED_WIDE] = { .shape = "\\d{3} - \\d{2} - \\d{4}" },
	[PATTERN_HALF_DIVIDED] = { .shape = "\\d{3}-\\d{6}" },
	[PATTERN_MASKED] = { .shape = "[x*]{2}[- ]?[x*]{2}[- ]?\\d{4}", .nocase = true },
	[PATTERN_LAST_FOUR] = { .words = &last_cues },
	[PATTERN_SEGMENT] = SEGMENT_PATTERN,
	[PATTERN_LABELS] = { .words = &labels },
	{ .words = &words_alone, .place = WORD_NUMBERED },
};


static const char *const sample_name = "known sample value";

static int
report(const struct detector_text *text, const struct labelled *label, size_t start, size_t end,
       struct cue_match cue, uint8_t alone)
{
	struct value_compact value = value_compact(text->bytes, start, end);
	enum ssn_kind kind = digits_ssn(value_bytes(&value));
	/* "https://host/ssn/512-43-8876": what stands right beside its cue is one even in an address. */
	bool beside = cue.cue != NULL && cue.end < start && start - cue.end <= CUE_BESIDE;
	bool stands = beside ? value_stands_on_right(text->bytes, end)
	                     : label_value_stands(text->bytes, label, start, end);
	if (kind == SSN_INVALID || !stands || value_denied(text, start, cue))
		return 0;
	const struct identifier found = {
		.type = IDENTIFIER_SSN,
		.start = start,
		.end = end,
		.confidence = cue.cue != NULL ? CONFIDENCE_CHECKED_CUE : alone,
		.cue = cue.cue,
		.validator = kind == SSN_KNOWN_SAMPLE ? sample_name : "SSA ranges",
	};
	return identifier_report(text, &found);
}

/* The words before the number, or the title of its column. */
static struct cue_match
find_cue(struct bytes text, size_t start)
{
	struct cue_match cue = cue_before_match(text, start, CUE_WINDOW, &cues);
	if (cue.cue == NULL)
		cue = (struct cue_match){ cue_column(text, start, &cues), 0, 0 };
	return cue;
}

static int
confirm_divided(const struct detector_text *text, size_t end)
{
	static const char *const shapes[] = {
		"999-99-9999", "999.99.9999", "999 99 9999", "999 - 99 - 9999",
	};
	struct bytes bytes = text->bytes;
	for (size_t i = 0; i < ARRAY_LENGTH(shapes); i++) {
		size_t start;
		if (!value_shape_before(bytes, end, shapes[i], &start))
			continue;
		/* "-" in a shape takes any separator: the two must be the same. */
		if (i == 0 && bytes.data[start + 3] != bytes.data[start + 6])
			continue;
		uint8_t alone = bytes.data[start + 3] == '-' ? CONFIDENCE_STRICT : CONFIDENCE_LOOSE;
		return report(text, NULL, start, end, find_cue(bytes, start), alone);
	}
	return 0;
}

/* XXX-XX-6789: the last four digits still tell people apart. */
static int
confirm_masked(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	size_t start = end - 4;
	while (start > 0 && end - start < 11 &&
	       (bytes.data[start - 1] == '-' || bytes.data[start - 1] == ' ' ||
	        bytes.data[start - 1] == '*' || byte_lower(bytes.data[start - 1]) == 'x'))
		start--;
	while (bytes.data[start] == ' ' || bytes.data[start] == '-')
		start++;
	if (!value_stands_alone(bytes, start, end))
		return 0;
	struct cue_match cue = find_cue(bytes, start);
	/* Without the words only the full 3-2-4 shape is one; cards are masked too. */
	if (cue.cue == NULL && !(end - start == 11 && bytes.data[start + 3] == '-'))
		return 0;
	const struct identifier found = {
		.type = IDENTIFIER_SSN,
		.start = start,
		.end = end,
		.confidence = cue.cue != NULL ? CONFIDENCE_CUE : CONFIDENCE_LOOSE,
		.cue = cue.cue,
		.validator = "last four digits",
	};
	return identifier_report(text, &found);
}

/* Four digits behind words that say of what number they are the last. */
static int
take_last_four(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	struct bytes bytes = text->bytes;
	size_t from = value->cue_start > LAST_FOUR_REACH ? value->cue_start - LAST_FOUR_REACH : 0;
	const char *cue = cue_inside(bytes_slice(bytes, from, value->start - from), &cues);
	size_t stop;
	if (cue == NULL || !value_shape_at(bytes, value->start, "9999", &stop) ||
	    !value_stands_alone(bytes, value->start, stop))
		return 0;
	const struct identifier found = {
		.type = IDENTIFIER_SSN,
		.start = value->start,
		.end = stop,
		.confidence = CONFIDENCE_CUE,
		.cue = cue,
		.validator = "last four digits",
	};
	*end = stop;
	return identifier_report(text, &found);
}

/* "(219)(09)(9998)", "219:09:9998", "**219**-**09**-**9998**": groups divided by whatever is no word. */
static bool
read_groups(struct bytes text, size_t start, size_t *end)
{
	static const size_t sizes[] = { 3, 2, 4 };
	size_t at = start;

	for (size_t group = 0; group < ARRAY_LENGTH(sizes); group++) {
		size_t limit = at + DIVIDER_LIMIT;
		while (at < text.length && at < limit && text.data[at] < 0x80 && text.data[at] != '\n' &&
		       !byte_is_alnum(text.data[at]))
			at++;
		for (size_t i = 0; i < sizes[group]; i++, at++)
			if (at >= text.length || !byte_is_digit(text.data[at]))
				return false;
		if (at < text.length && byte_is_alnum(text.data[at]))
			return false;
	}
	*end = at;
	return true;
}

/* The digit that a letter is taken for by people, or the digit itself; 0 for neither. */
static uint8_t
look_alike(uint8_t c)
{
	static const char letters[] = "OoIilLZzSsGbB", digits[] = "0011112255688";
	const char *found = c != '\0' ? strchr(letters, c) : NULL;

	if (byte_is_digit(c))
		return c;
	return found != NULL ? (uint8_t)digits[found - letters] : 0;
}

/* "5l8-2O-5168", "5l82O5168": some of the digits are letters, which only people read as such. */
static int
take_look_alikes(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	struct bytes bytes = text->bytes;
	uint8_t digits[SSN_DIGITS];
	size_t count = 0, real = 0, at = value->start;

	for (; at < bytes.length && count < SSN_DIGITS; at++) {
		if ((count == 3 || count == 5) && (bytes.data[at] == '-' || bytes.data[at] == '.'))
			continue;
		digits[count] = look_alike(bytes.data[at]);
		if (digits[count] == 0)
			return 0;
		real += byte_is_digit(bytes.data[at]);
		count++;
	}
	if (count < SSN_DIGITS || real < REAL_DIGITS || digits_ssn(bytes_make(digits, count)) == SSN_INVALID ||
	    !label_value_stands(bytes, value, value->start, at))
		return 0;
	const struct identifier found = {
		.type = IDENTIFIER_SSN,
		.start = value->start,
		.end = at,
		.confidence = CONFIDENCE_CUE,
		.cue = value->cue,
		.validator = "letters like digits",
	};
	*end = at;
	return identifier_report(text, &found);
}

/* Nine digits behind the words, however divided. */
static int
take(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	static const char *const shapes[] = { "999~99~9999", "999 - 99 - 9999" };
	for (size_t i = 0; i < ARRAY_LENGTH(shapes); i++) {
		size_t stop;
		if (!value_shape_at(text->bytes, value->start, shapes[i], &stop))
			continue;
		*end = stop;
		struct cue_match cue = { value->cue, value->cue_start, value->cue_start };
		cue.end = value->start; /* only words that change nothing stand between */
		return report(text, value, value->start, stop, cue, 0);
	}
	if (!read_groups(text->bytes, value->start, end))
		return take_look_alikes(text, value, end);
	return report(text, value, value->start, *end, (struct cue_match){ value->cue, value->cue_start, value->start }, 0);
}

static int
confirm(const struct detector_text *text, unsigned pattern, size_t end)
{
	size_t start;
	switch (pattern) {
	case PATTERN_DIVIDED:
	case PATTERN_DIVIDED_WIDE:
		return confirm_divided(text, end);
	case PATTERN_HALF_DIVIDED:
		if (!value_shape_before(text->bytes, end, "999-999999", &start))
			return 0;
		return report(text, NULL, start, end, find_cue(text->bytes, start),
		              CONFIDENCE_LOOSE);
	case PATTERN_MASKED:
		return confirm_masked(text, end);
	case PATTERN_LAST_FOUR:
		return label_read(text, end, &last_cues, take_last_four);
	case PATTERN_SEGMENT:
		return segment_read(text, end, detector_ssn.category);
	default:
		return label_read(text, end, &cues, take);
	}
}

#define GOOD(text, found) { (text), IDENTIFIER_SSN, (found) }
#define BAD(text) { (text), IDENTIFIER_SSN, NULL }

static const struct detector_case cases[] = {
	GOOD("REF*SY*512438876~", "512438876"),
	GOOD("NM1*QC*1*A*B****34*512438876", "512438876"),
	GOOD("SSN: 512-43-8876", "512-43-8876"),
	GOOD("SSN 512438876", "512438876"),
	GOOD("SSN#512438876", "512438876"),
	GOOD("SS# 512-43-8876", "512-43-8876"),
	GOOD("S.S.N. 512 43 8876", "512 43 8876"),
	GOOD("it is 512-43-8876, I think", "512-43-8876"),
	GOOD("512.43.8876", "512.43.8876"),
	GOOD("512 - 43 - 8876", "512 - 43 - 8876"),
	GOOD("512\xe2\x80\x91""43\xe2\x80\x91""8876", "512\xe2\x80\x91""43\xe2\x80\x91""8876"),
	GOOD("512\xc2\xa0""43\xc2\xa0""8876", "512\xc2\xa0""43\xc2\xa0""8876"),
	GOOD("512\xe2\x80\x93""43\xe2\x80\x93""8876.", "512\xe2\x80\x93""43\xe2\x80\x93""8876"),
	GOOD("social security number is 51243-8876", "51243-8876"),
	GOOD("patientSsn: \"512438876\"", "512438876"),
	GOOD("Name,SSN,City\nAnn,512438876,Rome\nBob,512438877,Oslo\n", "512438877"),
	GOOD("SSN:\n512438876\n", "512438876"),
	GOOD("SSN for Mary Lee is 512438876", "512438876"),
	GOOD("Area 773 is valid: 773-12-3456", "773-12-3456"),
	GOOD("SSN 078-05-1120", "078-05-1120"),
	GOOD("219-09-9999", "219-09-9999"),
	GOOD("SSN 987-65-4321", "987-65-4321"),
	GOOD("SSN: xxx-xx-8876", "xxx-xx-8876"),
	GOOD("SSNs: 512-43-8876, 512-43-8877", "512-43-8877"),
	GOOD("SSN512438876", "512438876"),
	GOOD("PID|1||77^^^A||LEE^AN||19610304|F|||||||||||512438876", "512438876"),
	BAD("PID|1||77^^^A||LEE^AN||19610304|F||||||||||||512438876"),
	BAD("ABC PID|1||77^^^A||LEE^AN||19610304|F|||||||||||512438876"),
	GOOD("last four of her social: 8876, chemo", "8876"),
	GOOD("SSN (last 4): 8876", "8876"),
	BAD("the last four of 2021 and 8876 others"),
	BAD("card, last 4 digits 8876"),
	GOOD("SSN: (512)(43)(8876)", "(512)(43)(8876"),
	GOOD("SSN 512:43:8876", "512:43:8876"),
	GOOD("SSN: **512**-**43**-**8876**", "512**-**43**-**8876"),
	GOOD("https://host.example/ssn/512-43-8876/view", "512-43-8876"),
	GOOD("SSN: 5l2-43-B876", "5l2-43-B876"),
	GOOD("her SSN is 5I2438B7O.", "5I2438B7O"),
	BAD("SSN: SlZ-BS-OOlB"),
	BAD("SSN: 9l2-43-8876"),
	BAD("the SSN 512438B76x1"),
	BAD("5l2-43-B876"),
	BAD("SSN: 512 people, 43 of them 8876"),
	BAD("SSN: 000-43-8876"),
	BAD("SSN: 666-43-8876"),
	BAD("SSN: 912-43-8876"),
	BAD("SSN: 512-00-8876"),
	BAD("SSN: 512-43-0000"),
	BAD("512-43.8876"),
	BAD("A512-43-8876"),
	BAD("1512-43-8876"),
	BAD("512-43-88761"),
	BAD("512-43-8876-12"),
	BAD("SSN: ___-__-____"),
	BAD("order 512-43-8876"),
	BAD("ISBN 512-43-8876"),
	BAD("https://host.example/512-43-8876/x"),
	BAD("<ssn:number/>"),
	BAD("zip 51243-8876"),
};

const struct detector detector_ssn = {
	.name = "ssn",
	.category = 7,
	.patterns = patterns,
	.pattern_count = ARRAY_LENGTH(patterns),
	.confirm = confirm,
	.cases = cases,
	.case_count = ARRAY_LENGTH(cases),
};
