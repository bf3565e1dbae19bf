/*
 * Biometric identifiers, 45 CFR 164.514(b)(2)(i)(P): files by signature, media
 * type or name, and labelled templates in text.
 */
#include "scanner/identifiers/code_word.h"
#include "scanner/identifiers/report.h"
#include "scanner/value.h"

/* What is kept of a part of the body: "iris template", "fingerprint hash". */
#define PRINT_FORMS(CUE, words) \
	LABEL_NUMBERED(CUE, words) CUE(words " template") CUE(words " template id") CUE(words " hash") \
	CUE(words " code") CUE(words " record") CUE(words " record number") \
	CUE(words " profile") CUE(words " scan") CUE(words " scan id") CUE(words " scan ref") \
	CUE(words " pattern") CUE(words " pattern no") CUE(words " minutiae") CUE(words " template no") \
	CUE(words " enrollment") CUE(words " enrolment") CUE(words " biometric")

#define LABEL_WORDS(CUE) \
	PRINT_FORMS(CUE, "fingerprint") PRINT_FORMS(CUE, "finger print") PRINT_FORMS(CUE, "finger") \
	PRINT_FORMS(CUE, "thumbprint") PRINT_FORMS(CUE, "thumb") PRINT_FORMS(CUE, "palm print") \
	PRINT_FORMS(CUE, "palmprint") PRINT_FORMS(CUE, "palm") PRINT_FORMS(CUE, "palm vein") \
	PRINT_FORMS(CUE, "finger vein") PRINT_FORMS(CUE, "vein") PRINT_FORMS(CUE, "handprint") \
	PRINT_FORMS(CUE, "hand geometry") PRINT_FORMS(CUE, "iris") PRINT_FORMS(CUE, "retina") \
	PRINT_FORMS(CUE, "retinal") PRINT_FORMS(CUE, "voiceprint") PRINT_FORMS(CUE, "footprint") \
	PRINT_FORMS(CUE, "voice print") PRINT_FORMS(CUE, "voice") PRINT_FORMS(CUE, "faceprint") \
	PRINT_FORMS(CUE, "face print") PRINT_FORMS(CUE, "face") PRINT_FORMS(CUE, "facial") \
	PRINT_FORMS(CUE, "facial recognition") PRINT_FORMS(CUE, "face recognition") \
	PRINT_FORMS(CUE, "gait") PRINT_FORMS(CUE, "dna") PRINT_FORMS(CUE, "earprint") \
	PRINT_FORMS(CUE, "genetic") PRINT_FORMS(CUE, "biometric") PRINT_FORMS(CUE, "biometrics") \
	CUE("face id hash") CUE("voice id hash")
CUE_ARRAY(label_words, LABEL_WORDS);
static const struct cue_table label_cues = CUE_TABLE_INDEXED(label_words);

/* Of what, the words before it tell: "your fingerprint again: template VP9866284". */
#define TEMPLATE_WORDS(CUE) \
	CUE("template") CUE("template id") CUE("template no") CUE("voiceprint") \
	CUE("voice print") CUE("faceprint") CUE("fingerprint") CUE("thumbprint") \
	CUE("palmprint") CUE("palm print") CUE("palm vein") CUE("iris") CUE("retina") \
	CUE("biometric") CUE("finger print") CUE("fingerprints") CUE("finger") CUE("thumb") CUE("palm") \
	CUE("print") CUE("prints") CUE("scan") CUE("minutiae") CUE("enrollment") CUE("enrolment") \
	CUE("enrolled as") CUE("registered as") CUE("stored as") CUE("voice") CUE("gait") CUE("vein")
CUE_ARRAY(template_words, TEMPLATE_WORDS);
static const struct cue_table template_cues = CUE_TABLE_INDEXED(template_words);

/* Digits alone that are the number of a template. */
#define NUMBER_LEAST 5

/* How far before a template it is said of what. */
#define TEMPLATE_REACH 64

/* In names of files. */
#define FILE_WORDS(CUE) \
	CUE("fingerprint") CUE("fingerprints") CUE("finger print") CUE("finger scan") \
	CUE("thumbprint") CUE("iris") CUE("iris scan") CUE("retina") CUE("retina scan") \
	CUE("retinal scan") CUE("voiceprint") CUE("voice print") CUE("faceprint") \
	CUE("face print") CUE("palmprint") CUE("palm print") CUE("palm vein") CUE("vein") \
	CUE("facial") CUE("biometric") CUE("biometrics") CUE("minutiae") CUE("gait") \
	CUE("palm scan") CUE("palm scanner") CUE("fingerprint reader") CUE("fingerprint scanner") \
	CUE("face scan") CUE("face recognition") CUE("hand geometry") CUE("finger vein") CUE("thumb print") \
	CUE("palm reader") CUE("finger reader") CUE("face template") CUE("thumbprints") CUE("voiceprints")
