#include "config.h"

#include "scanner/identifiers/hl7_fields.h"

#include "scanner/identifiers/report.h"

/* A segment has no more fields than this; what follows is no HL7. */
#define FIELD_LIMIT 256
#define COMPONENT_LIMIT 24

/* How a field is composed (HL7 v2.5.1 chapter 2A). */
enum composition {
	PLAIN,    /* the first component is the value */
	ID,       /* CX: value, and what it is in component 5 */
	NAME,     /* XPN: family ^ given ^ further */
	PROVIDER, /* XCN: id ^ family ^ given ^ further */
	ADDRESS,  /* XAD: street ^ ^ city ^ ^ zip ^ ^ ^ ^ county */
	PHONE,    /* XTN: number ^ ^ ^ e-mail ^ ^ area ^ number ... ^ unformatted in 12 */
};

struct field_rule {
	char segment[4];
	uint8_t field;
	enum composition composition;
	enum identifier_type type;
	const char *name;
};

/* HL7 v2.5.1 chapters 3, 4, 6 and 7: the fields of patient, family, visit, payment and order. */
static const struct field_rule rules[] = {
	{ "PID", 2, ID, IDENTIFIER_MRN, "HL7 PID-2" },
	{ "PID", 3, ID, IDENTIFIER_MRN, "HL7 PID-3" },
	{ "PID", 4, ID, IDENTIFIER_MRN, "HL7 PID-4" },
	{ "PID", 5, NAME, IDENTIFIER_PERSON_NAME, "HL7 PID-5" },
	{ "PID", 6, NAME, IDENTIFIER_PERSON_NAME, "HL7 PID-6" },
	{ "PID", 7, PLAIN, IDENTIFIER_BIRTH_DATE, "HL7 PID-7" },
	{ "PID", 9, NAME, IDENTIFIER_PERSON_NAME, "HL7 PID-9" },
	{ "PID", 11, ADDRESS, IDENTIFIER_STREET_ADDRESS, "HL7 PID-11" },
	{ "PID", 12, PLAIN, IDENTIFIER_COUNTY, "HL7 PID-12" },
	{ "PID", 13, PHONE, IDENTIFIER_PHONE, "HL7 PID-13" },
	{ "PID", 14, PHONE, IDENTIFIER_PHONE, "HL7 PID-14" },
	{ "PID", 18, ID, IDENTIFIER_ACCOUNT_NUMBER, "HL7 PID-18" },
	{ "PID", 19, PLAIN, IDENTIFIER_SSN, "HL7 PID-19" },
	{ "PID", 20, PLAIN, IDENTIFIER_DRIVERS_LICENSE, "HL7 PID-20" },
	{ "PID", 21, ID, IDENTIFIER_MRN, "HL7 PID-21" },
	{ "PID", 23, PLAIN, IDENTIFIER_CITY, "HL7 PID-23" },
	{ "PID", 29, PLAIN, IDENTIFIER_DATE, "HL7 PID-29" },
	{ "MRG", 1, ID, IDENTIFIER_MRN, "HL7 MRG-1" },
	{ "MRG", 3, ID, IDENTIFIER_ACCOUNT_NUMBER, "HL7 MRG-3" },
	{ "MRG", 4, ID, IDENTIFIER_MRN, "HL7 MRG-4" },
	{ "MRG", 7, NAME, IDENTIFIER_PERSON_NAME, "HL7 MRG-7" },
	{ "NK1", 2, NAME, IDENTIFIER_PERSON_NAME, "HL7 NK1-2" },
	{ "NK1", 4, ADDRESS, IDENTIFIER_STREET_ADDRESS, "HL7 NK1-4" },
	{ "NK1", 5, PHONE, IDENTIFIER_PHONE, "HL7 NK1-5" },
	{ "NK1", 6, PHONE, IDENTIFIER_PHONE, "HL7 NK1-6" },
	{ "NK1", 16, PLAIN, IDENTIFIER_BIRTH_DATE, "HL7 NK1-16" },
	{ "NK1", 37, PLAIN, IDENTIFIER_SSN, "HL7 NK1-37" },
	{ "PV1", 7, PROVIDER, IDENTIFIER_PERSON_NAME, "HL7 PV1-7" },
	{ "PV1", 8, PROVIDER, IDENTIFIER_PERSON_NAME, "HL7 PV1-8" },
	{ "PV1", 9, PROVIDER, IDENTIFIER_PERSON_NAME, "HL7 PV1-9" },
	{ "PV1", 17, PROVIDER, IDENTIFIER_PERSON_NAME, "HL7 PV1-17" },
	{ "PV1", 19, ID, IDENTIFIER_OTHER_ID, "HL7 PV1-19" },
	{ "PV1", 44, PLAIN, IDENTIFIER_DATE, "HL7 PV1-44" },
	{ "PV1", 45, PLAIN, IDENTIFIER_DATE, "HL7 PV1-45" },
	{ "PV1", 50, ID, IDENTIFIER_OTHER_ID, "HL7 PV1-50" },
	{ "GT1", 2, ID, IDENTIFIER_OTHER_ID, "HL7 GT1-2" },
	{ "GT1", 3, NAME, IDENTIFIER_PERSON_NAME, "HL7 GT1-3" },
	{ "GT1", 5, ADDRESS, IDENTIFIER_STREET_ADDRESS, "HL7 GT1-5" },
	{ "GT1", 6, PHONE, IDENTIFIER_PHONE, "HL7 GT1-6" },
	{ "GT1", 7, PHONE, IDENTIFIER_PHONE, "HL7 GT1-7" },
	{ "GT1", 8, PLAIN, IDENTIFIER_BIRTH_DATE, "HL7 GT1-8" },
	{ "GT1", 12, PLAIN, IDENTIFIER_SSN, "HL7 GT1-12" },
	{ "IN1", 8, PLAIN, IDENTIFIER_PLAN_GROUP_ID, "HL7 IN1-8" },
	{ "IN1", 16, NAME, IDENTIFIER_PERSON_NAME, "HL7 IN1-16" },
	{ "IN1", 18, PLAIN, IDENTIFIER_BIRTH_DATE, "HL7 IN1-18" },
	{ "IN1", 19, ADDRESS, IDENTIFIER_STREET_ADDRESS, "HL7 IN1-19" },
	{ "IN1", 36, PLAIN, IDENTIFIER_PLAN_MEMBER_ID, "HL7 IN1-36" },
	{ "IN1", 49, ID, IDENTIFIER_PLAN_MEMBER_ID, "HL7 IN1-49" },
	{ "IN2", 2, PLAIN, IDENTIFIER_SSN, "HL7 IN2-2" },
	{ "IN2", 61, ID, IDENTIFIER_PLAN_MEMBER_ID, "HL7 IN2-61" },
	{ "AL1", 6, PLAIN, IDENTIFIER_DATE, "HL7 AL1-6" },
	{ "DG1", 5, PLAIN, IDENTIFIER_DATE, "HL7 DG1-5" },
	{ "DG1", 16, PROVIDER, IDENTIFIER_PERSON_NAME, "HL7 DG1-16" },
	{ "ORC", 12, PROVIDER, IDENTIFIER_PERSON_NAME, "HL7 ORC-12" },
	{ "OBR", 7, PLAIN, IDENTIFIER_DATE, "HL7 OBR-7" },
	{ "OBR", 16, PROVIDER, IDENTIFIER_PERSON_NAME, "HL7 OBR-16" },
	{ "OBX", 14, PLAIN, IDENTIFIER_DATE, "HL7 OBX-14" },
	{ "OBX", 16, PROVIDER, IDENTIFIER_PERSON_NAME, "HL7 OBX-16" },
	{ "OBX", 18, PLAIN, IDENTIFIER_DEVICE_SERIAL, "HL7 OBX-18" },
	{ "PR1", 5, PLAIN, IDENTIFIER_DATE, "HL7 PR1-5" },
};

