/*
 * Health plan beneficiary numbers, 45 CFR 164.514(b)(2)(i)(I): Medicare's (MBI,
 * formerly HICN, and the Railroad Retirement Board's) have a shape, those of
 * other plans only their labels.
 */
#include "scanner/around.h"
#include "scanner/digits.h"
#include "scanner/identifiers/code_word.h"
#include "scanner/identifiers/segment.h"
#include "scanner/identifiers/report.h"
#include "scanner/table_row.h"
#include "scanner/value.h"

/* A number behind a word that may speak of something else has at least this many characters. */
#define VAGUE_LENGTH 6

/* How far before "ID" an insurer is named. */
#define INSURER_REACH 56

/* And how far behind the number, where no other label may stand between. */
#define INSURER_BEHIND 12

#define MBI_LETTER "[ac-hjkmnp-rt-y]"
#define MBI_EITHER "[ac-hjkmnp-rt-y0-9]"

enum { PATTERN_MBI, PATTERN_HICN, PATTERN_GROUP, PATTERN_GROUP_ALONE, PATTERN_SEGMENT, PATTERN_MEMBER, PATTERN_MEDICARE,
       PATTERN_ID, PATTERN_MEMBER_TITLE, PATTERN_GROUP_TITLE, PATTERN_NEAR };

/* No labels by themselves. */
#define MEDICARE_WORDS_ALONE(CUE) \
	CUE("beneficiary")
#define MEDICARE_WORDS(CUE) \
	CUE("medicare") LABEL_NUMBERED(CUE, "medicare") CUE("mbi") LABEL_NUMBERED(CUE, "mbi") \
	CUE("medicare claim number") CUE("medicare claim no") CUE("medicare claim") CUE("hic") \
	CUE("hicn") LABEL_NUMBERED(CUE, "hic") LABEL_NUMBERED(CUE, "hicn") CUE("rrb") \
	CUE("railroad") CUE("railroad medicare") LABEL_NUMBERED(CUE, "rrb") \
	LABEL_NUMBERED(CUE, "railroad") LABEL_NUMBERED(CUE, "beneficiary") \
	MEDICARE_WORDS_ALONE(CUE)
CUE_ARRAY(medicare_words, MEDICARE_WORDS);
static const struct cue_table medicare_cues = CUE_TABLE_INDEXED(medicare_words);
static const struct cue_table medicare_labels = CUE_TABLE_LESS(medicare_words, MEDICARE_WORDS_ALONE);

/* No labels by themselves. */
#define MEMBER_WORDS_ALONE(CUE) \
	CUE("policy") CUE("member") CUE("subscriber") CUE("enrollee") CUE("cardholder") \
	CUE("recipient") CUE("cin") CUE("hmo") CUE("ppo") CUE("sub") CUE("mbr") CUE("medi cal") \
	CUE("aetna") CUE("cigna") CUE("humana") CUE("bcbs") CUE("masshealth") CUE("tenncare") \
	CUE("membership") CUE("insured") CUE("coverage") CUE("p\xc3\xb3liza") CUE("poliza") CUE("afiliado") \
	CUE("anthem") CUE("uhc") CUE("tricare") CUE("blue cross") CUE("blue shield") CUE("ins") \
	CUE("beneficiary") CUE("enrollment") CUE("health card") CUE("members")
