/*
 * Certificate and license numbers, 45 CFR 164.514(b)(2)(i)(K). NPI, DEA number
 * and professional license name a provider: care context, not the patient.
 */
#include "scanner/around.h"
#include "scanner/digits.h"
#include "scanner/identifiers/licence_formats.h"
#include "scanner/identifiers/segment.h"
#include "scanner/identifiers/report.h"
#include "scanner/value.h"

/* Where the state may be named: "Texas driver's license: ..." to "... (TX)". */
#define STATE_BEFORE 40
#define STATE_AFTER 24
#define STATE_REACH 24 /* the longest state's name, its blank and more */

enum {
	PATTERN_NPI, PATTERN_NPI_DIVIDED, PATTERN_DEA, PATTERN_DEA_NINE, PATTERN_SEGMENT, PATTERN_NPI_LABEL, PATTERN_DRIVER,
	PATTERN_DRIVER_SHORT, PATTERN_STATE, PATTERN_ENCLOSED, PATTERN_PROFESSIONAL, PATTERN_TITLE,
};

/* No labels by themselves. */
#define NPI_WORDS_ALONE(CUE) \
	CUE("national provider identifier") CUE("provider identifier") CUE("provider id") \
	CUE("provider number") CUE("provider")
#define NPI_WORDS(CUE) \
	CUE("npi") CUE("npi number") CUE("npi no") CUE("npi num") \
	NPI_WORDS_ALONE(CUE)
CUE_ARRAY(npi_words, NPI_WORDS);
static const struct cue_table npi_cues = CUE_TABLE_INDEXED(npi_words);
static const struct cue_table npi_labels = CUE_TABLE_LESS(npi_words, NPI_WORDS_ALONE);

#define DEA_WORDS(CUE) \
	CUE("dea") CUE("dea number") CUE("dea no") CUE("dea num") CUE("dea registration") \
	CUE("dea registration number") CUE("certificate number")
CUE_ARRAY(dea_words, DEA_WORDS);
static const struct cue_table dea_cues = CUE_TABLE_INDEXED(dea_words);

/* In capitals only. */
#define DRIVER_WORDS_SHORT(CUE) \
	CUE("dl") CUE("d l") CUE("dln") LABEL_NUMBERED(CUE, "dl") LABEL_NUMBERED(CUE, "d l") \
	CUE("cdl") LABEL_NUMBERED(CUE, "cdl") CUE("oln") CUE("odl")
#define DRIVER_WORDS(CUE) \
	CUE("driver's license") CUE("drivers license") CUE("driver license") \
	CUE("driver's licence") CUE("drivers licence") CUE("driver licence") \
	CUE("drivers' license") CUE("driving license") CUE("driving licence") \
	LABEL_NUMBERED(CUE, "driver's license") LABEL_NUMBERED(CUE, "drivers license") \
	LABEL_NUMBERED(CUE, "driver license") LABEL_NUMBERED(CUE, "driver's licence") \
	LABEL_NUMBERED(CUE, "drivers licence") LABEL_NUMBERED(CUE, "driver licence") \
	LABEL_NUMBERED(CUE, "driving licence") LABEL_NUMBERED(CUE, "driving license") \
	CUE("driver's lic") CUE("drivers lic") CUE("driver lic") \
	LABEL_NUMBERED(CUE, "driver's lic") LABEL_NUMBERED(CUE, "drivers lic") \
	LABEL_NUMBERED(CUE, "driver lic") CUE("driver's permit") CUE("state id") \
	LABEL_NUMBERED(CUE, "state id") CUE("state identification") CUE("operator's license") \
	CUE("operator license") CUE("operators license") LABEL_NUMBERED(CUE, "operator license") \
	LABEL_NUMBERED(CUE, "operator's license") CUE("operator's lic") CUE("operator lic") \
	CUE("learner's permit") CUE("learners permit") CUE("driver licenses") \
	CUE("commercial driver's license") \
	DRIVER_WORDS_SHORT(CUE)
CUE_ARRAY(driver_words, DRIVER_WORDS);
static const struct cue_table driver_cues = CUE_TABLE_INDEXED(driver_words);
static const struct cue_table driver_short_labels = CUE_TABLE_LAST(driver_words, DRIVER_WORDS_SHORT);
static const struct cue_table driver_labels = CUE_TABLE_LESS(driver_words, DRIVER_WORDS_SHORT);

