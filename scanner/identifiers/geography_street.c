/* Street addresses and post office boxes. */
#include "scanner/around.h"
#include "scanner/identifiers/geography.h"
#include "scanner/identifiers/place_text.h"
#include "scanner/identifiers/street_text.h"
#include "scanner/letter.h"
#include "scanner/zip_code.h"

#define BUILDING_DIGITS 5

#define ADDRESS_WORDS(CUE) \
	CUE("address") CUE("lives at") CUE("living at") CUE("resides at") CUE("residing at") \
	CUE("moved to") CUE("live at") CUE("addr") CUE("ship to") CUE("mail to") CUE("send to") \
	CUE("sent to") CUE("located at") CUE("streetaddressline")
CUE_ARRAY(address_words, ADDRESS_WORDS);
static const struct cue_table address_cues = CUE_TABLE_INDEXED(address_words);

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

/* "Boston, MA 02131 USA" begins with no house number. */
static bool
is_zip_of_state(struct bytes text, size_t start)
{
	size_t end = start;
	size_t state;

	while (end > 0 && byte_is_space(text.data[end - 1]) && start - end < 3)
		end--;
	return end < start && zip_code_exists(bytes_slice(text, start, ZIP_DIGITS)) &&
	       place_state_before(text, end, &state).length > 0;
}

/* "27 29 Hornsey Road": a flat's or a building's number before an address belongs to it. */
static size_t
number_before(struct bytes text, size_t start)
{
	size_t at = start > 0 && text.data[start - 1] == ' ' ? start - 1 : start;
	size_t digits = at;

	while (digits > 0 && at - digits <= BUILDING_DIGITS && byte_is_digit(text.data[digits - 1]))
		digits--;
	bool alone = digits == 0 || byte_is_space(text.data[digits - 1]) || text.data[digits - 1] == '>';
	bool number = digits < at && at < start && at - digits <= BUILDING_DIGITS;
	return number && alone && !is_zip_of_state(text, digits) ? digits : start;
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
	const char *cue = around_before(text, start, CUE_WINDOW / 2, &address_cues).cue;
	enum street_form form = street_text_read(text, start, cue != NULL, &found.end);
	if (form == STREET_NONE || is_zip_of_state(bytes, start))
		return 0;
	bool placed = place_follows(bytes, found.end);
	if (form == STREET_DOUBTFUL && cue == NULL && !placed)
		return 0;
	found.start = number_before(bytes, start);
	found.cue = cue;
	found.confidence = cue != NULL || placed ? CONFIDENCE_CHECKED : CONFIDENCE_CUE;
	return geography_report(text, &found);
}

/* The house number stands before the word that ends the match. */
int
geography_confirm_street(const struct detector_text *text, size_t end)
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

static size_t
digits_end(struct bytes text, size_t at)
{
	while (at < text.length && byte_is_alnum(text.data[at]))
		at++;
	return at;
}

int
geography_confirm_box(const struct detector_text *text, size_t end)
{
	static const char *const words[] = { "p.o", "p. o", "po ", "p o", "pob", "post", "rr", "r.r", "psc",
	                                     "unit", "cmr", "apo", "fpo", "dpo" };
	struct identifier found = {
		.type = IDENTIFIER_STREET_ADDRESS,
		.start = geography_phrase_begin(text->bytes, end, words, ARRAY_LENGTH(words)),
		.end = digits_end(text->bytes, end),
		.confidence = CONFIDENCE_CHECKED,
		.validator = "box",
	};
	if (found.start >= end)
		return 0;
	found.start = number_before(text->bytes, found.start);
	return geography_report(text, &found);
}

/* "rue Lepic 12", "12 rue Lepic": a number must stand on either side. */
int
geography_confirm_street_foreign(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	struct identifier found = { .type = IDENTIFIER_STREET_ADDRESS, .confidence = CONFIDENCE_STRICT,
	                            .validator = "street word" };
	static const char *const words[] = { "rue", "rua", "via", "viale", "calle", "avenida", "avda", "piazza",
	                                     "ulica", "ul", "corso", "carrera", "travessa", "avenue",
	                                     "plaza", "paseo", "camino" };
	size_t start = geography_phrase_begin(bytes, end, words, ARRAY_LENGTH(words));
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
	return geography_report(text, &found);
}

/* What ends the names of streets; cues only for their lengths. */
static const struct cue compound_ends[] = {
	CUE("straat"), CUE("gatan"), CUE("strasse"), CUE("stra\xc3\x9f" "e"), CUE("weg"), CUE("laan"),
	CUE("gata"), CUE("katu"), CUE("utca"), CUE("vej"), CUE("veien"), CUE("v\xc3\xa4gen"), CUE("plein"),
	CUE("gracht"), CUE("kade"), CUE("allee"), CUE("gasse"), CUE("platz"),
};

static bool
ends_street(struct bytes text)
{
	for (size_t i = 0; i < ARRAY_LENGTH(compound_ends); i++) {
		const struct cue *end = &compound_ends[i];
		if (text.length >= end->length && text.data[text.length - 1] == (uint8_t)end->text[end->length - 1] &&
		    memcmp(text.data + text.length - end->length, end->text, end->length) == 0)
			return true;
	}
	return false;
}

/* "Lindenstrasse 5" */
int
geography_confirm_street_compound(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	size_t start = end;
	struct identifier found = { .type = IDENTIFIER_STREET_ADDRESS, .confidence = CONFIDENCE_STRICT,
	                            .validator = "street word" };

	while (start > 0 && bytes.data[start - 1] != ' ')
		start--;
	if (!ends_street(bytes_slice(bytes, 0, start - 1)))
		return 0;
	for (start--; start > 0 && letter_before(bytes, start);)
		start--;
	if (!letter_at(bytes, start).capital)
		return 0;
	found.start = number_before(bytes, start);
	found.end = street_text_unit_end(bytes, digits_end(bytes, end));
	return geography_report(text, &found);
}

int
geography_confirm_street_label(const struct detector_text *text, size_t end)
{
	return confirm_street(text, end);
}
