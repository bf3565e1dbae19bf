/*
 * Places smaller than a state, 45 CFR 164.514(b)(2)(i)(B): street addresses,
 * cities, counties, ZIP codes and the facilities where somebody was treated.
 * A state alone is allowed, and so are the first three digits of a ZIP code
 * but for areas of 20,000 people or fewer.
 */
#include "scanner/cue.h"
#include "scanner/dictionary.h"
#include "scanner/identifiers/place_text.h"
#include "scanner/identifiers/report.h"
#include "scanner/identifiers/street_text.h"
#include "scanner/letter.h"
#include "scanner/zip_code.h"

/* How far before an address the words stand that say whose it is. */
#define OWNER_WINDOW 64

#define ZIP_DIGITS 5

enum {
	PATTERN_STREET,
	PATTERN_STREET_LABEL,
	PATTERN_BOX,
	PATTERN_MILITARY,
	PATTERN_STREET_FOREIGN,
	PATTERN_STREET_COMPOUND,
	PATTERN_CITY_STATE,
	PATTERN_CITY_STATE_NAME,
	PATTERN_CITY_CUE,
	PATTERN_CITY_LABEL,
	PATTERN_CITY_LARGE,
	PATTERN_COUNTY,
	PATTERN_ZIP,
	PATTERN_ZIP_LABEL,
	PATTERN_FACILITY,
};

#define STATE_CODES                                                                               \
	"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|" \
	"S[CD]|T[NX]|UT|V[AT]|W[AIVY])"
#define STATE_NAMES                                                                               \
	"(?:alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|georgia|"  \
	"hawaii|idaho|illinois|indiana|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts|"   \
	"michigan|minnesota|mississippi|missouri|montana|nebraska|nevada|new hampshire|new jersey|"    \
	"new mexico|new york|north carolina|north dakota|ohio|oklahoma|oregon|pennsylvania|"           \
	"rhode island|south carolina|south dakota|tennessee|texas|utah|vermont|virginia|washington|"   \
	"west virginia|wisconsin|wyoming|puerto rico)"

static const struct detector_pattern patterns[] = {
	[PATTERN_STREET] = { "\\d[A-Z]?,? {1,2}(?:[A-Z][A-Za-z.'\xc0-\xff]|\\d{1,3}(?:st|nd|rd|th))", false },
	[PATTERN_STREET_LABEL] = { "\\b(?:address|lives? at|living at|resid(?:es?|ing) at|moved to)[: is]{1,6}\\d", true },
	[PATTERN_BOX] = { "\\b(?:p\\.? ?o\\.? ?box|post office box|postbox|r\\.?r\\.? ?#?\\d{1,3},? box) ?#? ?\\d", true },
	[PATTERN_MILITARY] = { "\\b(?:psc|unit|cmr) \\d{1,5},? box \\d|\\b[afd]po,? a[aep]\\b", true },
	[PATTERN_STREET_FOREIGN] = { "\\b(?:rue|rua|via|viale|calle|avenida|avda|piazza|ulica|ul|corso|carrera|travessa|avenue|plaza|paseo|camino) (?:d[aeiou][a-z]{0,3} )?[A-Z\xc3\xc5]", false },
	[PATTERN_STREET_COMPOUND] = { "(?:straat|gatan|stra(?:ss|\xc3\x9f)e|strasse|weg|laan|gata|katu|utca|vej|veien|v\xc3\xa4gen|plein|gracht|kade|allee|gasse|platz) \\d", false },
	[PATTERN_CITY_STATE] = { "[a-zA-Z.],? {1,2}" STATE_CODES "\\b", false },
	[PATTERN_CITY_STATE_NAME] = { ",\\s{1,2}" STATE_NAMES "\\b", true },
	[PATTERN_CITY_CUE] = { "\\b(?:liv(?:es?|ed|ing)|resid(?:es?|ed|ing|ent)|born|raised|moved(?: here)?|located|native|hometown|home city) (?:in|of|to|from|at|near|is)? ?[A-Z]", false },
	[PATTERN_CITY_LABEL] = { "\\b(?:city|town|hometown|birthplace|place of birth)\\b[> :=\"\t]{1,4}[A-Z]", true },
	[PATTERN_CITY_LARGE] = { "\\b(?:in|from|near|to|at) [A-Z]", false },
	[PATTERN_COUNTY] = { "\\b(?:county|parish|borough)\\b", true },
	[PATTERN_ZIP] = { "[A-Za-z.],?\\s{1,2}\\d{5}", false },
	[PATTERN_ZIP_LABEL] = { "\\b(?:zip(?: ?-?codes?| ?\\+ ?4| ?3)?s?|postal ?codes?|post ?codes?)\\b", true },
	[PATTERN_FACILITY] = { "\\b(?:hospital|clinic|medical cent(?:er|re)|medical group|med(?:ical)? ctr|hosp\\b|health cent(?:er|re)|health system|healthcare|hospice|infirmary|cancer cent(?:er|re)|surgery cent(?:er|re)|nursing home|rehab(?:ilitation)? cent(?:er|re)|langone|sinai|permanente|hopkins|presbyterian)", true },
};

