#include "scanner/identifiers/name_guess.h"

#include "scanner/cue.h"
#include "scanner/dictionary.h"
#include "scanner/identifiers/name_context.h"
#include "scanner/identifiers/report.h"
#include "scanner/letter.h"

/* Longer texts without a capital letter are no messages that people write. */
#define SMALL_TEXT_LIMIT ((size_t)16 * 1024)

static const struct cue leads[] = {
	CUE("says"), CUE("said"), CUE("starring"), CUE("hi"), CUE("hello"), CUE("hey"), CUE("dear"),
	CUE("tell"), CUE("told"), CUE("asked"), CUE("meet"), CUE("met"), CUE("him"), CUE("me"),
	CUE("producer"), CUE("director"), CUE("kid"), CUE("including"), CUE("heard"), CUE("colleague"),
	CUE("discharged"), CUE("admitted"), CUE("readmitted"), CUE("extubated"), CUE("intubated"),
	CUE("triaged"), CUE("transferred"), CUE("examined"), CUE("schedule"), CUE("reschedule"),
	CUE("rescheduled"), CUE("remind"), CUE("texted"), CUE("emailed"), CUE("phoned"),
	CUE("neighbor"), CUE("neighbour"), CUE("cousin"), CUE("nephew"), CUE("niece"),
	CUE("grandmother"), CUE("grandfather"), CUE("founder"), CUE("author"), CUE("reporter"),
};
const struct cue_table name_guess_leads = CUE_TABLE(leads);

static const struct cue phrases[] = {
	CUE("directed by"), CUE("written by"), CUE("assistant to"), CUE("here's"), CUE("consult for"),
	CUE("consult on"), CUE("refill for"), CUE("labs for"), CUE("called for"),
};
const struct cue_table name_guess_phrases = CUE_TABLE(phrases);

#define FOLLOWS(CUE) \
	CUE("says") CUE("said") CUE("shouted") CUE("told") CUE("asked") CUE("replied") \
	CUE("explained") CUE("wrote") CUE("answered") CUE("whispered") CUE("lives") CUE("died") \
	CUE("spent") CUE("gave") CUE("phoned") CUE("complained") CUE("thinks") CUE("grew") \
	CUE("had given") CUE("began") \
	/* behind whom they are said to: "Okonkwo, can you call him?" */ \
	CUE("can i") CUE("can you") CUE("could you") CUE("would you") CUE("will you")
CUE_ARRAY(follows, FOLLOWS);
#define QUESTION_COUNT 5
const struct cue_table name_guess_follows = CUE_TABLE_INDEXED(follows);

/* The words from the first of `run` on that may be a name, when they are used as one. */
static int
report_run(const struct detector_text *text, const struct name_run *run)
{
	const unsigned others = WORD_STATE | WORD_LARGE_CITY | WORD_MEDICAL;
	struct name_match match;

	if (run->count == 0 || !name_shape_match_labelled(run, 0, &match) || match.end - match.start < 3)
		return 0;
	const struct name_word *first = &run->words[match.first];
	if ((first->upper && !match.full) || (first->flags & others && first->given < NAME_LIKELY) ||
	    name_context_is_thing(text, run, &match))
		return 0;
	/* A family name and nothing else says as much as a given name alone. */
	bool known = !match.full && first->family == NAME_SURE && !first->upper;
	const struct identifier found = {
		.type = IDENTIFIER_PERSON_NAME,
		.subject = name_context_subject(text, &match, NAME_ROLE_NONE),
		.start = match.start,
		.end = match.end,
		.confidence = known ? CONFIDENCE_LOOSE : CONFIDENCE_HARDLY,
		.validator = "where a name stands",
	};
	return identifier_report(text, &found);
}

int
name_guess_behind(const struct detector_text *text, size_t end)
{
	struct name_run run;

	if (end + 1 >= text->bytes.length || text->bytes.data[end] != ' ' ||
	    !letter_at(text->bytes, end + 1).capital || !byte_is_lower(text->bytes.data[end - 1]))
		return 0;
	name_run_read(text, end + 1, false, &run);
	return report_run(text, &run);
}

static bool
is_question(const char *cue)
{
	for (size_t i = ARRAY_LENGTH(follows) - QUESTION_COUNT; i < ARRAY_LENGTH(follows); i++)
		if (follows[i].text == cue)
			return true;
	return false;
}

/* Between the words of a cue, and before its first. */
#define GAP_REACH 8

