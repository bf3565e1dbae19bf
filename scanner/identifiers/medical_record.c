/* Medical record numbers, 45 CFR 164.514(b)(2)(i)(H). No standard: the words beside them tell. */
#include "scanner/identifiers/clinical_record.h"
#include "scanner/identifiers/segment.h"
#include "scanner/identifiers/report.h"
#include "scanner/value.h"
#include "scanner/digits.h"

/* Between a label and a number that looks like a date. */
#define FILED_REACH 3

enum { PATTERN_SEGMENT, PATTERN_CLINICAL, PATTERN_LABELS, PATTERN_TITLES, PATTERN_ACCESSION,
       PATTERN_PREFIXED };

/* No labels by themselves. */
#define WORDS_ALONE(CUE) \
	CUE("record") CUE("records") CUE("file") CUE("visit") CUE("unit") CUE("mr")
/* The same, but that a long number is enough. */
#define WORDS_OF_NUMBERS(CUE) \
	CUE("enc") CUE("har") CUE("acc") CUE("specimen") CUE("fin") CUE("episode") \
	CUE("culture") CUE("patient") CUE("pt")
#define TITLE_WORDS(CUE) WORDS_ALONE(CUE) WORDS_OF_NUMBERS(CUE)
#define CUE_WORDS(CUE) \
	/* fields of HL7 as people name them: */ \
	CUE("pid 2") CUE("pid 3") CUE("pid 3.1") CUE("pid 4") CUE("pv1 19") CUE("mrg 1") \
	/* words: */ \
	CUE("mrn") CUE("mrns") CUE("csn") CUE("empi") CUE("mpi") CUE("nhs") CUE("chart") \
	CUE("accession") CUE("encounter") CUE("med rec") CUE("med record") CUE("medical rec") \
	CUE("medical record") CUE("medical records") LABEL_NUMBERED(CUE, "medical record") \
	LABEL_NUMBERED(CUE, "med rec") LABEL_NUMBERED(CUE, "med record") \
	LABEL_NUMBERED(CUE, "medical rec") LABEL_NUMBERED(CUE, "health record") \
	LABEL_NUMBERED(CUE, "hospital") LABEL_NUMBERED(CUE, "clinic") \
	LABEL_NUMBERED(CUE, "unit") LABEL_NUMBERED(CUE, "chart") LABEL_NUMBERED(CUE, "patient") \
	LABEL_NUMBERED(CUE, "patient registration") LABEL_NUMBERED(CUE, "pat") \
	LABEL_NUMBERED(CUE, "pt") LABEL_NUMBERED(CUE, "accession") \
	LABEL_NUMBERED(CUE, "encounter") LABEL_NUMBERED(CUE, "enc") LABEL_NUMBERED(CUE, "visit") \
	LABEL_NUMBERED(CUE, "admission") LABEL_NUMBERED(CUE, "specimen") \
	LABEL_NUMBERED(CUE, "episode") LABEL_NUMBERED(CUE, "mr") LABEL_NUMBERED(CUE, "m r") \
	LABEL_NUMBERED(CUE, "nhs") LABEL_NUMBERED(CUE, "pre registration") \
	LABEL_NUMBERED(CUE, "preregistration") LABEL_NUMBERED(CUE, "fin") \
	LABEL_NUMBERED(CUE, "financial") LABEL_NUMBERED(CUE, "enterprise") \
	LABEL_NUMBERED(CUE, "requisition") LABEL_NUMBERED(CUE, "lab") \
	LABEL_NUMBERED(CUE, "pathology") LABEL_NUMBERED(CUE, "exam") LABEL_NUMBERED(CUE, "pcr") \
	LABEL_NUMBERED(CUE, "dialysis") LABEL_NUMBERED(CUE, "consult") \
	CUE("registration account number") \
	CUE("hospital account") CUE("patient code") CUE("ems run") CUE("client chart") \
	CUE("client file") CUE("record no") CUE("record number") \
	TITLE_WORDS(CUE)
