/*
 * Places that no list of ours has: towns beside the name of a country, units of buildings and the street before them, and whatever stands
 * where a town is named. Guesses: each says little, and counts as little.
 */
#include "scanner/cue.h"
#include "scanner/dictionary.h"
#include "scanner/identifiers/geography.h"
#include "scanner/identifiers/place_text.h"
#include "scanner/identifiers/street_text.h"
#include "scanner/letter.h"

/* Between the lines of an address: spaces, one line's end or two, marks of quotation. */
#define SEPARATOR_REACH 14

/* What stands on one line of an address. */
#define PIECE_REACH 60
#define PIECE_WORDS 6

#define ABBREVIATION_LETTERS 4

/* Of a town that stands within an address: more than that of a name that lists know. */
#define CONFIDENCE_ADDRESS 60

/* ---- countries ----------------------------------------------------------------------- */

/* Short names of ISO 3166-1, and those in common use. */
#define COUNTRIES(CUE) \
	CUE("afghanistan") CUE("albania") CUE("algeria") CUE("american samoa") CUE("andorra") \
	CUE("angola") CUE("anguilla") CUE("antigua and barbuda") CUE("argentina") CUE("armenia") \
	CUE("aruba") CUE("australia") CUE("austria") CUE("azerbaijan") CUE("bahamas") CUE("bahrain") \
	CUE("bangladesh") CUE("barbados") CUE("belarus") CUE("belgium") CUE("belize") CUE("benin") \
	CUE("bermuda") CUE("bhutan") CUE("bolivia") CUE("bosnia and herzegovina") CUE("botswana") \
	CUE("brazil") CUE("brunei") CUE("bulgaria") CUE("burkina faso") CUE("burma") CUE("burundi") \
	CUE("cabo verde") CUE("cambodia") CUE("cameroon") CUE("canada") CUE("cape verde") \
	CUE("cayman islands") CUE("central african republic") CUE("chad") CUE("chile") CUE("china") \
	CUE("colombia") CUE("comoros") CUE("congo") CUE("cook islands") CUE("costa rica") \
	CUE("croatia") CUE("cuba") CUE("cyprus") CUE("czech republic") CUE("czechia") \
	CUE("democratic republic of the congo") CUE("denmark") CUE("djibouti") CUE("dominica") \
	CUE("dominican republic") CUE("east timor") CUE("ecuador") CUE("egypt") CUE("el salvador") \
	CUE("england") CUE("equatorial guinea") CUE("eritrea") CUE("estonia") CUE("eswatini") \
	CUE("ethiopia") CUE("falkland islands") CUE("faroe islands") CUE("fiji") CUE("finland") \
	CUE("france") CUE("french guiana") CUE("french polynesia") CUE("gabon") CUE("gambia") \
	CUE("germany") CUE("ghana") CUE("gibraltar") CUE("greece") CUE("greenland") CUE("grenada") \
	CUE("guadeloupe") CUE("guam") CUE("guatemala") CUE("guinea") CUE("guinea bissau") \
	CUE("guyana") CUE("haiti") CUE("honduras") CUE("hong kong") CUE("hungary") CUE("iceland") \
	CUE("india") CUE("indonesia") CUE("iran") CUE("iraq") CUE("ireland") CUE("isle of man") \
	CUE("israel") CUE("italy") CUE("ivory coast") CUE("jamaica") CUE("japan") CUE("kazakhstan") \
	CUE("kenya") CUE("kiribati") CUE("kuwait") CUE("kyrgyzstan") CUE("laos") CUE("latvia") \
	CUE("lebanon") CUE("lesotho") CUE("liberia") CUE("libya") CUE("liechtenstein") \
	CUE("lithuania") CUE("luxembourg") CUE("macau") CUE("macedonia") CUE("madagascar") \
	CUE("malawi") CUE("malaysia") CUE("maldives") CUE("mali") CUE("malta") \
	CUE("marshall islands") CUE("martinique") CUE("mauritania") CUE("mauritius") CUE("mexico") \
	CUE("micronesia") CUE("moldova") CUE("monaco") CUE("mongolia") CUE("montenegro") \
	CUE("montserrat") CUE("morocco") CUE("mozambique") CUE("myanmar") CUE("namibia") \
	CUE("nauru") CUE("nepal") CUE("netherlands") CUE("new caledonia") CUE("new zealand") \
	CUE("nicaragua") CUE("niger") CUE("nigeria") CUE("niue") CUE("north korea") \
	CUE("north macedonia") CUE("northern ireland") CUE("norway") CUE("oman") CUE("pakistan") \
	CUE("palau") CUE("palestine") CUE("panama") CUE("papua new guinea") CUE("paraguay") \
	CUE("peru") CUE("philippines") CUE("poland") CUE("portugal") CUE("puerto rico") CUE("qatar") \
	CUE("romania") CUE("russia") CUE("russian federation") CUE("rwanda") \
	CUE("saint kitts and nevis") CUE("saint lucia") CUE("saint vincent and the grenadines") \
	CUE("samoa") CUE("san marino") CUE("sao tome and principe") CUE("saudi arabia") \
	CUE("scotland") CUE("senegal") CUE("serbia") CUE("seychelles") CUE("sierra leone") \
	CUE("singapore") CUE("slovakia") CUE("slovenia") CUE("solomon islands") CUE("somalia") \
	CUE("south africa") CUE("south korea") CUE("south sudan") CUE("spain") CUE("sri lanka") \
	CUE("sudan") CUE("suriname") CUE("swaziland") CUE("sweden") CUE("switzerland") CUE("syria") \
	CUE("taiwan") CUE("tajikistan") CUE("tanzania") CUE("thailand") CUE("togo") CUE("tonga") \
	CUE("trinidad and tobago") CUE("tunisia") CUE("turkey") CUE("turkmenistan") \
	CUE("turks and caicos islands") CUE("tuvalu") CUE("uganda") CUE("ukraine") \
	CUE("united arab emirates") CUE("united kingdom") CUE("united states") \
	CUE("united states of america") CUE("uruguay") CUE("uzbekistan") CUE("vanuatu") \
	CUE("venezuela") CUE("vietnam") CUE("wales") CUE("yemen") CUE("zambia") CUE("zimbabwe")
