/*
 * Clinical documents in the forms mail carries them: C-CDA, FHIR as XML and as
 * JSON, whole, pasted, quoted and in pieces. All of them are made up here.
 */
#include <stdio.h>

#include "core/configuration.h"
#include "core/crypto.h"
#include "scanner/detector.h"
#include "scanner/identifiers/clinical_number.h"
#include "scanner/identifiers/clinical_tree.h"
#include "scanner/scanner.h"
#include "tests/unit/test_scanner.h"

#define RECORD_ARENA ((size_t)16 * 1024 * 1024)
#define RECORD_VALUES 12

struct value {
	enum identifier_type type;
	const char *text; /* all of what is found */
	enum finding_subject subject;
};

struct record {
	const char *text;
	struct value values[RECORD_VALUES]; /* each is found */
	struct value absent[4];             /* none is found as this type */
};

#define NAME(text) { IDENTIFIER_PERSON_NAME, text, SUBJECT_PATIENT }
#define CLINICIAN(text) { IDENTIFIER_PERSON_NAME, text, SUBJECT_PROVIDER }
#define IS(type, text) { IDENTIFIER_##type, text, SUBJECT_PATIENT }
#define THEIRS(type, text) { IDENTIFIER_##type, text, SUBJECT_PROVIDER }
#define SOMEBODYS(type, text) { IDENTIFIER_##type, text, SUBJECT_UNKNOWN }

