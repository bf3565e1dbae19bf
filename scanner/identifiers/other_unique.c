/*
 * Any other unique identifying number, 45 CFR 164.514(b)(2)(i)(R): tax numbers
 * that are no SSN, passports, and identifiers whose label says what they are.
 */
#include "config.h"

#include "scanner/around.h"
#include "scanner/digits.h"
#include "scanner/identifiers/lone_number.h"
#include "scanner/identifiers/segment.h"
#include "scanner/identifiers/report.h"
#include "scanner/value.h"

/* The lines of a passport's machine-readable zone, ICAO 9303-4. */
#define MRZ_LINE 44
#define MRZ_NUMBER 10 /* document number and its check digit */

enum { PATTERN_LONE, PATTERN_LONE_LAST = PATTERN_LONE + LONE_NUMBER_SHAPE_COUNT - 1, PATTERN_ITIN, PATTERN_ITIN_LATE, PATTERN_ITIN_EARLY, PATTERN_SEGMENT, PATTERN_MRZ, PATTERN_PASSPORT, PATTERN_TAX,
       PATTERN_EMPLOYER, PATTERN_OTHER, PATTERN_OTHER_TITLE };

#define TAX_WORDS(CUE) \
	CUE("itin") CUE("atin") CUE("tin") CUE("tax id") CUE("taxpayer id") \
	CUE("tax identification number") CUE("taxpayer") CUE("taxpayer identification number") \
	CUE("tax id number") CUE("tax number") CUE("tax no") CUE("tax identification") \
	CUE("taxpayer identification") CUE("taxpayer number")
CUE_ARRAY(tax_words, TAX_WORDS);
static const struct cue_table tax_cues = CUE_TABLE_INDEXED(tax_words);

#define EMPLOYER_WORDS(CUE) \
	CUE("ein") CUE("tax id") CUE("tin") CUE("tax identification")
CUE_ARRAY(employer_words, EMPLOYER_WORDS);
static const struct cue_table employer_cues = CUE_TABLE_INDEXED(employer_words);

#define PASSPORT_WORDS(CUE) \
	CUE("passport") CUE("passport no") CUE("passport number") CUE("passport num") \
	CUE("passport id") CUE("travel document") CUE("travel document number") \
	CUE("passport card") CUE("passports")
CUE_ARRAY(passport_words, PASSPORT_WORDS);
static const struct cue_table passport_cues = CUE_TABLE_INDEXED(passport_words);

/* No labels by themselves. */
#define OTHER_WORDS_ALONE(CUE) \
	CUE("claim") CUE("prescription") CUE("refill") CUE("authorization") CUE("donor") \
	CUE("rx") CUE("employee") CUE("badge") CUE("study") CUE("subject") CUE("participant") \
	CUE("client") CUE("customer") CUE("student") CUE("case") CUE("referral") CUE("inmate") \
	CUE("auth") CUE("emp") CUE("empid") CUE("appeal") CUE("grievance") CUE("spn") \
	CUE("claimant") CUE("precert") CUE("offender") CUE("script") CUE("fill") CUE("profile") CUE("approval") \
	CUE("predet") CUE("eob") CUE("statement")