CUE_ARRAY(file_words, FILE_WORDS);
static const struct cue_table file_cues = CUE_TABLE_INDEXED(file_words);

enum { PATTERN_LABEL, PATTERN_TEMPLATE, PATTERN_NEAR };

static const struct detector_pattern patterns[] = {
	[PATTERN_LABEL] = { .words = &label_cues },
	[PATTERN_TEMPLATE] = { .words = &template_cues, .place = WORD_BEFORE_NUMBER },
	[PATTERN_NEAR] = { .words = &file_cues },
};

/* ---- files ---------------------------------------------------------------------- */

struct file_signature {
	const char *bytes;
	uint8_t length;
	const char *then;    /* what stands at offset 4, or NULL */
	uint8_t then_length;
	const char *name;
};

/* ISO/IEC 19794 records carry their version behind the format's name; WSQ is FBI IAFIS-IC-0110. */
static const struct file_signature signatures[] = {
	{ "FMR\0", 4, " 20\0", 4, "finger minutiae record" },
	{ "FMR\0", 4, "030\0", 4, "finger minutiae record" },
	{ "FIR\0", 4, "010\0", 4, "finger image record" },
	{ "FAC\0", 4, NULL, 0, "face image record" },
	{ "IIR\0", 4, NULL, 0, "iris image record" },
	{ "\xff\xa0", 2, NULL, 0, "WSQ fingerprint image" },
};

static bool
signature_matches(const struct file_signature *signature, struct bytes head)
{
	if (!bytes_equal(bytes_slice(head, 0, signature->length),
	                 bytes_make(signature->bytes, signature->length)))
		return false;
	return signature->then == NULL ||
	       bytes_equal(bytes_slice(head, 4, signature->then_length),
	                   bytes_make(signature->then, signature->then_length));
}

/* ANSI/NIST-ITL begins with the length of its first record, "1.001:" or "1.01:". */
static bool
is_ansi_nist(struct bytes head)
{
	bool begins = bytes_equal(bytes_slice(head, 0, 6), bytes_of_string("1.001:")) ||
	              bytes_equal(bytes_slice(head, 0, 5), bytes_of_string("1.01:"));
	return begins && memchr(head.data, 0x1d, head.length) != NULL;
}

static const char *
signature_name(struct bytes head)
{
	for (size_t i = 0; i < ARRAY_LENGTH(signatures); i++)
		if (signature_matches(&signatures[i], head))
			return signatures[i].name;
	return is_ansi_nist(head) ? "ANSI/NIST-ITL record" : NULL;
}

static const char *
media_type_name(const char *type)
{
	static const char *const types[] = {
		"image/x-wsq", "image/wsq", "application/x-wsq", "application/vnd.nist-itl",
		"application/x-ansi-nist", "application/x-cbeff", "application/cbeff",
	};
	for (size_t i = 0; type != NULL && i < ARRAY_LENGTH(types); i++)
		if (strcmp(type, types[i]) == 0)
			return types[i];
	return NULL;
}

static const char *
file_name_cue(const char *file_name)
{
	static const char *const endings[] = {
		".wsq", ".fmr", ".fir", ".iir", ".eft", ".an2", ".nist", ".ebts", ".cbeff",
	};
	struct bytes name = bytes_of_string(file_name);
	for (size_t i = 0; i < ARRAY_LENGTH(endings); i++) {
		size_t length = strlen(endings[i]);
		if (name.length > length &&
		    bytes_equal_nocase(bytes_slice(name, name.length - length, length),
		                       bytes_of_string(endings[i])))
			return endings[i];
	}
	return cue_inside(name, &file_cues);
}