/* "Texas ID 44821930", "NY license 448 213 907": a driver's where a state stands before it. */
#define STATE_WORDS(CUE) \
	CUE("id") CUE("id number") CUE("id no") CUE("license") CUE("licence") CUE("lic") \
	CUE("license no") CUE("license number") CUE("lic no")
CUE_ARRAY(state_words, STATE_WORDS);
static const struct cue_table state_cues = CUE_TABLE_INDEXED(state_words);

/* Who has a licence of another kind. */
#define CLINICIAN_WORDS(CUE) \
	CUE("md") CUE("m d") CUE("do") CUE("rn") CUE("np") CUE("pa") CUE("dds") CUE("dmd") \
	CUE("pharmd") CUE("rph") CUE("lcsw") CUE("phd") CUE("psyd") CUE("dr") CUE("doctor") \
	CUE("physician") CUE("nurse") CUE("pharmacist") CUE("therapist") CUE("medical") \
	CUE("nursing") CUE("pharmacy") CUE("provider") CUE("dentist") CUE("npi") CUE("dea") \
	CUE("facility") CUE("clinic") CUE("hospital") CUE("business") CUE("contractor") \
	CUE("vendor") CUE("software") CUE("liquor")
CUE_ARRAY(clinician_words, CLINICIAN_WORDS);
static const struct cue_table clinician_cues = CUE_TABLE_INDEXED(clinician_words);

/* No labels by themselves. */
#define PROFESSIONAL_WORDS_ALONE(CUE) \
	CUE("license") CUE("licence") CUE("lic") CUE("cert") CUE("certificate")
#define PROFESSIONAL_WORDS(CUE) \
	LABEL_NUMBERED(CUE, "license") LABEL_NUMBERED(CUE, "licence") LABEL_NUMBERED(CUE, "lic") \
	CUE("medical license") CUE("medical licence") CUE("medical lic") CUE("nursing license") \
	CUE("nursing lic") CUE("pharmacy license") CUE("pharmacist license") \
	CUE("dental license") CUE("physician license") CUE("rn license") CUE("rn lic") \
	CUE("lpn lic") CUE("lpn license") CUE("md license") CUE("md lic") CUE("state license") \
	CUE("professional license") CUE("board certification") CUE("board certificate") \
	CUE("state certificate") LABEL_NUMBERED(CUE, "cert") LABEL_NUMBERED(CUE, "certificate") \
	CUE("medical certificate") CUE("nursing certification") \
	CUE("controlled substance registration") CUE("controlled substance reg") \
	LABEL_NUMBERED(CUE, "pilot certificate") CUE("pilot certificate") \
	PROFESSIONAL_WORDS_ALONE(CUE)
CUE_ARRAY(professional_words, PROFESSIONAL_WORDS);
static const struct cue_table professional_cues = CUE_TABLE_INDEXED(professional_words);
static const struct cue_table professional_labels = CUE_TABLE_LESS(professional_words, PROFESSIONAL_WORDS_ALONE);
static const struct cue_table professional_words_alone = CUE_TABLE_LAST(professional_words, PROFESSIONAL_WORDS_ALONE);

static const struct detector_pattern patterns[] = {
	[PATTERN_NPI] = { .shape = "\\b[12]\\d{9}\\b" },
	[PATTERN_NPI_DIVIDED] = { .shape = "\\b[12]\\d{3}[- ]\\d{3}[- ]\\d{3}\\b" },
	[PATTERN_DEA] = { .shape = "\\b[a-z]{2}\\d{7}\\b", .nocase = true },
	[PATTERN_DEA_NINE] = { .shape = "\\b[a-z]9\\d{7}\\b", .nocase = true },
	[PATTERN_NPI_LABEL] = { .words = &npi_labels },
	[PATTERN_DRIVER] = { .words = &driver_labels },
	[PATTERN_DRIVER_SHORT] = { .words = &driver_short_labels, .place = WORD_CAPITAL },
	[PATTERN_STATE] = { .words = &state_cues, .place = WORD_BEFORE_NUMBER },
	[PATTERN_ENCLOSED] = { .words = &professional_words_alone },
	[PATTERN_PROFESSIONAL] = { .words = &professional_labels },
	[PATTERN_TITLE] = { .words = &professional_words_alone },
	{ .words = &professional_words_alone, .place = WORD_BEFORE_NUMBER },
	[PATTERN_SEGMENT] = SEGMENT_PATTERN,
};

