/* Postal codes of other countries: by their letters, or by the place beside them. */
#include "scanner/identifiers/geography.h"
#include "scanner/letter.h"

/* Digits of a code that has nothing else. */
#define DIGITS_FROM 4
#define DIGITS_UP_TO 6

#define REGION_LETTERS 3

static size_t
digits_at(struct bytes text, size_t at)
{
	size_t end = at;

	while (end < text.length && byte_is_digit(text.data[end]) && end - at <= DIGITS_UP_TO)
		end++;
	return end - at;
}

static size_t
capitals_at(struct bytes text, size_t at)
{
	size_t end = at;

	while (end < text.length && byte_is_upper(text.data[end]) && end - at <= REGION_LETTERS)
		end++;
	return end - at;
}

/* "00-590", "111 35", "150-0002", "01304-001", "1015 CJ": the second half of a code whose first has `digits`. */
static size_t
second_half(struct bytes text, size_t at, size_t digits)
{
	static const struct {
		uint8_t digits;
		uint8_t joint;
		uint8_t more;
	} halves[] = { { 2, '-', 3 }, { 3, ' ', 2 }, { 3, '-', 4 }, { 4, '-', 3 }, { 5, '-', 3 } };

	if (at >= text.length)
		return 0;
	for (size_t i = 0; i < ARRAY_LENGTH(halves); i++)
		if (halves[i].digits == digits && halves[i].joint == text.data[at] &&
		    digits_at(text, at + 1) == halves[i].more)
			return 1 + halves[i].more;
	return digits == 4 && text.data[at] == ' ' && capitals_at(text, at + 1) == 2 ? 3 : 0;
}

size_t
geography_postal_end(struct bytes text, size_t start)
{
	size_t digits = digits_at(text, start);
	size_t end = start + digits + second_half(text, start + digits, digits);
	bool whole = end > start + digits || (digits >= DIGITS_FROM && digits <= DIGITS_UP_TO);
	bool glued = end < text.length && (byte_is_alnum(text.data[end]) || text.data[end] == ':' ||
	                                   text.data[end] == '-' || text.data[end] == '%');

	return whole && !glued ? end : start;
}

static int
report_postal(const struct detector_text *text, size_t start, size_t end, uint8_t confidence)
{
	struct identifier found = { .type = IDENTIFIER_ZIP_CODE, .start = start, .end = end,
	                            .confidence = confidence, .validator = "postal code" };
	return geography_report(text, &found);
}

/* "Wobbleham WLG 95697": behind the letters of a region and a space, else `at`. */
static size_t
region_end(struct bytes text, size_t at)
{
	size_t letters = capitals_at(text, at);
	size_t end = at + letters;

	return letters > 0 && letters <= REGION_LETTERS && end < text.length && text.data[end] == ' ' ? end + 1 : at;
}

int
geography_postal_behind(const struct detector_text *text, size_t at)
{
	struct bytes bytes = text->bytes;
	size_t start = at;

	while (start < bytes.length && start - at < 3 &&
	       (byte_is_space(bytes.data[start]) || bytes.data[start] == ','))
		start++;
	start = region_end(bytes, start);
	size_t end = geography_postal_end(bytes, start);
	return start > at && end > start ? report_postal(text, start, end, CONFIDENCE_HARDLY) : 0;
}

int
geography_postal_before(const struct detector_text *text, size_t at, size_t *town)
{
	struct bytes bytes = text->bytes;
	size_t start = at + capitals_at(bytes, at); /* "D-69117" */

	*town = at;
	if (start > at && (start >= bytes.length || bytes.data[start] != '-'))
		return 0;
	start += start > at;
	size_t end = geography_postal_end(bytes, start);
	if (end == start || end + 1 >= bytes.length || bytes.data[end] != ' ' || !letter_at(bytes, end + 1).capital)
		return 0;
	*town = end + 1;
	return report_postal(text, start, end, CONFIDENCE_HARDLY);
}

/* A tumour's stage, "T1N 0M0", has the letters and digits of a Canadian code. */
static bool
is_stage(struct bytes code)
{
	return code.data[0] == 'T' && code.data[2] == 'N' && code.data[5] == 'M';
}

int
geography_confirm_postal_letters(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	size_t start = end;

	for (unsigned spaces = 0; start > 0 && end - start < 8; start--) {
		spaces += bytes.data[start - 1] == ' ';
		if (spaces > 1 || (bytes.data[start - 1] != ' ' && !byte_is_alnum(bytes.data[start - 1])))
			break;
	}
	if (end - start == 7 && is_stage(bytes_slice(bytes, start, 7)))
		return 0;
	return report_postal(text, start, end, CONFIDENCE_LOOSE);
}
