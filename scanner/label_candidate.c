#include "scanner/label_candidate.h"

#include "scanner/chunk.h"
#include "scanner/label.h"
#include "scanner/word_list.h"

/* Words after "for" or "of" that may name whom the value belongs to. */
#define NAME_WORDS 4

/* Words between a label and its value that change nothing. */
static const struct word_list fillers = { {
	WORDS('a', "a", "are", "as", "account", "at"),
	WORDS('b', "be", "back", "by"),
	WORDS('c', "code", "currently", "card", "client's"),
	WORDS('d', "directly"),
	WORDS('f', "following", "for", "file"),
	WORDS('g', "given"),
	WORDS('h', "has", "have", "he", "her", "his", "him"),
	WORDS('i', "id", "ids", "identifier", "in", "is", "it", "it's", "its"),
	WORDS('l', "listed"),
	WORDS('m', "my", "member's", "me"),
	WORDS('n', "new", "no", "nos", "not", "num", "nbr", "nr", "number", "numbers"),
	WORDS('o', "of", "on", "or"),
	WORDS('p', "patient", "patient's", "please"),
	WORDS('r', "reads", "record"),
	WORDS('s', "she"),
	WORDS('t', "the", "their", "this", "to", "that", "them"),
	WORDS('u', "use", "us"),
	WORDS('v', "value", "via"),
	WORDS('w', "was", "we", "with"),
	WORDS('y', "your"),
} };

static bool
has_digit(struct bytes text, size_t start, size_t end)
{
	for (size_t i = start; i < end; i++)
		if (byte_is_digit(text.data[i]))
			return true;
	return false;
}

/* Where a parenthesis without digits ends, as in "MRN (hospital): 123"; LABEL_NOWHERE when it has some. */
static size_t
skip_parenthesis(struct bytes text, size_t open)
{
	struct bytes rest = bytes_slice(text, open, LABEL_REACH);
	const uint8_t *close = memchr(rest.data, ')', rest.length);
	if (close == NULL || memchr(rest.data, '\n', (size_t)(close - rest.data)) != NULL)
		return open + 1;
	size_t end = (size_t)(close - text.data);
	return has_digit(text, open, end) ? open + 1 : end + 1;
}

/* One word of letters between label and value: may the value still follow? */
static bool
word_passes(struct bytes word, unsigned *names)
{
	static const char *const openers[] = { "for", "of" };

	if (word_list_has(&fillers, word)) {
		if (bytes_among(word, openers, ARRAY_LENGTH(openers)))
			*names = NAME_WORDS;
		return true;
	}
	return *names > 0 && (*names)-- > 0;
}

/* "Contact #1:": which of several labels alike it is. */
static bool
is_ordinal(struct bytes text, size_t at)
{
	return at > 0 && at + 2 < text.length && byte_is_digit(text.data[at]) && text.data[at + 1] == ':' &&
	       !byte_is_alnum(text.data[at - 1]) && !byte_is_digit(text.data[at + 2]);
}

static bool
number_opens(struct bytes text, size_t at)
{
	return at + 1 < text.length && (text.data[at] == '(' || text.data[at] == '+') &&
	       byte_is_digit(text.data[at + 1]);
}

size_t
label_letters_end(struct bytes text, size_t at)
{
	while (at < text.length && (byte_is_alpha(text.data[at]) || text.data[at] >= 0x80 ||
	                            (text.data[at] == '\'' && at + 1 < text.length &&
	                             byte_is_alpha(text.data[at + 1]))))
		at++;
	return at;
}

/* "ABC 1234": a few capitals, none of them a word that passes, and a digit. */
static bool
letters_open_value(struct bytes text, size_t at, size_t end)
{
	unsigned names = 0;
	if (end == at || end - at > 3 || end + 1 >= text.length ||
	    (text.data[end] != ' ' && text.data[end] != '-') || !byte_is_digit(text.data[end + 1]))
		return false;
	for (size_t i = at; i < end; i++)
		if (!byte_is_upper(text.data[i]))
			return false;
	return !word_passes(bytes_slice(text, at, end - at), &names);
}

/* "license: OH RM214603": a state's two capitals and the value behind them. */
static bool
state_opens_value(struct bytes text, size_t at, size_t end)
{
	return end - at == 2 && byte_is_upper(text.data[at]) && byte_is_upper(text.data[at + 1]) &&
	       end + 1 < text.length && text.data[end] == ' ' && byte_is_upper(text.data[end + 1]) &&
	       has_digit(text, end + 1, label_word_end(text, end + 1));
}

/* Whether a line or the text ends at `at`. */
static bool
line_ends(struct bytes text, size_t at)
{
	return at >= text.length || text.data[at] == '\n';
}

