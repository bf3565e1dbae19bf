#include "scanner/identifiers/report.h"
#include "scanner/identifiers/segment.h"
#include "scanner/letter.h"

/* Components of an address: box, extension, street, city, region, ZIP code, country (RFC 6350 6.3.1). */
#define ADDRESS_COMPONENTS 7

/* Of an iCalendar date, with its year (RFC 5545 3.3.4). */
#define DATE_DIGITS 8

struct property {
	const struct detector_text *text;
	uint8_t category; /* what the caller wants */
	const char *cue;
	struct bytes value;
};

/* Whether `start` begins its line, or only a group's name stands before it: "item1.ADR". */
static bool
begins_line(struct bytes text, size_t start)
{
	if (start > 0 && text.data[start - 1] == '.')
		for (start--; start > 0 && byte_is_alnum(text.data[start - 1]);)
			start--;
	return start == 0 || text.data[start - 1] == '\n';
}

/* What stands behind the first colon that no quotes enclose, in the rest of a line. */
static bool
find_value(struct bytes text, size_t end, struct bytes *value)
{
	struct bytes rest = bytes_slice(text, end, SEGMENT_ELEMENT_REACH);
	bool quoted = false;

	for (size_t at = 0; at < rest.length && rest.data[at] != '\n'; at++) {
		quoted ^= rest.data[at] == '"';
		if (rest.data[at] != ':' || quoted)
			continue;
		*value = bytes_line_at(text, end + at);
		size_t start = end + at + 1 - (size_t)(value->data - text.data);
		*value = bytes_slice(*value, start, SEGMENT_ELEMENT_REACH);
		return true;
	}
	return false;
}

static int
report(const struct property *property, struct bytes value, enum identifier_type type, uint8_t confidence)
{
	if (value.length == 0 || identifier_type_category(type) != property->category ||
	    (!byte_is_digit(value.data[0]) && letter_at(value, 0).length == 0))
		return 0;
	size_t start = (size_t)(value.data - property->text->bytes.data);
	const struct identifier found = {
		.type = type,
		.start = start,
		.end = start + value.length,
		.confidence = confidence,
		.cue = property->cue,
		.validator = "card property",
	};
	return identifier_report_contact(property->text, &found);
}

/* "ADR:;;12 Elm St;Springfield;IL;62704;USA"; "ADR: rash" is a reaction to a drug. */
static int
read_address(const struct property *property)
{
	struct bytes components[ADDRESS_COMPONENTS], rest = property->value;
	size_t count = 0;

	for (size_t at = 0, from = 0; at <= rest.length && count < ADDRESS_COMPONENTS; at++) {
		bool ends = at == rest.length || rest.data[at] == '\r';
		if (!ends && rest.data[at] != ';')
			continue;
		components[count++] = bytes_slice(rest, from, at - from);
		from = at + 1;
		if (ends)
			break;
	}
	if (count < ADDRESS_COMPONENTS - 1)
		return 0;
	int err = report(property, components[2], IDENTIFIER_STREET_ADDRESS, CONFIDENCE_CHECKED);
	if (err == 0)
		err = report(property, components[3], IDENTIFIER_CITY, CONFIDENCE_CHECKED);
	return err == 0 ? report(property, components[5], IDENTIFIER_ZIP_CODE, CONFIDENCE_CHECKED) : err;
}

/* "DTSTART;TZID=America/Chicago:20250301T101500" */
static int
read_date(const struct property *property)
{
	struct bytes date = bytes_slice(property->value, 0, DATE_DIGITS);

	for (size_t i = 0; i < date.length; i++)
		if (!byte_is_digit(date.data[i]))
			return 0;
	return date.length == DATE_DIGITS ? report(property, date, IDENTIFIER_DATE, CONFIDENCE_CUE) : 0;
}

int
card_property_read(const struct detector_text *text, size_t end, uint8_t category)
{
	static const struct {
		const char *name;
		int (*read)(const struct property *property);
	} properties[] = { { "ADR", read_address }, { "DTSTART", read_date } };
	struct property property = { .text = text, .category = category };

	for (size_t i = 0; i < ARRAY_LENGTH(properties); i++) {
		struct bytes name = bytes_of_string(properties[i].name);
		if (end < name.length || !begins_line(text->bytes, end - name.length) ||
		    !bytes_equal_nocase(bytes_slice(text->bytes, end - name.length, name.length), name))
			continue;
		property.cue = properties[i].name;
		return find_value(text->bytes, end, &property.value) ? properties[i].read(&property) : 0;
	}
	return 0;
}
