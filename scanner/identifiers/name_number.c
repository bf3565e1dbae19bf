#include "scanner/identifiers/name_number.h"

#include "scanner/digits.h"
#include "scanner/identifiers/age_text.h"
#include "scanner/identifiers/date_text.h"
#include "scanner/identifiers/report.h"
#include "scanner/value.h"

/* Record numbers are neither room numbers nor the long ones of devices and parcels. */
#define RECORD_LEAST 6
#define RECORD_MOST 12
#define RECORD_DIGITS_LEAST 5
#define RECORD_LETTERS_MOST 2

/* Blanks and punctuation between a name and a number. */
#define GAP_LIMIT 6

static size_t
skip_gap(struct bytes text, size_t at, const char *signs)
{
	size_t end = at;
	while (end < text.length && end - at < GAP_LIMIT && text.data[end] != '\0' &&
	       strchr(signs, text.data[end]) != NULL)
		end++;
	return end;
}

/* "86F", "43M": age and sex, which lists have between name and number. */
static size_t
skip_age(struct bytes text, size_t at)
{
	size_t end = at;
	while (end < text.length && end - at < 3 && byte_is_digit(text.data[end]))
		end++;
	bool sexed = end > at && end + 1 < text.length &&
	             (text.data[end] == 'M' || text.data[end] == 'F') && text.data[end + 1] == ' ';
	return sexed ? skip_gap(text, end + 1, " ") : at;
}

/* Whether the number has a shape that belongs to something else. */
static bool
is_other(struct bytes text, size_t start, size_t end)
{
	static const char *const shapes[] = {
		"999-99-9999", "999-999-9999", "999-9999", "99999-9999", "99-99-99", "99-99-9999", "9999-99-99",
	};
	for (size_t i = 0; i < ARRAY_LENGTH(shapes); i++) {
		size_t stop;
		if (value_shape_at(text, start, shapes[i], &stop) && stop == end)
			return true;
	}
	struct date_text date;
	return digits_nanp(bytes_slice(text, start, end - start)) || date_text_compact(text, start, &date);
}

/* A number as records have: capitals first, if any, then digits and hyphens. */
static bool
is_record_number(struct bytes text, size_t start, size_t end)
{
	size_t letters = 0, digits = 0;
	for (size_t i = start; i < end; i++) {
		letters += byte_is_upper(text.data[i]) && digits == 0;
		digits += byte_is_digit(text.data[i]);
	}
	if (letters > RECORD_LETTERS_MOST || digits < RECORD_DIGITS_LEAST)
		return false;
	struct value_compact value = value_compact(text, start, end);
	return letters + digits == value.length && value.length >= RECORD_LEAST &&
	       value.length <= RECORD_MOST && !digits_repeated(value_bytes(&value)) &&
	       !is_other(text, start, end);
}

static size_t
record_end(struct bytes text, size_t start)
{
	size_t end = start;
	while (end < text.length && (byte_is_alnum(text.data[end]) ||
	                             (text.data[end] == '-' && end > start && end + 1 < text.length &&
	                              byte_is_digit(text.data[end + 1]))))
		end++;
	return end;
}

static int
report_record(const struct detector_text *text, size_t start, size_t end)
{
	const struct identifier found = {
		.type = IDENTIFIER_MRN,
		.start = start,
		.end = end,
		.confidence = CONFIDENCE_LOOSE,
		.cue = "name",
	};
	return identifier_report(text, &found);
}

static int
report_age(const struct detector_text *text, size_t start, size_t end)
{
	const struct identifier found = {
		.type = IDENTIFIER_AGE_OVER_89,
		.start = start,
		.end = end,
		.confidence = CONFIDENCE_STRICT,
		.cue = "name",
		.validator = "90 to 124",
	};
	return identifier_report(text, &found);
}

/* The record number behind the name that ends at `end`. */
static bool
find_record(struct bytes text, size_t end, size_t *start, size_t *stop)
{
	if (end >= text.length || text.data[end] == '\0' || strchr(" ,(#\t|", text.data[end]) == NULL)
		return false;
	*start = skip_gap(text, skip_age(text, skip_gap(text, end, " ,(#\t|-")), " ,(#");
	if (*start >= text.length || !(byte_is_digit(text.data[*start]) || byte_is_upper(text.data[*start])))
		return false;
	*stop = record_end(text, *start);
	return is_record_number(text, *start, *stop) && value_stands_on_right(text, *stop);
}

bool
name_number_stands_behind(struct bytes text, size_t end)
{
	size_t start, stop;

	return find_record(text, end, &start, &stop);
}

int
name_number_behind(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	size_t start, stop;
	if (find_record(bytes, end, &start, &stop))
		return report_record(text, start, stop);
	bool comma = end + 2 < bytes.length && bytes.data[end] == ',' && bytes.data[end + 1] == ' ';
	if (comma && byte_is_digit(bytes.data[end + 2]) && age_text_bare(bytes, end + 2, &stop))
		return report_age(text, end + 2, stop);
	return 0;
}
