/* Cities, counties and facilities. */
#include "scanner/dictionary.h"
#include "scanner/identifiers/geography.h"
#include "scanner/identifiers/place_text.h"
#include "scanner/letter.h"
#include "scanner/zip_code.h"

struct bytes
geography_zip_behind(struct bytes text, size_t at)
{
	size_t start = at;

	while (start < text.length && start - at < 4 &&
	       (byte_is_space(text.data[start]) || text.data[start] == ',' || text.data[start] == '.'))
		start++;
	struct bytes zip = bytes_slice(text, start, ZIP_DIGITS);
	bool longer = start + ZIP_DIGITS < text.length && byte_is_alnum(text.data[start + ZIP_DIGITS]);
	return !longer && zip_code_exists(zip) ? zip : bytes_make(NULL, 0);
}

int
geography_confirm_city_state(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	size_t state_start;
	struct bytes state = place_state_before(bytes, end, &state_start);
	struct place city;
	size_t at = state_start;
	bool comma = false;

	if (state.length == 0)
		return 0;
	while (at > 0 && state_start - at < 3 &&
	       (byte_is_space(bytes.data[at - 1]) || bytes.data[at - 1] == ',')) {
		comma |= bytes.data[at - 1] == ',';
		at--;
	}
	if (at == state_start || !place_city_before(text, at, &city))
		return 0;
	bool zip = geography_zip_behind(bytes, end).length > 0;
	bool listed = (city.flags & WORD_CITY) != 0;
	if (!zip && (!comma || !listed))
		return 0;
	struct identifier found = {
		.type = IDENTIFIER_CITY,
		.start = city.start,
		.end = city.end,
		.confidence = zip && listed ? CONFIDENCE_CHECKED : zip || listed ? 60 : CONFIDENCE_STRICT,
		.validator = listed ? "city list" : "state",
	};
	return geography_report(text, &found);
}

/* Not a country, a month, or a facility that the city lends its name. */
static bool
is_city_alone(const struct detector_text *text, const struct place *city)
{
	struct bytes bytes = text->bytes;
	size_t next = city->end;

	if (city->flags & (WORD_NOT_NAME | WORD_STATE | WORD_MEDICAL) && !(city->flags & WORD_LARGE_CITY))
		return false;
	if (next + 1 < bytes.length && bytes.data[next] == ' ' && byte_is_upper(bytes.data[next + 1]) &&
	    !byte_is_upper(bytes.data[next + 2 < bytes.length ? next + 2 : next]))
		return false; /* "Boston General", "Austin Powers" */
	return !(next < bytes.length && (bytes.data[next] == '@' || bytes.data[next] == '_' ||
	                                 bytes.data[next] == '/' || bytes.data[next] == '-'));
}

static int
report_city(const struct detector_text *text, const struct place *city, uint8_t confidence,
            enum finding_subject subject, const char *cue)
{
	struct identifier found = {
		.type = IDENTIFIER_CITY,
		.subject = subject,
		.start = city->start,
		.end = city->end,
		.confidence = confidence,
		.cue = cue,
		.validator = city->flags & WORD_CITY ? "city list" : NULL,
	};
	return geography_report(text, &found);
}

/* The city begins with the last byte of the match. */
int
geography_confirm_city_cue(const struct detector_text *text, size_t end)
{
	struct place city;

	if (!place_city_at(text, end - 1, &city) || !is_city_alone(text, &city))
		return 0;
	bool listed = (city.flags & WORD_CITY) != 0;
	if (!listed && city.flags & (WORD_COMMON | WORD_NOT_NAME))
		return 0;
	return report_city(text, &city, listed ? CONFIDENCE_CUE : CONFIDENCE_STRICT, SUBJECT_PATIENT,
	                   "lives in");
}

int
geography_confirm_city_label(const struct detector_text *text, size_t end)
{
	struct place city;

	if (!letter_at(text->bytes, end - 1).capital || !place_city_at(text, end - 1, &city) ||
	    city.flags & WORD_NOT_NAME)
		return 0;
	return report_city(text, &city, city.flags & WORD_CITY ? CONFIDENCE_CHECKED : CONFIDENCE_STRICT,
	                   SUBJECT_UNKNOWN, "city");
}

int
geography_confirm_city_plain(const struct detector_text *text, size_t end)
{
	struct place city;

	if (!place_city_at(text, end - 1, &city) || !is_city_alone(text, &city))
		return 0;
	/* "to Austin" and "from Madison" may as well speak of people. */
	bool person = (city.flags & (WORD_GIVEN_NAME | WORD_SURNAME)) != 0;
	bool inside = end > 4 && memcmp(text->bytes.data + end - 4, "in ", 3) == 0;
	if (city.flags & WORD_LARGE_CITY)
		return person && !inside ? 0 : report_city(text, &city, CONFIDENCE_STRICT, SUBJECT_UNKNOWN, NULL);
	bool only_city = (city.flags & ~(unsigned)(WORD_CITY | WORD_COUNTY)) == 0;
	if (only_city && city.flags & WORD_CITY)
		return report_city(text, &city, CONFIDENCE_LOOSE, SUBJECT_UNKNOWN, NULL);
	return inside ? geography_guess_town(text, end - 1) : 0;
}

int
geography_confirm_county(const struct detector_text *text, size_t end)
{
	struct place county;
	size_t at = end;

	while (at > 0 && byte_is_alpha(text->bytes.data[at - 1]))
		at--;
	if (!place_county_before(text, at, &county))
		return 0;
	struct identifier found = {
		.type = IDENTIFIER_COUNTY,
		.start = county.start,
		.end = end,
		.confidence = byte_is_upper(text->bytes.data[at]) ? CONFIDENCE_CUE : CONFIDENCE_STRICT,
		.validator = "county list",
	};
	return geography_report(text, &found);
}

int
geography_confirm_facility(const struct detector_text *text, size_t end)
{
	static const char *const words[] = { "hospital", "clinic", "medical", "med", "hosp", "health",
	                                     "healthcare", "hospice", "infirmary", "cancer", "surgery",
	                                     "nursing", "rehab", "rehabilitation", "oncology",
	                                     "heart", "eye", "imaging", "dialysis", "wellness", "trauma",
	                                     "dental", "pain", "women's", "children's", "care", "langone", "sinai",
	                                     "permanente", "hopkins", "presbyterian" };
	struct bytes bytes = text->bytes;
	size_t kind = geography_phrase_begin(bytes, end, words, ARRAY_LENGTH(words));
	struct identifier found = { .type = IDENTIFIER_FACILITY, .subject = SUBJECT_PROVIDER,
	                            .confidence = CONFIDENCE_STRICT };

	if (kind == end || !byte_is_upper(bytes.data[kind]) ||
	    (end < bytes.length && byte_is_alnum(bytes.data[end])) ||
	    !place_facility_before(text, kind, &found.start))
		return 0;
	found.end = end;
	return geography_report(text, &found);
}

/* "treated at Mass General": whatever has a name there, if no list knows it for something else. */
int
geography_confirm_care(const struct detector_text *text, size_t end)
{
	struct identifier found = { .type = IDENTIFIER_FACILITY, .subject = SUBJECT_PROVIDER, .start = end - 1,
	                            .confidence = CONFIDENCE_STRICT, .cue = "treated at" };
	size_t other;

	if (!place_name_at(text, found.start, &found.end) ||
	    place_state_at(text->bytes, found.start, &other).length > 0)
		return 0;
	return geography_report(text, &found);
}
