/* Street addresses and post office boxes. */
#include "scanner/around.h"
#include "scanner/identifiers/geography.h"
#include "scanner/identifiers/place_text.h"
#include "scanner/identifiers/street_text.h"
#include "scanner/letter.h"
#include "scanner/zip_code.h"

#define BUILDING_DIGITS 5

/* Of what a word of its own says is a street: more than that of a name that lists know. */
#define CONFIDENCE_STREET 60

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
	if (form == STREET_NONE || is_zip_of_state(bytes, start) || street_text_is_unit_number(bytes, start))
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

#define FOREIGN_STREETS(CUE) \
	CUE("rue") CUE("rua") CUE("via") CUE("viale") CUE("calle") CUE("avenida") CUE("avda") \
	CUE("piazza") CUE("ulica") CUE("ul") CUE("corso") CUE("carrera") CUE("travessa") CUE("avenue") \
	CUE("plaza") CUE("paseo") CUE("camino") CUE("boulevard") CUE("quai") CUE("chemin") CUE("allee") \
	CUE("vicolo") CUE("piazzale") CUE("strada") CUE("alameda") CUE("estrada") CUE("trg") \
	CUE("aleja") CUE("aleje") CUE("jalan") CUE("carretera") CUE("prospekt")
CUE_ARRAY(foreign_streets, FOREIGN_STREETS);
const struct cue_table geography_foreign_streets = CUE_TABLE_INDEXED(foreign_streets);

/* Words of such a street's name, and letters of "de", "la", "dei" among them. */
#define FOREIGN_WORDS 5
#define FOREIGN_JOINT 3

/* Where the name at `at` ends: its last word with a capital, as far as only short ones stand between. */
static size_t
foreign_name_end(struct bytes text, size_t at)
{
	size_t end = at;

	for (size_t words = 0, start = at; words < FOREIGN_WORDS && start < text.length; words++) {
		bool capital = letter_at(text, start).capital;
		size_t stop = start;
		while (stop < text.length && (letter_at(text, stop).length > 0 || text.data[stop] == '-'))
			stop += letter_at(text, stop).length ? letter_at(text, stop).length : 1;
		if (stop == start || (!capital && stop - start > FOREIGN_JOINT))
			break;
		if (capital)
			end = stop;
		if (stop + 1 >= text.length || memchr(" '", text.data[stop], 2) == NULL)
			break;
		start = stop + 1;
	}
	return end;
}

/* "25", "10/12" behind the street's name that ends at `at`; `at` for none. */
static size_t
house_number_behind(struct bytes text, size_t at)
{
	size_t from = at < text.length && text.data[at] == ',' ? at + 1 : at;
	size_t end = street_text_number_end(text, from);

	if (end == from)
		return at;
	if (end + 1 < text.length && text.data[end] == '/' && byte_is_digit(text.data[end + 1]))
		end = digits_end(text, end + 1);
	return end;
}

/* "rue Lepic 12", "12 rue de la Paix": a number must stand on either side. */
int
geography_confirm_foreign_street(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	struct identifier found = { .type = IDENTIFIER_STREET_ADDRESS, .confidence = CONFIDENCE_STREET,
	                            .validator = "street word" };
	size_t name = end + (end < bytes.length && bytes.data[end] == '.');

	if (name + 1 >= bytes.length || bytes.data[name] != ' ' || !byte_is_lower(bytes.data[end - 1]))
		return 0;
	struct cue_match street = cue_ending(bytes, end, &geography_foreign_streets);
	size_t stop = foreign_name_end(bytes, name + 1);
	if (street.cue == NULL || stop == name + 1)
		return 0;
	size_t behind = house_number_behind(bytes, stop);
	size_t before = street.start;
	while (before > 0 && (byte_is_digit(bytes.data[before - 1]) || bytes.data[before - 1] == ' ') &&
	       street.start - before < 10)
		before--;
	while (before < street.start && bytes.data[before] == ' ')
		before++;
	if (behind == stop && before == street.start)
		return 0;
	found.start = before;
	found.end = street_text_unit_end(bytes, behind);
	return geography_report(text, &found);
}