static const char *const patient_words[] = {
	"lives at", "lives in", "living in", "living at", "resides at", "resides in", "resident of", "home address",
	"patient address", "patient's address", "mailing address", "residence", "born in", "patient",
	"member address", "subscriber address", "her address", "his address", "my address", "from",
};
static const struct cue_table patient_cues = CUE_TABLE(patient_words);

static const char *const provider_words[] = {
	"clinic", "hospital", "medical center", "medical group", "office", "pharmacy", "practice", "our office",
	"laboratory", "located at", "visit us at", "department", "headquarters", "facility", "provider",
	"health center", "hospice", "associates", "suite",
};
static const struct cue_table provider_cues = CUE_TABLE(provider_words);

static const char *const address_words[] = {
	"address", "lives at", "living at", "resides at", "residing at", "moved to", "live at", "street",
	"addr", "ship to", "mail to", "send to", "sent to", "located at", "streetaddressline",
};
static const struct cue_table address_cues = CUE_TABLE(address_words);

/* ---- whose place it is ------------------------------------------------------------ */

static int
report(const struct detector_text *text, struct identifier *found)
{
	struct cue_match patient = cue_before_match(text->bytes, found->start, OWNER_WINDOW, &patient_cues);
	struct cue_match provider = cue_before_match(text->bytes, found->start, OWNER_WINDOW, &provider_cues);

	if (found->subject != SUBJECT_UNKNOWN)
		return identifier_report(text, found);
	if (signature_holds(&text->signature, found->start) ||
	    signature_in_quoted_header(text->bytes, found->start))
		found->subject = SUBJECT_SENDER;
	else if (provider.cue != NULL && provider.end > patient.end)
		found->subject = SUBJECT_PROVIDER;
	else if (patient.cue != NULL && strcmp(patient.cue, "from") != 0)
		found->subject = SUBJECT_PATIENT;
	if (found->cue == NULL)
		found->cue = patient.cue != NULL ? patient.cue : provider.cue;
	return identifier_report(text, found);
}

/* ---- streets ---------------------------------------------------------------------- */

/* Whether a city and state or a ZIP code follows within the next two lines. */
static bool
place_follows(struct bytes text, size_t end)
{
	struct bytes rest = bytes_slice(text, end, 64);

	for (size_t at = 0; at + 3 < rest.length; at++) {
		if (rest.data[at] != ',' && rest.data[at] != ' ' && rest.data[at] != '\n')
			continue;
		size_t start = end + at + 1;
		size_t stop;
		if (byte_is_upper(text.data[start]) && byte_is_upper(text.data[start + 1]) &&
		    place_state_at(text, start, &stop).length > 0 && stop == start + 2)
			return true;
		struct bytes zip = bytes_slice(text, start, ZIP_DIGITS);
		if (zip_code_exists(zip))
			return true;
	}
	return false;
}

static int
confirm_street(const struct detector_text *text, size_t from)
{
	struct bytes bytes = text->bytes;
	size_t start = from;
	struct identifier found = { .type = IDENTIFIER_STREET_ADDRESS, .validator = "street suffix" };

	while (start > 0 && (byte_is_digit(bytes.data[start - 1]) ||
	                     (bytes.data[start - 1] == '-' && start > 1 && byte_is_digit(bytes.data[start - 2]))))
		start--;
	const char *cue = cue_before(bytes, start, CUE_WINDOW / 2, &address_cues);
	enum street_form form = street_text_read(text, start, cue != NULL, &found.end);
	if (form == STREET_NONE)
		return 0;
	bool placed = place_follows(bytes, found.end);
	if (form == STREET_DOUBTFUL && cue == NULL && !placed)
		return 0;
	found.start = start;
	found.cue = cue;
	found.confidence = cue != NULL || placed ? CONFIDENCE_CHECKED : CONFIDENCE_CUE;
	return report(text, &found);
}

