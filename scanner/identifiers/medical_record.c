/* Medical record numbers, 45 CFR 164.514(b)(2)(i)(H). No standard: the words beside them tell. */
#include "scanner/hl7_field.h"
#include "scanner/identifiers/report.h"
#include "scanner/value.h"

enum { PATTERN_SEGMENT, PATTERN_LABELS };

static const struct detector_pattern patterns[] = {
	[PATTERN_SEGMENT] = { "PID\\|", false },
	[PATTERN_LABELS] = { "mrns?", true },
	{ "\\bmed(?:ical)?" LABEL_JOIN "rec(?:ord)?s?" LABEL_JOIN "(?:no|num|number|id|nbr|#)?", true },
	{ "\\b(?:health|hospital|clinic|unit|chart)" LABEL_JOIN "(?:record" LABEL_JOIN ")?(?:no|num|number|id|#)", true },
	{ "\\bpatient" LABEL_JOIN "(?:record" LABEL_JOIN ")?(?:no|num|number|id|identifier|#)", true },
	{ "\\b(?:chart|accession|encounter|csn|empi|mpi)\\b", true },
	{ "\\b(?:visit|admission|specimen|accession|encounter|episode)" LABEL_JOIN "(?:no|num|number|id|#)", true },
	{ "\\bm\\.?r\\.?" LABEL_JOIN "(?:no|num|number|#)", true },
	{ "\\bnhs(?:" LABEL_JOIN "(?:no|number))?\\b", true },
};

static const char *const cue_words[] = {
	"mrn", "mrns", "medical record", "medical record number", "medical record no",
	"medical record id", "medical record num", "medical records", "medical records number",
	"med rec", "med rec no", "med rec number", "med rec num", "med record", "med record number",
	"medical rec", "medical rec no", "medical rec number", "med record no", "medical record nbr",
	"health record number", "health record no", "health record id", "hospital number",
	"hospital no", "hospital id", "clinic number", "clinic no", "unit number", "unit no",
	"chart number", "chart no", "chart id", "chart num", "chart", "hospital record number",
	"patient id", "patient no", "patient number", "patient num", "patient identifier",
	"patient record number", "patient record no", "patient record id", "accession",
	"accession number", "accession no", "accession id", "encounter", "encounter number",
	"encounter no", "encounter id", "csn", "empi", "mpi", "visit number", "visit no", "visit id",
	"admission number", "admission no", "admission id", "specimen number", "specimen no",
	"specimen id", "episode number", "episode id", "m r no", "mr no", "m r number", "mr number",
	"mr num", "mr", "patient", "nhs", "nhs number", "nhs no",
};
static const struct cue_table cues = CUE_TABLE(cue_words);

/* Words that may also speak of other things: what follows them must look like an identifier. */
static bool
is_vague(const char *cue)
{
	return strcmp(cue, "chart") == 0 || strcmp(cue, "accession") == 0 ||
	       strcmp(cue, "encounter") == 0 || strcmp(cue, "medical records") == 0 ||
	       strcmp(cue, "nhs") == 0;
}

static int
take(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	size_t word = label_word_end(text->bytes, value->start);
	if (is_vague(value->cue) && word - value->start < 5)
		return 0;
	return identifier_take_word(text, value, IDENTIFIER_MRN, SUBJECT_PATIENT, end);
}

/* PID-2, PID-3 and PID-4 of HL7 v2: external, internal and alternate number. */
static int
confirm_segment(const struct detector_text *text, size_t end)
{
	static const char *const names[] = { [2] = "PID-2", [3] = "PID-3", [4] = "PID-4" };
	struct labelled value;
	size_t value_end;
	int err = 0;

	for (unsigned field = 2; field < ARRAY_LENGTH(names) && err == 0; field++)
		if (hl7_field_find(text->bytes, end, field, names[field], &value))
			err = take(text, &value, &value_end);
	return err;
}

static int
confirm(const struct detector_text *text, unsigned pattern, size_t end)
{
	if (pattern == PATTERN_SEGMENT)
		return confirm_segment(text, end);
	/* A label may end in # or be glued to its number. */
	while (end > 0 && !byte_is_alpha(text->bytes.data[end - 1]))
		end--;
	return label_read(text, end, &cues, take);
}

#define GOOD(text, found) { (text), IDENTIFIER_MRN, (found) }
#define BAD(text) { (text), IDENTIFIER_MRN, NULL }

static const struct detector_case cases[] = {
	GOOD("MRN: 00482913", "00482913"),
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
	.cases = cases,
	.case_count = ARRAY_LENGTH(cases),
};