#define OTHER_WORDS(CUE) \
	LABEL_NUMBERED(CUE, "subject") LABEL_NUMBERED(CUE, "participant") \
	LABEL_NUMBERED(CUE, "trial") LABEL_NUMBERED(CUE, "research") \
	LABEL_NUMBERED(CUE, "donor") LABEL_NUMBERED(CUE, "volunteer") \
	LABEL_NUMBERED(CUE, "screening") LABEL_NUMBERED(CUE, "randomization") \
	LABEL_NUMBERED(CUE, "employee") LABEL_NUMBERED(CUE, "emp") LABEL_NUMBERED(CUE, "staff") \
	LABEL_NUMBERED(CUE, "student") LABEL_NUMBERED(CUE, "badge") \
	LABEL_NUMBERED(CUE, "payroll") LABEL_NUMBERED(CUE, "personnel") \
	LABEL_NUMBERED(CUE, "school") LABEL_NUMBERED(CUE, "military") \
	LABEL_NUMBERED(CUE, "military service") LABEL_NUMBERED(CUE, "dod") \
	LABEL_NUMBERED(CUE, "veteran") LABEL_NUMBERED(CUE, "va") CUE("va file number") \
	CUE("va file no") LABEL_NUMBERED(CUE, "inmate") LABEL_NUMBERED(CUE, "prisoner") \
	LABEL_NUMBERED(CUE, "offender") LABEL_NUMBERED(CUE, "booking") \
	LABEL_NUMBERED(CUE, "jail") LABEL_NUMBERED(CUE, "alien") LABEL_NUMBERED(CUE, "uscis") \
	LABEL_NUMBERED(CUE, "voter") LABEL_NUMBERED(CUE, "tribal") \
	LABEL_NUMBERED(CUE, "national") LABEL_NUMBERED(CUE, "citizen") \
	LABEL_NUMBERED(CUE, "case") LABEL_NUMBERED(CUE, "customer") \
	LABEL_NUMBERED(CUE, "client") LABEL_NUMBERED(CUE, "resident") CUE("record id") \
	CUE("record identifier") LABEL_NUMBERED(CUE, "person") LABEL_NUMBERED(CUE, "unique") \
	LABEL_NUMBERED(CUE, "rx") LABEL_NUMBERED(CUE, "prescription") \
	LABEL_NUMBERED(CUE, "script") LABEL_NUMBERED(CUE, "refill") \
	LABEL_NUMBERED(CUE, "referral") LABEL_NUMBERED(CUE, "authorization") \
	LABEL_NUMBERED(CUE, "auth") LABEL_NUMBERED(CUE, "preauthorization") \
	LABEL_NUMBERED(CUE, "precertification") LABEL_NUMBERED(CUE, "precert") \
	LABEL_NUMBERED(CUE, "pre cert") LABEL_NUMBERED(CUE, "national insurance") \
	LABEL_NUMBERED(CUE, "social insurance") LABEL_NUMBERED(CUE, "visa") \
	LABEL_NUMBERED(CUE, "claim") LABEL_NUMBERED(CUE, "claims") \
	LABEL_NUMBERED(CUE, "internal control") LABEL_NUMBERED(CUE, "document control") \
	LABEL_NUMBERED(CUE, "transaction control") LABEL_NUMBERED(CUE, "claim reference") \
	LABEL_NUMBERED(CUE, "registry") LABEL_NUMBERED(CUE, "unos") \
	LABEL_NUMBERED(CUE, "grievance") LABEL_NUMBERED(CUE, "appeal") \
	LABEL_NUMBERED(CUE, "trip") LABEL_NUMBERED(CUE, "ride") LABEL_NUMBERED(CUE, "study") \
	LABEL_NUMBERED(CUE, "fill") LABEL_NUMBERED(CUE, "dispense") LABEL_NUMBERED(CUE, "dispensing") \
	LABEL_NUMBERED(CUE, "medication order") LABEL_NUMBERED(CUE, "med order") \
	LABEL_NUMBERED(CUE, "profile") LABEL_NUMBERED(CUE, "leave") LABEL_NUMBERED(CUE, "event") \
	LABEL_NUMBERED(CUE, "disability") \
	LABEL_NUMBERED(CUE, "eob") LABEL_NUMBERED(CUE, "statement") LABEL_NUMBERED(CUE, "control") \
	LABEL_NUMBERED(CUE, "determination") LABEL_NUMBERED(CUE, "denial") LABEL_NUMBERED(CUE, "approval") \
	LABEL_NUMBERED(CUE, "complaint") \
	LABEL_NUMBERED(CUE, "call") LABEL_NUMBERED(CUE, "interaction") LABEL_NUMBERED(CUE, "inquiry") \
	LABEL_NUMBERED(CUE, "transplant") LABEL_NUMBERED(CUE, "implant") LABEL_NUMBERED(CUE, "consent") \
	LABEL_NUMBERED(CUE, "waiver") \
	LABEL_NUMBERED(CUE, "intake") LABEL_NUMBERED(CUE, "docket") LABEL_NUMBERED(CUE, "probation") \
	LABEL_NUMBERED(CUE, "prior auth") LABEL_NUMBERED(CUE, "prior authorization") \
	LABEL_NUMBERED(CUE, "predetermination") LABEL_NUMBERED(CUE, "predet") LABEL_NUMBERED(CUE, "pa") \
	LABEL_NUMBERED(CUE, "claimant") LABEL_NUMBERED(CUE, "workers comp") LABEL_NUMBERED(CUE, "wc") \
	CUE("participant code") CUE("subject code") CUE("study code") CUE("randomization code") \
	CUE("employee code") CUE("client code") CUE("icn") CUE("dcn") CUE("tcn") CUE("edipi") \
	CUE("prior authorization") CUE("prior auth") CUE("preauthorization") \
	CUE("pre authorization") CUE("precertification") \
	OTHER_WORDS_ALONE(CUE)