CUE_ARRAY(countries, COUNTRIES);
const struct cue_table geography_countries = CUE_TABLE_INDEXED(countries);

static int
report_guess(const struct detector_text *text, enum identifier_type type, size_t start, size_t end,
             const char *why)
{
	struct identifier found = { .type = type, .start = start, .end = end,
	                            .confidence = CONFIDENCE_HARDLY, .validator = why };
	return geography_report(text, &found);
}

/* ---- lines of addresses --------------------------------------------------------------- */

/* The end of the line or of the part behind a comma that comes before `at`; 0 when none does. */
static size_t
piece_end_before(struct bytes text, size_t at)
{
	size_t end = at;
	bool separated = false;

	while (end > 0 && at - end < SEPARATOR_REACH) {
		uint8_t c = text.data[end - 1];
		if (!byte_is_space(c) && c != ',' && c != '>' && c != '?')
			break;
		separated |= c == ',' || c == '\n';
		end--;
	}
	return separated ? end : 0;
}

/* Back over letters, and ' - . among them. */
static size_t
word_begin_before(struct bytes text, size_t end)
{
	size_t begin = end;

	while (begin > 0 && end - begin < PIECE_REACH) {
		if (!letter_before(text, begin) && memchr("'-.", text.data[begin - 1], 3) == NULL)
			break;
		for (begin--; begin > 0 && (text.data[begin] & 0xC0) == 0x80;)
			begin--;
	}
	return begin;
}

/* "In Paris, France": the town begins behind the word that leads to it. */
static bool
leads_to_place(struct bytes word)
{
	static const char *const words[] = { "in", "from", "at", "near", "to", "of", "and", "visit", "the" };
	return bytes_among(word, words, ARRAY_LENGTH(words));
}

/* The capitalised words that end at `end`, with small ones among them: "Loka pri Mostu". */
static size_t
town_begin(struct bytes text, size_t end)
{
	size_t start = end;
	size_t at = end;

	for (size_t words = 0; words < PIECE_WORDS; words++) {
		size_t begin = word_begin_before(text, at);
		bool capital = begin < at && letter_at(text, begin).capital;
		if (begin == at || leads_to_place(bytes_slice(text, begin, at - begin)) ||
		    (!capital && (start == end || at - begin > 4)))
			break;
		if (capital)
			start = begin;
		if (begin == 0 || text.data[begin - 1] != ' ')
			break;
		at = begin - 1;
	}
	return start;
}

