#include "scanner/identifiers/report.h"
#include "scanner/identifiers/segment.h"
#include "scanner/letter.h"

/* Elements of one segment that are looked at: the name is element 0. */
#define ELEMENT_LIMIT 16

struct segment {
	const struct detector_text *text;
	uint8_t category; /* what the caller wants */
	enum finding_subject subject;
	const char *cue;
	size_t count;
	struct bytes elements[ELEMENT_LIMIT];
};

/* Elements end with * and segments with ~ or a line; a name begins either. */
static bool
segment_split(const struct detector_text *text, size_t end, struct segment *segment)
{
	struct bytes bytes = text->bytes;
	size_t start = end;

	while (start > 0 && byte_is_alnum(bytes.data[start - 1]))
		start--;
	if (start > 0 && memchr("~\n\r> \t", bytes.data[start - 1], 6) == NULL)
		return false;
	struct bytes rest = bytes_slice(bytes, start, SEGMENT_ELEMENT_REACH);
	size_t from = 0;
	for (size_t at = 0; at <= rest.length && segment->count < ELEMENT_LIMIT; at++) {
		bool ends = at == rest.length || memchr("~\n\r", rest.data[at], 3) != NULL;
		if (!ends && rest.data[at] != '*')
			continue;
		segment->elements[segment->count++] = bytes_slice(rest, from, at - from);
		from = at + 1;
		if (ends)
			break;
	}
	return segment->count > 1;
}

static struct bytes
element(const struct segment *segment, size_t index)
{
	return index < segment->count ? segment->elements[index] : bytes_make(NULL, 0);
}

static bool
element_is(const struct segment *segment, size_t index, const char *value)
{
	return bytes_equal(element(segment, index), bytes_of_string(value));
}

/* Reports elements `first` to `last` as one value, without empty ones at the ends, if it is wanted. */
static int
report_elements(const struct segment *segment, size_t first, size_t last, enum identifier_type type)
{
	const uint8_t *text = segment->text->bytes.data;
	struct identifier found = {
		.type = type,
		.subject = segment->subject,
		.confidence = CONFIDENCE_CHECKED,
		.cue = segment->cue,
		.validator = "X12 element",
	};

	for (size_t i = first; i <= last && identifier_type_category(type) == segment->category; i++) {
		struct bytes bytes = element(segment, i);
		if (bytes.length == 0)
			continue;
		if (found.end == 0)
			found.start = (size_t)(bytes.data - text);
		found.end = (size_t)(bytes.data - text) + bytes.length;
	}
	return found.end > 0 ? identifier_report(segment->text, &found) : 0;
}

/* What a number is by the code before it. */
struct code {
	char code[3];
	uint8_t type;
};

static int
report_coded(const struct segment *segment, size_t code, const struct code *codes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (element_is(segment, code, codes[i].code))
			return report_elements(segment, code + 1, code + 1, codes[i].type);
	return 0;
}

/* NM1: entity, person or not, family, given, middle, prefix, suffix, code, number. */
static int
read_name(struct segment *segment)
{
	static const char *const patients[] = { "IL", "QC", "S1", "S2", "S3", "QD", "GB" };
	static const struct code numbers[] = {
		{ "MI", IDENTIFIER_PLAN_MEMBER_ID }, { "34", IDENTIFIER_SSN }, { "EI", IDENTIFIER_OTHER_ID },
		{ "XX", IDENTIFIER_NPI },
	};

	segment->cue = "NM1";
	segment->subject = SUBJECT_PROVIDER;
	for (size_t i = 0; i < ARRAY_LENGTH(patients); i++)
		if (element_is(segment, 1, patients[i]))
			segment->subject = SUBJECT_PATIENT;
	int err = element_is(segment, 2, "1") ? report_elements(segment, 3, 5, IDENTIFIER_PERSON_NAME) : 0;
	return err == 0 ? report_coded(segment, 8, numbers, ARRAY_LENGTH(numbers)) : err;
}

