/* Numbers and names in a text that no detector has to know: the widest part of exact data match. */
#include "core/error.h"
#include "scanner/chunk.h"
#include "scanner/detections.h"
#include "scanner/dictionary.h"
#include "scanner/eight_bytes.h"
#include "scanner/letter.h"
#include "scanner/patient_spans.h"
#include "scanner/value.h"

/* Words of one name that may stand between the given and the family name, and one more. */
#define NAME_REACH 4

/* Bytes between two words of a name, e.g. `", "` between cells of a table. */
#define NAME_GAP 8

/* Letters in lower case before the digits of a number. */
#define NUMBER_PREFIX 6

/* How far around a value names in lower case are looked for. */
#define LOWER_CASE_REACH 200

static bool
token_begins(struct bytes text, size_t at)
{
	return at == 0 || (!byte_is_alnum(text.data[at - 1]) &&
	                   (text.data[at - 1] < 0x80 || !letter_before(text, at)));
}

/* Where the letters and digits from `start` on end, with single joints between them. */
static size_t
number_end(struct bytes text, size_t start)
{
	size_t at = start;

	while (at < text.length) {
		uint8_t c = text.data[at];
		bool joint = c == '-' || c == '.' || c == '/' || c == '_';
		if (!byte_is_alnum(c) &&
		    !(joint && at + 1 < text.length && byte_is_alnum(text.data[at + 1])))
			break;
		at++;
	}
	return at;
}

/* What begins at `start`, when it may be a number; `*end` is where it ends. */
static int
add_number(struct patient_spans *spans, size_t start, size_t *end)
{
	struct bytes text = spans->text->bytes;
	struct patient_value value;

	*end = number_end(text, start);
	if (*end - start < PATIENT_NUMBER_LEAST || *end - start > VALUE_LENGTH_LIMIT ||
	    !patient_value_number(bytes_slice(text, start, *end - start), &value))
		return 0;
	uint64_t hash = patient_list_hash(spans->list, &value);
	if (!patient_list_may_hold(spans->list, PATIENT_FILTER_VALUES, hash) ||
	    !value_stands_alone(text, start, *end))
		return 0;
	return patient_span_add(spans, (struct patient_span){ .start = start, .end = *end }, hash);
}

/*
 * Where the number begins whose first digit is at `at`: letters in lower case
 * may stand before it, "nk20417", "nk-20417"; those with a capital were met
 * before. SIZE_MAX when the digit is in the middle of something.
 */
static size_t
number_begin(struct bytes text, size_t at)
{
	size_t start = at;

	if (start > 0 && (text.data[start - 1] == '-' || text.data[start - 1] == '.'))
		start--;
	while (start > 0 && at - start <= NUMBER_PREFIX && byte_is_lower(text.data[start - 1]))
		start--;
	if (start < at && !byte_is_lower(text.data[start]))
		start = at;
	return token_begins(text, start) ? start : SIZE_MAX;
}

/* The number whose first digit is at `at`, with what may stand before it or without. */
static int
add_number_around(struct patient_spans *spans, size_t at, size_t *end)
{
	size_t start = number_begin(spans->text->bytes, at);
	size_t before = spans->count;

	*end = at + 1;
	if (start == SIZE_MAX)
		return 0;
	int err = add_number(spans, start, end);
	if (err == 0 && start < at && spans->count == before && token_begins(spans->text->bytes, at))
		err = add_number(spans, at, end);
	return err;
}

static bool
may_be_name(const struct patient_spans *spans, const struct patient_word *word)
{
	return word->value.length > 2 &&
	       patient_list_may_hold(spans->list, PATIENT_FILTER_WORDS,
	                             patient_list_hash(spans->list, &word->value));
}

static bool
is_ordinary(const struct patient_spans *spans, const struct patient_word *word)
{
	const unsigned other = WORD_COMMON | WORD_NOT_NAME | WORD_CITY | WORD_COUNTY | WORD_STATE |
	                       WORD_STREET_SUFFIX | WORD_MEDICAL;
	struct bytes text = bytes_slice(spans->text->bytes, word->start, word->end - word->start);

	return dictionary_lookup(spans->text->dictionary, text) & other;
}

