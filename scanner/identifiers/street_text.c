#include "scanner/identifiers/street_text.h"

#include "scanner/dictionary.h"
#include "scanner/letter.h"
#include "scanner/word_list.h"

/* Words between the house number and the suffix. */
#define STREET_WORDS 4

#define WORD_REACH 24

/* Suffixes that mean a street whatever stands before them. */
static const struct word_list main_suffixes = { {
	WORDS('a', "avenue", "ave", "av", "alley"), WORDS('b', "boulevard", "blvd", "broadway"),
	WORDS('c', "court", "ct", "circle", "cir", "crescent", "cres"), WORDS('d', "drive", "dr"),
	WORDS('e', "expressway", "expy"), WORDS('f', "freeway"), WORDS('h', "highway", "hwy"),
	WORDS('l', "lane", "ln", "loop"),
	WORDS('p', "place", "pl", "parkway", "pkwy", "pky", "plaza", "plz"), WORDS('r', "road", "rd"),
	WORDS('s', "street", "st", "square", "sq"),
	WORDS('t', "terrace", "ter", "terr", "trail", "trl", "turnpike", "tpke"), WORDS('w', "way"),
} };

static const struct word_list directions = { {
	WORDS('e', "e", "east"),
	WORDS('n', "n", "ne", "nw", "north", "northeast", "northwest", "n.e", "n.w"),
	WORDS('s', "s", "se", "sw", "south", "southeast", "southwest", "s.e", "s.w"),
	WORDS('w', "w", "west"),
} };

static const struct word_list units = { {
	WORDS('a', "apt", "apartment"), WORDS('b', "bldg", "building"), WORDS('f', "floor", "fl"),
	WORDS('l', "lot"), WORDS('n', "no"), WORDS('r', "rm", "room"),
	WORDS('s', "suite", "ste", "spc", "space"), WORDS('t', "trlr"), WORDS('u', "unit"),
} };

/* Letters, digits, and ' - between them: one word of a street's name. */
static struct bytes
word_at(struct bytes text, size_t start)
{
	size_t end = start;

	while (end < text.length && end - start < WORD_REACH) {
		struct letter letter = letter_at(text, end);
		bool joins = (text.data[end] == '\'' || text.data[end] == '-') && end > start &&
		             letter_at(text, end + 1).length > 0;
		if (letter.length == 0 && !byte_is_digit(text.data[end]) && !joins)
			break;
		end += letter.length ? letter.length : 1;
	}
	return bytes_slice(text, start, end - start);
}

/* Behind a dot and one or two spaces. */
static size_t
skip_space(struct bytes text, size_t at)
{
	size_t end = at;

	if (end < text.length && text.data[end] == '.')
		end++;
	size_t blank = end;
	while (end < text.length && end - blank < 2 && text.data[end] == ' ')
		end++;
	return end > blank ? end : at;
}

size_t
street_text_number_end(struct bytes text, size_t at)
{
	size_t start = at;

	while (start < text.length && start - at < 3 &&
	       (text.data[start] == ' ' || text.data[start] == '#' || text.data[start] == '.'))
		start++;
	size_t end = start;
	size_t digits = 0;
	while (end < text.length && end - start < 7 &&
	       (byte_is_alnum(text.data[end]) || (end > start && text.data[end] == '-'))) {
		digits += byte_is_digit(text.data[end]);
		end++;
	}
	bool letter_only = digits == 0 && end - start == 1 && byte_is_upper(text.data[start]);
	return start > at && (digits > 0 || letter_only) ? end : at;
}

size_t
street_text_unit_end(struct bytes text, size_t at)
{
	size_t start = at;

	while (start < text.length && start - at < 6 &&
	       (byte_is_space(text.data[start]) || text.data[start] == ',' || text.data[start] == '.'))
		start++;
	if (start < text.length && text.data[start] == '#')
		return street_text_number_end(text, start) == start ? at : street_text_number_end(text, start);
	if (start == at || start + 1 >= text.length ||
	    !word_list_may_have(&units, text.data[start], text.data[start + 1]))
		return at;
	struct bytes word = word_at(text, start);
	if (!word_list_has(&units, word))
		return at;
	size_t end = street_text_number_end(text, start + word.length);
	return end == start + word.length ? at : end;
}

bool
street_text_is_unit_number(struct bytes text, size_t start)
{
	size_t end = start;

	while (end > 0 && start - end < 3 && memchr(" .#", text.data[end - 1], 3) != NULL)
		end--;
	size_t begin = end;
	while (begin > 0 && end - begin < WORD_REACH && byte_is_alpha(text.data[begin - 1]))
		begin--;
	return end < start && word_list_has(&units, bytes_slice(text, begin, end - begin));
}

