/* Telephone numbers, 45 CFR 164.514(b)(2)(i)(D). */
#include "scanner/identifiers/segment.h"
#include "scanner/identifiers/phone_number.h"
#include "scanner/identifiers/spelled_number.h"

/* "My number", "his German number": of what, the number's shape must tell. */
#define OWN_NUMBER_WORDS(CUE) \
	CUE("number")
CUE_ARRAY(own_number_words, OWN_NUMBER_WORDS);
static const struct cue_table own_number_cues = CUE_TABLE_INDEXED(own_number_words);

/* Where a number reaches somebody: before a colon only. */
static const struct cue place_words[] = {
	CUE("office"), CUE("desk"), CUE("home"), CUE("work"), CUE("main"), CUE("direct"),
};
static const struct cue_table place_cues = CUE_TABLE(place_words);

enum { PATTERN_OWN_NUMBER = PHONE_NUMBER_PATTERN_COUNT, PATTERN_SPELLED, PATTERN_SEGMENT };

static const struct detector_pattern patterns[] = {
	PHONE_NUMBER_PATTERNS,
	[PATTERN_OWN_NUMBER] = { .words = &own_number_cues },
	[PATTERN_SPELLED] = { .words = &spelled_number_pairs },
	[PATTERN_SEGMENT] = SEGMENT_PATTERN,
	{ .words = &phone_number_phone_labels },
	{ .words = &place_cues, .place = WORD_BEFORE_COLON },
	{ .shape = "\\b[PMOTC]:" },
};

static int
take(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	return phone_number_take(text, value, IDENTIFIER_PHONE, end);
}

/* "my", "his" right before `at`, or with a capitalised word between: "his German number". */
static bool
is_own(struct bytes text, size_t at)
{
	static const char *const owners[] = { "my", "his", "her", "their", "our", "your" };

	for (unsigned words = 0; words < 2; words++) {
		struct bytes word = label_word_before(text, at);
		if (bytes_among(word, owners, ARRAY_LENGTH(owners)))
			return true;
		if (word.length == 0 || !byte_is_upper(word.data[0]))
			return false;
		at = (size_t)(word.data - text.data);
	}
	return false;
}

static int
confirm(const struct detector_text *text, unsigned pattern, size_t end)
{
	if (pattern == PATTERN_SEGMENT)
		return segment_read(text, end, detector_telephone.category);
	if (pattern == PATTERN_SPELLED)
		return spelled_number_confirm(text, end);
	if (pattern < PHONE_NUMBER_PATTERN_COUNT)
		return phone_number_confirm(text, pattern, end);
	if (text->bytes.data[end - 1] == ':')
		end--; /* the cue is the word */
	if (pattern == PATTERN_OWN_NUMBER && !is_own(text->bytes, end - strlen("number")))
		return 0;
	if (pattern == PATTERN_OWN_NUMBER)
		return label_read(text, end, &own_number_cues, take);
	return label_read(text, end, &phone_number_phone_cues, take);
}

#define GOOD(text, found) { (text), IDENTIFIER_PHONE, (found) }
#define BAD(text) { (text), IDENTIFIER_PHONE, NULL }

static const struct detector_case cases[] = {
	GOOD("PER*IC*FRONT DESK*TE*3126427719~", "3126427719"),
	GOOD("Call me at (312) 642-7719 today", "(312) 642-7719"),
	GOOD("Her number is 312-642-7719.", "312-642-7719"),
	GOOD("Call at three one two, six four two, double seven one nine.",
	     "three one two, six four two, double seven one nine"),
	{ "his SSN is five one two-four three-eight eight seven six", IDENTIFIER_SSN,
	  "five one two-four three-eight eight seven six" },
	BAD("zero one, six seven: count five six seven eight"),
	BAD("nine nine nine nine nine nine nine nine nine nine"),
	GOOD("cell 312.642.7719", "312.642.7719"),
	GOOD("312 642 7719", "312 642 7719"),
	GOOD("Tel: +1 312 642 7719", "+1 312 642 7719"),
	GOOD("1-312-642-7719", "1-312-642-7719"),
	GOOD("phone: 3126427719", "3126427719"),
	GOOD("Phone:\n3126427719\n", "3126427719"),
	GOOD("phone 312-642-7719 ext. 204", "312-642-7719 ext. 204"),
	GOOD("ph# 312-642-7719x204", "312-642-7719x204"),
	GOOD("Call 642-7719 after five", "642-7719"),
	GOOD("London: +44 20 7946 0958", "+44 20 7946 0958"),
	GOOD("Berlin +49 (30) 901820", "+49 (30) 901820"),
	GOOD("mobile 0491 570 156", "0491 570 156"),
	GOOD("312\xe2\x80\x91""642\xe2\x80\x93""7719", "312\xe2\x80\x91""642\xe2\x80\x93""7719"),
	GOOD("Name\tPhone\nAnn\t3126427719\n", "3126427719"),
	GOOD("tel:+13126427719", "+13126427719"),
	GOOD("Fax: 312-642-7700 Phone: 312-642-7719", "312-642-7719"),
	GOOD("Phone: 312-642-7719 Fax: 312-642-7700", "312-642-7719"),
	GOOD("Mobile: 0491 570 156\nDesk: 312-642-7719\n", "312-642-7719"),
	GOOD("012 345 678 office\n", "012 345 678"),
	GOOD("They do not answer at 41 22 33, so call me back at 41 22 334", "41 22 334"),
	GOOD("His German number is 030 901820", "030 901820"),
	GOOD("Contact #1: 3126427719  Contact #2: 3126427720\n", "3126427719"),
	GOOD("Contact #1: 3126427719  Contact #2: 3126427720\n", "3126427720"),
	GOOD("Pager 3126427710; after hours 3126427719\n", "3126427719"),
	BAD("Fax: 312-642-7719"),
	BAD("my Order number is 3126427719"),
	BAD("112-642-7719 or so"),
	BAD("312-642-7719 (fax)"),
	BAD("order number 3126427719"),
	BAD("Order 312-642-7719"),
	BAD("3126427719"),
	BAD("version 3.126.427"),
	BAD("312-642-7719-8842"),
	BAD("the call on 2021-05-21 lasted long"),
	BAD("112-642-7719"),
	BAD("312-911-7719"),
	BAD("https://host.example/t?id=312-642-7719"),
	BAD("550e8400-e29b-41d4-a716-446655440000"),
	BAD("Call at 10:30 on 12/31/2021"),
	BAD("1 + 2 = 3, and +5 points"),
};

const struct detector detector_telephone = {
	.name = "telephone",
	.category = 4,
	.patterns = patterns,
	.pattern_count = ARRAY_LENGTH(patterns),
	.confirm = confirm,
	.cases = cases,
	.case_count = ARRAY_LENGTH(cases),
};