/* Two words, one of them the given name. */
static int
add_name(struct patient_spans *spans, const struct patient_word *first,
         const struct patient_word *second, bool given_first)
{
	struct patient_value name;

	patient_value_name(given_first ? &first->value : &second->value,
	                   given_first ? &second->value : &first->value, &name);
	uint64_t hash = patient_list_hash(spans->list, &name);
	if (!patient_list_may_hold(spans->list, PATIENT_FILTER_NAMES, hash))
		return 0;
	const struct patient_span span = {
		.start = first->start,
		.end = second->end,
		.ordinary = is_ordinary(spans, first) && is_ordinary(spans, second),
	};
	return patient_span_add(spans, span, hash);
}

static int
add_pair(struct patient_spans *spans, const struct patient_word *first,
         const struct patient_word *second)
{
	int err = add_name(spans, first, second, true);

	return err == 0 ? add_name(spans, first, second, false) : err;
}

/* The letter behind what may stand between two words of a name; false when none follows. */
static bool
gap_skip(struct bytes text, size_t *at)
{
	bool line = false;

	for (size_t i = *at; i < text.length && i - *at <= NAME_GAP; i++) {
		if (letter_at(text, i).length > 0) {
			bool apart = i > *at;
			*at = i;
			return apart;
		}
		if ((text.data[i] == '\n' && line) || strchr(" \t\r\n,.^|\"':;", text.data[i]) == NULL)
			return false;
		line |= text.data[i] == '\n';
	}
	return false;
}

/*
 * `first` is a word of the list: tries it with the words behind it. Once a name
 * is found only a space may lead to more of it; behind a comma the very next
 * word must make a name, but for initials.
 */
static int
add_names(struct patient_spans *spans, const struct patient_word *first, bool any_case)
{
	struct bytes text = spans->text->bytes;
	struct patient_word next = *first;
	size_t before = spans->count;
	int err = 0;

	for (size_t i = 0; i < NAME_REACH && err == 0; i++) {
		size_t end = next.end, at = end;
		if (!gap_skip(text, &at) || (spans->count > before && at != end + 1) ||
		    !patient_word_read(text, at, &next))
			break;
		if (!next.capital && !any_case && !patient_word_joins(&next))
			break;
		if (may_be_name(spans, &next))
			err = add_pair(spans, first, &next);
		bool comma = memchr(text.data + end, ',', at - end) != NULL;
		if (comma && spans->count == before && next.end - next.start > 1)
			break;
	}
	return err;
}

/* Whether a number is glued to what ends at `end`: "MR-48213". */
static bool
number_follows(struct bytes text, size_t end)
{
	if (end >= text.length)
		return false;
	uint8_t c = text.data[end];
	if (c == '-' || c == '.' || c == '/' || c == '_')
		return end + 1 < text.length && byte_is_digit(text.data[end + 1]);
	return byte_is_digit(c);
}

/* What begins at `at`, a letter or digit; `*end` is where to go on. */
static int
add_token(struct patient_spans *spans, size_t at, bool any_case, size_t *end)
{
	struct patient_word word;

	if (!patient_word_read(spans->text->bytes, at, &word))
		return add_number_around(spans, at, end);
	*end = word.end;
	if (number_follows(spans->text->bytes, word.end))
		return add_number(spans, at, end);
	if ((!word.capital && !any_case) || !may_be_name(spans, &word))
		return 0;
	return add_names(spans, &word, any_case);
}

/* ---- the whole text ---------------------------------------------------------- */

/*
 * Words that are in no patient's name, by their letters: of the words that begin
 * with a capital most come again and again, and are known here at one look.
 */
#define STRANGERS_BITS 8
#define STRANGER_LETTERS sizeof(uint64_t)

struct token_reading {
	struct patient_spans *spans;
	uint64_t *strangers; /* 1 << STRANGERS_BITS of them; the arena's, as they are words of the message */
	size_t end;          /* before it all is read */
};

static inline uint64_t *
stranger_slot(const struct token_reading *reading, uint64_t letters)
{
	return &reading->strangers[letters * UINT64_C(0x9E3779B97F4A7C15) >> (64 - STRANGERS_BITS)];
}

/* Whether [at, at + length), letters in ASCII, is no name of the list. */
static bool
is_stranger(const struct token_reading *reading, size_t at, size_t length)
{
	struct patient_word word;
	uint64_t letters = eight_load_clipped(reading->spans->text->bytes, at) | EIGHT_EACH(0x20);

	if (length > STRANGER_LETTERS)
		return false;
	letters &= UINT64_MAX >> (64 - 8 * length);
	uint64_t *slot = stranger_slot(reading, letters);
	if (*slot == letters)
		return true;
	if (!patient_word_read(reading->spans->text->bytes, at, &word) || may_be_name(reading->spans, &word))
		return false;
	*slot = letters;
	return true;
}