static const struct record records[] = {
	/* CDA: who the patient is, who belongs to them, who treats them. */
	{ "<?xml version=\"1.0\"?>\n<ClinicalDocument xmlns=\"urn:hl7-org:v3\">\n"
	  "<id root=\"2.16.840.1.113883.3.77\" extension=\"DOC88123\"/>\n"
	  "<recordTarget><patientRole>\n"
	  "<id root=\"1.2.840.999.7\" extension=\"QA-7740\"/>\n"
	  "<id extension=\"614-00-3382\" root=\"2.16.840.1.113883.4.1\"/>\n"
	  "<id root=\"2.16.840.1.113883.4.3.55\" extension=\"W2209174\"/>\n"
	  "<id root=\"2.16.840.1.113883.4.927\" extension=\"4HN7QT2RD66\"/>\n"
	  "<addr use=\"HP\"><streetAddressLine>Hofweg 7</streetAddressLine><city>Ixonia</city>"
	  "<state>WI</state><postalCode>53036</postalCode></addr>\n"
	  "<telecom use=\"HP\" value=\"tel:+1(920)555-0143\"/>\n"
	  "<patient><name use=\"L\"><prefix>Ms.</prefix><given>Thuri</given>"
	  "<given qualifier=\"CL\">Tuva</given><family>Ostrova-Kim</family></name>\n"
	  "<birthTime value=\"19720309\"/></patient></patientRole></recordTarget></ClinicalDocument>",
	  { IS(MRN, "QA-7740"), IS(SSN, "614-00-3382"), IS(DRIVERS_LICENSE, "W2209174"), IS(MBI, "4HN7QT2RD66"),
	    IS(STREET_ADDRESS, "Hofweg 7"), IS(CITY, "Ixonia"), IS(ZIP_CODE, "53036"), IS(PHONE, "+1(920)555-0143"),
	    NAME("Thuri"), NAME("Tuva"), NAME("Ostrova-Kim"), IS(BIRTH_DATE, "19720309") },
	  { SOMEBODYS(MRN, "DOC88123"), NAME("Ms.") } },
	{ "<recordTarget><patientRole><patient><guardian><telecom value=\"mailto:zed@fam.example\"/>\n"
	  "<guardianPerson><name>Orsolya Bexley</name></guardianPerson></guardian></patient>\n"
	  "<providerOrganization><name>Lakeside Cottage</name><telecom value=\"fax:+1(920)555-0188\"/>\n"
	  "</providerOrganization></patientRole></recordTarget>\n"
	  "<author><time value=\"20240511\"/><assignedAuthor>\n"
	  "<id root=\"2.16.840.1.113883.4.6\" extension=\"1093817465\"/>\n"
	  "<assignedPerson><name><given>Ulrik</given><family>Sorn</family></name></assignedPerson>\n"
	  "</assignedAuthor></author>",
	  { NAME("Orsolya Bexley"), IS(EMAIL_ADDRESS, "zed@fam.example"), THEIRS(FAX, "+1(920)555-0188"),
	    THEIRS(NPI, "1093817465"), CLINICIAN("Ulrik"), CLINICIAN("Sorn") },
	  { NAME("Lakeside Cottage") } },
	/* Prefixes, single quotes, comments, what is broken. */
	{ "<cda:patient><cda:name><!-- legal --><cda:given>Bexi</cda:given>\n<cda:family>Orlu</cda:name>",
	  { NAME("Bexi"), NAME("Orlu") }, { { 0 } } },
	{ "<patientRole><!-- <id root='2.16.840.1.113883.4.1' extension='614003382'/> --><id extension='55-A' ",
	  { IS(SSN, "614003382"), IS(MRN, "55-A") }, { { 0 } } },
	/* Quoted in a reply. */
	{ "> <patient>\n>   <name>\n>     <given>Zuli</given>\n>     <family>Ekroth</family>\n>   </name>\n"
	  ">   <birthTime value=\"19550102\"/>\n> </patient>\n",
	  { NAME("Zuli"), NAME("Ekroth"), IS(BIRTH_DATE, "19550102") }, { { 0 } } },
	/* FHIR as JSON. */
	{ "{\"resourceType\":\"Patient\",\"id\":\"p-4471\",\"meta\":{\"versionId\":\"8812093\"},\n"
	  "\"identifier\":[{\"use\":\"usual\",\"type\":{\"coding\":[{\"system\":"
	  "\"http://terminology.hl7.org/CodeSystem/v2-0203\",\"code\":\"MR\"}]},"
	  "\"system\":\"urn:oid:1.2.36.146\",\"value\":\"HX 12\"},\n"
	  "{\"value\":\"614-00-3382\",\"system\":\"http://hl7.org/fhir/sid/us-ssn\"},\n"
	  "{\"type\":{\"text\":\"Driver's License\"},\"value\":\"S99971\"}],\n"
	  "\"name\":[{\"family\":\"Nwosa\",\"given\":[\"Ikem\",\"B\"]}],\n"
	  "\"telecom\":[{\"system\":\"fax\",\"value\":\"920 555 0144\"},{\"system\":\"phone\",\"value\":\"920-555-0145\"}],\n"
	  "\"birthDate\":\"1961-07-02\",\"address\":[{\"line\":[\"Unit B, The Elms\"],\"city\":\"Ixonia\","
	  "\"postalCode\":\"53036\"}],\"generalPractitioner\":[{\"display\":\"Elms Practice\"}]}",
	  { IS(MRN, "HX 12"), IS(SSN, "614-00-3382"), IS(DRIVERS_LICENSE, "S99971"), NAME("Nwosa"), NAME("Ikem"),
	    NAME("B"), IS(FAX, "920 555 0144"), IS(PHONE, "920-555-0145"), IS(BIRTH_DATE, "1961-07-02"),
	    IS(STREET_ADDRESS, "Unit B, The Elms"), IS(CITY, "Ixonia"), IS(ZIP_CODE, "53036") },
	  { IS(MRN, "8812093"), IS(MRN, "p-4471"), NAME("Elms Practice") } },
	{ "Here is what their server said:\n\n{ \"resourceType\" : \"Coverage\",\n  \"subscriberId\" : \"QX-20\",\n"
	  "  \"beneficiary\" : { \"reference\" : \"Patient/4\", \"display\" : \"Ikem Nwosa\" },\n"
	  "  \"class\" : [ { \"type\" : { \"coding\" : [ { \"code\" : \"group\" } ] }, \"value\" : \"G-7\" } ] }\n",
	  { IS(PLAN_MEMBER_ID, "QX-20"), NAME("Ikem Nwosa"), IS(PLAN_GROUP_ID, "G-7") }, { { 0 } } },
	{ "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{\"resourceType\":\"Organization\",\"name\":"
	  "\"Elm Partners\"}},{\"resource\":{\"resourceType\":\"Practitioner\",\"name\":[{\"text\":\"Ulrik Sorn\"}]}},"
	  "{\"resource\":{\"resourceType\":\"Patient\",\"contact\":[{\"name\":{\"family\":\"Tavi\"}}]}},"
	  "{\"resource\":{\"resourceType\":\"Device\",\"serialNumber\":\"PJN-4\"}}]}",
	  { CLINICIAN("Ulrik Sorn"), NAME("Tavi"), THEIRS(DEVICE_SERIAL, "PJN-4") },
	  { THEIRS(PERSON_NAME, "Elm Partners") } },
	{ "{\"resourceType\":\"Patient\",\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/patient-"
	  "mothersMaidenName\",\"valueString\":\"Tekla Oru\"},{\"url\":\"http://x.example/tier\",\"valueString\":"
	  "\"Gold Plan\"}]}", { NAME("Tekla Oru") }, { NAME("Gold Plan") } },
	/* As a log has it: within a string. */
	{ "ERROR {\"level\":\"error\",\"body\":\"{\\\"resourceType\\\":\\\"Patient\\\",\\n \\\"identifier\\\":[{\\\"type\\\":"
	  "{\\\"text\\\":\\\"MRN\\\"},\\\"value\\\":\\\"HX 12\\\"}],\\\"name\\\" : [{\\\"family\\\":\\\"Nwosa\\\",\\\"given\\\":"
	  "[\\\"Ikem\\\"]}]}\",\"family\":\"cloud\"}",
	  { IS(MRN, "HX 12"), NAME("Nwosa"), NAME("Ikem") }, { SOMEBODYS(PERSON_NAME, "cloud") } },
	/* FHIR as XML. */
	{ "<Patient xmlns=\"http://hl7.org/fhir\"><id value=\"77120\"/><identifier><type><coding>"
	  "<code value=\"MR\"/></coding></type><value value=\"HX-12\"/></identifier>\n"
	  "<name><family value=\"Nwosa\"/><given value=\"Ikem\"/></name>\n"
	  "<telecom><system value=\"email\"/><value value=\"ik@fam.example\"/></telecom>\n"
	  "<birthDate value=\"1961-07-02\"/><address><line value=\"Unit B\"/></address></Patient>",
	  { IS(MRN, "HX-12"), NAME("Nwosa"), NAME("Ikem"), IS(EMAIL_ADDRESS, "ik@fam.example"),
	    IS(BIRTH_DATE, "1961-07-02"), IS(STREET_ADDRESS, "Unit B") },
	  { IS(MRN, "77120") } },
	/* A comment first, which HTML may begin with as well. */
	{ "<!-- ours -->\n<ClinicalDocument><recordTarget><patientRole><patient><name><given>Zuli</given>"
	  "<family>Ekroth</family></name></patient></patientRole></recordTarget></ClinicalDocument>",
	  { NAME("Zuli"), NAME("Ekroth") }, { { 0 } } },
	/* Cards and appointments. */
	{ "BEGIN:VCARD\nFN:Zuli Ekroth\nitem1.ADR;TYPE=\"home:x\":;;7 Hofweg;Zzyzx;CA;92309;USA\nEND:VCARD\n",
	  { SOMEBODYS(STREET_ADDRESS, "7 Hofweg"), SOMEBODYS(CITY, "Zzyzx"), SOMEBODYS(ZIP_CODE, "92309") },
	  { { 0 } } },
	{ "BEGIN:VEVENT\nDTSTART;TZID=America/Chicago:20250301T101500\nSUMMARY:Colonoscopy\nEND:VEVENT\n",
	  { SOMEBODYS(DATE, "20250301") }, { { 0 } } },
	{ "ADR: rash; hives; Springfield; itching\nthe DTSTART:20250301 of it",
	  { { 0 } }, { SOMEBODYS(CITY, " Springfield"), SOMEBODYS(STREET_ADDRESS, " Springfield") } },
	/* Forms not filled in, descriptions of interfaces. */
	{ "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"string\",\"given\":[\"{{given}}\"]}]}",
	  { { 0 } }, { NAME("string"), NAME("{{given}}") } },
	{ "The element <given> stands within <name>, and \"family\" beside it: Rosaceae is one.",
	  { { 0 } }, { SOMEBODYS(PERSON_NAME, "Rosaceae") } },
};