CUE_ARRAY(cue_words, CUE_WORDS);
static const struct cue_table cues = CUE_TABLE_INDEXED(cue_words);
static const struct cue_table labels = CUE_TABLE_LESS(cue_words, TITLE_WORDS);
static const struct cue_table titles = CUE_TABLE_LAST(cue_words, TITLE_WORDS);
static const struct cue_table words_alone = CUE_TABLE_BETWEEN(cue_words, WORDS_ALONE, WORDS_OF_NUMBERS);
static const struct cue_table words_of_numbers = CUE_TABLE_LAST(cue_words, WORDS_OF_NUMBERS);

/* Where laboratories number what they were sent: letters of the kind, year, running number. */
#define LAB_WORDS(CUE) \
	CUE("lab") CUE("laboratory") CUE("report") CUE("result") CUE("results") CUE("pathology") \
	CUE("cytology") CUE("histology") CUE("biopsy") CUE("specimen") CUE("slide") CUE("slides") \
	CUE("block") CUE("culture") CUE("smear") CUE("formalin") CUE("surgical") CUE("autopsy")
CUE_ARRAY(lab_words, LAB_WORDS);
static const struct cue_table lab_cues = CUE_TABLE_INDEXED(lab_words);

static const struct detector_pattern patterns[] = {
	[PATTERN_SEGMENT] = SEGMENT_PATTERN,
	[PATTERN_CLINICAL] = CLINICAL_RECORD_PATTERN,
	[PATTERN_LABELS] = { .words = &labels },
	[PATTERN_TITLES] = { .words = &titles },
	[PATTERN_ACCESSION] = { .shape = "\\b[A-Z]{1,2}\\d{2}-\\d{4,6}\\b" },
	[PATTERN_PREFIXED] = { .shape = "\\bMR-?\\d{6,9}\\b" },
	{ .words = &words_alone, .place = WORD_NUMBERED },
	{ .words = &words_of_numbers, .place = WORD_BEFORE_NUMBER },
};


static int
report_shaped(const struct detector_text *text, size_t start, size_t end, const char *cue, uint8_t confidence)
{
	const struct identifier found = {
		.type = IDENTIFIER_MRN,
		.subject = SUBJECT_PATIENT,
		.start = start,
		.end = end,
		.confidence = confidence,
		.cue = cue,
	};
	return value_stands_alone(text->bytes, start, end) ? identifier_report(text, &found) : 0;
}

/* "S26-10442" near words of a laboratory. */
static int
confirm_accession(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	size_t start = end;
	while (start > 0 && (byte_is_alnum(bytes.data[start - 1]) || bytes.data[start - 1] == '-'))
		start--;
	struct cue_match cue = cue_before_match(bytes, start, CUE_WINDOW, &lab_cues);
	if (cue.cue == NULL)
		cue.cue = cue_after(bytes, end, CUE_WINDOW, &lab_cues);
	return cue.cue != NULL ? report_shaped(text, start, end, cue.cue, CONFIDENCE_STRICT) : 0;
}

/* "MR0029184" says itself what it is. */
static int
confirm_prefixed(const struct detector_text *text, size_t end)
{
	size_t start = end;
	while (start > 0 && (byte_is_digit(text->bytes.data[start - 1]) || text->bytes.data[start - 1] == '-'))
		start--;
	return report_shaped(text, start - 2, end, NULL, CONFIDENCE_STRICT);
}

/* Words that may also speak of other things: what follows them must look like an identifier. */
static bool
is_vague(const char *cue)
{
	return strcmp(cue, "chart") == 0 || strcmp(cue, "accession") == 0 ||
	       strcmp(cue, "encounter") == 0 || strcmp(cue, "medical records") == 0 ||
	       strcmp(cue, "nhs") == 0 || strcmp(cue, "record") == 0 || strcmp(cue, "records") == 0 ||
	       strcmp(cue, "file") == 0 || strcmp(cue, "visit") == 0 || strcmp(cue, "unit") == 0;
}

/* Behind the patient without a label such numbers have so many digits, and nothing but hyphens between. */
#define BARE_DIGITS_LEAST 5
#define BARE_DIGITS_MOST 9