#define MEMBER_WORDS(CUE) \
	LABEL_NUMBERED(CUE, "member") LABEL_NUMBERED(CUE, "membership") \
	LABEL_NUMBERED(CUE, "mbr") LABEL_NUMBERED(CUE, "subscriber") \
	LABEL_NUMBERED(CUE, "subscr") LABEL_NUMBERED(CUE, "sub") LABEL_NUMBERED(CUE, "policy") \
	LABEL_NUMBERED(CUE, "policyholder") LABEL_NUMBERED(CUE, "insurance") \
	LABEL_NUMBERED(CUE, "insurance card") LABEL_NUMBERED(CUE, "insur") \
	LABEL_NUMBERED(CUE, "ins") LABEL_NUMBERED(CUE, "insured") \
	LABEL_NUMBERED(CUE, "insured's") CUE("insured's i d number") CUE("insured i d number") \
	LABEL_NUMBERED(CUE, "medicaid") LABEL_NUMBERED(CUE, "medi cal") CUE("medi cal bic") \
	CUE("medicaid cin") LABEL_NUMBERED(CUE, "cin") LABEL_NUMBERED(CUE, "beneficiary") \
	LABEL_NUMBERED(CUE, "benefit") LABEL_NUMBERED(CUE, "enrollee") \
	LABEL_NUMBERED(CUE, "plan") LABEL_NUMBERED(CUE, "coverage") \
	LABEL_NUMBERED(CUE, "cardholder") LABEL_NUMBERED(CUE, "card holder") \
	LABEL_NUMBERED(CUE, "id card") LABEL_NUMBERED(CUE, "health card") \
	LABEL_NUMBERED(CUE, "dependent") LABEL_NUMBERED(CUE, "recipient") \
	LABEL_NUMBERED(CUE, "certificate") CUE("payer id") CUE("medicaid") CUE("insurance") \
	CUE("insur") CUE("ins plan") CUE("insurance plan") CUE("health plan") CUE("hbn") \
	CUE("health plan beneficiary") LABEL_NUMBERED(CUE, "tricare") \
	LABEL_NUMBERED(CUE, "dod benefits") LABEL_NUMBERED(CUE, "sponsor") \
	LABEL_NUMBERED(CUE, "masshealth") LABEL_NUMBERED(CUE, "tenncare") \
	LABEL_NUMBERED(CUE, "badgercare") LABEL_NUMBERED(CUE, "peachcare") \
	LABEL_NUMBERED(CUE, "soonercare") LABEL_NUMBERED(CUE, "ahcccs") \
	LABEL_NUMBERED(CUE, "aetna") LABEL_NUMBERED(CUE, "cigna") LABEL_NUMBERED(CUE, "humana") \
	LABEL_NUMBERED(CUE, "anthem") LABEL_NUMBERED(CUE, "bcbs") \
	LABEL_NUMBERED(CUE, "blue cross") LABEL_NUMBERED(CUE, "blue shield") \
	LABEL_NUMBERED(CUE, "kaiser") LABEL_NUMBERED(CUE, "unitedhealthcare") \
	LABEL_NUMBERED(CUE, "united healthcare") LABEL_NUMBERED(CUE, "uhc") \
	LABEL_NUMBERED(CUE, "molina") LABEL_NUMBERED(CUE, "centene") \
	LABEL_NUMBERED(CUE, "ambetter") LABEL_NUMBERED(CUE, "wellcare") \
	LABEL_NUMBERED(CUE, "highmark") LABEL_NUMBERED(CUE, "carefirst") \
	LABEL_NUMBERED(CUE, "premera") LABEL_NUMBERED(CUE, "regence") \
	LABEL_NUMBERED(CUE, "caresource") LABEL_NUMBERED(CUE, "amerigroup") \
	LABEL_NUMBERED(CUE, "champva") LABEL_NUMBERED(CUE, "delta dental") \
	LABEL_NUMBERED(CUE, "health plan") LABEL_NUMBERED(CUE, "health insurance") \
	LABEL_NUMBERED(CUE, "medical insurance") LABEL_NUMBERED(CUE, "insurance policy") \
	LABEL_NUMBERED(CUE, "policy holder") LABEL_NUMBERED(CUE, "hmo") LABEL_NUMBERED(CUE, "ppo") \
	LABEL_NUMBERED(CUE, "epo") LABEL_NUMBERED(CUE, "bene") LABEL_NUMBERED(CUE, "medical assistance") \
	LABEL_NUMBERED(CUE, "rx member") LABEL_NUMBERED(CUE, "dental plan") \
	LABEL_NUMBERED(CUE, "vision plan") LABEL_NUMBERED(CUE, "member's") CUE("member code") \
	LABEL_NUMBERED(CUE, "subscriber's") CUE("medicaid beneficiary") CUE("medicaid recipient") \
	CUE("medical assistance") LABEL_NUMBERED(CUE, "mem") LABEL_NUMBERED(CUE, "sbr") \
	LABEL_NUMBERED(CUE, "enrollment") LABEL_NUMBERED(CUE, "enrolment") \
	LABEL_NUMBERED(CUE, "benefits") LABEL_NUMBERED(CUE, "benefits card") \
	LABEL_NUMBERED(CUE, "covered person") \
	LABEL_NUMBERED(CUE, "election") LABEL_NUMBERED(CUE, "certificate holder") \
	LABEL_NUMBERED(CUE, "medical plan") LABEL_NUMBERED(CUE, "covered member") \
	LABEL_NUMBERED(CUE, "insured person") LABEL_NUMBERED(CUE, "primary insured") \
	LABEL_NUMBERED(CUE, "plan member") CUE("enrollment key") CUE("member key") \
	CUE("in1 36") CUE("in1 36.1") CUE("in1 49") LABEL_NUMBERED(CUE, "mcd") LABEL_NUMBERED(CUE, "mcaid") \
	CUE("mcaid") CUE("policy/id") CUE("member ids") CUE("n\xc3\xbamero de miembro") CUE("numero de miembro") \
	CUE("n\xc3\xbamero de afiliado") CUE("numero de afiliado") CUE("n\xc3\xbamero de asegurado") \
	CUE("numero de asegurado") CUE("n\xc3\xbamero de suscriptor") CUE("numero de suscriptor") \
	CUE("n\xc3\xbamero de p\xc3\xb3liza") CUE("numero de poliza") CUE("id de miembro") \
	CUE("tarjeta de seguro") \
	MEMBER_WORDS_ALONE(CUE)