static const struct finding *
find(const struct message *m, const struct value *wanted)
{
	for (size_t i = 0; i < m->finding_count; i++) {
		const struct finding *finding = &m->findings[i];
		struct bytes found = bytes_slice(m->parts[finding->part].text, finding->start, finding->length);
		if (finding->type == wanted->type && bytes_equal(found, bytes_of_string(wanted->text)))
			return finding;
	}
	return NULL;
}

/* How many of the record's values are not as they should be; they are told. */
static size_t
record_check(const struct message *m, const struct record *record)
{
	size_t wrong = 0;

	for (size_t i = 0; i < RECORD_VALUES && record->values[i].text != NULL; i++) {
		const struct value *wanted = &record->values[i];
		const struct finding *finding = find(m, wanted);
		if (finding != NULL && finding->subject == wanted->subject)
			continue;
		fprintf(stderr, "%.40s...: %s \"%s\" %s\n", record->text, identifier_type_name(wanted->type),
		        wanted->text, finding == NULL ? "is missed" : "is somebody else's");
		wrong++;
	}
	for (size_t i = 0; i < ARRAY_LENGTH(record->absent) && record->absent[i].text != NULL; i++) {
		if (find(m, &record->absent[i]) == NULL)
			continue;
		fprintf(stderr, "%.40s...: \"%s\" is none\n", record->text, record->absent[i].text);
		wrong++;
	}
	return wrong;
}

