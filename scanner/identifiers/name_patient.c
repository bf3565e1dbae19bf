/*
 * Names that only the ways of wards and schools tell: "bed 4, Okonkwo", "Okonkwo in 412", "the
 * Okonkwo baby", "baby boy Okonkwo", "re: Okonkwo -", "Mrs. K", "client T.W.". Category 1.
 */
#include "scanner/cue.h"
#include "scanner/identifiers/name_context.h"
#include "scanner/identifiers/report.h"
#include "scanner/letter.h"

enum { PATTERN_PLACE, PATTERN_KIND, PATTERN_BABY, PATTERN_SUBJECT, PATTERN_TITLE, PATTERN_CLIENT };

static const struct cue place_words[] = { CUE("bed"), CUE("room"), CUE("rm"), CUE("bay"), CUE("stretcher") };
static const struct cue_table places = CUE_TABLE(place_words);

/* Whom a family name stands before: "the Okonkwo twins". */
static const struct cue kind_words[] = {
	CUE("kid"), CUE("kids"), CUE("baby"), CUE("boy"), CUE("girl"), CUE("family"), CUE("lady"), CUE("twins"),
	CUE("child"), CUE("children"), CUE("infant"), CUE("toddler"), CUE("newborn"), CUE("brothers"), CUE("sisters"),
};
static const struct cue_table kinds = CUE_TABLE(kind_words);

static const struct cue baby_words[] = { CUE("baby boy"), CUE("baby girl"), CUE("babyboy"), CUE("babygirl") };
static const struct cue_table babies = CUE_TABLE(baby_words);

static const struct cue subject_words[] = { CUE("re") };
static const struct cue_table subjects = CUE_TABLE(subject_words);

static const struct cue title_words[] = { CUE("mr"), CUE("mrs"), CUE("ms"), CUE("miss") };
static const struct cue_table titles = CUE_TABLE(title_words);

static const struct cue client_words[] = {
	CUE("client"), CUE("patient"), CUE("pt"), CUE("resident"), CUE("inmate"), CUE("student"),
};
static const struct cue_table clients = CUE_TABLE(client_words);

static const struct detector_pattern patterns[] = {
	[PATTERN_PLACE] = { .words = &places, .place = WORD_BY_NUMBER },
	[PATTERN_KIND] = { .words = &kinds },
	[PATTERN_BABY] = { .words = &babies },
	[PATTERN_SUBJECT] = { .words = &subjects, .place = WORD_BEFORE_COLON },
	[PATTERN_TITLE] = { .words = &titles, .place = WORD_BEFORE_CAPITAL },
	[PATTERN_CLIENT] = { .words = &clients, .place = WORD_BEFORE_CAPITAL },
};

/* A bed's number has so many digits at most. */
#define PLACE_DIGITS 4

static int
report(const struct detector_text *text, size_t start, size_t end, uint8_t confidence, const char *cue)
{
	const struct identifier found = {
		.type = IDENTIFIER_PERSON_NAME,
		.subject = name_context_subject(text, &(struct name_match){ .start = start, .end = end }, NAME_ROLE_NONE),
		.start = start,
		.end = end,
		.confidence = confidence,
		.cue = cue,
	};
	return identifier_report(text, &found);
}

/* The one word at `start`, when it may be a name and is no ordinary word; `sure` for one that is hardly anything else. */
static int
report_word_sure(const struct detector_text *text, size_t start, bool sure, const char *cue)
{
	const unsigned others = WORD_COMMON | WORD_NOT_NAME | WORD_STATE | WORD_LARGE_CITY | WORD_MEDICAL;
	struct name_run run;
	struct name_match match;

	if (start >= text->bytes.length || !name_word_begins(text->bytes, start))
		return 0;
	name_run_read(text, start, false, &run);
	if (run.count == 0 || !name_shape_match_labelled(&run, 0, &match) || match.first != 0 || match.full)
		return 0; /* a full name speaks for itself */
	const struct name_word *word = &run.words[0];
	bool known = word->family == NAME_SURE || word->given == NAME_SURE;
	if (sure && !known &&
	    !name_word_ends_as_family(bytes_slice(text->bytes, word->start, word->end - word->start)))
		return 0;
	if (word->kind != NAME_WORD || word->upper || word->letters < 3 || (word->flags & others && !known) ||
	    name_context_is_thing(text, &run, &match))
		return 0;
	return report(text, word->start, word->end, CONFIDENCE_LOOSE, cue);
}

static int
report_word(const struct detector_text *text, size_t start, const char *cue)
{
	return report_word_sure(text, start, false, cue);
}

static size_t
skip(struct bytes text, size_t at, const char *marks)
{
	while (at < text.length && text.data[at] != '\0' && strchr(marks, text.data[at]) != NULL)
		at++;
	return at;
}

/* The word before `*end`, one blank between; `*end` becomes where it begins. Empty for none. */
static struct bytes
word_before(struct bytes text, size_t *end)
{
	size_t last = *end;

	if (last == 0 || text.data[last - 1] != ' ')
		return bytes_make(NULL, 0);
	*end = letters_begin(text, last - 1);
	return bytes_slice(text, *end, last - 1 - *end);
}