CUE_ARRAY(other_words, OTHER_WORDS);
static const struct cue_table other_cues = CUE_TABLE_INDEXED(other_words);
static const struct cue_table other_labels = CUE_TABLE_LESS(other_words, OTHER_WORDS_ALONE);
static const struct cue_table other_words_alone = CUE_TABLE_LAST(other_words, OTHER_WORDS_ALONE);

/* How the zone of a passport begins: "P<UTOERIKSSON<<". */
static const struct cue mrz_words[] = { CUE("p") };
static const struct cue_table mrz_cues = CUE_TABLE(mrz_words);

static const struct detector_pattern patterns[] = {
	LONE_NUMBER_SHAPES,
	[PATTERN_SEGMENT] = SEGMENT_PATTERN,
	[PATTERN_ITIN] = { .shape = "9\\d{2}[-. ][5-9]\\d[-. ]\\d{4}" },
	[PATTERN_ITIN_LATE] = { .shape = "\\b9\\d{2}-[5-9]\\d{5}\\b" },
	[PATTERN_ITIN_EARLY] = { .shape = "\\b9\\d{2}[5-9]\\d-\\d{4}\\b" },
	[PATTERN_MRZ] = { .words = &mrz_cues },
	[PATTERN_PASSPORT] = { .words = &passport_cues },
	[PATTERN_TAX] = { .words = &tax_cues },
	[PATTERN_EMPLOYER] = { .words = &employer_cues },
	[PATTERN_OTHER] = { .words = &other_labels },
	[PATTERN_OTHER_TITLE] = { .words = &other_words_alone },
	{ .words = &other_words_alone, .place = WORD_BEFORE_NUMBER },
};

/* ---- tax numbers -------------------------------------------------------------------- */

static int
report_tax(const struct detector_text *text, const struct labelled *label, size_t start, size_t end)
{
	struct value_compact value = value_compact(text->bytes, start, end);
	enum tax_kind kind = digits_itin(value_bytes(&value));
	if (kind == TAX_INVALID || !label_value_stands(text->bytes, label, start, end))
		return 0;
	const char *cue = label != NULL ? label->cue : around_find(text, start, &tax_cues);
	struct cue_match match = { cue, 0, cue != NULL ? start : 0 };
	if (value_denied(text, start, match))
		return 0;
	const struct identifier found = {
		.type = IDENTIFIER_ITIN,
		.start = start,
		.end = end,
		.confidence = cue != NULL ? CONFIDENCE_CHECKED_CUE : CONFIDENCE_STRICT,
		.cue = cue,
		.validator = kind == TAX_ATIN ? "ATIN group" : "ITIN group",
	};
	return identifier_report(text, &found);
}

static int
confirm_itin(const struct detector_text *text, unsigned pattern, size_t end)
{
	static const char *const shapes[] = { "999-99-9999", "999-999999", "99999-9999" };
	size_t first = pattern == PATTERN_ITIN ? 0 : 1;
	size_t last = pattern == PATTERN_ITIN ? 1 : ARRAY_LENGTH(shapes);
	for (size_t i = first; i < last; i++) {
		size_t start;
		if (!value_shape_before(text->bytes, end, shapes[i], &start))
			continue;
		bool alike = i != 0 || text->bytes.data[start + 3] == text->bytes.data[start + 6];
		/* 5-4 is a ZIP code as well. */
		if (!alike || (i == 2 && around_find(text, start, &tax_cues) == NULL))
			return 0;
		return report_tax(text, NULL, start, end);
	}
	return 0;
}

static int
take_tax(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	size_t stop;
	if (!value_shape_at(text->bytes, value->start, "999~99~9999", &stop))
		return 0;
	*end = stop;
	return report_tax(text, value, value->start, stop);
}

/* An employer's number (EIN) names an organisation, mostly. */
static int
take_employer(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	size_t stop;
	if (!value_shape_at(text->bytes, value->start, "99-9999999", &stop) ||
	    text->bytes.data[value->start + 2] != '-' ||
	    !label_value_stands(text->bytes, value, value->start, stop))
		return 0;
	const struct identifier found = {
		.type = IDENTIFIER_OTHER_ID,
		.subject = SUBJECT_PROVIDER,
		.start = value->start,
		.end = stop,
		.confidence = CONFIDENCE_CUE,
		.cue = value->cue,
		.validator = "EIN format",
	};
	*end = stop;
	return identifier_report(text, &found);
}