CUE_ARRAY(member_words, MEMBER_WORDS);
static const struct cue_table member_cues = CUE_TABLE_INDEXED(member_words);
static const struct cue_table member_labels = CUE_TABLE_LESS(member_words, MEMBER_WORDS_ALONE);
static const struct cue_table member_words_alone = CUE_TABLE_LAST(member_words, MEMBER_WORDS_ALONE);

/* "Insurance: Blue Prairie PPO, ID XPB884120031": whose the ID is, the words before it tell. */
#define ID_WORDS(CUE) \
	CUE("id") CUE("id no") CUE("id number") CUE("id is") CUE("id reads") CUE("number is") \
	LABEL_NUMBERED(CUE, "identification") CUE("identification") LABEL_NUMBERED(CUE, "contract") \
	CUE("cert") LABEL_NUMBERED(CUE, "cert") CUE("card number") CUE("card no") \
	CUE("card reads") CUE("card shows") CUE("card says") CUE("card") CUE("enrolled under") \
	CUE("insured under") CUE("covered under")
CUE_ARRAY(id_words, ID_WORDS);
static const struct cue_table id_cues = CUE_TABLE_INDEXED(id_words);

#define INSURER_WORDS(CUE) \
	CUE("insurance") CUE("insurer") CUE("insured") CUE("insured by") CUE("coverage") \
	CUE("covered by") CUE("health plan") CUE("plan") CUE("payer") CUE("payor") \
	CUE("carrier") CUE("medicaid") CUE("medicare") CUE("ppo") CUE("hmo") CUE("epo") \
	CUE("primary") CUE("secondary") CUE("tertiary") CUE("ins") CUE("insurance card") \
	CUE("rx bin") CUE("rxbin") CUE("rx grp") CUE("rxgrp") CUE("tricare") CUE("medigap") \
	CUE("aetna") CUE("cigna") CUE("humana") CUE("anthem") CUE("bcbs") CUE("blue cross") \
	CUE("blue shield") CUE("kaiser") CUE("unitedhealthcare") CUE("united healthcare") \
	CUE("uhc") CUE("molina") CUE("centene") CUE("ambetter") CUE("wellcare") CUE("highmark") \
	CUE("carefirst") CUE("premera") CUE("masshealth") CUE("tenncare") CUE("medi cal") \
	CUE("delta dental") CUE("delta") CUE("guardian") CUE("mutual") CUE("assurance") \
	CUE("advantage") CUE("health net") CUE("caresource") CUE("amerigroup") CUE("regence") \
	CUE("champva") CUE("medical assistance") CUE("seguro") CUE("copay") CUE("dental") CUE("vision") \
	CUE("subscriber") CUE("member") CUE("enrollee") CUE("beneficiary") CUE("policyholder") \
	CUE("dependent")
CUE_ARRAY(insurer_words, INSURER_WORDS);
static const struct cue_table insurer_cues = CUE_TABLE_INDEXED(insurer_words);

/* No labels by themselves. */
#define GROUP_WORDS_ALONE(CUE) \
	CUE("group") CUE("grp")