/* "bed 4, Okonkwo", "room 9: Okonkwo", "Okonkwo in bay 4" */
static int
confirm_place(const struct detector_text *text, size_t end, size_t start)
{
	struct bytes bytes = text->bytes;
	size_t number = skip(bytes, end, " #"), at = number;

	while (at < bytes.length && byte_is_digit(bytes.data[at]))
		at++;
	if (at == number || at - number > PLACE_DIGITS)
		return 0;
	at += at < bytes.length && byte_is_alpha(bytes.data[at]) ? 1 : 0;
	size_t name = skip(bytes, at, " ,:-");
	if (name > at) {
		bool divided = name > at + 1 || bytes.data[at] != ' ';
		int err = report_word_sure(text, name, !divided, "bed");
		if (err != 0)
			return err;
	}
	struct bytes in = word_before(bytes, &start);
	if (!bytes_equal_nocase(in, bytes_of_string("in")) || word_before(bytes, &start).length == 0)
		return 0;
	return report_word(text, start, "bed");
}

/* "the Okonkwo kid" */
static int
confirm_kind(const struct detector_text *text, size_t start)
{
	struct bytes word = word_before(text->bytes, &start);
	size_t name = start;

	if (word.length == 0 || !letter_at(text->bytes, name).capital ||
	    !bytes_equal_nocase(word_before(text->bytes, &start), bytes_of_string("the")))
		return 0;
	return report_word(text, name, "family");
}

/* One capital or two, each with its dot or none: where they end; `at` for none. */
static size_t
initials_end(struct bytes text, size_t at, bool two)
{
	size_t end = at;

	for (unsigned i = 0; i < (two ? 2u : 1u); i++) {
		if (end >= text.length || !byte_is_upper(text.data[end]))
			return at;
		end++;
		if (end < text.length && text.data[end] == '.')
			end++;
		else if (two)
			return at; /* "patient ID" */
	}
	return end;
}

/* "Mrs. K in 412", "Mr K": nothing more of a name follows. */
static int
confirm_initials(const struct detector_text *text, size_t end, bool two)
{
	struct bytes bytes = text->bytes;
	size_t start = end + (!two && end < bytes.length && bytes.data[end] == '.');

	if (start >= bytes.length || bytes.data[start] != ' ')
		return 0;
	size_t stop = initials_end(bytes, ++start, two);
	if (stop == start || (!two && strchr("ABCXYZ", bytes.data[start]) != NULL))
		return 0; /* "Ms. A" is nobody: so cases are told */
	size_t behind = skip(bytes, stop, " ");
	bool more = stop < bytes.length && (byte_is_alnum(bytes.data[stop]) || bytes.data[stop] == '-');
	if (more || (behind > stop && behind < bytes.length && letter_at(bytes, behind).capital))
		return 0;
	return report(text, start, stop, CONFIDENCE_STRICT, two ? "client" : "title");
}

/* "re: Okonkwo - strep positive" */
static int
confirm_subject(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	size_t start = skip(bytes, end, ": "), behind = start;

	while (behind < bytes.length && letter_at(bytes, behind).length > 0)
		behind += letter_at(bytes, behind).length;
	struct bytes joint = bytes_slice(bytes, behind, 3);
	if (!bytes_equal(joint, bytes_of_string(" - ")) && !bytes_equal(bytes_slice(joint, 0, 2), bytes_of_string(", ")))
		return 0;
	return report_word(text, start, "re");
}

static int
confirm(const struct detector_text *text, unsigned pattern, size_t end)
{
	size_t start = letters_begin(text->bytes, end);

	switch (pattern) {
	case PATTERN_PLACE:
		return confirm_place(text, end, start);
	case PATTERN_KIND:
		return confirm_kind(text, start);
	case PATTERN_BABY:
		return report_word(text, end + 1, "baby");
	case PATTERN_SUBJECT:
		return confirm_subject(text, end);
	default:
		return confirm_initials(text, end, pattern == PATTERN_CLIENT);
	}
}

#define GOOD(text, found) { (text), IDENTIFIER_PERSON_NAME, (found) }
#define BAD(text) { (text), IDENTIFIER_PERSON_NAME, NULL }

static const struct detector_case cases[] = {
	GOOD("transfer of bed 3, Wobblequin, today", "Wobblequin"),
	GOOD("in room 221: Wobblequin needs it", "Wobblequin"),
	GOOD("look at Wobblequin in bay 4 first", "Wobblequin"),
	GOOD("how is the Wobblequin baby?", "Wobblequin"),
	GOOD("for baby boy Wobblequin tomorrow", "Wobblequin"),
	GOOD("re: Wobblequin - strep positive", "Wobblequin"),
	GOOD("Mrs. K in 412 refused it", "K"),
	GOOD("then Mr Q went home", "Q"),
	GOOD("Client T.W. was absent", "T.W."),
	BAD("room 4, Building 7"),
	BAD("the Christmas family dinner"),
	BAD("re: Meeting - tomorrow"),
	BAD("Client ID is missing, patient A is there"),
	GOOD("Bed 14 Kowalczyk: replacing it", "Kowalczyk"),
	BAD("room 12 Monday"),
	BAD("Ms. A came with Mr. X"),
	BAD("bed 55555, Wobblequin"),
};

const struct detector detector_patient_names = {
	.name = "name_patient",
	.category = 1,
	.patterns = patterns,
	.pattern_count = ARRAY_LENGTH(patterns),
	.confirm = confirm,
	.cases = cases,
	.case_count = ARRAY_LENGTH(cases),
};