/* ---- passports ------------------------------------------------------------------------- */

static int
take_passport(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	static const char *const shapes[] = { "999999999", "A99999999", "AA9999999", "A9999999", "99999999" };
	for (size_t i = 0; i < ARRAY_LENGTH(shapes); i++) {
		size_t stop;
		if (!value_shape_at(text->bytes, value->start, shapes[i], &stop) ||
		    !label_value_stands(text->bytes, value, value->start, stop))
			continue;
		const struct identifier found = {
			.type = IDENTIFIER_PASSPORT,
			.start = value->start,
			.end = stop,
			.confidence = i < 2 ? CONFIDENCE_CHECKED : CONFIDENCE_CUE,
			.cue = value->cue,
			.validator = i < 2 ? "US passport format" : NULL,
		};
		*end = stop;
		return identifier_report(text, &found);
	}
	return 0;
}

/* The number stands in the second line, behind a first that holds the name. */
static int
confirm_mrz(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	size_t first = end - 1, second = first + MRZ_LINE;
	if (bytes.data[first] != 'P' || end >= bytes.length || bytes.data[end] != '<')
		return 0;
	while (second < bytes.length && second - first < MRZ_LINE + 3 && byte_is_space(bytes.data[second]))
		second++;
	struct bytes number = bytes_slice(bytes, second, MRZ_NUMBER);
	struct bytes birth = bytes_slice(bytes, second + 13, 7);
	if (second == first + MRZ_LINE || !digits_mrz(number) || !digits_mrz(birth) || birth.length != 7)
		return 0;
	size_t stop = second + MRZ_NUMBER - 1;
	while (stop > second && bytes.data[stop - 1] == '<')
		stop--;
	const struct identifier found = {
		.type = IDENTIFIER_PASSPORT,
		.start = second,
		.end = stop,
		.confidence = CONFIDENCE_CHECKED_CUE,
		.cue = "machine-readable zone",
		.validator = "MRZ check digits",
	};
	return identifier_report(text, &found);
}

/* ---- the rest --------------------------------------------------------------------------- */

/* Numbers that help desks give: INC00813087. */
static bool
is_ticket(struct bytes text, size_t start)
{
	static const char *const prefixes[] = { "INC", "CHG", "REQ", "RITM", "TASK", "PRB", "SCTASK" };

	for (size_t i = 0; i < ARRAY_LENGTH(prefixes); i++) {
		size_t length = strlen(prefixes[i]);
		struct bytes digit = bytes_slice(text, start + length, 1);
		if (bytes_equal(bytes_slice(text, start, length), bytes_of_string(prefixes[i])) &&
		    digit.length == 1 && (byte_is_digit(digit.data[0]) || digit.data[0] == '-'))
			return true;
	}
	return false;
}

/* "Claim 12 of the patent": claims with few digits are of another kind. */
#define CLAIM_LENGTH_LEAST 6

/* Words around "case", "customer" and "study" by which their numbers are no patient's. */
#define BUSINESS_REACH 160
#define BUSINESS_WORDS(CUE) \
	CUE("order") CUE("orders") CUE("shipment") CUE("shipped") CUE("delivery") CUE("parcel") \
	CUE("tracking") CUE("invoice") CUE("ups") CUE("fedex") CUE("vendor") CUE("supplies") CUE("qty")
CUE_ARRAY(business_words, BUSINESS_WORDS);
static const struct cue_table business_cues = CUE_TABLE_INDEXED(business_words);

static bool
is_business(struct bytes text, const struct labelled *value)
{
	static const char *const programs[] = { "migration", "sql", "shell", "build", "install", "upgrade", "ncpdp" };
	static const char *const desks[] = { "support", "help", "service", "test", "use", "court" };
	size_t from = value->cue_start > BUSINESS_REACH ? value->cue_start - BUSINESS_REACH : 0;

	if (strncmp(value->cue, "case", 4) == 0)
		return bytes_among(label_word_before(text, value->cue_start), desks, ARRAY_LENGTH(desks));
	if (strcmp(value->cue, "script") == 0)
		return bytes_among(label_word_before(text, value->cue_start), programs, ARRAY_LENGTH(programs));
	if (strncmp(value->cue, "customer", 8) == 0)
		return cue_inside(bytes_slice(text, from, value->cue_start - from), &business_cues) != NULL;
	/* ClinicalTrials.gov numbers studies, and nobody in them. */
	return bytes_equal(bytes_slice(text, value->start, 3), bytes_of_string("NCT"));
}