#define GROUP_WORDS(CUE) \
	LABEL_NUMBERED(CUE, "group") LABEL_NUMBERED(CUE, "grp") \
	CUE("policy group or feca number") CUE("policy group") LABEL_NUMBERED(CUE, "rx group") \
	LABEL_NUMBERED(CUE, "rx grp") LABEL_NUMBERED(CUE, "rxgrp") \
	LABEL_NUMBERED(CUE, "rxgroup") CUE("policy/group") CUE("rxgrp") CUE("rxgroup") \
	CUE("rx grp") CUE("rx group") LABEL_NUMBERED(CUE, "employer group") \
	LABEL_NUMBERED(CUE, "group policy") LABEL_NUMBERED(CUE, "group plan") \
	LABEL_NUMBERED(CUE, "group account") LABEL_NUMBERED(CUE, "plan group") CUE("in1 8") CUE("group/plan") CUE("grp/plan") CUE("plan/group") \
	CUE("n\xc3\xbamero de grupo") CUE("numero de grupo") \
	GROUP_WORDS_ALONE(CUE)
CUE_ARRAY(group_words, GROUP_WORDS);
static const struct cue_table group_cues = CUE_TABLE_INDEXED(group_words);
static const struct cue_table group_labels = CUE_TABLE_LESS(group_words, GROUP_WORDS_ALONE);
static const struct cue_table group_words_alone = CUE_TABLE_LAST(group_words, GROUP_WORDS_ALONE);

/* Behind these a number needs no label, if it looks like one of a plan's. */
#define PLAN_WORDS(CUE) \
	CUE("medicaid") CUE("insurance") CUE("insurer") CUE("insured") CUE("subscriber") CUE("member") \
	CUE("policyholder") CUE("enrollee") CUE("coverage") CUE("payer") CUE("ppo") CUE("hmo") CUE("health plan")
CUE_ARRAY(plan_words, PLAN_WORDS);
static const struct cue_table plan_cues = CUE_TABLE_INDEXED(plan_words);

static const struct detector_pattern patterns[] = {
	[PATTERN_MBI] = { .shape = "[1-9]" MBI_LETTER MBI_EITHER "\\d[- ]?" MBI_LETTER MBI_EITHER
	                           "\\d[- ]?" MBI_LETTER MBI_LETTER "\\d{2}", .nocase = true },
	[PATTERN_HICN] = { .shape = "\\d{3}[- ]\\d{2}[- ]\\d{4}[- ]?[A-Z]" },
	[PATTERN_GROUP] = { .words = &group_labels },
	[PATTERN_GROUP_ALONE] = { .words = &group_words_alone, .place = WORD_BEFORE_NUMBER },
	[PATTERN_MEMBER] = { .words = &member_labels },
	[PATTERN_MEDICARE] = { .words = &medicare_labels },
	[PATTERN_ID] = { .words = &id_cues, .place = WORD_BEFORE_NUMBER },
	[PATTERN_MEMBER_TITLE] = { .words = &member_words_alone },
	[PATTERN_GROUP_TITLE] = { .words = &group_words_alone },
	[PATTERN_NEAR] = { .words = &plan_cues },
	{ .words = &member_words_alone, .place = WORD_BEFORE_NUMBER },
	[PATTERN_SEGMENT] = SEGMENT_PATTERN,
};

/* ---- Medicare ---------------------------------------------------------------- */

static int
report_mbi(const struct detector_text *text, size_t start, size_t end)
{
	struct value_compact value = value_compact(text->bytes, start, end);
	if (!digits_mbi(value_bytes(&value)) || !value_stands_alone(text->bytes, start, end))
		return 0;
	const char *cue = around_find(text, start, &medicare_cues);
	if (cue == NULL)
		cue = around_find(text, start, &member_cues);
	const struct identifier found = {
		.type = IDENTIFIER_MBI,
		.subject = cue != NULL ? SUBJECT_PATIENT : SUBJECT_UNKNOWN,
		.start = start,
		.end = end,
		/* Eleven alternating positions: chance hardly makes one. */
		.confidence = cue != NULL ? CONFIDENCE_CHECKED_CUE : CONFIDENCE_CUE,
		.cue = cue,
		.validator = "MBI format",
	};
	return identifier_report(text, &found);
}

static int
confirm_mbi(const struct detector_text *text, size_t end)
{
	size_t start;
	if (!value_shape_before(text->bytes, end, "9AX9~AX9~AA99", &start))
		return 0;
	return report_mbi(text, start, end);
}

