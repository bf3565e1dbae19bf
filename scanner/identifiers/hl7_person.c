#include "scanner/identifiers/hl7_person.h"

#include "scanner/hl7_field.h"
#include "scanner/identifiers/report.h"
#include "scanner/letter.h"

/* Repetitions of one field that are read. */
#define REPETITION_LIMIT 16

/* A field is read up to this length. */
#define FIELD_REACH 512

enum composition {
	PATIENT_NAME,  /* XPN: family ^ given ^ further */
	PROVIDER_NAME, /* XCN: id ^ family ^ given ^ further */
	ADDRESS,       /* XAD: street ^ other ^ city ^ state ^ ZIP ^ country ^ type ^ other ^ county */
};

struct field_rule {
	char segment[4];
	uint8_t number;
	uint8_t composition;
	const char *cue;
};

static const struct field_rule rules[] = {
	{ "PID", 5, PATIENT_NAME, "PID-5" },  { "PID", 6, PATIENT_NAME, "PID-6" },
	{ "PID", 9, PATIENT_NAME, "PID-9" },  { "MRG", 7, PATIENT_NAME, "MRG-7" },
	{ "NK1", 2, PATIENT_NAME, "NK1-2" },  { "NK1", 26, PATIENT_NAME, "NK1-26" },
	{ "NK1", 30, PATIENT_NAME, "NK1-30" }, { "GT1", 3, PATIENT_NAME, "GT1-3" },
	{ "GT1", 4, PATIENT_NAME, "GT1-4" },  { "IN1", 16, PATIENT_NAME, "IN1-16" },
	{ "PV1", 7, PROVIDER_NAME, "PV1-7" }, { "PV1", 8, PROVIDER_NAME, "PV1-8" },
	{ "PV1", 9, PROVIDER_NAME, "PV1-9" }, { "PV1", 17, PROVIDER_NAME, "PV1-17" },
	{ "ORC", 12, PROVIDER_NAME, "ORC-12" }, { "OBR", 16, PROVIDER_NAME, "OBR-16" },
	{ "PID", 11, ADDRESS, "PID-11" },     { "NK1", 4, ADDRESS, "NK1-4" },
	{ "GT1", 5, ADDRESS, "GT1-5" },       { "IN1", 19, ADDRESS, "IN1-19" },
	{ "NK1", 32, ADDRESS, "NK1-32" },
};

/* One repetition of a field. */
struct value {
	const struct detector_text *text;
	const struct field_rule *rule;
	size_t start; /* bytes into the text */
	size_t end;
};

/* Component `number`, from 1 on; empty when there is none. */
static struct bytes
component(const struct value *value, unsigned number)
{
	struct bytes bytes = value->text->bytes;
	size_t start = value->start;

	for (unsigned i = 1; i < number; i++) {
		while (start < value->end && bytes.data[start] != '^')
			start++;
		start += start < value->end;
	}
	size_t end = start;
	while (end < value->end && bytes.data[end] != '^')
		end++;
	return bytes_slice(bytes, start, end - start);
}

static bool
says_something(struct bytes bytes)
{
	for (size_t i = 0; i < bytes.length; i++)
		if (byte_is_digit(bytes.data[i]) || letter_at(bytes, i).length > 0)
			return true;
	return false;
}

/* Reports components `first` to `last` as one value, without empty ones at the ends. */
static int
report_components(const struct value *value, unsigned first, unsigned last,
                  enum identifier_type type)
{
	const uint8_t *text = value->text->bytes.data;
	struct identifier found = {
		.type = type,
		.subject = value->rule->composition == PROVIDER_NAME ? SUBJECT_PROVIDER : SUBJECT_PATIENT,
		.confidence = CONFIDENCE_CHECKED,
		.cue = value->rule->cue,
		.validator = "HL7 field",
	};

	for (unsigned i = first; i <= last; i++) {
		struct bytes bytes = component(value, i);
		if (!says_something(bytes))
			continue;
		if (found.end == 0)
			found.start = (size_t)(bytes.data - text);
		found.end = (size_t)(bytes.data - text) + bytes.length;
	}
	return found.end > 0 ? identifier_report(value->text, &found) : 0;
}

static int
report_value(const struct value *value)
{
	if (value->rule->composition == PATIENT_NAME)
		return report_components(value, 1, 3, IDENTIFIER_PERSON_NAME);
	if (value->rule->composition == PROVIDER_NAME)
		return report_components(value, 2, 4, IDENTIFIER_PERSON_NAME);
	int err = report_components(value, 1, 2, IDENTIFIER_STREET_ADDRESS);
	if (err == 0)
		err = report_components(value, 3, 3, IDENTIFIER_CITY);
	if (err == 0)
		err = report_components(value, 5, 5, IDENTIFIER_ZIP_CODE);
	return err == 0 ? report_components(value, 9, 9, IDENTIFIER_COUNTY) : err;
}

/* Each repetition of the field that begins at `start`. */
static int
read_field(const struct detector_text *text, const struct field_rule *rule, size_t start)
{
	struct bytes rest = bytes_slice(text->bytes, start, FIELD_REACH);
	struct value value = { text, rule, start, start };
	int err = 0;
	size_t at = 0;

	for (unsigned i = 0; i < REPETITION_LIMIT && err == 0; i++) {
		while (at < rest.length && memchr("|~\r\n", rest.data[at], 4) == NULL)
			at++;
		value.end = start + at;
		err = report_value(&value);
		if (at >= rest.length || rest.data[at] != '~')
			break;
		value.start = start + ++at;
	}
	return err;
}

static int
read_segment(const struct detector_text *text, size_t end, bool addresses)
{
	struct bytes name = bytes_slice(text->bytes, end >= 4 ? end - 4 : 0, 3);
	struct labelled field;
	int err = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(rules) && err == 0; i++) {
		const struct field_rule *rule = &rules[i];
		if ((rule->composition == ADDRESS) != addresses ||
		    !bytes_equal(name, bytes_of_string(rule->segment)))
			continue;
		if (hl7_field_find(text->bytes, end, rule->number, rule->cue, &field))
			err = read_field(text, rule, field.start);
	}
	return err;
}

int
hl7_person_names(const struct detector_text *text, size_t end)
{
	return read_segment(text, end, false);
}

int
hl7_person_places(const struct detector_text *text, size_t end)
{
	return read_segment(text, end, true);
}