/* "1234", "12B", "12-34", "12 1/2"; where it ends, or `start`. */
static size_t
house_number_end(struct bytes text, size_t start)
{
	size_t end = start;

	while (end < text.length && byte_is_digit(text.data[end]) && end - start < 7)
		end++;
	if (end == start || end - start > 6)
		return start;
	if (end + 1 < text.length && text.data[end] == '-' && byte_is_digit(text.data[end + 1])) {
		size_t second = end + 1;
		while (second < text.length && byte_is_digit(text.data[second]) && second - end < 6)
			second++;
		end = second;
	} else if (end < text.length && byte_is_alpha(text.data[end]) && byte_is_upper(text.data[end])) {
		end++;
	}
	if (bytes_equal(bytes_slice(text, end, 4), bytes_of_string(" 1/2")))
		end += 4;
	return end < text.length && byte_is_alnum(text.data[end]) ? start : end;
}

static bool
number_stands_alone(struct bytes text, size_t start)
{
	if (start == 0)
		return true;
	uint8_t before = text.data[start - 1];
	return !byte_is_alnum(before) && (before == '\0' || strchr("$.,/-:#_%&=+", before) == NULL ||
	                                  (before == ',' && start > 1) || before == ':' || before == '=');
}

static bool
may_name_street(struct bytes text, size_t at, struct bytes word, bool any_case)
{
	if (word.length == 0)
		return false;
	if (byte_is_digit(word.data[0])) /* "42nd" */
		return word.length > 2 && byte_is_alpha(word.data[word.length - 1]);
	return any_case || letter_at(text, at).capital;
}

/* "Dr. Jones" and "St Louis" are no streets; "Elm St Springfield, IL" is. */
static bool
suffix_is_title(struct bytes text, struct bytes suffix, size_t end)
{
	bool title = bytes_equal_nocase(suffix, bytes_of_string("dr")) ||
	             bytes_equal_nocase(suffix, bytes_of_string("st"));
	size_t next = skip_space(text, end);
	struct bytes word = word_at(text, next);

	if (!title || next == end || word.length == 0 || !letter_at(text, next).capital ||
	    word_list_has(&directions, word) || word_list_has(&units, word))
		return false;
	size_t behind = next + word.length;
	return behind >= text.length || (text.data[behind] != ',' && text.data[behind] != ' ');
}

static const struct word_list routes = { {
	WORDS('h', "highway", "hwy"), WORDS('r', "route", "rt", "rte", "road"),
} };

/* "Highway 12", "County Road 9", "Route 66": the number behind the suffix belongs to it. */
static size_t
route_number_end(struct bytes text, struct bytes suffix, size_t end)
{
	if (!word_list_has(&routes, suffix))
		return end;
	size_t at = skip_space(text, end);
	size_t number = at;
	while (number < text.length && byte_is_digit(text.data[number]) && number - at < 4)
		number++;
	return number > at ? number : end;
}

/* Takes the direction and the unit behind the suffix. */
static size_t
address_end(struct bytes text, size_t end)
{
	size_t at = skip_space(text, end);
	struct bytes word = word_at(text, at);

	if (at > end && word.length > 0 && word_list_has(&directions, word) &&
	    byte_is_upper(word.data[0]))
		end = at + word.length;
	return street_text_unit_end(text, end);
}

/* "45 Rancho Verde 12 Apt 2": a unit says what the words are, a label lets them be. */
static enum street_form
without_suffix(struct bytes text, size_t at, bool labelled, size_t *end)
{
	size_t number = at < text.length && text.data[at] == ' ' ? street_text_number_end(text, at) : at;

	*end = street_text_unit_end(text, number);
	if (*end > number)
		return STREET_CLEAR;
	*end = number;
	return labelled ? STREET_DOUBTFUL : STREET_NONE;
}

enum street_form
street_text_read(const struct detector_text *text, size_t start, bool any_case, size_t *end)
{
	struct bytes bytes = text->bytes;
	size_t at = house_number_end(bytes, start);
	size_t named = 0; /* words that name the street */
	enum street_form form = STREET_NONE;

	if (at == start || !number_stands_alone(bytes, start))
		return STREET_NONE;
	for (size_t i = 0; i <= STREET_WORDS; i++) {
		size_t next = at < bytes.length && bytes.data[at] == ',' && i == 0 ? at + 1 : at;
		next = skip_space(bytes, next);
		struct bytes word = word_at(bytes, next);
		if (next == at || !may_name_street(bytes, next, word, any_case) ||
		    street_text_unit_end(bytes, at) > at)
			break;
		at = next + word.length;
		if (i == 0 && word_list_has(&directions, word))
			continue;
		bool main = word_list_has(&main_suffixes, word);
		bool suffix = main || dictionary_lookup(text->dictionary, word) & WORD_STREET_SUFFIX;
		bool whole = bytes_equal_nocase(word, bytes_of_string("broadway")) ||
		             route_number_end(bytes, word, at) > at;
		if (suffix && (named > 0 || whole) && !suffix_is_title(bytes, word, at)) {
			form = main ? STREET_CLEAR : STREET_DOUBTFUL;
			size_t after = route_number_end(bytes, word, at);
			*end = address_end(bytes, after);
			if (*end > after + 3)
				form = STREET_CLEAR; /* a unit follows */
			if (main)
				break;
		}
		named++;
	}
	return form != STREET_NONE || named == 0 ? form : without_suffix(bytes, at, any_case, end);
}
