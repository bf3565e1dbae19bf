#include "scanner/hl7_field.h"
#include "scanner/identifiers/report.h"
#include "scanner/identifiers/segment.h"
#include "scanner/letter.h"

/* Repetitions of one field that are read. */
#define REPETITION_LIMIT 16

#define SEGMENT_NAME_LENGTH 3

enum composition {
	NAME,      /* XPN: family ^ given ^ further */
	PROVIDER,  /* XCN: id ^ family ^ given ^ further */
	ADDRESS,   /* XAD: street ^ other ^ city ^ state ^ ZIP ^ country ^ type ^ other ^ county */
	TELEPHONE, /* XTN: number ^ use ^ equipment ^ e-mail ^ country ^ area ^ number */
	NUMBER,    /* CX, EI, ST: number ^ ... */
	NUMBERS,   /* CX of a patient: number ^ check ^ scheme ^ authority ^ type (table 0203) */
};

struct field_rule {
	char segment[SEGMENT_NAME_LENGTH + 1];
	uint8_t number;
	uint8_t composition;
	uint8_t type; /* of a number */
	const char *cue;
};

#define RULE(segment, number, composition) \
	{ #segment, number, composition, 0, #segment "-" #number }
#define NUMBER_RULE(segment, number, type) \
	{ #segment, number, NUMBER, IDENTIFIER_##type, #segment "-" #number }
#define NUMBERS_RULE(segment, number) \
	{ #segment, number, NUMBERS, IDENTIFIER_MRN, #segment "-" #number }

static const struct field_rule rules[] = {
	NUMBERS_RULE(PID, 2), NUMBERS_RULE(PID, 3), NUMBERS_RULE(PID, 4), RULE(PID, 5, NAME),
	RULE(PID, 6, NAME), NUMBER_RULE(PID, 7, BIRTH_DATE), RULE(PID, 9, NAME), RULE(PID, 11, ADDRESS),
	NUMBER_RULE(PID, 12, COUNTY), RULE(PID, 13, TELEPHONE), RULE(PID, 14, TELEPHONE),
	NUMBER_RULE(PID, 18, ACCOUNT_NUMBER), NUMBER_RULE(PID, 19, SSN), NUMBER_RULE(PID, 20, DRIVERS_LICENSE),
	NUMBER_RULE(PID, 21, MRN),
	NUMBERS_RULE(MRG, 1), NUMBERS_RULE(MRG, 2), NUMBER_RULE(MRG, 3, ACCOUNT_NUMBER), NUMBERS_RULE(MRG, 4),
	NUMBER_RULE(MRG, 5, OTHER_ID), RULE(MRG, 7, NAME),
	RULE(NK1, 2, NAME), RULE(NK1, 4, ADDRESS), RULE(NK1, 5, TELEPHONE), RULE(NK1, 6, TELEPHONE),
	NUMBER_RULE(NK1, 16, BIRTH_DATE), RULE(NK1, 26, NAME), RULE(NK1, 30, NAME), RULE(NK1, 31, TELEPHONE),
	RULE(NK1, 32, ADDRESS), NUMBERS_RULE(NK1, 33), NUMBER_RULE(NK1, 37, SSN),
	NUMBER_RULE(GT1, 2, ACCOUNT_NUMBER), RULE(GT1, 3, NAME), RULE(GT1, 4, NAME), RULE(GT1, 5, ADDRESS),
	RULE(GT1, 6, TELEPHONE), RULE(GT1, 7, TELEPHONE), NUMBER_RULE(GT1, 8, BIRTH_DATE),
	NUMBER_RULE(GT1, 12, SSN), RULE(GT1, 18, TELEPHONE),
	NUMBER_RULE(IN1, 8, PLAN_GROUP_ID), RULE(IN1, 16, NAME), NUMBER_RULE(IN1, 18, BIRTH_DATE),
	RULE(IN1, 19, ADDRESS), NUMBER_RULE(IN1, 36, PLAN_MEMBER_ID), NUMBER_RULE(IN1, 49, PLAN_MEMBER_ID),
	NUMBER_RULE(IN2, 2, SSN), NUMBER_RULE(IN2, 6, PLAN_MEMBER_ID), NUMBER_RULE(IN2, 8, PLAN_MEMBER_ID),
	NUMBER_RULE(IN2, 61, PLAN_MEMBER_ID), RULE(IN2, 63, TELEPHONE),
	NUMBER_RULE(PV1, 5, OTHER_ID), RULE(PV1, 7, PROVIDER), RULE(PV1, 8, PROVIDER), RULE(PV1, 9, PROVIDER),
	RULE(PV1, 17, PROVIDER), NUMBER_RULE(PV1, 19, OTHER_ID), NUMBER_RULE(PV1, 50, OTHER_ID),
	RULE(ORC, 12, PROVIDER), RULE(OBR, 16, PROVIDER), NUMBER_RULE(OBX, 18, DEVICE_SERIAL),
};

/* HL7 table 0203 where it says that a patient's number is none of the hospital's. */
static const struct {
	char code[4];
	uint8_t type;
} number_types[] = {
	{ "SS", IDENTIFIER_SSN },          { "DL", IDENTIFIER_DRIVERS_LICENSE }, { "PPN", IDENTIFIER_PASSPORT },
	{ "MC", IDENTIFIER_PLAN_MEMBER_ID }, { "MA", IDENTIFIER_PLAN_MEMBER_ID }, { "HC", IDENTIFIER_PLAN_MEMBER_ID },
	{ "MB", IDENTIFIER_PLAN_MEMBER_ID }, { "AN", IDENTIFIER_ACCOUNT_NUMBER },
};

/* One repetition of a field. */
struct value {
	const struct detector_text *text;
	uint8_t category; /* what the caller wants */
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

/* Reports components `first` to `last` as one value, without empty ones at the ends, if it is wanted. */
static int
report_components(const struct value *value, unsigned first, unsigned last, enum identifier_type type)
{
	const uint8_t *text = value->text->bytes.data;
	struct identifier found = {
		.type = type,
		.subject = value->rule->composition == PROVIDER ? SUBJECT_PROVIDER : SUBJECT_PATIENT,
		.confidence = CONFIDENCE_CHECKED,
		.cue = value->rule->cue,
		.validator = "HL7 field",
	};

	for (unsigned i = first; i <= last && identifier_type_category(type) == value->category; i++) {
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
report_address(const struct value *value)
{
	int err = report_components(value, 1, 2, IDENTIFIER_STREET_ADDRESS);

	if (err == 0)
		err = report_components(value, 3, 3, IDENTIFIER_CITY);
	if (err == 0)
		err = report_components(value, 5, 5, IDENTIFIER_ZIP_CODE);
	return err == 0 ? report_components(value, 9, 9, IDENTIFIER_COUNTY) : err;
}

/* The number as one piece, which newer versions leave empty, and in pieces. */
static int
report_telephone(const struct value *value)
{
	bool fax = bytes_equal(component(value, 3), bytes_of_string("FX"));
	enum identifier_type type = fax ? IDENTIFIER_FAX : IDENTIFIER_PHONE;
	int err = report_components(value, 1, 1, type);

	return err == 0 ? report_components(value, 6, 7, type) : err;
}

static enum identifier_type
patient_number_type(const struct value *value)
{
	struct bytes code = component(value, 5);

	for (size_t i = 0; i < ARRAY_LENGTH(number_types); i++)
		if (bytes_equal(code, bytes_of_string(number_types[i].code)))
			return number_types[i].type;
	return value->rule->type;
}

static int
report_provider(const struct value *value)
{
	int err = report_components(value, 1, 1, IDENTIFIER_PROFESSIONAL_LICENSE);

	return err == 0 ? report_components(value, 2, 4, IDENTIFIER_PERSON_NAME) : err;
}

static int
report_value(const struct value *value)
{
	switch (value->rule->composition) {
	case NAME:
		return report_components(value, 1, 3, IDENTIFIER_PERSON_NAME);
	case PROVIDER:
		return report_provider(value);
	case ADDRESS:
		return report_address(value);
	case TELEPHONE:
		return report_telephone(value);
	case NUMBERS:
		return report_components(value, 1, 1, patient_number_type(value));
	default:
		return report_components(value, 1, 1, value->rule->type);
	}
}

/* Each repetition of the field that begins at `start`. */
static int
read_field(const struct detector_text *text, const struct field_rule *rule, size_t start, uint8_t category)
{
	struct bytes rest = bytes_slice(text->bytes, start, SEGMENT_ELEMENT_REACH);
	struct value value = { text, category, rule, start, start };
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

int
hl7_segment_read(const struct detector_text *text, size_t end, uint8_t category)
{
	struct bytes name = bytes_slice(text->bytes, end - SEGMENT_NAME_LENGTH, SEGMENT_NAME_LENGTH);
	const uint8_t *before = name.data - 1;
	struct labelled field;
	int err = 0;

	/* A segment begins a line: else each of many names in one line would have all of it read. */
	if (end > SEGMENT_NAME_LENGTH && *before != '\n' && *before != '\r')
		return 0;
	for (size_t i = 0; i < ARRAY_LENGTH(rules) && err == 0; i++)
		if (bytes_equal(name, bytes_of_string(rules[i].segment)) &&
		    hl7_field_find(text->bytes, end + 1, rules[i].number, rules[i].cue, &field))
			err = read_field(text, &rules[i], field.start, category);
	return err;
}