/* ---- providers --------------------------------------------------------------------- */

static int
report_provider(const struct detector_text *text, enum identifier_type type,
                const struct labelled *label, size_t start, size_t end)
{
	bool npi = type == IDENTIFIER_NPI;
	const char *cue = label != NULL ? label->cue
	                                : around_find(text, start, npi ? &npi_cues : &dea_cues);
	struct cue_match match = { cue, 0, cue != NULL ? start : 0 };
	if (!label_value_stands(text->bytes, label, start, end) ||
	    value_denied(text, start, match))
		return 0;
	const struct identifier found = {
		.type = type,
		.subject = SUBJECT_PROVIDER,
		.start = start,
		.end = end,
		/* One in ten of all numbers passes the NPI's check. */
		.confidence = cue != NULL ? CONFIDENCE_CHECKED_CUE
		              : npi       ? CONFIDENCE_LOOSE
		                          : CONFIDENCE_STRICT,
		.cue = cue,
		.validator = npi ? "NPI Luhn" : "DEA check digit",
	};
	return identifier_report(text, &found);
}

static int
report_npi(const struct detector_text *text, const struct labelled *label, size_t start,
           size_t end)
{
	struct value_compact value = value_compact(text->bytes, start, end);
	if (!digits_npi(value_bytes(&value)))
		return 0;
	return report_provider(text, IDENTIFIER_NPI, label, start, end);
}

static int
take_npi(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	size_t stop;
	if (!value_shape_at(text->bytes, value->start, "9999~999~999", &stop))
		return 0;
	*end = stop;
	return report_npi(text, value, value->start, stop);
}

static int
confirm_npi(const struct detector_text *text, unsigned pattern, size_t end)
{
	size_t start;
	const char *shape = pattern == PATTERN_NPI ? "9999999999" : "9999-999-999";
	if (!value_shape_before(text->bytes, end, shape, &start))
		return 0;
	return report_npi(text, NULL, start, end);
}

static int
confirm_dea(const struct detector_text *text, size_t end)
{
	size_t start = end - 9;
	if (!digits_dea(bytes_slice(text->bytes, start, 9)))
		return 0;
	return report_provider(text, IDENTIFIER_DEA_NUMBER, NULL, start, end);
}

static int
take_professional(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	return identifier_take_word(text, value, IDENTIFIER_PROFESSIONAL_LICENSE, SUBJECT_PROVIDER, end);
}

/* ---- drivers -------------------------------------------------------------------------- */

static unsigned
state_near(struct bytes text, const struct labelled *value, size_t end)
{
	size_t begin = value->cue_start > STATE_BEFORE ? value->cue_start - STATE_BEFORE : 0;
	/* The number itself may hold two letters: look on both sides of it. */
	unsigned state = licence_state_find(bytes_slice(text, begin, value->start - begin));
	if (state == LICENCE_STATE_NONE)
		state = licence_state_find(bytes_slice(text, end, STATE_AFTER));
	return state;
}

/* "D123-4567-8901", "S 530 4601 2345 6": groups of digits behind a first word. */
static size_t
licence_end(struct bytes text, size_t start)
{
	size_t end = label_word_end(text, start);
	while (end + 1 < text.length && text.data[end] == ' ' && byte_is_digit(text.data[end + 1])) {
		size_t next = end + 1;
		while (next < text.length && (byte_is_digit(text.data[next]) || text.data[next] == '-'))
			next++;
		if (next - end < 3 && next < text.length && byte_is_alpha(text.data[next]))
			break;
		end = next;
	}
	return end;
}