/* A month, a label or a person's title is no town, nor is what begins a sentence. */
static bool
may_be_town(const struct detector_text *text, size_t start, size_t end)
{
	struct bytes town = bytes_slice(text->bytes, start, end - start);
	unsigned flags = dictionary_lookup(text->dictionary, town);

	return town.length > 2 && (flags & WORD_LARGE_CITY ||
	                           !(flags & (WORD_NOT_NAME | WORD_STATE | WORD_NAME_PART | WORD_MEDICAL)));
}

/* A town within an address, `sure` where it can be nothing else. */
static int
report_town(const struct detector_text *text, size_t start, size_t end, bool sure, const char *why)
{
	struct identifier found = { .type = IDENTIFIER_CITY, .start = start, .end = end,
	                            .confidence = sure ? CONFIDENCE_ADDRESS : CONFIDENCE_HARDLY, .validator = why };
	return geography_report(text, &found);
}

/* The town on the line or before the comma above what begins at `at`. */
static int
report_town_before(const struct detector_text *text, size_t at)
{
	struct bytes bytes = text->bytes;
	size_t end = piece_end_before(bytes, at);
	size_t start = town_begin(bytes, end);
	bool whole = start == 0 || memchr("\n,>? \t", bytes.data[start - 1], 6) != NULL;

	if (end == 0 || start == end || !whole || !may_be_town(text, start, end))
		return 0;
	/* Behind a line that ends in a number it is no person's name, whatever it looks like. */
	size_t above = piece_end_before(bytes, start);
	bool sure = above > 0 && byte_is_digit(bytes.data[above - 1]);
	return report_town(text, start, end, sure, "before a country");
}

/* In lower case these are other things. */
static bool
is_ordinary_word(const char *country)
{
	static const char *const words[] = { "chad", "china", "guinea", "turkey", "wales", "niger" };
	return bytes_among(bytes_of_string(country), words, ARRAY_LENGTH(words));
}

int
geography_confirm_country(const struct detector_text *text, size_t end)
{
	struct cue_match country = cue_ending(text->bytes, end, &geography_countries);

	if (country.cue == NULL ||
	    (byte_is_lower(text->bytes.data[country.start]) && is_ordinary_word(country.cue)))
		return 0;
	int err = report_guess(text, IDENTIFIER_CITY, country.start, end, "country");
	if (err == 0)
		err = geography_postal_behind(text, end);
	return err == 0 ? report_town_before(text, country.start) : err;
}

/* ---- units -------------------------------------------------------------------------- */

#define UNITS(CUE) \
	CUE("apt") CUE("apartment") CUE("suite") CUE("ste") CUE("flat")
CUE_ARRAY(units, UNITS);
const struct cue_table geography_units = CUE_TABLE_INDEXED(units);

/* Back over one word or number of a street, "Kir\xc3\xa1ly", "u.", "14"; `at` when there is none. */
static size_t
street_word_begin(struct bytes text, size_t at)
{
	size_t begin = at;

	while (begin > 0 && at - begin < PIECE_REACH && text.data[begin - 1] > ' ' &&
	       memchr(",:;()>?\"", text.data[begin - 1], 8) == NULL)
		begin--;
	return begin;
}

/*
 * The street whose last word ends at `end`: words with a number before or
 * behind them, as far as they are capitalised or short. `end` when there is none.
 */
static size_t
street_begin(struct bytes text, size_t end)
{
	size_t start = end;
	size_t at = end;
	bool number = false, name = false;

	for (size_t words = 0; words < PIECE_WORDS; words++) {
		size_t begin = street_word_begin(text, at);
		if (begin == at)
			break;
		bool digit = byte_is_digit(text.data[begin]);
		bool capital = letter_at(text, begin).capital;
		if (!digit && !capital && at - begin > 4)
			break;
		number |= digit;
		name |= capital && at - begin > 1;
		if (digit || capital)
			start = begin;
		if (begin == 0 || text.data[begin - 1] != ' ')
			break;
		at = begin - 1;
	}
	return number && name ? start : end;
}

/* "Suite 12": where a number follows it, with the street on its line or the one above. */
int
geography_confirm_unit(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	struct cue_match unit = cue_ending(bytes, end, &geography_units);
	size_t stop = street_text_number_end(bytes, end);

	if (unit.cue == NULL || stop == end || !byte_is_digit(bytes.data[stop - 1]))
		return 0;
	int err = report_guess(text, IDENTIFIER_STREET_ADDRESS, unit.start, stop, "unit");
	size_t before = piece_end_before(bytes, unit.start);
	if (before == 0 && unit.start > 1 && bytes.data[unit.start - 1] == ' ')
		before = unit.start - 1;
	size_t start = street_begin(bytes, before);
	if (err != 0 || start == before)
		return err;
	err = report_guess(text, IDENTIFIER_STREET_ADDRESS, start, before, "before a unit");
	struct place town;
	bool named = stop + 1 < bytes.length && bytes.data[stop] == ' ' && place_city_at(text, stop + 1, &town) &&
	             may_be_town(text, town.start, town.end) && town.end - town.start > ABBREVIATION_LETTERS;
	return err == 0 && named ? report_town(text, town.start, town.end, true, "behind a unit") : err;
}

