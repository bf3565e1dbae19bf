#include "scanner/patient_spans.h"

#include "core/error.h"
#include "scanner/detections.h"
#include "scanner/dictionary.h"
#include "scanner/identifiers/date_text.h"
#include "scanner/identifiers/report.h"
#include "scanner/letter.h"
#include "scanner/value.h"

/* Words of one name that may stand between the given and the family name, and one more. */
#define NAME_REACH 4

/* Bytes between two words of a name, e.g. `", "` between cells of a table. */
#define NAME_GAP 8

/* Letters in lower case before the digits of a number. */
#define NUMBER_PREFIX 6

/* How far around a value names in lower case are looked for. */
#define LOWER_CASE_REACH 200

/* ---- one place ------------------------------------------------------------------ */

static int
link_add(struct patient_spans *spans, uint32_t patient)
{
	void *links = spans->links;
	int err = arena_array_grow(spans->text->run->arena, &links, spans->link_count,
	                           &spans->link_capacity, sizeof(*spans->links));

	if (err != 0)
		return err;
	spans->links = links;
	spans->links[spans->link_count++] = (struct patient_link){ patient, (uint32_t)spans->count };
	return 0;
}

/* Adds `span` with those of the list whose value has `hash`; nothing when nobody's has. */
static int
span_add(struct patient_spans *spans, struct patient_span span, uint64_t hash)
{
	struct patient_entry found[PATIENT_SHARE_LIMIT];
	struct detector_run *run = spans->text->run;
	void *items = spans->items;
	size_t count = patient_list_find(spans->list, hash, found, ARRAY_LENGTH(found));

	if (count == 0)
		return 0;
	if (spans->count == run->limit || spans->link_count > PATIENT_LINKS_LIMIT) {
		run->full = true;
		return ERROR_LIMIT;
	}
	int err = arena_array_grow(run->arena, &items, spans->count, &spans->capacity, sizeof(span));
	span.field = found[0].field;
	span.weak = true;
	for (size_t i = 0; i < count && err == 0; i++) {
		span.weak &= found[i].weak;
		err = link_add(spans, found[i].patient);
	}
	if (err != 0)
		return err;
	spans->items = items;
	spans->items[spans->count++] = span;
	return 0;
}

/* The same by the value itself, for all but names. */
static int
value_add(struct patient_spans *spans, struct patient_span span, const struct patient_value *value)
{
	uint64_t hash = patient_list_hash(spans->list, value);

	return patient_list_may_hold(spans->list, PATIENT_FILTER_VALUES, hash)
	               ? span_add(spans, span, hash)
	               : 0;
}

/* ---- what detectors reported ------------------------------------------------------- */

static int
add_date_value(struct patient_spans *spans, const struct patient_span *span, unsigned year,
               unsigned month, unsigned day)
{
	struct patient_value value;

	return patient_value_date(year, month, day, &value) ? value_add(spans, *span, &value) : 0;
}

/* Of a year with two digits both centuries are tried: what is near will tell. */
static int
add_date(struct patient_spans *spans, const struct patient_span *span, struct bytes text)
{
	struct date_text date;

	if (!date_text_numeric(text, 0, &date) && !date_text_compact(text, 0, &date) &&
	    !date_text_named(text, text.length, &date))
		return 0;
	if (date.year == 0 || date.year >= 100)
		return add_date_value(spans, span, date.year, date.month, date.day);
	int err = add_date_value(spans, span, 1900 + date.year, date.month, date.day);
	return err == 0 ? add_date_value(spans, span, 2000 + date.year, date.month, date.day) : err;
}

static bool
value_of(enum identifier_type type, struct bytes text, struct patient_value *out)
{
	switch (type) {
	case IDENTIFIER_EMAIL_ADDRESS:
		return patient_value_email(text, out);
	case IDENTIFIER_STREET_ADDRESS:
		return patient_value_street(text, out);
	case IDENTIFIER_PHONE:
	case IDENTIFIER_FAX:
		return patient_value_phone(text, out);
	case IDENTIFIER_PERSON_NAME:
	case IDENTIFIER_CITY:
	case IDENTIFIER_COUNTY:
	case IDENTIFIER_FACILITY:
	case IDENTIFIER_ZIP_CODE:
	case IDENTIFIER_AGE_OVER_89:
	case IDENTIFIER_URL:
	case IDENTIFIER_IPV4_ADDRESS:
	case IDENTIFIER_IPV6_ADDRESS:
	case IDENTIFIER_MAC_ADDRESS:
	case IDENTIFIER_BIOMETRIC:
	case IDENTIFIER_FACE_PHOTOGRAPH:
		return false;
	default:
		return patient_value_number(text, out);
	}
}