/* "license (IA 920880320)": the state is no part of the number. Returns where that begins. */
static size_t
skip_state(struct bytes text, size_t start)
{
	size_t end;
	bool coded = value_shape_at(text, start, "AA", &end) && end + 1 < text.length &&
	             (text.data[end] == ' ' || text.data[end] == '\n') && byte_is_digit(text.data[end + 1]) &&
	             licence_state_find(bytes_slice(text, start, 2)) != LICENCE_STATE_NONE;
	return coded ? end + 1 : start;
}

static bool
has_digit(const struct value_compact *value)
{
	for (size_t i = 0; i < value->length; i++)
		if (byte_is_digit(value->data[i]))
			return true;
	return false;
}

static int
take_driver(const struct detector_text *text, const struct labelled *label, size_t *end)
{
	struct bytes bytes = text->bytes;
	struct labelled own = *label;
	const struct labelled *value = &own;
	own.start = skip_state(bytes, label->start);
	size_t word = label_word_end(bytes, value->start);
	size_t stop = licence_end(bytes, value->start);
	struct value_compact compact = value_compact(bytes, value->start, stop);
	unsigned state = state_near(bytes, value, stop);
	if (!licence_format_fits_any(value_bytes(&compact))) {
		stop = word;
		compact = value_compact(bytes, value->start, word);
	}
	if (!has_digit(&compact))
		return 0; /* New York's eight letters are a word too often */
	bool fits = licence_format_fits(state, value_bytes(&compact));
	if ((!fits && !licence_format_fits_any(value_bytes(&compact)) &&
	     !label_value_plausible(bytes, value, stop)) ||
	    !label_value_stands(bytes, value, value->start, stop))
		return 0;
	const struct identifier found = {
		.type = IDENTIFIER_DRIVERS_LICENSE,
		.subject = SUBJECT_UNKNOWN,
		.start = value->start,
		.end = stop,
		.confidence = fits ? CONFIDENCE_CHECKED : CONFIDENCE_CUE,
		.cue = value->cue,
		.validator = fits ? "state format" : NULL,
	};
	*end = stop;
	return identifier_report(text, &found);
}

/* The state right before the cue, and a number as that state gives. */
static int
take_state(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	struct bytes bytes = text->bytes;
	size_t from = value->cue_start > STATE_REACH ? value->cue_start - STATE_REACH : 0;
	struct bytes before = bytes_slice(bytes, from, value->cue_start - from);
	unsigned state = licence_state_at_end(before);
	if (state == LICENCE_STATE_NONE ||
	    cue_before(bytes, value->start, CUE_WINDOW, &clinician_cues) != NULL)
		return 0;
	size_t stop = licence_end(bytes, value->start);
	struct value_compact compact = value_compact(bytes, value->start, stop);
	return licence_format_fits(state, value_bytes(&compact)) ? take_driver(text, value, end) : 0;
}

/* "license (NY 771 204 482)": a state and digits in the parenthesis behind `end`. */
static bool
encloses_state(struct bytes text, size_t end)
{
	size_t stop;
	return value_shape_at(text, end, " (AA 99", &stop) &&
	       licence_state_find(bytes_slice(text, end + 2, 2)) != LICENCE_STATE_NONE;
}

static int
confirm(const struct detector_text *text, unsigned pattern, size_t end)
{
	if (pattern == PATTERN_SEGMENT)
		return segment_read(text, end, detector_license.category);
	switch (pattern) {
	case PATTERN_NPI:
	case PATTERN_NPI_DIVIDED:
		return confirm_npi(text, pattern, end);
	case PATTERN_DEA:
	case PATTERN_DEA_NINE:
		return confirm_dea(text, end);
	case PATTERN_DRIVER_SHORT:
		/* "DL01CA1234" is no label and a number. */
		if (end < text->bytes.length && byte_is_alnum(text->bytes.data[end]))
			return 0;
		break;
	default:
		break;
	}
	switch (pattern) {
	case PATTERN_NPI_LABEL:
		return label_read(text, end, &npi_cues, take_npi);
	case PATTERN_DRIVER:
	case PATTERN_DRIVER_SHORT:
		return label_read(text, end, &driver_cues, take_driver);
	case PATTERN_STATE: /* each Received field has an id */
		return text->kind == PART_HEADERS ? 0 : label_read(text, end, &state_cues, take_state);
	case PATTERN_ENCLOSED:
		return encloses_state(text->bytes, end) ? label_read(text, end, &state_cues, take_driver) : 0;
	case PATTERN_TITLE:
		return label_read_title(text, end, &professional_cues, take_professional);
	default:
		/* "driver's license number" ends in "license number" too. */
		if (cue_ending(text->bytes, end, &driver_cues).cue != NULL)
			return 0;
		return label_read(text, end, &professional_cues, take_professional);
	}
}