/* Nine digits of an SSN and a beneficiary code, or the railroad's prefix and 6 or 9 digits. */
static int
report_claim_number(const struct detector_text *text, const struct labelled *label, size_t start,
                    size_t end)
{
	const char *cue = label != NULL ? label->cue : around_find(text, start, &medicare_cues);
	struct value_compact value = value_compact(text->bytes, start, end);
	struct bytes compact = value_bytes(&value);
	size_t letters = 0;
	while (letters < compact.length && byte_is_alpha(compact.data[letters]))
		letters++;
	size_t digits = letters;
	while (digits < compact.length && byte_is_digit(compact.data[digits]))
		digits++;
	struct bytes number = bytes_slice(compact, letters, digits - letters);
	bool railroad = letters >= 1 && letters <= 3 && digits == compact.length &&
	                (number.length == 6 || number.length == 9);
	bool hicn = letters == 0 && digits_ssn(bytes_slice(number, 0, 9)) != SSN_INVALID &&
	            number.length == 9 && digits_bic(bytes_slice(compact, 9, compact.length - 9));
	if ((!railroad && !hicn) || (railroad && cue == NULL) ||
	    !label_value_stands(text->bytes, label, start, end))
		return 0;
	const struct identifier found = {
		.type = railroad ? IDENTIFIER_RRB : IDENTIFIER_HICN,
		.subject = cue != NULL ? SUBJECT_PATIENT : SUBJECT_UNKNOWN,
		.start = start,
		.end = end,
		.confidence = cue != NULL ? CONFIDENCE_CHECKED_CUE : CONFIDENCE_STRICT + 5,
		.cue = cue,
		.validator = railroad ? "RRB format" : "HICN format",
	};
	return identifier_report(text, &found);
}

static int
confirm_hicn(const struct detector_text *text, size_t end)
{
	size_t start, stop;
	if (!value_shape_before(text->bytes, end, "999-99-9999~A", &start) ||
	    !value_shape_at(text->bytes, start, "999-99-9999~A", &stop))
		return 0;
	if (stop < text->bytes.length && byte_is_alnum(text->bytes.data[stop]))
		stop++; /* the code's second character */
	return report_claim_number(text, NULL, start, stop);
}

static int
take_medicare(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	static const char *const shapes[] = {
		"9AX9~AX9~AA99", "999~99~9999~AX", "999~99~9999~A", "AAA~999~99~9999", "AA~999~99~9999",
		"A~999~99~9999", "AAA~999999", "AA~999999", "A~999999",
	};
	for (size_t i = 0; i < ARRAY_LENGTH(shapes); i++) {
		size_t stop;
		if (!value_shape_at(text->bytes, value->start, shapes[i], &stop) ||
		    (stop < text->bytes.length && byte_is_alnum(text->bytes.data[stop])))
			continue;
		*end = stop;
		return i == 0 ? 0 : report_claim_number(text, value, value->start, stop);
	}
	return 0;
}

/* ---- other plans --------------------------------------------------------------- */

static int
take_member(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	/* "Insurance: ABC-123456" is one, "insurance 2000 dollars" is not. */
	static const char *const vague_words[] = {
		"insurance", "insur", "ins plan", "insurance plan", "health plan", "member", "subscriber",
		"enrollee", "policy", "medicaid", "membership", "insured", "coverage", "ins", "beneficiary",
		"enrollment", "members",
	};
	bool vague = false;
	for (size_t i = 0; i < ARRAY_LENGTH(vague_words); i++)
		vague = vague || strcmp(value->cue, vague_words[i]) == 0;
	if (vague && label_word_end(text->bytes, value->start) - value->start < VAGUE_LENGTH)
		return 0;
	return identifier_take_word(text, value, IDENTIFIER_PLAN_MEMBER_ID, SUBJECT_PATIENT, end);
}

/* An ID on the line of the insurer's name, before which or behind which nothing says whose else it is. */
static int
take_id(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	struct bytes line = table_line(text->bytes, value->cue_start);
	size_t begin = (size_t)(line.data - text->bytes.data), line_end = begin + line.length;
	size_t from = value->cue_start - begin > INSURER_REACH ? value->cue_start - INSURER_REACH : begin;
	size_t stop = label_word_end(text->bytes, value->start);
	struct labelled own = *value;

	if (stop - value->start < VAGUE_LENGTH)
		return 0;
	own.cue = cue_inside(bytes_slice(text->bytes, from, value->cue_start - from), &insurer_cues);
	if (own.cue == NULL && stop < line_end)
		own.cue = cue_after(text->bytes, stop, INSURER_BEHIND, &insurer_cues);
	if (own.cue == NULL)
		return 0;
	return identifier_take_word(text, &own, IDENTIFIER_PLAN_MEMBER_ID, SUBJECT_PATIENT, end);
}