static bool
is_date(enum identifier_type type)
{
	return type == IDENTIFIER_DATE || type == IDENTIFIER_BIRTH_DATE;
}

static int
add_detection(struct patient_spans *spans, const struct detection *detection)
{
	struct bytes text = bytes_slice(spans->text->bytes, detection->start, detection->length);
	/* A type that is little more than a guess says nothing about a weak number. */
	bool known = detection->confidence >= CONFIDENCE_STRICT;
	const struct patient_span span = {
		.start = detection->start,
		.end = detection->start + detection->length,
		.type = known ? detection->type : 0,
		.cue = detection->cue,
	};
	struct patient_value value;

	if (detection->length == 0)
		return 0;
	if (is_date(detection->type))
		return add_date(spans, &span, text);
	return value_of(detection->type, text, &value) ? value_add(spans, span, &value) : 0;
}

/* All dates, or all but dates. */
static int
add_detections(struct patient_spans *spans, bool dates)
{
	const struct detector_run *run = spans->text->run;
	int err = 0;

	for (size_t i = 0; i < run->count && err == 0; i++)
		if (is_date(run->items[i].type) == dates)
			err = add_detection(spans, &run->items[i]);
	return err;
}

/* ---- numbers and names in the text --------------------------------------------------- */

static bool
token_begins(struct bytes text, size_t at)
{
	return at == 0 || (!byte_is_alnum(text.data[at - 1]) && text.data[at - 1] != '_' &&
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
	return span_add(spans, (struct patient_span){ .start = start, .end = *end }, hash);
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

/* Two words in either order. */
static int
add_pair(struct patient_spans *spans, const struct patient_word *first,
         const struct patient_word *second)
{
	const struct patient_span span = {
		.start = first->start,
		.end = second->end,
		.ordinary = is_ordinary(spans, first) && is_ordinary(spans, second),
	};
	struct patient_value name;

	patient_value_name(&first->value, &second->value, &name);
	int err = span_add(spans, span, patient_list_hash(spans->list, &name));
	if (err != 0)
		return err;
	patient_value_name(&second->value, &first->value, &name);
	return span_add(spans, span, patient_list_hash(spans->list, &name));
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

/* 0x80 in each byte of eight that is a digit, an ASCII capital or the first of a longer character. */
static inline uint64_t
token_mask(const uint8_t *bytes)
{
	const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
	uint64_t low = word & ~tops;
	uint64_t upper = (low + ones * (0x80 - 'A')) & ~(low + ones * (0x80 - 'Z' - 1));
	uint64_t digit = (low + ones * (0x80 - '0')) & ~(low + ones * (0x80 - '9' - 1));
	uint64_t foreign = word & (word << 1) & tops;
	return ((upper | digit) & ~word & tops) | foreign;
}

/* Whether something to look at begins at `at`, which may be a number's first digit. */
static inline bool
token_starts(struct bytes text, size_t at)
{
	return token_begins(text, at) ||
	       (byte_is_digit(text.data[at]) && byte_is_lower(text.data[at - 1]));
}

/* The next place from `at` on where a number or a word with a capital begins; `stop` when there is none. */
static size_t
token_next(struct bytes text, size_t at, size_t stop)
{
	for (; at + 8 <= stop; at += 8) {
		uint64_t mask = token_mask(text.data + at);
		for (; mask != 0; mask &= mask - 1) {
			size_t found = at + (size_t)__builtin_ctzll(mask) / 8;
			if (token_starts(text, found))
				return found;
		}
	}
	for (; at < stop; at++)
		if (!byte_is_lower(text.data[at]) &&
		    (byte_is_alnum(text.data[at]) || text.data[at] >= 0x80) && token_starts(text, at))
			return at;
	return stop;
}

static int
add_tokens(struct patient_spans *spans)
{
	struct bytes text = spans->text->bytes;
	size_t end;
	int err = 0;

	for (size_t at = token_next(text, 0, text.length); at < text.length && err == 0;
	     at = token_next(text, end > at ? end : at + 1, text.length))
		err = add_token(spans, at, false, &end);
	return err;
}

/* Names in any case around the values found so far. */
static int
add_lower_case(struct patient_spans *spans)
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

int
patient_spans_collect(const struct patient_list *list, const struct detector_text *text,
                      struct patient_spans *out)
{
	*out = (struct patient_spans){ .list = list, .text = text };
	int err = add_detections(out, false);
	if (err == 0)
		err = add_tokens(out);
	/* Some patient was born on nearly any day: without anything else that is nobody. */
	if (err == 0 && out->count > 0)
		err = add_detections(out, true);
	return err == 0 ? add_lower_case(out) : err;
}
