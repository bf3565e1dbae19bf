/* ZIP codes, 45 CFR 164.514(b)(2)(i)(B). */
#include "scanner/dictionary.h"
#include "scanner/identifiers/geography.h"
#include "scanner/identifiers/place_text.h"
#include "scanner/zip_code.h"

/* Where the code of five or five and four digits that begins at `start` ends; `start` for none. */
static size_t
zip_end(struct bytes text, size_t start)
{
	size_t end = start;

	while (end < text.length && byte_is_digit(text.data[end]) && end - start <= ZIP_DIGITS)
		end++;
	if (end - start != ZIP_DIGITS)
		return start;
	if (end + 4 < text.length && text.data[end] == '-') {
		size_t four = end + 1;
		while (four < text.length && byte_is_digit(text.data[four]) && four - end < 6)
			four++;
		if (four - end == 5)
			end = four;
	}
	bool glued = end < text.length && (byte_is_alnum(text.data[end]) || text.data[end] == '_' ||
	                                   (text.data[end] == '.' && end + 1 < text.length &&
	                                    byte_is_digit(text.data[end + 1])));
	return glued ? start : end;
}

int
geography_confirm_zip(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	size_t start = end - ZIP_DIGITS; /* the match has at least as many */
	struct identifier found = { .type = IDENTIFIER_ZIP_CODE, .start = start, .end = zip_end(bytes, start) };
	size_t at = start;
	size_t state_start;

	if (found.end == start || start == 0 || byte_is_digit(bytes.data[start - 1]))
		return 0;
	while (at > 0 && (byte_is_space(bytes.data[at - 1]) || bytes.data[at - 1] == ',' ||
	                  bytes.data[at - 1] == '.'))
		at--;
	if (at == start || start - at > 4)
		return 0;
	struct bytes state = place_state_before(bytes, at, &state_start);
	struct bytes digits = bytes_slice(bytes, start, ZIP_DIGITS);
	if (state.length > 0) {
		bool right = zip_code_in_state(digits, state);
		found.confidence = right ? CONFIDENCE_CHECKED : CONFIDENCE_STRICT;
		found.validator = right ? "ZIP of the state" : NULL;
		return geography_report(text, &found);
	}
	struct place city;
	if (!place_city_before(text, at, &city) || !(city.flags & WORD_CITY) || !zip_code_exists(digits) ||
	    city.flags & (WORD_COMMON | WORD_NOT_NAME))
		return 0;
	found.confidence = CONFIDENCE_STRICT;
	found.validator = "ZIP list";
	return geography_report(text, &found);
}

#define ZIP_WORDS(CUE) \
	CUE("zip") CUE("zip code") CUE("zipcode") CUE("zip codes") CUE("zipcodes") CUE("zips") \
	CUE("postal code") CUE("postalcode") CUE("post code") CUE("postcode") CUE("zip 4") \
	CUE("zip + 4") CUE("zip3") CUE("zip 3")
CUE_ARRAY(zip_words, ZIP_WORDS);
const struct cue_table geography_zip_labels = CUE_TABLE_INDEXED(zip_words);

/* Three digits alone are allowed, but for areas of few people. */
static bool
is_restricted_area(struct bytes text, size_t start, size_t *end)
{
	*end = start + 3;
	bool stands = *end >= text.length || (!byte_is_digit(text.data[*end]) && text.data[*end] != '-');
	return stands && zip_code_area_restricted(bytes_slice(text, start, 3));
}

static int
take_zip(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	struct identifier found = { .type = IDENTIFIER_ZIP_CODE, .start = value->start, .cue = value->cue };

	found.end = zip_end(text->bytes, value->start);
	if (found.end > value->start) {
		bool exists = zip_code_exists(bytes_slice(text->bytes, value->start, ZIP_DIGITS));
		found.confidence = exists ? CONFIDENCE_CHECKED : CONFIDENCE_STRICT;
		found.validator = exists ? "ZIP list" : NULL;
	} else if (is_restricted_area(text->bytes, value->start, &found.end)) {
		found.confidence = CONFIDENCE_CUE;
		found.validator = "area of 20,000 people or fewer";
	} else if (geography_postal_end(text->bytes, value->start) > value->start) {
		found.end = geography_postal_end(text->bytes, value->start);
		found.confidence = CONFIDENCE_HARDLY;
		found.validator = "postal code";
	} else {
		return 0;
	}
	*end = found.end;
	return geography_report(text, &found);
}

int
geography_confirm_zip_label(const struct detector_text *text, size_t end)
{
	return label_read(text, end, &geography_zip_labels, take_zip);
}