/* The delimiters a message names in its MSH segment (HL7 2.5.4). */
struct delimiters {
	uint8_t field, component, repetition;
};

/* One value of a field, split into its components. */
struct value {
	struct bytes components[COMPONENT_LIMIT];
	size_t count;
};

static struct bytes
component(const struct value *value, size_t number)
{
	return number <= value->count ? value->components[number - 1] : bytes_make(NULL, 0);
}

static bool
says(struct bytes bytes)
{
	for (size_t i = 0; i < bytes.length; i++)
		if (byte_is_alnum(bytes.data[i]) || bytes.data[i] >= 0x80)
			return true;
	return false;
}

/* From the first byte of `first` to the last of `last`. */
static int
report(const struct detector_text *text, const struct field_rule *rule, enum identifier_type type,
       struct bytes first, struct bytes last)
{
	if (!says(first) && !says(last))
		return 0;
	struct bytes begin = says(first) ? first : last;
	struct bytes end = says(last) ? last : first;
	const struct identifier found = {
		.type = type,
		.subject = rule->composition == PROVIDER ? SUBJECT_PROVIDER : SUBJECT_PATIENT,
		.start = (size_t)(begin.data - text->bytes.data),
		.end = (size_t)(end.data - text->bytes.data) + end.length,
		.confidence = CONFIDENCE_CHECKED,
		.cue = rule->name,
		.validator = "HL7 field",
	};
	return identifier_report(text, &found);
}