/* "4471-220": not "1EG4-TE5-MK73", nor a telephone's "555-0136". */
static bool
is_bare_number(struct bytes text, size_t start, size_t end)
{
	size_t digits = 0, stop;

	for (size_t at = start; at < end; at++) {
		if (!byte_is_digit(text.data[at]) && text.data[at] != '-')
			return false;
		digits += byte_is_digit(text.data[at]);
	}
	bool local = value_shape_at(text, start, "999-9999", &stop) && stop == end;
	return !local && digits >= BARE_DIGITS_LEAST && digits <= BARE_DIGITS_MOST;
}

/* "pt 4471-220 left": the number of one who is named by the cue, not labelled by it. */
static bool
is_bare(struct bytes text, const struct labelled *value)
{
	bool patient = strcmp(value->cue, "patient") == 0 || strcmp(value->cue, "pt") == 0;

	return patient && bytes_equal(bytes_slice(text, value->cue_end, value->start - value->cue_end), bytes_of_string(" "));
}

static int
take(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	size_t word = label_word_end(text->bytes, value->start);
	if ((is_vague(value->cue) && word - value->start < 5) ||
	    (is_bare(text->bytes, value) && !is_bare_number(text->bytes, value->start, word)))
		return 0;
	size_t stop;
	/* Ten digits in groups are a telephone's, but that these check. */
	bool national = value_shape_at(text->bytes, value->start, "999~999~9999", &stop) &&
	                strncmp(value->cue, "nhs", 3) == 0;
	struct value_compact compact = value_compact(text->bytes, value->start, national ? stop : value->start);
	if (national && digits_mod11(value_bytes(&compact))) {
		*end = stop;
		return report_shaped(text, value->start, stop, value->cue, CONFIDENCE_CHECKED_CUE);
	}
	/* Terminal digits, as charts are filed: what looks like a date right behind the label is none. */
	bool filed = value_shape_at(text->bytes, value->start, "99-99-99", &stop) && stop == word &&
	             !is_vague(value->cue) && value->start - value->cue_end <= FILED_REACH;
	if (filed && value_stands_alone(text->bytes, value->start, stop)) {
		const struct identifier found = { .type = IDENTIFIER_MRN, .subject = SUBJECT_PATIENT,
			                          .start = value->start, .end = stop,
			                          .confidence = CONFIDENCE_CUE, .cue = value->cue };
		*end = stop;
		return identifier_report(text, &found);
	}
	return identifier_take_word(text, value, IDENTIFIER_MRN, SUBJECT_PATIENT, end);
}

static int
confirm(const struct detector_text *text, unsigned pattern, size_t end)
{
	if (pattern == PATTERN_SEGMENT)
		return segment_read(text, end, detector_medical_record.category);
	if (pattern == PATTERN_CLINICAL) {
		clinical_record_notice(text, end);
		return 0;
	}
	if (pattern == PATTERN_ACCESSION)
		return confirm_accession(text, end);
	if (pattern == PATTERN_PREFIXED)
		return confirm_prefixed(text, end);
	if (pattern == PATTERN_TITLES)
		return label_read_title(text, end, &cues, take);
	return label_read(text, end, &cues, take);
}

#define GOOD(text, found) { (text), IDENTIFIER_MRN, (found) }
#define BAD(text) { (text), IDENTIFIER_MRN, NULL }