/* The house number stands before the word that ends the match. */
static int
confirm_street_number(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	size_t at = end;

	/* Back over what begins the street's name, "E" or "42nd", to the number's last byte. */
	while (at > 0 && bytes.data[at - 1] != ' ' && end - at < 8)
		at--;
	while (at > 0 && (bytes.data[at - 1] == ' ' || bytes.data[at - 1] == ','))
		at--;
	if (at > 0 && byte_is_upper(bytes.data[at - 1]))
		at--;
	return at > 0 && byte_is_digit(bytes.data[at - 1]) ? confirm_street(text, at) : 0;
}

/* Where the phrase of the pattern that ends at `end` begins, on the same line. */
static size_t
phrase_begin(struct bytes text, size_t end, const char *const *words, size_t count)
{
	size_t floor = end > 32 ? end - 32 : 0;

	for (size_t at = end; at > floor; at--)
		for (size_t i = 0; i < count; i++) {
			struct bytes word = bytes_of_string(words[i]);
			bool begins = at == 1 || !byte_is_alnum(text.data[at - 2]);
			if (begins && bytes_equal_nocase(bytes_slice(text, at - 1, word.length), word))
				return at - 1;
		}
	return end;
}

static size_t
digits_end(struct bytes text, size_t at)
{
	while (at < text.length && byte_is_alnum(text.data[at]))
		at++;
	return at;
}

static int
confirm_box(const struct detector_text *text, size_t end)
{
	static const char *const words[] = { "p.o", "p. o", "po ", "p o", "pob", "post", "rr", "r.r", "psc",
	                                     "unit", "cmr", "apo", "fpo", "dpo" };
	struct identifier found = {
		.type = IDENTIFIER_STREET_ADDRESS,
		.start = phrase_begin(text->bytes, end, words, ARRAY_LENGTH(words)),
		.end = digits_end(text->bytes, end),
		.confidence = CONFIDENCE_CHECKED,
		.validator = "box",
	};
	return found.start < end ? report(text, &found) : 0;
}

/* "rue Lepic 12", "12 rue Lepic": a number must stand on either side. */
static int
confirm_street_foreign(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	struct identifier found = { .type = IDENTIFIER_STREET_ADDRESS, .confidence = CONFIDENCE_STRICT,
	                            .validator = "street word" };
	static const char *const words[] = { "rue", "rua", "via", "viale", "calle", "avenida", "avda", "piazza",
	                                     "ulica", "ul", "corso", "carrera", "travessa", "avenue",
	                                     "plaza", "paseo", "camino" };
	size_t start = phrase_begin(bytes, end, words, ARRAY_LENGTH(words));
	size_t stop = end;

	for (size_t i = 0; i < 4; i++) {
		while (stop < bytes.length && (letter_at(bytes, stop).length > 0 || bytes.data[stop] == '\'' ||
		                               bytes.data[stop] == '-'))
			stop += letter_at(bytes, stop).length ? letter_at(bytes, stop).length : 1;
		if (stop + 1 >= bytes.length || bytes.data[stop] != ' ' ||
		    letter_at(bytes, stop + 1).length == 0 || byte_is_lower(bytes.data[stop + 1]))
			break;
		stop++;
	}
	size_t number = stop < bytes.length && bytes.data[stop] == ',' ? stop + 1 : stop;
	size_t behind = street_text_number_end(bytes, number);
	size_t before = start;
	while (before > 0 && (byte_is_digit(bytes.data[before - 1]) || bytes.data[before - 1] == ' ') &&
	       start - before < 10)
		before--;
	while (before < start && bytes.data[before] == ' ')
		before++;
	if (behind == number && before == start)
		return 0;
	found.start = before;
	found.end = street_text_unit_end(bytes, behind > number ? behind : stop);
	return report(text, &found);
}

/* "Lindenstrasse 5" */
static int
confirm_street_compound(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	size_t start = end;
	struct identifier found = { .type = IDENTIFIER_STREET_ADDRESS, .confidence = CONFIDENCE_STRICT,
	                            .validator = "street word" };

	while (start > 0 && bytes.data[start - 1] != ' ')
		start--;
	for (start--; start > 0 && letter_before(bytes, start);)
		start--;
	if (!letter_at(bytes, start).capital)
		return 0;
	found.start = start;
	found.end = street_text_unit_end(bytes, digits_end(bytes, end));
	return report(text, &found);
}

/* ---- cities ------------------------------------------------------------------------- */