/* What an identifier is, when its component 5 says so (HL7 table 0203). */
static enum identifier_type
id_type(const struct value *value, enum identifier_type otherwise)
{
	static const struct { const char *code; enum identifier_type type; } codes[] = {
		{ "SS", IDENTIFIER_SSN }, { "DL", IDENTIFIER_DRIVERS_LICENSE },
		{ "AN", IDENTIFIER_ACCOUNT_NUMBER }, { "PPN", IDENTIFIER_PASSPORT },
		{ "MA", IDENTIFIER_PLAN_MEMBER_ID }, { "MC", IDENTIFIER_PLAN_MEMBER_ID },
		{ "MB", IDENTIFIER_PLAN_MEMBER_ID },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(codes); i++)
		if (bytes_equal(component(value, 5), bytes_of_string(codes[i].code)))
			return codes[i].type;
	return otherwise;
}

/* Family, given and further names, from component `family` on. */
static int
report_name(const struct detector_text *text, const struct field_rule *rule,
            const struct value *value, size_t family)
{
	struct bytes further = component(value, family + 2);
	struct bytes last = says(further) ? further : component(value, family + 1);
	return report(text, rule, rule->type, component(value, family), last);
}

static int
report_address(const struct detector_text *text, const struct field_rule *rule,
               const struct value *value)
{
	static const struct { uint8_t number; enum identifier_type type; } pieces[] = {
		{ 1, IDENTIFIER_STREET_ADDRESS }, { 3, IDENTIFIER_CITY }, { 5, IDENTIFIER_ZIP_CODE },
		{ 9, IDENTIFIER_COUNTY },
	};
	int err = 0;
	for (size_t i = 0; i < ARRAY_LENGTH(pieces) && err == 0; i++) {
		struct bytes piece = component(value, pieces[i].number);
		err = report(text, rule, pieces[i].type, piece, piece);
	}
	return err;
}

static int
report_phone(const struct detector_text *text, const struct field_rule *rule,
             const struct value *value)
{
	struct bytes mail = component(value, 4);
	struct bytes whole = component(value, 12);
	int err = report(text, rule, IDENTIFIER_PHONE, component(value, 1), component(value, 1));
	if (err == 0 && mail.length > 0 && memchr(mail.data, '@', mail.length) != NULL)
		err = report(text, rule, IDENTIFIER_EMAIL_ADDRESS, mail, mail);
	if (err == 0)
		err = report(text, rule, IDENTIFIER_PHONE, component(value, 6), component(value, 7));
	return err == 0 ? report(text, rule, IDENTIFIER_PHONE, whole, whole) : err;
}

