#include "scanner/identifiers/report.h"

#include "scanner/around.h"
#include "scanner/value.h"

int
identifier_report(const struct detector_text *text, const struct identifier *found)
{
	if (text->kind == PART_HEADERS && signature_in_technical_header(text->bytes, found->start))
		return 0;
	const struct detection detection = {
		.type = found->type,
		.subject = found->subject,
		.start = found->start,
		.length = found->end - found->start,
		.confidence = found->confidence,
		.cue = found->cue,
		.validator = found->validator,
	};
	return detector_report(text, &detection);
}

/* Words right before a telephone number or an address that say it reaches the patient. */
#define OWNER_REACH 32

#define OWNER_WORDS(CUE) \
	CUE("patient") CUE("patient's") CUE("pt") CUE("pt's") CUE("client's") \
	CUE("member's") CUE("her") CUE("his") CUE("him") CUE("their") CUE("mother's") CUE("mom's") \
	CUE("husband's") CUE("wife's") CUE("daughter's") CUE("son's")
CUE_ARRAY(owner_words, OWNER_WORDS);
static const struct cue_table owners = CUE_TABLE_INDEXED(owner_words);

/* Whether such a word says so of what begins at `start`: with a name between it is that person's, "their counsel Ann Lee". */
static bool
is_owned(const struct detector_text *text, size_t start)
{
	struct cue_match owner = around_before(text, start, OWNER_REACH, &owners);

	if (owner.cue == NULL)
		return false;
	for (size_t at = owner.end; at + 1 < start; at++)
		if (byte_is_upper(text->bytes.data[at]) && byte_is_lower(text->bytes.data[at + 1]))
			return false;
	return true;
}

int
identifier_report_contact(const struct detector_text *text, const struct identifier *found)
{
	struct identifier own = *found;
	if (signature_holds(&text->signature, found->start))
		own.subject = SUBJECT_SENDER;
	else if (own.subject == SUBJECT_UNKNOWN && text->kind != PART_HEADERS &&
	         is_owned(text, found->start))
		own.subject = SUBJECT_PATIENT;
	return identifier_report(text, &own);
}

/* Numbers that cards print in groups have at least this many digits, fewer behind capitals. */
#define GROUPED_DIGITS_LEAST 8
#define LETTERED_DIGITS_LEAST 5
#define GROUP_LETTERS_MOST 4

/* A shorter word is rather the first group of a number than all of it: "W1904 47718". */
#define WORD_LEAST 6

/*
 * Where a number printed in groups ends, "YPZ 884 120 033", "RN 662018": capitals or none,
 * and groups of digits, one space between; `start` when it is none. A group of two digits
 * may be a day or an age: only between capitals and a longer one it is of the number.
 */
static size_t
groups_end(struct bytes text, size_t start)
{
	size_t at = start, end = start, digits = 0;
	while (at < text.length && byte_is_upper(text.data[at]))
		at++;
	bool lettered = at > start;
	if (lettered && (at - start > GROUP_LETTERS_MOST || at >= text.length))
		return start;
	at += lettered && text.data[at] == ' ';
	for (;; at++) {
		size_t group = at;
		while (at < text.length && byte_is_digit(text.data[at]))
			at++;
		if (at - group < (lettered ? 2 : 3))
			break;
		digits += at - group;
		if (at - group > 2)
			end = at;
		if (at >= text.length || text.data[at] != ' ')
			break;
	}
	return digits >= (lettered ? LETTERED_DIGITS_LEAST : GROUPED_DIGITS_LEAST) ? end : start;
}

int
identifier_take_word(const struct detector_text *text, const struct labelled *value,
                     enum identifier_type type, enum finding_subject subject, size_t *end)
{
	size_t word_end = label_word_end(text->bytes, value->start);
	size_t groups = groups_end(text->bytes, value->start);
	bool begun = word_end - value->start < WORD_LEAST && groups > word_end;
	if (begun || !label_value_plausible(text->bytes, value, word_end))
		word_end = groups;
	if (!label_value_plausible(text->bytes, value, word_end))
		return 0;
	const struct identifier found = {
		.type = type,
		.subject = subject,
		.start = value->start,
		.end = word_end,
		.confidence = CONFIDENCE_CUE,
		.cue = value->cue,
	};
	*end = word_end;
	return identifier_report(text, &found);
}