/* Numbers that pharmacies, payers and those who give care have for one person's care. */
static bool
is_of_care(const char *cue)
{
	static const char *const words[] = { "rx", "prescription", "script ", "refill", "referral", "auth", "preauth", "precert",
	                                     "prior auth", "pre auth", "claim", "appeal", "grievance", "client", "participant",
	                                     "fill", "dispens", "med", "pa ", "predet", "disability", "denial", "eob", "transplant" };

	for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
		if (strncmp(cue, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

static int
take_other(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	if (strcmp(value->cue, "claim") == 0 &&
	    label_word_end(text->bytes, value->start) - value->start < CLAIM_LENGTH_LEAST)
		return 0;
	/* "Subject: 7720418" is the field of that name. */
	if (text->kind == PART_HEADERS && strcmp(value->cue, "subject") == 0)
		return 0;
	return is_ticket(text->bytes, value->start) || is_business(text->bytes, value)
	               ? 0
	               : identifier_take_word(text, value, IDENTIFIER_OTHER_ID,
	                                      is_of_care(value->cue) ? SUBJECT_PATIENT : SUBJECT_UNKNOWN, end);
}

static int
confirm(const struct detector_text *text, unsigned pattern, size_t end)
{
	if (pattern == PATTERN_SEGMENT)
		return segment_read(text, end, detector_other_unique.category);
	if (pattern <= PATTERN_LONE_LAST)
		return lone_number_confirm(text, end);
	switch (pattern) {
	case PATTERN_ITIN:
	case PATTERN_ITIN_LATE:
	case PATTERN_ITIN_EARLY:
		return confirm_itin(text, pattern, end);
	case PATTERN_MRZ:
		return confirm_mrz(text, end);
	default:
		break;
	}
	if (pattern == PATTERN_PASSPORT)
		return label_read(text, end, &passport_cues, take_passport);
	if (pattern == PATTERN_TAX)
		return label_read(text, end, &tax_cues, take_tax);
	if (pattern == PATTERN_EMPLOYER)
		return label_read(text, end, &employer_cues, take_employer);
	if (pattern == PATTERN_OTHER_TITLE)
		return label_read_title(text, end, &other_cues, take_other);
	return label_read(text, end, &other_cues, take_other);
}

#define ITIN(text, found) { (text), IDENTIFIER_ITIN, (found) }
#define PASSPORT(text, found) { (text), IDENTIFIER_PASSPORT, (found) }
#define OTHER(text, found) { (text), IDENTIFIER_OTHER_ID, (found) }
#define BAD(text) { (text), IDENTIFIER_ITIN, NULL }

static const struct detector_case cases[] = {
	ITIN("ITIN 912-70-4821", "912-70-4821"),
	ITIN("912-70-4821", "912-70-4821"),
	ITIN("taxpayer identification number: 912704821", "912704821"),
	ITIN("912-704821", "912-704821"),
	ITIN("ATIN 912-93-4821", "912-93-4821"),
	PASSPORT("passport number 482913377", "482913377"),
	PASSPORT("Passport: C48291337", "C48291337"),
	PASSPORT("Name\tPassport\nAnn\t482913377\n", "482913377"),
	PASSPORT("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
	         "L898902C36UTO7408122F1204159ZE184226B<<<<<10\n", "L898902C3"),
	PASSPORT("  P<D<<LEE<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<<<<<<\n"
	         "  L898902C36UTO7408122F1204159ZE184226B<<<<<10\n", "L898902C3"),
	OTHER("Study ID: ST-0042-17", "ST-0042-17"),
	OTHER("subject no. 100482", "100482"),
	OTHER("employee id 4482913", "4482913"),
	OTHER("Case number: 21-CV-04829", "21-CV-04829"),
	OTHER("Rx# 4482913", "4482913"),
	OTHER("Participant code P0042", "P0042"),
	OTHER("EIN 12-3456789", "12-3456789"),
	OTHER("DoD ID number 1048291337", "1048291337"),
	OTHER("Claim number: 20260311004417", "20260311004417"),
	OTHER("CLAIM #: CL-88120-4", "CL-88120-4"),
	OTHER("please addend, claim CL575699655 is on hold", "CL575699655"),
	OTHER("prior authorization A0044821731 was given", "A0044821731"),
	OTHER("your prescription 6738325-43148 is ready", "6738325-43148"),
	OTHER("Badge,Name\nE44821,Ann\n", "E44821"),
	OTHER("Auth # B7720418", "B7720418"),
	OTHER("TCN 26077-20418-0033-00", "26077-20418-0033-00"),
	OTHER("EmpID\tName\n772041\tAnn\n772042\tBob\n", "772042"),
	OTHER("Appeal ID: AP7720418", "AP7720418"),
	OTHER("Military service number O-772041", "O-772041"),
	OTHER("script no. 7720418", "7720418"),
	OTHER("fill no. 60018845", "60018845"),
	OTHER("Script 8841027-03, from the other store", "8841027-03"),
	OTHER("case reference SPX0099312", "SPX0099312"),
	OTHER("Payer control no 2026081700442A", "2026081700442A"),
	OTHER("Leave ID: LV-88213", "LV-88213"),
	BAD("we fill 12 of them"),
	BAD("auth failed 447 times"),
	BAD("Study NCT07720418 recruits"),
	BAD("support case 07720418 with the vendor"),
	BAD("Your order is on its way. Customer number 772041."),
	{ "Here it is:\n\n512438876\n\nBest", IDENTIFIER_SSN, "512438876" },
	{ "K448291370526", IDENTIFIER_DRIVERS_LICENSE, "K448291370526" },
	{ "A4482913\n", IDENTIFIER_DRIVERS_LICENSE, "A4482913" },
	{ "sure:\n448291370526\n", IDENTIFIER_BANK_ACCOUNT, "448291370526" },
	{ "there were 448291370526\n", IDENTIFIER_BANK_ACCOUNT, NULL },
	{ "1448291370526", IDENTIFIER_BANK_ACCOUNT, NULL },
	{ "36448291370526", IDENTIFIER_BANK_ACCOUNT, NULL },
	{ "0943476591", IDENTIFIER_MRN, NULL },
	{ "here:\n0077204182\n", IDENTIFIER_MRN, "0077204182" },
	{ "A1234567", IDENTIFIER_DRIVERS_LICENSE, NULL },
	{ "448291370526\n448291370531\n", IDENTIFIER_BANK_ACCOUNT, NULL },
	{ "51243-8876", IDENTIFIER_SSN, "51243-8876" },
	{ "021000021", IDENTIFIER_ABA_ROUTING, "021000021" },
	ITIN("912704821", "912704821"),
	PASSPORT("Sure:\nC48291337\n", "C48291337"),
	{ "H48291337", IDENTIFIER_DRIVERS_LICENSE, "H48291337" },
	{ "theirs:\n77204182, 310482913, 48291337026\n", IDENTIFIER_DRIVERS_LICENSE, "48291337026" },
	{ "77204182 48291337026\n", IDENTIFIER_DRIVERS_LICENSE, NULL },
	{ "77204182 77204183 77204184\n", IDENTIFIER_DRIVERS_LICENSE, NULL },
	{ "77204182 2175550123 48291337026\n", IDENTIFIER_DRIVERS_LICENSE, NULL },
	BAD("123456789"),
	BAD("000000000"),
	BAD("051243887"),
	BAD("512438876 rows"),
	BAD("512438876\n512438877\n"),
	BAD("Case INC00813087 is closed"),
	BAD("claim 12 of the patent"),
	BAD("we claim 1234 of them"),
	BAD("prescription of 1200 mg"),
	BAD("912-89-4821"),
	BAD("912-49-4821"),
	BAD("1912-70-4821"),
	BAD("order 912-70-4821"),
	BAD("zip 91270-4821"),
	BAD("passport control opened in 1999"),
	BAD("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
	    "L898902C35UTO7408122F1204159ZE184226B<<<<<10\n"),
	BAD("in the case of 1234 people"),
	BAD("the study of 2019"),
};

const struct detector detector_other_unique = {
	.name = "other_unique",
	.category = 18,
	.patterns = patterns,
	.pattern_count = ARRAY_LENGTH(patterns),
	.confirm = confirm,
	.cases = cases,
	.case_count = ARRAY_LENGTH(cases),
};
