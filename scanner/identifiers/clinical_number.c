#include "scanner/identifiers/clinical_number.h"

#include "core/attributes.h"

/* How FHIR writes an OID as a system. */
#define OID_PREFIX "urn:oid:"

struct number_type {
	const char *name;
	uint8_t type;
};

/* HL7's registry of object identifiers (hl7.org/oid) and its registry of FHIR's identifier systems. */
static const struct number_type oids[] = {
	{ "2.16.840.1.113883.4.1", IDENTIFIER_SSN },
	{ "2.16.840.1.113883.4.2", IDENTIFIER_ITIN },
	{ "2.16.840.1.113883.4.3", IDENTIFIER_DRIVERS_LICENSE },
	{ "2.16.840.1.113883.4.6", IDENTIFIER_NPI },
	{ "2.16.840.1.113883.4.330", IDENTIFIER_PASSPORT },
	{ "2.16.840.1.113883.4.572", IDENTIFIER_HICN },
	{ "2.16.840.1.113883.4.814", IDENTIFIER_DEA_NUMBER },
	{ "2.16.840.1.113883.4.927", IDENTIFIER_MBI },
	{ "2.16.840.1.113883.3.3719", IDENTIFIER_UDI }, /* the FDA */
};

/* HL7 version 2 table 0203, which FHIR's identifier types are taken from, and FHIR's classes of a coverage. */
static const struct number_type codes[] = {
	{ "AN", IDENTIFIER_ACCOUNT_NUMBER },   { "DEA", IDENTIFIER_DEA_NUMBER },
	{ "DL", IDENTIFIER_DRIVERS_LICENSE },  { "group", IDENTIFIER_PLAN_GROUP_ID },
	{ "HC", IDENTIFIER_PLAN_MEMBER_ID },   { "MA", IDENTIFIER_PLAN_MEMBER_ID },
	{ "MB", IDENTIFIER_PLAN_MEMBER_ID },   { "MC", IDENTIFIER_PLAN_MEMBER_ID },
	{ "MD", IDENTIFIER_PROFESSIONAL_LICENSE }, { "MR", IDENTIFIER_MRN },
	{ "MRT", IDENTIFIER_MRN },             { "NPI", IDENTIFIER_NPI },
	{ "PI", IDENTIFIER_MRN },              { "PPN", IDENTIFIER_PASSPORT },
	{ "PT", IDENTIFIER_MRN },              { "SB", IDENTIFIER_SSN },
	{ "SN", IDENTIFIER_PLAN_MEMBER_ID },   { "SNO", IDENTIFIER_DEVICE_SERIAL },
	{ "SS", IDENTIFIER_SSN },              { "subgroup", IDENTIFIER_PLAN_GROUP_ID },
	{ "VN", IDENTIFIER_OTHER_ID },
};

/* What a label or a URL says; the first that is in it counts. */
static const struct number_type words[] = {
	{ "ssn", IDENTIFIER_SSN },
	{ "social security", IDENTIFIER_SSN },
	{ "npi", IDENTIFIER_NPI },
	{ "mbi", IDENTIFIER_MBI },
	{ "us-medicare", IDENTIFIER_HICN },
	{ "mrn", IDENTIFIER_MRN },
	{ "medical record", IDENTIFIER_MRN },
	{ "medical-record", IDENTIFIER_MRN },
	{ "passport", IDENTIFIER_PASSPORT },
	{ "driver", IDENTIFIER_DRIVERS_LICENSE },
	{ "member", IDENTIFIER_PLAN_MEMBER_ID },
	{ "subscriber", IDENTIFIER_PLAN_MEMBER_ID },
	{ "insurance", IDENTIFIER_PLAN_MEMBER_ID },
};

static bool
is_boundary(struct bytes text, size_t at)
{
	return at >= text.length || !byte_is_alnum(text.data[at]);
}

/* Whether `word` stands in `text` and begins a word there; "passportNumber" goes on. */
static bool
says(struct bytes text, const char *word)
{
	struct bytes wanted = bytes_of_string(word);
	size_t at = bytes_find_nocase(text, wanted);

	return at != SIZE_MAX && (at == 0 || is_boundary(text, at - 1)) &&
	       (wanted.length > 3 || is_boundary(text, at + wanted.length));
}

/* An OID below one that is known is of it: the states' licences, the countries' passports. */
static unsigned
oid_type(struct bytes oid)
{
	for (size_t i = 0; i < ARRAY_LENGTH(oids); i++) {
		struct bytes known = bytes_of_string(oids[i].name);
		if (bytes_equal(bytes_slice(oid, 0, known.length), known) &&
		    (oid.length == known.length || oid.data[known.length] == '.'))
			return oids[i].type;
	}
	return 0;
}

static unsigned
words_type(struct bytes text)
{
	for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
		if (says(text, words[i].name))
			return words[i].type;
	return 0;
}

static unsigned
code_type(struct bytes code)
{
	for (size_t i = 0; i < ARRAY_LENGTH(codes); i++)
		if (bytes_equal_nocase(code, bytes_of_string(codes[i].name)))
			return codes[i].type;
	return 0;
}

unsigned
clinical_number_type(const struct clinical_origin *origin)
{
	struct bytes prefix = bytes_of_string(OID_PREFIX), system = origin->system;
	bool prefixed = bytes_equal_nocase(bytes_slice(system, 0, prefix.length), prefix);
	unsigned type = oid_type(bytes_slice(system, prefixed ? prefix.length : 0, SIZE_MAX));

	if (type == 0)
		type = code_type(origin->code);
	if (type == 0)
		type = words_type(system);
	return type != 0 ? type : words_type(origin->label);
}