/* What ends the names of streets, or stands behind them; cues only for their lengths. */
static const struct cue compound_ends[] = {
	CUE("straat"), CUE("gatan"), CUE("strasse"), CUE("stra\xc3\x9f" "e"), CUE("weg"), CUE("laan"),
	CUE("gata"), CUE("katu"), CUE("utca"), CUE("vej"), CUE("veien"), CUE("v\xc3\xa4gen"), CUE("plein"),
	CUE("gracht"), CUE("kade"), CUE("allee"), CUE("gasse"), CUE("platz"), CUE("gade"), CUE("gate"),
	CUE("stien"), CUE("caddesi"), CUE("soka\xc4\x9f\xc4\xb1"),
};
static const struct cue words_behind[] = {
	CUE("u."), CUE("t\xc3\xa9r"), CUE("\xc3\xbat"), CUE("\xc3\xbatja"), CUE("utca"), CUE("strasse"),
	CUE("stra\xc3\x9f" "e"), CUE("platz"), CUE("allee"), CUE("weg"), CUE("gate"), CUE("gata"), CUE("caddesi"),
};

/* With `whole` the text is one of `ends` and nothing more. */
static bool
ends_with_one(struct bytes text, const struct cue *ends, size_t count, bool whole)
{
	for (size_t i = 0; i < count; i++) {
		struct bytes end = bytes_make(ends[i].text, ends[i].length);
		bool fits = whole ? text.length == end.length : text.length >= end.length;
		if (fits && text.data[text.length - 1] == end.data[end.length - 1] &&
		    bytes_equal_nocase(bytes_slice(text, text.length - end.length, end.length), end))
			return true;
	}
	return false;
}

/* Words of a name before the word that says that it is a street's. */
#define BEHIND_WORDS 3

static size_t
word_start(struct bytes text, size_t end)
{
	while (end > 0 && (letter_before(text, end) || text.data[end - 1] == '-' || text.data[end - 1] == '.'))
		for (end--; end > 0 && (text.data[end] & 0xC0) == 0x80;)
			end--;
	return end;
}

/* "\xc3\x81rp\xc3\xa1" "d fejedelem \xc3\xbatja": from the first of its words that has a capital; `kind` for none. */
static size_t
name_before(struct bytes text, size_t kind)
{
	size_t start = kind;

	for (size_t words = 0, at = kind; words < BEHIND_WORDS && at > 1 && text.data[at - 1] == ' '; words++) {
		size_t begin = word_start(text, at - 1);
		if (begin == at - 1)
			break;
		if (letter_at(text, begin).capital)
			start = begin;
		at = begin;
	}
	return start;
}

/* "Lindenstrasse 5", "Villacher Strasse 89", "Kir\xc3\xa1ly u. 15" */
int
geography_confirm_street_compound(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	size_t start = end;
	struct identifier found = { .type = IDENTIFIER_STREET_ADDRESS, .confidence = CONFIDENCE_STRICT,
	                            .validator = "street word" };

	while (start > 0 && bytes.data[start - 1] != ' ')
		start--;
	size_t stop = start - 1;
	start = word_start(bytes, stop);
	struct bytes word = bytes_slice(bytes, start, stop - start);
	bool apart = ends_with_one(word, words_behind, ARRAY_LENGTH(words_behind), true) && name_before(bytes, start) < start;
	if (apart) {
		start = name_before(bytes, start);
		found.confidence = CONFIDENCE_STREET;
	} else if (!ends_with_one(word, compound_ends, ARRAY_LENGTH(compound_ends), false) ||
	           !letter_at(bytes, start).capital) {
		return 0;
	}
	found.start = number_before(bytes, start);
	found.end = street_text_unit_end(bytes, digits_end(bytes, end));
	return geography_report(text, &found);
}

int
geography_confirm_street_label(const struct detector_text *text, size_t end)
{
	return confirm_street(text, end);
}
