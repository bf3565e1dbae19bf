#include "scanner/identifiers/place_text.h"

#include "scanner/dictionary.h"
#include "scanner/letter.h"
#include "scanner/zip_code.h"

/* Words of a city's or county's name. */
#define CITY_WORDS 4

/* Words of a facility's name before its kind. */
#define FACILITY_WORDS 6

static bool
inside_word(struct bytes text, size_t at)
{
	return letter_at(text, at).length > 0 || text.data[at] == '\'' || text.data[at] == '-' ||
	       text.data[at] >= 0x80;
}

/* Where the word that ends at `end` begins. */
static size_t
word_begin(struct bytes text, size_t end)
{
	size_t begin = end;
	while (begin > 0 && inside_word(text, begin - 1))
		begin--;
	while (begin < end && (text.data[begin] == '\'' || text.data[begin] == '-'))
		begin++;
	return begin;
}

static size_t
word_end(struct bytes text, size_t start)
{
	size_t end = start;
	while (end < text.length && inside_word(text, end))
		end++;
	while (end > start && (text.data[end - 1] == '\'' || text.data[end - 1] == '-'))
		end--;
	return end;
}

/* The end of the word before the one that begins at `begin`: one space, or "St. "; 0 for none. */
static size_t
previous_end(struct bytes text, size_t begin)
{
	if (begin < 2 || text.data[begin - 1] != ' ')
		return 0;
	size_t end = begin - 1;
	if (text.data[end - 1] == '.' && end > 2 &&
	    (bytes_equal_nocase(bytes_slice(text, end - 3, 2), bytes_of_string("st")) ||
	     bytes_equal_nocase(bytes_slice(text, end - 3, 2), bytes_of_string("mt")) ||
	     bytes_equal_nocase(bytes_slice(text, end - 3, 2), bytes_of_string("ft"))))
		end--;
	return letter_before(text, end) ? end : 0;
}

/* Flags of a name of several words: dots are not in the lists. */
static unsigned
name_flags(const struct detector_text *text, size_t start, size_t end)
{
	uint8_t name[DICTIONARY_WORD_LIMIT];
	size_t length = 0;

	for (size_t at = start; at < end && length < sizeof(name); at++)
		if (text->bytes.data[at] != '.')
			name[length++] = text->bytes.data[at];
	return dictionary_lookup(text->dictionary, bytes_make(name, length));
}

bool
place_city_before(const struct detector_text *text, size_t end, struct place *city)
{
	size_t begin = end;
	size_t at = end;
	bool found = false;
	bool listed = false;

	for (size_t words = 0; words < CITY_WORDS && at > 0; words++) {
		begin = word_begin(text->bytes, at);
		if (begin == at || !letter_at(text->bytes, begin).capital)
			break;
		unsigned flags = name_flags(text, begin, end);
		if (flags & WORD_CITY) {
			*city = (struct place){ begin, end, flags };
			listed = true;
		} else if (!listed && words < 2 && !(flags & (WORD_NOT_NAME | WORD_COMMON | WORD_STREET_SUFFIX))) {
			*city = (struct place){ begin, end, flags };
		} else if (!listed && !found) {
			break;
		}
		found = true;
		at = previous_end(text->bytes, begin);
	}
	return found;
}

bool
place_city_at(const struct detector_text *text, size_t start, struct place *city)
{
	size_t at = start;
	bool found = false;
	bool listed = false;

	for (size_t words = 0; words < CITY_WORDS; words++) {
		size_t end = word_end(text->bytes, at);
		if (end == at || !letter_at(text->bytes, at).capital)
			break;
		unsigned flags = name_flags(text, start, end);
		if (flags & WORD_CITY || (!listed && (words == 0 ? flags == 0 || flags & WORD_SURNAME : found))) {
			*city = (struct place){ start, end, flags };
			listed |= (flags & WORD_CITY) != 0;
			found = true;
		}
		if (end < text->bytes.length && text->bytes.data[end] == '.' && end - at == 2)
			end++; /* "St. Louis" */
		if (end + 1 >= text->bytes.length || text->bytes.data[end] != ' ')
			break;
		at = end + 1;
	}
	return found;
}