/* Whether more of the same word or number may follow at `end`. */
static bool
may_go_on(struct bytes text, size_t end)
{
	if (end >= text.length)
		return false;
	switch (text.data[end]) {
	case '\'':
	case '-':
	case '.':
	case '/':
	case '_':
		return end + 1 < text.length && (byte_is_alnum(text.data[end + 1]) || text.data[end + 1] >= 0x80);
	default:
		return byte_is_alnum(text.data[end]) || text.data[end] >= 0x80;
	}
}

/*
 * Whether what begins at `at`, a run of `length` letters or digits, is nothing
 * to look at more closely: an initial, a known stranger, a number too short.
 */
static bool
is_idle(struct token_reading *reading, size_t at, size_t length, bool letter)
{
	struct bytes text = reading->spans->text->bytes;

	if (may_go_on(text, at + length))
		return false;
	if (letter)
		return length == 1 || is_stranger(reading, at, length);
	/* "ab-4821" would be long enough. */
	uint8_t before = at > 0 ? text.data[at - 1] : ' ';
	return length < PATIENT_NUMBER_DIGITS ||
	       (length < PATIENT_NUMBER_LEAST && before != '-' && before != '.' && !byte_is_lower(before));
}

/* What begins in the chunk at `base`, at each bit of `starts`. */
static int
chunk_add(struct token_reading *reading, const struct chunk *chunk, size_t base, uint64_t starts)
{
	int err = 0;

	for (; starts != 0 && err == 0; starts &= starts - 1) {
		unsigned bit = (unsigned)__builtin_ctzll(starts);
		size_t at = base + bit;
		bool letter = chunk->alpha >> bit & 1;
		uint64_t others = ~((letter ? chunk->alpha : chunk->digit) >> bit);
		size_t length = others != 0 ? (size_t)__builtin_ctzll(others) : CHUNK_SIZE;
		if (at < reading->end)
			continue;
		reading->end = at + 1;
		if (bit + length < CHUNK_SIZE && is_idle(reading, at, length, letter))
			continue;
		if (token_begins(reading->spans->text->bytes, at) || !letter)
			err = add_token(reading->spans, at, false, &reading->end);
	}
	return err;
}

int
patient_tokens_add(struct patient_spans *spans)
{
	struct bytes text = spans->text->bytes;
	struct arena *arena = spans->text->run->arena;
	struct token_reading reading = { .spans = spans };
	uint64_t word = 0, small = 0, high = 0; /* of the byte before the chunk */
	int err = 0;

	reading.strangers = arena_alloc_array(arena, 1 << STRANGERS_BITS, sizeof(*reading.strangers));
	if (reading.strangers == NULL)
		return arena_failure(arena);
	for (size_t at = 0; at < text.length && err == 0; at += CHUNK_SIZE) {
		struct chunk chunk = chunk_read(text, at);
		uint64_t words = chunk.alpha | chunk.digit | chunk.high;
		uint64_t capitals = chunk.alpha & ~chunk.small, smalls = chunk.alpha & chunk.small;
		/* Behind a byte above 0x7F, which may be a quote, and a digit behind a small letter. */
		uint64_t starts = ((capitals | chunk.digit | chunk.high) & ~(words << 1 | word)) |
		                  ((capitals | chunk.digit) & (chunk.high << 1 | high)) |
		                  (chunk.digit & (smalls << 1 | small));
		err = chunk_add(&reading, &chunk, at, starts);
		word = words >> 63;
		small = smalls >> 63;
		high = chunk.high >> 63;
	}
	return err;
}

/* Names in any case around the values found so far. */
int
patient_tokens_add_lower_case(struct patient_spans *spans)
{
	struct bytes text = spans->text->bytes;
	size_t found = spans->count;
	size_t done = 0;
	int err = 0;

	for (size_t i = 0; i < found; i++) {
		size_t start = spans->items[i].start, stop = spans->items[i].end + LOWER_CASE_REACH;
		size_t end;
		if (spans->items[i].field == PATIENT_NAME)
			continue;
		start = start > LOWER_CASE_REACH ? start - LOWER_CASE_REACH : 0;
		for (size_t at = start > done ? start : done; at < stop && at < text.length && err == 0;
		     at = end > at ? end : at + 1) {
			end = at + 1;
			if (letter_at(text, at).length > 0 && token_begins(text, at))
				err = add_token(spans, at, true, &end);
			done = end;
		}
	}
	return err;
}