/* The five digits of a ZIP code behind a state; empty when there are none. */
static struct bytes
zip_behind(struct bytes text, size_t at)
{
	size_t start = at;

	while (start < text.length && start - at < 4 &&
	       (byte_is_space(text.data[start]) || text.data[start] == ',' || text.data[start] == '.'))
		start++;
	struct bytes zip = bytes_slice(text, start, ZIP_DIGITS);
	bool longer = start + ZIP_DIGITS < text.length && byte_is_alnum(text.data[start + ZIP_DIGITS]);
	return !longer && zip_code_exists(zip) ? zip : bytes_make(NULL, 0);
}

static int
confirm_city_state(const struct detector_text *text, size_t end)
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
	bool zip = zip_behind(bytes, end).length > 0;
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
	return report(text, &found);
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
	return report(text, &found);
}

/* The city begins with the last byte of the match. */
static int
confirm_city_cue(const struct detector_text *text, size_t end)
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

static int
confirm_city_label(const struct detector_text *text, size_t end)
{
	struct place city;

	if (!letter_at(text->bytes, end - 1).capital || !place_city_at(text, end - 1, &city) ||
	    city.flags & WORD_NOT_NAME)
		return 0;
	return report_city(text, &city, city.flags & WORD_CITY ? CONFIDENCE_CHECKED : CONFIDENCE_STRICT,
	                   SUBJECT_UNKNOWN, "city");
}

static int
confirm_city_large(const struct detector_text *text, size_t end)
{
	struct place city;

	if (!place_city_at(text, end - 1, &city) || !(city.flags & WORD_LARGE_CITY) ||
	    !is_city_alone(text, &city))
		return 0;
	return report_city(text, &city, CONFIDENCE_STRICT, SUBJECT_UNKNOWN, NULL);
}

static int
confirm_county(const struct detector_text *text, size_t end)
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
	return report(text, &found);
}

/* ---- ZIP codes ------------------------------------------------------------------------ */

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

static int
confirm_zip(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	size_t start = end - ZIP_DIGITS;
	struct identifier found = { .type = IDENTIFIER_ZIP_CODE, .start = start, .end = zip_end(bytes, start) };
	size_t at = start;
	size_t state_start;

	if (found.end == start)
		return 0;
	while (at > 0 && (byte_is_space(bytes.data[at - 1]) || bytes.data[at - 1] == ',' ||
	                  bytes.data[at - 1] == '.'))
		at--;
	struct bytes state = place_state_before(bytes, at, &state_start);
	struct bytes digits = bytes_slice(bytes, start, ZIP_DIGITS);
	if (state.length > 0) {
		bool right = zip_code_in_state(digits, state);
		found.confidence = right ? CONFIDENCE_CHECKED : CONFIDENCE_STRICT;
		found.validator = right ? "ZIP of the state" : NULL;
		return report(text, &found);
	}
	struct place city;
	if (!place_city_before(text, at, &city) || !(city.flags & WORD_CITY) || !zip_code_exists(digits) ||
	    city.flags & (WORD_COMMON | WORD_NOT_NAME))
		return 0;
	found.confidence = CONFIDENCE_STRICT;
	found.validator = "ZIP list";
	return report(text, &found);
}

static const char *const zip_words[] = {
	"zip", "zip code", "zipcode", "zip codes", "zipcodes", "zips", "postal code", "postalcode",
	"post code", "postcode", "zip 4", "zip + 4", "zip3", "zip 3",
};
static const struct cue_table zip_cues = CUE_TABLE(zip_words);

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
	} else {
		return 0;
	}
	*end = found.end;
	return report(text, &found);
}

/* ---- facilities ------------------------------------------------------------------------ */

static int
confirm_facility(const struct detector_text *text, size_t end)
{
	static const char *const words[] = { "hospital", "clinic", "medical", "med", "hosp", "health",
	                                     "healthcare", "hospice", "infirmary", "cancer", "surgery",
	                                     "nursing", "rehab", "rehabilitation", "langone", "sinai",
	                                     "permanente", "hopkins", "presbyterian" };
	struct bytes bytes = text->bytes;
	size_t kind = phrase_begin(bytes, end, words, ARRAY_LENGTH(words));
	struct identifier found = { .type = IDENTIFIER_FACILITY, .subject = SUBJECT_PROVIDER,
	                            .confidence = CONFIDENCE_STRICT };

	if (kind == end || !byte_is_upper(bytes.data[kind]) ||
	    (end < bytes.length && byte_is_alnum(bytes.data[end])) ||
	    !place_facility_before(text, kind, &found.start))
		return 0;
	found.end = end;
	return report(text, &found);
}