/*
 * Whether any of what may begin between `at` and `limit`, LABEL_REACH bytes at most, may have
 * a digit: nearly all words that are labels as well stand in prose, where none is near.
 */
static bool
digits_near(struct bytes text, size_t at, size_t limit)
{
	if (limit - at > LABEL_REACH)
		return true;
	uint64_t before = chunk_read(text, at).digit;
	if (line_ends(text, limit))
		return (before & ~(limit - at < CHUNK_SIZE ? UINT64_MAX << (limit - at) : 0)) != 0;
	uint8_t copy[CHUNK_SIZE];
	const uint8_t *behind = chunk_bytes(text, limit, copy);
	/* Two capitals that begin right before `limit` may have a word behind their blank. */
	bool ends = (chunk_equal(behind, ' ') | chunk_equal(behind, '\n')) >> 2 != 0;
	return !ends || (before | chunk_of(behind).digit) != 0;
}

size_t
label_candidate(struct bytes text, size_t at, size_t limit)
{
	bool digits = digits_near(text, at, limit);
	unsigned names = 0;

	if (!digits && !line_ends(text, limit))
		return LABEL_NOWHERE;
	while (at < limit) {
		uint8_t c = text.data[at];
		if (c == '?' || c == '!')
			return LABEL_NOWHERE;
		if (digits && number_opens(text, at))
			return at;
		if (c == '(') {
			at = skip_parenthesis(text, at);
			continue;
		}
		if ((!byte_is_alnum(c) && c < 0x80) || (digits && is_ordinal(text, at))) {
			at++;
			continue;
		}
		if (digits && byte_is_alnum(c) && has_digit(text, at, label_word_end(text, at)))
			return at;
		size_t end = label_letters_end(text, at);
		if (digits && letters_open_value(text, at, end))
			return at;
		if (digits && state_opens_value(text, at, end)) {
			at = end + 1;
			continue;
		}
		if (end == at || !word_passes(bytes_slice(text, at, end - at), &names))
			return LABEL_NOWHERE;
		at = end;
	}
	return limit;
}

/* Between a value and the label behind it: "is her", "was the patient's". */
static const struct word_list owners = { {
	WORDS('c', "client's"), WORDS('h', "her", "his"), WORDS('i', "insured's"), WORDS('m', "member's", "my"),
	WORDS('n', "new"), WORDS('o', "our"), WORDS('p', "patient's"), WORDS('s', "subscriber's"),
	WORDS('t', "the", "their"), WORDS('y', "your"),
} };

#define OWNERS_MOST 2

/* The word that ends at `*end`, one blank behind it; `*end` becomes where it begins. Empty for none. */
static struct bytes
word_back(struct bytes text, size_t *end)
{
	size_t last = *end > 0 && text.data[*end - 1] == ' ' ? *end - 1 : *end, begin = last;

	while (begin > 0 && (byte_is_alpha(text.data[begin - 1]) || text.data[begin - 1] == '\''))
		begin--;
	*end = begin;
	return bytes_slice(text, begin, last - begin);
}

bool
label_digit_before(struct bytes text, size_t at)
{
	uint8_t copy[CHUNK_SIZE];
	size_t begin = at > CHUNK_SIZE ? at - CHUNK_SIZE : 0;

	_Static_assert(CHUNK_SIZE == LABEL_REACH, "one look");
	return at > begin && (chunk_of(chunk_bytes(text, begin, copy)).digit &
	                      UINT64_MAX >> (CHUNK_SIZE - (at - begin))) != 0;
}

/* Where the value ends that "is her", or a parenthesis, leads from to the label at `at`; 0 for none. */
static size_t
value_end_before(struct bytes text, size_t at)
{
	static const char *const verbs[] = { "is", "was", "are" };
	size_t end = at, owned = 0;
	struct bytes word;

	if (at > 1 && text.data[at - 1] == '(')
		return text.data[at - 2] == ' ' ? at - 2 : at - 1;
	while (word_list_has(&owners, word = word_back(text, &end)))
		if (++owned > OWNERS_MOST)
			return 0;
	bool led = owned > 0 && bytes_among(word, verbs, ARRAY_LENGTH(verbs));
	return led && end > 0 && text.data[end - 1] == ' ' ? end - 1 : 0;
}

size_t
label_candidate_before(struct bytes text, size_t at)
{
	size_t end = value_end_before(text, at), start = end;

	while (start > 0 && (byte_is_alnum(text.data[start - 1]) || text.data[start - 1] == '-'))
		start--;
	if (start == end || at - start > LABEL_REACH || !has_digit(text, start, end) ||
	    label_word_end(text, start) != end)
		return LABEL_NOWHERE;
	return start;
}