/* "her Medicaid came through, QF30642977" */
static int
report_near(const struct detector_text *text, size_t end)
{
	struct identifier found = { .type = IDENTIFIER_PLAN_MEMBER_ID, .confidence = CONFIDENCE_STRICT };

	if (text->kind == PART_HEADERS || !code_word_behind(text->bytes, end, &found.start, &found.end))
		return 0;
	found.cue = cue_ending(text->bytes, end, &plan_cues).cue;
	return found.cue != NULL ? identifier_report(text, &found) : 0;
}

static int
take_group(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	return identifier_take_word(text, value, IDENTIFIER_PLAN_GROUP_ID, SUBJECT_UNKNOWN, end);
}

static int
confirm(const struct detector_text *text, unsigned pattern, size_t end)
{
	if (pattern == PATTERN_SEGMENT)
		return segment_read(text, end, detector_health_plan.category);
	switch (pattern) {
	case PATTERN_MBI:
		return confirm_mbi(text, end);
	case PATTERN_HICN:
		return confirm_hicn(text, end);
	default:
		break;
	}
	switch (pattern) {
	case PATTERN_GROUP:
	case PATTERN_GROUP_ALONE:
		return label_read(text, end, &group_cues, take_group);
	case PATTERN_GROUP_TITLE:
		return label_read_title(text, end, &group_cues, take_group);
	case PATTERN_MEDICARE:
		return label_read(text, end, &medicare_cues, take_medicare);
	case PATTERN_ID: /* each Received field has one */
		return text->kind == PART_HEADERS ? 0 : label_read(text, end, &id_cues, take_id);
	case PATTERN_NEAR:
		return report_near(text, end);
	case PATTERN_MEMBER_TITLE:
		return label_read_title(text, end, &member_cues, take_member);
	default:
		return label_read(text, end, &member_cues, take_member);
	}
}

#define MBI(text, found) { (text), IDENTIFIER_MBI, (found) }
#define HICN(text, found) { (text), IDENTIFIER_HICN, (found) }
#define RRB(text, found) { (text), IDENTIFIER_RRB, (found) }
#define MEMBER(text, found) { (text), IDENTIFIER_PLAN_MEMBER_ID, (found) }
#define GROUP(text, found) { (text), IDENTIFIER_PLAN_GROUP_ID, (found) }
#define BAD(text) { (text), IDENTIFIER_PLAN_MEMBER_ID, NULL }