static struct scanner *
make_scanner(struct configuration **configuration)
{
	const uint8_t key[CRYPTO_KEY_SIZE] = { 1 };
	struct scanner *scanner;
	struct diagnostics why;

	diagnostics_init(&why);
	ck_assert_int_eq(configuration_parse("", "defaults", &why, configuration), 0);
	ck_assert_int_eq(scanner_create(*configuration, key, &why, &scanner), 0);
	diagnostics_release(&why);
	return scanner;
}

static struct message *
scan_with_head(const struct scanner *scanner, const char *head, struct bytes text)
{
	struct message *m;

	ck_assert_int_eq(message_create(RECORD_ARENA, RECORD_ARENA, &m), 0);
	ck_assert_int_eq(buffer_append_string(&m->original, head), 0);
	ck_assert_int_eq(buffer_append(&m->original, text), 0);
	ck_assert_int_eq(scanner_scan_message(scanner, m), 0);
	return m;
}

/* Whatever the part is called, and whatever its name. */
START_TEST(test_records)
{
	static const char *const heads[] = {
		"Content-Type: text/plain; charset=utf-8\r\n\r\n",
		"Content-Type: text/xml\r\nContent-Disposition: attachment; filename=a.xml\r\n\r\n",
		"Content-Type: application/fhir+json\r\n\r\n",
		"Content-Type: application/octet-stream; name=\"a.json\"\r\n\r\n",
	};
	struct configuration *configuration;
	struct scanner *scanner = make_scanner(&configuration);
	size_t wrong = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(records); i++) {
		struct message *m =
			scan_with_head(scanner, heads[i % ARRAY_LENGTH(heads)], bytes_of_string(records[i].text));
		wrong += record_check(m, &records[i]);
		message_destroy(&m);
	}
	ck_assert_uint_eq(wrong, 0);
	scanner_destroy(&scanner);
	configuration_release(&configuration);
}
END_TEST