static int
report_value(const struct detector_text *text, const struct field_rule *rule,
             const struct value *value)
{
	struct bytes first = component(value, 1);
	int err = 0;
	switch (rule->composition) {
	case PLAIN:
		return report(text, rule, rule->type, first, first);
	case ID:
		return report(text, rule, id_type(value, rule->type), first, first);
	case NAME:
		return report_name(text, rule, value, 1);
	case PROVIDER:
		err = report(text, rule, IDENTIFIER_PROFESSIONAL_LICENSE, first, first);
		return err == 0 ? report_name(text, rule, value, 2) : err;
	case ADDRESS:
		return report_address(text, rule, value);
	case PHONE:
		return report_phone(text, rule, value);
	}
	return 0;
}

/* Cuts what is before the next `delimiter` off `rest`. */
static struct bytes
cut(struct bytes *rest, uint8_t delimiter)
{
	const uint8_t *at = rest->length > 0 ? memchr(rest->data, delimiter, rest->length) : NULL;
	size_t length = at == NULL ? rest->length : (size_t)(at - rest->data);
	struct bytes piece = bytes_slice(*rest, 0, length);
	*rest = bytes_slice(*rest, at == NULL ? length : length + 1, SIZE_MAX);
	return piece;
}

static int
read_field(const struct detector_text *text, const struct field_rule *rule,
           const struct delimiters *delimiters, struct bytes field)
{
	int err = 0;
	while (field.length > 0 && err == 0) {
		struct bytes repetition = cut(&field, delimiters->repetition);
		struct value value = { .count = 0 };
		while (repetition.length > 0 && value.count < COMPONENT_LIMIT)
			value.components[value.count++] = cut(&repetition, delimiters->component);
		err = report_value(text, rule, &value);
	}
	return err;
}

static int
read_segment(const struct detector_text *text, const struct delimiters *delimiters,
             struct bytes segment)
{
	struct bytes name = cut(&segment, delimiters->field);
	int err = 0;
	for (unsigned number = 1; number < FIELD_LIMIT && segment.length > 0 && err == 0; number++) {
		struct bytes field = cut(&segment, delimiters->field);
		for (size_t i = 0; i < ARRAY_LENGTH(rules) && field.length > 0 && err == 0; i++)
			if (rules[i].field == number && bytes_equal(name, bytes_of_string(rules[i].segment)))
				err = read_field(text, &rules[i], delimiters, field);
	}
	return err;
}

/* "MSH|^~\&|": reads the delimiters; false when the line opens no message. */
static bool
opens_message(struct bytes line, struct delimiters *delimiters)
{
	if (line.length < 9 || memcmp(line.data, "MSH", 3) != 0 || byte_is_alnum(line.data[3]) ||
	    byte_is_space(line.data[3]) || line.data[8] != line.data[3])
		return false;
	*delimiters = (struct delimiters){ line.data[3], line.data[4], line.data[5] };
	return delimiters->component != delimiters->field &&
	       delimiters->repetition != delimiters->field;
}

int
hl7_fields_read(const struct detector_text *text)
{
	struct bytes rest = text->bytes;
	struct delimiters delimiters;
	bool open = false;
	int err = 0;

	if (rest.length == 0 || memmem(rest.data, rest.length, "MSH", 3) == NULL)
		return 0;
	while (rest.length > 0 && err == 0) {
		struct bytes line = cut(&rest, '\n');
		while (line.length > 0 && err == 0) { /* segments end in CR (HL7 2.5.4) */
			struct bytes segment = cut(&line, '\r');
			if (opens_message(segment, &delimiters))
				open = true;
			else if (open)
				err = read_segment(text, &delimiters, segment);
		}
	}
	return err;
}