#define NPI(text, found) { (text), IDENTIFIER_NPI, (found) }
#define DEA(text, found) { (text), IDENTIFIER_DEA_NUMBER, (found) }
#define DRIVER(text, found) { (text), IDENTIFIER_DRIVERS_LICENSE, (found) }
#define LICENSE(text, found) { (text), IDENTIFIER_PROFESSIONAL_LICENSE, (found) }
#define BAD(text) { (text), IDENTIFIER_NPI, NULL }

static const struct detector_case cases[] = {
	NPI("NPI: 1234567893", "1234567893"),
	NPI("NPI 1234-567-893", "1234-567-893"),
	NPI("npi#1234567893", "1234567893"),
	NPI("Dr. Lee, 1234567893", "1234567893"),
	NPI("Doctor\tNPI\nLee\t1234567893\n", "1234567893"),
	DEA("DEA AB1234563", "AB1234563"),
	DEA("DEA#: BL9876547", "BL9876547"),
	DEA("his number AB1234563", "AB1234563"),
	DRIVER("California driver's license D1234567", "D1234567"),
	DRIVER("Driver\xe2\x80\x99s license number is D1234567", "D1234567"),
	DRIVER("DL# 12345678 (TX)", "12345678"),
	DRIVER("drivers license: S530-4601-2345", "S530-4601-2345"),
	DRIVER("Florida driver license S530 460 12 345 0", "S530 460 12 345 0"),
	DRIVER("my driver's license number is 281211981", "281211981"),
	DRIVER("NH DL 07ABC12345", "07ABC12345"),
	DRIVER("Name,DL,State\nAnn,D1234567,CA\n", "D1234567"),
	DRIVER("driver's license GA 296198297", "296198297"),
	DRIVER("a copy of her driver\xe2\x80\x99s license (IA 920880320) is attached", "920880320"),
	DRIVER("Texas ID 44821930 shown at check-in", "44821930"),
	DRIVER("West Virginia license F448213, brought by police", "F448213"),
	DRIVER("her Florida license S530460123450 expired", "S530460123450"),
	DRIVER("OLN S530-4601-2345", "S530-4601-2345"),
	DRIVER("CDL: W123-4567-8901\n", "W123-4567-8901"),
	LICENSE("RN lic. RN 772041", "RN 772041"),
	DRIVER("her license (NY 772 041 883) is not valid", "772 041 883"),
	LICENSE("Name,License\nLee,A77204\nOh,A77231\n", "A77231"),
	BAD("the license (MIT 2021) of it"),
	BAD("on the CDL in 2021"),
	BAD("the oln of 12345"),
	LICENSE("Ann Lee MD, TX license 44821930", "44821930"),
	BAD("driver's license, epilepsy review"),
	BAD("in Texas, ID 448219301148 is what the batch was called"),
	BAD("Customer ID 44821930"),
	LICENSE("medical license A-48291", "A-48291"),
	LICENSE("License No. RN482913", "RN482913"),
	LICENSE("Lic # 48-29135", "48-29135"),
	BAD("NPI: 1234567890"),
	BAD("NPI 3234567893"),
	BAD("DEA AB1234564"),
	BAD("1234567893.5"),
	BAD("order 1234567893"),
	BAD("Apache License 2.0, Copyright 2012"),
	BAD("public domain 1234567"),
	BAD("he got his driver's license in 1999"),
	BAD("a license to kill 007"),
	BAD("tracking AB1234563x"),
};

const struct detector detector_license = {
	.name = "license",
	.category = 11,
	.patterns = patterns,
	.pattern_count = ARRAY_LENGTH(patterns),
	.confirm = confirm,
	.cases = cases,
	.case_count = ARRAY_LENGTH(cases),
};