/* What is said of a number in pieces, and what says nothing. */
START_TEST(test_number_types)
{
	static const struct {
		const char *system, *code, *label;
		unsigned type;
	} cases[] = {
		{ "2.16.840.1.113883.4.1", "", "", IDENTIFIER_SSN },
		{ "urn:oid:2.16.840.1.113883.4.1", "MR", "", IDENTIFIER_SSN },
		{ "2.16.840.1.113883.4.11", "", "", 0 },
		{ "2.16.840.1.113883.4.3.25", "", "", IDENTIFIER_DRIVERS_LICENSE },
		{ "2.16.840.1.113883.4.330.840", "", "", IDENTIFIER_PASSPORT },
		{ "http://hl7.org/fhir/sid/us-mbi", "", "", IDENTIFIER_MBI },
		{ "http://hl7.org/fhir/sid/us-npi", "", "", IDENTIFIER_NPI },
		{ "http://clinic.example/mrn", "", "", IDENTIFIER_MRN },
		{ "", "PPN", "", IDENTIFIER_PASSPORT },
		{ "", "", "Medical Record Number", IDENTIFIER_MRN },
		{ "", "", "passportNumber", IDENTIFIER_PASSPORT },
		{ "", "", "dressing room", 0 },
		{ "http://mbilling.example/", "", "", 0 },
		{ "", "", "", 0 },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		const struct clinical_origin origin = { bytes_of_string(cases[i].system),
			                                bytes_of_string(cases[i].code),
			                                bytes_of_string(cases[i].label) };
		ck_assert_msg(clinical_number_type(&origin) == cases[i].type, "case %zu", i);
	}
}
END_TEST

/* Each name of the table is found in it, so the table is in order. */
START_TEST(test_element_names)
{
	static const char *const names[] = {
		"Account", "assignedAuthor", "assignedCustodian", "assignedEntity", "assignedPerson",
		"associatedEntity", "associatedPerson", "authenticator", "author", "beneficiary",
		"birthDate", "birthTime", "carrierHRF", "center", "city", "Claim", "class", "code", "coding",
		"county", "Coverage", "custodian", "dataEnterer", "deceasedDateTime", "deceasedTime",
		"Device", "display", "district", "effectiveTime", "encompassingEncounter", "Encounter",
		"ExplanationOfBenefit", "extension", "family", "given", "guardian", "guardianPerson",
		"healthCareFacility", "HealthcareService", "high", "id", "identifier", "individual",
		"informationRecipient", "intendedRecipient", "legalAuthenticator", "line", "Location", "low",
		"manufacturedProduct", "name", "Organization", "Patient", "patientRole", "performer",
		"Person", "policyHolder", "postalCode", "Practitioner", "PractitionerRole",
		"providerOrganization", "recordTarget", "relatedEntity", "RelatedPerson", "relatedSubject",
		"representedOrganization", "resourceType", "responsibleParty", "root", "scopingOrganization",
		"serialNumber", "serviceProviderOrganization", "streetAddressLine", "subject", "subscriber",
		"subscriberId", "system", "telecom", "text", "time", "type", "url", "value", "valueString", "wholeOrganization",
	};

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		ck_assert_str_eq(clinical_element_find(bytes_of_string(names[i]))->name, names[i]);
	ck_assert_int_eq(clinical_element_find(bytes_of_string("patien"))->kind, CLINICAL_OTHER);
	ck_assert_int_eq(clinical_element_find(bytes_make(NULL, 0))->kind, CLINICAL_OTHER);
}
END_TEST

/* Deeper than documents are: said to be unscannable, and what is not so deep is read. */
START_TEST(test_depth)
{
	struct configuration *configuration;
	struct scanner *scanner = make_scanner(&configuration);
	struct buffer text = buffer_make(1024 * 1024);
	static const struct value shallow = IS(MRN, "A-1");

	ck_assert_int_eq(buffer_append_string(&text, "<patientRole><id extension=\"A-1\"/>"), 0);
	for (int i = 0; i < 50000; i++)
		ck_assert_int_eq(buffer_append_string(&text, "<a>"), 0);
	struct message *m = scan_with_head(scanner, "Content-Type: application/xml\r\n\r\n", buffer_bytes(&text));
	ck_assert_ptr_nonnull(find(m, &shallow));
	ck_assert_uint_eq(m->unscannable_count, 1);
	ck_assert_int_eq(m->unscannables[0].reason, UNSCANNABLE_DEPTH);
	message_destroy(&m);
	buffer_release(&text);
	scanner_destroy(&scanner);
	configuration_release(&configuration);
}
END_TEST

Suite *
clinical_record_suite(void)
{
	return UNIT_SUITE("clinical records", test_records, test_number_types, test_element_names, test_depth);
}