static int
confirm(const struct detector_text *text, unsigned pattern, size_t end)
{
	switch (pattern) {
	case PATTERN_STREET:
		return confirm_street_number(text, end);
	case PATTERN_STREET_LABEL:
		return confirm_street(text, end);
	case PATTERN_BOX:
	case PATTERN_MILITARY:
		return confirm_box(text, end);
	case PATTERN_STREET_FOREIGN:
		return confirm_street_foreign(text, end);
	case PATTERN_STREET_COMPOUND:
		return confirm_street_compound(text, end);
	case PATTERN_CITY_STATE:
	case PATTERN_CITY_STATE_NAME:
		return confirm_city_state(text, end);
	case PATTERN_CITY_CUE:
		return confirm_city_cue(text, end);
	case PATTERN_CITY_LABEL:
		return confirm_city_label(text, end);
	case PATTERN_CITY_LARGE:
		return confirm_city_large(text, end);
	case PATTERN_COUNTY:
		return confirm_county(text, end);
	case PATTERN_ZIP:
		return confirm_zip(text, end);
	case PATTERN_ZIP_LABEL:
		return label_read(text, end, &zip_cues, take_zip);
	default:
		return confirm_facility(text, end);
	}
}

#define STREET(text, found) { (text), IDENTIFIER_STREET_ADDRESS, (found) }
#define CITY(text, found) { (text), IDENTIFIER_CITY, (found) }
#define COUNTY(text, found) { (text), IDENTIFIER_COUNTY, (found) }
#define ZIP(text, found) { (text), IDENTIFIER_ZIP_CODE, (found) }
#define FACILITY(text, found) { (text), IDENTIFIER_FACILITY, (found) }
#define BAD(text) { (text), IDENTIFIER_STREET_ADDRESS, NULL }

static const struct detector_case cases[] = {
	STREET("She lives at 4120 N. Larchmont Ave. Apt 12B", "4120 N. Larchmont Ave. Apt 12B"),
	STREET("17 Daffodil Rd", "17 Daffodil Rd"),
	STREET("Address: 742 willow terrace", "742 willow terrace"),
	STREET("45-12 215th Street, Bayside, NY 11361", "45-12 215th Street"),
	STREET("send it to P.O. Box 4471, Reno", "P.O. Box 4471"),
	STREET("RR 2 Box 40", "RR 2 Box 40"),
	STREET("1100 Highway 12, Suite 200", "1100 Highway 12, Suite 200"),
	STREET("PSC 1234, Box 567\nAPO AE 09421", "PSC 1234, Box 567"),
	STREET("Lindenstrasse 5, Bonn", "Lindenstrasse 5"),
	STREET("12 rue Lepic, Paris", "12 rue Lepic"),
	CITY("17 Daffodil Rd, Springfield, IL 62704", "Springfield"),
	CITY("St. Louis, MO", "St. Louis"),
	CITY("Walla Walla, Washington", "Walla Walla"),
	CITY("a man who lives in Sacramento", "Sacramento"),
	CITY("our branch in Chicago called", "Chicago"),
	CITY("<city>Blue Bell</city>", "Blue Bell"),
	COUNTY("a resident of Cuyahoga County", "Cuyahoga County"),
	ZIP("Springfield, IL 62704", "62704"),
	ZIP("Springfield, Illinois 62704-1234", "62704-1234"),
	ZIP("ZIP code: 10027", "10027"),
	ZIP("zip 036", "036"),
	ZIP("Name\tZIP\nAn\t10027\n", "10027"),
	FACILITY("seen at St. Mary's Hospital on Monday", "St. Mary's Hospital"),
	FACILITY("at Lakeside Medical Center", "Lakeside Medical Center"),
	BAD("She moved to Ohio; the state of New York pays"),
	BAD("zip 100 and zip files"),
	BAD("order 62704 was shipped, part 10027"),
	BAD("12 Best Practices for Hospital Staff"),
	BAD("3 Dr. Jones patients, 5 St Louis fans"),
	BAD("the hospital and our clinic, go to the Clinic"),
	BAD("25 Patients Were Seen In March"),
	BAD("in April, from Monday to Friday"),
	BAD("OK, OR the other, IN the end, ME"),
	BAD("take 2 Tylenol and 1 Advil"),
	BAD("The county paid."),
};

const struct detector detector_geography = {
	.name = "geography",
	.category = 2,
	.patterns = patterns,
	.pattern_count = ARRAY_LENGTH(patterns),
	.confirm = confirm,
	.cases = cases,
	.case_count = ARRAY_LENGTH(cases),
};