/*
 * The last of a cue's words ends at `end`: whether a capital begins the word
 * before it or, for "given", "I" and "you", which end longer cues, the second.
 */
static bool
may_follow_name(struct bytes text, size_t end)
{
	size_t at = letters_begin(text, end);
	size_t words = at < end && memchr("giy", byte_lower(text.data[at]), 3) != NULL ? 2 : 1;

	for (; words > 0; words--) {
		size_t stop = at;
		while (stop > 0 && at - stop < GAP_REACH && !letter_before(text, stop))
			stop--;
		at = letters_begin(text, stop);
		if (letter_at(text, at).capital)
			return true;
	}
	return false;
}

int
name_guess_before(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	struct name_run run;

	if (!may_follow_name(bytes, end))
		return 0;
	struct cue_match verb = cue_ending(bytes, end, &name_guess_follows);
	if (verb.cue == NULL || verb.start < 3 || bytes.data[verb.start - 1] != ' ')
		return 0;
	bool addressed = bytes.data[verb.start - 2] == ',';
	size_t name = addressed ? verb.start - 2 : verb.start - 1;
	size_t start = letters_begin(bytes, name);
	if (start == name || !letter_at(bytes, start).capital || addressed != is_question(verb.cue))
		return 0;
	if (addressed && start > 0 && bytes.data[start - 1] != '\n' && bytes.data[start - 1] != '"')
		return 0; /* within a sentence it lists something */
	name_run_read(text, start, false, &run);
	return report_run(text, &run);
}

/* ---- texts without capitals -------------------------------------------------------------- */

static int
report_small(const struct detector_text *text, const struct name_match *match)
{
	const struct identifier found = {
		.type = IDENTIFIER_PERSON_NAME,
		.subject = name_context_subject(text, match, NAME_ROLE_NONE),
		.start = match->start,
		.end = match->end,
		.confidence = CONFIDENCE_HARDLY,
		.validator = "known names",
	};
	return identifier_report(text, &found);
}

/* "my son brandon", "this is brandon": no city. */
static bool
is_introduced(struct bytes text, size_t start)
{
	return start > 0 && text.data[start - 1] == ' ' && name_context_cue_ending(text, start - 1).cue != NULL;
}

/* A given name that is nothing else, and the family name behind it if there is one. */
static bool
small_name(const struct detector_text *text, const struct name_run *run, struct name_match *match)
{
	const unsigned others = WORD_COMMON | WORD_NOT_NAME | WORD_MEDICAL | WORD_STATE;
	const struct name_word *given = &run->words[0];

	if (run->count == 0)
		return false;
	bool shaped = name_shape_match(run, 0, match);
	if (given->kind != NAME_WORD || given->given != NAME_SURE) /* "mr. cruz" */
		return shaped && match->titled && given->dot && match->last < 3 &&
		       (run->words[match->first].family == NAME_SURE || run->words[match->first].given == NAME_SURE);
	bool known = shaped && match->full && match->last < 3;
	if (!known) {
		if (given->flags & others || given->letters < 4 ||
		    (given->flags & WORD_CITY && !is_introduced(text->bytes, given->start)))
			return false;
		*match = (struct name_match){ .start = given->start, .end = given->end };
	}
	return !name_context_is_thing(text, run, match);
}

static bool
may_begin_name(const struct detector_text *text, size_t start, size_t end)
{
	return end - start <= DICTIONARY_WORD_LIMIT &&
	       dictionary_may_begin_name(text->dictionary, dictionary_hash(text->bytes, start, end - start));
}

int
name_guess_small(const struct detector_text *text)
{
	struct bytes bytes = text->bytes;
	size_t at = 0;
	int err = 0;

	if (bytes.length > SMALL_TEXT_LIMIT)
		return 0;
	while (at < bytes.length && err == 0) {
		struct name_run run;
		struct name_match match;
		if (letter_at(bytes, at).length == 0) {
			at++;
			continue;
		}
		size_t end = at;
		while (letter_at(bytes, end).length > 0)
			end += letter_at(bytes, end).length;
		bool alone = at == 0 || memchr("@/\\_.-", bytes.data[at - 1], 6) == NULL;
		if (alone && may_begin_name(text, at, end)) {
			name_run_read(text, at, true, &run);
			if (small_name(text, &run, &match)) {
				err = report_small(text, &match);
				end = match.end;
			}
		}
		at = end;
	}
	return err;
}