/* ---- towns by where they are named ---------------------------------------------------- */

#define TRIP(CUE, word) CUE(word " to") CUE(word " from") CUE(word " at") CUE(word " in")

#define TRAVELS(CUE) \
	TRIP(CUE, "flew") TRIP(CUE, "fly") TRIP(CUE, "flying") TRIP(CUE, "travel") \
	TRIP(CUE, "traveled") TRIP(CUE, "travelled") TRIP(CUE, "traveling") TRIP(CUE, "travelling") \
	TRIP(CUE, "drove") TRIP(CUE, "returned") TRIP(CUE, "arrived") TRIP(CUE, "arrive") \
	TRIP(CUE, "arriving") TRIP(CUE, "relocated") TRIP(CUE, "relocating") TRIP(CUE, "commute") \
	TRIP(CUE, "grew up") TRIP(CUE, "based") TRIP(CUE, "originally") TRIP(CUE, "trip") \
	TRIP(CUE, "vacation") CUE("home city") CUE("home town") CUE("university of") CUE("city of") \
	CUE("town of") CUE("village of") CUE("outside of") \
	/* labels: */ \
	CUE("where") CUE("venue") CUE("location")
CUE_ARRAY(travels, TRAVELS);
const struct cue_table geography_travels = CUE_TABLE_INDEXED(travels);

/* "Erb's" has a palsy behind it, "NICU" is short for something. */
static bool
is_other_word(struct bytes word)
{
	bool capitals = word.length <= ABBREVIATION_LETTERS;

	for (size_t i = 0; i < word.length; i++)
		capitals = capitals && byte_is_upper(word.data[i]);
	bool possessive = word.length > 2 && word.data[word.length - 1] == 's' &&
	                  !byte_is_alpha(word.data[word.length - 2]);
	return capitals || possessive;
}

/* The unlisted town that begins at `start`, with a postal code behind it perhaps. */
int
geography_guess_town(const struct detector_text *text, size_t start)
{
	struct bytes bytes = text->bytes;
	struct place town;

	if (!place_city_at(text, start, &town) || !may_be_town(text, town.start, town.end) ||
	    (town.flags & WORD_COMMON && !(town.flags & WORD_CITY)))
		return 0;
	bool glued = town.end < bytes.length && memchr("@_/-.", bytes.data[town.end], 5) != NULL &&
	             town.end + 1 < bytes.length && byte_is_alnum(bytes.data[town.end + 1]);
	if (glued || is_other_word(bytes_slice(bytes, town.start, town.end - town.start)))
		return 0;
	int err = report_guess(text, IDENTIFIER_CITY, town.start, town.end, "where a place is named");
	return err == 0 ? geography_postal_behind(text, town.end) : err;
}

/* "Quillbrae 61, Wobbleham": the town behind the street that ends at `end`, or on the next line. */
int
geography_guess_town_behind(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	size_t at = end;
	bool separated = false;

	for (; at < bytes.length && at - end < SEPARATOR_REACH; at++) {
		uint8_t c = bytes.data[at];
		if (!byte_is_space(c) && memchr(".,>?", c, 4) == NULL)
			break;
		separated |= c == ',' || c == '\n';
	}
	if (!separated || at >= bytes.length)
		return 0;
	int err = geography_postal_before(text, at, &at);
	return err == 0 && letter_at(bytes, at).capital ? geography_guess_town(text, at) : err;
}

/* Behind a label's colon, or right behind words of several that lead to a place. */
int
geography_confirm_travel(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	size_t at = end;

	while (at < bytes.length && at - end < 2 && memchr(": ", bytes.data[at], 2) != NULL)
		at++;
	if (at == end || !letter_at(bytes, at).capital)
		return 0;
	struct cue_match cue = cue_ending(bytes, end, &geography_travels);
	bool leads = bytes.data[end] == ':' || (cue.cue != NULL && strchr(cue.cue, ' ') != NULL);
	return leads ? geography_guess_town(text, at) : 0;
}