static int
read_reference(struct segment *segment)
{
	static const struct code numbers[] = {
		{ "SY", IDENTIFIER_SSN },           { "EA", IDENTIFIER_MRN },
		{ "IG", IDENTIFIER_PLAN_MEMBER_ID }, { "1W", IDENTIFIER_PLAN_MEMBER_ID },
		{ "0F", IDENTIFIER_PLAN_MEMBER_ID }, { "1L", IDENTIFIER_PLAN_GROUP_ID },
		{ "6P", IDENTIFIER_PLAN_GROUP_ID },  { "D9", IDENTIFIER_OTHER_ID },
		{ "G1", IDENTIFIER_OTHER_ID },       { "EJ", IDENTIFIER_ACCOUNT_NUMBER },
	};

	segment->cue = "REF";
	return report_coded(segment, 1, numbers, ARRAY_LENGTH(numbers));
}

/* PER: function, name, and pairs of a kind and a number. */
static int
read_contact(struct segment *segment)
{
	static const struct code kinds[] = {
		{ "TE", IDENTIFIER_PHONE }, { "HP", IDENTIFIER_PHONE }, { "CP", IDENTIFIER_PHONE },
		{ "WP", IDENTIFIER_PHONE }, { "FX", IDENTIFIER_FAX },   { "EM", IDENTIFIER_EMAIL_ADDRESS },
	};
	int err = 0;

	segment->cue = "PER";
	for (size_t i = 3; i < segment->count && err == 0; i += 2)
		err = report_coded(segment, i, kinds, ARRAY_LENGTH(kinds));
	return err;
}

/* N4: city, state, ZIP code. */
static int
read_place(struct segment *segment)
{
	segment->cue = "N4";
	int err = report_elements(segment, 1, 1, IDENTIFIER_CITY);
	return err == 0 ? report_elements(segment, 3, 3, IDENTIFIER_ZIP_CODE) : err;
}

/* DMG: format, birth date. DTP: what of, format, date; a range names two. */
static int
read_date(struct segment *segment)
{
	if (element_is(segment, 0, "DMG")) {
		segment->cue = "DMG";
		segment->subject = SUBJECT_PATIENT;
		return element_is(segment, 1, "D8") ? report_elements(segment, 2, 2, IDENTIFIER_BIRTH_DATE) : 0;
	}
	segment->cue = "DTP";
	return element_is(segment, 2, "D8") || element_is(segment, 2, "RD8")
	               ? report_elements(segment, 3, 3, IDENTIFIER_DATE)
	               : 0;
}

int
x12_segment_read(const struct detector_text *text, size_t end, uint8_t category)
{
	struct segment segment = { .text = text, .category = category };

	if (!segment_split(text, end, &segment))
		return 0;
	if (element_is(&segment, 0, "NM1"))
		return read_name(&segment);
	if (element_is(&segment, 0, "REF"))
		return read_reference(&segment);
	if (element_is(&segment, 0, "PER"))
		return read_contact(&segment);
	if (element_is(&segment, 0, "N4"))
		return read_place(&segment);
	if (element_is(&segment, 0, "DMG") || element_is(&segment, 0, "DTP"))
		return read_date(&segment);
	segment.subject = SUBJECT_UNKNOWN;
	if (element_is(&segment, 0, "N3")) {
		segment.cue = "N3";
		return report_elements(&segment, 1, 2, IDENTIFIER_STREET_ADDRESS);
	}
	if (element_is(&segment, 0, "CLM")) {
		segment.cue = "CLM";
		return report_elements(&segment, 1, 1, IDENTIFIER_ACCOUNT_NUMBER);
	}
	if (element_is(&segment, 0, "CLP")) { /* of a remittance: the claim as sent, and the payer's number of it */
		segment.cue = "CLP";
		int err = report_elements(&segment, 1, 1, IDENTIFIER_ACCOUNT_NUMBER);
		return err == 0 ? report_elements(&segment, 7, 7, IDENTIFIER_OTHER_ID) : err;
	}
	segment.cue = "SBR";
	return element_is(&segment, 0, "SBR") ? report_elements(&segment, 3, 3, IDENTIFIER_PLAN_GROUP_ID) : 0;
}