static const struct detector_case cases[] = {
	GOOD("MRN: 00482913", "00482913"),
	GOOD("PID-3 is 00482913 there", "00482913"),
	GOOD("00482913 is his MRN", "00482913"),
	GOOD("MRN 482913", "482913"),
	GOOD("MRN#482913", "482913"),
	GOOD("MRN482913", "482913"),
	GOOD("mrn = AB-482913", "AB-482913"),
	GOOD("Medical Record Number: 48-29-13", "48-29-13"),
	GOOD("Medical record no. 482913", "482913"),
	GOOD("Med Rec # 482913", "482913"),
	GOOD("Her MRN is 482913.", "482913"),
	GOOD("MRN for Mr. Lee: 482913", "482913"),
	GOOD("MRN (Northside): 482913", "482913"),
	GOOD("Patient ID: P0482913", "P0482913"),
	GOOD("patient_id,city\n482913,Oslo\n482914,Rome\n", "482914"),
	GOOD("Name      MRN       Ward\nAnn Lee   482913    4\n", "482913"),
	GOOD("| Name | Medical record |\n|---|---|\n| Ann | 482913 |\n", "482913"),
	GOOD("MRN\n482913\n", "482913"),
	GOOD("chart number 482913", "482913"),
	GOOD("Accession #: S21-48291", "S21-48291"),
	GOOD("encounter 10048291", "10048291"),
	GOOD("MR# 482913", "482913"),
	GOOD("{\"patientId\": \"482913\"}", "482913"),
	GOOD("MRNs 482913, 482914 and 482915", "482915"),
	GOOD("PID|1||482913^^^A^MR||LEE^AN", "482913"),
	GOOD("\nPID|1|AB48291|||LEE^AN", "AB48291"),
	GOOD("PID|1|||482914|LEE^AN", "482914"),
	GOOD("Name\tRecord #\tDx\nAnn Lee\tAB-20417\tcroup\n", "AB-20417"),
	GOOD("Specimen CY-25-118204 was positive", "CY-25-118204"),
	GOOD("FIN 220044871, bed 12", "220044871"),
	GOOD("Your pre-registration number is 338278871.", "338278871"),
	GOOD("do you remember the patient with the knee from Monday, chart\n932-69789? She", "932-69789"),
	GOOD("> do you remember the patient with the knee from Monday, chart\n> 932-69789? She", "932-69789"),
	GOOD("Following up on the gastroenterology referral for her (MRN\n329-86948)?", "329-86948"),
	BAD("the long line of a sentence that ends with the word chart\nand 12 things more"),
	BAD("Name of the patient | Date of birth | Medical record number\n4411 | 2 | x\n"),
	GOOD("MR# 30-11-74 seen", "30-11-74"),
	GOOD("Unit #: M000442918\nAcct #: N00088123345\n", "M000442918"),
	GOOD("Visit #: 7718820031\n", "7718820031"),
	GOOD("Pat ID|Last|First\n55120|Mbeki|Thandi\n", "55120"),
	GOOD("Subject: Enc 40992817, no summary yet", "40992817"),
	GOOD("HAR: 70044218 is still open", "70044218"),
	GOOD("ACC: XR7720415\n", "XR7720415"),
	GOOD("Record no. 77-3304-C", "77-3304-C"),
	GOOD("culture M-26-88104 grew nothing", "M-26-88104"),
	GOOD("Specimen nbr 30077412", "30077412"),
	GOOD("Subject: Final report S26-77204", "S26-77204"),
	GOOD("SP26-07720: received in formalin", "SP26-07720"),
	GOOD("split between MR0077204 and another chart", "MR0077204"),
	GOOD("NHS number 943 476 5919", "943 476 5919"),
	GOOD("pt 4471-220 left", "4471-220"),
	GOOD("patient #A-4471", "A-4471"),
	GOOD("consult ref 4471220", "4471220"),
	BAD("patient 555-0136 called back"),
	BAD("patient 1-800-555-0136"),
	BAD("the pt 12 of 14"),
	BAD("bolt M10-77204 in the bin"),
	BAD("NHS line: 943 476 5918"),
	BAD("the culture of 1996 and 2004"),
	BAD("acc. to 12 of them"),
	BAD("Enc: 2 pages"),
	BAD("unit 4411 of the garage"),
	BAD("visit #3 of 12"),
	BAD("a record of 1234567 visitors"),
	BAD("PID|482913||||LEE^AN"),
	BAD("| PID | 482913 | 482914 | running |"),
	BAD("PID|12\n|482913|482914"),
	BAD("the medical record was lost in 2021"),
	BAD("MRN: ______"),
	BAD("MRN:"),
	BAD("Mr. 12345"),
	BAD("chart 12"),
	BAD("482913"),
	BAD("patient ID card is in room 12"),
	BAD("MRN not given, DOB 01/02/1990"),
	BAD("public records number of 482913x@y.example"),
	BAD("mrna vaccine 482913"),
};

const struct detector detector_medical_record = {
	.name = "medical_record",
	.category = 8,
	.patterns = patterns,
	.pattern_count = ARRAY_LENGTH(patterns),
	.confirm = confirm,
	.read_text = clinical_record_read, /* of all categories: a document is its patient's record */
	.cases = cases,
	.case_count = ARRAY_LENGTH(cases),
};