static int
read_part(const struct detector_text *text)
{
	const struct part *part = text->part;
	const char *signature = signature_name(part->head);
	const char *type = media_type_name(part->content_type);
	const char *name = part->file_name != NULL ? file_name_cue(part->file_name) : NULL;
	/* A text about fingerprints may be called so; an image or sound of that name is one. */
	if (part->kind != PART_BINARY && signature == NULL && type == NULL)
		return 0;
	if (signature == NULL && type == NULL && name == NULL)
		return 0;
	const struct identifier found = {
		.type = IDENTIFIER_BIOMETRIC,
		.confidence = signature != NULL ? CONFIDENCE_CHECKED_CUE
		              : type != NULL    ? CONFIDENCE_CHECKED
		                                : CONFIDENCE_CUE,
		.cue = type != NULL ? type : name,
		.validator = signature,
	};
	return identifier_report(text, &found);
}

/* ---- text ------------------------------------------------------------------------ */

static int
take(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	/* "Face pattern with 1200 points": few digits are a count or a year. */
	if (label_word_end(text->bytes, value->start) - value->start < NUMBER_LEAST &&
	    byte_is_digit(text->bytes.data[value->start]))
		return 0;
	return identifier_take_word(text, value, IDENTIFIER_BIOMETRIC, SUBJECT_UNKNOWN, end);
}

/* A template or print with a number that is long enough, in text that speaks of biometrics. */
static int
take_template(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	size_t from = value->cue_start > TEMPLATE_REACH ? value->cue_start - TEMPLATE_REACH : 0;
	struct bytes before = bytes_slice(text->bytes, from, value->cue_end - from);
	return cue_inside(before, &file_cues) != NULL ? take(text, value, end) : 0;
}

/* "has her fingerprint as FP-482913" */
static int
report_near(const struct detector_text *text, size_t end)
{
	struct identifier found = { .type = IDENTIFIER_BIOMETRIC, .confidence = CONFIDENCE_STRICT };

	if (!code_word_behind(text->bytes, end, &found.start, &found.end))
		return 0;
	found.cue = cue_ending(text->bytes, end, &file_cues).cue;
	return found.cue != NULL ? identifier_report(text, &found) : 0;
}

static int
confirm(const struct detector_text *text, unsigned pattern, size_t end)
{
	if (pattern == PATTERN_NEAR)
		return report_near(text, end);
	if (pattern == PATTERN_TEMPLATE)
		return label_read(text, end, &template_cues, take_template);
	return label_read(text, end, &label_cues, take);
}

#define GOOD(text, found) { (text), IDENTIFIER_BIOMETRIC, (found) }
#define BAD(text) { (text), IDENTIFIER_BIOMETRIC, NULL }

static const struct detector_case cases[] = {
	GOOD("Fingerprint ID: FP-482913", "FP-482913"),
	GOOD("biometric template 7F33A9120C", "7F33A9120C"),
	GOOD("iris scan id IR48291", "IR48291"),
	GOOD("voiceprint hash: 9c1f77a1", "9c1f77a1"),
	GOOD("Name,Fingerprint ID\nAnn,FP482913\n", "FP482913"),
	GOOD("1.001:238\x1d" "1.002:0400", ""),
	GOOD("1.01:238\x1d" "1.02:0400", ""),
	GOOD("The reader wants your fingerprint again, too: template VP9866284.", "VP9866284"),
	GOOD("Voiceprint VP-20448-A is enrolled", "VP-20448-A"),
	GOOD("Palm vein ID: PV-772041", "PV-772041"),
	GOOD("retina template RT_7720418", "RT_7720418"),
	GOOD("finger vein pattern no. FV-77204-1", "FV-77204-1"),
	GOOD("DNA profile D-26-77204 (paternity)", "D-26-77204"),
	GOOD("face recognition template FRK-204488", "FRK-204488"),
	GOOD("VP-204481 is her voiceprint ID", "VP-204481"),
	GOOD("the reader has her fingerprint as FP-482913 now", "FP-482913"),
	GOOD("his retina scan failed twice (RT7720418)", "RT7720418"),
	BAD("the fingerprint reader is down, ticket INC7720418"),
	BAD("fingerprints on file. Call X7720418"),
	BAD("voice recording of 2021"),
	BAD("face pattern with 1200 points"),
	BAD("invoice template 9866284"),
	BAD("fingerprints were taken in 2021"),
	BAD("the key fingerprint is 7F33 A912"),
	BAD("biometric scan planned for 2022"),
	BAD("1.001: the first section"),
	BAD("FMR 20"),
};

const struct detector detector_biometric = {
	.name = "biometric",
	.category = 16,
	.patterns = patterns,
	.pattern_count = ARRAY_LENGTH(patterns),
	.confirm = confirm,
	.read_part = read_part,
	.cases = cases,
	.case_count = ARRAY_LENGTH(cases),
};