struct bytes
place_state_at(struct bytes text, size_t start, size_t *end)
{
	*end = word_end(text, start);
	struct bytes code = zip_code_state(bytes_slice(text, start, *end - start));
	if (code.length > 0 || *end >= text.length || text.data[*end] != ' ')
		return code;
	*end = word_end(text, *end + 1);
	return zip_code_state(bytes_slice(text, start, *end - start));
}

struct bytes
place_state_before(struct bytes text, size_t end, size_t *start)
{
	*start = word_begin(text, end);
	size_t first = previous_end(text, *start);
	if (first > 0) {
		size_t begin = word_begin(text, first);
		struct bytes code = zip_code_state(bytes_slice(text, begin, end - begin));
		if (code.length > 0) {
			*start = begin;
			return code;
		}
	}
	return zip_code_state(bytes_slice(text, *start, end - *start));
}

bool
place_county_before(const struct detector_text *text, size_t at, struct place *county)
{
	size_t end = previous_end(text->bytes, at);
	size_t word = end;
	bool found = false;

	for (size_t words = 0; words < CITY_WORDS && word > 0; words++) {
		size_t begin = word_begin(text->bytes, word);
		if (begin == word || !letter_at(text->bytes, begin).capital)
			break;
		unsigned flags = name_flags(text, begin, end);
		if (flags & WORD_COUNTY) {
			*county = (struct place){ begin, end, flags };
			found = true;
		}
		word = previous_end(text->bytes, begin);
	}
	return found;
}

static bool
joins_facility(struct bytes word)
{
	static const char *const joints[] = { "of", "and", "for", "de" };

	for (size_t i = 0; i < ARRAY_LENGTH(joints); i++)
		if (bytes_equal(word, bytes_of_string(joints[i])))
			return true;
	return false;
}

/* "Our Hospital", "The Clinic" name none. */
static bool
names_nothing(struct bytes word)
{
	static const char *const words[] = { "the", "this", "a", "an", "our", "your", "their", "his", "her",
	                                     "my", "any", "each", "every", "local", "which", "what", "at",
	                                     "in", "from", "to", "and", "or", "for", "of", "dear", "all",
	                                     "medical", "health", "emergency", "urgent", "call", "visit" };

	return bytes_among(word, words, ARRAY_LENGTH(words));
}

bool
place_facility_before(const struct detector_text *text, size_t kind, size_t *start)
{
	struct bytes bytes = text->bytes;
	size_t first = word_begin(bytes, kind);
	bool named = first < kind; /* "Cedars-Sinai" */
	size_t end = previous_end(bytes, first);

	*start = first;
	for (size_t words = 0; words < FACILITY_WORDS && end > 0; words++) {
		size_t begin = word_begin(bytes, end);
		struct bytes word = bytes_slice(bytes, begin, end - begin);
		if (word.length == 0)
			break;
		if (letter_at(bytes, begin).capital) {
			if (names_nothing(word) && !named && words > 0)
				break;
			if (!names_nothing(word)) {
				*start = begin;
				named = true;
			}
		} else if (!named || !joins_facility(word)) {
			break;
		}
		end = previous_end(bytes, begin);
	}
	return named;
}

bool
place_name_at(const struct detector_text *text, size_t start, size_t *end)
{
	struct bytes bytes = text->bytes;
	size_t at = start;

	for (size_t words = 0; words < FACILITY_WORDS; words++) {
		size_t stop = word_end(bytes, at);
		unsigned flags = name_flags(text, at, stop);
		bool ordinary = (flags & WORD_NOT_NAME) != 0 || names_nothing(bytes_slice(bytes, at, stop - at));
		if (stop == at || !letter_at(bytes, at).capital || (words == 0 && ordinary))
			break;
		*end = stop;
		if (stop < bytes.length && bytes.data[stop] == '.' && stop - at == 2)
			stop++; /* "St. Mary's" */
		if (stop >= bytes.length || bytes.data[stop] != ' ')
			return true;
		at = stop + 1;
	}
	return at > start;
}