static const struct detector_case cases[] = {
	MEMBER("NM1*IL*1*QUILLFEATHER*WOBBLE****MI*W902344172~", "W902344172"),
	MBI("MBI: 1EG4-TE5-MK73", "1EG4-TE5-MK73"),
	MBI("7xa2de9gh45 is hers", "7xa2de9gh45"),
	MBI("Medicare number 7XA2 DE9 GH45", "7XA2 DE9 GH45"),
	MBI("Name\tMedicare\nAnn\t7XA2DE9GH45\n", "7XA2DE9GH45"),
	HICN("HICN 512-43-8876-A", "512-43-8876-A"),
	HICN("Medicare claim number: 512438876B6", "512438876B6"),
	HICN("512-43-8876C1", "512-43-8876C1"),
	RRB("RRB WA 512438876", "WA 512438876"),
	RRB("railroad Medicare no. A123456", "A123456"),
	MEMBER("Member ID: XYZ123456789", "XYZ123456789"),
	MEMBER("memberId=W1234-56789", "W1234-56789"),
	MEMBER("Subscriber # 884422001", "884422001"),
	MEMBER("policy no. H99-442-11", "H99-442-11"),
	MEMBER("Medicaid ID 88112233A", "88112233A"),
	MEMBER("Plan,Subscriber ID\nGold,884422001\nGold,884422002\n", "884422002"),
	MEMBER("Insurance policy number is 99887766", "99887766"),
	GROUP("Group No: 0044512", "0044512"),
	GROUP("Grp # G-44512", "G-44512"),
	GROUP("Member ID: XYZ123456789  Group number: 71-44512", "71-44512"),
	MEMBER("(Insurance: ABC-448291)", "ABC-448291"),
	MEMBER("his ins plan #R-448291", "R-448291"),
	MEMBER("HBN: H4482913", "H4482913"),
	MEMBER("Insurance: Harbor Mutual, ID 77120448213", "77120448213"),
	MEMBER("Ins. plan: Harbor PPO   ID#: HM4-88120", "HM4-88120"),
	MEMBER("Medicaid:    QF30642977", "QF30642977"),
	MEMBER("she asks for Eliza to be told that her new member\nnumber is W28943365", "W28943365"),
	MEMBER("Name,Member,City\nAnn,H88120044,Rome\n", "H88120044"),
	GROUP("Member ID\tGroup\tCopay\nH88120044\t0088213\t25\n", "0088213"),
	MEMBER("Insured's I.D. Number: RZA902817736\n", "RZA902817736"),
	GROUP("Insured's Policy Group or FECA Number: 881-2203\n", "881-2203"),
	MEMBER("ID Card No.: JQX773019284\nRxGrp: RX4412\n", "JQX773019284"),
	MEMBER("Dependent ID: 884120033-02\n", "884120033-02"),
	MEMBER("Subscriber ID: YPZ 884 120 033\nGroup: 0088213-01\n", "YPZ 884 120 033"),
	MEMBER("Member no. 884 120 033 of plan 12", "884 120 033"),
	MEMBER("Cardholder ID: Y7720418830\n", "Y7720418830"),
	MEMBER("Sub ID YJR882077314, active", "YJR882077314"),
	MEMBER("Medicaid CIN: BX40918D\n", "BX40918D"),
	MEMBER("Membership no. 4417-2093", "4417-2093"),
	MEMBER("Her Cigna number is U7720 44183 for now", "U7720 44183"),
	MEMBER("HMO-772044 does not answer", "772044"),
	MEMBER("MBR NBR 7720441-01", "7720441-01"),
	GROUP("RxGrp: KHP7204\n", "KHP7204"),
	MEMBER("W28943365 is her member ID.", "W28943365"),
	MEMBER("We have 112233445A (Medicaid number) for him", "112233445A"),
	MEMBER("insured by Blue Prairie, contract no. W28943365", "W28943365"),
	MEMBER("ID# DD448812 delta dental", "DD448812"),
	MEMBER("mem id: W28943365", "W28943365"),
	MEMBER("n\xc3\xbamero de afiliado: MX-220-7714", "MX-220-7714"),
	MEMBER("P\xc3\xb3liza 4471-0092-B", "4471-0092-B"),
	MEMBER("IN1-36 has W28943365", "W28943365"),
	GROUP("IN1-8: 0448213", "0448213"),
	MEMBER("Member: Ann Lee, W28943365", "W28943365"),
	MEMBER("Coverage: Harbor PPO (W28943365)", "W28943365"),
	MEMBER("her Medicaid came through, QF30642977", "QF30642977"),
	MEMBER("Enrollment key HN5520813.", "HN5520813"),
	MEMBER("subscriber ref: 884422001", "884422001"),
	BAD("the member has an open ticket INC0028943"),
	BAD("our insurance claim W28943365"),
	BAD("the new contract no. W28943365 with the builder"),
	BAD("is her member 12 of 14"),
	BAD("W28943365 stands on the member page"),
	BAD("the HMO has 3 members"),
	BAD("a sub 20 minute walk"),
	BAD("the group\t0088213"),
	BAD("Member ID: 12 of 14 given"),
	BAD("Member ID: see 884 120"),
	BAD("transaction ID 77120448213"),
	BAD("claim number 77120448213"),
	BAD("insurance 2500 dollars"),
	BAD("0EG4-TE5-MK73"),
	BAD("1SG4-TE5-MK73"),
	BAD("1EG4-TE5-MK733"),
	BAD("x1EG4TE5MK73"),
	BAD("a member of the group since 2012"),
	BAD("group 1234 people"),
	BAD("our policy changed in 2019"),
	BAD("Member ID: ________"),
	BAD("insurance number one in 2021"),
	BAD("Group ID 12"),
};

const struct detector detector_health_plan = {
	.name = "health_plan",
	.category = 9,
	.patterns = patterns,
	.pattern_count = ARRAY_LENGTH(patterns),
	.confirm = confirm,
	.cases = cases,
	.case_count = ARRAY_LENGTH(cases),
};
